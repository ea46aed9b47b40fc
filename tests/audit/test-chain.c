/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "chain-fixture.h"

#include <gio/gio.h>
#include <glib/gstdio.h>
#include <string.h>

#include "opt-audit-chain.h"
#include "opt-error.h"
#include "opt-store.h"

static void
test_empty (Fixture *fixture, gconstpointer data)
{
  g_autoptr (OptAuditCheck) check = chain_check_against (fixture->path, NULL);

  chain_assert_fault (check, OPT_AUDIT_FAULT_NONE, 0, 0);
  g_assert_cmpint (check->n_entries, ==, 0);
  g_assert_cmpint (check->head.id, ==, 0);
  g_assert_cmpint (check->start_time, >, 0);
  g_assert_false (g_file_test (fixture->head, G_FILE_TEST_EXISTS));
}

static void
test_whole (Fixture *fixture, gconstpointer data)
{
  g_autoptr (OptAuditCheck) check = NULL;
  g_autofree char *line = NULL;
  g_autofree char *head = NULL;

  chain_fill (fixture->path);
  check = chain_check_against (fixture->path, NULL);
  chain_assert_fault (check, OPT_AUDIT_FAULT_NONE, 0, 0);
  g_assert_cmpint (check->n_entries, ==, 5);
  g_assert_cmpint (check->n_before, ==, 0);
  g_assert_cmpint (check->kept.id, ==, 5);

  head = opt_audit_head_to_text (&check->head);
  g_assert_true (g_file_get_contents (fixture->head, &line, NULL, NULL));
  g_assert_cmpstr (g_strstrip (line), ==, head);
}

typedef struct
{
  const char *name;
  const char *sql;
  OptAuditFault fault;
  gint64 first_id;
  gint64 last_id;
} Tampering;

#define SWAP                                                                         \
  "UPDATE entries SET id = 99 WHERE id = 2; UPDATE entries SET id = 2 WHERE id = 3;" \
  "UPDATE entries SET id = 3 WHERE id = 99"
#define PUT_IN(id, prev)                                                                \
  "INSERT INTO entries (id, time, change_id, event, redacted, writer, prev_hash, hash)" \
  " SELECT " id ", 1, 'x', 'note', 0, 'me', " prev ", 'abc' FROM entries WHERE id = 2;"

/* What somebody can do who can write the file, without making the hashes anew. */
static const Tampering tamperings[] = {
  { "edit", "UPDATE entries SET title = 'nothing' WHERE id = 1", OPT_AUDIT_FAULT_EDITED, 1, 1 },
  { "edit-last", "UPDATE entries SET event = 'failed' WHERE id = 5", OPT_AUDIT_FAULT_EDITED, 5, 5 },
  { "edit-number", "UPDATE entries SET time = time + 1 WHERE id = 3", OPT_AUDIT_FAULT_EDITED, 3,
    3 },
  { "null-to-empty", "UPDATE entries SET title = '' WHERE id = 3", OPT_AUDIT_FAULT_EDITED, 3, 3 },
  { "move-text", "UPDATE entries SET kind = title, title = NULL WHERE id = 4",
    OPT_AUDIT_FAULT_EDITED, 4, 4 },
  { "behind-zero", "UPDATE entries SET detail = detail || char(0) || 'more' WHERE id = 2",
    OPT_AUDIT_FAULT_EDITED, 2, 2 },
  { "hash", "UPDATE entries SET hash = prev_hash WHERE id = 3", OPT_AUDIT_FAULT_EDITED, 3, 3 },
  { "no-hash", "UPDATE entries SET hash = NULL, prev_hash = NULL WHERE id = 3",
    OPT_AUDIT_FAULT_EDITED, 3, 3 },
  { "remove-first", "DELETE FROM entries WHERE id = 1", OPT_AUDIT_FAULT_REMOVED, 1, 1 },
  { "remove", "DELETE FROM entries WHERE id = 3", OPT_AUDIT_FAULT_REMOVED, 3, 3 },
  { "remove-two", "DELETE FROM entries WHERE id IN (2, 3)", OPT_AUDIT_FAULT_REMOVED, 2, 3 },
  { "remove-and-close-gap",
    "DELETE FROM entries WHERE id = 3; UPDATE entries SET id = 3 WHERE id = 4;"
    "UPDATE entries SET id = 4 WHERE id = 5;" FORGET,
    OPT_AUDIT_FAULT_EDITED, 3, 3 },
  { "remove-last", "DELETE FROM entries WHERE id >= 4", OPT_AUDIT_FAULT_REMOVED, 4, 5 },
  { "remove-last-and-forget", "DELETE FROM entries WHERE id >= 4;" FORGET, OPT_AUDIT_FAULT_REMOVED,
    4, 5 },
  { "remove-all", "DELETE FROM entries; DELETE FROM sqlite_sequence", OPT_AUDIT_FAULT_REMOVED, 1,
    5 },
  { "reorder", SWAP, OPT_AUDIT_FAULT_REORDERED, 2, 2 },
  { "insert",
    "UPDATE entries SET id = id + 10 WHERE id >= 3; UPDATE entries SET id = id - 9 WHERE id > 10;" PUT_IN (
        "3",
        "hash"),
    OPT_AUDIT_FAULT_INSERTED, 3, 3 },
  { "insert-unchained",
    "UPDATE entries SET id = id + 10 WHERE id >= 3; UPDATE entries SET id = id - 9 WHERE id > 10;" PUT_IN (
        "3",
        "NULL"),
    OPT_AUDIT_FAULT_INSERTED, 3, 3 },
  { "insert-at-end", PUT_IN ("6", "(SELECT hash FROM entries WHERE id = 5)"),
    OPT_AUDIT_FAULT_EDITED, 6, 6 },
  { "start", "UPDATE chain_start SET time = time - 1", OPT_AUDIT_FAULT_START, 1, 1 },
  { "start-later", "UPDATE chain_start SET last_id = 3", OPT_AUDIT_FAULT_START, 1, 1 },
  { "no-start-and-no-hash",
    "DELETE FROM chain_start; UPDATE entries SET title = 'nothing', hash = NULL, prev_hash = NULL",
    OPT_AUDIT_FAULT_REWRITTEN, 5, 5 },
  { "no-start", "DELETE FROM chain_start", OPT_AUDIT_FAULT_START, 0, 0 },
};

static void
test_tampering (Fixture *fixture, gconstpointer data)
{
  const Tampering *tampering = data;

  chain_fill (fixture->path);
  chain_tamper (fixture->path, UNLOCK);
  chain_tamper (fixture->path, tampering->sql);
  chain_assert_found (fixture->path, tampering->fault, tampering->first_id, tampering->last_id);
  /* Opening it mends nothing. */
  chain_assert_found (fixture->path, tampering->fault, tampering->first_id, tampering->last_id);
}

/* Does what the program does: chains the entries from @id on to what they say now. */
static void
make_hashes_anew (const char *path, gint64 id, gboolean only_that)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (OptStore) store = opt_store_open_sync (path, OPT_STORE_FLAGS_NONE, NULL, 0, &error);
  OptStoreValue after = opt_store_int (id - 2);
  g_autoptr (OptStoreResult) rows = NULL;
  g_autofree char *hash = NULL;

  g_assert_no_error (error);
  rows = opt_store_query_sync (store, opt_store_sql ("audit", "chain-page"), &after, 1, &error);
  g_assert_no_error (error);
  hash = g_strdup (opt_store_result_get_text (rows, 0, "hash"));
  for (guint row = 1; row < opt_store_result_get_n_rows (rows); row++)
    {
      OptStoreValue fields[OPT_AUDIT_CHAIN_FIELDS];
      g_autofree char *prev_hash = g_steal_pointer (&hash);
      gint64 this_id = opt_store_result_get_int (rows, row, "id");

      opt_audit_chain_read_fields (rows, row, fields);
      hash = opt_audit_chain_hash (prev_hash, this_id, fields);

      OptStoreValue params[]
          = { opt_store_int (this_id), opt_store_text (prev_hash), opt_store_text (hash) };

      opt_store_execute_sync (store, opt_store_sql ("audit", "chain-entry"), params, 3, &error);
      g_assert_no_error (error);
      if (only_that)
        break;
    }
}

/* Whoever makes one hash anew is found at the next, and whoever makes all anew by the head alone.
 */
static void
test_made_anew (Fixture *fixture, gconstpointer data)
{
  OptAuditHead none = { 0 };
  g_autoptr (OptAuditCheck) alone = NULL;

  chain_fill (fixture->path);
  chain_tamper (fixture->path, UNLOCK);
  chain_tamper (fixture->path, "UPDATE entries SET title = 'nothing' WHERE id = 3");
  make_hashes_anew (fixture->path, 3, TRUE);
  chain_assert_found (fixture->path, OPT_AUDIT_FAULT_REPLACED, 3, 3);

  make_hashes_anew (fixture->path, 3, FALSE);
  alone = chain_check_against (fixture->path, &none);
  chain_assert_fault (alone, OPT_AUDIT_FAULT_NONE, 0, 0);
  chain_assert_found (fixture->path, OPT_AUDIT_FAULT_REWRITTEN, 5, 5);
}

/* The head that contradicts the log is not written over by what is appended. */
static void
test_head_stays (Fixture *fixture, gconstpointer data)
{
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;

  chain_fill (fixture->path);
  g_assert_true (g_file_get_contents (fixture->head, &before, NULL, NULL));
  chain_tamper (fixture->path, UNLOCK "DELETE FROM entries WHERE id >= 2;" FORGET);
  chain_assert_found (fixture->path, OPT_AUDIT_FAULT_REMOVED, 2, 5);
  {
    g_autoptr (OptAudit) audit = chain_open_audit (fixture->path);

    for (guint i = 0; i < 9; i++)
      chain_append (audit, "c", OPT_AUDIT_NOTE);
  }
  g_assert_true (g_file_get_contents (fixture->head, &after, NULL, NULL));
  g_assert_cmpstr (after, ==, before);
  chain_assert_found (fixture->path, OPT_AUDIT_FAULT_REWRITTEN, 5, 5);
}

/* Where SQLite still knows which numbers it gave what is appended leaves a gap. */
static void
test_gap_stays (Fixture *fixture, gconstpointer data)
{
  chain_fill (fixture->path);
  chain_tamper (fixture->path, UNLOCK "DELETE FROM entries WHERE id >= 4");
  {
    g_autoptr (OptAudit) audit = chain_open_audit (fixture->path);

    chain_append (audit, "c", OPT_AUDIT_NOTE);
  }
  g_assert_cmpint (g_unlink (fixture->head), ==, 0);
  chain_assert_found (fixture->path, OPT_AUDIT_FAULT_REMOVED, 4, 5);
}

static void
test_kept_head (Fixture *fixture, gconstpointer data)
{
  g_autoptr (OptAuditCheck) early = NULL;
  g_autoptr (OptAuditCheck) later = NULL;
  g_autoptr (OptAudit) audit = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *reach = NULL;
  OptAuditHead head;

  chain_fill (fixture->path);
  early = chain_check_against (fixture->path, NULL);
  audit = chain_open_audit (fixture->path);
  chain_append (audit, "c", OPT_AUDIT_NOTE);

  /* An older head says less, and nothing wrong. */
  later = chain_check_against (fixture->path, &early->head);
  chain_assert_fault (later, OPT_AUDIT_FAULT_NONE, 0, 0);
  g_assert_cmpint (later->kept.id, ==, 5);
  g_assert_cmpint (later->head.id, ==, 6);
  reach = opt_audit_check_describe_reach (later);
  g_assert_nonnull (strstr (reach, "5 of 6"));

  g_assert_false (opt_audit_head_parse (&head, "5", &error));
  g_assert_error (error, OPT_ERROR, OPT_ERROR_INVALID);
  g_clear_error (&error);
  g_assert_false (opt_audit_head_parse (&head, "5:abc", NULL));

  g_assert_true (g_file_set_contents (fixture->head, "rubbish", -1, NULL));
  {
    g_autoptr (OptAuditCheck) unread = chain_check_against (fixture->path, NULL);
    g_autofree char *words = opt_audit_check_describe_reach (unread);

    chain_assert_fault (unread, OPT_AUDIT_FAULT_NONE, 0, 0);
    g_assert_error (unread->kept_error, OPT_ERROR, OPT_ERROR_INVALID);
    g_assert_nonnull (strstr (words, fixture->head));
  }
  /* What can't be read is no reason not to write down what is done. */
  chain_append (audit, "c", OPT_AUDIT_NOTE);
}

static void
test_old (Fixture *fixture, gconstpointer data)
{
  g_autoptr (OptAuditCheck) check = NULL;
  g_autoptr (OptAuditChange) change = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *reach = NULL;
  gint64 before = g_get_real_time ();

  chain_make_old (fixture->path);
  {
    g_autoptr (OptAudit) audit = chain_open_audit (fixture->path);

    g_assert_true (g_file_test (fixture->head, G_FILE_TEST_EXISTS));
    chain_append (audit, "b", OPT_AUDIT_NOTE);
    change = opt_audit_get_change_sync (audit, "a", &error);
    g_assert_no_error (error);
    g_assert_cmpstr (opt_audit_change_get_title (change), ==, "Index");
  }

  check = chain_check_against (fixture->path, NULL);
  chain_assert_fault (check, OPT_AUDIT_FAULT_NONE, 0, 0);
  g_assert_cmpint (check->n_entries, ==, 4);
  g_assert_cmpint (check->n_before, ==, 3);
  g_assert_cmpint (check->start_time, >=, before);
  g_assert_cmpint (check->head.id, ==, 5);
  reach = opt_audit_check_describe_reach (check);
  g_assert_nonnull (strstr (reach, "3 entries are older than the chain"));

  /* From then on they are covered. */
  chain_tamper (fixture->path, UNLOCK "UPDATE entries SET title = 'nothing' WHERE id = 1");
  chain_assert_found (fixture->path, OPT_AUDIT_FAULT_EDITED, 1, 1);
}

static int
child_that_appends (const char *path, const char *change_id)
{
  g_autoptr (OptAudit) audit = chain_open_audit (path);

  for (guint i = 0; i < 40; i++)
    chain_append (audit, change_id, OPT_AUDIT_NOTE);

  return 0;
}

/* Two at once, on a log of an older version, which either may bring up to date. */
static void
test_two_processes (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *self = g_file_read_link ("/proc/self/exe", &error);
  g_autoptr (OptAuditCheck) check = NULL;
  GSubprocess *children[2];

  chain_make_old (fixture->path);
  for (guint i = 0; i < G_N_ELEMENTS (children); i++)
    {
      children[i] = g_subprocess_new (G_SUBPROCESS_FLAGS_NONE, &error, self, "--child",
                                      fixture->path, i == 0 ? "x" : "y", NULL);
      g_assert_no_error (error);
    }
  for (guint i = 0; i < G_N_ELEMENTS (children); i++)
    {
      g_assert_true (g_subprocess_wait_check (children[i], NULL, &error));
      g_assert_no_error (error);
      g_object_unref (children[i]);
    }

  check = chain_check_against (fixture->path, NULL);
  chain_assert_fault (check, OPT_AUDIT_FAULT_NONE, 0, 0);
  g_assert_cmpint (check->n_entries, ==, 83);
  g_assert_cmpint (check->head.id, ==, 84);
  g_assert_cmpint (check->kept.id, ==, 84);
}

static void
checked (GObject *object, GAsyncResult *result, gpointer data)
{
  *(GAsyncResult **) data = g_object_ref (result);
}

static void
test_async (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (OptAuditCheck) check = NULL;
  g_autoptr (GError) error = NULL;

  chain_fill (fixture->path);
  opt_audit_check_async (fixture->path, NULL, checked, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  check = opt_audit_check_finish (result, &error);
  g_assert_no_error (error);
  g_assert_cmpint (check->n_entries, ==, 5);
}

/* No two different entries are the same to the hash. */
static void
test_unambiguous (void)
{
  OptStoreValue one[OPT_AUDIT_CHAIN_FIELDS] = { 0 };
  OptStoreValue other[OPT_AUDIT_CHAIN_FIELDS] = { 0 };
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;

  one[0] = opt_store_text ("ab");
  one[1] = opt_store_text ("c");
  other[0] = opt_store_text ("a");
  other[1] = opt_store_text ("bc");
  first = opt_audit_chain_hash ("", 1, one);
  second = opt_audit_chain_hash ("", 1, other);
  g_assert_cmpstr (first, !=, second);
  g_assert_cmpuint (strlen (first), ==, 64);

  /* Texts and the same bytes are one. */
  {
    g_autoptr (GBytes) bytes = g_bytes_new_static ("ab", 2);
    g_autofree char *third = NULL;

    one[0] = opt_store_blob (bytes);
    third = opt_audit_chain_hash ("", 1, one);
    g_assert_cmpstr (first, ==, third);
  }
}

#define add(name, func) \
  g_test_add ("/audit/chain/" name, Fixture, NULL, chain_set_up, func, chain_tear_down)

int
main (int argc, char **argv)
{
  if (argc == 4 && g_str_equal (argv[1], "--child"))
    return child_that_appends (argv[2], argv[3]);

  g_test_init (&argc, &argv, NULL);
  add ("empty", test_empty);
  add ("whole", test_whole);
  for (guint i = 0; i < G_N_ELEMENTS (tamperings); i++)
    {
      g_autofree char *name = g_strconcat ("/audit/chain/tampering/", tamperings[i].name, NULL);

      g_test_add (name, Fixture, &tamperings[i], chain_set_up, test_tampering, chain_tear_down);
    }
  add ("made-anew", test_made_anew);
  add ("head-stays", test_head_stays);
  add ("gap-stays", test_gap_stays);
  add ("kept-head", test_kept_head);
  add ("old", test_old);
  add ("two-processes", test_two_processes);
  add ("async", test_async);
  g_test_add_func ("/audit/chain/unambiguous", test_unambiguous);

  return g_test_run ();
}
