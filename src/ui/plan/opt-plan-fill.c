/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-plan-fill.h"

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
count_shown (const OptPlanFill *self)
{
  return g_list_model_get_n_items (G_LIST_MODEL (self->slice));
}

static guint
count_all (const OptPlanFill *self)
{
  return self->model != NULL ? g_list_model_get_n_items (self->model) : 0;
}

static gboolean
is_old (const OptPlanFill *self)
{
  return gtk_slice_list_model_get_model (self->slice) != self->model;
}

/* Rows of another model are rebound, not made anew. */
static void
take_model (OptPlanFill *self)
{
  if (self->begin != NULL)
    self->begin (self->owner);
  gtk_slice_list_model_set_size (self->slice, ROWS_AT_ONCE);
  gtk_slice_list_model_set_model (self->slice, self->model);
}

/* Returns whether there is more to do. */
static gboolean
step (OptPlanFill *self)
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
  if (n_shown < WIDGETS_AT_MOST && n_shown < count_all (self))
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
  OptPlanFill *self = data;
  gint64 end = g_get_monotonic_time () + STEP_TIME;
  gboolean more = TRUE;

  while (more && g_get_monotonic_time () < end)
    more = step (self);
  if (more)
    return G_SOURCE_CONTINUE;

  self->id = 0;
  if (self->filled != NULL)
    self->filled (self->owner);

  return G_SOURCE_REMOVE;
}

/*
 * opt_plan_fill_init:
 * @owner: who has it, and is told
 * @begin: (nullable): before the first rows of another model are shown
 * @filled: (nullable): when all are there
 */
void
opt_plan_fill_init (OptPlanFill *self,
                    gpointer owner,
                    OptPlanFillFunc begin,
                    OptPlanFillFunc filled)
{
  self->slice = gtk_slice_list_model_new (NULL, 0, 0);
  self->owner = owner;
  self->begin = begin;
  self->filled = filled;
}

/* opt_plan_fill_clear: nothing is shown by it any more. */
void
opt_plan_fill_clear (OptPlanFill *self)
{
  g_clear_handle_id (&self->id, g_source_remove);
  g_clear_object (&self->slice);
  g_clear_object (&self->model);
}

/*
 * opt_plan_fill_show:
 * @model: (nullable): all rows
 *
 * Makes the table show them: a screenful at once, the rest by and by.
 */
void
opt_plan_fill_show (OptPlanFill *self, GListModel *model)
{
  g_set_object (&self->model, model);
  if (count_shown (self) <= ROWS_AT_ONCE)
    take_model (self);
  if (self->id == 0)
    self->id = g_idle_add (fill, self);
}

/* opt_plan_fill_is_filled: whether the table shows all that it was told to show. */
gboolean
opt_plan_fill_is_filled (const OptPlanFill *self)
{
  return self->id == 0;
}

/* opt_plan_fill_has_row: whether the table has that row of the model by now. */
gboolean
opt_plan_fill_has_row (const OptPlanFill *self, guint position)
{
  return !is_old (self) && position < count_shown (self);
}
