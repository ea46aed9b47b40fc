/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "opt-alert.h"
#include "opt-server-list.h"

G_BEGIN_DECLS

/**
 * OptAlerts:
 *
 * Tells the desktop what is wrong with the servers that are watched, and takes that back when it is
 * over. A notification opens the page that tells more, by the action `app.alert`.
 */
#define OPT_TYPE_ALERTS (opt_alerts_get_type ())
G_DECLARE_FINAL_TYPE (OptAlerts, opt_alerts, OPT, ALERTS, GObject)

OptAlerts *opt_alerts_new (GApplication *application, OptServerList *servers);

GNotification *opt_alerts_make_notification (const OptAlert *alert, const char *server);
char *opt_alerts_make_id (const OptAlert *alert);

G_END_DECLS
