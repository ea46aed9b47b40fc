/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-cli.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "opt-cli-next.h"
#include "opt-cli-terminal.h"
#include "opt-database-workload.h"
#include "opt-error.h"
#include "opt-format.h"
#include "opt-json.h"
#include "opt-report-text.h"
#include "opt-tune.h"

#define DEFAULT_LIMIT 10

typedef struct
{
  const char *connection;
  char *workload;
  const char *query;
  const char *queryid;
  gint64 budget;
  int limit;
} Arguments;

static GPtrArray *
make_one (const char *sql)
{
  GPtrArray *statements
      = g_ptr_array_new_with_free_func ((GDestroyNotify) opt_advisor_statement_free);

  g_ptr_array_add (statements, opt_advisor_statement_new ("0", sql, 1.0));

  return statements;
}

/* With its calls and their time, as of all others. */
static GPtrArray *
pick_one (OptCli *cli,
          OptDatabase *database,
          GPtrArray *statements,
          const char *queryid,
          GError **error)
{
  gint64 number = g_ascii_strtoll (queryid, NULL, 10);
  g_autofree char *id = g_strdup_printf ("%" G_GINT64_FORMAT, number);
  g_autofree char *text = NULL;

  for (guint i = statements->len; i > 0; i--)
    if (strcmp (((OptAdvisorStatement *) statements->pdata[i - 1])->id, id) != 0)
      g_ptr_array_remove_index (statements, i - 1);
  if (statements->len > 0)
    return g_ptr_array_ref (statements);

  text = opt_database_find_text_sync (database, number, cli->cancellable, error);

  return text != NULL ? make_one (text) : NULL;
}

static GPtrArray *
get_statements (OptCli *cli, OptDatabase *database, const Arguments *arguments, GError **error)
{
  g_autoptr (OptWorkload) workload = NULL;
  g_autoptr (GPtrArray) statements = NULL;

  if (arguments->workload != NULL)
    return opt_database_load_statements (arguments->workload, error);
  if (arguments->query != NULL)
    return make_one (arguments->query);

  workload = opt_database_since_reset_sync (database, cli->cancellable, error);
  if (workload == NULL)
    return NULL;
  statements = opt_database_take_statements (database, workload);

  return arguments->queryid != NULL
             ? pick_one (cli, database, statements, arguments->queryid, error)
             : g_steal_pointer (&statements);
}

static OptCliStatus
advise (OptCli *cli, gpointer data, GError **error)
{
  const Arguments *arguments = data;
  g_autoptr (OptConninfo) conninfo = opt_cli_resolve_connection (cli, arguments->connection, error);
  g_autoptr (OptDatabase) database = NULL;
  g_autoptr (GPtrArray) statements = NULL;
  g_autoptr (JsonNode) advice = NULL;

  if (conninfo == NULL)
    return OPT_CLI_USAGE;
  database = opt_cli_open_database (cli, arguments->connection, conninfo, error);
  if (database == NULL)
    return OPT_CLI_UNREACHABLE;
  statements = get_statements (cli, database, arguments, error);
  if (statements == NULL)
    return OPT_CLI_FAILED;

  advice = opt_tune_advise_sync (database, statements, (guint) arguments->limit, arguments->budget,
                                 &cli->progress, cli->cancellable, error);
  opt_cli_clear_progress (cli);
  if (advice == NULL)
    return OPT_CLI_FAILED;

  if (cli->json)
    opt_cli_print_json (advice, FALSE);
  else
    {
      g_autofree char *word = opt_cli_connection_to_shell (arguments->connection, conninfo);
      g_autofree char *text = opt_report_advice_to_text (advice, word, opt_cli_has_colours ());

      opt_cli_print_styled (text);
      g_print ("\n");
    }

  return json_array_get_length (
             opt_json_get_array (json_node_get_object (advice), "recommendations"))
                 > 0
             ? OPT_CLI_DONE
             : OPT_CLI_NOTHING;
}

/**
 * opt_cli_advise:
 * @cli: the program
 * @argc: how many words
 * @argv: the words, the verb first
 *
 * `advise`: recommends indexes for the server's statements, one of them, or those of a file.
 *
 * Returns: the exit status: %OPT_CLI_NOTHING without a recommendation
 */
OptCliStatus
opt_cli_advise (OptCli *cli, int argc, char **argv)
{
  Arguments arguments = { .limit = DEFAULT_LIMIT };
  g_autofree char *workload = NULL;
  g_autofree char *query = NULL;
  g_autofree char *queryid = NULL;
  g_autofree char *budget = NULL;
  g_autoptr (GError) error = NULL;
  const GOptionEntry entries[] = {
    { "workload", 0, 0, G_OPTION_ARG_FILENAME, &workload,
      N_ ("Advise on the statements of this file and not on the server's own"), "FILE.sql" },
    { "query", 0, 0, G_OPTION_ARG_STRING, &query, N_ ("Advise on this statement alone"), "SQL" },
    { "queryid", 0, 0, G_OPTION_ARG_STRING, &queryid,
      N_ ("Advise on the statement that the server knows by this number alone"), "ID" },
    { "budget", 0, 0, G_OPTION_ARG_STRING, &budget, N_ ("Space for all new indexes"), "SIZE" },
    { "limit", 0, 0, G_OPTION_ARG_INT, &arguments.limit, N_ ("Recommend so many at most (10)"),
      "N" },
    { "sandbox", 0, 0, G_OPTION_ARG_STRING, &cli->sandbox,
      N_ ("Have the sandbox in this server, and not in a private one"), "CONN" },
    { NULL },
  };

  if (!opt_cli_parse (cli, entries, &argc, &argv, 0, 1))
    return OPT_CLI_USAGE;
  if (budget != NULL && !opt_parse_bytes (budget, &arguments.budget, &error))
    return opt_cli_usage (cli, "%s", error->message);
  if (arguments.limit < 1)
    return opt_cli_usage (cli, "%s", _ ("The limit must be 1 at least."));

  if ((workload != NULL) + (query != NULL) + (queryid != NULL) > 1)
    return opt_cli_usage (cli, "%s", _ ("Give one of --workload, --query and --queryid, or none."));
  if (queryid != NULL
      && !g_ascii_string_to_signed (queryid, 10, G_MININT64, G_MAXINT64, NULL, NULL))
    return opt_cli_usage (cli, _ ("“%s” is no queryid."), queryid);

  arguments.connection = argc > 1 ? argv[1] : NULL;
  arguments.workload = workload;
  arguments.query = query;
  arguments.queryid = queryid;

  return opt_cli_run_job (cli, advise, &arguments);
}
