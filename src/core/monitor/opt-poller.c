/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-poller-private.h"

#include "opt-activity.h"
#include "opt-worker.h"

/* What sessions do is of now: a sample a second tells of what takes seconds. */
#define SESSIONS_INTERVAL G_USEC_PER_SEC

/* After a failure: 1 s, 2 s, 4 s … */
#define BACKOFF_MAX (60 * G_USEC_PER_SEC)

enum
{
  PROP_CONNECTED = 1,
  PROP_PAUSED,
  PROP_RESTS_UNTIL,
  N_PROPS
};

enum
{
  SIGNAL_ACTIVITY,
  SIGNAL_SNAPSHOT,
  SIGNAL_VITALS,
  SIGNAL_EVENT,
  SIGNAL_READ_CHANGED,
  SIGNAL_ERROR,
  N_SIGNALS
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (OptPoller, opt_poller, G_TYPE_OBJECT)

static void go_on (OptPoller *self);

static gboolean
timer_fired (gpointer data)
{
  OptPoller *self = data;

  g_clear_pointer (&self->timer, g_source_unref);
  go_on (self);

  return G_SOURCE_REMOVE;
}

static void
stop_timer (OptPoller *self)
{
  if (self->timer == NULL)
    return;

  g_source_destroy (self->timer);
  g_clear_pointer (&self->timer, g_source_unref);
}

/* Nothing is on its way any more; it goes on by itself after a while. */
void
opt_poller_wait (OptPoller *self, gint64 microseconds)
{
  self->busy = FALSE;
  stop_timer (self);
  opt_poller_end_patience (self);
  if (self->cancellable == NULL)
    return;

  self->timer = g_timeout_source_new ((guint) MIN ((microseconds + 999) / 1000, G_MAXINT));
  g_source_set_callback (self->timer, timer_fired, self, NULL);
  g_source_attach (self->timer, self->context);
}

/* Something is on its way that opt_poller_wait() ends. */
void
opt_poller_hold (OptPoller *self)
{
  stop_timer (self);
  self->busy = TRUE;
}

void
opt_poller_set_connection (OptPoller *self, OptConnection *connection)
{
  gboolean was_connected = self->connection != NULL;

  if (self->connection != NULL)
    opt_connection_close (self->connection);
  g_set_object (&self->connection, connection);
  self->fetching_texts = FALSE;
  self->measured_at = 0;
  opt_workload_forget_asked (self->workload);
  opt_poller_share (self, connection != NULL);
  if (was_connected != (connection != NULL))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CONNECTED]);
}

/* What belongs to a run that was stopped since is dropped. */
gboolean
opt_poller_is_stale (OptPoller *self, gpointer task)
{
  return self->cancellable == NULL || g_task_get_cancellable (task) != self->cancellable;
}

/* Whatever it was, the next try begins anew, with facts that are read anew: the server may be
 * another, or an administrator may have mended it. */
void
opt_poller_fail (OptPoller *self, const GError *error)
{
  opt_poller_end_patience (self);
  opt_poller_set_connection (self, NULL);
  opt_poller_forget_trouble (self);
  self->backoff = CLAMP (self->backoff * 2, G_USEC_PER_SEC, BACKOFF_MAX);
  self->once = FALSE;
  if (!self->paused)
    opt_poller_wait (self, MAX (self->backoff, self->interval));
  self->busy = FALSE;
  g_signal_emit (self, signals[SIGNAL_ERROR], 0, error);
}

/* As opt_poller_fail(), with a read on its way, which is dropped whatever becomes of it. */
void
opt_poller_give_up (OptPoller *self, const GError *error)
{
  g_cancellable_cancel (self->cancellable);
  g_object_unref (self->cancellable);
  self->cancellable = g_cancellable_new ();
  self->learning = FALSE;
  opt_poller_fail (self, error);
}

static void
opened (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr (OptPoller) self = data;
  g_autoptr (OptConnection) connection = g_object_ref (OPT_CONNECTION (object));
  g_autoptr (GError) error = NULL;
  gboolean done = opt_connection_open_finish (connection, result, &error);

  if (opt_poller_is_stale (self, result))
    {
      opt_connection_close (connection);
      return;
    }
  if (!done)
    {
      opt_poller_fail (self, error);
      return;
    }
  opt_poller_set_connection (self, connection);
  opt_poll_schedule_restart (self->schedule, g_get_monotonic_time ());
  opt_poller_begin_use (self);
  opt_poller_wait (self, 0);
}

static void
facts_loaded (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr (OptPoller) self = data;
  g_autoptr (OptServerFacts) facts = NULL;
  g_autoptr (OptConnection) connection = NULL;
  g_autoptr (GError) error = NULL;

  facts = g_task_propagate_pointer (G_TASK (result), &error);
  if (opt_poller_is_stale (self, result))
    return;
  if (facts == NULL)
    {
      opt_poller_fail (self, error);
      return;
    }

  g_set_object (&self->facts, facts);
  connection = opt_connection_new (self->conninfo, OPT_CONNECTION_ROLE_MONITOR, "poll");
  opt_connection_open_async (connection, self->cancellable, opened, g_object_ref (self));
}

/* The facts are read anew with each connection: another server may answer now. They take several
 * queries in sequence, and so a worker. */
static void
open_connection (OptPoller *self)
{
  /* The worker may be the last to let go of the task, and must not be that of the poller. */
  g_autoptr (GTask) task = g_task_new (NULL, self->cancellable, facts_loaded, g_object_ref (self));

  g_task_set_source_tag (task, open_connection);
  g_task_set_task_data (task, opt_conninfo_ref (self->conninfo),
                        (GDestroyNotify) opt_conninfo_unref);
  opt_worker_run (task, opt_poller_load_facts);
}

static void
go_on (OptPoller *self)
{
  gint64 wait;
  int next;

  if ((self->paused && !self->once) || opt_poller_goes_on_resting (self))
    return;

  if (self->connection == NULL)
    {
      opt_poller_end_rest (self);
      self->busy = TRUE;
      open_connection (self);
      return;
    }

  next = opt_poll_schedule_get_next (self->schedule, g_get_monotonic_time (), &wait);
  if (next >= 0)
    opt_poller_take (self, (OptPollRead) next);
  else if (!self->paused)
    opt_poller_wait (self, wait);
  else
    self->once = FALSE;
}

/**
 * opt_poller_start:
 * @self: a poller
 *
 * Connects and begins to poll; it goes on until it is stopped, and reconnects by itself.
 */
void
opt_poller_start (OptPoller *self)
{
  g_return_if_fail (OPT_IS_POLLER (self));

  if (self->cancellable != NULL)
    return;

  self->cancellable = g_cancellable_new ();
  self->backoff = 0;
  self->rest.used = g_get_monotonic_time ();
  opt_poller_wait (self, 0);
}

/**
 * opt_poller_stop:
 * @self: a poller
 *
 * Ends polling and closes the connection.
 */
void
opt_poller_stop (OptPoller *self)
{
  g_return_if_fail (OPT_IS_POLLER (self));

  if (self->cancellable == NULL)
    return;

  stop_timer (self);
  opt_poller_end_patience (self);
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  self->busy = FALSE;
  self->learning = FALSE;
  opt_poller_forget_trouble (self);
  opt_poller_set_connection (self, NULL);
  opt_poller_end_rest (self);
}

/**
 * opt_poller_set_paused:
 * @self: a poller
 * @paused: whether to poll no more until it is resumed
 *
 * The connection stays open. The first interval after a pause includes the pause.
 */
void
opt_poller_set_paused (OptPoller *self, gboolean paused)
{
  g_return_if_fail (OPT_IS_POLLER (self));

  if (self->paused == !!paused)
    return;

  self->paused = !!paused;
  self->once = FALSE;
  if (self->paused)
    stop_timer (self);
  else if (!self->busy)
    opt_poller_wait (self, 0);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PAUSED]);
}

/**
 * opt_poller_poll_now:
 * @self: a poller
 *
 * Polls at once, also while it is paused, rests, or waits after a failure. Nothing happens where a
 * poll is on its way, or it was not started.
 */
void
opt_poller_poll_now (OptPoller *self)
{
  g_return_if_fail (OPT_IS_POLLER (self));

  if (self->cancellable == NULL || self->busy)
    return;

  self->once = self->paused;
  /* Somebody looks at it. */
  self->rest.used = g_get_monotonic_time ();
  opt_poller_end_rest (self);
  opt_poll_schedule_restart (self->schedule, g_get_monotonic_time ());
  opt_poller_wait (self, 0);
}

/**
 * opt_poller_get_paused:
 * @self: a poller
 *
 * Returns: whether it is paused
 */
gboolean
opt_poller_get_paused (OptPoller *self)
{
  g_return_val_if_fail (OPT_IS_POLLER (self), FALSE);

  return self->paused;
}

/**
 * opt_poller_get_connected:
 * @self: a poller
 *
 * Returns: whether it is connected
 */
gboolean
opt_poller_get_connected (OptPoller *self)
{
  g_return_val_if_fail (OPT_IS_POLLER (self), FALSE);

  return self->connection != NULL;
}

/**
 * opt_poller_get_facts:
 * @self: a poller
 *
 * Returns: (nullable) (transfer none): of the server it is or was connected to
 */
OptServerFacts *
opt_poller_get_facts (OptPoller *self)
{
  g_return_val_if_fail (OPT_IS_POLLER (self), NULL);

  return self->facts;
}

/**
 * opt_poller_get_workload:
 * @self: a poller
 *
 * Returns: (transfer none): where it adds what it reads
 */
OptWorkload *
opt_poller_get_workload (OptPoller *self)
{
  g_return_val_if_fail (OPT_IS_POLLER (self), NULL);

  return self->workload;
}

/**
 * opt_poller_get_cost:
 * @self: a poller
 * @cost: (out): what watching cost the server in the last minute
 */
void
opt_poller_get_cost (OptPoller *self, OptPollCost *cost)
{
  g_return_if_fail (OPT_IS_POLLER (self));
  g_return_if_fail (cost != NULL);

  opt_poll_schedule_get_cost (self->schedule, g_get_monotonic_time (), cost);
  if (self->connection != NULL)
    cost->round_trip = opt_connection_get_round_trip (self->connection);
}

/**
 * opt_poller_get_period:
 * @self: a poller
 * @read: what
 *
 * Returns: how far apart it is read at present, in microseconds
 */
gint64
opt_poller_get_period (OptPoller *self, OptPollRead read)
{
  g_return_val_if_fail (OPT_IS_POLLER (self), 0);

  return opt_poll_schedule_get_period (self->schedule, read);
}

/**
 * opt_poller_new:
 * @conninfo: the server
 * @interval: microseconds between two polls, at least; a poll that costs much makes it longer
 * @workload: where to add what is read
 *
 * Returns: (transfer full): a poller on the thread's default main context, not started yet
 */
OptPoller *
opt_poller_new (OptConninfo *conninfo, gint64 interval, OptWorkload *workload)
{
  OptPoller *self;

  g_return_val_if_fail (conninfo != NULL && interval > 0, NULL);
  g_return_val_if_fail (OPT_IS_WORKLOAD (workload), NULL);

  self = g_object_new (OPT_TYPE_POLLER, NULL);
  self->conninfo = opt_conninfo_ref (conninfo);
  self->interval = interval;
  opt_poll_schedule_set_interval (self->schedule, OPT_POLL_READ_STATEMENTS, interval);
  opt_poll_schedule_set_interval (self->schedule, OPT_POLL_READ_VITALS, OPT_POLLER_VITALS_INTERVAL);
  opt_poll_schedule_set_interval (self->schedule, OPT_POLL_READ_EVENTS, OPT_POLLER_EVENTS_INTERVAL);
  opt_poll_schedule_set_interval (self->schedule, OPT_POLL_READ_SESSIONS,
                                  MIN (interval, SESSIONS_INTERVAL));
  self->workload = g_object_ref (workload);

  return self;
}

static void
opt_poller_dispose (GObject *object)
{
  OptPoller *self = OPT_POLLER (object);

  opt_poller_stop (self);
  g_clear_object (&self->facts);
  g_clear_object (&self->workload);

  G_OBJECT_CLASS (opt_poller_parent_class)->dispose (object);
}

static void
opt_poller_finalize (GObject *object)
{
  OptPoller *self = OPT_POLLER (object);

  g_clear_pointer (&self->conninfo, opt_conninfo_unref);
  g_clear_pointer (&self->context, g_main_context_unref);
  g_clear_pointer (&self->schedule, opt_poll_schedule_free);
  g_clear_pointer (&self->vitals, opt_vitals_unref);
  g_clear_pointer (&self->events, opt_event_watch_free);
  opt_poller_forget_trouble (self);

  G_OBJECT_CLASS (opt_poller_parent_class)->finalize (object);
}

static void
opt_poller_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  OptPoller *self = OPT_POLLER (object);

  switch (id)
    {
    case PROP_CONNECTED:
      g_value_set_boolean (value, self->connection != NULL);
      break;
    case PROP_PAUSED:
      g_value_set_boolean (value, self->paused);
      break;
    case PROP_RESTS_UNTIL:
      g_value_set_int64 (value, self->rest.until);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
opt_poller_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  switch (id)
    {
    case PROP_PAUSED:
      opt_poller_set_paused (OPT_POLLER (object), g_value_get_boolean (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
opt_poller_class_init (OptPollerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = opt_poller_dispose;
  object_class->finalize = opt_poller_finalize;
  object_class->get_property = opt_poller_get_property;
  object_class->set_property = opt_poller_set_property;

  /**
   * OptPoller:connected:
   *
   * Whether it is connected.
   */
  properties[PROP_CONNECTED] = g_param_spec_boolean ("connected", NULL, NULL, FALSE,
                                                     G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);

  /**
   * OptPoller:paused:
   *
   * Whether it waits to be resumed.
   */
  properties[PROP_PAUSED]
      = g_param_spec_boolean ("paused", NULL, NULL, FALSE,
                              G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);

  /**
   * OptPoller:rests-until:
   *
   * When a server that nobody uses is looked at again; see opt_poller_get_rests_until().
   */
  properties[PROP_RESTS_UNTIL] = g_param_spec_int64 ("rests-until", NULL, NULL, 0, G_MAXINT64, 0,
                                                     G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  /**
   * OptPoller::activity:
   * @self: the poller
   * @activity: what the sessions do, with what reading it cost
   */
  signals[SIGNAL_ACTIVITY]
      = g_signal_new ("activity", OPT_TYPE_POLLER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                      G_TYPE_NONE, 1, OPT_TYPE_ACTIVITY | G_SIGNAL_TYPE_STATIC_SCOPE);

  /**
   * OptPoller::snapshot:
   * @self: the poller
   * @snapshot: what was read, with what reading it cost
   *
   * A poll succeeded, and is in the workload already.
   */
  signals[SIGNAL_SNAPSHOT]
      = g_signal_new ("snapshot", OPT_TYPE_POLLER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                      G_TYPE_NONE, 1, OPT_TYPE_SNAPSHOT | G_SIGNAL_TYPE_STATIC_SCOPE);

  /**
   * OptPoller::vitals:
   * @self: the poller
   * @vitals: what was read, with what reading it cost
   *
   * It was read how the server is.
   */
  signals[SIGNAL_VITALS]
      = g_signal_new ("vitals", OPT_TYPE_POLLER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                      G_TYPE_NONE, 1, OPT_TYPE_VITALS | G_SIGNAL_TYPE_STATIC_SCOPE);

  /**
   * OptPoller::event:
   * @self: the poller
   * @time: when; the server's clock, microseconds since 1970
   * @kind: for machines: "settings", "index", "analyze"
   * @text: for a person
   *
   * Something was done to the server, by whomever.
   */
  signals[SIGNAL_EVENT]
      = g_signal_new ("event", OPT_TYPE_POLLER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                      3, G_TYPE_INT64, G_TYPE_STRING | G_SIGNAL_TYPE_STATIC_SCOPE,
                      G_TYPE_STRING | G_SIGNAL_TYPE_STATIC_SCOPE);

  /**
   * OptPoller::read-changed:
   * @self: the poller
   * @read: an #OptPollRead
   *
   * That failed, by itself, or can be read again: see opt_poller_get_read_error(). The others go
   * on.
   */
  signals[SIGNAL_READ_CHANGED] = g_signal_new ("read-changed", OPT_TYPE_POLLER, G_SIGNAL_RUN_LAST,
                                               0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_UINT);

  /**
   * OptPoller::error:
   * @self: the poller
   * @error: why
   *
   * It can't connect, or has lost the connection. It is tried again.
   */
  signals[SIGNAL_ERROR]
      = g_signal_new ("error", OPT_TYPE_POLLER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                      1, G_TYPE_ERROR | G_SIGNAL_TYPE_STATIC_SCOPE);
}

static void
opt_poller_init (OptPoller *self)
{
  self->context = g_main_context_ref_thread_default ();
  self->schedule = opt_poll_schedule_new ();
  self->events = opt_event_watch_new ();
  opt_poller_set_rest_times (self, OPT_POLLER_REST_AFTER, OPT_POLLER_REST_PERIOD);
  opt_poller_set_patience (self, 0);
}
