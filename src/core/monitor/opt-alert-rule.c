/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-alert-rule.h"

/**
 * opt_alert_rule_free:
 * @self: (nullable) (transfer full): a rule
 */
void
opt_alert_rule_free (OptAlertRule *self)
{
  if (self == NULL)
    return;

  g_free (self->name);
  g_free (self->title);
  g_free (self->series);
  g_free (self->page);
  g_free (self);
}
