/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "opt-server-state-view.h"

#include <glib/gi18n.h>

#include "opt-error-view.h"

enum
{
  PROP_SERVER = 1,
  PROP_CHILD,
  PROP_NEEDS_STATEMENTS,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

struct _OptServerStateView
{
  GtkWidget parent_instance;

  /* Template children */
  GtkStack *stack;
  AdwStatusPage *offline_page;
  AdwStatusPage *connecting_page;
  GtkSpinner *spinner;
  AdwStatusPage *lost_page;
  OptErrorView *error_view;
  AdwBin *lost_bin;
  AdwBin *bin;

  /* Owned */
  OptServer *server; /* (nullable) */
  gboolean needs_statements;
  GSignalGroup *server_signals;
};

G_DEFINE_FINAL_TYPE (OptServerStateView, opt_server_state_view, GTK_TYPE_WIDGET)

/* ---- What is said ---------------------------------------------------------------------------- */

/* There is nothing to show on such a page, and everything on the others. */
static gboolean
is_without_statements (OptServerStateView *self)
{
  return self->needs_statements && opt_server_get_state (self->server) == OPT_SERVER_ONLINE
         && opt_server_get_read_error (self->server, OPT_POLL_READ_STATEMENTS) != NULL;
}

static const char *
get_page (OptServerStateView *self)
{
  if (self->server == NULL)
    return "none";
  if (opt_server_get_last_poll (self->server) != 0)
    return "child";

  switch (opt_server_get_state (self->server))
    {
    case OPT_SERVER_OFFLINE:
      return "offline";
    case OPT_SERVER_CONNECTING:
      return "connecting";
    case OPT_SERVER_LOST:
      return "lost";
    case OPT_SERVER_ONLINE:
    case OPT_SERVER_RESTING:
    default:
      return is_without_statements (self) ? "lost" : "child";
    }
}

/* A status page's description is markup. */
static void
describe (AdwStatusPage *page, OptServer *server)
{
  g_autofree char *display = g_markup_escape_text (opt_server_get_display (server), -1);

  adw_status_page_set_description (page, display);
}

static void
update (OptServerStateView *self)
{
  const char *page = get_page (self);

  gtk_stack_set_visible_child_name (self->stack, page);
  gtk_spinner_set_spinning (self->spinner, g_str_equal (page, "connecting"));
  if (self->server == NULL)
    return;

  describe (self->offline_page, self->server);
  describe (self->connecting_page, self->server);
  describe (self->lost_page, self->server);
  if (is_without_statements (self))
    {
      adw_status_page_set_title (self->lost_page, opt_poll_read_to_text (OPT_POLL_READ_STATEMENTS));
      opt_error_view_set_error (self->error_view,
                                opt_server_get_read_error (self->server, OPT_POLL_READ_STATEMENTS));
    }
  else
    {
      adw_status_page_set_title (self->lost_page, _ ("Can’t be watched"));
      opt_error_view_set_error (self->error_view, opt_server_get_error (self->server));
    }
}

/* It is told after each poll; only the first one changes anything here. */
static void
polled (OptServerStateView *self)
{
  if (g_strcmp0 (gtk_stack_get_visible_child_name (self->stack), get_page (self)) != 0)
    update (self);
}

static void
retry (OptServerStateView *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "win.refresh", NULL);
}

/* ---- The object ------------------------------------------------------------------------------ */

static void
opt_server_state_view_dispose (GObject *object)
{
  OptServerStateView *self = OPT_SERVER_STATE_VIEW (object);

  if (self->server_signals != NULL)
    g_signal_group_set_target (self->server_signals, NULL);
  g_clear_object (&self->server_signals);
  g_clear_object (&self->server);
  if (self->stack != NULL)
    gtk_widget_unparent (GTK_WIDGET (self->stack));
  gtk_widget_dispose_template (GTK_WIDGET (object), OPT_TYPE_SERVER_STATE_VIEW);

  G_OBJECT_CLASS (opt_server_state_view_parent_class)->dispose (object);
}

static void
opt_server_state_view_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  OptServerStateView *self = OPT_SERVER_STATE_VIEW (object);

  switch (id)
    {
    case PROP_SERVER:
      g_value_set_object (value, self->server);
      break;
    case PROP_CHILD:
      g_value_set_object (value, opt_server_state_view_get_child (self));
      break;
    case PROP_NEEDS_STATEMENTS:
      g_value_set_boolean (value, self->needs_statements);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
opt_server_state_view_set_property (GObject *object,
                                    guint id,
                                    const GValue *value,
                                    GParamSpec *pspec)
{
  OptServerStateView *self = OPT_SERVER_STATE_VIEW (object);

  switch (id)
    {
    case PROP_SERVER:
      opt_server_state_view_set_server (self, g_value_get_object (value));
      break;
    case PROP_CHILD:
      opt_server_state_view_set_child (self, g_value_get_object (value));
      break;
    case PROP_NEEDS_STATEMENTS:
      self->needs_statements = g_value_get_boolean (value);
      update (self);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/optischema/OptiSchema/ui/widgets/opt-server-state-view.ui");
  gtk_widget_class_bind_template_child (widget_class, OptServerStateView, stack);
  gtk_widget_class_bind_template_child (widget_class, OptServerStateView, offline_page);
  gtk_widget_class_bind_template_child (widget_class, OptServerStateView, connecting_page);
  gtk_widget_class_bind_template_child (widget_class, OptServerStateView, spinner);
  gtk_widget_class_bind_template_child (widget_class, OptServerStateView, lost_page);
  gtk_widget_class_bind_template_child (widget_class, OptServerStateView, error_view);
  gtk_widget_class_bind_template_child (widget_class, OptServerStateView, lost_bin);
  gtk_widget_class_bind_template_child (widget_class, OptServerStateView, bin);
}

static void
opt_server_state_view_class_init (OptServerStateViewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  GParamFlags flags = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  g_type_ensure (OPT_TYPE_ERROR_VIEW);

  object_class->dispose = opt_server_state_view_dispose;
  object_class->get_property = opt_server_state_view_get_property;
  object_class->set_property = opt_server_state_view_set_property;

  /**
   * OptServerStateView:server:
   *
   * The server whose state decides, or %NULL.
   */
  properties[PROP_SERVER] = g_param_spec_object ("server", NULL, NULL, OPT_TYPE_SERVER, flags);

  /**
   * OptServerStateView:child:
   *
   * What shows the server.
   */
  properties[PROP_CHILD] = g_param_spec_object ("child", NULL, NULL, GTK_TYPE_WIDGET, flags);

  /**
   * OptServerStateView:needs-statements:
   *
   * Whether the child has nothing to show before the statements were read once. Where that fails
   * while the server is watched, the error stands in its place.
   */
  properties[PROP_NEEDS_STATEMENTS]
      = g_param_spec_boolean ("needs-statements", NULL, NULL, FALSE,
                              G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  bind_template (widget_class);
}

static void
opt_server_state_view_init (OptServerStateView *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));

  self->server_signals = g_signal_group_new (OPT_TYPE_SERVER);
  g_signal_group_connect_swapped (self->server_signals, "notify::state", G_CALLBACK (update), self);
  g_signal_group_connect_swapped (self->server_signals, "notify::error", G_CALLBACK (update), self);
  g_signal_group_connect_swapped (self->server_signals, "notify::name", G_CALLBACK (update), self);
  g_signal_group_connect_swapped (self->server_signals, "notify::display", G_CALLBACK (update),
                                  self);
  g_signal_group_connect_swapped (self->server_signals, "notify::last-poll", G_CALLBACK (polled),
                                  self);
  g_signal_group_connect_swapped (self->server_signals, "read-changed", G_CALLBACK (update), self);
  g_signal_group_connect_swapped (self->server_signals, "polled", G_CALLBACK (polled), self);
  g_signal_connect_object (self->error_view, "retry", G_CALLBACK (retry), self, G_CONNECT_SWAPPED);
  update (self);
}

/**
 * opt_server_state_view_new:
 *
 * Returns: (transfer floating): a view of no server
 */
GtkWidget *
opt_server_state_view_new (void)
{
  return g_object_new (OPT_TYPE_SERVER_STATE_VIEW, NULL);
}

/**
 * opt_server_state_view_get_server:
 * @self: a view
 *
 * Returns: (transfer none) (nullable): the server whose state decides
 */
OptServer *
opt_server_state_view_get_server (OptServerStateView *self)
{
  g_return_val_if_fail (OPT_IS_SERVER_STATE_VIEW (self), NULL);

  return self->server;
}

/**
 * opt_server_state_view_set_server:
 * @self: a view
 * @server: (nullable): the server whose state decides
 */
void
opt_server_state_view_set_server (OptServerStateView *self, OptServer *server)
{
  g_return_if_fail (OPT_IS_SERVER_STATE_VIEW (self));

  if (!g_set_object (&self->server, server))
    return;

  g_signal_group_set_target (self->server_signals, server);
  update (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SERVER]);
}

/**
 * opt_server_state_view_get_child:
 * @self: a view
 *
 * Returns: (transfer none) (nullable): what shows the server
 */
GtkWidget *
opt_server_state_view_get_child (OptServerStateView *self)
{
  g_return_val_if_fail (OPT_IS_SERVER_STATE_VIEW (self), NULL);

  return self->bin != NULL ? adw_bin_get_child (self->bin) : NULL;
}

/**
 * opt_server_state_view_set_child:
 * @self: a view
 * @child: (nullable): what shows the server
 */
void
opt_server_state_view_set_child (OptServerStateView *self, GtkWidget *child)
{
  g_return_if_fail (OPT_IS_SERVER_STATE_VIEW (self));
  g_return_if_fail (child == NULL || GTK_IS_WIDGET (child));

  if (adw_bin_get_child (self->bin) == child)
    return;

  adw_bin_set_child (self->bin, child);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CHILD]);
}

/**
 * opt_server_state_view_set_lost_child:
 * @self: a view
 * @child: (nullable): what to show below the error of a server that can't be watched
 */
void
opt_server_state_view_set_lost_child (OptServerStateView *self, GtkWidget *child)
{
  g_return_if_fail (OPT_IS_SERVER_STATE_VIEW (self));
  g_return_if_fail (child == NULL || GTK_IS_WIDGET (child));

  adw_bin_set_child (self->lost_bin, child);
}
