/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

void opt_copy_rates_load (const char *server, double *rate, gint64 *measured_at);
void opt_copy_rates_keep (const char *server, double rate);

G_END_DECLS
