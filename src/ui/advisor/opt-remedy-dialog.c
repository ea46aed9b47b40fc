/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "opt-remedy-dialog.h"

#include "opt-plan-step.h"
#include "opt-remedy-step.h"

struct _OptRemedyDialog
{
  OptStepDialog parent_instance;

  /* Owned */
  OptRemedyStep *remedy_step;
  OptPlanStep *plan_step;
};

G_DEFINE_FINAL_TYPE (OptRemedyDialog, opt_remedy_dialog, OPT_TYPE_STEP_DIALOG)

static void
show_plan (OptRemedyDialog *self, OptPlan *plan, const char *sql, const char *title)
{
  opt_step_set_title (OPT_STEP (self->plan_step), title);
  opt_plan_step_set_plan (self->plan_step, plan, sql);
  opt_step_dialog_go (OPT_STEP_DIALOG (self), OPT_STEP (self->plan_step));
}

static void
opt_remedy_dialog_dispose (GObject *object)
{
  OptRemedyDialog *self = OPT_REMEDY_DIALOG (object);

  g_clear_object (&self->remedy_step);
  g_clear_object (&self->plan_step);

  G_OBJECT_CLASS (opt_remedy_dialog_parent_class)->dispose (object);
}

static void
opt_remedy_dialog_class_init (OptRemedyDialogClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = opt_remedy_dialog_dispose;
}

static void
opt_remedy_dialog_init (OptRemedyDialog *self)
{
  self->remedy_step = g_object_ref_sink (g_object_new (OPT_TYPE_REMEDY_STEP, NULL));
  self->plan_step = g_object_ref_sink (g_object_new (OPT_TYPE_PLAN_STEP, NULL));

  g_signal_connect_object (self->remedy_step, "plan", G_CALLBACK (show_plan), self,
                           G_CONNECT_SWAPPED);
}

/**
 * opt_remedy_dialog_new:
 * @parent: (nullable): the window that it is for
 * @title: what the finding says
 * @change: what was tried, as SQL
 * @trial: what was found
 *
 * Returns: (transfer none): a dialog that shows it, to be presented
 */
OptRemedyDialog *
opt_remedy_dialog_new (GtkWindow *parent, const char *title, const char *change, OptTrial *trial)
{
  OptRemedyDialog *self;

  g_return_val_if_fail (change != NULL && OPT_IS_TRIAL (trial), NULL);

  self = g_object_new (OPT_TYPE_REMEDY_DIALOG, "transient-for", parent, NULL);
  opt_step_dialog_set_subtitle (OPT_STEP_DIALOG (self), title);
  opt_remedy_step_set_trial (self->remedy_step, change, trial);
  opt_step_dialog_begin (OPT_STEP_DIALOG (self), OPT_STEP (self->remedy_step));

  return self;
}
