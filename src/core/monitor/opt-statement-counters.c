/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-statement-counters.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "opt-error.h"

/* What is counted up, and so can be subtracted and added. A release adds to the end: so it is
 * packed. */
typedef struct
{
  const char *column;
  gsize offset;
  gboolean is_double;
} Field;

#define COUNT(column, field)                                     \
  {                                                              \
    column, G_STRUCT_OFFSET (OptStatementCounters, field), FALSE \
  }
#define TIME(column, field)                                     \
  {                                                             \
    column, G_STRUCT_OFFSET (OptStatementCounters, field), TRUE \
  }

static const Field fields[] = {
  COUNT ("calls", calls),
  TIME ("total_exec_time", total_exec_ms),
  COUNT ("rows", rows),
  COUNT ("shared_blks_hit", shared_hit),
  COUNT ("shared_blks_read", shared_read),
  COUNT ("shared_blks_dirtied", shared_dirtied),
  COUNT ("shared_blks_written", shared_written),
  COUNT ("local_blks_hit", local_hit),
  COUNT ("local_blks_read", local_read),
  COUNT ("local_blks_dirtied", local_dirtied),
  COUNT ("local_blks_written", local_written),
  COUNT ("temp_blks_read", temp_read),
  COUNT ("temp_blks_written", temp_written),
  TIME ("shared_blk_read_time", shared_read_ms),
  TIME ("shared_blk_write_time", shared_write_ms),
  TIME ("temp_blk_read_time", temp_read_ms),
  TIME ("temp_blk_write_time", temp_write_ms),
  COUNT ("plans", plans),
  TIME ("total_plan_time", total_plan_ms),
  COUNT ("wal_records", wal_records),
  COUNT ("wal_fpi", wal_fpi),
  COUNT ("wal_bytes", wal_bytes),
  COUNT ("jit_functions", jit_functions),
  TIME ("jit_time", jit_ms),
  TIME ("local_blk_read_time", local_read_ms),
  TIME ("local_blk_write_time", local_write_ms),
  COUNT ("wal_buffers_full", wal_buffers_full),
  COUNT ("parallel_workers_to_launch", workers_planned),
  COUNT ("parallel_workers_launched", workers_launched),
  COUNT ("generic_plan_calls", generic_plan_calls),
  COUNT ("custom_plan_calls", custom_plan_calls),
};

/* Microseconds from 1970 to PostgreSQL's own epoch, 2000. */
#define POSTGRES_EPOCH G_GINT64_CONSTANT (946684800000000)

static gint64 *
get_count (const OptStatementCounters *self, const Field *field)
{
  return &G_STRUCT_MEMBER (gint64, self, field->offset);
}

static double *
get_time (const OptStatementCounters *self, const Field *field)
{
  return &G_STRUCT_MEMBER (double, self, field->offset);
}

static void
counters_free (gpointer data)
{
  g_free (data);
}

/**
 * opt_statement_counters_table_new:
 *
 * Returns: (transfer full) (element-type OptStatementKey OptStatementCounters): an empty table;
 *   counters are inserted with the address of their own key and belong to it
 */
GHashTable *
opt_statement_counters_table_new (void)
{
  return g_hash_table_new_full (opt_statement_key_hash, opt_statement_key_equal, NULL,
                                counters_free);
}

static int
find_column (OptResult *result, const char *name)
{
  for (guint i = 0; i < opt_result_get_n_columns (result); i++)
    if (strcmp (opt_result_get_column_name (result, i), name) == 0)
      return (int) i;

  return -1;
}

/* The cells are in binary: big-endian integers and IEEE 754 doubles. A NULL reads as @missing. */
static gint64
read_int (OptResult *result, guint row, int column, gint64 missing)
{
  const char *cell = NULL;
  gsize length = 0;
  guint64 value = 0;

  if (column >= 0)
    cell = opt_result_get_cell (result, row, (guint) column, &length);
  if (cell == NULL)
    return missing;

  for (gsize i = 0; i < length; i++)
    value = (value << 8) | (guint8) cell[i];

  return (gint64) value;
}

static double
read_double (OptResult *result, guint row, int column)
{
  const char *cell = NULL;
  gsize length = 0;
  guint64 bits;
  double value;

  if (column >= 0)
    cell = opt_result_get_cell (result, row, (guint) column, &length);
  if (cell == NULL || length != sizeof bits)
    return NAN;

  memcpy (&bits, cell, sizeof bits);
  bits = GUINT64_FROM_BE (bits);
  memcpy (&value, &bits, sizeof value);

  return value;
}

typedef struct
{
  int userid;
  int dbid;
  int queryid;
  int toplevel;
  int since;
  int min;
  int max;
  int stddev;
  int fields[G_N_ELEMENTS (fields)];
} Columns;

static void
find_columns (OptResult *result, Columns *columns)
{
  columns->userid = find_column (result, "userid");
  columns->dbid = find_column (result, "dbid");
  columns->queryid = find_column (result, "queryid");
  columns->toplevel = find_column (result, "toplevel");
  columns->since = find_column (result, "stats_since");
  columns->min = find_column (result, "min_exec_time");
  columns->max = find_column (result, "max_exec_time");
  columns->stddev = find_column (result, "stddev_exec_time");
  for (gsize i = 0; i < G_N_ELEMENTS (fields); i++)
    columns->fields[i] = find_column (result, fields[i].column);
}

static OptStatementCounters *
read_row (OptResult *result, guint row, const Columns *columns)
{
  OptStatementCounters *self = g_new0 (OptStatementCounters, 1);
  double stddev;

  self->key.userid = (guint32) read_int (result, row, columns->userid, 0);
  self->key.dbid = (guint32) read_int (result, row, columns->dbid, 0);
  self->key.queryid = read_int (result, row, columns->queryid, 0);
  self->key.toplevel = read_int (result, row, columns->toplevel, 1) != 0;
  self->since = read_int (result, row, columns->since, -POSTGRES_EPOCH) + POSTGRES_EPOCH;
  self->min_exec_ms = read_double (result, row, columns->min);
  self->max_exec_ms = read_double (result, row, columns->max);
  for (gsize i = 0; i < G_N_ELEMENTS (fields); i++)
    if (fields[i].is_double)
      *get_time (self, &fields[i]) = read_double (result, row, columns->fields[i]);
    else
      *get_count (self, &fields[i]) = read_int (result, row, columns->fields[i], -1);

  stddev = read_double (result, row, columns->stddev);
  self->exec_squares = (double) self->calls * stddev * stddev;
  if (self->calls > 0)
    self->exec_squares += self->total_exec_ms * self->total_exec_ms / (double) self->calls;

  return self;
}

/**
 * opt_statement_counters_read:
 * @result: the rows of `pg_stat_statements/counters`, in binary
 * @counters: (element-type OptStatementKey OptStatementCounters): where they go
 * @error: return location for an error: %OPT_ERROR_DENIED where the server hides the statements of
 *   other roles, as then nothing could be said about the whole
 *
 * Returns: whether all rows could be read
 */
gboolean
opt_statement_counters_read (OptResult *result, GHashTable *counters, GError **error)
{
  Columns columns;
  guint n_rows;

  g_return_val_if_fail (result != NULL && counters != NULL, FALSE);

  find_columns (result, &columns);
  n_rows = opt_result_get_n_rows (result);
  for (guint row = 0; row < n_rows; row++)
    {
      OptStatementCounters *self;

      if (opt_result_get_cell (result, row, (guint) columns.queryid, NULL) == NULL)
        {
          opt_set_error (error, OPT_ERROR_DENIED,
                         _ ("As an administrator: GRANT pg_read_all_stats TO the role that you "
                            "connect as."),
                         _ ("The server hides the statements of other roles from this one."));
          return FALSE;
        }
      self = read_row (result, row, &columns);
      g_hash_table_replace (counters, &self->key, self);
    }

  return TRUE;
}

/**
 * opt_statement_counters_copy:
 * @self: counters
 *
 * Returns: (transfer full): the same, to be freed with g_free()
 */
OptStatementCounters *
opt_statement_counters_copy (const OptStatementCounters *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return g_memdup2 (self, sizeof *self);
}

static gboolean
is_same_entry (const OptStatementCounters *before, const OptStatementCounters *after)
{
  if (before->since != 0 && after->since != 0)
    return before->since == after->since;

  return after->calls >= before->calls && after->total_exec_ms >= before->total_exec_ms;
}

/* What is not known on one side is not known of the difference. */
static gint64
subtract_count (gint64 before, gint64 after)
{
  return before >= 0 && after >= 0 ? MAX (after - before, 0) : -1;
}

static double
subtract_time (double before, double after)
{
  double difference = after - before;

  return difference < 0 ? 0 : difference;
}

/**
 * opt_statement_counters_subtract:
 * @before: counters of an earlier snapshot
 * @after: those of the same statement in a later one
 * @reentered: (out) (optional): whether the entry had been evicted or reset in between
 *
 * An entry that was evicted or reset and came back counts from zero again: `stats_since` tells
 * (from 1.11 on), before that a counter that fell. (An entry that came back and already stands
 * higher than before can't be told from one that stayed; its delta is then too small.)
 *
 * min and max can't be subtracted: they are known only where they moved, for then the extreme call
 * was in the interval.
 *
 * Returns: (transfer full) (nullable): the delta, to be freed with g_free(), or %NULL where nothing
 *   was called or planned
 */
OptStatementCounters *
opt_statement_counters_subtract (const OptStatementCounters *before,
                                 const OptStatementCounters *after,
                                 gboolean *reentered)
{
  OptStatementCounters *delta;
  gboolean same;

  g_return_val_if_fail (before != NULL && after != NULL, NULL);

  same = is_same_entry (before, after);
  if (reentered != NULL)
    *reentered = !same;
  if (!same)
    return opt_statement_counters_copy (after);
  if (after->calls == before->calls && after->plans == before->plans)
    return NULL;

  delta = opt_statement_counters_copy (after);
  delta->time = before->time;
  for (gsize i = 0; i < G_N_ELEMENTS (fields); i++)
    if (fields[i].is_double)
      *get_time (delta, &fields[i])
          = subtract_time (*get_time (before, &fields[i]), *get_time (after, &fields[i]));
    else
      *get_count (delta, &fields[i])
          = subtract_count (*get_count (before, &fields[i]), *get_count (after, &fields[i]));

  delta->exec_squares = subtract_time (before->exec_squares, after->exec_squares);
  if (!(after->min_exec_ms < before->min_exec_ms))
    delta->min_exec_ms = NAN;
  if (!(after->max_exec_ms > before->max_exec_ms))
    delta->max_exec_ms = NAN;

  return delta;
}

/**
 * opt_statement_counters_add:
 * @self: a delta, which becomes the sum
 * @other: the delta of another interval
 *
 * What either does not know, the sum does not.
 */
void
opt_statement_counters_add (OptStatementCounters *self, const OptStatementCounters *other)
{
  g_return_if_fail (self != NULL && other != NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (fields); i++)
    if (fields[i].is_double)
      *get_time (self, &fields[i]) += *get_time (other, &fields[i]);
    else if (*get_count (self, &fields[i]) >= 0 && *get_count (other, &fields[i]) >= 0)
      *get_count (self, &fields[i]) += *get_count (other, &fields[i]);
    else
      *get_count (self, &fields[i]) = -1;

  self->exec_squares += other->exec_squares;
  self->min_exec_ms = isnan (self->min_exec_ms) || isnan (other->min_exec_ms)
                          ? NAN
                          : MIN (self->min_exec_ms, other->min_exec_ms);
  self->max_exec_ms = isnan (self->max_exec_ms) || isnan (other->max_exec_ms)
                          ? NAN
                          : MAX (self->max_exec_ms, other->max_exec_ms);
}

/**
 * opt_statement_counters_get_mean:
 * @self: counters
 *
 * Returns: milliseconds a call, or NAN without a call
 */
double
opt_statement_counters_get_mean (const OptStatementCounters *self)
{
  g_return_val_if_fail (self != NULL, NAN);

  return self->calls > 0 ? self->total_exec_ms / (double) self->calls : NAN;
}

/**
 * opt_statement_counters_get_stddev:
 * @self: counters
 *
 * The standard deviation can't be subtracted, but the sum of squares can: Σx² = n·(σ² + μ²), with
 * the server's σ being that of the population. Rounding can make the difference of large sums
 * negative; it is then taken as zero.
 *
 * Returns: the calls' standard deviation in milliseconds, or NAN without a call
 */
double
opt_statement_counters_get_stddev (const OptStatementCounters *self)
{
  double mean = opt_statement_counters_get_mean (self);

  if (isnan (mean))
    return NAN;

  return sqrt (MAX (self->exec_squares / (double) self->calls - mean * mean, 0));
}

/* Five words that say which statement, three that can't be subtracted, and the fields. */
#define N_WORDS (8 + G_N_ELEMENTS (fields))

/* What the first form has. */
#define N_FIELDS_FIRST 22

static gsize
count_fields (guint format)
{
  return format == 1 ? N_FIELDS_FIRST : G_N_ELEMENTS (fields);
}

static guint64
double_to_word (double value)
{
  guint64 word;

  memcpy (&word, &value, sizeof word);

  return word;
}

static double
word_to_double (guint64 word)
{
  double value;

  memcpy (&value, &word, sizeof value);

  return value;
}

/**
 * opt_statement_counters_get_packed_size:
 * @format: 1 to %OPT_STATEMENT_COUNTERS_FORMAT
 *
 * Returns: the bytes that opt_statement_counters_pack() adds, or added
 */
gsize
opt_statement_counters_get_packed_size (guint format)
{
  return (8 + count_fields (format)) * sizeof (guint64);
}

/**
 * opt_statement_counters_pack:
 * @self: counters
 * @bytes: where to add them, in a form that is the same on all machines
 */
void
opt_statement_counters_pack (const OptStatementCounters *self, GByteArray *bytes)
{
  guint64 words[N_WORDS];

  g_return_if_fail (self != NULL && bytes != NULL);

  words[0] = self->key.userid;
  words[1] = self->key.dbid;
  words[2] = (guint64) self->key.queryid;
  words[3] = self->key.toplevel ? 1 : 0;
  words[4] = (guint64) self->since;
  words[5] = double_to_word (self->exec_squares);
  words[6] = double_to_word (self->min_exec_ms);
  words[7] = double_to_word (self->max_exec_ms);
  for (gsize i = 0; i < G_N_ELEMENTS (fields); i++)
    words[8 + i] = fields[i].is_double ? double_to_word (*get_time (self, &fields[i]))
                                       : (guint64) *get_count (self, &fields[i]);
  for (gsize i = 0; i < N_WORDS; i++)
    words[i] = GUINT64_TO_LE (words[i]);
  g_byte_array_append (bytes, (const guint8 *) words, sizeof words);
}

/**
 * opt_statement_counters_unpack:
 * @bytes: as many as opt_statement_counters_get_packed_size() says
 * @format: in which form
 *
 * Returns: (transfer full): the counters, to be freed with g_free(); what that form has none of is
 *   not known
 */
OptStatementCounters *
opt_statement_counters_unpack (const guint8 *bytes, guint format)
{
  OptStatementCounters *self;
  gsize n = count_fields (format);
  guint64 words[N_WORDS];

  g_return_val_if_fail (bytes != NULL, NULL);

  memcpy (words, bytes, opt_statement_counters_get_packed_size (format));
  for (gsize i = 0; i < 8 + n; i++)
    words[i] = GUINT64_FROM_LE (words[i]);
  for (gsize i = n; i < G_N_ELEMENTS (fields); i++)
    words[8 + i] = fields[i].is_double ? double_to_word (NAN) : (guint64) -1;

  self = g_new0 (OptStatementCounters, 1);
  self->key.userid = (guint32) words[0];
  self->key.dbid = (guint32) words[1];
  self->key.queryid = (gint64) words[2];
  self->key.toplevel = words[3] != 0;
  self->since = (gint64) words[4];
  self->exec_squares = word_to_double (words[5]);
  self->min_exec_ms = word_to_double (words[6]);
  self->max_exec_ms = word_to_double (words[7]);
  for (gsize i = 0; i < G_N_ELEMENTS (fields); i++)
    if (fields[i].is_double)
      *get_time (self, &fields[i]) = word_to_double (words[8 + i]);
    else
      *get_count (self, &fields[i]) = (gint64) words[8 + i];

  return self;
}
