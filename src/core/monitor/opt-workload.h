/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-clock.h"
#include "opt-delta.h"
#include "opt-progress.h"
#include "opt-sql-text.h"
#include "opt-statement-mark.h"
#include "opt-workload-entry.h"
#include "opt-workload-totals.h"

G_BEGIN_DECLS

/**
 * OptWorkload:
 *
 * What a server was asked in the last so many minutes: the sum of the deltas of a window, with the
 * statements' texts. Of one thread at a time.
 */
#define OPT_TYPE_WORKLOAD (opt_workload_get_type ())
G_DECLARE_FINAL_TYPE (OptWorkload, opt_workload, OPT, WORKLOAD, GObject)

OptWorkload *opt_workload_new (gint64 window, OptClock *clock);

void opt_workload_add_snapshot (OptWorkload *self, OptSnapshot *snapshot);
void opt_workload_add_delta (OptWorkload *self, OptSnapshot *snapshot, OptDelta *delta);
void opt_workload_add_since_reset (OptWorkload *self, OptSnapshot *snapshot);
void opt_workload_add_recorded (OptWorkload *self,
                                const OptDelta *delta,
                                GPtrArray *entries,
                                GHashTable *marks);
void opt_workload_add_texts (OptWorkload *self, GPtrArray *texts);
void opt_workload_set_texts_error (OptWorkload *self, const GError *error);

OptDelta *opt_workload_get_delta (OptWorkload *self);
OptDelta *opt_workload_get_last_delta (OptWorkload *self);
OptSnapshot *opt_workload_get_first_snapshot (OptWorkload *self);
OptSnapshot *opt_workload_get_last_snapshot (OptWorkload *self);
GPtrArray *opt_workload_get_entries (OptWorkload *self,
                                     OptWorkloadSort sort,
                                     gboolean include_system,
                                     guint *n_hidden);
double opt_workload_get_hidden_share (OptWorkload *self);
OptWorkloadTotals opt_workload_get_totals (OptWorkload *self);
GPtrArray *opt_workload_group_entries (OptWorkload *self, GPtrArray *entries, OptWorkloadSort sort);
const OptSqlText *opt_workload_get_text (OptWorkload *self, const OptStatementKey *key);
const OptStatementMark *opt_workload_get_mark (OptWorkload *self, const OptStatementKey *key);
const OptSqlText *opt_workload_find_text (OptWorkload *self, guint32 database, gint64 queryid);
GRefString *opt_workload_get_database_name (OptWorkload *self, guint32 oid);
GRefString *opt_workload_get_role_name (OptWorkload *self, guint32 oid);
const GError *opt_workload_get_texts_error (OptWorkload *self);
GArray *opt_workload_get_keys_without_text (OptWorkload *self, guint limit);
GArray *opt_workload_get_keys_to_fetch (OptWorkload *self);
void opt_workload_note_asked (OptWorkload *self, const GArray *keys);
void opt_workload_forget_asked (OptWorkload *self);

void opt_workload_set_newcomers (OptWorkload *self, OptNewcomers *newcomers, const char *trouble);
char *opt_workload_explain_new (OptWorkload *self);
guint opt_workload_keep_new (GPtrArray *entries);

OptWorkload *opt_workload_watch_sync (OptConnection *connection,
                                      OptServerFacts *facts,
                                      gint64 interval,
                                      guint polls,
                                      const OptProgress *progress,
                                      GCancellable *cancellable,
                                      GError **error);
OptWorkload *opt_workload_since_reset_sync (OptConnection *connection,
                                            OptServerFacts *facts,
                                            GCancellable *cancellable,
                                            GError **error);

G_END_DECLS
