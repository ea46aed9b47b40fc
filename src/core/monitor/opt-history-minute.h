/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-blocking-chain.h"
#include "opt-conninfo.h"
#include "opt-delta.h"
#include "opt-sql-text.h"
#include "opt-timeline.h"

G_BEGIN_DECLS

/**
 * OptHistoryValue:
 * @database: OID, or 0 for the whole server
 * @series: of what; interned
 * @item: of which, where there are several; interned, "" where there are not
 * @sum: of value times microseconds
 * @peak: the largest
 * @observed: of how many microseconds
 *
 * A named series in a minute.
 */
typedef struct
{
  guint32 database;
  const char *series;
  const char *item;
  double sum;
  double peak;
  gint64 observed;
} OptHistoryValue;

/**
 * OptHistoryNote:
 * @database: OID, or 0 for the whole server
 * @event: what happened
 *
 * An event in a minute.
 */
typedef struct
{
  guint32 database;
  OptTimelineEvent event;
} OptHistoryNote;

/**
 * OptHistoryMinute:
 * @server_id: whose: opt_server_facts_get_history_key()
 * @start_time: of its postmaster
 * @start: when the first of what is in it began; the server's clock
 * @end: when the last of it ended; 0: nothing is in it that has a length
 * @delta: what the statements and databases did; nothing where its end is 0
 * @values: (element-type OptHistoryValue)
 * @texts: (element-type OptSqlText): that came to be known in it
 * @events: (element-type OptHistoryNote): that were noted in it
 * @chains: (element-type OptBlockingChain): that began, went on or ended in it
 * @places: (element-type OptConninfo): where it was found
 * @databases: (element-type guint32 utf8): the names of those that it was watched from
 * @known: (nullable): what was counted already when the server was looked at first
 *
 * What goes into the history at once.
 */
typedef struct
{
  char *server_id;
  gint64 start_time;
  gint64 start;
  gint64 end;
  OptDelta *delta;
  GArray *values;
  GPtrArray *texts;
  GPtrArray *events;
  GPtrArray *chains;
  GPtrArray *places;
  GHashTable *databases;
  OptSnapshot *known;
} OptHistoryMinute;

OptHistoryMinute *opt_history_minute_new (const char *server_id);
void opt_history_minute_free (OptHistoryMinute *self);
void opt_history_minute_add_value (OptHistoryMinute *self,
                                   guint32 database,
                                   const char *series,
                                   const char *item,
                                   gint64 start,
                                   gint64 end,
                                   double value);
void opt_history_minute_add_delta (OptHistoryMinute *self,
                                   const OptDelta *delta,
                                   gint64 start_time);
const char *opt_history_get_load_name (OptWaitClass wait_class);
void opt_history_minute_add_point (OptHistoryMinute *self,
                                   guint32 database,
                                   const OptTimelinePoint *point);
void opt_history_minute_add_event (OptHistoryMinute *self,
                                   guint32 database,
                                   const OptTimelineEvent *event);
void opt_history_minute_add_chain (OptHistoryMinute *self, OptBlockingChain *chain);
void opt_history_minute_add_place (OptHistoryMinute *self, OptConninfo *conninfo);
void opt_history_minute_add_database (OptHistoryMinute *self, guint32 oid, const char *name);
void opt_history_minute_freeze (OptHistoryMinute *self);
gboolean opt_history_minute_is_empty (const OptHistoryMinute *self);

void opt_history_event_free (OptTimelineEvent *event);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (OptHistoryMinute, opt_history_minute_free)

G_END_DECLS
