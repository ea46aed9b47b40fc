/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

#include "opt-error.h"
#include "store-fixture.h"

#define SQL(name) opt_store_sql ("test-store", name)

static gint64
query_int (OptStore *store, const char *sql, const char *column)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (OptStoreResult) result = opt_store_query_sync (store, sql, NULL, 0, &error);

  g_assert_no_error (error);

  return opt_store_result_get_int (result, 0, column);
}

static void
test_values (Fixture *fixture, gconstpointer data)
{
  static const char raw[] = { 0, 1, (char) 255, 0 };
  g_autoptr (OptStore) store = open_store (fixture->path);
  g_autoptr (GBytes) bytes = g_bytes_new_static (raw, sizeof raw);
  g_autoptr (GBytes) empty = g_bytes_new_static (NULL, 0);
  g_autoptr (GError) error = NULL;
  g_autoptr (OptStoreResult) result = NULL;
  OptStoreValue full[]
      = { opt_store_int (G_MININT64), opt_store_double (0.1),
          opt_store_text ("ä 'quoted'; DROP TABLE entries"), opt_store_blob (bytes) };
  OptStoreValue none[] = { opt_store_null (), opt_store_double (NAN), opt_store_text (NULL),
                           opt_store_blob (empty) };

  g_assert_true (opt_store_execute_sync (store, SQL ("insert"), full, 4, &error));
  g_assert_true (opt_store_execute_sync (store, SQL ("insert"), none, 4, &error));
  result = opt_store_query_sync (store, SQL ("list"), NULL, 0, &error);
  g_assert_no_error (error);

  g_assert_cmpuint (opt_store_result_get_n_rows (result), ==, 2);
  g_assert_cmpint (opt_store_result_get_int (result, 0, "whole"), ==, G_MININT64);
  g_assert_cmpfloat (opt_store_result_get_double (result, 0, "number"), ==, 0.1);
  g_assert_cmpstr (opt_store_result_get_text (result, 0, "text"), ==,
                   "ä 'quoted'; DROP TABLE entries");
  g_assert_true (g_bytes_equal (opt_store_result_get_blob (result, 0, "bytes"), bytes));

  g_assert_true (opt_store_result_is_null (result, 1, "whole"));
  g_assert_true (opt_store_result_is_null (result, 1, "number"));
  g_assert_true (isnan (opt_store_result_get_double (result, 1, "number")));
  g_assert_null (opt_store_result_get_text (result, 1, "text"));
  g_assert_cmpuint (g_bytes_get_size (opt_store_result_get_blob (result, 1, "bytes")), ==, 0);
}

static void
test_settings (Fixture *fixture, gconstpointer data)
{
  g_autoptr (OptStore) store = open_store (fixture->path);
  g_autoptr (OptStore) relaxed = NULL;
  g_autoptr (OptStoreResult) mode = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *wal = g_strconcat (fixture->path, "-wal", NULL);
  GStatBuf status;

  mode = opt_store_query_sync (store, SQL ("journal-mode"), NULL, 0, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (opt_store_result_get_text (mode, 0, "journal_mode"), ==, "wal");
  g_assert_cmpint (query_int (store, SQL ("synchronous"), "synchronous"), ==, 2);

  g_assert_cmpint (g_stat (fixture->path, &status), ==, 0);
  g_assert_cmpint (status.st_mode & 0777, ==, 0600);
  g_assert_cmpint (g_stat (wal, &status), ==, 0);
  g_assert_cmpint (status.st_mode & 0777, ==, 0600);

  g_clear_object (&store);
  g_assert_cmpint (g_chmod (fixture->path, 0644), ==, 0);
  relaxed = opt_store_open_sync (fixture->path, OPT_STORE_FLAGS_NONE, &second_schema, 1, &error);
  g_assert_no_error (error);
  g_assert_cmpint (query_int (relaxed, SQL ("synchronous"), "synchronous"), ==, 1);
  g_assert_cmpint (g_stat (fixture->path, &status), ==, 0);
  g_assert_cmpint (status.st_mode & 0777, ==, 0600);
  g_assert_null (opt_store_get_set_aside (relaxed));
}

static void
test_migrations (Fixture *fixture, gconstpointer data)
{
  static const char *const broken_migrations[] = { "1-entries", "2-marks", "broken", NULL };
  static const OptStoreSchema broken = { "test-store", broken_migrations };
  g_autoptr (GError) error = NULL;
  g_autoptr (OptStore) store = NULL;
  OptStoreValue mark[] = { opt_store_int (1), opt_store_text ("a") };

  store = opt_store_open_sync (fixture->path, OPT_STORE_FLAGS_NONE, &first_schema, 1, &error);
  g_assert_no_error (error);
  g_assert_true (insert (store, 7, "kept", &error));
  g_assert_false (opt_store_execute_sync (store, SQL ("insert-mark"), mark, 2, &error));
  g_assert_error (error, OPT_ERROR, OPT_ERROR_FAILED);
  g_clear_error (&error);
  g_clear_object (&store);

  /* A step that fails leaves the file as it was. */
  store = opt_store_open_sync (fixture->path, OPT_STORE_FLAGS_NONE, &broken, 1, &error);
  g_assert_null (store);
  g_assert_error (error, OPT_ERROR, OPT_ERROR_FAILED);
  g_clear_error (&error);

  store = open_store (fixture->path);
  g_assert_cmpint (count_entries (store, NULL), ==, 1);
  g_assert_true (opt_store_execute_sync (store, SQL ("insert-mark"), mark, 2, &error));
  g_assert_no_error (error);
  g_clear_object (&store);

  /* A newer file is refused and stays where it is. */
  store = opt_store_open_sync (fixture->path, OPT_STORE_FLAGS_NONE, &first_schema, 1, &error);
  g_assert_null (store);
  g_assert_error (error, OPT_ERROR, OPT_ERROR_UNSUPPORTED);
  g_assert_nonnull (opt_error_get_next_step (error));
  store = open_store (fixture->path);
  g_assert_cmpint (count_entries (store, NULL), ==, 1);
}

static void
test_constraints (Fixture *fixture, gconstpointer data)
{
  g_autoptr (OptStore) store = open_store (fixture->path);
  g_autoptr (GError) error = NULL;
  OptStoreValue mark[] = { opt_store_int (99), opt_store_text ("a") };

  /* Foreign keys hold. */
  g_assert_false (opt_store_execute_sync (store, SQL ("insert-mark"), mark, 2, &error));
  g_assert_error (error, OPT_ERROR, OPT_ERROR_DATA);
  g_clear_error (&error);

  g_assert_false (opt_store_execute_sync (store, "SELECT 1; SELECT 2", NULL, 0, &error));
  g_assert_error (error, OPT_ERROR, OPT_ERROR_FAILED);
  g_clear_error (&error);
  g_assert_false (opt_store_execute_sync (store, " ", NULL, 0, &error));
  g_assert_error (error, OPT_ERROR, OPT_ERROR_FAILED);
}

static gboolean
insert_three (OptStore *store, gpointer data, GError **error)
{
  const gboolean *fail = data;

  for (gint64 i = 1; i <= 3; i++)
    {
      if (!insert (store, i, NULL, error))
        return FALSE;
    }
  g_assert_cmpint (count_entries (store, NULL) % 3, ==, 0);
  if (*fail)
    opt_set_error (error, OPT_ERROR_DATA, NULL, "Not this time");

  return !*fail;
}

static void
test_transaction (Fixture *fixture, gconstpointer data)
{
  g_autoptr (OptStore) store = open_store (fixture->path);
  g_autoptr (GError) error = NULL;
  gboolean fail = TRUE;
  gint64 sum;

  g_assert_false (opt_store_transaction_sync (store, insert_three, &fail, &error));
  g_assert_error (error, OPT_ERROR, OPT_ERROR_DATA);
  g_assert_cmpstr (error->message, ==, "Not this time");
  g_assert_cmpint (count_entries (store, NULL), ==, 0);
  g_clear_error (&error);

  fail = FALSE;
  g_assert_true (opt_store_transaction_sync (store, insert_three, &fail, &error));
  g_assert_no_error (error);
  g_assert_cmpint (count_entries (store, &sum), ==, 3);
  g_assert_cmpint (sum, ==, 6);
}

/* Another writes in the middle of it. */
static gboolean
count_twice (OptStore *store, gpointer data, GError **error)
{
  gboolean fail = FALSE;

  g_assert_cmpint (count_entries (store, NULL), ==, 0);
  g_assert_true (opt_store_transaction_sync (data, insert_three, &fail, error));
  g_assert_cmpint (count_entries (data, NULL), ==, 3);
  g_assert_cmpint (count_entries (store, NULL), ==, 0);

  return TRUE;
}

static gboolean
fail_to_read (OptStore *store, gpointer data, GError **error)
{
  opt_set_error (error, OPT_ERROR_DATA, NULL, "Not this time");

  return FALSE;
}

static void
test_reading (Fixture *fixture, gconstpointer data)
{
  g_autoptr (OptStore) store = open_store (fixture->path);
  g_autoptr (OptStore) other = open_store (fixture->path);
  g_autoptr (GError) error = NULL;

  g_assert_true (opt_store_reading_sync (store, count_twice, other, &error));
  g_assert_no_error (error);
  g_assert_cmpint (count_entries (store, NULL), ==, 3);

  g_assert_false (opt_store_reading_sync (store, fail_to_read, NULL, &error));
  g_assert_error (error, OPT_ERROR, OPT_ERROR_DATA);
  g_assert_cmpint (count_entries (store, NULL), ==, 3);
}

typedef struct
{
  GMainLoop *loop;
  guint waiting;
  GArray *order;
} Async;

static void
on_inserted (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;
  Async *async = data;
  guint number = async->order->len;

  g_assert_true (opt_store_execute_finish (OPT_STORE (source), result, &error));
  g_assert_no_error (error);
  g_array_append_val (async->order, number);
  if (--async->waiting == 0)
    g_main_loop_quit (async->loop);
}

static void
on_listed (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (OptStoreResult) rows = opt_store_query_finish (OPT_STORE (source), result, &error);
  Async *async = data;

  g_assert_no_error (error);
  g_assert_cmpuint (opt_store_result_get_n_rows (rows), ==, 100);
  for (guint i = 0; i < 100; i++)
    g_assert_cmpint (opt_store_result_get_int (rows, i, "whole"), ==, i);
  if (--async->waiting == 0)
    g_main_loop_quit (async->loop);
}

/* Handed in one after the other, done one after the other, and the last reference may go first. */
static void
test_order (Fixture *fixture, gconstpointer data)
{
  OptStore *store = open_store (fixture->path);
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (GArray) order = g_array_new (FALSE, FALSE, sizeof (guint));
  Async async = { loop, 101, order };

  for (guint i = 0; i < 100; i++)
    {
      g_autofree char *text = g_strdup_printf ("%u", i);
      OptStoreValue params[]
          = { opt_store_int (i), opt_store_null (), opt_store_text (text), opt_store_null () };

      opt_store_execute_async (store, SQL ("insert"), params, 4, NULL, on_inserted, &async);
    }
  opt_store_query_async (store, SQL ("list"), NULL, 0, NULL, on_listed, &async);
  g_object_unref (store);
  g_main_loop_run (loop);
  g_assert_cmpuint (order->len, ==, 100);
}

static void
keep_result (GObject *source, GAsyncResult *result, gpointer data)
{
  GAsyncResult **kept = data;

  *kept = g_object_ref (result);
}

static GAsyncResult *
wait_for (GAsyncResult **kept)
{
  while (*kept == NULL)
    g_main_context_iteration (NULL, TRUE);

  return *kept;
}

static gboolean
cancel_it (gpointer cancellable)
{
  g_cancellable_cancel (cancellable);

  return G_SOURCE_REMOVE;
}

static void
test_cancel_query (Fixture *fixture, gconstpointer data)
{
  g_autoptr (OptStore) store = open_store (fixture->path);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) running = NULL;
  g_autoptr (GAsyncResult) waiting = NULL;
  g_autoptr (GError) error = NULL;

  /* One that counts up to a billion, and one behind it. The main loop turns meanwhile. */
  opt_store_query_async (store, SQL ("slow"), NULL, 0, cancellable, keep_result, &running);
  opt_store_query_async (store, SQL ("count"), NULL, 0, cancellable, keep_result, &waiting);
  g_timeout_add (50, cancel_it, cancellable);

  g_assert_null (opt_store_query_finish (store, wait_for (&running), &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  g_assert_null (opt_store_query_finish (store, wait_for (&waiting), &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);

  g_assert_true (insert (store, 1, NULL, &error));
  g_assert_no_error (error);
}

static gboolean
insert_then_count (OptStore *store, gpointer data, GError **error)
{
  g_autoptr (OptStoreResult) result = NULL;

  if (!insert (store, 1, NULL, error))
    return FALSE;
  result = opt_store_query_sync (store, SQL ("slow"), NULL, 0, error);

  return result != NULL;
}

static void
count_destroyed (gpointer data)
{
  g_atomic_int_inc ((int *) data);
}

static void
test_cancel_transaction (Fixture *fixture, gconstpointer data)
{
  g_autoptr (OptStore) store = open_store (fixture->path);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  int destroyed = 0;

  opt_store_transaction_async (store, insert_then_count, &destroyed, count_destroyed, cancellable,
                               keep_result, &result);
  g_timeout_add (50, cancel_it, cancellable);
  g_assert_false (opt_store_transaction_finish (store, wait_for (&result), &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpint (count_entries (store, NULL), ==, 0);
  g_assert_cmpint (g_atomic_int_get (&destroyed), ==, 1);
}

static void
test_open_async (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GAsyncResult) cancelled = NULL;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (OptStore) store = NULL;
  g_autoptr (GError) error = NULL;

  opt_store_open_async (fixture->path, OPT_STORE_FLAGS_NONE, &second_schema, 1, NULL, keep_result,
                        &result);
  store = opt_store_open_finish (wait_for (&result), &error);
  g_assert_no_error (error);
  g_assert_cmpstr (opt_store_get_path (store), ==, fixture->path);
  g_assert_cmpint (count_entries (store, NULL), ==, 0);

  g_cancellable_cancel (cancellable);
  opt_store_open_async (fixture->path, OPT_STORE_FLAGS_NONE, &second_schema, 1, cancellable,
                        keep_result, &cancelled);
  g_assert_null (opt_store_open_finish (wait_for (&cancelled), &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static gpointer
insert_fifty (gpointer data)
{
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < 50; i++)
    {
      g_assert_true (insert (data, 1, "one", &error));
      g_assert_no_error (error);
    }

  return NULL;
}

static void
test_many_threads (Fixture *fixture, gconstpointer data)
{
  g_autoptr (OptStore) store = open_store (fixture->path);
  GThread *threads[8];

  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("writer", insert_fifty, store);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);
  g_assert_cmpint (count_entries (store, NULL), ==, 400);
}

static gpointer
open_and_insert (gpointer data)
{
  g_autoptr (OptStore) store = open_store (data);
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < 10; i++)
    {
      g_assert_true (insert (store, 1, "one", &error));
      g_assert_no_error (error);
    }

  return NULL;
}

/* All make the file, or find it being made. */
static void
test_many_open (Fixture *fixture, gconstpointer data)
{
  g_autoptr (OptStore) store = NULL;
  GThread *threads[8];

  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("opener", open_and_insert, fixture->path);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);
  store = open_store (fixture->path);
  g_assert_cmpint (count_entries (store, NULL), ==, 80);
  g_assert_null (opt_store_get_set_aside (store));
}

#define add(name, func) \
  g_test_add ("/store/" name, Fixture, NULL, fixture_set_up, func, fixture_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add ("values", test_values);
  add ("settings", test_settings);
  add ("migrations", test_migrations);
  add ("constraints", test_constraints);
  add ("transaction", test_transaction);
  add ("reading", test_reading);
  add ("order", test_order);
  add ("cancel-query", test_cancel_query);
  add ("cancel-transaction", test_cancel_transaction);
  add ("open-async", test_open_async);
  add ("many-threads", test_many_threads);
  add ("many-open", test_many_open);

  return g_test_run ();
}
