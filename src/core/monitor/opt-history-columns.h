/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-statement-counters.h"

G_BEGIN_DECLS

/* So many statements with ids in a row are packed together: to read one of them the others of an
 * interval are passed over. */
#define OPT_HISTORY_PART_SIZE 256

/* What is kept of OptStatementCounters. */
#define OPT_HISTORY_N_COLUMNS 34

/* A count, or -1 where it is not known; or a time or a sum of squares, or NAN. */
typedef union
{
  gint64 count;
  double value;
} OptHistoryNumber;

/**
 * OptHistoryPart:
 * @present: a bit for each statement that did something
 * @columns: what they did; see opt-history-columns.c for which is what
 *
 * What statements with ids in a row did in an interval, or in several. Numbers of a kind stand
 * together: that is quick to add up.
 */
typedef struct
{
  guint64 present[OPT_HISTORY_PART_SIZE / 64];
  OptHistoryNumber columns[OPT_HISTORY_N_COLUMNS][OPT_HISTORY_PART_SIZE];
} OptHistoryPart;

static inline gboolean
opt_history_part_has (const OptHistoryPart *self, guint slot)
{
  return self->present[slot / 64] >> (slot % 64) & 1;
}

void opt_history_part_clear (OptHistoryPart *self);
void opt_history_part_add_counters (OptHistoryPart *self,
                                    guint slot,
                                    const OptStatementCounters *counters);
void opt_history_part_get_counters (const OptHistoryPart *self,
                                    guint slot,
                                    OptStatementCounters *counters);

void opt_history_part_put (const OptHistoryPart *self, GByteArray *bytes);
gboolean opt_history_part_add (OptHistoryPart *self, const guint8 *data, gsize length);

G_END_DECLS
