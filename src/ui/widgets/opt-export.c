/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-export.h"

#include <glib/gi18n.h>

#include "opt-save.h"
#include "opt-worker.h"

#define KEY "opt-export"

typedef struct
{
  GtkWidget *widget; /* borrowed: this lives no longer than it */
  OptDataTable *table;
  GdkTexture *picture; /* (nullable) */
  GtkNativeDialog *chooser;
} Export;

/* What is made in a thread: it may be thousands of rows, or millions of pixels. */
typedef struct
{
  GFile *file;
  OptDataTable *table;
  GdkTexture *picture; /* (nullable) */
} Content;

static void
free_export (gpointer data)
{
  Export *export = data;

  gtk_native_dialog_destroy (export->chooser);
  g_object_unref (export->chooser);
  opt_data_table_free (export->table);
  g_clear_object (&export->picture);
  g_free (export);
}

static void
free_content (gpointer data)
{
  Content *content = data;

  g_object_unref (content->file);
  opt_data_table_free (content->table);
  g_clear_object (&content->picture);
  g_free (content);
}

/**
 * opt_export_suggest_name:
 * @table: what is exported
 * @now: microseconds since 1970
 *
 * Returns: (transfer full): what a file with it might be called, without what says its format
 */
char *
opt_export_suggest_name (OptDataTable *table, gint64 now)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_local (now / G_USEC_PER_SEC);
  g_autofree char *title = g_strdup (opt_data_table_get_title (table));
  g_autofree char *stamp = g_date_time_format (time, "%Y-%m-%d %H.%M");

  /* What file systems don't take, or take for a folder or a hidden file. */
  g_strdelimit (title, "/\\:*?\"<>|\n\r\t", ' ');
  if (*title == '.')
    *title = ' ';
  g_strstrip (title);

  return *title != '\0' ? g_strdup_printf ("%s %s", title, stamp) : g_strdup (stamp);
}

static gboolean
ends_with (const char *name, const char *suffix)
{
  g_autofree char *lower = g_ascii_strdown (name, -1);

  return g_str_has_suffix (lower, suffix);
}

/**
 * opt_export_format:
 * @table: what is exported
 * @picture: (nullable): a picture of it
 * @name: of the file, whose end says what is wanted
 *
 * Returns: (transfer full): what to put into the file
 */
GBytes *
opt_export_format (OptDataTable *table, GdkTexture *picture, const char *name)
{
  char *text;

  if (picture != NULL && ends_with (name, ".png"))
    return gdk_texture_save_to_png_bytes (picture);

  text = ends_with (name, ".json") ? opt_data_table_to_json (table) : opt_data_table_to_csv (table);

  return g_bytes_new_take (text, strlen (text));
}

static void
make_content (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Content *content = data;
  g_autofree char *name = g_file_get_basename (content->file);

  g_task_return_pointer (task, opt_export_format (content->table, content->picture, name),
                         (GDestroyNotify) g_bytes_unref);
}

static void
made (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr (GtkWidget) widget = data;
  Content *content = g_task_get_task_data (G_TASK (result));
  g_autoptr (GBytes) bytes = g_task_propagate_pointer (G_TASK (result), NULL);

  opt_save_bytes (widget, content->file, bytes);
}

static void
save (Export *export, GFile *file)
{
  /* The worker may be the last to let go of the task, and must not be that of the widget. */
  g_autoptr (GTask) task = g_task_new (NULL, NULL, made, g_object_ref (export->widget));
  Content *content = g_new0 (Content, 1);

  content->file = g_object_ref (file);
  content->table = g_steal_pointer (&export->table);
  content->picture = g_steal_pointer (&export->picture);
  g_task_set_source_tag (task, save);
  g_task_set_task_data (task, content, free_content);
  opt_worker_run (task, make_content);
}

static void
answered (GtkNativeDialog *dialog, int response, Export *export)
{
  g_autoptr (GFile) file = NULL;

  if (response == GTK_RESPONSE_ACCEPT)
    file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));
  if (file != NULL)
    save (export, file);
  g_object_set_data (G_OBJECT (export->widget), KEY, NULL);
}

/* The name says the format, and follows the choice of one. */
static void
format_chosen (GtkFileChooser *chooser)
{
  GtkFileFilter *filter = gtk_file_chooser_get_filter (chooser);
  g_autofree char *name = gtk_file_chooser_get_current_name (chooser);
  const char *end = filter != NULL ? g_object_get_data (G_OBJECT (filter), KEY) : NULL;
  const char *dot = name != NULL ? strrchr (name, '.') : NULL;
  g_autofree char *stem = NULL;
  g_autofree char *renamed = NULL;

  if (end == NULL || name == NULL || g_str_has_suffix (name, end))
    return;

  stem = g_strndup (name, dot != NULL && strlen (dot) <= 5 ? (gsize) (dot - name) : strlen (name));
  renamed = g_strconcat (stem, end, NULL);
  gtk_file_chooser_set_current_name (chooser, renamed);
}

static void
add_format (GtkFileChooser *chooser, const char *name, const char *end)
{
  g_autoptr (GtkFileFilter) filter = gtk_file_filter_new ();
  g_autofree char *pattern = g_strconcat ("*", end, NULL);

  gtk_file_filter_set_name (filter, name);
  gtk_file_filter_add_pattern (filter, pattern);
  g_object_set_data (G_OBJECT (filter), KEY, (gpointer) end);
  gtk_file_chooser_add_filter (chooser, filter);
}

/**
 * opt_export_ask:
 * @widget: a widget in a window
 * @table: (transfer full): what is to be exported
 * @picture: (transfer full) (nullable): a picture of it, in memory
 *
 * Asks for a file and writes it there: as comma-separated values, JSON, or the picture.
 */
void
opt_export_ask (GtkWidget *widget, OptDataTable *table, GdkTexture *picture)
{
  GtkRoot *root;
  Export *export;
  GtkFileChooser *chooser;
  g_autofree char *stem = NULL;
  g_autofree char *name = NULL;

  g_return_if_fail (GTK_IS_WIDGET (widget) && table != NULL);

  root = gtk_widget_get_root (widget);
  stem = opt_export_suggest_name (table, g_get_real_time ());
  name = g_strconcat (stem, picture != NULL ? ".png" : ".csv", NULL);
  export = g_new0 (Export, 1);
  export->widget = widget;
  export->table = table;
  export->picture = picture;
  export->chooser = GTK_NATIVE_DIALOG (
      gtk_file_chooser_native_new (_ ("Export"), GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL,
                                   GTK_FILE_CHOOSER_ACTION_SAVE, NULL, NULL));
  gtk_native_dialog_set_modal (export->chooser, TRUE);
  chooser = GTK_FILE_CHOOSER (export->chooser);
  if (picture != NULL)
    add_format (chooser, _ ("Picture (PNG)"), ".png");
  add_format (chooser, _ ("Comma-separated values (CSV)"), ".csv");
  add_format (chooser, _ ("JSON"), ".json");
  gtk_file_chooser_set_current_name (chooser, name);
  g_signal_connect (chooser, "notify::filter", G_CALLBACK (format_chosen), NULL);
  g_signal_connect (chooser, "response", G_CALLBACK (answered), export);
  /* It replaces one that is open still. */
  g_object_set_data_full (G_OBJECT (widget), KEY, export, free_export);
  gtk_native_dialog_show (export->chooser);
}
