/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "opt-timeline.h"

#define SECOND G_USEC_PER_SEC
#define SHOP 5

static void
sample (OptTimeline *timeline, gint64 seconds, guint n_active)
{
  g_autoptr (OptActivity) activity = opt_activity_new (seconds * SECOND);

  for (guint i = 0; i < n_active; i++)
    {
      OptBackend *backend = opt_backend_new ((int) i + 1, 1, OPT_BACKEND_ACTIVE);

      backend->datid = SHOP;
      opt_activity_add (activity, backend);
    }
  opt_timeline_sample (timeline, activity);
}

/* Ten calls a second. */
static void
poll (OptTimeline *timeline, OptWorkload *workload, gint64 seconds)
{
  g_autoptr (OptSnapshot) snapshot = opt_snapshot_new ();
  OptStatementCounters *counters = g_new0 (OptStatementCounters, 1);

  snapshot->time = seconds * SECOND;
  snapshot->start_time = 1;
  snapshot->stats_reset = 2;
  snapshot->system_identifier = g_strdup ("42");
  counters->key = (OptStatementKey){ .userid = 10, .dbid = SHOP, .queryid = 1, .toplevel = TRUE };
  counters->calls = seconds * 10;
  counters->total_exec_ms = (double) seconds;
  g_hash_table_replace (snapshot->statements, &counters->key, counters);
  opt_workload_add_snapshot (workload, snapshot);
  opt_timeline_update (timeline, workload);
}

static void
assert_point (OptTimeline *timeline,
              guint position,
              gint64 start,
              gint64 end,
              double load,
              double calls)
{
  const OptTimelinePoint *point = opt_timeline_get_point (timeline, position);

  g_assert_nonnull (point);
  g_assert_cmpint (point->start, ==, start * SECOND);
  g_assert_cmpint (point->end, ==, end * SECOND);
  g_assert_cmpfloat (opt_timeline_point_get_load (point), ==, load);
  if (isnan (calls))
    g_assert_true (isnan (point->calls_per_second));
  else
    g_assert_cmpfloat (point->calls_per_second, ==, calls);
}

/* While the statements can't be read the load goes on; of them nothing is known then, and no time
 * is there twice. */
static void
test_without_statements (void)
{
  g_autoptr (OptTimeline) timeline = opt_timeline_new (600 * SECOND);
  g_autoptr (OptWorkload) workload = opt_workload_new (0, opt_clock_get_system ());

  opt_timeline_set_database (timeline, SHOP);
  sample (timeline, 100, 1);
  poll (timeline, workload, 100);
  sample (timeline, 101, 2);
  poll (timeline, workload, 101);
  assert_point (timeline, 1, 100, 101, 2, 10);

  for (gint64 i = 102; i <= 104; i++)
    {
      sample (timeline, i, 3);
      opt_timeline_update_load (timeline);
    }
  /* Texts that are late change nothing of that. */
  opt_timeline_update (timeline, workload);
  g_assert_cmpuint (opt_timeline_get_n_points (timeline), ==, 5);
  assert_point (timeline, 2, 101, 102, 3, NAN);
  assert_point (timeline, 4, 103, 104, 3, NAN);

  /* Nobody looked for a while. */
  sample (timeline, 140, 4);
  opt_timeline_update_load (timeline);
  assert_point (timeline, 5, 140, 140, 4, NAN);

  sample (timeline, 141, 5);
  poll (timeline, workload, 141);
  opt_timeline_update (timeline, workload);
  assert_point (timeline, 6, 140, 141, 5, NAN);
  sample (timeline, 142, 5);
  poll (timeline, workload, 142);
  assert_point (timeline, 7, 141, 142, 5, 10);
  g_assert_cmpuint (opt_timeline_get_n_points (timeline), ==, 8);

  /* The clock is set back. */
  sample (timeline, 141, 6);
  opt_timeline_update_load (timeline);
  assert_point (timeline, 5, 140, 140, 4, NAN);
  assert_point (timeline, 6, 140, 141, 6, NAN);
  g_assert_cmpuint (opt_timeline_get_n_points (timeline), ==, 7);
}

/* One elsewhere answers a minute later: nobody looked at what its sessions did until then. */
static void
test_elsewhere (void)
{
  g_autoptr (OptTimeline) timeline = opt_timeline_new (600 * SECOND);
  g_autoptr (OptWorkload) workload = opt_workload_new (0, opt_clock_get_system ());

  opt_timeline_set_database (timeline, SHOP);
  sample (timeline, 100, 1);
  poll (timeline, workload, 100);
  sample (timeline, 101, 1);
  poll (timeline, workload, 101);

  opt_timeline_clear (timeline);
  sample (timeline, 161, 0);
  poll (timeline, workload, 161);
  g_assert_cmpuint (opt_timeline_get_n_points (timeline), ==, 1);
  g_assert_true (isnan (opt_timeline_point_get_load (opt_timeline_get_point (timeline, 0))));
  sample (timeline, 162, 2);
  poll (timeline, workload, 162);
  assert_point (timeline, 1, 161, 162, 2, 10);
}

/* Those that the role may not see are in no load: it is said while it is so. */
static void
test_partial (void)
{
  g_autoptr (OptTimeline) timeline = opt_timeline_new (600 * SECOND);
  g_autoptr (OptActivity) activity = opt_activity_new (100 * SECOND);

  sample (timeline, 99, 1);
  g_assert_false (opt_timeline_is_load_partial (timeline));
  activity->n_hidden = 2;
  opt_timeline_sample (timeline, activity);
  g_assert_true (opt_timeline_is_load_partial (timeline));
  sample (timeline, 101, 1);
  g_assert_false (opt_timeline_is_load_partial (timeline));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/monitor/timeline-load/without-statements", test_without_statements);
  g_test_add_func ("/monitor/timeline-load/elsewhere", test_elsewhere);
  g_test_add_func ("/monitor/timeline-load/partial", test_partial);

  return g_test_run ();
}
