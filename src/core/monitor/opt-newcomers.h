/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#include "opt-statement-key.h"

G_BEGIN_DECLS

/**
 * OptNewcomers:
 * @start: of the time that it is about; microseconds since 1970, the server's clock
 * @end: likewise
 * @watched: for how many microseconds of the time before it is recorded what was called
 * @last: when the last of that ended; 0: there is none
 * @first: (element-type OptStatementKey gint64): the statements that were called in it first, and
 *   when that was, at the latest
 * @recorded: (nullable) (element-type OptStatementKey): the statements that are recorded, with
 *   their texts; %NULL: that was not read
 *
 * The statements that are new in a time, by what was recorded before. Immutable once it is shared.
 */
typedef struct
{
  gint64 start;
  gint64 end;
  gint64 watched;
  gint64 last;
  GHashTable *first;
  GHashTable *recorded;
} OptNewcomers;

/**
 * OptNewness:
 * @OPT_NEWNESS_UNKNOWN: that is not known, or not yet: what was called is recorded by the minute
 * @OPT_NEWNESS_OLD: it was called before
 * @OPT_NEWNESS_NEW: it was not
 *
 * Whether a statement is new in a time.
 */
typedef enum
{
  OPT_NEWNESS_UNKNOWN,
  OPT_NEWNESS_OLD,
  OPT_NEWNESS_NEW,
} OptNewness;

OptNewcomers *opt_newcomers_new (gint64 start, gint64 end);
OptNewcomers *opt_newcomers_ref (OptNewcomers *self);
void opt_newcomers_unref (OptNewcomers *self);

gint64 opt_newcomers_get_lookback (const OptNewcomers *self);
gint64 opt_newcomers_get_tolerance (const OptNewcomers *self);
void opt_newcomers_add (OptNewcomers *self, const OptStatementKey *key, gint64 first);

gboolean opt_newcomers_is_known (const OptNewcomers *self);
gint64 opt_newcomers_find (const OptNewcomers *self, const OptStatementKey *key);
OptNewness opt_newcomers_judge (const OptNewcomers *self, const OptStatementKey *key);
char *opt_newcomers_explain (const OptNewcomers *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (OptNewcomers, opt_newcomers_unref)

G_END_DECLS
