/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-cli.h"

#include <glib/gi18n-lib.h>

#include "opt-database.h"
#include "opt-preflight.h"

static const char *
get_mark (OptPreflightState state)
{
  switch (state)
    {
    case OPT_PREFLIGHT_OK:
      return "✓";
    case OPT_PREFLIGHT_WARNING:
      return "!";
    case OPT_PREFLIGHT_MISSING:
    default:
      return "✗";
    }
}

static void
print_indented (const char *text)
{
  g_auto (GStrv)
    lines = g_strsplit (text, "\n", -1);

  for (gsize i = 0; lines[i] != NULL; i++)
    g_print ("        %s\n", lines[i]);
}

static void
print_item (const OptPreflightItem *item)
{
  g_print ("  %s %s\n", get_mark (item->state), item->found);
  if (item->effect != NULL)
    g_print ("      %s\n", item->effect);
  if (item->fix_note != NULL)
    g_print ("      %s\n", item->fix_note);
  if (item->fix_sql != NULL && *item->fix_sql != '\0')
    {
      g_print ("      %s\n", _ ("An administrator can run:"));
      print_indented (item->fix_sql);
    }
}

static OptCliStatus
check (OptCli *cli, gpointer data, GError **error)
{
  g_autoptr (OptConninfo) conninfo = opt_cli_resolve_connection (cli, data, error);
  g_autoptr (OptDatabase) database = NULL;
  g_autoptr (GPtrArray) items = NULL;
  OptCatalog *catalog;

  if (conninfo == NULL)
    return OPT_CLI_USAGE;
  database = opt_database_open_sync (conninfo, cli->cancellable, error);
  if (database == NULL)
    return OPT_CLI_UNREACHABLE;
  catalog = opt_database_load_catalog_sync (database, cli->cancellable, error);
  if (catalog == NULL)
    return OPT_CLI_UNREACHABLE;

  items = opt_preflight_run (opt_database_get_facts (database), catalog);
  if (cli->json)
    {
      g_autoptr (JsonNode) node = opt_preflight_to_json (opt_database_get_facts (database), items);

      opt_cli_print_json (node, FALSE);
    }
  else
    {
      g_print ("%s\n", opt_database_get_display (database));
      for (guint i = 0; i < items->len; i++)
        print_item (items->pdata[i]);
    }

  return opt_preflight_is_ready (items) ? OPT_CLI_DONE : OPT_CLI_NOTHING;
}

/**
 * opt_cli_check:
 * @cli: the program
 * @argc: how many words
 * @argv: the words, the verb first
 *
 * `check`: rights, extensions, settings; what is missing, with the SQL that mends it.
 *
 * Returns: the exit status: %OPT_CLI_NOTHING where something is missing
 */
OptCliStatus
opt_cli_check (OptCli *cli, int argc, char **argv)
{
  const GOptionEntry entries[] = { { NULL } };

  if (!opt_cli_parse (cli, entries, &argc, &argv, 0, 1))
    return OPT_CLI_USAGE;

  return opt_cli_run_job (cli, check, argc > 1 ? argv[1] : NULL);
}
