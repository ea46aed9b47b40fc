/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "opt-alerts.h"

G_BEGIN_DECLS

/**
 * OptAlertRow:
 *
 * An alert, from its beginning to its end: what, on which server, since when, and the worst of it.
 * One that fires can be silenced.
 */
#define OPT_TYPE_ALERT_ROW (opt_alert_row_get_type ())
G_DECLARE_FINAL_TYPE (OptAlertRow, opt_alert_row, OPT, ALERT_ROW, AdwActionRow)

GtkWidget *opt_alert_row_new (void);

const char *opt_alert_row_get_id (OptAlertRow *self);
void opt_alert_row_show (OptAlertRow *self,
                         const OptAlert *alert,
                         gboolean fires,
                         OptServer *server);

G_END_DECLS
