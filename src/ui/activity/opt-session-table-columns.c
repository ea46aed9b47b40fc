/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-session-table-private.h"

#include <glib/gi18n.h>

#include "opt-session-cell.h"

#define STATEMENT (1U << OPT_SESSION_COLUMN_STATEMENT)

static const OptSessionColumn in_tree[]
    = { OPT_SESSION_COLUMN_SESSION, OPT_SESSION_COLUMN_LOCK, OPT_SESSION_COLUMN_WAITING,
        OPT_SESSION_COLUMN_STATE, OPT_SESSION_COLUMN_STATEMENT };
static const OptSessionColumn in_list[]
    = { OPT_SESSION_COLUMN_PID,      OPT_SESSION_COLUMN_USER,        OPT_SESSION_COLUMN_APPLICATION,
        OPT_SESSION_COLUMN_DATABASE, OPT_SESSION_COLUMN_STATE,       OPT_SESSION_COLUMN_WAIT,
        OPT_SESSION_COLUMN_RUNNING,  OPT_SESSION_COLUMN_TRANSACTION, OPT_SESSION_COLUMN_STATEMENT };

/* ---- Which are shown ------------------------------------------------------------------------- */

static guint
get_wanted (OptSessionTable *self)
{
  int excess[OPT_N_SESSION_COLUMNS] = { 0 };

  if (self->chosen != 0)
    return self->chosen | STATEMENT;

  for (guint i = 0; i < OPT_N_SESSION_COLUMNS; i++)
    if (self->columns[i] != NULL)
      excess[i] = opt_column_memory_get_excess (self->memory, self->columns[i]);

  return opt_session_columns_fit_wide (self->tree, self->width, excess);
}

static void
update_action (OptSessionTable *self, OptSessionColumn column, gboolean shown)
{
  GAction *action = self->columns_actions != NULL
                        ? g_action_map_lookup_action (G_ACTION_MAP (self->columns_actions),
                                                      opt_session_column_get_id (column))
                        : NULL;

  if (action != NULL)
    g_simple_action_set_state (G_SIMPLE_ACTION (action), g_variant_new_boolean (shown));
}

static void
update_shown (OptSessionTable *self)
{
  guint wanted = get_wanted (self);

  if (wanted == self->shown)
    return;

  self->shown = wanted;
  for (guint i = 0; i < OPT_N_SESSION_COLUMNS; i++)
    if (self->columns[i] != NULL)
      {
        opt_column_memory_show (self->memory, self->columns[i], (wanted & 1U << i) != 0);
        update_action (self, (OptSessionColumn) i, (wanted & 1U << i) != 0);
      }
  /* Where there is no statement, who it is takes what is left. */
  if (self->tree)
    gtk_column_view_column_set_expand (self->columns[OPT_SESSION_COLUMN_SESSION],
                                       !(wanted & STATEMENT));
}

static gboolean
fit (gpointer data)
{
  OptSessionTable *self = data;

  self->fit_source = 0;
  update_shown (self);

  return G_SOURCE_REMOVE;
}

/* opt_session_table_fit_later: has another width: columns can't come and go while the table is
 * being allocated */
void
opt_session_table_fit_later (OptSessionTable *self)
{
  if (get_wanted (self) != self->shown && self->fit_source == 0)
    self->fit_source = g_idle_add_full (GTK_PRIORITY_RESIZE - 1, fit, self, NULL);
}

/* ---- What the user chooses ------------------------------------------------------------------- */

static void
keep_chosen (OptSessionTable *self)
{
  g_autoptr (GPtrArray) ids = g_ptr_array_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (in_list); i++)
    if (self->chosen & 1U << in_list[i])
      g_ptr_array_add (ids, (gpointer) opt_session_column_get_id (in_list[i]));
  g_ptr_array_add (ids, NULL);
  opt_column_memory_keep_chosen (self->memory,
                                 self->chosen != 0 ? (const char *const *) ids->pdata : NULL);
}

static void
choose (OptSessionTable *self, GVariant *value, GSimpleAction *action)
{
  OptSessionColumn column;

  if (!opt_session_column_from_id (g_action_get_name (G_ACTION (action)), &column))
    return;

  self->chosen = get_wanted (self);
  if (g_variant_get_boolean (value))
    self->chosen |= 1U << column;
  else
    self->chosen &= ~(1U << column);
  update_shown (self);
  keep_chosen (self);
}

static void
choose_none (OptSessionTable *self)
{
  self->chosen = 0;
  opt_column_memory_reset (self->memory);
  update_shown (self);
  keep_chosen (self);
}

static void
add_choice (OptSessionTable *self, OptSessionColumn column)
{
  const char *id = opt_session_column_get_id (column);
  g_autofree char *name = g_strconcat ("columns.", id, NULL);
  g_autoptr (GSimpleAction) action
      = g_simple_action_new_stateful (id, NULL, g_variant_new_boolean (FALSE));

  g_signal_connect_object (action, "change-state", G_CALLBACK (choose), self, G_CONNECT_SWAPPED);
  g_action_map_add_action (G_ACTION_MAP (self->columns_actions), G_ACTION (action));
  g_menu_append (self->columns_menu, opt_session_column_get_title (column), name);
}

static void
add_menu (OptSessionTable *self)
{
  g_autoptr (GSimpleAction) action = g_simple_action_new ("reset", NULL);
  g_autoptr (GMenu) section = g_menu_new ();

  self->columns_menu = g_menu_new ();
  self->columns_actions = g_simple_action_group_new ();
  for (gsize i = 0; i < G_N_ELEMENTS (in_list); i++)
    if (in_list[i] != OPT_SESSION_COLUMN_STATEMENT)
      add_choice (self, in_list[i]);
  g_signal_connect_object (action, "activate", G_CALLBACK (choose_none), self, G_CONNECT_SWAPPED);
  g_action_map_add_action (G_ACTION_MAP (self->columns_actions), G_ACTION (action));
  g_menu_append (section, _ ("Reset Columns"), "columns.reset");
  g_menu_append_section (self->columns_menu, NULL, G_MENU_MODEL (section));
  gtk_widget_insert_action_group (GTK_WIDGET (self), "columns",
                                  G_ACTION_GROUP (self->columns_actions));
}

/* ---- By which they are sorted ---------------------------------------------------------------- */

static void
order_changed (OptSessionTable *self)
{
  guint column;
  gboolean descending;

  /* The view lets go of its columns at its end. */
  if (self->memory != NULL && opt_column_memory_ask_order (self->view, &column, &descending))
    opt_column_memory_keep_order (self->memory,
                                  opt_session_column_get_id ((OptSessionColumn) column),
                                  descending);
}

static void
load_order (OptSessionTable *self)
{
  gboolean descending = FALSE;
  g_autofree char *id = opt_column_memory_load_order (self->memory, &descending);
  OptSessionColumn column;

  if (id != NULL && opt_session_column_from_id (id, &column) && self->columns[column] != NULL)
    gtk_column_view_sort_by_column (self->view, self->columns[column],
                                    descending ? GTK_SORT_DESCENDING : GTK_SORT_ASCENDING);
}

/* ---- The columns ----------------------------------------------------------------------------- */

/* opt_session_table_add_columns: gives the view its columns */
void
opt_session_table_add_columns (OptSessionTable *self)
{
  const OptSessionColumn *order = self->tree ? in_tree : in_list;
  gsize n = self->tree ? G_N_ELEMENTS (in_tree) : G_N_ELEMENTS (in_list);

  self->memory = opt_column_memory_new (self->view, self->tree ? "blocking" : "sessions");
  if (!self->tree)
    add_menu (self);
  for (gsize i = 0; i < n; i++)
    {
      GtkColumnViewColumn *column = opt_session_cell_make_column (order[i], self->tree);

      self->columns[order[i]] = column;
      opt_column_memory_add (self->memory, column, opt_session_column_get_id (order[i]),
                             opt_session_column_get_width (order[i]));
      opt_column_memory_insert (self->memory, column);
      if (self->columns_menu != NULL)
        gtk_column_view_column_set_header_menu (column, G_MENU_MODEL (self->columns_menu));
      opt_column_memory_show (self->memory, column, FALSE);
    }
  if (self->tree)
    return;

  gtk_column_view_sort_by_column (self->view, self->columns[OPT_SESSION_COLUMN_TRANSACTION],
                                  GTK_SORT_DESCENDING);
  g_signal_connect_object (gtk_column_view_get_sorter (self->view), "changed",
                           G_CALLBACK (order_changed), self, G_CONNECT_SWAPPED);
}

/* opt_session_table_drop_columns: lets go of them */
void
opt_session_table_drop_columns (OptSessionTable *self)
{
  g_clear_object (&self->memory);
  g_clear_object (&self->columns_menu);
  g_clear_object (&self->columns_actions);
  for (guint i = 0; i < OPT_N_SESSION_COLUMNS; i++)
    g_clear_object (&self->columns[i]);
}

/**
 * opt_session_table_set_settings:
 * @self: a table
 * @settings: (nullable): where it is kept what the user makes of its columns
 */
void
opt_session_table_set_settings (OptSessionTable *self, GSettings *settings)
{
  g_auto (GStrv)
    ids = NULL;
  OptSessionColumn column;

  g_return_if_fail (OPT_IS_SESSION_TABLE (self));

  opt_column_memory_set_settings (self->memory, settings);
  if (settings == NULL || self->tree)
    return;

  ids = opt_column_memory_load_chosen (self->memory);
  for (gsize i = 0; ids != NULL && ids[i] != NULL; i++)
    if (opt_session_column_from_id (ids[i], &column) && self->columns[column] != NULL)
      self->chosen |= 1U << column;
  load_order (self);
  update_shown (self);
}

/**
 * opt_session_table_fill_menu_button:
 * @self: a table that is no tree
 * @button: a button
 *
 * Gives @button the menu that chooses among its columns.
 */
void
opt_session_table_fill_menu_button (OptSessionTable *self, GtkMenuButton *button)
{
  g_return_if_fail (OPT_IS_SESSION_TABLE (self));

  gtk_menu_button_set_menu_model (button, G_MENU_MODEL (self->columns_menu));
  gtk_widget_insert_action_group (GTK_WIDGET (button), "columns",
                                  G_ACTION_GROUP (self->columns_actions));
}

/**
 * opt_session_table_get_columns_actions:
 * @self: a table that is no tree
 *
 * Returns: (transfer none): the actions of that menu
 */
GActionGroup *
opt_session_table_get_columns_actions (OptSessionTable *self)
{
  g_return_val_if_fail (OPT_IS_SESSION_TABLE (self), NULL);

  return G_ACTION_GROUP (self->columns_actions);
}
