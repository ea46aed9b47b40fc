/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "opt-plan-view-private.h"

#include <glib/gi18n.h>

#include "opt-plan-copy.h"
#include "opt-plan-share.h"

static void
copy_text (GtkWidget *widget, const char *action, GVariant *parameter)
{
  OptPlanView *self = OPT_PLAN_VIEW (widget);

  opt_plan_copy_text (widget, opt_plan_document_get_text (self->document),
                      _ ("Plan copied as text"));
}

static void
copy_json (GtkWidget *widget, const char *action, GVariant *parameter)
{
  OptPlanView *self = OPT_PLAN_VIEW (widget);

  opt_plan_copy_plan (widget, opt_plan_document_get_plan (self->document),
                      _ ("Plan copied as JSON"));
}

static void
copy_source (GtkWidget *widget, const char *action, GVariant *parameter)
{
  OptPlanView *self = OPT_PLAN_VIEW (widget);

  opt_plan_copy_json (widget, opt_plan_get_source (opt_plan_document_get_plan (self->document)),
                      _ ("PostgreSQL’s JSON copied"));
}

static void
copy_sql (GtkWidget *widget, const char *action, GVariant *parameter)
{
  OptPlanView *self = OPT_PLAN_VIEW (widget);

  opt_plan_copy_text (widget, opt_plan_document_get_sql (self->document), _ ("Statement copied"));
}

static void
copy_anonymous (GtkWidget *widget, const char *action, GVariant *parameter)
{
  opt_plan_share_copy (widget, OPT_PLAN_VIEW (widget)->document, TRUE);
}

/* The parameter is the format, and whether names and values are left out. */
static void
save (GtkWidget *widget, const char *action, GVariant *parameter)
{
  const char *format = NULL;
  gboolean anonymous = FALSE;

  g_variant_get (parameter, "(&sb)", &format, &anonymous);
  opt_plan_share_save (widget, OPT_PLAN_VIEW (widget)->document,
                       g_str_equal (format, "html") ? OPT_PLAN_FORMAT_HTML : OPT_PLAN_FORMAT_SOURCE,
                       anonymous);
}

static void
expand_all (GtkWidget *widget, const char *action, GVariant *parameter)
{
  opt_plan_tree_expand_all (OPT_PLAN_VIEW (widget)->tree);
}

static void
collapse_all (GtkWidget *widget, const char *action, GVariant *parameter)
{
  opt_plan_tree_collapse_all (OPT_PLAN_VIEW (widget)->tree);
}

static void
details (GtkWidget *widget, const char *action, GVariant *parameter)
{
  opt_plan_view_show_node (OPT_PLAN_VIEW (widget));
}

/* The parameter is the name of a page: "icicle". */
static void
show (GtkWidget *widget, const char *action, GVariant *parameter)
{
  OptPlanView *self = OPT_PLAN_VIEW (widget);

  gtk_stack_set_visible_child_name (self->content, g_variant_get_string (parameter, NULL));
  opt_plan_view_focus_selected (self);
}

static void
find (GtkWidget *widget, const char *action, GVariant *parameter)
{
  opt_plan_view_find (OPT_PLAN_VIEW (widget));
}

static void
close_panel (GtkWidget *widget, const char *action, GVariant *parameter)
{
  adw_flap_set_reveal_flap (OPT_PLAN_VIEW (widget)->flap, FALSE);
}

/*
 * opt_plan_view_panel_revealed:
 *
 * Where there is nothing to close, Escape is for whoever is around this.
 */
void
opt_plan_view_panel_revealed (OptPlanView *self)
{
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "view.close-panel",
                                 adw_flap_get_reveal_flap (self->flap));
}

static void
toggle_panel (GtkWidget *widget, const char *action, GVariant *parameter)
{
  OptPlanView *self = OPT_PLAN_VIEW (widget);

  adw_flap_set_reveal_flap (self->flap, !adw_flap_get_reveal_flap (self->flap));
}

/*
 * opt_plan_view_update_actions:
 *
 * Offers what can be done with what is shown.
 */
void
opt_plan_view_update_actions (OptPlanView *self)
{
  static const char *const of_plan[] = {
    "view.copy-text",  "view.copy-json",      "view.copy-source",
    "view.expand-all", "view.collapse-all",   "view.details",
    "view.find",       "view.copy-anonymous", "view.save",
  };
  GtkWidget *widget = GTK_WIDGET (self);

  for (gsize i = 0; i < G_N_ELEMENTS (of_plan); i++)
    gtk_widget_action_set_enabled (widget, of_plan[i], self->document != NULL);
  gtk_widget_action_set_enabled (widget, "view.copy-sql",
                                 self->document != NULL
                                     && opt_plan_document_get_sql (self->document) != NULL);
}

/*
 * opt_plan_view_install_actions:
 *
 * What the menu, keys and other parts of the view call.
 */
void
opt_plan_view_install_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "view.copy-text", NULL, copy_text);
  gtk_widget_class_install_action (widget_class, "view.copy-json", NULL, copy_json);
  gtk_widget_class_install_action (widget_class, "view.copy-source", NULL, copy_source);
  gtk_widget_class_install_action (widget_class, "view.copy-sql", NULL, copy_sql);
  gtk_widget_class_install_action (widget_class, "view.copy-anonymous", NULL, copy_anonymous);
  gtk_widget_class_install_action (widget_class, "view.save", "(sb)", save);
  gtk_widget_class_install_action (widget_class, "view.expand-all", NULL, expand_all);
  gtk_widget_class_install_action (widget_class, "view.collapse-all", NULL, collapse_all);
  gtk_widget_class_install_action (widget_class, "view.details", NULL, details);
  gtk_widget_class_install_action (widget_class, "view.show", "s", show);
  gtk_widget_class_install_action (widget_class, "view.find", NULL, find);
  gtk_widget_class_install_action (widget_class, "view.close-panel", NULL, close_panel);
  gtk_widget_class_install_action (widget_class, "view.toggle-panel", NULL, toggle_panel);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_F9, 0, "view.toggle-panel", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "view.close-panel", NULL);
}
