/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-history-chains.h"
#include "opt-history-minute.h"
#include "opt-history-step.h"
#include "opt-history-sums.h"
#include "opt-history.h"
#include "opt-newcomers.h"
#include "opt-store.h"

G_BEGIN_DECLS

/* How long a before and after can be compared to the very moment. */
#define OPT_HISTORY_DAYS_OF_SNAPSHOTS 30

struct _OptHistory
{
  GObject parent_instance;

  OptStore *store;

  /* The store's thread's: what is in the file already */
  GHashTable *ids;   /* (nullable): OptStatementKey -> its id */
  GHashTable *texts; /* (nullable): set of ids whose text is known */
  char *ids_server;  /* (nullable): of which server they are */
};

/* Rows of one server and step whose interval ended within. */
typedef struct
{
  gint64 server;
  gint64 step;
  gint64 after; /* later than this … */
  gint64 until; /* … and not later than that */
} OptHistorySpan;

/* When a statement was called first: after the one and not later than the other. Zeros: that is not
 * known. */
typedef struct
{
  gint64 after;
  gint64 until;
} OptHistoryFirst;

/* opt-history-statements.c; in a transaction */
gint64 opt_history_find_server (OptHistory *self, const char *server_id, GError **error);
gboolean opt_history_ensure_server (OptHistory *self,
                                    const char *server_id,
                                    gint64 *server,
                                    GError **error);
void opt_history_forget_ids (OptHistory *self);
gint64 opt_history_ensure_statement (OptHistory *self,
                                     const char *server_id,
                                     gint64 server,
                                     const OptStatementKey *key,
                                     gint64 seen,
                                     const OptHistoryFirst *first,
                                     GError **error);
gboolean opt_history_put_texts (OptHistory *self,
                                const char *server_id,
                                gint64 server,
                                GPtrArray *texts,
                                gint64 seen,
                                GError **error);
char *opt_history_read_text (const OptStoreResult *rows, guint row);
gboolean opt_history_pack_texts (OptHistory *self, guint *n_packed, GError **error);

gint64 opt_history_ensure_text (OptHistory *self, const char *text, GError **error);

/* opt-history-chains.c; in a transaction */
gboolean opt_history_read_chains (OptHistory *self,
                                  gint64 server,
                                  gint64 start,
                                  gint64 end,
                                  OptHistoryChains *chains,
                                  GError **error);

/* opt-history-chains-write.c; in a transaction */
gboolean opt_history_put_chains (OptHistory *self,
                                 gint64 server,
                                 GPtrArray *chains,
                                 GError **error);
gboolean opt_history_forget_chains (OptHistory *self,
                                    gint64 server,
                                    gint64 now,
                                    guint *done,
                                    GError **error);

/* opt-history-places.c; in a transaction */
gboolean opt_history_put_place (OptHistory *self,
                                gint64 server,
                                OptConninfo *conninfo,
                                gint64 now,
                                GError **error);
gboolean opt_history_get_recorded_until (OptHistory *self,
                                         gint64 server,
                                         gint64 *until,
                                         GError **error);

/* opt-history-interval.c */
gboolean opt_history_put_interval (OptHistory *self,
                                   gint64 server,
                                   gint64 step,
                                   gint64 epoch,
                                   const OptDelta *delta,
                                   OptHistorySums *sums,
                                   GError **error);
gboolean opt_history_read_intervals (OptHistory *self,
                                     const OptHistorySpan *span,
                                     GPtrArray *deltas,
                                     gint64 *epoch,
                                     GError **error);
gboolean opt_history_read_counters (OptHistory *self,
                                    const OptHistorySpan *span,
                                    OptHistorySums *sums,
                                    GError **error);
gboolean opt_history_forget_span (OptHistory *self, const OptHistorySpan *span, GError **error);
gboolean opt_history_get_extent (OptHistory *self,
                                 gint64 server,
                                 gint64 step,
                                 gint64 *first,
                                 gint64 *last,
                                 GError **error);
gboolean opt_history_get_time (OptHistory *self,
                               const char *sql,
                               const OptStoreValue *params,
                               gsize n_params,
                               gint64 *time,
                               GError **error);

/* opt-history-newcomers.c */
gboolean opt_history_read_newcomers (OptHistory *self,
                                     gint64 server,
                                     OptNewcomers *newcomers,
                                     GError **error);

/* opt-history-write.c */
gboolean opt_history_write_sync (OptHistory *self, OptHistoryMinute *minute, GError **error);

/* opt-history-rollup.c */
gboolean opt_history_roll_up_sync (OptHistory *self, const char *server_id, GError **error);
gboolean opt_history_roll (OptHistory *self,
                           gint64 server,
                           guint number,
                           gint64 bucket,
                           GError **error);
gboolean opt_history_roll_again (OptHistory *self, gint64 server, gint64 ended, GError **error);

/* opt-history-keep.c */
gboolean opt_history_tidy_sync (OptHistory *self, gint64 now, gboolean *more, GError **error);

/* opt-history-cover.c */
GArray *opt_history_cover (OptHistory *self,
                           gint64 server,
                           gint64 start,
                           gint64 end,
                           gint64 coarsest,
                           GError **error);
gboolean opt_history_add_up (OptHistory *self,
                             gint64 server,
                             gint64 start,
                             gint64 end,
                             OptDelta *sum,
                             GError **error);
gboolean opt_history_take_statements (OptHistory *self,
                                      gint64 server,
                                      OptHistorySums *sums,
                                      guint32 database,
                                      GHashTable *marks,
                                      OptDelta *sum,
                                      GError **error);
gboolean opt_history_name_databases (OptHistory *self,
                                     gint64 server,
                                     OptDelta *sum,
                                     GError **error);

G_END_DECLS
