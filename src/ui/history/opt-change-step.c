/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "opt-change-step.h"

#include <glib/gi18n.h>
#include <math.h>

#include "opt-change-words.h"
#include "opt-error-view.h"
#include "opt-fact-row.h"
#include "opt-format.h"
#include "opt-job-view.h"
#include "opt-server-change.h"
#include "opt-sql-line.h"
#include "opt-sql-view.h"
#include "opt-verdict-notification.h"

/* For how long to watch; the first is what a verdict needs and a little more. */
static const gint64 intervals[] = {
  40 * G_USEC_PER_SEC,
  2 * 60 * G_USEC_PER_SEC,
  5 * 60 * G_USEC_PER_SEC,
  15 * 60 * G_USEC_PER_SEC,
};

G_STATIC_ASSERT (40 * G_USEC_PER_SEC > OPT_CONFIRMATION_MIN_WINDOW);

struct _OptChangeStep
{
  OptStep parent_instance;

  /* Template children */
  GtkScrolledWindow *scroller;
  GtkLabel *state_label;
  GtkLabel *next_label;
  OptErrorView *error_view;
  OptJobView *job_view;
  AdwPreferencesGroup *verdict_group;
  OptFactRow *before_row;
  OptFactRow *after_row;
  OptFactRow *hours_row;
  OptFactRow *control_row;
  AdwPreferencesGroup *statements_group;
  AdwPreferencesGroup *watch_group;
  AdwComboRow *interval_row;
  OptSqlView *sql_view;
  AdwPreferencesGroup *undo_group;
  OptSqlView *undo_view;
  OptFactRow *id_row;
  OptFactRow *role_row;
  OptFactRow *server_row;
  OptFactRow *time_row;
  GtkActionBar *bar;
  GtkButton *undo_button;
  GtkButton *watch_button;

  /* Owned */
  OptServer *server;         /* (nullable) */
  OptAuditChange *change;    /* (nullable) */
  GPtrArray *statement_rows; /* (element-type GtkWidget): of the group */
};

G_DEFINE_FINAL_TYPE (OptChangeStep, opt_change_step, OPT_TYPE_STEP)

/* ---- Whether it helps ------------------------------------------------------------------------ */

static char *
describe_controls (const OptConfirmation *confirmation)
{
  g_autofree char *factor = NULL;

  if (!opt_confirmation_has_control (confirmation))
    return g_strdup_printf (_ ("– No control: %u called often enough to compare with, at least %d "
                               "are needed"),
                            confirmation->n_controls, OPT_CONFIRMATION_MIN_CONTROLS);

  factor = opt_format_number (confirmation->control_ratio);

  return g_strdup_printf (ngettext ("×%s the time a call, the median of %u that it does not touch",
                                    "×%s the time a call, the median of %u that it does not touch",
                                    confirmation->n_controls),
                          factor, confirmation->n_controls);
}

/* Each with what was measured beside what was projected. */
static void
show_statements (OptChangeStep *self, GPtrArray *statements)
{
  for (guint i = 0; i < self->statement_rows->len; i++)
    adw_preferences_group_remove (self->statements_group, self->statement_rows->pdata[i]);
  g_ptr_array_set_size (self->statement_rows, 0);

  for (guint i = 0; i < statements->len; i++)
    {
      const OptConfirmationStatement *statement = statements->pdata[i];
      g_autofree char *line
          = opt_sql_line (statement->text != NULL ? statement->text : OPT_FORMAT_NONE);
      g_autofree char *value = opt_confirmation_statement_describe (statement);
      GtkWidget *row = opt_fact_row_new (line, value);

      adw_preferences_group_add (self->statements_group, row);
      g_ptr_array_add (self->statement_rows, row);
    }
  gtk_widget_set_visible (GTK_WIDGET (self->statements_group), statements->len > 0);
}

static void
show_confirmation (OptChangeStep *self, const OptConfirmation *confirmation)
{
  g_autofree char *before = opt_confirmation_window_describe (&confirmation->before);
  g_autofree char *after = opt_confirmation_window_describe (&confirmation->after);
  g_autofree char *controls = describe_controls (confirmation);
  g_autofree char *hours = opt_confirmation_describe_hours (confirmation);
  g_autofree char *reason = g_markup_escape_text (confirmation->reason, -1);

  adw_preferences_group_set_title (self->verdict_group,
                                   opt_confirmation_verdict_get_label (confirmation->verdict));
  adw_preferences_group_set_description (self->verdict_group, reason);
  opt_fact_row_set_value (self->before_row, before);
  opt_fact_row_set_value (self->after_row, after);
  opt_fact_row_set_value (self->hours_row, hours);
  opt_fact_row_set_value (self->control_row, controls);
  show_statements (self, confirmation->statements);
  gtk_widget_set_visible (GTK_WIDGET (self->verdict_group), TRUE);
}

/* What is new stands there. */
static void
scroll_to_top (OptChangeStep *self)
{
  gtk_adjustment_set_value (gtk_scrolled_window_get_vadjustment (self->scroller), 0);
}

static void
update_choice (OptChangeStep *self)
{
  gboolean working = opt_step_get_job (OPT_STEP (self)) != NULL;
  gboolean can_watch = self->change != NULL && opt_change_can_be_confirmed (self->change);
  gboolean can_undo = self->change != NULL && opt_change_can_be_undone (self->change);

  gtk_widget_set_visible (GTK_WIDGET (self->job_view), working);
  gtk_widget_set_visible (GTK_WIDGET (self->watch_group), can_watch && !working);
  gtk_widget_set_visible (GTK_WIDGET (self->watch_button), can_watch);
  gtk_widget_set_visible (GTK_WIDGET (self->undo_button), can_undo);
  if (can_undo)
    gtk_button_set_label (self->undo_button, opt_change_get_undo_label (self->change));
  gtk_widget_set_visible (GTK_WIDGET (self->bar), (can_watch || can_undo) && !working);
  opt_step_set_default_widget (OPT_STEP (self),
                               GTK_WIDGET (can_watch ? self->watch_button : self->undo_button));
}

static void
confirmed (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr (OptChangeStep) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (OptConfirmation) confirmation
      = opt_server_confirm_finish (OPT_SERVER (object), result, &error);
  gboolean cancelled = g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);

  if (confirmation != NULL)
    opt_verdict_notify (confirmation, OPT_SERVER (object));
  if (self->bar == NULL)
    return;

  if (confirmation != NULL)
    show_confirmation (self, confirmation);
  opt_error_view_set_error (self->error_view, cancelled ? NULL : error);
  opt_step_take_outcome (OPT_STEP (self),
                         confirmation != NULL
                             ? g_strdup_printf (_ ("Watched what the change does: %s"),
                                                opt_confirmation_verdict_get_label (
                                                    confirmation->verdict))
                         : cancelled ? g_strdup (_ ("Watching was cancelled"))
                                     : g_strdup_printf (_ ("Watching failed: %s"), error->message));
  opt_step_set_job (OPT_STEP (self), NULL);
  update_choice (self);
  scroll_to_top (self);
}

static void
watch_clicked (OptChangeStep *self)
{
  g_autoptr (OptJob) job = NULL;
  g_autofree char *title = NULL;

  if (self->change == NULL || opt_step_get_job (OPT_STEP (self)) != NULL)
    return;

  title = g_strdup_printf (_ ("Watching what it does: %s"),
                           opt_audit_change_get_title (self->change));
  job = opt_job_new (title);
  opt_job_view_set_job (self->job_view, job);
  gtk_widget_set_visible (GTK_WIDGET (self->verdict_group), FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self->statements_group), FALSE);
  opt_error_view_set_error (self->error_view, NULL);
  opt_step_set_job (OPT_STEP (self), job);
  update_choice (self);
  scroll_to_top (self);
  opt_server_confirm_async (self->server, opt_audit_change_get_id (self->change),
                            intervals[adw_combo_row_get_selected (self->interval_row)], job,
                            confirmed, g_object_ref (self));
}

/* ---- The object ------------------------------------------------------------------------------ */

static void
opt_change_step_shown (OptStep *step)
{
  scroll_to_top (OPT_CHANGE_STEP (step));
}

static void
opt_change_step_dispose (GObject *object)
{
  OptChangeStep *self = OPT_CHANGE_STEP (object);

  g_clear_object (&self->change);
  g_clear_object (&self->server);
  g_clear_pointer (&self->statement_rows, g_ptr_array_unref);
  gtk_widget_dispose_template (GTK_WIDGET (object), OPT_TYPE_CHANGE_STEP);

  G_OBJECT_CLASS (opt_change_step_parent_class)->dispose (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, OptChangeStep, scroller);
  gtk_widget_class_bind_template_child (widget_class, OptChangeStep, state_label);
  gtk_widget_class_bind_template_child (widget_class, OptChangeStep, next_label);
  gtk_widget_class_bind_template_child (widget_class, OptChangeStep, error_view);
  gtk_widget_class_bind_template_child (widget_class, OptChangeStep, job_view);
  gtk_widget_class_bind_template_child (widget_class, OptChangeStep, verdict_group);
  gtk_widget_class_bind_template_child (widget_class, OptChangeStep, before_row);
  gtk_widget_class_bind_template_child (widget_class, OptChangeStep, after_row);
  gtk_widget_class_bind_template_child (widget_class, OptChangeStep, hours_row);
  gtk_widget_class_bind_template_child (widget_class, OptChangeStep, control_row);
  gtk_widget_class_bind_template_child (widget_class, OptChangeStep, statements_group);
  gtk_widget_class_bind_template_child (widget_class, OptChangeStep, watch_group);
  gtk_widget_class_bind_template_child (widget_class, OptChangeStep, interval_row);
  gtk_widget_class_bind_template_child (widget_class, OptChangeStep, sql_view);
  gtk_widget_class_bind_template_child (widget_class, OptChangeStep, undo_group);
  gtk_widget_class_bind_template_child (widget_class, OptChangeStep, undo_view);
  gtk_widget_class_bind_template_child (widget_class, OptChangeStep, id_row);
  gtk_widget_class_bind_template_child (widget_class, OptChangeStep, role_row);
  gtk_widget_class_bind_template_child (widget_class, OptChangeStep, server_row);
  gtk_widget_class_bind_template_child (widget_class, OptChangeStep, time_row);
  gtk_widget_class_bind_template_child (widget_class, OptChangeStep, bar);
  gtk_widget_class_bind_template_child (widget_class, OptChangeStep, undo_button);
  gtk_widget_class_bind_template_child (widget_class, OptChangeStep, watch_button);
}

static void
opt_change_step_class_init (OptChangeStepClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  g_type_ensure (OPT_TYPE_ERROR_VIEW);
  g_type_ensure (OPT_TYPE_FACT_ROW);
  g_type_ensure (OPT_TYPE_JOB_VIEW);
  g_type_ensure (OPT_TYPE_SQL_VIEW);

  object_class->dispose = opt_change_step_dispose;
  OPT_STEP_CLASS (klass)->shown = opt_change_step_shown;

  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/optischema/OptiSchema/ui/history/opt-change-step.ui");
  bind_children (widget_class);
  gtk_widget_class_bind_template_callback (widget_class, watch_clicked);
}

static void
opt_change_step_init (OptChangeStep *self)
{
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);

  gtk_widget_init_template (GTK_WIDGET (self));
  self->statement_rows = g_ptr_array_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (intervals); i++)
    gtk_string_list_take (names, opt_format_duration ((double) intervals[i] / 1000.0));
  adw_combo_row_set_model (self->interval_row, G_LIST_MODEL (names));
}

static void
show_change (OptChangeStep *self)
{
  gint64 applied_at = opt_audit_change_get_time (self->change, OPT_AUDIT_DONE);
  const char *style = opt_change_get_state_class (self->change);
  const char *next = opt_change_get_next_step (self->change);
  const char *undo_sql = opt_audit_change_get_undo_sql (self->change);
  g_autofree char *state = opt_change_describe_state (self->change);
  g_autofree char *time = applied_at != 0 ? opt_format_time (applied_at) : NULL;

  gtk_label_set_label (self->state_label, state);
  gtk_widget_set_css_classes (GTK_WIDGET (self->state_label),
                              (const char *[]){ "title-2", style, NULL });
  gtk_label_set_label (self->next_label, next != NULL ? next : "");
  gtk_widget_set_visible (GTK_WIDGET (self->next_label), next != NULL);
  opt_sql_view_set_sql (self->sql_view, opt_audit_change_get_sql (self->change));
  opt_sql_view_set_sql (self->undo_view, undo_sql);
  gtk_widget_set_visible (GTK_WIDGET (self->undo_group), undo_sql != NULL);
  opt_fact_row_set_value (self->id_row, opt_audit_change_get_id (self->change));
  opt_fact_row_set_value (self->role_row, opt_audit_change_get_user (self->change));
  opt_fact_row_set_value (self->server_row, opt_audit_change_get_server_name (self->change));
  opt_fact_row_set_value (self->time_row, time);
}

/**
 * opt_change_step_set_change:
 * @self: a step
 * @server: where it was made
 * @change: the change
 */
void
opt_change_step_set_change (OptChangeStep *self, OptServer *server, OptAuditChange *change)
{
  g_return_if_fail (OPT_IS_CHANGE_STEP (self));
  g_return_if_fail (OPT_IS_SERVER (server));
  g_return_if_fail (OPT_IS_AUDIT_CHANGE (change));

  g_set_object (&self->server, server);
  g_set_object (&self->change, change);
  show_change (self);
  update_choice (self);
}
