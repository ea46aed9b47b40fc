/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#include "opt-store-result.h"

G_BEGIN_DECLS

/**
 * OptStoreFlags:
 * @OPT_STORE_FLAGS_NONE: a power cut may take the last transactions, and never damages the file
 * @OPT_STORE_FULL_SYNC: a transaction is on the disk when it returns
 *
 * How a store is opened.
 */
typedef enum
{
  OPT_STORE_FLAGS_NONE = 0,
  OPT_STORE_FULL_SYNC = 1 << 0,
} OptStoreFlags;

/**
 * OptStoreSchema:
 * @folder: whose tables
 * @migrations: (array zero-terminated=1): names for opt_store_sql(), in order; a release adds to
 *   the end and never changes what is there
 *
 * The tables that a folder keeps in a store. Static data: a store refers to it while it is opened.
 */
typedef struct
{
  const char *folder;
  const char *const *migrations;
} OptStoreSchema;

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
gboolean opt_store_database_commit (OptStoreDatabase *self, GError **error);
void opt_store_database_rollback (OptStoreDatabase *self);
void opt_store_database_interrupt (OptStoreDatabase *self);
const char *opt_store_database_get_path (OptStoreDatabase *self);

gboolean opt_store_migrate (OptStoreDatabase *database,
                            const OptStoreSchema *schemas,
                            gsize n_schemas,
                            GError **error);

G_END_DECLS
