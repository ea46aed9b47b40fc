/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-signal-dialog.h"

#include "opt-signal-step.h"

enum
{
  SIGNAL_DONE,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

struct _OptSignalDialog
{
  OptStepDialog parent_instance;
};

G_DEFINE_FINAL_TYPE (OptSignalDialog, opt_signal_dialog, OPT_TYPE_STEP_DIALOG)

static void
done (OptSignalDialog *self, const char *outcome)
{
  g_signal_emit (self, signals[SIGNAL_DONE], 0, outcome);
  gtk_window_destroy (GTK_WINDOW (self));
}

static void
opt_signal_dialog_class_init (OptSignalDialogClass *klass)
{
  /**
   * OptSignalDialog::done:
   * @self: the dialog
   * @outcome: a sentence
   *
   * The session was told, and the dialog goes.
   */
  signals[SIGNAL_DONE] = g_signal_new ("done", OPT_TYPE_SIGNAL_DIALOG, G_SIGNAL_RUN_LAST, 0, NULL,
                                       NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
opt_signal_dialog_init (OptSignalDialog *self)
{
}

/**
 * opt_signal_dialog_new:
 * @parent: (nullable): the window that it is for
 * @server: a server
 * @backend: a session of it, as it is now
 * @kind: what is asked of it
 *
 * Returns: (transfer none): a dialog, to be presented
 */
OptSignalDialog *
opt_signal_dialog_new (GtkWindow *parent,
                       OptServer *server,
                       OptBackend *backend,
                       OptSessionSignalKind kind)
{
  OptSignalDialog *self;
  OptSignalStep *step;
  g_autofree char *who = NULL;

  g_return_val_if_fail (OPT_IS_SERVER (server) && backend != NULL, NULL);

  self = g_object_new (OPT_TYPE_SIGNAL_DIALOG, "transient-for", parent, NULL);
  step = opt_signal_step_new (server, backend, kind);
  who = opt_backend_describe_who (backend);
  opt_step_dialog_set_subtitle (OPT_STEP_DIALOG (self), who);
  g_signal_connect_object (step, "done", G_CALLBACK (done), self, G_CONNECT_SWAPPED);
  opt_step_dialog_begin (OPT_STEP_DIALOG (self), OPT_STEP (step));

  return self;
}
