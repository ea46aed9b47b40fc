/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "chart-fixture.h"

#include <math.h>

#include "opt-chart-events.h"

/* What charts look like, by their pixels. */

#define BLUE 0x3584e4
#define GREEN 0x2ec27e

/* A picture of a widget, of 32-bit pixels. */
typedef struct
{
  int width;
  int height;
  guint32 *pixels;
} Picture;

static void
picture_take (Picture *self, GtkWidget *widget)
{
  GtkSnapshot *snapshot = gtk_snapshot_new ();
  GskRenderer *renderer = gtk_native_get_renderer (gtk_widget_get_native (widget));
  g_autoptr (GskRenderNode) node = NULL;
  g_autoptr (GdkTexture) texture = NULL;

  self->width = gtk_widget_get_width (widget);
  self->height = gtk_widget_get_height (widget);
  self->pixels = g_new0 (guint32, self->width * self->height);
  gtk_widget_snapshot_child (gtk_widget_get_parent (widget), widget, snapshot);
  node = gtk_snapshot_free_to_node (snapshot);
  if (node == NULL)
    return;

  /* It lies somewhere in its parent. */
  {
    graphene_rect_t bounds;

    g_assert_true (gtk_widget_compute_bounds (widget, gtk_widget_get_parent (widget), &bounds));
    texture = gsk_renderer_render_texture (renderer, node,
                                           &GRAPHENE_RECT_INIT (bounds.origin.x, bounds.origin.y,
                                                                self->width, self->height));
  }
  gdk_texture_download (texture, (guchar *) self->pixels, (gsize) self->width * 4);
}

static guint
picture_count (const Picture *self, int x, int width, guint rgb)
{
  guint n = 0;

  for (int row = 0; row < self->height; row++)
    {
      for (int i = MAX (x, 0); i < MIN (x + width, self->width); i++)
        {
          if ((self->pixels[row * self->width + i] & 0xffffff) == rgb
              && self->pixels[row * self->width + i] >> 24 == 0xff)
            n++;
        }
    }

  return n;
}

static gboolean
picture_has (const Picture *self, int x, int width, guint opacity)
{
  for (int row = 0; row < self->height; row++)
    {
      for (int i = MAX (x, 0); i < MIN (x + width, self->width); i++)
        {
          if (self->pixels[row * self->width + i] >> 24 > opacity)
            return TRUE;
        }
    }

  return FALSE;
}

/* Whether there is a line; stripes are fainter. */
static gboolean
picture_has_ink (const Picture *self, int x, int width)
{
  return picture_has (self, x, width, 0x40);
}

static void
picture_clear (Picture *self)
{
  g_clear_pointer (&self->pixels, g_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Picture, picture_clear)

/* One point of ten thousand goes up, for a twentieth of a pixel. */
static void
test_spike (void)
{
  g_autoptr (OptChartModel) model = chart_fixture_create_model (1, 10000);
  GtkWidget *chart = opt_chart_new ("Latency", model);
  GtkWidget *window = chart_fixture_show (chart);
  GtkWidget *layer;
  g_auto (Picture)
    before = { 0 };
  g_auto (Picture)
    after = { 0 };
  int x;

  chart_fixture_set_value (model, 0, 9000, 4);
  ui_fixture_draw (window);
  layer = GTK_WIDGET (chart_fixture_get_series (chart, 0));
  picture_take (&before, layer);
  x = before.width / 2;
  g_assert_true (picture_has_ink (&before, x, 1));
  g_assert_cmpuint (picture_count (&before, x - 2, 5, BLUE), <, 25);

  chart_fixture_set_value (model, 0, 5000, 4);
  ui_fixture_draw (window);
  picture_take (&after, layer);
  g_assert_cmpuint (picture_count (&after, x - 2, 5, BLUE), >, 25 + after.height / 4);
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
test_gap (void)
{
  g_autoptr (OptChartModel) model = chart_fixture_create_model (1, 101);
  GtkWidget *chart = opt_chart_new ("Latency", model);
  GtkWidget *window = chart_fixture_show (chart);
  g_auto (Picture)
    picture = { 0 };

  for (guint i = 40; i <= 60; i++)
    chart_fixture_set_value (model, 0, i, NAN);
  /* One is known in the midst. */
  chart_fixture_set_value (model, 0, 50, 2);
  ui_fixture_draw (window);
  picture_take (&picture, GTK_WIDGET (chart_fixture_get_series (chart, 0)));
  g_assert_true (picture_has_ink (&picture, picture.width * 30 / 100, 1));
  g_assert_false (picture_has_ink (&picture, picture.width * 41 / 100, picture.width * 8 / 100));
  g_assert_true (picture_has_ink (&picture, picture.width / 2 - 2, 5));
  g_assert_false (picture_has_ink (&picture, picture.width * 51 / 100, picture.width * 8 / 100));
  g_assert_true (picture_has_ink (&picture, picture.width * 70 / 100, 1));
  gtk_window_destroy (GTK_WINDOW (window));
}

/* Who is hidden takes nothing along: the stripes are of all that are drawn. */
static void
test_hidden (void)
{
  g_autoptr (OptChartModel) model = chart_fixture_create_model (2, 101);
  GtkWidget *chart = opt_chart_new ("Latency", model);
  GtkWidget *window = chart_fixture_show (chart);
  g_auto (Picture)
    hidden = { 0 };
  g_auto (Picture)
    shown = { 0 };

  for (guint i = 40; i <= 60; i++)
    {
      chart_fixture_set_value (model, 0, i, NAN);
      chart_fixture_set_value (model, 1, i, NAN);
    }
  opt_chart_model_set_visible (model, 0, FALSE);
  opt_chart_model_commit (model);
  ui_fixture_draw (window);
  picture_take (&hidden, GTK_WIDGET (chart_fixture_get_series (chart, 0)));
  picture_take (&shown, GTK_WIDGET (chart_fixture_get_series (chart, 1)));
  g_assert_false (picture_has_ink (&hidden, hidden.width * 30 / 100, 1));
  g_assert_true (picture_has_ink (&shown, shown.width * 30 / 100, 1));
  g_assert_true (picture_has (&hidden, hidden.width * 45 / 100, hidden.width / 10, 0x10)
                 || picture_has (&shown, shown.width * 45 / 100, shown.width / 10, 0x10));
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
test_stack (void)
{
  g_autoptr (OptChartModel) model = chart_fixture_create_model (2, 101);
  GtkWidget *chart = opt_chart_new ("Load", model);
  GtkWidget *window;
  g_auto (Picture)
    both = { 0 };
  g_auto (Picture)
    one = { 0 };
  int x;

  opt_chart_model_set_stacked (model, TRUE);
  opt_chart_model_commit (model);
  window = chart_fixture_show (chart);
  picture_take (&both, gtk_widget_get_prev_sibling (
                           chart_fixture_find_child (chart, OPT_TYPE_CHART_EVENTS)));
  x = both.width / 2;
  /* 2 and 2 of 4: the axis is filled half by half. */
  g_assert_cmpuint (picture_count (&both, x, 1, BLUE), >=, both.height / 2 - 2);
  g_assert_cmpuint (picture_count (&both, x, 1, GREEN), >=, both.height / 2 - 2);
  g_assert_cmphex (both.pixels[(both.height - 1) * both.width + x] & 0xffffff, ==, BLUE);

  opt_chart_model_set_visible (model, 0, FALSE);
  opt_chart_model_commit (model);
  ui_fixture_draw (window);
  picture_take (&one, gtk_widget_get_prev_sibling (
                          chart_fixture_find_child (chart, OPT_TYPE_CHART_EVENTS)));
  g_assert_cmpuint (picture_count (&one, x, 1, BLUE), ==, 0);
  g_assert_cmphex (one.pixels[(one.height - 1) * one.width + x] & 0xffffff, ==, GREEN);
  gtk_window_destroy (GTK_WINDOW (window));
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv);
  ui_fixture_init ();

  g_test_add_func ("/ui/chart-picture/spike", test_spike);
  g_test_add_func ("/ui/chart-picture/gap", test_gap);
  g_test_add_func ("/ui/chart-picture/hidden", test_hidden);
  g_test_add_func ("/ui/chart-picture/stack", test_stack);

  return g_test_run ();
}
