/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-plan-summary-words.h"

#include <stdio.h>
#include <string.h>

#include "opt-json.h"
#include "opt-plan-property-words.h"

/* What stands below the tree of a plan in PostgreSQL's text format, as the JSON format has it. */

static double
read_ms (const char *text)
{
  return g_ascii_strtod (text, NULL);
}

/* "work_mem = '1MB', jit = 'off'" */
static void
read_settings (JsonObject *statement, const char *text)
{
  g_autoptr (GRegex) regex = g_regex_new ("([\\w.]+) = '((?:[^']|'')*)'", 0, 0, NULL);
  g_autoptr (GMatchInfo) match = NULL;
  JsonObject *settings = json_object_new ();

  for (g_regex_match (regex, text, 0, &match); g_match_info_matches (match);
       g_match_info_next (match, NULL))
    {
      g_autofree char *name = g_match_info_fetch (match, 1);
      g_autofree char *value = g_match_info_fetch (match, 2);
      g_autoptr (GString) plain = g_string_new (value);

      g_string_replace (plain, "''", "'", 0);
      json_object_set_string_member (settings, name, plain->str);
    }
  json_object_set_object_member (statement, "Settings", settings);
}

/* "Trigger audit on orders: time=1.234 calls=3"; one of a constraint is "Trigger RI_x for
 * constraint y on orders: …", its own name only where EXPLAIN is VERBOSE. */
static void
read_trigger (JsonObject *statement, const char *words)
{
  static const char *const pattern
      = "^Trigger (?<name>(?!for constraint ).+?)?(?: ?for constraint (?<constraint>.+?))?"
        "(?: on (?<relation>[^:]+))?: (?:time=(?<time>[0-9.]+) )?calls=(?<calls>[0-9.]+)$";
  static const struct
  {
    const char *group;
    const char *key;
  } texts[] = { { "name", "Trigger Name" },
                { "constraint", "Constraint Name" },
                { "relation", "Relation" } };
  g_autoptr (GRegex) regex = g_regex_new (pattern, 0, 0, NULL);
  g_autoptr (GMatchInfo) match = NULL;
  g_autofree char *time = NULL;
  g_autofree char *calls = NULL;
  JsonObject *trigger;

  if (!g_regex_match (regex, words, 0, &match))
    return;

  trigger = json_object_new ();
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autofree char *text = g_match_info_fetch_named (match, texts[i].group);

      if (text != NULL && *text != '\0')
        json_object_set_string_member (trigger, texts[i].key, text);
    }
  time = g_match_info_fetch_named (match, "time");
  calls = g_match_info_fetch_named (match, "calls");
  if (time != NULL && *time != '\0')
    json_object_set_double_member (trigger, "Time", read_ms (time));
  json_object_set_member (trigger, "Calls", opt_json_read_number (calls));
  if (!json_object_has_member (statement, "Triggers"))
    json_object_set_array_member (statement, "Triggers", json_array_new ());
  json_array_add_object_element (json_object_get_array_member (statement, "Triggers"), trigger);
}

/* "Generation 0.9 ms (Deform 0.2 ms), Inlining 0.0 ms, …, Total 1.5 ms" */
static void
read_jit_timing (JsonObject *jit, const char *text)
{
  g_autoptr (GRegex) regex = g_regex_new ("(\\w+) ([0-9.]+) ms", 0, 0, NULL);
  g_autoptr (GMatchInfo) match = NULL;
  JsonObject *timing = json_object_new ();

  for (g_regex_match (regex, text, 0, &match); g_match_info_matches (match);
       g_match_info_next (match, NULL))
    {
      g_autofree char *name = g_match_info_fetch (match, 1);
      g_autofree char *value = g_match_info_fetch (match, 2);

      json_object_set_double_member (timing, name, read_ms (value));
    }
  json_object_set_object_member (jit, "Timing", timing);
}

/* "Inlining false, Optimization false, Expressions true, Deforming true" */
static void
read_jit_options (JsonObject *jit, const char *text)
{
  g_auto (GStrv)
    options = g_strsplit (text, ", ", -1);
  JsonObject *json = json_object_new ();

  for (guint i = 0; options[i] != NULL; i++)
    {
      char *space = strchr (options[i], ' ');

      if (space == NULL)
        continue;
      *space = '\0';
      json_object_set_boolean_member (json, options[i], g_str_equal (space + 1, "true"));
    }
  json_object_set_object_member (jit, "Options", json);
}

static JsonObject *
add_object (JsonObject *statement, const char *key)
{
  JsonObject *json = json_object_new ();

  json_object_set_object_member (statement, key, json);

  return json;
}

/* "time=600.000 ms  output=40000kB  format=text", the time only with TIMING. Its buffers may follow
 * below. */
static JsonObject *
read_serialization (JsonObject *statement, const char *text)
{
  g_autoptr (GRegex) regex = g_regex_new (
      "(?:time=(?<time>[0-9.]+) ms +)?output=(?<output>[0-9]+)kB +format=(?<format>\\w+)", 0, 0,
      NULL);
  g_autoptr (GMatchInfo) match = NULL;
  g_autofree char *time = NULL;
  g_autofree char *output = NULL;
  g_autofree char *format = NULL;
  JsonObject *json;

  if (!g_regex_match (regex, text, 0, &match))
    return NULL;

  json = add_object (statement, "Serialization");
  time = g_match_info_fetch_named (match, "time");
  output = g_match_info_fetch_named (match, "output");
  format = g_match_info_fetch_named (match, "format");
  if (time != NULL && *time != '\0')
    json_object_set_double_member (json, "Time", read_ms (time));
  json_object_set_int_member (json, "Output Volume", g_ascii_strtoll (output, NULL, 10));
  json_object_set_string_member (json, "Format", format);

  return json;
}

/* "used=9kB  allocated=16kB" */
static void
read_memory (JsonObject *planning, const char *text)
{
  guint used;
  guint allocated;

  if (sscanf (text, "used=%ukB allocated=%ukB", &used, &allocated) != 2)
    return;
  json_object_set_int_member (planning, "Memory Used", used);
  json_object_set_int_member (planning, "Memory Allocated", allocated);
}

/**
 * opt_plan_summary_words_read:
 * @statement: what is known of a statement
 * @words: a line below its tree, which is not indented
 *
 * Returns: (transfer none) (nullable): where what is indented below that line goes, if something
 * may
 */
JsonObject *
opt_plan_summary_words_read (JsonObject *statement, const char *words)
{
  const char *value;
  g_autofree char *key = NULL;

  g_return_val_if_fail (statement != NULL && words != NULL, NULL);

  if (g_str_has_prefix (words, "Trigger "))
    {
      read_trigger (statement, words);
      return NULL;
    }
  key = g_strndup (words, strcspn (words, ":"));
  /* The plan itself is one. */
  if (json_object_has_member (statement, key) || g_str_equal (key, "Triggers"))
    return NULL;
  value = words + strlen (key);
  value += strspn (value, ": ");

  /* Up to 9.6 the second word is not capitalised, and the time is called a runtime up to 9.3. */
  if (g_ascii_strcasecmp (key, "Planning time") == 0)
    json_object_set_double_member (statement, "Planning Time", read_ms (value));
  else if (g_ascii_strcasecmp (key, "Execution time") == 0 || g_str_equal (key, "Total runtime"))
    json_object_set_double_member (statement, "Execution Time", read_ms (value));
  else if (g_str_equal (key, "Settings"))
    read_settings (statement, value);
  else if (g_str_equal (key, "Query Identifier"))
    json_object_set_int_member (statement, key, g_ascii_strtoll (value, NULL, 10));
  else if (g_str_equal (key, "Serialization"))
    return read_serialization (statement, value);
  else if (*value == '\0')
    return add_object (statement, key);
  else
    json_object_set_string_member (statement, key, value);

  return NULL;
}

/**
 * opt_plan_summary_words_read_part:
 * @part: (nullable): what opt_plan_summary_words_read() told
 * @words: a line that is indented below it
 */
void
opt_plan_summary_words_read_part (JsonObject *part, const char *words)
{
  g_return_if_fail (words != NULL);

  if (part == NULL)
    return;

  if (g_str_has_prefix (words, "Functions: "))
    json_object_set_int_member (part, "Functions",
                                g_ascii_strtoll (words + strlen ("Functions: "), NULL, 10));
  else if (g_str_has_prefix (words, "Options: "))
    read_jit_options (part, words + strlen ("Options: "));
  else if (g_str_has_prefix (words, "Timing: "))
    read_jit_timing (part, words + strlen ("Timing: "));
  else if (g_str_has_prefix (words, "Memory: "))
    read_memory (part, words + strlen ("Memory: "));
  else
    opt_plan_property_words_read (part, words);
}
