/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "poller-fixture.h"

#include "opt-test.h"

static void
on_snapshot (OptPoller *poller, OptSnapshot *snapshot, Watch *watch)
{
  g_assert_cmpint (snapshot->elapsed, >, 0);
  g_assert_cmpint (snapshot->bytes, >, 0);
  watch->n_snapshots++;
}

static void
on_error (OptPoller *poller, const GError *error, Watch *watch)
{
  g_assert_true (error->domain == OPT_ERROR);
  watch->last_code = (OptErrorCode) error->code;
  watch->n_errors++;
  watch->n_failures++;
}

static void
on_read_changed (OptPoller *poller, guint read, Watch *watch)
{
  const GError *error = opt_poller_get_read_error (poller, (OptPollRead) read);

  if (read != OPT_POLL_READ_STATEMENTS || error == NULL)
    return;

  g_assert_true (error->domain == OPT_ERROR);
  watch->last_code = (OptErrorCode) error->code;
  watch->n_errors++;
}

static void
on_activity (OptPoller *poller, gpointer activity, Watch *watch)
{
  watch->n_activities++;
}

static void
on_vitals (OptPoller *poller, gpointer vitals, Watch *watch)
{
  watch->n_vitals++;
}

void
watch_init (Watch *watch, const char *database)
{
  watch_init_as (watch, NULL, database);
}

void
watch_init_as (Watch *watch, const char *user, const char *database)
{
  g_autoptr (OptConninfo) conninfo
      = opt_cluster_get_conninfo (opt_test_get_cluster (), user, database);

  watch_init_at (watch, conninfo, WATCH_INTERVAL);
}

void
watch_init_at (Watch *watch, OptConninfo *conninfo, gint64 interval)
{
  *watch = (Watch){ 0 };
  watch->workload = opt_workload_new (0, opt_clock_get_system ());
  watch->poller = opt_poller_new (conninfo, interval, watch->workload);
  g_signal_connect (watch->poller, "snapshot", G_CALLBACK (on_snapshot), watch);
  g_signal_connect (watch->poller, "error", G_CALLBACK (on_error), watch);
  g_signal_connect (watch->poller, "read-changed", G_CALLBACK (on_read_changed), watch);
  g_signal_connect (watch->poller, "activity", G_CALLBACK (on_activity), watch);
  g_signal_connect (watch->poller, "vitals", G_CALLBACK (on_vitals), watch);
}

void
watch_clear (Watch *watch)
{
  opt_poller_stop (watch->poller);
  /* What a thread has begun ends there. */
  while (g_main_context_iteration (NULL, FALSE) || G_OBJECT (watch->poller)->ref_count > 1)
    g_usleep (1000);
  g_assert_finalize_object (watch->poller);
  g_clear_object (&watch->workload);
}

/* So many more. */
void
watch_wait_for_snapshots (Watch *watch, guint n)
{
  guint wanted = watch->n_snapshots + n;

  while (watch->n_snapshots < wanted)
    g_main_context_iteration (NULL, TRUE);
}

/* One more. */
void
watch_wait_for_error (Watch *watch, OptErrorCode code)
{
  guint wanted = watch->n_errors + 1;

  while (watch->n_errors < wanted)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpint (watch->last_code, ==, code);
}

void
watch_run (const char *database, const char *sql, guint times)
{
  g_autoptr (OptConnection) connection = opt_test_connect (database, OPT_CONNECTION_ROLE_SANDBOX);

  for (guint i = 0; i < times; i++)
    {
      g_autoptr (GError) error = NULL;

      opt_connection_execute_sync (connection, sql, NULL, NULL, &error);
      g_assert_no_error (error);
    }
  opt_connection_close (connection);
}
