/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-alert-watch-private.h"

/* Several watches may be on one server: what one of them tells another may have to go on with. */

/**
 * opt_alert_watch_get_series:
 * @self: a watch
 * @rule: a rule's name
 *
 * Returns: (nullable) (transfer none): on which series the rule is; %NULL: there is none such
 */
const char *
opt_alert_watch_get_series (OptAlertWatch *self, const char *rule)
{
  const OptAlertRule *known;

  g_return_val_if_fail (OPT_IS_ALERT_WATCH (self) && rule != NULL, NULL);

  known = opt_alert_rules_find (self->rules, rule);

  return known != NULL ? known->series : NULL;
}

static void
take_silences (OptAlertWatch *self, OptAlertWatch *from, const char *series)
{
  GHashTableIter iter;
  const char *key;
  const gint64 *until;

  g_hash_table_iter_init (&iter, from->silences);
  while (g_hash_table_iter_next (&iter, (gpointer *) &key, (gpointer *) &until))
    {
      g_auto (GStrv)
        parts = g_strsplit (key, "\n", 2);

      if (g_strcmp0 (opt_alert_watch_get_series (self, parts[0]), series) == 0
          && *until > opt_alert_watch_get_silence (self, parts[0], parts[1]))
        opt_alert_watch_silence (self, parts[0], parts[1], *until);
    }
}

/**
 * opt_alert_watch_take:
 * @self: a watch
 * @from: another one on the same server
 * @series: a series' name
 *
 * Goes on with what pends or fires there on the series: it is not told again. What fires here
 * already is over there. What is silenced there is so here, whether it fires or not.
 */
void
opt_alert_watch_take (OptAlertWatch *self, OptAlertWatch *from, const char *series)
{
  g_return_if_fail (OPT_IS_ALERT_WATCH (self) && OPT_IS_ALERT_WATCH (from) && self != from);

  take_silences (self, from, series);
  for (guint i = from->alerts->len; i > 0; i--)
    {
      OptAlert *alert = from->alerts->pdata[i - 1];
      const OptAlertRule *rule = opt_alert_rules_find (self->rules, alert->rule);

      if (rule == NULL || !g_str_equal (rule->series, series))
        continue;
      if (opt_alert_watch_find (self, rule, alert->item) >= 0)
        opt_alert_watch_clear (from, i - 1, MAX (alert->seen, alert->fired));
      else
        {
          alert->silenced
              = MAX (alert->silenced, opt_alert_watch_get_silence (self, alert->rule, alert->item));
          opt_alert_watch_silence (self, alert->rule, alert->item, alert->silenced);
          g_ptr_array_add (self->alerts, g_ptr_array_steal_index (from->alerts, i - 1));
          if (alert->state == OPT_ALERT_FIRING)
            g_signal_emit_by_name (self, "changed", alert);
        }
    }
}

/**
 * opt_alert_watch_end:
 * @self: a watch that is needed no more
 * @heir: (nullable): which other watch on the same server goes on with what fires
 * @user_data: for @heir
 *
 * What nobody goes on with is over, as far as anybody sees.
 */
void
opt_alert_watch_end (OptAlertWatch *self, OptAlertWatchHeir heir, gpointer user_data)
{
  g_return_if_fail (OPT_IS_ALERT_WATCH (self));

  while (self->alerts->len > 0)
    {
      guint last = self->alerts->len - 1;
      const OptAlert *alert = self->alerts->pdata[last];
      const char *series = opt_alert_watch_get_series (self, alert->rule);
      OptAlertWatch *next = series != NULL && heir != NULL ? heir (series, user_data) : NULL;

      if (next != NULL)
        opt_alert_watch_take (next, self, series);
      if (self->alerts->len > last)
        opt_alert_watch_clear (self, last, MAX (alert->seen, alert->fired));
    }
}
