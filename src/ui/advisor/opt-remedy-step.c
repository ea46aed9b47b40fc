/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "opt-remedy-step.h"

#include <glib/gi18n.h>

#include "opt-sql-view.h"
#include "opt-trial-view.h"

enum
{
  SIGNAL_PLAN,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

struct _OptRemedyStep
{
  OptStep parent_instance;

  /* Template children */
  OptSqlView *sql_view;
  OptTrialView *trial_view;
};

G_DEFINE_FINAL_TYPE (OptRemedyStep, opt_remedy_step, OPT_TYPE_STEP)

static void
show_plan (OptRemedyStep *self, OptPlan *plan, const char *sql, const char *title)
{
  g_signal_emit (self, signals[SIGNAL_PLAN], 0, plan, sql, title);
}

static void
opt_remedy_step_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), OPT_TYPE_REMEDY_STEP);

  G_OBJECT_CLASS (opt_remedy_step_parent_class)->dispose (object);
}

static void
opt_remedy_step_class_init (OptRemedyStepClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  g_type_ensure (OPT_TYPE_SQL_VIEW);
  g_type_ensure (OPT_TYPE_TRIAL_VIEW);

  G_OBJECT_CLASS (klass)->dispose = opt_remedy_step_dispose;

  /**
   * OptRemedyStep::plan:
   * @self: the step
   * @plan: an #OptPlan
   * @sql: (nullable): whose plan it is
   * @title: what to call it
   *
   * The user wants to see a plan.
   */
  signals[SIGNAL_PLAN]
      = g_signal_new ("plan", OPT_TYPE_REMEDY_STEP, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                      G_TYPE_NONE, 3, OPT_TYPE_PLAN, G_TYPE_STRING, G_TYPE_STRING);

  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/optischema/OptiSchema/ui/advisor/opt-remedy-step.ui");
  gtk_widget_class_bind_template_child (widget_class, OptRemedyStep, sql_view);
  gtk_widget_class_bind_template_child (widget_class, OptRemedyStep, trial_view);
  gtk_widget_class_bind_template_callback (widget_class, show_plan);
}

static void
opt_remedy_step_init (OptRemedyStep *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * opt_remedy_step_set_trial:
 * @self: a step
 * @change: what was tried, as SQL
 * @trial: what was found
 */
void
opt_remedy_step_set_trial (OptRemedyStep *self, const char *change, OptTrial *trial)
{
  g_autoptr (JsonNode) node = NULL;

  g_return_if_fail (OPT_IS_REMEDY_STEP (self));
  g_return_if_fail (change != NULL && OPT_IS_TRIAL (trial));

  node = opt_trial_to_json (trial);
  opt_sql_view_set_sql (self->sql_view, change);
  opt_trial_view_set_trial (self->trial_view, node, trial);
}
