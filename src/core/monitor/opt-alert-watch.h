/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-alert-rules.h"
#include "opt-alert.h"
#include "opt-series-set.h"

G_BEGIN_DECLS

/**
 * OptAlertWatch:
 *
 * Looks at the series of one server by the rules. Each alert is told once when it fires, and once
 * when it is over: ::fired and ::cleared with an #OptAlert. ::changed has each change that is to be
 * kept, told or not.
 *
 * What is not known (a gap, a server that can't be reached) neither fires nor clears.
 */
#define OPT_TYPE_ALERT_WATCH (opt_alert_watch_get_type ())
G_DECLARE_FINAL_TYPE (OptAlertWatch, opt_alert_watch, OPT, ALERT_WATCH, GObject)

/**
 * OptAlertWatchFilter:
 * @series: a series' name
 * @user_data: for the filter
 *
 * Returns: whether a watch is to look at it now
 */
typedef gboolean (*OptAlertWatchFilter) (const char *series, gpointer user_data);

/**
 * OptAlertWatchHeir:
 * @series: a series' name
 * @user_data: for the function
 *
 * Returns: (nullable) (transfer none): the watch that goes on with what fires on it
 */
typedef OptAlertWatch *(*OptAlertWatchHeir) (const char *series, gpointer user_data);

OptAlertWatch *opt_alert_watch_new (const char *server, OptAlertRules *rules);

void opt_alert_watch_set_filter (OptAlertWatch *self,
                                 OptAlertWatchFilter filter,
                                 gpointer user_data);
void opt_alert_watch_resume (OptAlertWatch *self, const OptAlert *alert);
void opt_alert_watch_take (OptAlertWatch *self, OptAlertWatch *from, const char *series);
void opt_alert_watch_end (OptAlertWatch *self, OptAlertWatchHeir heir, gpointer user_data);
void opt_alert_watch_set_server (OptAlertWatch *self, const char *server);
void opt_alert_watch_set_rules (OptAlertWatch *self, OptAlertRules *rules);
void opt_alert_watch_silence (OptAlertWatch *self,
                              const char *rule,
                              const char *item,
                              gint64 until);
void opt_alert_watch_look (OptAlertWatch *self, OptSeriesSet *set, gint64 real_time);
void opt_alert_watch_look_at (OptAlertWatch *self,
                              const OptSeriesInfo *info,
                              gint64 time,
                              double value,
                              gint64 real_time);

const char *opt_alert_watch_get_series (OptAlertWatch *self, const char *rule);
GPtrArray *opt_alert_watch_list_firing (OptAlertWatch *self);

G_END_DECLS
