/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-cli.h"

#include <glib/gi18n-lib.h>

#include "opt-cli-change.h"
#include "opt-cli-plan-file.h"
#include "opt-cli-plan-history.h"
#include "opt-cli-plan-log.h"
#include "opt-cli-plan-next.h"
#include "opt-cli-plan-top.h"
#include "opt-cli-terminal.h"
#include "opt-database-plan-history.h"
#include "opt-database-workload.h"
#include "opt-error.h"
#include "opt-json.h"
#include "opt-plan-anonymize.h"
#include "opt-plan-html.h"
#include "opt-plan-list.h"
#include "opt-plan-statistics.h"
#include "opt-report-plan.h"

#define ALL G_MININT

typedef struct
{
  const char *connection;
  const char *query;
  const char *queryid;
  const char *file;
  gboolean analyze;
  gboolean here;
  gboolean yes;
  OptPlanOptions options;
  gboolean history;
  gboolean statistics;
  gboolean anonymize;
  gboolean html;
  gboolean source;
  gboolean list;
  gboolean remember;
  gboolean same_database;
  int top;                  /* so many statements, or ALL: none */
  int nth;                  /* from 1, or ALL of them together */
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

/* Whether it may run there, for all that it takes from others. */
static gboolean
may_run_here (OptCli *cli, const Arguments *arguments, GError **error)
{
  if (!arguments->here || arguments->yes)
    return TRUE;

  opt_cli_clear_progress (cli);
  if (isatty (STDIN_FILENO))
    g_printerr ("%s\n",
                _ ("The statement is run on the watched server itself: read-only, in a transaction "
                   "that is rolled back, and with a timeout. Until then it takes the server’s "
                   "processors, memory and disks from others, and pushes their pages out of its "
                   "cache. Without --here it is run on a copy, which takes nothing from anybody."));

  return opt_cli_ask (cli, _ ("Run it on the server?"), error);
}

static OptPlan *
ask_server (OptCli *cli,
            OptDatabase *database,
            const Arguments *arguments,
            char **basis,
            GError **error)
{
  g_autofree char *sql = get_sql (cli, database, arguments, error);

  if (sql == NULL || !may_run_here (cli, arguments, error))
    return NULL;

  return opt_database_explain_sync (database, sql,
                                    arguments->here      ? OPT_EXPLAIN_ANALYZE_HERE
                                    : arguments->analyze ? OPT_EXPLAIN_ANALYZE_COPY
                                                         : OPT_EXPLAIN_PLAN,
                                    arguments->options, arguments->values, basis, &cli->progress,
                                    cli->cancellable, error);
}

static OptCliStatus
list_history (OptCli *cli, const Arguments *arguments, OptConninfo *conninfo, GError **error)
{
  g_autoptr (GError) unreachable = NULL;
  g_autoptr (OptDatabase) database
      = opt_database_open_sync (conninfo, cli->cancellable, &unreachable);
  g_autofree char *sql = NULL;
  g_autoptr (GPtrArray) records = NULL;

  if (g_cancellable_set_error_if_cancelled (cli->cancellable, error))
    return OPT_CLI_FAILED;

  if (database != NULL)
    sql = get_sql (cli, database, arguments, error);
  if (sql != NULL)
    records = opt_database_list_plans_sync (database, sql, error);
  else if (database == NULL)
    records = opt_cli_list_recorded_plans (arguments->query, conninfo, unreachable, error);
  opt_cli_clear_progress (cli);
  if (records == NULL && database == NULL)
    return OPT_CLI_UNREACHABLE;
  if (records == NULL)
    return OPT_CLI_FAILED;
  opt_cli_print_plan_history (cli, records);

  return records->len > 0 ? OPT_CLI_DONE : OPT_CLI_NOTHING;
}

static void
print_text (OptPlan *plan, const char *basis, gboolean with_statistics)
{
  gboolean colour = opt_cli_has_colours ();
  int columns = 0;
  int rows = 0;
  g_autofree char *text = NULL;

  /* What is piped is whole. */
  if (colour)
    opt_cli_terminal_get_size (&columns, &rows);
  text = colour ? opt_report_plan_to_text (plan, (guint) columns) : opt_plan_to_text (plan);

  if (basis != NULL)
    g_print ("%s.\n\n", basis);
  if (colour)
    opt_cli_print_styled (text);
  else
    g_print ("%s", text);
  g_print ("\n");
  if (opt_plan_get_n_plans (plan) > 1)
    g_print ("%s\n", _ ("--list lists the plans, --nth N shows one of them."));
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
print_list (OptCli *cli, OptPlan *plan)
{
  if (cli->json)
    {
      g_autoptr (JsonNode) node = opt_plan_list_to_json (plan);

      opt_cli_print_json (node, FALSE);
    }
  else
    {
      g_autofree char *text = opt_plan_list_to_text (plan);

      g_print ("%s", text);
    }

  return opt_plan_get_n_plans (plan) > 0 ? OPT_CLI_DONE : OPT_CLI_NOTHING;
}

/* The plan of a file, or one of several. */
static OptPlan *
read_file (const Arguments *arguments, GError **error)
{
  g_autoptr (OptPlan) all = opt_cli_read_plan (arguments->file, error);

  if (all == NULL || arguments->nth == ALL)
    return g_steal_pointer (&all);

  return opt_plan_new_nth (all, (guint) arguments->nth - 1, error);
}

/* @planned: (nullable): what a server was asked, where it may be told */
static void
print_plan (OptCli *cli,
            const Arguments *arguments,
            OptPlan *plan,
            const char *sql,
            const char *basis,
            const OptCliPlanned *planned)
{
  if (arguments->html)
    print_html (plan, sql, basis);
  else if (arguments->source)
    opt_cli_print_json (opt_plan_get_source (plan), FALSE);
  else if (cli->json)
    {
      g_autoptr (JsonNode) node = opt_plan_to_json (plan);

      if (basis != NULL)
        json_object_set_string_member (json_node_get_object (node), "basis", basis);
      if (planned != NULL)
        opt_cli_add_next (node, plan, planned);
      opt_cli_print_json (node, FALSE);
    }
  else
    {
      print_text (plan, basis, arguments->statistics);
      if (planned != NULL)
        opt_cli_print_next (plan, planned);
    }
}

static OptCliStatus
on_server (OptCli *cli, const Arguments *arguments, GError **error)
{
  g_autoptr (OptConninfo) conninfo = opt_cli_resolve_connection (cli, arguments->connection, error);
  g_autoptr (OptDatabase) database = NULL;

  if (conninfo == NULL)
    return OPT_CLI_USAGE;
  database = opt_database_open_sync (conninfo, cli->cancellable, error);
  if (database == NULL)
    return OPT_CLI_FAILED;

  return arguments->remember ? opt_cli_remember_log (cli, database, arguments->file,
                                                     arguments->same_database, error)
                             : opt_cli_plan_top (cli, database, (guint) arguments->top, error);
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
  g_auto (OptCliPlanned)
    planned = { 0 };

  if (arguments->remember || arguments->top != ALL)
    return on_server (cli, arguments, error);
  if (arguments->file != NULL)
    {
      g_atomic_int_set (&cli->is_alone, TRUE);
      found = read_file (arguments, error);
    }
  else
    {
      conninfo = opt_cli_resolve_connection (cli, arguments->connection, error);
      if (conninfo == NULL)
        return OPT_CLI_USAGE;
      if (arguments->history)
        return list_history (cli, arguments, conninfo, error);
      database = opt_cli_open_database (cli, arguments->connection, conninfo, error);
      if (database == NULL)
        return OPT_CLI_FAILED;
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

  if (arguments->list)
    return print_list (cli, found);
  if (conninfo != NULL)
    opt_cli_planned_init (&planned, arguments->connection, conninfo, arguments->query,
                          arguments->queryid);
  print_plan (cli, arguments, found, sql, basis,
              conninfo != NULL && !arguments->anonymize ? &planned : NULL);

  return OPT_CLI_DONE;
}

static gboolean
is_number (const char *text)
{
  gint64 number;

  return g_ascii_string_to_signed (text, 10, G_MININT64, G_MAXINT64, &number, NULL);
}

/* Of a plan that a server makes. */
static gboolean
check_request (OptCli *cli, const Arguments *arguments, gboolean with_values, gboolean with_options)
{
  if (arguments->history
      && (arguments->file != NULL || arguments->analyze || with_values || with_options
          || arguments->statistics || arguments->html || arguments->source || arguments->anonymize))
    opt_cli_usage (cli, "%s", _ ("--history goes with --query or --queryid alone."));
  else if (arguments->here && !arguments->analyze)
    opt_cli_usage (cli, "%s", _ ("--here goes with --analyze."));
  else if (arguments->yes && !arguments->here)
    opt_cli_usage (cli, "%s", _ ("--yes goes with --here."));
  else if (arguments->queryid != NULL && !is_number (arguments->queryid))
    opt_cli_usage (cli, _ ("“%s” is no queryid."), arguments->queryid);
  else
    return TRUE;

  return FALSE;
}

/* Of one that is there. */
static gboolean
check_file (OptCli *cli, const Arguments *arguments, gboolean with_values)
{
  gboolean nth = arguments->nth != ALL;

  if (arguments->file != NULL
      && (arguments->connection != NULL || arguments->analyze || with_values))
    opt_cli_usage (cli, "%s", _ ("A plan from a file needs no server."));
  else if (arguments->file == NULL && (arguments->list || nth))
    opt_cli_usage (cli, "%s", _ ("--list and --nth go with --file."));
  else if (nth && arguments->nth < 1)
    opt_cli_usage (cli, "%s", _ ("Plans are counted from 1: see --list."));
  else if (arguments->list
           && (nth || arguments->html || arguments->source || arguments->anonymize
               || arguments->statistics))
    opt_cli_usage (cli, "%s", _ ("--list goes with --file alone, or with --json."));
  else
    return TRUE;

  return FALSE;
}

/* Of a log, which goes with the server that wrote it, or of many statements. */
static gboolean
check_alone (OptCli *cli, const Arguments *arguments, gboolean with_others)
{
  gboolean top = arguments->top != ALL;

  if (top && arguments->top < 1)
    {
      opt_cli_usage (cli, "%s", _ ("--top plans one statement at least."));
      return FALSE;
    }
  if (arguments->query != NULL || arguments->queryid != NULL || with_others || arguments->history
      || (top && (arguments->remember || arguments->file != NULL)) || arguments->list
      || arguments->nth != ALL || arguments->analyze || arguments->html || arguments->source
      || arguments->anonymize || arguments->statistics)
    {
      opt_cli_usage (
          cli, "%s",
          top ? _ ("--top goes with CONN and --json alone.")
              : _ ("--remember goes with CONN, --file, --same-database and --json alone."));
      return FALSE;
    }

  return TRUE;
}

/* Says what is wrong. */
static gboolean
check (OptCli *cli, const Arguments *arguments, gboolean with_values, gboolean with_options)
{
  if (cli->sandbox != NULL && (!arguments->analyze || arguments->here))
    {
      opt_cli_usage (cli, "%s", _ ("--sandbox goes with --analyze, without --here."));
      return FALSE;
    }
  if (arguments->same_database && !arguments->remember)
    {
      opt_cli_usage (cli, "%s", _ ("--same-database goes with --remember."));
      return FALSE;
    }
  if (arguments->remember || arguments->top != ALL)
    return check_alone (cli, arguments, with_values || with_options);
  if ((arguments->query != NULL) + (arguments->queryid != NULL) + (arguments->file != NULL) != 1)
    {
      opt_cli_usage (cli, "%s",
                     _ ("Give one of --query, --queryid, --file, --remember and --top."));
      return FALSE;
    }
  if (arguments->html + arguments->source + (cli->json || arguments->statistics) > 1)
    {
      opt_cli_usage (cli, "%s", _ ("Give one of --html, --source, and --json or --statistics."));
      return FALSE;
    }

  return check_request (cli, arguments, with_values, with_options)
         && check_file (cli, arguments, with_values);
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
  Arguments arguments = { .nth = ALL, .top = ALL };
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
    { "yes", 'y', 0, G_OPTION_ARG_NONE, &arguments.yes, N_ ("With --here: don't ask"), NULL },
    { "options", 0, 0, G_OPTION_ARG_STRING, &options,
      N_ ("What EXPLAIN is to tell besides: verbose, wal, memory, serialize, no-costs …"), "LIST" },
    { "values", 0, 0, G_OPTION_ARG_STRING, &values,
      N_ ("Plan it for these values of $1 and so on: seen, seen:N, typical, common, rare, generic"),
      "WHICH" },
    { "history", 0, 0, G_OPTION_ARG_NONE, &arguments.history,
      N_ ("List the plans that were got for it so far, and ask for none"), NULL },
    { "statistics", 0, 0, G_OPTION_ARG_NONE, &arguments.statistics,
      N_ ("Sum it up by node type, table and index, too"), NULL },
    { "anonymize", 0, 0, G_OPTION_ARG_NONE, &arguments.anonymize,
      N_ ("Give all names others, and leave the values out"), NULL },
    { "list", 0, 0, G_OPTION_ARG_NONE, &arguments.list,
      N_ ("With --file: list the plans that are in it"), NULL },
    { "nth", 0, 0, G_OPTION_ARG_INT, &arguments.nth,
      N_ ("With --file: show this one of them, by its number in --list"), "N" },
    { "top", 0, 0, G_OPTION_ARG_INT, &arguments.top,
      N_ ("Plan the N statements that cost most, and say of each that can’t be planned why"), "N" },
    { "remember", 0, 0, G_OPTION_ARG_NONE, &arguments.remember,
      N_ ("Keep the plans of a log among those that the statements had: of --file, or of the log "
          "that the server writes now"),
      NULL },
    { "same-database", 0, 0, G_OPTION_ARG_NONE, &arguments.same_database,
      N_ ("With --remember: what the log names no database for is of this one, too"), NULL },
    { "html", 0, 0, G_OPTION_ARG_NONE, &arguments.html, N_ ("Print it as a page of HTML"), NULL },
    { "source", 0, 0, G_OPTION_ARG_NONE, &arguments.source,
      N_ ("Print it as PostgreSQL’s JSON, to be read again"), NULL },
    { "sandbox", 0, 0, G_OPTION_ARG_STRING, &cli->sandbox,
      N_ ("Have the sandbox in this server, and not in a private one"), "CONN" },
    { NULL },
  };

  if (!opt_cli_parse (cli, entries, &argc, &argv, 0, 1))
    return OPT_CLI_USAGE;
  arguments.query = query;
  arguments.queryid = queryid;
  arguments.file = file;
  arguments.connection = argc > 1 ? argv[1] : NULL;
  if (!check (cli, &arguments, values != NULL, options != NULL))
    return OPT_CLI_USAGE;

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

  return opt_cli_run_job (cli, plan, &arguments);
}
