/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-server-private.h"

/* As far as the live charts and the table go back. */
#define WINDOW (15 * 60 * G_USEC_PER_SEC)

enum
{
  PROP_NAME = 1,
  PROP_DISPLAY,
  PROP_STATE,
  PROP_ERROR,
  PROP_FACTS,
  PROP_PAUSED,
  PROP_LAST_POLL,
  PROP_SAVED,
  PROP_SANDBOX,
  N_PROPS
};

enum
{
  SIGNAL_POLLED,
  SIGNAL_READ_CHANGED,
  SIGNAL_ADVICE_CHANGED,
  SIGNAL_CHANGES_CHANGED,
  SIGNAL_WARNING,
  N_SIGNALS
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (OptServer, opt_server, G_TYPE_OBJECT)
G_DEFINE_ENUM_TYPE (OptServerState,
                    opt_server_state,
                    G_DEFINE_ENUM_VALUE (OPT_SERVER_OFFLINE, "offline"),
                    G_DEFINE_ENUM_VALUE (OPT_SERVER_CONNECTING, "connecting"),
                    G_DEFINE_ENUM_VALUE (OPT_SERVER_ONLINE, "online"),
                    G_DEFINE_ENUM_VALUE (OPT_SERVER_LOST, "lost"),
                    G_DEFINE_ENUM_VALUE (OPT_SERVER_RESTING, "resting"))

static void
opt_server_dispose (GObject *object)
{
  OptServer *self = OPT_SERVER (object);

  opt_server_watch_end (self);
  opt_server_close_lanes (self);
  opt_server_forget_recorded (self);
  g_clear_object (&self->facts);
  g_clear_object (&self->history);
  g_clear_object (&self->statements);
  g_clear_object (&self->tables);
  g_clear_object (&self->sessions);
  g_clear_object (&self->blocking);
  g_clear_object (&self->timeline);
  g_clear_object (&self->series);
  g_clear_pointer (&self->vitals, opt_vitals_unref);
  g_clear_pointer (&self->vitals_rates, opt_vitals_rates_free);
  g_clear_object (&self->workload);
  g_clear_object (&self->recommendations);
  g_clear_object (&self->jobs);

  G_OBJECT_CLASS (opt_server_parent_class)->dispose (object);
}

static void
opt_server_finalize (GObject *object)
{
  OptServer *self = OPT_SERVER (object);

  g_free (self->warning);
  g_free (self->forgotten);
  g_free (self->values_problem);
  g_free (self->name);
  g_free (self->display);
  g_free (self->sandbox_server);
  opt_conninfo_unref (self->conninfo);
  g_clear_error (&self->error);
  for (int i = 0; i < OPT_N_POLL_READS; i++)
    g_clear_error (&self->read_errors[i]);
  g_clear_pointer (&self->advice, opt_advice_free);

  G_OBJECT_CLASS (opt_server_parent_class)->finalize (object);
}

static void
opt_server_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  OptServer *self = OPT_SERVER (object);

  switch (id)
    {
    case PROP_NAME:
      g_value_set_string (value, self->name);
      break;
    case PROP_DISPLAY:
      g_value_set_string (value, self->display);
      break;
    case PROP_STATE:
      g_value_set_enum (value, (int) self->state);
      break;
    case PROP_ERROR:
      g_value_set_boxed (value, self->error);
      break;
    case PROP_FACTS:
      g_value_set_object (value, self->facts);
      break;
    case PROP_PAUSED:
      g_value_set_boolean (value, self->paused);
      break;
    case PROP_LAST_POLL:
      g_value_set_int64 (value, self->last_poll);
      break;
    case PROP_SAVED:
      g_value_set_boolean (value, self->saved);
      break;
    case PROP_SANDBOX:
      g_value_set_boxed (value, self->sandbox);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
opt_server_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  switch (id)
    {
    case PROP_PAUSED:
      opt_server_set_paused (OPT_SERVER (object), g_value_get_boolean (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
install_properties (GObjectClass *object_class)
{
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  /**
   * OptServer:name:
   *
   * What a person calls it.
   */
  properties[PROP_NAME] = g_param_spec_string ("name", NULL, NULL, NULL, flags);

  /**
   * OptServer:display:
   *
   * Where it is, for a person.
   */
  properties[PROP_DISPLAY] = g_param_spec_string ("display", NULL, NULL, NULL, flags);

  /**
   * OptServer:state:
   *
   * What is between us and it.
   */
  properties[PROP_STATE] = g_param_spec_enum ("state", NULL, NULL, OPT_TYPE_SERVER_STATE,
                                              (int) OPT_SERVER_OFFLINE, flags);

  /**
   * OptServer:error:
   *
   * Why it is lost, or %NULL.
   */
  properties[PROP_ERROR] = g_param_spec_boxed ("error", NULL, NULL, G_TYPE_ERROR, flags);

  /**
   * OptServer:facts:
   *
   * What is known of it, once it was connected to.
   */
  properties[PROP_FACTS] = g_param_spec_object ("facts", NULL, NULL, OPT_TYPE_SERVER_FACTS, flags);

  /**
   * OptServer:paused:
   *
   * Whether it is not polled for now.
   */
  properties[PROP_PAUSED]
      = g_param_spec_boolean ("paused", NULL, NULL, FALSE, flags | G_PARAM_WRITABLE);

  /**
   * OptServer:last-poll:
   *
   * When it was polled last, by this machine's clock, in microseconds since 1970; 0: not yet.
   */
  properties[PROP_LAST_POLL]
      = g_param_spec_int64 ("last-poll", NULL, NULL, 0, G_MAXINT64, 0, flags);

  /**
   * OptServer:saved:
   *
   * Whether it is among the saved connections.
   */
  properties[PROP_SAVED] = g_param_spec_boolean ("saved", NULL, NULL, FALSE, flags);

  /**
   * OptServer:sandbox:
   *
   * What stands in its sandbox, as of the last work, or %NULL where there was none.
   */
  properties[PROP_SANDBOX]
      = g_param_spec_boxed ("sandbox", NULL, NULL, OPT_TYPE_SANDBOX_STATE, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
opt_server_class_init (OptServerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = opt_server_dispose;
  object_class->finalize = opt_server_finalize;
  object_class->get_property = opt_server_get_property;
  object_class->set_property = opt_server_set_property;
  install_properties (object_class);

  /**
   * OptServer::polled:
   * @self: the server
   *
   * Workload, timeline and statements are up to date with a new poll; the timeline alone, with a
   * new sample, where the statements can't be read.
   */
  signals[SIGNAL_POLLED] = g_signal_new ("polled", OPT_TYPE_SERVER, G_SIGNAL_RUN_LAST, 0, NULL,
                                         NULL, NULL, G_TYPE_NONE, 0);

  /**
   * OptServer::read-changed:
   * @self: the server
   * @read: an #OptPollRead
   *
   * That can't be read any more, or for another reason, or can be again.
   */
  signals[SIGNAL_READ_CHANGED] = g_signal_new ("read-changed", OPT_TYPE_SERVER, G_SIGNAL_RUN_LAST,
                                               0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_UINT);

  /**
   * OptServer::advice-changed:
   * @self: the server
   *
   * There is new advice, or what is known of a recommendation has changed.
   */
  signals[SIGNAL_ADVICE_CHANGED]
      = g_signal_new ("advice-changed", OPT_TYPE_SERVER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                      G_TYPE_NONE, 0);

  /**
   * OptServer::changes-changed:
   * @self: the server
   *
   * A change was applied, undone, or judged by the workload, or it was tried to.
   */
  signals[SIGNAL_CHANGES_CHANGED]
      = g_signal_new ("changes-changed", OPT_TYPE_SERVER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                      G_TYPE_NONE, 0);

  /**
   * OptServer::warning:
   * @self: the server
   * @text: a sentence
   *
   * Something behind the scenes failed, such as writing the history: nothing that was shown is
   * wrong, but something will be missing later. Not repeated as long as it is the same.
   */
  signals[SIGNAL_WARNING] = g_signal_new ("warning", OPT_TYPE_SERVER, G_SIGNAL_RUN_LAST, 0, NULL,
                                          NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
opt_server_init (OptServer *self)
{
  self->workload = opt_workload_new (WINDOW, opt_clock_get_system ());
  self->timeline = opt_timeline_new (WINDOW);
  self->series = opt_series_set_new (WINDOW);
  self->statements = opt_statement_list_new (self->workload);
  self->sessions = opt_session_list_new ();
  self->blocking = opt_blocking_history_new ();
  self->jobs = g_list_store_new (OPT_TYPE_JOB);
  self->rest = OPT_REST_WHERE_IT_SUSPENDS;
  self->recommendations = g_list_store_new (OPT_TYPE_RECOMMENDATION);
}

/**
 * opt_server_new:
 * @name: what a person calls it
 * @conninfo: where to connect
 *
 * Returns: (transfer full): a server that is not connected to yet
 */
OptServer *
opt_server_new (const char *name, OptConninfo *conninfo)
{
  OptServer *self;

  g_return_val_if_fail (name != NULL && conninfo != NULL, NULL);

  self = g_object_new (OPT_TYPE_SERVER, NULL);
  self->name = g_strdup (name);
  self->conninfo = opt_conninfo_ref (conninfo);
  self->display = opt_conninfo_to_display (conninfo);

  return self;
}

/* ---- What it is ------------------------------------------------------------------------------ */

/**
 * opt_server_get_name:
 * @self: a server
 *
 * Returns: what a person calls it
 */
const char *
opt_server_get_name (OptServer *self)
{
  g_return_val_if_fail (OPT_IS_SERVER (self), NULL);

  return self->name;
}

/**
 * opt_server_get_display:
 * @self: a server
 *
 * Returns: "shop on db.example.org as ann"
 */
const char *
opt_server_get_display (OptServer *self)
{
  g_return_val_if_fail (OPT_IS_SERVER (self), NULL);

  return self->display;
}

/**
 * opt_server_get_conninfo:
 * @self: a server
 *
 * Returns: (transfer none): where it is connected to
 */
OptConninfo *
opt_server_get_conninfo (OptServer *self)
{
  g_return_val_if_fail (OPT_IS_SERVER (self), NULL);

  return self->conninfo;
}

/**
 * opt_server_set_conninfo:
 * @self: a server
 * @conninfo: where to connect from now on: with another password, say
 *
 * What is open is closed, but for a change that runs: it goes on as it was begun. Where it is
 * another place, what was seen at the one before is forgotten.
 */
void
opt_server_set_conninfo (OptServer *self, OptConninfo *conninfo)
{
  g_autofree char *before = NULL;
  g_autofree char *now = NULL;

  g_return_if_fail (OPT_IS_SERVER (self));
  g_return_if_fail (conninfo != NULL);

  if (conninfo == self->conninfo)
    return;

  before = opt_conninfo_to_place (self->conninfo);
  now = opt_conninfo_to_place (conninfo);

  opt_server_watch_end (self);
  if (opt_server_find_change (self) == NULL)
    opt_server_close_lanes (self);
  opt_conninfo_unref (self->conninfo);
  self->conninfo = opt_conninfo_ref (conninfo);
  g_free (self->display);
  self->display = opt_conninfo_to_display (conninfo);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_DISPLAY]);
  if (!g_str_equal (before, now))
    opt_server_forget_all (self);
  opt_server_set_state (self, OPT_SERVER_OFFLINE, NULL);
}

/**
 * opt_server_get_saved:
 * @self: a server
 *
 * Returns: whether it is among the saved connections
 */
gboolean
opt_server_get_saved (OptServer *self)
{
  g_return_val_if_fail (OPT_IS_SERVER (self), FALSE);

  return self->saved;
}

/**
 * opt_server_set_saved:
 * @self: a server
 * @saved: whether it is among the saved connections
 */
void
opt_server_set_saved (OptServer *self, gboolean saved)
{
  g_return_if_fail (OPT_IS_SERVER (self));

  if (self->saved == !!saved)
    return;

  self->saved = !!saved;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SAVED]);
}

/* ---- What it does ---------------------------------------------------------------------------- */

/**
 * opt_server_get_workload:
 * @self: a server
 *
 * Returns: (transfer none): what it was asked in the last fifteen minutes
 */
OptWorkload *
opt_server_get_workload (OptServer *self)
{
  g_return_val_if_fail (OPT_IS_SERVER (self), NULL);

  return self->workload;
}

/**
 * opt_server_get_timeline:
 * @self: a server
 *
 * Returns: (transfer none): its database, poll by poll
 */
OptTimeline *
opt_server_get_timeline (OptServer *self)
{
  g_return_val_if_fail (OPT_IS_SERVER (self), NULL);

  return self->timeline;
}

/**
 * opt_server_get_statements:
 * @self: a server
 *
 * Returns: (transfer none): the statements of its database
 */
OptStatementList *
opt_server_get_statements (OptServer *self)
{
  g_return_val_if_fail (OPT_IS_SERVER (self), NULL);

  return self->statements;
}

/**
 * opt_server_get_recommendations:
 * @self: a server
 *
 * Returns: (transfer none) (element-type OptRecommendation): those for its database, the one that
 *   saves most first
 */
GListModel *
opt_server_get_recommendations (OptServer *self)
{
  g_return_val_if_fail (OPT_IS_SERVER (self), NULL);

  return G_LIST_MODEL (self->recommendations);
}

/**
 * opt_server_get_advice:
 * @self: a server
 *
 * Returns: (nullable) (transfer none): what the last run of the advisor in this session said
 */
const OptAdvice *
opt_server_get_advice (OptServer *self)
{
  g_return_val_if_fail (OPT_IS_SERVER (self), NULL);

  return self->advice;
}

/**
 * opt_server_get_advice_time:
 * @self: a server
 *
 * Returns: when the advisor ran last in this session, in microseconds since 1970, or 0
 */
gint64
opt_server_get_advice_time (OptServer *self)
{
  g_return_val_if_fail (OPT_IS_SERVER (self), 0);

  return self->advice_at;
}

void
opt_server_notify_advice (OptServer *self)
{
  g_signal_emit (self, signals[SIGNAL_ADVICE_CHANGED], 0);
}

/* A person should know, but need do nothing: once is enough. */
void
opt_server_warn (OptServer *self, const char *format, ...)
{
  g_autofree char *text = NULL;
  va_list arguments;

  va_start (arguments, format);
  text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  if (g_strcmp0 (text, self->warning) == 0)
    return;

  g_message ("%s: %s", self->name, text);
  g_signal_emit (self, signals[SIGNAL_WARNING], 0, text);
  g_free (self->warning);
  self->warning = g_steal_pointer (&text);
}

void
opt_server_notify_changes (OptServer *self)
{
  g_signal_emit (self, signals[SIGNAL_CHANGES_CHANGED], 0);
}
