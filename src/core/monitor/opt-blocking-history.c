/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-blocking-history.h"

#include "opt-blocking.h"

enum
{
  SIGNAL_CHAIN,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

struct _OptBlockingHistory
{
  GObject parent_instance;

  /* Owned */
  GPtrArray *chains; /* of OptBlockingChain, the newest last */
};

static void opt_blocking_history_model_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (OptBlockingHistory,
                               opt_blocking_history,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL,
                                                      opt_blocking_history_model_init))

static GType
opt_blocking_history_get_item_type (GListModel *model)
{
  return OPT_TYPE_BLOCKING_CHAIN;
}

static guint
opt_blocking_history_get_n_items (GListModel *model)
{
  return OPT_BLOCKING_HISTORY (model)->chains->len;
}

static gpointer
opt_blocking_history_get_item (GListModel *model, guint position)
{
  GPtrArray *chains = OPT_BLOCKING_HISTORY (model)->chains;

  return position < chains->len ? g_object_ref (chains->pdata[chains->len - 1 - position]) : NULL;
}

static void
opt_blocking_history_model_init (GListModelInterface *iface)
{
  iface->get_item_type = opt_blocking_history_get_item_type;
  iface->get_n_items = opt_blocking_history_get_n_items;
  iface->get_item = opt_blocking_history_get_item;
}

static void
opt_blocking_history_finalize (GObject *object)
{
  g_ptr_array_unref (OPT_BLOCKING_HISTORY (object)->chains);

  G_OBJECT_CLASS (opt_blocking_history_parent_class)->finalize (object);
}

static void
opt_blocking_history_class_init (OptBlockingHistoryClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = opt_blocking_history_finalize;

  /**
   * OptBlockingHistory::chain:
   * @self: the history
   * @chain: one of it
   *
   * It began, goes on or has ended.
   */
  signals[SIGNAL_CHAIN] = g_signal_new ("chain", OPT_TYPE_BLOCKING_HISTORY, G_SIGNAL_RUN_LAST, 0,
                                        NULL, NULL, NULL, G_TYPE_NONE, 1, OPT_TYPE_BLOCKING_CHAIN);
}

static void
opt_blocking_history_init (OptBlockingHistory *self)
{
  self->chains = g_ptr_array_new_with_free_func (g_object_unref);
}

/**
 * opt_blocking_history_new:
 *
 * Returns: (transfer full): an empty history
 */
OptBlockingHistory *
opt_blocking_history_new (void)
{
  return g_object_new (OPT_TYPE_BLOCKING_HISTORY, NULL);
}

static OptBlockingChain *
find_open (OptBlockingHistory *self, const OptBackend *root)
{
  for (guint i = self->chains->len; i > 0; i--)
    {
      OptBlockingChain *chain = self->chains->pdata[i - 1];
      const OptBackend *other = opt_blocking_chain_get_root (chain);

      if (opt_blocking_chain_get_open (chain) && other->pid == root->pid
          && other->backend_start == root->backend_start)
        return chain;
    }

  return NULL;
}

static void
drop_oldest (OptBlockingHistory *self)
{
  g_ptr_array_remove_index (self->chains, 0);
  g_list_model_items_changed (G_LIST_MODEL (self), self->chains->len, 1, 0);
}

static OptBlockingChain *
ensure_open (OptBlockingHistory *self, OptBackend *root, GPtrArray *behind, gint64 time)
{
  OptBlockingChain *chain = find_open (self, root);

  if (chain != NULL && opt_blocking_chain_goes_on (chain, behind, time))
    return chain;
  if (chain != NULL)
    {
      opt_blocking_chain_close (chain);
      g_signal_emit (self, signals[SIGNAL_CHAIN], 0, chain);
    }

  if (self->chains->len == OPT_BLOCKING_HISTORY_LENGTH)
    drop_oldest (self);
  chain = opt_blocking_chain_new (root, time);
  g_ptr_array_add (self->chains, chain);
  g_list_model_items_changed (G_LIST_MODEL (self), 0, 0, 1);

  return chain;
}

/* Its tree goes on until the next root. */
static void
add_tree (OptBlockingHistory *self, const GArray *nodes, guint first, gint64 time)
{
  const OptBlockingNode *root = &g_array_index (nodes, OptBlockingNode, first);
  g_autoptr (GPtrArray) behind = g_ptr_array_new ();
  guint depth = 0;

  for (guint i = first + 1; i < nodes->len; i++)
    {
      const OptBlockingNode *node = &g_array_index (nodes, OptBlockingNode, i);

      if (node->parent < 0)
        break;
      g_ptr_array_add (behind, node->backend);
      depth = MAX (depth, node->depth);
    }
  opt_blocking_chain_add (ensure_open (self, root->backend, behind, time), root->backend, behind,
                          depth, time);
}

/**
 * opt_blocking_history_add:
 * @self: a history
 * @activity: a sample
 *
 * Chains that it has go on, or begin; those that it does not have any more have ended.
 */
void
opt_blocking_history_add (OptBlockingHistory *self, const OptActivity *activity)
{
  g_autoptr (GArray) nodes = NULL;

  g_return_if_fail (OPT_IS_BLOCKING_HISTORY (self));
  g_return_if_fail (activity != NULL);

  nodes = opt_blocking_list (activity);
  for (guint i = 0; i < nodes->len; i++)
    if (g_array_index (nodes, OptBlockingNode, i).parent < 0)
      add_tree (self, nodes, i, activity->time);

  for (guint i = 0; i < self->chains->len; i++)
    {
      OptBlockingChain *chain = self->chains->pdata[i];

      if (!opt_blocking_chain_get_open (chain))
        continue;
      if (opt_blocking_chain_get_end (chain) != activity->time)
        opt_blocking_chain_close (chain);
      g_signal_emit (self, signals[SIGNAL_CHAIN], 0, chain);
    }
}

/* What was recorded last, and goes on, is known from now on. */
static gboolean
is_known (OptBlockingHistory *self, OptBlockingChain *chain)
{
  const OptBackend *root = opt_blocking_chain_get_root (chain);

  for (guint i = 0; i < self->chains->len; i++)
    {
      OptBlockingChain *other = self->chains->pdata[i];
      const OptBackend *other_root = opt_blocking_chain_get_root (other);

      if (other_root->pid == root->pid && other_root->backend_start == root->backend_start
          && opt_blocking_chain_get_start (other) <= opt_blocking_chain_get_end (chain))
        return TRUE;
    }

  return FALSE;
}

/**
 * opt_blocking_history_add_recorded:
 * @self: a history
 * @chains: (element-type OptBlockingChain): what was recorded before, the newest first
 *
 * They stand before all that there is already. One that went on when it was recorded goes on where
 * the next sample has it still.
 */
void
opt_blocking_history_add_recorded (OptBlockingHistory *self, GPtrArray *chains)
{
  g_return_if_fail (OPT_IS_BLOCKING_HISTORY (self));
  g_return_if_fail (chains != NULL);

  for (guint i = 0; i < chains->len && self->chains->len < OPT_BLOCKING_HISTORY_LENGTH; i++)
    {
      if (is_known (self, chains->pdata[i]))
        continue;
      g_ptr_array_insert (self->chains, 0, g_object_ref (chains->pdata[i]));
      g_list_model_items_changed (G_LIST_MODEL (self), self->chains->len - 1, 0, 1);
    }
}

/**
 * opt_blocking_history_clear:
 * @self: a history
 *
 * Another server is watched.
 */
void
opt_blocking_history_clear (OptBlockingHistory *self)
{
  guint n;

  g_return_if_fail (OPT_IS_BLOCKING_HISTORY (self));

  n = self->chains->len;
  g_ptr_array_set_size (self->chains, 0);
  g_list_model_items_changed (G_LIST_MODEL (self), 0, n, 0);
}
