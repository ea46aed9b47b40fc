/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-advisor-page.h"

struct _OptAdvisorPage
{
  OptPage parent_instance;
};

G_DEFINE_FINAL_TYPE (OptAdvisorPage, opt_advisor_page, OPT_TYPE_PAGE)

static void
opt_advisor_page_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), OPT_TYPE_ADVISOR_PAGE);

  G_OBJECT_CLASS (opt_advisor_page_parent_class)->dispose (object);
}

static void
opt_advisor_page_class_init (OptAdvisorPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = opt_advisor_page_dispose;

  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/optischema/OptiSchema/ui/advisor/opt-advisor-page.ui");
}

static void
opt_advisor_page_init (OptAdvisorPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
