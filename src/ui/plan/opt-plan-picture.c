/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "opt-plan-picture.h"

#include <glib/gi18n.h>

#include "opt-format.h"
#include "opt-plan-column.h"
#include "opt-plan-rows.h"
#include "opt-plan-shorten.h"

/* So many nodes are coloured: more would tell nothing. */
#define TELLING_AT_MOST 3
#define NAME_CHARS 120

/**
 * opt_plan_picture_find_telling:
 * @document: a plan
 *
 * Returns: (transfer full): a set of the few nodes that matter; each has a mark in the tree, too
 */
GHashTable *
opt_plan_picture_find_telling (OptPlanDocument *document)
{
  GHashTable *telling = g_hash_table_new (NULL, NULL);
  OptPlan *plan = opt_plan_document_get_plan (document);

  for (guint i = 0;
       i < opt_plan_get_n_findings (plan) && g_hash_table_size (telling) < TELLING_AT_MOST; i++)
    {
      OptPlanNode *node = opt_finding_get_node (opt_plan_get_finding (plan, i));

      if (node != NULL && opt_plan_document_has_finding (document, node))
        g_hash_table_add (telling, node);
    }

  return telling;
}

static void
add_own (GString *text, OptPlan *plan, OptPlanNode *node, const char *separator)
{
  g_autofree char *own = opt_plan_column_to_text (OPT_PLAN_COLUMN_OWN, plan, node);
  g_autofree char *share = opt_plan_column_share_to_text (plan, node);

  g_string_append (text, separator);
  if (!opt_plan_has_times (plan) && !opt_plan_has_costs (plan))
    g_string_append (text, _ ("Neither time nor cost is told"));
  else
    g_string_append_printf (text,
                            opt_plan_has_times (plan) ? _ ("Own time %s (%s)")
                                                      : _ ("Own cost %s (%s)"),
                            own, share);
  if (opt_plan_has_times (plan))
    {
      g_autofree char *all = opt_format_duration (opt_plan_node_get_inclusive_ms (node));

      g_string_append (text, separator);
      g_string_append_printf (text, _ ("With all below it %s"), all);
    }
}

/**
 * opt_plan_picture_describe:
 * @document: a plan
 * @node: a node of it
 * @telling: whether it is one of the few that matter
 * @part: (nullable): what more there is to say
 * @separator: stands between what is said
 *
 * Returns: (transfer full): what a node is, its own time and that with all below it, and its rows
 */
char *
opt_plan_picture_describe (OptPlanDocument *document,
                           OptPlanNode *node,
                           gboolean telling,
                           const char *part,
                           const char *separator)
{
  OptPlan *plan = opt_plan_document_get_plan (document);
  const char *subplan = opt_plan_node_get_subplan_name (node);
  g_autofree char *label = opt_plan_node_get_label (node);
  g_autofree char *name = opt_plan_shorten_line (label, NAME_CHARS);
  g_autofree char *rows = opt_plan_node_describe_rows (node);
  GString *text = g_string_new (NULL);

  if (subplan != NULL)
    {
      g_autofree char *short_subplan = opt_plan_shorten_line (subplan, NAME_CHARS);

      g_string_append_printf (text, "%s: ", short_subplan);
    }
  g_string_append (text, name);
  if (opt_plan_node_is_never_executed (node))
    {
      g_string_append_printf (text, "%s%s", separator, _ ("never executed"));
      return g_string_free (text, FALSE);
    }

  add_own (text, plan, node, separator);
  if (part != NULL)
    g_string_append_printf (text, "%s%s", separator, part);
  if (rows != NULL)
    g_string_append_printf (text, "%s%s", separator, rows);
  if (telling)
    g_string_append_printf (text, "%s%s", separator, _ ("There is a finding about this node"));

  return g_string_free (text, FALSE);
}

/**
 * opt_plan_picture_look_up:
 * @widget: a widget
 * @name: a colour of the theme
 * @otherwise: what to take where the theme has none of that name
 *
 * Returns: the colour
 */
GdkRGBA
opt_plan_picture_look_up (GtkWidget *widget, const char *name, GdkRGBA otherwise)
{
  GdkRGBA colour;

  return gtk_style_context_lookup_color (gtk_widget_get_style_context (widget), name, &colour)
             ? colour
             : otherwise;
}

/**
 * opt_plan_picture_fade:
 * @colour: a colour
 * @alpha: how much of it is to be seen
 *
 * Returns: the colour, fainter
 */
GdkRGBA
opt_plan_picture_fade (GdkRGBA colour, float alpha)
{
  colour.alpha *= alpha;

  return colour;
}

/**
 * opt_plan_picture_get_mark:
 * @widget: a widget
 * @size: in pixels
 *
 * Returns: (transfer full): the icon of a node that there is a finding about
 */
GtkIconPaintable *
opt_plan_picture_get_mark (GtkWidget *widget, int size)
{
  GtkIconTheme *icons = gtk_icon_theme_get_for_display (gtk_widget_get_display (widget));

  return gtk_icon_theme_lookup_icon (icons, "dialog-warning-symbolic", NULL, size,
                                     gtk_widget_get_scale_factor (widget), GTK_TEXT_DIR_NONE,
                                     GTK_ICON_LOOKUP_FORCE_SYMBOLIC);
}

/**
 * opt_plan_picture_get_step:
 * @key: a key's value
 *
 * Returns: where it leads
 */
OptPlanStep
opt_plan_picture_get_step (guint key)
{
  switch (key)
    {
    case GDK_KEY_Left:
    case GDK_KEY_KP_Left:
      return OPT_PLAN_STEP_LEFT;
    case GDK_KEY_Right:
    case GDK_KEY_KP_Right:
      return OPT_PLAN_STEP_RIGHT;
    case GDK_KEY_Up:
    case GDK_KEY_KP_Up:
      return OPT_PLAN_STEP_UP;
    case GDK_KEY_Down:
    case GDK_KEY_KP_Down:
      return OPT_PLAN_STEP_DOWN;
    case GDK_KEY_Home:
    case GDK_KEY_KP_Home:
      return OPT_PLAN_STEP_FIRST;
    default:
      return OPT_PLAN_STEP_NONE;
    }
}

/**
 * opt_plan_picture_add_controllers:
 * @widget: a picture
 * @key_pressed: called with it as #GtkEventControllerKey::key-pressed says, but first
 * @pressed: called with it as #GtkGestureClick::pressed says, but first
 *
 * What the keyboard and the pointer do. That it has the focus is drawn by itself.
 */
void
opt_plan_picture_add_controllers (GtkWidget *widget, GCallback key_pressed, GCallback pressed)
{
  GtkEventController *keys = gtk_event_controller_key_new ();
  GtkGesture *click = gtk_gesture_click_new ();
  GtkEventController *focus = gtk_event_controller_focus_new ();

  g_signal_connect_swapped (keys, "key-pressed", key_pressed, widget);
  gtk_widget_add_controller (widget, keys);
  g_signal_connect_swapped (click, "pressed", pressed, widget);
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (click));
  g_signal_connect_swapped (focus, "enter", G_CALLBACK (gtk_widget_queue_draw), widget);
  g_signal_connect_swapped (focus, "leave", G_CALLBACK (gtk_widget_queue_draw), widget);
  gtk_widget_add_controller (widget, focus);
}
