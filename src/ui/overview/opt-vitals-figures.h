/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "opt-card-grid.h"
#include "opt-server.h"

G_BEGIN_DECLS

/**
 * OptVitalsFigures:
 *
 * What of a server changes slowly: sizes, ages, vacuum, slots. What is not known is not there.
 */
#define OPT_TYPE_VITALS_FIGURES (opt_vitals_figures_get_type ())
G_DECLARE_FINAL_TYPE (OptVitalsFigures, opt_vitals_figures, OPT, VITALS_FIGURES, GObject)

OptVitalsFigures *opt_vitals_figures_new (OptCardGrid *grid);

void opt_vitals_figures_show (OptVitalsFigures *self, OptServer *server);

G_END_DECLS
