/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-server-alerts.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "opt-alert-watch.h"
#include "opt-error.h"
#include "opt-server-private.h"
#include "opt-server-vitals.h"
#include "opt-timeline-series.h"
#include "opt-vital.h"

/* So often it is looked whether a server that is lost still is. */
#define LOST_INTERVAL_SECONDS 5
/* What is older than that by the other's clock is not looked at any more. */
#define SEEN_HOLDS (60 * G_USEC_PER_SEC)

#define UNREACHABLE "server.unreachable"

enum
{
  SIGNAL_CHANGED,
  SIGNAL_FIRED,
  SIGNAL_CLEARED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

struct _OptServerAlerts
{
  GObject parent_instance;

  /* Owned */
  OptServer *server;
  OptAlertWatch *watch;
  OptAlertLog *log; /* (nullable) */
  GMainContext *context;

  OptServerState state; /* as it was last, while nothing is tried */

  /* Sources */
  GSource *timer; /* (nullable) while it is lost */
};

/* Several connections of a program may be to databases of one server: what is of the whole server
 * is told by the first of them that sees it. Of a main loop's own thread, in the order made. */
static GPtrArray *all; /* borrowed */
G_LOCK_DEFINE_STATIC (all);

G_DEFINE_FINAL_TYPE (OptServerAlerts, opt_server_alerts, G_TYPE_OBJECT)

static void
stop_timer (OptServerAlerts *self)
{
  if (self->timer == NULL)
    return;

  g_source_destroy (self->timer);
  g_clear_pointer (&self->timer, g_source_unref);
}

static void
opt_server_alerts_dispose (GObject *object)
{
  OptServerAlerts *self = OPT_SERVER_ALERTS (object);

  stop_timer (self);
  G_LOCK (all);
  g_ptr_array_remove (all, self);
  G_UNLOCK (all);
  g_clear_object (&self->watch);
  g_clear_object (&self->log);
  g_clear_object (&self->server);
  g_clear_pointer (&self->context, g_main_context_unref);

  G_OBJECT_CLASS (opt_server_alerts_parent_class)->dispose (object);
}

static void
opt_server_alerts_class_init (OptServerAlertsClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = opt_server_alerts_dispose;

  signals[SIGNAL_CHANGED]
      = g_signal_new ("changed", OPT_TYPE_SERVER_ALERTS, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                      G_TYPE_NONE, 1, OPT_TYPE_ALERT | G_SIGNAL_TYPE_STATIC_SCOPE);
  signals[SIGNAL_FIRED]
      = g_signal_new ("fired", OPT_TYPE_SERVER_ALERTS, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                      G_TYPE_NONE, 1, OPT_TYPE_ALERT | G_SIGNAL_TYPE_STATIC_SCOPE);
  signals[SIGNAL_CLEARED]
      = g_signal_new ("cleared", OPT_TYPE_SERVER_ALERTS, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                      G_TYPE_NONE, 1, OPT_TYPE_ALERT | G_SIGNAL_TYPE_STATIC_SCOPE);
}

static void
opt_server_alerts_init (OptServerAlerts *self)
{
  self->context = g_main_context_ref_thread_default ();
  G_LOCK (all);
  if (all == NULL)
    all = g_ptr_array_new ();
  g_ptr_array_add (all, self);
  G_UNLOCK (all);
}

/* ---- One server, several connections --------------------------------------------------------- */

static gboolean
is_same_place (OptServerAlerts *self, OptServerAlerts *other)
{
  OptConninfo *here = opt_server_get_conninfo (self->server);
  OptConninfo *there = opt_server_get_conninfo (other->server);

  return g_strcmp0 (opt_conninfo_get (here, "host"), opt_conninfo_get (there, "host")) == 0
         && g_strcmp0 (opt_conninfo_get (here, "port"), opt_conninfo_get (there, "port")) == 0;
}

/* Of one that was not reached yet it is known only where it should be. */
static gboolean
is_same (OptServerAlerts *self, OptServerAlerts *other)
{
  const char *here = opt_server_get_history_key (self->server);
  const char *there;

  if (other == self)
    return TRUE;
  if (other->context != self->context || other->server == NULL)
    return FALSE;

  there = opt_server_get_history_key (other->server);

  return *here != '\0' && *there != '\0' ? g_str_equal (here, there) : is_same_place (self, other);
}

/* In the order made, and itself among them. */
static GPtrArray *
list_same (OptServerAlerts *self)
{
  GPtrArray *same = g_ptr_array_new ();

  G_LOCK (all);
  for (guint i = 0; i < all->len; i++)
    if (is_same (self, all->pdata[i]))
      g_ptr_array_add (same, all->pdata[i]);
  G_UNLOCK (all);

  return same;
}

/* Whether one before it is about to learn that it is of the same server: what that one has told
 * when the program ran last is not to be told again by this one. */
static gboolean
waits_for_other (OptServerAlerts *self)
{
  gboolean waits = FALSE;

  G_LOCK (all);
  for (guint i = 0; i < all->len && all->pdata[i] != self && !waits; i++)
    {
      OptServerAlerts *other = all->pdata[i];

      waits = other->context == self->context && other->server != NULL
              && opt_server_get_state (other->server) == OPT_SERVER_CONNECTING
              && *opt_server_get_history_key (other->server) == '\0' && is_same_place (self, other);
    }
  G_UNLOCK (all);

  return waits;
}

static gboolean
is_watched (OptServerAlerts *self)
{
  return opt_server_get_state (self->server) == OPT_SERVER_ONLINE
         && !opt_server_get_paused (self->server);
}

/* What its role may not see it does not know. */
static gboolean
sees (OptServerAlerts *self, const char *name, gint64 now)
{
  OptSeriesSet *set = opt_server_get_series (self->server);

  for (guint i = 0; i < opt_series_set_get_n (set); i++)
    {
      const OptSeries *series = opt_series_set_get (set, i);
      const OptSeriesPoint *last = opt_series_get_last (series);

      if (g_str_equal (opt_series_get_info (series)->name, name) && last != NULL
          && isfinite (last->value) && now - last->time <= SEEN_HOLDS)
        return TRUE;
    }

  return FALSE;
}

static void
take_over (OptServerAlerts *self, GPtrArray *same, const char *series)
{
  for (guint i = 0; i < same->len; i++)
    {
      OptServerAlerts *other = same->pdata[i];

      if (other != self)
        opt_alert_watch_take (self->watch, other->watch, series);
    }
}

static gboolean
is_of_connection (const char *series)
{
  return opt_timeline_has_series (series) || opt_vital_is_of_database (series);
}

static gboolean
looks_at (const char *series, gpointer data)
{
  OptServerAlerts *self = data;
  g_autoptr (GPtrArray) same = NULL;
  gint64 now;

  if (is_of_connection (series))
    return TRUE;
  if (waits_for_other (self))
    return FALSE;

  same = list_same (self);
  if (same->len == 1)
    return TRUE;

  now = opt_series_set_get_time (opt_server_get_series (self->server));
  if (!sees (self, series, now))
    return FALSE;
  for (guint i = 0; same->pdata[i] != self; i++)
    if (is_watched (same->pdata[i]) && sees (same->pdata[i], series, now))
      return FALSE;
  take_over (self, same, series);

  return TRUE;
}

/* One that refuses what it is asked is there. */
static gboolean
is_unreachable (OptServerAlerts *self)
{
  const GError *error = opt_server_get_error (self->server);

  return opt_server_get_state (self->server) == OPT_SERVER_LOST
         && (g_error_matches (error, OPT_ERROR, OPT_ERROR_UNREACHABLE)
             || g_error_matches (error, OPT_ERROR, OPT_ERROR_TIMEOUT));
}

/* That one of the connections finds the server is known of that one only. */
static gboolean
tells_unreachable (OptServerAlerts *self)
{
  g_autoptr (GPtrArray) same = list_same (self);

  for (guint i = same->len; i > 0; i--)
    if (same->pdata[i - 1] != self && !is_unreachable (same->pdata[i - 1]))
      g_ptr_array_remove_index (same, i - 1);
  if (same->pdata[0] != self)
    return FALSE;

  take_over (self, same, UNREACHABLE);

  return TRUE;
}

/* Who sees it when this one is gone. */
static OptAlertWatch *
find_heir (const char *series, gpointer data)
{
  OptServerAlerts *self = data;
  g_autoptr (GPtrArray) same = list_same (self);

  for (guint i = 0; i < same->len && !is_of_connection (series); i++)
    {
      OptServerAlerts *other = same->pdata[i];
      gint64 now = opt_series_set_get_time (opt_server_get_series (other->server));

      if (other != self
          && (g_str_equal (series, UNREACHABLE) ? is_unreachable (other)
                                                : is_watched (other) && sees (other, series, now)))
        return other->watch;
    }

  return NULL;
}

/* It is there again, also for those that wait before they try. */
static void
wake_others (OptServerAlerts *self)
{
  g_autoptr (GPtrArray) same = list_same (self);

  for (guint i = 0; i < same->len; i++)
    {
      OptServerAlerts *other = same->pdata[i];

      if (other != self && is_unreachable (other) && !opt_server_get_paused (other->server))
        opt_server_poll_now (other->server);
    }
}

/* ---- What happens ---------------------------------------------------------------------------- */

static void
look (OptServerAlerts *self)
{
  g_autoptr (OptServerAlerts) kept = g_object_ref (self);

  opt_alert_watch_look (self->watch, opt_server_get_series (self->server), g_get_real_time ());
}

static void
look_at_state (OptServerAlerts *self)
{
  const OptSeriesInfo info = { UNREACHABLE, NULL, _ ("Unreachable"), OPT_SERIES_UNIT_NUMBER };
  OptServerState state = opt_server_get_state (self->server);
  gint64 now = g_get_real_time ();
  gboolean unreachable = is_unreachable (self);

  if ((state == OPT_SERVER_LOST || state == OPT_SERVER_ONLINE)
      && (!unreachable || tells_unreachable (self)))
    opt_alert_watch_look_at (self->watch, &info, now, unreachable ? 1 : 0, now);
}

static gboolean
still_lost (gpointer data)
{
  g_autoptr (OptServerAlerts) kept = g_object_ref (OPT_SERVER_ALERTS (data));

  look_at_state (kept);

  return G_SOURCE_CONTINUE;
}

static void
state_changed (OptServerAlerts *self)
{
  OptServerState state = opt_server_get_state (self->server);

  /* While it is tried again it is as unreachable as it was. */
  if (state == OPT_SERVER_CONNECTING)
    return;

  if (state != OPT_SERVER_LOST)
    stop_timer (self);
  else if (self->timer == NULL)
    {
      self->timer = g_timeout_source_new_seconds (LOST_INTERVAL_SECONDS);
      g_source_set_callback (self->timer, still_lost, self, NULL);
      g_source_attach (self->timer, self->context);
    }
  look_at_state (self);
  if (state == OPT_SERVER_ONLINE && self->state != OPT_SERVER_ONLINE)
    wake_others (self);
  self->state = state;
}

/* The next demo is one elsewhere. */
static void
display_changed (OptServerAlerts *self)
{
  opt_alert_watch_set_server (self->watch, opt_server_get_display (self->server));
}

static void
changed (OptServerAlerts *self, const OptAlert *alert)
{
  if (self->log != NULL)
    opt_alert_log_put (self->log, alert);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0, alert);
}

static void
fired (OptServerAlerts *self, const OptAlert *alert)
{
  g_signal_emit (self, signals[SIGNAL_FIRED], 0, alert);
}

static void
cleared (OptServerAlerts *self, const OptAlert *alert)
{
  g_signal_emit (self, signals[SIGNAL_CLEARED], 0, alert);
}

/* What was told before this program was started. */
static void
resume (OptServerAlerts *self, GPtrArray *firing)
{
  for (guint i = 0; i < firing->len; i++)
    {
      const OptAlert *alert = firing->pdata[i];

      if (g_strcmp0 (alert->server, opt_server_get_display (self->server)) != 0)
        continue;
      if (alert->state == OPT_ALERT_FIRING)
        opt_alert_watch_resume (self->watch, alert);
      else
        opt_alert_watch_silence (self->watch, alert->rule, alert->item, alert->silenced);
    }
}

/**
 * opt_server_alerts_new:
 * @server: a server
 * @rules: by what to look
 * @log: (nullable): where to keep what fires
 * @firing: (nullable) (element-type OptAlert): of opt_alert_log_list_open_sync(): what fired, of
 *   whatever servers, when such a program ran last: it is not told again
 *
 * Returns: (transfer full): the alerts of a server, as long as they are held
 */
OptServerAlerts *
opt_server_alerts_new (OptServer *server, OptAlertRules *rules, OptAlertLog *log, GPtrArray *firing)
{
  OptServerAlerts *self;

  g_return_val_if_fail (OPT_IS_SERVER (server) && OPT_IS_ALERT_RULES (rules), NULL);

  self = g_object_new (OPT_TYPE_SERVER_ALERTS, NULL);
  self->server = g_object_ref (server);
  self->watch = opt_alert_watch_new (opt_server_get_display (server), rules);
  opt_alert_watch_set_filter (self->watch, looks_at, self);
  g_set_object (&self->log, log);
  if (firing != NULL)
    resume (self, firing);

  g_signal_connect_object (self->watch, "changed", G_CALLBACK (changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->watch, "fired", G_CALLBACK (fired), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->watch, "cleared", G_CALLBACK (cleared), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (opt_server_get_series (server), "changed", G_CALLBACK (look), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (server, "notify::state", G_CALLBACK (state_changed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (server, "notify::display", G_CALLBACK (display_changed), self,
                           G_CONNECT_SWAPPED);
  state_changed (self);

  return self;
}

/**
 * opt_server_alerts_get_server:
 * @self: alerts
 *
 * Returns: (transfer none): whose they are
 */
OptServer *
opt_server_alerts_get_server (OptServerAlerts *self)
{
  g_return_val_if_fail (OPT_IS_SERVER_ALERTS (self), NULL);

  return self->server;
}

/**
 * opt_server_alerts_list_firing:
 * @self: alerts
 *
 * Returns: (transfer full) (element-type OptAlert): copies of what fires now
 */
GPtrArray *
opt_server_alerts_list_firing (OptServerAlerts *self)
{
  g_return_val_if_fail (OPT_IS_SERVER_ALERTS (self), NULL);

  return opt_alert_watch_list_firing (self->watch);
}

/**
 * opt_server_alerts_set_rules:
 * @self: alerts
 * @rules: by what to look from now on
 *
 * Looks by them at once.
 */
void
opt_server_alerts_set_rules (OptServerAlerts *self, OptAlertRules *rules)
{
  g_return_if_fail (OPT_IS_SERVER_ALERTS (self));

  opt_alert_watch_set_rules (self->watch, rules);
  look (self);
  look_at_state (self);
}

/* A taken one may have the name of a connection that is gone. */
static void
silence (OptServerAlerts *self, const char *rule, const char *item, gint64 until)
{
  const char *display = opt_server_get_display (self->server);
  g_autoptr (GPtrArray) firing = opt_alert_watch_list_firing (self->watch);

  opt_alert_watch_silence (self->watch, rule, item, until);
  if (self->log == NULL)
    return;

  opt_alert_log_silence (self->log, display, rule, item, until);
  for (guint i = 0; i < firing->len; i++)
    {
      const OptAlert *alert = firing->pdata[i];

      if (g_str_equal (alert->rule, rule) && g_strcmp0 (alert->item, item) == 0
          && !g_str_equal (alert->server, display))
        opt_alert_log_silence (self->log, alert->server, rule, item, until);
    }
}

/**
 * opt_server_alerts_silence:
 * @self: alerts
 * @rule: a rule's name
 * @item: (nullable): of what
 * @until: until when nobody is told of it, by this machine's clock; 0: it is told again
 *
 * That is kept. What is of the whole server is silenced for all connections to it.
 */
void
opt_server_alerts_silence (OptServerAlerts *self, const char *rule, const char *item, gint64 until)
{
  const char *series;
  g_autoptr (GPtrArray) same = NULL;

  g_return_if_fail (OPT_IS_SERVER_ALERTS (self) && rule != NULL);

  silence (self, rule, item, until);
  series = opt_alert_watch_get_series (self->watch, rule);
  if (series == NULL || is_of_connection (series))
    return;

  same = list_same (self);
  for (guint i = 0; i < same->len; i++)
    if (same->pdata[i] != self)
      silence (same->pdata[i], rule, item, until);
}

/**
 * opt_server_alerts_end:
 * @self: alerts of a server that is watched no more, and won't be
 *
 * Another connection to the server goes on with what fires, where it sees it; the rest is over. Not
 * for the end of the program: what fires then is not told again when it is started anew.
 */
void
opt_server_alerts_end (OptServerAlerts *self)
{
  g_return_if_fail (OPT_IS_SERVER_ALERTS (self));

  opt_alert_watch_end (self->watch, find_heir, self);
}
