/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "opt-verdict-pill.h"

#include <glib/gi18n.h>

#include "opt-report-trial.h"

struct _OptVerdictPill
{
  AdwBin parent_instance;

  /* Template children */
  GtkImage *image;
  GtkLabel *label;
};

G_DEFINE_FINAL_TYPE (OptVerdictPill, opt_verdict_pill, ADW_TYPE_BIN)

typedef struct
{
  const char *icon;
  const char *style; /* (nullable) */
} Look;

static Look
get_look (JsonObject *object)
{
  static const Look looks[] = {
    [OPT_VERDICT_BETTER] = { "opt-evidence-confirmed-symbolic", "success" },
    [OPT_VERDICT_NO_DIFFERENCE] = { "list-remove-symbolic", NULL },
    [OPT_VERDICT_WORSE] = { "opt-evidence-refuted-symbolic", "error" },
    [OPT_VERDICT_DIFFERENT_ROWS] = { "opt-evidence-refuted-symbolic", "error" },
    [OPT_VERDICT_INCONCLUSIVE] = { "dialog-question-symbolic", NULL },
    [OPT_VERDICT_FAILED] = { "dialog-error-symbolic", "error" },
    [OPT_VERDICT_NO_WORSE] = { "opt-evidence-confirmed-symbolic", "success" },
  };
  OptVerdict verdict;

  return opt_report_get_verdict (object, &verdict) ? looks[verdict]
                                                   : (Look){ "dialog-question-symbolic", NULL };
}

static void
opt_verdict_pill_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), OPT_TYPE_VERDICT_PILL);

  G_OBJECT_CLASS (opt_verdict_pill_parent_class)->dispose (object);
}

static void
opt_verdict_pill_class_init (OptVerdictPillClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = opt_verdict_pill_dispose;

  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/optischema/OptiSchema/ui/widgets/opt-verdict-pill.ui");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
  gtk_widget_class_bind_template_child (widget_class, OptVerdictPill, image);
  gtk_widget_class_bind_template_child (widget_class, OptVerdictPill, label);
}

static void
opt_verdict_pill_init (OptVerdictPill *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  opt_verdict_pill_set_object (self, NULL);
}

/**
 * opt_verdict_pill_new:
 *
 * Returns: (transfer floating): a pill without a verdict
 */
GtkWidget *
opt_verdict_pill_new (void)
{
  return g_object_new (OPT_TYPE_VERDICT_PILL, NULL);
}

/**
 * opt_verdict_pill_set_object:
 * @self: a pill
 * @object: (nullable): the object of a trial, or of a statement in it
 */
void
opt_verdict_pill_set_object (OptVerdictPill *self, JsonObject *object)
{
  Look look;
  const char *label;
  g_autofree char *name = NULL;

  g_return_if_fail (OPT_IS_VERDICT_PILL (self));

  look = get_look (object);
  label = opt_report_get_verdict_label (object);
  name = g_strdup_printf (_ ("Verdict: %s"), label);
  gtk_widget_set_css_classes (GTK_WIDGET (self), (const char *[]){ "verdict", look.style, NULL });
  gtk_image_set_from_icon_name (self->image, look.icon);
  gtk_label_set_label (self->label, label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}
