/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "opt-activity-series.h"
#include "opt-alert-watch.h"
#include "opt-blocking-history.h"
#include "opt-blocking.h"
#include "opt-session-list.h"

#define SECOND ((gint64) G_USEC_PER_SEC)
#define START (1000000 * SECOND)

/* One that runs a statement since a second after its process began. */
static OptBackend *
add (OptActivity *activity, int pid, gint64 age)
{
  OptBackend *backend = opt_backend_new (pid, START - age - SECOND, OPT_BACKEND_ACTIVE);

  backend->type = g_intern_string ("client backend");
  backend->xact_start = backend->query_start = START - age;
  backend->query = g_strdup_printf ("SELECT %d", pid);
  opt_activity_add (activity, backend);

  return backend;
}

static void
wait_for (OptBackend *backend, int pid)
{
  backend->wait_event_type = g_intern_string ("Lock");
  backend->wait_event = g_intern_string ("transactionid");
  if (backend->blockers == NULL)
    backend->blockers = g_array_new (FALSE, FALSE, sizeof (int));
  g_array_append_val (backend->blockers, pid);
  g_free (backend->lock_object);
  backend->lock_object = g_strdup_printf ("transaction of %d", pid);
}

/* "1 (2 (3))": who waits for whom. */
static void
print_tree (GString *text, GListModel *sessions)
{
  for (guint i = 0; i < g_list_model_get_n_items (sessions); i++)
    {
      g_autoptr (OptSession) session = g_list_model_get_item (sessions, i);

      g_string_append_printf (text, "%s%d", i > 0 ? " " : "", opt_session_get_pid (session));
      if (opt_session_get_n_behind (session) > 0)
        {
          g_string_append (text, " (");
          print_tree (text, opt_session_get_blocked (session));
          g_string_append_c (text, ')');
        }
      else
        g_assert_cmpuint (g_list_model_get_n_items (opt_session_get_blocked (session)), ==, 0);
    }
}

static void
assert_tree (OptSessionList *list, const char *expected)
{
  g_autoptr (GString) text = g_string_new (NULL);

  print_tree (text, opt_session_list_get_roots (list));
  g_assert_cmpstr (text->str, ==, expected);
}

static void
test_in_place (void)
{
  g_autoptr (OptSessionList) list = opt_session_list_new ();
  g_autoptr (OptActivity) first = opt_activity_new (START);
  g_autoptr (OptActivity) second = opt_activity_new (START + SECOND);
  g_autoptr (OptActivity) third = opt_activity_new (START + 2 * SECOND);
  g_autoptr (OptSession) two = NULL;

  add (first, 1, 0);
  add (first, 2, SECOND);
  add (first, 3, 0);
  opt_session_list_update (list, first);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (list)), ==, 3);
  two = g_object_ref (opt_session_list_find (list, 2));
  g_assert_cmpint (opt_session_get_running (two), ==, SECOND);
  g_assert_cmpstr (opt_session_get_line (two), ==, "SELECT 2");
  g_assert_cmpint (opt_session_get_waiting (two), ==, -1);

  add (second, 2, SECOND);
  add (second, 4, 0)->state = OPT_BACKEND_IDLE_IN_TRANSACTION;
  opt_session_list_update (list, second);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (list)), ==, 2);
  g_assert_true (opt_session_list_find (list, 2) == two);
  g_assert_null (opt_session_list_find (list, 1));
  g_assert_cmpint (opt_session_get_running (two), ==, 2 * SECOND);
  g_assert_cmpint (opt_session_get_transaction_age (opt_session_list_find (list, 4)), ==, SECOND);
  g_assert_cmpint (opt_session_get_running (opt_session_list_find (list, 4)), ==, -1);

  /* The same number, and another process. */
  add (third, 2, -SECOND);
  opt_session_list_update (list, third);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (list)), ==, 1);
  g_assert_true (opt_session_list_find (list, 2) != two);
  opt_session_list_clear (list);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (list)), ==, 0);
  g_assert_null (opt_session_list_get_activity (list));
}

static void
test_tree (void)
{
  g_autoptr (OptSessionList) list = opt_session_list_new ();
  g_autoptr (OptActivity) first = opt_activity_new (START);
  g_autoptr (OptActivity) second = opt_activity_new (START + SECOND);
  g_autoptr (OptActivity) third = opt_activity_new (START + 2 * SECOND);

  /* Of several blockers the one that waits for nobody. */
  add (first, 1, 50 * SECOND);
  wait_for (add (first, 2, 90 * SECOND), 1);
  wait_for (add (first, 3, 10 * SECOND), 2);
  wait_for (opt_activity_find (first, 3), 1);
  add (first, 4, 0);
  add (first, 5, 20 * SECOND);
  wait_for (add (first, 6, 0), 5);
  opt_session_list_update (list, first);
  assert_tree (list, "1 (2 3) 5 (6)");
  g_assert_cmpuint (opt_session_list_get_n_blocked (list), ==, 3);
  g_assert_true (opt_session_get_blocker (opt_session_list_find (list, 3))
                 == opt_session_list_find (list, 1));
  g_assert_cmpstr (opt_session_get_holds (opt_session_list_find (list, 1)), ==, "transaction of 1");

  /* One that had nobody behind it has somebody now, and one that is gone holds nobody up. */
  add (second, 1, 50 * SECOND);
  wait_for (add (second, 2, 90 * SECOND), 1);
  wait_for (add (second, 3, 10 * SECOND), 2);
  wait_for (add (second, 6, 0), 5);
  opt_session_list_update (list, second);
  assert_tree (list, "1 (2 (3))");
  g_assert_cmpuint (opt_session_get_n_behind (opt_session_list_find (list, 1)), ==, 2);
  g_assert_null (opt_session_get_blocker (opt_session_list_find (list, 6)));
  g_assert_cmpint (opt_session_get_waiting (opt_session_list_find (list, 2)), ==, SECOND);

  add (third, 2, 90 * SECOND);
  opt_session_list_update (list, third);
  assert_tree (list, "");
  g_assert_cmpuint (opt_session_list_get_n_blocked (list), ==, 0);
  g_assert_null (opt_session_get_blocker (opt_session_list_find (list, 2)));
}

/* The server takes a second to see a deadlock. */
static void
test_cycle (void)
{
  g_autoptr (OptSessionList) list = opt_session_list_new ();
  g_autoptr (OptActivity) activity = opt_activity_new (START);

  wait_for (add (activity, 1, 10 * SECOND), 3);
  wait_for (add (activity, 2, 30 * SECOND), 1);
  wait_for (add (activity, 3, 20 * SECOND), 2);
  wait_for (add (activity, 4, 0), 1);
  opt_session_list_update (list, activity);
  assert_tree (list, "2 (3 (1 (4)))");
  g_assert_true (opt_session_get_in_cycle (opt_session_list_find (list, 2)));
  g_assert_true (opt_session_get_in_cycle (opt_session_list_find (list, 1)));
  g_assert_false (opt_session_get_in_cycle (opt_session_list_find (list, 4)));
}

/* Before 14 the server does not say since when somebody waits: then it is since it was seen, and
 * the alert comes all the same. */
static void
test_wait_without_date (void)
{
  g_autoptr (OptSessionList) list = opt_session_list_new ();
  g_autoptr (OptSeriesSet) set = opt_series_set_new (900 * SECOND);
  g_autoptr (OptAlertRules) rules = opt_alert_rules_new ();
  g_autoptr (OptAlertWatch) watch = opt_alert_watch_new ("shop", rules);
  const OptSeries *series;

  for (guint second = 0; second <= 31; second++)
    {
      g_autoptr (OptActivity) activity = opt_activity_new (START + second * SECOND);
      g_autoptr (GPtrArray) firing = NULL;

      add (activity, 1, SECOND);
      wait_for (add (activity, 2, 0), 1);
      opt_session_list_update (list, activity);
      opt_activity_add_series (activity, list, activity->time - SECOND, set);
      opt_alert_watch_look (watch, set, START);
      firing = opt_alert_watch_list_firing (watch);
      g_assert_cmpuint (firing->len, ==, second == 31 ? 1 : 0);
    }

  series = opt_series_set_find (set, "sessions.blocked_ms", NULL);
  g_assert_cmpfloat (opt_series_get_last (series)->value, ==, 31000);
  g_assert_nonnull (strstr (opt_series_get_info (series)->label, "since it was first seen"));
}

/* A role that may not see all sessions does not know that none waits: nothing is over by that. */
static void
test_hidden (void)
{
  g_autoptr (OptSessionList) list = opt_session_list_new ();
  g_autoptr (OptSeriesSet) set = opt_series_set_new (900 * SECOND);
  g_autoptr (OptAlertRules) rules = opt_alert_rules_new ();
  g_autoptr (OptAlertWatch) watch = opt_alert_watch_new ("shop", rules);

  for (guint second = 0; second <= 120; second++)
    {
      g_autoptr (OptActivity) activity = opt_activity_new (START + second * SECOND);
      g_autoptr (GPtrArray) firing = NULL;
      double blocked, blocked_ms;

      add (activity, 1, SECOND);
      activity->n_hidden = 3;
      if (second <= 40)
        wait_for (add (activity, 2, 0), 1);
      opt_session_list_update (list, activity);
      opt_activity_add_series (activity, list, activity->time - SECOND, set);
      blocked = opt_series_get_last (opt_series_set_find (set, "sessions.blocked", NULL))->value;
      blocked_ms
          = opt_series_get_last (opt_series_set_find (set, "sessions.blocked_ms", NULL))->value;
      g_assert_true (isnan (blocked));
      if (second <= 40)
        g_assert_cmpfloat (blocked_ms, ==, second * 1000.0);
      else
        g_assert_true (isnan (blocked_ms));
      opt_alert_watch_look (watch, set, START);
      firing = opt_alert_watch_list_firing (watch);
      g_assert_cmpuint (firing->len, ==, second >= 31 ? 1 : 0);
    }
}

/* A machine that slept has a gap in its charts. */
static void
test_sleep (void)
{
  g_autoptr (OptSessionList) list = opt_session_list_new ();
  g_autoptr (OptSeriesSet) set = opt_series_set_new (900 * SECOND);
  const gint64 times[] = { START, START + SECOND, START + 3000 * SECOND, START + 3001 * SECOND };
  gint64 previous = 0;

  for (guint i = 0; i < G_N_ELEMENTS (times); i++)
    {
      g_autoptr (OptActivity) activity = opt_activity_new (times[i]);

      add (activity, 1, SECOND);
      opt_session_list_update (list, activity);
      opt_activity_add_series (activity, list, previous, set);
      g_assert_cmpint (opt_series_follows_gap (opt_series_set_find (set, "sessions.blocked", NULL)),
                       ==, i == 2);
      previous = times[i];
    }
}

static OptBlockingChain *
get_chain (OptBlockingHistory *history, guint position)
{
  g_autoptr (OptBlockingChain) chain = g_list_model_get_item (G_LIST_MODEL (history), position);

  return chain;
}

static void
test_history (void)
{
  g_autoptr (OptBlockingHistory) history = opt_blocking_history_new ();
  OptBlockingChain *chain;

  for (guint second = 0; second < 4; second++)
    {
      g_autoptr (OptActivity) activity = opt_activity_new (START + second * SECOND);

      add (activity, 1, SECOND);
      if (second < 3)
        {
          OptBackend *waiting = add (activity, 2, 0);

          wait_for (waiting, 1);
          waiting->wait_start = START - 5 * SECOND;
        }
      if (second == 1)
        wait_for (add (activity, 3, 0), 2);
      opt_blocking_history_add (history, activity);
      chain = get_chain (history, 0);
      g_assert_cmpint (opt_blocking_chain_get_open (chain), ==, second < 3);
    }

  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (history)), ==, 1);
  g_assert_cmpint (opt_blocking_chain_get_root (chain)->pid, ==, 1);
  g_assert_cmpstr (opt_blocking_chain_get_object (chain), ==, "transaction of 1");
  g_assert_cmpint (opt_blocking_chain_get_start (chain), ==, START - 5 * SECOND);
  g_assert_cmpint (opt_blocking_chain_get_end (chain), ==, START + 2 * SECOND);
  g_assert_cmpuint (opt_blocking_chain_get_max_blocked (chain), ==, 2);
  g_assert_cmpuint (opt_blocking_chain_get_max_depth (chain), ==, 2);
  g_assert_cmpuint (opt_blocking_chain_get_n_victims (chain), ==, 2);
  g_assert_cmpint (opt_blocking_chain_get_victim (chain, 0)->until, ==, START + 2 * SECOND);
  g_assert_cmpint (opt_blocking_chain_get_victim (chain, 1)->until, ==, START + SECOND);
}

/* Nobody looked for an hour. The same session in somebody's way is the same chain where one still
 * waits that did before, and another one where they are all others. */
static void
test_history_unwatched (void)
{
  static const gint64 times[] = { 0, 3600 * SECOND, 7200 * SECOND };
  static const int waiting[] = { 2, 2, 3 };
  g_autoptr (OptBlockingHistory) history = opt_blocking_history_new ();

  for (guint i = 0; i < G_N_ELEMENTS (times); i++)
    {
      g_autoptr (OptActivity) activity = opt_activity_new (START + times[i]);

      add (activity, 1, 0);
      wait_for (add (activity, waiting[i], 0), 1);
      opt_blocking_history_add (history, activity);
    }

  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (history)), ==, 2);
  g_assert_cmpint (opt_blocking_chain_get_end (get_chain (history, 1)), ==, START + times[1]);
  g_assert_false (opt_blocking_chain_get_open (get_chain (history, 1)));
  g_assert_cmpint (opt_blocking_chain_get_start (get_chain (history, 0)), ==, START + times[2]);
  g_assert_true (opt_blocking_chain_get_open (get_chain (history, 0)));
}

static void
test_history_is_capped (void)
{
  g_autoptr (OptBlockingHistory) history = opt_blocking_history_new ();

  for (int i = 0; i < OPT_BLOCKING_HISTORY_LENGTH + 50; i++)
    {
      g_autoptr (OptActivity) activity = opt_activity_new (START + i * SECOND);

      add (activity, 1000 + i, 0);
      wait_for (add (activity, 2, 0), 1000 + i);
      opt_blocking_history_add (history, activity);
    }
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (history)), ==,
                    OPT_BLOCKING_HISTORY_LENGTH);
  g_assert_cmpint (opt_blocking_chain_get_root (get_chain (history, 0))->pid, ==,
                   1000 + OPT_BLOCKING_HISTORY_LENGTH + 49);
}

/* Two thousand, half of whom wait for each other in one long row. */
static void
test_many (void)
{
  g_autoptr (OptSessionList) list = opt_session_list_new ();

  for (guint round = 0; round < 3; round++)
    {
      g_autoptr (OptActivity) activity = opt_activity_new (START + round * SECOND);

      for (int i = 1; i <= 2000; i++)
        {
          OptBackend *backend = add (activity, i, i * SECOND);

          if (i > 1000 && i < 2000)
            wait_for (backend, i + 1);
        }
      opt_session_list_update (list, activity);
      g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (list)), ==, 2000);
      g_assert_cmpuint (opt_session_list_get_n_blocked (list), ==, 999);
      g_assert_cmpuint (opt_session_get_n_behind (opt_session_list_find (list, 2000)), ==, 999);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/monitor/sessions/in-place", test_in_place);
  g_test_add_func ("/monitor/sessions/tree", test_tree);
  g_test_add_func ("/monitor/sessions/cycle", test_cycle);
  g_test_add_func ("/monitor/sessions/wait-without-date", test_wait_without_date);
  g_test_add_func ("/monitor/sessions/hidden", test_hidden);
  g_test_add_func ("/monitor/sessions/sleep", test_sleep);
  g_test_add_func ("/monitor/sessions/history", test_history);
  g_test_add_func ("/monitor/sessions/history-unwatched", test_history_unwatched);
  g_test_add_func ("/monitor/sessions/history-is-capped", test_history_is_capped);
  g_test_add_func ("/monitor/sessions/many", test_many);

  return g_test_run ();
}
