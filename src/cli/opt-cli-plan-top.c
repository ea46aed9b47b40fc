/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-cli-plan-top.h"

#include <glib/gi18n-lib.h>

#include "opt-database-plan-top.h"
#include "opt-format.h"
#include "opt-json-build.h"
#include "opt-sql-line.h"

static void
print_statement (const OptPlannedStatement *statement, guint number)
{
  g_autofree char *line = opt_sql_line (statement->sql);
  g_autofree char *time = opt_format_duration (statement->total_ms);
  g_autofree char *calls = opt_format_count (statement->calls);

  g_print ("%u. %s  ", number, statement->id);
  /* Translators: a duration, and how many calls that was */
  g_print (ngettext ("%s in %s call", "%s in %s calls", (gulong) statement->calls), time, calls);
  g_print ("  %s\n", line);
  if (statement->plan != NULL)
    {
      OptPlan *plan = statement->plan;
      OptPlanNode *node = opt_plan_get_costliest (plan);
      g_autofree char *label = node != NULL ? opt_plan_node_get_label (node) : NULL;
      g_autofree char *cost = opt_format_number (opt_plan_get_total_cost (plan));
      g_autofree char *nodes = opt_format_count (opt_plan_get_n_nodes (plan));

      g_print ("   ");
      g_print (_ ("Estimated cost %s"), cost);
      g_print (", ");
      g_print (ngettext ("%s node", "%s nodes", opt_plan_get_n_nodes (plan)), nodes);
      if (label != NULL)
        g_print (_ (", most of it in %s"), label);
      g_print ("\n");
      return;
    }

  g_print ("   ");
  g_print (_ ("No plan: %s."), statement->reason);
  g_print ("%s%s\n", statement->next_step != NULL ? " " : "",
           statement->next_step != NULL ? statement->next_step : "");
}

static void
print_json (GPtrArray *statements)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) node = NULL;

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "statements");
  json_builder_begin_array (builder);
  for (guint i = 0; i < statements->len; i++)
    {
      const OptPlannedStatement *statement = statements->pdata[i];
      g_autoptr (JsonNode) plan
          = statement->plan != NULL ? opt_plan_to_json (statement->plan) : NULL;

      json_builder_begin_object (builder);
      opt_json_add_text (builder, "queryid", statement->id);
      opt_json_add_text (builder, "query", statement->sql);
      opt_json_add_count (builder, "calls", statement->calls);
      opt_json_add_number (builder, "total_ms", statement->total_ms);
      opt_json_add_node (builder, "plan", plan);
      opt_json_add_text (builder, "basis", statement->basis);
      opt_json_add_text (builder, "reason", statement->reason);
      opt_json_add_text (builder, "next_step", statement->next_step);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  node = json_builder_get_root (builder);
  opt_cli_print_json (node, FALSE);
}

/*
 * opt_cli_plan_top:
 *
 * Plans the statements that cost most, and says of each that can't be planned why.
 */
OptCliStatus
opt_cli_plan_top (OptCli *cli, OptDatabase *database, guint n, GError **error)
{
  g_autoptr (GPtrArray) statements
      = opt_database_plan_top_sync (database, n, &cli->progress, cli->cancellable, error);

  opt_cli_clear_progress (cli);
  if (statements == NULL)
    return OPT_CLI_FAILED;
  if (cli->json)
    print_json (statements);
  else
    for (guint i = 0; i < statements->len; i++)
      print_statement (statements->pdata[i], i + 1);

  return statements->len > 0 ? OPT_CLI_DONE : OPT_CLI_NOTHING;
}
