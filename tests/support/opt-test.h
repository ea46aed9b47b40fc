/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

char *opt_test_read_data (const char *name, gsize *length);

G_END_DECLS
