/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "opt-shadow-private.h"

#include <glib/gi18n-lib.h>

#include "opt-error.h"
#include "opt-restore-extensions.h"
#include "opt-restore.h"
#include "opt-sandbox-private.h"
#include "opt-shadow-extremes.h"
#include "opt-shadow-file.h"
#include "opt-shadow-files.h"
#include "opt-shadow-statistics.h"
#include "opt-sql.h"

/* What the steps of one building share. */
typedef struct
{
  OptShadow *shadow;
  OptConnection *production;
  OptCatalog *catalog;
  OptServerFacts *facts;
  GHashTable *extremes; /* OptColumn -> OptShadowEnds */
  const OptProgress *progress;
  GCancellable *cancellable;
} Build;

static gboolean
check_hypopg (Build *build, OptConnection *admin, GError **error)
{
  gboolean is_ours = opt_sandbox_get_cluster (build->shadow->sandbox) != NULL;
  g_autoptr (OptParams) params = opt_params_new_text ("hypopg", NULL);
  g_autoptr (OptResult) result
      = opt_connection_query_sync (admin, opt_sandbox_get_sql (admin, "extension-available"),
                                   params, OPT_QUERY_NONE, build->cancellable, error);
  g_autofree char *next_step = NULL;
  int major = opt_connection_get_server_version (admin) / 10000;

  if (result == NULL)
    return FALSE;
  if (opt_result_get_n_rows (result) > 0)
    return TRUE;

  next_step
      = g_strdup_printf (is_ours ? _ ("Install HypoPG on this machine: the package is "
                                      "postgresql-%d-hypopg on Debian and Ubuntu, hypopg_%d in "
                                      "the PostgreSQL project's RPM repository.")
                                 : _ ("Install HypoPG where the sandbox's server runs: the "
                                      "package is postgresql-%d-hypopg on Debian and Ubuntu, "
                                      "hypopg_%d in the PostgreSQL project's RPM repository. "
                                      "Trials on copies work without it."),
                         major, major);
  opt_set_error (error, OPT_ERROR_UNSUPPORTED, next_step,
                 is_ours ? _ ("Indexes can't be simulated: the extension HypoPG is missing for "
                              "PostgreSQL %d on this machine")
                         : _ ("Indexes can't be simulated: the extension HypoPG is missing for "
                              "PostgreSQL %d on the server that was given as the sandbox"),
                 major);

  return FALSE;
}

/* In the empty database, before anything of production's is in it: the server runs an extension's
 * script as the superuser. */
static gboolean
prepare_planner (Build *build, const char *database, GError **error)
{
  g_autoptr (OptConnection) admin
      = opt_sandbox_connect_sync (build->shadow->sandbox, OPT_SANDBOX_USER_ADMIN, database,
                                  build->cancellable, error);

  return admin != NULL && check_hypopg (build, admin, error)
         && opt_sandbox_run_script_sync (admin, "create-hypopg", build->cancellable, error)
         && opt_sandbox_run_own_script_sync (build->shadow->sandbox, admin, "plan-writes",
                                             build->cancellable, error);
}

static gboolean
restore_extensions (Build *build, const char *database, GError **error)
{
  g_autoptr (OptConnection) admin
      = opt_sandbox_connect_sync (build->shadow->sandbox, OPT_SANDBOX_USER_ADMIN, database,
                                  build->cancellable, error);

  return admin != NULL
         && opt_restore_extensions_sync (admin, build->catalog, build->shadow->limits,
                                         build->cancellable, error);
}

static gboolean
restore (Build *build, const char *database, GError **error)
{
  g_autoptr (OptConnection) owner
      = opt_sandbox_connect_sync (build->shadow->sandbox, OPT_SANDBOX_USER_OWNER, database,
                                  build->cancellable, error);
  g_autoptr (OptRestore) work = NULL;
  gboolean restored;

  if (owner == NULL)
    return FALSE;

  work = opt_restore_new (owner, build->catalog, NULL, build->shadow->limits, build->progress);
  restored = opt_restore_schemas_sync (work, build->cancellable, error)
             && restore_extensions (build, database, error)
             && opt_restore_relations_sync (work, build->cancellable, error)
             && opt_restore_indexes_sync (work, build->cancellable, error)
             && opt_restore_partitions_sync (work, build->cancellable, error)
             && opt_restore_foreign_keys_sync (work, build->cancellable, error);
  opt_connection_close (owner);

  return restored;
}

static gboolean
fill_catalogs (Build *build, const char *database, GError **error)
{
  g_autoptr (OptConnection) admin
      = opt_sandbox_connect_sync (build->shadow->sandbox, OPT_SANDBOX_USER_ADMIN, database,
                                  build->cancellable, error);
  gboolean filled;

  if (admin == NULL)
    return FALSE;

  opt_progress_report (build->progress, -1, 0, _ ("Copying statistics"));
  filled = opt_sandbox_run_script_sync (admin, "allow-catalog", build->cancellable, error)
           && opt_shadow_copy_statistics_sync (build->production, admin, build->shadow->limits,
                                               build->progress, build->cancellable, error)
           && opt_shadow_set_sizes_sync (admin, build->catalog, build->cancellable, error);
  opt_connection_close (admin);

  return filled;
}

static gboolean
load_extremes (Build *build, const char *database, GError **error)
{
  OptSandbox *sandbox = build->shadow->sandbox;
  g_autoptr (OptShadowFiles) files = opt_shadow_files_new_sync (sandbox, build->cancellable, error);
  g_autoptr (OptConnection) admin = NULL;
  g_autoptr (OptConnection) owner = NULL;

  if (files == NULL)
    return FALSE;
  admin = opt_sandbox_connect_sync (sandbox, OPT_SANDBOX_USER_ADMIN, database, build->cancellable,
                                    error);
  if (admin == NULL)
    return FALSE;
  owner = opt_sandbox_connect_sync (sandbox, OPT_SANDBOX_USER_OWNER, database, build->cancellable,
                                    error);
  if (owner == NULL)
    return FALSE;

  opt_progress_report (build->progress, -1, 0, _ ("Reading smallest and largest values"));
  build->extremes = opt_shadow_load_extremes_sync (build->production, admin, owner, sandbox, files,
                                                   build->catalog, build->shadow->limits,
                                                   build->cancellable, error);
  opt_connection_close (owner);
  opt_connection_close (admin);

  return build->extremes != NULL;
}

static gboolean
has_entries (Build *build, const OptRelation *relation)
{
  for (guint i = 0; i < relation->indexes->len; i++)
    if (opt_shadow_find_extremes (build->extremes, relation,
                                  g_ptr_array_index (relation->indexes, i))
        != NULL)
      return TRUE;

  return FALSE;
}

static gboolean
grow_one (Build *build,
          OptShadowFiles *files,
          const char *path,
          const char *schema,
          const char *name,
          GError **error)
{
  OptShadow *shadow = build->shadow;
  OptIndex *index = opt_catalog_find_index (build->catalog, schema, name);
  OptRelation *relation = index != NULL ? opt_catalog_get_relation (build->catalog, index->relation)
                                        : opt_catalog_find_relation (build->catalog, schema, name);

  if (relation == NULL)
    return TRUE;
  if (index == NULL)
    {
      shadow->modelled_bytes += relation->bytes;
      return opt_shadow_file_grow_heap (files, path, relation->bytes, has_entries (build, relation),
                                        &shadow->disk_bytes, error);
    }

  shadow->modelled_bytes += index->bytes;
  if (g_str_equal (index->method, "gin"))
    {
      g_autofree char *quoted = opt_sql_quote_qualified (schema, name);

      opt_sandbox_add_limit (
          shadow->limits, quoted,
          _ ("What a GIN index costs stands on a page that only the real one has: "
             "plans that use it can cost something else here"));
    }

  return opt_shadow_file_grow_index (files, path, relation, index,
                                     opt_shadow_find_extremes (build->extremes, relation, index),
                                     &shadow->disk_bytes, error);
}

static gboolean
grow_row (Build *build, OptShadowFiles *way, OptResult *files, guint row, GError **error)
{
  const char *path = opt_result_get_text (files, row, "path");

  if (opt_result_get_int (files, row, "block_size") != OPT_SHADOW_PAGE_BYTES)
    {
      opt_set_error (error, OPT_ERROR_UNSUPPORTED, NULL,
                     _ ("The sandbox's PostgreSQL was built with pages of another size"));
      return FALSE;
    }
  if (g_cancellable_set_error_if_cancelled (build->cancellable, error))
    return FALSE;

  return opt_shadow_files_get_sync (way, path, build->cancellable, error)
         && grow_one (build, way, path, opt_result_get_text (files, row, "schema"),
                      opt_result_get_text (files, row, "name"), error)
         && opt_shadow_files_put_sync (way, path, build->cancellable, error);
}

static gboolean
grow (Build *build, GError **error)
{
  OptShadow *shadow = build->shadow;
  g_autoptr (OptShadowFiles) way
      = opt_shadow_files_new_sync (shadow->sandbox, build->cancellable, error);
  g_autoptr (OptConnection) admin = NULL;
  g_autoptr (OptResult) files = NULL;

  if (way == NULL)
    return FALSE;
  admin = opt_sandbox_connect_sync (shadow->sandbox, OPT_SANDBOX_USER_ADMIN, shadow->database,
                                    build->cancellable, error);
  if (admin == NULL)
    return FALSE;
  files = opt_connection_query_sync (admin, opt_sandbox_get_sql (admin, "files"), NULL,
                                     OPT_QUERY_NONE, build->cancellable, error);
  if (files == NULL)
    return FALSE;

  for (guint row = 0; row < opt_result_get_n_rows (files); row++)
    if (!grow_row (build, way, files, row, error))
      return FALSE;

  return opt_shadow_files_flush_sync (way, build->cancellable, error);
}

/* The restored database is only a form: its copy has the same files with none of their pages in the
 * server's memory, so what is then written to them is what the server reads. */
static gboolean
build_from_form (Build *build, const char *form, GError **error)
{
  OptShadow *shadow = build->shadow;

  if (!prepare_planner (build, form, error) || !restore (build, form, error)
      || !fill_catalogs (build, form, error) || !load_extremes (build, form, error))
    return FALSE;

  shadow->database
      = opt_sandbox_copy_database_sync (shadow->sandbox, form, build->cancellable, error);
  if (shadow->database == NULL)
    return FALSE;

  opt_progress_report (build->progress, -1, 0, _ ("Growing files"));

  return opt_sandbox_copy_settings_sync (shadow->sandbox, build->production, shadow->database,
                                         shadow->limits, build->cancellable, error)
         && grow (build, error) && opt_shadow_open_sync (shadow, build->cancellable, error);
}

/**
 * opt_shadow_build_sync:
 * @sandbox: a sandbox; it is started where it is not
 * @production: a connection to the production database; not the poll lane's, since its planner
 *   settings are copied
 * @catalog: the database's catalog
 * @facts: the server's facts
 * @progress: (nullable): told the steps
 * @cancellable: (nullable): a #GCancellable
 * @error: return location for an error
 *
 * Makes the shadow of a database: its structure restored, its statistics copied, its files grown
 * to production's sizes with holes. On production it reads the catalogs, and looks up the smallest
 * and the largest value of indexed columns.
 *
 * Returns: (transfer full) (nullable): the shadow; %OPT_ERROR_UNSUPPORTED without server programs
 *   or HypoPG on this machine
 */
OptShadow *
opt_shadow_build_sync (OptSandbox *sandbox,
                       OptConnection *production,
                       OptCatalog *catalog,
                       OptServerFacts *facts,
                       const OptProgress *progress,
                       GCancellable *cancellable,
                       GError **error)
{
  g_autoptr (OptShadow) self = NULL;
  Build build = {
    .production = production,
    .catalog = catalog,
    .facts = facts,
    .progress = progress,
    .cancellable = cancellable,
  };
  g_autofree char *form = NULL;
  gboolean built;

  g_return_val_if_fail (OPT_IS_SANDBOX (sandbox), NULL);
  g_return_val_if_fail (OPT_IS_CONNECTION (production), NULL);
  g_return_val_if_fail (OPT_IS_CATALOG (catalog), NULL);

  opt_progress_report (progress, -1, 0, _ ("Starting the sandbox"));
  if (!opt_sandbox_start_sync (sandbox, facts, cancellable, error))
    return NULL;

  self = g_object_new (OPT_TYPE_SHADOW, NULL);
  self->sandbox = g_object_ref (sandbox);
  self->search_path = opt_catalog_get_search_path_sql (catalog);
  build.shadow = self;
  form = opt_sandbox_create_database_sync (sandbox, facts, self->limits, cancellable, error);
  if (form == NULL)
    return NULL;

  built = build_from_form (&build, form, error);
  g_clear_pointer (&build.extremes, g_hash_table_unref);
  opt_sandbox_drop_database_sync (sandbox, form, NULL, NULL);
  if (!built)
    {
      if (self->database != NULL)
        opt_shadow_drop_sync (self, NULL, NULL);
      return NULL;
    }

  return g_steal_pointer (&self);
}
