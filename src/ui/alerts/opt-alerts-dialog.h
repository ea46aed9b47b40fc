/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "opt-alerts.h"

G_BEGIN_DECLS

/**
 * OptAlertsDialog:
 *
 * What fires and what did, and the rules by which it does.
 */
#define OPT_TYPE_ALERTS_DIALOG (opt_alerts_dialog_get_type ())
G_DECLARE_FINAL_TYPE (OptAlertsDialog, opt_alerts_dialog, OPT, ALERTS_DIALOG, AdwPreferencesWindow)

OptAlertsDialog *opt_alerts_dialog_present (GtkWindow *parent, OptAlerts *alerts);

G_END_DECLS
