/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-cluster.h"
#include "opt-sandbox-provider.h"

G_BEGIN_DECLS

#define OPT_TYPE_PRIVATE_PROVIDER (opt_private_provider_get_type ())
G_DECLARE_FINAL_TYPE (OptPrivateProvider, opt_private_provider, OPT, PRIVATE_PROVIDER, GObject)

OptSandboxProvider *opt_private_provider_new (void);
OptCluster *opt_private_provider_get_cluster (OptPrivateProvider *self);

G_END_DECLS
