/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-progress.h"
#include "opt-server-facts.h"

G_BEGIN_DECLS

/**
 * OptIndexState:
 *
 * What a name of an index stands for on the server right now.
 */
typedef struct
{
  gboolean exists;
  gboolean is_index;
  gboolean valid;
  char *definition; /* (nullable) pg_get_indexdef() */
} OptIndexState;

void opt_index_state_clear (OptIndexState *self);

/**
 * OptChangeSession:
 *
 * A writing session for one confirmed change.
 */
typedef struct
{
  guint lock_timeout; /* milliseconds */
  OptConnection *connection;
  OptServerFacts *facts;
} OptChangeSession;

OptChangeSession *opt_change_session_open_sync (OptConninfo *conninfo,
                                                const char *server_id,
                                                guint lock_timeout,
                                                GCancellable *cancellable,
                                                GError **error);
void opt_change_session_free (OptChangeSession *self);

OptResult *opt_change_session_query_sync (OptChangeSession *self,
                                          const char *name,
                                          const char *param,
                                          GCancellable *cancellable,
                                          GError **error);
gboolean opt_change_session_check_database (OptChangeSession *self,
                                            const char *database,
                                            GError **error);
gboolean opt_change_session_check_owner_sync (OptChangeSession *self,
                                              const char *table,
                                              GCancellable *cancellable,
                                              GError **error);
gboolean opt_change_session_get_index_sync (OptChangeSession *self,
                                            const char *index,
                                            OptIndexState *state,
                                            GCancellable *cancellable,
                                            GError **error);
gint64 opt_change_session_get_time_sync (OptChangeSession *self);
gboolean opt_change_session_run_sync (OptChangeSession *self,
                                      const char *sql,
                                      const OptProgress *progress,
                                      GCancellable *cancellable,
                                      GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (OptChangeSession, opt_change_session_free)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (OptIndexState, opt_index_state_clear)

G_END_DECLS
