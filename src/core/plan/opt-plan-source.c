/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "opt-plan-source.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "opt-error.h"
#include "opt-json.h"
#include "opt-plan-log.h"
#include "opt-plan-text-read.h"
#include "opt-plan-xml.h"
#include "opt-plan-yaml.h"

#define HOW_TO_EXPLAIN _ ("Give what EXPLAIN (ANALYZE, BUFFERS) printed.")

/* As much as JSON may be. */
#define MAX_LENGTH (64 * 1024 * 1024)

typedef enum
{
  FORMAT_JSON,
  FORMAT_TEXT,
  FORMAT_XML,
  FORMAT_YAML,
} Format;

/* ---- What psql and logs put around it -------------------------------------------------------- */

/* Of lines and corners alone. */
static gboolean
is_rule (const char *line)
{
  static const char *const drawn[] = { "-", "+", "─", "┌", "┐", "├", "┤", "└", "┘", "┼", " " };
  gboolean any = FALSE;

  while (*line != '\0')
    {
      guint i;

      for (i = 0; i < G_N_ELEMENTS (drawn) && !g_str_has_prefix (line, drawn[i]); i++)
        ;
      if (i == G_N_ELEMENTS (drawn))
        return FALSE;
      line += strlen (drawn[i]);
      any = TRUE;
    }

  return any;
}

static gboolean
strip_suffix (char *line, const char *suffix)
{
  if (!g_str_has_suffix (line, suffix))
    return FALSE;

  line[strlen (line) - strlen (suffix)] = '\0';
  g_strchomp (line);

  return TRUE;
}

/* A cell without its borders, and without the "+" (or "↵") where it goes on in the next line. */
static const char *
get_cell (char *line)
{
  g_strchomp (line);
  if (!strip_suffix (line, "|"))
    strip_suffix (line, "│");
  if (!strip_suffix (line, "+"))
    strip_suffix (line, "↵");
  if (*line == '|')
    return line + strlen ("|");

  return g_str_has_prefix (line, "│") ? line + strlen ("│") : line;
}

static gboolean
is_heading (const char *cell)
{
  return g_str_has_prefix (cell + strspn (cell, " "), "QUERY PLAN");
}

/* What stands between psql's heading and its count of rows; %NULL where there is no heading. */
static char *
strip_frame (const char *text)
{
  g_auto (GStrv)
    lines = g_strsplit (text, "\n", -1);
  g_autoptr (GString) found = g_string_sized_new (strlen (text));
  gboolean framed = FALSE;

  for (guint i = 0; lines[i] != NULL; i++)
    {
      const char *cell = get_cell (lines[i]);

      if (is_heading (cell))
        framed = TRUE;
      else if (framed && *cell == '(' && found->len > 0)
        break;
      else if (framed && !is_rule (cell))
        g_string_append_printf (found, "%s\n", cell);
    }

  return framed ? g_string_free (g_steal_pointer (&found), FALSE) : NULL;
}

/* ---- Which it is ----------------------------------------------------------------------------- */

static gboolean
has_line_with (const char *text, const char *open)
{
  for (const char *line = text; line != NULL; line = strchr (line, '\n'))
    {
      line += strspn (line, " \t\r\n");
      if (*line != '\0' && strchr (open, *line) != NULL)
        return TRUE;
    }

  return FALSE;
}

/* "- Plan:", and from auto_explain "Plan:" alone. */
static gboolean
is_yaml (const char *text)
{
  return g_regex_match_simple ("^[ \\t]*(- )?Plan:[ \\t\\r]*$", text, G_REGEX_MULTILINE, 0)
         && strstr (text, "Node Type: ") != NULL;
}

static Format
guess_format (const char *text)
{
  const char *first = text + strspn (text, " \t\r\n");

  if (*first == '[' || *first == '{')
    return FORMAT_JSON;
  if (*first == '<')
    return FORMAT_XML;
  if (strstr (text, "<explain") != NULL)
    return FORMAT_XML;
  if (strstr (text, "\"Node Type\"") != NULL && has_line_with (text, "[{"))
    return FORMAT_JSON;

  return is_yaml (text) ? FORMAT_YAML : FORMAT_TEXT;
}

static JsonNode *
read_json (const char *text, gssize length, GError **error)
{
  g_autoptr (GError) failure = NULL;
  JsonNode *json = opt_json_parse (text, length, &failure);

  if (json == NULL)
    opt_set_error (error, OPT_ERROR_INVALID, HOW_TO_EXPLAIN, _ ("The plan can't be read: %s"),
                   failure->message);

  return json;
}

static JsonNode *
read_xml (const char *text, GError **error)
{
  const char *from = strstr (text, "<explain");
  const char *to = from != NULL ? strstr (from, "</explain>") : NULL;
  g_autofree char *found
      = to != NULL ? g_strndup (from, (gsize) (to - from) + strlen ("</explain>")) : NULL;

  return opt_plan_xml_read (found != NULL ? found : text, error);
}

static JsonNode *
read_one (const char *text, GError **error)
{
  switch (guess_format (text))
    {
    case FORMAT_XML:
      return read_xml (text, error);
    case FORMAT_YAML:
      return opt_plan_yaml_read (text, error);
    case FORMAT_TEXT:
      return opt_plan_text_read (text, error);
    case FORMAT_JSON:
    default:
      return read_json (text, -1, error);
    }
}

static void
add_statements (JsonArray *statements, JsonNode *json)
{
  JsonArray *array = JSON_NODE_HOLDS_ARRAY (json) ? json_node_get_array (json) : NULL;

  if (array == NULL)
    json_array_add_element (statements, json_node_copy (json));
  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    json_array_add_element (statements, json_node_copy (json_array_get_element (array, i)));
}

/* An entry that was cut leaves the others as they are. */
static JsonNode *
read_log (GPtrArray *plans, GError **error)
{
  g_autoptr (JsonArray) statements = json_array_new ();
  g_autoptr (GError) first = NULL;

  for (guint i = 0; i < plans->len; i++)
    {
      g_autoptr (JsonNode) json = read_one (plans->pdata[i], first == NULL ? &first : NULL);

      if (json != NULL)
        add_statements (statements, json);
    }
  if (json_array_get_length (statements) == 0 && first != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&first));
      return NULL;
    }

  return json_node_init_array (json_node_alloc (), statements);
}

/**
 * opt_plan_source_read:
 * @text: what EXPLAIN printed, as JSON, YAML, XML or in PostgreSQL's text format, with what psql,
 *   pgAdmin or a log (plain, CSV or JSON) put around it
 * @length: its length in bytes, or -1 if it ends with NUL
 * @error: return location for %OPT_ERROR_INVALID
 *
 * Finds out in which format a plan is.
 *
 * Returns: (transfer full) (nullable): what FORMAT JSON prints of it
 */
JsonNode *
opt_plan_source_read (const char *text, gssize length, GError **error)
{
  g_autofree char *copy = NULL;
  g_autofree char *framed = NULL;
  g_autoptr (GPtrArray) plans = NULL;
  const char *plain;

  g_return_val_if_fail (text != NULL, NULL);

  if (length < 0)
    length = (gssize) strlen (text);
  if (length > MAX_LENGTH || memchr (text, '\0', (gsize) length) != NULL
      || !g_utf8_validate (text, length, NULL))
    return read_json (text, length, error);

  copy = g_strndup (text, (gsize) length);
  framed = strip_frame (copy);
  plain = framed != NULL ? framed : copy;
  plans = opt_plan_log_split (plain);

  return plans->len > 0 ? read_log (plans, error) : read_one (plain, error);
}
