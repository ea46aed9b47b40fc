/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libpq-fe.h>

#include "opt-connection.h"

G_BEGIN_DECLS

/**
 * OptQuery:
 *
 * One statement on its way: what was asked, and what has come back so far.
 */
typedef struct
{
  char *sql;
  OptParams *params;
  OptQueryFlags flags;
  gboolean wrapped; /* through a pooler: its transaction is seen to */

  PGresult *result;
  GError *error;
  gint64 discarded_rows;
  gint64 sent_at;  /* monotonic time */
  gint64 first_at; /* when the answer began to come; 0: not yet */
} OptQuery;

OptQuery *opt_query_new (const char *sql, const OptParams *params, OptQueryFlags flags);
void opt_query_free (OptQuery *self);

gboolean opt_query_send (OptQuery *self, PGconn *connection);
gboolean opt_query_take (OptQuery *self, PGresult *result);
gboolean opt_query_is_empty (const OptQuery *self);
gint64 opt_query_get_first_wait (const OptQuery *self);
OptResult *opt_query_finish (OptQuery *self, gint64 round_trip, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (OptQuery, opt_query_free)

G_END_DECLS
