/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-attention-row.h"

#include <glib/gi18n.h>

#include "opt-sql-view.h"

struct _OptAttentionRow
{
  AdwExpanderRow parent_instance;

  /* Template children */
  GtkImage *icon;
  GtkButton *button;
  GtkButton *silence_button;
  GtkWidget *note_row;
  GtkLabel *note_label;
  GtkWidget *sql_row;
  OptSqlView *sql_view;

  /* Owned */
  char *key; /* (nullable) */
};

G_DEFINE_FINAL_TYPE (OptAttentionRow, opt_attention_row, ADW_TYPE_EXPANDER_ROW)

typedef struct
{
  const char *icon;
  const char *style;
  const char *word;
} Look;

static const Look looks[] = {
  [OPT_ATTENTION_SUGGESTION] = { "dialog-information-symbolic", "accent", N_ ("Suggestion") },
  [OPT_ATTENTION_WARNING] = { "dialog-warning-symbolic", "warning", N_ ("Warning") },
  [OPT_ATTENTION_ERROR] = { "dialog-error-symbolic", "error", N_ ("Error") },
};

static void
opt_attention_row_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), OPT_TYPE_ATTENTION_ROW);

  G_OBJECT_CLASS (opt_attention_row_parent_class)->dispose (object);
}

static void
opt_attention_row_finalize (GObject *object)
{
  g_free (OPT_ATTENTION_ROW (object)->key);

  G_OBJECT_CLASS (opt_attention_row_parent_class)->finalize (object);
}

static void
opt_attention_row_class_init (OptAttentionRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  g_type_ensure (OPT_TYPE_SQL_VIEW);

  object_class->dispose = opt_attention_row_dispose;
  object_class->finalize = opt_attention_row_finalize;

  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/optischema/OptiSchema/ui/overview/opt-attention-row.ui");
  gtk_widget_class_bind_template_child (widget_class, OptAttentionRow, icon);
  gtk_widget_class_bind_template_child (widget_class, OptAttentionRow, button);
  gtk_widget_class_bind_template_child (widget_class, OptAttentionRow, silence_button);
  gtk_widget_class_bind_template_child (widget_class, OptAttentionRow, note_row);
  gtk_widget_class_bind_template_child (widget_class, OptAttentionRow, note_label);
  gtk_widget_class_bind_template_child (widget_class, OptAttentionRow, sql_row);
  gtk_widget_class_bind_template_child (widget_class, OptAttentionRow, sql_view);
}

static void
opt_attention_row_init (OptAttentionRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * opt_attention_row_new:
 *
 * Returns: (transfer floating): a row about nothing
 */
GtkWidget *
opt_attention_row_new (void)
{
  return g_object_new (OPT_TYPE_ATTENTION_ROW, NULL);
}

/**
 * opt_attention_row_get_key:
 * @self: a row
 *
 * Returns: (nullable): what it is about
 */
const char *
opt_attention_row_get_key (OptAttentionRow *self)
{
  g_return_val_if_fail (OPT_IS_ATTENTION_ROW (self), NULL);

  return self->key;
}

static void
show_look (OptAttentionRow *self, OptAttentionSeverity severity)
{
  for (guint i = 0; i < G_N_ELEMENTS (looks); i++)
    if (i != severity)
      gtk_widget_remove_css_class (GTK_WIDGET (self->icon), looks[i].style);
  gtk_widget_add_css_class (GTK_WIDGET (self->icon), looks[severity].style);
  gtk_image_set_from_icon_name (self->icon, looks[severity].icon);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->icon), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ (looks[severity].word), -1);
}

static void
show_button (OptAttentionRow *self, const OptAttention *attention)
{
  GtkActionable *actionable = GTK_ACTIONABLE (self->button);

  gtk_widget_set_visible (GTK_WIDGET (self->button), attention->button != NULL);
  if (attention->button == NULL)
    return;

  gtk_button_set_label (self->button, attention->button);
  gtk_actionable_set_action_target_value (actionable, attention->target != NULL
                                                          ? g_variant_new_string (attention->target)
                                                          : NULL);
  gtk_actionable_set_action_name (actionable, attention->action);
}

static void
show_silence (OptAttentionRow *self, const OptAttention *attention)
{
  GtkWidget *button = GTK_WIDGET (self->silence_button);
  const char *text;

  gtk_widget_set_visible (button, attention->alert != NULL);
  if (attention->alert == NULL)
    return;

  gtk_button_set_icon_name (self->silence_button, attention->silenced
                                                      ? "preferences-system-notifications-symbolic"
                                                      : "notifications-disabled-symbolic");
  text = attention->silenced ? _ ("Silenced: tell it again") : _ ("Silence for 1 hour");
  gtk_widget_set_tooltip_text (button, text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
  gtk_actionable_set_action_target_value (GTK_ACTIONABLE (button),
                                          g_variant_new_string (attention->alert));
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button),
                                  attention->silenced ? "app.unsilence" : "app.silence");
}

static void
set_text (GtkWidget *row, const char *property, const char *text)
{
  g_autofree char *before = NULL;

  g_object_get (row, property, &before, NULL);
  if (g_strcmp0 (before, text) != 0)
    g_object_set (row, property, text, NULL);
}

/**
 * opt_attention_row_show:
 * @self: a row
 * @attention: what to say
 */
void
opt_attention_row_show (OptAttentionRow *self, const OptAttention *attention)
{
  gboolean opens;

  g_return_if_fail (OPT_IS_ATTENTION_ROW (self));
  g_return_if_fail (attention != NULL);

  g_free (self->key);
  self->key = g_strdup (attention->key);
  set_text (GTK_WIDGET (self), "title", attention->title);
  set_text (GTK_WIDGET (self), "subtitle", attention->reason != NULL ? attention->reason : "");
  show_look (self, attention->severity);
  show_button (self, attention);
  show_silence (self, attention);

  gtk_label_set_label (self->note_label, attention->note != NULL ? attention->note : "");
  gtk_widget_set_visible (self->note_row, attention->note != NULL);
  opt_sql_view_set_sql (self->sql_view, attention->sql);
  gtk_widget_set_visible (self->sql_row, attention->sql != NULL);
  opens = attention->note != NULL || attention->sql != NULL;
  adw_expander_row_set_enable_expansion (ADW_EXPANDER_ROW (self), opens);
  if (opens)
    gtk_widget_remove_css_class (GTK_WIDGET (self), "closed");
  else
    gtk_widget_add_css_class (GTK_WIDGET (self), "closed");
}
