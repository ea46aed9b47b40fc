/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * OptFieldNote:
 *
 * What is wrong with the field above it in a list of rows, and what to write instead. It is not
 * there while nothing is.
 */
#define OPT_TYPE_FIELD_NOTE (opt_field_note_get_type ())
G_DECLARE_FINAL_TYPE (OptFieldNote, opt_field_note, OPT, FIELD_NOTE, AdwPreferencesRow)

GtkWidget *opt_field_note_new (void);
void opt_field_note_tell (OptFieldNote *self, GtkWidget *field, const char *text);

G_END_DECLS
