/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-statement-browser.h"

#include <glib/gi18n.h>

#include "opt-statements-footer.h"

enum
{
  SIGNAL_OPEN,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

struct _OptStatementBrowser
{
  GtkWidget parent_instance;

  /* Template children */
  GtkWidget *box;
  GtkSearchEntry *search_entry;
  GtkMenuButton *columns_button;
  GtkStack *stack;
  OptStatementTable *table;
  OptStatementsFooter *footer;
  GtkButton *clear_button;
  AdwStatusPage *idle_page;
  AdwStatusPage *unmatched_page;

  /* Owned */
  OptServer *server; /* (nullable) */
  OptRange *range;   /* (nullable) */

  GSignalGroup *tables_signals; /* while the search asks for tables */
};

G_DEFINE_FINAL_TYPE (OptStatementBrowser, opt_statement_browser, GTK_TYPE_WIDGET)

static const char *
get_search (OptStatementBrowser *self)
{
  return gtk_editable_get_text (GTK_EDITABLE (self->search_entry));
}

static gboolean
is_past (OptStatementBrowser *self)
{
  return self->range != NULL && opt_range_is_past (self->range);
}

static gboolean
is_known (OptStatementBrowser *self)
{
  if (self->server == NULL)
    return FALSE;
  if (is_past (self))
    return opt_range_get_recorded (self->range) != NULL;

  return opt_workload_get_last_delta (opt_server_get_workload (self->server)) != NULL;
}

static const char *
get_page (OptStatementBrowser *self)
{
  if (opt_statement_rows_get_n_statements (opt_statement_table_get_rows (self->table)) > 0)
    return "table";
  if (*get_search (self) != '\0')
    return "unmatched";
  /* What is read shows its frame, and what there is to say of it is said above. */
  if (!is_known (self))
    return is_past (self) ? "table" : "waiting";

  return "idle";
}

/* (nullable): nothing of that was looked for */
static char *
explain_new (OptStatementBrowser *self)
{
  g_autoptr (OptStatementSearch) search = opt_statement_search_new (get_search (self), NULL);
  OptStatementList *list = opt_statements_find_list (self->server, self->range);
  char *why;

  if (!opt_statement_search_has_new (search))
    return NULL;

  why = opt_newcomers_explain (list != NULL ? opt_statement_list_get_newcomers (list) : NULL);

  return why != NULL ? why : g_strdup (_ ("No such statement was called first in this time."));
}

/* What is not known of tables is not taken for none. */
static const char *
explain_unmatched (OptStatementBrowser *self)
{
  g_autoptr (OptServerTables) tables = g_signal_group_dup_target (self->tables_signals);

  if (tables == NULL)
    return _ (
        "Each word must be in its text, in any order, or begin its queryid. "
        "“table:orders” finds what uses a table, “is:new” what was called first in this time, "
        "“is:slower” what got slower.");
  if (opt_server_tables_get_catalog (tables) != NULL)
    return _ ("No statement uses such a table, as far as its text tells.");
  if (opt_server_tables_get_error (tables) != NULL)
    return opt_server_tables_get_error (tables)->message;

  return _ ("Reading the catalog…");
}

/* (nullable): where nothing is shown it is said in its place why. */
static const char *
explain_no_share (OptStatementBrowser *self)
{
  OptStatementColumns *columns = opt_statement_table_get_columns (self->table);
  guint n = opt_statement_rows_get_n_statements (opt_statement_table_get_rows (self->table));

  return n > 0 ? opt_hot_by_explain (opt_statement_columns_get_hot_by (columns)) : NULL;
}

static void
arranged (OptStatementBrowser *self)
{
  gboolean grouped = FALSE;
  g_autofree char *unknown = explain_new (self);

  adw_status_page_set_description (self->unmatched_page,
                                   unknown != NULL ? unknown : explain_unmatched (self));
  adw_status_page_set_description (
      self->idle_page, is_past (self)
                           ? _ ("No call of a statement was recorded in this time.")
                           : _ ("Nobody asked anything of this database since it is watched."));
  gtk_stack_set_visible_child_name (self->stack, get_page (self));
  g_object_get (opt_statement_table_get_rows (self->table), "grouped", &grouped, NULL);
  opt_statements_footer_set_grouped (self->footer, grouped);
  opt_statements_footer_set_no_share (self->footer, explain_no_share (self));
  opt_statements_footer_update (self->footer);
}

static void
search_changed (OptStatementBrowser *self)
{
  OptServerTables *tables = self->server != NULL ? opt_server_get_tables (self->server) : NULL;
  OptStatementSearch *new_search = opt_statement_search_new (get_search (self), tables);
  gboolean wanted = tables != NULL && opt_statement_search_has_tables (new_search);

  if (wanted)
    opt_server_tables_want (tables);
  g_signal_group_set_target (self->tables_signals, wanted ? tables : NULL);
  opt_statement_table_set_search (self->table, new_search);
}

/* What was read may match now. */
static void
tables_changed (OptStatementBrowser *self)
{
  OptServerTables *tables = opt_server_get_tables (self->server);

  opt_statement_table_set_search (self->table,
                                  opt_statement_search_new (get_search (self), tables));
}

/* From the entry to what was found. */
static void
search_activated (OptStatementBrowser *self)
{
  search_changed (self);
  gtk_widget_grab_focus (GTK_WIDGET (self->table));
}

static void
search_stopped (OptStatementBrowser *self)
{
  gtk_editable_set_text (GTK_EDITABLE (self->search_entry), "");
  search_changed (self);
  gtk_widget_grab_focus (GTK_WIDGET (self->table));
}

static void
opened (OptStatementBrowser *self, OptStatementItem *item)
{
  g_signal_emit (self, signals[SIGNAL_OPEN], 0, item);
}

/* Beside the columns, as it says what the rows are. */
static void
add_grouping (OptStatementBrowser *self, OptStatementColumns *columns)
{
  OptStatementRows *rows = opt_statement_table_get_rows (self->table);
  g_autoptr (GSimpleActionGroup) actions = g_simple_action_group_new ();
  g_autoptr (GPropertyAction) action = g_property_action_new ("group", rows, "grouped");
  g_autoptr (GMenu) section = g_menu_new ();

  g_action_map_add_action (G_ACTION_MAP (actions), G_ACTION (action));
  gtk_widget_insert_action_group (GTK_WIDGET (self), "statements", G_ACTION_GROUP (actions));
  g_menu_append (section, _ ("Group Alike Statements"), "statements.group");
  g_menu_append_section (G_MENU (opt_statement_columns_get_menu (columns)), NULL,
                         G_MENU_MODEL (section));
  opt_statement_rows_set_grouped (rows, TRUE);
}

static gboolean
find (GtkWidget *widget, GVariant *args, gpointer data)
{
  opt_statement_browser_find (OPT_STATEMENT_BROWSER (widget));

  return TRUE;
}

/* ---- The object ------------------------------------------------------------------------------ */

static void
opt_statement_browser_dispose (GObject *object)
{
  OptStatementBrowser *self = OPT_STATEMENT_BROWSER (object);

  g_clear_object (&self->server);
  g_clear_object (&self->range);
  if (self->tables_signals != NULL)
    g_signal_group_set_target (self->tables_signals, NULL);
  g_clear_object (&self->tables_signals);
  g_clear_pointer (&self->box, gtk_widget_unparent);
  gtk_widget_dispose_template (GTK_WIDGET (object), OPT_TYPE_STATEMENT_BROWSER);

  G_OBJECT_CLASS (opt_statement_browser_parent_class)->dispose (object);
}

static void
opt_statement_browser_class_init (OptStatementBrowserClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  g_type_ensure (OPT_TYPE_STATEMENT_TABLE);
  g_type_ensure (OPT_TYPE_STATEMENTS_FOOTER);

  G_OBJECT_CLASS (klass)->dispose = opt_statement_browser_dispose;

  /**
   * OptStatementBrowser::open:
   * @self: the browser
   * @item: a statement
   *
   * The user wants to see all of it.
   */
  signals[SIGNAL_OPEN] = g_signal_new ("open", OPT_TYPE_STATEMENT_BROWSER, G_SIGNAL_RUN_LAST, 0,
                                       NULL, NULL, NULL, G_TYPE_NONE, 1, OPT_TYPE_STATEMENT_ITEM);

  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/optischema/OptiSchema/ui/statements/opt-statement-browser.ui");
  gtk_widget_class_bind_template_child (widget_class, OptStatementBrowser, box);
  gtk_widget_class_bind_template_child (widget_class, OptStatementBrowser, search_entry);
  gtk_widget_class_bind_template_child (widget_class, OptStatementBrowser, columns_button);
  gtk_widget_class_bind_template_child (widget_class, OptStatementBrowser, stack);
  gtk_widget_class_bind_template_child (widget_class, OptStatementBrowser, table);
  gtk_widget_class_bind_template_child (widget_class, OptStatementBrowser, footer);
  gtk_widget_class_bind_template_child (widget_class, OptStatementBrowser, clear_button);
  gtk_widget_class_bind_template_child (widget_class, OptStatementBrowser, idle_page);
  gtk_widget_class_bind_template_child (widget_class, OptStatementBrowser, unmatched_page);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_slash, 0, find, NULL);
}

static void
opt_statement_browser_init (OptStatementBrowser *self)
{
  OptStatementColumns *columns;

  gtk_widget_init_template (GTK_WIDGET (self));

  self->tables_signals = g_signal_group_new (OPT_TYPE_SERVER_TABLES);
  g_signal_group_connect_swapped (self->tables_signals, "changed", G_CALLBACK (tables_changed),
                                  self);

  columns = opt_statement_table_get_columns (self->table);
  add_grouping (self, columns);
  gtk_menu_button_set_menu_model (self->columns_button, opt_statement_columns_get_menu (columns));
  gtk_widget_insert_action_group (GTK_WIDGET (self), "columns",
                                  opt_statement_columns_get_actions (columns));

  g_signal_connect_object (self->table, "arranged", G_CALLBACK (arranged), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->table, "open", G_CALLBACK (opened), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->search_entry, "search-changed", G_CALLBACK (search_changed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->search_entry, "activate", G_CALLBACK (search_activated), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->search_entry, "stop-search", G_CALLBACK (search_stopped), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->clear_button, "clicked", G_CALLBACK (search_stopped), self,
                           G_CONNECT_SWAPPED);
}

/**
 * opt_statement_browser_new:
 *
 * Returns: (transfer floating): a browser of no server
 */
GtkWidget *
opt_statement_browser_new (void)
{
  return g_object_new (OPT_TYPE_STATEMENT_BROWSER, NULL);
}

/* The statements, and beside what they are shown. */
static void
show_list (OptStatementBrowser *self)
{
  OptStatementList *list = opt_statements_find_list (self->server, self->range);
  OptRangeBefore *before = self->range != NULL ? opt_range_get_before (self->range) : NULL;
  gboolean comparing = before != NULL && opt_range_before_get_days (before) > 0;
  g_autoptr (OptStatementPast) past = NULL;

  if (comparing && list != NULL)
    {
      g_autofree char *known = opt_range_before_describe (before);

      past = opt_statement_past_new (list, opt_range_before_get_statements (before), known);
    }
  opt_statement_table_set_list (self->table, list);
  opt_statement_columns_set_comparing (opt_statement_table_get_columns (self->table), comparing);
  opt_statement_rows_set_past (opt_statement_table_get_rows (self->table), past);
}

/**
 * opt_statement_browser_set_server:
 * @self: a browser
 * @server: (nullable): whose statements to show
 */
void
opt_statement_browser_set_server (OptStatementBrowser *self, OptServer *server)
{
  g_return_if_fail (OPT_IS_STATEMENT_BROWSER (self));

  if (!g_set_object (&self->server, server))
    return;

  gtk_editable_set_text (GTK_EDITABLE (self->search_entry), "");
  g_signal_group_set_target (self->tables_signals, NULL);
  opt_statement_table_set_search (self->table, NULL);
  opt_statements_footer_set_server (self->footer, server);
  show_list (self);
}

/**
 * opt_statement_browser_set_settings:
 * @self: a browser
 * @settings: (nullable): where it is remembered what the user chose
 */
void
opt_statement_browser_set_settings (OptStatementBrowser *self, GSettings *settings)
{
  g_return_if_fail (OPT_IS_STATEMENT_BROWSER (self));

  opt_statement_columns_set_settings (opt_statement_table_get_columns (self->table), settings);
  if (settings != NULL)
    g_settings_bind (settings, "statements-group", opt_statement_table_get_rows (self->table),
                     "grouped", G_SETTINGS_BIND_DEFAULT);
}

/**
 * opt_statement_browser_set_range:
 * @self: a browser
 * @range: (nullable): the time whose statements are shown; %NULL: live
 *
 * To be called again when that is another, or was read.
 */
void
opt_statement_browser_set_range (OptStatementBrowser *self, OptRange *range)
{
  g_return_if_fail (OPT_IS_STATEMENT_BROWSER (self));

  g_set_object (&self->range, range);
  opt_statements_footer_set_range (self->footer, range);
  opt_statement_table_set_range (self->table, range);
  show_list (self);
  arranged (self);
}

/**
 * opt_statement_browser_set_active:
 * @self: a browser
 * @active: whether it is on the screen, and so is to follow its server
 */
void
opt_statement_browser_set_active (OptStatementBrowser *self, gboolean active)
{
  g_return_if_fail (OPT_IS_STATEMENT_BROWSER (self));

  opt_statement_table_set_active (self->table, active);
}

/**
 * opt_statement_browser_find:
 * @self: a browser
 *
 * Lets the user type what to search for.
 */
void
opt_statement_browser_find (OptStatementBrowser *self)
{
  g_return_if_fail (OPT_IS_STATEMENT_BROWSER (self));

  gtk_widget_grab_focus (GTK_WIDGET (self->search_entry));
  gtk_editable_select_region (GTK_EDITABLE (self->search_entry), 0, -1);
}

/**
 * opt_statement_browser_get_table:
 * @self: a browser
 *
 * Returns: (transfer none): its table
 */
OptStatementTable *
opt_statement_browser_get_table (OptStatementBrowser *self)
{
  g_return_val_if_fail (OPT_IS_STATEMENT_BROWSER (self), NULL);

  return self->table;
}
