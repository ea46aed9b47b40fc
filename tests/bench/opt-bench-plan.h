/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

char *opt_bench_make_plan (guint n_nodes);
char *opt_bench_make_deep_plan (guint depth);

G_END_DECLS
