/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-rows-private.h"

G_BEGIN_DECLS

/* Private to this folder: small made-up contents for the tables that two statements read. */

typedef struct _OptMadeTable OptMadeTable;

/**
 * OptMadeColumn:
 *
 * A column that is filled.
 */
typedef struct
{
  const OptColumn *column;
  GPtrArray *values;            /* (element-type utf8) what it may have, apart from NULL */
  const OptConstraint *foreign; /* (nullable) a foreign key that it is of */
  OptMadeTable *parent;         /* (nullable) whose rows that refers to */
  guint parent_column;          /* among the columns of @parent that are filled */
} OptMadeColumn;

/**
 * OptMadeTable:
 *
 * A table with what it holds at the moment.
 */
struct _OptMadeTable
{
  const OptRelation *relation;
  char *name;         /* quoted */
  GPtrArray *columns; /* (element-type OptMadeColumn) */
  GPtrArray *rows;    /* (element-type GPtrArray of utf8 or NULL), as many as @columns */
};

/**
 * OptMadeRows:
 *
 * All of them, those first that others refer to.
 */
typedef struct
{
  GPtrArray *tables; /* (element-type OptMadeTable) */
  GRand *rand;
} OptMadeRows;

OptMadeRows *opt_made_rows_new_sync (OptRowsPair *pair, GPtrArray *sets, GError **error);
void opt_made_rows_free (OptMadeRows *self);
void opt_made_rows_draw (OptMadeRows *self, guint number);
gboolean opt_made_rows_insert_sync (OptMadeRows *self, OptRowsPair *pair, GError **error);
char *opt_made_rows_get_names (const OptMadeRows *self);
char *opt_made_rows_describe (const OptMadeRows *self);

/* opt-rows-values.c */
gboolean opt_made_column_add_values_sync (OptMadeColumn *self,
                                          const OptRelation *relation,
                                          OptRowsPair *pair,
                                          GPtrArray *sets,
                                          GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (OptMadeRows, opt_made_rows_free)

G_END_DECLS
