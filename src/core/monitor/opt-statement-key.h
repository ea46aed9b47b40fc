/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * OptStatementKey:
 * @userid: OID of the role that ran it
 * @dbid: OID of the database that it ran in
 * @queryid: the server's hash of the statement's tree
 * @toplevel: whether a client sent it, rather than a function's body; always %TRUE before
 *   pg_stat_statements 1.9
 *
 * What pg_stat_statements counts separately.
 */
typedef struct
{
  guint32 userid;
  guint32 dbid;
  gint64 queryid;
  gboolean toplevel;
} OptStatementKey;

guint opt_statement_key_hash (gconstpointer key);
gboolean opt_statement_key_equal (gconstpointer a, gconstpointer b);

char *opt_statement_key_to_id (const OptStatementKey *self);
gboolean opt_statement_key_from_id (OptStatementKey *self, const char *id);

G_END_DECLS
