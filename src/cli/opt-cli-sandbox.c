/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-cli.h"

#include <glib/gi18n-lib.h>

#include "opt-format.h"
#include "opt-json-build.h"
#include "opt-left-cluster.h"

typedef struct
{
  gboolean wipe;
} Arguments;

/* What became of one of them. */
static void
add_cluster (JsonBuilder *builder,
             const OptLeftCluster *cluster,
             gboolean removed,
             const GError *error)
{
  json_builder_begin_object (builder);
  opt_json_add_text (builder, "folder", cluster->folder);
  opt_json_add_boolean (builder, "in_use", cluster->in_use);
  opt_json_add_count (builder, "bytes", cluster->bytes);
  opt_json_add_boolean (builder, "removed", removed);
  if (error != NULL)
    opt_json_add_text (builder, "error", error->message);
  json_builder_end_object (builder);
}

static void
print_cluster (const OptLeftCluster *cluster, gboolean removed, const GError *error)
{
  g_autofree char *bytes = opt_format_bytes (MAX (cluster->bytes, 0));

  if (error != NULL)
    g_print (_ ("%s: not removed: %s\n"), cluster->folder, error->message);
  else if (removed)
    g_print (_ ("%s: removed, %s\n"), cluster->folder, bytes);
  else if (cluster->in_use)
    g_print (_ ("%s: in use\n"), cluster->folder);
  else
    g_print (_ ("%s: left behind, %s\n"), cluster->folder, bytes);
}

static void
print_summary (const Arguments *arguments, GPtrArray *clusters, gint64 bytes, guint n)
{
  g_autofree char *text = opt_format_bytes (bytes);

  if (clusters->len == 0)
    g_print ("%s\n", _ ("There is no sandbox on this machine."));
  else if (arguments->wipe)
    g_print (ngettext ("Removed %u folder, %s.\n", "Removed %u folders, %s.\n", n), n, text);
  else if (n > 0)
    g_print (_ ("What was left behind takes %s; “optischema-cli sandbox --wipe” removes it.\n"),
             text);
}

/* What is in use is somebody's work: its owner removes it. */
static OptCliStatus
list_or_wipe (OptCli *cli, gpointer data, GError **error)
{
  const Arguments *arguments = data;
  g_autoptr (GPtrArray) clusters = opt_left_clusters_list (error);
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  OptCliStatus status = OPT_CLI_DONE;
  gint64 bytes = 0;
  guint n = 0;

  if (clusters == NULL)
    return OPT_CLI_FAILED;
  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "clusters");
  json_builder_begin_array (builder);
  for (guint i = 0; i < clusters->len; i++)
    {
      OptLeftCluster *cluster = clusters->pdata[i];
      g_autoptr (GError) failure = NULL;
      gboolean removed
          = arguments->wipe && !cluster->in_use && opt_left_cluster_remove (cluster, &failure);

      if (failure != NULL)
        status = OPT_CLI_FAILED;
      if (removed || (!arguments->wipe && !cluster->in_use))
        {
          bytes += MAX (cluster->bytes, 0);
          n++;
        }
      add_cluster (builder, cluster, removed, failure);
      if (!cli->json)
        print_cluster (cluster, removed, failure);
    }
  json_builder_end_array (builder);
  opt_json_add_count (builder, arguments->wipe ? "freed_bytes" : "left_bytes", bytes);
  json_builder_end_object (builder);

  if (cli->json)
    {
      g_autoptr (JsonNode) node = json_builder_get_root (builder);

      opt_cli_print_json (node, FALSE);
    }
  else
    print_summary (arguments, clusters, bytes, n);

  return status;
}

/**
 * opt_cli_sandbox:
 * @cli: the program
 * @argc: how many words
 * @argv: the words, the verb first
 *
 * `sandbox`: lists the private sandboxes that are on this machine, and with `--wipe` removes those
 * that nobody uses.
 *
 * Returns: the exit status
 */
OptCliStatus
opt_cli_sandbox (OptCli *cli, int argc, char **argv)
{
  Arguments arguments = { 0 };
  const GOptionEntry entries[] = {
    { "wipe", 0, 0, G_OPTION_ARG_NONE, &arguments.wipe, N_ ("Remove what nobody uses any more"),
      NULL },
    { NULL },
  };

  if (!opt_cli_parse (cli, entries, &argc, &argv, 0, 0))
    return OPT_CLI_USAGE;

  return opt_cli_run_job (cli, list_or_wipe, &arguments);
}
