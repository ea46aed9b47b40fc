/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-palette-row.h"

/* No row shows more of a statement, and each letter is laid out. */
#define TITLE_LENGTH 120

struct _OptPaletteRow
{
  AdwBin parent_instance;

  /* Template children */
  GtkImage *image;
  GtkLabel *title_label;
  GtkLabel *detail_label;
};

G_DEFINE_FINAL_TYPE (OptPaletteRow, opt_palette_row, ADW_TYPE_BIN)

static void
opt_palette_row_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), OPT_TYPE_PALETTE_ROW);

  G_OBJECT_CLASS (opt_palette_row_parent_class)->dispose (object);
}

static void
opt_palette_row_class_init (OptPaletteRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = opt_palette_row_dispose;

  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/optischema/OptiSchema/ui/palette/opt-palette-row.ui");
  gtk_widget_class_bind_template_child (widget_class, OptPaletteRow, image);
  gtk_widget_class_bind_template_child (widget_class, OptPaletteRow, title_label);
  gtk_widget_class_bind_template_child (widget_class, OptPaletteRow, detail_label);
}

static void
opt_palette_row_init (OptPaletteRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * opt_palette_row_new:
 *
 * Returns: (transfer floating): a row of nothing
 */
GtkWidget *
opt_palette_row_new (void)
{
  return g_object_new (OPT_TYPE_PALETTE_ROW, NULL);
}

/* GTK 4.8 has no other way to what a list makes around it. */
static void
name_row (OptPaletteRow *self)
{
  GtkWidget *list_item = gtk_widget_get_parent (GTK_WIDGET (self));
  g_autofree char *name = g_strdup_printf ("%s, %s", gtk_label_get_text (self->title_label),
                                           gtk_label_get_text (self->detail_label));

  if (list_item != NULL)
    gtk_accessible_update_property (GTK_ACCESSIBLE (list_item), GTK_ACCESSIBLE_PROPERTY_LABEL, name,
                                    -1);
}

/**
 * opt_palette_row_set_item:
 * @self: a row
 * @item: what to show
 */
void
opt_palette_row_set_item (OptPaletteRow *self, OptPaletteItem *item)
{
  OptPaletteKind kind = opt_palette_item_get_kind (item);
  const char *title = opt_palette_item_get_title (item);
  g_autofree char *shown = NULL;
  g_autofree char *keys = opt_palette_item_get_keys (item);

  gtk_image_set_from_icon_name (self->image, opt_palette_item_get_icon (item));
  if (g_utf8_strlen (title, -1) > TITLE_LENGTH)
    shown = g_utf8_substring (title, 0, TITLE_LENGTH);
  gtk_label_set_text (self->title_label, shown != NULL ? shown : title);
  gtk_label_set_text (self->detail_label, keys != NULL ? keys : opt_palette_kind_get_label (kind));
  name_row (self);
  if (kind == OPT_PALETTE_KIND_STATEMENT)
    gtk_widget_add_css_class (GTK_WIDGET (self->title_label), "monospace");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->title_label), "monospace");
}
