/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-confirmation.h"

#include <glib/gi18n-lib.h>

#include "opt-format.h"

/**
 * opt_confirmation_verdict_get_label:
 * @verdict: a verdict
 *
 * Returns: (transfer none): its name in words
 */
const char *
opt_confirmation_verdict_get_label (OptConfirmationVerdict verdict)
{
  switch (verdict)
    {
    case OPT_CONFIRMATION_VERDICT_CONFIRMED:
      return _ ("Confirmed");
    case OPT_CONFIRMATION_VERDICT_UNCHANGED:
      return _ ("Not confirmed");
    case OPT_CONFIRMATION_VERDICT_WORSE:
      return _ ("Worse");
    case OPT_CONFIRMATION_VERDICT_OTHER_LOAD:
      return _ ("Not comparable");
    case OPT_CONFIRMATION_VERDICT_WAITING:
    default:
      return _ ("Not known yet");
    }
}

/**
 * opt_confirmation_window_describe:
 * @window: a window
 *
 * Returns: (transfer full): what was counted in it, and when
 */
char *
opt_confirmation_window_describe (const OptConfirmationWindow *window)
{
  g_autofree char *mean = opt_format_duration (window->mean_ms);
  g_autofree char *calls = opt_format_count (window->calls);
  g_autofree char *observed = opt_format_duration ((double) window->observed / 1000.0);
  g_autofree char *start = NULL;
  g_autofree char *end = NULL;

  if (window->start == 0 || window->end == 0)
    return g_strdup_printf (_ ("%s a call, %s calls in %s observed"), mean, calls, observed);

  start = opt_format_time (window->start);
  end = opt_format_time (window->end);

  return g_strdup_printf (_ ("%s a call, %s calls in %s observed, %s to %s"), mean, calls, observed,
                          start, end);
}
