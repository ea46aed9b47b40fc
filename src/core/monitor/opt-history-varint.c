/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-history-varint.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "opt-error.h"

/* Times are kept to a tenth of a microsecond. */
#define UNITS_PER_MS 1e4

/* More than any blob here becomes: a damaged one may ask for anything. */
#define MOST_INFLATED (64 * 1024 * 1024)

/**
 * opt_history_put_number:
 * @bytes: where to add it
 * @number: a number, small ones in fewer bytes
 */
void
opt_history_put_number (GByteArray *bytes, guint64 number)
{
  guint8 buffer[10];
  guint n = 0;

  while (number >= 0x80)
    {
      buffer[n++] = (guint8) (number | 0x80);
      number >>= 7;
    }
  buffer[n++] = (guint8) number;
  g_byte_array_append (bytes, buffer, n);
}

/* Of any length. */
guint64
opt_history_read_long_number (OptHistoryReader *reader)
{
  guint64 number = 0;

  for (guint shift = 0; reader->at < reader->end && shift < 64; shift += 7)
    {
      guint8 byte = *reader->at++;

      number |= (guint64) (byte & 0x7f) << shift;
      if (byte < 0x80)
        return number;
    }
  reader->damaged = TRUE;

  return 0;
}

/**
 * opt_history_count_to_number:
 * @count: a count, or -1 where it is not known
 *
 * Returns: for opt_history_put_number()
 */
guint64
opt_history_count_to_number (gint64 count)
{
  return count < 0 ? 0 : (guint64) count + 1;
}

/**
 * opt_history_number_to_count:
 * @number: from opt_history_count_to_number()
 *
 * Returns: the count
 */
gint64
opt_history_number_to_count (guint64 number)
{
  return (gint64) number - 1;
}

/**
 * opt_history_time_to_number:
 * @milliseconds: a time, or NAN where it is not known
 *
 * Returns: for opt_history_put_number()
 */
guint64
opt_history_time_to_number (double milliseconds)
{
  return isnan (milliseconds) ? 0 : (guint64) (MAX (milliseconds, 0) * UNITS_PER_MS + 0.5) + 1;
}

/**
 * opt_history_number_to_time:
 * @number: from opt_history_time_to_number()
 *
 * Returns: the time in milliseconds
 */
double
opt_history_number_to_time (guint64 number)
{
  return number == 0 ? NAN : (double) (number - 1) / UNITS_PER_MS;
}

/**
 * opt_history_put_deflated:
 * @bytes: where to add them
 * @data: (array length=length): bytes
 * @length: how many
 *
 * Adds bytes, compressed by zlib: how many they are, how many they become, and those.
 */
void
opt_history_put_deflated (GByteArray *bytes, const guint8 *data, gsize length)
{
  g_autoptr (GZlibCompressor) compressor
      = g_zlib_compressor_new (G_ZLIB_COMPRESSOR_FORMAT_ZLIB, -1);
  gsize room = length + length / 1000 + 64;
  g_autofree guint8 *packed = g_malloc (room);
  gsize n_read = 0;
  gsize n_written = 0;
  G_GNUC_UNUSED GConverterResult result
      = g_converter_convert (G_CONVERTER (compressor), data, length, packed, room,
                             G_CONVERTER_INPUT_AT_END, &n_read, &n_written, NULL);

  g_assert (result == G_CONVERTER_FINISHED && n_read == length);
  opt_history_put_number (bytes, length);
  opt_history_put_number (bytes, n_written);
  g_byte_array_append (bytes, packed, (guint) n_written);
}

/**
 * opt_history_read_deflated:
 * @reader: where
 * @decompressor: (nullable): for zlib; %NULL passes over them
 * @plain: (nullable): gets them
 *
 * Reads what opt_history_put_deflated() added.
 *
 * Returns: whether they are whole
 */
gboolean
opt_history_read_deflated (OptHistoryReader *reader, GConverter *decompressor, GByteArray *plain)
{
  guint64 length = opt_history_read_number (reader);
  guint64 n_packed = opt_history_read_number (reader);
  const guint8 *packed = reader->at;
  gsize n_read = 0;
  gsize n_written = 0;

  if (reader->damaged || length > MOST_INFLATED || n_packed > (guint64) (reader->end - reader->at))
    {
      reader->damaged = TRUE;
      return FALSE;
    }
  reader->at += n_packed;
  if (decompressor == NULL)
    return TRUE;

  /* One byte more, for it has to find the end. */
  g_byte_array_set_size (plain, (guint) length + 1);
  g_converter_reset (decompressor);
  reader->damaged = g_converter_convert (decompressor, packed, n_packed, plain->data, plain->len,
                                         G_CONVERTER_INPUT_AT_END, &n_read, &n_written, NULL)
                        != G_CONVERTER_FINISHED
                    || n_written != length;
  g_byte_array_set_size (plain, (guint) length);

  return !reader->damaged;
}

/**
 * opt_history_set_damaged:
 * @error: return location for an error
 *
 * Sets an %OPT_ERROR_INVALID.
 *
 * Returns: %FALSE
 */
gboolean
opt_history_set_damaged (GError **error)
{
  opt_set_error (error, OPT_ERROR_INVALID, _ ("Use the newest version of OptiSchema."),
                 _ ("A part of the history can't be read."));

  return FALSE;
}
