/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "opt-plan-page-private.h"

#include <glib/gi18n.h>

#include "opt-plan-list.h"
#include "opt-server-plan-log.h"

/* What is being kept. */
typedef struct
{
  OptPlanPage *page;
  OptJob *job;
} Keeping;

static void
keeping_free (Keeping *keeping)
{
  g_object_unref (keeping->page);
  g_object_unref (keeping->job);
  g_free (keeping);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Keeping, keeping_free)

static void
kept (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr (Keeping) keeping = data;
  OptPlanPage *self = keeping->page;
  g_autoptr (GError) error = NULL;
  OptPlanLogCount count;
  gboolean done = opt_server_note_log_finish (OPT_SERVER (object), result, &count, &error);

  if (self->job != keeping->job)
    return;

  opt_plan_page_end (self, NULL, error);
  if (done)
    {
      g_autofree char *text = opt_plan_log_count_to_text (&count);

      opt_page_toast (GTK_WIDGET (self), text);
    }
}

static void
answered (OptPlanPage *self, const char *response, AdwMessageDialog *dialog)
{
  GtkWidget *unnamed = adw_message_dialog_get_extra_child (dialog);
  OptServer *server = opt_page_get_server (OPT_PAGE (self));
  OptPlanDocument *document = opt_plan_view_get_document (self->view);
  Keeping *keeping;

  if (g_strcmp0 (response, "keep") != 0 || server == NULL || document == NULL)
    return;

  keeping = g_new0 (Keeping, 1);
  keeping->page = g_object_ref (self);
  keeping->job = g_object_ref (opt_plan_page_begin (self, _ ("Keeping the plans"), TRUE));
  opt_server_note_log_async (server, opt_plan_document_get_plan (document),
                             unnamed != NULL
                                 && gtk_check_button_get_active (GTK_CHECK_BUTTON (unnamed)),
                             keeping->job, kept, keeping);
}

/* In plain text log_line_prefix decides whether it does. */
static gboolean
names_all_databases (OptPlan *plan)
{
  for (guint i = 0; i < opt_plan_get_n_plans (plan); i++)
    {
      OptPlanEntry entry;

      opt_plan_get_entry (plan, i, &entry);
      if (entry.database == NULL)
        return FALSE;
    }

  return TRUE;
}

static GtkWidget *
new_unnamed_check (OptServer *server)
{
  g_autofree char *label
      = g_strdup_printf (_ ("What it names no database for is of “%s”, too"),
                         opt_server_facts_get_database (opt_server_get_facts (server)));
  GtkWidget *check = gtk_check_button_new_with_label (label);

  gtk_widget_set_halign (check, GTK_ALIGN_CENTER);

  return check;
}

/* A log does not say which server it is of: the user does. */
static void
remember (GtkWidget *widget, const char *action, GVariant *parameter)
{
  OptPlanPage *self = OPT_PLAN_PAGE (widget);
  OptServer *server = opt_page_get_server (OPT_PAGE (self));
  OptPlanDocument *document = opt_plan_view_get_document (self->view);
  GtkRoot *root = gtk_widget_get_root (widget);
  g_autofree char *heading = NULL;
  GtkWidget *dialog;

  if (server == NULL || document == NULL)
    return;

  heading = g_strdup_printf (_ ("Is This a Log of %s?"), opt_server_get_name (server));
  dialog = adw_message_dialog_new (
      GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL, heading,
      _ ("Its plans are kept among those that the statements of this server had, at the times that "
         "the log tells and without values. Only those of the database that is watched are. The "
         "server’s log_line_prefix tells which they are of in plain text, where it has “%d”."));
  if (opt_server_get_facts (server) != NULL
      && !names_all_databases (opt_plan_document_get_plan (document)))
    adw_message_dialog_set_extra_child (ADW_MESSAGE_DIALOG (dialog), new_unnamed_check (server));
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _ ("_Cancel"), "keep",
                                    _ ("_Keep"), NULL);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  g_signal_connect_object (dialog, "response", G_CALLBACK (answered), self, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

/*
 * opt_plan_page_update_log:
 *
 * Offers to keep them where there is a server that they may be of.
 */
void
opt_plan_page_update_log (OptPlanPage *self)
{
  OptPlanDocument *shown = opt_plan_view_get_document (self->view);

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "plan.remember",
                                 shown != NULL && opt_plan_document_is_logged (shown)
                                     && opt_page_get_server (OPT_PAGE (self)) != NULL);
}

/*
 * opt_plan_page_install_log:
 *
 * Installs what can be done with the plans of a log.
 */
void
opt_plan_page_install_log (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "plan.remember", NULL, remember);
}
