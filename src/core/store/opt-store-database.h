/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#include "opt-store-result.h"
#include "opt-store-schema.h"

G_BEGIN_DECLS

/*
 * One SQLite connection. Private to the store, whose owner thread alone uses it, save for
 * opt_store_database_interrupt().
 */
typedef struct _OptStoreDatabase OptStoreDatabase;

OptStoreDatabase *opt_store_database_open (const char *path,
                                           OptStoreFlags flags,
                                           const OptStoreSchema *schemas,
                                           gsize n_schemas,
                                           char **set_aside,
                                           GError **error);
void opt_store_database_close (OptStoreDatabase *self);
gboolean opt_store_database_execute (OptStoreDatabase *self,
                                     const char *sql,
                                     const OptStoreValue *params,
                                     gsize n_params,
                                     GError **error);
gboolean opt_store_database_run_script (OptStoreDatabase *self, const char *script, GError **error);
OptStoreResult *opt_store_database_query (OptStoreDatabase *self,
                                          const char *sql,
                                          const OptStoreValue *params,
                                          gsize n_params,
                                          GError **error);
gboolean opt_store_database_begin (OptStoreDatabase *self, GError **error);
gboolean opt_store_database_begin_reading (OptStoreDatabase *self, GError **error);
gboolean opt_store_database_commit (OptStoreDatabase *self, GError **error);
void opt_store_database_rollback (OptStoreDatabase *self);
void opt_store_database_interrupt (OptStoreDatabase *self);
const char *opt_store_database_get_path (OptStoreDatabase *self);

gboolean opt_store_migrate (OptStoreDatabase *database,
                            const OptStoreSchema *schemas,
                            gsize n_schemas,
                            GError **error);

G_END_DECLS
