/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-result.h"
#include "opt-wait-class.h"

G_BEGIN_DECLS

/* So much is read of a text: what the server keeps of one where nobody told it otherwise. */
#define OPT_BACKEND_TEXT_BYTES 1024

/**
 * OptBackendState:
 * @OPT_BACKEND_ACTIVE: it executes a statement
 * @OPT_BACKEND_IDLE_IN_TRANSACTION: its client is to say what comes next in its transaction
 * @OPT_BACKEND_IDLE_FAILED: as that, and the transaction failed: it can only be rolled back
 * @OPT_BACKEND_IDLE: it waits for its client; listed only where others wait for it
 * @OPT_BACKEND_UNKNOWN: it does not say (track_activities)
 * @OPT_BACKEND_HIDDEN: the role may not see it
 *
 * What a session is about.
 */
typedef enum
{
  OPT_BACKEND_ACTIVE,
  OPT_BACKEND_IDLE_IN_TRANSACTION,
  OPT_BACKEND_IDLE_FAILED,
  OPT_BACKEND_IDLE,
  OPT_BACKEND_UNKNOWN,
  OPT_BACKEND_HIDDEN,
} OptBackendState;

/**
 * OptBackend:
 *
 * One process of the server as it was at one moment. Immutable once it is read. Times are the
 * server's clock, microseconds since 1970, or 0; texts that are not known are %NULL.
 */
typedef struct
{
  int pid;
  int leader_pid; /* of a parallel worker; 0: none */
  gint64 backend_start;
  OptBackendState state;
  guint32 datid;
  char *database;
  char *user;
  char *application;
  char *client;
  const char *type;            /* interned: "client backend" … */
  const char *wait_event_type; /* interned */
  const char *wait_event;      /* interned */
  gint64 xact_start;
  gint64 query_start;
  gint64 state_change;
  gint64 query_id; /* 0: not computed */
  char *query;     /* how it begins; valid UTF-8 */
  char *text;      /* (nullable) as much as was read; valid UTF-8 */
  int xmin_age;    /* transactions whose dead rows it keeps; -1: none */
  gboolean writes; /* its transaction has changed something */

  /* Where it waits for a lock */
  GArray *blockers; /* (element-type int) process ids; 0: a prepared transaction */
  char *lock_type;
  char *lock_mode;
  char *lock_object; /* in words */
  gint64 wait_start; /* 14 and newer */
} OptBackend;

#define OPT_TYPE_BACKEND (opt_backend_get_type ())
GType opt_backend_get_type (void);

OptBackend *opt_backend_read (OptResult *result, guint row);
void opt_backend_read_lock (OptBackend *self, OptResult *result, guint row);
OptBackend *opt_backend_new (int pid, gint64 backend_start, OptBackendState state);
OptBackend *opt_backend_ref (OptBackend *self);
void opt_backend_unref (OptBackend *self);

gboolean opt_backend_is_own (const OptBackend *self);
gboolean opt_backend_is_client (const OptBackend *self);
gboolean opt_backend_is_active (const OptBackend *self);
gboolean opt_backend_is_in_transaction (const OptBackend *self);
gboolean opt_backend_waits_for_lock (const OptBackend *self);
const char *opt_backend_state_get_label (OptBackendState state);
const char *opt_backend_state_get_nick (OptBackendState state);
char *opt_backend_get_plain_query (const OptBackend *self);
char *opt_backend_describe_who (const OptBackend *self);
char *opt_backend_describe_wait (const OptBackend *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (OptBackend, opt_backend_unref)

G_END_DECLS
