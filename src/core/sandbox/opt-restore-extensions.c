/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "opt-restore-extensions.h"

#include "opt-extension-list.h"
#include "opt-sandbox-private.h"
#include "opt-sql.h"

/* No plan depends on them, and the sandbox has a HypoPG of its own. */
static const char *const quietly_left_out[] = { "hypopg", "pg_stat_statements", NULL };

static void
note (GPtrArray *limits, const OptObject *extension, const char *reason)
{
  g_autofree char *name = opt_sql_quote_identifier (extension->name);

  opt_sandbox_add_limit (limits, name, reason);
}

/* Those that may be made; of the others the limits tell. */
static GPtrArray *
choose (OptCatalog *catalog, GPtrArray *limits)
{
  GPtrArray *objects = opt_catalog_get_objects (catalog);
  GPtrArray *chosen = g_ptr_array_new ();

  for (guint i = 0; i < objects->len; i++)
    {
      OptObject *object = g_ptr_array_index (objects, i);
      const char *refusal;

      if (object->kind != OPT_OBJECT_EXTENSION || g_strv_contains (quietly_left_out, object->name))
        continue;
      refusal = opt_extension_list_get_refusal (object->name);
      if (refusal != NULL)
        note (limits, object, refusal);
      else
        g_ptr_array_add (chosen, object);
    }

  return chosen;
}

/* The statement is ours: what production's server says that would make it is not run as a
 * superuser. */
static char *
make_sql (OptConnection *admin, const OptObject *extension)
{
  g_autofree char *name = opt_sql_quote_identifier (extension->name);
  g_autofree char *schema
      = extension->target != NULL ? opt_sql_quote_identifier (extension->target) : NULL;

  return schema != NULL
             ? opt_sql_fill (opt_sandbox_get_sql (admin, "create-extension-in"), "name", name,
                             "schema", schema, NULL)
             : opt_sql_fill (opt_sandbox_get_sql (admin, "create-extension"), "name", name, NULL);
}

/* One round; those that failed stay in @extensions, their errors go into @errors. */
static gboolean
run_round (OptConnection *admin,
           GPtrArray *extensions,
           GPtrArray *errors,
           GCancellable *cancellable,
           GError **error)
{
  g_ptr_array_set_size (errors, 0);
  for (guint i = 0; i < extensions->len;)
    {
      g_autofree char *sql = make_sql (admin, g_ptr_array_index (extensions, i));
      g_autoptr (GError) local_error = NULL;

      if (opt_connection_execute_sync (admin, sql, NULL, cancellable, &local_error))
        g_ptr_array_remove_index (extensions, i);
      else if (opt_sandbox_may_go_on (local_error))
        {
          g_ptr_array_add (errors, g_steal_pointer (&local_error));
          i++;
        }
      else
        {
          g_propagate_error (error, g_steal_pointer (&local_error));
          return FALSE;
        }
    }

  return TRUE;
}

/**
 * opt_restore_extensions_sync:
 * @admin: the superuser's connection to a database in which there are empty schemas and nothing
 * else of production's: an extension's script runs as its maker, and sees no name but the system's
 * @catalog: production's catalog
 * @limits: (element-type OptUnreadable): gets the extensions that are left out, each with the
 * reason
 * @cancellable: (nullable): a #GCancellable
 * @error: return location for an error
 *
 * Makes production's extensions, in its schemas: those of the list that
 * opt_extension_list_get_refusal() knows, as far as the sandbox's server has them.
 *
 * Returns: %TRUE if the rest may go on
 */
gboolean
opt_restore_extensions_sync (OptConnection *admin,
                             OptCatalog *catalog,
                             GPtrArray *limits,
                             GCancellable *cancellable,
                             GError **error)
{
  g_autoptr (GPtrArray) extensions = choose (catalog, limits);
  g_autoptr (GPtrArray) errors = g_ptr_array_new_with_free_func ((GDestroyNotify) g_error_free);
  guint n_before;

  /* One may need another: what fails is tried again as long as anything else succeeds. */
  do
    {
      n_before = extensions->len;
      if (!run_round (admin, extensions, errors, cancellable, error))
        return FALSE;
    }
  while (extensions->len > 0 && extensions->len < n_before);

  for (guint i = 0; i < extensions->len; i++)
    note (limits, g_ptr_array_index (extensions, i),
          ((const GError *) g_ptr_array_index (errors, i))->message);

  return TRUE;
}
