/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "opt-error.h"
#include "opt-rows-difference.h"
#include "opt-rows-private.h"

void
opt_rows_verdict_free (OptRowsVerdict *self)
{
  g_free (self->reason);
  g_free (self->difference);
  g_free (self);
}

/* opt_rows_verdict_take: @reason, @difference: (nullable) (transfer full) */
void
opt_rows_verdict_take (OptRowsVerdict *self,
                       OptRowsComparison comparison,
                       char *reason,
                       char *difference)
{
  self->comparison = comparison;
  g_free (self->reason);
  self->reason = reason;
  g_free (self->difference);
  self->difference = difference;
}

/* opt_rows_get_floats_excuse: of one text, where nothing differs but floats */
const char *
opt_rows_get_floats_excuse (void)
{
  return _ ("Floats alone differ, and by more than rounding of one sign explains.");
}

/* opt_rows_verdict_take_luck: the same rows came, and @reason is why others may */
void
opt_rows_verdict_take_luck (OptRowsVerdict *self, const char *reason)
{
  opt_rows_verdict_take (self, OPT_ROWS_COMPARISON_UNVERIFIABLE,
                         g_strdup_printf (_ ("Both gave the same rows this time. %s"), reason),
                         NULL);
}

/* opt_rows_compare_multisets_sync: by number and hashes; where these differ row by row, as floats
 * have a tolerance. @difference: (out) (nullable) (transfer full) */
gboolean
opt_rows_compare_multisets_sync (OptRowsPair *pair,
                                 const OptRowsColumns *columns,
                                 gint64 *n_baseline,
                                 gint64 *n_variant,
                                 char **difference,
                                 GError **error)
{
  g_autofree char *first = opt_rows_side_hash_sync (&pair->baseline, columns, TRUE, n_baseline,
                                                    pair->cancellable, error);
  g_autofree char *second = NULL;
  g_autoptr (OptRowsSource) baseline = NULL;
  g_autoptr (OptRowsSource) variant = NULL;

  *difference = NULL;
  if (first == NULL)
    return FALSE;
  second = opt_rows_side_hash_sync (&pair->variant, columns, TRUE, n_variant, pair->cancellable,
                                    error);
  if (second == NULL)
    return FALSE;
  if (strcmp (first, second) == 0)
    return TRUE;

  baseline = opt_rows_source_new_sorted_sync (&pair->baseline, columns, pair->cancellable, error);
  if (baseline == NULL)
    return FALSE;
  variant = opt_rows_source_new_sorted_sync (&pair->variant, columns, pair->cancellable, error);

  return variant != NULL && opt_rows_find_difference_sync (baseline, variant, difference, error);
}

/* Whether the baseline alone gives other rows in another transaction. What a tolerance is for is
 * left out: it would excuse what goes beyond it. Of the same text floats alone excuse it: where
 * terms cancel each other no tolerance holds. @excuse: (out) (nullable) */
static gboolean
find_excuse (OptRowsPair *pair, const OptRowsColumns *columns, const char **excuse, GError **error)
{
  OptRowsSide *side = &pair->baseline;
  g_autofree char *first
      = opt_rows_side_hash_sync (side, columns, FALSE, NULL, pair->cancellable, error);
  g_autofree char *second = NULL;

  if (first != NULL && pair->kind->same_sql && columns->n_floats > 0)
    {
      g_autofree char *other = opt_rows_side_hash_sync (&pair->variant, columns, FALSE, NULL,
                                                        pair->cancellable, error);

      if (other == NULL)
        return FALSE;
      if (strcmp (first, other) == 0)
        {
          *excuse = opt_rows_get_floats_excuse ();
          return TRUE;
        }
    }
  if (first == NULL || !opt_rows_side_rollback_sync (side, error)
      || !opt_rows_side_begin_sync (side, pair->cancellable, error))
    return FALSE;
  second = opt_rows_side_hash_sync (side, columns, FALSE, NULL, pair->cancellable, error);
  if (second == NULL)
    return FALSE;
  if (strcmp (first, second) != 0)
    *excuse = _ ("It gives other rows at each call.");

  return TRUE;
}

/* @ties: see opt_rows_find_disorder_sync(); @difference: (out) (nullable) (transfer full) */
static gboolean
find_disorder (OptRowsPair *pair,
               const OptRowsColumns *columns,
               const GArray *ties,
               char **difference,
               GError **error)
{
  g_autoptr (OptRowsSource) baseline
      = opt_rows_source_new_in_order_sync (&pair->baseline, columns, pair->cancellable, error);
  g_autoptr (OptRowsSource) variant = NULL;

  if (baseline == NULL)
    return FALSE;
  variant = opt_rows_source_new_in_order_sync (&pair->variant, columns, pair->cancellable, error);

  return variant != NULL
         && opt_rows_find_disorder_sync (baseline, variant, ties, difference, error);
}

/* In the order that whoever reads them knows, where there is one. */
static gboolean
find_first_in_order (OptRowsPair *pair,
                     const OptRowsColumns *columns,
                     char **difference,
                     GError **error)
{
  g_autofree char *first = NULL;

  if (!pair->kind->baseline->ordered || !pair->kind->total)
    return TRUE;
  if (!find_disorder (pair, columns, NULL, &first, error))
    return FALSE;
  if (first != NULL)
    {
      g_free (*difference);
      *difference = g_steal_pointer (&first);
    }

  return TRUE;
}

/* @difference: (transfer full) */
static gboolean
judge_difference (OptRowsPair *pair,
                  const OptRowsColumns *columns,
                  gint64 n_baseline,
                  gint64 n_variant,
                  char *difference,
                  GError **error)
{
  g_autofree char *row = difference;
  const OptRowsKind *kind = pair->kind;
  const char *excuse = n_baseline == n_variant ? kind->choice_reason : NULL;
  char *reason;

  if (excuse == NULL)
    excuse = kind->inside_reason != NULL ? kind->inside_reason : kind->unsteady_reason;
  if (excuse == NULL && !find_excuse (pair, columns, &excuse, error))
    return FALSE;
  if (excuse != NULL)
    {
      opt_rows_verdict_take (pair->verdict, OPT_ROWS_COMPARISON_UNVERIFIABLE, g_strdup (excuse),
                             NULL);
      return TRUE;
    }

  if (!find_first_in_order (pair, columns, &row, error))
    return FALSE;
  reason = n_baseline == n_variant
               ? g_strdup (_ ("There are as many rows, and not the same."))
               : g_strdup_printf (_ ("Rows without the change: %" G_GINT64_FORMAT
                                     ", with it: %" G_GINT64_FORMAT "."),
                                  n_baseline, n_variant);
  opt_rows_verdict_take (pair->verdict, OPT_ROWS_COMPARISON_DIFFERENT, reason,
                         g_steal_pointer (&row));

  return TRUE;
}

/* Rows that are the same, in the order in which the baseline wants them. Where that order is not
 * known to be total, and its keys are not to be seen, the same text is the same order. */
static gboolean
compare_order (OptRowsPair *pair, const OptRowsColumns *columns, GError **error)
{
  const OptRowsKind *kind = pair->kind;
  g_autoptr (GArray) ties = kind->total ? NULL : opt_rows_kind_list_ties (kind, columns);
  g_autofree char *difference = NULL;
  g_autoptr (GError) failure = NULL;

  if (!kind->total && ties == NULL && kind->same_sql)
    return TRUE;
  if (!find_disorder (pair, columns, ties, &difference, &failure))
    {
      if (g_error_matches (failure, OPT_ERROR, OPT_ERROR_NO_SPACE))
        {
          opt_rows_verdict_take (pair->verdict, OPT_ROWS_COMPARISON_UNVERIFIABLE,
                                 g_strdup (failure->message), NULL);
          return TRUE;
        }
      if (!g_error_matches (failure, OPT_ERROR, OPT_ERROR_TIMEOUT))
        {
          g_propagate_error (error, g_steal_pointer (&failure));
          return FALSE;
        }
      opt_rows_verdict_take (pair->verdict, OPT_ROWS_COMPARISON_UNVERIFIABLE,
                             g_strdup (_ ("The rows are the same; their order could not be "
                                          "compared in the time there is.")),
                             NULL);
      return TRUE;
    }
  if (difference == NULL)
    return TRUE;

  if (kind->total || ties != NULL)
    opt_rows_verdict_take (pair->verdict, OPT_ROWS_COMPARISON_DIFFERENT,
                           g_strdup (_ ("The rows are the same, and their order is not.")),
                           g_steal_pointer (&difference));
  else
    opt_rows_verdict_take (pair->verdict, OPT_ROWS_COMPARISON_UNVERIFIABLE,
                           g_strdup (_ ("The rows are the same, and come in another order: whether "
                                        "they sort as equals can't be told from its columns.")),
                           NULL);

  return TRUE;
}

static gboolean
compare_reads (OptRowsPair *pair, GError **error)
{
  g_autoptr (OptRowsColumns) columns
      = opt_rows_side_describe_sync (&pair->baseline, pair->cancellable, error);
  g_autoptr (OptRowsColumns) others = NULL;
  gint64 n_baseline = 0, n_variant = 0;
  char *difference;

  if (columns == NULL)
    return FALSE;
  others = opt_rows_side_describe_sync (&pair->variant, pair->cancellable, error);
  if (others == NULL)
    return FALSE;
  difference = opt_rows_columns_describe_difference (columns, others);
  if (difference != NULL)
    {
      opt_rows_verdict_take (pair->verdict, OPT_ROWS_COMPARISON_DIFFERENT, difference, NULL);
      return TRUE;
    }
  if (pair->kind->volatile_reason != NULL)
    {
      opt_rows_verdict_take (pair->verdict, OPT_ROWS_COMPARISON_UNVERIFIABLE,
                             g_strdup (pair->kind->volatile_reason), NULL);
      return TRUE;
    }

  opt_rows_kind_judge_order (pair->kind, columns);
  opt_rows_kind_judge_columns (pair->kind, columns);
  if (!opt_rows_compare_multisets_sync (pair, columns, &n_baseline, &n_variant, &difference, error))
    return FALSE;
  if (difference != NULL)
    return judge_difference (pair, columns, n_baseline, n_variant, difference, error);
  if (opt_rows_kind_get_choice (pair->kind) != NULL)
    {
      opt_rows_verdict_take_luck (pair->verdict, opt_rows_kind_get_choice (pair->kind));
      return TRUE;
    }

  return !pair->kind->baseline->ordered || compare_order (pair, columns, error);
}

/* Whatever either does is rolled back, be it by a function that a SELECT calls. */
static gboolean
compare_set (OptRowsPair *pair, GError **error)
{
  gboolean done = opt_rows_side_begin_sync (&pair->baseline, pair->cancellable, error)
                  && opt_rows_side_begin_sync (&pair->variant, pair->cancellable, error)
                  && (pair->kind->writes ? opt_rows_compare_writes_sync (pair, error)
                                         : compare_reads (pair, error));

  if (!opt_rows_side_rollback_sync (&pair->baseline, done ? error : NULL))
    done = FALSE;
  if (!opt_rows_side_rollback_sync (&pair->variant, done ? error : NULL))
    done = FALSE;

  return done;
}

/* Until one of the sets shows a difference; that one can't be verified ends nothing. */
static gboolean
compare_sets (OptRowsPair *pair, GPtrArray *sets, GError **error)
{
  OptRowsVerdict *verdict = pair->verdict;
  guint n_sets = sets != NULL ? MAX (sets->len, 1) : 1;

  for (guint i = 0; i < n_sets && verdict->comparison != OPT_ROWS_COMPARISON_DIFFERENT; i++)
    {
      g_autoptr (OptRowsVerdict) own = g_new0 (OptRowsVerdict, 1);
      const OptParams *params = sets != NULL && sets->len > 0 ? sets->pdata[i] : NULL;

      pair->baseline.params = pair->variant.params = params;
      pair->verdict = own;
      if (!compare_set (pair, error))
        {
          pair->verdict = verdict;
          return FALSE;
        }
      pair->verdict = verdict;
      if (own->comparison == OPT_ROWS_COMPARISON_DIFFERENT
          || (own->comparison == OPT_ROWS_COMPARISON_UNVERIFIABLE
              && verdict->comparison == OPT_ROWS_COMPARISON_EQUAL))
        {
          opt_rows_verdict_take (verdict, own->comparison, g_steal_pointer (&own->reason),
                                 g_steal_pointer (&own->difference));
          verdict->set = params != NULL ? (int) i : -1;
        }
    }

  return TRUE;
}

/* Without a row of what there is: only the columns are asked for, as they tell what may differ.
 * What writes is left alone. */
static gboolean
refute (OptRowsPair *pair, GPtrArray *sets, GError **error)
{
  g_autoptr (OptRowsColumns) columns = NULL;
  gboolean done;

  if (pair->kind->writes)
    return TRUE;

  pair->baseline.params = sets != NULL && sets->len > 0 ? sets->pdata[0] : NULL;
  if (!opt_rows_side_begin_sync (&pair->baseline, pair->cancellable, error))
    return FALSE;
  columns = opt_rows_side_describe_sync (&pair->baseline, pair->cancellable, error);
  done = opt_rows_side_rollback_sync (&pair->baseline, columns != NULL ? error : NULL);
  if (columns == NULL || !done)
    return FALSE;
  opt_rows_kind_judge_order (pair->kind, columns);
  opt_rows_kind_judge_columns (pair->kind, columns);

  return opt_rows_search_sync (pair, sets, error);
}

/* @with_rows: those that there are are compared first */
static OptRowsVerdict *
compare (OptConnection *baseline,
         const char *baseline_sql,
         OptConnection *variant,
         const char *variant_sql,
         GPtrArray *sets,
         gboolean with_rows,
         GCancellable *cancellable,
         GError **error)
{
  g_autoptr (OptRowsVerdict) verdict = NULL;
  g_autoptr (OptRowsKind) kind = NULL;
  OptRowsPair pair = {
    .baseline = { .connection = baseline, .sql = baseline_sql, .cursor = "optischema_baseline" },
    .variant = { .connection = variant, .sql = variant_sql, .cursor = "optischema_variant" },
    .cancellable = cancellable,
  };
  gboolean done;

  kind = opt_rows_kind_new_sync (baseline, baseline_sql, variant_sql, cancellable, error);
  if (kind == NULL)
    return NULL;
  verdict = g_new0 (OptRowsVerdict, 1);
  verdict->set = -1;
  pair.kind = kind;
  pair.verdict = verdict;
  if (with_rows)
    done = compare_sets (&pair, sets, error)
           && (kind->same_sql || verdict->comparison != OPT_ROWS_COMPARISON_EQUAL
               || opt_rows_search_sync (&pair, sets, error));
  else
    done = refute (&pair, sets, error);
  opt_rows_side_clear (&pair.baseline);
  opt_rows_side_clear (&pair.variant);

  return done ? g_steal_pointer (&verdict) : NULL;
}

/**
 * opt_rows_compare_sync:
 * @baseline: a connection to a copy in a sandbox, as its owner
 * @baseline_sql: a statement
 * @variant: another connection, to a copy with the same rows
 * @variant_sql: a statement that should return the same rows, maybe the same text
 * @sets: (nullable) (element-type OptParams): the sets of values for the parameters of both; a set
 *   may be %NULL
 * @cancellable: (nullable): cancels it
 * @error: return location for an error: a statement could not be run
 *
 * Runs both with each set and compares what they return: names and base types of the columns
 * (without the length or scale that is declared of them), the number
 * of rows and the sums of two 64-bit hashes with different seeds over their text; where these
 * differ row by row, floats within a tolerance (opt_row_matches()). The rows' order is compared as
 * far as the baseline's ORDER BY asks for one: rows that sort as equals may change places. Of
 * statements that write, the number of changed rows, what RETURNING gives, and the whole content of
 * each changed table are compared. Everything runs in transactions that are rolled back.
 *
 * With volatile functions, and with a LIMIT, OFFSET or DISTINCT ON without an order that the
 * catalog proves to be total, be it in a part, equal rows prove nothing, nor do other rows of the
 * same number: these can't be verified. Neither can a difference that the statement alone explains:
 * aggregates and window functions over rows in no order, one of several equal values that do not
 * look the same, floats of one text, and whatever gives other rows at each call. Where one of
 * several equal values stands for all, numerics are compared without the zeros at their ends. The
 * transaction's own time counts as the same on both sides.
 *
 * Where the texts differ and the rows do not, a counter-example is searched for: see
 * opt_rows_search_sync().
 *
 * Returns: (transfer full) (nullable): the verdict, or %NULL: they could not be compared
 */
OptRowsVerdict *
opt_rows_compare_sync (OptConnection *baseline,
                       const char *baseline_sql,
                       OptConnection *variant,
                       const char *variant_sql,
                       GPtrArray *sets,
                       GCancellable *cancellable,
                       GError **error)
{
  g_return_val_if_fail (OPT_IS_CONNECTION (baseline) && OPT_IS_CONNECTION (variant), NULL);
  g_return_val_if_fail (baseline != variant, NULL);
  g_return_val_if_fail (baseline_sql != NULL && variant_sql != NULL, NULL);

  return compare (baseline, baseline_sql, variant, variant_sql, sets, TRUE, cancellable, error);
}

/**
 * opt_rows_refute_sync:
 * @baseline: a connection to a copy in a sandbox, as its owner
 * @baseline_sql: a statement
 * @variant: another connection, to a copy with the same rows
 * @variant_sql: another text that should return the same rows
 * @sets: (nullable) (element-type OptParams): the sets of values for the parameters of both; a set
 *   may be %NULL
 * @cancellable: (nullable): cancels it
 * @error: return location for an error: a statement could not be read
 *
 * Searches for a counter-example alone, where the rows that there are would take too long: see
 * opt_rows_search_sync(). %OPT_ROWS_COMPARISON_EQUAL is only that none was found.
 *
 * Returns: (transfer full) (nullable): the verdict, or %NULL: there could be no search
 */
OptRowsVerdict *
opt_rows_refute_sync (OptConnection *baseline,
                      const char *baseline_sql,
                      OptConnection *variant,
                      const char *variant_sql,
                      GPtrArray *sets,
                      GCancellable *cancellable,
                      GError **error)
{
  g_return_val_if_fail (OPT_IS_CONNECTION (baseline) && OPT_IS_CONNECTION (variant), NULL);
  g_return_val_if_fail (baseline != variant, NULL);
  g_return_val_if_fail (baseline_sql != NULL && variant_sql != NULL, NULL);

  return compare (baseline, baseline_sql, variant, variant_sql, sets, FALSE, cancellable, error);
}
