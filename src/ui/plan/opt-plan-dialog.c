/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "opt-plan-dialog.h"

#include <glib/gi18n.h>
#include <string.h>

#include "opt-error.h"
#include "opt-statement-text.h"

/* After the last key. */
#define PATIENCE_MS 200
/* What is longer is read, but not put into a GtkTextView, which would take its time. */
#define EDIT_AT_MOST (512 * 1024)
#define LINE_AT_MOST 4000

enum
{
  SIGNAL_PLAN,
  SIGNAL_STATEMENT,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

struct _OptPlanDialog
{
  AdwWindow parent_instance;

  /* Template children */
  GtkTextView *view;
  GtkImage *icon;
  GtkLabel *found;
  GtkLabel *next_step;
  GtkButton *accept_button;

  /* Owned */
  char *server_name;         /* (nullable) */
  OptPlanDocument *document; /* (nullable) what the text is, if it is a plan */
  char *statement;           /* (nullable) what it is, if it is a statement */
  GCancellable *reading;     /* (nullable) */
  GCancellable *closed;

  /* Sources */
  guint check_id;
};

G_DEFINE_FINAL_TYPE (OptPlanDialog, opt_plan_dialog, ADW_TYPE_WINDOW)

static void
say (OptPlanDialog *self, const char *icon_name, const char *found, const char *next_step)
{
  gtk_widget_set_visible (GTK_WIDGET (self->icon), icon_name != NULL);
  gtk_image_set_from_icon_name (self->icon, icon_name);
  gtk_label_set_label (self->found, found);
  gtk_label_set_label (self->next_step, next_step != NULL ? next_step : "");
  gtk_widget_set_visible (GTK_WIDGET (self->next_step), next_step != NULL);
  gtk_widget_set_sensitive (GTK_WIDGET (self->accept_button),
                            self->document != NULL || self->statement != NULL);
  gtk_button_set_label (self->accept_button,
                        self->statement != NULL ? _ ("_Plan It") : _ ("_Show"));
}

static void
say_how (OptPlanDialog *self)
{
  say (self, NULL, _ ("Paste what EXPLAIN (ANALYZE, BUFFERS) printed, in any format."),
       self->server_name != NULL ? _ ("Or type a statement: the server plans it.") : NULL);
}

static void
forget (OptPlanDialog *self)
{
  g_clear_handle_id (&self->check_id, g_source_remove);
  g_cancellable_cancel (self->reading);
  g_clear_object (&self->reading);
  g_clear_object (&self->document);
  g_clear_pointer (&self->statement, g_free);
}

/* ---- What it is ----------------------------------------------------------------------------- */

/* GTK 4.8 has no dialog outlive its parent: so nobody holds it, and it cancels all when it goes. */
typedef struct
{
  OptPlanDialog *dialog; /* unowned; is there unless it was cancelled */
  GCancellable *cancellable;
  char *text;
  GError *error; /* (nullable) why it is no plan */
} Check;

static void
check_free (Check *check)
{
  g_object_unref (check->cancellable);
  g_free (check->text);
  g_clear_error (&check->error);
  g_free (check);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Check, check_free)

static void
parse_statement (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  g_autofree char *fingerprint = opt_statement_fingerprint (data, NULL);

  g_task_return_boolean (task, fingerprint != NULL);
}

static void
statement_parsed (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr (Check) check = data;
  OptPlanDialog *self = check->dialog;
  gboolean is_statement = g_task_propagate_boolean (G_TASK (result), NULL);
  g_autofree char *found = NULL;

  if (g_cancellable_is_cancelled (check->cancellable))
    return;

  if (is_statement)
    {
      self->statement = g_steal_pointer (&check->text);
      found = g_strdup_printf (_ ("A statement: it can be planned on %s, and is not run."),
                               self->server_name);
      say (self, "emblem-ok-symbolic", found, NULL);
    }
  else
    say (self, "dialog-error-symbolic", check->error->message,
         opt_error_get_next_step (check->error));
}

static gboolean
may_be_statement (const char *text)
{
  return *text != '[' && *text != '{' && *text != '\0';
}

static void
document_read (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr (Check) check = data;
  OptPlanDialog *self = check->dialog;
  g_autoptr (OptPlanDocument) document = NULL;

  document = opt_plan_document_new_finish (result, &check->error);
  if (g_cancellable_is_cancelled (check->cancellable))
    return;

  if (document != NULL)
    {
      g_autofree char *found = opt_plan_document_describe (document);

      self->document = g_steal_pointer (&document);
      say (self, "emblem-ok-symbolic", found, NULL);
    }
  else if (self->server_name != NULL && may_be_statement (check->text))
    {
      g_autoptr (GTask) task = g_task_new (NULL, check->cancellable, statement_parsed, check);

      g_task_set_source_tag (task, document_read);
      g_task_set_task_data (task, g_strdup (check->text), g_free);
      check = NULL;
      g_task_run_in_thread (task, parse_statement);
    }
  else
    say (self, "dialog-error-symbolic", check->error->message,
         opt_error_get_next_step (check->error));
}

/* Takes the text. */
static void
check_text (OptPlanDialog *self, char *text)
{
  Check *check;

  forget (self);
  text = g_strchug (text);
  if (*text == '\0')
    {
      g_free (text);
      say_how (self);
      return;
    }

  self->reading = g_cancellable_new ();
  check = g_new0 (Check, 1);
  check->dialog = self;
  check->cancellable = g_object_ref (self->reading);
  check->text = text;
  say (self, NULL, _ ("Reading…"), NULL);
  opt_plan_document_read_text_async (text, self->reading, document_read, check);
}

static gboolean
check_buffer (gpointer data)
{
  OptPlanDialog *self = data;
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (self->view);
  GtkTextIter start, end;

  self->check_id = 0;
  gtk_text_buffer_get_bounds (buffer, &start, &end);
  check_text (self, gtk_text_buffer_get_text (buffer, &start, &end, FALSE));

  return G_SOURCE_REMOVE;
}

static void
buffer_changed (OptPlanDialog *self)
{
  forget (self);
  gtk_widget_set_sensitive (GTK_WIDGET (self->accept_button), FALSE);
  self->check_id = g_timeout_add (PATIENCE_MS, check_buffer, self);
}

static void
insert (OptPlanDialog *self, const char *text)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (self->view);

  gtk_text_buffer_begin_user_action (buffer);
  gtk_text_buffer_delete_selection (buffer, TRUE, TRUE);
  gtk_text_buffer_insert_at_cursor (buffer, text, -1);
  gtk_text_buffer_end_user_action (buffer);
}

static void
clipboard_read (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr (Check) check = data;
  g_autofree char *text = gdk_clipboard_read_text_finish (GDK_CLIPBOARD (object), result, NULL);

  if (text == NULL || g_cancellable_is_cancelled (check->cancellable))
    return;

  if (opt_plan_dialog_can_edit (text))
    insert (check->dialog, text);
  else
    opt_plan_dialog_set_text (check->dialog, text);
}

/* In place of the view's own, which would take megabytes in, too. */
static void
paste_clipboard (OptPlanDialog *self)
{
  Check *check = g_new0 (Check, 1);

  check->dialog = self;
  check->cancellable = g_object_ref (self->closed);
  g_signal_stop_emission_by_name (self->view, "paste-clipboard");
  gdk_clipboard_read_text_async (gtk_widget_get_clipboard (GTK_WIDGET (self)), self->closed,
                                 clipboard_read, check);
}

static void
accept (OptPlanDialog *self)
{
  g_autoptr (OptPlanDialog) alive = g_object_ref (self);

  if (self->document != NULL)
    g_signal_emit (self, signals[SIGNAL_PLAN], 0, self->document);
  else if (self->statement != NULL)
    g_signal_emit (self, signals[SIGNAL_STATEMENT], 0, self->statement);
  gtk_window_close (GTK_WINDOW (self));
}

static void
accept_action (GtkWidget *widget, const char *action, GVariant *parameter)
{
  OptPlanDialog *self = OPT_PLAN_DIALOG (widget);

  if (gtk_widget_get_sensitive (GTK_WIDGET (self->accept_button)))
    accept (self);
}

static void
opt_plan_dialog_dispose (GObject *object)
{
  OptPlanDialog *self = OPT_PLAN_DIALOG (object);

  forget (self);
  /* Who reads for it may hold it for longer than the parent lives, which GTK would look for then.
   */
  gtk_window_set_transient_for (GTK_WINDOW (object), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (object), OPT_TYPE_PLAN_DIALOG);

  G_OBJECT_CLASS (opt_plan_dialog_parent_class)->dispose (object);
}

static void
opt_plan_dialog_finalize (GObject *object)
{
  g_object_unref (OPT_PLAN_DIALOG (object)->closed);
  g_free (OPT_PLAN_DIALOG (object)->server_name);

  G_OBJECT_CLASS (opt_plan_dialog_parent_class)->finalize (object);
}

static void
opt_plan_dialog_class_init (OptPlanDialogClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = opt_plan_dialog_dispose;
  object_class->finalize = opt_plan_dialog_finalize;

  /**
   * OptPlanDialog::plan:
   * @self: the dialog
   * @document: a plan
   *
   * The user wants to see it.
   */
  signals[SIGNAL_PLAN] = g_signal_new ("plan", OPT_TYPE_PLAN_DIALOG, G_SIGNAL_RUN_LAST, 0, NULL,
                                       NULL, NULL, G_TYPE_NONE, 1, OPT_TYPE_PLAN_DOCUMENT);

  /**
   * OptPlanDialog::statement:
   * @self: the dialog
   * @sql: a statement
   *
   * The user wants the server to plan it.
   */
  signals[SIGNAL_STATEMENT] = g_signal_new ("statement", OPT_TYPE_PLAN_DIALOG, G_SIGNAL_RUN_LAST, 0,
                                            NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);

  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/optischema/OptiSchema/ui/plan/opt-plan-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, OptPlanDialog, view);
  gtk_widget_class_bind_template_child (widget_class, OptPlanDialog, icon);
  gtk_widget_class_bind_template_child (widget_class, OptPlanDialog, found);
  gtk_widget_class_bind_template_child (widget_class, OptPlanDialog, next_step);
  gtk_widget_class_bind_template_child (widget_class, OptPlanDialog, accept_button);
  gtk_widget_class_bind_template_callback (widget_class, accept);
  gtk_widget_class_bind_template_callback (widget_class, paste_clipboard);
  gtk_widget_class_install_action (widget_class, "dialog.accept", NULL, accept_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Return, GDK_CONTROL_MASK,
                                       "dialog.accept", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
opt_plan_dialog_init (OptPlanDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));

  self->closed = g_cancellable_new ();
  g_signal_connect_object (gtk_text_view_get_buffer (self->view), "changed",
                           G_CALLBACK (buffer_changed), self, G_CONNECT_SWAPPED);
}

/**
 * opt_plan_dialog_new:
 * @parent: (nullable): the window that it belongs to
 * @server_name: (nullable): the server that can plan a statement
 *
 * Returns: (transfer none): a dialog, to be presented
 */
OptPlanDialog *
opt_plan_dialog_new (GtkWindow *parent, const char *server_name)
{
  OptPlanDialog *self = g_object_new (OPT_TYPE_PLAN_DIALOG, "transient-for", parent, NULL);

  self->server_name = g_strdup (server_name);
  say_how (self);

  return self;
}

/**
 * opt_plan_dialog_present:
 * @self: a dialog
 *
 * Shows it, ready for a text.
 */
void
opt_plan_dialog_present (OptPlanDialog *self)
{
  g_return_if_fail (OPT_IS_PLAN_DIALOG (self));

  gtk_window_present (GTK_WINDOW (self));
  /* Not before: the window would never tell assistive technology what it is. */
  gtk_widget_grab_focus (GTK_WIDGET (self->view));
}

/**
 * opt_plan_dialog_can_edit:
 * @text: what somebody pasted
 *
 * Returns: whether it is short enough, with short enough lines, for being put right by hand
 */
gboolean
opt_plan_dialog_can_edit (const char *text)
{
  const char *line = text;

  g_return_val_if_fail (text != NULL, FALSE);

  if (strlen (text) > EDIT_AT_MOST)
    return FALSE;
  while (line != NULL)
    {
      const char *end = strchr (line, '\n');

      if ((end != NULL ? (gsize) (end - line) : strlen (line)) > LINE_AT_MOST)
        return FALSE;
      line = end != NULL ? end + 1 : NULL;
    }

  return TRUE;
}

/**
 * opt_plan_dialog_set_text:
 * @self: a dialog
 * @text: what is to be checked, as if it had been pasted
 */
void
opt_plan_dialog_set_text (OptPlanDialog *self, const char *text)
{
  GtkTextBuffer *buffer;

  g_return_if_fail (OPT_IS_PLAN_DIALOG (self) && text != NULL);

  buffer = gtk_text_view_get_buffer (self->view);
  if (!opt_plan_dialog_can_edit (text))
    {
      g_autofree char *size = g_format_size (strlen (text));
      g_autofree char *instead = g_strdup_printf (_ ("(%s of pasted text)"), size);

      gtk_text_buffer_set_text (buffer, instead, -1);
    }
  else
    gtk_text_buffer_set_text (buffer, text, -1);
  check_text (self, g_strdup (text));
}
