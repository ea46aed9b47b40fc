/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gstdio.h>
#include <math.h>

#include "history-fixture.h"
#include "opt-history-places.h"
#include "opt-history-recorder.h"
#include "opt-history-writer.h"

/* Two connections of one program to databases of one server. */

#define POLL (10 * SECOND)
#define CALLS_PER_SECOND 7
#define WAL "wal.written"

typedef struct
{
  char *folder;
  char *path;
  OptClock *clock;
  OptHistoryRecorder *first;
  OptHistoryRecorder *other;
} Fixture;

static void
warned (OptHistoryRecorder *recorder, const char *text, gpointer data)
{
  g_error ("%s", text);
}

static OptHistoryRecorder *
start (Fixture *fixture)
{
  OptHistoryRecorder *recorder = opt_history_recorder_new (fixture->path, "42", fixture->clock);

  g_signal_connect (recorder, "warning", G_CALLBACK (warned), NULL);

  return recorder;
}

static void
stop (OptHistoryRecorder **recorder)
{
  if (*recorder == NULL)
    return;

  opt_history_recorder_stop (*recorder);
  while (opt_history_recorder_is_busy (*recorder))
    g_main_context_iteration (NULL, TRUE);
  g_clear_object (recorder);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->folder = g_dir_make_tmp ("optischema-test-XXXXXX", NULL);
  fixture->path = g_build_filename (fixture->folder, "history.db", NULL);
  fixture->clock = opt_clock_new_manual (BEGIN);
  fixture->first = start (fixture);
  fixture->other = start (fixture);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  const char *name;
  g_autoptr (GDir) dir = NULL;

  stop (&fixture->first);
  stop (&fixture->other);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_true (opt_history_writers_wait (60 * SECOND));
  dir = g_dir_open (fixture->folder, 0, NULL);
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (fixture->folder, name, NULL);

      g_unlink (path);
    }
  g_rmdir (fixture->folder);
  g_object_unref (fixture->clock);
  g_free (fixture->folder);
  g_free (fixture->path);
}

/* One call of one statement in each; 0: no figures of a database. */
static void
poll (OptHistoryRecorder *recorder, gint64 from, gint64 to, guint32 database)
{
  g_autoptr (OptDelta) delta = history_fixture_make_delta (from, to);
  OptTimelinePoint point
      = { .start = from, .end = to, .calls_per_second = CALLS_PER_SECOND, .mean_ms = 1 };

  history_fixture_add_counters (delta, 1, 1, 1);
  opt_history_recorder_add (recorder, delta, 1, database, database != 0 ? &point : NULL);
}

static OptHistoryRange *
read_range (Fixture *fixture, guint minutes)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (OptHistory) history = NULL;

  stop (&fixture->first);
  stop (&fixture->other);
  history = opt_history_open_sync (fixture->path, &error);
  g_assert_no_error (error);

  return history_fixture_get_range (history, BEGIN, BEGIN + minutes * MINUTE, minutes);
}

/* The figures of a database are there, whoever records; what is of the whole server is there once.
 * Where the first ends the other goes on with it. */
static void
test_two_databases (Fixture *fixture, gconstpointer data)
{
  g_autoptr (OptHistoryRange) range = NULL;
  const OptHistorySeries *calls, *wal;

  for (guint i = 0; i < 4 * 6; i++)
    {
      gint64 from = BEGIN + i * POLL;

      if (i == 2 * 6)
        stop (&fixture->first);
      if (fixture->first != NULL)
        poll (fixture->first, from, from + POLL, 0);
      poll (fixture->other, from, from + POLL, 6);
      opt_history_recorder_add_value (fixture->other, 0, WAL, NULL, from, from + POLL, 3);
      g_assert_cmpint (opt_history_recorder_get_state (fixture->other), ==,
                       OPT_HISTORY_RECORDER_RECORDING);
      opt_clock_advance (fixture->clock, POLL);
    }
  range = read_range (fixture, 4);

  g_assert_cmpint (history_fixture_get_calls (range->delta, 1), ==, 24);
  g_assert_cmpint (range->delta->observed, ==, 4 * MINUTE);
  calls = opt_history_range_find_series (range, "statements.calls", NULL);
  wal = opt_history_range_find_series (range, WAL, NULL);
  for (guint i = 0; i < 4; i++)
    {
      g_assert_cmpfloat (calls->means[i], ==, CALLS_PER_SECOND);
      g_assert_cmpfloat (wal->means[i], ==, 3);
    }
}

/* The first records, but its database has no statements and its role may see nothing. */
static void
test_blind_lead (Fixture *fixture, gconstpointer data)
{
  g_autoptr (OptHistoryRange) range = NULL;
  const OptHistorySeries *wal;

  for (guint i = 0; i < 2 * 6; i++)
    {
      gint64 from = BEGIN + i * POLL;
      OptTimelinePoint point = { .start = from, .end = from + POLL };

      opt_history_recorder_add_point (fixture->first, 5, &point);
      opt_history_recorder_add_value (fixture->first, 0, WAL, NULL, from, from + POLL, NAN);
      poll (fixture->other, from, from + POLL, 6);
      opt_history_recorder_add_value (fixture->other, 0, WAL, NULL, from, from + POLL, 3);
    }
  range = read_range (fixture, 2);

  g_assert_cmpint (history_fixture_get_calls (range->delta, 1), ==, 2 * 6);
  g_assert_cmpint (range->delta->flags, ==, OPT_DELTA_NONE);
  wal = opt_history_range_find_series (range, WAL, NULL);
  g_assert_cmpfloat (wal->means[0], ==, 3);
}

/* A poll of the one may be told of when the other is in the next minute already. */
static void
test_late (Fixture *fixture, gconstpointer data)
{
  g_autoptr (OptHistoryRange) range = NULL;

  for (guint i = 0; i < 12; i++)
    {
      gint64 from = BEGIN + i * POLL - SECOND;

      opt_history_recorder_add_value (fixture->other, 6, "tables.dead", NULL, from + 2 * SECOND,
                                      from + POLL + 2 * SECOND, 3);
      poll (fixture->first, from, from + POLL, 5);
    }
  range = read_range (fixture, 3);

  g_assert_cmpint (range->delta->flags, ==, OPT_DELTA_NONE);
  g_assert_cmpint (history_fixture_get_calls (range->delta, 1), ==, 12);
  g_assert_cmpint (range->delta->observed, ==, 12 * POLL);
}

/* Nobody has statements. That is no restart. */
static void
test_no_statements (Fixture *fixture, gconstpointer data)
{
  g_autoptr (OptHistoryRange) range = NULL;

  for (guint i = 0; i < 2 * 6; i++)
    opt_history_recorder_add_value (fixture->first, 0, WAL, NULL, BEGIN + i * POLL,
                                    BEGIN + (i + 1) * POLL, 3);
  range = read_range (fixture, 2);

  g_assert_cmpint (range->delta->flags, ==, OPT_DELTA_NONE);
  g_assert_cmpint (range->delta->observed, ==, 0);
  g_assert_cmpfloat (opt_history_range_find_series (range, WAL, NULL)->means[1], ==, 3);
}

/* Its polls lie between those of the other; it is late once, falls silent, and is there again. At
 * no time two tell of the same. */
static void
test_turns (Fixture *fixture, gconstpointer data)
{
  g_autoptr (OptHistoryRange) range = NULL;
  gint64 since = BEGIN;
  gint64 calls;

  for (guint i = 1; i <= 4 * 6; i++)
    {
      gint64 now = BEGIN + i * POLL;

      if (i != 8 && (i < 12 || i >= 18))
        {
          poll (fixture->first, since, now, 5);
          since = now;
        }
      poll (fixture->other, now - POLL + 4 * SECOND, now + 4 * SECOND, 6);
    }
  range = read_range (fixture, 5);

  calls = history_fixture_get_calls (range->delta, 1);
  g_test_message ("%d calls", (int) calls);
  /* Eleven polls' time in ten by the first, then all by the other. */
  g_assert_cmpint (calls, ==, 10 + 12);
  g_assert_cmpint (range->delta->observed, ==, 11 * POLL + 12 * POLL);
  g_assert_cmpint (range->delta->observed, <=, range->delta->end - range->delta->start);
  g_assert_cmpint (range->delta->flags, ==, OPT_DELTA_NONE);
}

/* What the first has told last may reach beyond where the other's last poll was. */
static void
test_handed_over (Fixture *fixture, gconstpointer data)
{
  g_autoptr (OptHistoryRange) range = NULL;

  poll (fixture->first, BEGIN, BEGIN + POLL, 5);
  stop (&fixture->first);
  poll (fixture->other, BEGIN + 4 * SECOND, BEGIN + 14 * SECOND, 6);
  poll (fixture->other, BEGIN + 14 * SECOND, BEGIN + 24 * SECOND, 6);
  range = read_range (fixture, 1);

  g_assert_cmpint (history_fixture_get_calls (range->delta, 1), ==, 2);
  g_assert_cmpint (range->delta->observed, ==, 2 * POLL);
}

/* It is found by the name that either has for it. */
static void
test_places (Fixture *fixture, gconstpointer data)
{
  const char *const names[] = { "host=localhost dbname=shop", "host=127.0.0.1 dbname=books" };
  OptHistoryRecorder *recorders[] = { fixture->first, fixture->other };
  g_autoptr (GError) error = NULL;
  g_autoptr (OptHistory) history = NULL;
  g_autoptr (GPtrArray) places = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr (OptConninfo) conninfo = opt_conninfo_new (names[i], &error);

      g_assert_no_error (error);
      opt_history_recorder_set_conninfo (recorders[i], conninfo);
    }
  poll (fixture->first, BEGIN, BEGIN + POLL, 5);
  poll (fixture->other, BEGIN + SECOND, BEGIN + POLL + SECOND, 6);
  stop (&fixture->first);
  stop (&fixture->other);

  history = opt_history_open_sync (fixture->path, &error);
  g_assert_no_error (error);
  places = opt_history_list_places_sync (history, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr (OptConninfo) conninfo = opt_conninfo_new (names[i], &error);

      g_assert_nonnull (opt_history_places_find (places, conninfo));
    }
}

/* A database that was watched is known by its name before it was counted twice. */
static void
test_database (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (OptHistory) history = NULL;
  g_autoptr (OptConninfo) conninfo = opt_conninfo_new ("host=localhost dbname=shop", &error);
  guint32 oid = 0;

  g_assert_no_error (error);
  opt_history_recorder_set_conninfo (fixture->first, conninfo);
  opt_history_recorder_set_database (fixture->first, 17, "shop");
  poll (fixture->first, BEGIN, BEGIN + POLL, 5);
  stop (&fixture->first);

  history = opt_history_open_sync (fixture->path, &error);
  g_assert_no_error (error);
  g_assert_true (opt_history_find_database_sync (history, "42", conninfo, &oid, &error));
  g_assert_no_error (error);
  g_assert_cmpint (oid, ==, 17);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add ("/history-shared/two-databases", Fixture, NULL, set_up, test_two_databases,
              tear_down);
  g_test_add ("/history-shared/blind-lead", Fixture, NULL, set_up, test_blind_lead, tear_down);
  g_test_add ("/history-shared/late", Fixture, NULL, set_up, test_late, tear_down);
  g_test_add ("/history-shared/no-statements", Fixture, NULL, set_up, test_no_statements,
              tear_down);
  g_test_add ("/history-shared/turns", Fixture, NULL, set_up, test_turns, tear_down);
  g_test_add ("/history-shared/handed-over", Fixture, NULL, set_up, test_handed_over, tear_down);
  g_test_add ("/history-shared/places", Fixture, NULL, set_up, test_places, tear_down);
  g_test_add ("/history-shared/database", Fixture, NULL, set_up, test_database, tear_down);

  return g_test_run ();
}
