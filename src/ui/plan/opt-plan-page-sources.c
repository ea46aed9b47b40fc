/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "opt-plan-page-private.h"

#include <glib/gi18n.h>

#include "opt-error.h"
#include "opt-plan-dialog.h"

/* What a reading carries with it. */
typedef struct
{
  OptPlanPage *page;
  OptJob *job;
  char *text; /* (nullable) to be shown with its error */
  gboolean to_compare;
} Reading;

static void
reading_free (Reading *reading)
{
  g_object_unref (reading->page);
  g_object_unref (reading->job);
  g_free (reading->text);
  g_free (reading);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Reading, reading_free)

static Reading *
begin_reading (OptPlanPage *self, const char *title)
{
  Reading *reading = g_new0 (Reading, 1);

  reading->page = g_object_ref (self);
  reading->job = g_object_ref (opt_plan_page_begin (self, title, FALSE));
  opt_job_begin (reading->job);

  return reading;
}

static OptPlanDialog *
open_dialog (OptPlanPage *self, gboolean to_compare)
{
  OptServer *server = to_compare ? NULL : opt_page_get_server (OPT_PAGE (self));
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  OptPlanDialog *dialog
      = opt_plan_dialog_new (GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL,
                             server != NULL ? opt_server_get_name (server) : NULL);

  g_signal_connect_object (dialog, "plan",
                           to_compare ? G_CALLBACK (opt_plan_page_compare_with)
                                      : G_CALLBACK (opt_plan_page_show_document),
                           self, G_CONNECT_SWAPPED);
  g_signal_connect_object (dialog, "statement", G_CALLBACK (opt_plan_page_explain), self,
                           G_CONNECT_SWAPPED);

  return dialog;
}

static void
plan_read (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr (Reading) reading = data;
  OptPlanPage *self = reading->page;
  g_autoptr (GError) error = NULL;
  g_autoptr (OptPlanDocument) document = opt_plan_document_new_finish (result, &error);

  opt_job_end (reading->job);
  /* Something else was asked for in the meantime, or the page is gone. */
  if (self->job != reading->job)
    return;

  if (document == NULL && reading->text != NULL && opt_plan_dialog_can_edit (reading->text)
      && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      OptPlanDialog *dialog = open_dialog (self, FALSE);

      opt_plan_page_end (self, NULL, NULL);
      opt_plan_dialog_set_text (dialog, reading->text);
      opt_plan_dialog_present (dialog);
      return;
    }

  opt_plan_page_end (self, reading->to_compare ? NULL : document, error);
  if (reading->to_compare && document != NULL)
    opt_plan_page_compare_with (self, document);
}

/*
 * opt_plan_page_read_file:
 *
 * Shows a plan from a file, or compares the one that is shown with it.
 */
void
opt_plan_page_read_file (OptPlanPage *self, GFile *file, gboolean to_compare)
{
  g_autofree char *name = g_file_get_basename (file);
  g_autofree char *title = g_strdup_printf (_ ("Reading %s"), name);
  Reading *reading = begin_reading (self, title);

  reading->to_compare = to_compare;
  opt_plan_document_read_file_async (file, opt_job_get_cancellable (reading->job), plan_read,
                                     reading);
}

/**
 * opt_plan_page_open_file:
 * @self: a page
 * @file: holds a plan
 *
 * Shows a plan from a file.
 */
void
opt_plan_page_open_file (OptPlanPage *self, GFile *file)
{
  g_return_if_fail (OPT_IS_PLAN_PAGE (self) && G_IS_FILE (file));

  opt_plan_page_read_file (self, file, FALSE);
}

/**
 * opt_plan_page_show_text:
 * @self: a page
 * @text: what somebody pasted or dropped
 *
 * Shows a plan. What can't be read is shown with what is wrong with it, and can be put right.
 */
void
opt_plan_page_show_text (OptPlanPage *self, const char *text)
{
  Reading *reading;

  g_return_if_fail (OPT_IS_PLAN_PAGE (self) && text != NULL);

  reading = begin_reading (self, _ ("Reading the plan"));
  reading->text = g_strdup (text);
  opt_plan_document_read_text_async (text, opt_job_get_cancellable (reading->job), plan_read,
                                     reading);
}

static void
clipboard_text_read (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr (OptPlanPage) self = data;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = gdk_clipboard_read_text_finish (GDK_CLIPBOARD (object), result, NULL);

  if (gtk_widget_get_root (GTK_WIDGET (self)) == NULL)
    return;
  if (text != NULL && *text != '\0')
    {
      opt_plan_page_show_text (self, text);
      return;
    }

  opt_set_error (
      &error, OPT_ERROR_INVALID,
      _ ("Copy what EXPLAIN (ANALYZE, BUFFERS) printed, in any format, then paste it here."),
      _ ("There is no text in the clipboard"));
  opt_plan_page_fail (self, NULL, error);
}

static gboolean
open_first (OptPlanPage *self, const GValue *files)
{
  GSList *list = files != NULL ? g_value_get_boxed (files) : NULL;

  if (list == NULL)
    return FALSE;
  opt_plan_page_open_file (self, list->data);

  return TRUE;
}

static void
clipboard_files_read (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr (OptPlanPage) self = data;
  const GValue *files = gdk_clipboard_read_value_finish (GDK_CLIPBOARD (object), result, NULL);

  if (gtk_widget_get_root (GTK_WIDGET (self)) != NULL)
    open_first (self, files);
}

/**
 * opt_plan_page_paste:
 * @self: a page
 *
 * Shows the plan in the clipboard: its text, or the file that was copied.
 */
void
opt_plan_page_paste (OptPlanPage *self)
{
  GdkClipboard *clipboard;

  g_return_if_fail (OPT_IS_PLAN_PAGE (self));

  clipboard = gtk_widget_get_clipboard (GTK_WIDGET (self));
  if (gdk_content_formats_contain_gtype (gdk_clipboard_get_formats (clipboard), GDK_TYPE_FILE_LIST))
    gdk_clipboard_read_value_async (clipboard, GDK_TYPE_FILE_LIST, G_PRIORITY_DEFAULT, NULL,
                                    clipboard_files_read, g_object_ref (self));
  else
    gdk_clipboard_read_text_async (clipboard, NULL, clipboard_text_read, g_object_ref (self));
}

static void
file_chosen (OptPlanPage *self, int response)
{
  g_autoptr (GFile) file = NULL;

  if (response == GTK_RESPONSE_ACCEPT)
    file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (self->file_chooser));
  g_clear_object (&self->file_chooser);
  if (file != NULL)
    opt_plan_page_read_file (self, file, self->choosing_other);
}

static void
add_filter (GtkFileChooser *chooser, const char *name, const char *const *patterns)
{
  g_autoptr (GtkFileFilter) filter = gtk_file_filter_new ();

  gtk_file_filter_set_name (filter, name);
  for (guint i = 0; patterns[i] != NULL; i++)
    gtk_file_filter_add_pattern (filter, patterns[i]);
  gtk_file_chooser_add_filter (chooser, filter);
}

/*
 * opt_plan_page_choose_file:
 *
 * Asks for a file with a plan, to show it or to compare the one that is shown with it.
 */
void
opt_plan_page_choose_file (OptPlanPage *self, gboolean to_compare)
{
  static const char *const plans[]
      = { "*.json", "*.txt", "*.log", "*.yaml", "*.yml", "*.xml", NULL };
  static const char *const all[] = { "*", NULL };
  GtkRoot *root;
  GtkFileChooserNative *chooser;

  self->choosing_other = to_compare;
  if (self->file_chooser != NULL)
    {
      gtk_native_dialog_show (self->file_chooser);
      return;
    }

  root = gtk_widget_get_root (GTK_WIDGET (self));
  chooser = gtk_file_chooser_native_new (to_compare ? _ ("Compare With a Plan") : _ ("Open a Plan"),
                                         GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL,
                                         GTK_FILE_CHOOSER_ACTION_OPEN, NULL, NULL);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (chooser), TRUE);
  add_filter (GTK_FILE_CHOOSER (chooser), _ ("Plans (text, JSON, YAML, XML)"), plans);
  add_filter (GTK_FILE_CHOOSER (chooser), _ ("All files"), all);
  g_signal_connect_object (chooser, "response", G_CALLBACK (file_chosen), self, G_CONNECT_SWAPPED);
  self->file_chooser = GTK_NATIVE_DIALOG (chooser);
  gtk_native_dialog_show (self->file_chooser);
}

/**
 * opt_plan_page_open:
 * @self: a page
 *
 * Asks for a file with a plan, and shows it.
 */
void
opt_plan_page_open (OptPlanPage *self)
{
  g_return_if_fail (OPT_IS_PLAN_PAGE (self));

  opt_plan_page_choose_file (self, FALSE);
}

/*
 * opt_plan_page_enter_other:
 *
 * Has a plan pasted or typed that the one that is shown is compared with.
 */
void
opt_plan_page_enter_other (OptPlanPage *self)
{
  opt_plan_dialog_present (open_dialog (self, TRUE));
}

/*
 * opt_plan_page_show_document:
 *
 * Shows a plan that was read elsewhere.
 */
void
opt_plan_page_show_document (OptPlanPage *self, OptPlanDocument *document)
{
  opt_plan_page_begin (self, _ ("Reading the plan"), FALSE);
  opt_plan_page_end (self, document, NULL);
}

static gboolean
dropped (OptPlanPage *self, const GValue *value)
{
  if (G_VALUE_HOLDS (value, GDK_TYPE_FILE_LIST))
    return open_first (self, value);
  if (!G_VALUE_HOLDS_STRING (value) || g_value_get_string (value) == NULL)
    return FALSE;

  opt_plan_page_show_text (self, g_value_get_string (value));

  return TRUE;
}

/*
 * opt_plan_page_accept_drops:
 *
 * Takes files and text that are dropped on the page.
 */
void
opt_plan_page_accept_drops (OptPlanPage *self)
{
  GType types[] = { GDK_TYPE_FILE_LIST, G_TYPE_STRING };
  GtkDropTarget *target = gtk_drop_target_new (G_TYPE_INVALID, GDK_ACTION_COPY);

  gtk_drop_target_set_gtypes (target, types, G_N_ELEMENTS (types));
  g_signal_connect_swapped (target, "drop", G_CALLBACK (dropped), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (target));
}

static void
open_action (GtkWidget *widget, const char *action, GVariant *parameter)
{
  opt_plan_page_open (OPT_PLAN_PAGE (widget));
}

static void
paste_action (GtkWidget *widget, const char *action, GVariant *parameter)
{
  opt_plan_page_paste (OPT_PLAN_PAGE (widget));
}

static void
enter_action (GtkWidget *widget, const char *action, GVariant *parameter)
{
  opt_plan_dialog_present (open_dialog (OPT_PLAN_PAGE (widget), FALSE));
}

/* One of the plans that were read together. */
static void
nth_action (GtkWidget *widget, const char *action, GVariant *parameter)
{
  OptPlanPage *self = OPT_PLAN_PAGE (widget);
  OptPlanDocument *document = opt_plan_view_get_document (self->view);
  guint nth;
  Reading *reading;

  if (document == NULL || opt_plan_document_get_choice (document, &nth) == NULL)
    return;

  reading = begin_reading (self, _ ("Reading the plan"));
  opt_plan_document_choose_async (document, g_variant_get_uint32 (parameter),
                                  opt_job_get_cancellable (reading->job), plan_read, reading);
}

/*
 * opt_plan_page_install_sources:
 *
 * Installs the ways to a plan that need no server.
 */
void
opt_plan_page_install_sources (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "plan.open", NULL, open_action);
  gtk_widget_class_install_action (widget_class, "plan.paste", NULL, paste_action);
  gtk_widget_class_install_action (widget_class, "plan.enter", NULL, enter_action);
  gtk_widget_class_install_action (widget_class, "plan.nth", "u", nth_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_v, GDK_CONTROL_MASK, "plan.paste",
                                       NULL);
}
