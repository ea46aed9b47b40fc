/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "opt-plan-document.h"

G_BEGIN_DECLS

/* What the pictures of a plan have in common. */

GHashTable *opt_plan_picture_find_telling (OptPlanDocument *document);
char *opt_plan_picture_describe (OptPlanDocument *document,
                                 OptPlanNode *node,
                                 gboolean telling,
                                 const char *part,
                                 const char *separator);
GdkRGBA opt_plan_picture_look_up (GtkWidget *widget, const char *name, GdkRGBA otherwise);
GdkRGBA opt_plan_picture_fade (GdkRGBA colour, float alpha);
GtkIconPaintable *opt_plan_picture_get_mark (GtkWidget *widget, int size);

G_END_DECLS
