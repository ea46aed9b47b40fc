/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-change-plan.h"
#include "opt-json-build.h"

static void
add_session (JsonBuilder *builder, const OptPlanSession *session)
{
  json_builder_begin_object (builder);
  opt_json_add_count (builder, "pid", session->pid != 0 ? session->pid : -1);
  opt_json_add_text (builder, "role", session->role);
  opt_json_add_text (builder, "application", session->application);
  opt_json_add_text (builder, "type", session->type);
  opt_json_add_text (builder, "state", session->state);
  opt_json_add_number (builder, "open_s", session->age_s);
  opt_json_add_text (builder, "locks", session->modes);
  opt_json_add_boolean (builder, "conflicts", session->conflicts);
  opt_json_add_boolean (builder, "yields", session->yields);
  opt_json_add_boolean (builder, "waited_for", session->waited_for);
  json_builder_end_object (builder);
}

static void
add_step (JsonBuilder *builder, const OptPlanStep *step)
{
  g_autofree char *locks = opt_plan_step_describe_locks (step);
  g_autofree char *duration = opt_plan_step_describe_duration (step);
  g_autofree char *disk = opt_plan_step_describe_disk (step);

  json_builder_begin_object (builder);
  opt_json_add_text (builder, "sql", step->change->sql);
  opt_json_add_text (builder, "undo_sql", step->change->undo_sql);
  opt_json_add_text (builder, "table", step->change->table);
  opt_json_add_text (builder, "index", step->change->index);
  opt_json_add_text (builder, "locks", locks);
  opt_json_add_text (builder, "duration", duration);
  opt_json_add_text (builder, "disk", disk);
  opt_json_add_count (builder, "table_bytes", step->table_bytes);
  opt_json_add_count (builder, "table_rows", step->table_rows);
  opt_json_add_count (builder, "index_bytes", step->index_bytes);
  json_builder_set_member_name (builder, "sessions");
  json_builder_begin_array (builder);
  for (guint i = 0; i < step->sessions->len; i++)
    add_session (builder, step->sessions->pdata[i]);
  json_builder_end_array (builder);
  json_builder_end_object (builder);
}

static void
add_rights (JsonBuilder *builder, const OptChangePlan *self)
{
  g_autofree char *rights = opt_change_plan_describe_rights (self);

  json_builder_set_member_name (builder, "rights");
  json_builder_begin_object (builder);
  opt_json_add_boolean (builder, "allowed", opt_change_plan_is_allowed (self));
  opt_json_add_text (builder, "role", self->role);
  opt_json_add_text (builder, "owner", self->owner);
  opt_json_add_text (builder, "schema", self->schema);
  opt_json_add_boolean (builder, "owned", self->owned);
  opt_json_add_boolean (builder, "may_create", self->may_create);
  opt_json_add_text (builder, "description", rights);
  json_builder_end_object (builder);
}

static void
add_quiet (JsonBuilder *builder, const OptChangePlan *self)
{
  g_autofree char *moment = opt_change_plan_describe_moment (self);

  json_builder_set_member_name (builder, "quiet_hour");
  json_builder_begin_object (builder);
  opt_json_add_count (builder, "hour", self->quiet.hour);
  opt_json_add_number (builder, "active_sessions", self->quiet.load);
  opt_json_add_number (builder, "usual_active_sessions", self->quiet.usual);
  opt_json_add_int (builder, "days", self->quiet.n_days);
  opt_json_add_text (builder, "description", moment);
  json_builder_end_object (builder);
}

/**
 * opt_change_plan_to_json:
 * @self: a plan
 *
 * Returns: (transfer full): the object of `apply --dry-run --json`
 */
JsonNode *
opt_change_plan_to_json (const OptChangePlan *self)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  opt_json_add_boolean (builder, "dry_run", TRUE);
  add_rights (builder, self);
  json_builder_set_member_name (builder, "steps");
  json_builder_begin_array (builder);
  for (guint i = 0; i < self->steps->len; i++)
    add_step (builder, self->steps->pdata[i]);
  json_builder_end_array (builder);
  opt_json_add_int (builder, "hidden_sessions", self->n_hidden);
  add_quiet (builder, self);
  json_builder_end_object (builder);

  return json_builder_get_root (builder);
}
