/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-palette-item.h"
#include "opt-palette-sources.h"
#include "opt-palette.h"
#include "ui-fixture.h"

/* ---- Words ----------------------------------------------------------------------------------- */

static gboolean
finds (const char *typed, const char *title)
{
  g_autoptr (OptPaletteQuery) query = opt_palette_query_new (typed);
  g_autofree char *folded = opt_palette_fold (title);

  return opt_palette_query_matches (query, folded);
}

static void
test_words (void)
{
  g_assert_true (finds ("", "anything"));
  g_assert_true (finds ("  \t ", "anything"));
  g_assert_true (finds ("plan", "Open a plan…"));
  g_assert_true (finds ("PLAN open", "Open a plan…"));
  g_assert_true (finds ("pl op", "Open a plan…"));
  g_assert_false (finds ("plan close", "Open a plan…"));
  g_assert_true (finds ("übersicht", "ÜBERSICHT"));
  /* A letter and its mark, one or two. */
  g_assert_true (finds ("Pr\303\274fung", "Pru\314\210fung"));
  g_assert_true (finds ("STRASSE", "Straße"));
  g_assert_true (finds ("from orders", "SELECT *\nFROM orders\nWHERE id = $1"));
  g_assert_true (finds ("\xff", "\xff invalid"));
}

static void
test_equal (void)
{
  g_autoptr (OptPaletteQuery) one = opt_palette_query_new (" Two  words");
  g_autoptr (OptPaletteQuery) same = opt_palette_query_new ("two words ");
  g_autoptr (OptPaletteQuery) other = opt_palette_query_new ("words two");

  g_assert_true (opt_palette_query_equal (one, same));
  g_assert_false (opt_palette_query_equal (one, other));
}

static guint
rank (const char *typed, const char *title)
{
  g_autoptr (OptPaletteQuery) query = opt_palette_query_new (typed);
  g_autofree char *folded = opt_palette_fold (title);

  return opt_palette_query_rank (query, folded);
}

static void
test_rank (void)
{
  g_assert_cmpuint (rank ("", "Connect to a server…"), ==, 0);
  g_assert_cmpuint (rank ("conn", "Connect to a server…"), ==, 0);
  g_assert_cmpuint (rank ("SERV", "Connect to a server…"), ==, 1);
  g_assert_cmpuint (rank ("conn", "Disconnect"), ==, 2);
  /* The second one counts. */
  g_assert_cmpuint (rank ("on", "Reconsider, on Monday"), ==, 1);
  g_assert_cmpuint (rank ("dark", "Style:dark"), ==, 1);
  g_assert_cmpuint (rank ("bersicht", "Übersicht"), ==, 2);
  g_assert_cmpuint (rank ("öffnen", "Plan öffnen"), ==, 1);
  g_assert_cmpuint (rank ("conn serv", "Connect to a server…"), <,
                    rank ("conn serv", "Disconnect the server"));
}

/* ---- What there is to find ------------------------------------------------------------------- */

static OptPaletteItem *
find_item (GListStore *items, const char *action)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (items)); i++)
    {
      g_autoptr (OptPaletteItem) item = g_list_model_get_item (G_LIST_MODEL (items), i);

      if (g_str_equal (opt_palette_item_get_action (item), action))
        return item;
    }

  return NULL;
}

static void
test_actions (void)
{
  g_autoptr (OptServer) server = ui_fixture_get_server ();
  g_autoptr (GListStore) without = g_list_store_new (OPT_TYPE_PALETTE_ITEM);
  g_autoptr (GListStore) offline = g_list_store_new (OPT_TYPE_PALETTE_ITEM);
  g_autoptr (GListStore) online = g_list_store_new (OPT_TYPE_PALETTE_ITEM);
  g_autofree char *keys = NULL;

  opt_palette_add_actions (without, NULL);
  opt_palette_add_statements (without, NULL);
  opt_palette_add_actions (offline, server);
  opt_server_connect (server);
  ui_fixture_wait_for_state (server, OPT_SERVER_ONLINE);
  opt_palette_add_actions (online, server);
  opt_server_disconnect (server);

  g_assert_nonnull (find_item (without, "win.connect"));
  g_assert_null (find_item (without, "win.advise"));
  g_assert_null (find_item (without, "win.disconnect"));
  g_assert_nonnull (find_item (offline, "win.reconnect"));
  g_assert_null (find_item (offline, "win.pause"));
  g_assert_null (find_item (offline, "win.disconnect"));
  g_assert_nonnull (find_item (online, "win.pause"));
  g_assert_nonnull (find_item (online, "win.disconnect"));
  g_assert_null (find_item (online, "win.reconnect"));

  keys = opt_palette_item_get_keys (find_item (without, "win.connect"));
  g_assert_cmpstr (keys, ==, "Ctrl+N");
  g_assert_null (opt_palette_item_get_keys (find_item (without, "win.demo")));
}

/* The most costly is first, and all are found by their text. */
static void
test_statements (void)
{
  g_autoptr (OptServer) server = ui_fixture_get_server ();
  OptStatementList *statements = opt_server_get_statements (server);
  g_autoptr (GListStore) items = g_list_store_new (OPT_TYPE_PALETTE_ITEM);
  double before = INFINITY;

  opt_statement_list_set_show_system (statements, TRUE);
  opt_server_connect (server);
  /* The texts come after the figures. */
  while (g_list_model_get_n_items (G_LIST_MODEL (items)) == 0)
    {
      ui_fixture_wait_for_poll (server);
      opt_palette_add_statements (items, server);
    }

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (items)); i++)
    {
      g_autoptr (OptPaletteItem) item = g_list_model_get_item (G_LIST_MODEL (items), i);
      const char *id = g_variant_get_string (opt_palette_item_get_target (item), NULL);
      OptStatementItem *statement = opt_statement_list_find (statements, id);
      g_autoptr (OptPaletteQuery) query
          = opt_palette_query_new (opt_statement_item_get_text (statement));

      g_assert_cmpstr (opt_palette_item_get_title (item), ==,
                       opt_statement_item_get_line (statement));
      g_assert_true (opt_palette_item_matches (item, query));
      g_assert_cmpfloat (opt_statement_item_get_share (statement), <=, before);
      before = opt_statement_item_get_share (statement);
    }
  opt_server_disconnect (server);
}

/* ---- The palette ----------------------------------------------------------------------------- */

#define N_STATEMENTS 5000

static GListModel *
make_items (void)
{
  GListStore *items = g_list_store_new (OPT_TYPE_PALETTE_ITEM);

  opt_palette_add_actions (items, NULL);
  for (int i = 0; i < N_STATEMENTS; i++)
    {
      g_autofree char *title = g_strdup_printf ("SELECT * FROM t%d WHERE id = $1", i);
      g_autofree char *id = g_strdup_printf ("%d", i);
      g_autoptr (OptPaletteItem) item
          = opt_palette_item_new (OPT_PALETTE_KIND_STATEMENT, title, "view-list-symbolic",
                                  "test.statement", g_variant_new_string (id));

      g_list_store_append (items, item);
    }

  return G_LIST_MODEL (items);
}

static void
wait_for_found (OptPalette *palette, guint n)
{
  while (gtk_filter_list_model_get_pending (GTK_FILTER_LIST_MODEL (opt_palette_get_found (palette)))
         > 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (g_list_model_get_n_items (opt_palette_get_found (palette)), ==, n);
}

static void
statement_chosen (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  char **chosen = data;

  g_assert_null (*chosen);
  *chosen = g_variant_dup_string (parameter, NULL);
}

static void
test_palette (void)
{
  GtkWidget *window = gtk_window_new ();
  g_autoptr (GListModel) items = make_items ();
  g_autoptr (GSimpleActionGroup) group = g_simple_action_group_new ();
  g_autoptr (GSimpleAction) action = g_simple_action_new ("statement", G_VARIANT_TYPE_STRING);
  guint n = g_list_model_get_n_items (items);
  OptPalette *palette;
  gpointer weak;
  g_autofree char *chosen = NULL;

  g_signal_connect (action, "activate", G_CALLBACK (statement_chosen), &chosen);
  g_action_map_add_action (G_ACTION_MAP (group), G_ACTION (action));
  gtk_widget_insert_action_group (window, "test", G_ACTION_GROUP (group));
  gtk_window_present (GTK_WINDOW (window));

  palette = opt_palette_present (GTK_WINDOW (window), items);
  weak = palette;
  g_object_add_weak_pointer (G_OBJECT (palette), &weak);
  wait_for_found (palette, n);
  ui_fixture_draw (GTK_WIDGET (palette));
  opt_palette_search (palette, "from t499");
  /* t499 and t4990 to t4999 */
  wait_for_found (palette, 11);
  opt_palette_search (palette, "no such thing");
  wait_for_found (palette, 0);
  ui_fixture_draw (GTK_WIDGET (palette));
  /* Nothing is chosen, and it stays. */
  opt_palette_choose (palette);
  g_assert_nonnull (weak);

  /* Who is quick gets what was typed, before all was searched. */
  opt_palette_search (palette, "");
  opt_palette_search (palette, "where t4321");
  opt_palette_choose (palette);
  g_assert_cmpstr (chosen, ==, "4321");
  ui_fixture_assert_gone (&weak);
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
append_item (GListStore *items, OptPaletteKind kind, const char *title)
{
  g_autoptr (OptPaletteItem) item
      = opt_palette_item_new (kind, title, "view-list-symbolic", "test.statement",
                              g_variant_new_string (title));

  g_list_store_append (items, item);
}

static char *
choose (GListModel *items, const char *typed, gboolean at_once)
{
  GtkWidget *window = gtk_window_new ();
  g_autoptr (GSimpleActionGroup) group = g_simple_action_group_new ();
  g_autoptr (GSimpleAction) action = g_simple_action_new ("statement", G_VARIANT_TYPE_STRING);
  OptPalette *palette;
  GtkWidget *entry;
  gpointer weak;
  char *chosen = NULL;

  g_signal_connect (action, "activate", G_CALLBACK (statement_chosen), &chosen);
  g_action_map_add_action (G_ACTION_MAP (group), G_ACTION (action));
  gtk_widget_insert_action_group (window, "test", G_ACTION_GROUP (group));
  gtk_window_present (GTK_WINDOW (window));

  palette = opt_palette_present (GTK_WINDOW (window), items);
  weak = palette;
  g_object_add_weak_pointer (G_OBJECT (palette), &weak);
  entry = ui_fixture_get_child (palette, "entry");
  gtk_editable_set_text (GTK_EDITABLE (entry), typed);
  if (!at_once)
    {
      opt_palette_search (palette, typed);
      ui_fixture_draw (GTK_WIDGET (palette));
    }
  g_signal_emit_by_name (entry, "activate");
  ui_fixture_assert_gone (&weak);
  gtk_window_destroy (GTK_WINDOW (window));

  return chosen;
}

/* What begins with the word is likelier meant than what has it somewhere. */
static void
test_order (void)
{
  static const struct
  {
    const char *typed;
    const char *chosen;
  } cases[] = {
    { "", "Disconnect" },
    { "conn", "Connect to a server…" },
    { "ser", "Connect to a server…" },
    { "isc", "Disconnect" },
    { "page", "Search this page" },
    /* A statement that begins so is no likelier meant. */
    { "this", "Search this page" },
    { "pages", "UPDATE pages SET n = n + 1" },
    { "from", "THIS IS the one that costs most FROM t" },
  };
  g_autoptr (GListStore) items = g_list_store_new (OPT_TYPE_PALETTE_ITEM);

  append_item (items, OPT_PALETTE_KIND_ACTION, "Disconnect");
  append_item (items, OPT_PALETTE_KIND_ACTION, "Observe");
  append_item (items, OPT_PALETTE_KIND_ACTION, "Search this page");
  append_item (items, OPT_PALETTE_KIND_ACTION, "Connect to a server…");
  append_item (items, OPT_PALETTE_KIND_STATEMENT, "THIS IS the one that costs most FROM t");
  append_item (items, OPT_PALETTE_KIND_STATEMENT, "FROM the start");
  append_item (items, OPT_PALETTE_KIND_STATEMENT, "UPDATE pages SET n = n + 1");

  for (gsize i = 0; i < G_N_ELEMENTS (cases) * 2; i++)
    {
      g_autofree char *chosen = choose (G_LIST_MODEL (items), cases[i / 2].typed, i % 2 == 0);

      g_test_message ("\"%s\", %s", cases[i / 2].typed, i % 2 == 0 ? "at once" : "once found");
      g_assert_cmpstr (chosen, ==, cases[i / 2].chosen);
    }
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv);
  ui_fixture_init ();

  g_test_add_func ("/ui/palette/words", test_words);
  g_test_add_func ("/ui/palette/rank", test_rank);
  g_test_add_func ("/ui/palette/equal", test_equal);
  g_test_add_func ("/ui/palette/actions", test_actions);
  g_test_add_func ("/ui/palette/statements", test_statements);
  g_test_add_func ("/ui/palette/palette", test_palette);
  g_test_add_func ("/ui/palette/order", test_order);

  return g_test_run ();
}
