/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-change-set.h"

G_BEGIN_DECLS

OptChange *opt_change_set_append (OptChangeSet *self, OptChangeKind kind, const char *table);
char *opt_change_set_take_name (OptChangeSet *self, OptCatalog *catalog, const OptIndexSpec *spec);
char *opt_change_set_fill (const char *template, const char *place, const char *value);
char *opt_index_make_restoring_sql (const OptIndex *index);

gboolean opt_change_set_add_partitioned_index (OptChangeSet *self,
                                               OptCatalog *catalog,
                                               const OptRelation *relation,
                                               const OptIndexSpec *spec,
                                               GError **error);

G_END_DECLS
