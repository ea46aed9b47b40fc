/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-connection.h"
#include "opt-object.h"
#include "opt-relation.h"
#include "opt-unreadable.h"

G_BEGIN_DECLS

#define OPT_TYPE_CATALOG (opt_catalog_get_type ())
G_DECLARE_FINAL_TYPE (OptCatalog, opt_catalog, OPT, CATALOG, GObject)

/* Immutable once loaded: threads may share it. */

OptCatalog *opt_catalog_load_sync (OptConnection *connection,
                                   GCancellable *cancellable,
                                   GError **error);

const char *opt_catalog_get_database (OptCatalog *self);
const char *opt_catalog_get_digest (OptCatalog *self);
const char *const *opt_catalog_get_search_path (OptCatalog *self);
char *opt_catalog_get_search_path_sql (OptCatalog *self);
GPtrArray *opt_catalog_get_relations (OptCatalog *self);
GPtrArray *opt_catalog_get_objects (OptCatalog *self);
GPtrArray *opt_catalog_get_unreadable (OptCatalog *self);

OptRelation *opt_catalog_get_relation (OptCatalog *self, guint32 oid);
OptRelation *opt_catalog_find_relation (OptCatalog *self, const char *schema, const char *name);
gboolean opt_catalog_is_system_name (OptCatalog *self, const char *schema, const char *name);
gint64 opt_catalog_get_total_bytes (OptCatalog *self, const OptRelation *relation);
double opt_catalog_get_tuples (OptCatalog *self, const OptRelation *relation);
OptIndex *opt_catalog_find_index (OptCatalog *self, const char *schema, const char *name);

/* For what reads a catalog from elsewhere, and for tests. */
OptCatalog *opt_catalog_new (const char *database, const char *const *search_path);
void opt_catalog_add_relation (OptCatalog *self, OptRelation *relation);

G_END_DECLS
