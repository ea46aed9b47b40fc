/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-table-dialog.h"

#include <glib/gi18n.h>

#include "opt-error-view.h"
#include "opt-fact-row.h"
#include "opt-format.h"
#include "opt-row-order.h"
#include "opt-server-tables.h"
#include "opt-share-bar.h"
#include "opt-statements-footer.h"
#include "opt-table-words.h"

/* Nobody reads more, and each is a row of widgets. */
#define MAX_STATEMENTS 100

struct _OptTableDialog
{
  AdwWindow parent_instance;

  /* Template children */
  AdwWindowTitle *window_title;
  GtkStack *stack;
  OptErrorView *error_view;
  GtkLabel *time_label;
  GtkListBox *fact_list;
  GtkLabel *no_index_label;
  GtkListBox *index_list;
  GtkLabel *statements_label;
  GtkListBox *statement_list;

  /* Owned */
  OptServer *server;       /* (nullable) */
  OptServerTables *tables; /* (nullable) */
  OptRange *range;         /* (nullable) */
  char *id;                /* (nullable) the relation's quoted name */
  GSignalGroup *tables_signals;
  GSignalGroup *list_signals;
};

G_DEFINE_FINAL_TYPE (OptTableDialog, opt_table_dialog, ADW_TYPE_WINDOW)

/* ---- Its figures ----------------------------------------------------------------------------- */

/* Takes @value. */
static void
add_fact (OptTableDialog *self, const char *title, char *value)
{
  GtkWidget *row = (GtkWidget *) opt_row_order_next (self->fact_list, title);

  if (row == NULL)
    opt_row_order_add (self->fact_list, row = opt_fact_row_new (title, NULL), title);
  opt_fact_row_set_value (OPT_FACT_ROW (row), value);
  g_free (value);
}

static char *
format_known (gint64 bytes)
{
  return bytes >= 0 ? opt_format_bytes (bytes) : g_strdup (OPT_FORMAT_NONE);
}

static char *
format_writes (const OptRelation *relation)
{
  g_autofree char *inserts = opt_format_count (relation->inserts);
  g_autofree char *updates = opt_format_count (relation->updates);
  g_autofree char *deletes = opt_format_count (relation->deletes);

  return g_strdup_printf (_ ("%s inserted, %s updated, %s deleted"), inserts, updates, deletes);
}

static char *
format_scans (const OptRelation *relation)
{
  g_autofree char *whole = opt_format_count (relation->sequential_scans);
  g_autofree char *by_index = opt_format_count (relation->index_scans);

  return g_strdup_printf (_ ("%s of the whole table, %s by an index"), whole, by_index);
}

static char *
format_analyze (const OptRelation *relation)
{
  g_autofree char *when = NULL;
  g_autofree char *changed = NULL;

  if (relation->last_analyze == 0)
    return g_strdup (_ ("None is known: never, or before the counters were reset"));

  when = opt_format_time (relation->last_analyze);
  changed = opt_format_count (relation->modified_since_analyze);

  return g_strdup_printf (_ ("%s, since then %s rows were changed"), when, changed);
}

static void
show_facts (OptTableDialog *self, OptCatalog *catalog, const OptRelation *relation)
{
  gboolean counted = relation->kind == 'r' || relation->kind == 'm';

  opt_row_order_begin (self->fact_list);
  add_fact (self, _ ("Kind"), g_strdup (opt_table_kind_get_label (relation)));
  if (relation->kind != 'v')
    {
      add_fact (self, _ ("Rows, as the planner assumes"),
                opt_table_format_rows (catalog, relation));
      add_fact (self, _ ("Size with its indexes"),
                format_known (opt_catalog_get_total_bytes (catalog, relation)));
    }
  if (counted)
    {
      add_fact (self, _ ("Last ANALYZE"), format_analyze (relation));
      add_fact (self, _ ("Scans since the counters were reset"), format_scans (relation));
      add_fact (self, _ ("Rows written since then"), format_writes (relation));
    }
  opt_row_order_end (self->fact_list);
}

/* ---- Its indexes ----------------------------------------------------------------------------- */

static GtkWidget *
make_row (void)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *label = gtk_label_new (NULL);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  gtk_widget_add_css_class (label, "numeric");
  gtk_widget_add_css_class (label, "dim-label");
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), label);
  g_object_set_data (G_OBJECT (row), "label", label);

  return row;
}

static void
show_row (GtkWidget *row, const char *title, const char *subtitle, const char *figure)
{
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  gtk_label_set_label (g_object_get_data (G_OBJECT (row), "label"), figure);
}

static void
show_indexes (OptTableDialog *self, const OptRelation *relation)
{
  int n_rows;

  opt_row_order_begin (self->index_list);
  for (guint i = 0; i < relation->indexes->len; i++)
    {
      const OptIndex *index = relation->indexes->pdata[i];
      g_autofree char *subtitle = opt_table_describe_index (index);
      g_autofree char *count = opt_format_count (index->scans);
      g_autofree char *scans = g_strdup_printf (ngettext ("%s scan", "%s scans",
                                                          (gulong) MIN (index->scans, G_MAXINT)),
                                                count);
      GtkWidget *row = (GtkWidget *) opt_row_order_next (self->index_list, index->name);

      if (row == NULL)
        opt_row_order_add (self->index_list, row = make_row (), index->name);
      show_row (row, index->name, subtitle, scans);
    }
  n_rows = opt_row_order_end (self->index_list);
  gtk_widget_set_visible (GTK_WIDGET (self->index_list), n_rows > 0);
  gtk_widget_set_visible (GTK_WIDGET (self->no_index_label), n_rows == 0);
  gtk_label_set_label (self->no_index_label, relation->kind == 'v'
                                                 ? _ ("A view has none; the tables under it may.")
                                                 : _ ("It has none."));
}

/* ---- The statements that use it -------------------------------------------------------------- */

static GtkWidget *
make_statement_row (OptStatementItem *item)
{
  GtkWidget *row = make_row ();

  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 2);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row),
                             gtk_image_new_from_icon_name ("go-next-symbolic"));
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (row), "table.statement");
  gtk_actionable_set_action_target (GTK_ACTIONABLE (row), "s", opt_statement_item_get_id (item));

  return row;
}

static void
show_statement (OptTableDialog *self, OptStatementItem *item)
{
  const char *id = opt_statement_item_get_id (item);
  g_autofree char *share = opt_share_format (opt_statement_item_get_share (item));
  g_autofree char *calls = opt_format_count (opt_statement_item_get_counters (item)->calls);
  g_autofree char *mean = opt_format_duration (opt_statement_item_get_mean_ms (item));
  g_autofree char *subtitle = g_strdup_printf (_ ("%s calls, %s each"), calls, mean);
  GtkWidget *row = (GtkWidget *) opt_row_order_next (self->statement_list, id);

  if (row == NULL)
    opt_row_order_add (self->statement_list, row = make_statement_row (item), id);
  show_row (row, opt_statement_item_get_line (item), subtitle, share);
}

static char *
describe_statements (OptTableDialog *self, guint n, guint n_unknown)
{
  g_autofree char *window = opt_statements_describe_window (self->server, self->range);
  GString *text = g_string_new (NULL);

  if (n == 0)
    g_string_append (text, _ ("No statement that was called uses it."));
  else
    g_string_append_printf (text,
                            ngettext ("%u statement, with its share of the time of all",
                                      "%u statements, each with its share of the time of all", n),
                            n);
  if (n > MAX_STATEMENTS)
    g_string_append_printf (text, _ (", the heaviest %d shown"), MAX_STATEMENTS);
  g_string_append_printf (text, " · %s", window);
  if (n_unknown > 0)
    g_string_append_printf (text,
                            ngettext (" · of %u more it is not known what it uses",
                                      " · of %u more it is not known what they use", n_unknown),
                            n_unknown);

  return g_string_free (text, FALSE);
}

static void
show_statements (OptTableDialog *self, const OptRelation *relation)
{
  guint n_unknown;
  g_autoptr (GPtrArray) users
      = opt_server_tables_list_users (self->tables,
                                      opt_statements_find_list (self->server, self->range),
                                      relation->oid, &n_unknown);
  g_autofree char *text = describe_statements (self, users->len, n_unknown);

  opt_row_order_begin (self->statement_list);
  for (guint i = 0; i < MIN (users->len, MAX_STATEMENTS); i++)
    show_statement (self, users->pdata[i]);
  gtk_widget_set_visible (GTK_WIDGET (self->statement_list),
                          opt_row_order_end (self->statement_list) > 0);
  gtk_label_set_label (self->statements_label, text);
}

static void
update (OptTableDialog *self)
{
  OptCatalog *catalog;
  const OptRelation *relation;
  g_autofree char *when = NULL;
  g_autofree char *text = NULL;

  if (self->tables == NULL)
    return;

  catalog = opt_server_tables_get_catalog (self->tables);
  relation = opt_server_tables_find_relation (self->tables, self->id);
  opt_error_view_set_error (self->error_view, opt_server_tables_get_error (self->tables));
  gtk_stack_set_visible_child_name (self->stack, relation != NULL  ? "table"
                                                 : catalog != NULL ? "missing"
                                                                   : "waiting");
  if (relation == NULL)
    return;

  when = opt_format_time (opt_server_tables_get_time (self->tables));
  text = g_strdup_printf (_ ("As the catalog was at %s"), when);
  gtk_label_set_label (self->time_label, text);
  show_facts (self, catalog, relation);
  show_indexes (self, relation);
  show_statements (self, relation);
}

static void
retry (OptTableDialog *self)
{
  opt_server_tables_want (self->tables);
  update (self);
}

static void
open_statement (GtkWidget *widget, const char *action, GVariant *parameter)
{
  GtkWindow *parent = gtk_window_get_transient_for (GTK_WINDOW (widget));
  g_autofree char *id = g_variant_dup_string (parameter, NULL);

  gtk_window_close (GTK_WINDOW (widget));
  if (parent != NULL)
    gtk_widget_activate_action (GTK_WIDGET (parent), "win.statement", "s", id);
}

/* ---- The object ------------------------------------------------------------------------------ */

static void
opt_table_dialog_dispose (GObject *object)
{
  OptTableDialog *self = OPT_TABLE_DIALOG (object);

  if (self->tables_signals != NULL)
    g_signal_group_set_target (self->tables_signals, NULL);
  if (self->list_signals != NULL)
    g_signal_group_set_target (self->list_signals, NULL);
  g_clear_object (&self->tables_signals);
  g_clear_object (&self->list_signals);
  g_clear_object (&self->tables);
  g_clear_object (&self->server);
  g_clear_object (&self->range);
  g_clear_pointer (&self->id, g_free);
  gtk_widget_dispose_template (GTK_WIDGET (object), OPT_TYPE_TABLE_DIALOG);

  G_OBJECT_CLASS (opt_table_dialog_parent_class)->dispose (object);
}

static void
opt_table_dialog_class_init (OptTableDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  g_type_ensure (OPT_TYPE_ERROR_VIEW);

  G_OBJECT_CLASS (klass)->dispose = opt_table_dialog_dispose;

  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/optischema/OptiSchema/ui/tables/opt-table-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, OptTableDialog, window_title);
  gtk_widget_class_bind_template_child (widget_class, OptTableDialog, stack);
  gtk_widget_class_bind_template_child (widget_class, OptTableDialog, error_view);
  gtk_widget_class_bind_template_child (widget_class, OptTableDialog, time_label);
  gtk_widget_class_bind_template_child (widget_class, OptTableDialog, fact_list);
  gtk_widget_class_bind_template_child (widget_class, OptTableDialog, no_index_label);
  gtk_widget_class_bind_template_child (widget_class, OptTableDialog, index_list);
  gtk_widget_class_bind_template_child (widget_class, OptTableDialog, statements_label);
  gtk_widget_class_bind_template_child (widget_class, OptTableDialog, statement_list);
  gtk_widget_class_install_action (widget_class, "table.statement", "s", open_statement);
}

static void
opt_table_dialog_init (OptTableDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));

  self->tables_signals = g_signal_group_new (OPT_TYPE_SERVER_TABLES);
  g_signal_group_connect_swapped (self->tables_signals, "changed", G_CALLBACK (update), self);
  self->list_signals = g_signal_group_new (OPT_TYPE_STATEMENT_LIST);
  g_signal_group_connect_swapped (self->list_signals, "updated", G_CALLBACK (update), self);
  g_signal_connect_object (self->error_view, "retry", G_CALLBACK (retry), self, G_CONNECT_SWAPPED);
}

/**
 * opt_table_dialog_new:
 * @parent: (nullable): the window that it is for
 * @server: a server
 * @range: (nullable): the time whose statements are listed; %NULL: live
 * @id: the quoted name of a relation of its database, with its schema
 *
 * Returns: (transfer none): a dialog that shows it, to be presented
 */
OptTableDialog *
opt_table_dialog_new (GtkWindow *parent, OptServer *server, OptRange *range, const char *id)
{
  OptTableDialog *self;

  g_return_val_if_fail (OPT_IS_SERVER (server) && id != NULL, NULL);

  self = g_object_new (OPT_TYPE_TABLE_DIALOG, "transient-for", parent, "title", id, NULL);
  adw_window_title_set_title (self->window_title, id);
  self->id = g_strdup (id);
  self->server = g_object_ref (server);
  g_set_object (&self->range, range);
  self->tables = g_object_ref (opt_server_get_tables (server));
  g_signal_group_set_target (self->tables_signals, self->tables);
  g_signal_group_set_target (self->list_signals, opt_statements_find_list (server, range));
  opt_server_tables_want (self->tables);
  update (self);

  return self;
}
