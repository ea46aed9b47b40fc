/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "opt-advisor-page.h"

#include <glib/gi18n.h>

#include "opt-advice-basis.h"
#include "opt-change-book.h"
#include "opt-change-words.h"
#include "opt-error-view.h"
#include "opt-focus.h"
#include "opt-format.h"
#include "opt-job-view.h"
#include "opt-recommendation-dialog.h"
#include "opt-recommendation-row.h"
#include "opt-report-words.h"
#include "opt-server-advice.h"
#include "opt-server-state-view.h"
#include "opt-step-dialogs.h"

struct _OptAdvisorPage
{
  OptPage parent_instance;

  /* Template children */
  OptServerStateView *state_view;
  AdwStatusPage *empty_page;
  GtkBox *head_box;
  GtkLabel *conclusion_label;
  GtkLabel *basis_label;
  GtkButton *advise_button;
  OptJobView *job_view;
  OptErrorView *error_view;
  GtkListBox *list;
  OptAdviceBasis *basis;

  /* Owned */
  GSignalGroup *server_signals;
  OptChangeBook *book;
  GHashTable *errors; /* OptServer to GError: why its last run failed */
  GHashTable *jobs;   /* OptServer to OptJob: the run that goes on */
  OptStepDialogs *dialogs;
};

G_DEFINE_FINAL_TYPE (OptAdvisorPage, opt_advisor_page, OPT_TYPE_PAGE)

/* ---- The list -------------------------------------------------------------------------------- */

static GtkWidget *
make_row (gpointer item, gpointer data)
{
  OptAdvisorPage *self = data;

  return opt_recommendation_row_new (item, opt_page_get_server (OPT_PAGE (self)));
}

static void
for_each_row (OptAdvisorPage *self, void (*func) (OptAdvisorPage *, OptRecommendationRow *))
{
  GtkListBoxRow *row;

  for (int i = 0; (row = gtk_list_box_get_row_at_index (self->list, i)) != NULL; i++)
    func (self, OPT_RECOMMENDATION_ROW (row));
}

static void
show_change (OptAdvisorPage *self, OptRecommendationRow *row)
{
  OptRecommendation *recommendation = opt_recommendation_row_get_recommendation (row);

  opt_recommendation_row_set_change (row, opt_change_book_find_for (self->book,
                                                                    opt_recommendation_get_id (
                                                                        recommendation)));
}

static void
update_row (OptAdvisorPage *self, OptRecommendationRow *row)
{
  opt_recommendation_row_update (row);
}

static void
row_activated (OptAdvisorPage *self, GtkListBoxRow *row)
{
  OptRecommendation *recommendation
      = opt_recommendation_row_get_recommendation (OPT_RECOMMENDATION_ROW (row));

  opt_advisor_page_show_recommendation (self, opt_recommendation_get_id (recommendation));
}

/* ---- What it rests on ------------------------------------------------------------------------ */

static gint64
get_newest (GListModel *recommendations)
{
  gint64 newest = 0;

  for (guint i = 0; i < g_list_model_get_n_items (recommendations); i++)
    {
      g_autoptr (OptRecommendation) recommendation = g_list_model_get_item (recommendations, i);

      newest = MAX (newest, opt_recommendation_get_made_at (recommendation));
    }

  return newest;
}

/* An earlier session left its recommendations, and no more. */
static void
show_earlier (OptAdvisorPage *self, GListModel *recommendations)
{
  guint n = g_list_model_get_n_items (recommendations);
  g_autofree char *conclusion
      = g_strdup_printf (ngettext ("%u recommendation of an earlier run",
                                   "%u recommendations of an earlier run", n),
                         n);
  gint64 newest = get_newest (recommendations);
  g_autofree char *time = newest > 0 ? opt_format_time (newest) : g_strdup (OPT_FORMAT_NONE);
  g_autofree char *basis = g_strdup_printf (
      _ ("The newest was made %s, for what the server was asked then. Look again "
         "to see what helps now."),
      time);

  gtk_label_set_label (self->conclusion_label, conclusion);
  gtk_label_set_label (self->basis_label, basis);
}

/* With the recommendations as they are now, after trials and changes. */
static JsonNode *
describe_advice (OptServer *server, const OptAdvice *advice)
{
  GListModel *recommendations = opt_server_get_recommendations (server);
  JsonNode *node = opt_advice_to_json (advice);
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < g_list_model_get_n_items (recommendations); i++)
    {
      g_autoptr (OptRecommendation) recommendation = g_list_model_get_item (recommendations, i);

      json_array_add_element (array, opt_recommendation_to_json (recommendation));
    }
  json_object_set_array_member (json_node_get_object (node), "recommendations", array);

  return node;
}

static void
show_advice (OptAdvisorPage *self, OptServer *server, const OptAdvice *advice)
{
  g_autoptr (JsonNode) node = describe_advice (server, advice);
  JsonObject *object = json_node_get_object (node);
  g_autofree char *conclusion = opt_report_get_conclusion (object);
  g_autofree char *simulated = opt_report_get_advisor_conclusion (object);
  g_autofree char *time = opt_format_time (opt_server_get_advice_time (server));
  g_autofree char *basis = NULL;

  if (advice->n_checked > 0)
    basis = g_strdup_printf (
        ngettext (
            "%u statement seen in the last 15 minutes was planned at %s; the shadow agrees with "
            "the server on %u of %u.",
            "%u statements seen in the last 15 minutes were planned at %s; the shadow agrees with "
            "the server on %u of %u.",
            advice->n_statements),
        advice->n_statements, time, advice->n_agree, advice->n_checked);
  else
    basis = g_strdup_printf (
        ngettext ("%u statement seen in the last 15 minutes was planned at %s.",
                  "%u statements seen in the last 15 minutes were planned at %s.",
                  advice->n_statements),
        advice->n_statements, time);

  gtk_label_set_label (self->conclusion_label, conclusion);
  if (simulated != NULL)
    {
      g_autofree char *both = g_strconcat (basis, "\n", simulated, NULL);

      gtk_label_set_label (self->basis_label, both);
    }
  else
    gtk_label_set_label (self->basis_label, basis);
}

/* Who has pressed what goes now is where the work is shown, and then on the page again. */
static void
keep_focus (OptAdvisorPage *self, gboolean works)
{
  GtkWidget *view = GTK_WIDGET (self->job_view);

  if (works
      && (opt_focus_is_in (GTK_WIDGET (self->empty_page))
          || opt_focus_is_in (GTK_WIDGET (self->advise_button))
          || opt_focus_is_in (GTK_WIDGET (self->error_view))))
    gtk_widget_grab_focus (view);
  else if (!works && opt_focus_is_in (view))
    gtk_widget_grab_focus (GTK_WIDGET (self));
}

static void
update (OptAdvisorPage *self)
{
  OptServer *server = opt_page_get_server (OPT_PAGE (self));
  const OptAdvice *advice = server != NULL ? opt_server_get_advice (server) : NULL;
  GListModel *recommendations = server != NULL ? opt_server_get_recommendations (server) : NULL;
  gboolean any = recommendations != NULL && g_list_model_get_n_items (recommendations) > 0;
  OptJob *job = server != NULL ? g_hash_table_lookup (self->jobs, server) : NULL;
  const GError *error = server != NULL ? g_hash_table_lookup (self->errors, server) : NULL;

  if (job != NULL)
    gtk_widget_set_visible (GTK_WIDGET (self->job_view), TRUE);
  keep_focus (self, job != NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->empty_page),
                          !any && advice == NULL && job == NULL && error == NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->head_box), any || advice != NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->advise_button), job == NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->job_view), job != NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->list), any);
  opt_job_view_set_job (self->job_view, job);
  opt_error_view_set_error (self->error_view, job == NULL ? error : NULL);
  opt_advice_basis_set_advice (self->basis, advice);
  if (advice != NULL)
    show_advice (self, server, advice);
  else if (any)
    show_earlier (self, recommendations);
}

/* What could still be done about the server. */
static void
count_open (OptAdvisorPage *self)
{
  OptServer *server = opt_page_get_server (OPT_PAGE (self));
  GListModel *all = server != NULL ? opt_server_get_recommendations (server) : NULL;
  guint n = 0;

  for (guint i = 0; all != NULL && i < g_list_model_get_n_items (all); i++)
    {
      g_autoptr (OptRecommendation) item = g_list_model_get_item (all, i);
      OptAuditChange *change
          = opt_change_book_find_for (self->book, opt_recommendation_get_id (item));

      if (opt_recommendation_get_evidence (item) != OPT_EVIDENCE_REFUTED
          && (change == NULL || !opt_change_is_applied (change)))
        n++;
    }
  opt_page_set_badge (OPT_PAGE (self), n);
}

static void
advice_changed (OptAdvisorPage *self)
{
  update (self);
  for_each_row (self, show_change);
  for_each_row (self, update_row);
  count_open (self);
}

static void
polled (OptAdvisorPage *self)
{
  if (opt_page_get_shown (OPT_PAGE (self)))
    for_each_row (self, update_row);
}

static void
book_changed (OptAdvisorPage *self)
{
  for_each_row (self, show_change);
  for_each_row (self, update_row);
  count_open (self);
}

/* ---- Advise ---------------------------------------------------------------------------------- */

static void
advised (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr (OptAdvisorPage) self = data;
  OptServer *server = OPT_SERVER (object);
  g_autoptr (GError) error = NULL;
  gboolean done = opt_server_advise_finish (server, result, &error);

  g_hash_table_remove (self->jobs, server);
  if (!done && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_hash_table_insert (self->errors, g_object_ref (server), g_steal_pointer (&error));

  /* The window may be gone. */
  if (self->list == NULL)
    return;

  update (self);
  if (error != NULL && server == opt_page_get_server (OPT_PAGE (self)))
    opt_page_toast (GTK_WIDGET (self), _ ("Cancelled: what was known before still stands"));
}

/**
 * opt_advisor_page_advise:
 * @self: a page
 *
 * Looks for recommendations for its server.
 */
void
opt_advisor_page_advise (OptAdvisorPage *self)
{
  OptServer *server;
  OptJob *job;

  g_return_if_fail (OPT_IS_ADVISOR_PAGE (self));

  server = opt_page_get_server (OPT_PAGE (self));
  if (server == NULL || g_hash_table_contains (self->jobs, server))
    return;

  job = opt_job_new (_ ("Looking for recommendations"));
  g_hash_table_insert (self->jobs, g_object_ref (server), job);
  g_hash_table_remove (self->errors, server);
  update (self);
  opt_server_advise_async (server, job, advised, g_object_ref (self));
}

/* ---- The dialog ------------------------------------------------------------------------------ */

/**
 * opt_advisor_page_show_recommendation:
 * @self: a page
 * @id: a recommendation's id
 *
 * Opens its dialog, or the one that is open, or was closed while it worked.
 */
void
opt_advisor_page_show_recommendation (OptAdvisorPage *self, const char *id)
{
  OptServer *server;
  OptRecommendation *recommendation;
  OptStepDialog *dialog;
  GtkRoot *root;

  g_return_if_fail (OPT_IS_ADVISOR_PAGE (self));
  g_return_if_fail (id != NULL);

  dialog = opt_step_dialogs_find (self->dialogs, id);
  if (dialog == NULL)
    {
      server = opt_page_get_server (OPT_PAGE (self));
      recommendation = server != NULL ? opt_server_find_recommendation (server, id) : NULL;
      if (recommendation == NULL)
        {
          opt_page_toast (GTK_WIDGET (self), _ ("This recommendation is not kept any more"));
          return;
        }

      root = gtk_widget_get_root (GTK_WIDGET (self));
      dialog = OPT_STEP_DIALOG (
          opt_recommendation_dialog_new (GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL, server,
                                         recommendation));
      opt_step_dialogs_add (self->dialogs, id, dialog);
    }
  gtk_window_present (GTK_WINDOW (dialog));
}

/* ---- The object ------------------------------------------------------------------------------ */

static void
opt_advisor_page_set_server (OptPage *page, OptServer *server)
{
  OptAdvisorPage *self = OPT_ADVISOR_PAGE (page);

  if (self->list == NULL)
    return;

  g_signal_group_set_target (self->server_signals, server);
  opt_server_state_view_set_server (self->state_view, server);
  opt_change_book_set_server (self->book, server);
  gtk_list_box_bind_model (self->list,
                           server != NULL ? opt_server_get_recommendations (server) : NULL,
                           make_row, self, NULL);
  update (self);
  count_open (self);
}

static void
opt_advisor_page_shown (OptPage *page, gboolean shown)
{
  if (shown)
    polled (OPT_ADVISOR_PAGE (page));
}

static void
opt_advisor_page_dispose (GObject *object)
{
  OptAdvisorPage *self = OPT_ADVISOR_PAGE (object);

  opt_page_set_server (OPT_PAGE (self), NULL);
  if (self->dialogs != NULL)
    opt_step_dialogs_destroy_all (self->dialogs);
  g_clear_object (&self->dialogs);
  g_clear_object (&self->server_signals);
  g_clear_object (&self->book);
  /* The template would drop a child of its own that the bin still unparents. */
  adw_bin_set_child (ADW_BIN (self), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (object), OPT_TYPE_ADVISOR_PAGE);

  G_OBJECT_CLASS (opt_advisor_page_parent_class)->dispose (object);
}

static void
opt_advisor_page_finalize (GObject *object)
{
  OptAdvisorPage *self = OPT_ADVISOR_PAGE (object);

  g_hash_table_unref (self->errors);
  g_hash_table_unref (self->jobs);

  G_OBJECT_CLASS (opt_advisor_page_parent_class)->finalize (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, OptAdvisorPage, state_view);
  gtk_widget_class_bind_template_child (widget_class, OptAdvisorPage, empty_page);
  gtk_widget_class_bind_template_child (widget_class, OptAdvisorPage, head_box);
  gtk_widget_class_bind_template_child (widget_class, OptAdvisorPage, conclusion_label);
  gtk_widget_class_bind_template_child (widget_class, OptAdvisorPage, basis_label);
  gtk_widget_class_bind_template_child (widget_class, OptAdvisorPage, advise_button);
  gtk_widget_class_bind_template_child (widget_class, OptAdvisorPage, job_view);
  gtk_widget_class_bind_template_child (widget_class, OptAdvisorPage, error_view);
  gtk_widget_class_bind_template_child (widget_class, OptAdvisorPage, list);
  gtk_widget_class_bind_template_child (widget_class, OptAdvisorPage, basis);
}

static void
opt_advisor_page_class_init (OptAdvisorPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  OptPageClass *page_class = OPT_PAGE_CLASS (klass);

  g_type_ensure (OPT_TYPE_ADVICE_BASIS);
  g_type_ensure (OPT_TYPE_ERROR_VIEW);
  g_type_ensure (OPT_TYPE_JOB_VIEW);
  g_type_ensure (OPT_TYPE_SERVER_STATE_VIEW);

  object_class->dispose = opt_advisor_page_dispose;
  object_class->finalize = opt_advisor_page_finalize;
  page_class->set_server = opt_advisor_page_set_server;
  page_class->shown = opt_advisor_page_shown;

  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/optischema/OptiSchema/ui/advisor/opt-advisor-page.ui");
  bind_children (widget_class);
  gtk_widget_class_bind_template_callback (widget_class, opt_advisor_page_advise);
  gtk_widget_class_bind_template_callback (widget_class, row_activated);
}

static void
opt_advisor_page_init (OptAdvisorPage *self)
{
  self->errors = g_hash_table_new_full (NULL, NULL, g_object_unref, (GDestroyNotify) g_error_free);
  self->jobs = g_hash_table_new_full (NULL, NULL, g_object_unref, g_object_unref);
  self->dialogs = opt_step_dialogs_new (GTK_WIDGET (self), "win.recommendation");
  self->book = opt_change_book_new ();
  self->server_signals = g_signal_group_new (OPT_TYPE_SERVER);

  gtk_widget_init_template (GTK_WIDGET (self));

  g_signal_group_connect_swapped (self->server_signals, "advice-changed",
                                  G_CALLBACK (advice_changed), self);
  g_signal_group_connect_swapped (self->server_signals, "polled", G_CALLBACK (polled), self);
  g_signal_connect_object (self->book, "changed", G_CALLBACK (book_changed), self,
                           G_CONNECT_SWAPPED);
  update (self);
}
