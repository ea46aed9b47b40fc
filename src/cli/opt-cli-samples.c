/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>

#include "opt-cli.h"
#include "opt-database.h"
#include "opt-json-build.h"
#include "opt-sample-store.h"

typedef struct
{
  const char *connection;
  gint64 queryid; /* 0: all */
  gboolean forget;
} Samples;

static void
print_text (GPtrArray *samples)
{
  if (samples->len == 0)
    g_print ("%s\n", _ ("No values were seen, or none are kept. Those that clients send apart from "
                        "the text, by the extended protocol, can’t be seen."));
  for (guint i = 0; i < samples->len; i++)
    {
      const OptSample *sample = samples->pdata[i];
      g_autofree char *words = opt_sample_describe (sample);
      g_autofree char *values = opt_sample_values_to_text (sample);

      g_print ("%" G_GINT64_FORMAT "  %s\n    %s\n", sample->queryid, words, values);
    }
}

static void
print_json (GPtrArray *samples)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) node = NULL;

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "samples");
  json_builder_begin_array (builder);
  for (guint i = 0; i < samples->len; i++)
    {
      const OptSample *sample = samples->pdata[i];
      g_autofree char *queryid = g_strdup_printf ("%" G_GINT64_FORMAT, sample->queryid);

      json_builder_begin_object (builder);
      opt_json_add_text (builder, "queryid", queryid);
      json_builder_set_member_name (builder, "values");
      json_builder_begin_array (builder);
      for (guint j = 0; j < opt_params_get_length (sample->values); j++)
        {
          const char *value = opt_params_get (sample->values, j);

          if (value != NULL)
            json_builder_add_string_value (builder, value);
          else
            json_builder_add_null_value (builder);
        }
      json_builder_end_array (builder);
      opt_json_add_int (builder, "seen", sample->n_seen);
      opt_json_add_time (builder, "first_seen", sample->first_seen);
      opt_json_add_time (builder, "last_seen", sample->last_seen);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  node = json_builder_get_root (builder);
  opt_cli_print_json (node, FALSE);
}

static OptCliStatus
forget (OptCli *cli,
        OptSampleStore *store,
        OptDatabase *database,
        const Samples *arguments,
        GError **error)
{
  guint32 oid = opt_server_facts_get_database_oid (opt_database_get_facts (database));

  if (!opt_sample_store_forget_sync (store, opt_database_get_server_id (database),
                                     arguments->queryid != 0 ? oid : 0, arguments->queryid, error))
    return OPT_CLI_FAILED;
  if (cli->json)
    {
      g_autoptr (GPtrArray) none = g_ptr_array_new ();

      print_json (none);
    }
  else
    g_print ("%s\n", arguments->queryid != 0
                         ? _ ("The values seen for this statement were deleted.")
                         : _ ("The values seen on this server were deleted."));

  return OPT_CLI_DONE;
}

static OptCliStatus
run (OptCli *cli, gpointer data, GError **error)
{
  const Samples *arguments = data;
  g_autoptr (OptConninfo) conninfo = opt_cli_resolve_connection (cli, arguments->connection, error);
  g_autoptr (OptDatabase) database = NULL;
  g_autoptr (OptSampleStore) store = NULL;
  g_autoptr (GPtrArray) samples = NULL;

  if (conninfo == NULL)
    return OPT_CLI_USAGE;
  database = opt_database_open_sync (conninfo, cli->cancellable, error);
  if (database == NULL)
    return OPT_CLI_UNREACHABLE;
  store = opt_sample_store_open_sync (NULL, error);
  if (store == NULL)
    return OPT_CLI_FAILED;
  if (arguments->forget)
    return forget (cli, store, database, arguments, error);

  samples = opt_sample_store_list_sync (store, opt_database_get_server_id (database),
                                        opt_server_facts_get_database_oid (
                                            opt_database_get_facts (database)),
                                        NULL, arguments->queryid, error);
  if (samples == NULL)
    return OPT_CLI_FAILED;
  if (cli->json)
    print_json (samples);
  else
    print_text (samples);

  return samples->len > 0 ? OPT_CLI_DONE : OPT_CLI_NOTHING;
}

/**
 * opt_cli_samples:
 * @cli: the program
 * @argc: how many words
 * @argv: the words, the verb first
 *
 * `samples`: lists or deletes the values that sessions were seen to send.
 *
 * Returns: the exit status
 */
OptCliStatus
opt_cli_samples (OptCli *cli, int argc, char **argv)
{
  Samples arguments = { 0 };
  const GOptionEntry entries[] = {
    { "forget", 0, 0, G_OPTION_ARG_NONE, &arguments.forget,
      N_ ("Delete them: of the statement, or of the whole server"), NULL },
    { NULL },
  };

  if (!opt_cli_parse (cli, entries, &argc, &argv, 1, 2))
    return OPT_CLI_USAGE;
  if (argc > 2
      && (!g_ascii_string_to_signed (argv[2], 10, G_MININT64, G_MAXINT64, &arguments.queryid, NULL)
          || arguments.queryid == 0))
    return opt_cli_usage (cli, _ ("“%s” is no queryid."), argv[2]);
  arguments.connection = argv[1];

  return opt_cli_run_job (cli, run, &arguments);
}
