/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "opt-report-svg.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "opt-format.h"

/* Beyond this the smaller distribution would be a point on a linear axis. */
#define LOG_FROM 30

/*
 * Lengths across are in per cent of the width, so that dots move together on a narrow page while
 * letters and dots keep their size; lengths down are in pixels.
 */
#define LEFT 2.0
#define RIGHT 98.0
#define STRIP 34
#define FIRST_STRIP 24
#define SECOND_STRIP 92
#define AXIS 138
#define HEIGHT 162
#define GRID_TOP 20
#define MAX_TICKS 6

typedef struct
{
  double low;
  double high;
  gboolean logarithmic;
} Scale;

static void
widen (Scale *scale, double value)
{
  if (!isfinite (value))
    return;
  scale->low = fmin (scale->low, value);
  scale->high = fmax (scale->high, value);
}

static void
widen_by_side (Scale *scale, const OptReportSide *side)
{
  for (guint i = 0; i < side->runs->len; i++)
    widen (scale, g_array_index (side->runs, double, i));
  widen (scale, side->median.estimate);
  widen (scale, side->median.low);
  widen (scale, side->median.high);
}

/* FALSE where there is nothing that has a place on an axis of times. */
static gboolean
make_scale (const OptReportMeasure *measure, Scale *scale)
{
  *scale = (Scale){ INFINITY, -INFINITY, FALSE };
  widen_by_side (scale, &measure->baseline);
  widen_by_side (scale, &measure->variant);
  if (!(scale->low >= 0) || !(scale->high > 0) || !isfinite (scale->high))
    return FALSE;

  scale->logarithmic = scale->low > 0 && scale->high > LOG_FROM * scale->low;
  scale->low = scale->logarithmic ? scale->low / 1.3 : 0;
  scale->high *= scale->logarithmic ? 1.3 : 1.05;

  return isfinite (scale->high) && scale->high > scale->low;
}

static double
place (const Scale *scale, double value)
{
  double part = scale->logarithmic ? log (value / scale->low) / log (scale->high / scale->low)
                                   : (value - scale->low) / (scale->high - scale->low);

  return LEFT + (RIGHT - LEFT) * CLAMP (part, 0, 1);
}

/* SVG's numbers have a point, whatever the locale. */
static void
format_coordinate (char *text, double value, const char *unit)
{
  g_ascii_formatd (text, G_ASCII_DTOSTR_BUF_SIZE - 2, "%.2f", value);
  g_strlcat (text, unit, G_ASCII_DTOSTR_BUF_SIZE);
}

static void
add_line (OptHtml *html, const char *klass, double x1, double y1, double x2, double y2)
{
  char x1_text[G_ASCII_DTOSTR_BUF_SIZE], y1_text[G_ASCII_DTOSTR_BUF_SIZE];
  char x2_text[G_ASCII_DTOSTR_BUF_SIZE], y2_text[G_ASCII_DTOSTR_BUF_SIZE];

  format_coordinate (x1_text, x1, "%");
  format_coordinate (y1_text, y1, "");
  format_coordinate (x2_text, x2, "%");
  format_coordinate (y2_text, y2, "");
  opt_html_empty (html, "line", "class", klass, "x1", x1_text, "y1", y1_text, "x2", x2_text, "y2",
                  y2_text, NULL);
}

static void
add_text (OptHtml *html,
          const char *klass,
          const char *anchor,
          double x,
          double y,
          const char *text)
{
  char x_text[G_ASCII_DTOSTR_BUF_SIZE], y_text[G_ASCII_DTOSTR_BUF_SIZE];

  format_coordinate (x_text, x, "%");
  format_coordinate (y_text, y, "");
  opt_html_start (html, "text", "class", klass, "text-anchor", anchor, "x", x_text, "y", y_text,
                  NULL);
  opt_html_text (html, text);
  opt_html_end (html);
}

static void
add_tick (OptHtml *html, const Scale *scale, double value)
{
  double x = place (scale, value);
  g_autofree char *label = opt_format_duration (value);

  add_line (html, "grid", x, GRID_TOP, x, AXIS);
  add_text (html, "tick", x < 6 ? "start" : x > 94 ? "end" : "middle", x, AXIS + 17, label);
}

/* 1, 2 or 5 times a power of ten: no more than five of them on the axis. */
static double
get_linear_step (double high)
{
  double power = pow (10, floor (log10 (high / 5)));
  double times = high / 5 / power;

  return power * (times <= 1 ? 1 : times <= 2 ? 2 : times <= 5 ? 5 : 10);
}

static void
add_linear_ticks (OptHtml *html, const Scale *scale)
{
  double step = get_linear_step (scale->high);

  for (guint i = 0; i * step <= scale->high; i++)
    add_tick (html, scale, i * step);
}

/* Powers of ten, and three times them where there would be too few: even steps, with room. */
static void
add_logarithmic_ticks (OptHtml *html, const Scale *scale)
{
  static const double times[] = { 1, 3 };
  int first = (int) floor (log10 (scale->low));
  int last = (int) floor (log10 (scale->high));
  int step = (last - first) / MAX_TICKS + 1;
  gsize n_times = last - first <= 2 ? G_N_ELEMENTS (times) : 1;

  for (int i = first; i <= last; i += step)
    for (gsize j = 0; j < n_times; j++)
      {
        double value = times[j] * pow (10, i);

        if (value >= scale->low && value <= scale->high)
          add_tick (html, scale, value);
      }
}

static void
add_axis (OptHtml *html, const Scale *scale)
{
  add_line (html, "axis", 0, AXIS, 100, AXIS);
  if (scale->logarithmic)
    add_logarithmic_ticks (html, scale);
  else
    add_linear_ticks (html, scale);
}

/* Dots of like times are put one above the other, always in the same way. */
static void
add_dots (OptHtml *html, const Scale *scale, const OptReportSide *side, const char *klass, int top)
{
  static const double rows[] = { 0.5, 0.22, 0.78, 0.36, 0.64, 0.1, 0.9 };

  for (guint i = 0; i < side->runs->len; i++)
    {
      char x[G_ASCII_DTOSTR_BUF_SIZE], y[G_ASCII_DTOSTR_BUF_SIZE];

      format_coordinate (x, place (scale, g_array_index (side->runs, double, i)), "%");
      format_coordinate (y, top + STRIP * rows[i % G_N_ELEMENTS (rows)], "");
      opt_html_empty (html, "circle", "class", klass, "cx", x, "cy", y, "r", "3.5", NULL);
    }
}

static void
add_median (OptHtml *html, const Scale *scale, const OptReportSide *side, int top)
{
  double x;

  if (isfinite (side->median.low) && isfinite (side->median.high))
    add_line (html, "interval", place (scale, side->median.low), top + STRIP + 3,
              place (scale, side->median.high), top + STRIP + 3);
  if (!isfinite (side->median.estimate))
    return;
  x = place (scale, side->median.estimate);
  add_line (html, "median", x, top - 2, x, top + STRIP + 6);
}

static void
add_strip (OptHtml *html,
           const Scale *scale,
           const OptReportSide *side,
           const char *name,
           const char *klass,
           int top)
{
  g_autofree char *median = opt_report_format_median (side);
  g_autofree char *label = g_strdup_printf (_ ("%s: median %s"), name, median);

  add_text (html, "strip", "start", 0, top - 7, label);
  add_dots (html, scale, side, klass, top);
  add_median (html, scale, side, top);
}

static char *
describe (const OptReportMeasure *measure, const Scale *scale)
{
  g_autofree char *before = opt_report_format_median (&measure->baseline);
  g_autofree char *after = opt_report_format_median (&measure->variant);
  g_autofree char *low = opt_report_format_interval (&measure->baseline.median, TRUE);
  g_autofree char *high = opt_report_format_interval (&measure->variant.median, TRUE);

  return g_strdup_printf (
      scale->logarithmic
          ? _ ("Times of each run on a logarithmic axis. Without the change %u runs, median %s, "
               "interval %s. With it %u runs, median %s, interval %s.")
          : _ ("Times of each run. Without the change %u runs, median %s, interval %s. With it "
               "%u runs, median %s, interval %s."),
      measure->baseline.runs->len, before, low, measure->variant.runs->len, after, high);
}

/**
 * opt_report_add_strip_plot:
 * @html: where to
 * @measure: what was measured of one statement
 *
 * Draws each run of both sides as a dot on a common axis of times, with the medians and their
 * intervals. The axis starts at zero; it is logarithmic, and says so, where the times are more than
 * 30 times apart.
 *
 * Returns: %FALSE where there is nothing to draw
 */
gboolean
opt_report_add_strip_plot (OptHtml *html, const OptReportMeasure *measure)
{
  Scale scale;
  g_autofree char *label = NULL;
  g_autofree char *height = g_strdup_printf ("%d", HEIGHT);

  if (measure->baseline.runs->len + measure->variant.runs->len == 0
      || !make_scale (measure, &scale))
    return FALSE;

  label = describe (measure, &scale);
  opt_html_start (html, "figure", "class", "plot", NULL);
  opt_html_start (html, "svg", "xmlns", "http://www.w3.org/2000/svg", "width", "100%", "height",
                  height, "role", "img", "aria-label", label, NULL);
  add_axis (html, &scale);
  add_strip (html, &scale, &measure->baseline, _ ("Without the change"), "without", FIRST_STRIP);
  add_strip (html, &scale, &measure->variant, _ ("With it"), "with", SECOND_STRIP);
  opt_html_end (html);
  opt_html_add (html, "figcaption", NULL,
                scale.logarithmic
                    ? _ ("A dot is a run; the stroke is the median, the bar below it its 95 % "
                         "interval. The axis is logarithmic.")
                    : _ ("A dot is a run; the stroke is the median, the bar below it its 95 % "
                         "interval."));
  opt_html_end (html);

  return TRUE;
}
