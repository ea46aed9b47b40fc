/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * OptParams:
 *
 * The values of a statement's `$1`, `$2` …, in order, as text. The server gives them their types.
 */
typedef struct _OptParams OptParams;

OptParams *opt_params_new (void);
OptParams *opt_params_new_text (const char *first, ...) G_GNUC_NULL_TERMINATED;
OptParams *opt_params_copy (const OptParams *self);
void opt_params_free (OptParams *self);

void opt_params_add_text (OptParams *self, const char *value);
void opt_params_add_int (OptParams *self, gint64 value);
void opt_params_add_double (OptParams *self, double value);
void opt_params_add_boolean (OptParams *self, gboolean value);
void opt_params_add_int_array (OptParams *self, const gint64 *values, gsize n);
void opt_params_add_text_array (OptParams *self, const char *const *values);

gboolean opt_params_equal (const OptParams *a, const OptParams *b);
guint opt_params_get_length (const OptParams *self);
const char *opt_params_get (const OptParams *self, guint index);
const char *const *opt_params_get_values (const OptParams *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (OptParams, opt_params_free)

G_END_DECLS
