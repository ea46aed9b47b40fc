/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-plan-copy.h"

#include "opt-json.h"
#include "opt-page.h"
#include "opt-worker.h"

/**
 * opt_plan_copy_text:
 * @widget: whose clipboard
 * @text: what to copy
 * @toast: what the user is told
 */
void
opt_plan_copy_text (GtkWidget *widget, const char *text, const char *toast)
{
  g_return_if_fail (GTK_IS_WIDGET (widget) && text != NULL && toast != NULL);

  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), text);
  opt_page_toast (widget, toast);
}

static void
print (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  g_task_return_pointer (task, opt_json_print (data, TRUE), g_free);
}

static void
printed (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autofree char *toast = data;
  g_autofree char *text = g_task_propagate_pointer (G_TASK (result), NULL);

  if (text != NULL)
    opt_plan_copy_text (GTK_WIDGET (object), text, toast);
}

/**
 * opt_plan_copy_json:
 * @widget: whose clipboard
 * @json: what to copy; it must not change any more
 * @toast: what the user is told
 *
 * Writes it out in a thread: the JSON of a large plan takes longer than a frame.
 */
void
opt_plan_copy_json (GtkWidget *widget, JsonNode *json, const char *toast)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (GTK_IS_WIDGET (widget) && json != NULL && toast != NULL);

  task = g_task_new (widget, NULL, printed, g_strdup (toast));
  g_task_set_source_tag (task, opt_plan_copy_json);
  g_task_set_task_data (task, json_node_ref (json), (GDestroyNotify) json_node_unref);
  opt_worker_run (task, print);
}

static void
print_plan (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  g_autoptr (JsonNode) json = opt_plan_to_json (data);

  g_task_return_pointer (task, opt_json_print (json, TRUE), g_free);
}

/**
 * opt_plan_copy_plan:
 * @widget: whose clipboard
 * @plan: what to copy, as opt_plan_to_json() has it
 * @toast: what the user is told
 */
void
opt_plan_copy_plan (GtkWidget *widget, OptPlan *plan, const char *toast)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (GTK_IS_WIDGET (widget) && OPT_IS_PLAN (plan) && toast != NULL);

  task = g_task_new (widget, NULL, printed, g_strdup (toast));
  g_task_set_source_tag (task, opt_plan_copy_plan);
  g_task_set_task_data (task, g_object_ref (plan), g_object_unref);
  opt_worker_run (task, print_plan);
}
