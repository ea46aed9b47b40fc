/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* For what arranges its child anew by the room that there is. */

void opt_plan_room_measure (GtkWidget *child,
                            gboolean narrow,
                            GtkOrientation orientation,
                            int for_size,
                            int *minimum,
                            int *natural);
void opt_plan_room_allocate (GtkWidget *child, int width, int height, int baseline);

G_END_DECLS
