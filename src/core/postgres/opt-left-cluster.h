/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * OptLeftCluster:
 * @folder: of a private cluster, or of its socket
 * @bytes: what it takes of the disk; -1 where it can't be read, or is in use
 * @in_use: somebody runs it, or it is so new that somebody may be about to
 *
 * A private cluster on this machine, as its folder shows it.
 */
typedef struct
{
  char *folder;
  gint64 bytes;
  gboolean in_use;
} OptLeftCluster;

gint64 opt_left_cluster_measure (const char *folder);
GPtrArray *opt_left_clusters_list (GError **error);
gboolean opt_left_cluster_remove (OptLeftCluster *self, GError **error);
void opt_left_cluster_free (OptLeftCluster *self);

G_END_DECLS
