/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-history-range.h"
#include "opt-series-set.h"
#include "opt-server.h"
#include "opt-vitals-rates.h"

G_BEGIN_DECLS

OptSeriesSet *opt_server_get_series (OptServer *self);
const OptHistoryRange *opt_server_get_recorded (OptServer *self);
OptVitals *opt_server_get_vitals (OptServer *self);
const OptVitalsRates *opt_server_get_vitals_rates (OptServer *self);

G_END_DECLS
