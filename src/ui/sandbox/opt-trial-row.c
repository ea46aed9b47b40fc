/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "opt-trial-row.h"

#include <glib/gi18n.h>

#include "opt-json.h"
#include "opt-report-read.h"
#include "opt-report-words.h"
#include "opt-trial-view.h"
#include "opt-verdict-pill.h"

struct _OptTrialRow
{
  AdwExpanderRow parent_instance;

  /* Owned */
  OptRecommendation *recommendation;

  /* Borrowed */
  OptVerdictPill *pill;
  OptTrialView *view;     /* (nullable) made when it is first wanted */
  GtkButton *show_button; /* (nullable) likewise */
};

G_DEFINE_FINAL_TYPE (OptTrialRow, opt_trial_row, ADW_TYPE_EXPANDER_ROW)

static GtkWidget *
make_content (OptTrialRow *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 18);

  gtk_widget_set_margin_top (box, 12);
  gtk_widget_set_margin_bottom (box, 18);
  gtk_widget_set_margin_start (box, 12);
  gtk_widget_set_margin_end (box, 12);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->view));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->show_button));

  return box;
}

static void
expanded (OptTrialRow *self)
{
  if (!adw_expander_row_get_expanded (ADW_EXPANDER_ROW (self)) || self->view != NULL
      || self->recommendation == NULL)
    return;

  self->view = OPT_TRIAL_VIEW (opt_trial_view_new ());
  self->show_button = GTK_BUTTON (gtk_button_new_with_mnemonic (_ ("Show the _Recommendation")));
  gtk_widget_set_halign (GTK_WIDGET (self->show_button), GTK_ALIGN_START);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->show_button), "win.recommendation");
  gtk_actionable_set_action_target (GTK_ACTIONABLE (self->show_button), "s",
                                    opt_trial_row_get_id (self));
  opt_trial_view_set_trial (self->view, opt_recommendation_get_trial (self->recommendation), NULL);
  adw_expander_row_add_row (ADW_EXPANDER_ROW (self), make_content (self));
}

static void
opt_trial_row_dispose (GObject *object)
{
  g_clear_object (&OPT_TRIAL_ROW (object)->recommendation);

  G_OBJECT_CLASS (opt_trial_row_parent_class)->dispose (object);
}

static void
opt_trial_row_class_init (OptTrialRowClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = opt_trial_row_dispose;
}

static void
opt_trial_row_init (OptTrialRow *self)
{
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (self), FALSE);
  self->pill = OPT_VERDICT_PILL (opt_verdict_pill_new ());
  adw_expander_row_add_action (ADW_EXPANDER_ROW (self), GTK_WIDGET (self->pill));
  g_signal_connect (self, "notify::expanded", G_CALLBACK (expanded), NULL);
}

/**
 * opt_trial_row_new:
 * @recommendation: one with a trial
 *
 * Returns: (transfer floating): a row
 */
GtkWidget *
opt_trial_row_new (OptRecommendation *recommendation)
{
  OptTrialRow *self = g_object_new (OPT_TYPE_TRIAL_ROW, NULL);

  opt_trial_row_set_recommendation (self, recommendation);

  return GTK_WIDGET (self);
}

/**
 * opt_trial_row_get_id:
 * @self: a row
 *
 * Returns: (nullable): of which recommendation it is
 */
const char *
opt_trial_row_get_id (OptTrialRow *self)
{
  g_return_val_if_fail (OPT_IS_TRIAL_ROW (self), NULL);

  return self->recommendation != NULL ? opt_recommendation_get_id (self->recommendation) : NULL;
}

/* When it was run, and that it failed where it did. */
static char *
describe (JsonObject *trial)
{
  JsonObject *conditions = opt_json_get_object (trial, "conditions");
  const char *error = opt_json_get_string (trial, "error");

  if (error != NULL)
    return g_strdup_printf (_ ("The trial failed: %s"), error);

  return opt_report_format_time (conditions, "started_at");
}

/**
 * opt_trial_row_set_recommendation:
 * @self: a row
 * @recommendation: one with a trial, as it is known now
 */
void
opt_trial_row_set_recommendation (OptTrialRow *self, OptRecommendation *recommendation)
{
  JsonNode *trial;
  const char *title;
  g_autofree char *subtitle = NULL;

  g_return_if_fail (OPT_IS_TRIAL_ROW (self));
  g_return_if_fail (OPT_IS_RECOMMENDATION (recommendation));
  g_return_if_fail (opt_recommendation_get_trial (recommendation) != NULL);

  g_set_object (&self->recommendation, recommendation);
  trial = opt_recommendation_get_trial (recommendation);
  title = opt_recommendation_get_title (recommendation);
  subtitle = describe (opt_report_get_root (trial));

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self),
                                 title != NULL ? title : _ ("A recommendation without a title"));
  adw_expander_row_set_subtitle (ADW_EXPANDER_ROW (self), subtitle);
  opt_verdict_pill_set_object (self->pill, opt_report_get_root (trial));
  if (self->view != NULL)
    opt_trial_view_set_trial (self->view, trial, NULL);
}
