/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-catalog.h"
#include "opt-index-spec.h"
#include "opt-parse-tree.h"

G_BEGIN_DECLS

/* Private to this folder: the indexes and tables that a change names. */

const OptRelation *opt_stated_find_relation (OptCatalog *catalog,
                                             const PgQuery__RangeVar *name,
                                             GError **error);
OptIndexSpec *opt_stated_make_index (OptCatalog *catalog,
                                     const PgQuery__IndexStmt *statement,
                                     GError **error);
const OptIndex *opt_stated_find_dropped (OptCatalog *catalog,
                                         const PgQuery__DropStmt *statement,
                                         GError **error);

G_END_DECLS
