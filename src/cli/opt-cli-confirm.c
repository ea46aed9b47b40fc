/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-cli.h"

#include <glib/gi18n-lib.h>

#include "opt-cli-next.h"
#include "opt-confirmation.h"
#include "opt-database-change.h"
#include "opt-error.h"
#include "opt-format.h"
#include "opt-sql-line.h"

typedef struct
{
  const char *connection;
  const char *id;
  gint64 interval; /* microseconds; 0: do not wait */
} Arguments;

static void
print_window (const char *name, const OptConfirmationWindow *window)
{
  g_autofree char *text = opt_confirmation_window_describe (window);

  g_print ("  %-7s %s\n", name, text);
}

static void
print_statement (const OptConfirmationStatement *statement)
{
  g_autofree char *text
      = opt_sql_line (statement->text != NULL ? statement->text : OPT_FORMAT_NONE);
  g_autofree char *figures = opt_confirmation_statement_describe (statement);

  g_print ("\n  %" G_GINT64_FORMAT "  %s\n  %s\n", statement->key.queryid, text, figures);
}

static void
print_confirmation (const OptConfirmation *confirmation)
{
  g_autofree char *hours = opt_confirmation_describe_hours (confirmation);

  g_print ("%s. %s\n", opt_confirmation_verdict_get_label (confirmation->verdict),
           confirmation->reason);
  print_window (_ ("before"), &confirmation->before);
  print_window (_ ("after"), &confirmation->after);
  g_print ("  %s\n", hours);
  for (guint i = 0; i < confirmation->statements->len; i++)
    print_statement (confirmation->statements->pdata[i]);
}

static OptCliStatus
get_status (const OptConfirmation *confirmation)
{
  return confirmation->verdict == OPT_CONFIRMATION_VERDICT_CONFIRMED ? OPT_CLI_DONE
                                                                     : OPT_CLI_NOTHING;
}

static OptCliStatus
confirm (OptCli *cli, gpointer data, GError **error)
{
  const Arguments *arguments = data;
  g_autoptr (OptConninfo) conninfo = opt_cli_resolve_connection (cli, arguments->connection, error);
  g_autoptr (OptDatabase) database = NULL;
  g_autoptr (OptConfirmation) confirmation = NULL;

  if (conninfo == NULL)
    return OPT_CLI_USAGE;
  database = opt_database_open_sync (conninfo, cli->cancellable, error);
  if (database == NULL)
    return OPT_CLI_UNREACHABLE;
  confirmation = opt_database_confirm_sync (database, arguments->id, arguments->interval,
                                            &cli->progress, cli->cancellable, error);
  opt_cli_clear_progress (cli);
  if (confirmation == NULL)
    return OPT_CLI_FAILED;

  if (cli->json)
    {
      g_autoptr (JsonNode) node = opt_confirmation_to_json (confirmation);

      opt_cli_print_json (node, FALSE);
    }
  else
    {
      print_confirmation (confirmation);
      if (confirmation->verdict == OPT_CONFIRMATION_VERDICT_WORSE)
        opt_cli_print_next_verbs (arguments->connection, conninfo, arguments->id, NULL,
                                  (const char *const[]){ "undo", NULL });
    }

  return get_status (confirmation);
}

/**
 * opt_cli_confirm:
 * @cli: the program
 * @argc: how many words
 * @argv: the words, the verb first
 *
 * `confirm`: says from the workload's own counters whether a change has helped.
 *
 * Returns: the exit status: %OPT_CLI_NOTHING where it is not confirmed, or not yet
 */
OptCliStatus
opt_cli_confirm (OptCli *cli, int argc, char **argv)
{
  Arguments arguments = { 0 };
  g_autofree char *interval = NULL;
  g_autoptr (GError) error = NULL;
  const GOptionEntry entries[] = {
    { "interval", 0, 0, G_OPTION_ARG_STRING, &interval,
      N_ ("Watch for that long first (not at all)"), "TIME" },
    { NULL },
  };

  if (!opt_cli_parse (cli, entries, &argc, &argv, 2, 2))
    return OPT_CLI_USAGE;
  if (interval != NULL && !opt_parse_duration (interval, &arguments.interval, &error))
    return opt_cli_usage (cli, "%s", error->message);

  arguments.connection = argv[1];
  arguments.id = argv[2];

  return opt_cli_run_job (cli, confirm, &arguments);
}
