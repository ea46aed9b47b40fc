/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-cli.h"

#include <glib/gi18n-lib.h>

#include "opt-demo.h"
#include "opt-error.h"
#include "opt-format.h"

typedef struct
{
  const char *action;
  int owner_pid;
} Arguments;

static void
print_running (const OptDemoStatus *status)
{
  g_autofree char *since = opt_format_time (status->started);
  g_autofree char *executed = opt_format_count (status->executed);
  g_autofree char *errors = opt_format_count (status->errors);
  g_autofree char *skipped = opt_format_count (status->skipped);
  g_autofree char *busy = opt_format_percent (status->busy);

  g_print (_ ("The demo runs since %s, as process %d.\n"), since, status->pid);
  g_print (_ ("Statements run: %s, failed: %s, skipped: %s; busy: %s of one core\n"), executed,
           errors, skipped, busy);
  if (status->error != NULL)
    g_print (_ ("Last error: %s\n"), status->error);
  g_print (_ ("To watch it:   %s\n"), status->conninfo);
  g_print (_ ("To change it:  %s\n"), status->owner_conninfo);
}

static OptCliStatus
print_status (OptCli *cli, const OptDemoStatus *status)
{
  if (cli->json)
    {
      g_autoptr (JsonNode) node = opt_demo_status_to_json (status);

      opt_cli_print_json (node, FALSE);
    }

  switch (status->state)
    {
    case OPT_DEMO_STATE_RUNNING:
      if (!cli->json)
        print_running (status);
      return OPT_CLI_DONE;

    case OPT_DEMO_STATE_BUILDING:
      if (!cli->json)
        g_print (_ ("The demo is being built, as process %d: %s\n"), status->pid,
                 status->step != NULL ? status->step : "…");
      return OPT_CLI_DONE;

    case OPT_DEMO_STATE_FAILED:
      if (!cli->json)
        g_print (_ ("The demo failed: %s\n"), status->error);
      return OPT_CLI_FAILED;

    case OPT_DEMO_STATE_STOPPED:
    default:
      if (!cli->json)
        g_print ("%s\n", _ ("The demo does not run. “optischema-cli demo start” starts it."));
      return OPT_CLI_NOTHING;
    }
}

static OptCliStatus
start (OptCli *cli, const Arguments *arguments, GError **error)
{
  g_autoptr (GError) local_error = NULL;
  g_autoptr (OptDemoStatus) status
      = opt_demo_start_sync (arguments->owner_pid, &cli->progress, cli->cancellable, &local_error);

  /* Steps leave their last line behind. */
  opt_cli_clear_progress (cli);

  if (g_error_matches (local_error, OPT_ERROR, OPT_ERROR_CONFLICT))
    {
      g_printerr ("optischema-cli: %s\n", local_error->message);
      status = opt_demo_get_status (error);
    }
  else if (status == NULL)
    g_propagate_error (error, g_steal_pointer (&local_error));

  return status != NULL ? print_status (cli, status) : OPT_CLI_FAILED;
}

static OptCliStatus
run (OptCli *cli, gpointer data, GError **error)
{
  const Arguments *arguments = data;
  g_autoptr (OptDemoStatus) status = NULL;

  if (g_str_equal (arguments->action, "start"))
    return start (cli, arguments, error);
  if (g_str_equal (arguments->action, "stop") && !opt_demo_stop_sync (cli->cancellable, error))
    return OPT_CLI_FAILED;

  status = opt_demo_get_status (error);
  if (status == NULL)
    return OPT_CLI_FAILED;
  if (g_str_equal (arguments->action, "status"))
    return print_status (cli, status);

  if (cli->json)
    print_status (cli, status);
  else
    g_print ("%s\n", _ ("The demo is stopped, and nothing of it is left."));

  return OPT_CLI_DONE;
}

/**
 * opt_cli_demo:
 * @cli: the program
 * @argc: how many words
 * @argv: the words
 *
 * `demo start | status | stop`: a private PostgreSQL with an online shop's data and workload.
 *
 * Returns: the exit status; %OPT_CLI_NOTHING where `status` finds no demo
 */
OptCliStatus
opt_cli_demo (OptCli *cli, int argc, char **argv)
{
  static const char *const actions[] = { "start", "status", "stop", NULL };
  Arguments arguments = { NULL, 0 };
  const GOptionEntry entries[] = {
    { "owner", 0, 0, G_OPTION_ARG_INT, &arguments.owner_pid,
      N_ ("start: stop the demo when this process ends"), N_ ("PID") },
    { NULL },
  };

  if (!opt_cli_parse (cli, entries, &argc, &argv, 1, 1))
    return OPT_CLI_USAGE;
  arguments.action = argv[1];
  if (!g_strv_contains (actions, arguments.action))
    return opt_cli_usage (cli, _ ("“%s” is not start, status or stop."), arguments.action);

  return opt_cli_run_job (cli, run, &arguments);
}
