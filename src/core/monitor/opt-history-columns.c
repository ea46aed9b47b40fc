/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-history-columns.h"

#include <math.h>
#include <string.h>

#include "opt-history-varint.h"

/*
 * Numbers of a kind are alike, so they stand together, column by column: many columns are the same
 * number throughout, or nothing but zeros, and then are left out; of those that the first release
 * did not have, zeros are kept and what is not known is left out. Behind the format's byte and
 * under zlib: the bits of who is present; then for each column its number in the table below,
 * whether all its numbers are the same, and that one or all of them.
 */
#define FORMAT 1

typedef enum
{
  COUNT,
  TIME,
  LEAST,   /* a time of which the least counts */
  MOST,    /* a time of which the largest counts */
  SQUARES, /* as the logarithm of how far they are from calls of equal length */
} Kind;

/* Which others are needed to read the squares. */
#define CALLS 0
#define TOTAL 1

/* A release adds to the end and never changes what is there: the position is what the file says. */
static const struct
{
  gsize offset;
  Kind kind;
} columns[] = {
  { G_STRUCT_OFFSET (OptStatementCounters, calls), COUNT },
  { G_STRUCT_OFFSET (OptStatementCounters, total_exec_ms), TIME },
  { G_STRUCT_OFFSET (OptStatementCounters, exec_squares), SQUARES },
  { G_STRUCT_OFFSET (OptStatementCounters, min_exec_ms), LEAST },
  { G_STRUCT_OFFSET (OptStatementCounters, max_exec_ms), MOST },
  { G_STRUCT_OFFSET (OptStatementCounters, rows), COUNT },
  { G_STRUCT_OFFSET (OptStatementCounters, shared_hit), COUNT },
  { G_STRUCT_OFFSET (OptStatementCounters, shared_read), COUNT },
  { G_STRUCT_OFFSET (OptStatementCounters, shared_dirtied), COUNT },
  { G_STRUCT_OFFSET (OptStatementCounters, shared_written), COUNT },
  { G_STRUCT_OFFSET (OptStatementCounters, local_hit), COUNT },
  { G_STRUCT_OFFSET (OptStatementCounters, local_read), COUNT },
  { G_STRUCT_OFFSET (OptStatementCounters, local_dirtied), COUNT },
  { G_STRUCT_OFFSET (OptStatementCounters, local_written), COUNT },
  { G_STRUCT_OFFSET (OptStatementCounters, temp_read), COUNT },
  { G_STRUCT_OFFSET (OptStatementCounters, temp_written), COUNT },
  { G_STRUCT_OFFSET (OptStatementCounters, shared_read_ms), TIME },
  { G_STRUCT_OFFSET (OptStatementCounters, shared_write_ms), TIME },
  { G_STRUCT_OFFSET (OptStatementCounters, temp_read_ms), TIME },
  { G_STRUCT_OFFSET (OptStatementCounters, temp_write_ms), TIME },
  { G_STRUCT_OFFSET (OptStatementCounters, plans), COUNT },
  { G_STRUCT_OFFSET (OptStatementCounters, total_plan_ms), TIME },
  { G_STRUCT_OFFSET (OptStatementCounters, wal_records), COUNT },
  { G_STRUCT_OFFSET (OptStatementCounters, wal_fpi), COUNT },
  { G_STRUCT_OFFSET (OptStatementCounters, wal_bytes), COUNT },
  { G_STRUCT_OFFSET (OptStatementCounters, jit_functions), COUNT },
  { G_STRUCT_OFFSET (OptStatementCounters, jit_ms), TIME },
  { G_STRUCT_OFFSET (OptStatementCounters, local_read_ms), TIME },
  { G_STRUCT_OFFSET (OptStatementCounters, local_write_ms), TIME },
  { G_STRUCT_OFFSET (OptStatementCounters, wal_buffers_full), COUNT },
  { G_STRUCT_OFFSET (OptStatementCounters, workers_planned), COUNT },
  { G_STRUCT_OFFSET (OptStatementCounters, workers_launched), COUNT },
  { G_STRUCT_OFFSET (OptStatementCounters, generic_plan_calls), COUNT },
  { G_STRUCT_OFFSET (OptStatementCounters, custom_plan_calls), COUNT },
};

/* So many the first release had. */
#define N_FIRST 25

/* As numbers: see opt_history_count_to_number() and opt_history_time_to_number(). */
#define NOT_KNOWN 0
#define ZERO 1

static guint64
get_left_out (guint column)
{
  return column < N_FIRST ? ZERO : NOT_KNOWN;
}

G_STATIC_ASSERT (G_N_ELEMENTS (columns) == OPT_HISTORY_N_COLUMNS);

/* Whoever counts something new adds it above, or it is lost. */
G_STATIC_ASSERT (sizeof (OptStatementCounters)
                 == G_STRUCT_OFFSET (OptStatementCounters, calls)
                        + OPT_HISTORY_N_COLUMNS * sizeof (gint64));

/* Of the logarithm's unit; the squares are right to two parts in ten thousand. */
#define SQUARES_STEPS 2048.0

/**
 * opt_history_part_clear:
 * @self: a part
 *
 * Makes it one in which nobody did anything.
 */
void
opt_history_part_clear (OptHistoryPart *self)
{
  g_return_if_fail (self != NULL);

  memset (self, 0, sizeof *self);
  for (guint column = 0; column < OPT_HISTORY_N_COLUMNS; column++)
    if (columns[column].kind == LEAST)
      for (guint slot = 0; slot < OPT_HISTORY_PART_SIZE; slot++)
        self->columns[column][slot].value = INFINITY;
}

static inline void
add_count (OptHistoryNumber *sum, gint64 count)
{
  sum->count = sum->count >= 0 && count >= 0 ? sum->count + count : -1;
}

static inline void
add_least (OptHistoryNumber *sum, double value)
{
  sum->value = isnan (sum->value) || isnan (value) ? NAN : MIN (sum->value, value);
}

static inline void
add_most (OptHistoryNumber *sum, double value)
{
  sum->value = isnan (sum->value) || isnan (value) ? NAN : MAX (sum->value, value);
}

/**
 * opt_history_part_add_counters:
 * @self: a part
 * @slot: a statement's place in it
 * @counters: what it did
 */
void
opt_history_part_add_counters (OptHistoryPart *self,
                               guint slot,
                               const OptStatementCounters *counters)
{
  g_return_if_fail (self != NULL && slot < OPT_HISTORY_PART_SIZE && counters != NULL);

  for (guint column = 0; column < OPT_HISTORY_N_COLUMNS; column++)
    {
      OptHistoryNumber *sum = &self->columns[column][slot];
      const OptHistoryNumber *number
          = &G_STRUCT_MEMBER (OptHistoryNumber, counters, columns[column].offset);

      if (columns[column].kind == COUNT)
        add_count (sum, number->count);
      else if (columns[column].kind == LEAST)
        add_least (sum, number->value);
      else if (columns[column].kind == MOST)
        add_most (sum, number->value);
      else
        sum->value += number->value;
    }
  self->present[slot / 64] |= G_GUINT64_CONSTANT (1) << (slot % 64);
}

/**
 * opt_history_part_get_counters:
 * @self: a part
 * @slot: the place of a statement that is present
 * @counters: (out): what it did; its key is not set
 */
void
opt_history_part_get_counters (const OptHistoryPart *self,
                               guint slot,
                               OptStatementCounters *counters)
{
  g_return_if_fail (self != NULL && slot < OPT_HISTORY_PART_SIZE && counters != NULL);

  *counters = (OptStatementCounters){ 0 };
  for (guint column = 0; column < OPT_HISTORY_N_COLUMNS; column++)
    G_STRUCT_MEMBER (OptHistoryNumber, counters, columns[column].offset)
        = self->columns[column][slot];
}

static guint64
squares_to_number (gint64 calls, double total_ms, double squares)
{
  double equal = calls > 0 ? total_ms * total_ms / (double) calls : 0;

  if (isnan (squares))
    return 0;
  if (!(equal > 0) || !(squares > equal))
    return 1;

  return (guint64) CLAMP (log2 (squares / equal) * SQUARES_STEPS + 0.5, 0, 1e9) + 1;
}

static guint64
get_number (const OptHistoryPart *self, guint column, guint slot)
{
  const OptHistoryNumber *number = &self->columns[column][slot];

  switch (columns[column].kind)
    {
    case COUNT:
      return opt_history_count_to_number (number->count);
    case SQUARES:
      return squares_to_number (self->columns[CALLS][slot].count, self->columns[TOTAL][slot].value,
                                number->value);
    case TIME:
    case LEAST:
    case MOST:
    default:
      return opt_history_time_to_number (number->value);
    }
}

static guint
list_present (const guint64 *present, guint8 *slots)
{
  guint n = 0;

  for (guint i = 0; i < OPT_HISTORY_PART_SIZE; i++)
    if (present[i / 64] >> (i % 64) & 1)
      slots[n++] = (guint8) i;

  return n;
}

static void
put_column (GByteArray *bytes,
            const OptHistoryPart *self,
            guint column,
            const guint8 *slots,
            guint n)
{
  guint64 numbers[OPT_HISTORY_PART_SIZE];
  gboolean same = TRUE;

  for (guint i = 0; i < n; i++)
    {
      numbers[i] = get_number (self, column, slots[i]);
      same = same && numbers[i] == numbers[0];
    }
  if (same && numbers[0] == get_left_out (column))
    return;

  g_byte_array_append (bytes, &(guint8){ (guint8) column }, 1);
  g_byte_array_append (bytes, &(guint8){ same }, 1);
  for (guint i = 0; i < (same ? 1 : n); i++)
    opt_history_put_number (bytes, numbers[i]);
}

/**
 * opt_history_part_put:
 * @self: a part in which something is present
 * @bytes: where to add it
 *
 * Counts come back as they are, times to a tenth of a microsecond, the sum of squares to two parts
 * in ten thousand.
 */
void
opt_history_part_put (const OptHistoryPart *self, GByteArray *bytes)
{
  guint8 slots[OPT_HISTORY_PART_SIZE];
  guint n;

  g_return_if_fail (self != NULL && bytes != NULL);

  n = list_present (self->present, slots);
  g_return_if_fail (n > 0);

  for (guint i = 0; i < G_N_ELEMENTS (self->present); i++)
    {
      guint64 word = GUINT64_TO_LE (self->present[i]);

      g_byte_array_append (bytes, (const guint8 *) &word, sizeof word);
    }
  for (guint column = 0; column < G_N_ELEMENTS (columns); column++)
    put_column (bytes, self, column, slots, n);
}

/* Who is in one packed part, and the columns whose neighbours are needed to read it. */
typedef struct
{
  guint64 present[OPT_HISTORY_PART_SIZE / 64];
  guint8 slots[OPT_HISTORY_PART_SIZE];
  guint n;
  guint64 numbers[OPT_HISTORY_PART_SIZE]; /* of the column that is read */
  gint64 calls[OPT_HISTORY_PART_SIZE];
  double total_ms[OPT_HISTORY_PART_SIZE];
} Packed;

static void
add_counts (OptHistoryNumber *sums, Packed *packed)
{
  for (guint i = 0; i < packed->n; i++)
    add_count (&sums[packed->slots[i]], opt_history_number_to_count (packed->numbers[i]));
}

static void
add_times (OptHistoryNumber *sums, Packed *packed, Kind kind)
{
  for (guint i = 0; i < packed->n; i++)
    {
      OptHistoryNumber *sum = &sums[packed->slots[i]];
      double value = opt_history_number_to_time (packed->numbers[i]);

      if (kind == LEAST)
        add_least (sum, value);
      else if (kind == MOST)
        add_most (sum, value);
      else
        sum->value += value;
    }
}

static void
add_squares (OptHistoryNumber *sums, Packed *packed)
{
  for (guint i = 0; i < packed->n; i++)
    {
      guint64 number = packed->numbers[i];
      double equal = packed->calls[i] > 0
                         ? packed->total_ms[i] * packed->total_ms[i] / (double) packed->calls[i]
                         : 0;

      sums[packed->slots[i]].value
          += number == 0
                 ? NAN
                 : (number == 1 ? equal : equal * exp2 ((double) (number - 1) / SQUARES_STEPS));
    }
}

static void
add_column (OptHistoryPart *self, Packed *packed, guint column)
{
  switch (columns[column].kind)
    {
    case COUNT:
      add_counts (self->columns[column], packed);
      break;
    case SQUARES:
      add_squares (self->columns[column], packed);
      break;
    case TIME:
    case LEAST:
    case MOST:
    default:
      add_times (self->columns[column], packed, columns[column].kind);
      break;
    }

  if (column == CALLS)
    for (guint i = 0; i < packed->n; i++)
      packed->calls[i] = opt_history_number_to_count (packed->numbers[i]);
  else if (column == TOTAL)
    for (guint i = 0; i < packed->n; i++)
      packed->total_ms[i] = opt_history_number_to_time (packed->numbers[i]);
}

/* What is left out is zero, which adds nothing, or is not known; but squares of calls of equal
 * length are not, and the least of something and zero is zero. */
static void
add_left_out (OptHistoryPart *self, Packed *packed, guint column)
{
  if (get_left_out (column) == ZERO && columns[column].kind != SQUARES
      && columns[column].kind != LEAST)
    return;

  for (guint i = 0; i < packed->n; i++)
    packed->numbers[i] = get_left_out (column);
  add_column (self, packed, column);
}

static gboolean
read_columns (OptHistoryPart *self, Packed *packed, OptHistoryReader *reader)
{
  guint next = 0;

  while (reader->end - reader->at >= 2)
    {
      guint column = *reader->at++;
      gboolean same = *reader->at++;

      if (column >= G_N_ELEMENTS (columns) || column < next)
        return FALSE;
      for (; next < column; next++)
        add_left_out (self, packed, next);
      next++;
      for (guint i = 0; i < packed->n; i++)
        packed->numbers[i] = i > 0 && same ? packed->numbers[0] : opt_history_read_number (reader);
      if (reader->damaged)
        return FALSE;
      add_column (self, packed, column);
    }
  for (; next < G_N_ELEMENTS (columns); next++)
    add_left_out (self, packed, next);

  return reader->at == reader->end;
}

/**
 * opt_history_part_add:
 * @self: a part, which becomes the sum
 * @data: (array length=length): from opt_history_part_put(), of the same statements in another
 *   interval
 * @length: how much
 *
 * Returns: whether it could be read: not, where it is damaged or of a newer version
 */
gboolean
opt_history_part_add (OptHistoryPart *self, const guint8 *data, gsize length)
{
  OptHistoryReader reader = { data, data + length, FALSE };
  Packed packed;

  g_return_val_if_fail (self != NULL && data != NULL, FALSE);

  if (length < sizeof packed.present)
    return FALSE;

  memcpy (packed.present, data, sizeof packed.present);
  reader.at += sizeof packed.present;
  for (guint i = 0; i < G_N_ELEMENTS (packed.present); i++)
    packed.present[i] = GUINT64_FROM_LE (packed.present[i]);
  packed.n = list_present (packed.present, packed.slots);
  memset (packed.calls, 0, sizeof packed.calls);
  memset (packed.total_ms, 0, sizeof packed.total_ms);
  if (!read_columns (self, &packed, &reader))
    return FALSE;

  for (guint i = 0; i < G_N_ELEMENTS (packed.present); i++)
    self->present[i] |= packed.present[i];

  return TRUE;
}
