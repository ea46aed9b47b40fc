/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "opt-alert-file.h"
#include "opt-alert-series.h"

G_BEGIN_DECLS

/**
 * OptAlertRuleDialog:
 *
 * A rule as it is written: what it is on, and when it fires and is over.
 */
#define OPT_TYPE_ALERT_RULE_DIALOG (opt_alert_rule_dialog_get_type ())
G_DECLARE_FINAL_TYPE (OptAlertRuleDialog, opt_alert_rule_dialog, OPT, ALERT_RULE_DIALOG, AdwWindow)

OptAlertRuleDialog *opt_alert_rule_dialog_present (GtkWindow *parent,
                                                   OptAlertFile *file,
                                                   OptServerList *servers,
                                                   const OptAlertRule *rule);

G_END_DECLS
