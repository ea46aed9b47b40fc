/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

char **opt_array_literal_parse (const char *text);

G_END_DECLS
