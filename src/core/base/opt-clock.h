/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

#define OPT_TYPE_CLOCK (opt_clock_get_type ())
G_DECLARE_FINAL_TYPE (OptClock, opt_clock, OPT, CLOCK, GObject)

OptClock *opt_clock_get_system (void);
OptClock *opt_clock_new_manual (gint64 real_time);

gint64 opt_clock_get_real_time (OptClock *self);
gint64 opt_clock_get_monotonic_time (OptClock *self);
void opt_clock_advance (OptClock *self, gint64 microseconds);

G_END_DECLS
