/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-plan-log-time.h"

#include "opt-test.h"

/* What a log has around its plans. */

/* A prefix may go on right behind the zone. */
static void
test_find_time (void)
{
  static const struct
  {
    const char *head;
    const char *time;
  } cases[] = {
    { "2026-11-29 12:43:16.123 CET [17] LOG:  ", "2026-11-29 12:43:16.123 CET" },
    { "2026-11-29 12:43:16 UTC:10.0.0.1(5432):me@shop:[17]:LOG:  ", "2026-11-29 12:43:16 UTC" },
    { "2026-11-29 12:43:16 +08:10.0.0.1(5432):me@shop:[17]:LOG:  ", "2026-11-29 12:43:16 +08" },
    { "2026-11-29 12:43:16.123 UTC-17 LOG:  ", "2026-11-29 12:43:16.123 UTC" },
    { "2026-11-29 12:43:16.123 -0330-17 LOG:  ", "2026-11-29 12:43:16.123 -0330" },
    { "[17] 2026-11-29 12:43:16.123 UTC LOG:  ", "2026-11-29 12:43:16.123 UTC" },
    { "[17] LOG:  ", NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *time = opt_plan_log_time_find (cases[i].head);

      g_assert_cmpstr (time, ==, cases[i].time);
    }
}

/* 1795956196 is 2026-11-29 12:43:16 UTC. */
static void
test_read_time (void)
{
  static const struct
  {
    const char *text;
    gint64 time;
    const char *zone;
  } cases[] = {
    { "2026-11-29 12:43:16.123 UTC", G_GINT64_CONSTANT (1795956196123000), NULL },
    { "2026-11-29 12:43:16 GMT", G_GINT64_CONSTANT (1795956196000000), NULL },
    { "2026-11-29 20:43:16.123 +08", G_GINT64_CONSTANT (1795956196123000), NULL },
    { "2026-11-29 09:13:16 -0330", G_GINT64_CONSTANT (1795956196000000), NULL },
    { "1795956196.123", G_GINT64_CONSTANT (1795956196123000), NULL },
    { "2026-11-29 12:43:16.123 CST", G_GINT64_CONSTANT (1795956196123000), "CST" },
  };
  static const char *const none[] = {
    "2026-02-30 12:43:16 UTC",    "2026-11-29 25:43:16 UTC",
    "2026-11-29 12:43:16",        "12",
    "2026-11-29 12:43:16 UTC:10", "",
  };
  g_autofree char *zone = NULL;
  gint64 time;

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *found = NULL;

      g_assert_true (opt_plan_log_time_read (cases[i].text, &time, &found));
      g_assert_cmpint (time, ==, cases[i].time);
      g_assert_cmpstr (found, ==, cases[i].zone);
    }
  for (guint i = 0; i < G_N_ELEMENTS (none); i++)
    g_assert_false (opt_plan_log_time_read (none[i], &time, &zone));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/plan/log/find-time", test_find_time);
  g_test_add_func ("/plan/log/read-time", test_read_time);

  return g_test_run ();
}
