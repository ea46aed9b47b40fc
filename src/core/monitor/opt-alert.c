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

/**
 * opt_alert_describe:
 * @self: an alert
 *
 * Returns: (transfer full): the figures that it rests on, in a line
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
  /* Yes or no: the title has said it. */
  if (self->threshold == 0 && self->unit == OPT_SERIES_UNIT_NUMBER)
    return g_strdup_printf (_ ("%sSince %s."), what, since);

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

  if (self->threshold == 0 && self->unit == OPT_SERIES_UNIT_NUMBER)
    return NULL;

  return opt_series_unit_format (self->unit, self->worst);
}
