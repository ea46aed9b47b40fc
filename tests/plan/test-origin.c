/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-plan-origin.h"

#include <string.h>

#include "opt-test-plan.h"
#include "opt-test.h"

/* No joins but hashed ones and no order but by sorting, so that everybody gets the same plans. */
static const char schema[]
    = "CREATE TABLE customer (id int PRIMARY KEY, name text, email varchar(80), active bool);"
      "CREATE TABLE orders (id int PRIMARY KEY, customer_id int, status varchar(10),"
      " placed timestamptz, total numeric);"
      "CREATE INDEX orders_status ON orders (status);"
      "CREATE VIEW open_orders AS SELECT o.* FROM orders o WHERE o.status = 'open';"
      "CREATE TABLE part (id int, at date) PARTITION BY RANGE (at);"
      "CREATE TABLE part_1 PARTITION OF part FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');"
      "SET enable_mergejoin = off; SET enable_nestloop = off; SET enable_bitmapscan = off;"
      "SET enable_indexscan = off; SET max_parallel_workers_per_gather = 0; SET jit = off";

static const struct
{
  const char *name;
  const char *sql;
  const char *expected; /* a line a node: its type, and the parts that it comes from */
} cases[] = {
  { "scan", "SELECT * FROM orders WHERE status = 'new' AND total > 10",
    "Seq Scan: orders|status = 'new'|total > 10\n" },
  { "alias", "SELECT * FROM public.orders AS o WHERE o.total + 1 > 10",
    "Seq Scan: public.orders AS o|o.total + 1 > 10\n" },
  { "join",
    "SELECT * FROM orders o JOIN customer c ON c.id = o.customer_id\n"
    " WHERE c.active AND o.status IN ('a', 'b') ORDER BY o.placed DESC, o.id LIMIT 5 OFFSET 2",
    "Limit: LIMIT 5 OFFSET 2\n"
    "Sort: ORDER BY o.placed DESC, o.id\n"
    "Hash Join: c.id = o.customer_id\n"
    "Seq Scan: customer c|c.active\n"
    "Hash:\n"
    "Seq Scan: orders o|o.status IN ('a', 'b')\n" },
  /* What is first of all columns the statement does not tell. */
  { "position", "SELECT * FROM orders ORDER BY 1", "Sort:\nSeq Scan: orders\n" },
  { "between", "SELECT * FROM orders WHERE placed BETWEEN now() - interval '1 day' AND now()",
    "Seq Scan: orders|placed BETWEEN now() - interval '1 day' AND now()\n" },
  { "or", "SELECT * FROM orders WHERE status = 'a' AND total > 1 OR total IS NULL AND id = 3",
    "Seq Scan: orders|status = 'a' AND total > 1 OR total IS NULL AND id = 3\n" },
  { "like", "SELECT * FROM customer WHERE name LIKE 'A%' AND (email ILIKE '%x' OR id < 5)",
    "Seq Scan: customer|name LIKE 'A%'|(email ILIKE '%x' OR id < 5)\n" },
  { "group",
    "SELECT status AS s, count(*) FROM orders GROUP BY s HAVING count(*) > 3 ORDER BY 2 DESC",
    "Sort: ORDER BY 2 DESC\n"
    "Aggregate: GROUP BY s|count(*) > 3\n"
    "Seq Scan: orders\n" },
  { "cte",
    "WITH recent AS MATERIALIZED (SELECT * FROM orders WHERE total > 5)\n"
    "SELECT * FROM recent r WHERE r.id = 7",
    "CTE Scan: recent r|r.id = 7\n"
    "Seq Scan: recent AS MATERIALIZED (SELECT * FROM orders WHERE total > 5)|orders|total > 5\n" },
  /* Which "o" is which, and where 'a' is looked for, can be told by the alias alone. */
  { "twice",
    "SELECT * FROM orders a JOIN orders b ON a.id = b.customer_id"
    " WHERE a.status = 'a' AND b.status = 'b'",
    "Hash Join: a.id = b.customer_id\n"
    "Seq Scan: orders b|b.status = 'b'\n"
    "Hash:\n"
    "Seq Scan: orders a|a.status = 'a'\n" },
  /* Both are "o" in the statement, and "o" and "o_1" in the plan. */
  { "namesakes",
    "SELECT * FROM orders o WHERE o.total > (SELECT avg(o.total) FROM orders o WHERE o.id < 9)",
    "Seq Scan:\n"
    "Aggregate:\n"
    "Seq Scan:\n" },
  /* The view's own table has the alias that the statement's has, too. */
  { "view", "SELECT * FROM open_orders v JOIN orders o ON o.id = v.customer_id",
    "Hash Join:\n"
    "Seq Scan:\n"
    "Hash:\n"
    "Seq Scan:\n" },
  { "view-alone", "SELECT * FROM open_orders WHERE id = 5", "Seq Scan: id = 5\n" },
  /* The same condition in two places: it may be either. */
  { "same-twice",
    "SELECT id FROM orders WHERE total > 5 UNION ALL SELECT customer_id FROM orders WHERE total > 5",
    "Append:\n"
    "Seq Scan:\n"
    "Seq Scan:\n" },
  /* What the planner concludes from others nobody wrote. */
  { "concluded", "SELECT * FROM orders o JOIN customer c ON c.id = o.id WHERE c.id > 3",
    "Hash Join: c.id = o.id\n"
    "Seq Scan: orders o\n"
    "Hash:\n"
    "Seq Scan: customer c|c.id > 3\n" },
  { "partition", "SELECT * FROM part p WHERE p.at = '2024-05-01' AND p.id = 3",
    "Seq Scan: p.at = '2024-05-01'|p.id = 3\n" },
  { "update", "UPDATE orders SET total = 0 WHERE status = 'new' RETURNING id",
    "ModifyTable: orders\n"
    "Seq Scan: orders|status = 'new'\n" },
  { "using", "SELECT * FROM orders a JOIN orders b USING (id) WHERE a.total > 5",
    "Hash Join:\n"
    "Seq Scan: orders b\n"
    "Hash:\n"
    "Seq Scan: orders a|a.total > 5\n" },
  { "case",
    "SELECT * FROM orders WHERE CASE WHEN total > 1 AND id > 2 THEN status = 'a' ELSE true END"
    " AND total < 7",
    "Seq Scan: orders|CASE WHEN total > 1 AND id > 2 THEN status = 'a' ELSE true END|total < 7\n" },
  /* Whose column "s.id" is, only the planner knows. */
  { "subquery", "SELECT * FROM (SELECT id, total FROM orders WHERE total > 5) s WHERE s.id = 3",
    "Seq Scan: orders|total > 5\n" },
  { "insert",
    "INSERT INTO orders (id) SELECT id FROM customer WHERE active ON CONFLICT (id) DO NOTHING",
    "ModifyTable: orders\n"
    "Seq Scan: customer|active\n" },
  { "delete", "DELETE FROM orders o USING customer c WHERE c.id = o.customer_id AND c.name = 'x'",
    "ModifyTable: orders o\n"
    "Hash Join: c.id = o.customer_id\n"
    "Seq Scan: orders o\n"
    "Hash:\n"
    "Seq Scan: customer c|c.name = 'x'\n" },
  { "window",
    "SELECT rank() OVER (PARTITION BY status ORDER BY id) FROM orders ORDER BY status, id",
    "WindowAgg:\n"
    "Sort:\n"
    "Seq Scan: orders\n" },
  { "union",
    "(SELECT id FROM orders WHERE total > 5 ORDER BY id LIMIT 1)"
    " UNION ALL (SELECT id FROM customer WHERE active ORDER BY id LIMIT 2)",
    "Append:\n"
    "Limit:\n"
    "Sort:\n"
    "Seq Scan: orders|total > 5\n"
    "Limit:\n"
    "Sort:\n"
    "Seq Scan: customer|active\n" },
  { "comments", "SELECT * FROM orders -- WHERE total > 5\n WHERE /* AND */ status = 'x' -- AND",
    "Seq Scan: orders|status = 'x'\n" },
  { "letters", "SELECT 'é—', * FROM orders WHERE status = 'ü' AND total > 1",
    "Seq Scan: orders|status = 'ü'|total > 1\n" },
  { "distinct-from", "SELECT * FROM orders WHERE status IS DISTINCT FROM 'x' AND total > 1",
    "Seq Scan: orders|status IS DISTINCT FROM 'x'|total > 1\n" },
  { "function",
    "SELECT * FROM orders WHERE extract(year FROM placed) = 2024 AND left(status, 1) = 'n'",
    "Seq Scan: orders|extract(year FROM placed) = 2024|left(status, 1) = 'n'\n" },
};

static OptConnection *connection;

static OptPlan *
explain (const char *sql)
{
  g_autofree char *text = g_strconcat ("EXPLAIN (FORMAT JSON) ", sql, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (OptResult) result
      = opt_connection_query_sync (connection, text, NULL, OPT_QUERY_NONE, NULL, &error);
  OptPlan *plan;

  g_assert_no_error (error);
  plan = opt_plan_new_from_text (opt_result_get_text (result, 0, "QUERY PLAN"), -1, &error);
  g_assert_no_error (error);

  return plan;
}

static char *
describe (OptPlan *plan, const char *sql)
{
  g_autoptr (GArray) origins = opt_plan_find_origins (plan, sql);
  GString *text = g_string_new (NULL);

  for (guint id = 1; id <= opt_plan_get_n_nodes (plan); id++)
    {
      OptPlanNode *node = opt_plan_get_node (plan, (int) id);
      const char *before = " ";

      g_string_append_printf (text, "%s:", opt_plan_node_get_node_type (node));
      for (guint i = 0; i < origins->len; i++)
        {
          OptPlanOrigin *origin = &g_array_index (origins, OptPlanOrigin, i);

          if (origin->node != node)
            continue;
          g_assert_cmpuint (origin->start, <, origin->end);
          g_assert_cmpuint (origin->end, <=, strlen (sql));
          g_string_append (text, before);
          g_string_append_len (text, sql + origin->start, (gssize) (origin->end - origin->start));
          before = "|";
        }
      g_string_append_c (text, '\n');
    }

  return g_string_free (text, FALSE);
}

static void
test_case (gconstpointer data)
{
  const char *sql = cases[GPOINTER_TO_UINT (data)].sql;
  g_autoptr (OptPlan) plan = explain (sql);
  g_autofree char *found = describe (plan, sql);

  g_assert_cmpstr (found, ==, cases[GPOINTER_TO_UINT (data)].expected);
}

/* A statement whose values stand elsewhere, and a plan that was made with some. */
static void
test_parameters (void)
{
  static const char sql[] = "SELECT * FROM orders WHERE status = $1 AND total > $2";
  g_autoptr (OptPlan) plan = explain ("SELECT * FROM orders WHERE status = 'new' AND total > 7");
  g_autofree char *found = describe (plan, sql);

  g_assert_cmpstr (found, ==, "Seq Scan: orders|status = $1|total > $2\n");
}

/* The plan of another statement, and what is none. */
static void
test_others (void)
{
  static const char *const others[] = { "",
                                        "SELECT",
                                        "SELECT FROM",
                                        "SELECT 1; SELECT 2",
                                        "SELECT * FROM nothing WHERE x = 1",
                                        "SELECT * FROM customer orders WHERE total < 7",
                                        "MERGE",
                                        "((((",
                                        "SELECT 'a",
                                        "SELECT * FROM orders2 orders" };
  g_autoptr (OptPlan) plan = explain ("SELECT * FROM orders WHERE total > 7");

  for (gsize i = 0; i < G_N_ELEMENTS (others); i++)
    {
      g_autoptr (GArray) origins = opt_plan_find_origins (plan, others[i]);

      g_assert_cmpuint (origins->len, ==, 0);
    }
}

/* What was cut anywhere still breaks nothing, and no part reaches beyond it. */
static void
test_cut (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (OptPlan) plan = explain (cases[i].sql);

      for (gsize length = 0; length < strlen (cases[i].sql); length++)
        {
          g_autofree char *sql = g_strndup (cases[i].sql, length);
          g_autofree char *found = describe (plan, sql);

          g_assert_nonnull (found);
        }
    }
}

/* Whatever the plan: with its own texts as the statement nothing breaks. */
static void
test_file (gconstpointer data)
{
  g_autoptr (OptPlan) plan = opt_test_read_plan ("plans", data);

  for (guint id = 1; id <= opt_plan_get_n_nodes (plan); id++)
    {
      OptPlanNode *node = opt_plan_get_node (plan, (int) id);
      const char *relation = opt_plan_node_get_text (node, "Relation Name");
      const char *filter = opt_plan_node_get_text (node, "Filter");
      g_autofree char *sql
          = g_strdup_printf ("SELECT * FROM %s %s WHERE %s", relation != NULL ? relation : "t",
                             relation != NULL ? opt_plan_node_get_text (node, "Alias") : "t",
                             filter != NULL ? filter : "true");
      g_autofree char *found = describe (plan, sql);

      g_assert_nonnull (found);
    }
}

int
main (int argc, char **argv)
{
  g_autofree char *database = NULL;
  g_autoptr (GError) error = NULL;
  int failed;

  g_test_init (&argc, &argv, NULL);

  database = opt_test_create_database ();
  connection = opt_test_connect (database, OPT_CONNECTION_ROLE_SANDBOX);
  opt_result_unref (
      opt_connection_query_sync (connection, schema, NULL, OPT_QUERY_SCRIPT, NULL, &error));
  g_assert_no_error (error);
  opt_test_add_plans ("/plan/origin", test_file);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strdup_printf ("/plan/origin/%s", cases[i].name);

      g_test_add_data_func (path, GUINT_TO_POINTER (i), test_case);
    }
  g_test_add_func ("/plan/origin/parameters", test_parameters);
  g_test_add_func ("/plan/origin/others", test_others);
  g_test_add_func ("/plan/origin/cut", test_cut);
  failed = g_test_run ();
  opt_connection_close (connection);
  g_clear_object (&connection);

  return failed;
}
