/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-plan-frames.h"

#include <string.h>

#include "opt-plan-lines.h"
#include "opt-plan-wrap.h"

/* What psql draws around a plan, in each of its styles of borders and lines. */

#define HEADING "QUERY PLAN"

/* As long as figures in one pair of parentheses may be. */
#define MAX_FIGURES 1000

typedef struct
{
  GPtrArray *frames; /* of char* */
  GString *frame;    /* (nullable): the one that is open */
  gboolean expanded; /* \x: heading and cell are in one line */
} Reader;

static const char *
skip_spaces (const char *text)
{
  return text + strspn (text, " ");
}

/* Of lines and corners alone. */
static gboolean
is_rule (const char *line)
{
  static const char *const drawn[] = { "-", "+", "─", "┌", "┐", "├", "┤", "└", "┘", "┼", " " };
  gboolean any = FALSE;

  while (*line != '\0')
    {
      guint i;

      for (i = 0; i < G_N_ELEMENTS (drawn) && !g_str_has_prefix (line, drawn[i]); i++)
        ;
      if (i == G_N_ELEMENTS (drawn))
        return FALSE;
      line += strlen (drawn[i]);
      any = TRUE;
    }

  return any;
}

static gboolean
strip_suffix (char *line, const char *suffix)
{
  if (!g_str_has_suffix (line, suffix))
    return FALSE;

  line[strlen (line) - strlen (suffix)] = '\0';
  g_strchomp (line);

  return TRUE;
}

static const char *
skip_border (const char *text)
{
  static const char *const borders[] = { "|", "│" };

  for (guint i = 0; i < G_N_ELEMENTS (borders); i++)
    if (g_str_has_prefix (text, borders[i]))
      return text + strlen (borders[i]);

  return NULL;
}

/* A cell without its borders, and without the "+" (or "↵") where it goes on in the next line. */
static const char *
get_cell (char *line)
{
  const char *cell;

  g_strchomp (line);
  if (!strip_suffix (line, "|"))
    strip_suffix (line, "│");
  if (!strip_suffix (line, "+"))
    strip_suffix (line, "↵");
  cell = skip_border (line);

  return cell != NULL ? cell : line;
}

/* What stands beside the heading, as \x has it; %NULL where nothing does. */
static const char *
get_cell_beside (const char *cell)
{
  const char *beside = skip_border (skip_spaces (skip_spaces (cell) + strlen (HEADING)));

  return beside != NULL && *beside == ' ' ? beside + 1 : beside;
}

/* A cell of \x that goes on has nothing before its border. */
static const char *
get_cell_below (const char *cell)
{
  const char *border = skip_border (skip_spaces (cell));

  if (border == NULL)
    return cell;

  return *border == ' ' ? border + 1 : border;
}

static void
close_frame (Reader *reader)
{
  if (reader->frame != NULL)
    g_ptr_array_add (reader->frames, g_string_free (g_steal_pointer (&reader->frame), FALSE));
  reader->expanded = FALSE;
}

static void
read_heading (Reader *reader, const char *cell)
{
  const char *beside = get_cell_beside (cell);

  /* Each line of a plan is a record of its own then. */
  if (beside == NULL || !reader->expanded)
    close_frame (reader);
  if (reader->frame == NULL)
    reader->frame = g_string_new (NULL);
  reader->expanded = beside != NULL;
  if (beside != NULL)
    g_string_append_printf (reader->frame, "%s\n", beside);
}

/* Whether a terminal cut the last line between the two dots of "0.05..3.00". */
static gboolean
is_cut_between_dots (GString *frame, const char *cell)
{
  gsize end = frame->len - 1;
  gsize start = end;
  g_autofree char *last = NULL;

  /* A frame may be one line of a great many cells: not all of it is looked at for each. */
  while (start > 0 && frame->str[start - 1] != '\n' && end - start < MAX_FIGURES)
    start--;
  last = g_strndup (frame->str + start, end - start);

  return opt_plan_wrap_is_cut (last, cell);
}

static gboolean
ends_with (GString *frame, const char *end)
{
  gsize length = strlen (end);

  return frame->len >= length && memcmp (frame->str + frame->len - length, end, length) == 0;
}

/* "format=wrapped" marks both sides of a break: it is taken out of the frame, with the space that
 * may be before it. */
static const char *
join_wrapped (Reader *reader, const char *cell)
{
  static const char *const marks[] = { ".", "…" };

  for (guint i = 0; i < G_N_ELEMENTS (marks); i++)
    {
      g_autofree char *end = g_strconcat (marks[i], "\n", NULL);

      if (g_str_has_prefix (cell, marks[i]) && ends_with (reader->frame, end)
          && !is_cut_between_dots (reader->frame, cell))
        {
          g_string_truncate (reader->frame, reader->frame->len - strlen (end));
          return cell + strlen (marks[i]);
        }
    }

  return cell;
}

static void
read_line (Reader *reader, char *line)
{
  const char *cell = get_cell (line);

  if (g_str_has_prefix (skip_spaces (cell), HEADING))
    read_heading (reader, cell);
  else if (reader->frame == NULL || is_rule (cell))
    return;
  else if (opt_plan_line_is_tail (cell))
    close_frame (reader);
  else if (reader->expanded && strstr (cell, "[ RECORD ") != NULL)
    return;
  else if (reader->expanded)
    g_string_append_printf (reader->frame, "%s\n", get_cell_below (cell));
  else
    {
      const char *rest = join_wrapped (reader, cell);

      g_string_append_printf (reader->frame, "%s\n", rest);
    }
}

/**
 * opt_plan_frames_split:
 * @text: UTF-8
 *
 * Returns: (transfer full) (element-type utf8): what stands in each of psql's frames; none where
 *   there is no frame
 */
GPtrArray *
opt_plan_frames_split (const char *text)
{
  GPtrArray *frames = g_ptr_array_new_with_free_func (g_free);
  Reader reader = { .frames = frames };

  g_return_val_if_fail (text != NULL, frames);

  if (strstr (text, HEADING) == NULL)
    return frames;

  while (*text != '\0')
    {
      gsize length = strcspn (text, "\n");
      g_autofree char *line = g_strndup (text, length);

      read_line (&reader, line);
      text += length + (text[length] != '\0');
    }
  close_frame (&reader);

  return frames;
}
