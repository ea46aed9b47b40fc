/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-change-property-state.h"

#include <glib/gi18n-lib.h>

#include "opt-change-log.h"
#include "opt-change-parameter.h"
#include "opt-error.h"
#include "opt-json.h"
#include "opt-sql.h"

static const char *
get_query (const OptChangeProperty *property)
{
  switch (property->kind)
    {
    case OPT_PROPERTY_COLUMN_TARGET:
      return "value-column-target";
    case OPT_PROPERTY_COLUMN_OPTION:
      return "value-column-option";
    case OPT_PROPERTY_STATISTICS:
      return "value-statistics";
    case OPT_PROPERTY_PARAMETER:
    default:
      return property->database != NULL || property->role != NULL ? "value-database-role"
                                                                  : "value-system";
    }
}

/**
 * opt_change_property_read_sync:
 * @connection: a connection to the database
 * @property: what to read
 * @value: (out) (transfer full) (nullable): its value; %NULL where it has none of its own
 * @oid: (out) (optional): of a statistics object; 0 where it is none, or is not there
 * @cancellable: (nullable): cancels it
 * @error: return location for an error
 *
 * Returns: whether the server answered
 */
gboolean
opt_change_property_read_sync (OptConnection *connection,
                               const OptChangeProperty *property,
                               char **value,
                               gint64 *oid,
                               GCancellable *cancellable,
                               GError **error)
{
  const char *sql = opt_sql_get ("change", get_query (property),
                                 opt_connection_get_server_version (connection));
  g_autoptr (OptParams) params = opt_params_new ();
  g_autoptr (OptResult) result = NULL;

  opt_params_add_text (params, property->name);
  if (property->kind == OPT_PROPERTY_PARAMETER)
    {
      opt_params_add_text (params, property->database);
      opt_params_add_text (params, property->role);
    }
  else if (property->kind == OPT_PROPERTY_STATISTICS)
    {
      opt_params_add_text (params, property->schema);
      opt_params_add_text (params, property->name);
    }
  else
    {
      opt_params_add_text (params, property->table);
      opt_params_add_text (params, property->column);
    }
  result = opt_connection_query_sync (connection, sql != NULL ? sql : "", params, OPT_QUERY_NONE,
                                      cancellable, error);
  if (result == NULL)
    return FALSE;

  *value = opt_result_get_n_rows (result) > 0 ? g_strdup (opt_result_get_text (result, 0, "value"))
                                              : NULL;
  if (oid != NULL)
    *oid = *value != NULL && property->kind == OPT_PROPERTY_STATISTICS
               ? opt_result_get_int (result, 0, "oid")
               : 0;

  return TRUE;
}

static char *
name_property (const OptChangeProperty *property)
{
  switch (property->kind)
    {
    case OPT_PROPERTY_COLUMN_TARGET:
      return g_strdup_printf (_ ("The statistics target of the column %s of %s"), property->column,
                              property->table);
    case OPT_PROPERTY_COLUMN_OPTION:
      return g_strdup_printf (_ ("%s of the column %s of %s"), property->name, property->column,
                              property->table);
    case OPT_PROPERTY_STATISTICS:
      return g_strdup_printf (_ ("The statistics object %s.%s"), property->schema, property->name);
    case OPT_PROPERTY_PARAMETER:
    default:
      if (property->role != NULL && property->database != NULL)
        return g_strdup_printf (_ ("%s for the role “%s” in the database “%s”"), property->name,
                                property->role, property->database);
      if (property->role != NULL)
        return g_strdup_printf (_ ("%s for the role “%s”"), property->name, property->role);
      if (property->database != NULL)
        return g_strdup_printf (_ ("%s for the database “%s”"), property->name, property->database);
      return g_strdup_printf (_ ("%s for the server"), property->name);
    }
}

/**
 * opt_change_property_describe:
 * @property: what it is
 * @value: (nullable): its value
 *
 * Returns: (transfer full): in words what it is set to
 */
char *
opt_change_property_describe (const OptChangeProperty *property, const char *value)
{
  g_autofree char *name = name_property (property);

  if (value == NULL)
    return property->kind == OPT_PROPERTY_STATISTICS ? g_strdup_printf (_ ("%s is not there"), name)
                                                     : g_strdup_printf (_ ("%s is not set"), name);

  return g_strdup_printf (_ ("%s is “%s”"), name, value);
}

/**
 * opt_change_set_add_property_sync:
 * @set: a set
 * @connection: to the database, as the role that is to make the change
 * @property: what to set; its value before is filled in
 * @cancellable: (nullable): cancels it
 * @error: return location for an error: %OPT_ERROR_CONFLICT where there is nothing to do
 *
 * Adds the setting of it, with the undo that the server's answer makes.
 *
 * Returns: whether it was added
 */
gboolean
opt_change_set_add_property_sync (OptChangeSet *set,
                                  OptConnection *connection,
                                  OptChangeProperty *property,
                                  GCancellable *cancellable,
                                  GError **error)
{
  g_autofree char *found = NULL;
  g_autofree char *words = NULL;

  if (property->kind == OPT_PROPERTY_PARAMETER
      && !opt_change_parameter_check_sync (connection, property, NULL, cancellable, error))
    return FALSE;
  if (!opt_change_property_read_sync (connection, property, &found, NULL, cancellable, error))
    return FALSE;
  if (property->kind == OPT_PROPERTY_STATISTICS ? found != NULL
                                                : g_strcmp0 (found, property->after) == 0)
    {
      words = opt_change_property_describe (property, found);
      opt_set_error (error, OPT_ERROR_CONFLICT, _ ("Nothing is to be done."), _ ("%s already."),
                     words);
      return FALSE;
    }

  g_free (property->before);
  property->before = g_steal_pointer (&found);
  opt_change_set_add_property (set, property);

  return TRUE;
}

/**
 * opt_change_log_is_property:
 * @change: a change
 *
 * Returns: whether it sets what has one value
 */
gboolean
opt_change_log_is_property (OptAuditChange *change)
{
  return opt_change_log_is_kind (change, OPT_CHANGE_SET_PARAMETER)
         || opt_change_log_is_kind (change, OPT_CHANGE_SET_COLUMN)
         || opt_change_log_is_kind (change, OPT_CHANGE_CREATE_STATISTICS);
}

/**
 * opt_change_log_get_property:
 * @change: a change
 *
 * Returns: (transfer full) (nullable): what it sets
 */
OptChangeProperty *
opt_change_log_get_property (OptAuditChange *change)
{
  g_autoptr (JsonNode) node = opt_change_log_get_node (change, OPT_AUDIT_PREPARED);
  JsonObject *object = node != NULL ? json_node_get_object (node) : NULL;

  return object != NULL && json_object_has_member (object, "property")
             ? opt_change_property_from_json (json_object_get_member (object, "property"))
             : NULL;
}

/**
 * opt_change_needs_restart:
 * @change: a change
 *
 * Returns: whether it set a parameter that comes into force only when the server is started anew,
 *   and has not been taken back; whether that has happened since is not known here
 */
gboolean
opt_change_needs_restart (OptAuditChange *change)
{
  OptAuditState state = opt_audit_change_get_state (change);
  g_autoptr (OptChangeProperty) property
      = state == OPT_AUDIT_STATE_APPLIED || state == OPT_AUDIT_STATE_UNDO_FAILED
            ? opt_change_log_get_property (change)
            : NULL;

  return property != NULL && property->restart;
}

/* ---- Setting it ------------------------------------------------------------------------------ */

/**
 * opt_change_property_check_before_sync:
 * @session: a session
 * @property: what is to be set
 * @cancellable: (nullable): cancels it
 * @error: return location for an error: %OPT_ERROR_CONFLICT
 *
 * Returns: whether it is as it was when the change was made up
 */
gboolean
opt_change_property_check_before_sync (OptChangeSession *session,
                                       const OptChangeProperty *property,
                                       GCancellable *cancellable,
                                       GError **error)
{
  g_autofree char *found = NULL;
  g_autofree char *words = NULL;

  if (!opt_change_property_read_sync (session->connection, property, &found, NULL, cancellable,
                                      error))
    return FALSE;
  if (g_strcmp0 (found, property->before) == 0)
    return TRUE;

  words = opt_change_property_describe (property, found);
  opt_set_error (error, OPT_ERROR_CONFLICT, _ ("Have the change made up again."),
                 _ ("%s by now, which the undo does not know. Nothing was changed."), words);

  return FALSE;
}

/**
 * opt_change_property_check_sync:
 * @session: a session
 * @change: the setting of something
 * @cancellable: (nullable): cancels it
 * @error: return location for an error: %OPT_ERROR_CONFLICT where it is not as it was, so that the
 *   undo would not take it back
 *
 * Returns: whether it may be set
 */
gboolean
opt_change_property_check_sync (OptChangeSession *session,
                                const OptChange *change,
                                GCancellable *cancellable,
                                GError **error)
{
  g_autoptr (OptChangeProperty) property
      = change->property != NULL ? opt_change_property_copy (change->property) : NULL;

  if (property == NULL)
    {
      opt_set_error (error, OPT_ERROR_INVALID, _ ("Ask for advice again."),
                     _ ("The change does not say what it sets. Nothing was changed."));
      return FALSE;
    }
  if (property->kind == OPT_PROPERTY_PARAMETER
      && !opt_change_parameter_check_sync (session->connection, property, NULL, cancellable, error))
    return FALSE;

  return opt_change_property_check_before_sync (session, property, cancellable, error);
}

/* ---- Taking it back -------------------------------------------------------------------------- */

/* As the change sets it. What it was when the change was made is noted with its end; a statistics
 * object that has none is known by the oid that was noted before it was there for others, and
 * without that it is somebody else's. */
static gboolean
is_made (OptAuditChange *change, const OptChangeProperty *property, const char *value, gint64 oid)
{
  g_autofree char *made = opt_change_log_get_text (change, OPT_AUDIT_DONE, "definition");

  if (made != NULL)
    return g_strcmp0 (value, made) == 0;
  if (property->kind == OPT_PROPERTY_STATISTICS)
    return oid != 0 && oid == opt_change_log_get_noted (change, "statistics_oid");

  return g_strcmp0 (value, property->after) == 0;
}

/**
 * opt_change_property_judge_sync:
 * @session: a session
 * @change: the setting of something
 * @property: what it sets
 * @value: (out) (transfer full) (nullable): what it is
 * @standing: (out): by whom that is
 * @cancellable: (nullable): cancels it
 * @error: return location for an error
 *
 * Returns: whether the server answered
 */
gboolean
opt_change_property_judge_sync (OptChangeSession *session,
                                OptAuditChange *change,
                                const OptChangeProperty *property,
                                char **value,
                                OptPropertyStanding *standing,
                                GCancellable *cancellable,
                                GError **error)
{
  gint64 oid = 0;

  if (!opt_change_property_read_sync (session->connection, property, value, &oid, cancellable,
                                      error))
    return FALSE;

  *standing = is_made (change, property, *value, oid)     ? OPT_PROPERTY_AS_MADE
              : g_strcmp0 (*value, property->before) == 0 ? OPT_PROPERTY_AS_BEFORE
                                                          : OPT_PROPERTY_ANOTHERS;

  return TRUE;
}

/**
 * opt_change_property_check_made_sync:
 * @session: a session
 * @change: the setting of something
 * @property: what it sets
 * @cancellable: (nullable): cancels it
 * @error: return location for an error: %OPT_ERROR_CONFLICT where somebody has set it since,
 *   %OPT_ERROR_NOT_FOUND where it is as it was before
 *
 * Returns: whether it is as the change has set it
 */
gboolean
opt_change_property_check_made_sync (OptChangeSession *session,
                                     OptAuditChange *change,
                                     const OptChangeProperty *property,
                                     GCancellable *cancellable,
                                     GError **error)
{
  g_autofree char *found = NULL;
  g_autofree char *words = NULL;
  OptPropertyStanding standing;

  if (!opt_change_property_judge_sync (session, change, property, &found, &standing, cancellable,
                                       error))
    return FALSE;
  if (standing == OPT_PROPERTY_AS_MADE)
    return TRUE;

  words = opt_change_property_describe (property, found);
  if (standing == OPT_PROPERTY_AS_BEFORE)
    opt_set_error (error, OPT_ERROR_NOT_FOUND, _ ("Nothing is to be done."),
                   _ ("%s, as it was before the change."), words);
  else
    opt_set_error (error, OPT_ERROR_CONFLICT,
                   _ ("Ask who set it so; to have it as before, run the undo by hand."),
                   _ ("%s by now: somebody else has set it since the change, and that is kept."),
                   words);

  return FALSE;
}

/**
 * opt_change_property_is_half_undone_sync:
 * @session: a session
 * @change: the setting of something
 * @property: what it sets
 *
 * Returns: whether an undo has set it back, and what was to follow failed
 */
gboolean
opt_change_property_is_half_undone_sync (OptChangeSession *session,
                                         OptAuditChange *change,
                                         const OptChangeProperty *property)
{
  g_autofree char *found = NULL;
  OptPropertyStanding standing;

  return opt_audit_change_get_state (change) == OPT_AUDIT_STATE_UNDO_FAILED
         && opt_change_property_judge_sync (session, change, property, &found, &standing, NULL,
                                            NULL)
         && standing == OPT_PROPERTY_AS_BEFORE;
}

/**
 * opt_change_property_check_undo_sync:
 * @session: a session
 * @change: the setting of something
 * @cancellable: (nullable): cancels it
 * @error: return location for an error: %OPT_ERROR_CONFLICT where somebody has set it since,
 *   %OPT_ERROR_NOT_FOUND where it is as it was before, %OPT_ERROR_DENIED
 *
 * Returns: whether it may be set back
 */
gboolean
opt_change_property_check_undo_sync (OptChangeSession *session,
                                     OptAuditChange *change,
                                     GCancellable *cancellable,
                                     GError **error)
{
  g_autoptr (OptChangeProperty) property = opt_change_log_get_property (change);

  if (property == NULL)
    {
      opt_set_error (error, OPT_ERROR_REFUSED, _ ("Take it back by hand."),
                     _ ("The audit does not say what the change %s made."),
                     opt_audit_change_get_id (change));
      return FALSE;
    }
  if (property->kind == OPT_PROPERTY_PARAMETER
      && !opt_change_parameter_check_sync (session->connection, property, NULL, cancellable, error))
    return FALSE;

  return opt_change_property_is_half_undone_sync (session, change, property)
         || opt_change_property_check_made_sync (session, change, property, cancellable, error);
}

/* ---- After an interruption ------------------------------------------------------------------- */

/**
 * opt_change_property_look_sync:
 * @session: a session
 * @change: the setting of something, which was interrupted
 * @undo: whether its undo was
 * @words: (out) (transfer full): what was found
 * @value: (out) (transfer full) (nullable): its value
 * @event: (out): how it ended by that
 * @cancellable: (nullable): cancels it
 * @error: return location for an error
 *
 * Returns: whether the server answered
 */
gboolean
opt_change_property_look_sync (OptChangeSession *session,
                               OptAuditChange *change,
                               gboolean undo,
                               char **words,
                               char **value,
                               OptAuditEvent *event,
                               GCancellable *cancellable,
                               GError **error)
{
  g_autoptr (OptChangeProperty) property = opt_change_log_get_property (change);
  g_autofree char *found = NULL;
  OptPropertyStanding standing;
  gboolean reached;

  if (property == NULL)
    {
      opt_set_error (error, OPT_ERROR_REFUSED, _ ("Look at it by hand."),
                     _ ("The audit does not say what the change %s made."),
                     opt_audit_change_get_id (change));
      return FALSE;
    }
  if (!opt_change_property_judge_sync (session, change, property, &found, &standing, cancellable,
                                       error))
    return FALSE;

  reached = standing == (undo ? OPT_PROPERTY_AS_BEFORE : OPT_PROPERTY_AS_MADE);
  *event = undo ? (reached ? OPT_AUDIT_UNDONE : OPT_AUDIT_UNDO_FAILED)
                : (reached ? OPT_AUDIT_DONE : OPT_AUDIT_FAILED);
  *words = opt_change_property_describe (property, found);
  *value = g_steal_pointer (&found);

  return TRUE;
}
