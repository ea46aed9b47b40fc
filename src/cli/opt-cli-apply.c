/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-cli.h"

#include <glib/gi18n-lib.h>

#include "opt-advice-store.h"
#include "opt-change-apply.h"
#include "opt-change-migration.h"
#include "opt-cli-change.h"
#include "opt-cli-dry-run.h"
#include "opt-cli-next.h"
#include "opt-database-change-plan.h"
#include "opt-database-change.h"
#include "opt-database-own-change.h"
#include "opt-error.h"

typedef struct
{
  OptCliChangeArguments common;
  const char *sql;       /* (nullable) in place of a recommendation */
  const char *migration; /* (nullable) a file */
  OptMigrationFormat format;
} Arguments;

static void
print_question (OptRecommendation *recommendation)
{
  OptEvidence evidence = opt_recommendation_get_evidence (recommendation);

  /* What is asked is no result: it goes where the answer comes from. */
  g_printerr ("%s (%s)\n\n%s\n\n", opt_recommendation_get_title (recommendation),
              opt_evidence_get_label (evidence), opt_recommendation_get_sql (recommendation));
  g_printerr ("%s\n", opt_recommendation_get_risk (recommendation));
  g_printerr (_ ("Undo: %s\n"), opt_recommendation_get_undo_sql (recommendation));
  if (evidence == OPT_EVIDENCE_REFUTED)
    g_printerr (_ ("Refuted: %s\n"), opt_recommendation_get_refuted_by (recommendation));
  g_printerr ("\n");
}

static OptRecommendation *
find_recommendation (const char *id, GError **error)
{
  g_autoptr (OptAdviceStore) advice = opt_advice_store_open_sync (NULL, error);

  return advice != NULL ? opt_advice_store_find_sync (advice, id, error) : NULL;
}

/* Nobody is asked about what the role that they named may not do. */
static gboolean
check_rights (OptCli *cli,
              OptDatabase *database,
              const char *role,
              OptRecommendation *recommendation,
              GError **error)
{
  g_autoptr (OptChangePlan) plan
      = opt_database_plan_change_sync (database, role, recommendation, cli->cancellable, error);
  g_autofree char *rights = NULL;

  if (plan == NULL)
    return FALSE;
  if (opt_change_plan_is_allowed (plan))
    return TRUE;

  rights = opt_change_plan_describe_rights (plan);
  opt_set_error (error, OPT_ERROR_DENIED,
                 _ ("Nothing was changed. What else stands in its way, apply --dry-run shows."),
                 "%s", rights);

  return FALSE;
}

/* What is to be done, and where: (out) (transfer full), as far as it got. */
static OptCliStatus
open_both (OptCli *cli,
           const Arguments *arguments,
           OptRecommendation **recommendation,
           OptDatabase **database,
           GError **error)
{
  g_autoptr (OptConninfo) conninfo
      = opt_cli_resolve_connection (cli, arguments->common.connection, error);

  if (conninfo == NULL)
    return OPT_CLI_USAGE;
  if (arguments->sql == NULL)
    {
      *recommendation = find_recommendation (arguments->common.id, error);
      if (*recommendation == NULL)
        return OPT_CLI_FAILED;
    }
  *database = opt_database_open_sync (conninfo, cli->cancellable, error);
  if (*database == NULL)
    return OPT_CLI_UNREACHABLE;
  if (arguments->sql != NULL)
    *recommendation = opt_database_make_change_sync (*database, arguments->common.role, NULL,
                                                     arguments->sql, cli->cancellable, error);

  return *recommendation != NULL ? OPT_CLI_DONE : OPT_CLI_FAILED;
}

/* What is known to use it can tell whether it has helped. */
static void
print_next (const OptCliChangeArguments *arguments,
            OptDatabase *database,
            OptRecommendation *recommendation,
            const char *change_id)
{
  gboolean is_used = opt_recommendation_get_statements (recommendation)->len > 0;
  const char *verbs[] = { is_used ? "confirm" : "undo", is_used ? "undo" : NULL, NULL };

  opt_cli_print_next_verbs (arguments->connection, opt_database_get_conninfo (database), change_id,
                            arguments->role, verbs);
}

static OptCliStatus
apply (OptCli *cli, gpointer data, GError **error)
{
  const OptCliChangeArguments *arguments = &((const Arguments *) data)->common;
  g_autoptr (OptRecommendation) recommendation = NULL;
  g_autoptr (OptDatabase) database = NULL;
  g_autofree char *change_id = NULL;
  OptCliStatus status = open_both (cli, data, &recommendation, &database, error);

  if (status != OPT_CLI_DONE)
    return status;

  print_question (recommendation);
  if (!check_rights (cli, database, arguments->role, recommendation, error))
    return OPT_CLI_FAILED;
  if (!arguments->yes && !opt_cli_ask (cli, _ ("Apply it?"), error))
    return OPT_CLI_FAILED;

  change_id = opt_database_apply_sync (database, arguments->role, NULL, recommendation,
                                       &cli->progress, cli->cancellable, error);
  opt_cli_clear_progress (cli);
  if (change_id == NULL)
    return OPT_CLI_FAILED;

  status = opt_cli_print_changes (cli, change_id, error);
  if (status == OPT_CLI_DONE && !cli->json)
    print_next (arguments, database, recommendation, change_id);

  return status;
}

static OptCliStatus
dry_run (OptCli *cli, gpointer data, GError **error)
{
  const OptCliChangeArguments *arguments = &((const Arguments *) data)->common;
  g_autoptr (OptRecommendation) recommendation = NULL;
  g_autoptr (OptDatabase) database = NULL;
  g_autoptr (OptChangePlan) plan = NULL;
  OptCliStatus status = open_both (cli, data, &recommendation, &database, error);

  if (status != OPT_CLI_DONE)
    return status;

  plan = opt_database_plan_change_sync (database, arguments->role, recommendation, cli->cancellable,
                                        error);
  if (plan == NULL)
    return OPT_CLI_FAILED;

  if (cli->json)
    {
      g_autoptr (JsonNode) node = opt_change_plan_to_json (plan);

      opt_cli_print_json (node, FALSE);
    }
  else
    opt_cli_print_plan (plan, recommendation);

  return opt_change_plan_is_allowed (plan) && opt_change_plan_is_free (plan) ? OPT_CLI_DONE
                                                                             : OPT_CLI_NOTHING;
}

/* What is recommended is known; what somebody has written is made up with what the server has. */
static OptCliStatus
get_recommendation (OptCli *cli,
                    const Arguments *arguments,
                    OptRecommendation **recommendation,
                    GError **error)
{
  g_autoptr (OptDatabase) database = NULL;

  if (arguments->sql != NULL)
    return open_both (cli, arguments, recommendation, &database, error);
  *recommendation = find_recommendation (arguments->common.id, error);

  return *recommendation != NULL ? OPT_CLI_DONE : OPT_CLI_FAILED;
}

static OptCliStatus
write_migration (OptCli *cli, gpointer data, GError **error)
{
  const Arguments *arguments = data;
  g_autoptr (OptRecommendation) recommendation = NULL;
  g_autoptr (GPtrArray) files = NULL;
  OptCliStatus status = get_recommendation (cli, arguments, &recommendation, error);

  if (status != OPT_CLI_DONE)
    return status;
  files = opt_change_migration_write (opt_recommendation_get_change_set (recommendation),
                                      arguments->format, arguments->migration,
                                      opt_recommendation_get_title (recommendation),
                                      opt_recommendation_get_id (recommendation), error);
  if (files == NULL)
    return g_error_matches (*error, OPT_ERROR, OPT_ERROR_INVALID) ? OPT_CLI_USAGE : OPT_CLI_FAILED;

  if (cli->json)
    opt_cli_print_files_json (files);
  else
    for (guint i = 0; i < files->len; i++)
      g_print ("%s\n", (const char *) files->pdata[i]);

  return OPT_CLI_DONE;
}

/**
 * opt_cli_apply:
 * @cli: the program
 * @argc: how many words
 * @argv: the words, the verb first
 *
 * `apply`: makes the change that was recommended, after a question; or says what it would do, or
 * writes it into files for others to run.
 *
 * Returns: the exit status
 */
OptCliStatus
opt_cli_apply (OptCli *cli, int argc, char **argv)
{
  Arguments arguments = { .format = OPT_MIGRATION_PLAIN };
  gboolean dry = FALSE;
  g_autofree char *role = NULL;
  g_autofree char *sql = NULL;
  g_autofree char *file = NULL;
  g_autofree char *format = NULL;
  g_autofree char *formats = opt_migration_format_list ();
  const GOptionEntry entries[] = {
    { "as", 0, 0, G_OPTION_ARG_STRING, &role, N_ ("Sign in as this role for the change"), "ROLE" },
    { "yes", 'y', 0, G_OPTION_ARG_NONE, &arguments.common.yes, N_ ("Don't ask"), NULL },
    { "change", 0, 0, G_OPTION_ARG_STRING, &sql,
      N_ ("Make this change in place of a recommendation, if it can be taken back"), "SQL" },
    { "dry-run", 0, 0, G_OPTION_ARG_NONE, &dry,
      N_ ("Say what it would do and what stands in its way now; run nothing"), NULL },
    { "migration", 0, 0, G_OPTION_ARG_FILENAME, &file,
      N_ ("Write it and its undo into files instead; run nothing"), "FILE" },
    { "migration-format", 0, 0, G_OPTION_ARG_STRING, &format,
      N_ ("For which tool: plain (psql), flyway, golang-migrate, goose, dbmate or liquibase"),
      "FORMAT" },
    { NULL },
  };

  if (!opt_cli_parse (cli, entries, &argc, &argv, 1, 2))
    return OPT_CLI_USAGE;
  if ((argc == 3) == (sql != NULL))
    return opt_cli_usage (cli, _ ("Give a recommendation or --change, and not both."));
  if (dry && file != NULL)
    return opt_cli_usage (cli, _ ("--dry-run and --migration exclude each other."));
  if (format != NULL && file == NULL)
    return opt_cli_usage (cli, _ ("--migration-format needs --migration."));
  if (format != NULL && !opt_migration_format_from_nick (format, &arguments.format))
    return opt_cli_usage (cli, _ ("There is no format “%s”; there are %s."), format, formats);

  arguments.common.connection = argv[1];
  arguments.common.id = argc > 2 ? argv[2] : NULL;
  arguments.sql = sql;
  arguments.common.role = role;
  arguments.migration = file;

  return opt_cli_run_job (cli, dry ? dry_run : file != NULL ? write_migration : apply, &arguments);
}
