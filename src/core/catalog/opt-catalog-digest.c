/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-catalog-load.h"

#include <string.h>

/* A length in front of each text: no two structures make one stream. */
static void
add_text (GChecksum *checksum, const char *text)
{
  g_autofree char *length = NULL;

  if (text == NULL)
    {
      g_checksum_update (checksum, (const guchar *) "-", 1);
      return;
    }

  length = g_strdup_printf ("%" G_GSIZE_FORMAT ":", strlen (text));
  g_checksum_update (checksum, (const guchar *) length, -1);
  g_checksum_update (checksum, (const guchar *) text, -1);
}

static void
add_flags (GChecksum *checksum, const char *flags, gsize n_flags)
{
  g_checksum_update (checksum, (const guchar *) flags, (gssize) n_flags);
}

static void
add_parent (GChecksum *checksum, OptCatalog *catalog, guint32 oid)
{
  OptRelation *parent = opt_catalog_get_relation (catalog, oid);

  add_text (checksum, parent != NULL ? parent->schema : NULL);
  add_text (checksum, parent != NULL ? parent->name : NULL);
}

static void
add_column (GChecksum *checksum, const OptColumn *column)
{
  const char flags[] = { (char) column->not_null, column->identity };

  add_text (checksum, column->name);
  add_text (checksum, column->type);
  add_text (checksum, column->default_sql);
  add_text (checksum, column->generated_sql);
  add_text (checksum, column->collation);
  add_flags (checksum, flags, sizeof flags);
}

static void
add_relation (GChecksum *checksum, OptCatalog *catalog, const OptRelation *relation)
{
  const char flags[] = { relation->kind, relation->persistence, (char) relation->row_security };

  add_text (checksum, relation->schema);
  add_text (checksum, relation->name);
  add_flags (checksum, flags, sizeof flags);
  add_parent (checksum, catalog, relation->parent);
  for (guint i = 0; i < relation->n_inherits; i++)
    add_parent (checksum, catalog, relation->inherits[i]);
  add_text (checksum, relation->options);
  add_text (checksum, relation->view_definition);
  add_text (checksum, relation->partition_key);
  add_text (checksum, relation->partition_bound);

  for (guint i = 0; i < relation->columns->len; i++)
    add_column (checksum, g_ptr_array_index (relation->columns, i));

  for (guint i = 0; i < relation->indexes->len; i++)
    {
      const OptIndex *index = g_ptr_array_index (relation->indexes, i);
      const char index_flags[] = { (char) index->valid, (char) index->replica_identity };

      add_text (checksum, index->definition);
      add_flags (checksum, index_flags, sizeof index_flags);
    }

  for (guint i = 0; i < relation->constraints->len; i++)
    {
      const OptConstraint *constraint = g_ptr_array_index (relation->constraints, i);

      add_text (checksum, constraint->name);
      add_text (checksum, constraint->definition);
    }
}

/**
 * opt_catalog_compute_digest:
 * @catalog: a catalog
 *
 * The structure only, and no oid: a restored copy has the same digest.
 *
 * Returns: (transfer full): the SHA-256, in hexadecimal
 */
char *
opt_catalog_compute_digest (OptCatalog *catalog)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  GPtrArray *relations = opt_catalog_get_relations (catalog);
  GPtrArray *objects = opt_catalog_get_objects (catalog);

  for (guint i = 0; i < relations->len; i++)
    add_relation (checksum, catalog, g_ptr_array_index (relations, i));

  for (guint i = 0; i < objects->len; i++)
    {
      const OptObject *object = g_ptr_array_index (objects, i);

      add_text (checksum, object->schema);
      add_text (checksum, object->name);
      add_text (checksum, object->sql);
    }

  return g_strdup (g_checksum_get_string (checksum));
}
