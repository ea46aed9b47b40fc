/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "opt-alerts.h"

G_BEGIN_DECLS

/**
 * OptAlertRulesPage:
 *
 * By what rules alerts fire, and when they are told.
 */
#define OPT_TYPE_ALERT_RULES_PAGE (opt_alert_rules_page_get_type ())
G_DECLARE_FINAL_TYPE (OptAlertRulesPage,
                      opt_alert_rules_page,
                      OPT,
                      ALERT_RULES_PAGE,
                      AdwPreferencesPage)

void opt_alert_rules_page_set_alerts (OptAlertRulesPage *self, OptAlerts *alerts);

G_END_DECLS
