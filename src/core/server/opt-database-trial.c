/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-database-trial-private.h"

#include <glib/gi18n-lib.h>

#include "opt-database-copy.h"
#include "opt-database-masks.h"
#include "opt-error.h"
#include "opt-sql.h"
#include "opt-statement-text.h"

#define MIN_PAIRS 15
#define MAX_PAIRS 120

/* The sandbox is put back as it was; where that fails it ends with its owner anyway. What was set
 * for a database, or for the role in it, goes with it. */
static void
put_back (OptDatabaseTry *self,
          OptConnection *baseline,
          const char *baseline_name,
          const char *variant_name)
{
  if (baseline != NULL)
    opt_connection_close (baseline);
  opt_sandbox_drop_database_sync (self->sandbox, baseline_name, NULL, NULL);
  if (variant_name != NULL)
    opt_sandbox_drop_database_sync (self->sandbox, variant_name, NULL, NULL);
}

static gboolean
run (OptDatabaseTry *self, GError **error)
{
  g_autoptr (OptConnection) baseline = NULL;
  g_autoptr (OptConnection) variant = NULL;
  g_autofree char *baseline_name
      = opt_database_copy_tables_sync (self->database, self->relations,
                                       opt_trial_get_copy (self->trial),
                                       opt_trial_get_limits (self->trial), self->progress,
                                       self->cancellable, error);
  g_autofree char *variant_name = NULL;
  gboolean done;

  if (baseline_name == NULL)
    return FALSE;
  opt_progress_report (self->progress, -1, -1, "%s", _ ("Making a second copy"));
  variant_name
      = opt_sandbox_copy_database_sync (self->sandbox, baseline_name, self->cancellable, error);
  done = variant_name != NULL
         && (baseline = opt_database_connect_copy_sync (self->database, baseline_name,
                                                        self->cancellable, error))
         && (variant = opt_database_try_make_variant_sync (self, variant_name, error))
         && opt_database_try_compare_plans_sync (self, baseline, variant, error)
         && opt_trial_run_sync (self->trial, baseline, variant, self->progress, self->cancellable,
                                error);

  if (variant != NULL)
    opt_connection_close (variant);
  put_back (self, baseline, baseline_name, variant_name);

  return done;
}

/**
 * opt_database_split_change:
 * @change: a change in somebody's own words
 * @error: return location for an error: %OPT_ERROR_INVALID
 *
 * Returns: (transfer full) (nullable): its statements, one at least, which are run one after the
 *   other, without a transaction
 */
GStrv
opt_database_split_change (const char *change, GError **error)
{
  g_autoptr (GPtrArray) spans = NULL;
  g_autoptr (GStrvBuilder) builder = NULL;

  g_return_val_if_fail (change != NULL, NULL);

  spans = opt_statement_split (change, error);
  if (spans == NULL)
    return NULL;
  if (spans->len == 0)
    {
      opt_set_error (error, OPT_ERROR_INVALID,
                     _ ("Give SQL, such as CREATE INDEX ON table (column)."),
                     _ ("The change holds no statement"));
      return NULL;
    }
  builder = g_strv_builder_new ();
  for (guint i = 0; i < spans->len; i++)
    g_strv_builder_add (builder, ((OptStatementSpan *) spans->pdata[i])->sql);

  return g_strv_builder_end (builder);
}

static gboolean
check_variant (const OptTrialVariant *variant, GPtrArray *statements, GError **error)
{
  if (variant->rewrite == NULL || statements->len == 1)
    return TRUE;

  opt_set_error (error, OPT_ERROR_INVALID, _ ("Name the one statement that it is a rewrite of."),
                 _ ("A rewrite is of one statement, and there are %u"), statements->len);

  return FALSE;
}

static gboolean
hold (OptDatabaseTry *self, const OptTrialVariant *variant, GPtrArray *statements, GError **error)
{
  if (!opt_database_try_read_change_sync (self, variant->sandbox_sql, error)
      || !opt_database_try_add_statements_sync (self, statements, variant->rewrite, error))
    return FALSE;
  self->sandbox = opt_database_start_sandbox_sync (self->database, self->cancellable, error);
  if (self->sandbox != NULL && run (self, error))
    return TRUE;
  opt_database_place_fault (self->database, error);

  return FALSE;
}

/**
 * opt_database_try_variant_sync:
 * @self: a database
 * @variant: what is different on one of the copies
 * @statements: (element-type OptAdvisorStatement): what to measure; one, where it is rewritten
 * @time_per_statement: microseconds for one statement's pairs, unless fifteen of them take longer
 * @progress: (nullable): told the steps
 * @cancellable: (nullable): cancels it
 * @error: return location for an error: %OPT_ERROR_REFUSED for a setting that can't be tried,
 *   %OPT_ERROR_INVALID where the rewrite does not take the statement's values
 *
 * Copies the tables concerned, as opt_database_copy_tables_sync() does, twice into the sandbox,
 * makes the change on one copy, and measures the statements on both: with values that were seen,
 * and where there are less than three sets of them with typical, common and rare ones. What the
 * copies lack is noted, and where the one without the change plans a statement otherwise than the
 * watched server does. What uses a masked column is not run (opt_database_check_masks_sync()).
 *
 * A change is DDL, and settings: those of the session that says SET are in force in the one that is
 * measured; those of a role or of this database are set for the copy. A rewrite runs in the place
 * of its statement, with the same values for `$n`.
 *
 * Returns: (transfer full) (nullable): the trial
 */
OptTrial *
opt_database_try_variant_sync (OptDatabase *self,
                               const OptTrialVariant *variant,
                               GPtrArray *statements,
                               gint64 time_per_statement,
                               const OptProgress *progress,
                               GCancellable *cancellable,
                               GError **error)
{
  g_autoptr (OptTrial) trial = NULL;
  g_autoptr (OptCopyMask) mask = NULL;
  g_autoptr (GHashTable) relations = g_hash_table_new (NULL, NULL);
  g_autoptr (GPtrArray) parts
      = g_ptr_array_new_with_free_func ((GDestroyNotify) opt_change_statement_free);
  OptDatabaseTry try;

  g_return_val_if_fail (OPT_IS_DATABASE (self), NULL);
  g_return_val_if_fail (variant != NULL && statements != NULL, NULL);
  g_return_val_if_fail (variant->change_sql != NULL || variant->rewrite != NULL, NULL);
  g_return_val_if_fail ((variant->change_sql != NULL) == (variant->sandbox_sql != NULL), NULL);

  if (!check_variant (variant, statements, error)
      || opt_database_load_catalog_sync (self, cancellable, error) == NULL
      || !opt_database_load_mask_sync (self, &mask, error))
    return NULL;

  trial = opt_trial_new (variant->change_sql);
  opt_trial_set_limits (trial, MIN_PAIRS, MAX_PAIRS, time_per_statement);
  try = (OptDatabaseTry){
    .database = self,
    .trial = trial,
    .mask = mask,
    .relations = relations,
    .parts = parts,
    .progress = progress,
    .cancellable = cancellable,
  };

  return hold (&try, variant, statements, error) ? g_steal_pointer (&trial) : NULL;
}

/**
 * opt_database_try_sync:
 * @self: a database
 * @change_sql: the change, as it would be applied
 * @sandbox_sql: (array zero-terminated=1): what makes it on a copy, where nobody else works
 * @statements: (element-type OptAdvisorStatement): what to measure
 * @time_per_statement: microseconds for one statement's pairs, unless fifteen of them take longer
 * @progress: (nullable): told the steps
 * @cancellable: (nullable): cancels it
 * @error: return location for an error
 *
 * Measures a change, as opt_database_try_variant_sync() does.
 *
 * Returns: (transfer full) (nullable): the trial
 */
OptTrial *
opt_database_try_sync (OptDatabase *self,
                       const char *change_sql,
                       const char *const *sandbox_sql,
                       GPtrArray *statements,
                       gint64 time_per_statement,
                       const OptProgress *progress,
                       GCancellable *cancellable,
                       GError **error)
{
  const OptTrialVariant variant = { .change_sql = change_sql, .sandbox_sql = sandbox_sql };

  g_return_val_if_fail (change_sql != NULL && sandbox_sql != NULL, NULL);

  return opt_database_try_variant_sync (self, &variant, statements, time_per_statement, progress,
                                        cancellable, error);
}
