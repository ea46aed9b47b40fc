/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "opt-rows-made.h"
#include "opt-sql.h"

/* Few values meet each other often: equal ones make duplicates, and joins that find something. */
#define VALUES_AT_MOST 16
#define LAST_YEAR 9999

static void
add_value (OptMadeColumn *self, const char *value)
{
  if (value != NULL && self->values->len < VALUES_AT_MOST
      && !g_ptr_array_find_with_equal_func (self->values, value, g_str_equal, NULL))
    g_ptr_array_add (self->values, g_strdup (value));
}

/* What is another text, and the same to lower(), upper() or trim(). */
static void
add_like_text (OptMadeColumn *self, const char *value)
{
  g_autofree char *upper = g_ascii_strup (value, -1);
  g_autofree char *padded = g_strconcat (value, " ", NULL);

  add_value (self, upper);
  add_value (self, padded);
}

/* The day that a time is on, from its first moment to that of the next one. A year is read as four
 * digits: of one with more, and of the day after the last one with four, nothing is added. */
static void
add_day (OptMadeColumn *self, const char *value)
{
  GDate day;
  char text[sizeof "YYYY-MM-DD"];
  int year, month, number;

  if (sscanf (value, "%4d-%2d-%2d", &year, &month, &number) != 3
      || !g_date_valid_dmy ((GDateDay) number, (GDateMonth) month, (GDateYear) year))
    return;
  g_date_clear (&day, 1);
  g_date_set_dmy (&day, (GDateDay) number, (GDateMonth) month, (GDateYear) year);
  for (guint i = 0; i < 2 && g_date_get_year (&day) <= LAST_YEAR; i++)
    {
      g_snprintf (text, sizeof text, "%04d-%02d-%02d", g_date_get_year (&day),
                  g_date_get_month (&day), g_date_get_day (&day));
      add_value (self, text);
      g_date_add_days (&day, 1);
    }
}

/* A bound of the statement, and what lies on both sides of it. */
static void
add_bound (OptMadeColumn *self, const char *value)
{
  char *end = NULL;
  gint64 number;

  add_value (self, value);
  if (value == NULL)
    return;
  if (self->column->type_category == 'S')
    add_like_text (self, value);
  if (self->column->type_category == 'D')
    add_day (self, value);
  if (self->column->type_category != 'N')
    return;
  number = g_ascii_strtoll (value, &end, 10);
  if (end != value && *end == '\0' && number > G_MININT32 && number < G_MAXINT32)
    {
      g_autofree char *below = g_strdup_printf ("%" G_GINT64_FORMAT, number - 1);
      g_autofree char *above = g_strdup_printf ("%" G_GINT64_FORMAT, number + 1);

      add_value (self, below);
      add_value (self, above);
    }
}

static void
add_predicate (OptMadeColumn *self, const OptPredicate *predicate, GPtrArray *sets)
{
  if (predicate->operand == OPT_OPERAND_LITERAL)
    add_bound (self, predicate->text);
  if (predicate->prefix != NULL)
    {
      g_autofree char *longer = g_strconcat (predicate->prefix, "a", NULL);

      add_value (self, predicate->prefix);
      add_value (self, longer);
    }
  for (guint i = 0; predicate->operand == OPT_OPERAND_PARAMETER && sets != NULL && i < sets->len;
       i++)
    {
      const OptParams *params = sets->pdata[i];

      if (params != NULL && (guint) predicate->parameter <= opt_params_get_length (params))
        add_bound (self, opt_params_get (params, (guint) predicate->parameter - 1));
    }
}

/* What a column is compared with. */
static void
add_constants (OptMadeColumn *self,
               const OptRelation *relation,
               const OptColumn *column,
               OptRowsPair *pair,
               GPtrArray *sets)
{
  const OptStatementInfo *const infos[] = { pair->kind->baseline, pair->kind->variant };

  for (gsize i = 0; i < G_N_ELEMENTS (infos); i++)
    for (guint k = 0; k < infos[i]->scans->len; k++)
      {
        const OptScan *scan = infos[i]->scans->pdata[k];

        for (guint n = 0; scan->relation == relation && n < scan->predicates->len; n++)
          if (((const OptPredicate *) scan->predicates->pdata[n])->column == column)
            add_predicate (self, scan->predicates->pdata[n], sets);
      }
}

/* What a computed value is for need not be of the column's type, as in `extract(year FROM at) =
 * $1`: what does not look like one of the column's would make the server refuse the row. */
static gboolean
looks_like_its_type (const OptMadeColumn *self, const char *value)
{
  char *end = NULL;
  int year, month, day;

  if (value == NULL)
    return FALSE;
  switch (self->column->type_category)
    {
    case 'S':
      return TRUE;
    case 'N':
      g_ascii_strtod (value, &end);
      return end != value && *end == '\0';
    case 'D':
      return sscanf (value, "%4d-%2d-%2d", &year, &month, &day) == 3;
    default:
      return FALSE;
    }
}

/* What it is compared with after something was done to that: `date_trunc('day', $1)`. */
static void
add_computed (OptMadeColumn *self, const OptStatementInfo *info, GPtrArray *sets)
{
  for (guint i = 0; sets != NULL && i < info->parameters->len; i++)
    {
      const OptParameter *parameter = info->parameters->pdata[i];

      if (parameter->column != self->column || parameter->exact)
        continue;
      for (guint k = 0; k < sets->len; k++)
        {
          const OptParams *params = sets->pdata[k];

          if (params != NULL && i < opt_params_get_length (params)
              && looks_like_its_type (self, opt_params_get (params, i)))
            add_bound (self, opt_params_get (params, i));
        }
    }
}

/* What the columns are compared with that it is joined to. */
static void
add_joined (OptMadeColumn *self,
            const OptRelation *relation,
            const OptStatementInfo *info,
            OptRowsPair *pair,
            GPtrArray *sets)
{
  for (guint i = 0; i < info->scans->len; i++)
    {
      const OptScan *scan = info->scans->pdata[i];

      for (guint k = 0; scan->relation == relation && k < scan->predicates->len; k++)
        {
          const OptPredicate *predicate = scan->predicates->pdata[k];

          if (predicate->column == self->column && predicate->other != NULL
              && predicate->other_column != NULL)
            add_constants (self, predicate->other->relation, predicate->other_column, pair, sets);
        }
    }
}

/* What the columns are compared with that refer to it: they have no other values. */
static void
add_referring (OptMadeColumn *self,
               const OptRelation *relation,
               const OptStatementInfo *info,
               OptRowsPair *pair,
               GPtrArray *sets)
{
  for (guint i = 0; i < info->tables->len; i++)
    {
      const OptRelation *table = info->tables->pdata[i];

      for (guint k = 0; k < table->constraints->len; k++)
        {
          const OptConstraint *key = table->constraints->pdata[k];

          for (guint n = 0;
               key->type == 'f' && key->referenced == relation->oid && n < key->n_columns; n++)
            if (key->referenced_columns[n] == self->column->number)
              add_constants (self, table, opt_relation_get_column (table, key->columns[n]), pair,
                             sets);
        }
    }
}

static void
add_of_type (OptMadeColumn *self)
{
  static const struct
  {
    char category;
    const char *type; /* (nullable) what its name begins with */
    const char *values[5];
  } pools[] = {
    { 'N', NULL, { "0", "1", "2" } },
    { 'B', NULL, { "false", "true" } },
    { 'S', NULL, { "a", "b", "", "A" } },
    { 'D', "time ", { "00:00", "12:00" } },
    { 'D', "time(", { "00:00", "12:00" } },
    { 'D', NULL, { "2024-01-01", "2024-01-02", "2024-02-01" } },
    { 'T', NULL, { "1 day", "2 days" } },
    { 'A', NULL, { "{}" } },
    { 'I', NULL, { "10.0.0.1", "10.0.0.2" } },
    { 'R', NULL, { "empty" } },
    { 'U',
      "uuid",
      { "00000000-0000-0000-0000-000000000001", "00000000-0000-0000-0000-000000000002" } },
    { 'U', "json", { "{}", "{\"a\": 1}" } },
    { 'U', "bytea", { "\\x", "\\x00" } },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (pools); i++)
    if (pools[i].category == self->column->type_category
        && (pools[i].type == NULL || g_str_has_prefix (self->column->type, pools[i].type)))
      {
        for (gsize k = 0; pools[i].values[k] != NULL; k++)
          add_value (self, pools[i].values[k]);
        return;
      }
}

static gboolean
add_result (OptMadeColumn *self, OptResult *result)
{
  for (guint i = 0; result != NULL && i < opt_result_get_n_rows (result); i++)
    add_value (self, opt_result_get_text (result, i, "value"));

  return result != NULL;
}

static gboolean
add_samples (OptMadeColumn *self,
             OptConnection *connection,
             const OptRelation *relation,
             const OptColumn *column,
             GCancellable *cancellable,
             GError **error)
{
  int version = opt_connection_get_server_version (connection);
  g_autofree char *table = opt_relation_get_quoted_name (relation);
  g_autofree char *name = opt_sql_quote_identifier (column->name);
  g_autofree char *sql = opt_sql_fill (opt_sql_get ("rows", "sample", version), "table", table,
                                       "column", name, NULL);
  g_autoptr (OptResult) result
      = opt_connection_query_sync (connection, sql, NULL, OPT_QUERY_NONE, cancellable, error);

  return add_result (self, result);
}

static gboolean
add_labels (OptMadeColumn *self,
            OptConnection *connection,
            GCancellable *cancellable,
            GError **error)
{
  int version = opt_connection_get_server_version (connection);
  g_autoptr (OptParams) params = opt_params_new ();
  g_autoptr (OptResult) result = NULL;

  opt_params_add_int (params, self->column->type_oid);
  result = opt_connection_query_sync (connection, opt_sql_get ("rows", "labels", version), params,
                                      OPT_QUERY_NONE, cancellable, error);

  return add_result (self, result);
}

/* A row that is not made up is referred to as it is. */
static gboolean
add_referenced (OptMadeColumn *self, OptRowsPair *pair, GError **error)
{
  const OptRelation *relation
      = opt_catalog_get_relation (pair->kind->catalog, self->foreign->referenced);
  const OptColumn *column = NULL;

  if (relation != NULL && self->foreign->n_columns == 1)
    column = opt_relation_get_column (relation, self->foreign->referenced_columns[0]);

  return column == NULL
         || add_samples (self, pair->baseline.connection, relation, column, pair->cancellable,
                         error);
}

/* opt_made_column_add_values_sync: what it may have: the constants and the values of parameters
 * that the statements compare it with, or what is joined to it or refers to it, and their
 * neighbours; a few simple values of its type; and
 * some that it has, while its table still has them */
gboolean
opt_made_column_add_values_sync (OptMadeColumn *self,
                                 const OptRelation *relation,
                                 OptRowsPair *pair,
                                 GPtrArray *sets,
                                 GError **error)
{
  const OptStatementInfo *const infos[] = { pair->kind->baseline, pair->kind->variant };
  OptConnection *connection = pair->baseline.connection;

  if (self->foreign != NULL)
    return self->parent != NULL || add_referenced (self, pair, error);

  add_constants (self, relation, self->column, pair, sets);
  for (gsize i = 0; i < G_N_ELEMENTS (infos); i++)
    {
      add_computed (self, infos[i], sets);
      add_joined (self, relation, infos[i], pair, sets);
      add_referring (self, relation, infos[i], pair, sets);
    }
  add_of_type (self);
  if (self->column->type_category == 'E'
      && !add_labels (self, connection, pair->cancellable, error))
    return FALSE;

  return add_samples (self, connection, relation, self->column, pair->cancellable, error);
}
