/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "opt-recommendation-row.h"

#include <glib/gi18n.h>

#include "opt-change-words.h"
#include "opt-evidence-pill.h"
#include "opt-format.h"
#include "opt-report-words.h"
#include "opt-saving.h"

struct _OptRecommendationRow
{
  AdwPreferencesRow parent_instance;

  /* Template children */
  GtkLabel *title_label;
  OptEvidencePill *pill;
  GtkLabel *saving_label;
  GtkLabel *reason_label;
  GtkLabel *facts_label;
  GtkLabel *state_label;

  /* Owned */
  OptRecommendation *recommendation;
  OptServer *server;
  OptAuditChange *change; /* (nullable) what came of it last */
};

G_DEFINE_FINAL_TYPE (OptRecommendationRow, opt_recommendation_row, ADW_TYPE_PREFERENCES_ROW)

static void
opt_recommendation_row_dispose (GObject *object)
{
  OptRecommendationRow *self = OPT_RECOMMENDATION_ROW (object);

  g_clear_object (&self->recommendation);
  g_clear_object (&self->server);
  g_clear_object (&self->change);
  gtk_widget_dispose_template (GTK_WIDGET (object), OPT_TYPE_RECOMMENDATION_ROW);

  G_OBJECT_CLASS (opt_recommendation_row_parent_class)->dispose (object);
}

static void
opt_recommendation_row_class_init (OptRecommendationRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  g_type_ensure (OPT_TYPE_EVIDENCE_PILL);

  object_class->dispose = opt_recommendation_row_dispose;

  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/optischema/OptiSchema/ui/advisor/opt-recommendation-row.ui");
  gtk_widget_class_bind_template_child (widget_class, OptRecommendationRow, title_label);
  gtk_widget_class_bind_template_child (widget_class, OptRecommendationRow, pill);
  gtk_widget_class_bind_template_child (widget_class, OptRecommendationRow, saving_label);
  gtk_widget_class_bind_template_child (widget_class, OptRecommendationRow, reason_label);
  gtk_widget_class_bind_template_child (widget_class, OptRecommendationRow, facts_label);
  gtk_widget_class_bind_template_child (widget_class, OptRecommendationRow, state_label);
}

static void
opt_recommendation_row_init (OptRecommendationRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * opt_recommendation_row_new:
 * @recommendation: what it shows
 * @server: whose it is
 *
 * Returns: (transfer floating): a row
 */
GtkWidget *
opt_recommendation_row_new (OptRecommendation *recommendation, OptServer *server)
{
  OptRecommendationRow *self;
  const char *title;

  g_return_val_if_fail (OPT_IS_RECOMMENDATION (recommendation), NULL);
  g_return_val_if_fail (OPT_IS_SERVER (server), NULL);

  self = g_object_new (OPT_TYPE_RECOMMENDATION_ROW, NULL);
  self->recommendation = g_object_ref (recommendation);
  self->server = g_object_ref (server);
  title = opt_recommendation_get_title (recommendation);
  gtk_label_set_label (self->title_label,
                       title != NULL ? title : _ ("A recommendation without a title"));
  g_signal_connect_object (recommendation, "notify", G_CALLBACK (opt_recommendation_row_update),
                           self, G_CONNECT_SWAPPED);
  opt_recommendation_row_update (self);

  return GTK_WIDGET (self);
}

/**
 * opt_recommendation_row_get_recommendation:
 * @self: a row
 *
 * Returns: (transfer none): what it shows
 */
OptRecommendation *
opt_recommendation_row_get_recommendation (OptRecommendationRow *self)
{
  g_return_val_if_fail (OPT_IS_RECOMMENDATION_ROW (self), NULL);

  return self->recommendation;
}

/* "about 49.4 MB · held in 4 of 5 cases · made 27 Nov 10:12" */
static char *
describe_facts (OptRecommendationRow *self)
{
  g_autoptr (JsonNode) node = opt_recommendation_to_json (self->recommendation);
  JsonObject *object = json_node_get_object (node);
  gint64 made_at = opt_recommendation_get_made_at (self->recommendation);
  g_autofree char *size = opt_report_describe_size (object);
  g_autofree char *confidence = opt_report_describe_confidence (object);
  g_autofree char *made = opt_format_time (made_at);

  if (made_at <= 0 || opt_server_get_advice (self->server) != NULL)
    return g_strdup_printf ("%s · %s", size, confidence);

  return g_strdup_printf (_ ("%s · %s · recommended %s"), size, confidence, made);
}

/**
 * opt_recommendation_row_update:
 * @self: a row
 *
 * What it saves follows from the calls that are counted, which are others after each poll.
 */
void
opt_recommendation_row_update (OptRecommendationRow *self)
{
  const char *reason;
  g_autofree char *saving = NULL;
  g_autofree char *facts = NULL;
  g_autofree char *name = NULL;

  g_return_if_fail (OPT_IS_RECOMMENDATION_ROW (self));

  if (self->recommendation == NULL)
    return;

  reason = opt_recommendation_get_reason (self->recommendation);
  saving = opt_saving_describe (self->recommendation, self->server,
                                self->change != NULL && opt_change_is_applied (self->change));
  facts = describe_facts (self);
  opt_evidence_pill_set_evidence (self->pill,
                                  opt_recommendation_get_evidence (self->recommendation));
  gtk_label_set_label (self->saving_label, saving);
  gtk_label_set_label (self->reason_label, reason != NULL ? reason : _ ("– (not told)"));
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->reason_label), reason);
  gtk_label_set_label (self->facts_label, facts);

  name = g_strdup_printf ("%s, %s, %s", gtk_label_get_label (self->title_label),
                          opt_evidence_get_label (
                              opt_recommendation_get_evidence (self->recommendation)),
                          saving);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

/**
 * opt_recommendation_row_set_change:
 * @self: a row
 * @change: (nullable): what came of it last
 */
void
opt_recommendation_row_set_change (OptRecommendationRow *self, OptAuditChange *change)
{
  g_autofree char *state = NULL;

  g_return_if_fail (OPT_IS_RECOMMENDATION_ROW (self));

  gtk_widget_set_visible (GTK_WIDGET (self->state_label), change != NULL);
  if (!g_set_object (&self->change, change) || change == NULL)
    return;

  state = opt_change_describe_state (change);
  gtk_label_set_label (self->state_label, state);
  gtk_widget_set_css_classes (GTK_WIDGET (self->state_label),
                              (const char *[]){ "caption-heading",
                                                opt_change_get_state_class (change), NULL });
}
