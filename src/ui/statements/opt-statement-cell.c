/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-statement-cell.h"

#include <glib/gi18n.h>

#include "opt-share-bar.h"
#include "opt-sparkline.h"
#include "opt-statement-label.h"
#include "opt-statement-trend.h"

struct _OptStatementCell
{
  GtkWidget parent_instance;

  OptStatementColumn column;
  gboolean outdated;
  gulong row_changed;
  gulong item_changed;

  /* Children */
  GtkWidget *child;

  /* Owned */
  OptStatementRow *row;   /* (nullable) */
  OptStatementItem *item; /* (nullable) of @row */
};

G_DEFINE_FINAL_TYPE (OptStatementCell, opt_statement_cell, GTK_TYPE_WIDGET)

/* ---- What it says ---------------------------------------------------------------------------- */

/* A cell knows nothing of its column's header, so a reader of the screen is told both. */
static void
set_label (OptStatementCell *self, GtkWidget *widget, const char *value)
{
  g_autofree char *label
      = g_strdup_printf ("%s: %s", opt_statement_column_get_title (self->column), value);

  gtk_accessible_update_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL, label,
                                  -1);
}

static void
update_number (OptStatementCell *self)
{
  GtkInscription *inscription = GTK_INSCRIPTION (self->child);
  g_autofree char *text = opt_statement_column_format (self->column, self->item);

  if (g_strcmp0 (gtk_inscription_get_text (inscription), text) == 0)
    return;

  gtk_inscription_set_text (inscription, text);
  set_label (self, self->child, text);
}

static void
update_trend (OptStatementCell *self)
{
  g_autoptr (GArray) values = opt_statement_trend_list (self->item);

  opt_sparkline_set_values (OPT_SPARKLINE (self->child), (const double *) values->data,
                            values->len);
}

static void
update (OptStatementCell *self)
{
  self->outdated = FALSE;

  switch (self->column)
    {
    case OPT_STATEMENT_COLUMN_STATEMENT:
      opt_statement_label_set_line (OPT_STATEMENT_LABEL (self->child),
                                    opt_statement_item_get_line (self->item));
      break;
    case OPT_STATEMENT_COLUMN_SHARE:
      opt_share_bar_set_share (OPT_SHARE_BAR (self->child),
                               opt_statement_item_get_share (self->item));
      break;
    case OPT_STATEMENT_COLUMN_TREND:
      update_trend (self);
      break;
    case OPT_STATEMENT_COLUMN_TOTAL:
    case OPT_STATEMENT_COLUMN_RATE:
    case OPT_STATEMENT_COLUMN_CALLS:
    case OPT_STATEMENT_COLUMN_MEAN:
    case OPT_STATEMENT_COLUMN_STDDEV:
    case OPT_STATEMENT_COLUMN_ROWS:
    case OPT_STATEMENT_COLUMN_HITS:
    case OPT_STATEMENT_COLUMN_TEMP:
    case OPT_STATEMENT_COLUMN_WAL:
    default:
      update_number (self);
    }
}

/* Nobody looks at the cells of a page that is not on the screen. */
static void
item_changed (OptStatementCell *self)
{
  if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    update (self);
  else
    self->outdated = TRUE;
}

static void
set_item (OptStatementCell *self, OptStatementItem *item)
{
  if (self->item == item)
    return;

  if (self->item != NULL)
    g_clear_signal_handler (&self->item_changed, self->item);
  g_set_object (&self->item, item);
  if (item == NULL)
    return;

  self->item_changed = g_signal_connect_swapped (item, "changed", G_CALLBACK (item_changed), self);
  update (self);
}

static void
row_changed (OptStatementCell *self)
{
  set_item (self, opt_statement_row_get_item (self->row));
}

static void
opt_statement_cell_map (GtkWidget *widget)
{
  OptStatementCell *self = OPT_STATEMENT_CELL (widget);

  if (self->outdated && self->item != NULL)
    update (self);

  GTK_WIDGET_CLASS (opt_statement_cell_parent_class)->map (widget);
}

/* ---- The object ------------------------------------------------------------------------------ */

static void
opt_statement_cell_dispose (GObject *object)
{
  OptStatementCell *self = OPT_STATEMENT_CELL (object);

  opt_statement_cell_set_row (self, NULL);
  g_clear_pointer (&self->child, gtk_widget_unparent);

  G_OBJECT_CLASS (opt_statement_cell_parent_class)->dispose (object);
}

static void
opt_statement_cell_class_init (OptStatementCellClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = opt_statement_cell_dispose;
  widget_class->map = opt_statement_cell_map;

  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GENERIC);
}

static void
opt_statement_cell_init (OptStatementCell *self)
{
}

static GtkWidget *
make_child (OptStatementColumn column)
{
  GtkWidget *child;

  if (column == OPT_STATEMENT_COLUMN_STATEMENT)
    return opt_statement_label_new ();
  if (column == OPT_STATEMENT_COLUMN_SHARE)
    return opt_share_bar_new ();
  if (column == OPT_STATEMENT_COLUMN_TREND)
    {
      child = opt_sparkline_new ();
      opt_sparkline_set_title (OPT_SPARKLINE (child), opt_statement_column_get_title (column),
                               OPT_CHART_UNIT_SHARE);
      gtk_widget_set_valign (child, GTK_ALIGN_CENTER);
      return child;
    }

  child = gtk_inscription_new (NULL);
  gtk_inscription_set_xalign (GTK_INSCRIPTION (child), 1);
  gtk_widget_add_css_class (child, "numeric");

  return child;
}

/**
 * opt_statement_cell_new:
 * @column: what it tells
 *
 * Returns: (transfer floating): a cell of no row
 */
GtkWidget *
opt_statement_cell_new (OptStatementColumn column)
{
  OptStatementCell *self = g_object_new (OPT_TYPE_STATEMENT_CELL, NULL);

  self->column = column;
  self->child = make_child (column);
  gtk_widget_set_parent (self->child, GTK_WIDGET (self));

  return GTK_WIDGET (self);
}

/**
 * opt_statement_cell_get_row:
 * @self: a cell
 *
 * Returns: (transfer none) (nullable): the row that it is in
 */
OptStatementRow *
opt_statement_cell_get_row (OptStatementCell *self)
{
  g_return_val_if_fail (OPT_IS_STATEMENT_CELL (self), NULL);

  return self->row;
}

/**
 * opt_statement_cell_set_row:
 * @self: a cell
 * @row: (nullable): the row that it is in from now on
 */
void
opt_statement_cell_set_row (OptStatementCell *self, OptStatementRow *row)
{
  g_return_if_fail (OPT_IS_STATEMENT_CELL (self));

  if (self->row == row)
    return;

  if (self->row != NULL)
    g_clear_signal_handler (&self->row_changed, self->row);
  g_set_object (&self->row, row);
  if (row != NULL)
    self->row_changed = g_signal_connect_swapped (row, "changed", G_CALLBACK (row_changed), self);
  set_item (self, row != NULL ? opt_statement_row_get_item (row) : NULL);
}
