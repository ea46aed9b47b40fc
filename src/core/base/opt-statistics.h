/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * OptInterval:
 * @estimate: the point estimate
 * @low: lower bound
 * @high: upper bound
 *
 * An estimate with its confidence interval, in the estimate's own unit.
 */
typedef struct
{
  double estimate;
  double low;
  double high;
} OptInterval;

gboolean opt_are_finite (const double *values, gsize n);
double opt_median (const double *values, gsize n);
double opt_quantile (const double *values, gsize n, double q);
OptInterval opt_bootstrap_median (const double *values, gsize n, double level, guint32 seed);
OptInterval opt_bootstrap_ratio (const double *baseline,
                                 const double *variant,
                                 gsize n,
                                 double level,
                                 guint32 seed);
double opt_wilcoxon_signed_rank (const double *baseline, const double *variant, gsize n);
OptInterval opt_paired_ratio (const double *baseline, const double *variant, gsize n, double level);
void opt_holm (const double *p, gsize n, double *adjusted);

G_END_DECLS
