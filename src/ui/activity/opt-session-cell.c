/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-session-cell.h"

#include "opt-format.h"
#include "opt-column-memory.h"
#include "opt-layout.h"
#include "opt-statement-label.h"

struct _OptSessionCell
{
  GtkWidget parent_instance;

  OptSessionColumn column;
  gboolean outdated;
  gulong session_changed;

  /* Children */
  GtkWidget *child; /* (nullable) of a statement; all else is drawn without */

  /* Owned */
  PangoLayout *layout; /* (nullable) */
  OptSession *session; /* (nullable) */
};

G_DEFINE_FINAL_TYPE (OptSessionCell, opt_session_cell, GTK_TYPE_WIDGET)

/* ---- What it says ---------------------------------------------------------------------------- */

/* A cell knows nothing of its column's header, so a reader of the screen is told both. */
static void
set_label (OptSessionCell *self, const char *value)
{
  g_autofree char *label
      = g_strdup_printf ("%s: %s", opt_session_column_get_title (self->column), value);

  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
}

/* Of a row, which is what the keyboard moves through. */
static void
name_row (OptSessionCell *self, const char *name)
{
  GtkWidget *cell = gtk_widget_get_parent (GTK_WIDGET (self));

  /* In the tree there is an expander between. */
  if (GTK_IS_TREE_EXPANDER (cell))
    cell = gtk_widget_get_parent (cell);
  if (cell != NULL && gtk_widget_get_parent (cell) != NULL)
    gtk_accessible_update_property (GTK_ACCESSIBLE (gtk_widget_get_parent (cell)),
                                    GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

static gboolean
names_row (OptSessionColumn column)
{
  return column == OPT_SESSION_COLUMN_STATEMENT || column == OPT_SESSION_COLUMN_SESSION;
}

static void
update (OptSessionCell *self)
{
  g_autofree char *text = opt_session_column_format (self->column, self->session);
  const char *line;

  self->outdated = FALSE;
  if (names_row (self->column))
    name_row (self, text);
  if (self->child != NULL)
    {
      line = opt_session_get_line (self->session);
      if (g_strcmp0 (opt_statement_label_get_line (OPT_STATEMENT_LABEL (self->child)), line) == 0)
        return;
      opt_statement_label_set_line (OPT_STATEMENT_LABEL (self->child), line);
      set_label (self, text);
      return;
    }
  if (g_strcmp0 (pango_layout_get_text (self->layout), text) == 0)
    return;

  pango_layout_set_text (self->layout, text, -1);
  set_label (self, text);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/* Nobody looks at the cells of a page that is not on the screen. */
static void
session_changed (OptSessionCell *self)
{
  if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    update (self);
  else
    self->outdated = TRUE;
}

static void
opt_session_cell_map (GtkWidget *widget)
{
  OptSessionCell *self = OPT_SESSION_CELL (widget);

  if (self->outdated && self->session != NULL)
    update (self);

  GTK_WIDGET_CLASS (opt_session_cell_parent_class)->map (widget);
}

static void
opt_session_cell_measure (GtkWidget *widget,
                          GtkOrientation orientation,
                          int for_size,
                          int *minimum,
                          int *natural,
                          int *minimum_baseline,
                          int *natural_baseline)
{
  OptSessionCell *self = OPT_SESSION_CELL (widget);

  if (self->child != NULL)
    gtk_widget_measure (self->child, orientation, for_size, minimum, natural, NULL, NULL);
  else
    *minimum = *natural = orientation == GTK_ORIENTATION_VERTICAL && self->layout != NULL
                              ? opt_layout_get_line_height (self->layout)
                              : 0;
}

static void
opt_session_cell_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  OptSessionCell *self = OPT_SESSION_CELL (widget);

  if (self->child != NULL)
    gtk_widget_size_allocate (self->child, &(GtkAllocation){ 0, 0, width, height }, -1);
  /* A figure that is cut would be another one. */
  else if (self->layout != NULL && !opt_session_column_is_number (self->column))
    pango_layout_set_width (self->layout, width * PANGO_SCALE);
}

static void
opt_session_cell_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  OptSessionCell *self = OPT_SESSION_CELL (widget);
  gboolean rtl = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  gboolean right = opt_session_column_is_number (self->column) != rtl;

  if (self->child != NULL)
    gtk_widget_snapshot_child (widget, self->child, snapshot);
  else if (self->layout != NULL)
    opt_layout_append (self->layout, widget, snapshot, 0, gtk_widget_get_width (widget),
                       right ? 1 : 0);
}

static void
opt_session_cell_css_changed (GtkWidget *widget, GtkCssStyleChange *change)
{
  OptSessionCell *self = OPT_SESSION_CELL (widget);

  GTK_WIDGET_CLASS (opt_session_cell_parent_class)->css_changed (widget, change);

  if (self->layout == NULL)
    return;
  pango_layout_context_changed (self->layout);
  gtk_widget_queue_draw (widget);
}

/* ---- The object ------------------------------------------------------------------------------ */

static void
opt_session_cell_dispose (GObject *object)
{
  OptSessionCell *self = OPT_SESSION_CELL (object);

  opt_session_cell_set_session (self, NULL);
  g_clear_pointer (&self->child, gtk_widget_unparent);
  g_clear_object (&self->layout);

  G_OBJECT_CLASS (opt_session_cell_parent_class)->dispose (object);
}

static void
opt_session_cell_class_init (OptSessionCellClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = opt_session_cell_dispose;
  widget_class->map = opt_session_cell_map;
  widget_class->measure = opt_session_cell_measure;
  widget_class->size_allocate = opt_session_cell_size_allocate;
  widget_class->snapshot = opt_session_cell_snapshot;
  widget_class->css_changed = opt_session_cell_css_changed;

  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_LABEL);
}

static void
opt_session_cell_init (OptSessionCell *self)
{
}

/**
 * opt_session_cell_new:
 * @column: what it tells
 *
 * Returns: (transfer floating): a cell of no session
 */
GtkWidget *
opt_session_cell_new (OptSessionColumn column)
{
  OptSessionCell *self = g_object_new (OPT_TYPE_SESSION_CELL, NULL);

  self->column = column;
  if (column == OPT_SESSION_COLUMN_STATEMENT)
    {
      self->child = opt_statement_label_new ();
      gtk_widget_set_parent (self->child, GTK_WIDGET (self));
    }
  else
    {
      self->layout = opt_layout_new (GTK_WIDGET (self), opt_session_column_is_number (column));
      pango_layout_set_ellipsize (self->layout, PANGO_ELLIPSIZE_END);
    }
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  opt_session_column_get_title (column), -1);

  return GTK_WIDGET (self);
}

/**
 * opt_session_cell_get_session:
 * @self: a cell
 *
 * Returns: (transfer none) (nullable): of which it tells
 */
OptSession *
opt_session_cell_get_session (OptSessionCell *self)
{
  g_return_val_if_fail (OPT_IS_SESSION_CELL (self), NULL);

  return self->session;
}

/**
 * opt_session_cell_set_session:
 * @self: a cell
 * @session: (nullable): of which to tell
 */
void
opt_session_cell_set_session (OptSessionCell *self, OptSession *session)
{
  g_return_if_fail (OPT_IS_SESSION_CELL (self));

  if (self->session == session)
    return;

  if (self->session != NULL)
    g_clear_signal_handler (&self->session_changed, self->session);
  g_set_object (&self->session, session);
  if (session == NULL)
    return;

  self->session_changed
      = g_signal_connect_swapped (session, "changed", G_CALLBACK (session_changed), self);
  update (self);
}

/* ---- A column of them ------------------------------------------------------------------------ */

static void
setup (GtkSignalListItemFactory *factory, GtkListItem *list_item, gpointer data)
{
  OptSessionColumn column = (OptSessionColumn) GPOINTER_TO_UINT (data);
  GtkWidget *cell = opt_session_cell_new (column);

  if (column == OPT_SESSION_COLUMN_SESSION)
    {
      GtkWidget *expander = gtk_tree_expander_new ();

      gtk_widget_set_hexpand (cell, TRUE);
      gtk_tree_expander_set_child (GTK_TREE_EXPANDER (expander), cell);
      cell = expander;
    }
  gtk_list_item_set_child (list_item, cell);
}

static OptSessionCell *
get_cell (GtkListItem *list_item)
{
  GtkWidget *child = gtk_list_item_get_child (list_item);

  return OPT_SESSION_CELL (GTK_IS_TREE_EXPANDER (child)
                               ? gtk_tree_expander_get_child (GTK_TREE_EXPANDER (child))
                               : child);
}

static void
bind (GtkSignalListItemFactory *factory, GtkListItem *list_item, gpointer data)
{
  GtkWidget *child = gtk_list_item_get_child (list_item);
  GObject *item = gtk_list_item_get_item (list_item);
  g_autoptr (OptSession) session = NULL;

  if (GTK_IS_TREE_EXPANDER (child))
    gtk_tree_expander_set_list_row (GTK_TREE_EXPANDER (child), GTK_TREE_LIST_ROW (item));
  session = GTK_IS_TREE_LIST_ROW (item) ? gtk_tree_list_row_get_item (GTK_TREE_LIST_ROW (item))
                                        : g_object_ref (OPT_SESSION (item));
  opt_session_cell_set_session (get_cell (list_item), session);
}

static void
unbind (GtkSignalListItemFactory *factory, GtkListItem *list_item, gpointer data)
{
  GtkWidget *child = gtk_list_item_get_child (list_item);

  opt_session_cell_set_session (get_cell (list_item), NULL);
  if (GTK_IS_TREE_EXPANDER (child))
    gtk_tree_expander_set_list_row (GTK_TREE_EXPANDER (child), NULL);
}

static int
compare (gconstpointer one, gconstpointer other, gpointer data)
{
  int order
      = opt_session_column_compare ((OptSessionColumn) GPOINTER_TO_UINT (data),
                                    OPT_SESSION ((gpointer) one), OPT_SESSION ((gpointer) other));

  return gtk_ordering_from_cmpfunc (order);
}

/**
 * opt_session_cell_make_column:
 * @column: what it tells
 * @tree: whether of a tree's rows, which are not sorted
 *
 * Returns: (transfer full): a column for a table
 */
GtkColumnViewColumn *
opt_session_cell_make_column (OptSessionColumn column, gboolean tree)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  GtkColumnViewColumn *made
      = gtk_column_view_column_new (opt_session_column_get_title (column), factory);

  g_signal_connect (factory, "setup", G_CALLBACK (setup), GUINT_TO_POINTER (column));
  g_signal_connect (factory, "bind", G_CALLBACK (bind), NULL);
  g_signal_connect (factory, "unbind", G_CALLBACK (unbind), NULL);
  if (!tree)
    {
      g_autoptr (GtkSorter) sorter
          = opt_column_memory_make_sorter (column, compare, GUINT_TO_POINTER (column));

      gtk_column_view_column_set_sorter (made, sorter);
    }

  return made;
}
