/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * OptAlertRule:
 * @name: for machines: "connections"
 * @title: for a person, in this language: what is wrong where it fires
 * @series: on whose values it is; of a series of items each item is looked at by itself
 * @page: (nullable): the window's page that tells more
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
  double threshold;
  gint64 hold;
  double clear_threshold;
  gint64 clear_hold;
  gboolean enabled;
} OptAlertRule;

void opt_alert_rule_free (OptAlertRule *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (OptAlertRule, opt_alert_rule_free)

G_END_DECLS
