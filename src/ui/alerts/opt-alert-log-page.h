/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "opt-alerts.h"

G_BEGIN_DECLS

/**
 * OptAlertLogPage:
 *
 * What fires now, and what did before.
 */
#define OPT_TYPE_ALERT_LOG_PAGE (opt_alert_log_page_get_type ())
G_DECLARE_FINAL_TYPE (OptAlertLogPage, opt_alert_log_page, OPT, ALERT_LOG_PAGE, AdwPreferencesPage)

void opt_alert_log_page_set_alerts (OptAlertLogPage *self, OptAlerts *alerts);

G_END_DECLS
