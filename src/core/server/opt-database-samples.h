/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-database.h"
#include "opt-sample-store.h"

G_BEGIN_DECLS

GPtrArray *opt_database_list_samples_sync (OptDatabase *self, const char *sql);
GPtrArray *opt_samples_spread (GPtrArray *samples, guint n);

G_END_DECLS
