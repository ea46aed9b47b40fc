/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-snapshot-part.h"

#include <math.h>

#include "opt-delta.h"
#include "opt-test.h"

#define MANY 12000

static void
add_entry (OptSnapshot *snapshot, gint64 queryid, gint64 calls, double total_ms)
{
  OptStatementCounters *counters = g_new0 (OptStatementCounters, 1);

  counters->key.queryid = queryid;
  counters->key.toplevel = TRUE;
  counters->calls = calls;
  counters->total_exec_ms = total_ms;
  g_hash_table_replace (snapshot->statements, &counters->key, counters);
}

/* Statements of nobody; the one with the highest number took most time. */
static void
add_entries (OptSnapshot *snapshot, guint n)
{
  for (guint i = 1; i <= n; i++)
    add_entry (snapshot, i % 2 == 0 ? i : -(gint64) i, 1, i);
}

static const OptStatementCounters *
find (GHashTable *statements, gint64 queryid)
{
  OptStatementKey key = { .queryid = queryid, .toplevel = TRUE };

  return g_hash_table_lookup (statements, &key);
}

/* Few entries, or none known: all are read. */
static void
test_whole (void)
{
  g_autoptr (OptSnapshot) few = opt_snapshot_new ();
  OptSnapshotPart part;

  opt_snapshot_part_choose (&part, NULL);
  g_assert_true (opt_snapshot_part_is_whole (&part));
  add_entries (few, OPT_SNAPSHOT_READ_WHOLE);
  opt_snapshot_part_choose (&part, few);
  g_assert_true (opt_snapshot_part_is_whole (&part));
  g_assert_true (opt_snapshot_part_has (&part, &(OptStatementKey){ .queryid = -7 }));
}

/* A round of slices has each entry once, and the heaviest each time. */
static void
test_slices (void)
{
  g_autoptr (OptSnapshot) many = opt_snapshot_new ();
  OptSnapshotPart part;
  guint n_slices;

  add_entries (many, MANY);
  opt_snapshot_part_choose (&part, many);
  n_slices = part.n_slices;
  g_assert_cmpuint (n_slices, ==, (MANY + OPT_SNAPSHOT_SLICE - 1) / OPT_SNAPSHOT_SLICE);
  g_assert_cmpfloat (part.least_ms, ==, MANY - OPT_SNAPSHOT_TOP + 1);

  for (gint64 queryid = -20; queryid < 20; queryid++)
    {
      OptStatementKey key = { .queryid = queryid };
      guint n = 0;

      for (guint slice = 0; slice < n_slices; slice++)
        {
          part.slice = slice;
          n += opt_snapshot_part_has (&part, &key) ? 1 : 0;
        }
      g_assert_cmpuint (n, ==, 1);
    }

  part.slice = 0;
  for (guint i = 1; i <= n_slices; i++)
    {
      many->part = part;
      opt_snapshot_part_choose (&part, many);
      g_assert_cmpuint (part.slice, ==, i % n_slices);
    }
}

/* What was not read stays as it was, with its time; what was read and is not there is gone. */
static void
test_carry (void)
{
  g_autoptr (OptSnapshot) before = opt_snapshot_new ();
  g_autoptr (OptSnapshot) after = opt_snapshot_new ();
  const OptSnapshotPart part = { .n_slices = 2, .slice = 0, .least_ms = 100 };

  before->time = 1000;
  add_entry (before, 1, 5, 10);  /* not read */
  add_entry (before, 2, 5, 10);  /* in the slice, and evicted */
  add_entry (before, 3, 5, 200); /* among the heaviest: read */
  after->time = 2000;
  after->part = part;
  add_entry (after, 3, 6, 210);
  opt_snapshot_part_carry (&part, before, after->statements);

  g_assert_cmpuint (g_hash_table_size (after->statements), ==, 2);
  g_assert_cmpint (find (after->statements, 1)->time, ==, 1000);
  g_assert_cmpint (find (after->statements, 3)->time, ==, 0);
  g_assert_cmpint (find (after->statements, 3)->calls, ==, 6);

  /* Carried again, it is still of the first time. */
  {
    g_autoptr (OptSnapshot) third = opt_snapshot_new ();
    g_autoptr (OptSnapshot) fourth = opt_snapshot_new ();
    g_autoptr (OptDelta) nothing = NULL;
    g_autoptr (OptDelta) late = NULL;

    third->time = 3000;
    third->part = part;
    add_entry (third, 3, 6, 210);
    opt_snapshot_part_carry (&part, after, third->statements);
    g_assert_cmpint (find (third->statements, 1)->time, ==, 1000);
    nothing = opt_snapshot_subtract (after, third);
    g_assert_cmpuint (g_hash_table_size (nothing->statements), ==, 0);
    g_assert_cmpuint (nothing->lost_statements, ==, 0);
    g_assert_true ((nothing->flags & OPT_DELTA_LATE) != 0);

    /* Read at last: all since then, and it says so. */
    fourth->time = 4000;
    fourth->part = (OptSnapshotPart){ .n_slices = 2, .slice = 1, .least_ms = 100 };
    add_entry (fourth, 1, 9, 40);
    add_entry (fourth, 3, 7, 220);
    late = opt_snapshot_subtract (third, fourth);
    g_assert_cmpint (find (late->statements, 1)->calls, ==, 4);
    g_assert_cmpint (find (late->statements, 1)->time, ==, 1000);
    g_assert_cmpint (find (late->statements, 3)->time, ==, 0);
    g_assert_cmpfloat (late->late_ms, ==, 30);
    g_assert_cmpint (late->late_by, ==, 2000);
    g_assert_cmpfloat (opt_delta_get_late_share (late), ==, 0.75);
  }
}

/* ---- On a server ----------------------------------------------------------------------------- */

static void
keep_result (GObject *object, GAsyncResult *result, gpointer data)
{
  *(GAsyncResult **) data = g_object_ref (result);
}

static OptSnapshot *
take (OptConnection *connection, OptServerFacts *facts, OptSnapshot *previous)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  OptSnapshot *snapshot;

  opt_snapshot_take_async (connection, facts, previous, NULL, keep_result, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  snapshot = opt_snapshot_take_finish (connection, result, &error);
  g_assert_no_error (error);

  return snapshot;
}

static void
run (OptConnection *connection, const char *sql)
{
  g_autoptr (GError) error = NULL;

  opt_connection_execute_sync (connection, sql, NULL, NULL, &error);
  g_assert_no_error (error);
}

static gint64
count_calls (OptDelta *delta, const OptStatementKey *key)
{
  const OptStatementCounters *counters = g_hash_table_lookup (delta->statements, key);

  return counters != NULL ? counters->calls : 0;
}

static const OptStatementKey *
find_by_calls (OptSnapshot *snapshot, gint64 calls)
{
  GHashTableIter iter;
  const OptStatementCounters *counters;

  g_hash_table_iter_init (&iter, snapshot->statements);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *) &counters))
    if (counters->calls == calls)
      return &counters->key;

  g_assert_not_reached ();
}

/* The calls that were made are counted, neither twice nor never, over rounds of slices; thousands
 * of entries that the server does not have are taken for evicted. */
static void
test_server (void)
{
  g_autofree char *database = opt_test_create_database ();
  g_autoptr (OptConnection) app = opt_test_connect (database, OPT_CONNECTION_ROLE_SANDBOX);
  g_autoptr (OptConnection) poll = NULL;
  g_autoptr (OptServerFacts) facts = NULL;
  g_autoptr (OptSnapshot) last = NULL;
  g_autoptr (OptDelta) sum = opt_delta_new ();
  g_autoptr (GError) error = NULL;
  OptStatementKey key;
  guint n_slices = 0;
  gint64 calls = 0;

  run (app, "CREATE EXTENSION pg_stat_statements");
  poll = opt_test_connect (database, OPT_CONNECTION_ROLE_MONITOR);
  facts = opt_server_facts_load_sync (poll, NULL, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < 31; i++)
    run (app, "SELECT 'known by its 31 calls'");
  last = take (poll, facts, NULL);
  g_assert_true (opt_snapshot_part_is_whole (&last->part));
  key = *find_by_calls (last, 31);
  add_entries (last, MANY);

  for (guint i = 0; n_slices == 0 || i < 2 * n_slices; i++)
    {
      g_autoptr (OptSnapshot) snapshot = NULL;
      g_autoptr (OptDelta) delta = NULL;

      for (guint j = 0; j <= i; j++, calls++)
        run (app, "SELECT 'known by its 31 calls'");
      snapshot = take (poll, facts, last);
      if (n_slices == 0)
        n_slices = snapshot->part.n_slices;
      g_assert_cmpint (snapshot->start_time, ==, last->start_time);
      delta = opt_snapshot_subtract (last, snapshot);
      opt_delta_add (sum, delta);
      opt_snapshot_unref (last);
      last = g_steal_pointer (&snapshot);
    }

  g_assert_cmpuint (n_slices, >, 1);
  /* All that was made up is gone after the first round, and all is read at once again. */
  g_assert_true (opt_snapshot_part_is_whole (&last->part));
  g_assert_cmpuint (g_hash_table_size (last->statements), <, 5000);
  g_assert_cmpint (count_calls (sum, &key), ==, calls);
  g_assert_cmpuint (sum->lost_statements, >=, MANY);
  opt_connection_close (app);
  opt_connection_close (poll);
}

/* What is not read must not be taken from before a reset. */
static void
test_reset (void)
{
  g_autofree char *database = opt_test_create_database ();
  g_autoptr (OptConnection) app = opt_test_connect (database, OPT_CONNECTION_ROLE_SANDBOX);
  g_autoptr (OptConnection) poll = NULL;
  g_autoptr (OptServerFacts) facts = NULL;
  g_autoptr (OptSnapshot) before = NULL;
  g_autoptr (OptSnapshot) after = NULL;
  g_autoptr (GError) error = NULL;

  run (app, "CREATE EXTENSION pg_stat_statements");
  poll = opt_test_connect (database, OPT_CONNECTION_ROLE_MONITOR);
  facts = opt_server_facts_load_sync (poll, NULL, &error);
  g_assert_no_error (error);
  before = take (poll, facts, NULL);
  add_entries (before, MANY);
  run (app, "SELECT pg_stat_statements_reset()");
  after = take (poll, facts, before);

  g_assert_true (opt_snapshot_part_is_whole (&after->part));
  g_assert_cmpuint (g_hash_table_size (after->statements), <, 100);
  opt_connection_close (app);
  opt_connection_close (poll);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/monitor/snapshot-part/whole", test_whole);
  g_test_add_func ("/monitor/snapshot-part/slices", test_slices);
  g_test_add_func ("/monitor/snapshot-part/carry", test_carry);
  g_test_add_func ("/monitor/snapshot-part/server", test_server);
  g_test_add_func ("/monitor/snapshot-part/reset", test_reset);

  return g_test_run ();
}
