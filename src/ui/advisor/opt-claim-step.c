/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "opt-claim-step.h"

#include <glib/gi18n.h>

#include "opt-change-words.h"
#include "opt-effect-row.h"
#include "opt-evidence-pill.h"
#include "opt-fact-row.h"
#include "opt-format.h"
#include "opt-report-words.h"
#include "opt-saving.h"
#include "opt-sql-view.h"

struct _OptClaimStep
{
  OptStep parent_instance;

  /* Template children */
  OptEvidencePill *pill;
  GtkLabel *state_label;
  GtkLabel *saving_label;
  GtkLabel *reason_label;
  OptSqlView *sql_view;
  OptSqlView *undo_view;
  OptFactRow *cost_row;
  OptFactRow *projection_row;
  OptFactRow *confidence_row;
  OptFactRow *made_row;
  OptFactRow *size_row;
  OptFactRow *risk_row;
  GtkListBox *effect_list;
  GtkActionBar *bar;
  GtkButton *try_button;
  GtkButton *apply_button;
  GtkButton *change_button;

  /* Owned */
  OptServer *server;                 /* (nullable) */
  OptRecommendation *recommendation; /* (nullable) */
  OptAuditChange *change;            /* (nullable) what came of it last */
};

G_DEFINE_FINAL_TYPE (OptClaimStep, opt_claim_step, OPT_TYPE_STEP)

/* ---- What is known --------------------------------------------------------------------------- */

static void
show_effects (OptClaimStep *self)
{
  GPtrArray *effects = opt_recommendation_get_statements (self->recommendation);
  GtkListBoxRow *row;

  while ((row = gtk_list_box_get_row_at_index (self->effect_list, 0)) != NULL)
    gtk_list_box_remove (self->effect_list, GTK_WIDGET (row));
  for (guint i = 0; i < effects->len; i++)
    gtk_list_box_append (self->effect_list, opt_effect_row_new (effects->pdata[i]));
}

static void
show_state (OptClaimStep *self)
{
  g_autofree char *state = NULL;
  const char *style;

  gtk_widget_set_visible (GTK_WIDGET (self->state_label), self->change != NULL);
  if (self->change == NULL)
    return;

  state = opt_change_describe_state (self->change);
  style = opt_change_get_state_class (self->change);
  gtk_label_set_label (self->state_label, state);
  gtk_widget_set_css_classes (GTK_WIDGET (self->state_label),
                              (const char *[]){ "caption-heading", style, NULL });
}

static void
show_claim (OptClaimStep *self)
{
  g_autoptr (JsonNode) node = opt_recommendation_to_json (self->recommendation);
  JsonObject *object = json_node_get_object (node);
  const char *reason = opt_recommendation_get_reason (self->recommendation);
  gint64 made_at = opt_recommendation_get_made_at (self->recommendation);
  gboolean applied = self->change != NULL && opt_change_is_applied (self->change);
  g_autofree char *saving = opt_saving_describe (self->recommendation, self->server, applied);
  g_autofree char *cost = opt_report_describe_cost (object);
  g_autofree char *projection = opt_report_describe_projection (object);
  g_autofree char *confidence = opt_report_describe_confidence (object);
  g_autofree char *size = opt_report_describe_size (object);
  g_autofree char *made = made_at > 0 ? opt_format_time (made_at) : NULL;

  opt_evidence_pill_set_evidence (self->pill,
                                  opt_recommendation_get_evidence (self->recommendation));
  gtk_label_set_label (self->saving_label, saving);
  gtk_label_set_label (self->reason_label, reason != NULL ? reason : _ ("– (not told)"));
  opt_sql_view_set_sql (self->sql_view, opt_recommendation_get_sql (self->recommendation));
  opt_sql_view_set_sql (self->undo_view, opt_recommendation_get_undo_sql (self->recommendation));
  opt_fact_row_set_value (self->cost_row, cost);
  opt_fact_row_set_value (self->projection_row, projection);
  opt_fact_row_set_value (self->confidence_row, confidence);
  opt_fact_row_set_value (self->made_row, made);
  opt_fact_row_set_value (self->size_row, size);
  opt_fact_row_set_value (self->risk_row, opt_recommendation_get_risk (self->recommendation));
}

/* ---- What to do about it --------------------------------------------------------------------- */

static void
place (OptClaimStep *self, GtkButton *button, gboolean suggested)
{
  if (suggested)
    {
      gtk_action_bar_pack_end (self->bar, GTK_WIDGET (button));
      gtk_widget_add_css_class (GTK_WIDGET (button), "suggested-action");
      opt_step_set_default_widget (OPT_STEP (self), GTK_WIDGET (button));
    }
  else
    {
      gtk_action_bar_pack_start (self->bar, GTK_WIDGET (button));
      gtk_widget_remove_css_class (GTK_WIDGET (button), "suggested-action");
    }
}

/* Who had the focus has it again: it would wander when its button is taken away. */
static void
lay_out (OptClaimStep *self, GtkButton *suggested, GtkButton *other)
{
  GtkButton *const buttons[] = { self->try_button, self->apply_button, self->change_button };
  gboolean focused = gtk_widget_get_focus_child (GTK_WIDGET (self->bar)) != NULL;

  if (opt_step_get_default_widget (OPT_STEP (self)) == GTK_WIDGET (suggested)
      && gtk_widget_get_parent (GTK_WIDGET (other)) != NULL)
    return;

  for (gsize i = 0; i < G_N_ELEMENTS (buttons); i++)
    if (gtk_widget_get_parent (GTK_WIDGET (buttons[i])) != NULL)
      gtk_action_bar_remove (self->bar, GTK_WIDGET (buttons[i]));
  place (self, other, FALSE);
  place (self, suggested, TRUE);
  if (focused)
    gtk_widget_grab_focus (GTK_WIDGET (suggested));
}

/* Measure first, then apply, then watch: the next of these is suggested. */
static void
show_choice (OptClaimStep *self)
{
  gboolean tried = opt_recommendation_get_trial (self->recommendation) != NULL;
  OptEvidence evidence = opt_recommendation_get_evidence (self->recommendation);
  gboolean worth_it = evidence == OPT_EVIDENCE_MEASURED || evidence == OPT_EVIDENCE_CONFIRMED;

  gtk_button_set_label (self->try_button,
                        tried ? _ ("Show the _Trial") : _ ("_Try It in the Sandbox"));
  if (self->change != NULL && opt_change_is_applied (self->change))
    lay_out (self, self->change_button, self->try_button);
  else if (worth_it)
    lay_out (self, self->apply_button, self->try_button);
  else
    lay_out (self, self->try_button, self->apply_button);
}

static void
update (OptClaimStep *self)
{
  if (self->recommendation == NULL)
    return;

  show_claim (self);
  show_state (self);
  show_choice (self);
}

static void
effect_activated (OptClaimStep *self, GtkListBoxRow *row)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "step.statement", "s",
                              opt_effect_row_get_id (OPT_EFFECT_ROW (row)));
}

/* ---- The object ------------------------------------------------------------------------------ */

static void
drop_recommendation (OptClaimStep *self)
{
  if (self->recommendation != NULL)
    g_signal_handlers_disconnect_by_func (self->recommendation, update, self);
  g_clear_object (&self->recommendation);
}

static void
opt_claim_step_dispose (GObject *object)
{
  OptClaimStep *self = OPT_CLAIM_STEP (object);

  drop_recommendation (self);
  g_clear_object (&self->server);
  g_clear_object (&self->change);
  g_clear_object (&self->try_button);
  g_clear_object (&self->apply_button);
  g_clear_object (&self->change_button);
  gtk_widget_dispose_template (GTK_WIDGET (object), OPT_TYPE_CLAIM_STEP);

  G_OBJECT_CLASS (opt_claim_step_parent_class)->dispose (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, OptClaimStep, pill);
  gtk_widget_class_bind_template_child (widget_class, OptClaimStep, state_label);
  gtk_widget_class_bind_template_child (widget_class, OptClaimStep, saving_label);
  gtk_widget_class_bind_template_child (widget_class, OptClaimStep, reason_label);
  gtk_widget_class_bind_template_child (widget_class, OptClaimStep, sql_view);
  gtk_widget_class_bind_template_child (widget_class, OptClaimStep, undo_view);
  gtk_widget_class_bind_template_child (widget_class, OptClaimStep, cost_row);
  gtk_widget_class_bind_template_child (widget_class, OptClaimStep, projection_row);
  gtk_widget_class_bind_template_child (widget_class, OptClaimStep, confidence_row);
  gtk_widget_class_bind_template_child (widget_class, OptClaimStep, made_row);
  gtk_widget_class_bind_template_child (widget_class, OptClaimStep, size_row);
  gtk_widget_class_bind_template_child (widget_class, OptClaimStep, risk_row);
  gtk_widget_class_bind_template_child (widget_class, OptClaimStep, effect_list);
  gtk_widget_class_bind_template_child (widget_class, OptClaimStep, bar);
}

static void
opt_claim_step_class_init (OptClaimStepClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  g_type_ensure (OPT_TYPE_EVIDENCE_PILL);
  g_type_ensure (OPT_TYPE_FACT_ROW);
  g_type_ensure (OPT_TYPE_SQL_VIEW);

  object_class->dispose = opt_claim_step_dispose;

  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/optischema/OptiSchema/ui/advisor/opt-claim-step.ui");
  bind_children (widget_class);
  gtk_widget_class_bind_template_callback (widget_class, effect_activated);
}

static GtkButton *
make_button (const char *label, const char *action)
{
  GtkWidget *button = gtk_button_new_with_mnemonic (label);

  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), action);

  return GTK_BUTTON (g_object_ref_sink (button));
}

static void
opt_claim_step_init (OptClaimStep *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));

  self->try_button = make_button (_ ("_Try It in the Sandbox"), "step.try");
  self->apply_button = make_button (_ ("_Apply…"), "step.apply");
  self->change_button = make_button (_ ("Show the _Change"), "step.change");
}

/**
 * opt_claim_step_set_recommendation:
 * @self: a step
 * @server: whose it is
 * @recommendation: what it shows
 */
void
opt_claim_step_set_recommendation (OptClaimStep *self,
                                   OptServer *server,
                                   OptRecommendation *recommendation)
{
  g_return_if_fail (OPT_IS_CLAIM_STEP (self));
  g_return_if_fail (OPT_IS_SERVER (server));
  g_return_if_fail (OPT_IS_RECOMMENDATION (recommendation));

  if (self->recommendation == recommendation)
    return;

  g_set_object (&self->server, server);
  drop_recommendation (self);
  self->recommendation = g_object_ref (recommendation);
  g_signal_connect_object (recommendation, "notify", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  show_effects (self);
  update (self);
}

/**
 * opt_claim_step_set_change:
 * @self: a step
 * @change: (nullable): what came of the recommendation last
 */
void
opt_claim_step_set_change (OptClaimStep *self, OptAuditChange *change)
{
  g_return_if_fail (OPT_IS_CLAIM_STEP (self));

  if (g_set_object (&self->change, change))
    update (self);
}
