/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * OptFigure:
 *
 * One number, what it is, and how it is known.
 */
#define OPT_TYPE_FIGURE (opt_figure_get_type ())
G_DECLARE_FINAL_TYPE (OptFigure, opt_figure, OPT, FIGURE, GtkWidget)

GtkWidget *opt_figure_new (const char *title);

const char *opt_figure_get_title (OptFigure *self);
void opt_figure_set_title (OptFigure *self, const char *title);
const char *opt_figure_get_value (OptFigure *self);
void opt_figure_set_value (OptFigure *self, const char *value);
const char *opt_figure_get_note (OptFigure *self);
void opt_figure_set_note (OptFigure *self, const char *note);

G_END_DECLS
