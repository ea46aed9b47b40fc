/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "opt-text.h"

#include <string.h>

#include "opt-report-read.h"

#define WIDTH 100

struct _OptText
{
  GString *text;
  gboolean colour;
  guint column;
};

/* Codes of ECMA-48: bold, faint, green, red, yellow. */
static const char *const codes[] = {
  [OPT_TEXT_PLAIN] = "",  [OPT_TEXT_BOLD] = "1", [OPT_TEXT_DIM] = "2",
  [OPT_TEXT_GOOD] = "32", [OPT_TEXT_BAD] = "31", [OPT_TEXT_WARNING] = "33",
};

/**
 * opt_text_new:
 * @colour: whether words may be set off by colour; nothing is told by colour alone
 *
 * Returns: (transfer full): an empty text
 */
OptText *
opt_text_new (gboolean colour)
{
  OptText *self = g_new0 (OptText, 1);

  self->text = g_string_new (NULL);
  self->colour = colour;

  return self;
}

void
opt_text_free (OptText *self)
{
  g_string_free (self->text, TRUE);
  g_free (self);
}

/**
 * opt_text_free_to_text:
 * @self: (transfer full): a text
 *
 * Returns: (transfer full): it, with a line end behind it
 */
char *
opt_text_free_to_text (OptText *self)
{
  char *text;

  g_return_val_if_fail (self != NULL, NULL);

  text = g_strdup (self->text->str);
  opt_text_free (self);

  return text;
}

static guint
get_width (const char *text)
{
  guint width = 0;

  for (const char *c = text; *c != '\0'; c = g_utf8_next_char (c))
    {
      gunichar character = g_utf8_get_char (c);

      if (!g_unichar_iszerowidth (character))
        width += g_unichar_iswide (character) ? 2 : 1;
    }

  return width;
}

static void
end_line (OptText *self)
{
  g_string_append_c (self->text, '\n');
  self->column = 0;
}

static void
pad (OptText *self, guint columns)
{
  for (guint i = 0; i < columns; i++)
    g_string_append_c (self->text, ' ');
  self->column += columns;
}

/* @word is clean */
static void
append_styled (OptText *self, OptTextStyle style, const char *word)
{
  if (self->colour && style != OPT_TEXT_PLAIN)
    g_string_append_printf (self->text, "\033[%sm%s\033[0m", codes[style], word);
  else
    g_string_append (self->text, word);
  self->column += get_width (word);
}

static gboolean
ends_with_space (OptText *self)
{
  gsize length = self->text->len;

  return length == 0 || self->text->str[length - 1] == ' ' || self->text->str[length - 1] == '\n';
}

/* Words one behind the other; a line that gets too long is broken and goes on at @indent. */
static void
append_wrapped (OptText *self, guint indent, const char *text)
{
  g_autofree char *clean = opt_report_clean (text, FALSE);
  g_auto (GStrv)
    words = g_strsplit (clean, " ", -1);

  for (gsize i = 0; words[i] != NULL; i++)
    {
      guint width = get_width (words[i]);

      if (*words[i] == '\0')
        continue;
      if (self->column > indent && self->column + 1 + width > WIDTH)
        {
          end_line (self);
          pad (self, indent);
        }
      else if (!ends_with_space (self))
        pad (self, 1);
      append_styled (self, OPT_TEXT_PLAIN, words[i]);
    }
}

/**
 * opt_text_style:
 * @style: of them
 * @words: text of any origin
 *
 * Returns: (transfer full): the words, harmless and with their spaces, for a terminal with colours
 */
char *
opt_text_style (OptTextStyle style, const char *words)
{
  g_autofree char *clean = opt_report_clean (words, TRUE);

  if (style == OPT_TEXT_PLAIN)
    return g_steal_pointer (&clean);

  return g_strdup_printf ("\033[%sm%s\033[0m", codes[style], clean);
}

/**
 * opt_text_heading:
 * @self: a text
 * @title: what follows; a blank line goes before it
 */
void
opt_text_heading (OptText *self, const char *title)
{
  g_autofree char *clean = opt_report_clean (title, FALSE);

  opt_text_blank (self);
  append_styled (self, OPT_TEXT_BOLD, clean);
  end_line (self);
}

/**
 * opt_text_blank:
 * @self: a text
 *
 * Adds a blank line, but not at the top.
 */
void
opt_text_blank (OptText *self)
{
  if (self->text->len > 0)
    end_line (self);
}

/**
 * opt_text_line:
 * @self: a text
 * @indent: columns before each of its lines
 * @text: text of any origin; wrapped
 */
void
opt_text_line (OptText *self, guint indent, const char *text)
{
  pad (self, indent);
  append_wrapped (self, indent, text);
  end_line (self);
}

/**
 * opt_text_item:
 * @self: a text
 * @indent: columns before its first line; the others are two further in
 * @style: of @word
 * @word: what it is
 * @text: (nullable): what is said of it; wrapped
 */
void
opt_text_item (OptText *self, guint indent, OptTextStyle style, const char *word, const char *text)
{
  g_autofree char *clean = opt_report_clean (word, FALSE);

  pad (self, indent);
  append_styled (self, style, clean);
  if (text != NULL)
    append_wrapped (self, indent + 2, text);
  end_line (self);
}

/**
 * opt_text_block:
 * @self: a text
 * @indent: columns before each of its lines
 * @text: text of any origin, whose lines are kept as they are: it may be copied
 */
void
opt_text_block (OptText *self, guint indent, const char *text)
{
  g_autofree char *clean = g_strchomp (opt_report_clean (text, TRUE));
  g_auto (GStrv)
    lines = g_strsplit (clean, "\n", -1);

  for (gsize i = 0; lines[i] != NULL; i++)
    {
      pad (self, indent);
      append_styled (self, OPT_TEXT_PLAIN, lines[i]);
      end_line (self);
    }
}

/**
 * opt_text_row:
 * @self: a text
 * @cells: (array length=n_cells): what is in them
 * @widths: (array length=n_cells): their columns; numbers stand at the right; 0: as wide as it is,
 *   at the left
 * @n_cells: how many
 *
 * Adds a row of a table.
 */
void
opt_text_row (OptText *self, const char *const *cells, const guint *widths, guint n_cells)
{
  for (guint i = 0; i < n_cells; i++)
    {
      g_autofree char *clean = opt_report_clean (cells[i], FALSE);
      guint width = get_width (clean);

      pad (self, (i > 0 ? 2 : 0) + (width < widths[i] ? widths[i] - width : 0));
      append_styled (self, OPT_TEXT_PLAIN, clean);
    }
  end_line (self);
}

/* As much of @text as @width columns take. */
static char *
cut (const char *text, guint width)
{
  GString *cut = g_string_new (NULL);
  guint column = 0;

  if (width == 0 || get_width (text) <= width)
    return g_string_free (g_string_assign (cut, text), FALSE);

  for (const char *c = text; *c != '\0'; c = g_utf8_next_char (c))
    {
      gunichar character = g_utf8_get_char (c);

      column += g_unichar_iszerowidth (character) ? 0 : g_unichar_iswide (character) ? 2 : 1;
      if (column > width - 1)
        break;
      g_string_append_unichar (cut, character);
    }
  g_string_append (cut, "…");

  return g_string_free (cut, FALSE);
}

/* Spaces are kept, those at its beginning too. */
static void
append_cell (OptText *self, OptTextStyle style, const char *text, guint width, gboolean at_right)
{
  g_autofree char *clean = opt_report_clean (text, TRUE);
  g_autofree char *shown = cut (g_strdelimit (clean, "\n", ' '), width);
  guint filled = get_width (shown);
  guint space = width > filled ? width - filled : 0;

  if (at_right)
    pad (self, space);
  append_styled (self, style, shown);
  if (!at_right)
    pad (self, space);
}

/**
 * opt_text_cell:
 * @self: a text
 * @style: of it
 * @text: text of any origin; what does not fit is cut off
 * @width: columns to fill; 0: as many as it has
 *
 * Goes on in the line with a cell, its text at the left.
 */
void
opt_text_cell (OptText *self, OptTextStyle style, const char *text, guint width)
{
  append_cell (self, style, text, width, FALSE);
}

/**
 * opt_text_number_cell:
 * @self: a text
 * @style: of it
 * @text: text of any origin; what does not fit is cut off
 * @width: columns to fill
 *
 * Goes on in the line with a cell, its text at the right.
 */
void
opt_text_number_cell (OptText *self, OptTextStyle style, const char *text, guint width)
{
  append_cell (self, style, text, width, TRUE);
}

/**
 * opt_text_end_line:
 * @self: a text
 *
 * Ends a line of cells.
 */
void
opt_text_end_line (OptText *self)
{
  end_line (self);
}
