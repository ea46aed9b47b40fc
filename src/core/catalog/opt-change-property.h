/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/**
 * OptPropertyKind:
 * @OPT_PROPERTY_PARAMETER: a parameter of the server, or of a database, a role or both
 * @OPT_PROPERTY_COLUMN_TARGET: the statistics target of a column
 * @OPT_PROPERTY_COLUMN_OPTION: an option of a column: n_distinct
 * @OPT_PROPERTY_STATISTICS: a statistics object of several columns
 *
 * What is set by a statement, and has one value at a time, or none.
 */
typedef enum
{
  OPT_PROPERTY_PARAMETER,
  OPT_PROPERTY_COLUMN_TARGET,
  OPT_PROPERTY_COLUMN_OPTION,
  OPT_PROPERTY_STATISTICS,
} OptPropertyKind;

/**
 * OptChangeProperty:
 * @kind: what it is
 * @name: the parameter's, the option's or the statistics object's, unquoted
 * @database: (nullable): of a parameter: for which database
 * @role: (nullable): of a parameter: for which role; with neither, for the server
 * @schema: (nullable): of a statistics object
 * @table: (nullable): of the others, quoted
 * @column: (nullable): of a target or an option, unquoted
 * @kinds: (nullable): of a statistics object: as SQL has them; %NULL for all
 * @columns: (nullable): of a statistics object: as SQL has them
 * @before: (nullable): its value before; %NULL: it had none of its own
 * @after: (nullable): the value that it gets; %NULL: none of its own
 * @restart: whether it comes into force only when the server is started anew
 *
 * What a change sets, and what it was.
 */
typedef struct
{
  OptPropertyKind kind;
  char *name;
  char *database;
  char *role;
  char *schema;
  char *table;
  char *column;
  char *kinds;
  char *columns;
  char *before;
  char *after;
  gboolean restart;
} OptChangeProperty;

OptChangeProperty *opt_change_property_new (OptPropertyKind kind, const char *name);
OptChangeProperty *opt_change_property_copy (const OptChangeProperty *self);
void opt_change_property_free (OptChangeProperty *self);

char *opt_change_property_get_set_sql (const OptChangeProperty *self, const char *value);

JsonNode *opt_change_property_to_json (const OptChangeProperty *self);
OptChangeProperty *opt_change_property_from_json (JsonNode *node);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (OptChangeProperty, opt_change_property_free)

G_END_DECLS
