/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * OptFactRow:
 *
 * What is known, under its name.
 */
#define OPT_TYPE_FACT_ROW (opt_fact_row_get_type ())
G_DECLARE_FINAL_TYPE (OptFactRow, opt_fact_row, OPT, FACT_ROW, AdwPreferencesRow)

GtkWidget *opt_fact_row_new (const char *title, const char *value);

const char *opt_fact_row_get_value (OptFactRow *self);
void opt_fact_row_set_value (OptFactRow *self, const char *value);

G_END_DECLS
