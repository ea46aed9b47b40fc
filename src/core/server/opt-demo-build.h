/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-cluster.h"
#include "opt-progress.h"

G_BEGIN_DECLS

/* What the demo's database is called, and the roles in it. */
#define OPT_DEMO_DATABASE "shop"
#define OPT_DEMO_APPLICATION_ROLE "shop"
#define OPT_DEMO_OWNER_ROLE "shop_owner"
#define OPT_DEMO_WATCHER_ROLE "optischema"

OptCluster *opt_demo_build_make_cluster (void);
gboolean opt_demo_build_sync (OptCluster *cluster,
                              double scale,
                              const OptProgress *progress,
                              GCancellable *cancellable,
                              GError **error);

G_END_DECLS
