/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-statement-table-private.h"

#include <glib/gi18n.h>

#include "opt-scrolled.h"
#include "opt-statement-actions.h"
#include "opt-statement-row-widget.h"

/* Rows stay where they are for so long after a key. */
#define KEY_HOLD (5 * G_USEC_PER_SEC)

enum
{
  SIGNAL_OPEN,
  SIGNAL_ARRANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (OptStatementTable, opt_statement_table, GTK_TYPE_WIDGET)

/* ---- The selection --------------------------------------------------------------------------- */

static gboolean
is_in_view (OptStatementTable *self, GtkWidget *row_widget)
{
  graphene_rect_t bounds;

  return gtk_widget_get_mapped (row_widget)
         && gtk_widget_compute_bounds (row_widget, self->scrolled, &bounds) && bounds.origin.y >= 0
         && bounds.origin.y + bounds.size.height <= gtk_widget_get_height (self->scrolled);
}

static void
update_actions (OptStatementTable *self)
{
  static const char *const actions[]
      = { "statement.open", "statement.copy", "statement.copy-queryid", "statement.explain" };
  gboolean has_text
      = self->selected != NULL && opt_statement_item_get_text (self->selected) != NULL;

  for (guint i = 0; i < G_N_ELEMENTS (actions); i++)
    gtk_widget_action_set_enabled (GTK_WIDGET (self), actions[i], self->selected != NULL);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "statement.copy", has_text);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "statement.explain", has_text);
  opt_statement_table_update_split (self);
}

static void
selection_changed (OptStatementTable *self)
{
  guint position = gtk_single_selection_get_selected (self->selection);

  if (self->selecting || opt_statement_rows_get_arranging (self->rows))
    return;

  g_set_object (&self->selected, opt_statement_rows_get_statement (self->rows, position));
  update_actions (self);
}

static void
select_position (OptStatementTable *self, guint position)
{
  self->selecting = TRUE;
  gtk_single_selection_set_selected (self->selection,
                                     position != G_MAXUINT ? position : GTK_INVALID_LIST_POSITION);
  self->selecting = FALSE;
}

static void
update_totals (OptStatementTable *self)
{
  OptStatementList *list = opt_statement_rows_get_list (self->rows);

  opt_hot_by_set_totals (opt_statement_columns_get_hot_by (self->columns),
                         list != NULL ? opt_statement_list_get_totals (list) : NULL);
}

/* The selection goes with the statement, and so does the keyboard, as long as that does not scroll.
 */
static void
rows_arranged (OptStatementTable *self)
{
  guint before = gtk_single_selection_get_selected (self->selection);
  guint after
      = self->selected != NULL ? opt_statement_rows_find (self->rows, self->selected) : G_MAXUINT;
  GtkWidget *focused = opt_column_view_get_focused_row (self->view);
  GtkWidget *row_widget;

  if (after != before)
    select_position (self, after);
  update_actions (self);
  update_totals (self);

  row_widget = focused != NULL && after != before && after != G_MAXUINT
                   ? opt_column_view_find_row_at (self->view, after)
                   : NULL;
  if (row_widget != NULL && row_widget != focused && is_in_view (self, row_widget))
    gtk_widget_grab_focus (row_widget);

  g_signal_emit (self, signals[SIGNAL_ARRANGED], 0);
}

static gboolean
move (GtkWidget *widget, GVariant *args, gpointer data)
{
  OptStatementTable *self = OPT_STATEMENT_TABLE (widget);
  GtkDirectionType direction = g_variant_get_int32 (args) > 0 ? GTK_DIR_DOWN : GTK_DIR_UP;
  GtkWidget *focused;

  if (opt_column_view_get_focused_row (self->view) == NULL)
    gtk_widget_grab_focus (GTK_WIDGET (self->view));
  else
    gtk_widget_child_focus (opt_column_view_get_list_view (self->view), direction);

  focused = opt_column_view_get_focused_row (self->view);
  if (focused != NULL && opt_column_view_get_row (focused) != NULL)
    gtk_single_selection_set_selected (self->selection, opt_statement_row_get_position (
                                                            opt_column_view_get_row (focused)));

  return TRUE;
}

/* ---- What can be done with one --------------------------------------------------------------- */

static void
open_statement (GtkWidget *widget, const char *action, GVariant *parameter)
{
  OptStatementTable *self = OPT_STATEMENT_TABLE (widget);

  if (self->selected != NULL)
    g_signal_emit (self, signals[SIGNAL_OPEN], 0, self->selected);
}

static void
row_activated (OptStatementTable *self, guint position)
{
  OptStatementItem *item = opt_statement_rows_get_statement (self->rows, position);

  if (item != NULL)
    g_signal_emit (self, signals[SIGNAL_OPEN], 0, item);
}

static void
copy (GtkWidget *widget, const char *action, GVariant *parameter)
{
  OptStatementTable *self = OPT_STATEMENT_TABLE (widget);

  if (self->selected != NULL)
    opt_statement_copy (widget, opt_statement_item_get_text (self->selected));
}

static void
copy_queryid (GtkWidget *widget, const char *action, GVariant *parameter)
{
  OptStatementTable *self = OPT_STATEMENT_TABLE (widget);

  if (self->selected != NULL)
    opt_statement_copy_queryid (widget, self->selected);
}

static void
explain (GtkWidget *widget, const char *action, GVariant *parameter)
{
  OptStatementTable *self = OPT_STATEMENT_TABLE (widget);

  if (self->selected != NULL)
    opt_statement_explain (widget, self->selected);
}

static void
advise (GtkWidget *widget, const char *action, GVariant *parameter)
{
  gtk_widget_activate_action (widget, "win.advise", NULL);
}

/* ---- What holds the order -------------------------------------------------------------------- */

static void
pointer_moved (OptStatementTable *self, double x, double y)
{
  /* GTK tells where the pointer is when something moved below it, too. */
  if (x == self->pointer_x && y == self->pointer_y)
    return;

  self->pointer_x = x;
  self->pointer_y = y;
  opt_statement_rows_hold (self->rows, OPT_STATEMENT_TABLE_HOLD);
}

static gboolean
scrolled (OptStatementTable *self)
{
  opt_statement_rows_hold (self->rows, OPT_STATEMENT_TABLE_HOLD);

  return GDK_EVENT_PROPAGATE;
}

static gboolean
key_pressed (OptStatementTable *self, guint keyval, guint keycode, GdkModifierType state)
{
  opt_statement_rows_hold (self->rows, KEY_HOLD);

  /* From header to header, the same keys lead. */
  return opt_column_view_get_focused_row (self->view) != NULL
                 && opt_statement_table_split_key (self, keyval, state)
             ? GDK_EVENT_STOP
             : GDK_EVENT_PROPAGATE;
}

static void
add_controllers (OptStatementTable *self)
{
  GtkEventController *motion = gtk_event_controller_motion_new ();
  GtkEventController *scroll
      = gtk_event_controller_scroll_new (GTK_EVENT_CONTROLLER_SCROLL_BOTH_AXES);
  GtkEventController *key = gtk_event_controller_key_new ();
  GtkGesture *click = gtk_gesture_click_new ();

  gtk_event_controller_set_propagation_phase (scroll, GTK_PHASE_CAPTURE);
  gtk_event_controller_set_propagation_phase (key, GTK_PHASE_CAPTURE);
  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (click), GDK_BUTTON_SECONDARY);
  g_signal_connect_swapped (motion, "motion", G_CALLBACK (pointer_moved), self);
  g_signal_connect_swapped (scroll, "scroll", G_CALLBACK (scrolled), self);
  g_signal_connect_swapped (key, "key-pressed", G_CALLBACK (key_pressed), self);
  g_signal_connect_swapped (click, "pressed", G_CALLBACK (opt_statement_table_right_pressed), self);
  gtk_widget_add_controller (GTK_WIDGET (self), motion);
  gtk_widget_add_controller (GTK_WIDGET (self), scroll);
  gtk_widget_add_controller (GTK_WIDGET (self->view), key);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (click));
}

/* ---- The object ------------------------------------------------------------------------------ */

static void
opt_statement_table_measure (GtkWidget *widget,
                             GtkOrientation orientation,
                             int for_size,
                             int *minimum,
                             int *natural,
                             int *minimum_baseline,
                             int *natural_baseline)
{
  gtk_widget_measure (OPT_STATEMENT_TABLE (widget)->scrolled, orientation, for_size, minimum,
                      natural, NULL, NULL);
}

static void
opt_statement_table_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  OptStatementTable *self = OPT_STATEMENT_TABLE (widget);

  opt_statement_columns_set_width (self->columns, width);
  gtk_widget_size_allocate (self->scrolled, &(GtkAllocation){ 0, 0, width, height }, -1);
  if (self->menu != NULL)
    gtk_popover_present (GTK_POPOVER (self->menu));
}

/* The row that is selected, if it is there to be seen. */
static gboolean
opt_statement_table_grab_focus (GtkWidget *widget)
{
  OptStatementTable *self = OPT_STATEMENT_TABLE (widget);
  guint position = gtk_single_selection_get_selected (self->selection);
  GtkWidget *row_widget
      = self->selected != NULL ? opt_column_view_find_row_at (self->view, position) : NULL;

  if (row_widget != NULL && gtk_widget_grab_focus (row_widget))
    return TRUE;

  return gtk_widget_grab_focus (GTK_WIDGET (self->view));
}

static void
order_changed (OptStatementTable *self)
{
  OptStatementColumn column;
  gboolean descending;

  opt_statement_columns_get_order (self->columns, &column, &descending);
  opt_statement_rows_hold (self->rows, 0);
  opt_statement_rows_set_share (self->rows, opt_hot_by_get_share (
                                                opt_statement_columns_get_hot_by (self->columns)));
  opt_statement_rows_set_order (self->rows, column, descending);
}

static void
opt_statement_table_dispose (GObject *object)
{
  OptStatementTable *self = OPT_STATEMENT_TABLE (object);

  g_clear_handle_id (&self->focus_source, g_source_remove);
  g_clear_pointer (&self->menu, gtk_widget_unparent);
  if (self->view != NULL)
    gtk_column_view_set_model (self->view, NULL);
  g_clear_pointer (&self->scrolled, gtk_widget_unparent);
  g_clear_object (&self->columns);
  g_clear_object (&self->selection);
  g_clear_object (&self->rows);
  g_clear_object (&self->selected);
  gtk_widget_dispose_template (GTK_WIDGET (object), OPT_TYPE_STATEMENT_TABLE);

  G_OBJECT_CLASS (opt_statement_table_parent_class)->dispose (object);
}

static void
install_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "statement.open", NULL, open_statement);
  gtk_widget_class_install_action (widget_class, "statement.copy", NULL, copy);
  gtk_widget_class_install_action (widget_class, "statement.copy-queryid", NULL, copy_queryid);
  gtk_widget_class_install_action (widget_class, "statement.explain", NULL, explain);
  gtk_widget_class_install_action (widget_class, "statement.advise", NULL, advise);
  gtk_widget_class_install_action (widget_class, "statement.menu", NULL,
                                   opt_statement_table_show_menu);

  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_c, GDK_CONTROL_MASK, "statement.copy",
                                       NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Menu, 0, "statement.menu", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_F10, GDK_SHIFT_MASK, "statement.menu",
                                       NULL);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_j, 0, move, "i", 1);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_k, 0, move, "i", -1);
}

static void
opt_statement_table_class_init (OptStatementTableClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = opt_statement_table_dispose;
  widget_class->measure = opt_statement_table_measure;
  widget_class->size_allocate = opt_statement_table_size_allocate;
  widget_class->grab_focus = opt_statement_table_grab_focus;

  /**
   * OptStatementTable::open:
   * @self: the table
   * @item: a statement
   *
   * The user wants to see all of it.
   */
  signals[SIGNAL_OPEN] = g_signal_new ("open", OPT_TYPE_STATEMENT_TABLE, G_SIGNAL_RUN_LAST, 0, NULL,
                                       NULL, NULL, G_TYPE_NONE, 1, OPT_TYPE_STATEMENT_ITEM);

  /**
   * OptStatementTable::arranged:
   * @self: the table
   *
   * It shows what its list has now.
   */
  signals[SIGNAL_ARRANGED] = g_signal_new ("arranged", OPT_TYPE_STATEMENT_TABLE, G_SIGNAL_RUN_LAST,
                                           0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/optischema/OptiSchema/ui/statements/opt-statement-table.ui");
  gtk_widget_class_bind_template_child (widget_class, OptStatementTable, scrolled);
  gtk_widget_class_bind_template_child (widget_class, OptStatementTable, view);
  gtk_widget_class_bind_template_child (widget_class, OptStatementTable, row_menu);
  install_actions (widget_class);
  opt_statement_table_install_split (widget_class);
}

static void
opt_statement_table_init (OptStatementTable *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));

  self->rows = opt_statement_rows_new ();
  self->selection = gtk_single_selection_new (g_object_ref (G_LIST_MODEL (self->rows)));
  gtk_single_selection_set_autoselect (self->selection, FALSE);
  gtk_single_selection_set_can_unselect (self->selection, TRUE);
  self->columns = opt_statement_columns_new (self->view);
  gtk_widget_insert_action_group (GTK_WIDGET (self), "columns",
                                  opt_statement_columns_get_actions (self->columns));
  gtk_column_view_set_model (self->view, GTK_SELECTION_MODEL (self->selection));

  g_signal_connect_object (self->rows, "arranged", G_CALLBACK (rows_arranged), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->selection, "notify::selected", G_CALLBACK (selection_changed),
                           self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->columns, "order-changed", G_CALLBACK (order_changed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->view, "activate", G_CALLBACK (row_activated), self,
                           G_CONNECT_SWAPPED);
  add_controllers (self);
  update_actions (self);
}

/**
 * opt_statement_table_new:
 *
 * Returns: (transfer floating): a table of no list
 */
GtkWidget *
opt_statement_table_new (void)
{
  return g_object_new (OPT_TYPE_STATEMENT_TABLE, NULL);
}

/**
 * opt_statement_table_set_list:
 * @self: a table
 * @list: (nullable): whose statements to show
 */
void
opt_statement_table_set_list (OptStatementTable *self, OptStatementList *list)
{
  g_return_if_fail (OPT_IS_STATEMENT_TABLE (self));

  if (list == opt_statement_rows_get_list (self->rows))
    return;

  g_clear_object (&self->selected);
  opt_statement_rows_set_list (self->rows, list);
}

/**
 * opt_statement_table_set_active:
 * @self: a table
 * @active: whether it is on the screen, and so is to follow its list
 */
void
opt_statement_table_set_active (OptStatementTable *self, gboolean active)
{
  g_return_if_fail (OPT_IS_STATEMENT_TABLE (self));

  opt_statement_rows_set_active (self->rows, active);
}

/**
 * opt_statement_table_set_limit:
 * @self: a table
 * @limit: how many statements at most, for good: it takes the room that it needs, and does not
 *   scroll
 */
void
opt_statement_table_set_limit (OptStatementTable *self, guint limit)
{
  GtkScrolledWindow *scrolled;

  g_return_if_fail (OPT_IS_STATEMENT_TABLE (self));
  g_return_if_fail (limit > 0);

  scrolled = GTK_SCROLLED_WINDOW (self->scrolled);
  opt_statement_rows_set_limit (self->rows, limit);
  gtk_scrolled_window_set_policy (scrolled, GTK_POLICY_EXTERNAL, GTK_POLICY_NEVER);
  opt_scrolled_make_passive (scrolled);
}

/**
 * opt_statement_table_set_search:
 * @self: a table
 * @search: (nullable) (transfer full): which statements to show; %NULL: all
 */
void
opt_statement_table_set_search (OptStatementTable *self, OptStatementSearch *search)
{
  g_return_if_fail (OPT_IS_STATEMENT_TABLE (self));

  opt_statement_rows_set_search (self->rows, search);
}

/**
 * opt_statement_table_get_rows:
 * @self: a table
 *
 * Returns: (transfer none): the statements that it shows, in their order
 */
OptStatementRows *
opt_statement_table_get_rows (OptStatementTable *self)
{
  g_return_val_if_fail (OPT_IS_STATEMENT_TABLE (self), NULL);

  return self->rows;
}

/**
 * opt_statement_table_get_selected:
 * @self: a table
 *
 * Returns: (transfer none) (nullable): the statement that is selected
 */
OptStatementItem *
opt_statement_table_get_selected (OptStatementTable *self)
{
  g_return_val_if_fail (OPT_IS_STATEMENT_TABLE (self), NULL);

  return self->selected;
}

/**
 * opt_statement_table_select:
 * @self: a table
 * @item: (nullable): the statement to select
 */
void
opt_statement_table_select (OptStatementTable *self, OptStatementItem *item)
{
  g_return_if_fail (OPT_IS_STATEMENT_TABLE (self));

  g_set_object (&self->selected, item);
  select_position (self, item != NULL ? opt_statement_rows_find (self->rows, item) : G_MAXUINT);
  update_actions (self);
}

/**
 * opt_statement_table_get_columns:
 * @self: a table
 *
 * Returns: (transfer none): its columns
 */
OptStatementColumns *
opt_statement_table_get_columns (OptStatementTable *self)
{
  g_return_val_if_fail (OPT_IS_STATEMENT_TABLE (self), NULL);

  return self->columns;
}

/**
 * opt_statement_table_set_range:
 * @self: a table
 * @range: (nullable): the time that its list is of; %NULL: live
 *
 * Shows the columns that there is something in.
 */
void
opt_statement_table_set_range (OptStatementTable *self, OptRange *range)
{
  gboolean past;

  g_return_if_fail (OPT_IS_STATEMENT_TABLE (self));
  g_return_if_fail (range == NULL || OPT_IS_RANGE (range));

  past = range != NULL && opt_range_is_past (range);
  opt_statement_columns_set_missing (self->columns, OPT_STATEMENT_COLUMN_TREND,
                                     past ? _ ("only live") : NULL);
}
