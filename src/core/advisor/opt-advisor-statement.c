/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "opt-advisor-statement.h"

#include <math.h>

/**
 * opt_advisor_statement_new:
 * @id: what names it
 * @sql: its text
 * @weight: how often it counts
 *
 * Returns: (transfer full): a statement whose time nobody measured
 */
OptAdvisorStatement *
opt_advisor_statement_new (const char *id, const char *sql, double weight)
{
  OptAdvisorStatement *self = g_new0 (OptAdvisorStatement, 1);

  g_return_val_if_fail (id != NULL && sql != NULL, self);

  self->id = g_strdup (id);
  self->sql = g_strdup (sql);
  self->weight = weight;
  self->calls = -1;
  self->total_ms = NAN;
  self->mean_ms = NAN;

  return self;
}

/**
 * opt_advisor_statement_new_measured:
 * @id: what names it
 * @sql: its text
 * @calls: how often it ran
 * @total_ms: how long that took, in milliseconds
 *
 * Returns: (transfer full): a statement as the server counted it
 */
OptAdvisorStatement *
opt_advisor_statement_new_measured (const char *id, const char *sql, gint64 calls, double total_ms)
{
  OptAdvisorStatement *self = opt_advisor_statement_new (id, sql, (double) calls);

  self->calls = calls;
  self->total_ms = total_ms;
  self->mean_ms = calls > 0 ? total_ms / (double) calls : NAN;

  return self;
}

void
opt_advisor_statement_free (OptAdvisorStatement *self)
{
  g_free (self->id);
  g_free (self->sql);
  g_clear_pointer (&self->seen, g_ptr_array_unref);
  g_free (self);
}
