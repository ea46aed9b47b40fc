/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "opt-advisor.h"
#include "opt-error.h"
#include "opt-json.h"
#include "opt-test.h"

/* Statements as pg_stat_statements keeps them, and two with literals. */
static const char *const workload[] = {
  "SELECT product, quantity FROM shop.line WHERE order_id = $1",
  "SELECT o.id, l.product FROM shop.orders o JOIN shop.line l ON l.order_id = o.id"
  " WHERE o.customer_id = $1",
  "SELECT * FROM shop.orders WHERE id = $1",
  "SELECT * FROM shop.orders WHERE customer_id = $1 ORDER BY created DESC LIMIT $2",
  "SELECT * FROM shop.customer WHERE id = $1",
  "SELECT value FROM shop.setting WHERE name = $1",
  "SELECT count(*) FROM shop.orders",
  "SELECT status, count(*) FROM shop.orders GROUP BY status",
  "SELECT * FROM shop.customer WHERE id = 77",
  "SELECT max(id) FROM shop.line",
};

typedef struct
{
  OptConnection *production;
  OptCatalog *catalog;
  OptServerFacts *facts;
  OptSandbox *sandbox;
  OptShadow *shadow;
  GPtrArray *statements;
} Shop;

static Shop shop;

static void
run (OptConnection *connection, const char *sql)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (OptResult) result
      = opt_connection_query_sync (connection, sql, NULL, OPT_QUERY_SCRIPT, NULL, &error);

  g_assert_no_error (error);
}

static void
build_shadow (void)
{
  g_autoptr (GError) error = NULL;

  shop.catalog = opt_catalog_load_sync (shop.production, NULL, &error);
  g_assert_no_error (error);
  shop.shadow = opt_shadow_build_sync (shop.sandbox, shop.production, shop.catalog, shop.facts,
                                       NULL, NULL, &error);
  g_assert_no_error (error);
}

static void
drop_shadow (void)
{
  g_autoptr (GError) error = NULL;

  opt_shadow_drop_sync (shop.shadow, NULL, &error);
  g_assert_no_error (error);
  g_clear_object (&shop.shadow);
  g_clear_object (&shop.catalog);
}

static void
set_up (void)
{
  g_autofree char *database = opt_test_create_database ();
  g_autofree char *sql = opt_test_read_data ("advisor/shop.sql", NULL);
  g_autoptr (OptConnection) writer = opt_test_connect (database, OPT_CONNECTION_ROLE_SANDBOX);
  g_autoptr (GError) error = NULL;

  run (writer, sql);
  shop.production = opt_test_connect (database, OPT_CONNECTION_ROLE_MONITOR);
  shop.facts = opt_server_facts_load_sync (shop.production, NULL, &error);
  g_assert_no_error (error);
  shop.sandbox = opt_sandbox_new ();
  opt_sandbox_start_sync (shop.sandbox, shop.facts, NULL, &error);
  g_assert_no_error (error);
  build_shadow ();
  shop.statements = g_ptr_array_new_with_free_func ((GDestroyNotify) opt_advisor_statement_free);
}

static void
tear_down (void)
{
  g_autoptr (GError) error = NULL;

  drop_shadow ();
  opt_sandbox_close_sync (shop.sandbox, &error);
  g_assert_no_error (error);
  g_clear_object (&shop.sandbox);
  g_clear_object (&shop.facts);
  g_clear_object (&shop.production);
  g_ptr_array_unref (shop.statements);
}

static void
add (const char *sql)
{
  g_autofree char *id = g_strdup_printf ("%u", shop.statements->len + 1);

  g_ptr_array_add (shop.statements, opt_advisor_statement_new (id, sql, 1));
}

static void
add_measured (const char *sql, gint64 calls, double total_ms)
{
  g_autofree char *id = g_strdup_printf ("%u", shop.statements->len + 1);

  g_ptr_array_add (shop.statements, opt_advisor_statement_new_measured (id, sql, calls, total_ms));
}

static OptAdvisorInput
get_input (void)
{
  return (OptAdvisorInput){
    .catalog = shop.catalog,
    .facts = shop.facts,
    .shadow = shop.shadow,
    .production = shop.production,
    .statements = shop.statements,
  };
}

static OptAdvice *
advise_with (const OptAdvisorInput *input)
{
  g_autoptr (GError) error = NULL;
  OptAdvice *advice = opt_advisor_run_sync (input, NULL, NULL, &error);

  g_assert_no_error (error);
  g_ptr_array_set_size (shop.statements, 0);
  for (guint i = 0; i < advice->not_planned->len; i++)
    {
      const OptAdviceNote *note = g_ptr_array_index (advice->not_planned, i);

      g_test_message ("not planned: %s: %s", note->sql, note->reason);
    }
  for (guint i = 0; i < advice->unproven->len; i++)
    {
      const OptAdviceNote *note = g_ptr_array_index (advice->unproven, i);

      g_test_message ("unproven: %s: %s", note->sql, note->reason);
    }
  for (guint i = 0; i < advice->recommendations->len; i++)
    {
      OptRecommendation *recommendation = g_ptr_array_index (advice->recommendations, i);

      g_test_message ("%s\n%s\n%s", opt_recommendation_get_sql (recommendation),
                      opt_recommendation_get_reason (recommendation),
                      opt_recommendation_get_risk (recommendation));
    }
  g_test_message ("%s (%u candidates, %u plans)", advice->conclusion, advice->n_candidates,
                  advice->n_explains);

  return advice;
}

static OptAdvice *
advise (void)
{
  const OptAdvisorInput input = get_input ();

  return advise_with (&input);
}

static OptRecommendation *
get_only (const OptAdvice *advice)
{
  g_assert_cmpuint (advice->recommendations->len, ==, 1);

  return g_ptr_array_index (advice->recommendations, 0);
}

static void
test_foreign_key (void)
{
  g_autoptr (OptAdvice) advice = NULL;
  g_autoptr (OptAdvice) again = NULL;
  g_autofree char *id = NULL;
  OptRecommendation *recommendation;
  GPtrArray *effects;

  for (guint i = 0; i < G_N_ELEMENTS (workload); i++)
    add (workload[i]);
  advice = advise ();

  g_assert_cmpuint (advice->n_statements, ==, G_N_ELEMENTS (workload));
  g_assert_cmpuint (advice->not_planned->len, ==, 0);
  g_assert_cmpuint (advice->n_checked, ==, G_N_ELEMENTS (workload));
  g_assert_cmpuint (advice->n_agree, ==, G_N_ELEMENTS (workload));
  g_assert_cmpfloat (advice->max_deviation, <, 0.01);
  g_assert_cmpfloat (advice->cost_after, <, advice->cost_before);

  recommendation = get_only (advice);
  g_assert_cmpstr (
      opt_recommendation_get_sql (recommendation), ==,
      "CREATE INDEX CONCURRENTLY line_order_id_idx ON shop.line USING btree (order_id);");
  g_assert_cmpstr (opt_recommendation_get_undo_sql (recommendation), ==,
                   "DROP INDEX CONCURRENTLY shop.line_order_id_idx;");
  g_assert_cmpint (opt_recommendation_get_evidence (recommendation), ==, OPT_EVIDENCE_SIMULATED);
  g_assert_cmpuint (opt_recommendation_get_of (recommendation), ==, 0);
  g_assert_cmpfloat (opt_recommendation_get_cost_after (recommendation), <,
                     opt_recommendation_get_cost_before (recommendation) / 10);
  g_assert_cmpint (opt_recommendation_get_size_bytes (recommendation), >, 1000000);
  /* Nobody measured a time, so none is claimed. */
  g_assert_cmpfloat (opt_recommendation_get_projected_ms (recommendation), <, 0);

  effects = opt_recommendation_get_statements (recommendation);
  g_assert_cmpuint (effects->len, ==, 2);
  for (guint i = 0; i < effects->len; i++)
    {
      const OptStatementEffect *effect = g_ptr_array_index (effects, i);

      g_assert_true (g_str_equal (effect->id, "1") || g_str_equal (effect->id, "2"));
      g_assert_cmpfloat (effect->cost_after, <, effect->cost_before);
      g_assert_cmpint (effect->evidence, ==, OPT_EVIDENCE_SIMULATED);
    }

  /* Another run names it the same. */
  id = g_strdup (opt_recommendation_get_id (recommendation));
  add (workload[0]);
  again = advise ();
  g_assert_cmpstr (opt_recommendation_get_id (get_only (again)), ==, id);
}

static void
test_measured_time (void)
{
  g_autoptr (OptAdvice) advice = NULL;
  OptRecommendation *recommendation;

  /* The costliest statement takes next to none of the time: it decides nothing. */
  add_measured ("SELECT * FROM shop.line WHERE product = $1", 10, 1);
  add_measured ("SELECT * FROM shop.orders WHERE status = 'open'", 1000, 9000);
  add_measured ("SELECT * FROM shop.customer WHERE id = $1", 1000, 100);
  advice = advise ();

  recommendation = get_only (advice);
  g_assert_cmpstr (opt_recommendation_get_title (recommendation), ==, "Index orders on status");
  g_assert_cmpfloat (opt_recommendation_get_projected_ms (recommendation), >, 1000);
  g_assert_cmpfloat (opt_recommendation_get_projected_ms (recommendation), <, 9000);
}

static void
test_dear_statement (void)
{
  g_autoptr (OptAdvice) advice = NULL;

  /* Without times a statement of a huge cost decides no more than it should. */
  add ("SELECT count(*) FROM shop.line a, shop.line b WHERE a.note <> b.note");
  add ("SELECT * FROM shop.line WHERE order_id = $1");
  add ("SELECT * FROM shop.customer WHERE city = $1");
  advice = advise ();

  g_assert_cmpuint (advice->recommendations->len, ==, 2);
}

static void
test_existing_prefix (void)
{
  g_autoptr (OptAdvice) advice = NULL;

  add ("SELECT * FROM shop.orders WHERE customer_id = $1");
  add ("SELECT * FROM shop.orders WHERE id = $1 AND status = $2");
  add ("SELECT * FROM shop.customer c JOIN shop.orders o ON o.customer_id = c.id WHERE c.id = $1");
  advice = advise ();

  g_assert_cmpuint (advice->recommendations->len, ==, 0);
  g_assert_cmpfloat (advice->cost_after, ==, advice->cost_before);
}

static void
test_nothing_to_do (void)
{
  g_autoptr (OptAdvice) nothing = advise ();
  g_autoptr (OptAdvice) advice = NULL;

  g_assert_cmpuint (nothing->n_statements, ==, 0);
  g_assert_cmpuint (nothing->recommendations->len, ==, 0);
  g_assert_true (isnan (nothing->cost_before));
  g_assert_nonnull (nothing->conclusion);

  add ("SELECT value FROM shop.setting WHERE name = $1");
  add ("SELECT * FROM shop.customer WHERE id = $1");
  advice = advise ();
  g_assert_cmpuint (advice->recommendations->len, ==, 0);
  g_assert_cmpuint (advice->n_agree, ==, 2);
  g_assert_nonnull (advice->conclusion);
}

static void
test_not_planned (void)
{
  g_autoptr (OptAdvice) advice = NULL;
  g_autoptr (JsonNode) node = NULL;
  JsonArray *not_planned;

  add ("SELECT FROM WHERE");
  add ("SELECT * FROM shop.line WHERE order_id = $1");
  add ("SELECT * FROM shop.nowhere WHERE id = $1");
  add ("VACUUM shop.line");
  advice = advise ();

  g_assert_cmpuint (advice->n_statements, ==, 1);
  g_assert_cmpuint (advice->not_planned->len, ==, 3);
  get_only (advice);

  node = opt_advice_to_json (advice);
  not_planned = opt_json_get_array (json_node_get_object (node), "not_planned");
  g_assert_cmpuint (json_array_get_length (not_planned), ==, 3);
  for (guint i = 0; i < 3; i++)
    {
      JsonObject *object = json_array_get_object_element (not_planned, i);

      g_assert_cmpint (opt_json_get_int (object, "statement", -1), ==, i == 0 ? 1 : i + 2);
      g_assert_cmpuint (strlen (opt_json_get_string (object, "reason")), >, 0);
    }
}

static void
test_budget (void)
{
  OptAdvisorInput input = get_input ();
  g_autoptr (OptAdvice) all = NULL;
  g_autoptr (OptAdvice) tight = NULL;
  g_autoptr (OptAdvice) one = NULL;
  gint64 largest = 0;

  add ("SELECT * FROM shop.line WHERE order_id = $1");
  add ("SELECT * FROM shop.customer WHERE city = $1");
  all = advise ();
  g_assert_cmpuint (all->recommendations->len, ==, 2);
  for (guint i = 0; i < 2; i++)
    largest = MAX (largest,
                   opt_recommendation_get_size_bytes (g_ptr_array_index (all->recommendations, i)));

  add ("SELECT * FROM shop.line WHERE order_id = $1");
  add ("SELECT * FROM shop.customer WHERE city = $1");
  input.budget_bytes = largest - 1;
  tight = advise_with (&input);
  g_assert_cmpint (opt_recommendation_get_size_bytes (get_only (tight)), <, largest);

  add ("SELECT * FROM shop.line WHERE order_id = $1");
  add ("SELECT * FROM shop.customer WHERE city = $1");
  input.budget_bytes = 0;
  input.limit = 1;
  one = advise_with (&input);
  g_assert_cmpstr (opt_recommendation_get_title (get_only (one)), ==, "Index line on order_id");
}

static void
test_expression (void)
{
  g_autoptr (OptAdvice) advice = NULL;
  OptRecommendation *recommendation;

  add ("SELECT * FROM shop.customer WHERE lower(email) = $1");
  /* No server indexes what changes with the session's settings. */
  add ("SELECT * FROM shop.orders WHERE to_char(created, 'YYYY') = $1");
  advice = advise ();

  recommendation = get_only (advice);
  g_assert_true (g_str_has_prefix (
      opt_recommendation_get_sql (recommendation),
      "CREATE INDEX CONCURRENTLY customer_lower_idx ON shop.customer USING btree ((lower(email)));"));
  g_assert_nonnull (strstr (opt_recommendation_get_sql (recommendation), "ANALYZE shop.customer"));
  g_assert_nonnull (strstr (opt_recommendation_get_risk (recommendation), "statistics"));
  g_assert_null (strstr (opt_recommendation_get_risk (recommendation), "refuses"));
  g_assert_cmpint (opt_recommendation_get_evidence (recommendation), ==, OPT_EVIDENCE_SIMULATED);
}

/* No text that isn't a number can be written any more, once that is indexed as one. */
static void
test_expression_that_fails (void)
{
  g_autoptr (OptAdvice) advice = NULL;

  add ("SELECT * FROM shop.customer WHERE (substr(email, 7))::bigint = $1");
  advice = advise ();

  g_assert_true (g_str_has_prefix (opt_recommendation_get_risk (get_only (advice)),
                                   "With it the table refuses each row"));
}

static void
test_order (void)
{
  g_autoptr (OptAdvice) advice = NULL;

  add ("SELECT * FROM shop.orders WHERE status = $1 ORDER BY created DESC LIMIT 20");
  add ("SELECT * FROM shop.customer WHERE email LIKE 'Person77%'");
  advice = advise ();

  g_assert_cmpuint (advice->recommendations->len, ==, 2);
  for (guint i = 0; i < 2; i++)
    {
      OptRecommendation *recommendation = g_ptr_array_index (advice->recommendations, i);
      const char *sql = opt_recommendation_get_sql (recommendation);

      g_assert_true (strstr (sql, "(status, created)") != NULL
                     || strstr (sql, "(email text_pattern_ops)") != NULL);
    }
}

static void
test_writes (void)
{
  g_autoptr (OptConnection) writer = NULL;
  g_autoptr (OptAdvice) advice = NULL;
  g_autoptr (OptAdvice) denied = NULL;
  OptRecommendation *recommendation;

  add ("UPDATE shop.line SET order_id = $1 WHERE order_id = $2");
  add ("DELETE FROM shop.line WHERE order_id = $1");
  add ("INSERT INTO shop.setting VALUES ($1, $2)");
  add ("SELECT * FROM shop.customer WHERE id = $1 FOR UPDATE");
  advice = advise ();
  g_assert_cmpuint (advice->n_statements, ==, 4);
  g_assert_cmpuint (advice->n_agree, ==, 4);
  recommendation = get_only (advice);
  g_assert_cmpint (opt_recommendation_get_evidence (recommendation), ==, OPT_EVIDENCE_SIMULATED);
  g_assert_nonnull (strstr (opt_recommendation_get_risk (recommendation), "can no longer be HOT"));

  /* Who may only read is not told production's plan of a statement that writes. */
  writer = opt_test_connect (opt_catalog_get_database (shop.catalog), OPT_CONNECTION_ROLE_SANDBOX);
  run (writer, "CREATE ROLE only_reads; GRANT USAGE ON SCHEMA shop TO only_reads;"
               "GRANT SELECT ON ALL TABLES IN SCHEMA shop TO only_reads");
  run (shop.production, "SET ROLE only_reads");
  add ("DELETE FROM shop.line WHERE order_id = $1");
  add ("SELECT * FROM shop.customer WHERE id = $1");
  denied = advise ();
  run (shop.production, "RESET ROLE");
  g_assert_cmpuint (denied->n_checked, ==, 1);
  g_assert_cmpuint (denied->n_agree, ==, 1);
  g_assert_cmpuint (denied->unproven->len, ==, 1);
  g_assert_cmpint (opt_recommendation_get_evidence (get_only (denied)), ==, OPT_EVIDENCE_OPINION);
}

static void
test_disagreeing_shadow (void)
{
  g_autoptr (OptConnection) writer = NULL;
  g_autoptr (OptAdvice) advice = NULL;
  OptRecommendation *recommendation;

  /* Production changes after the shadow was made. */
  writer = opt_test_connect (opt_catalog_get_database (shop.catalog), OPT_CONNECTION_ROLE_SANDBOX);
  run (writer, "DELETE FROM shop.line WHERE id % 3 = 0; ANALYZE shop.line");
  add ("SELECT * FROM shop.line WHERE order_id = $1");
  add ("SELECT * FROM shop.customer WHERE id = $1");
  advice = advise ();

  g_assert_cmpuint (advice->n_checked, ==, 2);
  g_assert_cmpuint (advice->n_agree, ==, 1);
  g_assert_cmpfloat (advice->max_deviation, >, 0.01);
  g_assert_cmpuint (advice->unproven->len, ==, 1);
  recommendation = get_only (advice);
  g_assert_cmpint (opt_recommendation_get_evidence (recommendation), ==, OPT_EVIDENCE_OPINION);

  /* A new one agrees again. */
  drop_shadow ();
  build_shadow ();
  g_clear_pointer (&advice, opt_advice_free);
  add ("SELECT * FROM shop.line WHERE order_id = $1");
  advice = advise ();
  g_assert_cmpint (opt_recommendation_get_evidence (get_only (advice)), ==, OPT_EVIDENCE_SIMULATED);
}

static void
test_without_production (void)
{
  OptAdvisorInput input = get_input ();
  g_autoptr (OptAdvice) advice = NULL;

  add ("SELECT * FROM shop.line WHERE order_id = $1");
  input.production = NULL;
  advice = advise_with (&input);

  g_assert_cmpuint (advice->n_checked, ==, 0);
  g_assert_true (isnan (advice->max_deviation));
  g_assert_cmpint (opt_recommendation_get_evidence (get_only (advice)), ==, OPT_EVIDENCE_OPINION);
}

static void
test_cancelled (void)
{
  const OptAdvisorInput input = get_input ();
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  add (workload[0]);
  g_cancellable_cancel (cancellable);
  g_assert_null (opt_advisor_run_sync (&input, NULL, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_ptr_array_set_size (shop.statements, 0);
}

int
main (int argc, char *argv[])
{
  int result;

  g_test_init (&argc, &argv, NULL);
  set_up ();
  g_test_add_func ("/advisor/foreign-key", test_foreign_key);
  g_test_add_func ("/advisor/measured-time", test_measured_time);
  g_test_add_func ("/advisor/dear-statement", test_dear_statement);
  g_test_add_func ("/advisor/existing-prefix", test_existing_prefix);
  g_test_add_func ("/advisor/nothing-to-do", test_nothing_to_do);
  g_test_add_func ("/advisor/not-planned", test_not_planned);
  g_test_add_func ("/advisor/budget", test_budget);
  g_test_add_func ("/advisor/expression", test_expression);
  g_test_add_func ("/advisor/expression-that-fails", test_expression_that_fails);
  g_test_add_func ("/advisor/order", test_order);
  g_test_add_func ("/advisor/writes", test_writes);
  g_test_add_func ("/advisor/without-production", test_without_production);
  g_test_add_func ("/advisor/cancelled", test_cancelled);
  g_test_add_func ("/advisor/disagreeing-shadow", test_disagreeing_shadow);
  result = g_test_run ();
  tear_down ();

  return result;
}
