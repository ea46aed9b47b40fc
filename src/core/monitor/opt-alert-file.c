/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-alert-file.h"

#include <glib/gi18n-lib.h>
#include <stdlib.h>
#include <string.h>

#include "opt-alert-rules-private.h"
#include "opt-error.h"
#include "opt-ini-lines.h"
#include "opt-paths.h"

#define MINUTES_A_DAY (24 * 60)

enum
{
  SIGNAL_CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

struct _OptAlertFile
{
  GObject parent_instance;

  /* Owned */
  char *path;
  char *text; /* (nullable) as it was read last, "" where there is none; NULL where it can't be */
  OptAlertRules *rules;
  GError *error; /* (nullable) */
  GFileMonitor *monitor;
};

G_DEFINE_FINAL_TYPE (OptAlertFile, opt_alert_file, G_TYPE_OBJECT)

static void
opt_alert_file_finalize (GObject *object)
{
  OptAlertFile *self = OPT_ALERT_FILE (object);

  if (self->monitor != NULL)
    g_file_monitor_cancel (self->monitor);
  g_clear_object (&self->monitor);
  g_clear_object (&self->rules);
  g_clear_error (&self->error);
  g_free (self->path);
  g_free (self->text);

  G_OBJECT_CLASS (opt_alert_file_parent_class)->finalize (object);
}

static void
opt_alert_file_class_init (OptAlertFileClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = opt_alert_file_finalize;

  signals[SIGNAL_CHANGED] = g_signal_new ("changed", OPT_TYPE_ALERT_FILE, G_SIGNAL_RUN_LAST, 0,
                                          NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
opt_alert_file_init (OptAlertFile *self)
{
  self->text = g_strdup ("");
  self->rules = opt_alert_rules_new ();
}

/* ---- Reading --------------------------------------------------------------------------------- */

static void
fail (OptAlertFile *self, GError *error)
{
  g_clear_error (&self->error);
  self->error = error;
}

/* Whether it says something else than before. */
static gboolean
read_again (OptAlertFile *self)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  g_autofree char *name = g_path_get_basename (self->path);
  g_autoptr (OptAlertRules) rules = NULL;

  if (!g_file_get_contents (self->path, &text, NULL, &error))
    {
      if (!g_error_matches (error, G_FILE_ERROR, G_FILE_ERROR_NOENT))
        {
          g_clear_pointer (&self->text, g_free);
          fail (self, g_steal_pointer (&error));
          return TRUE;
        }
      text = g_strdup ("");
    }
  if (g_strcmp0 (text, self->text) == 0)
    return FALSE;

  g_free (self->text);
  self->text = g_steal_pointer (&text);
  g_clear_error (&error);
  rules = opt_alert_rules_parse (self->text, name, &error);
  fail (self, g_steal_pointer (&error));
  if (rules != NULL)
    g_set_object (&self->rules, rules);

  return TRUE;
}

static void
file_changed (OptAlertFile *self)
{
  if (read_again (self))
    g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

/**
 * opt_alert_file_new:
 * @path: (nullable): a file, which need not be there; %NULL: `alerts.ini` in
 *   opt_paths_get_config_dir()
 * @error: return location for an error: there is no such folder
 *
 * Its changes are told in the thread default context.
 *
 * Returns: (transfer full) (nullable): the file; what is wrong in it is its error
 */
OptAlertFile *
opt_alert_file_new (const char *path, GError **error)
{
  g_autoptr (OptAlertFile) self = g_object_new (OPT_TYPE_ALERT_FILE, NULL);
  g_autoptr (GFile) file = NULL;
  g_autoptr (GError) unwatched = NULL;

  if (path == NULL)
    {
      g_autofree char *folder = opt_paths_get_config_dir (error);

      if (folder == NULL)
        return NULL;
      self->path = g_build_filename (folder, "alerts.ini", NULL);
    }
  else
    self->path = g_strdup (path);
  read_again (self);

  file = g_file_new_for_path (self->path);
  self->monitor = g_file_monitor_file (file, G_FILE_MONITOR_NONE, NULL, &unwatched);
  if (self->monitor != NULL)
    g_signal_connect_object (self->monitor, "changed", G_CALLBACK (file_changed), self,
                             G_CONNECT_SWAPPED);
  else
    g_message (_ ("Changes of %s are not followed: %s"), self->path, unwatched->message);

  return g_steal_pointer (&self);
}

/**
 * opt_alert_file_get_path:
 * @self: the file
 *
 * Returns: (transfer none): where it is
 */
const char *
opt_alert_file_get_path (OptAlertFile *self)
{
  g_return_val_if_fail (OPT_IS_ALERT_FILE (self), NULL);

  return self->path;
}

/**
 * opt_alert_file_get_rules:
 * @self: the file
 *
 * Returns: (transfer none): what it said when it was right last
 */
OptAlertRules *
opt_alert_file_get_rules (OptAlertFile *self)
{
  g_return_val_if_fail (OPT_IS_ALERT_FILE (self), NULL);

  return self->rules;
}

/**
 * opt_alert_file_get_error:
 * @self: the file
 *
 * Returns: (transfer none) (nullable): what is wrong in it now, and in which line
 */
const GError *
opt_alert_file_get_error (OptAlertFile *self)
{
  g_return_val_if_fail (OPT_IS_ALERT_FILE (self), NULL);

  return self->error;
}

/* ---- Writing --------------------------------------------------------------------------------- */

/* As it is now, whoever wrote it. */
static OptIniLines *
begin (OptAlertFile *self, GError **error)
{
  file_changed (self);
  if (self->error == NULL)
    return opt_ini_lines_new (self->text);

  opt_set_error (error, OPT_ERROR_INVALID,
                 _ ("Put it right in an editor; until then nothing is written into it."), "%s",
                 self->error->message);
  return NULL;
}

static gboolean
end (OptAlertFile *self, OptIniLines *lines, GError **error)
{
  g_autofree char *text = opt_ini_lines_to_text (lines);
  g_autofree char *name = g_path_get_basename (self->path);
  g_autofree char *target = realpath (self->path, NULL);
  g_autoptr (OptAlertRules) rules = opt_alert_rules_parse (text, name, error);

  if (rules == NULL)
    return FALSE;
  /* It may be a link into a folder of such files. */
  if (!g_file_set_contents_full (target != NULL ? target : self->path, text, -1,
                                 G_FILE_SET_CONTENTS_CONSISTENT, 0600, error))
    return FALSE;
  file_changed (self);

  return TRUE;
}

static void
set_text (OptIniLines *lines, const char *group, const char *key, const char *text)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autofree char *escaped = NULL;

  g_key_file_set_string (file, group, key, text);
  escaped = g_key_file_get_value (file, group, key, NULL);
  opt_ini_lines_set (lines, group, key, escaped);
}

/* What is as usual is written only where it stands already. */
static void
set_unless_usual (OptIniLines *lines,
                  const char *group,
                  const char *key,
                  const char *value,
                  gboolean usual)
{
  if (!usual || opt_ini_lines_find (lines, group, key) != 0)
    opt_ini_lines_set (lines, group, key, value);
}

static void
set_number (OptIniLines *lines, const char *group, const char *key, double value, gboolean usual)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];

  set_unless_usual (lines, group, key, g_ascii_formatd (text, sizeof text, "%.15g", value), usual);
}

static void
set_duration (OptIniLines *lines, const char *group, const char *key, gint64 time, gboolean usual)
{
  g_autofree char *text = NULL;

  if (time % (60 * G_USEC_PER_SEC) == 0 && time > 0)
    text = g_strdup_printf ("%" G_GINT64_FORMAT "m", time / (60 * G_USEC_PER_SEC));
  else if (time % G_USEC_PER_SEC == 0)
    text = g_strdup_printf ("%" G_GINT64_FORMAT "s", time / G_USEC_PER_SEC);
  else
    text = g_strdup_printf ("%" G_GINT64_FORMAT "us", time);
  set_unless_usual (lines, group, key, text, usual);
}

static void
put_rule (OptIniLines *lines, const OptAlertRule *rule, const OptAlertRule *usual)
{
  g_autofree char *group = g_strconcat (OPT_ALERT_RULE_PREFIX, rule->name, NULL);
  double clear;

  if (usual == NULL)
    {
      set_text (lines, group, "title", rule->title);
      set_text (lines, group, "series", rule->series);
    }
  else if (g_strcmp0 (rule->title, usual->title) != 0)
    set_text (lines, group, "title", rule->title);
  set_unless_usual (lines, group, "comparison", rule->below ? "below" : "above",
                    rule->below == (usual != NULL && usual->below));
  set_number (lines, group, "threshold", rule->threshold,
              usual != NULL && rule->threshold == usual->threshold);
  /* What the reader takes where nothing is said. */
  clear = usual == NULL || opt_ini_lines_find (lines, group, "threshold") != 0
              ? rule->threshold
              : usual->clear_threshold;
  set_number (lines, group, "clear-threshold", rule->clear_threshold,
              rule->clear_threshold == clear);
  set_duration (lines, group, "for", rule->hold, rule->hold == (usual != NULL ? usual->hold : 0));
  set_duration (lines, group, "clear-for", rule->clear_hold,
                rule->clear_hold == (usual != NULL ? usual->clear_hold : 0));
  set_unless_usual (lines, group, "enabled", rule->enabled ? "true" : "false", rule->enabled);
}

/**
 * opt_alert_file_put_rule:
 * @self: the file
 * @rule: a rule, in the place of the one of its name
 * @error: return location for an error
 *
 * Returns: whether it is in the file
 */
gboolean
opt_alert_file_put_rule (OptAlertFile *self, const OptAlertRule *rule, GError **error)
{
  g_autoptr (OptAlertRules) usual = opt_alert_rules_new ();
  g_autoptr (OptIniLines) lines = NULL;

  g_return_val_if_fail (OPT_IS_ALERT_FILE (self) && rule != NULL, FALSE);

  lines = begin (self, error);
  if (lines == NULL)
    return FALSE;
  put_rule (lines, rule, opt_alert_rules_find (usual, rule->name));

  return end (self, lines, error);
}

/**
 * opt_alert_file_remove_rule:
 * @self: the file
 * @name: a rule's name
 * @error: return location for an error
 *
 * A usual rule is as usual then; another is no more.
 *
 * Returns: whether it is out of the file
 */
gboolean
opt_alert_file_remove_rule (OptAlertFile *self, const char *name, GError **error)
{
  g_autofree char *group = NULL;
  g_autoptr (OptIniLines) lines = NULL;

  g_return_val_if_fail (OPT_IS_ALERT_FILE (self) && name != NULL, FALSE);

  lines = begin (self, error);
  if (lines == NULL)
    return FALSE;
  group = g_strconcat (OPT_ALERT_RULE_PREFIX, name, NULL);
  opt_ini_lines_remove_group (lines, group);

  return end (self, lines, error);
}

/**
 * opt_alert_file_reset:
 * @self: the file
 * @error: return location for an error
 *
 * Makes the usual rules as usual. Rules of the user's own stay, and so do keys that nobody knows.
 *
 * Returns: whether that is in the file
 */
gboolean
opt_alert_file_reset (OptAlertFile *self, GError **error)
{
  static const char *const keys[]
      = { "title", "enabled", "comparison", "threshold", "clear-threshold", "for", "clear-for" };
  g_autoptr (OptAlertRules) usual = opt_alert_rules_new ();
  g_autoptr (OptIniLines) lines = NULL;

  g_return_val_if_fail (OPT_IS_ALERT_FILE (self), FALSE);

  lines = begin (self, error);
  if (lines == NULL)
    return FALSE;
  for (guint i = 0; i < opt_alert_rules_get_n (usual); i++)
    {
      g_autofree char *group
          = g_strconcat (OPT_ALERT_RULE_PREFIX, opt_alert_rules_get (usual, i)->name, NULL);

      for (gsize j = 0; j < G_N_ELEMENTS (keys); j++)
        opt_ini_lines_set (lines, group, keys[j], NULL);
    }

  return end (self, lines, error);
}

static void
set_time (OptIniLines *lines, const char *key, int minutes)
{
  g_autofree char *text = g_strdup_printf ("%02d:%02d", minutes / 60, minutes % 60);

  opt_ini_lines_set (lines, "quiet", key, text);
}

/**
 * opt_alert_file_set_quiet:
 * @self: the file
 * @enabled: whether there are quiet hours
 * @from: when they begin, in minutes since midnight
 * @to: when they end
 * @error: return location for an error
 *
 * Returns: whether that is in the file
 */
gboolean
opt_alert_file_set_quiet (OptAlertFile *self, gboolean enabled, int from, int to, GError **error)
{
  g_autoptr (OptIniLines) lines = NULL;

  g_return_val_if_fail (OPT_IS_ALERT_FILE (self), FALSE);
  g_return_val_if_fail (from >= 0 && from < MINUTES_A_DAY && to >= 0 && to < MINUTES_A_DAY, FALSE);

  lines = begin (self, error);
  if (lines == NULL)
    return FALSE;
  set_time (lines, "from", from);
  set_time (lines, "to", to);
  set_unless_usual (lines, "quiet", "enabled", enabled ? "true" : "false", enabled);

  return end (self, lines, error);
}

/**
 * opt_alert_file_set_notifies:
 * @self: the file
 * @notifies: whether the desktop is to be told
 * @error: return location for an error
 *
 * Returns: whether that is in the file
 */
gboolean
opt_alert_file_set_notifies (OptAlertFile *self, gboolean notifies, GError **error)
{
  g_autoptr (OptIniLines) lines = NULL;

  g_return_val_if_fail (OPT_IS_ALERT_FILE (self), FALSE);

  lines = begin (self, error);
  if (lines == NULL)
    return FALSE;
  set_unless_usual (lines, "notifications", "enabled", notifies ? "true" : "false", notifies);

  return end (self, lines, error);
}

/**
 * opt_alert_file_make_name:
 * @self: the file
 * @title: of a rule that is to be
 *
 * Returns: (transfer full): a name that no rule has: letters, digits and dashes
 */
char *
opt_alert_file_make_name (OptAlertFile *self, const char *title)
{
  g_autofree char *ascii = NULL;
  g_autofree char *stem = NULL;
  char *name;

  g_return_val_if_fail (OPT_IS_ALERT_FILE (self) && title != NULL, NULL);

  ascii = g_str_to_ascii (title, "C");
  stem = g_ascii_strdown (ascii, -1);
  g_strcanon (stem, "abcdefghijklmnopqrstuvwxyz0123456789", '-');
  name = g_strdup (*stem != '\0' ? stem : "rule");
  for (guint i = 2; opt_alert_rules_find (self->rules, name) != NULL; i++)
    {
      g_free (name);
      name = g_strdup_printf ("%s-%u", *stem != '\0' ? stem : "rule", i);
    }

  return name;
}
