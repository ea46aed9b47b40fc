/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "opt-background.h"
#include "opt-job-view.h"
#include "opt-window-private.h"

/* ---- What is remembered ---------------------------------------------------------------------- */

/**
 * opt_window_restore:
 * @self: a window with its settings and servers
 *
 * Makes it as it was when it was closed last: its size, and its server, which is connected to.
 */
void
opt_window_restore (OptWindow *self)
{
  g_autofree char *name = NULL;
  OptServer *server;
  int width;

  if (self->settings == NULL)
    return;

  width = g_settings_get_int (self->settings, "window-width");
  gtk_window_set_default_size (GTK_WINDOW (self), width,
                               g_settings_get_int (self->settings, "window-height"));
  if (g_settings_get_boolean (self->settings, "window-maximized"))
    gtk_window_maximize (GTK_WINDOW (self));
  else
    opt_window_expect_width (self, width);

  name = g_settings_get_string (self->settings, "last-server");
  server = opt_server_list_find (self->servers, name);
  if (server != NULL)
    opt_window_choose_server (self, server);
}

/* Only a saved server is there the next time. */
static void
remember (OptWindow *self)
{
  gboolean saved = self->server != NULL && opt_server_get_saved (self->server);
  int width;
  int height;

  if (self->settings == NULL)
    return;

  gtk_window_get_default_size (GTK_WINDOW (self), &width, &height);
  g_settings_delay (self->settings);
  g_settings_set_int (self->settings, "window-width", width);
  g_settings_set_int (self->settings, "window-height", height);
  g_settings_set_boolean (self->settings, "window-maximized",
                          gtk_window_is_maximized (GTK_WINDOW (self)));
  g_settings_set_string (self->settings, "last-server",
                         saved ? opt_server_get_name (self->server) : "");
  g_settings_apply (self->settings);
}

/* ---- What still runs ------------------------------------------------------------------------- */

typedef struct
{
  OptServer *server; /* (nullable) */
  OptJob *job;
} RunningChange;

/* The first, of all servers. */
static RunningChange
find_change (OptWindow *self)
{
  GListModel *servers = G_LIST_MODEL (self->servers);

  for (guint i = 0; servers != NULL && i < g_list_model_get_n_items (servers); i++)
    {
      g_autoptr (OptServer) server = g_list_model_get_item (servers, i);
      OptJob *job = opt_server_find_change (server);

      if (job != NULL)
        return (RunningChange){ server, job };
    }

  return (RunningChange){ 0 };
}

static void
close_again (OptWindow *self)
{
  if (self->closes)
    gtk_window_close (GTK_WINDOW (self));
}

/* It leaves its server's list right after it has told that it ended. */
static void
job_running_changed (OptJob *job, GParamSpec *pspec, OptWindow *self)
{
  if (!opt_job_get_running (job))
    g_idle_add_full (G_PRIORITY_DEFAULT_IDLE, G_SOURCE_FUNC (close_again), g_object_ref (self),
                     g_object_unref);
}

static void
answered (AdwMessageDialog *dialog, const char *response, OptWindow *self)
{
  RunningChange change = find_change (self);

  if (g_str_equal (response, "stay"))
    {
      if (opt_background_get_default () != NULL)
        opt_background_stay (opt_background_get_default ());
      return;
    }

  self->closes = TRUE;
  if (change.job == NULL)
    {
      close_again (self);
      return;
    }
  if (g_str_equal (response, "cancel"))
    opt_job_cancel (change.job);
  else
    opt_page_toast (self->content, _ ("The window closes when the change has ended."));
}

static void
dismiss_when_done (OptJob *job, GParamSpec *pspec, GtkWindow *dialog)
{
  if (!opt_job_get_running (job))
    gtk_window_close (dialog);
}

static void
ask (OptWindow *self, RunningChange change)
{
  GtkWidget *widget = adw_message_dialog_new (GTK_WINDOW (self), _ ("A change is running"), NULL);
  AdwMessageDialog *dialog = ADW_MESSAGE_DIALOG (widget);
  GtkWidget *view = opt_job_view_new ();

  adw_message_dialog_format_body (
      dialog,
      _ ("%s is being changed. If you cancel it, what was begun is taken back before the window "
         "closes."),
      opt_server_get_name (change.server));
  g_set_weak_pointer (&self->question, widget);
  opt_job_view_set_job (OPT_JOB_VIEW (view), change.job);
  adw_message_dialog_set_extra_child (dialog, view);
  adw_message_dialog_add_responses (dialog, "stay", _ ("_Keep Open"), "wait",
                                    _ ("Close When _Done"), "cancel", _ ("_Cancel and Close"),
                                    NULL);
  adw_message_dialog_set_default_response (dialog, "stay");
  adw_message_dialog_set_close_response (dialog, "stay");
  adw_message_dialog_set_response_appearance (dialog, "cancel", ADW_RESPONSE_DESTRUCTIVE);

  g_signal_connect_object (dialog, "response", G_CALLBACK (answered), self, 0);
  g_signal_connect_object (change.job, "notify::running", G_CALLBACK (dismiss_when_done), dialog,
                           0);
  g_signal_connect_object (change.job, "notify::running", G_CALLBACK (job_running_changed), self,
                           0);
  gtk_window_present (GTK_WINDOW (dialog));
}

/**
 * opt_window_may_close:
 * @self: a window
 *
 * Asks first where a change runs. Otherwise it remembers what is to be as it was the next time.
 *
 * Returns: whether nothing is lost by closing it now
 */
gboolean
opt_window_may_close (OptWindow *self)
{
  RunningChange change = find_change (self);

  if (change.job == NULL)
    {
      remember (self);
      return TRUE;
    }

  self->closes = FALSE;
  if (self->question == NULL)
    ask (self, change);

  return FALSE;
}
