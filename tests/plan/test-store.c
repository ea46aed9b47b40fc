/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-plan-store.h"

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

#include "opt-error.h"
#include "opt-json.h"
#include "opt-plan-shape.h"
#include "opt-test-plan.h"

#define SQL "SELECT * FROM orders WHERE customer_id = $1"
#define DAY (G_GINT64_CONSTANT (24) * 3600 * G_USEC_PER_SEC)
#define T0 (G_GINT64_CONSTANT (1700000000) * G_USEC_PER_SEC)

typedef struct
{
  char *folder;
  OptPlanStore *store;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = NULL;

  fixture->folder = g_dir_make_tmp ("plans-XXXXXX", &error);
  g_assert_no_error (error);
  path = g_build_filename (fixture->folder, "plans.db", NULL);
  fixture->store = opt_plan_store_open_sync (path, &error);
  g_assert_no_error (error);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GDir) folder = g_dir_open (fixture->folder, 0, NULL);
  const char *name;

  g_object_unref (fixture->store);
  while ((name = g_dir_read_name (folder)) != NULL)
    {
      g_autofree char *path = g_build_filename (fixture->folder, name, NULL);

      g_unlink (path);
    }
  g_rmdir (fixture->folder);
  g_free (fixture->folder);
}

static void
note (Fixture *fixture,
      const char *sql,
      const char *place,
      const char *bound,
      const char *name,
      gint64 time)
{
  g_autoptr (OptPlan) plan = opt_test_read_plan ("comparison", name);
  g_autoptr (GError) error = NULL;

  opt_plan_store_note_sync (fixture->store, "7", 5, sql, place, bound, plan, T0 + time, &error);
  g_assert_no_error (error);
}

static GPtrArray *
list (Fixture *fixture, const char *sql)
{
  g_autoptr (GError) error = NULL;
  GPtrArray *records = opt_plan_store_list_sync (fixture->store, "7", 5, sql, &error);

  g_assert_no_error (error);

  return records;
}

static OptPlanNoted
note_logged (Fixture *fixture, const char *name, gint64 time)
{
  g_autoptr (OptPlan) plan = opt_test_read_plan ("comparison", name);
  g_autoptr (GError) error = NULL;
  OptPlanLogged logged
      = { .sql = "SELECT * FROM orders WHERE customer_id = 42", .plan = plan, .time = time };

  opt_plan_store_note_logged_sync (fixture->store, "7", 5, &logged, 1, &error);
  g_assert_no_error (error);

  return logged.noted;
}

/* What a log has is taken once and where it belongs by its time, however often and in whatever
 * order the log is read; a shape is news when it is new. */
static void
test_logged (Fixture *fixture, gconstpointer data)
{
  gint64 now = g_get_real_time ();
  gint64 old = now - OPT_PLANS_AGE - DAY;
  g_autoptr (GPtrArray) records = NULL;
  const OptPlanRecord *record;

  now -= now % G_USEC_PER_SEC + 10 * DAY;
  g_assert_cmpint (note_logged (fixture, "cost-1.json", now + 2), ==, OPT_PLAN_NOTED_KEPT);
  g_assert_cmpint (note_logged (fixture, "cost-2.json", now + 5), ==,
                   OPT_PLAN_NOTED_KEPT | OPT_PLAN_NOTED_CHANGED);
  g_assert_cmpint (note_logged (fixture, "cost-1.json", now + 7), ==, OPT_PLAN_NOTED_KEPT);
  /* What claims to be of the future makes nothing old. */
  g_assert_cmpint (note_logged (fixture, "cost-1.json", now + 800 * DAY), ==, 0);
  /* The part of the log that is before, and what was there already. */
  g_assert_cmpint (note_logged (fixture, "cost-1.json", now + 1), ==, OPT_PLAN_NOTED_KEPT);
  g_assert_cmpint (note_logged (fixture, "cost-2.json", now + 4), ==, OPT_PLAN_NOTED_KEPT);
  g_assert_cmpint (note_logged (fixture, "cost-1.json", now + 2), ==, 0);
  g_assert_cmpint (note_logged (fixture, "cost-2.json", now + 5), ==, 0);
  g_assert_cmpint (note_logged (fixture, "cost-1.json", old), ==, 0);

  /* Two that run by turns, for other values, are two. */
  records = list (fixture, SQL);
  g_assert_cmpuint (records->len, ==, 2);
  record = records->pdata[1];
  g_assert_cmpint (record->first_seen, ==, now + 1);
  g_assert_cmpint (record->last_seen, ==, now + 7);
  g_assert_cmpint (record->n_seen, ==, 3);
  g_assert_cmpstr (record->bound, ==, "log");
  g_assert_false (record->changed);
  record = records->pdata[0];
  g_assert_cmpint (record->first_seen, ==, now + 4);
  g_assert_cmpint (record->last_seen, ==, now + 5);
  g_assert_cmpint (record->n_seen, ==, 2);
  g_assert_true (record->changed);
  g_assert_cmpint (record->returned, ==, 0);
}

/* One that is seen again after more than a day, in which another one ran, has come back. */
static void
test_logged_return (Fixture *fixture, gconstpointer data)
{
  gint64 now = g_get_real_time () - 30 * DAY;
  g_autoptr (GPtrArray) records = NULL;
  const OptPlanRecord *record;

  now -= now % G_USEC_PER_SEC;
  g_assert_cmpint (note_logged (fixture, "cost-1.json", now), ==, OPT_PLAN_NOTED_KEPT);
  g_assert_cmpint (note_logged (fixture, "cost-2.json", now + 1), ==,
                   OPT_PLAN_NOTED_KEPT | OPT_PLAN_NOTED_CHANGED);
  g_assert_cmpint (note_logged (fixture, "cost-2.json", now + 3 * DAY), ==, OPT_PLAN_NOTED_KEPT);
  g_assert_cmpint (note_logged (fixture, "cost-1.json", now + 3 * DAY + 1), ==,
                   OPT_PLAN_NOTED_KEPT | OPT_PLAN_NOTED_RETURNED);
  for (guint i = 2; i < 20; i++)
    g_assert_cmpint (note_logged (fixture, i % 2 == 0 ? "cost-2.json" : "cost-1.json",
                                  now + 3 * DAY + i),
                     ==, OPT_PLAN_NOTED_KEPT);

  records = list (fixture, SQL);
  g_assert_cmpuint (records->len, ==, 3);
  record = records->pdata[0];
  g_assert_false (record->changed);
  g_assert_cmpint (record->returned, ==, now);
  g_assert_cmpint (record->n_seen, ==, 10);
  record = records->pdata[1];
  g_assert_true (record->changed);
  g_assert_cmpint (record->returned, ==, 0);
  g_assert_cmpint (record->n_seen, ==, 11);
}

/* An unchanged plan is counted and dated; another one is the next in the list, also one that was
 * there before. */
static void
test_note (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) records = NULL;
  const OptPlanRecord *record;

  note (fixture, SQL, "server", "generic", "cost-1.json", 0);
  note (fixture, SQL, "server", "generic", "cost-1.json", DAY);
  note (fixture, SQL, "server", "generic", "cost-2.json", 2 * DAY);
  note (fixture, SQL, "server", "generic", "cost-1.json", 3 * DAY);
  records = list (fixture, "SELECT * FROM orders WHERE customer_id = 42");

  g_assert_cmpuint (records->len, ==, 3);
  record = records->pdata[2];
  g_assert_cmpint (record->first_seen, ==, T0);
  g_assert_cmpint (record->last_seen, ==, T0 + DAY);
  g_assert_cmpint (record->n_seen, ==, 2);
  g_assert_cmpfloat (record->total_cost, ==, 3582);
  g_assert_true (isnan (record->total_ms));
  g_assert_false (record->changed);
  record = records->pdata[1];
  g_assert_true (record->changed);
  opt_plan_records_describe_changes (records);
  g_assert_true (g_str_has_prefix (record->difference, "Cost 142 instead of 3.58"));
  g_assert_nonnull (strstr (record->difference, "k: orders is now read through a bitmap of"));
  g_assert_cmpint (record->n_seen, ==, 1);
  g_assert_cmpint (record->returned, ==, 0);
  record = records->pdata[0];
  g_assert_false (record->changed);
  g_assert_cmpint (record->returned, ==, T0);
  g_assert_nonnull (record->difference);
  g_assert_cmpstr (record->digest, ==, ((OptPlanRecord *) records->pdata[2])->digest);
}

/* What ran tells more than what was only planned, and is not forgotten for it. */
static void
test_run (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) records = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (OptPlan) plan = NULL;

  note (fixture, SQL, "server", "generic", "cost-1.json", 0);
  note (fixture, SQL, "server", "generic", "index-1.json", 1);
  note (fixture, SQL, "server", "generic", "cost-1.json", 2);
  records = list (fixture, SQL);

  g_assert_cmpuint (records->len, ==, 1);
  g_assert_cmpfloat_with_epsilon (((OptPlanRecord *) records->pdata[0])->total_ms, 7.22, 0.01);
  plan = opt_plan_record_read (records->pdata[0], &error);
  g_assert_no_error (error);
  g_assert_true (opt_plan_has_times (plan));
}

/* Other values, and another place, may have another plan: nothing has changed by that. Nor are
 * other statements, servers and databases mixed up. */
static void
test_series (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) records = NULL;
  g_autoptr (GPtrArray) others = NULL;
  g_autoptr (GPtrArray) elsewhere = NULL;
  g_autoptr (GError) error = NULL;

  note (fixture, SQL, "server", "generic", "cost-1.json", 0);
  note (fixture, SQL, "server", "rare", "cost-2.json", 1);
  note (fixture, SQL, "copy", "generic", "index-2.json", 2);
  note (fixture, SQL, "server", "generic", "cost-1.json", 3);
  note (fixture, "SELECT 1", "server", "none", "top-1.json", 4);
  records = list (fixture, SQL);
  others = list (fixture, "SELECT 2");
  elsewhere = opt_plan_store_list_sync (fixture->store, "8", 5, SQL, &error);

  g_assert_cmpuint (records->len, ==, 3);
  for (guint i = 0; i < records->len; i++)
    {
      g_assert_false (((OptPlanRecord *) records->pdata[i])->changed);
      g_assert_cmpint (((OptPlanRecord *) records->pdata[i])->returned, ==, 0);
    }
  g_assert_cmpuint (others->len, ==, 1);
  g_assert_cmpuint (elsewhere->len, ==, 0);
}

/* With the constants in its text it may have another plan each time. */
static void
test_constants (Fixture *fixture, gconstpointer data)
{
  static const char *const bounds[] = { "constants", "seen" };
  g_autoptr (GPtrArray) records = NULL;

  for (guint i = 0; i < 8; i++)
    note (fixture, SQL, i % 4 < 2 ? "server" : "copy", bounds[i / 4],
          i % 2 == 0 ? "cost-1.json" : "cost-2.json", i);
  records = list (fixture, SQL);

  g_assert_cmpuint (records->len, ==, 8);
  for (guint i = 0; i < records->len; i++)
    {
      g_assert_false (((OptPlanRecord *) records->pdata[i])->changed);
      g_assert_true (opt_plan_records_find_before (records, i)
                     == (i % 2 == 0 ? records->pdata[i + 1] : NULL));
    }
}

static void
test_limits (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) records = NULL;
  g_autoptr (GPtrArray) old = NULL;

  note (fixture, "SELECT 1", "server", "none", "top-1.json", 0);
  for (int i = 0; i < OPT_PLANS_PER_STATEMENT + 3; i++)
    note (fixture, SQL, "server", "generic", i % 2 == 0 ? "cost-1.json" : "cost-2.json", i);
  records = list (fixture, SQL);
  g_assert_cmpuint (records->len, ==, OPT_PLANS_PER_STATEMENT);
  g_assert_cmpint (((OptPlanRecord *) records->pdata[0])->last_seen, ==,
                   T0 + OPT_PLANS_PER_STATEMENT + 2);

  note (fixture, SQL, "server", "generic", "cost-2.json", OPT_PLANS_AGE + 1);
  old = list (fixture, "SELECT 1");
  g_assert_cmpuint (old->len, ==, 0);
}

/* What is too old goes whenever a plan is noted, be it one that was known. */
static void
test_age (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) young = NULL;
  g_autoptr (GPtrArray) old = NULL;

  note (fixture, "SELECT 1", "server", "none", "top-1.json", 0);
  note (fixture, SQL, "server", "generic", "cost-1.json", OPT_PLANS_AGE);
  young = list (fixture, "SELECT 1");
  g_assert_cmpuint (young->len, ==, 1);

  note (fixture, SQL, "server", "generic", "cost-1.json", OPT_PLANS_AGE + 1);
  old = list (fixture, "SELECT 1");
  g_assert_cmpuint (old->len, ==, 0);
}

/* What was noted while the clock was ahead is not the last for ever, nor does it push out what is
 * noted now. */
static void
test_clock_set_back (Fixture *fixture, gconstpointer data)
{
  gint64 now = g_get_real_time () - T0;
  g_autoptr (GPtrArray) records = NULL;
  g_autoptr (GPtrArray) others = NULL;

  note (fixture, SQL, "server", "generic", "cost-1.json", now + 10 * DAY);
  note (fixture, SQL, "server", "generic", "cost-2.json", now);
  note (fixture, SQL, "server", "generic", "cost-2.json", now + 1);
  note (fixture, SQL, "server", "generic", "cost-2.json", now + 2);
  records = list (fixture, SQL);
  g_assert_cmpuint (records->len, ==, 2);
  g_assert_cmpint (((OptPlanRecord *) records->pdata[1])->n_seen, ==, 3);

  for (int i = 0; i < OPT_PLANS_PER_STATEMENT; i++)
    note (fixture, "SELECT 1", "server", "none", i % 2 == 0 ? "cost-1.json" : "cost-2.json",
          now + 10 * DAY + i);
  note (fixture, "SELECT 1", "server", "none", "top-1.json", now);
  others = list (fixture, "SELECT 1");
  g_assert_cmpuint (others->len, ==, OPT_PLANS_PER_STATEMENT);
  g_assert_cmpint (((OptPlanRecord *) others->pdata[others->len - 1])->last_seen, ==, T0 + now);
}

/* When its series is listed, the same shape is no change, whatever stands between. */
static void
test_same_shape (Fixture *fixture, gconstpointer data)
{
  gint64 now = g_get_real_time () - T0;
  g_autoptr (GPtrArray) records = NULL;

  note (fixture, SQL, "server", "generic", "cost-1.json", now);
  note (fixture, SQL, "server", "generic", "cost-2.json", now + DAY);
  note (fixture, SQL, "server", "generic", "cost-1.json", now);
  records = list (fixture, SQL);

  g_assert_cmpuint (records->len, ==, 3);
  g_assert_true (((OptPlanRecord *) records->pdata[0])->changed);
  g_assert_false (((OptPlanRecord *) records->pdata[1])->changed);
  g_assert_false (((OptPlanRecord *) records->pdata[2])->changed);
}

/* Who only lists moves no damaged file from under who notes plans. */
static void
test_beside_writer (Fixture *fixture, gconstpointer data)
{
  static const char damaged[] = "SQLite format 3 it is not, but as long as a page's head may be: "
                                "no table is in it, and no plan of any statement, either.";
  g_autofree char *path = g_build_filename (fixture->folder, "damaged.db", NULL);
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (OptPlanStore) listed = NULL;
  g_autoptr (OptPlanStore) noted = NULL;

  g_file_set_contents (path, damaged, -1, &error);
  g_assert_no_error (error);
  listed = opt_plan_store_open_beside_writer_sync (path, &error);
  g_assert_null (listed);
  g_assert_nonnull (error);
  g_clear_error (&error);
  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (text, ==, damaged);

  noted = opt_plan_store_open_sync (path, &error);
  g_assert_no_error (error);
  g_assert_nonnull (noted);
}

static void
test_no_statement (Fixture *fixture, gconstpointer data)
{
  g_autoptr (OptPlan) plan = opt_test_read_plan ("comparison", "cost-1.json");
  g_autoptr (GError) error = NULL;

  g_assert_false (opt_plan_store_note_sync (fixture->store, "7", 5, "SELECT FROM WHERE", "server",
                                            "none", plan, T0, &error));
  g_assert_error (error, OPT_ERROR, OPT_ERROR_SYNTAX);
}

/* Nothing of a value is left, wherever it may have stood. */
static void
test_values (void)
{
  static const char text[]
      = "[{\"Query Text\": \"SELECT 'secret1'\", \"Query Parameters\": \"$1 = 'secret2'\","
        " \"Settings\": {\"work_mem\": \"1MB\"}, \"Plan\": {\"Node Type\": \"Index Scan\","
        " \"Relation Name\": \"t\", \"Alias\": \"t\", \"Index Name\": \"t_a\","
        " \"Index Cond\": \"((a = 'secret3'::text) AND (b = 4711))\","
        " \"Filter\": \"((NOT (hashed SubPlan 1)) AND (c = $0) AND (d = '{secret4}'::text[]))\","
        " \"Output\": [\"'secret5'::text\"], \"Sort Key\": [\"(x || 'secret6'::text)\"],"
        " \"Remote SQL\": \"SELECT 'secret7'\", \"Unknown\": \"secret8\","
        " \"Function Call\": \"f('secret9')\", \"Plan Rows\": 12, \"Total Cost\": 3,"
        " \"Plans\": [{\"Node Type\": \"Result\", \"Parent Relationship\": \"InitPlan\","
        " \"Subplan Name\": \"InitPlan 1 (returns $0)\", \"Total Cost\": 1}]}}]";
  g_autoptr (OptPlan) plan = opt_test_read_plan_text (text);
  g_autoptr (JsonNode) node = opt_plan_without_values (plan);
  g_autofree char *kept = opt_json_print (node, FALSE);

  g_assert_null (strstr (kept, "secret"));
  g_assert_null (strstr (kept, "4711"));
  g_assert_nonnull (strstr (kept, "((a = ?::text) AND (b = ?))"));
  g_assert_nonnull (strstr (kept, "(NOT (hashed SubPlan 1)) AND (c = $0)"));
  g_assert_nonnull (strstr (kept, "InitPlan 1 (returns $0)"));
  g_assert_nonnull (strstr (kept, "work_mem"));
  g_assert_nonnull (strstr (kept, "\"Plan Rows\":12"));
}

static char *
get_digest (const char *text)
{
  g_autoptr (OptPlan) plan = opt_test_read_plan_text (text);

  return opt_plan_get_shape_digest (plan);
}

/* Each day there is another partition: what is done in it is what is new. */
static void
test_partitions (void)
{
#define SCAN(kind, n) \
  "  ->  " kind " on orders_" #n " orders_" #n "  (cost=0.00..9.50 rows=1 width=8)\n"
#define APPEND "Append  (cost=0.00..9.50 rows=1 width=8)\n"
  g_autofree char *two = get_digest (APPEND SCAN ("Seq Scan", 1) SCAN ("Seq Scan", 2));
  g_autofree char *three
      = get_digest (APPEND SCAN ("Seq Scan", 3) SCAN ("Seq Scan", 4) SCAN ("Seq Scan", 5));
  g_autofree char *other = get_digest (APPEND SCAN ("Seq Scan", 3) SCAN ("Index Scan using i", 4));
  g_autofree char *tables
      = get_digest (APPEND "  ->  Seq Scan on a  (cost=0.00..9.50 rows=1 width=8)\n"
                           "  ->  Seq Scan on b  (cost=0.00..9.50 rows=1 width=8)\n");
  g_autofree char *other_tables
      = get_digest (APPEND "  ->  Seq Scan on a  (cost=0.00..9.50 rows=1 width=8)\n"
                           "  ->  Seq Scan on c  (cost=0.00..9.50 rows=1 width=8)\n");

  g_assert_cmpstr (two, ==, three);
  g_assert_cmpstr (two, !=, other);
  g_assert_cmpstr (tables, !=, other_tables);
}

/* Without its values a plan has the shape and the figures that it had. */
static void
test_shape (void)
{
  g_autofree char *folder = g_test_build_filename (G_TEST_DIST, "data", "plans", NULL);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  g_autoptr (GHashTable) digests = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  guint n = 0;

  for (const char *name = g_dir_read_name (dir); name != NULL; name = g_dir_read_name (dir))
    {
      g_autoptr (OptPlan) plan
          = g_str_has_suffix (name, ".json") ? opt_test_read_plan ("plans", name) : NULL;
      g_autoptr (JsonNode) node = plan != NULL ? opt_plan_without_values (plan) : NULL;
      g_autofree char *text = node != NULL ? opt_json_print (node, FALSE) : NULL;
      g_autoptr (OptPlan) kept = text != NULL ? opt_test_read_plan_text (text) : NULL;
      g_autofree char *digest = plan != NULL ? opt_plan_get_shape_digest (plan) : NULL;
      g_autofree char *kept_digest = kept != NULL ? opt_plan_get_shape_digest (kept) : NULL;

      if (plan == NULL)
        continue;
      g_assert_cmpstr (digest, ==, kept_digest);
      for (guint id = 1; opt_plan_has_times (plan) && id <= opt_plan_get_n_nodes (plan); id++)
        g_assert_cmpfloat_with_epsilon (opt_plan_node_get_exclusive_ms (
                                            opt_plan_get_node (plan, (int) id)),
                                        opt_plan_node_get_exclusive_ms (
                                            opt_plan_get_node (kept, (int) id)),
                                        1e-9);
      g_hash_table_add (digests, g_steal_pointer (&digest));
      n++;
    }
  g_assert_cmpuint (n, ==, 40);
  g_assert_cmpuint (g_hash_table_size (digests), >=, 39);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add ("/plan/store/note", Fixture, NULL, set_up, test_note, tear_down);
  g_test_add ("/plan/store/logged", Fixture, NULL, set_up, test_logged, tear_down);
  g_test_add ("/plan/store/logged-return", Fixture, NULL, set_up, test_logged_return, tear_down);
  g_test_add ("/plan/store/run", Fixture, NULL, set_up, test_run, tear_down);
  g_test_add ("/plan/store/series", Fixture, NULL, set_up, test_series, tear_down);
  g_test_add ("/plan/store/constants", Fixture, NULL, set_up, test_constants, tear_down);
  g_test_add ("/plan/store/limits", Fixture, NULL, set_up, test_limits, tear_down);
  g_test_add ("/plan/store/age", Fixture, NULL, set_up, test_age, tear_down);
  g_test_add ("/plan/store/clock-set-back", Fixture, NULL, set_up, test_clock_set_back, tear_down);
  g_test_add ("/plan/store/same-shape", Fixture, NULL, set_up, test_same_shape, tear_down);
  g_test_add ("/plan/store/beside-writer", Fixture, NULL, set_up, test_beside_writer, tear_down);
  g_test_add ("/plan/store/no-statement", Fixture, NULL, set_up, test_no_statement, tear_down);
  g_test_add_func ("/plan/store/values", test_values);
  g_test_add_func ("/plan/store/shape", test_shape);
  g_test_add_func ("/plan/store/partitions", test_partitions);

  return g_test_run ();
}
