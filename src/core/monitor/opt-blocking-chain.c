/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-blocking-chain.h"

/* Whoever comes later waits for the same, and is counted. */
#define VICTIMS_AT_MOST 50

enum
{
  SIGNAL_CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

struct _OptBlockingChain
{
  GObject parent_instance;

  gint64 start;
  gint64 end; /* when it was last seen */
  gboolean open;
  guint max_blocked;
  guint max_depth;
  gint64 longest; /* microseconds that one of them waited */

  /* Owned */
  OptBackend *root; /* as it was when it held up others first */
  char *object;     /* (nullable) what they waited for */
  GArray *victims;  /* (element-type OptBlockingVictim) */
};

G_DEFINE_FINAL_TYPE (OptBlockingChain, opt_blocking_chain, G_TYPE_OBJECT)

static void
victim_clear (gpointer data)
{
  opt_backend_unref (((OptBlockingVictim *) data)->backend);
}

static void
opt_blocking_chain_finalize (GObject *object)
{
  OptBlockingChain *self = OPT_BLOCKING_CHAIN (object);

  g_clear_pointer (&self->root, opt_backend_unref);
  g_array_unref (self->victims);
  g_free (self->object);

  G_OBJECT_CLASS (opt_blocking_chain_parent_class)->finalize (object);
}

static void
opt_blocking_chain_class_init (OptBlockingChainClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = opt_blocking_chain_finalize;

  signals[SIGNAL_CHANGED] = g_signal_new ("changed", OPT_TYPE_BLOCKING_CHAIN, G_SIGNAL_RUN_LAST, 0,
                                          NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
opt_blocking_chain_init (OptBlockingChain *self)
{
  self->open = TRUE;
  self->victims = g_array_new (FALSE, FALSE, sizeof (OptBlockingVictim));
  g_array_set_clear_func (self->victims, victim_clear);
}

/**
 * opt_blocking_chain_new:
 * @root: the one that holds others up
 * @time: of the sample that has it first
 *
 * Returns: (transfer full): a chain that nobody is in yet
 */
OptBlockingChain *
opt_blocking_chain_new (OptBackend *root, gint64 time)
{
  OptBlockingChain *self = g_object_new (OPT_TYPE_BLOCKING_CHAIN, NULL);

  self->root = opt_backend_ref (root);
  self->start = self->end = time;

  return self;
}

static OptBlockingVictim *
find_victim (OptBlockingChain *self, const OptBackend *backend)
{
  for (guint i = 0; i < self->victims->len; i++)
    {
      OptBlockingVictim *victim = &g_array_index (self->victims, OptBlockingVictim, i);

      if (victim->backend->pid == backend->pid
          && victim->backend->backend_start == backend->backend_start
          && victim->backend->query_start == backend->query_start)
        return victim;
    }

  return NULL;
}

/* From so long on without a look it may have ended, and another begun. Sessions are looked at each
 * second, or a few apart where that costs much. */
#define UNSEEN (30 * G_USEC_PER_SEC)

/**
 * opt_blocking_chain_goes_on:
 * @self: a chain that was open when it was seen last
 * @behind: (element-type OptBackend): who waits for the same session now
 * @time: when that is; the server's clock
 *
 * Returns: whether it is the same: it was seen a moment ago, or one that waited then still does
 */
gboolean
opt_blocking_chain_goes_on (OptBlockingChain *self, GPtrArray *behind, gint64 time)
{
  g_return_val_if_fail (OPT_IS_BLOCKING_CHAIN (self), FALSE);
  g_return_val_if_fail (behind != NULL, FALSE);

  if (time - self->end < UNSEEN)
    return TRUE;
  for (guint i = 0; i < behind->len; i++)
    if (find_victim (self, behind->pdata[i]) != NULL)
      return TRUE;

  return FALSE;
}

static void
add_victim (OptBlockingChain *self, OptBackend *backend, gint64 time)
{
  OptBlockingVictim *victim = find_victim (self, backend);
  gint64 since = backend->wait_start != 0 ? backend->wait_start : time;

  if (victim == NULL && self->victims->len < VICTIMS_AT_MOST)
    {
      OptBlockingVictim added = { opt_backend_ref (backend), MIN (since, time), time };

      g_array_append_val (self->victims, added);
    }
  else if (victim != NULL)
    {
      victim->until = time;
      since = MIN (since, victim->since);
    }
  self->longest = MAX (self->longest, time - since);
  if (self->object == NULL)
    self->object = g_strdup (backend->lock_object);
  self->start = MIN (self->start, since);
}

/**
 * opt_blocking_chain_add:
 * @self: a chain
 * @root: the one that holds others up, now
 * @behind: (element-type OptBackend): who waits
 * @depth: the longest way from one of them to @root
 * @time: of the sample
 */
void
opt_blocking_chain_add (OptBlockingChain *self,
                        OptBackend *root,
                        GPtrArray *behind,
                        guint depth,
                        gint64 time)
{
  g_return_if_fail (OPT_IS_BLOCKING_CHAIN (self));

  for (guint i = 0; i < behind->len; i++)
    add_victim (self, behind->pdata[i], time);
  self->max_blocked = MAX (self->max_blocked, behind->len);
  self->max_depth = MAX (self->max_depth, depth);
  self->end = time;
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

/**
 * opt_blocking_chain_close:
 * @self: a chain
 *
 * Nobody waits for it any more.
 */
void
opt_blocking_chain_close (OptBlockingChain *self)
{
  g_return_if_fail (OPT_IS_BLOCKING_CHAIN (self));

  self->open = FALSE;
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

/**
 * opt_blocking_chain_get_root:
 * @self: a chain
 *
 * Returns: (transfer none): the one that held others up, with its statement then
 */
const OptBackend *
opt_blocking_chain_get_root (OptBlockingChain *self)
{
  g_return_val_if_fail (OPT_IS_BLOCKING_CHAIN (self), NULL);

  return self->root;
}

/**
 * opt_blocking_chain_get_object:
 * @self: a chain
 *
 * Returns: (transfer none) (nullable): what the first that waited wanted, in words
 */
const char *
opt_blocking_chain_get_object (OptBlockingChain *self)
{
  g_return_val_if_fail (OPT_IS_BLOCKING_CHAIN (self), NULL);

  return self->object;
}

/**
 * opt_blocking_chain_get_start:
 * @self: a chain
 *
 * Returns: when the first began to wait; the server's clock, microseconds since 1970
 */
gint64
opt_blocking_chain_get_start (OptBlockingChain *self)
{
  g_return_val_if_fail (OPT_IS_BLOCKING_CHAIN (self), 0);

  return self->start;
}

/**
 * opt_blocking_chain_get_end:
 * @self: a chain
 *
 * Returns: when somebody was last seen to wait
 */
gint64
opt_blocking_chain_get_end (OptBlockingChain *self)
{
  g_return_val_if_fail (OPT_IS_BLOCKING_CHAIN (self), 0);

  return self->end;
}

/**
 * opt_blocking_chain_get_open:
 * @self: a chain
 *
 * Returns: whether it goes on
 */
gboolean
opt_blocking_chain_get_open (OptBlockingChain *self)
{
  g_return_val_if_fail (OPT_IS_BLOCKING_CHAIN (self), FALSE);

  return self->open;
}

/**
 * opt_blocking_chain_get_max_blocked:
 * @self: a chain
 *
 * Returns: how many waited at once, at most
 */
guint
opt_blocking_chain_get_max_blocked (OptBlockingChain *self)
{
  g_return_val_if_fail (OPT_IS_BLOCKING_CHAIN (self), 0);

  return self->max_blocked;
}

/**
 * opt_blocking_chain_get_max_depth:
 * @self: a chain
 *
 * Returns: the longest way from one that waited to the one that held it up
 */
guint
opt_blocking_chain_get_max_depth (OptBlockingChain *self)
{
  g_return_val_if_fail (OPT_IS_BLOCKING_CHAIN (self), 0);

  return self->max_depth;
}

/**
 * opt_blocking_chain_get_longest:
 * @self: a chain
 *
 * Returns: how long the one waited that waited longest, in microseconds
 */
gint64
opt_blocking_chain_get_longest (OptBlockingChain *self)
{
  g_return_val_if_fail (OPT_IS_BLOCKING_CHAIN (self), 0);

  return self->longest;
}

/**
 * opt_blocking_chain_get_n_victims:
 * @self: a chain
 *
 * Returns: of how many that waited it is known which they were
 */
guint
opt_blocking_chain_get_n_victims (OptBlockingChain *self)
{
  g_return_val_if_fail (OPT_IS_BLOCKING_CHAIN (self), 0);

  return self->victims->len;
}

/**
 * opt_blocking_chain_get_victim:
 * @self: a chain
 * @position: 0 is the first that waited
 *
 * Returns: (transfer none): it, until more are added
 */
const OptBlockingVictim *
opt_blocking_chain_get_victim (OptBlockingChain *self, guint position)
{
  g_return_val_if_fail (OPT_IS_BLOCKING_CHAIN (self), NULL);
  g_return_val_if_fail (position < self->victims->len, NULL);

  return &g_array_index (self->victims, OptBlockingVictim, position);
}

/* ---- What is kept of it ---------------------------------------------------------------------- */

/**
 * opt_blocking_chain_new_recorded:
 * @root: the one that held others up
 * @start: when the first began to wait
 * @end: when somebody was last seen to wait
 * @open: whether it went on then
 *
 * Returns: (transfer full): a chain of which nothing else is known yet
 */
OptBlockingChain *
opt_blocking_chain_new_recorded (OptBackend *root, gint64 start, gint64 end, gboolean open)
{
  OptBlockingChain *self = opt_blocking_chain_new (root, start);

  self->end = end;
  self->open = open;

  return self;
}

/**
 * opt_blocking_chain_set_recorded:
 * @self: a chain that nobody shows yet
 * @object: (nullable): what the first that waited wanted, in words
 * @max_blocked: how many waited at once, at most
 * @max_depth: the longest way from one of them to the root
 * @longest: how long the one waited that waited longest
 */
void
opt_blocking_chain_set_recorded (OptBlockingChain *self,
                                 const char *object,
                                 guint max_blocked,
                                 guint max_depth,
                                 gint64 longest)
{
  g_return_if_fail (OPT_IS_BLOCKING_CHAIN (self));

  g_free (self->object);
  self->object = g_strdup (object);
  self->max_blocked = max_blocked;
  self->max_depth = max_depth;
  self->longest = longest;
}

/**
 * opt_blocking_chain_add_recorded:
 * @self: a chain that nobody shows yet
 * @backend: one that waited
 * @since: since when
 * @until: when it was last seen to
 */
void
opt_blocking_chain_add_recorded (OptBlockingChain *self,
                                 OptBackend *backend,
                                 gint64 since,
                                 gint64 until)
{
  OptBlockingVictim victim = { opt_backend_ref (backend), since, until };

  g_return_if_fail (OPT_IS_BLOCKING_CHAIN (self));

  g_array_append_val (self->victims, victim);
}

/**
 * opt_blocking_chain_copy:
 * @self: a chain
 *
 * Returns: (transfer full): it as it is now, for another thread
 */
OptBlockingChain *
opt_blocking_chain_copy (OptBlockingChain *self)
{
  OptBlockingChain *copy;

  g_return_val_if_fail (OPT_IS_BLOCKING_CHAIN (self), NULL);

  copy = opt_blocking_chain_new_recorded (self->root, self->start, self->end, self->open);
  opt_blocking_chain_set_recorded (copy, self->object, self->max_blocked, self->max_depth,
                                   self->longest);
  for (guint i = 0; i < self->victims->len; i++)
    {
      const OptBlockingVictim *victim = &g_array_index (self->victims, OptBlockingVictim, i);

      opt_blocking_chain_add_recorded (copy, victim->backend, victim->since, victim->until);
    }

  return copy;
}
