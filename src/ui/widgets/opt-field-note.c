/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-field-note.h"

struct _OptFieldNote
{
  AdwPreferencesRow parent_instance;

  /* Children */
  GtkLabel *label;
};

G_DEFINE_FINAL_TYPE (OptFieldNote, opt_field_note, ADW_TYPE_PREFERENCES_ROW)

static void
opt_field_note_class_init (OptFieldNoteClass *klass)
{
}

static void
opt_field_note_init (OptFieldNote *self)
{
  GtkWidget *label = gtk_label_new (NULL);

  self->label = GTK_LABEL (label);
  gtk_label_set_xalign (self->label, 0);
  gtk_label_set_wrap (self->label, TRUE);
  gtk_label_set_wrap_mode (self->label, PANGO_WRAP_WORD_CHAR);
  gtk_widget_add_css_class (label, "caption");
  gtk_widget_set_margin_start (label, 12);
  gtk_widget_set_margin_end (label, 12);
  gtk_widget_set_margin_top (label, 6);
  gtk_widget_set_margin_bottom (label, 6);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (self), label);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (self), FALSE);
  gtk_widget_set_focusable (GTK_WIDGET (self), FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

/**
 * opt_field_note_new:
 *
 * Returns: (transfer floating): a note that says nothing
 */
GtkWidget *
opt_field_note_new (void)
{
  return g_object_new (OPT_TYPE_FIELD_NOTE, NULL);
}

/**
 * opt_field_note_tell:
 * @self: a note
 * @field: the editable row that it is below
 * @text: (nullable): what is wrong with it; %NULL: nothing is
 *
 * A field that is empty yet is not marked as wrong: nobody has come to it.
 */
void
opt_field_note_tell (OptFieldNote *self, GtkWidget *field, const char *text)
{
  gboolean wrong;

  g_return_if_fail (OPT_IS_FIELD_NOTE (self));
  g_return_if_fail (GTK_IS_EDITABLE (field));

  wrong = text != NULL && *gtk_editable_get_text (GTK_EDITABLE (field)) != '\0';
  gtk_label_set_label (self->label, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (self), text != NULL);
  if (wrong)
    {
      gtk_widget_add_css_class (field, "error");
      gtk_widget_add_css_class (GTK_WIDGET (self->label), "error");
      gtk_widget_remove_css_class (GTK_WIDGET (self->label), "dim-label");
    }
  else
    {
      gtk_widget_remove_css_class (field, "error");
      gtk_widget_remove_css_class (GTK_WIDGET (self->label), "error");
      gtk_widget_add_css_class (GTK_WIDGET (self->label), "dim-label");
    }
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  text != NULL ? text : "", -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (field), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  text != NULL ? text : "", -1);
  gtk_accessible_update_state (GTK_ACCESSIBLE (field), GTK_ACCESSIBLE_STATE_INVALID,
                               wrong ? GTK_ACCESSIBLE_INVALID_TRUE : GTK_ACCESSIBLE_INVALID_FALSE,
                               -1);
}
