/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-cli.h"

#include <glib/gi18n-lib.h>
#include <stdio.h>
#include <unistd.h>

#include "opt-audit.h"
#include "opt-cli-change.h"
#include "opt-cli-log.h"
#include "opt-database.h"

typedef struct
{
  const char *connection;
  gboolean csv;
  gboolean entries;
} Arguments;

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

static void
print_json (const Arguments *arguments, GPtrArray *changes)
{
  g_autoptr (JsonNode) node
      = arguments->entries ? opt_cli_log_to_json (changes) : to_json (changes);

  opt_cli_print_json (node, FALSE);
}

static void
print_csv (const Arguments *arguments, GPtrArray *changes)
{
  g_autofree char *csv = arguments->entries ? opt_cli_log_entries_to_csv (changes)
                                            : opt_cli_log_changes_to_csv (changes);

  /* What is written into a file is as it is; nothing in it is a command to a terminal. */
  if (isatty (STDOUT_FILENO))
    g_print ("%s", csv);
  else
    fputs (csv, stdout);
}

static void
print_text (const Arguments *arguments, GPtrArray *changes)
{
  if (changes->len == 0)
    g_print ("%s\n", _ ("No change was made yet."));
  else if (arguments->entries)
    opt_cli_log_describe (changes);
  else
    for (guint i = 0; i < changes->len; i++)
      opt_cli_describe_change (changes->pdata[i]);
}

static OptCliStatus
show_history (OptCli *cli, gpointer data, GError **error)
{
  const Arguments *arguments = data;
  g_autoptr (OptConninfo) conninfo = NULL;
  g_autoptr (OptDatabase) database = NULL;
  g_autoptr (OptAudit) audit = NULL;
  g_autoptr (GPtrArray) changes = NULL;

  /* The changes of one server where a connection was named, else of all. */
  if (arguments->connection != NULL)
    {
      conninfo = opt_cli_resolve_connection (cli, arguments->connection, error);
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
    print_json (arguments, changes);
  else if (arguments->csv)
    print_csv (arguments, changes);
  else
    print_text (arguments, changes);

  return changes->len > 0 ? OPT_CLI_DONE : OPT_CLI_NOTHING;
}

/**
 * opt_cli_history:
 * @cli: the program
 * @argc: how many words
 * @argv: the words, the verb first
 *
 * `history`: the changes that were made, of one server or of all; or whether the log is whole.
 *
 * Returns: the exit status
 */
OptCliStatus
opt_cli_history (OptCli *cli, int argc, char **argv)
{
  Arguments arguments = { 0 };
  gboolean verify = FALSE;
  g_autofree char *against = NULL;
  const GOptionEntry entries[] = {
    { "csv", 0, 0, G_OPTION_ARG_NONE, &arguments.csv, N_ ("Print it as CSV"), NULL },
    { "entries", 0, 0, G_OPTION_ARG_NONE, &arguments.entries,
      N_ ("Show each entry of the log, with its hash"), NULL },
    { "verify", 0, 0, G_OPTION_ARG_NONE, &verify, N_ ("Say whether the log is as it was written"),
      NULL },
    { "against", 0, 0, G_OPTION_ARG_STRING, &against,
      N_ ("With --verify: hold it against a head that --verify printed before"), "HEAD" },
    { NULL },
  };

  if (!opt_cli_parse (cli, entries, &argc, &argv, 0, 1))
    return OPT_CLI_USAGE;
  if (arguments.csv && cli->json)
    return opt_cli_usage (cli, _ ("--csv and --json exclude each other."));
  if (against != NULL && !verify)
    return opt_cli_usage (cli, _ ("--against needs --verify."));
  if (verify && (argc > 1 || arguments.csv || arguments.entries))
    return opt_cli_usage (cli, _ ("--verify looks at all of the log: it takes no connection, --csv "
                                  "or --entries."));

  if (verify)
    return opt_cli_run_job (cli, opt_cli_log_verify, against);
  arguments.connection = argc > 1 ? argv[1] : NULL;

  return opt_cli_run_job (cli, show_history, &arguments);
}
