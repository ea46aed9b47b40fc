/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

GPtrArray *opt_plan_log_split (const char *text, GArray *durations);

G_END_DECLS
