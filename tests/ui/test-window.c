/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "opt-age.h"
#include "opt-shortcuts.h"
#include "opt-trail.h"
#include "opt-window.h"
#include "ui-fixture.h"

/* ---- Without a window ------------------------------------------------------------------------ */

static void
test_trail (void)
{
  g_autoptr (OptTrail) trail = opt_trail_new ();

  g_assert_false (opt_trail_can_go_back (trail));
  g_assert_null (opt_trail_go_back (trail));
  opt_trail_visit (trail, "a");
  opt_trail_visit (trail, "a");
  g_assert_false (opt_trail_can_go_back (trail));
  opt_trail_visit (trail, "b");
  opt_trail_visit (trail, "c");

  g_assert_cmpstr (opt_trail_go_back (trail), ==, "b");
  g_assert_cmpstr (opt_trail_go_back (trail), ==, "a");
  g_assert_null (opt_trail_go_back (trail));
  g_assert_cmpstr (opt_trail_go_forward (trail), ==, "b");

  /* The page it leads to is told as a visit, too. */
  opt_trail_visit (trail, "b");
  g_assert_cmpstr (opt_trail_go_forward (trail), ==, "c");
  g_assert_false (opt_trail_can_go_forward (trail));

  /* Whoever goes elsewhere from the middle gives up what was ahead. */
  opt_trail_go_back (trail);
  opt_trail_visit (trail, "d");
  g_assert_null (opt_trail_go_forward (trail));
  g_assert_cmpstr (opt_trail_go_back (trail), ==, "b");

  for (guint i = 0; i < 1000; i++)
    opt_trail_visit (trail, i % 2 == 0 ? "x" : "y");
  for (guint i = 0; i < 99; i++)
    g_assert_nonnull (opt_trail_go_back (trail));
  g_assert_null (opt_trail_go_back (trail));
}

static void
test_age (void)
{
  static const struct
  {
    gint64 seconds;
    const char *text;
  } ages[] = {
    { -5, "now" },        { 0, "now" },         { 2, "2 s ago" },
    { 119, "119 s ago" }, { 120, "2 min ago" }, { 7199, "119 min ago" },
    { 7200, "2 h ago" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (ages); i++)
    {
      g_autofree char *text = opt_age_to_text (ages[i].seconds * G_USEC_PER_SEC);

      g_assert_cmpstr (text, ==, ages[i].text);
    }
}

/* ---- With one -------------------------------------------------------------------------------- */

typedef struct
{
  OptApplication *application;
  void (*func) (OptApplication *application, OptWindow *window);
} Run;

static gboolean
run_in_loop (gpointer data)
{
  Run *run = data;
  GtkWindow *window = gtk_application_get_active_window (GTK_APPLICATION (run->application));

  gpointer weak = window;

  g_object_add_weak_pointer (G_OBJECT (window), &weak);
  g_application_hold (G_APPLICATION (run->application));
  ui_fixture_draw (GTK_WIDGET (window));
  run->func (run->application, OPT_WINDOW (window));
  if (weak != NULL)
    gtk_window_close (window);
  ui_fixture_assert_gone (&weak);
  g_application_release (G_APPLICATION (run->application));

  return G_SOURCE_REMOVE;
}

static void
activated (GApplication *application, Run *run)
{
  g_idle_add (run_in_loop, run);
}

/* A program of its own, as far as that goes in one process. */
static void
run_application (void (*func) (OptApplication *application, OptWindow *window))
{
  g_autoptr (OptApplication) application = opt_application_new ();
  Run run = { application, func };

  g_signal_connect_after (application, "activate", G_CALLBACK (activated), &run);
  g_assert_cmpint (g_application_run (G_APPLICATION (application), 0, NULL), ==, 0);
}

/* ---- Its width ------------------------------------------------------------------------------- */

static void
assert_fits (GtkWidget *widget, const char *what)
{
  int width;

  gtk_widget_measure (widget, GTK_ORIENTATION_HORIZONTAL, -1, &width, NULL, NULL, NULL);
  g_test_message ("%s: %d", what, width);
  g_assert_cmpint (width, <=, 360);
}

/* Each page, also with all that its head says of a server, is content with the width of a phone. */
static void
try_width (OptApplication *application, OptWindow *window)
{
  OptServerList *servers = opt_application_get_servers (application);
  g_autoptr (OptServer) made = ui_fixture_get_server ();
  OptServer *server = opt_server_list_add (servers, opt_server_get_name (made),
                                           opt_server_get_conninfo (made), FALSE, NULL);
  GtkWidget *content = adw_application_window_get_content (ADW_APPLICATION_WINDOW (window));

  assert_fits (content, "welcome");
  opt_window_set_server (window, server);
  opt_server_list_connect (servers, server);
  ui_fixture_wait_for_poll (server);
  for (guint i = 1; i <= 8; i++)
    {
      opt_window_show_nth_page (window, i);
      ui_fixture_draw (content);
      assert_fits (content, opt_window_get_page_name (window));
    }
  opt_server_list_remove (servers, server);
}

static void
test_width (void)
{
  g_autoptr (GSettings) settings = g_settings_new (OPT_APPLICATION_ID);

  g_settings_set_int (settings, "window-width", 360);
  run_application (try_width);
  g_settings_reset (settings, "window-width");
}

/* ---- Its keys -------------------------------------------------------------------------------- */

/* Those of lists, charts and dialogs, which they bind themselves. */
static const char *const keys_of_widgets[] = {
  "Tab",         "<Shift>Tab",   "F10",        "<Shift>F10", "Menu", "Escape",
  "Delete",      "Return",       "j",          "k",          "Down", "Up",
  "Left",        "Right",        "plus",       "minus",      "Home", "End",
  "<Shift>Left", "<Shift>Right", "<Control>c", "<Control>v",
};

typedef struct
{
  GHashTable *actions; /* set of detailed names */
  GHashTable *keys;    /* set of accelerators */
} Overlay;

static char *
normalise (const char *accelerator)
{
  guint key;
  GdkModifierType modifiers;

  g_assert_true (gtk_accelerator_parse (accelerator, &key, &modifiers));

  return gtk_accelerator_name (key, modifiers);
}

/* "<Control>1...3" are three. */
static void
add_keys (Overlay *overlay, const char *text)
{
  const char *dots = strstr (text, "...");

  if (dots == NULL)
    {
      g_auto (GStrv)
        each = g_strsplit (text, " ", -1);

      for (gsize i = 0; each[i] != NULL; i++)
        g_hash_table_add (overlay->keys, normalise (each[i]));
      return;
    }

  for (char digit = dots[-1]; digit <= dots[3]; digit++)
    {
      g_autofree char *one = g_strdup_printf ("%.*s%c", (int) (dots - text - 1), text, digit);

      g_hash_table_add (overlay->keys, normalise (one));
    }
}

/* What is drawn of its keys. */
static gboolean
shows_keys (GtkWidget *widget)
{
  if (GTK_IS_SHORTCUT_LABEL (widget))
    return gtk_widget_get_first_child (widget) != NULL;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (shows_keys (child))
      return TRUE;

  return FALSE;
}

static void
read_overlay (Overlay *overlay, GtkWidget *widget)
{
  if (GTK_IS_SHORTCUTS_SHORTCUT (widget))
    {
      g_autofree char *action = NULL;
      g_autofree char *accelerator = NULL;
      g_autofree char *title = NULL;

      g_object_get (widget, "action-name", &action, "accelerator", &accelerator, "title", &title,
                    NULL);
      g_assert_true (title != NULL && *title != '\0');
      if (accelerator == NULL || *accelerator == '\0' || !shows_keys (widget))
        g_error ("the help shows no keys for \"%s\"", title);
      if (action != NULL)
        g_hash_table_add (overlay->actions, g_steal_pointer (&action));
      else
        add_keys (overlay, accelerator);
      return;
    }

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    read_overlay (overlay, child);
}

static void
assert_told (Overlay *overlay, const OptShortcut *shortcut)
{
  for (gsize i = 0; shortcut->keys[i] != NULL; i++)
    {
      g_autofree char *key = normalise (shortcut->keys[i]);

      if (!g_hash_table_remove (overlay->keys, key)
          && !g_hash_table_contains (overlay->actions, shortcut->action))
        g_error ("opt-shortcuts.ui does not tell of %s for %s", key, shortcut->action);
    }
}

static void
assert_set (GtkApplication *application, const OptShortcut *shortcut)
{
  g_auto (GStrv)
    set = gtk_application_get_accels_for_action (application, shortcut->action);

  g_assert_cmpuint (g_strv_length (set), ==, g_strv_length ((char **) shortcut->keys));
  for (gsize i = 0; set[i] != NULL; i++)
    {
      g_autofree char *wanted = normalise (shortcut->keys[i]);
      g_autofree char *there = normalise (set[i]);

      g_assert_cmpstr (there, ==, wanted);
    }
}

static gboolean
has_keys (const char *action)
{
  gsize n;
  const OptShortcut *shortcuts = opt_shortcuts_get (&n);

  for (gsize i = 0; i < n; i++)
    if (!shortcuts[i].plain && g_str_equal (shortcuts[i].action, action))
      return TRUE;

  return FALSE;
}

/* Each page has its key, and no key is without a page. */
static void
assert_pages_have_keys (OptWindow *window)
{
  g_autoptr (OptServer) server = ui_fixture_get_server ();
  g_autofree char *before = NULL;

  opt_window_set_server (window, server);
  for (guint i = 1; i < 10; i++)
    {
      g_autofree char *action = g_strdup_printf ("win.nth-page(%u)", i);

      opt_window_show_nth_page (window, i);
      g_assert_cmpint (has_keys (action), ==,
                       g_strcmp0 (opt_window_get_page_name (window), before) != 0);
      g_free (before);
      before = g_strdup (opt_window_get_page_name (window));
    }
  opt_window_set_server (window, NULL);
}

/* The help tells of each key there is, and of no other. */
static void
try_shortcuts (OptApplication *application, OptWindow *window)
{
  GtkWindow *help = opt_shortcuts_make_window ();
  g_autoptr (GHashTable) actions = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GHashTable) keys = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  Overlay overlay = { actions, keys };
  g_auto (GStrv)
    described = gtk_application_list_action_descriptions (GTK_APPLICATION (application));
  gsize n;
  const OptShortcut *shortcuts = opt_shortcuts_get (&n);
  GHashTableIter iter;
  const char *name;

  assert_pages_have_keys (window);
  read_overlay (&overlay, GTK_WIDGET (help));
  for (gsize i = 0; i < n; i++)
    {
      assert_told (&overlay, &shortcuts[i]);
      if (!shortcuts[i].plain)
        assert_set (GTK_APPLICATION (application), &shortcuts[i]);
    }
  for (gsize i = 0; described[i] != NULL; i++)
    g_assert_true (has_keys (described[i]));

  for (gsize i = 0; i < G_N_ELEMENTS (keys_of_widgets); i++)
    g_assert_true (g_hash_table_remove (keys, keys_of_widgets[i]));
  g_hash_table_iter_init (&iter, keys);
  while (g_hash_table_iter_next (&iter, (gpointer *) &name, NULL))
    g_error ("opt-shortcuts.ui tells of %s, which does nothing", name);
  g_hash_table_iter_init (&iter, actions);
  while (g_hash_table_iter_next (&iter, (gpointer *) &name, NULL))
    if (!has_keys (name))
      g_error ("opt-shortcuts.ui tells of %s, which has no keys", name);
  gtk_window_destroy (help);
}

static void
test_shortcuts (void)
{
  run_application (try_shortcuts);
}

/* ---- What it remembers ----------------------------------------------------------------------- */

static void
change_settings (OptApplication *application, OptWindow *window)
{
  AdwStyleManager *manager = adw_style_manager_get_default ();

  g_assert_cmpint (adw_style_manager_get_color_scheme (manager), ==, ADW_COLOR_SCHEME_DEFAULT);
  g_action_group_change_action_state (G_ACTION_GROUP (application), "style",
                                      g_variant_new_string ("dark"));
  g_assert_cmpint (adw_style_manager_get_color_scheme (manager), ==, ADW_COLOR_SCHEME_FORCE_DARK);
  /* There is no such style. */
  g_action_group_change_action_state (G_ACTION_GROUP (application), "style",
                                      g_variant_new_string ("pink"));
  g_assert_cmpint (adw_style_manager_get_color_scheme (manager), ==, ADW_COLOR_SCHEME_FORCE_DARK);
  gtk_window_set_default_size (GTK_WINDOW (window), 777, 555);
  /* The X server has to agree. */
  do
    ui_fixture_draw (GTK_WIDGET (window));
  while (gtk_widget_get_width (GTK_WIDGET (window)) > 777);
}

static void
expect_settings (OptApplication *application, OptWindow *window)
{
  int width;
  int height;

  g_assert_cmpint (adw_style_manager_get_color_scheme (adw_style_manager_get_default ()), ==,
                   ADW_COLOR_SCHEME_FORCE_DARK);
  gtk_window_get_default_size (GTK_WINDOW (window), &width, &height);
  g_assert_cmpint (width, ==, 777);
  g_assert_cmpint (height, ==, 555);

  /* From outside, as gsettings does. */
  g_settings_set_string (opt_application_get_settings (application), "color-scheme", "light");
  g_assert_cmpint (adw_style_manager_get_color_scheme (adw_style_manager_get_default ()), ==,
                   ADW_COLOR_SCHEME_FORCE_LIGHT);
}

static void
test_settings (void)
{
  run_application (change_settings);
  run_application (expect_settings);
}

/* ---- Its end --------------------------------------------------------------------------------- */

/* As a change that runs on a server puts it there. */
static OptJob *
start_change (OptApplication *application, gboolean writes)
{
  OptServerList *servers = opt_application_get_servers (application);
  g_autoptr (OptServer) made = ui_fixture_get_server ();
  OptServer *server = opt_server_list_add (servers, opt_server_get_name (made),
                                           opt_server_get_conninfo (made), FALSE, NULL);
  OptJob *job = opt_job_new ("Create index");

  opt_job_set_writes (job, writes);
  opt_job_begin (job);
  g_list_store_append (G_LIST_STORE (opt_server_get_jobs (server)), job);

  return job;
}

static void
end_change (OptApplication *application, OptJob *job)
{
  g_autoptr (OptServer) server
      = g_list_model_get_item (G_LIST_MODEL (opt_application_get_servers (application)), 0);

  opt_job_end (job);
  g_list_store_remove_all (G_LIST_STORE (opt_server_get_jobs (server)));
}

static GtkWindow *
find_dialog (void)
{
  g_autoptr (GList) windows = gtk_window_list_toplevels ();

  for (GList *l = windows; l != NULL; l = l->next)
    if (ADW_IS_MESSAGE_DIALOG (l->data))
      return l->data;

  return NULL;
}

static void
assert_asks (OptWindow *window)
{
  gtk_window_close (GTK_WINDOW (window));
  g_assert_nonnull (find_dialog ());
  ui_fixture_draw (GTK_WIDGET (find_dialog ()));
  /* Who asks once more is asked nothing new. */
  gtk_window_close (GTK_WINDOW (window));
}

/* As its button does, which closes it, too. */
static void
answer (const char *response)
{
  GtkWindow *dialog = find_dialog ();

  adw_message_dialog_response (ADW_MESSAGE_DIALOG (dialog), response);
  gtk_window_destroy (dialog);
  g_assert_null (find_dialog ());
}

static void
try_close (OptApplication *application, OptWindow *window)
{
  g_autoptr (OptJob) job = start_change (application, TRUE);
  gpointer weak = window;

  g_object_add_weak_pointer (G_OBJECT (window), &weak);
  assert_asks (window);
  answer ("stay");
  g_assert_nonnull (weak);
  g_assert_true (opt_job_get_running (job));
  g_assert_false (g_cancellable_is_cancelled (opt_job_get_cancellable (job)));

  assert_asks (window);
  answer ("cancel");
  g_assert_true (g_cancellable_is_cancelled (opt_job_get_cancellable (job)));
  /* It has to clean up first. */
  ui_fixture_draw (GTK_WIDGET (window));
  g_assert_nonnull (weak);

  end_change (application, job);
  ui_fixture_assert_gone (&weak);
}

static void
try_close_when_done (OptApplication *application, OptWindow *window)
{
  g_autoptr (OptJob) job = start_change (application, TRUE);
  gpointer weak = window;

  g_object_add_weak_pointer (G_OBJECT (window), &weak);
  assert_asks (window);
  answer ("wait");
  ui_fixture_draw (GTK_WIDGET (window));
  g_assert_nonnull (weak);
  g_assert_false (g_cancellable_is_cancelled (opt_job_get_cancellable (job)));

  end_change (application, job);
  ui_fixture_assert_gone (&weak);
}

/* The question goes with its reason, and nothing is closed without an answer. */
static void
try_close_unanswered (OptApplication *application, OptWindow *window)
{
  g_autoptr (OptJob) job = start_change (application, TRUE);

  assert_asks (window);
  end_change (application, job);
  g_assert_null (find_dialog ());
  ui_fixture_draw (GTK_WIDGET (window));
}

/* What only reads may end with the window. */
static void
try_close_reading (OptApplication *application, OptWindow *window)
{
  g_autoptr (OptJob) job = start_change (application, FALSE);
  gpointer weak = window;

  g_object_add_weak_pointer (G_OBJECT (window), &weak);
  gtk_window_close (GTK_WINDOW (window));
  g_assert_null (find_dialog ());
  ui_fixture_assert_gone (&weak);
  end_change (application, job);
}

static void
test_close (void)
{
  run_application (try_close);
  run_application (try_close_when_done);
  run_application (try_close_unanswered);
  run_application (try_close_reading);
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv);
  ui_fixture_init ();

  g_test_add_func ("/ui/trail", test_trail);
  g_test_add_func ("/ui/age", test_age);
  g_test_add_func ("/ui/window/settings", test_settings);
  g_test_add_func ("/ui/window/shortcuts", test_shortcuts);
  g_test_add_func ("/ui/window/close", test_close);
  g_test_add_func ("/ui/window/width", test_width);

  return g_test_run ();
}
