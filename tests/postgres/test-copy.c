/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-test.h"

#include "opt-copy.h"
#include "opt-error.h"

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
test_copy (void)
{
  g_autofree char *database = opt_test_create_database ();
  g_autoptr (OptConnection) source = connect_to ("postgres");
  g_autoptr (OptConnection) target = connect_to (database);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (OptResult) result = NULL;
  gint64 bytes;

  opt_connection_execute_sync (target, "CREATE TABLE copied (i int, t text)", NULL, NULL, &error);
  g_assert_no_error (error);
  bytes = opt_copy_between_sync (
      source, "COPY (SELECT i, repeat('y', 100) FROM generate_series(1, 50000) i) TO STDOUT",
      target, "COPY copied FROM STDIN", 0, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (bytes, >, 5000000);
  result = query (target, "SELECT count(*) AS n, sum(i) AS sum FROM copied", &error);
  g_assert_cmpint (opt_result_get_int (result, 0, "n"), ==, 50000);
  g_assert_cmpint (opt_result_get_int (result, 0, "sum"), ==, G_GINT64_CONSTANT (1250025000));

  /* Each end's failure leaves both free. */
  bytes = opt_copy_between_sync (source,
                                 "COPY (SELECT 1/(i - 3) FROM generate_series(1, 5) i) TO STDOUT",
                                 target, "COPY copied(i) FROM STDIN", 0, NULL, NULL, &error);
  g_assert_cmpint (bytes, ==, -1);
  g_assert_error (error, OPT_ERROR, OPT_ERROR_DATA);
  g_clear_error (&error);
  bytes = opt_copy_between_sync (source, "COPY (SELECT 'word') TO STDOUT", target,
                                 "COPY copied(i) FROM STDIN", 0, NULL, NULL, &error);
  g_assert_error (error, OPT_ERROR, OPT_ERROR_DATA);
  g_clear_error (&error);
  bytes = opt_copy_between_sync (
      source, "COPY (SELECT i, repeat('y', 1000) FROM generate_series(1, 50000) i) TO STDOUT",
      target, "COPY copied FROM STDIN", 1000000, NULL, NULL, &error);
  g_assert_error (error, OPT_ERROR, OPT_ERROR_NO_SPACE);
  g_clear_error (&error);
  g_cancellable_cancel (cancellable);
  bytes = opt_copy_between_sync (
      source, "COPY (SELECT i, 'z' FROM generate_series(1, 100000000) i) TO STDOUT", target,
      "COPY copied FROM STDIN", 0, NULL, cancellable, &error);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);

  g_clear_pointer (&result, opt_result_unref);
  result = query (target, "SELECT count(*) AS n FROM copied", &error);
  g_assert_no_error (error);
  g_assert_cmpint (opt_result_get_int (result, 0, "n"), ==, 50000);
  g_assert_true (opt_connection_execute_sync (source, "SELECT 1", NULL, NULL, &error));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/copy/between", test_copy);

  return g_test_run ();
}
