/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#include "opt-store-value.h"

G_BEGIN_DECLS

/**
 * OptStoreResult:
 *
 * The rows of a query, all of them in memory.
 */
typedef struct _OptStoreResult OptStoreResult;

OptStoreResult *opt_store_result_new (const char *const *names, guint n_columns);
void opt_store_result_free (OptStoreResult *self);
void opt_store_result_take_value (OptStoreResult *self, OptStoreValue *value);

guint opt_store_result_get_n_rows (const OptStoreResult *self);
gboolean opt_store_result_is_null (const OptStoreResult *self, guint row, const char *column);
gint64 opt_store_result_get_int (const OptStoreResult *self, guint row, const char *column);
double opt_store_result_get_double (const OptStoreResult *self, guint row, const char *column);
const char *opt_store_result_get_text (const OptStoreResult *self, guint row, const char *column);
GBytes *opt_store_result_get_blob (const OptStoreResult *self, guint row, const char *column);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (OptStoreResult, opt_store_result_free)

G_END_DECLS
