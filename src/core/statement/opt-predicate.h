/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-relation.h"

G_BEGIN_DECLS

typedef struct _OptScan OptScan;

/**
 * OptPredicateKind:
 * @OPT_PREDICATE_EQUAL: `=` to one value
 * @OPT_PREDICATE_IN: `IN (list)` or `= ANY (array)`
 * @OPT_PREDICATE_RANGE: `<`, `<=`, `>`, `>=`; a BETWEEN is two of them
 * @OPT_PREDICATE_LIKE: `LIKE` or `ILIKE` (see the operator)
 * @OPT_PREDICATE_IS_NULL: `IS NULL`
 * @OPT_PREDICATE_IS_NOT_NULL: `IS NOT NULL`
 * @OPT_PREDICATE_JOIN: `=` to a column or an expression of another scan, also by `IN (SELECT …)`,
 *   `EXISTS` and outer references
 * @OPT_PREDICATE_BOOLEAN: the column itself, or NOT of it
 * @OPT_PREDICATE_OTHER: any other operator (`<>`, `@>`, `~` …), and every comparison below a NOT
 *
 * What kind of condition it is, as far as an index cares.
 */
typedef enum
{
  OPT_PREDICATE_EQUAL,
  OPT_PREDICATE_IN,
  OPT_PREDICATE_RANGE,
  OPT_PREDICATE_LIKE,
  OPT_PREDICATE_IS_NULL,
  OPT_PREDICATE_IS_NOT_NULL,
  OPT_PREDICATE_JOIN,
  OPT_PREDICATE_BOOLEAN,
  OPT_PREDICATE_OTHER,
} OptPredicateKind;

/**
 * OptOperandKind:
 * @OPT_OPERAND_NONE: there is none
 * @OPT_OPERAND_LITERAL: a constant
 * @OPT_OPERAND_PARAMETER: `$n`
 * @OPT_OPERAND_EXPRESSION: something computed
 * @OPT_OPERAND_COLUMN: a column of another scan
 * @OPT_OPERAND_SUBQUERY: a scalar subquery
 *
 * What a column is compared with.
 */
typedef enum
{
  OPT_OPERAND_NONE,
  OPT_OPERAND_LITERAL,
  OPT_OPERAND_PARAMETER,
  OPT_OPERAND_EXPRESSION,
  OPT_OPERAND_COLUMN,
  OPT_OPERAND_SUBQUERY,
} OptOperandKind;

/**
 * OptPredicate:
 *
 * One condition on one scan.
 */
typedef struct
{
  OptPredicateKind kind;
  OptColumn *column;   /* (nullable) of the scan's relation; NULL for an expression */
  char *expression;    /* (nullable) SQL over the relation's own columns, without qualifiers */
  char **functions;    /* (nullable) the functions called in it: whether they are immutable is the
                          catalog's to say */
  char *operator_name; /* as if the column stood on the left: "=", "<", "~~" for LIKE … */
  OptOperandKind operand;
  char *text;     /* (nullable) a literal's value, or an expression's SQL */
  int parameter;  /* the first $n in the operand, or 0 */
  char *cast;     /* (nullable) the type that the operand is cast to */
  guint n_values; /* of an IN list; 0 for an array */
  char *prefix; /* (nullable) of a LIKE with a literal pattern: what comes before its first wildcard
                 */
  gboolean negated;        /* of a BOOLEAN: it must be false */
  guint alternative;       /* 0: must hold; else the predicates of one OR share a number */
  OptScan *other;          /* (nullable) of a JOIN (or a range against a column): the other scan */
  OptColumn *other_column; /* (nullable) */
} OptPredicate;

OptPredicate *opt_predicate_new (OptPredicateKind kind);
void opt_predicate_free (OptPredicate *self);
const char *opt_predicate_kind_get_nick (OptPredicateKind kind);

G_END_DECLS
