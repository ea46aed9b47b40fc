/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-welcome.h"

struct _OptWelcome
{
  AdwBin parent_instance;
};

G_DEFINE_FINAL_TYPE (OptWelcome, opt_welcome, ADW_TYPE_BIN)

static void
opt_welcome_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), OPT_TYPE_WELCOME);

  G_OBJECT_CLASS (opt_welcome_parent_class)->dispose (object);
}

static void
opt_welcome_class_init (OptWelcomeClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = opt_welcome_dispose;

  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/optischema/OptiSchema/ui/opt-welcome.ui");
}

static void
opt_welcome_init (OptWelcome *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
