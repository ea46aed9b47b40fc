/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "opt-statement-list.h"
#include "opt-test.h"

#define SECOND G_USEC_PER_SEC
#define WINDOW (60 * SECOND)
#define SHOP 5
#define OTHER 6
#define STATEMENTS 1000

/* A made-up server that counts, what looks at it, and what a table would have made of its signals.
 */
typedef struct
{
  OptClock *clock;
  OptWorkload *workload;
  OptStatementList *list;
  gint64 calls[STATEMENTS]; /* of statements with their number as queryid */
  gint64 elsewhere;         /* calls of one in another database */

  GPtrArray *mirror; /* (element-type OptStatementItem) */
  guint n_model_changes;
  guint n_updates;
} Shop;

static void
mirror_change (GListModel *model, guint position, guint n_removed, guint n_added, Shop *shop)
{
  g_assert_cmpuint (position + n_removed, <=, shop->mirror->len);
  g_assert_cmpuint (g_list_model_get_n_items (model), ==, shop->mirror->len - n_removed + n_added);
  if (n_removed > 0)
    g_ptr_array_remove_range (shop->mirror, position, n_removed);
  for (guint i = position; i < position + n_added; i++)
    g_ptr_array_insert (shop->mirror, (int) i, g_list_model_get_item (model, i));
  shop->n_model_changes++;
}

static void
count_update (OptStatementList *list, Shop *shop)
{
  shop->n_updates++;
}

static void
set_up (Shop *shop, gconstpointer data)
{
  shop->clock = opt_clock_new_manual (1000 * SECOND);
  shop->workload = opt_workload_new (WINDOW, shop->clock);
  shop->list = opt_statement_list_new (shop->workload);
  opt_statement_list_set_database (shop->list, SHOP);
  opt_statement_list_set_block_size (shop->list, 16384);
  shop->mirror = g_ptr_array_new_with_free_func (g_object_unref);
  g_signal_connect (shop->list, "items-changed", G_CALLBACK (mirror_change), shop);
  g_signal_connect (shop->list, "updated", G_CALLBACK (count_update), shop);
}

static void
tear_down (Shop *shop, gconstpointer data)
{
  g_assert_finalize_object (shop->list);
  g_ptr_array_unref (shop->mirror);
  g_assert_finalize_object (shop->workload);
  g_object_unref (shop->clock);
}

static OptStatementCounters *
count (OptSnapshot *snapshot, guint32 database, gint64 queryid, gint64 calls)
{
  OptStatementCounters *counters = g_new0 (OptStatementCounters, 1);

  counters->key
      = (OptStatementKey){ .userid = 10, .dbid = database, .queryid = queryid, .toplevel = TRUE };
  counters->calls = calls;
  counters->total_exec_ms = (double) calls * 2;
  counters->exec_squares = (double) calls * 8;
  counters->rows = calls * 5;
  counters->shared_hit = calls * 3;
  counters->shared_read = calls;
  counters->temp_read = calls;
  counters->temp_written = calls * 2;
  counters->wal_bytes = queryid == 2 ? -1 : calls * 7;
  g_hash_table_replace (snapshot->statements, &counters->key, counters);

  return counters;
}

static void
name_database (OptSnapshot *snapshot, guint32 oid, const char *name)
{
  OptDatabaseCounters *counters = g_new0 (OptDatabaseCounters, 1);

  counters->oid = oid;
  counters->name = g_strdup (name);
  g_hash_table_replace (snapshot->databases, GUINT_TO_POINTER (oid), counters);
}

static OptSnapshot *
make_snapshot (Shop *shop)
{
  OptSnapshot *snapshot = opt_snapshot_new ();

  snapshot->time = opt_clock_get_real_time (shop->clock);
  snapshot->start_time = 1;
  snapshot->stats_reset = 2;
  snapshot->dealloc = 0;
  name_database (snapshot, SHOP, "shop");
  name_database (snapshot, OTHER, "other");
  for (guint i = 0; i < STATEMENTS; i++)
    if (shop->calls[i] > 0)
      count (snapshot, SHOP, i, shop->calls[i]);
  if (shop->elsewhere > 0)
    count (snapshot, OTHER, 1, shop->elsewhere);

  return snapshot;
}

static void
poll_again (Shop *shop)
{
  g_autoptr (OptSnapshot) snapshot = make_snapshot (shop);

  opt_workload_add_snapshot (shop->workload, snapshot);
  opt_statement_list_update (shop->list);
}

static void
pass (Shop *shop, gint64 seconds)
{
  opt_clock_advance (shop->clock, seconds * SECOND);
}

static void
say (Shop *shop, gint64 queryid, const char *sql)
{
  GPtrArray *texts = g_ptr_array_new_with_free_func ((GDestroyNotify) opt_sql_text_free);
  OptStatementKey key = { .userid = 10, .dbid = SHOP, .queryid = queryid, .toplevel = TRUE };

  g_ptr_array_add (texts, opt_sql_text_new (&key, sql));
  opt_workload_add_texts (shop->workload, texts);
}

static OptStatementItem *
find (Shop *shop, gint64 queryid)
{
  g_autofree char *id = g_strdup_printf ("%" G_GINT64_FORMAT ".10.5", queryid);

  return opt_statement_list_find (shop->list, id);
}

static guint
get_n_items (Shop *shop)
{
  GListModel *model = G_LIST_MODEL (shop->list);
  guint n_items = g_list_model_get_n_items (model);

  g_assert_cmpuint (shop->mirror->len, ==, n_items);
  for (guint i = 0; i < n_items; i++)
    {
      g_autoptr (OptStatementItem) item = g_list_model_get_item (model, i);

      g_assert_true (item == shop->mirror->pdata[i]);
      g_assert_true (opt_statement_list_find (shop->list, opt_statement_item_get_id (item))
                     == item);
    }
  g_assert_null (g_list_model_get_item (model, n_items));

  return n_items;
}

static void
count_signal (OptStatementItem *item, guint *n)
{
  ++*n;
}

static void
test_figures (Shop *shop, gconstpointer data)
{
  OptStatementItem *one;
  OptStatementItem *two;
  guint n_changes = 0;

  shop->calls[1] = 100;
  shop->calls[2] = 10;
  shop->calls[3] = 1000;
  poll_again (shop);
  g_assert_cmpuint (get_n_items (shop), ==, 0);

  pass (shop, 10);
  shop->calls[1] += 30;
  shop->calls[2] += 10;
  shop->elsewhere = 60;
  poll_again (shop);
  g_assert_cmpuint (get_n_items (shop), ==, 2);
  g_assert_cmpuint (shop->n_model_changes, ==, 1);
  g_assert_true (g_list_model_get_item_type (G_LIST_MODEL (shop->list)) == OPT_TYPE_STATEMENT_ITEM);
  one = find (shop, 1);
  two = find (shop, 2);
  g_assert_null (find (shop, 3));

  g_assert_cmpint (opt_statement_item_get_key (one)->queryid, ==, 1);
  g_assert_cmpstr (opt_statement_item_get_database (one), ==, "shop");
  g_assert_cmpint (opt_statement_item_get_counters (one)->calls, ==, 30);
  g_assert_cmpfloat_with_epsilon (opt_statement_item_get_share (one), 0.75, 1e-9);
  g_assert_cmpfloat_with_epsilon (opt_statement_item_get_calls_per_second (one), 3, 1e-9);
  g_assert_cmpfloat_with_epsilon (opt_statement_item_get_total_ms (one), 60, 1e-9);
  g_assert_cmpfloat_with_epsilon (opt_statement_item_get_mean_ms (one), 2, 1e-9);
  g_assert_cmpfloat_with_epsilon (opt_statement_item_get_stddev_ms (one), 2, 1e-9);
  g_assert_cmpfloat_with_epsilon (opt_statement_item_get_rows_per_call (one), 5, 1e-9);
  g_assert_cmpfloat_with_epsilon (opt_statement_item_get_hit_ratio (one), 0.75, 1e-9);
  g_assert_cmpint (opt_statement_item_get_temp_bytes (one), ==, 30 * 3 * 16384);
  g_assert_cmpfloat (opt_statement_item_get_io_bytes (one), >, 0);
  g_assert_cmpfloat (fmod (opt_statement_item_get_io_bytes (one), 16384), ==, 0);
  g_assert_cmpint (opt_statement_item_get_wal_bytes (one), ==, 210);
  g_assert_cmpint (opt_statement_item_get_wal_bytes (two), ==, -1);

  /* The same objects go on, and tell; nothing else moves. */
  g_signal_connect (one, "changed", G_CALLBACK (count_signal), &n_changes);
  pass (shop, 10);
  shop->calls[1] += 10;
  poll_again (shop);
  g_assert_true (find (shop, 1) == one);
  g_assert_cmpuint (n_changes, ==, 1);
  g_assert_cmpint (opt_statement_item_get_counters (one)->calls, ==, 40);
  g_assert_cmpfloat_with_epsilon (opt_statement_item_get_share (one), 0.8, 1e-9);
  g_assert_cmpfloat_with_epsilon (opt_statement_item_get_calls_per_second (one), 2, 1e-9);
  g_assert_cmpfloat_with_epsilon (opt_statement_item_get_share (two), 0.2, 1e-9);
  g_assert_cmpuint (shop->n_model_changes, ==, 1);
  g_assert_cmpuint (shop->n_updates, ==, 3);

  /* Nothing new, no word of it. */
  opt_statement_list_update (shop->list);
  g_assert_cmpuint (n_changes, ==, 1);
  g_assert_cmpuint (shop->n_updates, ==, 4);

  /* Of a server that does not say how large its blocks are no count of them is a size. */
  opt_statement_list_set_block_size (shop->list, 0);
  opt_statement_list_update (shop->list);
  g_assert_cmpint (opt_statement_item_get_temp_bytes (one), ==, -1);
  g_assert_true (isnan (opt_statement_item_get_io_bytes (one)));
}

static void
test_texts (Shop *shop, gconstpointer data)
{
  OptStatementItem *one;
  guint n_changes = 0;

  poll_again (shop);
  pass (shop, 10);
  shop->calls[1] = 1;
  shop->calls[2] = 1;
  poll_again (shop);
  one = find (shop, 1);
  g_assert_null (opt_statement_item_get_text (one));
  g_assert_null (opt_statement_item_get_line (one));
  g_assert_false (opt_statement_item_get_system (one));

  g_signal_connect (one, "changed", G_CALLBACK (count_signal), &n_changes);
  say (shop, 1, "SELECT v  -- the value\n  FROM t");
  opt_statement_list_update (shop->list);
  g_assert_cmpuint (n_changes, ==, 1);
  g_assert_cmpstr (opt_statement_item_get_text (one), ==, "SELECT v  -- the value\n  FROM t");
  g_assert_cmpstr (opt_statement_item_get_line (one), ==, "SELECT v FROM t");
  /* Shared, not copied. */
  g_assert_true (opt_workload_get_text (shop->workload, opt_statement_item_get_key (one))->text
                 == opt_statement_item_get_text (one));
}

static void
test_hidden (Shop *shop, gconstpointer data)
{
  poll_again (shop);
  pass (shop, 10);
  for (guint i = 0; i < 5; i++)
    shop->calls[i] = 1;
  shop->elsewhere = 1;
  poll_again (shop);
  g_assert_cmpuint (get_n_items (shop), ==, 5);
  g_assert_cmpuint (opt_statement_list_get_n_hidden (shop->list), ==, 0);
  g_assert_cmpuint (opt_statement_list_get_n_elsewhere (shop->list), ==, 1);

  /* As soon as it is known what they say. */
  say (shop, 1, "SELECT relname FROM pg_class");
  say (shop, 3, "SELECT /* optischema */ v FROM t");
  opt_statement_list_update (shop->list);
  g_assert_cmpuint (get_n_items (shop), ==, 3);
  g_assert_cmpuint (opt_statement_list_get_n_hidden (shop->list), ==, 2);
  g_assert_cmpfloat_with_epsilon (opt_statement_list_get_hidden_share (shop->list), 0.4, 1e-9);
  g_assert_true (opt_statement_item_get_system (find (shop, 1)));
  /* The share is of all of the database, hidden or not. */
  g_assert_cmpfloat_with_epsilon (opt_statement_item_get_share (find (shop, 0)), 0.2, 1e-9);

  g_object_set (shop->list, "show-system", TRUE, NULL);
  g_assert_true (opt_statement_list_get_show_system (shop->list));
  g_assert_cmpuint (get_n_items (shop), ==, 5);
  g_assert_cmpuint (opt_statement_list_get_n_hidden (shop->list), ==, 0);
  opt_statement_list_set_show_system (shop->list, FALSE);
  g_assert_cmpuint (get_n_items (shop), ==, 3);

  opt_statement_list_set_database (shop->list, OTHER);
  g_assert_cmpuint (get_n_items (shop), ==, 1);
  g_assert_cmpuint (opt_statement_list_get_n_hidden (shop->list), ==, 0);
  g_assert_cmpuint (opt_statement_list_get_n_elsewhere (shop->list), ==, 3);
  g_assert_null (find (shop, 0));
  g_assert_nonnull (opt_statement_list_find (shop->list, "1.10.6"));

  opt_statement_list_set_database (shop->list, 0);
  g_assert_cmpuint (get_n_items (shop), ==, 4);
  g_assert_cmpuint (opt_statement_list_get_n_elsewhere (shop->list), ==, 0);
  g_assert_nonnull (find (shop, 0));

  opt_statement_list_clear (shop->list);
  g_assert_cmpuint (get_n_items (shop), ==, 0);
  g_assert_cmpuint (opt_statement_list_get_n_hidden (shop->list), ==, 0);
  opt_statement_list_update (shop->list);
  g_assert_cmpuint (get_n_items (shop), ==, 4);
}

/* What is counted apart has names apart. */
static void
test_ids (Shop *shop, gconstpointer data)
{
  static const char *const wrong[] = { "",         "1",          "1.10",
                                       "1.10.5.x", "1.10.5.n.n", "1.-10.5",
                                       "x.10.5",   "1.10.",      "99999999999999999999.10.5",
                                       "1.10.5 " };
  g_autoptr (OptSnapshot) first = make_snapshot (shop);
  g_autoptr (OptSnapshot) second = NULL;
  OptStatementKey key;
  guint n = 0;

  opt_workload_add_snapshot (shop->workload, first);
  pass (shop, 10);
  second = make_snapshot (shop);
  for (guint i = 0; i < 16; i++)
    {
      OptStatementCounters *counters = g_new0 (OptStatementCounters, 1);

      counters->key.queryid = i & 1 ? G_MININT64 : G_MAXINT64;
      counters->key.userid = i & 2 ? G_MAXUINT32 : 10;
      counters->key.dbid = i & 4 ? G_MAXUINT32 : SHOP;
      counters->key.toplevel = (i & 8) != 0;
      counters->calls = 1;
      g_hash_table_replace (second->statements, &counters->key, counters);
    }
  opt_workload_add_snapshot (shop->workload, second);
  opt_statement_list_set_database (shop->list, 0);
  g_assert_cmpuint (get_n_items (shop), ==, 16);
  n = 0;
  for (guint i = 0; i < 16; i++)
    {
      OptStatementItem *item = shop->mirror->pdata[i];

      g_assert_true (opt_statement_key_from_id (&key, opt_statement_item_get_id (item)));
      g_assert_true (opt_statement_key_equal (&key, opt_statement_item_get_key (item)));
      n += g_str_has_suffix (opt_statement_item_get_id (item), ".n") ? 1 : 0;
    }
  g_assert_cmpuint (n, ==, 8);
  g_assert_nonnull (
      opt_statement_list_find (shop->list, "-9223372036854775808.4294967295.4294967295.n"));

  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_assert_false (opt_statement_key_from_id (&key, wrong[i]));
      g_assert_null (opt_statement_list_find (shop->list, wrong[i]));
    }
}

/* Statements come and go as they like, for minutes. */
static void
test_comings_and_goings (Shop *shop, gconstpointer data)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (7);

  poll_again (shop);
  for (guint i = 0; i < 400; i++)
    {
      gint64 last = i % 100 < 50 ? 20 : STATEMENTS;
      OptDelta *delta;

      pass (shop, 1 + g_rand_int_range (rand, 0, 3));
      for (guint j = 0; j < 10; j++)
        shop->calls[g_rand_int_range (rand, 0, (int) last)]++;
      poll_again (shop);

      delta = opt_workload_get_delta (shop->workload);
      g_assert_cmpuint (get_n_items (shop), ==, g_hash_table_size (delta->statements));
      for (guint j = 0; j < shop->mirror->len; j++)
        {
          OptStatementItem *item = shop->mirror->pdata[j];
          const OptStatementCounters *counters
              = g_hash_table_lookup (delta->statements, opt_statement_item_get_key (item));

          g_assert_cmpint (opt_statement_item_get_counters (item)->calls, ==, counters->calls);
        }
    }
}

/* Every other statement of a thousand leaves at once: that is one change, not five hundred. */
static void
test_many_leave (Shop *shop, gconstpointer data)
{
  g_autoptr (OptStatementItem) staying = NULL;
  OptStatementItem *leaving;

  poll_again (shop);
  pass (shop, 3);
  for (guint i = 0; i < STATEMENTS; i++)
    shop->calls[i] = 1;
  poll_again (shop);
  g_assert_cmpuint (get_n_items (shop), ==, STATEMENTS);
  staying = g_list_model_get_item (G_LIST_MODEL (shop->list), 501);
  leaving = shop->mirror->pdata[500];

  /* In the order of the model, which is any. */
  pass (shop, 40);
  for (guint i = 1; i < STATEMENTS; i += 2)
    shop->calls[opt_statement_item_get_key (shop->mirror->pdata[i])->queryid]++;
  poll_again (shop);
  pass (shop, 30);
  shop->n_model_changes = 0;
  g_object_ref (leaving);
  poll_again (shop);
  g_assert_cmpuint (get_n_items (shop), ==, STATEMENTS / 2);
  g_assert_cmpuint (shop->n_model_changes, ==, 1);
  g_assert_true (shop->mirror->pdata[250] == staying);

  /* One that left was not called. */
  g_assert_cmpint (opt_statement_item_get_counters (leaving)->calls, ==, 0);
  g_assert_cmpfloat (opt_statement_item_get_share (leaving), ==, 0);
  g_assert_true (isnan (opt_statement_item_get_mean_ms (leaving)));
  g_assert_null (opt_statement_list_find (shop->list, opt_statement_item_get_id (leaving)));
  g_object_unref (leaving);
}

/* All of it on a real server. */
static void
test_server (void)
{
  g_autofree char *database = opt_test_create_database ();
  g_autoptr (OptConnection) app = opt_test_connect (database, OPT_CONNECTION_ROLE_SANDBOX);
  g_autoptr (OptConnection) poll = NULL;
  g_autoptr (OptServerFacts) facts = NULL;
  g_autoptr (OptWorkload) workload = NULL;
  g_autoptr (OptStatementList) list = NULL;
  g_autoptr (OptStatementItem) item = NULL;
  g_autoptr (GError) error = NULL;

  opt_connection_execute_sync (app, "CREATE EXTENSION pg_stat_statements", NULL, NULL, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < 12; i++)
    opt_connection_execute_sync (app, "SELECT sum(g)\n  FROM generate_series(1, 100) g", NULL, NULL,
                                 &error);
  g_assert_no_error (error);
  poll = opt_test_connect (database, OPT_CONNECTION_ROLE_MONITOR);
  facts = opt_server_facts_load_sync (poll, NULL, &error);
  g_assert_no_error (error);
  workload = opt_workload_since_reset_sync (poll, facts, NULL, &error);
  g_assert_no_error (error);

  list = opt_statement_list_new (workload);
  opt_statement_list_set_database (list, opt_server_facts_get_database_oid (facts));
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (list)), ==, 1);
  g_assert_cmpuint (opt_statement_list_get_n_hidden (list), >, 1);
  g_assert_cmpuint (opt_statement_list_get_n_elsewhere (list), ==, 0);
  item = g_list_model_get_item (G_LIST_MODEL (list), 0);
  g_assert_cmpstr (opt_statement_item_get_line (item), ==,
                   "SELECT sum(g) FROM generate_series($1, $2) g");
  g_assert_cmpstr (opt_statement_item_get_database (item), ==, database);
  g_assert_cmpint (opt_statement_item_get_counters (item)->calls, ==, 12);
  g_assert_cmpfloat (opt_statement_item_get_rows_per_call (item), ==, 1);
  g_assert_cmpfloat (opt_statement_item_get_mean_ms (item), >, 0);
  g_assert_cmpfloat (opt_statement_item_get_share (item), >, 0);
  g_assert_cmpfloat (opt_statement_item_get_share (item), <, 1);
}

static GPtrArray *
find_queryid (Shop *shop, gint64 queryid, guint n_wanted)
{
  GPtrArray *found = opt_statement_list_find_queryid (shop->list, queryid);

  g_assert_cmpuint (found->len, ==, n_wanted);
  for (guint i = 0; i < found->len; i++)
    g_assert_cmpint (opt_statement_item_get_key (found->pdata[i])->queryid, ==, queryid);

  return found;
}

/* One statement of several roles is found by its queryid, the heaviest first, as of the last poll.
 */
static void
test_queryids (Shop *shop, gconstpointer data)
{
  static const guint32 roles[] = { 1, 2, 0 };
  static const gint64 queryids[] = { G_MININT64, -7, 0, 7, G_MAXINT64 };
  g_autoptr (OptSnapshot) first = make_snapshot (shop);
  g_autoptr (OptSnapshot) second = NULL;
  g_autoptr (OptSnapshot) third = NULL;

  opt_workload_add_snapshot (shop->workload, first);
  g_ptr_array_unref (find_queryid (shop, 7, 0));
  pass (shop, 10);
  second = make_snapshot (shop);
  for (guint role = 0; role < 3; role++)
    for (guint i = 0; i < G_N_ELEMENTS (queryids); i++)
      {
        OptStatementCounters *counters = count (second, SHOP, queryids[i], 1);

        g_hash_table_steal (second->statements, &counters->key);
        counters->key.userid = role;
        counters->total_exec_ms = role == 1 ? 9 : role;
        g_hash_table_replace (second->statements, &counters->key, counters);
      }
  opt_workload_add_snapshot (shop->workload, second);
  opt_statement_list_update (shop->list);
  for (guint i = 0; i < G_N_ELEMENTS (queryids); i++)
    {
      g_autoptr (GPtrArray) found = find_queryid (shop, queryids[i], 3);

      for (guint j = 0; j < 3; j++)
        g_assert_cmpuint (opt_statement_item_get_key (found->pdata[j])->userid, ==, roles[j]);
    }
  g_ptr_array_unref (find_queryid (shop, 8, 0));

  pass (shop, 2 * WINDOW / SECOND);
  third = make_snapshot (shop);
  opt_workload_add_snapshot (shop->workload, third);
  opt_statement_list_update (shop->list);
  g_ptr_array_unref (find_queryid (shop, 7, 0));
}

int
main (int argc, char **argv)
{
  static const struct
  {
    const char *path;
    void (*test) (Shop *shop, gconstpointer data);
  } tests[] = {
    { "/monitor/statement-list/figures", test_figures },
    { "/monitor/statement-list/texts", test_texts },
    { "/monitor/statement-list/hidden", test_hidden },
    { "/monitor/statement-list/ids", test_ids },
    { "/monitor/statement-list/queryids", test_queryids },
    { "/monitor/statement-list/comings-and-goings", test_comings_and_goings },
    { "/monitor/statement-list/many-leave", test_many_leave },
  };

  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, Shop, NULL, set_up, tests[i].test, tear_down);
  g_test_add_func ("/monitor/statement-list/server", test_server);

  return g_test_run ();
}
