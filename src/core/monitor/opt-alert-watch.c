/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-alert-watch-private.h"

#include <math.h>

/* What is looked at by itself is so every few seconds. */
#define LOOK_HOLDS (60 * G_USEC_PER_SEC)
/* So often at most a worse value is told to who keeps it. */
#define KEEP_INTERVAL (60 * G_USEC_PER_SEC)

enum
{
  SIGNAL_CHANGED,
  SIGNAL_FIRED,
  SIGNAL_CLEARED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (OptAlertWatch, opt_alert_watch, G_TYPE_OBJECT)

static void
opt_alert_watch_finalize (GObject *object)
{
  OptAlertWatch *self = OPT_ALERT_WATCH (object);

  g_free (self->server);
  g_object_unref (self->rules);
  g_ptr_array_unref (self->alerts);
  g_hash_table_unref (self->silences);

  G_OBJECT_CLASS (opt_alert_watch_parent_class)->finalize (object);
}

static guint
add_signal (const char *name)
{
  return g_signal_new (name, OPT_TYPE_ALERT_WATCH, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                       G_TYPE_NONE, 1, OPT_TYPE_ALERT | G_SIGNAL_TYPE_STATIC_SCOPE);
}

static void
opt_alert_watch_class_init (OptAlertWatchClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = opt_alert_watch_finalize;

  signals[SIGNAL_CHANGED] = add_signal ("changed");
  signals[SIGNAL_FIRED] = add_signal ("fired");
  signals[SIGNAL_CLEARED] = add_signal ("cleared");
}

static void
opt_alert_watch_init (OptAlertWatch *self)
{
  self->alerts = g_ptr_array_new_with_free_func ((GDestroyNotify) opt_alert_free);
  self->silences = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
}

/**
 * opt_alert_watch_new:
 * @server: its name, for a person
 * @rules: by what to look
 *
 * Returns: (transfer full): a watch
 */
OptAlertWatch *
opt_alert_watch_new (const char *server, OptAlertRules *rules)
{
  OptAlertWatch *self;

  g_return_val_if_fail (server != NULL && OPT_IS_ALERT_RULES (rules), NULL);

  self = g_object_new (OPT_TYPE_ALERT_WATCH, NULL);
  self->server = g_strdup (server);
  self->rules = g_object_ref (rules);

  return self;
}

int
opt_alert_watch_find (OptAlertWatch *self, const OptAlertRule *rule, const char *item)
{
  for (guint i = 0; i < self->alerts->len; i++)
    {
      const OptAlert *alert = self->alerts->pdata[i];

      if (g_strcmp0 (alert->rule, rule->name) == 0 && g_strcmp0 (alert->item, item) == 0)
        return (int) i;
    }

  return -1;
}

static void
take_rule (OptAlert *alert, const OptAlertRule *rule)
{
  alert->threshold = rule->threshold;
  alert->clear_threshold = rule->clear_threshold;
  alert->clear_hold = rule->clear_hold;
}

/**
 * opt_alert_watch_resume:
 * @self: a watch that has not looked yet
 * @alert: one that was firing when this server was watched last
 *
 * It is not told again, and is over when it is found to be.
 */
void
opt_alert_watch_resume (OptAlertWatch *self, const OptAlert *alert)
{
  const OptAlertRule *rule;

  g_return_if_fail (OPT_IS_ALERT_WATCH (self));
  g_return_if_fail (alert != NULL && alert->state == OPT_ALERT_FIRING);

  rule = opt_alert_rules_find (self->rules, alert->rule);
  if (rule != NULL && opt_alert_watch_find (self, rule, alert->item) < 0)
    {
      OptAlert *resumed = opt_alert_copy (alert);

      take_rule (resumed, rule);
      g_ptr_array_add (self->alerts, resumed);
    }
}

/**
 * opt_alert_watch_set_filter:
 * @self: a watch
 * @filter: at which series opt_alert_watch_look() looks: of several watches on one server one tells
 * @user_data: for @filter
 */
void
opt_alert_watch_set_filter (OptAlertWatch *self, OptAlertWatchFilter filter, gpointer user_data)
{
  g_return_if_fail (OPT_IS_ALERT_WATCH (self));

  self->filter = filter;
  self->filter_data = user_data;
}

/* ---- Silence --------------------------------------------------------------------------------- */

static char *
make_key (const char *rule, const char *item)
{
  return g_strjoin ("\n", rule, item, NULL);
}

/* Until when; 0: never. */
gint64
opt_alert_watch_get_silence (OptAlertWatch *self, const char *rule, const char *item)
{
  g_autofree char *key = make_key (rule, item);
  const gint64 *until = g_hash_table_lookup (self->silences, key);

  return until != NULL ? *until : 0;
}

/**
 * opt_alert_watch_silence:
 * @self: a watch
 * @rule: a rule's name
 * @item: (nullable): of what
 * @until: when that ends, by this machine's clock; 0: now
 *
 * Until then nobody is told of this, whether it fires now or anew. What still fires after that is
 * told again.
 */
void
opt_alert_watch_silence (OptAlertWatch *self, const char *rule, const char *item, gint64 until)
{
  g_return_if_fail (OPT_IS_ALERT_WATCH (self) && rule != NULL);

  g_hash_table_replace (self->silences, make_key (rule, item), g_memdup2 (&until, sizeof until));
  for (guint i = 0; i < self->alerts->len; i++)
    {
      OptAlert *alert = self->alerts->pdata[i];

      if (g_strcmp0 (alert->rule, rule) != 0 || g_strcmp0 (alert->item, item) != 0)
        continue;
      alert->silenced = until;
      alert->told = FALSE;
      if (alert->state == OPT_ALERT_FIRING)
        g_signal_emit (self, signals[SIGNAL_CHANGED], 0, alert);
    }
}

/* ---- One alert ------------------------------------------------------------------------------- */

static void
tell (OptAlertWatch *self, OptAlert *alert, gint64 real_time)
{
  if (alert->told || opt_alert_rules_is_quiet (self->rules, real_time)
      || opt_alert_watch_get_silence (self, alert->rule, alert->item) > real_time)
    return;

  alert->told = TRUE;
  alert->announced = TRUE;
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0, alert);
  g_signal_emit (self, signals[SIGNAL_FIRED], 0, alert);
}

static void
fire (OptAlertWatch *self, OptAlert *alert, gint64 time)
{
  alert->state = OPT_ALERT_FIRING;
  alert->fired = time;
  alert->kept = time;
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0, alert);
}

void
opt_alert_watch_clear (OptAlertWatch *self, guint position, gint64 time)
{
  g_autoptr (OptAlert) alert = g_ptr_array_steal_index (self->alerts, position);

  if (alert->state == OPT_ALERT_PENDING)
    return;

  alert->state = OPT_ALERT_CLEARED;
  /* That it stays so was only waited for. */
  alert->cleared = alert->relieved != 0 ? alert->relieved : time;
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0, alert);
  if (alert->announced)
    g_signal_emit (self, signals[SIGNAL_CLEARED], 0, alert);
}

/* Of what is an age: when that began. It is not before 1970, whatever the server says. */
static gint64
find_begin (const OptAlertRule *rule, gint64 time, double value)
{
  double began = (double) time - value * 1000.0;

  return !rule->below && opt_alert_rule_is_on_age (rule) && began > 0 ? (gint64) began : time;
}

static OptAlert *
begin (OptAlertWatch *self,
       const OptAlertRule *rule,
       const OptSeriesInfo *info,
       gint64 time,
       double value)
{
  OptAlert *alert = g_new0 (OptAlert, 1);

  alert->server = g_strdup (self->server);
  alert->rule = g_strdup (rule->name);
  alert->item = g_strdup (info->item);
  alert->title = g_strdup (rule->title);
  alert->page = g_strdup (rule->page);
  alert->unit = info->unit;
  alert->below = rule->below;
  take_rule (alert, rule);
  alert->value = value;
  alert->worst = value;
  alert->silenced = opt_alert_watch_get_silence (self, rule->name, info->item);
  alert->since = find_begin (rule, time, value);
  alert->passed = time;
  alert->seen = time;
  g_ptr_array_add (self->alerts, alert);

  return alert;
}

/* Nobody knows how it was meanwhile: what has to hold without a break begins anew. */
static void
bridge_gap (OptAlert *alert, gint64 time)
{
  if (alert->state == OPT_ALERT_PENDING)
    {
      if (alert->since == alert->passed)
        alert->since = time;
      alert->passed = time;
    }
  alert->relieved = 0;
}

static void
follow_worst (OptAlertWatch *self, OptAlert *alert, gint64 time)
{
  double value = alert->value;

  if (alert->below ? value >= alert->worst : value <= alert->worst)
    return;

  alert->worst = value;
  if (alert->state == OPT_ALERT_FIRING && time - alert->kept >= KEEP_INTERVAL)
    {
      alert->kept = time;
      g_signal_emit (self, signals[SIGNAL_CHANGED], 0, alert);
    }
}

/* Whether it is over. */
static gboolean
follow (OptAlertWatch *self, OptAlert *alert, const OptAlertRule *rule, gint64 time, double value)
{
  alert->seen = time;
  alert->value = value;
  /* The clock was set back: what is counted from then begins anew. */
  alert->since = MIN (alert->since, time);
  alert->passed = MIN (alert->passed, time);
  follow_worst (self, alert, time);
  if (alert->state == OPT_ALERT_PENDING)
    return !opt_alert_rule_fires_at (rule, value);

  if (!opt_alert_rule_clears_at (rule, value))
    {
      alert->relieved = 0;
      return FALSE;
    }
  if (alert->relieved == 0 || alert->relieved > time)
    alert->relieved = time;

  return time - alert->relieved >= rule->clear_hold;
}

static void
look (OptAlertWatch *self,
      const OptAlertRule *rule,
      const OptSeriesInfo *info,
      gint64 time,
      double value,
      gboolean follows_gap,
      gint64 real_time)
{
  int position = opt_alert_watch_find (self, rule, info->item);
  OptAlert *alert = NULL;

  if (!isfinite (value))
    return;

  if (position >= 0)
    {
      alert = self->alerts->pdata[position];
      if (follows_gap && alert->seen != time)
        bridge_gap (alert, time);
      if (follow (self, alert, rule, time, value))
        {
          opt_alert_watch_clear (self, (guint) position, time);
          return;
        }
    }
  else if (opt_alert_rule_fires_at (rule, value))
    alert = begin (self, rule, info, time, value);
  if (alert == NULL)
    return;

  if (alert->state == OPT_ALERT_PENDING && time - alert->passed >= rule->hold)
    fire (self, alert, time);
  if (alert->state == OPT_ALERT_FIRING)
    tell (self, alert, real_time);
}

/**
 * opt_alert_watch_set_rules:
 * @self: a watch
 * @rules: by what to look from now on
 *
 * What fires by a rule that is no more, is off, or is on something else is over.
 */
void
opt_alert_watch_set_rules (OptAlertWatch *self, OptAlertRules *rules)
{
  g_autoptr (OptAlertRules) before = NULL;

  g_return_if_fail (OPT_IS_ALERT_WATCH (self) && OPT_IS_ALERT_RULES (rules));

  before = self->rules;
  self->rules = g_object_ref (rules);
  for (guint i = self->alerts->len; i > 0; i--)
    {
      OptAlert *alert = self->alerts->pdata[i - 1];
      const OptAlertRule *rule = opt_alert_rules_find (rules, alert->rule);
      const OptAlertRule *old = opt_alert_rules_find (before, alert->rule);

      if (rule == NULL || !rule->enabled || old == NULL || rule->below != old->below
          || g_strcmp0 (rule->series, old->series) != 0)
        opt_alert_watch_clear (self, i - 1, MAX (alert->seen, alert->fired));
      else
        take_rule (alert, rule);
    }
}

/**
 * opt_alert_watch_set_server:
 * @self: a watch
 * @server: what is looked at from now on
 *
 * What fires of the one before is over, as far as anybody sees.
 */
void
opt_alert_watch_set_server (OptAlertWatch *self, const char *server)
{
  g_return_if_fail (OPT_IS_ALERT_WATCH (self) && server != NULL);

  if (g_str_equal (self->server, server))
    return;

  for (guint i = self->alerts->len; i > 0; i--)
    {
      const OptAlert *alert = self->alerts->pdata[i - 1];

      opt_alert_watch_clear (self, i - 1, MAX (alert->seen, alert->fired));
    }
  g_free (self->server);
  self->server = g_strdup (server);
}

/* ---- All of them ----------------------------------------------------------------------------- */

static gboolean
has_items (OptSeriesSet *set, const char *name)
{
  for (guint i = 0; i < opt_series_set_get_n (set); i++)
    {
      const OptSeriesInfo *info = opt_series_get_info (opt_series_set_get (set, i));

      if (info->item != NULL && g_str_equal (info->name, name))
        return TRUE;
    }

  return FALSE;
}

/* What was read without the item says that it is gone: a slot that was dropped. */
static void
clear_gone (OptAlertWatch *self, const OptAlertRule *rule, OptSeriesSet *set)
{
  const OptSeries *all = opt_series_set_find (set, rule->series, NULL);
  const OptSeriesPoint *last = all != NULL ? opt_series_get_last (all) : NULL;

  for (guint i = self->alerts->len; last != NULL && i > 0; i--)
    {
      const OptAlert *alert = self->alerts->pdata[i - 1];
      const OptSeries *series;
      const OptSeriesPoint *own;

      if (alert->item == NULL || g_strcmp0 (alert->rule, rule->name) != 0)
        continue;
      series = opt_series_set_find (set, rule->series, alert->item);
      own = series != NULL ? opt_series_get_last (series) : NULL;
      if (own == NULL || own->time < last->time)
        opt_alert_watch_clear (self, i - 1, last->time);
    }
}

static void
look_by_rule (OptAlertWatch *self, const OptAlertRule *rule, OptSeriesSet *set, gint64 real_time)
{
  gboolean items = has_items (set, rule->series);

  for (guint i = 0; i < opt_series_set_get_n (set); i++)
    {
      const OptSeries *series = opt_series_set_get (set, i);
      const OptSeriesInfo *info = opt_series_get_info (series);
      const OptSeriesPoint *last = opt_series_get_last (series);

      if (g_str_equal (info->name, rule->series) && (info->item != NULL) == items && last != NULL)
        look (self, rule, info, last->time, last->value, opt_series_follows_gap (series),
              real_time);
    }
  clear_gone (self, rule, set);
}

/**
 * opt_alert_watch_look:
 * @self: a watch
 * @set: the server's series
 * @real_time: this machine's clock, for the quiet hours
 *
 * Looks at the latest value of each series that a rule is on. To be called whenever there is more
 * of them.
 */
void
opt_alert_watch_look (OptAlertWatch *self, OptSeriesSet *set, gint64 real_time)
{
  g_return_if_fail (OPT_IS_ALERT_WATCH (self));
  g_return_if_fail (OPT_IS_SERIES_SET (set));

  for (guint i = 0; i < opt_alert_rules_get_n (self->rules); i++)
    {
      const OptAlertRule *rule = opt_alert_rules_get (self->rules, i);

      if (rule->enabled && (self->filter == NULL || self->filter (rule->series, self->filter_data)))
        look_by_rule (self, rule, set, real_time);
    }
}

/* The machine slept, or the program was stopped. */
static gboolean
was_not_looked_at (OptAlertWatch *self,
                   const OptAlertRule *rule,
                   const OptSeriesInfo *info,
                   gint64 time)
{
  int position = opt_alert_watch_find (self, rule, info->item);
  const OptAlert *alert = position >= 0 ? self->alerts->pdata[position] : NULL;

  return alert != NULL && alert->seen != 0 && time - alert->seen > LOOK_HOLDS;
}

/**
 * opt_alert_watch_look_at:
 * @self: a watch
 * @info: of a value that is in no series: whether the server can be reached
 * @time: when; the same clock each time
 * @value: the value
 * @real_time: this machine's clock
 */
void
opt_alert_watch_look_at (OptAlertWatch *self,
                         const OptSeriesInfo *info,
                         gint64 time,
                         double value,
                         gint64 real_time)
{
  g_return_if_fail (OPT_IS_ALERT_WATCH (self));
  g_return_if_fail (info != NULL);

  for (guint i = 0; i < opt_alert_rules_get_n (self->rules); i++)
    {
      const OptAlertRule *rule = opt_alert_rules_get (self->rules, i);

      if (rule->enabled && g_str_equal (rule->series, info->name))
        look (self, rule, info, time, value, was_not_looked_at (self, rule, info, time), real_time);
    }
}

/**
 * opt_alert_watch_list_firing:
 * @self: a watch
 *
 * Returns: (transfer full) (element-type OptAlert): copies of what fires now
 */
GPtrArray *
opt_alert_watch_list_firing (OptAlertWatch *self)
{
  GPtrArray *firing = g_ptr_array_new_with_free_func ((GDestroyNotify) opt_alert_free);

  g_return_val_if_fail (OPT_IS_ALERT_WATCH (self), firing);

  for (guint i = 0; i < self->alerts->len; i++)
    {
      const OptAlert *alert = self->alerts->pdata[i];

      if (alert->state == OPT_ALERT_FIRING)
        g_ptr_array_add (firing, opt_alert_copy (alert));
    }

  return firing;
}
