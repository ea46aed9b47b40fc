/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-plan-graph-private.h"
#include "opt-plan-picture.h"

static OptPlanPlace *
nth (OptPlanGraph *self, int index)
{
  return &g_array_index (self->places, OptPlanPlace, (guint) index);
}

static int
find_first_child (OptPlanGraph *self)
{
  for (int i = self->selected + 1; i < (int) self->places->len; i++)
    {
      if (nth (self, i)->parent == self->selected)
        return i;
    }

  return self->selected;
}

/* The neighbour in the row: a sibling, and beyond the last of them whoever comes next. */
static int
find_beside (OptPlanGraph *self, int step)
{
  for (int i = self->selected + step; i >= 0 && i < (int) self->places->len; i += step)
    {
      if (nth (self, i)->depth == nth (self, self->selected)->depth)
        return i;
    }

  return self->selected;
}

static int
find_next (OptPlanGraph *self, guint key)
{
  switch (opt_plan_picture_get_step (key))
    {
    case OPT_PLAN_STEP_LEFT:
      return find_beside (self, -1);
    case OPT_PLAN_STEP_RIGHT:
      return find_beside (self, 1);
    case OPT_PLAN_STEP_UP:
      return MAX (nth (self, self->selected)->parent, 0);
    case OPT_PLAN_STEP_DOWN:
      return find_first_child (self);
    case OPT_PLAN_STEP_FIRST:
      return 0;
    case OPT_PLAN_STEP_NONE:
    default:
      return -1;
    }
}

static gboolean
zoom (OptPlanGraph *self, guint key)
{
  switch (key)
    {
    case GDK_KEY_plus:
    case GDK_KEY_equal:
    case GDK_KEY_KP_Add:
      opt_plan_graph_zoom (self, 1);
      return TRUE;
    case GDK_KEY_minus:
    case GDK_KEY_KP_Subtract:
      opt_plan_graph_zoom (self, -1);
      return TRUE;
    case GDK_KEY_0:
    case GDK_KEY_KP_0:
      opt_plan_graph_fit (self);
      return TRUE;
    default:
      return FALSE;
    }
}

/* Shift is how some keyboards write a plus. */
static gboolean
key_pressed (OptPlanGraph *self, guint key, guint code, GdkModifierType state)
{
  int next;

  if ((state & GDK_ALT_MASK) != 0 || self->places->len == 0)
    return GDK_EVENT_PROPAGATE;
  if (zoom (self, key))
    return GDK_EVENT_STOP;
  if ((state & (GDK_CONTROL_MASK | GDK_SHIFT_MASK)) != 0)
    return GDK_EVENT_PROPAGATE;
  if (self->selected >= 0 && (key == GDK_KEY_Return || key == GDK_KEY_KP_Enter))
    {
      opt_plan_graph_activate (self);
      return GDK_EVENT_STOP;
    }

  next = self->selected >= 0 ? find_next (self, key) : 0;
  if (next < 0 || (self->selected < 0 && (key == GDK_KEY_Tab || key == GDK_KEY_ISO_Left_Tab)))
    return GDK_EVENT_PROPAGATE;
  opt_plan_graph_select_place (self, next);

  return GDK_EVENT_STOP;
}

static void
pressed (OptPlanGraph *self, int n_press, double x, double y)
{
  const graphene_point_t point
      = GRAPHENE_POINT_INIT ((float) (x / self->scale), (float) (y / self->scale));

  gtk_widget_grab_focus (GTK_WIDGET (self));
  for (guint i = 0; i < self->places->len; i++)
    {
      graphene_rect_t box = opt_plan_graph_get_box (self, i);

      if (!graphene_rect_contains_point (&box, &point))
        continue;
      opt_plan_graph_select_place (self, (int) i);
      if (n_press == 2)
        opt_plan_graph_activate (self);
    }
}

static gboolean
scrolled (OptPlanGraph *self, double dx, double dy, GtkEventController *scroll)
{
  if ((gtk_event_controller_get_current_event_state (scroll) & GDK_CONTROL_MASK) == 0)
    return GDK_EVENT_PROPAGATE;

  opt_plan_graph_zoom (self, dy < 0 ? 1 : -1);

  return GDK_EVENT_STOP;
}

/*
 * opt_plan_graph_add_controllers:
 *
 * What the keyboard and the pointer do.
 */
void
opt_plan_graph_add_controllers (OptPlanGraph *self)
{
  GtkEventController *scroll = gtk_event_controller_scroll_new (
      GTK_EVENT_CONTROLLER_SCROLL_VERTICAL | GTK_EVENT_CONTROLLER_SCROLL_DISCRETE);

  opt_plan_picture_add_controllers (GTK_WIDGET (self), G_CALLBACK (key_pressed),
                                    G_CALLBACK (pressed));
  g_signal_connect_swapped (scroll, "scroll", G_CALLBACK (scrolled), self);
  gtk_widget_add_controller (GTK_WIDGET (self), scroll);
}
