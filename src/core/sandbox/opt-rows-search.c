/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "opt-error.h"
#include "opt-rows-difference.h"
#include "opt-rows-made.h"
#include "opt-sql.h"

/* So many contents are tried, in so much time at most. */
#define DATABASES 300
#define MAX_TIME (5 * G_USEC_PER_SEC)

#define EMPTIED "optischema_emptied"
#define FILLED "optischema_filled"

/* What a statement did with made-up rows. */
typedef struct
{
  OptResult *result;   /* (nullable) */
  GPtrArray *contents; /* (element-type OptResult) of the tables after it, where it writes */
  GError *failure;     /* (nullable) */
} Run;

typedef struct
{
  OptRowsPair *pair;
  OptMadeRows *made;
  OptRowsSide baseline;
  OptRowsSide variant; /* on the connection of the baseline */
  gint64 end;          /* monotonic microseconds */
} Search;

static void
run_clear (Run *self)
{
  g_clear_pointer (&self->result, opt_result_unref);
  g_clear_pointer (&self->contents, g_ptr_array_unref);
  g_clear_error (&self->failure);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Run, run_clear)

static gboolean
execute (Search *self, const char *name, const char *place, const char *value, GError **error)
{
  OptConnection *connection = self->baseline.connection;
  g_autofree char *sql
      = opt_sql_fill (opt_sql_get ("rows", name, opt_connection_get_server_version (connection)),
                      place, value, NULL);

  return opt_connection_execute_sync (connection, sql, NULL, self->pair->cancellable, error);
}

static OptResult *
query (Search *self, const char *sql, const OptParams *params, GError **error)
{
  return opt_connection_query_sync (self->baseline.connection, sql, params, OPT_QUERY_NONE,
                                    self->pair->cancellable, error);
}

static void
read_contents (Search *self, Run *run)
{
  int version = opt_connection_get_server_version (self->baseline.connection);

  for (guint i = 0; i < self->made->tables->len && run->failure == NULL; i++)
    {
      const OptMadeTable *table = self->made->tables->pdata[i];
      g_autofree char *sql
          = opt_sql_fill (opt_sql_get ("rows", "contents", version), "table", table->name, NULL);
      OptResult *result = query (self, sql, NULL, &run->failure);

      if (result != NULL)
        g_ptr_array_add (run->contents, result);
    }
}

/* No statement takes the search past its end, nor has it the limit of what was measured before; and
 * for a few rows nothing is compiled. */
static gboolean
set_up (Search *self, GError **error)
{
  OptConnection *connection = self->baseline.connection;
  gint64 left_ms = (self->end - g_get_monotonic_time ()) / 1000;
  g_autofree char *text = g_strdup_printf ("%" G_GINT64_FORMAT, MAX (left_ms, 1));
  g_autoptr (OptParams) params = opt_params_new_text (text, NULL);

  return opt_connection_execute_sync (connection,
                                      opt_sql_get ("rows", "search-settings",
                                                   opt_connection_get_server_version (connection)),
                                      params, self->pair->cancellable, error);
}

/* What ended a statement that may well have gone on: it tells nothing of the rows. */
static gboolean
was_stopped (const GError *failure)
{
  return g_error_matches (failure, G_IO_ERROR, G_IO_ERROR_CANCELLED)
         || g_error_matches (failure, OPT_ERROR, OPT_ERROR_TIMEOUT)
         || g_error_matches (failure, OPT_ERROR, OPT_ERROR_NO_SPACE)
         || g_error_matches (failure, OPT_ERROR, OPT_ERROR_UNREACHABLE);
}

/* Runs one of the statements, and takes back what it did. */
static gboolean
run_side (Search *self, OptRowsSide *side, Run *run, GError **error)
{
  run->contents = g_ptr_array_new_with_free_func ((GDestroyNotify) opt_result_unref);
  run->result = query (self, side->sql, side->params, &run->failure);
  if (run->result != NULL && self->pair->kind->writes)
    read_contents (self, run);
  if (was_stopped (run->failure))
    {
      g_propagate_error (error, g_steal_pointer (&run->failure));
      return FALSE;
    }

  return execute (self, "rollback-to", "name", FILLED, error);
}

static char *
compare_results (Search *self, OptResult *baseline, OptResult *variant)
{
  g_autoptr (OptRowsColumns) columns = opt_rows_columns_new (baseline);

  if (opt_result_get_n_columns (variant) != columns->n)
    return NULL;
  columns->trims = self->pair->kind->takes_one;

  return opt_rows_describe_difference (columns, opt_rows_read (&self->baseline, columns, baseline),
                                       opt_rows_read (&self->variant, columns, variant));
}

static char *
compare_orders (Search *self, OptResult *baseline, OptResult *variant)
{
  const OptRowsKind *kind = self->pair->kind;
  g_autoptr (OptRowsColumns) columns = opt_rows_columns_new (baseline);
  g_autoptr (GArray) ties = kind->total ? NULL : opt_rows_kind_list_ties (kind, columns);
  g_autoptr (OptRowsSource) first = NULL;
  g_autoptr (OptRowsSource) second = NULL;
  char *difference = NULL;

  if (!kind->baseline->ordered || (!kind->total && ties == NULL))
    return NULL;
  first
      = opt_rows_source_new_from_rows (columns, opt_rows_read (&self->baseline, columns, baseline));
  second
      = opt_rows_source_new_from_rows (columns, opt_rows_read (&self->variant, columns, variant));
  opt_rows_find_disorder_sync (first, second, ties, &difference, NULL);

  return difference;
}

/* Returns: (transfer full) (nullable): what tells both apart; a baseline that fails tells nothing,
 * as in which order conditions are looked at is the plan's affair */
static char *
compare_runs (Search *self, const Run *baseline, const Run *variant)
{
  char *difference;

  if (baseline->failure != NULL)
    return NULL;
  if (variant->failure != NULL)
    return g_strdup_printf (_ ("It fails with the change alone: %s"), variant->failure->message);
  difference = compare_results (self, baseline->result, variant->result);
  for (guint i = 0; difference == NULL && i < baseline->contents->len; i++)
    difference = compare_results (self, baseline->contents->pdata[i], variant->contents->pdata[i]);
  if (difference == NULL
      && opt_result_get_affected (baseline->result) != opt_result_get_affected (variant->result))
    difference = g_strdup_printf (_ ("Rows changed without the change: %" G_GINT64_FORMAT
                                     ", with it: %" G_GINT64_FORMAT "."),
                                  opt_result_get_affected (baseline->result),
                                  opt_result_get_affected (variant->result));

  return difference != NULL ? difference : compare_orders (self, baseline->result, variant->result);
}

static void
refute (Search *self, char *difference, int set)
{
  g_autofree char *rows = opt_made_rows_describe (self->made);

  opt_rows_verdict_take (self->pair->verdict, OPT_ROWS_COMPARISON_DIFFERENT,
                         g_strdup_printf (_ ("With made-up rows, which its tables could have (%s), "
                                             "it is not the same."),
                                          rows),
                         difference);
  self->pair->verdict->set = set;
}

/* One database: rows that a constraint forbids are none, and not counted. */
static gboolean
try_rows (Search *self, int set, GError **error)
{
  g_auto (Run)
    baseline = { 0 };
  g_auto (Run)
    variant = { 0 };
  g_autoptr (GError) failure = NULL;
  char *difference;

  if (!set_up (self, error))
    return FALSE;
  if (!opt_made_rows_insert_sync (self->made, self->pair, &failure))
    {
      if (g_error_matches (failure, OPT_ERROR, OPT_ERROR_DATA))
        return execute (self, "rollback-to", "name", EMPTIED, error);
      g_propagate_error (error, g_steal_pointer (&failure));
      return FALSE;
    }
  if (!execute (self, "savepoint", "name", FILLED, error)
      || !run_side (self, &self->baseline, &baseline, error)
      || !run_side (self, &self->variant, &variant, error)
      || !execute (self, "rollback-to", "name", EMPTIED, error))
    return FALSE;

  difference = compare_runs (self, &baseline, &variant);
  if (difference != NULL)
    refute (self, difference, set);
  else if (baseline.failure == NULL)
    self->pair->verdict->n_databases++;

  return TRUE;
}

static gboolean
empty_tables (Search *self, GError **error)
{
  g_autofree char *names = opt_made_rows_get_names (self->made);

  return execute (self, "empty", "tables", names, error)
         && execute (self, "savepoint", "name", EMPTIED, error);
}

static gboolean
try_all (Search *self, GPtrArray *sets, GError **error)
{
  OptRowsVerdict *verdict = self->pair->verdict;

  self->end = g_get_monotonic_time () + MAX_TIME;
  if (self->made->tables->len == 0)
    return TRUE;
  if (!set_up (self, error) || !empty_tables (self, error))
    return FALSE;
  for (guint i = 0; i < DATABASES && verdict->comparison == OPT_ROWS_COMPARISON_EQUAL
                    && g_get_monotonic_time () < self->end;
       i++)
    {
      guint set = sets != NULL && sets->len > 0 ? i % sets->len : 0;
      const OptParams *params = sets != NULL && sets->len > 0 ? sets->pdata[set] : NULL;

      opt_made_rows_draw (self->made, i);
      self->baseline.params = self->variant.params = params;
      if (!try_rows (self, params != NULL ? (int) set : -1, error))
        return FALSE;
    }

  return TRUE;
}

static gboolean
can_search (const OptRowsPair *pair)
{
  const OptRowsKind *kind = pair->kind;

  return opt_connection_get_role (pair->baseline.connection) == OPT_CONNECTION_ROLE_SANDBOX
         && kind->volatile_reason == NULL && kind->choice_reason == NULL
         && kind->inside_reason == NULL && kind->unsteady_reason == NULL;
}

/* opt_rows_search_sync: searches for rows with which two statements that gave the same ones differ.
 *
 * In one transaction of the baseline's copy, which is rolled back, the tables that the statements
 * use are emptied and filled again and again with none to four rows: with NULLs, duplicates, values
 * that the statements compare with and their neighbours. They are the copy's own tables, so that
 * their constraints hold, and what names them (a schema, a view, a function) finds them. What they
 * refer to with foreign keys is made up before. Where no rows can be made, none
 * are counted in the verdict. A statement that is stopped, by the time that there is or for want of
 * room, ends the search: it is no counter-example.
 *
 * Returns: FALSE where it was cancelled; where the search can't go on it ends */
gboolean
opt_rows_search_sync (OptRowsPair *pair, GPtrArray *sets, GError **error)
{
  Search self = { .pair = pair };
  g_autoptr (GError) failure = NULL;
  gboolean done;

  if (!can_search (pair))
    return TRUE;

  done = opt_rows_side_begin_sync (&pair->baseline, pair->cancellable, &failure);
  self.baseline = self.variant = pair->baseline;
  self.variant.sql = pair->variant.sql;
  if (done)
    {
      self.made = opt_made_rows_new_sync (pair, sets, &failure);
      done = self.made != NULL && try_all (&self, sets, &failure);
    }
  opt_rows_side_rollback_sync (&pair->baseline, NULL);
  g_clear_pointer (&self.made, opt_made_rows_free);
  if (!done && g_error_matches (failure, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_propagate_error (error, g_steal_pointer (&failure));
      return FALSE;
    }

  return TRUE;
}
