/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "opt-json.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "opt-error.h"

#define MAX_LENGTH (64 * 1024 * 1024)
#define MAX_DEPTH 2000

/*
 * JsonParser recurses without a limit, takes comments, hexadecimal numbers and single quotes, ends
 * a string at \u0000, and turns a whole number that does not fit into 64 bits into another one. So
 * the text is held against the grammar of RFC 8259 first, and whole numbers that do not fit are
 * handed on with a fraction, which makes them doubles.
 */
typedef struct
{
  const char *at;
  const char *end;
  guint depth;
  const char *problem;
  GArray *wide_integers; /* of const char *: where each ends */
} Scanner;

static gboolean scan_value (Scanner *scanner);

static gboolean
fail (Scanner *scanner, const char *problem)
{
  if (scanner->problem == NULL)
    scanner->problem = problem;

  return FALSE;
}

static void
skip_space (Scanner *scanner)
{
  while (scanner->at < scanner->end && memchr (" \t\n\r", *scanner->at, 4) != NULL)
    scanner->at++;
}

static gboolean
accept (Scanner *scanner, char c)
{
  if (scanner->at == scanner->end || *scanner->at != c)
    return FALSE;
  scanner->at++;

  return TRUE;
}

static gboolean
scan_unit (Scanner *scanner, guint *unit)
{
  *unit = 0;
  for (guint i = 0; i < 4; i++, scanner->at++)
    {
      if (scanner->at == scanner->end || !g_ascii_isxdigit (*scanner->at))
        return fail (scanner, N_("expected four hexadecimal digits"));
      *unit = *unit * 16 + (guint) g_ascii_xdigit_value (*scanner->at);
    }

  return TRUE;
}

/* After the backslash. */
static gboolean
scan_escape (Scanner *scanner)
{
  guint unit;

  if (!accept (scanner, 'u'))
    {
      if (scanner->at == scanner->end || memchr ("\"\\/bfnrt", *scanner->at, 8) == NULL)
        return fail (scanner, N_("unknown escape"));
      scanner->at++;
      return TRUE;
    }

  if (!scan_unit (scanner, &unit))
    return FALSE;
  if (unit == 0)
    return fail (scanner, N_("a text can't hold the character NUL"));
  if (unit >= 0xd800 && unit <= 0xdbff)
    {
      if (!accept (scanner, '\\') || !accept (scanner, 'u'))
        return fail (scanner, N_("half of a surrogate pair"));
      if (!scan_unit (scanner, &unit))
        return FALSE;
      if (unit < 0xdc00 || unit > 0xdfff)
        return fail (scanner, N_("half of a surrogate pair"));
    }
  else if (unit >= 0xdc00 && unit <= 0xdfff)
    return fail (scanner, N_("half of a surrogate pair"));

  return TRUE;
}

static gboolean
scan_string (Scanner *scanner)
{
  if (!accept (scanner, '"'))
    return fail (scanner, N_("expected a text in double quotes"));

  while (scanner->at < scanner->end && *scanner->at != '"')
    {
      if ((guchar) *scanner->at < 0x20)
        return fail (scanner, N_("control character in a text"));
      if (*scanner->at++ == '\\' && !scan_escape (scanner))
        return FALSE;
    }

  return accept (scanner, '"') || fail (scanner, N_("the text does not end"));
}

static gboolean
scan_digits (Scanner *scanner)
{
  const char *start = scanner->at;

  while (scanner->at < scanner->end && g_ascii_isdigit (*scanner->at))
    scanner->at++;

  return scanner->at > start || fail (scanner, N_("expected a digit"));
}

static gboolean
scan_number (Scanner *scanner)
{
  const char *start = scanner->at;
  gboolean whole = TRUE;
  g_autofree char *text = NULL;

  accept (scanner, '-');
  if (!accept (scanner, '0') && !scan_digits (scanner))
    return FALSE;
  if (accept (scanner, '.'))
    {
      whole = FALSE;
      if (!scan_digits (scanner))
        return FALSE;
    }
  if (accept (scanner, 'e') || accept (scanner, 'E'))
    {
      whole = FALSE;
      if (!accept (scanner, '+'))
        accept (scanner, '-');
      if (!scan_digits (scanner))
        return FALSE;
    }

  /* Fewer digits fit, whatever they are. */
  if (whole && scanner->at - start < 19)
    return TRUE;

  text = g_strndup (start, scanner->at - start);
  if (!isfinite (g_ascii_strtod (text, NULL)))
    {
      scanner->at = start;
      return fail (scanner, N_("the number is too large"));
    }
  if (whole && !g_ascii_string_to_signed (text, 10, G_MININT64, G_MAXINT64, NULL, NULL))
    g_array_append_val (scanner->wide_integers, scanner->at);

  return TRUE;
}

static gboolean
scan_word (Scanner *scanner)
{
  static const char *const words[] = { "true", "false", "null" };

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    {
      gsize length = strlen (words[i]);

      if ((gsize) (scanner->end - scanner->at) >= length
          && memcmp (scanner->at, words[i], length) == 0)
        {
          scanner->at += length;
          return TRUE;
        }
    }

  return fail (scanner, N_("expected a value"));
}

static gboolean
scan_members (Scanner *scanner, char closing)
{
  skip_space (scanner);
  if (accept (scanner, closing))
    return TRUE;

  do
    {
      if (closing == '}')
        {
          skip_space (scanner);
          if (!scan_string (scanner))
            return FALSE;
          skip_space (scanner);
          if (!accept (scanner, ':'))
            return fail (scanner, N_("expected \u201c:\u201d"));
        }
      if (!scan_value (scanner))
        return FALSE;
      skip_space (scanner);
    }
  while (accept (scanner, ','));

  return accept (scanner, closing)
         || fail (scanner, closing == '}' ? N_("expected \u201c,\u201d or \u201c}\u201d")
                                          : N_("expected \u201c,\u201d or \u201c]\u201d"));
}

static gboolean
scan_value (Scanner *scanner)
{
  char first;

  skip_space (scanner);
  first = scanner->at < scanner->end ? *scanner->at : '\0';

  if (first == '{' || first == '[')
    {
      if (scanner->depth == MAX_DEPTH)
        return fail (scanner, N_("nested too deeply"));
      scanner->at++;
      scanner->depth++;
      if (!scan_members (scanner, first == '{' ? '}' : ']'))
        return FALSE;
      scanner->depth--;
      return TRUE;
    }
  if (first == '"')
    return scan_string (scanner);
  if (first == '-' || g_ascii_isdigit (first))
    return scan_number (scanner);

  return scan_word (scanner);
}

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
                 _("Check that the text is complete and that it is JSON."),
                 _("Not JSON at line %u, column %ld: %s"), line,
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
      opt_set_error (error, OPT_ERROR_INVALID, NULL, _("Could not read the JSON: %s"),
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
 * Parses what RFC 8259 allows and nothing more, up to 64 MB and 2000 levels. A text with \u0000 and
 * a number beyond a double are refused, as they can't be kept; a whole number beyond 64 bits
 * becomes a double. Of members with the same name the last counts.
 *
 * Returns: (transfer full) (nullable): the immutable root
 */
JsonNode *
opt_json_parse (const char *text, gssize length, GError **error)
{
  g_autoptr (GArray) wide_integers = g_array_new (FALSE, FALSE, sizeof (const char *));
  Scanner scanner = { .wide_integers = wide_integers };
  const char *invalid = NULL;

  g_return_val_if_fail (text != NULL, NULL);

  if (length < 0)
    length = (gssize) strlen (text);
  if (length > MAX_LENGTH)
    {
      opt_set_error (error, OPT_ERROR_INVALID, NULL, _("The JSON is larger than %d MB"),
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
      set_place_error (error, text, invalid, _("not UTF-8"));
      return NULL;
    }

  scanner.at = text;
  scanner.end = text + length;
  if (scan_value (&scanner))
    {
      skip_space (&scanner);
      if (scanner.at == scanner.end)
        return parse_checked (text, (gsize) length, wide_integers, error);
      fail (&scanner, N_("something follows the value"));
    }
  set_place_error (error, text, scanner.at, _ (scanner.problem));

  return NULL;
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

  g_return_val_if_fail (node != NULL, NULL);

  null_what_is_not_finite (node);
  json_generator_set_root (generator, node);
  json_generator_set_pretty (generator, pretty);
  json_generator_set_indent (generator, 2);

  return json_generator_to_data (generator, NULL);
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
