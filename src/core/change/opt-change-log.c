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
