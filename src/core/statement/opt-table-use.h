/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-catalog.h"

G_BEGIN_DECLS

/**
 * OptTableUse:
 *
 * Which relations a statement uses. Immutable once made.
 */
typedef struct
{
  OptCatalog *catalog;  /* whose relations these are */
  GPtrArray *relations; /* (element-type OptRelation) views, and the tables under them, each once */
  GPtrArray *missing;   /* (element-type utf8) quoted names that the catalog has not */
  GPtrArray *system;    /* (element-type utf8) quoted names of the server's own relations */
  GError *error;        /* (nullable) why it can't be read; then there is nothing else */
} OptTableUse;

OptTableUse *opt_table_use_new (const char *sql, OptCatalog *catalog);
void opt_table_use_free (OptTableUse *self);

gboolean opt_table_use_has (const OptTableUse *self, guint32 oid);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (OptTableUse, opt_table_use_free)

G_END_DECLS
