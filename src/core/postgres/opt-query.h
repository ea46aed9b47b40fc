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
  gint64 sent_at; /* monotonic time */
} OptQuery;

OptQuery *opt_query_new (const char *sql, const OptParams *params, OptQueryFlags flags);
void opt_query_free (OptQuery *self);

gboolean opt_query_send (OptQuery *self, PGconn *connection);
gboolean opt_query_take (OptQuery *self, PGresult *result);
OptResult *opt_query_finish (OptQuery *self, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (OptQuery, opt_query_free)

G_END_DECLS
