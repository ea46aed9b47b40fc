/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-store-value.h"

/**
 * opt_store_null:
 *
 * Returns: no value
 */
OptStoreValue
opt_store_null (void)
{
  return (OptStoreValue){ .type = OPT_STORE_TYPE_NULL };
}

/**
 * opt_store_int:
 * @integer: a whole number
 *
 * Returns: it as a value
 */
OptStoreValue
opt_store_int (gint64 integer)
{
  return (OptStoreValue){ .type = OPT_STORE_TYPE_INT, .integer = integer };
}

/**
 * opt_store_double:
 * @number: a number
 *
 * Returns: it as a value
 */
OptStoreValue
opt_store_double (double number)
{
  return (OptStoreValue){ .type = OPT_STORE_TYPE_DOUBLE, .number = number };
}

/**
 * opt_store_text:
 * @text: (nullable): UTF-8
 *
 * Returns: it as a value, which borrows @text; of %NULL no value
 */
OptStoreValue
opt_store_text (const char *text)
{
  if (text == NULL)
    return opt_store_null ();

  return (OptStoreValue){ .type = OPT_STORE_TYPE_TEXT, .text = text };
}

/**
 * opt_store_blob:
 * @blob: (nullable): bytes
 *
 * Returns: them as a value, which borrows @blob; of %NULL no value
 */
OptStoreValue
opt_store_blob (GBytes *blob)
{
  if (blob == NULL)
    return opt_store_null ();

  return (OptStoreValue){ .type = OPT_STORE_TYPE_BLOB, .blob = blob };
}

/**
 * opt_store_value_copy:
 * @self: a value
 *
 * Returns: the value with text or bytes of its own, for opt_store_value_clear()
 */
OptStoreValue
opt_store_value_copy (const OptStoreValue *self)
{
  OptStoreValue copy = *self;

  if (self->type == OPT_STORE_TYPE_TEXT)
    copy.text = g_strdup (self->text);
  else if (self->type == OPT_STORE_TYPE_BLOB)
    copy.blob = g_bytes_ref (self->blob);

  return copy;
}

/**
 * opt_store_value_clear:
 * @self: a value that owns its text or bytes
 *
 * Frees them.
 */
void
opt_store_value_clear (OptStoreValue *self)
{
  if (self->type == OPT_STORE_TYPE_TEXT)
    g_free ((char *) self->text);
  else if (self->type == OPT_STORE_TYPE_BLOB)
    g_bytes_unref (self->blob);
  *self = opt_store_null ();
}
