/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-newcomers.h"

#include <glib/gi18n-lib.h>

#include "opt-format.h"

#define MINUTE (G_GINT64_CONSTANT (60) * G_USEC_PER_SEC)
#define HOUR (60 * MINUTE)

/* Who has watched for less does not know what is usual: most of what comes up then only was not
 * called yet. */
#define WATCHED_AT_LEAST HOUR
/* So much before the time must have been watched, or as long as it is. */
#define LOOKBACK_AT_LEAST (2 * HOUR)
/* Of a pause where the time begins nothing is known: it may be so long, or a part of the time. */
#define TOLERANCE_AT_LEAST (10 * MINUTE)
#define TOLERANCE_PART 20

/**
 * opt_newcomers_new:
 * @start: of the time that it is about; microseconds since 1970, the server's clock
 * @end: likewise
 *
 * Returns: (transfer full): what is not known, so far
 */
OptNewcomers *
opt_newcomers_new (gint64 start, gint64 end)
{
  OptNewcomers *self = g_atomic_rc_box_new0 (OptNewcomers);

  self->start = start;
  self->end = end;
  self->first
      = g_hash_table_new_full (opt_statement_key_hash, opt_statement_key_equal, g_free, g_free);

  return self;
}

/**
 * opt_newcomers_ref:
 * @self: new statements
 *
 * Returns: (transfer full): @self
 */
OptNewcomers *
opt_newcomers_ref (OptNewcomers *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return g_atomic_rc_box_acquire (self);
}

static void
clear (gpointer data)
{
  OptNewcomers *self = data;

  g_hash_table_unref (self->first);
  g_clear_pointer (&self->recorded, g_hash_table_unref);
}

/**
 * opt_newcomers_unref:
 * @self: (transfer full): new statements
 */
void
opt_newcomers_unref (OptNewcomers *self)
{
  g_return_if_fail (self != NULL);

  g_atomic_rc_box_release_full (self, clear);
}

/**
 * opt_newcomers_get_lookback:
 * @self: new statements
 *
 * Returns: how much of the time before says what is not new, in microseconds
 */
gint64
opt_newcomers_get_lookback (const OptNewcomers *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return MAX (LOOKBACK_AT_LEAST, self->end - self->start);
}

/**
 * opt_newcomers_get_tolerance:
 * @self: new statements
 *
 * Returns: how long before its time a statement may have been called first, unseen, and still be
 *   called new; microseconds
 */
gint64
opt_newcomers_get_tolerance (const OptNewcomers *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return MAX (TOLERANCE_AT_LEAST, (self->end - self->start) / TOLERANCE_PART);
}

/**
 * opt_newcomers_add:
 * @self: new statements, not shared yet
 * @key: one more
 * @first: when it was called first, at the latest
 */
void
opt_newcomers_add (OptNewcomers *self, const OptStatementKey *key, gint64 first)
{
  g_return_if_fail (self != NULL && key != NULL);

  g_hash_table_replace (self->first, g_memdup2 (key, sizeof *key),
                        g_memdup2 (&first, sizeof first));
}

static gboolean
was_paused (const OptNewcomers *self)
{
  return self->last < self->start - opt_newcomers_get_tolerance (self);
}

/**
 * opt_newcomers_is_known:
 * @self: (nullable): new statements
 *
 * What was never recorded before is new only where it would have been: no statement is for the
 * mere reason that somebody began to watch.
 *
 * Returns: whether it can be told which statements are new
 */
gboolean
opt_newcomers_is_known (const OptNewcomers *self)
{
  return self != NULL && self->watched >= WATCHED_AT_LEAST && !was_paused (self);
}

/**
 * opt_newcomers_find:
 * @self: (nullable): new statements
 * @key: a statement
 *
 * Returns: when it was called first, at the latest; 0 where it is not new, or that is not known
 */
gint64
opt_newcomers_find (const OptNewcomers *self, const OptStatementKey *key)
{
  const gint64 *first;

  g_return_val_if_fail (key != NULL, 0);

  first = opt_newcomers_is_known (self) ? g_hash_table_lookup (self->first, key) : NULL;

  return first != NULL ? *first : 0;
}

/**
 * opt_newcomers_judge:
 * @self: (nullable): new statements, with those that are recorded
 * @key: a statement
 *
 * Returns: whether it is new; what is not recorded yet may be newer than all that is
 */
OptNewness
opt_newcomers_judge (const OptNewcomers *self, const OptStatementKey *key)
{
  g_return_val_if_fail (key != NULL, OPT_NEWNESS_UNKNOWN);

  if (opt_newcomers_find (self, key) != 0)
    return OPT_NEWNESS_NEW;
  if (!opt_newcomers_is_known (self) || self->recorded == NULL
      || !g_hash_table_contains (self->recorded, key))
    return OPT_NEWNESS_UNKNOWN;

  return OPT_NEWNESS_OLD;
}

/**
 * opt_newcomers_explain:
 * @self: (nullable): new statements
 *
 * Returns: (transfer full) (nullable): why it is not known which are new; %NULL where it is
 */
char *
opt_newcomers_explain (const OptNewcomers *self)
{
  g_autofree char *watched = NULL;
  g_autofree char *needed = NULL;
  g_autofree char *before = NULL;

  if (opt_newcomers_is_known (self))
    return NULL;
  if (self == NULL)
    return g_strdup (_ ("Which statements are new is not known: the history was not read yet."));
  if (self->watched == 0)
    return g_strdup (_ ("Which statements are new is not known: nothing was recorded before this "
                        "time."));
  if (was_paused (self))
    return g_strdup (_ ("Which statements are new is not known: nothing was recorded when this "
                        "time began."));

  watched = opt_format_duration ((double) self->watched / 1000);
  needed = opt_format_duration ((double) WATCHED_AT_LEAST / 1000);
  before = opt_format_duration ((double) opt_newcomers_get_lookback (self) / 1000);

  /* Translators: three durations */
  return g_strdup_printf (_ ("Which statements are new is not known: of the %s before this time %s "
                             "were watched, and it takes %s."),
                          before, watched, needed);
}
