/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* How long a person may take to answer the keyring's own dialog. */
#define OPT_KEYRING_TIMEOUT_MS 60000

#define OPT_TYPE_KEYRING (opt_keyring_get_type ())
G_DECLARE_FINAL_TYPE (OptKeyring, opt_keyring, OPT, KEYRING, GObject)

OptKeyring *opt_keyring_new (guint timeout_ms);

gboolean opt_keyring_store_sync (OptKeyring *self,
                                 const char *connection,
                                 const char *password,
                                 GCancellable *cancellable,
                                 GError **error);
void opt_keyring_store_async (OptKeyring *self,
                              const char *connection,
                              const char *password,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data);
gboolean opt_keyring_store_finish (OptKeyring *self, GAsyncResult *result, GError **error);

char *opt_keyring_lookup_sync (OptKeyring *self,
                               const char *connection,
                               GCancellable *cancellable,
                               GError **error);
void opt_keyring_lookup_async (OptKeyring *self,
                               const char *connection,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data);
char *opt_keyring_lookup_finish (OptKeyring *self, GAsyncResult *result, GError **error);

gboolean opt_keyring_clear_sync (OptKeyring *self,
                                 const char *connection,
                                 GCancellable *cancellable,
                                 GError **error);
void opt_keyring_clear_async (OptKeyring *self,
                              const char *connection,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data);
gboolean opt_keyring_clear_finish (OptKeyring *self, GAsyncResult *result, GError **error);

void opt_keyring_free_password (char *password);

G_END_DECLS
