/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-activity-browser.h"

#include <glib/gi18n.h>

#include "opt-activity-words.h"
#include "opt-age.h"
#include "opt-blocking-past.h"
#include "opt-blocking-words.h"
#include "opt-chart.h"
#include "opt-error-view.h"
#include "opt-load-chart.h"
#include "opt-recent.h"
#include "opt-session-export.h"
#include "opt-session-table.h"

enum
{
  SIGNAL_OPEN,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

struct _OptActivityBrowser
{
  GtkWidget parent_instance;

  gboolean active;
  gboolean outdated;
  gboolean with_own;
  int chart_height;        /* as it was fitted last */
  gboolean chart_squeezed; /* there was no room for that, then */

  /* Template children */
  GtkWidget *box;
  GtkInfoBar *banner;
  GtkLabel *banner_label;
  GtkButton *banner_button;
  GtkPaned *paned;
  AdwBin *chart_bin;
  GtkToggleButton *sessions_button;
  GtkToggleButton *blocking_button;
  GtkToggleButton *past_button;
  GtkWidget *search_box;
  GtkSearchEntry *search_entry;
  GtkDropDown *filter_drop_down;
  GtkMenuButton *columns_button;
  OptErrorView *error_view;
  GtkStack *stack;
  OptSessionTable *table;
  OptSessionTable *tree;
  OptBlockingPast *past;
  AdwStatusPage *idle_page;
  AdwStatusPage *free_page;
  GtkButton *clear_button;
  GtkLabel *footer_label;

  /* Owned */
  OptServer *server; /* (nullable) */
  OptRange *range;   /* (nullable) */
  OptLoadChart *load;
  GSignalGroup *list_signals;
  GSignalGroup *server_signals;

  /* Sources */
  guint fit_source;
  guint tick; /* while somebody looks: what is not read anew gets older */
};

G_DEFINE_FINAL_TYPE (OptActivityBrowser, opt_activity_browser, GTK_TYPE_WIDGET)

/* ---- What is shown --------------------------------------------------------------------------- */

static OptSessionList *
get_list (OptActivityBrowser *self)
{
  return self->server != NULL ? opt_server_get_sessions (self->server) : NULL;
}

static gboolean
is_filtered (OptActivityBrowser *self)
{
  return gtk_drop_down_get_selected (self->filter_drop_down) != OPT_SESSION_FILTER_ALL
         || *gtk_editable_get_text (GTK_EDITABLE (self->search_entry)) != '\0';
}

static const char *
choose_place (OptActivityBrowser *self, OptSessionList *list)
{
  if (gtk_toggle_button_get_active (self->past_button))
    return "past";
  if (opt_session_list_get_activity (list) == NULL)
    return "waiting";
  if (gtk_toggle_button_get_active (self->blocking_button))
    return opt_session_list_get_n_blocked (list) > 0 ? "tree" : "free";
  if (opt_session_table_get_n_rows (self->table) > 0)
    return "table";

  return is_filtered (self) ? "unmatched" : "idle";
}

/* NULL: they were just looked at. */
static char *
describe_age (OptActivityBrowser *self)
{
  return opt_age_describe_read (self->server, OPT_POLL_READ_SESSIONS);
}

static void
update_banner (OptActivityBrowser *self, OptSessionList *list)
{
  g_autofree char *now = opt_blocking_describe_now (list);
  g_autofree char *age = describe_age (self);
  /* Translators: "Seen 33 s ago", and who held up whom then */
  g_autofree char *text
      = now != NULL && age != NULL ? g_strdup_printf (_ ("Seen %s: %s"), age, now) : g_strdup (now);

  if (text != NULL)
    gtk_label_set_label (self->banner_label, text);
  gtk_info_bar_set_revealed (self->banner,
                             text != NULL && !gtk_toggle_button_get_active (self->blocking_button));
}

static void
update_blocking_button (OptActivityBrowser *self, OptSessionList *list)
{
  guint n = opt_session_list_get_n_blocked (list);
  g_autofree char *label
      = n > 0 ? g_strdup_printf (_ ("Blocking (%u)"), n) : g_strdup (_ ("Blocking"));

  if (g_strcmp0 (gtk_button_get_label (GTK_BUTTON (self->blocking_button)), label) != 0)
    gtk_button_set_label (GTK_BUTTON (self->blocking_button), label);
}

static gboolean
is_past (OptActivityBrowser *self)
{
  return self->range != NULL && opt_range_is_past (self->range);
}

static void
update_footer (OptActivityBrowser *self, OptSessionList *list)
{
  g_autofree char *now = opt_activity_describe (list, self->server, self->with_own);
  g_autofree char *age = describe_age (self);
  /* Translators: "33 s ago" */
  g_autofree char *old
      = age != NULL ? g_strdup_printf (_ ("The sessions are those of %s"), age) : NULL;
  /* Nobody records each session. */
  const char *when = old == NULL && is_past (self) ? _ ("The sessions are those of now") : old;
  g_autofree char *text = when != NULL ? g_strdup_printf ("%s · %s", when, now) : g_strdup (now);

  if (g_strcmp0 (gtk_label_get_label (self->footer_label), text) != 0)
    gtk_label_set_label (self->footer_label, text);
}

static void
update_place (OptActivityBrowser *self)
{
  OptSessionList *list = get_list (self);
  g_autofree char *age = NULL;
  g_autofree char *idle = NULL;
  g_autofree char *idle_title = NULL;
  g_autofree char *free_title = NULL;

  if (list == NULL)
    return;

  age = describe_age (self);
  idle = opt_activity_describe_idle (list, age);
  idle_title = opt_activity_get_idle_title (age);
  free_title = opt_activity_get_free_title (age);
  adw_status_page_set_description (self->idle_page, idle);
  adw_status_page_set_title (self->idle_page, idle_title);
  adw_status_page_set_title (self->free_page, free_title);
  gtk_widget_set_visible (self->search_box, gtk_toggle_button_get_active (self->sessions_button));
  gtk_stack_set_visible_child_name (self->stack, choose_place (self, list));
}

static void
update (OptActivityBrowser *self)
{
  OptSessionList *list = get_list (self);

  if (!self->active || list == NULL)
    {
      self->outdated = TRUE;
      return;
    }

  self->outdated = FALSE;
  opt_session_table_refresh (self->table);
  opt_session_table_refresh (self->tree);
  opt_error_view_set_error (self->error_view, opt_session_list_get_error (list));
  update_banner (self, list);
  update_blocking_button (self, list);
  update_footer (self, list);
  update_place (self);
}

static void
update_load (OptActivityBrowser *self)
{
  gint64 from, to;

  if (!self->active)
    return;

  if (!is_past (self))
    opt_load_chart_show_recent (self->load,
                                self->server != NULL ? opt_server_get_timeline (self->server)
                                                     : NULL,
                                self->range != NULL ? opt_range_get_span (self->range)
                                                    : OPT_RECENT_SPAN);
  else if (opt_range_get_window (self->range, &from, &to))
    opt_load_chart_show_window (self->load, opt_range_get_timeline (self->range), from, to, TRUE);
  else
    opt_load_chart_show (self->load, NULL);
  if (self->range != NULL)
    opt_load_chart_show_before (self->load, opt_range_get_before (self->range));
}

/* What is said of now is not, where nothing is read any more. */
static gboolean
second_passed (gpointer data)
{
  OptActivityBrowser *self = data;
  OptSessionList *list = get_list (self);

  if (list == NULL)
    return G_SOURCE_CONTINUE;

  opt_load_chart_set_clock (self->load, opt_server_get_clock (self->server));
  update_banner (self, list);
  update_footer (self, list);
  update_place (self);

  return G_SOURCE_CONTINUE;
}

/* The sessions come first: where there is little room for both the chart is out of sight. What the
 * user has dragged stays. */
static gboolean
fit_chart (gpointer data)
{
  OptActivityBrowser *self = data;
  int needed;

  self->fit_source = 0;
  if (gtk_paned_get_position (self->paned) != self->chart_height && !self->chart_squeezed)
    return G_SOURCE_REMOVE;

  gtk_widget_measure (GTK_WIDGET (self->chart_bin), GTK_ORIENTATION_VERTICAL,
                      gtk_widget_get_width (GTK_WIDGET (self->paned)), &needed, NULL, NULL, NULL);
  self->chart_height = 2 * needed <= gtk_widget_get_height (GTK_WIDGET (self->paned)) ? needed : 0;
  self->chart_squeezed = FALSE;
  gtk_paned_set_position (self->paned, self->chart_height);

  return G_SOURCE_REMOVE;
}

/* By whom: it is the paned itself that goes no further than there is room. */
static void
position_changed (OptActivityBrowser *self)
{
  int position = gtk_paned_get_position (self->paned);
  int most;

  g_object_get (self->paned, "max-position", &most, NULL);
  if (position != self->chart_height)
    self->chart_squeezed = position < self->chart_height && position == most;
}

static void
height_changed (OptActivityBrowser *self)
{
  if (self->fit_source == 0)
    self->fit_source = g_idle_add_full (GTK_PRIORITY_RESIZE - 1, fit_chart, self, NULL);
}

/* ---- What is asked --------------------------------------------------------------------------- */

static void
filter_changed (OptActivityBrowser *self)
{
  opt_session_table_set_filter (self->table,
                                (OptSessionFilter) gtk_drop_down_get_selected (
                                    self->filter_drop_down),
                                gtk_editable_get_text (GTK_EDITABLE (self->search_entry)),
                                self->with_own);
  update_place (self);
}

static void
clear_filter (OptActivityBrowser *self)
{
  gtk_editable_set_text (GTK_EDITABLE (self->search_entry), "");
  gtk_drop_down_set_selected (self->filter_drop_down, OPT_SESSION_FILTER_ALL);
  filter_changed (self);
  gtk_widget_grab_focus (GTK_WIDGET (self->search_entry));
}

static void
search_stopped (OptActivityBrowser *self)
{
  gtk_editable_set_text (GTK_EDITABLE (self->search_entry), "");
  opt_activity_browser_focus (self);
}

static void
show_blocking (OptActivityBrowser *self)
{
  gtk_toggle_button_set_active (self->blocking_button, TRUE);
  gtk_widget_grab_focus (GTK_WIDGET (self->tree));
}

static gboolean
link_activated (OptActivityBrowser *self)
{
  self->with_own = !self->with_own;
  filter_changed (self);
  update (self);

  return TRUE;
}

static void
session_opened (OptActivityBrowser *self, OptSession *session)
{
  g_signal_emit (self, signals[SIGNAL_OPEN], 0, session);
}

/* ---- The object ------------------------------------------------------------------------------ */

static void
opt_activity_browser_dispose (GObject *object)
{
  OptActivityBrowser *self = OPT_ACTIVITY_BROWSER (object);

  g_clear_handle_id (&self->fit_source, g_source_remove);
  g_clear_handle_id (&self->tick, g_source_remove);
  if (self->box != NULL)
    opt_activity_browser_set_server (self, NULL);
  g_clear_object (&self->list_signals);
  g_clear_object (&self->server_signals);
  g_clear_object (&self->load);
  g_clear_object (&self->range);
  g_clear_pointer (&self->box, gtk_widget_unparent);
  gtk_widget_dispose_template (GTK_WIDGET (object), OPT_TYPE_ACTIVITY_BROWSER);

  G_OBJECT_CLASS (opt_activity_browser_parent_class)->dispose (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, OptActivityBrowser, box);
  gtk_widget_class_bind_template_child (widget_class, OptActivityBrowser, banner);
  gtk_widget_class_bind_template_child (widget_class, OptActivityBrowser, banner_label);
  gtk_widget_class_bind_template_child (widget_class, OptActivityBrowser, banner_button);
  gtk_widget_class_bind_template_child (widget_class, OptActivityBrowser, paned);
  gtk_widget_class_bind_template_child (widget_class, OptActivityBrowser, chart_bin);
  gtk_widget_class_bind_template_child (widget_class, OptActivityBrowser, sessions_button);
  gtk_widget_class_bind_template_child (widget_class, OptActivityBrowser, blocking_button);
  gtk_widget_class_bind_template_child (widget_class, OptActivityBrowser, past_button);
  gtk_widget_class_bind_template_child (widget_class, OptActivityBrowser, search_box);
  gtk_widget_class_bind_template_child (widget_class, OptActivityBrowser, search_entry);
  gtk_widget_class_bind_template_child (widget_class, OptActivityBrowser, filter_drop_down);
  gtk_widget_class_bind_template_child (widget_class, OptActivityBrowser, columns_button);
  gtk_widget_class_bind_template_child (widget_class, OptActivityBrowser, error_view);
  gtk_widget_class_bind_template_child (widget_class, OptActivityBrowser, stack);
  gtk_widget_class_bind_template_child (widget_class, OptActivityBrowser, table);
  gtk_widget_class_bind_template_child (widget_class, OptActivityBrowser, tree);
  gtk_widget_class_bind_template_child (widget_class, OptActivityBrowser, past);
  gtk_widget_class_bind_template_child (widget_class, OptActivityBrowser, idle_page);
  gtk_widget_class_bind_template_child (widget_class, OptActivityBrowser, free_page);
  gtk_widget_class_bind_template_child (widget_class, OptActivityBrowser, clear_button);
  gtk_widget_class_bind_template_child (widget_class, OptActivityBrowser, footer_label);
}

static void
opt_activity_browser_class_init (OptActivityBrowserClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  g_type_ensure (OPT_TYPE_BLOCKING_PAST);
  g_type_ensure (OPT_TYPE_ERROR_VIEW);
  g_type_ensure (OPT_TYPE_SESSION_TABLE);

  G_OBJECT_CLASS (klass)->dispose = opt_activity_browser_dispose;

  /**
   * OptActivityBrowser::open:
   * @self: the browser
   * @session: a session
   *
   * The user wants to see all of it.
   */
  signals[SIGNAL_OPEN] = g_signal_new ("open", OPT_TYPE_ACTIVITY_BROWSER, G_SIGNAL_RUN_LAST, 0,
                                       NULL, NULL, NULL, G_TYPE_NONE, 1, OPT_TYPE_SESSION);

  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/optischema/OptiSchema/ui/activity/opt-activity-browser.ui");
  bind_children (widget_class);
}

static void
connect_children (OptActivityBrowser *self)
{
  g_signal_connect_object (self->search_entry, "search-changed", G_CALLBACK (filter_changed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->search_entry, "stop-search", G_CALLBACK (search_stopped), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->filter_drop_down, "notify::selected", G_CALLBACK (filter_changed),
                           self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->clear_button, "clicked", G_CALLBACK (clear_filter), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->banner_button, "clicked", G_CALLBACK (show_blocking), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->sessions_button, "toggled", G_CALLBACK (update), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->blocking_button, "toggled", G_CALLBACK (update), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->past_button, "toggled", G_CALLBACK (update), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->table, "open", G_CALLBACK (session_opened), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->tree, "open", G_CALLBACK (session_opened), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->footer_label, "activate-link", G_CALLBACK (link_activated), self,
                           G_CONNECT_SWAPPED);
}

static void
opt_activity_browser_init (OptActivityBrowser *self)
{
  g_autoptr (GtkStringList) labels = gtk_string_list_new (NULL);

  gtk_widget_init_template (GTK_WIDGET (self));
  for (guint i = 0; i < OPT_N_SESSION_FILTERS; i++)
    gtk_string_list_append (labels, opt_session_filter_get_label ((OptSessionFilter) i));
  gtk_drop_down_set_model (self->filter_drop_down, G_LIST_MODEL (labels));
  opt_session_table_fill_menu_button (self->table, self->columns_button);
  self->load = opt_load_chart_new ();
  adw_bin_set_child (self->chart_bin, opt_load_chart_get_widget (self->load));
  self->chart_height = gtk_paned_get_position (self->paned);
  g_signal_connect_object (self->paned, "notify::position", G_CALLBACK (position_changed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->paned, "notify::max-position", G_CALLBACK (height_changed), self,
                           G_CONNECT_SWAPPED);
  connect_children (self);

  self->list_signals = g_signal_group_new (OPT_TYPE_SESSION_LIST);
  g_signal_group_connect_swapped (self->list_signals, "updated", G_CALLBACK (update), self);
  self->server_signals = g_signal_group_new (OPT_TYPE_SERVER);
  g_signal_group_connect_swapped (self->server_signals, "polled", G_CALLBACK (update_load), self);
}

/**
 * opt_activity_browser_new:
 *
 * Returns: (transfer floating): a browser of no server
 */
GtkWidget *
opt_activity_browser_new (void)
{
  return g_object_new (OPT_TYPE_ACTIVITY_BROWSER, NULL);
}

/**
 * opt_activity_browser_set_settings:
 * @self: a browser
 * @settings: (nullable): where it is kept what the user makes of the tables' columns
 */
void
opt_activity_browser_set_settings (OptActivityBrowser *self, GSettings *settings)
{
  g_return_if_fail (OPT_IS_ACTIVITY_BROWSER (self));

  opt_session_table_set_settings (self->table, settings);
  opt_session_table_set_settings (self->tree, settings);
}

/**
 * opt_activity_browser_set_server:
 * @self: a browser
 * @server: (nullable): whose sessions to show
 */
void
opt_activity_browser_set_server (OptActivityBrowser *self, OptServer *server)
{
  OptSessionList *list;

  g_return_if_fail (OPT_IS_ACTIVITY_BROWSER (self));

  if (self->server == server)
    return;

  g_set_object (&self->server, server);
  list = get_list (self);
  g_signal_group_set_target (self->list_signals, list);
  g_signal_group_set_target (self->server_signals, server);
  opt_session_table_set_list (self->table, list);
  opt_session_table_set_list (self->tree, list);
  opt_blocking_past_set_server (self->past, server);
  gtk_toggle_button_set_active (self->sessions_button, TRUE);
  update (self);
  update_load (self);
}

/**
 * opt_activity_browser_set_range:
 * @self: a browser
 * @range: (nullable): the time whose load is shown; %NULL: live
 *
 * To be called again when that is another, or was read.
 */
void
opt_activity_browser_set_range (OptActivityBrowser *self, OptRange *range)
{
  g_return_if_fail (OPT_IS_ACTIVITY_BROWSER (self));

  g_set_object (&self->range, range);
  opt_blocking_past_set_range (self->past, range);
  update (self);
  update_load (self);
}

/**
 * opt_activity_browser_set_active:
 * @self: a browser
 * @active: whether somebody looks at it
 */
void
opt_activity_browser_set_active (OptActivityBrowser *self, gboolean active)
{
  g_return_if_fail (OPT_IS_ACTIVITY_BROWSER (self));

  self->active = active;
  g_clear_handle_id (&self->tick, g_source_remove);
  if (!active)
    return;
  if (self->outdated)
    update (self);
  update_load (self);
  second_passed (self);
  self->tick = g_timeout_add_seconds (1, second_passed, self);
}

/**
 * opt_activity_browser_find:
 * @self: a browser
 *
 * The user wants to search.
 */
void
opt_activity_browser_find (OptActivityBrowser *self)
{
  g_return_if_fail (OPT_IS_ACTIVITY_BROWSER (self));

  gtk_toggle_button_set_active (self->sessions_button, TRUE);
  gtk_widget_grab_focus (GTK_WIDGET (self->search_entry));
}

/**
 * opt_activity_browser_export:
 * @self: a browser
 *
 * Returns: (transfer full): the sessions that it shows, or those that it shows to have waited
 */
OptDataTable *
opt_activity_browser_export (OptActivityBrowser *self)
{
  gboolean tree;

  g_return_val_if_fail (OPT_IS_ACTIVITY_BROWSER (self), NULL);

  if (gtk_toggle_button_get_active (self->past_button))
    return opt_blocking_past_export (self->past);

  tree = gtk_toggle_button_get_active (self->blocking_button);

  return opt_session_export_table (opt_session_table_get_rows (tree ? self->tree : self->table));
}

/**
 * opt_activity_browser_focus:
 * @self: a browser
 *
 * Gives the keyboard to what it shows.
 */
void
opt_activity_browser_focus (OptActivityBrowser *self)
{
  g_return_if_fail (OPT_IS_ACTIVITY_BROWSER (self));

  gtk_widget_child_focus (gtk_stack_get_visible_child (self->stack), GTK_DIR_TAB_FORWARD);
}
