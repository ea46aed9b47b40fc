/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-plan.h"

#include <math.h>
#include <string.h>

#include "opt-error.h"
#include "opt-test.h"

/*
 * A plan says the same in each format. What JSON says of a plan is what a real server printed; what
 * is read from its other formats must be that.
 */

typedef struct
{
  OptConnection *connection;
} Fixture;

static void
run (Fixture *fixture, const char *sql)
{
  g_autoptr (GError) error = NULL;

  opt_connection_execute_sync (fixture->connection, sql, NULL, NULL, &error);
  g_assert_no_error (error);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  static const char *const parts[] = {
    "CREATE TABLE a (id int PRIMARY KEY, v int, t text)",
    "CREATE TABLE b (id int PRIMARY KEY, a int REFERENCES a, n numeric)",
    "CREATE SCHEMA \"Odd one\"",
    "CREATE TABLE \"Odd one\".\"we\"\"ird, (t\" (\"a b\" int, d date)",
    "CREATE TABLE p (k int, v int) PARTITION BY RANGE (k)",
    "CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (1000)",
    "CREATE TABLE p2 PARTITION OF p FOR VALUES FROM (1000) TO (2000)",
    "CREATE FUNCTION noop () RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
    "CREATE TRIGGER audit BEFORE UPDATE ON b FOR EACH ROW EXECUTE FUNCTION noop ()",
    "INSERT INTO a SELECT i, i % 100, 'text ' || i FROM generate_series(1, 10000) i",
    "INSERT INTO b SELECT i, i % 10000 + 1, i FROM generate_series(1, 20000) i",
    "INSERT INTO p SELECT i, i % 7 FROM generate_series(0, 1999) i",
    "INSERT INTO \"Odd one\".\"we\"\"ird, (t\" VALUES (1, '2024-01-01')",
    "CREATE TABLE ruled (id int)",
    "CREATE RULE told AS ON INSERT TO ruled DO ALSO NOTIFY news",
    "CREATE RULE kept AS ON UPDATE TO ruled DO ALSO UPDATE a SET v = 1 WHERE id = OLD.id",
    "CREATE INDEX a_v ON a (v)",
    "CREATE INDEX b_a ON b (a)",
    "VACUUM ANALYZE",
    "SET jit = off",
    "SET track_io_timing = on",
    "SET max_parallel_workers_per_gather = 0",
  };
  g_autofree char *database = opt_test_create_database ();

  fixture->connection = opt_test_connect (database, OPT_CONNECTION_ROLE_SANDBOX);
  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    run (fixture, parts[i]);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  opt_connection_close (fixture->connection);
  g_clear_object (&fixture->connection);
}

/* As psql shows it, line by line. */
static char *
explain (Fixture *fixture, const char *options, const char *format, const char *statement)
{
  g_autofree char *sql = g_strdup_printf ("EXPLAIN (%s, FORMAT %s) %s", options, format, statement);
  g_autoptr (GError) error = NULL;
  g_autoptr (OptResult) result
      = opt_connection_query_sync (fixture->connection, sql, NULL, OPT_QUERY_NONE, NULL, &error);
  g_autoptr (GString) text = g_string_new (NULL);

  g_assert_no_error (error);
  for (guint row = 0; row < opt_result_get_n_rows (result); row++)
    g_string_append_printf (text, "%s\n", opt_result_get_cell (result, row, 0, NULL));

  return g_string_free (g_steal_pointer (&text), FALSE);
}

/* ---- Comparing ------------------------------------------------------------------------------- */

/* Formats for people leave out what says nothing. */
static gboolean
says_nothing (JsonNode *node)
{
  switch (json_node_get_node_type (node))
    {
    case JSON_NODE_ARRAY:
      return json_array_get_length (json_node_get_array (node)) == 0;
    case JSON_NODE_OBJECT:
      return json_object_get_size (json_node_get_object (node)) == 0;
    case JSON_NODE_NULL:
      return TRUE;
    case JSON_NODE_VALUE:
    default:
      return json_node_get_value_type (node) == G_TYPE_BOOLEAN
                 ? !json_node_get_boolean (node)
                 : json_node_get_value_type (node) != G_TYPE_STRING
                       && json_node_get_double (node) == 0;
    }
}

static void assert_same (const char *where, JsonNode *expected, JsonNode *found);

static void
assert_same_object (const char *where, JsonObject *expected, JsonObject *found)
{
  g_autoptr (GList) members = json_object_get_members (expected);
  g_autoptr (GList) others = json_object_get_members (found);

  for (GList *l = members; l != NULL; l = l->next)
    {
      JsonNode *node = json_object_get_member (expected, l->data);
      g_autofree char *place = g_strdup_printf ("%s/%s", where, (char *) l->data);

      /* Told in text where EXPLAIN is VERBOSE only; differs from one run to the next. */
      if ((g_str_equal (l->data, "Inner Unique") && !json_object_has_member (found, l->data))
          || g_str_equal (l->data, "Planning"))
        continue;
      if (!json_object_has_member (found, l->data))
        {
          if (!says_nothing (node))
            g_error ("%s is missing", place);
          continue;
        }
      assert_same (place, node, json_object_get_member (found, l->data));
    }
  for (GList *l = others; l != NULL; l = l->next)
    if (!json_object_has_member (expected, l->data)
        && !says_nothing (json_object_get_member (found, l->data)))
      g_error ("%s/%s is too many", where, (char *) l->data);
}

static void
assert_same (const char *where, JsonNode *expected, JsonNode *found)
{
  g_test_message ("%s", where);
  g_assert_cmpint (json_node_get_node_type (expected), ==, json_node_get_node_type (found));
  if (JSON_NODE_HOLDS_OBJECT (expected))
    assert_same_object (where, json_node_get_object (expected), json_node_get_object (found));
  else if (JSON_NODE_HOLDS_ARRAY (expected))
    {
      JsonArray *one = json_node_get_array (expected);
      JsonArray *other = json_node_get_array (found);

      g_assert_cmpuint (json_array_get_length (one), ==, json_array_get_length (other));
      for (guint i = 0; i < json_array_get_length (one); i++)
        {
          g_autofree char *place = g_strdup_printf ("%s[%u]", where, i);

          assert_same (place, json_array_get_element (one, i), json_array_get_element (other, i));
        }
    }
  else if (json_node_get_value_type (expected) == G_TYPE_STRING)
    g_assert_cmpstr (json_node_get_string (expected), ==, json_node_get_string (found));
  else if (json_node_get_value_type (expected) == G_TYPE_BOOLEAN)
    g_assert_cmpint (json_node_get_boolean (expected), ==, json_node_get_boolean (found));
  else if (!g_str_has_suffix (where, " Time"))
    {
      g_assert_cmpfloat (json_node_get_double (expected), ==, json_node_get_double (found));
      g_assert_cmpstr (g_type_name (json_node_get_value_type (expected)), ==,
                       g_type_name (json_node_get_value_type (found)));
    }
}

static void
assert_reads_same (Fixture *fixture, const char *options, const char *statement)
{
  static const char *const formats[] = { "TEXT", "XML", "YAML" };
  g_autofree char *json = explain (fixture, options, "JSON", statement);
  g_autoptr (GError) error = NULL;
  g_autoptr (OptPlan) expected = opt_plan_new_from_text (json, -1, &error);

  g_assert_no_error (error);
  for (guint i = 0; i < G_N_ELEMENTS (formats); i++)
    {
      g_autofree char *text = explain (fixture, options, formats[i], statement);
      g_autofree char *place = g_strdup_printf ("%s, %s: %s\n", statement, options, formats[i]);
      g_autoptr (OptPlan) plan = opt_plan_new_from_text (text, -1, &error);

      g_test_message ("%s", text);
      g_assert_no_error (error);
      assert_same (place, opt_plan_get_source (expected), opt_plan_get_source (plan));
    }
}

/* ---- The tests ------------------------------------------------------------------------------- */

static const char *const reading[] = {
  "SELECT 1",
  "SELECT * FROM a WHERE t = 'it''s (cost=1) : \"x\", or' AND v > 3",
  "SELECT * FROM a WHERE id = 7",
  "SELECT id FROM a WHERE id < 100 ORDER BY id DESC",
  "SELECT * FROM a WHERE v = 7 OR v = 8",
  "SELECT * FROM \"Odd one\".\"we\"\"ird, (t\" AS \"my alias\" WHERE \"a b\" = 1",
  "SELECT * FROM a JOIN b ON b.a = a.id WHERE a.v = 3",
  "SELECT * FROM a LEFT JOIN b ON b.a = a.id",
  "SELECT * FROM a FULL JOIN b ON b.a = a.id",
  "SELECT * FROM a WHERE NOT EXISTS (SELECT 1 FROM b WHERE b.a = a.id)",
  "SELECT * FROM a WHERE EXISTS (SELECT 1 FROM b WHERE b.a = a.id AND b.n > 3)",
  "SELECT (SELECT max(n) FROM b WHERE b.a = a.id), v FROM a WHERE v < 3",
  "SELECT * FROM a WHERE v > (SELECT avg(v) FROM a) AND id NOT IN (SELECT a FROM b)",
  "WITH x AS MATERIALIZED (SELECT * FROM a WHERE v = 1) SELECT * FROM x y JOIN x z USING (id)",
  "WITH RECURSIVE r AS (SELECT 1 AS i UNION ALL SELECT i + 1 FROM r WHERE i < 9) SELECT * FROM r",
  "SELECT v, count(*), sum(id) FROM a GROUP BY v ORDER BY 2, v DESC",
  "SELECT v, t, count(*) FROM a GROUP BY ROLLUP (v, t)",
  "SELECT v, t, count(*) FROM a GROUP BY GROUPING SETS ((v), (t), ())",
  "SELECT DISTINCT v FROM a ORDER BY v LIMIT 3 OFFSET 2",
  "SELECT id, rank() OVER (PARTITION BY v ORDER BY id) FROM a",
  "SELECT id FROM a EXCEPT SELECT a FROM b",
  "(SELECT id FROM a ORDER BY id) INTERSECT ALL SELECT a FROM b",
  "SELECT * FROM p WHERE k < 1500 UNION ALL SELECT id, v FROM a",
  "SELECT * FROM p WHERE k = (SELECT 5)",
  "SELECT * FROM generate_series(1, 10) WITH ORDINALITY AS g (i, n) WHERE i > 3",
  "SELECT * FROM (VALUES (1, 'a'), (2, 'b')) AS v (i, t) JOIN a ON a.id = v.i",
  "SELECT generate_series(1, 3), v FROM a LIMIT 5",
  "SELECT * FROM a TABLESAMPLE system (10) REPEATABLE (1)",
  "SELECT * FROM a WHERE ctid = '(0,1)'",
  "SELECT * FROM a WHERE ctid < '(1,1)'",
  "SELECT * FROM a ORDER BY v, t LIMIT 20",
  "SELECT * FROM a FOR UPDATE LIMIT 1",
  "SELECT * FROM xmltable('/r' PASSING '<r>1</r>' COLUMNS i int PATH '.') AS x",
  "SELECT * FROM a, LATERAL (SELECT * FROM b WHERE b.a = a.v LIMIT 2) x WHERE a.id < 50",
  "SELECT * FROM a WHERE false",
};

static void
test_reading (Fixture *fixture, gconstpointer data)
{
  for (guint i = 0; i < G_N_ELEMENTS (reading); i++)
    {
      g_autofree char *warm = explain (fixture, "ANALYZE, TIMING OFF, BUFFERS", "TEXT", reading[i]);

      assert_reads_same (fixture, "COSTS OFF", reading[i]);
      assert_reads_same (fixture, "COSTS ON, SETTINGS", reading[i]);
      assert_reads_same (fixture, "VERBOSE", reading[i]);
      assert_reads_same (fixture, "ANALYZE, TIMING OFF, SUMMARY OFF, BUFFERS, WAL", reading[i]);
    }
}

/* With little memory, so that there is more to be told. */
static void
test_spilling (Fixture *fixture, gconstpointer data)
{
  run (fixture, "SET work_mem = '64kB'");
  test_reading (fixture, data);
}

static void
test_changing (Fixture *fixture, gconstpointer data)
{
  static const char *const changing[] = {
    "INSERT INTO a VALUES (-1, 2, 'x') ON CONFLICT (id) DO UPDATE SET v = 3 WHERE a.v = 1",
    "INSERT INTO a SELECT * FROM a ON CONFLICT DO NOTHING",
    "UPDATE p SET v = v + 1 WHERE k < 1100",
    "DELETE FROM b WHERE a < 10",
    "INSERT INTO ruled VALUES (1)",
    "UPDATE ruled SET id = 2",
    "WITH gone AS (DELETE FROM b WHERE id < 9 RETURNING *) SELECT * FROM gone",
    "MERGE INTO b USING a ON b.id = a.id WHEN MATCHED AND a.v = 1 THEN DELETE"
    " WHEN MATCHED THEN UPDATE SET n = 1 WHEN NOT MATCHED THEN DO NOTHING",
  };

  for (guint i = 0; i < G_N_ELEMENTS (changing); i++)
    {
      assert_reads_same (fixture, "COSTS OFF", changing[i]);
      assert_reads_same (fixture, "COSTS ON", changing[i]);
      assert_reads_same (fixture, "VERBOSE", changing[i]);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add ("/plan/formats/reading", Fixture, NULL, set_up, test_reading, tear_down);
  g_test_add ("/plan/formats/spilling", Fixture, NULL, set_up, test_spilling, tear_down);
  g_test_add ("/plan/formats/changing", Fixture, NULL, set_up, test_changing, tear_down);

  return g_test_run ();
}
