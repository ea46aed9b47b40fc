/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

const char *opt_store_sql (const char *folder, const char *name);

G_END_DECLS
