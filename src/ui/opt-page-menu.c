/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-page-menu.h"

#include <glib/gi18n.h>

/**
 * OptPageMenu:
 *
 * Seven names don't fit into 360 pixels, and half a name is none.
 */
struct _OptPageMenu
{
  AdwBin parent_instance;

  /* Template children */
  GtkMenuButton *button;
  GtkImage *icon;
  GtkLabel *label;

  /* Owned */
  AdwViewStack *stack;
  GMenu *menu;
};

G_DEFINE_FINAL_TYPE (OptPageMenu, opt_page_menu, ADW_TYPE_BIN)

static void
update_button (OptPageMenu *self)
{
  AdwViewStackPage *page;
  GtkWidget *child;

  if (self->stack == NULL)
    return;

  child = adw_view_stack_get_visible_child (self->stack);
  if (child == NULL)
    return;

  page = adw_view_stack_get_page (self->stack, child);
  gtk_image_set_from_icon_name (self->icon, adw_view_stack_page_get_icon_name (page));
  gtk_label_set_label (self->label, adw_view_stack_page_get_title (page));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  adw_view_stack_page_get_title (page),
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, _ ("Other pages"), -1);
}

static void
fill_menu (OptPageMenu *self)
{
  g_autoptr (GtkSelectionModel) pages = NULL;

  g_menu_remove_all (self->menu);
  if (self->stack == NULL)
    return;

  /* The number of the page is what has a key, and the menu shows the key. */
  pages = adw_view_stack_get_pages (self->stack);
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (pages)); i++)
    {
      g_autoptr (AdwViewStackPage) page = g_list_model_get_item (G_LIST_MODEL (pages), i);
      g_autoptr (GMenuItem) item = g_menu_item_new (adw_view_stack_page_get_title (page), NULL);

      g_menu_item_set_action_and_target (item, "win.nth-page", "i", (gint32) i + 1);
      g_menu_append_item (self->menu, item);
    }
}

static void
opt_page_menu_dispose (GObject *object)
{
  OptPageMenu *self = OPT_PAGE_MENU (object);

  if (self->stack != NULL)
    g_signal_handlers_disconnect_by_data (self->stack, self);
  g_clear_object (&self->stack);
  g_clear_object (&self->menu);

  G_OBJECT_CLASS (opt_page_menu_parent_class)->dispose (object);
}

static void
opt_page_menu_class_init (OptPageMenuClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = opt_page_menu_dispose;

  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/optischema/OptiSchema/ui/opt-page-menu.ui");
  gtk_widget_class_bind_template_child (widget_class, OptPageMenu, button);
  gtk_widget_class_bind_template_child (widget_class, OptPageMenu, icon);
  gtk_widget_class_bind_template_child (widget_class, OptPageMenu, label);
}

static void
opt_page_menu_init (OptPageMenu *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));

  self->menu = g_menu_new ();
  gtk_menu_button_set_menu_model (self->button, G_MENU_MODEL (self->menu));
}

/**
 * opt_page_menu_set_stack:
 * @self: a menu
 * @stack: (nullable): the pages, or %NULL for none
 */
void
opt_page_menu_set_stack (OptPageMenu *self, AdwViewStack *stack)
{
  g_return_if_fail (OPT_IS_PAGE_MENU (self));
  g_return_if_fail (stack == NULL || ADW_IS_VIEW_STACK (stack));

  if (self->stack == stack)
    return;

  if (self->stack != NULL)
    g_signal_handlers_disconnect_by_data (self->stack, self);
  g_set_object (&self->stack, stack);
  if (stack != NULL)
    g_signal_connect_object (stack, "notify::visible-child", G_CALLBACK (update_button), self,
                             G_CONNECT_SWAPPED);
  fill_menu (self);
  update_button (self);
}
