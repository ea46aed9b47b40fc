/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * OptNameKind:
 * @OPT_NAME_COLUMN: a column, or what can't be told from one
 * @OPT_NAME_QUALIFIER: what stands before a dot: a table, an alias, a schema
 * @OPT_NAME_FUNCTION: a function
 * @OPT_NAME_TYPE: a type
 *
 * What a name in SQL is of.
 */
typedef enum
{
  OPT_NAME_COLUMN,
  OPT_NAME_QUALIFIER,
  OPT_NAME_FUNCTION,
  OPT_NAME_TYPE,
} OptNameKind;

/**
 * OptRenameFunc:
 * @kind: what the name is of
 * @name: the name, without quotes
 * @user_data: what opt_sql_rename() was given
 *
 * Returns: (transfer full): what to write instead, as SQL
 */
typedef char *(*OptRenameFunc) (OptNameKind kind, const char *name, gpointer user_data);

char *opt_sql_rename (const char *sql,
                      gsize prefix,
                      OptRenameFunc func,
                      gpointer user_data,
                      GError **error);

G_END_DECLS
