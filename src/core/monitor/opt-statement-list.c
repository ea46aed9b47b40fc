/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-statement-list-private.h"

#include <math.h>

enum
{
  PROP_SHOW_SYSTEM = 1,
  N_PROPS
};

enum
{
  SIGNAL_UPDATED,
  SIGNAL_SLOWER,
  N_SIGNALS
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

static void opt_statement_list_model_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (OptStatementList,
                               opt_statement_list,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL,
                                                      opt_statement_list_model_init))

static void
entry_free (gpointer data)
{
  OptStatementListEntry *entry = data;

  g_object_unref (entry->item);
  g_free (entry);
}

static GType
opt_statement_list_get_item_type (GListModel *model)
{
  return OPT_TYPE_STATEMENT_ITEM;
}

static guint
opt_statement_list_get_n_items (GListModel *model)
{
  return OPT_STATEMENT_LIST (model)->listed->len;
}

static gpointer
opt_statement_list_get_item (GListModel *model, guint position)
{
  OptStatementList *self = OPT_STATEMENT_LIST (model);

  if (position >= self->listed->len)
    return NULL;

  return g_object_ref (((OptStatementListEntry *) self->listed->pdata[position])->item);
}

static void
opt_statement_list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = opt_statement_list_get_item_type;
  iface->get_n_items = opt_statement_list_get_n_items;
  iface->get_item = opt_statement_list_get_item;
}

/**
 * opt_statement_list_update:
 * @self: a list
 *
 * Brings it up to what the workload knows: to be called after each poll, for the trends, and when
 * texts were added. It may be called more often.
 */
void
opt_statement_list_update (OptStatementList *self)
{
  g_return_if_fail (OPT_IS_STATEMENT_LIST (self));

  opt_statement_list_refresh (self);
  g_signal_emit (self, signals[SIGNAL_UPDATED], 0);
  opt_statement_list_look_for_slowdowns (self);
}

/**
 * opt_statement_list_clear:
 * @self: a list
 *
 * Empties it, and forgets all trends and what got slower, until it is updated next: for another
 * server, whose statements may have the same numbers.
 */
void
opt_statement_list_clear (OptStatementList *self)
{
  guint n_listed;

  g_return_if_fail (OPT_IS_STATEMENT_LIST (self));

  n_listed = self->listed->len;
  g_clear_pointer (&self->found, g_ptr_array_unref);
  opt_statement_list_forget_groups (self, TRUE);
  g_ptr_array_set_size (self->listed, 0);
  g_ptr_array_set_size (self->untested, 0);
  g_hash_table_remove_all (self->slower);
  g_hash_table_remove_all (self->entries);
  g_clear_pointer (&self->added, opt_delta_unref);
  g_clear_pointer (&self->axis, opt_trend_axis_unref);
  self->axis = opt_trend_axis_new ();
  self->n_hidden = 0;
  self->hidden_share = 0;
  self->n_elsewhere = 0;
  self->n_new = 0;
  self->n_tested = 0;
  self->round_at = 0;
  self->totals = (OptWorkloadTotals){ 0 };

  if (n_listed > 0)
    g_list_model_items_changed (G_LIST_MODEL (self), 0, n_listed, 0);
  g_signal_emit (self, signals[SIGNAL_UPDATED], 0);
}

/**
 * opt_statement_list_set_workload:
 * @self: a list
 * @workload: another workload, of the same server
 *
 * For what is read anew, as recorded: from the next update on items are those of @workload, the
 * same objects where they are in both.
 */
void
opt_statement_list_set_workload (OptStatementList *self, OptWorkload *workload)
{
  g_return_if_fail (OPT_IS_STATEMENT_LIST (self));
  g_return_if_fail (OPT_IS_WORKLOAD (workload));

  g_set_object (&self->workload, workload);
}

/**
 * opt_statement_list_set_database:
 * @self: a list
 * @oid: whose statements; 0: those of all databases
 *
 * Their trends begin anew.
 */
void
opt_statement_list_set_database (OptStatementList *self, guint32 oid)
{
  g_return_if_fail (OPT_IS_STATEMENT_LIST (self));

  if (self->database == oid)
    return;

  self->database = oid;
  opt_statement_list_clear (self);
  opt_statement_list_update (self);
}

/**
 * opt_statement_list_set_block_size:
 * @self: a list
 * @bytes: how many a block of the server has, by which its counts of blocks become sizes; 0: not
 *   known, and neither are these. It counts from the next update on.
 */
void
opt_statement_list_set_block_size (OptStatementList *self, gint64 bytes)
{
  g_return_if_fail (OPT_IS_STATEMENT_LIST (self) && bytes >= 0);

  self->block_size = bytes;
}

/**
 * opt_statement_list_get_show_system:
 * @self: a list
 *
 * Returns: whether it has also those that are of no interest to a database's owner
 */
gboolean
opt_statement_list_get_show_system (OptStatementList *self)
{
  g_return_val_if_fail (OPT_IS_STATEMENT_LIST (self), FALSE);

  return self->show_system;
}

/**
 * opt_statement_list_set_show_system:
 * @self: a list
 * @show_system: whether it has also those that are of no interest to a database's owner: our own,
 *   those that read only system catalogs, and what is no query
 */
void
opt_statement_list_set_show_system (OptStatementList *self, gboolean show_system)
{
  g_return_if_fail (OPT_IS_STATEMENT_LIST (self));

  if (self->show_system == !!show_system)
    return;

  self->show_system = !!show_system;
  opt_statement_list_update (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SHOW_SYSTEM]);
}

/**
 * opt_statement_list_get_n_hidden:
 * @self: a list
 *
 * Returns: how many statements of its database it leaves out, as they are of no interest to its
 *   owner
 */
guint
opt_statement_list_get_n_hidden (OptStatementList *self)
{
  g_return_val_if_fail (OPT_IS_STATEMENT_LIST (self), 0);

  return self->n_hidden;
}

/**
 * opt_statement_list_get_hidden_share:
 * @self: a list
 *
 * Returns: which part of all execution time they had, 0 to 1; NAN where there was none
 */
double
opt_statement_list_get_hidden_share (OptStatementList *self)
{
  g_return_val_if_fail (OPT_IS_STATEMENT_LIST (self), NAN);

  return self->hidden_share;
}

/**
 * opt_statement_list_get_n_elsewhere:
 * @self: a list
 *
 * Returns: how many more there would be with those of all databases
 */
guint
opt_statement_list_get_n_elsewhere (OptStatementList *self)
{
  g_return_val_if_fail (OPT_IS_STATEMENT_LIST (self), 0);

  return self->n_elsewhere;
}

/**
 * opt_statement_list_get_totals:
 * @self: a list
 *
 * Returns: (transfer none): what its statements did together as of its last update, also those that
 *   it leaves out as they are of no interest to the owner
 */
const OptWorkloadTotals *
opt_statement_list_get_totals (OptStatementList *self)
{
  g_return_val_if_fail (OPT_IS_STATEMENT_LIST (self), NULL);

  return &self->totals;
}

/**
 * opt_statement_list_set_newcomers:
 * @self: a list
 * @newcomers: (nullable): which statements are new in its window; %NULL: that was not read yet
 *
 * Its statements know it from the next update on.
 */
void
opt_statement_list_set_newcomers (OptStatementList *self, OptNewcomers *newcomers)
{
  g_return_if_fail (OPT_IS_STATEMENT_LIST (self));

  if (self->newcomers == newcomers)
    return;

  g_clear_pointer (&self->newcomers, opt_newcomers_unref);
  if (newcomers != NULL)
    self->newcomers = opt_newcomers_ref (newcomers);
}

/**
 * opt_statement_list_get_newcomers:
 * @self: a list
 *
 * Returns: (transfer none) (nullable): which statements are new in its window, or why that is not
 *   known
 */
const OptNewcomers *
opt_statement_list_get_newcomers (OptStatementList *self)
{
  g_return_val_if_fail (OPT_IS_STATEMENT_LIST (self), NULL);

  return self->newcomers;
}

/**
 * opt_statement_list_get_n_new:
 * @self: a list
 *
 * Returns: how many of its statements are new in its window
 */
guint
opt_statement_list_get_n_new (OptStatementList *self)
{
  g_return_val_if_fail (OPT_IS_STATEMENT_LIST (self), 0);

  return self->n_new;
}

/**
 * opt_statement_list_find:
 * @self: a list
 * @id: a statement's name; see opt_statement_key_to_id()
 *
 * Returns: (nullable) (transfer none): the statement, if it was called in the window; also one that
 *   is hidden
 */
OptStatementItem *
opt_statement_list_find (OptStatementList *self, const char *id)
{
  OptStatementKey key;
  const OptStatementListEntry *entry;

  g_return_val_if_fail (OPT_IS_STATEMENT_LIST (self), NULL);
  g_return_val_if_fail (id != NULL, NULL);

  if (!opt_statement_key_from_id (&key, id))
    return NULL;
  entry = g_hash_table_lookup (self->entries, &key);

  return entry != NULL && entry->update == self->update ? entry->item : NULL;
}

static int
compare_queryids (gint64 left, gint64 right)
{
  return (left > right) - (left < right);
}

/* By queryid, the one that took most time first. */
static int
compare_items (gconstpointer a, gconstpointer b)
{
  OptStatementItem *left = *(OptStatementItem *const *) a;
  OptStatementItem *right = *(OptStatementItem *const *) b;
  double left_ms = opt_statement_item_get_total_ms (left);
  double right_ms = opt_statement_item_get_total_ms (right);
  int order = compare_queryids (opt_statement_item_get_key (left)->queryid,
                                opt_statement_item_get_key (right)->queryid);

  return order != 0 ? order : (left_ms < right_ms) - (left_ms > right_ms);
}

static GPtrArray *
sort_by_queryid (OptStatementList *self)
{
  GPtrArray *items = g_ptr_array_sized_new (g_hash_table_size (self->entries));
  GHashTableIter iter;
  const OptStatementListEntry *entry;

  g_hash_table_iter_init (&iter, self->entries);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *) &entry))
    if (entry->update == self->update)
      g_ptr_array_add (items, entry->item);
  g_ptr_array_sort (items, compare_items);

  return items;
}

/* Where those that are not less begin. */
static guint
find_first (GPtrArray *items, gint64 queryid)
{
  guint low = 0;
  guint high = items->len;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (opt_statement_item_get_key (items->pdata[middle])->queryid < queryid)
        low = middle + 1;
      else
        high = middle;
    }

  return low;
}

/**
 * opt_statement_list_find_queryid:
 * @self: a list
 * @queryid: a statement, whoever calls it: recommendations know no more
 *
 * Returns: (transfer full) (element-type OptStatementItem): what was called of it in the window,
 *   that which took most time first; also what is hidden
 */
GPtrArray *
opt_statement_list_find_queryid (OptStatementList *self, gint64 queryid)
{
  GPtrArray *items;

  g_return_val_if_fail (OPT_IS_STATEMENT_LIST (self), NULL);

  /* Many are asked for after each poll. */
  if (self->found == NULL)
    self->found = sort_by_queryid (self);

  items = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = find_first (self->found, queryid);
       i < self->found->len
       && opt_statement_item_get_key (self->found->pdata[i])->queryid == queryid;
       i++)
    g_ptr_array_add (items, g_object_ref (self->found->pdata[i]));

  return items;
}

/**
 * opt_statement_list_new:
 * @workload: what it shows
 *
 * Returns: (transfer full): a list of the statements of all databases, empty until it is updated
 */
OptStatementList *
opt_statement_list_new (OptWorkload *workload)
{
  OptStatementList *self;

  g_return_val_if_fail (OPT_IS_WORKLOAD (workload), NULL);

  self = g_object_new (OPT_TYPE_STATEMENT_LIST, NULL);
  self->workload = g_object_ref (workload);

  return self;
}

static void
opt_statement_list_finalize (GObject *object)
{
  OptStatementList *self = OPT_STATEMENT_LIST (object);

  g_clear_object (&self->workload);
  g_clear_pointer (&self->newcomers, opt_newcomers_unref);
  g_clear_pointer (&self->found, g_ptr_array_unref);
  opt_statement_list_forget_groups (self, TRUE);
  g_clear_pointer (&self->listed, g_ptr_array_unref);
  g_clear_pointer (&self->untested, g_ptr_array_unref);
  g_clear_pointer (&self->slower, g_hash_table_unref);
  g_clear_pointer (&self->entries, g_hash_table_unref);
  g_clear_pointer (&self->added, opt_delta_unref);
  g_clear_pointer (&self->axis, opt_trend_axis_unref);

  G_OBJECT_CLASS (opt_statement_list_parent_class)->finalize (object);
}

static void
opt_statement_list_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  switch (id)
    {
    case PROP_SHOW_SYSTEM:
      g_value_set_boolean (value, OPT_STATEMENT_LIST (object)->show_system);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
opt_statement_list_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  switch (id)
    {
    case PROP_SHOW_SYSTEM:
      opt_statement_list_set_show_system (OPT_STATEMENT_LIST (object), g_value_get_boolean (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
opt_statement_list_class_init (OptStatementListClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = opt_statement_list_finalize;
  object_class->get_property = opt_statement_list_get_property;
  object_class->set_property = opt_statement_list_set_property;

  /**
   * OptStatementList:show-system:
   *
   * Whether it has also those that are of no interest to a database's owner.
   */
  properties[PROP_SHOW_SYSTEM]
      = g_param_spec_boolean ("show-system", NULL, NULL, FALSE,
                              G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  /**
   * OptStatementList::updated:
   * @self: the list
   *
   * Its statements, and how many it leaves out, are those of now.
   */
  signals[SIGNAL_UPDATED] = g_signal_new ("updated", OPT_TYPE_STATEMENT_LIST, G_SIGNAL_RUN_LAST, 0,
                                          NULL, NULL, NULL, G_TYPE_NONE, 0);

  /**
   * OptStatementList::slower:
   * @self: the list
   * @item: one of its statements
   *
   * It was found to be slower than it was.
   */
  signals[SIGNAL_SLOWER] = g_signal_new ("slower", OPT_TYPE_STATEMENT_LIST, G_SIGNAL_RUN_LAST, 0,
                                         NULL, NULL, NULL, G_TYPE_NONE, 1, OPT_TYPE_STATEMENT_ITEM);
}

static void
opt_statement_list_init (OptStatementList *self)
{
  self->axis = opt_trend_axis_new ();
  self->entries
      = g_hash_table_new_full (opt_statement_key_hash, opt_statement_key_equal, NULL, entry_free);
  self->listed = g_ptr_array_new ();
  self->untested = g_ptr_array_new_with_free_func (g_object_unref);
  self->slower = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
}
