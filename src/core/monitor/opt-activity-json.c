/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-activity-json.h"

#include <math.h>

#include "opt-blocking.h"
#include "opt-json-build.h"

/* Milliseconds up to the sample. */
static void
add_age (JsonBuilder *builder, const char *name, const OptActivity *activity, gint64 start)
{
  opt_json_add_number (builder, name,
                       start != 0 ? (double) MAX (activity->time - start, 0) / 1000.0 : NAN);
}

static void
add_lock (JsonBuilder *builder, const OptActivity *activity, const OptBackend *backend)
{
  json_builder_set_member_name (builder, "blocked_by");
  json_builder_begin_array (builder);
  for (guint i = 0; backend->blockers != NULL && i < backend->blockers->len; i++)
    json_builder_add_int_value (builder, g_array_index (backend->blockers, int, i));
  json_builder_end_array (builder);
  opt_json_add_text (builder, "lock_type", backend->lock_type);
  opt_json_add_text (builder, "lock_mode", backend->lock_mode);
  opt_json_add_text (builder, "lock_object", backend->lock_object);
  add_age (builder, "waiting_ms", activity, backend->wait_start);
}

static void
add_backend (JsonBuilder *builder, const OptActivity *activity, const OptBackend *backend)
{
  json_builder_begin_object (builder);
  opt_json_add_int (builder, "pid", backend->pid);
  opt_json_add_count (builder, "leader_pid", backend->leader_pid != 0 ? backend->leader_pid : -1);
  opt_json_add_text (builder, "user", backend->user);
  opt_json_add_text (builder, "database", backend->database);
  opt_json_add_text (builder, "application", backend->application);
  opt_json_add_text (builder, "client", backend->client);
  opt_json_add_text (builder, "type", backend->type);
  opt_json_add_text (builder, "state", opt_backend_state_get_nick (backend->state));
  opt_json_add_text (builder, "wait_event_type", backend->wait_event_type);
  opt_json_add_text (builder, "wait_event", backend->wait_event);
  opt_json_add_time (builder, "backend_start", backend->backend_start);
  add_age (builder, "transaction_ms", activity, backend->xact_start);
  add_age (builder, "query_ms", activity, backend->query_start);
  add_age (builder, "state_ms", activity, backend->state_change);
  if (backend->query_id != 0)
    opt_json_add_int (builder, "queryid", backend->query_id);
  else
    opt_json_add_text (builder, "queryid", NULL);
  opt_json_add_text (builder, "query", backend->query);
  opt_json_add_boolean (builder, "writes", backend->writes);
  opt_json_add_count (builder, "xmin_age", backend->xmin_age);
  add_lock (builder, activity, backend);
  json_builder_end_object (builder);
}

static void
add_blocking (JsonBuilder *builder, const OptActivity *activity)
{
  g_autoptr (GArray) nodes = opt_blocking_list (activity);

  json_builder_set_member_name (builder, "blocking");
  json_builder_begin_array (builder);
  for (guint i = 0; i < nodes->len; i++)
    {
      const OptBlockingNode *node = &g_array_index (nodes, OptBlockingNode, i);

      json_builder_begin_object (builder);
      opt_json_add_int (builder, "pid", node->backend->pid);
      if (node->parent >= 0)
        opt_json_add_int (builder, "waits_for",
                          g_array_index (nodes, OptBlockingNode, (guint) node->parent)
                              .backend->pid);
      opt_json_add_int (builder, "depth", node->depth);
      opt_json_add_int (builder, "behind", node->n_behind);
      opt_json_add_boolean (builder, "deadlock", node->in_cycle);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
}

/**
 * opt_activity_to_json:
 * @activity: a sample
 * @with_own: whether OptiSchema's own sessions are listed too
 *
 * Returns: (transfer full): one object of `activity --json`
 */
JsonNode *
opt_activity_to_json (const OptActivity *activity, gboolean with_own)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  guint n_own = 0;

  g_return_val_if_fail (activity != NULL, NULL);

  json_builder_begin_object (builder);
  opt_json_add_time (builder, "time", activity->time);
  opt_json_add_int (builder, "idle", activity->n_idle);
  opt_json_add_int (builder, "hidden", activity->n_hidden);
  json_builder_set_member_name (builder, "sessions");
  json_builder_begin_array (builder);
  for (guint i = 0; i < activity->backends->len; i++)
    if (with_own || !opt_backend_is_own (activity->backends->pdata[i]))
      add_backend (builder, activity, activity->backends->pdata[i]);
    else
      n_own++;
  json_builder_end_array (builder);
  opt_json_add_int (builder, "own", n_own);
  add_blocking (builder, activity);
  opt_json_add_number (builder, "cost_ms", (double) activity->elapsed / 1000.0);
  opt_json_add_int (builder, "cost_bytes", activity->bytes);
  json_builder_end_object (builder);

  return json_builder_get_root (builder);
}
