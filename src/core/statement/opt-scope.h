/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-parse-tree.h"
#include "opt-scan.h"

G_BEGIN_DECLS

/* Private to this folder: the names that an expression can see. All of it lives as long as its
 * OptNames, so that nothing here owns anything. */

/* A column of a table reference. */
typedef struct
{
  OptScan *scan;
  OptColumn *column;
} OptSource;

/* A column of a FROM item or of a query's result. */
typedef struct
{
  const char *name;
  GArray *sources; /* (element-type OptSource) none where it is computed; several through UNION */
  const PgQuery__Node *node; /* (nullable) the expression of the select list */
} OptOutput;

/* What stands in FROM. */
typedef struct
{
  const char *alias;   /* (nullable) */
  const char *schema;  /* (nullable) of a table without an alias */
  GPtrArray *columns;  /* (element-type OptOutput) */
  GPtrArray *children; /* (nullable) (element-type OptItem) of a join without an alias */
  gboolean opaque;     /* has columns that nobody knows */
} OptItem;

typedef struct _OptScope OptScope;

struct _OptScope
{
  OptScope *parent;     /* (nullable) where names are looked up next */
  OptScope *cte_parent; /* (nullable) where names of WITH are looked up next */
  GPtrArray *items;     /* (element-type OptItem) */
  GHashTable *ctes;     /* (element-type utf8 OptItem) */
  guint query;
};

typedef struct
{
  GPtrArray *outputs;
  GPtrArray *items;
  GPtrArray *scopes;
  GStringChunk *strings;
} OptNames;

typedef enum
{
  OPT_LOOKUP_COLUMN,
  OPT_LOOKUP_ROW,    /* a whole row */
  OPT_LOOKUP_OPAQUE, /* a column of something that is not known */
  OPT_LOOKUP_SYSTEM, /* ctid and its like */
  OPT_LOOKUP_MISSING,
  OPT_LOOKUP_AMBIGUOUS,
} OptLookupStatus;

typedef struct
{
  OptLookupStatus status;
  OptOutput *output;
  OptItem *item;
} OptLookup;

OptNames *opt_names_new (void);
void opt_names_free (OptNames *self);

OptScope *opt_scope_new (OptNames *names, OptScope *parent, OptScope *cte_parent, guint query);
OptItem *opt_item_new (OptNames *names, const char *alias);
OptItem *opt_item_new_alias (OptNames *names, const OptItem *item, const PgQuery__Alias *alias);
OptOutput *opt_output_new (OptNames *names, const char *name, const PgQuery__Node *node);
void opt_output_add_source (OptOutput *self, OptScan *scan, OptColumn *column);
void opt_output_add_sources (OptOutput *self, const OptOutput *other);
OptOutput *opt_item_find_column (const OptItem *item, const char *name);

OptItem *opt_scope_find_cte (const OptScope *scope, const char *name);
OptItem *opt_scope_find_item (const OptScope *scope, const char *schema, const char *alias);
OptLookup opt_scope_lookup (const OptScope *scope, const PgQuery__ColumnRef *reference);

G_END_DECLS
