/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * OptColumnStatistics:
 *
 * One row of pg_stats. Values are PostgreSQL's own text of them. Arrays are %NULL where the server
 * keeps none.
 */
typedef struct
{
  double null_fraction;
  double n_distinct; /* as in pg_stats: negative is a share of the rows */
  int average_width;
  double correlation; /* NAN where there is none */
  char **most_common_values;
  double *most_common_frequencies; /* as many as there are values */
  guint n_most_common;
  char **histogram_bounds;
  guint n_histogram_bounds;
} OptColumnStatistics;

/**
 * OptColumn:
 *
 * A column of a relation; dropped columns are left out.
 */
typedef struct
{
  gint16 number; /* pg_attribute.attnum */
  char *name;
  char *type; /* format_type() with its modifier: "character varying(20)" */
  guint32 type_oid;
  char type_category; /* pg_type.typcategory: 'N', 'S', 'D', 'B', 'A', 'U', 'E' … */
  char type_kind;     /* pg_type.typtype: 'b' base, 'd' domain, 'e' enum … */
  gboolean not_null;
  char *default_sql;   /* (nullable) pg_get_expr; not for a generated column */
  char *generated_sql; /* (nullable) of a STORED generated column */
  char identity;       /* 'a', 'd' or 0 */
  char *collation;     /* (nullable) quoted, schema-qualified, where it is not the type's own */
  OptColumnStatistics *statistics; /* (nullable) not analysed, or not readable */
} OptColumn;

OptColumn *opt_column_new (void);
void opt_column_free (OptColumn *self);
OptColumnStatistics *opt_column_statistics_new (void);
void opt_column_statistics_free (OptColumnStatistics *self);

double opt_column_get_distinct (const OptColumn *self, double tuples);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (OptColumn, opt_column_free)

G_END_DECLS
