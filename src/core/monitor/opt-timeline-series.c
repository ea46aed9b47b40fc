/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-timeline-series.h"

#include <glib/gi18n-lib.h>

/* Those that pg_stat_database counts have series of the whole server among the vitals. */
static const struct
{
  const char *name;
  const char *label;
  OptSeriesUnit unit;
  gsize offset;
} figures[] = {
  { "statements.calls", N_ ("Calls of statements"), OPT_SERIES_UNIT_RATE,
    G_STRUCT_OFFSET (OptTimelinePoint, calls_per_second) },
  { "statements.mean_ms", N_ ("Mean time of a call"), OPT_SERIES_UNIT_DURATION,
    G_STRUCT_OFFSET (OptTimelinePoint, mean_ms) },
  { "statements.rows", N_ ("Rows returned or changed"), OPT_SERIES_UNIT_RATE,
    G_STRUCT_OFFSET (OptTimelinePoint, rows_per_second) },
  { "statements.wal_bytes", N_ ("WAL of statements (pg_stat_statements)"),
    OPT_SERIES_UNIT_BYTES_RATE, G_STRUCT_OFFSET (OptTimelinePoint, wal_bytes_per_second) },
  { "database.transactions", N_ ("Transactions of this database"), OPT_SERIES_UNIT_RATE,
    G_STRUCT_OFFSET (OptTimelinePoint, transactions_per_second) },
  { "database.hit_share", N_ ("Cache hits of this database"), OPT_SERIES_UNIT_SHARE,
    G_STRUCT_OFFSET (OptTimelinePoint, hit_ratio) },
};

/**
 * opt_timeline_has_series:
 * @name: a series' name
 *
 * Returns: whether it is of what the statements and sessions of a database do, and not of the whole
 *   server
 */
gboolean
opt_timeline_has_series (const char *name)
{
  g_return_val_if_fail (name != NULL, FALSE);

  return g_str_has_prefix (name, "statements.") || g_str_has_prefix (name, "database.")
         || g_str_has_prefix (name, "load.");
}

/**
 * opt_timeline_point_add_series:
 * @self: a point
 * @set: where the series are
 *
 * Adds a point to each series of what statements and sessions do.
 */
void
opt_timeline_point_add_series (const OptTimelinePoint *self, OptSeriesSet *set)
{
  OptSeriesInfo load = { "load.active", NULL, _ ("Active sessions"), OPT_SERIES_UNIT_NUMBER };

  g_return_if_fail (self != NULL);
  g_return_if_fail (OPT_IS_SERIES_SET (set));

  for (guint i = 0; i < G_N_ELEMENTS (figures); i++)
    {
      OptSeriesInfo info = { figures[i].name, NULL, _ (figures[i].label), figures[i].unit };

      opt_series_set_add (set, &info, self->start, self->end,
                          G_STRUCT_MEMBER (double, self, figures[i].offset));
    }
  opt_series_set_add (set, &load, self->start, self->end, opt_timeline_point_get_load (self));
  load = (OptSeriesInfo){ "load.lock", NULL, _ ("Sessions that wait for a lock"),
                          OPT_SERIES_UNIT_NUMBER };
  opt_series_set_add (set, &load, self->start, self->end, self->load[OPT_WAIT_CLASS_LOCK]);
}
