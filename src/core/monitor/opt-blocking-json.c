/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-blocking-json.h"

#include "opt-json-build.h"

static void
add_session (JsonBuilder *builder, const OptBackend *backend)
{
  opt_json_add_int (builder, "pid", backend->pid);
  opt_json_add_text (builder, "user", backend->user);
  opt_json_add_text (builder, "database", backend->database);
  opt_json_add_text (builder, "application", backend->application);
  opt_json_add_text (builder, "type", backend->type);
  opt_json_add_text (builder, "state", opt_backend_state_get_nick (backend->state));
  if (backend->query_id != 0)
    opt_json_add_int (builder, "queryid", backend->query_id);
  else
    opt_json_add_text (builder, "queryid", NULL);
  opt_json_add_text (builder, "query", backend->query);
}

static void
add_victim (JsonBuilder *builder, const OptBlockingVictim *victim)
{
  json_builder_begin_object (builder);
  add_session (builder, victim->backend);
  opt_json_add_text (builder, "lock_type", victim->backend->lock_type);
  opt_json_add_text (builder, "lock_mode", victim->backend->lock_mode);
  opt_json_add_text (builder, "lock_object", victim->backend->lock_object);
  opt_json_add_time (builder, "since", victim->since);
  opt_json_add_time (builder, "until", victim->until);
  json_builder_end_object (builder);
}

static void
add_chain (JsonBuilder *builder, OptBlockingChain *chain)
{
  json_builder_begin_object (builder);
  opt_json_add_time (builder, "start", opt_blocking_chain_get_start (chain));
  opt_json_add_time (builder, "end", opt_blocking_chain_get_end (chain));
  opt_json_add_boolean (builder, "open", opt_blocking_chain_get_open (chain));
  opt_json_add_number (builder, "longest_ms",
                       (double) opt_blocking_chain_get_longest (chain) / 1000.0);
  opt_json_add_int (builder, "blocked", opt_blocking_chain_get_max_blocked (chain));
  opt_json_add_int (builder, "depth", opt_blocking_chain_get_max_depth (chain));
  opt_json_add_text (builder, "object", opt_blocking_chain_get_object (chain));
  json_builder_set_member_name (builder, "root");
  json_builder_begin_object (builder);
  add_session (builder, opt_blocking_chain_get_root (chain));
  json_builder_end_object (builder);
  json_builder_set_member_name (builder, "waited");
  json_builder_begin_array (builder);
  for (guint i = 0; i < opt_blocking_chain_get_n_victims (chain); i++)
    add_victim (builder, opt_blocking_chain_get_victim (chain, i));
  json_builder_end_array (builder);
  json_builder_end_object (builder);
}

/**
 * opt_history_chains_to_json:
 * @chains: who held whom up
 * @start: since when
 * @end: until when
 *
 * Returns: (transfer full): the object of `activity --past --json`
 */
JsonNode *
opt_history_chains_to_json (const OptHistoryChains *chains, gint64 start, gint64 end)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  g_return_val_if_fail (chains != NULL, NULL);

  json_builder_begin_object (builder);
  opt_json_add_time (builder, "start", start);
  opt_json_add_time (builder, "end", end);
  if (chains->recorded_until != 0)
    opt_json_add_time (builder, "recorded_until", chains->recorded_until);
  else
    opt_json_add_text (builder, "recorded_until", NULL);
  json_builder_set_member_name (builder, "chains");
  json_builder_begin_array (builder);
  for (guint i = 0; i < chains->chains->len; i++)
    add_chain (builder, chains->chains->pdata[i]);
  json_builder_end_array (builder);
  opt_json_add_int (builder, "left_out", chains->n_left_out);
  opt_json_add_int (builder, "not_kept", chains->n_not_kept);
  json_builder_end_object (builder);

  return json_builder_get_root (builder);
}
