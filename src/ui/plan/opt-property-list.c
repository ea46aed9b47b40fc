/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-property-list.h"

#include "opt-plan-shorten.h"
#include "opt-sql-view.h"

/*
 * A GtkLabel that may wrap anywhere looks for its narrowest shape letter by letter, which takes
 * time as the square of its length: longer texts are cut, and longer code goes into a text view.
 */
#define TEXT_CHARS 400
#define CODE_CHARS 20000

struct _OptPropertyList
{
  AdwBin parent_instance;

  /* Borrowed */
  GtkGrid *grid;

  int n_rows;
};

G_DEFINE_FINAL_TYPE (OptPropertyList, opt_property_list, ADW_TYPE_BIN)

static void
opt_property_list_class_init (OptPropertyListClass *klass)
{
  gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (klass), GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
opt_property_list_init (OptPropertyList *self)
{
  opt_property_list_clear (self);
}

/**
 * opt_property_list_new:
 *
 * Returns: (transfer floating): an empty list
 */
GtkWidget *
opt_property_list_new (void)
{
  return g_object_new (OPT_TYPE_PROPERTY_LIST, NULL);
}

/**
 * opt_property_list_clear:
 * @self: a list
 */
void
opt_property_list_clear (OptPropertyList *self)
{
  g_return_if_fail (OPT_IS_PROPERTY_LIST (self));

  self->grid = GTK_GRID (gtk_grid_new ());
  gtk_grid_set_row_spacing (self->grid, 6);
  gtk_grid_set_column_spacing (self->grid, 12);
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (self->grid));
  self->n_rows = 0;
}

static GtkWidget *
new_label (const char *text)
{
  g_autofree char *shown = opt_plan_shorten (text, TEXT_CHARS);
  GtkWidget *label = gtk_label_new (shown);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_yalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);

  return label;
}

static void
attach_wide (OptPropertyList *self, GtkWidget *label)
{
  gtk_widget_set_hexpand (label, TRUE);
  gtk_grid_attach (self->grid, label, 0, self->n_rows++, 2, 1);
}

static GtkWidget *
new_name (const char *name)
{
  GtkWidget *label = new_label (name);

  gtk_widget_add_css_class (label, "dim-label");

  return label;
}

static GtkWidget *
new_value (const char *value, GtkWidget *name)
{
  GtkWidget *label = new_label (value);

  gtk_label_set_selectable (GTK_LABEL (label), TRUE);
  gtk_accessible_update_relation (GTK_ACCESSIBLE (label), GTK_ACCESSIBLE_RELATION_LABELLED_BY, name,
                                  NULL, -1);

  return label;
}

/**
 * opt_property_list_add_heading:
 * @self: a list
 * @heading: of what follows
 */
void
opt_property_list_add_heading (OptPropertyList *self, const char *heading)
{
  GtkWidget *label;

  g_return_if_fail (OPT_IS_PROPERTY_LIST (self) && heading != NULL);

  label = new_label (heading);
  gtk_widget_add_css_class (label, "heading");
  if (self->n_rows > 0)
    gtk_widget_set_margin_top (label, 12);
  attach_wide (self, label);
}

/**
 * opt_property_list_add:
 * @self: a list
 * @name: of a property
 * @value: a figure or a word, which stands beside its name
 */
void
opt_property_list_add (OptPropertyList *self, const char *name, const char *value)
{
  GtkWidget *name_label;
  GtkWidget *value_label;

  g_return_if_fail (OPT_IS_PROPERTY_LIST (self) && name != NULL && value != NULL);

  name_label = new_name (name);
  gtk_widget_set_hexpand (name_label, TRUE);
  value_label = new_value (value, name_label);
  gtk_label_set_xalign (GTK_LABEL (value_label), 1);
  gtk_widget_add_css_class (value_label, "numeric");
  gtk_grid_attach (self->grid, name_label, 0, self->n_rows, 1, 1);
  gtk_grid_attach (self->grid, value_label, 1, self->n_rows++, 1, 1);
}

/**
 * opt_property_list_add_code:
 * @self: a list
 * @name: of a property
 * @code: SQL or JSON, which stands below its name
 */
void
opt_property_list_add_code (OptPropertyList *self, const char *name, const char *code)
{
  GtkWidget *name_label;
  GtkWidget *value;

  g_return_if_fail (OPT_IS_PROPERTY_LIST (self) && name != NULL && code != NULL);

  name_label = new_name (name);
  attach_wide (self, name_label);
  if (g_utf8_strlen (code, -1) > TEXT_CHARS)
    {
      g_autofree char *shown = opt_plan_shorten (code, CODE_CHARS);

      value = opt_sql_view_new ();
      opt_sql_view_set_sql (OPT_SQL_VIEW (value), shown);
      gtk_widget_add_css_class (value, "card");
    }
  else
    {
      value = new_value (code, name_label);
      gtk_widget_add_css_class (value, "monospace");
    }
  gtk_widget_set_margin_bottom (value, 6);
  attach_wide (self, value);
}

/**
 * opt_property_list_add_text:
 * @self: a list
 * @name: of a property
 * @text: words, which stand below the name
 */
void
opt_property_list_add_text (OptPropertyList *self, const char *name, const char *text)
{
  GtkWidget *name_label;
  GtkWidget *value_label;

  g_return_if_fail (OPT_IS_PROPERTY_LIST (self) && name != NULL && text != NULL);

  name_label = new_label (name);
  attach_wide (self, name_label);
  value_label = new_value (text, name_label);
  gtk_widget_add_css_class (value_label, "dim-label");
  gtk_widget_set_margin_bottom (value_label, 6);
  attach_wide (self, value_label);
}

/**
 * opt_property_list_add_note:
 * @self: a list
 * @note: what is said of all of them
 */
void
opt_property_list_add_note (OptPropertyList *self, const char *note)
{
  GtkWidget *label;

  g_return_if_fail (OPT_IS_PROPERTY_LIST (self) && note != NULL);

  label = new_label (note);
  gtk_widget_add_css_class (label, "dim-label");
  gtk_widget_add_css_class (label, "caption");
  attach_wide (self, label);
}
