/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/**
 * OptIndexStepKind:
 * @OPT_INDEX_STEP_ONLY: makes the index of a partitioned table without those of its partitions
 * @OPT_INDEX_STEP_BUILD: makes the index of a partition, CONCURRENTLY
 * @OPT_INDEX_STEP_ATTACH: makes an index part of the index of the partitioned table above
 * @OPT_INDEX_STEP_ADOPT: the same, of an index that was there before
 *
 * What one statement of several does.
 */
typedef enum
{
  OPT_INDEX_STEP_ONLY,
  OPT_INDEX_STEP_BUILD,
  OPT_INDEX_STEP_ATTACH,
  OPT_INDEX_STEP_ADOPT,
} OptIndexStepKind;

/**
 * OptIndexStep:
 * @kind: what it does
 * @table: whose index, quoted
 * @index: the index, quoted
 * @parent: (nullable): the index it is attached to, quoted
 * @sql: the statement
 * @definition: (nullable): pg_get_indexdef() of an index that was there before
 * @restore: (nullable): what makes that one again when it went with its parent
 *
 * One statement of a change that is several.
 */
typedef struct
{
  OptIndexStepKind kind;
  char *table;
  char *index;
  char *parent;
  char *sql;
  char *definition;
  char *restore;
} OptIndexStep;

OptIndexStep *opt_index_step_new (OptIndexStepKind kind, const char *table, const char *index);
void opt_index_step_free (OptIndexStep *self);

JsonNode *opt_index_steps_to_json (GPtrArray *steps);
GPtrArray *opt_index_steps_from_json (JsonNode *node);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (OptIndexStep, opt_index_step_free)

G_END_DECLS
