/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libpq-fe.h>

#include "opt-result.h"

G_BEGIN_DECLS

/* How long an answer was waited for, in microseconds. */
typedef struct
{
  gint64 first;      /* until it began … */
  gint64 elapsed;    /* … and until it was all there */
  gint64 round_trip; /* of that, the way there and back; 0: not known */
} OptResultTimes;

OptResult *opt_result_new (PGresult *result, gint64 discarded_rows, const OptResultTimes *times);

/* opt-result-times.c */
gint64 opt_result_times_get_server_time (const OptResultTimes *self, gint64 bytes);

G_END_DECLS
