/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-catalog.h"
#include "opt-connection.h"
#include "opt-copy-options.h"
#include "opt-progress.h"
#include "opt-sandbox.h"
#include "opt-server-facts.h"
#include "opt-shadow.h"

G_BEGIN_DECLS

/**
 * OptDatabase:
 *
 * One database of a watched server: its interactive connection, what is known of it, and the
 * sandbox that stands for it. It lives in the thread that opened it.
 */
#define OPT_TYPE_DATABASE (opt_database_get_type ())
G_DECLARE_FINAL_TYPE (OptDatabase, opt_database, OPT, DATABASE, GObject)

OptDatabase *opt_database_open_sync (OptConninfo *conninfo,
                                     GCancellable *cancellable,
                                     GError **error);
void opt_database_close (OptDatabase *self);

OptConninfo *opt_database_get_conninfo (OptDatabase *self);
OptConnection *opt_database_get_connection (OptDatabase *self);
OptServerFacts *opt_database_get_facts (OptDatabase *self);
const char *opt_database_get_server_id (OptDatabase *self);
const char *opt_database_get_display (OptDatabase *self);

OptConnection *opt_database_connect_lane_sync (OptDatabase *self,
                                               const char *lane,
                                               GCancellable *cancellable,
                                               GError **error);
OptCatalog *opt_database_load_catalog_sync (OptDatabase *self,
                                            GCancellable *cancellable,
                                            GError **error);
void opt_database_set_sandbox (OptDatabase *self, const char *server);
void opt_database_set_copy_options (OptDatabase *self, const OptCopyOptions *options);
const OptCopyOptions *opt_database_get_copy_options (OptDatabase *self);
OptSandbox *opt_database_start_sandbox_sync (OptDatabase *self,
                                             GCancellable *cancellable,
                                             GError **error);
OptShadow *opt_database_build_shadow_sync (OptDatabase *self,
                                           const OptProgress *progress,
                                           GCancellable *cancellable,
                                           GError **error);
OptSandbox *opt_database_get_sandbox (OptDatabase *self);
OptShadow *opt_database_get_shadow (OptDatabase *self);
gboolean opt_database_stop_sandbox_sync (OptDatabase *self, GError **error);
void opt_database_add_event (OptDatabase *self, gint64 time, const char *kind, const char *text);
GPtrArray *opt_database_take_events (OptDatabase *self);
void opt_database_forget_older (OptDatabase *self, gint64 age);
void opt_database_place_fault (OptDatabase *self, GError **error);

G_END_DECLS
