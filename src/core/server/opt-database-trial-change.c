/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-database-trial-private.h"

#include <glib/gi18n-lib.h>

#include "opt-database-copy.h"
#include "opt-error.h"
#include "opt-sql.h"

/* What PostgreSQL calls errors about names of tables and indexes, and of other things. */
#define UNDEFINED_TABLE "42P01"
#define UNDEFINED_OBJECT "42704"

static gint64
get_size (OptDatabaseTry *self, OptConnection *connection)
{
  g_autoptr (OptResult) result
      = opt_connection_query_sync (connection,
                                   opt_sql_get ("trial", "size",
                                                opt_connection_get_server_version (connection)),
                                   NULL, OPT_QUERY_NONE, self->cancellable, NULL);

  return result != NULL ? opt_result_get_int (result, 0, "bytes") : -1;
}

/* Returns: (transfer full): the statement for a copy, which has another name than the database that
 * it is of, and is measured as the only role of the sandbox: what is set for a role is set for it
 * in the copy, which takes that along when it goes */
static char *
make_sql (const OptChangeStatement *part, const char *copy, int version)
{
  static const char *const names[] = {
    [OPT_SETTING_SESSION] = "set-session",
    [OPT_SETTING_ROLE] = "set-role-in-database",
    [OPT_SETTING_DATABASE] = "set-database",
    [OPT_SETTING_ROLE_IN_DATABASE] = "set-role-in-database",
  };
  const OptSettingChange *setting = part->setting;
  g_autofree char *name = NULL;
  g_autofree char *value = NULL;
  g_autofree char *database = NULL;

  if (setting == NULL)
    return g_strdup (part->sql);
  g_return_val_if_fail (setting->scope < G_N_ELEMENTS (names), NULL);

  name = opt_sql_quote_identifier (setting->name);
  value = opt_sql_quote_literal (setting->value);
  database = opt_sql_quote_identifier (copy);

  return opt_sql_fill (opt_sql_get ("trial", names[setting->scope], version), "database", database,
                       "name", name, "value", value, NULL);
}

/* Only what the statements use was copied. */
static void
explain_failure (GError **error)
{
  const char *sqlstate = error != NULL ? opt_error_get_sqlstate (*error) : NULL;

  if (error == NULL)
    return;
  if (g_strcmp0 (sqlstate, UNDEFINED_TABLE) == 0 || g_strcmp0 (sqlstate, UNDEFINED_OBJECT) == 0)
    opt_error_set_next_step (*error, _ ("Check the name. The copies hold the tables that the "
                                        "statements use, and no others: measure statements that "
                                        "use the table which is changed."));
  g_prefix_error (error, _ ("The change failed on the copy: "));
}

static OptResult *
read_settings (OptDatabaseTry *self, OptConnection *connection, GError **error)
{
  return opt_connection_query_sync (connection,
                                    opt_sql_get ("trial", "session-settings",
                                                 opt_connection_get_server_version (connection)),
                                    NULL, OPT_QUERY_NONE, self->cancellable, error);
}

static gboolean
has_setting (OptResult *settings, const char *name, const char *value)
{
  for (guint row = 0; row < opt_result_get_n_rows (settings); row++)
    if (g_strcmp0 (opt_result_get_text (settings, row, "name"), name) == 0
        && g_strcmp0 (opt_result_get_text (settings, row, "setting"), value) == 0)
      return TRUE;

  return FALSE;
}

/* What no statement of the change says that it sets was set by something that it calls. */
static gboolean
check_taken (OptDatabaseTry *self, const char *name, GError **error)
{
  for (guint i = 0; i < self->parts->len; i++)
    {
      const OptSettingChange *setting
          = ((const OptChangeStatement *) self->parts->pdata[i])->setting;

      if (setting != NULL && setting->scope == OPT_SETTING_SESSION
          && g_ascii_strcasecmp (setting->name, name) == 0)
        return TRUE;
    }
  opt_set_error (error, OPT_ERROR_REFUSED, _ ("Give the setting as SET name = value."),
                 _ ("The change sets %s, and no statement of it says so"), name);

  return FALSE;
}

/* A setting of a role or a database is in force where a session begins after it; one of a session
 * is taken along. */
static OptConnection *
connect_changed (OptDatabaseTry *self, const char *copy, OptConnection *changed, GError **error)
{
  int version = opt_connection_get_server_version (changed);
  g_autoptr (OptResult) settings = NULL;
  g_autoptr (OptResult) own = NULL;
  g_autoptr (OptConnection) variant
      = opt_database_connect_copy_sync (self->database, copy, self->cancellable, error);

  if (variant == NULL)
    return NULL;
  settings = read_settings (self, changed, error);
  own = settings != NULL ? read_settings (self, variant, error) : NULL;
  if (own == NULL)
    return NULL;

  for (guint row = 0; row < opt_result_get_n_rows (settings); row++)
    {
      const char *name = opt_result_get_text (settings, row, "name");
      const char *value = opt_result_get_text (settings, row, "setting");
      g_autoptr (OptParams) params = opt_params_new_text (name, value, NULL);

      if (has_setting (own, name, value))
        continue;
      if (!check_taken (self, name, error)
          || !opt_connection_execute_sync (variant, opt_sql_get ("trial", "set-setting", version),
                                           params, self->cancellable, error))
        return NULL;
    }

  return g_steal_pointer (&variant);
}

/* What comes after a setting of the role or the database, such as ANALYZE, is done in a session
 * that has it. */
static gboolean
follow_setting (OptDatabaseTry *self,
                const OptSettingChange *setting,
                const char *copy,
                OptConnection **changed,
                GError **error)
{
  OptConnection *next;

  if (setting == NULL || setting->scope == OPT_SETTING_SESSION)
    return TRUE;

  next = connect_changed (self, copy, *changed, error);
  if (next == NULL)
    return FALSE;
  opt_connection_close (*changed);
  g_object_unref (*changed);
  *changed = next;

  return TRUE;
}

/* @took: (inout): the microseconds that the server took for it are added */
static gboolean
make_part (OptDatabaseTry *self,
           const OptChangeStatement *part,
           const char *copy,
           OptConnection **changed,
           gint64 *took,
           GError **error)
{
  g_autofree char *sql = make_sql (part, copy, opt_connection_get_server_version (*changed));
  gint64 start = g_get_monotonic_time ();

  if (!opt_connection_execute_sync (*changed, sql, NULL, self->cancellable, error))
    {
      explain_failure (error);
      return FALSE;
    }
  *took += g_get_monotonic_time () - start;

  return follow_setting (self, part->setting, copy, changed, error);
}

static gboolean
change_copy (OptDatabaseTry *self, OptConnection **changed, const char *copy, GError **error)
{
  gint64 before = get_size (self, *changed);
  gint64 took = 0;
  gint64 after;

  if (self->parts->len > 0)
    opt_progress_report (self->progress, -1, -1, "%s", _ ("Making the change on a copy"));
  for (guint i = 0; i < self->parts->len; i++)
    if (!make_part (self, self->parts->pdata[i], copy, changed, &took, error))
      return FALSE;
  after = get_size (self, *changed);
  if (self->parts->len > 0)
    opt_trial_set_copy (self->trial, before, took,
                        before >= 0 && after >= 0 ? after - before : OPT_TRIAL_BYTES_UNKNOWN);
  else
    opt_trial_set_copy (self->trial, before, -1, OPT_TRIAL_BYTES_UNKNOWN);

  return TRUE;
}

/* opt_database_try_make_variant_sync: the change on the second copy, and a session that began after
 * it */
OptConnection *
opt_database_try_make_variant_sync (OptDatabaseTry *self, const char *copy, GError **error)
{
  g_autoptr (OptConnection) changed
      = opt_database_connect_copy_sync (self->database, copy, self->cancellable, error);
  OptConnection *variant = NULL;

  if (changed == NULL)
    return NULL;
  if (change_copy (self, &changed, copy, error))
    variant = connect_changed (self, copy, changed, error);
  opt_connection_close (changed);

  return variant;
}
