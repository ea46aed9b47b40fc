/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "opt-activity.h"
#include "opt-blocking-chain.h"

G_BEGIN_DECLS

/* The oldest make room for others. */
#define OPT_BLOCKING_HISTORY_LENGTH 200

/**
 * OptBlockingHistory:
 *
 * Who held whom up since a server is watched, as a #GListModel of #OptBlockingChain, the newest
 * first. What began and ended between two samples is not in it. ::chain is emitted with a chain
 * that began, goes on or ended.
 */
#define OPT_TYPE_BLOCKING_HISTORY (opt_blocking_history_get_type ())
G_DECLARE_FINAL_TYPE (OptBlockingHistory, opt_blocking_history, OPT, BLOCKING_HISTORY, GObject)

OptBlockingHistory *opt_blocking_history_new (void);

void opt_blocking_history_add (OptBlockingHistory *self, const OptActivity *activity);
void opt_blocking_history_add_recorded (OptBlockingHistory *self, GPtrArray *chains);
void opt_blocking_history_clear (OptBlockingHistory *self);

G_END_DECLS
