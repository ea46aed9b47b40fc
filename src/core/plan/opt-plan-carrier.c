/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-plan-carrier.h"

#include <string.h>

/* In what other programs hand a plan on: another encoding, CSV, the rows of a driver, a text in
 * JSON, a fence of Markdown. */

#define COLUMN "QUERY PLAN"
#define NO_BREAK_SPACE "\u00a0"

/* ---- Bytes ----------------------------------------------------------------------------------- */

/* What Windows writes; %NULL where it is something else. */
static char *
decode_utf16 (const char *text, gsize length)
{
  static const char little[] = "\xff\xfe";
  static const char big[] = "\xfe\xff";

  if (length < 2 || (memcmp (text, little, 2) != 0 && memcmp (text, big, 2) != 0))
    return NULL;

  return g_convert (text + 2, (gssize) length - 2, "UTF-8",
                    memcmp (text, little, 2) == 0 ? "UTF-16LE" : "UTF-16BE", NULL, NULL, NULL);
}

/* Web pages indent by them, and then have them elsewhere, too. */
static gboolean
has_spaces_of_a_page (const char *text)
{
  static const char *const signs[] = { "\n" NO_BREAK_SPACE,      "\n " NO_BREAK_SPACE,
                                       NO_BREAK_SPACE "(cost=",  NO_BREAK_SPACE "(actual",
                                       "(actual" NO_BREAK_SPACE, "->" NO_BREAK_SPACE };

  for (guint i = 0; i < G_N_ELEMENTS (signs); i++)
    if (strstr (text, signs[i]) != NULL)
      return TRUE;

  return g_str_has_prefix (text, NO_BREAK_SPACE);
}

/*
 * opt_plan_carrier_decode:
 *
 * Returns: (transfer full): the text as UTF-8, what is none replaced, with spaces where a web page
 *   put others
 */
char *
opt_plan_carrier_decode (const char *text, gsize length)
{
  char *decoded = decode_utf16 (text, length);
  GString *plain;

  if (decoded == NULL)
    decoded = g_utf8_make_valid (text, (gssize) length);
  if (!has_spaces_of_a_page (decoded))
    return decoded;

  plain = g_string_new (decoded);
  g_free (decoded);
  g_string_replace (plain, NO_BREAK_SPACE, " ", 0);

  return g_string_free (plain, FALSE);
}

/* ---- CSV ------------------------------------------------------------------------------------- */

/* From behind the quote that opens a field; leaves @at behind the one that closes it. */
static void
take_field (GString *plain, const char **at)
{
  for (; **at != '\0' && (**at != '"' || (*at)[1] == '"'); (*at)++)
    {
      if (**at == '"')
        (*at)++;
      g_string_append_c (plain, **at);
    }
  *at += **at == '"';
}

static gboolean
is_heading (const char *line, gsize length)
{
  return length >= strlen (COLUMN) && g_str_has_prefix (line, COLUMN)
         && strspn (line + strlen (COLUMN), "\r") == length - strlen (COLUMN);
}

/*
 * opt_plan_carrier_unquote:
 *
 * Returns: (transfer full) (nullable): what `psql --csv` printed without its quotes, where these
 *   are around a whole plan and not around each of its lines; %NULL where there is no such thing
 */
char *
opt_plan_carrier_unquote (const char *text)
{
  g_autoptr (GString) plain = NULL;
  gboolean any = FALSE;

  if (strstr (text, COLUMN) == NULL)
    return NULL;

  plain = g_string_new (NULL);
  while (*text != '\0')
    {
      gsize length = strcspn (text, "\n");
      gboolean heading = is_heading (text, length);
      const char *below = text + length + (text[length] != '\0');

      g_string_append_len (plain, text, (gssize) (below - text));
      text = below;
      if (heading && *below == '"')
        {
          g_autoptr (GString) field = g_string_new (NULL);

          below++;
          take_field (field, &below);
          if (*field->str != '[' && strchr (field->str, '\n') == NULL)
            continue;
          g_string_append (plain, field->str);
          text = below;
          any = TRUE;
        }
    }

  return any ? g_string_free (g_steal_pointer (&plain), FALSE) : NULL;
}

/* ---- JSON ------------------------------------------------------------------------------------ */

/* Behind the value that begins here; %NULL where it does not end. */
static const char *
find_end (const char *text)
{
  guint depth = 0;
  gboolean quoted = FALSE;

  for (; *text != '\0'; text++)
    {
      if (quoted && *text == '\\' && text[1] != '\0')
        text++;
      else if (*text == '"')
        quoted = !quoted;
      else if (!quoted && (*text == '[' || *text == '{'))
        depth++;
      else if (!quoted && (*text == ']' || *text == '}') && --depth == 0)
        return text + 1;
    }

  return NULL;
}

/*
 * opt_plan_carrier_find_json:
 *
 * Returns: (transfer full) (element-type utf8): the arrays and objects that begin a line, with
 *   whatever is around them left out; none that are cut
 */
GPtrArray *
opt_plan_carrier_find_json (const char *text)
{
  GPtrArray *found = g_ptr_array_new_with_free_func (g_free);

  while (*text != '\0')
    {
      const char *start = text + strspn (text, " \t\r");
      const char *end = *start == '[' || *start == '{' ? find_end (start) : NULL;

      if (end != NULL)
        {
          g_ptr_array_add (found, g_strndup (start, (gsize) (end - start)));
          text = end;
          continue;
        }
      if (*start == '[' || *start == '{')
        break;
      text += strcspn (text, "\n");
      text += *text != '\0';
    }

  return found;
}

/* ---- Rows ------------------------------------------------------------------------------------ */

/* {"QUERY PLAN": …} */
static JsonNode *
get_cell (JsonNode *row)
{
  g_autoptr (GList) members = NULL;
  JsonObject *object;

  if (!JSON_NODE_HOLDS_OBJECT (row))
    return NULL;

  object = json_node_get_object (row);
  members = json_object_get_members (object);
  if (members == NULL || members->next != NULL || g_ascii_strcasecmp (members->data, COLUMN) != 0)
    return NULL;

  return json_object_get_member (object, members->data);
}

/* Those of all rows; %NULL where one is no row. */
static GPtrArray *
list_cells (JsonNode *json)
{
  g_autoptr (GPtrArray) cells = g_ptr_array_new ();
  JsonArray *rows = JSON_NODE_HOLDS_ARRAY (json) ? json_node_get_array (json) : NULL;
  guint n = rows != NULL ? json_array_get_length (rows) : 1;

  for (guint i = 0; i < n; i++)
    {
      JsonNode *cell = get_cell (rows != NULL ? json_array_get_element (rows, i) : json);

      if (cell == NULL)
        return NULL;
      g_ptr_array_add (cells, cell);
    }

  return n > 0 ? g_steal_pointer (&cells) : NULL;
}

static const char *
get_string (JsonNode *node)
{
  return JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING
             ? json_node_get_string (node)
             : NULL;
}

/*
 * opt_plan_carrier_get_text:
 *
 * Returns: (transfer full) (nullable): the text that JSON is, or that its rows have
 */
char *
opt_plan_carrier_get_text (JsonNode *json)
{
  g_autoptr (GPtrArray) cells = NULL;
  g_autoptr (GString) text = g_string_new (NULL);

  if (get_string (json) != NULL)
    return g_strdup (get_string (json));
  cells = list_cells (json);
  for (guint i = 0; cells != NULL && i < cells->len; i++)
    {
      const char *line = get_string (cells->pdata[i]);

      if (line == NULL)
        return NULL;
      g_string_append_printf (text, "%s\n", line);
    }

  return cells != NULL ? g_string_free (g_steal_pointer (&text), FALSE) : NULL;
}

/*
 * opt_plan_carrier_get_statements:
 *
 * Returns: (transfer full) (nullable): the statements that its rows have, where these are JSON
 */
JsonArray *
opt_plan_carrier_get_statements (JsonNode *json)
{
  g_autoptr (GPtrArray) cells = list_cells (json);
  JsonArray *statements;

  if (cells == NULL)
    return NULL;

  statements = json_array_new ();
  for (guint i = 0; i < cells->len; i++)
    {
      JsonNode *cell = cells->pdata[i];
      JsonArray *array = JSON_NODE_HOLDS_ARRAY (cell) ? json_node_get_array (cell) : NULL;

      if (array == NULL)
        json_array_add_element (statements, json_node_copy (cell));
      for (guint j = 0; array != NULL && j < json_array_get_length (array); j++)
        json_array_add_element (statements, json_node_copy (json_array_get_element (array, j)));
    }

  return statements;
}
