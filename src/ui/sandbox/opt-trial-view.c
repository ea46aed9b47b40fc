/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "opt-trial-view.h"

#include <glib/gi18n.h>

#include "opt-fact-row.h"
#include "opt-json.h"
#include "opt-measure-view.h"
#include "opt-report-read.h"
#include "opt-report-trial.h"
#include "opt-verdict-pill.h"

enum
{
  SIGNAL_PLAN,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

struct _OptTrialView
{
  AdwBin parent_instance;

  /* Template children */
  OptVerdictPill *pill;
  GtkLabel *summary_label;
  GtkBox *busy_box;
  GtkBox *statement_box;
  AdwPreferencesGroup *conditions_group;
  OptFactRow *conditions_row;
  OptFactRow *change_row;
  OptFactRow *limits_row;
};

G_DEFINE_FINAL_TYPE (OptTrialView, opt_trial_view, ADW_TYPE_BIN)

static void
show_plan (OptTrialView *self, OptPlan *plan, const char *sql, const char *title)
{
  g_signal_emit (self, signals[SIGNAL_PLAN], 0, plan, sql, title);
}

static void
opt_trial_view_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), OPT_TYPE_TRIAL_VIEW);

  G_OBJECT_CLASS (opt_trial_view_parent_class)->dispose (object);
}

static void
opt_trial_view_class_init (OptTrialViewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  g_type_ensure (OPT_TYPE_FACT_ROW);
  g_type_ensure (OPT_TYPE_VERDICT_PILL);

  object_class->dispose = opt_trial_view_dispose;

  /**
   * OptTrialView::plan:
   * @self: the view
   * @plan: an #OptPlan
   * @sql: (nullable): whose plan it is
   * @title: what to call it
   *
   * The user wants to see a plan.
   */
  signals[SIGNAL_PLAN]
      = g_signal_new ("plan", OPT_TYPE_TRIAL_VIEW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                      G_TYPE_NONE, 3, OPT_TYPE_PLAN, G_TYPE_STRING, G_TYPE_STRING);

  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/optischema/OptiSchema/ui/sandbox/opt-trial-view.ui");
  gtk_widget_class_bind_template_child (widget_class, OptTrialView, pill);
  gtk_widget_class_bind_template_child (widget_class, OptTrialView, summary_label);
  gtk_widget_class_bind_template_child (widget_class, OptTrialView, busy_box);
  gtk_widget_class_bind_template_child (widget_class, OptTrialView, statement_box);
  gtk_widget_class_bind_template_child (widget_class, OptTrialView, conditions_group);
  gtk_widget_class_bind_template_child (widget_class, OptTrialView, conditions_row);
  gtk_widget_class_bind_template_child (widget_class, OptTrialView, change_row);
  gtk_widget_class_bind_template_child (widget_class, OptTrialView, limits_row);
}

static void
opt_trial_view_init (OptTrialView *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * opt_trial_view_new:
 *
 * Returns: (transfer floating): a view of no trial yet
 */
GtkWidget *
opt_trial_view_new (void)
{
  return g_object_new (OPT_TYPE_TRIAL_VIEW, NULL);
}

static const OptTrialStatement *
find_live (OptTrial *live, const char *id)
{
  GPtrArray *statements = live != NULL ? opt_trial_get_statements (live) : NULL;

  for (guint i = 0; statements != NULL && i < statements->len; i++)
    {
      const OptTrialStatement *statement = statements->pdata[i];

      if (g_strcmp0 (statement->id, id) == 0)
        return statement;
    }

  return NULL;
}

static void
show_statements (OptTrialView *self, JsonObject *trial, OptTrial *live)
{
  g_autoptr (GPtrArray) statements = opt_report_get_objects (trial, "statements");
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->statement_box))) != NULL)
    gtk_box_remove (self->statement_box, child);

  for (guint i = 0; i < statements->len; i++)
    {
      g_autofree char *id = opt_report_get_id (statements->pdata[i], "id");

      child = opt_measure_view_new (statements->pdata[i], find_live (live, id));
      g_signal_connect_object (child, "plan", G_CALLBACK (show_plan), self, G_CONNECT_SWAPPED);
      gtk_box_append (self->statement_box, child);
    }
}

/* What was tried and could not be measured says why. */
static char *
describe_summary (JsonObject *trial)
{
  const char *error = opt_json_get_string (trial, "error");
  const char *summary = opt_json_get_string (trial, "summary");
  const char *sqlstate = opt_json_get_string (trial, "sqlstate");
  const char *next_step = opt_json_get_string (trial, "next_step");
  g_autoptr (GString) text = g_string_new (NULL);

  if (error == NULL)
    return g_strdup (summary != NULL ? summary : _ ("– (no summary is told)"));

  g_string_append_printf (text, _ ("The trial failed: %s"), error);
  if (sqlstate != NULL)
    g_string_append_printf (text, " (SQLSTATE %s)", sqlstate);
  if (next_step != NULL)
    g_string_append_printf (text, "\n%s", next_step);

  return g_string_free (g_steal_pointer (&text), FALSE);
}

/**
 * opt_trial_view_set_trial:
 * @self: a view
 * @trial: the trial's JSON
 * @live: (nullable): the trial itself where it was just run: it has the plans
 */
void
opt_trial_view_set_trial (OptTrialView *self, JsonNode *trial, OptTrial *live)
{
  JsonObject *object;
  g_autofree char *summary = NULL;
  g_autofree char *conditions = NULL;
  g_autofree char *change = NULL;
  g_autofree char *limits = NULL;

  g_return_if_fail (OPT_IS_TRIAL_VIEW (self));
  g_return_if_fail (trial != NULL);

  object = opt_report_get_root (trial);
  summary = describe_summary (object);
  conditions = opt_report_describe_conditions (object);
  change = opt_report_describe_change (object);
  limits = opt_report_describe_limits (object);

  opt_verdict_pill_set_object (self->pill, object);
  gtk_label_set_label (self->summary_label, summary);
  gtk_widget_set_visible (GTK_WIDGET (self->busy_box), opt_report_was_busy (object));
  show_statements (self, object, live);
  gtk_widget_set_visible (GTK_WIDGET (self->conditions_group),
                          opt_json_get_object (object, "conditions") != NULL);
  opt_fact_row_set_value (self->conditions_row, conditions);
  gtk_widget_set_visible (GTK_WIDGET (self->change_row), change != NULL);
  opt_fact_row_set_value (self->change_row, change != NULL ? change : "");
  gtk_widget_set_visible (GTK_WIDGET (self->limits_row), limits != NULL);
  opt_fact_row_set_value (self->limits_row, limits != NULL ? limits : "");
}
