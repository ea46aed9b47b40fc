/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-quiet-hour.h"

#include <math.h>

#include "opt-history-range.h"

#define HOUR (3600 * (gint64) G_USEC_PER_SEC)
#define DAYS 14

typedef struct
{
  double sum;
  guint n;
  guint days; /* bits: which of the days before were watched */
  int minute; /* at which it begins in this time zone */
} Hour;

/* Active sessions, whatever they wait for; NAN where nobody watched. */
static double
get_load (const OptHistoryRange *range, guint point)
{
  static const char *const names[] = { "load.cpu", "load.io",     "load.lock", "load.lwlock",
                                       "load.ipc", "load.client", "load.other" };
  double load = NAN;

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      const OptHistorySeries *series = opt_history_range_find_series (range, names[i], NULL);

      if (series != NULL && isfinite (series->means[point]))
        load = (isfinite (load) ? load : 0) + series->means[point];
    }

  return load;
}

static void
sort_into_hours (const OptHistoryRange *range, Hour *hours)
{
  for (guint i = 0; i < range->points->len; i++)
    {
      const OptHistoryPoint *point = &g_array_index (range->points, OptHistoryPoint, i);
      double load = get_load (range, i);
      g_autoptr (GDateTime) time = g_date_time_new_from_unix_local (point->start / G_USEC_PER_SEC);
      Hour *hour;

      if (time == NULL || !isfinite (load))
        continue;
      hour = &hours[g_date_time_get_hour (time)];
      hour->sum += load;
      hour->n++;
      hour->minute = g_date_time_get_minute (time);
      hour->days |= 1u << MIN ((point->start - range->start) / (24 * HOUR), 31);
    }
}

static guint
count_bits (guint bits)
{
  guint n = 0;

  for (; bits != 0; bits &= bits - 1)
    n++;

  return n;
}

static void
choose (OptQuietHour *self, const Hour *hours)
{
  double sum = 0;

  for (int hour = 0; hour < 24; hour++)
    {
      double load = hours[hour].n > 0 ? hours[hour].sum / hours[hour].n : NAN;
      guint n_days = count_bits (hours[hour].days);

      if (n_days < OPT_QUIET_HOUR_MIN_DAYS)
        continue;
      self->n_hours++;
      sum += load;
      if (self->hour >= 0 && load >= self->load)
        continue;
      self->hour = hour;
      self->minute = hours[hour].minute;
      self->load = load;
      self->n_days = n_days;
    }

  /* An hour alone is the quietest of nothing. */
  if (self->n_hours > 1)
    self->usual = (sum - self->load) / --self->n_hours;
  else
    *self = (OptQuietHour){ .hour = -1, .load = NAN, .usual = NAN };
}

/**
 * opt_quiet_hour_find_sync:
 * @self: (out caller-allocates): the hour
 * @history: the history
 * @server_id: opt_server_facts_get_history_key()
 * @database: OID
 * @now: microseconds since 1970
 * @error: return location for an error
 *
 * Looks at the two weeks before @now, hour by hour, at how many sessions of the database were
 * active on average. An hour of the day counts that was watched on at least
 * %OPT_QUIET_HOUR_MIN_DAYS of the days.
 *
 * Returns: whether the history could be read; where it knows fewer than two hours the hour is -1
 */
gboolean
opt_quiet_hour_find_sync (OptQuietHour *self,
                          OptHistory *history,
                          const char *server_id,
                          guint32 database,
                          gint64 now,
                          GError **error)
{
  gint64 end = now - now % HOUR;
  OptHistoryRequest request = {
    .server_id = server_id,
    .database = database,
    .start = end - DAYS * 24 * HOUR,
    .end = end,
    .n_points = DAYS * 24,
    .skip_blocking = TRUE,
    .skip_statements = TRUE,
  };
  g_autoptr (OptHistoryRange) range = opt_history_get_range_sync (history, &request, error);
  Hour hours[24] = { 0 };

  *self = (OptQuietHour){ .hour = -1, .load = NAN, .usual = NAN };
  if (range == NULL)
    return FALSE;

  /* Of days that are kept as a whole no hour is known. */
  if (range->width <= HOUR)
    {
      sort_into_hours (range, hours);
      choose (self, hours);
    }

  return TRUE;
}
