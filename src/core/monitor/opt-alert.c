/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-alert.h"

#include <glib/gi18n-lib.h>

#include "opt-format.h"

G_DEFINE_BOXED_TYPE (OptAlert, opt_alert, opt_alert_copy, opt_alert_free)

/**
 * opt_alert_copy:
 * @self: an alert
 *
 * Returns: (transfer full): a copy
 */
OptAlert *
opt_alert_copy (const OptAlert *self)
{
  OptAlert *copy;

  g_return_val_if_fail (self != NULL, NULL);

  copy = g_memdup2 (self, sizeof *self);
  copy->server = g_strdup (self->server);
  copy->rule = g_strdup (self->rule);
  copy->item = g_strdup (self->item);
  copy->title = g_strdup (self->title);
  copy->page = g_strdup (self->page);

  return copy;
}

/**
 * opt_alert_free:
 * @self: (nullable) (transfer full): an alert
 */
void
opt_alert_free (OptAlert *self)
{
  if (self == NULL)
    return;

  g_free (self->server);
  g_free (self->rule);
  g_free (self->item);
  g_free (self->title);
  g_free (self->page);
  g_free (self);
}

/* Yes or no: the title has said what. */
static gboolean
is_yes_or_no (const OptAlert *self)
{
  return self->threshold == 0 && self->unit == OPT_SERIES_UNIT_NUMBER;
}

static gboolean
is_beyond (const OptAlert *self)
{
  return self->below ? self->value < self->threshold : self->value > self->threshold;
}

/* Of one that fires still, and is about to be over. */
static char *
describe_relieved (const OptAlert *self, const char *what, const char *value)
{
  g_autofree char *clear = opt_series_unit_format (self->unit, self->clear_threshold);
  g_autofree char *relieved = opt_format_time (self->relieved);
  gint64 rest = MAX (self->clear_hold - (self->seen - self->relieved), 0);
  g_autofree char *left = opt_format_duration ((double) rest / 1000.0);

  if (is_yes_or_no (self))
    /* Translators: of what, a time, and a duration */
    return g_strdup_printf (_ ("%sNo more since %s; over if that stays so for %s."), what, relieved,
                            left);

  return g_strdup_printf (self->below
                              /* Translators: of what, a value, a threshold, a time, a duration */
                              ? _ ("%s%s, at %s or above since %s; over if that stays so for %s.")
                              : _ ("%s%s, at %s or below since %s; over if that stays so for %s."),
                          what, value, clear, relieved, left);
}

/**
 * opt_alert_describe:
 * @self: an alert
 *
 * Returns: (transfer full): the figures that it rests on, in a line; of one that fires and is not
 *   so bad any more, since when, and when it will be over
 */
char *
opt_alert_describe (const OptAlert *self)
{
  g_autofree char *value = NULL;
  g_autofree char *threshold = NULL;
  g_autofree char *since = NULL;
  g_autofree char *what = NULL;

  g_return_val_if_fail (self != NULL, NULL);

  value = opt_series_unit_format (self->unit, self->value);
  threshold = opt_series_unit_format (self->unit, self->threshold);
  since = opt_format_time (self->since);
  what = self->item != NULL ? g_strconcat (self->item, ": ", NULL) : g_strdup ("");
  if (self->state == OPT_ALERT_FIRING && self->relieved != 0)
    return describe_relieved (self, what, value);
  if (is_yes_or_no (self))
    return g_strdup_printf (_ ("%sSince %s."), what, since);

  if (self->state == OPT_ALERT_FIRING && !is_beyond (self))
    {
      g_autofree char *clear = opt_series_unit_format (self->unit, self->clear_threshold);

      return g_strdup_printf (self->below
                                  /* Translators: of what, a value, a threshold, a time, and another
                                     threshold */
                                  ? _ ("%s%s, was below %s, since %s; over at %s or above.")
                                  : _ ("%s%s, was above %s, since %s; over at %s or below."),
                              what, value, threshold, since, clear);
    }
  if (self->passed != 0 && self->passed != self->since)
    /* Translators: of what, how long it lasts, since when, and the threshold of that */
    return g_strdup_printf (_ ("%s%s, since %s; above %s."), what, value, since, threshold);
  if (self->below)
    return g_strdup_printf (_ ("%s%s, below %s since %s."), what, value, threshold, since);

  return g_strdup_printf (_ ("%s%s, above %s since %s."), what, value, threshold, since);
}

/**
 * opt_alert_describe_worst:
 * @self: an alert
 *
 * Returns: (transfer full) (nullable): the worst value that it had, with its unit; %NULL where
 * there is nothing to say: yes or no
 */
char *
opt_alert_describe_worst (const OptAlert *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  if (is_yes_or_no (self))
    return NULL;

  return opt_series_unit_format (self->unit, self->worst);
}
