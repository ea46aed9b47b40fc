/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-cli-top.h"

#include <glib-unix.h>
#include <glib/gi18n-lib.h>
#include <math.h>
#include <unistd.h>

#include "opt-cli-terminal.h"
#include "opt-error.h"
#include "opt-format.h"
#include "opt-poller.h"
#include "opt-workload-json.h"

/* Above the statements, and what may be below: of a window that lacks something, or has no shares,
 * one more of each. */
#define OTHER_LINES 10
/* Above the table. */
#define LINES_ABOVE 4
/* Of an answer that took so long it is said. */
#define LONG_ANSWER (1 * G_USEC_PER_SEC)

typedef struct
{
  OptCli *cli;
  OptCliTop *top;
  OptPoller *poller;
  OptWorkload *workload;
  OptCliTerminal *terminal; /* (nullable) */
  char *place;
  GError *error;         /* (nullable) of the last poll */
  GError *refusal;       /* (nullable) why it ended by itself */
  OptActivity *activity; /* (nullable) what the sessions do */
  gint64 printed;        /* monotonic; when it was last, where there is no terminal */
  OptCliNew *newcomers;
  gboolean told; /* whether it is known what is new, for the first time */
  gboolean seen; /* anything at all */
  gboolean over;
} Follow;

/* ---- What is shown --------------------------------------------------------------------------- */

static char *
describe_cost (Follow *follow)
{
  OptPollCost cost;
  g_autofree char *every = NULL;
  g_autofree char *time = NULL;
  g_autofree char *bytes = NULL;
  g_autofree char *way = NULL;
  g_autofree char *longest = NULL;

  opt_poller_get_cost (follow->poller, &cost);
  if (cost.span == 0)
    return g_strdup ("");

  every = opt_format_duration (
      (double) opt_poller_get_period (follow->poller, OPT_POLL_READ_STATEMENTS) / 1000.0);
  time = opt_format_duration ((double) cost.usual * 60000.0 / (double) cost.span);
  bytes = opt_format_bytes (cost.bytes * 60 * G_USEC_PER_SEC / cost.span);

  way = opt_format_duration (cost.round_trip > 0 ? (double) cost.round_trip / 1000.0 : NAN);
  longest = opt_format_duration ((double) cost.longest / 1000.0);
  if (cost.longest >= LONG_ANSWER)
    /* Translators: two durations, a size and two durations */
    return g_strdup_printf (_ ("Read each %s; a minute usually takes the server %s and gets %s; "
                               "longest answer %s; way there and back %s."),
                            every, time, bytes, longest, way);

  /* Translators: two durations, a size and a duration */
  return g_strdup_printf (_ ("Read each %s; a minute usually takes the server %s and gets %s; "
                             "way there and back %s."),
                          every, time, bytes, way);
}

/* A server that does not answer is lost after a while; until then the user sees for how long. */
static gboolean
is_silent (Follow *follow)
{
  return opt_poller_get_silence (follow->poller) >= OPT_POLLER_SILENCE;
}

static char *
describe_silence (Follow *follow)
{
  guint silence = opt_poller_get_silence (follow->poller);

  return g_strdup_printf (ngettext ("Waiting for an answer of the server since %u second.",
                                    "Waiting for an answer of the server since %u seconds.",
                                    silence),
                          silence);
}

/* In one line, as what is below it stays. */
static char *
describe_error (Follow *follow)
{
  const OptSnapshot *last = opt_workload_get_last_snapshot (follow->workload);
  g_autofree char *since = last != NULL ? opt_format_time (last->time) : g_strdup ("?");
  g_autofree char *message = g_strdelimit (g_strdup (follow->error->message), "\n", ' ');

  /* Translators: a time, and why */
  return g_strdup_printf (_ ("Not read since %s: %s"), since, message);
}

static const char *
describe_sort (OptWorkloadSort sort)
{
  g_autoptr (GEnumClass) sorts = g_type_class_ref (OPT_TYPE_WORKLOAD_SORT);

  return g_enum_get_value (sorts, (int) sort)->value_nick;
}

static void
draw (Follow *follow)
{
  OptCliTop top = *follow->top;
  g_autofree char *status = follow->error != NULL ? describe_error (follow)
                            : is_silent (follow)  ? describe_silence (follow)
                                                  : describe_cost (follow);
  g_autofree char *table = NULL;
  g_autofree char *text = NULL;
  g_autoptr (GByteArray) looks = g_byte_array_new ();
  g_autoptr (GByteArray) table_looks = g_byte_array_new ();
  int columns;
  int rows;

  opt_cli_terminal_get_size (&columns, &rows);
  top.limit = MAX (rows - OTHER_LINES, 1);
  top.lines = top.limit;
  if (opt_workload_get_last_delta (follow->workload) != NULL)
    table = opt_cli_top_to_text (follow->workload, follow->activity, &top, columns, table_looks);
  text = g_strdup_printf (
      _ ("%s, by %s%s\n"
         "%s\n"
         "q quits, b is hot by something else, s another order, a system too, Space pauses.\n"
         "\n%s"),
      follow->place, describe_sort (top.sort),
      opt_poller_get_paused (follow->poller) ? _ (", paused") : "", status,
      table != NULL ? table : _ ("Nothing is known before the second look."));
  opt_cli_look_set (looks, 0, OPT_CLI_LOOK_TITLE);
  opt_cli_look_set (looks, 1, follow->error != NULL ? OPT_CLI_LOOK_ERROR : OPT_CLI_LOOK_PLAIN);
  opt_cli_look_set (looks, 2, OPT_CLI_LOOK_HELP);
  opt_cli_look_set (looks, LINES_ABOVE - 1, OPT_CLI_LOOK_PLAIN);
  g_byte_array_append (looks, table_looks->data, table_looks->len);
  opt_cli_terminal_draw (follow->terminal, text, looks);
}

static void
print_json (Follow *follow)
{
  g_autoptr (JsonNode) node
      = opt_workload_to_json (follow->workload, follow->top->by, follow->top->sort,
                              follow->top->system, follow->top->only_new, follow->top->group,
                              (guint) follow->top->limit);

  opt_cli_print_json (node, TRUE);
}

/* Each time that an interval has passed. */
static void
print (Follow *follow)
{
  gint64 now = g_get_monotonic_time ();

  if (opt_workload_get_last_delta (follow->workload) == NULL)
    {
      follow->printed = now;
      return;
    }
  if (now - follow->printed < follow->top->interval)
    return;

  follow->printed = now;
  if (follow->cli->json)
    print_json (follow);
  else
    {
      g_autofree char *text = opt_cli_top_to_text (follow->workload, follow->activity, follow->top,
                                                   OPT_CLI_TOP_WIDTH, NULL);

      g_print ("%s\n", text);
    }
}

static void
show (Follow *follow)
{
  if (follow->terminal != NULL)
    draw (follow);
  else
    print (follow);
}

/* ---- What happens ---------------------------------------------------------------------------- */

static void
polled (OptPoller *poller, OptSnapshot *snapshot, Follow *follow)
{
  follow->seen = TRUE;
  g_clear_error (&follow->error);
  opt_cli_new_update (follow->newcomers, snapshot->time);
  show (follow);
}

/* Who wants to see but the new is not left to wait for what can't come. */
static void
new_known (gpointer data)
{
  Follow *follow = data;

  if (follow->top->only_new && !follow->told
      && !opt_cli_top_can_tell_new (follow->workload, &follow->refusal))
    follow->over = TRUE;
  else if (follow->terminal != NULL)
    draw (follow);
  follow->told = TRUE;
}

static void
sampled (OptPoller *poller, OptActivity *activity, Follow *follow)
{
  g_clear_pointer (&follow->activity, opt_activity_unref);
  follow->activity = opt_activity_ref (activity);
}

/* Before anything was seen it is the end; later the server may come back. */
static void
failed (OptPoller *poller, const GError *error, Follow *follow)
{
  g_clear_error (&follow->error);
  follow->error = g_error_copy (error);
  /* Who waited then may wait no more. */
  g_clear_pointer (&follow->activity, opt_activity_unref);
  if (!follow->seen || g_error_matches (error, OPT_ERROR, OPT_ERROR_AUTHENTICATION))
    follow->over = TRUE;
  else if (follow->terminal != NULL)
    draw (follow);
  else
    g_printerr ("optischema-cli: %s\n", error->message);
}

/* Of what is read only this is shown. */
static void
read_changed (OptPoller *poller, guint read, Follow *follow)
{
  const GError *error = opt_poller_get_read_error (poller, (OptPollRead) read);

  if (read == OPT_POLL_READ_STATEMENTS && error != NULL
      && (follow->error == NULL || g_strcmp0 (error->message, follow->error->message) != 0))
    failed (poller, error, follow);
}

/* The last is followed by the first. */
static void
sort_by_next (OptCliTop *top)
{
  top->sort = top->sort == OPT_WORKLOAD_SORT_BLEND ? OPT_WORKLOAD_SORT_TOTAL
                                                   : (OptWorkloadSort) (top->sort + 1);
}

/* With the order that goes with it. */
static void
share_next (OptCliTop *top)
{
  top->by = (OptWorkloadShare) ((top->by + 1) % OPT_N_WORKLOAD_SHARES);
  top->sort = opt_workload_sort_of_share (top->by);
}

static gboolean
key_pressed (int fd, GIOCondition condition, gpointer data)
{
  Follow *follow = data;

  switch (opt_cli_terminal_read_key (follow->terminal))
    {
    case 'q':
      follow->over = TRUE;
      break;
    case 's':
      sort_by_next (follow->top);
      break;
    case 'b':
      share_next (follow->top);
      break;
    case 'a':
      follow->top->system = !follow->top->system;
      break;
    case ' ':
      opt_poller_set_paused (follow->poller, !opt_poller_get_paused (follow->poller));
      break;
    default:
      break;
    }
  draw (follow);

  return (condition & (G_IO_HUP | G_IO_ERR)) == 0;
}

/* The poller tells nothing while it waits. */
static gboolean
second_passed (gpointer data)
{
  Follow *follow = data;

  if (is_silent (follow))
    draw (follow);

  return G_SOURCE_CONTINUE;
}

static gboolean
cancelled (GCancellable *cancellable, gpointer data)
{
  ((Follow *) data)->over = TRUE;

  return G_SOURCE_REMOVE;
}

static GSource *
attach (GSource *source, GSourceFunc func, Follow *follow, GMainContext *context)
{
  g_source_set_callback (source, func, follow, NULL);
  g_source_attach (source, context);

  return source;
}

static void
detach (GSource *source)
{
  if (source == NULL)
    return;

  g_source_destroy (source);
  g_source_unref (source);
}

static void
run (Follow *follow, GMainContext *context)
{
  GSource *stop = attach (g_cancellable_source_new (follow->cli->cancellable),
                          G_SOURCE_FUNC (cancelled), follow, context);
  GSource *keys = NULL;
  GSource *seconds = NULL;

  if (follow->terminal != NULL)
    {
      keys = attach (g_unix_fd_source_new (STDIN_FILENO, G_IO_IN | G_IO_HUP | G_IO_ERR),
                     G_SOURCE_FUNC (key_pressed), follow, context);
      seconds = attach (g_timeout_source_new_seconds (1), second_passed, follow, context);
      draw (follow);
    }
  opt_poller_start (follow->poller);
  while (!follow->over)
    g_main_context_iteration (context, TRUE);
  opt_poller_stop (follow->poller);

  detach (stop);
  detach (keys);
  detach (seconds);
}

/* opt_cli_top_follow: shows the statements of the last so many seconds until it is stopped: in a
 * terminal always the newest, elsewhere an interval after the other */
OptCliStatus
opt_cli_top_follow (OptCli *cli, OptCliTop *top, OptConninfo *conninfo, GError **error)
{
  g_autoptr (GMainContext) context = g_main_context_ref_thread_default ();
  g_autoptr (OptWorkload) workload = opt_workload_new (top->interval, opt_clock_get_system ());
  g_autoptr (OptPoller) poller = opt_poller_new (conninfo, G_USEC_PER_SEC, workload);
  g_autofree char *place = opt_conninfo_to_place (conninfo);
  Follow follow
      = { .cli = cli, .top = top, .poller = poller, .workload = workload, .place = place };

  opt_cli_clear_progress (cli);
  if (!cli->json)
    follow.terminal = opt_cli_terminal_open ();
  g_signal_connect (poller, "snapshot", G_CALLBACK (polled), &follow);
  g_signal_connect (poller, "activity", G_CALLBACK (sampled), &follow);
  g_signal_connect (poller, "error", G_CALLBACK (failed), &follow);
  g_signal_connect (poller, "read-changed", G_CALLBACK (read_changed), &follow);
  follow.newcomers = opt_cli_new_begin (poller, workload, top->interval, new_known, &follow);
  run (&follow, context);
  opt_cli_new_end (follow.newcomers);
  g_clear_pointer (&follow.terminal, opt_cli_terminal_close);
  g_clear_pointer (&follow.activity, opt_activity_unref);

  if (follow.refusal != NULL)
    {
      g_clear_error (&follow.error);
      g_propagate_error (error, follow.refusal);
      return OPT_CLI_FAILED;
    }
  if (follow.error != NULL && !follow.seen)
    {
      g_propagate_error (error, follow.error);
      return OPT_CLI_UNREACHABLE;
    }
  g_clear_error (&follow.error);

  return follow.seen ? OPT_CLI_DONE : OPT_CLI_NOTHING;
}
