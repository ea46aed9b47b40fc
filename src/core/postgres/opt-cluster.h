/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "opt-conninfo.h"

G_BEGIN_DECLS

/**
 * OptCluster:
 *
 * A private PostgreSQL from the machine's own server binaries: in a folder of ours, on a Unix
 * socket only, as an unprivileged user when we are root, and gone when its owner is.
 */
#define OPT_TYPE_CLUSTER (opt_cluster_get_type ())
G_DECLARE_FINAL_TYPE (OptCluster, opt_cluster, OPT, CLUSTER, GObject)

char *opt_cluster_find_binaries (int major, int *found_major, GError **error);

OptCluster *opt_cluster_new (void);

/* Before it is started. */
void opt_cluster_set_major (OptCluster *self, int major);
void opt_cluster_set_folder (OptCluster *self, const char *folder);
void opt_cluster_set_locale (OptCluster *self,
                             const char *encoding,
                             const char *collate,
                             const char *ctype,
                             char provider,
                             const char *icu_locale);
void opt_cluster_set_setting (OptCluster *self, const char *name, const char *value);

gboolean opt_cluster_start_sync (OptCluster *self, GCancellable *cancellable, GError **error);
void opt_cluster_start_async (OptCluster *self,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data);
gboolean opt_cluster_start_finish (OptCluster *self, GAsyncResult *result, GError **error);
gboolean opt_cluster_stop_sync (OptCluster *self, GError **error);
gboolean opt_cluster_restart_sync (OptCluster *self, GCancellable *cancellable, GError **error);
gboolean opt_cluster_kill (OptCluster *self, GError **error);
gboolean opt_cluster_close_sync (OptCluster *self, GError **error);

gboolean opt_cluster_is_running (OptCluster *self);
int opt_cluster_get_major (OptCluster *self);
GPid opt_cluster_get_postmaster_pid (OptCluster *self);
const char *opt_cluster_get_data_folder (OptCluster *self);
const char *opt_cluster_get_socket_folder (OptCluster *self);
OptConninfo *opt_cluster_get_conninfo (OptCluster *self, const char *user, const char *database);
char *opt_cluster_get_log_tail (OptCluster *self);

G_END_DECLS
