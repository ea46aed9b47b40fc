/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-column-memory-private.h"

#define NO_COLUMN G_MAXUINT

/* ---- Orders ---------------------------------------------------------------------------------- */

typedef struct
{
  guint column;
  GCompareDataFunc compare; /* (nullable) */
  gpointer data;
} Header;

/* Which column is asked for an order, while that is looked for. All of this is one thread's. */
static guint *asked;

static int
compare_rows (gconstpointer one, gconstpointer other, gpointer data)
{
  const Header *header = data;

  if (asked != NULL && *asked == NO_COLUMN)
    *asked = header->column;
  if (asked != NULL || header->compare == NULL)
    return GTK_ORDERING_SMALLER;

  return header->compare (one, other, header->data);
}

/**
 * opt_column_memory_make_sorter:
 * @column: a number
 * @compare: (nullable): orders two items; %NULL where the view does not sort
 * @data: for @compare
 *
 * Returns: (transfer full): what makes the header of a column one that can be clicked
 */
GtkSorter *
opt_column_memory_make_sorter (guint column, GCompareDataFunc compare, gpointer data)
{
  Header *header = g_new0 (Header, 1);

  header->column = column;
  header->compare = compare;
  header->data = data;

  return GTK_SORTER (gtk_custom_sorter_new (compare_rows, header, g_free));
}

/**
 * opt_column_memory_ask_order:
 * @view: a view of columns with sorters of opt_column_memory_make_sorter()
 * @column: (out): the number of the one by which it is sorted
 * @descending: (out): whether the largest is to come first
 *
 * Before GTK 4.10 the view's sorter tells nobody, but it asks the column first that was clicked
 * last.
 *
 * Returns: whether it is sorted
 */
gboolean
opt_column_memory_ask_order (GtkColumnView *view, guint *column, gboolean *descending)
{
  GtkSorter *sorter;

  g_return_val_if_fail (GTK_IS_COLUMN_VIEW (view), FALSE);
  g_return_val_if_fail (column != NULL && descending != NULL, FALSE);

  sorter = gtk_column_view_get_sorter (view);
  *column = NO_COLUMN;
  asked = column;
  *descending = gtk_sorter_compare (sorter, view, sorter) == GTK_ORDERING_LARGER;
  asked = NULL;

  return *column != NO_COLUMN;
}

/**
 * opt_column_memory_load_order:
 * @self: a memory of a table that can be sorted
 * @descending: (out): whether the largest is to come first
 *
 * Returns: (transfer full) (nullable): the id of the column by which the user wants it sorted
 */
char *
opt_column_memory_load_order (OptColumnMemory *self, gboolean *descending)
{
  g_autofree char *key = NULL;
  char *id = NULL;

  g_return_val_if_fail (OPT_IS_COLUMN_MEMORY (self), NULL);
  g_return_val_if_fail (descending != NULL, NULL);

  if (self->settings == NULL)
    return NULL;

  key = g_strconcat (self->table, "-sort", NULL);
  g_settings_get (self->settings, key, "(sb)", &id, descending);

  return id;
}

/**
 * opt_column_memory_keep_order:
 * @self: a memory of a table that can be sorted
 * @id: the column by which the user wants it sorted
 * @descending: whether the largest is to come first
 */
void
opt_column_memory_keep_order (OptColumnMemory *self, const char *id, gboolean descending)
{
  g_autofree char *key = NULL;

  g_return_if_fail (OPT_IS_COLUMN_MEMORY (self));
  g_return_if_fail (id != NULL);

  key = g_strconcat (self->table, "-sort", NULL);
  if (self->settings != NULL)
    g_settings_set (self->settings, key, "(sb)", id, descending);
}

/* ---- Choices --------------------------------------------------------------------------------- */

/**
 * opt_column_memory_load_chosen:
 * @self: a memory of a table whose columns can be chosen
 *
 * Returns: (transfer full) (nullable): which the user chose, if he did
 */
GStrv
opt_column_memory_load_chosen (OptColumnMemory *self)
{
  g_autofree char *key = NULL;
  g_auto (GStrv)
    ids = NULL;

  g_return_val_if_fail (OPT_IS_COLUMN_MEMORY (self), NULL);

  if (self->settings == NULL)
    return NULL;

  key = g_strconcat (self->table, "-columns", NULL);
  ids = g_settings_get_strv (self->settings, key);

  return ids[0] != NULL ? g_steal_pointer (&ids) : NULL;
}

/**
 * opt_column_memory_keep_chosen:
 * @self: a memory of a table whose columns can be chosen
 * @ids: (nullable): which the user chose; %NULL: none, so that those are shown that find room
 */
void
opt_column_memory_keep_chosen (OptColumnMemory *self, const char *const *ids)
{
  g_autofree char *key = NULL;

  g_return_if_fail (OPT_IS_COLUMN_MEMORY (self));

  if (self->settings == NULL)
    return;

  key = g_strconcat (self->table, "-columns", NULL);
  if (ids != NULL)
    g_settings_set_strv (self->settings, key, ids);
  else
    g_settings_reset (self->settings, key);
}
