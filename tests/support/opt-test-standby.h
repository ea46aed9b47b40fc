/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-cluster.h"

G_BEGIN_DECLS

OptCluster *opt_test_start_standby (OptCluster *primary, char **folder);
void opt_test_remove_standby (OptCluster *standby, char *folder);

G_END_DECLS
