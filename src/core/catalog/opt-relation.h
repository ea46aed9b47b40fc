/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-column.h"
#include "opt-constraint.h"
#include "opt-index.h"

G_BEGIN_DECLS

/**
 * OptRelation:
 *
 * A table, partitioned table, materialized view, view or foreign table of one database.
 */
typedef struct
{
  guint32 oid;
  char *schema;
  char *name;
  char *owner;
  char kind;         /* pg_class.relkind: 'r', 'p', 'm', 'v', 'f' */
  char persistence;  /* 'p', 'u', 't' */
  guint32 parent;    /* oid of the table it is a partition of, or 0 */
  guint32 *inherits; /* oids of the tables it INHERITS from, in order; not a partition's */
  guint n_inherits;
  char *extension; /* (nullable) the extension it belongs to */
  gboolean row_security;
  gboolean readable;     /* has_table_privilege (…, 'SELECT') for the monitoring role */
  char *options;         /* (nullable) reloptions: "fillfactor=70, autovacuum_enabled=off" */
  char *view_definition; /* (nullable) pg_get_viewdef() of a view or materialized view */
  char *partition_key;   /* (nullable) pg_get_partkeydef() */
  char *partition_bound; /* (nullable) pg_get_expr (relpartbound) */
  char *definition;      /* (nullable) the SQL that makes it empty, without what hangs on it; not a
                            foreign table's */

  gint64 pages;
  gint64 all_visible_pages;
  double tuples; /* pg_class.reltuples; negative: never analysed */
  gint64 bytes;  /* of the main fork, by the file's size */
  gint64 total_bytes;

  gint64 inserts; /* since the statistics' reset, as the rest of this group */
  gint64 updates;
  gint64 hot_updates;
  gint64 deletes;
  gint64 sequential_scans;
  gint64 index_scans;
  gint64 modified_since_analyze;
  gint64 last_analyze; /* microseconds since 1970, by hand or autovacuum; 0: never */

  GPtrArray *columns;     /* (element-type OptColumn) in attnum order */
  GPtrArray *indexes;     /* (element-type OptIndex) */
  GPtrArray *constraints; /* (element-type OptConstraint) */
} OptRelation;

OptRelation *opt_relation_new (void);
void opt_relation_free (OptRelation *self);

OptColumn *opt_relation_find_column (const OptRelation *self, const char *name);
OptColumn *opt_relation_get_column (const OptRelation *self, gint16 number);
OptIndex *opt_relation_find_index (const OptRelation *self, const char *name);
double opt_relation_get_tuples (const OptRelation *self);
char *opt_relation_get_quoted_name (const OptRelation *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (OptRelation, opt_relation_free)

G_END_DECLS
