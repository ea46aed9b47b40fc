/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-statement-key.h"

G_BEGIN_DECLS

/**
 * OptStatementMark:
 * @key: of which statement
 * @fingerprint: see #OptSqlText; 0 where it is not known
 * @system: see #OptSqlText
 *
 * What is known of a statement without its text, which is long.
 */
typedef struct
{
  OptStatementKey key;
  guint64 fingerprint;
  gboolean system;
} OptStatementMark;

GHashTable *opt_statement_marks_new (void);

G_END_DECLS
