/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-session-list.h"

#include "opt-session-private.h"

enum
{
  SIGNAL_UPDATED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

struct _OptSessionList
{
  GObject parent_instance;

  guint n_blocked;

  /* Owned */
  OptActivity *activity; /* (nullable) the last one */
  GError *error;         /* (nullable) why there is none since */
  GPtrArray *sessions;   /* of OptSession */
  GHashTable *by_pid;    /* process id -> OptSession, borrowed */
  GListStore *roots;     /* of OptSession */
};

static void opt_session_list_model_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (OptSessionList,
                               opt_session_list,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL,
                                                      opt_session_list_model_init))

static GType
opt_session_list_get_item_type (GListModel *model)
{
  return OPT_TYPE_SESSION;
}

static guint
opt_session_list_get_n_items (GListModel *model)
{
  return OPT_SESSION_LIST (model)->sessions->len;
}

static gpointer
opt_session_list_get_item (GListModel *model, guint position)
{
  OptSessionList *self = OPT_SESSION_LIST (model);

  return position < self->sessions->len ? g_object_ref (self->sessions->pdata[position]) : NULL;
}

static void
opt_session_list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = opt_session_list_get_item_type;
  iface->get_n_items = opt_session_list_get_n_items;
  iface->get_item = opt_session_list_get_item;
}

static void
opt_session_list_finalize (GObject *object)
{
  OptSessionList *self = OPT_SESSION_LIST (object);

  g_clear_pointer (&self->activity, opt_activity_unref);
  g_clear_error (&self->error);
  g_hash_table_unref (self->by_pid);
  g_ptr_array_unref (self->sessions);
  g_object_unref (self->roots);

  G_OBJECT_CLASS (opt_session_list_parent_class)->finalize (object);
}

static void
opt_session_list_class_init (OptSessionListClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = opt_session_list_finalize;

  /**
   * OptSessionList::updated:
   * @self: the list
   *
   * All sessions are as the last sample has them.
   */
  signals[SIGNAL_UPDATED] = g_signal_new ("updated", OPT_TYPE_SESSION_LIST, G_SIGNAL_RUN_LAST, 0,
                                          NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
opt_session_list_init (OptSessionList *self)
{
  self->sessions = g_ptr_array_new_with_free_func (g_object_unref);
  self->by_pid = g_hash_table_new (NULL, NULL);
  self->roots = g_list_store_new (OPT_TYPE_SESSION);
}

/**
 * opt_session_list_new:
 *
 * Returns: (transfer full): an empty list
 */
OptSessionList *
opt_session_list_new (void)
{
  return g_object_new (OPT_TYPE_SESSION_LIST, NULL);
}

/* ---- A sample -------------------------------------------------------------------------------- */

/* A process id can come back: only with its start it is the same one. */
static OptBackend *
find_again (const OptActivity *activity, OptSession *session)
{
  const OptBackend *before = opt_session_get_backend (session);
  OptBackend *after = opt_activity_find (activity, before->pid);

  return after != NULL && after->backend_start == before->backend_start ? after : NULL;
}

static void
remove_at (OptSessionList *self, guint position)
{
  OptSession *session = self->sessions->pdata[position];

  g_hash_table_remove (self->by_pid, GINT_TO_POINTER (opt_session_get_pid (session)));
  g_ptr_array_remove_index (self->sessions, position);
}

/* Those that follow each other go in one piece. */
static void
remove_gone (OptSessionList *self, const OptActivity *activity)
{
  guint i = self->sessions->len;

  while (i > 0)
    {
      guint n = 0;

      while (i > 0 && find_again (activity, self->sessions->pdata[i - 1]) == NULL)
        {
          i--;
          n++;
          remove_at (self, i);
        }
      if (n > 0)
        g_list_model_items_changed (G_LIST_MODEL (self), i, n, 0);
      else
        i--;
    }
}

static void
update_known (OptSessionList *self, const OptActivity *activity)
{
  for (guint i = 0; i < self->sessions->len; i++)
    {
      OptSession *session = self->sessions->pdata[i];

      opt_session_update (session, find_again (activity, session), activity->time);
    }
}

static void
add_new (OptSessionList *self, const OptActivity *activity)
{
  for (guint i = 0; i < activity->backends->len; i++)
    {
      OptBackend *backend = activity->backends->pdata[i];
      OptSession *session;

      if (g_hash_table_contains (self->by_pid, GINT_TO_POINTER (backend->pid)))
        continue;
      session = opt_session_new (backend, activity->time);
      g_ptr_array_add (self->sessions, session);
      g_hash_table_insert (self->by_pid, GINT_TO_POINTER (backend->pid), session);
    }
}

static void
place_one (OptSessionList *self, const GArray *nodes, guint i)
{
  const OptBlockingNode *node = &g_array_index (nodes, OptBlockingNode, i);
  OptSession *blocker = NULL;

  if (node->parent >= 0)
    {
      guint parent = (guint) node->parent;

      blocker = opt_session_list_find (self,
                                       g_array_index (nodes, OptBlockingNode, parent).backend->pid);
      self->n_blocked++;
    }
  opt_session_set_place (opt_session_list_find (self, node->backend->pid), blocker, node);
}

/* By the place of the one that they wait for; the last are the roots. */
static GPtrArray *
list_children (OptSessionList *self, const GArray *nodes)
{
  GPtrArray *children = g_ptr_array_new_with_free_func ((GDestroyNotify) g_ptr_array_unref);

  for (guint i = 0; i <= nodes->len; i++)
    g_ptr_array_add (children, g_ptr_array_new ());
  for (guint i = 0; i < nodes->len; i++)
    {
      const OptBlockingNode *node = &g_array_index (nodes, OptBlockingNode, i);
      guint parent = node->parent >= 0 ? (guint) node->parent : nodes->len;

      g_ptr_array_add (children->pdata[parent], opt_session_list_find (self, node->backend->pid));
    }

  return children;
}

static void
place_sessions (OptSessionList *self, const GArray *nodes)
{
  g_autoptr (GPtrArray) children = list_children (self, nodes);
  g_autoptr (GPtrArray) none = g_ptr_array_new ();

  for (guint i = 0; i < self->sessions->len; i++)
    opt_session_set_place (self->sessions->pdata[i], NULL, NULL);
  self->n_blocked = 0;
  for (guint i = 0; i < nodes->len; i++)
    place_one (self, nodes, i);

  for (guint i = 0; i < self->sessions->len; i++)
    if (opt_session_get_n_behind (self->sessions->pdata[i]) == 0)
      opt_session_set_blocked (self->sessions->pdata[i], none);
  /* Who looks at a tree asks for what is behind one as soon as it is there. */
  for (guint i = nodes->len; i > 0; i--)
    {
      const OptBlockingNode *node = &g_array_index (nodes, OptBlockingNode, i - 1);

      opt_session_set_blocked (opt_session_list_find (self, node->backend->pid),
                               children->pdata[i - 1]);
    }
  opt_session_fill_store (self->roots, children->pdata[nodes->len]);
}

/**
 * opt_session_list_update:
 * @self: a list
 * @activity: what the sessions do now
 */
void
opt_session_list_update (OptSessionList *self, OptActivity *activity)
{
  g_autoptr (GArray) nodes = NULL;
  guint n_kept;

  g_return_if_fail (OPT_IS_SESSION_LIST (self));
  g_return_if_fail (activity != NULL);

  opt_activity_ref (activity);
  g_clear_pointer (&self->activity, opt_activity_unref);
  self->activity = activity;
  g_clear_error (&self->error);

  remove_gone (self, activity);
  n_kept = self->sessions->len;
  update_known (self, activity);
  add_new (self, activity);
  nodes = opt_blocking_list (activity);
  place_sessions (self, nodes);
  if (self->sessions->len > n_kept)
    g_list_model_items_changed (G_LIST_MODEL (self), n_kept, 0, self->sessions->len - n_kept);

  for (guint i = 0; i < self->sessions->len; i++)
    opt_session_notify (self->sessions->pdata[i]);
  g_signal_emit (self, signals[SIGNAL_UPDATED], 0);
}

/**
 * opt_session_list_clear:
 * @self: a list
 *
 * Nothing is known any more.
 */
void
opt_session_list_clear (OptSessionList *self)
{
  guint n;

  g_return_if_fail (OPT_IS_SESSION_LIST (self));

  n = self->sessions->len;
  g_list_store_remove_all (self->roots);
  g_hash_table_remove_all (self->by_pid);
  g_ptr_array_set_size (self->sessions, 0);
  g_clear_pointer (&self->activity, opt_activity_unref);
  g_clear_error (&self->error);
  self->n_blocked = 0;
  g_list_model_items_changed (G_LIST_MODEL (self), 0, n, 0);
  g_signal_emit (self, signals[SIGNAL_UPDATED], 0);
}

/**
 * opt_session_list_set_error:
 * @self: a list
 * @error: why no sample could be taken
 *
 * It stays as the last sample has it.
 */
void
opt_session_list_set_error (OptSessionList *self, const GError *error)
{
  g_return_if_fail (OPT_IS_SESSION_LIST (self));

  g_clear_error (&self->error);
  self->error = g_error_copy (error);
  g_signal_emit (self, signals[SIGNAL_UPDATED], 0);
}

/**
 * opt_session_list_get_error:
 * @self: a list
 *
 * Returns: (transfer none) (nullable): why the last sample could not be taken
 */
const GError *
opt_session_list_get_error (OptSessionList *self)
{
  g_return_val_if_fail (OPT_IS_SESSION_LIST (self), NULL);

  return self->error;
}

/**
 * opt_session_list_get_activity:
 * @self: a list
 *
 * Returns: (transfer none) (nullable): the last sample
 */
OptActivity *
opt_session_list_get_activity (OptSessionList *self)
{
  g_return_val_if_fail (OPT_IS_SESSION_LIST (self), NULL);

  return self->activity;
}

/**
 * opt_session_list_find:
 * @self: a list
 * @pid: a process id
 *
 * Returns: (transfer none) (nullable): its session
 */
OptSession *
opt_session_list_find (OptSessionList *self, int pid)
{
  g_return_val_if_fail (OPT_IS_SESSION_LIST (self), NULL);

  return g_hash_table_lookup (self->by_pid, GINT_TO_POINTER (pid));
}

/**
 * opt_session_list_get_roots:
 * @self: a list
 *
 * Returns: (transfer none): the sessions that hold others up and wait for nobody, as #OptSession;
 *   who waits for them, each has itself
 */
GListModel *
opt_session_list_get_roots (OptSessionList *self)
{
  g_return_val_if_fail (OPT_IS_SESSION_LIST (self), NULL);

  return G_LIST_MODEL (self->roots);
}

/**
 * opt_session_list_get_n_blocked:
 * @self: a list
 *
 * Returns: how many sessions wait for another
 */
guint
opt_session_list_get_n_blocked (OptSessionList *self)
{
  g_return_val_if_fail (OPT_IS_SESSION_LIST (self), 0);

  return self->n_blocked;
}
