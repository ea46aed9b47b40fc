/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-overview-page.h"

#include <glib/gi18n.h>

#include "opt-attention-view.h"
#include "opt-format.h"
#include "opt-overview-charts.h"
#include "opt-overview-range.h"
#include "opt-recent.h"
#include "opt-server-state-view.h"
#include "opt-statement-table.h"
#include "opt-vitals-view.h"

#define N_HOTTEST 10

#define MINUTE ((gint64) 60 * G_USEC_PER_SEC)
#define HOUR (60 * MINUTE)
#define DAY (24 * HOUR)

/* As the items of the choice. */
static const gint64 spans[]
    = { 5 * MINUTE, OPT_RECENT_SPAN, HOUR, 6 * HOUR, DAY, 7 * DAY, 30 * DAY };

struct _OptOverviewPage
{
  OptPage parent_instance;

  gboolean outdated;

  /* Template children */
  OptServerStateView *state_view;
  GtkLabel *range_label;
  GtkDropDown *range_choice;
  OptCardGrid *main_charts;
  OptAttentionView *attention;
  OptStatementTable *hottest;
  GtkLabel *hottest_label;
  OptCardGrid *more_charts;
  OptVitalsView *vitals;

  /* Children */
  OptAttentionView *lost_attention; /* of a server that can't be watched */

  /* Owned */
  OptOverviewCharts *charts;
  OptOverviewRange *range;
  GSignalGroup *server_signals;
};

G_DEFINE_FINAL_TYPE (OptOverviewPage, opt_overview_page, OPT_TYPE_PAGE)

/* ---- What is shown --------------------------------------------------------------------------- */

/* What is in memory is shown as it comes, what is older from the history. */
static gboolean
is_past (OptOverviewPage *self)
{
  return opt_overview_range_get_span (self->range) > 0;
}

static OptStatementList *
find_hottest (OptOverviewPage *self, OptServer *server)
{
  if (is_past (self))
    return opt_overview_range_get_statements (self->range);

  return server != NULL ? opt_server_get_statements (server) : NULL;
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
  opt_statement_table_set_list (self->hottest, find_hottest (self, server));
  gtk_widget_set_visible (GTK_WIDGET (self->hottest_label),
                          opt_statement_table_get_n_rows (self->hottest) == 0);
  gtk_label_set_label (self->hottest_label, counted ? nothing : OPT_FORMAT_NONE);
}

static void
show_recent (OptOverviewPage *self, OptServer *server)
{
  OptTimeline *timeline = server != NULL ? opt_server_get_timeline (server) : NULL;
  gint64 span = spans[gtk_drop_down_get_selected (self->range_choice)];
  guint n = timeline != NULL ? opt_timeline_get_n_points (timeline) : 0;

  gtk_label_set_label (self->range_label, "");
  if (n > 0 && span < OPT_RECENT_SPAN)
    {
      gint64 end = opt_timeline_get_point (timeline, n - 1)->end;

      opt_overview_charts_show_window (self->charts, timeline, end - span, end);
    }
  else
    opt_overview_charts_show (self->charts, timeline);
}

static void
show_past (OptOverviewPage *self)
{
  g_autofree char *text = opt_overview_range_describe (self->range);
  gint64 from;
  gint64 to;

  gtk_label_set_label (self->range_label, text);
  if (opt_overview_range_get_window (self->range, &from, &to))
    opt_overview_charts_show_window (self->charts, opt_overview_range_get_timeline (self->range),
                                     from, to);
  else
    opt_overview_charts_show (self->charts, NULL);
}

/* Once it was: what was seen stays on the screen. */
static gboolean
is_watched (OptServer *server)
{
  return server != NULL && opt_server_get_last_poll (server) != 0;
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
    {
      opt_overview_range_refresh (self->range);
      show_past (self);
    }
  else
    show_recent (self, server);
  /* They are of now. */
  gtk_widget_set_visible (GTK_WIDGET (self->vitals), !is_past (self));
  opt_vitals_view_show (self->vitals, server);
  opt_attention_view_update (is_watched (server) ? self->attention : self->lost_attention);
  update_hottest (self, server);
}

static void
range_chosen (OptOverviewPage *self)
{
  gint64 span = spans[gtk_drop_down_get_selected (self->range_choice)];

  opt_overview_range_set_span (self->range, span > OPT_RECENT_SPAN ? span : 0);
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

  g_signal_group_set_target (self->server_signals, server);
  opt_attention_view_set_server (self->attention, server);
  opt_attention_view_set_server (self->lost_attention, server);
  opt_overview_range_set_server (self->range, server);
  opt_statement_table_set_list (self->hottest, find_hottest (self, server));
  update (self);
}

static void
opt_overview_page_shown (OptPage *page, gboolean shown)
{
  OptOverviewPage *self = OPT_OVERVIEW_PAGE (page);

  opt_statement_table_set_active (self->hottest, shown);
  if (shown && self->outdated)
    update (self);
}

static void
opt_overview_page_dispose (GObject *object)
{
  OptOverviewPage *self = OPT_OVERVIEW_PAGE (object);

  /* As long as there is something to take it from. */
  opt_page_set_server (OPT_PAGE (object), NULL);
  g_clear_object (&self->charts);
  g_clear_object (&self->range);
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
  g_type_ensure (OPT_TYPE_SERVER_STATE_VIEW);
  g_type_ensure (OPT_TYPE_STATEMENT_TABLE);
  g_type_ensure (OPT_TYPE_VITALS_VIEW);

  object_class->dispose = opt_overview_page_dispose;
  page_class->set_server = opt_overview_page_set_server;
  page_class->shown = opt_overview_page_shown;

  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/optischema/OptiSchema/ui/overview/opt-overview-page.ui");
  gtk_widget_class_bind_template_child (widget_class, OptOverviewPage, state_view);
  gtk_widget_class_bind_template_child (widget_class, OptOverviewPage, range_label);
  gtk_widget_class_bind_template_child (widget_class, OptOverviewPage, range_choice);
  gtk_widget_class_bind_template_child (widget_class, OptOverviewPage, main_charts);
  gtk_widget_class_bind_template_child (widget_class, OptOverviewPage, attention);
  gtk_widget_class_bind_template_child (widget_class, OptOverviewPage, hottest);
  gtk_widget_class_bind_template_child (widget_class, OptOverviewPage, hottest_label);
  gtk_widget_class_bind_template_child (widget_class, OptOverviewPage, more_charts);
  gtk_widget_class_bind_template_child (widget_class, OptOverviewPage, vitals);
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
  opt_statement_table_set_limit (self->hottest, N_HOTTEST);
  opt_statement_table_set_active (self->hottest, FALSE);
  g_signal_connect_object (self->hottest, "open", G_CALLBACK (statement_opened), self,
                           G_CONNECT_SWAPPED);

  self->range = opt_overview_range_new (N_HOTTEST);
  g_signal_connect_object (self->range, "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->range_choice, "notify::selected", G_CALLBACK (range_chosen), self,
                           G_CONNECT_SWAPPED);
  self->server_signals = g_signal_group_new (OPT_TYPE_SERVER);
  g_signal_group_connect_swapped (self->server_signals, "polled", G_CALLBACK (update), self);
  g_signal_group_connect_swapped (self->server_signals, "notify::state", G_CALLBACK (update), self);
  g_signal_group_connect_swapped (self->server_signals, "notify::error", G_CALLBACK (update), self);
  g_signal_group_connect_swapped (self->server_signals, "advice-changed", G_CALLBACK (update),
                                  self);
  update (self);
}
