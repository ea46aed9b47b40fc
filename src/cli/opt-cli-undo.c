/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-cli.h"

#include <glib/gi18n-lib.h>

#include "opt-audit.h"
#include "opt-cli-change.h"
#include "opt-database-change.h"

static gboolean
ask (OptCli *cli, const OptCliChangeArguments *arguments, GError **error)
{
  g_autoptr (OptAudit) audit = opt_audit_open_sync (NULL, error);
  g_autoptr (OptAuditChange) change = NULL;

  if (audit == NULL)
    return FALSE;
  change = opt_audit_get_change_sync (audit, arguments->id, error);
  if (change == NULL)
    return FALSE;

  /* What is refused anyway is not asked. */
  if (opt_audit_change_get_state (change) == OPT_AUDIT_STATE_UNDONE)
    return TRUE;

  g_printerr ("%s\n\n%s\n\n", opt_audit_change_get_title (change),
              opt_audit_change_get_undo_sql (change));

  return arguments->yes || opt_cli_ask (cli, _ ("Undo it?"), error);
}

static OptCliStatus
undo (OptCli *cli, gpointer data, GError **error)
{
  const OptCliChangeArguments *arguments = data;
  g_autoptr (OptConninfo) conninfo = opt_cli_resolve_connection (cli, arguments->connection, error);
  g_autoptr (OptDatabase) database = NULL;

  if (conninfo == NULL)
    return OPT_CLI_USAGE;
  if (!ask (cli, arguments, error))
    return OPT_CLI_FAILED;
  database = opt_database_open_sync (conninfo, cli->cancellable, error);
  if (database == NULL)
    return OPT_CLI_UNREACHABLE;
  if (!opt_database_undo_sync (database, arguments->role, NULL, arguments->id, &cli->progress,
                               cli->cancellable, error))
    return OPT_CLI_FAILED;
  opt_cli_clear_progress (cli);

  return opt_cli_print_change (cli, arguments->id, error);
}

/**
 * opt_cli_undo:
 * @cli: the program
 * @argc: how many words
 * @argv: the words, the verb first
 *
 * `undo`: takes a change back.
 *
 * Returns: the exit status
 */
OptCliStatus
opt_cli_undo (OptCli *cli, int argc, char **argv)
{
  return opt_cli_run_change (cli, argc, argv, undo);
}
