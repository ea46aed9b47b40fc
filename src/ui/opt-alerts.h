/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "opt-alert-file.h"
#include "opt-alert-log.h"
#include "opt-server-list.h"

G_BEGIN_DECLS

/**
 * OptAlerts:
 *
 * What is wrong with the servers that are watched, by the rules of alerts.ini. It tells the
 * desktop, and takes that back when it is over. A notification opens the place that tells more, by
 * the action `app.alert`. ::changed is emitted when something begins, ends or changes, or there is
 * a log.
 */
#define OPT_TYPE_ALERTS (opt_alerts_get_type ())
G_DECLARE_FINAL_TYPE (OptAlerts, opt_alerts, OPT, ALERTS, GObject)

OptAlerts *opt_alerts_new (GApplication *application, OptServerList *servers);
OptAlerts *opt_alerts_get_default (void);

OptAlertFile *opt_alerts_get_file (OptAlerts *self);
OptAlertLog *opt_alerts_get_log (OptAlerts *self);
const GError *opt_alerts_get_log_error (OptAlerts *self);
OptServerList *opt_alerts_get_servers (OptAlerts *self);
OptServer *opt_alerts_find_server (OptAlerts *self, const char *display);

GPtrArray *opt_alerts_list_firing (OptAlerts *self, OptServer *server);
void opt_alerts_silence (OptAlerts *self, const char *id, gint64 until);

GNotification *opt_alerts_make_notification (const OptAlert *alert, const char *server);
GVariant *opt_alerts_make_target (const OptAlert *alert, const char *server);
char *opt_alerts_make_id (const OptAlert *alert);

G_END_DECLS
