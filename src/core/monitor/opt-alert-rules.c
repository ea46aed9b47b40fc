/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-alert-rules-private.h"

#include <glib/gi18n-lib.h>

#define SECOND G_USEC_PER_SEC
#define MINUTE (60 * SECOND)
#define GB 1073741824.0
#define MINUTES_A_DAY (24 * 60)

typedef struct
{
  const char *name;
  const char *title;
  const char *series;
  const char *page;
  double threshold;
  gint64 hold;
  double clear_threshold;
  gint64 clear_hold;
} Usual;

/*
 * What is told without being asked for. The thresholds are those of the overview's list: a tenth of
 * the connections is left; a standby that is a minute behind would be given up for silence
 * (wal_sender_timeout); a thousand million transactions are five times what forces autovacuum. A
 * statement got slower where a test says so, and is told where it is half as much again, until it
 * is a fifth for two minutes. The others are the longest that is nobody's intention in most
 * applications.
 */
static const Usual usual[] = {
  { "connections", N_ ("Connections run out"), "connections.used_share", "overview", 0.9,
    30 * SECOND, 0.85, MINUTE },
  { "blocked", N_ ("A session is held up by another"), "sessions.blocked_ms", "activity",
    30 * 1000.0, 0, 5 * 1000.0, 30 * SECOND },
  { "transaction", N_ ("A transaction is open for long"), "connections.oldest_transaction_ms",
    "activity", 15 * 60 * 1000.0, 0, 60 * 1000.0, MINUTE },
  { "slots", N_ ("A replication slot falls behind"), "slots.retained_bytes", "overview", 10 * GB,
    MINUTE, 8 * GB, MINUTE },
  { "slot-lost", N_ ("A replication slot is lost"), "slots.lost", "overview", 0, 0, 0, MINUTE },
  { "replication-lag", N_ ("A standby is behind"), "replication.replay_lag_ms", "overview",
    60 * 1000.0, 30 * SECOND, 30 * 1000.0, MINUTE },
  { "standby-lag", N_ ("This standby is behind"), "wal.replay_lag_ms", "overview", 60 * 1000.0,
    30 * SECOND, 30 * 1000.0, MINUTE },
  { "wraparound", N_ ("Transaction numbers run out"), "wraparound.xid_age", "overview", 1e9, 0,
    0.9e9, 0 },
  { "wraparound-multixact", N_ ("Multixact numbers run out"), "wraparound.mxid_age", "overview",
    1e9, 0, 0.9e9, 0 },
  { "slower", N_ ("A statement got slower"), "statements.slower", "statements", 1.5, 30 * SECOND,
    1.2, 2 * MINUTE },
  { "archiver", N_ ("Archiving fails"), "archiver.failing", "overview", 0, MINUTE, 0, 0 },
  { "unreachable", N_ ("The server can’t be reached"), "server.unreachable", "overview", 0,
    30 * SECOND, 0, 0 },
};

G_DEFINE_FINAL_TYPE (OptAlertRules, opt_alert_rules, G_TYPE_OBJECT)

static void
opt_alert_rules_finalize (GObject *object)
{
  g_ptr_array_unref (OPT_ALERT_RULES (object)->rules);

  G_OBJECT_CLASS (opt_alert_rules_parent_class)->finalize (object);
}

static void
opt_alert_rules_class_init (OptAlertRulesClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = opt_alert_rules_finalize;
}

static void
opt_alert_rules_init (OptAlertRules *self)
{
  self->quiet_from = -1;
  self->quiet_to = -1;
  self->notifies = TRUE;
  self->rules = g_ptr_array_new_with_free_func ((GDestroyNotify) opt_alert_rule_free);
  for (guint i = 0; i < G_N_ELEMENTS (usual); i++)
    {
      OptAlertRule *rule = g_new0 (OptAlertRule, 1);

      rule->usual = TRUE;
      rule->name = g_strdup (usual[i].name);
      rule->title = g_strdup (_ (usual[i].title));
      rule->series = g_strdup (usual[i].series);
      rule->page = g_strdup (usual[i].page);
      rule->threshold = usual[i].threshold;
      rule->hold = usual[i].hold;
      rule->clear_threshold = usual[i].clear_threshold;
      rule->clear_hold = usual[i].clear_hold;
      rule->enabled = TRUE;
      g_ptr_array_add (self->rules, rule);
    }
}

/**
 * opt_alert_rules_new:
 *
 * Returns: (transfer full): the usual rules, and no quiet hours
 */
OptAlertRules *
opt_alert_rules_new (void)
{
  return g_object_new (OPT_TYPE_ALERT_RULES, NULL);
}

/* ---- What is in it --------------------------------------------------------------------------- */

/**
 * opt_alert_rules_get_n:
 * @self: rules
 *
 * Returns: how many
 */
guint
opt_alert_rules_get_n (OptAlertRules *self)
{
  g_return_val_if_fail (OPT_IS_ALERT_RULES (self), 0);

  return self->rules->len;
}

/**
 * opt_alert_rules_get:
 * @self: rules
 * @position: 0 for the first
 *
 * Returns: (transfer none): a rule
 */
const OptAlertRule *
opt_alert_rules_get (OptAlertRules *self, guint position)
{
  g_return_val_if_fail (OPT_IS_ALERT_RULES (self), NULL);
  g_return_val_if_fail (position < self->rules->len, NULL);

  return self->rules->pdata[position];
}

/**
 * opt_alert_rules_find:
 * @self: rules
 * @name: a rule's name
 *
 * Returns: (transfer none) (nullable): the rule
 */
const OptAlertRule *
opt_alert_rules_find (OptAlertRules *self, const char *name)
{
  g_return_val_if_fail (OPT_IS_ALERT_RULES (self), NULL);

  for (guint i = 0; i < self->rules->len; i++)
    if (g_strcmp0 (((const OptAlertRule *) self->rules->pdata[i])->name, name) == 0)
      return self->rules->pdata[i];

  return NULL;
}

/**
 * opt_alert_rules_is_quiet:
 * @self: rules
 * @real_time: microseconds since 1970
 *
 * Returns: whether nobody is to be told then, in this machine's time zone
 */
gboolean
opt_alert_rules_is_quiet (OptAlertRules *self, gint64 real_time)
{
  g_autoptr (GDateTime) time = NULL;
  int now, since, span;

  g_return_val_if_fail (OPT_IS_ALERT_RULES (self), FALSE);

  if (!self->quiet)
    return FALSE;

  time = g_date_time_new_from_unix_local (real_time / G_USEC_PER_SEC);
  now = g_date_time_get_hour (time) * 60 + g_date_time_get_minute (time);
  since = (now - self->quiet_from + MINUTES_A_DAY) % MINUTES_A_DAY;
  span = (self->quiet_to - self->quiet_from + MINUTES_A_DAY) % MINUTES_A_DAY;

  return since < span;
}

/**
 * opt_alert_rules_get_quiet:
 * @self: rules
 * @from: (out): when the quiet hours begin, in minutes since midnight; -1: that was never said
 * @to: (out): when they end, likewise
 *
 * Returns: whether there are any
 */
gboolean
opt_alert_rules_get_quiet (OptAlertRules *self, int *from, int *to)
{
  g_return_val_if_fail (OPT_IS_ALERT_RULES (self) && from != NULL && to != NULL, FALSE);

  *from = self->quiet_from;
  *to = self->quiet_to;

  return self->quiet;
}

/**
 * opt_alert_rules_get_notifies:
 * @self: rules
 *
 * Returns: whether the desktop is to be told at all
 */
gboolean
opt_alert_rules_get_notifies (OptAlertRules *self)
{
  g_return_val_if_fail (OPT_IS_ALERT_RULES (self), FALSE);

  return self->notifies;
}
