/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-card-grid.h"

#define SPACING 12

enum
{
  PROP_CARD_WIDTH = 1,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

struct _OptCardGrid
{
  GtkWidget parent_instance;

  int card_width; /* at least, where there is room for two */
};

static void opt_card_grid_buildable_init (GtkBuildableIface *iface);

static GtkBuildableIface *parent_buildable;

G_DEFINE_FINAL_TYPE_WITH_CODE (OptCardGrid,
                               opt_card_grid,
                               GTK_TYPE_WIDGET,
                               G_IMPLEMENT_INTERFACE (GTK_TYPE_BUILDABLE,
                                                      opt_card_grid_buildable_init))

/* ---- The layout ------------------------------------------------------------------------------ */

static int
count_cards (OptCardGrid *self)
{
  GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self));
  int n = 0;

  for (; child != NULL; child = gtk_widget_get_next_sibling (child))
    if (gtk_widget_should_layout (child))
      n++;

  return n;
}

static int
measure_cards (OptCardGrid *self, GtkOrientation orientation, int for_size)
{
  GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self));
  int largest = 0;

  for (; child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      int minimum = 0;

      if (gtk_widget_should_layout (child))
        gtk_widget_measure (child, orientation, for_size, &minimum, NULL, NULL, NULL);
      largest = MAX (largest, minimum);
    }

  return largest;
}

/* The most that find room, and of those the most that fill whole rows; a hole is better than half
 * of what finds room. */
static int
count_columns (OptCardGrid *self, int n_cards, int width)
{
  int least = MAX (self->card_width, measure_cards (self, GTK_ORIENTATION_HORIZONTAL, -1));
  int most = CLAMP ((width + SPACING) / (least + SPACING), 1, MAX (n_cards, 1));

  for (int n = most; n > most / 2; n--)
    if (n_cards % n == 0)
      return n;

  return most;
}

static int
get_column_width (int n_columns, int width)
{
  return (width - (n_columns - 1) * SPACING) / n_columns;
}

static GtkSizeRequestMode
opt_card_grid_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
opt_card_grid_measure (GtkWidget *widget,
                       GtkOrientation orientation,
                       int for_size,
                       int *minimum,
                       int *natural,
                       int *minimum_baseline,
                       int *natural_baseline)
{
  OptCardGrid *self = OPT_CARD_GRID (widget);
  int n_cards = count_cards (self);
  int n_columns, n_rows, width;

  if (n_cards == 0)
    {
      *minimum = *natural = 0;
      return;
    }

  width = measure_cards (self, GTK_ORIENTATION_HORIZONTAL, -1);
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      *minimum = width;
      *natural = n_cards * (MAX (width, self->card_width) + SPACING) - SPACING;
      return;
    }

  width = MAX (for_size, width);
  n_columns = count_columns (self, n_cards, width);
  n_rows = (n_cards + n_columns - 1) / n_columns;
  *minimum
      = n_rows
            * (measure_cards (self, GTK_ORIENTATION_VERTICAL, get_column_width (n_columns, width))
               + SPACING)
        - SPACING;
  *natural = *minimum;
}

static void
opt_card_grid_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  OptCardGrid *self = OPT_CARD_GRID (widget);
  GtkWidget *child = gtk_widget_get_first_child (widget);
  gboolean rtl = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  int n_cards = count_cards (self);
  int n_columns = count_columns (self, n_cards, width);
  int n_rows = MAX ((n_cards + n_columns - 1) / n_columns, 1);
  int card_height = (height - (n_rows - 1) * SPACING) / n_rows;
  int i = 0;

  for (; child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      GtkAllocation box = { 0 };
      int column;

      if (!gtk_widget_should_layout (child))
        continue;
      column = rtl ? n_columns - 1 - i % n_columns : i % n_columns;
      /* What can't be divided goes to the last ones, a pixel each at most. */
      box.x = column * (width + SPACING) / n_columns;
      box.width = (column + 1) * (width + SPACING) / n_columns - SPACING - box.x;
      box.y = i / n_columns * (card_height + SPACING);
      box.height = card_height;
      gtk_widget_size_allocate (child, &box, -1);
      i++;
    }
}

/* ---- The object ------------------------------------------------------------------------------ */

static void
opt_card_grid_add_child (GtkBuildable *buildable,
                         GtkBuilder *builder,
                         GObject *child,
                         const char *type)
{
  if (GTK_IS_WIDGET (child))
    opt_card_grid_append (OPT_CARD_GRID (buildable), GTK_WIDGET (child));
  else
    parent_buildable->add_child (buildable, builder, child, type);
}

static void
opt_card_grid_buildable_init (GtkBuildableIface *iface)
{
  parent_buildable = g_type_interface_peek_parent (iface);
  iface->add_child = opt_card_grid_add_child;
}

static void
opt_card_grid_dispose (GObject *object)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);

  G_OBJECT_CLASS (opt_card_grid_parent_class)->dispose (object);
}

static void
opt_card_grid_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  switch (id)
    {
    case PROP_CARD_WIDTH:
      g_value_set_int (value, OPT_CARD_GRID (object)->card_width);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
opt_card_grid_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  switch (id)
    {
    case PROP_CARD_WIDTH:
      opt_card_grid_set_card_width (OPT_CARD_GRID (object), g_value_get_int (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
opt_card_grid_class_init (OptCardGridClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = opt_card_grid_dispose;
  object_class->get_property = opt_card_grid_get_property;
  object_class->set_property = opt_card_grid_set_property;

  widget_class->get_request_mode = opt_card_grid_get_request_mode;
  widget_class->measure = opt_card_grid_measure;
  widget_class->size_allocate = opt_card_grid_size_allocate;

  /**
   * OptCardGrid:card-width:
   *
   * How wide a card is at least, where there is room for two.
   */
  properties[PROP_CARD_WIDTH]
      = g_param_spec_int ("card-width", NULL, NULL, 1, G_MAXINT, 150,
                          G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
opt_card_grid_init (OptCardGrid *self)
{
  self->card_width = 150;
}

/**
 * opt_card_grid_new:
 * @card_width: how wide a card is at least, where there is room for two
 *
 * Returns: (transfer floating): a grid without cards
 */
GtkWidget *
opt_card_grid_new (int card_width)
{
  return g_object_new (OPT_TYPE_CARD_GRID, "card-width", card_width, NULL);
}

/**
 * opt_card_grid_append:
 * @self: a grid
 * @card: what to put at its end
 */
void
opt_card_grid_append (OptCardGrid *self, GtkWidget *card)
{
  g_return_if_fail (OPT_IS_CARD_GRID (self));
  g_return_if_fail (GTK_IS_WIDGET (card));

  gtk_widget_set_parent (card, GTK_WIDGET (self));
}

/**
 * opt_card_grid_get_card_width:
 * @self: a grid
 *
 * Returns: how wide a card is at least
 */
int
opt_card_grid_get_card_width (OptCardGrid *self)
{
  g_return_val_if_fail (OPT_IS_CARD_GRID (self), 0);

  return self->card_width;
}

/**
 * opt_card_grid_set_card_width:
 * @self: a grid
 * @card_width: how wide a card is at least, where there is room for two
 */
void
opt_card_grid_set_card_width (OptCardGrid *self, int card_width)
{
  g_return_if_fail (OPT_IS_CARD_GRID (self));
  g_return_if_fail (card_width > 0);

  if (self->card_width == card_width)
    return;

  self->card_width = card_width;
  gtk_widget_queue_resize (GTK_WIDGET (self));
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CARD_WIDTH]);
}
