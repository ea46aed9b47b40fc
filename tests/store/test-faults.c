/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <errno.h>
#include <fcntl.h>
#include <gio/gio.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "opt-error.h"
#include "store-fixture.h"

#define SQL(name) opt_store_sql ("test-store", name)

static void
set (OptStore *store, const char *name)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (OptStoreResult) result = opt_store_query_sync (store, SQL (name), NULL, 0, &error);

  g_assert_no_error (error);
}

static gint64
fill_up (OptStore *store, GError **error)
{
  g_autofree char *kilobyte = g_strnfill (1024, 'x');
  gint64 inserted = 0;

  while (inserted < 100000 && insert (store, 1, kilobyte, error))
    inserted++;

  return inserted;
}

static void
test_full (Fixture *fixture, gconstpointer data)
{
  g_autoptr (OptStore) store = open_store (fixture->path);
  g_autoptr (GError) error = NULL;
  gint64 inserted;

  set (store, "limit");
  inserted = fill_up (store, &error);
  g_assert_error (error, OPT_ERROR, OPT_ERROR_NO_SPACE);
  g_assert_nonnull (opt_error_get_next_step (error));
  g_assert_cmpint (inserted, >, 10);
  g_assert_cmpint (count_entries (store, NULL), ==, inserted);
  g_clear_error (&error);

  /* With room again it goes on. */
  set (store, "no-limit");
  g_assert_true (insert (store, 1, NULL, &error));
  g_assert_no_error (error);
  assert_intact (store);
}

static gboolean
fill_up_at_once (OptStore *store, gpointer data, GError **error)
{
  fill_up (store, error);

  return FALSE;
}

static void
test_full_in_transaction (Fixture *fixture, gconstpointer data)
{
  g_autoptr (OptStore) store = open_store (fixture->path);
  g_autoptr (GError) error = NULL;

  set (store, "limit");
  g_assert_false (opt_store_transaction_sync (store, fill_up_at_once, NULL, &error));
  g_assert_error (error, OPT_ERROR, OPT_ERROR_NO_SPACE);
  g_assert_cmpint (count_entries (store, NULL), ==, 0);
  g_clear_error (&error);
  g_assert_true (insert (store, 1, NULL, &error));
  g_assert_no_error (error);
}

/* A child in which no file can grow beyond 200 kB: write() itself fails. Prints what it stored. */
static int
child_with_little_room (const char *path)
{
  struct rlimit limit = { 200 * 1024, 200 * 1024 };
  g_autoptr (GError) error = NULL;
  OptStore *store = open_store (path);
  gint64 inserted;

  signal (SIGXFSZ, SIG_IGN);
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &limit), ==, 0);
  inserted = fill_up (store, &error);
  g_assert_error (error, OPT_ERROR, OPT_ERROR_NO_SPACE);
  g_assert_nonnull (opt_error_get_next_step (error));
  g_assert_cmpint (count_entries (store, NULL), ==, inserted);
  printf ("%" G_GINT64_FORMAT "\n", inserted);
  fflush (stdout);
  g_object_unref (store);

  return 0;
}

/* A child that stores pairs, and says so of each, until it is killed. */
static gboolean
insert_pair (OptStore *store, gpointer data, GError **error)
{
  gint64 *number = data;

  return insert (store, *number, "plus", error) && insert (store, -*number, "minus", error);
}

static int
child_that_writes (const char *path)
{
  OptStore *store = open_store (path);

  for (gint64 number = 1;; number++)
    {
      g_autoptr (GError) error = NULL;

      opt_store_transaction_sync (store, insert_pair, &number, &error);
      g_assert_no_error (error);
      printf ("%" G_GINT64_FORMAT "\n", number);
      fflush (stdout);
    }

  return 1;
}

static GSubprocess *
start_child (const char *what, const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *self = g_file_read_link ("/proc/self/exe", &error);
  GSubprocess *child;

  g_assert_no_error (error);
  child = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error, self, "--child", what, path,
                            NULL);
  g_assert_no_error (error);

  return child;
}

static void
test_no_room (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GSubprocess) child = start_child ("room", fixture->path);
  g_autoptr (OptStore) store = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *output = NULL;

  g_assert_true (g_subprocess_communicate_utf8 (child, NULL, NULL, &output, NULL, &error));
  g_assert_no_error (error);
  g_assert_true (g_subprocess_get_successful (child));

  store = open_store (fixture->path);
  g_assert_cmpint (count_entries (store, NULL), ==, g_ascii_strtoll (output, NULL, 10));
  g_assert_cmpint (count_entries (store, NULL), >, 10);
  g_assert_true (insert (store, 1, NULL, &error));
  g_assert_no_error (error);
  assert_intact (store);
}

static void
test_killed (Fixture *fixture, gconstpointer data)
{
  gint64 said = 0;

  for (guint round = 0; round < 3; round++)
    {
      g_autoptr (GSubprocess) child = start_child ("write", fixture->path);
      g_autoptr (GDataInputStream) lines
          = g_data_input_stream_new (g_subprocess_get_stdout_pipe (child));
      g_autoptr (OptStore) store = NULL;
      g_autoptr (GError) error = NULL;
      gint64 in_this_round = 0;
      gint64 sum;

      for (char *line = NULL; in_this_round < 40; g_free (line))
        {
          line = g_data_input_stream_read_line_utf8 (lines, NULL, NULL, &error);
          g_assert_no_error (error);
          g_assert_nonnull (line);
          in_this_round++;
        }
      g_subprocess_force_exit (child);
      g_subprocess_wait (child, NULL, NULL);
      said += in_this_round;

      store = open_store (fixture->path);
      g_assert_null (opt_store_get_set_aside (store));
      g_assert_cmpint (count_entries (store, &sum), >=, 2 * said);
      g_assert_cmpint (count_entries (store, NULL) % 2, ==, 0);
      g_assert_cmpint (sum, ==, 0);
      assert_intact (store);
      said = count_entries (store, NULL) / 2;
    }
}

static sqlite3 *
open_raw (const char *path)
{
  sqlite3 *raw = NULL;

  g_assert_cmpint (sqlite3_open (path, &raw), ==, SQLITE_OK);

  return raw;
}

static void
run_raw (sqlite3 *raw, const char *sql)
{
  g_assert_cmpint (sqlite3_exec (raw, sql, NULL, NULL, NULL), ==, SQLITE_OK);
}

static void
test_locked (Fixture *fixture, gconstpointer data)
{
  g_autoptr (OptStore) store = open_store (fixture->path);
  g_autoptr (GError) error = NULL;
  sqlite3 *raw = open_raw (fixture->path);

  set (store, "impatient");
  run_raw (raw, "BEGIN IMMEDIATE");
  g_assert_false (insert (store, 1, NULL, &error));
  g_assert_error (error, OPT_ERROR, OPT_ERROR_CONFLICT);
  g_assert_nonnull (opt_error_get_next_step (error));
  g_clear_error (&error);

  /* Reading goes on, and opening too. */
  g_assert_cmpint (count_entries (store, NULL), ==, 0);
  g_object_unref (open_store (fixture->path));

  run_raw (raw, "COMMIT");
  g_assert_true (insert (store, 1, NULL, &error));
  g_assert_no_error (error);
  sqlite3_close (raw);
}

static void
write_file (const char *path, const char *contents, gsize length, gsize offset)
{
  int fd = g_open (path, O_WRONLY | O_CREAT, 0600);

  g_assert_cmpint (fd, >=, 0);
  g_assert_cmpint (pwrite (fd, contents, length, (off_t) offset), ==, (gssize) length);
  g_assert_cmpint (close (fd), ==, 0);
}

static void
test_not_a_database (Fixture *fixture, gconstpointer data)
{
  static const char text[] = "This is somebody's letter, and it is kept.";
  g_autoptr (OptStore) store = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *kept = NULL;

  write_file (fixture->path, text, strlen (text), 0);
  store = open_store (fixture->path);
  g_assert_nonnull (opt_store_get_set_aside (store));
  g_assert_true (g_str_has_prefix (opt_store_get_set_aside (store), fixture->path));
  g_file_get_contents (opt_store_get_set_aside (store), &kept, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (kept, ==, text);
  g_assert_true (insert (store, 1, NULL, &error));
  g_assert_no_error (error);
}

/* Damage in the middle is found while it is used; the next start sets the file aside. */
static void
test_corrupt (Fixture *fixture, gconstpointer data)
{
  g_autoptr (OptStore) store = open_store (fixture->path);
  g_autoptr (OptStoreResult) rows = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *kilobyte = g_strnfill (1024, 'x');
  g_autofree char *garbage = g_strnfill (4096 * 10, '\xa5');

  for (guint i = 0; i < 200; i++)
    g_assert_true (insert (store, 1, kilobyte, &error));
  g_clear_object (&store);
  write_file (fixture->path, garbage, 4096 * 10, 4096 * 10);

  store = open_store (fixture->path);
  g_assert_null (opt_store_get_set_aside (store));
  rows = opt_store_query_sync (store, SQL ("list"), NULL, 0, &error);
  g_assert_null (rows);
  g_assert_error (error, OPT_ERROR, OPT_ERROR_INVALID);
  g_assert_nonnull (opt_error_get_next_step (error));
  g_clear_error (&error);
  g_clear_object (&store);

  store = open_store (fixture->path);
  g_assert_nonnull (opt_store_get_set_aside (store));
  g_assert_true (g_file_test (opt_store_get_set_aside (store), G_FILE_TEST_EXISTS));
  g_assert_cmpint (count_entries (store, NULL), ==, 0);
  g_clear_object (&store);

  store = open_store (fixture->path);
  g_assert_null (opt_store_get_set_aside (store));
}

typedef struct
{
  const char *path;
  OptStore *store;
} Opening;

static gpointer
opening_thread (gpointer data)
{
  Opening *opening = data;

  opening->store = open_store (opening->path);

  return NULL;
}

/* Of several that find the same damage at once one makes a new file, and the others take that. */
static void
test_found_by_many (Fixture *fixture, gconstpointer data)
{
  for (guint round = 0; round < 20; round++)
    {
      Opening openings[4];
      GThread *threads[G_N_ELEMENTS (openings)];
      guint n_moved = 0;

      write_file (fixture->path, "This is no database, and it is kept.", 36, 0);
      for (guint i = 0; i < G_N_ELEMENTS (openings); i++)
        {
          openings[i] = (Opening){ fixture->path, NULL };
          threads[i] = g_thread_new ("opening", opening_thread, &openings[i]);
        }
      for (guint i = 0; i < G_N_ELEMENTS (openings); i++)
        {
          g_autoptr (GError) error = NULL;

          g_thread_join (threads[i]);
          n_moved += opt_store_get_set_aside (openings[i].store) != NULL;
          g_assert_true (insert (openings[i].store, 1, NULL, &error));
          g_assert_no_error (error);
        }
      g_assert_cmpuint (n_moved, ==, 1);
      g_assert_cmpint (count_entries (openings[0].store, NULL), ==, G_N_ELEMENTS (openings));
      for (guint i = 0; i < G_N_ELEMENTS (openings); i++)
        g_object_unref (openings[i].store);
      g_assert_cmpint (g_unlink (fixture->path), ==, 0);
    }
}

/* One that has the damaged file open still does not have the new one moved. */
static void
test_found_late (Fixture *fixture, gconstpointer data)
{
  g_autoptr (OptStore) late = open_store (fixture->path);
  g_autoptr (OptStore) early = NULL;
  g_autoptr (OptStoreResult) rows = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *kilobyte = g_strnfill (1024, 'x');
  g_autofree char *garbage = g_strnfill (4096 * 10, '\xa5');

  for (guint i = 0; i < 200; i++)
    g_assert_true (insert (late, 1, kilobyte, &error));
  g_clear_object (&late);
  write_file (fixture->path, garbage, 4096 * 10, 4096 * 10);
  late = open_store (fixture->path);
  early = open_store (fixture->path);
  g_assert_null (opt_store_query_sync (early, SQL ("list"), NULL, 0, NULL));
  g_clear_object (&early);
  early = open_store (fixture->path);
  g_assert_nonnull (opt_store_get_set_aside (early));

  rows = opt_store_query_sync (late, SQL ("list"), NULL, 0, &error);
  g_assert_null (rows);
  g_assert_error (error, OPT_ERROR, OPT_ERROR_INVALID);
  g_clear_object (&early);
  early = open_store (fixture->path);
  g_assert_null (opt_store_get_set_aside (early));
}

static void
test_no_folder (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = g_build_filename (fixture->folder, "nowhere", "test.db", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_null (opt_store_open_sync (path, OPT_STORE_FLAGS_NONE, &second_schema, 1, &error));
  g_assert_error (error, OPT_ERROR, OPT_ERROR_DENIED);
  g_assert_nonnull (opt_error_get_next_step (error));
}

#define add(name, func) \
  g_test_add ("/store/faults/" name, Fixture, NULL, fixture_set_up, func, fixture_tear_down)

int
main (int argc, char **argv)
{
  if (argc == 4 && g_str_equal (argv[1], "--child"))
    return g_str_equal (argv[2], "room") ? child_with_little_room (argv[3])
                                         : child_that_writes (argv[3]);

  g_test_init (&argc, &argv, NULL);
  add ("full", test_full);
  add ("full-in-transaction", test_full_in_transaction);
  add ("no-room", test_no_room);
  add ("killed", test_killed);
  add ("locked", test_locked);
  add ("not-a-database", test_not_a_database);
  add ("corrupt", test_corrupt);
  add ("found-by-many", test_found_by_many);
  add ("found-late", test_found_late);
  add ("no-folder", test_no_folder);

  return g_test_run ();
}
