/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-cli.h"

#include <glib/gi18n-lib.h>

#include "opt-advice-store.h"
#include "opt-cli-copy-options.h"
#include "opt-cli-next.h"
#include "opt-cli-terminal.h"
#include "opt-database-change.h"
#include "opt-database-trial.h"
#include "opt-database-workload.h"
#include "opt-format.h"
#include "opt-report-text.h"
#include "opt-tune.h"

#define TIME_PER_STATEMENT (20 * G_USEC_PER_SEC)

typedef struct
{
  const char *connection;
  const char *recommendation; /* (nullable) its id */
  char *change;
  char *rewrite;
  char *query;
  char *queryid;
  char *workload;
  gint64 time;
  OptCopyOptions *copy;
} Arguments;

static GPtrArray *
make_one (const char *id, const char *sql)
{
  GPtrArray *statements
      = g_ptr_array_new_with_free_func ((GDestroyNotify) opt_advisor_statement_free);

  g_ptr_array_add (statements, opt_advisor_statement_new (id, sql, 1.0));

  return statements;
}

/* What the recommendation itself names, with the calls that were counted then. */
static GPtrArray *
take_effects (OptRecommendation *recommendation)
{
  GPtrArray *effects = opt_recommendation_get_statements (recommendation);
  GPtrArray *statements
      = g_ptr_array_new_with_free_func ((GDestroyNotify) opt_advisor_statement_free);

  for (guint i = 0; i < effects->len; i++)
    {
      const OptStatementEffect *effect = effects->pdata[i];

      g_ptr_array_add (statements,
                       opt_advisor_statement_new (effect->id, effect->sql, effect->weight));
    }

  return statements;
}

static gboolean
has_statements (const Arguments *arguments)
{
  return arguments->query != NULL || arguments->queryid != NULL || arguments->workload != NULL;
}

static GPtrArray *
get_statements (OptCli *cli,
                const Arguments *arguments,
                OptDatabase *database,
                OptRecommendation *recommendation,
                GError **error)
{
  g_autofree char *text = NULL;

  if (arguments->query != NULL)
    return make_one ("0", arguments->query);
  if (arguments->workload != NULL)
    return opt_database_load_statements (arguments->workload, error);
  if (arguments->queryid == NULL)
    return take_effects (recommendation);

  text = opt_database_find_text_sync (database, g_ascii_strtoll (arguments->queryid, NULL, 10),
                                      cli->cancellable, error);

  return text != NULL ? make_one (arguments->queryid, text) : NULL;
}

static const char *
get_change_sql (const Arguments *arguments, OptRecommendation *recommendation)
{
  return recommendation != NULL ? opt_recommendation_get_sql (recommendation) : arguments->change;
}

/* @sandbox_sql: (out) (nullable): what makes the change, where there is one */
static gboolean
get_sandbox_sql (const Arguments *arguments,
                 OptRecommendation *recommendation,
                 GStrv *sandbox_sql,
                 GError **error)
{
  g_autoptr (GStrvBuilder) builder = NULL;
  OptChangeSet *changes;

  if (recommendation == NULL)
    {
      if (arguments->change == NULL)
        return TRUE;
      *sandbox_sql = opt_database_split_change (arguments->change, error);
      return *sandbox_sql != NULL;
    }

  changes = opt_recommendation_get_change_set (recommendation);
  builder = g_strv_builder_new ();
  for (guint i = 0; i < opt_change_set_get_length (changes); i++)
    g_strv_builder_add (builder, opt_change_set_get (changes, i)->sandbox_sql);

  *sandbox_sql = g_strv_builder_end (builder);

  return TRUE;
}

static OptCliStatus
get_status (OptTrial *trial)
{
  switch (opt_trial_get_evidence (trial))
    {
    case OPT_EVIDENCE_MEASURED:
      return OPT_CLI_DONE;
    case OPT_EVIDENCE_REFUTED:
      return OPT_CLI_NOTHING;
    case OPT_EVIDENCE_OPINION:
    case OPT_EVIDENCE_SIMULATED:
    case OPT_EVIDENCE_CONFIRMED:
    default:
      return opt_trial_get_verdict (trial) == OPT_VERDICT_FAILED ? OPT_CLI_FAILED : OPT_CLI_NOTHING;
    }
}

/* What was measured is shown all the same where it can't be kept. */
static void
keep_result (OptAdviceStore *store, OptRecommendation *recommendation, OptTrial *trial)
{
  g_autoptr (GError) error = NULL;

  opt_tune_record_trial (recommendation, trial, NULL);
  if (!opt_advice_store_update_sync (store, recommendation, &error))
    g_printerr (_ ("The result was not kept with the recommendation: %s\n"), error->message);
}

static void
print_trial (OptCli *cli, OptTrial *trial)
{
  g_autoptr (JsonNode) json = opt_trial_to_json (trial);
  g_autofree char *text = NULL;

  if (cli->json)
    {
      opt_cli_print_json (json, FALSE);
      return;
    }

  text = opt_report_trial_to_text (json, opt_cli_has_colours ());
  opt_cli_print_styled (text);
  g_print ("\n");
}

static OptCliStatus
run_trial (OptCli *cli, gpointer data, GError **error)
{
  const Arguments *arguments = data;
  g_autoptr (OptConninfo) conninfo = opt_cli_resolve_connection (cli, arguments->connection, error);
  g_autoptr (OptDatabase) database = NULL;
  g_autoptr (OptAdviceStore) store = NULL;
  g_autoptr (OptRecommendation) recommendation = NULL;
  g_autoptr (GPtrArray) statements = NULL;
  g_auto (GStrv)
    sandbox_sql = NULL;
  OptTrialVariant variant;
  g_autoptr (OptTrial) trial = NULL;

  if (conninfo == NULL)
    return OPT_CLI_USAGE;
  if (arguments->recommendation != NULL)
    {
      store = opt_advice_store_open_sync (NULL, error);
      if (store == NULL)
        return OPT_CLI_FAILED;
      recommendation = opt_advice_store_find_sync (store, arguments->recommendation, error);
      if (recommendation == NULL)
        return OPT_CLI_FAILED;
    }
  if (!get_sandbox_sql (arguments, recommendation, &sandbox_sql, error))
    return OPT_CLI_FAILED;
  database = opt_cli_open_database (cli, arguments->connection, conninfo, error);
  if (database == NULL)
    return OPT_CLI_UNREACHABLE;
  if (recommendation != NULL
      && !opt_database_check_recommendation (database, recommendation, error))
    return OPT_CLI_FAILED;
  statements = get_statements (cli, arguments, database, recommendation, error);
  if (statements == NULL)
    return OPT_CLI_FAILED;

  opt_database_set_copy_options (database, arguments->copy);
  variant = (OptTrialVariant){
    .change_sql = get_change_sql (arguments, recommendation),
    .sandbox_sql = (const char *const *) sandbox_sql,
    .rewrite = arguments->rewrite,
  };
  trial = opt_database_try_variant_sync (database, &variant, statements, arguments->time,
                                         &cli->progress, cli->cancellable, error);
  opt_cli_clear_progress (cli);
  if (trial == NULL)
    return OPT_CLI_FAILED;
  /* Other statements than its own neither prove nor refute it. */
  if (recommendation != NULL && !has_statements (arguments))
    keep_result (store, recommendation, trial);

  print_trial (cli, trial);
  if (!cli->json && opt_trial_get_evidence (trial) == OPT_EVIDENCE_MEASURED
      && recommendation != NULL && !has_statements (arguments))
    opt_cli_print_next_verbs (arguments->connection, conninfo, arguments->recommendation, NULL,
                              (const char *const[]){ "apply", NULL });

  return get_status (trial);
}

/* Whether what is asked for can be asked for together. */
static gboolean
check_arguments (OptCli *cli, const Arguments *arguments)
{
  int n_sources
      = (arguments->query != NULL) + (arguments->queryid != NULL) + (arguments->workload != NULL);
  gboolean own = arguments->change != NULL || arguments->rewrite != NULL;
  const char *wrong = NULL;

  if (own == (arguments->recommendation != NULL))
    wrong = _ ("Give a recommendation's id or --change or --rewrite.");
  else if (n_sources > 1 || (own && n_sources == 0))
    wrong = _ ("Give one of --query, --queryid and --workload: what is to be measured.");
  else if (arguments->rewrite != NULL && arguments->workload != NULL)
    wrong = _ ("Give the statement that --rewrite is of with --query or --queryid.");
  if (wrong == NULL)
    return TRUE;

  opt_cli_usage (cli, "%s", wrong);

  return FALSE;
}

/**
 * opt_cli_trial:
 * @cli: the program
 * @argc: how many words
 * @argv: the words, the verb first
 *
 * `trial`: measures a change, or another text of a statement, on copies in the sandbox.
 *
 * Returns: the exit status: %OPT_CLI_NOTHING where it is no better, or a drop makes something worse
 */
OptCliStatus
opt_cli_trial (OptCli *cli, int argc, char **argv)
{
  Arguments arguments = { .time = TIME_PER_STATEMENT };
  g_auto (GStrv)
    changes = NULL;
  g_autofree char *change = NULL;
  g_autofree char *rewrite = NULL;
  g_autofree char *query = NULL;
  g_autofree char *queryid = NULL;
  g_autofree char *workload = NULL;
  g_autofree char *time = NULL;
  g_auto (OptCliCopyArguments)
    copy_arguments = { 0 };
  g_autoptr (OptCopyOptions) copy = NULL;
  g_autoptr (GError) error = NULL;
  const GOptionEntry entries[] = {
    { "change", 0, 0, G_OPTION_ARG_STRING_ARRAY, &changes,
      N_ ("Try this change; several are tried together"), "SQL" },
    { "rewrite", 0, 0, G_OPTION_ARG_STRING, &rewrite, N_ ("Try this other text of the statement"),
      "SQL" },
    { "query", 0, 0, G_OPTION_ARG_STRING, &query, N_ ("Measure this statement"), "SQL" },
    { "queryid", 0, 0, G_OPTION_ARG_STRING, &queryid,
      N_ ("Measure the statement that the server knows by this number"), "ID" },
    { "workload", 0, 0, G_OPTION_ARG_FILENAME, &workload,
      N_ ("Measure the statements of this file"), "FILE.sql" },
    { "time", 0, 0, G_OPTION_ARG_STRING, &time, N_ ("Time for each statement (20s)"), "TIME" },
    OPT_CLI_COPY_ENTRIES (copy_arguments),
    { "sandbox", 0, 0, G_OPTION_ARG_STRING, &cli->sandbox,
      N_ ("Have the sandbox in this server, and not in a private one"), "CONN" },
    { NULL },
  };

  if (!opt_cli_parse (cli, entries, &argc, &argv, 0, 2))
    return OPT_CLI_USAGE;

  if (changes != NULL)
    /* One may end in a comment to the end of its line. */
    change = g_strjoinv ("\n;\n", changes);
  arguments.connection = argc > 1 ? argv[1] : NULL;
  arguments.recommendation = argc > 2 ? argv[2] : NULL;
  arguments.change = change;
  arguments.rewrite = rewrite;
  arguments.query = query;
  arguments.queryid = queryid;
  arguments.workload = workload;
  if (!check_arguments (cli, &arguments))
    return OPT_CLI_USAGE;
  if (time != NULL && !opt_parse_duration (time, &arguments.time, &error))
    return opt_cli_usage (cli, "%s", error->message);
  copy = opt_cli_copy_options_new (cli, &copy_arguments, &error);
  if (copy == NULL)
    return opt_cli_usage (cli, "%s", error->message);
  arguments.copy = copy;

  return opt_cli_run_job (cli, run_trial, &arguments);
}
