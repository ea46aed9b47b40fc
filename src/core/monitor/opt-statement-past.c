/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-statement-past.h"

#include <math.h>

#include "opt-statement-list-private.h"

/* Statements that are alike, of one role in one database. */
typedef struct
{
  OptStatementKey shape; /* first: it is its own key; with the fingerprint for the queryid */
  guint n_gone;          /* that were called then, and are not any more … */
  OptStatementKey gone;  /* … of which this is the last */
  guint n_new;           /* that are called now, and were not then */
} Shape;

struct _OptStatementPast
{
  GObject parent_instance;

  /* Owned */
  OptStatementList *now;
  OptStatementList *then; /* (nullable) */
  char *known;
  GHashTable *shapes; /* (nullable) made when it is needed */
  GHashTable *sums;   /* (nullable) likewise: id of a group -> OptStatementThen */
  guint built[2];     /* which updates of the two lists they are of */
};

G_DEFINE_FINAL_TYPE (OptStatementPast, opt_statement_past, G_TYPE_OBJECT)

/* (nullable): not called in the list's time */
static OptStatementItem *
find_key (OptStatementList *list, const OptStatementKey *key)
{
  const OptStatementListEntry *entry = g_hash_table_lookup (list->entries, key);

  return entry != NULL && entry->update == list->update ? entry->item : NULL;
}

/* As the list names its groups. */
static guint64
get_group_id (OptStatementItem *item)
{
  guint64 id = opt_statement_item_get_fingerprint (item);

  return id != 0 ? id : (guint64) opt_statement_item_get_key (item)->queryid;
}

static void
add_item (OptStatementThen *then, OptStatementItem *item)
{
  const OptStatementCounters *counters = opt_statement_item_get_counters (item);

  then->n_statements++;
  then->queryid = counters->key.queryid;
  then->calls += counters->calls;
  then->total_ms += counters->total_exec_ms;
}

/* ---- What is alike --------------------------------------------------------------------------- */

static OptStatementKey
get_shape_key (OptStatementItem *item)
{
  OptStatementKey key = *opt_statement_item_get_key (item);

  key.queryid = (gint64) opt_statement_item_get_fingerprint (item);

  return key;
}

static Shape *
get_shape (OptStatementPast *self, OptStatementItem *item)
{
  OptStatementKey key = get_shape_key (item);
  Shape *shape = g_hash_table_lookup (self->shapes, &key);

  if (shape != NULL)
    return shape;

  shape = g_new0 (Shape, 1);
  shape->shape = key;
  g_hash_table_add (self->shapes, shape);

  return shape;
}

static void
add_to_sum (OptStatementPast *self, OptStatementItem *item)
{
  guint64 id = get_group_id (item);
  OptStatementThen *sum = g_hash_table_lookup (self->sums, &id);

  if (sum == NULL)
    {
      sum = g_new0 (OptStatementThen, 1);
      sum->match = OPT_STATEMENT_MATCH_KEY;
      g_hash_table_insert (self->sums, g_memdup2 (&id, sizeof id), sum);
    }
  add_item (sum, item);
}

/* Once over both, each time that one of them was updated: what is looked up then takes no time. */
static void
build (OptStatementPast *self)
{
  GHashTableIter iter;
  const OptStatementListEntry *entry;

  g_clear_pointer (&self->shapes, g_hash_table_unref);
  g_clear_pointer (&self->sums, g_hash_table_unref);
  self->built[0] = self->now->update;
  self->built[1] = self->then->update;
  self->shapes
      = g_hash_table_new_full (opt_statement_key_hash, opt_statement_key_equal, g_free, NULL);
  self->sums = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);

  g_hash_table_iter_init (&iter, self->then->entries);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *) &entry))
    {
      const OptStatementKey *key = opt_statement_item_get_key (entry->item);

      if (entry->update != self->then->update)
        continue;
      add_to_sum (self, entry->item);
      if (opt_statement_item_get_fingerprint (entry->item) != 0 && !find_key (self->now, key))
        {
          Shape *shape = get_shape (self, entry->item);

          shape->n_gone++;
          shape->gone = *key;
        }
    }

  g_hash_table_iter_init (&iter, self->now->entries);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *) &entry))
    if (entry->update == self->now->update && opt_statement_item_get_fingerprint (entry->item) != 0
        && !find_key (self->then, opt_statement_item_get_key (entry->item)))
      get_shape (self, entry->item)->n_new++;
}

/* ---- Looking for one ------------------------------------------------------------------------- */

static OptStatementMatch
find_alike (OptStatementPast *self, OptStatementItem *item, OptStatementThen *then)
{
  OptStatementKey key = get_shape_key (item);
  const Shape *shape = key.queryid != 0 ? g_hash_table_lookup (self->shapes, &key) : NULL;
  OptStatementItem *gone;

  if (shape == NULL || shape->n_gone == 0)
    return OPT_STATEMENT_MATCH_NONE;
  if (shape->n_gone > 1 || shape->n_new > 1)
    return OPT_STATEMENT_MATCH_AMBIGUOUS;

  gone = find_key (self->then, &shape->gone);
  if (gone == NULL)
    return OPT_STATEMENT_MATCH_NONE;
  add_item (then, gone);

  return OPT_STATEMENT_MATCH_FINGERPRINT;
}

/* All that was alike then, whoever ran it; and what is one of them by its key, where its text was
 * not known then. */
static OptStatementMatch
find_group (OptStatementPast *self, OptStatementGroup *group, OptStatementThen *then)
{
  guint64 id = opt_statement_group_get_id (group);
  GPtrArray *members = opt_statement_group_get_members (group);
  const OptStatementThen *sum = g_hash_table_lookup (self->sums, &id);

  if (sum != NULL)
    *then = *sum;
  for (guint i = 0; i < members->len; i++)
    {
      OptStatementItem *item
          = find_key (self->then, opt_statement_item_get_key (members->pdata[i]));

      if (item != NULL && get_group_id (item) != id)
        add_item (then, item);
    }

  return then->n_statements > 0 ? OPT_STATEMENT_MATCH_KEY : OPT_STATEMENT_MATCH_NONE;
}

/* ---- The object ------------------------------------------------------------------------------ */

static void
opt_statement_past_finalize (GObject *object)
{
  OptStatementPast *self = OPT_STATEMENT_PAST (object);

  g_clear_object (&self->now);
  g_clear_object (&self->then);
  g_clear_pointer (&self->shapes, g_hash_table_unref);
  g_clear_pointer (&self->sums, g_hash_table_unref);
  g_free (self->known);

  G_OBJECT_CLASS (opt_statement_past_parent_class)->finalize (object);
}

static void
opt_statement_past_class_init (OptStatementPastClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = opt_statement_past_finalize;
}

static void
opt_statement_past_init (OptStatementPast *self)
{
}

/**
 * opt_statement_past_new:
 * @now: the statements that are compared
 * @then: (nullable): those of the earlier time; %NULL: it was not read yet, or can't be
 * @known: what is known of that time, in words
 *
 * To be made anew when @then was read anew.
 *
 * Returns: (transfer full): the earlier time
 */
OptStatementPast *
opt_statement_past_new (OptStatementList *now, OptStatementList *then, const char *known)
{
  OptStatementPast *self;

  g_return_val_if_fail (OPT_IS_STATEMENT_LIST (now), NULL);
  g_return_val_if_fail (then == NULL || OPT_IS_STATEMENT_LIST (then), NULL);
  g_return_val_if_fail (known != NULL, NULL);

  self = g_object_new (OPT_TYPE_STATEMENT_PAST, NULL);
  self->now = g_object_ref (now);
  g_set_object (&self->then, then);
  self->known = g_strdup (known);

  return self;
}

/**
 * opt_statement_past_get_known:
 * @self: an earlier time
 *
 * Returns: (transfer none): what is known of it, in words
 */
const char *
opt_statement_past_get_known (OptStatementPast *self)
{
  g_return_val_if_fail (OPT_IS_STATEMENT_PAST (self), NULL);

  return self->known;
}

/**
 * opt_statement_past_is_recorded:
 * @self: an earlier time
 *
 * Returns: whether any of it was watched, and is read: else nothing is known of any statement
 */
gboolean
opt_statement_past_is_recorded (OptStatementPast *self)
{
  g_return_val_if_fail (OPT_IS_STATEMENT_PAST (self), FALSE);

  return self->then != NULL && self->then->seconds > 0;
}

/**
 * opt_statement_past_find:
 * @self: an earlier time
 * @item: a statement of now, or the sum of those that are alike
 * @then: (out): what it did in that time; without calls where it is not known
 *
 * Returns: how it was found
 */
OptStatementMatch
opt_statement_past_find (OptStatementPast *self, OptStatementItem *item, OptStatementThen *then)
{
  OptStatementItem *same;

  g_return_val_if_fail (OPT_IS_STATEMENT_PAST (self), OPT_STATEMENT_MATCH_NONE);
  g_return_val_if_fail (OPT_IS_STATEMENT_ITEM (item) && then != NULL, OPT_STATEMENT_MATCH_NONE);

  *then = (OptStatementThen){ .match = OPT_STATEMENT_MATCH_NONE };
  if (!opt_statement_past_is_recorded (self))
    return OPT_STATEMENT_MATCH_NONE;
  if (self->shapes == NULL || self->built[0] != self->now->update
      || self->built[1] != self->then->update)
    build (self);

  if (opt_statement_item_is_group (item))
    {
      then->match = find_group (self, opt_statement_item_get_group (item), then);
      return then->match;
    }

  same = find_key (self->then, opt_statement_item_get_key (item));
  if (same != NULL)
    {
      add_item (then, same);
      then->match = OPT_STATEMENT_MATCH_KEY;
    }
  else
    then->match = find_alike (self, item, then);

  return then->match;
}

/**
 * opt_statement_then_get_mean:
 * @self: what a statement did
 *
 * Returns: milliseconds a call; NAN without a call
 */
double
opt_statement_then_get_mean (const OptStatementThen *self)
{
  g_return_val_if_fail (self != NULL, NAN);

  return self->calls > 0 ? self->total_ms / (double) self->calls : NAN;
}

/**
 * opt_statement_past_get_change:
 * @self: an earlier time
 * @item: a statement of now, or the sum of those that are alike
 *
 * Returns: how many times as long as then a call takes now; NAN where that is not known, or there
 *   are less than #OPT_STATEMENT_PAST_MIN_CALLS in one of the times
 */
double
opt_statement_past_get_change (OptStatementPast *self, OptStatementItem *item)
{
  OptStatementThen then;
  double before;

  g_return_val_if_fail (OPT_IS_STATEMENT_PAST (self), NAN);
  g_return_val_if_fail (OPT_IS_STATEMENT_ITEM (item), NAN);

  opt_statement_past_find (self, item, &then);
  before = opt_statement_then_get_mean (&then);
  if (then.calls < OPT_STATEMENT_PAST_MIN_CALLS
      || opt_statement_item_get_counters (item)->calls < OPT_STATEMENT_PAST_MIN_CALLS
      || !(before > 0))
    return NAN;

  return opt_statement_item_get_mean_ms (item) / before;
}
