/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-bench-plan.h"

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

/**
 * opt_bench_make_plan:
 * @n_nodes: how many nodes it has at least
 *
 * Returns: (transfer full): a plan as EXPLAIN (ANALYZE, BUFFERS, VERBOSE, FORMAT JSON) prints it
 */
char *
opt_bench_make_plan (guint n_nodes)
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

/**
 * opt_bench_make_deep_plan:
 * @depth: how many nodes are below each other
 *
 * Returns: (transfer full): a plan in which each join has a scan beside the next join, as what
 * writes SQL by itself makes them
 */
char *
opt_bench_make_deep_plan (guint depth)
{
  Generator generator = { .text = g_string_new ("[{\"Plan\": ") };

  for (guint i = 1; i < depth; i++)
    {
      open_node (&generator, "Nested Loop", "Outer", 1000);
      g_string_append (generator.text, ", \"Plans\": [");
      open_node (&generator, "Index Scan", "Inner", 1);
      g_string_append (generator.text, "}, ");
    }
  open_node (&generator, "Seq Scan", "Outer", 1000);
  g_string_append_c (generator.text, '}');
  for (guint i = 1; i < depth; i++)
    g_string_append (generator.text, "]}");
  g_string_append (generator.text, ", \"Planning Time\": 12.5, \"Triggers\": [],"
                                   " \"Execution Time\": 98765.4}]");

  return g_string_free (generator.text, FALSE);
}
