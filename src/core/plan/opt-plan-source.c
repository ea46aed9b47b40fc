/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "opt-plan-source.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "opt-error.h"
#include "opt-json.h"
#include "opt-plan-carrier.h"
#include "opt-plan-frames.h"
#include "opt-plan-log.h"
#include "opt-plan-text-read.h"
#include "opt-plan-xml.h"
#include "opt-plan-yaml.h"

#define HOW_TO_EXPLAIN _ ("Give what EXPLAIN (ANALYZE, BUFFERS) printed.")

/* As much as JSON may be. */
#define MAX_LENGTH (64 * 1024 * 1024)

/* A text in a row in a text: nobody goes further. */
#define MAX_CARRIERS 4

typedef enum
{
  FORMAT_JSON,
  FORMAT_TEXT,
  FORMAT_XML,
  FORMAT_YAML,
} Format;

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

/* "- Plan:", and from auto_explain "Plan:" alone; what has no plan is one line. */
static gboolean
is_yaml (const char *text)
{
  if (g_regex_match_simple ("^- \"?(Utility Statement|Notify)\"?\\s*$", text, 0, 0))
    return TRUE;

  return g_regex_match_simple ("^[ \\t]*(- )?Plan:[ \\t\\r]*$", text, G_REGEX_MULTILINE, 0)
         && strstr (text, "Node Type: ") != NULL;
}

/* A text with line breaks as one string of JSON. pgAdmin has quotes around each line, and a
 * condition may have a "\n" in it. */
static gboolean
is_json_string (const char *text)
{
  if (*text != '"' || strstr (text, "\\n") == NULL)
    return FALSE;
  for (text++; *text != '"' && *text != '\0'; text++)
    text += *text == '\\' && text[1] != '\0';

  return *text == '"' && text[1 + strspn (text + 1, " \t\r\n")] == '\0';
}

static Format
guess_format (const char *text)
{
  const char *first = text + strspn (text, " \t\r\n");

  if (*first == '[' || *first == '{')
    return FORMAT_JSON;
  if (is_json_string (first))
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

static void
add_statements (JsonArray *statements, JsonNode *json)
{
  JsonArray *array = JSON_NODE_HOLDS_ARRAY (json) ? json_node_get_array (json) : NULL;

  if (array == NULL)
    json_array_add_element (statements, json_node_copy (json));
  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    json_array_add_element (statements, json_node_copy (json_array_get_element (array, i)));
}

/* What is around it or between several makes it no JSON. */
static JsonNode *
read_json_within (const char *text, GError **error)
{
  g_autoptr (GError) failure = NULL;
  JsonNode *json = read_json (text, -1, &failure);
  g_autoptr (JsonArray) statements = NULL;
  g_autoptr (GPtrArray) found = NULL;

  if (json != NULL)
    return json;

  statements = json_array_new ();
  found = opt_plan_carrier_find_json (text);
  for (guint i = 0; i < found->len; i++)
    {
      g_autoptr (JsonNode) one = opt_json_parse (found->pdata[i], -1, NULL);

      if (one != NULL && strstr (found->pdata[i], "\"Node Type\"") != NULL)
        add_statements (statements, one);
    }
  if (json_array_get_length (statements) > 0)
    return json_node_init_array (json_node_alloc (), statements);
  g_propagate_error (error, g_steal_pointer (&failure));

  return NULL;
}

static JsonNode *read_framed (const char *text,
                              guint n_carriers,
                              OptPlanSourceCount *count,
                              GError **error);

/* A plan, or a text or rows that have one. */
static JsonNode *
read_carried (const char *text, guint n_carriers, OptPlanSourceCount *count, GError **error)
{
  g_autoptr (JsonNode) json = read_json_within (text, error);
  g_autoptr (JsonArray) statements = NULL;
  g_autofree char *inner = NULL;

  if (json == NULL || n_carriers >= MAX_CARRIERS)
    return g_steal_pointer (&json);

  inner = opt_plan_carrier_get_text (json);
  if (inner != NULL)
    return read_framed (inner, n_carriers + 1, count, error);
  statements = opt_plan_carrier_get_statements (json);

  return statements != NULL ? json_node_init_array (json_node_alloc (), statements)
                            : g_steal_pointer (&json);
}

static JsonNode *
read_one (const char *text, guint n_carriers, OptPlanSourceCount *count, GError **error)
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
      return read_carried (text, n_carriers, count, error);
    }
}

static void
add_text (JsonObject *object, const char *name, const char *text)
{
  if (text != NULL)
    json_object_set_string_member (object, name, text);
}

/* What the head of auto_explain's entry alone tells: its duration also of what was not measured
 * inside. */
static void
add_head (JsonNode *json, const OptPlanLogEntry *entry)
{
  JsonArray *array = JSON_NODE_HOLDS_ARRAY (json) ? json_node_get_array (json) : NULL;
  JsonNode *statement = array == NULL                        ? json
                        : json_array_get_length (array) == 1 ? json_array_get_element (array, 0)
                                                             : NULL;
  JsonObject *object = statement != NULL && JSON_NODE_HOLDS_OBJECT (statement)
                           ? json_node_get_object (statement)
                           : NULL;
  JsonObject *plan = object != NULL ? opt_json_get_object (object, "Plan") : NULL;

  if (plan == NULL)
    return;

  /* It ran, whether its nodes were measured or not. */
  if (!json_object_has_member (object, "Execution Time"))
    json_object_set_double_member (object, "Execution Time", entry->duration_ms);
  add_text (object, OPT_PLAN_LOG_TIME, entry->time);
  add_text (object, OPT_PLAN_LOG_DATABASE, entry->database);
  add_text (object, OPT_PLAN_LOG_APPLICATION, entry->application);
  add_text (object, OPT_PLAN_LOG_PREFIX, entry->prefix);
}

/* Of several, one that was cut leaves the others as they are. */
typedef struct
{
  JsonArray *statements;
  guint n_carriers;
  OptPlanSourceCount count;
  GError *first; /* (nullable): what was wrong with the first that can't be read */
} Reading;

static JsonNode *
end_reading (Reading *reading, OptPlanSourceCount *count, GError **error)
{
  g_autoptr (JsonArray) statements = g_steal_pointer (&reading->statements);
  g_autoptr (GError) first = g_steal_pointer (&reading->first);

  if (json_array_get_length (statements) == 0 && first != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&first));
      return NULL;
    }
  count->entries += reading->count.entries;
  count->unread += reading->count.unread;

  return json_node_init_array (json_node_alloc (), statements);
}

/* @entry: (nullable): that has it */
static void
read_next (Reading *reading, const char *text, const OptPlanLogEntry *entry)
{
  OptPlanSourceCount within = { 0 };
  g_autoptr (JsonNode) json = read_one (text, reading->n_carriers, &within,
                                        reading->first == NULL ? &reading->first : NULL);

  /* One that has several in it counts as these. */
  reading->count.entries += MAX (within.entries, 1);
  reading->count.unread += json != NULL ? within.unread : 1;
  if (json == NULL)
    return;
  if (entry != NULL)
    add_head (json, entry);
  add_statements (reading->statements, json);
}

static JsonNode *
read_plain (const char *text, guint n_carriers, OptPlanSourceCount *count, GError **error)
{
  g_autoptr (GPtrArray) entries = opt_plan_log_split (text);
  Reading reading = { .n_carriers = n_carriers };

  if (entries->len == 0)
    return read_one (text, n_carriers, count, error);

  reading.statements = json_array_new ();
  for (guint i = 0; i < entries->len; i++)
    read_next (&reading, ((OptPlanLogEntry *) entries->pdata[i])->plan, entries->pdata[i]);

  return end_reading (&reading, count, error);
}

static JsonNode *
read_frames (GPtrArray *frames, guint n_carriers, OptPlanSourceCount *count, GError **error)
{
  Reading reading = { .statements = json_array_new (), .n_carriers = n_carriers };

  for (guint i = 0; i < frames->len; i++)
    read_next (&reading, frames->pdata[i], NULL);

  return end_reading (&reading, count, error);
}

static JsonNode *
read_framed (const char *text, guint n_carriers, OptPlanSourceCount *count, GError **error)
{
  g_autofree char *unquoted = opt_plan_carrier_unquote (text);
  g_autoptr (GPtrArray) frames = opt_plan_frames_split (unquoted != NULL ? unquoted : text);

  if (frames->len == 0)
    return read_plain (text, n_carriers, count, error);

  return frames->len == 1 ? read_plain (frames->pdata[0], n_carriers, count, error)
                          : read_frames (frames, n_carriers, count, error);
}

/**
 * opt_plan_source_read:
 * @text: what EXPLAIN printed, as JSON, YAML, XML or in PostgreSQL's text format, with what psql,
 *   pgAdmin or a log (plain, CSV or JSON) put around it
 * @length: its length in bytes, or -1 if it ends with NUL
 * @count: (out): gets of how many entries it is
 * @error: return location for %OPT_ERROR_INVALID
 *
 * Finds out in which format a plan is, and what carries it: UTF-16, CSV, rows, a text in JSON.
 * Where bytes are no UTF-8, as in the logs of servers with
 * databases in several encodings, they are replaced.
 *
 * Returns: (transfer full) (nullable): what FORMAT JSON prints of it
 */
JsonNode *
opt_plan_source_read (const char *text, gssize length, OptPlanSourceCount *count, GError **error)
{
  g_autofree char *copy = NULL;
  g_autoptr (GError) failure = NULL;
  JsonNode *json;

  g_return_val_if_fail (text != NULL && count != NULL, NULL);

  *count = (OptPlanSourceCount){ 0 };
  if (length < 0)
    length = (gssize) strlen (text);
  if (length > MAX_LENGTH)
    {
      opt_set_error (error, OPT_ERROR_INVALID, _ ("Give the plans one by one."),
                     _ ("The text is larger than %d MB"), MAX_LENGTH / (1024 * 1024));
      return NULL;
    }

  copy = opt_plan_carrier_decode (text, (gsize) length);
  json = read_framed (copy, 0, count, &failure);
  if (json != NULL)
    return json;
  /* Where in it something is wrong says nothing of what is no text at all. */
  if (!g_utf8_validate (text, length, NULL))
    {
      opt_set_error (error, OPT_ERROR_INVALID, HOW_TO_EXPLAIN,
                     _ ("This is not a plan, nor is it text in UTF-8 or UTF-16"));
      return NULL;
    }
  g_propagate_error (error, g_steal_pointer (&failure));

  return NULL;
}
