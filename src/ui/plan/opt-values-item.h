/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-explain-values.h"

G_BEGIN_DECLS

/**
 * OptValuesItem:
 *
 * Values that a statement can be planned for, as a row of a chooser.
 */
#define OPT_TYPE_VALUES_ITEM (opt_values_item_get_type ())
G_DECLARE_FINAL_TYPE (OptValuesItem, opt_values_item, OPT, VALUES_ITEM, GObject)

OptValuesItem *opt_values_item_new (const OptExplainValues *values);

const OptExplainValues *opt_values_item_get_values (OptValuesItem *self);

G_END_DECLS
