/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

#include "opt-change-apply.h"
#include "opt-confirmation.h"
#include "opt-error.h"
#include "opt-test.h"

#define SECOND G_USEC_PER_SEC

/* Windows of made-up counters: target 1, controls 2, 3 and 4. */
typedef struct
{
  OptDelta *before;
  OptDelta *after;
  GHashTable *targets;
  GHashTable *controls;
} Sides;

static void
add_key (GHashTable *keys, gint64 queryid)
{
  OptStatementKey key = { .userid = 10, .dbid = 5, .queryid = queryid, .toplevel = TRUE };

  g_hash_table_add (keys, g_memdup2 (&key, sizeof key));
}

static void
sides_init (Sides *sides)
{
  sides->before = opt_delta_new ();
  sides->after = opt_delta_new ();
  sides->before->observed = sides->after->observed = 60 * SECOND;
  sides->targets
      = g_hash_table_new_full (opt_statement_key_hash, opt_statement_key_equal, g_free, NULL);
  sides->controls
      = g_hash_table_new_full (opt_statement_key_hash, opt_statement_key_equal, g_free, NULL);
  add_key (sides->targets, 1);
  for (gint64 queryid = 2; queryid <= 4; queryid++)
    add_key (sides->controls, queryid);
}

static void
sides_clear (Sides *sides)
{
  opt_delta_unref (sides->before);
  opt_delta_unref (sides->after);
  g_hash_table_unref (sides->targets);
  g_hash_table_unref (sides->controls);
}

static void
count (OptDelta *delta, gint64 queryid, gint64 calls, double mean)
{
  OptStatementCounters *counters = g_new0 (OptStatementCounters, 1);

  counters->key
      = (OptStatementKey){ .userid = 10, .dbid = 5, .queryid = queryid, .toplevel = TRUE };
  counters->calls = calls;
  counters->total_exec_ms = (double) calls * mean;
  g_hash_table_replace (delta->statements, &counters->key, counters);
}

static void
assert_verdict (Sides *sides, OptConfirmationVerdict verdict, double corrected)
{
  g_autoptr (OptConfirmation) confirmation
      = opt_confirmation_new (sides->before, sides->after, sides->targets, sides->controls);

  g_assert_cmpstr (opt_confirmation_verdict_get_nick (confirmation->verdict), ==,
                   opt_confirmation_verdict_get_nick (verdict));
  if (isnan (corrected))
    g_assert_true (isnan (confirmation->corrected_ratio));
  else
    g_assert_cmpfloat_with_epsilon (confirmation->corrected_ratio, corrected, 1e-9);
  g_assert_nonnull (confirmation->reason);
}

static void
test_verdicts (void)
{
  static const struct
  {
    double target;
    double controls[3];
    OptConfirmationVerdict verdict;
    double corrected;
  } cases[] = {
    { 1, { 1, 1, 1 }, OPT_CONFIRMATION_VERDICT_CONFIRMED, 0.1 },
    { 9.5, { 1, 1, 1 }, OPT_CONFIRMATION_VERDICT_UNCHANGED, 0.95 },
    { 9, { 1, 1, 1 }, OPT_CONFIRMATION_VERDICT_CONFIRMED, 0.9 },
    { 12, { 1, 1, 1 }, OPT_CONFIRMATION_VERDICT_WORSE, 1.2 },
    /* All got twice as fast: that was not the change. */
    { 5, { 0.5, 0.5, 0.5 }, OPT_CONFIRMATION_VERDICT_UNCHANGED, 1 },
    /* All got three times slower, and the target only a little: that was the change. */
    { 12, { 3, 3, 3 }, OPT_CONFIRMATION_VERDICT_CONFIRMED, 0.4 },
    /* One odd control is not the mood of the server. */
    { 5, { 1, 1, 40 }, OPT_CONFIRMATION_VERDICT_CONFIRMED, 0.5 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      Sides sides;

      sides_init (&sides);
      count (sides.before, 1, 100, 10);
      count (sides.after, 1, 120, cases[i].target);
      for (gint64 c = 0; c < 3; c++)
        {
          count (sides.before, c + 2, 50, 1);
          count (sides.after, c + 2, 60, cases[i].controls[c]);
        }
      assert_verdict (&sides, cases[i].verdict, cases[i].corrected);
      sides_clear (&sides);
    }
}

/* A control that there is not has no figure. */
static void
assert_no_control (Sides *sides)
{
  g_autoptr (OptConfirmation) confirmation
      = opt_confirmation_new (sides->before, sides->after, sides->targets, sides->controls);
  g_autoptr (JsonNode) json = opt_confirmation_to_json (confirmation);

  g_assert_true (isnan (confirmation->control_ratio));
  g_assert_true (json_object_get_null_member (json_node_get_object (json), "control_ratio"));
  g_assert_nonnull (strstr (confirmation->reason, "No statement that the change does not touch"));
}

static void
test_not_enough (void)
{
  Sides sides;

  sides_init (&sides);
  count (sides.before, 1, 100, 10);
  assert_verdict (&sides, OPT_CONFIRMATION_VERDICT_WAITING, NAN);

  count (sides.after, 1, OPT_CONFIRMATION_MIN_CALLS - 1, 1);
  assert_verdict (&sides, OPT_CONFIRMATION_VERDICT_WAITING, 0.1);

  count (sides.after, 1, 100, 1);
  sides.after->observed = OPT_CONFIRMATION_MIN_WINDOW - 1;
  assert_verdict (&sides, OPT_CONFIRMATION_VERDICT_WAITING, 0.1);

  /* Without controls it stands on its own figures. */
  sides.after->observed = OPT_CONFIRMATION_MIN_WINDOW;
  assert_verdict (&sides, OPT_CONFIRMATION_VERDICT_CONFIRMED, 0.1);
  assert_no_control (&sides);

  count (sides.after, 1, 100 * 100, 1);
  assert_verdict (&sides, OPT_CONFIRMATION_VERDICT_OTHER_LOAD, 0.1);
  sides_clear (&sides);
}

/* Twice as many calls of the quick one and none less quick: nothing got faster. */
static void
test_mix (void)
{
  Sides sides;

  sides_init (&sides);
  add_key (sides.targets, 9);
  count (sides.before, 1, 100, 10);
  count (sides.before, 9, 100, 1);
  count (sides.after, 1, 30, 10);
  count (sides.after, 9, 300, 1);
  assert_verdict (&sides, OPT_CONFIRMATION_VERDICT_UNCHANGED, 1);
  sides_clear (&sides);
}

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

/* What calls of both statements do, the first of which the index is for. */
static void
work (OptConnection *app)
{
  run (app, "SELECT count(*) FROM t WHERE v = 7", 60);
  run (app, "SELECT count(*) FROM u WHERE w < 900", 60);
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
watch_before (OptHistory *history, OptConnection *app, OptConnection *poll, OptServerFacts *facts)
{
  g_autoptr (OptWorkload) workload = opt_workload_new (0, opt_clock_get_system ());
  g_autoptr (OptSnapshot) first = take (poll, facts, -60 * SECOND);
  g_autoptr (OptSnapshot) last = NULL;
  g_autoptr (GArray) keys = NULL;
  g_autoptr (GError) error = NULL;

  work (app);
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
make_request (OptConnection *app, const char *database)
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
  opt_index_spec_add_column (spec, opt_relation_find_column (relation, "v")->number, NULL, FALSE,
                             FALSE);
  opt_change_set_add_create_index (changes, catalog, spec, &error);
  g_assert_no_error (error);

  request = opt_change_request_new (conninfo, changes);
  result = opt_connection_query_sync (
      app, "SELECT queryid FROM pg_stat_statements WHERE query LIKE 'SELECT count(*) FROM t W%'",
      NULL, OPT_QUERY_NONE, NULL, &error);
  g_assert_no_error (error);
  queryid = opt_result_get_int (result, 0, "queryid");
  request->queryids = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_array_append_val (request->queryids, queryid);

  return request;
}

/* The whole way on a real server: watched, applied, watched, confirmed. */
static void
test_real (void)
{
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
  g_autoptr (OptAuditChange) change = NULL;
  g_autofree char *change_id = NULL;
  g_autofree char *second_id = NULL;
  g_autoptr (OptConfirmation) second = NULL;

  run (app, "CREATE EXTENSION pg_stat_statements", 1);
  run (app, "CREATE TABLE t AS SELECT g AS id, g % 5000 AS v FROM generate_series(1, 100000) g", 1);
  run (app, "CREATE TABLE u AS SELECT g AS w FROM generate_series(1, 2000) g", 1);
  run (app, "ANALYZE", 1);
  facts = opt_server_facts_load_sync (poll, NULL, &error);
  g_assert_no_error (error);
  watch_before (history, app, poll, facts);
  request = make_request (app, database);
  change_id = opt_change_apply_sync (request, audit, NULL, NULL, &error);
  g_assert_no_error (error);

  /* The first look only begins the window after. */
  early = opt_confirmation_run_sync (audit, history, change_id, poll, facts, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (early->verdict, ==, OPT_CONFIRMATION_VERDICT_WAITING);
  g_assert_cmpint (early->before.calls, ==, 60);
  g_assert_cmpint (early->after.calls, ==, 0);

  work (app);
  later = take (poll, facts, 60 * SECOND);
  opt_history_add_snapshot_sync (history, later, &error);
  g_assert_no_error (error);
  confirmation = opt_confirmation_run_sync (audit, history, change_id, poll, facts, NULL, &error);
  g_assert_no_error (error);
  g_test_message ("%s", confirmation->reason);
  g_assert_cmpint (confirmation->verdict, ==, OPT_CONFIRMATION_VERDICT_CONFIRMED);
  g_assert_cmpint (confirmation->before.calls, ==, 60);
  g_assert_cmpint (confirmation->after.calls, ==, 60);
  g_assert_cmpuint (confirmation->n_controls, ==, 1);
  g_assert_cmpfloat (confirmation->ratio, <, 0.9);
  g_assert_cmpfloat (confirmation->after.mean_ms, <, confirmation->before.mean_ms);

  change = opt_audit_get_change_sync (audit, change_id, &error);
  g_assert_no_error (error);
  g_assert_cmpint (opt_audit_change_get_verdict (change), ==, OPT_AUDIT_VERDICT_CONFIRMED);
  g_assert_nonnull (
      strstr (opt_audit_change_get_detail (change, OPT_AUDIT_CONFIRMED), "corrected"));

  /* Once undone and made again: what was counted while it was there before is no "before". */
  opt_change_undo_sync (request->conninfo, audit, change_id, 0, NULL, NULL, &error);
  g_assert_no_error (error);
  second_id = opt_change_apply_sync (request, audit, NULL, NULL, &error);
  g_assert_no_error (error);
  second = opt_confirmation_run_sync (audit, history, second_id, poll, facts, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (second->before.calls, ==, 0);
  g_assert_cmpint (second->verdict, ==, OPT_CONFIRMATION_VERDICT_WAITING);

  opt_connection_close (app);
  opt_connection_close (poll);
  g_clear_object (&history);
  g_clear_object (&audit);
  g_assert_cmpint (g_remove (history_path), ==, 0);
  g_assert_cmpint (g_remove (audit_path), ==, 0);
  g_assert_cmpint (g_rmdir (folder), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/change/confirmation/verdicts", test_verdicts);
  g_test_add_func ("/change/confirmation/not-enough", test_not_enough);
  g_test_add_func ("/change/confirmation/mix", test_mix);
  g_test_add_func ("/change/confirmation/real", test_real);

  return g_test_run ();
}
