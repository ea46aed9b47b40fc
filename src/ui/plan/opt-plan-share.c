/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "opt-plan-share.h"

#include <adwaita.h>
#include <glib/gi18n.h>
#include <string.h>

#include "opt-json.h"
#include "opt-save.h"
#include "opt-plan-anonymize.h"
#include "opt-plan-copy.h"
#include "opt-plan-html.h"
#include "opt-worker.h"

/* What is asked of a widget for as long as it is. */
#define KEY "opt-plan-share"

typedef struct
{
  GtkWidget *widget; /* unowned: ends the dialog that has this */
  OptPlanDocument *document;
  OptPlanFormat format;
  gboolean anonymous;
  GFile *file; /* (nullable): NULL for the clipboard */
} Share;

static void
share_free (gpointer data)
{
  Share *share = data;

  g_clear_object (&share->document);
  g_clear_object (&share->file);
  g_free (share);
}

/**
 * opt_plan_share_format:
 * @document: a plan
 * @format: as what
 * @anonymous: whether with other names, and without values
 * @error: return location for an error
 *
 * May be called in any thread.
 *
 * Returns: (transfer full) (nullable): what to give to others
 */
char *
opt_plan_share_format (OptPlanDocument *document,
                       OptPlanFormat format,
                       gboolean anonymous,
                       GError **error)
{
  g_autoptr (OptPlan) plan = NULL;
  g_autofree char *renamed = NULL;
  const char *sql;

  g_return_val_if_fail (OPT_IS_PLAN_DOCUMENT (document), NULL);

  sql = opt_plan_document_get_sql (document);
  if (anonymous)
    plan
        = opt_plan_anonymize_with_sql (opt_plan_document_get_plan (document), sql, &renamed, error);
  else
    plan = g_object_ref (opt_plan_document_get_plan (document));
  if (plan == NULL)
    return NULL;

  if (format == OPT_PLAN_FORMAT_SOURCE)
    return opt_json_print (opt_plan_get_source (plan), TRUE);

  /* Where it is from may tell a name, or values. */
  return opt_plan_to_html (plan, anonymous ? renamed : sql,
                           anonymous ? NULL : opt_plan_document_get_origin (document));
}

static void
make_content (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Share *share = data;
  GError *error = NULL;
  char *text = opt_plan_share_format (share->document, share->format, share->anonymous, &error);

  if (text != NULL)
    g_task_return_pointer (task, text, g_free);
  else
    g_task_return_error (task, error);
}

static void
made (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr (GtkWidget) widget = data;
  Share *share = g_task_get_task_data (G_TASK (result));
  g_autoptr (GError) error = NULL;
  g_autofree char *text = g_task_propagate_pointer (G_TASK (result), &error);
  g_autoptr (GBytes) bytes = NULL;

  if (text == NULL)
    {
      opt_save_show_error (widget, error);
      return;
    }
  if (share->file == NULL)
    {
      opt_plan_copy_text (widget, text,
                          share->anonymous ? _ ("PostgreSQL’s JSON copied without names and values")
                                           : _ ("PostgreSQL’s JSON copied"));
      return;
    }

  bytes = g_bytes_new (text, strlen (text));
  opt_save_bytes (widget, share->file, bytes);
}

/* Takes @share. */
static void
run (Share *share)
{
  /* The worker may be the last to let go of the task, and must not be that of the widget. */
  g_autoptr (GTask) task = g_task_new (NULL, NULL, made, g_object_ref (share->widget));

  g_task_set_source_tag (task, run);
  g_task_set_task_data (task, share, share_free);
  opt_worker_run (task, make_content);
}

static Share *
share_new (GtkWidget *widget, OptPlanDocument *document, OptPlanFormat format, gboolean anonymous)
{
  Share *share = g_new0 (Share, 1);

  share->widget = widget;
  share->document = g_object_ref (document);
  share->format = format;
  share->anonymous = anonymous;

  return share;
}

/* A desktop's portal holds it while it is open: unless it is destroyed it answers later. */
static void
end_dialog (gpointer dialog)
{
  gtk_native_dialog_destroy (dialog);
  g_object_unref (dialog);
}

static void
forget_share (gpointer data, GClosure *closure)
{
  share_free (data);
}

static void
answered (GtkNativeDialog *dialog, int response, Share *asked)
{
  g_autoptr (GFile) file = response == GTK_RESPONSE_ACCEPT
                               ? gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog))
                               : NULL;

  if (file != NULL)
    {
      Share *share = share_new (asked->widget, asked->document, asked->format, asked->anonymous);

      share->file = g_steal_pointer (&file);
      run (share);
    }
  g_object_set_data (G_OBJECT (asked->widget), KEY, NULL);
}

/**
 * opt_plan_share_save:
 * @widget: a widget in a window
 * @document: a plan
 * @format: as what
 * @anonymous: whether with other names, and without values
 *
 * Asks for a file and writes it there.
 */
void
opt_plan_share_save (GtkWidget *widget,
                     OptPlanDocument *document,
                     OptPlanFormat format,
                     gboolean anonymous)
{
  gboolean html = format == OPT_PLAN_FORMAT_HTML;
  GtkRoot *root;
  GtkFileChooserNative *dialog;

  g_return_if_fail (GTK_IS_WIDGET (widget) && OPT_IS_PLAN_DOCUMENT (document));

  root = gtk_widget_get_root (widget);
  dialog = gtk_file_chooser_native_new (anonymous ? _ ("Save the plan without names and values")
                                                  : _ ("Save the plan"),
                                        GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL,
                                        GTK_FILE_CHOOSER_ACTION_SAVE, _ ("_Save"), _ ("_Cancel"));
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (dialog), TRUE);
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (dialog), html ? "plan.html" : "plan.json");
  g_signal_connect_data (dialog, "response", G_CALLBACK (answered),
                         share_new (widget, document, format, anonymous), forget_share, 0);
  /* It replaces one that is open still, and goes with the widget. */
  g_object_set_data_full (G_OBJECT (widget), KEY, dialog, end_dialog);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}

/**
 * opt_plan_share_copy:
 * @widget: whose clipboard
 * @document: a plan
 * @anonymous: whether with other names, and without values
 *
 * Copies PostgreSQL's JSON.
 */
void
opt_plan_share_copy (GtkWidget *widget, OptPlanDocument *document, gboolean anonymous)
{
  g_return_if_fail (GTK_IS_WIDGET (widget) && OPT_IS_PLAN_DOCUMENT (document));

  run (share_new (widget, document, OPT_PLAN_FORMAT_SOURCE, anonymous));
}
