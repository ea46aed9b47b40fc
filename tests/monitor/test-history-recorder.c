/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "history-fixture.h"
#include "opt-error.h"
#include "opt-history-recorder.h"
#include "opt-history-writer.h"

#define POLL (10 * SECOND)

static const char *program;

typedef struct
{
  char *folder;
  char *path;
  OptClock *clock;
  OptHistoryRecorder *recorder;
  GPtrArray *warnings;
  gint64 now; /* the server's clock */
} Fixture;

static void
warned (OptHistoryRecorder *recorder, const char *text, gpointer data)
{
  Fixture *fixture = data;

  g_test_message ("%s", text);
  g_ptr_array_add (fixture->warnings, g_strdup (text));
}

static void
start (Fixture *fixture)
{
  fixture->recorder = opt_history_recorder_new (fixture->path, "42", fixture->clock);
  g_signal_connect (fixture->recorder, "warning", G_CALLBACK (warned), fixture);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->folder = g_dir_make_tmp ("optischema-test-XXXXXX", NULL);
  fixture->path = g_build_filename (fixture->folder, "history.db", NULL);
  fixture->clock = opt_clock_new_manual (BEGIN);
  fixture->now = BEGIN;
  fixture->warnings = g_ptr_array_new_with_free_func (g_free);
  start (fixture);
}

static void
wait_written (Fixture *fixture)
{
  while (opt_history_recorder_is_busy (fixture->recorder))
    g_main_context_iteration (NULL, TRUE);
}

/* The file is closed behind the last who had it open. */
static void
stop (Fixture *fixture)
{
  g_autofree char *wal = g_strconcat (fixture->path, "-wal", NULL);

  opt_history_recorder_stop (fixture->recorder);
  wait_written (fixture);
  g_clear_object (&fixture->recorder);
  while (g_main_context_iteration (NULL, FALSE) || g_file_test (wal, G_FILE_TEST_EXISTS))
    g_usleep (100);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  const char *name;
  g_autoptr (GDir) dir = NULL;

  if (fixture->recorder != NULL)
    stop (fixture);
  dir = g_dir_open (fixture->folder, 0, NULL);
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (fixture->folder, name, NULL);

      g_unlink (path);
    }
  g_rmdir (fixture->folder);
  g_ptr_array_unref (fixture->warnings);
  g_object_unref (fixture->clock);
  g_free (fixture->folder);
  g_free (fixture->path);
}

/* One call of one statement in each poll. */
static OptDelta *
make_delta (gint64 from, gint64 to)
{
  OptDelta *delta = history_fixture_make_delta (from, to);

  history_fixture_add_counters (delta, 1, 1, 1);

  return delta;
}

static void
poll (Fixture *fixture)
{
  g_autoptr (OptDelta) delta = make_delta (fixture->now, fixture->now + POLL);

  fixture->now += POLL;
  opt_clock_advance (fixture->clock, POLL);
  opt_history_recorder_add (fixture->recorder, delta, 1, 5, NULL);
}

static void
poll_minutes (Fixture *fixture, guint n)
{
  for (guint i = 0; i < n * 6; i++)
    {
      poll (fixture);
      wait_written (fixture);
    }
}

static OptDelta *
read_delta (const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (OptHistory) history = opt_history_open_sync (path, &error);
  OptDelta *delta;

  g_assert_no_error (error);
  delta = opt_history_get_delta_sync (history, "42", 0, G_MAXINT64, &error);
  g_assert_no_error (error);

  return delta;
}

/* The pieces are all of it, each part once. */
static void
assert_pieces (Fixture *fixture, gint64 calls)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (OptHistory) history = opt_history_open_sync (fixture->path, &error);
  g_autoptr (GPtrArray) pieces = NULL;
  gint64 sum = 0;
  gint64 end = 0;

  g_assert_no_error (error);
  pieces = opt_history_list_deltas_sync (history, "42", 0, G_MAXINT64, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < pieces->len; i++)
    {
      OptDelta *piece = pieces->pdata[i];

      g_assert_cmpint (piece->start, >=, end);
      end = piece->end;
      sum += history_fixture_get_calls (piece, 1);
    }
  g_assert_cmpint (sum, ==, calls);
  g_assert_cmpuint (pieces->len, <=, 40);
}

static void
assert_calls (Fixture *fixture, gint64 calls)
{
  g_autoptr (OptDelta) delta = read_delta (fixture->path);

  assert_pieces (fixture, calls);

  g_assert_cmpint (history_fixture_get_calls (delta, 1), ==, calls);
  g_assert_cmpint (delta->observed, ==, calls * POLL);
}

/* A minute is written when a poll is of the next, or when the clock has passed it. */
static void
test_minutes (Fixture *fixture, gconstpointer data)
{
  poll_minutes (fixture, 1);
  assert_calls (fixture, 0);
  poll (fixture);
  wait_written (fixture);
  assert_calls (fixture, 6);

  opt_clock_advance (fixture->clock, 30 * SECOND);
  opt_history_recorder_tick (fixture->recorder);
  wait_written (fixture);
  assert_calls (fixture, 6);
  opt_clock_advance (fixture->clock, MINUTE);
  opt_history_recorder_tick (fixture->recorder);
  wait_written (fixture);
  assert_calls (fixture, 7);

  /* Nothing needs a main loop at the end of a program. */
  poll (fixture);
  opt_history_recorder_stop (fixture->recorder);
  g_assert_true (opt_history_writers_wait (60 * SECOND));
  assert_calls (fixture, 8);
  g_assert_cmpuint (fixture->warnings->len, ==, 0);
}

/* A figure may come late, or be of a moment behind the last poll: that makes no gap, and shifts no
 * interval. */
static void
test_late_value (Fixture *fixture, gconstpointer data)
{
  g_autoptr (OptHistory) history = NULL;
  g_autoptr (GPtrArray) deltas = g_ptr_array_new_with_free_func ((GDestroyNotify) opt_delta_unref);
  g_autoptr (GError) error = NULL;
  OptHistorySpan minutes = { 1, OPT_HISTORY_MINUTE, 0, G_MAXINT64 };

  for (guint i = 0; i < 7; i++)
    poll (fixture);
  opt_history_recorder_add_value (fixture->recorder, 0, "wal.written", NULL, BEGIN + 40 * SECOND,
                                  BEGIN + 50 * SECOND, 3);
  for (guint i = 0; i < 4; i++)
    poll (fixture);
  opt_history_recorder_add_value (fixture->recorder, 0, "wal.written", NULL, BEGIN + 50 * SECOND,
                                  fixture->now + 2 * SECOND, 3);
  stop (fixture);

  history = opt_history_open_sync (fixture->path, &error);
  g_assert_no_error (error);
  opt_history_read_intervals (history, &minutes, deltas, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (deltas->len, ==, 2);
  for (guint i = 0; i < deltas->len; i++)
    {
      const OptDelta *delta = deltas->pdata[i];

      g_assert_cmpint (delta->flags, ==, OPT_DELTA_NONE);
      g_assert_cmpint (delta->start, ==, BEGIN + i * MINUTE);
      g_assert_cmpint (delta->observed, ==, delta->end - delta->start);
    }
}

static gint64
get_observed (Fixture *fixture, gint64 from, gint64 to)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (OptHistory) history = opt_history_open_sync (fixture->path, &error);
  g_autoptr (OptDelta) delta = opt_history_get_delta_sync (history, "42", from, to, &error);

  g_assert_no_error (error);

  return delta->observed;
}

/* What is before and after a change lies apart, to within a poll. */
static void
test_cut (Fixture *fixture, gconstpointer data)
{
  gint64 changed;

  for (guint i = 0; i < 8; i++)
    poll (fixture);
  changed = fixture->now + SECOND;
  opt_history_recorder_cut (fixture->recorder);
  for (guint i = 0; i < 12; i++)
    poll (fixture);
  stop (fixture);

  g_assert_cmpint (get_observed (fixture, 0, changed), ==, 8 * POLL);
  g_assert_cmpint (get_observed (fixture, changed, G_MAXINT64), ==, 11 * POLL);
  assert_calls (fixture, 20);
}

static void
add_text (Fixture *fixture, const char *text)
{
  OptStatementKey key = { .userid = 10, .dbid = 5, .queryid = 1, .toplevel = TRUE };
  g_autoptr (OptSqlText) sql = opt_sql_text_new (&key, text);

  opt_history_recorder_add_text (fixture->recorder, sql);
}

static void
test_texts (Fixture *fixture, gconstpointer data)
{
  g_autofree char *filler = g_strnfill (100000, 'x');
  g_autofree char *text = g_strdup_printf ("SELECT %s FROM t", filler);
  g_autoptr (GError) error = NULL;
  g_autoptr (OptHistory) history = NULL;
  g_autoptr (GHashTable) statements = NULL;
  OptStatementKey key = { .userid = 10, .dbid = 5, .queryid = 1, .toplevel = TRUE };

  poll (fixture);
  add_text (fixture, text);
  g_assert_true (opt_history_recorder_knows_text (fixture->recorder, &key));
  stop (fixture);

  history = opt_history_open_sync (fixture->path, &error);
  statements = opt_history_get_statements_sync (history, "42", &error);
  g_assert_no_error (error);
  g_assert_cmpstr (((OptHistoryStatement *) g_hash_table_lookup (statements, &key))->text, ==,
                   text);
}

static void
set_file_limit (rlim_t limit)
{
  struct rlimit limits;

  getrlimit (RLIMIT_FSIZE, &limits);
  limits.rlim_cur = MIN (limit, limits.rlim_max);
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &limits), ==, 0);
}

/* No file can grow beyond a page. */
static void
test_full_disk (Fixture *fixture, gconstpointer data)
{
  signal (SIGXFSZ, SIG_IGN);
  poll_minutes (fixture, 2);
  assert_calls (fixture, 6);

  set_file_limit (4096);
  poll_minutes (fixture, 3);
  g_assert_cmpint (opt_history_recorder_get_state (fixture->recorder), ==,
                   OPT_HISTORY_RECORDER_PAUSED);
  g_assert_cmpuint (fixture->warnings->len, ==, 1);
  set_file_limit (RLIM_INFINITY);
  poll_minutes (fixture, 6);
  g_assert_cmpint (opt_history_recorder_get_state (fixture->recorder), ==,
                   OPT_HISTORY_RECORDER_RECORDING);
  g_assert_cmpuint (fixture->warnings->len, ==, 2);
  g_assert_nonnull (strstr (fixture->warnings->pdata[1], "nothing is missing"));
  assert_calls (fixture, 60);

  /* For so long that not all can wait for it. */
  set_file_limit (4096);
  poll_minutes (fixture, 20);
  g_assert_cmpuint (fixture->warnings->len, ==, 3);
  set_file_limit (RLIM_INFINITY);
  poll_minutes (fixture, 10);
  g_assert_cmpuint (fixture->warnings->len, ==, 4);
  g_assert_null (strstr (fixture->warnings->pdata[3], "nothing is missing"));
  stop (fixture);
  {
    g_autoptr (OptDelta) delta = read_delta (fixture->path);

    gint64 missing = 0;

    for (const char *at = fixture->warnings->pdata[3]; missing == 0 && *at != '\0'; at++)
      missing = g_ascii_strtoll (at, NULL, 10);
    g_assert_cmpint (missing, >, 5);
    g_assert_cmpint (delta->observed, ==, (41 - missing) * MINUTE);
  }
}

static void
test_damaged (Fixture *fixture, gconstpointer data)
{
  g_autoptr (OptHistory) history = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *content = NULL;
  g_autofree char *set_aside = NULL;
  const char *kept;
  gsize length;

  poll_minutes (fixture, 3);
  stop (fixture);
  g_assert_true (g_file_get_contents (fixture->path, &content, &length, NULL));
  memset (content, 'x', MIN (length, 4096));
  g_assert_true (g_file_set_contents (fixture->path, content, (gssize) length, NULL));

  /* Who only reads leaves it where it is. */
  history = opt_history_open_beside_writer_sync (fixture->path, &error);
  g_assert_error (error, OPT_ERROR, OPT_ERROR_INVALID);
  g_assert_null (history);

  start (fixture);
  poll_minutes (fixture, 2);
  g_assert_cmpuint (fixture->warnings->len, ==, 1);
  kept = strstr (fixture->warnings->pdata[0], fixture->path);
  g_assert_nonnull (kept);
  set_aside = g_strndup (kept, strcspn (kept, " ,"));
  g_assert_true (g_file_test (set_aside, G_FILE_TEST_EXISTS));
  stop (fixture);
  assert_calls (fixture, 12);
}

/* ---- Other processes ------------------------------------------------------------------------- */

static GPid
spawn (Fixture *fixture, const char *what, int *output)
{
  const char *argv[] = { program, what, fixture->path, NULL };
  g_autoptr (GError) error = NULL;
  GPid pid;

  g_spawn_async_with_pipes (NULL, (char **) argv, NULL, G_SPAWN_DO_NOT_REAP_CHILD, NULL, NULL, &pid,
                            NULL, output, NULL, &error);
  g_assert_no_error (error);

  return pid;
}

/* Records as fast as it can, and says how many minutes were written. */
static int
run_child (const char *what, const char *path)
{
  Fixture fixture = { .path = (char *) path,
                      .clock = opt_clock_new_manual (BEGIN),
                      .now = BEGIN,
                      .warnings = g_ptr_array_new () };
  gboolean hold = strcmp (what, "--hold") == 0;

  start (&fixture);
  for (guint i = 1;; i++)
    {
      poll_minutes (&fixture, 1);
      printf ("%u\n", i);
      fflush (stdout);
      while (hold)
        g_usleep (1000000);
    }

  return 0;
}

static gint64
read_line (int fd)
{
  char line[32] = { 0 };

  for (guint i = 0; i < sizeof line - 1; i++)
    if (read (fd, &line[i], 1) != 1 || line[i] == '\n')
      break;

  return g_ascii_strtoll (line, NULL, 10);
}

/* Wherever it is when it is killed. */
static void
test_kill (Fixture *fixture, gconstpointer data)
{
  gint64 minutes = 0;

  stop (fixture);
  for (guint round = 0; round < 5; round++)
    {
      int output;
      GPid pid = spawn (fixture, "--record", &output);
      gint64 said = 0;
      gint64 last;

      for (guint i = 0; i < 70 + round * 13; i++)
        said = read_line (output);
      g_usleep (round * 1700);
      kill (pid, SIGKILL);
      waitpid (pid, NULL, 0);
      /* The pipe has what it said since. */
      while ((last = read_line (output)) > 0)
        said = last;
      g_spawn_close_pid (pid);
      close (output);

      {
        g_autoptr (OptDelta) delta = read_delta (fixture->path);
        OptStatementKey key = { .userid = 10, .dbid = 5, .queryid = 1, .toplevel = TRUE };
        const OptStatementCounters *counters = g_hash_table_lookup (delta->statements, &key);

        minutes = delta->observed / MINUTE;
        g_test_message ("said %d, found %d", (int) said, (int) minutes);
        /* The minute that was said last is the open one. */
        g_assert_cmpint (minutes, >=, said - 1);
        g_assert_cmpint (minutes, <=, said + 1);
        g_assert_cmpint (counters->calls, ==, minutes * 6);
        g_assert_cmpint (delta->flags, ==, OPT_DELTA_NONE);
      }
      g_unlink (fixture->path);
      {
        g_autofree char *wal = g_strconcat (fixture->path, "-wal", NULL);
        g_autofree char *shm = g_strconcat (fixture->path, "-shm", NULL);

        g_unlink (wal);
        g_unlink (shm);
      }
    }
}

static void
test_two_processes (Fixture *fixture, gconstpointer data)
{
  int output;
  GPid pid = spawn (fixture, "--hold", &output);
  g_autofree char *number = g_strdup_printf ("process %d", (int) pid);

  g_assert_cmpint (read_line (output), ==, 1);
  poll_minutes (fixture, 3);
  g_assert_cmpint (opt_history_recorder_get_state (fixture->recorder), ==,
                   OPT_HISTORY_RECORDER_ELSEWHERE);
  g_assert_cmpuint (fixture->warnings->len, ==, 1);
  g_assert_nonnull (strstr (fixture->warnings->pdata[0], number));

  kill (pid, SIGKILL);
  waitpid (pid, NULL, 0);
  g_spawn_close_pid (pid);
  close (output);
  poll_minutes (fixture, 3);
  g_assert_cmpint (opt_history_recorder_get_state (fixture->recorder), ==,
                   OPT_HISTORY_RECORDER_RECORDING);
  g_assert_cmpuint (fixture->warnings->len, ==, 1);
  stop (fixture);
  assert_calls (fixture, 18);
}

typedef struct
{
  int held;
  int over;
} Hold;

/* Another program writes into the file for longer than SQLite waits. */
static gboolean
hold_lock (OptStore *store, gpointer data, GError **error)
{
  Hold *hold = data;

  g_atomic_int_set (&hold->held, 1);
  while (g_atomic_int_get (&hold->over) == 0)
    g_usleep (10000);

  return TRUE;
}

static void
test_locked (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (OptHistory) other = NULL;
  Hold hold = { 0 };

  poll_minutes (fixture, 2);
  other = opt_history_open_sync (fixture->path, &error);
  g_assert_no_error (error);
  opt_store_transaction_async (other->store, hold_lock, &hold, NULL, NULL, NULL, NULL);
  /* It begins in a thread: the recorder may be there sooner. */
  while (g_atomic_int_get (&hold.held) == 0)
    g_usleep (1000);
  poll_minutes (fixture, 1);
  g_assert_cmpint (opt_history_recorder_get_state (fixture->recorder), ==,
                   OPT_HISTORY_RECORDER_PAUSED);
  g_atomic_int_set (&hold.over, 1);
  poll_minutes (fixture, 1);
  g_assert_cmpint (opt_history_recorder_get_state (fixture->recorder), ==,
                   OPT_HISTORY_RECORDER_RECORDING);
  g_clear_object (&other);
  stop (fixture);
  assert_calls (fixture, 24);
}

int
main (int argc, char **argv)
{
  if (argc == 3 && (strcmp (argv[1], "--record") == 0 || strcmp (argv[1], "--hold") == 0))
    return run_child (argv[1], argv[2]);

  program = argv[0];
  g_test_init (&argc, &argv, NULL);

  g_test_add ("/recorder/minutes", Fixture, NULL, set_up, test_minutes, tear_down);
  g_test_add ("/recorder/late-value", Fixture, NULL, set_up, test_late_value, tear_down);
  g_test_add ("/recorder/cut", Fixture, NULL, set_up, test_cut, tear_down);
  g_test_add ("/recorder/texts", Fixture, NULL, set_up, test_texts, tear_down);
  g_test_add ("/recorder/full-disk", Fixture, NULL, set_up, test_full_disk, tear_down);
  g_test_add ("/recorder/damaged", Fixture, NULL, set_up, test_damaged, tear_down);
  g_test_add ("/recorder/kill", Fixture, NULL, set_up, test_kill, tear_down);
  g_test_add ("/recorder/two-processes", Fixture, NULL, set_up, test_two_processes, tear_down);
  g_test_add ("/recorder/locked", Fixture, NULL, set_up, test_locked, tear_down);

  return g_test_run ();
}
