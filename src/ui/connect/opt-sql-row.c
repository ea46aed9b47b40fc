/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-sql-row.h"

#include "opt-sql-view.h"

struct _OptSqlRow
{
  AdwPreferencesRow parent_instance;

  /* Template children */
  GtkLabel *caption_label;
  OptSqlView *sql_view;
};

G_DEFINE_FINAL_TYPE (OptSqlRow, opt_sql_row, ADW_TYPE_PREFERENCES_ROW)

static void
opt_sql_row_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), OPT_TYPE_SQL_ROW);

  G_OBJECT_CLASS (opt_sql_row_parent_class)->dispose (object);
}

static void
opt_sql_row_class_init (OptSqlRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  g_type_ensure (OPT_TYPE_SQL_VIEW);

  G_OBJECT_CLASS (klass)->dispose = opt_sql_row_dispose;

  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/optischema/OptiSchema/ui/connect/opt-sql-row.ui");
  gtk_widget_class_bind_template_child (widget_class, OptSqlRow, caption_label);
  gtk_widget_class_bind_template_child (widget_class, OptSqlRow, sql_view);
}

static void
opt_sql_row_init (OptSqlRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * opt_sql_row_new:
 * @caption: who can run it, a few words
 * @sql: the SQL
 *
 * Returns: (transfer floating): a row
 */
GtkWidget *
opt_sql_row_new (const char *caption, const char *sql)
{
  OptSqlRow *self;

  g_return_val_if_fail (caption != NULL && sql != NULL, NULL);

  self = g_object_new (OPT_TYPE_SQL_ROW, "title", caption, NULL);
  gtk_label_set_label (self->caption_label, caption);
  opt_sql_view_set_sql (self->sql_view, sql);

  return GTK_WIDGET (self);
}
