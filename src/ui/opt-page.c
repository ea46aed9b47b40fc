/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "opt-page.h"

#include <glib/gi18n.h>

#include "opt-server-vitals.h"

enum
{
  PROP_SERVER = 1,
  PROP_SHOWN,
  PROP_BADGE,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

typedef struct
{
  OptServer *server; /* (nullable) */
  gboolean shown;
  guint badge;
  OptRange *range;
  GSignalGroup *range_signals;
  GSignalGroup *server_signals;
  GSignalGroup *series_signals; /* also where statements can't be read */
} OptPagePrivate;

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (OptPage, opt_page, ADW_TYPE_BIN)

static OptPagePrivate *
get_private (OptPage *self)
{
  return opt_page_get_instance_private (self);
}

/* Nothing is read for a page that nobody sees, or that shows none of it. */
static void
refresh_range (OptPage *self)
{
  OptPagePrivate *priv = get_private (self);

  if (priv->shown && OPT_PAGE_GET_CLASS (self)->range_changed != NULL)
    opt_range_refresh (priv->range);
}

static void
range_changed (OptPage *self)
{
  if (OPT_PAGE_GET_CLASS (self)->range_changed != NULL)
    OPT_PAGE_GET_CLASS (self)->range_changed (self);
}

static void
opt_page_dispose (GObject *object)
{
  OptPagePrivate *priv = get_private (OPT_PAGE (object));

  opt_page_set_server (OPT_PAGE (object), NULL);
  g_clear_object (&priv->range_signals);
  g_clear_object (&priv->server_signals);
  g_clear_object (&priv->series_signals);
  g_clear_object (&priv->range);

  G_OBJECT_CLASS (opt_page_parent_class)->dispose (object);
}

static void
opt_page_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  OptPage *self = OPT_PAGE (object);

  switch (id)
    {
    case PROP_SERVER:
      g_value_set_object (value, get_private (self)->server);
      break;
    case PROP_SHOWN:
      g_value_set_boolean (value, get_private (self)->shown);
      break;
    case PROP_BADGE:
      g_value_set_uint (value, get_private (self)->badge);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
opt_page_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  OptPage *self = OPT_PAGE (object);

  switch (id)
    {
    case PROP_SERVER:
      opt_page_set_server (self, g_value_get_object (value));
      break;
    case PROP_SHOWN:
      opt_page_set_shown (self, g_value_get_boolean (value));
      break;
    case PROP_BADGE:
      opt_page_set_badge (self, g_value_get_uint (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

/* A stretch of time that was picked in one of its charts. */
static void
show_range (GtkWidget *widget, const char *action, GVariant *window)
{
  gint64 from, to;

  g_variant_get (window, "(xx)", &from, &to);
  if (from > 0 && from < to)
    opt_range_set_custom (get_private (OPT_PAGE (widget))->range, from, to);
}

static gboolean
leave_range (GtkWidget *widget, GVariant *args, gpointer data)
{
  return opt_range_leave_custom (get_private (OPT_PAGE (widget))->range);
}

static void
opt_page_class_init (OptPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->dispose = opt_page_dispose;
  object_class->get_property = opt_page_get_property;
  object_class->set_property = opt_page_set_property;

  /**
   * OptPage:server:
   *
   * What it shows, or %NULL.
   */
  properties[PROP_SERVER] = g_param_spec_object ("server", NULL, NULL, OPT_TYPE_SERVER, flags);

  /**
   * OptPage:shown:
   *
   * Whether it is the page on the screen.
   */
  properties[PROP_SHOWN] = g_param_spec_boolean ("shown", NULL, NULL, FALSE, flags);

  /**
   * OptPage:badge:
   *
   * The number beside its name; 0: none.
   */
  properties[PROP_BADGE] = g_param_spec_uint ("badge", NULL, NULL, 0, G_MAXUINT, 0, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_install_action (GTK_WIDGET_CLASS (klass), "page.show-range", "(xx)", show_range);
  gtk_widget_class_add_binding (GTK_WIDGET_CLASS (klass), GDK_KEY_Escape, 0, leave_range, NULL);
  gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (klass), GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
opt_page_init (OptPage *self)
{
  OptPagePrivate *priv = get_private (self);

  priv->range = opt_range_new ();
  priv->range_signals = g_signal_group_new (OPT_TYPE_RANGE);
  g_signal_group_connect_swapped (priv->range_signals, "changed", G_CALLBACK (range_changed), self);
  g_signal_group_set_target (priv->range_signals, priv->range);
  priv->server_signals = g_signal_group_new (OPT_TYPE_SERVER);
  g_signal_group_connect_swapped (priv->server_signals, "polled", G_CALLBACK (refresh_range), self);
  priv->series_signals = g_signal_group_new (OPT_TYPE_SERIES_SET);
  g_signal_group_connect_swapped (priv->series_signals, "changed", G_CALLBACK (refresh_range),
                                  self);

  /* Whoever comes to it has to begin somewhere. */
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
}

/**
 * opt_page_get_server:
 * @self: a page
 *
 * Returns: (transfer none) (nullable): what it shows
 */
OptServer *
opt_page_get_server (OptPage *self)
{
  g_return_val_if_fail (OPT_IS_PAGE (self), NULL);

  return get_private (self)->server;
}

/**
 * opt_page_set_server:
 * @self: a page
 * @server: (nullable): what to show
 */
void
opt_page_set_server (OptPage *self, OptServer *server)
{
  OptPagePrivate *priv;

  g_return_if_fail (OPT_IS_PAGE (self));

  priv = get_private (self);
  if (!g_set_object (&priv->server, server))
    return;

  if (priv->range != NULL)
    opt_range_set_server (priv->range, server);
  if (priv->server_signals != NULL)
    g_signal_group_set_target (priv->server_signals, server);
  if (priv->series_signals != NULL)
    g_signal_group_set_target (priv->series_signals,
                               server != NULL ? opt_server_get_series (server) : NULL);
  if (OPT_PAGE_GET_CLASS (self)->set_server != NULL)
    OPT_PAGE_GET_CLASS (self)->set_server (self, server);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SERVER]);
}

/**
 * opt_page_get_range:
 * @self: a page
 *
 * Returns: (transfer none): the time that it shows
 */
OptRange *
opt_page_get_range (OptPage *self)
{
  g_return_val_if_fail (OPT_IS_PAGE (self), NULL);

  return get_private (self)->range;
}

/**
 * opt_page_set_range:
 * @self: a page
 * @range: the time that is to be shown, by all pages of a window
 */
void
opt_page_set_range (OptPage *self, OptRange *range)
{
  OptPagePrivate *priv;

  g_return_if_fail (OPT_IS_PAGE (self));
  g_return_if_fail (OPT_IS_RANGE (range));

  priv = get_private (self);
  if (!g_set_object (&priv->range, range))
    return;

  g_signal_group_set_target (priv->range_signals, range);
  opt_range_set_server (range, priv->server);
  range_changed (self);
}

/**
 * opt_page_find:
 * @self: a page
 *
 * Returns: whether the page has something to search, and is ready to be typed into
 */
gboolean
opt_page_find (OptPage *self)
{
  g_return_val_if_fail (OPT_IS_PAGE (self), FALSE);

  return OPT_PAGE_GET_CLASS (self)->find != NULL && OPT_PAGE_GET_CLASS (self)->find (self);
}

/**
 * opt_page_export:
 * @self: a page
 *
 * Returns: (transfer full) (nullable): the figures that it shows, or %NULL where it has none
 */
OptDataTable *
opt_page_export (OptPage *self)
{
  g_return_val_if_fail (OPT_IS_PAGE (self), NULL);

  if (get_private (self)->server == NULL || OPT_PAGE_GET_CLASS (self)->export == NULL)
    return NULL;

  return OPT_PAGE_GET_CLASS (self)->export(self);
}

/**
 * opt_page_back:
 * @self: a page
 *
 * Returns: whether the page went back by itself, from one of its places to another
 */
gboolean
opt_page_back (OptPage *self)
{
  g_return_val_if_fail (OPT_IS_PAGE (self), FALSE);

  return OPT_PAGE_GET_CLASS (self)->back != NULL && OPT_PAGE_GET_CLASS (self)->back (self);
}

/**
 * opt_page_get_badge:
 * @self: a page
 *
 * Returns: on how many things a person could act there
 */
guint
opt_page_get_badge (OptPage *self)
{
  g_return_val_if_fail (OPT_IS_PAGE (self), 0);

  return get_private (self)->badge;
}

/**
 * opt_page_set_badge:
 * @self: a page
 * @badge: on how many things a person could act there; it is shown beside the page's name
 */
void
opt_page_set_badge (OptPage *self, guint badge)
{
  g_return_if_fail (OPT_IS_PAGE (self));

  if (get_private (self)->badge == badge)
    return;

  get_private (self)->badge = badge;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_BADGE]);
}

/**
 * opt_page_get_shown:
 * @self: a page
 *
 * Returns: whether it is on the screen
 */
gboolean
opt_page_get_shown (OptPage *self)
{
  g_return_val_if_fail (OPT_IS_PAGE (self), FALSE);

  return get_private (self)->shown;
}

/**
 * opt_page_set_shown:
 * @self: a page
 * @shown: whether it is on the screen
 */
void
opt_page_set_shown (OptPage *self, gboolean shown)
{
  g_return_if_fail (OPT_IS_PAGE (self));

  if (get_private (self)->shown == !!shown)
    return;

  get_private (self)->shown = !!shown;
  refresh_range (self);
  if (OPT_PAGE_GET_CLASS (self)->shown != NULL)
    OPT_PAGE_GET_CLASS (self)->shown (self, shown);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SHOWN]);
}

/**
 * opt_page_toast:
 * @widget: a widget in a window
 * @text: what was just done, for the user who did it
 */
void
opt_page_toast (GtkWidget *widget, const char *text)
{
  GtkWidget *overlay;
  AdwToast *toast;
  g_autofree char *title = NULL;

  g_return_if_fail (GTK_IS_WIDGET (widget) && text != NULL);

  overlay = gtk_widget_get_ancestor (widget, ADW_TYPE_TOAST_OVERLAY);
  if (overlay == NULL)
    return;

  /* A toast's title is markup in libadwaita 1.2. */
  title = g_markup_escape_text (text, -1);
  toast = adw_toast_new (title);
  adw_toast_overlay_add_toast (ADW_TOAST_OVERLAY (overlay), toast);
}

/**
 * opt_page_may_disconnect:
 * @widget: a widget in a window
 * @server: the server that the user wants to disconnect
 *
 * To disconnect would cancel a change that runs, and a change is cancelled where it is shown, by
 * who means to. Says so.
 *
 * Returns: whether none runs
 */
gboolean
opt_page_may_disconnect (GtkWidget *widget, OptServer *server)
{
  g_autofree char *text = NULL;

  g_return_val_if_fail (GTK_IS_WIDGET (widget) && OPT_IS_SERVER (server), FALSE);

  if (opt_server_find_change (server) == NULL)
    return TRUE;

  text
      = g_strdup_printf (_ ("%s is being changed: wait for that, or cancel it on the Sandbox page"),
                         opt_server_get_name (server));
  opt_page_toast (widget, text);

  return FALSE;
}
