/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-statement-list-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>

/* One takes about 10 µs: all of five thousand would be felt. */
#define TESTED_AT_ONCE 100

/* What got slower is told of for so long after it did last: 15 minutes, as the trends have. */
#define TOLD_FOR (OPT_TREND_BUCKETS * (gint64) OPT_TREND_BUCKET)

/* As much of a statement says which one it is. */
#define NAME_LENGTH 120

/* Of a text that was worth an alert: when it was last, by the server's clock, and whose. */
typedef struct
{
  gint64 last;
  OptStatementKey key;
} OptStatementListSlow;

/* Of several with one text the one that takes most. */
typedef struct
{
  double ratio;
  OptStatementKey key;
} Ratio;

static void
begin_round (OptStatementList *self)
{
  GHashTableIter iter;
  OptStatementListEntry *entry;

  g_hash_table_iter_init (&iter, self->entries);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *) &entry))
    if (entry->wanted)
      g_ptr_array_add (self->untested, g_object_ref (entry->item));
  self->n_tested = self->untested->len;
  self->round_at = self->axis->newest;
}

static void
test_item (OptStatementList *self, OptStatementItem *item)
{
  g_autoptr (GArray) trend = opt_statement_item_get_trend (item);
  gboolean known = opt_statement_item_get_slowdown (item) != NULL;
  OptStatementListEntry *entry
      = g_hash_table_lookup (self->entries, opt_statement_item_get_key (item));
  OptSlowdown slowdown;
  gboolean found = opt_slowdown_find (trend, self->n_tested, known, &slowdown);

  if (entry != NULL)
    entry->tested = entry->wanted && (found || opt_slowdown_can_be_found (trend, self->n_tested));
  if (opt_statement_item_set_slowdown (item, found ? &slowdown : NULL))
    opt_statement_item_changed (item);
  if (found && !known)
    g_signal_emit_by_name (self, "slower", item);
}

/**
 * opt_statement_list_look_for_slowdowns:
 * @self: a list
 *
 * Tests some of the statements, the others next time; each at most once for each piece of the
 * trend.
 */
void
opt_statement_list_look_for_slowdowns (OptStatementList *self)
{
  if (self->untested->len == 0 && self->round_at != self->axis->newest)
    begin_round (self);

  for (guint i = 0; i < TESTED_AT_ONCE && self->untested->len > 0; i++)
    {
      g_autoptr (OptStatementItem) item
          = g_ptr_array_steal_index_fast (self->untested, self->untested->len - 1);

      test_item (self, item);
    }
}

/* (nullable): what nobody can read can't be named; of what is no query the server keeps the
 * literals. */
static char *
make_name (OptStatementItem *item)
{
  g_autofree char *line = opt_statement_item_make_plain_line (item);

  if (line == NULL)
    return NULL;

  return g_utf8_strlen (line, -1) > NAME_LENGTH ? g_utf8_substring (line, 0, NAME_LENGTH)
                                                : g_steal_pointer (&line);
}

/* How many times as long it takes, where it costs enough to be told of; 0 else. */
static double
get_ratio (OptStatementList *self, OptStatementItem *item, const char *name)
{
  const OptSlowdown *slowdown = opt_statement_item_get_slowdown (item);

  return slowdown->before_ms > 0
                 && opt_slowdown_is_worth_an_alert (slowdown, opt_statement_item_get_share (item),
                                                    g_hash_table_contains (self->slower, name))
             ? slowdown->after_ms / slowdown->before_ms
             : 0;
}

/* By its text; of several with one text, as of several users, it is the most. */
static GHashTable *
get_ratios (OptStatementList *self)
{
  GHashTable *ratios = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  GHashTableIter iter;
  const OptStatementListEntry *entry;

  g_hash_table_iter_init (&iter, self->entries);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *) &entry))
    {
      g_autofree char *name
          = opt_statement_item_get_slowdown (entry->item) != NULL ? make_name (entry->item) : NULL;
      const Ratio *known = name != NULL ? g_hash_table_lookup (ratios, name) : NULL;
      Ratio own = { name != NULL ? get_ratio (self, entry->item, name) : 0,
                    *opt_statement_item_get_key (entry->item) };

      if (own.ratio > 0 && (known == NULL || known->ratio < own.ratio))
        g_hash_table_replace (ratios, g_steal_pointer (&name), g_memdup2 (&own, sizeof own));
    }

  return ratios;
}

/* Of one that is not worth an alert any more: 1 where it takes as long as before, 0 where it takes
 * longer and costs too little, and NAN where that can't be told. */
static double
look_again (OptStatementList *self, const OptStatementKey *key)
{
  const OptStatementListEntry *entry = g_hash_table_lookup (self->entries, key);

  if (entry == NULL || !entry->tested || isnan (opt_statement_item_get_share (entry->item)))
    return NAN;

  return opt_statement_item_get_slowdown (entry->item) == NULL ? 1 : 0;
}

/* One that is not slower any more takes as long as it did, and is not gone. */
static void
remember (OptStatementList *self, GHashTable *ratios, gint64 time)
{
  GHashTableIter iter;
  const char *name;
  const Ratio *found;
  OptStatementListSlow *slow;

  g_hash_table_iter_init (&iter, ratios);
  while (g_hash_table_iter_next (&iter, (gpointer *) &name, (gpointer *) &found))
    {
      OptStatementListSlow now = { time, found->key };

      g_hash_table_replace (self->slower, g_strdup (name), g_memdup2 (&now, sizeof now));
    }

  g_hash_table_iter_init (&iter, self->slower);
  while (g_hash_table_iter_next (&iter, (gpointer *) &name, (gpointer *) &slow))
    {
      Ratio own = { .key = slow->key };

      if (g_hash_table_contains (ratios, name))
        continue;
      /* The clock was set back. */
      slow->last = MIN (slow->last, time);
      own.ratio = look_again (self, &slow->key);
      if (own.ratio == 0 || time - slow->last > TOLD_FOR)
        g_hash_table_iter_remove (&iter);
      else
        g_hash_table_insert (ratios, g_strdup (name), g_memdup2 (&own, sizeof own));
    }
}

/**
 * opt_statement_list_add_series:
 * @self: a list
 * @start: when the last interval began; the server's clock
 * @end: when it ended
 * @set: where the series are
 *
 * Adds how many times as long each statement takes that got slower, by its text, and the most of
 * all; 1 where none did. Of several with one text, as of several users, it is the most. Those that
 * cost little are left out: opt_slowdown_is_worth_an_alert(). What was slower and is not called
 * any more, or too rarely to tell, is NAN for a while: not known; and so are all, where no other is
 * slower.
 */
void
opt_statement_list_add_series (OptStatementList *self, gint64 start, gint64 end, OptSeriesSet *set)
{
  OptSeriesInfo info
      = { "statements.slower", NULL, _ ("Times as long as before"), OPT_SERIES_UNIT_FACTOR };
  g_autoptr (GHashTable) ratios = NULL;
  double most = 1;
  gboolean unknown = FALSE;
  GHashTableIter iter;
  const Ratio *found;

  g_return_if_fail (OPT_IS_STATEMENT_LIST (self));
  g_return_if_fail (OPT_IS_SERIES_SET (set));

  ratios = get_ratios (self);
  remember (self, ratios, end);
  g_hash_table_iter_init (&iter, ratios);
  while (g_hash_table_iter_next (&iter, (gpointer *) &info.item, (gpointer *) &found))
    {
      opt_series_set_add (set, &info, start, end, found->ratio);
      unknown |= isnan (found->ratio);
      most = fmax (most, found->ratio);
    }
  info.item = NULL;
  opt_series_set_add (set, &info, start, end, unknown && most <= 1 ? NAN : most);
}
