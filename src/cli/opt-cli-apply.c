/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-cli.h"

#include <glib/gi18n-lib.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "opt-advice-store.h"
#include "opt-change-apply.h"
#include "opt-cli-change.h"
#include "opt-database-change.h"
#include "opt-error.h"

static void
print_question (OptRecommendation *recommendation, const OptCliChangeArguments *arguments)
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

static OptCliStatus
apply (OptCli *cli, gpointer data, GError **error)
{
  const OptCliChangeArguments *arguments = data;
  g_autoptr (OptConninfo) conninfo = opt_cli_resolve_connection (cli, arguments->connection, error);
  g_autoptr (OptAdviceStore) advice = NULL;
  g_autoptr (OptRecommendation) recommendation = NULL;
  g_autoptr (OptDatabase) database = NULL;
  g_autofree char *change_id = NULL;

  if (conninfo == NULL)
    return OPT_CLI_USAGE;
  advice = opt_advice_store_open_sync (NULL, error);
  if (advice == NULL)
    return OPT_CLI_FAILED;
  recommendation = opt_advice_store_find_sync (advice, arguments->id, error);
  if (recommendation == NULL)
    return OPT_CLI_FAILED;
  database = opt_database_open_sync (conninfo, cli->cancellable, error);
  if (database == NULL)
    return OPT_CLI_UNREACHABLE;

  print_question (recommendation, arguments);
  if (!arguments->yes && !opt_cli_ask (cli, _ ("Apply it?"), error))
    return OPT_CLI_FAILED;

  change_id = opt_database_apply_sync (database, arguments->role, NULL, recommendation,
                                       &cli->progress, cli->cancellable, error);
  opt_cli_clear_progress (cli);
  if (change_id == NULL)
    return OPT_CLI_FAILED;

  return opt_cli_print_change (cli, change_id, error);
}

/**
 * opt_cli_apply:
 * @cli: the program
 * @argc: how many words
 * @argv: the words, the verb first
 *
 * `apply`: makes the change that was recommended, after a question.
 *
 * Returns: the exit status
 */
OptCliStatus
opt_cli_apply (OptCli *cli, int argc, char **argv)
{
  return opt_cli_run_change (cli, argc, argv, apply);
}
