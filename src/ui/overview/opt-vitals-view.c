/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-vitals-view.h"

#include <glib/gi18n.h>

#include "opt-age.h"
#include "opt-server-vitals.h"
#include "opt-vitals-charts.h"
#include "opt-vitals-figures.h"

struct _OptVitalsView
{
  AdwBin parent_instance;

  gboolean is_past; /* what its charts show */

  /* Template children */
  OptCardGrid *main_charts;
  GtkLabel *now_label;
  OptCardGrid *figures_grid;
  OptCardGrid *more_charts;
  GtkLabel *missing_label;

  /* Owned */
  OptVitalsCharts *charts;
  OptVitalsFigures *figures;
  OptVitals *shown; /* (nullable) */
};

G_DEFINE_FINAL_TYPE (OptVitalsView, opt_vitals_view, ADW_TYPE_BIN)

static void
add_missing (GString *text, const OptVitals *vitals, OptVitalArea area)
{
  const OptVitalsPart *part = &vitals->parts[area];
  g_autofree char *reason = NULL;

  if (part->state == OPT_VITALS_READ || part->state == OPT_VITALS_UNREAD)
    return;

  reason = opt_vitals_describe (vitals, area);
  if (text->len > 0)
    g_string_append_c (text, '\n');
  g_string_append_printf (text, "%s: %s", _ (opt_vital_area_get_info (area)->title), reason);
  if (part->next_step != NULL)
    g_string_append_printf (text, " %s", part->next_step);
}

static void
show_missing (OptVitalsView *self, const OptVitals *vitals)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; vitals != NULL && i < OPT_N_VITAL_AREAS; i++)
    add_missing (text, vitals, (OptVitalArea) i);
  gtk_label_set_label (self->missing_label, text->str);
  gtk_widget_set_visible (GTK_WIDGET (self->missing_label), text->len > 0);
}

static void
opt_vitals_view_dispose (GObject *object)
{
  OptVitalsView *self = OPT_VITALS_VIEW (object);

  g_clear_object (&self->charts);
  g_clear_object (&self->figures);
  g_clear_pointer (&self->shown, opt_vitals_unref);
  /* The template would let go of it behind the bin's back. */
  adw_bin_set_child (ADW_BIN (self), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (object), OPT_TYPE_VITALS_VIEW);

  G_OBJECT_CLASS (opt_vitals_view_parent_class)->dispose (object);
}

static void
opt_vitals_view_class_init (OptVitalsViewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  g_type_ensure (OPT_TYPE_CARD_GRID);

  object_class->dispose = opt_vitals_view_dispose;

  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/optischema/OptiSchema/ui/overview/opt-vitals-view.ui");
  gtk_widget_class_bind_template_child (widget_class, OptVitalsView, main_charts);
  gtk_widget_class_bind_template_child (widget_class, OptVitalsView, figures_grid);
  gtk_widget_class_bind_template_child (widget_class, OptVitalsView, now_label);
  gtk_widget_class_bind_template_child (widget_class, OptVitalsView, more_charts);
  gtk_widget_class_bind_template_child (widget_class, OptVitalsView, missing_label);
}

static void
opt_vitals_view_init (OptVitalsView *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));

  self->charts = opt_vitals_charts_new (self->main_charts, self->more_charts);
  self->figures = opt_vitals_figures_new (self->figures_grid);
  opt_vitals_view_show (self, NULL);
}

/**
 * opt_vitals_view_new:
 *
 * Returns: (transfer full): a view of no server
 */
GtkWidget *
opt_vitals_view_new (void)
{
  return g_object_new (OPT_TYPE_VITALS_VIEW, NULL);
}

/**
 * opt_vitals_view_set_group:
 * @self: a view
 * @group: the charts of its page
 */
void
opt_vitals_view_set_group (OptVitalsView *self, OptChartGroup *group)
{
  g_return_if_fail (OPT_IS_VITALS_VIEW (self));

  opt_vitals_charts_set_group (self->charts, group);
}

static void
show_now (OptVitalsView *self, OptServer *server, OptVitals *vitals)
{
  g_clear_pointer (&self->shown, opt_vitals_unref);
  if (vitals != NULL)
    self->shown = opt_vitals_ref (vitals);
  opt_vitals_figures_show (self->figures, server);
  show_missing (self, vitals);
}

/**
 * opt_vitals_view_show_past:
 * @self: a view
 * @server: what to show
 * @range: a time of which is shown what was recorded
 *
 * The figures, which are not recorded all, stay those of now, and it says so.
 */
void
opt_vitals_view_show_past (OptVitalsView *self, OptServer *server, OptRange *range)
{
  const OptHistoryRange *recorded;

  g_return_if_fail (OPT_IS_VITALS_VIEW (self));
  g_return_if_fail (OPT_IS_RANGE (range));

  show_now (self, server, server != NULL ? opt_server_get_vitals (server) : NULL);
  recorded = opt_range_get_recorded (range);
  if (recorded != NULL)
    opt_vitals_charts_show_past (self->charts, recorded, opt_range_get_timeline (range));
  else
    opt_vitals_charts_show (self->charts, NULL);
  self->is_past = TRUE;
  opt_vitals_view_update_age (self, server);
}

/**
 * opt_vitals_view_show:
 * @self: a view
 * @server: (nullable): what to show; %NULL: nothing is known
 *
 * Nothing is done where that was not read anew.
 */
void
opt_vitals_view_show (OptVitalsView *self, OptServer *server)
{
  OptVitals *vitals;

  g_return_if_fail (OPT_IS_VITALS_VIEW (self));

  vitals = server != NULL ? opt_server_get_vitals (server) : NULL;
  if (vitals != NULL && vitals == self->shown && !self->is_past)
    return;

  self->is_past = FALSE;
  opt_vitals_charts_show (self->charts, server);
  show_now (self, server, vitals);
  opt_vitals_view_update_age (self, server);
}

/**
 * opt_vitals_view_update_age:
 * @self: a view
 * @server: (nullable): what it shows
 *
 * Says of when the figures are, where they are old or the charts beside them of another time: to be
 * called again as time goes by.
 */
void
opt_vitals_view_update_age (OptVitalsView *self, OptServer *server)
{
  g_autofree char *age = NULL;
  g_autofree char *text = NULL;

  g_return_if_fail (OPT_IS_VITALS_VIEW (self));

  age = server != NULL && self->shown != NULL ? opt_age_describe_read (server, OPT_POLL_READ_VITALS)
                                              : NULL;
  if (age != NULL)
    /* Translators: "33 s ago" */
    text = g_strdup_printf (_ ("Sizes, ages and vacuum were read %s."), age);
  else if (self->is_past)
    text = g_strdup (_ ("Sizes, ages and vacuum are those of now."));

  gtk_widget_set_visible (GTK_WIDGET (self->now_label), text != NULL);
  gtk_label_set_label (self->now_label, text != NULL ? text : "");
}

/**
 * opt_vitals_view_show_before:
 * @self: a view
 * @before: what its charts are compared with
 */
void
opt_vitals_view_show_before (OptVitalsView *self, OptRangeBefore *before)
{
  g_return_if_fail (OPT_IS_VITALS_VIEW (self));

  opt_vitals_charts_show_before (self->charts, before);
}
