/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-plan.h"

#include <locale.h>
#include <string.h>

#include "opt-json.h"
#include "opt-statistics.h"

/*
 * Reads plans of many nodes and prints how long it takes to parse, attribute and find, next to
 * what reading the JSON alone takes: bench-plan [NODES…]
 */
#define ROUNDS 7
#define BRANCH 13 /* nodes of one branch */

typedef struct
{
  GString *text;
  guint n_nodes;
} Generator;

static void
open_node (Generator *generator, const char *type, const char *relationship, double rows)
{
  guint n = ++generator->n_nodes;

  g_string_append_printf (
      generator->text,
      "%s{\"Node Type\": \"%s\", \"Parent Relationship\": \"%s\", \"Parallel Aware\": false,"
      " \"Async Capable\": false, \"Relation Name\": \"orders_%u\", \"Schema\": \"public\","
      " \"Alias\": \"o_%u\", \"Startup Cost\": 0.43, \"Total Cost\": %u.25, \"Plan Rows\": %.0f,"
      " \"Plan Width\": 36, \"Actual Startup Time\": 0.014, \"Actual Total Time\": %u.375,"
      " \"Actual Rows\": %u, \"Actual Loops\": 1, \"Output\": [\"o_%u.id\", \"o_%u.total\"],"
      " \"Filter\": \"((o_%u.total > '850'::numeric) AND (o_%u.city ~~ 'city1%%'::text))\","
      " \"Rows Removed by Filter\": %u, \"Shared Hit Blocks\": 4235, \"Shared Read Blocks\": 12,"
      " \"Shared Dirtied Blocks\": 0, \"Shared Written Blocks\": 0, \"Local Hit Blocks\": 0,"
      " \"Local Read Blocks\": 0, \"Local Dirtied Blocks\": 0, \"Local Written Blocks\": 0,"
      " \"Temp Read Blocks\": 0, \"Temp Written Blocks\": 0, \"I/O Read Time\": 0.000,"
      " \"I/O Write Time\": 0.000, \"WAL Records\": 0, \"WAL FPI\": 0, \"WAL Bytes\": 0",
      generator->text->len > 0 && generator->text->str[generator->text->len - 1] == '}' ? ", " : "",
      type, relationship, n, n, 100 + n % 977, rows, 1 + n % 53, 10 + n % 9973, n, n, n, n,
      n % 99991);
}

/* Joins upon joins with an InitPlan and a CTE, as a view upon views has it. */
static void
append_branch (Generator *generator, guint index)
{
  guint depth = 0;

  open_node (generator, "Nested Loop", "Member", 1000);
  g_string_append (generator->text, ", \"Plans\": [");
  depth++;
  open_node (generator, "Aggregate", "InitPlan", 1);
  g_string_append_printf (generator->text, ", \"Subplan Name\": \"InitPlan %u (returns $%u)\"}",
                          index, index);
  open_node (generator, "Seq Scan", "InitPlan", 5000);
  g_string_append_printf (generator->text, ", \"Subplan Name\": \"CTE c%u\"}", index);
  open_node (generator, "CTE Scan", "Inner", 5000);
  g_string_append_printf (generator->text,
                          ", \"CTE Name\": \"c%u\", \"One-Time Filter\": \"(x > $%u)\"}", index,
                          index);
  while (depth < BRANCH - 4)
    {
      open_node (generator, depth % 2 == 0 ? "Hash Join" : "Sort", "Outer", 10);
      g_string_append (generator->text, ", \"Plans\": [");
      depth++;
    }
  open_node (generator, "Seq Scan", "Outer", 1);
  g_string_append_c (generator->text, '}');
  for (; depth > 0; depth--)
    g_string_append (generator->text, "]}");
}

static char *
generate (guint n_nodes)
{
  Generator generator = { .text = g_string_new ("[{\"Plan\": ") };

  open_node (&generator, "Append", "Outer", 100000);
  g_string_append (generator.text, ", \"Plans\": [");
  for (guint i = 0; generator.n_nodes < n_nodes; i++)
    append_branch (&generator, i);
  g_string_append (generator.text, "]}, \"Planning Time\": 12.5, \"Triggers\": [],"
                                   " \"Execution Time\": 98765.4}]");

  return g_string_free (generator.text, FALSE);
}

static void
measure (guint n_nodes)
{
  g_autofree char *text = generate (n_nodes);
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

int
main (int argc, char **argv)
{
  setlocale (LC_ALL, "");

  if (argc == 1)
    {
      measure (1000);
      measure (10000);
    }
  for (int i = 1; i < argc; i++)
    measure ((guint) g_ascii_strtoull (argv[i], NULL, 10));

  return 0;
}
