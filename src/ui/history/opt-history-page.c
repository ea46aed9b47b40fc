/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-history-page.h"

struct _OptHistoryPage
{
  OptPage parent_instance;
};

G_DEFINE_FINAL_TYPE (OptHistoryPage, opt_history_page, OPT_TYPE_PAGE)

static void
opt_history_page_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), OPT_TYPE_HISTORY_PAGE);

  G_OBJECT_CLASS (opt_history_page_parent_class)->dispose (object);
}

static void
opt_history_page_class_init (OptHistoryPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = opt_history_page_dispose;

  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/optischema/OptiSchema/ui/history/opt-history-page.ui");
}

static void
opt_history_page_init (OptHistoryPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
