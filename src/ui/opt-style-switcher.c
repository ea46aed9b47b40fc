/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-style-switcher.h"

struct _OptStyleSwitcher
{
  AdwBin parent_instance;
};

G_DEFINE_FINAL_TYPE (OptStyleSwitcher, opt_style_switcher, ADW_TYPE_BIN)

static void
opt_style_switcher_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), OPT_TYPE_STYLE_SWITCHER);

  G_OBJECT_CLASS (opt_style_switcher_parent_class)->dispose (object);
}

static void
opt_style_switcher_class_init (OptStyleSwitcherClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = opt_style_switcher_dispose;

  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/optischema/OptiSchema/ui/opt-style-switcher.ui");
  gtk_widget_class_set_css_name (widget_class, "styleswitcher");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_RADIO_GROUP);
}

static void
opt_style_switcher_init (OptStyleSwitcher *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
