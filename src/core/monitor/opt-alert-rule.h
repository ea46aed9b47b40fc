/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-series-unit.h"

G_BEGIN_DECLS

/**
 * OptAlertRule:
 * @name: for machines: "connections"
 * @title: for a person, in this language: what is wrong where it fires
 * @series: on whose values it is; of a series of items each item is looked at by itself
 * @page: (nullable): the window's page that tells more
 * @usual: whether it is there without a file
 * @below: whether it fires below its threshold, and not above: "below" stands for "above" then, and
 *   the other way round
 * @threshold: it fires above that …
 * @hold: … for so many microseconds without a break
 * @clear_threshold: and clears at that or below …
 * @clear_hold: … for so many microseconds
 * @enabled: whether it is looked at
 *
 * When an alert fires, and when it is over. Between the two thresholds an alert stays what it is.
 */
typedef struct
{
  char *name;
  char *title;
  char *series;
  char *page;
  gboolean usual;
  gboolean below;
  double threshold;
  gint64 hold;
  double clear_threshold;
  gint64 clear_hold;
  gboolean enabled;
} OptAlertRule;

OptAlertRule *opt_alert_rule_copy (const OptAlertRule *self);
void opt_alert_rule_free (OptAlertRule *self);

gboolean opt_alert_rule_fires_at (const OptAlertRule *self, double value);
gboolean opt_alert_rule_clears_at (const OptAlertRule *self, double value);

gboolean opt_alert_rule_is_on_age (const OptAlertRule *self);
OptSeriesUnit opt_alert_rule_guess_unit (const char *series);
char *opt_alert_rule_describe (const OptAlertRule *self, OptSeriesUnit unit);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (OptAlertRule, opt_alert_rule_free)

G_END_DECLS
