/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-vitals-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

G_DEFINE_BOXED_TYPE (OptVitals, opt_vitals, opt_vitals_ref, opt_vitals_unref)

/**
 * opt_vitals_state_get_nick:
 * @state: what is known of an area
 *
 * Returns: (transfer none): its name for machines
 */
const char *
opt_vitals_state_get_nick (OptVitalsState state)
{
  static const char *const nicks[] = {
    [OPT_VITALS_UNREAD] = "unread",           [OPT_VITALS_READ] = "read",
    [OPT_VITALS_NOT_OFFERED] = "not-offered", [OPT_VITALS_DENIED] = "denied",
    [OPT_VITALS_FAILED] = "failed",
  };

  g_return_val_if_fail ((guint) state < G_N_ELEMENTS (nicks), NULL);

  return nicks[state];
}

/**
 * opt_vitals_new:
 *
 * Returns: (transfer full): vitals of which nothing is read, to be filled
 */
OptVitals *
opt_vitals_new (void)
{
  OptVitals *self = g_new0 (OptVitals, 1);

  g_atomic_ref_count_init (&self->ref_count);

  return self;
}

/**
 * opt_vitals_ref:
 * @self: vitals
 *
 * Returns: (transfer full): @self
 */
OptVitals *
opt_vitals_ref (OptVitals *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->ref_count);

  return self;
}

/**
 * opt_vitals_unref:
 * @self: (transfer full): vitals
 */
void
opt_vitals_unref (OptVitals *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  for (guint i = 0; i < OPT_N_VITAL_AREAS; i++)
    opt_vitals_part_clear (&self->parts[i]);
  g_free (self->system_identifier);
  g_free (self);
}

/**
 * opt_vitals_is_same_epoch:
 * @before: vitals
 * @after: later ones
 *
 * Returns: whether the same server ran all the time between, and its clock forward
 */
gboolean
opt_vitals_is_same_epoch (const OptVitals *before, const OptVitals *after)
{
  g_return_val_if_fail (before != NULL && after != NULL, FALSE);

  return before->start_time == after->start_time
         && g_strcmp0 (before->system_identifier, after->system_identifier) == 0
         && after->time > before->time;
}

/**
 * opt_vitals_find_row:
 * @self: vitals
 * @area: an area
 * @name: (nullable): of an item; %NULL: the only row
 *
 * Returns: (transfer none) (nullable): the row
 */
const OptVitalsRow *
opt_vitals_find_row (const OptVitals *self, OptVitalArea area, const char *name)
{
  const OptVitalsPart *part;

  g_return_val_if_fail (self != NULL && (guint) area < OPT_N_VITAL_AREAS, NULL);

  part = &self->parts[area];
  for (guint i = 0; part->rows != NULL && i < part->rows->len; i++)
    {
      const OptVitalsRow *row = part->rows->pdata[i];

      if (g_strcmp0 (row->name, name) == 0)
        return row;
    }

  return NULL;
}

static double
combine (const OptVitalsPart *part, guint cell, gboolean most)
{
  double result = NAN;

  for (guint i = 0; i < part->rows->len; i++)
    {
      const OptVitalsRow *row = part->rows->pdata[i];
      double number = row->cells[cell].number;

      if (most)
        result = fmax (result, number);
      else
        result = i == 0 ? number : result + number;
    }

  return result;
}

/**
 * opt_vitals_get_number:
 * @self: vitals
 * @name: of a figure: "slots.retained_bytes"
 * @item: (nullable): of what; %NULL: the sum of all, or the largest, as its series has it
 *
 * Returns: what is counted, or as it is now; NAN: not known
 */
double
opt_vitals_get_number (const OptVitals *self, const char *name, const char *item)
{
  const OptVital *vital;
  const OptVital *first;
  const OptVitalsPart *part;
  const OptVitalsRow *row;
  guint n;

  g_return_val_if_fail (self != NULL, NAN);

  vital = opt_vital_find (name);
  g_return_val_if_fail (vital != NULL, NAN);

  part = &self->parts[vital->area];
  first = opt_vital_area_get_vitals (vital->area, &n);
  if (part->rows == NULL)
    return NAN;
  if (item == NULL)
    return combine (part, (guint) (vital - first), (vital->series & OPT_VITAL_SERIES_MOST) != 0);

  row = opt_vitals_find_row (self, vital->area, item);

  return row != NULL ? row->cells[vital - first].number : NAN;
}

/**
 * opt_vitals_describe:
 * @self: vitals
 * @area: an area
 *
 * Returns: (transfer full) (nullable): why there is nothing to show of it, in a sentence; %NULL:
 *   there is
 */
char *
opt_vitals_describe (const OptVitals *self, OptVitalArea area)
{
  const OptVitalAreaInfo *info = opt_vital_area_get_info (area);
  const OptVitalsPart *part;

  g_return_val_if_fail (self != NULL && info != NULL, NULL);

  part = &self->parts[area];
  switch (part->state)
    {
    case OPT_VITALS_READ:
      return part->rows->len == 0 ? g_strdup (_ (info->none)) : NULL;
    case OPT_VITALS_UNREAD:
      return g_strdup (_ ("Not read yet."));
    case OPT_VITALS_NOT_OFFERED:
    case OPT_VITALS_DENIED:
    case OPT_VITALS_FAILED:
    default:
      return g_strdup (part->reason);
    }
}
