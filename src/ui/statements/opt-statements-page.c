/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-statements-page.h"

#include "opt-application.h"
#include "opt-range-bar.h"
#include "opt-server-state-view.h"
#include "opt-statement-browser.h"
#include "opt-statement-detail.h"
#include "opt-statement-export.h"

struct _OptStatementsPage
{
  OptPage parent_instance;

  gboolean opening;    /* from the table */
  gboolean from_table; /* the detail was opened */

  /* Template children */
  OptRangeBar *range_bar;
  AdwLeaflet *leaflet;
  OptStatementBrowser *browser;
  OptStatementDetail *detail;

  /* Sources */
  guint focus_source;
};

G_DEFINE_FINAL_TYPE (OptStatementsPage, opt_statements_page, OPT_TYPE_PAGE)

static gboolean
shows_detail (OptStatementsPage *self)
{
  return adw_leaflet_get_visible_child (self->leaflet) == GTK_WIDGET (self->detail);
}

/* What is not on the screen follows nothing. */
static void
update_active (OptStatementsPage *self)
{
  gboolean shown = opt_page_get_shown (OPT_PAGE (self));

  opt_statement_browser_set_active (self->browser, shown && !shows_detail (self));
  opt_statement_detail_set_active (self->detail, shown && shows_detail (self));
}

static void
statement_opened (OptStatementsPage *self, OptStatementItem *item)
{
  const char *id = opt_statement_item_get_id (item);

  self->opening = TRUE;
  /* The window remembers where the user has been. */
  if (!gtk_widget_activate_action (GTK_WIDGET (self), "win.statement", "s", id))
    opt_statements_page_show_statement (self, id);
  self->opening = FALSE;
}

static void
show_table (OptStatementsPage *self)
{
  adw_leaflet_set_visible_child (self->leaflet, GTK_WIDGET (self->browser));
  gtk_widget_grab_focus (GTK_WIDGET (opt_statement_browser_get_table (self->browser)));
}

static void
opt_statements_page_set_server (OptPage *page, OptServer *server)
{
  OptStatementsPage *self = OPT_STATEMENTS_PAGE (page);

  adw_leaflet_set_visible_child (self->leaflet, GTK_WIDGET (self->browser));
  opt_statement_detail_show (self->detail, NULL, NULL);
  opt_statement_browser_set_server (self->browser, server);
}

static void
opt_statements_page_range_changed (OptPage *page)
{
  OptStatementsPage *self = OPT_STATEMENTS_PAGE (page);
  OptRange *range = opt_page_get_range (page);

  opt_range_bar_set_range (self->range_bar, range);
  opt_statement_browser_set_range (self->browser, range);
  opt_statement_detail_set_range (self->detail, range);
}

static gboolean
opt_statements_page_find (OptPage *page)
{
  OptStatementsPage *self = OPT_STATEMENTS_PAGE (page);

  adw_leaflet_set_visible_child (self->leaflet, GTK_WIDGET (self->browser));
  opt_statement_browser_find (self->browser);

  return TRUE;
}

/* What the figures of the table were counted in. */
static const OptDelta *
get_delta (OptPage *page)
{
  OptRange *range = opt_page_get_range (page);
  const OptHistoryRange *recorded = NULL;

  if (!opt_range_is_past (range))
    return opt_workload_get_delta (opt_server_get_workload (opt_page_get_server (page)));

  recorded = opt_range_get_recorded (range);

  return recorded != NULL ? recorded->delta : NULL;
}

static OptDataTable *
opt_statements_page_export (OptPage *page)
{
  OptStatementsPage *self = OPT_STATEMENTS_PAGE (page);
  OptStatementTable *shown = opt_statement_browser_get_table (self->browser);
  OptDataTable *table = opt_statement_export_table (opt_statement_table_get_rows (shown));
  const OptDelta *delta = get_delta (page);

  if (delta != NULL)
    opt_data_table_set_window (table, delta->start, delta->end);

  return table;
}

/* Who came from elsewhere goes back there. */
static gboolean
opt_statements_page_back (OptPage *page)
{
  OptStatementsPage *self = OPT_STATEMENTS_PAGE (page);

  if (!shows_detail (self) || !self->from_table)
    return FALSE;
  show_table (self);

  return TRUE;
}

/* Who is about to go on to another page by the keyboard. */
static gboolean
is_in_switcher (GtkWidget *focus)
{
  return focus != NULL
         && (gtk_widget_get_ancestor (focus, ADW_TYPE_VIEW_SWITCHER) != NULL
             || gtk_widget_get_ancestor (focus, ADW_TYPE_VIEW_SWITCHER_BAR) != NULL);
}

/* Who came by the keyboard goes on with it in the table. */
static gboolean
take_focus (gpointer data)
{
  OptStatementsPage *self = data;
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;

  self->focus_source = 0;
  if (!shows_detail (self) && !is_in_switcher (focus))
    gtk_widget_grab_focus (GTK_WIDGET (opt_statement_browser_get_table (self->browser)));

  return G_SOURCE_REMOVE;
}

static void
opt_statements_page_shown (OptPage *page, gboolean shown)
{
  OptStatementsPage *self = OPT_STATEMENTS_PAGE (page);

  update_active (self);
  g_clear_handle_id (&self->focus_source, g_source_remove);
  /* Once it is on the screen, and has rows. */
  if (shown)
    self->focus_source = g_idle_add (take_focus, self);
}

static void
opt_statements_page_dispose (GObject *object)
{
  OptStatementsPage *self = OPT_STATEMENTS_PAGE (object);

  g_clear_handle_id (&self->focus_source, g_source_remove);
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

  g_type_ensure (OPT_TYPE_RANGE_BAR);
  g_type_ensure (OPT_TYPE_SERVER_STATE_VIEW);
  g_type_ensure (OPT_TYPE_STATEMENT_BROWSER);
  g_type_ensure (OPT_TYPE_STATEMENT_DETAIL);

  object_class->dispose = opt_statements_page_dispose;
  page_class->set_server = opt_statements_page_set_server;
  page_class->range_changed = opt_statements_page_range_changed;
  page_class->find = opt_statements_page_find;
  page_class->export = opt_statements_page_export;
  page_class->back = opt_statements_page_back;
  page_class->shown = opt_statements_page_shown;

  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/optischema/OptiSchema/ui/statements/opt-statements-page.ui");
  gtk_widget_class_bind_template_child (widget_class, OptStatementsPage, range_bar);
  gtk_widget_class_bind_template_child (widget_class, OptStatementsPage, leaflet);
  gtk_widget_class_bind_template_child (widget_class, OptStatementsPage, browser);
  gtk_widget_class_bind_template_child (widget_class, OptStatementsPage, detail);
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
  gtk_widget_init_template (GTK_WIDGET (self));

  opt_statement_browser_set_settings (self->browser, get_settings ());
  g_signal_connect_object (self->browser, "open", G_CALLBACK (statement_opened), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->detail, "back", G_CALLBACK (show_table), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->leaflet, "notify::visible-child", G_CALLBACK (update_active), self,
                           G_CONNECT_SWAPPED);
  opt_statements_page_range_changed (OPT_PAGE (self));
  update_active (self);
}

/**
 * opt_statements_page_show_statement:
 * @self: the page
 * @id: a statement of its server: the id of its #OptStatementItem, or a queryid
 *
 * Shows all about it.
 */
void
opt_statements_page_show_statement (OptStatementsPage *self, const char *id)
{
  OptServer *server;

  g_return_if_fail (OPT_IS_STATEMENTS_PAGE (self));
  g_return_if_fail (id != NULL);

  server = opt_page_get_server (OPT_PAGE (self));
  if (server == NULL)
    return;

  self->from_table = self->opening;
  opt_statement_detail_show (self->detail, server, id);
  adw_leaflet_set_visible_child (self->leaflet, GTK_WIDGET (self->detail));
  gtk_widget_child_focus (GTK_WIDGET (self->detail), GTK_DIR_TAB_FORWARD);
}
