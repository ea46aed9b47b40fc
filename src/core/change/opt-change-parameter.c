/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-change-parameter.h"

#include <glib/gi18n-lib.h>

#include "opt-error.h"
#include "opt-sql.h"

/*
 * What tunes a server, and can neither open it, load or run anything, lose what was committed, nor
 * keep it from being reached: nothing about files, libraries, commands, addresses, authentication,
 * fsync and its kin, logging. Nothing that needs a restart either (shared_buffers, workers …): the
 * server takes any value, and does not start with one that it can't have.
 */
static const char *const listed[] = {
  /* the planner's costs and choices */
  "seq_page_cost",
  "random_page_cost",
  "cpu_tuple_cost",
  "cpu_index_tuple_cost",
  "cpu_operator_cost",
  "effective_cache_size",
  "effective_io_concurrency",
  "maintenance_io_concurrency",
  "from_collapse_limit",
  "join_collapse_limit",
  "geqo_threshold",
  "cursor_tuple_fraction",
  "constraint_exclusion",
  "plan_cache_mode",
  "enable_partitionwise_join",
  "enable_partitionwise_aggregate",
  /* memory */
  "work_mem",
  "hash_mem_multiplier",
  "maintenance_work_mem",
  "autovacuum_work_mem",
  "logical_decoding_work_mem",
  "temp_buffers",
  "vacuum_buffer_usage_limit",
  /* parallel workers */
  "max_parallel_workers",
  "max_parallel_workers_per_gather",
  "max_parallel_maintenance_workers",
  "min_parallel_table_scan_size",
  "min_parallel_index_scan_size",
  "parallel_setup_cost",
  "parallel_tuple_cost",
  /* vacuum */
  "autovacuum_naptime",
  "autovacuum_vacuum_threshold",
  "autovacuum_vacuum_scale_factor",
  "autovacuum_vacuum_insert_threshold",
  "autovacuum_vacuum_insert_scale_factor",
  "autovacuum_analyze_threshold",
  "autovacuum_analyze_scale_factor",
  "autovacuum_vacuum_cost_delay",
  "autovacuum_vacuum_cost_limit",
  "vacuum_cost_delay",
  "vacuum_cost_limit",
  "vacuum_cost_page_hit",
  "vacuum_cost_page_miss",
  "vacuum_cost_page_dirty",
  /* checkpoints, WAL and the background writer */
  "checkpoint_timeout",
  "checkpoint_completion_target",
  "max_wal_size",
  "min_wal_size",
  "wal_compression",
  "wal_writer_delay",
  "bgwriter_delay",
  "bgwriter_lru_maxpages",
  "bgwriter_lru_multiplier",
  /* statistics */
  "default_statistics_target",
  "track_io_timing",
  "track_wal_io_timing",
  /* compiling */
  "jit",
  "jit_above_cost",
  "jit_inline_above_cost",
  "jit_optimize_above_cost",
};

/**
 * opt_change_parameter_is_listed:
 * @name: a parameter
 *
 * Returns: whether it is one of those that may be set here
 */
gboolean
opt_change_parameter_is_listed (const char *name)
{
  for (gsize i = 0; i < G_N_ELEMENTS (listed); i++)
    if (g_ascii_strcasecmp (listed[i], name) == 0)
      return TRUE;

  return FALSE;
}

static gboolean
check_there (const OptChangeProperty *property, OptResult *result, GError **error)
{
  const char *what = NULL;

  if (opt_result_get_n_rows (result) == 0)
    opt_set_error (error, OPT_ERROR_NOT_FOUND, NULL, _ ("This server has no parameter “%s”."),
                   property->name);
  else if (!opt_result_get_boolean (result, 0, "has_database"))
    opt_set_error (error, OPT_ERROR_NOT_FOUND, NULL, _ ("There is no database “%s”."),
                   property->database);
  else if (!opt_result_get_boolean (result, 0, "has_role"))
    opt_set_error (error, OPT_ERROR_NOT_FOUND, NULL, _ ("There is no role “%s”."), property->role);
  else
    what = opt_result_get_text (result, 0, "context");
  if (what == NULL)
    return FALSE;

  if (g_str_equal (what, "postmaster"))
    {
      opt_set_error (
          error, OPT_ERROR_REFUSED,
          _ ("Set it by hand, with somebody there who can start the server."),
          _ ("The parameter “%s” needs a restart, and a value that the server can’t have "
             "would keep it from starting."),
          property->name);
      return FALSE;
    }
  if (!opt_result_get_boolean (result, 0, "lets_start"))
    {
      opt_set_error (error, OPT_ERROR_REFUSED, _ ("Set it to more."),
                     _ ("The server would not start with “%s” as %s: it needs at least two "
                        "segments of the WAL, in kB, MB, GB or TB."),
                     property->after, property->name);
      return FALSE;
    }

  if (g_str_equal (what, "internal")
      || ((property->database != NULL || property->role != NULL) && g_str_equal (what, "sighup")))
    {
      opt_set_error (error, OPT_ERROR_UNSUPPORTED, _ ("Set it for the server: ALTER SYSTEM."),
                     _ ("The parameter “%s” is the same for the whole server."), property->name);
      return FALSE;
    }

  return TRUE;
}

static gboolean
check_rights (const OptChangeProperty *property, OptResult *result, GError **error)
{
  gboolean system = property->database == NULL && property->role == NULL;
  g_autofree char *grant = NULL;

  if (!opt_result_get_boolean (result, 0, "may_set"))
    {
      grant = g_strdup_printf (_ ("Connect for the change as a superuser, or on PostgreSQL 15 and "
                                  "later have one run: GRANT ALTER SYSTEM ON PARAMETER %s TO that "
                                  "role."),
                               property->name);
      opt_set_error (error, OPT_ERROR_DENIED,
                     system ? grant
                            : _ ("Connect for the change as a superuser, as the database’s owner, "
                                 "or as that role itself."),
                     _ ("The role may not set the parameter “%s” there. Nothing was changed."),
                     property->name);
      return FALSE;
    }
  if (system && !opt_result_get_boolean (result, 0, "may_read"))
    {
      opt_set_error (
          error, OPT_ERROR_DENIED,
          _ ("Have a superuser let that role read the view pg_file_settings and call its function, "
             "pg_show_all_file_settings()."),
          _ ("The role may set the parameter “%s”, but not read what it is set to now, "
             "without which there is no undo. Nothing was changed."),
          property->name);
      return FALSE;
    }
  if (system && !opt_result_get_boolean (result, 0, "may_reload"))
    {
      opt_set_error (error, OPT_ERROR_DENIED,
                     _ ("As a superuser: GRANT EXECUTE ON FUNCTION pg_reload_conf() TO that role."),
                     _ ("The role may not have the server read its files again. Nothing was "
                        "changed."));
      return FALSE;
    }

  return TRUE;
}

/**
 * opt_change_parameter_check_sync:
 * @connection: to the database
 * @property: a parameter; its name is filled in as the server writes it
 * @role: (nullable): who is to set it; %NULL for the connection's role
 * @cancellable: (nullable): cancels it
 * @error: return location for an error: %OPT_ERROR_REFUSED where it is none that may be set here,
 *   %OPT_ERROR_NOT_FOUND, %OPT_ERROR_UNSUPPORTED, %OPT_ERROR_DENIED, which names what is to be
 *   granted
 *
 * Returns: whether that role may set it there, and take it back
 */
gboolean
opt_change_parameter_check_sync (OptConnection *connection,
                                 OptChangeProperty *property,
                                 const char *role,
                                 GCancellable *cancellable,
                                 GError **error)
{
  const char *sql
      = opt_sql_get ("change", "parameter", opt_connection_get_server_version (connection));
  g_autoptr (OptParams) params = opt_params_new ();
  g_autoptr (OptResult) result = NULL;

  if (!opt_change_parameter_is_listed (property->name))
    {
      opt_set_error (error, OPT_ERROR_REFUSED, _ ("Set it by hand, if you want to."),
                     _ ("“%s” is none of the parameters that OptiSchema sets: those of the "
                        "planner’s costs, memory, parallel workers, vacuum, checkpoints and WAL, "
                        "statistics and compiling."),
                     property->name);
      return FALSE;
    }

  opt_params_add_text (params, property->name);
  opt_params_add_text (params, property->database);
  opt_params_add_text (params, property->role);
  opt_params_add_text (params, role);
  opt_params_add_text (params, property->after);
  result = opt_connection_query_sync (connection, sql != NULL ? sql : "", params, OPT_QUERY_NONE,
                                      cancellable, error);
  if (result == NULL || !check_there (property, result, error)
      || !check_rights (property, result, error))
    return FALSE;

  g_free (property->name);
  property->name = g_strdup (opt_result_get_text (result, 0, "name"));
  property->restart = FALSE;

  return TRUE;
}
