/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "history-fixture.h"
#include "opt-blocking-history.h"
#include "opt-blocking-words.h"

#define SECRET "sesame-4711"

static OptBackend *
make_backend (int pid, const char *query)
{
  OptBackend *backend = opt_backend_new (pid, BEGIN - HOUR, OPT_BACKEND_ACTIVE);

  backend->type = g_intern_string ("client backend");
  backend->datid = 5;
  backend->database = g_strdup ("shop");
  backend->user = g_strdup ("clerk");
  backend->application = g_strdup ("till");
  backend->query_start = BEGIN - MINUTE;
  backend->query = g_strdup (query);
  backend->lock_type = g_strdup ("relation");
  backend->lock_mode = g_strdup ("ShareLock");
  backend->lock_object = g_strdup ("table public.t");

  return backend;
}

/* One of @root by which another was held up. */
static OptBlockingChain *
make_chain (int root, gint64 start, gint64 end, gboolean open)
{
  g_autoptr (OptBackend) backend = make_backend (root, "UPDATE t SET v = '" SECRET "'");
  g_autoptr (OptBackend) waits = make_backend (root + 10000, "DELETE FROM t WHERE v = '" SECRET);
  OptBlockingChain *chain = opt_blocking_chain_new_recorded (backend, start, end, open);

  opt_blocking_chain_set_recorded (chain, "table public.t", 1, 1, end - start);
  opt_blocking_chain_add_recorded (chain, waits, start, end);

  return chain;
}

static void
write_chain (OptHistory *history, OptBlockingChain *chain)
{
  g_autoptr (OptHistoryMinute) minute = opt_history_minute_new ("42");
  g_autoptr (OptBlockingChain) taken = chain;
  g_autoptr (GError) error = NULL;

  opt_history_minute_add_chain (minute, chain);
  g_assert_false (opt_history_minute_is_empty (minute));
  opt_history_minute_freeze (minute);
  opt_history_write_sync (history, minute, &error);
  g_assert_no_error (error);
}

static OptHistoryChains *
get_chains (OptHistory *history, gint64 start, gint64 end)
{
  g_autoptr (GError) error = NULL;
  OptHistoryChains *chains = opt_history_get_chains_sync (history, "42", start, end, &error);

  g_assert_no_error (error);

  return chains;
}

static void
reopen (HistoryFixture *fixture)
{
  g_autoptr (GError) error = NULL;

  g_clear_object (&fixture->history);
  fixture->history = opt_history_open_sync (fixture->path, &error);
  g_assert_no_error (error);
}

static void
assert_nowhere (HistoryFixture *fixture, const char *secret)
{
  g_autoptr (GDir) dir = g_dir_open (fixture->folder, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (fixture->folder, name, NULL);
      g_autofree char *content = NULL;
      gsize length;

      g_assert_true (g_file_get_contents (path, &content, &length, NULL));
      g_assert_null (memmem (content, length, secret, strlen (secret)));
    }
}

/* All that is known of it but the values, in another process too. */
static void
test_kept (HistoryFixture *fixture, gconstpointer data)
{
  g_autoptr (OptHistoryChains) chains = NULL;
  g_autoptr (OptHistoryRange) range = NULL;
  g_autofree char *words = NULL;
  OptBlockingChain *chain;
  const OptBackend *root;
  const OptBlockingVictim *victim;

  write_chain (fixture->history, make_chain (1, BEGIN, BEGIN + MINUTE, FALSE));
  assert_nowhere (fixture, SECRET);
  reopen (fixture);
  chains = get_chains (fixture->history, BEGIN - MINUTE, BEGIN + HOUR);
  g_assert_cmpuint (chains->chains->len, ==, 1);
  g_assert_cmpuint (chains->n_left_out + chains->n_not_kept, ==, 0);
  chain = chains->chains->pdata[0];
  g_assert_cmpint (opt_blocking_chain_get_start (chain), ==, BEGIN);
  g_assert_cmpint (opt_blocking_chain_get_end (chain), ==, BEGIN + MINUTE);
  g_assert_false (opt_blocking_chain_get_open (chain));
  g_assert_cmpint (opt_blocking_chain_get_longest (chain), ==, MINUTE);
  g_assert_cmpuint (opt_blocking_chain_get_max_blocked (chain), ==, 1);
  g_assert_cmpstr (opt_blocking_chain_get_object (chain), ==, "table public.t");
  root = opt_blocking_chain_get_root (chain);
  g_assert_cmpint (root->pid, ==, 1);
  g_assert_cmpstr (root->user, ==, "clerk");
  g_assert_cmpstr (root->application, ==, "till");
  g_assert_cmpstr (root->query, ==, "UPDATE t SET v = ?");
  g_assert_cmpuint (opt_blocking_chain_get_n_victims (chain), ==, 1);
  victim = opt_blocking_chain_get_victim (chain, 0);
  g_assert_cmpint (victim->backend->pid, ==, 10001);
  /* The server had cut it in the middle of the value. */
  g_assert_cmpstr (victim->backend->query, ==, "DELETE FROM t WHERE v =");
  g_assert_cmpstr (victim->backend->lock_mode, ==, "ShareLock");
  words = opt_blocking_describe_chain (chain, TRUE);
  g_assert_nonnull (strstr (words, "process 1 (till, user clerk, database shop)"));

  range = history_fixture_get_range (fixture->history, BEGIN, BEGIN + HOUR, 10);
  g_assert_cmpuint (range->blocking->chains->len, ==, 1);
  g_clear_pointer (&range, opt_history_range_free);
  range = history_fixture_get_range (fixture->history, BEGIN + 2 * MINUTE, BEGIN + HOUR, 10);
  g_assert_cmpuint (range->blocking->chains->len, ==, 0);
}

/* Who does not want to know it does not wait for it. */
static void
test_skipped (HistoryFixture *fixture, gconstpointer data)
{
  const OptHistoryRequest request = {
    .server_id = "42", .start = BEGIN, .end = BEGIN + HOUR, .n_points = 10, .skip_blocking = TRUE
  };
  g_autoptr (OptHistoryRange) range = NULL;
  g_autoptr (GError) error = NULL;

  write_chain (fixture->history, make_chain (1, BEGIN, BEGIN + MINUTE, FALSE));
  range = opt_history_get_range_sync (fixture->history, &request, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (range->blocking->chains->len, ==, 0);
}

/* The text of the statement itself is better than what is left of one that was cut. */
static void
test_text_of_statement (HistoryFixture *fixture, gconstpointer data)
{
  OptStatementKey key = history_fixture_get_key (7);
  g_autoptr (OptHistoryMinute) minute = opt_history_minute_new ("42");
  g_autoptr (OptBackend) root = make_backend (1, "INSERT INTO t VALUES (1, '" SECRET);
  g_autoptr (OptHistoryChains) chains = NULL;
  g_autoptr (GError) error = NULL;
  const OptBackend *kept;

  root->query_id = 7;
  write_chain (fixture->history,
               opt_blocking_chain_new_recorded (root, BEGIN, BEGIN + SECOND, FALSE));
  g_ptr_array_add (minute->texts, opt_sql_text_new (&key, "INSERT INTO t VALUES ($1, $2)"));
  opt_history_write_sync (fixture->history, minute, &error);
  g_assert_no_error (error);

  chains = get_chains (fixture->history, BEGIN, BEGIN + HOUR);
  kept = opt_blocking_chain_get_root (chains->chains->pdata[0]);
  g_assert_cmpint (kept->query_id, ==, 7);
  g_assert_cmpstr (kept->query, ==, "INSERT INTO t VALUES ($1, $2)");
}

/* Of several that were sent at once the server knows the number of the last alone. */
static void
test_several_statements (HistoryFixture *fixture, gconstpointer data)
{
  OptStatementKey key = history_fixture_get_key (7);
  g_autoptr (OptHistoryMinute) minute = opt_history_minute_new ("42");
  g_autoptr (OptBackend) root
      = make_backend (1, "UPDATE t SET v = '" SECRET "'; SELECT pg_sleep (9)");
  g_autoptr (OptHistoryChains) chains = NULL;
  g_autoptr (GError) error = NULL;

  root->query_id = 7;
  write_chain (fixture->history,
               opt_blocking_chain_new_recorded (root, BEGIN, BEGIN + SECOND, FALSE));
  g_ptr_array_add (minute->texts, opt_sql_text_new (&key, "SELECT pg_sleep ($1)"));
  opt_history_write_sync (fixture->history, minute, &error);
  g_assert_no_error (error);

  chains = get_chains (fixture->history, BEGIN, BEGIN + HOUR);
  g_assert_cmpstr (opt_blocking_chain_get_root (chains->chains->pdata[0])->query, ==,
                   "UPDATE t SET v = ?; SELECT pg_sleep (?)");
}

/* What goes on is one, whichever program watches it, and however often it is written. */
static void
test_goes_on (HistoryFixture *fixture, gconstpointer data)
{
  g_autoptr (OptHistoryChains) chains = NULL;
  g_autoptr (OptBlockingHistory) live = opt_blocking_history_new ();
  g_autoptr (OptActivity) activity = opt_activity_new (BEGIN + 3 * MINUTE);
  OptBackend *waits = make_backend (10001, "DELETE FROM t");
  OptBlockingChain *chain;

  write_chain (fixture->history, make_chain (1, BEGIN, BEGIN + MINUTE, TRUE));
  write_chain (fixture->history, make_chain (1, BEGIN, BEGIN + 2 * MINUTE, TRUE));
  chains = get_chains (fixture->history, BEGIN, BEGIN + HOUR);
  g_assert_cmpuint (chains->chains->len, ==, 1);

  opt_blocking_history_add_recorded (live, chains->chains);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (live)), ==, 1);
  opt_activity_add (activity, make_backend (1, "UPDATE t"));
  waits->wait_event_type = g_intern_string ("Lock");
  waits->wait_start = BEGIN;
  waits->blockers = g_array_new (FALSE, FALSE, sizeof (int));
  g_array_append_val (waits->blockers, ((OptBackend *) activity->backends->pdata[0])->pid);
  opt_activity_add (activity, waits);
  opt_blocking_history_add (live, activity);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (live)), ==, 1);
  chain = g_list_model_get_item (G_LIST_MODEL (live), 0);
  g_assert_true (opt_blocking_chain_get_open (chain));
  g_assert_cmpint (opt_blocking_chain_get_end (chain), ==, BEGIN + 3 * MINUTE);
  /* It was there already. */
  opt_blocking_history_add_recorded (live, chains->chains);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (live)), ==, 1);
  opt_blocking_chain_close (chain);
  write_chain (fixture->history, chain);

  g_clear_pointer (&chains, opt_history_chains_free);
  chains = get_chains (fixture->history, BEGIN, BEGIN + HOUR);
  g_assert_cmpuint (chains->chains->len, ==, 1);
  chain = chains->chains->pdata[0];
  g_assert_false (opt_blocking_chain_get_open (chain));
  g_assert_cmpint (opt_blocking_chain_get_longest (chain), ==, 3 * MINUTE);
  g_assert_cmpuint (opt_blocking_chain_get_n_victims (chain), ==, 1);

  /* The same session some time later is another. */
  write_chain (fixture->history, make_chain (1, BEGIN + HOUR, BEGIN + HOUR + SECOND, FALSE));
  g_clear_pointer (&chains, opt_history_chains_free);
  chains = get_chains (fixture->history, BEGIN, BEGIN + 2 * HOUR);
  g_assert_cmpuint (chains->chains->len, ==, 2);
}

/* A storm of locks: the longest of a day are kept, the longest of a range are read, and both is
 * said. */
static void
test_storm (HistoryFixture *fixture, gconstpointer data)
{
  g_autoptr (OptHistoryMinute) minute = opt_history_minute_new ("42");
  g_autoptr (OptHistoryChains) chains = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *missing = NULL;

  for (int i = 1; i <= OPT_HISTORY_CHAINS_A_DAY + 30; i++)
    {
      g_autoptr (OptBlockingChain) chain = make_chain (i, BEGIN, BEGIN + i * SECOND, FALSE);

      opt_history_minute_add_chain (minute, chain);
    }
  opt_history_minute_freeze (minute);
  opt_history_write_sync (fixture->history, minute, &error);
  g_assert_no_error (error);

  chains = get_chains (fixture->history, BEGIN, BEGIN + HOUR);
  g_assert_cmpuint (chains->chains->len, ==, OPT_HISTORY_CHAINS_READ);
  g_assert_cmpuint (chains->n_left_out, ==, OPT_HISTORY_CHAINS_A_DAY - OPT_HISTORY_CHAINS_READ);
  g_assert_cmpuint (chains->n_not_kept, ==, 30);
  for (guint i = 0; i < chains->chains->len; i++)
    {
      OptBlockingChain *chain = chains->chains->pdata[i];

      g_assert_cmpint (opt_blocking_chain_get_longest (chain), >,
                       (30 + OPT_HISTORY_CHAINS_A_DAY - OPT_HISTORY_CHAINS_READ) * SECOND);
      /* Each with its own sessions. */
      g_assert_cmpuint (opt_blocking_chain_get_n_victims (chain), ==, 1);
      g_assert_cmpint (opt_blocking_chain_get_victim (chain, 0)->backend->pid, ==,
                       opt_blocking_chain_get_root (chain)->pid + 10000);
      g_assert_cmpint (opt_blocking_chain_get_longest (chain), ==,
                       opt_blocking_chain_get_root (chain)->pid * SECOND);
    }
  missing = opt_blocking_describe_missing (chains);
  g_assert_nonnull (strstr (missing, "300 more with shorter waits are not shown. 30 more were"));

  /* Another day has room of its own. */
  write_chain (fixture->history, make_chain (1, BEGIN + DAY, BEGIN + DAY + SECOND, FALSE));
  g_clear_pointer (&chains, opt_history_chains_free);
  chains = get_chains (fixture->history, BEGIN + DAY, BEGIN + 2 * DAY);
  g_assert_cmpuint (chains->chains->len, ==, 1);
  g_assert_cmpuint (chains->n_not_kept, ==, 0);
}

static gint64
count_rows (OptHistory *history, const char *sql)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (OptStoreResult) rows = opt_store_query_sync (history->store, sql, NULL, 0, &error);

  g_assert_no_error (error);

  return opt_store_result_get_int (rows, 0, "n");
}

static void
test_forgotten (HistoryFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  gboolean more = TRUE;

  for (int i = 1; i <= 150; i++)
    write_chain (fixture->history, make_chain (i, BEGIN, BEGIN + SECOND, FALSE));
  write_chain (fixture->history,
               make_chain (1, BEGIN + 50 * DAY, BEGIN + 50 * DAY + SECOND, FALSE));
  history_fixture_pass (fixture->history, BEGIN + 59 * DAY);
  while (more)
    {
      opt_history_tidy_sync (fixture->history, BEGIN + 59 * DAY, &more, &error);
      g_assert_no_error (error);
    }
  g_assert_cmpint (count_rows (fixture->history, "SELECT count(*) AS n FROM chains"), ==, 151);

  history_fixture_pass (fixture->history, BEGIN + 61 * DAY);
  for (more = TRUE; more;)
    {
      opt_history_tidy_sync (fixture->history, BEGIN + 61 * DAY, &more, &error);
      g_assert_no_error (error);
    }
  g_assert_cmpint (count_rows (fixture->history, "SELECT count(*) AS n FROM chains"), ==, 1);
  g_assert_cmpint (count_rows (fixture->history, "SELECT count(*) AS n FROM chain_sessions"), ==,
                   2);
  g_assert_cmpint (count_rows (fixture->history, "SELECT count(*) AS n FROM texts"), ==, 2);

  history_fixture_pass (fixture->history, BEGIN + 200 * DAY);
  for (more = TRUE; more;)
    {
      opt_history_tidy_sync (fixture->history, BEGIN + 200 * DAY, &more, &error);
      g_assert_no_error (error);
    }
  g_assert_cmpint (count_rows (fixture->history, "SELECT count(*) AS n FROM texts"), ==, 0);
}

/* Where a quote after a backslash ends no string: with standard_conforming_strings off. */
static void
test_misread (HistoryFixture *fixture, gconstpointer data)
{
  static const char *const queries[] = {
    "UPDATE t SET v = 'it\\'" SECRET "\\'s'",
    "UPDATE t SET v = 'it\\'" SECRET "\\'s', w = 'cut off",
  };

  for (guint i = 0; i < G_N_ELEMENTS (queries); i++)
    {
      g_autoptr (OptBackend) backend = make_backend ((int) i + 1, queries[i]);
      g_autofree char *plain = opt_backend_get_plain_query (backend);

      g_assert_null (plain);
    }
}

#define ADD(path, func) \
  g_test_add (path, HistoryFixture, NULL, history_fixture_set_up, func, history_fixture_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ADD ("/history-blocking/kept", test_kept);
  ADD ("/history-blocking/misread", test_misread);
  ADD ("/history-blocking/skipped", test_skipped);
  ADD ("/history-blocking/text-of-statement", test_text_of_statement);
  ADD ("/history-blocking/several-statements", test_several_statements);
  ADD ("/history-blocking/goes-on", test_goes_on);
  ADD ("/history-blocking/storm", test_storm);
  ADD ("/history-blocking/forgotten", test_forgotten);

  return g_test_run ();
}
