/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "opt-error.h"
#include "opt-rows-difference.h"
#include "opt-rows-private.h"
#include "opt-sql.h"

/* What both did, while their transactions are still open. */
typedef struct
{
  OptRowsPair *pair;
  OptResult *baseline;   /* (nullable) */
  OptResult *variant;    /* (nullable) */
  GPtrArray *tables;     /* (element-type utf8) quoted: those that either may have changed */
  GHashTable *sequences; /* (element-type utf8 gint64) where both began to count */
  char *reason;          /* (nullable) */
  char *difference;      /* (nullable) */
} Writing;

static const char *
get_sql (const OptRowsSide *side, const char *name)
{
  return opt_sql_get ("rows", name, opt_connection_get_server_version (side->connection));
}

static void
writing_clear (Writing *self)
{
  g_clear_pointer (&self->baseline, opt_result_unref);
  g_clear_pointer (&self->variant, opt_result_unref);
  g_clear_pointer (&self->tables, g_ptr_array_unref);
  g_clear_pointer (&self->sequences, g_hash_table_unref);
  g_clear_pointer (&self->reason, g_free);
  g_clear_pointer (&self->difference, g_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Writing, writing_clear)

static gboolean
read_sequences (Writing *self, OptRowsSide *side, GError **error)
{
  g_autoptr (OptResult) result
      = opt_connection_query_sync (side->connection, get_sql (side, "sequences"), NULL,
                                   OPT_QUERY_NONE, self->pair->cancellable, error);

  if (result == NULL)
    return FALSE;
  for (guint i = 0; i < opt_result_get_n_rows (result); i++)
    {
      const char *name = opt_result_get_text (result, i, "name");
      gint64 *known = g_hash_table_lookup (self->sequences, name);
      gint64 value;

      if (opt_result_is_null (result, i, "last_value"))
        continue;
      value = opt_result_get_int (result, i, "last_value");
      if (known == NULL || *known < value)
        g_hash_table_replace (self->sequences, g_strdup (name), g_memdup2 (&value, sizeof value));
    }

  return TRUE;
}

/* A rollback takes no number back: each run before this one has counted on. */
static gboolean
set_sequences (Writing *self, OptRowsSide *side, GError **error)
{
  GHashTableIter iter;
  gpointer name, value;

  g_hash_table_iter_init (&iter, self->sequences);
  while (g_hash_table_iter_next (&iter, &name, &value))
    {
      g_autoptr (OptParams) params = opt_params_new_text (name, NULL);

      opt_params_add_int (params, *(const gint64 *) value);
      if (!opt_connection_execute_sync (side->connection, get_sql (side, "set-sequence"), params,
                                        self->pair->cancellable, error))
        return FALSE;
    }

  return TRUE;
}

static gboolean
add_tables (Writing *self, OptRowsSide *side, GError **error)
{
  g_autoptr (OptResult) result
      = opt_connection_query_sync (side->connection, get_sql (side, "changed-tables"), NULL,
                                   OPT_QUERY_NONE, self->pair->cancellable, error);

  if (result == NULL)
    return FALSE;
  for (guint i = 0; i < opt_result_get_n_rows (result); i++)
    {
      const char *name = opt_result_get_text (result, i, "name");

      if (!g_ptr_array_find_with_equal_func (self->tables, name, g_str_equal, NULL))
        g_ptr_array_add (self->tables, g_strdup (name));
    }

  return TRUE;
}

static OptResult *
run (Writing *self, OptRowsSide *side, GError **error)
{
  return opt_connection_query_sync (side->connection, side->sql, side->params, OPT_QUERY_NONE,
                                    self->pair->cancellable, error);
}

static gboolean
run_both (Writing *self, GError **error)
{
  OptRowsPair *pair = self->pair;

  if (!read_sequences (self, &pair->baseline, error)
      || !read_sequences (self, &pair->variant, error)
      || !set_sequences (self, &pair->baseline, error)
      || !set_sequences (self, &pair->variant, error))
    return FALSE;
  self->baseline = run (self, &pair->baseline, error);
  self->variant = self->baseline != NULL ? run (self, &pair->variant, error) : NULL;

  return self->variant != NULL && add_tables (self, &pair->baseline, error)
         && add_tables (self, &pair->variant, error);
}

static gboolean
compare_returned (Writing *self)
{
  g_autoptr (OptRowsColumns) columns = opt_rows_columns_new (self->baseline);
  g_autoptr (OptRowsColumns) others = opt_rows_columns_new (self->variant);

  self->reason = opt_rows_columns_describe_difference (columns, others);
  if (self->reason != NULL)
    return FALSE;
  opt_rows_kind_judge_order (self->pair->kind, columns);
  opt_rows_kind_judge_columns (self->pair->kind, columns);
  if (opt_result_get_affected (self->baseline) != opt_result_get_affected (self->variant))
    self->reason = g_strdup_printf (_ ("Rows changed without the change: %" G_GINT64_FORMAT
                                       ", with it: %" G_GINT64_FORMAT "."),
                                    opt_result_get_affected (self->baseline),
                                    opt_result_get_affected (self->variant));
  if (columns->n > 0)
    self->difference = opt_rows_describe_difference (columns,
                                                     opt_rows_read (&self->pair->baseline, columns,
                                                                    self->baseline),
                                                     opt_rows_read (&self->pair->variant, columns,
                                                                    self->variant));
  if (self->difference != NULL && self->reason == NULL)
    self->reason = g_strdup (_ ("It returns other rows."));

  return TRUE;
}

/* What it left behind: other values, other rows, and what went with them. */
static gboolean
compare_table (Writing *self, const char *table, GError **error)
{
  OptRowsPair pair = *self->pair;
  g_autofree char *sql = opt_sql_fill (get_sql (&pair.baseline, "table"), "table", table, NULL);
  g_autoptr (OptRowsColumns) columns = NULL;
  gint64 n_baseline, n_variant;

  pair.baseline.sql = pair.variant.sql = sql;
  pair.baseline.params = pair.variant.params = NULL;
  columns = opt_rows_side_describe_sync (&pair.baseline, pair.cancellable, error);
  if (columns != NULL)
    opt_rows_kind_judge_columns (pair.kind, columns);
  if (columns == NULL
      || !opt_rows_compare_multisets_sync (&pair, columns, &n_baseline, &n_variant,
                                           &self->difference, error))
    return FALSE;
  if (self->difference != NULL && self->reason == NULL)
    self->reason = g_strdup_printf (_ ("Table %s has other rows afterwards."), table);

  return TRUE;
}

static gboolean
compare_tables (Writing *self, GError **error)
{
  for (guint i = 0; i < self->tables->len && self->difference == NULL; i++)
    if (!compare_table (self, self->tables->pdata[i], error))
      return FALSE;

  return TRUE;
}

static int
compare_texts (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

/* Of all but floats: see find_excuse() of opt-rows.c. */
static char *
take_fingerprint (Writing *self, const OptRowsSide *of, OptResult *result, GError **error)
{
  OptRowsSide side = *of;
  g_autoptr (OptRowsColumns) returned = opt_rows_columns_new (result);
  g_autoptr (GPtrArray) rows = NULL;
  g_autoptr (GPtrArray) keys = g_ptr_array_new ();
  g_autoptr (GString) text = g_string_new (NULL);

  returned->trims = self->pair->kind->takes_one;
  rows = opt_rows_read (&side, returned, result);
  for (guint i = 0; i < rows->len; i++)
    g_ptr_array_add (keys, ((OptRow *) rows->pdata[i])->key);
  g_ptr_array_sort (keys, compare_texts);
  g_string_printf (text, "%" G_GINT64_FORMAT, opt_result_get_affected (result));
  for (guint i = 0; i < keys->len; i++)
    g_string_append_printf (text, " %s", (const char *) keys->pdata[i]);
  side.params = NULL;
  for (guint i = 0; i < self->tables->len; i++)
    {
      g_autofree char *sql
          = opt_sql_fill (get_sql (&side, "table"), "table", self->tables->pdata[i], NULL);
      g_autoptr (OptRowsColumns) columns = NULL;
      g_autofree char *hash = NULL;

      side.sql = sql;
      columns = opt_rows_side_describe_sync (&side, self->pair->cancellable, error);
      if (columns != NULL)
        columns->trims = self->pair->kind->takes_one;
      if (columns != NULL)
        hash
            = opt_rows_side_hash_sync (&side, columns, FALSE, NULL, self->pair->cancellable, error);
      if (hash == NULL)
        return NULL;
      g_string_append_printf (text, " %s", hash);
    }

  return g_string_free (g_steal_pointer (&text), FALSE);
}

/* @excuse: (out) (nullable): what may be why both differ */
static gboolean
find_excuse (Writing *self, const char **excuse, GError **error)
{
  OptRowsSide *side = &self->pair->baseline;
  g_autofree char *first = take_fingerprint (self, side, self->baseline, error);
  g_autofree char *other
      = first != NULL ? take_fingerprint (self, &self->pair->variant, self->variant, error) : NULL;
  g_autofree char *second = NULL;
  g_autoptr (OptResult) again = NULL;

  if (other == NULL)
    return FALSE;
  if (self->pair->kind->same_sql && strcmp (first, other) == 0)
    {
      *excuse = opt_rows_get_floats_excuse ();
      return TRUE;
    }
  if (!opt_rows_side_rollback_sync (side, error)
      || !opt_rows_side_begin_sync (side, self->pair->cancellable, error)
      || !set_sequences (self, side, error))
    return FALSE;
  again = run (self, side, error);
  if (again == NULL)
    return FALSE;
  second = take_fingerprint (self, side, again, error);
  if (second == NULL)
    return FALSE;
  if (strcmp (first, second) != 0)
    *excuse = _ ("It gives other rows at each call.");

  return TRUE;
}

static gboolean
judge (Writing *self, GError **error)
{
  OptRowsVerdict *verdict = self->pair->verdict;
  const char *excuse = opt_rows_kind_get_choice (self->pair->kind);

  if (self->reason == NULL)
    {
      if (excuse != NULL)
        opt_rows_verdict_take_luck (verdict, excuse);
      return TRUE;
    }
  if (excuse == NULL)
    excuse = self->pair->kind->unsteady_reason;
  if (excuse == NULL && !find_excuse (self, &excuse, error))
    return FALSE;
  if (excuse != NULL)
    opt_rows_verdict_take (verdict, OPT_ROWS_COMPARISON_UNVERIFIABLE, g_strdup (excuse), NULL);
  else
    opt_rows_verdict_take (verdict, OPT_ROWS_COMPARISON_DIFFERENT, g_steal_pointer (&self->reason),
                           g_steal_pointer (&self->difference));

  return TRUE;
}

/* opt_rows_compare_writes_sync: compares what two statements that write did, in transactions that
 * are open; sequences begin at the same number on both sides */
gboolean
opt_rows_compare_writes_sync (OptRowsPair *pair, GError **error)
{
  g_auto (Writing)
    self = { .pair = pair };
  g_autoptr (GError) failure = NULL;

  if (pair->kind->volatile_reason != NULL)
    {
      opt_rows_verdict_take (pair->verdict, OPT_ROWS_COMPARISON_UNVERIFIABLE,
                             g_strdup (pair->kind->volatile_reason), NULL);
      return TRUE;
    }

  self.tables = g_ptr_array_new_with_free_func (g_free);
  self.sequences = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  if (!run_both (&self, error))
    return FALSE;
  if (!compare_returned (&self))
    {
      opt_rows_verdict_take (pair->verdict, OPT_ROWS_COMPARISON_DIFFERENT,
                             g_steal_pointer (&self.reason), NULL);
      return TRUE;
    }
  if (compare_tables (&self, &failure) && judge (&self, &failure))
    return TRUE;
  if (g_error_matches (failure, OPT_ERROR, OPT_ERROR_TIMEOUT))
    {
      opt_rows_verdict_take (
          pair->verdict, OPT_ROWS_COMPARISON_UNVERIFIABLE,
          g_strdup (_ ("The tables that it writes could not be read in the time there is.")), NULL);
      return TRUE;
    }
  g_propagate_error (error, g_steal_pointer (&failure));

  return FALSE;
}
