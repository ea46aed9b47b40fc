/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

double opt_change_point (const double *values, gsize n, gsize *position);
double opt_change_point_least (gsize n);

G_END_DECLS
