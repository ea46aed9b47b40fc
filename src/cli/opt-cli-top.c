/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-cli.h"

#include <glib/gi18n-lib.h>

#include "opt-database.h"
#include "opt-delta-words.h"
#include "opt-error.h"
#include "opt-format.h"
#include "opt-workload.h"
#include "opt-workload-json.h"

#define DEFAULT_INTERVAL (10 * G_USEC_PER_SEC)
#define DEFAULT_LIMIT 20
/* Polls within one interval: what is evicted between two of them is lost. */
#define MIN_POLL (2 * G_USEC_PER_SEC)
#define TEXT_WIDTH 70

typedef struct
{
  const char *connection;
  gint64 interval;
  gboolean since_reset;
  OptWorkloadSort sort;
  int limit;
  gboolean system;
} Top;

static char *
shorten (const char *text)
{
  g_autofree char *line = g_strdup (text != NULL ? text : _ ("(text not known yet)"));
  GString *squeezed = g_string_new (NULL);
  glong length;

  for (char *c = line; *c != '\0'; c++)
    {
      char next = g_ascii_isspace (*c) ? ' ' : *c;

      if (next != ' ' || (squeezed->len > 0 && squeezed->str[squeezed->len - 1] != ' '))
        g_string_append_c (squeezed, next);
    }

  /* The ends say most: what is selected, and by which condition. */
  length = g_utf8_strlen (squeezed->str, -1);
  if (length > TEXT_WIDTH)
    {
      g_autofree char *head = g_utf8_substring (squeezed->str, 0, TEXT_WIDTH / 2);
      g_autofree char *tail = g_utf8_substring (squeezed->str, length - TEXT_WIDTH / 2 + 1, length);

      g_string_free (squeezed, TRUE);
      return g_strconcat (head, "…", tail, NULL);
    }

  return g_string_free (squeezed, FALSE);
}

static void
print_cell (const char *text, int width)
{
  int pad = width - (int) g_utf8_strlen (text, -1);

  g_print ("%*s%s ", MAX (pad, 0), "", text);
}

static void
print_entry (const OptWorkloadEntry *entry)
{
  const OptStatementCounters *counters = &entry->counters;
  g_autofree char *share = opt_format_percent (entry->share);
  g_autofree char *total = opt_format_duration (counters->total_exec_ms);
  g_autofree char *calls = opt_format_count (counters->calls);
  g_autofree char *mean = opt_format_duration (opt_statement_counters_get_mean (counters));
  g_autofree char *rows = opt_format_count (counters->rows);
  g_autofree char *read = opt_format_count (counters->shared_read);
  g_autofree char *text = shorten (entry->text);

  print_cell (share, 7);
  print_cell (total, 9);
  print_cell (calls, 8);
  print_cell (mean, 9);
  print_cell (rows, 8);
  print_cell (read, 8);
  g_print (" %20" G_GINT64_FORMAT "  %s\n", entry->key.queryid, text);
}

static void
print_flags (const OptDelta *delta)
{
  g_autoptr (GPtrArray) notes = opt_delta_list_notes (delta);

  for (guint i = 0; i < notes->len; i++)
    g_print ("%s\n", (const char *) notes->pdata[i]);
}

static void
print_table (OptWorkload *workload, GPtrArray *entries, guint n_hidden, const Top *top)
{
  OptDelta *delta = opt_workload_get_delta (workload);
  g_autofree char *start = opt_format_time (delta->start);
  g_autofree char *end = opt_format_time (delta->end);
  g_autofree char *observed = opt_format_duration ((double) delta->observed / 1000.0);

  g_print (_ ("From %s to %s, %s observed\n"), delta->start != 0 ? start : "?", end, observed);
  print_flags (delta);
  print_cell (_ ("share"), 7);
  print_cell (_ ("total"), 9);
  print_cell (_ ("calls"), 8);
  print_cell (_ ("mean"), 9);
  print_cell (_ ("rows"), 8);
  print_cell (_ ("read"), 8);
  g_print (" %20s  %s\n", "queryid", _ ("statement"));
  for (guint i = 0; i < entries->len && i < (guint) top->limit; i++)
    print_entry (entries->pdata[i]);
  if (entries->len > (guint) top->limit)
    g_print (_ ("… and %u more\n"), entries->len - (guint) top->limit);
  if (n_hidden > 0)
    g_print (ngettext ("%u system statement hidden; --system shows it\n",
                       "%u system statements hidden; --system shows them\n", n_hidden),
             n_hidden);
}

static OptWorkload *
observe (OptCli *cli,
         const Top *top,
         OptConnection *connection,
         OptServerFacts *facts,
         GError **error)
{
  gint64 step = MAX (MIN_POLL, top->interval / 10);
  gint64 polls;

  if (top->since_reset)
    return opt_workload_since_reset_sync (connection, facts, cli->cancellable, error);

  polls = MAX (1, top->interval / step);
  step = top->interval / polls;

  return opt_workload_watch_sync (connection, facts, step, (guint) polls, &cli->progress,
                                  cli->cancellable, error);
}

static OptCliStatus
run_top (OptCli *cli, gpointer data, GError **error)
{
  const Top *top = data;
  g_autoptr (OptConninfo) conninfo = opt_cli_resolve_connection (cli, top->connection, error);
  g_autoptr (OptDatabase) database = NULL;
  g_autoptr (OptConnection) poll = NULL;
  g_autoptr (OptWorkload) workload = NULL;
  g_autoptr (GPtrArray) entries = NULL;
  guint n_hidden = 0;

  if (conninfo == NULL)
    return OPT_CLI_USAGE;
  database = opt_database_open_sync (conninfo, cli->cancellable, error);
  if (database == NULL)
    return OPT_CLI_UNREACHABLE;
  poll = opt_database_connect_lane_sync (database, "poll", cli->cancellable, error);
  if (poll == NULL)
    return OPT_CLI_UNREACHABLE;
  workload = observe (cli, top, poll, opt_database_get_facts (database), error);
  if (workload == NULL)
    return OPT_CLI_UNREACHABLE;

  entries = opt_workload_get_entries (workload, top->sort, top->system, &n_hidden);
  opt_cli_clear_progress (cli);
  if (cli->json)
    {
      g_autoptr (JsonNode) node
          = opt_workload_to_json (workload, top->sort, top->system, (guint) top->limit);

      opt_cli_print_json (node, TRUE);
    }
  else
    print_table (workload, entries, n_hidden, top);

  return entries->len > 0 ? OPT_CLI_DONE : OPT_CLI_NOTHING;
}

/**
 * opt_cli_top:
 * @cli: the program
 * @argc: how many words
 * @argv: the words, the verb first
 *
 * `top`: the statements that cost most in an interval.
 *
 * Returns: the exit status
 */
OptCliStatus
opt_cli_top (OptCli *cli, int argc, char **argv)
{
  g_autofree char *interval = NULL;
  g_autofree char *sort = NULL;
  Top top
      = { .interval = DEFAULT_INTERVAL, .limit = DEFAULT_LIMIT, .sort = OPT_WORKLOAD_SORT_TOTAL };
  const GOptionEntry entries[] = {
    { "interval", 0, 0, G_OPTION_ARG_STRING, &interval, N_ ("Watch for that long (10s)"), "TIME" },
    { "since-reset", 0, 0, G_OPTION_ARG_NONE, &top.since_reset,
      N_ ("Show what was counted since the statistics' reset"), NULL },
    { "sort", 0, 0, G_OPTION_ARG_STRING, &sort, N_ ("By total, mean, calls, rows, io, temp or wal"),
      "METRIC" },
    { "limit", 0, 0, G_OPTION_ARG_INT, &top.limit, N_ ("Show so many (20)"), "N" },
    { "system", 0, 0, G_OPTION_ARG_NONE, &top.system, N_ ("Show system statements too"), NULL },
    { NULL },
  };
  g_autoptr (GError) error = NULL;

  if (!opt_cli_parse (cli, entries, &argc, &argv, 0, 1))
    return OPT_CLI_USAGE;
  if (interval != NULL && !opt_parse_duration (interval, &top.interval, &error))
    return opt_cli_usage (cli, "%s", error->message);
  if (top.interval < G_USEC_PER_SEC)
    return opt_cli_usage (cli, "%s", _ ("The interval must be a second at least."));
  if (sort != NULL && !opt_workload_sort_from_nick (sort, &top.sort))
    return opt_cli_usage (cli, _ ("There is no order “%s”."), sort);
  if (top.limit < 1)
    return opt_cli_usage (cli, "%s", _ ("The limit must be 1 at least."));

  top.connection = argc > 1 ? argv[1] : NULL;

  return opt_cli_run_job (cli, run_top, &top);
}
