/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-plan-icicle-private.h"
#include "opt-plan-picture.h"

/* Boxes without a width can't be seen, and so not be gone to. */
static int
find_beside (OptPlanIcicle *self, int step)
{
  OptPlanBox *boxes = (OptPlanBox *) (gpointer) self->boxes->data;
  guint depth = boxes[self->selected].depth;

  for (int i = self->selected + step;
       i >= 0 && i < (int) self->boxes->len && boxes[i].depth == depth; i += step)
    {
      if (boxes[i].width > 0)
        return i;
    }

  return self->selected;
}

static int
find_widest_child (OptPlanIcicle *self)
{
  OptPlanBox *boxes = (OptPlanBox *) (gpointer) self->boxes->data;
  const OptPlanBox *box = &boxes[self->selected];
  int widest = self->selected;

  for (guint i = box->first_child; i < box->first_child + box->n_children; i++)
    {
      if (widest == self->selected || boxes[i].width > boxes[widest].width)
        widest = (int) i;
    }

  return widest;
}

static int
find_next (OptPlanIcicle *self, guint key)
{
  OptPlanBox *boxes = (OptPlanBox *) (gpointer) self->boxes->data;

  switch (opt_plan_picture_get_step (key))
    {
    case OPT_PLAN_STEP_LEFT:
      return find_beside (self, -1);
    case OPT_PLAN_STEP_RIGHT:
      return find_beside (self, 1);
    case OPT_PLAN_STEP_UP:
      return boxes[self->selected].parent >= 0 ? boxes[self->selected].parent : self->selected;
    case OPT_PLAN_STEP_DOWN:
      return find_widest_child (self);
    case OPT_PLAN_STEP_FIRST:
      return 0;
    case OPT_PLAN_STEP_NONE:
    default:
      return -1;
    }
}

static gboolean
key_pressed (OptPlanIcicle *self, guint key, guint code, GdkModifierType state)
{
  int next;

  if ((state & (GDK_CONTROL_MASK | GDK_ALT_MASK | GDK_SHIFT_MASK)) != 0 || self->boxes->len == 0)
    return GDK_EVENT_PROPAGATE;
  if (key == GDK_KEY_BackSpace || key == GDK_KEY_Escape)
    return opt_plan_icicle_zoom_out (self);
  if (key == GDK_KEY_Return || key == GDK_KEY_KP_Enter)
    {
      opt_plan_icicle_zoom_in (self);
      return GDK_EVENT_STOP;
    }

  next = self->selected >= 0 ? find_next (self, key) : 0;
  if (next < 0 || (self->selected < 0 && (key == GDK_KEY_Tab || key == GDK_KEY_ISO_Left_Tab)))
    return GDK_EVENT_PROPAGATE;
  opt_plan_icicle_select_box (self, next);

  return GDK_EVENT_STOP;
}

static void
pressed (OptPlanIcicle *self, int n_press, double x, double y)
{
  int index = opt_plan_icicle_find_box (self, x, y);

  gtk_widget_grab_focus (GTK_WIDGET (self));
  if (index < 0)
    return;

  opt_plan_icicle_select_box (self, index);
  if (n_press == 2)
    opt_plan_icicle_zoom_in (self);
}

/*
 * opt_plan_icicle_add_controllers:
 *
 * What the keyboard and the pointer do.
 */
void
opt_plan_icicle_add_controllers (OptPlanIcicle *self)
{
  opt_plan_picture_add_controllers (GTK_WIDGET (self), G_CALLBACK (key_pressed),
                                    G_CALLBACK (pressed));
}
