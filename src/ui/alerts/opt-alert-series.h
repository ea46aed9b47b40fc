/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-server-list.h"

G_BEGIN_DECLS

/**
 * OptAlertSeries:
 * @name: of the series
 * @label: for a person
 * @unit: of its values
 *
 * A series that a rule can be on.
 */
typedef struct
{
  char *name;
  char *label;
  OptSeriesUnit unit;
} OptAlertSeries;

GPtrArray *opt_alert_series_list (OptServerList *servers);
const OptAlertSeries *opt_alert_series_find (GPtrArray *all, const char *name);

G_END_DECLS
