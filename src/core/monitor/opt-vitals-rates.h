/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-series-set.h"
#include "opt-vitals.h"

G_BEGIN_DECLS

/**
 * OptVitalsRatesRow:
 * @name: (nullable): of what, in an area of items
 * @values: one for each #OptVital of its area, in the unit of its series; NAN: not known
 */
typedef struct
{
  char *name;
  double *values;
} OptVitalsRatesRow;

/**
 * OptVitalsRatesPart:
 * @fresh: whether it was read anew since the vitals before
 * @start: since when it is known; @end: nothing is known of an interval
 * @end: when it was read; the server's clock, microseconds since 1970; 0: it was not
 * @rows: (nullable) (element-type OptVitalsRatesRow): in the order in which they were read
 * @totals: (nullable): likewise, of all rows together
 */
typedef struct
{
  gint64 holds; /* between @start and @end is no more, as long as it is read when it is due */
  gboolean fresh;
  gint64 start;
  gint64 end;
  GPtrArray *rows;
  double *totals;
} OptVitalsRatesPart;

/**
 * OptVitalsRates:
 * @gap: nothing is known of the time between the two: the server was restarted, or another one
 *   answers, or its clock was set back
 *
 * What two vitals of a server say together: what is counted in a second between them, and the rest
 * as the later ones have it. Immutable.
 */
typedef struct
{
  gboolean gap;
  OptVitalsRatesPart parts[OPT_N_VITAL_AREAS];
} OptVitalsRates;

OptVitalsRates *opt_vitals_subtract (const OptVitals *before, const OptVitals *after);
void opt_vitals_rates_free (OptVitalsRates *self);

double opt_vitals_rates_get (const OptVitalsRates *self, const char *name, const char *item);
void opt_vitals_rates_add_series (const OptVitalsRates *self, OptSeriesSet *set);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (OptVitalsRates, opt_vitals_rates_free)

G_END_DECLS
