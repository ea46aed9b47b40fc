/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-cli.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "opt-cli-plan-file.h"
#include "opt-cli-terminal.h"
#include "opt-report-comparison.h"

static OptCliStatus
compare (OptCli *cli, gpointer data, GError **error)
{
  char **files = data;
  g_autoptr (OptPlan) first = NULL;
  g_autoptr (OptPlan) second = NULL;
  g_autoptr (OptPlanComparison) comparison = NULL;

  g_atomic_int_set (&cli->is_alone, TRUE);
  first = opt_cli_read_plan (files[0], error);
  second = first != NULL ? opt_cli_read_plan (files[1], error) : NULL;
  if (second == NULL)
    {
      g_prefix_error (error, "%s: ", files[first != NULL ? 1 : 0]);
      return OPT_CLI_FAILED;
    }

  comparison = opt_plan_comparison_new (first, NULL, second, NULL);
  if (cli->json)
    {
      g_autoptr (JsonNode) node = opt_plan_comparison_to_json (comparison);

      opt_cli_print_json (node, FALSE);
    }
  else
    {
      g_autofree char *text = NULL;
      int columns;
      int rows;

      opt_cli_terminal_get_size (&columns, &rows);
      text = opt_report_comparison_to_text (comparison, opt_cli_has_colours (), (guint) columns);
      opt_cli_print_styled (text);
    }

  return opt_plan_comparison_get_n_changes (comparison) > 0 ? OPT_CLI_DONE : OPT_CLI_NOTHING;
}

/**
 * opt_cli_diff:
 * @cli: the program
 * @argc: how many words
 * @argv: the words, the verb first
 *
 * `diff`: compares two plans of a statement.
 *
 * Returns: the exit status
 */
OptCliStatus
opt_cli_diff (OptCli *cli, int argc, char **argv)
{
  const GOptionEntry entries[] = { { NULL } };

  if (!opt_cli_parse (cli, entries, &argc, &argv, 2, 2))
    return OPT_CLI_USAGE;
  if (strcmp (argv[1], "-") == 0 && strcmp (argv[2], "-") == 0)
    return opt_cli_usage (cli, "%s", _ ("Only one of the plans can come from the standard input."));

  return opt_cli_run_job (cli, compare, argv + 1);
}
