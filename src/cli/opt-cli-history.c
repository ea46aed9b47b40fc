/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-cli.h"

#include <glib/gi18n-lib.h>

#include "opt-audit.h"
#include "opt-cli-change.h"
#include "opt-database.h"

static JsonNode *
to_json (GPtrArray *changes)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "changes");
  json_builder_begin_array (builder);
  for (guint i = 0; i < changes->len; i++)
    json_builder_add_value (builder, opt_cli_change_to_json (changes->pdata[i]));
  json_builder_end_array (builder);
  json_builder_end_object (builder);

  return json_builder_get_root (builder);
}

static OptCliStatus
show_history (OptCli *cli, gpointer data, GError **error)
{
  const char *connection = data;
  g_autoptr (OptConninfo) conninfo = NULL;
  g_autoptr (OptDatabase) database = NULL;
  g_autoptr (OptAudit) audit = NULL;
  g_autoptr (GPtrArray) changes = NULL;

  /* The changes of one server where a connection was named, else of all. */
  if (connection != NULL)
    {
      conninfo = opt_cli_resolve_connection (cli, connection, error);
      if (conninfo == NULL)
        return OPT_CLI_USAGE;
      database = opt_database_open_sync (conninfo, cli->cancellable, error);
      if (database == NULL)
        return OPT_CLI_UNREACHABLE;
    }
  audit = opt_audit_open_sync (NULL, error);
  if (audit == NULL)
    return OPT_CLI_FAILED;
  changes
      = opt_audit_list_sync (audit, database != NULL ? opt_database_get_server_id (database) : NULL,
                             error);
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
        opt_cli_describe_change (changes->pdata[i]);
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
