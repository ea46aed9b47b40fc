/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-statement-plans.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#include "opt-format.h"
#include "opt-server-plan-history.h"

/* All of them are in the list of the command line. */
#define ROWS_AT_MOST 12

enum
{
  SIGNAL_READ,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

struct _OptStatementPlans
{
  AdwBin parent_instance;

  /* Template children */
  GtkLabel *none_label;
  GtkListBox *list;

  /* Owned */
  OptServer *server; /* (nullable) */
  char *sql;         /* (nullable) */
  GPtrArray *records;
  GCancellable *reading;
};

G_DEFINE_FINAL_TYPE (OptStatementPlans, opt_statement_plans, ADW_TYPE_BIN)

/* ---- Going to one ---------------------------------------------------------------------------- */

/* "2024-05-31 14:02:11, on the server, generic plan" */
static char *
describe_when (const OptPlanRecord *record)
{
  g_autofree char *last = opt_format_time (record->last_seen);
  g_autofree char *made = opt_plan_record_describe (record);

  return g_strdup_printf (_ ("%s, %s"), last, made);
}

/* @other: (nullable): to compare it with */
static void
go_to (OptStatementPlans *self, const OptPlanRecord *record, const OptPlanRecord *other)
{
  g_autofree char *kept = describe_when (record);
  g_autofree char *other_kept = other != NULL ? describe_when (other) : NULL;

  if (record->json == NULL || self->sql == NULL)
    return;

  gtk_widget_activate_action (GTK_WIDGET (self), "win.kept-plan", "(sssmsms)", record->json,
                              self->sql, kept, other != NULL ? other->json : NULL, other_kept);
}

static void
row_activated (OptStatementPlans *self, GtkListBoxRow *row)
{
  guint index = (guint) gtk_list_box_row_get_index (row);

  if (index < self->records->len)
    go_to (self, self->records->pdata[index], NULL);
}

static void
compare (OptStatementPlans *self, GtkButton *button)
{
  GtkWidget *row = gtk_widget_get_ancestor (GTK_WIDGET (button), GTK_TYPE_LIST_BOX_ROW);
  guint index = (guint) gtk_list_box_row_get_index (GTK_LIST_BOX_ROW (row));
  const OptPlanRecord *before
      = index < self->records->len ? opt_plan_records_find_before (self->records, index) : NULL;

  if (before != NULL)
    go_to (self, self->records->pdata[index], before);
}

/* ---- The rows -------------------------------------------------------------------------------- */

static char *
describe_figures (const OptPlanRecord *record)
{
  g_autofree char *cost = opt_format_number (record->total_cost);
  g_autofree char *time = opt_format_duration (record->total_ms);

  return isnan (record->total_ms) ? g_strdup_printf (_ ("cost %s, not run"), cost)
                                  : g_strdup_printf (_ ("ran in %s, cost %s"), time, cost);
}

static char *
describe_times (const OptPlanRecord *record)
{
  g_autofree char *first = opt_format_time (record->first_seen);
  g_autofree char *last = opt_format_time (record->last_seen);
  g_autofree char *made = opt_plan_record_describe (record);
  g_autofree char *n = opt_format_count (record->n_seen);

  if (record->n_seen == 1)
    return g_strdup_printf (_ ("%s, %s"), first, made);

  return g_strdup_printf (ngettext ("%s to %s, got %s time, %s", "%s to %s, got %s times, %s",
                                    (gulong) record->n_seen),
                          first, last, n, made);
}

/* @before: (nullable): the one before it, of the same kind */
static char *
make_title (const OptPlanRecord *record, const OptPlanRecord *before)
{
  g_autofree char *figures = describe_figures (record);

  if (record->changed)
    return g_strdup_printf (_ ("Changed: %s"), figures);
  if (record->returned != 0)
    {
      g_autofree char *returned = opt_format_time (record->returned);

      return g_strdup_printf (_ ("Back to the plan of %s: %s"), returned, figures);
    }
  if (before == NULL)
    return g_strdup_printf (_ ("First: %s"), figures);
  if (strcmp (record->digest, before->digest) == 0)
    return g_strdup_printf (_ ("The same: %s"), figures);

  return g_strdup_printf (_ ("For other values: %s"), figures);
}

static GtkWidget *
make_row (OptStatementPlans *self, guint index)
{
  const OptPlanRecord *record = self->records->pdata[index];
  const OptPlanRecord *before = opt_plan_records_find_before (self->records, index);
  GtkWidget *row = adw_action_row_new ();
  g_autofree char *title = make_title (record, before);
  g_autofree char *times = describe_times (record);
  g_autofree char *subtitle = record->difference != NULL
                                  ? g_strdup_printf ("%s\n%s", record->difference, times)
                                  : g_strdup (times);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), record->json != NULL);
  if (record->json != NULL && before != NULL && before->json != NULL)
    {
      GtkWidget *button = gtk_button_new_with_label (_ ("Compare"));

      gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
      gtk_widget_set_tooltip_text (
          button, _ ("Compare with the one before it that was made in the same way"));
      g_signal_connect_object (button, "clicked", G_CALLBACK (compare), self, G_CONNECT_SWAPPED);
      adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
    }

  return row;
}

static void
show_records (OptStatementPlans *self)
{
  GtkListBoxRow *row;

  while ((row = gtk_list_box_get_row_at_index (self->list, 0)) != NULL)
    gtk_list_box_remove (self->list, GTK_WIDGET (row));
  for (guint i = 0; i < MIN (self->records->len, ROWS_AT_MOST); i++)
    gtk_list_box_append (self->list, make_row (self, i));

  gtk_label_set_label (self->none_label,
                       _ ("None yet. Each plan that is asked for is kept, without values, and what "
                          "changes is told."));
  gtk_widget_set_visible (GTK_WIDGET (self->none_label), self->records->len == 0);
  gtk_widget_set_visible (GTK_WIDGET (self->list), self->records->len > 0);
  g_signal_emit (self, signals[SIGNAL_READ], 0, self->records);
}

static void
records_read (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr (OptStatementPlans) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) records
      = opt_server_list_plans_finish (OPT_SERVER (object), result, &error);

  if (self->reading == NULL || g_task_get_cancellable (G_TASK (result)) != self->reading)
    return;

  g_clear_object (&self->reading);
  if (records != NULL)
    {
      g_ptr_array_unref (self->records);
      self->records = g_steal_pointer (&records);
      show_records (self);
      return;
    }
  gtk_label_set_label (self->none_label, error->message);
  gtk_widget_set_visible (GTK_WIDGET (self->none_label), TRUE);
}

static void
stop_reading (OptStatementPlans *self)
{
  g_cancellable_cancel (self->reading);
  g_clear_object (&self->reading);
}

static void
read_records (OptStatementPlans *self)
{
  stop_reading (self);
  if (self->server == NULL || self->sql == NULL)
    return;

  self->reading = g_cancellable_new ();
  opt_server_list_plans_async (self->server, self->sql, self->reading, records_read,
                               g_object_ref (self));
}

/* Whoever comes back from the plan has got another one. */
static void
opt_statement_plans_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (opt_statement_plans_parent_class)->map (widget);

  read_records (OPT_STATEMENT_PLANS (widget));
}

/* ---- The object ------------------------------------------------------------------------------ */

static void
opt_statement_plans_dispose (GObject *object)
{
  OptStatementPlans *self = OPT_STATEMENT_PLANS (object);

  stop_reading (self);
  g_clear_object (&self->server);
  g_clear_pointer (&self->sql, g_free);
  g_clear_pointer (&self->records, g_ptr_array_unref);
  gtk_widget_dispose_template (GTK_WIDGET (object), OPT_TYPE_STATEMENT_PLANS);

  G_OBJECT_CLASS (opt_statement_plans_parent_class)->dispose (object);
}

static void
opt_statement_plans_class_init (OptStatementPlansClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = opt_statement_plans_dispose;
  widget_class->map = opt_statement_plans_map;

  /**
   * OptStatementPlans::read:
   * @self: the plans
   * @records: (element-type OptPlanRecord): them, the newest first
   */
  signals[SIGNAL_READ] = g_signal_new ("read", OPT_TYPE_STATEMENT_PLANS, G_SIGNAL_RUN_LAST, 0, NULL,
                                       NULL, NULL, G_TYPE_NONE, 1, G_TYPE_PTR_ARRAY);

  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/optischema/OptiSchema/ui/statements/opt-statement-plans.ui");
  gtk_widget_class_bind_template_child (widget_class, OptStatementPlans, none_label);
  gtk_widget_class_bind_template_child (widget_class, OptStatementPlans, list);
  gtk_widget_class_bind_template_callback (widget_class, row_activated);
}

static void
opt_statement_plans_init (OptStatementPlans *self)
{
  self->records = g_ptr_array_new_with_free_func ((GDestroyNotify) opt_plan_record_free);
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * opt_statement_plans_new:
 *
 * Returns: (transfer floating): the plans of no statement
 */
GtkWidget *
opt_statement_plans_new (void)
{
  return g_object_new (OPT_TYPE_STATEMENT_PLANS, NULL);
}

/**
 * opt_statement_plans_show:
 * @self: the plans
 * @server: (nullable): a server
 * @sql: (nullable): one of its statements
 */
void
opt_statement_plans_show (OptStatementPlans *self, OptServer *server, const char *sql)
{
  g_return_if_fail (OPT_IS_STATEMENT_PLANS (self));

  g_set_object (&self->server, server);
  g_free (self->sql);
  self->sql = g_strdup (sql);
  g_ptr_array_set_size (self->records, 0);
  show_records (self);
  read_records (self);
}
