/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-delta-words.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "opt-format.h"

/**
 * opt_delta_flags_list_notes:
 * @flags: what a window lacks
 * @lost_share: see #OptDelta
 *
 * Returns: (transfer full) (element-type utf8): the same in words, a sentence each
 */
GPtrArray *
opt_delta_flags_list_notes (OptDeltaFlags flags, double lost_share)
{
  GPtrArray *notes = g_ptr_array_new_with_free_func (g_free);

  if (flags & OPT_DELTA_GAP)
    g_ptr_array_add (notes, g_strdup (_ ("The server was restarted meanwhile: part of the window "
                                         "is not known.")));
  if ((flags & OPT_DELTA_RESTART) && (flags & OPT_DELTA_RESET))
    g_ptr_array_add (notes, g_strdup (_ ("The server was restarted meanwhile, and lost what it had "
                                         "counted since the last look.")));
  else if (flags & OPT_DELTA_RESTART)
    g_ptr_array_add (notes, g_strdup (_ ("The server was restarted meanwhile: for part of the "
                                         "window it did not run.")));
  else if (flags & OPT_DELTA_RESET)
    g_ptr_array_add (notes, g_strdup (_ ("pg_stat_statements was reset meanwhile: what came "
                                         "before it is lost.")));
  if ((flags & OPT_DELTA_INCOMPLETE) && isfinite (lost_share))
    {
      g_autofree char *share = opt_format_percent (lost_share);

      g_ptr_array_add (notes,
                       g_strdup_printf (_ ("Incomplete: the server evicted statements; those that "
                                           "are gone usually make %s of the load."),
                                        share));
    }
  else if (flags & OPT_DELTA_INCOMPLETE)
    g_ptr_array_add (notes, g_strdup (_ ("Incomplete: the server evicted statements; how much of "
                                         "the load they make is not known.")));

  if (flags & OPT_DELTA_LATE)
    g_ptr_array_add (notes, g_strdup (_ ("There are so many statements that not all of them were "
                                         "read each time.")));

  return notes;
}

/**
 * opt_delta_list_notes:
 * @delta: of a window
 *
 * Returns: (transfer full) (element-type utf8): what it lacks in words, a sentence each
 */
GPtrArray *
opt_delta_list_notes (const OptDelta *delta)
{
  GPtrArray *notes = opt_delta_flags_list_notes (delta->flags, delta->lost_share);
  double share = opt_delta_get_late_share (delta);
  g_autofree char *percent = NULL;
  g_autofree char *late = NULL;

  if (isnan (share) || delta->late_ms <= 0)
    return notes;

  percent = opt_format_percent (share);
  late = opt_format_duration ((double) delta->late_by / 1000.0);
  /* Translators: the first is a share, the second a duration */
  g_ptr_array_add (notes, g_strdup_printf (_ ("%s of the load was seen late, by %s at most."),
                                           percent, late));

  return notes;
}
