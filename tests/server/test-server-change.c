/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-test.h"

#include <string.h>

#include "opt-advice-store.h"
#include "opt-audit.h"
#include "opt-database-change.h"
#include "opt-database-workload.h"
#include "opt-error.h"
#include "opt-server-advice.h"
#include "opt-server-change.h"

#define CALLS 30

static guint n_polled;
static guint n_advice;
static guint n_changes;

static void
run (const char *database, const char *sql)
{
  g_autoptr (OptConnection) admin = opt_test_connect (database, OPT_CONNECTION_ROLE_SANDBOX);
  g_autoptr (GError) error = NULL;

  opt_connection_execute_sync (admin, sql, NULL, NULL, &error);
  g_assert_no_error (error);
  opt_connection_close (admin);
}

static char *
make_shop (void)
{
  static const char *const parts[] = {
    "CREATE EXTENSION pg_stat_statements",
    "CREATE TABLE visits (id int PRIMARY KEY, customer int NOT NULL, page text)",
    "INSERT INTO visits SELECT i, i % 5000, repeat('x', 60) FROM generate_series(1, 100000) i",
    "VACUUM ANALYZE visits",
  };
  char *name = opt_test_create_database ();

  for (gsize i = 0; i < G_N_ELEMENTS (parts); i++)
    run (name, parts[i]);

  return name;
}

static gboolean
has_index (const char *database)
{
  g_autoptr (OptConnection) admin = opt_test_connect (database, OPT_CONNECTION_ROLE_SANDBOX);
  g_autoptr (GError) error = NULL;
  g_autoptr (OptResult) result
      = opt_connection_query_sync (admin,
                                   "SELECT 1 FROM pg_index WHERE indrelid = 'visits'::regclass AND "
                                   "NOT indisprimary AND indisvalid",
                                   NULL, OPT_QUERY_NONE, NULL, &error);

  g_assert_no_error (error);
  opt_connection_close (admin);

  return opt_result_get_n_rows (result) > 0;
}

static void
count (guint *counter)
{
  (*counter)++;
}

static void
wait_for_count (const guint *counter, guint target)
{
  while (*counter < target)
    g_main_context_iteration (NULL, TRUE);
}

static void
keep_result (GObject *object, GAsyncResult *result, gpointer data)
{
  GAsyncResult **kept = data;

  g_assert_null (*kept);
  *kept = g_object_ref (result);
}

static GAsyncResult *
wait_for_result (GAsyncResult **kept)
{
  while (*kept == NULL)
    g_main_context_iteration (NULL, TRUE);

  return *kept;
}

/* Whether its statement was counted between two polls, and its text has come, which is read apart.
 */
static gboolean
knows_statement (OptServer *server)
{
  OptServerFacts *facts = opt_server_get_facts (server);
  g_autoptr (GPtrArray) statements
      = opt_workload_take_statements (opt_server_get_workload (server),
                                      opt_server_facts_get_database_oid (facts));

  for (guint i = 0; i < statements->len; i++)
    if (strstr (((OptAdvisorStatement *) statements->pdata[i])->sql, "customer = ") != NULL)
      return TRUE;

  return FALSE;
}

/* Watched until its statement is known. */
static OptServer *
watch (const char *database)
{
  g_autoptr (OptConninfo) conninfo = opt_test_get_conninfo (database);
  OptServer *server = opt_server_new ("shop", conninfo);
  g_autoptr (GString) calls = g_string_new (NULL);

  n_polled = n_advice = n_changes = 0;
  g_signal_connect_swapped (server, "polled", G_CALLBACK (count), &n_polled);
  g_signal_connect_swapped (server, "advice-changed", G_CALLBACK (count), &n_advice);
  g_signal_connect_swapped (server, "changes-changed", G_CALLBACK (count), &n_changes);
  opt_server_connect (server);
  wait_for_count (&n_polled, 1);
  /* What was advised before has been looked for. */
  wait_for_count (&n_advice, 1);
  for (int i = 0; i < CALLS; i++)
    run (database, "SELECT * FROM visits WHERE customer = 7");
  while (!knows_statement (server))
    g_main_context_iteration (NULL, TRUE);

  return server;
}

static void
unwatch (OptServer *server)
{
  opt_server_disconnect (server);
  g_object_add_weak_pointer (G_OBJECT (server), (gpointer *) &server);
  g_object_unref (server);
  while (server != NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_true (opt_database_lanes_wait (60 * G_USEC_PER_SEC));
}

static OptRecommendation *
advise (OptServer *server)
{
  GListModel *list = opt_server_get_recommendations (server);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_null (opt_server_get_advice (server));
  g_assert_cmpint (opt_server_get_advice_time (server), ==, 0);
  opt_server_advise_async (server, NULL, keep_result, &result);
  g_assert_true (opt_server_advise_finish (server, wait_for_result (&result), &error));
  g_assert_no_error (error);
  g_assert_cmpint (opt_server_get_advice_time (server), >, 0);
  g_assert_nonnull (opt_server_get_advice (server));
  g_assert_cmpuint (g_list_model_get_n_items (list), ==, 1);

  return g_list_model_get_item (list, 0);
}

static void
try (OptServer *server, OptRecommendation *recommendation)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (OptTrial) trial = NULL;
  guint before;

  opt_server_try_async (server, recommendation, G_USEC_PER_SEC, NULL, NULL, keep_result, &result);
  wait_for_result (&result);
  before = n_advice;
  trial = opt_server_try_finish (server, result, &error);
  g_assert_no_error (error);
  g_assert_cmpint (opt_trial_get_verdict (trial), ==, OPT_VERDICT_BETTER);
  g_assert_cmpint (opt_recommendation_get_evidence (recommendation), ==, OPT_EVIDENCE_MEASURED);
  /* At once, and when it is kept. */
  wait_for_count (&n_advice, before + 2);
}

/* What is kept is what the next session sees. */
static void
assert_kept (OptServer *server, const char *id, OptEvidence evidence)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (OptAdviceStore) store = opt_advice_store_open_sync (NULL, &error);
  g_autoptr (OptRecommendation) kept = NULL;

  g_assert_no_error (error);
  kept = opt_advice_store_find_sync (store, id, &error);
  g_assert_no_error (error);
  g_assert_cmpint (opt_recommendation_get_evidence (kept), ==, evidence);
}

static OptAuditChange *
list_change (OptServer *server)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) changes = NULL;

  opt_server_list_changes_async (server, keep_result, &result);
  changes = opt_server_list_changes_finish (server, wait_for_result (&result), &error);
  g_assert_no_error (error);
  g_assert_cmpuint (changes->len, >=, 1);

  return g_object_ref (changes->pdata[0]);
}

static char *
apply (OptServer *server, OptRecommendation *recommendation)
{
  OptTimeline *timeline = opt_server_get_timeline (server);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (OptAuditChange) change = NULL;
  char *id;

  opt_server_apply_async (server, recommendation, NULL, NULL, NULL, keep_result, &result);
  id = opt_server_apply_finish (server, wait_for_result (&result), &error);
  g_assert_no_error (error);
  g_assert_nonnull (id);
  g_assert_cmpuint (n_changes, ==, 1);
  g_assert_cmpstr (opt_timeline_get_event (timeline, opt_timeline_get_n_events (timeline) - 1)
                       ->kind,
                   ==, "change");

  change = list_change (server);
  g_assert_cmpstr (opt_audit_change_get_id (change), ==, id);
  g_assert_cmpint (opt_audit_change_get_state (change), ==, OPT_AUDIT_STATE_APPLIED);

  return id;
}

static void
confirm (OptServer *server, const char *id)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (OptConfirmation) confirmation = NULL;
  guint n_events = opt_timeline_get_n_events (opt_server_get_timeline (server));

  opt_server_confirm_async (server, id, 0, NULL, keep_result, &result);
  confirmation = opt_server_confirm_finish (server, wait_for_result (&result), &error);
  g_assert_no_error (error);
  /* A moment says nothing, and that is said. */
  g_assert_cmpint (confirmation->verdict, ==, OPT_CONFIRMATION_VERDICT_WAITING);
  g_assert_cmpstr (confirmation->change_id, ==, id);
  g_assert_nonnull (confirmation->title);
  g_assert_false (confirmation->news);
  g_assert_cmpuint (opt_timeline_get_n_events (opt_server_get_timeline (server)), ==, n_events);
  g_assert_cmpuint (n_changes, ==, 2);
}

static void
undo (OptServer *server, const char *id)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (OptAuditChange) change = NULL;

  opt_server_undo_async (server, id, NULL, NULL, NULL, keep_result, &result);
  g_assert_true (opt_server_undo_finish (server, wait_for_result (&result), &error));
  g_assert_no_error (error);
  g_assert_cmpuint (n_changes, ==, 3);
  change = list_change (server);
  g_assert_cmpint (opt_audit_change_get_state (change), ==, OPT_AUDIT_STATE_UNDONE);
}

/* The whole way: advised, measured, applied, looked at, undone. */
static void
test_way (void)
{
  g_autofree char *database = make_shop ();
  OptServer *server = watch (database);
  g_autoptr (OptRecommendation) recommendation = advise (server);
  g_autofree char *recommendation_id = g_strdup (opt_recommendation_get_id (recommendation));
  g_autofree char *id = NULL;

  g_assert_nonnull (strstr (opt_recommendation_get_sql (recommendation), "(customer)"));
  g_assert_cmpint (opt_recommendation_get_evidence (recommendation), ==, OPT_EVIDENCE_SIMULATED);
  g_assert_true (opt_server_find_recommendation (server, recommendation_id) == recommendation);
  g_assert_null (opt_server_find_recommendation (server, "no such id"));

  try (server, recommendation);
  assert_kept (server, recommendation_id, OPT_EVIDENCE_MEASURED);
  id = apply (server, recommendation);
  g_assert_true (has_index (database));
  confirm (server, id);
  undo (server, id);
  g_assert_false (has_index (database));
  unwatch (server);

  /* In another session it is there again, with what was found out. */
  server = watch (database);
  g_clear_object (&recommendation);
  recommendation = g_object_ref (opt_server_find_recommendation (server, recommendation_id));
  g_assert_cmpint (opt_recommendation_get_evidence (recommendation), ==, OPT_EVIDENCE_MEASURED);
  unwatch (server);
}

/* A change that can't be made is told as such, and leaves its word in the log. */
static void
test_refused (void)
{
  g_autofree char *database = make_shop ();
  OptServer *server = watch (database);
  g_autoptr (OptRecommendation) recommendation = advise (server);
  g_autoptr (GAsyncResult) applied = NULL;
  g_autoptr (GAsyncResult) undone = NULL;
  g_autoptr (GError) error = NULL;

  run (NULL, "CREATE ROLE reader LOGIN IN ROLE pg_read_all_data, pg_monitor");
  opt_server_apply_async (server, recommendation, "reader", NULL, NULL, keep_result, &applied);
  g_assert_null (opt_server_apply_finish (server, wait_for_result (&applied), &error));
  g_assert_error (error, OPT_ERROR, OPT_ERROR_DENIED);
  g_assert_nonnull (opt_error_get_next_step (error));
  g_assert_cmpuint (n_changes, ==, 1);
  g_assert_false (has_index (database));
  g_clear_error (&error);

  opt_server_undo_async (server, "no such id", NULL, NULL, NULL, keep_result, &undone);
  g_assert_false (opt_server_undo_finish (server, wait_for_result (&undone), &error));
  g_assert_error (error, OPT_ERROR, OPT_ERROR_NOT_FOUND);
  /* A result holds its source. */
  g_clear_object (&applied);
  g_clear_object (&undone);
  unwatch (server);
}

#define HALF "CREATE INDEX CONCURRENTLY half ON public.visits USING btree (page)"

/* As if a build had lost its server: nobody knows what became of it. */
static void
interrupt (OptServer *server, const char *database, const char *started)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (OptAudit) audit = opt_audit_open_sync (NULL, &error);
  OptServerFacts *facts = opt_server_get_facts (server);
  const OptAuditEntry entries[] = {
    { .change_id = (char *) database,
      .event = OPT_AUDIT_PREPARED,
      .server_id = (char *) opt_server_facts_get_system_identifier (facts),
      .database = (char *) database,
      .kind = (char *) "create-index",
      .sql = (char *) HALF,
      .undo_sql = (char *) "DROP INDEX CONCURRENTLY public.half",
      .detail = (char *) "{\"table\":\"public.visits\",\"index\":\"public.half\"}" },
    { .change_id = (char *) database, .event = OPT_AUDIT_STARTED, .detail = (char *) started },
    { .change_id = (char *) database,
      .event = OPT_AUDIT_NOTE,
      .detail = (char *) "{\"leftover\":\"unknown\"}" },
  };

  g_assert_no_error (error);
  for (gsize i = 0; i < G_N_ELEMENTS (entries); i++)
    g_assert_true (opt_audit_append_sync (audit, &entries[i], NULL));
}

/* What the log says of the session that executes a change. */
static char *
describe_session (OptConnection *connection)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (OptResult) result = opt_connection_query_sync (
      connection,
      "SELECT json_build_object('pid', pid, 'backend_start', "
      "(extract(epoch FROM backend_start) * 1000000)::bigint)::text AS detail "
      "FROM pg_stat_get_activity(pg_backend_pid())",
      NULL, OPT_QUERY_NONE, NULL, &error);

  g_assert_no_error (error);

  return g_strdup (opt_result_get_text (result, 0, "detail"));
}

static void
wait_for_waiting (OptConnection *connection)
{
  for (guint n = 0; n == 0;)
    {
      g_autoptr (OptResult) result = NULL;

      g_main_context_iteration (NULL, FALSE);
      result = opt_connection_query_sync (
          connection,
          "SELECT 1 FROM pg_stat_activity WHERE query LIKE 'CREATE INDEX CONC%' AND "
          "wait_event_type = 'Lock'",
          NULL, OPT_QUERY_NONE, NULL, NULL);
      g_assert_nonnull (result);
      n = opt_result_get_n_rows (result);
    }
}

/* What the server has not ended yet is not taken back, and can be cancelled. */
static void
test_still_running (void)
{
  g_autofree char *database = make_shop ();
  OptServer *server = watch (database);
  g_autoptr (OptConnection) locker = opt_test_connect (database, OPT_CONNECTION_ROLE_SANDBOX);
  g_autoptr (OptConnection) orphan = opt_test_connect (database, OPT_CONNECTION_ROLE_SANDBOX);
  g_autofree char *started = describe_session (orphan);
  g_autoptr (OptConninfo) conninfo = opt_test_get_conninfo (database);
  g_autoptr (OptDatabase) looking = NULL;
  g_autoptr (OptChangeRecovery) found = NULL;
  g_autoptr (GAsyncResult) built = NULL;
  g_autoptr (GAsyncResult) refused = NULL;
  g_autoptr (GAsyncResult) undone = NULL;
  g_autoptr (GError) error = NULL;

  interrupt (server, database, started);
  g_assert_true (opt_connection_execute_sync (locker, "BEGIN", NULL, NULL, NULL));
  g_assert_true (opt_connection_execute_sync (locker,
                                              "LOCK TABLE visits IN SHARE UPDATE EXCLUSIVE MODE",
                                              NULL, NULL, NULL));
  opt_connection_query_async (orphan, HALF, NULL, OPT_QUERY_NONE, NULL, keep_result, &built);
  wait_for_waiting (locker);

  opt_server_undo_async (server, database, NULL, NULL, NULL, keep_result, &refused);
  g_assert_false (opt_server_undo_finish (server, wait_for_result (&refused), &error));
  g_assert_error (error, OPT_ERROR, OPT_ERROR_CONFLICT);
  g_assert_nonnull (strstr (error->message, "still being built"));
  g_assert_nonnull (strstr (opt_error_get_next_step (error), "pg_cancel_backend"));
  g_clear_error (&error);

  looking = opt_database_open_sync (conninfo, NULL, &error);
  g_assert_no_error (error);
  found = opt_database_look_at_change_sync (looking, NULL, NULL, database, TRUE, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (found->pid, ==, 0);
  g_assert_null (opt_connection_query_finish (orphan, wait_for_result (&built), &error));
  g_assert_cmpstr (opt_error_get_sqlstate (error), ==, "57014");
  g_clear_error (&error);
  opt_server_undo_async (server, database, NULL, NULL, NULL, keep_result, &undone);
  g_assert_true (opt_server_undo_finish (server, wait_for_result (&undone), &error));
  g_assert_no_error (error);

  opt_connection_close (locker);
  opt_connection_close (orphan);
  g_clear_object (&refused);
  g_clear_object (&undone);
  unwatch (server);
}

/* To undo what was interrupted is done when what it has left is gone. */
static void
test_interrupted (void)
{
  g_autofree char *database = make_shop ();
  OptServer *server = watch (database);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (OptAuditChange) change = NULL;
  g_autoptr (GError) error = NULL;

  interrupt (server, database, NULL);
  run (database, "CREATE INDEX half ON visits (page)");
  run (database, "UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'half'::regclass");
  opt_server_undo_async (server, database, NULL, NULL, NULL, keep_result, &result);
  g_assert_true (opt_server_undo_finish (server, wait_for_result (&result), &error));
  g_assert_no_error (error);
  change = list_change (server);
  g_assert_cmpstr (opt_audit_change_get_id (change), ==, database);
  g_assert_cmpint (opt_audit_change_get_state (change), ==, OPT_AUDIT_STATE_FAILED);
  /* It can be made again. */
  run (database, "CREATE INDEX half ON visits (page)");
  g_clear_object (&result);
  unwatch (server);
}

static void
cancel_measuring (OptJob *job)
{
  const char *step = opt_job_get_step (job);

  if (step != NULL && g_str_has_prefix (step, "Measuring"))
    opt_job_cancel (job);
}

/* A trial that was cancelled moves no claim, and the next one runs. */
static void
test_cancelled_trial (void)
{
  g_autofree char *database = make_shop ();
  OptServer *server = watch (database);
  g_autoptr (OptRecommendation) recommendation = advise (server);
  g_autoptr (OptJob) job = opt_job_new ("trial");
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  g_signal_connect (job, "notify::step", G_CALLBACK (cancel_measuring), NULL);
  opt_server_try_async (server, recommendation, 60 * G_USEC_PER_SEC, NULL, job, keep_result,
                        &result);
  g_assert_null (opt_server_try_finish (server, wait_for_result (&result), &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpint (opt_recommendation_get_evidence (recommendation), ==, OPT_EVIDENCE_SIMULATED);

  g_clear_object (&result);
  try (server, recommendation);
  unwatch (server);
}

int
main (int argc, char **argv)
{
  g_autofree char *folder = g_dir_make_tmp ("optischema-change-XXXXXX", NULL);
  g_autofree char *command = g_strdup_printf ("rm -rf '%s'", folder);
  int status;

  /* The history, the log and the advice are kept in the user's data folder: not this user's. */
  g_setenv ("XDG_DATA_HOME", folder, TRUE);
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/server-change/way", test_way);
  g_test_add_func ("/server-change/refused", test_refused);
  g_test_add_func ("/server-change/interrupted", test_interrupted);
  g_test_add_func ("/server-change/still-running", test_still_running);
  g_test_add_func ("/server-change/cancelled-trial", test_cancelled_trial);

  status = g_test_run ();
  g_spawn_command_line_sync (command, NULL, NULL, NULL, NULL);

  return status;
}
