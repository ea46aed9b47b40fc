/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "opt-plan-findings.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "opt-format.h"
#include "opt-plan-filter.h"

/*
 * Where the time goes, of nodes that no other finding explains.
 */

/* pev2's marks: from a tenth on only the one that takes most, from four tenths on any. */
#define MUCH_SHARE 0.1
#define LARGE_SHARE 0.4
#define NEARLY_ALL_SHARE 0.9

typedef struct
{
  const char *type;
  const char *does;
  const char *advice;
} Work;

static const Work works[] = {
  { "Seq Scan", N_ ("It reads every row of the table."),
    N_ ("Read less of it: by a condition that an index serves, or by parts (partitions). If all "
        "rows are needed, see that the table is not bloated.") },
  { "Index Scan", N_ ("It looks rows up by an index, and fetches each from the table."),
    N_ ("See whether fewer rows would do; an index that has all columns (INCLUDE) saves fetching "
        "them.") },
  { "Index Only Scan", N_ ("It reads rows from an index."),
    N_ ("See whether fewer rows would do.") },
  { "Bitmap Heap Scan", N_ ("It fetches from the table what an index found, page by page."),
    N_ ("See whether fewer rows would do, or whether an index in this order puts them together "
        "(CLUSTER).") },
  { "Function Scan", N_ ("It runs a function and keeps its rows."),
    N_ ("Look into the function: what it runs is not in this plan.") },
  { "Foreign Scan", N_ ("It waits for another server and fetches its rows."),
    N_ ("See the plan there, and whether conditions and joins are sent along (EXPLAIN VERBOSE).") },
  { "Sort", N_ ("It sorts all of its input."),
    N_ ("An index in this order saves sorting; a LIMIT needs the first rows only.") },
  { "Hash", N_ ("It builds a hash table of all of its input."),
    N_ ("Let fewer rows reach it, by a condition on the inner side.") },
  { "Aggregate", N_ ("It computes aggregates over all of its input."),
    N_ ("Let fewer rows reach it; where the same is asked for often, keep it in a materialized "
        "view.") },
  { "WindowAgg", N_ ("It computes window functions over all of its input."),
    N_ ("Let fewer rows reach it.") },
  { "Nested Loop", N_ ("It puts pairs of rows together, one by one."),
    N_ ("Let fewer rows reach it; see whether a hash join would do.") },
  { "Hash Join", N_ ("It looks up each outer row in a hash table."),
    N_ ("Let fewer rows reach it, by a condition that holds before the join.") },
  { "Merge Join", N_ ("It walks through two sorted inputs together."),
    N_ ("Let fewer rows reach it, by a condition that holds before the join.") },
  { "ModifyTable", N_ ("It writes rows, with their indexes and the write-ahead log."),
    N_ ("Each index costs with each row that is written: see which are not used. Write many rows in "
        "one statement.") },
  { "Gather", N_ ("It waits for parallel workers and takes over their rows."),
    N_ ("See whether the workers can do more before they hand rows over; each row is copied.") },
  { "ProjectSet", N_ ("It runs functions that give many rows for one."),
    N_ ("Let fewer rows reach it, or look into the functions.") },
  { "Result", N_ ("It computes the columns that are asked for."),
    N_ ("Look into the functions that are called.") },
  { "Subquery Scan", N_ ("It filters and computes what a subquery gives."),
    N_ ("Look into the functions that are called.") },
};

/* An index that nothing is looked up in is read for its order, and the filter drops what it gives.
 */
static gboolean
is_walk (OptPlanNode *node)
{
  return (opt_plan_node_is (node, "Index Scan") || opt_plan_node_is (node, "Index Only Scan"))
         && opt_plan_node_get_text (node, "Index Cond") == NULL
         && opt_plan_node_get_text (node, "Filter") != NULL;
}

static const Work *
find_work (OptPlanNode *node)
{
  static const Work top = {
    NULL, N_ ("It reads all of its input to keep the first rows for the LIMIT."),
    N_ ("An index in this order gives the first rows without reading the others; or let fewer "
        "rows reach it.")
  };
  static const Work walk
      = { NULL, N_ ("It walks through the whole index in its order, until it has what is needed."),
          N_ ("An index that begins with the columns of the filter finds the rows at once; or let "
              "fewer rows do.") };
  static const Work other
      = { NULL, N_ ("What it does is in its name."), N_ ("See whether fewer rows can reach it.") };

  if (opt_plan_node_is (node, "Sort")
      && g_strcmp0 (opt_plan_node_get_text (node, "Sort Method"), "top-N heapsort") == 0)
    return &top;
  if (is_walk (node))
    return &walk;
  for (guint i = 0; i < G_N_ELEMENTS (works); i++)
    if (opt_plan_node_is (node, works[i].type))
      return &works[i];

  return &other;
}

/* Whether what @finding says of its own node is also why @node takes its time. */
static gboolean
explains (OptFinding *finding, OptPlanNode *node)
{
  OptPlanNode *found = opt_finding_get_node (finding);
  OptPlanNode *misled;

  /* What sending rows takes is in no node's time. */
  if (found == NULL || opt_finding_get_kind (finding) == OPT_FINDING_LARGE_RESULT)
    return FALSE;
  if (found == node)
    return TRUE;

  switch ((int) opt_finding_get_kind (finding))
    {
    case OPT_FINDING_NESTED_LOOP:
    case OPT_FINDING_LARGE_OFFSET:
    case OPT_FINDING_PARTITIONS:
    case OPT_FINDING_MEMOIZE:
      return opt_plan_node_is_within (node, found);
    case OPT_FINDING_HASH_BATCHES:
      return found->parent == node;
    case OPT_FINDING_MISESTIMATE:
    case OPT_FINDING_CORRELATED_COLUMNS:
    case OPT_FINDING_STALE_STATISTICS:
    case OPT_FINDING_GENERIC_PLAN:
      misled = opt_plan_node_find_misled (found);
      return misled != NULL && opt_plan_node_is_within (node, misled)
             && !opt_plan_node_is_within (node, found);
    default:
      return FALSE;
    }
}

static gboolean
is_explained (OptPlan *self, OptPlanNode *node)
{
  for (guint i = 0; i < self->findings->len; i++)
    {
      OptFinding *finding = self->findings->pdata[i];

      if (opt_finding_get_severity (finding) == OPT_FINDING_SEVERITY_WARNING
          && explains (finding, node))
        return TRUE;
    }

  return FALSE;
}

/* Returns: (transfer full) (nullable) */
static OptFindingRemedy *
find_remedy (OptPlanNode *node)
{
  g_auto (OptPlanFilter)
    filter = { 0 };

  if (!is_walk (node))
    return NULL;
  opt_plan_filter_init (&filter, node, "Filter");

  return opt_plan_filter_ask_advisor (&filter, node);
}

static char *
title_slow (OptPlanNode *node, double share)
{
  g_autofree char *label = opt_plan_node_get_label (node);

  if (share > NEARLY_ALL_SHARE)
    return g_strdup_printf (_ ("%s takes nearly all of the time"), label);
  if (share > LARGE_SHARE)
    return g_strdup_printf (_ ("%s takes a large part of the time"), label);

  return g_strdup_printf (_ ("%s takes the most time of all nodes"), label);
}

static char *
title_costly (OptPlanNode *node, double share)
{
  g_autofree char *label = opt_plan_node_get_label (node);

  if (share > NEARLY_ALL_SHARE)
    return g_strdup_printf (_ ("%s has nearly all of the estimated cost"), label);
  if (share > LARGE_SHARE)
    return g_strdup_printf (_ ("%s has a large part of the estimated cost"), label);

  return g_strdup_printf (_ ("%s has the most estimated cost of all nodes"), label);
}

static char *
describe_rows (OptPlan *self, OptPlanNode *node)
{
  double loops = opt_plan_has_rows (self) ? node->loops : 1;
  double number = opt_plan_has_rows (self) ? node->rows : node->plan_rows;
  gulong count = opt_plan_count (number);
  g_autofree char *rows = opt_format_number (number);
  g_autofree char *loops_text = opt_format_number (loops);

  if (loops > 1)
    return g_strdup_printf (ngettext ("%s row in each of %s loops", "%s rows in each of %s loops",
                                      count),
                            rows, loops_text);
  if (!opt_plan_has_rows (self))
    return g_strdup_printf (ngettext ("an expected %s row", "an expected %s rows", count), rows);

  return g_strdup_printf (ngettext ("%s row", "%s rows", count), rows);
}

static void
add_slow_node (OptPlan *self, OptPlanNode *node, double measure, double share)
{
  const Work *work = find_work (node);
  g_autofree char *time = opt_format_duration (measure);
  g_autofree char *rows = describe_rows (self, node);

  opt_plan_add_finding (
      self, OPT_FINDING_SLOW_NODE, node, measure,
      (OptFindingWords){
          .title = title_slow (node, share),
          .seen = g_strdup_printf (_ ("%s of its own for %s"), time, rows),
          .why = _ (work->does),
          .advice = g_strdup (_ (work->advice)),
          .caveat = _ ("Not so if this is what the statement is for: then there is nothing to save "
                       "here."),
          .remedy = find_remedy (node),
      });
}

static void
add_costly_node (OptPlan *self, OptPlanNode *node, double measure, double share)
{
  const Work *work = find_work (node);
  g_autofree char *cost = opt_format_number (measure);
  g_autofree char *rows = describe_rows (self, node);

  opt_plan_add_finding (
      self, OPT_FINDING_HIGH_COST_NODE, node, measure,
      (OptFindingWords){
          .title = title_costly (node, share),
          .seen = g_strdup_printf (_ ("a cost of %s of its own for %s"), cost, rows),
          .why = _ (work->does),
          .advice = g_strdup (_ (work->advice)),
          .caveat
          = _ ("Not so if the estimates are wrong: cost is not time. Run the statement on a "
               "copy to see."),
          .remedy = find_remedy (node),
      });
}

/* Compilation is within the time of the node that first runs what is compiled, and is found on its
 * own: taken from the slowest, where it is if it matters. */
static double
get_measure (OptPlan *self, OptPlanNode *node, gboolean most)
{
  double measure = opt_plan_get_own_measure (self, node);

  if (most && opt_plan_has_times (self) && self->jit_ms > 0)
    measure -= self->jit_ms / opt_plan_get_jit_processes (self);

  return measure;
}

static void
consider (OptPlan *self, OptPlanNode *node, gboolean most)
{
  double measure = get_measure (self, node, most);
  double share = opt_plan_get_share (self, measure);

  if (!(share > (most ? MUCH_SHARE : LARGE_SHARE)) || is_explained (self, node)
      || opt_plan_node_is_disabled (node))
    return;

  if (opt_plan_has_times (self))
    add_slow_node (self, node, measure, share);
  else
    add_costly_node (self, node, measure, share);
}

/*
 * opt_plan_find_slow_nodes:
 *
 * Finds where the time goes (the cost, where there is no time) that nothing else explains.
 */
void
opt_plan_find_slow_nodes (OptPlan *self)
{
  OptPlanNode *most
      = opt_plan_has_times (self) ? opt_plan_get_slowest (self) : opt_plan_get_costliest (self);

  if (most == NULL)
    return;

  for (guint i = 0; i < self->nodes->len; i++)
    consider (self, opt_plan_nth_node (self, i), opt_plan_nth_node (self, i) == most);
}
