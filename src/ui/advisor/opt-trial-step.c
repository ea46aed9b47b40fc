/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "opt-trial-step.h"

#include <glib/gi18n.h>

#include "opt-copy-question.h"
#include "opt-error-view.h"
#include "opt-error.h"
#include "opt-job-view.h"
#include "opt-server-advice.h"
#include "opt-trial-view.h"

/* As long as the command line gives each statement. */
#define TIME_PER_STATEMENT (20 * G_USEC_PER_SEC)

enum
{
  SIGNAL_PLAN,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

struct _OptTrialStep
{
  OptStep parent_instance;

  /* Template children */
  GtkStack *stack;
  OptJobView *job_view;
  OptErrorView *error_view;
  OptTrialView *trial_view;
  GtkActionBar *bar;
  GtkButton *again_button;
  GtkButton *apply_button;

  /* Owned */
  OptRecommendation *recommendation; /* (nullable) */
};

G_DEFINE_FINAL_TYPE (OptTrialStep, opt_trial_step, OPT_TYPE_STEP)

static void
show_plan (OptTrialStep *self, OptPlan *plan, const char *sql, const char *title)
{
  g_signal_emit (self, signals[SIGNAL_PLAN], 0, plan, sql, title);
}

/* What comes next is to apply what held; what did not can be tried again. */
static void
show_choice (OptTrialStep *self)
{
  OptEvidence evidence = opt_recommendation_get_evidence (self->recommendation);
  const char *page = gtk_stack_get_visible_child_name (self->stack);
  gboolean held = g_strcmp0 (page, "result") == 0
                  && (evidence == OPT_EVIDENCE_MEASURED || evidence == OPT_EVIDENCE_CONFIRMED);
  GtkWidget *next = GTK_WIDGET (held ? self->apply_button : self->again_button);

  gtk_widget_remove_css_class (GTK_WIDGET (self->again_button), "suggested-action");
  gtk_widget_remove_css_class (GTK_WIDGET (self->apply_button), "suggested-action");
  if (g_strcmp0 (page, "working") != 0)
    gtk_widget_add_css_class (next, "suggested-action");
  gtk_widget_set_visible (GTK_WIDGET (self->bar), g_strcmp0 (page, "working") != 0);
  opt_step_set_default_widget (OPT_STEP (self), next);
}

static void
show_page (OptTrialStep *self, const char *page)
{
  gtk_stack_set_visible_child_name (self->stack, page);
  show_choice (self);
}

static void start (OptTrialStep *self, OptServer *server, const OptCopyOptions *options);

typedef struct
{
  OptTrialStep *step;
  OptServer *server;
} Question;

static void
question_free (gpointer data, GClosure *closure)
{
  Question *question = data;

  g_object_unref (question->step);
  g_object_unref (question->server);
  g_free (question);
}

static void
answered (GtkWidget *dialog, const char *response, Question *question)
{
  g_autoptr (OptCopyOptions) options = opt_copy_question_get_options (response);

  /* The window may be gone. */
  if (options != NULL && question->step->stack != NULL)
    start (question->step, question->server, options);
}

/* A copy past the usual limits is no failure of the trial: they may be what the user wants. */
static void
ask_for_more (OptTrialStep *self, OptServer *server, const GError *error)
{
  GtkWidget *dialog = opt_copy_question_new (GTK_WIDGET (self), error);
  Question *question = g_new0 (Question, 1);

  question->step = g_object_ref (self);
  question->server = g_object_ref (server);
  g_signal_connect_data (dialog, "response", G_CALLBACK (answered), question, question_free, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
tried (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr (OptTrialStep) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (OptTrial) trial = opt_server_try_finish (OPT_SERVER (object), result, &error);

  /* The window may be gone. */
  if (self->stack == NULL)
    return;

  if (trial != NULL)
    {
      g_autoptr (JsonNode) node = opt_trial_to_json (trial);

      opt_trial_view_set_trial (self->trial_view, node, trial);
      opt_step_take_outcome (OPT_STEP (self), g_strdup_printf (_ ("The trial has ended: %s"),
                                                               opt_verdict_get_label (
                                                                   opt_trial_get_verdict (trial))));
      show_page (self, "result");
    }
  else if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      opt_step_take_outcome (OPT_STEP (self), g_strdup (_ ("The trial was cancelled")));
      show_page (self, "cancelled");
    }
  else
    {
      opt_error_view_set_error (self->error_view, error);
      opt_step_take_outcome (OPT_STEP (self),
                             g_strdup_printf (_ ("The trial failed: %s"), error->message));
      show_page (self, "failed");
    }
  opt_step_set_job (OPT_STEP (self), NULL);
  if (g_error_matches (error, OPT_ERROR, OPT_ERROR_TOO_LARGE))
    ask_for_more (self, OPT_SERVER (object), error);
}

static void
opt_trial_step_dispose (GObject *object)
{
  g_clear_object (&OPT_TRIAL_STEP (object)->recommendation);
  gtk_widget_dispose_template (GTK_WIDGET (object), OPT_TYPE_TRIAL_STEP);

  G_OBJECT_CLASS (opt_trial_step_parent_class)->dispose (object);
}

static void
opt_trial_step_class_init (OptTrialStepClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  g_type_ensure (OPT_TYPE_ERROR_VIEW);
  g_type_ensure (OPT_TYPE_JOB_VIEW);
  g_type_ensure (OPT_TYPE_TRIAL_VIEW);

  object_class->dispose = opt_trial_step_dispose;

  /**
   * OptTrialStep::plan:
   * @self: the step
   * @plan: an #OptPlan
   * @sql: (nullable): whose plan it is
   * @title: what to call it
   *
   * The user wants to see a plan.
   */
  signals[SIGNAL_PLAN]
      = g_signal_new ("plan", OPT_TYPE_TRIAL_STEP, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                      G_TYPE_NONE, 3, OPT_TYPE_PLAN, G_TYPE_STRING, G_TYPE_STRING);

  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/optischema/OptiSchema/ui/advisor/opt-trial-step.ui");
  gtk_widget_class_bind_template_child (widget_class, OptTrialStep, stack);
  gtk_widget_class_bind_template_child (widget_class, OptTrialStep, job_view);
  gtk_widget_class_bind_template_child (widget_class, OptTrialStep, error_view);
  gtk_widget_class_bind_template_child (widget_class, OptTrialStep, trial_view);
  gtk_widget_class_bind_template_child (widget_class, OptTrialStep, bar);
  gtk_widget_class_bind_template_child (widget_class, OptTrialStep, again_button);
  gtk_widget_class_bind_template_child (widget_class, OptTrialStep, apply_button);
  gtk_widget_class_bind_template_callback (widget_class, show_plan);
}

static void
opt_trial_step_init (OptTrialStep *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * opt_trial_step_set_recommendation:
 * @self: a step
 * @recommendation: what is tried; a trial that it has is shown
 */
void
opt_trial_step_set_recommendation (OptTrialStep *self, OptRecommendation *recommendation)
{
  JsonNode *trial;

  g_return_if_fail (OPT_IS_TRIAL_STEP (self));
  g_return_if_fail (OPT_IS_RECOMMENDATION (recommendation));

  /* What is known of the same one moves on while this shows how it got there. */
  if (!g_set_object (&self->recommendation, recommendation) || opt_step_get_job (OPT_STEP (self)))
    return;

  trial = opt_recommendation_get_trial (recommendation);
  if (trial != NULL && gtk_stack_get_visible_child_name (self->stack) != NULL
      && !g_str_equal (gtk_stack_get_visible_child_name (self->stack), "result"))
    {
      opt_trial_view_set_trial (self->trial_view, trial, NULL);
      show_page (self, "result");
    }
}

static void
start (OptTrialStep *self, OptServer *server, const OptCopyOptions *options)
{
  g_autoptr (OptJob) job = NULL;
  g_autofree char *title = NULL;

  if (opt_step_get_job (OPT_STEP (self)) != NULL || self->recommendation == NULL)
    return;

  title = g_strdup_printf (_ ("Trying “%s”"), opt_recommendation_get_title (self->recommendation));
  job = opt_job_new (title);
  opt_job_view_set_job (self->job_view, job);
  show_page (self, "working");
  opt_step_set_job (OPT_STEP (self), job);
  opt_server_try_async (server, self->recommendation, TIME_PER_STATEMENT, options, job, tried,
                        g_object_ref (self));
}

/**
 * opt_trial_step_start:
 * @self: a step
 * @server: whose recommendation it is
 *
 * Tries the recommendation, be it again. Where more would be copied than usual, the user is asked.
 */
void
opt_trial_step_start (OptTrialStep *self, OptServer *server)
{
  g_return_if_fail (OPT_IS_TRIAL_STEP (self));
  g_return_if_fail (OPT_IS_SERVER (server));
  g_return_if_fail (self->recommendation != NULL);

  start (self, server, NULL);
}
