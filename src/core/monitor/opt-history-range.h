/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-history-chains.h"
#include "opt-history.h"
#include "opt-newcomers.h"
#include "opt-statement-mark.h"
#include "opt-timeline.h"

G_BEGIN_DECLS

/**
 * OptHistoryRequest:
 * @server_id: the server's: opt_server_facts_get_history_key()
 * @database: OID, or 0 for the whole server
 * @start: microseconds since 1970, the server's clock
 * @end: likewise
 * @n_points: how many points are wanted, at most; they are never finer than what is kept
 * @sort: by what statements are ranked
 * @n_entries: of how many statements the texts are wanted
 * @include_system: with the statements that are of no interest to a database's owner
 * @skip_blocking: without who held whom up
 * @skip_statements: without what the statements did
 *
 * What of the history is wanted.
 */
typedef struct
{
  const char *server_id;
  guint32 database;
  gint64 start;
  gint64 end;
  guint n_points;
  OptWorkloadSort sort;
  guint n_entries;
  gboolean include_system;
  gboolean skip_blocking;
  gboolean skip_statements;
} OptHistoryRequest;

/**
 * OptHistoryPoint:
 * @start: where it stands on the axis of time …
 * @end: … and up to where; the server's clock
 * @watched_from: when the first of what is in it began …
 * @watched_until: … and when the last of it ended; 0: nothing was recorded
 * @observed: for how many microseconds of it the statements were watched
 * @flags: what it lacks
 * @lost_share: see #OptDelta
 *
 * A step of a range. Where @observed is 0 and no series has a value nothing is known of it.
 */
typedef struct
{
  gint64 start;
  gint64 end;
  gint64 watched_from;
  gint64 watched_until;
  gint64 observed;
  OptDeltaFlags flags;
  double lost_share;
} OptHistoryPoint;

/**
 * OptHistorySeries:
 * @name: of what, for machines; see opt_history_minute_add_point()
 * @item: (nullable): of which, where there are several
 * @database: OID of its database; 0: the whole server's
 * @means: one for each point of the range; NAN where nothing is known. Of what is counted, and rare
 *   (%OPT_VITAL_KIND_EVENTS), how often in the point
 * @peaks: likewise, the largest that was seen: between two polls in minutes and all that is summed
 *   up from them
 *
 * A series over a range.
 */
typedef struct
{
  char *name;
  char *item;
  guint32 database;
  double *means;
  double *peaks;
} OptHistorySeries;

/**
 * OptHistoryRange:
 * @start: where the first point begins
 * @end: what was asked for
 * @step: of what was read, in microseconds: from a minute to a day
 * @width: of a point, in microseconds: a multiple of @step
 * @points: (element-type OptHistoryPoint): all of the range, the first first
 * @series: (element-type OptHistorySeries)
 * @events: (element-type OptTimelineEvent): in order of time
 * @blocking: who held whom up in it
 * @delta: what was counted in it: its start, end, observed time and flags say of what the figures
 * are
 * @entries: (element-type OptWorkloadEntry): the statements that come first, with their texts
 * @marks: set of #OptStatementMark: what is known of all the others, too
 * @newcomers: which of the statements are new in it
 * @n_statements: how many statements were called, those that are hidden included
 * @n_hidden: how many were left out as of no interest
 *
 * What the history says of a range of time. Immutable.
 */
typedef struct
{
  gint64 start;
  gint64 end;
  gint64 step;
  gint64 width;
  GArray *points;
  GPtrArray *series;
  GPtrArray *events;
  OptHistoryChains *blocking;
  OptDelta *delta;
  GPtrArray *entries;
  GHashTable *marks;
  OptNewcomers *newcomers;
  guint n_statements;
  guint n_hidden;
} OptHistoryRange;

void opt_history_range_free (OptHistoryRange *self);
const OptHistorySeries *opt_history_range_find_series (const OptHistoryRange *self,
                                                       const char *name,
                                                       const char *item);

OptHistoryRange *opt_history_get_range_sync (OptHistory *self,
                                             const OptHistoryRequest *request,
                                             GError **error);
void opt_history_get_range_async (OptHistory *self,
                                  const OptHistoryRequest *request,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data);
OptHistoryRange *opt_history_get_range_finish (OptHistory *self,
                                               GAsyncResult *result,
                                               GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (OptHistoryRange, opt_history_range_free)

G_END_DECLS
