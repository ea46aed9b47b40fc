/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "chain-fixture.h"
#include "opt-error.h"
#include "opt-store.h"

/* A head that can't be read hides nothing of the chain. */
static void
test_rubbish_head (Fixture *fixture, gconstpointer data)
{
  g_autoptr (OptAuditCheck) check = NULL;

  chain_fill (fixture->path);
  chain_tamper (fixture->path, UNLOCK "UPDATE entries SET title = 'nothing' WHERE id = 2");
  g_assert_true (g_file_set_contents (fixture->head, "rubbish", -1, NULL));
  check = chain_check_against (fixture->path, NULL);
  chain_assert_fault (check, OPT_AUDIT_FAULT_EDITED, 2, 2);
  g_assert_error (check->kept_error, OPT_ERROR, OPT_ERROR_INVALID);
}

/* Whoever is reading the file has all of the old one. */
static void
test_head_in_one_piece (Fixture *fixture, gconstpointer data)
{
  g_autoptr (OptAudit) audit = NULL;
  g_autofree char *before = NULL;
  char text[100] = "";
  int fd;

  chain_fill (fixture->path);
  g_assert_true (g_file_get_contents (fixture->head, &before, NULL, NULL));
  fd = g_open (fixture->head, O_RDONLY, 0);
  g_assert_cmpint (fd, >=, 0);
  audit = chain_open_audit (fixture->path);
  chain_append (audit, "c", OPT_AUDIT_NOTE);
  g_assert_cmpint (read (fd, text, sizeof text - 1), ==, (gssize) strlen (before));
  g_assert_cmpstr (text, ==, before);
  close (fd);
  chain_assert_found (fixture->path, OPT_AUDIT_FAULT_NONE, 0, 0);
}

/* What is said where the log has lost its end, and where it was only moved away. */
static void
test_lost_end_words (Fixture *fixture, gconstpointer data)
{
  g_autoptr (OptAuditCheck) whole = NULL;
  g_autoptr (OptAuditCheck) moved = NULL;
  g_autofree char *whole_reach = NULL;
  g_autofree char *reach = NULL;
  g_autofree char *way_out = NULL;
  g_autofree char *no_way_out = NULL;

  chain_fill (fixture->path);
  whole = chain_check_against (fixture->path, NULL);
  whole_reach = opt_audit_check_describe_reach (whole);
  g_assert_nonnull (strstr (whole_reach, "It ends where the head that was kept ends."));
  no_way_out = opt_audit_check_describe_way_out (whole);
  g_assert_null (no_way_out);

  g_assert_cmpint (g_unlink (fixture->path), ==, 0);
  moved = chain_check_against (fixture->path, NULL);
  chain_assert_fault (moved, OPT_AUDIT_FAULT_REMOVED, 1, 5);
  reach = opt_audit_check_describe_reach (moved);
  g_assert_null (strstr (reach, "It ends where"));
  way_out = opt_audit_check_describe_way_out (moved);
  g_assert_nonnull (strstr (way_out, ".head"));

  /* As it says. */
  g_assert_cmpint (g_unlink (fixture->head), ==, 0);
  {
    g_autoptr (OptAudit) audit = chain_open_audit (fixture->path);

    chain_append (audit, "c", OPT_AUDIT_NOTE);
  }
  chain_assert_found (fixture->path, OPT_AUDIT_FAULT_NONE, 0, 0);
  g_assert_true (g_file_test (fixture->head, G_FILE_TEST_EXISTS));
}

/* Numbers are no int. */
static void
test_big_numbers (void)
{
  OptAuditCheck check = { .fault = OPT_AUDIT_FAULT_REMOVED,
                          .first_id = G_GINT64_CONSTANT (5000000000),
                          .last_id = G_GINT64_CONSTANT (5000000001),
                          .head.id = G_GINT64_CONSTANT (5000000009),
                          .kept.id = G_GINT64_CONSTANT (5000000008) };
  g_autofree char *words = opt_audit_check_describe (&check);
  g_autofree char *reach = opt_audit_check_describe_reach (&check);

  g_assert_nonnull (strstr (words, "5000000000 to 5000000001"));
  g_assert_nonnull (strstr (reach, "5000000008 of 5000000009"));
}

/* A damaged log takes its head along: the new one is not held against it. */
static void
test_damaged (Fixture *fixture, gconstpointer data)
{
  g_autoptr (OptAudit) audit = NULL;
  g_autofree char *old_head = NULL;

  chain_fill (fixture->path);
  g_assert_true (g_file_set_contents (fixture->path, "This is no database any more.", -1, NULL));
  audit = chain_open_audit (fixture->path);
  g_assert_nonnull (opt_audit_get_set_aside (audit));
  old_head = g_strconcat (opt_audit_get_set_aside (audit), ".head", NULL);
  g_assert_true (g_file_test (old_head, G_FILE_TEST_EXISTS));
  chain_append (audit, "c", OPT_AUDIT_NOTE);
  chain_assert_found (fixture->path, OPT_AUDIT_FAULT_NONE, 0, 0);
}

/* Where the log is damaged and the new one can't be made, the head goes with the damaged one. */
static void
test_damaged_not_opened (Fixture *fixture, gconstpointer data)
{
  g_autoptr (OptStore) store = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *old_head = NULL;

  chain_fill (fixture->path);
  g_assert_true (g_file_set_contents (fixture->path, "This is no database any more.", -1, NULL));
  /* The store by itself: nothing of the log runs after it. */
  store = opt_store_open_sync (fixture->path, OPT_STORE_FLAGS_NONE, NULL, 0, &error);
  g_assert_no_error (error);
  old_head = g_strconcat (opt_store_get_set_aside (store), ".head", NULL);
  g_assert_true (g_file_test (old_head, G_FILE_TEST_EXISTS));
  g_assert_false (g_file_test (fixture->head, G_FILE_TEST_EXISTS));
}

/* Whoever asks for the log's state later is told, too. */
static void
test_damaged_is_told (Fixture *fixture, gconstpointer data)
{
  g_autoptr (OptAuditCheck) before = NULL;
  g_autoptr (OptAuditCheck) check = NULL;
  g_autoptr (OptAudit) audit = NULL;

  chain_fill (fixture->path);
  before = chain_check_against (fixture->path, NULL);
  g_assert_null (before->set_aside);
  g_assert_true (g_file_set_contents (fixture->path, "This is no database any more.", -1, NULL));
  audit = chain_open_audit (fixture->path);
  check = chain_check_against (fixture->path, NULL);
  chain_assert_fault (check, OPT_AUDIT_FAULT_NONE, 0, 0);
  g_assert_cmpstr (check->set_aside, ==, opt_audit_get_set_aside (audit));
}

/* The end of what is older than the chain was taken off since. */
static void
test_old_lost_end (Fixture *fixture, gconstpointer data)
{
  g_autoptr (OptAuditCheck) check = NULL;
  g_autoptr (OptAuditCheck) empty = NULL;
  g_autofree char *reach = NULL;
  g_autofree char *words = NULL;
  g_autofree char *empty_reach = NULL;

  chain_make_old (fixture->path);
  g_object_unref (chain_open_audit (fixture->path));
  chain_tamper (fixture->path, UNLOCK "DELETE FROM entries WHERE id = 4");
  g_assert_cmpint (g_unlink (fixture->head), ==, 0);
  check = chain_check_against (fixture->path, NULL);
  reach = opt_audit_check_describe_reach (check);
  g_test_message ("%s", reach);
  g_assert_nonnull (strstr (reach, "Numbers up to 4 were given"));
  g_assert_nonnull (strstr (reach, "the last that is there is 2"));

  chain_tamper (fixture->path, "DELETE FROM entries");
  empty = chain_check_against (fixture->path, NULL);
  words = opt_audit_check_describe (empty);
  g_assert_cmpstr (words, ==, "The log is empty.");
  empty_reach = opt_audit_check_describe_reach (empty);
  g_assert_nonnull (strstr (empty_reach, "none of them is there"));
}

#define add(name, func) \
  g_test_add ("/audit/chain-loss/" name, Fixture, NULL, chain_set_up, func, chain_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add ("rubbish-head", test_rubbish_head);
  add ("head-in-one-piece", test_head_in_one_piece);
  add ("lost-end-words", test_lost_end_words);
  add ("damaged", test_damaged);
  add ("damaged-not-opened", test_damaged_not_opened);
  add ("damaged-is-told", test_damaged_is_told);
  add ("old-lost-end", test_old_lost_end);
  g_test_add_func ("/audit/chain-loss/big-numbers", test_big_numbers);

  return g_test_run ();
}
