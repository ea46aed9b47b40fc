/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-advisor-statement.h"
#include "opt-database.h"
#include "opt-sample-store.h"

G_BEGIN_DECLS

GPtrArray *opt_database_list_samples_sync (OptDatabase *self, const char *sql);
void opt_database_add_samples_sync (OptDatabase *self, GPtrArray *statements);
GPtrArray *opt_samples_spread (GPtrArray *samples, guint n);

G_END_DECLS
