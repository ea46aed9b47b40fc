/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-plan-box.h"

#include <math.h>

#include "opt-plan-private.h"

/* A WITH query is below each of its readers. Where such readers are in others again, they could
 * be more than anybody can draw. */
#define BOXES_PER_NODE 4

typedef struct
{
  OptPlan *plan;
  GArray *boxes;        /* of OptPlanBox, row by row */
  GHashTable *payments; /* OptPlanNode (NULL: nobody) to GPtrArray of OptPlanPayment */
  GHashTable *expanded; /* set of OptPlanNode */
  gboolean has_times;
} Layout;

static double
get_measure (Layout *layout, OptPlanNode *node)
{
  double measure = layout->has_times ? node->inclusive_ms : node->effective_cost;

  return measure > 0 && isfinite (measure) ? measure : 0;
}

static void
collect_payments (Layout *layout)
{
  for (guint i = 0; layout->has_times && i < layout->plan->payments->len; i++)
    {
      OptPlanPayment *payment = &g_array_index (layout->plan->payments, OptPlanPayment, i);
      GPtrArray *known = g_hash_table_lookup (layout->payments, payment->payer);

      if (known == NULL)
        {
          known = g_ptr_array_new ();
          g_hash_table_insert (layout->payments, payment->payer, known);
        }
      g_ptr_array_add (known, payment);
    }
}

static gboolean
is_above (Layout *layout, int index, OptPlanNode *node)
{
  while (index >= 0)
    {
      OptPlanBox *box = &g_array_index (layout->boxes, OptPlanBox, index);

      if (box->node == node)
        return TRUE;
      index = box->parent;
    }

  return FALSE;
}

/* Appends a child of the box, for now with its measure as its width. */
static void
append (Layout *layout, int parent, OptPlanNode *node, double measure)
{
  OptPlanBox box = { .node = node, .parent = parent, .width = measure };

  if (parent >= 0)
    box.depth = g_array_index (layout->boxes, OptPlanBox, parent).depth + 1;
  g_array_append_val (layout->boxes, box);
}

static void
append_payments (Layout *layout, int parent, OptPlanNode *payer)
{
  GPtrArray *payments = g_hash_table_lookup (layout->payments, payer);

  for (guint i = 0; payments != NULL && i < payments->len; i++)
    {
      OptPlanPayment *payment = g_ptr_array_index (payments, i);

      /* A damaged file may have a WITH query that reads itself. */
      if (!is_above (layout, parent, payment->node))
        append (layout, parent, payment->node, MAX (payment->ms, 0));
    }
}

/* With times an InitPlan or a WITH query is where it was run; one that never was is where it
 * hangs. */
static gboolean
hangs_here (Layout *layout, OptPlanNode *node)
{
  return !layout->has_times || opt_plan_node_is_input (node) || !(node->inclusive_ms > 0);
}

static void
append_children (Layout *layout, guint index)
{
  OptPlanNode *node = g_array_index (layout->boxes, OptPlanBox, index).node;
  guint most = layout->plan->nodes->len * BOXES_PER_NODE;

  if (g_hash_table_contains (layout->expanded, node) && layout->boxes->len >= most)
    return;

  g_hash_table_add (layout->expanded, node);
  for (guint i = 0; i < node->children->len; i++)
    {
      OptPlanNode *child = opt_plan_node_nth_child (node, i);

      if (hangs_here (layout, child))
        append (layout, (int) index, child, get_measure (layout, child));
    }
  append_payments (layout, (int) index, node);
}

/* From measures to shares of @width; what rounding made larger than the parent is made smaller. */
static double
share_out (Layout *layout, guint first, double start, double width, double measure)
{
  double sum = 0;
  double left = start;

  for (guint i = first; i < layout->boxes->len; i++)
    sum += g_array_index (layout->boxes, OptPlanBox, i).width;
  for (guint i = first; i < layout->boxes->len; i++)
    {
      OptPlanBox *box = &g_array_index (layout->boxes, OptPlanBox, i);

      box->start = left;
      box->width = sum > 0 ? width * box->width / MAX (sum, measure) : 0;
      left = MIN (left + box->width, start + width);
    }

  return MAX (width - (left - start), 0);
}

static void
append_tops (Layout *layout, OptPlanNode *top)
{
  if (top != NULL)
    {
      append (layout, -1, top, 1);
      return;
    }

  for (guint i = 0; i < layout->plan->roots->len; i++)
    {
      OptPlanNode *root = g_ptr_array_index (layout->plan->roots, i);

      append (layout, -1, root, get_measure (layout, root));
    }
  append_payments (layout, -1, NULL);
}

/**
 * opt_plan_lay_out_boxes:
 * @plan: a plan
 * @top: (nullable): the node that is to fill the whole width; %NULL for all of the plan
 *
 * Lays a plan out as an icicle, which is a flame graph with its root above: the width of a node is
 * its inclusive time (its cost, where there are no times), and below it is what it ran. So a WITH
 * query is below its readers, each with the part of it that this one ran, and an InitPlan below the
 * node that needed its result first. What ran after the main plan is beside the root. No box is
 * wider than its parent, and all of a row together are no wider than 1.
 *
 * Returns: (transfer full) (element-type OptPlanBox): the boxes, row by row from left to right;
 *   none where the plan tells neither times nor costs
 */
GArray *
opt_plan_lay_out_boxes (OptPlan *plan, OptPlanNode *top)
{
  Layout layout = { .plan = plan };

  g_return_val_if_fail (OPT_IS_PLAN (plan), NULL);
  g_return_val_if_fail (top == NULL || OPT_IS_PLAN_NODE (top), NULL);

  layout.boxes = g_array_new (FALSE, TRUE, sizeof (OptPlanBox));
  layout.has_times = opt_plan_has_times (plan);
  if (!layout.has_times && !opt_plan_has_costs (plan))
    return layout.boxes;

  layout.payments = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) g_ptr_array_unref);
  layout.expanded = g_hash_table_new (NULL, NULL);
  collect_payments (&layout);
  append_tops (&layout, top);
  share_out (&layout, 0, 0, 1, 0);
  for (guint i = 0; i < layout.boxes->len; i++)
    {
      OptPlanBox box = g_array_index (layout.boxes, OptPlanBox, i);

      box.first_child = layout.boxes->len;
      append_children (&layout, i);
      box.n_children = layout.boxes->len - box.first_child;
      box.own = share_out (&layout, box.first_child, box.start, box.width,
                           get_measure (&layout, box.node));
      g_array_index (layout.boxes, OptPlanBox, i) = box;
    }
  g_hash_table_unref (layout.payments);
  g_hash_table_unref (layout.expanded);

  return layout.boxes;
}
