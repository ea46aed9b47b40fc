/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "opt-plan-findings.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "opt-format.h"
#include "opt-plan-filter.h"

/*
 * Rows that an index gave and that were dropped afterwards, and what an index alone did not answer.
 */

/* Joe warns of an index scan that drops 100 rows, pev2 from 90 % on: ten dropped for one kept. */
#define REMOVED_PER_KEPT 10
/* pev2's first mark. */
#define RECHECK_PART 0.5
/* pev2 marks any, and again from 40 %; on a table that changes a few are there at any time. */
#define HEAP_FETCH_PART 0.1

/* The index of a bitmap scan stands below it; of several none is named. */
static const char *
get_index (OptPlanNode *node)
{
  const char *name = opt_plan_node_get_text (node, "Index Name");

  if (name == NULL && node->children->len == 1)
    name = opt_plan_node_get_text (opt_plan_node_nth_child (node, 0), "Index Name");

  return name;
}

/* An index whose condition is nothing but "IS NOT NULL" (as for min() and max()), or that has none,
 * serves an order. */
static gboolean
is_read_for_order (OptPlanNode *node)
{
  g_auto (OptPlanFilter)
    condition = { 0 };
  const char *text = opt_plan_node_get_text (node, "Index Cond");

  if (text == NULL)
    return TRUE;
  opt_plan_filter_init (&condition, node, "Index Cond");
  for (guint i = 0; i < condition.terms->len; i++)
    if (((OptFilterTerm *) condition.terms->pdata[i])->kind != OPT_FILTER_TERM_NOT_NULL)
      return FALSE;

  return condition.terms->len > 0;
}

/* Hands its input on row by row and in its order. */
static gboolean
keeps_order (OptPlanNode *node)
{
  static const char *const types[]
      = { "Result",       "Subquery Scan", "LockRows",  "ProjectSet",       "Unique",      "Append",
          "Merge Append", "Gather Merge",  "WindowAgg", "Incremental Sort", "Nested Loop", NULL };

  return g_strv_contains (types, node->type);
}

/* The LIMIT that asks @node for rows in its order, and stops when it has enough. */
static OptPlanNode *
find_limit (OptPlanNode *node)
{
  for (; node->relationship == OPT_PLAN_RELATIONSHIP_CHILD; node = node->parent)
    {
      if (opt_plan_node_is (node->parent, "Limit"))
        return node->parent;
      if (!keeps_order (node->parent) || opt_plan_node_is_inner (node))
        return NULL;
    }

  return NULL;
}

static char *
advise_index_for_order (OptPlanNode *node, const OptPlanFilter *filter)
{
  g_autofree char *keys = opt_plan_filter_describe_keys (filter);
  const char *condition = opt_plan_node_get_text (node, "Filter");
  const char *name = get_index (node);
  const char *index = name != NULL ? name : "?";
  char *against;

  if (*keys != '\0')
    return g_strdup_printf (
        _ ("Consider an index that begins with %s and goes on with the columns of %s. To see the "
           "plan without this one, put an expression into ORDER BY, such as id + 0."),
        keys, index);
  against = opt_plan_filter_advise_against (filter, condition);

  return against != NULL ? against
                         : g_strdup_printf (_ ("Consider an index for the filter %s that goes on "
                                               "with the columns of %s."),
                                            condition, index);
}

static void
add_limit_order (OptPlan *self, OptPlanNode *node, double measure, double removed)
{
  g_auto (OptPlanFilter)
    filter = { 0 };
  const char *index = get_index (node);

  opt_plan_filter_init (&filter, node, "Filter");
  if (filter.wrapped != NULL && filter.wrapped->of_parameter)
    {
      opt_plan_add_wrapped (self, node, measure, opt_plan_node_describe_removed (node, removed),
                            &filter);
      return;
    }
  /* Behind a range an index has no order. */
  g_ptr_array_set_size (filter.keys, (int) filter.n_equal);
  opt_plan_add_finding (
      self, OPT_FINDING_LIMIT_ORDER, node, measure,
      (OptFindingWords){
          .title = g_strdup_printf (_ ("Walks through %s until the LIMIT is reached"),
                                    index != NULL ? index : "?"),
          .seen = opt_plan_node_describe_removed (node, removed),
          .why = _ ("The index gives the rows in the order that is asked for, and the planner "
                    "expected to find enough of them soon; they stand far behind."),
          .advice = advise_index_for_order (node, &filter),
          .caveat
          = _ ("Not so if other values of the filter are found early: then this plan is the "
               "best."),
          .columns = opt_plan_filter_dup_keys (&filter),
          .remedy = opt_plan_filter_ask_advisor (&filter, node),
      });
}

static char *
advise_wider_index (OptPlanNode *node, const OptPlanFilter *filter)
{
  g_autofree char *keys = opt_plan_filter_describe_keys (filter);
  g_autofree char *table = opt_plan_node_quote_relation (node);
  const char *condition = opt_plan_node_get_text (node, "Filter");
  const char *index = get_index (node);

  if (filter->keys->len == 0)
    {
      g_autofree char *pattern = opt_plan_filter_advise_pattern (filter, node);
      g_autofree char *against = opt_plan_filter_advise_against (filter, condition);

      if (pattern != NULL)
        return g_steal_pointer (&pattern);

      return against != NULL
                 ? g_steal_pointer (&against)
                 : g_strdup_printf (_ ("Consider an index that covers the filter, too: %s"),
                                    condition);
    }
  if (index == NULL)
    return g_strdup_printf (_ ("Consider an index on %s that has %s as well."), table, keys);

  return g_strdup_printf (
      _ ("Consider an index on %s that has %s beside the columns of %s: what is compared for "
         "equality before what is in a range."),
      table, keys, index);
}

static void
add_inefficient_index (OptPlan *self, OptPlanNode *node, double measure, double removed)
{
  g_auto (OptPlanFilter)
    filter = { 0 };
  const char *index = get_index (node);

  opt_plan_filter_init (&filter, node, "Filter");
  if (filter.keys->len > 0 && filter.n_wrapped == filter.keys->len)
    {
      opt_plan_add_wrapped (self, node, measure, opt_plan_node_describe_removed (node, removed),
                            &filter);
      return;
    }

  opt_plan_add_finding (
      self, OPT_FINDING_INEFFICIENT_INDEX, node, measure,
      (OptFindingWords){
          .title = index != NULL
                       ? g_strdup_printf (_ ("%s gives many more rows than are kept"), index)
                       : g_strdup_printf (_ ("The indexes of %s give many more rows than are kept"),
                                          opt_plan_node_get_relation (node)),
          .seen = opt_plan_node_describe_removed (node, removed),
          .why = _ ("Each of these rows was fetched from the table only to be dropped by a filter "
                    "that the index does not know."),
          .advice = opt_plan_filter_advise_cast (&filter, node, advise_wider_index (node, &filter)),
          .caveat = _ ("Not so if other values of the filter keep most rows, or if the columns "
                       "change so often that a wider index costs more than it saves."),
          .columns = opt_plan_filter_dup_keys (&filter),
          .remedy = opt_plan_filter_ask_advisor (&filter, node),
      });
}

static void
find_removed_by_filter (OptPlan *self, OptPlanNode *node)
{
  double removed = opt_plan_node_get_figure (node, "Rows Removed by Filter");
  double measure
      = opt_plan_get_own_measure (self, node) * removed / (removed + MAX (node->rows, 0));

  if (!(removed > REMOVED_PER_KEPT * MAX (node->rows, 1)) || !opt_plan_is_worth (self, measure))
    return;

  if (!opt_plan_node_is (node, "Bitmap Heap Scan") && find_limit (node) != NULL
      && is_read_for_order (node))
    add_limit_order (self, node, measure, removed);
  else
    add_inefficient_index (self, node, measure, removed);
}

/* A bitmap that fell back to whole pages in part is another matter: see lossy-bitmap. */
static void
find_removed_by_recheck (OptPlan *self, OptPlanNode *node)
{
  double removed = opt_plan_node_get_figure (node, "Rows Removed by Index Recheck");
  double part = removed / (removed + node->rows);
  g_autofree char *label = NULL;

  if (!(part > RECHECK_PART)
      || (opt_plan_node_get_figure (node, "Lossy Heap Blocks") > 0
          && opt_plan_node_get_figure (node, "Exact Heap Blocks") > 0))
    return;

  label = opt_plan_node_get_label (node);
  opt_plan_add_finding (
      self, OPT_FINDING_ROWS_REMOVED_BY_RECHECK, node, opt_plan_get_own_measure (self, node) * part,
      (OptFindingWords){
          .title = g_strdup_printf (_ ("%s drops rows that the index gave"), label),
          .seen = opt_plan_node_describe_removed (node, removed),
          .why = _ ("The index only narrows the search: its rows are fetched and checked again."),
          .advice = g_strdup (_ ("Consider an index that decides the condition by itself; or give "
                                 "it more to search by, such as a longer pattern.")),
          .caveat = _ ("Not so if no kind of index can decide the condition, as with patterns and "
                       "shapes."),
          .remedy = opt_plan_node_ask_advisor (node, "Recheck Cond"),
      });
}

static void
find_heap_fetches (OptPlan *self, OptPlanNode *node)
{
  /* Unlike rows, these are counted over all loops. */
  double fetches = opt_plan_node_get_figure (node, "Heap Fetches");
  double rows = opt_plan_node_get_most_read (node);
  const char *relation = opt_plan_node_get_relation (node);
  g_autofree char *table = opt_plan_node_quote_relation (node);
  g_autofree char *fetches_text = NULL;
  g_autofree char *rows_text = NULL;

  if (!(fetches > HEAP_FETCH_PART * MAX (rows, 1)))
    return;

  fetches_text = opt_format_number (fetches);
  rows_text = opt_format_number (rows);
  opt_plan_add_finding (
      self, OPT_FINDING_HEAP_FETCHES, node, opt_plan_get_own_measure (self, node),
      (OptFindingWords){
          .title = g_strdup_printf (_ ("The index-only scan of %s reads the table all the same"),
                                    relation),
          .seen = g_strdup_printf (node->loops > 1 ? _ ("heap fetches: %s; rows: at most %s")
                                                   : _ ("heap fetches: %s; rows: %s"),
                                   fetches_text, rows_text),
          .why = _ ("Pages that changed since the last VACUUM are not known to be visible to "
                    "everybody."),
          .advice = g_strdup_printf (_ ("VACUUM %s, and let autovacuum come more often."), table),
          .caveat = _ ("Not so if the rows change so often that VACUUM can’t keep up, or an old "
                       "transaction keeps it from marking pages."),
      });
}

/*
 * opt_plan_find_in_index_scan:
 *
 * Finds what an index left to be done by the scan that uses it.
 */
void
opt_plan_find_in_index_scan (OptPlan *self, OptPlanNode *node)
{
  if (opt_plan_node_is (node, "Index Scan") || opt_plan_node_is (node, "Index Only Scan")
      || opt_plan_node_is (node, "Bitmap Heap Scan"))
    find_removed_by_filter (self, node);
  find_removed_by_recheck (self, node);
  find_heap_fetches (self, node);
}
