/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "opt-measure-view.h"

#include <glib/gi18n.h>
#include <math.h>

#include "opt-distribution.h"
#include "opt-json.h"
#include "opt-report-trial.h"
#include "opt-report-words.h"
#include "opt-sql-line.h"
#include "opt-verdict-pill.h"

enum
{
  SIGNAL_PLAN,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

struct _OptMeasureView
{
  AdwBin parent_instance;

  /* Template children */
  OptVerdictPill *pill;
  GtkLabel *sql_label;
  GtkLabel *median_label;
  GtkLabel *ratio_label;
  OptDistribution *distribution;
  GtkLabel *facts_label;
  GtkLabel *values_label;
  GtkBox *plan_box;
  GtkButton *before_button;
  GtkButton *after_button;

  /* Owned */
  OptPlan *before; /* (nullable) as it ran without the change */
  OptPlan *after;  /* (nullable) as it ran with it */
  char *sql;       /* (nullable) */
};

G_DEFINE_FINAL_TYPE (OptMeasureView, opt_measure_view, ADW_TYPE_BIN)

static void
before_clicked (OptMeasureView *self)
{
  g_signal_emit (self, signals[SIGNAL_PLAN], 0, self->before, self->sql,
                 _ ("Plan without the change"));
}

static void
after_clicked (OptMeasureView *self)
{
  g_signal_emit (self, signals[SIGNAL_PLAN], 0, self->after, self->sql, _ ("Plan with the change"));
}

static void
opt_measure_view_dispose (GObject *object)
{
  OptMeasureView *self = OPT_MEASURE_VIEW (object);

  g_clear_object (&self->before);
  g_clear_object (&self->after);
  gtk_widget_dispose_template (GTK_WIDGET (object), OPT_TYPE_MEASURE_VIEW);

  G_OBJECT_CLASS (opt_measure_view_parent_class)->dispose (object);
}

static void
opt_measure_view_finalize (GObject *object)
{
  g_free (OPT_MEASURE_VIEW (object)->sql);

  G_OBJECT_CLASS (opt_measure_view_parent_class)->finalize (object);
}

static void
opt_measure_view_class_init (OptMeasureViewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  g_type_ensure (OPT_TYPE_DISTRIBUTION);
  g_type_ensure (OPT_TYPE_VERDICT_PILL);

  object_class->dispose = opt_measure_view_dispose;
  object_class->finalize = opt_measure_view_finalize;

  /**
   * OptMeasureView::plan:
   * @self: the view
   * @plan: an #OptPlan
   * @sql: (nullable): whose plan it is
   * @title: what to call it
   *
   * The user wants to see a plan.
   */
  signals[SIGNAL_PLAN]
      = g_signal_new ("plan", OPT_TYPE_MEASURE_VIEW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                      G_TYPE_NONE, 3, OPT_TYPE_PLAN, G_TYPE_STRING, G_TYPE_STRING);

  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/optischema/OptiSchema/ui/sandbox/opt-measure-view.ui");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
  gtk_widget_class_bind_template_child (widget_class, OptMeasureView, pill);
  gtk_widget_class_bind_template_child (widget_class, OptMeasureView, sql_label);
  gtk_widget_class_bind_template_child (widget_class, OptMeasureView, median_label);
  gtk_widget_class_bind_template_child (widget_class, OptMeasureView, ratio_label);
  gtk_widget_class_bind_template_child (widget_class, OptMeasureView, distribution);
  gtk_widget_class_bind_template_child (widget_class, OptMeasureView, facts_label);
  gtk_widget_class_bind_template_child (widget_class, OptMeasureView, values_label);
  gtk_widget_class_bind_template_child (widget_class, OptMeasureView, plan_box);
  gtk_widget_class_bind_template_child (widget_class, OptMeasureView, before_button);
  gtk_widget_class_bind_template_child (widget_class, OptMeasureView, after_button);
  gtk_widget_class_bind_template_callback (widget_class, before_clicked);
  gtk_widget_class_bind_template_callback (widget_class, after_clicked);
}

static void
opt_measure_view_init (OptMeasureView *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

static void
show_text (GtkLabel *label, const char *text)
{
  gtk_label_set_label (label, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (label), text != NULL && *text != '\0');
}

static void
show_side (OptMeasureView *self,
           OptDistributionSide side,
           const char *label,
           const OptReportSide *measured)
{
  opt_distribution_set_side (self->distribution, side, label, (double *) measured->runs->data,
                             measured->runs->len, &measured->median);
}

static char *
describe_facts (JsonObject *statement, const OptReportMeasure *measure)
{
  g_autofree char *pairs = opt_report_describe_pairs (statement);
  g_autofree char *rows = opt_report_describe_rows (statement);
  g_autofree char *p = opt_report_describe_p (measure);
  g_autofree char *before = opt_report_format_buffers (&measure->baseline);
  g_autofree char *after = opt_report_format_buffers (&measure->variant);

  return g_strdup_printf (_ ("%s · %s · buffers %s → %s · %s"), pairs, rows, before, after, p);
}

static void
show_figures (OptMeasureView *self, JsonObject *statement, const OptReportMeasure *measure)
{
  g_autofree char *before = opt_report_format_median (&measure->baseline);
  g_autofree char *after = opt_report_format_median (&measure->variant);
  g_autofree char *median = g_strdup_printf ("%s → %s", before, after);
  g_autofree char *ratio = opt_report_describe_ratio (measure);
  g_autofree char *facts = describe_facts (statement, measure);
  g_autofree char *values = opt_report_describe_values (statement);

  gtk_label_set_label (self->median_label, median);
  show_text (self->ratio_label, ratio);
  show_text (self->facts_label, facts);
  show_text (self->values_label, values);
  show_side (self, OPT_DISTRIBUTION_BASELINE, _ ("Without"), &measure->baseline);
  show_side (self, OPT_DISTRIBUTION_VARIANT, _ ("With"), &measure->variant);
  gtk_widget_set_visible (GTK_WIDGET (self->distribution),
                          measure->baseline.runs->len > 0 || measure->variant.runs->len > 0);
}

/* Nothing can be compared of what was stopped with the change. */
static gboolean
was_stopped (const OptReportMeasure *measure)
{
  return measure->timed_out && !isfinite (measure->ratio.estimate);
}

/* What there is to say of one that has no medians. */
static void
show_nothing (OptMeasureView *self, JsonObject *statement)
{
  g_autofree char *text = opt_report_describe_measure (statement);
  g_autofree char *values = opt_json_get_boolean (statement, "timed_out", FALSE)
                                ? opt_report_describe_values (statement)
                                : NULL;

  show_text (self->median_label, NULL);
  show_text (self->ratio_label, text);
  show_text (self->facts_label, NULL);
  show_text (self->values_label, values);
  gtk_widget_set_visible (GTK_WIDGET (self->distribution), FALSE);
}

/* Below the values, where there are any. */
static void
add_production (OptMeasureView *self, JsonObject *statement)
{
  g_autofree char *production = opt_report_describe_production (statement);
  const char *values = gtk_label_get_label (self->values_label);
  g_autofree char *text = NULL;

  if (production == NULL)
    return;

  text = g_strjoin ("\n", production, *values != '\0' ? values : NULL, NULL);
  show_text (self->values_label, text);
}

/**
 * opt_measure_view_new:
 * @statement: its object in a trial's JSON
 * @live: (nullable): it in the trial that was just run, which has its plans
 *
 * Returns: (transfer floating): a view of it
 */
GtkWidget *
opt_measure_view_new (JsonObject *statement, const OptTrialStatement *live)
{
  g_auto (OptReportMeasure)
    measure = { 0 };
  OptMeasureView *self;
  const char *sql;
  g_autofree char *line = NULL;

  g_return_val_if_fail (statement != NULL, NULL);

  self = g_object_new (OPT_TYPE_MEASURE_VIEW, NULL);
  sql = opt_json_get_string (statement, "sql");
  line = opt_sql_line (sql != NULL ? sql : _ ("– (its text is not known)"));
  opt_report_measure_init (&measure, statement);

  self->sql = g_strdup (sql);
  opt_verdict_pill_set_object (self->pill, statement);
  gtk_label_set_label (self->sql_label, line);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->sql_label), sql);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, line, -1);
  if (opt_json_get_string (statement, "error") == NULL && !was_stopped (&measure)
      && (isfinite (measure.baseline.median.estimate)
          || isfinite (measure.variant.median.estimate)))
    show_figures (self, statement, &measure);
  else
    show_nothing (self, statement);

  if (live != NULL)
    {
      g_set_object (&self->before, live->baseline_plan);
      g_set_object (&self->after, live->variant_plan);
    }
  add_production (self, statement);
  gtk_widget_set_visible (GTK_WIDGET (self->before_button), self->before != NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->after_button), self->after != NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->plan_box), self->before != NULL || self->after != NULL);

  return GTK_WIDGET (self);
}
