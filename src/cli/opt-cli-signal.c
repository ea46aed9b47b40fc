/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>

#include "opt-activity.h"
#include "opt-cli-change.h"
#include "opt-database.h"
#include "opt-error.h"
#include "opt-session-signal.h"
#include "opt-sql-line.h"

/* As it is now: that is what is asked about, and nothing else is signalled. */
static OptBackend *
find_session (OptCli *cli, OptDatabase *database, int pid, GError **error)
{
  g_autoptr (OptConnection) poll
      = opt_database_connect_lane_sync (database, "poll", cli->cancellable, error);
  g_autoptr (OptActivity) activity = NULL;
  OptBackend *backend;

  if (poll == NULL)
    return NULL;
  activity = opt_activity_take_session_sync (poll, opt_database_get_facts (database), pid,
                                             cli->cancellable, error);
  if (activity == NULL)
    return NULL;
  backend = opt_activity_find (activity, pid);
  if (backend == NULL)
    {
      opt_set_error (error, OPT_ERROR_NOT_FOUND,
                     _ ("“optischema-cli activity” shows the sessions that are there."),
                     _ ("There is no session %d. Nothing was changed."), pid);
      return NULL;
    }

  return opt_backend_ref (backend);
}

static void
print_question (const OptBackend *backend, OptSessionSignalKind kind)
{
  g_autofree char *title = opt_session_signal_describe (backend, kind);
  g_autofree char *risk = opt_session_signal_get_risk (backend, kind);
  g_autofree char *sql = opt_session_signal_get_sql (backend, kind);
  g_autofree char *line = backend->query != NULL ? opt_sql_line (backend->query) : NULL;

  /* What is asked is no result: it goes where the answer comes from. */
  g_printerr ("%s\n%s: %s\n\n%s\n\n%s\n\n", title, opt_backend_state_get_label (backend->state),
              line != NULL ? line : "–", sql, risk);
}

static OptCliStatus
signal_session (OptCli *cli,
                const OptCliChangeArguments *arguments,
                OptSessionSignalKind kind,
                GError **error)
{
  g_autoptr (OptConninfo) conninfo = opt_cli_resolve_connection (cli, arguments->connection, error);
  g_autoptr (OptDatabase) database = NULL;
  g_autoptr (OptConninfo) as = NULL;
  g_autoptr (OptBackend) backend = NULL;
  g_autoptr (OptAudit) audit = NULL;
  g_autoptr (OptSessionSignal) signal = NULL;
  guint64 pid;

  if (!g_ascii_string_to_unsigned (arguments->id, 10, 1, G_MAXINT32, &pid, NULL))
    return opt_cli_usage (cli, _ ("“%s” is no process id."), arguments->id);
  if (conninfo == NULL)
    return OPT_CLI_USAGE;
  database = opt_database_open_sync (conninfo, cli->cancellable, error);
  if (database == NULL)
    return OPT_CLI_UNREACHABLE;
  backend = find_session (cli, database, (int) pid, error);
  if (backend == NULL || !opt_session_signal_check (backend, kind, error))
    return OPT_CLI_FAILED;

  print_question (backend, kind);
  if (!arguments->yes
      && !opt_cli_ask (cli, kind == OPT_SESSION_CANCEL ? _ ("Cancel it?") : _ ("End it?"), error))
    return OPT_CLI_FAILED;

  audit = opt_audit_open_sync (NULL, error);
  if (audit == NULL)
    return OPT_CLI_FAILED;
  as = opt_conninfo_as (conninfo, arguments->role, NULL);
  signal = opt_session_signal_send_sync (as, opt_database_get_server_id (database), backend, kind,
                                         audit, cli->cancellable, error);
  opt_cli_clear_progress (cli);
  if (signal == NULL)
    return OPT_CLI_FAILED;
  if (!signal->effective)
    g_printerr ("%s\n", _ ("It was told, and had not come to it yet."));

  return opt_cli_print_change (cli, signal->change_id, error);
}

static OptCliStatus
cancel (OptCli *cli, gpointer data, GError **error)
{
  return signal_session (cli, data, OPT_SESSION_CANCEL, error);
}

static OptCliStatus
terminate (OptCli *cli, gpointer data, GError **error)
{
  return signal_session (cli, data, OPT_SESSION_TERMINATE, error);
}

/**
 * opt_cli_cancel:
 * @cli: the program
 * @argc: how many words
 * @argv: the words, the verb first
 *
 * `cancel`: cancels the statement of a session, after a question.
 *
 * Returns: the exit status
 */
OptCliStatus
opt_cli_cancel (OptCli *cli, int argc, char **argv)
{
  return opt_cli_run_change (cli, argc, argv, cancel);
}

/**
 * opt_cli_terminate:
 * @cli: the program
 * @argc: how many words
 * @argv: the words, the verb first
 *
 * `terminate`: ends a session, after a question.
 *
 * Returns: the exit status
 */
OptCliStatus
opt_cli_terminate (OptCli *cli, int argc, char **argv)
{
  return opt_cli_run_change (cli, argc, argv, terminate);
}
