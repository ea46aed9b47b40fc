/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-plan-comparison.h"

#include <locale.h>
#include <string.h>

#include "opt-bench-plan.h"
#include "opt-bench.h"
#include "opt-json.h"
#include "opt-statistics.h"

/*
 * Reads plans of many nodes and prints how long it takes to parse, attribute and find, next to
 * what reading the JSON alone takes, and then how long it takes to compare one with another that
 * lacks a tenth of it: bench-plan [NODES…]
 */
#define ROUNDS 7
#define DEEP 300
#define DEEPEST 900

static OptPlan *
make_plan (guint n_nodes)
{
  g_autofree char *text = opt_bench_make_plan (n_nodes);
  g_autoptr (GError) error = NULL;
  OptPlan *plan = opt_plan_new_from_text (text, -1, &error);

  g_assert_no_error (error);

  return plan;
}

static void
measure_comparison (guint n_nodes)
{
  g_autoptr (OptPlan) first = make_plan (n_nodes);
  g_autoptr (OptPlan) second = make_plan (n_nodes - n_nodes / 10);
  double ms[ROUNDS];
  guint n_changes = 0;

  for (guint i = 0; i < ROUNDS; i++)
    {
      gint64 start = g_get_monotonic_time ();
      g_autoptr (OptPlanComparison) comparison
          = opt_plan_comparison_new (first, NULL, second, NULL);

      ms[i] = (double) (g_get_monotonic_time () - start) / 1000;
      n_changes = opt_plan_comparison_get_n_changes (comparison);
    }

  g_print ("%6u nodes and %u: %6.1f ms to compare them, with %u changes (median of %d)\n",
           opt_plan_get_n_nodes (first), opt_plan_get_n_nodes (second), opt_median (ms, ROUNDS),
           n_changes, ROUNDS);
}

static void
measure_text (const char *text)
{
  gssize length = (gssize) strlen (text);
  double json_ms[ROUNDS];
  double plan_ms[ROUNDS];
  guint n_read = 0;
  guint n_findings = 0;

  for (guint i = 0; i < ROUNDS; i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (JsonNode) json = NULL;
      g_autoptr (OptPlan) plan = NULL;
      gint64 start = g_get_monotonic_time ();

      json = opt_json_parse (text, length, &error);
      g_assert_no_error (error);
      json_ms[i] = (double) (g_get_monotonic_time () - start) / 1000;

      start = g_get_monotonic_time ();
      plan = opt_plan_new_from_text (text, length, &error);
      g_assert_no_error (error);
      plan_ms[i] = (double) (g_get_monotonic_time () - start) / 1000;
      n_read = opt_plan_get_n_nodes (plan);
      n_findings = opt_plan_get_n_findings (plan);
    }

  g_print (
      "%6u nodes, %5.1f MB: %6.1f ms to a plan with %u findings, of which the JSON alone takes %6.1f ms"
      " (medians of %d)\n",
      n_read, (double) length / 1e6, opt_median (plan_ms, ROUNDS), n_findings,
      opt_median (json_ms, ROUNDS), ROUNDS);
}

/* What one more plan in memory takes, with its JSON. */
static void
measure_memory (guint n_nodes)
{
  double before = opt_bench_get_resident ();
  g_autoptr (OptPlan) plan = make_plan (n_nodes);

  g_print ("%6u nodes: %6.1f MB resident, %6.1f MB of that since before the plan\n",
           opt_plan_get_n_nodes (plan), opt_bench_get_resident (),
           opt_bench_get_resident () - before);
}

static void
measure (guint n_nodes)
{
  g_autofree char *text = opt_bench_make_plan (n_nodes);

  measure_memory (n_nodes);
  measure_text (text);
  measure_comparison (n_nodes);
}

static void
measure_deep (guint depth)
{
  g_autofree char *text = opt_bench_make_deep_plan (depth);

  g_print ("%6u nodes below each other:\n", depth);
  measure_text (text);
}

/* As many inputs of one node, as the text format has them. */
static void
measure_wide_text (guint n_nodes)
{
  g_autoptr (GString) text = g_string_new ("Nested Loop  (cost=0.00..9.50 rows=1 width=8)\n");
  double ms[ROUNDS];

  for (guint i = 1; i < n_nodes; i++)
    g_string_append (text, "  ->  Seq Scan on a  (cost=0.00..9.50 rows=1 width=8)\n");

  for (guint i = 0; i < ROUNDS; i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (OptPlan) plan = NULL;
      gint64 start = g_get_monotonic_time ();

      plan = opt_plan_new_from_text (text->str, (gssize) text->len, &error);
      g_assert_no_error (error);
      ms[i] = (double) (g_get_monotonic_time () - start) / 1000;
    }

  g_print ("%6u nodes side by side, as text: %6.1f ms (median of %d)\n", n_nodes,
           opt_median (ms, ROUNDS), ROUNDS);
}

int
main (int argc, char **argv)
{
  setlocale (LC_ALL, "");

  if (argc == 1)
    {
      measure (1000);
      measure (10000);
      measure_deep (DEEP);
      measure_deep (DEEPEST);
      measure_wide_text (10000);
    }
  for (int i = 1; i < argc; i++)
    measure ((guint) g_ascii_strtoull (argv[i], NULL, 10));

  return 0;
}
