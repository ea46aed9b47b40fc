/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-activity.h"

G_BEGIN_DECLS

/**
 * OptBlockingNode:
 * @backend: (not nullable): a session that waits for a lock, or holds others up
 * @parent: the place of the one that it waits for; -1: it waits for nobody, or nobody is known
 * @depth: how many are between it and nobody
 * @n_behind: how many wait for it, and for those who do
 * @in_cycle: it waits for one that waits for it: a deadlock that the server has not broken yet
 *
 * A place in the tree of who blocks whom.
 */
typedef struct
{
  OptBackend *backend;
  int parent;
  guint depth;
  guint n_behind;
  gboolean in_cycle;
} OptBlockingNode;

GArray *opt_blocking_list (const OptActivity *activity);

G_END_DECLS
