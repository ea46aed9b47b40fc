/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "opt-json.h"
#include "opt-plan-anonymize.h"
#include "opt-plan-list.h"
#include "opt-plan-log-prefix.h"
#include "opt-plan-log-time.h"
#include "opt-test-plan.h"

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
    { "2026-11-29 10:00:00 UTC [17] 2026-11-29 12:43:16.123 UTC LOG:  ", NULL },
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

#define TIME "2026-11-29 12:43:16.123 CET"

static const struct
{
  const char *setting;
  const char *head;
  gboolean fits;
  const char *time;
  const char *database;
  const char *application;
} prefixes[] = {
  { "%m [%p] ", TIME " [17] LOG:  ", TRUE, TIME, NULL, NULL },
  { "%m [%p] %q%u@%d ", TIME " [17] me@shop LOG:  ", TRUE, TIME, "shop", NULL },
  { "%m-%p %d:%a:", TIME "-17 shop:psql:LOG:  ", TRUE, TIME, "shop", "psql" },
  { "%t:%r:%u@%d:[%p]:", "2026-11-29 12:43:16 UTC:10.0.0.1(5432):me@shop:[17]:LOG:  ", TRUE,
    "2026-11-29 12:43:16 UTC", "shop", NULL },
  { "%t:%r:%u@%d:[%p]:", "2026-11-29 12:43:16 +08:[local]:me@shop:[17]:LOG:  ", TRUE,
    "2026-11-29 12:43:16 +08", "shop", NULL },
  { "%t [%p]: [%l-1] user=%u,db=%d,app=%a,client=%h ",
    "2026-11-29 12:43:16 UTC [17]: [3-1] user=me,db=my shop,app=a b,client=::1 LOG:  ", TRUE,
    "2026-11-29 12:43:16 UTC", "my shop", "a b" },
  { "%n 100%% %-8d|%5p ", "1795956196.123 100% shop    |   17 LOG:  ", TRUE, "1795956196.123",
    "shop", NULL },
  /* When the session began is not when it ran. */
  { "%s %m ", "2026-11-29 10:00:00 CET " TIME " LOG:  ", TRUE, TIME, NULL, NULL },
  { "%s %d ", "2026-11-29 10:00:00 CET shop LOG:  ", TRUE, NULL, "shop", NULL },
  { "%d ", "[unknown] LOG:  ", TRUE, NULL, NULL, NULL },
  /* Of "a" and "b@c", or of "a@b" and "c". */
  { "%m %u@%d ", TIME " a@b@c LOG:  ", TRUE, TIME, NULL, NULL },
  { "%m %d %a ", TIME " shop a b LOG:  ", TRUE, TIME, "shop", "a b" },
  { "%m %d %a ", TIME " dropped a LOG:  ", TRUE, TIME, "dropped", "a" },
  { "%m %d %a ", TIME " dropped a b LOG:  ", TRUE, TIME, NULL, NULL },
  { "%m %d %a ", TIME " postgres old one LOG:  ", TRUE, TIME, NULL, NULL },
  { "%m [%p] %d ", TIME " [17] LOG:  ", FALSE, NULL, NULL, NULL },
  { "%m [%p] ", TIME " [17] me@shop LOG:  ", FALSE, NULL, NULL, NULL },
  { "", "LOG:  ", TRUE, NULL, NULL, NULL },
};

static void
test_prefix (void)
{
  static const char *const databases[] = { "shop", "postgres", "postgres old", NULL };

  for (guint i = 0; i < G_N_ELEMENTS (prefixes); i++)
    {
      g_autoptr (OptPlanLogPrefix) prefix
          = opt_plan_log_prefix_new (prefixes[i].setting, databases);
      g_autofree char *time = NULL;
      g_autofree char *database = NULL;
      g_autofree char *application = NULL;
      gboolean fits
          = opt_plan_log_prefix_read (prefix, prefixes[i].head, &time, &database, &application);

      g_test_message ("%s", prefixes[i].head);
      g_assert_true (fits == prefixes[i].fits);
      g_assert_cmpstr (time, ==, prefixes[i].time);
      g_assert_cmpstr (database, ==, prefixes[i].database);
      g_assert_cmpstr (application, ==, prefixes[i].application);
    }
}

/* A record of a log in CSV, whose plan is JSON. */
#define RECORD(number)                                                                                   \
  "2026-11-29 12:43:1" number ".123 UTC,\"me\",\"shop\",17,\"[local]\",6a.1,1,\"SELECT\","               \
  "2026-11-29 12:00:00 UTC,3/4,0,LOG,00000,\"duration: 3.140 ms  plan:\n"                                \
  "{\n  \"\"Query Text\"\": \"\"SELECT ',\\\"\"duration: \\\"\"' FROM t" number "\"\",\n"                \
  "  \"\"Plan\"\": {\n    \"\"Node Type\"\": \"\"Seq Scan\"\",\n    \"\"Relation Name\"\": \"\"t" number \
  "\"\",\n    \"\"Alias\"\": \"\"t" number "\"\",\n    \"\"Startup Cost\"\": 0.00,\n"                    \
  "    \"\"Total Cost\"\": 10.00,\n    \"\"Plan Rows\"\": 10,\n    \"\"Plan Width\"\": 4\n  }\n}\","     \
  ",,,,,,,,\"psql\",\"client backend\",,0\n"

/* Wherever it was cut, what is whole in it is read. */
static void
test_cut_csv (void)
{
  static const char text[] = RECORD ("1") RECORD ("2") RECORD ("3");
  gsize record = strlen (text) / 3;

  for (gsize from = 0; from < record; from++)
    {
      /* The last one loses as much as the first. */
      g_autoptr (GError) error = NULL;
      g_autoptr (OptPlan) plan
          = opt_plan_new_from_text (text + from, (gssize) (2 * record), &error);
      guint last;
      OptPlanEntry entry;

      g_assert_no_error (error);
      last = opt_plan_get_n_plans (plan) - 1;
      opt_plan_get_entry (plan, from == 0 ? 1 : last, &entry);
      if (from > 0 && g_strcmp0 (entry.time, "2026-11-29 12:43:12.123 UTC") != 0)
        opt_plan_get_entry (plan, last - 1, &entry);
      g_assert_cmpstr (entry.time, ==, "2026-11-29 12:43:12.123 UTC");
      g_assert_cmpstr (entry.database, ==, "shop");
      g_assert_cmpstr (entry.query, ==, "SELECT ',\"duration: \"' FROM t2");
    }
}

/* One that ends within a plan has not all of it. */
static void
test_cut_text (void)
{
  static const char text[]
      = "2026-11-29 12:43:16.123 UTC,\"me\",\"shop\",17,\"[local]\",6a.1,1,\"SELECT\",2026-11-29 "
        "12:00:00 UTC,3/4,0,LOG,00000,\"duration: 3.140 ms  plan:\nSeq Scan on one  "
        "(cost=0.00..10.00 rows=10 width=4)\",,,,,,,,,\n"
        "2026-11-29 12:43:16.123 UTC,\"me\",\"shop\",17,\"[local]\",6a.1,1,\"SELECT\",2026-11-29 "
        "12:00:00 UTC,3/4,0,LOG,00000,\"duration: 3.140 ms  plan:\nLimit  (cost=0.00..10.00 rows=1 "
        "width=4)\n  ->  Nested Loop  (cost=0.00..10.00 rows=10 width=4)\n        ->  Seq Scan on "
        "one  (cost=0.00..10.00 rows=10 width=4)\n        ->  Seq Scan on two  (cost=0.00..10.00 "
        "rows=10 width=4)\n";
  g_autoptr (GError) error = NULL;
  g_autoptr (OptPlan) plan = opt_plan_new_from_text (text, -1, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (opt_plan_get_n_plans (plan), ==, 1);
}

/* Of one that can't be read the others tell. */
static void
test_unread (void)
{
  static const char whole[] = TIME " [17] LOG:  duration: 5 ms  plan:\n\tQuery Text: SELECT 1\n"
                                   "\tSeq Scan on one  (cost=0.00..10.00 rows=10 width=4)\n";
  static const char cut[] = TIME " [17] LOG:  duration: 5 ms  plan:\n\tQuery Text: SELECT 2\n"
                                 "\tNested Loop  (cost=0.00..10.00 rows=10 width=4)\n"
                                 "\t  ->  Seq Scan on one  (cost=0.00..10.00 rows=10 width=4)\n";
  g_autofree char *text = g_strconcat (whole, cut, whole, NULL);
  g_autoptr (OptPlan) plan = opt_test_read_plan_text (text);
  g_autoptr (OptPlan) good = opt_test_read_plan_text (whole);
  g_autofree char *list = opt_plan_list_to_text (plan);
  g_autofree char *shown = opt_plan_to_text (plan);

  g_assert_cmpuint (opt_plan_get_n_plans (plan), ==, 2);
  g_assert_cmpuint (opt_plan_get_n_unread (plan), ==, 1);
  g_assert_nonnull (strstr (list, "1 of 3 entries could not be read"));
  g_assert_nonnull (strstr (shown, "1 of 3 entries could not be read"));
  g_assert_cmpuint (opt_plan_get_n_unread (good), ==, 0);
  g_assert_null (opt_plan_describe_unread (good));
}

/* A program may call itself like the message. */
static void
test_false_duration (void)
{
  static const char text[] = TIME " [17] a@postgres LOG:  duration: 5 ms  plan:@shop LOG:  "
                                  "duration: 7.000 ms  plan:\n"
                                  "\tSeq Scan on one  (cost=0.00..10.00 rows=10 width=4)\n";
  g_autoptr (GError) error = NULL;
  g_autoptr (OptPlan) plan = opt_plan_new_from_text (text, -1, &error);
  OptPlanEntry entry;

  g_assert_no_error (error);
  opt_plan_get_entry (plan, 0, &entry);
  g_assert_cmpstr (entry.prefix, ==,
                   TIME " [17] a@postgres LOG:  duration: 5 ms  plan:@shop LOG:  ");
  g_assert_cmpfloat_with_epsilon (entry.execution_ms, 7, 1e-9);
}

/* Whose it was is nobody's business. */
static void
test_anonymous (void)
{
  static const char text[] = TIME " [17] me@shop LOG:  duration: 3.140 ms  plan:\n"
                                  "\tSeq Scan on one  (cost=0.00..10.00 rows=10 width=4)\n";
  g_autoptr (GError) error = NULL;
  g_autoptr (OptPlan) plan = opt_plan_new_from_text (text, -1, &error);
  g_autoptr (OptPlan) anonymous = opt_plan_anonymize (plan, &error);
  g_autofree char *source = NULL;

  g_assert_no_error (error);
  source = opt_json_print (opt_plan_get_source (anonymous), FALSE);
  g_assert_nonnull (strstr (source, "Seq Scan"));
  g_assert_null (strstr (source, "me@shop"));
  g_assert_null (strstr (source, "2026"));
}

/* Of many names nothing but spaces: each can end anywhere. */
static void
test_long_heads (void)
{
  static const char *const databases[] = { "shop", NULL };
  g_autoptr (OptPlanLogPrefix) prefix = opt_plan_log_prefix_new ("%a %d %u %i %b ", databases);
  g_autoptr (GTimer) timer = g_timer_new ();
  static const gsize lengths[] = { 200, 2000, 1000000 };

  for (guint i = 0; i < G_N_ELEMENTS (lengths); i++)
    {
      g_autofree char *spaces = g_strnfill (lengths[i], ' ');
      g_autofree char *head = g_strconcat (spaces, "LOG:  !", NULL);
      g_autofree char *time = NULL;
      g_autofree char *database = NULL;
      g_autofree char *application = NULL;

      for (guint j = 0; j < 300; j++)
        g_assert_false (opt_plan_log_prefix_read (prefix, head, &time, &database, &application));
      g_test_message ("%" G_GSIZE_FORMAT " characters: %.2f s", lengths[i],
                      g_timer_elapsed (timer, NULL));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/plan/log/find-time", test_find_time);
  g_test_add_func ("/plan/log/read-time", test_read_time);
  g_test_add_func ("/plan/log/prefix", test_prefix);
  g_test_add_func ("/plan/log/cut-csv", test_cut_csv);
  g_test_add_func ("/plan/log/cut-text", test_cut_text);
  g_test_add_func ("/plan/log/unread", test_unread);
  g_test_add_func ("/plan/log/false-duration", test_false_duration);
  g_test_add_func ("/plan/log/anonymous", test_anonymous);
  g_test_add_func ("/plan/log/long-heads", test_long_heads);

  return g_test_run ();
}
