/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-trial-private.h"

#include <math.h>

#include "opt-json-build.h"
#include "opt-unreadable.h"

/* Under what the figures were measured: without it they can't be judged. */
static void
add_conditions (JsonBuilder *builder, OptTrial *self)
{
  guint n_cores = g_get_num_processors ();

  json_builder_set_member_name (builder, "conditions");
  json_builder_begin_object (builder);
  opt_json_add_time (builder, "started_at", self->started_at);
  opt_json_add_int (builder, "server_version", self->server_version);
  opt_json_add_int (builder, "cores", n_cores);
  opt_json_add_number (builder, "load_before", self->load_before);
  opt_json_add_number (builder, "load_after", self->load_after);
  opt_json_add_boolean (builder, "busy_machine",
                        fmax (self->load_before, self->load_after) > n_cores);
  opt_json_add_count (builder, "copy_bytes", self->copy_bytes);
  opt_json_add_number (builder, "change_ms",
                       self->change_us >= 0 ? (double) self->change_us / 1000.0 : NAN);
  json_builder_set_member_name (builder, "change_bytes");
  if (self->change_bytes == OPT_TRIAL_BYTES_UNKNOWN)
    json_builder_add_null_value (builder);
  else
    json_builder_add_int_value (builder, self->change_bytes);
  json_builder_end_object (builder);
}

static void
add_limits (JsonBuilder *builder, OptTrial *self)
{
  json_builder_set_member_name (builder, "limits");
  json_builder_begin_array (builder);
  for (guint i = 0; i < self->limits->len; i++)
    {
      const OptUnreadable *limit = self->limits->pdata[i];

      json_builder_begin_object (builder);
      opt_json_add_text (builder, "name", limit->name);
      opt_json_add_text (builder, "reason", limit->reason);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
}

static void
add_kind (JsonBuilder *builder, GHashTable *seen, const char *nick)
{
  if (g_hash_table_add (seen, (gpointer) nick))
    json_builder_add_string_value (builder, nick);
}

/* What the variant differs by, each kind once. */
static void
add_kinds (JsonBuilder *builder, OptTrial *self)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  json_builder_set_member_name (builder, "kinds");
  json_builder_begin_array (builder);
  for (guint i = 0; i < self->parts->len; i++)
    {
      const OptChangeStatement *part = self->parts->pdata[i];

      add_kind (builder, seen, opt_change_statement_kind_get_nick (part->kind));
    }
  for (guint i = 0; i < self->statements->len; i++)
    if (((const OptTrialStatement *) self->statements->pdata[i])->rewrite != NULL)
      add_kind (builder, seen, "rewrite");
  json_builder_end_array (builder);
}

static void
add_settings (JsonBuilder *builder, OptTrial *self)
{
  json_builder_set_member_name (builder, "settings");
  json_builder_begin_array (builder);
  for (guint i = 0; i < self->parts->len; i++)
    {
      const OptSettingChange *setting = ((OptChangeStatement *) self->parts->pdata[i])->setting;

      if (setting == NULL)
        continue;
      json_builder_begin_object (builder);
      opt_json_add_text (builder, "name", setting->name);
      opt_json_add_text (builder, "value", setting->value);
      opt_json_add_text (builder, "scope", opt_setting_scope_get_nick (setting->scope));
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
}

/**
 * opt_trial_to_json:
 * @self: a trial that was run
 *
 * Returns: (transfer full): the object of `trial --json`
 */
JsonNode *
opt_trial_to_json (OptTrial *self)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autofree char *summary = NULL;

  g_return_val_if_fail (OPT_IS_TRIAL (self), NULL);

  summary = opt_trial_describe (self);
  json_builder_begin_object (builder);
  opt_json_add_text (builder, "change", self->change_sql);
  add_kinds (builder, self);
  opt_json_add_text (builder, "aim", opt_trial_aim_get_nick (opt_trial_get_aim (self)));
  add_settings (builder, self);
  opt_json_add_text (builder, "verdict", opt_verdict_get_nick (opt_trial_get_verdict (self)));
  opt_json_add_text (builder, "evidence", opt_evidence_get_nick (opt_trial_get_evidence (self)));
  opt_json_add_text (builder, "summary", summary);
  add_conditions (builder, self);
  if (self->copy->read_bytes >= 0)
    {
      g_autoptr (JsonNode) copy = opt_copy_report_to_json (self->copy);

      opt_json_add_node (builder, "copy", copy);
    }
  add_limits (builder, self);
  json_builder_set_member_name (builder, "statements");
  json_builder_begin_array (builder);
  for (guint i = 0; i < self->statements->len; i++)
    json_builder_add_value (builder, opt_trial_statement_to_json (self->statements->pdata[i]));
  json_builder_end_array (builder);
  json_builder_end_object (builder);

  return json_builder_get_root (builder);
}
