/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-blocking-words.h"

#include <glib/gi18n-lib.h>

#include "opt-format.h"
#include "opt-sql-line.h"

/* What is shown of a statement behind everything else. */
#define CHARACTERS_OF_STATEMENT 100

static char *
format_span (gint64 from, gint64 to)
{
  return opt_format_duration ((double) MAX (to - from, 0) / 1000);
}

/**
 * opt_blocking_describe_now:
 * @list: the sessions of a server
 *
 * Returns: (transfer full) (nullable): who holds up most, and since when; %NULL where nobody does
 */
char *
opt_blocking_describe_now (OptSessionList *list)
{
  guint n = opt_session_list_get_n_blocked (list);
  g_autoptr (OptSession) root = g_list_model_get_item (opt_session_list_get_roots (list), 0);
  g_autofree char *who = NULL;
  g_autofree char *age = NULL;
  g_autofree char *waits = NULL;
  gint64 longest = 0;

  if (n == 0 || root == NULL)
    return NULL;

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (list)); i++)
    {
      g_autoptr (OptSession) session = g_list_model_get_item (G_LIST_MODEL (list), i);

      longest = MAX (longest, opt_session_get_waiting (session));
    }
  age = format_span (0, longest);
  waits = g_strdup_printf (ngettext ("%u session waits for another, for %s",
                                     "%u sessions wait for others, the longest for %s", n),
                           n, age);
  who = opt_backend_describe_who (opt_session_get_backend (root));

  return g_strdup_printf (_ ("%s. First in the way is process %d (%s)."), waits,
                          opt_session_get_pid (root), who);
}

static char *
make_line (const OptBackend *backend)
{
  g_autofree char *plain = opt_backend_get_plain_query (backend);
  g_autofree char *line = plain != NULL ? opt_sql_line (plain) : NULL;
  g_autofree char *head = NULL;

  if (line == NULL || g_utf8_strlen (line, -1) <= CHARACTERS_OF_STATEMENT)
    return line != NULL ? g_steal_pointer (&line) : g_strdup (OPT_FORMAT_NONE);

  head = g_utf8_substring (line, 0, CHARACTERS_OF_STATEMENT - 1);

  return g_strconcat (head, "…", NULL);
}

/**
 * opt_blocking_describe_root:
 * @list: the sessions of a server
 *
 * For a line that may go to a log: the statement is told without its values.
 *
 * Returns: (transfer full) (nullable): what the one does that holds up most, and since when; %NULL
 *   where nobody does
 */
char *
opt_blocking_describe_root (OptSessionList *list)
{
  g_autoptr (OptSession) root = g_list_model_get_item (opt_session_list_get_roots (list), 0);
  const OptBackend *backend = root != NULL ? opt_session_get_backend (root) : NULL;
  g_autofree char *since = NULL;
  g_autofree char *line = NULL;

  if (backend == NULL)
    return NULL;

  since = backend->xact_start != 0 ? opt_format_time (backend->xact_start)
                                   : g_strdup (OPT_FORMAT_NONE);
  line = make_line (backend);

  /* Translators: "Idle in transaction", a time and a statement */
  return g_strdup_printf (_ ("%s, its transaction open since %s: %s"),
                          opt_backend_state_get_label (backend->state), since, line);
}

static char *
describe_span (OptBlockingChain *chain, gboolean recorded)
{
  g_autofree char *span
      = format_span (opt_blocking_chain_get_start (chain), opt_blocking_chain_get_end (chain));

  if (!opt_blocking_chain_get_open (chain))
    return g_strdup_printf (_ ("for %s"), span);

  return recorded ? g_strdup_printf (_ ("for %s, and on when it was last recorded"), span)
                  : g_strdup_printf (_ ("for %s until now"), span);
}

/**
 * opt_blocking_describe_chain:
 * @chain: who held whom up
 * @recorded: whether it is as it was recorded, and not watched
 *
 * Returns: (transfer full): when and for how long, how many waited for what, and for whom
 */
char *
opt_blocking_describe_chain (OptBlockingChain *chain, gboolean recorded)
{
  const OptBackend *root = opt_blocking_chain_get_root (chain);
  const char *object = opt_blocking_chain_get_object (chain);
  guint n = opt_blocking_chain_get_max_blocked (chain);
  guint depth = opt_blocking_chain_get_max_depth (chain);
  g_autofree char *time = opt_format_time (opt_blocking_chain_get_start (chain));
  g_autofree char *span = describe_span (chain, recorded);
  g_autofree char *who = opt_backend_describe_who (root);
  g_autofree char *waited
      = g_strdup_printf (ngettext ("up to %u session waited", "up to %u sessions waited", n), n);
  g_autofree char *deep
      = depth > 1 ? g_strdup_printf (_ (", %u behind each other"), depth) : g_strdup ("");

  /* Translators: when, for how long, how many waited, how deep, for what, for whom */
  return g_strdup_printf (_ ("%s, %s · %s%s for %s · process %d (%s)"), time, span, waited, deep,
                          object != NULL ? object : OPT_FORMAT_NONE, root->pid, who);
}

/**
 * opt_blocking_describe_victim:
 * @victim: one that waited
 *
 * Returns: (transfer full): which, and for how long
 */
char *
opt_blocking_describe_victim (const OptBlockingVictim *victim)
{
  g_autofree char *who = opt_backend_describe_who (victim->backend);
  g_autofree char *span = format_span (victim->since, victim->until);

  return g_strdup_printf (_ ("Process %d waited %s (%s)"), victim->backend->pid, span, who);
}

/**
 * opt_blocking_describe_missing:
 * @chains: who held whom up in a range of time
 *
 * Returns: (transfer full) (nullable): how many more there were; %NULL: none
 */
char *
opt_blocking_describe_missing (const OptHistoryChains *chains)
{
  g_autofree char *left_out
      = g_strdup_printf (ngettext ("%u more with a shorter wait is not shown.",
                                   "%u more with shorter waits are not shown.", chains->n_left_out),
                         chains->n_left_out);
  g_autofree char *not_kept
      = g_strdup_printf (ngettext ("%u more was seen on these days and not kept: of a day those "
                                   "with the longest waits are.",
                                   "%u more were seen on these days and not kept: of a day those "
                                   "with the longest waits are.",
                                   chains->n_not_kept),
                         chains->n_not_kept);

  if (chains->n_left_out > 0 && chains->n_not_kept > 0)
    return g_strdup_printf ("%s %s", left_out, not_kept);
  if (chains->n_left_out > 0)
    return g_steal_pointer (&left_out);

  return chains->n_not_kept > 0 ? g_steal_pointer (&not_kept) : NULL;
}
