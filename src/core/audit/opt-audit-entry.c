/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-audit-entry.h"

G_DEFINE_ENUM_TYPE (OptAuditEvent,
                    opt_audit_event,
                    G_DEFINE_ENUM_VALUE (OPT_AUDIT_PREPARED, "prepared"),
                    G_DEFINE_ENUM_VALUE (OPT_AUDIT_STARTED, "started"),
                    G_DEFINE_ENUM_VALUE (OPT_AUDIT_DONE, "done"),
                    G_DEFINE_ENUM_VALUE (OPT_AUDIT_FAILED, "failed"),
                    G_DEFINE_ENUM_VALUE (OPT_AUDIT_UNDO_STARTED, "undo-started"),
                    G_DEFINE_ENUM_VALUE (OPT_AUDIT_UNDONE, "undone"),
                    G_DEFINE_ENUM_VALUE (OPT_AUDIT_UNDO_FAILED, "undo-failed"),
                    G_DEFINE_ENUM_VALUE (OPT_AUDIT_CONFIRMED, "confirmed"),
                    G_DEFINE_ENUM_VALUE (OPT_AUDIT_FLAGGED, "flagged"),
                    G_DEFINE_ENUM_VALUE (OPT_AUDIT_NOTE, "note"))

/**
 * opt_audit_event_get_nick:
 * @event: an event
 *
 * Returns: (transfer none): its name in the log and in JSON
 */
const char *
opt_audit_event_get_nick (OptAuditEvent event)
{
  g_autoptr (GEnumClass) klass = g_type_class_ref (OPT_TYPE_AUDIT_EVENT);
  const GEnumValue *value = g_enum_get_value (klass, (int) event);

  g_return_val_if_fail (value != NULL, NULL);

  return value->value_nick;
}

/**
 * opt_audit_event_from_nick:
 * @nick: (nullable): a name
 * @event: (out): the event
 *
 * Returns: whether there is such an event
 */
gboolean
opt_audit_event_from_nick (const char *nick, OptAuditEvent *event)
{
  g_autoptr (GEnumClass) klass = g_type_class_ref (OPT_TYPE_AUDIT_EVENT);
  const GEnumValue *value = nick != NULL ? g_enum_get_value_by_nick (klass, nick) : NULL;

  if (value == NULL)
    return FALSE;
  *event = (OptAuditEvent) value->value;

  return TRUE;
}

/**
 * opt_audit_entry_free:
 * @self: (nullable): an entry that owns its texts
 *
 * Frees it.
 */
void
opt_audit_entry_free (OptAuditEntry *self)
{
  if (self == NULL)
    return;

  g_free (self->change_id);
  g_free (self->server_id);
  g_free (self->server_name);
  g_free (self->database);
  g_free (self->user);
  g_free (self->kind);
  g_free (self->title);
  g_free (self->sql);
  g_free (self->undo_sql);
  g_free (self->recommendation_id);
  g_free (self->detail);
  g_free (self->writer);
  g_free (self->prev_hash);
  g_free (self->hash);
  g_free (self);
}
