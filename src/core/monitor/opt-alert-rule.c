/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-alert-rule.h"

#include <glib/gi18n-lib.h>

#include "opt-format.h"
#include "opt-vital.h"

/**
 * opt_alert_rule_copy:
 * @self: a rule
 *
 * Returns: (transfer full): a copy
 */
OptAlertRule *
opt_alert_rule_copy (const OptAlertRule *self)
{
  OptAlertRule *copy;

  g_return_val_if_fail (self != NULL, NULL);

  copy = g_memdup2 (self, sizeof *self);
  copy->name = g_strdup (self->name);
  copy->title = g_strdup (self->title);
  copy->series = g_strdup (self->series);
  copy->page = g_strdup (self->page);

  return copy;
}

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

/**
 * opt_alert_rule_fires_at:
 * @self: a rule
 * @value: a value that is known
 *
 * Returns: whether that is beyond the threshold
 */
gboolean
opt_alert_rule_fires_at (const OptAlertRule *self, double value)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return self->below ? value < self->threshold : value > self->threshold;
}

/**
 * opt_alert_rule_clears_at:
 * @self: a rule
 * @value: a value that is known
 *
 * Returns: whether that is not beyond the threshold at which it is over
 */
gboolean
opt_alert_rule_clears_at (const OptAlertRule *self, double value)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return self->below ? value >= self->clear_threshold : value <= self->clear_threshold;
}

/**
 * opt_alert_rule_is_on_age:
 * @self: a rule
 *
 * Returns: whether its values are for how long something goes on by now, in milliseconds, and so
 *   tell when that began
 */
gboolean
opt_alert_rule_is_on_age (const OptAlertRule *self)
{
  static const char *const ages[]
      = { "sessions.blocked_ms", "connections.oldest_transaction_ms", "vacuums.running_ms", NULL };

  g_return_val_if_fail (self != NULL, FALSE);

  return g_strv_contains (ages, self->series);
}

/* ---- In words -------------------------------------------------------------------------------- */

/**
 * opt_alert_rule_guess_unit:
 * @series: a series' name
 *
 * Returns: the unit of its values, as far as that can be told without a server that has it
 */
OptSeriesUnit
opt_alert_rule_guess_unit (const char *series)
{
  const OptVital *vital;

  g_return_val_if_fail (series != NULL, OPT_SERIES_UNIT_NUMBER);

  vital = opt_vital_find (series);
  if (vital != NULL)
    return vital->unit;

  return g_str_equal (series, "statements.slower") ? OPT_SERIES_UNIT_FACTOR
         : g_str_has_suffix (series, "_ms")        ? OPT_SERIES_UNIT_DURATION
         : g_str_has_suffix (series, "_bytes")     ? OPT_SERIES_UNIT_BYTES
         : g_str_has_suffix (series, "_share")     ? OPT_SERIES_UNIT_SHARE
                                                   : OPT_SERIES_UNIT_NUMBER;
}

static char *
describe_hold (gint64 hold)
{
  g_autofree char *time = opt_format_duration ((double) hold / 1000.0);

  /* Translators: a time follows: "for 30 s" */
  return hold > 0 ? g_strdup_printf (_ (" for %s"), time) : g_strdup ("");
}

/**
 * opt_alert_rule_describe:
 * @self: a rule
 * @unit: of its series
 *
 * Returns: (transfer full): when it fires, and when it is over
 */
char *
opt_alert_rule_describe (const OptAlertRule *self, OptSeriesUnit unit)
{
  g_autofree char *threshold = NULL;
  g_autofree char *clear_threshold = NULL;
  g_autofree char *hold = NULL;
  g_autofree char *clear_hold = NULL;

  g_return_val_if_fail (self != NULL, NULL);

  threshold = opt_series_unit_format (unit, self->threshold);
  clear_threshold = opt_series_unit_format (unit, self->clear_threshold);
  hold = describe_hold (self->hold);
  clear_hold = describe_hold (self->clear_hold);
  /* Yes or no: the title has said what. */
  if (self->threshold == 0 && self->clear_threshold == 0 && !self->below
      && unit == OPT_SERIES_UNIT_NUMBER)
    return g_strdup_printf (_ ("When it is so%s; over when it is not%s"), hold, clear_hold);
  if (self->below)
    return g_strdup_printf (_ ("Below %s%s; over at %s or above%s"), threshold, hold,
                            clear_threshold, clear_hold);

  return g_strdup_printf (_ ("Above %s%s; over at %s or below%s"), threshold, hold, clear_threshold,
                          clear_hold);
}
