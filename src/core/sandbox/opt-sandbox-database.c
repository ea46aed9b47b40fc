/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "opt-sandbox-private.h"

#include <glib/gi18n-lib.h>
#include <sys/statvfs.h>

#include "opt-error.h"
#include "opt-private-provider.h"
#include "opt-sql.h"

/* As long as a server may take to put itself in order, and how often it is asked. */
#define RECOVERY_TIME (30 * G_USEC_PER_SEC)
#define RECOVERY_STEP (G_USEC_PER_SEC / 4)
/* wal_segment_size: with less a server can't go on. */
#define LEAST_ROOM (16 * 1024 * 1024)

static char *
make_create_sql (OptSandbox *self,
                 OptConnection *admin,
                 const char *name,
                 const char *encoding,
                 const char *collate,
                 const char *ctype,
                 char provider,
                 const char *locale)
{
  const char *template = opt_sandbox_get_sql (admin, provider == 'i'   ? "create-database-icu"
                                                     : provider == 'b' ? "create-database-builtin"
                                                                       : "create-database-libc");
  g_autofree char *quoted_encoding = opt_sql_quote_literal (encoding);
  g_autofree char *quoted_collate = opt_sql_quote_literal (collate);
  g_autofree char *quoted_ctype = opt_sql_quote_literal (ctype);
  g_autofree char *quoted_locale = opt_sql_quote_literal (locale != NULL ? locale : "");
  g_autofree char *with_roles = NULL;

  if (template == NULL)
    return NULL;
  with_roles = opt_sandbox_fill_roles (self, template);

  return opt_sql_fill (with_roles, "name", name, "encoding", quoted_encoding, "collate",
                       quoted_collate, "ctype", quoted_ctype, "locale", quoted_locale, NULL);
}

/* With production's encoding and collations; where this machine lacks them, with C, and it says
 * so. */
static gboolean
create (OptSandbox *self,
        OptConnection *admin,
        const char *name,
        OptServerFacts *facts,
        GPtrArray *limits,
        GCancellable *cancellable,
        GError **error)
{
  const char *collate = opt_server_facts_get_collate (facts);
  g_autoptr (GError) local_error = NULL;
  g_autofree char *sql = make_create_sql (self, admin, name, opt_server_facts_get_encoding (facts),
                                          collate, opt_server_facts_get_ctype (facts),
                                          opt_server_facts_get_locale_provider (facts),
                                          opt_server_facts_get_icu_locale (facts));
  g_autofree char *plain_sql = NULL;
  g_autofree char *reason = NULL;

  if (sql != NULL && opt_connection_execute_sync (admin, sql, NULL, cancellable, &local_error))
    return TRUE;
  if (g_error_matches (local_error, G_IO_ERROR, G_IO_ERROR_CANCELLED)
      || g_error_matches (local_error, OPT_ERROR, OPT_ERROR_NO_SPACE))
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return FALSE;
    }

  plain_sql = make_create_sql (self, admin, name, opt_server_facts_get_encoding (facts), "C", "C",
                               'c', NULL);
  if (!opt_connection_execute_sync (admin, plain_sql, NULL, cancellable, error))
    return FALSE;

  reason = g_strdup_printf (_ ("The sandbox sorts text as C: %s"),
                            local_error != NULL ? local_error->message
                                                : _ ("its version lacks production's provider"));
  opt_sandbox_add_limit (limits, collate, reason);

  return TRUE;
}

static gboolean
run_filled (OptSandbox *self,
            OptConnection *admin,
            const char *template,
            const char *name,
            const char *source,
            GCancellable *cancellable,
            GError **error)
{
  g_autofree char *quoted = opt_sql_quote_identifier (name);
  g_autofree char *quoted_source = opt_sql_quote_identifier (source != NULL ? source : name);
  g_autofree char *with_roles
      = opt_sandbox_fill_roles (self, opt_sandbox_get_sql (admin, template));
  g_autofree char *sql = opt_sql_fill (with_roles, "name", quoted, "source", quoted_source, NULL);
  g_autoptr (OptResult) result
      = opt_connection_query_sync (admin, sql, NULL, OPT_QUERY_SCRIPT, cancellable, error);

  return result != NULL;
}

static gboolean
prepare (OptSandbox *self, const char *name, GCancellable *cancellable, GError **error)
{
  g_autoptr (OptConnection) admin
      = opt_sandbox_connect_sync (self, OPT_SANDBOX_USER_ADMIN, name, cancellable, error);

  return admin != NULL
         && opt_sandbox_run_own_script_sync (self, admin, "prepare-database", cancellable, error);
}

/**
 * opt_sandbox_create_database_sync:
 * @self: a started sandbox
 * @facts: production's facts
 * @limits: (element-type OptUnreadable): gets what is not as on production
 * @cancellable: (nullable): a #GCancellable
 * @error: return location for an error
 *
 * Makes an empty database with production's encoding and collations, owned by a role without
 * rights beyond it.
 *
 * Returns: (transfer full) (nullable): its name
 */
char *
opt_sandbox_create_database_sync (OptSandbox *self,
                                  OptServerFacts *facts,
                                  GPtrArray *limits,
                                  GCancellable *cancellable,
                                  GError **error)
{
  OptSandboxProvider *provider = opt_sandbox_get_provider (self);
  g_autofree char *name = opt_sandbox_provider_make_database_name (provider);
  g_autoptr (OptConnection) admin = NULL;

  g_return_val_if_fail (limits != NULL, NULL);

  admin = opt_sandbox_connect_sync (self, OPT_SANDBOX_USER_ADMIN, NULL, cancellable, error);
  if (admin == NULL || !create (self, admin, name, facts, limits, cancellable, error))
    return NULL;

  if (!run_filled (self, admin, "close-database", name, NULL, cancellable, error)
      || !prepare (self, name, cancellable, error))
    {
      opt_sandbox_drop_database_sync (self, name, NULL, NULL);
      return NULL;
    }
  opt_sandbox_provider_add_limits (provider, facts, limits);

  return g_steal_pointer (&name);
}

static gboolean
set_setting (OptConnection *admin,
             const char *database,
             const char *name,
             const char *value,
             GPtrArray *limits,
             GCancellable *cancellable,
             GError **error)
{
  g_autoptr (GError) local_error = NULL;
  g_autofree char *quoted_database = opt_sql_quote_identifier (database);
  g_autofree char *quoted_name = opt_sql_quote_identifier (name);
  g_autofree char *quoted_value = opt_sql_quote_literal (value);
  g_autofree char *sql
      = opt_sql_fill (opt_sandbox_get_sql (admin, "set-setting"), "database", quoted_database,
                      "name", quoted_name, "value", quoted_value, NULL);

  if (opt_connection_execute_sync (admin, sql, NULL, cancellable, &local_error))
    return TRUE;
  if (g_error_matches (local_error, OPT_ERROR, OPT_ERROR_UNREACHABLE)
      || g_error_matches (local_error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return FALSE;
    }
  opt_sandbox_add_limit (limits, name, local_error->message);

  return TRUE;
}

static gboolean
set_settings (OptConnection *admin,
              const char *database,
              OptResult *settings,
              GPtrArray *limits,
              GCancellable *cancellable,
              GError **error)
{
  for (guint row = 0; row < opt_result_get_n_rows (settings); row++)
    if (!set_setting (admin, database, opt_result_get_text (settings, row, "name"),
                      opt_result_get_text (settings, row, "setting"), limits, cancellable, error))
      return FALSE;

  return TRUE;
}

/* Without its template's settings a copy would plan otherwise. */
static gboolean
inherit_settings (OptConnection *admin,
                  const char *name,
                  const char *database,
                  GCancellable *cancellable,
                  GError **error)
{
  g_autoptr (OptParams) params = opt_params_new_text (database, NULL);
  g_autoptr (GPtrArray) limits
      = g_ptr_array_new_with_free_func ((GDestroyNotify) opt_unreadable_free);
  g_autoptr (OptResult) settings
      = opt_connection_query_sync (admin, opt_sandbox_get_sql (admin, "database-settings"), params,
                                   OPT_QUERY_NONE, cancellable, error);

  return settings != NULL && set_settings (admin, name, settings, limits, cancellable, error);
}

/* A checkpoint fails without a word of why. */
static void
note_full_disk (OptSandbox *self, GError **error)
{
  const char *folder = opt_sandbox_provider_get_data_folder (opt_sandbox_get_provider (self));
  struct statvfs info;

  if (error == NULL || *error == NULL || (*error)->domain != OPT_ERROR || folder == NULL
      || statvfs (folder, &info) != 0 || info.f_bavail * info.f_frsize >= LEAST_ROOM)
    return;

  (*error)->code = OPT_ERROR_NO_SPACE;
}

/**
 * opt_sandbox_copy_database_sync:
 * @self: a started sandbox
 * @database: one of its databases; nobody is connected to it
 * @cancellable: (nullable): a #GCancellable
 * @error: return location for an error
 *
 * Copies a database file by file, with its settings: no page of the copy is in the server's memory
 * yet.
 *
 * Returns: (transfer full) (nullable): the copy's name
 */
char *
opt_sandbox_copy_database_sync (OptSandbox *self,
                                const char *database,
                                GCancellable *cancellable,
                                GError **error)
{
  g_autofree char *name = opt_sandbox_provider_make_database_name (opt_sandbox_get_provider (self));
  g_autoptr (OptConnection) admin = NULL;

  g_return_val_if_fail (OPT_IS_SANDBOX (self) && database != NULL, NULL);

  admin = opt_sandbox_connect_sync (self, OPT_SANDBOX_USER_ADMIN, NULL, cancellable, error);
  if (admin == NULL)
    return NULL;
  if (!run_filled (self, admin, "copy-database", name, database, cancellable, error))
    {
      note_full_disk (self, error);
      return NULL;
    }
  if (!run_filled (self, admin, "close-database", name, NULL, cancellable, error)
      || !inherit_settings (admin, name, database, cancellable, error))
    {
      opt_sandbox_drop_database_sync (self, name, NULL, NULL);
      return NULL;
    }

  return g_steal_pointer (&name);
}

static gboolean
drop (OptSandbox *self, const char *database, GCancellable *cancellable, GError **error)
{
  g_autoptr (OptConnection) admin
      = opt_sandbox_connect_sync (self, OPT_SANDBOX_USER_ADMIN, NULL, cancellable, error);

  return admin != NULL
         && run_filled (self, admin, "drop-database", database, NULL, cancellable, error);
}

/* A server of somebody's puts itself in order, and is there again. */
static gboolean
drop_later (OptSandbox *self, const char *database, GCancellable *cancellable, GError **error)
{
  gint64 end = g_get_monotonic_time () + RECOVERY_TIME;

  for (;;)
    {
      g_autoptr (GError) local_error = NULL;

      g_usleep (RECOVERY_STEP);
      if (drop (self, database, cancellable, &local_error))
        return TRUE;
      if (g_get_monotonic_time () < end
          && g_error_matches (local_error, OPT_ERROR, OPT_ERROR_UNREACHABLE))
        continue;

      g_propagate_error (error, g_steal_pointer (&local_error));
      return FALSE;
    }
}

/**
 * opt_sandbox_drop_database_sync:
 * @self: a started sandbox
 * @database: one of its databases
 * @cancellable: (nullable): a #GCancellable
 * @error: return location for an error
 *
 * Drops a database; whoever is connected to it is sent away. Where the server does not answer, as
 * after it ran into a full disk, it may have files that no database has any more: a private one is
 * ended then, with all that is in it. One that was given is waited for.
 *
 * Returns: %TRUE if it is gone
 */
gboolean
opt_sandbox_drop_database_sync (OptSandbox *self,
                                const char *database,
                                GCancellable *cancellable,
                                GError **error)
{
  gboolean is_private;
  g_autoptr (GError) local_error = NULL;

  g_return_val_if_fail (OPT_IS_SANDBOX (self) && database != NULL, FALSE);

  is_private = OPT_IS_PRIVATE_PROVIDER (opt_sandbox_get_provider (self));
  if (is_private && !opt_sandbox_is_running (self))
    return opt_sandbox_close_sync (self, error);
  if (drop (self, database, cancellable, &local_error))
    return TRUE;
  if (!g_error_matches (local_error, OPT_ERROR, OPT_ERROR_UNREACHABLE))
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return FALSE;
    }

  return is_private ? opt_sandbox_close_sync (self, error)
                    : drop_later (self, database, cancellable, error);
}

/**
 * opt_sandbox_copy_settings_sync:
 * @self: a started sandbox
 * @production: a connection to production; its session's settings count
 * @database: one of the sandbox's databases
 * @limits: (element-type OptUnreadable): gets the settings that the sandbox's version lacks
 * @cancellable: (nullable): a #GCancellable
 * @error: return location for an error
 *
 * Gives the database production's settings of the planner, for sessions that start from now on.
 *
 * Returns: %TRUE if it worked
 */
gboolean
opt_sandbox_copy_settings_sync (OptSandbox *self,
                                OptConnection *production,
                                const char *database,
                                GPtrArray *limits,
                                GCancellable *cancellable,
                                GError **error)
{
  g_autoptr (OptConnection) admin = NULL;
  g_autoptr (OptResult) settings = NULL;

  g_return_val_if_fail (OPT_IS_SANDBOX (self) && database != NULL && limits != NULL, FALSE);

  settings = opt_connection_query_sync (production, opt_sandbox_get_sql (production, "settings"),
                                        NULL, OPT_QUERY_NONE, cancellable, error);
  if (settings == NULL)
    return FALSE;
  admin = opt_sandbox_connect_sync (self, OPT_SANDBOX_USER_ADMIN, NULL, cancellable, error);
  if (admin == NULL)
    return FALSE;

  return set_settings (admin, database, settings, limits, cancellable, error);
}
