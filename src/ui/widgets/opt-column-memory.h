/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * OptColumnMemory:
 *
 * What the user made of the columns of a table: how wide they are, in which order they stand, which
 * were chosen, and by which the rows are sorted. All of it is kept in settings, by the table's name
 * and the columns' ids.
 */
#define OPT_TYPE_COLUMN_MEMORY (opt_column_memory_get_type ())
G_DECLARE_FINAL_TYPE (OptColumnMemory, opt_column_memory, OPT, COLUMN_MEMORY, GObject)

OptColumnMemory *opt_column_memory_new (GtkColumnView *view, const char *table);

void opt_column_memory_add (OptColumnMemory *self,
                            GtkColumnViewColumn *column,
                            const char *id,
                            int width);
void opt_column_memory_set_settings (OptColumnMemory *self, GSettings *settings);
void opt_column_memory_show (OptColumnMemory *self, GtkColumnViewColumn *column, gboolean shown);
void opt_column_memory_insert (OptColumnMemory *self, GtkColumnViewColumn *column);
int opt_column_memory_get_excess (OptColumnMemory *self, GtkColumnViewColumn *column);
void opt_column_memory_reset (OptColumnMemory *self);

GStrv opt_column_memory_load_chosen (OptColumnMemory *self);
void opt_column_memory_keep_chosen (OptColumnMemory *self, const char *const *ids);

GtkSorter *opt_column_memory_make_sorter (guint column, GCompareDataFunc compare, gpointer data);
gboolean opt_column_memory_ask_order (GtkColumnView *view, guint *column, gboolean *descending);
char *opt_column_memory_load_order (OptColumnMemory *self, gboolean *descending);
void opt_column_memory_keep_order (OptColumnMemory *self, const char *id, gboolean descending);

G_END_DECLS
