/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "opt-rows-difference.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "opt-error.h"

/* Rows with several floats whose rest is the same are matched each with each up to so many, which
 * takes as many comparisons squared; of more they are paired as they sort. */
#define MATCHED_AT_MOST 2000

/* Rows that sort as equals are held in memory, of both sides. */
#define TIES_AT_MOST 100000

static char *
describe (const OptRow *baseline, const OptRow *variant, const OptRowsColumns *columns)
{
  g_autofree char *row = opt_row_describe (baseline != NULL ? baseline : variant, columns);

  if (baseline != NULL)
    return g_strdup_printf (_ ("Without the change there is a row %s that there is not, or not as "
                               "often, with it."),
                            row);

  return g_strdup_printf (
      _ ("With the change there is a row %s that there is not, or not as often, "
         "without it."),
      row);
}

static void
skip (OptRowsSource *source)
{
  opt_row_free (opt_rows_source_take (source));
}

/* The rows of one key. */
static gboolean
take_group (OptRowsSource *source, const char *key, GPtrArray *group, GError **error)
{
  OptRow *row;

  for (;;)
    {
      if (!opt_rows_source_peek_sync (source, &row, error))
        return FALSE;
      if (row == NULL || strcmp (row->key, key) != 0)
        return TRUE;
      g_ptr_array_add (group, opt_rows_source_take (source));
    }
}

static gboolean
take_match (GPtrArray *group, const OptRow *row, guint position, const OptRowsColumns *columns)
{
  guint from = group->len > MATCHED_AT_MOST ? position : 0;
  guint to = group->len > MATCHED_AT_MOST ? position + 1 : group->len;

  for (guint i = from; i < to; i++)
    if (group->pdata[i] != NULL && opt_row_matches (row, group->pdata[i], columns))
      {
        g_clear_pointer (&group->pdata[i], opt_row_free);
        return TRUE;
      }

  return FALSE;
}

static char *
match_groups (GPtrArray *baseline, GPtrArray *variant, const OptRowsColumns *columns)
{
  for (guint i = 0; i < baseline->len; i++)
    if (i >= variant->len || !take_match (variant, baseline->pdata[i], i, columns))
      return describe (baseline->pdata[i], NULL, columns);
  for (guint i = 0; i < variant->len; i++)
    if (variant->pdata[i] != NULL)
      return describe (NULL, variant->pdata[i], columns);

  return NULL;
}

/* Near floats sort alike as long as there is but one: what comes next on both sides is the same, or
 * is on one of them alone. */
static gboolean
step (OptRowsSource *baseline,
      OptRowsSource *variant,
      const OptRow *a,
      const OptRow *b,
      char **difference,
      GError **error)
{
  const OptRowsColumns *columns = baseline->columns;
  int order = a == NULL ? 1 : b == NULL ? -1 : strcmp (a->key, b->key);
  g_autoptr (GPtrArray) group = NULL;
  g_autoptr (GPtrArray) other = NULL;
  g_autofree char *key = NULL;

  if (order == 0 && columns->n_floats <= 1)
    {
      if (opt_row_matches (a, b, columns))
        {
          skip (baseline);
          skip (variant);
          return TRUE;
        }
      order = opt_row_compare (a, b, columns);
    }
  if (order != 0)
    {
      *difference = describe (order < 0 ? a : NULL, b, columns);
      return TRUE;
    }

  key = g_strdup (a->key);
  group = g_ptr_array_new_with_free_func ((GDestroyNotify) opt_row_free);
  other = g_ptr_array_new_with_free_func ((GDestroyNotify) opt_row_free);
  if (!take_group (baseline, key, group, error) || !take_group (variant, key, other, error))
    return FALSE;
  *difference = match_groups (group, other, columns);

  return TRUE;
}

/* opt_rows_find_difference_sync: @difference (out) (nullable) (transfer full): the first row that
 * one of two sorted sources has more often than the other */
gboolean
opt_rows_find_difference_sync (OptRowsSource *baseline,
                               OptRowsSource *variant,
                               char **difference,
                               GError **error)
{
  *difference = NULL;
  while (*difference == NULL)
    {
      OptRow *a, *b;

      if (!opt_rows_source_peek_sync (baseline, &a, error)
          || !opt_rows_source_peek_sync (variant, &b, error))
        return FALSE;
      if (a == NULL && b == NULL)
        break;
      if (!step (baseline, variant, a, b, difference, error))
        return FALSE;
    }

  return TRUE;
}

static int
compare_rows (gconstpointer a, gconstpointer b, gpointer columns)
{
  return opt_row_compare (*(const OptRow *const *) a, *(const OptRow *const *) b, columns);
}

/* opt_rows_describe_difference: (transfer full) (nullable): likewise of rows that are here, both
 * (transfer full) (element-type OptRow) */
char *
opt_rows_describe_difference (const OptRowsColumns *columns,
                              GPtrArray *baseline,
                              GPtrArray *variant)
{
  g_autoptr (OptRowsSource) first = opt_rows_source_new_from_rows (columns, baseline);
  g_autoptr (OptRowsSource) second = opt_rows_source_new_from_rows (columns, variant);
  char *difference;

  g_ptr_array_sort_with_data (baseline, compare_rows, (gpointer) columns);
  g_ptr_array_sort_with_data (variant, compare_rows, (gpointer) columns);
  opt_rows_find_difference_sync (first, second, &difference, NULL);

  return difference;
}

static gboolean
are_ties (const OptRow *a, const OptRow *b, const GArray *ties)
{
  if (ties == NULL)
    return FALSE;
  for (guint i = 0; i < ties->len; i++)
    {
      guint column = g_array_index (ties, guint, i);

      if (g_strcmp0 (a->values[column], b->values[column]) != 0)
        return FALSE;
    }

  return TRUE;
}

/* The next rows of the baseline that sort as equals, and as many of the variant. */
static gboolean
take_ties (OptRowsSource *baseline,
           OptRowsSource *variant,
           const GArray *ties,
           GPtrArray *first,
           GPtrArray *second,
           GError **error)
{
  OptRow *row;

  for (;;)
    {
      if (!opt_rows_source_peek_sync (baseline, &row, error))
        return FALSE;
      if (row == NULL || (first->len > 0 && !are_ties (first->pdata[0], row, ties)))
        break;
      if (first->len >= TIES_AT_MOST)
        {
          g_set_error (error, OPT_ERROR, OPT_ERROR_NO_SPACE,
                       _ ("The rows are the same; more than %d of them sort as equals, too many to "
                          "compare their order."),
                       TIES_AT_MOST);
          return FALSE;
        }
      g_ptr_array_add (first, opt_rows_source_take (baseline));
    }
  while (second->len < first->len)
    {
      if (!opt_rows_source_peek_sync (variant, &row, error))
        return FALSE;
      if (row == NULL)
        break;
      g_ptr_array_add (second, opt_rows_source_take (variant));
    }

  return TRUE;
}

/* Both of as many rows: they take the same places, or the first that do not are told. */
static char *
describe_disorder (const OptRowsColumns *columns,
                   GPtrArray *first,
                   GPtrArray *second,
                   guint64 position)
{
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  g_autofree char *difference = NULL;
  guint place = 0;

  while (place < first->len && place < second->len
         && opt_row_matches (first->pdata[place], second->pdata[place], columns))
    place++;
  if (place == first->len && place == second->len)
    return NULL;
  if (place < second->len)
    {
      before = opt_row_describe (first->pdata[place], columns);
      after = opt_row_describe (second->pdata[place], columns);
    }
  difference
      = opt_rows_describe_difference (columns, g_ptr_array_ref (first), g_ptr_array_ref (second));
  if (difference == NULL)
    return NULL;
  if (before == NULL)
    return g_steal_pointer (&difference);

  return g_strdup_printf (_ ("Row %" G_GUINT64_FORMAT " is %s without the change and %s with it."),
                          position + place, before, after);
}

/* opt_rows_find_disorder_sync: of two sources in the order of their statements, with the same rows;
 * @ties: (nullable) (element-type guint): the columns by which the baseline is sorted: rows that
 *   are the same in them may change places; without them none may;
 * @difference (out) (nullable) (transfer full): the first place with another row */
gboolean
opt_rows_find_disorder_sync (OptRowsSource *baseline,
                             OptRowsSource *variant,
                             const GArray *ties,
                             char **difference,
                             GError **error)
{
  guint64 position = 1;

  *difference = NULL;
  while (*difference == NULL)
    {
      g_autoptr (GPtrArray) first = g_ptr_array_new_with_free_func ((GDestroyNotify) opt_row_free);
      g_autoptr (GPtrArray) second = g_ptr_array_new_with_free_func ((GDestroyNotify) opt_row_free);
      guint n;

      if (!take_ties (baseline, variant, ties, first, second, error))
        return FALSE;
      n = first->len;
      if (n == 0)
        break;
      *difference = describe_disorder (baseline->columns, first, second, position);
      position += n;
    }

  return TRUE;
}
