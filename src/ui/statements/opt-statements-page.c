/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-statements-page.h"

struct _OptStatementsPage
{
  OptPage parent_instance;
};

G_DEFINE_FINAL_TYPE (OptStatementsPage, opt_statements_page, OPT_TYPE_PAGE)

static void
opt_statements_page_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), OPT_TYPE_STATEMENTS_PAGE);

  G_OBJECT_CLASS (opt_statements_page_parent_class)->dispose (object);
}

static void
opt_statements_page_class_init (OptStatementsPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = opt_statements_page_dispose;

  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/optischema/OptiSchema/ui/statements/opt-statements-page.ui");
}

static void
opt_statements_page_init (OptStatementsPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
