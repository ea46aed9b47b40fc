/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-cli.h"

#include <glib/gi18n-lib.h>

#include "opt-cli-plan-file.h"
#include "opt-cli-plan-history.h"
#include "opt-database-plan-history.h"
#include "opt-database-workload.h"
#include "opt-error.h"
#include "opt-json.h"
#include "opt-plan-anonymize.h"
#include "opt-plan-html.h"
#include "opt-plan-statistics.h"

typedef struct
{
  const char *connection;
  char *query;
  char *queryid;
  char *file;
  gboolean analyze;
  gboolean here;
  OptPlanOptions options;
  gboolean history;
  gboolean statistics;
  gboolean anonymize;
  gboolean html;
  gboolean source;
  OptExplainValues *values; /* (nullable) */
} Arguments;

/* The statement, by its own text or by its number. */
static char *
get_sql (OptCli *cli, OptDatabase *database, const Arguments *arguments, GError **error)
{
  if (arguments->queryid == NULL)
    return g_strdup (arguments->query);

  return opt_database_find_text_sync (database, g_ascii_strtoll (arguments->queryid, NULL, 10),
                                      cli->cancellable, error);
}

static OptPlan *
ask_server (OptCli *cli,
            OptDatabase *database,
            const Arguments *arguments,
            char **basis,
            GError **error)
{
  g_autofree char *sql = get_sql (cli, database, arguments, error);

  if (sql == NULL)
    return NULL;

  return opt_database_explain_sync (database, sql,
                                    arguments->here      ? OPT_EXPLAIN_ANALYZE_HERE
                                    : arguments->analyze ? OPT_EXPLAIN_ANALYZE_COPY
                                                         : OPT_EXPLAIN_PLAN,
                                    arguments->options, arguments->values, basis, &cli->progress,
                                    cli->cancellable, error);
}

static OptCliStatus
list_history (OptCli *cli, OptDatabase *database, const Arguments *arguments, GError **error)
{
  g_autofree char *sql = get_sql (cli, database, arguments, error);
  g_autoptr (GPtrArray) records
      = sql != NULL ? opt_database_list_plans_sync (database, sql, error) : NULL;

  opt_cli_clear_progress (cli);
  if (records == NULL)
    return OPT_CLI_FAILED;
  opt_cli_print_plan_history (cli, records);

  return records->len > 0 ? OPT_CLI_DONE : OPT_CLI_NOTHING;
}

static void
print_text (OptPlan *plan, const char *basis, gboolean with_statistics)
{
  g_autofree char *text = opt_plan_to_text (plan);

  if (basis != NULL)
    g_print ("%s.\n\n", basis);
  g_print ("%s\n", text);
  if (with_statistics)
    {
      g_autoptr (OptPlanStatistics) statistics = opt_plan_statistics_new (plan);
      g_autofree char *tables = opt_plan_statistics_to_text (statistics);

      g_print ("%s\n", tables);
    }
}

/* @sql: (inout): the statement, where it is not in the plan; it gets the same new names */
static OptPlan *
anonymize (OptPlan *plan, char **sql, GError **error)
{
  char *renamed = NULL;
  OptPlan *other = opt_plan_anonymize_with_sql (plan, *sql, &renamed, error);

  g_free (*sql);
  *sql = renamed;

  return other;
}

static void
print_html (OptPlan *plan, const char *sql, const char *basis)
{
  g_autofree char *html = opt_plan_to_html (plan, sql, basis);

  g_print ("%s", html);
}

static OptCliStatus
plan (OptCli *cli, gpointer data, GError **error)
{
  const Arguments *arguments = data;
  g_autofree char *basis = NULL;
  g_autofree char *sql = g_strdup (arguments->query);
  g_autoptr (OptConninfo) conninfo = NULL;
  g_autoptr (OptDatabase) database = NULL;
  g_autoptr (OptPlan) found = NULL;

  if (arguments->file != NULL)
    {
      g_atomic_int_set (&cli->is_alone, TRUE);
      found = opt_cli_read_plan (arguments->file, error);
    }
  else
    {
      conninfo = opt_cli_resolve_connection (cli, arguments->connection, error);
      if (conninfo == NULL)
        return OPT_CLI_USAGE;
      database = opt_database_open_sync (conninfo, cli->cancellable, error);
      if (database == NULL)
        return OPT_CLI_FAILED;
      if (arguments->history)
        return list_history (cli, database, arguments, error);
      found = ask_server (cli, database, arguments, &basis, error);
    }
  opt_cli_clear_progress (cli);
  if (found != NULL && arguments->anonymize)
    {
      g_autoptr (OptPlan) named = g_steal_pointer (&found);

      found = anonymize (named, &sql, error);
      /* It may tell for which values. */
      g_clear_pointer (&basis, g_free);
    }
  if (found == NULL)
    return OPT_CLI_FAILED;

  if (arguments->html)
    print_html (found, sql, basis);
  else if (arguments->source)
    opt_cli_print_json (opt_plan_get_source (found), FALSE);
  else if (cli->json)
    {
      g_autoptr (JsonNode) node = opt_plan_to_json (found);

      if (basis != NULL)
        json_object_set_string_member (json_node_get_object (node), "basis", basis);
      opt_cli_print_json (node, FALSE);
    }
  else
    print_text (found, basis, arguments->statistics);

  return OPT_CLI_DONE;
}

static gboolean
is_number (const char *text)
{
  gint64 number;

  return g_ascii_string_to_signed (text, 10, G_MININT64, G_MAXINT64, &number, NULL);
}

/**
 * opt_cli_plan:
 * @cli: the program
 * @argc: how many words
 * @argv: the words, the verb first
 *
 * `plan`: explains a statement, or reads a plan from a file.
 *
 * Returns: the exit status
 */
OptCliStatus
opt_cli_plan (OptCli *cli, int argc, char **argv)
{
  Arguments arguments = { 0 };
  g_autofree char *query = NULL;
  g_autofree char *queryid = NULL;
  g_autofree char *file = NULL;
  g_autofree char *values = NULL;
  g_autofree char *options = NULL;
  g_autoptr (OptExplainValues) chosen = NULL;
  g_autoptr (GError) error = NULL;
  const GOptionEntry entries[] = {
    { "query", 0, 0, G_OPTION_ARG_STRING, &query, N_ ("Explain this statement"), "SQL" },
    { "queryid", 0, 0, G_OPTION_ARG_STRING, &queryid,
      N_ ("Explain the statement that the server knows by this number"), "ID" },
    { "file", 0, 0, G_OPTION_ARG_FILENAME, &file,
      N_ ("Read what EXPLAIN printed, in any format; - reads the standard input"), "FILE" },
    { "analyze", 0, 0, G_OPTION_ARG_NONE, &arguments.analyze,
      N_ ("Run it, on a copy of its tables in the sandbox"), NULL },
    { "here", 0, 0, G_OPTION_ARG_NONE, &arguments.here,
      N_ ("With --analyze: run it on the server itself, read-only"), NULL },
    { "options", 0, 0, G_OPTION_ARG_STRING, &options,
      N_ ("What EXPLAIN is to tell besides: verbose, wal, memory, serialize, no-timing …"),
      "LIST" },
    { "values", 0, 0, G_OPTION_ARG_STRING, &values,
      N_ ("Plan it for these values of $1 and so on: seen, seen:N, typical, common, rare, generic"),
      "WHICH" },
    { "history", 0, 0, G_OPTION_ARG_NONE, &arguments.history,
      N_ ("List the plans that were got for it so far, and ask for none"), NULL },
    { "statistics", 0, 0, G_OPTION_ARG_NONE, &arguments.statistics,
      N_ ("Sum it up by node type, table and index, too"), NULL },
    { "anonymize", 0, 0, G_OPTION_ARG_NONE, &arguments.anonymize,
      N_ ("Give all names others, and leave the values out"), NULL },
    { "html", 0, 0, G_OPTION_ARG_NONE, &arguments.html, N_ ("Print it as a page of HTML"), NULL },
    { "source", 0, 0, G_OPTION_ARG_NONE, &arguments.source,
      N_ ("Print it as PostgreSQL’s JSON, to be read again"), NULL },
    { NULL },
  };

  if (!opt_cli_parse (cli, entries, &argc, &argv, 0, 1))
    return OPT_CLI_USAGE;
  if ((query != NULL) + (queryid != NULL) + (file != NULL) != 1)
    return opt_cli_usage (cli, "%s", _ ("Give one of --query, --queryid and --file."));
  if (arguments.history
      && (file != NULL || arguments.analyze || values != NULL || options != NULL
          || arguments.statistics))
    return opt_cli_usage (cli, "%s", _ ("--history goes with --query or --queryid alone."));
  if (arguments.html + arguments.source + (cli->json || arguments.statistics) > 1)
    return opt_cli_usage (cli, "%s",
                          _ ("Give one of --html, --source, and --json or --statistics."));
  if (arguments.history && (arguments.html || arguments.source || arguments.anonymize))
    return opt_cli_usage (cli, "%s", _ ("--history goes with --query or --queryid alone."));
  if (file != NULL && (argc > 1 || arguments.analyze || values != NULL))
    return opt_cli_usage (cli, "%s", _ ("A plan from a file needs no server."));
  if (arguments.here && !arguments.analyze)
    return opt_cli_usage (cli, "%s", _ ("--here goes with --analyze."));
  if (queryid != NULL && !is_number (queryid))
    return opt_cli_usage (cli, _ ("“%s” is no queryid."), queryid);

  arguments.options = OPT_PLAN_OPTIONS_USUAL;
  if (options != NULL && !opt_plan_options_change (&arguments.options, options, &error))
    return opt_cli_usage (cli, "%s %s", error->message, opt_error_get_next_step (error));
  if (values != NULL)
    {
      chosen = opt_explain_values_new_from_text (values, &error);
      if (chosen == NULL)
        return opt_cli_usage (cli, "%s %s", error->message, opt_error_get_next_step (error));
    }

  arguments.values = chosen;
  arguments.connection = argc > 1 ? argv[1] : NULL;
  arguments.query = query;
  arguments.queryid = queryid;
  arguments.file = file;

  return opt_cli_run_job (cli, plan, &arguments);
}
