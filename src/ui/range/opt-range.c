/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-range.h"

#include <glib/gi18n.h>

#include "opt-delta-words.h"
#include "opt-format.h"
#include "opt-range-words.h"
#include "opt-recent.h"

#define KEY_SPAN "range-seconds"

#define MINUTE ((gint64) 60 * G_USEC_PER_SEC)
#define HOUR (60 * MINUTE)
#define DAY (24 * HOUR)

static const struct
{
  gint64 span;
  const char *label;
} choices[] = {
  { 5 * MINUTE, N_ ("Last 5 minutes") },
  { OPT_RECENT_SPAN, N_ ("Last 15 minutes") },
  { HOUR, N_ ("Last hour") },
  { 6 * HOUR, N_ ("Last 6 hours") },
  { DAY, N_ ("Last 24 hours") },
  { 7 * DAY, N_ ("Last 7 days") },
  { 30 * DAY, N_ ("Last 30 days") },
};

#define DEFAULT_CHOICE 1

enum
{
  SIGNAL_CHOSEN,
  SIGNAL_CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

struct _OptRange
{
  GObject parent_instance;

  guint choice;
  gint64 custom_from;
  gint64 custom_to; /* both are 0 where none is shown */

  /* Owned */
  OptServer *server;   /* (nullable) */
  GSettings *settings; /* (nullable) */
  OptRangeRead *read;
  OptRangeBefore *before;
};

G_DEFINE_FINAL_TYPE (OptRange, opt_range, G_TYPE_OBJECT)

static void
changed (OptRange *self)
{
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

/* What was chosen now is to be read. */
static void
before_changed (OptRange *self)
{
  opt_range_refresh (self);
  changed (self);
}

static void
opt_range_dispose (GObject *object)
{
  OptRange *self = OPT_RANGE (object);

  if (self->read != NULL)
    g_signal_handlers_disconnect_by_data (self->read, self);
  g_clear_object (&self->read);
  if (self->before != NULL)
    g_signal_handlers_disconnect_by_data (self->before, self);
  g_clear_object (&self->before);
  g_clear_object (&self->settings);
  g_clear_object (&self->server);

  G_OBJECT_CLASS (opt_range_parent_class)->dispose (object);
}

static void
opt_range_class_init (OptRangeClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = opt_range_dispose;

  /**
   * OptRange::chosen:
   * @self: the range
   *
   * Another time is to be shown.
   */
  signals[SIGNAL_CHOSEN] = g_signal_new ("chosen", OPT_TYPE_RANGE, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                         NULL, G_TYPE_NONE, 0);

  /**
   * OptRange::changed:
   * @self: the range
   *
   * Another time was chosen, or it was read, or could not be.
   */
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", OPT_TYPE_RANGE, G_SIGNAL_RUN_LAST, 0, NULL,
                                          NULL, NULL, G_TYPE_NONE, 0);
}

static void
opt_range_init (OptRange *self)
{
  self->choice = DEFAULT_CHOICE;
  self->read = opt_range_read_new (TRUE);
  g_signal_connect_swapped (self->read, "done", G_CALLBACK (changed), self);
  self->before = opt_range_before_new ();
  g_signal_connect_swapped (self->before, "changed", G_CALLBACK (before_changed), self);
}

/**
 * opt_range_new:
 *
 * Returns: (transfer full): a range of no server, live
 */
OptRange *
opt_range_new (void)
{
  return g_object_new (OPT_TYPE_RANGE, NULL);
}

/* ---- Reading --------------------------------------------------------------------------------- */

static gboolean
is_custom (OptRange *self)
{
  return self->custom_from < self->custom_to;
}

/* The server's clock, as everything that was recorded has. */
static gint64
get_now (OptServer *server)
{
  gint64 last = opt_server_get_last_time (server);

  return last != 0 ? last : g_get_real_time ();
}

/**
 * opt_range_refresh:
 * @self: a range
 *
 * For who shows it: reads it where it was not read yet, or where there is more of it by now.
 */
void
opt_range_refresh (OptRange *self)
{
  gint64 from, to;

  g_return_if_fail (OPT_IS_RANGE (self));

  if (self->server == NULL)
    return;

  to = is_custom (self) ? self->custom_to : get_now (self->server);
  from = to - opt_range_get_span (self);
  /* With the minute that it would begin within more would be watched than is shown. */
  if (opt_range_is_past (self))
    from += (MINUTE - from % MINUTE) % MINUTE;
  if (opt_range_is_past (self) && opt_range_read_is_due (self->read))
    opt_range_read_start (self->read, self->server, from, to);
  opt_range_before_refresh (self->before, self->server, from, to);
}

/* ---- What is wanted -------------------------------------------------------------------------- */

static void
chosen (OptRange *self)
{
  opt_range_read_forget (self->read);
  opt_range_before_forget (self->before);
  g_signal_emit (self, signals[SIGNAL_CHOSEN], 0);
  opt_range_refresh (self);
  changed (self);
}

/**
 * opt_range_set_settings:
 * @self: a range
 * @settings: (nullable): where it is remembered what the user chose
 */
void
opt_range_set_settings (OptRange *self, GSettings *settings)
{
  gint64 span;

  g_return_if_fail (OPT_IS_RANGE (self));

  if (!g_set_object (&self->settings, settings) || settings == NULL)
    return;

  opt_range_before_set_settings (self->before, settings);
  span = (gint64) g_settings_get_int (settings, KEY_SPAN) * G_USEC_PER_SEC;
  for (guint i = 0; i < G_N_ELEMENTS (choices); i++)
    if (choices[i].span == span)
      opt_range_set_choice (self, i);
}

/**
 * opt_range_set_server:
 * @self: a range
 * @server: (nullable): of which
 */
void
opt_range_set_server (OptRange *self, OptServer *server)
{
  g_return_if_fail (OPT_IS_RANGE (self));

  if (!g_set_object (&self->server, server))
    return;

  opt_range_read_forget (self->read);
  opt_range_before_forget (self->before);
}

/**
 * opt_range_get_n_choices:
 *
 * Returns: among how many the user chooses
 */
guint
opt_range_get_n_choices (void)
{
  return G_N_ELEMENTS (choices);
}

/**
 * opt_range_get_choice_label:
 * @choice: one of them
 *
 * Returns: what it is called
 */
const char *
opt_range_get_choice_label (guint choice)
{
  g_return_val_if_fail (choice < G_N_ELEMENTS (choices), NULL);

  return _ (choices[choice].label);
}

/**
 * opt_range_get_choice:
 * @self: a range
 *
 * Returns: what was chosen, also while another stretch of time is shown for a moment
 */
guint
opt_range_get_choice (OptRange *self)
{
  g_return_val_if_fail (OPT_IS_RANGE (self), DEFAULT_CHOICE);

  return self->choice;
}

/**
 * opt_range_set_choice:
 * @self: a range
 * @choice: what the user chose
 */
void
opt_range_set_choice (OptRange *self, guint choice)
{
  g_return_if_fail (OPT_IS_RANGE (self));
  g_return_if_fail (choice < G_N_ELEMENTS (choices));

  if (self->choice == choice && !is_custom (self))
    return;

  self->custom_from = self->custom_to = 0;
  self->choice = choice;
  if (self->settings != NULL)
    g_settings_set_int (self->settings, KEY_SPAN, (int) (choices[choice].span / G_USEC_PER_SEC));
  chosen (self);
}

/**
 * opt_range_set_custom:
 * @self: a range
 * @from: microseconds since 1970, the server's clock
 * @to: likewise
 *
 * Shows that stretch of time, until another is chosen: the whole minutes that it touches, since
 * minutes are what was recorded.
 */
void
opt_range_set_custom (OptRange *self, gint64 from, gint64 to)
{
  g_return_if_fail (OPT_IS_RANGE (self));
  g_return_if_fail (0 < from && from < to);

  from -= from % MINUTE;
  to += (MINUTE - to % MINUTE) % MINUTE;
  if (self->custom_from == from && self->custom_to == to)
    return;

  self->custom_from = from;
  self->custom_to = to;
  chosen (self);
}

/**
 * opt_range_get_custom:
 * @self: a range
 * @from: (out): when it begins
 * @to: (out): when it ends
 *
 * Returns: whether a stretch of time is shown that the user picked
 */
gboolean
opt_range_get_custom (OptRange *self, gint64 *from, gint64 *to)
{
  g_return_val_if_fail (OPT_IS_RANGE (self), FALSE);

  *from = self->custom_from;
  *to = self->custom_to;

  return is_custom (self);
}

/**
 * opt_range_leave_custom:
 * @self: a range
 *
 * Goes back to what was chosen before a stretch of time was picked.
 *
 * Returns: whether one was
 */
gboolean
opt_range_leave_custom (OptRange *self)
{
  g_return_val_if_fail (OPT_IS_RANGE (self), FALSE);

  if (!is_custom (self))
    return FALSE;

  self->custom_from = self->custom_to = 0;
  chosen (self);

  return TRUE;
}

/**
 * opt_range_is_past:
 * @self: a range
 *
 * Returns: whether it is read from what was recorded; what is in memory is shown as it comes
 */
gboolean
opt_range_is_past (OptRange *self)
{
  g_return_val_if_fail (OPT_IS_RANGE (self), FALSE);

  return is_custom (self) || choices[self->choice].span > OPT_RECENT_SPAN;
}

/**
 * opt_range_get_span:
 * @self: a range
 *
 * Returns: how long it is, in microseconds
 */
gint64
opt_range_get_span (OptRange *self)
{
  g_return_val_if_fail (OPT_IS_RANGE (self), 0);

  return is_custom (self) ? self->custom_to - self->custom_from : choices[self->choice].span;
}

/**
 * opt_range_get_before:
 * @self: a range
 *
 * Returns: (transfer none): the earlier time that it is compared with
 */
OptRangeBefore *
opt_range_get_before (OptRange *self)
{
  g_return_val_if_fail (OPT_IS_RANGE (self), NULL);

  return self->before;
}

/* ---- What there is --------------------------------------------------------------------------- */

/**
 * opt_range_get_timeline:
 * @self: a range
 *
 * Returns: (nullable) (transfer none): of its time, once it was read
 */
OptTimeline *
opt_range_get_timeline (OptRange *self)
{
  g_return_val_if_fail (OPT_IS_RANGE (self), NULL);

  return opt_range_read_get_timeline (self->read);
}

/**
 * opt_range_get_statements:
 * @self: a range
 *
 * Returns: (nullable) (transfer none): that were called in it, once it was read
 */
OptStatementList *
opt_range_get_statements (OptRange *self)
{
  g_return_val_if_fail (OPT_IS_RANGE (self), NULL);

  return opt_range_read_get_statements (self->read);
}

/**
 * opt_range_get_recorded:
 * @self: a range
 *
 * Returns: (nullable) (transfer none): what was recorded in it, once it was read
 */
const OptHistoryRange *
opt_range_get_recorded (OptRange *self)
{
  g_return_val_if_fail (OPT_IS_RANGE (self), NULL);

  return opt_range_read_get_range (self->read);
}

/**
 * opt_range_get_window:
 * @self: a range
 * @from: (out): when it begins, microseconds since 1970
 * @to: (out): when it ends
 *
 * Returns: whether it was read
 */
gboolean
opt_range_get_window (OptRange *self, gint64 *from, gint64 *to)
{
  g_return_val_if_fail (OPT_IS_RANGE (self), FALSE);

  return opt_range_read_get_window (self->read, from, to);
}

/**
 * opt_range_get_label:
 * @self: a range
 *
 * Returns: (transfer full): what it is called
 */
char *
opt_range_get_label (OptRange *self)
{
  g_return_val_if_fail (OPT_IS_RANGE (self), NULL);

  return is_custom (self) ? opt_range_format (self->custom_from, self->custom_to)
                          : g_strdup (opt_range_get_choice_label (self->choice));
}

static char *
describe_recorded (OptTimeline *timeline, const OptHistoryRange *range)
{
  g_autofree char *width = opt_format_duration ((double) range->width / 1000.0);
  g_autofree char *observed = opt_format_duration ((double) range->delta->observed / 1000.0);
  g_autoptr (GPtrArray) notes = opt_delta_list_notes (range->delta);
  GString *text = g_string_new (NULL);

  if (opt_timeline_get_n_points (timeline) == 0)
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

static char *
describe_itself (OptRange *self)
{
  const GError *error;

  if (!opt_range_is_past (self))
    return g_strdup ("");

  error = opt_range_read_get_error (self->read);
  if (error != NULL)
    return g_strdup_printf (_ ("What was recorded can’t be read: %s"), error->message);
  if (opt_range_get_recorded (self) == NULL)
    return g_strdup (_ ("Reading what was recorded…"));

  return describe_recorded (opt_range_get_timeline (self), opt_range_get_recorded (self));
}

/**
 * opt_range_describe:
 * @self: a range
 *
 * Returns: (transfer full): what of it, and of what it is compared with, is known, in words;
 * nothing has to be said of what is live
 */
char *
opt_range_describe (OptRange *self)
{
  g_autofree char *itself = NULL;
  g_autofree char *before = NULL;

  g_return_val_if_fail (OPT_IS_RANGE (self), NULL);

  itself = describe_itself (self);
  before = opt_range_before_describe (self->before);

  return g_strjoin (*itself != '\0' && *before != '\0' ? "\n" : "", itself, before, NULL);
}

/**
 * opt_range_describe_window:
 * @self: a range of what was recorded
 *
 * Returns: (transfer full): of which time figures of it are
 */
char *
opt_range_describe_window (OptRange *self)
{
  const OptHistoryRange *range;
  g_autofree char *label = NULL;
  g_autofree char *observed = NULL;
  g_autofree char *window = NULL;

  g_return_val_if_fail (OPT_IS_RANGE (self), NULL);

  range = opt_range_get_recorded (self);
  label = opt_range_get_label (self);
  observed = range != NULL ? opt_format_duration ((double) range->delta->observed / 1000)
                           : g_strdup (OPT_FORMAT_NONE);

  /* Translators: the name of a range, and a duration */
  window = g_strdup_printf (_ ("%s, %s observed"), label, observed);
  if (range == NULL || range->n_statements <= OPT_RANGE_TEXTS)
    return g_steal_pointer (&window);

  /* Translators: a range and what is known of it, and a number of statements */
  return g_strdup_printf (_ ("%s; the texts are those of the %d that took most time"), window,
                          OPT_RANGE_TEXTS);
}
