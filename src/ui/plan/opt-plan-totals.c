/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "opt-plan-totals.h"

#include <glib/gi18n.h>
#include <math.h>

#include "opt-format.h"
#include "opt-plan-fill.h"
#include "opt-plan-heading.h"
#include "opt-plan-share-cell.h"

#define ROW_HEIGHT 36
#define UNIT_SPACE "\u00a0"

/* In the order of their weight: the first get the room that there is. */
typedef enum
{
  COLUMN_NAME,
  COLUMN_OWN,
  COLUMN_NODES,
  COLUMN_ROWS,
  COLUMN_READ,
  COLUMN_HIT,
  COLUMN_TEMP,
  N_COLUMNS
} Column;

enum
{
  SIGNAL_NODE_ACTIVATED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

/* What the factory of a column is told. */
typedef struct
{
  OptPlanTotals *table; /* unowned; has it */
  Column column;
} Told;

struct _OptPlanTotals
{
  AdwBin parent_instance;

  /* Borrowed: the bin has them */
  GtkScrolledWindow *scroller;
  GtkColumnView *view;
  GtkSingleSelection *selection;
  GtkColumnViewColumn *columns[N_COLUMNS];

  /* Owned */
  OptPlanStatistics *statistics; /* (nullable) */
  OptPlanFill fill;
  gboolean is_shown; /* whether it has its rows: it gets them when it is looked at */
  Told told[N_COLUMNS];

  OptPlanGrouping grouping;

  /* Sources */
  guint fit_id;
};

G_DEFINE_FINAL_TYPE (OptPlanTotals, opt_plan_totals, ADW_TYPE_BIN)

static guint
get_chars (Column column)
{
  static const guint chars[N_COLUMNS] = {
    [COLUMN_NAME] = 16, [COLUMN_OWN] = 16, [COLUMN_NODES] = 7, [COLUMN_ROWS] = 9,
    [COLUMN_READ] = 9,  [COLUMN_HIT] = 9,  [COLUMN_TEMP] = 9,
  };

  return chars[column];
}

static OptPlan *
get_plan (OptPlanTotals *self)
{
  return self->statistics != NULL ? opt_plan_statistics_get_plan (self->statistics) : NULL;
}

static const char *
get_title (OptPlanTotals *self, Column column)
{
  OptPlan *plan = get_plan (self);

  switch (column)
    {
    case COLUMN_NAME:
      return opt_plan_grouping_get_title (self->grouping);
    case COLUMN_OWN:
      return plan == NULL || opt_plan_has_times (plan) ? _ ("Own time") : _ ("Own cost");
    case COLUMN_NODES:
      return _ ("Nodes");
    case COLUMN_ROWS:
      return plan == NULL || opt_plan_has_rows (plan) ? _ ("Rows") : _ ("Est. rows");
    case COLUMN_READ:
      return _ ("Read");
    case COLUMN_HIT:
      return _ ("Hit");
    case COLUMN_TEMP:
      return _ ("To disk");
    case N_COLUMNS:
    default:
      g_return_val_if_reached (NULL);
    }
}

static const char *
get_explanation (Column column)
{
  switch (column)
    {
    case COLUMN_NAME:
      return _ ("Each node counts once, so that the rows add up to the whole plan");
    case COLUMN_OWN:
      return _ ("Of the nodes themselves over all loops, and its share of the whole");
    case COLUMN_NODES:
      return _ ("How many nodes of the plan, those that never ran included");
    case COLUMN_ROWS:
      return _ ("All rows that the nodes gave, over all loops; of a plan that was not run, what is "
                "expected of a loop of each");
    case COLUMN_READ:
      return _ ("Shared blocks that the nodes themselves read from outside");
    case COLUMN_HIT:
      return _ ("Shared blocks that the nodes themselves found in memory");
    case COLUMN_TEMP:
      return _ ("Blocks that the nodes themselves wrote to temporary files");
    case N_COLUMNS:
    default:
      g_return_val_if_reached (NULL);
    }
}

static double
get_value (Column column, OptPlanTotal *total)
{
  switch (column)
    {
    case COLUMN_OWN:
      return opt_plan_total_get_own_measure (total);
    case COLUMN_NODES:
      return opt_plan_total_get_n_nodes (total);
    case COLUMN_ROWS:
      return opt_plan_total_get_rows (total);
    case COLUMN_READ:
      return opt_plan_total_get_blocks (total, OPT_PLAN_BLOCKS_SHARED_READ);
    case COLUMN_HIT:
      return opt_plan_total_get_blocks (total, OPT_PLAN_BLOCKS_SHARED_HIT);
    case COLUMN_TEMP:
      return opt_plan_total_get_blocks (total, OPT_PLAN_BLOCKS_TEMP_WRITTEN);
    case COLUMN_NAME:
    case N_COLUMNS:
    default:
      g_return_val_if_reached (NAN);
    }
}

/* What is not known is less than all that is. */
static int
compare (gconstpointer a, gconstpointer b, gpointer data)
{
  Column column = GPOINTER_TO_UINT (data);
  double first;
  double second;

  if (column == COLUMN_NAME)
    return g_strcmp0 (opt_plan_total_get_name ((OptPlanTotal *) a),
                      opt_plan_total_get_name ((OptPlanTotal *) b));

  first = get_value (column, (OptPlanTotal *) a);
  second = get_value (column, (OptPlanTotal *) b);
  if (isnan (first) || isnan (second))
    return (isnan (first) ? 0 : 1) - (isnan (second) ? 0 : 1);

  return first < second ? -1 : first > second;
}

static void
setup_cell (Told *told, GtkListItem *item)
{
  GtkWidget *cell;

  if (told->column == COLUMN_OWN)
    cell = opt_plan_share_cell_new ();
  else
    {
      cell = gtk_inscription_new (NULL);
      gtk_inscription_set_min_chars (GTK_INSCRIPTION (cell), 1);
      gtk_inscription_set_xalign (GTK_INSCRIPTION (cell), told->column == COLUMN_NAME ? 0 : 1);
      gtk_inscription_set_text_overflow (GTK_INSCRIPTION (cell),
                                         GTK_INSCRIPTION_OVERFLOW_ELLIPSIZE_MIDDLE);
      gtk_widget_set_hexpand (cell, TRUE);
      if (told->column != COLUMN_NAME)
        gtk_widget_add_css_class (cell, "numeric");
    }
  gtk_widget_set_size_request (cell, -1, ROW_HEIGHT);
  gtk_list_item_set_child (item, cell);
}

static void
show_own (OptPlanTotals *self, OptPlanShareCell *cell, OptPlanTotal *total)
{
  double own = opt_plan_total_get_own_measure (total);
  double share = opt_plan_total_get_share (total);
  g_autofree char *text
      = opt_plan_has_times (get_plan (self)) ? opt_format_duration (own) : opt_format_number (own);
  g_autofree char *share_text = isnan (share)
                                    ? g_strdup (OPT_FORMAT_NONE)
                                    : g_strdup_printf ("%.1f" UNIT_SPACE "%%", share * 100);

  opt_plan_share_cell_set (cell, text, share_text, share);
}

static void
show_name (OptPlanTotals *self, GtkInscription *cell, OptPlanTotal *total)
{
  const char *name = opt_plan_total_get_name (total);
  const char *text = name != NULL ? name : opt_plan_grouping_get_rest (self->grouping);

  gtk_inscription_set_text (cell, text);
  gtk_widget_set_tooltip_text (GTK_WIDGET (cell), text);
  if (name == NULL)
    gtk_widget_add_css_class (GTK_WIDGET (cell), "dim-label");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (cell), "dim-label");
}

static void
bind_cell (Told *told, GtkListItem *item)
{
  OptPlanTotal *total = gtk_list_item_get_item (item);
  GtkWidget *cell = gtk_list_item_get_child (item);
  g_autofree char *text = NULL;

  /* The plan has gone, and its rows are about to. */
  if (told->table->statistics == NULL)
    return;

  if (told->column == COLUMN_OWN)
    show_own (told->table, OPT_PLAN_SHARE_CELL (cell), total);
  else if (told->column == COLUMN_NAME)
    show_name (told->table, GTK_INSCRIPTION (cell), total);
  else
    {
      text = opt_format_number (get_value (told->column, total));
      gtk_inscription_set_text (GTK_INSCRIPTION (cell), text);
    }
}

static int
get_width (OptPlanTotals *self, Column column)
{
  return opt_plan_heading_get_width (GTK_WIDGET (self), get_chars (column));
}

static void
dress_headings (OptPlanTotals *self)
{
  GtkWidget *heading = opt_plan_heading_get_first (self->view);

  for (Column column = 0; column < N_COLUMNS && heading != NULL;
       column++, heading = gtk_widget_get_next_sibling (heading))
    opt_plan_heading_dress (heading, get_explanation (column), column != COLUMN_NAME);
}

/* Whether the plan tells it of any node. */
static gboolean
is_told (OptPlanTotals *self, Column column)
{
  GListModel *totals = opt_plan_statistics_get_totals (self->statistics, self->grouping);

  if (column == COLUMN_NAME)
    return TRUE;
  for (guint i = 0; i < g_list_model_get_n_items (totals); i++)
    {
      g_autoptr (OptPlanTotal) total = g_list_model_get_item (totals, i);
      double value = get_value (column, total);

      if (!isnan (value) && (value > 0 || column <= COLUMN_ROWS))
        return TRUE;
    }

  return FALSE;
}

static gboolean
fit (gpointer data)
{
  OptPlanTotals *self = data;
  int room
      = (int) gtk_adjustment_get_page_size (gtk_scrolled_window_get_hadjustment (self->scroller));

  self->fit_id = 0;
  if (self->statistics == NULL)
    return G_SOURCE_REMOVE;

  for (Column column = 0; column < N_COLUMNS; column++)
    {
      gboolean told = is_told (self, column);
      gboolean shown = told && (room >= get_width (self, column) || column <= COLUMN_OWN);

      if (told)
        room -= get_width (self, column);
      gtk_column_view_column_set_title (self->columns[column], get_title (self, column));
      gtk_column_view_column_set_visible (self->columns[column], shown);
      /* GTK 4.8 reserves a fixed width for columns that it does not show, too. */
      if (column != COLUMN_NAME)
        gtk_column_view_column_set_fixed_width (self->columns[column],
                                                shown ? get_width (self, column) : -1);
    }
  dress_headings (self);

  return G_SOURCE_REMOVE;
}

/* Columns can't come and go while the table is being allocated. */
static void
queue_fit (OptPlanTotals *self)
{
  if (self->fit_id == 0)
    self->fit_id = g_idle_add_full (GTK_PRIORITY_RESIZE - 1, fit, self, NULL);
}

static void
row_activated (OptPlanTotals *self, guint position)
{
  g_autoptr (OptPlanTotal) total = g_list_model_get_item (G_LIST_MODEL (self->selection), position);

  if (total != NULL)
    g_signal_emit (self, signals[SIGNAL_NODE_ACTIVATED], 0, opt_plan_total_get_slowest (total));
}

/* A plan may have ten thousand tables: to sort them takes longer than a frame. */
static GListModel *
make_rows (OptPlanTotals *self)
{
  GListModel *totals = opt_plan_statistics_get_totals (self->statistics, self->grouping);
  GtkSorter *sorter = gtk_column_view_get_sorter (self->view);
  GtkSortListModel *rows = gtk_sort_list_model_new (g_object_ref (totals), g_object_ref (sorter));

  gtk_sort_list_model_set_incremental (rows, TRUE);

  return G_LIST_MODEL (rows);
}

static void
show_rows (OptPlanTotals *self)
{
  g_autoptr (GListModel) rows = NULL;

  if (self->is_shown || self->statistics == NULL)
    return;

  self->is_shown = TRUE;
  rows = make_rows (self);
  opt_plan_fill_show (&self->fill, rows);
}

static void
add_column (OptPlanTotals *self, Column column)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  g_autoptr (GtkSorter) sorter
      = GTK_SORTER (gtk_custom_sorter_new (compare, GUINT_TO_POINTER (column), NULL));
  Told *told = &self->told[column];

  told->table = self;
  told->column = column;
  g_signal_connect_swapped (factory, "setup", G_CALLBACK (setup_cell), told);
  g_signal_connect_swapped (factory, "bind", G_CALLBACK (bind_cell), told);

  self->columns[column] = gtk_column_view_column_new (NULL, factory);
  gtk_column_view_column_set_resizable (self->columns[column], TRUE);
  gtk_column_view_column_set_expand (self->columns[column], column == COLUMN_NAME);
  gtk_column_view_column_set_sorter (self->columns[column], sorter);
  gtk_column_view_append_column (self->view, self->columns[column]);
  g_object_unref (self->columns[column]);
}

static void
opt_plan_totals_dispose (GObject *object)
{
  OptPlanTotals *self = OPT_PLAN_TOTALS (object);

  g_clear_handle_id (&self->fit_id, g_source_remove);
  if (self->fill.slice != NULL)
    gtk_single_selection_set_model (self->selection, NULL);
  opt_plan_fill_clear (&self->fill);
  adw_bin_set_child (ADW_BIN (object), NULL);
  g_clear_object (&self->statistics);

  G_OBJECT_CLASS (opt_plan_totals_parent_class)->dispose (object);
}

static void
opt_plan_totals_class_init (OptPlanTotalsClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = opt_plan_totals_dispose;

  /**
   * OptPlanTotals::node-activated:
   * @self: the table
   * @node: of a row the node with most time, or cost
   *
   * The user wants to see what a row is of.
   */
  signals[SIGNAL_NODE_ACTIVATED]
      = g_signal_new ("node-activated", OPT_TYPE_PLAN_TOTALS, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                      NULL, G_TYPE_NONE, 1, OPT_TYPE_PLAN_NODE);
}

static void
opt_plan_totals_init (OptPlanTotals *self)
{
  GtkWidget *scroller = gtk_scrolled_window_new ();
  GtkWidget *view;

  opt_plan_fill_init (&self->fill, self, NULL, NULL);
  self->selection = gtk_single_selection_new (G_LIST_MODEL (g_object_ref (self->fill.slice)));
  view = gtk_column_view_new (GTK_SELECTION_MODEL (self->selection));
  self->scroller = GTK_SCROLLED_WINDOW (scroller);
  self->view = GTK_COLUMN_VIEW (view);
  for (Column column = 0; column < N_COLUMNS; column++)
    add_column (self, column);

  gtk_widget_add_css_class (view, "plan-tree");
  gtk_widget_set_vexpand (scroller, TRUE);
  gtk_scrolled_window_set_child (self->scroller, view);
  adw_bin_set_child (ADW_BIN (self), scroller);
  g_signal_connect (self, "map", G_CALLBACK (show_rows), NULL);
  g_signal_connect_object (view, "activate", G_CALLBACK (row_activated), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (gtk_scrolled_window_get_hadjustment (self->scroller),
                           "notify::page-size", G_CALLBACK (queue_fit), self, G_CONNECT_SWAPPED);
}

/**
 * opt_plan_totals_new:
 * @grouping: what the table sums up by
 *
 * Returns: (transfer floating): a table without a plan
 */
GtkWidget *
opt_plan_totals_new (OptPlanGrouping grouping)
{
  OptPlanTotals *self = g_object_new (OPT_TYPE_PLAN_TOTALS, NULL);

  self->grouping = grouping;
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->view), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  opt_plan_grouping_get_title (grouping), -1);

  return GTK_WIDGET (self);
}

/**
 * opt_plan_totals_set_statistics:
 * @self: a table
 * @statistics: (nullable): what to show
 */
void
opt_plan_totals_set_statistics (OptPlanTotals *self, OptPlanStatistics *statistics)
{
  g_return_if_fail (OPT_IS_PLAN_TOTALS (self));

  if (!g_set_object (&self->statistics, statistics))
    return;

  if (self->is_shown)
    opt_plan_fill_show (&self->fill, NULL);
  self->is_shown = FALSE;
  if (statistics == NULL)
    return;

  if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    show_rows (self);
  queue_fit (self);
}
