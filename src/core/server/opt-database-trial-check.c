/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-database-trial-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "opt-database-masks.h"
#include "opt-error.h"
#include "opt-sql.h"
#include "opt-trial-setting.h"

/*
 * What may be tried.
 */

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
      if (!check_part (self, part, error)
          || !opt_database_check_masked_change (self->database, self->mask, sandbox_sql[i], error))
        return FALSE;
    }

  return check_roles (self->parts, error) && check_maintenance (self->parts, error)
         && check_analyzed (self->parts, error);
}
