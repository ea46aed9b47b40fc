/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-cluster.h"
#include "opt-connection.h"

G_BEGIN_DECLS

OptCluster *opt_test_get_cluster (void);
OptConninfo *opt_test_get_conninfo (const char *database);
char *opt_test_create_database (void);
OptConnection *opt_test_connect (const char *database, OptConnectionRole role);
void opt_test_set_hba (const char *text);

char *opt_test_read_data (const char *name, gsize *length);

G_END_DECLS
