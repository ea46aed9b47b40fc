/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-overview-range.h"

#include <glib/gi18n.h>

#include "opt-delta-words.h"
#include "opt-format.h"
#include "opt-history-past.h"
#include "opt-server-record.h"

/* About as many as a chart has pixels. */
#define POINTS_AT_MOST 600
/* What is recorded gets more by the minute. */
#define READ_EVERY (60 * G_USEC_PER_SEC)

enum
{
  SIGNAL_CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

struct _OptOverviewRange
{
  GObject parent_instance;

  guint n_statements;
  gint64 span;    /* 0: nothing is wanted */
  gint64 read_at; /* monotonic; 0: not yet */

  /* Owned */
  OptServer *server;            /* (nullable) */
  GCancellable *reading;        /* (nullable) while it is read */
  OptHistoryRange *range;       /* (nullable) */
  OptTimeline *timeline;        /* (nullable) … */
  OptStatementList *statements; /* (nullable) … of the range */
  GError *error;                /* (nullable) */
};

G_DEFINE_FINAL_TYPE (OptOverviewRange, opt_overview_range, G_TYPE_OBJECT)

static void
stop_reading (OptOverviewRange *self)
{
  g_cancellable_cancel (self->reading);
  g_clear_object (&self->reading);
}

static void
forget (OptOverviewRange *self)
{
  stop_reading (self);
  self->read_at = 0;
  g_clear_object (&self->timeline);
  g_clear_object (&self->statements);
  g_clear_pointer (&self->range, opt_history_range_free);
  g_clear_error (&self->error);
}

static void
opt_overview_range_dispose (GObject *object)
{
  OptOverviewRange *self = OPT_OVERVIEW_RANGE (object);

  forget (self);
  g_clear_object (&self->server);

  G_OBJECT_CLASS (opt_overview_range_parent_class)->dispose (object);
}

static void
opt_overview_range_class_init (OptOverviewRangeClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = opt_overview_range_dispose;

  /**
   * OptOverviewRange::changed:
   * @self: the range
   *
   * It was read, or could not be.
   */
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", OPT_TYPE_OVERVIEW_RANGE, G_SIGNAL_RUN_LAST, 0,
                                          NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
opt_overview_range_init (OptOverviewRange *self)
{
}

/**
 * opt_overview_range_new:
 * @n_statements: how many of the hottest statements are to be shown
 *
 * Returns: (transfer full): a range of nothing
 */
OptOverviewRange *
opt_overview_range_new (guint n_statements)
{
  OptOverviewRange *self = g_object_new (OPT_TYPE_OVERVIEW_RANGE, NULL);

  self->n_statements = n_statements;

  return self;
}

/* ---- Reading --------------------------------------------------------------------------------- */

static void
take_range (OptOverviewRange *self, OptHistoryRange *range)
{
  g_autoptr (OptWorkload) workload = opt_history_range_to_workload (range);

  g_clear_pointer (&self->range, opt_history_range_free);
  self->range = range;
  g_clear_object (&self->timeline);
  self->timeline = opt_history_range_to_timeline (range);
  g_clear_object (&self->statements);
  self->statements = opt_statement_list_new (workload);
  opt_statement_list_set_database (self->statements, opt_server_facts_get_database_oid (
                                                         opt_server_get_facts (self->server)));
  opt_statement_list_update (self->statements);
}

static void
range_read (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr (OptOverviewRange) self = data;
  g_autoptr (GError) error = NULL;
  OptHistoryRange *range = opt_server_get_range_finish (OPT_SERVER (object), result, &error);

  /* Something else is wanted since. */
  if (self->reading == NULL || g_task_get_cancellable (G_TASK (result)) != self->reading)
    {
      g_clear_pointer (&range, opt_history_range_free);
      return;
    }

  g_clear_object (&self->reading);
  g_clear_error (&self->error);
  if (range != NULL)
    take_range (self, range);
  else
    self->error = g_steal_pointer (&error);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

/* The server's clock, as everything that was recorded has. */
static gint64
get_now (OptServer *server)
{
  OptSnapshot *last = opt_workload_get_last_snapshot (opt_server_get_workload (server));

  return last != NULL ? last->time : g_get_real_time ();
}

static void
read_range (OptOverviewRange *self)
{
  OptServerFacts *facts = opt_server_get_facts (self->server);
  gint64 now = get_now (self->server);
  const OptHistoryRequest request = {
    .database = facts != NULL ? opt_server_facts_get_database_oid (facts) : 0,
    .start = now - self->span,
    .end = now,
    .n_points = POINTS_AT_MOST,
    .sort = OPT_WORKLOAD_SORT_TOTAL,
    .n_entries = self->n_statements,
  };

  if (facts == NULL)
    return;

  stop_reading (self);
  self->read_at = g_get_monotonic_time ();
  self->reading = g_cancellable_new ();
  opt_server_get_range_async (self->server, &request, self->reading, range_read,
                              g_object_ref (self));
}

/**
 * opt_overview_range_refresh:
 * @self: a range
 *
 * For who shows it: reads it where it was not read yet, or where there is more of it by now.
 */
void
opt_overview_range_refresh (OptOverviewRange *self)
{
  g_return_if_fail (OPT_IS_OVERVIEW_RANGE (self));

  if (self->server == NULL || self->span == 0 || self->reading != NULL)
    return;
  if (self->read_at != 0 && g_get_monotonic_time () - self->read_at < READ_EVERY)
    return;

  read_range (self);
}

/* ---- What is wanted -------------------------------------------------------------------------- */

/**
 * opt_overview_range_set_server:
 * @self: a range
 * @server: (nullable): of which
 */
void
opt_overview_range_set_server (OptOverviewRange *self, OptServer *server)
{
  g_return_if_fail (OPT_IS_OVERVIEW_RANGE (self));

  if (g_set_object (&self->server, server))
    forget (self);
}

/**
 * opt_overview_range_set_span:
 * @self: a range
 * @span: how far back it goes, in microseconds; 0: nothing is wanted
 */
void
opt_overview_range_set_span (OptOverviewRange *self, gint64 span)
{
  g_return_if_fail (OPT_IS_OVERVIEW_RANGE (self));
  g_return_if_fail (span >= 0);

  if (self->span == span)
    return;

  forget (self);
  self->span = span;
  opt_overview_range_refresh (self);
}

/**
 * opt_overview_range_get_span:
 * @self: a range
 *
 * Returns: how far back it goes, in microseconds; 0: nothing is wanted
 */
gint64
opt_overview_range_get_span (OptOverviewRange *self)
{
  g_return_val_if_fail (OPT_IS_OVERVIEW_RANGE (self), 0);

  return self->span;
}

/* ---- What there is --------------------------------------------------------------------------- */

/**
 * opt_overview_range_get_timeline:
 * @self: a range
 *
 * Returns: (nullable) (transfer none): of its time, once it was read
 */
OptTimeline *
opt_overview_range_get_timeline (OptOverviewRange *self)
{
  g_return_val_if_fail (OPT_IS_OVERVIEW_RANGE (self), NULL);

  return self->timeline;
}

/**
 * opt_overview_range_get_statements:
 * @self: a range
 *
 * Returns: (nullable) (transfer none): that were called in it, once it was read
 */
OptStatementList *
opt_overview_range_get_statements (OptOverviewRange *self)
{
  g_return_val_if_fail (OPT_IS_OVERVIEW_RANGE (self), NULL);

  return self->statements;
}

/**
 * opt_overview_range_get_window:
 * @self: a range
 * @from: (out): when it begins, microseconds since 1970
 * @to: (out): when it ends
 *
 * Returns: whether it was read
 */
gboolean
opt_overview_range_get_window (OptOverviewRange *self, gint64 *from, gint64 *to)
{
  g_return_val_if_fail (OPT_IS_OVERVIEW_RANGE (self), FALSE);

  if (self->range == NULL)
    return FALSE;

  *from = self->range->end - self->span;
  *to = self->range->end;

  return TRUE;
}

static char *
describe_range (OptOverviewRange *self)
{
  const OptDelta *delta = self->range->delta;
  g_autofree char *width = opt_format_duration ((double) self->range->width / 1000.0);
  g_autofree char *observed = opt_format_duration ((double) delta->observed / 1000.0);
  g_autoptr (GPtrArray) notes = opt_delta_list_notes (delta);
  GString *text = g_string_new (NULL);

  if (opt_timeline_get_n_points (self->timeline) == 0)
    {
      g_string_append (text, _ ("Nothing was recorded in this time: OptiSchema records while it "
                                "watches."));
      return g_string_free (text, FALSE);
    }

  /* Translators: two durations */
  g_string_append_printf (text, _ ("Recorded: %s of this time was watched. A point is %s."),
                          observed, width);
  for (guint i = 0; i < notes->len; i++)
    g_string_append_printf (text, " %s", (const char *) notes->pdata[i]);

  return g_string_free (text, FALSE);
}

/**
 * opt_overview_range_describe:
 * @self: a range
 *
 * Returns: (transfer full): what of it is known, in words
 */
char *
opt_overview_range_describe (OptOverviewRange *self)
{
  g_return_val_if_fail (OPT_IS_OVERVIEW_RANGE (self), NULL);

  if (self->error != NULL)
    return g_strdup_printf (_ ("What was recorded can’t be read: %s"), self->error->message);
  if (self->range == NULL)
    return g_strdup (_ ("Reading what was recorded…"));

  return describe_range (self);
}
