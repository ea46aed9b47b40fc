/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "opt-rows-source.h"

#include <string.h>

#include "opt-sql.h"

static const char *
get_sql (const OptRowsSide *side, const char *name)
{
  return opt_sql_get ("rows", name, opt_connection_get_server_version (side->connection));
}

void
opt_rows_side_clear (OptRowsSide *self)
{
  g_clear_pointer (&self->instant, g_free);
  g_clear_pointer (&self->local, g_free);
}

/* opt_rows_side_begin_sync: begins a transaction and asks for its time */
gboolean
opt_rows_side_begin_sync (OptRowsSide *self, GCancellable *cancellable, GError **error)
{
  g_autoptr (OptResult) clock = NULL;

  if (!opt_connection_execute_sync (self->connection, get_sql (self, "begin"), NULL, cancellable,
                                    error))
    return FALSE;
  clock = opt_connection_query_sync (self->connection, get_sql (self, "clock"), NULL,
                                     OPT_QUERY_NONE, cancellable, error);
  if (clock == NULL)
    {
      opt_rows_side_rollback_sync (self, NULL);
      return FALSE;
    }
  opt_rows_side_clear (self);
  self->instant = g_strdup (opt_result_get_text (clock, 0, "instant"));
  self->local = g_strdup (opt_result_get_text (clock, 0, "local"));

  return TRUE;
}

/* opt_rows_side_rollback_sync: ends the transaction, whatever happened: it can't be cancelled */
gboolean
opt_rows_side_rollback_sync (OptRowsSide *self, GError **error)
{
  return opt_connection_execute_sync (self->connection, get_sql (self, "rollback"), NULL, NULL,
                                      error);
}

/* opt_rows_side_query_sync: runs a file of ours around a statement, with the values */
OptResult *
opt_rows_side_query_sync (OptRowsSide *self,
                          const char *name,
                          const char *statement,
                          GCancellable *cancellable,
                          GError **error)
{
  g_autofree char *sql
      = opt_sql_fill (get_sql (self, name), "statement", statement, "cursor", self->cursor, NULL);

  return opt_connection_query_sync (self->connection, sql, self->params, OPT_QUERY_NONE,
                                    cancellable, error);
}

/* opt_rows_side_describe_sync: (transfer full) (nullable): the columns of what the side runs */
OptRowsColumns *
opt_rows_side_describe_sync (OptRowsSide *self, GCancellable *cancellable, GError **error)
{
  g_autoptr (OptResult) result
      = opt_rows_side_query_sync (self, "columns", self->sql, cancellable, error);

  return result != NULL ? opt_rows_columns_new (result) : NULL;
}

/* opt_rows_side_hash_sync: (transfer full) (nullable): a fingerprint of the multiset of rows */
char *
opt_rows_side_hash_sync (OptRowsSide *self,
                         const OptRowsColumns *columns,
                         gboolean with_floats,
                         gint64 *n_rows,
                         GCancellable *cancellable,
                         GError **error)
{
  g_autofree char *row = opt_rows_columns_get_row_sql (columns, with_floats);
  g_autofree char *names = opt_rows_columns_get_names_sql (columns);
  g_autofree char *sql = opt_sql_fill (get_sql (self, "hash"), "statement", self->sql, "row", row,
                                       "names", names, NULL);
  g_autoptr (OptResult) result = opt_connection_query_sync (self->connection, sql, self->params,
                                                            OPT_QUERY_NONE, cancellable, error);

  if (result == NULL)
    return NULL;
  if (n_rows != NULL)
    *n_rows = opt_result_get_int (result, 0, "n");

  return g_strdup_printf ("%s: %s", opt_result_get_text (result, 0, "n"),
                          opt_result_get_text (result, 0, "hashes"));
}

static OptRowsSource *
source_new (const OptRowsColumns *columns)
{
  OptRowsSource *self = g_new0 (OptRowsSource, 1);

  self->columns = columns;

  return self;
}

static OptRowsSource *
open_cursor (OptRowsSide *side,
             const char *sql,
             const OptRowsColumns *columns,
             gboolean keyed,
             GCancellable *cancellable,
             GError **error)
{
  OptRowsSource *self;

  if (!opt_connection_execute_sync (side->connection, sql, side->params, cancellable, error))
    return NULL;

  self = source_new (columns);
  self->side = side;
  self->keyed = keyed;
  self->rows = g_ptr_array_new_with_free_func ((GDestroyNotify) opt_row_free);
  g_set_object (&self->cancellable, cancellable);

  return self;
}

/* opt_rows_source_new_sorted_sync: (transfer full) (nullable): the rows by their keys, and those of
 * one key by their floats; of one side there is one at a time */
OptRowsSource *
opt_rows_source_new_sorted_sync (OptRowsSide *side,
                                 const OptRowsColumns *columns,
                                 GCancellable *cancellable,
                                 GError **error)
{
  g_autofree char *row = opt_rows_columns_get_row_sql (columns, FALSE);
  g_autofree char *names = opt_rows_columns_get_names_sql (columns);
  g_autofree char *values = opt_rows_columns_get_list_sql (columns, FALSE);
  g_autofree char *floats = opt_rows_columns_get_list_sql (columns, TRUE);
  g_autofree char *sql
      = opt_sql_fill (get_sql (side, "sorted"), "cursor", side->cursor, "statement", side->sql,
                      "row", row, "names", names, "values", values, "floats", floats, NULL);

  return open_cursor (side, sql, columns, TRUE, cancellable, error);
}

/* opt_rows_source_new_in_order_sync: (transfer full) (nullable): the rows as the statement gives
 * them */
OptRowsSource *
opt_rows_source_new_in_order_sync (OptRowsSide *side,
                                   const OptRowsColumns *columns,
                                   GCancellable *cancellable,
                                   GError **error)
{
  g_autofree char *sql = opt_sql_fill (get_sql (side, "in-order"), "cursor", side->cursor,
                                       "statement", side->sql, NULL);

  return open_cursor (side, sql, columns, FALSE, cancellable, error);
}

/* opt_rows_source_new_from_rows: (transfer full): @rows (transfer full), as they are sorted */
OptRowsSource *
opt_rows_source_new_from_rows (const OptRowsColumns *columns, GPtrArray *rows)
{
  OptRowsSource *self = source_new (columns);

  self->rows = rows;
  self->at_end = TRUE;

  return self;
}

void
opt_rows_source_free (OptRowsSource *self)
{
  if (self->side != NULL)
    {
      g_autofree char *sql
          = opt_sql_fill (get_sql (self->side, "close"), "cursor", self->side->cursor, NULL);

      opt_connection_execute_sync (self->side->connection, sql, NULL, NULL, NULL);
    }
  g_ptr_array_unref (self->rows);
  g_clear_object (&self->cancellable);
  g_free (self);
}

/* The time of its transaction is another one on each side, and means the same. */
static const char *
get_comparable (const OptRowsSide *side, OptRowsColumnKind kind, const char *value)
{
  if (value == NULL || side == NULL)
    return value;
  if (kind == OPT_ROWS_COLUMN_INSTANT && g_strcmp0 (value, side->instant) == 0)
    return "now";
  if (kind == OPT_ROWS_COLUMN_LOCAL && g_strcmp0 (value, side->local) == 0)
    return "now";

  return value;
}

/* As trim_scale() does. */
static char *
trim (const char *value)
{
  gsize n = strlen (value);

  if (strchr (value, '.') != NULL)
    {
      while (value[n - 1] == '0')
        n--;
      if (value[n - 1] == '.')
        n--;
    }

  return g_strndup (value, n);
}

/* As unmistakable as the server's own text of a row. */
static char *
make_key (const OptRowsSide *side, const OptRowsColumns *columns, char *const *values)
{
  GString *key = g_string_new (NULL);

  for (guint i = 0; i < columns->n; i++)
    {
      OptRowsColumnKind kind = opt_rows_columns_get_kind (columns, i);
      const char *value = get_comparable (side, kind, values[i]);
      g_autofree char *trimmed
          = kind == OPT_ROWS_COLUMN_TRIMMED && value != NULL ? trim (value) : NULL;

      if (trimmed != NULL)
        value = trimmed;
      if (opt_rows_columns_is_float (columns, i))
        continue;
      if (value != NULL)
        g_string_append_printf (key, "%" G_GSIZE_FORMAT ":%s", strlen (value), value);
      g_string_append_c (key, ',');
    }

  return g_string_free (key, FALSE);
}

static OptRow *
read_row (const OptRowsSide *side,
          const OptRowsColumns *columns,
          gboolean keyed,
          OptResult *result,
          guint row)
{
  OptRow *self = g_new0 (OptRow, 1);

  self->n = columns->n;
  self->values = g_new0 (char *, columns->n + 1);
  for (guint i = 0; i < columns->n; i++)
    self->values[i] = g_strdup (opt_result_get_cell (result, row, i + (keyed ? 1 : 0), NULL));
  self->key = keyed ? g_strdup (opt_result_get_cell (result, row, 0, NULL))
                    : make_key (side, columns, self->values);

  return self;
}

/* opt_rows_read: (transfer full) (element-type OptRow): all rows of a result */
GPtrArray *
opt_rows_read (const OptRowsSide *side, const OptRowsColumns *columns, OptResult *result)
{
  GPtrArray *rows = g_ptr_array_new_with_free_func ((GDestroyNotify) opt_row_free);

  for (guint i = 0; i < opt_result_get_n_rows (result); i++)
    g_ptr_array_add (rows, read_row (side, columns, FALSE, result, i));

  return rows;
}

static gboolean
fetch (OptRowsSource *self, GError **error)
{
  g_autofree char *sql
      = opt_sql_fill (get_sql (self->side, "fetch"), "cursor", self->side->cursor, NULL);
  g_autoptr (OptResult) result
      = opt_connection_query_sync (self->side->connection, sql, NULL, OPT_QUERY_NONE,
                                   self->cancellable, error);

  if (result == NULL)
    return FALSE;

  g_ptr_array_set_size (self->rows, 0);
  self->next = 0;
  self->at_end = opt_result_get_n_rows (result) == 0;
  for (guint i = 0; i < opt_result_get_n_rows (result); i++)
    g_ptr_array_add (self->rows, read_row (self->side, self->columns, self->keyed, result, i));

  return TRUE;
}

/* opt_rows_source_peek_sync: the next row, which stays the source's own; %NULL where there is
 * none */
gboolean
opt_rows_source_peek_sync (OptRowsSource *self, OptRow **row, GError **error)
{
  *row = NULL;
  if (self->next >= self->rows->len && !self->at_end && !fetch (self, error))
    return FALSE;
  if (self->next < self->rows->len)
    *row = self->rows->pdata[self->next];

  return TRUE;
}

/* opt_rows_source_take: (transfer full): the row that was peeked at, and goes on */
OptRow *
opt_rows_source_take (OptRowsSource *self)
{
  OptRow *row = self->rows->pdata[self->next];

  self->rows->pdata[self->next++] = NULL;

  return row;
}
