/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-plan-share.h"

#include <string.h>

#include "plan-fixture.h"

/* GTK 4.8's chooser of files leaks what it has read of a folder, in objects whose origin no
 * suppression can name. What is ours is counted below. */
#ifdef __SANITIZE_ADDRESS__
int __lsan_is_turned_off (void);

int
__lsan_is_turned_off (void)
{
  return 1;
}
#endif

static char *
format (PlanFixture *fixture, OptPlanFormat format, gboolean anonymous)
{
  g_autoptr (GError) error = NULL;
  char *text = opt_plan_share_format (opt_plan_view_get_document (fixture->view), format, anonymous,
                                      &error);

  g_assert_no_error (error);

  return text;
}

static void
test_format (PlanFixture *fixture, gconstpointer data)
{
  OptPlan *plan = plan_fixture_open (fixture, "005_index_scan.json");
  g_autofree char *html = format (fixture, OPT_PLAN_FORMAT_HTML, FALSE);
  g_autofree char *anonymous_html = format (fixture, OPT_PLAN_FORMAT_HTML, TRUE);
  g_autofree char *source = format (fixture, OPT_PLAN_FORMAT_SOURCE, FALSE);
  g_autofree char *anonymous = format (fixture, OPT_PLAN_FORMAT_SOURCE, TRUE);
  g_autoptr (OptPlan) again = opt_plan_new_from_text (source, -1, NULL);

  g_assert_cmpuint (opt_plan_get_n_nodes (again), ==, opt_plan_get_n_nodes (plan));
  g_assert_nonnull (strstr (html, "orders_placed"));
  g_assert_nonnull (strstr (html, "005_index_scan.json"));
  g_assert_nonnull (strstr (source, "orders_placed"));
  g_assert_null (strstr (anonymous_html, "orders"));
  g_assert_null (strstr (anonymous_html, "005_index_scan.json"));
  g_assert_null (strstr (anonymous, "orders"));
}

static void
got_text (GObject *object, GAsyncResult *result, gpointer data)
{
  char **text = data;

  *text = gdk_clipboard_read_text_finish (GDK_CLIPBOARD (object), result, NULL);
  if (*text == NULL)
    *text = g_strdup ("");
}

static gboolean
has_copied (gpointer data)
{
  GdkClipboard *clipboard = gtk_widget_get_clipboard (GTK_WIDGET (data));

  return gdk_clipboard_is_local (clipboard);
}

static gboolean
has_text (gpointer data)
{
  return *(char **) data != NULL;
}

static void
test_copied (PlanFixture *fixture, gconstpointer data)
{
  g_autofree char *text = NULL;

  plan_fixture_open (fixture, "005_index_scan.json");
  gtk_widget_activate_action (GTK_WIDGET (fixture->view), "view.copy-anonymous", NULL);
  ui_fixture_wait (has_copied, fixture->view);
  gdk_clipboard_read_text_async (gtk_widget_get_clipboard (GTK_WIDGET (fixture->view)), NULL,
                                 got_text, &text);
  ui_fixture_wait (has_text, &text);
  g_assert_nonnull (strstr (text, "Index Scan"));
  g_assert_null (strstr (text, "orders"));
}

/* Where it is saved is asked for no longer than there is a window, and holds nothing beyond that.
 */
static void
test_closed (PlanFixture *fixture, gconstpointer data)
{
  GtkWidget *label = gtk_label_new ("A plan");
  GtkWidget *window = ui_fixture_show (label, 200, 100);
  OptPlanDocument *document;
  guint n_refs;

  plan_fixture_open (fixture, "005_index_scan.json");
  document = opt_plan_view_get_document (fixture->view);
  plan_fixture_settle (fixture);
  n_refs = G_OBJECT (document)->ref_count;
  g_object_add_weak_pointer (G_OBJECT (label), (gpointer *) &label);
  opt_plan_share_save (label, document, OPT_PLAN_FORMAT_HTML, FALSE);
  opt_plan_share_save (label, document, OPT_PLAN_FORMAT_SOURCE, TRUE);
  plan_fixture_settle (fixture);
  g_assert_cmpuint (G_OBJECT (document)->ref_count, ==, n_refs + 1);

  gtk_window_destroy (GTK_WINDOW (window));
  plan_fixture_settle (fixture);
  g_assert_null (label);
  g_assert_cmpuint (G_OBJECT (document)->ref_count, ==, n_refs);
}

static GtkNativeDialog *
ask (GtkWidget *widget, OptPlanDocument *document)
{
  opt_plan_share_save (widget, document, OPT_PLAN_FORMAT_HTML, FALSE);

  return g_object_ref (g_object_get_data (G_OBJECT (widget), "opt-plan-share"));
}

/* A desktop's portal holds a dialog for as long as it is open. What it answers after another one
 * was asked for, or its widget is gone, is nothing to anybody. */
static void
test_held (PlanFixture *fixture, gconstpointer data)
{
  GtkWidget *label = gtk_label_new ("A plan");
  GtkWidget *window = ui_fixture_show (label, 200, 100);
  g_autoptr (GtkNativeDialog) first = NULL;
  g_autoptr (GtkNativeDialog) second = NULL;
  OptPlanDocument *document;
  guint n_refs;

  plan_fixture_open (fixture, "005_index_scan.json");
  document = opt_plan_view_get_document (fixture->view);
  plan_fixture_settle (fixture);
  n_refs = G_OBJECT (document)->ref_count;
  g_object_add_weak_pointer (G_OBJECT (label), (gpointer *) &label);
  first = ask (label, document);
  second = ask (label, document);
  plan_fixture_settle (fixture);
  g_assert_false (gtk_native_dialog_get_visible (first));
  g_assert_true (gtk_native_dialog_get_visible (second));
  g_signal_emit_by_name (first, "response", GTK_RESPONSE_CANCEL);
  g_assert_true (g_object_get_data (G_OBJECT (label), "opt-plan-share") == second);

  gtk_window_destroy (GTK_WINDOW (window));
  plan_fixture_settle (fixture);
  g_assert_null (label);
  g_assert_false (gtk_native_dialog_get_visible (second));
  g_assert_cmpuint (G_OBJECT (document)->ref_count, ==, n_refs);
  g_signal_emit_by_name (second, "response", GTK_RESPONSE_ACCEPT);
}

#define ADD(path, func) \
  g_test_add (path, PlanFixture, NULL, plan_fixture_set_up, func, plan_fixture_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ui_fixture_init ();

  ADD ("/ui/plan-share/format", test_format);
  ADD ("/ui/plan-share/copied", test_copied);
  ADD ("/ui/plan-share/closed", test_closed);
  ADD ("/ui/plan-share/held", test_held);

  return g_test_run ();
}
