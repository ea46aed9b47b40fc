/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "opt-distribution.h"

#include <glib/gi18n.h>
#include <math.h>

#include "opt-chart-axis.h"
#include "opt-chart-colour.h"
#include "opt-format.h"

/* From that ratio of the slowest run to the fastest on, a linear axis would press one side flat. */
#define LOG_RATIO 10

#define GAP 6
#define STRIP 36
#define DOT 2.5
#define TICK 4

/* The fractions of its multiples are spread evenly, whatever the number of runs. */
#define GOLDEN 0.6180339887498949

typedef struct
{
  char *label;
  OptReportSide measured; /* its runs are owned */
} Side;

struct _OptDistribution
{
  GtkWidget parent_instance;

  Side sides[OPT_N_DISTRIBUTION_SIDES];
};

/* An axis of milliseconds. */
typedef struct
{
  gboolean logarithmic;
  double low;
  double high;
  double step; /* of a linear axis */
  double left;
  double width;
} Scale;

G_DEFINE_FINAL_TYPE (OptDistribution, opt_distribution, GTK_TYPE_WIDGET)

static const OptChartColour colours[] = {
  [OPT_DISTRIBUTION_BASELINE] = OPT_CHART_COLOUR_GREY,
  [OPT_DISTRIBUTION_VARIANT] = OPT_CHART_COLOUR_BLUE,
};

static gboolean
get_range (OptDistribution *self, double *min, double *max)
{
  *min = INFINITY;
  *max = -INFINITY;
  for (guint i = 0; i < OPT_N_DISTRIBUTION_SIDES; i++)
    {
      for (guint j = 0; j < self->sides[i].measured.runs->len; j++)
        {
          double run = g_array_index (self->sides[i].measured.runs, double, j);

          if (!isfinite (run))
            continue;
          *min = MIN (*min, run);
          *max = MAX (*max, run);
        }
    }

  return *min <= *max;
}

/**
 * opt_distribution_get_logarithmic:
 * @self: a distribution
 *
 * Returns: whether its axis is logarithmic, since the slowest run took more than ten times as long
 *   as the fastest
 */
gboolean
opt_distribution_get_logarithmic (OptDistribution *self)
{
  double min, max;

  g_return_val_if_fail (OPT_IS_DISTRIBUTION (self), FALSE);

  return get_range (self, &min, &max) && min > 0 && max / min > LOG_RATIO;
}

static gboolean
init_scale (OptDistribution *self, Scale *scale, double left, double width)
{
  double min, max;
  OptChartAxis axis;

  if (!get_range (self, &min, &max))
    return FALSE;

  scale->left = left;
  scale->width = width;
  scale->logarithmic = opt_distribution_get_logarithmic (self);
  if (scale->logarithmic)
    {
      scale->low = log10 (min) - 0.1;
      scale->high = log10 (max) + 0.1;
      return TRUE;
    }

  axis = opt_chart_axis_fit (max, OPT_CHART_UNIT_DURATION, FALSE);
  scale->low = 0;
  scale->step = axis.step;
  scale->high = opt_chart_axis_get_upper (&axis);

  return TRUE;
}

static double
get_x (const Scale *scale, double run)
{
  double place = scale->logarithmic ? log10 (run) : run;

  return scale->left + (place - scale->low) / (scale->high - scale->low) * scale->width;
}

static PangoLayout *
create_layout (OptDistribution *self, const char *text)
{
  PangoLayout *layout = gtk_widget_create_pango_layout (GTK_WIDGET (self), text);
  PangoAttrList *attributes = pango_attr_list_new ();

  pango_attr_list_insert (attributes, pango_attr_font_features_new ("tnum=1"));
  pango_layout_set_attributes (layout, attributes);
  pango_attr_list_unref (attributes);

  return layout;
}

static char *
format_side (const Side *side)
{
  guint n = side->measured.runs->len;
  g_autofree char *median = opt_report_format_median (&side->measured);
  g_autofree char *interval = opt_report_format_interval (&side->measured.median, TRUE);
  g_autofree char *runs = g_strdup_printf (ngettext ("%u run", "%u runs", n), n);

  if (!isfinite (side->measured.median.low))
    return g_strdup_printf ("%s: %s, %s", side->label, median, runs);

  return g_strdup_printf ("%s: %s (%s), %s", side->label, median, interval, runs);
}

static int
get_text_height (OptDistribution *self)
{
  g_autoptr (PangoLayout) layout = create_layout (self, "0");
  int height;

  pango_layout_get_pixel_size (layout, NULL, &height);

  return height;
}

static void
opt_distribution_measure (GtkWidget *widget,
                          GtkOrientation orientation,
                          int for_size,
                          int *minimum,
                          int *natural,
                          int *minimum_baseline,
                          int *natural_baseline)
{
  int text = get_text_height (OPT_DISTRIBUTION (widget));

  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      *minimum = 200;
      *natural = 480;
    }
  else
    {
      *minimum = OPT_N_DISTRIBUTION_SIDES * (text + STRIP + GAP) + TICK + text;
      *natural = *minimum;
    }
}

static void
draw_text (OptDistribution *self,
           GtkSnapshot *snapshot,
           const char *text,
           double alpha,
           double x,
           double y,
           double align)
{
  g_autoptr (PangoLayout) layout = create_layout (self, text);
  double room = gtk_widget_get_width (GTK_WIDGET (self));
  GdkRGBA colour;
  int width;

  opt_chart_colour_get_text (GTK_WIDGET (self), alpha, &colour);
  pango_layout_get_pixel_size (layout, &width, NULL);
  if (width > room)
    {
      pango_layout_set_ellipsize (layout, PANGO_ELLIPSIZE_END);
      pango_layout_set_width (layout, (int) room * PANGO_SCALE);
      width = (int) room;
    }
  x = CLAMP (x - width * align, 0, room - width);
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT ((float) round (x), (float) y));
  gtk_snapshot_append_layout (snapshot, layout, &colour);
  gtk_snapshot_restore (snapshot);
}

static void
draw_tick (OptDistribution *self,
           GtkSnapshot *snapshot,
           const Scale *scale,
           double run,
           double bottom,
           gboolean labelled)
{
  double x = round (get_x (scale, run));
  int height = get_text_height (self) + STRIP + GAP;
  GdkRGBA line;

  opt_chart_colour_get_text (GTK_WIDGET (self), labelled ? 0.15 : 0.07, &line);
  for (int i = 1; i <= OPT_N_DISTRIBUTION_SIDES; i++)
    gtk_snapshot_append_color (snapshot, &line,
                               &GRAPHENE_RECT_INIT ((float) x, (float) (i * height - GAP - STRIP),
                                                    1, STRIP));
  if (labelled)
    {
      g_autofree char *text = opt_format_duration (run);

      opt_chart_colour_get_text (GTK_WIDGET (self), 0.3, &line);
      gtk_snapshot_append_color (snapshot, &line,
                                 &GRAPHENE_RECT_INIT ((float) x, (float) bottom, 1, TICK));
      draw_text (self, snapshot, text, 0.65, x, bottom + TICK, 0.5);
    }
}

/* Powers of ten, and within a few of them 2 and 5 as well. */
static void
draw_log_axis (OptDistribution *self, GtkSnapshot *snapshot, const Scale *scale, double bottom)
{
  double decades = scale->high - scale->low;
  gboolean wide = scale->width / decades > 240;

  for (int power = (int) floor (scale->low); power <= scale->high; power++)
    {
      for (int digit = 1; digit < 10; digit++)
        {
          double run = digit * pow (10, power);
          double place = log10 (run);

          if (place < scale->low || place > scale->high)
            continue;
          draw_tick (self, snapshot, scale, run, bottom,
                     digit == 1 || (wide && (digit == 2 || digit == 5)));
        }
    }
}

static void
draw_axis (OptDistribution *self, GtkSnapshot *snapshot, const Scale *scale, double bottom)
{
  GdkRGBA base;

  if (scale->logarithmic)
    draw_log_axis (self, snapshot, scale, bottom);
  else
    {
      for (double run = 0; run <= scale->high * (1 + 1e-9); run += scale->step)
        draw_tick (self, snapshot, scale, run, bottom, TRUE);
    }
  opt_chart_colour_get_text (GTK_WIDGET (self), 0.3, &base);
  gtk_snapshot_append_color (snapshot, &base,
                             &GRAPHENE_RECT_INIT ((float) scale->left, (float) bottom,
                                                  (float) scale->width, 1));
}

static void
draw_median (const Side *side, GtkSnapshot *snapshot, const Scale *scale, double y, GdkRGBA colour)
{
  double x = round (get_x (scale, side->measured.median.estimate));

  if (!isfinite (x))
    return;

  gtk_snapshot_append_color (snapshot, &colour,
                             &GRAPHENE_RECT_INIT ((float) x - 1, (float) y, 3, STRIP));
  if (isfinite (side->measured.median.low) && isfinite (side->measured.median.high))
    {
      double low = round (get_x (scale, side->measured.median.low));
      double high = round (get_x (scale, side->measured.median.high));

      colour.alpha = 0.25f;
      gtk_snapshot_append_color (snapshot, &colour,
                                 &GRAPHENE_RECT_INIT ((float) low, (float) y,
                                                      (float) MAX (high - low, 1), STRIP));
    }
}

static void
draw_side (OptDistribution *self,
           OptDistributionSide which,
           GtkSnapshot *snapshot,
           const Scale *scale,
           double y)
{
  const Side *side = &self->sides[which];
  GdkRGBA colour;
  cairo_t *cr;

  opt_chart_colour_get (colours[which], &colour);
  draw_median (side, snapshot, scale, y, colour);
  cr = gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT (0, (float) y,
                                                                 (float) gtk_widget_get_width (
                                                                     GTK_WIDGET (self)),
                                                                 STRIP));
  colour.alpha = opt_chart_colour_is_contrast_high () ? 0.9f : 0.6f;
  gdk_cairo_set_source_rgba (cr, &colour);
  for (guint i = 0; i < side->measured.runs->len; i++)
    {
      double x = get_x (scale, g_array_index (side->measured.runs, double, i));
      double place = fmod ((i + 1) * GOLDEN, 1);

      if (!isfinite (x))
        continue;
      cairo_new_sub_path (cr);
      cairo_arc (cr, x, y + DOT + 2 + place * (STRIP - 2 * DOT - 4), DOT, 0, 2 * G_PI);
      cairo_fill (cr);
    }
  cairo_destroy (cr);
}

static void
opt_distribution_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  OptDistribution *self = OPT_DISTRIBUTION (widget);
  int text = get_text_height (self);
  double y = 0;
  Scale scale;

  if (!init_scale (self, &scale, 2 * DOT, gtk_widget_get_width (widget) - 4 * DOT))
    return;

  draw_axis (self, snapshot, &scale, OPT_N_DISTRIBUTION_SIDES * (text + STRIP + GAP));
  for (guint i = 0; i < OPT_N_DISTRIBUTION_SIDES; i++)
    {
      g_autofree char *label = format_side (&self->sides[i]);

      draw_text (self, snapshot, label, 1, 0, y, 0);
      draw_side (self, i, snapshot, &scale, y + text);
      y += text + STRIP + GAP;
    }
}

static void
opt_distribution_finalize (GObject *object)
{
  OptDistribution *self = OPT_DISTRIBUTION (object);

  for (guint i = 0; i < OPT_N_DISTRIBUTION_SIDES; i++)
    {
      g_free (self->sides[i].label);
      g_array_unref (self->sides[i].measured.runs);
    }

  G_OBJECT_CLASS (opt_distribution_parent_class)->finalize (object);
}

static void
opt_distribution_class_init (OptDistributionClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = opt_distribution_finalize;
  widget_class->measure = opt_distribution_measure;
  widget_class->snapshot = opt_distribution_snapshot;
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
  gtk_widget_class_set_css_name (widget_class, "distribution");
}

static void
opt_distribution_init (OptDistribution *self)
{
  self->sides[OPT_DISTRIBUTION_BASELINE].label = g_strdup (_ ("Baseline"));
  self->sides[OPT_DISTRIBUTION_VARIANT].label = g_strdup (_ ("Variant"));
  for (guint i = 0; i < OPT_N_DISTRIBUTION_SIDES; i++)
    {
      self->sides[i].measured.runs = g_array_new (FALSE, FALSE, sizeof (double));
      self->sides[i].measured.median = (OptInterval){ NAN, NAN, NAN };
    }
  gtk_widget_add_css_class (GTK_WIDGET (self), "caption");
  opt_chart_colour_watch (GTK_WIDGET (self));
}

/**
 * opt_distribution_new:
 *
 * Returns: (transfer floating): a distribution without runs
 */
GtkWidget *
opt_distribution_new (void)
{
  return g_object_new (OPT_TYPE_DISTRIBUTION, NULL);
}

static void
set_runs (Side *side, const double *runs, gsize n)
{
  g_array_set_size (side->measured.runs, 0);
  if (n > 0)
    g_array_append_vals (side->measured.runs, runs, (guint) n);
}

static void
changed (OptDistribution *self)
{
  g_autofree char *text = opt_distribution_describe (self);

  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/**
 * opt_distribution_set_side:
 * @self: a distribution
 * @side: which of the two
 * @label: (nullable): what it is called; "Baseline" or "Variant" if %NULL
 * @runs: (array length=n): how long each took, ms, in the order they ran; copied
 * @n: how many
 * @median: (nullable): the median with its 95 % confidence interval, as the trial has it; NAN where
 *   not known
 */
void
opt_distribution_set_side (OptDistribution *self,
                           OptDistributionSide side,
                           const char *label,
                           const double *runs,
                           gsize n,
                           const OptInterval *median)
{
  g_return_if_fail (OPT_IS_DISTRIBUTION (self) && side < OPT_N_DISTRIBUTION_SIDES);
  g_return_if_fail (runs != NULL || n == 0);

  if (label != NULL)
    {
      g_free (self->sides[side].label);
      self->sides[side].label = g_strdup (label);
    }
  set_runs (&self->sides[side], runs, n);
  self->sides[side].measured.at_least = FALSE;
  self->sides[side].measured.median = median != NULL ? *median : (OptInterval){ NAN, NAN, NAN };
  changed (self);
}

/**
 * opt_distribution_set_measure:
 * @self: a distribution
 * @measure: what was measured of a statement; copied
 *
 * Sets both sides. A side of which runs were stopped says that its median is a lower bound.
 */
void
opt_distribution_set_measure (OptDistribution *self, const OptReportMeasure *measure)
{
  const OptReportSide *sides[] = { &measure->baseline, &measure->variant };

  g_return_if_fail (OPT_IS_DISTRIBUTION (self));

  for (guint i = 0; i < OPT_N_DISTRIBUTION_SIDES; i++)
    {
      set_runs (&self->sides[i], (const double *) (const void *) sides[i]->runs->data,
                sides[i]->runs->len);
      self->sides[i].measured.median = sides[i]->median;
      self->sides[i].measured.at_least = sides[i]->at_least;
    }
  changed (self);
}

/**
 * opt_distribution_describe:
 * @self: a distribution
 *
 * Returns: (transfer full): what it shows, in words
 */
char *
opt_distribution_describe (OptDistribution *self)
{
  GString *text;

  g_return_val_if_fail (OPT_IS_DISTRIBUTION (self), NULL);

  text = g_string_new (NULL);
  for (guint i = 0; i < OPT_N_DISTRIBUTION_SIDES; i++)
    {
      const Side *side = &self->sides[i];
      g_autofree char *words = format_side (side);

      g_string_append_printf (text, "%s%s", i > 0 ? "; " : "", words);
      if (side->measured.runs->len > 0)
        {
          const double *runs = (const double *) side->measured.runs->data;
          g_autofree char *fastest
              = opt_format_duration (opt_quantile (runs, side->measured.runs->len, 0));
          g_autofree char *slowest
              = opt_format_duration (opt_quantile (runs, side->measured.runs->len, 1));

          g_string_append (text, ", ");
          g_string_append_printf (text, _ ("fastest %s, slowest %s"), fastest, slowest);
        }
    }

  return g_string_free (text, FALSE);
}
