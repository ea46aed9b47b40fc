/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "advice-fixture.h"
#include "opt-apply-step.h"
#include "opt-attention-check.h"
#include "opt-change-plan-group.h"
#include "opt-change-row.h"
#include "opt-change-step.h"
#include "opt-claim-step.h"
#include "opt-error-view.h"
#include "opt-history-page.h"
#include "opt-job-view.h"
#include "opt-recommendation-dialog.h"
#include "opt-test.h"
#include "opt-trial-step.h"
#include "opt-undo-step.h"
#include "opt-verdict-notification.h"
#include "ui-fixture.h"
#include "ui-shop.h"

/* ---- To use it ------------------------------------------------------------------------------- */

typedef struct
{
  gpointer dialog;
  GType type;
} Wish;

static gboolean
is_at (gpointer data)
{
  const Wish *wish = data;
  OptStep *step = opt_step_dialog_get_step (wish->dialog);

  return G_OBJECT_TYPE (step) == wish->type && opt_step_get_job (step) == NULL;
}

/* Waits until a step of that type is shown, and nothing works any more. */
static gpointer
wait_for_step (gpointer dialog, GType type)
{
  Wish wish = { dialog, type };

  ui_fixture_wait (is_at, &wish);
  ui_fixture_draw (dialog);

  return opt_step_dialog_get_step (dialog);
}

static gpointer
open_dialog (OptServer *server, OptRecommendation *recommendation)
{
  OptRecommendationDialog *dialog = opt_recommendation_dialog_new (NULL, server, recommendation);

  gtk_window_present (GTK_WINDOW (dialog));
  ui_fixture_draw (GTK_WIDGET (dialog));

  return dialog;
}

static gboolean
is_sensitive (gpointer widget)
{
  return gtk_widget_is_sensitive (widget);
}

/* As soon as it can be: what makes a change waits for what the server says of it. */
static void
click (gpointer root, const char *label)
{
  GtkButton *button = advice_fixture_find_button (root, label);

  g_assert_nonnull (button);
  ui_fixture_wait (is_sensitive, button);
  advice_fixture_click (button);
}

static void
close_dialog (gpointer dialog)
{
  gpointer weak = dialog;

  g_object_add_weak_pointer (G_OBJECT (dialog), &weak);
  gtk_window_close (GTK_WINDOW (dialog));
  ui_fixture_assert_gone (&weak);
}

/* ---- What is asked --------------------------------------------------------------------------- */

/* Measure first, then apply: that is suggested, and has the focus. */
static void
test_suggestion (void)
{
  static const struct
  {
    OptEvidence evidence;
    const char *label;
    const char *other;
  } cases[] = {
    { OPT_EVIDENCE_MEASURED, "_Apply…", "Show the _Trial" },
    { OPT_EVIDENCE_REFUTED, "Show the _Trial", "_Apply…" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (UiShop) shop = ui_shop_new ();
      g_autoptr (OptRecommendation) recommendation = advice_fixture_get (cases[i].evidence);
      gpointer dialog = open_dialog (shop->server, recommendation);
      GtkWidget *widget = opt_step_get_default_widget (opt_step_dialog_get_step (dialog));

      g_assert_cmpstr (gtk_button_get_label (GTK_BUTTON (widget)), ==, cases[i].label);
      g_assert_true (gtk_widget_has_css_class (widget, "suggested-action"));
      g_assert_true (gtk_window_get_focus (dialog) == widget);
      g_assert_true (gtk_window_get_default_widget (dialog) == widget);
      g_assert_nonnull (advice_fixture_find_button (dialog, cases[i].other));
      close_dialog (dialog);
      advice_fixture_wait_alone (shop->server);
    }
}

static gboolean
has_plan (gpointer step)
{
  gpointer group = advice_fixture_find (step, OPT_TYPE_CHANGE_PLAN_GROUP);

  return opt_change_plan_group_may_apply (group);
}

/* What was refuted asks to be sure. */
static void
test_refuted (void)
{
  g_autoptr (UiShop) shop = ui_shop_new ();
  g_autoptr (OptRecommendation) recommendation = advice_fixture_get (OPT_EVIDENCE_REFUTED);
  gpointer dialog = open_dialog (shop->server, recommendation);
  gpointer step;
  GtkWidget *button;

  click (dialog, "_Apply…");
  step = wait_for_step (dialog, OPT_TYPE_APPLY_STEP);
  button = opt_step_get_default_widget (step);
  g_assert_cmpstr (gtk_button_get_label (GTK_BUTTON (button)), ==, "_Create Index");
  ui_fixture_wait (has_plan, step);
  g_assert_false (gtk_widget_get_sensitive (button));
  g_assert_true (advice_fixture_shows (step, opt_recommendation_get_refuted_by (recommendation)));
  gtk_check_button_set_active (advice_fixture_child (step, OPT_TYPE_APPLY_STEP, "anyway_button"),
                               TRUE);
  g_assert_true (gtk_widget_get_sensitive (button));

  /* Back, and away. */
  gtk_widget_activate_action (GTK_WIDGET (dialog), "step.leave", NULL);
  g_assert_true (OPT_IS_CLAIM_STEP (opt_step_dialog_get_step (dialog)));
  close_dialog (dialog);
  advice_fixture_wait_alone (shop->server);
}

/* ---- What goes wrong ------------------------------------------------------------------------- */

static void
test_trial_fails (void)
{
  g_autoptr (UiShop) shop = ui_shop_new ();
  g_autoptr (OptRecommendation) recommendation = advice_fixture_get (OPT_EVIDENCE_SIMULATED);
  gpointer dialog;
  gpointer step;

  opt_recommendation_set_trial (recommendation, NULL);
  dialog = open_dialog (shop->server, recommendation);
  click (dialog, "_Try It in the Sandbox");
  step = opt_step_dialog_get_step (dialog);
  g_assert_true (OPT_IS_TRIAL_STEP (step));
  g_assert_true (opt_step_dialog_is_working (dialog));
  wait_for_step (dialog, OPT_TYPE_TRIAL_STEP);
  g_assert_true (advice_fixture_shows (step, "Nothing was measured"));
  g_assert_true (advice_fixture_shows (step, "/nowhere"));
  g_assert_nonnull (opt_step_get_outcome (step));
  g_assert_nonnull (advice_fixture_find_button (dialog, "_Try Again"));
  close_dialog (dialog);
  advice_fixture_wait_alone (shop->server);
}

static void
note_end (gpointer dialog, const char *outcome, char **noted)
{
  *noted = g_strdup (outcome);
}

static gboolean
has_text (gpointer data)
{
  char *const *text = data;

  return *text != NULL;
}

static GtkWindow *
find_question (gpointer dialog)
{
  g_autoptr (GListModel) windows = gtk_window_get_toplevels ();

  g_object_ref (windows);
  for (guint i = 0; i < g_list_model_get_n_items (windows); i++)
    {
      g_autoptr (GtkWindow) window = g_list_model_get_item (windows, i);

      if (ADW_IS_MESSAGE_DIALOG (window) && gtk_window_get_transient_for (window) == dialog)
        return window;
    }

  return NULL;
}

/* Closed while it works it asks, and what goes on behind it is told. */
static void
test_background (void)
{
  g_autoptr (UiShop) shop = ui_shop_new ();
  g_autoptr (OptRecommendation) recommendation = advice_fixture_get (OPT_EVIDENCE_SIMULATED);
  g_autofree char *outcome = NULL;
  gpointer dialog;
  GtkWindow *question;

  opt_recommendation_set_trial (recommendation, NULL);
  dialog = open_dialog (shop->server, recommendation);
  g_signal_connect (dialog, "ended", G_CALLBACK (note_end), &outcome);
  click (dialog, "_Try It in the Sandbox");
  gtk_window_close (GTK_WINDOW (dialog));
  g_assert_true (gtk_widget_get_visible (dialog));
  question = find_question (dialog);
  g_assert_nonnull (question);
  adw_message_dialog_response (ADW_MESSAGE_DIALOG (question), "background");
  gtk_window_destroy (question);
  g_assert_false (gtk_widget_get_visible (dialog));
  ui_fixture_wait (has_text, &outcome);
  g_assert_true (g_str_has_prefix (outcome, "The trial failed: "));

  /* It is there again with what came of it. */
  gtk_window_present (GTK_WINDOW (dialog));
  ui_fixture_draw (dialog);
  g_assert_true (advice_fixture_shows (dialog, "Nothing was measured"));
  close_dialog (dialog);
  advice_fixture_wait_alone (shop->server);
}

/* The window goes while it works. */
static void
test_disposed (void)
{
  g_autoptr (UiShop) shop = ui_shop_new ();
  g_autoptr (OptRecommendation) recommendation = advice_fixture_get (OPT_EVIDENCE_MEASURED);
  gpointer dialog = open_dialog (shop->server, recommendation);
  gpointer weak = dialog;

  click (dialog, "_Apply…");
  click (dialog, "_Create Index");
  g_assert_true (opt_step_dialog_is_working (dialog));
  g_object_add_weak_pointer (G_OBJECT (dialog), &weak);
  gtk_window_destroy (GTK_WINDOW (dialog));
  ui_fixture_assert_gone (&weak);
  advice_fixture_wait_alone (shop->server);
}

/* ---- The whole way --------------------------------------------------------------------------- */

static OptServer *
connect_server (void)
{
  OptServer *server = ui_fixture_get_server ();
  g_autoptr (OptConnection) connection
      = opt_test_connect (opt_conninfo_get (opt_server_get_conninfo (server), "dbname"),
                          OPT_CONNECTION_ROLE_SANDBOX);
  g_autoptr (GError) error = NULL;

  opt_connection_execute_sync (connection, "CREATE TABLE item (id int, shelf int)", NULL, NULL,
                               &error);
  g_assert_no_error (error);
  opt_connection_close (connection);
  opt_server_connect (server);
  ui_fixture_wait_for_poll (server);

  return server;
}

static gpointer
wait_until_let_go (OptDatabase *database,
                   gpointer data,
                   const OptProgress *progress,
                   GCancellable *cancellable,
                   GError **error)
{
  GMutex *lock = data;

  g_mutex_lock (lock);
  g_mutex_unlock (lock);

  return database;
}

static gboolean
is_waiting (gpointer view)
{
  return advice_fixture_shows (view, "Waiting for other work to end");
}

static void
cancel_work (gpointer dialog)
{
  gpointer view = advice_fixture_find (opt_step_dialog_get_step (dialog), OPT_TYPE_JOB_VIEW);

  g_assert_true (opt_step_dialog_is_working (dialog));
  ui_fixture_wait (is_waiting, view);
  advice_fixture_click (advice_fixture_child (view, OPT_TYPE_JOB_VIEW, "cancel"));
}

/* What waits for its turn is cancelled before anything of it runs, and says so. */
static void
test_cancelled (void)
{
  g_autoptr (OptServer) server = connect_server ();
  g_autoptr (OptRecommendation) recommendation = advice_fixture_make (server, "item", "shelf");
  gpointer dialog = open_dialog (server, recommendation);
  GMutex lock;

  g_mutex_init (&lock);
  g_mutex_lock (&lock);
  opt_server_run_async (server, OPT_SERVER_LANE_WORK, NULL, wait_until_let_go, &lock, NULL, NULL,
                        NULL, NULL);
  click (dialog, "_Try It in the Sandbox");
  cancel_work (dialog);
  g_mutex_unlock (&lock);
  wait_for_step (dialog, OPT_TYPE_TRIAL_STEP);
  g_assert_true (advice_fixture_shows (dialog, "The trial was cancelled"));

  g_mutex_lock (&lock);
  opt_server_run_async (server, OPT_SERVER_LANE_WORK, NULL, wait_until_let_go, &lock, NULL, NULL,
                        NULL, NULL);
  click (dialog, "_Apply…");
  click (dialog, "_Create Index");
  cancel_work (dialog);
  g_mutex_unlock (&lock);
  wait_for_step (dialog, OPT_TYPE_APPLY_STEP);
  g_assert_true (advice_fixture_shows (dialog, "It was cancelled before anything ran"));
  close_dialog (dialog);

  opt_server_disconnect (server);
  advice_fixture_wait_alone (server);
  g_mutex_clear (&lock);
}

static gboolean
has_row (gpointer list)
{
  return gtk_list_box_get_row_at_index (list, 0) != NULL;
}

/* What was done, and undone, is in the history, which needs no connection. */
static void
check_history (OptServer *server, const char *state)
{
  OptPage *page = g_object_new (OPT_TYPE_HISTORY_PAGE, NULL);
  GtkWidget *window = gtk_window_new ();
  GtkListBox *list = advice_fixture_child (page, OPT_TYPE_HISTORY_PAGE, "list");
  GtkListBoxRow *row;

  gtk_window_set_child (GTK_WINDOW (window), GTK_WIDGET (page));
  gtk_window_present (GTK_WINDOW (window));
  opt_page_set_server (page, server);
  ui_fixture_wait (has_row, list);
  row = gtk_list_box_get_row_at_index (list, 0);
  g_assert_cmpstr (adw_preferences_row_get_title (ADW_PREFERENCES_ROW (row)), ==,
                   "Index item on shelf");
  g_assert_nonnull (
      g_strstr_len (adw_expander_row_get_subtitle (ADW_EXPANDER_ROW (row)), -1, state));
  opt_history_page_show_change (OPT_HISTORY_PAGE (page),
                                opt_change_row_get_id (OPT_CHANGE_ROW (row)));
  ui_fixture_draw (window);
  g_assert_true (adw_expander_row_get_expanded (ADW_EXPANDER_ROW (row)));
  g_assert_true (advice_fixture_shows (row, "Written down, with its undo"));
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
test_whole_way (void)
{
  g_autoptr (OptServer) server = connect_server ();
  g_autoptr (OptRecommendation) recommendation = advice_fixture_make (server, "item", "shelf");
  gpointer dialog;
  gpointer step;

  advice_fixture_add (server, recommendation);
  dialog = open_dialog (server, recommendation);
  click (dialog, "_Apply…");
  click (dialog, "_Create Index");
  step = wait_for_step (dialog, OPT_TYPE_CHANGE_STEP);
  g_assert_cmpstr (advice_fixture_label (step, OPT_TYPE_CHANGE_STEP, "state_label"), ==, "Applied");
  check_history (server, "Applied");

  /* Nothing leads back to what is done. */
  gtk_widget_activate_action (GTK_WIDGET (dialog), "step.back", NULL);
  g_assert_true (opt_step_dialog_get_step (dialog) == step);

  /* Watching can be cancelled. */
  click (dialog, "_Watch What It Does");
  g_assert_true (opt_step_dialog_is_working (dialog));
  advice_fixture_click (advice_fixture_child (advice_fixture_find (step, OPT_TYPE_JOB_VIEW),
                                              OPT_TYPE_JOB_VIEW, "cancel"));
  wait_for_step (dialog, OPT_TYPE_CHANGE_STEP);
  g_assert_nonnull (advice_fixture_find_button (dialog, "_Watch What It Does"));

  click (dialog, "_Undo…");
  step = wait_for_step (dialog, OPT_TYPE_UNDO_STEP);
  click (step, "_Drop Index");
  step = wait_for_step (dialog, OPT_TYPE_CHANGE_STEP);
  check_history (server, "Undone");
  close_dialog (dialog);

  opt_server_disconnect (server);
  check_history (server, "Undone");
}

static gboolean
offers_removal (gpointer step)
{
  return advice_fixture_find_button (step, "_Remove What Is Left…") != NULL;
}

static gboolean
needs_attention (gpointer check)
{
  return opt_attention_check_get_facts (check)->left->len == 1;
}

static gboolean
needs_none (gpointer check)
{
  return opt_attention_check_get_facts (check)->left->len == 0;
}

/* What a change leaves that failed halfway is removed from where it is told. */
static void
test_left (void)
{
  g_autoptr (OptServer) server = connect_server ();
  g_autoptr (OptRecommendation) recommendation = advice_fixture_make (server, "item", "shelf");
  g_autoptr (OptConnection) writer
      = opt_test_connect (opt_conninfo_get (opt_server_get_conninfo (server), "dbname"),
                          OPT_CONNECTION_ROLE_SANDBOX);
  g_autoptr (OptAttentionCheck) attention = opt_attention_check_new ();
  gpointer dialog = open_dialog (server, recommendation);
  gpointer step;

  opt_attention_check_set_server (attention, server);
  opt_connection_execute_sync (writer, "BEGIN", NULL, NULL, NULL);
  g_assert_true (opt_connection_execute_sync (writer, "LOCK TABLE item IN ROW EXCLUSIVE MODE", NULL,
                                              NULL, NULL));
  click (dialog, "_Apply…");
  click (dialog, "_Create Index");
  step = wait_for_step (dialog, OPT_TYPE_APPLY_STEP);
  g_assert_true (advice_fixture_shows (step, "An index that is not valid is left"));
  g_assert_nonnull (strstr (opt_step_get_outcome (step), "An index that is not valid is left"));
  ui_fixture_wait (offers_removal, step);
  check_history (server, "Failed, something is left");
  ui_fixture_wait (needs_attention, attention);

  click (dialog, "_Create Index");
  step = wait_for_step (dialog, OPT_TYPE_APPLY_STEP);
  g_assert_true (advice_fixture_shows (step, "An earlier attempt has left"));

  opt_connection_close (writer);
  click (step, "_Remove What Is Left…");
  step = wait_for_step (dialog, OPT_TYPE_UNDO_STEP);
  g_assert_cmpstr (opt_step_get_title (step), ==, "Remove what is left?");
  click (step, "_Drop Index");
  wait_for_step (dialog, OPT_TYPE_CLAIM_STEP);
  g_assert_cmpstr (opt_step_get_outcome (step), ==, "What was left was removed");
  check_history (server, "Undone");
  ui_fixture_wait (needs_none, attention);

  click (dialog, "_Apply…");
  step = wait_for_step (dialog, OPT_TYPE_APPLY_STEP);
  g_assert_false (offers_removal (step));
  g_assert_false (advice_fixture_shows (step, "The change was not made"));
  click (dialog, "_Create Index");
  wait_for_step (dialog, OPT_TYPE_CHANGE_STEP);
  check_history (server, "Applied");
  close_dialog (dialog);
  opt_server_disconnect (server);
}

/* A change that is refused says so where it was asked, and can be tried again. */
static void
test_refused (void)
{
  g_autoptr (OptServer) server = connect_server ();
  g_autoptr (OptRecommendation) recommendation = advice_fixture_make (server, "item", "nothing");
  gpointer dialog = open_dialog (server, recommendation);
  gpointer step;

  click (dialog, "_Apply…");
  click (dialog, "_Create Index");
  step = wait_for_step (dialog, OPT_TYPE_APPLY_STEP);
  g_assert_true (advice_fixture_shows (step, "The change was not made"));
  g_assert_true (advice_fixture_shows (step, "nothing"));
  g_assert_nonnull (advice_fixture_find_button (dialog, "_Create Index"));
  close_dialog (dialog);
  opt_server_disconnect (server);
}

/* Who looks elsewhere is told of a change that made things worse. */
static void
test_worse (void)
{
  OptConfirmation confirmation = { .verdict = OPT_CONFIRMATION_VERDICT_WORSE,
                                   .reason = (char *) "A call takes twice the time.",
                                   .change_id = (char *) "c1",
                                   .title = (char *) "An index",
                                   .news = TRUE };
  g_autoptr (GNotification) notification = opt_verdict_make_notification (&confirmation, "shop");

  g_assert_nonnull (notification);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ui_fixture_init ();

  g_test_add_func ("/change/suggestion", test_suggestion);
  g_test_add_func ("/change/refuted", test_refuted);
  g_test_add_func ("/change/trial-fails", test_trial_fails);
  g_test_add_func ("/change/background", test_background);
  g_test_add_func ("/change/disposed", test_disposed);
  g_test_add_func ("/change/cancelled", test_cancelled);
  g_test_add_func ("/change/whole-way", test_whole_way);
  g_test_add_func ("/change/left", test_left);
  g_test_add_func ("/change/refused", test_refused);
  g_test_add_func ("/change/worse", test_worse);

  return g_test_run ();
}
