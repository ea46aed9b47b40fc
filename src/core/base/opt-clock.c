/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-clock.h"

#include <time.h>

/*
 * Time, so that a test can move it. Whatever compares, dates or measures asks a clock; only the
 * waiting itself is the main loop's.
 */
struct _OptClock
{
  GObject parent_instance;

  gboolean manual;
  gint64 real_time;
  gint64 monotonic_time;
};

G_DEFINE_FINAL_TYPE (OptClock, opt_clock, G_TYPE_OBJECT)

static void
opt_clock_class_init (OptClockClass *klass)
{
}

static void
opt_clock_init (OptClock *self)
{
}

/**
 * opt_clock_get_system:
 *
 * Returns: (transfer none): the clock that tells the machine's own time
 */
OptClock *
opt_clock_get_system (void)
{
  static gsize once;
  static OptClock *clock;

  if (g_once_init_enter (&once))
    {
      clock = g_object_new (OPT_TYPE_CLOCK, NULL);
      g_once_init_leave (&once, 1);
    }

  return clock;
}

/**
 * opt_clock_new_manual:
 * @real_time: microseconds since 1970 that the clock starts at
 *
 * Returns: (transfer full): a clock that moves only by opt_clock_advance()
 */
OptClock *
opt_clock_new_manual (gint64 real_time)
{
  OptClock *self = g_object_new (OPT_TYPE_CLOCK, NULL);

  self->manual = TRUE;
  self->real_time = real_time;

  return self;
}

/**
 * opt_clock_get_real_time:
 * @self: a clock
 *
 * Returns: microseconds since 1970, UTC
 */
gint64
opt_clock_get_real_time (OptClock *self)
{
  g_return_val_if_fail (OPT_IS_CLOCK (self), 0);

  return self->manual ? self->real_time : g_get_real_time ();
}

/**
 * opt_clock_get_monotonic_time:
 * @self: a clock
 *
 * It goes on while the machine sleeps: a night is a night for whoever watches a server that was
 * awake.
 *
 * Returns: microseconds that never go backwards, from an arbitrary start
 */
gint64
opt_clock_get_monotonic_time (OptClock *self)
{
  struct timespec time;

  g_return_val_if_fail (OPT_IS_CLOCK (self), 0);

  if (self->manual)
    return self->monotonic_time;
  if (clock_gettime (CLOCK_BOOTTIME, &time) != 0)
    return g_get_monotonic_time ();

  return (gint64) time.tv_sec * G_USEC_PER_SEC + time.tv_nsec / 1000;
}

/**
 * opt_clock_advance:
 * @self: a manual clock
 * @microseconds: how far; a negative step sets back the real time alone, as NTP or a person would
 */
void
opt_clock_advance (OptClock *self, gint64 microseconds)
{
  g_return_if_fail (OPT_IS_CLOCK (self));
  g_return_if_fail (self->manual);

  self->real_time += microseconds;
  if (microseconds > 0)
    self->monotonic_time += microseconds;
}
