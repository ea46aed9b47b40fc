/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gstdio.h>
#include <math.h>

#include "opt-history-minute.h"
#include "opt-history-private.h"
#include "opt-quiet-hour.h"

#define MINUTE (60 * (gint64) G_USEC_PER_SEC)
#define HOUR (60 * MINUTE)
#define SERVER "42"

/* A minute of an hour in which @load sessions were active: all but one worked, that one waited. */
static void
record (OptHistory *history, gint64 start, double load)
{
  g_autoptr (OptHistoryMinute) minute = opt_history_minute_new (SERVER);
  g_autoptr (GError) error = NULL;

  opt_history_minute_add_value (minute, 7, "load.cpu", NULL, start, start + MINUTE, load - 1);
  opt_history_minute_add_value (minute, 7, "load.lock", NULL, start, start + MINUTE, 1);
  /* What another database does is its own. */
  opt_history_minute_add_value (minute, 8, "load.cpu", NULL, start, start + MINUTE, 100 / load);
  opt_history_write_sync (history, minute, &error);
  g_assert_no_error (error);
}

static void
find (OptQuietHour *quiet, OptHistory *history, gint64 now)
{
  g_autoptr (GError) error = NULL;

  opt_quiet_hour_find_sync (quiet, history, SERVER, 7, now, &error);
  g_assert_no_error (error);
}

/* Days with all hours but those from 20:00 on, in which it is quietest at four; on one day somebody
 * watched at 20:00, when nothing at all was done. */
static void
test_quiet_hour (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = g_dir_make_tmp ("optischema-quiet-XXXXXX", &error);
  g_autofree char *path = g_build_filename (folder, "history.db", NULL);
  g_autoptr (OptHistory) history = opt_history_open_sync (path, &error);
  gint64 day = g_get_real_time () / (24 * HOUR) * 24 * HOUR - 5 * 24 * HOUR;
  OptQuietHour quiet;

  g_assert_no_error (error);
  find (&quiet, history, day + 5 * 24 * HOUR);
  g_assert_cmpint (quiet.hour, ==, -1);

  for (guint i = 0; i < 4; i++)
    {
      /* Two days are none. */
      if (i == 2)
        {
          find (&quiet, history, day + 5 * 24 * HOUR);
          g_assert_cmpint (quiet.hour, ==, -1);
        }
      for (int hour = 0; hour < 20; hour++)
        record (history, day + i * 24 * HOUR + hour * HOUR, 2 + ABS (hour - 4));
      if (i == 0)
        record (history, day + 20 * HOUR, 1);
      opt_history_roll_up_sync (history, SERVER, &error);
      g_assert_no_error (error);
    }

  find (&quiet, history, day + 5 * 24 * HOUR);
  g_test_message ("%d: %g on %u days, %g on %u hours", quiet.hour, quiet.load, quiet.n_days,
                  quiet.usual, quiet.n_hours);
  g_assert_cmpint (quiet.hour, ==, 4);
  g_assert_cmpfloat_with_epsilon (quiet.load, 2, 0.01);
  g_assert_cmpuint (quiet.n_days, ==, 4);
  g_assert_cmpuint (quiet.n_hours, ==, 19);
  g_assert_cmpfloat_with_epsilon (quiet.usual, 2 + (10 + 15 * 16 / 2) / 19.0, 0.01);

  g_clear_object (&history);
  g_assert_cmpint (g_remove (path), ==, 0);
  g_assert_cmpint (g_rmdir (folder), ==, 0);
}

int
main (int argc, char **argv)
{
  g_setenv ("TZ", "UTC", TRUE);
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/change/quiet-hour", test_quiet_hour);

  return g_test_run ();
}
