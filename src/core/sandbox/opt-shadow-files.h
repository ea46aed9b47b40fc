/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-sandbox.h"

G_BEGIN_DECLS

/**
 * OptShadowFiles:
 *
 * The way to the files of a sandbox's server: they are written to directly where they are this
 * machine's and ours, and otherwise through the server. What is on the way to that is production's
 * smallest and largest values: it is in memory only, so that a process that is killed leaves none.
 */
typedef struct _OptShadowFiles OptShadowFiles;

OptShadowFiles *opt_shadow_files_new_sync (OptSandbox *sandbox,
                                           GCancellable *cancellable,
                                           GError **error);
void opt_shadow_files_free (OptShadowFiles *self);

gboolean opt_shadow_files_get_sync (OptShadowFiles *self,
                                    const char *path,
                                    GCancellable *cancellable,
                                    GError **error);
int opt_shadow_files_open (OptShadowFiles *self,
                           const char *path,
                           const char *suffix,
                           GError **error);
gboolean opt_shadow_files_put_sync (OptShadowFiles *self,
                                    const char *path,
                                    GCancellable *cancellable,
                                    GError **error);
gboolean opt_shadow_files_flush_sync (OptShadowFiles *self,
                                      GCancellable *cancellable,
                                      GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (OptShadowFiles, opt_shadow_files_free)

G_END_DECLS
