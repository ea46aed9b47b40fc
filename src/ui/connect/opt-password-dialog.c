/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "opt-password-dialog.h"

#include <glib/gi18n.h>

#include "opt-error-view.h"
#include "opt-error.h"
#include "opt-job-view.h"
#include "opt-remember-group.h"
#include "opt-server-check.h"

#define WIDTH 440

enum
{
  SIGNAL_CONNECTED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

struct _OptPasswordDialog
{
  AdwWindow parent_instance;

  /* Template children */
  GtkWidget *connect_button;
  AdwPreferencesGroup *server_group;
  GtkEditable *password_row;
  OptRememberGroup *remember;
  OptJobView *job_view;
  OptErrorView *error_view;
  GtkWidget *session_button;

  /* Owned */
  OptServerList *servers;
  OptServer *server;
  OptJob *job;           /* (nullable) what is under way */
  OptConninfo *conninfo; /* (nullable) with the password that is right */
};

G_DEFINE_FINAL_TYPE (OptPasswordDialog, opt_password_dialog, ADW_TYPE_WINDOW)

static void
set_job (OptPasswordDialog *self, OptJob *job)
{
  g_set_object (&self->job, job);
  opt_job_view_set_job (self->job_view, job);
  gtk_widget_set_visible (GTK_WIDGET (self->job_view), job != NULL);
  gtk_widget_set_sensitive (self->connect_button, job == NULL);
}

/* The keyring has said no: nothing that a server says comes without its SQLSTATE then. */
static gboolean
is_locked (const GError *error)
{
  return g_error_matches (error, OPT_ERROR, OPT_ERROR_DENIED)
         && opt_error_get_sqlstate (error) == NULL;
}

/* @storing: it is the keyring that failed: the password itself is right */
static void
show_error (OptPasswordDialog *self, const GError *error, gboolean storing)
{
  opt_error_view_set_title (self->error_view,
                            storing ? _ ("The password was not stored") : _ ("Could not connect"));
  opt_error_view_set_retry (self->error_view,
                            storing || is_locked (error) ? _ ("Try _Again") : NULL);
  opt_error_view_set_error (self->error_view, error);
  gtk_widget_set_visible (self->session_button, error != NULL && storing);
  /* As high as what is in it. */
  gtk_window_set_default_size (GTK_WINDOW (self), WIDTH, -1);
}

/* What is under way, or was found, is of another password. */
static void
password_changed (OptPasswordDialog *self)
{
  if (self->job != NULL)
    opt_job_cancel (self->job);
  set_job (self, NULL);
  g_clear_pointer (&self->conninfo, opt_conninfo_unref);
  show_error (self, NULL, FALSE);
}

static void
finish (OptPasswordDialog *self)
{
  g_autoptr (OptPasswordDialog) kept = g_object_ref (self);

  opt_server_set_conninfo (self->server, self->conninfo);
  opt_server_connect (self->server);
  /* Overwrites it, too. */
  gtk_editable_set_text (self->password_row, "");
  g_signal_emit (self, signals[SIGNAL_CONNECTED], 0, self->server);
  gtk_window_destroy (GTK_WINDOW (self));
}

static void
stored (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr (OptPasswordDialog) self = data;
  g_autoptr (GError) error = NULL;
  gboolean done = opt_keyring_store_finish (OPT_KEYRING (object), result, &error);

  if (self->job == NULL
      || g_task_get_cancellable (G_TASK (result)) != opt_job_get_cancellable (self->job))
    return;

  opt_job_end (self->job);
  set_job (self, NULL);
  if (done)
    finish (self);
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    show_error (self, error, TRUE);
}

/* With a password that is right. */
static void
accept (OptPasswordDialog *self)
{
  g_autoptr (OptJob) job = NULL;

  if (!opt_server_get_saved (self->server)
      || opt_remember_group_get_choice (self->remember) != OPT_REMEMBER_PASSWORD)
    {
      finish (self);
      return;
    }

  show_error (self, NULL, FALSE);
  job = opt_job_new (_ ("Storing the password in the keyring"));
  opt_job_begin (job);
  set_job (self, job);
  opt_keyring_store_async (opt_server_list_get_keyring (self->servers),
                           opt_server_get_name (self->server),
                           opt_conninfo_get (self->conninfo, "password"),
                           opt_job_get_cancellable (job), stored, g_object_ref (self));
}

/* The keyring may have been unlocked since. */
static void
retry (OptPasswordDialog *self)
{
  g_autoptr (OptPasswordDialog) kept = g_object_ref (self);

  if (self->conninfo != NULL)
    {
      accept (self);
      return;
    }

  opt_server_list_connect (self->servers, self->server);
  g_signal_emit (self, signals[SIGNAL_CONNECTED], 0, self->server);
  gtk_window_destroy (GTK_WINDOW (self));
}

static void
session_clicked (OptPasswordDialog *self)
{
  opt_remember_group_set_choice (self->remember, OPT_REMEMBER_CONNECTION);
  accept (self);
}

typedef struct
{
  OptPasswordDialog *self;
  OptJob *job;
  OptConninfo *conninfo;
} Run;

static void
checked (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autofree Run *run = data;
  g_autoptr (OptPasswordDialog) self = run->self;
  g_autoptr (OptJob) job = run->job;
  g_autoptr (OptConninfo) conninfo = run->conninfo;
  g_autoptr (GError) error = NULL;
  g_autoptr (OptServerCheck) check = opt_server_check_finish (result, &error);

  if (self->job != job)
    return;

  set_job (self, NULL);
  if (check != NULL)
    {
      self->conninfo = g_steal_pointer (&conninfo);
      accept (self);
    }
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      show_error (self, error, FALSE);
      gtk_widget_grab_focus (GTK_WIDGET (self->password_row));
    }
}

static void
connect_clicked (OptPasswordDialog *self)
{
  g_autoptr (OptJob) job = NULL;
  Run *run;

  show_error (self, NULL, FALSE);
  if (self->conninfo != NULL)
    {
      accept (self);
      return;
    }

  job = opt_job_new (_ ("Connecting"));
  run = g_new0 (Run, 1);
  run->self = g_object_ref (self);
  run->job = g_object_ref (job);
  run->conninfo = opt_conninfo_with (opt_server_get_conninfo (self->server), "password",
                                     gtk_editable_get_text (self->password_row));
  opt_server_check_async (run->conninfo, job, checked, run);
  set_job (self, job);
}

/* ---- The object ------------------------------------------------------------------------------ */

/* What is under way holds the dialog, and would go on with what nobody wants any more. */
static gboolean
opt_password_dialog_close_request (GtkWindow *window)
{
  OptPasswordDialog *self = OPT_PASSWORD_DIALOG (window);

  if (self->job != NULL)
    opt_job_cancel (self->job);
  g_clear_object (&self->job);

  return GTK_WINDOW_CLASS (opt_password_dialog_parent_class)->close_request (window);
}

static void
opt_password_dialog_dispose (GObject *object)
{
  OptPasswordDialog *self = OPT_PASSWORD_DIALOG (object);

  if (self->job != NULL)
    opt_job_cancel (self->job);
  g_clear_object (&self->job);
  g_clear_object (&self->server);
  g_clear_object (&self->servers);
  g_clear_pointer (&self->conninfo, opt_conninfo_unref);
  gtk_widget_dispose_template (GTK_WIDGET (object), OPT_TYPE_PASSWORD_DIALOG);

  G_OBJECT_CLASS (opt_password_dialog_parent_class)->dispose (object);
}

static void
opt_password_dialog_class_init (OptPasswordDialogClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  g_type_ensure (OPT_TYPE_ERROR_VIEW);
  g_type_ensure (OPT_TYPE_JOB_VIEW);
  g_type_ensure (OPT_TYPE_REMEMBER_GROUP);

  object_class->dispose = opt_password_dialog_dispose;
  GTK_WINDOW_CLASS (klass)->close_request = opt_password_dialog_close_request;

  /**
   * OptPasswordDialog::connected:
   * @self: the dialog, which closes
   * @server: the server, which is being connected to
   *
   * The password is right.
   */
  signals[SIGNAL_CONNECTED]
      = g_signal_new ("connected", OPT_TYPE_PASSWORD_DIALOG, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                      G_TYPE_NONE, 1, OPT_TYPE_SERVER);

  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/optischema/OptiSchema/ui/connect/opt-password-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, OptPasswordDialog, connect_button);
  gtk_widget_class_bind_template_child (widget_class, OptPasswordDialog, server_group);
  gtk_widget_class_bind_template_child (widget_class, OptPasswordDialog, password_row);
  gtk_widget_class_bind_template_child (widget_class, OptPasswordDialog, remember);
  gtk_widget_class_bind_template_child (widget_class, OptPasswordDialog, job_view);
  gtk_widget_class_bind_template_child (widget_class, OptPasswordDialog, error_view);
  gtk_widget_class_bind_template_child (widget_class, OptPasswordDialog, session_button);
  gtk_widget_class_bind_template_callback (widget_class, retry);
  gtk_widget_class_bind_template_callback (widget_class, connect_clicked);
  gtk_widget_class_bind_template_callback (widget_class, password_changed);
  gtk_widget_class_bind_template_callback (widget_class, session_clicked);
}

static void
opt_password_dialog_init (OptPasswordDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  set_job (self, NULL);
}

/**
 * opt_password_dialog_present:
 * @parent: (nullable): the window that it is for
 * @servers: the servers
 * @server: one of them, whose password is to be given
 *
 * Returns: (transfer none): the dialog, on the screen
 */
OptPasswordDialog *
opt_password_dialog_present (GtkWindow *parent, OptServerList *servers, OptServer *server)
{
  g_autofree char *display = NULL;
  OptPasswordDialog *self;

  g_return_val_if_fail (parent == NULL || GTK_IS_WINDOW (parent), NULL);
  g_return_val_if_fail (OPT_IS_SERVER_LIST (servers), NULL);
  g_return_val_if_fail (OPT_IS_SERVER (server), NULL);

  self = g_object_new (OPT_TYPE_PASSWORD_DIALOG, "transient-for", parent, NULL);
  g_set_object (&self->servers, servers);
  g_set_object (&self->server, server);
  display = g_markup_escape_text (opt_server_get_display (server), -1);
  adw_preferences_group_set_title (self->server_group, opt_server_get_name (server));
  adw_preferences_group_set_description (self->server_group, display);
  gtk_widget_set_visible (GTK_WIDGET (self->remember), opt_server_get_saved (server));
  opt_remember_group_set_saved (self->remember, TRUE);
  opt_remember_group_set_keyring (self->remember, opt_server_list_get_keyring (servers));
  show_error (self, opt_server_get_error (server), FALSE);
  gtk_window_present (GTK_WINDOW (self));
  /* Not before: the window would never tell assistive technology what it is. */
  gtk_widget_grab_focus (GTK_WIDGET (self->password_row));

  return self;
}

/**
 * opt_password_dialog_may_help:
 * @server: a server
 *
 * Returns: whether it is lost for want of a password: one that is wrong, or that the keyring does
 *   not give out
 */
gboolean
opt_password_dialog_may_help (OptServer *server)
{
  const GError *error;

  g_return_val_if_fail (OPT_IS_SERVER (server), FALSE);

  error = opt_server_get_error (server);

  return g_error_matches (error, OPT_ERROR, OPT_ERROR_AUTHENTICATION)
         || (is_locked (error) && opt_server_get_saved (server)
             && !opt_conninfo_has_password (opt_server_get_conninfo (server)));
}
