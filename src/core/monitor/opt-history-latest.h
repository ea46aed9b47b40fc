/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-history.h"

G_BEGIN_DECLS

/**
 * OptHistoryLatest:
 * @item: (nullable): of which, where there are several
 * @end: when the minute ended; the server's clock, microseconds since 1970
 * @mean: the value's mean in that minute
 *
 * What was recorded of a series in one of the last minutes.
 */
typedef struct
{
  char *item;
  gint64 end;
  double mean;
} OptHistoryLatest;

GPtrArray *opt_history_get_latest_sync (OptHistory *self,
                                        const char *server_id,
                                        guint32 database,
                                        const char *series,
                                        gint64 after,
                                        GError **error);

G_END_DECLS
