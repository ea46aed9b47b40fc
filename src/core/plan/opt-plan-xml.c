/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "opt-plan-xml.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "opt-error.h"
#include "opt-json.h"

/*
 * PostgreSQL's XML format as the tree of the JSON format. XML knows no kinds of values, so that the
 * name tells what is a number; and it knows neither spaces nor slashes in names.
 */

typedef struct
{
  char *key;
  JsonNode *node; /* (nullable): an object or an array, once something is in it */
  GString *text;
} Element;

typedef struct
{
  GPtrArray *elements; /* of Element: those that are open */
  JsonArray *statements;
  gboolean found;
} Reader;

static void
element_free (gpointer data)
{
  Element *element = data;

  g_free (element->key);
  g_clear_pointer (&element->node, json_node_unref);
  g_string_free (element->text, TRUE);
  g_free (element);
}

/* "I-O-Read-Time" was "I/O Read Time", and "One-Time-Filter" keeps its first. */
static char *
get_key (const char *name)
{
  GString *key = g_string_new (name);

  for (gsize i = 0; i < key->len; i++)
    if (key->str[i] == '-')
      key->str[i] = ' ';
  g_string_replace (key, "I O ", "I/O ", 0);
  g_string_replace (key, "One Time ", "One-Time ", 1);

  return g_string_free (key, FALSE);
}

static gboolean
is_number (const char *key, const char *text)
{
  static const char *const ends[]
      = { "Cost",      "Rows",      "Width",     "Time",       "Loops",      "Blocks",
          "Batches",   "Buckets",   "Usage",     "Used",       "Launched",   "Planned",
          "Fetches",   "Number",    "Records",   "FPI",        "Bytes",      "Full",
          "Calls",     "Removed",   "Functions", "Generation", "Inlining",   "Optimization",
          "Emission",  "Total",     "Deform",    "Count",      "Hits",       "Misses",
          "Evictions", "Overflows", "Storage",   "Inserted",   "Updated",    "Deleted",
          "Skipped",   "Tuples",    "Searches",  "Identifier", "Partitions", "Volume",
          "Estimate",  "Capacity",  "Lookups" };
  const char *digits = *text == '-' ? text + 1 : text;

  if (*digits == '\0' || strspn (digits, "0123456789.eE+-") != strlen (digits))
    return FALSE;
  if (g_str_has_prefix (key, "Rows Removed by "))
    return TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (ends); i++)
    if (g_str_has_suffix (key, ends[i]))
      return TRUE;

  return FALSE;
}

static gboolean
is_boolean (const char *key, const char *text)
{
  static const char *const keys[]
      = { "Parallel Aware", "Async Capable", "Single Copy", "Inner Unique", "Disabled",
          "Inlining",       "Optimization",  "Expressions", "Deforming",    NULL };

  return (g_str_equal (text, "true") || g_str_equal (text, "false")) && g_strv_contains (keys, key);
}

static gboolean
is_array (const char *key)
{
  static const char *const keys[] = { "Plans",         "Triggers",   "Workers",   "Target Tables",
                                      "Grouping Sets", "Group Keys", "Hash Keys", NULL };

  return g_strv_contains (keys, key);
}

static JsonNode *
make_value (const Element *parent, const char *key, const char *text)
{
  g_autoptr (JsonArray) array = NULL;

  /* With nothing in it; so may be a set of keys. */
  if (is_array (key) || g_str_has_suffix (parent->key, " Keys"))
    {
      array = json_array_new ();
      return json_node_init_array (json_node_alloc (), array);
    }
  if (is_boolean (key, text))
    return json_node_init_boolean (json_node_alloc (), g_str_equal (text, "true"));
  if (!is_number (key, text))
    return json_node_init_string (json_node_alloc (), text);

  return opt_json_read_number (text);
}

static Element *
get_top (Reader *reader)
{
  return reader->elements->len > 0 ? reader->elements->pdata[reader->elements->len - 1] : NULL;
}

/* "Item" in whatever it is makes an array. */
static gboolean
is_in_array (const Element *parent, const char *key)
{
  return is_array (parent->key) || g_str_equal (key, "Item");
}

/* Whether no method that was used sorted in memory. */
static gboolean
is_external (JsonObject *groups)
{
  JsonArray *methods = json_object_has_member (groups, "Sort Methods Used")
                           ? json_object_get_array_member (groups, "Sort Methods Used")
                           : NULL;
  guint n = methods != NULL ? json_array_get_length (methods) : 0;

  for (guint i = 0; i < n; i++)
    if (!g_str_has_prefix (json_array_get_string_element (methods, i), "external"))
      return FALSE;

  return n > 0;
}

/* Two things have a name in JSON and none in XML, where their order tells. */
static const char *
get_name (JsonObject *json, const char *key)
{
  if (g_str_equal (key, "Incremental Sort Groups"))
    return json_object_has_member (json, "Full-sort Groups") ? "Pre-sorted Groups"
                                                             : "Full-sort Groups";
  if (g_str_equal (key, "Sort Space"))
    return json_object_has_member (json, "Sort Space Memory") || is_external (json)
               ? "Sort Space Disk"
               : "Sort Space Memory";

  return key;
}

/* Takes @node. */
static void
put (Element *parent, const char *key, JsonNode *node)
{
  gboolean in_array = is_in_array (parent, key);

  if (parent->node == NULL)
    {
      parent->node = json_node_alloc ();
      if (in_array)
        json_node_take_array (json_node_init (parent->node, JSON_NODE_ARRAY), json_array_new ());
      else
        json_node_take_object (json_node_init (parent->node, JSON_NODE_OBJECT), json_object_new ());
    }
  if (JSON_NODE_HOLDS_ARRAY (parent->node))
    json_array_add_element (json_node_get_array (parent->node), node);
  else
    {
      JsonObject *json = json_node_get_object (parent->node);

      json_object_set_member (json, get_name (json, key), node);
    }
}

static void
start_element (GMarkupParseContext *context,
               const char *name,
               const char **attribute_names,
               const char **attribute_values,
               gpointer data,
               GError **error)
{
  Reader *reader = data;
  Element *element;

  if (reader->elements->len >= OPT_JSON_DEPTH)
    {
      g_set_error (error, G_MARKUP_ERROR, G_MARKUP_ERROR_INVALID_CONTENT,
                   _ ("it is nested too deeply"));
      return;
    }
  if (g_str_equal (name, "explain"))
    reader->found = TRUE;
  element = g_new0 (Element, 1);
  element->key = get_key (name);
  element->text = g_string_new (NULL);
  g_ptr_array_add (reader->elements, element);
}

/* auto_explain has one statement, and no element around it; what has no plan is one by itself. */
static void
put_member (Reader *reader, const char *key, JsonNode *node)
{
  guint n;

  if (g_str_equal (key, "Utility Statement") || g_str_equal (key, "Notify"))
    {
      json_array_add_string_element (reader->statements, key);
      json_node_unref (node);
      return;
    }
  n = json_array_get_length (reader->statements);
  if (n == 0 || !JSON_NODE_HOLDS_OBJECT (json_array_get_element (reader->statements, n - 1)))
    json_array_add_object_element (reader->statements, json_object_new ());
  json_object_set_member (json_array_get_object_element (reader->statements,
                                                         json_array_get_length (reader->statements)
                                                             - 1),
                          key, node);
}

static void
end_element (GMarkupParseContext *context, const char *name, gpointer data, GError **error)
{
  Reader *reader = data;
  g_autoptr (GPtrArray) ended = g_ptr_array_new_with_free_func (element_free);
  Element *element = g_ptr_array_steal_index (reader->elements, reader->elements->len - 1);
  Element *parent = get_top (reader);
  JsonNode *node;

  g_ptr_array_add (ended, element);
  /* What surrounds them all. */
  if (parent == NULL || g_str_equal (element->key, "explain"))
    return;

  node = g_steal_pointer (&element->node);
  if (node == NULL)
    node = make_value (parent, element->key, element->text->str);
  if (!g_str_equal (parent->key, "explain"))
    put (parent, element->key, node);
  else if (JSON_NODE_HOLDS_OBJECT (node) && g_str_equal (element->key, "Query"))
    json_array_add_element (reader->statements, node);
  else
    put_member (reader, element->key, node);
}

static void
add_text (GMarkupParseContext *context,
          const char *text,
          gsize length,
          gpointer data,
          GError **error)
{
  Element *element = get_top (data);

  if (element != NULL)
    g_string_append_len (element->text, text, (gssize) length);
}

/**
 * opt_plan_xml_read:
 * @text: UTF-8: what EXPLAIN (FORMAT XML) printed
 * @error: return location for %OPT_ERROR_INVALID, with line and column
 *
 * Returns: (transfer full) (nullable): the same as FORMAT JSON prints it: an array of statements
 */
JsonNode *
opt_plan_xml_read (const char *text, GError **error)
{
  static const GMarkupParser parser
      = { .start_element = start_element, .end_element = end_element, .text = add_text };
  g_autoptr (GPtrArray) elements = g_ptr_array_new_with_free_func (element_free);
  g_autoptr (JsonArray) statements = json_array_new ();
  Reader reader = { .elements = elements, .statements = statements };
  g_autoptr (GMarkupParseContext) context = NULL;
  g_autoptr (GError) failure = NULL;

  g_return_val_if_fail (text != NULL, NULL);

  context = g_markup_parse_context_new (&parser, 0, &reader, NULL);
  if (!g_markup_parse_context_parse (context, text, -1, &failure)
      || !g_markup_parse_context_end_parse (context, &failure))
    {
      opt_set_error (error, OPT_ERROR_INVALID,
                     _ ("Check that the text is complete and that it is XML."),
                     _ ("The plan can't be read as XML: %s"), failure->message);
      return NULL;
    }
  if (!reader.found)
    {
      opt_set_error (error, OPT_ERROR_INVALID, _ ("Give the output of EXPLAIN (FORMAT XML)."),
                     _ ("This is XML, but not a plan: it has no “explain”"));
      return NULL;
    }

  return json_node_init_array (json_node_alloc (), statements);
}
