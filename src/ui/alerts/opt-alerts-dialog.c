/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-alerts-dialog.h"

#include "opt-alert-log-page.h"
#include "opt-alert-rules-page.h"

struct _OptAlertsDialog
{
  AdwPreferencesWindow parent_instance;

  /* Template children */
  OptAlertLogPage *log_page;
  OptAlertRulesPage *rules_page;
};

G_DEFINE_FINAL_TYPE (OptAlertsDialog, opt_alerts_dialog, ADW_TYPE_PREFERENCES_WINDOW)

static void
opt_alerts_dialog_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), OPT_TYPE_ALERTS_DIALOG);

  G_OBJECT_CLASS (opt_alerts_dialog_parent_class)->dispose (object);
}

static void
opt_alerts_dialog_class_init (OptAlertsDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  g_type_ensure (OPT_TYPE_ALERT_LOG_PAGE);
  g_type_ensure (OPT_TYPE_ALERT_RULES_PAGE);

  G_OBJECT_CLASS (klass)->dispose = opt_alerts_dialog_dispose;

  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/optischema/OptiSchema/ui/alerts/opt-alerts-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, OptAlertsDialog, log_page);
  gtk_widget_class_bind_template_child (widget_class, OptAlertsDialog, rules_page);
}

static void
opt_alerts_dialog_init (OptAlertsDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * opt_alerts_dialog_present:
 * @parent: the window that it is for
 * @alerts: what it shows
 *
 * Returns: (transfer none): the dialog, on the screen
 */
OptAlertsDialog *
opt_alerts_dialog_present (GtkWindow *parent, OptAlerts *alerts)
{
  OptAlertsDialog *self;

  g_return_val_if_fail (OPT_IS_ALERTS (alerts), NULL);

  self = g_object_new (OPT_TYPE_ALERTS_DIALOG, "transient-for", parent, NULL);
  opt_alert_log_page_set_alerts (self->log_page, alerts);
  opt_alert_rules_page_set_alerts (self->rules_page, alerts);
  gtk_window_present (GTK_WINDOW (self));

  return self;
}
