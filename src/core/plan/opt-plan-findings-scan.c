/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "opt-plan-findings.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "opt-format.h"
#include "opt-plan-filter.h"

/*
 * Rows that are read and dropped, where no index decides.
 */

/* pev2 marks rows removed from 50 % on and again from 90 %: below that an index would read nearly
 * as much, by random access. */
#define REMOVED_PART 0.9
/* pev2 and explain.depesz.com mark a node from a tenth of the time on. */
#define SCAN_SHARE 0.1
/* Joe warns of an index scan that drops 100 rows; ten for one kept is the same as REMOVED_PART. */
#define REMOVED_PER_KEPT 10

/* PostgreSQL's defaults of seq_page_cost, cpu_tuple_cost and cpu_operator_cost. */
#define PAGE_COST 1.0
#define TUPLE_COST 0.01
#define OPERATOR_COST 0.0025
#define PAGE_BYTES 8192.0
#define TUPLE_OVERHEAD 28 /* a tuple's header and its pointer */

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

/*
 * opt_plan_filter_advise_cast:
 *
 * Takes @advice for an index on a column, and puts before it what holds if the cast around that
 * column changes its value: the plan does not tell of which type the column is.
 */
char *
opt_plan_filter_advise_cast (const OptPlanFilter *self, OptPlanNode *node, char *advice)
{
  g_autofree char *table = opt_plan_node_quote_relation (node);
  g_autofree char *plain = advice;

  for (guint i = 0; i < self->terms->len; i++)
    {
      const OptFilterTerm *term = self->terms->pdata[i];

      if (term->cast == NULL
          || !g_ptr_array_find_with_equal_func (self->keys, term->column, g_str_equal, NULL))
        continue;

      return g_strdup_printf (
          _ ("If %s is a number or a date, no index on it can serve %s: compare it without the "
             "cast, or consider an index on the expression, %s ((%s)), which must be immutable. If "
             "the cast changes nothing, as of varchar to text: %s"),
          term->column, term->cast, table, term->cast, plain);
    }

  return g_steal_pointer (&plain);
}

/* What to do where a function, a cast or an operator stands between the filter and the column. */
static char *
advise_on_wrapped (OptPlanNode *node, const OptPlanFilter *filter)
{
  g_autofree char *keys = opt_plan_filter_describe_keys (filter);
  g_autofree char *table = opt_plan_node_quote_relation (node);
  const OptFilterTerm *term = filter->wrapped;

  if (term->of_parameter)
    return g_strdup_printf (
        _ ("Write the condition as a range of the column itself. There can be no index on %s: the "
           "value of its parameter is not known."),
        term->expression);
  if (term->wrap == OPT_FILTER_WRAP_CAST)
    return g_strdup_printf (
        _ ("Compare the column itself: give the value the column’s type, or write a range instead "
           "of a cast to %s. Or consider an index on %s (%s): the expression must be immutable."),
        term->wrapper != NULL ? term->wrapper : "?", table, keys);
  if (term->wrap == OPT_FILTER_WRAP_OPERATOR)
    return g_strdup_printf (
        _ ("Move the calculation to the other side of the comparison where that can be done; or "
           "consider an index on %s (%s): the expression must be immutable."),
        table, keys);

  return g_strdup_printf (
      _ ("Consider an index on %s (%s): the expression must be immutable. Or compare the column itself, as with a range instead of "
         "date_trunc() or extract()."),
      table, keys);
}

/* opt_plan_add_wrapped: takes @seen. */
void
opt_plan_add_wrapped (OptPlan *self,
                      OptPlanNode *node,
                      double measure,
                      char *seen,
                      const OptPlanFilter *filter)
{
  g_autofree char *label = opt_plan_node_get_label (node);

  opt_plan_add_finding (
      self, OPT_FINDING_FUNCTION_ON_COLUMN, node, measure,
      (OptFindingWords){
          .title = g_strdup_printf (_ ("%s filters by what it computes from a column"), label),
          .seen = g_strdup_printf (_ ("%s, by %s"), seen, filter->wrapped->expression),
          .why
          = _ ("An index on the column can’t be used for what a function, a cast or an operator "
               "makes of it, and the planner has no statistics on it."),
          .advice = advise_on_wrapped (node, filter),
          .caveat
          = filter->wrapped->wrap == OPT_FILTER_WRAP_CAST
                ? _ (
                    "Not so if the cast changes nothing, as of a domain to its base type. An index "
                    "on an expression needs immutable functions: a cast of a timestamptz to date "
                    "is not.")
                : _ (
                    "Not so if there is an index on the expression, and it would read as much. Such "
                    "an index needs immutable functions: date_trunc() of a timestamptz is not."),
          .columns = filter->wrapped->of_parameter ? NULL : opt_plan_filter_dup_keys (filter),
          .remedy = opt_plan_filter_ask_advisor (filter, node),
      });
  g_free (seen);
}

static const OptFilterTerm *
find_pattern (const OptPlanFilter *self)
{
  for (guint i = 0; i < self->terms->len; i++)
    {
      const OptFilterTerm *term = self->terms->pdata[i];

      if ((term->of_any_start || term->of_start) && !term->of_parameter
          && opt_filter_term_get_key (term) != NULL)
        return term;
    }

  return NULL;
}

/*
 * opt_plan_filter_advise_pattern:
 *
 * Returns: (nullable) (transfer full): what to do about a pattern that no plain B-tree serves, if
 *   there is one
 */
char *
opt_plan_filter_advise_pattern (const OptPlanFilter *self, OptPlanNode *node)
{
  const OptFilterTerm *term = find_pattern (self);
  g_autofree char *table = opt_plan_node_quote_relation (node);
  g_autofree char *key = NULL;

  if (term == NULL)
    return NULL;

  key = term->column != NULL ? g_strdup (term->column) : g_strdup_printf ("(%s)", term->expression);
  if (term->of_start)
    return g_strdup_printf (
        _ ("Consider an index on %s (%s text_pattern_ops), or varchar_pattern_ops or "
           "bpchar_pattern_ops by its type: a pattern with a known beginning is served by a B-tree "
           "of that class, and by a plain one in the collation C alone."),
        table, key);

  return g_strdup_printf (
      _ ("Consider a trigram index, of the extension pg_trgm: on %s USING gin (%s "
         "gin_trgm_ops). No B-tree serves a pattern that may begin with anything; a trigram "
         "index needs three characters of it in a row."),
      table, key);
}

/*
 * opt_plan_filter_advise_against:
 *
 * Returns: (nullable) (transfer full): what to do about a condition that no index could serve;
 * %NULL where one might
 */
char *
opt_plan_filter_advise_against (const OptPlanFilter *self, const char *condition)
{
  gboolean of_subplan = FALSE;

  for (guint i = 0; i < self->terms->len; i++)
    {
      const OptFilterTerm *term = self->terms->pdata[i];

      if (term->of_row)
        return NULL;
      of_subplan |= term->of_subplan;
    }
  if (self->terms->len == 0)
    return NULL;

  return of_subplan
             ? g_strdup_printf (_ ("No index decides %s: a subquery does. Write it as a join where "
                                   "that can be done, and NOT IN as NOT EXISTS."),
                                condition)
             : g_strdup_printf (_ ("No index decides %s: it does not depend on columns that an "
                                   "index may have. For a sample of the rows, see TABLESAMPLE."),
                                condition);
}

static char *
advise_index (OptPlanNode *node, const OptPlanFilter *filter)
{
  g_autofree char *pattern = opt_plan_filter_advise_pattern (filter, node);
  g_autofree char *against = opt_plan_filter_advise_against (filter, get_filter (node));
  g_autofree char *keys = opt_plan_filter_describe_keys (filter);
  g_autofree char *table = opt_plan_node_quote_relation (node);

  if (filter->n_equal > 1)
    return g_strdup_printf (
        _ ("Consider one index on %s (%s): those compared for equality in any order, first the one "
           "that other statements filter by, too."),
        table, keys);
  if (filter->keys->len > 0)
    return g_strdup_printf (_ ("Consider an index on %s (%s)."), table, keys);
  if (pattern != NULL)
    return g_steal_pointer (&pattern);

  return against != NULL
             ? g_steal_pointer (&against)
             : g_strdup_printf (_ ("Consider an index for the filter %s"), get_filter (node));
}

/* A scan that a LIMIT stopped has not read all. */
static char *
describe_seq_scan (OptPlanNode *node, gboolean many)
{
  const char *relation = opt_plan_node_get_relation (node);

  if (node->may_be_cut)
    return g_strdup_printf (many ? _ ("Reads %s row by row to find a few rows, by several columns")
                                 : _ ("Reads %s row by row to find a few rows"),
                            relation);

  return g_strdup_printf (many ? _ ("Reads all of %s to keep a few rows, by several columns")
                               : _ ("Reads all of %s to keep a few rows"),
                          relation);
}

static const char *
explain_seq_scan (OptPlanNode *node, gboolean many)
{
  if (node->may_be_cut)
    return _ ("A sequential scan reads each row until whoever asks for rows has enough, also those "
              "that the filter drops.");
  if (many)
    return _ ("A sequential scan reads every row; an index on one of the columns would leave the "
              "others to be checked row by row.");

  return _ ("A sequential scan reads every row, also those that the filter then drops.");
}

static void
add_seq_scan (OptPlan *self, OptPlanNode *node, double measure, char *seen)
{
  g_auto (OptPlanFilter)
    filter = { 0 };
  gboolean many;

  if (!opt_plan_is_worth (self, measure))
    {
      g_free (seen);
      return;
    }

  opt_plan_filter_init (&filter, node, "Filter");
  if (filter.keys->len > 0 && filter.n_wrapped == filter.keys->len)
    {
      opt_plan_add_wrapped (self, node, measure, seen, &filter);
      return;
    }

  many = filter.n_equal > 1;
  opt_plan_add_finding (
      self, many ? OPT_FINDING_MULTI_COLUMN_INDEX : OPT_FINDING_SEQ_SCAN, node, measure,
      (OptFindingWords){
          .title = describe_seq_scan (node, many),
          .seen = seen,
          .why = explain_seq_scan (node, many),
          .advice = opt_plan_filter_advise_cast (&filter, node, advise_index (node, &filter)),
          .caveat = opt_plan_has_rows (self)
                        ? _ ("Not so if other values match many rows, or if the table is so small "
                             "that an index would save little.")
                        : _ ("Not so if the planner’s estimate of the rows is wrong, or if other "
                             "values match many rows."),
          .columns = opt_plan_filter_dup_keys (&filter),
          .remedy = opt_plan_filter_ask_advisor (&filter, node),
      });
}

static void
find_seq_scan (OptPlan *self, OptPlanNode *node)
{
  double measure = opt_plan_get_own_measure (self, node);
  double removed = opt_plan_node_get_figure (node, "Rows Removed by Filter");

  if (!json_object_has_member (node->json, "Filter")
      || !(opt_plan_get_share (self, measure) > SCAN_SHARE))
    return;

  if (opt_plan_has_rows (self))
    {
      double part = removed / (removed + node->rows);

      if (part > REMOVED_PART)
        add_seq_scan (self, node, measure * part, opt_plan_node_describe_removed (node, removed));
    }
  else if (is_selective_by_cost (node))
    {
      g_autofree char *cost = opt_format_number (node->total_cost);
      g_autofree char *rows = opt_format_number (node->plan_rows);

      add_seq_scan (self, node, measure,
                    g_strdup_printf (ngettext ("a cost of %s for an expected %s row",
                                               "a cost of %s for an expected %s rows",
                                               opt_plan_count (node->plan_rows)),
                                     cost, rows));
    }
}

static const char *
advise_on_filter (OptPlanNode *node)
{
  if (opt_plan_node_is (node, "CTE Scan"))
    return _ ("Put the condition into the WITH query, or have it merged into the statement: AS NOT "
              "MATERIALIZED.");
  if (opt_plan_node_is (node, "Subquery Scan"))
    return _ ("Put the condition into the subquery.");
  if (opt_plan_node_is (node, "Aggregate") || opt_plan_node_is (node, "Group"))
    return _ ("Put a condition on what is grouped by into WHERE; one on an aggregate can only be "
              "checked afterwards.");
  if (opt_plan_node_is (node, "Foreign Scan"))
    return _ ("Write the condition so that the remote server can check it: with built-in operators "
              "and immutable functions.");
  if (opt_plan_node_is (node, "Function Scan"))
    return _ ("Have the function give only the rows that are needed.");

  return _ ("See whether these rows can be left out further below.");
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
                        (OptFindingWords){
                            .title
                            = g_strdup_printf (_ ("%s drops most rows by its filter"), label),
                            .seen = opt_plan_node_describe_removed (node, removed),
                            .why = _ ("Each of these rows was made and checked for nothing."),
                            .advice = g_strdup (advise_on_filter (node)),
                            .caveat
                            = _ ("Not so if the rows can’t be told from the others before."),
                        });
}

/*
 * opt_plan_find_in_scan:
 *
 * Finds rows that were read and dropped, where no index gave them.
 */
void
opt_plan_find_in_scan (OptPlan *self, OptPlanNode *node)
{
  if (opt_plan_node_is (node, "Seq Scan"))
    find_seq_scan (self, node);
  else if (opt_plan_node_get_text (node, "Index Name") == NULL
           && !opt_plan_node_is (node, "Bitmap Heap Scan"))
    find_removed_by_filter (self, node);
}
