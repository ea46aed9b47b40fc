/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-chart-input.h"

#include <math.h>

#include "opt-chart-reading.h"

/* Shorter drags are clicks. */
#define DRAG_MIN 6

#define ZOOM_STEP 1.25
#define PAN_PART 10

typedef enum
{
  DRAG_NONE,
  DRAG_BAND,
  DRAG_PAN,
  DRAG_CURSOR,
} DragMode;

/* Of one plot, while a gesture lasts. */
typedef struct
{
  OptChartPlot *plot; /* borrowed, its owner */
  DragMode mode;
  double start_x;
  gint64 start_time;
  gint64 from;
  gint64 to;
} Input;

static gboolean
get_window (OptChartPlot *plot, gint64 *from, gint64 *to)
{
  const OptChartView *view = opt_chart_plot_get_view (plot);

  *from = view->from;
  *to = view->to;

  return opt_chart_plot_get_model (plot) != NULL && opt_chart_plot_get_group (plot) != NULL
         && view->from < view->to;
}

static void
pan (OptChartPlot *plot, gint64 from, gint64 to, gint64 distance)
{
  opt_chart_group_zoom (opt_chart_plot_get_group (plot), from + distance, to + distance);
}

/* The time at @around keeps its place. */
static void
zoom (OptChartPlot *plot, gint64 from, gint64 to, double factor, gint64 around)
{
  double left = (double) (around - from) * factor;
  double right = (double) (to - around) * factor;

  opt_chart_group_zoom (opt_chart_plot_get_group (plot), around - llround (left),
                        around + llround (right));
}

/* To the nearest point, so that the values belong to the line. */
static void
point_at (OptChartPlot *plot, double x)
{
  OptChartModel *model = opt_chart_plot_get_model (plot);
  OptChartGroup *group = opt_chart_plot_get_group (plot);
  gint64 time = opt_chart_plot_get_time (plot, x);
  OptChartReading reading;

  if (model == NULL || group == NULL || time == OPT_CHART_NO_TIME)
    return;

  opt_chart_reading_init (&reading, model, time);
  opt_chart_group_set_cursor (group, reading.time != OPT_CHART_NO_TIME ? reading.time : time);
}

static void
motion (GtkEventControllerMotion *controller, double x, double y, OptChartPlot *plot)
{
  opt_chart_plot_set_active (plot, TRUE);
  point_at (plot, x);
}

static void
leave (GtkEventControllerMotion *controller, OptChartPlot *plot)
{
  opt_chart_plot_set_active (plot, FALSE);
  if (opt_chart_plot_get_group (plot) != NULL)
    opt_chart_group_set_cursor (opt_chart_plot_get_group (plot), OPT_CHART_NO_TIME);
}

static gboolean
is_touch (GtkGesture *gesture)
{
  GdkDevice *device
      = gtk_event_controller_get_current_event_device (GTK_EVENT_CONTROLLER (gesture));

  return device != NULL && gdk_device_get_source (device) == GDK_SOURCE_TOUCHSCREEN;
}

static void
drag_begin (GtkGestureDrag *gesture, double x, double y, Input *input)
{
  input->mode = DRAG_NONE;
  if (!get_window (input->plot, &input->from, &input->to))
    {
      gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_DENIED);
      return;
    }

  gtk_widget_grab_focus (GTK_WIDGET (input->plot));
  input->start_x = x;
  input->start_time = opt_chart_plot_get_time (input->plot, x);
  if (is_touch (GTK_GESTURE (gesture)))
    {
      opt_chart_plot_set_active (input->plot, TRUE);
      point_at (input->plot, x);
    }
}

static void
choose_mode (GtkGestureDrag *gesture, double dx, double dy, Input *input)
{
  GdkModifierType state
      = gtk_event_controller_get_current_event_state (GTK_EVENT_CONTROLLER (gesture));

  if (fabs (dx) < DRAG_MIN)
    {
      /* Up and down scrolls the page. */
      if (fabs (dy) > 2 * DRAG_MIN && is_touch (GTK_GESTURE (gesture)))
        gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_DENIED);
      return;
    }

  if (is_touch (GTK_GESTURE (gesture)))
    input->mode = DRAG_CURSOR;
  else
    input->mode = state & GDK_SHIFT_MASK ? DRAG_PAN : DRAG_BAND;
  gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
}

static void
drag_update (GtkGestureDrag *gesture, double dx, double dy, Input *input)
{
  double width = gtk_widget_get_width (GTK_WIDGET (input->plot));

  if (input->mode == DRAG_NONE)
    choose_mode (gesture, dx, dy, input);
  switch (input->mode)
    {
    case DRAG_BAND:
      opt_chart_plot_set_band (input->plot, input->start_time,
                               opt_chart_plot_get_time (input->plot, input->start_x + dx));
      break;
    case DRAG_PAN:
      pan (input->plot, input->from, input->to,
           llround (-dx / MAX (width, 1) * (double) (input->to - input->from)));
      break;
    case DRAG_CURSOR:
      point_at (input->plot, input->start_x + dx);
      break;
    case DRAG_NONE:
    default:
      break;
    }
}

static void
drag_end (GtkGestureDrag *gesture, double dx, double dy, Input *input)
{
  gint64 time = opt_chart_plot_get_time (input->plot, input->start_x + dx);

  opt_chart_plot_set_band (input->plot, 0, 0);
  if (input->mode == DRAG_BAND && time != input->start_time)
    opt_chart_group_zoom (opt_chart_plot_get_group (input->plot), MIN (time, input->start_time),
                          MAX (time, input->start_time));
  input->mode = DRAG_NONE;
}

static void
drag_cancel (GtkGesture *gesture, GdkEventSequence *sequence, Input *input)
{
  opt_chart_plot_set_band (input->plot, 0, 0);
  input->mode = DRAG_NONE;
}

static void
pressed (GtkGestureClick *gesture, int n_press, double x, double y, OptChartPlot *plot)
{
  if (n_press == 2 && opt_chart_plot_get_group (plot) != NULL)
    opt_chart_group_go_live (opt_chart_plot_get_group (plot));
}

/* Turning the wheel scrolls the page; across, or with Shift or Ctrl, it is for the chart. */
static gboolean
scroll (GtkEventControllerScroll *controller, double dx, double dy, Input *input)
{
  GtkEventController *base = GTK_EVENT_CONTROLLER (controller);
  GdkModifierType state = gtk_event_controller_get_current_event_state (base);
  double width = MAX (gtk_widget_get_width (GTK_WIDGET (input->plot)), 1);
  double distance = state & GDK_SHIFT_MASK && dx == 0 ? dy : dx;
  gint64 from, to;

  if (!get_window (input->plot, &from, &to))
    return GDK_EVENT_PROPAGATE;
  if (state & GDK_CONTROL_MASK)
    {
      OptChartGroup *group = opt_chart_plot_get_group (input->plot);
      gint64 cursor = opt_chart_group_get_cursor (group);

      zoom (input->plot, from, to, pow (ZOOM_STEP, CLAMP (dy, -3, 3)),
            cursor != OPT_CHART_NO_TIME ? CLAMP (cursor, from, to) : from + (to - from) / 2);
      return GDK_EVENT_STOP;
    }
  if (distance == 0 || fabs (distance) < fabs (dy) / 2)
    return GDK_EVENT_PROPAGATE;

  distance *= gtk_event_controller_scroll_get_unit (controller) == GDK_SCROLL_UNIT_SURFACE
                  ? 1 / width
                  : 1.0 / PAN_PART;
  pan (input->plot, from, to, llround (distance * (double) (to - from)));

  return GDK_EVENT_STOP;
}

static void
pinch_begin (GtkGesture *gesture, GdkEventSequence *sequence, Input *input)
{
  double x, y;

  if (!get_window (input->plot, &input->from, &input->to)
      || !gtk_gesture_get_bounding_box_center (gesture, &x, &y))
    {
      gtk_gesture_set_state (gesture, GTK_EVENT_SEQUENCE_DENIED);
      return;
    }

  opt_chart_plot_set_band (input->plot, 0, 0);
  input->start_time = opt_chart_plot_get_time (input->plot, x);
  gtk_gesture_set_state (gesture, GTK_EVENT_SEQUENCE_CLAIMED);
}

static void
pinch (GtkGestureZoom *gesture, double scale, Input *input)
{
  if (scale > 0)
    zoom (input->plot, input->from, input->to, 1 / scale, input->start_time);
}

/* Follows a cursor that leaves a zoomed window. */
static void
move_cursor (OptChartPlot *plot, gint64 time)
{
  OptChartGroup *group = opt_chart_plot_get_group (plot);
  gint64 from, to;

  if (time == OPT_CHART_NO_TIME || !get_window (plot, &from, &to))
    return;

  if (time < from || time > to)
    {
      if (!opt_chart_group_get_zoomed (group))
        return;
      pan (plot, from, to, time < from ? time - from : time - to);
    }
  opt_chart_plot_set_active (plot, TRUE);
  opt_chart_group_set_cursor (group, time);
}

static void
step_cursor (OptChartPlot *plot, int direction, guint count)
{
  OptChartModel *model = opt_chart_plot_get_model (plot);
  OptChartGroup *group = opt_chart_plot_get_group (plot);
  gint64 time = opt_chart_group_get_cursor (group);
  gint64 from, to;

  if (!get_window (plot, &from, &to))
    return;
  /* It comes in at the side of the newest. */
  if (time == OPT_CHART_NO_TIME)
    {
      time = to + 1;
      direction = -1;
      count = 1;
    }

  for (guint i = 0; i < count; i++)
    {
      gint64 next = opt_chart_model_step (model, time, direction);

      if (next == OPT_CHART_NO_TIME
          || (!opt_chart_group_get_zoomed (group) && (next < from || next > to)))
        break;
      time = next;
    }
  move_cursor (plot, time);
}

static gboolean
escape (OptChartPlot *plot)
{
  OptChartGroup *group = opt_chart_plot_get_group (plot);
  gboolean did = opt_chart_group_get_zoomed (group)
                 || opt_chart_group_get_cursor (group) != OPT_CHART_NO_TIME;

  opt_chart_group_go_live (group);
  opt_chart_group_set_cursor (group, OPT_CHART_NO_TIME);

  return did;
}

/**
 * opt_chart_input_zoom_by:
 * @plot: a plot
 * @factor: what to multiply the window's span with
 *
 * Zooms around the cursor, or around the middle.
 */
void
opt_chart_input_zoom_by (OptChartPlot *plot, double factor)
{
  gint64 cursor, from, to;

  g_return_if_fail (OPT_IS_CHART_PLOT (plot));

  if (!get_window (plot, &from, &to))
    return;

  cursor = opt_chart_group_get_cursor (opt_chart_plot_get_group (plot));
  if (cursor < from || cursor > to)
    cursor = from + (to - from) / 2;
  zoom (plot, from, to, factor, cursor);
}

/**
 * opt_chart_input_show_range:
 * @plot: a plot
 *
 * What was zoomed to becomes the time that the page shows, and all others of its window: they know
 * the action.
 */
void
opt_chart_input_show_range (OptChartPlot *plot)
{
  OptChartGroup *group;
  gint64 from, to;

  g_return_if_fail (OPT_IS_CHART_PLOT (plot));

  group = opt_chart_plot_get_group (plot);
  if (group == NULL || !opt_chart_group_get_zoomed (group)
      || !opt_chart_group_get_window (group, &from, &to))
    return;

  if (gtk_widget_activate_action (GTK_WIDGET (plot), "page.show-range", "(xx)", from, to))
    opt_chart_group_go_live (group);
}

static gboolean
key_pressed (GtkEventControllerKey *controller,
             guint key,
             guint code,
             GdkModifierType state,
             OptChartPlot *plot)
{
  gboolean shift = (state & GDK_SHIFT_MASK) != 0;
  int direction = key == GDK_KEY_Left || key == GDK_KEY_KP_Left ? -1 : 1;
  guint count = state & GDK_CONTROL_MASK ? PAN_PART : 1;
  gint64 from, to;

  if (!get_window (plot, &from, &to) || state & GDK_ALT_MASK)
    return GDK_EVENT_PROPAGATE;

  switch (key)
    {
    case GDK_KEY_Left:
    case GDK_KEY_KP_Left:
    case GDK_KEY_Right:
    case GDK_KEY_KP_Right:
      if (shift)
        pan (plot, from, to, direction * (to - from) / PAN_PART);
      else
        step_cursor (plot, direction, count);
      return GDK_EVENT_STOP;
    case GDK_KEY_Home:
    case GDK_KEY_KP_Home:
      move_cursor (plot, opt_chart_model_step (opt_chart_plot_get_model (plot), from - 1, 1));
      return GDK_EVENT_STOP;
    case GDK_KEY_End:
    case GDK_KEY_KP_End:
      move_cursor (plot, opt_chart_model_step (opt_chart_plot_get_model (plot), to + 1, -1));
      return GDK_EVENT_STOP;
    case GDK_KEY_plus:
    case GDK_KEY_equal:
    case GDK_KEY_KP_Add:
      opt_chart_input_zoom_by (plot, 0.5);
      return GDK_EVENT_STOP;
    case GDK_KEY_minus:
    case GDK_KEY_KP_Subtract:
      opt_chart_input_zoom_by (plot, 2);
      return GDK_EVENT_STOP;
    case GDK_KEY_Return:
    case GDK_KEY_KP_Enter:
      if (!opt_chart_group_get_zoomed (opt_chart_plot_get_group (plot)))
        return GDK_EVENT_PROPAGATE;
      opt_chart_input_show_range (plot);
      return GDK_EVENT_STOP;
    case GDK_KEY_Escape:
      return escape (plot) ? GDK_EVENT_STOP : GDK_EVENT_PROPAGATE;
    default:
      return GDK_EVENT_PROPAGATE;
    }
}

static void
focus_left (GtkEventControllerFocus *controller, OptChartPlot *plot)
{
  leave (NULL, plot);
}

static void
attach_gestures (GtkWidget *widget, Input *input)
{
  GtkGesture *drag = gtk_gesture_drag_new ();
  GtkGesture *click = gtk_gesture_click_new ();
  GtkGesture *pinching = gtk_gesture_zoom_new ();

  g_signal_connect (drag, "drag-begin", G_CALLBACK (drag_begin), input);
  g_signal_connect (drag, "drag-update", G_CALLBACK (drag_update), input);
  g_signal_connect (drag, "drag-end", G_CALLBACK (drag_end), input);
  g_signal_connect (drag, "cancel", G_CALLBACK (drag_cancel), input);
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (drag));

  g_signal_connect (click, "pressed", G_CALLBACK (pressed), widget);
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (click));

  g_signal_connect (pinching, "begin", G_CALLBACK (pinch_begin), input);
  g_signal_connect (pinching, "scale-changed", G_CALLBACK (pinch), input);
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (pinching));
}

/**
 * opt_chart_input_attach:
 * @plot: a plot
 *
 * The crosshair follows pointer, finger and arrow keys; dragging zooms, with Shift it pans, as does
 * scrolling across; Ctrl and the wheel, pinching, plus and minus zoom; a double click and Escape go
 * back to live data, Enter shows on all pages what was zoomed to.
 */
void
opt_chart_input_attach (OptChartPlot *plot)
{
  GtkWidget *widget = GTK_WIDGET (plot);
  GtkEventController *pointer = gtk_event_controller_motion_new ();
  GtkEventController *wheel
      = gtk_event_controller_scroll_new (GTK_EVENT_CONTROLLER_SCROLL_BOTH_AXES);
  GtkEventController *keys = gtk_event_controller_key_new ();
  GtkEventController *focus = gtk_event_controller_focus_new ();
  Input *input;

  g_return_if_fail (OPT_IS_CHART_PLOT (plot));

  input = g_new0 (Input, 1);
  input->plot = plot;
  g_object_set_data_full (G_OBJECT (plot), "opt-chart-input", input, g_free);

  g_signal_connect (pointer, "motion", G_CALLBACK (motion), plot);
  g_signal_connect (pointer, "leave", G_CALLBACK (leave), plot);
  gtk_widget_add_controller (widget, pointer);
  g_signal_connect (wheel, "scroll", G_CALLBACK (scroll), input);
  gtk_widget_add_controller (widget, wheel);
  g_signal_connect (keys, "key-pressed", G_CALLBACK (key_pressed), plot);
  gtk_widget_add_controller (widget, keys);
  g_signal_connect (focus, "leave", G_CALLBACK (focus_left), plot);
  gtk_widget_add_controller (widget, focus);
  attach_gestures (widget, input);
}
