/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-activity-page.h"

#include "opt-activity-browser.h"
#include "opt-application.h"
#include "opt-range-bar.h"
#include "opt-server-state-view.h"
#include "opt-session-detail.h"
#include "opt-signal-dialog.h"

struct _OptActivityPage
{
  OptPage parent_instance;

  /* Template children */
  OptRangeBar *range_bar;
  AdwLeaflet *leaflet;
  OptActivityBrowser *browser;
  OptSessionDetail *detail;
};

G_DEFINE_FINAL_TYPE (OptActivityPage, opt_activity_page, OPT_TYPE_PAGE)

static gboolean
shows_detail (OptActivityPage *self)
{
  return adw_leaflet_get_visible_child (self->leaflet) == GTK_WIDGET (self->detail);
}

/* What is not on the screen follows nothing. */
static void
update_active (OptActivityPage *self)
{
  opt_activity_browser_set_active (self->browser,
                                   opt_page_get_shown (OPT_PAGE (self)) && !shows_detail (self));
}

static void
show_all (OptActivityPage *self)
{
  adw_leaflet_set_visible_child (self->leaflet, GTK_WIDGET (self->browser));
  opt_activity_browser_focus (self->browser);
}

/* ---- What can be done to a session ----------------------------------------------------------- */

/* As it is now, or as it was seen last. */
static OptSession *
find_session (OptActivityPage *self, GVariant *pid)
{
  OptServer *server = opt_page_get_server (OPT_PAGE (self));
  OptSession *session = server != NULL ? opt_session_list_find (opt_server_get_sessions (server),
                                                                g_variant_get_int32 (pid))
                                       : NULL;
  OptSession *shown = opt_session_detail_get_session (self->detail);

  if (session == NULL && shown != NULL && opt_session_get_pid (shown) == g_variant_get_int32 (pid))
    return shown;

  return session;
}

static void
told (OptActivityPage *self, const char *outcome)
{
  opt_page_toast (GTK_WIDGET (self), outcome);
  opt_server_poll_now (opt_page_get_server (OPT_PAGE (self)));
}

static void
ask (OptActivityPage *self, GVariant *pid, OptSessionSignalKind kind)
{
  OptSession *session = find_session (self, pid);
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  OptSignalDialog *dialog;

  if (session == NULL)
    return;

  dialog = opt_signal_dialog_new (GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL,
                                  opt_page_get_server (OPT_PAGE (self)),
                                  (OptBackend *) opt_session_get_backend (session), kind);
  g_signal_connect_object (dialog, "done", G_CALLBACK (told), self, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
cancel (GtkWidget *widget, const char *action, GVariant *pid)
{
  ask (OPT_ACTIVITY_PAGE (widget), pid, OPT_SESSION_CANCEL);
}

static void
terminate (GtkWidget *widget, const char *action, GVariant *pid)
{
  ask (OPT_ACTIVITY_PAGE (widget), pid, OPT_SESSION_TERMINATE);
}

static void
show_statement (GtkWidget *widget, const char *action, GVariant *pid)
{
  OptSession *session = find_session (OPT_ACTIVITY_PAGE (widget), pid);
  g_autofree char *id = NULL;

  if (session == NULL)
    return;
  id = g_strdup_printf ("%" G_GINT64_FORMAT, opt_session_get_backend (session)->query_id);
  gtk_widget_activate_action (widget, "win.statement", "s", id);
}

/* ---- The page -------------------------------------------------------------------------------- */

static void
opt_activity_page_set_server (OptPage *page, OptServer *server)
{
  OptActivityPage *self = OPT_ACTIVITY_PAGE (page);

  adw_leaflet_set_visible_child (self->leaflet, GTK_WIDGET (self->browser));
  opt_session_detail_show (self->detail, NULL, NULL);
  opt_activity_browser_set_server (self->browser, server);
}

static void
opt_activity_page_range_changed (OptPage *page)
{
  OptActivityPage *self = OPT_ACTIVITY_PAGE (page);

  opt_range_bar_set_range (self->range_bar, opt_page_get_range (page));
  opt_activity_browser_set_range (self->browser, opt_page_get_range (page));
}

static gboolean
opt_activity_page_find (OptPage *page)
{
  OptActivityPage *self = OPT_ACTIVITY_PAGE (page);

  adw_leaflet_set_visible_child (self->leaflet, GTK_WIDGET (self->browser));
  opt_activity_browser_find (self->browser);

  return TRUE;
}

static OptDataTable *
opt_activity_page_export (OptPage *page)
{
  return opt_activity_browser_export (OPT_ACTIVITY_PAGE (page)->browser);
}

static gboolean
opt_activity_page_back (OptPage *page)
{
  OptActivityPage *self = OPT_ACTIVITY_PAGE (page);

  if (!shows_detail (self))
    return FALSE;
  show_all (self);

  return TRUE;
}

static void
opt_activity_page_shown (OptPage *page, gboolean shown)
{
  update_active (OPT_ACTIVITY_PAGE (page));
}

static void
opt_activity_page_dispose (GObject *object)
{
  /* As long as there is something to take it from. */
  opt_page_set_server (OPT_PAGE (object), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (object), OPT_TYPE_ACTIVITY_PAGE);

  G_OBJECT_CLASS (opt_activity_page_parent_class)->dispose (object);
}

static void
opt_activity_page_class_init (OptActivityPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  OptPageClass *page_class = OPT_PAGE_CLASS (klass);

  g_type_ensure (OPT_TYPE_ACTIVITY_BROWSER);
  g_type_ensure (OPT_TYPE_RANGE_BAR);
  g_type_ensure (OPT_TYPE_SERVER_STATE_VIEW);
  g_type_ensure (OPT_TYPE_SESSION_DETAIL);

  G_OBJECT_CLASS (klass)->dispose = opt_activity_page_dispose;
  page_class->set_server = opt_activity_page_set_server;
  page_class->range_changed = opt_activity_page_range_changed;
  page_class->find = opt_activity_page_find;
  page_class->export = opt_activity_page_export;
  page_class->back = opt_activity_page_back;
  page_class->shown = opt_activity_page_shown;

  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/optischema/OptiSchema/ui/activity/opt-activity-page.ui");
  gtk_widget_class_bind_template_child (widget_class, OptActivityPage, range_bar);
  gtk_widget_class_bind_template_child (widget_class, OptActivityPage, leaflet);
  gtk_widget_class_bind_template_child (widget_class, OptActivityPage, browser);
  gtk_widget_class_bind_template_child (widget_class, OptActivityPage, detail);
  gtk_widget_class_install_action (widget_class, "activity.cancel", "i", cancel);
  gtk_widget_class_install_action (widget_class, "activity.terminate", "i", terminate);
  gtk_widget_class_install_action (widget_class, "activity.statement", "i", show_statement);
}

static GSettings *
get_settings (void)
{
  GApplication *application = g_application_get_default ();

  return OPT_IS_APPLICATION (application)
             ? opt_application_get_settings (OPT_APPLICATION (application))
             : NULL;
}

static void
opt_activity_page_init (OptActivityPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));

  opt_activity_browser_set_settings (self->browser, get_settings ());
  g_signal_connect_object (self->browser, "open", G_CALLBACK (opt_activity_page_show_session), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->detail, "back", G_CALLBACK (show_all), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->leaflet, "notify::visible-child", G_CALLBACK (update_active), self,
                           G_CONNECT_SWAPPED);
  opt_activity_page_range_changed (OPT_PAGE (self));
  update_active (self);
}

/**
 * opt_activity_page_show_session:
 * @self: the page
 * @session: a session of its server
 *
 * Shows all about it.
 */
void
opt_activity_page_show_session (OptActivityPage *self, OptSession *session)
{
  OptServer *server;

  g_return_if_fail (OPT_IS_ACTIVITY_PAGE (self));
  g_return_if_fail (OPT_IS_SESSION (session));

  server = opt_page_get_server (OPT_PAGE (self));
  if (server == NULL)
    return;

  opt_session_detail_show (self->detail, server, session);
  adw_leaflet_set_visible_child (self->leaflet, GTK_WIDGET (self->detail));
  gtk_widget_child_focus (GTK_WIDGET (self->detail), GTK_DIR_TAB_FORWARD);
}
