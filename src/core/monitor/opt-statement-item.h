/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

#include "opt-slowdown.h"
#include "opt-statement-counters.h"
#include "opt-trend.h"
#include "opt-workload-share.h"

G_BEGIN_DECLS

/**
 * OptStatementItem:
 *
 * A statement of a watched database, the same object for as long as it is in the window of time,
 * and while its trend tells something. ::changed is emitted when its figures, or its text, are
 * others; once it has left the window, it has no calls.
 */
#define OPT_TYPE_STATEMENT_ITEM (opt_statement_item_get_type ())
G_DECLARE_FINAL_TYPE (OptStatementItem, opt_statement_item, OPT, STATEMENT_ITEM, GObject)

const OptStatementKey *opt_statement_item_get_key (OptStatementItem *self);
const char *opt_statement_item_get_id (OptStatementItem *self);
const char *opt_statement_item_get_text (OptStatementItem *self);
const char *opt_statement_item_get_line (OptStatementItem *self);
guint64 opt_statement_item_get_fingerprint (OptStatementItem *self);
const char *opt_statement_item_get_database (OptStatementItem *self);
const char *opt_statement_item_get_role (OptStatementItem *self);
gboolean opt_statement_item_get_system (OptStatementItem *self);

/* Of an OptStatementList that was asked for its groups. */
struct _OptStatementGroup *opt_statement_item_get_group (OptStatementItem *self);
gboolean opt_statement_item_is_group (OptStatementItem *self);

/* Of the window of time. NAN, or -1 where they are counts, where not known. */
const OptStatementCounters *opt_statement_item_get_counters (OptStatementItem *self);
double opt_statement_item_get_share (OptStatementItem *self);
double opt_statement_item_get_share_of (OptStatementItem *self, OptWorkloadShare share);
double opt_statement_item_get_io_bytes (OptStatementItem *self);
double opt_statement_item_get_calls_per_second (OptStatementItem *self);
double opt_statement_item_get_total_ms (OptStatementItem *self);
double opt_statement_item_get_mean_ms (OptStatementItem *self);
double opt_statement_item_get_stddev_ms (OptStatementItem *self);
double opt_statement_item_get_rows_per_call (OptStatementItem *self);
double opt_statement_item_get_hit_ratio (OptStatementItem *self);
gint64 opt_statement_item_get_temp_bytes (OptStatementItem *self);
gint64 opt_statement_item_get_wal_bytes (OptStatementItem *self);

GArray *opt_statement_item_get_trend (OptStatementItem *self);
gint64 opt_statement_item_get_first (OptStatementItem *self);
char *opt_statement_item_make_plain_line (OptStatementItem *self);
const OptSlowdown *opt_statement_item_get_slowdown (OptStatementItem *self);

G_END_DECLS
