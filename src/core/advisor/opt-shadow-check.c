/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "opt-shadow-check.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <math.h>

#include "opt-error.h"

/* Production's costs are printed with two decimals: below this they differ by rounding. */
#define MAX_DEVIATION 0.01
#define ROUNDING 0.01

/* What makes two nodes the same choice of the planner. */
static const char *const choices[] = {
  "Node Type",           "Relation Name", "Schema",         "Alias",
  "Index Name",          "Join Type",     "Strategy",       "Scan Direction",
  "Parent Relationship", "Subplan Name",  "Parallel Aware", "Partial Mode",
};

static char *
get_choice (OptPlanNode *node, const char *key)
{
  JsonObject *object = opt_plan_node_get_json (node);
  JsonNode *value = json_object_get_member (object, key);

  if (value == NULL || !JSON_NODE_HOLDS_VALUE (value))
    return NULL;
  if (json_node_get_value_type (value) == G_TYPE_BOOLEAN)
    return g_strdup (json_node_get_boolean (value) ? "true" : "false");

  return json_node_dup_string (value);
}

static char *
find_difference (OptPlanNode *production, OptPlanNode *shadow)
{
  guint n_children = opt_plan_node_get_n_children (production);

  for (guint i = 0; i < G_N_ELEMENTS (choices); i++)
    {
      g_autofree char *there = get_choice (production, choices[i]);
      g_autofree char *here = get_choice (shadow, choices[i]);

      if (g_strcmp0 (there, here) != 0)
        {
          g_autofree char *there_name = opt_plan_node_get_label (production);
          g_autofree char *here_name = opt_plan_node_get_label (shadow);

          return g_strdup_printf (_ ("production plans “%s” where the sandbox plans “%s”"),
                                  there_name, here_name);
        }
    }
  if (n_children != opt_plan_node_get_n_children (shadow))
    return g_strdup (_ ("the plan has another number of steps"));

  for (guint i = 0; i < n_children; i++)
    {
      char *difference = find_difference (opt_plan_node_get_child (production, i),
                                          opt_plan_node_get_child (shadow, i));

      if (difference != NULL)
        return difference;
    }

  return NULL;
}

/**
 * opt_shadow_check_compare_shapes:
 * @production: a statement's plan on production
 * @shadow: its plan in the sandbox
 *
 * Compares the planner's choices, node by node, and no cost.
 *
 * Returns: (transfer full) (nullable): where they differ first, for a person
 */
char *
opt_shadow_check_compare_shapes (OptPlan *production, OptPlan *shadow)
{
  guint n_plans;

  g_return_val_if_fail (OPT_IS_PLAN (production) && OPT_IS_PLAN (shadow), NULL);

  n_plans = opt_plan_get_n_plans (production);
  if (n_plans != opt_plan_get_n_plans (shadow))
    return g_strdup (_ ("rules make another number of plans of it"));

  for (guint i = 0; i < n_plans; i++)
    {
      char *difference
          = find_difference (opt_plan_get_root (production, i), opt_plan_get_root (shadow, i));

      if (difference != NULL)
        return difference;
    }

  return NULL;
}

static double
get_deviation (double production, double shadow)
{
  if (fabs (production - shadow) <= ROUNDING)
    return 0;

  return production > 0 ? fabs (shadow - production) / production : INFINITY;
}

/**
 * opt_shadow_check_compare:
 * @production: a statement's plan on production
 * @shadow: its plan on the shadow
 *
 * Compares the planner's choices, node by node, and the total cost.
 *
 * Returns: (transfer full): whether they agree
 */
OptShadowCheck *
opt_shadow_check_compare (OptPlan *production, OptPlan *shadow)
{
  OptShadowCheck *self = g_new0 (OptShadowCheck, 1);

  self->production_cost = opt_plan_get_total_cost (production);
  self->shadow_cost = opt_plan_get_total_cost (shadow);
  self->deviation = get_deviation (self->production_cost, self->shadow_cost);
  self->reason = opt_shadow_check_compare_shapes (production, shadow);
  if (self->reason == NULL && self->deviation > MAX_DEVIATION)
    self->reason = g_strdup_printf (_ ("the plan is the same, but its cost is %.2f on production "
                                       "and %.2f on the shadow"),
                                    self->production_cost, self->shadow_cost);
  self->agreement = self->reason == NULL ? OPT_AGREEMENT_AGREES : OPT_AGREEMENT_DIFFERS;

  return self;
}

static gboolean
ends_the_check (const GError *error)
{
  return g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED)
         || g_error_matches (error, OPT_ERROR, OPT_ERROR_UNREACHABLE);
}

/* Whether the server says it in words of its own. A function that is called while it plans may say
 * whatever it was called with. */
static gboolean
is_of_server (const char *sqlstate)
{
  static const char *const classes[] = { "08", "0A", "25", "40", "42", "53", "55", "57", "58" };

  for (gsize i = 0; sqlstate != NULL && i < G_N_ELEMENTS (classes); i++)
    if (g_str_has_prefix (sqlstate, classes[i]))
      return TRUE;

  return FALSE;
}

/* What is said of a value has it in it. */
static char *
describe_failure (const GError *error)
{
  const char *sqlstate = opt_error_get_sqlstate (error);

  if (g_error_matches (error, OPT_ERROR, OPT_ERROR_DATA))
    return g_strdup (_ ("production does not take the values that the shadow took"));
  if (sqlstate == NULL || is_of_server (sqlstate))
    return g_strdup_printf (_ ("production did not plan it: %s"), error->message);

  return g_strdup_printf (_ ("production did not plan it (SQLSTATE %s)"), sqlstate);
}

/**
 * opt_shadow_check_run_sync:
 * @statement: a statement
 * @production: a reading connection to the watched server
 * @shadow: its plan on the shadow, with the same values
 * @cancellable: (nullable): to give up
 * @error: set where nothing more can be checked: production is gone, or the check was cancelled
 *
 * Asks production for the statement's plan, without running it, and compares it with the shadow's.
 * A statement that production refuses to plan for this role is unchecked, with the reason.
 *
 * Returns: (transfer full): the result, or %NULL
 */
OptShadowCheck *
opt_shadow_check_run_sync (OptBoundStatement *statement,
                           OptConnection *production,
                           OptPlan *shadow,
                           GCancellable *cancellable,
                           GError **error)
{
  g_autoptr (OptPlan) plan = NULL;
  g_autoptr (GError) local_error = NULL;
  OptShadowCheck *self;

  plan = opt_bound_statement_plan_sync (statement, production, cancellable, &local_error);
  if (plan != NULL)
    return opt_shadow_check_compare (plan, shadow);
  if (ends_the_check (local_error))
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return NULL;
    }

  self = g_new0 (OptShadowCheck, 1);
  self->agreement = OPT_AGREEMENT_UNCHECKED;
  self->production_cost = NAN;
  self->shadow_cost = opt_plan_get_total_cost (shadow);
  self->deviation = NAN;
  self->reason = describe_failure (local_error);

  return self;
}

void
opt_shadow_check_free (OptShadowCheck *self)
{
  g_free (self->reason);
  g_free (self);
}

/**
 * opt_agreement_get_nick:
 * @agreement: an agreement
 *
 * Returns: (transfer none): the word that machines read: "agrees"
 */
const char *
opt_agreement_get_nick (OptAgreement agreement)
{
  static const char *const nicks[] = { "unchecked", "agrees", "differs" };

  g_return_val_if_fail ((guint) agreement < G_N_ELEMENTS (nicks), NULL);

  return nicks[agreement];
}
