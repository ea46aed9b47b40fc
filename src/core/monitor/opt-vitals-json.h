/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "opt-vitals-rates.h"

G_BEGIN_DECLS

JsonNode *opt_vitals_to_json (const OptVitals *vitals, const OptVitalsRates *rates);

G_END_DECLS
