/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-cli.h"

#include <glib/gi18n-lib.h>

#include "opt-cli-next.h"
#include "opt-cli-terminal.h"
#include "opt-error.h"
#include "opt-format.h"
#include "opt-json.h"
#include "opt-report-html.h"
#include "opt-report-text.h"
#include "opt-tune.h"

#define DEFAULT_INTERVAL (60 * G_USEC_PER_SEC)
#define DEFAULT_LIMIT 5
#define TIME_PER_STATEMENT (10 * G_USEC_PER_SEC)

typedef struct
{
  const char *connection;
  char *output;
  OptTuneOptions options;
} Arguments;

static gboolean
write_report (const char *path, JsonNode *tune, GError **error)
{
  g_autofree char *html = opt_report_tune_to_html (tune);
  g_autoptr (GError) failure = NULL;

  /* It holds statements and table names: for this user alone. */
  if (g_file_set_contents_full (path, html, -1, G_FILE_SET_CONTENTS_CONSISTENT, 0600, &failure))
    return TRUE;

  opt_set_error (error,
                 g_error_matches (failure, G_FILE_ERROR, G_FILE_ERROR_NOSPC) ? OPT_ERROR_NO_SPACE
                                                                             : OPT_ERROR_FAILED,
                 _ ("Name a file in a folder where you may write."),
                 _ ("The report was not written: %s"), failure->message);

  return FALSE;
}

static OptCliStatus
tune (OptCli *cli, gpointer data, GError **error)
{
  const Arguments *arguments = data;
  g_autoptr (OptConninfo) conninfo = opt_cli_resolve_connection (cli, arguments->connection, error);
  g_autoptr (OptDatabase) database = NULL;
  g_autoptr (JsonNode) result = NULL;

  if (conninfo == NULL)
    return OPT_CLI_USAGE;
  database = opt_cli_open_database (cli, arguments->connection, conninfo, error);
  if (database == NULL)
    return OPT_CLI_UNREACHABLE;

  result
      = opt_tune_run_sync (database, &arguments->options, &cli->progress, cli->cancellable, error);
  opt_cli_clear_progress (cli);
  if (result == NULL)
    return OPT_CLI_FAILED;

  if (cli->json)
    opt_cli_print_json (result, FALSE);
  else
    {
      g_autofree char *word = opt_cli_connection_to_shell (arguments->connection, conninfo);
      g_autofree char *text = opt_report_tune_to_text (result, word, opt_cli_has_colours ());

      opt_cli_print_styled (text);
      g_print ("\n");
    }
  if (arguments->output != NULL)
    {
      g_autoptr (GError) failure = NULL;

      /* The result is on the standard output already: nothing may follow it there. */
      if (!write_report (arguments->output, result, &failure))
        {
          g_autofree char *text = opt_error_to_text (failure);

          g_printerr ("optischema-cli: %s\n", text);
          return OPT_CLI_FAILED;
        }
      g_printerr (_ ("The report is in %s\n"), arguments->output);
    }

  return json_array_get_length (
             opt_json_get_array (json_node_get_object (result), "recommendations"))
                 > 0
             ? OPT_CLI_DONE
             : OPT_CLI_NOTHING;
}

/**
 * opt_cli_tune:
 * @cli: the program
 * @argc: how many words
 * @argv: the words, the verb first
 *
 * `tune`: the whole job, without applying.
 *
 * Returns: the exit status: %OPT_CLI_NOTHING without a recommendation
 */
OptCliStatus
opt_cli_tune (OptCli *cli, int argc, char **argv)
{
  Arguments arguments = {
    .options = { .interval = DEFAULT_INTERVAL,
                 .limit = DEFAULT_LIMIT,
                 .time_per_statement = TIME_PER_STATEMENT },
  };
  g_autofree char *interval = NULL;
  g_autofree char *budget = NULL;
  g_autofree char *output = NULL;
  g_autoptr (GError) error = NULL;
  int limit = DEFAULT_LIMIT;
  const GOptionEntry entries[] = {
    { "interval", 0, 0, G_OPTION_ARG_STRING, &interval, N_ ("Watch for that long (60s)"), "TIME" },
    { "output", 0, 0, G_OPTION_ARG_FILENAME, &output, N_ ("Write a report, too"), "FILE.html" },
    { "budget", 0, 0, G_OPTION_ARG_STRING, &budget, N_ ("Space for all new indexes"), "SIZE" },
    { "limit", 0, 0, G_OPTION_ARG_INT, &limit, N_ ("Recommend and try so many at most (5)"), "N" },
    { "sandbox", 0, 0, G_OPTION_ARG_STRING, &cli->sandbox,
      N_ ("Have the sandbox in this server, and not in a private one"), "CONN" },
    { NULL },
  };

  if (!opt_cli_parse (cli, entries, &argc, &argv, 0, 1))
    return OPT_CLI_USAGE;
  if ((interval != NULL && !opt_parse_duration (interval, &arguments.options.interval, &error))
      || (budget != NULL && !opt_parse_bytes (budget, &arguments.options.budget_bytes, &error)))
    return opt_cli_usage (cli, "%s", error->message);
  if (arguments.options.interval < G_USEC_PER_SEC)
    return opt_cli_usage (cli, "%s", _ ("The interval must be a second at least."));
  if (limit < 1)
    return opt_cli_usage (cli, "%s", _ ("The limit must be 1 at least."));

  arguments.options.limit = (guint) limit;
  arguments.output = output;
  arguments.connection = argc > 1 ? argv[1] : NULL;

  return opt_cli_run_job (cli, tune, &arguments);
}
