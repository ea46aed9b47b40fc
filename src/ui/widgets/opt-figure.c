/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-figure.h"

#include "opt-format.h"

enum
{
  PROP_TITLE = 1,
  PROP_VALUE,
  PROP_NOTE,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

struct _OptFigure
{
  GtkWidget parent_instance;

  /* Template children */
  GtkWidget *box;
  GtkLabel *title_label;
  GtkLabel *value_label;
  GtkLabel *note_label;
};

G_DEFINE_FINAL_TYPE (OptFigure, opt_figure, GTK_TYPE_WIDGET)

/* Whether it is another than before; an empty text is none. */
static gboolean
set_text (OptFigure *self, GtkLabel *label, const char *text)
{
  g_autofree char *description = NULL;

  if (g_strcmp0 (gtk_label_get_label (label), text) == 0)
    return FALSE;

  gtk_label_set_label (label, text);
  description = g_strdup_printf ("%s: %s. %s", gtk_label_get_label (self->title_label),
                                 gtk_label_get_label (self->value_label),
                                 gtk_label_get_label (self->note_label));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, description,
                                  -1);

  return TRUE;
}

static void
opt_figure_dispose (GObject *object)
{
  OptFigure *self = OPT_FIGURE (object);

  g_clear_pointer (&self->box, gtk_widget_unparent);
  gtk_widget_dispose_template (GTK_WIDGET (object), OPT_TYPE_FIGURE);

  G_OBJECT_CLASS (opt_figure_parent_class)->dispose (object);
}

static void
opt_figure_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  OptFigure *self = OPT_FIGURE (object);

  switch (id)
    {
    case PROP_TITLE:
      g_value_set_string (value, opt_figure_get_title (self));
      break;
    case PROP_VALUE:
      g_value_set_string (value, opt_figure_get_value (self));
      break;
    case PROP_NOTE:
      g_value_set_string (value, opt_figure_get_note (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
opt_figure_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  OptFigure *self = OPT_FIGURE (object);

  switch (id)
    {
    case PROP_TITLE:
      opt_figure_set_title (self, g_value_get_string (value));
      break;
    case PROP_VALUE:
      opt_figure_set_value (self, g_value_get_string (value));
      break;
    case PROP_NOTE:
      opt_figure_set_note (self, g_value_get_string (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
opt_figure_class_init (OptFigureClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  GParamFlags flags = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->dispose = opt_figure_dispose;
  object_class->get_property = opt_figure_get_property;
  object_class->set_property = opt_figure_set_property;

  /**
   * OptFigure:title:
   *
   * What the number is.
   */
  properties[PROP_TITLE] = g_param_spec_string ("title", NULL, NULL, "", flags);

  /**
   * OptFigure:value:
   *
   * The number with its unit.
   */
  properties[PROP_VALUE] = g_param_spec_string ("value", NULL, NULL, OPT_FORMAT_NONE, flags);

  /**
   * OptFigure:note:
   *
   * How it is known, or why it is not.
   */
  properties[PROP_NOTE] = g_param_spec_string ("note", NULL, NULL, "", flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/optischema/OptiSchema/ui/widgets/opt-figure.ui");
  gtk_widget_class_bind_template_child (widget_class, OptFigure, box);
  gtk_widget_class_bind_template_child (widget_class, OptFigure, title_label);
  gtk_widget_class_bind_template_child (widget_class, OptFigure, value_label);
  gtk_widget_class_bind_template_child (widget_class, OptFigure, note_label);
}

static void
opt_figure_init (OptFigure *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * opt_figure_new:
 * @title: what the number is
 *
 * Returns: (transfer floating): a figure that is not known
 */
GtkWidget *
opt_figure_new (const char *title)
{
  return g_object_new (OPT_TYPE_FIGURE, "title", title, NULL);
}

/**
 * opt_figure_get_title:
 * @self: a figure
 *
 * Returns: what the number is
 */
const char *
opt_figure_get_title (OptFigure *self)
{
  g_return_val_if_fail (OPT_IS_FIGURE (self), NULL);

  return gtk_label_get_label (self->title_label);
}

/**
 * opt_figure_set_title:
 * @self: a figure
 * @title: what the number is
 */
void
opt_figure_set_title (OptFigure *self, const char *title)
{
  g_return_if_fail (OPT_IS_FIGURE (self));

  if (set_text (self, self->title_label, title != NULL ? title : ""))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TITLE]);
}

/**
 * opt_figure_get_value:
 * @self: a figure
 *
 * Returns: the number with its unit
 */
const char *
opt_figure_get_value (OptFigure *self)
{
  g_return_val_if_fail (OPT_IS_FIGURE (self), NULL);

  return gtk_label_get_label (self->value_label);
}

/**
 * opt_figure_set_value:
 * @self: a figure
 * @value: (nullable): the number with its unit; %NULL: it is not known
 */
void
opt_figure_set_value (OptFigure *self, const char *value)
{
  g_return_if_fail (OPT_IS_FIGURE (self));

  if (set_text (self, self->value_label, value != NULL ? value : OPT_FORMAT_NONE))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_VALUE]);
}

/**
 * opt_figure_get_note:
 * @self: a figure
 *
 * Returns: how it is known
 */
const char *
opt_figure_get_note (OptFigure *self)
{
  g_return_val_if_fail (OPT_IS_FIGURE (self), NULL);

  return gtk_label_get_label (self->note_label);
}

/**
 * opt_figure_set_note:
 * @self: a figure
 * @note: (nullable): how the number is known, or why it is not
 */
void
opt_figure_set_note (OptFigure *self, const char *note)
{
  g_return_if_fail (OPT_IS_FIGURE (self));

  gtk_widget_set_visible (GTK_WIDGET (self->note_label), note != NULL && *note != '\0');
  if (set_text (self, self->note_label, note != NULL ? note : ""))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_NOTE]);
}
