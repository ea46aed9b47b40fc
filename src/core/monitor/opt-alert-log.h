/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

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
GPtrArray *opt_alert_log_list_open_sync (OptAlertLog *self, gint64 now, GError **error);
void opt_alert_log_list_async (OptAlertLog *self,
                               guint limit,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data);
GPtrArray *opt_alert_log_list_finish (OptAlertLog *self, GAsyncResult *result, GError **error);

void opt_alert_log_silence (OptAlertLog *self,
                            const char *server,
                            const char *rule,
                            const char *item,
                            gint64 until);
void opt_alert_log_clear_async (OptAlertLog *self,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data);
gboolean opt_alert_log_clear_finish (OptAlertLog *self, GAsyncResult *result, GError **error);

G_END_DECLS
