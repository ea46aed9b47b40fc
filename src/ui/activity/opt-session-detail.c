/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-session-detail.h"

#include <glib/gi18n.h>
#include <string.h>

#include "opt-fact-row.h"
#include "opt-session-facts.h"
#include "opt-session-signal.h"
#include "opt-sql-view.h"

/* A sample has no more of a statement. */
#define CHARACTERS_OF_QUERY 200

enum
{
  SIGNAL_BACK,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

struct _OptSessionDetail
{
  GtkWidget parent_instance;

  gboolean gone;

  /* Template children */
  GtkWidget *box;
  GtkLabel *title_label;
  GtkWidget *gone_box;
  GtkWidget *sql_box;
  OptSqlView *sql_view;
  GtkLabel *sql_label;
  AdwPreferencesGroup *now_group;
  AdwPreferencesGroup *lock_group;
  AdwPreferencesGroup *who_group;

  /* Children */
  OptFactRow *rows[OPT_N_SESSION_FACTS];

  /* Owned */
  OptServer *server;   /* (nullable) */
  OptSession *session; /* (nullable) */
  GSignalGroup *list_signals;
};

G_DEFINE_FINAL_TYPE (OptSessionDetail, opt_session_detail, GTK_TYPE_WIDGET)

/* ---- What is shown --------------------------------------------------------------------------- */

/* (nullable): the whole statement, with $n for its constants */
static const char *
find_statement (OptSessionDetail *self, const OptBackend *backend)
{
  g_autoptr (GPtrArray) items = NULL;

  if (backend->query_id == 0)
    return NULL;
  items = opt_statement_list_find_queryid (opt_server_get_statements (self->server),
                                           backend->query_id);

  return items != NULL && items->len > 0 ? opt_statement_item_get_text (items->pdata[0]) : NULL;
}

static gboolean
is_whole (const OptBackend *backend)
{
  return backend->query != NULL && g_utf8_strlen (backend->query, -1) < CHARACTERS_OF_QUERY;
}

static void
show_sql (OptSessionDetail *self, const OptBackend *backend)
{
  gboolean runs = backend->state == OPT_BACKEND_ACTIVE;

  gtk_widget_set_visible (self->sql_box, backend->query != NULL);
  if (g_strcmp0 (opt_sql_view_get_sql (self->sql_view), backend->query) != 0)
    opt_sql_view_set_sql (self->sql_view, backend->query);
  if (is_whole (backend))
    gtk_label_set_label (self->sql_label,
                         runs ? _ ("What it executes.") : _ ("What it executed last."));
  else
    gtk_label_set_label (self->sql_label, runs ? _ ("How what it executes begins.")
                                               : _ ("How what it executed last begins."));
}

static void
update_actions (OptSessionDetail *self, const OptBackend *backend)
{
  GtkWidget *widget = GTK_WIDGET (self);
  gboolean there = backend != NULL && !self->gone;

  gtk_widget_action_set_enabled (widget, "detail.cancel",
                                 there
                                     && opt_session_signal_is_possible (backend,
                                                                        OPT_SESSION_CANCEL));
  gtk_widget_action_set_enabled (widget, "detail.terminate",
                                 there
                                     && opt_session_signal_is_possible (backend,
                                                                        OPT_SESSION_TERMINATE));
  gtk_widget_action_set_enabled (widget, "detail.statement",
                                 backend != NULL && find_statement (self, backend) != NULL);
  gtk_widget_action_set_enabled (widget, "detail.explain",
                                 backend != NULL
                                     && (is_whole (backend)
                                         || find_statement (self, backend) != NULL));
}

static void
show_facts (OptSessionDetail *self)
{
  gboolean any_lock = FALSE;

  for (guint i = 0; i < OPT_N_SESSION_FACTS; i++)
    {
      g_autofree char *value = opt_session_fact_format ((OptSessionFact) i, self->session);

      gtk_widget_set_visible (GTK_WIDGET (self->rows[i]), value != NULL);
      if (value != NULL && g_strcmp0 (opt_fact_row_get_value (self->rows[i]), value) != 0)
        opt_fact_row_set_value (self->rows[i], value);
      any_lock |= value != NULL && opt_session_fact_get_group ((OptSessionFact) i) == 1;
    }
  gtk_widget_set_visible (GTK_WIDGET (self->lock_group), any_lock);
}

static void
update (OptSessionDetail *self)
{
  const OptBackend *backend;
  g_autofree char *title = NULL;

  if (self->session == NULL)
    {
      update_actions (self, NULL);
      return;
    }

  backend = opt_session_get_backend (self->session);
  self->gone = opt_session_list_find (opt_server_get_sessions (self->server), backend->pid)
               != self->session;
  title = g_strdup_printf (_ ("Process %d"), backend->pid);
  gtk_label_set_label (self->title_label, title);
  gtk_widget_set_visible (self->gone_box, self->gone);
  show_sql (self, backend);
  show_facts (self);
  update_actions (self, backend);
}

/* ---- What can be done ------------------------------------------------------------------------ */

static void
go_back (GtkWidget *widget, const char *action, GVariant *parameter)
{
  g_signal_emit (widget, signals[SIGNAL_BACK], 0);
}

static void
pass_on (GtkWidget *widget, const char *action, GVariant *parameter)
{
  OptSessionDetail *self = OPT_SESSION_DETAIL (widget);
  g_autofree char *name = g_strconcat ("activity.", strchr (action, '.') + 1, NULL);

  if (self->session != NULL)
    gtk_widget_activate_action (widget, name, "i", opt_session_get_pid (self->session));
}

static void
show_statement (GtkWidget *widget, const char *action, GVariant *parameter)
{
  OptSessionDetail *self = OPT_SESSION_DETAIL (widget);
  g_autofree char *id = NULL;

  if (self->session == NULL)
    return;
  id = g_strdup_printf ("%" G_GINT64_FORMAT, opt_session_get_backend (self->session)->query_id);
  gtk_widget_activate_action (widget, "win.statement", "s", id);
}

static void
explain (GtkWidget *widget, const char *action, GVariant *parameter)
{
  OptSessionDetail *self = OPT_SESSION_DETAIL (widget);
  const OptBackend *backend;
  const char *sql;

  if (self->session == NULL)
    return;
  /* With its own values, where all of it is known. */
  backend = opt_session_get_backend (self->session);
  sql = is_whole (backend) ? backend->query : find_statement (self, backend);
  if (sql != NULL)
    gtk_widget_activate_action (widget, "win.explain", "s", sql);
}

/* ---- The object ------------------------------------------------------------------------------ */

static void
opt_session_detail_dispose (GObject *object)
{
  OptSessionDetail *self = OPT_SESSION_DETAIL (object);

  if (self->list_signals != NULL)
    g_signal_group_set_target (self->list_signals, NULL);
  g_clear_object (&self->list_signals);
  g_clear_object (&self->session);
  g_clear_object (&self->server);
  g_clear_pointer (&self->box, gtk_widget_unparent);
  gtk_widget_dispose_template (GTK_WIDGET (object), OPT_TYPE_SESSION_DETAIL);

  G_OBJECT_CLASS (opt_session_detail_parent_class)->dispose (object);
}

static void
install_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "detail.back", NULL, go_back);
  gtk_widget_class_install_action (widget_class, "detail.cancel", NULL, pass_on);
  gtk_widget_class_install_action (widget_class, "detail.terminate", NULL, pass_on);
  gtk_widget_class_install_action (widget_class, "detail.statement", NULL, show_statement);
  gtk_widget_class_install_action (widget_class, "detail.explain", NULL, explain);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "detail.back", NULL);
}

static void
opt_session_detail_class_init (OptSessionDetailClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  g_type_ensure (OPT_TYPE_SQL_VIEW);

  G_OBJECT_CLASS (klass)->dispose = opt_session_detail_dispose;

  signals[SIGNAL_BACK] = g_signal_new ("back", OPT_TYPE_SESSION_DETAIL, G_SIGNAL_RUN_LAST, 0, NULL,
                                       NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/optischema/OptiSchema/ui/activity/opt-session-detail.ui");
  gtk_widget_class_bind_template_child (widget_class, OptSessionDetail, box);
  gtk_widget_class_bind_template_child (widget_class, OptSessionDetail, title_label);
  gtk_widget_class_bind_template_child (widget_class, OptSessionDetail, gone_box);
  gtk_widget_class_bind_template_child (widget_class, OptSessionDetail, sql_box);
  gtk_widget_class_bind_template_child (widget_class, OptSessionDetail, sql_view);
  gtk_widget_class_bind_template_child (widget_class, OptSessionDetail, sql_label);
  gtk_widget_class_bind_template_child (widget_class, OptSessionDetail, now_group);
  gtk_widget_class_bind_template_child (widget_class, OptSessionDetail, lock_group);
  gtk_widget_class_bind_template_child (widget_class, OptSessionDetail, who_group);
  install_actions (widget_class);
}

static void
opt_session_detail_init (OptSessionDetail *self)
{
  AdwPreferencesGroup *groups[3];

  gtk_widget_init_template (GTK_WIDGET (self));

  groups[0] = self->now_group;
  groups[1] = self->lock_group;
  groups[2] = self->who_group;
  for (guint i = 0; i < OPT_N_SESSION_FACTS; i++)
    {
      self->rows[i]
          = OPT_FACT_ROW (opt_fact_row_new (opt_session_fact_get_title ((OptSessionFact) i), NULL));
      adw_preferences_group_add (groups[opt_session_fact_get_group ((OptSessionFact) i)],
                                 GTK_WIDGET (self->rows[i]));
    }
  self->list_signals = g_signal_group_new (OPT_TYPE_SESSION_LIST);
  g_signal_group_connect_swapped (self->list_signals, "updated", G_CALLBACK (update), self);
  update (self);
}

/**
 * opt_session_detail_new:
 *
 * Returns: (transfer floating): the detail of no session
 */
GtkWidget *
opt_session_detail_new (void)
{
  return g_object_new (OPT_TYPE_SESSION_DETAIL, NULL);
}

/**
 * opt_session_detail_show:
 * @self: a detail
 * @server: (nullable): whose session it is
 * @session: (nullable): the session
 */
void
opt_session_detail_show (OptSessionDetail *self, OptServer *server, OptSession *session)
{
  g_return_if_fail (OPT_IS_SESSION_DETAIL (self));
  g_return_if_fail (session == NULL || server != NULL);

  g_set_object (&self->server, server);
  g_set_object (&self->session, session);
  g_signal_group_set_target (self->list_signals,
                             session != NULL ? opt_server_get_sessions (server) : NULL);
  update (self);
}

/**
 * opt_session_detail_get_session:
 * @self: a detail
 *
 * Returns: (transfer none) (nullable): the session
 */
OptSession *
opt_session_detail_get_session (OptSessionDetail *self)
{
  g_return_val_if_fail (OPT_IS_SESSION_DETAIL (self), NULL);

  return self->session;
}
