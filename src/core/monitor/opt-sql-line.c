/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-sql-line.h"

#include <string.h>

/* What a table can show, and lay out in no time. */
#define BYTES_AT_MOST 1000
#define BYTES_OF_END 200

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
