/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "opt-store-result.h"
#include "opt-store-schema.h"
#include "opt-store-sql.h"
#include "opt-store-value.h"

G_BEGIN_DECLS

#define OPT_TYPE_STORE (opt_store_get_type ())
G_DECLARE_FINAL_TYPE (OptStore, opt_store, OPT, STORE, GObject)

/**
 * OptStoreTransactionFunc:
 * @store: the store; its `_sync` calls run within the transaction
 * @data: the caller's
 * @error: return location for an error
 *
 * What a transaction does, called in the store's thread.
 *
 * Returns: %FALSE with @error set rolls it back
 */
typedef gboolean (*OptStoreTransactionFunc) (OptStore *store, gpointer data, GError **error);

OptStore *opt_store_open_sync (const char *path,
                               OptStoreFlags flags,
                               const OptStoreSchema *schemas,
                               gsize n_schemas,
                               GError **error);
void opt_store_open_async (const char *path,
                           OptStoreFlags flags,
                           const OptStoreSchema *schemas,
                           gsize n_schemas,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data);
OptStore *opt_store_open_finish (GAsyncResult *result, GError **error);

const char *opt_store_get_path (OptStore *self);
const char *opt_store_get_set_aside (OptStore *self);

gboolean opt_store_execute_sync (OptStore *self,
                                 const char *sql,
                                 const OptStoreValue *params,
                                 gsize n_params,
                                 GError **error);
void opt_store_execute_async (OptStore *self,
                              const char *sql,
                              const OptStoreValue *params,
                              gsize n_params,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data);
gboolean opt_store_execute_finish (OptStore *self, GAsyncResult *result, GError **error);

OptStoreResult *opt_store_query_sync (OptStore *self,
                                      const char *sql,
                                      const OptStoreValue *params,
                                      gsize n_params,
                                      GError **error);
void opt_store_query_async (OptStore *self,
                            const char *sql,
                            const OptStoreValue *params,
                            gsize n_params,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data);
OptStoreResult *opt_store_query_finish (OptStore *self, GAsyncResult *result, GError **error);

gboolean opt_store_reading_sync (OptStore *self,
                                 OptStoreTransactionFunc func,
                                 gpointer data,
                                 GError **error);
gboolean opt_store_transaction_sync (OptStore *self,
                                     OptStoreTransactionFunc func,
                                     gpointer data,
                                     GError **error);
void opt_store_transaction_async (OptStore *self,
                                  OptStoreTransactionFunc func,
                                  gpointer data,
                                  GDestroyNotify destroy,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data);
gboolean opt_store_transaction_finish (OptStore *self, GAsyncResult *result, GError **error);

G_END_DECLS
