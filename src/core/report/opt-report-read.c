/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "opt-report-read.h"

#include <math.h>
#include <string.h>

#include "opt-json.h"
#include "opt-statement-effect.h"

/* Where the pictures of the control characters start: U+241B is that of Escape. */
#define CONTROL_PICTURES 0x2400
#define DELETE_PICTURE 0x2421
#define REPLACEMENT 0xfffd

/*
 * opt_report_get_root:
 *
 * The object that @node holds; %NULL, of which every member is unknown, where it holds none.
 */
JsonObject *
opt_report_get_root (JsonNode *node)
{
  return JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
}

/*
 * opt_report_get_objects:
 *
 * The objects of an array, without what else is in it: (transfer container), empty if there is no
 * such array.
 */
GPtrArray *
opt_report_get_objects (JsonObject *object, const char *member)
{
  JsonArray *array = opt_json_get_array (object, member);
  guint length = array != NULL ? json_array_get_length (array) : 0;
  GPtrArray *objects = g_ptr_array_new ();

  for (guint i = 0; i < length; i++)
    {
      JsonNode *element = json_array_get_element (array, i);

      if (JSON_NODE_HOLDS_OBJECT (element))
        g_ptr_array_add (objects, json_node_get_object (element));
    }

  return objects;
}

/* opt_report_get_id: a statement's queryid or number, as text; a dash where it has none. */
char *
opt_report_get_id (JsonObject *object, const char *member)
{
  JsonNode *node = object != NULL ? json_object_get_member (object, member) : NULL;
  char *id = opt_statement_id_from_json (node);

  return id != NULL ? id : g_strdup ("–");
}

/* opt_report_get_evidence: the rung that is named; the lowest one where none is. */
OptEvidence
opt_report_get_evidence (JsonObject *object)
{
  const char *nick = opt_json_get_string (object, "evidence");
  OptEvidence evidence = OPT_EVIDENCE_OPINION;

  if (nick != NULL)
    opt_evidence_from_nick (nick, &evidence);

  return evidence;
}

static double
get_number (JsonArray *array, guint i)
{
  JsonNode *node = json_array_get_element (array, i);
  GType type = JSON_NODE_HOLDS_VALUE (node) ? json_node_get_value_type (node) : G_TYPE_INVALID;

  if (type == G_TYPE_DOUBLE)
    return json_node_get_double (node);

  return type == G_TYPE_INT64 ? (double) json_node_get_int (node) : NAN;
}

/* opt_report_get_interval: an estimate and its bounds; NAN for each that isn't known. */
OptInterval
opt_report_get_interval (JsonObject *object, const char *estimate, const char *bounds)
{
  JsonArray *array = opt_json_get_array (object, bounds);
  OptInterval interval = { opt_json_get_double (object, estimate, NAN), NAN, NAN };

  if (array != NULL && json_array_get_length (array) == 2)
    {
      interval.low = get_number (array, 0);
      interval.high = get_number (array, 1);
    }

  return interval;
}

/* opt_report_get_numbers: (element-type gdouble): the finite numbers of an array, in their order */
GArray *
opt_report_get_numbers (JsonObject *object, const char *member)
{
  JsonArray *array = opt_json_get_array (object, member);
  guint length = array != NULL ? json_array_get_length (array) : 0;
  GArray *numbers = g_array_new (FALSE, FALSE, sizeof (double));

  for (guint i = 0; i < length; i++)
    {
      double number = get_number (array, i);

      if (isfinite (number))
        g_array_append_val (numbers, number);
    }

  return numbers;
}

/* Characters that turn the direction of what follows, and so show another text than there is. */
static gboolean
turns_direction (gunichar c)
{
  return c == 0x061c || c == 0x200e || c == 0x200f || (c >= 0x202a && c <= 0x202e)
         || (c >= 0x2066 && c <= 0x2069);
}

static gunichar
make_visible (gunichar c)
{
  if (c < 0x20)
    return CONTROL_PICTURES + c;
  if (c == 0x7f)
    return DELETE_PICTURE;
  if ((c >= 0x80 && c < 0xa0) || c == 0x2028 || c == 0x2029 || turns_direction (c)
      || (c & 0xfffe) == 0xfffe)
    return REPLACEMENT;

  return c;
}

/*
 * opt_report_clean:
 *
 * Text of a server or a user, made harmless for a page and a terminal: control characters are
 * replaced by their pictures, so that one sees that they were there. White space stays; without
 * @keep_lines each run of it becomes one space.
 */
char *
opt_report_clean (const char *text, gboolean keep_lines)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  GString *clean = g_string_sized_new (strlen (valid));

  for (const char *c = valid; *c != '\0'; c = g_utf8_next_char (c))
    {
      gunichar character = g_utf8_get_char (c);

      if (!g_ascii_isspace (*c))
        g_string_append_unichar (clean, make_visible (character));
      else if (!keep_lines)
        {
          if (clean->len > 0 && clean->str[clean->len - 1] != ' ')
            g_string_append_c (clean, ' ');
        }
      else if (*c == '\n' || *c == '\t')
        g_string_append (clean, *c == '\n' ? "\n" : "  ");
      else if (*c == ' ')
        g_string_append_c (clean, ' ');
    }

  return g_string_free (clean, FALSE);
}

/* opt_report_shorten: one line of at most @length characters, harmless as opt_report_clean() */
char *
opt_report_shorten (const char *text, glong length)
{
  g_autofree char *clean = g_strstrip (opt_report_clean (text, FALSE));
  g_autofree char *head = NULL;

  if (g_utf8_strlen (clean, -1) <= length)
    return g_steal_pointer (&clean);
  head = g_utf8_substring (clean, 0, length - 1);

  return g_strconcat (head, "…", NULL);
}
