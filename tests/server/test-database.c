/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-test.h"

#include <string.h>

#include "opt-database-plan.h"
#include "opt-database-trial.h"
#include "opt-error.h"
#include "opt-json.h"
#include "opt-tune.h"

#define QUERY "SELECT * FROM visits WHERE customer = $1"
/* Too much for work_mem as it comes. */
#define SORT "SELECT page FROM wide WHERE id > 0 ORDER BY page, id DESC LIMIT 1 OFFSET 19000"
#define CHANGE "CREATE INDEX CONCURRENTLY ON visits (customer)"

static const char *const sandbox_sql[] = { "CREATE INDEX ON visits (customer)", NULL };

static OptDatabase *
open_shop_with (const char *const *more)
{
  g_autofree char *name = opt_test_create_database ();
  g_autoptr (OptConnection) admin = opt_test_connect (name, OPT_CONNECTION_ROLE_SANDBOX);
  g_autoptr (OptConninfo) conninfo = opt_test_get_conninfo (name);
  g_autoptr (GError) error = NULL;
  static const char *const parts[] = {
    "CREATE TABLE visits (id int PRIMARY KEY, customer int NOT NULL, page text)",
    "INSERT INTO visits SELECT i, i % 5000, repeat('x', 60) FROM generate_series(1, 100000) i",
    "VACUUM ANALYZE visits",
  };
  OptDatabase *database;

  for (gsize i = 0; i < G_N_ELEMENTS (parts); i++)
    {
      opt_connection_execute_sync (admin, parts[i], NULL, NULL, &error);
      g_assert_no_error (error);
    }
  for (gsize i = 0; more != NULL && more[i] != NULL; i++)
    {
      opt_connection_execute_sync (admin, more[i], NULL, NULL, &error);
      g_assert_no_error (error);
    }
  database = opt_database_open_sync (conninfo, NULL, &error);
  g_assert_no_error (error);

  return database;
}

static OptDatabase *
open_shop (void)
{
  return open_shop_with (NULL);
}

static GPtrArray *
make_workload (const char *first, ...)
{
  GPtrArray *statements
      = g_ptr_array_new_with_free_func ((GDestroyNotify) opt_advisor_statement_free);
  va_list args;

  va_start (args, first);
  for (const char *sql = first; sql != NULL; sql = va_arg (args, const char *))
    {
      g_autofree char *id = g_strdup_printf ("%u", statements->len);

      g_ptr_array_add (statements, opt_advisor_statement_new (id, sql, 1.0));
    }
  va_end (args);

  return statements;
}

static OptTrial *
try_change (OptDatabase *database, GPtrArray *statements, GError **error)
{
  return opt_database_try_sync (database, CHANGE, sandbox_sql, statements, G_USEC_PER_SEC, NULL,
                                NULL, error);
}

/* What can be run is measured; what cannot is told. */
static void
test_try (void)
{
  g_autoptr (OptDatabase) database = open_shop ();
  g_autoptr (GPtrArray) statements
      = make_workload (QUERY, "SELECT page FROM nowhere WHERE id = $1", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (OptTrial) trial = try_change (database, statements, &error);
  GPtrArray *tried;

  g_assert_no_error (error);
  tried = opt_trial_get_statements (trial);
  g_assert_cmpuint (tried->len, ==, 2);
  g_assert_cmpint (((OptTrialStatement *) tried->pdata[0])->verdict, ==, OPT_VERDICT_BETTER);
  g_assert_cmpint (((OptTrialStatement *) tried->pdata[0])->rows_equal, ==, OPT_ROWS_EQUAL);
  /* What can't be run is part of the trial, with its reason. */
  g_assert_cmpint (((OptTrialStatement *) tried->pdata[1])->verdict, ==, OPT_VERDICT_FAILED);
  g_assert_nonnull (((OptTrialStatement *) tried->pdata[1])->error);
  g_assert_cmpint (opt_trial_get_evidence (trial), ==, OPT_EVIDENCE_MEASURED);
}

/* What is better by time alone is not proved by it: the claim stays where it was, and the sample is
 * told wherever the result is. */
static void
test_sample (void)
{
  const OptCopyOptions options = { .sample = 20, .seed = 7 };
  g_autoptr (OptDatabase) database = open_shop ();
  g_autoptr (GPtrArray) statements = make_workload (QUERY, NULL);
  g_autoptr (OptRecommendation) claim = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (OptTrial) trial = NULL;
  g_autoptr (JsonNode) advice = NULL;
  g_autoptr (JsonNode) json = NULL;
  g_autofree char *summary = NULL;
  const OptTrialStatement *statement;
  JsonObject *copy;

  advice = opt_tune_advise_sync (database, statements, 0, 0, NULL, NULL, &error);
  g_assert_no_error (error);
  claim = opt_recommendation_new_from_json (
      json_array_get_element (opt_json_get_array (json_node_get_object (advice), "recommendations"),
                              0),
      &error);
  g_assert_no_error (error);
  g_assert_cmpint (opt_recommendation_get_evidence (claim), ==, OPT_EVIDENCE_SIMULATED);

  opt_database_set_copy_options (database, &options);
  trial = try_change (database, statements, &error);
  g_assert_no_error (error);

  statement = opt_trial_get_statements (trial)->pdata[0];
  g_assert_cmpint (statement->rows_equal, ==, OPT_ROWS_EQUAL);
  g_assert_cmpint (statement->measurement.variant_buffers, <,
                   statement->measurement.baseline_buffers);
  g_assert_cmpint (statement->verdict, ==, OPT_VERDICT_INCONCLUSIVE);
  g_assert_cmpint (opt_trial_get_verdict (trial), ==, OPT_VERDICT_INCONCLUSIVE);
  g_assert_cmpint (opt_trial_get_evidence (trial), ==, OPT_EVIDENCE_OPINION);
  opt_tune_record_trial (claim, trial, NULL);
  g_assert_cmpint (opt_recommendation_get_evidence (claim), ==, OPT_EVIDENCE_SIMULATED);
  summary = opt_trial_describe (trial);
  g_assert_nonnull (strstr (summary, "sample of 20"));
  json = opt_trial_to_json (trial);
  copy = opt_json_get_object (json_node_get_object (json), "copy");
  g_assert_cmpfloat (opt_json_get_double (copy, "sample_percent", 0), ==, 20);
  g_assert_cmpint (opt_json_get_int (copy, "sample_seed", 0), ==, 7);
}

/* What uses a masked column, or may, does not go into the copy, and says why. */
static void
test_masked (void)
{
  static const char *const more[] = {
    "CREATE TABLE mails (id int, email text, folded text GENERATED ALWAYS AS (lower(email)) STORED) "
    "PARTITION BY RANGE (id)",
    "CREATE TABLE mails_1 PARTITION OF mails FOR VALUES FROM (0) TO (1000)",
    "INSERT INTO mails SELECT i, 'a' || i FROM generate_series(1, 100) i",
    "CREATE FUNCTION customer_of(int) RETURNS int LANGUAGE sql STABLE AS 'SELECT customer FROM "
    "visits WHERE id = $1'",
    "CREATE VIEW seen AS SELECT id, customer_of(id) AS who FROM visits",
    "ANALYZE mails",
    NULL,
  };
  static const struct
  {
    const char *sql;
    const char *reason; /* (nullable) it may be run */
  } cases[] = {
    { QUERY, "customer" },
    { "SELECT page FROM visits WHERE id = 7", NULL },
    { "SELECT count(*) FROM mails WHERE email = 'a7'", "mails.email" },
    { "SELECT count(*) FROM mails WHERE folded = 'a7'", "mails.folded" },
    { "SELECT m FROM mails m WHERE id = 7", "mails" },
    { "INSERT INTO visits SELECT 0, 4711 FROM visits WHERE id = 7", "visits" },
    { "SELECT page FROM visits WHERE id = 7 AND customer_of(7) = 4711", "customer_of" },
    { "SELECT count(*) FROM seen WHERE who = 4711", "customer_of" },
    { "SELECT a.page FROM visits a JOIN visits b USING (customer) WHERE a.id = 7", "customer" },
    { "SELECT page FROM visits a NATURAL JOIN (SELECT 4711 AS customer) b WHERE id = 7",
      "customer" },
    { "WITH x AS (SELECT * FROM visits) SELECT page FROM x WHERE customer = 4711", "customer" },
    { "SELECT page FROM (SELECT page, customer AS c FROM visits) q WHERE c = 4711", "customer" },
    { "SELECT count(*) FROM visits v (a, b, c) WHERE b = 4711", "customer" },
    { "SELECT page FROM visits v WHERE v = ROW (7, 4711, 'x')::visits", "customer" },
    { "SELECT page FROM visits WHERE (id, customer) = (7, 4711)", "customer" },
    { "SELECT page FROM visits WHERE to_jsonb(visits) ->> 'customer' = '4711'", "customer" },
    { "SELECT page FROM visits v WHERE (v).customer = 4711", "customer" },
    { "SELECT page FROM visits WHERE customer(visits) = 4711", "customer" },
    { "SELECT page FROM visits ORDER BY customer LIMIT 1", "customer" },
    { "SELECT sum(id) OVER (PARTITION BY customer) FROM visits WHERE id = 7", "customer" },
    { "SELECT page FROM visits GROUP BY page HAVING max(customer) = 4711", "customer" },
    { "SELECT 1 FROM mails WHERE id = 7 AND EXISTS (SELECT FROM visits v WHERE v.customer = mails.id)",
      "customer" },
    { "TABLE visits", "customer" },
    { "SELECT page FROM visits WHERE query_to_xml('SELECT 4711', true, true, '') IS NULL",
      "query_to_xml" },
  };
  static const char *const masks[] = { "public.visits.customer", "public.mails.email", NULL };
  static const char *const partial[]
      = { "CREATE INDEX ON visits (page) WHERE customer = 4711", NULL };
  const OptCopyOptions options = { .masks = (char **) masks };
  g_autoptr (OptDatabase) database = open_shop_with (more);
  g_autoptr (GPtrArray) statements = make_workload (NULL);
  g_autoptr (GPtrArray) masked = make_workload (QUERY, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (OptTrial) trial = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    g_ptr_array_add (statements, opt_advisor_statement_new ("x", cases[i].sql, 1.0));
  opt_database_set_copy_options (database, &options);
  g_assert_null (opt_database_try_sync (database, "…", partial, statements, G_USEC_PER_SEC, NULL,
                                        NULL, &error));
  g_assert_error (error, OPT_ERROR, OPT_ERROR_REFUSED);
  g_assert_nonnull (strstr (error->message, "customer"));
  g_clear_error (&error);
  g_assert_null (try_change (database, masked, &error));
  g_assert_error (error, OPT_ERROR, OPT_ERROR_REFUSED);
  g_assert_nonnull (strstr (error->message, "customer"));
  g_clear_error (&error);
  trial = opt_database_try_sync (database, CHANGE, sandbox_sql, statements, G_USEC_PER_SEC / 10,
                                 NULL, NULL, &error);
  g_assert_no_error (error);

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const OptTrialStatement *tried = opt_trial_get_statements (trial)->pdata[i];

      g_test_message ("%s", cases[i].sql);
      if (cases[i].reason == NULL)
        {
          g_assert_no_error (tried->error);
          continue;
        }
      g_assert_error (tried->error, OPT_ERROR, OPT_ERROR_REFUSED);
      g_assert_nonnull (strstr (tried->error->message, cases[i].reason));
      g_assert_cmpuint (tried->values->len, ==, 0);
      g_assert_null (tried->baseline_plan);
    }
}

static void
test_nothing_to_try (void)
{
  g_autoptr (OptDatabase) database = open_shop ();
  g_autoptr (GPtrArray) statements = make_workload ("SELECT 1", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_null (try_change (database, statements, &error));
  g_assert_error (error, OPT_ERROR, OPT_ERROR_INVALID);
  g_assert_nonnull (opt_error_get_next_step (error));
}

/* Where the statement's sort was done: "Disk" or "Memory". */
static const char *
get_sort_space (OptPlan *plan)
{
  OptPlanNode *node = opt_plan_get_root (plan, 0);

  while (opt_plan_node_get_n_children (node) > 0
         && !json_object_has_member (opt_plan_node_get_json (node), "Sort Space Type"))
    node = opt_plan_node_get_child (node, 0);

  return opt_json_get_string (opt_plan_node_get_json (node), "Sort Space Type");
}

/* Whether a plan reads its table by an index, at its end. */
static gboolean
reads_index (OptPlan *plan)
{
  OptPlanNode *node = opt_plan_get_root (plan, 0);

  while (opt_plan_node_get_n_children (node) > 0)
    node = opt_plan_node_get_child (node, 0);

  return strstr (opt_json_get_string (opt_plan_node_get_json (node), "Node Type"), "Index") != NULL;
}

/* However a setting is changed, it is in force on the copy with the change, and only there: the
 * second trial finds nothing of the first. The copy has another name than the database, and the
 * sandbox no role of the server's. */
static void
test_setting (void)
{
  static const char *const changes[][2] = {
    { "ALTER ROLE postgres SET work_mem = '200MB'", "SET enable_seqscan = off" },
    { "ALTER ROLE ALL IN DATABASE %s SET work_mem = '200MB'",
      "ALTER DATABASE %s SET enable_seqscan = off" },
  };
  static const char *const more[] = {
    "CREATE TABLE wide (id int PRIMARY KEY, page text)",
    "INSERT INTO wide SELECT i, repeat('x', 300) FROM generate_series(1, 20000) i",
    "ANALYZE wide",
    NULL,
  };
  g_autoptr (OptDatabase) database = open_shop_with (more);
  g_autoptr (GPtrArray) statements = make_workload (SORT, NULL);
  const char *name = opt_server_facts_get_database (opt_database_get_facts (database));

  for (gsize i = 0; i < G_N_ELEMENTS (changes); i++)
    {
      g_autoptr (GString) first = g_string_new (changes[i][0]);
      g_autoptr (GString) second = g_string_new (changes[i][1]);
      g_autoptr (GError) error = NULL;
      g_autoptr (OptTrial) trial = NULL;
      const OptTrialStatement *statement;

      g_string_replace (first, "%s", name, 0);
      g_string_replace (second, "%s", name, 0);
      trial = opt_database_try_sync (database, "…",
                                     (const char *const[]){ first->str, second->str, NULL },
                                     statements, G_USEC_PER_SEC / 10, NULL, NULL, &error);
      g_assert_no_error (error);
      statement = opt_trial_get_statements (trial)->pdata[0];
      g_assert_cmpstr (get_sort_space (statement->baseline_plan), ==, "Disk");
      g_assert_cmpstr (get_sort_space (statement->variant_plan), ==, "Memory");
      g_assert_false (reads_index (statement->baseline_plan));
      g_assert_true (reads_index (statement->variant_plan));
    }
}

/* Of the rows that a plan scans, as estimated. */
static double
get_estimate (OptPlan *plan)
{
  OptPlanNode *node = opt_plan_get_root (plan, 0);

  while (opt_plan_node_get_n_children (node) > 0)
    node = opt_plan_node_get_child (node, 0);

  return opt_plan_node_get_figure (node, "Plan Rows");
}

/* Several changes are made together, and those without a schema where they would be there. */
static void
test_statistics (void)
{
  static const char *const more[] = {
    "CREATE TABLE places (country int, city int)",
    "INSERT INTO places SELECT i % 100, i % 100 FROM generate_series(1, 20000) i",
    "ANALYZE places",
    NULL,
  };
  static const char *const change[] = {
    "CREATE STATISTICS alike (dependencies) ON country, city FROM places",
    "ALTER TABLE places ALTER COLUMN city SET STATISTICS 500",
    "ANALYZE places",
    "CREATE INDEX ON places (city)",
    NULL,
  };
  const char *const unfilled[] = { change[0], NULL };
  g_autoptr (OptDatabase) database = open_shop_with (more);
  g_autoptr (GPtrArray) statements
      = make_workload ("SELECT count(*) FROM places WHERE country = 7 AND city = 7", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (OptTrial) trial = NULL;
  const OptTrialStatement *statement;

  g_assert_null (opt_database_try_sync (database, "…", unfilled, statements, G_USEC_PER_SEC, NULL,
                                        NULL, &error));
  g_assert_error (error, OPT_ERROR, OPT_ERROR_INVALID);
  g_clear_error (&error);

  trial = opt_database_try_sync (database, "…", change, statements, G_USEC_PER_SEC / 10, NULL, NULL,
                                 &error);
  g_assert_no_error (error);
  statement = opt_trial_get_statements (trial)->pdata[0];
  g_assert_cmpint (statement->rows_equal, ==, OPT_ROWS_EQUAL);
  g_assert_false (statement->measurement.same_plan);
  g_assert_cmpfloat (get_estimate (statement->baseline_plan), <, 20);
  g_assert_cmpfloat_with_epsilon (get_estimate (statement->variant_plan), 200, 40);
}

/* The server's index is by an operator class that no sandbox gets: against a baseline without it
 * the change looks good, and proves nothing. The trigger is not there either. */
static void
test_lacking_copy (void)
{
  static const char *const parts[] = {
    "CREATE OPERATOR CLASS other_ops FOR TYPE int USING btree AS OPERATOR 1 <, OPERATOR 2 <=, "
    "OPERATOR 3 =, OPERATOR 4 >=, OPERATOR 5 >, FUNCTION 1 btint4cmp(int, int)",
    "CREATE INDEX visits_other ON visits (customer other_ops)",
    "CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
    "CREATE TRIGGER touch BEFORE UPDATE ON visits FOR EACH ROW EXECUTE FUNCTION touch()",
    NULL,
  };
  g_autoptr (OptDatabase) database = open_shop_with (parts);
  g_autoptr (GPtrArray) statements = make_workload (QUERY, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (OptTrial) trial = NULL;
  g_autoptr (JsonNode) json = NULL;
  g_autofree char *summary = NULL;
  const OptTrialStatement *statement;
  JsonArray *limits;
  guint n_named = 0;

  trial = try_change (database, statements, &error);
  g_assert_no_error (error);

  statement = opt_trial_get_statements (trial)->pdata[0];
  g_assert_cmpint (statement->verdict, ==, OPT_VERDICT_BETTER);
  g_assert_nonnull (statement->production_note);
  g_assert_cmpint (opt_trial_get_verdict (trial), ==, OPT_VERDICT_BETTER);
  g_assert_cmpint (opt_trial_get_evidence (trial), ==, OPT_EVIDENCE_OPINION);
  summary = opt_trial_describe (trial);
  g_assert_nonnull (strstr (summary, "production"));

  json = opt_trial_to_json (trial);
  limits = opt_json_get_array (json_node_get_object (json), "limits");
  for (guint i = 0; i < json_array_get_length (limits); i++)
    {
      const char *name = opt_json_get_string (json_array_get_object_element (limits, i), "name");

      n_named += strstr (name, "visits_other") != NULL || strstr (name, "visits touch") != NULL;
    }
  g_assert_cmpuint (n_named, ==, 2);
}

static void
kill_sandbox (const char *step, gint64 done, gint64 total, gpointer data)
{
  OptDatabase *database = data;
  OptSandbox *sandbox;

  if (!g_str_has_prefix (step, "Measuring"))
    return;
  sandbox = opt_database_start_sandbox_sync (database, NULL, NULL);
  g_assert_true (opt_cluster_kill (opt_sandbox_get_cluster (sandbox), NULL));
}

/* The sandbox's end is not production's, and the next trial has a sandbox again. */
static void
test_sandbox_lost (void)
{
  g_autoptr (OptDatabase) database = open_shop ();
  g_autoptr (GPtrArray) statements = make_workload (QUERY, NULL);
  OptProgress progress = { kill_sandbox, database };
  g_autoptr (GError) error = NULL;
  g_autoptr (OptTrial) lost = opt_database_try_sync (database, CHANGE, sandbox_sql, statements,
                                                     G_USEC_PER_SEC, &progress, NULL, &error);
  g_autoptr (OptTrial) again = NULL;

  g_assert_null (lost);
  g_assert_error (error, OPT_ERROR, OPT_ERROR_FAILED);
  g_assert_nonnull (strstr (error->message, "sandbox"));
  g_clear_error (&error);

  again = try_change (database, statements, &error);
  g_assert_no_error (error);
  g_assert_cmpint (opt_trial_get_verdict (again), ==, OPT_VERDICT_BETTER);
}

static void
test_advise (void)
{
  g_autoptr (OptDatabase) database = open_shop ();
  g_autoptr (GPtrArray) statements = make_workload (QUERY, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) advice
      = opt_tune_advise_sync (database, statements, 0, 0, NULL, NULL, &error);
  JsonObject *object;
  JsonArray *recommendations;

  g_assert_no_error (error);
  object = json_node_get_object (advice);
  recommendations = opt_json_get_array (object, "recommendations");
  g_assert_cmpuint (json_array_get_length (recommendations), ==, 1);
  g_assert_nonnull (
      strstr (opt_json_get_string (json_array_get_object_element (recommendations, 0), "sql"),
              "(customer)"));
  object = opt_json_get_object (object, "shadow");
  g_assert_cmpint (opt_json_get_int (object, "agrees", -1), ==, 1);
}

/* Only asked to explain: nothing is run on the server; what writes is not run there at all. */
static void
test_explain (void)
{
  g_autoptr (OptDatabase) database = open_shop ();
  g_autoptr (GError) error = NULL;
  g_autofree char *basis = NULL;
  g_autofree char *copy_basis = NULL;
  g_autofree char *here_basis = NULL;
  g_autoptr (OptPlan) plan
      = opt_database_explain_sync (database, QUERY, OPT_EXPLAIN_PLAN, OPT_PLAN_OPTIONS_USUAL, NULL,
                                   &basis, NULL, NULL, &error);
  g_autoptr (OptPlan) analyzed = NULL;
  g_autoptr (OptPlan) refused = NULL;

  g_assert_no_error (error);
  g_assert_false (opt_plan_has_times (plan));
  analyzed = opt_database_explain_sync (database, "DELETE FROM visits WHERE customer = $1",
                                        OPT_EXPLAIN_ANALYZE_COPY, OPT_PLAN_OPTIONS_USUAL, NULL,
                                        &copy_basis, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (opt_plan_has_times (analyzed));
  refused = opt_database_explain_sync (database, "DELETE FROM visits WHERE customer = $1",
                                       OPT_EXPLAIN_ANALYZE_HERE, OPT_PLAN_OPTIONS_USUAL, NULL,
                                       &here_basis, NULL, NULL, &error);
  g_assert_null (refused);
  g_assert_error (error, OPT_ERROR, OPT_ERROR_REFUSED);
  g_clear_error (&error);

  g_clear_object (&plan);
  g_free (basis);
  plan = opt_database_explain_sync (database, "SELECT count(*) FROM visits",
                                    OPT_EXPLAIN_ANALYZE_HERE, OPT_PLAN_OPTIONS_USUAL, NULL, &basis,
                                    NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpfloat (opt_plan_node_get_rows (opt_plan_get_root (plan, 0)), ==, 1);
}

int
main (int argc, char **argv)
{
  g_autofree char *folder = g_dir_make_tmp ("optischema-database-XXXXXX", NULL);
  g_autofree char *command = g_strdup_printf ("rm -rf '%s'", folder);
  int status;

  /* Advice is kept in the user's data folder: not this user's. */
  g_setenv ("XDG_DATA_HOME", folder, TRUE);
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/database/try", test_try);
  g_test_add_func ("/database/setting", test_setting);
  g_test_add_func ("/database/statistics", test_statistics);
  g_test_add_func ("/database/lacking-copy", test_lacking_copy);
  g_test_add_func ("/database/sample", test_sample);
  g_test_add_func ("/database/masked", test_masked);
  g_test_add_func ("/database/nothing-to-try", test_nothing_to_try);
  g_test_add_func ("/database/sandbox-lost", test_sandbox_lost);
  g_test_add_func ("/database/advise", test_advise);
  g_test_add_func ("/database/explain", test_explain);

  status = g_test_run ();
  g_spawn_command_line_sync (command, NULL, NULL, NULL, NULL);

  return status;
}
