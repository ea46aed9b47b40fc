/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-change-build.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "opt-change-log.h"
#include "opt-error.h"
#include "opt-index.h"
#include "opt-sql.h"

/**
 * opt_change_is_same_index:
 * @sql: (nullable): what makes an index
 * @definition: (nullable): an index's definition
 *
 * Returns: whether they say the same of it, whatever its name is
 */
gboolean
opt_change_is_same_index (const char *sql, const char *definition)
{
  return sql != NULL && definition != NULL
         && (strstr (sql, "UNIQUE INDEX ") != NULL)
                == (strstr (definition, "UNIQUE INDEX ") != NULL)
         && opt_index_has_same_body (sql, definition);
}

/**
 * opt_change_describes:
 * @change: a change
 * @definition: (nullable): an index's definition
 *
 * Returns: whether it is that of the index that the change makes or drops
 */
gboolean
opt_change_describes (OptAuditChange *change, const char *definition)
{
  g_autofree char *dropped = opt_change_log_get_text (change, OPT_AUDIT_PREPARED, "dropped");

  if (g_strcmp0 (opt_audit_change_get_kind (change), "create-index") == 0)
    return opt_change_is_same_index (opt_audit_change_get_sql (change), definition);

  return dropped != NULL
             ? g_strcmp0 (dropped, definition) == 0
             : opt_change_is_same_index (opt_audit_change_get_undo_sql (change), definition);
}

/**
 * opt_change_check_no_builder_sync:
 * @session: a session
 * @table: a quoted name
 * @cancellable: (nullable): cancels it
 * @error: return location for an error: %OPT_ERROR_CONFLICT
 *
 * The server builds one index of a table at a time. One that waits for its turn has a snapshot that
 * the other one waits for at its end, and the server ends that deadlock at the cost of either.
 *
 * Returns: whether nobody builds an index of the table
 */
gboolean
opt_change_check_no_builder_sync (OptChangeSession *session,
                                  const char *table,
                                  GCancellable *cancellable,
                                  GError **error)
{
  g_autoptr (OptResult) result
      = opt_change_session_query_sync (session, "table-builder", table, cancellable, error);

  if (result == NULL)
    return FALSE;
  if (opt_result_get_int (result, 0, "pid") == 0)
    return TRUE;

  opt_set_error (error, OPT_ERROR_CONFLICT, _ ("Wait until it is built."),
                 _ ("The session %d is building an index of the table %s. To wait beside it could "
                    "end in a deadlock that takes that one down. Nothing was changed."),
                 (int) opt_result_get_int (result, 0, "pid"), table);

  return FALSE;
}

/**
 * opt_change_drop_invalid_sync:
 * @session: a session
 * @index: a quoted name, of what was just found to be an index that is not valid
 * @cancellable: (nullable): cancels it
 * @error: return location for an error
 *
 * Returns: whether it is gone
 */
gboolean
opt_change_drop_invalid_sync (OptChangeSession *session,
                              const char *index,
                              GCancellable *cancellable,
                              GError **error)
{
  const char *template = opt_sql_get ("change", "drop-invalid", OPT_SERVER_NEWEST);
  g_autofree char *sql = g_strchomp (opt_sql_fill (template, "index", index, NULL));

  return opt_connection_execute_sync (session->connection, sql, NULL, cancellable, error);
}

/* The name of the index alone, as messages quote it. */
static gboolean
names_index (const GError *cause, const char *index)
{
  const char *dot = strrchr (index, '.');
  g_autofree char *name = g_strdup (dot != NULL ? dot + 1 : index);
  g_autofree char *quoted = NULL;

  if (*name == '"')
    return strstr (cause->message, name) != NULL;
  quoted = g_strdup_printf ("\"%s\"", name);

  return strstr (cause->message, quoted) != NULL;
}

/*
 * An error that only comes up while the rows are read, when the index has long had its name: a key
 * that is there twice (of this index, and not of a catalog where two wanted one name), or an
 * expression that fails. What fails so at once was not seen building.
 */
static gboolean
came_from_building (const GError *cause, const char *index)
{
  const char *state = cause->domain == OPT_ERROR ? opt_error_get_sqlstate (cause) : NULL;

  if (state == NULL)
    return FALSE;

  return g_str_has_prefix (state, "22") || g_str_has_prefix (state, "P0")
         || (g_str_equal (state, "23505") && names_index (cause, index));
}

static gboolean
is_taken_name (const GError *cause)
{
  return cause->domain == OPT_ERROR && g_strcmp0 (opt_error_get_sqlstate (cause), "42P07") == 0;
}

/**
 * opt_change_is_name_taken:
 * @cause: why a build failed
 *
 * Returns: whether that is because something had the name already, also where two wanted it at the
 *   same time: then it has made nothing
 */
gboolean
opt_change_is_name_taken (const GError *cause)
{
  return is_taken_name (cause)
         || (cause->domain == OPT_ERROR && g_strcmp0 (opt_error_get_sqlstate (cause), "23505") == 0
             && strstr (cause->message, "\"pg_class_relname_nsp_index\"") != NULL);
}

/* Of an index that is there after a build that failed. */
static gboolean
is_own (OptChangeSession *session,
        const OptIndexState *state,
        const GError *cause,
        const char *index)
{
  if (session->built_oid != 0)
    return state->oid == session->built_oid;

  return state->builder == 0 && came_from_building (cause, index);
}

/**
 * opt_change_clean_up_sync:
 * @session: the session that ran it
 * @index: a quoted name, which was free when it began
 * @cause: why it failed
 *
 * A build that fails leaves an index that is not valid: it costs every write and serves no read.
 * That is dropped again. The name alone doesn't tell it from the index of another who had the same
 * idea at the same time: dropped is only what this session was seen to build, or what its error
 * shows to be its own. Not cancellable: it is the cleaning up after a cancel.
 *
 * Returns: (transfer none): "none", "dropped", "foreign" where an index of that name is somebody
 *   else's, "left" where one that is not valid, and may be ours, is there; "unknown"
 */
const char *
opt_change_clean_up_sync (OptChangeSession *session, const char *index, const GError *cause)
{
  g_auto (OptIndexState)
    state = { 0 };

  if (!opt_change_session_get_index_sync (session, index, &state, NULL, NULL))
    return "unknown";
  if (!state.exists)
    return "none";
  if (!state.is_index || is_taken_name (cause) || state.builder != 0
      || (session->built_oid != 0 && state.oid != session->built_oid))
    return "foreign";
  if (state.valid)
    return "unknown";
  if (!is_own (session, &state, cause, index))
    return "left";

  return opt_change_drop_invalid_sync (session, index, NULL, NULL) ? "dropped" : "left";
}

static void
add_sentence (GError *cause, const char *sentence)
{
  g_autofree char *message = g_steal_pointer (&cause->message);

  cause->message
      = g_strdup_printf (g_str_has_suffix (message, ".") ? "%s %s" : "%s. %s", message, sentence);
}

/* A cancel has no next step of its own. */
static void
add_step (GError *cause, const char *step)
{
  if (cause->domain == OPT_ERROR)
    opt_error_set_next_step (cause, step);
  else
    add_sentence (cause, step);
}

/**
 * opt_change_tell_leftover:
 * @cause: why a build failed; what became of it is added
 * @change_id: which change
 * @undo_sql: what takes away what is left
 * @leftover: what opt_change_clean_up_sync() said
 */
void
opt_change_tell_leftover (GError *cause,
                          const char *change_id,
                          const char *undo_sql,
                          const char *leftover)
{
  g_autofree char *step = NULL;

  if (g_str_equal (leftover, "unknown"))
    step = g_strdup_printf (_ ("When the server answers, have the change %s looked at: the history "
                               "shows it as interrupted."),
                            change_id);
  else if (g_str_equal (leftover, "left"))
    {
      step = g_strdup_printf (_ ("Remove what is left when no old transaction runs any more: undo "
                                 "the change %s, which runs %s;"),
                              change_id, undo_sql);
      add_sentence (cause, _ ("An index that is not valid is left."));
    }
  else if (g_str_equal (leftover, "foreign"))
    {
      step = g_strdup (_ ("Look who makes it, and whether this change is needed then."));
      add_sentence (cause, _ ("Another session has made an index of that name meanwhile; it was "
                              "left alone."));
    }
  if (step != NULL)
    add_step (cause, step);
}

/**
 * opt_change_tell_half_dropped:
 * @cause: why a dropping failed; what became of the index is added
 * @change_id: which change
 * @index: the index, quoted
 */
void
opt_change_tell_half_dropped (GError *cause, const char *change_id, const char *index)
{
  g_autofree char *left
      = g_strdup_printf (_ ("The index %s is still there, and is not valid any more: it costs "
                            "writes and serves no read."),
                         index);
  g_autofree char *step = g_strdup_printf (
      _ ("Apply it again to finish it, when no old transaction runs any more; or "
         "undo the change %s, which makes the index anew."),
      change_id);

  add_sentence (cause, left);
  add_step (cause, step);
}

/**
 * opt_change_was_built_sync:
 * @session: the session that ran it
 * @index: a quoted name
 *
 * Returns: whether the index is there and valid, and is the one that this session was seen to build
 */
gboolean
opt_change_was_built_sync (OptChangeSession *session, const char *index)
{
  g_auto (OptIndexState)
    state = { 0 };

  return session->built_oid != 0
         && opt_change_session_get_index_sync (session, index, &state, NULL, NULL) && state.valid
         && state.oid == session->built_oid;
}

/**
 * opt_change_check_valid_sync:
 * @session: the session that ran it
 * @index: a quoted name
 * @state: (out): what it stands for
 * @error: return location for an error
 *
 * Returns: whether what the server says to have built can be used
 */
gboolean
opt_change_check_valid_sync (OptChangeSession *session,
                             const char *index,
                             OptIndexState *state,
                             GError **error)
{
  if (!opt_change_session_get_index_sync (session, index, state, NULL, error))
    return FALSE;
  if (state->valid)
    return TRUE;

  opt_set_error (error, OPT_ERROR_FAILED, _ ("Try again."),
                 _ ("The server built the index %s, and it is not valid."), index);

  return FALSE;
}
