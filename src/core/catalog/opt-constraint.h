/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * OptConstraint:
 *
 * A table's constraint.
 */
typedef struct
{
  guint32 oid;
  char *name;
  char type; /* pg_constraint.contype: 'p', 'u', 'f', 'c', 'x' */
  guint32 relation;
  guint32 referenced; /* oid of the other table of a foreign key, or 0 */
  gint16 *columns;
  guint n_columns;
  gint16 *referenced_columns;
  gboolean validated;
  gboolean inherited; /* a partition's copy of the partitioned table's */
  char *definition;   /* pg_get_constraintdef() */
} OptConstraint;

OptConstraint *opt_constraint_new (void);
void opt_constraint_free (OptConstraint *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (OptConstraint, opt_constraint_free)

G_END_DECLS
