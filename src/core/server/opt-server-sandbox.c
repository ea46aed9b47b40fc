/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-server-sandbox.h"

#include "opt-sandbox-wipe.h"
#include "opt-server-private.h"

/* Anything but NULL: the sandbox's state says the rest. */
static gpointer
build (OptDatabase *database,
       gpointer data,
       const OptProgress *progress,
       GCancellable *cancellable,
       GError **error)
{
  return opt_database_build_shadow_sync (database, progress, cancellable, error);
}

static gpointer
stop (OptDatabase *database,
      gpointer data,
      const OptProgress *progress,
      GCancellable *cancellable,
      GError **error)
{
  return opt_sandbox_wipe_sync (database, error);
}

/**
 * opt_server_set_sandbox_server:
 * @self: a server
 * @server: (nullable): where its sandboxes that are not started yet are to be, as
 *   opt_database_set_sandbox() takes it
 */
void
opt_server_set_sandbox_server (OptServer *self, const char *server)
{
  g_return_if_fail (OPT_IS_SERVER (self));

  g_free (self->sandbox_server);
  self->sandbox_server = g_strdup (server);
}

/**
 * opt_server_build_shadow_async:
 * @self: a server
 * @job: (nullable): whom to tell the steps, and what cancels it
 * @callback: called when it has ended
 * @user_data: for @callback
 *
 * Starts the sandbox and builds the shadow in it, where they are not there yet.
 */
void
opt_server_build_shadow_async (OptServer *self,
                               OptJob *job,
                               GAsyncReadyCallback callback,
                               gpointer user_data)
{
  g_return_if_fail (OPT_IS_SERVER (self));

  opt_server_run_async (self, OPT_SERVER_LANE_WORK, job, build, NULL, NULL, NULL, callback,
                        user_data);
}

/**
 * opt_server_build_shadow_finish:
 * @self: a server
 * @result: what the callback was given
 * @error: return location for an error
 *
 * Returns: whether there is one now
 */
gboolean
opt_server_build_shadow_finish (OptServer *self, GAsyncResult *result, GError **error)
{
  return opt_server_run_finish (self, result, error) != NULL;
}

/**
 * opt_server_stop_sandbox_async:
 * @self: a server
 * @job: (nullable): whom to tell the steps
 * @callback: called when it has ended
 * @user_data: for @callback
 *
 * Ends the sandbox and removes all that is in it, after the work that is under way, and what others
 * left behind on this machine.
 */
void
opt_server_stop_sandbox_async (OptServer *self,
                               OptJob *job,
                               GAsyncReadyCallback callback,
                               gpointer user_data)
{
  g_return_if_fail (OPT_IS_SERVER (self));

  opt_server_run_async (self, OPT_SERVER_LANE_WORK, job, stop, NULL, NULL, g_free, callback,
                        user_data);
}

/**
 * opt_server_stop_sandbox_finish:
 * @self: a server
 * @result: what the callback was given
 * @error: return location for an error
 *
 * Returns: (transfer full) (nullable): what was removed, in words
 */
char *
opt_server_stop_sandbox_finish (OptServer *self, GAsyncResult *result, GError **error)
{
  return opt_server_run_finish (self, result, error);
}
