/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Of who has it. */
typedef void (*OptPlanFillFunc) (gpointer owner);

/**
 * OptPlanFill:
 *
 * The rows that a table has by now of those that it is to show.
 */
typedef struct
{
  GtkSliceListModel *slice;
  GListModel *model; /* (nullable): all of them */
  gpointer owner;
  OptPlanFillFunc begin;  /* (nullable): before the first rows of another model */
  OptPlanFillFunc filled; /* (nullable): when all are there */
  guint id;
} OptPlanFill;

void opt_plan_fill_init (OptPlanFill *self,
                         gpointer owner,
                         OptPlanFillFunc begin,
                         OptPlanFillFunc filled);
void opt_plan_fill_clear (OptPlanFill *self);

void opt_plan_fill_show (OptPlanFill *self, GListModel *model);
gboolean opt_plan_fill_is_filled (const OptPlanFill *self);
gboolean opt_plan_fill_has_row (const OptPlanFill *self, guint position);

G_END_DECLS
