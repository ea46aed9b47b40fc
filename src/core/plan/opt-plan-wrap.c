/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-plan-wrap.h"

#include <string.h>

/*
 * Terminals and editors cut lines where they are full, be that within a number. Put together with a
 * space, "lo" and "ops=3" would be no loops, and 0. and 75 no rows.
 */

#define NUMBER "-?(\\d+(\\.\\d+)?|inf(inity)?|nan)"
#define FIGURES                                                                                \
  "^\\((cost=" NUMBER "\\.\\." NUMBER " rows=" NUMBER " width=" NUMBER "|actual (time=" NUMBER \
  "\\.\\." NUMBER " )?rows=" NUMBER " loops=" NUMBER ")( \\w+=\\S+)*\\)$"

static const char *const opens[] = { "(cost=", "(actual " };

static gboolean
are_whole (const char *figures)
{
  static GRegex *regex;

  if (g_once_init_enter (&regex))
    g_once_init_leave (&regex, g_regex_new (FIGURES, G_REGEX_CASELESS | G_REGEX_OPTIMIZE, 0, NULL));

  return g_regex_match (regex, figures, 0, NULL);
}

/* The figures that a line begins and does not end, from their parenthesis on; or %NULL. */
static const char *
find_open (const char *line)
{
  const char *last = strrchr (line, '(');

  if (last == NULL || strchr (last, ')') != NULL)
    return NULL;

  for (guint i = 0; i < G_N_ELEMENTS (opens); i++)
    if (g_str_has_prefix (last, opens[i]) || g_str_has_prefix (opens[i], last))
      return last;

  return NULL;
}

/*
 * opt_plan_wrap_is_cut:
 *
 * Returns: whether figures go on from @line to @next with nothing between, not even a space
 */
gboolean
opt_plan_wrap_is_cut (const char *line, const char *next)
{
  const char *open = find_open (line);
  const char *close = open != NULL ? strchr (next, ')') : NULL;
  g_autofree char *rest = NULL;
  g_autofree char *joined = NULL;
  g_autofree char *spaced = NULL;

  if (close == NULL)
    return FALSE;

  rest = g_strndup (next, (gsize) (close - next + 1));
  joined = g_strconcat (open, rest, NULL);
  spaced = g_strconcat (open, " ", rest, NULL);

  return are_whole (joined) && !are_whole (spaced);
}

/*
 * opt_plan_wrap_find_width:
 *
 * Returns: how many characters a line has that goes on in the next one as if they were one; 0 where
 *   lines were not cut, or only at spaces
 */
glong
opt_plan_wrap_find_width (const char *text)
{
  while (*text != '\0')
    {
      gsize length = strcspn (text, "\n");
      g_autofree char *line = g_strchomp (g_strndup (text, length));

      text += length + (text[length] != '\0');
      if (find_open (line) != NULL)
        {
          g_autofree char *next = g_strndup (text, strcspn (text, "\n"));

          if (opt_plan_wrap_is_cut (line, next))
            return g_utf8_strlen (line, -1);
        }
    }

  return 0;
}

/*
 * opt_plan_wrap_is_open:
 *
 * Returns: whether a line that is a node lacks some of its figures
 */
gboolean
opt_plan_wrap_is_open (const char *line)
{
  return find_open (line) != NULL
         || (strstr (line, opens[0]) == NULL && strstr (line, opens[1]) == NULL);
}

/*
 * opt_plan_wrap_has_costs:
 *
 * Returns: whether @line has the estimates of a node, whole
 */
gboolean
opt_plan_wrap_has_costs (const char *line)
{
  const char *at = strstr (line, "  (cost=");
  const char *close = at != NULL ? strchr (at, ')') : NULL;
  g_autofree char *group = NULL;

  if (close == NULL)
    return FALSE;
  group = g_strndup (at + 2, (gsize) (close - at) - 1);

  return are_whole (group);
}

/* Others print more in parentheses there: "(slice1; segments: 3)". */
static gboolean
are_figures (const char *group)
{
  g_autoptr (GString) text = g_string_new (group);

  g_string_replace (text, " ", "", 0);

  return g_str_has_prefix (text->str, "(cost=") || g_str_has_prefix (text->str, "(actual");
}

/* Where the figures of a node begin, be they what they should or not. */
static const char *
find_figures (const char *line)
{
  const char *at = strstr (line, "  (");

  for (guint i = 0; i < G_N_ELEMENTS (opens) && at == NULL; i++)
    at = strstr (line, opens[i]);

  return at;
}

/*
 * opt_plan_wrap_find_damage:
 * @offset: (out): where they begin in @line, in bytes
 *
 * Returns: (transfer full) (nullable): figures of a node that are none
 */
char *
opt_plan_wrap_find_damage (const char *line, gsize *offset)
{
  const char *at = find_figures (line);

  while (at != NULL)
    {
      const char *close = strchr (at, ')');
      g_autofree char *group = NULL;

      at += strspn (at, " ");
      if (close == NULL || *at != '(' || g_str_has_prefix (at, "(never executed)"))
        return NULL;
      group = g_strndup (at, (gsize) (close - at + 1));
      if (are_figures (group) && !are_whole (group))
        {
          *offset = (gsize) (at - line);
          return g_steal_pointer (&group);
        }
      at = close + 1;
    }

  return NULL;
}
