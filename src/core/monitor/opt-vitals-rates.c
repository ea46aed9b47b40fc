/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-vitals-rates.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "opt-poll-schedule.h"
#include "opt-vitals-private.h"

/* Of the items of an area so many have a series, as they are ordered: the largest, mostly. */
#define SERIES_AT_MOST 50

/* So long a figure stands for what it was, at least: they are read each ten seconds. */
#define HOLDS (60 * G_USEC_PER_SEC)

static void
row_free (gpointer data)
{
  OptVitalsRatesRow *row = data;

  g_free (row->name);
  g_free (row->values);
  g_free (row);
}

/**
 * opt_vitals_rates_free:
 * @self: (nullable) (transfer full): rates
 */
void
opt_vitals_rates_free (OptVitalsRates *self)
{
  if (self == NULL)
    return;

  for (guint i = 0; i < OPT_N_VITAL_AREAS; i++)
    {
      g_clear_pointer (&self->parts[i].rows, g_ptr_array_unref);
      g_free (self->parts[i].totals);
    }
  g_free (self);
}

static gboolean
is_counter (const OptVital *vital)
{
  return vital->kind == OPT_VITAL_KIND_COUNTER || vital->kind == OPT_VITAL_KIND_EVENTS;
}

/* NAN where it was reset in between, or fell: what it counted before that is lost. */
static double
subtract (const OptVital *vital,
          const OptVitalsRow *old,
          const OptVitalsRow *row,
          guint cell,
          double seconds)
{
  double counted = row->cells[cell].number - old->cells[cell].number;

  if (old->stats_reset != row->stats_reset || !(counted >= 0))
    return NAN;

  return vital->kind == OPT_VITAL_KIND_COUNTER ? counted / seconds : counted;
}

/* Who is new has no past: it counts from the next time on, and does not spoil the others' sum. */
static void
add_to_total (double *total, const OptVital *vital, double value, gboolean is_new)
{
  if (vital->series & OPT_VITAL_SERIES_MOST)
    *total = fmax (*total, value);
  else if (!is_counter (vital) || !is_new)
    *total += value;
}

static void
read_row (OptVitalsRatesPart *self,
          OptVitalArea area,
          const OptVitalsRow *old,
          const OptVitalsRow *row)
{
  double seconds = (double) (self->end - self->start) / G_USEC_PER_SEC;
  OptVitalsRatesRow *rates = g_new0 (OptVitalsRatesRow, 1);
  guint n;
  const OptVital *vitals = opt_vital_area_get_vitals (area, &n);

  rates->name = g_strdup (row->name);
  rates->values = g_new (double, n);
  for (guint i = 0; i < n; i++)
    {
      if (!is_counter (&vitals[i]))
        rates->values[i] = row->cells[i].number;
      else
        rates->values[i] = old != NULL ? subtract (&vitals[i], old, row, i, seconds) : NAN;
      add_to_total (&self->totals[i], &vitals[i], rates->values[i], old == NULL);
    }
  g_ptr_array_add (self->rows, rates);
}

static GHashTable *
index_rows (const OptVitalsPart *part)
{
  GHashTable *rows = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < part->rows->len; i++)
    {
      OptVitalsRow *row = part->rows->pdata[i];

      g_hash_table_insert (rows, row->name != NULL ? row->name : (char *) "", row);
    }

  return rows;
}

/* The longest that may lie between two reads, as they are due; what takes long is read the more
 * seldom. */
static gint64
get_longest_step (OptVitalArea area, const OptVitalsPart *part)
{
  gint64 every = opt_vital_area_get_info (area)->every;
  gint64 step = every > 0 ? MAX (every, OPT_VITALS_SELDOM_FACTOR * part->elapsed)
                          : OPT_POLL_COST_FACTOR * OPT_N_VITAL_AREAS * part->elapsed;

  return MAX (HOLDS, 3 * step);
}

static void
read_part (OptVitalsRatesPart *self,
           OptVitalArea area,
           const OptVitalsPart *before,
           const OptVitalsPart *after)
{
  g_autoptr (GHashTable) old = NULL;
  guint n_old = 0;
  guint n;
  const OptVital *vitals = opt_vital_area_get_vitals (area, &n);

  if (after->state != OPT_VITALS_READ)
    return;

  self->end = self->start = after->time;
  self->holds = get_longest_step (area, after);
  self->fresh = before == NULL || before->time != after->time;
  self->rows = g_ptr_array_new_with_free_func (row_free);
  if (before != NULL && before->state == OPT_VITALS_READ && before->time < after->time)
    {
      self->start = before->time;
      old = index_rows (before);
    }

  self->totals = g_new (double, n);
  for (guint i = 0; i < n; i++)
    self->totals[i] = (vitals[i].series & OPT_VITAL_SERIES_MOST) ? NAN : 0;
  for (guint i = 0; i < after->rows->len; i++)
    {
      const OptVitalsRow *row = after->rows->pdata[i];
      const OptVitalsRow *past
          = old != NULL ? g_hash_table_lookup (old, row->name != NULL ? row->name : "") : NULL;

      n_old += past != NULL;
      read_row (self, area, past, row);
    }
  /* Nothing is known of counters that were not there before, nor of what there is no row of. */
  for (guint i = 0; i < n; i++)
    if ((n_old == 0 && is_counter (&vitals[i]))
        || (after->rows->len == 0 && !opt_vital_area_get_info (area)->items))
      self->totals[i] = NAN;
}

/**
 * opt_vitals_subtract:
 * @before: (nullable): vitals; %NULL: there are none, and no rate is known
 * @after: later ones of the same server
 *
 * By the rules of opt_snapshot_subtract(), and stricter: what was counted before a reset is not
 * known here, and so a gap.
 *
 * - Another epoch (restart, failover, a clock set back): a gap.
 * - The time of the reset moved, or a counter fell: a gap of what it counts.
 * - An item that was not there before: a gap of that item.
 *
 * Returns: (transfer full): what is counted in a second, and how the rest is
 */
OptVitalsRates *
opt_vitals_subtract (const OptVitals *before, const OptVitals *after)
{
  OptVitalsRates *self;

  g_return_val_if_fail (after != NULL, NULL);

  self = g_new0 (OptVitalsRates, 1);
  self->gap = before == NULL || !opt_vitals_is_same_epoch (before, after);
  for (guint i = 0; i < OPT_N_VITAL_AREAS; i++)
    read_part (&self->parts[i], (OptVitalArea) i, self->gap ? NULL : &before->parts[i],
               &after->parts[i]);

  return self;
}

/**
 * opt_vitals_rates_get:
 * @self: rates
 * @name: of a figure
 * @item: (nullable): of what; %NULL: of all together
 *
 * Returns: its value; NAN: not known
 */
double
opt_vitals_rates_get (const OptVitalsRates *self, const char *name, const char *item)
{
  const OptVital *vital;
  const OptVitalsRatesPart *part;
  guint n, cell;

  g_return_val_if_fail (self != NULL, NAN);

  vital = opt_vital_find (name);
  g_return_val_if_fail (vital != NULL, NAN);

  part = &self->parts[vital->area];
  cell = (guint) (vital - opt_vital_area_get_vitals (vital->area, &n));
  if (part->rows == NULL)
    return NAN;
  if (item == NULL)
    return part->totals[cell];

  for (guint i = 0; i < part->rows->len; i++)
    {
      const OptVitalsRatesRow *row = part->rows->pdata[i];

      if (g_strcmp0 (row->name, item) == 0)
        return row->values[cell];
    }

  return NAN;
}

/* What is counted is known of all the time between, on average; what just is so was not looked at
 * in a long one. */
static gint64
get_start (const OptVitalsRatesPart *part, const OptVital *vital)
{
  return is_counter (vital) || part->end - part->start <= part->holds ? part->start : part->end;
}

static void
add_each (const OptVitalsRatesPart *part,
          OptSeriesInfo *info,
          guint cell,
          gint64 start,
          OptSeriesSet *set)
{
  for (guint i = 0; i < part->rows->len && i < SERIES_AT_MOST; i++)
    {
      const OptVitalsRatesRow *row = part->rows->pdata[i];

      info->item = row->name;
      opt_series_set_add (set, info, start, part->end, row->values[cell]);
    }
}

/**
 * opt_vitals_rates_add_series:
 * @self: rates
 * @set: where the series are
 *
 * Adds a point to each series of what was read anew.
 */
void
opt_vitals_rates_add_series (const OptVitalsRates *self, OptSeriesSet *set)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (OPT_IS_SERIES_SET (set));

  for (guint i = 0; i < OPT_N_VITAL_AREAS; i++)
    {
      const OptVitalsRatesPart *part = &self->parts[i];
      guint n;
      const OptVital *vitals = opt_vital_area_get_vitals ((OptVitalArea) i, &n);

      for (guint j = 0; part->fresh && part->end != 0 && j < n; j++)
        {
          OptSeriesInfo info = { vitals[j].name, NULL, _ (vitals[j].label), vitals[j].unit };
          gint64 start = get_start (part, &vitals[j]);

          if (vitals[j].series & (OPT_VITAL_SERIES_TOTAL | OPT_VITAL_SERIES_MOST))
            opt_series_set_add (set, &info, start, part->end, part->totals[j]);
          if (vitals[j].series & OPT_VITAL_SERIES_EACH)
            add_each (part, &info, j, start, set);
        }
    }
}
