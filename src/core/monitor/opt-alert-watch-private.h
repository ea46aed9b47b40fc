/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-alert-watch.h"

G_BEGIN_DECLS

struct _OptAlertWatch
{
  GObject parent_instance;

  char *server;
  OptAlertRules *rules;
  GPtrArray *alerts;    /* of OptAlert, pending or firing: one for a rule and an item at most */
  GHashTable *silences; /* until when, by rule and item */
  OptAlertWatchFilter filter; /* (nullable) */
  gpointer filter_data;
};

int opt_alert_watch_find (OptAlertWatch *self, const OptAlertRule *rule, const char *item);
void opt_alert_watch_clear (OptAlertWatch *self, guint position, gint64 time);
gint64 opt_alert_watch_get_silence (OptAlertWatch *self, const char *rule, const char *item);

G_END_DECLS
