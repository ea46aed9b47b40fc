/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-catalog.h"

G_BEGIN_DECLS

/**
 * OptIndexSpec:
 *
 * An index that could be made.
 */
typedef struct
{
  guint32 relation;
  char *name; /* (nullable) unquoted, where somebody has chosen it */
  char *method;
  gboolean unique;
  GArray *keys; /* (element-type OptIndexKey): the first @n_keys are keys, the rest INCLUDE;
                 * a column's definition is left NULL */
  guint n_keys;
  char *predicate; /* (nullable) SQL of a partial index */
} OptIndexSpec;

OptIndexSpec *opt_index_spec_new (guint32 relation, const char *method);
OptIndexSpec *opt_index_spec_copy (const OptIndexSpec *self);
void opt_index_spec_free (OptIndexSpec *self);

void opt_index_spec_add_column (OptIndexSpec *self,
                                gint16 column,
                                const char *opclass,
                                gboolean descending,
                                gboolean nulls_first);
void opt_index_spec_add_expression (OptIndexSpec *self,
                                    const char *expression,
                                    const char *opclass,
                                    gboolean descending,
                                    gboolean nulls_first);
void opt_index_spec_add_include (OptIndexSpec *self, gint16 column);
void opt_index_spec_set_predicate (OptIndexSpec *self, const char *predicate);

char *opt_index_spec_get_name (const OptIndexSpec *self,
                               OptCatalog *catalog,
                               const char *const *taken);
char *opt_index_spec_get_sql (const OptIndexSpec *self,
                              OptCatalog *catalog,
                              const char *name,
                              gboolean concurrently);
char *opt_index_spec_get_only_sql (const OptIndexSpec *self, OptCatalog *catalog, const char *name);
OptIndexSpec *opt_index_spec_copy_for (const OptIndexSpec *self,
                                       const OptRelation *relation,
                                       const OptRelation *partition);
gboolean opt_index_spec_is_like (const OptIndexSpec *self,
                                 OptCatalog *catalog,
                                 const OptIndex *index);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (OptIndexSpec, opt_index_spec_free)

G_END_DECLS
