/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "opt-plan-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "opt-json.h"
#include "opt-plan-source.h"

G_DEFINE_FINAL_TYPE (OptPlan, opt_plan, G_TYPE_OBJECT)

static void
opt_plan_finalize (GObject *object)
{
  OptPlan *self = OPT_PLAN (object);

  g_clear_pointer (&self->mentions, g_hash_table_unref);
  g_ptr_array_unref (self->findings);
  g_array_unref (self->payments);
  g_array_unref (self->triggers);
  g_ptr_array_unref (self->elements);
  g_ptr_array_unref (self->roots);
  g_ptr_array_unref (self->nodes);
  g_clear_pointer (&self->json, json_node_unref);

  G_OBJECT_CLASS (opt_plan_parent_class)->finalize (object);
}

static void
opt_plan_class_init (OptPlanClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = opt_plan_finalize;
}

static void
opt_plan_init (OptPlan *self)
{
  self->nodes = g_ptr_array_new_with_free_func (g_object_unref);
  self->roots = g_ptr_array_new ();
  self->elements = g_ptr_array_new ();
  self->triggers = g_array_new (FALSE, TRUE, sizeof (OptPlanTrigger));
  self->payments = g_array_new (FALSE, TRUE, sizeof (OptPlanPayment));
  self->findings = g_ptr_array_new_with_free_func (g_object_unref);
  self->root_ms = NAN;
  self->outside_root_ms = NAN;
  self->execution_ms = NAN;
  self->total_ms = NAN;
  self->planning_ms = NAN;
  self->jit_ms = NAN;
  self->total_cost = NAN;
}

/**
 * opt_plan_new_from_text:
 * @text: what EXPLAIN or auto_explain printed, in any format: see opt_plan_source_read()
 * @length: its length in bytes, or -1 if it ends with NUL
 * @error: return location for %OPT_ERROR_INVALID
 *
 * Reads a plan, attributes its time and cost to its nodes and looks for what is wrong with it.
 * Ten thousand nodes take most of a second: off the main loop, please.
 *
 * Returns: (transfer full) (nullable): the plan
 */
OptPlan *
opt_plan_new_from_text (const char *text, gssize length, GError **error)
{
  OptPlanSourceCount count;
  JsonNode *json;
  OptPlan *self;

  g_return_val_if_fail (text != NULL, NULL);

  json = opt_plan_source_read (text, length, &count, error);
  self = json != NULL ? opt_plan_new_from_json (json, error) : NULL;
  if (self != NULL)
    self->count = count;

  return self;
}

/* opt_plan_new_from_json: of what opt_plan_source_read() gave; takes @json. */
OptPlan *
opt_plan_new_from_json (JsonNode *json, GError **error)
{
  g_autoptr (OptPlan) self = g_object_new (OPT_TYPE_PLAN, NULL);

  if (!opt_plan_read (self, json, error))
    return NULL;

  opt_plan_attribute_time (self);
  opt_plan_attribute_blocks (self);
  opt_plan_attribute_cost (self);
  opt_plan_find_spills (self);
  opt_plan_find_early_stops (self);
  opt_plan_find_findings (self);
  g_clear_pointer (&self->mentions, g_hash_table_unref);

  return g_steal_pointer (&self);
}

/**
 * opt_plan_get_n_plans:
 * @self: a plan
 *
 * Returns: how many statements were explained; rules make several or none of one
 */
guint
opt_plan_get_n_plans (OptPlan *self)
{
  g_return_val_if_fail (OPT_IS_PLAN (self), 0);

  return self->roots->len;
}

/**
 * opt_plan_get_n_unread:
 * @self: a plan
 *
 * Returns: how many of the entries of the log that it was read from could not be read, as one that
 *   was cut
 */
guint
opt_plan_get_n_unread (OptPlan *self)
{
  g_return_val_if_fail (OPT_IS_PLAN (self), 0);

  return self->count.unread;
}

/**
 * opt_plan_describe_unread:
 * @self: a plan
 *
 * Returns: (transfer full) (nullable): how many entries could not be read; %NULL where all could
 */
char *
opt_plan_describe_unread (OptPlan *self)
{
  g_return_val_if_fail (OPT_IS_PLAN (self), NULL);

  if (self->count.unread == 0)
    return NULL;

  return g_strdup_printf (ngettext ("%u of %u entry could not be read",
                                    "%u of %u entries could not be read", self->count.entries),
                          self->count.unread, self->count.entries);
}

/**
 * opt_plan_get_root:
 * @self: a plan
 * @index: of which statement
 *
 * Returns: (transfer none): the top node
 */
OptPlanNode *
opt_plan_get_root (OptPlan *self, guint index)
{
  g_return_val_if_fail (OPT_IS_PLAN (self), NULL);
  g_return_val_if_fail (index < self->roots->len, NULL);

  return g_ptr_array_index (self->roots, index);
}

/**
 * opt_plan_get_n_nodes:
 * @self: a plan
 *
 * Returns: how many nodes there are, over all statements
 */
guint
opt_plan_get_n_nodes (OptPlan *self)
{
  g_return_val_if_fail (OPT_IS_PLAN (self), 0);

  return self->nodes->len;
}

/**
 * opt_plan_get_node:
 * @self: a plan
 * @id: as opt_plan_node_get_id() tells, from 1
 *
 * Returns: (transfer none) (nullable): the node
 */
OptPlanNode *
opt_plan_get_node (OptPlan *self, int id)
{
  g_return_val_if_fail (OPT_IS_PLAN (self), NULL);

  if (id < 1 || (guint) id > self->nodes->len)
    return NULL;

  return opt_plan_nth_node (self, (guint) id - 1);
}

/**
 * opt_plan_has_times:
 * @self: a plan
 *
 * Returns: whether it was run and each node timed
 */
gboolean
opt_plan_has_times (OptPlan *self)
{
  g_return_val_if_fail (OPT_IS_PLAN (self), FALSE);

  return !isnan (self->root_ms);
}

/**
 * opt_plan_has_rows:
 * @self: a plan
 *
 * Returns: whether it was run, or one of its statements was, so that it tells real rows
 */
gboolean
opt_plan_has_rows (OptPlan *self)
{
  g_return_val_if_fail (OPT_IS_PLAN (self), FALSE);

  return self->has_rows;
}

/**
 * opt_plan_has_costs:
 * @self: a plan
 *
 * Returns: whether it tells the planner's estimates
 */
gboolean
opt_plan_has_costs (OptPlan *self)
{
  g_return_val_if_fail (OPT_IS_PLAN (self), FALSE);

  return !isnan (self->total_cost);
}

/**
 * opt_plan_get_root_ms:
 * @self: a plan
 *
 * Returns: the inclusive time of the top nodes, in milliseconds, or NAN
 */
double
opt_plan_get_root_ms (OptPlan *self)
{
  g_return_val_if_fail (OPT_IS_PLAN (self), NAN);

  return self->root_ms;
}

/**
 * opt_plan_get_outside_root_ms:
 * @self: a plan
 *
 * A data-modifying WITH query that nobody reads to its end runs after the main plan. The exclusive
 * times of all nodes sum up to the root's time and this.
 *
 * Returns: milliseconds of what ran after the top nodes, or NAN
 */
double
opt_plan_get_outside_root_ms (OptPlan *self)
{
  g_return_val_if_fail (OPT_IS_PLAN (self), NAN);

  return self->outside_root_ms;
}

/**
 * opt_plan_get_execution_ms:
 * @self: a plan
 *
 * Returns: the sum of "Execution Time" in milliseconds (triggers, start and end included), or NAN
 */
double
opt_plan_get_execution_ms (OptPlan *self)
{
  g_return_val_if_fail (OPT_IS_PLAN (self), NAN);

  return self->execution_ms;
}

/**
 * opt_plan_get_planning_ms:
 * @self: a plan
 *
 * Returns: the sum of "Planning Time" in milliseconds, or NAN
 */
double
opt_plan_get_planning_ms (OptPlan *self)
{
  g_return_val_if_fail (OPT_IS_PLAN (self), NAN);

  return self->planning_ms;
}

/**
 * opt_plan_get_total_ms:
 * @self: a plan
 *
 * Returns: what shares are shares of: the execution time, otherwise the time of the nodes; or NAN.
 *   Where nodes of some statements were timed, it is of these: of the others' time no node has any.
 */
double
opt_plan_get_total_ms (OptPlan *self)
{
  g_return_val_if_fail (OPT_IS_PLAN (self), NAN);

  return self->total_ms;
}

/**
 * opt_plan_get_n_untimed:
 * @self: a plan
 *
 * Returns: how many statements opt_plan_get_total_ms() leaves out
 */
guint
opt_plan_get_n_untimed (OptPlan *self)
{
  g_return_val_if_fail (OPT_IS_PLAN (self), 0);

  return self->n_timed > 0 ? self->roots->len - self->n_timed : 0;
}

/**
 * opt_plan_get_jit_ms:
 * @self: a plan
 *
 * Returns: the sum of what just-in-time compilation took, over all processes, or NAN
 */
double
opt_plan_get_jit_ms (OptPlan *self)
{
  g_return_val_if_fail (OPT_IS_PLAN (self), NAN);

  return self->jit_ms;
}

/**
 * opt_plan_get_total_cost:
 * @self: a plan
 *
 * Returns: the sum of the top nodes' estimated cost, or NAN
 */
double
opt_plan_get_total_cost (OptPlan *self)
{
  g_return_val_if_fail (OPT_IS_PLAN (self), NAN);

  return self->total_cost;
}

/**
 * opt_plan_get_n_triggers:
 * @self: a plan
 *
 * Returns: how many triggers fired
 */
guint
opt_plan_get_n_triggers (OptPlan *self)
{
  g_return_val_if_fail (OPT_IS_PLAN (self), 0);

  return self->triggers->len;
}

/**
 * opt_plan_get_trigger:
 * @self: a plan
 * @index: which
 *
 * Returns: (transfer none): the trigger
 */
const OptPlanTrigger *
opt_plan_get_trigger (OptPlan *self, guint index)
{
  g_return_val_if_fail (OPT_IS_PLAN (self), NULL);
  g_return_val_if_fail (index < self->triggers->len, NULL);

  return &g_array_index (self->triggers, OptPlanTrigger, index);
}

/**
 * opt_plan_get_n_utility_statements:
 * @self: a plan
 *
 * Returns: how many statements have no plan, as they are utility statements
 */
guint
opt_plan_get_n_utility_statements (OptPlan *self)
{
  g_return_val_if_fail (OPT_IS_PLAN (self), 0);

  return self->n_utility_statements;
}

/**
 * opt_plan_get_settings:
 * @self: a plan
 * @index: of which statement
 *
 * Returns: (transfer none) (nullable): the planner settings that differ from the defaults
 */
JsonObject *
opt_plan_get_settings (OptPlan *self, guint index)
{
  g_return_val_if_fail (OPT_IS_PLAN (self), NULL);
  g_return_val_if_fail (index < self->elements->len, NULL);

  return opt_json_get_object (g_ptr_array_index (self->elements, index), "Settings");
}

/**
 * opt_plan_get_query_text:
 * @self: a plan
 * @index: of which statement
 *
 * Returns: (transfer none) (nullable): the statement, where auto_explain wrote it down
 */
const char *
opt_plan_get_query_text (OptPlan *self, guint index)
{
  g_return_val_if_fail (OPT_IS_PLAN (self), NULL);
  g_return_val_if_fail (index < self->elements->len, NULL);

  return opt_json_get_string (g_ptr_array_index (self->elements, index), "Query Text");
}

/**
 * opt_plan_get_source:
 * @self: a plan
 *
 * Returns: (transfer none): what EXPLAIN printed
 */
JsonNode *
opt_plan_get_source (OptPlan *self)
{
  g_return_val_if_fail (OPT_IS_PLAN (self), NULL);

  return self->json;
}

/**
 * opt_plan_get_n_findings:
 * @self: a plan
 *
 * Returns: how many findings there are
 */
guint
opt_plan_get_n_findings (OptPlan *self)
{
  g_return_val_if_fail (OPT_IS_PLAN (self), 0);

  return self->findings->len;
}

/**
 * opt_plan_get_finding:
 * @self: a plan
 * @index: which; the first explains the most
 *
 * Returns: (transfer none): the finding
 */
OptFinding *
opt_plan_get_finding (OptPlan *self, guint index)
{
  g_return_val_if_fail (OPT_IS_PLAN (self), NULL);
  g_return_val_if_fail (index < self->findings->len, NULL);

  return g_ptr_array_index (self->findings, index);
}
