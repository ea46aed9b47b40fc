/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "opt-report-trial.h"

G_BEGIN_DECLS

/**
 * OptDistributionSide:
 *
 * Which of the two.
 */
typedef enum
{
  OPT_DISTRIBUTION_BASELINE,
  OPT_DISTRIBUTION_VARIANT,
} OptDistributionSide;

#define OPT_N_DISTRIBUTION_SIDES (OPT_DISTRIBUTION_VARIANT + 1)

/**
 * OptDistribution:
 *
 * The runs of a trial: each run of both sides as a dot on one axis of time, their medians, and
 * where the medians are with 95 % confidence.
 */
#define OPT_TYPE_DISTRIBUTION (opt_distribution_get_type ())
G_DECLARE_FINAL_TYPE (OptDistribution, opt_distribution, OPT, DISTRIBUTION, GtkWidget)

GtkWidget *opt_distribution_new (void);

void opt_distribution_set_side (OptDistribution *self,
                                OptDistributionSide side,
                                const char *label,
                                const double *runs,
                                gsize n,
                                const OptInterval *median);
void opt_distribution_set_measure (OptDistribution *self, const OptReportMeasure *measure);
char *opt_distribution_describe (OptDistribution *self);
gboolean opt_distribution_get_logarithmic (OptDistribution *self);

G_END_DECLS
