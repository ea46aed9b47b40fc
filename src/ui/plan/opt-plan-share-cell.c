/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-plan-share-cell.h"

#include <adwaita.h>
#include <math.h>

#define FIGURE_CHARS 9
#define SHARE_CHARS 7
#define INSET 4
/* Into the padding of the table's cell, so that no text ends where the bar ends. */
#define OUTSET 4
#define RADIUS 3
#define BAR_ALPHA 0.32f
#define BAR_ALPHA_HIGH_CONTRAST 0.5f

struct _OptPlanShareCell
{
  GtkWidget parent_instance;

  /* Children */
  GtkWidget *figure;
  GtkWidget *share_label;

  double share;
};

G_DEFINE_FINAL_TYPE (OptPlanShareCell, opt_plan_share_cell, GTK_TYPE_WIDGET)

static void
snapshot_bar (OptPlanShareCell *self, GtkSnapshot *snapshot)
{
  int width = gtk_widget_get_width (GTK_WIDGET (self)) + 2 * OUTSET;
  int height = gtk_widget_get_height (GTK_WIDGET (self));
  gboolean high_contrast = adw_style_manager_get_high_contrast (adw_style_manager_get_default ());
  float length = (float) (width * CLAMP (self->share, 0, 1));
  GskRoundedRect bar;
  GdkRGBA colour;

  /* Less than a pixel is nothing. */
  if (length < 1
      || !gtk_style_context_lookup_color (gtk_widget_get_style_context (GTK_WIDGET (self)),
                                          "accent_bg_color", &colour))
    return;

  gsk_rounded_rect_init_from_rect (&bar,
                                   &GRAPHENE_RECT_INIT (gtk_widget_get_direction (GTK_WIDGET (self))
                                                                == GTK_TEXT_DIR_RTL
                                                            ? (float) width - length
                                                            : 0,
                                                        INSET, length,
                                                        (float) (height - 2 * INSET)),
                                   MIN (RADIUS, length / 2));
  colour.alpha = high_contrast ? BAR_ALPHA_HIGH_CONTRAST : BAR_ALPHA;
  gtk_snapshot_push_rounded_clip (snapshot, &bar);
  gtk_snapshot_append_color (snapshot, &colour, &bar.bounds);
  gtk_snapshot_pop (snapshot);
  if (high_contrast)
    {
      const float widths[4] = { 1, 1, 1, 1 };
      GdkRGBA text_colour;

      gtk_style_context_get_color (gtk_widget_get_style_context (GTK_WIDGET (self)), &text_colour);
      gtk_snapshot_append_border (snapshot, &bar, widths,
                                  (const GdkRGBA[]){ text_colour, text_colour, text_colour,
                                                     text_colour });
    }
}

static void
opt_plan_share_cell_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  OptPlanShareCell *self = OPT_PLAN_SHARE_CELL (widget);

  if (self->share > 0)
    snapshot_bar (self, snapshot);
  GTK_WIDGET_CLASS (opt_plan_share_cell_parent_class)->snapshot (widget, snapshot);
}

static void
opt_plan_share_cell_dispose (GObject *object)
{
  OptPlanShareCell *self = OPT_PLAN_SHARE_CELL (object);

  g_clear_pointer (&self->figure, gtk_widget_unparent);
  g_clear_pointer (&self->share_label, gtk_widget_unparent);

  G_OBJECT_CLASS (opt_plan_share_cell_parent_class)->dispose (object);
}

static void
opt_plan_share_cell_class_init (OptPlanShareCellClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = opt_plan_share_cell_dispose;
  widget_class->snapshot = opt_plan_share_cell_snapshot;

  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BOX_LAYOUT);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static GtkWidget *
add_text (OptPlanShareCell *self, guint chars)
{
  GtkWidget *text = gtk_inscription_new (NULL);

  gtk_inscription_set_xalign (GTK_INSCRIPTION (text), 1);
  gtk_inscription_set_min_chars (GTK_INSCRIPTION (text), chars);
  gtk_inscription_set_nat_chars (GTK_INSCRIPTION (text), chars);
  gtk_widget_add_css_class (text, "numeric");
  gtk_widget_set_parent (text, GTK_WIDGET (self));

  return text;
}

static void
opt_plan_share_cell_init (OptPlanShareCell *self)
{
  self->figure = add_text (self, FIGURE_CHARS);
  gtk_widget_set_hexpand (self->figure, TRUE);
  self->share_label = add_text (self, SHARE_CHARS);

  /* What is drawn is kept until somebody says that it has changed. */
  g_signal_connect_object (adw_style_manager_get_default (), "notify::high-contrast",
                           G_CALLBACK (gtk_widget_queue_draw), self, G_CONNECT_SWAPPED);
}

/**
 * opt_plan_share_cell_new:
 *
 * Returns: (transfer floating): an empty cell
 */
GtkWidget *
opt_plan_share_cell_new (void)
{
  return g_object_new (OPT_TYPE_PLAN_SHARE_CELL, NULL);
}

/**
 * opt_plan_share_cell_set:
 * @self: a cell
 * @figure: the figure
 * @share_text: its share, to be read; empty where there is none
 * @share: its share, for the bar; NAN where it isn't known
 */
void
opt_plan_share_cell_set (OptPlanShareCell *self,
                         const char *figure,
                         const char *share_text,
                         double share)
{
  g_autofree char *both = NULL;

  g_return_if_fail (OPT_IS_PLAN_SHARE_CELL (self));

  gtk_inscription_set_text (GTK_INSCRIPTION (self->figure), figure);
  gtk_inscription_set_text (GTK_INSCRIPTION (self->share_label), share_text);
  gtk_widget_set_visible (self->share_label, *share_text != '\0');
  both = g_strdup_printf (*share_text != '\0' ? "%s, %s" : "%s", figure, share_text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, both, -1);
  self->share = isnan (share) ? 0 : share;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/**
 * opt_plan_share_cell_get_figure:
 * @self: a cell
 *
 * Returns: (nullable): the figure that it shows
 */
const char *
opt_plan_share_cell_get_figure (OptPlanShareCell *self)
{
  g_return_val_if_fail (OPT_IS_PLAN_SHARE_CELL (self), NULL);

  return gtk_inscription_get_text (GTK_INSCRIPTION (self->figure));
}

/**
 * opt_plan_share_cell_get_share_text:
 * @self: a cell
 *
 * Returns: (nullable): the share that it shows
 */
const char *
opt_plan_share_cell_get_share_text (OptPlanShareCell *self)
{
  g_return_val_if_fail (OPT_IS_PLAN_SHARE_CELL (self), NULL);

  return gtk_inscription_get_text (GTK_INSCRIPTION (self->share_label));
}
