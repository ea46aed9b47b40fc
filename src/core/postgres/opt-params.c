/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-params.h"

struct _OptParams
{
  GPtrArray *values; /* (nullable) strings */
};

/**
 * opt_params_new:
 *
 * Returns: (transfer full): no values yet
 */
OptParams *
opt_params_new (void)
{
  OptParams *self = g_new0 (OptParams, 1);

  self->values = g_ptr_array_new_with_free_func (g_free);

  return self;
}

/**
 * opt_params_new_text:
 * @first: the value of `$1`
 * @...: the further ones, ended by %NULL
 *
 * Returns: (transfer full): the values
 */
OptParams *
opt_params_new_text (const char *first, ...)
{
  OptParams *self = opt_params_new ();
  va_list args;

  va_start (args, first);
  for (const char *value = first; value != NULL; value = va_arg (args, const char *))
    opt_params_add_text (self, value);
  va_end (args);

  return self;
}

/**
 * opt_params_copy:
 * @self: (nullable): the values
 *
 * Returns: (transfer full) (nullable): a copy
 */
OptParams *
opt_params_copy (const OptParams *self)
{
  OptParams *copy;

  if (self == NULL)
    return NULL;

  copy = opt_params_new ();
  for (guint i = 0; i < self->values->len; i++)
    opt_params_add_text (copy, self->values->pdata[i]);

  return copy;
}

/**
 * opt_params_equal:
 * @a: values
 * @b: other values
 *
 * Returns: whether they are as many, and the same
 */
gboolean
opt_params_equal (const OptParams *a, const OptParams *b)
{
  g_return_val_if_fail (a != NULL && b != NULL, FALSE);

  if (a->values->len != b->values->len)
    return FALSE;
  for (guint i = 0; i < a->values->len; i++)
    if (g_strcmp0 (a->values->pdata[i], b->values->pdata[i]) != 0)
      return FALSE;

  return TRUE;
}

/**
 * opt_params_free:
 * @self: (nullable) (transfer full): the values
 */
void
opt_params_free (OptParams *self)
{
  if (self == NULL)
    return;

  g_ptr_array_unref (self->values);
  g_free (self);
}

/**
 * opt_params_add_text:
 * @self: the values
 * @value: (nullable): PostgreSQL's text of the value; %NULL is SQL's NULL
 */
void
opt_params_add_text (OptParams *self, const char *value)
{
  g_return_if_fail (self != NULL);

  g_ptr_array_add (self->values, g_strdup (value));
}

/**
 * opt_params_add_int:
 * @self: the values
 * @value: a number
 */
void
opt_params_add_int (OptParams *self, gint64 value)
{
  g_return_if_fail (self != NULL);

  g_ptr_array_add (self->values, g_strdup_printf ("%" G_GINT64_FORMAT, value));
}

/**
 * opt_params_add_double:
 * @self: the values
 * @value: a number, written so that it reads back the same
 */
void
opt_params_add_double (OptParams *self, double value)
{
  char buffer[G_ASCII_DTOSTR_BUF_SIZE];

  g_return_if_fail (self != NULL);

  opt_params_add_text (self, g_ascii_dtostr (buffer, sizeof buffer, value));
}

/**
 * opt_params_add_boolean:
 * @self: the values
 * @value: a truth value
 */
void
opt_params_add_boolean (OptParams *self, gboolean value)
{
  opt_params_add_text (self, value ? "t" : "f");
}

/**
 * opt_params_add_int_array:
 * @self: the values
 * @values: (array length=n): the elements
 * @n: how many
 */
void
opt_params_add_int_array (OptParams *self, const gint64 *values, gsize n)
{
  GString *text;

  g_return_if_fail (self != NULL);

  text = g_string_new ("{");
  for (gsize i = 0; i < n; i++)
    g_string_append_printf (text, i > 0 ? ",%" G_GINT64_FORMAT : "%" G_GINT64_FORMAT, values[i]);
  g_string_append_c (text, '}');
  g_ptr_array_add (self->values, g_string_free (text, FALSE));
}

/**
 * opt_params_add_text_array:
 * @self: the values
 * @values: (array zero-terminated=1): the elements
 */
void
opt_params_add_text_array (OptParams *self, const char *const *values)
{
  GString *text;

  g_return_if_fail (self != NULL && values != NULL);

  text = g_string_new ("{");
  for (gsize i = 0; values[i] != NULL; i++)
    {
      g_string_append (text, i > 0 ? ",\"" : "\"");
      for (const char *c = values[i]; *c != '\0'; c++)
        {
          if (*c == '"' || *c == '\\')
            g_string_append_c (text, '\\');
          g_string_append_c (text, *c);
        }
      g_string_append_c (text, '"');
    }
  g_string_append_c (text, '}');
  g_ptr_array_add (self->values, g_string_free (text, FALSE));
}

/**
 * opt_params_get_length:
 * @self: (nullable): the values
 *
 * Returns: how many
 */
guint
opt_params_get_length (const OptParams *self)
{
  return self != NULL ? self->values->len : 0;
}

/**
 * opt_params_get:
 * @self: the values
 * @index: 0 for `$1`
 *
 * Returns: (nullable) (transfer none): its text, or %NULL for SQL's NULL
 */
const char *
opt_params_get (const OptParams *self, guint index)
{
  g_return_val_if_fail (self != NULL && index < self->values->len, NULL);

  return self->values->pdata[index];
}

/**
 * opt_params_get_values:
 * @self: (nullable): the values
 *
 * Returns: (nullable) (transfer none): as many pointers as there are values, as libpq takes them
 */
const char *const *
opt_params_get_values (const OptParams *self)
{
  return self != NULL ? (const char *const *) self->values->pdata : NULL;
}
