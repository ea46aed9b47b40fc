/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-cli-top.h"

#include <glib/gi18n-lib.h>

#include "opt-blocking-words.h"
#include "opt-cli-terminal.h"
#include "opt-delta-words.h"
#include "opt-format.h"
#include "opt-sql-line.h"

/* What stands before a statement's text, and the least that is shown of that. */
#define FIGURES_WIDTH 79
#define TEXT_WIDTH_MIN 30
/* A statement that has a tenth of all is worth a look, and one with half of it the first. */
#define WARM_SHARE 0.1
#define HOT_SHARE 0.5

/* Lists are left out first; of what is too long then, the ends say most. */
static char *
shorten (const char *text, int width)
{
  g_autofree char *line = opt_sql_line (text);
  g_autofree char *brief = g_utf8_strlen (line, -1) > width ? opt_sql_brief (line) : NULL;
  const char *shown = brief != NULL ? brief : line;
  glong length = g_utf8_strlen (shown, -1);
  int tail_length = width / 2;
  g_autofree char *head = NULL;
  g_autofree char *tail = NULL;

  if (length <= width)
    return g_strdup (shown);

  head = g_utf8_substring (shown, 0, width - tail_length - 1);
  tail = g_utf8_substring (shown, length - tail_length, length);

  return g_strconcat (head, "…", tail, NULL);
}

static void
add_cell (GString *out, const char *text, int width)
{
  int pad = width - (int) g_utf8_strlen (text, -1);

  g_string_append_printf (out, "%*s%s ", MAX (pad, 0), "", text);
}

static const char *
get_mark (const OptWorkloadEntry *entry)
{
  /* Translators: before a statement that is new */
  return entry->newness == OPT_NEWNESS_NEW ? _ ("(new) ") : "";
}

/* What it says; of those that are alike, also in what they differ. */
static char *
name_entry (const OptWorkloadEntry *entry)
{
  const char *text = entry->text != NULL ? entry->text : _ ("(text not known yet)");
  g_autofree char *differ = opt_workload_entry_describe_members (entry);

  return differ != NULL ? g_strdup_printf ("%s(%s) %s", get_mark (entry), differ, text)
                        : g_strconcat (get_mark (entry), text, NULL);
}

/* How the line looks that comes next. */
static void
note_look (GByteArray *looks, const GString *out, OptCliLook look)
{
  guint line = 0;

  if (looks == NULL)
    return;

  for (gsize i = 0; i < out->len; i++)
    line += out->str[i] == '\n' ? 1 : 0;
  opt_cli_look_set (looks, line, look);
}

static OptCliLook
get_look (double share)
{
  return share >= HOT_SHARE ? OPT_CLI_LOOK_HOT
                            : (share >= WARM_SHARE ? OPT_CLI_LOOK_WARM : OPT_CLI_LOOK_PLAIN);
}

static void
add_entry (GString *out,
           GByteArray *looks,
           const OptWorkloadEntry *entry,
           OptWorkloadShare by,
           const char *words,
           int width)
{
  const OptStatementCounters *counters = &entry->counters;
  g_autofree char *share = opt_format_percent (entry->shares[by]);
  g_autofree char *total = opt_format_duration (counters->total_exec_ms);
  g_autofree char *calls = opt_format_count (counters->calls);
  g_autofree char *mean = opt_format_duration (opt_statement_counters_get_mean (counters));
  g_autofree char *rows = opt_format_count (counters->rows);
  g_autofree char *read = opt_format_count (counters->shared_read);
  g_autofree char *text = shorten (words, MAX (width - FIGURES_WIDTH, TEXT_WIDTH_MIN));

  note_look (looks, out, get_look (entry->shares[by]));
  add_cell (out, share, OPT_CLI_LOOK_FIGURE);
  add_cell (out, total, 9);
  add_cell (out, calls, 8);
  add_cell (out, mean, 9);
  add_cell (out, rows, 8);
  add_cell (out, read, 8);
  g_string_append_printf (out, " %20" G_GINT64_FORMAT "  %s\n", entry->key.queryid, text);
}

/* Of those that are alike, each below them all; so many lines in all. */
static guint
add_with_members (GString *out,
                  GByteArray *looks,
                  const OptWorkloadEntry *entry,
                  OptWorkloadShare by,
                  guint lines,
                  int width)
{
  g_autofree char *name = name_entry (entry);
  guint n = 1;

  add_entry (out, looks, entry, by, name, width);
  for (guint i = 0; entry->members != NULL && i < entry->members->len && n < lines; i++, n++)
    {
      const OptWorkloadEntry *member = entry->members->pdata[i];
      g_autofree char *caller = opt_workload_entry_describe_caller (member);
      g_autofree char *words = g_strconcat ("└ ", get_mark (member), caller, NULL);

      add_entry (out, looks, member, by, words, width);
    }

  return n;
}

/* The title of its column, where it has room for eight characters. */
static const char *
name_share (OptWorkloadShare by)
{
  static const char *const titles[OPT_N_WORKLOAD_SHARES] = {
    [OPT_WORKLOAD_SHARE_TIME] = N_ ("of time"),   [OPT_WORKLOAD_SHARE_IO] = N_ ("of I/O"),
    [OPT_WORKLOAD_SHARE_WAL] = N_ ("of WAL"),     [OPT_WORKLOAD_SHARE_TEMP] = N_ ("of temp"),
    [OPT_WORKLOAD_SHARE_CALLS] = N_ ("of calls"), [OPT_WORKLOAD_SHARE_BLEND] = N_ ("blended"),
  };

  return _ (titles[by]);
}

static void
add_head (GString *out, GByteArray *looks, OptWorkload *workload, OptWorkloadShare by)
{
  const OptDelta *delta = opt_workload_get_delta (workload);
  const OptWorkloadTotals totals = opt_workload_get_totals (workload);
  const char *no_share = opt_workload_totals_explain (&totals, by);
  g_autofree char *start = opt_format_time (delta->start);
  g_autofree char *end = opt_format_time (delta->end);
  g_autofree char *observed = opt_format_duration ((double) delta->observed / 1000.0);
  g_autoptr (GPtrArray) notes = opt_delta_list_notes (delta);

  if (delta->end != 0)
    g_string_append_printf (out, _ ("From %s to %s, %s observed\n"),
                            delta->start != 0 ? start : "?", end, observed);
  else
    g_string_append_printf (out, "%s\n", _ ("Nothing was observed in this interval."));
  for (guint i = 0; i < notes->len; i++)
    g_string_append_printf (out, "%s\n", (const char *) notes->pdata[i]);
  if (no_share != NULL && g_hash_table_size (delta->statements) > 0)
    g_string_append_printf (out, "%s\n", no_share);
  note_look (looks, out, OPT_CLI_LOOK_HEAD);
  add_cell (out, name_share (by), OPT_CLI_LOOK_FIGURE);
  add_cell (out, _ ("total"), 9);
  add_cell (out, _ ("calls"), 8);
  add_cell (out, _ ("mean"), 9);
  add_cell (out, _ ("rows"), 8);
  /* Translators: blocks read, in eight characters at most */
  add_cell (out, _ ("blk read"), 8);
  g_string_append_printf (out, " %20s  %s\n", "queryid", _ ("statement"));
}

static guint
count_running (const OptActivity *activity)
{
  guint n = 0;

  for (guint i = 0; i < activity->backends->len; i++)
    n += opt_backend_is_client (activity->backends->pdata[i])
         && opt_backend_is_active (activity->backends->pdata[i])
         && !opt_backend_is_own (activity->backends->pdata[i]);

  return n;
}

/* A statement is counted when it has ended: where none has, they may all run or wait still. */
static void
add_nothing (GString *out, const OptDelta *delta, guint n_hidden, OptActivity *activity)
{
  g_autoptr (OptSessionList) sessions = opt_session_list_new ();
  g_autofree char *observed = opt_format_duration ((double) delta->observed / 1000.0);
  g_autofree char *waiting = NULL;
  guint n = count_running (activity);

  opt_session_list_update (sessions, activity);
  waiting = opt_blocking_describe_now (sessions);
  g_string_append_printf (out,
                          n_hidden > 0 ? _ ("No statement ended in these %s but the system’s own. ")
                                       : _ ("No statement ended in these %s. "),
                          observed);
  if (waiting != NULL)
    g_string_append_printf (out, "%s %s\n", waiting, "optischema-cli activity --blocking");
  else if (n > 0)
    g_string_append_printf (out,
                            ngettext ("%u session executes one that has not ended yet: "
                                      "optischema-cli activity\n",
                                      "%u sessions execute some that have not ended yet: "
                                      "optischema-cli activity\n",
                                      n),
                            n);
  else
    g_string_append_printf (out, "%s\n", _ ("No session executes one at the moment."));
}

/* What the mark means; or, where only what has it is wanted, why there is none. */
static void
add_new (GString *out, OptWorkload *workload, const OptCliTop *top, guint n_new, guint n_unknown)
{
  g_autofree char *span
      = opt_format_duration ((double) MAX (top->interval, OPT_CLI_TOP_RECENT) / 1000.0);
  g_autofree char *why = top->only_new ? opt_workload_explain_new (workload) : NULL;

  if (why != NULL)
    {
      g_string_append_printf (out, "%s\n", why);
      return;
    }
  if (n_new > 0)
    g_string_append_printf (out, _ ("(new): called first in the last %s, by what was recorded\n"),
                            span);
  else if (top->only_new)
    g_string_append_printf (
        out, _ ("None of the statements of this time was called first in the last %s.\n"), span);
  if (top->only_new && n_unknown > 0)
    g_string_append_printf (out,
                            ngettext ("Of %u statement it is not known yet: what is called is "
                                      "recorded by the minute.\n",
                                      "Of %u statements it is not known yet: what is called is "
                                      "recorded by the minute.\n",
                                      n_unknown),
                            n_unknown);
}

/* Of the first so many, and of what they are the sum of. */
static guint
count_new (GPtrArray *entries, guint n_shown)
{
  guint n = 0;

  for (guint i = 0; i < n_shown; i++)
    {
      const OptWorkloadEntry *entry = entries->pdata[i];

      n += entry->newness == OPT_NEWNESS_NEW ? 1 : 0;
      if (entry->members != NULL)
        n += count_new (entry->members, entry->members->len);
    }

  return n;
}

static void
add_hidden (GString *out, guint n, double part)
{
  g_autofree char *share = opt_format_percent (part);

  g_string_append_printf (out,
                          /* Translators: a number, and a share in percent */
                          ngettext ("%u system statement hidden, %s of the time; --system shows "
                                    "it\n",
                                    "%u system statements hidden, %s of the time; --system shows "
                                    "them\n",
                                    n),
                          n, share);
}

/* opt_cli_top_to_text: the window, what it lacks, and its statements, a line each, of so many
 * columns where that is enough for the figures; where there is none, what the sessions do instead,
 * if that is known. @looks (nullable) gets how its lines look in a terminal. */
char *
opt_cli_top_to_text (OptWorkload *workload,
                     OptActivity *activity,
                     const OptCliTop *top,
                     int width,
                     GByteArray *looks)
{
  GString *out = g_string_new (NULL);
  guint n_hidden = 0;
  guint n_unknown = 0;
  guint n = 0;
  guint left = top->lines > 0 ? (guint) top->lines : G_MAXUINT;
  g_autoptr (GPtrArray) entries
      = opt_workload_get_entries (workload, top->sort, top->system, &n_hidden);

  if (top->only_new)
    n_unknown = opt_workload_keep_new (entries);
  if (top->group)
    entries = opt_workload_group_entries (workload, g_steal_pointer (&entries), top->sort);
  add_head (out, looks, workload, top->by);
  for (; n < entries->len && n < (guint) top->limit && left > 0; n++)
    left -= add_with_members (out, looks, entries->pdata[n], top->by, left, width);
  if (entries->len > n)
    g_string_append_printf (out, _ ("… and %u more\n"), entries->len - n);
  add_new (out, workload, top, count_new (entries, n), n_unknown);
  if (entries->len == 0 && !top->only_new && activity != NULL && !top->since_reset)
    add_nothing (out, opt_workload_get_delta (workload), n_hidden, activity);
  if (n_hidden > 0)
    add_hidden (out, n_hidden, opt_workload_get_hidden_share (workload));

  return g_string_free (out, FALSE);
}
