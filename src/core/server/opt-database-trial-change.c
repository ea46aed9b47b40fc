/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-database-trial-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "opt-database-copy.h"
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

static gboolean
is_filled (GPtrArray *parts, guint position)
{
  for (guint i = position + 1; i < parts->len; i++)
    if (opt_change_statement_analyzes_for (parts->pdata[i], parts->pdata[position]))
      return TRUE;

  return FALSE;
}

/* What is not filled makes no difference, and would be refuted. */
static gboolean
check_analyzed (GPtrArray *parts, GError **error)
{
  for (guint i = 0; i < parts->len; i++)
    {
      const OptChangeStatement *part = parts->pdata[i];

      if (!part->wants_analyze || is_filled (parts, i))
        continue;
      opt_set_error (error, OPT_ERROR_INVALID,
                     _ ("Add ANALYZE of the table after it, separated by a semicolon."),
                     part->setting != NULL
                         ? _ ("The change decides what ANALYZE gathers, and none follows")
                         : _ ("The change makes statistics, and nothing fills them"));
      return FALSE;
    }

  return TRUE;
}

/* What decides how an index is built makes no difference where none is; what is of no known kind
 * may build one, as ADD PRIMARY KEY does. */
static gboolean
check_maintenance (GPtrArray *parts, GError **error)
{
  const char *name = NULL;
  gboolean builds = FALSE;

  for (guint i = 0; i < parts->len; i++)
    {
      const OptChangeStatement *part = parts->pdata[i];

      builds
          |= part->kind == OPT_CHANGE_STATEMENT_INDEX || part->kind == OPT_CHANGE_STATEMENT_OTHER;
      if (part->setting != NULL && opt_trial_setting_is_of_maintenance (part->setting->name))
        name = part->setting->name;
    }
  if (name == NULL || builds)
    return TRUE;

  opt_set_error (error, OPT_ERROR_REFUSED,
                 _ ("Try a setting that decides how a statement is planned or run, such as "
                    "work_mem, random_page_cost or jit."),
                 _ ("%s is for maintenance, such as building an index, and the change does none"),
                 name);

  return FALSE;
}

/* Which of the same rows may be there, or which rows at all, is then not what is measured. */
static gboolean
check_dropped (OptDatabaseTry *self, const OptChangeStatement *part, GError **error)
{
  OptCatalog *catalog = opt_database_load_catalog_sync (self->database, NULL, NULL);

  if (part->kind != OPT_CHANGE_STATEMENT_DROP)
    return TRUE;
  if (part->cascades)
    {
      opt_set_error (error, OPT_ERROR_REFUSED, _ ("Leave out CASCADE, or name what is to go."),
                     _ ("CASCADE drops whatever depends on it, of which a copy holds a part"));
      return FALSE;
    }
  for (guint i = 0; catalog != NULL && i < part->names->len; i++)
    {
      const OptChangeName *name = part->names->pdata[i];
      const OptIndex *index = opt_catalog_find_index (catalog, name->schema, name->name);

      if (index == NULL || !(index->unique || index->exclusion))
        continue;
      opt_set_error (error, OPT_ERROR_REFUSED,
                     _ ("If no row is to be kept out by it, drop it by hand."),
                     _ ("The index %s enforces a rule of its table: that no statement gets worse "
                        "without it is not all there is to know"),
                     index->name);
      return FALSE;
    }

  return TRUE;
}

/* On the copy both are one setting, and on production the one for the database comes first. */
static gboolean
check_roles (GPtrArray *parts, GError **error)
{
  const OptSettingChange *of_role = NULL;
  const OptSettingChange *in_database = NULL;

  for (guint i = 0; i < parts->len; i++)
    {
      const OptSettingChange *setting = ((const OptChangeStatement *) parts->pdata[i])->setting;

      if (setting != NULL && setting->scope == OPT_SETTING_ROLE)
        of_role = setting;
      if (setting != NULL && setting->scope == OPT_SETTING_ROLE_IN_DATABASE)
        in_database = setting;
    }
  if (of_role == NULL || in_database == NULL)
    return TRUE;

  opt_set_error (error, OPT_ERROR_REFUSED, _ ("Give all of them with IN DATABASE, or none."),
                 _ ("The change sets something for a role, and something for one in a database"));

  return FALSE;
}

/* Only what is known to be made can be measured. */
static gboolean
check_part (OptDatabaseTry *self, const OptChangeStatement *part, GError **error)
{
  if (part->kind == OPT_CHANGE_STATEMENT_QUERY)
    {
      opt_set_error (error, OPT_ERROR_REFUSED,
                     _ ("Give DDL, such as CREATE INDEX, or a setting, as in SET name = value."),
                     _ ("The change holds a statement that is neither DDL nor a setting"));
      return FALSE;
    }
  if (part->tolerates)
    {
      opt_set_error (error, OPT_ERROR_REFUSED, _ ("Leave out IF EXISTS and IF NOT EXISTS."),
                     _ ("With IF EXISTS or IF NOT EXISTS nothing may be changed, and then nothing "
                        "is measured"));
      return FALSE;
    }

  return check_dropped (self, part, error)
         && (part->setting == NULL || check_setting (self, part->setting, error));
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
      if (!check_part (self, part, error))
        return FALSE;
    }

  return check_roles (self->parts, error) && check_maintenance (self->parts, error)
         && check_analyzed (self->parts, error);
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
