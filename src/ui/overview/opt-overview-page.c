/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-overview-page.h"

struct _OptOverviewPage
{
  OptPage parent_instance;
};

G_DEFINE_FINAL_TYPE (OptOverviewPage, opt_overview_page, OPT_TYPE_PAGE)

static void
opt_overview_page_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), OPT_TYPE_OVERVIEW_PAGE);

  G_OBJECT_CLASS (opt_overview_page_parent_class)->dispose (object);
}

static void
opt_overview_page_class_init (OptOverviewPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = opt_overview_page_dispose;

  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/optischema/OptiSchema/ui/overview/opt-overview-page.ui");
}

static void
opt_overview_page_init (OptOverviewPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
