/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>

#include "opt-error.h"
#include "opt-store-database.h"
#include "opt-store-sql.h"

static gboolean
get_version (OptStoreDatabase *database, const char *folder, guint *version, GError **error)
{
  OptStoreValue params[] = { opt_store_text (folder) };
  g_autoptr (OptStoreResult) result = NULL;

  result = opt_store_database_query (database, opt_store_sql ("store", "get-version"), params, 1,
                                     error);
  if (result == NULL)
    return FALSE;

  *version = opt_store_result_get_n_rows (result) > 0
                 ? (guint) opt_store_result_get_int (result, 0, "version")
                 : 0;

  return TRUE;
}

static gboolean
migrate_folder (OptStoreDatabase *database, const OptStoreSchema *schema, GError **error)
{
  guint known = g_strv_length ((char **) schema->migrations);
  guint version;
  OptStoreValue params[2];

  if (!get_version (database, schema->folder, &version, error))
    return FALSE;
  if (version == known)
    return TRUE;

  for (guint i = version; i < known; i++)
    {
      const char *script = opt_store_sql (schema->folder, schema->migrations[i]);

      if (!opt_store_database_run_script (database, script, error))
        return FALSE;
    }

  params[0] = opt_store_text (schema->folder);
  params[1] = opt_store_int (known);

  return opt_store_database_execute (database, opt_store_sql ("store", "set-version"), params, 2,
                                     error);
}

/* What is still to be done, or -1 with an error. */
static int
count_missing (OptStoreDatabase *database,
               const OptStoreSchema *schemas,
               gsize n_schemas,
               GError **error)
{
  g_autoptr (OptStoreResult) result = NULL;
  int missing = 0;

  result = opt_store_database_query (database, opt_store_sql ("store", "has-versions"), NULL, 0,
                                     error);
  if (result == NULL)
    return -1;
  if (opt_store_result_get_int (result, 0, "tables") == 0)
    return 1;

  for (gsize i = 0; i < n_schemas; i++)
    {
      guint known = g_strv_length ((char **) schemas[i].migrations);
      guint version;

      if (!get_version (database, schemas[i].folder, &version, error))
        return -1;
      if (version > known)
        {
          opt_set_error (
              error, OPT_ERROR_UNSUPPORTED,
              _ ("Update OptiSchema, or move the file away to start with a new one, with "
                 "those beside it whose names begin with its name."),
              _ ("%s was written by a newer version of OptiSchema"),
              opt_store_database_get_path (database));
          return -1;
        }
      missing += (int) (known - version);
    }

  return missing;
}

/**
 * opt_store_migrate:
 * @database: an open database
 * @schemas: (array length=n_schemas): the folders' tables
 * @n_schemas: how many
 * @error: return location for an error; %OPT_ERROR_UNSUPPORTED if the file is newer than @schemas
 *
 * Brings the tables of each folder to the version known here, in one transaction. Nothing is
 * written, and so nothing waited for, where nothing is to be done.
 *
 * Returns: whether the tables are now as @schemas have them
 */
gboolean
opt_store_migrate (OptStoreDatabase *database,
                   const OptStoreSchema *schemas,
                   gsize n_schemas,
                   GError **error)
{
  int missing = count_missing (database, schemas, n_schemas, error);
  const char *create = opt_store_sql ("store", "create-versions");
  gboolean done;

  if (missing <= 0)
    return missing == 0;

  if (!opt_store_database_begin (database, error))
    return FALSE;

  /* Another process may have done it while this one waited for the lock. */
  done = opt_store_database_execute (database, create, NULL, 0, error)
         && count_missing (database, schemas, n_schemas, error) >= 0;
  for (gsize i = 0; done && i < n_schemas; i++)
    done = migrate_folder (database, &schemas[i], error);
  done = done && opt_store_database_commit (database, error);
  if (!done)
    opt_store_database_rollback (database);

  return done;
}
