/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>
#include <unistd.h>

#include "opt-error-view.h"
#include "opt-plan-store.h"
#include "opt-plan-dialog.h"
#include "opt-plan-summary.h"
#include "plan-fixture.h"

/* ---- Texts ---------------------------------------------------------------------------------- */

static OptPlanDialog *
find_dialog (void)
{
  GListModel *windows = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++)
    {
      g_autoptr (GtkWidget) window = g_list_model_get_item (windows, i);

      if (OPT_IS_PLAN_DIALOG (window))
        return OPT_PLAN_DIALOG (window);
    }

  return NULL;
}

static gboolean
has_dialog (gpointer data)
{
  return find_dialog () != NULL;
}

static gboolean
dialog_has_read (gpointer dialog)
{
  g_autofree char *said = plan_fixture_read (dialog);

  return strstr (said, "Reading") == NULL;
}

/* The text is no plan, and the dialog says so. */
static void
check_refused (PlanFixture *fixture, const char *text, const char *said)
{
  OptPlanDialog *dialog;
  gpointer weak;

  opt_plan_page_show_text (fixture->page, text);
  ui_fixture_wait (has_dialog, NULL);
  dialog = find_dialog ();
  weak = dialog;
  g_object_add_weak_pointer (G_OBJECT (dialog), &weak);
  ui_fixture_wait (dialog_has_read, dialog);
  ui_fixture_draw (GTK_WIDGET (dialog));
  plan_fixture_assert_says (dialog, said);
  g_assert_null (opt_plan_view_get_document (fixture->view));
  gtk_window_close (GTK_WINDOW (dialog));
  ui_fixture_assert_gone (&weak);
}

static void
test_refused (PlanFixture *fixture, gconstpointer data)
{
  check_refused (fixture, "[\n  {\"Plan\": }\n]", "line 2, column 12");
  check_refused (fixture, "- Plan:\n    Node Type: \"Result\"\n   Alias\n", "line 3, column 4");
  check_refused (fixture, "{\"a\": 1}", "no “Plan”");
  check_refused (fixture, "[{\"Plan\": {\"Node Type\": \"Result\", \"Actual Rows\": -1}}]",
                 "Actual Rows");
}

/* As psql prints it, where nobody asks for JSON. */
static void
test_text (PlanFixture *fixture, gconstpointer data)
{
  GdkClipboard *clipboard = gtk_widget_get_clipboard (fixture->window);

  gdk_clipboard_set_text (clipboard, "QUERY PLAN\n----------\n"
                                     " Seq Scan on t  (cost=0.00..1.01 rows=1 width=4)\n(1 row)\n");
  opt_plan_page_paste (fixture->page);
  ui_fixture_wait (plan_fixture_has_document, fixture->view);
  plan_fixture_assert_says (fixture->view, "1.01");
}

#define SEVERAL                                                        \
  "2026-11-29 12:43:16.123 UTC [17] LOG:  duration: 3.140 ms  plan:\n" \
  "\tQuery Text: SELECT * FROM one\n"                                  \
  "\tSeq Scan on one  (cost=0.00..10.00 rows=10 width=4)\n"            \
  "2026-11-29 12:43:18.000 UTC [18] LOG:  duration: 7.000 ms  plan:\n" \
  "\tQuery Text: SELECT * FROM two\n"                                  \
  "\tLimit  (cost=0.00..20.00 rows=1 width=4)\n"                       \
  "\t  ->  Seq Scan on two  (cost=0.00..20.00 rows=1 width=4)\n"

static guint
count_nodes (PlanFixture *fixture)
{
  return opt_plan_get_n_nodes (
      opt_plan_document_get_plan (opt_plan_view_get_document (fixture->view)));
}

static gboolean
shows_second (gpointer data)
{
  return count_nodes (data) == 2;
}

static gboolean
shows_all (gpointer data)
{
  return count_nodes (data) == 3;
}

/* Of several plans one can be looked at, and then all of them again. */
static void
test_choice (PlanFixture *fixture, gconstpointer data)
{
  GtkDropDown *choice = GTK_DROP_DOWN (
      plan_fixture_find (plan_fixture_find (GTK_WIDGET (fixture->view), OPT_TYPE_PLAN_SUMMARY),
                         GTK_TYPE_DROP_DOWN));

  plan_fixture_show_text (fixture, SEVERAL);
  g_assert_true (shows_all (fixture));
  g_assert_true (gtk_widget_get_visible (GTK_WIDGET (choice)));
  plan_fixture_assert_says (choice, "All 2 plans");

  gtk_drop_down_set_selected (choice, 2);
  ui_fixture_wait (shows_second, fixture);
  plan_fixture_settle (fixture);
  g_assert_cmpuint (gtk_drop_down_get_selected (choice), ==, 2);
  plan_fixture_assert_says (choice, "SELECT * FROM two");
  plan_fixture_assert_says (fixture->view, "2 nodes");

  gtk_drop_down_set_selected (choice, 0);
  ui_fixture_wait (shows_all, fixture);
  plan_fixture_settle (fixture);

  plan_fixture_show_text (fixture, "Result  (cost=0.00..0.01 rows=1 width=0)\n");
  g_assert_cmpuint (count_nodes (fixture), ==, 1);
  g_assert_false (gtk_widget_get_visible (GTK_WIDGET (choice)));
}

static void
test_paste (PlanFixture *fixture, gconstpointer data)
{
  GdkClipboard *clipboard = gtk_widget_get_clipboard (fixture->window);

  gdk_clipboard_set_text (clipboard, "[{\"Plan\": {\"Node Type\": \"Result\"}}]");
  opt_plan_page_paste (fixture->page);
  ui_fixture_wait (plan_fixture_has_document, fixture->view);
  plan_fixture_assert_says (fixture->view, "neither times nor costs");
}

static void
note_statement (OptPlanDialog *dialog, const char *sql, char **noted)
{
  *noted = g_strdup (sql);
}

static gboolean
can_be_planned (gpointer dialog)
{
  g_autofree char *said = plan_fixture_read (dialog);

  return strstr (said, "can be planned on shop") != NULL;
}

/* What can be planned by a server is a statement; without one it is no plan. */
static void
test_statement (void)
{
  OptPlanDialog *dialog = opt_plan_dialog_new (NULL, "shop");
  g_autofree char *noted = NULL;

  /* One types at once. */
  opt_plan_dialog_present (dialog);
  g_assert_true (GTK_IS_TEXT_VIEW (gtk_window_get_focus (GTK_WINDOW (dialog))));
  opt_plan_dialog_set_text (dialog, "SELECT 1");
  ui_fixture_wait (can_be_planned, dialog);
  g_signal_connect (dialog, "statement", G_CALLBACK (note_statement), &noted);
  gtk_widget_activate_action (GTK_WIDGET (dialog), "dialog.accept", NULL);
  g_assert_cmpstr (noted, ==, "SELECT 1");
}

/* ---- What can't be read --------------------------------------------------------------------- */

static gboolean
has_error (gpointer page)
{
  GtkWidget *view = plan_fixture_find (page, OPT_TYPE_ERROR_VIEW);

  return gtk_widget_get_visible (view);
}

static void
check_file_refused (PlanFixture *fixture, GFile *file, const char *said)
{
  opt_plan_page_open_file (fixture->page, file);
  ui_fixture_wait (has_error, fixture->page);
  plan_fixture_assert_says (fixture->page, said);
  ui_fixture_draw (fixture->window);
}

static void
test_files_refused (PlanFixture *fixture, gconstpointer data)
{
  g_autofree char *folder = g_dir_make_tmp ("optischema-plan-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "plan.json", NULL);
  g_autoptr (GFile) folder_file = g_file_new_for_path (folder);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GFile) endless = g_file_new_for_path ("/dev/zero");

  check_file_refused (fixture, folder_file, "a folder");
  check_file_refused (fixture, endless, "no ordinary file");
  check_file_refused (fixture, file, "No such file");
  g_assert_true (g_file_set_contents (path, "\xff\xfe[", -1, NULL));
  check_file_refused (fixture, file, "UTF-8");
  g_assert_true (g_file_set_contents (path, "", -1, NULL));
  check_file_refused (fixture, file, "no plan in this text");
  g_assert_cmpint (truncate (path, 70 * 1024 * 1024), ==, 0);
  check_file_refused (fixture, file, "larger than 64 MB");

  unlink (path);
  rmdir (folder);
}

/* What nobody puts right by hand is not offered to be put right. */
static void
test_large (PlanFixture *fixture, gconstpointer data)
{
  g_autofree char *text = g_strnfill (65 * 1024 * 1024, ' ');
  g_autofree char *line = g_strnfill (100000, '[');

  *text = '[';
  opt_plan_page_show_text (fixture->page, text);
  ui_fixture_wait (has_error, fixture->page);
  plan_fixture_assert_says (fixture->page, "larger than 64 MB");
  g_assert_null (find_dialog ());

  opt_plan_page_show_text (fixture->page, line);
  ui_fixture_wait (has_error, fixture->page);
  plan_fixture_assert_says (fixture->page, "deeply");
  g_assert_null (find_dialog ());
}

/* A plan that is there outlives the failure to get another one. */
static void
test_error_beside_plan (PlanFixture *fixture, gconstpointer data)
{
  g_autoptr (GFile) file = g_file_new_for_path ("/no/such/file");
  OptPlan *plan = plan_fixture_open (fixture, "001_seq_scan_filter.json");

  check_file_refused (fixture, file, "No such file");
  g_assert_true (opt_plan_document_get_plan (opt_plan_view_get_document (fixture->view)) == plan);
  opt_plan_page_explain (fixture->page, "SELECT 1");
  plan_fixture_assert_says (fixture->page, "no server");
}

/* ---- Servers -------------------------------------------------------------------------------- */

static gboolean
is_of_server (gpointer view)
{
  OptPlanDocument *document = opt_plan_view_get_document (view);

  return document != NULL && opt_plan_document_is_of_server (document);
}

static OptServer *
connect_server (PlanFixture *fixture)
{
  OptServer *server = ui_fixture_get_server ();

  opt_page_set_server (OPT_PAGE (fixture->page), server);
  opt_server_connect (server);
  ui_fixture_wait_for_state (server, OPT_SERVER_ONLINE);

  return server;
}

static void
test_server (PlanFixture *fixture, gconstpointer data)
{
  OptServer *server = connect_server (fixture);

  opt_plan_page_explain (fixture->page, "SELECT relname FROM pg_class WHERE oid = $1");
  ui_fixture_wait (is_of_server, fixture->view);
  ui_fixture_draw (fixture->window);
  plan_fixture_assert_says (fixture->view, "Planned by the watched server, not run; generic plan");
  plan_fixture_assert_says (fixture->view, "Not run");
  plan_fixture_assert_says (fixture->view, "Run on a copy");

  /* Another server knows nothing of this plan. */
  opt_page_set_server (OPT_PAGE (fixture->page), NULL);
  g_assert_null (opt_plan_view_get_document (fixture->view));
  plan_fixture_assert_says (fixture->page, "Open or paste a plan");

  opt_page_set_server (OPT_PAGE (fixture->page), server);
  opt_plan_page_explain (fixture->page, "SELECT no_such_column FROM pg_class");
  ui_fixture_wait (has_error, fixture->page);
  plan_fixture_assert_says (fixture->page, "no_such_column");
  gtk_expander_set_expanded (GTK_EXPANDER (
                                 plan_fixture_find (GTK_WIDGET (fixture->page), GTK_TYPE_EXPANDER)),
                             TRUE);
  plan_fixture_assert_says (fixture->page, "42703");

  plan_fixture_open (fixture, "001_seq_scan_filter.json");
  opt_page_set_server (OPT_PAGE (fixture->page), NULL);
  g_assert_nonnull (opt_plan_view_get_document (fixture->view));
  g_object_unref (server);
}

static gboolean
has_question (gpointer data)
{
  GListModel *windows = gtk_window_get_toplevels ();
  gboolean found = FALSE;

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++)
    {
      g_autoptr (GtkWidget) window = g_list_model_get_item (windows, i);

      found |= ADW_IS_MESSAGE_DIALOG (window);
    }

  return found;
}

static void answer_question (const char *response);
static void check_question (void);

static gboolean
has_two_records (gpointer data)
{
  OptServer *server = data;
  OptServerFacts *facts = opt_server_get_facts (server);
  g_autoptr (GError) error = NULL;
  g_autoptr (OptPlanStore) store = opt_plan_store_open_sync (NULL, &error);
  g_autoptr (GPtrArray) first = NULL;
  g_autoptr (GPtrArray) second = NULL;

  g_assert_no_error (error);
  first = opt_plan_store_list_sync (store, opt_server_facts_get_system_identifier (facts),
                                    opt_server_facts_get_database_oid (facts), "SELECT * FROM one",
                                    &error);
  g_assert_no_error (error);
  second = opt_plan_store_list_sync (store, opt_server_facts_get_system_identifier (facts),
                                     opt_server_facts_get_database_oid (facts), "SELECT * FROM two",
                                     &error);
  g_assert_no_error (error);

  return first->len == 1 && second->len == 1;
}

/* A log is kept as that of a server only when somebody said that it is. */
static void
test_keep_log (PlanFixture *fixture, gconstpointer data)
{
  g_autoptr (OptServer) server = connect_server (fixture);
  g_autofree char *said = NULL;

  opt_page_set_server (OPT_PAGE (fixture->page), NULL);
  plan_fixture_show_text (fixture, SEVERAL);
  said = plan_fixture_read (fixture->view);
  g_assert_null (strstr (said, "in the History"));
  opt_page_set_server (OPT_PAGE (fixture->page), server);
  ui_fixture_draw (fixture->window);
  plan_fixture_assert_says (fixture->view, "in the History");
  gtk_widget_activate_action (GTK_WIDGET (fixture->view), "plan.remember", NULL);
  ui_fixture_wait (has_question, NULL);
  answer_question ("cancel");
  g_assert_false (has_two_records (server));

  gtk_widget_activate_action (GTK_WIDGET (fixture->view), "plan.remember", NULL);
  ui_fixture_wait (has_question, NULL);
  check_question ();
  answer_question ("keep");
  ui_fixture_wait (has_two_records, server);
  opt_page_set_server (OPT_PAGE (fixture->page), NULL);
}

static gboolean
was_run (gpointer view)
{
  OptPlanDocument *document = opt_plan_view_get_document (view);

  return document != NULL && opt_plan_has_times (opt_plan_document_get_plan (document));
}

static GtkWidget *
find_question (void)
{
  GListModel *windows = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++)
    {
      g_autoptr (GtkWidget) window = g_list_model_get_item (windows, i);

      if (ADW_IS_MESSAGE_DIALOG (window))
        return window;
    }

  g_assert_not_reached ();
}

static void
answer_question (const char *response)
{
  adw_message_dialog_response (ADW_MESSAGE_DIALOG (find_question ()), response);
}

static void
check_question (void)
{
  GtkWidget *check = adw_message_dialog_get_extra_child (ADW_MESSAGE_DIALOG (find_question ()));

  gtk_check_button_set_active (GTK_CHECK_BUTTON (check), TRUE);
}

/* One that could not be planned is not what the question beside the plan before it is about. */
static void
test_runs_what_is_shown (PlanFixture *fixture, gconstpointer data)
{
  g_autoptr (OptServer) server = connect_server (fixture);

  opt_plan_page_explain (fixture->page, "SELECT relname FROM pg_class");
  ui_fixture_wait (is_of_server, fixture->view);
  opt_plan_page_explain (fixture->page, "SELECT no_such_column FROM pg_class");
  ui_fixture_wait (has_error, fixture->page);

  gtk_widget_activate_action (GTK_WIDGET (fixture->page), "plan.run-on-server", NULL);
  answer_question ("run");
  ui_fixture_wait (was_run, fixture->view);
  g_assert_false (has_error (fixture->page));
}

/* It lets go of what it asked for. */
static void
test_disposed (gconstpointer data)
{
  gboolean explains = GPOINTER_TO_INT (data);
  PlanFixture fixture = { NULL };
  OptServer *server = NULL;

  for (guint i = 0; i < 5; i++)
    {
      plan_fixture_set_up (&fixture, NULL);
      if (explains)
        {
          server = connect_server (&fixture);
          opt_plan_page_explain (fixture.page, "SELECT count(*) FROM pg_class");
        }
      else
        opt_plan_page_show_text (fixture.page,
                                 i % 2 == 0 ? "[{\"Plan\": {\"Node Type\": \"A\"}}]" : "no plan");
      for (guint turns = 0; turns < i * 3; turns++)
        g_main_context_iteration (NULL, FALSE);
      plan_fixture_tear_down (&fixture, NULL);
      g_clear_object (&server);
      g_assert_null (find_dialog ());
    }
}

static void
add (const char *path, gconstpointer data, void (*test) (PlanFixture *, gconstpointer))
{
  g_test_add (path, PlanFixture, data, plan_fixture_set_up, test, plan_fixture_tear_down);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ui_fixture_init ();

  add ("/ui/plan-sources/refused", NULL, test_refused);
  add ("/ui/plan-sources/text", NULL, test_text);
  add ("/ui/plan-sources/choice", NULL, test_choice);
  add ("/ui/plan-sources/keep-log", NULL, test_keep_log);
  add ("/ui/plan-sources/paste", NULL, test_paste);
  g_test_add_func ("/ui/plan-sources/statement", test_statement);
  add ("/ui/plan-sources/files-refused", NULL, test_files_refused);
  add ("/ui/plan-sources/large", NULL, test_large);
  add ("/ui/plan-sources/error-beside-plan", NULL, test_error_beside_plan);
  add ("/ui/plan-sources/server", NULL, test_server);
  add ("/ui/plan-sources/runs-what-is-shown", NULL, test_runs_what_is_shown);
  g_test_add_data_func ("/ui/plan-sources/disposed/parsing", GINT_TO_POINTER (FALSE),
                        test_disposed);
  g_test_add_data_func ("/ui/plan-sources/disposed/explaining", GINT_TO_POINTER (TRUE),
                        test_disposed);

  return g_test_run ();
}
