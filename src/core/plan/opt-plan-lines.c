/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "opt-plan-lines.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "opt-error.h"
#include "opt-plan-node-words.h"
#include "opt-plan-wrap.h"

/* A line takes some hundred bytes of memory, even an empty one; the longest plans have a few
 * hundred thousand. */
#define MAX_LINES (2 * 1000 * 1000)

/* What a node with its names has before its figures end. */
#define MAX_NODE (8 * 1024)

/* From 16 on. */
#define VALUES "Query Parameters: $"

typedef struct
{
  GPtrArray *lines;  /* of OptPlanLine */
  OptPlanLine *node; /* (nullable): the last one that is a node */
  gboolean figured;  /* there are costs or times somewhere: no node is without */
  glong width;       /* where lines were cut, in characters; 0 where they were not */
  char *mark;        /* (nullable): what is before each line of the statement */
  char quote;        /* in which the last line ended, or NUL */
} Reader;

static void
line_free (gpointer data)
{
  OptPlanLine *line = data;

  g_string_free (line->text, TRUE);
  g_free (line);
}

/* ---- What surrounds a plan ------------------------------------------------------------------- */

/*
 * opt_plan_line_is_tail:
 *
 * "(12 rows)", in whatever language psql speaks, and its "Time: 1.234 ms (00:01)".
 */
gboolean
opt_plan_line_is_tail (const char *line)
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

  return (digits == 4 && text[digits] == '-') || g_str_has_prefix (text, "LOG:  ")
         || (strstr (text, "LOG:  ") != NULL && !is_property (text))
         || (strstr (text, "duration: ") != NULL && g_str_has_suffix (text, " plan:"));
}

/* SQL has an operator that looks the same. Who says no figures names a node and no more; those of
 * extensions are not known, but begin with a capital. */
static gboolean
is_arrow (Reader *reader, const char *text)
{
  const char *words = text + strlen ("->");

  if (!g_str_has_prefix (text, "->"))
    return FALSE;

  return has_figures (words) || opt_plan_node_words_are_whole (words + strspn (words, " "))
         || (reader->figured && g_str_has_prefix (words, "  ") && g_ascii_isupper (words[2]));
}

static OptPlanLine *
get_last (Reader *reader)
{
  return reader->lines->len > 0 ? reader->lines->pdata[reader->lines->len - 1] : NULL;
}

/* A kind of node that is not known, where a plan may begin: behind a statement, say. Elsewhere that
 * is a line that was wrapped. */
static gboolean
is_unknown_root (Reader *reader, const char *text)
{
  const OptPlanLine *last = get_last (reader);

  return (last == NULL || last->kind == OPT_PLAN_LINE_OTHER || last->kind == OPT_PLAN_LINE_HEAD
          || last->kind == OPT_PLAN_LINE_QUERY || last->kind == OPT_PLAN_LINE_VALUES)
         && g_ascii_isupper (*text) && opt_plan_wrap_has_costs (text);
}

/* @below: what stands in the next line, for where a line was wrapped before its figures */
static gboolean
is_root (Reader *reader, const char *text, const char *below)
{
  if (!opt_plan_node_words_are_known (text))
    return is_unknown_root (reader, text);
  if (has_figures (text))
    return TRUE;
  if (reader->figured)
    return has_figures (below) && !g_str_has_prefix (below, "->")
           && !opt_plan_node_words_are_known (below);

  return opt_plan_node_words_are_whole (text);
}

/* The node that changes tables names them, where they are several. */
static gboolean
is_target (Reader *reader, const char *text, guint indent)
{
  return reader->node != NULL && reader->node->indent < indent
         && opt_plan_node_words_are_change (reader->node->text->str)
         && opt_plan_node_words_are_change (text) && !has_figures (text);
}

static OptPlanLineKind
get_kind (Reader *reader, const char *text, guint indent, const char *below)
{
  if (is_head (text))
    return OPT_PLAN_LINE_HEAD;
  if (g_str_has_prefix (text, "Query Text: "))
    return OPT_PLAN_LINE_QUERY;
  if (g_str_has_prefix (text, VALUES))
    return OPT_PLAN_LINE_VALUES;
  if (g_str_has_prefix (text, "Worker ") && g_ascii_isdigit (text[strlen ("Worker ")]))
    return OPT_PLAN_LINE_WORKER;
  if (is_target (reader, text, indent))
    return OPT_PLAN_LINE_TARGET;
  if (is_root (reader, text, below))
    return OPT_PLAN_LINE_NODE;
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

/* A constant, or a name, may go on in the next line. */
static char
follow_quotes (const char *text, char quote)
{
  for (const char *c = text; *c != '\0'; c++)
    {
      if (quote != '\0')
        quote = *c == quote ? '\0' : quote;
      else if (*c == '\'' || *c == '"')
        quote = *c;
    }

  return quote;
}

static gboolean
has_quotes (OptPlanLineKind kind)
{
  return kind == OPT_PLAN_LINE_PROPERTY || kind == OPT_PLAN_LINE_VALUES;
}

/* What was wrapped, or goes on. Around plans there is much else, of which one line is enough. */
static void
append (Reader *reader, OptPlanLine *last, const char *separator, const char *text)
{
  if (last->kind != OPT_PLAN_LINE_OTHER && last->kind != OPT_PLAN_LINE_HEAD)
    g_string_append_printf (last->text, "%s%s", separator, text);
  if (has_quotes (last->kind))
    reader->quote = follow_quotes (text, reader->quote);
}

static void
add (Reader *reader, OptPlanLineKind kind, const char *text, guint indent, guint number)
{
  OptPlanLine *line = g_new0 (OptPlanLine, 1);

  line->kind = kind;
  line->indent = indent;
  line->number = number;
  line->text = g_string_new (text);
  g_ptr_array_add (reader->lines, line);
  if (kind == OPT_PLAN_LINE_NODE)
    reader->node = line;
  reader->quote = has_quotes (kind) ? follow_quotes (text, '\0') : '\0';
}

/* A statement has lines of all kinds: it goes on until its plan begins, or another entry. */
static gboolean
is_statement (Reader *reader, const char *raw, const char *below)
{
  OptPlanLine *last = get_last (reader);
  g_autofree char *copy = NULL;
  const char *text;

  if (last == NULL || last->kind != OPT_PLAN_LINE_QUERY)
    return FALSE;

  copy = g_strdup (raw);
  text = g_strchug (strip_marks (copy));

  return !is_root (reader, text, below) && !g_str_has_prefix (text, VALUES)
         && !(is_head (text) && strstr (text, "LOG:  ") != NULL);
}

static void
add_to_statement (Reader *reader, const char *raw)
{
  const char *text = g_str_has_prefix (raw, reader->mark) ? raw + strlen (reader->mark) : raw;

  append (reader, get_last (reader), "\n", text);
}

static void
note_mark (Reader *reader, const char *raw, const char *text)
{
  g_free (reader->mark);
  reader->mark = g_strndup (raw, (gsize) (text - raw));
}

static void
read_line (Reader *reader, char *raw, const char *below, guint number)
{
  OptPlanLine *last = get_last (reader);
  char *text;
  guint indent;
  OptPlanLineKind kind;

  if (is_statement (reader, raw, below))
    {
      add_to_statement (reader, g_strchomp (raw));
      return;
    }

  text = strip_marks (raw);
  indent = get_indent (text);
  if (reader->quote != '\0')
    {
      append (reader, last, "\n", text);
      return;
    }
  text = g_strchug (text);
  if (*text == '\0' || g_str_has_prefix (text, "---") || opt_plan_line_is_tail (text))
    return;

  if (is_arrow (reader, text))
    {
      add (reader, OPT_PLAN_LINE_NODE, g_strchug (text + strlen ("->")), indent, number);
      get_last (reader)->has_arrow = TRUE;
      return;
    }
  kind = get_kind (reader, text, indent, below);
  if (kind == OPT_PLAN_LINE_OTHER && last != NULL)
    append (reader, last, " ", text);
  else
    add (reader, kind, text, indent, number);
  if (kind == OPT_PLAN_LINE_QUERY)
    note_mark (reader, raw, text);
}

static char *
take_line (const char **at)
{
  gsize length = strcspn (*at, "\n");
  char *line = g_strndup (*at, length);

  *at += length;
  if (**at == '\n')
    (*at)++;

  return line;
}

/* Whether @line is a node that lacks some of its figures. */
static gboolean
is_open_node (const GString *line)
{
  g_autofree char *head = NULL;
  const char *words;

  if (line->len > MAX_NODE)
    return FALSE;

  head = g_strndup (line->str, line->len);
  words = g_strchug (strip_marks (head));

  return (g_str_has_prefix (words, "->") || opt_plan_node_words_are_known (words))
         && opt_plan_wrap_is_open (words);
}

/* Whether @next is what was cut off @line. */
static gboolean
goes_on (Reader *reader, const GString *line, const char *next)
{
  g_autofree char *raw = g_strdup (next);
  const char *text = g_strstrip (strip_marks (raw));

  if (*text == '\0' || g_str_has_prefix (text, "---") || is_arrow (reader, text))
    return FALSE;
  if (is_open_node (line))
    return TRUE;

  return !opt_plan_line_is_tail (text)
         && get_kind (reader, text, get_indent (next), "") == OPT_PLAN_LINE_OTHER;
}

/* A line with all that was cut off it. */
static char *
take_whole_line (Reader *reader, const char **at, guint *number)
{
  g_autofree char *first = take_line (at);
  glong length = reader->width > 0 ? g_utf8_strlen (g_strchomp (first), -1) : -1;
  GString *line = g_string_new (first);

  (*number)++;
  while (length == reader->width && **at != '\0')
    {
      const char *below = *at;
      g_autofree char *next = g_strchomp (take_line (&below));

      if (!goes_on (reader, line, next))
        break;
      length = g_utf8_strlen (next, -1);
      g_string_append (line, next);
      *at = below;
      (*number)++;
    }

  return g_string_free (line, FALSE);
}

/**
 * opt_plan_lines_read:
 * @text: UTF-8: a plan in PostgreSQL's text format, with whatever psql, pgAdmin, a log or a mail
 *   put around it
 * @error: return location for %OPT_ERROR_INVALID where there are too many of them
 *
 * Takes the lines apart; what was wrapped is put together again.
 *
 * Returns: (transfer full) (nullable) (element-type OptPlanLine): the lines
 */
GPtrArray *
opt_plan_lines_read (const char *text, GError **error)
{
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func (line_free);
  Reader reader = { .lines = lines };
  guint number = 0;

  g_return_val_if_fail (text != NULL, NULL);

  reader.figured = has_figures (text);
  reader.width = opt_plan_wrap_find_width (text);
  while (*text != '\0')
    {
      guint first = number + 1;
      g_autofree char *raw = take_whole_line (&reader, &text, &number);
      const char *at = text;
      g_autofree char *next = take_line (&at);
      const char *below = g_strstrip (strip_marks (next));

      read_line (&reader, raw, below, first);
      if (lines->len > MAX_LINES)
        {
          opt_set_error (error, OPT_ERROR_INVALID, _ ("Give the plans one by one."),
                         _ ("The text has more than %d lines"), MAX_LINES);
          g_free (reader.mark);
          return NULL;
        }
    }
  g_free (reader.mark);

  return g_steal_pointer (&lines);
}
