/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-catalog.h"

G_BEGIN_DECLS

/* While it is being loaded only. */
void opt_catalog_add_index (OptCatalog *self, OptRelation *relation, OptIndex *index);
void opt_catalog_add_object (OptCatalog *self, OptObject *object);
void opt_catalog_add_unreadable (OptCatalog *self, OptUnreadable *unreadable);
void opt_catalog_add_system_relation (OptCatalog *self, const char *name);
void opt_catalog_set_digest (OptCatalog *self, const char *digest);

G_END_DECLS
