/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-activity.h"

G_BEGIN_DECLS

/**
 * OptLoad:
 *
 * The load of a server by what its sessions wait for: active sessions on average over some samples.
 */
typedef struct _OptLoad OptLoad;

OptLoad *opt_load_new (void);
void opt_load_free (OptLoad *self);

void opt_load_add (OptLoad *self, const OptActivity *activity);
guint opt_load_get_n_samples (const OptLoad *self);
void opt_load_get (const OptLoad *self, guint32 database, double load[OPT_N_WAIT_CLASSES]);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (OptLoad, opt_load_free)

G_END_DECLS
