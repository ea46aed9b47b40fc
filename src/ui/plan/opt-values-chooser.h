/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "opt-explain-values.h"
#include "opt-server.h"

G_BEGIN_DECLS

/**
 * OptValuesChooser:
 *
 * Says for which values a plan was made, and lets choose others: those that were seen, those that
 * the statistics speak of, or none.
 */
#define OPT_TYPE_VALUES_CHOOSER (opt_values_chooser_get_type ())
G_DECLARE_FINAL_TYPE (OptValuesChooser, opt_values_chooser, OPT, VALUES_CHOOSER, AdwBin)

void opt_values_chooser_show (OptValuesChooser *self,
                              OptServer *server,
                              const char *sql,
                              const OptExplainValues *values);

G_END_DECLS
