/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "opt-plan-icicle-view.h"

#include <glib/gi18n.h>

#include "opt-plan-shorten.h"

#define NAME_CHARS 120
#define MARGIN 12

struct _OptPlanIcicleView
{
  AdwBin parent_instance;

  /* Borrowed: the bin has them */
  GtkLabel *caption;
  GtkWidget *back;
  GtkStack *stack;
  OptPlanIcicle *icicle;

  /* Owned */
  OptPlanDocument *document; /* (nullable) */
};

G_DEFINE_FINAL_TYPE (OptPlanIcicleView, opt_plan_icicle_view, ADW_TYPE_BIN)

static void
show_caption (OptPlanIcicleView *self)
{
  OptPlanNode *top = opt_plan_icicle_get_top (self->icicle);
  OptPlan *plan = self->document != NULL ? opt_plan_document_get_plan (self->document) : NULL;
  gboolean has_times = plan == NULL || opt_plan_has_times (plan);
  g_autofree char *label = top != NULL ? opt_plan_node_get_label (top) : NULL;
  g_autofree char *name = label != NULL ? opt_plan_shorten_line (label, NAME_CHARS) : NULL;
  g_autofree char *caption = NULL;

  if (name != NULL)
    caption = g_strdup_printf (_ ("The width is all of %s"), name);
  else if (has_times)
    caption = g_strdup (_ ("Each box is as wide as its time, with what it ran below it; the "
                           "stronger part is its own"));
  else
    caption = g_strdup (_ ("Each box is as wide as its estimated cost, with its inputs below it; "
                           "the stronger part is its own"));
  gtk_label_set_label (self->caption, caption);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->caption), caption);
  gtk_widget_set_visible (self->back, top != NULL);
}

static void
go_back (OptPlanIcicleView *self)
{
  opt_plan_icicle_zoom_out (self->icicle);
  gtk_widget_grab_focus (GTK_WIDGET (self->icicle));
}

static void
opt_plan_icicle_view_dispose (GObject *object)
{
  g_clear_object (&OPT_PLAN_ICICLE_VIEW (object)->document);

  G_OBJECT_CLASS (opt_plan_icicle_view_parent_class)->dispose (object);
}

static void
opt_plan_icicle_view_class_init (OptPlanIcicleViewClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = opt_plan_icicle_view_dispose;
}

static GtkWidget *
make_bar (OptPlanIcicleView *self)
{
  GtkWidget *bar = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, MARGIN / 2);

  self->back = gtk_button_new_with_label (_ ("Back"));
  gtk_widget_set_tooltip_text (self->back, _ ("Show what was shown before (Backspace)"));
  g_signal_connect_object (self->back, "clicked", G_CALLBACK (go_back), self, G_CONNECT_SWAPPED);
  self->caption = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_ellipsize (self->caption, PANGO_ELLIPSIZE_END);
  gtk_label_set_xalign (self->caption, 0);
  gtk_widget_set_hexpand (GTK_WIDGET (self->caption), TRUE);
  gtk_widget_add_css_class (GTK_WIDGET (self->caption), "dim-label");
  gtk_widget_add_css_class (GTK_WIDGET (self->caption), "caption");
  gtk_box_append (GTK_BOX (bar), self->back);
  gtk_box_append (GTK_BOX (bar), GTK_WIDGET (self->caption));
  gtk_widget_set_margin_start (bar, MARGIN);
  gtk_widget_set_margin_end (bar, MARGIN);
  gtk_widget_set_margin_top (bar, MARGIN / 2);
  gtk_widget_set_margin_bottom (bar, MARGIN / 2);

  return bar;
}

static GtkWidget *
make_nothing (void)
{
  GtkWidget *label = gtk_label_new (_ ("The plan tells neither times nor costs."));

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_widget_set_valign (label, GTK_ALIGN_START);
  gtk_widget_set_margin_top (label, MARGIN);
  gtk_widget_add_css_class (label, "dim-label");

  return label;
}

static void
opt_plan_icicle_view_init (OptPlanIcicleView *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *scroller = gtk_scrolled_window_new ();
  GtkWidget *icicle = opt_plan_icicle_new ();

  self->icicle = OPT_PLAN_ICICLE (icicle);
  gtk_widget_set_valign (icicle, GTK_ALIGN_START);
  gtk_widget_set_margin_start (icicle, MARGIN);
  gtk_widget_set_margin_end (icicle, MARGIN);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), icicle);
  gtk_widget_set_vexpand (scroller, TRUE);
  self->stack = GTK_STACK (gtk_stack_new ());
  gtk_stack_add_named (self->stack, make_nothing (), "nothing");
  gtk_stack_add_named (self->stack, box, "icicle");
  gtk_box_append (GTK_BOX (box), make_bar (self));
  gtk_box_append (GTK_BOX (box), scroller);
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (self->stack));
  g_signal_connect_object (icicle, "notify::top", G_CALLBACK (show_caption), self,
                           G_CONNECT_SWAPPED);
  show_caption (self);
}

/**
 * opt_plan_icicle_view_set_document:
 * @self: a view
 * @document: (nullable): the plan to show
 */
void
opt_plan_icicle_view_set_document (OptPlanIcicleView *self, OptPlanDocument *document)
{
  OptPlan *plan = document != NULL ? opt_plan_document_get_plan (document) : NULL;

  g_return_if_fail (OPT_IS_PLAN_ICICLE_VIEW (self));

  g_set_object (&self->document, document);
  opt_plan_icicle_set_document (self->icicle, document);
  gtk_stack_set_visible_child_name (self->stack, plan != NULL && !opt_plan_has_times (plan)
                                                         && !opt_plan_has_costs (plan)
                                                     ? "nothing"
                                                     : "icicle");
  show_caption (self);
}

/**
 * opt_plan_icicle_view_get_icicle:
 * @self: a view
 *
 * Returns: (transfer none): the icicle in it
 */
OptPlanIcicle *
opt_plan_icicle_view_get_icicle (OptPlanIcicleView *self)
{
  g_return_val_if_fail (OPT_IS_PLAN_ICICLE_VIEW (self), NULL);

  return self->icicle;
}
