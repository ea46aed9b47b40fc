/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-catalog.h"
#include "opt-change-property.h"
#include "opt-index-spec.h"

G_BEGIN_DECLS

/**
 * OptStatedChange:
 * @sql: the statement, as it was written
 * @create: (nullable): an index to make
 * @drop: (nullable) (transfer none): an index to drop
 * @analyze: (nullable) (transfer none): a table to analyze
 * @property: (nullable): something to set, without what it was before
 *
 * What one statement asks to be changed: one of these.
 */
typedef struct
{
  char *sql;
  OptIndexSpec *create;
  const OptIndex *drop;
  const OptRelation *analyze;
  OptChangeProperty *property;
} OptStatedChange;

void opt_stated_change_free (OptStatedChange *self);

GPtrArray *opt_stated_changes_parse (const char *script, OptCatalog *catalog, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (OptStatedChange, opt_stated_change_free)

G_END_DECLS
