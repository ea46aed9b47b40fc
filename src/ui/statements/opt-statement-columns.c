/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-statement-columns-private.h"

#include <glib/gi18n.h>

#include "opt-statement-cell.h"
#include "opt-statement-headers.h"

enum
{
  SIGNAL_ORDER_CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (OptStatementColumns, opt_statement_columns, G_TYPE_OBJECT)

static const char *
get_title (OptStatementColumns *self, OptStatementColumn column)
{
  return opt_statement_column_get_title (column, opt_hot_by_get_share (self->hot_by));
}

/* ---- Which are shown ------------------------------------------------------------------------- */

/* What the user made wider leaves less room for others. */
static void
count_excess (OptStatementColumns *self)
{
  for (guint i = 0; i < OPT_N_STATEMENT_COLUMNS; i++)
    self->excess[i] = opt_column_memory_get_excess (self->memory, self->columns[i]);
}

/* Whatever else was chosen, those that compare come with what is compared. */
static guint
get_shown (OptStatementColumns *self)
{
  guint missing = self->missing | (self->comparing ? self->hidden : OPT_STATEMENT_COLUMNS_COMPARED);
  guint wanted = self->chose ? (self->chosen | OPT_STATEMENT_COLUMNS_COMPARED) & ~missing
                             : opt_statement_columns_fit_wide (self->width, missing, self->excess);

  return wanted | 1U << OPT_STATEMENT_COLUMN_STATEMENT;
}

static void
update_action (OptStatementColumns *self, OptStatementColumn column, gboolean shown)
{
  GAction *action = g_action_map_lookup_action (G_ACTION_MAP (self->actions),
                                                opt_statement_column_get_id (column));

  if (action != NULL)
    g_simple_action_set_state (G_SIMPLE_ACTION (action), g_variant_new_boolean (shown));
}

/* Those that are not shown are taken out: invisible ones keep their width, and cost their cells. */
static void
update_shown (OptStatementColumns *self)
{
  guint shown;

  if (self->view == NULL)
    return;

  count_excess (self);
  shown = get_shown (self);

  for (guint i = 0; i < OPT_N_STATEMENT_COLUMNS; i++)
    {
      gboolean wanted = (shown & 1U << i) != 0;

      if (wanted && !(self->inserted & 1U << i))
        opt_column_memory_insert (self->memory, self->columns[i]);
      else if (!wanted && (self->inserted & 1U << i))
        gtk_column_view_remove_column (self->view, self->columns[i]);
      update_action (self, (OptStatementColumn) i, wanted);
    }
  if (self->inserted == shown)
    return;

  self->inserted = shown;
  opt_statement_headers_dress (self->view, self->hot_by);
  /* The view forgets by what it is sorted with the column. */
  if (shown & 1U << self->sorted)
    opt_statement_columns_sort_view (self);
}

static void
choose_one (OptStatementColumns *self, OptStatementColumn column, gboolean chosen)
{
  guint all
      = opt_statement_columns_fit_wide (self->width, OPT_STATEMENT_COLUMNS_COMPARED, self->excess);

  /* What is missing now was not taken away. */
  self->chosen = get_shown (self) | (self->missing & (self->chose ? self->chosen : all));
  self->chosen &= ~OPT_STATEMENT_COLUMNS_COMPARED;
  self->chose = TRUE;
  if (chosen)
    self->chosen |= 1U << column;
  else
    self->chosen &= ~(1U << column);
}

static void
choose (GSimpleAction *action, GVariant *value, gpointer data)
{
  OptStatementColumns *self = data;
  OptStatementColumn column;

  if (!opt_statement_column_from_id (g_action_get_name (G_ACTION (action)), &column))
    return;

  if (opt_statement_column_is_compared (column))
    self->hidden = g_variant_get_boolean (value) ? self->hidden & ~(1U << column)
                                                 : self->hidden | 1U << column;
  else
    choose_one (self, column, g_variant_get_boolean (value));
  update_shown (self);
  opt_statement_columns_remember (self);
}

static void
choose_none (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  OptStatementColumns *self = data;

  self->chose = FALSE;
  self->hidden = 0;
  opt_column_memory_reset (self->memory);
  update_shown (self);
  opt_statement_columns_remember (self);
}

/* ---- The columns ----------------------------------------------------------------------------- */

static void
setup (GtkSignalListItemFactory *factory, GtkListItem *list_item, gpointer data)
{
  gtk_list_item_set_child (list_item,
                           opt_statement_cell_new ((OptStatementColumn) GPOINTER_TO_UINT (data)));
}

static void
setup_share (GtkSignalListItemFactory *factory, GtkListItem *list_item, OptHotBy *hot_by)
{
  opt_statement_cell_set_hot_by (OPT_STATEMENT_CELL (gtk_list_item_get_child (list_item)), hot_by);
}

static void
bind (GtkSignalListItemFactory *factory, GtkListItem *list_item, gpointer data)
{
  opt_statement_cell_set_row (OPT_STATEMENT_CELL (gtk_list_item_get_child (list_item)),
                              gtk_list_item_get_item (list_item));
}

static void
unbind (GtkSignalListItemFactory *factory, GtkListItem *list_item, gpointer data)
{
  opt_statement_cell_set_row (OPT_STATEMENT_CELL (gtk_list_item_get_child (list_item)), NULL);
}

static void
make_column (OptStatementColumns *self, OptStatementColumn column)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  GtkColumnViewColumn *view_column = gtk_column_view_column_new (get_title (self, column), factory);

  g_signal_connect (factory, "setup", G_CALLBACK (setup), GUINT_TO_POINTER (column));
  g_signal_connect (factory, "bind", G_CALLBACK (bind), NULL);
  g_signal_connect (factory, "unbind", G_CALLBACK (unbind), NULL);
  if (column == OPT_STATEMENT_COLUMN_SHARE)
    g_signal_connect_object (factory, "setup", G_CALLBACK (setup_share), self->hot_by, 0);

  gtk_column_view_column_set_header_menu (view_column, G_MENU_MODEL (self->menu));
  if (column != OPT_STATEMENT_COLUMN_TREND)
    {
      g_autoptr (GtkSorter) sorter = opt_column_memory_make_sorter (column, NULL, NULL);

      gtk_column_view_column_set_sorter (view_column, sorter);
    }

  self->columns[column] = view_column;
  opt_column_memory_add (self->memory, view_column, opt_statement_column_get_id (column),
                         opt_statement_column_get_width (column));
}

static void
add_action (OptStatementColumns *self, OptStatementColumn column)
{
  const char *id = opt_statement_column_get_id (column);
  g_autofree char *name = g_strconcat ("columns.", id, NULL);
  g_autoptr (GSimpleAction) action
      = g_simple_action_new_stateful (id, NULL, g_variant_new_boolean (FALSE));

  g_signal_connect_object (action, "change-state", G_CALLBACK (choose), self, 0);
  g_action_map_add_action (G_ACTION_MAP (self->actions), G_ACTION (action));
  if (!opt_statement_column_is_compared (column))
    g_menu_append (self->menu, get_title (self, column), name);
}

static void
add_reset (OptStatementColumns *self)
{
  g_autoptr (GSimpleAction) action = g_simple_action_new ("reset", NULL);
  g_autoptr (GMenu) section = g_menu_new ();

  g_signal_connect_object (action, "activate", G_CALLBACK (choose_none), self, 0);
  g_action_map_add_action (G_ACTION_MAP (self->actions), G_ACTION (action));
  g_menu_append (section, _ ("Reset Columns"), "columns.reset");
  g_menu_append_section (self->menu, NULL, G_MENU_MODEL (section));
}

/* Where the menu has it: in the order of the columns. */
static int
get_menu_position (OptStatementColumns *self, OptStatementColumn column)
{
  int position = 0;

  for (guint i = OPT_STATEMENT_COLUMN_STATEMENT + 1; i < column; i++)
    if (self->comparing || !opt_statement_column_is_compared ((OptStatementColumn) i))
      position++;

  return position;
}

/* An item of a menu has no tooltip. */
static char *
make_menu_label (OptStatementColumns *self, OptStatementColumn column, const char *why)
{
  const char *title = get_title (self, column);

  /* Translators: a column, and why it is not there */
  return why != NULL ? g_strdup_printf (_ ("%s (%s)"), title, why) : g_strdup (title);
}

static void
relabel (OptStatementColumns *self, OptStatementColumn column, const char *why)
{
  g_autofree char *label = make_menu_label (self, column, why);
  g_autofree char *name = g_strconcat ("columns.", opt_statement_column_get_id (column), NULL);
  int position = get_menu_position (self, column);

  g_menu_remove (self->menu, position);
  g_menu_insert (self->menu, position, label, name);
}

static void
add_hot_by (OptStatementColumns *self)
{
  g_autoptr (GMenu) section = g_menu_new ();

  g_action_map_add_action (G_ACTION_MAP (self->actions), opt_hot_by_get_action (self->hot_by));
  g_menu_append_submenu (section, _ ("Hot By"), opt_hot_by_get_menu (self->hot_by));
  g_menu_append_section (self->menu, NULL, G_MENU_MODEL (section));
}

/* ---- What the shares are of ------------------------------------------------------------------ */

static void
dress (OptStatementColumns *self)
{
  if (self->view != NULL)
    opt_statement_headers_dress (self->view, self->hot_by);
}

/* Who asks for the hottest wants to see them. */
static void
share_changed (OptStatementColumns *self)
{
  gtk_column_view_column_set_title (self->columns[OPT_STATEMENT_COLUMN_SHARE],
                                    get_title (self, OPT_STATEMENT_COLUMN_SHARE));
  relabel (self, OPT_STATEMENT_COLUMN_SHARE, NULL);
  dress (self);
  opt_statement_columns_rank (self, FALSE);
}

static void
share_chosen (OptStatementColumns *self)
{
  if (self->chose && !(self->chosen & 1U << OPT_STATEMENT_COLUMN_SHARE))
    {
      self->chosen |= 1U << OPT_STATEMENT_COLUMN_SHARE;
      update_shown (self);
      opt_statement_columns_remember (self);
    }
  opt_statement_columns_rank (self, TRUE);
}

/* ---- The object ------------------------------------------------------------------------------ */

static void
opt_statement_columns_dispose (GObject *object)
{
  OptStatementColumns *self = OPT_STATEMENT_COLUMNS (object);

  g_clear_handle_id (&self->update_source, g_source_remove);
  g_clear_weak_pointer (&self->view);
  g_clear_object (&self->memory);
  g_clear_object (&self->settings);

  G_OBJECT_CLASS (opt_statement_columns_parent_class)->dispose (object);
}

static void
opt_statement_columns_finalize (GObject *object)
{
  OptStatementColumns *self = OPT_STATEMENT_COLUMNS (object);

  for (guint i = 0; i < OPT_N_STATEMENT_COLUMNS; i++)
    g_clear_object (&self->columns[i]);
  g_object_unref (self->menu);
  g_object_unref (self->actions);
  g_object_unref (self->hot_by);

  G_OBJECT_CLASS (opt_statement_columns_parent_class)->finalize (object);
}

static void
opt_statement_columns_class_init (OptStatementColumnsClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = opt_statement_columns_dispose;
  object_class->finalize = opt_statement_columns_finalize;

  /**
   * OptStatementColumns::order-changed:
   * @self: the columns
   *
   * The user wants another order.
   */
  signals[SIGNAL_ORDER_CHANGED]
      = g_signal_new ("order-changed", OPT_TYPE_STATEMENT_COLUMNS, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                      NULL, G_TYPE_NONE, 0);
}

static void
opt_statement_columns_init (OptStatementColumns *self)
{
  self->width = G_MAXINT16;
  self->sorted = OPT_STATEMENT_COLUMN_SHARE;
  self->descending = TRUE;
  self->menu = g_menu_new ();
  self->actions = g_simple_action_group_new ();
  self->hot_by = opt_hot_by_new ();
  g_signal_connect_object (self->hot_by, "notify::share", G_CALLBACK (share_changed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->hot_by, "chosen", G_CALLBACK (share_chosen), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->hot_by, "explained", G_CALLBACK (dress), self, G_CONNECT_SWAPPED);
}

/**
 * opt_statement_columns_new:
 * @view: a view without columns
 *
 * Gives @view its columns.
 *
 * Returns: (transfer full): they
 */
OptStatementColumns *
opt_statement_columns_new (GtkColumnView *view)
{
  OptStatementColumns *self;

  g_return_val_if_fail (GTK_IS_COLUMN_VIEW (view), NULL);

  self = g_object_new (OPT_TYPE_STATEMENT_COLUMNS, NULL);
  g_set_weak_pointer (&self->view, view);
  self->memory = opt_column_memory_new (view, "statements");
  for (guint i = 0; i < OPT_N_STATEMENT_COLUMNS; i++)
    {
      if (i != OPT_STATEMENT_COLUMN_STATEMENT)
        add_action (self, (OptStatementColumn) i);
      make_column (self, (OptStatementColumn) i);
    }
  add_reset (self);
  add_hot_by (self);
  update_shown (self);
  g_signal_connect_object (gtk_column_view_get_sorter (view), "changed",
                           G_CALLBACK (opt_statement_columns_header_clicked), self,
                           G_CONNECT_SWAPPED);

  return self;
}

/**
 * opt_statement_columns_set_settings:
 * @self: columns
 * @settings: (nullable): where it is remembered what the user chose
 */
void
opt_statement_columns_set_settings (OptStatementColumns *self, GSettings *settings)
{
  g_return_if_fail (OPT_IS_STATEMENT_COLUMNS (self));

  if (!g_set_object (&self->settings, settings) || settings == NULL)
    return;

  opt_column_memory_set_settings (self->memory, settings);
  opt_statement_columns_load (self);
  opt_hot_by_bind (self->hot_by, settings);
  opt_statement_columns_load_order (self);
  update_shown (self);
}

static gboolean
update_later (gpointer data)
{
  OptStatementColumns *self = data;

  self->update_source = 0;
  update_shown (self);

  return G_SOURCE_REMOVE;
}

/**
 * opt_statement_columns_set_width:
 * @self: columns
 * @width: how much room there is, in pixels
 *
 * May be called while the view is given its room: columns come and go afterwards.
 */
void
opt_statement_columns_set_width (OptStatementColumns *self, int width)
{
  g_return_if_fail (OPT_IS_STATEMENT_COLUMNS (self));

  if (width == self->width)
    return;

  self->width = width;
  if (get_shown (self) != self->inserted && self->update_source == 0)
    self->update_source = g_idle_add (update_later, self);
}

/**
 * opt_statement_columns_set_missing:
 * @self: columns
 * @column: one of numbers or of trends
 * @why: (nullable): why there is nothing to show in it, in a few words; %NULL: there is
 *
 * It is not shown as long as that is so, and comes back by itself.
 */
void
opt_statement_columns_set_missing (OptStatementColumns *self,
                                   OptStatementColumn column,
                                   const char *why)
{
  guint missing;
  GAction *action;

  g_return_if_fail (OPT_IS_STATEMENT_COLUMNS (self));
  g_return_if_fail (column != OPT_STATEMENT_COLUMN_STATEMENT && column < OPT_N_STATEMENT_COLUMNS);

  missing = why != NULL ? self->missing | 1U << column : self->missing & ~(1U << column);
  if (missing == self->missing)
    return;

  self->missing = missing;
  action = g_action_map_lookup_action (G_ACTION_MAP (self->actions),
                                       opt_statement_column_get_id (column));
  g_simple_action_set_enabled (G_SIMPLE_ACTION (action), why == NULL);
  relabel (self, column, why);
  update_shown (self);
}

static void
update_menu_item (OptStatementColumns *self, OptStatementColumn column)
{
  g_autofree char *name = g_strconcat ("columns.", opt_statement_column_get_id (column), NULL);
  int position = get_menu_position (self, column);

  if (self->comparing)
    g_menu_insert (self->menu, position, get_title (self, column), name);
  else
    g_menu_remove (self->menu, position);
}

/**
 * opt_statement_columns_set_comparing:
 * @self: columns
 * @comparing: whether an earlier time is compared with
 *
 * There are the columns that compare, unless the user took them away, or nothing of them.
 */
void
opt_statement_columns_set_comparing (OptStatementColumns *self, gboolean comparing)
{
  g_return_if_fail (OPT_IS_STATEMENT_COLUMNS (self));

  if (self->comparing == !!comparing)
    return;

  self->comparing = !!comparing;
  update_menu_item (self, OPT_STATEMENT_COLUMN_BEFORE);
  update_menu_item (self, OPT_STATEMENT_COLUMN_CHANGE);
  update_shown (self);
  if (!comparing && opt_statement_column_is_compared (self->sorted))
    opt_statement_columns_reset_order (self);
}

/**
 * opt_statement_columns_get_hot_by:
 * @self: columns
 *
 * Returns: (transfer none): what their shares are of, and the choice of it
 */
OptHotBy *
opt_statement_columns_get_hot_by (OptStatementColumns *self)
{
  g_return_val_if_fail (OPT_IS_STATEMENT_COLUMNS (self), NULL);

  return self->hot_by;
}

/**
 * opt_statement_columns_get_menu:
 * @self: columns
 *
 * Returns: (transfer none): the menu that chooses among them, of the actions “columns”
 */
GMenuModel *
opt_statement_columns_get_menu (OptStatementColumns *self)
{
  g_return_val_if_fail (OPT_IS_STATEMENT_COLUMNS (self), NULL);

  return G_MENU_MODEL (self->menu);
}

/**
 * opt_statement_columns_get_actions:
 * @self: columns
 *
 * Returns: (transfer none): the actions of its menu
 */
GActionGroup *
opt_statement_columns_get_actions (OptStatementColumns *self)
{
  g_return_val_if_fail (OPT_IS_STATEMENT_COLUMNS (self), NULL);

  return G_ACTION_GROUP (self->actions);
}
