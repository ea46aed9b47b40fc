/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-statement-counters.h"

G_BEGIN_DECLS

/* So many statements with ids in a row are packed together: to read one of them the others of an
 * interval are passed over. */
#define OPT_HISTORY_PART_SIZE 256

/**
 * OptHistoryPart:
 * @present: a bit for each of @counters that counts
 * @counters: of statements with ids in a row; their keys are not set
 *
 * A part of what statements did in an interval, or in several.
 */
typedef struct
{
  guint64 present[OPT_HISTORY_PART_SIZE / 64];
  OptStatementCounters counters[OPT_HISTORY_PART_SIZE];
} OptHistoryPart;

static inline gboolean
opt_history_part_has (const OptHistoryPart *self, guint slot)
{
  return self->present[slot / 64] >> (slot % 64) & 1;
}

static inline void
opt_history_part_mark (OptHistoryPart *self, guint slot)
{
  self->present[slot / 64] |= G_GUINT64_CONSTANT (1) << (slot % 64);
}

void opt_history_part_put (const OptHistoryPart *self, GByteArray *bytes);
gboolean opt_history_part_add (OptHistoryPart *self, const guint8 *data, gsize length);

G_END_DECLS
