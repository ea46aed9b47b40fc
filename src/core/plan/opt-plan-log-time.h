/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* As "%t", "%m" and the logs in CSV and JSON have it. What a prefix puts behind it is no part of
 * its zone: neither "-17" nor ":10.0.0.1". */
#define OPT_PLAN_LOG_TIME_PATTERN                                                                   \
  "\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d(?:\\.\\d+)? (?:[A-Za-z]{2,}|[+-]\\d\\d(?:\\d\\d)?)(?!" \
  "[A-Za-z0-9])"

/* As "%n" has it. */
#define OPT_PLAN_LOG_EPOCH_PATTERN "\\d{9,11}\\.\\d{3}"

char *opt_plan_log_time_find (const char *text);
gboolean opt_plan_log_time_read (const char *text, gint64 *time, char **zone);

G_END_DECLS
