/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-window-actions.h"

#include <glib/gi18n.h>

#include "opt-advisor-page.h"
#include "opt-history-page.h"
#include "opt-overview-page.h"
#include "opt-export.h"
#include "opt-plan-page.h"
#include "opt-shortcuts.h"
#include "opt-statements-page.h"
#include "opt-table-dialog.h"
#include "opt-window-private.h"

/* ---- Where to look --------------------------------------------------------------------------- */

static void
show_page (GtkWidget *widget, const char *action, GVariant *parameter)
{
  opt_window_show_page (OPT_WINDOW (widget), g_variant_get_string (parameter, NULL));
}

static void
show_nth_page (GtkWidget *widget, const char *action, GVariant *parameter)
{
  opt_window_show_nth_page (OPT_WINDOW (widget), (guint) g_variant_get_int32 (parameter));
}

static void
show_server (GtkWidget *widget, const char *action, GVariant *parameter)
{
  OptWindow *self = OPT_WINDOW (widget);
  OptServer *server = opt_server_list_find (self->servers, g_variant_get_string (parameter, NULL));

  if (server != NULL)
    opt_window_choose_server (self, server);
}

static void
show_shortcuts (GtkWidget *widget, const char *action, GVariant *parameter)
{
  GtkWindow *window = opt_shortcuts_make_window ();

  gtk_window_set_transient_for (window, GTK_WINDOW (widget));
  gtk_window_present (window);
}

/* ---- What pages show ------------------------------------------------------------------------- */

/* The page, once it is on the screen; NULL where it has no server to show. */
static OptPage *
bring_page (GtkWidget *widget, const char *name)
{
  OptWindow *self = OPT_WINDOW (widget);

  if (self->server == NULL)
    return NULL;
  opt_window_show_page (self, name);

  return opt_window_get_page (self, name);
}

static void
show_statement (GtkWidget *widget, const char *action, GVariant *parameter)
{
  OptPage *page = bring_page (widget, "statements");

  if (page != NULL)
    opt_statements_page_show_statement (OPT_STATEMENTS_PAGE (page),
                                        g_variant_get_string (parameter, NULL));
}

static void
show_table (GtkWidget *widget, const char *action, GVariant *parameter)
{
  OptWindow *self = OPT_WINDOW (widget);
  OptTableDialog *dialog;

  if (self->server == NULL)
    return;

  dialog = opt_table_dialog_new (GTK_WINDOW (self), self->server, self->range,
                                 g_variant_get_string (parameter, NULL));
  gtk_window_present (GTK_WINDOW (dialog));
}

/* A plan needs no server. */
static OptPlanPage *
bring_plan_page (OptWindow *self)
{
  opt_window_show_page (self, "plan");

  return OPT_PLAN_PAGE (opt_window_get_page (self, "plan"));
}

static void
explain (GtkWidget *widget, const char *action, GVariant *parameter)
{
  opt_plan_page_explain (bring_plan_page (OPT_WINDOW (widget)),
                         g_variant_get_string (parameter, NULL));
}

static void
show_kept_plan (GtkWidget *widget, const char *action, GVariant *parameter)
{
  const char *text, *sql, *kept, *other_text, *other_kept;

  g_variant_get (parameter, "(&s&s&sm&sm&s)", &text, &sql, &kept, &other_text, &other_kept);
  opt_plan_page_show_kept (bring_plan_page (OPT_WINDOW (widget)), text, sql, kept, other_text,
                           other_kept);
}

static void
open_plan (GtkWidget *widget, const char *action, GVariant *parameter)
{
  opt_plan_page_open (bring_plan_page (OPT_WINDOW (widget)));
}

static void
paste_plan (GtkWidget *widget, const char *action, GVariant *parameter)
{
  opt_plan_page_paste (bring_plan_page (OPT_WINDOW (widget)));
}

static void
advise (GtkWidget *widget, const char *action, GVariant *parameter)
{
  OptPage *page = bring_page (widget, "advisor");

  if (page != NULL)
    opt_advisor_page_advise (OPT_ADVISOR_PAGE (page));
}

static void
show_recommendation (GtkWidget *widget, const char *action, GVariant *parameter)
{
  OptPage *page = bring_page (widget, "advisor");

  if (page != NULL)
    opt_advisor_page_show_recommendation (OPT_ADVISOR_PAGE (page),
                                          g_variant_get_string (parameter, NULL));
}

static void
show_change (GtkWidget *widget, const char *action, GVariant *parameter)
{
  OptPage *page = bring_page (widget, "history");

  if (page != NULL)
    opt_history_page_show_change (OPT_HISTORY_PAGE (page), g_variant_get_string (parameter, NULL));
}

static void
open_alerts (GtkWidget *widget, const char *action, GVariant *parameter)
{
  opt_window_open_alerts (OPT_WINDOW (widget));
}

/* (nullable): by the beginning of its text, which is what a series of it is called */
static OptStatementItem *
find_statement (OptServer *server, const char *text)
{
  GListModel *statements = G_LIST_MODEL (opt_server_get_statements (server));

  for (guint i = 0; *text != '\0' && i < g_list_model_get_n_items (statements); i++)
    {
      g_autoptr (OptStatementItem) item = g_list_model_get_item (statements, i);
      const char *line = opt_statement_item_get_line (item);

      if (line != NULL && g_str_has_prefix (line, text))
        return g_steal_pointer (&item);
    }

  return NULL;
}

/**
 * opt_window_show_alert:
 * @self: a window
 * @server: whose alert
 * @page: the page that tells more
 * @item: of what the alert is; empty where there are none
 *
 * Shows the place that it is about: a statement's detail, the sessions, the vitals, a change.
 */
void
opt_window_show_alert (OptWindow *self, OptServer *server, const char *page, const char *item)
{
  OptPage *shown;

  g_return_if_fail (OPT_IS_WINDOW (self) && OPT_IS_SERVER (server));
  g_return_if_fail (page != NULL && item != NULL);

  opt_window_choose_server (self, server);
  opt_window_show_page (self, page);
  shown = opt_window_get_page (self, page);
  if (OPT_IS_STATEMENTS_PAGE (shown))
    {
      g_autoptr (OptStatementItem) statement = find_statement (server, item);

      if (statement != NULL)
        opt_statements_page_show_statement (OPT_STATEMENTS_PAGE (shown),
                                            opt_statement_item_get_id (statement));
    }
  else if (OPT_IS_OVERVIEW_PAGE (shown))
    opt_overview_page_show_vitals (OPT_OVERVIEW_PAGE (shown));
  else if (OPT_IS_HISTORY_PAGE (shown) && *item != '\0')
    opt_history_page_show_change (OPT_HISTORY_PAGE (shown), item);
}

/**
 * opt_window_ask_undo:
 * @self: a window
 * @server: where the change was made
 * @id: the change's
 *
 * Asks whether to take it back.
 */
void
opt_window_ask_undo (OptWindow *self, OptServer *server, const char *id)
{
  OptPage *page;

  g_return_if_fail (OPT_IS_WINDOW (self) && OPT_IS_SERVER (server) && id != NULL);

  opt_window_choose_server (self, server);
  opt_window_show_page (self, "history");
  page = opt_window_get_page (self, "history");
  if (OPT_IS_HISTORY_PAGE (page))
    opt_history_page_ask_undo (OPT_HISTORY_PAGE (page), id);
}

/* ---- The way --------------------------------------------------------------------------------- */

static void
go_back (GtkWidget *widget, const char *action, GVariant *parameter)
{
  opt_window_go_back (OPT_WINDOW (widget));
}

static void
go_forward (GtkWidget *widget, const char *action, GVariant *parameter)
{
  opt_window_go_forward (OPT_WINDOW (widget));
}

static void
toggle_sidebar (GtkWidget *widget, const char *action, GVariant *parameter)
{
  opt_window_toggle_sidebar (OPT_WINDOW (widget));
}

static void
open_palette (GtkWidget *widget, const char *action, GVariant *parameter)
{
  opt_window_open_palette (OPT_WINDOW (widget));
}

static void
find (GtkWidget *widget, const char *action, GVariant *parameter)
{
  OptWindow *self = OPT_WINDOW (widget);

  if (self->shown == NULL || !opt_page_find (self->shown))
    gtk_widget_activate_action (widget, "win.palette", NULL);
}

/* Figures into a file. */
static void
export_page (GtkWidget *widget, const char *action, GVariant *parameter)
{
  OptWindow *self = OPT_WINDOW (widget);
  OptDataTable *table = self->shown != NULL ? opt_page_export (self->shown) : NULL;

  if (table != NULL)
    opt_export_ask (GTK_WIDGET (self->shown), table, NULL);
  else
    opt_page_toast (GTK_WIDGET (self->stack), _ ("This page has no figures to export"));
}

/**
 * opt_window_open_plan:
 * @self: a window
 * @file: with a plan in it
 *
 * Shows the plan; no server is needed.
 */
void
opt_window_open_plan (OptWindow *self, GFile *file)
{
  g_return_if_fail (OPT_IS_WINDOW (self) && G_IS_FILE (file));

  opt_plan_page_open_file (bring_plan_page (self), file);
}

/* ---- The server ------------------------------------------------------------------------------ */

static void
ask_where_to_connect (GtkWidget *widget, const char *action, GVariant *parameter)
{
  opt_window_ask_where_to_connect (OPT_WINDOW (widget));
}

static void
start_demo (GtkWidget *widget, const char *action, GVariant *parameter)
{
  opt_window_start_demo (OPT_WINDOW (widget), TRUE);
}

static void
connect_server (GtkWidget *widget, const char *action, GVariant *parameter)
{
  OptWindow *self = OPT_WINDOW (widget);
  OptServer *server = opt_server_list_find (self->servers, g_variant_get_string (parameter, NULL));

  if (server != NULL)
    opt_window_connect_server (self, server);
}

static void
reconnect (GtkWidget *widget, const char *action, GVariant *parameter)
{
  OptWindow *self = OPT_WINDOW (widget);

  opt_window_connect_server (self, self->server);
}

static void
disconnect_server (GtkWidget *widget, const char *action, GVariant *parameter)
{
  OptWindow *self = OPT_WINDOW (widget);

  if (opt_page_may_disconnect (self->content, self->server))
    opt_server_disconnect (self->server);
}

static void
refresh (GtkWidget *widget, const char *action, GVariant *parameter)
{
  OptWindow *self = OPT_WINDOW (widget);

  OptServerState state = opt_server_get_state (self->server);

  if (state == OPT_SERVER_ONLINE || state == OPT_SERVER_RESTING)
    opt_server_poll_now (self->server);
  else
    opt_window_connect_server (self, self->server);
}

static void
keep_values (GtkWidget *widget, const char *action, GVariant *parameter)
{
  OptWindow *self = OPT_WINDOW (widget);
  g_autoptr (GError) error = NULL;

  if (self->server != NULL
      && !opt_server_list_set_keeps_values (self->servers, self->server,
                                            g_variant_get_boolean (parameter), &error))
    opt_page_toast (GTK_WIDGET (self->stack), error->message);
}

/**
 * opt_window_install_actions:
 * @widget_class: the window's class
 *
 * Installs the actions that #OptWindow lists.
 */
void
opt_window_install_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "win.page", "s", show_page);
  gtk_widget_class_install_action (widget_class, "win.nth-page", "i", show_nth_page);
  gtk_widget_class_install_action (widget_class, "win.server", "s", show_server);
  gtk_widget_class_install_action (widget_class, "win.back", NULL, go_back);
  gtk_widget_class_install_action (widget_class, "win.forward", NULL, go_forward);
  gtk_widget_class_install_action (widget_class, "win.sidebar", NULL, toggle_sidebar);
  gtk_widget_class_install_action (widget_class, "win.show-help-overlay", NULL, show_shortcuts);
  gtk_widget_class_install_action (widget_class, "win.find", NULL, find);
  gtk_widget_class_install_action (widget_class, "win.export", NULL, export_page);
  gtk_widget_class_install_action (widget_class, "win.palette", NULL, open_palette);
  gtk_widget_class_install_action (widget_class, "win.statement", "s", show_statement);
  gtk_widget_class_install_action (widget_class, "win.table", "s", show_table);
  gtk_widget_class_install_action (widget_class, "win.explain", "s", explain);
  gtk_widget_class_install_action (widget_class, "win.kept-plan", "(sssmsms)", show_kept_plan);
  gtk_widget_class_install_action (widget_class, "win.keep-values", "b", keep_values);
  gtk_widget_class_install_action (widget_class, "win.open-plan", NULL, open_plan);
  gtk_widget_class_install_action (widget_class, "win.paste-plan", NULL, paste_plan);
  gtk_widget_class_install_action (widget_class, "win.advise", NULL, advise);
  gtk_widget_class_install_action (widget_class, "win.recommendation", "s", show_recommendation);
  gtk_widget_class_install_action (widget_class, "win.change", "s", show_change);
  gtk_widget_class_install_action (widget_class, "win.alerts", NULL, open_alerts);
  gtk_widget_class_install_action (widget_class, "win.connect", NULL, ask_where_to_connect);
  gtk_widget_class_install_action (widget_class, "win.demo", NULL, start_demo);
  gtk_widget_class_install_action (widget_class, "win.connect-server", "s", connect_server);
  gtk_widget_class_install_action (widget_class, "win.reconnect", NULL, reconnect);
  gtk_widget_class_install_action (widget_class, "win.disconnect", NULL, disconnect_server);
  gtk_widget_class_install_action (widget_class, "win.refresh", NULL, refresh);
  gtk_widget_class_install_property_action (widget_class, "win.pause", "paused");
}
