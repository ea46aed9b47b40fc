/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/**
 * OptResult:
 *
 * The rows of one statement. Columns are asked for by name; a name that the statement does not
 * return is a programming error.
 */
#define OPT_TYPE_RESULT (opt_result_get_type ())
typedef struct _OptResult OptResult;
GType opt_result_get_type (void);

OptResult *opt_result_ref (OptResult *self);
void opt_result_unref (OptResult *self);

guint opt_result_get_n_rows (OptResult *self);
guint opt_result_get_n_columns (OptResult *self);
const char *opt_result_get_column_name (OptResult *self, guint column);
guint32 opt_result_get_column_type (OptResult *self, guint column);
gboolean opt_result_has_column (OptResult *self, const char *column);

gboolean opt_result_is_null (OptResult *self, guint row, const char *column);
const char *opt_result_get_text (OptResult *self, guint row, const char *column);
gint64 opt_result_get_int (OptResult *self, guint row, const char *column);
guint32 opt_result_get_oid (OptResult *self, guint row, const char *column);
double opt_result_get_double (OptResult *self, guint row, const char *column);
gboolean opt_result_get_boolean (OptResult *self, guint row, const char *column);
gint64 opt_result_get_time (OptResult *self, guint row, const char *column);
char **opt_result_get_text_array (OptResult *self, guint row, const char *column);
GArray *opt_result_get_int_array (OptResult *self, guint row, const char *column);
GArray *opt_result_get_double_array (OptResult *self, guint row, const char *column);
const char *opt_result_get_cell (OptResult *self, guint row, guint column, gsize *length);

gint64 opt_result_get_affected (OptResult *self);
gint64 opt_result_get_discarded_rows (OptResult *self);
gint64 opt_result_get_elapsed (OptResult *self);
gint64 opt_result_get_server_time (OptResult *self);
gint64 opt_result_get_received_bytes (OptResult *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (OptResult, opt_result_unref)

G_END_DECLS
