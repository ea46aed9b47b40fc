/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-job.h"

enum
{
  PROP_TITLE = 1,
  PROP_STEP,
  PROP_FRACTION,
  PROP_RUNNING,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

struct _OptJob
{
  GObject parent_instance;

  char *title;
  char *step; /* (nullable) */
  double fraction;
  gboolean running;
  gboolean writes;
  gint64 begun; /* monotonic */
  gint64 ended;
  GCancellable *cancellable;
  GMainContext *context;
  OptProgress progress;

  GMutex lock;
  /* Under the lock: the newest word of the worker, until the job's own thread has taken it. */
  char *told_step;
  double told_fraction;
  GSource *told_source;
};

G_DEFINE_FINAL_TYPE (OptJob, opt_job, G_TYPE_OBJECT)

static void
take (OptJob *self, const char *step, double fraction)
{
  g_object_freeze_notify (G_OBJECT (self));
  if (g_strcmp0 (self->step, step) != 0)
    {
      g_free (self->step);
      self->step = g_strdup (step);
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STEP]);
    }
  if (self->fraction != fraction)
    {
      self->fraction = fraction;
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_FRACTION]);
    }
  g_object_thaw_notify (G_OBJECT (self));
}

static gboolean
take_word (gpointer data)
{
  OptJob *self = data;
  g_autofree char *step = NULL;
  double fraction;

  g_mutex_lock (&self->lock);
  step = g_steal_pointer (&self->told_step);
  fraction = self->told_fraction;
  g_clear_pointer (&self->told_source, g_source_unref);
  g_mutex_unlock (&self->lock);

  if (self->running)
    take (self, step, fraction);

  return G_SOURCE_REMOVE;
}

/* In the worker's thread. Only the newest word counts: one source carries it, however many come. */
static void
told (const char *step, gint64 done, gint64 total, gpointer data)
{
  OptJob *self = data;

  g_mutex_lock (&self->lock);
  g_free (self->told_step);
  self->told_step = g_strdup (step);
  self->told_fraction
      = done >= 0 && total > 0 ? CLAMP ((double) done / (double) total, 0.0, 1.0) : -1.0;
  if (self->told_source == NULL)
    {
      self->told_source = g_idle_source_new ();
      g_source_set_priority (self->told_source, G_PRIORITY_DEFAULT);
      g_source_set_callback (self->told_source, take_word, g_object_ref (self), g_object_unref);
      g_source_attach (self->told_source, self->context);
    }
  g_mutex_unlock (&self->lock);
}

static void
opt_job_finalize (GObject *object)
{
  OptJob *self = OPT_JOB (object);

  g_free (self->title);
  g_free (self->step);
  g_free (self->told_step);
  g_clear_pointer (&self->told_source, g_source_unref);
  g_clear_object (&self->cancellable);
  g_main_context_unref (self->context);
  g_mutex_clear (&self->lock);

  G_OBJECT_CLASS (opt_job_parent_class)->finalize (object);
}

static void
opt_job_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  OptJob *self = OPT_JOB (object);

  switch (id)
    {
    case PROP_TITLE:
      g_value_set_string (value, self->title);
      break;
    case PROP_STEP:
      g_value_set_string (value, self->step);
      break;
    case PROP_FRACTION:
      g_value_set_double (value, self->fraction);
      break;
    case PROP_RUNNING:
      g_value_set_boolean (value, self->running);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
opt_job_class_init (OptJobClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->finalize = opt_job_finalize;
  object_class->get_property = opt_job_get_property;

  /**
   * OptJob:title:
   *
   * What it is for: "Trying an index on orders".
   */
  properties[PROP_TITLE] = g_param_spec_string ("title", NULL, NULL, NULL, flags);

  /**
   * OptJob:step:
   *
   * What is happening right now, or %NULL.
   */
  properties[PROP_STEP] = g_param_spec_string ("step", NULL, NULL, NULL, flags);

  /**
   * OptJob:fraction:
   *
   * How much of the step is done, 0 to 1; -1 where nobody can tell.
   */
  properties[PROP_FRACTION] = g_param_spec_double ("fraction", NULL, NULL, -1, 1, -1, flags);

  /**
   * OptJob:running:
   *
   * Whether it was begun and has not ended.
   */
  properties[PROP_RUNNING] = g_param_spec_boolean ("running", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
opt_job_init (OptJob *self)
{
  g_mutex_init (&self->lock);
  self->fraction = -1;
  self->told_fraction = -1;
  self->cancellable = g_cancellable_new ();
  self->context = g_main_context_ref_thread_default ();
  self->progress = (OptProgress){ told, self };
}

/**
 * opt_job_new:
 * @title: what it is for, in words
 *
 * Returns: (transfer full): a job that was not begun yet
 */
OptJob *
opt_job_new (const char *title)
{
  OptJob *self = g_object_new (OPT_TYPE_JOB, NULL);

  self->title = g_strdup (title);

  return self;
}

/**
 * opt_job_get_title:
 * @self: a job
 *
 * Returns: what it is for
 */
const char *
opt_job_get_title (OptJob *self)
{
  g_return_val_if_fail (OPT_IS_JOB (self), NULL);

  return self->title;
}

/**
 * opt_job_get_step:
 * @self: a job
 *
 * Returns: (nullable): what is happening
 */
const char *
opt_job_get_step (OptJob *self)
{
  g_return_val_if_fail (OPT_IS_JOB (self), NULL);

  return self->step;
}

/**
 * opt_job_get_fraction:
 * @self: a job
 *
 * Returns: how much of the step is done, 0 to 1, or -1 where nobody can tell
 */
double
opt_job_get_fraction (OptJob *self)
{
  g_return_val_if_fail (OPT_IS_JOB (self), -1);

  return self->fraction;
}

/**
 * opt_job_get_running:
 * @self: a job
 *
 * Returns: whether it runs
 */
gboolean
opt_job_get_running (OptJob *self)
{
  g_return_val_if_fail (OPT_IS_JOB (self), FALSE);

  return self->running;
}

/**
 * opt_job_get_elapsed:
 * @self: a job
 *
 * Returns: for how many microseconds it runs, or ran
 */
gint64
opt_job_get_elapsed (OptJob *self)
{
  g_return_val_if_fail (OPT_IS_JOB (self), 0);

  if (self->begun == 0)
    return 0;

  return (self->running ? g_get_monotonic_time () : self->ended) - self->begun;
}

/**
 * opt_job_get_cancellable:
 * @self: a job
 *
 * Returns: (transfer none): what cancels it
 */
GCancellable *
opt_job_get_cancellable (OptJob *self)
{
  g_return_val_if_fail (OPT_IS_JOB (self), NULL);

  return self->cancellable;
}

/**
 * opt_job_get_writes:
 * @self: a job
 *
 * Returns: whether it changes the server that is watched, and so is not to be dropped lightly
 */
gboolean
opt_job_get_writes (OptJob *self)
{
  g_return_val_if_fail (OPT_IS_JOB (self), FALSE);

  return self->writes;
}

/**
 * opt_job_set_writes:
 * @self: a job
 * @writes: whether it changes the server that is watched
 */
void
opt_job_set_writes (OptJob *self, gboolean writes)
{
  g_return_if_fail (OPT_IS_JOB (self));

  self->writes = !!writes;
}

/**
 * opt_job_cancel:
 * @self: a job
 *
 * Asks it to stop. It runs until it has cleaned up behind it.
 */
void
opt_job_cancel (OptJob *self)
{
  g_return_if_fail (OPT_IS_JOB (self));

  g_cancellable_cancel (self->cancellable);
}

/* Those of an earlier run. */
static void
forget_words (OptJob *self)
{
  g_mutex_lock (&self->lock);
  g_clear_pointer (&self->told_step, g_free);
  self->told_fraction = -1;
  g_mutex_unlock (&self->lock);

  take (self, NULL, -1);
}

/**
 * opt_job_begin:
 * @self: a job
 *
 * It runs from now on, be it for another time.
 */
void
opt_job_begin (OptJob *self)
{
  g_return_if_fail (OPT_IS_JOB (self));
  g_return_if_fail (!self->running);

  forget_words (self);
  self->running = TRUE;
  self->begun = g_get_monotonic_time ();
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_RUNNING]);
}

/**
 * opt_job_get_progress:
 * @self: a job
 *
 * Returns: (transfer none): whom the work is to tell its steps, from whatever thread, as long as
 *   somebody holds the job
 */
const OptProgress *
opt_job_get_progress (OptJob *self)
{
  g_return_val_if_fail (OPT_IS_JOB (self), NULL);

  return &self->progress;
}

/**
 * opt_job_end:
 * @self: a job
 *
 * It runs no more.
 */
void
opt_job_end (OptJob *self)
{
  g_return_if_fail (OPT_IS_JOB (self));

  if (!self->running)
    return;

  self->running = FALSE;
  self->ended = g_get_monotonic_time ();
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_RUNNING]);
}
