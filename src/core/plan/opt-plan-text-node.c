/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "opt-plan-text-node.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "opt-error.h"
#include "opt-json.h"
#include "opt-plan-node-words.h"

/* A line of PostgreSQL's text format that is a node, and what tells that one was cut. */

/* opt_plan_text_read_figures: "cost=0.00..1.01 rows=1 width=4" or "actual time=0.01..0.02 rows=1.50
 * loops=1", as pairs: of a node, or of a worker. */
void
opt_plan_text_read_figures (JsonObject *json, const char *text, gboolean actual)
{
  g_auto (GStrv)
    words = g_strsplit (text, " ", -1);

  for (guint i = 0; words[i] != NULL; i++)
    {
      char *equals = strchr (words[i], '=');
      char *dots = equals != NULL ? strstr (equals, "..") : NULL;

      if (equals == NULL)
        continue;
      *equals = '\0';
      if (dots != NULL)
        {
          json_object_set_double_member (json, actual ? "Actual Startup Time" : "Startup Cost",
                                         g_ascii_strtod (equals + 1, NULL));
          json_object_set_double_member (json, actual ? "Actual Total Time" : "Total Cost",
                                         g_ascii_strtod (dots + strlen (".."), NULL));
        }
      else if (g_str_equal (words[i], "rows"))
        json_object_set_member (json, actual ? "Actual Rows" : "Plan Rows",
                                opt_json_read_number (equals + 1));
      else if (g_str_equal (words[i], "loops"))
        json_object_set_member (json, "Actual Loops", opt_json_read_number (equals + 1));
      else if (g_str_equal (words[i], "width"))
        json_object_set_member (json, "Plan Width", opt_json_read_number (equals + 1));
    }
}

/* What stands between @open and the next parenthesis; %NULL where it does not. */
static char *
get_group (const char *text, const char *open)
{
  const char *from = strstr (text, open);
  const char *to = from != NULL ? strchr (from, ')') : NULL;

  return to != NULL ? g_strndup (from + 1, (gsize) (to - from - 1)) : NULL;
}

static gsize
get_length_of_words (const char *text)
{
  static const char *const figures[] = { " (cost=", " (actual ", " (never executed)" };
  gsize length = strlen (text);

  for (guint i = 0; i < G_N_ELEMENTS (figures); i++)
    {
      const char *at = strstr (text, figures[i]);

      if (at != NULL)
        length = MIN (length, (gsize) (at - text));
    }

  return length;
}

/* From 18 on rows have: "rows=1.00". */
static gboolean
has_decimals (const char *figures)
{
  const char *rows = strstr (figures, "rows=");

  if (rows == NULL)
    return FALSE;
  rows += strlen ("rows=");

  return rows[strspn (rows, "0123456789")] == '.';
}

/* opt_plan_text_read_node: a line that is one, without its arrow. */
JsonObject *
opt_plan_text_read_node (const char *text)
{
  g_autofree char *words = g_strchomp (g_strndup (text, get_length_of_words (text)));
  g_autofree char *cost = get_group (text, "(cost=");
  g_autofree char *actual = get_group (text, "(actual ");
  JsonObject *json = opt_plan_node_words_read (words);

  if (cost != NULL)
    opt_plan_text_read_figures (json, cost, FALSE);
  if (actual != NULL)
    {
      opt_plan_text_read_figures (json, actual, TRUE);
      /* What is switched off is told in words then, and not by its cost. */
      if (has_decimals (actual))
        json_object_set_boolean_member (json, "Disabled", FALSE);
    }
  else if (strstr (text, "(never executed)") != NULL)
    {
      json_object_set_int_member (json, "Actual Rows", 0);
      json_object_set_int_member (json, "Actual Loops", 0);
    }

  return json;
}

/* opt_plan_text_check_figures: figures that begin and do not end: the line was cut. */
gboolean
opt_plan_text_check_figures (const OptPlanLine *line, GError **error)
{
  static const char *const groups[] = { "(cost=", "(actual " };

  for (guint i = 0; i < G_N_ELEMENTS (groups); i++)
    {
      const char *text = line->text->str;
      const char *from = strstr (text, groups[i]);

      if (from == NULL || strchr (from, ')') != NULL)
        continue;
      opt_set_error (error, OPT_ERROR_INVALID, OPT_PLAN_HOW_TO_GIVE,
                     _ ("The plan is cut: at line %u, column %u a parenthesis opens that is not "
                        "closed"),
                     line->number,
                     line->indent + (line->has_arrow ? OPT_PLAN_ARROW_WIDTH : 0)
                         + (guint) g_utf8_pointer_to_offset (text, from) + 1);
      return FALSE;
    }

  return TRUE;
}

static guint
count_inputs (JsonObject *json)
{
  JsonArray *plans = json_object_has_member (json, "Plans")
                         ? json_object_get_array_member (json, "Plans")
                         : NULL;
  guint n = 0;

  for (guint i = 0; plans != NULL && i < json_array_get_length (plans); i++)
    n += !json_object_has_member (json_array_get_object_element (plans, i), "Subplan Name");

  return n;
}

static guint
get_wanted (const char *type)
{
  static const char *const joins[] = { "Hash Join", "Merge Join", "Nested Loop", NULL };
  static const char *const others[] = { "Hash", "Sort", "Incremental Sort", "Materialize", NULL };

  return g_strv_contains (joins, type) ? 2 : g_strv_contains (others, type) ? 1 : 0;
}

/* opt_plan_text_lacks_input: whether something must be below a node that is not there. */
gboolean
opt_plan_text_lacks_input (JsonObject *node)
{
  return count_inputs (node) < get_wanted (json_object_get_string_member (node, "Node Type"));
}
