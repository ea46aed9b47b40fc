/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-series-set.h"

enum
{
  SIGNAL_CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

struct _OptSeriesSet
{
  GObject parent_instance;

  gint64 span;
  gint64 time; /* of the latest point; 0: there is none */

  /* Owned */
  GPtrArray *series;   /* of OptSeries, in the order of their first points */
  GHashTable *by_name; /* name and item -> OptSeries */
};

G_DEFINE_FINAL_TYPE (OptSeriesSet, opt_series_set, G_TYPE_OBJECT)

static void
opt_series_set_finalize (GObject *object)
{
  OptSeriesSet *self = OPT_SERIES_SET (object);

  g_clear_pointer (&self->by_name, g_hash_table_unref);
  g_clear_pointer (&self->series, g_ptr_array_unref);

  G_OBJECT_CLASS (opt_series_set_parent_class)->finalize (object);
}

static void
opt_series_set_class_init (OptSeriesSetClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = opt_series_set_finalize;

  /**
   * OptSeriesSet::changed:
   * @self: the set
   *
   * There is more of it, or all of it is gone.
   */
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", OPT_TYPE_SERIES_SET, G_SIGNAL_RUN_LAST, 0,
                                          NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
opt_series_set_init (OptSeriesSet *self)
{
  self->series = g_ptr_array_new_with_free_func ((GDestroyNotify) opt_series_free);
  self->by_name = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

/**
 * opt_series_set_new:
 * @span: how far back it goes, in microseconds
 *
 * Returns: (transfer full): an empty set
 */
OptSeriesSet *
opt_series_set_new (gint64 span)
{
  OptSeriesSet *self;

  g_return_val_if_fail (span > 0, NULL);

  self = g_object_new (OPT_TYPE_SERIES_SET, NULL);
  self->span = span;

  return self;
}

/* No name has a line break, an item may have anything. */
static char *
make_key (const char *name, const char *item)
{
  return item != NULL ? g_strconcat (name, "\n", item, NULL) : g_strdup (name);
}

static OptSeries *
ensure (OptSeriesSet *self, const OptSeriesInfo *info)
{
  g_autofree char *key = make_key (info->name, info->item);
  OptSeries *series = g_hash_table_lookup (self->by_name, key);

  if (series != NULL)
    return series;

  series = opt_series_new (info);
  g_ptr_array_add (self->series, series);
  g_hash_table_insert (self->by_name, g_steal_pointer (&key), series);

  return series;
}

/**
 * opt_series_set_add:
 * @self: a set
 * @info: of which series; it is made where it is not there yet
 * @start: since when the value is known; see opt_series_add()
 * @time: when; the server's clock. What the series has of that time or later is forgotten: the
 *   clock was set back
 * @value: its value; NAN: not known
 *
 * Call opt_series_set_commit() when all that was read at once is added.
 */
void
opt_series_set_add (OptSeriesSet *self,
                    const OptSeriesInfo *info,
                    gint64 start,
                    gint64 time,
                    double value)
{
  OptSeries *series;

  g_return_if_fail (OPT_IS_SERIES_SET (self));
  g_return_if_fail (info != NULL && time > 0);

  series = ensure (self, info);
  opt_series_forget_since (series, time);
  opt_series_add (series, start, time, value);
  self->time = time;
}

/* What nobody adds to any more is not kept for its name. */
static void
forget_old (OptSeriesSet *self)
{
  for (guint i = self->series->len; i > 0; i--)
    {
      OptSeries *series = self->series->pdata[i - 1];
      const OptSeriesInfo *info = opt_series_get_info (series);

      opt_series_forget_until (series, self->time - self->span);
      if (opt_series_get_last (series) == NULL)
        {
          g_autofree char *key = make_key (info->name, info->item);

          g_hash_table_remove (self->by_name, key);
          g_ptr_array_remove_index (self->series, i - 1);
        }
    }
}

/**
 * opt_series_set_commit:
 * @self: a set
 *
 * Forgets what is older than its span, and tells that there is more.
 */
void
opt_series_set_commit (OptSeriesSet *self)
{
  g_return_if_fail (OPT_IS_SERIES_SET (self));

  forget_old (self);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

/**
 * opt_series_set_clear:
 * @self: a set
 *
 * Forgets all: another server answers.
 */
void
opt_series_set_clear (OptSeriesSet *self)
{
  g_return_if_fail (OPT_IS_SERIES_SET (self));

  g_hash_table_remove_all (self->by_name);
  g_ptr_array_set_size (self->series, 0);
  self->time = 0;
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

/**
 * opt_series_set_get_span:
 * @self: a set
 *
 * Returns: how far back it goes, in microseconds
 */
gint64
opt_series_set_get_span (OptSeriesSet *self)
{
  g_return_val_if_fail (OPT_IS_SERIES_SET (self), 0);

  return self->span;
}

/**
 * opt_series_set_get_time:
 * @self: a set
 *
 * Returns: the time of the latest point of all; the server's clock. 0: there is none
 */
gint64
opt_series_set_get_time (OptSeriesSet *self)
{
  g_return_val_if_fail (OPT_IS_SERIES_SET (self), 0);

  return self->time;
}

/**
 * opt_series_set_get_n:
 * @self: a set
 *
 * Returns: how many series it has
 */
guint
opt_series_set_get_n (OptSeriesSet *self)
{
  g_return_val_if_fail (OPT_IS_SERIES_SET (self), 0);

  return self->series->len;
}

/**
 * opt_series_set_get:
 * @self: a set
 * @position: 0 for the first
 *
 * Returns: (transfer none): a series, until the set is added to
 */
const OptSeries *
opt_series_set_get (OptSeriesSet *self, guint position)
{
  g_return_val_if_fail (OPT_IS_SERIES_SET (self), NULL);
  g_return_val_if_fail (position < self->series->len, NULL);

  return self->series->pdata[position];
}

/**
 * opt_series_set_find:
 * @self: a set
 * @name: a series' name
 * @item: (nullable): of what
 *
 * Returns: (transfer none) (nullable): the series, until the set is added to
 */
const OptSeries *
opt_series_set_find (OptSeriesSet *self, const char *name, const char *item)
{
  g_autofree char *key = NULL;

  g_return_val_if_fail (OPT_IS_SERIES_SET (self), NULL);
  g_return_val_if_fail (name != NULL, NULL);

  key = make_key (name, item);

  return g_hash_table_lookup (self->by_name, key);
}
