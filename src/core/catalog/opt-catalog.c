/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-catalog-private.h"

#include <string.h>

#include "opt-sql.h"

#define SYSTEM_SCHEMA "pg_catalog"

/**
 * OptCatalog:
 *
 * The relations of one database with their columns, indexes, constraints and statistics, as they
 * were at one moment. System schemas are left out.
 */
struct _OptCatalog
{
  GObject parent_instance;

  char *database;
  char *digest;
  char **search_path; /* as the server searches: with pg_catalog where it comes */

  GPtrArray *relations;
  GPtrArray *objects;
  GPtrArray *unreadable;
  GHashTable *by_oid;           /* oid -> OptRelation */
  GHashTable *by_name;          /* "schema\nname" -> OptRelation */
  GHashTable *indexes_by_name;  /* "schema\nname" -> OptIndex */
  GHashTable *system_relations; /* names in pg_catalog */
};

G_DEFINE_FINAL_TYPE (OptCatalog, opt_catalog, G_TYPE_OBJECT)

static void
opt_catalog_finalize (GObject *object)
{
  OptCatalog *self = OPT_CATALOG (object);

  g_free (self->database);
  g_free (self->digest);
  g_strfreev (self->search_path);
  g_hash_table_unref (self->by_oid);
  g_hash_table_unref (self->by_name);
  g_hash_table_unref (self->indexes_by_name);
  g_hash_table_unref (self->system_relations);
  g_ptr_array_unref (self->relations);
  g_ptr_array_unref (self->objects);
  g_ptr_array_unref (self->unreadable);

  G_OBJECT_CLASS (opt_catalog_parent_class)->finalize (object);
}

static void
opt_catalog_class_init (OptCatalogClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = opt_catalog_finalize;
}

static void
opt_catalog_init (OptCatalog *self)
{
  self->relations = g_ptr_array_new_with_free_func ((GDestroyNotify) opt_relation_free);
  self->objects = g_ptr_array_new_with_free_func ((GDestroyNotify) opt_object_free);
  self->unreadable = g_ptr_array_new_with_free_func ((GDestroyNotify) opt_unreadable_free);
  self->by_oid = g_hash_table_new (NULL, NULL);
  self->by_name = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->indexes_by_name = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->system_relations = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

/* A name may hold any character: the schema's length keeps two names from making one key. */
static char *
make_key (const char *schema, const char *name)
{
  return g_strdup_printf ("%" G_GSIZE_FORMAT "\n%s\n%s", strlen (schema), schema, name);
}

static gpointer
look_up (GHashTable *table, const char *schema, const char *name)
{
  g_autofree char *key = make_key (schema, name);

  return g_hash_table_lookup (table, key);
}

/**
 * opt_catalog_new:
 * @database: the database's name
 * @search_path: the schemas that are searched, in order; where pg_catalog is not among them, it
 *   comes first, as on the server
 *
 * Returns: (transfer full): a catalog without relations
 */
OptCatalog *
opt_catalog_new (const char *database, const char *const *search_path)
{
  OptCatalog *self = g_object_new (OPT_TYPE_CATALOG, NULL);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  g_return_val_if_fail (database != NULL && search_path != NULL, NULL);

  if (!g_strv_contains (search_path, SYSTEM_SCHEMA))
    g_strv_builder_add (builder, SYSTEM_SCHEMA);
  for (guint i = 0; search_path[i] != NULL; i++)
    g_strv_builder_add (builder, search_path[i]);

  self->database = g_strdup (database);
  self->digest = g_strdup ("");
  self->search_path = g_strv_builder_end (builder);

  return self;
}

/**
 * opt_catalog_add_relation:
 * @self: a catalog that nobody else uses yet
 * @relation: (transfer full): a relation; indexes that it holds are found from now on
 *
 * Adds @relation.
 */
void
opt_catalog_add_relation (OptCatalog *self, OptRelation *relation)
{
  g_return_if_fail (OPT_IS_CATALOG (self));
  g_return_if_fail (relation != NULL && relation->schema != NULL && relation->name != NULL);

  g_ptr_array_add (self->relations, relation);
  g_hash_table_insert (self->by_oid, GUINT_TO_POINTER (relation->oid), relation);
  g_hash_table_replace (self->by_name, make_key (relation->schema, relation->name), relation);

  for (guint i = 0; i < relation->indexes->len; i++)
    {
      OptIndex *index = g_ptr_array_index (relation->indexes, i);

      g_hash_table_replace (self->indexes_by_name, make_key (index->schema, index->name), index);
    }
}

/**
 * opt_catalog_add_index:
 * @self: a catalog that is being loaded
 * @relation: one of its relations
 * @index: (transfer full): an index of @relation
 *
 * Adds @index to @relation.
 */
void
opt_catalog_add_index (OptCatalog *self, OptRelation *relation, OptIndex *index)
{
  g_ptr_array_add (relation->indexes, index);
  g_hash_table_replace (self->indexes_by_name, make_key (index->schema, index->name), index);
}

/**
 * opt_catalog_add_object:
 * @self: a catalog that is being loaded
 * @object: (transfer full): an object besides the relations
 *
 * Adds @object.
 */
void
opt_catalog_add_object (OptCatalog *self, OptObject *object)
{
  g_ptr_array_add (self->objects, object);
}

/**
 * opt_catalog_add_unreadable:
 * @self: a catalog that is being loaded
 * @unreadable: (transfer full): what could not be read
 *
 * Adds @unreadable.
 */
void
opt_catalog_add_unreadable (OptCatalog *self, OptUnreadable *unreadable)
{
  g_ptr_array_add (self->unreadable, unreadable);
}

/**
 * opt_catalog_add_system_relation:
 * @self: a catalog that is being loaded
 * @name: a relation in pg_catalog
 *
 * Makes @name known as the system's own, so that no user's table is found in its place.
 */
void
opt_catalog_add_system_relation (OptCatalog *self, const char *name)
{
  g_hash_table_add (self->system_relations, g_strdup (name));
}

/**
 * opt_catalog_set_digest:
 * @self: a catalog that is being loaded
 * @digest: its structure's digest
 *
 * Sets what opt_catalog_get_digest() gives.
 */
void
opt_catalog_set_digest (OptCatalog *self, const char *digest)
{
  g_free (self->digest);
  self->digest = g_strdup (digest);
}

/**
 * opt_catalog_get_database:
 * @self: a catalog
 *
 * Returns: (transfer none): the database's name
 */
const char *
opt_catalog_get_database (OptCatalog *self)
{
  g_return_val_if_fail (OPT_IS_CATALOG (self), NULL);

  return self->database;
}

/**
 * opt_catalog_get_digest:
 * @self: a catalog
 *
 * Returns: (transfer none): the SHA-256 of the structure, in hexadecimal: names, columns, indexes,
 *   constraints and other objects, not the statistics; empty where the catalog was not loaded
 */
const char *
opt_catalog_get_digest (OptCatalog *self)
{
  g_return_val_if_fail (OPT_IS_CATALOG (self), NULL);

  return self->digest;
}

/**
 * opt_catalog_get_search_path:
 * @self: a catalog
 *
 * Returns: (transfer none): the schemas that an unqualified name is looked for in, in order
 */
const char *const *
opt_catalog_get_search_path (OptCatalog *self)
{
  g_return_val_if_fail (OPT_IS_CATALOG (self), NULL);

  return (const char *const *) self->search_path;
}

/**
 * opt_catalog_get_search_path_sql:
 * @self: a catalog
 *
 * Returns: (transfer full): opt_catalog_get_search_path() as the setting's value, with quoted names
 *   and without temporary schemas: names then mean on a copy what they mean on the watched server
 */
char *
opt_catalog_get_search_path_sql (OptCatalog *self)
{
  GString *path;

  g_return_val_if_fail (OPT_IS_CATALOG (self), NULL);

  path = g_string_new (NULL);
  for (guint i = 0; self->search_path[i] != NULL; i++)
    {
      g_autofree char *quoted = NULL;

      if (g_str_has_prefix (self->search_path[i], "pg_temp_"))
        continue;
      quoted = opt_sql_quote_identifier (self->search_path[i]);
      g_string_append_printf (path, "%s%s", path->len > 0 ? ", " : "", quoted);
    }

  return g_string_free (path, FALSE);
}

/**
 * opt_catalog_get_relations:
 * @self: a catalog
 *
 * Returns: (transfer none) (element-type OptRelation): all relations
 */
GPtrArray *
opt_catalog_get_relations (OptCatalog *self)
{
  g_return_val_if_fail (OPT_IS_CATALOG (self), NULL);

  return self->relations;
}

/**
 * opt_catalog_get_objects:
 * @self: a catalog
 *
 * Returns: (transfer none) (element-type OptObject): what the relations need: schemas, extensions,
 *   types, sequences and functions, in the order in which they can be made
 */
GPtrArray *
opt_catalog_get_objects (OptCatalog *self)
{
  g_return_val_if_fail (OPT_IS_CATALOG (self), NULL);

  return self->objects;
}

/**
 * opt_catalog_get_unreadable:
 * @self: a catalog
 *
 * Returns: (transfer none) (element-type OptUnreadable): what the role may not read, and what is
 *   not taken along
 */
GPtrArray *
opt_catalog_get_unreadable (OptCatalog *self)
{
  g_return_val_if_fail (OPT_IS_CATALOG (self), NULL);

  return self->unreadable;
}

/**
 * opt_catalog_get_relation:
 * @self: a catalog
 * @oid: pg_class.oid
 *
 * Returns: (transfer none) (nullable): the relation
 */
OptRelation *
opt_catalog_get_relation (OptCatalog *self, guint32 oid)
{
  g_return_val_if_fail (OPT_IS_CATALOG (self), NULL);

  return g_hash_table_lookup (self->by_oid, GUINT_TO_POINTER (oid));
}

/**
 * opt_catalog_find_relation:
 * @self: a catalog
 * @schema: (nullable): its schema; %NULL searches the search path as the server does
 * @name: its name, unquoted
 *
 * Returns: (transfer none) (nullable): the relation; %NULL also where the name is one of the
 *   system's own
 */
OptRelation *
opt_catalog_find_relation (OptCatalog *self, const char *schema, const char *name)
{
  g_return_val_if_fail (OPT_IS_CATALOG (self) && name != NULL, NULL);

  if (schema != NULL)
    return look_up (self->by_name, schema, name);

  for (guint i = 0; self->search_path[i] != NULL; i++)
    {
      OptRelation *relation;

      if (g_str_equal (self->search_path[i], SYSTEM_SCHEMA)
          && g_hash_table_contains (self->system_relations, name))
        return NULL;

      relation = look_up (self->by_name, self->search_path[i], name);
      if (relation != NULL)
        return relation;
    }

  return NULL;
}

/**
 * opt_catalog_is_system_name:
 * @self: a catalog
 * @schema: (nullable): its schema, where it is said
 * @name: a relation's name, unquoted
 *
 * Returns: whether it is one of the server's own
 */
gboolean
opt_catalog_is_system_name (OptCatalog *self, const char *schema, const char *name)
{
  g_return_val_if_fail (OPT_IS_CATALOG (self) && name != NULL, FALSE);

  if (schema != NULL)
    return g_str_has_prefix (schema, "pg_") || g_str_equal (schema, "information_schema");

  return g_hash_table_contains (self->system_relations, name);
}

/* Of what it is divided into, at any depth: the server knows no cycles. */
static double
sum_partitions (OptCatalog *self,
                const OptRelation *relation,
                double (*func) (const OptRelation *relation))
{
  double sum = func (relation);

  for (guint i = 0; i < self->relations->len; i++)
    {
      const OptRelation *part = self->relations->pdata[i];

      if (part->parent == relation->oid)
        sum += part->kind == 'p' ? sum_partitions (self, part, func) : func (part);
    }

  return sum;
}

static double
get_bytes (const OptRelation *relation)
{
  return relation->total_bytes;
}

static double
get_leaf_tuples (const OptRelation *relation)
{
  return relation->kind == 'p' ? 0 : opt_relation_get_tuples (relation);
}

/**
 * opt_catalog_get_total_bytes:
 * @self: a catalog
 * @relation: one of its relations
 *
 * Returns: how large it is with its indexes, or -1 where it has no files of its own; a partitioned
 *   table is as large as its partitions
 */
gint64
opt_catalog_get_total_bytes (OptCatalog *self, const OptRelation *relation)
{
  g_return_val_if_fail (OPT_IS_CATALOG (self) && relation != NULL, -1);

  if (relation->kind == 'v' || relation->kind == 'f')
    return -1;

  return relation->kind == 'p' ? (gint64) sum_partitions (self, relation, get_bytes)
                               : relation->total_bytes;
}

/**
 * opt_catalog_get_tuples:
 * @self: a catalog
 * @relation: one of its relations
 *
 * Returns: the rows that the planner assumes, those of the partitions summed up, or -1 where nobody
 *   knows
 */
double
opt_catalog_get_tuples (OptCatalog *self, const OptRelation *relation)
{
  g_return_val_if_fail (OPT_IS_CATALOG (self) && relation != NULL, -1);

  if (relation->kind == 'v' || (relation->kind == 'f' && relation->tuples < 0))
    return -1;

  return relation->kind == 'p' ? sum_partitions (self, relation, get_leaf_tuples)
                               : opt_relation_get_tuples (relation);
}

/**
 * opt_catalog_find_index:
 * @self: a catalog
 * @schema: (nullable): its schema; %NULL searches the search path
 * @name: its name, unquoted
 *
 * Returns: (transfer none) (nullable): the index
 */
OptIndex *
opt_catalog_find_index (OptCatalog *self, const char *schema, const char *name)
{
  g_return_val_if_fail (OPT_IS_CATALOG (self) && name != NULL, NULL);

  if (schema != NULL)
    return look_up (self->indexes_by_name, schema, name);

  for (guint i = 0; self->search_path[i] != NULL; i++)
    {
      OptIndex *index = look_up (self->indexes_by_name, self->search_path[i], name);

      if (index != NULL)
        return index;
    }

  return NULL;
}
