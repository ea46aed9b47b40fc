/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * OptChartUnit:
 * @OPT_CHART_UNIT_NUMBER: a number of no unit
 * @OPT_CHART_UNIT_RATE: so many in a second
 * @OPT_CHART_UNIT_DURATION: milliseconds
 * @OPT_CHART_UNIT_SHARE: a part of 1, written in percent
 * @OPT_CHART_UNIT_BYTES: bytes
 * @OPT_CHART_UNIT_BYTES_RATE: bytes in a second
 *
 * What the values of a chart are. It decides how they are written, and which steps are round.
 */
typedef enum
{
  OPT_CHART_UNIT_NUMBER,
  OPT_CHART_UNIT_RATE,
  OPT_CHART_UNIT_DURATION,
  OPT_CHART_UNIT_SHARE,
  OPT_CHART_UNIT_BYTES,
  OPT_CHART_UNIT_BYTES_RATE,
} OptChartUnit;

char *opt_chart_unit_format (OptChartUnit self, double value);

G_END_DECLS
