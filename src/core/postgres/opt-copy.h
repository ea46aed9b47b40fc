/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-connection.h"
#include "opt-progress.h"

G_BEGIN_DECLS

/**
 * OptCopyPace:
 * @rate: bytes a second at most; 0: as fast as it goes
 * @deadline: monotonic microseconds at which it is given up; 0: never
 * @limit_bytes: given up past so many over all copies; 0: no limit
 * @bytes: how many there were, over all copies at this pace
 * @waited: microseconds that it held back so as not to be faster
 * @due: monotonic: when what came so far would have come at @rate
 *
 * How fast, how long and how much is copied, over one copy or several one after the other. Who
 * makes it sets the first three, and zeroes the rest.
 */
typedef struct
{
  gint64 rate;
  gint64 deadline;
  gint64 limit_bytes;
  gint64 bytes;
  gint64 waited;
  gint64 due;
} OptCopyPace;

gboolean opt_copy_check_deadline (gint64 deadline, GError **error);
gint64 opt_copy_between_sync (OptConnection *source,
                              const char *copy_out,
                              OptConnection *target,
                              const char *copy_in,
                              gint64 limit_bytes,
                              const OptProgress *progress,
                              GCancellable *cancellable,
                              GError **error);
gint64 opt_copy_at_pace_sync (OptConnection *source,
                              const char *copy_out,
                              OptConnection *target,
                              const char *copy_in,
                              OptCopyPace *pace,
                              const OptProgress *progress,
                              GCancellable *cancellable,
                              GError **error);

G_END_DECLS
