/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-audit-change.h"

#include <glib/gi18n-lib.h>

#include "opt-audit-writer.h"

struct _OptAuditChange
{
  GObject parent_instance;

  GPtrArray *entries; /* of OptAuditEntry, in order */
  OptAuditState state;
  OptAuditVerdict verdict;
};

G_DEFINE_FINAL_TYPE (OptAuditChange, opt_audit_change, G_TYPE_OBJECT)

G_DEFINE_ENUM_TYPE (OptAuditState,
                    opt_audit_state,
                    G_DEFINE_ENUM_VALUE (OPT_AUDIT_STATE_PREPARED, "prepared"),
                    G_DEFINE_ENUM_VALUE (OPT_AUDIT_STATE_RUNNING, "running"),
                    G_DEFINE_ENUM_VALUE (OPT_AUDIT_STATE_INTERRUPTED, "interrupted"),
                    G_DEFINE_ENUM_VALUE (OPT_AUDIT_STATE_APPLIED, "applied"),
                    G_DEFINE_ENUM_VALUE (OPT_AUDIT_STATE_FAILED, "failed"),
                    G_DEFINE_ENUM_VALUE (OPT_AUDIT_STATE_UNDOING, "undoing"),
                    G_DEFINE_ENUM_VALUE (OPT_AUDIT_STATE_UNDO_INTERRUPTED, "undo-interrupted"),
                    G_DEFINE_ENUM_VALUE (OPT_AUDIT_STATE_UNDONE, "undone"),
                    G_DEFINE_ENUM_VALUE (OPT_AUDIT_STATE_UNDO_FAILED, "undo-failed"))

static void
opt_audit_change_finalize (GObject *object)
{
  OptAuditChange *self = OPT_AUDIT_CHANGE (object);

  g_ptr_array_unref (self->entries);

  G_OBJECT_CLASS (opt_audit_change_parent_class)->finalize (object);
}

static void
opt_audit_change_class_init (OptAuditChangeClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = opt_audit_change_finalize;
}

static void
opt_audit_change_init (OptAuditChange *self)
{
}

static void
take_in (OptAuditChange *self, const OptAuditEntry *entry)
{
  switch (entry->event)
    {
    case OPT_AUDIT_PREPARED:
      self->state = OPT_AUDIT_STATE_PREPARED;
      break;
    case OPT_AUDIT_STARTED:
      self->state = opt_audit_writer_is_alive (entry->writer) ? OPT_AUDIT_STATE_RUNNING
                                                              : OPT_AUDIT_STATE_INTERRUPTED;
      break;
    case OPT_AUDIT_DONE:
      self->state = OPT_AUDIT_STATE_APPLIED;
      break;
    case OPT_AUDIT_FAILED:
      self->state = OPT_AUDIT_STATE_FAILED;
      break;
    case OPT_AUDIT_UNDO_STARTED:
      self->state = opt_audit_writer_is_alive (entry->writer) ? OPT_AUDIT_STATE_UNDOING
                                                              : OPT_AUDIT_STATE_UNDO_INTERRUPTED;
      break;
    case OPT_AUDIT_UNDONE:
      self->state = OPT_AUDIT_STATE_UNDONE;
      break;
    case OPT_AUDIT_UNDO_FAILED:
      self->state = OPT_AUDIT_STATE_UNDO_FAILED;
      break;
    case OPT_AUDIT_CONFIRMED:
      self->verdict = OPT_AUDIT_VERDICT_CONFIRMED;
      break;
    case OPT_AUDIT_FLAGGED:
      self->verdict = OPT_AUDIT_VERDICT_FLAGGED;
      break;
    case OPT_AUDIT_NOTE:
    default:
      break;
    }
}

/**
 * opt_audit_change_new:
 * @entries: (element-type OptAuditEntry): what the log says of one change, in its order
 *
 * Whether a change that has a start and no end is running or was interrupted is asked now, of the
 * processes of this machine.
 *
 * Returns: (transfer full): the change
 */
OptAuditChange *
opt_audit_change_new (GPtrArray *entries)
{
  OptAuditChange *self;

  g_return_val_if_fail (entries != NULL && entries->len > 0, NULL);

  self = g_object_new (OPT_TYPE_AUDIT_CHANGE, NULL);
  self->entries = g_ptr_array_ref (entries);
  for (guint i = 0; i < entries->len; i++)
    take_in (self, g_ptr_array_index (entries, i));

  return self;
}

/**
 * opt_audit_state_get_nick:
 * @state: a state
 *
 * Returns: (transfer none): its name in JSON
 */
const char *
opt_audit_state_get_nick (OptAuditState state)
{
  g_autoptr (GEnumClass) klass = g_type_class_ref (OPT_TYPE_AUDIT_STATE);
  const GEnumValue *value = g_enum_get_value (klass, (int) state);

  g_return_val_if_fail (value != NULL, NULL);

  return value->value_nick;
}

/**
 * opt_audit_state_get_label:
 * @state: a state
 *
 * Returns: (transfer none): it in a person's words
 */
const char *
opt_audit_state_get_label (OptAuditState state)
{
  static const char *const labels[] = {
    [OPT_AUDIT_STATE_PREPARED] = N_ ("Prepared"),
    [OPT_AUDIT_STATE_RUNNING] = N_ ("Running"),
    [OPT_AUDIT_STATE_INTERRUPTED] = N_ ("Interrupted"),
    [OPT_AUDIT_STATE_APPLIED] = N_ ("Applied"),
    [OPT_AUDIT_STATE_FAILED] = N_ ("Failed"),
    [OPT_AUDIT_STATE_UNDOING] = N_ ("Undoing"),
    [OPT_AUDIT_STATE_UNDO_INTERRUPTED] = N_ ("Undo interrupted"),
    [OPT_AUDIT_STATE_UNDONE] = N_ ("Undone"),
    [OPT_AUDIT_STATE_UNDO_FAILED] = N_ ("Undo failed"),
  };

  g_return_val_if_fail ((guint) state < G_N_ELEMENTS (labels), NULL);

  return _ (labels[state]);
}

/**
 * opt_audit_change_get_id:
 * @self: a change
 *
 * Returns: its short identifier
 */
const char *
opt_audit_change_get_id (OptAuditChange *self)
{
  const OptAuditEntry *first;

  g_return_val_if_fail (OPT_IS_AUDIT_CHANGE (self), NULL);

  first = g_ptr_array_index (self->entries, 0);

  return first->change_id;
}

/**
 * opt_audit_change_get_state:
 * @self: a change
 *
 * Returns: where it stands
 */
OptAuditState
opt_audit_change_get_state (OptAuditChange *self)
{
  g_return_val_if_fail (OPT_IS_AUDIT_CHANGE (self), OPT_AUDIT_STATE_PREPARED);

  return self->state;
}

/**
 * opt_audit_change_get_verdict:
 * @self: a change
 *
 * Returns: what the live workload said of it
 */
OptAuditVerdict
opt_audit_change_get_verdict (OptAuditChange *self)
{
  g_return_val_if_fail (OPT_IS_AUDIT_CHANGE (self), OPT_AUDIT_VERDICT_NONE);

  return self->verdict;
}

/**
 * opt_audit_change_get_entries:
 * @self: a change
 *
 * Returns: (transfer none) (element-type OptAuditEntry): the log's entries, in order
 */
GPtrArray *
opt_audit_change_get_entries (OptAuditChange *self)
{
  g_return_val_if_fail (OPT_IS_AUDIT_CHANGE (self), NULL);

  return self->entries;
}

static const OptAuditEntry *
find_last (OptAuditChange *self, OptAuditEvent event)
{
  for (guint i = self->entries->len; i-- > 0;)
    {
      const OptAuditEntry *entry = g_ptr_array_index (self->entries, i);

      if (entry->event == event)
        return entry;
    }

  return NULL;
}

/**
 * opt_audit_change_get_time:
 * @self: a change
 * @event: one of its steps
 *
 * Returns: when that happened last, in microseconds since 1970; 0 if it did not
 */
gint64
opt_audit_change_get_time (OptAuditChange *self, OptAuditEvent event)
{
  const OptAuditEntry *entry;

  g_return_val_if_fail (OPT_IS_AUDIT_CHANGE (self), 0);

  entry = find_last (self, event);

  return entry != NULL ? entry->time : 0;
}

/**
 * opt_audit_change_get_detail:
 * @self: a change
 * @event: one of its steps
 *
 * Returns: (nullable): the JSON that was kept with that step, the last time it happened
 */
const char *
opt_audit_change_get_detail (OptAuditChange *self, OptAuditEvent event)
{
  const OptAuditEntry *entry;

  g_return_val_if_fail (OPT_IS_AUDIT_CHANGE (self), NULL);

  entry = find_last (self, event);

  return entry != NULL ? entry->detail : NULL;
}

/* The first entry that says it: a later one may add what is missing, but changes nothing. */
#define DEFINE_TEXT_GETTER(name)                                           \
  const char *opt_audit_change_get_##name (OptAuditChange *self)           \
  {                                                                        \
    g_return_val_if_fail (OPT_IS_AUDIT_CHANGE (self), NULL);               \
                                                                           \
    for (guint i = 0; i < self->entries->len; i++)                         \
      {                                                                    \
        const OptAuditEntry *entry = g_ptr_array_index (self->entries, i); \
                                                                           \
        if (entry->name != NULL)                                           \
          return entry->name;                                              \
      }                                                                    \
                                                                           \
    return NULL;                                                           \
  }

/**
 * opt_audit_change_get_server_id:
 * @self: a change
 *
 * Returns: (nullable): the server's system_identifier
 */
DEFINE_TEXT_GETTER (server_id)

/**
 * opt_audit_change_get_server_name:
 * @self: a change
 *
 * Returns: (nullable): what a person calls the server
 */
DEFINE_TEXT_GETTER (server_name)

/**
 * opt_audit_change_get_database:
 * @self: a change
 *
 * Returns: (nullable): the database
 */
DEFINE_TEXT_GETTER (database)

/**
 * opt_audit_change_get_user:
 * @self: a change
 *
 * Returns: (nullable): the role that did it
 */
DEFINE_TEXT_GETTER (user)

/**
 * opt_audit_change_get_kind:
 * @self: a change
 *
 * Returns: (nullable): what kind of change it is
 */
DEFINE_TEXT_GETTER (kind)

/**
 * opt_audit_change_get_title:
 * @self: a change
 *
 * Returns: (nullable): it in words
 */
DEFINE_TEXT_GETTER (title)

/**
 * opt_audit_change_get_sql:
 * @self: a change
 *
 * Returns: (nullable): what it runs
 */
DEFINE_TEXT_GETTER (sql)

/**
 * opt_audit_change_get_undo_sql:
 * @self: a change
 *
 * Returns: (nullable): what takes it back
 */
DEFINE_TEXT_GETTER (undo_sql)

/**
 * opt_audit_change_get_recommendation_id:
 * @self: a change
 *
 * Returns: (nullable): the recommendation that it came from
 */
DEFINE_TEXT_GETTER (recommendation_id)

/**
 * opt_audit_change_is_redacted:
 * @self: a change
 *
 * Returns: whether its SQL or its undo held a secret that was not kept, so that neither can be run
 *   from the log
 */
gboolean
opt_audit_change_is_redacted (OptAuditChange *self)
{
  g_return_val_if_fail (OPT_IS_AUDIT_CHANGE (self), FALSE);

  for (guint i = 0; i < self->entries->len; i++)
    {
      const OptAuditEntry *entry = g_ptr_array_index (self->entries, i);

      if (entry->redacted)
        return TRUE;
    }

  return FALSE;
}
