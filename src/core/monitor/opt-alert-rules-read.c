/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-alert-rules-private.h"

#include <glib/gi18n-lib.h>
#include <stdio.h>
#include <string.h>

#include "opt-error.h"
#include "opt-format.h"
#include "opt-ini-lines.h"
#include "opt-paths.h"

/* A file that is read. */
typedef struct
{
  OptAlertRules *rules;
  GKeyFile *file;
  OptIniLines *lines;
  const char *name;
} Reader;

/* Where it stands and what is wrong there. */
static void G_GNUC_PRINTF (6, 7) complain (const Reader *reader,
                                           const char *group,
                                           const char *key,
                                           const char *next_step,
                                           GError **error,
                                           const char *format,
                                           ...)
{
  guint line = opt_ini_lines_find (reader->lines, group, key);
  g_autofree char *what = NULL;
  va_list args;

  if (line == 0)
    line = opt_ini_lines_find (reader->lines, group, NULL);
  va_start (args, format);
  what = g_strdup_vprintf (format, args);
  va_end (args);
  /* Translators: a file's name, the number of a line of it, and what is wrong there */
  opt_set_error (error, OPT_ERROR_INVALID, next_step, _ ("%s, line %u: %s"), reader->name, line,
                 what);
}

/* @value stays where there is no such key. */
static gboolean
read_duration (const Reader *reader,
               const char *group,
               const char *key,
               gint64 *value,
               GError **error)
{
  g_autofree char *text = g_key_file_get_string (reader->file, group, key, NULL);
  g_autoptr (GError) wrong = NULL;

  if (text == NULL || strcmp (text, "0") == 0)
    {
      *value = text != NULL ? 0 : *value;
      return TRUE;
    }
  if (opt_parse_duration (text, value, &wrong))
    return TRUE;

  complain (reader, group, key, opt_error_get_next_step (wrong), error, "%s", wrong->message);
  return FALSE;
}

static gboolean
read_number (const Reader *reader,
             const char *group,
             const char *key,
             double *value,
             GError **error)
{
  g_autoptr (GError) wrong = NULL;
  double number;

  if (!g_key_file_has_key (reader->file, group, key, NULL))
    return TRUE;

  number = g_key_file_get_double (reader->file, group, key, &wrong);
  if (wrong != NULL)
    {
      complain (reader, group, key, NULL, error, "%s", wrong->message);
      return FALSE;
    }
  *value = number;

  return TRUE;
}

static gboolean
read_boolean (const Reader *reader,
              const char *group,
              const char *key,
              gboolean *value,
              GError **error)
{
  g_autoptr (GError) wrong = NULL;
  gboolean read;

  if (!g_key_file_has_key (reader->file, group, key, NULL))
    return TRUE;

  read = g_key_file_get_boolean (reader->file, group, key, &wrong);
  if (wrong != NULL)
    {
      complain (reader, group, key, _ ("Write true or false."), error, "%s", wrong->message);
      return FALSE;
    }
  *value = read;

  return TRUE;
}

static gboolean
read_comparison (const Reader *reader, const char *group, gboolean *below, GError **error)
{
  g_autofree char *text = g_key_file_get_string (reader->file, group, "comparison", NULL);

  if (text == NULL)
    return TRUE;
  if (!g_str_equal (text, "above") && !g_str_equal (text, "below"))
    {
      complain (reader, group, "comparison", _ ("Write above or below."), error,
                _ ("“%s” is no comparison."), text);
      return FALSE;
    }
  *below = g_str_equal (text, "below");

  return TRUE;
}

static OptAlertRule *
ensure_rule (const Reader *reader, const char *group, GError **error)
{
  const char *name = group + strlen (OPT_ALERT_RULE_PREFIX);
  OptAlertRule *rule = (OptAlertRule *) opt_alert_rules_find (reader->rules, name);
  g_autofree char *series = g_key_file_get_string (reader->file, group, "series", NULL);

  if (rule != NULL)
    return rule;
  if (series == NULL || !g_key_file_has_key (reader->file, group, "threshold", NULL))
    {
      complain (reader, group, NULL, _ ("Say “series” and “threshold” of a rule of your own."),
                error, _ ("[%s] is no usual rule, and does not say what it is on."), group);
      return NULL;
    }

  rule = g_new0 (OptAlertRule, 1);
  rule->name = g_strdup (name);
  rule->title = g_strdup (rule->name);
  rule->series = g_steal_pointer (&series);
  rule->page = g_strdup (g_str_has_prefix (rule->series, "sessions.")     ? "activity"
                         : g_str_has_prefix (rule->series, "statements.") ? "statements"
                                                                          : "overview");
  rule->enabled = TRUE;
  g_ptr_array_add (reader->rules->rules, rule);

  return rule;
}

static gboolean
read_rule (const Reader *reader, const char *group, GError **error)
{
  OptAlertRule *rule = ensure_rule (reader, group, error);
  g_autofree char *title = NULL;

  if (rule == NULL)
    return FALSE;

  title = g_key_file_get_string (reader->file, group, "title", NULL);
  if (title != NULL)
    {
      g_free (rule->title);
      rule->title = g_steal_pointer (&title);
    }
  if (!read_boolean (reader, group, "enabled", &rule->enabled, error)
      || !read_comparison (reader, group, &rule->below, error)
      || !read_number (reader, group, "threshold", &rule->threshold, error))
    return FALSE;
  /* Who moves the one and not the other means both. */
  if (g_key_file_has_key (reader->file, group, "threshold", NULL))
    rule->clear_threshold = rule->threshold;

  return read_number (reader, group, "clear-threshold", &rule->clear_threshold, error)
         && read_duration (reader, group, "for", &rule->hold, error)
         && read_duration (reader, group, "clear-for", &rule->clear_hold, error);
}

static gboolean
read_hour (const Reader *reader, const char *key, int *minutes, GError **error)
{
  g_autofree char *text = g_key_file_get_string (reader->file, "quiet", key, NULL);
  int hour, minute;
  char rest;

  if (text == NULL || sscanf (text, "%2d:%2d%c", &hour, &minute, &rest) != 2 || hour < 0
      || hour > 23 || minute < 0 || minute > 59)
    {
      complain (reader, "quiet", key, _ ("Write it as 22:00."), error,
                _ ("“%s” of [quiet] is no time of the day."), key);
      return FALSE;
    }
  *minutes = hour * 60 + minute;

  return TRUE;
}

static gboolean
read_file (const Reader *reader, GError **error)
{
  g_auto (GStrv)
    groups = g_key_file_get_groups (reader->file, NULL);

  for (gsize i = 0; groups[i] != NULL; i++)
    if (g_str_has_prefix (groups[i], OPT_ALERT_RULE_PREFIX)
        && !read_rule (reader, groups[i], error))
      return FALSE;
  if (!read_boolean (reader, "notifications", "enabled", &reader->rules->notifies, error))
    return FALSE;

  reader->rules->quiet = g_key_file_has_group (reader->file, "quiet");

  return !reader->rules->quiet
         || (read_hour (reader, "from", &reader->rules->quiet_from, error)
             && read_hour (reader, "to", &reader->rules->quiet_to, error)
             && read_boolean (reader, "quiet", "enabled", &reader->rules->quiet, error));
}

/**
 * opt_alert_rules_parse:
 * @text: of a file
 * @name: the file's name, for errors
 * @error: return location for an error: the line, and what is wrong there
 *
 * Returns: (transfer full) (nullable): the usual rules, as the file changes and adds to them
 */
OptAlertRules *
opt_alert_rules_parse (const char *text, const char *name, GError **error)
{
  g_autoptr (OptAlertRules) self = NULL;
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autoptr (OptIniLines) lines = NULL;
  g_autoptr (GError) wrong = NULL;
  guint malformed;

  g_return_val_if_fail (text != NULL && name != NULL, NULL);

  self = opt_alert_rules_new ();
  lines = opt_ini_lines_new (text);
  if (!g_key_file_load_from_data (file, text, strlen (text), G_KEY_FILE_NONE, &wrong))
    {
      malformed = opt_ini_lines_find_malformed (lines);
      if (malformed != 0)
        opt_set_error (error, OPT_ERROR_INVALID, NULL, _ ("%s, line %u: %s"), name, malformed,
                       wrong->message);
      else
        opt_set_error (error, OPT_ERROR_INVALID, NULL, "%s: %s", name, wrong->message);
      return NULL;
    }

  return read_file (&(Reader){ self, file, lines, name }, error) ? g_steal_pointer (&self) : NULL;
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
  g_autoptr (GError) wrong = NULL;
  g_autofree char *usual_path = NULL;
  g_autofree char *text = NULL;

  if (path == NULL)
    {
      g_autofree char *folder = opt_paths_get_config_dir (error);

      if (folder == NULL)
        return NULL;
      usual_path = g_build_filename (folder, "alerts.ini", NULL);
      path = usual_path;
    }

  if (!g_file_get_contents (path, &text, NULL, &wrong))
    {
      if (g_error_matches (wrong, G_FILE_ERROR, G_FILE_ERROR_NOENT))
        return opt_alert_rules_new ();
      opt_set_error (error, OPT_ERROR_INVALID, NULL, "%s", wrong->message);
      return NULL;
    }

  return opt_alert_rules_parse (text, path, error);
}
