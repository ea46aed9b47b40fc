/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-alert-log.h"
#include "opt-alert-rules.h"
#include "opt-server.h"

G_BEGIN_DECLS

/**
 * OptServerAlerts:
 *
 * Looks at one watched server by the rules, and keeps what fires. ::fired and ::cleared are emitted
 * once each, with an #OptAlert; ::changed whenever one begins, ends or changes, told or not.
 *
 * Of several on one server, each for a connection to a database of it, the first that sees a figure
 * of the whole server tells of it. Where that one ends another goes on with what fires.
 */
#define OPT_TYPE_SERVER_ALERTS (opt_server_alerts_get_type ())
G_DECLARE_FINAL_TYPE (OptServerAlerts, opt_server_alerts, OPT, SERVER_ALERTS, GObject)

OptServerAlerts *opt_server_alerts_new (OptServer *server,
                                        OptAlertRules *rules,
                                        OptAlertLog *log,
                                        GPtrArray *firing);

OptServer *opt_server_alerts_get_server (OptServerAlerts *self);
GPtrArray *opt_server_alerts_list_firing (OptServerAlerts *self);
void opt_server_alerts_set_rules (OptServerAlerts *self, OptAlertRules *rules);
void opt_server_alerts_silence (OptServerAlerts *self,
                                const char *rule,
                                const char *item,
                                gint64 until);
void opt_server_alerts_end (OptServerAlerts *self);

G_END_DECLS
