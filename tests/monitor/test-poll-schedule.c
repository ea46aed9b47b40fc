/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-poll-schedule.h"

#include "opt-test.h"

#define SECOND G_USEC_PER_SEC
#define START (1000 * SECOND)

/* Nothing has a time before it is given one. */
static void
test_nothing (void)
{
  g_autoptr (OptPollSchedule) schedule = opt_poll_schedule_new ();
  OptPollCost cost;
  gint64 wait;

  opt_poll_schedule_restart (schedule, START);
  g_assert_cmpint (opt_poll_schedule_get_next (schedule, START, &wait), ==, -1);
  g_assert_cmpint (wait, ==, G_MAXINT64);
  opt_poll_schedule_get_cost (schedule, START, &cost);
  g_assert_cmpint (cost.span, ==, 0);
  g_assert_cmpuint (cost.reads, ==, 0);
}

/* A cheap read comes again an interval after it began, a dear one later. */
static void
test_period (void)
{
  g_autoptr (OptPollSchedule) schedule = opt_poll_schedule_new ();
  gint64 wait;

  opt_poll_schedule_set_interval (schedule, OPT_POLL_READ_STATEMENTS, SECOND);
  opt_poll_schedule_restart (schedule, START);
  g_assert_cmpint (opt_poll_schedule_get_next (schedule, START, &wait), ==,
                   OPT_POLL_READ_STATEMENTS);

  opt_poll_schedule_add (schedule, OPT_POLL_READ_STATEMENTS, START, START + 15000, 10000, 1);
  g_assert_cmpint (opt_poll_schedule_get_period (schedule, OPT_POLL_READ_STATEMENTS), ==, SECOND);
  g_assert_cmpint (opt_poll_schedule_get_next (schedule, START + 15000, &wait), ==, -1);
  g_assert_cmpint (wait, ==, SECOND - 15000);

  opt_poll_schedule_add (schedule, OPT_POLL_READ_STATEMENTS, START, START + 250000, 200000, 1);
  g_assert_cmpint (opt_poll_schedule_get_period (schedule, OPT_POLL_READ_STATEMENTS), ==,
                   10 * SECOND);
  opt_poll_schedule_get_next (schedule, START + SECOND, &wait);
  g_assert_cmpint (wait, ==, 9 * SECOND);

  /* Whoever asks for it need not wait. */
  opt_poll_schedule_restart (schedule, START + SECOND);
  g_assert_cmpint (opt_poll_schedule_get_next (schedule, START + SECOND, &wait), ==,
                   OPT_POLL_READ_STATEMENTS);
  opt_poll_schedule_set_due (schedule, OPT_POLL_READ_STATEMENTS, START + 3 * SECOND);
  opt_poll_schedule_get_next (schedule, START + SECOND, &wait);
  g_assert_cmpint (wait, ==, 2 * SECOND);
}

/* One that takes longer than its interval is due when it is over, and is not made up for. */
static void
test_slow (void)
{
  g_autoptr (OptPollSchedule) schedule = opt_poll_schedule_new ();
  gint64 wait;

  opt_poll_schedule_set_interval (schedule, OPT_POLL_READ_STATEMENTS, SECOND);
  opt_poll_schedule_add (schedule, OPT_POLL_READ_STATEMENTS, START, START + 5 * SECOND, 0, 0);
  g_assert_cmpint (opt_poll_schedule_get_next (schedule, START + 5 * SECOND - 1, &wait), ==, -1);
  g_assert_cmpint (opt_poll_schedule_get_next (schedule, START + 5 * SECOND, &wait), ==,
                   OPT_POLL_READ_STATEMENTS);
}

/* One answer that was long in coming puts the next read off a little, several do by all of it. */
static void
test_stall (void)
{
  static const struct
  {
    OptPollRead read;
    gint64 cap;
  } cases[] = { { OPT_POLL_READ_SESSIONS, 10 * SECOND },
                { OPT_POLL_READ_STATEMENTS, 60 * SECOND },
                { OPT_POLL_READ_VITALS, 60 * SECOND } };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (OptPollSchedule) schedule = opt_poll_schedule_new ();
      OptPollRead read = cases[i].read;

      opt_poll_schedule_set_interval (schedule, read, SECOND);
      opt_poll_schedule_add (schedule, read, START, START + 1000, 1000, 1);
      opt_poll_schedule_add (schedule, read, START, START + 1000, 1000, 1);
      opt_poll_schedule_add (schedule, read, START, START + 40 * SECOND, 40 * SECOND, 1);
      g_assert_cmpint (opt_poll_schedule_get_period (schedule, read), ==, cases[i].cap);
      opt_poll_schedule_add (schedule, read, START, START + 1000, 1000, 1);
      g_assert_cmpint (opt_poll_schedule_get_period (schedule, read), ==, SECOND);

      opt_poll_schedule_add (schedule, read, START, START + 5 * SECOND, 5 * SECOND, 1);
      g_assert_cmpint (opt_poll_schedule_get_period (schedule, read), ==, 250 * SECOND);
      opt_poll_schedule_add (schedule, read, START, START + 5 * SECOND, 5 * SECOND, 1);
      g_assert_cmpint (opt_poll_schedule_get_period (schedule, read), ==, 250 * SECOND);
    }
}

/* What it costs is of the last minute, texts included. */
static void
test_cost (void)
{
  g_autoptr (OptPollSchedule) schedule = opt_poll_schedule_new ();
  OptPollCost cost;

  for (int i = 0; i < 30; i++)
    opt_poll_schedule_add (schedule, OPT_POLL_READ_STATEMENTS, START + i * SECOND,
                           START + i * SECOND + 1000, 1000, 100);
  opt_poll_schedule_get_cost (schedule, START + 30 * SECOND, &cost);
  g_assert_cmpint (cost.span, ==, 30 * SECOND);
  g_assert_cmpint (cost.elapsed, ==, 30 * 1000);
  g_assert_cmpint (cost.bytes, ==, 30 * 100);
  g_assert_cmpuint (cost.reads, ==, 30);

  opt_poll_schedule_add (schedule, OPT_POLL_READ_TEXTS, START + 70 * SECOND, START + 71 * SECOND,
                         SECOND, 5000);
  opt_poll_schedule_get_cost (schedule, START + 80 * SECOND, &cost);
  g_assert_cmpint (cost.span, ==, 60 * SECOND);
  g_assert_cmpint (cost.elapsed, ==, 10 * 1000 + SECOND);
  g_assert_cmpint (cost.bytes, ==, 10 * 100 + 5000);

  opt_poll_schedule_get_cost (schedule, START + 200 * SECOND, &cost);
  g_assert_cmpuint (cost.reads, ==, 0);
}

/* One answer that took 40 s is none of what a minute takes as a rule. */
static void
test_usual_cost (void)
{
  g_autoptr (OptPollSchedule) schedule = opt_poll_schedule_new ();
  OptPollCost cost;

  for (int i = 0; i < 9; i++)
    {
      gint64 elapsed = i == 5 ? 40 * SECOND : 2000;

      opt_poll_schedule_add (schedule, OPT_POLL_READ_STATEMENTS, START + i * SECOND,
                             START + i * SECOND + elapsed, elapsed, 100);
    }
  opt_poll_schedule_add (schedule, OPT_POLL_READ_VITALS, START, START + 30000, 30000, 100);
  opt_poll_schedule_get_cost (schedule, START + 50 * SECOND, &cost);
  g_assert_cmpint (cost.elapsed, ==, 40 * SECOND + 8 * 2000 + 30000);
  g_assert_cmpint (cost.usual, ==, 9 * 2000 + 30000);
  g_assert_cmpint (cost.longest, ==, 40 * SECOND);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/monitor/poll-schedule/nothing", test_nothing);
  g_test_add_func ("/monitor/poll-schedule/period", test_period);
  g_test_add_func ("/monitor/poll-schedule/slow", test_slow);
  g_test_add_func ("/monitor/poll-schedule/stall", test_stall);
  g_test_add_func ("/monitor/poll-schedule/cost", test_cost);
  g_test_add_func ("/monitor/poll-schedule/usual-cost", test_usual_cost);

  return g_test_run ();
}
