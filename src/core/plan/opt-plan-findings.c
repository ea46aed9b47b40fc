/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "opt-plan-findings.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "opt-format.h"
#include "opt-plan-rows.h"
#include "opt-sql.h"

/*
 * Nothing is said that explains less than the floor: a thing may be odd and not matter. Below 5 %
 * of the time nobody would feel the difference (postgres-mcp asks for as much), and 5 ms are within
 * the noise of a run.
 */
#define FLOOR_SHARE 0.05
#define FLOOR_MS 5
#define FLOOR_COST 100 /* of a hundred pages read in sequence */

/* opt_plan_get_share: the part of the plan's time, or of its cost. */
double
opt_plan_get_share (OptPlan *self, double measure)
{
  return measure / (opt_plan_has_times (self) ? opt_plan_get_total_ms (self) : self->total_cost);
}

/* opt_plan_get_whole_measure: the time of a node with all below it; its cost where there are no
 * times. */
double
opt_plan_get_whole_measure (OptPlan *self, OptPlanNode *node)
{
  return opt_plan_has_times (self) ? node->inclusive_ms : node->effective_cost;
}

/*
 * opt_plan_is_worth:
 *
 * Whether what explains so much (in milliseconds, or in cost where there are no times) is above the
 * floor.
 */
gboolean
opt_plan_is_worth (OptPlan *self, double explained)
{
  return opt_plan_get_share (self, explained) >= FLOOR_SHARE
         && explained >= (opt_plan_has_times (self) ? FLOOR_MS : FLOOR_COST);
}

/*
 * opt_plan_add_finding:
 *
 * Takes what is in @words. @explained is in milliseconds, or in cost where there are no times. What
 * is below the floor is dropped.
 */
void
opt_plan_add_finding (OptPlan *self,
                      OptFindingKind kind,
                      OptPlanNode *node,
                      double explained,
                      OptFindingWords words)
{
  if (opt_plan_is_worth (self, explained))
    g_ptr_array_add (self->findings,
                     opt_finding_new (kind, OPT_FINDING_SEVERITY_WARNING, node,
                                      opt_plan_has_times (self) ? explained : NAN,
                                      MIN (opt_plan_get_share (self, explained), 1), &words));
  opt_finding_words_clear (&words);
}

/*
 * opt_plan_add_note:
 *
 * Takes what is in @words: what is good to know, without a time.
 */
void
opt_plan_add_note (OptPlan *self, OptFindingKind kind, OptPlanNode *node, OptFindingWords words)
{
  g_ptr_array_add (self->findings,
                   opt_finding_new (kind, OPT_FINDING_SEVERITY_NOTE, node, NAN, 0, &words));
}

gboolean
opt_plan_node_is (OptPlanNode *self, const char *type)
{
  return strcmp (self->type, type) == 0;
}

gboolean
opt_plan_node_is_inner (OptPlanNode *self)
{
  return g_strcmp0 (opt_plan_node_get_text (self, "Parent Relationship"), "Inner") == 0;
}

/* opt_plan_node_get_input: (nullable): the first; InitPlans stand before it. */
OptPlanNode *
opt_plan_node_get_input (OptPlanNode *self)
{
  for (guint i = 0; i < self->children->len; i++)
    {
      OptPlanNode *child = opt_plan_node_nth_child (self, i);

      if (child->relationship == OPT_PLAN_RELATIONSHIP_CHILD)
        return child;
    }

  return NULL;
}

/* opt_plan_format_bytes: of what was computed: a file may claim any figures. */
char *
opt_plan_format_bytes (double bytes)
{
  return isnan (bytes) ? g_strdup (OPT_FORMAT_NONE)
                       : opt_format_bytes ((gint64) CLAMP (bytes, 0, 0x1p62));
}

/* opt_plan_count: of a number that is printed by opt_format_number(), what ngettext() goes by: no
 * part of one is singular. */
gulong
opt_plan_count (double number)
{
  if (!(number >= 0) || number > G_MAXINT)
    return G_MAXINT;

  return number == floor (number) ? (gulong) number : MAX ((gulong) number, 1) + 1;
}

const char *
opt_plan_node_get_relation (OptPlanNode *self)
{
  const char *relation = opt_plan_node_get_text (self, "Relation Name");

  return relation != NULL ? relation : "?";
}

/* opt_plan_node_quote_relation: for SQL; the schema stands there if EXPLAIN was VERBOSE. */
char *
opt_plan_node_quote_relation (OptPlanNode *self)
{
  const char *schema = opt_plan_node_get_text (self, "Schema");
  const char *relation = opt_plan_node_get_relation (self);

  return schema != NULL ? opt_sql_quote_qualified (schema, relation)
                        : opt_sql_quote_identifier (relation);
}

/* Of what is told per loop, as a mean; a single one is exact. */
static double
get_most_in_all (OptPlanNode *self, double per_loop, double rounding)
{
  return isnan (per_loop) ? 0 : (per_loop + (self->loops > 1 ? rounding : 0)) * self->loops;
}

/* opt_plan_node_get_most_read: how many rows it kept and dropped in all its loops, at most: what is
 * printed of a loop is rounded, and 0 rows of each of many loops may be many. */
double
opt_plan_node_get_most_read (OptPlanNode *self)
{
  /* Of these no version prints decimals. */
  double removed = opt_plan_node_get_figure (self, "Rows Removed by Filter");
  double rechecked = opt_plan_node_get_figure (self, "Rows Removed by Index Recheck");

  if (isnan (self->rows))
    return NAN;

  return get_most_in_all (self, self->rows, opt_plan_node_get_rows_rounding (self))
         + get_most_in_all (self, removed, 0.5) + get_most_in_all (self, rechecked, 0.5);
}

/* opt_plan_node_describe_removed: of what it looked at in a loop, how much it removed. */
char *
opt_plan_node_describe_removed (OptPlanNode *self, double removed)
{
  double read = removed + self->rows;
  g_autofree char *removed_text = opt_format_number (removed);
  g_autofree char *read_text = opt_format_number (read);
  g_autofree char *loops_text = opt_format_number (self->loops);
  g_autofree char *part = opt_format_percent (removed / read);

  if (self->loops > 1)
    return g_strdup_printf (_ ("%s of %s rows (%s) removed in each of %s loops"), removed_text,
                            read_text, part, loops_text);

  return g_strdup_printf (_ ("%s of %s rows (%s) removed"), removed_text, read_text, part);
}

static void
find_in_node (OptPlan *self, OptPlanNode *node)
{
  opt_plan_find_in_scan (self, node);
  opt_plan_find_in_index_scan (self, node);
  opt_plan_find_in_join (self, node);
  opt_plan_find_in_memory (self, node);
  opt_plan_find_in_workers (self, node);
  opt_plan_find_in_rows (self, node);
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
 * Looks for what is wrong, the gravest first and notes last. With neither times nor costs nothing
 * can be weighed, and there are notes at most.
 */
void
opt_plan_find_findings (OptPlan *self)
{
  g_autoptr (GHashTable) generic = opt_plan_find_generic_nodes (self);

  for (guint i = 0; i < self->nodes->len; i++)
    {
      OptPlanNode *node = opt_plan_nth_node (self, i);

      if (!opt_plan_node_is_never_executed (node))
        find_in_node (self, node);
    }
  opt_plan_find_in_io (self);
  opt_plan_find_misestimates (self, generic);
  opt_plan_find_statement_findings (self);
  /* It looks at what the others found. */
  opt_plan_find_slow_nodes (self);
  opt_plan_find_notes (self, generic);

  g_ptr_array_sort (self->findings, compare_findings);
}
