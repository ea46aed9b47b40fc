/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-timeline-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "opt-format.h"
#include "opt-load.h"
#include "opt-poll-schedule.h"

/* A server that evicts does so all the time: it is said once a minute. */
#define EVICTIONS_EVERY (60 * G_USEC_PER_SEC)

/* For so long, at most: sessions are looked at each second, unless that costs the server much. */
#define SAMPLE_HOLDS (10 * G_USEC_PER_SEC)

enum
{
  SIGNAL_CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

struct _OptTimeline
{
  GObject parent_instance;

  gint64 span;
  guint32 database;      /* 0: the whole server */
  gint64 previous;       /* time of the snapshot before the last, or 0 */
  gint64 sampled_at;     /* when the load was sampled last, or 0 */
  gint64 sample_elapsed; /* how long that took */
  gboolean partial;      /* sessions were hidden from the role at the last sample */
  gboolean load_gap;     /* since the last snapshot there was a while without a sample */

  /* Owned */
  OptSnapshot *last;  /* (nullable) */
  OptLoad *load;      /* sampled since the last snapshot … */
  OptLoad *last_load; /* … and before it, since the one before */
  GArray *points;     /* (element-type OptTimelinePoint), the oldest first */
  GPtrArray *events;  /* (element-type OptTimelineEvent), the oldest first */
};

G_DEFINE_FINAL_TYPE (OptTimeline, opt_timeline, G_TYPE_OBJECT)

static void
event_free (gpointer data)
{
  OptTimelineEvent *event = data;

  g_free (event->text);
  g_free (event);
}

static void
opt_timeline_finalize (GObject *object)
{
  OptTimeline *self = OPT_TIMELINE (object);

  g_clear_pointer (&self->last, opt_snapshot_unref);
  opt_load_free (self->load);
  opt_load_free (self->last_load);
  g_clear_pointer (&self->points, g_array_unref);
  g_clear_pointer (&self->events, g_ptr_array_unref);

  G_OBJECT_CLASS (opt_timeline_parent_class)->finalize (object);
}

static void
opt_timeline_class_init (OptTimelineClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = opt_timeline_finalize;

  /**
   * OptTimeline::changed:
   * @self: the timeline
   *
   * There is more of it, or all of it is gone.
   */
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", OPT_TYPE_TIMELINE, G_SIGNAL_RUN_LAST, 0, NULL,
                                          NULL, NULL, G_TYPE_NONE, 0);
}

static void
opt_timeline_init (OptTimeline *self)
{
  self->load = opt_load_new ();
  self->last_load = opt_load_new ();
  self->points = g_array_new (FALSE, FALSE, sizeof (OptTimelinePoint));
  self->events = g_ptr_array_new_with_free_func (event_free);
}

/**
 * opt_timeline_new:
 * @span: how far back it goes, in microseconds
 *
 * Returns: (transfer full): an empty timeline of a whole server
 */
OptTimeline *
opt_timeline_new (gint64 span)
{
  OptTimeline *self;

  g_return_val_if_fail (span > 0, NULL);

  self = g_object_new (OPT_TYPE_TIMELINE, NULL);
  self->span = span;

  return self;
}

/**
 * opt_timeline_set_database:
 * @self: a timeline
 * @oid: of which database; 0: of the whole server
 *
 * Another database begins anew, with the next update.
 */
void
opt_timeline_set_database (OptTimeline *self, guint32 oid)
{
  g_return_if_fail (OPT_IS_TIMELINE (self));

  if (self->database == oid)
    return;

  self->database = oid;
  g_array_set_size (self->points, 0);
  g_ptr_array_set_size (self->events, 0);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

/**
 * opt_timeline_clear:
 * @self: a timeline
 *
 * Begins anew: what comes next is of a server elsewhere, and not what became of this one.
 */
void
opt_timeline_clear (OptTimeline *self)
{
  g_return_if_fail (OPT_IS_TIMELINE (self));

  g_clear_pointer (&self->last, opt_snapshot_unref);
  opt_load_free (self->load);
  opt_load_free (self->last_load);
  self->load = opt_load_new ();
  self->last_load = opt_load_new ();
  self->previous = 0;
  self->sampled_at = 0;
  self->sample_elapsed = 0;
  self->partial = FALSE;
  /* The first look says nothing of the time until it, which the first point may be of. */
  self->load_gap = TRUE;
  g_array_set_size (self->points, 0);
  g_ptr_array_set_size (self->events, 0);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

/* In order of time; what comes first at the same time stays first. */
static void
insert_event (OptTimeline *self, gint64 time, const char *kind, const char *text)
{
  OptTimelineEvent *event = g_new0 (OptTimelineEvent, 1);
  guint position = self->events->len;

  event->time = time;
  event->kind = g_intern_string (kind);
  event->text = g_strdup (text);
  while (position > 0 && opt_timeline_get_event (self, position - 1)->time > time)
    position--;
  g_ptr_array_insert (self->events, (int) position, event);
}

/* Of a clock that was set back, or runs behind that of the server before. */
static void
forget_since (OptTimeline *self, gint64 time)
{
  while (self->points->len > 0 && opt_timeline_get_point (self, self->points->len - 1)->end >= time)
    g_array_set_size (self->points, self->points->len - 1);
  while (self->events->len > 0
         && opt_timeline_get_event (self, self->events->len - 1)->time >= time)
    g_ptr_array_set_size (self->events, (int) self->events->len - 1);
}

static void
forget_until (OptTimeline *self, gint64 time)
{
  guint n = 0;

  while (n < self->points->len && opt_timeline_get_point (self, n)->end <= time)
    n++;
  g_array_remove_range (self->points, 0, n);

  n = 0;
  while (n < self->events->len && opt_timeline_get_event (self, n)->time <= time)
    n++;
  if (n > 0)
    g_ptr_array_remove_range (self->events, 0, n);
}

/* A postmaster that had been up already at the last poll is another one. */
static void
note_epoch (OptTimeline *self, const OptSnapshot *before, const OptSnapshot *after)
{
  gboolean other = before->system_identifier != NULL && after->system_identifier != NULL
                   && g_strcmp0 (before->system_identifier, after->system_identifier) != 0;

  if (before->start_time != after->start_time)
    other |= after->start_time <= before->time;

  if (other)
    insert_event (self, after->time, "failover", _ ("Another server answers."));
  else if (before->start_time != after->start_time)
    insert_event (self, MIN (after->start_time, after->time), "restart",
                  _ ("The server was restarted."));
  else if (after->time < before->time)
    insert_event (self, after->time, "clock", _ ("The server's clock was set back."));
}

static gboolean
said_eviction (OptTimeline *self, gint64 since)
{
  for (guint i = self->events->len; i > 0; i--)
    {
      const OptTimelineEvent *event = opt_timeline_get_event (self, i - 1);

      if (event->time > since && g_strcmp0 (event->kind, "eviction") == 0)
        return TRUE;
    }

  return FALSE;
}

static void
note_eviction (OptTimeline *self, const OptDelta *delta)
{
  g_autofree char *share = NULL;
  g_autofree char *text = NULL;

  if (said_eviction (self, delta->end - EVICTIONS_EVERY))
    return;

  if (delta->lost_share > 0)
    {
      share = opt_format_percent (delta->lost_share);
      text = g_strdup_printf (
          _ ("The server evicted statements; those that are gone usually make %s "
             "of the load."),
          share);
    }
  else
    text = g_strdup (_ ("The server evicted statements; how much of the load they make is not "
                        "known."));
  insert_event (self, delta->end, "eviction", text);
}

static void
note_events (OptTimeline *self, const OptSnapshot *snapshot, const OptDelta *delta)
{
  if (self->last != NULL)
    {
      if (snapshot->time <= self->last->time)
        forget_since (self, snapshot->time);
      note_epoch (self, self->last, snapshot);
    }
  if (delta == NULL)
    return;

  if ((delta->flags & OPT_DELTA_RESET) && (delta->flags & OPT_DELTA_RESTART) == 0)
    insert_event (self, delta->start, "reset", _ ("pg_stat_statements was reset."));
  if (delta->flags & OPT_DELTA_INCOMPLETE)
    note_eviction (self, delta);
}

/**
 * opt_timeline_sample:
 * @self: a timeline
 * @activity: what the sessions of its server do
 *
 * Becomes part of the load of the next point.
 */
void
opt_timeline_sample (OptTimeline *self, const OptActivity *activity)
{
  gint64 usual;

  g_return_if_fail (OPT_IS_TIMELINE (self));
  g_return_if_fail (activity != NULL);

  /* Slow ones are far apart; one that was slow alone, as in a stall, is no reason to be. */
  usual = MIN (activity->elapsed, self->sample_elapsed);
  self->load_gap |= self->sampled_at != 0
                    && activity->time - self->sampled_at
                           > MAX (SAMPLE_HOLDS, 3 * OPT_POLL_COST_FACTOR * usual);
  self->sample_elapsed = activity->elapsed;
  opt_load_add (self->load, activity);
  self->partial = activity->n_hidden > 0;
  self->sampled_at = activity->time;
}

/**
 * opt_timeline_is_load_partial:
 * @self: a timeline
 *
 * Returns: whether the role may not see all sessions by now: the load is what it sees, at least
 */
gboolean
opt_timeline_is_load_partial (OptTimeline *self)
{
  g_return_val_if_fail (OPT_IS_TIMELINE (self), FALSE);

  return self->partial;
}

/* A sample stands for the time until the next one, where that was not due yet. */
static void
take_load (OptTimeline *self)
{
  if (opt_load_get_n_samples (self->load) == 0 && self->last->time >= self->sampled_at
      && self->last->time - self->sampled_at <= SAMPLE_HOLDS)
    return;

  /* A sample after a long while says nothing of the while. */
  if (self->load_gap)
    {
      opt_load_free (self->load);
      self->load = opt_load_new ();
      self->load_gap = FALSE;
    }
  opt_load_free (self->last_load);
  self->last_load = g_steal_pointer (&self->load);
  self->load = opt_load_new ();
}

static const OptTimelinePoint *
get_last_point (OptTimeline *self)
{
  return self->points->len > 0 ? opt_timeline_get_point (self, self->points->len - 1) : NULL;
}

static void
add_point (OptTimeline *self, const OptTimelinePoint *point)
{
  g_array_append_val (self->points, *point);
  forget_until (self, point->end - self->span);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

/**
 * opt_timeline_update_load:
 * @self: a timeline
 *
 * Adds what the sessions did since the last point: to be called after each sample while the
 * statements can't be read.
 */
void
opt_timeline_update_load (OptTimeline *self)
{
  const OptTimelinePoint *last;
  double load[OPT_N_WAIT_CLASSES];
  OptTimelinePoint point;
  gint64 start = self->sampled_at;

  g_return_if_fail (OPT_IS_TIMELINE (self));

  if (opt_load_get_n_samples (self->load) == 0)
    return;

  last = get_last_point (self);
  if (last != NULL && last->end >= self->sampled_at)
    {
      forget_since (self, self->sampled_at);
      last = get_last_point (self);
    }
  if (last != NULL && !self->load_gap && self->sampled_at - last->end <= SAMPLE_HOLDS)
    start = last->end;
  self->load_gap = FALSE;
  opt_load_free (self->last_load);
  self->last_load = g_steal_pointer (&self->load);
  self->load = opt_load_new ();

  opt_load_get (self->last_load, self->database, load);
  opt_timeline_point_init_load (&point, start, self->sampled_at, load);
  add_point (self, &point);
}

/**
 * opt_timeline_update:
 * @self: a timeline
 * @workload: of its server
 *
 * Adds what happened between the workload's last two snapshots: to be called after each poll. It
 * may be called again when texts were added, for then OptiSchema's own statements are known.
 */
void
opt_timeline_update (OptTimeline *self, OptWorkload *workload)
{
  const OptTimelinePoint *before;
  double load[OPT_N_WAIT_CLASSES];
  OptTimelinePoint point;
  OptSnapshot *snapshot;

  g_return_if_fail (OPT_IS_TIMELINE (self));
  g_return_if_fail (OPT_IS_WORKLOAD (workload));

  snapshot = opt_workload_get_last_snapshot (workload);
  if (snapshot == NULL)
    return;

  before = get_last_point (self);
  if (snapshot != self->last)
    {
      note_events (self, snapshot, opt_workload_get_last_delta (workload));
      self->previous = self->last != NULL ? self->last->time : 0;
      g_clear_pointer (&self->last, opt_snapshot_unref);
      self->last = opt_snapshot_ref (snapshot);
      take_load (self);
    }
  /* Since then the statements can't be read. */
  else if (before != NULL && before->end > snapshot->time)
    return;
  else if (before != NULL)
    g_array_set_size (self->points, self->points->len - 1);

  opt_load_get (self->last_load, self->database, load);
  opt_timeline_point_init (&point, workload, self->database, self->previous, load);
  before = get_last_point (self);
  /* What was counted while they could not be read is not of the moment in which they can again. */
  if (before != NULL && before->end > point.start)
    opt_timeline_point_init_load (&point, MIN (before->end, point.end), point.end, load);
  add_point (self, &point);
}

/**
 * opt_timeline_append:
 * @self: a timeline that is of no workload
 * @point: what comes after its last one
 *
 * For what was recorded: nothing is forgotten for it.
 */
void
opt_timeline_append (OptTimeline *self, const OptTimelinePoint *point)
{
  g_return_if_fail (OPT_IS_TIMELINE (self));
  g_return_if_fail (point != NULL);

  g_array_append_val (self->points, *point);
}

static gboolean
has_event (OptTimeline *self, const OptTimelineEvent *event)
{
  for (guint i = 0; i < self->events->len; i++)
    {
      const OptTimelineEvent *other = opt_timeline_get_event (self, i);

      if (other->time == event->time && g_strcmp0 (other->kind, event->kind) == 0
          && g_strcmp0 (other->text, event->text) == 0)
        return TRUE;
    }

  return FALSE;
}

/**
 * opt_timeline_prepend:
 * @self: a timeline that has a point
 * @recorded: what was recorded of the same database before
 *
 * Has it begin with what of that is within its span and ended before its own first point: nothing
 * is there twice. Where nobody recorded there is no point.
 */
void
opt_timeline_prepend (OptTimeline *self, OptTimeline *recorded)
{
  gint64 since, until;
  guint first = 0;
  guint end;

  g_return_if_fail (OPT_IS_TIMELINE (self) && OPT_IS_TIMELINE (recorded));
  g_return_if_fail (self->points->len > 0);

  since = opt_timeline_get_point (self, self->points->len - 1)->end - self->span;
  until = opt_timeline_get_point (self, 0)->start;
  while (first < recorded->points->len && opt_timeline_get_point (recorded, first)->end <= since)
    first++;
  end = first;
  while (end < recorded->points->len && opt_timeline_get_point (recorded, end)->end <= until)
    end++;
  if (end > first)
    g_array_prepend_vals (self->points, opt_timeline_get_point (recorded, first), end - first);

  for (guint i = 0; i < recorded->events->len; i++)
    {
      const OptTimelineEvent *event = opt_timeline_get_event (recorded, i);

      if (event->time > since && event->time <= until && !has_event (self, event))
        insert_event (self, event->time, event->kind, event->text);
    }
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

/**
 * opt_timeline_add_event:
 * @self: a timeline
 * @time: when; the server's clock, microseconds since 1970
 * @kind: for machines
 * @text: for a person
 *
 * Something happened that the snapshots don't tell.
 */
void
opt_timeline_add_event (OptTimeline *self, gint64 time, const char *kind, const char *text)
{
  g_return_if_fail (OPT_IS_TIMELINE (self));
  g_return_if_fail (kind != NULL && text != NULL);

  insert_event (self, time, kind, text);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

/**
 * opt_timeline_get_span:
 * @self: a timeline
 *
 * Returns: how far back it goes, in microseconds
 */
gint64
opt_timeline_get_span (OptTimeline *self)
{
  g_return_val_if_fail (OPT_IS_TIMELINE (self), 0);

  return self->span;
}

/**
 * opt_timeline_get_n_points:
 * @self: a timeline
 *
 * Returns: how many points it has
 */
guint
opt_timeline_get_n_points (OptTimeline *self)
{
  g_return_val_if_fail (OPT_IS_TIMELINE (self), 0);

  return self->points->len;
}

/**
 * opt_timeline_get_point:
 * @self: a timeline
 * @position: 0 is the oldest
 *
 * Returns: (transfer none) (nullable): the point, until the timeline changes; %NULL past the end
 */
const OptTimelinePoint *
opt_timeline_get_point (OptTimeline *self, guint position)
{
  g_return_val_if_fail (OPT_IS_TIMELINE (self), NULL);

  return position < self->points->len ? &g_array_index (self->points, OptTimelinePoint, position)
                                      : NULL;
}

/**
 * opt_timeline_get_n_events:
 * @self: a timeline
 *
 * Returns: how many events it has
 */
guint
opt_timeline_get_n_events (OptTimeline *self)
{
  g_return_val_if_fail (OPT_IS_TIMELINE (self), 0);

  return self->events->len;
}

/**
 * opt_timeline_get_event:
 * @self: a timeline
 * @position: 0 is the oldest
 *
 * Returns: (transfer none) (nullable): the event, until the timeline changes; %NULL past the end
 */
const OptTimelineEvent *
opt_timeline_get_event (OptTimeline *self, guint position)
{
  g_return_val_if_fail (OPT_IS_TIMELINE (self), NULL);

  return position < self->events->len ? self->events->pdata[position] : NULL;
}
