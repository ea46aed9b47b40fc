/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-plan-usage.h"

#include <math.h>
#include <string.h>

#include "opt-json.h"
#include "opt-test-plan.h"

/* What each node used itself. */

#define NODE "(cost=0.00..9.00 rows=1 width=4) (actual time=1.000..2.000 rows=1 loops=1)\n"

static void
assert_own (OptPlanUsage *usage, OptPlan *plan, int id, OptPlanResource resource, double expected)
{
  double own = opt_plan_usage_get_own (usage, opt_plan_get_node (plan, id), resource);

  g_test_message ("%s of %d", opt_plan_resource_get_nick (resource), id);
  if (isnan (expected))
    g_assert_true (isnan (own));
  else
    g_assert_cmpfloat_with_epsilon (own, expected, 1e-9);
}

/* What is told by several names, from 17 on, adds up. */
static double
get_told (OptPlanNode *node, OptPlanResource resource)
{
  static const struct
  {
    OptPlanResource resource;
    const char *keys[2];
  } others[] = {
    { OPT_PLAN_RESOURCE_READ_MS, { "Shared I/O Read Time", "Local I/O Read Time" } },
    { OPT_PLAN_RESOURCE_WRITE_MS, { "Shared I/O Write Time", "Local I/O Write Time" } },
  };
  double sum = opt_plan_node_get_figure (node, opt_plan_resource_get_key (resource));

  for (guint i = 0; i < G_N_ELEMENTS (others); i++)
    for (guint k = 0; others[i].resource == resource && k < G_N_ELEMENTS (others[i].keys); k++)
      {
        double figure = opt_plan_node_get_figure (node, others[i].keys[k]);

        if (!isnan (figure))
          sum = isnan (sum) ? figure : sum + figure;
      }

  return sum;
}

/* A WITH query that writes and that nobody reads runs after the top node, which has nothing of it.
 */
static gboolean
runs_after (OptPlan *plan, OptPlanNode *node)
{
  const char *name = opt_plan_node_get_text (node, "Subplan Name");

  if (g_strcmp0 (opt_plan_node_get_text (node, "Node Type"), "ModifyTable") != 0 || name == NULL
      || !g_str_has_prefix (name, "CTE "))
    return FALSE;
  for (guint id = 1; id <= opt_plan_get_n_nodes (plan); id++)
    if (g_strcmp0 (opt_plan_node_get_text (opt_plan_get_node (plan, (int) id), "CTE Name"),
                   name + strlen ("CTE "))
        == 0)
      return FALSE;

  return TRUE;
}

/* It adds up to what the top nodes have with all below them, but for how times are rounded. */
static void
assert_adds_up (OptPlan *plan)
{
  g_autoptr (OptPlanUsage) usage = opt_plan_usage_new (plan);

  for (OptPlanResource i = 0; i < OPT_PLAN_N_RESOURCES; i++)
    {
      double sum = 0;
      double expected = get_told (opt_plan_get_root (plan, 0), i);
      guint n = opt_plan_get_n_nodes (plan);

      for (guint k = 1; k < opt_plan_get_n_plans (plan); k++)
        expected += get_told (opt_plan_get_root (plan, k), i);
      for (guint id = 1; id <= n; id++)
        {
          OptPlanNode *node = opt_plan_get_node (plan, (int) id);
          double own = opt_plan_usage_get_own (usage, node, i);

          g_assert_false (own < 0);
          sum += own;
          if (runs_after (plan, node))
            expected += get_told (node, i);
        }
      g_test_message ("%s: %g of %g", opt_plan_resource_get_nick (i), sum, expected);
      if (!isnan (expected))
        g_assert_cmpfloat_with_epsilon (sum, expected,
                                        opt_plan_resource_get_group (i)
                                                == OPT_PLAN_RESOURCE_GROUP_IO
                                            ? 0.001 * n
                                            : 1e-6);
      else if (opt_plan_resource_get_group (i) == OPT_PLAN_RESOURCE_GROUP_BUFFERS)
        g_assert_true (isnan (sum));
    }
}

static void
test_file (gconstpointer data)
{
  g_autoptr (OptPlan) plan = opt_test_read_plan ("plans", data);

  assert_adds_up (plan);
}

/* As 17 and later name what is read. */
static void
test_names (void)
{
  g_autoptr (OptPlan) plan = opt_test_read_plan_text (
      "[{\"Plan\": {\"Node Type\": \"Hash Join\", \"Shared I/O Read Time\": 7.5,"
      " \"Local I/O Read Time\": 2.25, \"Shared I/O Write Time\": 0.5,"
      " \"Local I/O Write Time\": 0.25, \"Plans\": ["
      "{\"Node Type\": \"Seq Scan\", \"Relation Name\": \"a\","
      " \"Parent Relationship\": \"Outer\", \"Shared I/O Read Time\": 6.0,"
      " \"Local I/O Read Time\": 0.0, \"Shared I/O Write Time\": 0.5,"
      " \"Local I/O Write Time\": 0.0},"
      "{\"Node Type\": \"Seq Scan\", \"Relation Name\": \"b\","
      " \"Parent Relationship\": \"Inner\", \"Shared I/O Read Time\": 1.0,"
      " \"Local I/O Read Time\": 2.0, \"Shared I/O Write Time\": 0.0,"
      " \"Local I/O Write Time\": 0.125}]}}]");
  g_autoptr (OptPlanUsage) usage = opt_plan_usage_new (plan);

  assert_adds_up (plan);
  assert_own (usage, plan, 1, OPT_PLAN_RESOURCE_READ_MS, 0.75);
  assert_own (usage, plan, 2, OPT_PLAN_RESOURCE_READ_MS, 6);
  assert_own (usage, plan, 3, OPT_PLAN_RESOURCE_READ_MS, 3);
  assert_own (usage, plan, 1, OPT_PLAN_RESOURCE_WRITE_MS, 0.125);
  assert_own (usage, plan, 3, OPT_PLAN_RESOURCE_WRITE_MS, 0.125);
}

static void
test_text (void)
{
  g_autoptr (OptPlan) plan = opt_test_read_plan_text (
      "Insert on t  " NODE "  Buffers: shared hit=10 read=30 dirtied=4\n"
      "  I/O Timings: shared read=20.000 write=1.500\n"
      "  WAL: records=40 fpi=2 bytes=5000\n"
      "  ->  Nested Loop  " NODE "        Buffers: shared hit=3 read=25\n"
      "        I/O Timings: shared read=18.000\n"
      "        WAL: records=1 bytes=60\n"
      "        ->  Seq Scan on a  " NODE "              Buffers: shared read=20\n"
      "              I/O Timings: shared read=12.500\n"
      "        ->  Seq Scan on b  " NODE "              Buffers: shared hit=3\n");
  g_autoptr (OptPlanUsage) usage = opt_plan_usage_new (plan);

  assert_own (usage, plan, 1, OPT_PLAN_RESOURCE_OF (OPT_PLAN_BLOCKS_SHARED_HIT), 7);
  assert_own (usage, plan, 1, OPT_PLAN_RESOURCE_OF (OPT_PLAN_BLOCKS_SHARED_READ), 5);
  assert_own (usage, plan, 1, OPT_PLAN_RESOURCE_READ_MS, 2);
  assert_own (usage, plan, 1, OPT_PLAN_RESOURCE_WRITE_MS, 1.5);
  assert_own (usage, plan, 1, OPT_PLAN_RESOURCE_TEMP_READ_MS, NAN);
  assert_own (usage, plan, 1, OPT_PLAN_RESOURCE_WAL_RECORDS, 39);
  assert_own (usage, plan, 1, OPT_PLAN_RESOURCE_WAL_FPI, 2);
  assert_own (usage, plan, 1, OPT_PLAN_RESOURCE_WAL_BYTES, 4940);
  assert_own (usage, plan, 1, OPT_PLAN_RESOURCE_WAL_BUFFERS_FULL, NAN);
  assert_own (usage, plan, 2, OPT_PLAN_RESOURCE_READ_MS, 5.5);
  /* What is 0 text leaves out. */
  assert_own (usage, plan, 3, OPT_PLAN_RESOURCE_OF (OPT_PLAN_BLOCKS_SHARED_HIT), 0);
  assert_own (usage, plan, 3, OPT_PLAN_RESOURCE_OF (OPT_PLAN_BLOCKS_TEMP_WRITTEN), 0);
  assert_own (usage, plan, 4, OPT_PLAN_RESOURCE_WAL_BYTES, 0);
}

/* Of two plans one tells, the other doesn't; from 17 on reading has two names. */
static void
test_told (void)
{
  g_autoptr (OptPlan) plan = opt_test_read_plan_text (
      "[{\"Plan\": {\"Node Type\": \"Result\", \"Shared Hit Blocks\": 3, \"Shared Read Blocks\": 0,"
      " \"Shared I/O Read Time\": 2.5, \"Local I/O Read Time\": 1.5, \"Temp I/O Read Time\": 0.0}},"
      " {\"Plan\": {\"Node Type\": \"Result\"}}]");
  g_autoptr (OptPlanUsage) usage = opt_plan_usage_new (plan);
  g_autoptr (JsonNode) json = opt_plan_to_json (plan);
  JsonArray *nodes = opt_json_get_array (json_node_get_object (json), "nodes");
  JsonObject *first = json_array_get_object_element (nodes, 0);
  JsonObject *second = json_array_get_object_element (nodes, 1);
  JsonObject *io = opt_json_get_object (first, "own_io");

  g_assert_true (opt_plan_usage_has_any (usage, OPT_PLAN_RESOURCE_GROUP_IO));
  g_assert_false (opt_plan_usage_has_any (usage, OPT_PLAN_RESOURCE_GROUP_WAL));
  assert_own (usage, plan, 1, OPT_PLAN_RESOURCE_READ_MS, 4);
  assert_own (usage, plan, 1, OPT_PLAN_RESOURCE_TEMP_READ_MS, 0);
  assert_own (usage, plan, 2, OPT_PLAN_RESOURCE_READ_MS, NAN);
  assert_own (usage, plan, 2, OPT_PLAN_RESOURCE_OF (OPT_PLAN_BLOCKS_SHARED_HIT), NAN);

  g_assert_cmpint (opt_json_get_int (opt_json_get_object (first, "own_buffers"), "shared_hit", -1),
                   ==, 3);
  g_assert_cmpfloat (opt_json_get_double (io, "read_ms", NAN), ==, 4);
  g_assert_true (json_object_get_null_member (io, "temp_write_ms"));
  g_assert_true (json_object_get_null_member (first, "own_wal"));
  g_assert_true (json_object_get_null_member (second, "own_buffers"));
  g_assert_true (json_object_get_null_member (second, "own_io"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  opt_test_add_plans ("/plan/usage", test_file);
  g_test_add_func ("/plan/usage/names", test_names);
  g_test_add_func ("/plan/usage/text", test_text);
  g_test_add_func ("/plan/usage/told", test_told);

  return g_test_run ();
}
