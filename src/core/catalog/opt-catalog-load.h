/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-catalog-private.h"

G_BEGIN_DECLS

/**
 * OptCatalogLoad:
 *
 * What the steps of one loading share.
 */
typedef struct
{
  OptConnection *connection;
  OptCatalog *catalog;
  OptParams *locked; /* one parameter: the oids that would wait for a lock */
  char *role;        /* quoted */
  GCancellable *cancellable;
} OptCatalogLoad;

OptResult *opt_catalog_load_query (OptCatalogLoad *load,
                                   const char *name,
                                   gboolean skips_locked,
                                   GError **error);
gboolean opt_catalog_load_relations (OptCatalogLoad *load, GError **error);
gboolean opt_catalog_load_indexes (OptCatalogLoad *load, GError **error);
gboolean opt_catalog_load_objects (OptCatalogLoad *load, GError **error);
char *opt_catalog_compute_digest (OptCatalog *catalog);

G_END_DECLS
