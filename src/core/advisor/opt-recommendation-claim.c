/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "opt-recommendation-private.h"

#include <math.h>

/**
 * opt_recommendation_get_id:
 * @self: a recommendation
 *
 * Returns: (transfer none): what names it: see opt_recommendation_make_id()
 */
const char *
opt_recommendation_get_id (OptRecommendation *self)
{
  g_return_val_if_fail (OPT_IS_RECOMMENDATION (self), NULL);

  return self->id;
}

/**
 * opt_recommendation_get_server:
 * @self: a recommendation
 *
 * Returns: (transfer none) (nullable): the system identifier of the server that it is for
 */
const char *
opt_recommendation_get_server (OptRecommendation *self)
{
  g_return_val_if_fail (OPT_IS_RECOMMENDATION (self), NULL);

  return self->server;
}

/**
 * opt_recommendation_get_database:
 * @self: a recommendation
 *
 * Returns: (transfer none) (nullable): the database that it is for
 */
const char *
opt_recommendation_get_database (OptRecommendation *self)
{
  g_return_val_if_fail (OPT_IS_RECOMMENDATION (self), NULL);

  return self->database;
}

/**
 * opt_recommendation_get_kind:
 * @self: a recommendation
 *
 * Returns: (transfer none): %OPT_RECOMMENDATION_CREATE_INDEX
 */
const char *
opt_recommendation_get_kind (OptRecommendation *self)
{
  g_return_val_if_fail (OPT_IS_RECOMMENDATION (self), NULL);

  return self->kind;
}

/**
 * opt_recommendation_get_title:
 * @self: a recommendation
 *
 * Returns: (transfer none): a few words
 */
const char *
opt_recommendation_get_title (OptRecommendation *self)
{
  g_return_val_if_fail (OPT_IS_RECOMMENDATION (self), NULL);

  return self->title;
}

/**
 * opt_recommendation_get_sql:
 * @self: a recommendation
 *
 * Returns: (transfer none): the change
 */
const char *
opt_recommendation_get_sql (OptRecommendation *self)
{
  g_return_val_if_fail (OPT_IS_RECOMMENDATION (self), NULL);

  return self->sql;
}

/**
 * opt_recommendation_get_undo_sql:
 * @self: a recommendation
 *
 * Returns: (transfer none): what takes the change back
 */
const char *
opt_recommendation_get_undo_sql (OptRecommendation *self)
{
  g_return_val_if_fail (OPT_IS_RECOMMENDATION (self), NULL);

  return self->undo_sql;
}

/**
 * opt_recommendation_get_reason:
 * @self: a recommendation
 *
 * Returns: (transfer none): why, with the figures that it rests on
 */
const char *
opt_recommendation_get_reason (OptRecommendation *self)
{
  g_return_val_if_fail (OPT_IS_RECOMMENDATION (self), NULL);

  return self->reason;
}

/**
 * opt_recommendation_get_risk:
 * @self: a recommendation
 *
 * Returns: (transfer none): what it locks, what it costs writes and the disk, a sentence each, and
 *   where those figures come from
 */
const char *
opt_recommendation_get_risk (OptRecommendation *self)
{
  g_return_val_if_fail (OPT_IS_RECOMMENDATION (self), NULL);

  return self->risk;
}

/**
 * opt_recommendation_get_relation:
 * @self: a recommendation
 *
 * Returns: (transfer none) (nullable): the table that it changes, quoted and with its schema
 */
const char *
opt_recommendation_get_relation (OptRecommendation *self)
{
  g_return_val_if_fail (OPT_IS_RECOMMENDATION (self), NULL);

  return self->relation;
}

/**
 * opt_recommendation_get_change_set:
 * @self: a recommendation
 *
 * Returns: (transfer none) (nullable): the change, statement by statement with its undo
 */
OptChangeSet *
opt_recommendation_get_change_set (OptRecommendation *self)
{
  g_return_val_if_fail (OPT_IS_RECOMMENDATION (self), NULL);

  return self->change_set;
}

/**
 * opt_recommendation_get_statements:
 * @self: a recommendation
 *
 * Returns: (transfer none) (element-type OptStatementEffect): the statements whose plans it
 * changes, the one that gains most first
 */
GPtrArray *
opt_recommendation_get_statements (OptRecommendation *self)
{
  g_return_val_if_fail (OPT_IS_RECOMMENDATION (self), NULL);

  return self->statements;
}

/**
 * opt_recommendation_get_cost_before:
 * @self: a recommendation
 *
 * Returns: the planner's cost of its statements without the change, each times its weight
 */
double
opt_recommendation_get_cost_before (OptRecommendation *self)
{
  g_return_val_if_fail (OPT_IS_RECOMMENDATION (self), NAN);

  return self->cost_before;
}

/**
 * opt_recommendation_get_cost_after:
 * @self: a recommendation
 *
 * Returns: the same with the change, and no other
 */
double
opt_recommendation_get_cost_after (OptRecommendation *self)
{
  g_return_val_if_fail (OPT_IS_RECOMMENDATION (self), NAN);

  return self->cost_after;
}

/**
 * opt_recommendation_get_projected_ms:
 * @self: a recommendation
 *
 * Returns: what it would have saved of its statements' measured time, in milliseconds, were their
 *   times in proportion to the planner's costs: a projection; -1 where no times were measured
 */
double
opt_recommendation_get_projected_ms (OptRecommendation *self)
{
  g_return_val_if_fail (OPT_IS_RECOMMENDATION (self), -1);

  return self->projected_ms;
}

/**
 * opt_recommendation_get_size_bytes:
 * @self: a recommendation
 *
 * Returns: what it takes of the disk, in bytes, as HypoPG estimates it; -1 where it doesn't
 */
gint64
opt_recommendation_get_size_bytes (OptRecommendation *self)
{
  g_return_val_if_fail (OPT_IS_RECOMMENDATION (self), -1);

  return self->size_bytes;
}

/**
 * opt_recommendation_get_made_at:
 * @self: a recommendation
 *
 * Returns: when it was made, in microseconds since 1970; -1 where nobody said
 */
gint64
opt_recommendation_get_made_at (OptRecommendation *self)
{
  g_return_val_if_fail (OPT_IS_RECOMMENDATION (self), -1);

  return self->made_at;
}
