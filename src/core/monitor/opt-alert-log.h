/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-alert.h"

G_BEGIN_DECLS

/**
 * OptAlertLog:
 *
 * The history of alerts: what fired, and when it was over. From it a program that starts knows what
 * was told already.
 */
#define OPT_TYPE_ALERT_LOG (opt_alert_log_get_type ())
G_DECLARE_FINAL_TYPE (OptAlertLog, opt_alert_log, OPT, ALERT_LOG, GObject)

OptAlertLog *opt_alert_log_open_sync (const char *path, GError **error);

void opt_alert_log_put (OptAlertLog *self, const OptAlert *alert);
GPtrArray *opt_alert_log_list_sync (OptAlertLog *self,
                                    const char *server,
                                    gboolean firing,
                                    guint limit,
                                    GError **error);

G_END_DECLS
