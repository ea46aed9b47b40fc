/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-history-past.h"

#include <math.h>

#include "opt-statement-list.h"

#define MINUTE (G_GINT64_CONSTANT (60) * G_USEC_PER_SEC)
#define N_POINTS 4

static void
add_series (OptHistoryRange *range, const char *name, const double *means)
{
  OptHistorySeries *series = g_new0 (OptHistorySeries, 1);

  series->name = (char *) name;
  series->means = (double *) means;
  series->peaks = (double *) means;
  g_ptr_array_add (range->series, series);
}

static OptHistoryRange *
make_range (void)
{
  OptHistoryRange *range = g_new0 (OptHistoryRange, 1);

  range->end = N_POINTS * MINUTE;
  range->step = range->width = MINUTE;
  range->points = g_array_new (FALSE, FALSE, sizeof (OptHistoryPoint));
  range->series = g_ptr_array_new_with_free_func (g_free);
  range->events = g_ptr_array_new_with_free_func (g_free);
  range->entries = g_ptr_array_new_with_free_func ((GDestroyNotify) opt_workload_entry_free);
  range->delta = opt_delta_new ();
  for (gint64 i = 0; i < N_POINTS; i++)
    {
      OptHistoryPoint point = { .start = i * MINUTE, .end = (i + 1) * MINUTE, .observed = MINUTE };

      g_array_append_val (range->points, point);
    }

  return range;
}

/* A second in which a million blocks were read outweighs a minute in which hundreds were hit. */
static void
test_hit_ratio (void)
{
  static const double hits[N_POINTS] = { 100, NAN, 0, NAN };
  static const double reads[N_POINTS] = { 9900, NAN, 0, NAN };
  static const double shares[N_POINTS] = { 0.98, NAN, 0.5, 0.25 };
  static const double transactions[N_POINTS] = { 1, NAN, 1, 1 };
  g_autoptr (OptHistoryRange) range = make_range ();
  g_autoptr (OptTimeline) timeline = NULL;

  add_series (range, "database.blocks_hit", hits);
  add_series (range, "database.blocks_read", reads);
  add_series (range, "database.transactions", transactions);
  add_series (range, "database.hit_share", shares);
  timeline = opt_history_range_to_timeline (range);
  g_assert_cmpuint (opt_timeline_get_n_points (timeline), ==, 3);
  g_assert_cmpfloat_with_epsilon (opt_timeline_get_point (timeline, 0)->hit_ratio, 0.01, 1e-9);
  g_assert_true (isnan (opt_timeline_get_point (timeline, 1)->hit_ratio));
  /* As it was recorded once. */
  g_assert_cmpfloat (opt_timeline_get_point (timeline, 2)->hit_ratio, ==, 0.25);
}

/* What is not known is no point; what was not recorded is not known of any. */
static void
test_timeline (void)
{
  static const double calls[N_POINTS] = { 2, NAN, 4, 0 };
  static const double exec_ms[N_POINTS] = { 10, NAN, 8, 0 };
  static const double lock[N_POINTS] = { 0.5, NAN, 1, 0 };
  static OptTimelineEvent event = { .time = 90 * G_USEC_PER_SEC, .text = (char *) "again" };
  static const double expected_ms[] = { 5, 2, NAN };
  static const gint64 expected_start[] = { 0, 2 * MINUTE, 3 * MINUTE };
  g_autoptr (OptHistoryRange) range = make_range ();
  g_autoptr (OptTimeline) timeline = NULL;

  event.kind = g_intern_string ("restart");
  add_series (range, "statements.calls", calls);
  add_series (range, "statements.exec_ms", exec_ms);
  add_series (range, "load.lock", lock);
  g_ptr_array_add (range->events, g_memdup2 (&event, sizeof event));
  timeline = opt_history_range_to_timeline (range);

  g_assert_cmpuint (opt_timeline_get_n_points (timeline), ==, G_N_ELEMENTS (expected_ms));
  for (guint i = 0; i < G_N_ELEMENTS (expected_ms); i++)
    {
      const OptTimelinePoint *point = opt_timeline_get_point (timeline, i);

      g_assert_cmpint (point->start, ==, expected_start[i]);
      g_assert_cmpint (point->end, ==, expected_start[i] + MINUTE);
      if (isnan (expected_ms[i]))
        g_assert_true (isnan (point->mean_ms));
      else
        g_assert_cmpfloat (point->mean_ms, ==, expected_ms[i]);
      g_assert_true (isnan (point->hit_ratio));
      g_assert_true (isnan (point->load[OPT_WAIT_CLASS_CPU]));
    }
  g_assert_cmpfloat (opt_timeline_get_point (timeline, 1)->load[OPT_WAIT_CLASS_LOCK], ==, 1);
  g_assert_cmpuint (opt_timeline_get_n_events (timeline), ==, 1);
  g_assert_cmpint (opt_timeline_get_event (timeline, 0)->time, ==, event.time);
}

static void
test_workload (void)
{
  g_autoptr (OptHistoryRange) range = make_range ();
  g_autoptr (OptWorkload) workload = NULL;
  g_autoptr (GPtrArray) entries = NULL;
  OptStatementCounters *counters = g_new0 (OptStatementCounters, 1);
  OptWorkloadEntry *entry = g_new0 (OptWorkloadEntry, 1);
  const OptWorkloadEntry *found;

  counters->key = (OptStatementKey){ .dbid = 5, .queryid = 7, .toplevel = TRUE };
  counters->calls = 120;
  counters->total_exec_ms = 60;
  g_hash_table_replace (range->delta->statements, &counters->key, counters);
  range->delta->end = range->end;
  range->delta->observed = 2 * MINUTE;
  entry->key = counters->key;
  entry->text = g_strdup ("SELECT $1 FROM customer");
  entry->database = g_strdup ("shop");
  entry->role = g_strdup ("clerk");
  g_ptr_array_add (range->entries, entry);
  workload = opt_history_range_to_workload (range);

  entries = opt_workload_get_entries (workload, OPT_WORKLOAD_SORT_TOTAL, FALSE, NULL);
  g_assert_cmpuint (entries->len, ==, 1);
  found = entries->pdata[0];
  g_assert_cmpint (found->counters.calls, ==, 120);
  g_assert_cmpfloat (found->calls_per_second, ==, 1);
  g_assert_cmpstr (found->text, ==, "SELECT $1 FROM customer");
  g_assert_cmpstr (found->database, ==, "shop");
  g_assert_cmpstr (found->role, ==, "clerk");
}

static OptWorkload *
make_workload (gint64 queryid, gint64 calls)
{
  g_autoptr (OptHistoryRange) range = make_range ();
  OptStatementCounters *counters = g_new0 (OptStatementCounters, 1);

  counters->key = (OptStatementKey){ .dbid = 5, .queryid = queryid, .toplevel = TRUE };
  counters->calls = calls;
  g_hash_table_replace (range->delta->statements, &counters->key, counters);
  range->delta->observed = MINUTE;

  return opt_history_range_to_workload (range);
}

/* A range that is read anew keeps the objects of what is in it still. */
static void
test_list (void)
{
  g_autoptr (OptWorkload) first = make_workload (7, 120);
  g_autoptr (OptWorkload) again = make_workload (7, 150);
  g_autoptr (OptWorkload) other = make_workload (8, 1);
  g_autoptr (OptStatementList) list = opt_statement_list_new (first);
  g_autoptr (OptStatementItem) item = NULL;

  opt_statement_list_update (list);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (list)), ==, 1);
  item = g_list_model_get_item (G_LIST_MODEL (list), 0);
  g_assert_cmpint (opt_statement_item_get_counters (item)->calls, ==, 120);

  opt_statement_list_set_workload (list, again);
  opt_statement_list_update (list);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (list)), ==, 1);
  g_assert_cmpint (opt_statement_item_get_counters (item)->calls, ==, 150);

  opt_statement_list_set_workload (list, other);
  opt_statement_list_update (list);
  g_assert_null (opt_statement_list_find (list, opt_statement_item_get_id (item)));
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (list)), ==, 1);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/monitor/history-past/timeline", test_timeline);
  g_test_add_func ("/monitor/history-past/hit-ratio", test_hit_ratio);
  g_test_add_func ("/monitor/history-past/workload", test_workload);
  g_test_add_func ("/monitor/history-past/list", test_list);

  return g_test_run ();
}
