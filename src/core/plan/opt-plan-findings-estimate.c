/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "opt-plan-findings.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "opt-format.h"
#include "opt-plan-filter.h"
#include "opt-sql.h"

/* STATS_MAX_DIMENSIONS of PostgreSQL. */
#define STATISTICS_MAX_COLUMNS 8

/*
 * Row estimates that misled the planner, each at its origin.
 */

/* pev2's first mark; and so many rows that another plan may be better for them. */
#define MISESTIMATE_FACTOR 10
#define MISESTIMATE_ROWS 1000

/* Choices that rest on row estimates: how to join, how to sort, how much memory to take. */
static gboolean
is_chosen_by_rows (OptPlanNode *node)
{
  return g_str_has_suffix (node->type, " Join") || opt_plan_node_is (node, "Nested Loop")
         || g_str_has_suffix (node->type, "Sort") || opt_plan_node_is (node, "Hash")
         || opt_plan_node_is (node, "Aggregate");
}

static gboolean
gives_one_row (OptPlanNode *node)
{
  return opt_plan_node_is (node, "Aggregate")
         && g_strcmp0 (opt_plan_node_get_text (node, "Strategy"), "Plain") == 0;
}

/* opt_plan_node_find_misled: the topmost choice that a wrong number of rows from @self may have
 * spoiled. */
OptPlanNode *
opt_plan_node_find_misled (OptPlanNode *self)
{
  OptPlanNode *misled = NULL;

  for (OptPlanNode *node = self; node->relationship == OPT_PLAN_RELATIONSHIP_CHILD;
       node = node->parent)
    {
      if (gives_one_row (node->parent))
        break;
      if (is_chosen_by_rows (node->parent))
        misled = node->parent;
    }

  return misled;
}

/*
 * Whether rows of @node may have been counted more than once: a merge join goes back in its inner
 * side for each outer row with the same key, and those it reads again are counted again (see "Using
 * EXPLAIN" in PostgreSQL's manual). What a Sort or a Materialize keeps is not asked for again
 * below.
 */
static gboolean
is_read_again (OptPlanNode *node)
{
  for (; node->relationship == OPT_PLAN_RELATIONSHIP_CHILD; node = node->parent)
    {
      if (opt_plan_node_is (node->parent, "Merge Join"))
        return opt_plan_node_is_inner (node);
      if (opt_plan_node_is (node->parent, "Sort") || opt_plan_node_is (node->parent, "Materialize"))
        return FALSE;
    }

  return FALSE;
}

static gboolean
is_misestimated (OptPlanNode *node)
{
  double loops = MAX (node->loops, 1);

  if (node->rows > node->plan_rows && is_read_again (node))
    return FALSE;
  /* It was told how many are wanted; what it was expected to give is all of its input. */
  if (g_strcmp0 (opt_plan_node_get_text (node, "Sort Method"), "top-N heapsort") == 0)
    return FALSE;

  return !node->may_stop_early && opt_plan_node_get_misestimate (node) > MISESTIMATE_FACTOR
         && MAX (node->rows, node->plan_rows) * loops > MISESTIMATE_ROWS;
}

/* What is wrong below is wrong above, too; the cause is below. */
static gboolean
has_misestimated_input (OptPlanNode *node)
{
  for (guint i = 0; i < node->children->len; i++)
    {
      OptPlanNode *child = opt_plan_node_nth_child (node, i);

      /* It says nothing itself; what is below does. */
      if (child->rows > child->plan_rows && is_read_again (child) && has_misestimated_input (child))
        return TRUE;
      if (is_misestimated (child)
          && (child->rows > child->plan_rows) == (node->rows > node->plan_rows))
        return TRUE;
    }

  return FALSE;
}

/* ---- What the plan tells of the cause -------------------------------------------------------- */

typedef struct
{
  OptFindingKind kind;
  const char *why;
  char *advice;
  const char *caveat;
  char **columns;
  OptFindingRemedy *remedy;
} Cause;

static gboolean
is_table_scan (OptPlanNode *node)
{
  return opt_plan_node_is (node, "Seq Scan") || opt_plan_node_is (node, "Index Scan")
         || opt_plan_node_is (node, "Index Only Scan")
         || opt_plan_node_is (node, "Bitmap Heap Scan");
}

static gboolean
has_condition (OptPlanNode *node)
{
  return opt_plan_node_get_text (node, "Filter") != NULL
         || opt_plan_node_get_text (node, "Index Cond") != NULL
         || opt_plan_node_get_text (node, "Recheck Cond") != NULL;
}

/* The plain columns that are compared with a value for equality, each once: as many as statistics
 * can be about. */
static char **
find_equal_columns (const OptPlanFilter *filter)
{
  g_autoptr (GPtrArray) columns = g_ptr_array_new ();

  for (guint i = 0; i < filter->terms->len && columns->len < STATISTICS_MAX_COLUMNS; i++)
    {
      const OptFilterTerm *term = filter->terms->pdata[i];

      if (term->kind == OPT_FILTER_TERM_EQUAL && !term->joined && term->column != NULL
          && !g_ptr_array_find_with_equal_func (columns, term->column, g_str_equal, NULL))
        g_ptr_array_add (columns, g_strdup (term->column));
    }
  g_ptr_array_add (columns, NULL);

  return (char **) g_ptr_array_free (g_steal_pointer (&columns), FALSE);
}

static void
read_conditions (OptPlanFilter *filter, OptPlanNode *node)
{
  opt_plan_filter_init (filter, node, "Filter");
  opt_plan_filter_add (filter, node, "Index Cond");
  opt_plan_filter_add (filter, node, "Recheck Cond");
}

static Cause
blame_parameters (void)
{
  return (Cause){
    .kind = OPT_FINDING_GENERIC_PLAN,
    .why
    = _ ("This is a generic plan: its estimate is the same for all values of the parameters, and "
         "far from the truth for these."),
    .advice = g_strdup (_ ("See the plan for the values themselves; if it is better, set "
                           "plan_cache_mode to force_custom_plan for this statement.")),
    .caveat
    = _ ("Not so if these values are rare: for most others the generic plan may be right, and "
         "saves planning."),
  };
}

/* opt_plan_node_name_statistics: a name of its own for each set of columns, like those that
 * PostgreSQL 16 makes itself: "orders_city_zip_stat". Columns stand in quotes where they must, the
 * name in none. */
char *
opt_plan_node_name_statistics (OptPlanNode *self, char **columns)
{
  GString *name = g_string_new (opt_plan_node_get_relation (self));

  for (guint i = 0; columns[i] != NULL; i++)
    g_string_append_printf (name, "_%s", columns[i]);
  g_string_replace (name, "\"", "", 0);
  g_string_append (name, "_stat");

  return g_string_free (name, FALSE);
}

/* opt_plan_node_advise_extended: what tells the planner that columns depend on each other. */
char *
opt_plan_node_advise_extended (OptPlanNode *self, char **columns)
{
  g_autofree char *list = g_strjoinv (", ", columns);
  g_autofree char *plain = opt_plan_node_name_statistics (self, columns);
  g_autofree char *name = opt_sql_quote_identifier (plain);
  g_autofree char *table = opt_plan_node_quote_relation (self);

  return g_strdup_printf (_ ("CREATE STATISTICS %s (dependencies, mcv) ON %s FROM %s, "
                             "then ANALYZE %s."),
                          name, list, table, table);
}

/* opt_plan_node_remedy_extended: the same for a trial, with the names as the plan has them. */
OptFindingRemedy *
opt_plan_node_remedy_extended (OptPlanNode *self, char **columns)
{
  g_autofree char *list = g_strjoinv (", ", columns);
  g_autofree char *plain = opt_plan_node_name_statistics (self, columns);
  g_autofree char *name = opt_sql_quote_identifier (plain);
  g_autofree char *table = opt_plan_node_quote_relation (self);
  g_autofree char *sql
      = g_strchomp (opt_sql_fill (opt_sql_get ("plan", "remedy-statistics", G_MAXINT), "name", name,
                                  "columns", list, "table", table, NULL));

  return opt_finding_remedy_new_change (sql, NULL);
}

/* opt_plan_node_get_equal_columns: (nullable): of a scan of a table; %NULL where it is none. */
char **
opt_plan_node_get_equal_columns (OptPlanNode *self)
{
  g_auto (OptPlanFilter)
    filter = { 0 };

  if (!is_table_scan (self))
    return NULL;

  read_conditions (&filter, self);

  return find_equal_columns (&filter);
}

static Cause
blame_correlation (OptPlanNode *node, char **columns)
{
  return (Cause){
    .kind = OPT_FINDING_CORRELATED_COLUMNS,
    .why = _ ("The planner multiplies what it knows of each column. Where one determines the other "
              "that is far too few, and what is above is chosen by it."),
    .advice = opt_plan_node_advise_extended (node, columns),
    .caveat = _ ("Not so if the statistics are only old, or such extended statistics exist "
                 "already: ANALYZE first."),
    .columns = columns,
    .remedy = opt_plan_node_remedy_extended (node, columns),
  };
}

static Cause
blame_statistics (OptPlanNode *node, gboolean certain)
{
  g_autofree char *table = opt_plan_node_quote_relation (node);

  return (Cause){
    .kind = OPT_FINDING_STALE_STATISTICS,
    .why = certain
               ? _ ("No condition is in between: the planner is wrong about how many rows the "
                    "table has, and what is above is chosen by it.")
               : _ ("A plain comparison of one column is what statistics are for: they are old, "
                    "or too coarse. What is above is chosen by it."),
    .advice = certain
                  ? g_strdup_printf (_ ("ANALYZE %s, and see why autovacuum has not."), table)
                  : g_strdup_printf (_ ("ANALYZE %s; if that does not help, ALTER TABLE … ALTER "
                                        "COLUMN … SET STATISTICS keeps more values."),
                                     table),
    .caveat = _ ("Not so if the table was analyzed since it last changed much: see last_analyze in "
                 "pg_stat_user_tables."),
  };
}

static const char *
advise (OptPlanNode *node, const OptPlanFilter *filter)
{
  if (opt_plan_node_is (node, "Function Scan"))
    return _ ("Tell the planner how many rows the function gives: ALTER FUNCTION … ROWS.");
  if (opt_plan_node_is (node, "Foreign Scan"))
    return _ ("ANALYZE the foreign table, or let the planner ask the remote server "
              "(use_remote_estimate).");
  if (filter->n_wrapped > 0)
    return _ ("From PostgreSQL 14 on, CREATE STATISTICS on the expression that is compared, "
              "then ANALYZE the table; an index on it does as well.");

  return _ ("ANALYZE the tables; where columns depend on each other or an expression is compared, "
            "create extended statistics.");
}

static Cause
find_cause (OptPlanNode *node, GHashTable *generic)
{
  g_auto (OptPlanFilter)
    filter = { 0 };
  g_auto (GStrv)
    columns = NULL;

  if (g_hash_table_contains (generic, node))
    return blame_parameters ();

  read_conditions (&filter, node);
  columns = find_equal_columns (&filter);
  if (is_table_scan (node))
    {
      const OptFilterTerm *only = filter.terms->len == 1 ? filter.terms->pdata[0] : NULL;

      if (!has_condition (node))
        return blame_statistics (node, TRUE);
      if (g_strv_length (columns) > 1 && node->rows > node->plan_rows)
        return blame_correlation (node, g_steal_pointer (&columns));
      if (only != NULL && only->column != NULL && !only->joined
          && only->kind != OPT_FILTER_TERM_OTHER)
        return blame_statistics (node, FALSE);
    }

  return (Cause){
    .kind = OPT_FINDING_MISESTIMATE,
    .why = _ ("Joins, sorts and memory above it are chosen by this estimate."),
    .advice = g_strdup (advise (node, &filter)),
    .caveat = _ ("Not so if the same plan would be the best for the right number of rows, too."),
  };
}

static void
find_misestimate (OptPlan *self, OptPlanNode *node, GHashTable *generic)
{
  OptPlanNode *misled;
  double measure;
  Cause cause;
  g_autofree char *label = NULL;
  g_autofree char *rows = NULL;
  g_autofree char *plan_rows = NULL;
  g_autofree char *factor = NULL;

  if (!is_misestimated (node) || has_misestimated_input (node))
    return;
  misled = opt_plan_node_find_misled (node);
  if (misled == NULL)
    return;
  measure = opt_plan_get_whole_measure (self, misled) - opt_plan_get_whole_measure (self, node);
  if (!opt_plan_is_worth (self, measure))
    return;

  cause = find_cause (node, generic);
  label = opt_plan_node_get_label (node);
  rows = opt_format_number (node->rows);
  plan_rows = opt_format_number (node->plan_rows);
  factor = opt_format_factor (opt_plan_node_get_misestimate (node));
  opt_plan_add_finding (
      self, cause.kind, node, measure,
      (OptFindingWords){
          .title = node->rows > node->plan_rows
                       ? g_strdup_printf (_ ("%s gives more rows than expected"), label)
                       : g_strdup_printf (_ ("%s gives fewer rows than expected"), label),
          .seen = g_strdup_printf (ngettext ("%s row where %s were expected: off by %s",
                                             "%s rows where %s were expected: off by %s",
                                             opt_plan_count (node->rows)),
                                   rows, plan_rows, factor),
          .why = cause.why,
          .advice = cause.advice,
          .caveat = cause.caveat,
          .columns = cause.columns,
          .remedy = cause.remedy,
      });
}

/*
 * opt_plan_find_misestimates:
 * @generic: (element-type OptPlanNode): the nodes that have parameters without a value
 *
 * Finds the row estimates that misled the planner, each at its origin, and what the plan tells of
 * the cause.
 */
void
opt_plan_find_misestimates (OptPlan *self, GHashTable *generic)
{
  for (guint i = 0; i < self->nodes->len; i++)
    find_misestimate (self, opt_plan_nth_node (self, i), generic);
}
