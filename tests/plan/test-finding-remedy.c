/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "findings-fixture.h"

#include <string.h>

#include "opt-json.h"
#include "opt-plan-remedies.h"

/* What findings hand on to the advisor and to trials, and what they must not. */

static void
assert_remedy (OptFinding *finding, const char *kind, const char *sql)
{
  const OptFindingRemedy *remedy = opt_finding_get_remedy (finding);

  g_test_message ("%s: %s, %s", opt_finding_get_title (finding),
                  remedy != NULL ? opt_finding_remedy_kind_get_nick (remedy->kind) : "nothing",
                  remedy != NULL && remedy->sql != NULL ? remedy->sql : "no SQL");
  if (kind == NULL)
    {
      g_assert_null (remedy);
      return;
    }
  g_assert_nonnull (remedy);
  g_assert_cmpstr (opt_finding_remedy_kind_get_nick (remedy->kind), ==, kind);
  g_assert_cmpstr (remedy->sql, ==, sql);
  g_assert_null (remedy->statement);
}

/* Of each kind that PostgreSQL has made a plan of: what the plan alone hands on. */
static void
test_kinds (void)
{
  static const struct
  {
    OptFindingKind kind;
    const char *remedy; /* NULL: it is for people alone */
    const char *sql;
  } cases[] = {
    { OPT_FINDING_SLOW_NODE, NULL, NULL },
    { OPT_FINDING_HIGH_COST_NODE, NULL, NULL },
    { OPT_FINDING_SEQ_SCAN, "advise", NULL },
    { OPT_FINDING_MULTI_COLUMN_INDEX, "advise", NULL },
    { OPT_FINDING_FUNCTION_ON_COLUMN, "advise", NULL },
    { OPT_FINDING_INEFFICIENT_INDEX, "advise", NULL },
    { OPT_FINDING_LIMIT_ORDER, "advise", NULL },
    { OPT_FINDING_ROWS_REMOVED_BY_FILTER, NULL, NULL },
    { OPT_FINDING_ROWS_REMOVED_BY_RECHECK, NULL, NULL },
    /* A copy was just vacuumed and analysed. */
    { OPT_FINDING_HEAP_FETCHES, NULL, NULL },
    { OPT_FINDING_STALE_STATISTICS, NULL, NULL },
    { OPT_FINDING_PARTITIONS, NULL, NULL },
    { OPT_FINDING_ROWS_REMOVED_BY_JOIN_FILTER, NULL, NULL },
    { OPT_FINDING_NESTED_LOOP, NULL, NULL },
    { OPT_FINDING_MEMOIZE, "setting", "SET work_mem = '10MB'" },
    { OPT_FINDING_MISESTIMATE, NULL, NULL },
    { OPT_FINDING_CORRELATED_COLUMNS, "change",
      "CREATE STATISTICS visits_city_zip_stat (dependencies, mcv) ON city, zip FROM visits;\n"
      "ANALYZE visits" },
    /* Trials run with values. */
    { OPT_FINDING_GENERIC_PLAN, NULL, NULL },
    { OPT_FINDING_SORT_SPILL, "setting", "SET work_mem = '32MB'" },
    /* As much as does where hash_mem_multiplier is 1: the plan does not tell it. */
    { OPT_FINDING_HASH_BATCHES, "setting", "SET work_mem = '29MB'" },
    { OPT_FINDING_HASH_AGGREGATE_SPILL, "setting", "SET work_mem = '12MB'" },
    { OPT_FINDING_TEMPORARY_FILES, "setting", "SET work_mem = '28MB'" },
    { OPT_FINDING_LOSSY_BITMAP, "setting", "SET work_mem = '1MB'" },
    { OPT_FINDING_SLOW_IO, NULL, NULL },
    { OPT_FINDING_COLD_CACHE, NULL, NULL },
    { OPT_FINDING_BUFFERS_PER_ROW, NULL, NULL },
    { OPT_FINDING_WORKERS, NULL, NULL },
    { OPT_FINDING_UNEVEN_WORKERS, NULL, NULL },
    { OPT_FINDING_JIT, "setting", "SET jit = 'off'" },
    { OPT_FINDING_PLANNING, NULL, NULL },
    { OPT_FINDING_TRIGGER, NULL, NULL },
    /* Of which table and columns only the catalog knows. */
    { OPT_FINDING_FOREIGN_KEY, NULL, NULL },
    { OPT_FINDING_LARGE_OFFSET, NULL, NULL },
    { OPT_FINDING_LARGE_RESULT, NULL, NULL },
    { OPT_FINDING_NEVER_EXECUTED, NULL, NULL },
    { OPT_FINDING_SETTINGS, NULL, NULL },
    { OPT_FINDING_DISABLED_NODE, NULL, NULL },
  };

  /* None is forgotten. */
  g_assert_cmpuint (G_N_ELEMENTS (cases), ==, OPT_FINDING_DISABLED_NODE + 1);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *file
          = g_strdup_printf ("findings/%s.json", opt_finding_kind_get_nick (cases[i].kind));
      g_autoptr (OptPlan) plan = findings_fixture_read (file);

      assert_remedy (findings_fixture_find (plan, cases[i].kind), cases[i].remedy, cases[i].sql);
    }
}

static OptPlan *
read_plan (const char *text)
{
  g_autoptr (GError) error = NULL;
  OptPlan *plan = opt_plan_new_from_text (text, -1, &error);

  g_assert_no_error (error);

  return plan;
}

/* The advisor knows B-trees: what none can serve it is not asked about. */
static void
test_filters (void)
{
  static const struct
  {
    const char *schema;
    const char *filter;
    OptFindingKind kind;
    gboolean advise;
  } cases[] = {
    { "shop", "(status = 'new'::text)", OPT_FINDING_SEQ_SCAN, TRUE },
    { "shop", "(placed < '2020-01-01'::date)", OPT_FINDING_SEQ_SCAN, TRUE },
    { "shop", "((customer_id)::text = '42'::text)", OPT_FINDING_SEQ_SCAN, TRUE },
    { "shop", "(name ~~ 'corp%'::text)", OPT_FINDING_SEQ_SCAN, TRUE },
    { "shop", "((a = 1) AND (b = 2))", OPT_FINDING_MULTI_COLUMN_INDEX, TRUE },
    { "shop", "(lower(email) = 'x'::text)", OPT_FINDING_FUNCTION_ON_COLUMN, TRUE },
    { "shop", "((NOT (hashed SubPlan 1)) AND (status = 'new'::text))", OPT_FINDING_SEQ_SCAN, TRUE },
    { "pg_catalog", "(relname = 'orders'::name)", OPT_FINDING_SEQ_SCAN, FALSE },
    { "shop", "(name ~~ '%corp%'::text)", OPT_FINDING_SEQ_SCAN, FALSE },
    { "shop", "(tags @> '{x}'::text[])", OPT_FINDING_SEQ_SCAN, FALSE },
    { "shop", "(NOT (hashed SubPlan 1))", OPT_FINDING_SEQ_SCAN, FALSE },
    { "shop", "(random() < '0.01'::double precision)", OPT_FINDING_SEQ_SCAN, FALSE },
    { "shop", "(date_trunc($2, created_at) = $3)", OPT_FINDING_FUNCTION_ON_COLUMN, FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = g_strdup_printf (
          "[{\"Execution Time\": 1000, \"Plan\": {\"Node Type\": \"Seq Scan\", \"Schema\": \"%s\","
          " \"Relation Name\": \"orders\", \"Filter\": \"%s\", \"Rows Removed by Filter\": 99999,"
          " \"Actual Startup Time\": 1, \"Actual Total Time\": 990, \"Actual Rows\": 1,"
          " \"Actual Loops\": 1, \"Plan Rows\": 1}}]",
          cases[i].schema, cases[i].filter);
      g_autoptr (OptPlan) plan = read_plan (text);
      OptFinding *finding = findings_fixture_find (plan, cases[i].kind);

      g_test_message ("%s", cases[i].filter);
      g_assert_nonnull (finding);
      assert_remedy (finding, cases[i].advise ? "advise" : NULL, NULL);
    }
}

/* An index that is walked for its order looks nothing up, whatever its node is called. */
static void
test_walk (void)
{
  static const struct
  {
    const char *conditions;
    const char *does;
    gboolean advise;
  } cases[] = {
    { "\"Filter\": \"((customer_id = 7) AND (kind = 'click'::text))\"", "walks through", TRUE },
    { "\"Index Cond\": \"(customer_id = 7)\"", "looks rows up", FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = g_strdup_printf (
          "[{\"Plan\": {\"Node Type\": \"Limit\", \"Total Cost\": 6600, \"Plan Rows\": 20,"
          " \"Plans\": [{\"Node Type\": \"Index Scan\", \"Relation Name\": \"event\","
          " \"Schema\": \"shop\", \"Index Name\": \"event_occurred_at_idx\", %s,"
          " \"Parent Relationship\": \"Outer\", \"Startup Cost\": 0, \"Total Cost\": 6599,"
          " \"Plan Rows\": 20}]}}]",
          cases[i].conditions);
      g_autoptr (OptPlan) plan = read_plan (text);
      OptFinding *finding = findings_fixture_find (plan, OPT_FINDING_HIGH_COST_NODE);

      g_assert_nonnull (finding);
      g_assert_nonnull (strstr (opt_finding_get_why (finding), cases[i].does));
      assert_remedy (finding, cases[i].advise ? "advise" : NULL, NULL);
    }
}

/* Where an index serves the whole condition of the inner side already, there is none to look for.
 */
static void
test_nested_loop (void)
{
  static const struct
  {
    const char *inner;
    gboolean advise;
  } cases[] = {
    { "\"Node Type\": \"Seq Scan\", \"Relation Name\": \"b\"", TRUE },
    { "\"Node Type\": \"Index Scan\", \"Relation Name\": \"b\", \"Filter\": \"(x = 1)\"", TRUE },
    { "\"Node Type\": \"Index Scan\", \"Relation Name\": \"b\", \"Index Cond\": \"(id = a.b)\"",
      FALSE },
    { "\"Node Type\": \"Function Scan\", \"Function Name\": \"f\"", FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = g_strdup_printf (
          "[{\"Execution Time\": 1000, \"Plan\": {\"Node Type\": \"Nested Loop\","
          " \"Actual Startup Time\": 1, \"Actual Total Time\": 990, \"Actual Rows\": 50000,"
          " \"Actual Loops\": 1, \"Plan Rows\": 50000, \"Plans\": ["
          "{\"Node Type\": \"Seq Scan\", \"Relation Name\": \"a\","
          " \"Parent Relationship\": \"Outer\", \"Actual Startup Time\": 1,"
          " \"Actual Total Time\": 10, \"Actual Rows\": 50000, \"Actual Loops\": 1,"
          " \"Plan Rows\": 50000},"
          "{%s, \"Parent Relationship\": \"Inner\", \"Actual Startup Time\": 0.01,"
          " \"Actual Total Time\": 0.019, \"Actual Rows\": 1, \"Actual Loops\": 50000,"
          " \"Plan Rows\": 1}]}}]",
          cases[i].inner);
      g_autoptr (OptPlan) plan = read_plan (text);
      OptFinding *finding = findings_fixture_find (plan, OPT_FINDING_NESTED_LOOP);

      g_test_message ("%s", cases[i].inner);
      g_assert_nonnull (finding);
      assert_remedy (finding, cases[i].advise ? "advise" : NULL, NULL);
    }
}

/* No server takes a work_mem of more than 2 TB. */
static void
test_memory (void)
{
  static const struct
  {
    const char *kilobytes;
    const char *sql;
  } cases[] = {
    { "1000000", "SET work_mem = '" },
    { "99000000000", NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = g_strdup_printf (
          "[{\"Execution Time\": 1000, \"Plan\": {\"Node Type\": \"Sort\", \"Plan Width\": 8,"
          " \"Sort Method\": \"external merge\", \"Sort Space Type\": \"Disk\","
          " \"Sort Space Used\": %s, \"Actual Startup Time\": 1, \"Actual Total Time\": 990,"
          " \"Actual Rows\": 1000, \"Actual Loops\": 1, \"Plan Rows\": 1000}}]",
          cases[i].kilobytes);
      g_autoptr (OptPlan) plan = read_plan (text);
      OptFinding *finding = findings_fixture_find (plan, OPT_FINDING_SORT_SPILL);
      const OptFindingRemedy *remedy;

      g_assert_nonnull (finding);
      remedy = opt_finding_get_remedy (finding);
      g_assert_cmpint (remedy != NULL, ==, cases[i].sql != NULL);
      if (remedy != NULL)
        g_assert_true (g_str_has_prefix (remedy->sql, cases[i].sql));
    }
}

/* ---- With a catalog -------------------------------------------------------------------------- */

static OptRelation *
make_table (guint32 oid, const char *schema, const char *name)
{
  static const char *const columns[] = { "id", "Parent", "part" };
  OptRelation *relation = opt_relation_new ();

  relation->oid = oid;
  relation->schema = g_strdup (schema);
  relation->name = g_strdup (name);
  relation->kind = 'r';
  for (guint i = 0; i < G_N_ELEMENTS (columns); i++)
    {
      OptColumn *column = opt_column_new ();

      column->number = (gint16) (i + 1);
      column->name = g_strdup (columns[i]);
      g_ptr_array_add (relation->columns, column);
    }

  return relation;
}

static void
add_foreign_key (OptRelation *relation, guint32 referenced, gboolean inherited)
{
  OptConstraint *constraint = opt_constraint_new ();

  constraint->name = g_strdup ("children_fkey");
  constraint->type = 'f';
  constraint->relation = relation->oid;
  constraint->referenced = referenced;
  constraint->inherited = inherited;
  constraint->n_columns = 2;
  constraint->columns = g_new (gint16, 2);
  constraint->columns[0] = 2;
  constraint->columns[1] = 3;
  g_ptr_array_add (relation->constraints, constraint);
}

static void
add_index (OptRelation *relation, const gint16 *columns, guint n, const char *predicate)
{
  OptIndex *index = opt_index_new ();

  index->oid = 100;
  index->relation = relation->oid;
  index->schema = g_strdup (relation->schema);
  index->name = g_strdup ("children_some_idx");
  index->method = g_strdup ("btree");
  index->valid = TRUE;
  index->predicate = g_strdup (predicate);
  index->n_keys = n;
  index->n_columns = n;
  index->keys = g_new0 (OptIndexKey, n);
  for (guint i = 0; i < n; i++)
    index->keys[i].column = columns[i];
  g_ptr_array_add (relation->indexes, index);
}

static const char foreign_key_plan[]
    = "[{\"Execution Time\": 1000, \"Plan\": {\"Node Type\": \"ModifyTable\","
      " \"Operation\": \"Delete\", \"Relation Name\": \"parents\", \"Actual Startup Time\": 1,"
      " \"Actual Total Time\": 10, \"Actual Rows\": 0, \"Actual Loops\": 1, \"Plan Rows\": 0},"
      " \"Triggers\": [{\"Trigger Name\": \"RI_ConstraintTrigger_a_1\","
      " \"Constraint Name\": \"children_fkey\", \"Relation\": \"parents\", \"Time\": 900,"
      " \"Calls\": 100}]}]";

typedef enum
{
  CHILDREN_PLAIN,
  CHILDREN_INDEXED,      /* in the other order, and by more */
  CHILDREN_HALF_INDEXED, /* by one of the columns */
  CHILDREN_PARTLY_INDEXED,
  CHILDREN_PARTITIONED,
  CHILDREN_TWICE, /* two tables have a constraint of this name */
  CHILDREN_OTHER, /* that of another table than the trigger's */
} Children;

static OptCatalog *
make_catalog (Children children)
{
  static const gint16 both[] = { 3, 2, 1 };
  static const char *const search_path[] = { "public", NULL };
  OptCatalog *catalog = opt_catalog_new ("d", search_path);
  OptRelation *parents = make_table (1, "shop", children == CHILDREN_OTHER ? "elders" : "parents");
  OptRelation *table = make_table (2, "my shop", "Children");
  OptRelation *partition = make_table (3, "shop", "children_1");

  add_foreign_key (table, 1, FALSE);
  add_foreign_key (partition, 1, children != CHILDREN_TWICE);
  if (children == CHILDREN_INDEXED)
    add_index (table, both, 3, NULL);
  else if (children == CHILDREN_HALF_INDEXED)
    add_index (table, both, 1, NULL);
  else if (children == CHILDREN_PARTLY_INDEXED)
    add_index (table, both, 2, "part > 5");
  else if (children == CHILDREN_PARTITIONED)
    table->kind = 'p';
  opt_catalog_add_relation (catalog, parents);
  opt_catalog_add_relation (catalog, table);
  opt_catalog_add_relation (catalog, partition);

  return catalog;
}

/* The index that the foreign key lacks, and what its trigger looks for to measure it by. */
static void
test_foreign_key (void)
{
  static const struct
  {
    Children children;
    gboolean change;
  } cases[] = {
    { CHILDREN_PLAIN, TRUE },    { CHILDREN_HALF_INDEXED, TRUE }, { CHILDREN_PARTLY_INDEXED, TRUE },
    { CHILDREN_INDEXED, FALSE }, { CHILDREN_PARTITIONED, FALSE }, { CHILDREN_TWICE, FALSE },
    { CHILDREN_OTHER, FALSE },
  };
  g_autoptr (GPtrArray) tables = g_ptr_array_new ();

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (OptCatalog) catalog = make_catalog (cases[i].children);
      g_autoptr (OptPlan) plan = read_plan (foreign_key_plan);
      OptFinding *finding = findings_fixture_find (plan, OPT_FINDING_FOREIGN_KEY);
      const OptFindingRemedy *remedy;

      g_assert_nonnull (finding);
      g_assert_cmpstr (opt_finding_get_constraint (finding), ==, "children_fkey");
      g_assert_null (opt_finding_get_remedy (finding));
      opt_plan_resolve_remedies (plan, catalog, tables);
      remedy = opt_finding_get_remedy (finding);
      g_test_message ("%u: %s", i, remedy != NULL ? remedy->sql : "nothing");
      g_assert_cmpint (remedy != NULL, ==, cases[i].change);
      if (remedy == NULL)
        continue;
      g_assert_cmpint (remedy->kind, ==, OPT_FINDING_REMEDY_CHANGE);
      g_assert_cmpstr (
          remedy->sql, ==,
          "CREATE INDEX \"Children_Parent_part_idx\" ON \"my shop\".\"Children\" USING "
          "btree (\"Parent\", part)");
      g_assert_cmpstr (remedy->statement, ==,
                       "SELECT 1 FROM ONLY \"my shop\".\"Children\" WHERE \"Parent\" = $1 AND part "
                       "= $2");
    }
}

/* A name without its schema is that of the statement's own table, or of none. */
static void
test_statistics (void)
{
  static const struct
  {
    const char *name;
    const char *other; /* another table of this name, in another schema */
    gboolean of_statement;
    const char *sql;
  } cases[] = {
    { "visits", NULL, TRUE,
      "CREATE STATISTICS \"my shop\".visits_city_zip_stat (dependencies, mcv) ON city, zip FROM "
      "\"my shop\".visits;\nANALYZE \"my shop\".visits" },
    { "visits", "visits", TRUE,
      "CREATE STATISTICS \"my shop\".visits_city_zip_stat (dependencies, mcv) ON city, zip FROM "
      "\"my shop\".visits;\nANALYZE \"my shop\".visits" },
    /* Below a view. */
    { "visits", NULL, FALSE,
      "CREATE STATISTICS \"my shop\".visits_city_zip_stat (dependencies, mcv) ON city, zip FROM "
      "\"my shop\".visits;\nANALYZE \"my shop\".visits" },
    { "visits", "visits", FALSE, NULL },
    { "guests", NULL, TRUE, NULL },
  };
  static const char *const search_path[] = { "public", NULL };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (OptPlan) plan = findings_fixture_read ("findings/correlated-columns.json");
      OptFinding *finding = findings_fixture_find (plan, OPT_FINDING_CORRELATED_COLUMNS);
      g_autoptr (OptCatalog) catalog = opt_catalog_new ("d", search_path);
      g_autoptr (GPtrArray) tables = g_ptr_array_new ();
      OptRelation *relation = make_table (1, "my shop", cases[i].name);

      opt_catalog_add_relation (catalog, relation);
      if (cases[i].other != NULL)
        opt_catalog_add_relation (catalog, make_table (2, "public", cases[i].other));
      if (cases[i].of_statement)
        g_ptr_array_add (tables, relation);
      opt_plan_resolve_remedies (plan, catalog, tables);
      assert_remedy (finding, cases[i].sql != NULL ? "change" : NULL, cases[i].sql);
    }
}

/* The documented object, and null where there is nothing to hand on. */
static void
test_json (void)
{
  g_autoptr (OptCatalog) catalog = make_catalog (CHILDREN_PLAIN);
  g_autoptr (GPtrArray) tables = g_ptr_array_new ();
  g_autoptr (OptPlan) plan = read_plan (foreign_key_plan);
  g_autoptr (JsonNode) before = opt_plan_to_json (plan);
  g_autoptr (JsonNode) after = NULL;
  JsonObject *finding;
  JsonObject *remedy;

  finding = json_array_get_object_element (opt_json_get_array (json_node_get_object (before),
                                                               "findings"),
                                           0);
  g_assert_true (json_object_get_null_member (finding, "remedy"));
  g_assert_cmpstr (json_object_get_string_member (finding, "constraint"), ==, "children_fkey");

  opt_plan_resolve_remedies (plan, catalog, tables);
  after = opt_plan_to_json (plan);
  remedy
      = opt_json_get_object (json_array_get_object_element (
                                 opt_json_get_array (json_node_get_object (after), "findings"), 0),
                             "remedy");
  g_assert_cmpstr (json_object_get_string_member (remedy, "kind"), ==, "change");
  g_assert_true (g_str_has_prefix (json_object_get_string_member (remedy, "sql"), "CREATE INDEX"));
  g_assert_true (
      g_str_has_prefix (json_object_get_string_member (remedy, "statement"), "SELECT 1 FROM"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/plan/finding-remedy/kinds", test_kinds);
  g_test_add_func ("/plan/finding-remedy/filters", test_filters);
  g_test_add_func ("/plan/finding-remedy/walk", test_walk);
  g_test_add_func ("/plan/finding-remedy/nested-loop", test_nested_loop);
  g_test_add_func ("/plan/finding-remedy/memory", test_memory);
  g_test_add_func ("/plan/finding-remedy/foreign-key", test_foreign_key);
  g_test_add_func ("/plan/finding-remedy/statistics", test_statistics);
  g_test_add_func ("/plan/finding-remedy/json", test_json);

  return g_test_run ();
}
