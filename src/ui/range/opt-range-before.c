/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-range-before.h"

#include <glib/gi18n.h>

#include "opt-format.h"

#define KEY_DAYS "range-compare-days"

#define DAY (G_GINT64_CONSTANT (86400) * G_USEC_PER_SEC)
#define A_DAY 1
#define A_WEEK 7

enum
{
  SIGNAL_CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

struct _OptRangeBefore
{
  GObject parent_instance;

  guint days; /* 0: nothing is compared */

  /* Owned */
  GSettings *settings; /* (nullable) */
  OptRangeRead *read;
};

G_DEFINE_FINAL_TYPE (OptRangeBefore, opt_range_before, G_TYPE_OBJECT)

static void
changed (OptRangeBefore *self)
{
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
opt_range_before_dispose (GObject *object)
{
  OptRangeBefore *self = OPT_RANGE_BEFORE (object);

  if (self->read != NULL)
    g_signal_handlers_disconnect_by_data (self->read, self);
  g_clear_object (&self->read);
  g_clear_object (&self->settings);

  G_OBJECT_CLASS (opt_range_before_parent_class)->dispose (object);
}

static void
opt_range_before_class_init (OptRangeBeforeClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = opt_range_before_dispose;

  /**
   * OptRangeBefore::changed:
   * @self: what is compared with
   *
   * Something else was chosen, or it was read, or could not be.
   */
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", OPT_TYPE_RANGE_BEFORE, G_SIGNAL_RUN_LAST, 0,
                                          NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
opt_range_before_init (OptRangeBefore *self)
{
  self->read = opt_range_read_new (FALSE);
  g_signal_connect_swapped (self->read, "done", G_CALLBACK (changed), self);
}

/**
 * opt_range_before_new:
 *
 * Returns: (transfer full): nothing to compare with
 */
OptRangeBefore *
opt_range_before_new (void)
{
  return g_object_new (OPT_TYPE_RANGE_BEFORE, NULL);
}

/**
 * opt_range_before_set_settings:
 * @self: what is compared with
 * @settings: where it is remembered what the user chose
 */
void
opt_range_before_set_settings (OptRangeBefore *self, GSettings *settings)
{
  g_return_if_fail (OPT_IS_RANGE_BEFORE (self) && G_IS_SETTINGS (settings));

  if (g_set_object (&self->settings, settings))
    opt_range_before_set_days (self, (guint) MAX (g_settings_get_int (settings, KEY_DAYS), 0));
}

/**
 * opt_range_before_refresh:
 * @self: what is compared with
 * @server: of which
 * @from: when the time that is shown begins, microseconds since 1970
 * @to: when it ends
 *
 * Reads what was before that, where it was not read yet or may be more by now.
 */
void
opt_range_before_refresh (OptRangeBefore *self, OptServer *server, gint64 from, gint64 to)
{
  gint64 shift;

  g_return_if_fail (OPT_IS_RANGE_BEFORE (self) && OPT_IS_SERVER (server));

  shift = opt_range_before_get_shift (self);
  if (shift != 0 && opt_range_read_is_due (self->read))
    opt_range_read_start (self->read, server, from - shift, to - shift);
}

/**
 * opt_range_before_forget:
 * @self: what is compared with
 *
 * What was read was before another time.
 */
void
opt_range_before_forget (OptRangeBefore *self)
{
  g_return_if_fail (OPT_IS_RANGE_BEFORE (self));

  opt_range_read_forget (self->read);
}

/**
 * opt_range_before_set_days:
 * @self: what is compared with
 * @days: how many days before: 1, 7, or 0 for nothing
 */
void
opt_range_before_set_days (OptRangeBefore *self, guint days)
{
  g_return_if_fail (OPT_IS_RANGE_BEFORE (self));

  if (days != A_DAY && days != A_WEEK)
    days = 0;
  if (self->days == days)
    return;

  self->days = days;
  opt_range_read_forget (self->read);
  if (self->settings != NULL)
    g_settings_set_int (self->settings, KEY_DAYS, (int) days);
  changed (self);
}

/**
 * opt_range_before_get_days:
 * @self: what is compared with
 *
 * Returns: how many days before; 0: nothing is compared
 */
guint
opt_range_before_get_days (OptRangeBefore *self)
{
  g_return_val_if_fail (OPT_IS_RANGE_BEFORE (self), 0);

  return self->days;
}

/**
 * opt_range_before_get_shift:
 * @self: what is compared with
 *
 * Returns: how far before, in microseconds
 */
gint64
opt_range_before_get_shift (OptRangeBefore *self)
{
  g_return_val_if_fail (OPT_IS_RANGE_BEFORE (self), 0);

  return self->days * DAY;
}

/**
 * opt_range_before_get_label:
 * @self: what is compared with
 *
 * Returns: (nullable): what it is called; %NULL: nothing is compared
 */
const char *
opt_range_before_get_label (OptRangeBefore *self)
{
  g_return_val_if_fail (OPT_IS_RANGE_BEFORE (self), NULL);

  switch (self->days)
    {
    case A_DAY:
      return _ ("A day before");
    case A_WEEK:
      return _ ("A week before");
    default:
      return NULL;
    }
}

/* ---- What there is --------------------------------------------------------------------------- */

/**
 * opt_range_before_get_recorded:
 * @self: what is compared with
 *
 * Returns: (nullable) (transfer none): what was recorded then, once it was read
 */
const OptHistoryRange *
opt_range_before_get_recorded (OptRangeBefore *self)
{
  g_return_val_if_fail (OPT_IS_RANGE_BEFORE (self), NULL);

  return opt_range_read_get_range (self->read);
}

/**
 * opt_range_before_get_timeline:
 * @self: what is compared with
 *
 * Returns: (nullable) (transfer none): of then, once it was read
 */
OptTimeline *
opt_range_before_get_timeline (OptRangeBefore *self)
{
  g_return_val_if_fail (OPT_IS_RANGE_BEFORE (self), NULL);

  return opt_range_read_get_timeline (self->read);
}

/**
 * opt_range_before_get_statements:
 * @self: what is compared with
 *
 * Returns: (nullable) (transfer none): that were called then, once it was read
 */
OptStatementList *
opt_range_before_get_statements (OptRangeBefore *self)
{
  g_return_val_if_fail (OPT_IS_RANGE_BEFORE (self), NULL);

  return opt_range_read_get_statements (self->read);
}

/**
 * opt_range_before_get_window:
 * @self: what is compared with
 * @from: (out): when it begins, microseconds since 1970
 * @to: (out): when it ends
 *
 * Returns: whether it was read
 */
gboolean
opt_range_before_get_window (OptRangeBefore *self, gint64 *from, gint64 *to)
{
  g_return_val_if_fail (OPT_IS_RANGE_BEFORE (self), FALSE);

  return opt_range_read_get_window (self->read, from, to);
}

static char *
describe_recorded (OptRangeBefore *self, const OptHistoryRange *range)
{
  const char *label = opt_range_before_get_label (self);
  g_autofree char *observed = NULL;
  g_autofree char *span = NULL;
  gint64 from, to;

  if (opt_timeline_get_n_points (opt_range_before_get_timeline (self)) == 0)
    /* Translators: "A day before" or "A week before" */
    return g_strdup_printf (
        _ ("%s: nothing was recorded then, OptiSchema records while it watches."), label);

  opt_range_before_get_window (self, &from, &to);
  /* Of the minutes at both ends, which are read whole, a part is outside. */
  observed = opt_format_duration ((double) MIN (range->delta->observed, to - from) / 1000);
  span = opt_format_duration ((double) (to - from) / 1000);

  /* Translators: "A day before" or "A week before", and two durations */
  return g_strdup_printf (_ ("%s: %s of %s was watched then."), label, observed, span);
}

/**
 * opt_range_before_describe:
 * @self: what is compared with
 *
 * Returns: (transfer full): what of it is known, in words; nothing has to be said of nothing
 */
char *
opt_range_before_describe (OptRangeBefore *self)
{
  const char *label;
  const GError *error;

  g_return_val_if_fail (OPT_IS_RANGE_BEFORE (self), NULL);

  label = opt_range_before_get_label (self);
  if (label == NULL)
    return g_strdup ("");

  error = opt_range_read_get_error (self->read);
  if (error != NULL)
    /* Translators: "A day before" or "A week before", and an error */
    return g_strdup_printf (_ ("%s: what was recorded can’t be read: %s"), label, error->message);
  if (opt_range_before_get_recorded (self) == NULL)
    /* Translators: "A day before" or "A week before" */
    return g_strdup_printf (_ ("%s: reading what was recorded…"), label);

  return describe_recorded (self, opt_range_before_get_recorded (self));
}
