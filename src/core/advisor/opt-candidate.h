/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-catalog.h"
#include "opt-index-spec.h"
#include "opt-scan.h"

G_BEGIN_DECLS

/**
 * OptCandidate:
 *
 * A B-tree that might help a statement.
 */
typedef struct
{
  gatomicrefcount references;
  OptRelation *relation; /* the catalog's */
  OptIndexSpec *spec;
  char *sql; /* a CREATE INDEX without a name of its own: two candidates of one text are one */
} OptCandidate;

OptCandidate *opt_candidate_new (OptCatalog *catalog, OptIndexSpec *spec);
OptCandidate *opt_candidate_ref (OptCandidate *self);
void opt_candidate_unref (OptCandidate *self);

guint opt_candidate_get_n_keys (const OptCandidate *self);
const OptIndexKey *opt_candidate_get_key (const OptCandidate *self, guint position);
gboolean opt_candidate_has_expression (const OptCandidate *self);
gboolean opt_candidate_is_prefix_of (const OptCandidate *self, const OptCandidate *other);
const OptIndex *opt_candidate_find_existing (const OptCandidate *self);
char *opt_candidate_describe_keys (const OptCandidate *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (OptCandidate, opt_candidate_unref)

G_END_DECLS
