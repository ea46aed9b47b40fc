/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "opt-json.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "opt-error.h"
#include "opt-json-check.h"

#define MAX_LENGTH (64 * 1024 * 1024)

static void
set_place_error (GError **error, const char *text, const char *at, const char *problem)
{
  const char *line_start = text;
  guint line = 1;

  for (const char *p = text; p < at; p++)
    {
      if (*p == '\n')
        {
          line++;
          line_start = p + 1;
        }
    }

  opt_set_error (error, OPT_ERROR_INVALID,
                 _ ("Check that the text is complete and that it is JSON."),
                 _ ("Not JSON at line %u, column %ld: %s"), line,
                 g_utf8_strlen (line_start, at - line_start) + 1, problem);
}

static char *
widen_integers (const char *text, gsize length, const GArray *ends)
{
  g_autoptr (GString) wide = g_string_sized_new (length + 2 * ends->len);
  const char *from = text;

  for (guint i = 0; i < ends->len; i++)
    {
      const char *to = g_array_index (ends, const char *, i);

      g_string_append_len (wide, from, to - from);
      g_string_append (wide, ".0");
      from = to;
    }
  g_string_append_len (wide, from, text + length - from);

  return g_string_free (g_steal_pointer (&wide), FALSE);
}

static JsonNode *
parse_checked (const char *text, gsize length, const GArray *wide_integers, GError **error)
{
  g_autoptr (JsonParser) parser = json_parser_new_immutable ();
  g_autoptr (GError) local_error = NULL;
  g_autofree char *wide = NULL;

  if (wide_integers->len > 0)
    {
      wide = widen_integers (text, length, wide_integers);
      text = wide;
      length = strlen (wide);
    }
  if (!json_parser_load_from_data (parser, text, (gssize) length, &local_error))
    {
      opt_set_error (error, OPT_ERROR_INVALID, NULL, _ ("Could not read the JSON: %s"),
                     local_error->message);
      return NULL;
    }

  return json_parser_steal_root (parser);
}

/**
 * opt_json_parse:
 * @text: JSON of any origin; a byte order mark is passed over
 * @length: its length in bytes, or -1 if it ends with NUL
 * @error: return location for %OPT_ERROR_INVALID, with line and column
 *
 * Parses what RFC 8259 allows and nothing more, up to 64 MB and %OPT_JSON_DEPTH levels. A text with
 * \u0000 and a number beyond a double are refused, as they can't be kept; a whole number beyond 64
 * bits becomes a double. Of members with the same name the last counts.
 *
 * Returns: (transfer full) (nullable): the immutable root
 */
JsonNode *
opt_json_parse (const char *text, gssize length, GError **error)
{
  g_autoptr (GArray) wide_integers = g_array_new (FALSE, FALSE, sizeof (const char *));
  const char *problem = NULL;
  const char *invalid = NULL;

  g_return_val_if_fail (text != NULL, NULL);

  if (length < 0)
    length = (gssize) strlen (text);
  if (length > MAX_LENGTH)
    {
      opt_set_error (error, OPT_ERROR_INVALID, NULL, _ ("The JSON is larger than %d MB"),
                     MAX_LENGTH / (1024 * 1024));
      return NULL;
    }
  if (length >= 3 && memcmp (text, "\xef\xbb\xbf", 3) == 0)
    {
      text += 3;
      length -= 3;
    }
  if (!g_utf8_validate_len (text, (gsize) length, &invalid))
    {
      set_place_error (error, text, invalid, _ ("not UTF-8"));
      return NULL;
    }

  problem = opt_json_check (text, (gsize) length, wide_integers, &invalid);
  if (problem != NULL)
    {
      set_place_error (error, text, invalid, _ (problem));
      return NULL;
    }

  return parse_checked (text, (gsize) length, wide_integers, error);
}

/**
 * opt_json_read_number:
 * @text: begins with a number
 *
 * For formats that have no JSON: as there, one that is printed without decimals is a whole one,
 * unless it does not fit into 64 bits.
 *
 * Returns: (transfer full): the number
 */
JsonNode *
opt_json_read_number (const char *text)
{
  char *end = NULL;
  gint64 whole;

  g_return_val_if_fail (text != NULL, NULL);

  errno = 0;
  whole = g_ascii_strtoll (text, &end, 10);
  if (errno != 0 || memchr (".eE", *end, 3) != NULL)
    return json_node_init_double (json_node_alloc (), g_ascii_strtod (text, NULL));

  return json_node_init_int (json_node_alloc (), whole);
}

static void null_what_is_not_finite (JsonNode *node);

static void
null_member (JsonObject *object, const char *name, JsonNode *member, gpointer data)
{
  null_what_is_not_finite (member);
}

static void
null_element (JsonArray *array, guint index, JsonNode *element, gpointer data)
{
  null_what_is_not_finite (element);
}

/* JSON has no word for NAN or infinity; JsonGenerator would write what nobody can read. */
static void
null_what_is_not_finite (JsonNode *node)
{
  if (json_node_is_immutable (node))
    return;

  if (JSON_NODE_HOLDS_OBJECT (node))
    json_object_foreach_member (json_node_get_object (node), null_member, NULL);
  else if (JSON_NODE_HOLDS_ARRAY (node))
    json_array_foreach_element (json_node_get_array (node), null_element, NULL);
  else if (json_node_get_value_type (node) == G_TYPE_DOUBLE
           && !isfinite (json_node_get_double (node)))
    json_node_init_null (node);
}

/* Of the digits of a double as many as it takes to read it again: 0.29, not 0.28999999999999998. */
static void
shorten_double (char *number)
{
  double value = g_ascii_strtod (number, NULL);

  for (int digits = 15; digits < 17; digits++)
    {
      char shorter[G_ASCII_DTOSTR_BUF_SIZE];
      g_autofree char *format = g_strdup_printf ("%%.%dg", digits);

      g_ascii_formatd (shorter, sizeof shorter - 2, format, value);
      if (g_ascii_strtod (shorter, NULL) != value)
        continue;
      if (strpbrk (shorter, ".e") == NULL)
        strcat (shorter, ".0");
      if (strlen (shorter) < strlen (number))
        strcpy (number, shorter);
      return;
    }
}

/* Returns the length of what is left of a number of @length. */
static gsize
mend_number (const char *from, gsize length, char *to)
{
  char number[64];

  if (length >= sizeof number)
    {
      memmove (to, from, length);
      return length;
    }

  memcpy (number, from, length);
  number[length] = '\0';
  /* json-glib 1.6 writes 1e+93 as "1e+93.0", which nobody reads. */
  if (strchr (number, 'e') != NULL && g_str_has_suffix (number, ".0"))
    number[length - strlen (".0")] = '\0';
  if (length > 17 && strpbrk (number, ".e") != NULL)
    shorten_double (number);
  length = strlen (number);
  memcpy (to, number, length);

  return length;
}

/* They only get shorter. */
static void
mend_numbers (char *json)
{
  char *to = json;
  gboolean in_text = FALSE;

  for (const char *at = json; *at != '\0';)
    {
      gsize length = !in_text ? strspn (at, "0123456789+-.e") : 0;

      if (length > 0 && *at != 'e')
        {
          to += mend_number (at, length, to);
          at += length;
          continue;
        }
      if (in_text && *at == '\\' && at[1] != '\0')
        *to++ = *at++;
      else if (*at == '"')
        in_text = !in_text;
      *to++ = *at++;
    }
  *to = '\0';
}

/**
 * opt_json_print:
 * @node: the root
 * @pretty: whether to indent it, two spaces a level
 *
 * A number that is not finite becomes null, in @node too.
 *
 * Returns: (transfer full): the JSON, without a line end behind it
 */
char *
opt_json_print (JsonNode *node, gboolean pretty)
{
  g_autoptr (JsonGenerator) generator = json_generator_new ();
  char *json;

  g_return_val_if_fail (node != NULL, NULL);

  null_what_is_not_finite (node);
  json_generator_set_root (generator, node);
  json_generator_set_pretty (generator, pretty);
  json_generator_set_indent (generator, 2);

  json = json_generator_to_data (generator, NULL);
  mend_numbers (json);

  return json;
}

/* The member if it is a value of the type asked for. */
static JsonNode *
get_value (JsonObject *object, const char *member, GType type)
{
  JsonNode *node = object != NULL ? json_object_get_member (object, member) : NULL;

  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != type)
    return NULL;

  return node;
}

/**
 * opt_json_get_string:
 * @object: (nullable): an object
 * @member: a member's name
 *
 * Returns: (transfer none) (nullable): the text; %NULL if there is none, or something else
 */
const char *
opt_json_get_string (JsonObject *object, const char *member)
{
  JsonNode *node = get_value (object, member, G_TYPE_STRING);

  return node != NULL ? json_node_get_string (node) : NULL;
}

/**
 * opt_json_get_int:
 * @object: (nullable): an object
 * @member: a member's name
 * @fallback: what to return if there is no whole number of 64 bits
 *
 * Returns: the number; 3.0 is one, 3.5 and "3" are not
 */
gint64
opt_json_get_int (JsonObject *object, const char *member, gint64 fallback)
{
  JsonNode *node = get_value (object, member, G_TYPE_INT64);
  double value;

  if (node != NULL)
    return json_node_get_int (node);

  value = opt_json_get_double (object, member, NAN);
  if (!(value >= -0x1p63 && value < 0x1p63) || value != trunc (value))
    return fallback;

  return (gint64) value;
}

/**
 * opt_json_get_double:
 * @object: (nullable): an object
 * @member: a member's name
 * @fallback: what to return if there is no number; NAN suggests itself
 *
 * Returns: the number
 */
double
opt_json_get_double (JsonObject *object, const char *member, double fallback)
{
  JsonNode *node = get_value (object, member, G_TYPE_DOUBLE);

  if (node != NULL)
    return json_node_get_double (node);

  node = get_value (object, member, G_TYPE_INT64);

  return node != NULL ? (double) json_node_get_int (node) : fallback;
}

/**
 * opt_json_get_boolean:
 * @object: (nullable): an object
 * @member: a member's name
 * @fallback: what to return if there is no boolean
 *
 * Returns: the boolean
 */
gboolean
opt_json_get_boolean (JsonObject *object, const char *member, gboolean fallback)
{
  JsonNode *node = get_value (object, member, G_TYPE_BOOLEAN);

  return node != NULL ? json_node_get_boolean (node) : fallback;
}

/**
 * opt_json_get_object:
 * @object: (nullable): an object
 * @member: a member's name
 *
 * Returns: (transfer none) (nullable): the object; %NULL if there is none, or something else
 */
JsonObject *
opt_json_get_object (JsonObject *object, const char *member)
{
  JsonNode *node = object != NULL ? json_object_get_member (object, member) : NULL;

  return node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
}

/**
 * opt_json_get_array:
 * @object: (nullable): an object
 * @member: a member's name
 *
 * Returns: (transfer none) (nullable): the array; %NULL if there is none, or something else
 */
JsonArray *
opt_json_get_array (JsonObject *object, const char *member)
{
  JsonNode *node = object != NULL ? json_object_get_member (object, member) : NULL;

  return node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
}
