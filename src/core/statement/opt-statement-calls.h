/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * OptStatementCalls:
 * @function_schemas: (element-type utf8): of each function, or "" where none is written
 * @functions: (element-type utf8): their names, without quotes
 * @operator_schemas: (element-type utf8): of each operator, or ""
 * @operators: (element-type utf8): their names, also of those that BETWEEN, CASE, IN and USING mean
 * @columns: (element-type utf8): the names of what may be columns, and functions of a row as well
 * @types: (element-type utf8): the names of the types that it casts to, and the like
 *
 * What a statement calls, as it is written: by name, as only a server knows which of those of that
 * name it is. What the server calls by itself (implicit casts, the order of a type) is not among
 * it.
 */
typedef struct
{
  GPtrArray *function_schemas;
  GPtrArray *functions;
  GPtrArray *operator_schemas;
  GPtrArray *operators;
  GPtrArray *columns;
  GPtrArray *types;
} OptStatementCalls;

OptStatementCalls *opt_statement_calls_new (void);
void opt_statement_calls_free (OptStatementCalls *self);

gboolean opt_statement_calls_add (OptStatementCalls *self, const char *sql, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (OptStatementCalls, opt_statement_calls_free)

G_END_DECLS
