/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "opt-demo-dialog.h"

#include <glib/gi18n.h>

#include "opt-connect-name.h"
#include "opt-demo-starter.h"
#include "opt-error-view.h"
#include "opt-focus.h"
#include "opt-job-view.h"

enum
{
  SIGNAL_CONNECTED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

struct _OptDemoDialog
{
  AdwWindow parent_instance;

  /* Template children */
  GtkWidget *cost_label;
  GtkWidget *start_button;
  OptJobView *job_view;
  OptErrorView *error_view;

  /* Owned */
  OptServerList *servers;
  OptJob *job; /* (nullable) while it is being started */

  gboolean asks; /* before it starts it */
};

G_DEFINE_FINAL_TYPE (OptDemoDialog, opt_demo_dialog, ADW_TYPE_WINDOW)

/* It takes the place of what was to be known before. */
static void
show_error (OptDemoDialog *self, const GError *error)
{
  opt_error_view_set_error (self->error_view, error);
  gtk_widget_set_visible (self->cost_label, error == NULL);
}

static void
set_job (OptDemoDialog *self, OptJob *job)
{
  GtkWidget *view = GTK_WIDGET (self->job_view);
  gboolean focused = opt_focus_is_in (job != NULL ? self->start_button : view);

  g_set_object (&self->job, job);
  opt_job_view_set_job (self->job_view, job);
  gtk_widget_set_visible (view, job != NULL);
  if (focused)
    gtk_widget_grab_focus (job != NULL ? view : self->start_button);
  gtk_widget_set_visible (self->start_button, job == NULL);
}

/* ---- The demo among the servers -------------------------------------------------------------- */

static gboolean
is_same (OptConninfo *one, OptConninfo *other)
{
  g_autofree char *first = opt_conninfo_to_string (one);
  g_autofree char *second = opt_conninfo_to_string (other);

  return g_strcmp0 (first, second) == 0;
}

/**
 * opt_demo_dialog_is_demo:
 * @server: a server
 *
 * Returns: whether it is the demo's, which a start of the demo connects to
 */
gboolean
opt_demo_dialog_is_demo (OptServer *server)
{
  g_return_val_if_fail (OPT_IS_SERVER (server), FALSE);

  return !opt_server_get_saved (server) && g_str_equal (opt_server_get_name (server), _ ("Demo"));
}

/* One of an earlier start, or a new one beside what a person has named so. */
static OptServer *
find_server (OptServerList *servers, OptConninfo *conninfo, GError **error)
{
  OptServer *server = opt_server_list_find (servers, _ ("Demo"));
  g_autofree char *name = NULL;

  if (server != NULL && opt_demo_dialog_is_demo (server))
    {
      if (!is_same (opt_server_get_conninfo (server), conninfo))
        opt_server_set_conninfo (server, conninfo);
      return server;
    }

  name = opt_connect_name_make_unique (_ ("Demo"), servers);

  return opt_server_list_add (servers, name, conninfo, FALSE, error);
}

static gboolean
connect_to (OptDemoDialog *self, const OptDemoStatus *status, GError **error)
{
  g_autoptr (OptDemoDialog) kept = g_object_ref (self);
  g_autoptr (OptConninfo) conninfo = opt_conninfo_new (status->conninfo, error);
  OptServer *server = conninfo != NULL ? find_server (self->servers, conninfo, error) : NULL;

  if (server == NULL)
    return FALSE;

  opt_server_connect (server);
  g_signal_emit (self, signals[SIGNAL_CONNECTED], 0, server);
  gtk_window_destroy (GTK_WINDOW (self));

  return TRUE;
}

/* ---- Starting it ----------------------------------------------------------------------------- */

typedef struct
{
  OptDemoDialog *self;
  OptJob *job;
} Run;

static void
started (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autofree Run *run = data;
  g_autoptr (OptDemoDialog) self = run->self;
  g_autoptr (OptJob) job = run->job;
  g_autoptr (GError) error = NULL;
  g_autoptr (OptDemoStatus) status = opt_demo_starter_run_finish (result, &error);

  if (self->job != job)
    return;

  set_job (self, NULL);
  if (status != NULL && connect_to (self, status, &error))
    return;
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  show_error (self, error);
  gtk_button_set_label (GTK_BUTTON (self->start_button), _ ("_Try Again"));
}

static void
start (OptDemoDialog *self)
{
  g_autoptr (OptJob) job = NULL;
  Run *run;

  /* Enter presses the button also while it is hidden. */
  if (self->job != NULL)
    return;

  job = opt_job_new (_ ("Starting the demo"));
  run = g_new0 (Run, 1);
  show_error (self, NULL);
  run->self = g_object_ref (self);
  run->job = g_object_ref (job);
  opt_demo_starter_run_async (job, started, run);
  set_job (self, job);
}

static gboolean
connect_or_show (gpointer data)
{
  OptDemoDialog *self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (OptDemoStatus) status = NULL;

  if (self->servers == NULL)
    return G_SOURCE_REMOVE;

  status = opt_demo_get_status (&error);
  if (status != NULL && status->state == OPT_DEMO_STATE_RUNNING
      && connect_to (self, status, &error))
    return G_SOURCE_REMOVE;

  show_error (self, error);
  gtk_window_present (GTK_WINDOW (self));
  gtk_widget_grab_focus (self->start_button);
  /* It may be from an earlier dialog, or from another program. */
  if (!self->asks || (status != NULL && status->state == OPT_DEMO_STATE_BUILDING))
    start (self);

  return G_SOURCE_REMOVE;
}

/* ---- The object ------------------------------------------------------------------------------ */

/* What is under way holds the dialog, and would go on with what nobody wants any more. */
static gboolean
opt_demo_dialog_close_request (GtkWindow *window)
{
  OptDemoDialog *self = OPT_DEMO_DIALOG (window);

  if (self->job != NULL)
    opt_job_cancel (self->job);
  g_clear_object (&self->job);

  return GTK_WINDOW_CLASS (opt_demo_dialog_parent_class)->close_request (window);
}

static void
opt_demo_dialog_dispose (GObject *object)
{
  OptDemoDialog *self = OPT_DEMO_DIALOG (object);

  if (self->job != NULL)
    opt_job_cancel (self->job);
  g_clear_object (&self->job);
  g_clear_object (&self->servers);
  gtk_widget_dispose_template (GTK_WIDGET (object), OPT_TYPE_DEMO_DIALOG);

  G_OBJECT_CLASS (opt_demo_dialog_parent_class)->dispose (object);
}

static void
opt_demo_dialog_class_init (OptDemoDialogClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  g_type_ensure (OPT_TYPE_ERROR_VIEW);
  g_type_ensure (OPT_TYPE_JOB_VIEW);

  object_class->dispose = opt_demo_dialog_dispose;
  GTK_WINDOW_CLASS (klass)->close_request = opt_demo_dialog_close_request;

  /**
   * OptDemoDialog::connected:
   * @self: the dialog, which closes
   * @server: the demo, which is being connected to
   *
   * The demo runs.
   */
  signals[SIGNAL_CONNECTED] = g_signal_new ("connected", OPT_TYPE_DEMO_DIALOG, G_SIGNAL_RUN_LAST, 0,
                                            NULL, NULL, NULL, G_TYPE_NONE, 1, OPT_TYPE_SERVER);

  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/optischema/OptiSchema/ui/connect/opt-demo-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, OptDemoDialog, cost_label);
  gtk_widget_class_bind_template_child (widget_class, OptDemoDialog, start_button);
  gtk_widget_class_bind_template_child (widget_class, OptDemoDialog, job_view);
  gtk_widget_class_bind_template_child (widget_class, OptDemoDialog, error_view);
  gtk_widget_class_bind_template_callback (widget_class, start);
}

static void
opt_demo_dialog_init (OptDemoDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  set_job (self, NULL);
}

/**
 * opt_demo_dialog_present:
 * @parent: (nullable): the window that it is for
 * @servers: where to add the demo
 * @ask: whether to say first what it costs; %FALSE where it was asked for in so many words
 *
 * Returns: (transfer none): the dialog, on the screen unless the demo runs already
 */
OptDemoDialog *
opt_demo_dialog_present (GtkWindow *parent, OptServerList *servers, gboolean ask)
{
  OptDemoDialog *self;

  g_return_val_if_fail (parent == NULL || GTK_IS_WINDOW (parent), NULL);
  g_return_val_if_fail (OPT_IS_SERVER_LIST (servers), NULL);

  self = g_object_new (OPT_TYPE_DEMO_DIALOG, "transient-for", parent, NULL);
  g_set_object (&self->servers, servers);
  self->asks = ask;
  /* Not before the caller listens to ::connected. */
  g_idle_add_full (G_PRIORITY_DEFAULT, connect_or_show, g_object_ref (self), g_object_unref);

  return self;
}
