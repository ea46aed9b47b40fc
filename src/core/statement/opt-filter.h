/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * OptFilterTermKind:
 * @OPT_FILTER_TERM_EQUAL: `=` to a value or to any of a list, `IS NULL`, a column that is true or
 *   false by itself
 * @OPT_FILTER_TERM_RANGE: `<`, `<=`, `>`, `>=`
 * @OPT_FILTER_TERM_NOT_NULL: `IS NOT NULL`
 * @OPT_FILTER_TERM_OTHER: anything else: another operator, an OR, two columns of the same table
 *
 * What a term of a condition is, as far as a B-tree index cares.
 */
typedef enum
{
  OPT_FILTER_TERM_EQUAL,
  OPT_FILTER_TERM_RANGE,
  OPT_FILTER_TERM_NOT_NULL,
  OPT_FILTER_TERM_OTHER,
} OptFilterTermKind;

/**
 * OptFilterWrap:
 * @OPT_FILTER_WRAP_NONE: nothing: the column itself is compared
 * @OPT_FILTER_WRAP_FUNCTION: a function: `lower(email)`
 * @OPT_FILTER_WRAP_CAST: a cast that changes the value: `created::date`
 * @OPT_FILTER_WRAP_OPERATOR: an operator: `price * 1.2`, `data ->> 'k'`
 *
 * What a term has around its column.
 */
typedef enum
{
  OPT_FILTER_WRAP_NONE,
  OPT_FILTER_WRAP_FUNCTION,
  OPT_FILTER_WRAP_CAST,
  OPT_FILTER_WRAP_OPERATOR,
} OptFilterWrap;

/**
 * OptFilterTerm:
 *
 * One of the terms of a condition that all must hold.
 */
typedef struct
{
  OptFilterTermKind kind;
  char *column;     /* (nullable) that is compared itself, quoted where it must be */
  char *expression; /* (nullable) SQL over the scan's own columns, without qualifiers, that is
                       compared in its place */
  char *cast;       /* (nullable) SQL of the column with the cast around it, where the cast changes
                       nothing if the column is of a type like it: `status::text` of a varchar */
  OptFilterWrap wrap;
  char *wrapper;         /* (nullable) the function's name, the type of the cast or the operator */
  gboolean list;         /* with any of a list or an array */
  gboolean joined;       /* with a column of another relation */
  gboolean of_parameter; /* the expression has a parameter in it: there can be no index on it */
  gboolean of_row;       /* decided by columns of the scan, so that some index might serve it */
  gboolean of_subplan;   /* a subquery is asked for it */
  gboolean of_start;     /* a pattern with a known beginning: `LIKE 'x%'` */
  gboolean of_any_start; /* a pattern that may match anywhere: `LIKE '%x'`, `ILIKE 'x%'` */
} OptFilterTerm;

GPtrArray *opt_filter_read (const char *condition, const char *alias, GError **error);
gboolean opt_filter_has_join_equality (const char *condition, GHashTable *aliases);
void opt_filter_term_free (OptFilterTerm *self);
const char *opt_filter_term_get_key (const OptFilterTerm *self);

G_END_DECLS
