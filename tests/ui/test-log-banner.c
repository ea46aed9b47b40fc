/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gstdio.h>
#include <string.h>

#include "opt-audit.h"
#include "opt-history-page.h"
#include "opt-log-banner.h"
#include "opt-store.h"
#include "ui-fixture.h"

static char *
get_path (void)
{
  return g_build_filename (g_get_user_data_dir (), "optischema", "audit.db", NULL);
}

static void
append (const char *change_id)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (OptAudit) audit = opt_audit_open_sync (NULL, &error);
  OptAuditEntry entry = { .change_id = (char *) change_id, .event = OPT_AUDIT_PREPARED };

  g_assert_no_error (error);
  opt_audit_append_sync (audit, &entry, &error);
  g_assert_no_error (error);
}

static void
execute (const char *sql)
{
  g_autofree char *path = get_path ();
  g_autoptr (GError) error = NULL;
  g_autoptr (OptStore) store = opt_store_open_sync (path, OPT_STORE_FLAGS_NONE, NULL, 0, &error);

  g_assert_no_error (error);
  opt_store_execute_sync (store, sql, NULL, 0, &error);
  g_assert_no_error (error);
}

static gboolean
is_revealed (gpointer bar)
{
  return gtk_info_bar_get_revealed (bar);
}

static gboolean
is_not_revealed (gpointer bar)
{
  return !gtk_info_bar_get_revealed (bar);
}

/* On the page, whenever it is shown. */
static void
test_page (void)
{
  OptHistoryPage *page = g_object_new (OPT_TYPE_HISTORY_PAGE, NULL);
  GtkWidget *window = ui_fixture_show (GTK_WIDGET (page), 600, 400);
  OptLogBanner *banner = ui_fixture_get_child (page, "log_banner");
  gpointer bar = ui_fixture_get_child (banner, "bar");
  const char *title;

  append ("a");
  append ("b");
  opt_page_set_shown (OPT_PAGE (page), TRUE);
  ui_fixture_draw (window);
  g_assert_false (gtk_info_bar_get_revealed (bar));

  execute ("DROP TRIGGER IF EXISTS entries_no_update");
  execute ("UPDATE entries SET undo_sql = 'DROP TABLE orders' WHERE id = 1");
  opt_page_set_shown (OPT_PAGE (page), FALSE);
  opt_page_set_shown (OPT_PAGE (page), TRUE);
  ui_fixture_wait (is_revealed, bar);
  title = gtk_label_get_label (ui_fixture_get_child (banner, "title_label"));
  g_assert_nonnull (strstr (title, "changed at entry 1"));
  ui_fixture_draw (window);

  execute ("UPDATE entries SET undo_sql = NULL WHERE id = 1");
  opt_log_banner_check (banner);
  opt_log_banner_check (banner);
  ui_fixture_wait (is_not_revealed, bar);

  gtk_window_destroy (GTK_WINDOW (window));
}

/* Whoever found that the log was damaged, and began a new one. */
static void
test_damaged (void)
{
  OptLogBanner *banner = g_object_ref_sink (g_object_new (OPT_TYPE_LOG_BANNER, NULL));
  gpointer bar = ui_fixture_get_child (banner, "bar");
  g_autofree char *path = get_path ();
  g_autoptr (OptAudit) audit = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (g_file_set_contents (path, "This is no database any more.", -1, NULL));
  audit = opt_audit_open_sync (NULL, &error);
  g_assert_no_error (error);
  opt_log_banner_check (banner);
  ui_fixture_wait (is_revealed, bar);
  g_assert_nonnull (strstr (gtk_label_get_label (ui_fixture_get_child (banner, "title_label")),
                            opt_audit_get_set_aside (audit)));
  g_object_unref (banner);
}

/* A broken chain is said although the head can't be read; and that the log can't be opened is. */
static void
test_worse (void)
{
  OptLogBanner *banner = g_object_ref_sink (g_object_new (OPT_TYPE_LOG_BANNER, NULL));
  gpointer bar = ui_fixture_get_child (banner, "bar");
  gpointer title = ui_fixture_get_child (banner, "title_label");
  g_autofree char *path = get_path ();
  g_autofree char *head = g_strconcat (path, ".head", NULL);

  append ("c");
  append ("d");
  execute ("DROP TRIGGER IF EXISTS entries_no_update");
  execute ("UPDATE entries SET undo_sql = 'DROP TABLE orders' WHERE change_id = 'c'");
  g_assert_true (g_file_set_contents (head, "rubbish", -1, NULL));
  opt_log_banner_check (banner);
  ui_fixture_wait (is_revealed, bar);
  g_assert_nonnull (strstr (gtk_label_get_label (title), "changed at entry"));
  g_assert_nonnull (strstr (gtk_label_get_label (ui_fixture_get_child (banner, "step_label")),
                            "may have written"));

  g_assert_cmpint (g_remove (path), ==, 0);
  g_assert_cmpint (g_mkdir (path, 0700), ==, 0);
  gtk_info_bar_set_revealed (bar, FALSE);
  opt_log_banner_check (banner);
  ui_fixture_wait (is_revealed, bar);
  g_assert_nonnull (strstr (gtk_label_get_label (title), path));
  g_assert_cmpint (g_rmdir (path), ==, 0);
  g_object_unref (banner);
}

/* The head beside it is not readable: that is no proof, and is said. */
static void
test_head (void)
{
  OptLogBanner *banner = g_object_ref_sink (g_object_new (OPT_TYPE_LOG_BANNER, NULL));
  gpointer bar = ui_fixture_get_child (banner, "bar");
  g_autofree char *path = get_path ();
  g_autofree char *head = g_strconcat (path, ".head", NULL);

  g_assert_true (g_file_set_contents (head, "rubbish", -1, NULL));
  opt_log_banner_check (banner);
  ui_fixture_wait (is_revealed, bar);
  g_assert_nonnull (
      strstr (gtk_label_get_label (ui_fixture_get_child (banner, "title_label")), head));
  g_assert_true (gtk_widget_get_visible (ui_fixture_get_child (banner, "step_label")));

  /* One that goes while it is asked. */
  opt_log_banner_check (banner);
  g_object_unref (banner);
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ui_fixture_init ();

  g_test_add_func ("/ui/log-banner/page", test_page);
  g_test_add_func ("/ui/log-banner/head", test_head);
  g_test_add_func ("/ui/log-banner/worse", test_worse);
  g_test_add_func ("/ui/log-banner/damaged", test_damaged);

  return g_test_run ();
}
