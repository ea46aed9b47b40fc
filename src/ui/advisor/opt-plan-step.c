/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "opt-plan-step.h"

#include <glib/gi18n.h>

#include "opt-plan-view.h"

struct _OptPlanStep
{
  OptStep parent_instance;

  /* Template children */
  OptPlanView *view;

  /* Owned */
  GCancellable *cancellable; /* (nullable) of the plan that is made ready */
};

G_DEFINE_FINAL_TYPE (OptPlanStep, opt_plan_step, OPT_TYPE_STEP)

static void
opt_plan_step_dispose (GObject *object)
{
  OptPlanStep *self = OPT_PLAN_STEP (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  gtk_widget_dispose_template (GTK_WIDGET (object), OPT_TYPE_PLAN_STEP);

  G_OBJECT_CLASS (opt_plan_step_parent_class)->dispose (object);
}

static void
opt_plan_step_class_init (OptPlanStepClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  g_type_ensure (OPT_TYPE_PLAN_VIEW);

  object_class->dispose = opt_plan_step_dispose;

  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/optischema/OptiSchema/ui/advisor/opt-plan-step.ui");
  gtk_widget_class_bind_template_child (widget_class, OptPlanStep, view);
}

static void
opt_plan_step_init (OptPlanStep *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  opt_plan_view_set_of_trial (self->view, TRUE);
}

static void
wrapped (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr (OptPlanStep) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (OptPlanDocument) document = opt_plan_document_new_finish (result, &error);

  if (document != NULL && self->view != NULL)
    opt_plan_view_set_document (self->view, document);
  else if (document == NULL && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_message ("%s", error->message);
}

/**
 * opt_plan_step_set_plan:
 * @self: a step
 * @plan: what it is to show
 * @sql: (nullable): whose plan it is
 */
void
opt_plan_step_set_plan (OptPlanStep *self, OptPlan *plan, const char *sql)
{
  g_return_if_fail (OPT_IS_PLAN_STEP (self));
  g_return_if_fail (OPT_IS_PLAN (plan));

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  self->cancellable = g_cancellable_new ();
  opt_plan_document_wrap_async (plan, sql != NULL ? sql : "",
                                _ ("Run in the sandbox, on a copy of the rows"), self->cancellable,
                                wrapped, g_object_ref (self));
}
