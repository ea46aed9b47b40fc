/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>

#include "opt-change-build.h"
#include "opt-change-log.h"
#include "opt-change-partitions.h"
#include "opt-json.h"

/**
 * opt_change_partitions_was_begun:
 * @change: the making of a partitioned table's index
 * @number: of a step, 1 for the first
 *
 * Returns: whether it was begun, and the server did not say that it made nothing
 */
gboolean
opt_change_partitions_was_begun (OptAuditChange *change, guint number)
{
  GPtrArray *entries = opt_audit_change_get_entries (change);

  for (guint i = entries->len; i > 0; i--)
    {
      const OptAuditEntry *entry = entries->pdata[i - 1];
      g_autoptr (JsonNode) node = entry->event == OPT_AUDIT_NOTE && entry->detail != NULL
                                      ? opt_json_parse (entry->detail, -1, NULL)
                                      : NULL;
      JsonObject *object
          = node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;

      if (object != NULL && opt_json_get_int (object, "step", 0) == number)
        return opt_json_get_boolean (object, "made", TRUE);
    }

  return FALSE;
}

/* The log has no oid of it, and it says the same as what was begun. */
static gboolean
may_be_own (OptAuditChange *change,
            const OptIndexStep *step,
            guint number,
            const OptIndexState *state)
{
  return state->is_index && state->builder == 0 && opt_change_log_get_oid (change, step->index) == 0
         && opt_change_partitions_was_begun (change, number)
         && opt_change_is_same_index (step->sql, state->definition);
}

/**
 * opt_change_partitions_is_own:
 * @change: the making of a partitioned table's index
 * @step: one of its steps, which makes an index
 * @number: 1 for the first
 * @state: what its name stands for
 *
 * The log has the oid of what was made, unless the process ended right then: its name was free
 * before, and so an index that says the same is taken for it as long as it is not valid. A valid
 * one may be another's, and in use.
 *
 * Returns: whether that is the index that the step has made
 */
gboolean
opt_change_partitions_is_own (OptAuditChange *change,
                              const OptIndexStep *step,
                              guint number,
                              const OptIndexState *state)
{
  gint64 oid = opt_change_log_get_oid (change, step->index);

  if (!state->is_index || state->builder != 0)
    return FALSE;

  return oid != 0 ? state->oid == oid : !state->valid && may_be_own (change, step, number, state);
}

typedef struct
{
  guint of;             /* partitions */
  guint attached;       /* of these */
  const char *doubtful; /* (nullable) an index that may be of the change, and stays */
} Parts;

static gboolean
count_parts (OptChangeSession *session,
             OptAuditChange *change,
             GPtrArray *steps,
             Parts *parts,
             GCancellable *cancellable,
             GError **error)
{
  for (guint i = 0; i < steps->len; i++)
    {
      const OptIndexStep *step = steps->pdata[i];
      g_auto (OptIndexState)
        part = { 0 };

      if (!opt_change_session_get_index_sync (session, step->index, &part, cancellable, error))
        return FALSE;
      if (step->kind == OPT_INDEX_STEP_ATTACH || step->kind == OPT_INDEX_STEP_ADOPT)
        {
          parts->of++;
          parts->attached += part.parent != 0 ? 1 : 0;
        }
      else if (parts->doubtful == NULL && part.valid && may_be_own (change, step, i + 1, &part))
        parts->doubtful = step->index;
    }

  return TRUE;
}

static char *
describe_top (const char *index, const OptIndexState *state, gboolean own, const Parts *parts)
{
  if (!state->exists)
    return g_strdup_printf (_ ("The index %s is not there."), index);
  if (!own)
    return g_strdup_printf (
        _ ("What is called %s is not the index of this change, and is left alone."), index);
  if (state->valid)
    return g_strdup_printf (_ ("The index %s is there and is valid."), index);

  return g_strdup_printf (ngettext ("The index %s is there and is not valid: of %u partition, %u "
                                    "has its part of it.",
                                    "The index %s is there and is not valid: of %u partitions, %u "
                                    "have their part of it.",
                                    parts->of),
                          index, parts->of, parts->attached);
}

static char *
describe_doubtful (const char *index)
{
  return index != NULL ? g_strdup_printf (_ ("The index %s is valid, and may be of this change or "
                                             "of somebody else: it is left alone. Drop it by hand "
                                             "if nobody needs it."),
                                          index)
                       : NULL;
}

/**
 * opt_change_partitions_describe_sync:
 * @session: a session
 * @change: the making of a partitioned table's index
 * @state: (out): what the name of the table's index stands for; nothing where that is another's
 * @cancellable: (nullable): cancels it
 * @error: return location for an error
 *
 * Returns: (transfer full) (nullable): how far it has come, in words
 */
char *
opt_change_partitions_describe_sync (OptChangeSession *session,
                                     OptAuditChange *change,
                                     OptIndexState *state,
                                     GCancellable *cancellable,
                                     GError **error)
{
  g_autoptr (GPtrArray) steps = opt_change_log_get_steps (change);
  g_autofree char *index = opt_change_log_get_text (change, OPT_AUDIT_PREPARED, "index");
  g_autofree char *top = NULL;
  g_autofree char *doubtful = NULL;
  Parts parts = { 0 };
  gboolean own;

  if (!opt_change_session_get_index_sync (session, index, state, cancellable, error)
      || (steps != NULL && !count_parts (session, change, steps, &parts, cancellable, error)))
    return NULL;
  doubtful = describe_doubtful (parts.doubtful);
  own = steps != NULL && opt_change_partitions_is_own (change, steps->pdata[0], 1, state);
  if (g_strcmp0 (parts.doubtful, index) != 0)
    top = describe_top (index, state, own, &parts);
  if (!own)
    state->exists = state->valid = FALSE;

  if (top == NULL)
    return g_steal_pointer (&doubtful);
  if (doubtful == NULL)
    return g_steal_pointer (&top);

  return g_strdup_printf ("%s %s", top, doubtful);
}
