/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-plan-comparison.h"

#include <math.h>
#include <string.h>

#include "opt-json.h"
#include "opt-test-plan.h"

static OptPlanComparison *
compare (const char *first, const char *second)
{
  g_autoptr (OptPlan) a = opt_test_read_plan ("comparison", first);
  g_autoptr (OptPlan) b = opt_test_read_plan ("comparison", second);

  return opt_plan_comparison_new (a, NULL, b, NULL);
}

static OptPlanComparison *
compare_texts (const char *first, const char *second)
{
  g_autoptr (OptPlan) a = opt_test_read_plan_text (first);
  g_autoptr (OptPlan) b = opt_test_read_plan_text (second);

  return opt_plan_comparison_new (a, NULL, b, NULL);
}

static void
add_ids (GString *text, OptPlanChange *change, guint side)
{
  for (guint i = 0; i < opt_plan_change_get_n_nodes (change, side); i++)
    g_string_append_printf (text, "%s%d", i > 0 ? "," : "",
                            opt_plan_node_get_id (opt_plan_change_get_node (change, side, i)));
}

/* "access 1>1,2; estimate 3>4" */
static char *
describe (OptPlanComparison *comparison)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < opt_plan_comparison_get_n_changes (comparison); i++)
    {
      OptPlanChange *change = opt_plan_comparison_get_change (comparison, i);

      g_string_append_printf (text, "%s%s ", i > 0 ? "; " : "",
                              opt_plan_change_kind_get_nick (opt_plan_change_get_kind (change)));
      add_ids (text, change, 0);
      g_string_append_c (text, '>');
      add_ids (text, change, 1);
    }

  return g_string_free (text, FALSE);
}

static void
print (OptPlanComparison *comparison)
{
  g_test_message ("%s", opt_plan_comparison_get_verdict (comparison));
  for (guint i = 0; i < opt_plan_comparison_get_n_changes (comparison); i++)
    {
      OptPlanChange *change = opt_plan_comparison_get_change (comparison, i);

      g_test_message ("- %s (%s)", opt_plan_change_get_title (change),
                      opt_plan_change_get_seen (change));
    }
}

/* What differs between real pairs: which nodes, in which order, and the sentence on the whole. */
static void
test_pairs (void)
{
  static const struct
  {
    const char *first;
    const char *second;
    const char *changes;
    const char *verdict;
  } cases[] = {
    { "index-1.json", "index-2.json", "access 1>1,2",
      "The second took 264 µs instead of 7.22 ms: orders is now read through a bitmap of orders_customer instead of a sequential scan." },
    { "top-1.json", "top-2.json", "removed 2>; access 3>2",
      "The second took 81 µs instead of 18.7 ms: the Sort by placed, id is gone." },
    { "memory-1.json", "memory-2.json", "spill 1>1; settings >",
      "The second took 92.7 ms instead of 73.7 ms, with the same plan: Sort now fits into memory." },
    { "parallel-1.json", "parallel-2.json",
      "parallel 2,3,4,5>2,3,4,5,6,7,8; grouping 1>1; settings >",
      "The second took 35.6 ms instead of 33.8 ms: it now runs in parallel, with 2 workers." },
    { "analyze-1.json", "analyze-2.json", "grouping 1,2>1; estimate 4>3",
      "Both took about as long, 38.4 ms and 38.6 ms: rows are now grouped by HashAggregate instead of GroupAggregate; the planner now expects 72 k rows of item instead of 18 k." },
    { "method-1.json", "method-2.json", "join 2>2,5; time 3>3; planning >; access 5>6; settings >",
      "Both took about as long, 2.36 ms and 2.32 ms: orders and customer are now joined by Hash Join instead of Nested Loop." },
    { "pruning-1.json", "pruning-2.json", "relations 3,2,5>; rows 1>1; estimate 4>2",
      "The second took 1.3 ms instead of 7.26 ms: event_2023 and 1 other are no longer read; the planner now expects 5.53 k rows of event_2024 instead of 22 k." },
    { "order-1.json", "order-2.json",
      "loops 5>7; join-order 3>3,5; join 2,6>2; access 4>6; estimate 7>4",
      "The second took 5.69 ms instead of 10.7 ms: the joins now go visit, customer, orders instead of customer, orders, visit; the planner now expects 100 rows of visit instead of 4.43 k." },
    { "cost-1.json", "cost-2.json", "access 1>1,2",
      "The planner expects a cost of 142 for the second instead of 3.58 k: orders is now read through a bitmap of orders_customer instead of a sequential scan." },
    { "cost-1.json", "index-2.json", "access 1>1,2",
      "The planner expects a cost of 142 for the second instead of 3.58 k: orders is now read through a bitmap of orders_customer instead of a sequential scan." },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (OptPlanComparison) comparison = compare (cases[i].first, cases[i].second);
      g_autofree char *changes = describe (comparison);

      g_test_message ("%s, %s: %s", cases[i].first, cases[i].second, changes);
      print (comparison);
      g_assert_cmpstr (changes, ==, cases[i].changes);
      g_assert_cmpstr (opt_plan_comparison_get_verdict (comparison), ==, cases[i].verdict);
    }
}

/* What real pairs above don't have, as psql prints it. */
static void
test_shapes (void)
{
  static const struct
  {
    const char *first;
    const char *second;
    const char *changes;
    const char *title;
  } cases[] = {
    /* Partitions that are read in another way are one change. */
    { "Append  (cost=0.00..300.00 rows=30 width=4)\n"
      "  ->  Seq Scan on p1 p_1  (cost=0.00..100.00 rows=10 width=4)\n"
      "  ->  Seq Scan on p2 p_2  (cost=0.00..100.00 rows=10 width=4)\n"
      "  ->  Seq Scan on p3 p_3  (cost=0.00..100.00 rows=10 width=4)\n",
      "Append  (cost=0.00..30.00 rows=30 width=4)\n"
      "  ->  Index Scan using p1_a on p1 p_1  (cost=0.00..10.00 rows=10 width=4)\n"
      "  ->  Index Scan using p2_a on p2 p_2  (cost=0.00..10.00 rows=10 width=4)\n"
      "  ->  Index Scan using p3_a on p3 p_3  (cost=0.00..10.00 rows=10 width=4)\n",
      "access 2,3,4>2,3,4", "p1 and 2 others are now read through p1_a" },
    /* Another index, and another condition of the same. */
    { "Index Scan using t_a on t  (cost=0.00..100.00 rows=10 width=4)\n  Index Cond: (a = 1)\n",
      "Index Scan using t_b on t  (cost=0.00..10.00 rows=10 width=4)\n  Index Cond: (b = 1)\n",
      "index 1>1", "t is now read through t_b instead of t_a" },
    { "Index Scan using t_a on t  (cost=0.00..100.00 rows=10 width=4)\n  Index Cond: (a = 1)\n",
      "Index Scan using t_a on t  (cost=0.00..10.00 rows=10 width=4)\n"
      "  Index Cond: ((a = 7) AND (b = 2))\n",
      "condition 1>1", "t is now looked up by ((a = 7) AND (b = 2)) instead of (a = 1)" },
    { "Index Scan using t_a on t  (cost=0.00..10.00 rows=10 width=4)\n"
      "  Index Cond: (a = 'x'::text)\n",
      "Index Scan using t_a on t  (cost=0.00..10.00 rows=10 width=4)\n"
      "  Index Cond: (a = 'yy'::text)\n",
      "", NULL },
    { "Index Scan using t_a on t  (cost=0.00..10.00 rows=10 width=4)\n"
      "  Index Cond: ((a = 'O''Brien'::character varying(10)) AND (b = '-5'::integer))\n",
      "Index Scan using t_a on t  (cost=0.00..10.00 rows=10 width=4)\n"
      "  Index Cond: ((a = 'x'::character varying(10)) AND (b = 5))\n",
      "", NULL },
    /* What is put in between has no match, and nothing else is moved by it. */
    { "Nested Loop  (cost=0.00..500.00 rows=10 width=4)\n"
      "  ->  Seq Scan on a  (cost=0.00..100.00 rows=10 width=4)\n"
      "  ->  Index Scan using b_id on b  (cost=0.00..40.00 rows=1 width=4)\n",
      "Nested Loop  (cost=0.00..300.00 rows=10 width=4)\n"
      "  ->  Seq Scan on a  (cost=0.00..100.00 rows=10 width=4)\n"
      "  ->  Memoize  (cost=0.00..20.00 rows=1 width=4)\n"
      "        ->  Index Scan using b_id on b  (cost=0.00..40.00 rows=1 width=4)\n",
      "added 3>3,4", "The Memoize is new" },
    /* The same method from the other side. */
    { "Hash Join  (cost=10.00..500.00 rows=10 width=4)\n"
      "  ->  Seq Scan on a  (cost=0.00..100.00 rows=10 width=4)\n"
      "  ->  Hash  (cost=10.00..10.00 rows=10 width=4)\n"
      "        ->  Seq Scan on b  (cost=0.00..10.00 rows=10 width=4)\n",
      "Hash Join  (cost=100.00..300.00 rows=10 width=4)\n"
      "  ->  Seq Scan on b  (cost=0.00..10.00 rows=10 width=4)\n"
      "  ->  Hash  (cost=100.00..100.00 rows=10 width=4)\n"
      "        ->  Seq Scan on a  (cost=0.00..100.00 rows=10 width=4)\n",
      "join-order 1,3>1,3", "The sides of the Hash Join are swapped: for b it now looks into a" },
    /* A table that the planner leaves out, with its join. */
    { "Hash Left Join  (cost=10.00..500.00 rows=10 width=4)\n"
      "  ->  Seq Scan on a  (cost=0.00..100.00 rows=10 width=4)\n"
      "  ->  Hash  (cost=10.00..10.00 rows=10 width=4)\n"
      "        ->  Seq Scan on b  (cost=0.00..10.00 rows=10 width=4)\n",
      "Seq Scan on a  (cost=0.00..100.00 rows=10 width=4)\n", "relations 4,3,1>",
      "b is no longer read" },
    /* A table that is read twice is told apart by its alias, wherever it went. */
    { "Nested Loop  (cost=0.00..300.00 rows=10 width=4)\n"
      "  ->  Seq Scan on t x  (cost=0.00..100.00 rows=10 width=4)\n"
      "  ->  Seq Scan on t y  (cost=0.00..100.00 rows=10 width=4)\n",
      "Nested Loop  (cost=0.00..210.00 rows=10 width=4)\n"
      "  ->  Seq Scan on t x  (cost=0.00..100.00 rows=10 width=4)\n"
      "  ->  Index Scan using t_a on t y  (cost=0.00..10.00 rows=10 width=4)\n",
      "access 3>3", "t y is now read through t_a instead of a sequential scan" },
    /* A subquery may be evaluated elsewhere. */
    { "Sort  (cost=0.00..200.00 rows=10 width=4)\n"
      "  Sort Key: t.b\n"
      "  InitPlan 1 (returns $0)\n"
      "    ->  Seq Scan on u  (cost=0.00..50.00 rows=10 width=4)\n"
      "  ->  Seq Scan on t  (cost=0.00..100.00 rows=10 width=4)\n",
      "Index Scan using t_b on t  (cost=0.00..100.00 rows=10 width=4)\n"
      "  InitPlan 1 (returns $0)\n"
      "    ->  Seq Scan on u  (cost=0.00..50.00 rows=10 width=4)\n",
      "access 3>1; removed 1>", "t is now read through t_b instead of a sequential scan" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (OptPlanComparison) comparison = compare_texts (cases[i].first, cases[i].second);
      g_autofree char *changes = describe (comparison);

      g_test_message ("%u: %s", i, changes);
      print (comparison);
      g_assert_cmpstr (changes, ==, cases[i].changes);
      if (cases[i].title != NULL)
        g_assert_true (g_str_has_prefix (opt_plan_change_get_title (
                                             opt_plan_comparison_get_change (comparison, 0)),
                                         cases[i].title));
    }
}

/* A plan has nothing to tell of itself, and each of its nodes finds itself. */
static void
assert_same (OptPlanComparison *comparison)
{
  guint n = opt_plan_get_n_nodes (opt_plan_comparison_get_plan (comparison, 0));

  g_assert_cmpuint (opt_plan_comparison_get_n_changes (comparison), ==, 0);
  g_assert_cmpuint (opt_plan_comparison_get_n_pairs (comparison), ==, n);
  for (guint i = 0; i < n; i++)
    {
      const OptPlanPair *pair = opt_plan_comparison_get_pair (comparison, i);

      g_assert_nonnull (pair->nodes[0]);
      g_assert_nonnull (pair->nodes[1]);
      g_assert_cmpint (opt_plan_node_get_id (pair->nodes[0]), ==,
                       opt_plan_node_get_id (pair->nodes[1]));
    }
  g_assert_true (opt_plan_comparison_has_same_shape (comparison));
  g_assert_null (opt_plan_comparison_get_caveat (comparison));
}

static double
get_tolerance (OptPlan *plan)
{
  double rounding = 1e-6;

  for (guint i = 1; i <= opt_plan_get_n_nodes (plan); i++)
    rounding += opt_plan_node_get_rounding_ms (opt_plan_get_node (plan, (int) i));

  return rounding;
}

/* Every node stands in one pair, and what they moved sums up to what the whole moved. */
static void
assert_sums (OptPlanComparison *comparison)
{
  OptPlan *plans[2] = { opt_plan_comparison_get_plan (comparison, 0),
                        opt_plan_comparison_get_plan (comparison, 1) };
  guint n_nodes[2] = { 0, 0 };
  double moved = 0;
  double total = 0;

  for (guint i = 0; i < opt_plan_comparison_get_n_pairs (comparison); i++)
    {
      const OptPlanPair *pair = opt_plan_comparison_get_pair (comparison, i);

      moved += pair->sums[1].ms - pair->sums[0].ms;
      for (guint side = 0; side < 2; side++)
        {
          if (pair->nodes[side] == NULL)
            continue;
          n_nodes[side]++;
          g_assert_true (opt_plan_comparison_find_pair (comparison, side, pair->nodes[side])
                         == pair);
        }
    }
  for (guint side = 0; side < 2; side++)
    {
      g_assert_cmpuint (n_nodes[side], ==, opt_plan_get_n_nodes (plans[side]));
      total += (side == 0 ? -1 : 1)
               * (opt_plan_get_root_ms (plans[side]) + opt_plan_get_outside_root_ms (plans[side]));
    }
  if (opt_plan_comparison_get_measure (comparison) == OPT_PLAN_MEASURE_TIME)
    g_assert_cmpfloat_with_epsilon (moved, total,
                                    get_tolerance (plans[0]) + get_tolerance (plans[1]));
}

/* No node's figures are counted twice. */
static void
assert_counted_once (OptPlanComparison *comparison)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (NULL, NULL);

  for (guint i = 0; i < opt_plan_comparison_get_n_changes (comparison); i++)
    {
      OptPlanChange *change = opt_plan_comparison_get_change (comparison, i);

      g_assert_cmpstr (opt_plan_change_get_title (change), !=, "");
      for (guint side = 0; side < 2; side++)
        {
          if (isnan (opt_plan_change_get_sum (change, side).cost))
            continue;
          for (guint n = 0; n < opt_plan_change_get_n_nodes (change, side); n++)
            {
              char *key = (char *) opt_plan_change_get_node (change, side, n) + side;

              g_assert_true (g_hash_table_add (seen, key));
            }
        }
    }
}

static void
test_all (void)
{
  g_autofree char *folder = g_test_build_filename (G_TEST_DIST, "data", "plans", NULL);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  g_autoptr (GPtrArray) plans = g_ptr_array_new_with_free_func (g_object_unref);

  for (const char *name = g_dir_read_name (dir); name != NULL; name = g_dir_read_name (dir))
    {
      if (g_str_has_suffix (name, ".json"))
        g_ptr_array_add (plans, opt_test_read_plan ("plans", name));
    }
  g_assert_cmpuint (plans->len, ==, 40);

  for (guint i = 0; i < plans->len; i++)
    {
      for (guint j = 0; j < plans->len; j++)
        {
          g_autoptr (OptPlanComparison) comparison
              = opt_plan_comparison_new (plans->pdata[i], NULL, plans->pdata[j], NULL);
          g_autoptr (JsonNode) json = opt_plan_comparison_to_json (comparison);
          g_autofree char *text = opt_json_print (json, FALSE);

          if (i == j)
            assert_same (comparison);
          assert_sums (comparison);
          assert_counted_once (comparison);
          g_assert_cmpstr (text, !=, "");
        }
    }
}

static char *
make_scan (const char *ms, const char *loops, const char *total)
{
  return g_strdup_printf (
      "[{\"Plan\": {\"Node Type\": \"Seq Scan\", \"Relation Name\": \"a\","
      " \"Alias\": \"a\", \"Startup Cost\": 0, \"Total Cost\": 100, \"Plan Rows\": 10,"
      " \"Actual Startup Time\": 0, \"Actual Total Time\": %s, \"Actual Rows\": 10,"
      " \"Actual Loops\": %s}, \"Execution Time\": %s}]",
      ms, loops, total);
}

/* A time that differs by less than 5 %, or by no more than rounding may, is no change. */
static void
test_noise (void)
{
  static const struct
  {
    const char *first;
    const char *second;
    const char *loops;
    const char *first_total;
    const char *second_total;
    const char *changes;
  } cases[] = {
    { "100", "104", "1", "100", "104", "" },
    { "100", "106", "1", "100", "106", "time 1>1" },
    { "0.001", "0.002", "10000", "10", "20", "" },
    { "0.001", "0.003", "10000", "10", "30", "time 1>1" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *first = NULL;
      g_autofree char *second = NULL;
      g_autoptr (OptPlanComparison) comparison = NULL;
      g_autofree char *changes = NULL;

      first = make_scan (cases[i].first, cases[i].loops, cases[i].first_total);
      second = make_scan (cases[i].second, cases[i].loops, cases[i].second_total);
      comparison = compare_texts (first, second);
      changes = describe (comparison);
      g_assert_cmpstr (changes, ==, cases[i].changes);
    }
}

/* By the text where both have one, whatever its values; else by what they read. */
static void
test_likeness (void)
{
  g_autoptr (OptPlan) orders = opt_test_read_plan ("comparison", "index-1.json");
  g_autoptr (OptPlan) same = opt_test_read_plan ("comparison", "index-2.json");
  g_autoptr (OptPlan) event = opt_test_read_plan ("comparison", "pruning-1.json");
  g_autoptr (OptPlan) pruned = opt_test_read_plan ("comparison", "pruning-2.json");
  const struct
  {
    OptPlan *first;
    const char *first_sql;
    OptPlan *second;
    const char *second_sql;
    OptPlanLikeness likeness;
  } cases[] = {
    { orders, NULL, same, NULL, OPT_PLAN_LIKENESS_SAME_RELATIONS },
    { event, NULL, pruned, NULL, OPT_PLAN_LIKENESS_SAME_RELATIONS },
    { orders, NULL, event, NULL, OPT_PLAN_LIKENESS_OTHER_RELATIONS },
    { orders, "SELECT * FROM orders WHERE customer_id = 42", same,
      "SELECT * FROM orders WHERE customer_id = $1", OPT_PLAN_LIKENESS_SAME_TEXT },
    { orders, "SELECT * FROM orders WHERE customer_id = 42", same, "SELECT id FROM orders",
      OPT_PLAN_LIKENESS_OTHER_TEXT },
    { orders, "SELECT * FROM orders", same, "no SQL", OPT_PLAN_LIKENESS_SAME_RELATIONS },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (OptPlanComparison) comparison
          = opt_plan_comparison_new (cases[i].first, cases[i].first_sql, cases[i].second,
                                     cases[i].second_sql);
      OptPlanLikeness likeness = opt_plan_comparison_get_likeness (comparison);
      gboolean is_other = likeness == OPT_PLAN_LIKENESS_OTHER_RELATIONS
                          || likeness == OPT_PLAN_LIKENESS_OTHER_TEXT;

      g_assert_cmpint (likeness, ==, cases[i].likeness);
      if (is_other)
        g_assert_nonnull (opt_plan_comparison_get_caveat (comparison));
    }
}

/* What was run against what was not: only costs, and that is said. */
static void
test_not_run (void)
{
  g_autoptr (OptPlanComparison) comparison = compare ("cost-1.json", "index-2.json");
  OptPlanChange *change = opt_plan_comparison_get_change (comparison, 0);
  const OptPlanPair *pair = opt_plan_comparison_get_pair (comparison, 0);

  g_assert_cmpint (opt_plan_comparison_get_measure (comparison), ==, OPT_PLAN_MEASURE_COST);
  g_assert_nonnull (
      strstr (opt_plan_comparison_get_caveat (comparison), "Only the second was run"));
  g_assert_true (isnan (opt_plan_change_get_moved_ms (change)));
  g_assert_true (isnan (opt_plan_change_get_moved_buffers (change)));
  g_assert_cmpfloat (opt_plan_change_get_moved_cost (change), <, -3000);
  g_assert_true (isnan (pair->sums[0].ms));
  g_assert_false (isnan (pair->sums[1].ms));
}

static void
append_deep (GString *text, guint depth, const char *extra)
{
  for (guint i = 0; i < depth; i++)
    g_string_append_printf (text,
                            "{\"Node Type\": \"%s\", \"Total Cost\": %u, \"Plan Rows\": 1,"
                            " \"Parent Relationship\": \"Outer\", \"Plans\": [",
                            i % 3 == 0   ? "Sort"
                            : i % 3 == 1 ? "Nested Loop"
                                         : extra,
                            depth - i);
  g_string_append (text, "{\"Node Type\": \"Seq Scan\", \"Relation Name\": \"a\","
                         " \"Parent Relationship\": \"Outer\", \"Total Cost\": 0}");
  for (guint i = 0; i < depth; i++)
    g_string_append (text, "]}");
}

static char *
make_deep (const char *extra)
{
  GString *text = g_string_new ("[{\"Plan\": {\"Node Type\": \"Append\", \"Total Cost\": 1,"
                                " \"Plans\": [");

  for (guint i = 0; i < 10; i++)
    {
      if (i > 0)
        g_string_append (text, ", ");
      append_deep (text, 990, extra);
    }
  g_string_append (text, "]}}]");

  return g_string_free (text, FALSE);
}

/* Ten thousand nodes, a thousand levels deep. */
static void
test_large (void)
{
  g_autofree char *first = make_deep ("Materialize");
  g_autofree char *second = make_deep ("Unique");
  g_autoptr (OptPlanComparison) same = compare_texts (first, first);
  g_autoptr (OptPlanComparison) other = compare_texts (first, second);

  assert_same (same);
  g_assert_cmpuint (opt_plan_comparison_get_n_changes (other), ==, 2 * 10 * 330);
}

/* A statement without a plan. */
static void
test_nothing (void)
{
  static const char utility[] = "[\"Utility Statement\"]";
  g_autoptr (OptPlanComparison) comparison = compare_texts (utility, utility);

  assert_same (comparison);
  g_assert_cmpint (opt_plan_comparison_get_measure (comparison), ==, OPT_PLAN_MEASURE_NONE);
}

/* The indexes of a bitmap, also where an InitPlan stands before it. */
static void
test_bitmap_beside_init_plan (void)
{
#define FIGURES "\"Startup Cost\": 0, \"Total Cost\": 10, \"Plan Rows\": 1, \"Plan Width\": 4"
#define BITMAP(index)                                                                                      \
  "[{\"Plan\": {\"Node Type\": \"Bitmap Heap Scan\", \"Relation Name\": \"t\", \"Alias\": \"t\", " FIGURES \
  ", \"Plans\": [{\"Node Type\": \"Result\", \"Parent Relationship\": \"InitPlan\", "                      \
  "\"Subplan Name\": \"InitPlan 1 (returns $0)\", " FIGURES "}, {\"Node Type\": \"BitmapOr\", "            \
  "\"Parent Relationship\": \"Outer\", " FIGURES                                                           \
  ", \"Plans\": [{\"Node Type\": \"Bitmap Index Scan\", "                                                  \
  "\"Parent Relationship\": \"Member\", \"Index Name\": \"" index "\", " FIGURES "}]}]}}]"
  g_autoptr (GError) error = NULL;
  g_autoptr (OptPlan) first = opt_plan_new_from_text (BITMAP ("t_a"), -1, &error);
  g_autoptr (OptPlan) second = opt_plan_new_from_text (BITMAP ("t_b"), -1, &error);
  g_autoptr (OptPlanComparison) comparison = NULL;

  g_assert_no_error (error);
  comparison = opt_plan_comparison_new (first, NULL, second, NULL);
  g_assert_cmpuint (opt_plan_comparison_get_n_changes (comparison), ==, 1);
  g_assert_cmpint (opt_plan_change_get_kind (opt_plan_comparison_get_change (comparison, 0)), ==,
                   OPT_PLAN_CHANGE_INDEX);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/plan/comparison/pairs", test_pairs);
  g_test_add_func ("/plan/comparison/shapes", test_shapes);
  g_test_add_func ("/plan/comparison/all", test_all);
  g_test_add_func ("/plan/comparison/noise", test_noise);
  g_test_add_func ("/plan/comparison/likeness", test_likeness);
  g_test_add_func ("/plan/comparison/not-run", test_not_run);
  g_test_add_func ("/plan/comparison/large", test_large);
  g_test_add_func ("/plan/comparison/nothing", test_nothing);
  g_test_add_func ("/plan/comparison/bitmap-beside-init-plan", test_bitmap_beside_init_plan);

  return g_test_run ();
}
