/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "opt-scope.h"

#include <string.h>

static void
output_free (OptOutput *output)
{
  g_array_unref (output->sources);
  g_free (output);
}

static void
item_free (OptItem *item)
{
  g_ptr_array_unref (item->columns);
  g_clear_pointer (&item->children, g_ptr_array_unref);
  g_free (item);
}

static void
scope_free (OptScope *scope)
{
  g_ptr_array_unref (scope->items);
  g_hash_table_unref (scope->ctes);
  g_free (scope);
}

OptNames *
opt_names_new (void)
{
  OptNames *self = g_new0 (OptNames, 1);

  self->outputs = g_ptr_array_new_with_free_func ((GDestroyNotify) output_free);
  self->items = g_ptr_array_new_with_free_func ((GDestroyNotify) item_free);
  self->scopes = g_ptr_array_new_with_free_func ((GDestroyNotify) scope_free);
  self->strings = g_string_chunk_new (1024);
  return self;
}

void
opt_names_free (OptNames *self)
{
  g_ptr_array_unref (self->outputs);
  g_ptr_array_unref (self->items);
  g_ptr_array_unref (self->scopes);
  g_string_chunk_free (self->strings);
  g_free (self);
}

OptScope *
opt_scope_new (OptNames *names, OptScope *parent, OptScope *cte_parent, guint query)
{
  OptScope *self = g_new0 (OptScope, 1);

  self->parent = parent;
  self->cte_parent = cte_parent;
  self->items = g_ptr_array_new ();
  self->ctes = g_hash_table_new (g_str_hash, g_str_equal);
  self->query = query;
  g_ptr_array_add (names->scopes, self);
  return self;
}

static const char *
names_intern (OptNames *names, const char *text)
{
  return text != NULL && *text != '\0' ? g_string_chunk_insert_const (names->strings, text) : NULL;
}

OptItem *
opt_item_new (OptNames *names, const char *alias)
{
  OptItem *self = g_new0 (OptItem, 1);

  self->alias = names_intern (names, alias);
  self->columns = g_ptr_array_new ();
  g_ptr_array_add (names->items, self);
  return self;
}

OptOutput *
opt_output_new (OptNames *names, const char *name, const PgQuery__Node *node)
{
  OptOutput *self = g_new0 (OptOutput, 1);

  self->name = name != NULL ? names_intern (names, name) : NULL;
  if (self->name == NULL)
    self->name = "?column?";
  self->sources = g_array_new (FALSE, FALSE, sizeof (OptSource));
  self->node = node;
  g_ptr_array_add (names->outputs, self);
  return self;
}

void
opt_output_add_source (OptOutput *self, OptScan *scan, OptColumn *column)
{
  OptSource source = { scan, column };

  for (guint i = 0; i < self->sources->len; i++)
    {
      const OptSource *other = &g_array_index (self->sources, OptSource, i);

      if (other->scan == scan && other->column == column)
        return;
    }
  g_array_append_val (self->sources, source);
}

void
opt_output_add_sources (OptOutput *self, const OptOutput *other)
{
  for (guint i = 0; i < other->sources->len; i++)
    {
      const OptSource *source = &g_array_index (other->sources, OptSource, i);

      opt_output_add_source (self, source->scan, source->column);
    }
}

/**
 * opt_item_new_alias:
 * @names: who owns it
 * @item: a FROM item
 * @alias: (nullable): `AS alias (column, …)`
 *
 * Returns: the item as it is known under @alias; its columns are copies that know no expression
 */
OptItem *
opt_item_new_alias (OptNames *names, const OptItem *item, const PgQuery__Alias *alias)
{
  OptItem *self = opt_item_new (names, alias != NULL ? alias->aliasname : item->alias);

  self->opaque = item->opaque;
  for (guint i = 0; i < item->columns->len; i++)
    {
      const OptOutput *column = item->columns->pdata[i];
      const char *name = column->name;
      OptOutput *copy;

      if (alias != NULL && i < alias->n_colnames)
        name = opt_node_get_string (alias->colnames[i]);
      copy = opt_output_new (names, name, NULL);
      opt_output_add_sources (copy, column);
      g_ptr_array_add (self->columns, copy);
    }
  /* More names than known columns: those of a function's result, say. */
  for (guint i = item->columns->len; alias != NULL && i < alias->n_colnames; i++)
    g_ptr_array_add (self->columns,
                     opt_output_new (names, opt_node_get_string (alias->colnames[i]), NULL));
  return self;
}

OptOutput *
opt_item_find_column (const OptItem *item, const char *name)
{
  for (guint i = 0; i < item->columns->len; i++)
    {
      OptOutput *column = item->columns->pdata[i];

      if (strcmp (column->name, name) == 0)
        return column;
    }
  return NULL;
}

OptItem *
opt_scope_find_cte (const OptScope *scope, const char *name)
{
  for (; scope != NULL; scope = scope->cte_parent)
    {
      OptItem *item = g_hash_table_lookup (scope->ctes, name);

      if (item != NULL)
        return item;
    }
  return NULL;
}

static OptItem *
find_item (GPtrArray *items, const char *schema, const char *alias)
{
  for (guint i = 0; i < items->len; i++)
    {
      OptItem *item = items->pdata[i];

      if (g_strcmp0 (item->alias, alias) == 0
          && (schema == NULL || g_strcmp0 (item->schema, schema) == 0))
        return item;
      if (item->children != NULL)
        {
          OptItem *child = find_item (item->children, schema, alias);

          if (child != NULL)
            return child;
        }
    }
  return NULL;
}

/**
 * opt_scope_find_item:
 * @scope: where to start
 * @schema: (nullable): the schema in `schema.table.column`
 * @alias: a table's alias
 *
 * Returns: (nullable): the nearest item of that name
 */
OptItem *
opt_scope_find_item (const OptScope *scope, const char *schema, const char *alias)
{
  for (; scope != NULL; scope = scope->parent)
    {
      OptItem *item = find_item (scope->items, schema, alias);

      if (item != NULL)
        return item;
    }
  return NULL;
}

static gboolean
is_system_column (const char *name)
{
  static const char *const names[] = {
    "ctid", "xmin", "xmax", "cmin", "cmax", "tableoid", NULL,
  };

  return g_strv_contains (names, name);
}

static OptLookup
lookup_in_item (OptItem *item, const char *name)
{
  OptLookup lookup = { OPT_LOOKUP_MISSING, NULL, item };

  lookup.output = opt_item_find_column (item, name);
  if (lookup.output != NULL)
    lookup.status = OPT_LOOKUP_COLUMN;
  else if (item->opaque)
    lookup.status = OPT_LOOKUP_OPAQUE;
  else if (is_system_column (name))
    lookup.status = OPT_LOOKUP_SYSTEM;
  return lookup;
}

/* One scope's answer to a name without qualifier. */
static OptLookup
lookup_plain (const OptScope *scope, const char *name)
{
  OptLookup lookup = { OPT_LOOKUP_MISSING, NULL, NULL };
  gboolean opaque = FALSE;

  for (guint i = 0; i < scope->items->len; i++)
    {
      OptItem *item = scope->items->pdata[i];

      opaque |= item->opaque;
      for (guint j = 0; j < item->columns->len; j++)
        {
          OptOutput *column = item->columns->pdata[j];

          if (strcmp (column->name, name) != 0)
            continue;
          if (lookup.status == OPT_LOOKUP_COLUMN)
            {
              lookup.status = OPT_LOOKUP_AMBIGUOUS;
              return lookup;
            }
          lookup = (OptLookup){ OPT_LOOKUP_COLUMN, column, item };
        }
    }
  if (lookup.status == OPT_LOOKUP_MISSING && opaque)
    lookup.status = OPT_LOOKUP_OPAQUE;
  return lookup;
}

/**
 * opt_scope_lookup:
 * @scope: where the reference stands
 * @reference: a column's name, with or without qualifiers
 *
 * Resolves a name by the server's rules: the innermost query level that knows it wins, and within a
 * level it must be unique. A name that is no column may be a whole row.
 */
OptLookup
opt_scope_lookup (const OptScope *scope, const PgQuery__ColumnRef *reference)
{
  OptLookup lookup = { OPT_LOOKUP_MISSING, NULL, NULL };
  size_t n = reference->n_fields;
  const char *name = n > 0 ? opt_node_get_string (reference->fields[n - 1]) : NULL;

  if (name == NULL)
    return lookup;
  if (n > 1)
    {
      const char *schema = n > 2 ? opt_node_get_string (reference->fields[n - 3]) : NULL;
      OptItem *item
          = opt_scope_find_item (scope, schema, opt_node_get_string (reference->fields[n - 2]));

      return item != NULL ? lookup_in_item (item, name) : lookup;
    }
  for (const OptScope *level = scope; level != NULL; level = level->parent)
    {
      lookup = lookup_plain (level, name);
      /* Something unknown may hide the name, and an outer level may well have it. */
      if (lookup.status != OPT_LOOKUP_MISSING)
        return lookup;
    }
  lookup.item = opt_scope_find_item (scope, NULL, name);
  if (lookup.item != NULL)
    lookup.status = lookup.item->opaque ? OPT_LOOKUP_OPAQUE : OPT_LOOKUP_ROW;
  else if (is_system_column (name))
    lookup.status = OPT_LOOKUP_SYSTEM;
  return lookup;
}
