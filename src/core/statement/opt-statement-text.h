/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * OptStatementSpan:
 *
 * One statement of a script. Byte offsets; lines from 1.
 */
typedef struct
{
  char *sql;
  gsize offset; /* of its first token: what comes before it is white space and comments */
  gsize length;
  guint line;
  GPtrArray *comments; /* (element-type utf8) the comments right before it */
} OptStatementSpan;

void opt_statement_span_free (OptStatementSpan *self);

char *opt_statement_fingerprint (const char *sql, GError **error);
char *opt_statement_normalize (const char *sql, GError **error);
char *opt_statement_redact_literals (const char *sql, GError **error);
char *opt_statement_format (const char *sql);
GPtrArray *opt_statement_split (const char *script, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (OptStatementSpan, opt_statement_span_free)

G_END_DECLS
