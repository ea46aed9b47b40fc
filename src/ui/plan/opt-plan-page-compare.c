/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "opt-plan-page-private.h"

#include <glib/gi18n.h>

#include "opt-plan-shorten.h"

/* So many plans that were shown before are offered to compare with. */
#define EARLIER_AT_MOST 8
/* A plan of ten thousand nodes takes as much memory as all else. */
#define EARLIER_NODES_AT_MOST 10000
#define NAME_CHARS 60

/* What a comparison is made of. */
typedef struct
{
  OptPlanPage *page;
  OptJob *job;
  OptPlanDocument *first;
  OptPlanDocument *second;
} Pair;

static void
pair_free (Pair *pair)
{
  g_object_unref (pair->page);
  g_object_unref (pair->job);
  g_object_unref (pair->first);
  g_object_unref (pair->second);
  g_free (pair);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Pair, pair_free)

static void
compare (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Pair *pair = data;

  g_task_return_pointer (task,
                         opt_plan_comparison_new (opt_plan_document_get_plan (pair->first),
                                                  opt_plan_document_get_sql (pair->first),
                                                  opt_plan_document_get_plan (pair->second),
                                                  opt_plan_document_get_sql (pair->second)),
                         g_object_unref);
}

static void
compared (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr (Pair) pair = data;
  OptPlanPage *self = pair->page;
  g_autoptr (GError) error = NULL;
  g_autoptr (OptPlanComparison) comparison = g_task_propagate_pointer (G_TASK (result), &error);

  opt_job_end (pair->job);
  /* Something else was asked for in the meantime, or the page is gone. */
  if (self->job != pair->job)
    return;

  if (comparison != NULL)
    opt_plan_comparison_view_set (self->comparison, comparison, pair->first, pair->second);
  opt_plan_page_end (self, NULL, error);
  if (comparison != NULL)
    opt_plan_comparison_view_focus (self->comparison);
}

/*
 * opt_plan_page_compare:
 *
 * Shows what differs between two plans.
 */
void
opt_plan_page_compare (OptPlanPage *self, OptPlanDocument *first, OptPlanDocument *second)
{
  Pair *pair = g_new0 (Pair, 1);
  g_autoptr (GTask) task = NULL;

  pair->page = g_object_ref (self);
  pair->first = g_object_ref (first);
  pair->second = g_object_ref (second);
  pair->job = g_object_ref (opt_plan_page_begin (self, _ ("Comparing the plans"), FALSE));
  opt_job_begin (pair->job);
  task = g_task_new (NULL, opt_job_get_cancellable (pair->job), compared, pair);
  g_task_set_source_tag (task, opt_plan_page_compare);
  g_task_set_task_data (task, pair, NULL);
  g_task_run_in_thread (task, compare);
}

/*
 * opt_plan_page_compare_with:
 *
 * Shows what differs between the plan that is shown, as the first, and one that is opened now, as
 * the second.
 */
void
opt_plan_page_compare_with (OptPlanPage *self, OptPlanDocument *other)
{
  OptPlanDocument *shown = opt_plan_view_get_document (self->view);

  if (shown != NULL)
    opt_plan_page_compare (self, shown, other);
}

/**
 * opt_plan_page_compare_file:
 * @self: a page that shows a plan
 * @file: holds another one
 *
 * Shows what differs between them.
 */
void
opt_plan_page_compare_file (OptPlanPage *self, GFile *file)
{
  g_return_if_fail (OPT_IS_PLAN_PAGE (self) && G_IS_FILE (file));

  if (opt_plan_view_get_document (self->view) != NULL)
    opt_plan_page_read_file (self, file, TRUE);
}

static guint
count_nodes (GPtrArray *documents)
{
  guint n = 0;

  for (guint i = 0; i < documents->len; i++)
    n += opt_plan_get_n_nodes (opt_plan_document_get_plan (documents->pdata[i]));

  return n;
}

/*
 * opt_plan_page_note_earlier:
 *
 * Keeps a plan that gives way to another one, to compare with.
 */
void
opt_plan_page_note_earlier (OptPlanPage *self, OptPlanDocument *document)
{
  if (g_ptr_array_find (self->earlier, document, NULL))
    return;

  g_ptr_array_add (self->earlier, g_object_ref (document));
  while (self->earlier->len > EARLIER_AT_MOST
         || (self->earlier->len > 1 && count_nodes (self->earlier) > EARLIER_NODES_AT_MOST))
    g_ptr_array_remove_index (self->earlier, 0);
}

/* "orders.json – 12 ms" */
static char *
name_document (OptPlanDocument *document)
{
  const char *origin = opt_plan_document_get_origin (document);
  const char *sql = opt_plan_document_get_sql (document);
  g_autofree char *found = opt_plan_document_describe (document);
  g_autofree char *line = opt_plan_shorten_line (origin != NULL ? origin
                                                 : sql != NULL  ? sql
                                                                : found,
                                                 NAME_CHARS);
  g_autofree char *measure = opt_plan_comparison_view_describe_total (document);
  g_auto (GStrv)
    parts = g_strsplit (line, "_", -1);
  /* An underline would stand for a key. */
  g_autofree char *plain = g_strjoinv ("__", parts);

  return g_strdup_printf (_ ("%s – %s"), plain, measure);
}

/*
 * opt_plan_page_update_compare:
 *
 * Offers what the plan that is shown can be compared with.
 */
void
opt_plan_page_update_compare (OptPlanPage *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  GMenu *menu = opt_plan_view_get_earlier_menu (self->view);
  OptPlanDocument *shown = opt_plan_view_get_document (self->view);
  gboolean possible = shown != NULL && self->job == NULL;

  gtk_widget_action_set_enabled (widget, "plan.compare-file", possible);
  gtk_widget_action_set_enabled (widget, "plan.compare-enter", possible);
  gtk_widget_action_set_enabled (widget, "plan.compare-earlier", possible);

  g_menu_remove_all (menu);
  for (guint i = self->earlier->len; i > 0; i--)
    {
      OptPlanDocument *document = g_ptr_array_index (self->earlier, i - 1);
      g_autofree char *name = NULL;
      g_autofree char *action = NULL;

      if (document == shown)
        continue;
      name = name_document (document);
      action = g_strdup_printf ("plan.compare-earlier(uint32 %u)", i - 1);
      g_menu_append (menu, name, action);
    }
  opt_plan_page_update_kept (self);
}

static void
compare_file (GtkWidget *widget, const char *action, GVariant *parameter)
{
  opt_plan_page_choose_file (OPT_PLAN_PAGE (widget), TRUE);
}

static void
compare_enter (GtkWidget *widget, const char *action, GVariant *parameter)
{
  opt_plan_page_enter_other (OPT_PLAN_PAGE (widget));
}

static void
compare_earlier (GtkWidget *widget, const char *action, GVariant *parameter)
{
  OptPlanPage *self = OPT_PLAN_PAGE (widget);
  OptPlanDocument *shown = opt_plan_view_get_document (self->view);
  guint index = g_variant_get_uint32 (parameter);

  /* What was opened first is the first. */
  if (shown != NULL && index < self->earlier->len)
    opt_plan_page_compare (self, g_ptr_array_index (self->earlier, index), shown);
}

static void
swap (GtkWidget *widget, const char *action, GVariant *parameter)
{
  OptPlanPage *self = OPT_PLAN_PAGE (widget);
  OptPlanDocument *first = opt_plan_comparison_view_get_document (self->comparison, 0);
  OptPlanDocument *second = opt_plan_comparison_view_get_document (self->comparison, 1);

  if (first != NULL && second != NULL)
    opt_plan_page_compare (self, second, first);
}

static void
close_comparison (GtkWidget *widget, const char *action, GVariant *parameter)
{
  OptPlanPage *self = OPT_PLAN_PAGE (widget);

  opt_plan_comparison_view_set (self->comparison, NULL, NULL, NULL);
  opt_plan_page_show_what_is_there (self);
  opt_plan_tree_focus_selected (opt_plan_view_get_tree (self->view));
}

/*
 * opt_plan_page_install_compare:
 *
 * Installs the ways to a second plan.
 */
void
opt_plan_page_install_compare (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "plan.compare-file", NULL, compare_file);
  gtk_widget_class_install_action (widget_class, "plan.compare-enter", NULL, compare_enter);
  gtk_widget_class_install_action (widget_class, "plan.compare-earlier", "u", compare_earlier);
  gtk_widget_class_install_action (widget_class, "plan.swap", NULL, swap);
  gtk_widget_class_install_action (widget_class, "plan.close-comparison", NULL, close_comparison);
}
