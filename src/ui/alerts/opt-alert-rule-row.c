/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-alert-rule-row.h"

#include <glib/gi18n.h>

enum
{
  SIGNAL_EDIT,
  SIGNAL_TOGGLED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

struct _OptAlertRuleRow
{
  AdwActionRow parent_instance;

  /* Template children */
  GtkSwitch *toggle;
  GtkWidget *edit_button;

  /* Owned */
  OptAlertRule *rule; /* (nullable) */

  gboolean updating;
};

G_DEFINE_FINAL_TYPE (OptAlertRuleRow, opt_alert_rule_row, ADW_TYPE_ACTION_ROW)

static void
active_changed (OptAlertRuleRow *self)
{
  if (self->updating || self->rule == NULL)
    return;

  self->rule->enabled = gtk_switch_get_active (self->toggle);
  g_signal_emit (self, signals[SIGNAL_TOGGLED], 0);
}

static void
edit_clicked (OptAlertRuleRow *self)
{
  g_signal_emit (self, signals[SIGNAL_EDIT], 0);
}

static void
opt_alert_rule_row_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), OPT_TYPE_ALERT_RULE_ROW);

  G_OBJECT_CLASS (opt_alert_rule_row_parent_class)->dispose (object);
}

static void
opt_alert_rule_row_finalize (GObject *object)
{
  opt_alert_rule_free (OPT_ALERT_RULE_ROW (object)->rule);

  G_OBJECT_CLASS (opt_alert_rule_row_parent_class)->finalize (object);
}

static void
opt_alert_rule_row_class_init (OptAlertRuleRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = opt_alert_rule_row_dispose;
  G_OBJECT_CLASS (klass)->finalize = opt_alert_rule_row_finalize;

  signals[SIGNAL_EDIT] = g_signal_new ("edit", OPT_TYPE_ALERT_RULE_ROW, G_SIGNAL_RUN_LAST, 0, NULL,
                                       NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_TOGGLED] = g_signal_new ("toggled", OPT_TYPE_ALERT_RULE_ROW, G_SIGNAL_RUN_LAST, 0,
                                          NULL, NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/optischema/OptiSchema/ui/alerts/opt-alert-rule-row.ui");
  gtk_widget_class_bind_template_child (widget_class, OptAlertRuleRow, toggle);
  gtk_widget_class_bind_template_child (widget_class, OptAlertRuleRow, edit_button);
  gtk_widget_class_bind_template_callback (widget_class, active_changed);
  gtk_widget_class_bind_template_callback (widget_class, edit_clicked);
}

static void
opt_alert_rule_row_init (OptAlertRuleRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->toggle), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Whether this rule is looked at"), -1);
}

/**
 * opt_alert_rule_row_new:
 *
 * Returns: (transfer floating): a row of no rule
 */
GtkWidget *
opt_alert_rule_row_new (void)
{
  return g_object_new (OPT_TYPE_ALERT_RULE_ROW, NULL);
}

/**
 * opt_alert_rule_row_get_rule:
 * @self: a row
 *
 * Returns: (nullable): the rule, with its switch as it stands
 */
const OptAlertRule *
opt_alert_rule_row_get_rule (OptAlertRuleRow *self)
{
  g_return_val_if_fail (OPT_IS_ALERT_RULE_ROW (self), NULL);

  return self->rule;
}

/**
 * opt_alert_rule_row_show:
 * @self: a row
 * @rule: what to say
 * @unit: of its series
 */
void
opt_alert_rule_row_show (OptAlertRuleRow *self, const OptAlertRule *rule, OptSeriesUnit unit)
{
  OptAlertRule *copy;
  g_autofree char *text = NULL;

  g_return_if_fail (OPT_IS_ALERT_RULE_ROW (self) && rule != NULL);

  copy = opt_alert_rule_copy (rule);
  opt_alert_rule_free (self->rule);
  self->rule = copy;
  text = opt_alert_rule_describe (copy, unit);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), copy->title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self), text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->toggle), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  copy->title, -1);
  self->updating = TRUE;
  gtk_switch_set_active (self->toggle, copy->enabled);
  self->updating = FALSE;
}
