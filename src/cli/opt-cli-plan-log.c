/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-cli-plan-log.h"

#include <glib/gi18n-lib.h>

#include "opt-cli-plan-file.h"
#include "opt-database-plan-log.h"
#include "opt-json-build.h"

static void
print_json (const OptPlanLogCount *count, const char *log, gboolean cut)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) node = NULL;

  json_builder_begin_object (builder);
  opt_json_add_text (builder, "log", log);
  opt_json_add_boolean (builder, "cut", cut);
  opt_json_add_int (builder, "kept", count->kept);
  opt_json_add_int (builder, "changed", count->changed);
  opt_json_add_int (builder, "returned", count->returned);
  opt_json_add_int (builder, "known", count->known);
  opt_json_add_int (builder, "elsewhere", count->elsewhere);
  opt_json_add_int (builder, "own", count->own);
  opt_json_add_int (builder, "unplaced", count->unplaced);
  opt_json_add_int (builder, "untold", count->untold);
  opt_json_add_int (builder, "untimed", count->untimed);
  opt_json_add_int (builder, "unread", count->unread);
  opt_json_add_int (builder, "damaged", count->damaged);
  json_builder_end_object (builder);
  node = json_builder_get_root (builder);
  opt_cli_print_json (node, FALSE);
}

/*
 * opt_cli_remember_log:
 * @file: (nullable): the log; %NULL for the one that the server writes now
 * @is_unnamed_here: whether those are of this database, too, of which it does not tell it
 *
 * Keeps the plans of a log.
 */
OptCliStatus
opt_cli_remember_log (OptCli *cli,
                      OptDatabase *database,
                      const char *file,
                      gboolean is_unnamed_here,
                      GError **error)
{
  g_autofree char *name = g_strdup (file);
  gboolean cut = FALSE;
  OptPlanLogCount count;
  g_autoptr (OptPlan) plan
      = file != NULL ? opt_cli_read_plan (file, error)
                     : opt_database_read_log_sync (database, &name, &cut, cli->cancellable, error);

  if (plan == NULL
      || !opt_database_note_log_sync (database, plan, is_unnamed_here, &count, cli->cancellable,
                                      error))
    return OPT_CLI_FAILED;

  opt_cli_clear_progress (cli);
  if (cli->json)
    print_json (&count, name, cut);
  else
    {
      g_autofree char *text = opt_plan_log_count_to_text (&count);

      if (file == NULL)
        g_print (cut ? _ ("The end of %s:") : _ ("All of %s:"), name);
      g_print ("%s%s\n", file == NULL ? " " : "", text);
      if (count.unplaced > 0)
        g_print ("%s\n", _ ("Give --same-database where these are of this one, too. “%d” in "
                            "log_line_prefix tells it, and so do logs in CSV and JSON."));
    }

  return count.kept > 0 ? OPT_CLI_DONE : OPT_CLI_NOTHING;
}
