/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "opt-evidence-pill.h"

#include <glib/gi18n.h>

#include "opt-report-words.h"

enum
{
  PROP_EVIDENCE = 1,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

struct _OptEvidencePill
{
  AdwBin parent_instance;

  /* Template children */
  GtkImage *image;
  GtkLabel *label;

  OptEvidence evidence;
};

G_DEFINE_FINAL_TYPE (OptEvidencePill, opt_evidence_pill, ADW_TYPE_BIN)

static void
show (OptEvidencePill *self)
{
  const char *nick = opt_evidence_get_nick (self->evidence);
  const char *label = opt_evidence_get_label (self->evidence);
  const char *const classes[] = { "evidence", nick, NULL };
  g_autofree char *icon = g_strdup_printf ("opt-evidence-%s-symbolic", nick);
  g_autofree char *name = g_strdup_printf (_ ("Evidence: %s"), label);
  g_autofree char *tooltip
      = g_strdup_printf ("%s: %s", label, opt_report_explain_evidence (self->evidence));

  gtk_widget_set_css_classes (GTK_WIDGET (self), (const char **) classes);
  gtk_image_set_from_icon_name (self->image, icon);
  gtk_label_set_label (self->label, label);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self), tooltip);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

static void
opt_evidence_pill_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), OPT_TYPE_EVIDENCE_PILL);

  G_OBJECT_CLASS (opt_evidence_pill_parent_class)->dispose (object);
}

static void
opt_evidence_pill_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  switch (id)
    {
    case PROP_EVIDENCE:
      g_value_set_enum (value, (int) OPT_EVIDENCE_PILL (object)->evidence);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
opt_evidence_pill_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  switch (id)
    {
    case PROP_EVIDENCE:
      opt_evidence_pill_set_evidence (OPT_EVIDENCE_PILL (object),
                                      (OptEvidence) g_value_get_enum (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
opt_evidence_pill_class_init (OptEvidencePillClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  GParamFlags flags = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->dispose = opt_evidence_pill_dispose;
  object_class->get_property = opt_evidence_pill_get_property;
  object_class->set_property = opt_evidence_pill_set_property;

  /**
   * OptEvidencePill:evidence:
   *
   * The rung that it shows.
   */
  properties[PROP_EVIDENCE] = g_param_spec_enum ("evidence", NULL, NULL, OPT_TYPE_EVIDENCE,
                                                 (int) OPT_EVIDENCE_OPINION, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/optischema/OptiSchema/ui/widgets/opt-evidence-pill.ui");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
  gtk_widget_class_bind_template_child (widget_class, OptEvidencePill, image);
  gtk_widget_class_bind_template_child (widget_class, OptEvidencePill, label);
}

static void
opt_evidence_pill_init (OptEvidencePill *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  show (self);
}

/**
 * opt_evidence_pill_new:
 *
 * Returns: a pill that says "Opinion"
 */
GtkWidget *
opt_evidence_pill_new (void)
{
  return g_object_new (OPT_TYPE_EVIDENCE_PILL, NULL);
}

/**
 * opt_evidence_pill_get_evidence:
 * @self: a pill
 *
 * Returns: the rung that it shows
 */
OptEvidence
opt_evidence_pill_get_evidence (OptEvidencePill *self)
{
  g_return_val_if_fail (OPT_IS_EVIDENCE_PILL (self), OPT_EVIDENCE_OPINION);

  return self->evidence;
}

/**
 * opt_evidence_pill_set_evidence:
 * @self: a pill
 * @evidence: the rung that it is to show
 */
void
opt_evidence_pill_set_evidence (OptEvidencePill *self, OptEvidence evidence)
{
  g_return_if_fail (OPT_IS_EVIDENCE_PILL (self));

  if (self->evidence == evidence)
    return;

  self->evidence = evidence;
  show (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_EVIDENCE]);
}
