/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-window-private.h"

#include "opt-alerts-dialog.h"
#include "opt-connect-dialog.h"
#include "opt-demo-dialog.h"
#include "opt-palette-item.h"
#include "opt-palette-sources.h"
#include "opt-palette.h"

static void
connected (OptWindow *self, OptServer *server)
{
  opt_window_choose_server (self, server);
}

/**
 * opt_window_ask_where_to_connect:
 * @self: a window
 *
 * Asks for a server; the one that is given is shown.
 */
void
opt_window_ask_where_to_connect (OptWindow *self)
{
  OptConnectDialog *dialog = opt_connect_dialog_present (GTK_WINDOW (self), self->servers);

  g_signal_connect_object (dialog, "connected", G_CALLBACK (connected), self, G_CONNECT_SWAPPED);
}

/**
 * opt_window_start_demo:
 * @self: a window
 * @ask: whether to say first what it costs
 *
 * Starts the demo; when it runs, it is shown.
 */
void
opt_window_start_demo (OptWindow *self, gboolean ask)
{
  OptDemoDialog *dialog;

  g_return_if_fail (OPT_IS_WINDOW (self));

  dialog = opt_demo_dialog_present (GTK_WINDOW (self), self->servers, ask);

  g_signal_connect_object (dialog, "connected", G_CALLBACK (connected), self, G_CONNECT_SWAPPED);
}

/**
 * opt_window_connect_server:
 * @self: a window
 * @server: a server in its list
 *
 * Connects to it, anew if need be. A password that was wrong, or that can't be had, is asked for.
 */
void
opt_window_connect_server (OptWindow *self, OptServer *server)
{
  if (opt_password_dialog_may_help (server))
    opt_connect_dialog_present_password (GTK_WINDOW (self), self->servers, server);
  else
    opt_server_list_connect (self->servers, server);
}

/**
 * opt_window_open_alerts:
 * @self: a window
 *
 * Shows what fires and what did, and by what rules.
 */
void
opt_window_open_alerts (OptWindow *self)
{
  OptAlerts *alerts = opt_alerts_get_default ();

  if (alerts != NULL)
    opt_alerts_dialog_present (GTK_WINDOW (self), alerts);
}

/**
 * opt_window_open_palette:
 * @self: a window
 *
 * Goes anywhere by its name.
 */
void
opt_window_open_palette (OptWindow *self)
{
  g_autoptr (GListStore) items = g_list_store_new (OPT_TYPE_PALETTE_ITEM);
  g_autoptr (GtkSelectionModel) pages = adw_view_stack_get_pages (self->stack);

  if (self->server != NULL)
    opt_palette_add_pages (items, G_LIST_MODEL (pages));
  opt_palette_add_servers (items, self->servers);
  opt_palette_add_actions (items, self->server);
  opt_palette_add_tables (items, self->server);
  opt_palette_add_statements (items, self->server);
  opt_palette_present (GTK_WINDOW (self), G_LIST_MODEL (items));
}
