/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-workload-json.h"

#include <math.h>

#include "opt-json-build.h"

static void add_entry (JsonBuilder *builder, const OptWorkloadEntry *entry, gboolean with_new);

static void
add_members (JsonBuilder *builder, const OptWorkloadEntry *entry, gboolean with_new)
{
  json_builder_set_member_name (builder, "members");
  json_builder_begin_array (builder);
  for (guint i = 0; i < entry->members->len; i++)
    add_entry (builder, entry->members->pdata[i], with_new);
  json_builder_end_array (builder);
}

static void
add_shares (JsonBuilder *builder, const OptWorkloadEntry *entry)
{
  json_builder_set_member_name (builder, "shares");
  json_builder_begin_object (builder);
  for (guint i = 0; i < OPT_N_WORKLOAD_SHARES; i++)
    opt_json_add_number (builder, opt_workload_share_get_nick ((OptWorkloadShare) i),
                         entry->shares[i]);
  json_builder_end_object (builder);
}

static void
add_new (JsonBuilder *builder, OptNewness newness)
{
  json_builder_set_member_name (builder, "new");
  if (newness == OPT_NEWNESS_UNKNOWN)
    json_builder_add_null_value (builder);
  else
    json_builder_add_boolean_value (builder, newness == OPT_NEWNESS_NEW);
}

static void
add_entry (JsonBuilder *builder, const OptWorkloadEntry *entry, gboolean with_new)
{
  const OptStatementCounters *c = &entry->counters;

  json_builder_begin_object (builder);
  opt_json_add_int (builder, "queryid", entry->key.queryid);
  opt_json_add_int (builder, "userid", entry->key.userid);
  opt_json_add_text (builder, "role", entry->role);
  opt_json_add_text (builder, "database", entry->database);
  opt_json_add_boolean (builder, "toplevel", entry->key.toplevel);
  opt_json_add_text (builder, "query", entry->text);
  opt_json_add_boolean (builder, "system", entry->system);
  opt_json_add_int (builder, "calls", c->calls);
  opt_json_add_number (builder, "calls_per_second", entry->calls_per_second);
  opt_json_add_number (builder, "total_ms", c->total_exec_ms);
  opt_json_add_number (builder, "mean_ms", opt_statement_counters_get_mean (c));
  opt_json_add_number (builder, "stddev_ms", opt_statement_counters_get_stddev (c));
  opt_json_add_number (builder, "share", entry->shares[OPT_WORKLOAD_SHARE_TIME]);
  opt_json_add_number (builder, "blended_share", entry->shares[OPT_WORKLOAD_SHARE_BLEND]);
  add_shares (builder, entry);
  opt_json_add_int (builder, "rows", c->rows);
  opt_json_add_count (builder, "blocks_hit", c->shared_hit);
  opt_json_add_count (builder, "blocks_read", c->shared_read);
  opt_json_add_count (builder, "blocks_written", c->shared_written);
  opt_json_add_count (builder, "temp_blocks_read", c->temp_read);
  opt_json_add_count (builder, "temp_blocks_written", c->temp_written);
  opt_json_add_count (builder, "wal_bytes", c->wal_bytes);
  opt_json_add_count (builder, "wal_buffers_full", c->wal_buffers_full);
  opt_json_add_count (builder, "jit_functions", c->jit_functions);
  opt_json_add_number (builder, "jit_ms", c->jit_ms);
  opt_json_add_number (builder, "local_blocks_read_ms", c->local_read_ms);
  opt_json_add_number (builder, "local_blocks_write_ms", c->local_write_ms);
  opt_json_add_count (builder, "parallel_workers_planned", c->workers_planned);
  opt_json_add_count (builder, "parallel_workers_launched", c->workers_launched);
  opt_json_add_count (builder, "generic_plan_calls", c->generic_plan_calls);
  opt_json_add_count (builder, "custom_plan_calls", c->custom_plan_calls);
  if (with_new)
    add_new (builder, entry->newness);
  if (entry->members != NULL)
    add_members (builder, entry, with_new);
  json_builder_end_object (builder);
}

/**
 * opt_workload_entry_to_json:
 * @entry: a statement in a window
 *
 * Returns: (transfer full): its object in `top --json`; what the server does not count is null
 */
JsonNode *
opt_workload_entry_to_json (const OptWorkloadEntry *entry)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  g_return_val_if_fail (entry != NULL, NULL);

  add_entry (builder, entry, FALSE);

  return json_builder_get_root (builder);
}

/**
 * opt_workload_window_to_json:
 * @workload: a workload
 *
 * Returns: (transfer full): the window that its numbers stand for, and what it lacks
 */
JsonNode *
opt_workload_window_to_json (OptWorkload *workload)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  OptDelta *delta = opt_workload_get_delta (workload);

  json_builder_begin_object (builder);
  opt_json_add_time (builder, "start", delta->start);
  opt_json_add_time (builder, "end", delta->end);
  /* Before 1.9 the extension does not tell since when it counts. */
  opt_json_add_number (builder, "observed_s",
                       delta->start != 0 ? (double) delta->observed / G_USEC_PER_SEC : NAN);
  opt_json_add_boolean (builder, "gap", (delta->flags & OPT_DELTA_GAP) != 0);
  opt_json_add_boolean (builder, "restart", (delta->flags & OPT_DELTA_RESTART) != 0);
  opt_json_add_boolean (builder, "reset", (delta->flags & OPT_DELTA_RESET) != 0);
  opt_json_add_boolean (builder, "incomplete", (delta->flags & OPT_DELTA_INCOMPLETE) != 0);
  opt_json_add_number (builder, "lost_share", delta->lost_share);
  opt_json_add_boolean (builder, "late", (delta->flags & OPT_DELTA_LATE) != 0);
  opt_json_add_number (builder, "late_share", opt_delta_get_late_share (delta));
  opt_json_add_number (builder, "late_by_s", (double) delta->late_by / G_USEC_PER_SEC);
  json_builder_end_object (builder);

  return json_builder_get_root (builder);
}

/**
 * opt_workload_to_json:
 * @workload: a workload
 * @by: by what the hot ones were asked for
 * @sort: by what
 * @include_system: whether system statements are among them
 * @only_new: whether only those that are new are among them
 * @grouped: whether statements that are alike are one, with their members in it
 * @limit: so many at most
 *
 * Returns: (transfer full): the object of `top --json`
 */
JsonNode *
opt_workload_to_json (OptWorkload *workload,
                      OptWorkloadShare by,
                      OptWorkloadSort sort,
                      gboolean include_system,
                      gboolean only_new,
                      gboolean grouped,
                      guint limit)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (GPtrArray) entries = NULL;
  g_autoptr (JsonNode) window = NULL;
  g_autofree char *new_unknown = NULL;
  guint n_hidden = 0;

  g_return_val_if_fail (OPT_IS_WORKLOAD (workload), NULL);

  entries = opt_workload_get_entries (workload, sort, include_system, &n_hidden);
  if (only_new)
    opt_workload_keep_new (entries);
  if (grouped)
    entries = opt_workload_group_entries (workload, g_steal_pointer (&entries), sort);
  window = opt_workload_window_to_json (workload);
  new_unknown = opt_workload_explain_new (workload);
  json_builder_begin_object (builder);
  opt_json_add_node (builder, "window", window);
  opt_json_add_text (builder, "by", opt_workload_share_get_nick (by));
  opt_json_add_int (builder, "hidden", n_hidden);
  opt_json_add_number (builder, "hidden_share",
                       n_hidden > 0 ? opt_workload_get_hidden_share (workload) : 0);
  opt_json_add_int (builder, "total", entries->len);
  opt_json_add_text (builder, "new_unknown", new_unknown);
  json_builder_set_member_name (builder, "statements");
  json_builder_begin_array (builder);
  for (guint i = 0; i < entries->len && i < limit; i++)
    add_entry (builder, entries->pdata[i], TRUE);
  json_builder_end_array (builder);
  json_builder_end_object (builder);

  return json_builder_get_root (builder);
}
