/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "opt-stated-index.h"

#include <glib/gi18n-lib.h>

#include "opt-error.h"
#include "opt-sql.h"

static gboolean
given (const char *text)
{
  return text != NULL && *text != '\0';
}

/* Returns: (transfer none) (nullable): by the server's search path where it has no schema */
const OptRelation *
opt_stated_find_relation (OptCatalog *catalog, const PgQuery__RangeVar *name, GError **error)
{
  const char *const *path = opt_catalog_get_search_path (catalog);
  const OptRelation *relation = NULL;

  if (given (name->schemaname))
    relation = opt_catalog_find_relation (catalog, name->schemaname, name->relname);
  else
    for (gsize i = 0; path[i] != NULL && relation == NULL; i++)
      relation = opt_catalog_find_relation (catalog, path[i], name->relname);

  if (relation == NULL)
    opt_set_error (error, OPT_ERROR_NOT_FOUND, NULL, _ ("There is no table “%s%s%s”"),
                   given (name->schemaname) ? name->schemaname : "",
                   given (name->schemaname) ? "." : "", name->relname);

  return relation;
}

static char *
join_name (PgQuery__Node **parts, size_t n)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv)
    quoted = NULL;

  for (size_t i = 0; i < n; i++)
    {
      g_autofree char *part = opt_sql_quote_identifier (opt_node_get_string (parts[i]));

      g_strv_builder_add (builder, part);
    }
  quoted = g_strv_builder_end (builder);

  return n > 0 ? g_strjoinv (".", quoted) : NULL;
}

static gboolean
refuse (GError **error)
{
  opt_set_error (
      error, OPT_ERROR_REFUSED, _ ("Leave that away, or make the index by hand."),
      _ ("OptiSchema makes no index with storage parameters, a tablespace, parameters of "
         "an operator class, NULLS NOT DISTINCT, IF NOT EXISTS, or of ONLY a table"));

  return FALSE;
}

typedef struct
{
  const OptRelation *relation;
  GError *error;
} Naming;

static gboolean
check_name (const ProtobufCMessage *message, gpointer data)
{
  const PgQuery__ColumnRef *column = (const PgQuery__ColumnRef *) message;
  Naming *naming = data;
  const char *name;

  if (naming->error != NULL || message->descriptor != &pg_query__column_ref__descriptor)
    return naming->error == NULL;

  name = opt_node_get_string (column->fields[column->n_fields - 1]);
  if (column->n_fields > 1 || name == NULL)
    opt_set_error (&naming->error, OPT_ERROR_REFUSED, _ ("Leave the table’s name away."),
                   _ ("In an expression or condition of an index, a column is named without its "
                      "table: “%s”"),
                   name != NULL ? name : "*");
  else if (opt_relation_find_column (naming->relation, name) == NULL)
    opt_set_error (&naming->error, OPT_ERROR_NOT_FOUND, NULL,
                   _ ("The table %s.%s has no column “%s”"), naming->relation->schema,
                   naming->relation->name, name);

  return FALSE;
}

/* The table's partitions get the same under their own names. */
static gboolean
check_names (const PgQuery__Node *node, const OptRelation *relation, GError **error)
{
  Naming naming = { relation, NULL };

  opt_message_walk (&node->base, check_name, &naming);
  if (naming.error == NULL)
    return TRUE;
  g_propagate_error (error, naming.error);

  return FALSE;
}

static gboolean
add_key (OptIndexSpec *spec,
         const OptRelation *relation,
         const PgQuery__IndexElem *element,
         gboolean include,
         GError **error)
{
  gboolean descending = element->ordering == PG_QUERY__SORT_BY_DIR__SORTBY_DESC;
  gboolean first
      = element->nulls_ordering == PG_QUERY__SORT_BY_NULLS__SORTBY_NULLS_FIRST
        || (element->nulls_ordering != PG_QUERY__SORT_BY_NULLS__SORTBY_NULLS_LAST && descending);
  g_autofree char *opclass = join_name (element->opclass, element->n_opclass);
  g_autofree char *expression = NULL;
  const OptColumn *column;

  if (element->n_opclassopts > 0)
    return refuse (error);
  if (!given (element->name))
    {
      expression = element->expr != NULL ? opt_node_deparse (element->expr) : NULL;
      if (expression == NULL || include)
        return refuse (error);
      if (!check_names (element->expr, relation, error))
        return FALSE;
      opt_index_spec_add_expression (spec, expression, opclass, descending, first);
    }
  else
    {
      column = opt_relation_find_column (relation, element->name);
      if (column == NULL)
        {
          opt_set_error (error, OPT_ERROR_NOT_FOUND, NULL, _ ("The table %s.%s has no column “%s”"),
                         relation->schema, relation->name, element->name);
          return FALSE;
        }
      if (include)
        opt_index_spec_add_include (spec, column->number);
      else
        opt_index_spec_add_column (spec, column->number, opclass, descending, first);
    }
  g_array_index (spec->keys, OptIndexKey, spec->keys->len - 1).collation
      = join_name (element->collation, element->n_collation);

  return TRUE;
}

static gboolean
add_keys (OptIndexSpec *spec,
          const OptRelation *relation,
          const PgQuery__IndexStmt *statement,
          GError **error)
{
  for (size_t i = 0; i < statement->n_index_params; i++)
    if (!add_key (spec, relation, statement->index_params[i]->index_elem, FALSE, error))
      return FALSE;
  for (size_t i = 0; i < statement->n_index_including_params; i++)
    if (!add_key (spec, relation, statement->index_including_params[i]->index_elem, TRUE, error))
      return FALSE;

  return TRUE;
}

/* Returns: (transfer full) (nullable): what the statement makes, CONCURRENTLY or not */
OptIndexSpec *
opt_stated_make_index (OptCatalog *catalog, const PgQuery__IndexStmt *statement, GError **error)
{
  const OptRelation *relation = opt_stated_find_relation (catalog, statement->relation, error);
  g_autoptr (OptIndexSpec) spec = NULL;
  g_autofree char *predicate = NULL;

  if (relation == NULL)
    return NULL;
  if (statement->n_options > 0 || given (statement->table_space)
      || statement->n_exclude_op_names > 0 || statement->nulls_not_distinct
      || statement->if_not_exists || !statement->relation->inh)
    {
      refuse (error);
      return NULL;
    }

  spec = opt_index_spec_new (relation->oid,
                             given (statement->access_method) ? statement->access_method : "btree");
  spec->name = given (statement->idxname) ? g_strdup (statement->idxname) : NULL;
  spec->unique = statement->unique;
  if (!add_keys (spec, relation, statement, error))
    return NULL;
  if (statement->where_clause != NULL)
    {
      if (!check_names (statement->where_clause, relation, error))
        return NULL;
      predicate = opt_node_deparse (statement->where_clause);
      if (predicate == NULL)
        {
          refuse (error);
          return NULL;
        }
      opt_index_spec_set_predicate (spec, predicate);
    }

  return g_steal_pointer (&spec);
}

static const OptIndex *
find_index (OptCatalog *catalog, const PgQuery__List *name)
{
  const char *const *path = opt_catalog_get_search_path (catalog);
  const char *last = opt_node_get_string (name->items[name->n_items - 1]);
  const OptIndex *index = NULL;

  if (name->n_items > 1)
    return opt_catalog_find_index (catalog, opt_node_get_string (name->items[name->n_items - 2]),
                                   last);
  for (gsize i = 0; path[i] != NULL && index == NULL; i++)
    index = opt_catalog_find_index (catalog, path[i], last);

  return index;
}

/* Returns: (transfer none) (nullable): the one index that the statement drops */
const OptIndex *
opt_stated_find_dropped (OptCatalog *catalog, const PgQuery__DropStmt *statement, GError **error)
{
  const OptIndex *index;

  if (statement->n_objects != 1 || statement->objects[0]->node_case != PG_QUERY__NODE__NODE_LIST
      || statement->objects[0]->list->n_items == 0
      || statement->behavior == PG_QUERY__DROP_BEHAVIOR__DROP_CASCADE)
    {
      opt_set_error (error, OPT_ERROR_REFUSED, _ ("Drop one after the other."),
                     _ ("One index is dropped by a statement, and nothing with it"));
      return NULL;
    }
  index = find_index (catalog, statement->objects[0]->list);
  if (index == NULL)
    opt_set_error (error, OPT_ERROR_NOT_FOUND, NULL, _ ("There is no such index"));

  return index;
}
