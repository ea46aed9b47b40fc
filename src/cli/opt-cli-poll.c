/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-cli-poll.h"

/**
 * opt_cli_connect_to_poll:
 * @cli: the program
 * @conninfo: where to
 * @facts: (out) (transfer full): of the server
 * @error: return location for an error
 *
 * For who only reads what a server counts: through a pooler, too, which lanes that ask for more
 * don't go through. The way there and back is measured, so that it is no part of what reading
 * costs.
 *
 * Returns: (transfer full) (nullable): the only connection there is
 */
OptConnection *
opt_cli_connect_to_poll (OptCli *cli, OptConninfo *conninfo, OptServerFacts **facts, GError **error)
{
  g_autoptr (OptConnection) poll
      = opt_connection_new (conninfo, OPT_CONNECTION_ROLE_MONITOR, "poll");

  *facts = NULL;
  if (!opt_connection_open_sync (poll, cli->cancellable, error))
    return NULL;
  *facts = opt_server_facts_load_sync (poll, cli->cancellable, error);
  if (*facts == NULL)
    return NULL;
  if (!opt_connection_execute_sync (poll, "", NULL, cli->cancellable, error))
    {
      g_clear_object (facts);
      return NULL;
    }

  return g_steal_pointer (&poll);
}
