/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "opt-write-cost.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "opt-format.h"

/* Values that rise with the rows are put at the end of a B-tree. */
#define RISING 0.9

/*
 * CPU of the server process on PostgreSQL 15.20 with all of the table in its cache, beyond a table
 * with its primary key only (3.1 us an insert, 3.2 us an update that is not HOT).
 */
static const OptWriteCost rising = { 2.0, 4.6 };
static const OptWriteCost number = { 4.5, 5.1 };
static const OptWriteCost text = { 8.3, 9.4 };
static const OptWriteCost several_keys = { 6.4, 8.0 };

/**
 * opt_write_cost_estimate:
 * @candidate: a B-tree
 *
 * Returns: what it costs to keep, as measured for the kind of index that it is most like
 */
OptWriteCost
opt_write_cost_estimate (const OptCandidate *candidate)
{
  const OptIndexKey *key = opt_candidate_get_key (candidate, 0);
  const OptColumn *column = opt_relation_get_column (candidate->relation, key->column);

  if (column == NULL || column->type_category == 'S')
    return text;
  if (opt_candidate_get_n_keys (candidate) > 1)
    return several_keys;
  if (column->statistics != NULL && column->statistics->correlation > RISING)
    return rising;

  return number;
}

static char *
describe_past (const OptRelation *relation, OptWriteCost cost)
{
  gint64 updates = MAX (relation->updates - relation->hot_updates, 0);
  double past_ms
      = ((double) relation->inserts * cost.insert_us + (double) updates * cost.update_us) / 1000;
  g_autofree char *inserted = opt_format_count (relation->inserts);
  g_autofree char *updated = opt_format_count (updates);
  g_autofree char *lasted = opt_format_duration (past_ms);

  return g_strdup_printf (
      _ ("Since its counters were reset the table has taken %s inserted rows and "
         "%s such updates: they would have cost %s more."),
      inserted, updated, lasted);
}

/**
 * opt_write_cost_describe:
 * @candidate: a B-tree
 * @ends_hot: whether the workload updates one of its columns
 *
 * Returns: (transfer full): what it costs those who write, and how that is known, for a person
 */
char *
opt_write_cost_describe (const OptCandidate *candidate, gboolean ends_hot)
{
  OptWriteCost cost = opt_write_cost_estimate (candidate);
  g_autofree char *insert = opt_format_duration (cost.insert_us / 1000);
  g_autofree char *update = opt_format_duration (cost.update_us / 1000);
  g_autofree char *past = describe_past (candidate->relation, cost);
  g_autofree char *each = g_strdup_printf (
      _ ("Each inserted row costs about %s more and each update that is not HOT "
         "about %s (measured elsewhere, for an index of this kind, on PostgreSQL "
         "15 with all data in its cache)."),
      insert, update);

  if (!ends_hot)
    return g_strjoin (" ", each, past, NULL);

  return g_strjoin (" ", each, past,
                    _ ("The workload updates one of its columns: such an update can no longer be "
                       "HOT, and then writes to every index of the table."),
                    NULL);
}
