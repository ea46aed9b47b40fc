/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-plan-tree-private.h"

/*
 * A GtkColumnView makes the widgets of two hundred rows at once, if there are so many: that takes
 * several frames, and as long again when they go. So the table gets a slice of the rows, which
 * grows and shrinks by what can be done within a frame.
 */
#define ROWS_AT_ONCE 20
#define ROWS_A_STEP 4
#define WIDGETS_AT_MOST 220
#define STEP_TIME 6000 /* microseconds */

static guint
count_shown (OptPlanTree *self)
{
  return g_list_model_get_n_items (G_LIST_MODEL (self->slice));
}

static gboolean
is_old (OptPlanTree *self)
{
  return gtk_slice_list_model_get_model (self->slice) != G_LIST_MODEL (self->model);
}

/* Rows of another plan are rebound, not made anew. */
static void
take_model (OptPlanTree *self)
{
  opt_plan_tree_fit_columns (self);
  gtk_slice_list_model_set_size (self->slice, ROWS_AT_ONCE);
  gtk_slice_list_model_set_model (self->slice, G_LIST_MODEL (self->model));
}

/* Returns whether there is more to do. */
static gboolean
step (OptPlanTree *self)
{
  guint n_shown = count_shown (self);

  if (is_old (self))
    {
      if (n_shown > ROWS_AT_ONCE)
        gtk_slice_list_model_set_size (self->slice, MIN (n_shown - ROWS_A_STEP, WIDGETS_AT_MOST));
      else
        take_model (self);
      return TRUE;
    }
  if (n_shown < WIDGETS_AT_MOST && n_shown < g_list_model_get_n_items (G_LIST_MODEL (self->model)))
    {
      gtk_slice_list_model_set_size (self->slice, n_shown + ROWS_A_STEP);
      return TRUE;
    }
  gtk_slice_list_model_set_size (self->slice, G_MAXUINT);

  return FALSE;
}

static gboolean
fill (gpointer data)
{
  OptPlanTree *self = data;
  gint64 end = g_get_monotonic_time () + STEP_TIME;
  gboolean more = TRUE;

  while (more && g_get_monotonic_time () < end)
    more = step (self);
  if (more)
    return G_SOURCE_CONTINUE;

  self->fill_id = 0;
  opt_plan_tree_filled (self);

  return G_SOURCE_REMOVE;
}

/*
 * opt_plan_tree_fill:
 *
 * Makes the table show the model of the tree: a screenful at once, the rest by and by.
 */
void
opt_plan_tree_fill (OptPlanTree *self)
{
  if (count_shown (self) <= ROWS_AT_ONCE)
    take_model (self);
  if (self->fill_id == 0)
    self->fill_id = g_idle_add (fill, self);
}

/*
 * opt_plan_tree_has_row:
 *
 * Tells whether the table has that row of the model by now, so that it can be selected.
 */
gboolean
opt_plan_tree_has_row (OptPlanTree *self, guint position)
{
  return !is_old (self) && position < count_shown (self);
}

/**
 * opt_plan_tree_is_filled:
 * @self: a tree
 *
 * Returns: whether the table shows all that it was told to show
 */
gboolean
opt_plan_tree_is_filled (OptPlanTree *self)
{
  g_return_val_if_fail (OPT_IS_PLAN_TREE (self), FALSE);

  return self->fill_id == 0;
}
