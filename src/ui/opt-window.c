/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "opt-advisor-page.h"
#include "opt-history-page.h"
#include "opt-overview-page.h"
#include "opt-plan-page.h"
#include "opt-sandbox-page.h"
#include "opt-shortcuts.h"
#include "opt-activity-page.h"
#include "opt-statements-page.h"
#include "opt-style-switcher.h"
#include "opt-welcome.h"
#include "opt-window-actions.h"
#include "opt-window-private.h"

enum
{
  PROP_PAUSED = 1,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (OptWindow, opt_window, ADW_TYPE_APPLICATION_WINDOW)

/* ---- The server ------------------------------------------------------------------------------ */

static void
update_actions (OptWindow *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  OptServerState state
      = self->server != NULL ? opt_server_get_state (self->server) : OPT_SERVER_OFFLINE;

  gtk_widget_action_set_enabled (widget, "win.pause", state == OPT_SERVER_ONLINE);
  gtk_widget_action_set_enabled (widget, "win.reconnect",
                                 self->server != NULL
                                     && (state == OPT_SERVER_OFFLINE || state == OPT_SERVER_LOST));
  gtk_widget_action_set_enabled (widget, "win.refresh", self->server != NULL);
  gtk_widget_action_set_enabled (widget, "win.disconnect", state != OPT_SERVER_OFFLINE);
  gtk_widget_action_set_enabled (widget, "win.advise", self->server != NULL);
}

static void
paused_changed (OptWindow *self)
{
  gboolean paused = self->server != NULL && opt_server_get_paused (self->server);
  const char *name = paused ? _ ("Go on") : _ ("Pause");

  gtk_widget_set_tooltip_text (GTK_WIDGET (self->pause_button), name);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PAUSED]);
}

static void
give_server_to_pages (OptWindow *self)
{
  g_autoptr (GtkSelectionModel) pages = adw_view_stack_get_pages (self->stack);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (pages)); i++)
    {
      g_autoptr (AdwViewStackPage) page = g_list_model_get_item (G_LIST_MODEL (pages), i);

      opt_page_set_server (OPT_PAGE (adw_view_stack_page_get_child (page)), self->server);
    }
}

static void
show_name (OptWindow *self)
{
  const char *name = self->server != NULL ? opt_server_get_name (self->server) : "OptiSchema";

  gtk_window_set_title (GTK_WINDOW (self), name);
  adw_window_title_set_title (self->title, name);
  adw_window_title_set_subtitle (self->title,
                                 self->server != NULL ? opt_server_get_display (self->server) : "");
}

/**
 * opt_window_choose_server:
 * @self: a window
 * @server: a server
 *
 * What a click on a server does: shows it, and connects to it where that was never done.
 */
void
opt_window_choose_server (OptWindow *self, OptServer *server)
{
  opt_window_set_server (self, server);
  adw_leaflet_navigate (self->leaflet, ADW_NAVIGATION_DIRECTION_FORWARD);

  /* Who looks at it for the first time wants to see something. */
  if (opt_server_get_state (server) == OPT_SERVER_OFFLINE && opt_server_get_last_poll (server) == 0)
    opt_window_connect_server (self, server);
}

static void
servers_changed (OptWindow *self)
{
  GListModel *servers = G_LIST_MODEL (self->servers);

  opt_sidebar_select (self->sidebar, self->server);
  for (guint i = 0; i < g_list_model_get_n_items (servers); i++)
    {
      g_autoptr (OptServer) server = g_list_model_get_item (servers, i);

      if (server == self->server)
        return;
    }
  opt_window_set_server (self, NULL);
}

/* ---- The object ------------------------------------------------------------------------------ */

static gboolean
opt_window_close_request (GtkWindow *window)
{
  OptWindow *self = OPT_WINDOW (window);

  if (!opt_window_may_close (self))
    return GDK_EVENT_STOP;

  return GTK_WINDOW_CLASS (opt_window_parent_class)->close_request (window);
}

static void
opt_window_dispose (GObject *object)
{
  OptWindow *self = OPT_WINDOW (object);

  if (self->stack != NULL)
    opt_window_end_places (self);
  g_clear_weak_pointer (&self->question);
  g_clear_object (&self->server_signals);
  g_clear_object (&self->shown);
  g_clear_object (&self->range);
  g_clear_object (&self->server);
  g_clear_object (&self->servers);
  g_clear_object (&self->settings);
  gtk_widget_dispose_template (GTK_WIDGET (object), OPT_TYPE_WINDOW);

  G_OBJECT_CLASS (opt_window_parent_class)->dispose (object);
}

static void
opt_window_finalize (GObject *object)
{
  opt_trail_free (OPT_WINDOW (object)->trail);

  G_OBJECT_CLASS (opt_window_parent_class)->finalize (object);
}

static void
opt_window_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  OptWindow *self = OPT_WINDOW (object);

  switch (id)
    {
    case PROP_PAUSED:
      g_value_set_boolean (value, self->server != NULL && opt_server_get_paused (self->server));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
opt_window_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  OptWindow *self = OPT_WINDOW (object);

  switch (id)
    {
    case PROP_PAUSED:
      if (self->server != NULL)
        opt_server_set_paused (self->server, g_value_get_boolean (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  g_type_ensure (OPT_TYPE_AGE);
  g_type_ensure (OPT_TYPE_PAGE_MENU);
  g_type_ensure (OPT_TYPE_SERVER_BANNER);
  g_type_ensure (OPT_TYPE_SIDEBAR);
  g_type_ensure (OPT_TYPE_WELCOME);
  g_type_ensure (OPT_TYPE_OVERVIEW_PAGE);
  g_type_ensure (OPT_TYPE_ACTIVITY_PAGE);
  g_type_ensure (OPT_TYPE_STATEMENTS_PAGE);
  g_type_ensure (OPT_TYPE_PLAN_PAGE);
  g_type_ensure (OPT_TYPE_ADVISOR_PAGE);
  g_type_ensure (OPT_TYPE_SANDBOX_PAGE);
  g_type_ensure (OPT_TYPE_HISTORY_PAGE);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/optischema/OptiSchema/ui/opt-window.ui");
  gtk_widget_class_bind_template_child (widget_class, OptWindow, leaflet);
  gtk_widget_class_bind_template_child (widget_class, OptWindow, sidebar);
  gtk_widget_class_bind_template_child (widget_class, OptWindow, separator_page);
  gtk_widget_class_bind_template_child (widget_class, OptWindow, content);
  gtk_widget_class_bind_template_child (widget_class, OptWindow, trail_box);
  gtk_widget_class_bind_template_child (widget_class, OptWindow, title);
  gtk_widget_class_bind_template_child (widget_class, OptWindow, squeezer);
  gtk_widget_class_bind_template_child (widget_class, OptWindow, switcher);
  gtk_widget_class_bind_template_child (widget_class, OptWindow, tall_switcher);
  gtk_widget_class_bind_template_child (widget_class, OptWindow, page_menu);
  gtk_widget_class_bind_template_child (widget_class, OptWindow, pause_button);
  gtk_widget_class_bind_template_child (widget_class, OptWindow, menu_button);
  gtk_widget_class_bind_template_child (widget_class, OptWindow, age);
  gtk_widget_class_bind_template_child (widget_class, OptWindow, banner);
  gtk_widget_class_bind_template_child (widget_class, OptWindow, places);
  gtk_widget_class_bind_template_child (widget_class, OptWindow, stack);
}

static void
opt_window_class_init (OptWindowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = opt_window_dispose;
  object_class->finalize = opt_window_finalize;
  object_class->get_property = opt_window_get_property;
  object_class->set_property = opt_window_set_property;
  GTK_WINDOW_CLASS (klass)->close_request = opt_window_close_request;

  /**
   * OptWindow:paused:
   *
   * Whether nothing is asked of its server for now.
   */
  properties[PROP_PAUSED]
      = g_param_spec_boolean ("paused", NULL, NULL, FALSE,
                              G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  bind_template (widget_class);
  opt_window_install_actions (widget_class);
}

/* A screen reader says on which page it is; and a page, on how many things one could act there. */
static void
init_pages (OptWindow *self)
{
  g_autoptr (GtkSelectionModel) pages = adw_view_stack_get_pages (self->stack);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (pages)); i++)
    {
      g_autoptr (AdwViewStackPage) page = g_list_model_get_item (G_LIST_MODEL (pages), i);
      GtkWidget *child = adw_view_stack_page_get_child (page);

      opt_page_set_range (OPT_PAGE (child), self->range);
      gtk_accessible_update_property (GTK_ACCESSIBLE (child), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                      adw_view_stack_page_get_title (page), -1);
      g_object_bind_property (child, "badge", page, "badge-number", G_BINDING_SYNC_CREATE);
    }
}

static void
show_warning (OptWindow *self, const char *text)
{
  opt_page_toast (GTK_WIDGET (self->stack), text);
}

static void
init_signals (OptWindow *self)
{
  self->server_signals = g_signal_group_new (OPT_TYPE_SERVER);
  g_signal_group_connect_swapped (self->server_signals, "notify::state",
                                  G_CALLBACK (update_actions), self);
  g_signal_group_connect_swapped (self->server_signals, "notify::display", G_CALLBACK (show_name),
                                  self);
  g_signal_group_connect_swapped (self->server_signals, "notify::paused",
                                  G_CALLBACK (paused_changed), self);
  g_signal_group_connect_swapped (self->server_signals, "warning", G_CALLBACK (show_warning), self);
  g_signal_connect_object (self->sidebar, "server-chosen", G_CALLBACK (opt_window_choose_server),
                           self, G_CONNECT_SWAPPED);
}

static void
opt_window_init (OptWindow *self)
{
  GtkPopover *menu;

  self->trail = opt_trail_new ();
  self->range = opt_range_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  init_pages (self);

  menu = gtk_menu_button_get_popover (self->menu_button);
  gtk_popover_menu_add_child (GTK_POPOVER_MENU (menu), g_object_new (OPT_TYPE_STYLE_SWITCHER, NULL),
                              "style");
  opt_shortcuts_bind (GTK_WIDGET (self));
  init_signals (self);
  opt_window_init_places (self);
  show_name (self);
  update_actions (self);
}

/**
 * opt_window_new:
 * @application: the application
 *
 * Returns: (transfer none): a window
 */
OptWindow *
opt_window_new (OptApplication *application)
{
  OptWindow *self = g_object_new (OPT_TYPE_WINDOW, "application", application, NULL);

  g_set_object (&self->servers, opt_application_get_servers (application));
  g_set_object (&self->settings, opt_application_get_settings (application));
  opt_range_set_settings (self->range, self->settings);
  opt_sidebar_set_servers (self->sidebar, self->servers);
  g_signal_connect_object (self->servers, "items-changed", G_CALLBACK (servers_changed), self,
                           G_CONNECT_SWAPPED);
  opt_window_restore (self);

  return self;
}

/**
 * opt_window_get_server:
 * @self: a window
 *
 * Returns: (transfer none) (nullable): the server it shows
 */
OptServer *
opt_window_get_server (OptWindow *self)
{
  g_return_val_if_fail (OPT_IS_WINDOW (self), NULL);

  return self->server;
}

/**
 * opt_window_set_server:
 * @self: a window
 * @server: (nullable): what all its pages are to show
 */
void
opt_window_set_server (OptWindow *self, OptServer *server)
{
  gboolean first;

  g_return_if_fail (OPT_IS_WINDOW (self));

  first = self->server == NULL;
  if (!g_set_object (&self->server, server))
    return;

  self->plan_alone = FALSE;
  g_signal_group_set_target (self->server_signals, server);
  opt_age_set_server (self->age, server);
  opt_server_banner_set_server (self->banner, server);
  opt_sidebar_select (self->sidebar, server);
  give_server_to_pages (self);
  opt_window_forget_places (self);
  if (first)
    opt_window_show_page (self, "overview");
  show_name (self);
  paused_changed (self);
  update_actions (self);
}
