/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-newcomers.h"

#include "history-fixture.h"
#include "opt-history-newcomers.h"

#define OLD 1
#define COUNTED_BEFORE 2
#define RENUMBERED 3
#define FRESH 4
#define SILENT 5

/* ---- What was recorded ----------------------------------------------------------------------- */

/* The first look: what was counted before anybody watched. */
static OptSnapshot *
make_known (gint64 since)
{
  OptSnapshot *known = opt_snapshot_new ();
  OptStatementCounters *counters = g_new0 (OptStatementCounters, 1);

  known->time = BEGIN;
  known->system_identifier = g_strdup ("42");
  counters->key = history_fixture_get_key (COUNTED_BEFORE);
  counters->calls = 3;
  counters->since = since;
  g_hash_table_replace (known->statements, &counters->key, counters);

  return known;
}

static const char *
get_text (gint64 queryid)
{
  switch (queryid)
    {
    case OLD:
    case RENUMBERED:
      return "SELECT a FROM t WHERE b = $1";
    case COUNTED_BEFORE:
      return "SELECT count(*) FROM t";
    case FRESH:
      return "SELECT a FROM t WHERE c > $1";
    default:
      return NULL;
    }
}

/* The minute of that number, in which OLD was called, and perhaps another one. */
static void
write_minute (OptHistory *history, gint64 number, gint64 queryid, OptSnapshot *known)
{
  g_autoptr (OptHistoryMinute) minute = opt_history_minute_new ("42");
  g_autoptr (OptDelta) delta
      = history_fixture_make_delta (BEGIN + number * MINUTE, BEGIN + (number + 1) * MINUTE);
  gint64 called[] = { OLD, queryid };
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (called); i++)
    {
      OptStatementKey key = history_fixture_get_key (called[i]);

      if (called[i] == 0)
        continue;
      history_fixture_add_counters (delta, called[i], 1, 1);
      if (get_text (called[i]) != NULL)
        g_ptr_array_add (minute->texts, opt_sql_text_new (&key, get_text (called[i])));
    }
  opt_history_minute_add_delta (minute, delta, 1);
  minute->known = known != NULL ? opt_snapshot_ref (known) : NULL;
  opt_history_write_sync (history, minute, &error);
  g_assert_no_error (error);
  opt_history_roll_up_sync (history, "42", &error);
  g_assert_no_error (error);
}

static void
write_minutes (OptHistory *history, gint64 from, gint64 to, OptSnapshot *known)
{
  for (gint64 i = from; i < to; i++)
    write_minute (history, i, 0, known);
}

static OptNewcomers *
read_newcomers (HistoryFixture *fixture, gint64 from, gint64 to)
{
  g_autoptr (GError) error = NULL;
  OptNewcomers *newcomers
      = opt_history_get_newcomers_sync (fixture->history, "42", BEGIN + from * MINUTE,
                                        BEGIN + to * MINUTE, &error);

  g_assert_no_error (error);

  return newcomers;
}

/* In which minute it was called first; 0: it is not new. */
static gint64
find (const OptNewcomers *newcomers, gint64 queryid)
{
  OptStatementKey key = history_fixture_get_key (queryid);
  gint64 first = opt_newcomers_find (newcomers, &key);

  return first != 0 ? (first - BEGIN) / MINUTE : 0;
}

static void
assert_unknown (HistoryFixture *fixture, gint64 from, gint64 to, const char *expected)
{
  g_autoptr (OptNewcomers) newcomers = read_newcomers (fixture, from, to);
  g_autofree char *reason = opt_newcomers_explain (newcomers);

  g_assert_false (opt_newcomers_is_known (newcomers));
  g_assert_cmpint (find (newcomers, FRESH), ==, 0);
  g_assert_cmpint (find (newcomers, OLD), ==, 0);
  g_assert_cmpstr (reason, ==, expected);
}

/* ---- The tests ------------------------------------------------------------------------------- */

static void
test_new (HistoryFixture *fixture, gconstpointer data)
{
  g_autoptr (OptSnapshot) known = make_known (0);
  g_autoptr (OptNewcomers) newcomers = NULL;
  g_autoptr (OptHistoryRange) range = NULL;

  write_minutes (fixture->history, 0, 120, known);
  write_minute (fixture->history, 120, FRESH, known);
  write_minute (fixture->history, 121, COUNTED_BEFORE, known);
  write_minute (fixture->history, 122, RENUMBERED, known);
  write_minute (fixture->history, 123, SILENT, known);
  write_minutes (fixture->history, 124, 140, known);
  write_minute (fixture->history, 140, FRESH, known);

  newcomers = read_newcomers (fixture, 115, 130);
  g_assert_null (opt_newcomers_explain (newcomers));
  g_assert_cmpint (find (newcomers, FRESH), ==, 121);
  g_assert_cmpint (find (newcomers, OLD), ==, 0);
  g_assert_cmpint (find (newcomers, COUNTED_BEFORE), ==, 0);
  g_assert_cmpint (find (newcomers, RENUMBERED), ==, 0);
  /* As long as nobody knows what it says it may be another one's new number. */
  g_assert_cmpint (find (newcomers, SILENT), ==, 0);

  /* What was recorded tells the same. */
  range = history_fixture_get_range (fixture->history, BEGIN + 115 * MINUTE, BEGIN + 130 * MINUTE,
                                     10);
  g_assert_cmpint (find (range->newcomers, FRESH), ==, 121);

  /* It came back. */
  g_clear_pointer (&newcomers, opt_newcomers_unref);
  newcomers = read_newcomers (fixture, 126, 141);
  g_assert_true (opt_newcomers_is_known (newcomers));
  g_assert_cmpint (find (newcomers, FRESH), ==, 0);

  /* It had not come yet. */
  g_clear_pointer (&newcomers, opt_newcomers_unref);
  newcomers = read_newcomers (fixture, 105, 120);
  g_assert_true (opt_newcomers_is_known (newcomers));
  g_assert_cmpint (find (newcomers, FRESH), ==, 0);
}

static void
test_too_short (HistoryFixture *fixture, gconstpointer data)
{
  g_autoptr (OptSnapshot) known = make_known (0);

  assert_unknown (fixture, 0, 15,
                  "Which statements are new is not known: nothing was recorded before this time.");
  write_minutes (fixture->history, 0, 50, known);
  write_minute (fixture->history, 50, FRESH, known);
  write_minutes (fixture->history, 51, 60, known);

  /* Somebody has just begun to watch. */
  assert_unknown (fixture, 45, 60,
                  "Which statements are new is not known: of the 2\u00a0h before this time "
                  "45\u00a0min were watched, and it takes 1\u00a0h.");
  /* It is longer than the history. */
  assert_unknown (fixture, -60, 60,
                  "Which statements are new is not known: nothing was recorded before this time.");
}

/* What came up while nobody watched is new only in a time that has all of that in it. */
static void
test_pause (HistoryFixture *fixture, gconstpointer data)
{
  g_autoptr (OptSnapshot) known = make_known (BEGIN + 500 * MINUTE);
  g_autoptr (OptNewcomers) newcomers = NULL;

  write_minutes (fixture->history, 0, 300, known);
  write_minutes (fixture->history, 800, 805, known);
  write_minute (fixture->history, 805, FRESH, known);
  write_minute (fixture->history, 806, COUNTED_BEFORE, known);
  write_minutes (fixture->history, 807, 810, known);

  assert_unknown (fixture, 795, 810,
                  "Which statements are new is not known: nothing was recorded before this time.");
  assert_unknown (fixture, 500, 810,
                  "Which statements are new is not known: nothing was recorded when this time "
                  "began.");
  newcomers = read_newcomers (fixture, 250, 810);
  g_assert_cmpint (find (newcomers, FRESH), ==, 806);
  /* The server says since when it counts that one. */
  g_assert_cmpint (find (newcomers, COUNTED_BEFORE), ==, 500);
}

/* Who does not know what was counted before takes nothing for new. */
static void
test_no_first_look (HistoryFixture *fixture, gconstpointer data)
{
  g_autoptr (OptNewcomers) newcomers = NULL;

  write_minutes (fixture->history, 0, 120, NULL);
  write_minute (fixture->history, 120, FRESH, NULL);
  newcomers = read_newcomers (fixture, 115, 130);
  g_assert_true (opt_newcomers_is_known (newcomers));
  g_assert_cmpint (find (newcomers, FRESH), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(name, func)                                                               \
  g_test_add ("/newcomers/" name, HistoryFixture, NULL, history_fixture_set_up, func, \
              history_fixture_tear_down)
  ADD ("new", test_new);
  ADD ("too-short", test_too_short);
  ADD ("pause", test_pause);
  ADD ("no-first-look", test_no_first_look);
#undef ADD

  return g_test_run ();
}
