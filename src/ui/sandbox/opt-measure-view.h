/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>
#include <json-glib/json-glib.h>

#include "opt-trial-statement.h"

G_BEGIN_DECLS

/**
 * OptMeasureView:
 *
 * What a trial measured of one statement: verdict, medians, ratio, each run of both sides. ::plan
 * is emitted with a plan that the user wants to see, its statement, and what to call it.
 */
#define OPT_TYPE_MEASURE_VIEW (opt_measure_view_get_type ())
G_DECLARE_FINAL_TYPE (OptMeasureView, opt_measure_view, OPT, MEASURE_VIEW, AdwBin)

GtkWidget *opt_measure_view_new (JsonObject *statement, const OptTrialStatement *live);

G_END_DECLS
