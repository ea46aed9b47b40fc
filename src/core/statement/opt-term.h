/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * OptTerm:
 *
 * An expression as it can be compared: one that a user wrote with the same one as EXPLAIN prints
 * it, with its casts, its parentheses and its own spelling.
 */
typedef struct _OptTerm OptTerm;

GPtrArray *opt_terms_read_condition (const char *condition);
GPtrArray *opt_terms_read_keys (const char *keys, const char *targets);
void opt_term_free (OptTerm *self);
gboolean opt_term_is_of (const OptTerm *self, const OptTerm *written, const char *alias);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (OptTerm, opt_term_free)

G_END_DECLS
