/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "opt-test.h"
#include "opt-workload-totals.h"

#define N_STATEMENTS 3

static void
make_statements (OptStatementCounters *statements)
{
  for (int i = 0; i < N_STATEMENTS; i++)
    statements[i] = (OptStatementCounters){
      .key.toplevel = TRUE,
      .calls = 10 * (i + 1),
      .total_exec_ms = 100.0 / (i + 1),
      .shared_read = 7 * i,
      .shared_written = 5,
      .local_written = i,
      .temp_read = i == 2 ? 40 : 0,
      .temp_written = i == 1 ? 120 : 0,
      .wal_bytes = 1000 * i * i,
    };
}

static OptWorkloadTotals
add_up (const OptStatementCounters *statements)
{
  OptWorkloadTotals totals = { 0 };

  for (int i = 0; i < N_STATEMENTS; i++)
    opt_workload_totals_add (&totals, &statements[i]);

  return totals;
}

/* All of them together have all that there was. */
static void
test_sum (void)
{
  OptStatementCounters statements[N_STATEMENTS];
  double sums[OPT_N_WORKLOAD_SHARES] = { 0 };
  double shares[OPT_N_WORKLOAD_SHARES];
  OptWorkloadTotals totals;

  make_statements (statements);
  totals = add_up (statements);
  for (int i = 0; i < N_STATEMENTS; i++)
    {
      opt_workload_totals_get_shares (&totals, &statements[i], shares);
      for (guint j = 0; j < OPT_N_WORKLOAD_SHARES; j++)
        sums[j] += shares[j];
    }
  for (guint j = 0; j < OPT_N_WORKLOAD_SHARES; j++)
    {
      g_assert_cmpfloat_with_epsilon (sums[j], 1, 1e-9);
      g_assert_null (opt_workload_totals_explain (&totals, (OptWorkloadShare) j));
    }

  /* The last one. */
  g_assert_cmpfloat_with_epsilon (shares[OPT_WORKLOAD_SHARE_TIME], 2.0 / 11, 1e-9);
  g_assert_cmpfloat_with_epsilon (shares[OPT_WORKLOAD_SHARE_IO], 21.0 / 39, 1e-9);
  g_assert_cmpfloat_with_epsilon (shares[OPT_WORKLOAD_SHARE_WAL], 0.8, 1e-9);
  g_assert_cmpfloat_with_epsilon (shares[OPT_WORKLOAD_SHARE_TEMP], 0.25, 1e-9);
  g_assert_cmpfloat_with_epsilon (shares[OPT_WORKLOAD_SHARE_CALLS], 0.5, 1e-9);
  g_assert_cmpfloat_with_epsilon (shares[OPT_WORKLOAD_SHARE_BLEND],
                                  (2.0 / 11 + 21.0 / 39 + 0.8 + 0.25 + 0.5) / 5, 1e-9);
}

/* What a function's statements did is counted with who called it, but their calls are calls. */
static void
test_nested (void)
{
  OptStatementCounters statements[N_STATEMENTS];
  double shares[OPT_N_WORKLOAD_SHARES];
  OptWorkloadTotals totals;

  make_statements (statements);
  statements[1].key.toplevel = FALSE;
  totals = add_up (statements);
  opt_workload_totals_get_shares (&totals, &statements[0], shares);
  g_assert_cmpfloat_with_epsilon (shares[OPT_WORKLOAD_SHARE_TIME], 0.75, 1e-9);
  g_assert_cmpfloat_with_epsilon (shares[OPT_WORKLOAD_SHARE_CALLS], 1.0 / 6, 1e-9);
  opt_workload_totals_get_shares (&totals, &statements[1], shares);
  g_assert_cmpfloat_with_epsilon (shares[OPT_WORKLOAD_SHARE_TIME], 0.375, 1e-9);

  /* A procedure that runs is not counted yet, but what it calls is. */
  statements[1].total_exec_ms = 1000;
  totals = add_up (statements);
  opt_workload_totals_get_shares (&totals, &statements[1], shares);
  g_assert_cmpfloat_with_epsilon (shares[OPT_WORKLOAD_SHARE_TIME], 1, 1e-9);
  opt_workload_totals_get_shares (&totals, &statements[0], shares);
  g_assert_cmpfloat_with_epsilon (shares[OPT_WORKLOAD_SHARE_TIME], 0.1, 1e-9);
}

/* What nobody had, and what is not counted, is no share of nothing. */
static void
test_unknown (void)
{
  OptStatementCounters statements[N_STATEMENTS];
  double shares[OPT_N_WORKLOAD_SHARES];
  OptWorkloadTotals totals;

  make_statements (statements);
  for (int i = 0; i < N_STATEMENTS; i++)
    {
      statements[i].wal_bytes = -1;
      statements[i].temp_read = statements[i].temp_written = 0;
    }
  totals = add_up (statements);
  opt_workload_totals_get_shares (&totals, &statements[2], shares);
  g_assert_true (isnan (shares[OPT_WORKLOAD_SHARE_WAL]));
  g_assert_true (isnan (shares[OPT_WORKLOAD_SHARE_TEMP]));
  g_assert_cmpfloat_with_epsilon (shares[OPT_WORKLOAD_SHARE_BLEND],
                                  (2.0 / 11 + 21.0 / 39 + 0.5) / 3, 1e-9);
  g_assert_nonnull (strstr (opt_workload_totals_explain (&totals, OPT_WORKLOAD_SHARE_WAL), "1.8"));
  g_assert_cmpstr (opt_workload_totals_explain (&totals, OPT_WORKLOAD_SHARE_TEMP), ==,
                   "No statement used temporary files.");
  g_assert_null (opt_workload_totals_explain (&totals, OPT_WORKLOAD_SHARE_BLEND));

  /* Of one alone: the others have theirs. */
  make_statements (statements);
  statements[1].wal_bytes = -1;
  totals = add_up (statements);
  opt_workload_totals_get_shares (&totals, &statements[1], shares);
  g_assert_true (isnan (shares[OPT_WORKLOAD_SHARE_WAL]));
  opt_workload_totals_get_shares (&totals, &statements[2], shares);
  g_assert_cmpfloat_with_epsilon (shares[OPT_WORKLOAD_SHARE_WAL], 1, 1e-9);

  /* Without any statement there is nothing. */
  totals = (OptWorkloadTotals){ 0 };
  for (guint i = 0; i < OPT_N_WORKLOAD_SHARES; i++)
    g_assert_nonnull (opt_workload_totals_explain (&totals, (OptWorkloadShare) i));
}

static void
test_words (void)
{
  g_autofree char *nicks = opt_workload_share_list_nicks ();
  OptWorkloadShare share = OPT_WORKLOAD_SHARE_TIME;

  g_assert_cmpstr (nicks, ==, "time, io, wal, temp, calls, blend");
  for (guint i = 0; i < OPT_N_WORKLOAD_SHARES; i++)
    {
      OptWorkloadShare self = (OptWorkloadShare) i;

      g_assert_true (opt_workload_share_from_nick (opt_workload_share_get_nick (self), &share));
      g_assert_cmpuint (share, ==, i);
      g_assert_cmpstr (opt_workload_share_get_name (self), !=, "");
      g_assert_cmpstr (opt_workload_share_get_title (self), !=, "");
      g_assert_cmpstr (opt_workload_share_get_heading (self), !=, "");
      g_assert_cmpstr (opt_workload_share_get_description (self), !=, "");
    }
  g_assert_false (opt_workload_share_from_nick ("speed", &share));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/monitor/workload-share/sum", test_sum);
  g_test_add_func ("/monitor/workload-share/nested", test_nested);
  g_test_add_func ("/monitor/workload-share/unknown", test_unknown);
  g_test_add_func ("/monitor/workload-share/words", test_words);

  return g_test_run ();
}
