/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-statement-item-private.h"

#include <math.h>
#include <string.h>

#include "opt-sql-line.h"
#include "opt-statement-group.h"

enum
{
  SIGNAL_CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (OptStatementItem, opt_statement_item, G_TYPE_OBJECT)

static void
opt_statement_item_finalize (GObject *object)
{
  OptStatementItem *self = OPT_STATEMENT_ITEM (object);

  g_clear_pointer (&self->text, g_ref_string_release);
  g_clear_pointer (&self->database, g_ref_string_release);
  g_clear_pointer (&self->role, g_ref_string_release);
  g_clear_pointer (&self->axis, opt_trend_axis_unref);
  opt_trend_clear (&self->trend);
  g_free (self->slowdown);
  g_free (self->id);
  g_free (self->line);

  G_OBJECT_CLASS (opt_statement_item_parent_class)->finalize (object);
}

static void
opt_statement_item_class_init (OptStatementItemClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = opt_statement_item_finalize;

  /**
   * OptStatementItem::changed:
   * @self: the statement
   *
   * Its figures, or its text, are others.
   */
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", OPT_TYPE_STATEMENT_ITEM, G_SIGNAL_RUN_LAST, 0,
                                          NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
opt_statement_item_init (OptStatementItem *self)
{
  self->counters.min_exec_ms = NAN;
  self->counters.max_exec_ms = NAN;
}

/**
 * opt_statement_item_new:
 * @key: which statement
 * @axis: of its trend
 *
 * Returns: (transfer full): the statement, not called yet
 */
OptStatementItem *
opt_statement_item_new (const OptStatementKey *key, OptTrendAxis *axis)
{
  OptStatementItem *self;

  g_return_val_if_fail (key != NULL && axis != NULL, NULL);

  self = g_object_new (OPT_TYPE_STATEMENT_ITEM, NULL);
  self->counters.key = *key;
  self->axis = opt_trend_axis_ref (axis);

  return self;
}

/**
 * opt_statement_item_set_text:
 * @self: a statement
 * @text: what it says
 * @fingerprint: see #OptSqlText
 * @system: whether it is of no interest to a database's owner
 *
 * Returns: whether that is something else than before
 */
gboolean
opt_statement_item_set_text (OptStatementItem *self,
                             GRefString *text,
                             guint64 fingerprint,
                             gboolean system)
{
  g_return_val_if_fail (OPT_IS_STATEMENT_ITEM (self), FALSE);
  g_return_val_if_fail (text != NULL, FALSE);

  if (self->text == text
      || (self->text != NULL && self->system == !!system && strcmp (self->text, text) == 0))
    return FALSE;

  g_clear_pointer (&self->text, g_ref_string_release);
  g_clear_pointer (&self->line, g_free);
  self->text = g_ref_string_acquire (text);
  self->fingerprint = fingerprint;
  self->system = !!system;

  return TRUE;
}

/**
 * opt_statement_item_set_mark:
 * @self: a statement without a text
 * @mark: what is known of it all the same
 *
 * Returns: whether that is something else than before
 */
gboolean
opt_statement_item_set_mark (OptStatementItem *self, const OptStatementMark *mark)
{
  g_return_val_if_fail (OPT_IS_STATEMENT_ITEM (self), FALSE);
  g_return_val_if_fail (mark != NULL && self->text == NULL, FALSE);

  if (self->fingerprint == mark->fingerprint && self->system == !!mark->system)
    return FALSE;

  self->fingerprint = mark->fingerprint;
  self->system = !!mark->system;

  return TRUE;
}

static gboolean
set_name (GRefString **name, GRefString *other)
{
  if (*name == other)
    return FALSE;

  g_clear_pointer (name, g_ref_string_release);
  if (other != NULL)
    *name = g_ref_string_acquire (other);

  return TRUE;
}

/**
 * opt_statement_item_set_database:
 * @self: a statement
 * @database: (nullable): name of its database, interned
 *
 * Returns: whether that is another than before
 */
gboolean
opt_statement_item_set_database (OptStatementItem *self, GRefString *database)
{
  g_return_val_if_fail (OPT_IS_STATEMENT_ITEM (self), FALSE);

  return set_name (&self->database, database);
}

/**
 * opt_statement_item_set_role:
 * @self: a statement
 * @role: (nullable): name of the role that ran it, interned
 *
 * Returns: whether that is another than before
 */
gboolean
opt_statement_item_set_role (OptStatementItem *self, GRefString *role)
{
  g_return_val_if_fail (OPT_IS_STATEMENT_ITEM (self), FALSE);

  return set_name (&self->role, role);
}

/**
 * opt_statement_item_set_as:
 * @self: the sum of a group
 * @other: its largest member
 * @same_role: whether all members have its role …
 * @same_database: … and its database
 *
 * Returns: whether that says something else than before
 */
gboolean
opt_statement_item_set_as (OptStatementItem *self,
                           OptStatementItem *other,
                           gboolean same_role,
                           gboolean same_database)
{
  gboolean changed = set_name (&self->role, same_role ? other->role : NULL);

  changed |= set_name (&self->database, same_database ? other->database : NULL);
  changed |= opt_statement_item_set_block_size (self, other->block_size);
  if (other->text != NULL)
    changed |= opt_statement_item_set_text (self, other->text, other->fingerprint, other->system);

  return changed;
}

/**
 * opt_statement_item_set_group:
 * @self: a statement
 * @group: (nullable): what it is a member, or the sum, of
 */
void
opt_statement_item_set_group (OptStatementItem *self, OptStatementGroup *group)
{
  g_return_if_fail (OPT_IS_STATEMENT_ITEM (self));

  self->group = group;
}

/* NAN is the same as NAN. */
static gboolean
is_same (double one, double other)
{
  return one == other || (isnan (one) && isnan (other));
}

static gboolean
are_same (const double *one, const double *other)
{
  for (guint i = 0; i < OPT_N_WORKLOAD_SHARES; i++)
    if (!is_same (one[i], other[i]))
      return FALSE;

  return TRUE;
}

static gboolean
is_same_counters (const OptStatementCounters *one, const OptStatementCounters *other)
{
  return memcmp (&one->since, &other->since,
                 sizeof *one - G_STRUCT_OFFSET (OptStatementCounters, since))
         == 0;
}

/**
 * opt_statement_item_set_figures:
 * @self: a statement
 * @counters: (nullable): what it did in the window; %NULL: it was not called
 * @shares: (nullable): see opt_workload_totals_get_shares(); %NULL with @counters
 * @calls_per_second: over the time observed
 *
 * Returns: whether that is something else than before
 */
gboolean
opt_statement_item_set_figures (OptStatementItem *self,
                                const OptStatementCounters *counters,
                                const double *shares,
                                double calls_per_second)
{
  static const double no_shares[OPT_N_WORKLOAD_SHARES] = { 0 };
  OptStatementCounters none;

  g_return_val_if_fail (OPT_IS_STATEMENT_ITEM (self), FALSE);

  if (counters == NULL)
    {
      none = (OptStatementCounters){ .min_exec_ms = NAN, .max_exec_ms = NAN };
      none.key = self->counters.key;
      counters = &none;
    }
  if (shares == NULL)
    shares = no_shares;
  if (are_same (self->shares, shares) && is_same (self->calls_per_second, calls_per_second)
      && is_same_counters (&self->counters, counters))
    return FALSE;

  /* Of a group it is that of its largest member. */
  if (!opt_statement_key_equal (&self->counters.key, &counters->key))
    g_clear_pointer (&self->id, g_free);
  self->counters = *counters;
  memcpy (self->shares, shares, sizeof self->shares);
  self->calls_per_second = calls_per_second;

  return TRUE;
}

/**
 * opt_statement_item_changed:
 * @self: a statement that was changed
 *
 * Tells all who show it.
 */
void
opt_statement_item_changed (OptStatementItem *self)
{
  g_return_if_fail (OPT_IS_STATEMENT_ITEM (self));

  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

/**
 * opt_statement_item_get_calls:
 * @self: a statement
 *
 * Returns: (transfer none): its trend, to be added to
 */
OptTrend *
opt_statement_item_get_calls (OptStatementItem *self)
{
  g_return_val_if_fail (OPT_IS_STATEMENT_ITEM (self), NULL);

  return &self->trend;
}

/**
 * opt_statement_item_get_key:
 * @self: a statement
 *
 * Returns: (transfer none): which one it is
 */
const OptStatementKey *
opt_statement_item_get_key (OptStatementItem *self)
{
  g_return_val_if_fail (OPT_IS_STATEMENT_ITEM (self), NULL);

  return &self->counters.key;
}

/**
 * opt_statement_item_get_id:
 * @self: a statement
 *
 * Returns: (transfer none): what names it in actions and addresses; see opt_statement_key_to_id()
 */
const char *
opt_statement_item_get_id (OptStatementItem *self)
{
  g_return_val_if_fail (OPT_IS_STATEMENT_ITEM (self), NULL);

  if (self->id == NULL)
    self->id = opt_statement_key_to_id (&self->counters.key);

  return self->id;
}

/**
 * opt_statement_item_get_text:
 * @self: a statement
 *
 * Returns: (nullable) (transfer none): what it says, or %NULL while that is not known
 */
const char *
opt_statement_item_get_text (OptStatementItem *self)
{
  g_return_val_if_fail (OPT_IS_STATEMENT_ITEM (self), NULL);

  return self->text;
}

/**
 * opt_statement_item_get_line:
 * @self: a statement
 *
 * Returns: (nullable) (transfer none): what it says, in one line; see opt_sql_line(). %NULL while
 *   that is not known
 */
const char *
opt_statement_item_get_line (OptStatementItem *self)
{
  g_return_val_if_fail (OPT_IS_STATEMENT_ITEM (self), NULL);

  if (self->line == NULL && self->text != NULL)
    self->line = opt_sql_line (self->text);

  return self->line;
}

/**
 * opt_statement_item_get_fingerprint:
 * @self: a statement
 *
 * Returns: the same for statements that are alike, see #OptSqlText; 0 while that is not known
 */
guint64
opt_statement_item_get_fingerprint (OptStatementItem *self)
{
  g_return_val_if_fail (OPT_IS_STATEMENT_ITEM (self), 0);

  return self->fingerprint;
}

/**
 * opt_statement_item_get_database:
 * @self: a statement
 *
 * Returns: (nullable) (transfer none): name of its database, or %NULL where it was dropped before
 *   it was seen
 */
const char *
opt_statement_item_get_database (OptStatementItem *self)
{
  g_return_val_if_fail (OPT_IS_STATEMENT_ITEM (self), NULL);

  return self->database;
}

/**
 * opt_statement_item_get_role:
 * @self: a statement
 *
 * Returns: (nullable) (transfer none): name of the role that ran it, or %NULL where that was
 *   dropped before it was seen, or is not known yet
 */
const char *
opt_statement_item_get_role (OptStatementItem *self)
{
  g_return_val_if_fail (OPT_IS_STATEMENT_ITEM (self), NULL);

  return self->role;
}

/**
 * opt_statement_item_get_system:
 * @self: a statement
 *
 * Returns: whether it is OptiSchema's own, or reads only system catalogs, or is no query; %FALSE
 *   while its text is not known
 */
gboolean
opt_statement_item_get_system (OptStatementItem *self)
{
  g_return_val_if_fail (OPT_IS_STATEMENT_ITEM (self), FALSE);

  return self->system;
}

/**
 * opt_statement_item_get_group:
 * @self: a statement
 *
 * Returns: (nullable) (transfer none): the statements that are alike, of which it is one or the
 *   sum; %NULL where there are no others, or the list was not asked for its groups
 */
OptStatementGroup *
opt_statement_item_get_group (OptStatementItem *self)
{
  g_return_val_if_fail (OPT_IS_STATEMENT_ITEM (self), NULL);

  return self->group;
}

/**
 * opt_statement_item_is_group:
 * @self: a statement
 *
 * Returns: whether it is the sum of several
 */
gboolean
opt_statement_item_is_group (OptStatementItem *self)
{
  g_return_val_if_fail (OPT_IS_STATEMENT_ITEM (self), FALSE);

  return self->group != NULL && opt_statement_group_get_item (self->group) == self;
}

/**
 * opt_statement_item_get_counters:
 * @self: a statement
 *
 * Returns: (transfer none): what it did in the window
 */
const OptStatementCounters *
opt_statement_item_get_counters (OptStatementItem *self)
{
  g_return_val_if_fail (OPT_IS_STATEMENT_ITEM (self), NULL);

  return &self->counters;
}

/**
 * opt_statement_item_get_share:
 * @self: a statement
 *
 * Returns: its part of the execution time of all statements that its list is about, hidden ones
 *   included, 0 to 1; NAN where that is zero. Statements that another one called count beside it.
 */
double
opt_statement_item_get_share (OptStatementItem *self)
{
  g_return_val_if_fail (OPT_IS_STATEMENT_ITEM (self), NAN);

  return self->shares[OPT_WORKLOAD_SHARE_TIME];
}

/**
 * opt_statement_item_get_share_of:
 * @self: a statement
 * @share: of what
 *
 * Returns: its part of what all statements had that its list is about, 0 to 1; NAN where none had
 *   any, and where it is not known; see opt_workload_totals_get_shares()
 */
double
opt_statement_item_get_share_of (OptStatementItem *self, OptWorkloadShare share)
{
  g_return_val_if_fail (OPT_IS_STATEMENT_ITEM (self), NAN);
  g_return_val_if_fail (share < OPT_N_WORKLOAD_SHARES, NAN);

  return self->shares[share];
}

/**
 * opt_statement_item_get_calls_per_second:
 * @self: a statement
 *
 * Returns: its calls a second, over the time of the window that was observed; NAN where none was
 */
double
opt_statement_item_get_calls_per_second (OptStatementItem *self)
{
  g_return_val_if_fail (OPT_IS_STATEMENT_ITEM (self), NAN);

  return self->calls_per_second;
}
