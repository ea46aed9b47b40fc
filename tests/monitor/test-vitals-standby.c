/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "opt-test-standby.h"
#include "opt-test.h"
#include "opt-vitals-rates.h"

/* A primary with little WAL to keep for slots, and a standby of it. */
typedef struct
{
  OptCluster *primary;
  OptCluster *standby;
  char *folder;
  OptConnection *app;
  OptConnection *poll;
  OptServerFacts *facts;
} Fixture;

static OptConnection *
connect (OptCluster *cluster, OptConnectionRole role)
{
  g_autoptr (OptConninfo) conninfo = opt_cluster_get_conninfo (cluster, NULL, NULL);
  g_autoptr (GError) error = NULL;
  OptConnection *connection = opt_connection_new (conninfo, role, "test");

  opt_connection_open_sync (connection, NULL, &error);
  g_assert_no_error (error);

  return connection;
}

static OptServerFacts *
load_facts (OptConnection *connection)
{
  g_autoptr (GError) error = NULL;
  OptServerFacts *facts = opt_server_facts_load_sync (connection, NULL, &error);

  g_assert_no_error (error);

  return facts;
}

static void
run (OptConnection *connection, const char *sql)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (OptResult) result
      = opt_connection_query_sync (connection, sql, NULL, OPT_QUERY_SCRIPT, NULL, &error);

  g_assert_no_error (error);
}

static OptVitals *
take (OptConnection *connection, OptServerFacts *facts, OptVitals *previous)
{
  g_autoptr (GError) error = NULL;
  OptVitals *vitals = opt_vitals_take_sync (connection, facts, previous, NULL, &error);

  g_assert_no_error (error);

  return vitals;
}

static const char *
get_text (const OptVitals *vitals, OptVitalArea area, const char *item, guint cell)
{
  const OptVitalsRow *row = opt_vitals_find_row (vitals, area, item);

  return row != NULL ? row->cells[cell].text : NULL;
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fixture->primary = opt_cluster_new ();
  opt_cluster_set_setting (fixture->primary, "wal_level", "replica");
  opt_cluster_set_setting (fixture->primary, "max_slot_wal_keep_size", "32MB");
  opt_cluster_set_setting (fixture->primary, "max_wal_size", "32MB");
  opt_cluster_set_setting (fixture->primary, "min_wal_size", "32MB");
  opt_cluster_set_setting (fixture->primary, "autovacuum", "off");
  opt_cluster_start_sync (fixture->primary, NULL, &error);
  g_assert_no_error (error);
  fixture->app = connect (fixture->primary, OPT_CONNECTION_ROLE_SANDBOX);
  fixture->poll = connect (fixture->primary, OPT_CONNECTION_ROLE_MONITOR);
  fixture->facts = load_facts (fixture->poll);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_clear_object (&fixture->app);
  g_clear_object (&fixture->poll);
  g_clear_object (&fixture->facts);
  if (fixture->standby != NULL)
    opt_test_remove_standby (fixture->standby, fixture->folder);
  opt_cluster_close_sync (fixture->primary, NULL);
  g_clear_object (&fixture->primary);
}

/* Until the standby has what the primary wrote; ends the test where that takes too long. */
static void
wait_for_replay (Fixture *fixture, double lag)
{
  for (int i = 0; i < 300; i++)
    {
      g_autoptr (OptVitals) vitals = take (fixture->poll, fixture->facts, NULL);
      double now = opt_vitals_get_number (vitals, "replication.replay_lag_bytes", NULL);

      if (now <= lag)
        return;
      g_usleep (G_USEC_PER_SEC / 10);
    }
  g_error ("The standby does not follow");
}

#define INSERT "INSERT INTO t SELECT repeat('x', 1000) FROM generate_series(1, 5000)"

static void
check_behind (Fixture *fixture, OptConnection *standby, OptServerFacts *facts)
{
  g_autoptr (OptVitals) primary = take (fixture->poll, fixture->facts, NULL);
  g_autoptr (OptVitals) there = take (standby, facts, NULL);

  g_assert_cmpfloat (opt_vitals_get_number (primary, "replication.replay_lag_bytes", NULL), >=,
                     5000 * 1000);
  g_assert_cmpfloat (opt_vitals_get_number (there, "wal.replay_lag_bytes", NULL), >=, 5000 * 1000);
  g_assert_cmpfloat (opt_vitals_get_number (there, "wal.replay_lag_ms", NULL), >, 0);
}

static void
test_standby (Fixture *fixture, gconstpointer data)
{
  g_autoptr (OptConnection) standby = NULL;
  g_autoptr (OptConnection) standby_app = NULL;
  g_autoptr (OptServerFacts) facts = NULL;
  g_autoptr (OptVitals) before = NULL;
  g_autoptr (OptVitals) after = NULL;
  g_autoptr (OptVitals) primary = NULL;
  g_autoptr (OptVitalsRates) rates = NULL;

  run (fixture->app, "SET synchronous_commit = on; CREATE TABLE t (v text)");
  fixture->standby = opt_test_start_standby (fixture->primary, &fixture->folder);
  standby = connect (fixture->standby, OPT_CONNECTION_ROLE_MONITOR);
  standby_app = connect (fixture->standby, OPT_CONNECTION_ROLE_SANDBOX);
  facts = load_facts (standby);
  wait_for_replay (fixture, 0);

  before = take (standby, facts, NULL);
  g_assert_true (before->in_recovery);
  g_assert_true (isnan (opt_vitals_get_number (before, "wal.written", NULL)));
  g_assert_cmpfloat (opt_vitals_get_number (before, "wal.replay_lag_ms", NULL), ==, 0);
  run (fixture->app, INSERT);
  wait_for_replay (fixture, 0);
  after = take (standby, facts, before);
  rates = opt_vitals_subtract (before, after);
  g_assert_cmpfloat (opt_vitals_rates_get (rates, "wal.received", NULL)
                         * (double) (after->time - before->time) / G_USEC_PER_SEC,
                     >=, 5000 * 1000);
  g_assert_cmpfloat (opt_vitals_rates_get (rates, "wal.replayed", NULL), >, 0);

  primary = take (fixture->poll, fixture->facts, NULL);
  g_assert_cmpstr (get_text (primary, OPT_VITAL_AREA_REPLICATION, "walreceiver", 0), ==,
                   "streaming");

  run (standby_app, "SELECT pg_wal_replay_pause()");
  run (fixture->app, INSERT);
  for (int i = 0; i < 300; i++)
    {
      g_autoptr (OptVitals) there = take (standby, facts, NULL);

      if (opt_vitals_get_number (there, "wal.replay_lag_bytes", NULL) >= 5000 * 1000)
        break;
      g_usleep (G_USEC_PER_SEC / 10);
    }
  check_behind (fixture, standby, facts);
  run (standby_app, "SELECT pg_wal_replay_resume()");
  wait_for_replay (fixture, 0);
}

/* Nobody reads from it: it keeps WAL, more than it may, and is lost. */
static void
test_slot (Fixture *fixture, gconstpointer data)
{
  g_autoptr (OptVitals) before = NULL;
  g_autoptr (OptVitals) after = NULL;
  g_autoptr (OptVitals) lost = NULL;

  run (fixture->app, "SELECT pg_create_physical_replication_slot('lazy', true)");
  run (fixture->app, "SET synchronous_commit = on; CREATE TABLE t (v text)");
  before = take (fixture->poll, fixture->facts, NULL);
  run (fixture->app, INSERT);
  after = take (fixture->poll, fixture->facts, before);
  g_assert_cmpfloat (opt_vitals_get_number (after, "slots.retained_bytes", "lazy"), >=,
                     opt_vitals_get_number (before, "slots.retained_bytes", "lazy") + 5000 * 1000);
  g_assert_cmpfloat (opt_vitals_get_number (after, "slots.active", NULL), ==, 0);
  g_assert_cmpfloat (opt_vitals_get_number (after, "slots.lost", NULL), ==, 0);
  g_assert_cmpfloat (opt_vitals_get_number (after, "slots.safe_bytes", "lazy"), >, 0);
  g_assert_cmpstr (get_text (after, OPT_VITAL_AREA_SLOTS, "lazy", 1), ==, "reserved");

  for (int i = 0; i < 20; i++)
    run (fixture->app, INSERT);
  run (fixture->app, "SELECT pg_switch_wal()");
  run (fixture->app, "CHECKPOINT");
  lost = take (fixture->poll, fixture->facts, after);
  g_assert_cmpstr (get_text (lost, OPT_VITAL_AREA_SLOTS, "lazy", 1), ==, "lost");
  g_assert_cmpfloat (opt_vitals_get_number (lost, "slots.lost", NULL), ==, 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add ("/vitals/standby", Fixture, NULL, set_up, test_standby, tear_down);
  g_test_add ("/vitals/slot", Fixture, NULL, set_up, test_slot, tear_down);

  return g_test_run ();
}
