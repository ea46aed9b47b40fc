/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-statement-list.h"

#include <math.h>
#include <string.h>

#define SECOND G_USEC_PER_SEC
#define SHOP 5
#define STEADY 1
#define SLOWER 2
#define RARE 3
/* A poll each five seconds. */
#define STEP 5

/* A made-up server with statements of which one gets slower. */
typedef struct
{
  OptClock *clock;
  OptWorkload *workload;
  OptStatementList *list;
  OptStatementCounters totals[4];
  GRand *rand;
  gint64 time;
  guint n_signals;
} Shop;

static void
slower (Shop *shop, OptStatementItem *item)
{
  g_assert_cmpint (opt_statement_item_get_key (item)->queryid, ==, SLOWER);
  g_assert_nonnull (opt_statement_item_get_slowdown (item));
  shop->n_signals++;
}

static void
set_up (Shop *shop, gconstpointer data)
{
  shop->clock = opt_clock_new_manual (0);
  shop->workload = opt_workload_new (900 * SECOND, shop->clock);
  shop->list = opt_statement_list_new (shop->workload);
  /* The same each time: what is found by chance is found sometimes. */
  shop->rand = g_rand_new_with_seed (4);
  shop->time = 100000;
  g_signal_connect_swapped (shop->list, "slower", G_CALLBACK (slower), shop);
}

static void
tear_down (Shop *shop, gconstpointer data)
{
  g_assert_finalize_object (shop->list);
  g_assert_finalize_object (shop->workload);
  g_object_unref (shop->clock);
  g_rand_free (shop->rand);
}

static void
count (Shop *shop, gint64 queryid, gint64 calls, double mean_ms)
{
  OptStatementCounters *total = &shop->totals[queryid];

  total->key = (OptStatementKey){ .dbid = SHOP, .queryid = queryid, .toplevel = TRUE };
  total->calls += calls;
  for (gint64 i = 0; i < calls; i++)
    total->total_exec_ms += mean_ms * g_rand_double_range (shop->rand, 0.5, 1.5);
}

static void
poll_shop (Shop *shop)
{
  g_autoptr (OptSnapshot) snapshot = opt_snapshot_new ();

  shop->time += STEP;
  opt_clock_advance (shop->clock, STEP * SECOND);
  snapshot->time = shop->time * SECOND;
  snapshot->start_time = 1;
  snapshot->stats_reset = 2;
  for (gint64 i = STEADY; i <= RARE; i++)
    {
      OptStatementCounters *counters = opt_statement_counters_copy (&shop->totals[i]);

      g_hash_table_replace (snapshot->statements, &counters->key, counters);
    }
  opt_workload_add_snapshot (shop->workload, snapshot);
  opt_statement_list_update (shop->list);
}

static void
run_for (Shop *shop, gint64 seconds, double slow_ms)
{
  for (gint64 i = 0; i < seconds; i += STEP)
    {
      count (shop, STEADY, 20, 1);
      if (slow_ms > 0)
        count (shop, SLOWER, 20, slow_ms);
      if (slow_ms > 0 && i % 60 == 0)
        count (shop, RARE, 1, slow_ms);
      poll_shop (shop);
    }
}

static const OptSlowdown *
find (Shop *shop, gint64 queryid)
{
  g_autoptr (GPtrArray) found = opt_statement_list_find_queryid (shop->list, queryid);

  g_assert_cmpuint (found->len, ==, 1);

  return opt_statement_item_get_slowdown (found->pdata[0]);
}

static void
test_found (Shop *shop, gconstpointer data)
{
  const OptSlowdown *slowdown;
  g_autofree char *words = NULL;
  gint64 changed;

  run_for (shop, 420, 1.0);
  g_assert_null (find (shop, STEADY));
  g_assert_null (find (shop, SLOWER));

  changed = shop->time;
  run_for (shop, 240, 1.4);
  g_assert_null (find (shop, STEADY));
  /* Of a statement that is called once a minute so little is known. */
  g_assert_null (find (shop, RARE));
  slowdown = find (shop, SLOWER);
  g_assert_nonnull (slowdown);
  g_assert_cmpint (ABS (slowdown->since / SECOND - changed), <=, 20);
  g_assert_cmpfloat_with_epsilon (slowdown->before_ms, 1.0, 0.1);
  g_assert_cmpfloat_with_epsilon (slowdown->after_ms, 1.4, 0.1);
  /* 4 calls a second. */
  g_assert_cmpfloat_with_epsilon (slowdown->added_ms, 4 * 0.4, 0.4);
  g_assert_cmpfloat (slowdown->chance, <, 0.01);
  words = opt_slowdown_to_text (slowdown);
  g_assert_nonnull (strstr (words, "1."));
  /* It is news once. */
  g_assert_cmpuint (shop->n_signals, ==, 1);

  /* After a while that is how it is. */
  run_for (shop, 900, 1.4);
  g_assert_null (find (shop, SLOWER));
  g_assert_cmpuint (shop->n_signals, ==, 1);
}

static void
say (Shop *shop, gint64 queryid, const char *sql)
{
  GPtrArray *texts = g_ptr_array_new_with_free_func ((GDestroyNotify) opt_sql_text_free);
  OptStatementKey key = { .dbid = SHOP, .queryid = queryid, .toplevel = TRUE };

  g_ptr_array_add (texts, opt_sql_text_new (&key, sql));
  opt_workload_add_texts (shop->workload, texts);
}

/* What the alerts look at; NAN: nothing. */
static double
get_series (Shop *shop)
{
  g_autoptr (OptSeriesSet) set = opt_series_set_new (900 * SECOND);
  const OptSeries *all;
  double most = NAN;

  opt_statement_list_add_series (shop->list, (shop->time - STEP) * SECOND, shop->time * SECOND,
                                 set);
  for (guint i = 0; i < opt_series_set_get_n (set); i++)
    if (opt_series_get_info (opt_series_set_get (set, i))->item != NULL)
      most = fmax (most, opt_series_get_last (opt_series_set_get (set, i))->value);
  all = opt_series_set_find (set, "statements.slower", NULL);
  g_assert_cmpfloat (opt_series_get_last (all)->value, ==, isnan (most) ? 1 : most);

  return most;
}

/* Who costs little is marked in the list, and wakes nobody. */
static void
test_alert (Shop *shop, gconstpointer data)
{
  gboolean small = GPOINTER_TO_INT (data);
  double scale = small ? 0.1 : 1;

  say (shop, SLOWER, "SELECT $1");
  run_for (shop, 420, scale);
  run_for (shop, 240, 1.4 * scale);
  g_assert_nonnull (find (shop, SLOWER));
  if (small)
    {
      g_assert_true (isnan (get_series (shop)));
      return;
    }
  g_assert_cmpfloat_with_epsilon (get_series (shop), 1.4, 0.15);

  /* Over, but not gone: there is nothing that comes and goes. */
  run_for (shop, 900, 1.4);
  g_assert_null (find (shop, SLOWER));
  g_assert_cmpfloat (get_series (shop), ==, 1);
}

/* -1 where there is nothing of it. */
static double
get_value (OptSeriesSet *set, const char *item)
{
  const OptSeries *series = opt_series_set_find (set, "statements.slower", item);

  return series != NULL ? opt_series_get_last (series)->value : -1;
}

/* What is not called any more takes neither longer nor as long as before. */
static void
test_unknown (Shop *shop, gconstpointer data)
{
  g_autoptr (OptSeriesSet) set = opt_series_set_new (900 * SECOND);

  say (shop, SLOWER, "SELECT $1");
  run_for (shop, 420, 10);
  run_for (shop, 240, 14);
  g_assert_cmpfloat_with_epsilon (get_series (shop), 1.4, 0.15);

  for (int i = 0; i < 134; i++)
    {
      run_for (shop, STEP, 0);
      opt_statement_list_add_series (shop->list, (shop->time - STEP) * SECOND, shop->time * SECOND,
                                     set);
    }
  g_assert_true (isnan (get_value (set, "SELECT $1")));
  g_assert_true (isnan (get_value (set, NULL)));
}

/* What comes after a clear is of another server. */
static void
test_clear (Shop *shop, gconstpointer data)
{
  g_autoptr (OptSeriesSet) set = opt_series_set_new (900 * SECOND);

  say (shop, SLOWER, "SELECT $1");
  run_for (shop, 420, 1);
  run_for (shop, 240, 1.4);
  g_assert_cmpfloat_with_epsilon (get_series (shop), 1.4, 0.15);

  opt_statement_list_clear (shop->list);
  run_for (shop, STEP, 1.4);
  opt_statement_list_add_series (shop->list, (shop->time - STEP) * SECOND, shop->time * SECOND,
                                 set);
  g_assert_cmpfloat (get_value (set, "SELECT $1"), ==, -1);
  g_assert_cmpfloat (get_value (set, NULL), ==, 1);
}

static void
test_faster (Shop *shop, gconstpointer data)
{
  run_for (shop, 420, 1.4);
  run_for (shop, 300, 1.0);
  g_assert_null (find (shop, SLOWER));
  g_assert_cmpuint (shop->n_signals, ==, 0);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add ("/monitor/slowdown/found", Shop, NULL, set_up, test_found, tear_down);
  g_test_add ("/monitor/slowdown/alert", Shop, GINT_TO_POINTER (FALSE), set_up, test_alert,
              tear_down);
  g_test_add ("/monitor/slowdown/alert-small", Shop, GINT_TO_POINTER (TRUE), set_up, test_alert,
              tear_down);
  g_test_add ("/monitor/slowdown/unknown", Shop, NULL, set_up, test_unknown, tear_down);
  g_test_add ("/monitor/slowdown/clear", Shop, NULL, set_up, test_clear, tear_down);
  g_test_add ("/monitor/slowdown/faster", Shop, NULL, set_up, test_faster, tear_down);

  return g_test_run ();
}
