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
  gboolean needed; /* for a rule of its table: a unique one, a constraint, the replica identity */
  gint64 oid;
  gint64 parent;    /* oid of the partitioned table's index that it is attached to; 0: of none */
  int builder;      /* another session that builds it right now; 0 where none does */
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
  guint tries;        /* how often a statement is tried that waited for a lock in vain */
  OptConnection *connection;
  OptServerFacts *facts;
  int pid;              /* the server's own number, which a pooler hides from libpq */
  gint64 backend_start; /* microseconds since 1970 */
  gint64 built_oid;     /* of the index that this session was seen to build; 0 where none was */
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

G_DEFINE_AUTOPTR_CLEANUP_FUNC (OptChangeSession, opt_change_session_free)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (OptIndexState, opt_index_state_clear)

G_END_DECLS
