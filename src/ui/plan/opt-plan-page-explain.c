/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "opt-plan-page-private.h"

#include <glib/gi18n.h>

#include "opt-error.h"
#include "opt-sql-view.h"

#define SQL_HEIGHT_AT_MOST 240

/* What a question to a server carries with it. */
typedef struct
{
  OptPlanPage *page;
  OptServer *server;
  OptJob *job;
  char *sql;
  OptExplainValues *values; /* (nullable) */
} Question;

static void
question_free (Question *question)
{
  g_object_unref (question->page);
  g_object_unref (question->server);
  g_object_unref (question->job);
  g_free (question->sql);
  g_clear_pointer (&question->values, opt_explain_values_free);
  g_free (question);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Question, question_free)

static void
plan_wrapped (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr (Question) question = data;
  OptPlanPage *self = question->page;
  g_autoptr (GError) error = NULL;
  g_autoptr (OptPlanDocument) document = opt_plan_document_new_finish (result, &error);

  if (self->job != question->job)
    return;

  /* What may be run is the statement whose plan is shown, not one that could not be planned. */
  if (document != NULL)
    {
      g_free (self->sql);
      self->sql = g_steal_pointer (&question->sql);
      g_clear_pointer (&self->values, opt_explain_values_free);
      self->values = g_steal_pointer (&question->values);
    }
  opt_plan_page_end (self, document, error);
}

static void
plan_made (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr (Question) question = data;
  OptPlanPage *self = question->page;
  g_autoptr (GError) error = NULL;
  g_autofree char *basis = NULL;
  g_autoptr (OptExplainValues) values = NULL;
  g_autoptr (OptPlan) plan
      = opt_server_explain_finish (OPT_SERVER (object), result, &values, &basis, &error);
  const char *sql;
  GCancellable *cancellable;

  /* Something else was asked for in the meantime, the server changed, or the page is gone. */
  if (self->job != question->job)
    return;

  if (plan == NULL)
    {
      opt_plan_page_end (self, NULL, error);
      return;
    }

  if (values != NULL && values->kind != OPT_EXPLAIN_BEST)
    question->values = g_steal_pointer (&values);
  sql = question->sql;
  cancellable = opt_job_get_cancellable (question->job);
  opt_plan_document_wrap_async (plan, sql, basis, cancellable, plan_wrapped,
                                g_steal_pointer (&question));
}

static const char *
get_title (OptExplainMode mode)
{
  switch (mode)
    {
    case OPT_EXPLAIN_ANALYZE_COPY:
      return _ ("Running the statement on a copy");
    case OPT_EXPLAIN_ANALYZE_HERE:
      return _ ("Running the statement on the server");
    case OPT_EXPLAIN_PLAN:
    default:
      return _ ("Planning the statement");
    }
}

static void
explain (OptPlanPage *self, const char *sql, OptExplainMode mode, const OptExplainValues *values)
{
  OptServer *server = opt_page_get_server (OPT_PAGE (self));
  Question *question;

  if (server == NULL)
    {
      g_autoptr (GError) error = NULL;

      opt_set_error (&error, OPT_ERROR_NOT_FOUND, _ ("Connect to a server first."),
                     _ ("There is no server to plan the statement"));
      opt_plan_page_fail (self, get_title (mode), error);
      return;
    }

  question = g_new0 (Question, 1);
  question->page = g_object_ref (self);
  question->server = g_object_ref (server);
  question->job = g_object_ref (opt_plan_page_begin (self, get_title (mode), TRUE));
  question->sql = g_strdup (sql);
  opt_server_explain_async (server, sql, mode, opt_plan_page_get_options (self), values,
                            question->job, plan_made, question);
}

/**
 * opt_plan_page_explain:
 * @self: a page
 * @sql: a statement, with `$n` or literals
 *
 * Has the server plan it, for the best values that there are; nothing is run.
 */
void
opt_plan_page_explain (OptPlanPage *self, const char *sql)
{
  g_return_if_fail (OPT_IS_PLAN_PAGE (self) && sql != NULL);

  explain (self, sql, OPT_EXPLAIN_PLAN, NULL);
}

/*
 * opt_plan_page_plan_for:
 *
 * Has the statement whose plan is shown planned for other values.
 */
void
opt_plan_page_plan_for (OptPlanPage *self, const OptExplainValues *values)
{
  if (self->sql != NULL)
    explain (self, self->sql, OPT_EXPLAIN_PLAN, values);
}

static void
run_on_copy (GtkWidget *widget, const char *action, GVariant *parameter)
{
  OptPlanPage *self = OPT_PLAN_PAGE (widget);

  if (self->sql != NULL)
    explain (self, self->sql, OPT_EXPLAIN_ANALYZE_COPY, self->values);
}

static void
answered (OptPlanPage *self, const char *response)
{
  if (g_strcmp0 (response, "run") == 0 && self->sql != NULL)
    explain (self, self->sql, OPT_EXPLAIN_ANALYZE_HERE, self->values);
}

/* What will run, in full. */
static GtkWidget *
new_sql_view (const char *sql)
{
  GtkWidget *scroller = gtk_scrolled_window_new ();
  GtkWidget *view = opt_sql_view_new ();

  opt_sql_view_set_sql (OPT_SQL_VIEW (view), sql);
  gtk_widget_add_css_class (view, "card");
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scroller), TRUE);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (scroller), SQL_HEIGHT_AT_MOST);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), view);

  return scroller;
}

static void
run_on_server (GtkWidget *widget, const char *action, GVariant *parameter)
{
  OptPlanPage *self = OPT_PLAN_PAGE (widget);
  OptServer *server = opt_page_get_server (OPT_PAGE (self));
  GtkRoot *root = gtk_widget_get_root (widget);
  GtkWidget *dialog;
  g_autofree char *heading = NULL;

  if (server == NULL || self->sql == NULL)
    return;

  heading = g_strdup_printf (_ ("Run the statement on %s?"), opt_server_get_name (server));
  dialog = adw_message_dialog_new (
      GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL, heading,
      _ ("It is run on the watched server itself: read-only, in a transaction that is rolled back, "
         "and with a timeout. Until then it takes the server’s processors, memory and disks from "
         "others, and pushes their pages out of its cache. A copy in the sandbox takes nothing "
         "from anybody."));
  adw_message_dialog_set_extra_child (ADW_MESSAGE_DIALOG (dialog),
                                      new_sql_view (opt_plan_document_get_sql (
                                          opt_plan_view_get_document (self->view))));
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _ ("_Cancel"), "run",
                                    _ ("_Run on the Server"), NULL);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  g_signal_connect_object (dialog, "response", G_CALLBACK (answered), self, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

/*
 * opt_plan_page_install_explain:
 *
 * Installs what a server can be asked for.
 */
void
opt_plan_page_install_explain (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "plan.run-on-copy", NULL, run_on_copy);
  gtk_widget_class_install_action (widget_class, "plan.run-on-server", NULL, run_on_server);
}
