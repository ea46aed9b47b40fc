/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-cli.h"

#include <glib/gi18n-lib.h>

#include "opt-audit.h"
#include "opt-change-group.h"
#include "opt-cli-change.h"
#include "opt-database-change-group.h"
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

/* The last one first, as they are taken back. */
static gboolean
ask_all (OptCli *cli, const OptCliChangeArguments *arguments, GError **error)
{
  g_autoptr (OptAudit) audit = opt_audit_open_sync (NULL, error);
  g_autoptr (GPtrArray) changes = NULL;

  if (audit == NULL)
    return FALSE;
  changes = opt_change_group_list_sync (audit, arguments->id, error);
  if (changes == NULL)
    return FALSE;

  for (guint i = changes->len; i > 0; i--)
    if (opt_change_can_be_taken_back (changes->pdata[i - 1]))
      g_printerr ("%s;\n\n", opt_audit_change_get_undo_sql (changes->pdata[i - 1]));

  return arguments->yes || opt_cli_ask (cli, _ ("Undo all of it?"), error);
}

/* The server may still carry out what a process that is gone began. */
static gboolean
offer_cancel (OptCli *cli,
              const OptCliChangeArguments *arguments,
              OptDatabase *database,
              GError **error)
{
  g_autoptr (OptAudit) audit = opt_audit_open_sync (NULL, error);
  g_autoptr (OptAuditChange) change = NULL;
  g_autoptr (OptChangeRecovery) found = NULL;
  g_autoptr (OptChangeRecovery) after = NULL;

  if (audit == NULL)
    return FALSE;
  change = opt_audit_get_change_sync (audit, arguments->id, error);
  if (change == NULL)
    return FALSE;
  if (arguments->yes || !opt_change_is_interrupted (change))
    return TRUE;

  found = opt_database_look_at_change_sync (database, arguments->role, NULL, arguments->id, FALSE,
                                            cli->cancellable, error);
  if (found == NULL)
    return FALSE;
  if (found->pid == 0)
    return TRUE;

  g_printerr ("%s\n", found->found);
  if (!opt_cli_ask (cli, _ ("Cancel that, and take back what is left of it?"), error))
    return FALSE;
  after = opt_database_look_at_change_sync (database, arguments->role, NULL, arguments->id, TRUE,
                                            cli->cancellable, error);

  return after != NULL;
}

static OptCliStatus
undo (OptCli *cli, gpointer data, GError **error)
{
  const OptCliChangeArguments *arguments = data;
  g_autoptr (OptConninfo) conninfo = opt_cli_resolve_connection (cli, arguments->connection, error);
  g_autoptr (OptDatabase) database = NULL;

  if (conninfo == NULL)
    return OPT_CLI_USAGE;
  if (arguments->all ? !ask_all (cli, arguments, error) : !ask (cli, arguments, error))
    return OPT_CLI_FAILED;
  database = opt_database_open_sync (conninfo, cli->cancellable, error);
  if (database == NULL)
    return OPT_CLI_UNREACHABLE;
  if (arguments->all)
    {
      if (!opt_database_undo_all_sync (database, arguments->role, NULL, arguments->id,
                                       &cli->progress, cli->cancellable, error))
        return OPT_CLI_FAILED;
      opt_cli_clear_progress (cli);
      return opt_cli_print_changes (cli, arguments->id, error);
    }
  if (!offer_cancel (cli, arguments, database, error)
      || !opt_database_undo_sync (database, arguments->role, NULL, arguments->id, &cli->progress,
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
  OptCliChangeArguments arguments = { 0 };
  g_autofree char *role = NULL;
  const GOptionEntry entries[] = {
    { "as", 0, 0, G_OPTION_ARG_STRING, &role, N_ ("Sign in as this role for the change"), "ROLE" },
    { "yes", 'y', 0, G_OPTION_ARG_NONE, &arguments.yes, N_ ("Don't ask"), NULL },
    { "all", 0, 0, G_OPTION_ARG_NONE, &arguments.all,
      N_ ("Also those that were applied at once with it, the last one first"), NULL },
    { NULL },
  };

  if (!opt_cli_parse (cli, entries, &argc, &argv, 2, 2))
    return OPT_CLI_USAGE;

  arguments.connection = argv[1];
  arguments.id = argv[2];
  arguments.role = role;

  return opt_cli_run_job (cli, undo, &arguments);
}
