/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-bench.h"

#include <math.h>

#include "opt-advisor.h"
#include "opt-demo-build.h"
#include "opt-demo-workload.h"
#include "opt-error.h"
#include "opt-format.h"

/*
 * The demo's database and its shadow: what the shadow takes, whether it plans as the original does,
 * and how fast advice comes on it: bench-shadow [SCALE]
 */
#define BUILDS 3
#define VALUE_SETS 5 /* of each statement, from the demo's own generators */
#define ADVICE_STATEMENTS 100
#define SEED 42

typedef struct
{
  OptCluster *cluster;
  OptConnection *watcher; /* as the monitoring role: makes the shadow */
  OptConnection *owner;   /* plans what writes, too */
  OptServerFacts *facts;
  OptCatalog *catalog;
  OptSandbox *sandbox;
  OptShadow *shadow;
  GPtrArray *statements;

  guint n_checked;
  guint n_agree;
  double max_deviation;
  GArray *on_shadow;
  GArray *on_production;
} Bench;

static void
print_time (const char *what, double start)
{
  g_print ("%s: %.1f ms\n", what, opt_bench_get_wall () - start);
}

static void
build_demo (Bench *bench, double scale)
{
  g_autoptr (GError) error = NULL;
  double start = opt_bench_get_wall ();

  bench->cluster = opt_bench_keep_cluster (opt_demo_build_make_cluster ());
  print_time ("the demo's server started", start);
  start = opt_bench_get_wall ();
  opt_demo_build_sync (bench->cluster, scale, NULL, NULL, &error);
  opt_bench_check (error);
  print_time ("the demo's database built", start);
}

static void
connect_to_demo (Bench *bench)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *bytes = NULL;
  double start;

  bench->watcher = opt_bench_connect (bench->cluster, OPT_DEMO_WATCHER_ROLE, OPT_DEMO_DATABASE,
                                      OPT_CONNECTION_ROLE_MONITOR, "interactive");
  bench->owner = opt_bench_connect (bench->cluster, OPT_DEMO_OWNER_ROLE, OPT_DEMO_DATABASE,
                                    OPT_CONNECTION_ROLE_MONITOR, "interactive");
  bench->facts = opt_server_facts_load_sync (bench->watcher, NULL, &error);
  opt_bench_check (error);
  bytes = opt_format_bytes (opt_server_facts_get_database_bytes (bench->facts));
  g_print ("PostgreSQL %s, database of %s\n", opt_server_facts_get_version_text (bench->facts),
           bytes);

  start = opt_bench_get_wall ();
  bench->catalog = opt_catalog_load_sync (bench->watcher, NULL, &error);
  opt_bench_check (error);
  print_time ("catalog loaded", start);
  start = opt_bench_get_wall ();
  bench->sandbox = opt_sandbox_new ();
  opt_sandbox_start_sync (bench->sandbox, bench->facts, NULL, &error);
  opt_bench_check (error);
  print_time ("sandbox started", start);
}

static void
build_shadow (Bench *bench)
{
  g_autoptr (GArray) times = opt_bench_series_new ();
  g_autofree char *modelled = NULL;
  g_autofree char *disk = NULL;
  GPtrArray *limits;

  for (guint i = 0; i < BUILDS; i++)
    {
      g_autoptr (GError) error = NULL;
      double start;

      if (bench->shadow != NULL)
        opt_shadow_drop_sync (bench->shadow, NULL, &error);
      opt_bench_check (error);
      g_clear_object (&bench->shadow);
      start = opt_bench_get_wall ();
      bench->shadow = opt_shadow_build_sync (bench->sandbox, bench->watcher, bench->catalog,
                                             bench->facts, NULL, NULL, &error);
      opt_bench_check (error);
      opt_bench_series_add (times, opt_bench_get_wall () - start);
    }

  modelled = opt_format_bytes (opt_shadow_get_modelled_bytes (bench->shadow));
  disk = opt_format_bytes (opt_shadow_get_disk_bytes (bench->shadow));
  opt_bench_print ("building the shadow", times, "ms", NULL);
  g_print ("  it models %s and takes %s of disk\n", modelled, disk);
  limits = opt_shadow_get_limits (bench->shadow);
  for (guint i = 0; i < limits->len; i++)
    {
      const OptUnreadable *limit = limits->pdata[i];

      g_print ("  limit: %s: %s\n", limit->name, limit->reason);
    }
}

static OptPlan *
time_plan (OptConnection *connection,
           const char *sql,
           const OptParams *values,
           OptPlanRequestFlags flags,
           GArray *times)
{
  g_autoptr (GError) error = NULL;
  double start = opt_bench_get_wall ();
  OptPlan *plan = opt_plan_request_sync (connection, sql, values, flags, OPT_PLAN_OPTIONS_USUAL,
                                         NULL, &error);

  if (plan == NULL)
    {
      g_autofree char *text = opt_error_to_text (error);

      g_print ("  not planned: %s\n", text);
      return NULL;
    }
  opt_bench_series_add (times, opt_bench_get_wall () - start);

  return plan;
}

static void
check (Bench *bench,
       const OptDemoStatement *statement,
       const char *sql,
       const OptParams *values,
       OptPlanRequestFlags flags,
       const char *which)
{
  g_autoptr (OptPlan) production
      = time_plan (bench->owner, sql, values, flags, bench->on_production);
  g_autoptr (OptPlan) shadow
      = time_plan (opt_shadow_get_connection (bench->shadow), sql, values, flags, bench->on_shadow);
  g_autoptr (OptShadowCheck) result = NULL;

  if (production == NULL || shadow == NULL)
    {
      g_print ("  unchecked: %s (%s)\n", statement->name, which);
      return;
    }

  result = opt_shadow_check_compare (production, shadow);
  bench->n_checked++;
  bench->max_deviation = fmax (bench->max_deviation, result->deviation);
  if (result->agreement == OPT_AGREEMENT_AGREES)
    bench->n_agree++;
  else
    g_print ("  differs: %s (%s): cost %.2f on production, %.2f on the shadow: %s\n",
             statement->name, which, result->production_cost, result->shadow_cost, result->reason);
}

static void
check_statement (Bench *bench, const OptDemoStatement *statement, GRand *random)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (OptBoundStatement) bound
      = opt_bound_statement_new_sync (opt_shadow_get_connection (bench->shadow), bench->catalog,
                                      statement->sql, NULL, &error);

  if (bound == NULL)
    g_print ("  no typical values: %s: %s\n", statement->name, error->message);
  else
    check (bench, statement, bound->sql, bound->values, bound->flags,
           bound->flags & OPT_PLAN_REQUEST_CUSTOM ? "typical values" : "generic plan");

  for (guint i = 0; i < VALUE_SETS; i++)
    {
      g_autoptr (OptParams) values = opt_demo_statement_make_params (statement, random);

      check (bench, statement, statement->sql, values, OPT_PLAN_REQUEST_CUSTOM, "generated values");
      if (opt_params_get_length (values) == 0)
        break;
    }
}

static void
check_statements (Bench *bench)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (SEED);

  bench->on_shadow = opt_bench_series_new ();
  bench->on_production = opt_bench_series_new ();
  g_print ("%u statements of the demo's workload, planned on production and on the shadow with the "
           "same values\n",
           bench->statements->len);
  for (guint i = 0; i < bench->statements->len; i++)
    check_statement (bench, bench->statements->pdata[i], random);

  g_print ("  %u of %u plans agree; largest deviation of the cost %.4f %%\n", bench->n_agree,
           bench->n_checked, bench->max_deviation * 100);
  opt_bench_print ("one plan on production", bench->on_production, "ms", NULL);
  opt_bench_print ("one plan on the shadow", bench->on_shadow, "ms", NULL);
  g_array_unref (bench->on_shadow);
  g_array_unref (bench->on_production);
}

static GPtrArray *
make_workload (Bench *bench, guint n)
{
  GPtrArray *workload
      = g_ptr_array_new_with_free_func ((GDestroyNotify) opt_advisor_statement_free);

  for (guint i = 0; i < n; i++)
    {
      const OptDemoStatement *statement = bench->statements->pdata[i % bench->statements->len];
      g_autofree char *id = g_strdup_printf ("%u", i + 1);

      g_ptr_array_add (workload, opt_advisor_statement_new (id, statement->sql, statement->rate));
    }

  return workload;
}

static void
advise (Bench *bench, guint n, gboolean list)
{
  g_autoptr (GPtrArray) workload = make_workload (bench, n);
  OptAdvisorInput input = {
    .catalog = bench->catalog,
    .facts = bench->facts,
    .shadow = bench->shadow,
    .production = bench->owner,
    .statements = workload,
  };
  g_autoptr (GError) error = NULL;
  g_autoptr (OptAdvice) advice = NULL;
  double start = opt_bench_get_wall ();
  double cpu = opt_bench_get_own_cpu ();

  advice = opt_advisor_run_sync (&input, NULL, NULL, &error);
  opt_bench_check (error);
  g_print ("advice for %u statements: %.0f ms, of which %.0f ms our own CPU time; %u candidates, "
           "%u plans on the shadow, %u recommendations; the shadow agrees on %u of %u; budget 2000 "
           "ms for 100 statements\n",
           n, opt_bench_get_wall () - start, opt_bench_get_own_cpu () - cpu, advice->n_candidates,
           advice->n_explains, advice->recommendations->len, advice->n_agree, advice->n_checked);
  for (guint i = 0; list && i < advice->recommendations->len; i++)
    g_print ("  %s\n", opt_recommendation_get_sql (advice->recommendations->pdata[i]));
  for (guint i = 0; list && i < advice->not_planned->len; i++)
    {
      const OptAdviceNote *note = advice->not_planned->pdata[i];

      g_print ("  not planned: statement %s: %s\n", note->id, note->reason);
    }
}

static void
clear (Bench *bench)
{
  opt_connection_close (bench->owner);
  opt_connection_close (bench->watcher);
  g_clear_object (&bench->shadow);
  opt_sandbox_close_sync (bench->sandbox, NULL);
  g_object_unref (bench->sandbox);
  g_object_unref (bench->catalog);
  g_object_unref (bench->facts);
  g_object_unref (bench->owner);
  g_object_unref (bench->watcher);
  g_ptr_array_unref (bench->statements);
}

int
main (int argc, char **argv)
{
  double scale = argc > 1 ? g_ascii_strtod (argv[1], NULL) : 1;
  g_autoptr (GError) error = NULL;
  Bench bench = { 0 };

  opt_bench_begin ("The shadow of the demo's database");
  build_demo (&bench, scale);
  connect_to_demo (&bench);
  build_shadow (&bench);
  bench.statements = opt_demo_workload_load (scale, &error);
  opt_bench_check (error);
  check_statements (&bench);
  advise (&bench, bench.statements->len, TRUE);
  advise (&bench, ADVICE_STATEMENTS, FALSE);
  opt_bench_end ();
  clear (&bench);

  return 0;
}
