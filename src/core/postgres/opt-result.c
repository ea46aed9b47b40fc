/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-result.h"
#include "opt-result-private.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "opt-array-literal.h"

/* Stable type OIDs of pg_type.dat. */
#define OID_BOOL 16
#define OID_INT8 20
#define OID_INT2 21
#define OID_INT4 23
#define OID_OID 26
#define OID_FLOAT4 700
#define OID_FLOAT8 701

/* The protocol puts that many bytes before each cell. */
#define CELL_HEAD 4

struct _OptResult
{
  gatomicrefcount ref_count;

  PGresult *result;
  GHashTable *columns; /* name -> index + 1 */
  GPtrArray *mended;   /* texts that were no valid UTF-8 */
  gint64 discarded_rows;
  OptResultTimes times;
};

G_DEFINE_BOXED_TYPE (OptResult, opt_result, opt_result_ref, opt_result_unref)

OptResult *
opt_result_new (PGresult *result, gint64 discarded_rows, const OptResultTimes *times)
{
  OptResult *self = g_new0 (OptResult, 1);
  int n = PQnfields (result);

  g_atomic_ref_count_init (&self->ref_count);
  self->result = result;
  self->discarded_rows = discarded_rows;
  self->times = *times;
  self->columns = g_hash_table_new (g_str_hash, g_str_equal);
  for (int i = n - 1; i >= 0; i--)
    g_hash_table_insert (self->columns, PQfname (result, i), GINT_TO_POINTER (i + 1));

  return self;
}

/**
 * opt_result_ref:
 * @self: a result
 *
 * Returns: (transfer full): @self
 */
OptResult *
opt_result_ref (OptResult *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->ref_count);

  return self;
}

/**
 * opt_result_unref:
 * @self: (transfer full): a result
 */
void
opt_result_unref (OptResult *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  g_hash_table_unref (self->columns);
  g_clear_pointer (&self->mended, g_ptr_array_unref);
  PQclear (self->result);
  g_free (self);
}

static int
find_column (OptResult *self, const char *name)
{
  int column = GPOINTER_TO_INT (g_hash_table_lookup (self->columns, name)) - 1;

  if (column < 0)
    g_error ("The statement returns no column “%s”", name);

  return column;
}

/**
 * opt_result_get_n_rows:
 * @self: a result
 *
 * Returns: how many rows are held here
 */
guint
opt_result_get_n_rows (OptResult *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return (guint) PQntuples (self->result);
}

/**
 * opt_result_get_n_columns:
 * @self: a result
 *
 * Returns: how many columns
 */
guint
opt_result_get_n_columns (OptResult *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return (guint) PQnfields (self->result);
}

/**
 * opt_result_get_column_name:
 * @self: a result
 * @column: its index
 *
 * Returns: (transfer none): the name
 */
const char *
opt_result_get_column_name (OptResult *self, guint column)
{
  g_return_val_if_fail (column < opt_result_get_n_columns (self), NULL);

  return PQfname (self->result, (int) column);
}

/**
 * opt_result_get_column_type:
 * @self: a result
 * @column: its index
 *
 * Returns: the OID of its type
 */
guint32
opt_result_get_column_type (OptResult *self, guint column)
{
  g_return_val_if_fail (column < opt_result_get_n_columns (self), 0);

  return PQftype (self->result, (int) column);
}

/**
 * opt_result_has_column:
 * @self: a result
 * @column: a name
 *
 * Returns: whether the statement returned such a column
 */
gboolean
opt_result_has_column (OptResult *self, const char *column)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return g_hash_table_contains (self->columns, column);
}

/**
 * opt_result_is_null:
 * @self: a result
 * @row: 0 for the first
 * @column: the column's name
 *
 * Returns: whether the cell is NULL
 */
gboolean
opt_result_is_null (OptResult *self, guint row, const char *column)
{
  g_return_val_if_fail (row < opt_result_get_n_rows (self), TRUE);

  return PQgetisnull (self->result, (int) row, find_column (self, column));
}

/**
 * opt_result_get_text:
 * @self: a result
 * @row: 0 for the first
 * @column: the column's name
 *
 * Returns: (nullable) (transfer none): the text, valid UTF-8 always (an SQL_ASCII database may hold
 *   anything: bytes that are none are replaced), or %NULL for NULL
 */
const char *
opt_result_get_text (OptResult *self, guint row, const char *column)
{
  int index;
  const char *text;
  char *mended;

  g_return_val_if_fail (row < opt_result_get_n_rows (self), NULL);

  index = find_column (self, column);
  if (PQgetisnull (self->result, (int) row, index))
    return NULL;

  text = PQgetvalue (self->result, (int) row, index);
  if (g_utf8_validate (text, -1, NULL))
    return text;

  if (self->mended == NULL)
    self->mended = g_ptr_array_new_with_free_func (g_free);
  mended = g_utf8_make_valid (text, -1);
  g_ptr_array_add (self->mended, mended);

  return mended;
}

static gint64
read_binary_int (const char *value, int length)
{
  guint64 number = 0;

  for (int i = 0; i < length; i++)
    number = (number << 8) | (guint8) value[i];
  if (length == 2)
    return (gint16) number;
  if (length == 4)
    return (gint32) number;

  return (gint64) number;
}

static double
read_binary_double (const char *value, int length)
{
  guint64 bits = (guint64) read_binary_int (value, length);
  guint32 short_bits = (guint32) bits;
  double number;
  float short_number;

  if (length == 4)
    {
      memcpy (&short_number, &short_bits, sizeof short_number);
      return short_number;
    }
  memcpy (&number, &bits, sizeof number);

  return number;
}

/**
 * opt_result_get_int:
 * @self: a result
 * @row: 0 for the first
 * @column: the column's name
 *
 * Returns: the number; 0 for NULL
 */
gint64
opt_result_get_int (OptResult *self, guint row, const char *column)
{
  int index;
  const char *value;

  g_return_val_if_fail (row < opt_result_get_n_rows (self), 0);

  index = find_column (self, column);
  if (PQgetisnull (self->result, (int) row, index))
    return 0;

  value = PQgetvalue (self->result, (int) row, index);
  if (PQfformat (self->result, index) == 0)
    return g_ascii_strtoll (value, NULL, 10);

  switch (PQftype (self->result, index))
    {
    case OID_INT2:
    case OID_INT4:
    case OID_INT8:
      return read_binary_int (value, PQgetlength (self->result, (int) row, index));
    case OID_OID:
      return (guint32) read_binary_int (value, 4);
    default:
      g_error ("Column “%s” is no integer", column);
    }
}

/**
 * opt_result_get_oid:
 * @self: a result
 * @row: 0 for the first
 * @column: the column's name
 *
 * Returns: the OID; 0 for NULL
 */
guint32
opt_result_get_oid (OptResult *self, guint row, const char *column)
{
  return (guint32) opt_result_get_int (self, row, column);
}

/**
 * opt_result_get_double:
 * @self: a result
 * @row: 0 for the first
 * @column: the column's name
 *
 * Returns: the number; NAN for NULL
 */
double
opt_result_get_double (OptResult *self, guint row, const char *column)
{
  int index;
  const char *value;

  g_return_val_if_fail (row < opt_result_get_n_rows (self), NAN);

  index = find_column (self, column);
  if (PQgetisnull (self->result, (int) row, index))
    return NAN;

  value = PQgetvalue (self->result, (int) row, index);
  if (PQfformat (self->result, index) == 0)
    return g_ascii_strtod (value, NULL);

  switch (PQftype (self->result, index))
    {
    case OID_FLOAT4:
    case OID_FLOAT8:
      return read_binary_double (value, PQgetlength (self->result, (int) row, index));
    default:
      return (double) opt_result_get_int (self, row, column);
    }
}

/**
 * opt_result_get_boolean:
 * @self: a result
 * @row: 0 for the first
 * @column: the column's name
 *
 * Returns: the truth value; %FALSE for NULL
 */
gboolean
opt_result_get_boolean (OptResult *self, guint row, const char *column)
{
  int index;
  const char *value;

  g_return_val_if_fail (row < opt_result_get_n_rows (self), FALSE);

  index = find_column (self, column);
  if (PQgetisnull (self->result, (int) row, index))
    return FALSE;

  value = PQgetvalue (self->result, (int) row, index);

  return PQfformat (self->result, index) == 0 ? *value == 't' : *value != 0;
}

/**
 * opt_result_get_time:
 * @self: a result
 * @row: 0 for the first
 * @column: the name of a timestamptz column, fetched as text
 *
 * Returns: microseconds since 1970; 0 for NULL and for what is no time (infinity)
 */
gint64
opt_result_get_time (OptResult *self, guint row, const char *column)
{
  const char *text = opt_result_get_text (self, row, column);
  g_autoptr (GDateTime) time = NULL;
  g_autoptr (GTimeZone) utc = NULL;

  if (text == NULL)
    return 0;

  utc = g_time_zone_new_utc ();
  time = g_date_time_new_from_iso8601 (text, utc);
  if (time == NULL)
    return 0;

  return g_date_time_to_unix (time) * G_USEC_PER_SEC + g_date_time_get_microsecond (time);
}

/**
 * opt_result_get_text_array:
 * @self: a result
 * @row: 0 for the first
 * @column: the name of a one-dimensional array column, fetched as text
 *
 * Returns: (transfer full) (nullable): the elements, those that are NULL left out, or %NULL for
 * NULL
 */
char **
opt_result_get_text_array (OptResult *self, guint row, const char *column)
{
  const char *text = opt_result_get_text (self, row, column);

  return text != NULL ? opt_array_literal_parse (text) : NULL;
}

/**
 * opt_result_get_int_array:
 * @self: a result
 * @row: 0 for the first
 * @column: the name of an integer array column (int2vector as well), fetched as text
 *
 * Returns: (transfer full) (nullable) (element-type gint64): the elements, or %NULL for NULL
 */
GArray *
opt_result_get_int_array (OptResult *self, guint row, const char *column)
{
  const char *text = opt_result_get_text (self, row, column);
  g_auto (GStrv)
    elements = NULL;
  GArray *array;

  if (text == NULL)
    return NULL;

  elements = *text == '{' ? opt_array_literal_parse (text) : g_strsplit (text, " ", -1);
  array = g_array_new (FALSE, FALSE, sizeof (gint64));
  for (gsize i = 0; elements[i] != NULL; i++)
    {
      gint64 value = g_ascii_strtoll (elements[i], NULL, 10);

      if (*elements[i] != '\0')
        g_array_append_val (array, value);
    }

  return array;
}

/**
 * opt_result_get_double_array:
 * @self: a result
 * @row: 0 for the first
 * @column: the name of a float array column, fetched as text
 *
 * Returns: (transfer full) (nullable) (element-type gdouble): the elements, or %NULL for NULL
 */
GArray *
opt_result_get_double_array (OptResult *self, guint row, const char *column)
{
  g_auto (GStrv)
    elements = opt_result_get_text_array (self, row, column);
  GArray *array;

  if (elements == NULL)
    return NULL;

  array = g_array_new (FALSE, FALSE, sizeof (double));
  for (gsize i = 0; elements[i] != NULL; i++)
    {
      double value = g_ascii_strtod (elements[i], NULL);

      g_array_append_val (array, value);
    }

  return array;
}

/**
 * opt_result_get_cell:
 * @self: a result
 * @row: 0 for the first
 * @column: the column's index
 * @length: (out) (optional): its length in bytes
 *
 * Returns: (nullable) (transfer none): the bytes as the server sent them, or %NULL for NULL
 */
const char *
opt_result_get_cell (OptResult *self, guint row, guint column, gsize *length)
{
  g_return_val_if_fail (row < opt_result_get_n_rows (self), NULL);
  g_return_val_if_fail (column < opt_result_get_n_columns (self), NULL);

  if (PQgetisnull (self->result, (int) row, (int) column))
    return NULL;
  if (length != NULL)
    *length = (gsize) PQgetlength (self->result, (int) row, (int) column);

  return PQgetvalue (self->result, (int) row, (int) column);
}

/**
 * opt_result_get_affected:
 * @self: a result
 *
 * Returns: how many rows the command changed or returned, as its tag says; -1 where it says nothing
 */
gint64
opt_result_get_affected (OptResult *self)
{
  const char *tag;

  g_return_val_if_fail (self != NULL, -1);

  tag = PQcmdTuples (self->result);

  return *tag != '\0' ? g_ascii_strtoll (tag, NULL, 10) : -1;
}

/**
 * opt_result_get_discarded_rows:
 * @self: a result of %OPT_QUERY_DISCARD
 *
 * Returns: how many rows came and were dropped
 */
gint64
opt_result_get_discarded_rows (OptResult *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->discarded_rows;
}

/**
 * opt_result_get_elapsed:
 * @self: a result
 *
 * Returns: microseconds from the sending of the statement to its last row, measured here
 */
gint64
opt_result_get_elapsed (OptResult *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->times.elapsed;
}

/**
 * opt_result_get_server_time:
 * @self: a result
 *
 * What is left of opt_result_get_elapsed() without the way there and back, where that was measured:
 * see opt_connection_get_round_trip(). A long answer makes it several times, as TCP begins slowly
 * after each pause. What is left is no less than until the answer began.
 *
 * Returns: for how many microseconds the server was at work, at most
 */
gint64
opt_result_get_server_time (OptResult *self)
{
  gint64 bytes;

  g_return_val_if_fail (self != NULL, 0);

  bytes = opt_result_get_received_bytes (self)
          + (gint64) CELL_HEAD * PQntuples (self->result) * PQnfields (self->result);

  return opt_result_times_get_server_time (&self->times, bytes);
}

/**
 * opt_result_get_received_bytes:
 * @self: a result
 *
 * Returns: the bytes of all cells, without the protocol around them
 */
gint64
opt_result_get_received_bytes (OptResult *self)
{
  gint64 bytes = 0;
  int n_rows, n_columns;

  g_return_val_if_fail (self != NULL, 0);

  n_rows = PQntuples (self->result);
  n_columns = PQnfields (self->result);
  for (int row = 0; row < n_rows; row++)
    for (int column = 0; column < n_columns; column++)
      bytes += PQgetlength (self->result, row, column);

  return bytes;
}
