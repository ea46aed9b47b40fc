/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-history-sums.h"

#include "opt-history-columns.h"
#include "opt-history-varint.h"

/* The first byte says how the rest is laid out: 1 is for each part its number and its columns,
 * under zlib. */
#define FORMAT 1

/* Ids don't grow so far; a damaged blob may say anything. */
#define MOST_PARTS (1 << 24)

struct _OptHistorySums
{
  GZlibDecompressor *decompressor;
  GPtrArray *parts; /* (element-type OptHistoryPart) (nullable): by their numbers */
};

/**
 * opt_history_sums_new:
 *
 * Returns: (transfer full): sums in which nothing is
 */
OptHistorySums *
opt_history_sums_new (void)
{
  OptHistorySums *self = g_new0 (OptHistorySums, 1);

  self->decompressor = g_zlib_decompressor_new (G_ZLIB_COMPRESSOR_FORMAT_ZLIB);
  self->parts = g_ptr_array_new_with_free_func (g_free);

  return self;
}

/**
 * opt_history_sums_free:
 * @self: (nullable): sums
 */
void
opt_history_sums_free (OptHistorySums *self)
{
  if (self == NULL)
    return;

  g_object_unref (self->decompressor);
  g_ptr_array_unref (self->parts);
  g_free (self);
}

/**
 * opt_history_sums_clear:
 * @self: sums
 *
 * Takes everything out.
 */
void
opt_history_sums_clear (OptHistorySums *self)
{
  g_return_if_fail (self != NULL);

  for (guint i = 0; i < self->parts->len; i++)
    if (self->parts->pdata[i] != NULL)
      opt_history_part_clear (self->parts->pdata[i]);
}

/**
 * opt_history_sums_get_end:
 * @self: sums
 *
 * Returns: a number above all ids
 */
gint64
opt_history_sums_get_end (OptHistorySums *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return (gint64) self->parts->len * OPT_HISTORY_PART_SIZE;
}

static OptHistoryPart *
get_part (OptHistorySums *self, guint part)
{
  return part < self->parts->len ? self->parts->pdata[part] : NULL;
}

static OptHistoryPart *
ensure_part (OptHistorySums *self, guint part)
{
  if (part >= self->parts->len)
    g_ptr_array_set_size (self->parts, (int) part + 1);
  if (self->parts->pdata[part] == NULL)
    {
      self->parts->pdata[part] = g_new (OptHistoryPart, 1);
      opt_history_part_clear (self->parts->pdata[part]);
    }

  return self->parts->pdata[part];
}

/**
 * opt_history_sums_add:
 * @self: sums
 * @id: a statement's
 * @counters: what it did
 *
 * Adds it.
 */
void
opt_history_sums_add (OptHistorySums *self, gint64 id, const OptStatementCounters *counters)
{
  g_return_if_fail (self != NULL && id >= 0 && counters != NULL);

  opt_history_part_add_counters (ensure_part (self, (guint) (id / OPT_HISTORY_PART_SIZE)),
                                 (guint) (id % OPT_HISTORY_PART_SIZE), counters);
}

/**
 * opt_history_sums_get:
 * @self: sums
 * @id: a statement's
 * @counters: (out) (optional): what it did; its key is not set
 *
 * Returns: whether it did anything
 */
gboolean
opt_history_sums_get (OptHistorySums *self, gint64 id, OptStatementCounters *counters)
{
  guint slot = (guint) (id % OPT_HISTORY_PART_SIZE);
  const OptHistoryPart *part;

  g_return_val_if_fail (self != NULL && id >= 0, FALSE);

  part = get_part (self, (guint) (id / OPT_HISTORY_PART_SIZE));
  if (part == NULL || !opt_history_part_has (part, slot))
    return FALSE;
  if (counters != NULL)
    opt_history_part_get_counters (part, slot, counters);

  return TRUE;
}

static gboolean
is_empty (const OptHistoryPart *part)
{
  for (guint i = 0; i < G_N_ELEMENTS (part->present); i++)
    if (part->present[i] != 0)
      return FALSE;

  return TRUE;
}

/**
 * opt_history_sums_pack:
 * @self: sums
 *
 * Returns: (transfer full): them, to be kept; see opt_history_part_put() for how exactly
 */
GBytes *
opt_history_sums_pack (OptHistorySums *self)
{
  GByteArray *bytes = g_byte_array_new ();
  g_autoptr (GByteArray) plain = g_byte_array_new ();

  g_return_val_if_fail (self != NULL, NULL);

  g_byte_array_append (bytes, &(guint8){ FORMAT }, 1);
  for (guint i = 0; i < self->parts->len; i++)
    {
      if (self->parts->pdata[i] == NULL || is_empty (self->parts->pdata[i]))
        continue;
      g_byte_array_set_size (plain, 0);
      opt_history_part_put (self->parts->pdata[i], plain);
      opt_history_put_number (bytes, i);
      opt_history_put_deflated (bytes, plain->data, plain->len);
    }

  return g_byte_array_free_to_bytes (bytes);
}

/* All parts, or but one. */
static gboolean
add_packed (OptHistorySums *self, GBytes *bytes, guint64 only, GError **error)
{
  g_autoptr (GByteArray) plain = g_byte_array_new ();
  gsize length = 0;
  const guint8 *data = bytes != NULL ? g_bytes_get_data (bytes, &length) : NULL;
  OptHistoryReader reader;

  if (length < 1 || data[0] != FORMAT)
    return opt_history_set_damaged (error);

  reader = (OptHistoryReader){ data + 1, data + length, FALSE };
  while (reader.at < reader.end)
    {
      guint64 part = opt_history_read_number (&reader);
      gboolean wanted = only == G_MAXUINT64 || part == only;

      if (reader.damaged || part > MOST_PARTS
          || !opt_history_read_deflated (&reader, wanted ? G_CONVERTER (self->decompressor) : NULL,
                                         plain)
          || (wanted
              && !opt_history_part_add (ensure_part (self, (guint) part), plain->data, plain->len)))
        return opt_history_set_damaged (error);
      if (part == only)
        break;
    }

  return TRUE;
}

/**
 * opt_history_sums_add_packed:
 * @self: sums
 * @bytes: from opt_history_sums_pack()
 * @error: return location for an error: %OPT_ERROR_INVALID where it is damaged or of a newer
 *   version
 *
 * Returns: whether they could be added
 */
gboolean
opt_history_sums_add_packed (OptHistorySums *self, GBytes *bytes, GError **error)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return add_packed (self, bytes, G_MAXUINT64, error);
}

/**
 * opt_history_sums_add_packed_one:
 * @self: sums
 * @bytes: from opt_history_sums_pack()
 * @id: a statement's
 * @error: return location for an error
 *
 * Adds that statement, and perhaps others, in a fraction of the time.
 *
 * Returns: whether it could be added
 */
gboolean
opt_history_sums_add_packed_one (OptHistorySums *self, GBytes *bytes, gint64 id, GError **error)
{
  g_return_val_if_fail (self != NULL && id >= 0, FALSE);

  return add_packed (self, bytes, (guint64) id / OPT_HISTORY_PART_SIZE, error);
}
