/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-signal-step.h"

#include <glib/gi18n.h>

#include "opt-error-view.h"
#include "opt-error.h"
#include "opt-fact-row.h"
#include "opt-keyring.h"
#include "opt-role-group.h"
#include "opt-server-signal.h"
#include "opt-sql-view.h"

enum
{
  SIGNAL_DONE,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

struct _OptSignalStep
{
  OptStep parent_instance;

  OptSessionSignalKind kind;

  /* Template children */
  GtkScrolledWindow *scroller;
  OptErrorView *error_view;
  GtkLabel *risk_label;
  OptFactRow *who_row;
  OptFactRow *state_row;
  OptFactRow *server_row;
  GtkWidget *query_group;
  OptSqlView *query_view;
  OptSqlView *sql_view;
  OptRoleGroup *role_group;
  GtkButton *button;

  /* Owned */
  OptServer *server;
  OptBackend *backend;
  GCancellable *cancellable;
};

G_DEFINE_FINAL_TYPE (OptSignalStep, opt_signal_step, OPT_TYPE_STEP)

static char *
describe_outcome (OptSignalStep *self, const OptSessionSignal *signal)
{
  if (!signal->effective)
    return g_strdup_printf (_ ("Process %d was told, and had not come to it yet"),
                            self->backend->pid);

  return self->kind == OPT_SESSION_CANCEL
             ? g_strdup_printf (_ ("The statement of process %d was cancelled"), self->backend->pid)
             : g_strdup_printf (_ ("The session of process %d was ended"), self->backend->pid);
}

static void
sent (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr (OptSignalStep) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (OptSessionSignal) signal
      = opt_server_signal_session_finish (OPT_SERVER (object), result, &error);
  g_autofree char *outcome = NULL;

  if (self->button == NULL)
    return;

  gtk_widget_set_sensitive (GTK_WIDGET (self->button), TRUE);
  if (signal == NULL)
    {
      opt_error_view_set_error (self->error_view, error);
      opt_role_group_explain (self->role_group, error);
      if (g_error_matches (error, OPT_ERROR, OPT_ERROR_DENIED) && self->backend->user != NULL)
        opt_role_group_suggest (self->role_group, self->backend->user);
      gtk_adjustment_set_value (gtk_scrolled_window_get_vadjustment (self->scroller), 0);
      return;
    }
  outcome = describe_outcome (self, signal);
  g_signal_emit (self, signals[SIGNAL_DONE], 0, outcome);
}

static void
button_clicked (OptSignalStep *self)
{
  char *password = opt_role_group_take_password (self->role_group);

  gtk_widget_set_sensitive (GTK_WIDGET (self->button), FALSE);
  opt_error_view_set_error (self->error_view, NULL);
  opt_server_signal_session_async (self->server, self->backend, self->kind,
                                   opt_role_group_get_role (self->role_group), password,
                                   self->cancellable, sent, g_object_ref (self));
  opt_keyring_free_password (password);
}

static void
opt_signal_step_dispose (GObject *object)
{
  OptSignalStep *self = OPT_SIGNAL_STEP (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->server);
  g_clear_pointer (&self->backend, opt_backend_unref);
  gtk_widget_dispose_template (GTK_WIDGET (object), OPT_TYPE_SIGNAL_STEP);

  G_OBJECT_CLASS (opt_signal_step_parent_class)->dispose (object);
}

static void
opt_signal_step_class_init (OptSignalStepClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  g_type_ensure (OPT_TYPE_ERROR_VIEW);
  g_type_ensure (OPT_TYPE_FACT_ROW);
  g_type_ensure (OPT_TYPE_ROLE_GROUP);
  g_type_ensure (OPT_TYPE_SQL_VIEW);

  G_OBJECT_CLASS (klass)->dispose = opt_signal_step_dispose;

  /**
   * OptSignalStep::done:
   * @self: the step
   * @outcome: a sentence
   *
   * The session was told.
   */
  signals[SIGNAL_DONE] = g_signal_new ("done", OPT_TYPE_SIGNAL_STEP, G_SIGNAL_RUN_LAST, 0, NULL,
                                       NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);

  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/optischema/OptiSchema/ui/activity/opt-signal-step.ui");
  gtk_widget_class_bind_template_child (widget_class, OptSignalStep, scroller);
  gtk_widget_class_bind_template_child (widget_class, OptSignalStep, error_view);
  gtk_widget_class_bind_template_child (widget_class, OptSignalStep, risk_label);
  gtk_widget_class_bind_template_child (widget_class, OptSignalStep, who_row);
  gtk_widget_class_bind_template_child (widget_class, OptSignalStep, state_row);
  gtk_widget_class_bind_template_child (widget_class, OptSignalStep, server_row);
  gtk_widget_class_bind_template_child (widget_class, OptSignalStep, query_group);
  gtk_widget_class_bind_template_child (widget_class, OptSignalStep, query_view);
  gtk_widget_class_bind_template_child (widget_class, OptSignalStep, sql_view);
  gtk_widget_class_bind_template_child (widget_class, OptSignalStep, role_group);
  gtk_widget_class_bind_template_child (widget_class, OptSignalStep, button);
  gtk_widget_class_bind_template_callback (widget_class, button_clicked);
}

static void
opt_signal_step_init (OptSignalStep *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->cancellable = g_cancellable_new ();
}

static void
show_session (OptSignalStep *self)
{
  g_autofree char *risk = opt_session_signal_get_risk (self->backend, self->kind);
  g_autofree char *sql = opt_session_signal_get_sql (self->backend, self->kind);
  g_autofree char *who = opt_backend_describe_who (self->backend);
  g_autofree char *process = g_strdup_printf ("%d · %s", self->backend->pid, who);

  gtk_label_set_label (self->risk_label, risk);
  opt_fact_row_set_value (self->who_row, process);
  opt_fact_row_set_value (self->state_row, opt_backend_state_get_label (self->backend->state));
  opt_fact_row_set_value (self->server_row, opt_server_get_display (self->server));
  opt_sql_view_set_sql (self->query_view, self->backend->query);
  gtk_widget_set_visible (self->query_group, self->backend->query != NULL);
  opt_sql_view_set_sql (self->sql_view, sql);
}

/**
 * opt_signal_step_new:
 * @server: a server
 * @backend: a session of it, as it is now
 * @kind: what is asked of it
 *
 * Returns: (transfer floating): the step
 */
OptSignalStep *
opt_signal_step_new (OptServer *server, OptBackend *backend, OptSessionSignalKind kind)
{
  OptSignalStep *self;
  gboolean cancels = kind == OPT_SESSION_CANCEL;

  g_return_val_if_fail (OPT_IS_SERVER (server) && backend != NULL, NULL);

  self = g_object_new (OPT_TYPE_SIGNAL_STEP, "title",
                       cancels ? _ ("Cancel the statement?") : _ ("End the session?"), NULL);
  self->server = g_object_ref (server);
  self->backend = opt_backend_ref (backend);
  self->kind = kind;
  adw_preferences_group_set_description (
      ADW_PREFERENCES_GROUP (self->role_group),
      _ ("The session’s own role, or a member of pg_signal_backend. Left empty, it is the role that "
         "watches."));
  opt_error_view_set_title (self->error_view,
                            cancels ? _ ("It was not cancelled") : _ ("It was not ended"));
  gtk_button_set_label (self->button, cancels ? _ ("_Cancel Statement") : _ ("_End Session"));
  opt_step_set_default_widget (OPT_STEP (self), GTK_WIDGET (self->button));
  show_session (self);

  return self;
}
