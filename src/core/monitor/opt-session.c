/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-session-private.h"
#include "opt-sql-line.h"

enum
{
  SIGNAL_CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

struct _OptSession
{
  GObject parent_instance;

  gint64 time;          /* of the sample */
  gint64 waiting_since; /* 0: it does not wait for a lock */
  guint n_behind;
  gboolean in_cycle;
  gboolean listed_as_blocker; /* where it is in a store */

  /* Owned */
  OptBackend *backend;
  char *line;          /* (nullable) made when it is needed */
  GListStore *blocked; /* of OptSession */

  /* Borrowed */
  OptSession *blocker; /* (nullable) */
};

G_DEFINE_FINAL_TYPE (OptSession, opt_session, G_TYPE_OBJECT)

static void
opt_session_dispose (GObject *object)
{
  OptSession *self = OPT_SESSION (object);

  g_clear_weak_pointer (&self->blocker);
  g_clear_object (&self->blocked);

  G_OBJECT_CLASS (opt_session_parent_class)->dispose (object);
}

static void
opt_session_finalize (GObject *object)
{
  OptSession *self = OPT_SESSION (object);

  g_clear_pointer (&self->backend, opt_backend_unref);
  g_free (self->line);

  G_OBJECT_CLASS (opt_session_parent_class)->finalize (object);
}

static void
opt_session_class_init (OptSessionClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = opt_session_dispose;
  object_class->finalize = opt_session_finalize;

  /**
   * OptSession::changed:
   * @self: the session
   *
   * It was sampled again.
   */
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", OPT_TYPE_SESSION, G_SIGNAL_RUN_LAST, 0, NULL,
                                          NULL, NULL, G_TYPE_NONE, 0);
}

static void
opt_session_init (OptSession *self)
{
  self->blocked = g_list_store_new (OPT_TYPE_SESSION);
}

/**
 * opt_session_new:
 * @backend: its first sample
 * @time: of the sample
 *
 * Returns: (transfer full): a session
 */
OptSession *
opt_session_new (OptBackend *backend, gint64 time)
{
  OptSession *self = g_object_new (OPT_TYPE_SESSION, NULL);

  opt_session_update (self, backend, time);

  return self;
}

/* Before 14 the server does not say since when: the first sample that has it is as good as it gets.
 */
static gint64
get_wait_start (OptSession *self, const OptBackend *backend, gint64 time)
{
  if (!opt_backend_waits_for_lock (backend))
    return 0;
  if (backend->wait_start != 0)
    return backend->wait_start;

  return self->waiting_since != 0 && self->backend->query_start == backend->query_start
             ? self->waiting_since
             : time;
}

/**
 * opt_session_update:
 * @self: a session
 * @backend: its last sample
 * @time: of the sample
 */
void
opt_session_update (OptSession *self, OptBackend *backend, gint64 time)
{
  self->waiting_since = get_wait_start (self, backend, time);
  self->time = time;
  if (self->backend == NULL || g_strcmp0 (self->backend->query, backend->query) != 0)
    g_clear_pointer (&self->line, g_free);

  opt_backend_ref (backend);
  g_clear_pointer (&self->backend, opt_backend_unref);
  self->backend = backend;
}

/**
 * opt_session_set_place:
 * @self: a session
 * @blocker: (nullable): the one that it waits for
 * @node: (nullable): its place in the tree; %NULL: it has none
 */
void
opt_session_set_place (OptSession *self, OptSession *blocker, const OptBlockingNode *node)
{
  g_set_weak_pointer (&self->blocker, blocker);
  self->n_behind = node != NULL ? node->n_behind : 0;
  self->in_cycle = node != NULL && node->in_cycle;
}

/* A tree asks once whether there is something behind one: where that is another answer now, it is
 * put in anew. */
static gboolean
is_same (GListModel *model, guint position, OptSession *session)
{
  g_autoptr (OptSession) before = g_list_model_get_item (model, position);

  return before == session && session->listed_as_blocker == (session->n_behind > 0);
}

/**
 * opt_session_fill_store:
 * @store: of sessions
 * @sessions: (element-type OptSession): what it is to have, each with what is behind it
 *
 * Changes only what is another, so that who looks at it keeps the place.
 */
void
opt_session_fill_store (GListStore *store, GPtrArray *sessions)
{
  GListModel *model = G_LIST_MODEL (store);
  guint n_before = g_list_model_get_n_items (model);
  guint head = 0, tail = 0;

  while (head < MIN (n_before, sessions->len) && is_same (model, head, sessions->pdata[head]))
    head++;
  while (tail < MIN (n_before, sessions->len) - head
         && is_same (model, n_before - 1 - tail, sessions->pdata[sessions->len - 1 - tail]))
    tail++;
  for (guint i = 0; i < sessions->len; i++)
    {
      OptSession *session = sessions->pdata[i];

      session->listed_as_blocker = session->n_behind > 0;
    }
  if (n_before != sessions->len || head < n_before)
    g_list_store_splice (store, head, n_before - head - tail, sessions->pdata + head,
                         sessions->len - head - tail);
}

/**
 * opt_session_set_blocked:
 * @self: a session
 * @blocked: (element-type OptSession): who waits for it
 */
void
opt_session_set_blocked (OptSession *self, GPtrArray *blocked)
{
  opt_session_fill_store (self->blocked, blocked);
}

/**
 * opt_session_notify:
 * @self: a session that is up to date
 */
void
opt_session_notify (OptSession *self)
{
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

/**
 * opt_session_get_backend:
 * @self: a session
 *
 * Returns: (transfer none): its last sample
 */
const OptBackend *
opt_session_get_backend (OptSession *self)
{
  g_return_val_if_fail (OPT_IS_SESSION (self), NULL);

  return self->backend;
}

/**
 * opt_session_get_pid:
 * @self: a session
 *
 * Returns: its process id; 0: a prepared transaction, which has none
 */
int
opt_session_get_pid (OptSession *self)
{
  g_return_val_if_fail (OPT_IS_SESSION (self), 0);

  return self->backend->pid;
}

/**
 * opt_session_get_time:
 * @self: a session
 *
 * Returns: when it was sampled last; the server's clock, microseconds since 1970
 */
gint64
opt_session_get_time (OptSession *self)
{
  g_return_val_if_fail (OPT_IS_SESSION (self), 0);

  return self->time;
}

/**
 * opt_session_get_line:
 * @self: a session
 *
 * Returns: (transfer none) (nullable): how its statement begins, in a line; where it is idle, that
 *   of its last one
 */
const char *
opt_session_get_line (OptSession *self)
{
  g_return_val_if_fail (OPT_IS_SESSION (self), NULL);

  if (self->line == NULL && self->backend->query != NULL)
    self->line = opt_sql_line (self->backend->query);

  return self->line;
}

static gint64
get_age (OptSession *self, gint64 start)
{
  return start != 0 ? MAX (self->time - start, 0) : -1;
}

/**
 * opt_session_get_running:
 * @self: a session
 *
 * Returns: for how long it executes its statement, or is in the state that it is in
 */
gint64
opt_session_get_running (OptSession *self)
{
  g_return_val_if_fail (OPT_IS_SESSION (self), -1);

  return get_age (self, self->backend->state == OPT_BACKEND_ACTIVE ? self->backend->query_start
                                                                   : self->backend->state_change);
}

/**
 * opt_session_get_transaction_age:
 * @self: a session
 *
 * Returns: for how long its transaction is open
 */
gint64
opt_session_get_transaction_age (OptSession *self)
{
  g_return_val_if_fail (OPT_IS_SESSION (self), -1);

  return get_age (self, self->backend->xact_start);
}

/**
 * opt_session_get_waiting:
 * @self: a session
 *
 * Returns: for how long it waits for a lock; before 14, since that was seen
 */
gint64
opt_session_get_waiting (OptSession *self)
{
  g_return_val_if_fail (OPT_IS_SESSION (self), -1);

  return get_age (self, self->waiting_since);
}

/**
 * opt_session_get_blocker:
 * @self: a session
 *
 * Returns: (transfer none) (nullable): whom it waits for; of several the one that would have to go
 *   first
 */
OptSession *
opt_session_get_blocker (OptSession *self)
{
  g_return_val_if_fail (OPT_IS_SESSION (self), NULL);

  return self->blocker;
}

/**
 * opt_session_get_blocked:
 * @self: a session
 *
 * Returns: (transfer none): those that wait for it, as #OptSession
 */
GListModel *
opt_session_get_blocked (OptSession *self)
{
  g_return_val_if_fail (OPT_IS_SESSION (self), NULL);

  return G_LIST_MODEL (self->blocked);
}

/**
 * opt_session_get_n_behind:
 * @self: a session
 *
 * Returns: how many wait for it, and for those who do
 */
guint
opt_session_get_n_behind (OptSession *self)
{
  g_return_val_if_fail (OPT_IS_SESSION (self), 0);

  return self->n_behind;
}

/**
 * opt_session_get_in_cycle:
 * @self: a session
 *
 * Returns: whether it waits for one that waits for it
 */
gboolean
opt_session_get_in_cycle (OptSession *self)
{
  g_return_val_if_fail (OPT_IS_SESSION (self), FALSE);

  return self->in_cycle;
}

/**
 * opt_session_get_holds:
 * @self: a session
 *
 * Returns: (transfer none) (nullable): what the first of those behind it waits for
 */
const char *
opt_session_get_holds (OptSession *self)
{
  g_autoptr (OptSession) first = NULL;

  g_return_val_if_fail (OPT_IS_SESSION (self), NULL);

  first = g_list_model_get_item (G_LIST_MODEL (self->blocked), 0);

  return first != NULL ? first->backend->lock_object : NULL;
}
