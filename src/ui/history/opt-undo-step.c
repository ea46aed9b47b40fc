/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "opt-undo-step.h"

#include <glib/gi18n.h>

#include "opt-change-leftover.h"
#include "opt-change-words.h"
#include "opt-error-view.h"
#include "opt-fact-row.h"
#include "opt-job-view.h"
#include "opt-keyring.h"
#include "opt-recommendation.h"
#include "opt-role-group.h"
#include "opt-server-change.h"
#include "opt-sql-view.h"

enum
{
  SIGNAL_UNDONE,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

struct _OptUndoStep
{
  OptStep parent_instance;

  /* Template children */
  OptErrorView *error_view;
  GtkLabel *cancelled_label;
  OptJobView *job_view;
  GtkBox *question_box;
  GtkLabel *next_label;
  OptSqlView *sql_view;
  OptFactRow *change_row;
  OptFactRow *server_row;
  OptRoleGroup *role_group;
  GtkActionBar *bar;
  GtkButton *undo_button;

  /* Owned */
  OptServer *server;      /* (nullable) */
  OptAuditChange *change; /* (nullable) */

  gboolean removes; /* what was left, and no change that was made */
};

G_DEFINE_FINAL_TYPE (OptUndoStep, opt_undo_step, OPT_TYPE_STEP)

static void
show_working (OptUndoStep *self, gboolean working)
{
  gtk_widget_set_visible (GTK_WIDGET (self->job_view), working);
  gtk_widget_set_visible (GTK_WIDGET (self->question_box), !working);
  gtk_widget_set_visible (GTK_WIDGET (self->bar), !working);
}

static char *
describe_outcome (OptUndoStep *self, gboolean done, gboolean cancelled, const GError *error)
{
  if (done)
    return g_strdup (self->removes ? _ ("What was left was removed") : _ ("The change was undone"));
  if (cancelled)
    return g_strdup (_ ("The undo was cancelled"));

  return g_strdup_printf (self->removes ? _ ("What was left was not removed: %s")
                                        : _ ("The change was not undone: %s"),
                          error->message);
}

static void
undone (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr (OptUndoStep) self = data;
  g_autoptr (GError) error = NULL;
  gboolean done = opt_server_undo_finish (OPT_SERVER (object), result, &error);
  gboolean cancelled = g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);

  if (self->bar == NULL)
    return;

  show_working (self, FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self->cancelled_label), cancelled);
  opt_error_view_set_error (self->error_view, cancelled ? NULL : error);
  opt_step_take_outcome (OPT_STEP (self), describe_outcome (self, done, cancelled, error));
  opt_step_set_job (OPT_STEP (self), NULL);
  if (done)
    g_signal_emit (self, signals[SIGNAL_UNDONE], 0);
  else
    opt_role_group_explain (self->role_group, error);
}

static void
undo_clicked (OptUndoStep *self)
{
  g_autoptr (OptJob) job = NULL;
  g_autofree char *title = NULL;
  char *password;

  if (self->change == NULL || opt_step_get_job (OPT_STEP (self)) != NULL)
    return;

  title = g_strdup_printf (self->removes ? _ ("Removing what is left: %s") : _ ("Undoing: %s"),
                           opt_audit_change_get_title (self->change));
  job = opt_job_new (title);
  opt_job_view_set_job (self->job_view, job);
  opt_error_view_set_error (self->error_view, NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->cancelled_label), FALSE);
  show_working (self, TRUE);
  opt_step_set_job (OPT_STEP (self), job);
  password = opt_role_group_take_password (self->role_group);
  opt_server_undo_async (self->server, opt_audit_change_get_id (self->change),
                         opt_role_group_get_role (self->role_group), password, job, undone,
                         g_object_ref (self));
  opt_keyring_free_password (password);
}

static void
opt_undo_step_dispose (GObject *object)
{
  OptUndoStep *self = OPT_UNDO_STEP (object);

  g_clear_object (&self->change);
  g_clear_object (&self->server);
  gtk_widget_dispose_template (GTK_WIDGET (object), OPT_TYPE_UNDO_STEP);

  G_OBJECT_CLASS (opt_undo_step_parent_class)->dispose (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, OptUndoStep, error_view);
  gtk_widget_class_bind_template_child (widget_class, OptUndoStep, cancelled_label);
  gtk_widget_class_bind_template_child (widget_class, OptUndoStep, job_view);
  gtk_widget_class_bind_template_child (widget_class, OptUndoStep, question_box);
  gtk_widget_class_bind_template_child (widget_class, OptUndoStep, next_label);
  gtk_widget_class_bind_template_child (widget_class, OptUndoStep, sql_view);
  gtk_widget_class_bind_template_child (widget_class, OptUndoStep, change_row);
  gtk_widget_class_bind_template_child (widget_class, OptUndoStep, server_row);
  gtk_widget_class_bind_template_child (widget_class, OptUndoStep, role_group);
  gtk_widget_class_bind_template_child (widget_class, OptUndoStep, bar);
  gtk_widget_class_bind_template_child (widget_class, OptUndoStep, undo_button);
}

static void
opt_undo_step_class_init (OptUndoStepClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  g_type_ensure (OPT_TYPE_ERROR_VIEW);
  g_type_ensure (OPT_TYPE_FACT_ROW);
  g_type_ensure (OPT_TYPE_JOB_VIEW);
  g_type_ensure (OPT_TYPE_ROLE_GROUP);
  g_type_ensure (OPT_TYPE_SQL_VIEW);

  object_class->dispose = opt_undo_step_dispose;

  /**
   * OptUndoStep::undone:
   * @self: the step
   *
   * The change was taken back.
   */
  signals[SIGNAL_UNDONE] = g_signal_new ("undone", OPT_TYPE_UNDO_STEP, G_SIGNAL_RUN_LAST, 0, NULL,
                                         NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/optischema/OptiSchema/ui/history/opt-undo-step.ui");
  bind_children (widget_class);
  gtk_widget_class_bind_template_callback (widget_class, undo_clicked);
}

static void
opt_undo_step_init (OptUndoStep *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/* To take back the making of an index destroys something; the verb says what. */
static void
show_verb (OptUndoStep *self)
{
  gboolean drops
      = g_strcmp0 (opt_audit_change_get_kind (self->change), OPT_RECOMMENDATION_CREATE_INDEX) == 0;

  gtk_button_set_label (self->undo_button, drops ? _ ("_Drop Index") : _ ("_Undo the Change"));
  gtk_widget_set_css_classes (GTK_WIDGET (self->undo_button),
                              (const char *[]){ "text-button",
                                                drops ? "destructive-action" : "suggested-action",
                                                NULL });
}

static void
show_purpose (OptUndoStep *self)
{
  self->removes = opt_change_has_leftover (self->change);
  opt_step_set_title (OPT_STEP (self),
                      self->removes ? _ ("Remove what is left?") : _ ("Undo the change?"));
  opt_error_view_set_title (self->error_view,
                            self->removes ? _ ("It was not removed") : _ ("It was not undone"));
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->change_row),
                                 self->removes ? _ ("It was left by") : _ ("It takes back"));
}

/**
 * opt_undo_step_set_change:
 * @self: a step
 * @server: where it was made
 * @change: the change to take back
 */
void
opt_undo_step_set_change (OptUndoStep *self, OptServer *server, OptAuditChange *change)
{
  OptServerFacts *facts;
  const char *next;

  g_return_if_fail (OPT_IS_UNDO_STEP (self));
  g_return_if_fail (OPT_IS_SERVER (server));
  g_return_if_fail (OPT_IS_AUDIT_CHANGE (change));

  g_set_object (&self->server, server);
  g_set_object (&self->change, change);
  /* What works or has just been done keeps its words. */
  if (opt_change_can_be_undone (change))
    show_purpose (self);
  facts = opt_server_get_facts (server);
  next = opt_audit_change_get_state (change) != OPT_AUDIT_STATE_APPLIED
             ? opt_change_get_next_step (change)
             : NULL;
  gtk_label_set_label (self->next_label, next != NULL ? next : "");
  gtk_widget_set_visible (GTK_WIDGET (self->next_label), next != NULL);
  opt_sql_view_set_sql (self->sql_view, opt_audit_change_get_undo_sql (change));
  opt_fact_row_set_value (self->change_row, opt_audit_change_get_title (change));
  opt_fact_row_set_value (self->server_row, opt_audit_change_get_server_name (change));
  opt_role_group_set_watcher (self->role_group,
                              facts != NULL ? opt_server_facts_get_user (facts) : NULL);
  opt_role_group_suggest (self->role_group, opt_audit_change_get_user (change));
  show_verb (self);
}

/**
 * opt_undo_step_get_removes:
 * @self: a step
 *
 * Returns: whether it removes what a change has left that was not made, and takes none back
 */
gboolean
opt_undo_step_get_removes (OptUndoStep *self)
{
  g_return_val_if_fail (OPT_IS_UNDO_STEP (self), FALSE);

  return self->removes;
}
