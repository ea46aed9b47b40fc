/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "opt-sandbox-page.h"

#include <glib/gi18n.h>

#include "opt-error-view.h"
#include "opt-fact-row.h"
#include "opt-focus.h"
#include "opt-format.h"
#include "opt-job-view.h"
#include "opt-report-words.h"
#include "opt-row-order.h"
#include "opt-server-sandbox.h"
#include "opt-server-state-view.h"
#include "opt-trial-row.h"

struct _OptSandboxPage
{
  OptPage parent_instance;

  /* Template children */
  OptServerStateView *state_view;
  GtkLabel *state_label;
  GtkButton *build_button;
  GtkButton *stop_button;
  OptErrorView *error_view;
  AdwPreferencesGroup *job_group;
  GtkListBox *job_list;
  OptFactRow *server_row;
  OptFactRow *shadow_row;
  OptFactRow *agreement_row;
  OptFactRow *left_row;
  AdwExpanderRow *limits_row;
  GtkListBox *trial_list;
  GtkLabel *no_trial_label;

  /* Owned */
  GSignalGroup *server_signals;
  GSignalGroup *job_signals;
  GPtrArray *limit_rows; /* borrowed from limits_row */
};

G_DEFINE_FINAL_TYPE (OptSandboxPage, opt_sandbox_page, OPT_TYPE_PAGE)

/* ---- What stands in it ----------------------------------------------------------------------- */

static void
show_limits (OptSandboxPage *self, const OptSandboxState *state)
{
  guint n = state != NULL ? state->limits->len : 0;
  g_autofree char *count = g_strdup_printf (ngettext ("%u thing", "%u things", n), n);

  for (guint i = 0; i < self->limit_rows->len; i++)
    adw_expander_row_remove (self->limits_row, self->limit_rows->pdata[i]);
  g_ptr_array_set_size (self->limit_rows, 0);
  for (guint i = 0; i < n; i++)
    {
      GtkWidget *row = adw_action_row_new ();

      adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
      adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), state->limits->pdata[i]);
      adw_expander_row_add_row (self->limits_row, row);
      g_ptr_array_add (self->limit_rows, row);
    }
  adw_expander_row_set_subtitle (self->limits_row, count);
  gtk_widget_set_visible (GTK_WIDGET (self->limits_row), n > 0);
}

static char *
describe_shadow (const OptSandboxState *state)
{
  g_autofree char *modelled = NULL;
  g_autofree char *disk = NULL;

  if (state == NULL || !state->has_shadow)
    return g_strdup (_ ("– (there is none; it is built when it is needed)"));

  modelled = opt_format_bytes (state->modelled_bytes);
  disk = opt_format_bytes (state->disk_bytes);

  return g_strdup_printf (_ ("Stands for %s of tables and indexes, takes %s of the disk"), modelled,
                          disk);
}

static char *
describe_agreement (OptServer *server)
{
  const OptAdvice *advice = server != NULL ? opt_server_get_advice (server) : NULL;
  g_autoptr (JsonNode) node = advice != NULL ? opt_advice_to_json (advice) : NULL;

  if (node == NULL)
    return g_strdup (_ ("– (the advisor looks at that each time it runs)"));

  return opt_report_describe_shadow (json_node_get_object (node));
}

/* (nullable): of sandboxes whose owner and guard were killed */
static char *
describe_left (const OptSandboxState *state)
{
  g_autofree char *size = NULL;

  if (state == NULL || state->n_left == 0)
    return NULL;
  size = opt_format_bytes (state->left_bytes);

  return g_strdup_printf (ngettext ("%u sandbox, %s; nobody uses it, and it can be wiped",
                                    "%u sandboxes, %s; nobody uses them, and they can be wiped",
                                    state->n_left),
                          state->n_left, size);
}

/* The keyboard goes from the one that did its work to the other. */
static void
show_buttons (OptSandboxPage *self, gboolean build, gboolean stop)
{
  GtkWidget *build_button = GTK_WIDGET (self->build_button);
  GtkWidget *stop_button = GTK_WIDGET (self->stop_button);
  gboolean built = !build && opt_focus_is_in (build_button);
  gboolean stopped = !stop && opt_focus_is_in (stop_button);

  if (build)
    gtk_widget_set_visible (build_button, TRUE);
  if (stop)
    gtk_widget_set_visible (stop_button, TRUE);
  if (built || stopped)
    gtk_widget_grab_focus (built ? stop_button : build_button);
  gtk_widget_set_visible (build_button, build);
  gtk_widget_set_visible (stop_button, stop);
}

static void
show_state (OptSandboxPage *self)
{
  OptServer *server = opt_page_get_server (OPT_PAGE (self));
  const OptSandboxState *state = server != NULL ? opt_server_get_sandbox (server) : NULL;
  gboolean running = state != NULL && state->running;
  gboolean has_shadow = running && state->has_shadow;
  g_autofree char *private_server
      = running ? g_strdup_printf (_ ("PostgreSQL %d, runs on this machine"), state->major)
                : g_strdup (_ ("– (it does not run; it is started when it is needed)"));
  g_autofree char *shadow = describe_shadow (state);
  g_autofree char *agreement = describe_agreement (server);
  g_autofree char *left = describe_left (state);

  gtk_label_set_label (self->state_label, has_shadow ? _ ("The shadow is ready")
                                          : running  ? _ ("The sandbox runs, without a shadow")
                                                     : _ ("The sandbox does not run"));
  opt_fact_row_set_value (self->server_row, private_server);
  opt_fact_row_set_value (self->shadow_row, shadow);
  opt_fact_row_set_value (self->agreement_row, agreement);
  opt_fact_row_set_value (self->left_row, left != NULL ? left : "");
  gtk_widget_set_visible (GTK_WIDGET (self->left_row), left != NULL);
  show_limits (self, state);
  show_buttons (self, !has_shadow, running || left != NULL);
}

/* ---- What runs ------------------------------------------------------------------------------- */

static GtkWidget *
make_job_row (gpointer item, gpointer data)
{
  GtkWidget *row = gtk_list_box_row_new ();
  GtkWidget *view = opt_job_view_new ();

  opt_job_view_set_job (OPT_JOB_VIEW (view), item);
  gtk_widget_set_margin_top (view, 12);
  gtk_widget_set_margin_bottom (view, 12);
  gtk_widget_set_margin_start (view, 12);
  gtk_widget_set_margin_end (view, 12);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), view);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), FALSE);
  gtk_widget_set_focusable (row, FALSE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  opt_job_get_title (item) != NULL ? opt_job_get_title (item) : "",
                                  -1);

  return row;
}

static void
show_jobs (OptSandboxPage *self)
{
  OptServer *server = opt_page_get_server (OPT_PAGE (self));
  GListModel *jobs = server != NULL ? opt_server_get_jobs (server) : NULL;

  gtk_widget_set_visible (GTK_WIDGET (self->job_group),
                          jobs != NULL && g_list_model_get_n_items (jobs) > 0);
}

/* ---- Trials ---------------------------------------------------------------------------------- */

/* A row that is read stays open while others come, and keeps the keyboard. */
static void
show_trials (OptSandboxPage *self)
{
  OptServer *server = opt_page_get_server (OPT_PAGE (self));
  GListModel *recommendations = server != NULL ? opt_server_get_recommendations (server) : NULL;
  guint n = recommendations != NULL ? g_list_model_get_n_items (recommendations) : 0;
  int n_rows;

  opt_row_order_begin (self->trial_list);
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (OptRecommendation) recommendation = g_list_model_get_item (recommendations, i);
      const char *id = opt_recommendation_get_id (recommendation);
      GtkListBoxRow *row;

      if (opt_recommendation_get_trial (recommendation) == NULL)
        continue;
      row = opt_row_order_next (self->trial_list, id);
      if (row != NULL)
        opt_trial_row_set_recommendation (OPT_TRIAL_ROW (row), recommendation);
      else
        opt_row_order_add (self->trial_list, opt_trial_row_new (recommendation), id);
    }
  n_rows = opt_row_order_end (self->trial_list);
  gtk_widget_set_visible (GTK_WIDGET (self->trial_list), n_rows > 0);
  gtk_widget_set_visible (GTK_WIDGET (self->no_trial_label), n_rows == 0);
}

static void
advice_changed (OptSandboxPage *self)
{
  show_state (self);
  show_trials (self);
}

/* ---- Building and stopping ------------------------------------------------------------------- */

static void
show_error (OptSandboxPage *self, OptServer *server, const char *title, const GError *error)
{
  /* The window may be gone, or show another server. */
  if (self->error_view == NULL || server != opt_page_get_server (OPT_PAGE (self))
      || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  opt_error_view_set_title (self->error_view, title);
  opt_error_view_set_error (self->error_view, error);
}

static void
built (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr (OptSandboxPage) self = data;
  g_autoptr (GError) error = NULL;

  opt_server_build_shadow_finish (OPT_SERVER (object), result, &error);
  show_error (self, OPT_SERVER (object), _ ("The shadow was not built"), error);
}

static void
build_clicked (OptSandboxPage *self)
{
  OptServer *server = opt_page_get_server (OPT_PAGE (self));
  g_autoptr (OptJob) job = NULL;

  if (server == NULL)
    return;

  job = opt_job_new (_ ("Building the shadow"));
  opt_error_view_set_error (self->error_view, NULL);
  opt_server_build_shadow_async (server, job, built, g_object_ref (self));
}

static void
stopped (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr (OptSandboxPage) self = data;
  g_autoptr (GError) error = NULL;
  g_autofree char *removed = opt_server_stop_sandbox_finish (OPT_SERVER (object), result, &error);

  if (removed != NULL && self->error_view != NULL)
    opt_page_toast (GTK_WIDGET (self), removed);
  show_error (self, OPT_SERVER (object), _ ("Not everything was wiped"), error);
}

static void
answered (OptSandboxPage *self, const char *response)
{
  OptServer *server = opt_page_get_server (OPT_PAGE (self));
  g_autoptr (OptJob) job = NULL;

  if (server == NULL || !g_str_equal (response, "wipe"))
    return;

  job = opt_job_new (_ ("Wiping the sandbox"));
  opt_error_view_set_error (self->error_view, NULL);
  opt_server_stop_sandbox_async (server, job, stopped, g_object_ref (self));
}

static void
stop_clicked (OptSandboxPage *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *question = adw_message_dialog_new (
      GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL, _ ("Stop and wipe the sandbox?"),
      _ ("Its private server is stopped and all that is in it is removed, after the work that is "
         "under way, and what other sandboxes have left behind on this machine. What somebody uses "
         "stays, and so does what trials have measured. It is built anew when it is needed."));

  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (question), "keep", _ ("_Keep It"), "wipe",
                                    _ ("_Stop and Wipe"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (question), "wipe",
                                              ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (question), "keep");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (question), "keep");
  g_signal_connect_object (question, "response", G_CALLBACK (answered), self, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (question));
}

/* ---- The object ------------------------------------------------------------------------------ */

static void
opt_sandbox_page_set_server (OptPage *page, OptServer *server)
{
  OptSandboxPage *self = OPT_SANDBOX_PAGE (page);
  GListModel *jobs = server != NULL ? opt_server_get_jobs (server) : NULL;

  if (self->state_label == NULL)
    return;

  g_signal_group_set_target (self->server_signals, server);
  g_signal_group_set_target (self->job_signals, jobs);
  opt_server_state_view_set_server (self->state_view, server);
  opt_error_view_set_error (self->error_view, NULL);
  gtk_list_box_bind_model (self->job_list, jobs, make_job_row, self, NULL);
  show_jobs (self);
  advice_changed (self);
}

static void
opt_sandbox_page_dispose (GObject *object)
{
  OptSandboxPage *self = OPT_SANDBOX_PAGE (object);

  opt_page_set_server (OPT_PAGE (self), NULL);
  g_clear_object (&self->server_signals);
  g_clear_object (&self->job_signals);
  g_clear_pointer (&self->limit_rows, g_ptr_array_unref);
  /* The template would drop a child of its own that the bin still unparents. */
  adw_bin_set_child (ADW_BIN (self), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (object), OPT_TYPE_SANDBOX_PAGE);

  G_OBJECT_CLASS (opt_sandbox_page_parent_class)->dispose (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, OptSandboxPage, state_view);
  gtk_widget_class_bind_template_child (widget_class, OptSandboxPage, state_label);
  gtk_widget_class_bind_template_child (widget_class, OptSandboxPage, build_button);
  gtk_widget_class_bind_template_child (widget_class, OptSandboxPage, stop_button);
  gtk_widget_class_bind_template_child (widget_class, OptSandboxPage, error_view);
  gtk_widget_class_bind_template_child (widget_class, OptSandboxPage, job_group);
  gtk_widget_class_bind_template_child (widget_class, OptSandboxPage, job_list);
  gtk_widget_class_bind_template_child (widget_class, OptSandboxPage, server_row);
  gtk_widget_class_bind_template_child (widget_class, OptSandboxPage, shadow_row);
  gtk_widget_class_bind_template_child (widget_class, OptSandboxPage, agreement_row);
  gtk_widget_class_bind_template_child (widget_class, OptSandboxPage, left_row);
  gtk_widget_class_bind_template_child (widget_class, OptSandboxPage, limits_row);
  gtk_widget_class_bind_template_child (widget_class, OptSandboxPage, trial_list);
  gtk_widget_class_bind_template_child (widget_class, OptSandboxPage, no_trial_label);
}

static void
opt_sandbox_page_class_init (OptSandboxPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  g_type_ensure (OPT_TYPE_ERROR_VIEW);
  g_type_ensure (OPT_TYPE_FACT_ROW);
  g_type_ensure (OPT_TYPE_SERVER_STATE_VIEW);

  object_class->dispose = opt_sandbox_page_dispose;
  OPT_PAGE_CLASS (klass)->set_server = opt_sandbox_page_set_server;

  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/optischema/OptiSchema/ui/sandbox/opt-sandbox-page.ui");
  bind_children (widget_class);
  gtk_widget_class_bind_template_callback (widget_class, build_clicked);
  gtk_widget_class_bind_template_callback (widget_class, stop_clicked);
}

static void
opt_sandbox_page_init (OptSandboxPage *self)
{
  self->limit_rows = g_ptr_array_new ();
  self->server_signals = g_signal_group_new (OPT_TYPE_SERVER);
  self->job_signals = g_signal_group_new (G_TYPE_LIST_MODEL);

  gtk_widget_init_template (GTK_WIDGET (self));

  g_signal_group_connect_swapped (self->server_signals, "notify::sandbox", G_CALLBACK (show_state),
                                  self);
  g_signal_group_connect_swapped (self->server_signals, "advice-changed",
                                  G_CALLBACK (advice_changed), self);
  g_signal_group_connect_swapped (self->job_signals, "items-changed", G_CALLBACK (show_jobs), self);
  show_jobs (self);
  advice_changed (self);
}
