/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-plan-graph-private.h"

#include <math.h>

/* What fits into view so large is drawn so, until somebody wants it otherwise. */
#define FIT_FROM 0.65
/* Around the selected one there is to be seen where it hangs. */
#define AIR 20

static const double scales[] = { 0.4, 0.5, 0.65, 0.8, 1, 1.25, 1.5, 2 };

/*
 * opt_plan_graph_get_size:
 *
 * Before it is scaled.
 */
void
opt_plan_graph_get_size (OptPlanGraph *self, double *width, double *height)
{
  *width = *height = 2 * OPT_PLAN_GRAPH_MARGIN;
  for (guint i = 0; i < self->places->len; i++)
    {
      graphene_rect_t box = opt_plan_graph_get_box (self, i);

      *width = MAX (*width, box.origin.x + box.size.width + OPT_PLAN_GRAPH_MARGIN);
      *height = MAX (*height, box.origin.y + box.size.height + OPT_PLAN_GRAPH_MARGIN);
    }
}

/*
 * opt_plan_graph_scroll_to_selected:
 *
 * Before it is laid out there is nothing to scroll.
 */
void
opt_plan_graph_scroll_to_selected (OptPlanGraph *self)
{
  graphene_rect_t box;
  double right;
  double bottom;

  self->wants_view = self->selected >= 0;
  if (self->across == NULL || self->selected < 0)
    return;

  box = opt_plan_graph_get_box (self, (guint) self->selected);
  right = (box.origin.x + box.size.width) * self->scale;
  bottom = (box.origin.y + box.size.height) * self->scale;
  if (gtk_adjustment_get_upper (self->across) < right
      || gtk_adjustment_get_upper (self->down) < bottom)
    return;

  self->wants_view = FALSE;
  gtk_adjustment_clamp_page (self->across, box.origin.x * self->scale - AIR, right + AIR);
  gtk_adjustment_clamp_page (self->down, box.origin.y * self->scale - AIR, bottom + AIR);
}

static void
scale_to (OptPlanGraph *self, double scale)
{
  if (scale == self->scale)
    return;

  self->scale = scale;
  self->wants_view = self->selected >= 0;
  gtk_widget_queue_resize (GTK_WIDGET (self));
  g_object_notify (G_OBJECT (self), "scale");
}

/* The scale at which all of it is in view, and no larger than other text. */
static double
get_fitting_scale (OptPlanGraph *self)
{
  double width;
  double height;

  if (self->across == NULL || gtk_adjustment_get_page_size (self->across) <= 0)
    return 1;

  opt_plan_graph_get_size (self, &width, &height);

  return MIN (1, MIN (gtk_adjustment_get_page_size (self->across) / width,
                      gtk_adjustment_get_page_size (self->down) / height));
}

static gboolean
scroll_again (gpointer data)
{
  OptPlanGraph *self = data;

  self->scroll_id = 0;
  if (!self->has_own_scale)
    {
      double scale = get_fitting_scale (self);

      scale_to (self, scale >= FIT_FROM ? scale : 1);
    }
  opt_plan_graph_scroll_to_selected (self);

  return G_SOURCE_REMOVE;
}

/*
 * opt_plan_graph_queue_scroll:
 *
 * What is being allocated can't be scrolled; and a window that is made narrow is laid out in
 * several steps, of which the last counts.
 */
void
opt_plan_graph_queue_scroll (OptPlanGraph *self)
{
  if (self->scroll_id == 0)
    self->scroll_id = g_idle_add_full (G_PRIORITY_LOW, scroll_again, self, NULL);
}

static void
room_changed (OptPlanGraph *self)
{
  if (self->wants_view)
    opt_plan_graph_queue_scroll (self);
}

static GtkAdjustment *
follow (OptPlanGraph *self, GtkAdjustment *adjustment)
{
  g_signal_connect_object (adjustment, "changed", G_CALLBACK (room_changed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (adjustment, "notify::page-size",
                           G_CALLBACK (opt_plan_graph_queue_scroll), self, G_CONNECT_SWAPPED);

  return g_object_ref (adjustment);
}

/*
 * opt_plan_graph_follow:
 *
 * Minds the scrolled window that it is in.
 */
void
opt_plan_graph_follow (OptPlanGraph *self)
{
  GtkWidget *widget = gtk_widget_get_ancestor (GTK_WIDGET (self), GTK_TYPE_SCROLLED_WINDOW);
  GtkScrolledWindow *scroller = widget != NULL ? GTK_SCROLLED_WINDOW (widget) : NULL;

  if (scroller != NULL && self->across == NULL)
    {
      self->across = follow (self, gtk_scrolled_window_get_hadjustment (scroller));
      self->down = follow (self, gtk_scrolled_window_get_vadjustment (scroller));
    }
  opt_plan_graph_queue_scroll (self);
}

/**
 * opt_plan_graph_get_scale:
 * @self: a graph
 *
 * Returns: how large it is drawn; 1 is as large as other text
 */
double
opt_plan_graph_get_scale (OptPlanGraph *self)
{
  g_return_val_if_fail (OPT_IS_PLAN_GRAPH (self), 1);

  return self->scale;
}

/**
 * opt_plan_graph_set_scale:
 * @self: a graph
 * @scale: how large to draw it; what nobody could read becomes what somebody can
 */
void
opt_plan_graph_set_scale (OptPlanGraph *self, double scale)
{
  g_return_if_fail (OPT_IS_PLAN_GRAPH (self));

  self->has_own_scale = TRUE;
  scale_to (self, CLAMP (scale, scales[0], scales[G_N_ELEMENTS (scales) - 1]));
}

/**
 * opt_plan_graph_zoom:
 * @self: a graph
 * @steps: how many steps to make it larger, or smaller
 */
void
opt_plan_graph_zoom (OptPlanGraph *self, int steps)
{
  int next = 0;

  g_return_if_fail (OPT_IS_PLAN_GRAPH (self));

  for (int i = 0; i < (int) G_N_ELEMENTS (scales); i++)
    {
      if (fabs (scales[i] - self->scale) < fabs (scales[next] - self->scale))
        next = i;
    }
  opt_plan_graph_set_scale (self, scales[CLAMP (next + steps, 0, (int) G_N_ELEMENTS (scales) - 1)]);
}

/**
 * opt_plan_graph_fit:
 * @self: a graph
 *
 * Makes it so small that all of it is in view, where that can still be read, and no larger than
 * other text.
 */
void
opt_plan_graph_fit (OptPlanGraph *self)
{
  g_return_if_fail (OPT_IS_PLAN_GRAPH (self));

  opt_plan_graph_set_scale (self, get_fitting_scale (self));
}
