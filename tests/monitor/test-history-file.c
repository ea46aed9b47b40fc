/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

#include "history-fixture.h"
#include "opt-history-event.h"

static gint64
count_steps (OptHistory *history, gint64 step, gint64 *first)
{
  OptHistorySpan span = { 1, step, 0, G_MAXINT64 };
  g_autoptr (GPtrArray) deltas = g_ptr_array_new_with_free_func ((GDestroyNotify) opt_delta_unref);
  g_autoptr (GError) error = NULL;

  opt_history_read_intervals (history, &span, deltas, NULL, &error);
  g_assert_no_error (error);
  *first = deltas->len > 0 ? ((OptDelta *) deltas->pdata[0])->start : 0;

  return deltas->len;
}

static void
write_value (OptHistory *history, gint64 number, const char *item)
{
  gint64 start = BEGIN + number * MINUTE;
  g_autoptr (OptHistoryMinute) minute = opt_history_minute_new ("42");
  g_autoptr (OptDelta) delta = history_fixture_make_delta (start, start + MINUTE);
  g_autoptr (GError) error = NULL;

  opt_history_minute_add_delta (minute, delta, 1);
  opt_history_minute_add_value (minute, 0, "slot.behind", item, start, start + MINUTE, 7);
  opt_history_write_sync (history, minute, &error);
  g_assert_no_error (error);
}

static void
assert_n_series (OptHistory *history, gint64 n)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (OptStoreResult) rows
      = opt_store_query_sync (history->store, "SELECT count(*) AS n FROM series", NULL, 0, &error);

  g_assert_no_error (error);
  g_assert_cmpint (opt_store_result_get_int (rows, 0, "n"), ==, n);
}

/* Ten weeks with a minute in each half hour. */
static void
test_retention (HistoryFixture *fixture, gconstpointer data)
{
  g_autoptr (OptHistoryRange) range = NULL;
  g_autoptr (OptStoreResult) space = NULL;
  g_autoptr (GError) error = NULL;
  gint64 days = 70;
  gint64 now = BEGIN + days * DAY + 10 * HOUR + 11 * MINUTE;
  gboolean more = TRUE;
  gint64 first;
  guint n_pieces = 0;

  write_value (fixture->history, 7, "a slot");
  for (gint64 i = 0; i < days * 48 + 20; i++)
    history_fixture_write_minute (fixture->history, i * 30, 1);
  write_value (fixture->history, days * 24 * 60 + 7, "another");
  for (; more; n_pieces++)
    {
      opt_history_tidy_sync (fixture->history, now, &more, &error);
      g_assert_no_error (error);
    }
  /* In small pieces. */
  g_assert_cmpuint (n_pieces, >, 20);

  g_assert_cmpint (count_steps (fixture->history, OPT_HISTORY_MINUTE, &first), >=, 3 * 48 - 1);
  g_assert_cmpint (first, <=, now - 3 * DAY + 30 * MINUTE);
  g_assert_cmpint (first, >, now - 3 * DAY - HOUR);
  g_assert_cmpint (count_steps (fixture->history, OPT_HISTORY_HOUR, &first), >=, 60 * 24);
  g_assert_cmpint (first, <=, now - 60 * DAY);
  g_assert_cmpint (first, >, now - 61 * DAY);
  g_assert_cmpint (count_steps (fixture->history, OPT_HISTORY_DAY, &first), ==, days);
  g_assert_cmpint (first, ==, BEGIN);

  assert_n_series (fixture->history, 2);

  /* Nothing is counted twice or lost where one step ends and the other begins. */
  range = history_fixture_get_range (fixture->history, BEGIN, now, 100);
  g_assert_cmpint (history_fixture_get_calls (range->delta, 1), ==, days * 48 + 20);
  g_assert_cmpint (range->step, ==, DAY);

  /* Two years later all is gone, the statements, their texts and the names of series, too. */
  history_fixture_pass (fixture->history, now + 1000 * DAY);
  for (more = TRUE; more;)
    {
      opt_history_tidy_sync (fixture->history, now + 1000 * DAY, &more, &error);
      g_assert_no_error (error);
    }
  g_assert_cmpint (count_steps (fixture->history, OPT_HISTORY_DAY, &first), ==, 0);
  g_clear_pointer (&range, opt_history_range_free);
  assert_n_series (fixture->history, 0);
  range = history_fixture_get_range (fixture->history, BEGIN, now, 100);
  g_assert_cmpuint (range->n_statements, ==, 0);
  space = opt_store_query_sync (fixture->history->store, opt_store_sql ("monitor", "get-space"),
                                NULL, 0, &error);
  g_assert_no_error (error);
  g_assert_cmpint (opt_store_result_get_int (space, 0, "free"), ==, 0);
  g_assert_cmpint (opt_store_result_get_int (space, 0, "pages"), <, 60);
}

static void
tidy_at (OptHistory *history, gint64 now)
{
  gboolean more = TRUE;

  while (more)
    {
      g_autoptr (GError) error = NULL;

      opt_history_tidy_sync (history, now, &more, &error);
      g_assert_no_error (error);
    }
}

/* A clock that is ten years ahead makes nothing old: neither this machine's alone, nor that of the
 * server, nor both, as where they are one machine. */
static void
test_wrong_clock (HistoryFixture *fixture, gconstpointer data)
{
  gint64 ahead = BEGIN + 3650 * DAY;
  gint64 first;

  for (gint64 i = 0; i < 3 * 24; i++)
    history_fixture_write_minute (fixture->history, i * 60, 1);

  tidy_at (fixture->history, ahead);
  g_assert_cmpint (count_steps (fixture->history, OPT_HISTORY_MINUTE, &first), ==, 3 * 24);

  history_fixture_write_minute (fixture->history, (ahead - BEGIN) / MINUTE, 1);
  tidy_at (fixture->history, BEGIN + 3 * DAY);
  g_assert_cmpint (count_steps (fixture->history, OPT_HISTORY_MINUTE, &first), ==, 3 * 24 + 1);

  tidy_at (fixture->history, ahead + HOUR);
  g_assert_cmpint (count_steps (fixture->history, OPT_HISTORY_MINUTE, &first), ==, 3 * 24 + 1);

  /* Whoever comes back after years finds it tidied after a day. */
  history_fixture_write_minute (fixture->history, (ahead + 2 * DAY - BEGIN) / MINUTE, 1);
  tidy_at (fixture->history, ahead + 2 * DAY + HOUR);
  g_assert_cmpint (count_steps (fixture->history, OPT_HISTORY_MINUTE, &first), ==, 2);
}

static OptSnapshot *
make_snapshot (gint64 time, gint64 start_time, gint64 calls)
{
  OptSnapshot *snapshot = opt_snapshot_new ();
  OptStatementCounters *counters = g_new0 (OptStatementCounters, 1);

  snapshot->time = time;
  snapshot->start_time = start_time;
  snapshot->system_identifier = g_strdup ("42");
  snapshot->stats_reset = 2;
  counters->key = history_fixture_get_key (1);
  counters->calls = calls;
  counters->total_exec_ms = (double) calls;
  g_hash_table_replace (snapshot->statements, &counters->key, counters);

  return snapshot;
}

static void
add_snapshot (OptHistory *history, gint64 time, gint64 start_time, gint64 calls)
{
  g_autoptr (OptSnapshot) snapshot = make_snapshot (time, start_time, calls);
  g_autoptr (GError) error = NULL;

  opt_history_add_snapshot_sync (history, snapshot, &error);
  g_assert_no_error (error);
}

static void
assert_delta (OptHistory *history, gint64 from, gint64 to, gint64 calls, gint64 observed)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (OptDelta) delta = opt_history_get_delta_sync (history, "42", from, to, &error);

  g_assert_no_error (error);
  g_assert_cmpint (history_fixture_get_calls (delta, 1), ==, calls);
  g_assert_cmpint (delta->observed, ==, observed);
}

/* Minutes up to a snapshot, snapshots where they are whole, and nothing twice. */
static void
test_minutes_and_snapshots (HistoryFixture *fixture, gconstpointer data)
{
  for (gint64 i = 0; i < 30; i++)
    history_fixture_write_minute (fixture->history, i, 10);

  /* A minute that is only partly in the range is not counted. */
  assert_delta (fixture->history, BEGIN + 5 * MINUTE, BEGIN + 10 * MINUTE, 50, 5 * MINUTE);
  assert_delta (fixture->history, BEGIN + 5 * MINUTE - 1, BEGIN + 10 * MINUTE + 1, 50, 5 * MINUTE);
  assert_delta (fixture->history, BEGIN + 5 * MINUTE + 1, BEGIN + 10 * MINUTE - 1, 30, 3 * MINUTE);

  add_snapshot (fixture->history, BEGIN + 10 * MINUTE + 30 * SECOND, 1, 1000);
  add_snapshot (fixture->history, BEGIN + 15 * MINUTE + 30 * SECOND, 1, 1047);
  assert_delta (fixture->history, BEGIN, BEGIN + 10 * MINUTE + 30 * SECOND, 100, 10 * MINUTE);
  assert_delta (fixture->history, BEGIN, BEGIN + 15 * MINUTE + 30 * SECOND, 147, 15 * MINUTE);
  assert_delta (fixture->history, BEGIN + 10 * MINUTE + 30 * SECOND, BEGIN + 20 * MINUTE, 87,
                9 * MINUTE);

  /* Snapshots of two starts of the server say nothing; the minutes between them do. */
  add_snapshot (fixture->history, BEGIN + 25 * MINUTE + 30 * SECOND, 2, 3);
  assert_delta (fixture->history, BEGIN + 15 * MINUTE + 30 * SECOND,
                BEGIN + 25 * MINUTE + 30 * SECOND, 90, 9 * MINUTE);
}

static void
test_private (HistoryFixture *fixture, gconstpointer data)
{
  GStatBuf status;

  history_fixture_write_minute (fixture->history, 0, 1);
  g_assert_cmpint (g_stat (fixture->path, &status), ==, 0);
  g_assert_cmpint (status.st_mode & 0777, ==, 0600);
}

/* What an older version did not record is not known. */
static void
assert_old_columns (OptHistory *history)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (OptDelta) delta = opt_history_get_delta_sync (history, "42", 0, G_MAXINT64, &error);
  const OptStatementKey key = history_fixture_get_key (1);
  const OptStatementCounters *counters;

  g_assert_no_error (error);
  counters = g_hash_table_lookup (delta->statements, &key);
  g_assert_cmpint (counters->shared_hit, >=, 0);
  g_assert_cmpint (counters->jit_functions, ==, -1);
  g_assert_true (isnan (counters->jit_ms));
  g_assert_cmpint (counters->custom_plan_calls, ==, -1);
}

static void
assert_old_statements (OptHistory *history)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GHashTable) statements = opt_history_get_statements_sync (history, "42", &error);
  OptStatementKey key = history_fixture_get_key (1);
  const OptHistoryStatement *statement;

  g_assert_no_error (error);
  g_assert_cmpuint (g_hash_table_size (statements), ==, 3);
  statement = g_hash_table_lookup (statements, &key);
  g_assert_cmpstr (statement->text, ==, "SELECT v FROM t WHERE id = $1");
  g_assert_nonnull (statement->fingerprint);
  g_assert_false (statement->system);
  key.userid = 11;
  statement = g_hash_table_lookup (statements, &key);
  g_assert_cmpstr (statement->text, ==, "SELECT v FROM t WHERE id = $1");
  key = history_fixture_get_key (2);
  statement = g_hash_table_lookup (statements, &key);
  g_assert_cmpuint (strlen (statement->text), ==, 3022);
  g_assert_true (g_str_has_suffix (statement->text, " FROM t WHERE id > $1"));
}

static void
assert_has_index (OptHistory *history, const char *name)
{
  OptStoreValue params[] = { opt_store_text (name) };
  g_autoptr (GError) error = NULL;
  g_autoptr (OptStoreResult) rows
      = opt_store_query_sync (history->store,
                              "SELECT 1 FROM sqlite_master WHERE type = 'index' AND name = ?1",
                              params, 1, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (opt_store_result_get_n_rows (rows), ==, 1);
}

/* A file that version 1 wrote, with three watches of ten seconds: what they counted stays, to the
 * call, for the changes that are to be confirmed by it. */
static void
test_version_1 (HistoryFixture *fixture, gconstpointer data)
{
  g_autofree char *old
      = g_test_build_filename (G_TEST_DIST, "data", "monitor", "history-1.db", NULL);
  g_autofree char *content = NULL;
  g_autoptr (GError) error = NULL;
  gboolean more = TRUE;
  gsize length;

  g_clear_object (&fixture->history);
  g_assert_true (g_file_get_contents (old, &content, &length, NULL));
  g_assert_true (g_file_set_contents (fixture->path, content, (gssize) length, NULL));
  fixture->history = opt_history_open_sync (fixture->path, &error);
  g_assert_no_error (error);
  g_assert_null (opt_history_get_set_aside (fixture->history));

  assert_has_index (fixture->history, "chains_by_longest");
  assert_delta (fixture->history, 0, G_MAXINT64, 240, 2010 * SECOND);
  assert_delta (fixture->history, 1000 * SECOND, G_MAXINT64, 140, 1010 * SECOND);
  assert_old_statements (fixture->history);
  assert_old_columns (fixture->history);

  /* Texts are packed later, in idle time, and those that are the same become one. */
  while (more)
    {
      opt_history_tidy_sync (fixture->history, 3000 * SECOND, &more, &error);
      g_assert_no_error (error);
    }
  assert_old_statements (fixture->history);
  assert_delta (fixture->history, 0, G_MAXINT64, 240, 2010 * SECOND);

  history_fixture_write_minute (fixture->history, 0, 7);
  assert_delta (fixture->history, 0, G_MAXINT64, 247, 2010 * SECOND + MINUTE);
}

static void
note_event (HistoryFixture *fixture, const char *text)
{
  OptTimelineEvent event = { BEGIN + SECOND, g_intern_string ("plan"), (char *) text };
  g_autoptr (GError) error = NULL;

  opt_history_note_event_sync (fixture->history, "42", 5, &event, &error);
  g_assert_no_error (error);
}

/* A file of before there could be two events of a kind at the same moment. */
static void
make_old (HistoryFixture *fixture, guint version, const char *const *statements, gsize n)
{
  static const char *const all[] = { "1-history",  "2-layout", "3-roles",       "4-first",
                                     "5-blocking", "6-places", "7-chain-order", "8-event-text" };
  const char *migrations[G_N_ELEMENTS (all) + 1] = { NULL };
  const OptStoreSchema schema = { "monitor", migrations };
  g_autoptr (GError) error = NULL;
  g_autoptr (OptStore) store = NULL;

  g_assert_cmpuint (version, <=, G_N_ELEMENTS (all));
  for (guint i = 0; i < version; i++)
    migrations[i] = all[i];
  g_clear_object (&fixture->history);
  g_assert_cmpint (g_unlink (fixture->path), ==, 0);
  store = opt_store_open_sync (fixture->path, OPT_STORE_FLAGS_NONE, &schema, 1, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < n; i++)
    {
      opt_store_execute_sync (store, statements[i], NULL, 0, &error);
      g_assert_no_error (error);
    }
  g_clear_object (&store);

  fixture->history = opt_history_open_sync (fixture->path, &error);
  g_assert_no_error (error);
}

static void
test_version_7 (HistoryFixture *fixture, gconstpointer data)
{
  static const char *const statements[] = {
    "INSERT INTO servers (id, server_id) VALUES (1, '42')",
    "INSERT INTO events VALUES (1, 1728000001000000, 'plan', 5, 'Another plan: a')",
  };
  g_autoptr (OptHistoryRange) range = NULL;

  make_old (fixture, 7, statements, G_N_ELEMENTS (statements));
  note_event (fixture, "Another plan: a");
  note_event (fixture, "Another plan: b");
  note_event (fixture, "Another plan: b");
  range = history_fixture_get_range (fixture->history, BEGIN, BEGIN + MINUTE, 1);

  g_assert_cmpuint (range->events->len, ==, 2);
  g_assert_cmpstr (((OptTimelineEvent *) range->events->pdata[0])->text, ==, "Another plan: a");
  g_assert_cmpstr (((OptTimelineEvent *) range->events->pdata[1])->text, ==, "Another plan: b");
}

static void
add_text (HistoryFixture *fixture, gint64 queryid, const char *sql)
{
  g_autoptr (OptSnapshot) snapshot = make_snapshot (BEGIN, 1, 1);
  g_autoptr (GPtrArray) texts = g_ptr_array_new_with_free_func ((GDestroyNotify) opt_sql_text_free);
  OptStatementKey key = history_fixture_get_key (queryid);
  g_autoptr (GError) error = NULL;

  g_ptr_array_add (texts, opt_sql_text_new (&key, sql));
  opt_history_add_texts_sync (fixture->history, snapshot, texts, &error);
  g_assert_no_error (error);
}

static void
assert_text (HistoryFixture *fixture, gint64 queryid, const char *expected)
{
  OptStatementKey key = history_fixture_get_key (queryid);
  g_autoptr (GError) error = NULL;
  g_autoptr (GHashTable) statements
      = opt_history_get_statements_sync (fixture->history, "42", &error);
  const OptHistoryStatement *statement;

  g_assert_no_error (error);
  statement = g_hash_table_lookup (statements, &key);
  g_assert_nonnull (statement);
  g_assert_true (g_str_has_prefix (statement->text, expected));
  g_assert_null (strstr (statement->text, "secret"));
}

static void
tidy (HistoryFixture *fixture)
{
  gboolean more = TRUE;

  while (more)
    {
      g_autoptr (GError) error = NULL;

      opt_history_tidy_sync (fixture->history, BEGIN + HOUR, &more, &error);
      g_assert_no_error (error);
    }
}

/* What the server left values in has none in the file, nor has it what an older version wrote. */
static void
test_values (HistoryFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  add_text (fixture, 1, "SELECT 'secret' AS a INTO u");
  add_text (fixture, 2, "ALTER ROLE r PASSWORD 'secret");
  add_text (fixture, 3, "SELECT v FROM t");
  assert_text (fixture, 1, "SELECT $1 AS a INTO u");
  assert_text (fixture, 2, "ALTER ROLE r PASSWORD … /* ");

  opt_store_execute_sync (fixture->history->store,
                          "UPDATE texts SET sha256 = NULL, body = 'SELECT ''secret'' INTO w' "
                          "WHERE body = 'SELECT v FROM t'",
                          NULL, 0, &error);
  g_assert_no_error (error);
  tidy (fixture);
  assert_text (fixture, 3, "SELECT $1 INTO w");
}

/* The last that kept statements with the values that the server had left in them. */
static void
test_version_8 (HistoryFixture *fixture, gconstpointer data)
{
  static const char *const statements[] = {
    "INSERT INTO servers (id, server_id) VALUES (1, '42')",
    "INSERT INTO texts (id, sha256, body) VALUES (1, x'01', 'SELECT ''secret'' INTO w')",
    "INSERT INTO texts (id, sha256, body)"
    " VALUES (2, x'02', 'UPDATE t SET v = ''it\\''secret\\''s''')",
    "INSERT INTO statements (id, server, userid, dbid, queryid, toplevel, text, seen)"
    " VALUES (1, 1, 10, 5, 1, 1, 1, 1728000000000000)",
    "INSERT INTO chains VALUES (1, 1, 9, 1, 1728000000000000, 1728000001000000, 0, 1, 1, 1, NULL)",
    "INSERT INTO chain_sessions (chain, root, pid, backend_start, query_start, since, until, dbid,"
    " state, queryid, text)"
    " VALUES (1, 1, 9, 1, 1, 1728000000000000, 1728000001000000, 5, 0, 0, 2)",
    "INSERT INTO events VALUES (1, 1728000001000000, 'slower', 5,"
    " '3 times as slow: CREATE TABLE x AS SELECT ''secret''')",
    "INSERT INTO events VALUES (1, 1728000002000000, 'slower', 5, '3 times as slow: SELECT $1')",
    "INSERT INTO series VALUES (1, 1, 5, 'statements.slower', 'DO $$ secret $$')",
    "INSERT INTO points VALUES (1, 60, 1728000000000000, 3, 3, 60000000)",
  };
  g_autoptr (OptHistoryRange) range = NULL;
  g_autofree char *content = NULL;
  gsize length;

  make_old (fixture, 8, statements, G_N_ELEMENTS (statements));
  tidy (fixture);
  assert_text (fixture, 1, "SELECT $1 INTO w");
  range = history_fixture_get_range (fixture->history, BEGIN, BEGIN + MINUTE, 1);
  g_assert_cmpuint (range->events->len, ==, 2);
  g_assert_cmpstr (((OptTimelineEvent *) range->events->pdata[0])->text, ==,
                   "3 times as slow: CREATE TABLE x AS SELECT …");
  g_assert_cmpstr (((OptTimelineEvent *) range->events->pdata[1])->text, ==,
                   "3 times as slow: SELECT $1");

  /* Nor is it in a free page. */
  g_clear_pointer (&range, opt_history_range_free);
  g_clear_object (&fixture->history);
  g_assert_true (g_file_get_contents (fixture->path, &content, &length, NULL));
  g_assert_null (memmem (content, length, "secret", 6));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add ("/history-file/retention", HistoryFixture, NULL, history_fixture_set_up,
              test_retention, history_fixture_tear_down);
  g_test_add ("/history-file/wrong-clock", HistoryFixture, NULL, history_fixture_set_up,
              test_wrong_clock, history_fixture_tear_down);
  g_test_add ("/history-file/minutes-and-snapshots", HistoryFixture, NULL, history_fixture_set_up,
              test_minutes_and_snapshots, history_fixture_tear_down);
  g_test_add ("/history-file/version-1", HistoryFixture, NULL, history_fixture_set_up,
              test_version_1, history_fixture_tear_down);
  g_test_add ("/history-file/version-7", HistoryFixture, NULL, history_fixture_set_up,
              test_version_7, history_fixture_tear_down);
  g_test_add ("/history-file/version-8", HistoryFixture, NULL, history_fixture_set_up,
              test_version_8, history_fixture_tear_down);
  g_test_add ("/history-file/values", HistoryFixture, NULL, history_fixture_set_up, test_values,
              history_fixture_tear_down);
  g_test_add ("/history-file/private", HistoryFixture, NULL, history_fixture_set_up, test_private,
              history_fixture_tear_down);

  return g_test_run ();
}
