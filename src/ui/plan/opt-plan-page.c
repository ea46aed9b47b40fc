/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "opt-plan-page-private.h"

#include <glib/gi18n.h>

#include "opt-plan-store.h"

/* What is over sooner needs no bar that comes and goes. */
#define JOB_SHOWN_AFTER_MS 250

G_DEFINE_FINAL_TYPE (OptPlanPage, opt_plan_page, OPT_TYPE_PAGE)

/* @task: (nullable): what was tried */
static void
show_error (OptPlanPage *self, const char *task, const GError *error)
{
  g_autofree char *title = task != NULL ? g_strdup_printf (_ ("%s failed"), task) : NULL;

  opt_error_view_set_title (self->error_view, title);
  opt_error_view_set_error (self->error_view, error);
  gtk_revealer_set_reveal_child (self->error_revealer, error != NULL);
}

static void
show_document (OptPlanPage *self, OptPlanDocument *document)
{
  OptPlanDocument *shown = opt_plan_view_get_document (self->view);

  if (document != shown)
    {
      if (shown != NULL)
        opt_plan_page_note_earlier (self, shown);
      opt_plan_view_set_document (self->view, document);
      opt_plan_comparison_view_set (self->comparison, NULL, NULL, NULL);
    }
  opt_plan_page_update_compare (self);
  opt_plan_page_update_options (self);
  opt_plan_page_update_log (self);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "plan.run-on-copy",
                                 document != NULL && self->job == NULL
                                     && opt_plan_document_is_of_server (document));
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "plan.take-up", self->job == NULL);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "plan.run-on-server",
                                 document != NULL && self->job == NULL
                                     && opt_plan_document_may_run_on_server (document));
}

/* Those of the plan that is shown, also where somebody chose others and got none. */
static void
show_values (OptPlanPage *self)
{
  OptPlanDocument *document = opt_plan_view_get_document (self->view);
  gboolean of_server = document != NULL && opt_plan_document_is_of_server (document);

  opt_values_chooser_show (self->chooser, opt_page_get_server (OPT_PAGE (self)), self->sql,
                           of_server ? self->values : NULL);
}

/*
 * opt_plan_page_show_what_is_there:
 *
 * Shows the comparison, the plan, or how to get one. A frame with dashes is for a plan that is on
 * its way.
 */
void
opt_plan_page_show_what_is_there (OptPlanPage *self)
{
  gboolean has_plan = opt_plan_view_get_document (self->view) != NULL;

  if (opt_plan_comparison_view_get_comparison (self->comparison) != NULL)
    gtk_stack_set_visible_child_name (self->stack, "comparison");
  else
    gtk_stack_set_visible_child_name (self->stack,
                                      has_plan || self->job != NULL ? "plan" : "empty");
}

static gboolean
show_job (gpointer data)
{
  OptPlanPage *self = data;

  self->job_id = 0;
  opt_job_view_set_job (self->job_view, self->job);
  gtk_revealer_set_reveal_child (self->job_revealer, TRUE);

  return G_SOURCE_REMOVE;
}

static void
forget_job (OptPlanPage *self)
{
  g_clear_handle_id (&self->job_id, g_source_remove);
  gtk_revealer_set_reveal_child (self->job_revealer, FALSE);
  if (self->job != NULL)
    opt_job_cancel (self->job);
  g_clear_object (&self->job);
}

/*
 * opt_plan_page_begin:
 *
 * Begins the way to a plan. Whatever was on the way before is not wanted any more.
 */
OptJob *
opt_plan_page_begin (OptPlanPage *self, const char *title, gboolean of_server)
{
  forget_job (self);
  show_error (self, NULL, NULL);
  self->job = opt_job_new (title);
  self->job_is_of_server = of_server;
  self->job_id = g_timeout_add (JOB_SHOWN_AFTER_MS, show_job, self);
  show_document (self, opt_plan_view_get_document (self->view));
  opt_plan_page_show_what_is_there (self);

  return self->job;
}

/*
 * opt_plan_page_end:
 *
 * Ends it, with a plan or an error. What was shown before stays where there is no new one.
 */
void
opt_plan_page_end (OptPlanPage *self, OptPlanDocument *document, const GError *error)
{
  g_autofree char *task = g_strdup (opt_job_get_title (self->job));

  g_clear_handle_id (&self->job_id, g_source_remove);
  gtk_revealer_set_reveal_child (self->job_revealer, FALSE);
  g_clear_object (&self->job);

  if (error != NULL && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    show_error (self, task, error);
  show_document (self, document != NULL ? document : opt_plan_view_get_document (self->view));
  show_values (self);
  opt_plan_page_show_what_is_there (self);
}

/*
 * opt_plan_page_fail:
 *
 * Shows why a plan can't even be begun with.
 */
void
opt_plan_page_fail (OptPlanPage *self, const char *task, const GError *error)
{
  forget_job (self);
  show_error (self, task, error);
  show_document (self, opt_plan_view_get_document (self->view));
  show_values (self);
  opt_plan_page_show_what_is_there (self);
}

static void
close_error (GtkWidget *widget, const char *action, GVariant *parameter)
{
  gtk_revealer_set_reveal_child (OPT_PLAN_PAGE (widget)->error_revealer, FALSE);
}

/* A plan of another server says nothing about this one; a file's stays. */
static void
opt_plan_page_set_server (OptPage *page, OptServer *server)
{
  OptPlanPage *self = OPT_PLAN_PAGE (page);
  OptPlanDocument *document;

  if (self->view == NULL)
    return;

  if (self->job != NULL && self->job_is_of_server)
    forget_job (self);
  g_clear_pointer (&self->sql, g_free);
  g_clear_pointer (&self->values, opt_explain_values_free);
  document = opt_plan_view_get_document (self->view);
  if (document != NULL && opt_plan_document_is_of_server (document))
    {
      show_error (self, NULL, NULL);
      document = NULL;
    }
  show_document (self, document);
  show_values (self);
  opt_plan_page_show_what_is_there (self);
}

/* Its window goes. Whoever brings an answer holds the page, but nobody is there any more to see it.
 */
static void
opt_plan_page_unroot (GtkWidget *widget)
{
  forget_job (OPT_PLAN_PAGE (widget));

  GTK_WIDGET_CLASS (opt_plan_page_parent_class)->unroot (widget);
}

static gboolean
opt_plan_page_find (OptPage *page)
{
  if (opt_plan_comparison_view_get_comparison (OPT_PLAN_PAGE (page)->comparison) != NULL)
    return FALSE;

  return opt_plan_view_find (OPT_PLAN_PAGE (page)->view);
}

static void
opt_plan_page_dispose (GObject *object)
{
  OptPlanPage *self = OPT_PLAN_PAGE (object);

  g_clear_handle_id (&self->job_id, g_source_remove);
  if (self->job != NULL)
    opt_job_cancel (self->job);
  g_clear_object (&self->job);
  if (self->file_chooser != NULL)
    gtk_native_dialog_destroy (self->file_chooser);
  g_clear_object (&self->file_chooser);
  g_clear_pointer (&self->earlier, g_ptr_array_unref);
  opt_plan_page_forget_kept (self);
  g_clear_pointer (&self->kept, g_ptr_array_unref);
  g_clear_object (&self->option_actions);
  g_clear_pointer (&self->sql, g_free);
  g_clear_pointer (&self->values, opt_explain_values_free);
  gtk_widget_dispose_template (GTK_WIDGET (object), OPT_TYPE_PLAN_PAGE);

  G_OBJECT_CLASS (opt_plan_page_parent_class)->dispose (object);
}

static void
opt_plan_page_class_init (OptPlanPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  OptPageClass *page_class = OPT_PAGE_CLASS (klass);

  g_type_ensure (OPT_TYPE_JOB_VIEW);
  g_type_ensure (OPT_TYPE_ERROR_VIEW);
  g_type_ensure (OPT_TYPE_PLAN_VIEW);
  g_type_ensure (OPT_TYPE_PLAN_COMPARISON_VIEW);
  g_type_ensure (OPT_TYPE_VALUES_CHOOSER);

  G_OBJECT_CLASS (klass)->dispose = opt_plan_page_dispose;
  widget_class->unroot = opt_plan_page_unroot;
  page_class->set_server = opt_plan_page_set_server;
  page_class->find = opt_plan_page_find;

  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/optischema/OptiSchema/ui/plan/opt-plan-page.ui");
  gtk_widget_class_bind_template_child (widget_class, OptPlanPage, stack);
  gtk_widget_class_bind_template_child (widget_class, OptPlanPage, job_revealer);
  gtk_widget_class_bind_template_child (widget_class, OptPlanPage, job_view);
  gtk_widget_class_bind_template_child (widget_class, OptPlanPage, error_revealer);
  gtk_widget_class_bind_template_child (widget_class, OptPlanPage, error_view);
  gtk_widget_class_bind_template_child (widget_class, OptPlanPage, view);
  gtk_widget_class_bind_template_child (widget_class, OptPlanPage, comparison);
  gtk_widget_class_bind_template_child (widget_class, OptPlanPage, chooser);
  gtk_widget_class_bind_template_callback (widget_class, opt_plan_page_plan_for);
  gtk_widget_class_install_action (widget_class, "plan.close-error", NULL, close_error);
  opt_plan_page_install_sources (widget_class);
  opt_plan_page_install_explain (widget_class);
  opt_plan_page_install_compare (widget_class);
  opt_plan_page_install_kept (widget_class);
  opt_plan_page_install_log (widget_class);
  opt_plan_page_install_remedy (widget_class);
}

static void
opt_plan_page_init (OptPlanPage *self)
{
  self->earlier = g_ptr_array_new_with_free_func (g_object_unref);
  self->kept = g_ptr_array_new_with_free_func ((GDestroyNotify) opt_plan_record_free);
  gtk_widget_init_template (GTK_WIDGET (self));
  opt_plan_page_add_options (self);

  opt_plan_page_accept_drops (self);
  show_document (self, NULL);
}

/**
 * opt_plan_page_get_view:
 * @self: a page
 *
 * Returns: (transfer none): what shows the plan
 */
OptPlanView *
opt_plan_page_get_view (OptPlanPage *self)
{
  g_return_val_if_fail (OPT_IS_PLAN_PAGE (self), NULL);

  return self->view;
}

/**
 * opt_plan_page_get_comparison:
 * @self: a page
 *
 * Returns: (transfer none): what shows the plan beside another one
 */
OptPlanComparisonView *
opt_plan_page_get_comparison (OptPlanPage *self)
{
  g_return_val_if_fail (OPT_IS_PLAN_PAGE (self), NULL);

  return self->comparison;
}
