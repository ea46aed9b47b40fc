/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "opt-advice-basis.h"

#include <glib/gi18n.h>

#include "opt-fact-row.h"
#include "opt-report-words.h"
#include "opt-sql-line.h"

struct _OptAdviceBasis
{
  AdwPreferencesGroup parent_instance;

  /* Template children */
  OptFactRow *shadow_row;
  OptFactRow *planned_row;
  AdwExpanderRow *unproven_row;
  AdwExpanderRow *not_planned_row;
  AdwExpanderRow *unresolved_row;

  /* Owned */
  GPtrArray *note_rows; /* of NoteRow */
};

G_DEFINE_FINAL_TYPE (OptAdviceBasis, opt_advice_basis, ADW_TYPE_PREFERENCES_GROUP)

/* Where a note was put. */
typedef struct
{
  AdwExpanderRow *expander;
  GtkWidget *row;
} NoteRow;

static void
opt_advice_basis_dispose (GObject *object)
{
  g_clear_pointer (&OPT_ADVICE_BASIS (object)->note_rows, g_ptr_array_unref);
  gtk_widget_dispose_template (GTK_WIDGET (object), OPT_TYPE_ADVICE_BASIS);

  G_OBJECT_CLASS (opt_advice_basis_parent_class)->dispose (object);
}

static void
opt_advice_basis_class_init (OptAdviceBasisClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  g_type_ensure (OPT_TYPE_FACT_ROW);

  object_class->dispose = opt_advice_basis_dispose;

  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/optischema/OptiSchema/ui/advisor/opt-advice-basis.ui");
  gtk_widget_class_bind_template_child (widget_class, OptAdviceBasis, shadow_row);
  gtk_widget_class_bind_template_child (widget_class, OptAdviceBasis, planned_row);
  gtk_widget_class_bind_template_child (widget_class, OptAdviceBasis, unproven_row);
  gtk_widget_class_bind_template_child (widget_class, OptAdviceBasis, not_planned_row);
  gtk_widget_class_bind_template_child (widget_class, OptAdviceBasis, unresolved_row);
}

static void
opt_advice_basis_init (OptAdviceBasis *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));

  self->note_rows = g_ptr_array_new_with_free_func (g_free);
}

static void
show_notes (OptAdviceBasis *self, AdwExpanderRow *expander, GPtrArray *notes)
{
  g_autofree char *count
      = g_strdup_printf (ngettext ("%u statement, and why", "%u statements, and why", notes->len),
                         notes->len);

  gtk_widget_set_visible (GTK_WIDGET (expander), notes->len > 0);
  adw_expander_row_set_subtitle (expander, count);
  for (guint i = 0; i < notes->len; i++)
    {
      const OptAdviceNote *note = notes->pdata[i];
      NoteRow *note_row = g_new0 (NoteRow, 1);
      g_autofree char *line = opt_sql_line (note->sql != NULL ? note->sql : note->id);

      note_row->expander = expander;
      note_row->row = opt_fact_row_new (line, note->reason != NULL ? note->reason
                                                                   : _ ("– (why is not told)"));
      gtk_widget_set_tooltip_text (note_row->row, note->sql);
      adw_expander_row_add_row (expander, note_row->row);
      g_ptr_array_add (self->note_rows, note_row);
    }
}

/**
 * opt_advice_basis_set_advice:
 * @self: a group
 * @advice: (nullable): what one run of the advisor found; %NULL hides the group
 */
void
opt_advice_basis_set_advice (OptAdviceBasis *self, const OptAdvice *advice)
{
  g_autoptr (JsonNode) node = NULL;
  g_autofree char *shadow = NULL;
  g_autofree char *planned = NULL;

  g_return_if_fail (OPT_IS_ADVICE_BASIS (self));

  for (guint i = 0; i < self->note_rows->len; i++)
    {
      const NoteRow *note_row = self->note_rows->pdata[i];

      adw_expander_row_remove (note_row->expander, note_row->row);
    }
  g_ptr_array_set_size (self->note_rows, 0);
  gtk_widget_set_visible (GTK_WIDGET (self), advice != NULL);
  if (advice == NULL)
    return;

  node = opt_advice_to_json (advice);
  shadow = opt_report_describe_shadow (json_node_get_object (node));
  planned = opt_report_describe_planned (json_node_get_object (node));
  opt_fact_row_set_value (self->shadow_row, shadow);
  opt_fact_row_set_value (self->planned_row, planned);
  show_notes (self, self->unproven_row, advice->unproven);
  show_notes (self, self->not_planned_row, advice->not_planned);
  show_notes (self, self->unresolved_row, advice->unresolved);
}
