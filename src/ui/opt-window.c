/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "opt-window.h"

#include <glib/gi18n.h>

#include "opt-advisor-page.h"
#include "opt-history-page.h"
#include "opt-overview-page.h"
#include "opt-plan-page.h"
#include "opt-sandbox-page.h"
#include "opt-sidebar.h"
#include "opt-statements-page.h"
#include "opt-window-actions.h"

struct _OptWindow
{
  AdwApplicationWindow parent_instance;

  /* Template children */
  AdwLeaflet *leaflet;
  OptSidebar *sidebar;
  AdwHeaderBar *header;
  AdwViewStack *stack;
  AdwViewSwitcherTitle *switcher_title;
  GtkLabel *age_label;

  /* Owned */
  OptServer *server; /* (nullable) */
  OptPage *shown;    /* (nullable) the page on the screen */
};

G_DEFINE_FINAL_TYPE (OptWindow, opt_window, ADW_TYPE_APPLICATION_WINDOW)

static void
page_changed (OptWindow *self)
{
  OptPage *page = OPT_PAGE (adw_view_stack_get_visible_child (self->stack));

  if (page == self->shown)
    return;
  if (self->shown != NULL)
    opt_page_set_shown (self->shown, FALSE);
  g_set_object (&self->shown, page);
  if (page != NULL)
    opt_page_set_shown (page, TRUE);
}

static void
server_chosen (OptWindow *self, OptServer *server)
{
  opt_window_set_server (self, server);
  adw_leaflet_navigate (self->leaflet, ADW_NAVIGATION_DIRECTION_FORWARD);
}

static void
opt_window_dispose (GObject *object)
{
  OptWindow *self = OPT_WINDOW (object);

  g_clear_object (&self->shown);
  g_clear_object (&self->server);
  gtk_widget_dispose_template (GTK_WIDGET (object), OPT_TYPE_WINDOW);

  G_OBJECT_CLASS (opt_window_parent_class)->dispose (object);
}

static void
opt_window_class_init (OptWindowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  g_type_ensure (OPT_TYPE_SIDEBAR);
  g_type_ensure (OPT_TYPE_OVERVIEW_PAGE);
  g_type_ensure (OPT_TYPE_STATEMENTS_PAGE);
  g_type_ensure (OPT_TYPE_PLAN_PAGE);
  g_type_ensure (OPT_TYPE_ADVISOR_PAGE);
  g_type_ensure (OPT_TYPE_SANDBOX_PAGE);
  g_type_ensure (OPT_TYPE_HISTORY_PAGE);

  object_class->dispose = opt_window_dispose;

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/optischema/OptiSchema/ui/opt-window.ui");
  gtk_widget_class_bind_template_child (widget_class, OptWindow, leaflet);
  gtk_widget_class_bind_template_child (widget_class, OptWindow, sidebar);
  gtk_widget_class_bind_template_child (widget_class, OptWindow, header);
  gtk_widget_class_bind_template_child (widget_class, OptWindow, stack);
  gtk_widget_class_bind_template_child (widget_class, OptWindow, switcher_title);
  gtk_widget_class_bind_template_child (widget_class, OptWindow, age_label);
  opt_window_install_actions (widget_class);
}

/* A screen reader says on which page it is. */
static void
name_pages (OptWindow *self)
{
  g_autoptr (GtkSelectionModel) pages = adw_view_stack_get_pages (self->stack);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (pages)); i++)
    {
      g_autoptr (AdwViewStackPage) page = g_list_model_get_item (G_LIST_MODEL (pages), i);

      gtk_accessible_update_property (GTK_ACCESSIBLE (adw_view_stack_page_get_child (page)),
                                      GTK_ACCESSIBLE_PROPERTY_LABEL,
                                      adw_view_stack_page_get_title (page), -1);
    }
}

static void
opt_window_init (OptWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  name_pages (self);

  g_signal_connect_object (self->stack, "notify::visible-child", G_CALLBACK (page_changed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->sidebar, "server-chosen", G_CALLBACK (server_chosen), self,
                           G_CONNECT_SWAPPED);
  page_changed (self);
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

  opt_sidebar_set_servers (self->sidebar, opt_application_get_servers (application));

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
  g_autoptr (GtkSelectionModel) pages = NULL;

  g_return_if_fail (OPT_IS_WINDOW (self));

  if (!g_set_object (&self->server, server))
    return;

  pages = adw_view_stack_get_pages (self->stack);
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (pages)); i++)
    {
      g_autoptr (AdwViewStackPage) page = g_list_model_get_item (G_LIST_MODEL (pages), i);

      opt_page_set_server (OPT_PAGE (adw_view_stack_page_get_child (page)), server);
    }
  adw_view_switcher_title_set_title (self->switcher_title,
                                     server != NULL ? opt_server_get_name (server) : "OptiSchema");
}

/**
 * opt_window_get_page:
 * @self: a window
 * @name: "statements", say
 *
 * Returns: (transfer none) (nullable): that page
 */
OptPage *
opt_window_get_page (OptWindow *self, const char *name)
{
  GtkWidget *page;

  g_return_val_if_fail (OPT_IS_WINDOW (self) && name != NULL, NULL);

  page = adw_view_stack_get_child_by_name (self->stack, name);

  return page != NULL ? OPT_PAGE (page) : NULL;
}

/**
 * opt_window_get_page_name:
 * @self: a window
 *
 * Returns: which page is on the screen
 */
const char *
opt_window_get_page_name (OptWindow *self)
{
  g_return_val_if_fail (OPT_IS_WINDOW (self), NULL);

  return adw_view_stack_get_visible_child_name (self->stack);
}

/**
 * opt_window_show_page:
 * @self: a window
 * @name: of a page
 */
void
opt_window_show_page (OptWindow *self, const char *name)
{
  g_return_if_fail (OPT_IS_WINDOW (self) && name != NULL);

  if (adw_view_stack_get_child_by_name (self->stack, name) == NULL)
    return;

  adw_view_stack_set_visible_child_name (self->stack, name);
  adw_leaflet_navigate (self->leaflet, ADW_NAVIGATION_DIRECTION_FORWARD);
}
