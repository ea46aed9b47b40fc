/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-history-private.h"
#include "opt-history-range.h"

G_BEGIN_DECLS

#define SECOND G_GINT64_CONSTANT (1000000)
#define MINUTE (G_GINT64_CONSTANT (60) * SECOND)
#define HOUR (G_GINT64_CONSTANT (3600) * SECOND)
#define DAY (24 * HOUR)
/* The beginning of a day. */
#define BEGIN (G_GINT64_CONSTANT (20000) * DAY)

typedef struct
{
  char *folder;
  char *path;
  OptHistory *history;
} HistoryFixture;

void history_fixture_set_up (HistoryFixture *fixture, gconstpointer data);
void history_fixture_tear_down (HistoryFixture *fixture, gconstpointer data);
OptStatementKey history_fixture_get_key (gint64 queryid);
OptDelta *history_fixture_make_delta (gint64 start, gint64 end);
OptStatementCounters *history_fixture_add_counters (OptDelta *delta,
                                                    gint64 queryid,
                                                    gint64 calls,
                                                    double ms);
void history_fixture_write_delta (OptHistory *history, const OptDelta *delta, gint64 start_time);
void history_fixture_write_minute (OptHistory *history, gint64 number, gint64 calls);
void history_fixture_pass (OptHistory *history, gint64 time);
OptHistoryRange *history_fixture_get_range (OptHistory *history,
                                            gint64 start,
                                            gint64 end,
                                            guint n_points);
gint64 history_fixture_get_calls (const OptDelta *delta, gint64 queryid);

G_END_DECLS
