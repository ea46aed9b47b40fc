/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "opt-plan-findings.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "opt-format.h"
#include "opt-json.h"

/*
 * Thresholds. Nothing is said that explains less than the floor: a thing may be odd and not matter.
 */
#define FLOOR_SHARE 0.05
#define FLOOR_MS 5
#define FLOOR_COST 100 /* of a hundred pages read in sequence */
#define REMOVED_PART 0.9
#define SCAN_SHARE 0.1
#define REMOVED_PER_KEPT 10
#define RECHECK_PART 0.5
#define HEAP_FETCH_PART 0.1
#define INNER_LOOPS 10000
#define INNER_SHARE 0.3

/* PostgreSQL's defaults of seq_page_cost, cpu_tuple_cost and cpu_operator_cost. */
#define PAGE_COST 1.0
#define TUPLE_COST 0.01
#define OPERATOR_COST 0.0025
#define PAGE_BYTES 8192.0
#define TUPLE_OVERHEAD 28 /* a tuple's header and its pointer */

/* opt_plan_get_share: the part of the plan's time, or of its cost. */
double
opt_plan_get_share (OptPlan *self, double measure)
{
  return measure / (opt_plan_has_times (self) ? opt_plan_get_total_ms (self) : self->total_cost);
}

/*
 * opt_plan_add_finding:
 *
 * Takes title, seen and advice. @explained is in milliseconds, or in cost where there are no times.
 */
void
opt_plan_add_finding (OptPlan *self,
                      OptFindingKind kind,
                      OptPlanNode *node,
                      double explained,
                      char *title,
                      char *seen,
                      const char *why,
                      char *advice)
{
  gboolean has_times = opt_plan_has_times (self);
  double share = opt_plan_get_share (self, explained);

  if (!(share >= FLOOR_SHARE) || !(explained >= (has_times ? FLOOR_MS : FLOOR_COST)))
    {
      g_free (title);
      g_free (seen);
      g_free (advice);
      return;
    }

  g_ptr_array_add (self->findings, opt_finding_new (kind, node, has_times ? explained : NAN,
                                                    MIN (share, 1), title, seen, why, advice));
}

static const char *
get_filter (OptPlanNode *node)
{
  const char *filter = opt_plan_node_get_text (node, "Filter");

  return filter != NULL ? filter : "";
}

/* Of a plan that was not run: does the scan read much more than it gives? */
static gboolean
is_selective_by_cost (OptPlanNode *node)
{
  double width = opt_plan_node_get_figure (node, "Plan Width");
  double pages = ((isnan (width) ? 0 : width) + TUPLE_OVERHEAD) / PAGE_BYTES;
  double a_row = PAGE_COST * MIN (pages, 1) + TUPLE_COST + OPERATOR_COST;

  return node->total_cost > a_row * MAX (node->plan_rows, 1) / (1 - REMOVED_PART);
}

static char *
describe_removed (double removed, double kept, double loops)
{
  g_autofree char *removed_text = opt_format_number (removed);
  g_autofree char *read_text = opt_format_number (removed + kept);
  g_autofree char *loops_text = opt_format_number (loops);
  g_autofree char *part = opt_format_percent (removed / (removed + kept));

  if (loops > 1)
    return g_strdup_printf (_ ("%s of %s rows (%s) removed in each of %s loops"), removed_text,
                            read_text, part, loops_text);

  return g_strdup_printf (_ ("%s of %s rows (%s) removed"), removed_text, read_text, part);
}

static void
find_seq_scan (OptPlan *self, OptPlanNode *node)
{
  double measure = opt_plan_get_own_measure (self, node);
  double removed = opt_plan_node_get_figure (node, "Rows Removed by Filter");
  const char *relation = opt_plan_node_get_text (node, "Relation Name");
  g_autofree char *seen = NULL;

  if (!json_object_has_member (node->json, "Filter")
      || !(opt_plan_get_share (self, measure) > SCAN_SHARE))
    return;

  if (opt_plan_has_rows (self))
    {
      if (!(removed / (removed + node->rows) > REMOVED_PART))
        return;
      seen = describe_removed (removed, node->rows, node->loops);
      measure *= removed / (removed + node->rows);
    }
  else
    {
      g_autofree char *cost = opt_format_number (node->total_cost);
      g_autofree char *rows = opt_format_number (node->plan_rows);

      if (!is_selective_by_cost (node))
        return;
      seen = g_strdup_printf (_ ("a cost of %s for an expected %s rows"), cost, rows);
    }

  opt_plan_add_finding (
      self, OPT_FINDING_SEQ_SCAN, node, measure,
      g_strdup_printf (_ ("Reads all of %s to keep a few rows"), relation != NULL ? relation : "?"),
      g_steal_pointer (&seen),
      _ ("A sequential scan reads every row, also those that the filter then drops."),
      g_strdup_printf (_ ("Consider an index for the filter %s"), get_filter (node)));
}

static void
find_removed_by_filter (OptPlan *self, OptPlanNode *node)
{
  double removed = opt_plan_node_get_figure (node, "Rows Removed by Filter");
  double part = removed / (removed + node->rows);
  g_autofree char *label = NULL;

  if (!(removed > REMOVED_PER_KEPT * MAX (node->rows, 1)))
    return;

  label = opt_plan_node_get_label (node);
  opt_plan_add_finding (self, OPT_FINDING_ROWS_REMOVED_BY_FILTER, node,
                        opt_plan_get_own_measure (self, node) * part,
                        g_strdup_printf (_ ("%s drops most rows by its filter"), label),
                        describe_removed (removed, node->rows, node->loops),
                        _ ("Each of these rows was fetched and checked for nothing."),
                        g_strdup_printf (_ ("Consider an index that covers the filter too: %s"),
                                         get_filter (node)));
}

static void
find_removed_by_join_filter (OptPlan *self, OptPlanNode *node)
{
  double removed = opt_plan_node_get_figure (node, "Rows Removed by Join Filter");
  const char *filter = opt_plan_node_get_text (node, "Join Filter");
  double part = removed / (removed + node->rows);
  g_autofree char *label = NULL;

  if (!(removed > REMOVED_PER_KEPT * MAX (node->rows, 1)))
    return;

  label = opt_plan_node_get_label (node);
  opt_plan_add_finding (
      self, OPT_FINDING_ROWS_REMOVED_BY_JOIN_FILTER, node,
      opt_plan_get_own_measure (self, node) * part,
      g_strdup_printf (_ ("%s compares many pairs of rows that don't match"), label),
      describe_removed (removed, node->rows, node->loops),
      _ ("A condition that is no equality of columns can't be hashed, merged or looked up: every "
         "pair is compared."),
      g_strdup_printf (_ ("Write the join so that an equality narrows it down; it is now %s"),
                       filter != NULL ? filter : "?"));
}

static void
find_removed_by_recheck (OptPlan *self, OptPlanNode *node)
{
  double removed = opt_plan_node_get_figure (node, "Rows Removed by Index Recheck");
  double lossy = opt_plan_node_get_figure (node, "Lossy Heap Blocks");
  double part = removed / (removed + node->rows);
  g_autofree char *label = NULL;

  if (!(part > RECHECK_PART))
    return;

  label = opt_plan_node_get_label (node);
  opt_plan_add_finding (
      self, OPT_FINDING_ROWS_REMOVED_BY_RECHECK, node, opt_plan_get_own_measure (self, node) * part,
      g_strdup_printf (_ ("%s drops rows that the index gave"), label),
      describe_removed (removed, node->rows, node->loops),
      lossy > 0 ? _ ("The bitmap did not fit into work_mem and fell back to whole pages.")
                : _ ("The index only narrows the search; its rows must be checked again."),
      g_strdup (lossy > 0 ? _ ("Raise work_mem for this statement.")
                          : _ ("Consider an index that decides the condition by itself.")));
}

static void
find_heap_fetches (OptPlan *self, OptPlanNode *node)
{
  /* Unlike rows, these are counted over all loops. */
  double fetches = opt_plan_node_get_figure (node, "Heap Fetches");
  double rows = node->rows * node->loops;
  const char *relation = opt_plan_node_get_text (node, "Relation Name");
  g_autofree char *fetches_text = NULL;
  g_autofree char *rows_text = NULL;

  if (!(fetches > HEAP_FETCH_PART * MAX (rows, 1)))
    return;

  fetches_text = opt_format_number (fetches);
  rows_text = opt_format_number (rows);
  opt_plan_add_finding (
      self, OPT_FINDING_HEAP_FETCHES, node, opt_plan_get_own_measure (self, node),
      g_strdup_printf (_ ("The index-only scan of %s reads the table all the same"),
                       relation != NULL ? relation : "?"),
      g_strdup_printf (_ ("%s heap fetches for %s rows"), fetches_text, rows_text),
      _ ("Pages that changed since the last VACUUM are not known to be visible to everybody."),
      g_strdup_printf (_ ("VACUUM %s, and let autovacuum come more often."),
                       relation != NULL ? relation : "?"));
}

static const char *
get_spill_why (OptPlanSpill spill)
{
  switch (spill)
    {
    case OPT_PLAN_SPILL_SORT:
    case OPT_PLAN_SPILL_INCREMENTAL_SORT:
      return _ (
          "A sort that does not fit into work_mem writes runs to temporary files and merges them.");
    case OPT_PLAN_SPILL_HASH:
      return _ ("A hash table that does not fit into work_mem × hash_mem_multiplier is split into "
                "batches; both sides are written and read again.");
    case OPT_PLAN_SPILL_HASHAGG:
      return _ (
          "Groups that do not fit into work_mem × hash_mem_multiplier are written to temporary "
          "files and aggregated later.");
    case OPT_PLAN_SPILL_TEMP:
    case OPT_PLAN_SPILL_NONE:
    default:
      return _ ("Rows that are kept for later and do not fit into work_mem go to temporary files.");
    }
}

static void
find_spill (OptPlan *self, OptPlanNode *node)
{
  g_autofree char *label = NULL;
  g_autofree char *bytes = NULL;
  double measure = opt_plan_get_own_measure (self, node);

  if (node->spill == OPT_PLAN_SPILL_NONE)
    return;
  /* The CTE wrote them, and says so itself. */
  if (node->spilled_bytes == 0 && node->spill == OPT_PLAN_SPILL_TEMP)
    return;
  /* The join pays for its batches, too. */
  if (node->spill == OPT_PLAN_SPILL_HASH && node->parent != NULL)
    measure += opt_plan_get_own_measure (self, node->parent);

  label = opt_plan_node_get_label (node);
  bytes = node->spilled_bytes > 0 ? opt_format_bytes (node->spilled_bytes) : NULL;
  opt_plan_add_finding (
      self, OPT_FINDING_SPILL, node, measure,
      g_strdup_printf (_ ("%s goes to temporary files"), label),
      bytes != NULL ? g_strdup_printf (_ ("%s in temporary files"), bytes)
                    : g_strdup (_ ("more than one batch; the plan tells no size")),
      get_spill_why (node->spill),
      g_strdup (_ ("Raise work_mem for this statement, or let it carry fewer or narrower rows; in "
                   "memory rows take more room than in the file.")));
}

static void
find_nested_loop (OptPlan *self, OptPlanNode *join)
{
  for (guint i = 0; strcmp (join->type, "Nested Loop") == 0 && i < join->children->len; i++)
    {
      OptPlanNode *inner = opt_plan_node_nth_child (join, i);
      double share = opt_plan_get_share (self, inner->inclusive_ms);
      g_autofree char *label = NULL;
      g_autofree char *loops = NULL;
      g_autofree char *time = NULL;

      if (g_strcmp0 (opt_plan_node_get_text (inner, "Parent Relationship"), "Inner") != 0
          || !(inner->loops > INNER_LOOPS) || !(share > INNER_SHARE))
        continue;

      label = opt_plan_node_get_label (inner);
      loops = opt_format_number (inner->loops);
      time = opt_format_duration (inner->inclusive_ms);
      opt_plan_add_finding (
          self, OPT_FINDING_NESTED_LOOP, inner, inner->inclusive_ms,
          g_strdup_printf (_ ("%s is run once for each of many rows"), label),
          g_strdup_printf (_ ("%s loops took %s"), loops, time),
          _ ("A nested loop suits few outer rows; for many, a hash or merge join reads each side once."),
          g_strdup (_ ("See why the planner expected fewer rows or a cheaper inner side; or narrow "
                       "the outer side first.")));
    }
}

static void
find_in_node (OptPlan *self, OptPlanNode *node)
{
  if (strcmp (node->type, "Seq Scan") == 0)
    find_seq_scan (self, node);
  else
    find_removed_by_filter (self, node);
  find_removed_by_join_filter (self, node);
  find_removed_by_recheck (self, node);
  find_heap_fetches (self, node);
  find_spill (self, node);
  find_nested_loop (self, node);
}

static int
compare_findings (gconstpointer a, gconstpointer b)
{
  double share_a = opt_finding_get_share (*(OptFinding *const *) a);
  double share_b = opt_finding_get_share (*(OptFinding *const *) b);

  return (share_a < share_b) - (share_a > share_b);
}

/*
 * opt_plan_find_findings:
 *
 * Looks for what is wrong, the gravest first. With neither times nor costs nothing can be weighed,
 * and nothing is said.
 */
void
opt_plan_find_findings (OptPlan *self)
{
  for (guint i = 0; i < self->nodes->len; i++)
    {
      OptPlanNode *node = opt_plan_nth_node (self, i);

      if (!opt_plan_node_is_never_executed (node))
        find_in_node (self, node);
    }
  opt_plan_find_misestimates (self);
  opt_plan_find_statement_findings (self);

  g_ptr_array_sort (self->findings, compare_findings);
}
