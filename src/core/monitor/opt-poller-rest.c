/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-poller-private.h"

#include "opt-sql.h"

/* How often it is looked at the clock while it rests. */
#define REST_STEP (60 * G_USEC_PER_SEC)

static const char *const ids[] = {
  [OPT_REST_NEVER] = "never",
  [OPT_REST_WHERE_IT_SUSPENDS] = "where-it-suspends",
  [OPT_REST_ALWAYS] = "always",
};

/**
 * opt_rest_policy_to_id:
 * @self: a policy
 *
 * Returns: (transfer none): its name in files and on the command line
 */
const char *
opt_rest_policy_to_id (OptRestPolicy self)
{
  g_return_val_if_fail (self < G_N_ELEMENTS (ids), NULL);

  return ids[self];
}

/**
 * opt_rest_policy_from_id:
 * @id: a name
 * @policy: (out): the policy that is called so
 *
 * Returns: whether there is one
 */
gboolean
opt_rest_policy_from_id (const char *id, OptRestPolicy *policy)
{
  g_return_val_if_fail (id != NULL && policy != NULL, FALSE);

  for (gsize i = 0; i < G_N_ELEMENTS (ids); i++)
    if (g_str_equal (id, ids[i]))
      {
        *policy = (OptRestPolicy) i;
        return TRUE;
      }

  return FALSE;
}

/* Superusers of Neon, Amazon RDS, Google Cloud SQL and Azure, by which these look after a server,
 * whether anybody uses it or not. */
static const char *const service_roles[]
    = { "cloud_admin", "rdsadmin", "cloudsqladmin", "azuresu", NULL };

static gboolean
may_rest (OptPoller *self)
{
  switch (self->rest.policy)
    {
    case OPT_REST_ALWAYS:
      return TRUE;
    case OPT_REST_WHERE_IT_SUSPENDS:
      return self->facts != NULL && opt_server_facts_may_suspend (self->facts);
    case OPT_REST_NEVER:
    default:
      return FALSE;
    }
}

static void
set_until (OptPoller *self, gint64 until)
{
  if (self->rest.until == until)
    return;

  self->rest.until = until;
  g_object_notify (G_OBJECT (self), "rests-until");
}

/* With another connection, or another policy: whether it is to be asked for its use. */
void
opt_poller_begin_use (OptPoller *self)
{
  gboolean asked = may_rest (self);

  self->rest.counted = FALSE;
  opt_poll_schedule_set_interval (self->schedule, OPT_POLL_READ_USE,
                                  asked ? MIN (OPT_POLLER_USE_INTERVAL, self->rest.after / 2) : 0);
}

/* Catalogs are read by whoever watches. A text that is not known yet may be anybody's. */
static gboolean
is_use (const OptSqlText *text)
{
  if (text == NULL)
    return TRUE;

  return !text->system && (text->role == NULL || !g_strv_contains (service_roles, text->role));
}

static gboolean
is_used (OptPoller *self, const OptDelta *delta)
{
  GHashTableIter iter;
  const OptStatementCounters *counters;

  g_hash_table_iter_init (&iter, delta->statements);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *) &counters))
    {
      if (counters->calls > 0 && is_use (opt_workload_get_text (self->workload, &counters->key)))
        return TRUE;
    }

  return FALSE;
}

/* Who comes and goes between two looks at the sessions is seen by what was asked. */
void
opt_poller_note_use (OptPoller *self, const OptDelta *delta)
{
  self->rest.counted = TRUE;
  if (delta != NULL && self->rest.policy != OPT_REST_NEVER && is_used (self, delta))
    self->rest.used = g_get_monotonic_time ();
}

void
opt_poller_end_rest (OptPoller *self)
{
  set_until (self, 0);
}

/* Only where all that would tell of use was read. */
static gboolean
is_unused (OptPoller *self)
{
  return self->rest.counted && self->troubles[OPT_POLL_READ_STATEMENTS].error == NULL
         && g_get_monotonic_time () - self->rest.used >= self->rest.after;
}

/* It is waited for by the clock on the wall, which goes on while this machine is suspended. */
gboolean
opt_poller_goes_on_resting (OptPoller *self)
{
  gint64 left = self->rest.until != 0 ? self->rest.until - g_get_real_time () : 0;

  if (left <= 0)
    return FALSE;

  opt_poller_wait (self, MIN (left, REST_STEP));

  return TRUE;
}

/* Without a connection, as that alone keeps some servers awake. */
static void
begin_rest (OptPoller *self)
{
  opt_poller_set_connection (self, NULL);
  opt_poller_forget_trouble (self);
  self->once = FALSE;
  opt_poller_wait (self, MIN (self->rest.period, REST_STEP));
  set_until (self, g_get_real_time () + self->rest.period);
}

static void
use_read (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr (OptPoller) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (OptResult) rows
      = opt_connection_query_finish (OPT_CONNECTION (object), result, &error);
  gint64 now = g_get_monotonic_time ();

  if (opt_poller_is_stale (self, result))
    return;
  if (rows == NULL)
    {
      opt_poller_fail_read (self, OPT_POLL_READ_USE, error);
      return;
    }

  opt_poller_end_read (self, OPT_POLL_READ_USE, opt_result_get_server_time (rows),
                       opt_result_get_received_bytes (rows));
  opt_poller_set_read_error (self, OPT_POLL_READ_USE, NULL);
  if (!opt_result_is_null (rows, 0, "unused"))
    self->rest.used = MAX (self->rest.used, now - MAX (opt_result_get_int (rows, 0, "unused"), 0));
  if (!self->paused && may_rest (self) && is_unused (self))
    begin_rest (self);
}

/* Begins to read whether anybody uses it. */
void
opt_poller_take_use (OptPoller *self)
{
  const char *sql = opt_sql_get ("monitor", "use", opt_server_facts_get_version (self->facts));
  g_autoptr (OptParams) params = opt_params_new ();

  opt_params_add_text_array (params, service_roles);
  opt_connection_query_async (self->connection, sql, params, OPT_QUERY_NONE, self->cancellable,
                              use_read, g_object_ref (self));
}

/* For tests, which don't wait for an hour. */
void
opt_poller_set_rest_times (OptPoller *self, gint64 after, gint64 period)
{
  self->rest.after = after;
  self->rest.period = period;
}

/**
 * opt_poller_set_rest:
 * @self: a poller
 * @policy: whether a server that nobody uses is left alone; at first, none is
 *
 * What counts as use is a session that is not idle, or was not for two minutes, other than of
 * OptiSchema and of the service itself, and a statement that reads more than system catalogs; where
 * that can't be read it doesn't rest. One that rests and should not any more is watched again at
 * once.
 */
void
opt_poller_set_rest (OptPoller *self, OptRestPolicy policy)
{
  g_return_if_fail (OPT_IS_POLLER (self));

  if (self->rest.policy == policy)
    return;

  self->rest.policy = policy;
  self->rest.used = g_get_monotonic_time ();
  opt_poller_begin_use (self);
  if (self->rest.until != 0 && !may_rest (self))
    opt_poller_poll_now (self);
  else if (self->cancellable != NULL && !self->busy && self->rest.until == 0 && !self->paused
           && self->connection != NULL)
    opt_poller_wait (self, 0);
}

/**
 * opt_poller_get_rests_until:
 * @self: a poller
 *
 * Returns: when a server that is left alone, as nobody uses it, is looked at again, by this
 *   machine's clock in microseconds since 1970; 0 where it is watched
 */
gint64
opt_poller_get_rests_until (OptPoller *self)
{
  g_return_val_if_fail (OPT_IS_POLLER (self), 0);

  return self->rest.until;
}
