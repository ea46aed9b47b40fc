/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-window-private.h"

/* A place is a page of the stack, or this. */
#define WELCOME "welcome"

/* With both beside each other, the content has at least the rest of 720 pixels. Folded, either is
 * as narrow as the window may be, and the sum of what both ask for is again 720: it folds and
 * unfolds at the same width. */
#define SIDEBAR_WIDTH 260
#define CONTENT_WIDTH 460
#define FOLDED_WIDTH 360

static const char *
get_place (OptWindow *self)
{
  if (g_strcmp0 (gtk_stack_get_visible_child_name (self->places), WELCOME) == 0)
    return WELCOME;

  return adw_view_stack_get_visible_child_name (self->stack);
}

static void
update_shown (OptWindow *self, const char *place)
{
  OptPage *page = opt_window_get_page (self, place);

  if (page == self->shown)
    return;
  if (self->shown != NULL)
    opt_page_set_shown (self->shown, FALSE);
  g_set_object (&self->shown, page);
  if (page != NULL)
    opt_page_set_shown (page, TRUE);
}

/* The keyboard is where the eyes are, and a screen reader says the page's name. A key that the page
 * doesn't want is the window's. */
static void
focus_page (OptWindow *self)
{
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (self));
  GtkWidget *page = GTK_WIDGET (self->shown);

  if (page == NULL || !gtk_widget_get_mapped (GTK_WIDGET (self)))
    return;
  if (focus == NULL || !gtk_widget_is_ancestor (focus, page))
    gtk_widget_grab_focus (page);
}

static void
place_changed (OptWindow *self)
{
  const char *place = get_place (self);

  /* While it is made, and while it goes. */
  if (place == NULL)
    return;

  update_shown (self, place);
  focus_page (self);
  opt_trail_visit (self->trail, place);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.back",
                                 opt_trail_can_go_back (self->trail));
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.forward",
                                 opt_trail_can_go_forward (self->trail));
}

static void
go_to (OptWindow *self, const char *place)
{
  if (place == NULL)
    return;

  self->plan_alone = self->server == NULL && !g_str_equal (place, WELCOME);
  if (!g_str_equal (place, WELCOME))
    adw_view_stack_set_visible_child_name (self->stack, place);
  opt_window_update_places (self);
  place_changed (self);
}

/**
 * opt_window_update_places:
 * @self: a window
 *
 * Without a server there is the welcome, and beside it only what needs none: a plan.
 */
void
opt_window_update_places (OptWindow *self)
{
  gboolean has_server = self->server != NULL;
  g_autoptr (GtkSelectionModel) pages = adw_view_stack_get_pages (self->stack);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (pages)); i++)
    {
      g_autoptr (AdwViewStackPage) page = g_list_model_get_item (G_LIST_MODEL (pages), i);
      gboolean alone = g_strcmp0 (adw_view_stack_page_get_name (page), "plan") == 0;

      adw_view_stack_page_set_visible (page, has_server || alone);
    }
  /* A switcher that is not on the screen would still be read out. */
  adw_view_switcher_set_stack (self->switcher, has_server ? self->stack : NULL);
  adw_view_switcher_set_stack (self->tall_switcher, has_server ? self->stack : NULL);
  opt_page_menu_set_stack (self->page_menu, has_server ? self->stack : NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->squeezer), has_server);
  gtk_widget_set_visible (GTK_WIDGET (self->pause_button), has_server);
  gtk_stack_set_visible_child_name (self->places,
                                    has_server || self->plan_alone ? "pages" : WELCOME);
}

/**
 * opt_window_forget_places:
 * @self: a window that shows another server now
 *
 * The way back does not lead to what the server before it has shown.
 */
void
opt_window_forget_places (OptWindow *self)
{
  opt_trail_free (self->trail);
  self->trail = opt_trail_new ();
  opt_window_update_places (self);
  place_changed (self);
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

  return get_place (self);
}

/**
 * opt_window_show_page:
 * @self: a window
 * @name: of a page
 *
 * Without a server only the plan can be shown.
 */
void
opt_window_show_page (OptWindow *self, const char *name)
{
  g_return_if_fail (OPT_IS_WINDOW (self) && name != NULL);

  if (adw_view_stack_get_child_by_name (self->stack, name) == NULL)
    return;
  if (self->server == NULL && !g_str_equal (name, "plan"))
    return;

  go_to (self, name);
  adw_leaflet_navigate (self->leaflet, ADW_NAVIGATION_DIRECTION_FORWARD);
}

/**
 * opt_window_show_nth_page:
 * @self: a window
 * @n: from 1 on, of the pages that there are
 */
void
opt_window_show_nth_page (OptWindow *self, guint n)
{
  g_autoptr (GtkSelectionModel) pages = NULL;

  g_return_if_fail (OPT_IS_WINDOW (self));

  if (self->server == NULL)
    return;

  pages = adw_view_stack_get_pages (self->stack);
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (pages)); i++)
    {
      g_autoptr (AdwViewStackPage) page = g_list_model_get_item (G_LIST_MODEL (pages), i);

      if (adw_view_stack_page_get_visible (page) && --n == 0)
        opt_window_show_page (self, adw_view_stack_page_get_name (page));
    }
}

/**
 * opt_window_go_back:
 * @self: a window
 *
 * Shows the page before this one, or what the page itself has shown before.
 */
void
opt_window_go_back (OptWindow *self)
{
  if (self->shown != NULL && opt_page_back (self->shown))
    return;

  go_to (self, opt_trail_go_back (self->trail));
}

/**
 * opt_window_go_forward:
 * @self: a window
 *
 * Shows the page that was gone back from.
 */
void
opt_window_go_forward (OptWindow *self)
{
  go_to (self, opt_trail_go_forward (self->trail));
}

/* ---- The sidebar ----------------------------------------------------------------------------- */

static void
arrange (OptWindow *self, gboolean folded)
{
  gtk_widget_set_visible (self->trail_box, !folded);
  opt_age_set_narrow (self->age, folded);

  gboolean beside = !folded && !self->sidebar_hidden;

  gtk_widget_set_size_request (GTK_WIDGET (self->sidebar), folded ? FOLDED_WIDTH : SIDEBAR_WIDTH,
                               -1);
  gtk_widget_set_size_request (self->content, beside ? CONTENT_WIDTH : FOLDED_WIDTH, -1);
}

/**
 * opt_window_expect_width:
 * @self: a window that was not shown yet
 * @width: how wide it is going to be
 *
 * Whether it folds is known once it is laid out, and then it has its width already.
 */
void
opt_window_expect_width (OptWindow *self, int width)
{
  arrange (self, width < SIDEBAR_WIDTH + CONTENT_WIDTH);
}

static void
update_layout (OptWindow *self)
{
  gboolean folded = adw_leaflet_get_folded (self->leaflet);

  arrange (self, folded);
  g_object_set (self->sidebar, "folded", folded, NULL);
}

static gboolean
update_layout_later (gpointer data)
{
  OptWindow *self = data;

  self->layout_source = 0;
  update_layout (self);

  return G_SOURCE_REMOVE;
}

/* It is told in the middle of a layout, whose rest would not hear of what is asked for now. */
static void
layout_changed (OptWindow *self)
{
  if (self->layout_source == 0)
    self->layout_source = g_idle_add_full (G_PRIORITY_DEFAULT, update_layout_later, self, NULL);
}

/**
 * opt_window_toggle_sidebar:
 * @self: a window
 *
 * Shows the servers, or hides them to leave their room to the page.
 */
void
opt_window_toggle_sidebar (OptWindow *self)
{
  if (adw_leaflet_get_folded (self->leaflet))
    {
      gboolean there = adw_leaflet_get_visible_child (self->leaflet) == GTK_WIDGET (self->sidebar);

      gtk_widget_set_visible (GTK_WIDGET (self->sidebar), TRUE);
      self->sidebar_hidden = FALSE;
      adw_leaflet_navigate (self->leaflet, there ? ADW_NAVIGATION_DIRECTION_FORWARD
                                                 : ADW_NAVIGATION_DIRECTION_BACK);
      return;
    }

  self->sidebar_hidden = !self->sidebar_hidden;
  gtk_widget_set_visible (GTK_WIDGET (self->sidebar), !self->sidebar_hidden);
  gtk_widget_set_visible (adw_leaflet_page_get_child (self->separator_page), !self->sidebar_hidden);
  update_layout (self);
}

/* The buttons of a mouse that browsers go back and forward with. */
static void
pressed (OptWindow *self, int n_press, double x, double y, GtkGesture *gesture)
{
  guint button = gtk_gesture_single_get_current_button (GTK_GESTURE_SINGLE (gesture));

  if (button != 8 && button != 9)
    {
      gtk_gesture_set_state (gesture, GTK_EVENT_SEQUENCE_DENIED);
      return;
    }

  gtk_gesture_set_state (gesture, GTK_EVENT_SEQUENCE_CLAIMED);
  gtk_widget_activate_action (GTK_WIDGET (self), button == 8 ? "win.back" : "win.forward", NULL);
}

/**
 * opt_window_init_places:
 * @self: a window whose template was made
 */
void
opt_window_init_places (OptWindow *self)
{
  GtkGesture *click = gtk_gesture_click_new ();

  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (click), 0);
  gtk_event_controller_set_propagation_phase (GTK_EVENT_CONTROLLER (click), GTK_PHASE_CAPTURE);
  g_signal_connect_object (click, "pressed", G_CALLBACK (pressed), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (click));

  g_signal_connect_object (self->stack, "notify::visible-child", G_CALLBACK (place_changed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->leaflet, "notify::folded", G_CALLBACK (layout_changed), self,
                           G_CONNECT_SWAPPED);
  /* Folded, it begins with what there is to do. */
  adw_leaflet_set_visible_child (self->leaflet, self->content);
  g_signal_connect_object (self, "map", G_CALLBACK (focus_page), self, G_CONNECT_AFTER);
  opt_window_update_places (self);
  place_changed (self);
  update_layout (self);
}

/**
 * opt_window_end_places:
 * @self: a window that goes
 *
 * What its children do when they go is no visit.
 */
void
opt_window_end_places (OptWindow *self)
{
  g_clear_handle_id (&self->layout_source, g_source_remove);
  g_signal_handlers_disconnect_by_data (self->stack, self);
  g_signal_handlers_disconnect_by_data (self->leaflet, self);
}
