/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "opt-alerts.h"
#include "opt-attention.h"
#include "opt-chart.h"
#include "opt-figure.h"
#include "opt-server-private.h"
#include "opt-server-vitals.h"
#include "opt-vitals-view.h"
#include "ui-fixture.h"
#include "ui-shop.h"

/* ---- How a made-up server is ----------------------------------------------------------------- */

static void
row_free (gpointer data)
{
  OptVitalsRow *row = data;

  for (guint i = 0; i < row->n_cells; i++)
    g_free (row->cells[i].text);
  g_free (row->cells);
  g_free (row->name);
  g_free (row);
}

static OptVitals *
make_vitals (gint64 time)
{
  OptVitals *vitals = opt_vitals_new ();

  vitals->time = time;
  vitals->start_time = 1;

  return vitals;
}

static OptVitalsCell *
get_cell (OptVitals *vitals, const char *name, const char *item)
{
  const OptVital *vital = opt_vital_find (name);
  guint n;
  gsize cell = (gsize) (vital - opt_vital_area_get_vitals (vital->area, &n));
  OptVitalsPart *part = &vitals->parts[vital->area];
  OptVitalsRow *row;

  if (part->rows == NULL)
    part->rows = g_ptr_array_new_with_free_func (row_free);
  part->state = OPT_VITALS_READ;
  part->time = part->tried = vitals->time;
  row = (OptVitalsRow *) opt_vitals_find_row (vitals, vital->area, item);
  if (row == NULL)
    {
      row = g_new0 (OptVitalsRow, 1);
      row->name = g_strdup (item);
      row->n_cells = n;
      row->cells = g_new0 (OptVitalsCell, n);
      for (guint i = 0; i < n; i++)
        row->cells[i].number = NAN;
      g_ptr_array_add (part->rows, row);
    }

  return &row->cells[cell];
}

static void
set (OptVitals *vitals, const char *name, const char *item, double number)
{
  get_cell (vitals, name, item)->number = number;
}

static void
set_text (OptVitals *vitals, const char *name, const char *item, const char *text)
{
  OptVitalsCell *cell = get_cell (vitals, name, item);

  g_free (cell->text);
  cell->text = g_strdup (text);
}

static OptVitals *
make_good (gint64 time, double wal)
{
  OptVitals *vitals = make_vitals (time);
  OptVitalsPart *io = &vitals->parts[OPT_VITAL_AREA_IO];

  set (vitals, "connections.total", NULL, 50);
  set (vitals, "connections.active", NULL, 10);
  set (vitals, "connections.idle", NULL, 40);
  set (vitals, "connections.limit", NULL, 100);
  set (vitals, "connections.used_share", NULL, 0.5);
  set (vitals, "connections.oldest_transaction_ms", NULL, 0);
  set (vitals, "wal.written", NULL, wal);
  set (vitals, "checkpoints.timed", NULL, 5);
  set (vitals, "checkpoints.requested", NULL, 5);
  set (vitals, "wraparound.xid_age", "shop", 1e6);
  set (vitals, "wraparound.mxid_age", "shop", 0);
  set (vitals, "wraparound.xid_limit", "shop", 200e6);
  set (vitals, "wraparound.mxid_limit", "shop", 400e6);
  io->state = OPT_VITALS_NOT_OFFERED;
  io->reason = g_strdup ("Not offered by this server.");

  return vitals;
}

static void
give (UiShop *shop, OptVitals *vitals)
{
  opt_server_take_vitals (shop->server, vitals);
  opt_vitals_unref (vitals);
}

static const OptAttention *
find (GPtrArray *list, const char *key)
{
  for (guint i = 0; i < list->len; i++)
    if (strcmp (((const OptAttention *) list->pdata[i])->key, key) == 0)
      return list->pdata[i];

  return NULL;
}

/* ---- Tests ----------------------------------------------------------------------------------- */

static void
test_good (void)
{
  g_autoptr (UiShop) shop = ui_shop_new ();
  const OptAttentionFacts facts = { NULL };
  g_autoptr (GPtrArray) list = NULL;

  give (shop, make_good (shop->time, 0));
  list = opt_attention_list (shop->server, &facts);
  g_assert_cmpuint (list->len, ==, 0);
}

static void
test_bad (void)
{
  g_autoptr (UiShop) shop = ui_shop_new ();
  const OptAttentionFacts facts = { NULL };
  OptVitals *vitals = make_good (shop->time + 10 * G_USEC_PER_SEC, 0);
  g_autoptr (GPtrArray) list = NULL;
  g_autoptr (GPtrArray) old = NULL;

  give (shop, make_good (shop->time, 0));
  set (vitals, "connections.total", NULL, 95);
  set (vitals, "connections.used_share", NULL, 0.95);
  set (vitals, "wraparound.xid_age", "shop", 1.7e9);
  set (vitals, "wraparound-tables.xid_age", "public.old", 1.7e9);
  set (vitals, "replication.replay_lag_ms", "far", 61 * 1000);
  set (vitals, "replication.replay_lag_ms", "near", 10);
  set_text (vitals, "slots.status", "gone", "lost");
  set_text (vitals, "slots.status", "lazy", "extended");
  set (vitals, "slots.active", "lazy", 0);
  set (vitals, "slots.retained_bytes", "lazy", 2147483648.0);
  set_text (vitals, "slots.status", "busy", "extended");
  set (vitals, "slots.active", "busy", 1);
  set (vitals, "archiver.failing", NULL, 1);
  set_text (vitals, "archiver.failed_file", NULL, "0001");
  set (vitals, "checkpoints.requested", NULL, 9);
  give (shop, vitals);
  list = opt_attention_list (shop->server, &facts);

  g_assert_cmpstr (find (list, "connections")->reason, ==,
                   "95 of the 100 that are allowed to others than superusers. The server refuses "
                   "what comes after that.");
  g_assert_cmpint (find (list, "wraparound")->severity, ==, OPT_ATTENTION_ERROR);
  g_assert_nonnull (strstr (find (list, "wraparound")->note, "public.old"));
  g_assert_null (find (list, "wraparound-multixact"));
  g_assert_nonnull (find (list, "standby-far"));
  g_assert_null (find (list, "standby-near"));
  g_assert_cmpint (find (list, "slot-gone")->severity, ==, OPT_ATTENTION_ERROR);
  g_assert_nonnull (strstr (find (list, "slot-lazy")->reason, "2\u00a0GB"));
  g_assert_null (find (list, "slot-busy"));
  g_assert_nonnull (strstr (find (list, "archiver")->reason, "0001"));
  g_assert_nonnull (strstr (find (list, "checkpoints")->reason, "4 of 4"));
  g_assert_cmpuint (list->len, ==, 7);

  /* What is not of now says so. */
  shop->server->vitals_at -= 33 * G_USEC_PER_SEC;
  old = opt_attention_list (shop->server, &facts);
  g_assert_nonnull (strstr (find (old, "connections")->reason, "after that. Read 3"));
  g_assert_nonnull (strstr (find (old, "archiver")->reason, " s ago."));
}

static OptChart *
find_chart (GtkWidget *grid, const char *title)
{
  GtkWidget *child = gtk_widget_get_first_child (grid);

  for (; child != NULL; child = gtk_widget_get_next_sibling (child))
    if (strcmp (opt_chart_get_title (OPT_CHART (child)), title) == 0)
      return OPT_CHART (child);
  g_error ("There is no chart “%s”", title);
}

static OptFigure *
find_figure (GtkWidget *grid, const char *title)
{
  GtkWidget *child = gtk_widget_get_first_child (grid);

  for (; child != NULL; child = gtk_widget_get_next_sibling (child))
    if (strcmp (opt_figure_get_title (OPT_FIGURE (child)), title) == 0)
      return OPT_FIGURE (child);
  g_error ("There is no figure “%s”", title);
}

/* What is told of multixacts is of them, and the table is that with the oldest of them. */
static void
test_multixacts (void)
{
  g_autoptr (UiShop) shop = ui_shop_new ();
  const OptAttentionFacts facts = { NULL };
  GtkWidget *view = opt_vitals_view_new ();
  GtkWidget *window = ui_fixture_show (view, 360, 1200);
  OptVitals *vitals = make_good (shop->time, 0);
  g_autoptr (GPtrArray) list = NULL;
  OptFigure *figure;

  set (vitals, "wraparound.xid_age", "shop", 50e6);
  set (vitals, "wraparound.mxid_age", "shop", 1.5e9);
  set (vitals, "wraparound-tables.xid_age", "public.old", 50e6);
  set (vitals, "wraparound-tables.mxid_age", "public.old", 10);
  set (vitals, "wraparound-tables.xid_age", "public.shared", 10);
  set (vitals, "wraparound-tables.mxid_age", "public.shared", 1.5e9);
  give (shop, vitals);
  opt_vitals_view_show (OPT_VITALS_VIEW (view), shop->server);
  figure = find_figure (ui_fixture_get_child (view, "figures_grid"), "Way to wraparound");
  g_assert_cmpstr (opt_figure_get_value (figure), ==, "69.8\u00a0%");
  g_assert_cmpstr (opt_figure_get_note (figure), ==,
                   "1.5\u00a0G multixacts old; autovacuum at 400\u00a0M");

  list = opt_attention_list (shop->server, &facts);
  g_assert_null (find (list, "wraparound"));
  g_assert_cmpstr (find (list, "wraparound-multixact")->title, ==, "Multixact numbers run out");
  g_assert_nonnull (strstr (find (list, "wraparound-multixact")->note, "public.shared"));
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
test_view (void)
{
  g_autoptr (UiShop) shop = ui_shop_new ();
  GtkWidget *view = opt_vitals_view_new ();
  GtkWidget *window = ui_fixture_show (view, 360, 1200);
  GtkWidget *main = ui_fixture_get_child (view, "main_charts");
  GtkWidget *figures = ui_fixture_get_child (view, "figures_grid");
  GtkWidget *missing = ui_fixture_get_child (view, "missing_label");
  OptChart *chart;
  const OptChartPoint *points;
  gsize n;

  /* Nothing is known: the frame, without what only some servers have. */
  opt_vitals_view_show (OPT_VITALS_VIEW (view), shop->server);
  chart = find_chart (main, "WAL written");
  g_assert_true (gtk_widget_get_visible (GTK_WIDGET (chart)));
  g_assert_false (gtk_widget_get_visible (GTK_WIDGET (find_chart (main, "Read and written"))));
  g_assert_false (gtk_widget_get_visible (missing));

  give (shop, make_good (shop->time, 1000));
  give (shop, make_good (shop->time + 10 * G_USEC_PER_SEC, 11000));
  opt_vitals_view_show (OPT_VITALS_VIEW (view), shop->server);
  points = opt_chart_model_get_points (opt_chart_get_model (chart), 0, &n);
  g_assert_cmpuint (n, ==, 2);
  g_assert_true (isnan (points[0].value));
  g_assert_cmpfloat (points[1].value, ==, 1000);
  g_assert_cmpstr (opt_figure_get_value (find_figure (figures, "Connections used")), ==,
                   "50\u00a0%");
  g_assert_cmpstr (opt_figure_get_value (find_figure (figures, "Longest open transaction")), ==,
                   "None");
  g_assert_false (gtk_widget_get_visible (GTK_WIDGET (find_figure (figures, "Replication slots"))));
  g_assert_cmpstr (gtk_label_get_label (GTK_LABEL (missing)), ==,
                   "Input and output: Not offered by this server.");
  g_assert_true (gtk_widget_get_visible (missing));
  ui_fixture_draw (window);

  gtk_window_destroy (GTK_WINDOW (window));
}

/* A notification for each thing that is wrong, taken back by the same name. */
static void
test_notification (void)
{
  OptAlert alert = {
    .server = (char *) "shop on db",
    .rule = (char *) "slots",
    .item = (char *) "lazy",
    .title = (char *) "A replication slot falls behind",
    .page = (char *) "overview",
    .unit = OPT_SERIES_UNIT_BYTES,
    .threshold = 1024,
    .value = 2048,
    .state = OPT_ALERT_FIRING,
    .since = G_USEC_PER_SEC,
  };
  g_autofree char *id = opt_alerts_make_id (&alert);
  g_autofree char *text = opt_alert_describe (&alert);
  g_autofree char *other = NULL;
  g_autoptr (GNotification) notification = opt_alerts_make_notification (&alert, "shop");

  g_assert_nonnull (notification);
  g_assert_true (g_str_has_prefix (text, "lazy: 2\u00a0kB, above 1\u00a0kB since "));
  alert.item = (char *) "other";
  other = opt_alerts_make_id (&alert);
  g_assert_cmpstr (id, !=, other);
}

/* Tab goes through all of it and on, past what is folded, without a complaint of GTK. */
static void
test_tab (void)
{
  g_autoptr (UiShop) shop = ui_shop_new ();
  GtkWidget *view = opt_vitals_view_new ();
  GtkWidget *window = ui_fixture_show (view, 360, 1200);
  guint n = 0;

  give (shop, make_good (shop->time, 0));
  opt_vitals_view_show (OPT_VITALS_VIEW (view), shop->server);
  while (gtk_widget_child_focus (window, GTK_DIR_TAB_FORWARD) && n < 100)
    n++;
  g_assert_cmpuint (n, >, 0);
  gtk_window_destroy (GTK_WINDOW (window));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ui_fixture_init ();

  g_test_add_func ("/ui/vitals/good", test_good);
  g_test_add_func ("/ui/vitals/bad", test_bad);
  g_test_add_func ("/ui/vitals/multixacts", test_multixacts);
  g_test_add_func ("/ui/vitals/view", test_view);
  g_test_add_func ("/ui/vitals/tab", test_tab);
  g_test_add_func ("/ui/vitals/notification", test_notification);

  return g_test_run ();
}
