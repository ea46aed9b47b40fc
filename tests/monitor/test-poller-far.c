/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-result-private.h"
#include "opt-test-relay.h"
#include "opt-test.h"
#include "poller-fixture.h"

/* More than the server takes for a read here, however busy it is with others. */
#define ROUND_TRIP (200 * 1000)

/* A server that is far away is read as often as one that is near: the way is no work of its. */
static void
test_way (void)
{
  g_autofree char *database = opt_test_create_database ();
  g_autoptr (OptConninfo) conninfo
      = opt_cluster_get_conninfo (opt_test_get_cluster (), NULL, database);
  g_autoptr (OptTestRelay) relay = opt_test_relay_new (conninfo, ROUND_TRIP);
  OptPollCost cost;
  Watch watch;

  watch_run (database, "CREATE EXTENSION pg_stat_statements", 1);
  watch_init_at (&watch, opt_test_relay_get_conninfo (relay), G_USEC_PER_SEC);
  opt_poller_start (watch.poller);
  while (watch.n_snapshots < 3 || watch.n_vitals < 1 || watch.n_activities < 3)
    g_main_context_iteration (NULL, TRUE);

  /* One way there and back alone, of the four that a read takes, would make it this. */
  g_assert_cmpint (opt_poller_get_period (watch.poller, OPT_POLL_READ_STATEMENTS), <,
                   OPT_POLL_COST_FACTOR * ROUND_TRIP);
  g_assert_cmpint (opt_poller_get_period (watch.poller, OPT_POLL_READ_SESSIONS), <,
                   OPT_POLL_COST_FACTOR * ROUND_TRIP);
  opt_poller_get_cost (watch.poller, &cost);
  g_assert_cmpint (cost.round_trip, >=, ROUND_TRIP);
  g_assert_cmpint (cost.elapsed, <, cost.reads * ROUND_TRIP);
  g_assert_cmpint (cost.elapsed, >, 0);
  g_test_message ("period %" G_GINT64_FORMAT ", elapsed %" G_GINT64_FORMAT " in %u reads",
                  opt_poller_get_period (watch.poller, OPT_POLL_READ_STATEMENTS), cost.elapsed,
                  cost.reads);
  g_assert_cmpuint (watch.n_errors, ==, 0);
  watch_clear (&watch);
}

/* A long answer comes in several ways there and back, as TCP sends it; what the server took before
 * it began is its time in any case. */
static void
test_long_answer (void)
{
  OptResultTimes times = { .first = 105000, .elapsed = 107000, .round_trip = 100000 };

  g_assert_cmpint (opt_result_times_get_server_time (&times, 1000), ==, 7000);
  times.elapsed = 720000;
  g_assert_cmpint (opt_result_times_get_server_time (&times, 1000 * 1000), ==, 20000);
  times.first = 400000;
  g_assert_cmpint (opt_result_times_get_server_time (&times, 1000 * 1000), ==, 300000);
  times.round_trip = 0;
  g_assert_cmpint (opt_result_times_get_server_time (&times, 1000 * 1000), ==, 720000);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/monitor/poller-far/way", test_way);
  g_test_add_func ("/monitor/poller-far/long-answer", test_long_answer);

  return g_test_run ();
}
