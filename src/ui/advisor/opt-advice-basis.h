/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "opt-advice.h"

G_BEGIN_DECLS

/**
 * OptAdviceBasis:
 *
 * What the advice rests on: how the shadow proved itself, what was planned, and of which statements
 * nothing can be said, and why.
 */
#define OPT_TYPE_ADVICE_BASIS (opt_advice_basis_get_type ())
G_DECLARE_FINAL_TYPE (OptAdviceBasis, opt_advice_basis, OPT, ADVICE_BASIS, AdwPreferencesGroup)

void opt_advice_basis_set_advice (OptAdviceBasis *self, const OptAdvice *advice);

G_END_DECLS
