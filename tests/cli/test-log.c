/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gstdio.h>
#include <string.h>

#include "cli-fixture.h"
#include "opt-audit.h"
#include "opt-store.h"

static char *
get_path (CliHome *home)
{
  return g_build_filename (home->folder, "XDG_DATA_HOME", "optischema", "audit.db", NULL);
}

static void
append (OptAudit *audit, const char *change_id, OptAuditEvent event, const char *sql)
{
  g_autoptr (GError) error = NULL;
  OptAuditEntry entry = {
    .change_id = (char *) change_id,
    .event = event,
    .server_name = (char *) "shop on localhost",
    .user = (char *) "owner",
    .sql = (char *) sql,
  };

  opt_audit_append_sync (audit, &entry, &error);
  g_assert_no_error (error);
}

/* Two changes, whose entries take turns. */
static void
fill (CliHome *home)
{
  g_autofree char *path = get_path (home);
  g_autofree char *folder = g_path_get_dirname (path);
  g_autoptr (OptAudit) audit = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  audit = opt_audit_open_sync (path, &error);
  g_assert_no_error (error);
  append (audit, "aaaaaaaa", OPT_AUDIT_PREPARED, "CREATE INDEX i ON \"a, b\" (c)");
  append (audit, "bbbbbbbb", OPT_AUDIT_PREPARED, "ANALYZE t");
  append (audit, "aaaaaaaa", OPT_AUDIT_DONE, NULL);
}

static void
tamper (CliHome *home, const char *const *statements)
{
  g_autofree char *path = get_path (home);
  g_autoptr (GError) error = NULL;
  g_autoptr (OptStore) store = opt_store_open_sync (path, OPT_STORE_FLAGS_NONE, NULL, 0, &error);

  g_assert_no_error (error);
  for (gsize i = 0; statements[i] != NULL; i++)
    {
      opt_store_execute_sync (store, statements[i], NULL, 0, &error);
      g_assert_no_error (error);
    }
}

static void
test_export (void)
{
  static const char *const members[]
      = { "i:entry",      "s:time",   "i:time_us",   "s:change",   "s:event",
          "?s:server_id", "s:server", "?s:database", "s:user",     "?s:kind",
          "?s:title",     "?s:sql",   "?s:undo_sql", "b:redacted", "?s:recommendation",
          "?s:detail",    "s:writer", "s:prev_hash", "s:hash",     NULL };
  g_autoptr (CliHome) home = cli_home_new ();
  g_autoptr (CliRun) changes = NULL;
  g_autoptr (CliRun) entries = NULL;
  g_autoptr (CliRun) text = NULL;
  g_autoptr (CliRun) json = NULL;
  g_autoptr (JsonNode) node = NULL;
  g_auto (GStrv)
    lines = NULL;
  g_auto (GStrv)
    of_changes = NULL;

  fill (home);
  changes = cli_run (home, "history", "--csv", NULL);
  cli_assert_status (changes, 0);
  of_changes = g_strsplit (changes->out, "\r\n", -1);
  g_assert_cmpuint (g_strv_length (of_changes), ==, 4);
  g_assert_true (g_str_has_prefix (of_changes[0], "id,state,"));
  g_assert_true (g_str_has_prefix (of_changes[1], "aaaaaaaa,applied,"));
  g_assert_nonnull (strstr (of_changes[1], "\"CREATE INDEX i ON \"\"a, b\"\" (c)\""));

  entries = cli_run (home, "history", "--csv", "--entries", NULL);
  cli_assert_status (entries, 0);
  lines = g_strsplit (entries->out, "\r\n", -1);
  g_assert_cmpuint (g_strv_length (lines), ==, 5);
  g_assert_true (g_str_has_suffix (lines[0], ",prev_hash,hash,time_us,redacted"));
  g_assert_true (g_str_has_suffix (lines[1], ",0"));
  g_assert_true (g_str_has_prefix (lines[1], "1,"));
  g_assert_nonnull (strstr (lines[2], ",bbbbbbbb,prepared,"));
  g_assert_nonnull (strstr (lines[3], ",aaaaaaaa,done,"));

  json = cli_run (home, "history", "--json", "--entries", NULL);
  node = cli_parse (json);
  cli_assert_members (cli_get_first (json_node_get_object (node), "entries"), members);
  text = cli_run (home, "history", "--entries", NULL);
  cli_assert_said (text, "bbbbbbbb");
}

static void
test_verify (void)
{
  static const char *const members[] = { "b:whole",
                                         "?s:fault",
                                         "?i:first_entry",
                                         "?i:last_entry",
                                         "s:description",
                                         "s:reach",
                                         "i:entries",
                                         "i:before_chain",
                                         "?s:chain_begun_at",
                                         "?s:head",
                                         "?s:kept_head",
                                         "?s:kept_head_error",
                                         NULL };
  static const char *const edit[]
      = { "DROP TRIGGER entries_no_update", "UPDATE entries SET user_name = 'nobody' WHERE id = 2",
          NULL };
  g_autoptr (CliHome) home = cli_home_new ();
  g_autoptr (CliRun) empty = cli_run (home, "history", "--verify", NULL);
  g_autoptr (CliRun) whole = NULL;
  g_autoptr (CliRun) json = NULL;
  g_autoptr (CliRun) broken = NULL;
  g_autoptr (CliRun) broken_json = NULL;
  g_autoptr (JsonNode) node = NULL;
  g_autoptr (JsonNode) broken_node = NULL;

  cli_assert_status (empty, 0);
  cli_assert_said (empty, "empty");
  fill (home);
  whole = cli_run (home, "history", "--verify", NULL);
  cli_assert_status (whole, 0);
  cli_assert_said (whole, "The log is whole: 3 entries.");
  json = cli_run (home, "history", "--verify", "--json", NULL);
  cli_assert_status (json, 0);
  node = cli_parse (json);
  cli_assert_members (json_node_get_object (node), members);
  cli_assert_said (whole, json_object_get_string_member (json_node_get_object (node), "head"));

  tamper (home, edit);
  broken = cli_run (home, "history", "--verify", NULL);
  cli_assert_status (broken, 1);
  cli_assert_said (broken, "changed at entry 2");
  g_assert_null (strstr (broken->out, "It ends where"));
  broken_json = cli_run (home, "history", "--verify", "--json", NULL);
  cli_assert_status (broken_json, 1);
  broken_node = cli_parse (broken_json);
  cli_assert_members (json_node_get_object (broken_node), members);
  g_assert_cmpstr (json_object_get_string_member (json_node_get_object (broken_node), "fault"), ==,
                   "edited");
}

/* What the user has kept finds a lost end although the file beside the log was edited, too. */
static void
test_against (void)
{
  static const char *const cut[]
      = { "DROP TRIGGER entries_no_delete", "DELETE FROM entries WHERE id = 3",
          "UPDATE sqlite_sequence SET seq = 2", NULL };
  g_autoptr (CliHome) home = cli_home_new ();
  g_autoptr (CliRun) before = NULL;
  g_autoptr (CliRun) beside = NULL;
  g_autoptr (CliRun) kept = NULL;
  g_autoptr (CliRun) wrong = cli_run (home, "history", "--verify", "--against", "x", NULL);
  g_autoptr (CliRun) alone = cli_run (home, "history", "--against", "x", NULL);
  g_autoptr (CliRun) both = cli_run (home, "history", "--csv", "--json", NULL);
  g_autoptr (JsonNode) node = NULL;
  g_autofree char *path = get_path (home);
  g_autofree char *head = g_strconcat (path, ".head", NULL);

  cli_assert_status (wrong, 2);
  cli_assert_status (alone, 2);
  cli_assert_status (both, 2);

  fill (home);
  before = cli_run (home, "history", "--verify", "--json", NULL);
  node = cli_parse (before);
  tamper (home, cut);
  g_assert_cmpint (g_remove (head), ==, 0);
  beside = cli_run (home, "history", "--verify", NULL);
  cli_assert_status (beside, 0);
  cli_assert_said (beside, "No head was kept");
  kept = cli_run (home, "history", "--verify", "--against",
                  json_object_get_string_member (json_node_get_object (node), "head"), NULL);
  cli_assert_status (kept, 1);
  cli_assert_said (kept, "entry 3 is not there any more");
}

/* It is said what is known of the chain, and that the head can't be read. */
static void
test_head (void)
{
  g_autoptr (CliHome) home = cli_home_new ();
  g_autoptr (CliRun) run = NULL;
  g_autoptr (CliRun) json = NULL;
  g_autoptr (JsonNode) node = NULL;
  g_autofree char *path = get_path (home);
  g_autofree char *head = g_strconcat (path, ".head", NULL);

  fill (home);
  g_assert_true (g_file_set_contents (head, "rubbish", -1, NULL));
  run = cli_run (home, "history", "--verify", NULL);
  cli_assert_status (run, 4);
  cli_assert_said (run, "The log is whole: 3 entries.");
  g_assert_nonnull (strstr (run->err, head));

  json = cli_run (home, "history", "--verify", "--json", NULL);
  cli_assert_status (json, 4);
  node = cli_parse (json);
  g_assert_nonnull (
      strstr (json_object_get_string_member (json_node_get_object (node), "kept_head_error"),
              head));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/cli/log/export", test_export);
  g_test_add_func ("/cli/log/verify", test_verify);
  g_test_add_func ("/cli/log/head", test_head);
  g_test_add_func ("/cli/log/against", test_against);

  return g_test_run ();
}
