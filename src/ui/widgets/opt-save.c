/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "opt-save.h"

#include <glib/gi18n.h>

#include "opt-page.h"

/**
 * opt_save_show_error:
 * @widget: whose window is to say it
 * @error: why nothing was saved
 */
void
opt_save_show_error (GtkWidget *widget, const GError *error)
{
  GtkRoot *root = gtk_widget_get_root (widget);
  GtkWidget *dialog;

  if (!GTK_IS_WINDOW (root))
    return;

  dialog = adw_message_dialog_new (GTK_WINDOW (root), _ ("Not saved"), error->message);
  adw_message_dialog_add_response (ADW_MESSAGE_DIALOG (dialog), "close", _ ("_Close"));
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
saved (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GtkWidget) widget = data;
  g_autoptr (GError) error = NULL;

  if (g_file_replace_contents_finish (G_FILE (source), result, NULL, &error))
    {
      g_autofree char *name = g_file_get_basename (G_FILE (source));
      g_autofree char *shown = g_filename_display_name (name);
      g_autofree char *text = g_strdup_printf (_ ("Saved as %s"), shown);

      opt_page_toast (widget, text);
    }
  else
    opt_save_show_error (widget, error);
}

/**
 * opt_save_bytes:
 * @widget: whose window says how it went
 * @file: where to
 * @bytes: what
 *
 * Writes a file, which is replaced when all of it was written: a full disk leaves what was there.
 * What was asked of a server is nobody else's.
 */
void
opt_save_bytes (GtkWidget *widget, GFile *file, GBytes *bytes)
{
  g_file_replace_contents_bytes_async (file, bytes, NULL, FALSE, G_FILE_CREATE_PRIVATE, NULL, saved,
                                       g_object_ref (widget));
}
