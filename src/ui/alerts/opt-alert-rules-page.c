/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-alert-rules-page.h"

#include <glib/gi18n.h>

#include "opt-alert-rule-dialog.h"
#include "opt-alert-rule-row.h"
#include "opt-background.h"
#include "opt-error-view.h"
#include "opt-quiet-row.h"

struct _OptAlertRulesPage
{
  AdwPreferencesPage parent_instance;

  /* Template children */
  GtkWidget *error_group;
  OptErrorView *error_view;
  GtkWidget *told_group;
  GtkSwitch *notify_switch;
  OptQuietRow *quiet_row;
  GtkWidget *background_group;
  GtkSwitch *background_switch;
  GtkWidget *autostart_row;
  GtkSwitch *autostart_switch;
  OptErrorView *background_error;
  AdwPreferencesGroup *rules_group;
  GtkWidget *add_button;

  /* Owned */
  OptAlerts *alerts; /* (nullable) */
  GPtrArray *series; /* (nullable) of OptAlertSeries */
  GPtrArray *rows;   /* of OptAlertRuleRow, borrowed from their group */

  gboolean updating;
};

G_DEFINE_FINAL_TYPE (OptAlertRulesPage, opt_alert_rules_page, ADW_TYPE_PREFERENCES_PAGE)

static void update (OptAlertRulesPage *self);

static OptAlertFile *
get_file (OptAlertRulesPage *self)
{
  return self->alerts != NULL ? opt_alerts_get_file (self->alerts) : NULL;
}

static void
show_failure (OptAlertRulesPage *self, const GError *error)
{
  opt_error_view_set_title (self->error_view, _ ("The rules can’t be changed"));
  opt_error_view_set_error (self->error_view, error);
  gtk_widget_set_visible (self->error_group, error != NULL);
}

/* What was done shows, or why it could not be. */
static void
finish (OptAlertRulesPage *self, GError *error)
{
  update (self);
  if (error != NULL)
    show_failure (self, error);
  g_clear_error (&error);
}

/* ---- Rules ----------------------------------------------------------------------------------- */

static void
rule_toggled (OptAlertRulesPage *self, OptAlertRuleRow *row)
{
  /* The row shows another one as soon as the file says so. */
  g_autoptr (OptAlertRule) rule = opt_alert_rule_copy (opt_alert_rule_row_get_rule (row));
  GError *error = NULL;

  opt_alert_file_put_rule (get_file (self), rule, &error);
  finish (self, error);
}

static void
present_dialog (OptAlertRulesPage *self, const OptAlertRule *rule)
{
  opt_alert_rule_dialog_present (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))),
                                 get_file (self), opt_alerts_get_servers (self->alerts), rule);
}

static void
rule_edited (OptAlertRulesPage *self, OptAlertRuleRow *row)
{
  present_dialog (self, opt_alert_rule_row_get_rule (row));
}

static void
add_clicked (OptAlertRulesPage *self)
{
  present_dialog (self, NULL);
}

static OptSeriesUnit
get_unit (OptAlertRulesPage *self, const char *name)
{
  const OptAlertSeries *series = opt_alert_series_find (self->series, name);

  return series != NULL ? series->unit : opt_alert_rule_guess_unit (name);
}

static void
show_rules (OptAlertRulesPage *self, OptAlertRules *rules)
{
  guint n = opt_alert_rules_get_n (rules);

  while (self->rows->len > n)
    {
      adw_preferences_group_remove (self->rules_group, self->rows->pdata[self->rows->len - 1]);
      g_ptr_array_set_size (self->rows, (int) self->rows->len - 1);
    }
  while (self->rows->len < n)
    {
      GtkWidget *row = opt_alert_rule_row_new ();

      g_signal_connect_object (row, "toggled", G_CALLBACK (rule_toggled), self, G_CONNECT_SWAPPED);
      g_signal_connect_object (row, "edit", G_CALLBACK (rule_edited), self, G_CONNECT_SWAPPED);
      adw_preferences_group_add (self->rules_group, row);
      g_ptr_array_add (self->rows, row);
    }
  for (guint i = 0; i < n; i++)
    {
      const OptAlertRule *rule = opt_alert_rules_get (rules, i);

      opt_alert_rule_row_show (self->rows->pdata[i], rule, get_unit (self, rule->series));
    }
}

static void
reset_answered (OptAlertRulesPage *self)
{
  GError *error = NULL;

  opt_alert_file_reset (get_file (self), &error);
  finish (self, error);
}

static void
reset_clicked (OptAlertRulesPage *self)
{
  GtkWidget *dialog
      = adw_message_dialog_new (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))),
                                _ ("Make the Usual Rules as Usual?"),
                                _ ("Their thresholds, times and switches are as they came. Rules "
                                   "that you added stay."));

  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _ ("_Cancel"), "reset",
                                    _ ("_Reset"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "reset",
                                              ADW_RESPONSE_DESTRUCTIVE);
  g_signal_connect_object (dialog, "response::reset", G_CALLBACK (reset_answered), self,
                           G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

/* ---- The file -------------------------------------------------------------------------------- */

static void
open_file (OptAlertRulesPage *self)
{
  OptAlertFile *file = get_file (self);
  g_autofree char *uri
      = file != NULL ? g_filename_to_uri (opt_alert_file_get_path (file), NULL, NULL) : NULL;

  if (uri != NULL)
    gtk_show_uri (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))), uri, GDK_CURRENT_TIME);
}

static void
notify_changed (OptAlertRulesPage *self)
{
  GError *error = NULL;

  if (self->updating || get_file (self) == NULL)
    return;

  opt_alert_file_set_notifies (get_file (self), gtk_switch_get_active (self->notify_switch),
                               &error);
  finish (self, error);
}

static void
update (OptAlertRulesPage *self)
{
  OptAlertFile *file = get_file (self);
  const GError *error;

  if (file == NULL)
    return;

  error = opt_alert_file_get_error (file);
  opt_error_view_set_title (self->error_view, _ ("The rules stay as they were"));
  opt_error_view_set_error (self->error_view, error);
  gtk_widget_set_visible (self->error_group, error != NULL);

  self->updating = TRUE;
  gtk_switch_set_active (self->notify_switch,
                         opt_alert_rules_get_notifies (opt_alert_file_get_rules (file)));
  self->updating = FALSE;
  opt_quiet_row_update (self->quiet_row);
  show_rules (self, opt_alert_file_get_rules (file));
}

/* ---- Without a window ------------------------------------------------------------------------ */

static void
update_background (OptAlertRulesPage *self)
{
  OptBackground *background = opt_background_get_default ();
  gboolean asking = background != NULL && opt_background_is_asking (background);

  gtk_widget_set_visible (self->background_group, background != NULL);
  if (background == NULL)
    return;

  self->updating = TRUE;
  /* What is asked for shows until it is answered. */
  if (!asking)
    {
      gtk_switch_set_active (self->background_switch, opt_background_get_keeps (background));
      gtk_switch_set_active (self->autostart_switch, opt_background_get_autostarts (background));
    }
  self->updating = FALSE;
  gtk_widget_set_sensitive (self->autostart_row, gtk_switch_get_active (self->background_switch));
  opt_error_view_set_title (self->background_error, _ ("It is not as you chose"));
  opt_error_view_set_error (self->background_error, opt_background_get_error (background));
}

static void
background_chosen (OptAlertRulesPage *self)
{
  OptBackground *background = opt_background_get_default ();

  if (self->updating || background == NULL)
    return;

  opt_background_choose (background, gtk_switch_get_active (self->background_switch),
                         gtk_switch_get_active (self->autostart_switch));
}

/* ---- The object ------------------------------------------------------------------------------ */

static void
opt_alert_rules_page_dispose (GObject *object)
{
  OptAlertRulesPage *self = OPT_ALERT_RULES_PAGE (object);

  g_clear_object (&self->alerts);
  g_clear_pointer (&self->series, g_ptr_array_unref);
  g_clear_pointer (&self->rows, g_ptr_array_unref);
  gtk_widget_dispose_template (GTK_WIDGET (object), OPT_TYPE_ALERT_RULES_PAGE);

  G_OBJECT_CLASS (opt_alert_rules_page_parent_class)->dispose (object);
}

static void
opt_alert_rules_page_class_init (OptAlertRulesPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  g_type_ensure (OPT_TYPE_ERROR_VIEW);
  g_type_ensure (OPT_TYPE_QUIET_ROW);

  G_OBJECT_CLASS (klass)->dispose = opt_alert_rules_page_dispose;

  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/optischema/OptiSchema/ui/alerts/opt-alert-rules-page.ui");
  gtk_widget_class_bind_template_child (widget_class, OptAlertRulesPage, error_group);
  gtk_widget_class_bind_template_child (widget_class, OptAlertRulesPage, error_view);
  gtk_widget_class_bind_template_child (widget_class, OptAlertRulesPage, told_group);
  gtk_widget_class_bind_template_child (widget_class, OptAlertRulesPage, notify_switch);
  gtk_widget_class_bind_template_child (widget_class, OptAlertRulesPage, quiet_row);
  gtk_widget_class_bind_template_child (widget_class, OptAlertRulesPage, background_group);
  gtk_widget_class_bind_template_child (widget_class, OptAlertRulesPage, background_switch);
  gtk_widget_class_bind_template_child (widget_class, OptAlertRulesPage, autostart_row);
  gtk_widget_class_bind_template_child (widget_class, OptAlertRulesPage, autostart_switch);
  gtk_widget_class_bind_template_child (widget_class, OptAlertRulesPage, background_error);
  gtk_widget_class_bind_template_child (widget_class, OptAlertRulesPage, rules_group);
  gtk_widget_class_bind_template_callback (widget_class, background_chosen);
  gtk_widget_class_bind_template_child (widget_class, OptAlertRulesPage, add_button);
  gtk_widget_class_bind_template_callback (widget_class, open_file);
  gtk_widget_class_bind_template_callback (widget_class, notify_changed);
  gtk_widget_class_bind_template_callback (widget_class, show_failure);
  gtk_widget_class_bind_template_callback (widget_class, reset_clicked);
  gtk_widget_class_bind_template_callback (widget_class, add_clicked);
}

static void
opt_alert_rules_page_init (OptAlertRulesPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->rows = g_ptr_array_new ();
  if (opt_background_get_default () != NULL)
    g_signal_connect_object (opt_background_get_default (), "changed",
                             G_CALLBACK (update_background), self, G_CONNECT_SWAPPED);
  update_background (self);
}

/**
 * opt_alert_rules_page_set_alerts:
 * @self: a page that has none
 * @alerts: whose rules
 */
void
opt_alert_rules_page_set_alerts (OptAlertRulesPage *self, OptAlerts *alerts)
{
  OptAlertFile *file;

  g_return_if_fail (OPT_IS_ALERT_RULES_PAGE (self) && OPT_IS_ALERTS (alerts));
  g_return_if_fail (self->alerts == NULL);

  self->alerts = g_object_ref (alerts);
  self->series = opt_alert_series_list (opt_alerts_get_servers (alerts));
  file = opt_alerts_get_file (alerts);
  gtk_widget_set_sensitive (self->told_group, file != NULL);
  gtk_widget_set_sensitive (GTK_WIDGET (self->rules_group), file != NULL);
  if (file == NULL)
    return;

  opt_quiet_row_set_file (self->quiet_row, file);
  g_signal_connect_object (file, "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);
}
