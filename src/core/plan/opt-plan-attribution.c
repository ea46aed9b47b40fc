/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-plan-blocks.h"
#include "opt-plan-private.h"

#include <math.h>
#include <string.h>

#include "opt-json.h"

/* PostgreSQL prints microseconds: each printed time is wrong by up to half of one. */
#define ROUNDING_MS 0.0005

/*
 * Each node's inclusive time is taken from exactly one other: from the node that ran it. That is
 * the parent for inputs and SubPlans, but an InitPlan is run by the node that first needs its
 * result, and a CTE by its CTE Scans, wherever they hang. So the exclusive times sum up to the time
 * of the top node and of what ran after it.
 */

static gboolean
is_gather (OptPlanNode *node)
{
  return strcmp (node->type, "Gather") == 0 || strcmp (node->type, "Gather Merge") == 0;
}

static gboolean
is_append (OptPlanNode *node)
{
  return strcmp (node->type, "Append") == 0 || strcmp (node->type, "Merge Append") == 0;
}

/*
 * Below a Gather loops are counted in all processes together. Those that really ran are the loops
 * of its input by its own: workers may be missing, and the leader need not take part.
 */
static double
get_processes (OptPlanNode *node)
{
  OptPlanNode *parent = node->parent;

  if (parent == NULL)
    return 1;
  if (is_gather (parent) && node->relationship == OPT_PLAN_RELATIONSHIP_CHILD)
    return node->loops > 0 && parent->loops > 0 ? node->loops / parent->loops : 1;

  return parent->processes;
}

static double
get_wall (OptPlanNode *node, double per_loop)
{
  return per_loop * node->loops / node->processes;
}

static void
set_inclusive (OptPlanNode *node)
{
  node->processes = get_processes (node);
  node->inclusive_ms = get_wall (node, node->total_ms);
  node->raw_exclusive_ms = node->inclusive_ms;
  node->rounding_ms = get_wall (node, ROUNDING_MS);
}

/* @payer ran @node for @ms of its own time. */
static void
pay (OptPlanNode *payer, OptPlanNode *node, double ms)
{
  payer->raw_exclusive_ms -= ms;
  payer->rounding_ms += get_wall (node, ROUNDING_MS);
}

/* Notes that, where not the place of the node tells it. */
static void
note_payment (OptPlan *self, OptPlanNode *payer, OptPlanNode *node, double ms)
{
  OptPlanPayment payment = { payer, node, ms };
  OptPlanPayment *last = self->payments->len > 0 ? &g_array_index (self->payments, OptPlanPayment,
                                                                   self->payments->len - 1)
                                                 : NULL;

  if (!(ms > 0))
    return;
  if (last != NULL && last->payer == payer && last->node == node)
    last->ms += ms;
  else
    g_array_append_val (self->payments, payment);
}

/* @payer pays up to @ms, as long as it has time left. Returns what it paid. */
static double
pay_part (OptPlan *self, OptPlanNode *payer, OptPlanNode *node, double ms)
{
  double part = CLAMP (payer->raw_exclusive_ms, 0, MAX (ms, 0));

  if (part > 0)
    {
      pay (payer, node, part);
      note_payment (self, payer, node, part);
    }

  return part;
}

static double
get_tolerance (OptPlanNode *payer, OptPlanNode *node)
{
  return payer->rounding_ms + get_wall (node, ROUNDING_MS);
}

/* The time before the first row. A file may claim that it was longer than the whole. */
static double
get_startup (OptPlanNode *node)
{
  return MIN (get_wall (node, node->startup_ms), node->inclusive_ms);
}

/* Whether @payer has the time left that @node took, and had it before its first row. */
static gboolean
can_pay (OptPlanNode *payer, OptPlanNode *node, gboolean before_first_row)
{
  double needed = node->inclusive_ms - get_tolerance (payer, node);

  if (!(payer->raw_exclusive_ms >= needed))
    return FALSE;

  return !before_first_row || get_startup (payer) >= needed;
}

/* Who may have run an InitPlan, and the best of them so far. */
typedef struct
{
  OptPlanNode *init_plan;
  const double *blocks; /* (nullable): what each node has left of each kind, instead of times */
  double taken[OPT_PLAN_N_BLOCKS];
  OptPlanNode *payer;
  int best;
} Search;

/* Whether @node has all blocks left that the InitPlan took. */
static gboolean
has_blocks (Search *search, OptPlanNode *node)
{
  const double *left = search->blocks + (gsize) (node->id - 1) * OPT_PLAN_N_BLOCKS;

  for (OptPlanBlocks kind = 0; kind < OPT_PLAN_N_BLOCKS; kind++)
    if (search->taken[kind] > left[kind])
      return FALSE;

  return TRUE;
}

/* The result is visible in the whole subtree that the InitPlan hangs on. */
static gboolean
may_need (OptPlanNode *node, OptPlanNode *init_plan)
{
  return node->loops > 0 && opt_plan_node_is_within (node, init_plan->parent)
         && !opt_plan_node_is_within (node, init_plan);
}

static void
consider (Search *search, OptPlanNode *node, int rank)
{
  if (rank < search->best || !may_need (node, search->init_plan))
    return;
  if (search->blocks != NULL)
    {
      if (!has_blocks (search, node))
        return;
    }
  else if (can_pay (node, search->init_plan, TRUE))
    rank += 1;
  else if (!can_pay (node, search->init_plan, FALSE))
    return;

  if (rank > search->best)
    {
      search->best = rank;
      search->payer = node;
    }
}

/*
 * opt_plan_find_payer:
 *
 * Who ran an InitPlan, best first: a node that mentions its result; an Append that prunes by it at
 * run time, of which only the inputs mention it; the node that it hangs on; any below that. It must
 * have the time, preferably before its first row; or, where @blocks are given (of each node in
 * turn, each kind), these.
 */
OptPlanNode *
opt_plan_find_payer (OptPlan *self, OptPlanNode *init_plan, const double *blocks)
{
  g_auto (GStrv)
    keys = opt_plan_node_get_init_plan_keys (init_plan);
  GHashTable *mentions = opt_plan_get_mentions (self);
  Search search = { .init_plan = init_plan, .blocks = blocks };

  for (OptPlanBlocks kind = 0; kind < OPT_PLAN_N_BLOCKS; kind++)
    search.taken[kind] = opt_plan_node_get_figure (init_plan, opt_plan_blocks_get_key (kind));
  for (guint k = 0; keys[k] != NULL; k++)
    {
      GPtrArray *nodes = g_hash_table_lookup (mentions, keys[k]);

      for (guint i = 0; nodes != NULL && i < nodes->len; i++)
        {
          OptPlanNode *node = g_ptr_array_index (nodes, i);

          /* A Gather names the results that it computes for its workers ("Params Evaluated"). */
          consider (&search, node, is_gather (node) ? 9 : 7);
          for (OptPlanNode *above = node->parent; above != NULL && search.best < 5;
               above = above->parent)
            {
              if (is_append (above))
                consider (&search, above, 5);
            }
        }
    }
  if (search.payer != NULL)
    return search.payer;

  consider (&search, init_plan->parent, 3);
  for (int id = init_plan->parent->id; search.payer == NULL && id <= init_plan->parent->last_id;
       id++)
    consider (&search, opt_plan_nth_node (self, (guint) id - 1), 1);

  return search.payer != NULL ? search.payer : init_plan->parent;
}

static void
attribute_init_plans (OptPlan *self)
{
  for (guint i = 0; i < self->nodes->len; i++)
    {
      OptPlanNode *node = opt_plan_nth_node (self, i);

      if (node->relationship != OPT_PLAN_RELATIONSHIP_INITPLAN || !(node->inclusive_ms > 0))
        continue;
      node->payer = opt_plan_find_payer (self, node, NULL);
      pay (node->payer, node, node->inclusive_ms);
      note_payment (self, node->payer, node, node->inclusive_ms);
    }
}

static OptPlanNode *
find_richest (GPtrArray *readers)
{
  OptPlanNode *richest = NULL;

  for (guint i = 0; i < readers->len; i++)
    {
      OptPlanNode *reader = g_ptr_array_index (readers, i);

      if (richest == NULL || reader->raw_exclusive_ms > richest->raw_exclusive_ms)
        richest = reader;
    }

  return richest;
}

/* The reader whose own first row came after the CTE's. */
static OptPlanNode *
find_first_reader (OptPlanNode *cte, GPtrArray *readers)
{
  double startup = get_startup (cte);

  for (guint i = 0; i < readers->len; i++)
    {
      OptPlanNode *reader = g_ptr_array_index (readers, i);
      double needed = startup - get_tolerance (reader, cte);

      if (get_startup (reader) >= needed && reader->raw_exclusive_ms >= needed)
        return reader;
    }

  return find_richest (readers);
}

static gboolean
is_half_read (OptPlanNode *cte, GPtrArray *readers)
{
  double most_read = 0;

  for (guint i = 0; i < readers->len; i++)
    {
      OptPlanNode *reader = g_ptr_array_index (readers, i);
      double removed = opt_plan_node_get_figure (reader, "Rows Removed by Filter");

      most_read = MAX (most_read, reader->rows + (isnan (removed) ? 0 : removed));
    }

  return most_read < cte->rows;
}

static double
sum_triggers (JsonObject *statement)
{
  JsonArray *triggers = opt_json_get_array (statement, "Triggers");
  double sum = 0;

  for (guint i = 0; triggers != NULL && i < json_array_get_length (triggers); i++)
    {
      JsonNode *element = json_array_get_element (triggers, i);

      if (JSON_NODE_HOLDS_OBJECT (element))
        sum += opt_json_get_double (json_node_get_object (element), "Time", 0);
    }

  return sum;
}

/* What each statement took beside its main plan and its triggers; NAN where it does not tell. What
 * else runs after it is taken off as it is found. */
typedef struct
{
  guint index; /* of the statement */
  double ms;
} Rest;

static void
start_statement (OptPlan *self, Rest *rest, guint index)
{
  OptPlanNode *root = self->roots->pdata[index];
  JsonObject *statement = self->elements->pdata[index];

  rest->index = index;
  rest->ms = opt_json_get_double (statement, "Execution Time", NAN) - root->inclusive_ms
             - sum_triggers (statement);
}

/*
 * A data-modifying CTE that its readers leave half-read runs on after the main plan. Nothing tells
 * for how long but what the execution took longer than that and the triggers (@after). Some of
 * these may have run before their rows, within a node, and are taken off in vain: so it is no less
 * than what the readers do not have.
 */
static double
get_part_after_root (OptPlanNode *cte, GPtrArray *readers, double after)
{
  double most = cte->inclusive_ms - get_startup (cte);
  double least = cte->inclusive_ms;

  if (isnan (after) || strcmp (cte->type, "ModifyTable") != 0 || !is_half_read (cte, readers))
    return 0;

  for (guint i = 0; i < readers->len; i++)
    least -= MAX (((OptPlanNode *) g_ptr_array_index (readers, i))->raw_exclusive_ms, 0);

  return CLAMP (after, CLAMP (least, 0, most), most);
}

static void
attribute_cte (OptPlan *self, OptPlanNode *cte, GPtrArray *readers, Rest *left)
{
  OptPlanNode *first;
  double startup = get_startup (cte);
  double rest;
  double outside;

  if (readers == NULL || readers->len == 0)
    {
      self->outside_root_ms += cte->inclusive_ms;
      note_payment (self, NULL, cte, cte->inclusive_ms);
      left->ms -= cte->inclusive_ms;
      return;
    }

  outside = get_part_after_root (cte, readers, left->ms);
  left->ms -= outside;
  self->outside_root_ms += outside;
  note_payment (self, NULL, cte, outside);
  first = find_first_reader (cte, readers);
  cte->payer = first;
  pay (first, cte, startup);
  note_payment (self, first, cte, startup);

  rest = cte->inclusive_ms - startup - outside;
  for (guint i = 0; i < readers->len; i++)
    rest -= pay_part (self, find_richest (readers), cte, rest);
  /* A LIMIT that has enough shuts the CTE down, and its workers with it. */
  rest -= pay_part (self, cte->parent, cte, rest);
  /* Rounding: more than all of them have left. */
  pay (first, cte, rest);
  note_payment (self, first, cte, rest);
}

/*
 * opt_plan_find_cte_readers:
 *
 * Returns: (transfer full): the CTE Scans that ran, an array for each CTE that they read
 */
GHashTable *
opt_plan_find_cte_readers (OptPlan *self)
{
  GHashTable *readers
      = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) g_ptr_array_unref);

  for (guint i = 0; i < self->nodes->len; i++)
    {
      OptPlanNode *node = opt_plan_nth_node (self, i);
      OptPlanNode *cte = node->loops > 0 ? opt_plan_node_get_cte (node) : NULL;
      GPtrArray *known = cte != NULL ? g_hash_table_lookup (readers, cte) : NULL;

      if (cte == NULL)
        continue;
      if (known == NULL)
        {
          known = g_ptr_array_new ();
          g_hash_table_insert (readers, cte, known);
        }
      g_ptr_array_add (known, node);
    }

  return readers;
}

static void
attribute_ctes (OptPlan *self)
{
  g_autoptr (GHashTable) readers = opt_plan_find_cte_readers (self);
  Rest left = { 0 };

  start_statement (self, &left, 0);
  for (guint i = 0; i < self->nodes->len; i++)
    {
      OptPlanNode *node = opt_plan_nth_node (self, i);

      if (!opt_plan_node_is_within (node, self->roots->pdata[left.index]))
        start_statement (self, &left, left.index + 1);
      if (node->relationship == OPT_PLAN_RELATIONSHIP_CTE && node->inclusive_ms > 0)
        attribute_cte (self, node, g_hash_table_lookup (readers, node), &left);
    }
}

/* What ran after the main plans of statements that do not tell how long they took in all. */
static double
sum_outside (OptPlan *self)
{
  double sum = 0;
  guint index = 0;

  for (guint i = 0; i < self->payments->len; i++)
    {
      const OptPlanPayment *payment = &g_array_index (self->payments, OptPlanPayment, i);

      if (payment->payer != NULL)
        continue;
      /* Only CTEs run after all, and they were gone through in order. */
      while (!opt_plan_node_is_within (payment->node, self->roots->pdata[index]))
        index++;
      if (!json_object_has_member (self->elements->pdata[index], "Execution Time"))
        sum += payment->ms;
    }

  return sum;
}

/* A duration without times of nodes would make theirs look small. */
static void
sum_total (OptPlan *self)
{
  if (self->n_timed == 0)
    {
      self->total_ms = self->execution_ms;
      return;
    }

  self->total_ms = sum_outside (self);
  for (guint i = 0; i < self->roots->len; i++)
    {
      OptPlanNode *root = self->roots->pdata[i];

      if (!isnan (root->inclusive_ms))
        self->total_ms
            += opt_json_get_double (self->elements->pdata[i], "Execution Time", root->inclusive_ms);
    }
}

/*
 * opt_plan_attribute_time:
 *
 * Gives each node its inclusive and exclusive wall time. A plan that was not run, or not timed,
 * keeps NAN everywhere.
 */
void
opt_plan_attribute_time (OptPlan *self)
{
  for (guint i = 0; i < self->nodes->len; i++)
    set_inclusive (opt_plan_nth_node (self, i));

  for (guint i = 0; i < self->roots->len; i++)
    {
      OptPlanNode *root = g_ptr_array_index (self->roots, i);

      if (isnan (root->inclusive_ms))
        continue;
      self->root_ms = (isnan (self->root_ms) ? 0 : self->root_ms) + root->inclusive_ms;
      self->n_timed++;
    }
  if (self->n_timed == 0)
    {
      sum_total (self);
      return;
    }

  self->outside_root_ms = 0;
  for (guint i = 0; i < self->nodes->len; i++)
    {
      OptPlanNode *node = opt_plan_nth_node (self, i);

      if (opt_plan_node_is_input (node) && node->inclusive_ms > 0)
        pay (node->parent, node, node->inclusive_ms);
    }
  /* In this order: who reads a CTE may run an InitPlan that reads it, too. */
  attribute_init_plans (self);
  attribute_ctes (self);
  sum_total (self);
}
