/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-workload.h"

G_BEGIN_DECLS

/**
 * OptHistoryStatement:
 *
 * What the history knows of a statement.
 */
typedef struct
{
  OptStatementKey key;
  char *text;
  char *fingerprint; /* (nullable) libpg_query's: it stays where the queryid changes, with a new
                        major version or when a table is made anew */
  gboolean system;
} OptHistoryStatement;

#define OPT_TYPE_HISTORY (opt_history_get_type ())
G_DECLARE_FINAL_TYPE (OptHistory, opt_history, OPT, HISTORY, GObject)

gboolean opt_history_is_there (void);
OptHistory *opt_history_open_sync (const char *path, GError **error);
OptHistory *opt_history_open_beside_writer_sync (const char *path, GError **error);
const char *opt_history_get_set_aside (OptHistory *self);

gboolean opt_history_add_snapshot_sync (OptHistory *self, OptSnapshot *snapshot, GError **error);
gboolean opt_history_add_texts_sync (OptHistory *self,
                                     OptSnapshot *snapshot,
                                     GPtrArray *texts,
                                     GError **error);
gboolean opt_history_add_workload_sync (OptHistory *self, OptWorkload *workload, GError **error);

OptDelta *opt_history_get_delta_sync (OptHistory *self,
                                      const char *server_id,
                                      gint64 from,
                                      gint64 to,
                                      GError **error);
GPtrArray *opt_history_list_deltas_sync (OptHistory *self,
                                         const char *server_id,
                                         gint64 from,
                                         gint64 to,
                                         GError **error);
GHashTable *opt_history_get_statements_sync (OptHistory *self,
                                             const char *server_id,
                                             GError **error);

G_END_DECLS
