/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-vitals-private.h"

#include <math.h>

static void
row_free (gpointer data)
{
  OptVitalsRow *row = data;

  for (guint i = 0; i < row->n_cells; i++)
    g_free (row->cells[i].text);
  g_free (row->cells);
  g_free (row->name);
  g_free (row);
}

/* Two standbys on one machine may well have the same name. */
static char *
make_name (GHashTable *names, const char *name)
{
  guint n = GPOINTER_TO_UINT (g_hash_table_lookup (names, name)) + 1;

  g_hash_table_insert (names, g_strdup (name), GUINT_TO_POINTER (n));

  return n == 1 ? g_strdup (name) : g_strdup_printf ("%s #%u", name, n);
}

static OptVitalsRow *
row_new (OptResult *result, guint position, OptVitalArea area, GHashTable *names)
{
  const OptVitalAreaInfo *info = opt_vital_area_get_info (area);
  OptVitalsRow *row = g_new0 (OptVitalsRow, 1);
  const OptVital *vitals = opt_vital_area_get_vitals (area, &row->n_cells);

  if (info->items)
    {
      const char *name = opt_result_get_text (result, position, "name");

      row->name = make_name (names, name != NULL ? name : "");
    }
  if (info->resets)
    row->stats_reset = opt_result_get_int (result, position, "stats_reset");

  row->cells = g_new0 (OptVitalsCell, row->n_cells);
  for (guint i = 0; i < row->n_cells; i++)
    if (vitals[i].kind == OPT_VITAL_KIND_TEXT)
      {
        row->cells[i].number = NAN;
        row->cells[i].text = g_strdup (opt_result_get_text (result, position, vitals[i].column));
      }
    else
      row->cells[i].number = opt_result_get_double (result, position, vitals[i].column);

  return row;
}

/**
 * opt_vitals_part_set_rows:
 * @self: an area of new vitals
 * @area: which
 * @result: what its SQL returned, in binary
 */
void
opt_vitals_part_set_rows (OptVitalsPart *self, OptVitalArea area, OptResult *result)
{
  g_autoptr (GHashTable) names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  g_return_if_fail (self != NULL && result != NULL);

  opt_vitals_part_clear (self);
  self->state = OPT_VITALS_READ;
  self->rows = g_ptr_array_new_with_free_func (row_free);
  for (guint i = 0; i < opt_result_get_n_rows (result); i++)
    g_ptr_array_add (self->rows, row_new (result, i, area, names));
}

/**
 * opt_vitals_part_set_failure:
 * @self: an area of new vitals
 * @state: what is with it
 * @reason: for a person
 * @next_step: (nullable): what helps
 *
 * What was read before is not shown any more: it could be taken for how it is now.
 */
void
opt_vitals_part_set_failure (OptVitalsPart *self,
                             OptVitalsState state,
                             const char *reason,
                             const char *next_step)
{
  g_return_if_fail (self != NULL);

  opt_vitals_part_clear (self);
  self->state = state;
  self->reason = g_strdup (reason);
  self->next_step = g_strdup (next_step);
}

/**
 * opt_vitals_part_copy:
 * @self: an area of new vitals
 * @other: the same of earlier ones
 *
 * It is not read anew.
 */
void
opt_vitals_part_copy (OptVitalsPart *self, const OptVitalsPart *other)
{
  g_return_if_fail (self != NULL && other != NULL);

  opt_vitals_part_clear (self);
  *self = *other;
  self->reason = g_strdup (other->reason);
  self->next_step = g_strdup (other->next_step);
  if (other->rows != NULL)
    self->rows = g_ptr_array_ref (other->rows);
}

/**
 * opt_vitals_part_clear:
 * @self: an area
 */
void
opt_vitals_part_clear (OptVitalsPart *self)
{
  g_return_if_fail (self != NULL);

  g_free (self->reason);
  g_free (self->next_step);
  g_clear_pointer (&self->rows, g_ptr_array_unref);
  *self = (OptVitalsPart){ 0 };
}
