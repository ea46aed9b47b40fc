/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "advice-fixture.h"
#include "opt-figure.h"
#include "opt-sql-view.h"
#include "opt-statement-detail.h"
#include "opt-statements-page.h"
#include "ui-fixture.h"
#include "ui-shop.h"

static const char *
get_label (gpointer widget, const char *name)
{
  return gtk_label_get_text (GTK_LABEL (ui_fixture_get_child (widget, name)));
}

/* By its title; wherever it is below @widget. */
static OptFigure *
find_figure (GtkWidget *widget, const char *title)
{
  GtkWidget *child;

  if (OPT_IS_FIGURE (widget))
    return g_str_equal (opt_figure_get_title (OPT_FIGURE (widget)), title) ? OPT_FIGURE (widget)
                                                                           : NULL;

  for (child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      OptFigure *figure = find_figure (child, title);

      if (figure != NULL)
        return figure;
    }

  return NULL;
}

static void
assert_figure (GtkWidget *detail, const char *title, const char *value)
{
  OptFigure *figure = find_figure (detail, title);

  g_assert_nonnull (figure);
  g_assert_cmpstr (opt_figure_get_value (figure), ==, value);
}

static void
test_detail (void)
{
  g_autoptr (UiShop) shop = ui_shop_new ();
  GtkWidget *detail = opt_statement_detail_new ();
  GtkWidget *window = ui_fixture_show (detail, 900, 900);
  g_autofree char *id = ui_shop_get_id (7);

  opt_statement_detail_set_active (OPT_STATEMENT_DETAIL (detail), TRUE);
  ui_shop_call (shop, 7, 4, 20);
  ui_shop_call (shop, 8, 1, 60);
  ui_shop_poll (shop);
  opt_statement_detail_show (OPT_STATEMENT_DETAIL (detail), shop->server, id);
  /* Nobody has told who ran it. */
  g_assert_nonnull (strstr (get_label (detail, "identity_label"), "role – (OID 10)"));
  ui_shop_say (shop, 7, "SELECT a FROM t WHERE b = $1");
  ui_shop_poll (shop);
  opt_statement_detail_show (OPT_STATEMENT_DETAIL (detail), shop->server, id);
  ui_fixture_draw (window);
  g_assert_cmpstr (opt_sql_view_get_sql (ui_fixture_get_child (detail, "sql_view")), ==,
                   "SELECT a\nFROM t\nWHERE b = $1");
  g_assert_nonnull (strstr (get_label (detail, "identity_label"), "queryid 7"));
  g_assert_nonnull (strstr (get_label (detail, "identity_label"), "database shop"));
  g_assert_nonnull (strstr (get_label (detail, "identity_label"), "role clerk"));
  g_assert_nonnull (strstr (get_label (detail, "window_label"), "20\u00a0s observed"));
  assert_figure (detail, "Share of time", "25\u00a0%");
  assert_figure (detail, "Calls", "4");
  assert_figure (detail, "Mean time", "5\u00a0ms");
  assert_figure (detail, "Rows a call", "3");
  assert_figure (detail, "Hit ratio", "–");
  g_assert_false (gtk_widget_get_visible (ui_fixture_get_child (detail, "gone_box")));

  /* It goes on. */
  ui_shop_call (shop, 7, 6, 60);
  ui_shop_poll (shop);
  assert_figure (detail, "Calls", "10");
  assert_figure (detail, "Mean time", "8\u00a0ms");

  /* What left the window is shown as it was, and says so. */
  opt_statement_list_clear (opt_server_get_statements (shop->server));
  g_assert_true (gtk_widget_get_visible (ui_fixture_get_child (detail, "gone_box")));
  assert_figure (detail, "Calls", "10");
  g_assert_cmpstr (opt_sql_view_get_sql (ui_fixture_get_child (detail, "sql_view")), ==,
                   "SELECT a\nFROM t\nWHERE b = $1");

  /* And comes back. */
  ui_shop_call (shop, 7, 10, 10);
  ui_shop_poll (shop);
  g_assert_false (gtk_widget_get_visible (ui_fixture_get_child (detail, "gone_box")));
  assert_figure (detail, "Calls", "20");

  /* Nobody looks. */
  opt_statement_detail_set_active (OPT_STATEMENT_DETAIL (detail), FALSE);
  ui_shop_call (shop, 7, 1, 1);
  ui_shop_poll (shop);
  assert_figure (detail, "Calls", "20");
  opt_statement_detail_set_active (OPT_STATEMENT_DETAIL (detail), TRUE);
  assert_figure (detail, "Calls", "21");

  gtk_window_destroy (GTK_WINDOW (window));
}

static void
test_unknown_detail (void)
{
  g_autoptr (UiShop) shop = ui_shop_new ();
  GtkWidget *detail = opt_statement_detail_new ();
  GtkWidget *window = ui_fixture_show (detail, 360, 600);
  g_autofree char *id = ui_shop_get_id (99);

  opt_statement_detail_set_active (OPT_STATEMENT_DETAIL (detail), TRUE);
  ui_shop_call (shop, 7, 4, 20);
  ui_shop_say (shop, 99, "SELECT z");
  ui_shop_poll (shop);

  /* One that was not called, whose text is known. */
  opt_statement_detail_show (OPT_STATEMENT_DETAIL (detail), shop->server, id);
  g_assert_true (gtk_widget_get_visible (ui_fixture_get_child (detail, "gone_box")));
  g_assert_cmpstr (opt_sql_view_get_sql (ui_fixture_get_child (detail, "sql_view")), ==,
                   "SELECT z");
  assert_figure (detail, "Calls", "–");

  /* One of which nothing is. */
  opt_statement_detail_show (OPT_STATEMENT_DETAIL (detail), shop->server, "55.10.5");
  g_assert_true (gtk_widget_get_visible (ui_fixture_get_child (detail, "gone_box")));
  g_assert_null (opt_sql_view_get_sql (ui_fixture_get_child (detail, "sql_view")));
  opt_statement_detail_show (OPT_STATEMENT_DETAIL (detail), shop->server, "nonsense");
  g_assert_true (gtk_widget_get_visible (ui_fixture_get_child (detail, "gone_box")));
  ui_fixture_draw (window);

  /* By its queryid alone. */
  opt_statement_detail_show (OPT_STATEMENT_DETAIL (detail), shop->server, "7");
  g_assert_false (gtk_widget_get_visible (ui_fixture_get_child (detail, "gone_box")));
  g_assert_cmpstr (opt_statement_detail_get_id (OPT_STATEMENT_DETAIL (detail)), ==, "7.10.5");
  assert_figure (detail, "Calls", "4");
  opt_statement_detail_show (OPT_STATEMENT_DETAIL (detail), NULL, NULL);
  assert_figure (detail, "Calls", "–");

  gtk_window_destroy (GTK_WINDOW (window));
}

/* Text that takes longer to format comes a moment later, of the statement that is shown by then. */
static void
test_long_detail (void)
{
  g_autoptr (UiShop) shop = ui_shop_new ();
  GtkWidget *detail = opt_statement_detail_new ();
  GtkWidget *window = ui_fixture_show (detail, 360, 600);
  g_autoptr (GString) sql = g_string_new ("SELECT a");

  for (guint i = 0; i < 800; i++)
    g_string_append_printf (sql, ", b%u", i);
  ui_shop_call (shop, 1, 4, 20);
  ui_shop_call (shop, 2, 4, 20);
  ui_shop_say (shop, 1, sql->str);
  ui_shop_say (shop, 2, "SELECT 1");
  ui_shop_poll (shop);
  opt_statement_detail_set_active (OPT_STATEMENT_DETAIL (detail), TRUE);
  opt_statement_detail_show (OPT_STATEMENT_DETAIL (detail), shop->server, "1");
  g_assert_cmpstr (opt_sql_view_get_sql (ui_fixture_get_child (detail, "sql_view")), ==, sql->str);
  while (strchr (opt_sql_view_get_sql (ui_fixture_get_child (detail, "sql_view")), '\n') == NULL)
    g_main_context_iteration (NULL, TRUE);
  ui_fixture_draw (window);

  opt_statement_detail_show (OPT_STATEMENT_DETAIL (detail), shop->server, "2");
  opt_statement_detail_show (OPT_STATEMENT_DETAIL (detail), shop->server, "1");
  opt_statement_detail_show (OPT_STATEMENT_DETAIL (detail), shop->server, "2");
  for (guint i = 0; i < 5; i++)
    ui_fixture_draw (window);
  g_assert_cmpstr (opt_sql_view_get_sql (ui_fixture_get_child (detail, "sql_view")), ==,
                   "SELECT 1");

  gtk_window_destroy (GTK_WINDOW (window));
  /* A thread that formats holds the widget. */
  advice_fixture_wait_alone (shop->server);
}

static void
note_thread (gpointer data, GObject *detail)
{
  GThread **thread = data;

  *thread = g_thread_self ();
}

/* It goes while its text is formatted: in the main thread, whoever is ready last. */
static void
test_gone_detail (void)
{
  g_autoptr (UiShop) shop = ui_shop_new ();
  g_autofree char *filling = g_strnfill (6000, ' ');
  g_autofree char *sql = g_strconcat ("SELECT 1", filling, "+ 1", NULL);

  ui_shop_call (shop, 1, 4, 20);
  ui_shop_say (shop, 1, sql);
  ui_shop_poll (shop);
  for (guint i = 0; i < 8; i++)
    {
      GtkWidget *detail = g_object_ref_sink (opt_statement_detail_new ());
      GThread *thread = NULL;

      g_object_weak_ref (G_OBJECT (detail), note_thread, &thread);
      opt_statement_detail_set_active (OPT_STATEMENT_DETAIL (detail), TRUE);
      opt_statement_detail_show (OPT_STATEMENT_DETAIL (detail), shop->server, "1");
      g_object_unref (detail);
      advice_fixture_wait_alone (shop->server);
      g_assert_true (thread == g_thread_self ());
    }
}

/* Who opened a statement in the table goes back to it; who came from elsewhere does not. */
static void
test_page_back (void)
{
  g_autoptr (UiShop) shop = ui_shop_new ();
  OptStatementsPage *page = g_object_new (OPT_TYPE_STATEMENTS_PAGE, NULL);
  GtkWidget *window = ui_fixture_show (GTK_WIDGET (page), 900, 600);
  AdwLeaflet *leaflet = ui_fixture_get_child (page, "leaflet");
  GtkWidget *browser = ui_fixture_get_child (page, "browser");
  GtkWidget *detail = ui_fixture_get_child (page, "detail");

  opt_page_set_shown (OPT_PAGE (page), TRUE);
  opt_statements_page_show_statement (page, "7.10.5");
  g_assert_true (adw_leaflet_get_visible_child (leaflet) == browser);
  opt_page_set_server (OPT_PAGE (page), shop->server);
  ui_shop_call (shop, 7, 4, 20);
  ui_shop_poll (shop);

  g_assert_false (opt_page_back (OPT_PAGE (page)));
  opt_statements_page_show_statement (page, "7.10.5");
  g_assert_true (adw_leaflet_get_visible_child (leaflet) == detail);
  g_assert_false (opt_page_back (OPT_PAGE (page)));
  gtk_widget_activate_action (detail, "detail.back", NULL);
  g_assert_true (adw_leaflet_get_visible_child (leaflet) == browser);

  g_signal_emit_by_name (browser, "open", ui_shop_find (shop, 7));
  g_assert_true (adw_leaflet_get_visible_child (leaflet) == detail);
  g_assert_cmpstr (opt_statement_detail_get_id (OPT_STATEMENT_DETAIL (detail)), ==, "7.10.5");
  g_assert_true (opt_page_back (OPT_PAGE (page)));
  g_assert_true (adw_leaflet_get_visible_child (leaflet) == browser);

  /* Another server begins with its table. */
  opt_statements_page_show_statement (page, "7.10.5");
  opt_page_set_server (OPT_PAGE (page), NULL);
  g_assert_true (adw_leaflet_get_visible_child (leaflet) == browser);
  gtk_window_destroy (GTK_WINDOW (window));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ui_fixture_init ();

#define ADD(name) g_test_add_func ("/ui/statement-detail/" #name, test_##name)
  ADD (detail);
  ADD (unknown_detail);
  ADD (long_detail);
  ADD (gone_detail);
  ADD (page_back);
#undef ADD

  return g_test_run ();
}
