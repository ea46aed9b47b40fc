/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gstdio.h>

#include "opt-alert-log.h"
#include "opt-alert-watch.h"

#define SECOND ((gint64) G_USEC_PER_SEC)
#define BEGIN (G_GINT64_CONSTANT (1700000000) * SECOND)
#define USED "connections.used_share"

/* A program that watches, and keeps what fires. */
typedef struct
{
  OptAlertWatch *watch;
  OptAlertLog *log;
} Program;

static void
keep (OptAlertLog *log, const OptAlert *alert)
{
  opt_alert_log_put (log, alert);
}

static void
program_begin (Program *self, const char *path, OptAlertRules *rules)
{
  g_autoptr (GError) error = NULL;

  self->log = opt_alert_log_open_sync (path, &error);
  g_assert_no_error (error);
  self->watch = opt_alert_watch_new ("shop", rules);
  g_signal_connect_swapped (self->watch, "changed", G_CALLBACK (keep), self->log);
}

static void
program_end (Program *self)
{
  g_clear_object (&self->watch);
  g_clear_object (&self->log);
}

static GPtrArray *
list (Program *self)
{
  g_autoptr (GError) error = NULL;
  GPtrArray *all = opt_alert_log_list_sync (self->log, NULL, FALSE, 10, &error);

  g_assert_no_error (error);

  return all;
}

static void
look (Program *self, gint64 time, double value)
{
  const OptSeriesInfo info = { USED, NULL, USED, OPT_SERIES_UNIT_SHARE };
  g_autoptr (GPtrArray) all = NULL;

  opt_alert_watch_look_at (self->watch, &info, time, value, time);
  /* What is read is so behind what was to be written. */
  all = list (self);
}

static void
assert_kept (const OptAlert *alert, gint64 fired, gint64 cleared, double worst)
{
  g_assert_cmpint (alert->fired, ==, BEGIN + fired);
  g_assert_cmpint (alert->cleared, ==, cleared != 0 ? BEGIN + cleared : 0);
  g_assert_cmpfloat (alert->worst, ==, worst);
}

/* What is on its way to the file holds it; beside it SQLite has files of its own. */
static void
remove_folder (const char *folder)
{
  g_autoptr (GDir) dir = NULL;
  const char *name;

  while (g_main_context_iteration (NULL, FALSE))
    ;
  dir = g_dir_open (folder, 0, NULL);
  g_assert_nonnull (dir);
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      g_assert_cmpint (g_remove (path), ==, 0);
    }
  g_assert_cmpint (g_rmdir (folder), ==, 0);
}

/* Both have one file; the other looks a little later each time, and sees it end later. */
static void
test_two_programs (void)
{
  static const double values[] = { 0.95, 0.99, 0.5, 0.95, 0.5, 0.96 };
  g_autofree char *folder = g_dir_make_tmp ("optischema-alerts-XXXXXX", NULL);
  g_autofree char *file = g_build_filename (folder, "alerts.ini", NULL);
  g_autofree char *path = g_build_filename (folder, "alerts.db", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (OptAlertRules) rules = NULL;
  g_autoptr (GPtrArray) all = NULL;
  Program one, other;

  g_file_set_contents (file, "[rule connections]\nfor=0\nclear-for=0\n", -1, &error);
  g_assert_no_error (error);
  rules = opt_alert_rules_load (file, &error);
  g_assert_no_error (error);
  program_begin (&one, path, rules);
  program_begin (&other, path, rules);
  for (gsize i = 0; i < G_N_ELEMENTS (values); i++)
    {
      look (&one, BEGIN + (gint64) i * 10 * SECOND, values[i]);
      look (&other, BEGIN + (gint64) i * 10 * SECOND + SECOND / 2, values[i]);
    }

  all = list (&other);
  g_assert_cmpuint (all->len, ==, 3);
  assert_kept (all->pdata[0], 50 * SECOND, 0, 0.96);
  assert_kept (all->pdata[1], 30 * SECOND, 40 * SECOND + SECOND / 2, 0.95);
  assert_kept (all->pdata[2], 0, 20 * SECOND + SECOND / 2, 0.99);
  program_end (&one);
  program_end (&other);
  remove_folder (folder);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/alert-log/two-programs", test_two_programs);

  return g_test_run ();
}
