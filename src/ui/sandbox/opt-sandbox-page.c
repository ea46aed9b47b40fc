/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-sandbox-page.h"

struct _OptSandboxPage
{
  OptPage parent_instance;
};

G_DEFINE_FINAL_TYPE (OptSandboxPage, opt_sandbox_page, OPT_TYPE_PAGE)

static void
opt_sandbox_page_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), OPT_TYPE_SANDBOX_PAGE);

  G_OBJECT_CLASS (opt_sandbox_page_parent_class)->dispose (object);
}

static void
opt_sandbox_page_class_init (OptSandboxPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = opt_sandbox_page_dispose;

  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/optischema/OptiSchema/ui/sandbox/opt-sandbox-page.ui");
}

static void
opt_sandbox_page_init (OptSandboxPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
