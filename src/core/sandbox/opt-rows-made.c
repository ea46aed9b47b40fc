/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "opt-rows-made.h"

#include <json-glib/json-glib.h>

#include "opt-sql.h"

/* The same contents each time: a verdict can be repeated. */
#define SEED 7
#define ROWS_AT_MOST 4
#define NULL_SHARE 0.25
#define DUPLICATE_SHARE 0.25
#define TEXT_MAX_BYTES 600

static void
column_free (gpointer data)
{
  OptMadeColumn *self = data;

  g_ptr_array_unref (self->values);
  g_free (self);
}

static void
table_free (gpointer data)
{
  OptMadeTable *self = data;

  g_free (self->name);
  g_ptr_array_unref (self->columns);
  g_ptr_array_unref (self->rows);
  g_free (self);
}

void
opt_made_rows_free (OptMadeRows *self)
{
  g_ptr_array_unref (self->tables);
  g_rand_free (self->rand);
  g_free (self);
}

static OptMadeTable *
find_table (const OptMadeRows *self, guint32 oid)
{
  for (guint i = 0; i < self->tables->len; i++)
    if (((OptMadeTable *) self->tables->pdata[i])->relation->oid == oid)
      return self->tables->pdata[i];

  return NULL;
}

static gboolean
is_needed (const OptRelation *relation, const OptColumn *column, const OptStatementInfo *info)
{
  for (guint i = 0; i < info->scans->len; i++)
    {
      const OptScan *scan = info->scans->pdata[i];

      if (scan->relation == relation && opt_scan_needs (scan, column))
        return TRUE;
    }

  return FALSE;
}

static gboolean
is_filled (const OptRelation *relation, const OptColumn *column, const OptRowsKind *kind)
{
  if (column->generated_sql != NULL)
    return FALSE;

  return column->not_null || kind->writes || is_needed (relation, column, kind->baseline)
         || is_needed (relation, column, kind->variant);
}

static void
add_table (OptMadeRows *self, const OptRelation *relation, const OptRowsKind *kind)
{
  OptMadeTable *table;

  if ((relation->kind != 'r' && relation->kind != 'p') || find_table (self, relation->oid) != NULL)
    return;

  table = g_new0 (OptMadeTable, 1);
  table->relation = relation;
  table->name = opt_relation_get_quoted_name (relation);
  table->columns = g_ptr_array_new_with_free_func (column_free);
  table->rows = g_ptr_array_new_with_free_func ((GDestroyNotify) g_ptr_array_unref);
  for (guint i = 0; i < relation->columns->len; i++)
    {
      OptMadeColumn *column;

      if (!is_filled (relation, relation->columns->pdata[i], kind))
        continue;
      column = g_new0 (OptMadeColumn, 1);
      column->column = relation->columns->pdata[i];
      column->values = g_ptr_array_new_with_free_func (g_free);
      g_ptr_array_add (table->columns, column);
    }
  g_ptr_array_add (self->tables, table);
}

static gboolean
find_column (const OptMadeTable *table, gint16 number, guint *position)
{
  for (guint i = 0; i < table->columns->len; i++)
    if (((const OptMadeColumn *) table->columns->pdata[i])->column->number == number)
      {
        *position = i;
        return TRUE;
      }

  return FALSE;
}

/* Of a table that refers to itself each row would need one before it: such a key is not followed.
 */
static void
link_key (OptMadeRows *self, OptMadeTable *table, const OptConstraint *constraint)
{
  OptMadeTable *parent = find_table (self, constraint->referenced);

  if (constraint->type != 'f' || parent == table)
    return;
  for (guint i = 0; i < constraint->n_columns; i++)
    {
      guint position;
      OptMadeColumn *column;

      if (!find_column (table, constraint->columns[i], &position))
        continue;
      column = table->columns->pdata[position];
      column->foreign = constraint;
      if (parent != NULL
          && find_column (parent, constraint->referenced_columns[i], &column->parent_column))
        column->parent = parent;
    }
}

/* Tables that these refer to, and those that they refer to: what there is in them is no limit. */
static void
add_parents (OptMadeRows *self, const OptRowsKind *kind)
{
  for (guint i = 0; i < self->tables->len; i++)
    {
      const OptRelation *relation = ((const OptMadeTable *) self->tables->pdata[i])->relation;

      for (guint k = 0; k < relation->constraints->len; k++)
        {
          const OptConstraint *key = relation->constraints->pdata[k];
          const OptRelation *parent
              = key->type == 'f' ? opt_catalog_get_relation (kind->catalog, key->referenced) : NULL;

          if (parent != NULL)
            add_table (self, parent, kind);
        }
    }
}

static gboolean
waits_for (const OptMadeTable *table, GPtrArray *tables)
{
  for (guint i = 0; i < table->columns->len; i++)
    {
      OptMadeTable *parent = ((const OptMadeColumn *) table->columns->pdata[i])->parent;

      if (parent != NULL && g_ptr_array_find (tables, parent, NULL))
        return TRUE;
    }

  return FALSE;
}

/* Whom others refer to comes before them; of a ring, any. */
static void
sort_tables (OptMadeRows *self)
{
  g_autoptr (GPtrArray) sorted = g_ptr_array_new_with_free_func (table_free);

  while (self->tables->len > 0)
    {
      guint next = 0;

      while (next < self->tables->len && waits_for (self->tables->pdata[next], self->tables))
        next++;
      if (next == self->tables->len)
        next = 0;
      g_ptr_array_add (sorted, g_ptr_array_steal_index (self->tables, next));
    }
  g_ptr_array_unref (self->tables);
  self->tables = g_steal_pointer (&sorted);
}

/* opt_made_rows_new_sync: (transfer full) (nullable): for the tables of both statements, while
 * these still have their rows */
OptMadeRows *
opt_made_rows_new_sync (OptRowsPair *pair, GPtrArray *sets, GError **error)
{
  const OptStatementInfo *const infos[] = { pair->kind->baseline, pair->kind->variant };
  g_autoptr (OptMadeRows) self = g_new0 (OptMadeRows, 1);

  self->tables = g_ptr_array_new_with_free_func (table_free);
  self->rand = g_rand_new_with_seed (SEED);
  for (gsize i = 0; i < G_N_ELEMENTS (infos); i++)
    for (guint k = 0; k < infos[i]->tables->len; k++)
      add_table (self, infos[i]->tables->pdata[k], pair->kind);
  add_parents (self, pair->kind);
  for (guint i = 0; i < self->tables->len; i++)
    {
      OptMadeTable *table = self->tables->pdata[i];

      for (guint k = 0; k < table->relation->constraints->len; k++)
        link_key (self, table, table->relation->constraints->pdata[k]);
      for (guint k = 0; k < table->columns->len; k++)
        if (!opt_made_column_add_values_sync (table->columns->pdata[k], table->relation, pair, sets,
                                              error))
          return NULL;
    }
  sort_tables (self);

  return g_steal_pointer (&self);
}

/* Returns: FALSE where there is none that the column may have */
static gboolean
draw_value (OptMadeRows *self, const OptMadeColumn *column, guint32 pick, const char **value)
{
  GPtrArray *parents = column->parent != NULL ? column->parent->rows : NULL;
  guint n = parents != NULL ? parents->len : column->values->len;

  *value = NULL;
  if (!column->column->not_null && (n == 0 || g_rand_double (self->rand) < NULL_SHARE))
    return TRUE;
  if (n == 0)
    return FALSE;
  /* All columns of one key refer to the same row. */
  if (parents != NULL)
    *value = ((GPtrArray *) parents->pdata[(pick + column->foreign->oid) % parents->len])
                 ->pdata[column->parent_column];
  else
    *value = column->values->pdata[g_rand_int_range (self->rand, 0, (gint32) n)];

  return *value != NULL || !column->column->not_null;
}

static void
draw_row (OptMadeRows *self, OptMadeTable *table)
{
  /* In a ring the other table's rows, which a value may be of, are drawn anew after this one's. */
  g_autoptr (GPtrArray) row = g_ptr_array_new_with_free_func (g_free);
  guint32 pick = g_rand_int (self->rand);

  if (table->rows->len > 0 && g_rand_double (self->rand) < DUPLICATE_SHARE)
    {
      g_ptr_array_add (table->rows, g_ptr_array_ref (table->rows->pdata[table->rows->len - 1]));
      return;
    }
  for (guint i = 0; i < table->columns->len; i++)
    {
      const char *value;

      if (!draw_value (self, table->columns->pdata[i], pick, &value))
        return;
      g_ptr_array_add (row, g_strdup (value));
    }
  g_ptr_array_add (table->rows, g_steal_pointer (&row));
}

/* opt_made_rows_draw: other contents; those of number 0 are none at all */
void
opt_made_rows_draw (OptMadeRows *self, guint number)
{
  for (guint i = 0; i < self->tables->len; i++)
    {
      OptMadeTable *table = self->tables->pdata[i];
      gint32 n = number == 0 ? 0 : g_rand_int_range (self->rand, 0, ROWS_AT_MOST + 1);

      g_ptr_array_set_size (table->rows, 0);
      for (gint32 k = 0; k < n && table->columns->len > 0; k++)
        draw_row (self, table);
    }
}

static char *
get_json (const OptMadeTable *table)
{
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_ARRAY);
  JsonArray *rows = json_array_new ();

  for (guint i = 0; i < table->rows->len; i++)
    {
      const GPtrArray *row = table->rows->pdata[i];
      JsonArray *values = json_array_new ();

      for (guint k = 0; k < row->len; k++)
        if (row->pdata[k] != NULL)
          json_array_add_string_element (values, row->pdata[k]);
        else
          json_array_add_null_element (values);
      json_array_add_array_element (rows, values);
    }
  json_node_take_array (node, rows);

  return json_to_string (node, FALSE);
}

/* What a unique key left of the rows. */
static void
take_rows (OptMadeTable *table, OptResult *result)
{
  g_ptr_array_set_size (table->rows, 0);
  for (guint i = 0; i < opt_result_get_n_rows (result); i++)
    {
      GPtrArray *row = g_ptr_array_new_with_free_func (g_free);

      for (guint k = 0; k < table->columns->len; k++)
        g_ptr_array_add (row, g_strdup (opt_result_get_cell (result, i, k, NULL)));
      g_ptr_array_add (table->rows, row);
    }
}

static gboolean
insert (OptMadeTable *table, OptRowsPair *pair, GError **error)
{
  OptConnection *connection = pair->baseline.connection;
  const char *template
      = opt_sql_get ("rows", "insert", opt_connection_get_server_version (connection));
  g_autoptr (GString) columns = g_string_new (NULL);
  g_autoptr (GString) values = g_string_new (NULL);
  g_autoptr (GString) returned = g_string_new (NULL);
  g_autoptr (OptResult) result = NULL;
  g_autofree char *sql = NULL;
  g_autofree char *json = get_json (table);
  g_autoptr (OptParams) params = opt_params_new_text (json, NULL);

  for (guint i = 0; i < table->columns->len; i++)
    {
      const OptColumn *column = ((const OptMadeColumn *) table->columns->pdata[i])->column;
      g_autofree char *name = opt_sql_quote_identifier (column->name);

      g_string_append_printf (columns, "%s%s", i > 0 ? ", " : "", name);
      g_string_append_printf (values, "%s(made.item ->> %u)::%s", i > 0 ? ", " : "", i,
                              column->type);
      g_string_append_printf (returned, "%s%s::text", i > 0 ? ", " : "", name);
    }
  sql = opt_sql_fill (template, "table", table->name, "columns", columns->str, "values",
                      values->str, "returned", returned->str, NULL);
  result = opt_connection_query_sync (connection, sql, params, OPT_QUERY_NONE, pair->cancellable,
                                      error);
  if (result == NULL)
    return FALSE;
  take_rows (table, result);

  return TRUE;
}

/* opt_made_rows_insert_sync: what a unique key forbids is left out, here as there; an
 * %OPT_ERROR_DATA where another constraint does not allow them */
gboolean
opt_made_rows_insert_sync (OptMadeRows *self, OptRowsPair *pair, GError **error)
{
  for (guint i = 0; i < self->tables->len; i++)
    {
      OptMadeTable *table = self->tables->pdata[i];

      if (table->rows->len > 0 && !insert (table, pair, error))
        return FALSE;
    }

  return TRUE;
}

/* opt_made_rows_get_names: (transfer full): the tables, for SQL */
char *
opt_made_rows_get_names (const OptMadeRows *self)
{
  GString *names = g_string_new (NULL);

  for (guint i = 0; i < self->tables->len; i++)
    g_string_append_printf (names, "%s%s", i > 0 ? ", " : "",
                            ((const OptMadeTable *) self->tables->pdata[i])->name);

  return g_string_free (names, FALSE);
}

static void
describe_row (GString *text, const OptMadeTable *table, const GPtrArray *row)
{
  for (guint i = 0; i < row->len; i++)
    g_string_append_printf (text, "%s%s: %s", i > 0 ? ", " : " (",
                            ((const OptMadeColumn *) table->columns->pdata[i])->column->name,
                            row->pdata[i] != NULL ? (const char *) row->pdata[i] : "NULL");
  g_string_append_c (text, ')');
}

/* opt_made_rows_describe: (transfer full): "orders (id: 1), (id: NULL); customers –", cut */
char *
opt_made_rows_describe (const OptMadeRows *self)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < self->tables->len; i++)
    {
      const OptMadeTable *table = self->tables->pdata[i];

      g_string_append_printf (text, "%s%s", i > 0 ? "; " : "", table->name);
      for (guint k = 0; k < table->rows->len; k++)
        describe_row (text, table, table->rows->pdata[k]);
      if (table->rows->len == 0)
        g_string_append (text, " –");
      if (text->len > TEXT_MAX_BYTES)
        {
          g_string_append (text, " …");
          break;
        }
    }

  return g_string_free (g_steal_pointer (&text), FALSE);
}
