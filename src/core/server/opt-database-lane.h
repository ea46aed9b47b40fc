/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-database.h"
#include "opt-job.h"

G_BEGIN_DECLS

/**
 * OptDatabaseFunc:
 * @database: the lane's database, connected
 * @data: the caller's
 * @progress: whom to tell the steps
 * @cancellable: cancels it
 * @error: return location for an error
 *
 * Work in the lane's thread.
 *
 * Returns: (nullable): the result; %NULL only with an error
 */
typedef gpointer (*OptDatabaseFunc) (OptDatabase *database,
                                     gpointer data,
                                     const OptProgress *progress,
                                     GCancellable *cancellable,
                                     GError **error);

/**
 * OptDatabaseLane:
 *
 * A thread with an #OptDatabase of its own, which it opens when it is first needed, and anew when
 * its connection was lost. What is asked of it runs one after the other.
 */
#define OPT_TYPE_DATABASE_LANE (opt_database_lane_get_type ())
G_DECLARE_FINAL_TYPE (OptDatabaseLane, opt_database_lane, OPT, DATABASE_LANE, GObject)

OptDatabaseLane *opt_database_lane_new (OptConninfo *conninfo);
void opt_database_lane_set_sandbox (OptDatabaseLane *self, const char *server);
OptConninfo *opt_database_lane_get_conninfo (OptDatabaseLane *self);
void opt_database_lane_close (OptDatabaseLane *self);
gboolean opt_database_lane_is_busy (OptDatabaseLane *self);

void opt_database_lane_run_async (OptDatabaseLane *self,
                                  OptJob *job,
                                  OptDatabaseFunc func,
                                  gpointer data,
                                  GDestroyNotify free_data,
                                  GDestroyNotify free_result,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data);
gpointer opt_database_lane_run_finish (OptDatabaseLane *self, GAsyncResult *result, GError **error);

gboolean opt_database_lanes_wait (gint64 timeout);

G_END_DECLS
