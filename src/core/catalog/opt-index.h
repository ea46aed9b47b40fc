/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * OptIndexKey:
 *
 * One key (or INCLUDE) column of an index.
 */
typedef struct
{
  gint16 column;    /* attnum, or 0 for an expression */
  char *definition; /* pg_get_indexdef (oid, n, true): a quoted column or an expression */
  char *opclass;    /* (nullable) where it is not the type's default */
  char *collation;  /* (nullable) where it is not the column's */
  gboolean descending;
  gboolean nulls_first;
  int average_width; /* of an expression, by its own statistics; 0: unknown */
  double n_distinct; /* of an expression, as in pg_stats; 0: unknown */
} OptIndexKey;

/**
 * OptIndex:
 *
 * An index, valid or not.
 */
typedef struct
{
  guint32 oid;
  guint32 relation;
  char *schema;
  char *name;
  char *method;      /* "btree", "hash", "gin" … */
  OptIndexKey *keys; /* the first @n_keys are keys, the rest INCLUDE */
  guint n_keys;
  guint n_columns;
  char *predicate;  /* (nullable) of a partial index */
  char *definition; /* pg_get_indexdef() */
  char *tablespace; /* (nullable) where it is not the database's own */
  char *remainder;  /* (nullable) what its definition lacks (a comment, targets of statistics), as
                       statements with `;` between them */
  gboolean unique;
  gboolean primary;
  gboolean exclusion;
  gboolean valid;
  gboolean ready;
  gboolean replica_identity;
  guint32 constraint; /* oid of the constraint it serves, or 0 */
  guint32 parent;     /* oid of the partitioned table's index that it is attached to, or 0 */
  gint64 pages;       /* pg_class.relpages */
  double tuples;      /* pg_class.reltuples */
  gint64 bytes;       /* of its main fork, by the file's size */
  gint64 scans;       /* idx_scan since the statistics' reset */
} OptIndex;

OptIndex *opt_index_new (void);
void opt_index_free (OptIndex *self);

gboolean opt_index_has_same_body (const char *sql, const char *definition);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (OptIndex, opt_index_free)

G_END_DECLS
