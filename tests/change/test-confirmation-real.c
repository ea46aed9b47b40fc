/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gstdio.h>
#include <string.h>

#include "change-fixture.h"
#include "opt-change-apply.h"
#include "opt-confirmation.h"
#include "opt-error.h"
#include "opt-test.h"

#define SECOND G_USEC_PER_SEC

static void
run (OptConnection *connection, const char *sql, guint times)
{
  for (guint i = 0; i < times; i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (OptResult) result
          = opt_connection_query_sync (connection, sql, NULL, OPT_QUERY_SCRIPT, NULL, &error);

      g_assert_no_error (error);
    }
}

typedef struct
{
  const char *rows;   /* of the table that is changed */
  const char *column; /* of the new index */
  double before_ms;   /* what a call takes on any table, at least */
  double after_ms;
  OptConfirmationVerdict verdict;
} Case;

/* The index is for the statement. */
static const Case helping = { "200000", "v", 2, 2, OPT_CONFIRMATION_VERDICT_CONFIRMED };
/* It serves none. */
static const Case idle = { "100", "id", 5, 5, OPT_CONFIRMATION_VERDICT_UNCHANGED };
/* It serves none, and since it was made everything takes three times as long. */
static const Case loaded = { "100", "id", 5, 15, OPT_CONFIRMATION_VERDICT_UNCHANGED };

/* Calls of a statement on the changed table and of three on others. */
static void
work (OptConnection *app, double call_ms, guint times)
{
  static const char *const statements[] = {
    "SELECT count(*), pg_sleep($1) FROM t WHERE v = 7",
    "SELECT count(*), pg_sleep($1) FROM u0",
    "SELECT count(*), pg_sleep($1) FROM u1",
    "SELECT count(*), pg_sleep($1) FROM u2",
  };
  g_autoptr (OptParams) params = opt_params_new ();

  opt_params_add_double (params, call_ms / 1000);
  for (guint i = 0; i < times; i++)
    for (gsize k = 0; k < G_N_ELEMENTS (statements); k++)
      {
        g_autoptr (GError) error = NULL;
        g_autoptr (OptResult) result
            = opt_connection_query_sync (app, statements[k], params, OPT_QUERY_NONE, NULL, &error);

        g_assert_no_error (error);
      }
}

static OptSnapshot *
take (OptConnection *poll, OptServerFacts *facts, gint64 shift)
{
  g_autoptr (GError) error = NULL;
  OptSnapshot *snapshot = opt_snapshot_take_sync (poll, facts, NULL, &error);

  g_assert_no_error (error);
  /* A watch of a minute, without waiting for it. */
  snapshot->time += shift;

  return snapshot;
}

static void
watch_before (OptHistory *history,
              OptConnection *app,
              OptConnection *poll,
              OptServerFacts *facts,
              double call_ms)
{
  g_autoptr (OptWorkload) workload = opt_workload_new (0, opt_clock_get_system ());
  g_autoptr (OptSnapshot) first = take (poll, facts, -60 * SECOND);
  g_autoptr (OptSnapshot) last = NULL;
  g_autoptr (GArray) keys = NULL;
  g_autoptr (GError) error = NULL;

  work (app, call_ms, 60);
  last = take (poll, facts, 0);
  opt_workload_add_snapshot (workload, first);
  opt_workload_add_snapshot (workload, last);
  keys = opt_workload_get_keys_without_text (workload, OPT_SQL_TEXTS_AT_ONCE);
  opt_workload_add_texts (workload,
                          opt_sql_texts_fetch_sync (poll, facts, (OptStatementKey *) keys->data,
                                                    keys->len, NULL, &error));
  g_assert_no_error (error);
  opt_history_add_workload_sync (history, workload, &error);
  g_assert_no_error (error);
}

static OptChangeRequest *
make_request (OptConnection *app, const char *database, const char *column)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (OptCatalog) catalog = opt_catalog_load_sync (app, NULL, &error);
  g_autoptr (OptConninfo) conninfo = opt_test_get_conninfo (database);
  g_autoptr (OptChangeSet) changes = opt_change_set_new ();
  g_autoptr (OptIndexSpec) spec = NULL;
  g_autoptr (OptResult) result = NULL;
  OptRelation *relation;
  OptChangeRequest *request;
  gint64 queryid;

  g_assert_no_error (error);
  relation = opt_catalog_find_relation (catalog, "public", "t");
  spec = opt_index_spec_new (relation->oid, "btree");
  opt_index_spec_add_column (spec, opt_relation_find_column (relation, column)->number, NULL, FALSE,
                             FALSE);
  opt_change_set_add_create_index (changes, catalog, spec, &error);
  g_assert_no_error (error);

  request = opt_change_request_new (conninfo, changes);
  result = opt_connection_query_sync (
      app,
      "SELECT queryid FROM pg_stat_statements WHERE query LIKE 'SELECT count(*), pg_sleep($1) FROM t W%' "
      "AND dbid = (SELECT oid FROM pg_database WHERE datname = current_database())",
      NULL, OPT_QUERY_NONE, NULL, &error);
  g_assert_no_error (error);
  queryid = opt_result_get_int (result, 0, "queryid");
  request->queryids = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_array_append_val (request->queryids, queryid);

  return request;
}

static void
assert_helped (const OptConfirmationStatement *statement)
{
  g_assert_cmpstr (opt_confirmation_statement_get_nick (statement), ==, "helped");
  g_assert_nonnull (strstr (statement->text, "FROM t WHERE v"));
  g_assert_cmpfloat (statement->ratio.low, <=, statement->ratio.estimate);
  g_assert_cmpfloat (statement->ratio.estimate, <=, statement->ratio.high);
}

static void
assert_confirmed (OptAudit *audit, const char *change_id, const OptConfirmation *confirmation)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (OptAuditChange) change = opt_audit_get_change_sync (audit, change_id, &error);

  g_assert_no_error (error);
  assert_helped (confirmation->statements->pdata[0]);
  g_assert_cmpfloat (confirmation->corrected.high, <, OPT_CONFIRMATION_BETTER);
  g_assert_cmpint (opt_audit_change_get_verdict (change), ==, OPT_AUDIT_VERDICT_CONFIRMED);
  g_assert_nonnull (
      strstr (opt_audit_change_get_detail (change, OPT_AUDIT_CONFIRMED), "corrected"));
}

/* Once undone and made again: what was counted while it was there before is no "before". */
static void
assert_second (OptAudit *audit,
               OptHistory *history,
               const char *change_id,
               OptChangeRequest *request,
               OptConnection *poll,
               OptServerFacts *facts)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (OptConfirmation) second = NULL;
  g_autofree char *second_id = NULL;

  opt_change_undo_sync (request->conninfo, audit, change_id, 0, NULL, NULL, &error);
  g_assert_no_error (error);
  second_id = opt_change_apply_sync (request, audit, NULL, NULL, &error);
  g_assert_no_error (error);
  second = opt_confirmation_run_sync (audit, history, second_id, poll, facts, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (second->before.calls, ==, 0);
  g_assert_cmpint (second->verdict, ==, OPT_CONFIRMATION_VERDICT_WAITING);
}

/* The whole way on a real server: watched, applied, watched, confirmed. */
static void
test_real (gconstpointer data)
{
  const Case *test = data;
  g_autofree char *create = g_strdup_printf (
      "CREATE TABLE t AS SELECT g AS id, g %% 5000 AS v FROM generate_series(1, %s) g", test->rows);
  g_autofree char *folder = g_dir_make_tmp ("optischema-test-XXXXXX", NULL);
  g_autofree char *history_path = g_build_filename (folder, "history.db", NULL);
  g_autofree char *audit_path = g_build_filename (folder, "audit.db", NULL);
  g_autofree char *database = opt_test_create_database ();
  g_autoptr (OptConnection) app = opt_test_connect (database, OPT_CONNECTION_ROLE_SANDBOX);
  g_autoptr (OptConnection) poll = opt_test_connect (database, OPT_CONNECTION_ROLE_MONITOR);
  g_autoptr (GError) error = NULL;
  g_autoptr (OptHistory) history = opt_history_open_sync (history_path, &error);
  g_autoptr (OptAudit) audit = opt_audit_open_sync (audit_path, &error);
  g_autoptr (OptServerFacts) facts = NULL;
  g_autoptr (OptChangeRequest) request = NULL;
  g_autoptr (OptConfirmation) early = NULL;
  g_autoptr (OptConfirmation) confirmation = NULL;
  g_autoptr (OptSnapshot) later = NULL;
  g_autofree char *change_id = NULL;

  run (app, "CREATE EXTENSION pg_stat_statements", 1);
  run (app, create, 1);
  run (app, "CREATE TABLE u0 (w int)", 1);
  run (app, "CREATE TABLE u1 (w int)", 1);
  run (app, "CREATE TABLE u2 (w int)", 1);
  run (app, "ANALYZE", 1);
  facts = opt_server_facts_load_sync (poll, NULL, &error);
  g_assert_no_error (error);
  watch_before (history, app, poll, facts, test->before_ms);
  request = make_request (app, database, test->column);
  change_id = opt_change_apply_sync (request, audit, NULL, NULL, &error);
  g_assert_no_error (error);

  /* The first look only begins the window after. */
  early = opt_confirmation_run_sync (audit, history, change_id, poll, facts, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (early->verdict, ==, OPT_CONFIRMATION_VERDICT_WAITING);
  g_assert_cmpint (early->before.calls, ==, 60);
  g_assert_cmpint (early->after.calls, ==, 0);

  work (app, test->after_ms, 60);
  later = take (poll, facts, 60 * SECOND);
  opt_history_add_snapshot_sync (history, later, &error);
  g_assert_no_error (error);
  confirmation = opt_confirmation_run_sync (audit, history, change_id, poll, facts, NULL, &error);
  g_assert_no_error (error);
  g_test_message ("%s", confirmation->reason);
  g_assert_cmpint (confirmation->verdict, ==, test->verdict);
  g_assert_cmpint (confirmation->before.calls, ==, 60);
  g_assert_cmpint (confirmation->after.calls, ==, 60);
  g_assert_cmpuint (confirmation->n_controls, ==, 3);
  g_assert_cmpuint (confirmation->statements->len, ==, 1);
  if (test->verdict == OPT_CONFIRMATION_VERDICT_CONFIRMED)
    {
      assert_confirmed (audit, change_id, confirmation);
      assert_second (audit, history, change_id, request, poll, facts);
    }

  opt_connection_close (app);
  opt_connection_close (poll);
  g_clear_object (&history);
  g_clear_object (&audit);
  g_assert_cmpint (g_remove (history_path), ==, 0);
  change_fixture_remove_log (audit_path);
  g_assert_cmpint (g_rmdir (folder), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/change/confirmation-real/helping", &helping, test_real);
  g_test_add_data_func ("/change/confirmation-real/idle", &idle, test_real);
  g_test_add_data_func ("/change/confirmation-real/loaded", &loaded, test_real);

  return g_test_run ();
}
