/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-alert-rule-dialog.h"

#include <glib/gi18n.h>

#include "opt-error-view.h"
#include "opt-error.h"
#include "opt-field-note.h"

struct _OptAlertRuleDialog
{
  AdwWindow parent_instance;

  /* Template children */
  GtkWidget *save_button;
  OptErrorView *error_view;
  GtkWidget *title_row;
  OptFieldNote *title_note;
  AdwComboRow *series_row;
  AdwComboRow *comparison_row;
  GtkWidget *threshold_row;
  OptFieldNote *threshold_note;
  GtkWidget *hold_row;
  OptFieldNote *hold_note;
  GtkWidget *clear_row;
  OptFieldNote *clear_note;
  GtkWidget *clear_hold_row;
  OptFieldNote *clear_hold_note;
  GtkLabel *summary_label;
  GtkButton *remove_button;

  /* Owned */
  OptAlertFile *file; /* (nullable) until it is presented */
  GPtrArray *series;  /* (nullable) of OptAlertSeries */
  OptAlertRule *rule; /* (nullable) the one that is changed */

  gboolean filling;
};

G_DEFINE_FINAL_TYPE (OptAlertRuleDialog, opt_alert_rule_dialog, ADW_TYPE_WINDOW)

/* ---- What was typed -------------------------------------------------------------------------- */

static const char *
get_text (GtkWidget *row)
{
  return gtk_editable_get_text (GTK_EDITABLE (row));
}

static gboolean
is_empty (GtkWidget *row)
{
  g_autofree char *text = g_strstrip (g_strdup (get_text (row)));

  return *text == '\0';
}

/* (nullable) */
static const OptAlertSeries *
get_series (OptAlertRuleDialog *self)
{
  guint selected = adw_combo_row_get_selected (self->series_row);

  return self->series != NULL && selected < self->series->len ? self->series->pdata[selected]
                                                              : NULL;
}

static void
tell (OptFieldNote *note, GtkWidget *row, const GError *error)
{
  const char *next_step = error != NULL ? opt_error_get_next_step (error) : NULL;
  g_autofree char *text = error != NULL ? g_strdup_printf ("%s. %s", error->message,
                                                           next_step != NULL ? next_step : "")
                                        : NULL;

  opt_field_note_tell (note, row, text != NULL ? g_strchomp (text) : NULL);
}

/* Says below the field what it should be. */
static gboolean
parse (GtkWidget *row, OptFieldNote *note, OptSeriesUnit unit, double *value)
{
  g_autoptr (GError) error = NULL;
  gboolean right = opt_series_unit_parse (unit, get_text (row), value, &error);

  tell (note, row, error);

  return right;
}

/* What need not be said has a value already. */
static gboolean
parse_optional (GtkWidget *row, OptFieldNote *note, OptSeriesUnit unit, double *value)
{
  if (!is_empty (row))
    return parse (row, note, unit, value);

  tell (note, row, NULL);

  return TRUE;
}

static gboolean
parse_time (GtkWidget *row, OptFieldNote *note, gint64 *time)
{
  double value = 0;

  if (!parse_optional (row, note, OPT_SERIES_UNIT_DURATION, &value))
    return FALSE;
  *time = (gint64) (value * 1000.0);

  return TRUE;
}

static gboolean
read_name (OptAlertRuleDialog *self, OptAlertRule *rule)
{
  gboolean right = !is_empty (self->title_row);

  opt_field_note_tell (self->title_note, self->title_row,
                       right ? NULL : _ ("Say what the rule is called, to save it."));
  g_free (rule->title);
  rule->title = g_strstrip (g_strdup (get_text (self->title_row)));

  return right;
}

static gboolean
read_threshold (OptAlertRuleDialog *self, OptSeriesUnit unit, OptAlertRule *rule)
{
  if (!is_empty (self->threshold_row))
    return parse (self->threshold_row, self->threshold_note, unit, &rule->threshold);

  opt_field_note_tell (self->threshold_note, self->threshold_row,
                       _ ("Say from where on it fires, to save it."));

  return FALSE;
}

/* It would be over while it still fires. */
static gboolean
check_clear (OptAlertRuleDialog *self, const OptAlertRule *rule)
{
  if (rule->below ? rule->clear_threshold >= rule->threshold
                  : rule->clear_threshold <= rule->threshold)
    return TRUE;

  opt_field_note_tell (
      self->clear_note, self->clear_row,
      _ ("It would be over while it still fires. Let it be over at the threshold or better."));

  return FALSE;
}

/* (nullable): the rule that it says */
static OptAlertRule *
read_rule (OptAlertRuleDialog *self)
{
  const OptAlertSeries *series = get_series (self);
  g_autoptr (OptAlertRule) rule = NULL;
  gboolean right;

  if (series == NULL)
    return NULL;

  rule = self->rule != NULL ? opt_alert_rule_copy (self->rule) : g_new0 (OptAlertRule, 1);
  rule->enabled = self->rule == NULL || self->rule->enabled;
  g_free (rule->series);
  rule->series = g_strdup (series->name);
  rule->below = adw_combo_row_get_selected (self->comparison_row) == 1;
  right = read_name (self, rule);
  right = parse_time (self->hold_row, self->hold_note, &rule->hold) && right;
  right = parse_time (self->clear_hold_row, self->clear_hold_note, &rule->clear_hold) && right;
  if (!read_threshold (self, series->unit, rule))
    {
      tell (self->clear_note, self->clear_row, NULL);
      return NULL;
    }
  rule->clear_threshold = rule->threshold;
  right = parse_optional (self->clear_row, self->clear_note, series->unit, &rule->clear_threshold)
          && check_clear (self, rule) && right;

  return right ? g_steal_pointer (&rule) : NULL;
}

static void
changed (OptAlertRuleDialog *self)
{
  g_autoptr (OptAlertRule) rule = NULL;
  g_autofree char *text = NULL;

  if (self->filling || self->file == NULL)
    return;

  rule = read_rule (self);
  if (rule != NULL)
    text = opt_alert_rule_describe (rule, get_series (self)->unit);
  gtk_label_set_label (self->summary_label, text != NULL ? text : "");
  gtk_widget_set_sensitive (self->save_button, rule != NULL);
}

/* ---- What is done ---------------------------------------------------------------------------- */

static void
finish (OptAlertRuleDialog *self, gboolean done, const GError *error)
{
  if (done)
    {
      gtk_window_close (GTK_WINDOW (self));
      return;
    }

  opt_error_view_set_title (self->error_view, _ ("The rule was not saved"));
  opt_error_view_set_error (self->error_view, error);
}

static void
save_clicked (OptAlertRuleDialog *self)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (OptAlertRule) rule = read_rule (self);

  if (rule == NULL)
    return;

  if (rule->name == NULL)
    rule->name = opt_alert_file_make_name (self->file, rule->title);
  finish (self, opt_alert_file_put_rule (self->file, rule, &error), error);
}

static void
remove_clicked (OptAlertRuleDialog *self)
{
  g_autoptr (GError) error = NULL;

  finish (self, opt_alert_file_remove_rule (self->file, self->rule->name, &error), error);
}

/* ---- What is shown --------------------------------------------------------------------------- */

static void
set_value (GtkWidget *row, OptSeriesUnit unit, double value)
{
  g_autofree char *text = opt_series_unit_to_input (unit, value);

  gtk_editable_set_text (GTK_EDITABLE (row), text);
}

static const char *
get_hint (OptSeriesUnit unit)
{
  switch (unit)
    {
    case OPT_SERIES_UNIT_DURATION:
      return _ ("Threshold, as 30 s or 5 min");
    case OPT_SERIES_UNIT_SHARE:
      return _ ("Threshold, as 90 %");
    case OPT_SERIES_UNIT_BYTES:
      return _ ("Threshold, as 10 GB");
    case OPT_SERIES_UNIT_BYTES_RATE:
      return _ ("Threshold a second, as 50 MB");
    case OPT_SERIES_UNIT_DURATION_RATE:
      return _ ("Threshold a second, as 50 ms");
    case OPT_SERIES_UNIT_RATE:
      return _ ("Threshold, so many a second");
    case OPT_SERIES_UNIT_FACTOR:
      return _ ("Threshold, so many times as much, as 1.5");
    case OPT_SERIES_UNIT_NUMBER:
    default:
      return _ ("Threshold");
    }
}

static void
series_changed (OptAlertRuleDialog *self)
{
  const OptAlertSeries *series = get_series (self);

  if (series == NULL)
    return;

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->threshold_row),
                                 get_hint (series->unit));
  changed (self);
}

/* A rule may be on what no server has now. */
static void
add_series_of_rule (OptAlertRuleDialog *self)
{
  OptAlertSeries *series;

  if (self->rule == NULL || opt_alert_series_find (self->series, self->rule->series) != NULL)
    return;

  series = g_new0 (OptAlertSeries, 1);
  series->name = g_strdup (self->rule->series);
  series->label = g_strdup (self->rule->series);
  series->unit = opt_alert_rule_guess_unit (self->rule->series);
  g_ptr_array_add (self->series, series);
}

static void
fill_series (OptAlertRuleDialog *self)
{
  g_autoptr (GtkStringList) labels = gtk_string_list_new (NULL);
  guint selected = 0;

  add_series_of_rule (self);
  for (guint i = 0; i < self->series->len; i++)
    {
      const OptAlertSeries *series = self->series->pdata[i];

      gtk_string_list_append (labels, series->label);
      if (self->rule != NULL && g_str_equal (series->name, self->rule->series))
        selected = i;
    }
  adw_combo_row_set_model (self->series_row, G_LIST_MODEL (labels));
  adw_combo_row_set_selected (self->series_row, selected);
  /* Of a rule that is there, what it is on is what it is. */
  gtk_widget_set_sensitive (GTK_WIDGET (self->series_row), self->rule == NULL);
}

static void
fill (OptAlertRuleDialog *self)
{
  const OptAlertRule *rule = self->rule;
  OptSeriesUnit unit;

  self->filling = TRUE;
  fill_series (self);
  unit = get_series (self) != NULL ? get_series (self)->unit : OPT_SERIES_UNIT_NUMBER;
  if (rule != NULL)
    {
      gtk_window_set_title (GTK_WINDOW (self), rule->title);
      gtk_editable_set_text (GTK_EDITABLE (self->title_row), rule->title);
      adw_combo_row_set_selected (self->comparison_row, rule->below ? 1 : 0);
      set_value (self->threshold_row, unit, rule->threshold);
      set_value (self->clear_row, unit, rule->clear_threshold);
    }
  set_value (self->hold_row, OPT_SERIES_UNIT_DURATION,
             rule != NULL ? (double) rule->hold / 1000.0 : 60 * 1000.0);
  set_value (self->clear_hold_row, OPT_SERIES_UNIT_DURATION,
             rule != NULL ? (double) rule->clear_hold / 1000.0 : 60 * 1000.0);
  gtk_widget_set_visible (GTK_WIDGET (self->remove_button), rule != NULL);
  gtk_button_set_label (self->remove_button,
                        rule != NULL && rule->usual ? _ ("_Make It as Usual") : _ ("_Delete Rule"));
  if (rule != NULL && !rule->usual)
    gtk_widget_add_css_class (GTK_WIDGET (self->remove_button), "destructive-action");
  self->filling = FALSE;
  series_changed (self);
}

/* ---- The object ------------------------------------------------------------------------------ */

static void
opt_alert_rule_dialog_dispose (GObject *object)
{
  OptAlertRuleDialog *self = OPT_ALERT_RULE_DIALOG (object);

  g_clear_object (&self->file);
  g_clear_pointer (&self->series, g_ptr_array_unref);
  g_clear_pointer (&self->rule, opt_alert_rule_free);
  gtk_widget_dispose_template (GTK_WIDGET (object), OPT_TYPE_ALERT_RULE_DIALOG);

  G_OBJECT_CLASS (opt_alert_rule_dialog_parent_class)->dispose (object);
}

static void
opt_alert_rule_dialog_class_init (OptAlertRuleDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  g_type_ensure (OPT_TYPE_ERROR_VIEW);
  g_type_ensure (OPT_TYPE_FIELD_NOTE);

  G_OBJECT_CLASS (klass)->dispose = opt_alert_rule_dialog_dispose;

  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/optischema/OptiSchema/ui/alerts/opt-alert-rule-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, OptAlertRuleDialog, save_button);
  gtk_widget_class_bind_template_child (widget_class, OptAlertRuleDialog, error_view);
  gtk_widget_class_bind_template_child (widget_class, OptAlertRuleDialog, title_row);
  gtk_widget_class_bind_template_child (widget_class, OptAlertRuleDialog, title_note);
  gtk_widget_class_bind_template_child (widget_class, OptAlertRuleDialog, series_row);
  gtk_widget_class_bind_template_child (widget_class, OptAlertRuleDialog, comparison_row);
  gtk_widget_class_bind_template_child (widget_class, OptAlertRuleDialog, threshold_row);
  gtk_widget_class_bind_template_child (widget_class, OptAlertRuleDialog, threshold_note);
  gtk_widget_class_bind_template_child (widget_class, OptAlertRuleDialog, hold_row);
  gtk_widget_class_bind_template_child (widget_class, OptAlertRuleDialog, hold_note);
  gtk_widget_class_bind_template_child (widget_class, OptAlertRuleDialog, clear_row);
  gtk_widget_class_bind_template_child (widget_class, OptAlertRuleDialog, clear_note);
  gtk_widget_class_bind_template_child (widget_class, OptAlertRuleDialog, clear_hold_row);
  gtk_widget_class_bind_template_child (widget_class, OptAlertRuleDialog, clear_hold_note);
  gtk_widget_class_bind_template_child (widget_class, OptAlertRuleDialog, summary_label);
  gtk_widget_class_bind_template_child (widget_class, OptAlertRuleDialog, remove_button);
  gtk_widget_class_bind_template_callback (widget_class, changed);
  gtk_widget_class_bind_template_callback (widget_class, series_changed);
  gtk_widget_class_bind_template_callback (widget_class, save_clicked);
  gtk_widget_class_bind_template_callback (widget_class, remove_clicked);
}

static void
opt_alert_rule_dialog_init (OptAlertRuleDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * opt_alert_rule_dialog_present:
 * @parent: the window that it is for
 * @file: where rules are
 * @servers: on whose series a new rule can be
 * @rule: (nullable): the rule to change; %NULL: a new one
 *
 * Returns: (transfer none): the dialog, on the screen
 */
OptAlertRuleDialog *
opt_alert_rule_dialog_present (GtkWindow *parent,
                               OptAlertFile *file,
                               OptServerList *servers,
                               const OptAlertRule *rule)
{
  OptAlertRuleDialog *self;

  g_return_val_if_fail (OPT_IS_ALERT_FILE (file) && OPT_IS_SERVER_LIST (servers), NULL);

  self = g_object_new (OPT_TYPE_ALERT_RULE_DIALOG, "transient-for", parent, NULL);
  self->file = g_object_ref (file);
  self->series = opt_alert_series_list (servers);
  self->rule = rule != NULL ? opt_alert_rule_copy (rule) : NULL;
  fill (self);
  gtk_window_present (GTK_WINDOW (self));

  return self;
}
