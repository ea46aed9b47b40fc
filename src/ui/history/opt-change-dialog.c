/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-change-dialog.h"

#include "opt-change-book.h"
#include "opt-change-step.h"
#include "opt-undo-step.h"

struct _OptChangeDialog
{
  OptStepDialog parent_instance;

  /* Owned */
  OptServer *server;
  OptAuditChange *change;
  OptChangeBook *book;
  OptChangeStep *change_step;
  OptUndoStep *undo_step;
};

G_DEFINE_FINAL_TYPE (OptChangeDialog, opt_change_dialog, OPT_TYPE_STEP_DIALOG)

static void
show_change (OptChangeDialog *self)
{
  const char *title = opt_audit_change_get_title (self->change);

  opt_step_dialog_set_subtitle (OPT_STEP_DIALOG (self), title);
  opt_change_step_set_change (self->change_step, self->server, self->change);
  opt_undo_step_set_change (self->undo_step, self->server, self->change);
}

static void
book_changed (OptChangeDialog *self)
{
  OptAuditChange *change = opt_change_book_find (self->book, opt_change_dialog_get_id (self));

  if (change != NULL && g_set_object (&self->change, change))
    show_change (self);
}

static void
undone (OptChangeDialog *self)
{
  opt_step_dialog_begin (OPT_STEP_DIALOG (self), OPT_STEP (self->change_step));
}

static void
undo (GtkWidget *widget, const char *action, GVariant *parameter)
{
  OptChangeDialog *self = OPT_CHANGE_DIALOG (widget);

  opt_step_dialog_go (OPT_STEP_DIALOG (self), OPT_STEP (self->undo_step));
}

static void
opt_change_dialog_dispose (GObject *object)
{
  OptChangeDialog *self = OPT_CHANGE_DIALOG (object);

  if (self->book != NULL)
    opt_change_book_set_server (self->book, NULL);
  g_clear_object (&self->book);
  g_clear_object (&self->change_step);
  g_clear_object (&self->undo_step);

  G_OBJECT_CLASS (opt_change_dialog_parent_class)->dispose (object);
}

static void
opt_change_dialog_finalize (GObject *object)
{
  OptChangeDialog *self = OPT_CHANGE_DIALOG (object);

  g_clear_object (&self->change);
  g_clear_object (&self->server);

  G_OBJECT_CLASS (opt_change_dialog_parent_class)->finalize (object);
}

static void
opt_change_dialog_class_init (OptChangeDialogClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = opt_change_dialog_dispose;
  object_class->finalize = opt_change_dialog_finalize;

  gtk_widget_class_install_action (widget_class, "step.undo", NULL, undo);
}

static void
opt_change_dialog_init (OptChangeDialog *self)
{
  self->change_step = g_object_ref_sink (g_object_new (OPT_TYPE_CHANGE_STEP, NULL));
  self->undo_step = g_object_ref_sink (g_object_new (OPT_TYPE_UNDO_STEP, NULL));
  self->book = opt_change_book_new ();

  g_signal_connect_object (self->book, "changed", G_CALLBACK (book_changed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->undo_step, "undone", G_CALLBACK (undone), self, G_CONNECT_SWAPPED);
}

/**
 * opt_change_dialog_new:
 * @parent: the window that it is for
 * @server: where the change was made
 * @change: the change
 *
 * Returns: (transfer none): a dialog that shows it, to be presented
 */
OptChangeDialog *
opt_change_dialog_new (GtkWindow *parent, OptServer *server, OptAuditChange *change)
{
  OptChangeDialog *self;

  g_return_val_if_fail (OPT_IS_SERVER (server), NULL);
  g_return_val_if_fail (OPT_IS_AUDIT_CHANGE (change), NULL);

  self = g_object_new (OPT_TYPE_CHANGE_DIALOG, "transient-for", parent, NULL);
  self->server = g_object_ref (server);
  self->change = g_object_ref (change);
  show_change (self);
  opt_change_book_set_server (self->book, server);
  opt_step_dialog_begin (OPT_STEP_DIALOG (self), OPT_STEP (self->change_step));

  return self;
}

/**
 * opt_change_dialog_get_id:
 * @self: a dialog
 *
 * Returns: which change it shows
 */
const char *
opt_change_dialog_get_id (OptChangeDialog *self)
{
  g_return_val_if_fail (OPT_IS_CHANGE_DIALOG (self), NULL);

  return opt_audit_change_get_id (self->change);
}

/**
 * opt_change_dialog_ask_undo:
 * @self: a dialog
 *
 * Asks whether to undo the change.
 */
void
opt_change_dialog_ask_undo (OptChangeDialog *self)
{
  g_return_if_fail (OPT_IS_CHANGE_DIALOG (self));

  if (!opt_step_dialog_is_working (OPT_STEP_DIALOG (self)))
    opt_step_dialog_go (OPT_STEP_DIALOG (self), OPT_STEP (self->undo_step));
}
