/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "opt-values-chooser.h"

#include <glib/gi18n.h>

#include "opt-server-samples.h"
#include "opt-values-item.h"

enum
{
  SIGNAL_CHOSEN,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

struct _OptValuesChooser
{
  AdwBin parent_instance;

  gboolean updating; /* it is us who select */

  /* Template children */
  GtkDropDown *drop_down;
  GtkLabel *problem;

  /* Owned */
  OptExplainValues *shown; /* (nullable) those of the plan */
  GCancellable *reading;   /* (nullable) */
};

G_DEFINE_FINAL_TYPE (OptValuesChooser, opt_values_chooser, ADW_TYPE_BIN)

/* ---- What there is to choose ----------------------------------------------------------------- */

static void
append (GListStore *items, const OptExplainValues *values)
{
  g_autoptr (OptValuesItem) item = opt_values_item_new (values);

  g_list_store_append (items, item);
}

/* What was seen may have gone since the plan was made, which says for what it was made all the
 * same.
 */
static gboolean
is_among (GPtrArray *samples, const OptExplainValues *values)
{
  for (guint i = 0; i < samples->len; i++)
    if (opt_params_equal (((OptSample *) samples->pdata[i])->values, values->sample->values))
      return TRUE;

  return FALSE;
}

static GListStore *
list_choices (OptValuesChooser *self, GPtrArray *samples)
{
  static const OptExplainKind kinds[]
      = { OPT_EXPLAIN_TYPICAL, OPT_EXPLAIN_COMMON, OPT_EXPLAIN_RARE, OPT_EXPLAIN_GENERIC };
  GListStore *items = g_list_store_new (OPT_TYPE_VALUES_ITEM);

  if (self->shown->sample != NULL && !is_among (samples, self->shown))
    append (items, self->shown);
  for (guint i = 0; i < samples->len; i++)
    {
      g_autoptr (OptExplainValues) values = opt_explain_values_new_seen (samples->pdata[i]);

      append (items, values);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      g_autoptr (OptExplainValues) values = opt_explain_values_new (kinds[i]);

      append (items, values);
    }

  return items;
}

static gboolean
is_shown (OptValuesChooser *self, OptValuesItem *item)
{
  const OptExplainValues *values = opt_values_item_get_values (item);

  if (self->shown->sample == NULL)
    return values->kind == self->shown->kind;

  return values->sample != NULL
         && opt_params_equal (values->sample->values, self->shown->sample->values);
}

/* A screen reader is told what is chosen with the name; the tooltip has what the label cuts, and
 * names the parts of the list. */
static void
say_more (OptValuesChooser *self)
{
  OptValuesItem *item = gtk_drop_down_get_selected_item (self->drop_down);
  g_autofree char *tooltip = NULL;
  g_autofree char *label = NULL;
  g_autofree char *name = NULL;

  if (item != NULL)
    g_object_get (item, "tooltip", &tooltip, "label", &label, NULL);
  name = g_strdup_printf (_ ("Planned for: %s"), label != NULL ? label : "–");
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->drop_down), tooltip != NULL ? tooltip : name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->drop_down), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  name, -1);
}

static void
show_choices (OptValuesChooser *self, GPtrArray *samples)
{
  g_autoptr (GListStore) items = list_choices (self, samples);

  self->updating = TRUE;
  gtk_drop_down_set_model (self->drop_down, G_LIST_MODEL (items));
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (items)); i++)
    {
      g_autoptr (OptValuesItem) item = g_list_model_get_item (G_LIST_MODEL (items), i);

      if (!is_shown (self, item))
        continue;
      gtk_drop_down_set_selected (self->drop_down, i);
      break;
    }
  self->updating = FALSE;
  say_more (self);
}

static void
show_problem (OptValuesChooser *self, const GError *error)
{
  g_autofree char *text
      = error != NULL
            ? g_strdup_printf (_ ("The values seen could not be read: %s"), error->message)
            : NULL;

  gtk_label_set_label (self->problem, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (self->problem), text != NULL);
}

static void
samples_read (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr (OptValuesChooser) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) samples
      = opt_server_list_samples_finish (OPT_SERVER (object), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || self->shown == NULL)
    return;

  show_problem (self, error);
  if (samples != NULL)
    show_choices (self, samples);
}

static void
stop_reading (OptValuesChooser *self)
{
  g_cancellable_cancel (self->reading);
  g_clear_object (&self->reading);
}

static void
selected (OptValuesChooser *self)
{
  OptValuesItem *item = gtk_drop_down_get_selected_item (self->drop_down);

  if (self->updating || item == NULL)
    return;

  /* What is read would take back what was chosen just now. */
  stop_reading (self);
  say_more (self);
  g_signal_emit (self, signals[SIGNAL_CHOSEN], 0, opt_values_item_get_values (item));
}

/* ---- The object ------------------------------------------------------------------------------ */

static void
opt_values_chooser_dispose (GObject *object)
{
  OptValuesChooser *self = OPT_VALUES_CHOOSER (object);

  stop_reading (self);
  g_clear_pointer (&self->shown, opt_explain_values_free);
  /* Whoever listens to the choice is not told that there is none any more. */
  self->updating = TRUE;
  gtk_widget_dispose_template (GTK_WIDGET (object), OPT_TYPE_VALUES_CHOOSER);

  G_OBJECT_CLASS (opt_values_chooser_parent_class)->dispose (object);
}

static void
opt_values_chooser_class_init (OptValuesChooserClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  g_type_ensure (OPT_TYPE_VALUES_ITEM);

  G_OBJECT_CLASS (klass)->dispose = opt_values_chooser_dispose;

  /**
   * OptValuesChooser::chosen:
   * @self: the chooser
   * @values: for what the statement is to be planned
   */
  signals[SIGNAL_CHOSEN]
      = g_signal_new ("chosen", OPT_TYPE_VALUES_CHOOSER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                      G_TYPE_NONE, 1, OPT_TYPE_EXPLAIN_VALUES | G_SIGNAL_TYPE_STATIC_SCOPE);

  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/optischema/OptiSchema/ui/plan/opt-values-chooser.ui");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
  gtk_widget_class_bind_template_child (widget_class, OptValuesChooser, drop_down);
  gtk_widget_class_bind_template_child (widget_class, OptValuesChooser, problem);
  gtk_widget_class_bind_template_callback (widget_class, selected);
}

static void
opt_values_chooser_init (OptValuesChooser *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * opt_values_chooser_show:
 * @self: a chooser
 * @server: (nullable): a server; %NULL: there is nothing to choose
 * @sql: (nullable): a statement of it
 * @values: (nullable): for which values of its parameters its plan was made; %NULL: it has none
 *
 * Says which they are, and reads what else there is.
 */
void
opt_values_chooser_show (OptValuesChooser *self,
                         OptServer *server,
                         const char *sql,
                         const OptExplainValues *values)
{
  g_autoptr (GPtrArray) none = g_ptr_array_new ();
  gboolean any = server != NULL && sql != NULL && values != NULL;

  g_return_if_fail (OPT_IS_VALUES_CHOOSER (self));

  stop_reading (self);
  g_clear_pointer (&self->shown, opt_explain_values_free);
  gtk_widget_set_visible (GTK_WIDGET (self), any);
  show_problem (self, NULL);
  if (!any)
    return;

  self->shown = opt_explain_values_copy (values);
  show_choices (self, none);
  self->reading = g_cancellable_new ();
  opt_server_list_samples_of_text_async (server, sql, self->reading, samples_read,
                                         g_object_ref (self));
}
