/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

const char *opt_json_check (const char *text, gsize length, GArray *wide_integers, const char **at);

G_END_DECLS
