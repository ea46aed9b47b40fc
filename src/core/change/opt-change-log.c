/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-change-log.h"

#include "opt-error.h"
#include "opt-json-build.h"
#include "opt-json.h"

/**
 * opt_change_log_begin_detail:
 *
 * Returns: (transfer full): an open object
 */
JsonBuilder *
opt_change_log_begin_detail (void)
{
  JsonBuilder *detail = json_builder_new ();

  json_builder_begin_object (detail);

  return detail;
}

/**
 * opt_change_log_print:
 * @detail: an open object, which is closed
 *
 * Returns: (transfer full): JSON
 */
char *
opt_change_log_print (JsonBuilder *detail)
{
  g_autoptr (JsonNode) node = NULL;

  json_builder_end_object (detail);
  node = json_builder_get_root (detail);

  return opt_json_print (node, FALSE);
}

/**
 * opt_change_log_sync:
 * @audit: the log
 * @change_id: which change; its other texts were logged when it was prepared
 * @event: what happened
 * @detail: (nullable): an open object, which is closed
 * @error: return location for an error
 *
 * Returns: whether it is on the disk
 */
gboolean
opt_change_log_sync (OptAudit *audit,
                     const char *change_id,
                     OptAuditEvent event,
                     JsonBuilder *detail,
                     GError **error)
{
  g_autofree char *text = detail != NULL ? opt_change_log_print (detail) : NULL;
  OptAuditEntry entry = { .change_id = (char *) change_id, .event = event, .detail = text };

  return opt_audit_append_sync (audit, &entry, error);
}

/**
 * opt_change_log_error_sync:
 * @audit: the log
 * @change_id: which change
 * @event: what happened
 * @cause: why
 * @leftover: (nullable): what was left on the server, as opt_change_clean_up_sync() says it; see
 * also opt_change_forget_leftover_sync()
 * @error: return location for an error
 *
 * Returns: whether it is on the disk
 */
gboolean
opt_change_log_error_sync (OptAudit *audit,
                           const char *change_id,
                           OptAuditEvent event,
                           const GError *cause,
                           const char *leftover,
                           GError **error)
{
  g_autoptr (JsonBuilder) detail = opt_change_log_begin_detail ();

  opt_json_add_text (detail, "error", cause->message);
  opt_json_add_text (detail, "sqlstate", opt_error_get_sqlstate (cause));
  opt_json_add_text (detail, "detail", opt_error_get_detail (cause));
  opt_json_add_text (detail, "leftover", leftover);

  return opt_change_log_sync (audit, change_id, event, detail, error);
}

/**
 * opt_change_log_get_node:
 * @change: a change
 * @event: one of its events
 *
 * Returns: (transfer full) (nullable): the object that was logged with it
 */
JsonNode *
opt_change_log_get_node (OptAuditChange *change, OptAuditEvent event)
{
  const char *detail = opt_audit_change_get_detail (change, event);
  g_autoptr (JsonNode) node = detail != NULL ? opt_json_parse (detail, -1, NULL) : NULL;

  return node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? g_steal_pointer (&node) : NULL;
}

/**
 * opt_change_log_get_text:
 * @change: a change
 * @event: one of its events
 * @name: a member of its detail
 *
 * Returns: (transfer full) (nullable): its text
 */
char *
opt_change_log_get_text (OptAuditChange *change, OptAuditEvent event, const char *name)
{
  g_autoptr (JsonNode) node = opt_change_log_get_node (change, event);

  return node != NULL ? g_strdup (opt_json_get_string (json_node_get_object (node), name)) : NULL;
}

/**
 * opt_change_log_get_int:
 * @change: a change
 * @event: one of its events
 * @name: a member of its detail
 *
 * Returns: its value, or 0
 */
gint64
opt_change_log_get_int (OptAuditChange *change, OptAuditEvent event, const char *name)
{
  g_autoptr (JsonNode) node = opt_change_log_get_node (change, event);

  return node != NULL ? opt_json_get_int (json_node_get_object (node), name, 0) : 0;
}

/**
 * opt_change_log_is_kind:
 * @change: a change
 * @kind: a kind
 *
 * Returns: whether it is of that kind
 */
gboolean
opt_change_log_is_kind (OptAuditChange *change, OptChangeKind kind)
{
  return g_strcmp0 (opt_audit_change_get_kind (change), opt_change_kind_get_nick (kind)) == 0;
}

/**
 * opt_change_log_get_steps:
 * @change: a change
 *
 * Returns: (transfer full) (nullable) (element-type OptIndexStep): its statements, where these are
 *   several
 */
GPtrArray *
opt_change_log_get_steps (OptAuditChange *change)
{
  g_autoptr (JsonNode) node = opt_change_log_get_node (change, OPT_AUDIT_PREPARED);

  return node != NULL && json_object_has_member (json_node_get_object (node), "steps")
             ? opt_index_steps_from_json (
                 json_object_get_member (json_node_get_object (node), "steps"))
             : NULL;
}

static JsonNode *
get_note (OptAuditChange *change, guint position)
{
  const OptAuditEntry *entry = opt_audit_change_get_entries (change)->pdata[position];
  g_autoptr (JsonNode) node = entry->event == OPT_AUDIT_NOTE && entry->detail != NULL
                                  ? opt_json_parse (entry->detail, -1, NULL)
                                  : NULL;

  return node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? g_steal_pointer (&node) : NULL;
}

/**
 * opt_change_log_get_oid:
 * @change: a change
 * @index: a quoted name
 *
 * Returns: of the index of that name that it, or its undo, made last; 0 where none was noted
 */
gint64
opt_change_log_get_oid (OptAuditChange *change, const char *index)
{
  for (guint i = opt_audit_change_get_entries (change)->len; i > 0; i--)
    {
      g_autoptr (JsonNode) node = get_note (change, i - 1);
      JsonObject *object = node != NULL ? json_node_get_object (node) : NULL;
      gint64 oid = object != NULL ? opt_json_get_int (object, "index_oid", 0) : 0;

      if (oid != 0 && g_strcmp0 (opt_json_get_string (object, "index"), index) == 0)
        return oid;
    }

  return 0;
}

/**
 * opt_change_log_get_noted:
 * @change: a change
 * @name: a member of a note
 *
 * Returns: the number that was noted last under that name, or 0
 */
gint64
opt_change_log_get_noted (OptAuditChange *change, const char *name)
{
  for (guint i = opt_audit_change_get_entries (change)->len; i > 0; i--)
    {
      g_autoptr (JsonNode) node = get_note (change, i - 1);
      gint64 value = node != NULL ? opt_json_get_int (json_node_get_object (node), name, 0) : 0;

      if (value != 0)
        return value;
    }

  return 0;
}

/**
 * opt_change_log_get_running:
 * @change: a change
 * @undo: whether its undo is meant
 * @sql: (out) (transfer full) (nullable): the statement that was begun last
 * @table: (out) (transfer full) (nullable): the table that it is about
 */
void
opt_change_log_get_running (OptAuditChange *change, gboolean undo, char **sql, char **table)
{
  GPtrArray *entries = opt_audit_change_get_entries (change);

  for (guint i = entries->len; i > 0; i--)
    {
      const OptAuditEntry *entry = entries->pdata[i - 1];
      g_autoptr (JsonNode) node = get_note (change, i - 1);
      JsonObject *object = node != NULL ? json_node_get_object (node) : NULL;

      if (entry->event == (undo ? OPT_AUDIT_UNDO_STARTED : OPT_AUDIT_STARTED))
        break;
      if (object == NULL || opt_json_get_string (object, "sql") == NULL)
        continue;
      *sql = g_strdup (opt_json_get_string (object, "sql"));
      *table = g_strdup (opt_json_get_string (object, "table"));
      return;
    }

  *sql = g_strdup (undo ? opt_audit_change_get_undo_sql (change)
                        : opt_audit_change_get_sql (change));
  *table = opt_change_log_get_text (change, OPT_AUDIT_PREPARED, "table");
}

/**
 * opt_change_log_step_sync:
 * @audit: the log
 * @change_id: which change
 * @number: 1 for the first
 * @of: of how many statements
 * @table: (nullable): the table that it is about, quoted
 * @sql: the statement
 * @error: return location for an error
 *
 * Notes that the next statement of a change begins.
 *
 * Returns: whether it is on the disk
 */
gboolean
opt_change_log_step_sync (OptAudit *audit,
                          const char *change_id,
                          guint number,
                          guint of,
                          const char *table,
                          const char *sql,
                          GError **error)
{
  g_autoptr (JsonBuilder) detail = opt_change_log_begin_detail ();

  opt_json_add_int (detail, "step", number);
  opt_json_add_int (detail, "of", of);
  opt_json_add_text (detail, "table", table);
  opt_json_add_text (detail, "sql", sql);

  return opt_change_log_sync (audit, change_id, OPT_AUDIT_NOTE, detail, error);
}
