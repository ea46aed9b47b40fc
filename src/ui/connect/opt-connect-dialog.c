/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "opt-connect-dialog.h"

#include <glib/gi18n.h>

#include "opt-check-view.h"
#include "opt-connect-form.h"
#include "opt-error-view.h"
#include "opt-error.h"
#include "opt-focus.h"
#include "opt-job-view.h"
#include "opt-remember-group.h"

enum
{
  SIGNAL_CONNECTED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

typedef enum
{
  FAILURE_NONE,
  FAILURE_CONNECTION,
  FAILURE_PASSWORD,
  FAILURE_SAVING,
} Failure;

struct _OptConnectDialog
{
  AdwWindow parent_instance;

  /* Template children */
  GtkStack *back_stack;
  GtkWidget *back_button;
  GtkButton *connect_button;
  GtkStack *stack;
  OptConnectForm *form;
  OptRememberGroup *remember;
  GtkWidget *test_row;
  GtkLabel *verdict_label;
  OptCheckView *check_view;
  GtkWidget *status_box;
  OptJobView *job_view;
  OptErrorView *error_view;
  GtkButton *anyway_button;

  /* Owned */
  OptServerList *servers;
  OptJob *job;           /* (nullable) what is under way */
  OptServerCheck *check; /* (nullable) of what the form says */
  OptConninfo *adding;   /* (nullable) whose password is being stored */
  gboolean connects;     /* the job is for more than to see the result */
  Failure failure;
};

G_DEFINE_FINAL_TYPE (OptConnectDialog, opt_connect_dialog, ADW_TYPE_WINDOW)

/* ---- What is shown --------------------------------------------------------------------------- */

static void
update (OptConnectDialog *self)
{
  gboolean busy = self->job != NULL;
  gboolean lacking = self->check != NULL && !opt_preflight_is_ready (self->check->items);

  GtkWidget *view = GTK_WIDGET (self->job_view);
  GtkWidget *button = GTK_WIDGET (self->connect_button);
  gboolean focused = opt_focus_is_in (busy ? button : view);

  gtk_button_set_label (self->connect_button, lacking ? _ ("C_onnect Anyway") : _ ("C_onnect"));
  opt_job_view_set_job (self->job_view, self->job);
  if (!busy)
    gtk_widget_set_sensitive (button, TRUE);
  gtk_widget_set_visible (self->status_box,
                          busy || gtk_widget_get_visible (GTK_WIDGET (self->error_view)));
  if (busy)
    gtk_widget_set_visible (view, TRUE);
  /* Before what has the keyboard goes. */
  if (focused || (busy && opt_focus_is_in (self->test_row)))
    gtk_widget_grab_focus (busy ? view : button);
  gtk_widget_set_visible (view, busy);
  gtk_widget_set_sensitive (button, !busy);
  gtk_widget_set_sensitive (self->test_row, !busy);
}

static const char *
translate (const char *text)
{
  return text != NULL ? _ (text) : NULL;
}

/* Each failure has another way on. */
static void
show_failure (OptConnectDialog *self, Failure failure, const GError *error)
{
  static const struct
  {
    const char *title;
    const char *retry;
    const char *anyway;
  } words[] = {
    [FAILURE_NONE] = { NULL, NULL, NULL },
    [FAILURE_CONNECTION] = { N_ ("Could not connect"), NULL, N_ ("_Add It Anyway") },
    [FAILURE_PASSWORD] = { N_ ("The password was not stored"), N_ ("Try _Again"),
                           N_ ("Keep It for This _Session Only") },
    [FAILURE_SAVING] = { N_ ("The connection was not kept"), N_ ("Try _Again"),
                         N_ ("Connect for This _Session Only") },
  };

  self->failure = failure;
  opt_error_view_set_title (self->error_view, translate (words[failure].title));
  opt_error_view_set_retry (self->error_view, translate (words[failure].retry));
  opt_error_view_set_error (self->error_view, error);
  gtk_button_set_label (self->anyway_button,
                        words[failure].anyway != NULL ? _ (words[failure].anyway) : "");
  gtk_widget_set_visible (GTK_WIDGET (self->anyway_button), error != NULL);
  update (self);
}

static void
hide_failure (OptConnectDialog *self)
{
  show_failure (self, FAILURE_NONE, NULL);
}

static void
show_page (OptConnectDialog *self, const char *name)
{
  gboolean is_form = g_str_equal (name, "form");

  gtk_stack_set_visible_child_name (self->stack, name);
  gtk_stack_set_visible_child_name (self->back_stack, name);
  gtk_window_set_title (GTK_WINDOW (self), is_form ? _ ("Connect to a Server") : _ ("Test Result"));
}

static void
show_form (OptConnectDialog *self)
{
  show_page (self, "form");
  gtk_widget_grab_focus (self->test_row);
}

static void
show_check (OptConnectDialog *self)
{
  gboolean ready = opt_preflight_is_ready (self->check->items);

  gtk_label_set_label (self->verdict_label, ready ? _ ("Ready: it can be watched.")
                                                  : _ ("It can be reached, and lacks what the "
                                                       "work needs."));
  opt_check_view_set_check (self->check_view, self->check);
  show_page (self, "check");
  gtk_widget_grab_focus (GTK_WIDGET (self->connect_button));
}

/* What was found, or is under way, is of another connection. */
static void
form_changed (OptConnectDialog *self)
{
  if (self->job != NULL)
    opt_job_cancel (self->job);
  g_clear_object (&self->job);
  g_clear_pointer (&self->check, opt_server_check_free);
  g_clear_pointer (&self->adding, opt_conninfo_unref);
  hide_failure (self);
}

/* ---- Adding it ------------------------------------------------------------------------------- */

static void
finish (OptConnectDialog *self, OptServer *server)
{
  opt_connect_form_wipe (self->form);
  opt_server_connect (server);
  g_signal_emit (self, signals[SIGNAL_CONNECTED], 0, server);
  gtk_window_destroy (GTK_WINDOW (self));
}

static gboolean
add (OptConnectDialog *self, OptConninfo *conninfo)
{
  gboolean save = opt_remember_group_get_choice (self->remember) != OPT_REMEMBER_NOTHING;
  g_autoptr (GError) error = NULL;
  OptServer *server = opt_server_list_add (self->servers, opt_connect_form_get_name (self->form),
                                           conninfo, save, &error);

  if (server != NULL)
    {
      finish (self, server);
      return TRUE;
    }

  show_failure (self, FAILURE_SAVING, error);

  return FALSE;
}

static void
stored (GObject *object, GAsyncResult *result, gpointer data)
{
  OptKeyring *keyring = OPT_KEYRING (object);
  g_autoptr (OptConnectDialog) self = data;
  g_autoptr (OptConninfo) conninfo = NULL;
  g_autoptr (GError) error = NULL;
  gboolean done = opt_keyring_store_finish (keyring, result, &error);

  if (self->job == NULL
      || g_task_get_cancellable (G_TASK (result)) != opt_job_get_cancellable (self->job))
    return;

  opt_job_end (self->job);
  g_clear_object (&self->job);
  conninfo = g_steal_pointer (&self->adding);
  update (self);
  if (done && !add (self, conninfo))
    opt_keyring_clear_async (keyring, opt_connect_form_get_name (self->form), NULL, NULL, NULL);
  else if (!done && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    show_failure (self, FAILURE_PASSWORD, error);
}

static void
store (OptConnectDialog *self, OptConninfo *conninfo)
{
  self->job = opt_job_new (_ ("Storing the password in the keyring"));
  self->adding = opt_conninfo_ref (conninfo);
  opt_job_begin (self->job);
  opt_keyring_store_async (opt_server_list_get_keyring (self->servers),
                           opt_connect_form_get_name (self->form),
                           opt_conninfo_get (conninfo, "password"),
                           opt_job_get_cancellable (self->job), stored, g_object_ref (self));
  update (self);
}

/* Its password first: a server that was added without it would ask for it forever. */
static void
add_server (OptConnectDialog *self)
{
  g_autoptr (OptConninfo) conninfo = opt_connect_form_get_conninfo (self->form, NULL);

  if (conninfo == NULL)
    {
      opt_connect_form_show_error (self->form);
      return;
    }

  hide_failure (self);
  if (opt_conninfo_has_password (conninfo)
      && opt_remember_group_get_choice (self->remember) == OPT_REMEMBER_PASSWORD)
    store (self, conninfo);
  else
    add (self, conninfo);
}

static void
anyway_clicked (OptConnectDialog *self)
{
  if (self->failure == FAILURE_PASSWORD)
    opt_remember_group_set_choice (self->remember, OPT_REMEMBER_CONNECTION);
  else if (self->failure == FAILURE_SAVING)
    opt_remember_group_set_choice (self->remember, OPT_REMEMBER_NOTHING);
  add_server (self);
}

/* ---- Looking at it --------------------------------------------------------------------------- */

typedef struct
{
  OptConnectDialog *self;
  OptJob *job;
} Run;

static void
checked (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autofree Run *run = data;
  g_autoptr (OptConnectDialog) self = run->self;
  g_autoptr (OptJob) job = run->job;
  g_autoptr (GError) error = NULL;
  g_autoptr (OptServerCheck) check = opt_server_check_finish (result, &error);

  if (self->job != job)
    return;

  g_clear_object (&self->job);
  if (check == NULL)
    {
      update (self);
      if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        return;
      opt_connect_form_explain (self->form, error);
      show_failure (self, FAILURE_CONNECTION, error);
      return;
    }

  self->check = g_steal_pointer (&check);
  update (self);
  if (self->connects && opt_preflight_is_ready (self->check->items))
    add_server (self);
  else
    show_check (self);
}

static void
look (OptConnectDialog *self, gboolean connects)
{
  g_autoptr (OptConninfo) conninfo = opt_connect_form_get_conninfo (self->form, NULL);
  Run *run;

  if (conninfo == NULL)
    {
      show_page (self, "form");
      opt_connect_form_show_error (self->form);
      return;
    }

  self->connects = connects;
  self->job = opt_job_new (connects ? _ ("Connecting") : _ ("Testing the connection"));
  run = g_new0 (Run, 1);
  run->self = g_object_ref (self);
  run->job = g_object_ref (self->job);
  opt_server_check_async (conninfo, self->job, checked, run);
  hide_failure (self);
}

static void
test_activated (OptConnectDialog *self)
{
  if (self->check != NULL)
    show_check (self);
  else
    look (self, FALSE);
}

static void
connect_clicked (OptConnectDialog *self)
{
  if (self->check != NULL)
    add_server (self);
  else
    look (self, TRUE);
}

/* ---- The object ------------------------------------------------------------------------------ */

/* What is under way holds the dialog, and would go on with what nobody wants any more. */
static gboolean
opt_connect_dialog_close_request (GtkWindow *window)
{
  OptConnectDialog *self = OPT_CONNECT_DIALOG (window);

  if (self->job != NULL)
    opt_job_cancel (self->job);
  g_clear_object (&self->job);

  return GTK_WINDOW_CLASS (opt_connect_dialog_parent_class)->close_request (window);
}

static void
opt_connect_dialog_dispose (GObject *object)
{
  OptConnectDialog *self = OPT_CONNECT_DIALOG (object);

  if (self->job != NULL)
    opt_job_cancel (self->job);
  g_clear_object (&self->job);
  g_clear_object (&self->servers);
  g_clear_pointer (&self->check, opt_server_check_free);
  g_clear_pointer (&self->adding, opt_conninfo_unref);
  gtk_widget_dispose_template (GTK_WIDGET (object), OPT_TYPE_CONNECT_DIALOG);

  G_OBJECT_CLASS (opt_connect_dialog_parent_class)->dispose (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/optischema/OptiSchema/ui/connect/opt-connect-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, OptConnectDialog, back_stack);
  gtk_widget_class_bind_template_child (widget_class, OptConnectDialog, back_button);
  gtk_widget_class_bind_template_child (widget_class, OptConnectDialog, connect_button);
  gtk_widget_class_bind_template_child (widget_class, OptConnectDialog, stack);
  gtk_widget_class_bind_template_child (widget_class, OptConnectDialog, form);
  gtk_widget_class_bind_template_child (widget_class, OptConnectDialog, remember);
  gtk_widget_class_bind_template_child (widget_class, OptConnectDialog, test_row);
  gtk_widget_class_bind_template_child (widget_class, OptConnectDialog, verdict_label);
  gtk_widget_class_bind_template_child (widget_class, OptConnectDialog, check_view);
  gtk_widget_class_bind_template_child (widget_class, OptConnectDialog, status_box);
  gtk_widget_class_bind_template_child (widget_class, OptConnectDialog, job_view);
  gtk_widget_class_bind_template_child (widget_class, OptConnectDialog, error_view);
  gtk_widget_class_bind_template_child (widget_class, OptConnectDialog, anyway_button);
  gtk_widget_class_bind_template_callback (widget_class, add_server);
  gtk_widget_class_bind_template_callback (widget_class, anyway_clicked);
  gtk_widget_class_bind_template_callback (widget_class, connect_clicked);
  gtk_widget_class_bind_template_callback (widget_class, form_changed);
  gtk_widget_class_bind_template_callback (widget_class, show_form);
  gtk_widget_class_bind_template_callback (widget_class, test_activated);
}

static void
opt_connect_dialog_class_init (OptConnectDialogClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  g_type_ensure (OPT_TYPE_CHECK_VIEW);
  g_type_ensure (OPT_TYPE_CONNECT_FORM);
  g_type_ensure (OPT_TYPE_ERROR_VIEW);
  g_type_ensure (OPT_TYPE_JOB_VIEW);
  g_type_ensure (OPT_TYPE_REMEMBER_GROUP);

  object_class->dispose = opt_connect_dialog_dispose;
  GTK_WINDOW_CLASS (klass)->close_request = opt_connect_dialog_close_request;

  /**
   * OptConnectDialog::connected:
   * @self: the dialog, which closes
   * @server: the server, which is being connected to
   *
   * A server was added.
   */
  signals[SIGNAL_CONNECTED] = g_signal_new ("connected", OPT_TYPE_CONNECT_DIALOG, G_SIGNAL_RUN_LAST,
                                            0, NULL, NULL, NULL, G_TYPE_NONE, 1, OPT_TYPE_SERVER);

  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
  bind_template (widget_class);
}

static void
opt_connect_dialog_init (OptConnectDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  hide_failure (self);
}

/**
 * opt_connect_dialog_present:
 * @parent: (nullable): the window that it is for
 * @servers: where to add what is connected to
 *
 * Returns: (transfer none): the dialog, on the screen
 */
OptConnectDialog *
opt_connect_dialog_present (GtkWindow *parent, OptServerList *servers)
{
  OptConnectDialog *self;

  g_return_val_if_fail (parent == NULL || GTK_IS_WINDOW (parent), NULL);
  g_return_val_if_fail (OPT_IS_SERVER_LIST (servers), NULL);

  self = g_object_new (OPT_TYPE_CONNECT_DIALOG, "transient-for", parent, NULL);
  g_set_object (&self->servers, servers);
  opt_connect_form_set_servers (self->form, servers);
  opt_remember_group_set_keyring (self->remember, opt_server_list_get_keyring (servers));
  gtk_window_present (GTK_WINDOW (self));
  /* Not before: the window would never tell assistive technology what it is. */
  gtk_widget_grab_focus (GTK_WIDGET (self->form));

  return self;
}

/**
 * opt_connect_dialog_present_password:
 * @parent: (nullable): the window that it is for
 * @servers: the servers
 * @server: one of them, whose password is to be given
 *
 * Returns: (transfer none): the dialog, on the screen
 */
OptPasswordDialog *
opt_connect_dialog_present_password (GtkWindow *parent, OptServerList *servers, OptServer *server)
{
  return opt_password_dialog_present (parent, servers, server);
}
