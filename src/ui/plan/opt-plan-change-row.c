/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "opt-plan-change-row.h"

#include <glib/gi18n.h>
#include <math.h>

#include "opt-format.h"
#include "opt-plan-shorten.h"

/* A condition may be as long as a statement; the node's details have all of it. */
#define TEXT_CHARS 300

struct _OptPlanChangeRow
{
  GtkListBoxRow parent_instance;

  /* Template children */
  GtkLabel *title;
  GtkLabel *seen;
  GtkLabel *moved;

  /* Owned */
  OptPlanChange *change;
};

G_DEFINE_FINAL_TYPE (OptPlanChangeRow, opt_plan_change_row, GTK_TYPE_LIST_BOX_ROW)

static void
opt_plan_change_row_dispose (GObject *object)
{
  OptPlanChangeRow *self = OPT_PLAN_CHANGE_ROW (object);

  g_clear_object (&self->change);
  gtk_widget_dispose_template (GTK_WIDGET (object), OPT_TYPE_PLAN_CHANGE_ROW);

  G_OBJECT_CLASS (opt_plan_change_row_parent_class)->dispose (object);
}

static void
opt_plan_change_row_class_init (OptPlanChangeRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = opt_plan_change_row_dispose;

  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/optischema/OptiSchema/ui/plan/opt-plan-change-row.ui");
  gtk_widget_class_bind_template_child (widget_class, OptPlanChangeRow, title);
  gtk_widget_class_bind_template_child (widget_class, OptPlanChangeRow, seen);
  gtk_widget_class_bind_template_child (widget_class, OptPlanChangeRow, moved);
}

static void
opt_plan_change_row_init (OptPlanChangeRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/* With its sign, a colour where it is worth one, and in words. */
static void
show_moved (OptPlanChangeRow *self, OptPlanComparison *comparison)
{
  gboolean by_time = opt_plan_comparison_get_measure (comparison) == OPT_PLAN_MEASURE_TIME;
  double moved = by_time ? opt_plan_change_get_moved_ms (self->change)
                         : opt_plan_change_get_moved_cost (self->change);
  g_autofree char *amount = by_time ? opt_format_duration (moved) : opt_format_number (moved);
  g_autofree char *text = g_strdup_printf ("%s%s", moved > 0 ? "+" : "", amount);
  g_autofree char *most
      = by_time ? opt_format_duration (fabs (moved)) : opt_format_number (fabs (moved));
  g_autofree char *words = NULL;

  gtk_label_set_label (self->moved, text);
  if (isnan (moved))
    words = g_strdup (_ ("What it moved can’t be told apart from the rest"));
  else if (by_time)
    words = g_strdup_printf (moved > 0 ? _ ("%s more in the second plan")
                                       : _ ("%s less in the second plan"),
                             most);
  else
    words = g_strdup_printf (moved > 0 ? _ ("A cost of %s more in the second plan")
                                       : _ ("A cost of %s less in the second plan"),
                             most);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->moved), words);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->moved), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  words, -1);
  if (opt_plan_comparison_is_notable (comparison, moved))
    gtk_widget_add_css_class (GTK_WIDGET (self->moved), moved < 0 ? "success" : "error");
}

/**
 * opt_plan_change_row_new:
 * @comparison: two plans
 * @change: one of the things that differ
 *
 * Returns: (transfer floating): a row that shows it
 */
GtkWidget *
opt_plan_change_row_new (OptPlanComparison *comparison, OptPlanChange *change)
{
  OptPlanChangeRow *self = g_object_new (OPT_TYPE_PLAN_CHANGE_ROW, NULL);
  g_autofree char *title = NULL;
  g_autofree char *seen = NULL;

  g_return_val_if_fail (OPT_IS_PLAN_COMPARISON (comparison) && OPT_IS_PLAN_CHANGE (change),
                        GTK_WIDGET (self));

  self->change = g_object_ref (change);
  title = opt_plan_shorten (opt_plan_change_get_title (change), TEXT_CHARS);
  seen = opt_plan_shorten (opt_plan_change_get_seen (change), TEXT_CHARS);
  gtk_label_set_label (self->title, title);
  gtk_label_set_label (self->seen, seen);
  gtk_widget_set_visible (GTK_WIDGET (self->seen), *seen != '\0');
  show_moved (self, comparison);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
  /* What concerns the whole statement has no node to go to. */
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (self),
                                    opt_plan_change_get_n_nodes (change, 0)
                                            + opt_plan_change_get_n_nodes (change, 1)
                                        > 0);

  return GTK_WIDGET (self);
}

/**
 * opt_plan_change_row_get_change:
 * @self: a row
 *
 * Returns: (transfer none): what it shows
 */
OptPlanChange *
opt_plan_change_row_get_change (OptPlanChangeRow *self)
{
  g_return_val_if_fail (OPT_IS_PLAN_CHANGE_ROW (self), NULL);

  return self->change;
}
