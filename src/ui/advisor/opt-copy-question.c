/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "opt-copy-question.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#include "opt-database-copy.h"
#include "opt-format.h"

/* As much as tells rows and blocks, of what is too much to copy. */
#define SAMPLE_PERCENT 5

/**
 * opt_copy_question_new:
 * @widget: who asks
 * @error: an %OPT_ERROR_TOO_LARGE: what would be copied, and what is allowed
 *
 * Returns: (transfer none): a dialog that asks whether to copy so much, or a sample; its response
 * goes to opt_copy_question_get_options()
 */
GtkWidget *
opt_copy_question_new (GtkWidget *widget, const GError *error)
{
  GtkRoot *root = gtk_widget_get_root (widget);
  g_autofree char *share = opt_format_percent (SAMPLE_PERCENT / 100.0);
  g_autofree char *sample = g_strdup_printf (_ ("_Sample of %s"), share);
  g_autofree char *body = g_strdup_printf (
      _ ("%s. A sample tells whether the rows are the same and how many blocks are read, and never "
         "time: the claim stays where it is. Without limits all of it is copied, as far as the disk "
         "has room; the server is read no faster than usual."),
      error->message);
  GtkWidget *dialog = adw_message_dialog_new (GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL,
                                              _ ("Copy More than Usual?"), NULL);

  adw_message_dialog_set_body (ADW_MESSAGE_DIALOG (dialog), body);
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _ ("_Cancel"), "sample",
                                    sample, "all", _ ("Copy _All"), NULL);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "sample");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");

  return dialog;
}

/**
 * opt_copy_question_get_options:
 * @response: what was answered
 *
 * Returns: (transfer full) (nullable): how to copy then; %NULL: not at all
 */
OptCopyOptions *
opt_copy_question_get_options (const char *response)
{
  g_autoptr (OptCopyOptions) options = opt_database_default_copy_options ();

  if (g_str_equal (response, "sample"))
    {
      options->sample = SAMPLE_PERCENT;
      options->seed = (guint32) g_random_int_range (0, G_MAXINT32);
    }
  else if (g_str_equal (response, "all"))
    options->max_bytes = options->max_time = 0;
  else
    return NULL;

  return g_steal_pointer (&options);
}
