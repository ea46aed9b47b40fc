/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-progress.h"
#include "opt-sandbox.h"

G_BEGIN_DECLS

#define OPT_TYPE_SHADOW (opt_shadow_get_type ())
G_DECLARE_FINAL_TYPE (OptShadow, opt_shadow, OPT, SHADOW, GObject)

OptShadow *opt_shadow_build_sync (OptSandbox *sandbox,
                                  OptConnection *production,
                                  OptCatalog *catalog,
                                  OptServerFacts *facts,
                                  const OptProgress *progress,
                                  GCancellable *cancellable,
                                  GError **error);
gboolean opt_shadow_open_sync (OptShadow *self, GCancellable *cancellable, GError **error);
gboolean opt_shadow_drop_sync (OptShadow *self, GCancellable *cancellable, GError **error);

OptConnection *opt_shadow_get_connection (OptShadow *self);
const char *opt_shadow_get_database (OptShadow *self);
GPtrArray *opt_shadow_get_limits (OptShadow *self);
gint64 opt_shadow_get_modelled_bytes (OptShadow *self);
gint64 opt_shadow_get_disk_bytes (OptShadow *self);

guint32 opt_shadow_add_hypothetical_sync (OptShadow *self,
                                          const char *create_index_sql,
                                          char **name,
                                          gint64 *bytes,
                                          GCancellable *cancellable,
                                          GError **error);
gboolean opt_shadow_remove_hypothetical_sync (OptShadow *self,
                                              guint32 handle,
                                              GCancellable *cancellable,
                                              GError **error);
gboolean opt_shadow_reset_hypothetical_sync (OptShadow *self,
                                             GCancellable *cancellable,
                                             GError **error);

G_END_DECLS
