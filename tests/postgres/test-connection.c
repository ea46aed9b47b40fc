/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-test.h"

#include <string.h>
#include <unistd.h>

#include "opt-connection.h"
#include "opt-error.h"
#include "opt-server-facts.h"
#include "opt-sql.h"

static OptConnection *
connect_to (const char *database)
{
  return opt_test_connect (database, OPT_CONNECTION_ROLE_SANDBOX);
}

static OptResult *
query (OptConnection *connection, const char *sql, GError **error)
{
  return opt_connection_query_sync (connection, sql, NULL, OPT_QUERY_NONE, NULL, error);
}

static void
test_query (void)
{
  g_autoptr (OptConnection) connection = connect_to ("postgres");
  g_autoptr (OptParams) params = opt_params_new_text ("42", "it's", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (OptResult) result = NULL;
  g_auto (GStrv)
    words = NULL;

  opt_params_add_text (params, NULL);
  result = opt_connection_query_sync (connection,
                                      "SELECT $1::int8 AS number, $2::text AS word, "
                                      "$3::text AS nothing, 1.5::float8 AS half, true AS yes, "
                                      "ARRAY['a', 'b,\"c', NULL] AS words, "
                                      "'2024-01-02 03:04:05.5+00'::timestamptz AS time",
                                      params, OPT_QUERY_NONE, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (opt_result_get_n_rows (result), ==, 1);
  g_assert_cmpint (opt_result_get_int (result, 0, "number"), ==, 42);
  g_assert_cmpstr (opt_result_get_text (result, 0, "word"), ==, "it's");
  g_assert_true (opt_result_is_null (result, 0, "nothing"));
  g_assert_null (opt_result_get_text (result, 0, "nothing"));
  g_assert_cmpfloat (opt_result_get_double (result, 0, "half"), ==, 1.5);
  g_assert_true (opt_result_get_boolean (result, 0, "yes"));
  words = opt_result_get_text_array (result, 0, "words");
  g_assert_cmpuint (g_strv_length (words), ==, 2);
  g_assert_cmpstr (words[1], ==, "b,\"c");
  g_assert_cmpint (opt_result_get_time (result, 0, "time"), ==,
                   G_GINT64_CONSTANT (1704164645500000));
}

static void
test_binary (void)
{
  g_autoptr (OptConnection) connection = connect_to ("postgres");
  g_autoptr (GError) error = NULL;
  g_autoptr (OptResult) result = opt_connection_query_sync (
      connection,
      "SELECT -7::int2 AS two, -70000::int4 AS four, -7000000000::int8 AS eight, "
      "4000000000::oid AS oid, 0.25::float4 AS single, -1e300::float8 AS double, "
      "false AS no, 'word' AS word",
      NULL, OPT_QUERY_BINARY, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpint (opt_result_get_int (result, 0, "two"), ==, -7);
  g_assert_cmpint (opt_result_get_int (result, 0, "four"), ==, -70000);
  g_assert_cmpint (opt_result_get_int (result, 0, "eight"), ==, G_GINT64_CONSTANT (-7000000000));
  g_assert_cmpuint (opt_result_get_oid (result, 0, "oid"), ==, 4000000000u);
  g_assert_cmpfloat (opt_result_get_double (result, 0, "single"), ==, 0.25);
  g_assert_cmpfloat (opt_result_get_double (result, 0, "double"), ==, -1e300);
  g_assert_false (opt_result_get_boolean (result, 0, "no"));
  g_assert_cmpstr (opt_result_get_text (result, 0, "word"), ==, "word");
}

static void
test_error (void)
{
  g_autoptr (OptConnection) connection = connect_to ("postgres");
  g_autoptr (GError) error = NULL;
  g_autoptr (OptResult) result = query (connection, "SELECT nothing FROM pg_class", &error);
  g_autoptr (OptResult) next = NULL;

  g_assert_error (error, OPT_ERROR, OPT_ERROR_SYNTAX);
  g_assert_cmpstr (opt_error_get_sqlstate (error), ==, "42703");
  g_assert_cmpint (opt_error_get_position (error), ==, 8);
  g_clear_error (&error);

  result
      = query (connection, "DO $$BEGIN RAISE 'no' USING DETAIL = 'd', HINT = 'h'; END$$", &error);
  g_assert_error (error, OPT_ERROR, OPT_ERROR_FAILED);
  g_assert_cmpstr (opt_error_get_detail (error), ==, "d");
  g_assert_cmpstr (opt_error_get_next_step (error), ==, "h");
  g_clear_error (&error);

  /* One statement only, whatever the text holds. */
  result = query (connection, "SELECT 1; SELECT 2", &error);
  g_assert_error (error, OPT_ERROR, OPT_ERROR_SYNTAX);
  g_clear_error (&error);

  result = query (connection, "COPY (SELECT 1) TO STDOUT", &error);
  g_assert_error (error, OPT_ERROR, OPT_ERROR_REFUSED);
  g_clear_error (&error);
  g_assert_cmpint (opt_connection_get_state (connection), ==, OPT_CONNECTION_STATE_LOST);

  next = query (connection, "SELECT 1", &error);
  g_assert_null (next);
  g_assert_error (error, OPT_ERROR, OPT_ERROR_UNREACHABLE);
}

static void
test_read_only (void)
{
  g_autoptr (OptConnection) connection = opt_test_connect ("postgres", OPT_CONNECTION_ROLE_MONITOR);
  g_autoptr (GError) error = NULL;
  g_autoptr (OptResult) result = query (connection, "CREATE TABLE t ()", &error);

  g_assert_error (error, OPT_ERROR, OPT_ERROR_REFUSED);
  g_clear_error (&error);
  result = query (connection, "SELECT current_setting('application_name') AS name", &error);
  g_assert_no_error (error);
  g_assert_true (g_str_has_prefix (opt_result_get_text (result, 0, "name"), "optischema/"));
}

typedef struct
{
  GMainLoop *loop;
  OptResult *result;
  GError *error;
  guint n_done;
} Wait;

static void
query_done (GObject *object, GAsyncResult *result, gpointer data)
{
  Wait *wait = data;

  g_clear_pointer (&wait->result, opt_result_unref);
  g_clear_error (&wait->error);
  wait->result = opt_connection_query_finish (OPT_CONNECTION (object), result, &wait->error);
  wait->n_done++;
  g_main_loop_quit (wait->loop);
}

static void
wait_init (Wait *wait)
{
  memset (wait, 0, sizeof *wait);
  wait->loop = g_main_loop_new (NULL, FALSE);
}

static void
wait_clear (Wait *wait)
{
  g_main_loop_unref (wait->loop);
  g_clear_pointer (&wait->result, opt_result_unref);
  g_clear_error (&wait->error);
}

static gboolean
cancel_now (gpointer cancellable)
{
  g_cancellable_cancel (cancellable);

  return G_SOURCE_REMOVE;
}

static void
test_cancel_before (void)
{
  g_autoptr (OptConnection) connection = connect_to ("postgres");
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (OptResult) result = NULL;

  g_cancellable_cancel (cancellable);
  result = opt_connection_query_sync (connection, "SELECT pg_sleep(100)", NULL, OPT_QUERY_NONE,
                                      cancellable, &error);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  result = query (connection, "SELECT 1 AS one", &error);
  g_assert_no_error (error);
}

static void
test_cancel_during (void)
{
  g_autoptr (OptConnection) connection = connect_to ("postgres");
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  gint64 start = g_get_monotonic_time ();
  Wait wait;

  wait_init (&wait);
  opt_connection_query_async (connection, "SELECT pg_sleep(100)", NULL, OPT_QUERY_NONE, cancellable,
                              query_done, &wait);
  g_timeout_add (300, cancel_now, cancellable);
  g_main_loop_run (wait.loop);
  g_assert_error (wait.error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_test_message ("pg_sleep(100) cancelled at 300 ms came back at %.0f ms",
                  (double) (g_get_monotonic_time () - start) / 1000.0);

  /* The next query must not be hit by the cancel request of the one before. */
  for (guint i = 0; i < 20; i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (OptResult) result = query (connection, "SELECT pg_sleep(0.01)", &error);

      g_assert_no_error (error);
    }
  wait_clear (&wait);
}

static void
test_cancel_waiting (void)
{
  g_autoptr (OptConnection) connection = connect_to ("postgres");
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  Wait first, second;

  wait_init (&first);
  wait_init (&second);
  opt_connection_query_async (connection, "SELECT pg_sleep(0.5)", NULL, OPT_QUERY_NONE, NULL,
                              query_done, &first);
  opt_connection_query_async (connection, "SELECT pg_sleep(100)", NULL, OPT_QUERY_NONE, cancellable,
                              query_done, &second);
  g_timeout_add (100, cancel_now, cancellable);
  g_main_loop_run (first.loop);
  g_assert_no_error (first.error);
  if (second.n_done == 0)
    g_main_loop_run (second.loop);
  g_assert_error (second.error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  wait_clear (&first);
  wait_clear (&second);
}

static void
test_cancel_after (void)
{
  g_autoptr (OptConnection) connection = connect_to ("postgres");
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (OptResult) result = opt_connection_query_sync (connection, "SELECT 1 AS one", NULL,
                                                            OPT_QUERY_NONE, cancellable, &error);

  g_assert_no_error (error);
  g_cancellable_cancel (cancellable);
  g_clear_pointer (&result, opt_result_unref);
  result = query (connection, "SELECT 2 AS two", &error);
  g_assert_no_error (error);
  g_assert_cmpint (opt_result_get_int (result, 0, "two"), ==, 2);
}

static void
test_unref_during (void)
{
  OptConnection *connection = connect_to ("postgres");
  Wait wait;

  wait_init (&wait);
  opt_connection_query_async (connection, "SELECT pg_sleep(0.2)", NULL, OPT_QUERY_NONE, NULL,
                              query_done, &wait);
  g_object_add_weak_pointer (G_OBJECT (connection), (gpointer *) &connection);
  g_object_unref (connection);
  g_main_loop_run (wait.loop);
  g_assert_no_error (wait.error);
  while (connection != NULL)
    g_main_context_iteration (NULL, TRUE);
  wait_clear (&wait);
}

static void
test_close_during (void)
{
  g_autoptr (OptConnection) connection = connect_to ("postgres");
  Wait wait;

  wait_init (&wait);
  opt_connection_query_async (connection, "SELECT pg_sleep(100)", NULL, OPT_QUERY_NONE, NULL,
                              query_done, &wait);
  g_idle_add_once ((GSourceOnceFunc) opt_connection_close, connection);
  g_main_loop_run (wait.loop);
  g_assert_error (wait.error, OPT_ERROR, OPT_ERROR_UNREACHABLE);
  g_assert_cmpint (opt_connection_get_state (connection), ==, OPT_CONNECTION_STATE_CLOSED);
  wait_clear (&wait);
}

static void
take_lost (OptConnection *connection, const GError *error, gpointer data)
{
  Wait *wait = data;

  g_assert_error (error, OPT_ERROR, OPT_ERROR_UNREACHABLE);
  wait->n_done++;
  g_main_loop_quit (wait->loop);
}

static void
terminate (OptConnection *victim)
{
  g_autoptr (OptConnection) killer = connect_to ("postgres");
  g_autoptr (OptParams) params = opt_params_new ();
  g_autoptr (GError) error = NULL;

  opt_params_add_int (params, opt_connection_get_backend_pid (victim));
  opt_connection_execute_sync (killer, "SELECT pg_terminate_backend($1)", params, NULL, &error);
  g_assert_no_error (error);
}

/* The server ends an idle session: noticed without a query. */
static void
test_lost_idle (void)
{
  g_autoptr (OptConnection) connection = connect_to ("postgres");
  g_autoptr (GError) error = NULL;
  g_autoptr (OptResult) result = NULL;
  Wait wait;

  wait_init (&wait);
  g_signal_connect (connection, "lost", G_CALLBACK (take_lost), &wait);
  terminate (connection);
  if (wait.n_done == 0)
    g_main_loop_run (wait.loop);
  g_assert_cmpint (opt_connection_get_state (connection), ==, OPT_CONNECTION_STATE_LOST);
  g_assert_cmpuint (wait.n_done, ==, 1);

  /* What is asked of it now fails with the loss, also where the SQL depends on the version. */
  g_assert_cmpint (opt_connection_get_server_version (connection), >=, 130000);
  g_assert_null (query (connection, "SELECT 1", &error));
  g_assert_error (error, OPT_ERROR, OPT_ERROR_UNREACHABLE);
  g_clear_error (&error);

  /* It can be opened again. */
  g_assert_true (opt_connection_open_sync (connection, NULL, &error));
  result = query (connection, "SELECT 1 AS one", &error);
  g_assert_no_error (error);
  wait_clear (&wait);
}

static void
test_killed_during (void)
{
  g_autoptr (OptConnection) connection = connect_to ("postgres");
  Wait wait;

  wait_init (&wait);
  opt_connection_query_async (connection, "SELECT pg_sleep(100)", NULL, OPT_QUERY_NONE, NULL,
                              query_done, &wait);
  terminate (connection);
  if (wait.n_done == 0)
    g_main_loop_run (wait.loop);
  g_assert_error (wait.error, OPT_ERROR, OPT_ERROR_UNREACHABLE);
  g_assert_cmpstr (opt_error_get_sqlstate (wait.error), ==, "57P01");
  wait_clear (&wait);
}

static gint64 longest_stall, last_beat;

static gboolean
beat (gpointer data)
{
  gint64 now = g_get_monotonic_time ();

  if (last_beat != 0)
    longest_stall = MAX (longest_stall, now - last_beat - 1000);
  last_beat = now;

  return G_SOURCE_CONTINUE;
}

static void
test_many_rows (void)
{
  g_autoptr (OptConnection) connection = connect_to ("postgres");
  guint beats = g_timeout_add (1, beat, NULL);
  Wait wait;

  wait_init (&wait);
  opt_connection_query_async (
      connection, "SELECT i, repeat('x', 50) AS filler FROM generate_series(1, 200000) i", NULL,
      OPT_QUERY_NONE, NULL, query_done, &wait);
  g_main_loop_run (wait.loop);
  g_assert_no_error (wait.error);
  g_assert_cmpuint (opt_result_get_n_rows (wait.result), ==, 200000);
  g_assert_cmpint (opt_result_get_int (wait.result, 199999, "i"), ==, 200000);
  g_test_message ("200,000 rows: longest stall of the main loop %.1f ms",
                  (double) longest_stall / 1000.0);
  g_source_remove (beats);
  wait_clear (&wait);
}

static void
test_discard (void)
{
  g_autoptr (OptConnection) connection = connect_to ("postgres");
  g_autoptr (GError) error = NULL;
  g_autoptr (OptResult) result
      = opt_connection_query_sync (connection, "SELECT generate_series(1, 5000)", NULL,
                                   OPT_QUERY_DISCARD, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpint (opt_result_get_discarded_rows (result), ==, 5000);
  g_assert_cmpuint (opt_result_get_n_rows (result), ==, 0);
  g_assert_cmpint (opt_result_get_elapsed (result), >, 0);
}

static void
expect_open_error (const char *address, int code)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (OptConninfo) conninfo = opt_conninfo_new (address, &error);
  g_autoptr (OptConnection) connection = NULL;

  g_assert_no_error (error);
  connection = opt_connection_new (conninfo, OPT_CONNECTION_ROLE_MONITOR, "test");
  opt_connection_set_open_timeout (connection, 3000);
  g_assert_false (opt_connection_open_sync (connection, NULL, &error));
  g_assert_error (error, OPT_ERROR, code);
  g_assert_nonnull (opt_error_get_next_step (error));
  g_assert_null (strstr (error->message, "hush"));
  g_assert_cmpint (opt_connection_get_state (connection), ==, OPT_CONNECTION_STATE_CLOSED);
}

static void
test_open_errors (void)
{
  g_autoptr (OptConninfo) good = opt_test_get_conninfo ("postgres");
  g_autoptr (OptConninfo) no_database = opt_conninfo_with (good, "dbname", "no such");
  g_autoptr (OptConninfo) no_user = opt_conninfo_with (good, "user", "no such");
  g_autofree char *no_database_text = opt_conninfo_to_string (no_database);
  g_autofree char *no_user_text = opt_conninfo_to_string (no_user);

  expect_open_error (no_database_text, OPT_ERROR_NOT_FOUND);
  expect_open_error (no_user_text, OPT_ERROR_AUTHENTICATION);
  expect_open_error ("host=127.0.0.1 port=1 password=hush", OPT_ERROR_UNREACHABLE);
  expect_open_error ("host=/nowhere", OPT_ERROR_UNREACHABLE);
  expect_open_error ("host=no.such.host.invalid password=hush", OPT_ERROR_UNREACHABLE);
}

/* A port that accepts and never answers. */
static void
test_open_timeout (void)
{
  g_autoptr (GSocketListener) listener = g_socket_listener_new ();
  g_autoptr (GError) error = NULL;
  guint16 port = g_socket_listener_add_any_inet_port (listener, NULL, &error);
  g_autofree char *address
      = g_strdup_printf ("host=127.0.0.1 port=%u connect_timeout=1 sslmode=disable", port);
  g_autoptr (OptConninfo) conninfo = opt_conninfo_new (address, NULL);
  g_autoptr (OptConnection) connection
      = opt_connection_new (conninfo, OPT_CONNECTION_ROLE_MONITOR, "test");
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();

  g_assert_false (opt_connection_open_sync (connection, NULL, &error));
  g_assert_error (error, OPT_ERROR, OPT_ERROR_TIMEOUT);
  g_clear_error (&error);

  opt_connection_set_open_timeout (connection, 60000);
  g_timeout_add (100, cancel_now, cancellable);
  g_assert_false (opt_connection_open_sync (connection, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

/* Of several hosts the first that answers is taken. */
static void
test_several_hosts (void)
{
  g_autoptr (OptConninfo) good = opt_test_get_conninfo ("postgres");
  g_autofree char *hosts = g_strdup_printf ("/nowhere,%s", opt_conninfo_get (good, "host"));
  g_autoptr (OptConninfo) conninfo = opt_conninfo_with (good, "host", hosts);
  g_autoptr (OptConnection) connection
      = opt_connection_new (conninfo, OPT_CONNECTION_ROLE_SANDBOX, "test");
  g_autoptr (GError) error = NULL;

  g_assert_true (opt_connection_open_sync (connection, NULL, &error));
  g_assert_no_error (error);
}

static void
test_invalid_utf8 (void)
{
  g_autofree char *database = opt_test_create_database ();
  g_autoptr (OptConnection) maker = connect_to ("postgres");
  g_autoptr (OptConnection) connection = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (OptResult) result = NULL;
  g_autofree char *name = g_strconcat (database, "_ascii", NULL);
  g_autofree char *quoted = opt_sql_quote_identifier (name);
  g_autofree char *create
      = g_strdup_printf ("CREATE DATABASE %s ENCODING 'SQL_ASCII' LOCALE 'C' TEMPLATE template0",
                         quoted);

  opt_connection_execute_sync (maker, create, NULL, NULL, &error);
  g_assert_no_error (error);
  connection = connect_to (name);
  result = query (connection, "SELECT E'caf\\xe9' AS word", &error);
  g_assert_no_error (error);
  g_assert_true (g_utf8_validate (opt_result_get_text (result, 0, "word"), -1, NULL));
  g_assert_true (g_str_has_prefix (opt_result_get_text (result, 0, "word"), "caf"));
}

static void
test_facts (void)
{
  g_autoptr (OptConnection) connection = opt_test_connect ("postgres", OPT_CONNECTION_ROLE_MONITOR);
  g_autoptr (GError) error = NULL;
  g_autoptr (OptServerFacts) facts = opt_server_facts_load_sync (connection, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpint (opt_server_facts_get_version (facts), >=, OPT_SERVER_OLDEST);
  g_assert_cmpstr (opt_server_facts_get_database (facts), ==, "postgres");
  g_assert_true (opt_server_facts_is_superuser (facts));
  g_assert_true (opt_server_facts_has_role (facts, "pg_monitor"));
  g_assert_nonnull (opt_server_facts_get_system_identifier (facts));
  g_assert_cmpint (opt_server_facts_get_start_time (facts), >, 0);
  g_assert_cmpstr (opt_server_facts_get_setting (facts, "default_transaction_read_only"), ==, "on");
  g_assert_true (opt_server_facts_is_extension_available (facts, "plpgsql"));
  g_assert_nonnull (opt_server_facts_get_extension_version (facts, "plpgsql"));
  g_assert_null (opt_server_facts_get_extension_version (facts, "no such"));
}

/* What an owner of a server took from everybody. */
static void
test_no_identifier (void)
{
  g_autofree char *database = opt_test_create_database ();
  g_autoptr (OptConnection) maker = opt_test_connect (database, OPT_CONNECTION_ROLE_SANDBOX);
  g_autoptr (OptConninfo) conninfo = opt_test_get_conninfo (database);
  g_autoptr (OptConninfo) as = opt_conninfo_as (conninfo, "modest", NULL);
  g_autoptr (OptConnection) connection
      = opt_connection_new (as, OPT_CONNECTION_ROLE_MONITOR, "test");
  g_autoptr (GError) error = NULL;
  g_autoptr (OptServerFacts) facts = NULL;
  g_autofree char *key = NULL;

  opt_connection_execute_sync (maker, "CREATE ROLE modest LOGIN", NULL, NULL, &error);
  g_assert_no_error (error);
  opt_connection_execute_sync (maker, "REVOKE EXECUTE ON FUNCTION pg_control_system FROM public",
                               NULL, NULL, &error);
  g_assert_no_error (error);
  opt_connection_open_sync (connection, NULL, &error);
  g_assert_no_error (error);
  facts = opt_server_facts_load_sync (connection, NULL, &error);
  g_assert_no_error (error);
  g_assert_null (opt_server_facts_get_system_identifier (facts));
  key = g_strdup_printf ("at %s:%s", opt_conninfo_get (conninfo, "host"),
                         opt_conninfo_get (conninfo, "port"));
  g_assert_cmpstr (opt_server_facts_get_history_key (facts), ==, key);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/connection/query", test_query);
  g_test_add_func ("/connection/binary", test_binary);
  g_test_add_func ("/connection/error", test_error);
  g_test_add_func ("/connection/read-only", test_read_only);
  g_test_add_func ("/connection/cancel-before", test_cancel_before);
  g_test_add_func ("/connection/cancel-during", test_cancel_during);
  g_test_add_func ("/connection/cancel-waiting", test_cancel_waiting);
  g_test_add_func ("/connection/cancel-after", test_cancel_after);
  g_test_add_func ("/connection/unref-during", test_unref_during);
  g_test_add_func ("/connection/close-during", test_close_during);
  g_test_add_func ("/connection/lost-idle", test_lost_idle);
  g_test_add_func ("/connection/killed-during", test_killed_during);
  g_test_add_func ("/connection/many-rows", test_many_rows);
  g_test_add_func ("/connection/discard", test_discard);
  g_test_add_func ("/connection/open-errors", test_open_errors);
  g_test_add_func ("/connection/open-timeout", test_open_timeout);
  g_test_add_func ("/connection/several-hosts", test_several_hosts);
  g_test_add_func ("/connection/invalid-utf8", test_invalid_utf8);
  g_test_add_func ("/connection/facts", test_facts);
  g_test_add_func ("/connection/no-identifier", test_no_identifier);

  return g_test_run ();
}
