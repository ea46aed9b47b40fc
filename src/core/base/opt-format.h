/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What stands where a figure is not available. */
#define OPT_FORMAT_NONE "–"

char *opt_format_number (double value);
char *opt_format_count (gint64 value);
char *opt_format_duration (double milliseconds);
char *opt_format_bytes (gint64 bytes);
char *opt_format_percent (double share);
char *opt_format_factor (double factor);
char *opt_format_rate (double per_second);
char *opt_format_time (gint64 real_time);
char *opt_format_plain (const char *text);
gboolean opt_parse_duration (const char *text, gint64 *microseconds, GError **error);
gboolean opt_parse_bytes (const char *text, gint64 *bytes, GError **error);

G_END_DECLS
