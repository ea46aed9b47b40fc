/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "opt-step-dialog.h"

#include <glib/gi18n.h>

#include "opt-job-view.h"

enum
{
  SIGNAL_ENDED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

typedef struct
{
  /* Template children */
  AdwWindowTitle *window_title;
  GtkButton *back_button;
  GtkStack *stack;

  /* Owned */
  GPtrArray *trail;       /* of OptStep: those before the one that is shown, which is the last */
  GSignalGroup *step;     /* of the step that is shown */
  GtkWindow *question;    /* (nullable) what is to become of the work */
  gboolean in_background; /* closed while it worked */
} OptStepDialogPrivate;

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (OptStepDialog, opt_step_dialog, ADW_TYPE_WINDOW)

static OptStepDialogPrivate *
get_private (OptStepDialog *self)
{
  return opt_step_dialog_get_instance_private (self);
}

/* ---- The step that is shown ------------------------------------------------------------------ */

static void
update (OptStepDialog *self)
{
  OptStepDialogPrivate *private = get_private (self);
  OptStep *step = opt_step_dialog_get_step (self);
  const char *title = step != NULL ? opt_step_get_title (step) : NULL;
  GtkWidget *widget = step != NULL ? opt_step_get_default_widget (step) : NULL;
  gboolean can_go_back = private->trail->len > 1 && !opt_step_dialog_is_working (self);

  adw_window_title_set_title (private->window_title, title != NULL ? title : "");
  gtk_window_set_title (GTK_WINDOW (self), title);
  gtk_window_set_default_widget (GTK_WINDOW (self), widget);
  gtk_widget_set_visible (GTK_WIDGET (private->back_button), can_go_back);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "step.back", can_go_back);
}

/* (nullable): what shows the work in @widget */
static GtkWidget *
find_job_view (GtkWidget *widget, OptJob *job)
{
  GtkWidget *found = NULL;

  if (OPT_IS_JOB_VIEW (widget) && opt_job_view_get_job (OPT_JOB_VIEW (widget)) == job)
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && found == NULL;
       child = gtk_widget_get_next_sibling (child))
    found = find_job_view (child, job);

  return found;
}

/* The work while it goes on: what comes first would be what cancels it, which a second Enter must
 * not do. Else the default button, or the first thing that takes the focus. */
static void
focus (OptStepDialog *self)
{
  OptStep *step = opt_step_dialog_get_step (self);
  GtkWidget *widget = step != NULL ? opt_step_get_default_widget (step) : NULL;
  GtkWidget *view;

  /* A window that has a focus before it is shown never tells assistive technology what it is. */
  if (step == NULL || !gtk_widget_get_visible (GTK_WIDGET (self)))
    return;
  if (opt_step_dialog_is_working (self))
    {
      view = find_job_view (GTK_WIDGET (step), opt_step_get_job (step));
      /* The step is about to show it. */
      if (view != NULL)
        gtk_widget_set_visible (view, TRUE);
      gtk_window_set_focus (GTK_WINDOW (self), view);
      return;
    }
  if (widget == NULL || !gtk_widget_is_sensitive (widget) || !gtk_widget_grab_focus (widget))
    gtk_widget_child_focus (GTK_WIDGET (step), GTK_DIR_TAB_FORWARD);
}

static void
job_changed (OptStepDialog *self)
{
  OptStepDialogPrivate *private = get_private (self);

  update (self);
  if (opt_step_dialog_is_working (self))
    {
      focus (self);
      return;
    }

  g_clear_pointer (&private->question, gtk_window_destroy);
  if (private->in_background)
    g_signal_emit (self, signals[SIGNAL_ENDED], 0,
                   opt_step_get_outcome (opt_step_dialog_get_step (self)));
  else
    focus (self);
}

static void
show_last (OptStepDialog *self, GtkStackTransitionType transition)
{
  OptStepDialogPrivate *private = get_private (self);
  OptStep *step = opt_step_dialog_get_step (self);

  if (gtk_widget_get_parent (GTK_WIDGET (step)) == NULL)
    gtk_stack_add_child (private->stack, GTK_WIDGET (step));
  /* The stack would give the focus to whatever comes first, be it a label that is selected then. */
  gtk_window_set_focus (GTK_WINDOW (self), NULL);
  gtk_stack_set_transition_type (private->stack, transition);
  gtk_stack_set_visible_child (private->stack, GTK_WIDGET (step));
  g_signal_group_set_target (private->step, step);
  opt_step_show (step);
  update (self);
  focus (self);
}

/* ---- Leaving --------------------------------------------------------------------------------- */

static void
answered (OptStepDialog *self, const char *response)
{
  OptStepDialogPrivate *private = get_private (self);
  OptStep *step = opt_step_dialog_get_step (self);

  private->question = NULL;
  if (!opt_step_dialog_is_working (self))
    return;

  if (g_str_equal (response, "cancel-work"))
    opt_job_cancel (opt_step_get_job (step));
  else if (g_str_equal (response, "background"))
    {
      private->in_background = TRUE;
      gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
    }
}

static void
ask (OptStepDialog *self)
{
  OptStepDialogPrivate *private = get_private (self);
  OptJob *job = opt_step_get_job (opt_step_dialog_get_step (self));
  GtkWidget *question;

  if (private->question != NULL)
    return;

  question = adw_message_dialog_new (GTK_WINDOW (self), opt_job_get_title (job),
                                     _ ("This is still going on. It can go on in the background: "
                                        "you are told when it has ended."));
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (question), "stay", _ ("_Stay Here"),
                                    "cancel-work", _ ("_Cancel the Work"), "background",
                                    _ ("_Go On in the Background"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (question), "cancel-work",
                                              ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (question), "background");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (question), "stay");
  g_signal_connect_object (question, "response", G_CALLBACK (answered), self, G_CONNECT_SWAPPED);
  private->question = GTK_WINDOW (question);
  gtk_window_present (GTK_WINDOW (question));
}

static gboolean
opt_step_dialog_close_request (GtkWindow *window)
{
  OptStepDialog *self = OPT_STEP_DIALOG (window);

  if (!opt_step_dialog_is_working (self))
    return GTK_WINDOW_CLASS (opt_step_dialog_parent_class)->close_request (window);

  ask (self);

  return GDK_EVENT_STOP;
}

static void
go_back (GtkWidget *widget, const char *action, GVariant *parameter)
{
  opt_step_dialog_back (OPT_STEP_DIALOG (widget));
}

static void
leave (GtkWidget *widget, const char *action, GVariant *parameter)
{
  OptStepDialog *self = OPT_STEP_DIALOG (widget);

  if (get_private (self)->trail->len > 1 && !opt_step_dialog_is_working (self))
    opt_step_dialog_back (self);
  else
    gtk_window_close (GTK_WINDOW (self));
}

/* ---- The object ------------------------------------------------------------------------------ */

/* No wider than the window that it is for, which may fill a narrow screen. */
static void
fit (GtkWindow *self)
{
  GtkWindow *parent = gtk_window_get_transient_for (self);
  int width = parent != NULL ? gtk_widget_get_width (GTK_WIDGET (parent)) : 0;
  int own_width;
  int own_height;

  gtk_window_get_default_size (self, &own_width, &own_height);
  if (width > 0 && width < own_width)
    gtk_window_set_default_size (self, width, own_height);
}

static void
opt_step_dialog_show (GtkWidget *widget)
{
  get_private (OPT_STEP_DIALOG (widget))->in_background = FALSE;
  fit (GTK_WINDOW (widget));

  GTK_WIDGET_CLASS (opt_step_dialog_parent_class)->show (widget);
  focus (OPT_STEP_DIALOG (widget));
}

static void
opt_step_dialog_dispose (GObject *object)
{
  OptStepDialogPrivate *private = get_private (OPT_STEP_DIALOG (object));

  g_clear_pointer (&private->question, gtk_window_destroy);
  if (private->step != NULL)
    g_signal_group_set_target (private->step, NULL);
  g_clear_object (&private->step);
  g_clear_pointer (&private->trail, g_ptr_array_unref);

  /* GTK 4.8 can't dispose the template of a type that others are derived from: it goes with the
   * last reference. */
  G_OBJECT_CLASS (opt_step_dialog_parent_class)->dispose (object);
}

static void
opt_step_dialog_class_init (OptStepDialogClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = opt_step_dialog_dispose;
  widget_class->show = opt_step_dialog_show;
  GTK_WINDOW_CLASS (klass)->close_request = opt_step_dialog_close_request;

  /**
   * OptStepDialog::ended:
   * @self: the dialog
   * @outcome: (nullable): what came of it, in a sentence
   *
   * The work that went on behind the closed dialog has ended.
   */
  signals[SIGNAL_ENDED] = g_signal_new ("ended", OPT_TYPE_STEP_DIALOG, G_SIGNAL_RUN_LAST, 0, NULL,
                                        NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);

  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/optischema/OptiSchema/ui/widgets/opt-step-dialog.ui");
  gtk_widget_class_bind_template_child_private (widget_class, OptStepDialog, window_title);
  gtk_widget_class_bind_template_child_private (widget_class, OptStepDialog, back_button);
  gtk_widget_class_bind_template_child_private (widget_class, OptStepDialog, stack);
  gtk_widget_class_install_action (widget_class, "step.back", NULL, go_back);
  gtk_widget_class_install_action (widget_class, "step.leave", NULL, leave);
}

static void
opt_step_dialog_init (OptStepDialog *self)
{
  OptStepDialogPrivate *private = get_private (self);

  gtk_widget_init_template (GTK_WIDGET (self));

  private->trail = g_ptr_array_new_with_free_func (g_object_unref);
  private->step = g_signal_group_new (OPT_TYPE_STEP);
  g_signal_group_connect_swapped (private->step, "notify::job", G_CALLBACK (job_changed), self);
  g_signal_group_connect_swapped (private->step, "notify::title", G_CALLBACK (update), self);
  g_signal_group_connect_swapped (private->step, "notify::default-widget", G_CALLBACK (update),
                                  self);
}

/**
 * opt_step_dialog_set_subtitle:
 * @self: a dialog
 * @subtitle: what all its steps are about
 */
void
opt_step_dialog_set_subtitle (OptStepDialog *self, const char *subtitle)
{
  g_return_if_fail (OPT_IS_STEP_DIALOG (self));

  adw_window_title_set_subtitle (get_private (self)->window_title,
                                 subtitle != NULL ? subtitle : "");
}

/**
 * opt_step_dialog_get_step:
 * @self: a dialog
 *
 * Returns: (transfer none) (nullable): the step that it shows
 */
OptStep *
opt_step_dialog_get_step (OptStepDialog *self)
{
  OptStepDialogPrivate *private;

  g_return_val_if_fail (OPT_IS_STEP_DIALOG (self), NULL);

  private = get_private (self);

  return private->trail != NULL && private->trail->len > 0
             ? private->trail->pdata[private->trail->len - 1]
             : NULL;
}

/**
 * opt_step_dialog_begin:
 * @self: a dialog
 * @step: a step
 *
 * Shows @step, from which nothing leads back.
 */
void
opt_step_dialog_begin (OptStepDialog *self, OptStep *step)
{
  OptStepDialogPrivate *private;

  g_return_if_fail (OPT_IS_STEP_DIALOG (self));
  g_return_if_fail (OPT_IS_STEP (step));

  private = get_private (self);
  g_ptr_array_set_size (private->trail, 0);
  g_ptr_array_add (private->trail, g_object_ref_sink (step));
  show_last (self, GTK_STACK_TRANSITION_TYPE_SLIDE_LEFT);
}

/**
 * opt_step_dialog_go:
 * @self: a dialog
 * @step: a step
 *
 * Shows @step, from which one can go back to the one that is shown now.
 */
void
opt_step_dialog_go (OptStepDialog *self, OptStep *step)
{
  g_return_if_fail (OPT_IS_STEP_DIALOG (self));
  g_return_if_fail (OPT_IS_STEP (step));

  if (opt_step_dialog_get_step (self) == step)
    return;

  g_ptr_array_add (get_private (self)->trail, g_object_ref_sink (step));
  show_last (self, GTK_STACK_TRANSITION_TYPE_SLIDE_LEFT);
}

/**
 * opt_step_dialog_back:
 * @self: a dialog
 *
 * Shows the step before, if there is one.
 */
void
opt_step_dialog_back (OptStepDialog *self)
{
  OptStepDialogPrivate *private;

  g_return_if_fail (OPT_IS_STEP_DIALOG (self));

  private = get_private (self);
  if (private->trail->len <= 1)
    return;

  g_ptr_array_remove_index (private->trail, private->trail->len - 1);
  show_last (self, GTK_STACK_TRANSITION_TYPE_SLIDE_RIGHT);
}

/**
 * opt_step_dialog_is_working:
 * @self: a dialog
 *
 * Returns: whether the step that it shows waits for work
 */
gboolean
opt_step_dialog_is_working (OptStepDialog *self)
{
  OptStep *step = opt_step_dialog_get_step (self);

  return step != NULL && opt_step_get_job (step) != NULL;
}

/**
 * opt_step_dialog_activate:
 * @widget: the dialog, or a widget in it
 * @action: an action of the window that the dialog is for: "win.explain"
 * @parameter: (nullable): for the action
 *
 * Closes the dialog, and does something in the window behind it.
 */
void
opt_step_dialog_activate (GtkWidget *widget, const char *action, const char *parameter)
{
  GtkWidget *dialog;
  GtkWindow *window;

  g_return_if_fail (GTK_IS_WIDGET (widget) && action != NULL);

  dialog = gtk_widget_get_ancestor (widget, OPT_TYPE_STEP_DIALOG);
  window = dialog != NULL ? gtk_window_get_transient_for (GTK_WINDOW (dialog)) : NULL;
  if (window == NULL)
    return;

  g_object_ref (window);
  if (parameter != NULL)
    gtk_widget_activate_action (GTK_WIDGET (window), action, "s", parameter);
  else
    gtk_widget_activate_action (GTK_WIDGET (window), action, NULL);
  gtk_window_close (GTK_WINDOW (dialog));
  g_object_unref (window);
}
