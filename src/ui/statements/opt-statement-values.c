/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-statement-values.h"

#include <glib/gi18n.h>

#include "opt-page.h"
#include "opt-row-order.h"
#include "opt-server-samples.h"
#include "opt-statement-actions.h"

/* So many polls pass between two looks at what was kept. */
#define POLLS_BETWEEN 5

struct _OptStatementValues
{
  AdwBin parent_instance;

  gint64 queryid;
  gboolean showing; /* it is us who move the switch */
  guint n_polls;

  /* Template children */
  GtkListBox *list;
  GtkLabel *problem_label;
  GtkLabel *none_label;
  GtkSwitch *keep_switch;

  /* Owned */
  OptServer *server; /* (nullable) */
  GCancellable *reading;
  GSignalGroup *server_signals;
};

G_DEFINE_FINAL_TYPE (OptStatementValues, opt_statement_values, ADW_TYPE_BIN)

static void read_values (OptStatementValues *self);

/* ---- What was seen --------------------------------------------------------------------------- */

static void
copy_values (GtkButton *button, gpointer data)
{
  GtkWidget *row = gtk_widget_get_ancestor (GTK_WIDGET (button), ADW_TYPE_ACTION_ROW);

  gdk_clipboard_set_text (gtk_widget_get_clipboard (row),
                          adw_preferences_row_get_title (ADW_PREFERENCES_ROW (row)));
  opt_page_toast (row, _ ("Values copied"));
}

static GtkWidget *
make_row (void)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *button = gtk_button_new_from_icon_name ("edit-copy-symbolic");

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 3);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (button, _ ("Copy these values"));
  gtk_widget_add_css_class (button, "flat");
  g_signal_connect (button, "clicked", G_CALLBACK (copy_values), NULL);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);

  return row;
}

/* Why there is nothing to list. */
static const char *
describe_none (OptStatementValues *self)
{
  OptServerFacts *facts = opt_server_get_facts (self->server);

  if (!opt_server_get_keeps_values (self->server))
    return _ ("Values are not kept for this server.");
  if (facts == NULL)
    return _ ("The server was not connected to yet.");
  if (opt_server_facts_get_version (facts) < 140000)
    return _ ("PostgreSQL 13 does not tell which statement a session executes.");
  if (g_strcmp0 (opt_server_facts_get_setting (facts, "compute_query_id"), "off") == 0)
    return _ ("compute_query_id is off: the server does not tell which statement a session "
              "executes.");

  return _ ("None yet. Looked for each second among what sessions execute; values that are sent "
            "apart from the text, by the extended protocol, can’t be seen.");
}

static void
show_problem (OptStatementValues *self)
{
  const char *problem = opt_server_get_values_problem (self->server);

  gtk_label_set_label (self->problem_label, problem != NULL ? problem : "");
  gtk_widget_set_visible (GTK_WIDGET (self->problem_label), problem != NULL);
}

static void
show_values (OptStatementValues *self, GPtrArray *samples)
{
  int n_rows;

  opt_row_order_begin (self->list);
  for (guint i = 0; i < samples->len; i++)
    {
      const OptSample *sample = samples->pdata[i];
      g_autofree char *values = opt_sample_values_to_text (sample);
      g_autofree char *words = opt_sample_describe (sample);
      GtkWidget *row = (GtkWidget *) opt_row_order_next (self->list, values);

      if (row == NULL)
        opt_row_order_add (self->list, row = make_row (), values);
      adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), values);
      adw_action_row_set_subtitle (ADW_ACTION_ROW (row), words);
    }
  n_rows = opt_row_order_end (self->list);

  show_problem (self);
  gtk_label_set_label (self->none_label, describe_none (self));
  gtk_widget_set_visible (GTK_WIDGET (self->none_label), n_rows == 0);
  gtk_widget_set_visible (GTK_WIDGET (self->list), n_rows > 0);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "values.forget", n_rows > 0);
}

static void
values_read (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr (OptStatementValues) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) samples
      = opt_server_list_samples_finish (OPT_SERVER (object), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || self->server == NULL
      || OPT_SERVER (object) != self->server)
    return;
  if (samples != NULL)
    {
      show_values (self, samples);
      return;
    }
  gtk_label_set_label (self->none_label, error->message);
  gtk_widget_set_visible (GTK_WIDGET (self->none_label), TRUE);
}

static void
stop_reading (OptStatementValues *self)
{
  g_cancellable_cancel (self->reading);
  g_clear_object (&self->reading);
}

static void
read_values (OptStatementValues *self)
{
  stop_reading (self);
  self->n_polls = 0;
  if (self->server == NULL)
    return;

  self->reading = g_cancellable_new ();
  opt_server_list_samples_async (self->server, self->queryid, self->reading, values_read,
                                 g_object_ref (self));
}

static void
polled (OptStatementValues *self)
{
  if (gtk_widget_get_mapped (GTK_WIDGET (self)) && ++self->n_polls >= POLLS_BETWEEN)
    read_values (self);
}

/* ---- What can be done with it ---------------------------------------------------------------- */

static void
keep_changed (OptStatementValues *self)
{
  if (self->showing || self->server == NULL)
    return;

  gtk_widget_activate_action (GTK_WIDGET (self), "win.keep-values", "b",
                              gtk_switch_get_active (self->keep_switch));
  read_values (self);
}

static void
forgotten (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr (OptStatementValues) self = data;
  g_autoptr (GError) error = NULL;

  if (!opt_server_forget_samples_finish (OPT_SERVER (object), result, &error)
      && gtk_widget_get_root (GTK_WIDGET (self)) != NULL)
    opt_page_toast (GTK_WIDGET (self), error->message);
  read_values (self);
}

static void
forget (GtkWidget *widget, const char *action, GVariant *parameter)
{
  OptStatementValues *self = OPT_STATEMENT_VALUES (widget);

  if (self->server != NULL)
    opt_server_forget_samples_async (self->server, self->queryid, forgotten, g_object_ref (self));
}

static void
forget_all (GtkWidget *widget, const char *action, GVariant *parameter)
{
  OptStatementValues *self = OPT_STATEMENT_VALUES (widget);

  if (self->server != NULL)
    opt_server_forget_samples_async (self->server, 0, forgotten, g_object_ref (self));
}

/* ---- The object ------------------------------------------------------------------------------ */

static void
opt_statement_values_dispose (GObject *object)
{
  OptStatementValues *self = OPT_STATEMENT_VALUES (object);

  if (self->server_signals != NULL)
    g_signal_group_set_target (self->server_signals, NULL);
  g_clear_object (&self->server_signals);
  stop_reading (self);
  g_clear_object (&self->server);
  gtk_widget_dispose_template (GTK_WIDGET (object), OPT_TYPE_STATEMENT_VALUES);

  G_OBJECT_CLASS (opt_statement_values_parent_class)->dispose (object);
}

static void
opt_statement_values_class_init (OptStatementValuesClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = opt_statement_values_dispose;

  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/optischema/OptiSchema/ui/statements/opt-statement-values.ui");
  gtk_widget_class_bind_template_child (widget_class, OptStatementValues, list);
  gtk_widget_class_bind_template_child (widget_class, OptStatementValues, problem_label);
  gtk_widget_class_bind_template_child (widget_class, OptStatementValues, none_label);
  gtk_widget_class_bind_template_child (widget_class, OptStatementValues, keep_switch);
  gtk_widget_class_bind_template_callback (widget_class, keep_changed);
  gtk_widget_class_install_action (widget_class, "values.forget", NULL, forget);
  gtk_widget_class_install_action (widget_class, "values.forget-all", NULL, forget_all);
}

static void
opt_statement_values_init (OptStatementValues *self)
{
  self->showing = TRUE;
  gtk_widget_init_template (GTK_WIDGET (self));

  self->server_signals = g_signal_group_new (OPT_TYPE_SERVER);
  g_signal_group_connect_swapped (self->server_signals, "polled", G_CALLBACK (polled), self);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "values.forget", FALSE);
}

/**
 * opt_statement_values_new:
 *
 * Returns: (transfer floating): the values of no statement
 */
GtkWidget *
opt_statement_values_new (void)
{
  return g_object_new (OPT_TYPE_STATEMENT_VALUES, NULL);
}

/**
 * opt_statement_values_show:
 * @self: the values
 * @server: (nullable): a server
 * @queryid: of which of its statements
 */
void
opt_statement_values_show (OptStatementValues *self, OptServer *server, gint64 queryid)
{
  g_autoptr (GPtrArray) none = g_ptr_array_new ();

  g_return_if_fail (OPT_IS_STATEMENT_VALUES (self));

  self->queryid = queryid;
  g_set_object (&self->server, server);
  g_signal_group_set_target (self->server_signals, server);
  stop_reading (self);
  if (server == NULL)
    return;

  self->showing = TRUE;
  gtk_switch_set_active (self->keep_switch, opt_server_get_keeps_values (server));
  self->showing = FALSE;
  show_values (self, none);
  read_values (self);
}
