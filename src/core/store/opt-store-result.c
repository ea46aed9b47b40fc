/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-store-result.h"

#include <math.h>

struct _OptStoreResult
{
  char **names;
  guint n_columns;
  GArray *values; /* of OptStoreValue, row after row */
};

/**
 * opt_store_result_new:
 * @names: (array length=n_columns): the columns
 * @n_columns: how many
 *
 * Returns: (transfer full): a result without rows
 */
OptStoreResult *
opt_store_result_new (const char *const *names, guint n_columns)
{
  OptStoreResult *self = g_new0 (OptStoreResult, 1);

  self->names = g_new0 (char *, n_columns + 1);
  for (guint i = 0; i < n_columns; i++)
    self->names[i] = g_strdup (names[i]);
  self->n_columns = n_columns;
  self->values = g_array_new (FALSE, FALSE, sizeof (OptStoreValue));
  g_array_set_clear_func (self->values, (GDestroyNotify) opt_store_value_clear);

  return self;
}

/**
 * opt_store_result_free:
 * @self: (nullable): a result
 *
 * Frees it with its rows.
 */
void
opt_store_result_free (OptStoreResult *self)
{
  if (self == NULL)
    return;

  g_strfreev (self->names);
  g_array_unref (self->values);
  g_free (self);
}

/**
 * opt_store_result_take_value:
 * @self: a result
 * @value: (transfer full): the next value of the last row, or the first of a new one
 *
 * Adds a value.
 */
void
opt_store_result_take_value (OptStoreResult *self, OptStoreValue *value)
{
  g_array_append_vals (self->values, value, 1);
}

/**
 * opt_store_result_get_n_rows:
 * @self: a result
 *
 * Returns: how many rows it has
 */
guint
opt_store_result_get_n_rows (const OptStoreResult *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->n_columns > 0 ? self->values->len / self->n_columns : 0;
}

static const OptStoreValue *
get_value (const OptStoreResult *self, guint row, const char *column)
{
  static const OptStoreValue none = { .type = OPT_STORE_TYPE_NULL };

  g_return_val_if_fail (self != NULL, &none);
  g_return_val_if_fail (row < opt_store_result_get_n_rows (self), &none);

  for (guint i = 0; i < self->n_columns; i++)
    {
      if (g_str_equal (self->names[i], column))
        return &g_array_index (self->values, OptStoreValue, row * self->n_columns + i);
    }

  g_critical ("There is no column \u201c%s\u201d", column);

  return &none;
}

/**
 * opt_store_result_is_null:
 * @self: a result
 * @row: from 0
 * @column: its name
 *
 * Returns: whether there is no value
 */
gboolean
opt_store_result_is_null (const OptStoreResult *self, guint row, const char *column)
{
  return get_value (self, row, column)->type == OPT_STORE_TYPE_NULL;
}

/**
 * opt_store_result_get_int:
 * @self: a result
 * @row: from 0
 * @column: its name
 *
 * Returns: the whole number; 0 if it is none
 */
gint64
opt_store_result_get_int (const OptStoreResult *self, guint row, const char *column)
{
  const OptStoreValue *value = get_value (self, row, column);

  return value->type == OPT_STORE_TYPE_INT ? value->integer : 0;
}

/**
 * opt_store_result_get_double:
 * @self: a result
 * @row: from 0
 * @column: its name
 *
 * Returns: the number; NAN if it is none
 */
double
opt_store_result_get_double (const OptStoreResult *self, guint row, const char *column)
{
  const OptStoreValue *value = get_value (self, row, column);

  if (value->type == OPT_STORE_TYPE_DOUBLE)
    return value->number;

  return value->type == OPT_STORE_TYPE_INT ? (double) value->integer : NAN;
}

/**
 * opt_store_result_get_text:
 * @self: a result
 * @row: from 0
 * @column: its name
 *
 * Returns: (transfer none) (nullable): the text; %NULL if it is none
 */
const char *
opt_store_result_get_text (const OptStoreResult *self, guint row, const char *column)
{
  const OptStoreValue *value = get_value (self, row, column);

  return value->type == OPT_STORE_TYPE_TEXT ? value->text : NULL;
}

/**
 * opt_store_result_get_blob:
 * @self: a result
 * @row: from 0
 * @column: its name
 *
 * Returns: (transfer none) (nullable): the bytes; %NULL if they are none
 */
GBytes *
opt_store_result_get_blob (const OptStoreResult *self, guint row, const char *column)
{
  const OptStoreValue *value = get_value (self, row, column);

  return value->type == OPT_STORE_TYPE_BLOB ? value->blob : NULL;
}
