/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "opt-format.h"
#include "opt-timeline.h"

#define SECOND G_USEC_PER_SEC
#define SHOP 5
#define OTHER 6

/* A made-up server, and what looks at it. */
typedef struct
{
  OptWorkload *workload;
  OptTimeline *timeline;
  OptActivity *activity; /* the next sample */
  guint n_changes;
} Watch;

static void
count_change (OptTimeline *timeline, Watch *watch)
{
  watch->n_changes++;
}

static void
set_up (Watch *watch, gconstpointer data)
{
  watch->workload = opt_workload_new (0, opt_clock_get_system ());
  watch->timeline = opt_timeline_new (60 * SECOND);
  watch->activity = opt_activity_new (0);
  opt_timeline_set_database (watch->timeline, SHOP);
  g_signal_connect (watch->timeline, "changed", G_CALLBACK (count_change), watch);
}

static void
tear_down (Watch *watch, gconstpointer data)
{
  g_assert_finalize_object (watch->timeline);
  opt_activity_unref (watch->activity);
  g_assert_finalize_object (watch->workload);
}

static OptSnapshot *
make_snapshot (gint64 seconds)
{
  OptSnapshot *snapshot = opt_snapshot_new ();

  snapshot->time = seconds * SECOND;
  snapshot->start_time = 1;
  snapshot->stats_reset = 2;
  snapshot->dealloc = 0;
  snapshot->system_identifier = g_strdup ("42");

  return snapshot;
}

static OptStatementCounters *
count (OptSnapshot *snapshot, guint32 database, gint64 queryid, gint64 calls, double total_ms)
{
  OptStatementCounters *counters = g_new0 (OptStatementCounters, 1);

  counters->key
      = (OptStatementKey){ .userid = 10, .dbid = database, .queryid = queryid, .toplevel = TRUE };
  counters->calls = calls;
  counters->total_exec_ms = total_ms;
  counters->rows = calls * 3;
  counters->wal_bytes = calls * 100;
  g_hash_table_replace (snapshot->statements, &counters->key, counters);

  return counters;
}

static OptDatabaseCounters *
count_database (OptSnapshot *snapshot, guint32 oid, gint64 commits)
{
  OptDatabaseCounters *counters = g_new0 (OptDatabaseCounters, 1);

  counters->oid = oid;
  counters->name = g_strdup_printf ("database-%u", oid);
  counters->backends = 4;
  counters->commits = commits;
  counters->rollbacks = commits / 10;
  counters->blocks_hit = commits * 9;
  counters->blocks_read = commits;
  counters->temp_bytes = commits * 1000;
  g_hash_table_replace (snapshot->databases, GUINT_TO_POINTER (oid), counters);

  return counters;
}

static void
wait (Watch *watch, const char *class, guint32 database, guint sessions)
{
  for (guint i = 0; i < sessions; i++)
    {
      OptBackend *backend
          = opt_backend_new ((int) watch->activity->backends->len + 1, 1, OPT_BACKEND_ACTIVE);

      backend->datid = database;
      if (strcmp (class, "Idle in transaction") == 0)
        backend->state = OPT_BACKEND_IDLE_IN_TRANSACTION;
      else if (strcmp (class, "Unknown") == 0)
        backend->state = OPT_BACKEND_UNKNOWN;
      else if (strcmp (class, "CPU") != 0)
        backend->wait_event_type = g_intern_string (class);
      opt_activity_add (watch->activity, backend);
    }
}

static void
sample (Watch *watch)
{
  opt_timeline_sample (watch->timeline, watch->activity);
  opt_activity_unref (watch->activity);
  watch->activity = opt_activity_new (0);
}

/* Takes the snapshot. */
static const OptTimelinePoint *
add (Watch *watch, OptSnapshot *snapshot)
{
  sample (watch);
  opt_workload_add_snapshot (watch->workload, snapshot);
  opt_snapshot_unref (snapshot);
  opt_timeline_update (watch->timeline, watch->workload);

  return opt_timeline_get_point (watch->timeline, opt_timeline_get_n_points (watch->timeline) - 1);
}

/* A snapshot of a server that is asked ten times a second, one millisecond each. */
static OptSnapshot *
make_steady (gint64 seconds)
{
  OptSnapshot *snapshot = make_snapshot (seconds);

  count (snapshot, SHOP, 1, seconds * 10, (double) seconds * 10);
  count_database (snapshot, SHOP, seconds * 20);

  return snapshot;
}

static void
assert_events (Watch *watch, const char *expected)
{
  g_autoptr (GString) kinds = g_string_new (NULL);

  for (guint i = 0; i < opt_timeline_get_n_events (watch->timeline); i++)
    {
      const OptTimelineEvent *event = opt_timeline_get_event (watch->timeline, i);

      g_assert_true (g_utf8_validate (event->text, -1, NULL) && *event->text != '\0');
      g_string_append_printf (kinds, "%s%s@%" G_GINT64_FORMAT, i > 0 ? " " : "", event->kind,
                              event->time / SECOND);
    }
  g_assert_cmpstr (kinds->str, ==, expected);
}

static void
assert_nothing_known (const OptTimelinePoint *point)
{
  g_assert_true (isnan (point->calls_per_second));
  g_assert_true (isnan (point->mean_ms));
  g_assert_true (isnan (point->transactions_per_second));
  g_assert_true (isnan (point->hit_ratio));
  g_assert_true (isnan (point->blocks_read_per_second));
  g_assert_true (isnan (point->rows_per_second));
  g_assert_true (isnan (point->temp_bytes_per_second));
  g_assert_true (isnan (point->wal_bytes_per_second));
}

static OptSnapshot *
make_rich (gint64 seconds, gint64 n)
{
  OptSnapshot *snapshot = make_snapshot (seconds);

  count (snapshot, SHOP, 1, 10 * n, (double) n * 40);
  count (snapshot, SHOP, 2, 30 * n, (double) n * 20);
  /* In a function that the second one calls. */
  count (snapshot, SHOP, 3, 90 * n, (double) n * 15)->key.toplevel = FALSE;
  count (snapshot, OTHER, 4, 60 * n, (double) n * 600);
  count_database (snapshot, SHOP, 50 * n);
  count_database (snapshot, OTHER, 70 * n);

  return snapshot;
}

static void
test_figures (Watch *watch, gconstpointer data)
{
  const OptTimelinePoint *point;

  add (watch, make_rich (100, 1));
  point = add (watch, make_rich (110, 3));

  /* 20 calls of 4 ms and 60 of 2/3 ms in ten seconds, 100 commits, 10 rollbacks. */
  g_assert_cmpuint (opt_timeline_get_n_points (watch->timeline), ==, 2);
  g_assert_cmpint (point->start, ==, 100 * SECOND);
  g_assert_cmpint (point->end, ==, 110 * SECOND);
  g_assert_cmpint (point->flags, ==, OPT_DELTA_NONE);
  g_assert_cmpfloat_with_epsilon (point->calls_per_second, 8, 1e-9);
  g_assert_cmpfloat_with_epsilon (point->mean_ms, 120.0 / 80, 1e-9);
  g_assert_cmpfloat_with_epsilon (point->rows_per_second, 24, 1e-9);
  g_assert_cmpfloat_with_epsilon (point->wal_bytes_per_second, 800, 1e-9);
  g_assert_cmpfloat_with_epsilon (point->transactions_per_second, 11, 1e-9);
  g_assert_cmpfloat_with_epsilon (point->hit_ratio, 0.9, 1e-9);
  g_assert_cmpfloat_with_epsilon (point->blocks_read_per_second, 10, 1e-9);
  g_assert_cmpfloat_with_epsilon (point->temp_bytes_per_second, 10000, 1e-9);
  g_assert_cmpfloat (point->backends, ==, 4);
  g_assert_cmpuint (watch->n_changes, ==, 2);
  assert_events (watch, "");

  /* The same interval of the whole server. */
  opt_timeline_set_database (watch->timeline, 0);
  g_assert_cmpuint (opt_timeline_get_n_points (watch->timeline), ==, 0);
  opt_timeline_update (watch->timeline, watch->workload);
  g_assert_cmpuint (opt_timeline_get_n_points (watch->timeline), ==, 1);
  point = opt_timeline_get_point (watch->timeline, 0);
  g_assert_cmpfloat_with_epsilon (point->calls_per_second, 20, 1e-9);
  g_assert_cmpfloat_with_epsilon (point->mean_ms, 1320.0 / 200, 1e-9);
  g_assert_cmpfloat_with_epsilon (point->transactions_per_second, 26.4, 1e-9);
  g_assert_cmpfloat_with_epsilon (point->hit_ratio, 0.9, 1e-9);
  g_assert_cmpfloat (point->backends, ==, 8);

  /* A database that does not exist any more. */
  opt_timeline_set_database (watch->timeline, 7);
  opt_timeline_update (watch->timeline, watch->workload);
  point = opt_timeline_get_point (watch->timeline, 0);
  g_assert_true (isnan (point->transactions_per_second) && isnan (point->backends));
  g_assert_cmpfloat (point->calls_per_second, ==, 0);
  g_assert_null (opt_timeline_get_point (watch->timeline, 1));
}

/* Nothing was called: that is known. */
static void
test_idle (Watch *watch, gconstpointer data)
{
  OptSnapshot *snapshot;
  const OptTimelinePoint *point;

  add (watch, make_rich (100, 1));
  point = add (watch, make_rich (101, 1));
  g_assert_cmpfloat (point->calls_per_second, ==, 0);
  g_assert_cmpfloat (point->rows_per_second, ==, 0);
  g_assert_cmpfloat (point->wal_bytes_per_second, ==, 0);
  g_assert_cmpfloat (point->transactions_per_second, ==, 0);
  g_assert_true (isnan (point->mean_ms));
  g_assert_true (isnan (point->hit_ratio));

  /* An extension that does not count WAL. */
  snapshot = make_snapshot (102);
  count (snapshot, SHOP, 9, 20, 20)->wal_bytes = -1;
  point = add (watch, snapshot);
  g_assert_cmpfloat (point->calls_per_second, ==, 20);
  g_assert_true (isnan (point->wal_bytes_per_second));
}

static void
test_load (Watch *watch, gconstpointer data)
{
  static const char *const classes[] = { "CPU",
                                         "IO",
                                         "Lock",
                                         "LWLock",
                                         "IPC",
                                         "Client",
                                         "BufferPin",
                                         "Extension",
                                         "Timeout",
                                         "Injected",
                                         "Idle in transaction",
                                         "Activity" };
  static const double expected[OPT_N_WAIT_CLASSES] = { 1, 2, 3, 4, 5, 6, 7 + 8 + 9 + 10 };
  OptSnapshot *snapshot = make_snapshot (100);
  const OptTimelinePoint *point;

  for (guint i = 0; i < G_N_ELEMENTS (classes); i++)
    {
      wait (watch, classes[i], SHOP, i + 1);
      wait (watch, classes[i], OTHER, 100);
    }
  wait (watch, "IO", 0, 1000);
  point = add (watch, snapshot);

  /* The first snapshot tells as much. */
  for (guint i = 0; i < OPT_N_WAIT_CLASSES; i++)
    {
      g_assert_cmpfloat (point->load[i], ==, expected[i]);
      g_assert_cmpstr (opt_wait_class_get_label ((OptWaitClass) i), !=, "");
    }
  g_assert_cmpfloat (opt_timeline_point_get_load (point), ==, 55);
  g_assert_cmpint (point->start, ==, point->end);
  g_assert_cmpint (point->flags, ==, OPT_DELTA_GAP);
  assert_nothing_known (point);

  opt_timeline_set_database (watch->timeline, 0);
  opt_timeline_update (watch->timeline, watch->workload);
  point = opt_timeline_get_point (watch->timeline, 0);
  g_assert_cmpfloat (opt_timeline_point_get_load (point), ==, 55 + 10 * 100 + 1000);

  /* A session that does not say what it does may be active or not. */
  snapshot = make_snapshot (101);
  wait (watch, "Unknown", OTHER, 1);
  wait (watch, "CPU", SHOP, 2);
  point = add (watch, snapshot);
  g_assert_true (isnan (opt_timeline_point_get_load (point)));
  opt_timeline_set_database (watch->timeline, SHOP);
  opt_timeline_update (watch->timeline, watch->workload);
  point = opt_timeline_get_point (watch->timeline, 0);
  g_assert_cmpfloat (opt_timeline_point_get_load (point), ==, 2);
}

/* What was sampled between two polls is the load between them. */
static void
test_samples (Watch *watch, gconstpointer data)
{
  g_autoptr (OptSnapshot) soon = make_steady (111);
  g_autoptr (OptSnapshot) next = make_steady (112);
  g_autoptr (OptSnapshot) later = make_steady (125);
  g_autoptr (OptSnapshot) stalled = make_steady (152);
  const OptTimelinePoint *point;

  add (watch, make_steady (100));
  wait (watch, "CPU", SHOP, 4);
  sample (watch);
  wait (watch, "Lock", SHOP, 2);
  wait (watch, "IO", OTHER, 9);
  sample (watch);
  sample (watch);
  wait (watch, "CPU", SHOP, 2);
  point = add (watch, make_steady (110));
  g_assert_cmpfloat (point->load[OPT_WAIT_CLASS_CPU], ==, 6.0 / 4);
  g_assert_cmpfloat (point->load[OPT_WAIT_CLASS_LOCK], ==, 2.0 / 4);
  g_assert_cmpfloat (point->load[OPT_WAIT_CLASS_IO], ==, 0);

  /* One that was not due yet: the last one stands. */
  watch->activity->time = 110 * SECOND;
  wait (watch, "CPU", SHOP, 5);
  sample (watch);
  opt_workload_add_snapshot (watch->workload, soon);
  opt_timeline_update (watch->timeline, watch->workload);
  opt_workload_add_snapshot (watch->workload, next);
  opt_timeline_update (watch->timeline, watch->workload);
  point = opt_timeline_get_point (watch->timeline, 3);
  g_assert_cmpfloat (opt_timeline_point_get_load (point), ==, 5);

  /* Nobody looked: that is no zero. */
  opt_workload_add_snapshot (watch->workload, later);
  opt_timeline_update (watch->timeline, watch->workload);
  point = opt_timeline_get_point (watch->timeline, 4);
  g_assert_true (isnan (opt_timeline_point_get_load (point)));

  /* Nor did anybody where the answer took so long. */
  watch->activity->time = 126 * SECOND;
  sample (watch);
  watch->activity->time = 151 * SECOND;
  watch->activity->elapsed = 25 * SECOND;
  point = add (watch, opt_snapshot_ref (stalled));
  g_assert_true (isnan (opt_timeline_point_get_load (point)));
}

static void
test_restart (Watch *watch, gconstpointer data)
{
  OptSnapshot *snapshot;
  const OptTimelinePoint *point;

  add (watch, make_steady (100));
  add (watch, make_steady (101));
  snapshot = make_steady (110);
  snapshot->start_time = 105 * SECOND;
  wait (watch, "CPU", SHOP, 3);
  point = add (watch, snapshot);
  g_assert_cmpint (point->flags, ==, OPT_DELTA_RESTART);
  g_assert_cmpint (point->start, ==, 101 * SECOND);
  g_assert_cmpint (point->end, ==, 110 * SECOND);
  assert_nothing_known (point);
  g_assert_cmpfloat (opt_timeline_point_get_load (point), ==, 3);
  assert_events (watch, "restart@105");

  /* And on it goes. */
  snapshot = make_steady (112);
  snapshot->start_time = 105 * SECOND;
  point = add (watch, snapshot);
  g_assert_cmpfloat_with_epsilon (point->calls_per_second, 10, 1e-9);
  assert_events (watch, "restart@105");
}

/* The next server was up before, and its clock is behind. */
static void
test_failover (Watch *watch, gconstpointer data)
{
  OptSnapshot *snapshot;
  const OptTimelinePoint *point;

  for (gint64 i = 100; i <= 110; i++)
    add (watch, make_steady (i));
  opt_timeline_add_event (watch->timeline, 103 * SECOND, "change", "An index was created.");
  opt_timeline_add_event (watch->timeline, 109 * SECOND, "change", "An index was dropped.");
  snapshot = make_steady (108);
  snapshot->start_time = 77;
  point = add (watch, snapshot);
  g_assert_cmpint (point->flags, ==, OPT_DELTA_GAP);
  g_assert_cmpint (point->start, ==, 108 * SECOND);
  g_assert_cmpint (point->end, ==, 108 * SECOND);
  assert_nothing_known (point);
  /* 100 to 107, and this. */
  g_assert_cmpuint (opt_timeline_get_n_points (watch->timeline), ==, 9);
  assert_events (watch, "change@103 failover@108");

  snapshot = make_steady (109);
  snapshot->start_time = 77;
  g_free (snapshot->system_identifier);
  snapshot->system_identifier = g_strdup ("43");
  add (watch, snapshot);
  assert_events (watch, "change@103 failover@108 failover@109");
}

static void
test_clock_set_back (Watch *watch, gconstpointer data)
{
  add (watch, make_steady (100));
  add (watch, make_steady (101));
  g_assert_true (isnan (add (watch, make_steady (50))->calls_per_second));
  assert_events (watch, "clock@50");
  g_assert_cmpuint (opt_timeline_get_n_points (watch->timeline), ==, 1);
}

static void
test_reset (Watch *watch, gconstpointer data)
{
  OptSnapshot *snapshot;
  const OptTimelinePoint *point;

  add (watch, make_steady (100));
  add (watch, make_steady (110));
  snapshot = make_steady (120);
  snapshot->stats_reset = 115 * SECOND;
  count (snapshot, SHOP, 1, 35, 70);
  point = add (watch, snapshot);

  /* 35 calls since the reset, five seconds ago; pg_stat_database goes on. */
  g_assert_cmpint (point->flags, ==, OPT_DELTA_RESET);
  g_assert_cmpint (point->start, ==, 115 * SECOND);
  g_assert_cmpfloat_with_epsilon (point->calls_per_second, 7, 1e-9);
  g_assert_cmpfloat_with_epsilon (point->mean_ms, 2, 1e-9);
  g_assert_cmpfloat_with_epsilon (point->transactions_per_second, 22, 1e-9);
  assert_events (watch, "reset@115");

  /* Texts have come: the same point again. */
  opt_timeline_update (watch->timeline, watch->workload);
  point = opt_timeline_get_point (watch->timeline, 2);
  g_assert_cmpfloat_with_epsilon (point->transactions_per_second, 22, 1e-9);
  g_assert_cmpuint (opt_timeline_get_n_points (watch->timeline), ==, 3);
  assert_events (watch, "reset@115");
}

/* At the very moment of the poll: nothing of pg_stat_statements is known. */
static void
test_reset_at_end (Watch *watch, gconstpointer data)
{
  OptSnapshot *snapshot = make_steady (110);
  const OptTimelinePoint *point;

  snapshot->stats_reset = 110 * SECOND;
  add (watch, make_steady (100));
  point = add (watch, snapshot);
  g_assert_cmpint (point->start, ==, point->end);
  g_assert_true (isnan (point->calls_per_second));
  g_assert_true (isnan (point->rows_per_second));
  g_assert_cmpfloat_with_epsilon (point->transactions_per_second, 22, 1e-9);
}

/* pg_stat_database was reset five seconds before the end. */
static void
test_database_reset (Watch *watch, gconstpointer data)
{
  OptSnapshot *snapshot = make_snapshot (110);
  OptDatabaseCounters *counters = count_database (snapshot, SHOP, 50);
  const OptTimelinePoint *point;

  counters->stats_reset = 105 * SECOND;
  add (watch, make_steady (100));
  point = add (watch, snapshot);
  g_assert_cmpint (point->flags, ==, OPT_DELTA_NONE);
  g_assert_cmpfloat_with_epsilon (point->transactions_per_second, 11, 1e-9);
  g_assert_cmpfloat_with_epsilon (point->blocks_read_per_second, 10, 1e-9);
}

static void
test_eviction (Watch *watch, gconstpointer data)
{
  g_autofree char *half = opt_format_percent (0.5);
  const OptTimelinePoint *point = NULL;

  for (gint64 i = 0; i <= 60; i += 10)
    {
      OptSnapshot *snapshot = make_steady (1000 + i);

      snapshot->dealloc = i / 10;
      if (i == 0)
        count (snapshot, SHOP, 2, 10, 10000);
      point = add (watch, snapshot);
      g_assert_cmpint (point->flags, ==, i == 0 ? OPT_DELTA_GAP : OPT_DELTA_INCOMPLETE);
    }

  /* It goes on all the time, and is said once. */
  g_assert_cmpfloat_with_epsilon (point->calls_per_second, 10, 1e-9);
  assert_events (watch, "eviction@1010");
  g_assert_nonnull (strstr (opt_timeline_get_event (watch->timeline, 0)->text, half));
}

static void
test_span (Watch *watch, gconstpointer data)
{
  opt_timeline_add_event (watch->timeline, 150 * SECOND, "change", "later");
  opt_timeline_add_event (watch->timeline, 110 * SECOND, "change", "earlier");
  assert_events (watch, "change@110 change@150");
  g_assert_cmpint (opt_timeline_get_span (watch->timeline), ==, 60 * SECOND);

  for (gint64 i = 100; i <= 200; i += 2)
    {
      const OptTimelinePoint *first;

      add (watch, make_steady (i));
      first = opt_timeline_get_point (watch->timeline, 0);
      g_assert_cmpint (first->end, ==, MAX (100, i - 58) * SECOND);
      g_assert_cmpuint (opt_timeline_get_n_points (watch->timeline), ==, MIN ((i - 98) / 2, 30));
    }
  assert_events (watch, "change@150");
}

/* Our own polls are no load of the database, as soon as they can be told from it. */
static void
test_own (Watch *watch, gconstpointer data)
{
  static const char *const says[] = { "SELECT /* optischema */ * FROM pg_stat_statements (false)",
                                      "SELECT relname FROM pg_class WHERE oid = $1" };
  GPtrArray *texts = g_ptr_array_new_with_free_func ((GDestroyNotify) opt_sql_text_free);
  const OptTimelinePoint *point;

  for (gint64 i = 100; i <= 101; i++)
    {
      OptSnapshot *snapshot = make_steady (i);

      count (snapshot, SHOP, 8, i, (double) i * 90);
      count (snapshot, SHOP, 9, i, (double) i);
      point = add (watch, snapshot);
    }
  g_assert_cmpfloat (point->calls_per_second, ==, 12);

  for (gint64 i = 0; i < 2; i++)
    {
      OptStatementKey key = { .userid = 10, .dbid = SHOP, .queryid = i + 8, .toplevel = TRUE };

      g_ptr_array_add (texts, opt_sql_text_new (&key, says[i]));
    }
  opt_workload_add_texts (watch->workload, texts);
  opt_timeline_update (watch->timeline, watch->workload);

  /* Others' looks at the catalogs are a load. */
  g_assert_cmpuint (opt_timeline_get_n_points (watch->timeline), ==, 2);
  point = opt_timeline_get_point (watch->timeline, 1);
  g_assert_cmpfloat (point->calls_per_second, ==, 11);
  g_assert_cmpfloat_with_epsilon (point->mean_ms, 1, 1e-9);
}

int
main (int argc, char **argv)
{
  static const struct
  {
    const char *path;
    void (*test) (Watch *watch, gconstpointer data);
  } tests[] = {
    { "/monitor/timeline/figures", test_figures },
    { "/monitor/timeline/idle", test_idle },
    { "/monitor/timeline/load", test_load },
    { "/monitor/timeline/samples", test_samples },
    { "/monitor/timeline/restart", test_restart },
    { "/monitor/timeline/failover", test_failover },
    { "/monitor/timeline/clock-set-back", test_clock_set_back },
    { "/monitor/timeline/reset", test_reset },
    { "/monitor/timeline/reset-at-end", test_reset_at_end },
    { "/monitor/timeline/database-reset", test_database_reset },
    { "/monitor/timeline/eviction", test_eviction },
    { "/monitor/timeline/span", test_span },
    { "/monitor/timeline/own", test_own },
  };

  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, Watch, NULL, set_up, tests[i].test, tear_down);

  return g_test_run ();
}
