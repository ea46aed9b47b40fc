/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "opt-statement-effect.h"

G_BEGIN_DECLS

/**
 * OptEffectRow:
 *
 * What a recommendation does to one statement.
 */
#define OPT_TYPE_EFFECT_ROW (opt_effect_row_get_type ())
G_DECLARE_FINAL_TYPE (OptEffectRow, opt_effect_row, OPT, EFFECT_ROW, AdwPreferencesRow)

GtkWidget *opt_effect_row_new (const OptStatementEffect *effect);

const char *opt_effect_row_get_id (OptEffectRow *self);

G_END_DECLS
