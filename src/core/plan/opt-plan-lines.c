/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-plan-lines.h"

#include <string.h>

#include "opt-plan-node-words.h"

static void
line_free (gpointer data)
{
  OptPlanLine *line = data;

  g_string_free (line->text, TRUE);
  g_free (line);
}

/* ---- What surrounds a plan ------------------------------------------------------------------- */

/* "(12 rows)", in whatever language psql speaks, and its "Time: 1.234 ms (00:01)". */
static gboolean
is_tail (const char *line)
{
  return (*line == '(' && g_ascii_isdigit (line[1]) && g_str_has_suffix (line, ")"))
         || (g_str_has_prefix (line, "Time: ") && g_strrstr (line, " ms") != NULL);
}

/* The tab of a log, the "> " of a mail, the quotes of pgAdmin. */
static char *
strip_marks (char *line)
{
  gsize length;

  g_strchomp (line);
  if (*line == '\t')
    line++;
  while (*line == '>')
    line += line[1] == ' ' ? 2 : 1;

  length = strlen (line);
  if (length >= 2 && line[0] == '"' && line[length - 1] == '"')
    {
      g_autoptr (GString) plain = g_string_new_len (line + 1, (gssize) length - 2);

      g_string_replace (plain, "\"\"", "\"", 0);
      strcpy (line, plain->str);
    }

  return line;
}

/* ---- What a line is -------------------------------------------------------------------------- */

/* "Rows Removed by Filter:", "I/O Timings:", "Trigger x for constraint y:" */
static gboolean
is_property (const char *text)
{
  const char *colon = strchr (text, ':');

  if (!g_ascii_isupper (*text) || colon == NULL || (colon[1] != '\0' && colon[1] != ' '))
    return FALSE;

  return strpbrk (text, "='\"") == NULL || strpbrk (text, "='\"") > colon
         || g_str_has_prefix (text, "Trigger ");
}

static gboolean
has_figures (const char *text)
{
  return strstr (text, "(cost=") != NULL || strstr (text, "(actual ") != NULL
         || g_str_has_suffix (text, "(never executed)");
}

/* "InitPlan 1 (returns $0,$1)", "CTE recent" */
static gboolean
is_label (const char *text)
{
  return (g_str_has_prefix (text, "InitPlan ") || g_str_has_prefix (text, "SubPlan ")
          || (g_str_has_prefix (text, "CTE ") && !g_str_has_prefix (text, "CTE Scan")))
         && !is_property (text) && !has_figures (text);
}

/* "2026-05-31 12:00:00 UTC [42] LOG:  duration: 3.14 ms  plan:" */
static gboolean
is_head (const char *text)
{
  guint digits = (guint) strspn (text, "0123456789");

  return (digits == 4 && text[digits] == '-') || strstr (text, "LOG:  ") != NULL
         || (strstr (text, "duration: ") != NULL && g_str_has_suffix (text, " plan:"));
}

static OptPlanLineKind
get_kind (const char *text, gboolean has_arrow)
{
  if (has_arrow)
    return OPT_PLAN_LINE_NODE;
  if (is_head (text))
    return OPT_PLAN_LINE_HEAD;
  if (g_str_has_prefix (text, "Query Text: "))
    return OPT_PLAN_LINE_QUERY;
  if (g_str_has_prefix (text, "Worker ") && g_ascii_isdigit (text[strlen ("Worker ")]))
    return OPT_PLAN_LINE_WORKER;
  if (opt_plan_node_words_are_known (text))
    return has_figures (text)                      ? OPT_PLAN_LINE_NODE
           : opt_plan_node_words_are_change (text) ? OPT_PLAN_LINE_TARGET
           : is_property (text)                    ? OPT_PLAN_LINE_PROPERTY
                                                   : OPT_PLAN_LINE_NODE;
  if (is_label (text))
    return OPT_PLAN_LINE_LABEL;
  if (is_property (text))
    return OPT_PLAN_LINE_PROPERTY;
  if (g_str_has_prefix (text, "Utility statements have no plan structure")
      || g_str_equal (text, "NOTIFY"))
    return OPT_PLAN_LINE_UTILITY;
  if (g_str_equal (text, "Query rewrites to nothing"))
    return OPT_PLAN_LINE_NOTHING;

  return OPT_PLAN_LINE_OTHER;
}

/* ---- The lines ------------------------------------------------------------------------------- */

static guint
get_indent (const char *line)
{
  guint indent = 0;

  for (const char *c = line; *c == ' ' || *c == '\t'; c++)
    indent += *c == '\t' ? 8 : 1;

  return indent;
}

/* Whether a constant goes on in the next line. */
static gboolean
is_open (const char *text)
{
  gboolean quoted = FALSE;

  for (const char *c = text; *c != '\0'; c++)
    if (*c == '\'')
      quoted = !quoted;

  return quoted;
}

static void
add_line (GPtrArray *lines, char *raw, guint number)
{
  OptPlanLine *last = lines->len > 0 ? lines->pdata[lines->len - 1] : NULL;
  char *text = strip_marks (raw);
  guint indent = get_indent (text);
  gboolean has_arrow;
  OptPlanLineKind kind;
  OptPlanLine *line;

  if (last != NULL && last->kind == OPT_PLAN_LINE_PROPERTY && is_open (last->text->str))
    {
      g_string_append_printf (last->text, "\n%s", text);
      return;
    }
  text = g_strchug (text);
  if (*text == '\0' || g_str_has_prefix (text, "---") || is_tail (text))
    return;

  has_arrow = g_str_has_prefix (text, "->");
  if (has_arrow)
    text = g_strchug (text + strlen ("->"));
  kind = get_kind (text, has_arrow);
  if (kind == OPT_PLAN_LINE_OTHER && last != NULL && last->kind != OPT_PLAN_LINE_OTHER
      && last->kind != OPT_PLAN_LINE_HEAD)
    {
      g_string_append_printf (last->text, "%s%s", last->kind == OPT_PLAN_LINE_QUERY ? "\n" : " ",
                              text);
      return;
    }

  line = g_new0 (OptPlanLine, 1);
  line->kind = kind;
  line->indent = indent;
  line->number = number;
  line->text = g_string_new (text);
  line->has_arrow = has_arrow;
  g_ptr_array_add (lines, line);
}

/**
 * opt_plan_lines_read:
 * @text: UTF-8: a plan in PostgreSQL's text format, with whatever psql, pgAdmin, a log or a mail
 * put around it
 *
 * Takes the lines apart; what was wrapped is put together again.
 *
 * Returns: (transfer full) (element-type OptPlanLine): the lines
 */
GPtrArray *
opt_plan_lines_read (const char *text)
{
  GPtrArray *lines = g_ptr_array_new_with_free_func (line_free);
  guint number = 0;

  g_return_val_if_fail (text != NULL, lines);

  for (const char *from = text; *from != '\0';)
    {
      gsize length = strcspn (from, "\n");
      g_autofree char *raw = g_strndup (from, length);

      add_line (lines, raw, ++number);
      from += length;
      if (*from == '\n')
        from++;
    }

  return lines;
}
