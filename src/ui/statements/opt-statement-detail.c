/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-statement-detail.h"

#include <glib/gi18n.h>
#include <string.h>

#include "opt-format.h"
#include "opt-sql-view.h"
#include "opt-statement-actions.h"
#include "opt-statement-advice.h"
#include "opt-statement-alike.h"
#include "opt-statement-charts.h"
#include "opt-statement-figures.h"
#include "opt-statement-tables.h"
#include "opt-statement-text.h"
#include "opt-statement-plans.h"
#include "opt-statement-values.h"
#include "opt-statements-footer.h"

/* Longer SQL takes longer to format than a frame may take, and comes a moment later. */
#define FORMAT_AT_ONCE 4096

enum
{
  SIGNAL_BACK,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

struct _OptStatementDetail
{
  GtkWidget parent_instance;

  OptStatementKey key;
  gboolean active;
  gboolean outdated;
  gint64 seen; /* when it was in the window last, or 0 */

  /* Template children */
  GtkWidget *box;
  GtkLabel *title_label;
  GtkWidget *scrolled;
  GtkWidget *gone_box;
  GtkLabel *gone_label;
  GtkLabel *new_label;
  GtkWidget *slower_box;
  GtkLabel *slower_label;
  OptSqlView *sql_view;
  GtkLabel *identity_label;
  GtkLabel *window_label;
  OptStatementFigures *figures;
  OptStatementAlike *alike;
  OptStatementCharts *charts;
  OptStatementTables *tables;
  OptStatementAdvice *advice;
  OptStatementPlans *plans;
  OptStatementValues *values;

  /* Owned */
  OptServer *server;      /* (nullable) */
  OptRange *range;        /* (nullable) */
  OptStatementItem *item; /* (nullable) as long as it is in the window */
  char *id;               /* (nullable) */
  char *text;             /* (nullable) what it says */
  GCancellable *formatting;
  GSignalGroup *list_signals;
};

G_DEFINE_FINAL_TYPE (OptStatementDetail, opt_statement_detail, GTK_TYPE_WIDGET)

/* ---- The SQL --------------------------------------------------------------------------------- */

static void
format_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  g_task_return_pointer (task, opt_statement_format (data), g_free);
}

static void
formatted (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr (OptStatementDetail) self = data;
  g_autofree char *sql = g_task_propagate_pointer (G_TASK (result), NULL);

  if (sql != NULL && self->sql_view != NULL)
    opt_sql_view_set_sql (self->sql_view, sql);
}

static void
format_later (OptStatementDetail *self)
{
  g_autoptr (GTask) task = NULL;

  /* A task may end in its thread, which must not take the widget with it. */
  self->formatting = g_cancellable_new ();
  task = g_task_new (NULL, self->formatting, formatted, g_object_ref (self));
  g_task_set_source_tag (task, format_later);
  g_task_set_task_data (task, g_strdup (self->text), g_free);
  g_task_run_in_thread (task, format_thread);
}

static void
stop_formatting (OptStatementDetail *self)
{
  g_cancellable_cancel (self->formatting);
  g_clear_object (&self->formatting);
}

static void
show_text (OptStatementDetail *self, const char *text)
{
  if (g_strcmp0 (self->text, text) == 0)
    return;

  stop_formatting (self);
  g_free (self->text);
  self->text = g_strdup (text);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "detail.explain", text != NULL);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "detail.copy", text != NULL);
  opt_statement_tables_show (self->tables, self->server, text);
  opt_statement_plans_show (self->plans, self->server, text);
  if (text != NULL && strlen (text) <= FORMAT_AT_ONCE)
    {
      g_autofree char *sql = opt_statement_format (text);

      opt_sql_view_set_sql (self->sql_view, sql);
      return;
    }

  opt_sql_view_set_sql (self->sql_view, text);
  if (text != NULL)
    format_later (self);
}

/* (nullable): also of one that is not in the window */
static const char *
find_text (OptStatementDetail *self)
{
  const OptSqlText *text;

  if (self->item != NULL)
    return opt_statement_item_get_text (self->item);

  text = opt_workload_get_text (opt_server_get_workload (self->server), &self->key);

  return text != NULL ? text->text : NULL;
}

/* (nullable) */
static const char *
find_role (OptStatementDetail *self)
{
  const char *role = self->item != NULL ? opt_statement_item_get_role (self->item) : NULL;

  return role != NULL ? role
                      : opt_workload_get_role_name (opt_server_get_workload (self->server),
                                                    self->key.userid);
}

static gboolean
is_past (OptStatementDetail *self)
{
  return self->range != NULL && opt_range_is_past (self->range);
}

/* ---- What is known --------------------------------------------------------------------------- */

static void
show_identity (OptStatementDetail *self)
{
  g_autoptr (GString) text = g_string_new (NULL);
  GRefString *database
      = opt_workload_get_database_name (opt_server_get_workload (self->server), self->key.dbid);

  const char *role = find_role (self);

  g_string_append_printf (text, "queryid %" G_GINT64_FORMAT, self->key.queryid);
  if (database != NULL)
    g_string_append_printf (text, _ (" · database %s"), database);
  if (role != NULL)
    g_string_append_printf (text, _ (" · role %s"), role);
  else if (self->key.userid != 0)
    g_string_append_printf (text, _ (" · role – (OID %u)"), self->key.userid);
  if (!self->key.toplevel)
    g_string_append (text, _ (" · called by another statement"));
  gtk_label_set_label (self->identity_label, text->str);
}

static void
show_window (OptStatementDetail *self)
{
  g_autofree char *window = opt_statements_describe_window (self->server, self->range);
  g_autofree char *text = g_strdup_printf (_ ("%s, counted by pg_stat_statements"), window);

  gtk_label_set_label (self->window_label, text);
}

static void
show_gone (OptStatementDetail *self)
{
  g_autofree char *when = opt_format_time (self->seen);
  g_autofree char *text = NULL;

  gtk_widget_set_visible (self->gone_box, self->item == NULL);
  if (self->item != NULL)
    return;

  if (is_past (self))
    {
      gtk_label_set_label (self->gone_label, opt_range_get_recorded (self->range) != NULL
                                                 ? _ ("No call of it was recorded in this time.")
                                                 : _ ("Reading what was recorded…"));
      return;
    }
  text
      = self->seen != 0
            ? g_strdup_printf (
                _ ("No call of it was seen in the last 15 minutes. The figures are those "
                   "that were seen last, at %s."),
                when)
            : g_strdup (_ ("No call of it was seen in the last 15 minutes: there are no figures."));
  gtk_label_set_label (self->gone_label, text);
}

/* What left the window keeps what was seen of it last. */
static void
show_slowdown (OptStatementDetail *self)
{
  const OptSlowdown *slowdown
      = self->item != NULL && !is_past (self) ? opt_statement_item_get_slowdown (self->item) : NULL;
  g_autofree char *words = NULL;
  g_autofree char *how = NULL;
  g_autofree char *text = NULL;

  gtk_widget_set_visible (self->slower_box, slowdown != NULL);
  if (slowdown == NULL)
    return;

  words = opt_slowdown_to_text (slowdown);
  how = opt_slowdown_explain (slowdown);
  text = g_strdup_printf ("%s %s", words, how);
  gtk_label_set_label (self->slower_label, text);
}

static void
show_new (OptStatementDetail *self)
{
  gint64 first = self->item != NULL ? opt_statement_item_get_first (self->item) : 0;
  g_autofree char *time = opt_format_time (first);
  g_autofree char *text = g_strdup_printf (
      _ ("New: it was called first at %s or shortly before. Nothing was recorded "
         "of it until then, nor of one with the same text."),
      time);

  gtk_label_set_label (self->new_label, text);
  gtk_widget_set_visible (GTK_WIDGET (self->new_label), first != 0);
}

static void
update (OptStatementDetail *self)
{
  self->outdated = FALSE;
  show_identity (self);
  show_gone (self);
  show_new (self);
  show_slowdown (self);
  opt_statement_alike_show (self->alike, opt_statements_find_list (self->server, self->range),
                            self->item);
  if (find_text (self) != NULL || self->seen == 0)
    show_text (self, find_text (self));
  if (self->item == NULL)
    return;

  show_window (self);
  opt_statement_figures_show (self->figures, self->item, opt_server_get_facts (self->server));
  if (!is_past (self))
    opt_statement_charts_show (self->charts, self->item);
}

/* What was recorded has its own charts, which stay where it was not called, too. */
static void
show_past (OptStatementDetail *self)
{
  gint64 from, to;

  if (is_past (self) && opt_range_get_window (self->range, &from, &to))
    opt_statement_charts_show_past (self->charts, self->server, &self->key, from, to);
  opt_statement_charts_show_before (self->charts, self->server, &self->key,
                                    self->range != NULL ? opt_range_get_before (self->range)
                                                        : NULL);
}

static void
find_item (OptStatementDetail *self)
{
  OptStatementList *list = opt_statements_find_list (self->server, self->range);

  OptStatementItem *item = list != NULL ? opt_statement_list_find (list, self->id) : NULL;

  g_set_object (&self->item, item);
  if (self->item != NULL && !is_past (self))
    self->seen = opt_server_get_last_poll (self->server);
}

static void
list_updated (OptStatementDetail *self)
{
  find_item (self);
  if (self->active)
    update (self);
  else
    self->outdated = TRUE;
}

/* Where it got another plan its charts have a mark. */
static void
plans_read (OptStatementDetail *self, GPtrArray *records)
{
  opt_statement_charts_set_plans (self->charts, records);
}

/* ---- What can be done with it ---------------------------------------------------------------- */

static void
go_back (GtkWidget *widget, const char *action, GVariant *parameter)
{
  g_signal_emit (widget, signals[SIGNAL_BACK], 0);
}

static void
explain (GtkWidget *widget, const char *action, GVariant *parameter)
{
  OptStatementDetail *self = OPT_STATEMENT_DETAIL (widget);

  if (self->text != NULL)
    gtk_widget_activate_action (widget, "win.explain", "s", self->text);
}

static void
copy (GtkWidget *widget, const char *action, GVariant *parameter)
{
  opt_statement_copy (widget, opt_sql_view_get_sql (OPT_STATEMENT_DETAIL (widget)->sql_view));
}

/* ---- The object ------------------------------------------------------------------------------ */

static void
opt_statement_detail_dispose (GObject *object)
{
  OptStatementDetail *self = OPT_STATEMENT_DETAIL (object);

  if (self->list_signals != NULL)
    g_signal_group_set_target (self->list_signals, NULL);
  g_clear_object (&self->list_signals);
  stop_formatting (self);
  g_clear_object (&self->item);
  g_clear_object (&self->server);
  g_clear_object (&self->range);
  g_clear_pointer (&self->id, g_free);
  g_clear_pointer (&self->text, g_free);
  g_clear_pointer (&self->box, gtk_widget_unparent);
  gtk_widget_dispose_template (GTK_WIDGET (object), OPT_TYPE_STATEMENT_DETAIL);

  G_OBJECT_CLASS (opt_statement_detail_parent_class)->dispose (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/optischema/OptiSchema/ui/statements/opt-statement-detail.ui");
  gtk_widget_class_bind_template_child (widget_class, OptStatementDetail, box);
  gtk_widget_class_bind_template_child (widget_class, OptStatementDetail, title_label);
  gtk_widget_class_bind_template_child (widget_class, OptStatementDetail, scrolled);
  gtk_widget_class_bind_template_child (widget_class, OptStatementDetail, gone_box);
  gtk_widget_class_bind_template_child (widget_class, OptStatementDetail, gone_label);
  gtk_widget_class_bind_template_child (widget_class, OptStatementDetail, new_label);
  gtk_widget_class_bind_template_child (widget_class, OptStatementDetail, slower_box);
  gtk_widget_class_bind_template_child (widget_class, OptStatementDetail, slower_label);
  gtk_widget_class_bind_template_child (widget_class, OptStatementDetail, sql_view);
  gtk_widget_class_bind_template_child (widget_class, OptStatementDetail, identity_label);
  gtk_widget_class_bind_template_child (widget_class, OptStatementDetail, window_label);
  gtk_widget_class_bind_template_child (widget_class, OptStatementDetail, figures);
  gtk_widget_class_bind_template_child (widget_class, OptStatementDetail, alike);
  gtk_widget_class_bind_template_child (widget_class, OptStatementDetail, charts);
  gtk_widget_class_bind_template_child (widget_class, OptStatementDetail, tables);
  gtk_widget_class_bind_template_child (widget_class, OptStatementDetail, advice);
  gtk_widget_class_bind_template_child (widget_class, OptStatementDetail, plans);
  gtk_widget_class_bind_template_child (widget_class, OptStatementDetail, values);
  gtk_widget_class_bind_template_callback (widget_class, plans_read);
}

static void
opt_statement_detail_class_init (OptStatementDetailClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  g_type_ensure (OPT_TYPE_SQL_VIEW);
  g_type_ensure (OPT_TYPE_STATEMENT_ADVICE);
  g_type_ensure (OPT_TYPE_STATEMENT_ALIKE);
  g_type_ensure (OPT_TYPE_STATEMENT_CHARTS);
  g_type_ensure (OPT_TYPE_STATEMENT_FIGURES);
  g_type_ensure (OPT_TYPE_STATEMENT_PLANS);
  g_type_ensure (OPT_TYPE_STATEMENT_TABLES);
  g_type_ensure (OPT_TYPE_STATEMENT_VALUES);

  G_OBJECT_CLASS (klass)->dispose = opt_statement_detail_dispose;

  /**
   * OptStatementDetail::back:
   * @self: the detail
   *
   * The user has seen enough of it.
   */
  signals[SIGNAL_BACK] = g_signal_new ("back", OPT_TYPE_STATEMENT_DETAIL, G_SIGNAL_RUN_LAST, 0,
                                       NULL, NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  bind_template (widget_class);
  gtk_widget_class_install_action (widget_class, "detail.back", NULL, go_back);
  gtk_widget_class_install_action (widget_class, "detail.explain", NULL, explain);
  gtk_widget_class_install_action (widget_class, "detail.copy", NULL, copy);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "detail.back", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Left, GDK_ALT_MASK, "detail.back",
                                       NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_c, GDK_CONTROL_MASK, "detail.copy",
                                       NULL);
}

static void
opt_statement_detail_init (OptStatementDetail *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));

  self->list_signals = g_signal_group_new (OPT_TYPE_STATEMENT_LIST);
  g_signal_group_connect_swapped (self->list_signals, "updated", G_CALLBACK (list_updated), self);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "detail.explain", FALSE);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "detail.copy", FALSE);
}

/**
 * opt_statement_detail_new:
 *
 * Returns: (transfer floating): the detail of no statement
 */
GtkWidget *
opt_statement_detail_new (void)
{
  return g_object_new (OPT_TYPE_STATEMENT_DETAIL, NULL);
}

static void
set_id (OptStatementDetail *self, const char *id)
{
  g_autoptr (GPtrArray) found = NULL;
  OptStatementKey key = { .toplevel = TRUE };
  OptStatementList *list = opt_statements_find_list (self->server, self->range);

  /* Recommendations know a statement by its queryid alone. */
  if (list != NULL && g_ascii_string_to_signed (id, 10, G_MININT64, G_MAXINT64, &key.queryid, NULL))
    found = opt_statement_list_find_queryid (list, key.queryid);
  if (found != NULL && found->len > 0)
    id = opt_statement_item_get_id (found->pdata[0]);

  g_free (self->id);
  self->id = g_strdup (id);
  if (!opt_statement_key_from_id (&self->key, id))
    self->key = key;
}

static void
clear_figures (OptStatementDetail *self)
{
  opt_statement_figures_show (self->figures, NULL, NULL);
  opt_statement_charts_show (self->charts, NULL);
  opt_statement_alike_show (self->alike, NULL, NULL);
  gtk_label_set_label (self->window_label, "");
}

/**
 * opt_statement_detail_show:
 * @self: a detail
 * @server: (nullable): a server
 * @id: (nullable): one of its statements: the id of its #OptStatementItem, or its queryid
 */
void
opt_statement_detail_show (OptStatementDetail *self, OptServer *server, const char *id)
{
  g_return_if_fail (OPT_IS_STATEMENT_DETAIL (self));

  g_clear_object (&self->item);
  self->seen = 0;
  show_text (self, NULL);
  clear_figures (self);

  if (id == NULL)
    server = NULL;
  g_set_object (&self->server, server);
  g_signal_group_set_target (self->list_signals, opt_statements_find_list (server, self->range));
  g_clear_pointer (&self->id, g_free);
  if (self->server != NULL)
    {
      set_id (self, id);
      find_item (self);
      update (self);
      show_past (self);
    }
  opt_statement_advice_show (self->advice, self->server, self->key.queryid);
  opt_statement_values_show (self->values, self->server, self->key.queryid);
  gtk_adjustment_set_value (gtk_scrolled_window_get_vadjustment (
                                GTK_SCROLLED_WINDOW (self->scrolled)),
                            0);
}

/**
 * opt_statement_detail_set_range:
 * @self: a detail
 * @range: (nullable): the time that is shown; %NULL: live
 *
 * To be called again when that is another, or was read.
 */
void
opt_statement_detail_set_range (OptStatementDetail *self, OptRange *range)
{
  g_return_if_fail (OPT_IS_STATEMENT_DETAIL (self));

  g_set_object (&self->range, range);
  if (self->server == NULL)
    return;

  g_signal_group_set_target (self->list_signals,
                             opt_statements_find_list (self->server, self->range));
  find_item (self);
  if (self->item == NULL)
    clear_figures (self);
  update (self);
  show_past (self);
}

/**
 * opt_statement_detail_set_active:
 * @self: a detail
 * @active: whether it is on the screen, and so is to follow its server
 */
void
opt_statement_detail_set_active (OptStatementDetail *self, gboolean active)
{
  g_return_if_fail (OPT_IS_STATEMENT_DETAIL (self));

  self->active = active;
  if (active && self->outdated && self->server != NULL)
    update (self);
}

/**
 * opt_statement_detail_get_id:
 * @self: a detail
 *
 * Returns: (nullable): which statement it shows
 */
const char *
opt_statement_detail_get_id (OptStatementDetail *self)
{
  g_return_val_if_fail (OPT_IS_STATEMENT_DETAIL (self), NULL);

  return self->id;
}
