/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-statement-advice.h"

#include <glib/gi18n.h>

#include "opt-evidence-pill.h"
#include "opt-format.h"
#include "opt-recommendation.h"
#include "opt-row-order.h"

struct _OptStatementAdvice
{
  AdwBin parent_instance;

  gint64 queryid;

  /* Template children */
  GtkListBox *list;
  GtkLabel *none_label;
  GtkButton *advise_button;

  /* Owned */
  OptServer *server; /* (nullable) */
  GSignalGroup *server_signals;
};

G_DEFINE_FINAL_TYPE (OptStatementAdvice, opt_statement_advice, ADW_TYPE_BIN)

/* ---- What is recommended --------------------------------------------------------------------- */

/* (nullable): what it does to the statement */
static const OptStatementEffect *
find_effect (OptRecommendation *recommendation, const char *queryid)
{
  GPtrArray *effects = opt_recommendation_get_statements (recommendation);

  for (guint i = 0; i < effects->len; i++)
    {
      const OptStatementEffect *effect = effects->pdata[i];

      if (g_strcmp0 (effect->id, queryid) == 0)
        return effect;
    }

  return NULL;
}

static char *
describe_effect (const OptStatementEffect *effect)
{
  g_autofree char *before = opt_format_number (effect->cost_before);
  g_autofree char *after = opt_format_number (effect->cost_after);

  return g_strdup_printf (_ ("The planner’s cost of one call: %s → %s"), before, after);
}

static void
show_row (GtkWidget *row, OptRecommendation *recommendation, const OptStatementEffect *effect)
{
  OptEvidencePill *pill = g_object_get_data (G_OBJECT (row), "pill");
  g_autofree char *subtitle = describe_effect (effect);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row),
                                 opt_recommendation_get_title (recommendation));
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  opt_evidence_pill_set_evidence (pill, opt_recommendation_get_evidence (recommendation));
}

static GtkWidget *
make_row (OptRecommendation *recommendation)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *pill = opt_evidence_pill_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  g_object_set_data (G_OBJECT (row), "pill", pill);
  gtk_widget_set_valign (pill, GTK_ALIGN_CENTER);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), pill);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row),
                             gtk_image_new_from_icon_name ("go-next-symbolic"));
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (row), "win.recommendation");
  gtk_actionable_set_action_target (GTK_ACTIONABLE (row), "s",
                                    opt_recommendation_get_id (recommendation));

  return row;
}

/* A row stays while its recommendation does, and with it the keyboard that it may have. */
static int
show_rows (OptStatementAdvice *self)
{
  GListModel *recommendations
      = self->server != NULL ? opt_server_get_recommendations (self->server) : NULL;
  guint n = recommendations != NULL ? g_list_model_get_n_items (recommendations) : 0;
  g_autofree char *queryid = g_strdup_printf ("%" G_GINT64_FORMAT, self->queryid);

  opt_row_order_begin (self->list);
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (OptRecommendation) recommendation = g_list_model_get_item (recommendations, i);
      const OptStatementEffect *effect = find_effect (recommendation, queryid);
      const char *id = opt_recommendation_get_id (recommendation);
      GtkWidget *row;

      if (effect == NULL)
        continue;
      row = (GtkWidget *) opt_row_order_next (self->list, id);
      if (row == NULL)
        opt_row_order_add (self->list, row = make_row (recommendation), id);
      show_row (row, recommendation, effect);
    }

  return opt_row_order_end (self->list);
}

/* Why there is nothing to list. */
static char *
describe_none (OptStatementAdvice *self)
{
  gint64 time = opt_server_get_advice_time (self->server);
  g_autofree char *when = NULL;

  if (time != 0)
    {
      when = opt_format_time (time);
      return g_strdup_printf (_ ("Nothing was found for it when advice was asked for at %s."),
                              when);
    }

  return g_strdup (g_list_model_get_n_items (opt_server_get_recommendations (self->server)) > 0
                       ? _ ("None of the recommendations is about it.")
                       : _ ("Nobody asked for advice yet."));
}

static void
update (OptStatementAdvice *self)
{
  g_autofree char *none = NULL;
  int n_rows;

  n_rows = show_rows (self);
  if (self->server == NULL)
    return;

  none = describe_none (self);
  gtk_label_set_label (self->none_label, none);
  gtk_widget_set_visible (GTK_WIDGET (self->none_label), n_rows == 0);
  gtk_widget_set_visible (GTK_WIDGET (self->list), n_rows > 0);
}

/* ---- The object ------------------------------------------------------------------------------ */

static void
opt_statement_advice_dispose (GObject *object)
{
  OptStatementAdvice *self = OPT_STATEMENT_ADVICE (object);

  if (self->server_signals != NULL)
    g_signal_group_set_target (self->server_signals, NULL);
  g_clear_object (&self->server_signals);
  g_clear_object (&self->server);
  gtk_widget_dispose_template (GTK_WIDGET (object), OPT_TYPE_STATEMENT_ADVICE);

  G_OBJECT_CLASS (opt_statement_advice_parent_class)->dispose (object);
}

static void
opt_statement_advice_class_init (OptStatementAdviceClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = opt_statement_advice_dispose;

  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/optischema/OptiSchema/ui/statements/opt-statement-advice.ui");
  gtk_widget_class_bind_template_child (widget_class, OptStatementAdvice, list);
  gtk_widget_class_bind_template_child (widget_class, OptStatementAdvice, none_label);
  gtk_widget_class_bind_template_child (widget_class, OptStatementAdvice, advise_button);
}

static void
opt_statement_advice_init (OptStatementAdvice *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));

  self->server_signals = g_signal_group_new (OPT_TYPE_SERVER);
  g_signal_group_connect_swapped (self->server_signals, "advice-changed", G_CALLBACK (update),
                                  self);
}

/**
 * opt_statement_advice_new:
 *
 * Returns: (transfer floating): the advice for no statement
 */
GtkWidget *
opt_statement_advice_new (void)
{
  return g_object_new (OPT_TYPE_STATEMENT_ADVICE, NULL);
}

/**
 * opt_statement_advice_show:
 * @self: the advice
 * @server: (nullable): a server
 * @queryid: for which of its statements
 */
void
opt_statement_advice_show (OptStatementAdvice *self, OptServer *server, gint64 queryid)
{
  g_return_if_fail (OPT_IS_STATEMENT_ADVICE (self));

  self->queryid = queryid;
  g_set_object (&self->server, server);
  g_signal_group_set_target (self->server_signals, server);
  update (self);
}
