/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "opt-plan-yaml.h"

#include <glib/gi18n-lib.h>
#include <string.h>
#include <yaml.h>

#include "opt-error.h"
#include "opt-json.h"

/* PostgreSQL's YAML format as the tree of the JSON format. */

typedef struct
{
  JsonNode *node; /* an object or an array */
  char *key;      /* (nullable): of the member that comes next */
} Level;

typedef struct
{
  GArray *levels; /* of Level */
  JsonNode *root; /* (nullable) */
  const char *problem;
} Reader;

static void
level_clear (gpointer data)
{
  Level *level = data;

  g_clear_pointer (&level->node, json_node_unref);
  g_free (level->key);
}

static Level *
get_top (Reader *reader)
{
  return reader->levels->len > 0 ? &g_array_index (reader->levels, Level, reader->levels->len - 1)
                                 : NULL;
}

/* Takes @node. */
static void
put (Reader *reader, JsonNode *node)
{
  Level *top = get_top (reader);

  if (top == NULL)
    {
      g_clear_pointer (&reader->root, json_node_unref);
      reader->root = node;
    }
  else if (JSON_NODE_HOLDS_ARRAY (top->node))
    json_array_add_element (json_node_get_array (top->node), node);
  else if (top->key != NULL)
    {
      json_object_set_member (json_node_get_object (top->node), top->key, node);
      g_clear_pointer (&top->key, g_free);
    }
  else
    {
      reader->problem = N_ ("a name is no word");
      json_node_unref (node);
    }
}

static void
begin (Reader *reader, JsonNodeType type)
{
  Level level = { .node = json_node_new (type) };

  if (reader->levels->len >= OPT_JSON_DEPTH)
    reader->problem = N_ ("it is nested too deeply");
  if (type == JSON_NODE_ARRAY)
    json_node_take_array (level.node, json_array_new ());
  else
    json_node_take_object (level.node, json_object_new ());
  g_array_append_val (reader->levels, level);
}

static void
end (Reader *reader)
{
  JsonNode *node = g_steal_pointer (&get_top (reader)->node);

  g_array_set_size (reader->levels, reader->levels->len - 1);
  put (reader, node);
}

static gboolean
is_number (const char *text)
{
  const char *digits = *text == '-' ? text + 1 : text;
  char *end_of_number;

  if (!g_ascii_isdigit (*digits))
    return FALSE;
  g_ascii_strtod (text, &end_of_number);

  return *end_of_number == '\0';
}

/* PostgreSQL quotes all that is text, and leaves the place of an empty list empty. */
static JsonNode *
make_value (const char *text, gboolean plain)
{
  g_autoptr (JsonArray) array = NULL;

  if (plain && *text == '\0')
    {
      array = json_array_new ();
      return json_node_init_array (json_node_alloc (), array);
    }
  if (plain && (g_str_equal (text, "true") || g_str_equal (text, "false")))
    return json_node_init_boolean (json_node_alloc (), g_str_equal (text, "true"));
  if (!plain || !is_number (text))
    return json_node_init_string (json_node_alloc (), text);

  return opt_json_read_number (text);
}

static void
add_scalar (Reader *reader, const yaml_event_t *event)
{
  const char *text = (const char *) event->data.scalar.value;
  Level *top = get_top (reader);

  if (top != NULL && JSON_NODE_HOLDS_OBJECT (top->node) && top->key == NULL)
    top->key = g_strdup (text);
  else
    put (reader, make_value (text, event->data.scalar.style == YAML_PLAIN_SCALAR_STYLE));
}

static void
add_event (Reader *reader, const yaml_event_t *event)
{
  switch (event->type)
    {
    case YAML_SCALAR_EVENT:
      add_scalar (reader, event);
      break;
    case YAML_SEQUENCE_START_EVENT:
      begin (reader, JSON_NODE_ARRAY);
      break;
    case YAML_MAPPING_START_EVENT:
      begin (reader, JSON_NODE_OBJECT);
      break;
    case YAML_SEQUENCE_END_EVENT:
    case YAML_MAPPING_END_EVENT:
      end (reader);
      break;
    case YAML_ALIAS_EVENT:
      /* One could make much of little with them. */
      reader->problem = N_ ("it refers to itself");
      break;
    case YAML_NO_EVENT:
    case YAML_STREAM_START_EVENT:
    case YAML_STREAM_END_EVENT:
    case YAML_DOCUMENT_START_EVENT:
    case YAML_DOCUMENT_END_EVENT:
    default:
      break;
    }
}

static gboolean
parse (yaml_parser_t *parser, Reader *reader, GError **error)
{
  gboolean ended = FALSE;

  while (!ended)
    {
      yaml_event_t event;
      gboolean read = yaml_parser_parse (parser, &event) == 1;
      yaml_mark_t place = read ? event.start_mark : parser->problem_mark;

      if (read)
        {
          ended = event.type == YAML_STREAM_END_EVENT;
          add_event (reader, &event);
          yaml_event_delete (&event);
        }
      if (!read || reader->problem != NULL)
        {
          opt_set_error (error, OPT_ERROR_INVALID,
                         _ ("Check that the text is complete and that it is YAML."),
                         _ ("The plan can't be read as YAML at line %" G_GSIZE_FORMAT
                            ", column %" G_GSIZE_FORMAT ": %s"),
                         place.line + 1, place.column + 1,
                         reader->problem != NULL   ? _ (reader->problem)
                         : parser->problem != NULL ? parser->problem
                                                   : _ ("it ends too early"));
          return FALSE;
        }
    }

  return TRUE;
}

/**
 * opt_plan_yaml_read:
 * @text: UTF-8: what EXPLAIN (FORMAT YAML) printed
 * @error: return location for %OPT_ERROR_INVALID, with line and column
 *
 * Returns: (transfer full) (nullable): the same as FORMAT JSON prints it
 */
JsonNode *
opt_plan_yaml_read (const char *text, GError **error)
{
  g_autoptr (GArray) levels = g_array_new (FALSE, FALSE, sizeof (Level));
  Reader reader = { .levels = levels };
  yaml_parser_t parser;
  gboolean done;

  g_return_val_if_fail (text != NULL, NULL);

  g_array_set_clear_func (levels, level_clear);
  if (yaml_parser_initialize (&parser) != 1)
    g_error ("No memory for a parser of YAML");
  yaml_parser_set_encoding (&parser, YAML_UTF8_ENCODING);
  yaml_parser_set_input_string (&parser, (const guchar *) text, strlen (text));
  done = parse (&parser, &reader, error);
  yaml_parser_delete (&parser);
  if (done && reader.root != NULL)
    return reader.root;

  if (done)
    opt_set_error (error, OPT_ERROR_INVALID, _ ("Give the output of EXPLAIN (FORMAT YAML)."),
                   _ ("There is no plan in this text"));
  g_clear_pointer (&reader.root, json_node_unref);

  return NULL;
}
