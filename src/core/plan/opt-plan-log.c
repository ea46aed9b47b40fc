/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-plan-log.h"

#include <string.h>

#include "opt-json.h"

/* What auto_explain writes into a server's log, be that plain, CSV or JSON: "duration: 3.14 ms
 * plan:", then the plan in the format that it was told. */

#define DURATION "duration: "
#define PLAN " plan:"

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

typedef struct
{
  GPtrArray *plans;
  GArray *durations; /* of double, in milliseconds: one for each */
} Entries;

static void
add_duration (Entries *entries, const char *message)
{
  double duration = g_ascii_strtod (strstr (message, DURATION) + strlen (DURATION), NULL);

  g_array_append_val (entries->durations, duration);
}

static void
add_plan (Entries *entries, const char *message)
{
  const char *plan = get_plan (message);

  if (plan == NULL)
    return;
  g_ptr_array_add (entries->plans, g_strdup (plan));
  add_duration (entries, message);
}

/* ---- JSON ------------------------------------------------------------------------------------ */

/* A line an entry. */
static void
split_json (Entries *entries, const char *text)
{
  while (*text != '\0')
    {
      gsize length = strcspn (text, "\n");
      g_autoptr (JsonNode) node
          = *text == '{' ? opt_json_parse (text, (gssize) length, NULL) : NULL;
      const char *message
          = node != NULL ? opt_json_get_string (json_node_get_object (node), "message") : NULL;

      if (message != NULL)
        add_plan (entries, message);
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

static void
split_csv (Entries *entries, const char *text)
{
  static const char opens[] = ",\"" DURATION;

  while ((text = strstr (text, opens)) != NULL)
    {
      g_autofree char *field = NULL;

      text += strlen (",\"");
      field = read_field (&text);
      add_plan (entries, field);
    }
}

/* ---- Lines ----------------------------------------------------------------------------------- */

static gboolean
leads_to_plan (const char *line)
{
  return strstr (line, DURATION) != NULL && g_str_has_suffix (line, PLAN);
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
split_lines (Entries *entries, const char *text)
{
  g_auto (GStrv)
    lines = g_strsplit (text, "\n", -1);
  g_autoptr (GString) plan = NULL;
  gboolean tabbed = FALSE;

  for (guint i = 0; lines[i] != NULL; i++)
    {
      char *line = g_strchomp (lines[i]);

      if (plan != NULL && plan->len == 0)
        tabbed = *line == '\t';
      if (plan != NULL && (leads_to_plan (line) || !goes_on (line, tabbed)))
        g_ptr_array_add (entries->plans, g_string_free (g_steal_pointer (&plan), FALSE));
      if (leads_to_plan (line))
        {
          plan = g_string_new (NULL);
          add_duration (entries, line);
        }
      else if (plan != NULL)
        g_string_append_printf (plan, "%s\n", *line == '\t' ? line + 1 : line);
    }
  if (plan != NULL)
    g_ptr_array_add (entries->plans, g_string_free (g_steal_pointer (&plan), FALSE));
}

/**
 * opt_plan_log_split:
 * @text: UTF-8
 * @durations: (element-type double): gets for each plan how many milliseconds its execution took
 *
 * Returns: (transfer full) (element-type utf8): the plans, where this is a log that has some; none
 *   where it is not
 */
GPtrArray *
opt_plan_log_split (const char *text, GArray *durations)
{
  GPtrArray *plans = g_ptr_array_new_with_free_func (g_free);
  Entries entries = { plans, durations };

  g_return_val_if_fail (text != NULL && durations != NULL, plans);

  if (strstr (text, DURATION) == NULL || strstr (text, PLAN) == NULL)
    return plans;

  if (*text == '{')
    split_json (&entries, text);
  else if (strstr (text, ",\"" DURATION) != NULL)
    split_csv (&entries, text);
  else
    split_lines (&entries, text);

  return plans;
}
