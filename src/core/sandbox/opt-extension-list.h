/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

const char *opt_extension_list_get_refusal (const char *name);

G_END_DECLS
