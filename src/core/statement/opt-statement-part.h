/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-term.h"

G_BEGIN_DECLS

/**
 * OptStatementPartKind:
 * @OPT_STATEMENT_PART_RELATION: a table, view or WITH query where it is used
 * @OPT_STATEMENT_PART_CTE: a WITH query where it is written
 * @OPT_STATEMENT_PART_CONDITION: one of the terms of WHERE, ON or HAVING that all must hold
 * @OPT_STATEMENT_PART_ORDER: an ORDER BY
 * @OPT_STATEMENT_PART_GROUP: a GROUP BY
 * @OPT_STATEMENT_PART_LIMIT: a LIMIT, OFFSET or FETCH, or what there is of them together
 *
 * What a part of a statement is.
 */
typedef enum
{
  OPT_STATEMENT_PART_RELATION,
  OPT_STATEMENT_PART_CTE,
  OPT_STATEMENT_PART_CONDITION,
  OPT_STATEMENT_PART_ORDER,
  OPT_STATEMENT_PART_GROUP,
  OPT_STATEMENT_PART_LIMIT,
} OptStatementPartKind;

/**
 * OptStatementPart:
 *
 * A part of a statement that a node of its plan may come from.
 */
typedef struct
{
  OptStatementPartKind kind;
  gsize start;    /* in bytes */
  gsize end;      /* behind its last byte */
  char *name;     /* (nullable) by which the statement knows it: an alias, or a WITH query's name */
  char *relation; /* (nullable) what is used, without its schema */
  GPtrArray *terms; /* (nullable) (element-type OptTerm) of a condition, the keys of the others */
} OptStatementPart;

GPtrArray *opt_statement_read_parts (const char *sql);
void opt_statement_part_free (OptStatementPart *self);

G_END_DECLS
