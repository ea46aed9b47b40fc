/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-cluster.h"

G_BEGIN_DECLS

gboolean opt_cluster_has_library (const char *bindir, const char *name);

/**
 * OptClusterGuard:
 *
 * The helper process that runs a cluster's programs as the right user, and ends and removes the
 * cluster when this process ends.
 */
typedef struct _OptClusterGuard OptClusterGuard;

OptClusterGuard *opt_cluster_guard_new (const char *folder,
                                        const char *socket_folder,
                                        const char *bindir,
                                        const char *user,
                                        gboolean remove_folder,
                                        GCancellable *cancellable,
                                        GError **error);
void opt_cluster_guard_free (OptClusterGuard *self);

gboolean opt_cluster_guard_command (OptClusterGuard *self,
                                    const char *const *command,
                                    gint64 *number,
                                    GCancellable *cancellable,
                                    GError **error);
gboolean opt_cluster_guard_end (OptClusterGuard *self, GError **error);

const char *opt_cluster_get_unprivileged_user (GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (OptClusterGuard, opt_cluster_guard_free)

struct _OptCluster
{
  GObject parent_instance;

  /* Held for the whole of an operation: they follow one another. */
  GMutex operation;

  int wanted_major;
  char *wanted_folder;
  char *encoding;
  char *collate;
  char *ctype;
  char provider;
  char *icu_locale;
  GPtrArray *setting_names;
  GHashTable *settings;

  int major;
  char *bindir;
  char *folder;
  char *data_folder;
  char *own_socket_folder;
  OptClusterGuard *guard;
  gboolean initialised;
  gint postmaster_pid; /* atomic */
};

/* The steps of a start, with the operation's lock held. */
gboolean opt_cluster_prepare (OptCluster *self, GCancellable *cancellable, GError **error);
gboolean opt_cluster_run_initdb (OptCluster *self, GCancellable *cancellable, GError **error);
gboolean opt_cluster_start_server (OptCluster *self, GCancellable *cancellable, GError **error);

G_END_DECLS
