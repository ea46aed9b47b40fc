/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-plan-log.h"

#include <string.h>

#include "opt-json.h"
#include "opt-plan-log-time.h"

/* What auto_explain writes into a server's log, be that plain, CSV or JSON: "duration: 3.14 ms
 * plan:", then the plan in the format that it was told. */

#define DURATION "duration: "
#define PLAN " plan:"

/* Of a CSV record, before its message: names and numbers. */
#define MAX_HEAD 2000

/* The columns between its message and the name of the program. */
#define N_BETWEEN 8

/* What stands below the first line of a message, if that leads to a plan; %NULL otherwise. */
static const char *
get_plan (const char *message)
{
  const char *end = strchr (message, '\n');

  if (end == NULL || !g_str_has_prefix (message, DURATION)
      || (gsize) (end - message) < strlen (PLAN)
      || strncmp (end - strlen (PLAN), PLAN, strlen (PLAN)) != 0)
    return NULL;

  return end + 1;
}

static void
entry_free (gpointer data)
{
  OptPlanLogEntry *entry = data;

  g_free (entry->plan);
  g_free (entry->time);
  g_free (entry->database);
  g_free (entry->application);
  g_free (entry->prefix);
  g_free (entry);
}

/* @message: from its duration on */
static OptPlanLogEntry *
add_entry (GPtrArray *entries, const char *message)
{
  OptPlanLogEntry *entry = g_new0 (OptPlanLogEntry, 1);

  entry->duration_ms = g_ascii_strtod (message + strlen (DURATION), NULL);
  g_ptr_array_add (entries, entry);

  return entry;
}

/* ---- JSON ------------------------------------------------------------------------------------ */

static char *
dup_member (JsonObject *object, const char *name)
{
  return g_strdup (opt_json_get_string (object, name));
}

/* A line an entry. */
static void
split_json (GPtrArray *entries, const char *text)
{
  while (*text != '\0')
    {
      gsize length = strcspn (text, "\n");
      g_autoptr (JsonNode) node
          = *text == '{' ? opt_json_parse (text, (gssize) length, NULL) : NULL;
      JsonObject *object = node != NULL ? json_node_get_object (node) : NULL;
      const char *message = object != NULL ? opt_json_get_string (object, "message") : NULL;
      const char *plan = message != NULL ? get_plan (message) : NULL;

      if (plan != NULL)
        {
          OptPlanLogEntry *entry = add_entry (entries, message);

          entry->plan = g_strdup (plan);
          entry->time = dup_member (object, "timestamp");
          entry->database = dup_member (object, "dbname");
          entry->application = dup_member (object, "application_name");
        }
      text += length + (text[length] != '\0');
    }
}

/* ---- CSV ------------------------------------------------------------------------------------- */

/* From behind the quote that opens a field; leaves @at at the one that closes it. */
static char *
read_field (const char **at)
{
  GString *field = g_string_new (NULL);

  for (; **at != '\0' && (**at != '"' || (*at)[1] == '"'); (*at)++)
    {
      if (**at == '"')
        (*at)++;
      g_string_append_c (field, **at);
    }

  return g_string_free (field, FALSE);
}

/* The next of a record, where it has one more; what is empty is none. */
static char *
read_column (const char **at)
{
  g_autofree char *field = NULL;

  if (**at == '"')
    {
      (*at)++;
      field = read_field (at);
      *at += **at == '"';
    }
  else
    {
      gsize length = strcspn (*at, ",\n");

      field = g_strndup (*at, length);
      *at += length;
    }
  *at += **at == ',';

  return *field != '\0' ? g_steal_pointer (&field) : NULL;
}

/* The record begins with "time,user,database"; none of them has a line break. */
static void
read_head (OptPlanLogEntry *entry, const char *record)
{
  g_autofree char *user = NULL;

  entry->time = read_column (&record);
  user = read_column (&record);
  entry->database = read_column (&record);
}

/* From behind the message, up to the name of the program. */
static void
read_rest (OptPlanLogEntry *entry, const char *at)
{
  at += *at == ',';
  for (guint column = 0; column < N_BETWEEN; column++)
    g_free (read_column (&at));
  entry->application = read_column (&at);
}

static void
split_csv (GPtrArray *entries, const char *text)
{
  static const char opens[] = ",\"" DURATION;
  const char *start = text;

  while ((text = strstr (text, opens)) != NULL)
    {
      const char *record = text;
      g_autofree char *field = NULL;
      const char *plan;

      while (record > start && record[-1] != '\n' && text - record < MAX_HEAD)
        record--;
      text += strlen (",\"");
      field = read_field (&text);
      plan = *text == '"' ? get_plan (field) : NULL;
      if (plan != NULL)
        {
          OptPlanLogEntry *entry = add_entry (entries, field);

          entry->plan = g_strdup (plan);
          read_head (entry, record);
          read_rest (entry, text + 1);
        }
    }
}

/* ---- Lines ----------------------------------------------------------------------------------- */

/* Where the message begins that leads to a plan; %NULL where none does. What is before it may have
 * anything in it, as the name that a program gives itself: only the last duration is the server's.
 */
static const char *
find_message (const char *line)
{
  return g_str_has_suffix (line, PLAN) ? g_strrstr (line, DURATION) : NULL;
}

/* In a file what belongs to an entry begins with a tab; what a client is told does not. */
static gboolean
goes_on (const char *line, gboolean tabbed)
{
  gsize digits = strspn (line, "0123456789");

  if (tabbed)
    return *line == '\t' || *line == '\0';

  return !(digits == 4 && line[digits] == '-') && strstr (line, "LOG:  ") == NULL;
}

static void
split_lines (GPtrArray *entries, const char *text)
{
  g_auto (GStrv)
    lines = g_strsplit (text, "\n", -1);
  g_autoptr (GString) plan = NULL;
  OptPlanLogEntry *entry = NULL;
  gboolean tabbed = FALSE;

  for (guint i = 0; lines[i] != NULL; i++)
    {
      char *line = g_strchomp (lines[i]);
      const char *message = find_message (line);

      if (plan != NULL && plan->len == 0)
        tabbed = *line == '\t';
      if (plan != NULL && (message != NULL || !goes_on (line, tabbed)))
        entry->plan = g_string_free (g_steal_pointer (&plan), FALSE);
      if (message != NULL)
        {
          plan = g_string_new (NULL);
          entry = add_entry (entries, message);
          entry->prefix = g_strndup (line, (gsize) (message - line));
          /* "%m" or "%t", wherever log_line_prefix has it. */
          entry->time = opt_plan_log_time_find (entry->prefix);
        }
      else if (plan != NULL)
        g_string_append_printf (plan, "%s\n", *line == '\t' ? line + 1 : line);
    }
  if (plan != NULL)
    entry->plan = g_string_free (g_steal_pointer (&plan), FALSE);
}

/**
 * opt_plan_log_split:
 * @text: UTF-8
 *
 * Returns: (transfer full) (element-type OptPlanLogEntry): what it has plans of, where this is a
 * log that has some; none where it is not
 */
GPtrArray *
opt_plan_log_split (const char *text)
{
  GPtrArray *entries = g_ptr_array_new_with_free_func (entry_free);

  g_return_val_if_fail (text != NULL, entries);

  if (strstr (text, DURATION) == NULL || strstr (text, PLAN) == NULL)
    return entries;

  /* A log in CSV that was cut may begin with a plan in JSON. */
  if (*text == '{')
    split_json (entries, text);
  if (entries->len == 0)
    split_csv (entries, text);
  if (entries->len == 0)
    split_lines (entries, text);

  return entries;
}
