/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-cli-top.h"

#include <glib/gi18n-lib.h>
#include <unistd.h>

#include "opt-cli-poll.h"
#include "opt-error.h"
#include "opt-format.h"
#include "opt-workload-json.h"

#define DEFAULT_INTERVAL (10 * G_USEC_PER_SEC)
#define DEFAULT_LIMIT 20
/* Polls within one interval: what is evicted between two of them is lost. */
#define MIN_POLL (2 * G_USEC_PER_SEC)

static OptWorkload *
observe (OptCli *cli,
         const OptCliTop *top,
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

/* Before a time is watched that would not tell more. */
static gboolean
can_tell_new (const OptCliTop *top, OptServerFacts *facts, GError **error)
{
  g_autoptr (OptWorkload) nothing = opt_workload_new (0, opt_clock_get_system ());

  opt_cli_top_look_for_new (top, facts, nothing);

  return opt_cli_top_can_tell_new (nothing, error);
}

static OptCliStatus
run_once (OptCli *cli, const OptCliTop *top, OptConninfo *conninfo, GError **error)
{
  g_autoptr (OptServerFacts) facts = NULL;
  g_autoptr (OptConnection) poll = opt_cli_connect_to_poll (cli, conninfo, &facts, error);
  g_autoptr (OptWorkload) workload = NULL;
  g_autoptr (GPtrArray) entries = NULL;
  g_autoptr (OptActivity) activity = NULL;
  g_autofree char *text = NULL;

  if (poll == NULL)
    return OPT_CLI_UNREACHABLE;
  if (top->only_new && !can_tell_new (top, facts, error))
    return OPT_CLI_FAILED;
  workload = observe (cli, top, poll, facts, error);
  if (workload == NULL)
    return OPT_CLI_UNREACHABLE;
  opt_cli_top_look_for_new (top, facts, workload);

  opt_cli_clear_progress (cli);
  entries = opt_workload_get_entries (workload, top->sort, top->system, NULL);
  if (top->only_new)
    opt_workload_keep_new (entries);
  /* Only to say more of why there is none. */
  if (entries->len == 0 && !top->only_new && !cli->json)
    activity = opt_activity_take_sync (poll, facts, cli->cancellable, NULL);
  if (cli->json)
    {
      g_autoptr (JsonNode) node
          = opt_workload_to_json (workload, top->by, top->sort, top->system, top->only_new,
                                  top->group, (guint) top->limit);

      opt_cli_print_json (node, TRUE);
    }
  else
    {
      text = opt_cli_top_to_text (workload, activity, top, OPT_CLI_TOP_WIDTH, NULL);
      g_print ("%s", text);
    }

  return entries->len > 0 ? OPT_CLI_DONE : OPT_CLI_NOTHING;
}

/* Who sits at a terminal wants to see what comes; a pipe wants an end. */
static gboolean
is_to_follow (OptCli *cli, const OptCliTop *top)
{
  return top->follow
         || (!top->once && !top->since_reset && !cli->json && isatty (STDOUT_FILENO)
             && isatty (STDIN_FILENO));
}

static OptCliStatus
run_top (OptCli *cli, gpointer data, GError **error)
{
  OptCliTop *top = data;
  g_autoptr (OptConninfo) conninfo = opt_cli_resolve_connection (cli, top->connection, error);

  if (conninfo == NULL)
    return OPT_CLI_USAGE;

  return is_to_follow (cli, top) ? opt_cli_top_follow (cli, top, conninfo, error)
                                 : run_once (cli, top, conninfo, error);
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
  g_autofree char *by = NULL;
  OptCliTop top = { .interval = DEFAULT_INTERVAL, .limit = DEFAULT_LIMIT };
  const GOptionEntry entries[] = {
    { "interval", 0, 0, G_OPTION_ARG_STRING, &interval, N_ ("Watch for that long (10s)"), "TIME" },
    { "since-reset", 0, 0, G_OPTION_ARG_NONE, &top.since_reset,
      N_ ("Show what was counted since the statistics' reset"), NULL },
    { "by", 0, 0, G_OPTION_ARG_STRING, &by,
      N_ ("What is hot, by time, io, wal, temp, calls or blend (time)"), "SHARE" },
    { "sort", 0, 0, G_OPTION_ARG_STRING, &sort,
      N_ ("By total, mean, calls, rows, io, temp, wal or blend"), "METRIC" },
    { "limit", 0, 0, G_OPTION_ARG_INT, &top.limit, N_ ("Show so many (20)"), "N" },
    { "follow", 0, 0, G_OPTION_ARG_NONE, &top.follow,
      N_ ("Go on until it is stopped, as it does in a terminal"), NULL },
    { "once", 0, 0, G_OPTION_ARG_NONE, &top.once, N_ ("Show one interval, also in a terminal"),
      NULL },
    { "group", 0, 0, G_OPTION_ARG_NONE, &top.group,
      N_ ("Show statements that are alike as one, with who runs them where"), NULL },
    { "new", 0, 0, G_OPTION_ARG_NONE, &top.only_new,
      N_ ("Show only statements that are new, by what was recorded before"), NULL },
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
  if (by != NULL && !opt_workload_share_from_nick (by, &top.by))
    {
      g_autofree char *nicks = opt_workload_share_list_nicks ();

      return opt_cli_usage (cli, _ ("There is no share “%s”; there are %s."), by, nicks);
    }
  top.sort = opt_workload_sort_of_share (top.by);
  if (sort != NULL && !opt_workload_sort_from_nick (sort, &top.sort))
    {
      g_autofree char *nicks = opt_workload_sort_list_nicks ();

      return opt_cli_usage (cli, _ ("There is no order “%s”; there are %s."), sort, nicks);
    }
  if (top.limit < 1)
    return opt_cli_usage (cli, "%s", _ ("The limit must be 1 at least."));

  if (top.follow && (top.once || top.since_reset))
    return opt_cli_usage (cli, "%s", _ ("What is followed has no end."));

  top.connection = argc > 1 ? argv[1] : NULL;

  return opt_cli_run_job (cli, run_top, &top);
}
