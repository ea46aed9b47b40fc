/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "opt-alert-rules.h"

G_BEGIN_DECLS

/**
 * OptAlertFile:
 *
 * The file of the rules: followed while others write it, and changed so that what somebody wrote by
 * hand stays. ::changed is emitted when there are other rules, or another error.
 *
 * Where the file is wrong the rules that it said last stay, and nothing is written into it.
 */
#define OPT_TYPE_ALERT_FILE (opt_alert_file_get_type ())
G_DECLARE_FINAL_TYPE (OptAlertFile, opt_alert_file, OPT, ALERT_FILE, GObject)

OptAlertFile *opt_alert_file_new (const char *path, GError **error);

const char *opt_alert_file_get_path (OptAlertFile *self);
OptAlertRules *opt_alert_file_get_rules (OptAlertFile *self);
const GError *opt_alert_file_get_error (OptAlertFile *self);

gboolean opt_alert_file_put_rule (OptAlertFile *self, const OptAlertRule *rule, GError **error);
gboolean opt_alert_file_remove_rule (OptAlertFile *self, const char *name, GError **error);
gboolean opt_alert_file_reset (OptAlertFile *self, GError **error);
gboolean opt_alert_file_set_quiet (OptAlertFile *self,
                                   gboolean enabled,
                                   int from,
                                   int to,
                                   GError **error);
gboolean opt_alert_file_set_notifies (OptAlertFile *self, gboolean notifies, GError **error);
char *opt_alert_file_make_name (OptAlertFile *self, const char *title);

G_END_DECLS
