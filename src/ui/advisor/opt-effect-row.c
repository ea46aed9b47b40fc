/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "opt-effect-row.h"

#include <glib/gi18n.h>
#include <math.h>

#include "opt-evidence-pill.h"
#include "opt-format.h"
#include "opt-sql-line.h"

struct _OptEffectRow
{
  AdwPreferencesRow parent_instance;

  /* Template children */
  GtkLabel *sql_label;
  GtkLabel *cost_label;
  GtkLabel *calls_label;
  OptEvidencePill *pill;

  /* Owned */
  char *id;
};

G_DEFINE_FINAL_TYPE (OptEffectRow, opt_effect_row, ADW_TYPE_PREFERENCES_ROW)

static void
opt_effect_row_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), OPT_TYPE_EFFECT_ROW);

  G_OBJECT_CLASS (opt_effect_row_parent_class)->dispose (object);
}

static void
opt_effect_row_finalize (GObject *object)
{
  g_free (OPT_EFFECT_ROW (object)->id);

  G_OBJECT_CLASS (opt_effect_row_parent_class)->finalize (object);
}

static void
opt_effect_row_class_init (OptEffectRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  g_type_ensure (OPT_TYPE_EVIDENCE_PILL);

  object_class->dispose = opt_effect_row_dispose;
  object_class->finalize = opt_effect_row_finalize;

  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/optischema/OptiSchema/ui/advisor/opt-effect-row.ui");
  gtk_widget_class_bind_template_child (widget_class, OptEffectRow, sql_label);
  gtk_widget_class_bind_template_child (widget_class, OptEffectRow, cost_label);
  gtk_widget_class_bind_template_child (widget_class, OptEffectRow, calls_label);
  gtk_widget_class_bind_template_child (widget_class, OptEffectRow, pill);
}

static void
opt_effect_row_init (OptEffectRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

static char *
describe_calls (const OptStatementEffect *effect)
{
  g_autofree char *calls = NULL;
  g_autofree char *time = NULL;

  if (effect->calls < 0)
    return g_strdup (_ ("– (its calls were not counted)"));

  calls = opt_format_count (effect->calls);
  if (!isfinite (effect->total_ms))
    return g_strdup_printf (g_dngettext (NULL, "%s call when it was advised",
                                         "%s calls when it was advised", (gulong) effect->calls),
                            calls);
  time = opt_format_duration (effect->total_ms);

  return g_strdup_printf (g_dngettext (NULL, "%s call that took %s when it was advised",
                                       "%s calls that took %s when it was advised",
                                       (gulong) effect->calls),
                          calls, time);
}

/**
 * opt_effect_row_new:
 * @effect: what a recommendation does to a statement
 *
 * Returns: (transfer floating): a row that tells it
 */
GtkWidget *
opt_effect_row_new (const OptStatementEffect *effect)
{
  OptEffectRow *self;
  g_autofree char *sql = NULL;
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  g_autofree char *cost = NULL;
  g_autofree char *calls = NULL;
  g_autofree char *values = NULL;

  g_return_val_if_fail (effect != NULL, NULL);

  self = g_object_new (OPT_TYPE_EFFECT_ROW, NULL);
  self->id = g_strdup (effect->id);
  sql = effect->sql != NULL ? opt_sql_line (effect->sql) : g_strdup (effect->id);
  before = opt_format_number (effect->cost_before);
  after = opt_format_number (effect->cost_after);
  values = opt_statement_effect_describe_values (effect);
  cost = values != NULL
             ? g_strdup_printf (_ ("Planner’s cost of a run %s → %s, %s"), before, after, values)
             : g_strdup_printf (_ ("Planner’s cost of a run %s → %s"), before, after);
  calls = describe_calls (effect);

  gtk_label_set_label (self->sql_label, sql);
  gtk_label_set_label (self->cost_label, cost);
  gtk_label_set_label (self->calls_label, calls);
  opt_evidence_pill_set_evidence (self->pill, effect->evidence);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self), effect->sql);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, sql, -1);

  return GTK_WIDGET (self);
}

/**
 * opt_effect_row_get_id:
 * @self: a row
 *
 * Returns: the statement's queryid, or its number in a workload file
 */
const char *
opt_effect_row_get_id (OptEffectRow *self)
{
  g_return_val_if_fail (OPT_IS_EFFECT_ROW (self), NULL);

  return self->id;
}
