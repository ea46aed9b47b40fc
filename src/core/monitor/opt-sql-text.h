/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-connection.h"
#include "opt-server-facts.h"
#include "opt-statement-key.h"

G_BEGIN_DECLS

/**
 * OptSqlText:
 * @key: whose text
 * @text: normalised, with $n for the constants; valid UTF-8. A #GRefString, as it can be long
 * @role: (nullable): name of the role that ran it, interned, or %NULL where that is gone
 * @fingerprint: the same for statements that are alike, whoever runs them: see
 *   opt_statement_fingerprint(); 0 where it can't be parsed
 * @own: it is OptiSchema's own
 * @system: it is of no interest to a database's owner: it reads only system catalogs, or is no
 * query
 *
 * What a statement says.
 */
typedef struct
{
  OptStatementKey key;
  GRefString *text;
  GRefString *role;
  guint64 fingerprint;
  gboolean own;
  gboolean system;
} OptSqlText;

/* A fetch reads the server's whole text file, however few are asked for; but each costs memory
 * here. */
#define OPT_SQL_TEXTS_AT_ONCE 5000

OptSqlText *opt_sql_text_new (const OptStatementKey *key, const char *text);
OptSqlText *opt_sql_text_copy (const OptSqlText *self);
void opt_sql_text_free (OptSqlText *self);

void opt_sql_texts_fetch_async (OptConnection *connection,
                                OptServerFacts *facts,
                                const OptStatementKey *keys,
                                gsize n_keys,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data);
GPtrArray *opt_sql_texts_fetch_finish (OptConnection *connection,
                                       GAsyncResult *result,
                                       gint64 *elapsed,
                                       gint64 *bytes,
                                       GError **error);
GPtrArray *opt_sql_texts_fetch_sync (OptConnection *connection,
                                     OptServerFacts *facts,
                                     const OptStatementKey *keys,
                                     gsize n_keys,
                                     GCancellable *cancellable,
                                     GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (OptSqlText, opt_sql_text_free)

G_END_DECLS
