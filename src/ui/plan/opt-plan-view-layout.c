/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-plan-view-private.h"

#include "opt-plan-room.h"

/* From here on there is room for the panel beside the tree. */
#define WIDE 760
/* From here on all buttons have room in a row … */
#define WIDE_HEAD 800
/* … and here beside the summary, whose lines are not broken for them. */
#define WIDE_SUMMARY 1150
#define PANEL_WIDTH 340
/* What the panel leaves of the height when it comes up from below, and what it takes at most. */
#define PANEL_PART 0.6
#define PANEL_HEIGHT_AT_MOST 480

static void
set_sheet_height (GtkWidget *page, int height)
{
  GtkWidget *child;

  for (child = page; child != NULL && !GTK_IS_SCROLLED_WINDOW (child);
       child = gtk_widget_get_first_child (child))
    ;
  if (child == NULL)
    return;

  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (child), height > 0);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (child),
                                              height > 0 ? height : -1);
}

static void
lay_out_panel (OptPlanView *self)
{
  int room = gtk_widget_get_height (GTK_WIDGET (self->flap));
  int height = self->narrow ? (int) MIN (room * PANEL_PART, PANEL_HEIGHT_AT_MOST) : 0;

  gtk_orientable_set_orientation (GTK_ORIENTABLE (self->flap), self->narrow
                                                                   ? GTK_ORIENTATION_VERTICAL
                                                                   : GTK_ORIENTATION_HORIZONTAL);
  adw_flap_set_fold_policy (self->flap, self->narrow ? ADW_FLAP_FOLD_POLICY_ALWAYS
                                                     : ADW_FLAP_FOLD_POLICY_NEVER);
  gtk_widget_set_size_request (self->panel, self->narrow ? -1 : PANEL_WIDTH, -1);
  gtk_orientable_set_orientation (GTK_ORIENTABLE (adw_flap_get_separator (self->flap)),
                                  self->narrow ? GTK_ORIENTATION_HORIZONTAL
                                               : GTK_ORIENTATION_VERTICAL);
  set_sheet_height (GTK_WIDGET (self->findings), height);
  set_sheet_height (GTK_WIDGET (self->node), height);
  set_sheet_height (GTK_WIDGET (self->statement), height);
  gtk_widget_set_visible (self->close_button, self->narrow);
  gtk_widget_set_visible (GTK_WIDGET (self->panel_label), self->narrow);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "view.close-panel", self->narrow);
}

static gboolean
lay_out (gpointer data)
{
  OptPlanView *self = data;
  gboolean narrow = self->width < WIDE;
  gboolean narrow_head = self->width < WIDE_HEAD;
  gboolean changed = narrow != self->narrow || !self->laid_out;

  self->layout_id = 0;
  self->narrow = narrow;
  self->laid_out = TRUE;
  lay_out_panel (self);
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self->head), self->width < WIDE_SUMMARY
                                                                   ? GTK_ORIENTATION_VERTICAL
                                                                   : GTK_ORIENTATION_HORIZONTAL);
  gtk_widget_set_visible (GTK_WIDGET (self->run_label), !narrow_head);
  gtk_widget_set_visible (GTK_WIDGET (self->search_button), !narrow_head);
  gtk_widget_set_visible (self->content_switcher, !narrow_head);
  gtk_widget_set_visible (GTK_WIDGET (self->content_choice), narrow_head);
  /* Beside the tree it is there from the start; in front of it, it comes when it is called. */
  if (changed)
    adw_flap_set_reveal_flap (self->flap, !narrow);

  return G_SOURCE_REMOVE;
}

static void
choice_changed (OptPlanView *self)
{
  g_autoptr (GtkSelectionModel) pages = gtk_stack_get_pages (self->content);
  guint selected = gtk_drop_down_get_selected (self->content_choice);

  if (selected != GTK_INVALID_LIST_POSITION)
    gtk_selection_model_select_item (pages, selected, TRUE);
}

static void
content_changed (OptPlanView *self)
{
  g_autoptr (GtkSelectionModel) pages = gtk_stack_get_pages (self->content);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (pages)); i++)
    {
      if (gtk_selection_model_is_selected (pages, i))
        gtk_drop_down_set_selected (self->content_choice, i);
    }
}

/*
 * opt_plan_view_bind_choice:
 *
 * Where there is no room for a button for each way to show the plan, they are in a list.
 */
void
opt_plan_view_bind_choice (OptPlanView *self)
{
  g_autoptr (GtkSelectionModel) pages = gtk_stack_get_pages (self->content);
  g_autoptr (GtkExpression) title
      = gtk_property_expression_new (GTK_TYPE_STACK_PAGE, NULL, "title");

  gtk_drop_down_set_expression (self->content_choice, title);
  gtk_drop_down_set_model (self->content_choice, G_LIST_MODEL (pages));
  g_signal_connect_object (self->content_choice, "notify::selected", G_CALLBACK (choice_changed),
                           self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->content, "notify::visible-child", G_CALLBACK (content_changed),
                           self, G_CONNECT_SWAPPED);
}

static void
opt_plan_view_measure (GtkWidget *widget,
                       GtkOrientation orientation,
                       int for_size,
                       int *minimum,
                       int *natural,
                       int *minimum_baseline,
                       int *natural_baseline)
{
  OptPlanView *self = OPT_PLAN_VIEW (widget);

  opt_plan_room_measure (self->box, self->narrow, orientation, for_size, minimum, natural);
}

/* Children can't be rearranged while they are being allocated. */
static void
opt_plan_view_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  OptPlanView *self = OPT_PLAN_VIEW (widget);

  if ((width != self->width || height != self->height) && self->layout_id == 0)
    self->layout_id = g_idle_add_full (GTK_PRIORITY_RESIZE - 1, lay_out, self, NULL);
  self->width = width;
  self->height = height;
  opt_plan_room_allocate (self->box, width, height, baseline);
}

/*
 * opt_plan_view_install_layout:
 *
 * Makes the view arrange its parts by the room that there is.
 */
void
opt_plan_view_install_layout (GtkWidgetClass *widget_class)
{
  widget_class->measure = opt_plan_view_measure;
  widget_class->size_allocate = opt_plan_view_size_allocate;
}
