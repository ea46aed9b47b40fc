/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "opt-what-if.h"

#include "opt-error.h"

/* A candidate that HypoPG was asked to make. */
typedef struct
{
  guint32 handle; /* 0: it is not there now */
  char *name;     /* by which a plan names it now */
  gint64 bytes;   /* -1: it never was there */
  gboolean impossible;
} Hypothetical;

struct _OptWhatIf
{
  OptShadow *shadow;
  GHashTable *hypotheticals; /* a candidate's SQL -> Hypothetical */
  guint n_plans;
};

static void
hypothetical_free (gpointer data)
{
  Hypothetical *hypothetical = data;

  g_free (hypothetical->name);
  g_free (hypothetical);
}

/**
 * opt_what_if_new:
 * @shadow: an open shadow, which nobody else uses meanwhile
 *
 * Returns: (transfer full): its planner
 */
OptWhatIf *
opt_what_if_new (OptShadow *shadow)
{
  OptWhatIf *self = g_new0 (OptWhatIf, 1);

  g_return_val_if_fail (OPT_IS_SHADOW (shadow), self);

  self->shadow = g_object_ref (shadow);
  self->hypotheticals = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, hypothetical_free);

  return self;
}

void
opt_what_if_free (OptWhatIf *self)
{
  g_hash_table_unref (self->hypotheticals);
  g_clear_object (&self->shadow);
  g_free (self);
}

static Hypothetical *
get_hypothetical (OptWhatIf *self, const OptCandidate *candidate)
{
  Hypothetical *hypothetical = g_hash_table_lookup (self->hypotheticals, candidate->sql);

  if (hypothetical == NULL)
    {
      hypothetical = g_new0 (Hypothetical, 1);
      hypothetical->bytes = -1;
      g_hash_table_insert (self->hypotheticals, g_strdup (candidate->sql), hypothetical);
    }

  return hypothetical;
}

static gboolean
remove_others (OptWhatIf *self, GHashTable *wanted, GCancellable *cancellable, GError **error)
{
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, self->hypotheticals);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      Hypothetical *hypothetical = value;

      if (hypothetical->handle == 0 || g_hash_table_contains (wanted, hypothetical))
        continue;
      if (!opt_shadow_remove_hypothetical_sync (self->shadow, hypothetical->handle, cancellable,
                                                error))
        return FALSE;
      hypothetical->handle = 0;
    }

  return TRUE;
}

/* An index that no server would make (a function in it is not immutable) is none to think about. */
static gboolean
is_refusal (const GError *error)
{
  return g_error_matches (error, OPT_ERROR, OPT_ERROR_SYNTAX)
         || g_error_matches (error, OPT_ERROR, OPT_ERROR_UNSUPPORTED)
         || g_error_matches (error, OPT_ERROR, OPT_ERROR_DATA)
         || g_error_matches (error, OPT_ERROR, OPT_ERROR_FAILED);
}

static gboolean
make (OptWhatIf *self,
      const OptCandidate *candidate,
      Hypothetical *hypothetical,
      GCancellable *cancellable,
      GError **error)
{
  g_autoptr (GError) local_error = NULL;

  if (hypothetical->handle != 0 || hypothetical->impossible)
    return TRUE;

  g_clear_pointer (&hypothetical->name, g_free);
  hypothetical->handle
      = opt_shadow_add_hypothetical_sync (self->shadow, candidate->sql, &hypothetical->name,
                                          &hypothetical->bytes, cancellable, &local_error);
  if (hypothetical->handle != 0)
    return TRUE;
  if (is_refusal (local_error))
    {
      hypothetical->impossible = TRUE;
      return TRUE;
    }
  g_propagate_error (error, g_steal_pointer (&local_error));

  return FALSE;
}

static gboolean
arrange (OptWhatIf *self, GPtrArray *candidates, GCancellable *cancellable, GError **error)
{
  g_autoptr (GHashTable) wanted = g_hash_table_new (NULL, NULL);

  for (guint i = 0; candidates != NULL && i < candidates->len; i++)
    g_hash_table_add (wanted, get_hypothetical (self, g_ptr_array_index (candidates, i)));
  if (!remove_others (self, wanted, cancellable, error))
    return FALSE;

  for (guint i = 0; candidates != NULL && i < candidates->len; i++)
    {
      const OptCandidate *candidate = g_ptr_array_index (candidates, i);

      if (!make (self, candidate, get_hypothetical (self, candidate), cancellable, error))
        return FALSE;
    }

  return TRUE;
}

/**
 * opt_what_if_plan_sync:
 * @self: a shadow's planner
 * @statement: a statement
 * @candidates: (nullable) (element-type OptCandidate): the indexes that there would be besides the
 *   existing ones; what no server would make is passed over
 * @cancellable: (nullable): to give up
 * @error: set as opt_plan_request_sync() and the shadow do
 *
 * Returns: (transfer full): how it would be run, or %NULL
 */
OptPlan *
opt_what_if_plan_sync (OptWhatIf *self,
                       OptBoundStatement *statement,
                       GPtrArray *candidates,
                       GCancellable *cancellable,
                       GError **error)
{
  g_return_val_if_fail (self != NULL && statement != NULL, NULL);

  if (!arrange (self, candidates, cancellable, error))
    return NULL;
  self->n_plans++;

  return opt_bound_statement_plan_sync (statement, opt_shadow_get_connection (self->shadow),
                                        cancellable, error);
}

static gboolean
reads_index (OptPlan *plan, const char *name)
{
  for (guint id = 1; id <= opt_plan_get_n_nodes (plan); id++)
    {
      OptPlanNode *node = opt_plan_get_node (plan, (int) id);

      if (g_strcmp0 (opt_plan_node_get_text (node, "Index Name"), name) == 0)
        return TRUE;
    }

  return FALSE;
}

/**
 * opt_what_if_get_used:
 * @self: a shadow's planner
 * @plan: the plan that it made last
 * @candidates: (element-type OptCandidate): those that it was made with
 *
 * Returns: (transfer full) (element-type OptCandidate): those that the plan reads
 */
GPtrArray *
opt_what_if_get_used (OptWhatIf *self, OptPlan *plan, GPtrArray *candidates)
{
  GPtrArray *used = g_ptr_array_new_with_free_func ((GDestroyNotify) opt_candidate_unref);

  for (guint i = 0; i < candidates->len; i++)
    {
      OptCandidate *candidate = g_ptr_array_index (candidates, i);
      const Hypothetical *hypothetical = get_hypothetical (self, candidate);

      if (hypothetical->handle != 0 && reads_index (plan, hypothetical->name))
        g_ptr_array_add (used, opt_candidate_ref (candidate));
    }

  return used;
}

/**
 * opt_what_if_get_bytes:
 * @self: a shadow's planner
 * @candidate: a candidate
 *
 * Returns: how large HypoPG estimates it, in bytes; -1 where it never made it
 */
gint64
opt_what_if_get_bytes (OptWhatIf *self, const OptCandidate *candidate)
{
  return get_hypothetical (self, candidate)->bytes;
}

/**
 * opt_what_if_get_n_plans:
 * @self: a shadow's planner
 *
 * Returns: how many plans it was asked for
 */
guint
opt_what_if_get_n_plans (OptWhatIf *self)
{
  return self->n_plans;
}
