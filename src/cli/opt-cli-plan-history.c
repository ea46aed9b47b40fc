/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-cli-plan-history.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "opt-cli-past.h"
#include "opt-error.h"
#include "opt-format.h"
#include "opt-history-places.h"
#include "opt-json-build.h"
#include "opt-json.h"
#include "opt-plan-store.h"

static char *
describe_figures (const OptPlanRecord *record)
{
  g_autofree char *cost = opt_format_number (record->total_cost);
  g_autofree char *time = opt_format_duration (record->total_ms);

  return isnan (record->total_ms) ? g_strdup_printf (_ ("cost %s, not run"), cost)
                                  : g_strdup_printf (_ ("cost %s, ran in %s"), cost, time);
}

static void
print_text (GPtrArray *records)
{
  if (records->len == 0)
    g_print ("%s\n", _ ("No plan was got for this statement yet."));

  for (guint i = 0; i < records->len; i++)
    {
      const OptPlanRecord *record = records->pdata[i];
      g_autofree char *first = opt_format_time (record->first_seen);
      g_autofree char *last = opt_format_time (record->last_seen);
      g_autofree char *made = opt_plan_record_describe (record);
      g_autofree char *figures = describe_figures (record);
      g_autofree char *n = opt_format_count (record->n_seen);

      g_print ("%s – %s  ", first, last);
      g_print (ngettext ("got %s time", "got %s times", (gulong) record->n_seen), n);
      g_print ("  %s  (%s)\n", figures, made);
      if (record->changed)
        g_print ("  %s %s\n", _ ("Changed."), record->difference != NULL ? record->difference : "");
      if (record->returned != 0)
        {
          g_autofree char *returned = opt_format_time (record->returned);

          g_print ("  ");
          g_print (_ ("Back to the plan of %s."), returned);
          g_print (" %s\n", record->difference != NULL ? record->difference : "");
        }
    }
}

static void
add_record (JsonBuilder *builder, const OptPlanRecord *record)
{
  g_autoptr (JsonNode) plan = record->json != NULL ? opt_json_parse (record->json, -1, NULL) : NULL;

  json_builder_begin_object (builder);
  opt_json_add_time (builder, "first_seen", record->first_seen);
  opt_json_add_time (builder, "last_seen", record->last_seen);
  opt_json_add_int (builder, "seen", record->n_seen);
  opt_json_add_text (builder, "place", record->place);
  opt_json_add_text (builder, "values", record->bound);
  opt_json_add_text (builder, "shape", record->digest);
  opt_json_add_boolean (builder, "changed", record->changed);
  opt_json_add_time (builder, "returned", record->returned);
  opt_json_add_text (builder, "difference", record->difference);
  opt_json_add_number (builder, "total_cost", record->total_cost);
  opt_json_add_number (builder, "total_ms", record->total_ms);
  opt_json_add_node (builder, "plan", plan);
  json_builder_end_object (builder);
}

static void
print_json (GPtrArray *records)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) node = NULL;

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "plans");
  json_builder_begin_array (builder);
  for (guint i = 0; i < records->len; i++)
    add_record (builder, records->pdata[i]);
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  node = json_builder_get_root (builder);
  opt_cli_print_json (node, FALSE);
}

/*
 * opt_cli_print_plan_history:
 * @records: (element-type OptPlanRecord): as opt_plan_store_list_sync() has them
 *
 * Lists the plans that a statement had.
 */
void
opt_cli_print_plan_history (OptCli *cli, GPtrArray *records)
{
  opt_plan_records_describe_changes (records);
  if (cli->json)
    print_json (records);
  else
    print_text (records);
}

/*
 * opt_cli_list_recorded_plans:
 * @query: (nullable): a statement; without the server nobody knows one by its number
 *
 * Lists the plans of a server that can't be reached, by what is recorded of its address.
 */
GPtrArray *
opt_cli_list_recorded_plans (const char *query,
                             OptConninfo *conninfo,
                             const GError *unreachable,
                             GError **error)
{
  g_autoptr (OptHistory) history = opt_history_open_beside_writer_sync (NULL, error);
  g_autofree char *server = NULL;
  g_autoptr (OptPlanStore) store = NULL;
  guint32 database = 0;
  char *standby;

  if (history == NULL)
    return NULL;
  server = opt_cli_find_recorded (history, conninfo, unreachable, error);
  if (server == NULL)
    return NULL;
  if (query == NULL)
    {
      g_propagate_error (error, g_error_copy (unreachable));
      opt_error_set_next_step (*error, _ ("Without the server give the statement, with --query."));
      return NULL;
    }
  if (!opt_history_find_database_sync (history, server, conninfo, &database, error))
    return NULL;
  /* A standby's plans are kept with those of its primary. */
  standby = strstr (server, " standby ");
  if (standby != NULL)
    *standby = '\0';
  store = opt_plan_store_open_beside_writer_sync (NULL, error);

  return store != NULL ? opt_plan_store_list_sync (store, server, database, query, error) : NULL;
}
