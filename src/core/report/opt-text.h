/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * OptText:
 *
 * Writes text for a terminal of 100 columns. What it is given may be written by strangers: nothing
 * of it reaches the terminal but characters to be seen.
 */
typedef struct _OptText OptText;

typedef enum
{
  OPT_TEXT_PLAIN,
  OPT_TEXT_BOLD,
  OPT_TEXT_DIM,
  OPT_TEXT_GOOD,
  OPT_TEXT_BAD,
  OPT_TEXT_WARNING,
} OptTextStyle;

OptText *opt_text_new (gboolean colour);
void opt_text_free (OptText *self);
char *opt_text_free_to_text (OptText *self);

char *opt_text_style (OptTextStyle style, const char *words);

void opt_text_heading (OptText *self, const char *title);
void opt_text_blank (OptText *self);
void opt_text_line (OptText *self, guint indent, const char *text);
void opt_text_item (OptText *self,
                    guint indent,
                    OptTextStyle style,
                    const char *word,
                    const char *text);
void opt_text_block (OptText *self, guint indent, const char *text);
void opt_text_cell (OptText *self, OptTextStyle style, const char *text, guint width);
void opt_text_number_cell (OptText *self, OptTextStyle style, const char *text, guint width);
void opt_text_end_line (OptText *self);
void opt_text_row (OptText *self, const char *const *cells, const guint *widths, guint n_cells);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (OptText, opt_text_free)

G_END_DECLS
