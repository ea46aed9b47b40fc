/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-conninfo.h"
#include "opt-history.h"

G_BEGIN_DECLS

/**
 * OptHistoryPlace:
 * @server_id: the server's: opt_server_facts_get_history_key()
 * @host: (nullable): where it was found; "" for the local socket, %NULL where that was not noted
 * @port: (nullable): likewise
 * @database: (nullable): likewise
 * @seen: when it was there last, by this machine's clock; microseconds since 1970
 * @recorded_until: until when anything is recorded of the server, by its clock; 0: nothing is
 *
 * Where a recorded server was found.
 */
typedef struct
{
  char *server_id;
  char *host;
  char *port;
  char *database;
  gint64 seen;
  gint64 recorded_until;
} OptHistoryPlace;

GPtrArray *opt_history_list_places_sync (OptHistory *self, GError **error);
const OptHistoryPlace *opt_history_places_find (GPtrArray *places, OptConninfo *conninfo);
gboolean opt_history_find_database_sync (OptHistory *self,
                                         const char *server_id,
                                         OptConninfo *conninfo,
                                         guint32 *oid,
                                         GError **error);
char *opt_history_place_to_text (const OptHistoryPlace *self);

G_END_DECLS
