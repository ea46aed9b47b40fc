/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

#include "opt-alert-rule.h"

G_BEGIN_DECLS

/**
 * OptAlertRules:
 *
 * All rules, and the hours in which nobody is to be told. Immutable once loaded.
 */
#define OPT_TYPE_ALERT_RULES (opt_alert_rules_get_type ())
G_DECLARE_FINAL_TYPE (OptAlertRules, opt_alert_rules, OPT, ALERT_RULES, GObject)

OptAlertRules *opt_alert_rules_new (void);
OptAlertRules *opt_alert_rules_load (const char *path, GError **error);
OptAlertRules *opt_alert_rules_parse (const char *text, const char *name, GError **error);

guint opt_alert_rules_get_n (OptAlertRules *self);
const OptAlertRule *opt_alert_rules_get (OptAlertRules *self, guint position);
const OptAlertRule *opt_alert_rules_find (OptAlertRules *self, const char *name);
gboolean opt_alert_rules_is_quiet (OptAlertRules *self, gint64 real_time);
gboolean opt_alert_rules_get_quiet (OptAlertRules *self, int *from, int *to);
gboolean opt_alert_rules_get_notifies (OptAlertRules *self);

G_END_DECLS
