/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-plan-room.h"

#define NARROW_MINIMUM 320

static int
measure_minimum_width (GtkWidget *child)
{
  int minimum;

  gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL, NULL);

  return minimum;
}

/**
 * opt_plan_room_measure:
 * @child: what is measured
 * @narrow: whether it is arranged for little room now
 * @orientation: which size
 * @for_size: what there is of the other
 * @minimum: (out): the least
 * @natural: (out): the best
 *
 * Wide as it is arranged now, it can be made narrow all the same: it is then arranged anew.
 */
void
opt_plan_room_measure (GtkWidget *child,
                       gboolean narrow,
                       GtkOrientation orientation,
                       int for_size,
                       int *minimum,
                       int *natural)
{
  if (orientation == GTK_ORIENTATION_VERTICAL && for_size >= 0)
    for_size = MAX (for_size, measure_minimum_width (child));
  gtk_widget_measure (child, orientation, for_size, minimum, natural, NULL, NULL);
  if (orientation == GTK_ORIENTATION_HORIZONTAL && !narrow)
    *minimum = MIN (*minimum, NARROW_MINIMUM);
}

/**
 * opt_plan_room_allocate:
 * @child: what gets the room
 * @width: of the room
 * @height: of the room
 * @baseline: or -1
 *
 * Until it is arranged for it, it takes what it needs.
 */
void
opt_plan_room_allocate (GtkWidget *child, int width, int height, int baseline)
{
  gtk_widget_allocate (child, MAX (width, measure_minimum_width (child)), height, baseline, NULL);
}
