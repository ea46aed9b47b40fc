/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-history-databases.h"

#include "opt-database-counters.h"
#include "opt-history-varint.h"

/* The first byte says how the rest is laid out: 1 is how many databases, and for each its OID, the
 * time of its reset, its sessions, the counts in the order below and the two times. */
#define FORMAT 1

static const gsize counts[] = {
  G_STRUCT_OFFSET (OptDatabaseCounters, commits),
  G_STRUCT_OFFSET (OptDatabaseCounters, rollbacks),
  G_STRUCT_OFFSET (OptDatabaseCounters, blocks_read),
  G_STRUCT_OFFSET (OptDatabaseCounters, blocks_hit),
  G_STRUCT_OFFSET (OptDatabaseCounters, rows_returned),
  G_STRUCT_OFFSET (OptDatabaseCounters, rows_fetched),
  G_STRUCT_OFFSET (OptDatabaseCounters, rows_inserted),
  G_STRUCT_OFFSET (OptDatabaseCounters, rows_updated),
  G_STRUCT_OFFSET (OptDatabaseCounters, rows_deleted),
  G_STRUCT_OFFSET (OptDatabaseCounters, temp_files),
  G_STRUCT_OFFSET (OptDatabaseCounters, temp_bytes),
  G_STRUCT_OFFSET (OptDatabaseCounters, deadlocks),
};

static gint64 *
get_count (const OptDatabaseCounters *self, gsize i)
{
  return &G_STRUCT_MEMBER (gint64, self, counts[i]);
}

/**
 * opt_history_databases_pack:
 * @databases: (element-type guint32 OptDatabaseCounters): a delta's
 *
 * Returns: (transfer full): their counters; names are kept elsewhere
 */
GBytes *
opt_history_databases_pack (GHashTable *databases)
{
  GByteArray *bytes = g_byte_array_new ();
  GHashTableIter iter;
  const OptDatabaseCounters *counters;

  g_byte_array_append (bytes, &(guint8){ FORMAT }, 1);
  opt_history_put_number (bytes, g_hash_table_size (databases));
  g_hash_table_iter_init (&iter, databases);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *) &counters))
    {
      opt_history_put_number (bytes, counters->oid);
      opt_history_put_number (bytes, (guint64) MAX (counters->stats_reset, 0));
      opt_history_put_number (bytes, (guint64) MAX (counters->backends, 0));
      for (gsize i = 0; i < G_N_ELEMENTS (counts); i++)
        opt_history_put_number (bytes, opt_history_count_to_number (*get_count (counters, i)));
      opt_history_put_number (bytes, opt_history_time_to_number (counters->read_ms));
      opt_history_put_number (bytes, opt_history_time_to_number (counters->write_ms));
    }

  return g_byte_array_free_to_bytes (bytes);
}

/**
 * opt_history_databases_read:
 * @bytes: from opt_history_databases_pack()
 * @databases: (element-type guint32 OptDatabaseCounters): where they go, without names
 * @error: return location for an error: %OPT_ERROR_INVALID where it is damaged or of a newer
 *   version
 *
 * Returns: whether it could be read
 */
gboolean
opt_history_databases_read (GBytes *bytes, GHashTable *databases, GError **error)
{
  gsize length = 0;
  const guint8 *data = bytes != NULL ? g_bytes_get_data (bytes, &length) : NULL;
  OptHistoryReader reader;

  if (length < 2 || data[0] != FORMAT)
    return opt_history_set_damaged (error);

  reader = (OptHistoryReader){ data + 1, data + length, FALSE };
  for (guint64 n = opt_history_read_number (&reader); n > 0 && !reader.damaged; n--)
    {
      OptDatabaseCounters *counters = g_new0 (OptDatabaseCounters, 1);

      counters->oid = (guint32) opt_history_read_number (&reader);
      counters->stats_reset = (gint64) opt_history_read_number (&reader);
      counters->backends = (gint64) opt_history_read_number (&reader);
      for (gsize i = 0; i < G_N_ELEMENTS (counts); i++)
        *get_count (counters, i) = opt_history_number_to_count (opt_history_read_number (&reader));
      counters->read_ms = opt_history_number_to_time (opt_history_read_number (&reader));
      counters->write_ms = opt_history_number_to_time (opt_history_read_number (&reader));
      g_hash_table_replace (databases, GUINT_TO_POINTER (counters->oid), counters);
    }

  return !reader.damaged || opt_history_set_damaged (error);
}
