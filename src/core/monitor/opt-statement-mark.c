/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-statement-mark.h"

/**
 * opt_statement_marks_new:
 *
 * Returns: (transfer full): an empty set of #OptStatementMark, by their keys
 */
GHashTable *
opt_statement_marks_new (void)
{
  return g_hash_table_new_full (opt_statement_key_hash, opt_statement_key_equal, g_free, NULL);
}
