/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-overview-page.h"

#include <glib/gi18n.h>

#include "opt-age.h"
#include "opt-application.h"
#include "opt-attention-view.h"
#include "opt-format.h"
#include "opt-overview-charts.h"
#include "opt-range-bar.h"
#include "opt-recent.h"
#include "opt-server-state-view.h"
#include "opt-statement-table.h"
#include "opt-statements-footer.h"
#include "opt-timeline-export.h"
#include "opt-vitals-view.h"

#define N_HOTTEST 10

struct _OptOverviewPage
{
  OptPage parent_instance;

  gboolean outdated;
  gboolean past_shown; /* what was read of the range; it doesn't change by itself */

  /* Template children */
  OptServerStateView *state_view;
  OptRangeBar *range_bar;
  OptCardGrid *main_charts;
  OptAttentionView *attention;
  OptStatementTable *hottest;
  GtkLabel *hottest_label;
  GtkLabel *hottest_heading;
  GtkMenuButton *hottest_button;
  OptCardGrid *more_charts;
  OptVitalsView *vitals;

  /* Children */
  OptAttentionView *lost_attention; /* of a server that can't be watched */

  /* Owned */
  OptOverviewCharts *charts;
  GSignalGroup *server_signals;

  /* Sources */
  guint tick; /* while somebody looks: what is not read anew gets older */
};

G_DEFINE_FINAL_TYPE (OptOverviewPage, opt_overview_page, OPT_TYPE_PAGE)

/* ---- What is shown --------------------------------------------------------------------------- */

static OptRange *
get_range (OptOverviewPage *self)
{
  return opt_page_get_range (OPT_PAGE (self));
}

/* What is in memory is shown as it comes, what is older from the history. */
static gboolean
is_past (OptOverviewPage *self)
{
  return opt_range_is_past (get_range (self));
}

static OptStatementList *
find_hottest (OptOverviewPage *self, OptServer *server)
{
  if (is_past (self))
    return opt_range_get_statements (get_range (self));

  return server != NULL ? opt_server_get_statements (server) : NULL;
}

static OptHotBy *
get_hot_by (OptOverviewPage *self)
{
  return opt_statement_columns_get_hot_by (opt_statement_table_get_columns (self->hottest));
}

/* Why there is none, or why they have no share of what was chosen, or of which time they are: what
 * was recorded says so above, where the time is chosen. */
static void
update_hottest_label (OptOverviewPage *self, OptServer *server, const char *nothing)
{
  guint n = opt_statement_rows_get_n_statements (opt_statement_table_get_rows (self->hottest));
  g_autofree char *window = server != NULL && !is_past (self)
                                ? opt_statements_describe_window (server, get_range (self))
                                : NULL;
  const char *why = n > 0 ? opt_hot_by_explain (get_hot_by (self)) : nothing;

  if (n > 0 && why == NULL)
    why = window;
  gtk_widget_set_visible (GTK_WIDGET (self->hottest_label), why != NULL);
  gtk_label_set_label (self->hottest_label, why != NULL ? why : "");
}

/* Whoever sorts them by something else does not see the hottest. */
static void
update_heading (OptOverviewPage *self)
{
  OptWorkloadShare share = opt_hot_by_get_share (get_hot_by (self));
  OptStatementColumn column;
  gboolean descending;
  g_autofree char *other = NULL;

  opt_statement_columns_get_order (opt_statement_table_get_columns (self->hottest), &column,
                                   &descending);
  if (column != OPT_STATEMENT_COLUMN_SHARE || !descending)
    /* Translators: the title of a column */
    other = g_strdup_printf (_ ("Statements by “%s”"),
                             opt_statement_column_get_title (column, share));
  gtk_label_set_label (self->hottest_heading,
                       other != NULL ? other : opt_workload_share_get_heading (share));
}

static void
update_hottest (OptOverviewPage *self, OptServer *server)
{
  gboolean counted
      = server != NULL && opt_workload_get_last_delta (opt_server_get_workload (server)) != NULL;
  const char *nothing = _ ("No call of a statement was seen in the last 15 minutes.");

  if (is_past (self))
    {
      counted = find_hottest (self, server) != NULL;
      nothing = _ ("No call of a statement was recorded in this time.");
    }
  opt_statement_table_set_range (self->hottest, get_range (self));
  opt_statement_table_set_list (self->hottest, find_hottest (self, server));
  update_hottest_label (self, server, counted ? nothing : OPT_FORMAT_NONE);
}

static void
show_recent (OptOverviewPage *self, OptServer *server)
{
  OptTimeline *timeline = server != NULL ? opt_server_get_timeline (server) : NULL;
  gint64 span = opt_range_get_span (get_range (self));
  guint n = timeline != NULL ? opt_timeline_get_n_points (timeline) : 0;

  if (n > 0 && span < OPT_RECENT_SPAN)
    {
      gint64 end = opt_timeline_get_point (timeline, n - 1)->end;

      opt_overview_charts_show_window (self->charts, timeline, end - span, end, FALSE);
    }
  else
    opt_overview_charts_show (self->charts, timeline);
}

static void
show_past (OptOverviewPage *self)
{
  OptRange *range = get_range (self);
  gint64 from;
  gint64 to;

  if (self->past_shown)
    return;

  self->past_shown = TRUE;
  opt_vitals_view_show_past (self->vitals, opt_page_get_server (OPT_PAGE (self)), range);
  if (opt_range_get_window (range, &from, &to))
    opt_overview_charts_show_window (self->charts, opt_range_get_timeline (range), from, to, TRUE);
  else
    opt_overview_charts_show (self->charts, NULL);
}

/* Once it was: what was seen stays on the screen. */
static gboolean
is_watched (OptServer *server)
{
  return server != NULL
         && (opt_server_get_last_poll (server) != 0
             || opt_server_get_state (server) == OPT_SERVER_ONLINE);
}

static void
update_attention (OptOverviewPage *self, OptServer *server)
{
  opt_attention_view_update (is_watched (server) ? self->attention : self->lost_attention);
}

static void
update (OptOverviewPage *self)
{
  OptServer *server = opt_page_get_server (OPT_PAGE (self));

  if (!opt_page_get_shown (OPT_PAGE (self)))
    {
      self->outdated = TRUE;
      return;
    }

  self->outdated = FALSE;
  if (is_past (self))
    show_past (self);
  else
    {
      show_recent (self, server);
      opt_vitals_view_show (self->vitals, server);
    }
  opt_overview_charts_show_before (self->charts, opt_range_get_before (get_range (self)));
  opt_vitals_view_show_before (self->vitals, opt_range_get_before (get_range (self)));
  update_attention (self, server);
  update_hottest (self, server);
}

static gboolean
second_passed (gpointer data)
{
  OptOverviewPage *self = data;
  OptServer *server = opt_page_get_server (OPT_PAGE (self));
  g_autofree char *age = NULL;

  opt_chart_group_set_clock (opt_overview_charts_get_group (self->charts),
                             server != NULL ? opt_server_get_clock (server) : 0);
  opt_vitals_view_update_age (self->vitals, server);
  age = server != NULL ? opt_age_describe_read (server, OPT_POLL_READ_VITALS) : NULL;
  if (age != NULL)
    update_attention (self, server);

  return G_SOURCE_CONTINUE;
}

static OptDataTable *
opt_overview_page_export (OptPage *page)
{
  OptOverviewPage *self = OPT_OVERVIEW_PAGE (page);
  OptTimeline *timeline = is_past (self) ? opt_range_get_timeline (get_range (self))
                                         : opt_server_get_timeline (opt_page_get_server (page));

  return timeline != NULL ? opt_timeline_export_table (timeline) : NULL;
}

static void
opt_overview_page_range_changed (OptPage *page)
{
  OptOverviewPage *self = OPT_OVERVIEW_PAGE (page);

  self->past_shown = FALSE;
  opt_range_bar_set_range (self->range_bar, opt_page_get_range (page));
  update (self);
}

static void
statement_opened (OptOverviewPage *self, OptStatementItem *item)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "win.statement", "s",
                              opt_statement_item_get_id (item));
}

/* ---- The page -------------------------------------------------------------------------------- */

static void
opt_overview_page_set_server (OptPage *page, OptServer *server)
{
  OptOverviewPage *self = OPT_OVERVIEW_PAGE (page);

  self->past_shown = FALSE;
  g_signal_group_set_target (self->server_signals, server);
  opt_attention_view_set_server (self->attention, server);
  opt_attention_view_set_server (self->lost_attention, server);
  opt_statement_table_set_list (self->hottest, find_hottest (self, server));
  update (self);
}

static void
opt_overview_page_shown (OptPage *page, gboolean shown)
{
  OptOverviewPage *self = OPT_OVERVIEW_PAGE (page);

  opt_statement_table_set_active (self->hottest, shown);
  g_clear_handle_id (&self->tick, g_source_remove);
  if (shown && self->outdated)
    update (self);
  if (shown)
    {
      second_passed (self);
      self->tick = g_timeout_add_seconds (1, second_passed, self);
    }
}

static void
opt_overview_page_dispose (GObject *object)
{
  OptOverviewPage *self = OPT_OVERVIEW_PAGE (object);

  g_clear_handle_id (&self->tick, g_source_remove);
  /* As long as there is something to take it from. */
  opt_page_set_server (OPT_PAGE (object), NULL);
  g_clear_object (&self->charts);
  g_clear_object (&self->server_signals);
  /* The template would let go of it behind the bin's back. */
  adw_bin_set_child (ADW_BIN (self), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (object), OPT_TYPE_OVERVIEW_PAGE);

  G_OBJECT_CLASS (opt_overview_page_parent_class)->dispose (object);
}

static void
opt_overview_page_class_init (OptOverviewPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  OptPageClass *page_class = OPT_PAGE_CLASS (klass);

  g_type_ensure (OPT_TYPE_ATTENTION_VIEW);
  g_type_ensure (OPT_TYPE_CARD_GRID);
  g_type_ensure (OPT_TYPE_RANGE_BAR);
  g_type_ensure (OPT_TYPE_SERVER_STATE_VIEW);
  g_type_ensure (OPT_TYPE_STATEMENT_TABLE);
  g_type_ensure (OPT_TYPE_VITALS_VIEW);

  object_class->dispose = opt_overview_page_dispose;
  page_class->set_server = opt_overview_page_set_server;
  page_class->export = opt_overview_page_export;
  page_class->range_changed = opt_overview_page_range_changed;
  page_class->shown = opt_overview_page_shown;

  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/optischema/OptiSchema/ui/overview/opt-overview-page.ui");
  gtk_widget_class_bind_template_child (widget_class, OptOverviewPage, state_view);
  gtk_widget_class_bind_template_child (widget_class, OptOverviewPage, range_bar);
  gtk_widget_class_bind_template_child (widget_class, OptOverviewPage, main_charts);
  gtk_widget_class_bind_template_child (widget_class, OptOverviewPage, attention);
  gtk_widget_class_bind_template_child (widget_class, OptOverviewPage, hottest);
  gtk_widget_class_bind_template_child (widget_class, OptOverviewPage, hottest_label);
  gtk_widget_class_bind_template_child (widget_class, OptOverviewPage, hottest_heading);
  gtk_widget_class_bind_template_child (widget_class, OptOverviewPage, hottest_button);
  gtk_widget_class_bind_template_child (widget_class, OptOverviewPage, more_charts);
  gtk_widget_class_bind_template_child (widget_class, OptOverviewPage, vitals);
}

/* The same choice as on the page of all statements. */
static void
set_up_hottest (OptOverviewPage *self)
{
  OptStatementColumns *columns = opt_statement_table_get_columns (self->hottest);
  OptHotBy *hot_by = get_hot_by (self);
  GApplication *application = g_application_get_default ();
  GSettings *settings = OPT_IS_APPLICATION (application)
                            ? opt_application_get_settings (OPT_APPLICATION (application))
                            : NULL;

  opt_statement_table_set_limit (self->hottest, N_HOTTEST);
  opt_statement_table_set_active (self->hottest, FALSE);
  gtk_menu_button_set_menu_model (self->hottest_button, opt_hot_by_get_menu (hot_by));
  gtk_widget_insert_action_group (GTK_WIDGET (self->hottest_button), "columns",
                                  opt_statement_columns_get_actions (columns));
  g_signal_connect_object (self->hottest, "open", G_CALLBACK (statement_opened), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (columns, "order-changed", G_CALLBACK (update_heading), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (hot_by, "notify::share", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  if (settings != NULL)
    opt_hot_by_bind (hot_by, settings);
  update_heading (self);
}

static void
opt_overview_page_init (OptOverviewPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));

  self->lost_attention = OPT_ATTENTION_VIEW (opt_attention_view_new ());
  opt_attention_view_set_quiet (self->lost_attention, TRUE);
  opt_server_state_view_set_lost_child (self->state_view, GTK_WIDGET (self->lost_attention));
  self->charts = opt_overview_charts_new (self->main_charts, self->more_charts);
  opt_vitals_view_set_group (self->vitals, opt_overview_charts_get_group (self->charts));
  set_up_hottest (self);

  self->server_signals = g_signal_group_new (OPT_TYPE_SERVER);
  g_signal_group_connect_swapped (self->server_signals, "polled", G_CALLBACK (update), self);
  g_signal_group_connect_swapped (self->server_signals, "notify::state", G_CALLBACK (update), self);
  g_signal_group_connect_swapped (self->server_signals, "notify::error", G_CALLBACK (update), self);
  g_signal_group_connect_swapped (self->server_signals, "advice-changed", G_CALLBACK (update),
                                  self);
  opt_range_bar_set_range (self->range_bar, get_range (self));
  update (self);
}

static gboolean
focus_vitals (gpointer data)
{
  OptOverviewPage *self = data;

  /* Its viewport follows the focus. */
  if (gtk_widget_get_mapped (GTK_WIDGET (self->vitals)))
    gtk_widget_child_focus (GTK_WIDGET (self->vitals), GTK_DIR_TAB_FORWARD);

  return G_SOURCE_REMOVE;
}

/**
 * opt_overview_page_show_vitals:
 * @self: a page
 *
 * Shows how the whole server is, as soon as the page has its place on the screen.
 */
void
opt_overview_page_show_vitals (OptOverviewPage *self)
{
  g_return_if_fail (OPT_IS_OVERVIEW_PAGE (self));

  g_idle_add_full (G_PRIORITY_LOW, focus_vitals, g_object_ref (self), g_object_unref);
}
