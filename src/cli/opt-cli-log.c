/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-cli-log.h"

#include <glib/gi18n-lib.h>

#include "opt-audit.h"
#include "opt-cli-change.h"
#include "opt-data-table.h"
#include "opt-format.h"
#include "opt-json-build.h"
#include "opt-json.h"

/* ---- Tables ---------------------------------------------------------------------------------- */

/* The members of the change's object in JSON, in its order, which are the names of the columns. */
char *
opt_cli_log_changes_to_csv (GPtrArray *changes)
{
  static const char *const names[] = { "id",        "state",         "verdict",     "server",
                                       "database",  "user",          "kind",        "title",
                                       "sql",       "undo_sql",      "prepared_at", "applied_at",
                                       "undone_at", "recommendation" };
  g_autoptr (OptDataTable) table = opt_data_table_new ("changes");

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    opt_data_table_add_column (table, names[i], OPT_DATA_TEXT, NULL);
  for (guint row = 0; row < changes->len; row++)
    {
      g_autoptr (JsonNode) node = opt_cli_change_to_json (changes->pdata[row]);
      JsonObject *object = json_node_get_object (node);

      opt_data_table_add_row (table);
      for (guint i = 0; i < G_N_ELEMENTS (names); i++)
        opt_data_table_set_text (table, i, opt_json_get_string (object, names[i]));
    }

  return opt_data_table_to_csv (table);
}

static int
compare_ids (gconstpointer a, gconstpointer b)
{
  const OptAuditEntry *one = *(const OptAuditEntry *const *) a;
  const OptAuditEntry *other = *(const OptAuditEntry *const *) b;

  return one->id < other->id ? -1 : one->id > other->id;
}

/* As they were written, which the changes that they tell of are not. */
static GPtrArray *
list_entries (GPtrArray *changes)
{
  GPtrArray *all = g_ptr_array_new ();

  for (guint i = 0; i < changes->len; i++)
    g_ptr_array_extend (all, opt_audit_change_get_entries (changes->pdata[i]), NULL, NULL);
  g_ptr_array_sort (all, compare_ids);

  return all;
}

static void
add_entry (JsonBuilder *builder, const OptAuditEntry *entry)
{
  json_builder_begin_object (builder);
  opt_json_add_int (builder, "entry", entry->id);
  opt_json_add_time (builder, "time", entry->time);
  /* As the hash has it. */
  opt_json_add_int (builder, "time_us", entry->time);
  opt_json_add_text (builder, "change", entry->change_id);
  opt_json_add_text (builder, "event", opt_audit_event_get_nick (entry->event));
  opt_json_add_text (builder, "server_id", entry->server_id);
  opt_json_add_text (builder, "server", entry->server_name);
  opt_json_add_text (builder, "database", entry->database);
  opt_json_add_text (builder, "user", entry->user);
  opt_json_add_text (builder, "kind", entry->kind);
  opt_json_add_text (builder, "title", entry->title);
  opt_json_add_text (builder, "sql", entry->sql);
  opt_json_add_text (builder, "undo_sql", entry->undo_sql);
  opt_json_add_boolean (builder, "redacted", entry->redacted);
  opt_json_add_text (builder, "recommendation", entry->recommendation_id);
  opt_json_add_text (builder, "detail", entry->detail);
  opt_json_add_text (builder, "writer", entry->writer);
  opt_json_add_text (builder, "prev_hash", entry->prev_hash);
  opt_json_add_text (builder, "hash", entry->hash);
  json_builder_end_object (builder);
}

JsonNode *
opt_cli_log_to_json (GPtrArray *changes)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (GPtrArray) entries = list_entries (changes);

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "entries");
  json_builder_begin_array (builder);
  for (guint i = 0; i < entries->len; i++)
    add_entry (builder, entries->pdata[i]);
  json_builder_end_array (builder);
  json_builder_end_object (builder);

  return json_builder_get_root (builder);
}

char *
opt_cli_log_entries_to_csv (GPtrArray *changes)
{
  static const char *const names[]
      = { "time",   "change", "event",     "server_id", "server",   "database",
          "user",   "kind",   "title",     "sql",       "undo_sql", "recommendation",
          "detail", "writer", "prev_hash", "hash" };
  const guint n_names = G_N_ELEMENTS (names);
  g_autoptr (OptDataTable) table = opt_data_table_new ("entries");
  g_autoptr (JsonNode) node = opt_cli_log_to_json (changes);
  JsonArray *entries = json_object_get_array_member (json_node_get_object (node), "entries");

  opt_data_table_add_column (table, "entry", OPT_DATA_NUMBER, NULL);
  for (guint i = 0; i < n_names; i++)
    opt_data_table_add_column (table, names[i], OPT_DATA_TEXT, NULL);
  /* What the hash is of, besides. */
  opt_data_table_add_column (table, "time_us", OPT_DATA_NUMBER, NULL);
  opt_data_table_add_column (table, "redacted", OPT_DATA_NUMBER, NULL);
  for (guint row = 0; row < json_array_get_length (entries); row++)
    {
      JsonObject *entry = json_array_get_object_element (entries, row);

      opt_data_table_add_row (table);
      opt_data_table_set_number (table, 0, (double) json_object_get_int_member (entry, "entry"));
      for (guint i = 0; i < n_names; i++)
        opt_data_table_set_text (table, i + 1, opt_json_get_string (entry, names[i]));
      opt_data_table_set_number (table, n_names + 1,
                                 (double) json_object_get_int_member (entry, "time_us"));
      opt_data_table_set_number (table, n_names + 2,
                                 json_object_get_boolean_member (entry, "redacted") ? 1 : 0);
    }

  return opt_data_table_to_csv (table);
}

void
opt_cli_log_describe (GPtrArray *changes)
{
  g_autoptr (GPtrArray) entries = list_entries (changes);

  for (guint i = 0; i < entries->len; i++)
    {
      const OptAuditEntry *entry = entries->pdata[i];
      g_autofree char *time = opt_format_time (entry->time);

      g_print ("%" G_GINT64_FORMAT "  %s  %s  %s\n    %s\n", entry->id, time, entry->change_id,
               opt_audit_event_get_nick (entry->event), entry->hash != NULL ? entry->hash : "");
      if (entry->sql != NULL)
        g_print ("    %s\n", entry->sql);
    }
}

/* ---- Whether it is whole --------------------------------------------------------------------- */

static void
print_check_json (const OptAuditCheck *check)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) node = NULL;
  g_autofree char *words = opt_audit_check_describe (check);
  g_autofree char *reach = opt_audit_check_describe_reach (check);
  g_autofree char *head = check->head.id != 0 ? opt_audit_head_to_text (&check->head) : NULL;
  g_autofree char *kept = check->kept.id != 0 ? opt_audit_head_to_text (&check->kept) : NULL;
  gboolean broken = check->fault != OPT_AUDIT_FAULT_NONE;

  json_builder_begin_object (builder);
  opt_json_add_boolean (builder, "whole", !broken);
  opt_json_add_text (builder, "fault", opt_audit_fault_get_nick (check->fault));
  opt_json_add_count (builder, "first_entry", broken ? check->first_id : -1);
  opt_json_add_count (builder, "last_entry", broken ? check->last_id : -1);
  opt_json_add_text (builder, "description", words);
  opt_json_add_text (builder, "reach", reach);
  opt_json_add_int (builder, "entries", check->n_entries);
  opt_json_add_int (builder, "before_chain", check->n_before);
  opt_json_add_time (builder, "chain_begun_at", check->start_time);
  opt_json_add_text (builder, "head", head);
  opt_json_add_text (builder, "kept_head", kept);
  opt_json_add_text (builder, "kept_head_error",
                     check->kept_error != NULL ? check->kept_error->message : NULL);
  json_builder_end_object (builder);
  node = json_builder_get_root (builder);
  opt_cli_print_json (node, FALSE);
}

static void
print_check (const OptAuditCheck *check, gboolean is_beside)
{
  g_autofree char *words = opt_audit_check_describe (check);
  g_autofree char *reach = opt_audit_check_describe_reach (check);
  g_autofree char *way_out = is_beside ? opt_audit_check_describe_way_out (check) : NULL;
  g_autofree char *head = NULL;

  g_print ("%s\n", words);
  if (*reach != '\0')
    g_print ("%s\n", reach);
  if (way_out != NULL)
    g_print ("%s\n", way_out);
  if (check->fault != OPT_AUDIT_FAULT_NONE || check->head.id == 0)
    return;

  head = opt_audit_head_to_text (&check->head);
  g_print (_ ("Its head: %s\n"), head);
}

/* @data: (nullable): the head to hold it against, as it was typed. */
OptCliStatus
opt_cli_log_verify (OptCli *cli, gpointer data, GError **error)
{
  g_autoptr (OptAudit) audit = NULL;
  g_autoptr (OptAuditCheck) check = NULL;
  OptAuditHead head;

  if (data != NULL && !opt_audit_head_parse (&head, data, error))
    return OPT_CLI_USAGE;
  audit = opt_audit_open_sync (NULL, error);
  if (audit == NULL)
    return OPT_CLI_FAILED;
  if (opt_audit_get_set_aside (audit) != NULL)
    g_printerr (_ ("The log was damaged and is kept as %s; a new one was begun.\n"),
                opt_audit_get_set_aside (audit));
  check = opt_audit_check_sync (audit, data != NULL ? &head : NULL, error);
  if (check == NULL)
    return OPT_CLI_FAILED;

  if (cli->json)
    print_check_json (check);
  else
    print_check (check, data == NULL);
  /* Of a chain that is whole nothing more is known, and of one that is not the fault is. */
  if (check->fault == OPT_AUDIT_FAULT_NONE && check->kept_error != NULL)
    {
      /* The object has it. */
      if (!cli->json)
        g_propagate_error (error, g_error_copy (check->kept_error));
      return OPT_CLI_FAILED;
    }

  return check->fault == OPT_AUDIT_FAULT_NONE ? OPT_CLI_DONE : OPT_CLI_NOTHING;
}
