/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * OptBackgroundAnswer:
 * @background: whether the program may run without a window
 * @autostart: whether it is started with the session
 *
 * What the desktop allows.
 */
typedef struct
{
  gboolean background;
  gboolean autostart;
} OptBackgroundAnswer;

gboolean opt_background_portal_is_needed (void);

void opt_background_portal_ask_async (GDBusConnection *bus,
                                      const char *reason,
                                      gboolean autostart,
                                      const char *const *command,
                                      GCancellable *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer user_data);
gboolean opt_background_portal_ask_finish (GAsyncResult *result,
                                           OptBackgroundAnswer *answer,
                                           GError **error);

G_END_DECLS
