/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-cli.h"

#include <glib/gi18n-lib.h>

#include "opt-audit.h"
#include "opt-database.h"
#include "opt-format.h"
#include "opt-json-build.h"

static const char *
get_verdict (OptAuditChange *change)
{
  switch (opt_audit_change_get_verdict (change))
    {
    case OPT_AUDIT_VERDICT_CONFIRMED:
      return "confirmed";
    case OPT_AUDIT_VERDICT_FLAGGED:
      return "flagged";
    case OPT_AUDIT_VERDICT_NONE:
    default:
      return NULL;
    }
}

static JsonNode *
to_json (GPtrArray *changes)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "changes");
  json_builder_begin_array (builder);
  for (guint i = 0; i < changes->len; i++)
    {
      OptAuditChange *change = changes->pdata[i];

      json_builder_begin_object (builder);
      opt_json_add_text (builder, "id", opt_audit_change_get_id (change));
      opt_json_add_text (builder, "state",
                         opt_audit_state_get_nick (opt_audit_change_get_state (change)));
      opt_json_add_text (builder, "verdict", get_verdict (change));
      opt_json_add_text (builder, "server", opt_audit_change_get_server_name (change));
      opt_json_add_text (builder, "database", opt_audit_change_get_database (change));
      opt_json_add_text (builder, "user", opt_audit_change_get_user (change));
      opt_json_add_text (builder, "kind", opt_audit_change_get_kind (change));
      opt_json_add_text (builder, "title", opt_audit_change_get_title (change));
      opt_json_add_text (builder, "sql", opt_audit_change_get_sql (change));
      opt_json_add_text (builder, "undo_sql", opt_audit_change_get_undo_sql (change));
      opt_json_add_text (builder, "recommendation",
                         opt_audit_change_get_recommendation_id (change));
      opt_json_add_time (builder, "prepared_at",
                         opt_audit_change_get_time (change, OPT_AUDIT_PREPARED));
      opt_json_add_time (builder, "applied_at", opt_audit_change_get_time (change, OPT_AUDIT_DONE));
      opt_json_add_time (builder, "undone_at",
                         opt_audit_change_get_time (change, OPT_AUDIT_UNDONE));
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
  json_builder_end_object (builder);

  return json_builder_get_root (builder);
}

static void
print_change (OptAuditChange *change)
{
  g_autofree char *time = opt_format_time (opt_audit_change_get_time (change, OPT_AUDIT_PREPARED));
  OptAuditVerdict verdict = opt_audit_change_get_verdict (change);

  g_print ("%s  %s  %s%s%s\n", opt_audit_change_get_id (change), time,
           opt_audit_state_get_label (opt_audit_change_get_state (change)),
           verdict != OPT_AUDIT_VERDICT_NONE ? ", " : "",
           verdict == OPT_AUDIT_VERDICT_CONFIRMED ? _ ("confirmed by the workload")
           : verdict == OPT_AUDIT_VERDICT_FLAGGED ? _ ("not confirmed by the workload")
                                                  : "");
  g_print ("    %s\n", opt_audit_change_get_server_name (change));
  g_print ("    %s\n", opt_audit_change_get_sql (change));
  if (opt_audit_change_get_undo_sql (change) != NULL)
    g_print (_ ("    undo: %s\n"), opt_audit_change_get_undo_sql (change));
}

/* The changes of one server where a connection was named, else of all. */
static GPtrArray *
list_changes (OptCli *cli, const char *connection, OptAudit *audit, GError **error)
{
  g_autoptr (OptConninfo) conninfo = NULL;
  g_autoptr (OptDatabase) database = NULL;

  if (connection == NULL)
    return opt_audit_list_sync (audit, NULL, error);

  conninfo = opt_cli_resolve_connection (cli, connection, error);
  if (conninfo == NULL)
    return NULL;
  database = opt_database_open_sync (conninfo, cli->cancellable, error);
  if (database == NULL)
    return NULL;

  return opt_audit_list_sync (audit, opt_database_get_server_id (database), error);
}

static OptCliStatus
show_history (OptCli *cli, gpointer data, GError **error)
{
  g_autoptr (OptAudit) audit = opt_audit_open_sync (NULL, error);
  g_autoptr (GPtrArray) changes = NULL;

  if (audit == NULL)
    return OPT_CLI_FAILED;
  changes = list_changes (cli, data, audit, error);
  if (changes == NULL)
    return OPT_CLI_FAILED;
  if (opt_audit_get_set_aside (audit) != NULL)
    g_printerr (_ ("The log was damaged and is kept as %s; a new one was begun.\n"),
                opt_audit_get_set_aside (audit));

  if (cli->json)
    {
      g_autoptr (JsonNode) node = to_json (changes);

      opt_cli_print_json (node, FALSE);
    }
  else
    {
      for (guint i = 0; i < changes->len; i++)
        print_change (changes->pdata[i]);
      if (changes->len == 0)
        g_print ("%s\n", _ ("No change was made yet."));
    }

  return changes->len > 0 ? OPT_CLI_DONE : OPT_CLI_NOTHING;
}

/**
 * opt_cli_history:
 * @cli: the program
 * @argc: how many words
 * @argv: the words, the verb first
 *
 * `history`: the changes that were made, of one server or of all.
 *
 * Returns: the exit status
 */
OptCliStatus
opt_cli_history (OptCli *cli, int argc, char **argv)
{
  const GOptionEntry entries[] = { { NULL } };

  if (!opt_cli_parse (cli, entries, &argc, &argv, 0, 1))
    return OPT_CLI_USAGE;

  return opt_cli_run_job (cli, show_history, argc > 1 ? argv[1] : NULL);
}
