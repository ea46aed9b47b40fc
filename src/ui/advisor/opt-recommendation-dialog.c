/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "opt-recommendation-dialog.h"

#include <glib/gi18n.h>

#include "opt-apply-step.h"
#include "opt-change-book.h"
#include "opt-change-step.h"
#include "opt-change-words.h"
#include "opt-claim-step.h"
#include "opt-page.h"
#include "opt-plan-step.h"
#include "opt-server-advice.h"
#include "opt-trial-step.h"
#include "opt-undo-step.h"

struct _OptRecommendationDialog
{
  OptStepDialog parent_instance;

  /* Owned */
  OptServer *server;
  OptRecommendation *recommendation;
  OptChangeBook *book;
  OptClaimStep *claim_step;
  OptTrialStep *trial_step;
  OptApplyStep *apply_step;
  OptChangeStep *change_step;
  OptUndoStep *undo_step;
  OptPlanStep *plan_step;
  char *applied_id; /* (nullable) a change that was just made, until the log was read again */
};

G_DEFINE_FINAL_TYPE (OptRecommendationDialog, opt_recommendation_dialog, OPT_TYPE_STEP_DIALOG)

static void
go (OptRecommendationDialog *self, gpointer step)
{
  opt_step_dialog_go (OPT_STEP_DIALOG (self), OPT_STEP (step));
}

/* ---- What is known --------------------------------------------------------------------------- */

static void
show_recommendation (OptRecommendationDialog *self)
{
  const char *title = opt_recommendation_get_title (self->recommendation);

  opt_step_dialog_set_subtitle (OPT_STEP_DIALOG (self), title);
  opt_claim_step_set_recommendation (self->claim_step, self->server, self->recommendation);
  opt_trial_step_set_recommendation (self->trial_step, self->recommendation);
  opt_apply_step_set_recommendation (self->apply_step, self->server, self->recommendation);
}

/* The server may have read it anew. One that a later run left out stays as it was. */
static void
advice_changed (OptRecommendationDialog *self)
{
  OptRecommendation *recommendation
      = opt_server_find_recommendation (self->server, opt_recommendation_dialog_get_id (self));

  if (recommendation != NULL)
    g_set_object (&self->recommendation, recommendation);
  show_recommendation (self);
}

static void
book_changed (OptRecommendationDialog *self)
{
  const char *id = opt_recommendation_dialog_get_id (self);
  OptAuditChange *change = self->applied_id != NULL
                               ? opt_change_book_find (self->book, self->applied_id)
                               : opt_change_book_find_for (self->book, id);
  gboolean applied = change != NULL && opt_change_is_applied (change);

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "step.apply", !applied);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "step.change", change != NULL);
  if (change == NULL)
    {
      if (self->applied_id != NULL && opt_change_book_get_error (self->book) != NULL)
        opt_apply_step_set_unread (self->apply_step, opt_change_book_get_error (self->book));
      return;
    }

  opt_claim_step_set_change (self->claim_step, change);
  opt_apply_step_set_change (self->apply_step, change);
  opt_change_step_set_change (self->change_step, self->server, change);
  opt_undo_step_set_change (self->undo_step, self->server, change);
  if (self->applied_id != NULL)
    opt_step_dialog_begin (OPT_STEP_DIALOG (self), OPT_STEP (self->change_step));
  g_clear_pointer (&self->applied_id, g_free);
}

/* ---- What was done --------------------------------------------------------------------------- */

static void
applied (OptRecommendationDialog *self, const char *change_id)
{
  g_free (self->applied_id);
  self->applied_id = g_strdup (change_id);
  opt_change_book_reload (self->book);
}

static void
undone (OptRecommendationDialog *self)
{
  /* Where nothing stands in its way any more it can be made. */
  if (opt_undo_step_get_removes (self->undo_step))
    opt_step_dialog_begin (OPT_STEP_DIALOG (self), OPT_STEP (self->claim_step));
  else
    opt_step_dialog_begin (OPT_STEP_DIALOG (self), OPT_STEP (self->change_step));
}

static void
show_plan (OptRecommendationDialog *self, OptPlan *plan, const char *sql, const char *title)
{
  opt_step_set_title (OPT_STEP (self->plan_step), title);
  opt_plan_step_set_plan (self->plan_step, plan, sql);
  go (self, self->plan_step);
}

/* ---- Actions --------------------------------------------------------------------------------- */

/* Starts a trial; where there is one already, that is shown first. */
static void
try (GtkWidget *widget, const char *action, GVariant *parameter)
{
  OptRecommendationDialog *self = OPT_RECOMMENDATION_DIALOG (widget);
  gboolean again = opt_step_dialog_get_step (OPT_STEP_DIALOG (self)) == OPT_STEP (self->trial_step);

  if (!again)
    go (self, self->trial_step);
  if (again || opt_recommendation_get_trial (self->recommendation) == NULL)
    opt_trial_step_start (self->trial_step, self->server);
}

static void
apply (GtkWidget *widget, const char *action, GVariant *parameter)
{
  go (OPT_RECOMMENDATION_DIALOG (widget), OPT_RECOMMENDATION_DIALOG (widget)->apply_step);
}

static void
show_change (GtkWidget *widget, const char *action, GVariant *parameter)
{
  go (OPT_RECOMMENDATION_DIALOG (widget), OPT_RECOMMENDATION_DIALOG (widget)->change_step);
}

static void
undo (GtkWidget *widget, const char *action, GVariant *parameter)
{
  go (OPT_RECOMMENDATION_DIALOG (widget), OPT_RECOMMENDATION_DIALOG (widget)->undo_step);
}

static void
show_statement (GtkWidget *widget, const char *action, GVariant *parameter)
{
  OptRecommendationDialog *self = OPT_RECOMMENDATION_DIALOG (widget);
  gint64 queryid = g_ascii_strtoll (g_variant_get_string (parameter, NULL), NULL, 10);
  g_autoptr (GPtrArray) found
      = opt_statement_list_find_queryid (opt_server_get_statements (self->server), queryid);

  if (found->len > 0)
    opt_step_dialog_activate (widget, "win.statement", opt_statement_item_get_id (found->pdata[0]));
  else
    opt_page_toast (GTK_WIDGET (self->claim_step),
                    _ ("No call of it was seen in the last 15 minutes"));
}

/* ---- The object ------------------------------------------------------------------------------ */

static void
opt_recommendation_dialog_dispose (GObject *object)
{
  OptRecommendationDialog *self = OPT_RECOMMENDATION_DIALOG (object);

  if (self->book != NULL)
    opt_change_book_set_server (self->book, NULL);
  g_clear_object (&self->book);
  g_clear_object (&self->claim_step);
  g_clear_object (&self->trial_step);
  g_clear_object (&self->apply_step);
  g_clear_object (&self->change_step);
  g_clear_object (&self->undo_step);
  g_clear_object (&self->plan_step);

  G_OBJECT_CLASS (opt_recommendation_dialog_parent_class)->dispose (object);
}

static void
opt_recommendation_dialog_finalize (GObject *object)
{
  OptRecommendationDialog *self = OPT_RECOMMENDATION_DIALOG (object);

  g_clear_object (&self->recommendation);
  g_clear_object (&self->server);
  g_free (self->applied_id);

  G_OBJECT_CLASS (opt_recommendation_dialog_parent_class)->finalize (object);
}

static void
opt_recommendation_dialog_class_init (OptRecommendationDialogClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = opt_recommendation_dialog_dispose;
  object_class->finalize = opt_recommendation_dialog_finalize;

  gtk_widget_class_install_action (widget_class, "step.try", NULL, try);
  gtk_widget_class_install_action (widget_class, "step.apply", NULL, apply);
  gtk_widget_class_install_action (widget_class, "step.change", NULL, show_change);
  gtk_widget_class_install_action (widget_class, "step.undo", NULL, undo);
  gtk_widget_class_install_action (widget_class, "step.statement", "s", show_statement);
}

static gpointer
make_step (GType type)
{
  return g_object_ref_sink (g_object_new (type, NULL));
}

static void
opt_recommendation_dialog_init (OptRecommendationDialog *self)
{
  self->claim_step = make_step (OPT_TYPE_CLAIM_STEP);
  self->trial_step = make_step (OPT_TYPE_TRIAL_STEP);
  self->apply_step = make_step (OPT_TYPE_APPLY_STEP);
  self->change_step = make_step (OPT_TYPE_CHANGE_STEP);
  self->undo_step = make_step (OPT_TYPE_UNDO_STEP);
  self->plan_step = make_step (OPT_TYPE_PLAN_STEP);
  self->book = opt_change_book_new ();

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "step.change", FALSE);
  g_signal_connect_object (self->book, "changed", G_CALLBACK (book_changed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->trial_step, "plan", G_CALLBACK (show_plan), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->apply_step, "applied", G_CALLBACK (applied), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->undo_step, "undone", G_CALLBACK (undone), self, G_CONNECT_SWAPPED);
}

/**
 * opt_recommendation_dialog_new:
 * @parent: the window that it is for
 * @server: whose recommendation it is
 * @recommendation: what to show
 *
 * Returns: (transfer none): a dialog that shows it, to be presented
 */
OptRecommendationDialog *
opt_recommendation_dialog_new (GtkWindow *parent,
                               OptServer *server,
                               OptRecommendation *recommendation)
{
  OptRecommendationDialog *self;

  g_return_val_if_fail (OPT_IS_SERVER (server), NULL);
  g_return_val_if_fail (OPT_IS_RECOMMENDATION (recommendation), NULL);

  self = g_object_new (OPT_TYPE_RECOMMENDATION_DIALOG, "transient-for", parent, NULL);
  self->server = g_object_ref (server);
  self->recommendation = g_object_ref (recommendation);
  show_recommendation (self);
  g_signal_connect_object (server, "advice-changed", G_CALLBACK (advice_changed), self,
                           G_CONNECT_SWAPPED);
  opt_change_book_set_server (self->book, server);
  opt_step_dialog_begin (OPT_STEP_DIALOG (self), OPT_STEP (self->claim_step));

  return self;
}

/**
 * opt_recommendation_dialog_get_id:
 * @self: a dialog
 *
 * Returns: which recommendation it shows
 */
const char *
opt_recommendation_dialog_get_id (OptRecommendationDialog *self)
{
  g_return_val_if_fail (OPT_IS_RECOMMENDATION_DIALOG (self), NULL);

  return opt_recommendation_get_id (self->recommendation);
}
