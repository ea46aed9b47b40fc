/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "opt-workload-totals.h"

G_BEGIN_DECLS

/**
 * OptHotBy:
 *
 * By what the statements of a table are hot, and the menu that chooses it. ::chosen is emitted when
 * the user did, also what it was before.
 */
#define OPT_TYPE_HOT_BY (opt_hot_by_get_type ())
G_DECLARE_FINAL_TYPE (OptHotBy, opt_hot_by, OPT, HOT_BY, GObject)

OptHotBy *opt_hot_by_new (void);

OptWorkloadShare opt_hot_by_get_share (OptHotBy *self);
void opt_hot_by_set_share (OptHotBy *self, OptWorkloadShare share);
void opt_hot_by_bind (OptHotBy *self, GSettings *settings);

void opt_hot_by_set_totals (OptHotBy *self, const OptWorkloadTotals *totals);
const char *opt_hot_by_explain (OptHotBy *self);

GMenuModel *opt_hot_by_get_menu (OptHotBy *self);
GAction *opt_hot_by_get_action (OptHotBy *self);

G_END_DECLS
