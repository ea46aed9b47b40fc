/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-fact-row.h"

#include "opt-format.h"

enum
{
  PROP_VALUE = 1,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

struct _OptFactRow
{
  AdwPreferencesRow parent_instance;

  /* Template children */
  GtkLabel *value_label;
};

G_DEFINE_FINAL_TYPE (OptFactRow, opt_fact_row, ADW_TYPE_PREFERENCES_ROW)

static void
opt_fact_row_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), OPT_TYPE_FACT_ROW);

  G_OBJECT_CLASS (opt_fact_row_parent_class)->dispose (object);
}

static void
opt_fact_row_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  switch (id)
    {
    case PROP_VALUE:
      g_value_set_string (value, opt_fact_row_get_value (OPT_FACT_ROW (object)));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
opt_fact_row_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  switch (id)
    {
    case PROP_VALUE:
      opt_fact_row_set_value (OPT_FACT_ROW (object), g_value_get_string (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

/* A row is read as its name and what is known. */
static void
title_changed (OptFactRow *self)
{
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  adw_preferences_row_get_title (ADW_PREFERENCES_ROW (self)), -1);
}

static void
opt_fact_row_class_init (OptFactRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  GParamFlags flags = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->dispose = opt_fact_row_dispose;
  object_class->get_property = opt_fact_row_get_property;
  object_class->set_property = opt_fact_row_set_property;

  /**
   * OptFactRow:value:
   *
   * What is known; a dash where nothing is.
   */
  properties[PROP_VALUE] = g_param_spec_string ("value", NULL, NULL, NULL, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/optischema/OptiSchema/ui/widgets/opt-fact-row.ui");
  gtk_widget_class_bind_template_child (widget_class, OptFactRow, value_label);
}

static void
opt_fact_row_init (OptFactRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect (self, "notify::title", G_CALLBACK (title_changed), NULL);
  opt_fact_row_set_value (self, NULL);
}

/**
 * opt_fact_row_new:
 * @title: the name of what is known
 * @value: (nullable): it
 *
 * Returns: (transfer floating): the row
 */
GtkWidget *
opt_fact_row_new (const char *title, const char *value)
{
  return g_object_new (OPT_TYPE_FACT_ROW, "title", title, "value", value, NULL);
}

/**
 * opt_fact_row_get_value:
 * @self: a row
 *
 * Returns: what it shows
 */
const char *
opt_fact_row_get_value (OptFactRow *self)
{
  g_return_val_if_fail (OPT_IS_FACT_ROW (self), NULL);

  return gtk_label_get_label (self->value_label);
}

/**
 * opt_fact_row_set_value:
 * @self: a row
 * @value: (nullable): what it is to show; a dash where it is %NULL
 */
void
opt_fact_row_set_value (OptFactRow *self, const char *value)
{
  const char *text = value != NULL ? value : OPT_FORMAT_NONE;

  g_return_if_fail (OPT_IS_FACT_ROW (self));

  if (g_strcmp0 (gtk_label_get_label (self->value_label), text) == 0)
    return;

  gtk_label_set_label (self->value_label, text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, text,
                                  -1);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_VALUE]);
}
