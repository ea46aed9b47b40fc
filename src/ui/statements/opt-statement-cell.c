/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-statement-cell.h"

#include "opt-format.h"
#include "opt-layout.h"
#include "opt-share-bar.h"
#include "opt-sparkline.h"
#include "opt-statement-change.h"
#include "opt-statement-name.h"
#include "opt-statement-trend.h"

struct _OptStatementCell
{
  GtkWidget parent_instance;

  OptStatementColumn column;
  gboolean outdated;
  gulong row_changed;
  gulong item_changed;

  /* Children */
  GtkWidget *child; /* (nullable) a number is drawn without */

  /* Owned */
  PangoLayout *layout;    /* (nullable) of a number */
  OptStatementRow *row;   /* (nullable) */
  OptStatementItem *item; /* (nullable) of @row */
  OptHotBy *hot_by;       /* (nullable) what a share is of */
};

G_DEFINE_FINAL_TYPE (OptStatementCell, opt_statement_cell, GTK_TYPE_WIDGET)

/* ---- What it says ---------------------------------------------------------------------------- */

static OptWorkloadShare
get_share (OptStatementCell *self)
{
  return self->hot_by != NULL ? opt_hot_by_get_share (self->hot_by) : OPT_WORKLOAD_SHARE_TIME;
}

/* A cell knows nothing of its column's header, so a reader of the screen is told both. */
static void
set_label (OptStatementCell *self, const char *value)
{
  g_autofree char *label
      = g_strdup_printf ("%s: %s", opt_statement_column_get_title (self->column, get_share (self)),
                         value);

  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
}

/* How it is known, or why there is none; it may be another way to the same figure. */
static void
explain (OptStatementCell *self, OptStatementPast *past)
{
  g_autofree char *words = opt_statement_change_explain (past, self->column, self->item);

  gtk_widget_set_tooltip_text (GTK_WIDGET (self), words);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, words,
                                  -1);
}

static void
update_number (OptStatementCell *self)
{
  OptStatementPast *past = opt_statement_row_get_past (self->row);
  g_autofree char *text
      = opt_statement_change_format (past, self->column, get_share (self), self->item);

  if (past != NULL && opt_statement_column_is_compared (self->column))
    explain (self, past);
  if (g_strcmp0 (pango_layout_get_text (self->layout), text) == 0)
    return;

  pango_layout_set_text (self->layout, text, -1);
  set_label (self, text);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/* It names its row, too, which is what the keyboard moves through. */
static void
update_statement (OptStatementCell *self)
{
  GtkWidget *cell = gtk_widget_get_parent (GTK_WIDGET (self));
  GtkWidget *row = cell != NULL ? gtk_widget_get_parent (cell) : NULL;
  g_autofree char *words = opt_statement_name_show (OPT_STATEMENT_NAME (self->child), self->row);

  set_label (self, words);
  if (row != NULL)
    opt_statement_name_tell (row, self->row, words);
}

static void
update_share (OptStatementCell *self)
{
  double share = opt_statement_item_get_share_of (self->item, get_share (self));
  g_autofree char *text = opt_share_format (share);

  opt_share_bar_set_share (OPT_SHARE_BAR (self->child), share);
  set_label (self, text);
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
      update_statement (self);
      break;
    case OPT_STATEMENT_COLUMN_SHARE:
      update_share (self);
      break;
    case OPT_STATEMENT_COLUMN_TREND:
      update_trend (self);
      break;
    case OPT_STATEMENT_COLUMN_BLEND:
    case OPT_STATEMENT_COLUMN_TOTAL:
    case OPT_STATEMENT_COLUMN_RATE:
    case OPT_STATEMENT_COLUMN_CALLS:
    case OPT_STATEMENT_COLUMN_MEAN:
    case OPT_STATEMENT_COLUMN_BEFORE:
    case OPT_STATEMENT_COLUMN_CHANGE:
    case OPT_STATEMENT_COLUMN_STDDEV:
    case OPT_STATEMENT_COLUMN_ROWS:
    case OPT_STATEMENT_COLUMN_HITS:
    case OPT_STATEMENT_COLUMN_IO:
    case OPT_STATEMENT_COLUMN_TEMP:
    case OPT_STATEMENT_COLUMN_WAL:
    default:
      update_number (self);
    }
}

/* Nobody looks at the cells of a page that is not on the screen. What may be of another size by
 * that is not put off until it is mapped, which may be while the page is given its size. */
static void
item_changed (OptStatementCell *self)
{
  if (gtk_widget_get_mapped (GTK_WIDGET (self)) || self->column == OPT_STATEMENT_COLUMN_STATEMENT)
    update (self);
  else
    self->outdated = TRUE;
}

static void
set_item (OptStatementCell *self, OptStatementItem *item)
{
  if (self->item == item)
    {
      /* The same, as something else, or beside another time. */
      if (item != NULL
          && (self->column == OPT_STATEMENT_COLUMN_STATEMENT
              || opt_statement_column_is_compared (self->column)))
        update (self);
      return;
    }

  if (self->item != NULL)
    g_clear_signal_handler (&self->item_changed, self->item);
  g_set_object (&self->item, item);
  if (item == NULL)
    return;

  self->item_changed = g_signal_connect_swapped (item, "changed", G_CALLBACK (item_changed), self);
  update (self);
}

/* A row that is about to go shows nothing any more. */
static void
row_changed (OptStatementCell *self)
{
  OptStatementItem *item = opt_statement_row_get_item (self->row);

  gtk_widget_set_opacity (GTK_WIDGET (self), item != NULL ? 1 : 0);
  set_item (self, item);
}

static void
opt_statement_cell_map (GtkWidget *widget)
{
  OptStatementCell *self = OPT_STATEMENT_CELL (widget);

  if (self->outdated && self->item != NULL)
    update (self);

  GTK_WIDGET_CLASS (opt_statement_cell_parent_class)->map (widget);
}

static void
opt_statement_cell_measure (GtkWidget *widget,
                            GtkOrientation orientation,
                            int for_size,
                            int *minimum,
                            int *natural,
                            int *minimum_baseline,
                            int *natural_baseline)
{
  OptStatementCell *self = OPT_STATEMENT_CELL (widget);

  if (self->child != NULL)
    gtk_widget_measure (self->child, orientation, for_size, minimum, natural, NULL, NULL);
  else
    *minimum = *natural = orientation == GTK_ORIENTATION_VERTICAL && self->layout != NULL
                              ? opt_layout_get_line_height (self->layout)
                              : 0;
}

static void
opt_statement_cell_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  OptStatementCell *self = OPT_STATEMENT_CELL (widget);

  if (self->child != NULL)
    gtk_widget_size_allocate (self->child, &(GtkAllocation){ 0, 0, width, height }, -1);
}

static void
opt_statement_cell_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  OptStatementCell *self = OPT_STATEMENT_CELL (widget);
  gboolean rtl = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;

  if (self->child != NULL)
    gtk_widget_snapshot_child (widget, self->child, snapshot);
  else if (self->layout != NULL)
    opt_layout_append (self->layout, widget, snapshot, 0, gtk_widget_get_width (widget),
                       rtl ? 0 : 1);
}

static void
opt_statement_cell_css_changed (GtkWidget *widget, GtkCssStyleChange *change)
{
  OptStatementCell *self = OPT_STATEMENT_CELL (widget);

  GTK_WIDGET_CLASS (opt_statement_cell_parent_class)->css_changed (widget, change);

  if (self->layout == NULL)
    return;
  pango_layout_context_changed (self->layout);
  gtk_widget_queue_draw (widget);
}

/* ---- The object ------------------------------------------------------------------------------ */

static void
opt_statement_cell_dispose (GObject *object)
{
  OptStatementCell *self = OPT_STATEMENT_CELL (object);

  opt_statement_cell_set_row (self, NULL);
  g_clear_pointer (&self->child, gtk_widget_unparent);
  g_clear_object (&self->layout);
  g_clear_object (&self->hot_by);

  G_OBJECT_CLASS (opt_statement_cell_parent_class)->dispose (object);
}

static void
opt_statement_cell_class_init (OptStatementCellClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = opt_statement_cell_dispose;
  widget_class->map = opt_statement_cell_map;
  widget_class->measure = opt_statement_cell_measure;
  widget_class->size_allocate = opt_statement_cell_size_allocate;
  widget_class->snapshot = opt_statement_cell_snapshot;
  widget_class->css_changed = opt_statement_cell_css_changed;

  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_LABEL);
}

static void
opt_statement_cell_init (OptStatementCell *self)
{
}

/* (nullable): what draws it, where that is more than a number */
static GtkWidget *
make_child (OptStatementColumn column)
{
  GtkWidget *child;

  if (column == OPT_STATEMENT_COLUMN_STATEMENT)
    return opt_statement_name_new ();
  if (column == OPT_STATEMENT_COLUMN_SHARE)
    return opt_share_bar_new ();
  if (column != OPT_STATEMENT_COLUMN_TREND)
    return NULL;

  child = opt_sparkline_new ();
  opt_sparkline_set_title (OPT_SPARKLINE (child),
                           opt_statement_column_get_title (column, OPT_WORKLOAD_SHARE_TIME),
                           OPT_CHART_UNIT_SHARE);
  gtk_widget_set_valign (child, GTK_ALIGN_CENTER);

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
  if (self->child != NULL)
    gtk_widget_set_parent (self->child, GTK_WIDGET (self));
  else
    self->layout = opt_layout_new (GTK_WIDGET (self), TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  opt_statement_column_get_title (column, OPT_WORKLOAD_SHARE_TIME),
                                  -1);

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
  if (row == NULL)
    {
      set_item (self, NULL);
      return;
    }

  self->row_changed = g_signal_connect_swapped (row, "changed", G_CALLBACK (row_changed), self);
  row_changed (self);
}

/* Another share of the same statement. */
static void
share_changed (OptStatementCell *self)
{
  if (self->item != NULL)
    item_changed (self);
}

/**
 * opt_statement_cell_set_hot_by:
 * @self: a cell of shares
 * @hot_by: what they are of
 */
void
opt_statement_cell_set_hot_by (OptStatementCell *self, OptHotBy *hot_by)
{
  g_return_if_fail (OPT_IS_STATEMENT_CELL (self));
  g_return_if_fail (self->hot_by == NULL && OPT_IS_HOT_BY (hot_by));

  self->hot_by = g_object_ref (hot_by);
  g_signal_connect_object (hot_by, "notify::share", G_CALLBACK (share_changed), self,
                           G_CONNECT_SWAPPED);
}
