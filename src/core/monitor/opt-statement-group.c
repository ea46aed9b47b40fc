/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-statement-group.h"

#include <math.h>
#include <string.h>

#include "opt-statement-item-private.h"

struct _OptStatementGroup
{
  GObject parent_instance;

  guint64 id;
  OptStatementKinds kinds;

  /* Owned */
  OptStatementItem *item; /* the sum */
  GPtrArray *members;     /* (element-type OptStatementItem) the one that took most time first */
};

G_DEFINE_FINAL_TYPE (OptStatementGroup, opt_statement_group, G_TYPE_OBJECT)

static void
opt_statement_group_finalize (GObject *object)
{
  OptStatementGroup *self = OPT_STATEMENT_GROUP (object);

  opt_statement_group_clear (self);
  g_ptr_array_unref (self->members);
  if (self->item != NULL)
    opt_statement_item_set_group (self->item, NULL);
  g_clear_object (&self->item);

  G_OBJECT_CLASS (opt_statement_group_parent_class)->finalize (object);
}

static void
opt_statement_group_class_init (OptStatementGroupClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = opt_statement_group_finalize;
}

static void
opt_statement_group_init (OptStatementGroup *self)
{
  self->members = g_ptr_array_new_with_free_func (g_object_unref);
}

/**
 * opt_statement_group_new:
 * @id: its name in this list
 * @key: of one of its members
 * @axis: of their trends
 *
 * Returns: (transfer full): a group without members
 */
OptStatementGroup *
opt_statement_group_new (guint64 id, const OptStatementKey *key, OptTrendAxis *axis)
{
  OptStatementGroup *self = g_object_new (OPT_TYPE_STATEMENT_GROUP, NULL);

  self->id = id;
  self->item = opt_statement_item_new (key, axis);
  opt_statement_item_set_group (self->item, self);

  return self;
}

/**
 * opt_statement_group_clear:
 * @self: a group
 *
 * Lets all its members go. Its sum stays what it was.
 */
void
opt_statement_group_clear (OptStatementGroup *self)
{
  g_return_if_fail (OPT_IS_STATEMENT_GROUP (self));

  for (guint i = 0; i < self->members->len; i++)
    if (opt_statement_item_get_group (self->members->pdata[i]) == self)
      opt_statement_item_set_group (self->members->pdata[i], NULL);
  g_ptr_array_set_size (self->members, 0);
}

/**
 * opt_statement_group_add:
 * @self: a group
 * @member: one more statement of it
 */
void
opt_statement_group_add (OptStatementGroup *self, OptStatementItem *member)
{
  g_return_if_fail (OPT_IS_STATEMENT_GROUP (self));
  g_return_if_fail (OPT_IS_STATEMENT_ITEM (member));

  g_ptr_array_add (self->members, g_object_ref (member));
}

/* An order that is the same at each poll. */
static int
compare_members (gconstpointer a, gconstpointer b)
{
  OptStatementItem *one = *(OptStatementItem *const *) a;
  OptStatementItem *other = *(OptStatementItem *const *) b;
  double left = opt_statement_item_get_total_ms (one);
  double right = opt_statement_item_get_total_ms (other);

  if (left != right)
    return left < right ? 1 : -1;

  return strcmp (opt_statement_item_get_id (one), opt_statement_item_get_id (other));
}

static gboolean
count_kinds (OptStatementGroup *self)
{
  g_autofree const OptStatementKey **keys = g_new (const OptStatementKey *, self->members->len);
  OptStatementKinds before = self->kinds;

  for (guint i = 0; i < self->members->len; i++)
    keys[i] = opt_statement_item_get_key (self->members->pdata[i]);
  opt_statement_kinds_count (&self->kinds, keys, self->members->len);

  return memcmp (&before, &self->kinds, sizeof before) != 0;
}

/**
 * opt_statement_group_sum:
 * @self: a group with members
 * @totals: of the window
 * @seconds: of it that were observed
 *
 * Makes its item the sum of its members: what is not known of one is not known of the sum.
 *
 * Returns: whether anything of it is another than before
 */
gboolean
opt_statement_group_sum (OptStatementGroup *self, const OptWorkloadTotals *totals, double seconds)
{
  OptStatementCounters sum;
  double shares[OPT_N_WORKLOAD_SHARES];
  gint64 first;
  gboolean changed;

  g_return_val_if_fail (OPT_IS_STATEMENT_GROUP (self), FALSE);
  g_return_val_if_fail (self->members->len > 0, FALSE);

  g_ptr_array_sort (self->members, compare_members);
  changed = count_kinds (self);
  sum = *opt_statement_item_get_counters (self->members->pdata[0]);
  first = opt_statement_item_get_first (self->members->pdata[0]);
  sum.since = 0;
  sum.time = 0;
  opt_statement_item_set_group (self->members->pdata[0], self);
  for (guint i = 1; i < self->members->len; i++)
    {
      opt_statement_counters_add (&sum, opt_statement_item_get_counters (self->members->pdata[i]));
      opt_statement_item_set_group (self->members->pdata[i], self);
      first = MIN (first, opt_statement_item_get_first (self->members->pdata[i]));
    }

  changed |= opt_statement_item_set_first (self->item, first);
  changed |= opt_statement_item_set_as (self->item, self->members->pdata[0],
                                        self->kinds.n_roles == 1, self->kinds.n_databases == 1);
  opt_workload_totals_get_shares (totals, &sum, shares);
  changed |= opt_statement_item_set_figures (self->item, &sum, shares,
                                             seconds > 0 ? (double) sum.calls / seconds : NAN);

  return changed;
}

/**
 * opt_statement_group_get_id:
 * @self: a group
 *
 * Returns: what names it in its list, as long as that lives
 */
guint64
opt_statement_group_get_id (OptStatementGroup *self)
{
  g_return_val_if_fail (OPT_IS_STATEMENT_GROUP (self), 0);

  return self->id;
}

/**
 * opt_statement_group_get_item:
 * @self: a group
 *
 * Returns: (transfer none): all its members together, with the text and the key of that which took
 *   most time
 */
OptStatementItem *
opt_statement_group_get_item (OptStatementGroup *self)
{
  g_return_val_if_fail (OPT_IS_STATEMENT_GROUP (self), NULL);

  return self->item;
}

/**
 * opt_statement_group_get_members:
 * @self: a group
 *
 * Returns: (transfer none) (element-type OptStatementItem): its statements, the one that took most
 *   time first
 */
GPtrArray *
opt_statement_group_get_members (OptStatementGroup *self)
{
  g_return_val_if_fail (OPT_IS_STATEMENT_GROUP (self), NULL);

  return self->members;
}

/**
 * opt_statement_group_get_kinds:
 * @self: a group
 *
 * Returns: (transfer none): in what its members differ
 */
const OptStatementKinds *
opt_statement_group_get_kinds (OptStatementGroup *self)
{
  g_return_val_if_fail (OPT_IS_STATEMENT_GROUP (self), NULL);

  return &self->kinds;
}

/**
 * opt_statement_group_describe_member:
 * @self: a group
 * @member: one of its statements
 *
 * Returns: (transfer full): who runs it where, and its queryid where others have another
 */
char *
opt_statement_group_describe_member (OptStatementGroup *self, OptStatementItem *member)
{
  g_return_val_if_fail (OPT_IS_STATEMENT_GROUP (self), NULL);
  g_return_val_if_fail (OPT_IS_STATEMENT_ITEM (member), NULL);

  return opt_statement_describe_caller (opt_statement_item_get_key (member),
                                        opt_statement_item_get_role (member),
                                        opt_statement_item_get_database (member),
                                        self->kinds.n_queryids > 1);
}

/**
 * opt_statement_group_get_trend:
 * @self: a group
 *
 * Returns: (transfer full) (element-type OptTrendPoint): what its members did together, see
 *   opt_statement_item_get_trend()
 */
GArray *
opt_statement_group_get_trend (OptStatementGroup *self)
{
  GArray *sum = NULL;

  g_return_val_if_fail (OPT_IS_STATEMENT_GROUP (self), NULL);

  /* Of one axis, all have the same pieces. */
  for (guint i = 0; i < self->members->len; i++)
    {
      GArray *points = opt_statement_item_get_trend (self->members->pdata[i]);

      if (sum == NULL)
        {
          sum = points;
          continue;
        }
      for (guint j = 0; j < MIN (sum->len, points->len); j++)
        {
          OptTrendPoint *total = &g_array_index (sum, OptTrendPoint, j);
          const OptTrendPoint *point = &g_array_index (points, OptTrendPoint, j);

          total->calls += point->calls;
          total->total_ms += point->total_ms;
          total->rows += point->rows;
        }
      g_array_unref (points);
    }

  return sum != NULL ? sum : g_array_new (FALSE, FALSE, sizeof (OptTrendPoint));
}
