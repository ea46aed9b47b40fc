/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "opt-alert-rule.h"

G_BEGIN_DECLS

/**
 * OptAlertRuleRow:
 *
 * A rule in words, with a switch and a button. ::toggled is emitted when the user switches it,
 * ::edit when it is to be changed.
 */
#define OPT_TYPE_ALERT_RULE_ROW (opt_alert_rule_row_get_type ())
G_DECLARE_FINAL_TYPE (OptAlertRuleRow, opt_alert_rule_row, OPT, ALERT_RULE_ROW, AdwActionRow)

GtkWidget *opt_alert_rule_row_new (void);

const OptAlertRule *opt_alert_rule_row_get_rule (OptAlertRuleRow *self);
void opt_alert_rule_row_show (OptAlertRuleRow *self, const OptAlertRule *rule, OptSeriesUnit unit);

G_END_DECLS
