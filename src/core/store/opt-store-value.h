/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * OptStoreType:
 * @OPT_STORE_TYPE_NULL: no value
 * @OPT_STORE_TYPE_INT: 64 bits
 * @OPT_STORE_TYPE_DOUBLE: a double; NAN is kept as no value
 * @OPT_STORE_TYPE_TEXT: UTF-8
 * @OPT_STORE_TYPE_BLOB: bytes
 *
 * SQLite's storage classes.
 */
typedef enum
{
  OPT_STORE_TYPE_NULL,
  OPT_STORE_TYPE_INT,
  OPT_STORE_TYPE_DOUBLE,
  OPT_STORE_TYPE_TEXT,
  OPT_STORE_TYPE_BLOB,
} OptStoreType;

/**
 * OptStoreValue:
 * @type: which of the others counts
 *
 * One value for a `?N` of a statement. Made with opt_store_int() and its siblings; it borrows the
 * text or bytes it is made of.
 */
typedef struct
{
  OptStoreType type;
  union
  {
    gint64 integer;
    double number;
    const char *text;
    GBytes *blob;
  };
} OptStoreValue;

OptStoreValue opt_store_null (void);
OptStoreValue opt_store_int (gint64 integer);
OptStoreValue opt_store_double (double number);
OptStoreValue opt_store_text (const char *text);
OptStoreValue opt_store_blob (GBytes *blob);

OptStoreValue opt_store_value_copy (const OptStoreValue *self);
void opt_store_value_clear (OptStoreValue *self);

G_END_DECLS
