/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "opt-conninfo.h"
#include "opt-params.h"
#include "opt-result.h"

G_BEGIN_DECLS

/**
 * OptConnectionState:
 * @OPT_CONNECTION_STATE_CLOSED: not opened yet, or closed
 * @OPT_CONNECTION_STATE_OPENING: being opened
 * @OPT_CONNECTION_STATE_OPEN: open; queries run or wait in its queue
 * @OPT_CONNECTION_STATE_LOST: it was open, and the server or the network ended it
 */
typedef enum
{
  OPT_CONNECTION_STATE_CLOSED,
  OPT_CONNECTION_STATE_OPENING,
  OPT_CONNECTION_STATE_OPEN,
  OPT_CONNECTION_STATE_LOST,
} OptConnectionState;

#define OPT_TYPE_CONNECTION_STATE (opt_connection_state_get_type ())
GType opt_connection_state_get_type (void);

/**
 * OptConnectionRole:
 * @OPT_CONNECTION_ROLE_MONITOR: reads a watched server: read-only, with timeouts
 * @OPT_CONNECTION_ROLE_CHANGE: carries out a change that the user confirmed; only change/ asks for
 * it
 * @OPT_CONNECTION_ROLE_SANDBOX: our own private cluster
 *
 * What a session is for, and so which settings it starts with.
 */
typedef enum
{
  OPT_CONNECTION_ROLE_MONITOR,
  OPT_CONNECTION_ROLE_CHANGE,
  OPT_CONNECTION_ROLE_SANDBOX,
} OptConnectionRole;

/**
 * OptQueryFlags:
 * @OPT_QUERY_NONE: rows as text, by the extended protocol: exactly one statement
 * @OPT_QUERY_BINARY: rows in binary
 * @OPT_QUERY_DISCARD: rows are fetched one by one in binary, counted and dropped: what a benchmark
 * needs
 * @OPT_QUERY_SCRIPT: the simple protocol: several statements, no parameters, the last one's rows;
 *   for our own SQL, or what the server has prepared as one statement
 * @OPT_QUERY_BEGINS: it begins a transaction, to which the statements after it belong …
 * @OPT_QUERY_ENDS: … until this one, which ends it
 */
typedef enum
{
  OPT_QUERY_NONE = 0,
  OPT_QUERY_BINARY = 1 << 0,
  OPT_QUERY_DISCARD = 1 << 1,
  OPT_QUERY_SCRIPT = 1 << 2,
  OPT_QUERY_BEGINS = 1 << 3,
  OPT_QUERY_ENDS = 1 << 4,
} OptQueryFlags;

/* What application_name of all our sessions begins with; the lane follows. */
#define OPT_CONNECTION_APPLICATION "optischema/"

#define OPT_TYPE_CONNECTION (opt_connection_get_type ())
G_DECLARE_FINAL_TYPE (OptConnection, opt_connection, OPT, CONNECTION, GObject)

OptConnection *opt_connection_new (OptConninfo *conninfo, OptConnectionRole role, const char *lane);

void opt_connection_open_async (OptConnection *self,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data);
gboolean opt_connection_open_finish (OptConnection *self, GAsyncResult *result, GError **error);
gboolean opt_connection_open_sync (OptConnection *self, GCancellable *cancellable, GError **error);
void opt_connection_close (OptConnection *self);

void opt_connection_query_async (OptConnection *self,
                                 const char *sql,
                                 const OptParams *params,
                                 OptQueryFlags flags,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data);
OptResult *opt_connection_query_finish (OptConnection *self, GAsyncResult *result, GError **error);
OptResult *opt_connection_query_sync (OptConnection *self,
                                      const char *sql,
                                      const OptParams *params,
                                      OptQueryFlags flags,
                                      GCancellable *cancellable,
                                      GError **error);
gboolean opt_connection_execute_sync (OptConnection *self,
                                      const char *sql,
                                      const OptParams *params,
                                      GCancellable *cancellable,
                                      GError **error);

OptConnectionState opt_connection_get_state (OptConnection *self);
guint64 opt_connection_get_n_arrivals (OptConnection *self);
gint64 opt_connection_get_round_trip (OptConnection *self);
OptConninfo *opt_connection_get_conninfo (OptConnection *self);
OptConnectionRole opt_connection_get_role (OptConnection *self);
int opt_connection_get_server_version (OptConnection *self);
int opt_connection_get_backend_pid (OptConnection *self);
void opt_connection_set_open_timeout (OptConnection *self, guint milliseconds);

G_END_DECLS
