/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * OptHistoryReader:
 * @at: the next byte
 * @end: behind the last one
 * @damaged: more was asked for than there is
 *
 * Reads what the opt_history_put_ functions wrote.
 */
typedef struct
{
  const guint8 *at;
  const guint8 *end;
  gboolean damaged;
} OptHistoryReader;

void opt_history_put_number (GByteArray *bytes, guint64 number);
guint64 opt_history_read_long_number (OptHistoryReader *reader);

/**
 * opt_history_read_number:
 * @reader: where
 *
 * Returns: the next number; 0 behind the end
 */
static inline guint64
opt_history_read_number (OptHistoryReader *reader)
{
  /* Most are small. */
  if (reader->at < reader->end && *reader->at < 0x80)
    return *reader->at++;

  return opt_history_read_long_number (reader);
}

guint64 opt_history_count_to_number (gint64 count);
gint64 opt_history_number_to_count (guint64 number);
guint64 opt_history_time_to_number (double milliseconds);
double opt_history_number_to_time (guint64 number);

void opt_history_put_deflated (GByteArray *bytes, const guint8 *data, gsize length);
gboolean opt_history_read_deflated (OptHistoryReader *reader,
                                    GConverter *decompressor,
                                    GByteArray *plain);
gboolean opt_history_set_damaged (GError **error);

G_END_DECLS
