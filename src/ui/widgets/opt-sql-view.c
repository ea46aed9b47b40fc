/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-sql-view-private.h"

#include <glib/gi18n.h>
#include <string.h>

#include "opt-page.h"

/* Longer SQL begins with so many lines … */
#define SHOWN_LINES 16
/* … but nobody is asked to click for a few more. */
#define SPARE_LINES 6

enum
{
  PROP_SQL = 1,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (OptSqlView, opt_sql_view, GTK_TYPE_WIDGET)

/* ---- What is shown --------------------------------------------------------------------------- */

static guint
count_lines (const char *text)
{
  guint n = 1;

  for (const char *next = strchr (text, '\n'); next != NULL; next = strchr (next + 1, '\n'))
    n++;

  return n;
}

/* Where the line of that number ends. */
static const char *
find_line_end (const char *text, guint n)
{
  const char *end = strchr (text, '\n');

  while (end != NULL && --n > 0)
    end = strchr (end + 1, '\n');

  return end != NULL ? end : text + strlen (text);
}

static void
update_text (OptSqlView *self)
{
  const char *sql = self->sql != NULL ? self->sql : "";
  guint n_lines = count_lines (sql);
  gboolean is_long = n_lines > SHOWN_LINES + SPARE_LINES;
  const char *end = is_long && !self->all ? find_line_end (sql, SHOWN_LINES) : sql + strlen (sql);
  g_autofree char *more = NULL;

  gtk_text_buffer_set_text (GTK_TEXT_BUFFER (self->buffer), sql, (int) (end - sql));
  opt_sql_view_show_links (self);
  gtk_widget_set_visible (GTK_WIDGET (self->copy_button), self->sql != NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->more_button), is_long);
  if (!is_long)
    return;

  more = self->all ? g_strdup (_ ("Show Less"))
                   : g_strdup_printf (ngettext ("Show All %u Line", "Show All %u Lines", n_lines),
                                      n_lines);
  gtk_button_set_label (self->more_button, more);
}

static void
update_scheme (OptSqlView *self)
{
  gboolean dark = adw_style_manager_get_dark (adw_style_manager_get_default ());
  GtkSourceStyleScheme *scheme
      = gtk_source_style_scheme_manager_get_scheme (gtk_source_style_scheme_manager_get_default (),
                                                    dark ? "Adwaita-dark" : "Adwaita");

  gtk_source_buffer_set_style_scheme (self->buffer, scheme);
}

static void
more_clicked (OptSqlView *self)
{
  self->all = !self->all;
  update_text (self);
}

/*
 * opt_sql_view_show_all:
 *
 * As if the user wanted to see all of it.
 */
void
opt_sql_view_show_all (OptSqlView *self)
{
  if (!self->all)
    more_clicked (self);
}

static void
copy_clicked (OptSqlView *self)
{
  if (self->sql == NULL)
    return;

  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), self->sql);
  opt_page_toast (GTK_WIDGET (self), _ ("SQL copied"));
}

/* ---- How high it is -------------------------------------------------------------------------- */

static gboolean
resize (gpointer data)
{
  OptSqlView *self = data;

  self->resize_id = 0;
  gtk_widget_queue_resize (GTK_WIDGET (self->view));

  return G_SOURCE_REMOVE;
}

/* Inside of something that scrolls, a text view asks for no height before its text is laid out, and
 * does not ask again: its adjustment is what tells. */
static void
laid_out (OptSqlView *self, GtkAdjustment *adjustment)
{
  double missing = gtk_adjustment_get_upper (adjustment)
                   - (double) gtk_widget_get_allocated_height (GTK_WIDGET (self->view));

  if (missing > 0 && self->resize_id == 0)
    self->resize_id = g_idle_add (resize, self);
}

/* ---- The object ------------------------------------------------------------------------------ */

static void
opt_sql_view_dispose (GObject *object)
{
  OptSqlView *self = OPT_SQL_VIEW (object);

  g_clear_handle_id (&self->resize_id, g_source_remove);
  g_clear_pointer (&self->box, gtk_widget_unparent);
  gtk_widget_dispose_template (GTK_WIDGET (object), OPT_TYPE_SQL_VIEW);
  g_clear_pointer (&self->sql, g_free);
  g_clear_pointer (&self->links, g_array_unref);
  g_clear_pointer (&self->marks, g_array_unref);

  G_OBJECT_CLASS (opt_sql_view_parent_class)->dispose (object);
}

static void
opt_sql_view_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  switch (id)
    {
    case PROP_SQL:
      g_value_set_string (value, OPT_SQL_VIEW (object)->sql);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
opt_sql_view_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  switch (id)
    {
    case PROP_SQL:
      opt_sql_view_set_sql (OPT_SQL_VIEW (object), g_value_get_string (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
opt_sql_view_class_init (OptSqlViewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  g_type_ensure (GTK_SOURCE_TYPE_BUFFER);
  g_type_ensure (GTK_SOURCE_TYPE_VIEW);

  object_class->dispose = opt_sql_view_dispose;
  object_class->get_property = opt_sql_view_get_property;
  object_class->set_property = opt_sql_view_set_property;

  /**
   * OptSqlView:sql:
   *
   * What is shown, or %NULL.
   */
  properties[PROP_SQL]
      = g_param_spec_string ("sql", NULL, NULL, NULL,
                             G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  opt_sql_view_install_links (object_class);

  gtk_widget_class_set_css_name (widget_class, "sql-view");
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/optischema/OptiSchema/ui/widgets/opt-sql-view.ui");
  gtk_widget_class_bind_template_child (widget_class, OptSqlView, box);
  gtk_widget_class_bind_template_child (widget_class, OptSqlView, buffer);
  gtk_widget_class_bind_template_child (widget_class, OptSqlView, view);
  gtk_widget_class_bind_template_child (widget_class, OptSqlView, copy_button);
  gtk_widget_class_bind_template_child (widget_class, OptSqlView, more_button);
}

static GtkSourceLanguage *
get_language (void)
{
  static GtkSourceLanguageManager *languages;

  if (languages == NULL)
    {
      languages = gtk_source_language_manager_new ();
      gtk_source_language_manager_append_search_path (
          languages, "resource:///io/github/optischema/OptiSchema/ui/language-specs/");
    }

  return gtk_source_language_manager_get_language (languages, "optischema-postgresql");
}

static void
opt_sql_view_init (OptSqlView *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));

  opt_sql_view_init_links (self);
  gtk_source_buffer_set_language (self->buffer, get_language ());
  update_scheme (self);
  g_signal_connect_object (adw_style_manager_get_default (), "notify::dark",
                           G_CALLBACK (update_scheme), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (gtk_scrollable_get_vadjustment (GTK_SCROLLABLE (self->view)), "changed",
                           G_CALLBACK (laid_out), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->copy_button, "clicked", G_CALLBACK (copy_clicked), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->more_button, "clicked", G_CALLBACK (more_clicked), self,
                           G_CONNECT_SWAPPED);
  update_text (self);
}

/**
 * opt_sql_view_new:
 *
 * Returns: (transfer floating): a view of no SQL
 */
GtkWidget *
opt_sql_view_new (void)
{
  return g_object_new (OPT_TYPE_SQL_VIEW, NULL);
}

/**
 * opt_sql_view_get_sql:
 * @self: a view
 *
 * Returns: (nullable): what is shown
 */
const char *
opt_sql_view_get_sql (OptSqlView *self)
{
  g_return_val_if_fail (OPT_IS_SQL_VIEW (self), NULL);

  return self->sql;
}

/**
 * opt_sql_view_set_sql:
 * @self: a view
 * @sql: (nullable): what to show, as it is
 */
void
opt_sql_view_set_sql (OptSqlView *self, const char *sql)
{
  g_return_if_fail (OPT_IS_SQL_VIEW (self));

  if (g_strcmp0 (self->sql, sql) == 0)
    return;

  g_free (self->sql);
  self->sql = g_strdup (sql);
  self->all = FALSE;
  g_array_set_size (self->links, 0);
  g_array_set_size (self->marks, 0);
  update_text (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SQL]);
}
