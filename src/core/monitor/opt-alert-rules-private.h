/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-alert-rules.h"

G_BEGIN_DECLS

/* Before a rule's name, in the name of its group in the file. */
#define OPT_ALERT_RULE_PREFIX "rule "

struct _OptAlertRules
{
  GObject parent_instance;

  GPtrArray *rules; /* of OptAlertRule */
  gboolean quiet;
  int quiet_from; /* minutes since midnight, local time; -1: not said */
  int quiet_to;
  gboolean notifies;
};

G_END_DECLS
