/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gstdio.h>
#include <math.h>

#include "opt-alert-log.h"
#include "opt-alert-watch.h"
#include "opt-error.h"
#include "opt-format.h"

#define SECOND ((gint64) G_USEC_PER_SEC)
#define BEGIN (G_GINT64_CONSTANT (1700000000) * SECOND)

/* A series, a watch by rules from a text, and what it told. */
typedef struct
{
  char *folder;
  OptSeriesSet *set;
  OptAlertRules *rules;
  OptAlertWatch *watch;
  gint64 time;
  gboolean gap;  /* nobody looks before the next */
  GString *told; /* "+rule/item " fired, "-rule/item " cleared */
  guint n_changed;
} Fixture;

static void
note (Fixture *fixture, char sign, const OptAlert *alert)
{
  g_string_append_printf (fixture->told, "%c%s%s%s ", sign, alert->rule,
                          alert->item != NULL ? "/" : "", alert->item != NULL ? alert->item : "");
}

static void
fired (Fixture *fixture, const OptAlert *alert)
{
  note (fixture, '+', alert);
}

static void
cleared (Fixture *fixture, const OptAlert *alert)
{
  note (fixture, '-', alert);
}

static void
changed (Fixture *fixture, const OptAlert *alert)
{
  fixture->n_changed++;
}

static OptAlertRules *
load (Fixture *fixture, const char *text, GError **error)
{
  g_autofree char *path = g_build_filename (fixture->folder, "alerts.ini", NULL);

  g_assert_true (g_file_set_contents (path, text, -1, NULL));

  return opt_alert_rules_load (path, error);
}

static void
begin (Fixture *fixture, const char *text)
{
  g_autoptr (GError) error = NULL;

  fixture->rules = load (fixture, text, &error);
  g_assert_no_error (error);
  fixture->watch = opt_alert_watch_new ("shop", fixture->rules);
  g_signal_connect_swapped (fixture->watch, "fired", G_CALLBACK (fired), fixture);
  g_signal_connect_swapped (fixture->watch, "cleared", G_CALLBACK (cleared), fixture);
  g_signal_connect_swapped (fixture->watch, "changed", G_CALLBACK (changed), fixture);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->folder = g_dir_make_tmp ("optischema-alerts-XXXXXX", NULL);
  fixture->set = opt_series_set_new (900 * SECOND);
  fixture->told = g_string_new (NULL);
  fixture->time = BEGIN;
}

static void
remove_file (Fixture *fixture, const char *name)
{
  g_autofree char *path = g_build_filename (fixture->folder, name, NULL);

  g_remove (path);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  static const char *const names[]
      = { "alerts.ini", "alerts.db", "alerts.db-wal", "alerts.db-shm" };

  g_clear_object (&fixture->watch);
  g_clear_object (&fixture->rules);
  g_clear_object (&fixture->set);
  g_string_free (fixture->told, TRUE);
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    remove_file (fixture, names[i]);
  g_assert_cmpint (g_rmdir (fixture->folder), ==, 0);
  g_free (fixture->folder);
}

static void
add (Fixture *fixture, const char *name, const char *item, double value)
{
  const OptSeriesInfo info = { name, item, name, OPT_SERIES_UNIT_SHARE };

  const OptSeries *series = opt_series_set_find (fixture->set, name, item);
  gint64 start = series != NULL ? opt_series_get_last (series)->time : fixture->time;

  opt_series_set_add (fixture->set, &info,
                      fixture->gap ? fixture->time : MIN (start, fixture->time), fixture->time,
                      value);
}

/* So many seconds later the value is that. */
static void
look (Fixture *fixture, int seconds, const char *name, double value)
{
  fixture->time += seconds * SECOND;
  add (fixture, name, NULL, value);
  opt_series_set_commit (fixture->set);
  opt_alert_watch_look (fixture->watch, fixture->set, fixture->time);
}

static void
assert_told (Fixture *fixture, const char *told)
{
  g_assert_cmpstr (fixture->told->str, ==, told);
  g_string_truncate (fixture->told, 0);
}

#define USED "connections.used_share"

/* Above 90 % for 30 s; over at 85 % for a minute. */
static void
test_hysteresis (Fixture *fixture, gconstpointer data)
{
  begin (fixture, "");
  look (fixture, 10, USED, 0.5);
  look (fixture, 10, USED, 0.95);
  look (fixture, 10, USED, 0.95);
  /* A break, and it begins anew. */
  look (fixture, 10, USED, 0.9);
  look (fixture, 10, USED, 0.95);
  look (fixture, 20, USED, 0.95);
  assert_told (fixture, "");
  /* What is not known is no break, and no proof. */
  look (fixture, 5, USED, NAN);
  assert_told (fixture, "");
  look (fixture, 5, USED, 0.95);
  assert_told (fixture, "+connections ");

  /* Once is enough, also where it swings between the thresholds. */
  look (fixture, 10, USED, 0.88);
  look (fixture, 10, USED, 0.95);
  look (fixture, 10, USED, 0.8);
  look (fixture, 50, USED, 0.8);
  look (fixture, 5, USED, 0.86);
  look (fixture, 10, USED, 0.8);
  look (fixture, 59, USED, 0.8);
  assert_told (fixture, "");
  look (fixture, 1, USED, 0.8);
  assert_told (fixture, "-connections ");
  look (fixture, 10, USED, 0.95);
  look (fixture, 30, USED, 0.95);
  assert_told (fixture, "+connections ");
}

/* A while in which nobody looked is no time in which it was so. */
static void
test_gap (Fixture *fixture, gconstpointer data)
{
  begin (fixture, "");
  look (fixture, 10, USED, 0.95);
  look (fixture, 10, USED, 0.95);
  fixture->gap = TRUE;
  look (fixture, 8 * 3600, USED, 0.95);
  /* Also where it is looked at for another's sake. */
  opt_alert_watch_look (fixture->watch, fixture->set, fixture->time);
  assert_told (fixture, "");
  fixture->gap = FALSE;
  look (fixture, 20, USED, 0.95);
  assert_told (fixture, "");
  look (fixture, 10, USED, 0.95);
  assert_told (fixture, "+connections ");

  look (fixture, 10, USED, 0.5);
  fixture->gap = TRUE;
  look (fixture, 8 * 3600, USED, 0.5);
  fixture->gap = FALSE;
  assert_told (fixture, "");
  look (fixture, 60, USED, 0.5);
  assert_told (fixture, "-connections ");
}

static void
test_slower (Fixture *fixture, gconstpointer data)
{
  begin (fixture, "");
  look (fixture, 0, "statements.slower", 1);
  for (int i = 0; i < 4; i++)
    {
      fixture->time += 10 * SECOND;
      add (fixture, "statements.slower", "SELECT 1", 1.2);
      add (fixture, "statements.slower", "SELECT 2", 3);
      look (fixture, 0, "statements.slower", 3);
    }
  assert_told (fixture, "+slower/SELECT 2 ");
  /* It is not over at once: it may be found again. */
  for (int i = 0; i < 12; i++)
    {
      assert_told (fixture, "");
      fixture->time += 10 * SECOND;
      add (fixture, "statements.slower", "SELECT 2", 1);
      look (fixture, 0, "statements.slower", 1);
    }
  fixture->time += 10 * SECOND;
  add (fixture, "statements.slower", "SELECT 2", 1);
  look (fixture, 0, "statements.slower", 1);
  assert_told (fixture, "-slower/SELECT 2 ");
}

static void
assert_described (Fixture *fixture, const char *format, gint64 time)
{
  g_autoptr (GPtrArray) firing = opt_alert_watch_list_firing (fixture->watch);
  g_autofree char *words = opt_format_time (time);
  g_autofree char *words_now = NULL;
  g_autoptr (GString) text = NULL;
  g_auto (GStrv)
    parts = g_strsplit (format, "TIME", -1);
  g_autofree char *expected = g_strjoinv (words, parts);

  g_assert_cmpuint (firing->len, ==, 1);
  words_now = opt_alert_describe (firing->pdata[0]);
  text = g_string_new (words_now);
  g_string_replace (text, "\302\240", " ", 0);
  g_assert_cmpstr (text->str, ==, expected);
}

/* What is said is so: what is under its limit is not said to be above it. */
static void
test_words (Fixture *fixture, gconstpointer data)
{
  gint64 passed;

  begin (fixture, "");
  look (fixture, 0, USED, 0.95);
  passed = fixture->time;
  look (fixture, 30, USED, 0.95);
  assert_described (fixture, "95 %, above 90 % since TIME.", passed);
  look (fixture, 10, USED, 0.88);
  assert_described (fixture, "88 %, was above 90 %, since TIME; over at 85 % or below.", passed);
  look (fixture, 10, USED, 0.8);
  passed = fixture->time;
  look (fixture, 20, USED, 0.8);
  assert_described (fixture, "80 %, at 85 % or below since TIME; over if that stays so for 40 s.",
                    passed);
}

/* A wait that is told after 30 s began 30 s before. */
static void
test_age (Fixture *fixture, gconstpointer data)
{
  OptSeriesInfo info = { "sessions.blocked_ms", NULL, "Blocked", OPT_SERIES_UNIT_DURATION };
  g_autoptr (GPtrArray) firing = NULL;

  begin (fixture, "");
  for (int i = 0; i <= 4; i++)
    {
      opt_series_set_add (fixture->set, &info, fixture->time - 10 * SECOND, fixture->time,
                          i * 10000.0);
      opt_series_set_commit (fixture->set);
      opt_alert_watch_look (fixture->watch, fixture->set, fixture->time);
      fixture->time += 10 * SECOND;
    }
  assert_told (fixture, "+blocked ");
  firing = opt_alert_watch_list_firing (fixture->watch);
  g_assert_cmpint (((OptAlert *) firing->pdata[0])->since, ==, BEGIN);
  g_assert_cmpint (((OptAlert *) firing->pdata[0])->passed, ==, BEGIN + 40 * SECOND);
  assert_described (fixture, "40 s, since TIME; above 30 s.", BEGIN);
}

static void
test_items (Fixture *fixture, gconstpointer data)
{
  begin (fixture, "[rule slots]\nthreshold=100\nfor=0\nclear-for=0\n");
  add (fixture, "slots.retained_bytes", "a", 200);
  add (fixture, "slots.retained_bytes", "b", 50);
  look (fixture, 0, "slots.retained_bytes", 200);
  assert_told (fixture, "+slots/a ");

  fixture->time += SECOND;
  add (fixture, "slots.retained_bytes", "a", 200);
  add (fixture, "slots.retained_bytes", "b", 150);
  look (fixture, 0, "slots.retained_bytes", 200);
  assert_told (fixture, "+slots/b ");

  /* It was dropped. */
  fixture->time += SECOND;
  add (fixture, "slots.retained_bytes", "b", 150);
  look (fixture, 0, "slots.retained_bytes", 150);
  assert_told (fixture, "-slots/a ");
}

/* At 22:30 in this time zone, and until 7:00 the next day. */
static void
test_quiet (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GDateTime) night = g_date_time_new_local (2026, 3, 3, 22, 30, 0);

  fixture->time = g_date_time_to_unix (night) * SECOND;
  begin (fixture, "[quiet]\nfrom=22:00\nto=07:00\n[rule connections]\nfor=0\nclear-for=0\n");
  look (fixture, 0, USED, 0.95);
  look (fixture, 60, USED, 0.5);
  /* Kept, and told to nobody. */
  assert_told (fixture, "");
  g_assert_cmpuint (fixture->n_changed, ==, 2);

  /* What is still so in the morning is told. */
  look (fixture, 3600, USED, 0.95);
  assert_told (fixture, "");
  look (fixture, 8 * 3600, USED, 0.95);
  assert_told (fixture, "+connections ");
}

static void
keep (OptAlertLog *log, const OptAlert *alert)
{
  opt_alert_log_put (log, alert);
}

static void
test_restart (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = g_build_filename (fixture->folder, "alerts.db", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (OptAlertLog) log = opt_alert_log_open_sync (path, &error);
  g_autoptr (GPtrArray) firing = NULL;
  g_autoptr (GPtrArray) all = NULL;
  const OptAlert *alert;

  g_assert_no_error (error);
  begin (fixture, "[rule connections]\nfor=0\nclear-for=0\n");
  g_signal_connect_swapped (fixture->watch, "changed", G_CALLBACK (keep), log);
  look (fixture, 0, USED, 0.95);
  assert_told (fixture, "+connections ");

  /* Another process. */
  g_clear_object (&fixture->watch);
  g_clear_object (&fixture->rules);
  begin (fixture, "[rule connections]\nfor=0\nclear-for=0\n");
  g_signal_connect_swapped (fixture->watch, "changed", G_CALLBACK (keep), log);
  firing = opt_alert_log_list_sync (log, "shop", TRUE, 10, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (firing->len, ==, 1);
  opt_alert_watch_resume (fixture->watch, firing->pdata[0]);
  look (fixture, 10, USED, 0.95);
  assert_told (fixture, "");
  look (fixture, 10, USED, 0.1);
  assert_told (fixture, "-connections ");

  all = opt_alert_log_list_sync (log, NULL, FALSE, 10, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (all->len, ==, 1);
  alert = all->pdata[0];
  g_assert_cmpint (alert->state, ==, OPT_ALERT_CLEARED);
  g_assert_cmpint (alert->fired, ==, BEGIN);
  g_assert_cmpint (alert->cleared, ==, BEGIN + 20 * SECOND);
  g_assert_cmpfloat (alert->value, ==, 0.1);
  g_assert_true (alert->told);
  g_clear_pointer (&firing, g_ptr_array_unref);
  firing = opt_alert_log_list_sync (log, "shop", TRUE, 10, &error);
  g_assert_cmpuint (firing->len, ==, 0);
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

/* Below a threshold instead of above. */
static void
test_below (Fixture *fixture, gconstpointer data)
{
  begin (fixture, "[rule idle]\nseries=load.calls\ncomparison=below\nthreshold=10\n"
                  "clear-threshold=12\nfor=10s\n");
  look (fixture, 0, "load.calls", 10);
  look (fixture, 10, "load.calls", 9);
  look (fixture, 10, "load.calls", 4);
  assert_told (fixture, "+idle ");
  look (fixture, 10, "load.calls", 11);
  assert_told (fixture, "");
  look (fixture, 10, "load.calls", 12);
  assert_told (fixture, "-idle ");
}

/* The rules change while something fires by them. */
static void
test_other_rules (Fixture *fixture, gconstpointer data)
{
  g_autoptr (OptAlertRules) higher = NULL;
  g_autoptr (OptAlertRules) off = NULL;

  begin (fixture, "[rule connections]\nthreshold=0.5\nfor=0\n[rule mine]\n"
                  "series=wal.written\nthreshold=1\n");
  look (fixture, 0, USED, 0.6);
  look (fixture, 0, "wal.written", 2);
  assert_told (fixture, "+connections +mine ");
  higher = load (fixture, "[rule connections]\nthreshold=0.7\nfor=0\nclear-for=0\n", NULL);
  opt_alert_watch_set_rules (fixture->watch, higher);
  assert_told (fixture, "-mine ");
  opt_alert_watch_look (fixture->watch, fixture->set, fixture->time);
  assert_told (fixture, "-connections ");
  look (fixture, 10, USED, 0.8);
  assert_told (fixture, "+connections ");
  off = load (fixture, "[rule connections]\nenabled=false\n", NULL);
  opt_alert_watch_set_rules (fixture->watch, off);
  assert_told (fixture, "-connections ");
  look (fixture, 10, USED, 0.9);
  assert_told (fixture, "");
}

/* Nobody is told for an hour, also not after a restart, nor when it fires anew. */
static void
test_silence (Fixture *fixture, gconstpointer data)
{
  static const char rules[] = "[rule connections]\nfor=0\nclear-for=0\n";
  g_autofree char *path = g_build_filename (fixture->folder, "alerts.db", NULL);
  g_autoptr (OptAlertLog) log = opt_alert_log_open_sync (path, NULL);
  g_autoptr (GPtrArray) open = NULL;
  gint64 until = BEGIN + 3600 * SECOND;

  begin (fixture, rules);
  g_signal_connect_swapped (fixture->watch, "changed", G_CALLBACK (keep), log);
  look (fixture, 0, USED, 0.95);
  look (fixture, 10, USED, 0.99);
  look (fixture, 10, USED, 0.92);
  assert_told (fixture, "+connections ");
  opt_alert_watch_silence (fixture->watch, "connections", NULL, until);
  opt_alert_log_silence (log, "shop", "connections", NULL, until);
  look (fixture, 10, USED, 0.95);
  assert_told (fixture, "");

  g_clear_object (&fixture->watch);
  g_clear_object (&fixture->rules);
  begin (fixture, rules);
  g_signal_connect_swapped (fixture->watch, "changed", G_CALLBACK (keep), log);
  open = opt_alert_log_list_open_sync (log, fixture->time, NULL);
  g_assert_cmpuint (open->len, ==, 2);
  for (guint i = 0; i < open->len; i++)
    {
      const OptAlert *alert = open->pdata[i];

      g_assert_cmpint (alert->silenced, ==, until);
      if (alert->state == OPT_ALERT_FIRING)
        {
          g_assert_false (alert->told);
          g_assert_cmpfloat (alert->worst, ==, 0.99);
          opt_alert_watch_resume (fixture->watch, alert);
        }
      else
        opt_alert_watch_silence (fixture->watch, alert->rule, alert->item, alert->silenced);
    }
  look (fixture, 10, USED, 0.95);
  look (fixture, 10, USED, 0.1);
  look (fixture, 10, USED, 0.95);
  assert_told (fixture, "");
  look (fixture, 3600, USED, 0.95);
  assert_told (fixture, "+connections ");

  /* After it nothing of it is left. */
  g_clear_pointer (&open, g_ptr_array_unref);
  open = opt_alert_log_list_open_sync (log, fixture->time, NULL);
  g_assert_cmpuint (open->len, ==, 1);

  /* Who was told hears that it is over, silenced or not. */
  opt_alert_watch_silence (fixture->watch, "connections", NULL, fixture->time + 3600 * SECOND);
  look (fixture, 10, USED, 0.1);
  assert_told (fixture, "-connections ");
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static void
log_cleared (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;

  opt_alert_log_clear_finish (OPT_ALERT_LOG (object), result, &error);
  g_assert_no_error (error);
  *(gboolean *) data = TRUE;
}

/* What fires stays in the log. */
static void
test_clear_log (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = g_build_filename (fixture->folder, "alerts.db", NULL);
  g_autoptr (OptAlertLog) log = opt_alert_log_open_sync (path, NULL);
  g_autoptr (GPtrArray) all = NULL;
  gboolean done = FALSE;

  begin (fixture, "[rule connections]\nfor=0\nclear-for=0\n"
                  "[rule mine]\nseries=wal.written\nthreshold=1\n");
  g_signal_connect_swapped (fixture->watch, "changed", G_CALLBACK (keep), log);
  look (fixture, 0, USED, 0.95);
  look (fixture, 10, USED, 0.1);
  look (fixture, 10, "wal.written", 2);
  look (fixture, 10, USED, 0.95);
  look (fixture, 10, USED, 0.1);
  all = opt_alert_log_list_sync (log, NULL, FALSE, 10, NULL);
  g_assert_cmpuint (all->len, ==, 3);
  g_assert_cmpstr (((const OptAlert *) all->pdata[0])->rule, ==, "mine");

  opt_alert_log_clear_async (log, NULL, log_cleared, &done);
  while (!done)
    g_main_context_iteration (NULL, TRUE);
  g_clear_pointer (&all, g_ptr_array_unref);
  all = opt_alert_log_list_sync (log, NULL, FALSE, 10, NULL);
  g_assert_cmpuint (all->len, ==, 1);
  g_assert_cmpstr (((const OptAlert *) all->pdata[0])->rule, ==, "mine");
}

static void
test_rules (Fixture *fixture, gconstpointer data)
{
  static const char *const wrong[] = {
    "[rule mine]\nthreshold=1\n",     "[rule connections]\nthreshold=much\n",
    "[rule connections]\nfor=soon\n", "[quiet]\nfrom=25:00\nto=07:00\n",
    "[quiet]\nfrom=22:00\n",          "rule",
  };
  const OptAlertRule *rule;

  begin (fixture, "[rule mine]\nseries=wal.written\nthreshold=10\ntitle=Much WAL\n"
                  "[rule connections]\nenabled=false\nfor=0\n");
  rule = opt_alert_rules_find (fixture->rules, "mine");
  g_assert_cmpfloat (rule->clear_threshold, ==, 10);
  look (fixture, 0, "wal.written", 11);
  look (fixture, 1, USED, 0.99);
  look (fixture, 1, "wal.written", 10);
  assert_told (fixture, "+mine -mine ");

  for (gsize i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (load (fixture, wrong[i], &error));
      g_assert_nonnull (error);
    }
}

static void
test_unreachable (Fixture *fixture, gconstpointer data)
{
  const OptSeriesInfo info = { "server.unreachable", NULL, "", OPT_SERIES_UNIT_NUMBER };

  begin (fixture, "");
  for (int i = 0; i <= 30; i += 10)
    opt_alert_watch_look_at (fixture->watch, &info, BEGIN + i * SECOND, 1, BEGIN);
  assert_told (fixture, "+unreachable ");
  opt_alert_watch_look_at (fixture->watch, &info, BEGIN + 40 * SECOND, 0, BEGIN);
  assert_told (fixture, "-unreachable ");

  /* It slept for a night, ten seconds after the network was gone. */
  opt_alert_watch_look_at (fixture->watch, &info, BEGIN + 50 * SECOND, 1, BEGIN);
  opt_alert_watch_look_at (fixture->watch, &info, BEGIN + 30000 * SECOND, 1, BEGIN);
  assert_told (fixture, "");
  opt_alert_watch_look_at (fixture->watch, &info, BEGIN + 30030 * SECOND, 1, BEGIN);
  assert_told (fixture, "+unreachable ");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(name) g_test_add ("/alerts/" #name, Fixture, NULL, set_up, test_##name, tear_down)
  ADD (hysteresis);
  ADD (gap);
  ADD (slower);
  ADD (words);
  ADD (age);
  ADD (items);
  ADD (quiet);
  ADD (restart);
  ADD (below);
  ADD (other_rules);
  ADD (silence);
  ADD (clear_log);
  ADD (rules);
  ADD (unreachable);
#undef ADD

  return g_test_run ();
}
