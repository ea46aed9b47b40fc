/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-blocking-words.h"

#include <glib/gi18n-lib.h>

#include "opt-format.h"

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
