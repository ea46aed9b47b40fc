/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "opt-plan-comparison-private.h"

#include <math.h>
#include <string.h>

#include "opt-json.h"
#include "opt-plan-findings.h"

/* Where the same node does the same, its figures may differ all the same. What is below this part
 * of the larger plan, or may be rounding, is noise and not told. */
#define NOISE 0.05

/* Rows, loops and blocks that differ by less than this do not explain another time. */
#define ALIKE 0.1

/* The planner's estimates differ worth telling from this factor on, and from so many rows. */
#define ESTIMATE_FACTOR 2
#define ESTIMATE_ROWS 10

/* What a worker less than fully used adds to the leader's work: get_parallel_divisor() of the
 * server. */
#define LEADER_PART 0.3

/**
 * opt_plan_comparison_is_notable:
 * @self: a comparison
 * @moved: by how much something differs, in the measure of the comparison
 *
 * Returns: whether it is 5 % of the larger plan at least; what is less is noise
 */
gboolean
opt_plan_comparison_is_notable (OptPlanComparison *self, double moved)
{
  g_return_val_if_fail (OPT_IS_PLAN_COMPARISON (self), FALSE);

  return fabs (moved) > 0
         && fabs (moved) >= NOISE * MAX (self->sides[0].total, self->sides[1].total);
}

static double
get_moved (OptPlanComparison *self, OptPlanMark *a, OptPlanMark *b)
{
  switch (self->measure)
    {
    case OPT_PLAN_MEASURE_TIME:
      return b->sum.ms - a->sum.ms;
    case OPT_PLAN_MEASURE_COST:
      return b->sum.cost - a->sum.cost;
    case OPT_PLAN_MEASURE_NONE:
    default:
      return NAN;
    }
}

static gboolean
has_moved (OptPlanComparison *self, OptPlanMark *a, OptPlanMark *b)
{
  double moved = get_moved (self, a, b);

  if (!opt_plan_comparison_is_notable (self, moved))
    return FALSE;

  return self->measure != OPT_PLAN_MEASURE_TIME
         || fabs (moved) > a->node->rounding_ms + b->node->rounding_ms;
}

static gboolean
differs (double a, double b)
{
  return fabs (a - b) > ALIKE * MAX (fabs (a), fabs (b));
}

/* opt_plan_comparison_get_rows_in: how many rows a node worked on: what its inputs gave; of a scan
 * what it read. */
double
opt_plan_comparison_get_rows_in (OptPlanComparison *self, guint side, OptPlanNode *node)
{
  double removed = opt_plan_node_get_figure (node, "Rows Removed by Filter");
  double rows = 0;

  if (opt_plan_comparison_mark (self, side, node)->role == OPT_PLAN_ROLE_SCAN)
    return (node->rows + (isnan (removed) ? 0 : removed)) * node->loops;

  for (guint i = 0; i < node->children->len; i++)
    {
      OptPlanNode *child = opt_plan_node_nth_child (node, i);

      if (child->relationship == OPT_PLAN_RELATIONSHIP_CHILD)
        rows += child->rows * child->loops;
    }

  return rows;
}

/* What each process aggregated are as many rows as there are processes, though of the same input:
 * of such rows, those of one process. Of others 1. */
static double
get_parts (OptPlanComparison *self, guint side, OptPlanNode *node)
{
  OptPlanMark *mark = opt_plan_comparison_mark (self, side, node);

  while ((mark->role == OPT_PLAN_ROLE_GATHER || mark->role == OPT_PLAN_ROLE_SORT)
         && opt_plan_node_get_input (mark->node) != NULL)
    mark = opt_plan_comparison_mark (self, side, opt_plan_node_get_input (mark->node));

  return mark->is_partial ? MAX (mark->node->processes, 1) : 1;
}

static double
get_rows_out (OptPlanComparison *self, guint side, OptPlanNode *node)
{
  return node->rows * node->loops / get_parts (self, side, node);
}

static double
get_comparable_input (OptPlanComparison *self, guint side, OptPlanNode *node)
{
  OptPlanNode *input = opt_plan_node_get_input (node);

  return opt_plan_comparison_get_rows_in (self, side, node)
         / (input != NULL ? get_parts (self, side, input) : 1);
}

static OptPlanChangeKind
explain_move (OptPlanComparison *self, OptPlanMark *a, OptPlanMark *b)
{
  double read = b->sum.read - a->sum.read;
  double ms = b->sum.ms - a->sum.ms;

  if (differs (a->node->loops / a->node->processes, b->node->loops / b->node->processes))
    return OPT_PLAN_CHANGE_LOOPS;
  if (differs (get_comparable_input (self, 0, a->node), get_comparable_input (self, 1, b->node))
      || differs (get_rows_out (self, 0, a->node), get_rows_out (self, 1, b->node)))
    return OPT_PLAN_CHANGE_ROWS;
  if (fabs (read) > ALIKE * MAX (a->sum.buffers, b->sum.buffers) && (read > 0) == (ms > 0))
    return OPT_PLAN_CHANGE_CACHE;

  return OPT_PLAN_CHANGE_TIME;
}

/* The change of that kind that an input of @mark has, if its rows then went up the tree. */
static OptPlanChange *
find_below (OptPlanComparison *self, OptPlanMark *mark, OptPlanChangeKind kind)
{
  for (guint i = 0; i < mark->node->children->len; i++)
    {
      OptPlanMark *child
          = opt_plan_comparison_mark (self, 1, opt_plan_node_nth_child (mark->node, i));

      if (child->change != NULL && child->change->kind == kind)
        return child->change;
    }

  return NULL;
}

static OptPlanChange *
find_of_kind (OptPlanComparison *self, OptPlanChangeKind kind)
{
  for (guint i = self->changes->len; i > 0; i--)
    {
      OptPlanChange *change = g_ptr_array_index (self->changes, i - 1);

      if (change->kind == kind)
        return change;
    }

  return NULL;
}

/* A Memoize or Materialize that is new, or gone, decides how often what is below it runs. */
static OptPlanChange *
find_store_above (OptPlanComparison *self, OptPlanMark *marks[2])
{
  for (guint side = 0; side < 2; side++)
    {
      OptPlanNode *parent = marks[side]->node->parent;
      OptPlanMark *above = parent != NULL ? opt_plan_comparison_mark (self, side, parent) : NULL;

      if (above != NULL && above->role == OPT_PLAN_ROLE_STORE && above->match == NULL
          && above->change != NULL
          && (above->change->kind == OPT_PLAN_CHANGE_ADDED
              || above->change->kind == OPT_PLAN_CHANGE_REMOVED))
        return above->change;
    }

  return NULL;
}

/* More rows at the bottom are more rows above: one change. So are all nodes that merely took
 * another time. */
static void
find_moves (OptPlanComparison *self)
{
  for (guint i = self->sides[1].n; i > 0; i--)
    {
      OptPlanMark *b = &self->sides[1].marks[i - 1];
      OptPlanMark *a = opt_plan_comparison_match (self, 1, b);
      OptPlanChangeKind kind = OPT_PLAN_CHANGE_COST;
      OptPlanChange *change;

      if (a == NULL || a->change != NULL || b->change != NULL || !has_moved (self, a, b))
        continue;
      if (self->measure == OPT_PLAN_MEASURE_TIME)
        kind = explain_move (self, a, b);
      change = find_store_above (self, (OptPlanMark *[]){ a, b });
      if (change == NULL)
        change = kind == OPT_PLAN_CHANGE_LOOPS || kind == OPT_PLAN_CHANGE_ROWS
                     ? find_below (self, b, kind)
                     : find_of_kind (self, kind);
      if (change == NULL)
        change = opt_plan_comparison_add (self, kind);
      opt_plan_change_claim_pair (change, a, b);
    }
}

/* Below a Gather an estimate is that of one process. */
static double
get_expected_rows (OptPlanMark *mark)
{
  double divisor = mark->workers + MAX (0, 1 - LEADER_PART * mark->workers);

  return mark->node->plan_rows * (mark->workers > 0 ? divisor : 1);
}

static gboolean
is_far (double a, double b)
{
  return MAX (a, b) >= ESTIMATE_ROWS && MAX (a, b) >= ESTIMATE_FACTOR * MAX (MIN (a, b), 1);
}

/* A scan that is looked up for each row of another node has estimates of another meaning. */
static gboolean
is_other_estimate (OptPlanMark *a, OptPlanMark *b)
{
  gboolean is_looked_up = a->is_inner || b->is_inner;

  if (a->role != OPT_PLAN_ROLE_SCAN && a->role != OPT_PLAN_ROLE_JOIN
      && a->role != OPT_PLAN_ROLE_GROUP)
    return FALSE;
  if (a->is_inner != b->is_inner || a->is_partial != b->is_partial
      || (is_looked_up && (a->change != NULL || b->change != NULL)))
    return FALSE;

  return is_far (a->node->plan_rows, b->node->plan_rows)
         && is_far (get_expected_rows (a), get_expected_rows (b));
}

/* Only where it begins: above, estimates follow. By cost it explains the node's; time is real. */
static void
find_estimates (OptPlanComparison *self)
{
  g_autofree gboolean *below = g_new0 (gboolean, self->sides[1].n + 1);

  for (guint i = self->sides[1].n; i > 0; i--)
    {
      OptPlanMark *b = &self->sides[1].marks[i - 1];
      OptPlanMark *a = opt_plan_comparison_match (self, 1, b);
      OptPlanNode *parent = b->node->parent;

      if (a != NULL && !below[i] && is_other_estimate (a, b))
        {
          OptPlanChange *change = opt_plan_comparison_add (self, OPT_PLAN_CHANGE_ESTIMATE);

          below[i] = TRUE;
          if (self->measure == OPT_PLAN_MEASURE_COST && a->change == NULL && b->change == NULL)
            opt_plan_change_claim_pair (change, a, b);
          else
            {
              g_ptr_array_add (change->nodes[0], g_object_ref (a->node));
              g_ptr_array_add (change->nodes[1], g_object_ref (b->node));
            }
        }
      if (below[i] && parent != NULL && b->node->relationship == OPT_PLAN_RELATIONSHIP_CHILD)
        below[parent->id] = TRUE;
    }
}

/* Behind `'it''s'::character varying(10)`: whether a type is printed depends on the value. */
static const char *
skip_literal (const char *text)
{
  for (text++; *text != '\0' && (*text != '\'' || text[1] == '\''); text++)
    if (*text == '\'')
      text++;
  text += *text != '\0';
  if (g_str_has_prefix (text, "::"))
    text += strlen ("::")
            + strspn (text + strlen ("::"), "abcdefghijklmnopqrstuvwxyz_0123456789. []\"");

  return text;
}

/* A condition without its values: another value is no other condition. */
static char *
strip_values (const char *text)
{
  GString *stripped = g_string_new (NULL);
  gboolean in_word = FALSE;

  for (const char *c = text != NULL ? text : ""; *c != '\0'; c++)
    {
      if (*c == '\'')
        {
          g_string_append_c (stripped, '?');
          c = skip_literal (c) - 1;
        }
      else if (!in_word && (g_ascii_isdigit (*c) || *c == '$'))
        {
          g_string_append_c (stripped, '?');
          while (g_ascii_isalnum (c[1]) || c[1] == '.')
            c++;
        }
      else
        {
          in_word = g_ascii_isalnum (*c) || *c == '_' || *c == '.' || *c == '"';
          g_string_append_c (stripped, *c);
        }
    }

  return g_string_free (stripped, FALSE);
}

static void
find_conditions (OptPlanComparison *self)
{
  for (guint i = 0; i < self->sides[0].n; i++)
    {
      OptPlanMark *a = &self->sides[0].marks[i];
      OptPlanMark *b = opt_plan_comparison_match (self, 0, a);
      g_autofree char *first = NULL;
      g_autofree char *second = NULL;

      if (a->role != OPT_PLAN_ROLE_SCAN || b == NULL || a->change != NULL || b->change != NULL)
        continue;
      first = strip_values (opt_plan_node_get_text (a->node, "Index Cond"));
      second = strip_values (opt_plan_node_get_text (b->node, "Index Cond"));
      if (strcmp (first, second) != 0)
        opt_plan_change_claim_pair (opt_plan_comparison_add (self, OPT_PLAN_CHANGE_CONDITION), a,
                                    b);
    }
}

static void
add_whole (OptPlanComparison *self, OptPlanChangeKind kind, double first, double second)
{
  OptPlanChange *change;

  if (self->measure != OPT_PLAN_MEASURE_TIME)
    return;
  first = isnan (first) ? 0 : first;
  second = isnan (second) ? 0 : second;
  if (!opt_plan_comparison_is_notable (self, second - first))
    return;

  change = opt_plan_comparison_add (self, kind);
  change->sums[0].ms = first;
  change->sums[1].ms = second;
}

static gboolean
tells_settings (OptPlan *plan)
{
  return plan->elements->len > 0 && opt_plan_get_settings (plan, 0) != NULL;
}

static char *
print_settings (OptPlan *plan)
{
  JsonObject *settings = plan->elements->len > 0 ? opt_plan_get_settings (plan, 0) : NULL;
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);

  if (settings == NULL || json_object_get_size (settings) == 0)
    return NULL;
  json_node_set_object (node, settings);

  return opt_json_print (node, FALSE);
}

/* EXPLAIN (SETTINGS) tells those that are not the defaults; a plan that tells none was made without
 * it, for all that is known. */
static void
find_settings (OptPlanComparison *self)
{
  g_autofree char *first = print_settings (self->sides[0].plan);
  g_autofree char *second = print_settings (self->sides[1].plan);

  if (tells_settings (self->sides[0].plan) && tells_settings (self->sides[1].plan)
      && g_strcmp0 (first, second) != 0)
    opt_plan_comparison_add (self, OPT_PLAN_CHANGE_SETTINGS);
}

static void
sum_up (OptPlanComparison *self)
{
  for (guint side = 0; side < 2; side++)
    {
      for (guint i = 0; i < self->sides[side].n; i++)
        {
          OptPlanMark *mark = &self->sides[side].marks[i];

          if (mark->change == NULL)
            continue;
          mark->change->sums[0] = opt_plan_side_get_nothing (&self->sides[0]);
          mark->change->sums[1] = opt_plan_side_get_nothing (&self->sides[1]);
        }
    }
  for (guint side = 0; side < 2; side++)
    {
      for (guint i = 0; i < self->sides[side].n; i++)
        {
          OptPlanMark *mark = &self->sides[side].marks[i];
          OptPlanSum *sum = mark->change != NULL ? &mark->change->sums[side] : NULL;

          if (sum == NULL)
            continue;
          sum->ms += mark->sum.ms;
          sum->cost += mark->sum.cost;
          sum->buffers += mark->sum.buffers;
          sum->read += mark->sum.read;
        }
    }
}

/*
 * opt_plan_comparison_find_figures:
 *
 * Finds what differs where the plans do the same, and sums up what each change took.
 */
void
opt_plan_comparison_find_figures (OptPlanComparison *self)
{
  const OptPlan *first = self->sides[0].plan;
  const OptPlan *second = self->sides[1].plan;

  find_conditions (self);
  find_estimates (self);
  find_moves (self);
  sum_up (self);

  add_whole (self, OPT_PLAN_CHANGE_PLANNING, first->planning_ms, second->planning_ms);
  add_whole (self, OPT_PLAN_CHANGE_JIT, first->jit_ms, second->jit_ms);
  add_whole (self, OPT_PLAN_CHANGE_TRIGGER, opt_plan_get_trigger_ms (self->sides[0].plan),
             opt_plan_get_trigger_ms (self->sides[1].plan));
  find_settings (self);
}
