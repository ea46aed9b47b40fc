/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-row-order.h"

/*
 * Brings a list's rows up to date without taking one out that stays: it would lose the keyboard and
 * what is unfolded in it. Each row has an id; from begin to end the rows are named in the order
 * that they are to have, and what was not named goes.
 */

#define ID "opt-row-id"
#define PLACE "opt-row-place"

/* In the list's data: the place of the next row. From 1 on, since a row without a place has 0. */
#define NEXT "opt-row-next"

static int
get_number (gpointer object, const char *key)
{
  return GPOINTER_TO_INT (g_object_get_data (G_OBJECT (object), key));
}

static void
set_number (gpointer object, const char *key, int number)
{
  g_object_set_data (G_OBJECT (object), key, GINT_TO_POINTER (number));
}

static void
give_place (GtkListBox *list, gpointer row)
{
  int place = get_number (list, NEXT);

  set_number (row, PLACE, place);
  set_number (list, NEXT, place + 1);
}

static int
compare (GtkListBoxRow *first, GtkListBoxRow *second, gpointer data)
{
  return get_number (first, PLACE) - get_number (second, PLACE);
}

/**
 * opt_row_order_begin:
 * @list: a list whose rows are all added here
 */
void
opt_row_order_begin (GtkListBox *list)
{
  GtkListBoxRow *row;

  g_return_if_fail (GTK_IS_LIST_BOX (list));

  /* Rows that come are put behind those that are there, until the end. */
  gtk_list_box_set_sort_func (list, NULL, NULL, NULL);
  for (int i = 0; (row = gtk_list_box_get_row_at_index (list, i)) != NULL; i++)
    set_number (row, PLACE, 0);
  set_number (list, NEXT, 1);
}

/**
 * opt_row_order_next:
 * @list: the list
 * @id: of what the next row is for
 *
 * Returns: (transfer none) (nullable): its row, which is next now; %NULL if there is none to be
 *   updated, but a new one to be added
 */
GtkListBoxRow *
opt_row_order_next (GtkListBox *list, const char *id)
{
  GtkListBoxRow *row;

  g_return_val_if_fail (GTK_IS_LIST_BOX (list), NULL);

  for (int i = 0; (row = gtk_list_box_get_row_at_index (list, i)) != NULL; i++)
    if (g_strcmp0 (g_object_get_data (G_OBJECT (row), ID), id) == 0)
      {
        give_place (list, row);
        break;
      }

  return row;
}

/**
 * opt_row_order_add:
 * @list: the list
 * @row: the next row
 * @id: of what it is for
 */
void
opt_row_order_add (GtkListBox *list, GtkWidget *row, const char *id)
{
  g_return_if_fail (GTK_IS_LIST_BOX (list) && GTK_IS_LIST_BOX_ROW (row));

  g_object_set_data_full (G_OBJECT (row), ID, g_strdup (id), g_free);
  give_place (list, row);
  gtk_list_box_append (list, row);
}

/**
 * opt_row_order_end:
 * @list: the list
 *
 * Removes the rows that were not named, and brings the others into their order.
 *
 * Returns: how many there are
 */
int
opt_row_order_end (GtkListBox *list)
{
  GtkListBoxRow *row;
  int n = 0;

  g_return_val_if_fail (GTK_IS_LIST_BOX (list), 0);

  while ((row = gtk_list_box_get_row_at_index (list, n)) != NULL)
    if (get_number (row, PLACE) == 0)
      gtk_list_box_remove (list, GTK_WIDGET (row));
    else
      n++;
  gtk_list_box_set_sort_func (list, compare, NULL, NULL);

  return n;
}
