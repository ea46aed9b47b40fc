/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "opt-plan-document.h"

G_BEGIN_DECLS

/* What the pictures of a plan have in common. */

/* Where a key leads. */
typedef enum
{
  OPT_PLAN_STEP_NONE,
  OPT_PLAN_STEP_LEFT,
  OPT_PLAN_STEP_RIGHT,
  OPT_PLAN_STEP_UP,
  OPT_PLAN_STEP_DOWN,
  OPT_PLAN_STEP_FIRST
} OptPlanStep;

GHashTable *opt_plan_picture_find_telling (OptPlanDocument *document);
char *opt_plan_picture_describe (OptPlanDocument *document,
                                 OptPlanNode *node,
                                 gboolean telling,
                                 const char *part,
                                 const char *separator);
GdkRGBA opt_plan_picture_look_up (GtkWidget *widget, const char *name, GdkRGBA otherwise);
GdkRGBA opt_plan_picture_fade (GdkRGBA colour, float alpha);
GtkIconPaintable *opt_plan_picture_get_mark (GtkWidget *widget, int size);
OptPlanStep opt_plan_picture_get_step (guint key);
void opt_plan_picture_add_controllers (GtkWidget *widget, GCallback key_pressed, GCallback pressed);

G_END_DECLS
