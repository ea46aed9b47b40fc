/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "opt-finding-row.h"

#include <glib/gi18n.h>
#include <math.h>

#include "opt-format.h"
#include "opt-plan-shorten.h"

/* A filter may be as long as a statement; the node's details have all of it. */
#define TEXT_CHARS 300

struct _OptFindingRow
{
  GtkListBoxRow parent_instance;

  /* Template children */
  GtkLabel *title;
  GtkLabel *share;
  GtkLabel *seen;
  GtkLabel *why;
  GtkLabel *advice;

  /* Owned */
  OptFinding *finding;
};

G_DEFINE_FINAL_TYPE (OptFindingRow, opt_finding_row, GTK_TYPE_LIST_BOX_ROW)

static void
opt_finding_row_dispose (GObject *object)
{
  OptFindingRow *self = OPT_FINDING_ROW (object);

  g_clear_object (&self->finding);
  gtk_widget_dispose_template (GTK_WIDGET (object), OPT_TYPE_FINDING_ROW);

  G_OBJECT_CLASS (opt_finding_row_parent_class)->dispose (object);
}

static void
opt_finding_row_class_init (OptFindingRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = opt_finding_row_dispose;

  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/optischema/OptiSchema/ui/plan/opt-finding-row.ui");
  gtk_widget_class_bind_template_child (widget_class, OptFindingRow, title);
  gtk_widget_class_bind_template_child (widget_class, OptFindingRow, share);
  gtk_widget_class_bind_template_child (widget_class, OptFindingRow, seen);
  gtk_widget_class_bind_template_child (widget_class, OptFindingRow, why);
  gtk_widget_class_bind_template_child (widget_class, OptFindingRow, advice);
}

static void
opt_finding_row_init (OptFindingRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

static void
set_text (GtkLabel *label, const char *text)
{
  g_autofree char *shown = opt_plan_shorten (text, TEXT_CHARS);

  gtk_label_set_label (label, shown);
}

/**
 * opt_finding_row_new:
 * @finding: a finding
 *
 * Returns: (transfer floating): a row that shows it
 */
GtkWidget *
opt_finding_row_new (OptFinding *finding)
{
  OptFindingRow *self = g_object_new (OPT_TYPE_FINDING_ROW, NULL);
  g_autofree char *share = NULL;
  g_autofree char *explained = NULL;
  gboolean of_cost;

  g_return_val_if_fail (OPT_IS_FINDING (finding), GTK_WIDGET (self));

  self->finding = g_object_ref (finding);
  of_cost = isnan (opt_finding_get_explained_ms (finding));
  share = opt_format_percent (opt_finding_get_share (finding));
  explained = g_strdup_printf (of_cost ? _ ("Explains up to %s of the estimated cost")
                                       : _ ("Explains up to %s of the time"),
                               share);
  set_text (self->title, opt_finding_get_title (finding));
  set_text (self->share, share);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->share), explained);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->share), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  explained, -1);
  set_text (self->seen, opt_finding_get_seen (finding));
  set_text (self->why, opt_finding_get_why (finding));
  set_text (self->advice, opt_finding_get_advice (finding));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  gtk_label_get_label (self->title), -1);
  /* What is wrong with the statement as a whole has no node to go to. */
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (self),
                                    opt_finding_get_node (finding) != NULL);

  return GTK_WIDGET (self);
}

/**
 * opt_finding_row_get_finding:
 * @self: a row
 *
 * Returns: (transfer none): what it shows
 */
OptFinding *
opt_finding_row_get_finding (OptFindingRow *self)
{
  g_return_val_if_fail (OPT_IS_FINDING_ROW (self), NULL);

  return self->finding;
}
