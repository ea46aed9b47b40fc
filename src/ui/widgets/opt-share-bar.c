/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-share-bar.h"

#include <math.h>

#include "opt-format.h"
#include "opt-layout.h"

#define WIDEST_TEXT "0.999\u00a0%"
/* Of less nobody wants to know how much. */
#define SMALLEST 0.001
#define SPACING 6
#define BAR_HEIGHT 8
#define BAR_WIDTH 36

enum
{
  PROP_SHARE = 1,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

struct _OptShareBar
{
  GtkWidget parent_instance;

  double share;

  /* Owned */
  PangoLayout *layout;
  int text_width; /* of the widest; 0: not measured yet */
};

G_DEFINE_FINAL_TYPE (OptShareBar, opt_share_bar, GTK_TYPE_WIDGET)

static int
get_text_width (OptShareBar *self)
{
  g_autoptr (PangoLayout) widest = NULL;

  if (self->text_width > 0)
    return self->text_width;

  widest = opt_layout_new (GTK_WIDGET (self), TRUE);
  pango_layout_set_text (widest, WIDEST_TEXT, -1);
  pango_layout_get_pixel_size (widest, &self->text_width, NULL);

  return self->text_width;
}

static void
opt_share_bar_measure (GtkWidget *widget,
                       GtkOrientation orientation,
                       int for_size,
                       int *minimum,
                       int *natural,
                       int *minimum_baseline,
                       int *natural_baseline)
{
  OptShareBar *self = OPT_SHARE_BAR (widget);

  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    *natural = get_text_width (self) + SPACING + BAR_WIDTH;
  else
    *natural = MAX (opt_layout_get_line_height (self->layout), BAR_HEIGHT);
  *minimum = *natural;
}

static void
opt_share_bar_css_changed (GtkWidget *widget, GtkCssStyleChange *change)
{
  OptShareBar *self = OPT_SHARE_BAR (widget);

  GTK_WIDGET_CLASS (opt_share_bar_parent_class)->css_changed (widget, change);

  self->text_width = 0;
  pango_layout_context_changed (self->layout);
  gtk_widget_queue_draw (widget);
}

static void
get_colours (OptShareBar *self, GdkRGBA *bar, GdkRGBA *track)
{
  GtkStyleContext *style = gtk_widget_get_style_context (GTK_WIDGET (self));

  gtk_style_context_get_color (style, track);
  if (!gtk_style_context_lookup_color (style, "accent_bg_color", bar))
    *bar = *track;
  track->alpha *= 0.12F;
}

static void
append_bar (GtkSnapshot *snapshot, const graphene_rect_t *bounds, const GdkRGBA *colour)
{
  GskRoundedRect outline;

  gsk_rounded_rect_init_from_rect (&outline, bounds, MIN (2, bounds->size.width / 2));
  gtk_snapshot_push_rounded_clip (snapshot, &outline);
  gtk_snapshot_append_color (snapshot, colour, bounds);
  gtk_snapshot_pop (snapshot);
}

/* The text is at the end, so that numbers stand under each other. */
static void
opt_share_bar_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  OptShareBar *self = OPT_SHARE_BAR (widget);
  gboolean rtl = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  float text_width = (float) get_text_width (self);
  float width = (float) gtk_widget_get_width (widget) - text_width - SPACING;
  float x = rtl ? text_width + SPACING : 0;
  float y = floorf ((float) (gtk_widget_get_height (widget) - BAR_HEIGHT) / 2);
  float filled = isfinite (self->share) ? width * (float) CLAMP (self->share, 0, 1) : 0;
  GdkRGBA bar, track;

  if (width >= 1)
    {
      get_colours (self, &bar, &track);
      append_bar (snapshot, &GRAPHENE_RECT_INIT (x, y, width, BAR_HEIGHT), &track);
      filled = filled > 0 ? MAX (filled, 1) : 0;
      if (filled > 0)
        append_bar (snapshot,
                    &GRAPHENE_RECT_INIT (rtl ? x + width - filled : x, y, filled, BAR_HEIGHT),
                    &bar);
    }

  opt_layout_append (self->layout, widget, snapshot, rtl ? 0 : width + SPACING, text_width,
                     rtl ? 0 : 1);
}

static void
opt_share_bar_finalize (GObject *object)
{
  OptShareBar *self = OPT_SHARE_BAR (object);

  g_clear_object (&self->layout);

  G_OBJECT_CLASS (opt_share_bar_parent_class)->finalize (object);
}

static void
opt_share_bar_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  switch (id)
    {
    case PROP_SHARE:
      g_value_set_double (value, OPT_SHARE_BAR (object)->share);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
opt_share_bar_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  switch (id)
    {
    case PROP_SHARE:
      opt_share_bar_set_share (OPT_SHARE_BAR (object), g_value_get_double (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
opt_share_bar_class_init (OptShareBarClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->finalize = opt_share_bar_finalize;
  object_class->get_property = opt_share_bar_get_property;
  object_class->set_property = opt_share_bar_set_property;

  widget_class->measure = opt_share_bar_measure;
  widget_class->css_changed = opt_share_bar_css_changed;
  widget_class->snapshot = opt_share_bar_snapshot;

  /**
   * OptShareBar:share:
   *
   * The part, 0 to 1; NAN where it is not known.
   */
  properties[PROP_SHARE]
      = g_param_spec_double ("share", NULL, NULL, -G_MAXDOUBLE, G_MAXDOUBLE, 0,
                             G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_set_css_name (widget_class, "share-bar");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
opt_share_bar_init (OptShareBar *self)
{
  self->share = NAN;
  self->layout = opt_layout_new (GTK_WIDGET (self), TRUE);
  pango_layout_set_text (self->layout, OPT_FORMAT_NONE, -1);
}

/**
 * opt_share_bar_new:
 *
 * Returns: (transfer floating): a bar of nothing that is known
 */
GtkWidget *
opt_share_bar_new (void)
{
  return g_object_new (OPT_TYPE_SHARE_BAR, NULL);
}

/**
 * opt_share_bar_get_share:
 * @self: a bar
 *
 * Returns: the part, 0 to 1; NAN where it is not known
 */
double
opt_share_bar_get_share (OptShareBar *self)
{
  g_return_val_if_fail (OPT_IS_SHARE_BAR (self), NAN);

  return self->share;
}

/**
 * opt_share_bar_set_share:
 * @self: a bar
 * @share: the part, 0 to 1; NAN where it is not known
 */
void
opt_share_bar_set_share (OptShareBar *self, double share)
{
  g_autofree char *text = NULL;

  g_return_if_fail (OPT_IS_SHARE_BAR (self));

  if (self->share == share || (isnan (self->share) && isnan (share)))
    return;

  self->share = share;
  text = opt_share_format (share);
  pango_layout_set_text (self->layout, text, -1);
  gtk_widget_queue_draw (GTK_WIDGET (self));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SHARE]);
}

/**
 * opt_share_format:
 * @share: a part, 0 to 1; NAN where it is not known
 *
 * Returns: (transfer full): "38 %", or "< 0.1 %"
 */
char *
opt_share_format (double share)
{
  g_autofree char *smallest = NULL;

  if (!(share > 0 && share < SMALLEST))
    return opt_format_percent (share);

  smallest = opt_format_percent (SMALLEST);

  return g_strdup_printf ("< %s", smallest);
}
