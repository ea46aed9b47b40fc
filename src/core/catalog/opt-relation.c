/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-relation.h"

#include <math.h>

#include "opt-sql.h"

/* PostgreSQL's page, and what it assumes of a relation that was never vacuumed nor analysed
 * (table_block_relation_estimate_size(), tableam.c): at least ten pages. */
#define PAGE_BYTES 8192.0
#define PAGE_HEADER_BYTES 24.0
#define TUPLE_HEADER_BYTES 28.0
#define UNKNOWN_WIDTH_BYTES 32.0
#define NEW_RELATION_PAGES 10

/**
 * opt_relation_new:
 *
 * Returns: (transfer full): a relation without columns, indexes and constraints
 */
OptRelation *
opt_relation_new (void)
{
  OptRelation *self = g_new0 (OptRelation, 1);

  self->columns = g_ptr_array_new_with_free_func ((GDestroyNotify) opt_column_free);
  self->indexes = g_ptr_array_new_with_free_func ((GDestroyNotify) opt_index_free);
  self->constraints = g_ptr_array_new_with_free_func ((GDestroyNotify) opt_constraint_free);

  return self;
}

/**
 * opt_relation_free:
 * @self: (nullable): a relation
 *
 * Frees @self and what it holds.
 */
void
opt_relation_free (OptRelation *self)
{
  if (self == NULL)
    return;

  g_free (self->schema);
  g_free (self->name);
  g_free (self->owner);
  g_free (self->inherits);
  g_free (self->extension);
  g_free (self->options);
  g_free (self->view_definition);
  g_free (self->partition_key);
  g_free (self->partition_bound);
  g_free (self->definition);
  g_ptr_array_unref (self->columns);
  g_ptr_array_unref (self->indexes);
  g_ptr_array_unref (self->constraints);
  g_free (self);
}

/**
 * opt_relation_find_column:
 * @self: a relation
 * @name: a column's name, unquoted, as the catalog has it
 *
 * Returns: (transfer none) (nullable): the column
 */
OptColumn *
opt_relation_find_column (const OptRelation *self, const char *name)
{
  g_return_val_if_fail (self != NULL && name != NULL, NULL);

  for (guint i = 0; i < self->columns->len; i++)
    {
      OptColumn *column = g_ptr_array_index (self->columns, i);

      if (g_str_equal (column->name, name))
        return column;
    }

  return NULL;
}

/**
 * opt_relation_get_column:
 * @self: a relation
 * @number: pg_attribute.attnum
 *
 * Returns: (transfer none) (nullable): the column; %NULL for a dropped or a system one
 */
OptColumn *
opt_relation_get_column (const OptRelation *self, gint16 number)
{
  g_return_val_if_fail (self != NULL, NULL);

  for (guint i = 0; i < self->columns->len; i++)
    {
      OptColumn *column = g_ptr_array_index (self->columns, i);

      if (column->number == number)
        return column;
    }

  return NULL;
}

/**
 * opt_relation_find_index:
 * @self: a relation
 * @name: the index's name without its schema, which is the relation's own
 *
 * Returns: (transfer none) (nullable): the index
 */
OptIndex *
opt_relation_find_index (const OptRelation *self, const char *name)
{
  g_return_val_if_fail (self != NULL && name != NULL, NULL);

  for (guint i = 0; i < self->indexes->len; i++)
    {
      OptIndex *index = g_ptr_array_index (self->indexes, i);

      if (g_str_equal (index->name, name))
        return index;
    }

  return NULL;
}

static double
get_row_width (const OptRelation *self)
{
  double width = 0;

  for (guint i = 0; i < self->columns->len; i++)
    {
      OptColumn *column = g_ptr_array_index (self->columns, i);

      width += column->statistics != NULL ? column->statistics->average_width : UNKNOWN_WIDTH_BYTES;
    }

  return width;
}

/**
 * opt_relation_get_tuples:
 * @self: a relation
 *
 * The rows that the planner assumes: reltuples scaled to the file's present size, as in
 * estimate_rel_size(); where nobody ever counted, what fits in the pages.
 *
 * Returns: the number of rows; 0 for a view
 */
double
opt_relation_get_tuples (const OptRelation *self)
{
  double pages;

  g_return_val_if_fail (self != NULL, 0);

  if (self->kind == 'v')
    return 0;
  if (self->kind == 'p' || self->kind == 'f')
    return MAX (self->tuples, 0);

  pages = self->bytes / PAGE_BYTES;
  if (self->pages > 0 && self->tuples >= 0)
    return rint (self->tuples / self->pages * pages);

  if (self->tuples < 0 && pages < NEW_RELATION_PAGES)
    pages = NEW_RELATION_PAGES;
  if (pages == 0)
    return 0;

  return rint (pages * (PAGE_BYTES - PAGE_HEADER_BYTES)
               / (get_row_width (self) + TUPLE_HEADER_BYTES));
}

/**
 * opt_relation_get_quoted_name:
 * @self: a relation
 *
 * Returns: (transfer full): schema and name, each quoted where it must be
 */
char *
opt_relation_get_quoted_name (const OptRelation *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return opt_sql_quote_qualified (self->schema, self->name);
}
