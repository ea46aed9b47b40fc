/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-statement-past.h"

#include <math.h>

#include "history-fixture.h"
#include "opt-statement-text.h"

#define SQL "SELECT * FROM orders WHERE id = $1"
#define MANY 5000

/* Two times: what was called in each, and what it said. */
typedef struct
{
  OptDelta *deltas[2];
  GPtrArray *entries[2];
  GHashTable *marks[2];
  OptStatementList *lists[2];
  OptStatementPast *past;
} Times;

enum
{
  NOW,
  THEN,
};

static OptStatementKey
make_key (guint32 role, gint64 queryid)
{
  return (OptStatementKey){ .userid = role, .dbid = 5, .queryid = queryid, .toplevel = TRUE };
}

static void
set_up (Times *times, gconstpointer data)
{
  for (guint i = 0; i < 2; i++)
    {
      times->marks[i] = opt_statement_marks_new ();
      times->deltas[i] = history_fixture_make_delta (BEGIN - i * DAY, BEGIN - i * DAY + HOUR);
      times->entries[i] = g_ptr_array_new_with_free_func ((GDestroyNotify) opt_workload_entry_free);
    }
}

static void
tear_down (Times *times, gconstpointer data)
{
  g_assert_finalize_object (times->past);
  for (guint i = 0; i < 2; i++)
    {
      opt_delta_unref (times->deltas[i]);
      g_ptr_array_unref (times->entries[i]);
      g_hash_table_unref (times->marks[i]);
      g_clear_object (&times->lists[i]);
    }
}

static void
call (Times *times, guint when, OptStatementKey key, const char *sql, gint64 calls, double ms)
{
  OptStatementCounters *counters = g_new0 (OptStatementCounters, 1);
  OptWorkloadEntry *entry = g_new0 (OptWorkloadEntry, 1);

  counters->key = key;
  counters->calls = calls;
  counters->total_exec_ms = (double) calls * ms;
  g_hash_table_replace (times->deltas[when]->statements, &counters->key, counters);
  entry->key = key;
  entry->text = g_strdup (sql);
  g_ptr_array_add (times->entries[when], entry);
}

/* One of those whose text was not read. */
static void
call_mark (Times *times, guint when, OptStatementKey key, const char *sql, gint64 calls, double ms)
{
  g_autofree char *fingerprint = opt_statement_fingerprint (sql, NULL);
  OptStatementMark *mark = g_new0 (OptStatementMark, 1);

  call (times, when, key, NULL, calls, ms);
  mark->key = key;
  mark->fingerprint = g_ascii_strtoull (fingerprint, NULL, 16);
  g_hash_table_add (times->marks[when], mark);
}

static void
compare (Times *times)
{
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (OptWorkload) workload = opt_workload_new (0, opt_clock_get_system ());

      opt_workload_add_recorded (workload, times->deltas[i], times->entries[i], times->marks[i]);
      times->lists[i] = opt_statement_list_new (workload);
      opt_statement_list_update (times->lists[i]);
    }
  times->past = opt_statement_past_new (times->lists[NOW], times->lists[THEN], "known");
}

static OptStatementItem *
find (Times *times, OptStatementKey key)
{
  g_autofree char *id = opt_statement_key_to_id (&key);
  OptStatementItem *item = opt_statement_list_find (times->lists[NOW], id);

  g_assert_nonnull (item);

  return item;
}

static void
assert_then (Times *times, OptStatementKey key, OptStatementMatch match, double mean, double change)
{
  OptStatementItem *item = find (times, key);
  OptStatementThen then;
  double found;

  g_assert_cmpint (opt_statement_past_find (times->past, item, &then), ==, match);
  found = opt_statement_then_get_mean (&then);
  g_assert_true (isnan (mean) ? isnan (found) : fabs (found - mean) < 1e-9);
  found = opt_statement_past_get_change (times->past, item);
  g_assert_true (isnan (change) ? isnan (found) : fabs (found - change) < 1e-9);
}

/* Whatever it says, by its key; and of few calls no more than their mean. */
static void
test_key (Times *times, gconstpointer data)
{
  call (times, NOW, make_key (10, 1), SQL, 20, 9);
  call (times, THEN, make_key (10, 1), SQL, 10, 5);
  call (times, NOW, make_key (10, 2), NULL, 20, 1);
  call (times, THEN, make_key (10, 2), NULL, OPT_STATEMENT_PAST_MIN_CALLS, 4);
  call (times, NOW, make_key (10, 3), NULL, 20, 1);
  call (times, THEN, make_key (10, 3), NULL, OPT_STATEMENT_PAST_MIN_CALLS - 1, 4);
  call (times, NOW, make_key (10, 4), NULL, OPT_STATEMENT_PAST_MIN_CALLS - 1, 1);
  call (times, THEN, make_key (10, 4), NULL, 20, 4);
  call (times, NOW, make_key (10, 5), "SELECT 5 FROM t", 20, 1);
  compare (times);

  g_assert_true (opt_statement_past_is_recorded (times->past));
  assert_then (times, make_key (10, 1), OPT_STATEMENT_MATCH_KEY, 5, 1.8);
  assert_then (times, make_key (10, 2), OPT_STATEMENT_MATCH_KEY, 4, 0.25);
  assert_then (times, make_key (10, 3), OPT_STATEMENT_MATCH_KEY, 4, NAN);
  assert_then (times, make_key (10, 4), OPT_STATEMENT_MATCH_KEY, 4, NAN);
  assert_then (times, make_key (10, 5), OPT_STATEMENT_MATCH_NONE, NAN, NAN);
}

/* By what it says only where there is one that it can be, of the same role, which is gone since. */
static void
test_fingerprint (Times *times, gconstpointer data)
{
  OptStatementThen then;

  call (times, NOW, make_key (10, 1), "SELECT * FROM orders WHERE id = $1", 10, 6);
  call (times, THEN, make_key (10, 101), "select * from orders where id = $1", 10, 3);
  /* Another role's. */
  call (times, NOW, make_key (11, 1), "SELECT * FROM orders WHERE id = $1", 10, 6);
  /* One of another schema that reads like it, and is still called. */
  call (times, NOW, make_key (10, 2), "SELECT a FROM t", 10, 6);
  call (times, NOW, make_key (10, 102), "SELECT a FROM t", 10, 6);
  call (times, THEN, make_key (10, 102), "SELECT a FROM t", 10, 3);
  /* Two that it may have been … */
  call (times, NOW, make_key (10, 3), "SELECT b FROM t", 10, 6);
  call (times, THEN, make_key (10, 103), "SELECT b FROM t", 10, 3);
  call (times, THEN, make_key (10, 104), "SELECT b FROM t", 10, 30);
  /* … and two that it may be now. */
  call (times, NOW, make_key (10, 4), "SELECT c FROM t", 10, 6);
  call (times, NOW, make_key (10, 5), "SELECT c FROM t", 10, 6);
  call (times, THEN, make_key (10, 105), "SELECT c FROM t", 10, 3);
  compare (times);

  assert_then (times, make_key (10, 1), OPT_STATEMENT_MATCH_FINGERPRINT, 3, 2);
  opt_statement_past_find (times->past, find (times, make_key (10, 1)), &then);
  g_assert_cmpint (then.queryid, ==, 101);
  assert_then (times, make_key (11, 1), OPT_STATEMENT_MATCH_NONE, NAN, NAN);
  assert_then (times, make_key (10, 2), OPT_STATEMENT_MATCH_NONE, NAN, NAN);
  assert_then (times, make_key (10, 102), OPT_STATEMENT_MATCH_KEY, 3, 2);
  assert_then (times, make_key (10, 3), OPT_STATEMENT_MATCH_AMBIGUOUS, NAN, NAN);
  assert_then (times, make_key (10, 4), OPT_STATEMENT_MATCH_AMBIGUOUS, NAN, NAN);
}

/* Also where the text of then is not at hand, as of all but those with the most time. */
static void
test_mark (Times *times, gconstpointer data)
{
  call (times, NOW, make_key (10, 1), SQL, 10, 6);
  call_mark (times, THEN, make_key (10, 101), SQL, 10, 3);
  /* Of two that it may have been, the text of one is. */
  call (times, NOW, make_key (10, 3), "SELECT b FROM t", 10, 6);
  call (times, THEN, make_key (10, 103), "SELECT b FROM t", 10, 3);
  call_mark (times, THEN, make_key (10, 104), "SELECT b FROM t", 10, 30);
  compare (times);

  assert_then (times, make_key (10, 1), OPT_STATEMENT_MATCH_FINGERPRINT, 3, 2);
  assert_then (times, make_key (10, 3), OPT_STATEMENT_MATCH_AMBIGUOUS, NAN, NAN);
}

/* What comes to be known later is looked at, too. */
static void
test_later (Times *times, gconstpointer data)
{
  g_autoptr (OptWorkload) workload = opt_workload_new (0, opt_clock_get_system ());

  call (times, NOW, make_key (10, 1), SQL, 10, 6);
  call (times, THEN, make_key (10, 101), SQL, 10, 3);
  compare (times);
  assert_then (times, make_key (10, 1), OPT_STATEMENT_MATCH_FINGERPRINT, 3, 2);

  call (times, NOW, make_key (10, 2), SQL, 10, 6);
  opt_workload_add_recorded (workload, times->deltas[NOW], times->entries[NOW], NULL);
  opt_statement_list_set_workload (times->lists[NOW], workload);
  opt_statement_list_update (times->lists[NOW]);
  assert_then (times, make_key (10, 1), OPT_STATEMENT_MATCH_AMBIGUOUS, NAN, NAN);
  assert_then (times, make_key (10, 2), OPT_STATEMENT_MATCH_AMBIGUOUS, NAN, NAN);
}

/* The sum then, whoever was in it, and each once. */
static void
test_group (Times *times, gconstpointer data)
{
  OptStatementItem *sum;
  OptStatementThen then;

  call (times, NOW, make_key (10, 1), SQL, 10, 6);
  call (times, NOW, make_key (11, 1), SQL, 30, 2);
  call (times, THEN, make_key (10, 1), SQL, 10, 3);
  call (times, THEN, make_key (12, 1), SQL, 10, 1);
  /* Its text was not kept. */
  call (times, THEN, make_key (11, 1), NULL, 20, 1);
  compare (times);

  g_assert_cmpuint (opt_statement_list_get_groups (times->lists[NOW])->len, ==, 1);
  sum = opt_statement_list_get_groups (times->lists[NOW])->pdata[0];
  g_assert_true (opt_statement_item_is_group (sum));
  opt_statement_past_find (times->past, sum, &then);
  g_assert_cmpint (then.match, ==, OPT_STATEMENT_MATCH_KEY);
  g_assert_cmpuint (then.n_statements, ==, 3);
  g_assert_cmpint (then.calls, ==, 40);
  g_assert_cmpfloat_with_epsilon (opt_statement_then_get_mean (&then), 1.5, 1e-9);
  g_assert_cmpfloat_with_epsilon (opt_statement_past_get_change (times->past, sum), 2, 1e-9);
  assert_then (times, make_key (10, 1), OPT_STATEMENT_MATCH_KEY, 3, 2);
}

/* Nothing is known where nothing was watched. */
static void
test_unrecorded (Times *times, gconstpointer data)
{
  g_autoptr (OptStatementPast) unread = NULL;
  OptStatementThen then;

  call (times, NOW, make_key (10, 1), SQL, 10, 6);
  times->deltas[THEN]->observed = 0;
  compare (times);
  unread = opt_statement_past_new (times->lists[NOW], NULL, "reading");

  g_assert_false (opt_statement_past_is_recorded (times->past));
  assert_then (times, make_key (10, 1), OPT_STATEMENT_MATCH_NONE, NAN, NAN);
  g_assert_false (opt_statement_past_is_recorded (unread));
  g_assert_cmpint (opt_statement_past_find (unread, find (times, make_key (10, 1)), &then), ==,
                   OPT_STATEMENT_MATCH_NONE);
  g_assert_cmpstr (opt_statement_past_get_known (unread), ==, "reading");
}

/* After an upgrade all have other queryids, and many may read alike. */
static void
test_many (Times *times, gconstpointer data)
{
  for (gint64 i = 1; i <= MANY; i++)
    {
      g_autofree char *sql = g_strdup_printf ("SELECT c%" G_GINT64_FORMAT " FROM t", i / 2);

      call (times, NOW, make_key (10, i), i % 2 ? "SELECT a FROM t" : sql, 10, 6);
      call (times, THEN, make_key (10, MANY + i), i % 2 ? "SELECT a FROM t" : sql, 10, 3);
    }
  compare (times);

  for (gint64 i = 1; i <= MANY; i++)
    if (i % 2)
      assert_then (times, make_key (10, i), OPT_STATEMENT_MATCH_AMBIGUOUS, NAN, NAN);
    else
      assert_then (times, make_key (10, i), OPT_STATEMENT_MATCH_FINGERPRINT, 3, 2);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(name) \
  g_test_add ("/monitor/statement-past/" #name, Times, NULL, set_up, test_##name, tear_down)
  ADD (key);
  ADD (fingerprint);
  ADD (mark);
  ADD (later);
  ADD (group);
  ADD (unrecorded);
  ADD (many);
#undef ADD

  return g_test_run ();
}
