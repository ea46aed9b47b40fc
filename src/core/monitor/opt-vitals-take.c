/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-vitals-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "opt-error.h"
#include "opt-sql.h"

/* The areas, and the head before them. */
#define HEAD -1

typedef struct
{
  OptServerFacts *facts;
  OptVitals *previous; /* (nullable) */
  OptVitals *vitals;
  int area;
} Take;

static void
take_free (gpointer data)
{
  Take *take = data;

  g_object_unref (take->facts);
  g_clear_pointer (&take->previous, opt_vitals_unref);
  g_clear_pointer (&take->vitals, opt_vitals_unref);
  g_free (take);
}

static void
read_head (OptVitals *vitals, OptResult *result)
{
  vitals->time = opt_result_get_int (result, 0, "time");
  vitals->start_time = opt_result_get_int (result, 0, "start_time");
  vitals->system_identifier = g_strdup (opt_result_get_text (result, 0, "system_identifier"));
  vitals->in_recovery = opt_result_get_boolean (result, 0, "in_recovery");
}

static gboolean
is_due (const Take *take, OptVitalArea area)
{
  const OptVitalAreaInfo *info = opt_vital_area_get_info (area);
  const OptVitalsPart *before;
  gint64 every = info->every;

  if (take->previous == NULL || !opt_vitals_is_same_epoch (take->previous, take->vitals))
    return TRUE;

  before = &take->previous->parts[area];
  if (before->state == OPT_VITALS_UNREAD)
    return TRUE;
  if (every > 0)
    every = MAX (every, OPT_VITALS_SELDOM_FACTOR * before->elapsed);

  return take->vitals->time - before->tried >= every;
}

static char *
make_grant (OptServerFacts *facts)
{
  g_autofree char *role = opt_sql_quote_identifier (opt_server_facts_get_user (facts));
  const char *sql
      = opt_sql_get ("preflight", "grant-monitor", opt_server_facts_get_version (facts));

  return g_strchomp (opt_sql_fill (sql, "role", role, NULL));
}

static void
deny (Take *take, OptVitalsPart *part)
{
  g_autofree char *grant = make_grant (take->facts);

  opt_vitals_part_set_failure (part, OPT_VITALS_DENIED,
                               _ ("This role may not see it, it needs pg_monitor."), grant);
}

/* A row that hides what it has says so. */
static gboolean
is_hidden (OptResult *result)
{
  if (!opt_result_has_column (result, "denied"))
    return FALSE;

  for (guint i = 0; i < opt_result_get_n_rows (result); i++)
    if (opt_result_get_boolean (result, i, "denied"))
      return TRUE;

  return FALSE;
}

/* What a fork or a managed service has left out is not offered, as if there were no file. */
static gboolean
is_not_offered (const GError *error)
{
  const char *sqlstate = opt_error_get_sqlstate (error);

  return g_strcmp0 (sqlstate, "0A000") == 0 || g_strcmp0 (sqlstate, "42883") == 0
         || g_strcmp0 (sqlstate, "42P01") == 0 || g_strcmp0 (sqlstate, "42703") == 0;
}

static void
set_error (Take *take, OptVitalsPart *part, const GError *error)
{
  g_autofree char *reason = NULL;

  if (g_error_matches (error, OPT_ERROR, OPT_ERROR_DENIED))
    {
      deny (take, part);
      return;
    }
  if (is_not_offered (error))
    {
      reason = g_strdup_printf (_ ("Not offered by this server: %s"), error->message);
      opt_vitals_part_set_failure (part, OPT_VITALS_NOT_OFFERED, reason, NULL);
      return;
    }

  opt_vitals_part_set_failure (part, OPT_VITALS_FAILED, error->message,
                               opt_error_get_next_step (error));
}

/* Without the connection there is nothing more to read. */
static gboolean
is_fatal (OptConnection *connection, const GError *error)
{
  return g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED)
         || g_error_matches (error, OPT_ERROR, OPT_ERROR_UNREACHABLE)
         || opt_connection_get_state (connection) != OPT_CONNECTION_STATE_OPEN;
}

static void
read_area (Take *take, OptResult *result, const GError *error, gint64 elapsed)
{
  OptVitalsPart *part = &take->vitals->parts[take->area];

  if (error != NULL)
    set_error (take, part, error);
  else if (is_hidden (result))
    deny (take, part);
  else
    opt_vitals_part_set_rows (part, (OptVitalArea) take->area, result);

  part->tried = take->vitals->time;
  part->time = part->state == OPT_VITALS_READ ? part->tried : 0;
  part->elapsed = elapsed;
  if (opt_vital_area_get_info ((OptVitalArea) take->area)->every > 0)
    take->vitals->seldom += elapsed;
}

static void take_next (GTask *task);

typedef struct
{
  GTask *task;
  gint64 asked; /* monotonic */
} Question;

static void
answered (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autofree Question *question = data;
  g_autoptr (GTask) task = question->task;
  Take *take = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (OptResult) rows
      = opt_connection_query_finish (OPT_CONNECTION (object), result, &error);
  gint64 elapsed = MAX (g_get_monotonic_time () - question->asked
                            - opt_connection_get_round_trip (OPT_CONNECTION (object)),
                        0);

  if (error != NULL && (take->area == HEAD || is_fatal (OPT_CONNECTION (object), error)))
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }

  if (rows != NULL)
    {
      elapsed = opt_result_get_server_time (rows);
      take->vitals->bytes += opt_result_get_received_bytes (rows);
    }
  take->vitals->elapsed += elapsed;
  if (take->area == HEAD)
    read_head (take->vitals, rows);
  else
    read_area (take, rows, error, elapsed);
  take_next (task);
}

static void
ask (GTask *task, const char *sql)
{
  Question *question = g_new0 (Question, 1);

  question->task = g_object_ref (task);
  question->asked = g_get_monotonic_time ();
  opt_connection_query_async (g_task_get_source_object (task), sql, NULL, OPT_QUERY_BINARY,
                              g_task_get_cancellable (task), answered, question);
}

/* Each area has a query of its own, so that what fails of one leaves the others. */
static void
take_next (GTask *task)
{
  Take *take = g_task_get_task_data (task);
  int version = opt_server_facts_get_version (take->facts);

  for (take->area++; take->area < OPT_N_VITAL_AREAS; take->area++)
    {
      OptVitalArea area = (OptVitalArea) take->area;
      OptVitalsPart *part = &take->vitals->parts[area];
      const char *sql = opt_sql_get ("vitals", opt_vital_area_get_info (area)->name, version);

      if (sql == NULL)
        {
          g_autofree char *reason
              = g_strdup_printf (_ ("Not offered by this server: PostgreSQL %d does not count it."),
                                 version / 10000);

          opt_vitals_part_set_failure (part, OPT_VITALS_NOT_OFFERED, reason, NULL);
          part->tried = take->vitals->time;
        }
      else if (is_due (take, area))
        {
          ask (task, sql);
          return;
        }
      else
        opt_vitals_part_copy (part, &take->previous->parts[area]);
    }

  g_task_return_pointer (task, g_steal_pointer (&take->vitals), (GDestroyNotify) opt_vitals_unref);
}

/**
 * opt_vitals_take_async:
 * @connection: an open connection
 * @facts: of its session
 * @previous: (nullable): those that were taken last: what is read seldom is taken from them as long
 *   as it is not due
 * @cancellable: (nullable): cancels it
 * @callback: called when they are taken or failed
 * @user_data: for @callback
 *
 * Reads how the server is. What this server does not offer, or hides from this role, or fails to
 * tell, is part of the answer, with the reason. It fails as a whole where the connection does.
 */
void
opt_vitals_take_async (OptConnection *connection,
                       OptServerFacts *facts,
                       OptVitals *previous,
                       GCancellable *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  const char *sql;
  Take *take;

  g_return_if_fail (OPT_IS_CONNECTION (connection));
  g_return_if_fail (OPT_IS_SERVER_FACTS (facts));

  sql = opt_sql_get ("vitals", "head", opt_server_facts_get_version (facts));
  task = g_task_new (connection, cancellable, callback, user_data);
  g_task_set_source_tag (task, opt_vitals_take_async);
  g_task_set_check_cancellable (task, FALSE);
  take = g_new0 (Take, 1);
  take->facts = g_object_ref (facts);
  take->previous = previous != NULL ? opt_vitals_ref (previous) : NULL;
  take->vitals = opt_vitals_new ();
  take->area = HEAD;
  g_task_set_task_data (task, take, take_free);
  ask (task, sql);
}

/**
 * opt_vitals_take_finish:
 * @connection: the connection
 * @result: from the callback
 * @error: return location for an error
 *
 * Returns: (transfer full) (nullable): the vitals
 */
OptVitals *
opt_vitals_take_finish (OptConnection *connection, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, connection), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
keep_result (GObject *object, GAsyncResult *result, gpointer data)
{
  *(GAsyncResult **) data = g_object_ref (result);
}

/**
 * opt_vitals_take_sync:
 * @connection: an open connection of this thread
 * @facts: of its session
 * @previous: (nullable): those that were taken last
 * @cancellable: (nullable): cancels it
 * @error: return location for an error
 *
 * As opt_vitals_take_async(), iterating the thread's default context meanwhile.
 *
 * Returns: (transfer full) (nullable): the vitals
 */
OptVitals *
opt_vitals_take_sync (OptConnection *connection,
                      OptServerFacts *facts,
                      OptVitals *previous,
                      GCancellable *cancellable,
                      GError **error)
{
  g_autoptr (GMainContext) context = g_main_context_ref_thread_default ();
  g_autoptr (GAsyncResult) result = NULL;

  opt_vitals_take_async (connection, facts, previous, cancellable, keep_result, &result);
  while (result == NULL)
    g_main_context_iteration (context, TRUE);

  return opt_vitals_take_finish (connection, result, error);
}
