/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-database-trial-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "opt-database-copy.h"
#include "opt-database-masks.h"
#include "opt-error.h"
#include "opt-sql.h"
#include "opt-trial-setting.h"

/* What PostgreSQL calls errors about names of tables and indexes, and of other things. */
#define UNDEFINED_TABLE "42P01"
#define UNDEFINED_OBJECT "42704"

/* ---- What may be tried ----------------------------------------------------------------------- */

static OptResult *
ask_production (OptDatabaseTry *self, const char *name, const char *value, GError **error)
{
  OptConnection *connection = opt_database_get_connection (self->database);
  g_autoptr (OptParams) params = opt_params_new_text (value, NULL);

  return opt_connection_query_sync (connection,
                                    opt_sql_get ("trial", name,
                                                 opt_connection_get_server_version (connection)),
                                    params, OPT_QUERY_NONE, self->cancellable, error);
}

/* What no session may change can't be tried in one, and why is told by the server's own word. */
static char *
describe_refusal (const char *name, const char *context)
{
  if (context == NULL)
    return g_strdup_printf (_ ("This server knows no setting %s"), name);
  if (strcmp (context, "postmaster") == 0 || strcmp (context, "sighup") == 0
      || strcmp (context, "internal") == 0)
    return g_strdup_printf (_ ("%s is of the whole server: no session can change it, and so none "
                               "can try it"),
                            name);
  if (strcmp (context, "user") != 0)
    return g_strdup_printf (_ ("Not every role may change %s, and in the sandbox none can"), name);

  return g_strdup_printf (_ ("%s is no setting of the planner, of memory or of JIT: only these can "
                             "be tried"),
                          name);
}

static gboolean
check_name (OptDatabaseTry *self, const char *name, GError **error)
{
  g_autoptr (OptResult) known = ask_production (self, "setting-context", name, error);
  g_autofree char *reason = NULL;
  const char *context = NULL;

  if (known == NULL)
    return FALSE;
  if (opt_result_get_n_rows (known) > 0)
    context = opt_result_get_text (known, 0, "context");
  if (g_strcmp0 (context, "user") == 0 && opt_trial_setting_can_be_tried (name))
    return TRUE;

  reason = describe_refusal (name, context);
  opt_set_error (error, OPT_ERROR_REFUSED,
                 _ ("Try a setting that a session may change and that decides how a statement is "
                    "planned or run, such as work_mem, random_page_cost or jit."),
                 "%s", reason);

  return FALSE;
}

/* Whether the change would be to this database, by a role that is there. */
static gboolean
check_target (OptDatabaseTry *self, const OptSettingChange *setting, GError **error)
{
  const char *own = opt_server_facts_get_database (opt_database_get_facts (self->database));
  g_autoptr (OptResult) found = NULL;

  if (setting->scope == OPT_SETTING_SERVER)
    {
      opt_set_error (error, OPT_ERROR_REFUSED,
                     _ ("Try it as a SET of the session, or of the role or the database."),
                     _ ("ALTER SYSTEM is for the whole server, and no copy is one"));
      return FALSE;
    }
  if (setting->database != NULL && strcmp (setting->database, own) != 0)
    {
      opt_set_error (error, OPT_ERROR_INVALID, _ ("Name the database that is measured."),
                     _ ("The setting is for the database “%s”, and this one is “%s”"),
                     setting->database, own);
      return FALSE;
    }
  if (setting->role == NULL)
    return TRUE;

  found = ask_production (self, "role", setting->role, error);
  if (found == NULL)
    return FALSE;
  if (opt_result_get_n_rows (found) > 0)
    return TRUE;
  opt_set_error (error, OPT_ERROR_NOT_FOUND, _ ("Name a role of the watched server."),
                 _ ("There is no role “%s”"), setting->role);

  return FALSE;
}

static gboolean
check_setting (OptDatabaseTry *self, const OptSettingChange *setting, GError **error)
{
  if (setting->name == NULL)
    {
      opt_set_error (
          error, OPT_ERROR_REFUSED, _ ("Give one setting, with its value."),
          _ ("What all settings, or those of a transaction, would be is not known here"));
      return FALSE;
    }
  if (!check_name (self, setting->name, error) || !check_target (self, setting, error))
    return FALSE;
  if (setting->value != NULL)
    return TRUE;

  opt_set_error (error, OPT_ERROR_REFUSED, _ ("Give it with a value, as in SET name = value."),
                 _ ("%s is given no value that lasts for the session: what it would be on "
                    "production is not known here"),
                 setting->name);

  return FALSE;
}

/* What is not filled makes no difference, and would be refuted. */
static gboolean
check_analyzed (GPtrArray *parts, GError **error)
{
  gboolean wanted = FALSE;

  for (guint i = 0; i < parts->len; i++)
    {
      const OptChangeStatement *part = parts->pdata[i];

      wanted = (wanted || part->wants_analyze) && !part->analyzes;
    }
  if (!wanted)
    return TRUE;

  opt_set_error (error, OPT_ERROR_INVALID,
                 _ ("Add ANALYZE of the table after it, separated by a semicolon."),
                 _ ("The change makes statistics, and nothing fills them"));

  return FALSE;
}

/* opt_database_try_read_change_sync: what each statement does, checked before anything is copied */
gboolean
opt_database_try_read_change_sync (OptDatabaseTry *self,
                                   const char *const *sandbox_sql,
                                   GError **error)
{
  for (gsize i = 0; sandbox_sql != NULL && sandbox_sql[i] != NULL; i++)
    {
      OptChangeStatement *part = opt_change_statement_new (sandbox_sql[i]);

      g_ptr_array_add (self->parts, part);
      opt_trial_take_part (self->trial, opt_change_statement_new (sandbox_sql[i]));
      if ((part->setting != NULL && !check_setting (self, part->setting, error))
          || !opt_database_check_masked_change (self->database, self->mask, sandbox_sql[i], error))
        return FALSE;
    }

  return check_analyzed (self->parts, error);
}

/* ---- The copy -------------------------------------------------------------------------------- */

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
 * it is of, and is measured as the only role of the sandbox */
static char *
make_sql (const OptChangeStatement *part, const char *copy, int version)
{
  static const char *const names[] = {
    [OPT_SETTING_SESSION] = "set-session",
    [OPT_SETTING_ROLE] = "set-role",
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

static gboolean
change_copy (OptDatabaseTry *self, OptConnection *changed, const char *copy, GError **error)
{
  int version = opt_connection_get_server_version (changed);
  gint64 before = get_size (self, changed);
  gint64 start = g_get_monotonic_time ();
  gint64 after;

  if (self->parts->len > 0)
    opt_progress_report (self->progress, -1, -1, "%s", _ ("Making the change on a copy"));
  for (guint i = 0; i < self->parts->len; i++)
    {
      g_autofree char *sql = make_sql (self->parts->pdata[i], copy, version);

      if (!opt_connection_execute_sync (changed, sql, NULL, self->cancellable, error))
        {
          explain_failure (error);
          return FALSE;
        }
    }
  start = g_get_monotonic_time () - start;
  after = get_size (self, changed);
  if (self->parts->len > 0)
    opt_trial_set_copy (self->trial, before, start,
                        before >= 0 && after >= 0 ? MAX (after - before, 0) : -1);
  else
    opt_trial_set_copy (self->trial, before, -1, -1);

  return TRUE;
}

/* A setting of a role or a database is in force where a session begins after it; one of a session
 * is taken along. */
static OptConnection *
connect_changed (OptDatabaseTry *self, const char *copy, OptConnection *changed, GError **error)
{
  int version = opt_connection_get_server_version (changed);
  g_autoptr (OptResult) settings = NULL;
  g_autoptr (OptConnection) variant
      = opt_database_connect_copy_sync (self->database, copy, self->cancellable, error);

  if (variant == NULL)
    return NULL;
  settings = opt_connection_query_sync (changed, opt_sql_get ("trial", "session-settings", version),
                                        NULL, OPT_QUERY_NONE, self->cancellable, error);
  if (settings == NULL)
    return NULL;

  for (guint row = 0; row < opt_result_get_n_rows (settings); row++)
    {
      g_autoptr (OptParams) params
          = opt_params_new_text (opt_result_get_text (settings, row, "name"),
                                 opt_result_get_text (settings, row, "setting"), NULL);

      if (!opt_connection_execute_sync (variant, opt_sql_get ("trial", "set-setting", version),
                                        params, self->cancellable, error))
        return NULL;
    }

  return g_steal_pointer (&variant);
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
  if (change_copy (self, changed, copy, error))
    variant = connect_changed (self, copy, changed, error);
  opt_connection_close (changed);

  return variant;
}
