/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "opt-statement-list.h"
#include "opt-test.h"

#define SECOND G_USEC_PER_SEC
#define WINDOW (60 * SECOND)
#define SQL "SELECT * FROM orders WHERE id = $1"

/* A made-up server, and what looks at it. */
typedef struct
{
  OptClock *clock;
  OptWorkload *workload;
  OptStatementList *list;
  GHashTable *counters; /* what was counted so far */
} Shop;

static OptStatementKey
make_key (guint32 role, guint32 database, gint64 queryid)
{
  return (OptStatementKey){ role, database, queryid, TRUE };
}

static OptStatementCounters *
get_counters (Shop *shop, OptStatementKey key)
{
  OptStatementCounters *counters = g_hash_table_lookup (shop->counters, &key);

  if (counters != NULL)
    return counters;

  counters = g_new0 (OptStatementCounters, 1);
  counters->key = key;
  g_hash_table_replace (shop->counters, &counters->key, counters);

  return counters;
}

static void
call (Shop *shop, OptStatementKey key, gint64 calls, double ms_each)
{
  OptStatementCounters *counters = get_counters (shop, key);

  counters->calls += calls;
  counters->total_exec_ms += (double) calls * ms_each;
  counters->exec_squares += (double) calls * ms_each * ms_each;
  counters->rows += calls * 2;
  counters->shared_hit += calls * 3;
  counters->shared_read += calls;
}

static void
say (Shop *shop, OptStatementKey key, const char *sql, const char *role)
{
  GPtrArray *texts = g_ptr_array_new ();
  OptSqlText *text = opt_sql_text_new (&key, sql);

  text->role = role != NULL ? g_ref_string_new_intern (role) : NULL;
  g_ptr_array_add (texts, text);
  opt_workload_add_texts (shop->workload, texts);
}

static void
poll_again (Shop *shop)
{
  g_autoptr (OptSnapshot) snapshot = opt_snapshot_new ();
  OptDatabaseCounters *database = g_new0 (OptDatabaseCounters, 1);
  GHashTableIter iter;
  const OptStatementCounters *counters;

  opt_clock_advance (shop->clock, 10 * SECOND);
  snapshot->time = opt_clock_get_real_time (shop->clock);
  snapshot->start_time = 1;
  snapshot->stats_reset = 2;
  database->oid = 5;
  database->name = g_strdup ("shop");
  g_hash_table_replace (snapshot->databases, GUINT_TO_POINTER (5), database);
  g_hash_table_iter_init (&iter, shop->counters);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *) &counters))
    {
      OptStatementCounters *copy = opt_statement_counters_copy (counters);

      g_hash_table_replace (snapshot->statements, &copy->key, copy);
    }
  opt_workload_add_snapshot (shop->workload, snapshot);
  opt_statement_list_update (shop->list);
}

static void
set_up (Shop *shop, gconstpointer data)
{
  shop->clock = opt_clock_new_manual (1000 * SECOND);
  shop->workload = opt_workload_new (WINDOW, shop->clock);
  shop->list = opt_statement_list_new (shop->workload);
  shop->counters = opt_statement_counters_table_new ();
  poll_again (shop);
}

static void
tear_down (Shop *shop, gconstpointer data)
{
  g_assert_finalize_object (shop->list);
  g_assert_finalize_object (shop->workload);
  g_hash_table_unref (shop->counters);
  g_object_unref (shop->clock);
}

static OptStatementItem *
find (Shop *shop, OptStatementKey key)
{
  g_autofree char *id = opt_statement_key_to_id (&key);

  return opt_statement_list_find (shop->list, id);
}

/* The only one, that has so many members. */
static OptStatementItem *
get_sum (Shop *shop, guint n_members)
{
  GPtrArray *groups = opt_statement_list_get_groups (shop->list);
  OptStatementItem *sum = groups->pdata[0];

  g_assert_cmpuint (groups->len, ==, 1);
  g_assert_true (opt_statement_item_is_group (sum));
  g_assert_cmpuint (opt_statement_group_get_members (opt_statement_item_get_group (sum))->len, ==,
                    n_members);

  return sum;
}

static void
assert_words (OptStatementItem *sum, const char *expected)
{
  const OptStatementKinds *kinds
      = opt_statement_group_get_kinds (opt_statement_item_get_group (sum));
  g_autofree char *words = opt_statement_kinds_to_text (kinds);

  g_assert_cmpstr (words, ==, expected);
}

/* All that is counted is added; what follows from it is found from the sums. */
static void
test_sums (Shop *shop, gconstpointer data)
{
  OptStatementKey one = make_key (10, 5, 1);
  OptStatementKey two = make_key (11, 5, 2);
  OptStatementKey other = make_key (10, 5, 3);
  OptStatementItem *sum;
  const OptStatementCounters *counters;
  g_autoptr (GArray) trend = NULL;
  double calls = 0;

  call (shop, one, 10, 2);
  call (shop, two, 30, 6);
  get_counters (shop, one)->wal_bytes += 100;
  get_counters (shop, two)->wal_bytes += 500;
  say (shop, one, SQL, "app");
  say (shop, two, "select *\nfrom orders where id = $1", NULL);
  poll_again (shop);
  sum = get_sum (shop, 2);
  counters = opt_statement_item_get_counters (sum);
  g_assert_cmpint (counters->calls, ==, 40);
  g_assert_cmpint (counters->rows, ==, 80);
  g_assert_cmpint (counters->shared_read, ==, 40);
  g_assert_cmpfloat_with_epsilon (counters->total_exec_ms, 200, 1e-9);
  g_assert_cmpfloat_with_epsilon (opt_statement_item_get_mean_ms (sum), 5, 1e-9);
  /* Of ten 2 and thirty 6. */
  g_assert_cmpfloat_with_epsilon (opt_statement_item_get_stddev_ms (sum), sqrt (3), 1e-9);
  g_assert_cmpfloat_with_epsilon (opt_statement_item_get_calls_per_second (sum), 4, 1e-9);
  g_assert_cmpfloat_with_epsilon (opt_statement_item_get_share (sum), 1, 1e-9);
  g_assert_cmpfloat_with_epsilon (opt_statement_item_get_share_of (sum, OPT_WORKLOAD_SHARE_BLEND),
                                  1, 1e-9);
  trend = opt_statement_item_get_trend (sum);
  for (guint i = 0; i < trend->len; i++)
    calls += g_array_index (trend, OptTrendPoint, i).calls;
  g_assert_cmpfloat_with_epsilon (calls, 40, 1e-3);
  assert_words (sum, "2 roles, 2 queryids");

  /* Another is not one of them, and has its share of all. */
  get_counters (shop, other)->wal_bytes += 200;
  call (shop, other, 10, 20);
  say (shop, other, "SELECT * FROM customers WHERE id = $1", NULL);
  poll_again (shop);
  g_assert_cmpuint (opt_statement_list_get_groups (shop->list)->len, ==, 2);
  g_assert_null (opt_statement_item_get_group (find (shop, other)));
  g_assert_cmpfloat_with_epsilon (opt_statement_item_get_share (sum), 0.5, 1e-9);
  g_assert_true (opt_statement_item_get_group (find (shop, one))
                 == opt_statement_item_get_group (sum));
  g_assert_cmpfloat_with_epsilon (opt_statement_item_get_share_of (sum, OPT_WORKLOAD_SHARE_WAL),
                                  0.75, 1e-9);
  for (guint i = 0; i < OPT_WORKLOAD_SHARE_BLEND; i++)
    {
      OptWorkloadShare share = (OptWorkloadShare) i;
      double both = opt_statement_item_get_share_of (find (shop, one), share)
                    + opt_statement_item_get_share_of (find (shop, two), share);

      if (i == OPT_WORKLOAD_SHARE_TEMP)
        g_assert_true (isnan (opt_statement_item_get_share_of (sum, share)));
      else
        g_assert_cmpfloat_with_epsilon (opt_statement_item_get_share_of (sum, share), both, 1e-9);
    }
}

/* What is not known of one is not known of all; it is no zero. */
static void
test_unknown (Shop *shop, gconstpointer data)
{
  OptStatementKey one = make_key (10, 5, 1);
  OptStatementKey two = make_key (11, 5, 1);

  call (shop, one, 10, 2);
  call (shop, two, 10, 2);
  get_counters (shop, one)->wal_bytes = 700;
  get_counters (shop, two)->wal_bytes = -1;
  get_counters (shop, one)->max_exec_ms = 3;
  get_counters (shop, two)->max_exec_ms = NAN;
  poll_again (shop);
  g_assert_cmpint (opt_statement_item_get_wal_bytes (get_sum (shop, 2)), ==, -1);
  g_assert_true (isnan (opt_statement_item_get_counters (get_sum (shop, 2))->max_exec_ms));
  g_assert_true (
      isnan (opt_statement_item_get_share_of (get_sum (shop, 2), OPT_WORKLOAD_SHARE_WAL)));
}

/* The texts tell; without one, the queryid does. */
static void
test_texts (Shop *shop, gconstpointer data)
{
  OptStatementKey one = make_key (10, 5, 1);
  OptStatementKey nested = { 10, 5, 1, FALSE };
  OptStatementKey two = make_key (10, 6, 2);
  g_autofree char *words = NULL;

  call (shop, one, 10, 2);
  call (shop, nested, 20, 2);
  poll_again (shop);
  assert_words (get_sum (shop, 2), "also nested");

  /* What can't be parsed is told by its queryid, too. */
  say (shop, one, "SELECT FROM WHERE ((", "app");
  say (shop, nested, "SELECT FROM WHERE ((", "app");
  call (shop, two, 1, 2);
  say (shop, two, "SELECT FROM WHERE ((", "app");
  poll_again (shop);
  g_assert_cmpuint (opt_statement_list_get_groups (shop->list)->len, ==, 2);

  words = opt_statement_group_describe_member (opt_statement_item_get_group (find (shop, nested)),
                                               find (shop, nested));
  g_assert_cmpstr (words, ==, "app · shop · nested");
}

/* Members leave and come back; the group is the same object, and so are they. */
static void
test_eviction (Shop *shop, gconstpointer data)
{
  OptStatementKey one = make_key (10, 5, 1);
  OptStatementKey two = make_key (11, 6, 1);
  OptStatementItem *sum, *member;

  call (shop, one, 10, 2);
  call (shop, two, 30, 6);
  poll_again (shop);
  sum = g_object_ref (get_sum (shop, 2));
  member = find (shop, one);
  assert_words (sum, "2 roles, 2 databases");
  g_assert_cmpint (opt_statement_item_get_key (sum)->userid, ==, 11);

  g_hash_table_remove (shop->counters, &two);
  for (guint i = 0; i < 7; i++)
    {
      call (shop, one, 1, 2);
      poll_again (shop);
    }
  g_assert_null (find (shop, two));
  g_assert_cmpuint (opt_statement_list_get_groups (shop->list)->len, ==, 1);
  g_assert_true (opt_statement_list_get_groups (shop->list)->pdata[0] == member);
  g_assert_null (opt_statement_item_get_group (member));

  call (shop, two, 50, 6);
  poll_again (shop);
  g_assert_true (get_sum (shop, 2) == sum);
  g_assert_cmpint (opt_statement_item_get_counters (sum)->calls, ==,
                   50 + opt_statement_item_get_counters (member)->calls);

  /* Who shows a group may have it longer than the list. */
  opt_statement_list_clear (shop->list);
  g_assert_cmpuint (opt_statement_list_get_groups (shop->list)->len, ==, 0);
  g_assert_null (opt_statement_item_get_group (sum));
  g_object_unref (sum);
}

/* Who looks once has the same sums, and the members in them. */
static void
test_entries (Shop *shop, gconstpointer data)
{
  OptStatementKey one = make_key (10, 5, 1);
  OptStatementKey two = make_key (11, 5, 2);
  OptStatementKey other = make_key (10, 5, 3);
  g_autoptr (GPtrArray) entries = NULL;
  g_autofree char *words = NULL;
  g_autofree char *caller = NULL;
  const OptWorkloadEntry *sum;

  call (shop, one, 10, 2);
  call (shop, two, 30, 6);
  call (shop, other, 10, 15);
  say (shop, one, SQL, "app");
  say (shop, two, "select *\nfrom orders where id = $1", "batch");
  poll_again (shop);

  entries = opt_workload_get_entries (shop->workload, OPT_WORKLOAD_SORT_MEAN, FALSE, NULL);
  entries = opt_workload_group_entries (shop->workload, entries, OPT_WORKLOAD_SORT_MEAN);
  g_assert_cmpuint (entries->len, ==, 2);
  g_assert_null (((const OptWorkloadEntry *) entries->pdata[0])->members);
  sum = entries->pdata[1];
  g_assert_cmpint (sum->counters.calls, ==, 40);
  g_assert_cmpfloat_with_epsilon (opt_statement_counters_get_mean (&sum->counters), 5, 1e-9);
  g_assert_cmpfloat_with_epsilon (sum->shares[OPT_WORKLOAD_SHARE_TIME], 200.0 / 350, 1e-9);
  g_assert_cmpfloat_with_epsilon (sum->calls_per_second, 4, 1e-9);
  g_assert_cmpstr (sum->database, ==, "shop");
  g_assert_null (sum->role);
  g_assert_cmpuint (sum->members->len, ==, 2);
  words = opt_workload_entry_describe_members (sum);
  g_assert_cmpstr (words, ==, "2 roles, 2 queryids");
  caller = opt_workload_entry_describe_caller (sum->members->pdata[0]);
  g_assert_cmpstr (caller, ==, "batch · shop");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add ("/monitor/statement-groups/sums", Shop, NULL, set_up, test_sums, tear_down);
  g_test_add ("/monitor/statement-groups/unknown", Shop, NULL, set_up, test_unknown, tear_down);
  g_test_add ("/monitor/statement-groups/texts", Shop, NULL, set_up, test_texts, tear_down);
  g_test_add ("/monitor/statement-groups/eviction", Shop, NULL, set_up, test_eviction, tear_down);

  g_test_add ("/monitor/statement-groups/entries", Shop, NULL, set_up, test_entries, tear_down);

  return g_test_run ();
}
