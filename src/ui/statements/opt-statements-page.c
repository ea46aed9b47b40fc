/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-statements-page.h"

#include "opt-application.h"
#include "opt-server-state-view.h"
#include "opt-statement-browser.h"

struct _OptStatementsPage
{
  OptPage parent_instance;

  /* Template children */
  AdwLeaflet *leaflet;
  OptStatementBrowser *browser;
};

G_DEFINE_FINAL_TYPE (OptStatementsPage, opt_statements_page, OPT_TYPE_PAGE)

static void
opt_statements_page_set_server (OptPage *page, OptServer *server)
{
  OptStatementsPage *self = OPT_STATEMENTS_PAGE (page);

  opt_statement_browser_set_server (self->browser, server);
}

static gboolean
opt_statements_page_find (OptPage *page)
{
  opt_statement_browser_find (OPT_STATEMENTS_PAGE (page)->browser);

  return TRUE;
}

static void
opt_statements_page_shown (OptPage *page, gboolean shown)
{
  opt_statement_browser_set_active (OPT_STATEMENTS_PAGE (page)->browser, shown);
}

static void
opt_statements_page_dispose (GObject *object)
{
  /* As long as there is something to take it from. */
  opt_page_set_server (OPT_PAGE (object), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (object), OPT_TYPE_STATEMENTS_PAGE);

  G_OBJECT_CLASS (opt_statements_page_parent_class)->dispose (object);
}

static void
opt_statements_page_class_init (OptStatementsPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  OptPageClass *page_class = OPT_PAGE_CLASS (klass);

  g_type_ensure (OPT_TYPE_SERVER_STATE_VIEW);
  g_type_ensure (OPT_TYPE_STATEMENT_BROWSER);

  object_class->dispose = opt_statements_page_dispose;
  page_class->set_server = opt_statements_page_set_server;
  page_class->find = opt_statements_page_find;
  page_class->shown = opt_statements_page_shown;

  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/optischema/OptiSchema/ui/statements/opt-statements-page.ui");
  gtk_widget_class_bind_template_child (widget_class, OptStatementsPage, leaflet);
  gtk_widget_class_bind_template_child (widget_class, OptStatementsPage, browser);
}

static GSettings *
get_settings (void)
{
  GApplication *application = g_application_get_default ();

  return OPT_IS_APPLICATION (application)
             ? opt_application_get_settings (OPT_APPLICATION (application))
             : NULL;
}

static void
opt_statements_page_init (OptStatementsPage *self)
{
  OptStatementTable *table;

  gtk_widget_init_template (GTK_WIDGET (self));

  table = opt_statement_browser_get_table (self->browser);
  opt_statement_columns_set_settings (opt_statement_table_get_columns (table), get_settings ());
  opt_statement_browser_set_active (self->browser, FALSE);
}
