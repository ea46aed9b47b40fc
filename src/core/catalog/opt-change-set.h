/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "opt-change-property.h"
#include "opt-index-step.h"
#include "opt-index-spec.h"

G_BEGIN_DECLS

/**
 * OptChangeKind:
 * @OPT_CHANGE_CREATE_INDEX: makes an index
 * @OPT_CHANGE_DROP_INDEX: drops one
 * @OPT_CHANGE_ANALYZE: renews a table's statistics
 * @OPT_CHANGE_CREATE_PARTITIONED_INDEX: makes an index of a partitioned table and of each of its
 *   partitions
 * @OPT_CHANGE_SET_PARAMETER: sets a parameter of the server, or of a database or a role
 * @OPT_CHANGE_SET_COLUMN: sets what ANALYZE is to know of a column, and renews the statistics
 * @OPT_CHANGE_CREATE_STATISTICS: makes a statistics object, and renews the statistics
 *
 * What a change does.
 */
typedef enum
{
  OPT_CHANGE_CREATE_INDEX,
  OPT_CHANGE_DROP_INDEX,
  OPT_CHANGE_ANALYZE,
  OPT_CHANGE_CREATE_PARTITIONED_INDEX,
  OPT_CHANGE_SET_PARAMETER,
  OPT_CHANGE_SET_COLUMN,
  OPT_CHANGE_CREATE_STATISTICS,
} OptChangeKind;

/**
 * OptChange:
 *
 * What is done and taken back as one: a statement, or several with `;` and a new line between them.
 */
typedef struct
{
  OptChangeKind kind;
  char *table; /* (nullable) quoted; NULL of a parameter */
  char *index; /* (nullable) quoted */
  char *sql;
  char *undo_sql;    /* (nullable) where there is nothing to take back */
  char *sandbox_sql; /* the same where nobody else works: without CONCURRENTLY */
  GPtrArray *steps;  /* (nullable) (element-type OptIndexStep): the statements of @sql, where these
                        are several */
  OptChangeProperty *property; /* (nullable) what it sets */
} OptChange;

#define OPT_TYPE_CHANGE_SET (opt_change_set_get_type ())
G_DECLARE_FINAL_TYPE (OptChangeSet, opt_change_set, OPT, CHANGE_SET, GObject)

const char *opt_change_kind_get_nick (OptChangeKind kind);

OptChangeSet *opt_change_set_new (void);

gboolean opt_change_set_add_create_index (OptChangeSet *self,
                                          OptCatalog *catalog,
                                          const OptIndexSpec *spec,
                                          GError **error);
gboolean opt_change_set_add_drop_index (OptChangeSet *self,
                                        OptCatalog *catalog,
                                        const OptIndex *index,
                                        GError **error);
void opt_change_set_add_property (OptChangeSet *self, const OptChangeProperty *property);
void opt_change_set_add_analyze (OptChangeSet *self, const OptRelation *relation);

void opt_change_set_sort (OptChangeSet *self);
guint opt_change_set_get_length (OptChangeSet *self);
const OptChange *opt_change_set_get (OptChangeSet *self, guint position);
char *opt_change_set_get_sql (OptChangeSet *self);
char *opt_change_set_get_undo_sql (OptChangeSet *self);

JsonNode *opt_change_set_to_json (OptChangeSet *self);
OptChangeSet *opt_change_set_from_json (JsonNode *node, GError **error);

G_END_DECLS
