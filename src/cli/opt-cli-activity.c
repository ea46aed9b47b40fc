/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-cli.h"

#include <glib/gi18n-lib.h>
#include <stdio.h>

#include "opt-activity-json.h"
#include "opt-activity.h"
#include "opt-blocking-json.h"
#include "opt-blocking-words.h"
#include "opt-blocking.h"
#include "opt-cli-past.h"
#include "opt-cli-poll.h"
#include "opt-error.h"
#include "opt-format.h"
#include "opt-sql-line.h"

#define DEFAULT_INTERVAL (2 * G_USEC_PER_SEC)
#define TEXT_WIDTH 70

typedef struct
{
  const char *connection;
  gint64 interval;
  int count;
  gboolean blocking;
  gboolean all;
  gint64 past; /* microseconds; 0: now */
} Activity;

static void
print_cell (const char *text, int width, gboolean right)
{
  int length = (int) g_utf8_strlen (text != NULL ? text : OPT_FORMAT_NONE, -1);
  const char *shown = text != NULL ? text : OPT_FORMAT_NONE;

  if (length > width)
    {
      g_autofree char *cut = g_utf8_substring (shown, 0, width - 1);

      g_print ("%s… ", cut);
    }
  else if (right)
    g_print ("%*s%s ", width - length, "", shown);
  else
    g_print ("%s%*s ", shown, width - length, "");
}

static char *
format_age (const OptActivity *activity, gint64 start)
{
  return start != 0 ? opt_format_duration ((double) MAX (activity->time - start, 0) / 1000.0)
                    : g_strdup (OPT_FORMAT_NONE);
}

static char *
make_line (const OptBackend *backend)
{
  g_autofree char *line = backend->query != NULL ? opt_sql_line (backend->query) : NULL;

  if (line == NULL)
    return g_strdup (backend->state == OPT_BACKEND_HIDDEN ? _ ("(hidden from this role)")
                                                          : OPT_FORMAT_NONE);
  if (g_utf8_strlen (line, -1) > TEXT_WIDTH)
    {
      g_autofree char *head = g_utf8_substring (line, 0, TEXT_WIDTH - 1);

      return g_strconcat (head, "…", NULL);
    }

  return g_steal_pointer (&line);
}

static void
print_session (const OptActivity *activity, const OptBackend *backend)
{
  gint64 since
      = backend->state == OPT_BACKEND_ACTIVE ? backend->query_start : backend->state_change;
  g_autofree char *pid = g_strdup_printf ("%d", backend->pid);
  g_autofree char *wait = opt_backend_describe_wait (backend);
  g_autofree char *running = format_age (activity, since);
  g_autofree char *transaction = format_age (activity, backend->xact_start);
  g_autofree char *line = make_line (backend);

  print_cell (pid, 7, TRUE);
  print_cell (backend->user, 12, FALSE);
  print_cell (backend->application, 14, FALSE);
  print_cell (backend->database, 12, FALSE);
  print_cell (opt_backend_state_get_label (backend->state), 19, FALSE);
  print_cell (wait, 20, FALSE);
  print_cell (running, 9, TRUE);
  print_cell (transaction, 11, TRUE);
  g_print (" %s\n", line);
}

static void
print_head (void)
{
  print_cell (_ ("pid"), 7, TRUE);
  print_cell (_ ("user"), 12, FALSE);
  print_cell (_ ("application"), 14, FALSE);
  print_cell (_ ("database"), 12, FALSE);
  print_cell (_ ("state"), 19, FALSE);
  print_cell (_ ("wait"), 20, FALSE);
  print_cell (_ ("for"), 9, TRUE);
  print_cell (_ ("transaction"), 11, TRUE);
  g_print (" %s\n", _ ("statement"));
}

/* The longest comes first. */
static int
compare (gconstpointer a, gconstpointer b)
{
  const OptBackend *one = *(OptBackend *const *) a;
  const OptBackend *other = *(OptBackend *const *) b;
  gint64 start = one->xact_start != 0 ? one->xact_start : G_MAXINT64;
  gint64 other_start = other->xact_start != 0 ? other->xact_start : G_MAXINT64;

  return start != other_start ? (start < other_start ? -1 : 1) : one->pid - other->pid;
}

static guint
print_sessions (const OptActivity *activity, gboolean all)
{
  g_autoptr (GPtrArray) shown = g_ptr_array_new ();
  guint n_own = 0;

  for (guint i = 0; i < activity->backends->len; i++)
    if (!all && opt_backend_is_own (activity->backends->pdata[i]))
      n_own++;
    else
      g_ptr_array_add (shown, activity->backends->pdata[i]);
  g_ptr_array_sort (shown, compare);

  if (shown->len > 0)
    print_head ();
  else
    g_print ("%s\n", _ ("No session is active."));
  for (guint i = 0; i < shown->len; i++)
    print_session (activity, shown->pdata[i]);
  g_print (ngettext ("%u idle session\n", "%u idle sessions\n", activity->n_idle),
           activity->n_idle);
  if (n_own > 0)
    g_print (ngettext ("%u session of OptiSchema hidden; --all shows it\n",
                       "%u sessions of OptiSchema hidden; --all shows them\n", n_own),
             n_own);

  return shown->len;
}

static void
print_blocked (const OptActivity *activity, const OptBlockingNode *node)
{
  const OptBackend *backend = node->backend;
  g_autofree char *line = make_line (backend);
  g_autofree char *who = opt_backend_describe_who (backend);
  g_autofree char *age = NULL;

  g_print ("%*s%s%d  %s  ", (int) (4 * node->depth), "", node->depth > 0 ? "└ " : "", backend->pid,
           who);
  if (node->parent >= 0 && backend->wait_start != 0)
    {
      age = format_age (activity, backend->wait_start);
      g_print (_ ("waits for %s (%s), for %s"), backend->lock_object, backend->lock_mode, age);
    }
  else if (node->parent >= 0)
    g_print (_ ("waits for %s (%s)"), backend->lock_object, backend->lock_mode);
  else
    {
      age = format_age (activity, backend->xact_start);
      g_print (ngettext ("holds up %u session, transaction open for %s",
                         "holds up %u sessions, transaction open for %s", node->n_behind),
               node->n_behind, age);
    }
  if (node->in_cycle)
    g_print (" · %s", _ ("deadlock"));
  g_print ("\n%*s%s\n", (int) (4 * node->depth) + (node->depth > 0 ? 2 : 0), "", line);
}

static guint
print_blocking (const OptActivity *activity)
{
  g_autoptr (GArray) nodes = opt_blocking_list (activity);

  for (guint i = 0; i < nodes->len; i++)
    print_blocked (activity, &g_array_index (nodes, OptBlockingNode, i));
  if (nodes->len == 0)
    g_print ("%s\n", _ ("No session waits for another."));

  return nodes->len;
}

static guint
print (OptCli *cli, const OptActivity *activity, const Activity *what)
{
  guint n;

  if (cli->json)
    {
      g_autoptr (JsonNode) node = opt_activity_to_json (activity, what->all);

      opt_cli_print_json (node, TRUE);
      return activity->backends->len;
    }

  n = what->blocking ? print_blocking (activity) : print_sessions (activity, what->all);
  if (activity->n_hidden > 0)
    g_print (ngettext ("%u session is hidden from this role: GRANT pg_read_all_stats shows it\n",
                       "%u sessions are hidden from this role: GRANT pg_read_all_stats shows "
                       "them\n",
                       activity->n_hidden),
             activity->n_hidden);

  return n;
}

/* ---- What was recorded ----------------------------------------------------------------------- */

static void
print_chain (OptBlockingChain *chain)
{
  g_autofree char *text = opt_blocking_describe_chain (chain, TRUE);
  g_autofree char *line = make_line (opt_blocking_chain_get_root (chain));

  g_print ("%s\n%s\n", text, line);
  for (guint i = 0; i < opt_blocking_chain_get_n_victims (chain); i++)
    {
      const OptBlockingVictim *victim = opt_blocking_chain_get_victim (chain, i);
      g_autofree char *words = opt_blocking_describe_victim (victim);
      g_autofree char *query = make_line (victim->backend);

      g_print ("    └ %s\n      %s\n", words, query);
    }
}

static void
print_recorded (gint64 until)
{
  g_autofree char *time = opt_format_time (until);

  if (until != 0)
    g_print (_ ("Recorded until %s.\n"), time);
  else
    g_print ("%s\n", _ ("Nothing is recorded of this server yet: the window and “watch” do that."));
}

static void
print_past (OptCli *cli, const OptHistoryChains *chains, gint64 start, gint64 end)
{
  g_autofree char *missing = opt_blocking_describe_missing (chains);

  if (cli->json)
    {
      g_autoptr (JsonNode) node = opt_history_chains_to_json (chains, start, end);

      opt_cli_print_json (node, TRUE);
      return;
    }

  for (guint i = 0; i < chains->chains->len; i++)
    print_chain (chains->chains->pdata[i]);
  if (chains->chains->len == 0)
    g_print ("%s\n", _ ("No session was seen to wait for another, as far as the server was "
                        "watched."));
  if (missing != NULL)
    g_print ("%s\n", missing);
  print_recorded (chains->recorded_until);
}

/* The recorded servers, for who named none of them. */
static OptCliStatus
show_past (OptCli *cli, const Activity *what, OptConninfo *conninfo, GError **error)
{
  g_autoptr (GError) unreachable = NULL;
  g_autoptr (OptServerFacts) facts = NULL;
  g_autoptr (OptConnection) poll = opt_cli_connect_to_poll (cli, conninfo, &facts, &unreachable);
  gint64 end = g_get_real_time ();
  g_autofree char *id = NULL;
  g_autoptr (OptHistory) history = NULL;
  g_autoptr (OptHistoryChains) chains = NULL;

  if (g_cancellable_set_error_if_cancelled (cli->cancellable, error))
    return OPT_CLI_FAILED;
  history = opt_history_open_beside_writer_sync (NULL, error);
  if (history == NULL)
    return OPT_CLI_FAILED;
  opt_cli_clear_progress (cli);
  if (poll != NULL)
    id = g_strdup (opt_server_facts_get_history_key (facts));
  else
    id = opt_cli_find_recorded (history, conninfo, unreachable, error);
  if (id == NULL)
    return OPT_CLI_UNREACHABLE;
  chains = opt_history_get_chains_sync (history, id, end - what->past, end, error);
  if (chains == NULL)
    return OPT_CLI_FAILED;

  print_past (cli, chains, end - what->past, end);

  return chains->chains->len > 0 ? OPT_CLI_DONE : OPT_CLI_NOTHING;
}

/* ---- The verb -------------------------------------------------------------------------------- */

static void
pause_for (OptCli *cli, gint64 microseconds)
{
  GPollFD fd = { .events = G_IO_IN };

  if (!g_cancellable_make_pollfd (cli->cancellable, &fd))
    return;
  g_poll (&fd, 1, (gint) (microseconds / 1000));
  g_cancellable_release_fd (cli->cancellable);
}

static OptCliStatus
run_activity (OptCli *cli, gpointer data, GError **error)
{
  const Activity *what = data;
  g_autoptr (OptConninfo) conninfo = opt_cli_resolve_connection (cli, what->connection, error);
  g_autoptr (OptServerFacts) facts = NULL;
  g_autoptr (OptConnection) poll = NULL;
  guint n = 0;

  if (conninfo == NULL)
    return OPT_CLI_USAGE;
  if (what->past != 0)
    return show_past (cli, what, conninfo, error);
  poll = opt_cli_connect_to_poll (cli, conninfo, &facts, error);
  if (poll == NULL)
    return OPT_CLI_UNREACHABLE;

  for (int i = 0; i < what->count || what->count == 0; i++)
    {
      g_autoptr (OptActivity) activity = NULL;

      if (i > 0)
        pause_for (cli, what->interval);
      if (g_cancellable_set_error_if_cancelled (cli->cancellable, error))
        return OPT_CLI_FAILED;
      activity = opt_activity_take_sync (poll, facts, cli->cancellable, error);
      if (activity == NULL)
        return OPT_CLI_UNREACHABLE;
      opt_cli_clear_progress (cli);
      if (i > 0 && !cli->json)
        g_print ("\n");
      n = print (cli, activity, what);
      fflush (stdout);
    }

  return n > 0 ? OPT_CLI_DONE : OPT_CLI_NOTHING;
}

/**
 * opt_cli_activity:
 * @cli: the program
 * @argc: how many words
 * @argv: the words, the verb first
 *
 * `activity`: what the sessions of a server do right now.
 *
 * Returns: the exit status
 */
OptCliStatus
opt_cli_activity (OptCli *cli, int argc, char **argv)
{
  g_autofree char *interval = NULL;
  g_autofree char *past = NULL;
  Activity what = { .interval = DEFAULT_INTERVAL, .count = 1 };
  const GOptionEntry entries[] = {
    { "blocking", 0, 0, G_OPTION_ARG_NONE, &what.blocking, N_ ("Show who holds up whom, as a tree"),
      NULL },
    { "past", 0, 0, G_OPTION_ARG_STRING, &past,
      N_ ("Show who held up whom in so long, as it was recorded"), "TIME" },
    { "interval", 0, 0, G_OPTION_ARG_STRING, &interval, N_ ("Look again after that long (2s)"),
      "TIME" },
    { "count", 0, 0, G_OPTION_ARG_INT, &what.count, N_ ("Look so often (1); 0: until stopped"),
      "N" },
    { "all", 0, 0, G_OPTION_ARG_NONE, &what.all, N_ ("Show OptiSchema's own sessions too"), NULL },
    { NULL },
  };
  g_autoptr (GError) error = NULL;

  if (!opt_cli_parse (cli, entries, &argc, &argv, 0, 1))
    return OPT_CLI_USAGE;
  if (interval != NULL && !opt_parse_duration (interval, &what.interval, &error))
    return opt_cli_usage (cli, "%s", error->message);
  if (what.interval < G_USEC_PER_SEC / 2)
    return opt_cli_usage (cli, "%s", _ ("The interval must be half a second at least."));
  if (past != NULL && !opt_parse_duration (past, &what.past, &error))
    return opt_cli_usage (cli, "%s", error->message);
  if (past != NULL && what.past <= 0)
    return opt_cli_usage (cli, "%s", _ ("What is past is longer than 0."));
  if (past != NULL && (what.all || what.blocking || interval != NULL || what.count != 1))
    return opt_cli_usage (cli, "%s", _ ("What is past is shown as it was recorded, once."));
  if (what.count < 0)
    return opt_cli_usage (cli, "%s", _ ("The count must not be less than 0."));

  what.connection = argc > 1 ? argv[1] : NULL;

  return opt_cli_run_job (cli, run_activity, &what);
}
