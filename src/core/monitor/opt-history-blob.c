/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-history-blob.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>

#include "opt-error.h"

/* The first byte says how the rest is laid out: packed counters of that form, compressed by zlib.
 */

static GBytes *
convert (GConverter *converter, const guint8 *data, gsize length, GError **error)
{
  g_autoptr (GOutputStream) memory = g_memory_output_stream_new_resizable ();
  g_autoptr (GOutputStream) stream = g_converter_output_stream_new (memory, converter);

  if (!g_output_stream_write_all (stream, data, length, NULL, NULL, error)
      || !g_output_stream_close (stream, NULL, error))
    return NULL;

  return g_memory_output_stream_steal_as_bytes (G_MEMORY_OUTPUT_STREAM (memory));
}

/**
 * opt_history_blob_new:
 * @snapshot: a snapshot
 * @error: return location for an error
 *
 * Returns: (transfer full) (nullable): its statements' counters, compressed
 */
GBytes *
opt_history_blob_new (const OptSnapshot *snapshot, GError **error)
{
  g_autoptr (GByteArray) packed = g_byte_array_new ();
  g_autoptr (GByteArray) blob = g_byte_array_new ();
  g_autoptr (GZlibCompressor) compressor
      = g_zlib_compressor_new (G_ZLIB_COMPRESSOR_FORMAT_ZLIB, -1);
  g_autoptr (GBytes) compressed = NULL;
  GHashTableIter iter;
  const OptStatementCounters *counters;

  g_return_val_if_fail (snapshot != NULL, NULL);

  g_hash_table_iter_init (&iter, snapshot->statements);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *) &counters))
    opt_statement_counters_pack (counters, packed);

  compressed = convert (G_CONVERTER (compressor), packed->data, packed->len, error);
  if (compressed == NULL)
    return NULL;
  g_byte_array_append (blob, &(guint8){ OPT_STATEMENT_COUNTERS_FORMAT }, 1);
  g_byte_array_append (blob, g_bytes_get_data (compressed, NULL),
                       (guint) g_bytes_get_size (compressed));

  return g_byte_array_free_to_bytes (g_steal_pointer (&blob));
}

/**
 * opt_history_blob_read:
 * @blob: from opt_history_blob_new()
 * @snapshot: where the counters go
 * @error: return location for an error: %OPT_ERROR_INVALID where it is damaged or of a newer
 * version
 *
 * Returns: whether it could be read
 */
gboolean
opt_history_blob_read (GBytes *blob, OptSnapshot *snapshot, GError **error)
{
  g_autoptr (GZlibDecompressor) decompressor
      = g_zlib_decompressor_new (G_ZLIB_COMPRESSOR_FORMAT_ZLIB);
  g_autoptr (GBytes) packed = NULL;
  guint format;
  gsize step;
  gsize length;
  const guint8 *data;

  g_return_val_if_fail (blob != NULL && snapshot != NULL, FALSE);

  data = g_bytes_get_data (blob, &length);
  format = length > 1 ? data[0] : 0;
  step = opt_statement_counters_get_packed_size (format);
  if (format >= 1 && format <= OPT_STATEMENT_COUNTERS_FORMAT)
    packed = convert (G_CONVERTER (decompressor), data + 1, length - 1, NULL);
  if (packed == NULL || g_bytes_get_size (packed) % step != 0)
    {
      opt_set_error (error, OPT_ERROR_INVALID, _ ("Use the newest version of OptiSchema."),
                     _ ("A snapshot in the history can't be read."));
      return FALSE;
    }

  data = g_bytes_get_data (packed, &length);
  for (gsize offset = 0; offset < length; offset += step)
    {
      OptStatementCounters *counters = opt_statement_counters_unpack (data + offset, format);

      g_hash_table_replace (snapshot->statements, &counters->key, counters);
    }

  return TRUE;
}
