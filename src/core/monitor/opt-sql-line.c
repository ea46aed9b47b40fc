/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-sql-line.h"

#include <string.h>

/* What a table can show, and lay out in no time. */
#define BYTES_AT_MOST 1000
#define BYTES_OF_END 200
/* A list that is no longer than that is worth more than the place that it takes. */
#define LIST_BYTES_KEPT 12

static gboolean
is_name_start (char byte)
{
  return g_ascii_isalpha (byte) || byte == '_' || (guchar) byte >= 0x80;
}

static gboolean
is_name (char byte)
{
  return is_name_start (byte) || g_ascii_isdigit (byte);
}

/* The lexer of the server knows more, but this is for thousands of statements, on the main loop. */

static gsize
skip_comment (const char *sql)
{
  const char *next = sql + 2;
  guint depth = 1;

  if (sql[0] == '-')
    return strcspn (sql, "\n");

  while (*next != '\0' && depth > 0)
    if (next[0] == '*' && next[1] == '/')
      {
        depth--;
        next += 2;
      }
    else if (next[0] == '/' && next[1] == '*')
      {
        depth++;
        next += 2;
      }
    else
      next++;

  return (gsize) (next - sql);
}

static gsize
skip_quoted (const char *sql, gboolean escapes)
{
  const char *next = sql + 1;

  while (*next != '\0' && *next != *sql)
    next += escapes && next[0] == '\\' && next[1] != '\0' ? 2 : 1;

  return (gsize) (next - sql) + (*next != '\0');
}

/* 0 where it is no string: a parameter, say. */
static gsize
skip_dollar_quoted (const char *sql)
{
  gsize length = 1;
  g_autofree char *tag = NULL;
  const char *end;

  if (is_name_start (sql[1]))
    while (is_name (sql[length]))
      length++;
  if (sql[length] != '$')
    return 0;

  tag = g_strndup (sql, length + 1);
  end = strstr (sql + length + 1, tag);

  return end != NULL ? (gsize) (end - sql) + length + 1 : strlen (sql);
}

/* How long the string, quoted name or comment is that begins here; 0: none does. */
static gsize
skip (const char *sql, const char *begin, gboolean *is_comment)
{
  gboolean in_name = sql > begin && is_name (sql[-1]);

  *is_comment = (sql[0] == '-' && sql[1] == '-') || (sql[0] == '/' && sql[1] == '*');
  if (*is_comment)
    return skip_comment (sql);
  if (sql[0] == '\'')
    return skip_quoted (sql, in_name && (sql[-1] == 'E' || sql[-1] == 'e')
                                 && (sql - 1 == begin || !is_name (sql[-2])));
  if (sql[0] == '"')
    return skip_quoted (sql, FALSE);
  if (sql[0] == '$' && !in_name)
    return skip_dollar_quoted (sql);

  return 0;
}

static void
add_space (GString *line)
{
  if (line->len > 0 && line->str[line->len - 1] != ' ')
    g_string_append_c (line, ' ');
}

static void
add_verbatim (GString *line, const char *sql, gsize length)
{
  for (gsize i = 0; i < length; i++)
    g_string_append_c (line, g_ascii_iscntrl (sql[i]) ? ' ' : sql[i]);
}

static void
squeeze (GString *line, const char *sql, gboolean with_comments)
{
  const char *next = sql;

  while (*next != '\0')
    {
      gboolean is_comment;
      gsize length = skip (next, sql, &is_comment);

      if (length > 0 && is_comment && !with_comments)
        add_space (line);
      else if (length > 0)
        add_verbatim (line, next, length);
      else if (g_ascii_isspace (*next) || g_ascii_iscntrl (*next))
        add_space (line);
      else
        g_string_append_c (line, *next);
      next += MAX (length, 1);
    }

  while (line->len > 0 && line->str[line->len - 1] == ' ')
    g_string_truncate (line, line->len - 1);
}

/* The middle of what is too long: how it begins and how it ends tell more. */
static void
cut (GString *line)
{
  const char *head, *tail;

  if (line->len <= BYTES_AT_MOST)
    return;

  head = g_utf8_find_prev_char (line->str, line->str + BYTES_AT_MOST - BYTES_OF_END + 1);
  tail = g_utf8_find_next_char (line->str + line->len - BYTES_OF_END - 1, NULL);
  g_string_erase (line, head - line->str, tail - head);
  g_string_insert (line, head - line->str, " … ");
}

/**
 * opt_sql_line:
 * @sql: a statement, valid UTF-8
 *
 * For a table: white space is squeezed, comments are left out (unless there is nothing else), and
 * of what is longer than a kilobyte the middle.
 *
 * Returns: (transfer full): the statement in one line
 */
char *
opt_sql_line (const char *sql)
{
  GString *line;

  g_return_val_if_fail (sql != NULL, NULL);

  line = g_string_sized_new (MIN (strlen (sql), 4 * BYTES_AT_MOST));
  squeeze (line, sql, FALSE);
  if (line->len == 0)
    squeeze (line, sql, TRUE);
  cut (line);

  return g_string_free (line, FALSE);
}

/* ---- The brief form -------------------------------------------------------------------------- */

/* Where a line is read. */
typedef struct
{
  const char *begin;
  const char *next;
  const char *word; /* that was passed last … */
  gsize length;     /* … and how long it is; 0: it was no word */
} Reader;

static gboolean
is_word (const Reader *reader, const char *word)
{
  return reader->length == strlen (word)
         && g_ascii_strncasecmp (reader->word, word, reader->length) == 0;
}

/* Passes a word, a string, a parameter or a character. */
static void
pass (Reader *reader)
{
  gboolean is_comment;
  gsize length = skip (reader->next, reader->begin, &is_comment);

  reader->word = reader->next;
  reader->length = 0;
  if (length == 0 && is_name_start (*reader->next))
    {
      while (is_name (reader->next[length]) || reader->next[length] == '$')
        length++;
      reader->length = length;
    }
  reader->next += MAX (length, 1);
}

/* Returns where the parenthesis that begins at the next character is over. */
static const char *
find_closing (const Reader *at)
{
  Reader reader = *at;
  guint depth = 0;

  do
    {
      depth += *reader.next == '(';
      depth -= *reader.next == ')';
      pass (&reader);
    }
  while (depth > 0 && *reader.next != '\0');

  return depth == 0 ? reader.next : NULL;
}

/* Returns where FROM begins, behind what a SELECT lists; %NULL where there is none. */
static const char *
find_from (const Reader *at)
{
  Reader reader = *at;
  gboolean is_distinct = FALSE; /* a IS DISTINCT FROM b */

  while (*reader.next != '\0' && *reader.next != ')')
    {
      if (*reader.next == '(')
        {
          reader.next = find_closing (&reader);
          if (reader.next == NULL)
            return NULL;
          is_distinct = FALSE;
          continue;
        }
      pass (&reader);
      if (is_word (&reader, "from") && !is_distinct)
        return reader.word;
      if (is_word (&reader, "union") || is_word (&reader, "except")
          || is_word (&reader, "intersect"))
        return NULL;
      if (reader.length > 0)
        is_distinct = is_word (&reader, "distinct");
    }

  return NULL;
}

static void
leave_out_list (GString *brief, Reader *reader)
{
  const char *from = find_from (reader);

  if (from == NULL || from - reader->next <= LIST_BYTES_KEPT)
    return;

  g_string_append (brief, " … ");
  reader->next = from;
}

/* The columns of an INSERT, or its values. */
static void
leave_out_parenthesis (GString *brief, Reader *reader)
{
  const char *end;

  if (*reader->next == ' ')
    {
      g_string_append_c (brief, ' ');
      reader->next++;
    }
  if (*reader->next != '(')
    return;
  end = find_closing (reader);
  if (end == NULL || end - reader->next <= LIST_BYTES_KEPT)
    return;

  g_string_append (brief, "(…)");
  reader->next = end;
}

/* INSERT INTO name, which may have a schema. */
static void
add_target (GString *brief, Reader *reader)
{
  while (*reader->next != '\0' && *reader->next != '(')
    {
      Reader ahead = *reader;

      pass (&ahead);
      if (is_word (&ahead, "select") || is_word (&ahead, "values") || is_word (&ahead, "default"))
        return;
      g_string_append_len (brief, reader->next, ahead.next - reader->next);
      *reader = ahead;
    }
  leave_out_parenthesis (brief, reader);
}

/**
 * opt_sql_brief:
 * @line: a statement in one line, see opt_sql_line()
 *
 * What tells a statement from others where there is not room for all of it: of a SELECT the tables
 * and the conditions, of an INSERT the table. Longer lists of columns and values are left out.
 *
 * Returns: (transfer full): the same, with “…” for each list
 */
char *
opt_sql_brief (const char *line)
{
  Reader reader = { .begin = line, .next = line };
  GString *brief;

  g_return_val_if_fail (line != NULL, NULL);

  brief = g_string_sized_new (strlen (line));
  while (*reader.next != '\0')
    {
      const char *begin = reader.next;

      pass (&reader);
      g_string_append_len (brief, begin, reader.next - begin);
      if (is_word (&reader, "select"))
        leave_out_list (brief, &reader);
      else if (is_word (&reader, "into"))
        add_target (brief, &reader);
      else if (is_word (&reader, "values"))
        leave_out_parenthesis (brief, &reader);
    }

  return g_string_free (brief, FALSE);
}
