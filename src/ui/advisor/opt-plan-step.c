/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-plan-step.h"

struct _OptPlanStep
{
  OptStep parent_instance;

  /* Template children */
  GtkTextBuffer *buffer;
};

G_DEFINE_FINAL_TYPE (OptPlanStep, opt_plan_step, OPT_TYPE_STEP)

static void
opt_plan_step_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), OPT_TYPE_PLAN_STEP);

  G_OBJECT_CLASS (opt_plan_step_parent_class)->dispose (object);
}

static void
opt_plan_step_class_init (OptPlanStepClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = opt_plan_step_dispose;

  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/optischema/OptiSchema/ui/widgets/opt-plan-step.ui");
  gtk_widget_class_bind_template_child (widget_class, OptPlanStep, buffer);
}

static void
opt_plan_step_init (OptPlanStep *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * opt_plan_step_new:
 *
 * Returns: (transfer floating): a step without a plan
 */
OptStep *
opt_plan_step_new (void)
{
  return g_object_new (OPT_TYPE_PLAN_STEP, NULL);
}

/**
 * opt_plan_step_set_plan:
 * @self: a step
 * @plan: what it is to show
 */
void
opt_plan_step_set_plan (OptPlanStep *self, OptPlan *plan)
{
  g_autofree char *text = NULL;

  g_return_if_fail (OPT_IS_PLAN_STEP (self));
  g_return_if_fail (OPT_IS_PLAN (plan));

  text = opt_plan_to_text (plan);
  gtk_text_buffer_set_text (self->buffer, text, -1);
}
