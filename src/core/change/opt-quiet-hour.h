/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-history.h"

G_BEGIN_DECLS

/* So many days must have been watched at an hour before anything is said of it. */
#define OPT_QUIET_HOUR_MIN_DAYS 3

/**
 * OptQuietHour:
 * @hour: of the day, by this machine's time zone: 0 to 23; -1 where too little is known
 * @minute: of that hour, at which it begins: what is recorded begins with the hours of UTC
 * @load: how many sessions were active then, on average
 * @n_days: on how many days that hour was watched
 * @usual: the average over the other hours that are known
 * @n_hours: how many these are, 1 at least
 *
 * When a database has least to do, by what was recorded of it.
 */
typedef struct
{
  int hour;
  int minute;
  double load;
  guint n_days;
  double usual;
  guint n_hours;
} OptQuietHour;

gboolean opt_quiet_hour_find_sync (OptQuietHour *self,
                                   OptHistory *history,
                                   const char *server_id,
                                   guint32 database,
                                   gint64 now,
                                   GError **error);

G_END_DECLS
