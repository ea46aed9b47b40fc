/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-statement-tables.h"

#include <glib/gi18n.h>

#include "opt-error-view.h"
#include "opt-format.h"
#include "opt-row-order.h"
#include "opt-server-tables.h"
#include "opt-table-words.h"

struct _OptStatementTables
{
  AdwBin parent_instance;

  /* Template children */
  GtkLabel *note_label;
  OptErrorView *error_view;
  GtkListBox *list;

  /* Owned */
  OptServerTables *tables; /* (nullable) */
  char *sql;               /* (nullable) */
  GSignalGroup *tables_signals;
};

G_DEFINE_FINAL_TYPE (OptStatementTables, opt_statement_tables, ADW_TYPE_BIN)

/* ---- The rows -------------------------------------------------------------------------------- */

static GtkWidget *
make_row (const char *name)
{
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), name);

  return row;
}

static GtkWidget *
make_table_row (const char *name)
{
  GtkWidget *row = make_row (name);

  adw_action_row_add_suffix (ADW_ACTION_ROW (row),
                             gtk_image_new_from_icon_name ("go-next-symbolic"));
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (row), "win.table");
  gtk_actionable_set_action_target (GTK_ACTIONABLE (row), "s", name);

  return row;
}

static void
show_tables (OptStatementTables *self, const OptTableUse *use)
{
  for (guint i = 0; i < use->relations->len; i++)
    {
      const OptRelation *relation = use->relations->pdata[i];
      g_autofree char *name = opt_relation_get_quoted_name (relation);
      g_autofree char *subtitle = opt_table_describe (use->catalog, relation);
      g_autofree char *id = g_strconcat ("table ", name, NULL);
      GtkWidget *row = (GtkWidget *) opt_row_order_next (self->list, id);

      if (row == NULL)
        opt_row_order_add (self->list, row = make_table_row (name), id);
      adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
    }
}

static void
show_names (OptStatementTables *self, GPtrArray *names, const char *reason)
{
  for (guint i = 0; i < names->len; i++)
    {
      const char *name = names->pdata[i];
      g_autofree char *id = g_strconcat ("name ", name, NULL);
      GtkWidget *row = (GtkWidget *) opt_row_order_next (self->list, id);

      if (row == NULL)
        opt_row_order_add (self->list, row = make_row (name), id);
      adw_action_row_set_subtitle (ADW_ACTION_ROW (row), reason);
    }
}

static int
show_rows (OptStatementTables *self, const OptTableUse *use)
{
  opt_row_order_begin (self->list);
  if (use != NULL)
    {
      show_tables (self, use);
      show_names (self, use->system, _ ("The server’s own"));
      show_names (self, use->missing,
                  _ ("Not in the catalog: a temporary table, or in a schema that is not searched, "
                     "or not there any more"));
    }

  return opt_row_order_end (self->list);
}

/* ---- What it rests on ------------------------------------------------------------------------ */

static char *
describe (OptStatementTables *self, const OptTableUse *use, int n_rows)
{
  OptCatalog *catalog = opt_server_tables_get_catalog (self->tables);
  g_autofree char *when = NULL;
  g_autofree char *path = NULL;

  if (catalog == NULL)
    return g_strdup (opt_server_tables_get_error (self->tables) != NULL
                         ? _ ("Without the catalog it is not known what the names in it mean.")
                         : _ ("Reading the catalog…"));
  if (use == NULL)
    return g_strdup (_ ("Looking up its names…"));
  if (use->error != NULL)
    return g_strdup_printf (_ ("Its text can’t be read: %s"), use->error->message);
  if (n_rows == 0)
    return g_strdup (_ ("It names no table. What a function that it calls uses is not known."));

  when = opt_format_time (opt_server_tables_get_time (self->tables));
  path = opt_catalog_get_search_path_sql (catalog);

  return g_strdup_printf (_ ("As the catalog was at %s. Names without a schema were looked up in "
                             "%s."),
                          when, path);
}

static void
update (OptStatementTables *self)
{
  const OptTableUse *use;
  const GError *error;
  g_autofree char *note = NULL;
  int n_rows;

  gtk_widget_set_visible (GTK_WIDGET (self), self->tables != NULL);
  if (self->tables == NULL)
    {
      show_rows (self, NULL);
      return;
    }

  use = opt_server_tables_find (self->tables, self->sql);
  error = opt_server_tables_get_error (self->tables);
  n_rows = show_rows (self, use);
  note = describe (self, use, n_rows);
  gtk_label_set_label (self->note_label, note);
  opt_error_view_set_error (self->error_view, error);
  gtk_widget_set_visible (GTK_WIDGET (self->list), n_rows > 0);
}

static void
retry (OptStatementTables *self)
{
  opt_server_tables_want (self->tables);
  update (self);
}

/* ---- The object ------------------------------------------------------------------------------ */

static void
opt_statement_tables_dispose (GObject *object)
{
  OptStatementTables *self = OPT_STATEMENT_TABLES (object);

  if (self->tables_signals != NULL)
    g_signal_group_set_target (self->tables_signals, NULL);
  g_clear_object (&self->tables_signals);
  g_clear_object (&self->tables);
  g_clear_pointer (&self->sql, g_free);
  gtk_widget_dispose_template (GTK_WIDGET (object), OPT_TYPE_STATEMENT_TABLES);

  G_OBJECT_CLASS (opt_statement_tables_parent_class)->dispose (object);
}

static void
opt_statement_tables_class_init (OptStatementTablesClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  g_type_ensure (OPT_TYPE_ERROR_VIEW);

  G_OBJECT_CLASS (klass)->dispose = opt_statement_tables_dispose;

  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/optischema/OptiSchema/ui/statements/opt-statement-tables.ui");
  gtk_widget_class_bind_template_child (widget_class, OptStatementTables, note_label);
  gtk_widget_class_bind_template_child (widget_class, OptStatementTables, error_view);
  gtk_widget_class_bind_template_child (widget_class, OptStatementTables, list);
}

static void
opt_statement_tables_init (OptStatementTables *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));

  self->tables_signals = g_signal_group_new (OPT_TYPE_SERVER_TABLES);
  g_signal_group_connect_swapped (self->tables_signals, "changed", G_CALLBACK (update), self);
  g_signal_connect_object (self->error_view, "retry", G_CALLBACK (retry), self, G_CONNECT_SWAPPED);
}

/**
 * opt_statement_tables_new:
 *
 * Returns: (transfer floating): the tables of no statement
 */
GtkWidget *
opt_statement_tables_new (void)
{
  return g_object_new (OPT_TYPE_STATEMENT_TABLES, NULL);
}

/**
 * opt_statement_tables_show:
 * @self: the tables
 * @server: (nullable): a server
 * @sql: (nullable): one of its statements
 */
void
opt_statement_tables_show (OptStatementTables *self, OptServer *server, const char *sql)
{
  OptServerTables *tables = NULL;

  g_return_if_fail (OPT_IS_STATEMENT_TABLES (self));

  if (server != NULL && sql != NULL)
    tables = opt_server_get_tables (server);
  g_free (self->sql);
  self->sql = g_strdup (sql);
  g_set_object (&self->tables, tables);
  g_signal_group_set_target (self->tables_signals, tables);
  if (tables != NULL)
    opt_server_tables_want (tables);
  update (self);
}
