/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-server-facts.h"
#include "opt-sql-text.h"
#include "opt-test.h"

/* Further than a fetch goes in so many turns of the main loop. */
#define TURNS 40

static void
keep_result (GObject *object, GAsyncResult *result, gpointer data)
{
  GAsyncResult **kept = data;

  g_assert_null (*kept);
  *kept = g_object_ref (result);
}

typedef struct
{
  OptConnection *connection;
  GCancellable *cancellable;
} Close;

/* Out of the main loop, as what the user does comes. */
static gboolean
cancel_and_close (gpointer data)
{
  Close *close = data;

  g_cancellable_cancel (close->cancellable);
  opt_connection_close (close->connection);

  return G_SOURCE_REMOVE;
}

/* Whoever asked is told so, wherever the fetch was. */
static void
close_after (const char *database, OptServerFacts *facts, guint turns)
{
  g_autoptr (OptConnection) connection = opt_test_connect (database, OPT_CONNECTION_ROLE_MONITOR);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) texts = NULL;
  OptStatementKey key = { .queryid = 1, .toplevel = TRUE };
  Close close = { connection, cancellable };

  opt_sql_texts_fetch_async (connection, facts, &key, 1, cancellable, keep_result, &result);
  for (guint i = 0; i < turns; i++)
    g_main_context_iteration (NULL, FALSE);
  g_idle_add (cancel_and_close, &close);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);

  while (opt_connection_get_state (connection) != OPT_CONNECTION_STATE_CLOSED)
    g_main_context_iteration (NULL, TRUE);
  texts = opt_sql_texts_fetch_finish (connection, result, NULL, NULL, &error);
  if (texts == NULL)
    g_assert_nonnull (error);
  else
    g_assert_cmpuint (texts->len, ==, 0);
}

static void
test_closed_while_fetching (void)
{
  g_autofree char *database = opt_test_create_database ();
  g_autoptr (OptConnection) connection = opt_test_connect (database, OPT_CONNECTION_ROLE_SANDBOX);
  g_autoptr (OptServerFacts) facts = NULL;
  g_autoptr (GError) error = NULL;

  opt_connection_execute_sync (connection, "CREATE EXTENSION pg_stat_statements", NULL, NULL,
                               &error);
  g_assert_no_error (error);
  facts = opt_server_facts_load_sync (connection, NULL, &error);
  g_assert_no_error (error);
  for (guint turns = 0; turns < TURNS; turns++)
    close_after (database, facts, turns);
  opt_connection_close (connection);
}

/* Alike is what differs in constants, spaces and comments, and nothing else. */
static void
test_fingerprint (void)
{
  OptStatementKey key = { .queryid = 1, .toplevel = TRUE };
  g_autoptr (OptSqlText) one = opt_sql_text_new (&key, "SELECT a FROM t WHERE b = $1");
  g_autoptr (OptSqlText) alike = opt_sql_text_new (&key, "select a from t -- x\n where b = $2");
  g_autoptr (OptSqlText) other = opt_sql_text_new (&key, "SELECT a FROM t WHERE c = $1");
  g_autoptr (OptSqlText) broken = opt_sql_text_new (&key, "SELECT FROM WHERE ((");

  g_assert_cmpuint (one->fingerprint, !=, 0);
  g_assert_cmpuint (one->fingerprint, ==, alike->fingerprint);
  g_assert_cmpuint (one->fingerprint, !=, other->fingerprint);
  g_assert_cmpuint (broken->fingerprint, ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/monitor/sql-text/closed-while-fetching", test_closed_while_fetching);
  g_test_add_func ("/monitor/sql-text/fingerprint", test_fingerprint);

  return g_test_run ();
}
