/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * OptSlowdown:
 * @since: the beginning of the ten seconds in which it got slower; the server's clock, microseconds
 *   since 1970
 * @before_ms: milliseconds of one call before that, as far back as the trend goes
 * @after_ms: since then
 * @added_ms: by so many milliseconds a second the load rose by that, with the calls there were
 * since
 * @chance: the probability that in the time of a trend any of the statements that are tested looks
 *   so without a change, at most
 *
 * A statement that takes longer than it did a few minutes ago.
 */
typedef struct
{
  gint64 since;
  double before_ms;
  double after_ms;
  double added_ms;
  double chance;
} OptSlowdown;

gboolean opt_slowdown_find (GArray *trend, guint n_tested, gboolean known, OptSlowdown *slowdown);
gboolean opt_slowdown_can_be_found (GArray *trend, guint n_tested);
gboolean opt_slowdown_is_worth_an_alert (const OptSlowdown *self, double share, gboolean told);
char *opt_slowdown_to_text (const OptSlowdown *self);
char *opt_slowdown_explain (const OptSlowdown *self);

G_END_DECLS
