/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "opt-plan-page-private.h"

#include <glib/gi18n.h>
#include <math.h>

#include "opt-format.h"
#include "opt-server-plan-history.h"

/* So many of the statement's are offered to compare with; its detail lists more. */
#define KEPT_AT_MOST 8

/* Of plans that were kept. */
typedef struct
{
  OptPlanPage *page;
  OptJob *job;
  char *sql;
  char *other_text; /* (nullable) */
  char *other_kept; /* (nullable) */
  OptPlanDocument *document;
} Kept;

static void
kept_free (Kept *reading)
{
  g_object_unref (reading->page);
  g_object_unref (reading->job);
  g_free (reading->sql);
  g_free (reading->other_text);
  g_free (reading->other_kept);
  g_clear_object (&reading->document);
  g_free (reading);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Kept, kept_free)

static void
kept_read (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr (Kept) reading = data;
  OptPlanPage *self = reading->page;
  g_autoptr (GError) error = NULL;
  g_autoptr (OptPlanDocument) document = opt_plan_document_new_finish (result, &error);
  GCancellable *cancellable = opt_job_get_cancellable (reading->job);

  /* Something else was asked for in the meantime, or the page is gone. */
  if (self->job != reading->job)
    {
      opt_job_end (reading->job);
      return;
    }

  if (document != NULL && reading->document == NULL && reading->other_text != NULL)
    {
      const char *text = reading->other_text;
      const char *kept = reading->other_kept;
      const char *sql = reading->sql;

      reading->document = g_steal_pointer (&document);
      opt_plan_document_read_kept_async (text, sql, kept, cancellable, kept_read,
                                         g_steal_pointer (&reading));
      return;
    }

  opt_job_end (reading->job);
  opt_plan_page_end (self, reading->document != NULL ? reading->document : document, error);
  if (document != NULL && reading->document != NULL)
    opt_plan_page_compare (self, document, reading->document);
}

/**
 * opt_plan_page_show_kept:
 * @self: a page
 * @text: a plan that was kept
 * @sql: its statement
 * @kept: when and how it was got
 * @other_text: (nullable): an earlier one, to compare it with
 * @other_kept: (nullable): when and how that was got
 *
 * Shows a plan that a statement had, or what differs between two of them.
 */
void
opt_plan_page_show_kept (OptPlanPage *self,
                         const char *text,
                         const char *sql,
                         const char *kept,
                         const char *other_text,
                         const char *other_kept)
{
  Kept *reading;

  g_return_if_fail (OPT_IS_PLAN_PAGE (self) && text != NULL && kept != NULL);

  reading = g_new0 (Kept, 1);
  reading->page = g_object_ref (self);
  reading->job = g_object_ref (opt_plan_page_begin (self, _ ("Reading the plan"), FALSE));
  reading->sql = g_strdup (sql);
  reading->other_text = g_strdup (other_text);
  reading->other_kept = g_strdup (other_kept);
  opt_job_begin (reading->job);
  opt_plan_document_read_kept_async (text, sql, kept, opt_job_get_cancellable (reading->job),
                                     kept_read, reading);
}

/* ---- Those of the statement whose plan is shown ---------------------------------------------- */

static char *
describe_when (const OptPlanRecord *record)
{
  g_autofree char *last = opt_format_time (record->last_seen);
  g_autofree char *made = opt_plan_record_describe (record);

  return g_strdup_printf (_ ("%s, %s"), last, made);
}

static char *
name_record (const OptPlanRecord *record)
{
  g_autofree char *when = describe_when (record);
  g_autofree char *time = opt_format_duration (record->total_ms);
  g_autofree char *cost = opt_format_number (record->total_cost);

  return isnan (record->total_ms) ? g_strdup_printf (_ ("%s – cost %s"), when, cost)
                                  : g_strdup_printf (_ ("%s – %s"), when, time);
}

static void
offer (OptPlanPage *self)
{
  GMenu *menu = opt_plan_view_get_kept_menu (self->view);

  g_menu_remove_all (menu);
  for (guint i = 0; i < self->kept->len && i < KEPT_AT_MOST; i++)
    {
      const OptPlanRecord *record = self->kept->pdata[i];
      g_autofree char *name = name_record (record);
      g_autofree char *action = g_strdup_printf ("plan.compare-kept(uint32 %u)", i);

      if (record->json != NULL)
        g_menu_append (menu, name, action);
    }
}

static void
records_read (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr (OptPlanPage) self = data;
  g_autoptr (GPtrArray) records = opt_server_list_plans_finish (OPT_SERVER (object), result, NULL);

  if (self->kept_reading == NULL || g_task_get_cancellable (G_TASK (result)) != self->kept_reading)
    return;

  g_clear_object (&self->kept_reading);
  if (records == NULL)
    return;
  g_ptr_array_unref (self->kept);
  self->kept = g_steal_pointer (&records);
  offer (self);
}

/*
 * opt_plan_page_forget_kept:
 *
 * Gives up reading them.
 */
void
opt_plan_page_forget_kept (OptPlanPage *self)
{
  g_cancellable_cancel (self->kept_reading);
  g_clear_object (&self->kept_reading);
}

/*
 * opt_plan_page_update_kept:
 *
 * Offers to compare with the plans that the statement had before.
 */
void
opt_plan_page_update_kept (OptPlanPage *self)
{
  OptServer *server = opt_page_get_server (OPT_PAGE (self));
  OptPlanDocument *shown = opt_plan_view_get_document (self->view);
  const char *sql = shown != NULL ? opt_plan_document_get_sql (shown) : NULL;

  opt_plan_page_forget_kept (self);
  g_ptr_array_set_size (self->kept, 0);
  offer (self);
  if (server == NULL || sql == NULL || self->job != NULL)
    return;

  self->kept_reading = g_cancellable_new ();
  opt_server_list_plans_async (server, sql, self->kept_reading, records_read, g_object_ref (self));
}

static void
other_read (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr (Kept) reading = data;
  OptPlanPage *self = reading->page;
  OptPlanDocument *shown;
  g_autoptr (GError) error = NULL;
  g_autoptr (OptPlanDocument) document = opt_plan_document_new_finish (result, &error);

  opt_job_end (reading->job);
  if (self->job != reading->job)
    return;

  opt_plan_page_end (self, NULL, error);
  shown = opt_plan_view_get_document (self->view);
  /* It is of before. */
  if (document != NULL && shown != NULL)
    opt_plan_page_compare (self, document, shown);
}

static void
compare_kept (GtkWidget *widget, const char *action, GVariant *parameter)
{
  OptPlanPage *self = OPT_PLAN_PAGE (widget);
  guint index = g_variant_get_uint32 (parameter);
  const OptPlanRecord *record = index < self->kept->len ? self->kept->pdata[index] : NULL;
  OptPlanDocument *shown = opt_plan_view_get_document (self->view);
  g_autofree char *when = NULL;
  g_autofree char *text = NULL;
  Kept *reading;

  if (record == NULL || record->json == NULL || shown == NULL)
    return;

  /* What is begun now has the list made anew. */
  when = describe_when (record);
  text = g_strdup (record->json);
  reading = g_new0 (Kept, 1);
  reading->page = g_object_ref (self);
  reading->job = g_object_ref (opt_plan_page_begin (self, _ ("Reading the plan"), FALSE));
  opt_job_begin (reading->job);
  opt_plan_document_read_kept_async (text, opt_plan_document_get_sql (shown), when,
                                     opt_job_get_cancellable (reading->job), other_read, reading);
}

/*
 * opt_plan_page_install_kept:
 *
 * Installs the way to the plans that the statement had before.
 */
void
opt_plan_page_install_kept (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "plan.compare-kept", "u", compare_kept);
}
