/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-conninfo.h"
#include "opt-server-facts.h"

G_BEGIN_DECLS

/**
 * OptSandboxUser:
 * @OPT_SANDBOX_USER_ADMIN: the server's superuser: for our own fixed SQL alone
 * @OPT_SANDBOX_USER_OWNER: owns what was restored; runs production's code
 * @OPT_SANDBOX_USER_READER: may read and plan, in read-only transactions
 *
 * As whom to work in a sandbox.
 */
typedef enum
{
  OPT_SANDBOX_USER_ADMIN,
  OPT_SANDBOX_USER_OWNER,
  OPT_SANDBOX_USER_READER,
} OptSandboxUser;

/**
 * OptSandboxProvider:
 *
 * Where a sandbox has its server from. Methods block, and belong to one thread at a time.
 */
#define OPT_TYPE_SANDBOX_PROVIDER (opt_sandbox_provider_get_type ())
G_DECLARE_INTERFACE (OptSandboxProvider, opt_sandbox_provider, OPT, SANDBOX_PROVIDER, GObject)

/**
 * OptSandboxProviderInterface:
 * @start: has the server, with the roles, for a production of these facts; nothing where it has it
 * @close: removes all that was made
 * @is_running: whether the server answers
 * @get_major: its major version
 * @get_prefix: with what the names of the roles and databases begin
 * @get_conninfo: how to connect to a database as one of the users
 * @get_data_folder: the server's folder, where this process may write to it; %NULL otherwise
 * @check_session: (nullable): whether a superuser's session that was just opened is on the server
 *   that was started
 * @add_limits: (nullable): what is not as on production there
 */
struct _OptSandboxProviderInterface
{
  GTypeInterface parent_interface;

  gboolean (*start) (OptSandboxProvider *self,
                     OptServerFacts *production,
                     GCancellable *cancellable,
                     GError **error);
  gboolean (*close) (OptSandboxProvider *self, GError **error);
  gboolean (*is_running) (OptSandboxProvider *self);
  int (*get_major) (OptSandboxProvider *self);
  const char *(*get_prefix) (OptSandboxProvider *self);
  OptConninfo *(*get_conninfo) (OptSandboxProvider *self,
                                OptSandboxUser user,
                                const char *database);
  const char *(*get_data_folder) (OptSandboxProvider *self);
  gboolean (*check_session) (OptSandboxProvider *self,
                             OptConnection *admin,
                             GCancellable *cancellable,
                             GError **error);
  void (*add_limits) (OptSandboxProvider *self, OptServerFacts *production, GPtrArray *limits);
};

gboolean opt_sandbox_provider_start_sync (OptSandboxProvider *self,
                                          OptServerFacts *production,
                                          GCancellable *cancellable,
                                          GError **error);
gboolean opt_sandbox_provider_close_sync (OptSandboxProvider *self, GError **error);
gboolean opt_sandbox_provider_is_running (OptSandboxProvider *self);
int opt_sandbox_provider_get_major (OptSandboxProvider *self);
char *opt_sandbox_provider_get_role (OptSandboxProvider *self, OptSandboxUser user);
char *opt_sandbox_provider_make_database_name (OptSandboxProvider *self);
OptConninfo *opt_sandbox_provider_get_conninfo (OptSandboxProvider *self,
                                                OptSandboxUser user,
                                                const char *database);
const char *opt_sandbox_provider_get_data_folder (OptSandboxProvider *self);
gboolean opt_sandbox_provider_check_session_sync (OptSandboxProvider *self,
                                                  OptConnection *admin,
                                                  GCancellable *cancellable,
                                                  GError **error);
void opt_sandbox_provider_add_limits (OptSandboxProvider *self,
                                      OptServerFacts *production,
                                      GPtrArray *limits);

G_END_DECLS
