/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-alert-rules.h"

#include <glib/gi18n-lib.h>
#include <stdio.h>
#include <string.h>

#include "opt-error.h"
#include "opt-format.h"
#include "opt-paths.h"

#define SECOND G_USEC_PER_SEC
#define MINUTE (60 * SECOND)
#define GB 1073741824.0
#define MINUTES_A_DAY (24 * 60)
#define PREFIX "rule "

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
 * statement got slower where a test says so, and is told where it is half as much again. The others
 * are the longest that is nobody's intention in most applications.
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
    1.5, 0 },
  { "archiver", N_ ("Archiving fails"), "archiver.failing", "overview", 0, MINUTE, 0, 0 },
  { "unreachable", N_ ("The server can’t be reached"), "server.unreachable", "overview", 0,
    30 * SECOND, 0, 0 },
};

struct _OptAlertRules
{
  GObject parent_instance;

  GPtrArray *rules; /* of OptAlertRule */
  int quiet_from;   /* minutes since midnight, local time; -1: never quiet */
  int quiet_to;
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
  self->rules = g_ptr_array_new_with_free_func ((GDestroyNotify) opt_alert_rule_free);
  for (guint i = 0; i < G_N_ELEMENTS (usual); i++)
    {
      OptAlertRule *rule = g_new0 (OptAlertRule, 1);

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

/* ---- The file -------------------------------------------------------------------------------- */

/* @value stays where there is no such key. */
static gboolean
read_duration (GKeyFile *file, const char *group, const char *key, gint64 *value, GError **error)
{
  g_autofree char *text = g_key_file_get_string (file, group, key, NULL);

  if (text == NULL || strcmp (text, "0") == 0)
    {
      *value = text != NULL ? 0 : *value;
      return TRUE;
    }

  return opt_parse_duration (text, value, error);
}

static gboolean
read_number (GKeyFile *file, const char *group, const char *key, double *value, GError **error)
{
  g_autoptr (GError) wrong = NULL;
  double number;

  if (!g_key_file_has_key (file, group, key, NULL))
    return TRUE;

  number = g_key_file_get_double (file, group, key, &wrong);
  if (wrong != NULL)
    {
      opt_set_error (error, OPT_ERROR_INVALID, NULL, "[%s]: %s", group, wrong->message);
      return FALSE;
    }
  *value = number;

  return TRUE;
}

static OptAlertRule *
ensure_rule (OptAlertRules *self, GKeyFile *file, const char *group, GError **error)
{
  OptAlertRule *rule = (OptAlertRule *) opt_alert_rules_find (self, group + strlen (PREFIX));
  g_autofree char *series = g_key_file_get_string (file, group, "series", NULL);

  if (rule != NULL)
    return rule;
  if (series == NULL || !g_key_file_has_key (file, group, "threshold", NULL))
    {
      opt_set_error (error, OPT_ERROR_INVALID,
                     _ ("Say “series” and “threshold” of a rule of your own."),
                     _ ("[%s] is no usual rule, and does not say what it is on."), group);
      return NULL;
    }

  rule = g_new0 (OptAlertRule, 1);
  rule->name = g_strdup (group + strlen (PREFIX));
  rule->title = g_strdup (rule->name);
  rule->series = g_steal_pointer (&series);
  rule->page = g_strdup ("overview");
  rule->enabled = TRUE;
  g_ptr_array_add (self->rules, rule);

  return rule;
}

static gboolean
read_rule (OptAlertRules *self, GKeyFile *file, const char *group, GError **error)
{
  OptAlertRule *rule = ensure_rule (self, file, group, error);
  g_autofree char *title = NULL;

  if (rule == NULL)
    return FALSE;

  title = g_key_file_get_string (file, group, "title", NULL);
  if (title != NULL)
    {
      g_free (rule->title);
      rule->title = g_steal_pointer (&title);
    }
  if (g_key_file_has_key (file, group, "enabled", NULL))
    rule->enabled = g_key_file_get_boolean (file, group, "enabled", NULL);
  if (!read_number (file, group, "threshold", &rule->threshold, error))
    return FALSE;
  /* Who moves the one and not the other means both. */
  if (g_key_file_has_key (file, group, "threshold", NULL))
    rule->clear_threshold = rule->threshold;

  return read_number (file, group, "clear-threshold", &rule->clear_threshold, error)
         && read_duration (file, group, "for", &rule->hold, error)
         && read_duration (file, group, "clear-for", &rule->clear_hold, error);
}

static gboolean
read_hour (GKeyFile *file, const char *key, int *minutes, GError **error)
{
  g_autofree char *text = g_key_file_get_string (file, "quiet", key, NULL);
  int hour, minute;
  char rest;

  if (text == NULL || sscanf (text, "%2d:%2d%c", &hour, &minute, &rest) != 2 || hour < 0
      || hour > 23 || minute < 0 || minute > 59)
    {
      opt_set_error (error, OPT_ERROR_INVALID, _ ("Write it as 22:00."),
                     _ ("“%s” of [quiet] is no time of the day."), key);
      return FALSE;
    }
  *minutes = hour * 60 + minute;

  return TRUE;
}

static gboolean
read_file (OptAlertRules *self, GKeyFile *file, GError **error)
{
  g_auto (GStrv)
    groups = g_key_file_get_groups (file, NULL);

  for (gsize i = 0; groups[i] != NULL; i++)
    if (g_str_has_prefix (groups[i], PREFIX) && !read_rule (self, file, groups[i], error))
      return FALSE;

  return !g_key_file_has_group (file, "quiet")
         || (read_hour (file, "from", &self->quiet_from, error)
             && read_hour (file, "to", &self->quiet_to, error));
}

/**
 * opt_alert_rules_load:
 * @path: (nullable): a file; %NULL: `alerts.ini` in opt_paths_get_config_dir()
 * @error: return location for an error
 *
 * The usual rules, as the file changes and adds to them. There need be no file.
 *
 * Returns: (transfer full) (nullable): the rules
 */
OptAlertRules *
opt_alert_rules_load (const char *path, GError **error)
{
  g_autoptr (OptAlertRules) self = opt_alert_rules_new ();
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autoptr (GError) wrong = NULL;
  g_autofree char *usual_path = NULL;

  if (path == NULL)
    {
      g_autofree char *folder = opt_paths_get_config_dir (error);

      if (folder == NULL)
        return NULL;
      usual_path = g_build_filename (folder, "alerts.ini", NULL);
      path = usual_path;
    }

  if (!g_key_file_load_from_file (file, path, G_KEY_FILE_NONE, &wrong))
    {
      if (g_error_matches (wrong, G_FILE_ERROR, G_FILE_ERROR_NOENT))
        return g_steal_pointer (&self);
      opt_set_error (error, OPT_ERROR_INVALID, NULL, "%s: %s", path, wrong->message);
      return NULL;
    }
  if (!read_file (self, file, error))
    {
      g_prefix_error (error, "%s: ", path);
      return NULL;
    }

  return g_steal_pointer (&self);
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

  if (self->quiet_from < 0)
    return FALSE;

  time = g_date_time_new_from_unix_local (real_time / G_USEC_PER_SEC);
  now = g_date_time_get_hour (time) * 60 + g_date_time_get_minute (time);
  since = (now - self->quiet_from + MINUTES_A_DAY) % MINUTES_A_DAY;
  span = (self->quiet_to - self->quiet_from + MINUTES_A_DAY) % MINUTES_A_DAY;

  return since < span;
}
