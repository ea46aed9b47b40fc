/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-error.h"
#include "opt-statement-info.h"

#include <string.h>

/* Tables as "schema.name: column type, …"; a view has its definition behind "= ". */
static const char *const tables[] = {
  "public.customer: c_custkey bigint, c_name text, c_nationkey integer, c_acctbal numeric(15,2), "
  "c_mktsegment character(10), c_phone character(15)",
  "public.orders: o_orderkey bigint, o_custkey bigint, o_orderstatus character(1), o_totalprice "
  "numeric(15,2), o_orderdate date, o_orderpriority character(15), o_comment character varying(79)",
  "public.lineitem: l_orderkey bigint, l_partkey bigint, l_suppkey bigint, l_quantity numeric(15,2), "
  "l_extendedprice numeric(15,2), l_discount numeric(15,2), l_returnflag character(1), l_shipdate date, "
  "l_commitdate date, l_receiptdate date, l_shipmode character(10)",
  "public.part: p_partkey bigint, p_name character varying(55), p_brand character(10), p_size integer",
  "public.partsupp: ps_partkey bigint, ps_suppkey bigint, ps_supplycost numeric(15,2)",
  "public.supplier: s_suppkey bigint, s_name text, s_nationkey integer, s_comment text",
  "public.nation: n_nationkey integer, n_name text, n_regionkey integer",
  "public.region: r_regionkey integer, r_name text",
  "public.users: id integer, email text, active boolean, deleted_at timestamp with time zone, name "
  "character varying(20), tags text[], data jsonb, manager_id integer",
  "public.posts: id integer, user_id integer, title text, created_at timestamp with time zone, status text",
  "app.users: id bigint, login text",
  "app.\"Mixed Case\": \"Id\" integer, \"select\" text",
  "public.open_posts: id integer, author text, at timestamp with time zone = SELECT p.id, u.email, "
  "p.created_at FROM (posts p JOIN users u ON ((u.id = p.user_id))) WHERE (p.status = 'open'::text)",
  "public.open_titles: id integer = SELECT open_posts.id FROM open_posts",
};

static OptRelation *
make_relation (const char *spec)
{
  g_auto (GStrv)
    halves = g_strsplit (spec, ": ", 2);
  g_auto (GStrv)
    names = g_strsplit (halves[0], ".", 2);
  g_auto (GStrv)
    body = g_strsplit (halves[1], " = ", 2);
  g_auto (GStrv)
    columns = g_strsplit (body[0], ", ", -1);
  static guint32 oid = 16384;
  OptRelation *relation = opt_relation_new ();

  relation->oid = oid++;
  relation->schema = g_strdup (names[0]);
  relation->name = g_strdup (g_strdelimit (names[1], "\"", ' '));
  g_strstrip (relation->name);
  relation->kind = body[1] != NULL ? 'v' : 'r';
  relation->view_definition = g_strdup (body[1]);
  for (guint i = 0; columns[i] != NULL; i++)
    {
      g_auto (GStrv)
        words = g_strsplit (columns[i], " ", 2);
      OptColumn *column = opt_column_new ();

      column->number = (gint16) (i + 1);
      column->name = g_strdup (g_strstrip (g_strdelimit (words[0], "\"", ' ')));
      column->type = g_strdup (words[1]);
      column->type_category
          = strstr (words[1], "int") != NULL || strstr (words[1], "numeric") != NULL ? 'N' : 'S';
      g_ptr_array_add (relation->columns, column);
    }
  return relation;
}

static OptCatalog *
make_catalog (void)
{
  static const char *const search_path[] = { "public", NULL };
  OptCatalog *catalog = opt_catalog_new ("shop", search_path);

  for (guint i = 0; i < G_N_ELEMENTS (tables); i++)
    opt_catalog_add_relation (catalog, make_relation (tables[i]));
  return catalog;
}

static void
describe_predicate (GString *text, const OptPredicate *predicate)
{
  g_string_append_printf (text, " %s",
                          predicate->column != NULL ? predicate->column->name
                                                    : predicate->expression);
  if (predicate->kind == OPT_PREDICATE_OTHER && predicate->negated)
    g_string_append (text, " NOT");
  if (predicate->operator_name != NULL)
    g_string_append_printf (text, " %s", predicate->operator_name);
  else
    g_string_append_printf (text, " %s%s", predicate->negated ? "not-" : "",
                            opt_predicate_kind_get_nick (predicate->kind));
  if (predicate->kind == OPT_PREDICATE_IN)
    g_string_append_printf (text, "[%u]", predicate->n_values);
  if (predicate->operand == OPT_OPERAND_COLUMN)
    g_string_append_printf (text, " %s.%s", predicate->other->alias, predicate->other_column->name);
  else if (predicate->operand == OPT_OPERAND_PARAMETER)
    g_string_append_printf (text, " $%d", predicate->parameter);
  else if (predicate->operand == OPT_OPERAND_SUBQUERY)
    g_string_append (text, " (subquery)");
  else if (predicate->text != NULL)
    g_string_append_printf (text, " '%s'", predicate->text);
  if (predicate->kind == OPT_PREDICATE_JOIN)
    g_string_append (text, " join");
  if (predicate->prefix != NULL)
    g_string_append_printf (text, " prefix '%s'", predicate->prefix);
  if (predicate->alternative != 0)
    g_string_append_printf (text, " or%u", predicate->alternative);
  g_string_append_c (text, ';');
}

static void
describe_keys (GString *text, const char *label, GPtrArray *keys, gboolean complete)
{
  if (keys->len == 0)
    return;
  g_string_append_printf (text, " %s", label);
  for (guint i = 0; i < keys->len; i++)
    {
      const OptScanKey *key = keys->pdata[i];

      g_string_append_printf (text, " %s%s%s",
                              key->column != NULL ? key->column->name : key->expression,
                              key->descending ? " desc" : "",
                              key->nulls_first != key->descending
                                  ? (key->nulls_first ? " nulls first" : " nulls last")
                                  : "");
    }
  g_string_append (text, complete ? ";" : " …;");
}

static char *
describe (const OptStatementInfo *info)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < info->scans->len; i++)
    {
      const OptScan *scan = info->scans->pdata[i];

      g_string_append_printf (text, "%s%s:", scan->target ? ">" : "", scan->alias);
      for (guint j = 0; j < scan->predicates->len; j++)
        describe_predicate (text, scan->predicates->pdata[j]);
      describe_keys (text, "group", scan->group, scan->group_complete);
      describe_keys (text, "order", scan->order, scan->order_complete);
      describe_keys (text, "distinct", scan->distinct, scan->distinct_complete);
      if (scan->limited)
        g_string_append (text, " limited;");
      if (scan->set_columns->len > 0)
        {
          g_string_append (text, " set");
          for (guint j = 0; j < scan->set_columns->len; j++)
            g_string_append_printf (text, " %s", ((OptColumn *) scan->set_columns->pdata[j])->name);
          g_string_append_c (text, ';');
        }
      g_string_append_c (text, '\n');
    }
  for (guint i = 0; i < info->unresolved->len; i++)
    g_string_append_printf (text, "? %s\n", (char *) info->unresolved->pdata[i]);
  return g_string_free (text, FALSE);
}

static OptStatementInfo *
analyze (const char *sql)
{
  static OptCatalog *catalog;
  GError *error = NULL;
  OptStatementInfo *info;

  if (catalog == NULL)
    catalog = make_catalog ();
  info = opt_statement_info_new (sql, catalog, NULL, &error);
  if (info == NULL)
    g_error ("%s: %s", sql, error->message);
  return info;
}

static void
assert_info (const char *sql, const char *expected)
{
  g_autoptr (OptStatementInfo) info = analyze (sql);
  g_autofree char *text = describe (info);

  if (strcmp (text, expected) != 0)
    g_test_message ("%s", sql);
  g_assert_cmpstr (text, ==, expected);
}

static void
test_predicates (void)
{
  assert_info (
      "SELECT id FROM users WHERE id = $1 AND active AND NOT active AND deleted_at IS NULL "
      "AND email IS NOT NULL",
      "users: id = $1; active boolean; active not-boolean; deleted_at is-null; email "
      "is-not-null;\n");
  assert_info (
      "SELECT 1 FROM users u WHERE 5 < u.id AND email LIKE 'ab\\%c%d' AND name ILIKE $2 AND id "
      "IN (1, $3) AND id = ANY ($4) AND id <> 7",
      "u: id > '5'; email ~~ 'ab\\%c%d' prefix 'ab%c'; name ~~* $2; id =[2] '1'; id =[0] $4; "
      "id <> '7';\n");
  assert_info (
      "SELECT 1 FROM orders WHERE o_orderdate BETWEEN $1 AND $2 AND o_totalprice NOT BETWEEN 1 AND 2",
      "orders: o_orderdate >= $1; o_orderdate <= $2; o_totalprice NOT >= '1'; o_totalprice NOT "
      "<= '2';\n");
  assert_info (
      "SELECT 1 FROM users WHERE (id, email) > ($1, $2) AND (id = 1 OR email = 'x' AND active)",
      "users: id > $1; email > $2; id = '1' or1; email = 'x' or1; active boolean or1;\n");
  assert_info ("SELECT 1 FROM users WHERE NOT (id = 1 OR email = 'x') AND NOT (id = 2 AND active)",
               "users: id NOT = '1'; email NOT = 'x'; id NOT = '2' or1; active not-boolean or1;\n");
  assert_info ("SELECT 1 FROM users WHERE data @> $1 AND data ? 'k' AND tags && $2",
               "users: data @> $1; data ? 'k'; tags && $2;\n");
  assert_info ("SELECT 1 FROM users WHERE name::text = 'x'::text AND id::text = '1'",
               "users: name = 'x'; id::text = '1';\n");
}

static void
test_expressions (void)
{
  g_autoptr (OptStatementInfo) info
      = analyze ("SELECT 1 FROM users u WHERE lower(u.email) = lower($1)");
  const OptScan *scan = info->scans->pdata[0];
  const OptPredicate *predicate = scan->predicates->pdata[0];

  g_assert_null (predicate->column);
  g_assert_cmpstr (predicate->expression, ==, "lower(email)");
  g_assert_cmpstr (predicate->functions[0], ==, "lower");
  g_assert_null (predicate->functions[1]);
  g_assert_cmpint (predicate->operand, ==, OPT_OPERAND_EXPRESSION);
  g_assert_cmpstr (predicate->text, ==, "lower($1)");
  g_assert_cmpint (predicate->parameter, ==, 1);
  assert_info (
      "SELECT 1 FROM users u WHERE u.data->>'k' = $1 AND id + 1 > $2 ORDER BY lower(email)",
      "u: data ->> 'k' = $1; id + 1 > $2; order lower(email);\n");
  assert_info ("SELECT 1 FROM posts WHERE created_at > now() - interval '1 day'",
               "posts: created_at > 'now() - '1 day'::interval';\n");
}

static void
test_joins (void)
{
  assert_info ("SELECT 1 FROM users u JOIN posts p ON p.user_id = u.id WHERE p.status = 'open'",
               "u: id = p.user_id join;\np: user_id = u.id join; status = 'open';\n");
  assert_info ("SELECT id FROM users NATURAL JOIN posts",
               "users: id = posts.id join;\nposts: id = users.id join;\n");
  assert_info (
      "SELECT id, u.email, p.title FROM users u LEFT JOIN posts p USING (id) WHERE id = $1",
      "u: id = p.id join; id = $1;\np: id = u.id join;\n");
  assert_info (
      "SELECT j.email FROM (users u JOIN posts p ON u.id = p.user_id) AS j (a, email) WHERE "
      "j.a = 1",
      "u: id = p.user_id join; id = '1';\np: user_id = u.id join;\n");
  assert_info ("SELECT 1 FROM users a, users b WHERE a.manager_id = b.id AND a.id < b.id",
               "a: manager_id = b.id join; id < b.id;\nb: id = a.manager_id join; id > a.id;\n");
  assert_info (
      "SELECT 1 FROM users u, LATERAL (SELECT * FROM posts p WHERE p.user_id = u.id ORDER BY "
      "p.created_at DESC LIMIT 3) x",
      "u: id = p.user_id join;\np: user_id = u.id join; order created_at desc; limited;\n");
  assert_info ("SELECT 1 FROM users u, (SELECT 1 FROM posts WHERE user_id = u.id) x",
               "u:\nposts:\n? Column u.id was not found in the catalog\n");
  assert_info ("SELECT 1 FROM supplier, customer JOIN nation ON c_nationkey = n_nationkey",
               "supplier:\ncustomer: c_nationkey = nation.n_nationkey join;\nnation: n_nationkey = "
               "customer.c_nationkey join;\n");
}

static void
test_subqueries (void)
{
  assert_info (
      "SELECT s.author FROM (SELECT u.email AS author, count(*) AS n FROM users u GROUP BY "
      "u.email) s WHERE s.author = $1 AND s.n > 3",
      "u: email = $1; group email;\n");
  assert_info (
      "SELECT 1 FROM users u WHERE EXISTS (SELECT 1 FROM posts WHERE user_id = u.id AND status = 'x')",
      "u: id = posts.user_id join;\nposts: user_id = u.id join; status = 'x';\n");
  assert_info ("SELECT 1 FROM users WHERE id IN (SELECT user_id FROM posts)",
               "users: id = posts.user_id join;\nposts: user_id = users.id join;\n");
  assert_info ("SELECT 1 FROM users WHERE id NOT IN (SELECT user_id FROM posts)",
               "users:\nposts:\n");
  /* The inner id wins over the outer one. */
  assert_info ("SELECT 1 FROM users WHERE EXISTS (SELECT 1 FROM posts WHERE id = 5)",
               "users:\nposts: id = '5';\n");
  assert_info (
      "SELECT (SELECT max(created_at) FROM posts p WHERE p.user_id = u.id) FROM users u",
      "u: id = p.user_id join;\np: user_id = u.id join; order created_at desc; limited;\n");
  assert_info (
      "SELECT x FROM (SELECT id AS x FROM users UNION ALL SELECT user_id FROM posts) t WHERE x = 3",
      "users: id = '3';\nposts: user_id = '3';\n");
}

static void
test_cte (void)
{
  assert_info (
      "WITH p AS (SELECT user_id AS uid, title FROM posts) SELECT 1 FROM users JOIN p ON p.uid = "
      "users.id WHERE p.title = 'x'",
      "posts: user_id = users.id join; title = 'x';\nusers: id = posts.user_id join;\n");
  assert_info (
      "WITH RECURSIVE t (n, boss) AS (SELECT id, manager_id FROM users WHERE id = $1 UNION ALL "
      "SELECT u.id, u.manager_id FROM users u JOIN t ON u.id = t.boss) SELECT * FROM t",
      "users: id = $1; manager_id = u.id join;\nu: id = users.manager_id join;\n");
  assert_info ("WITH users AS (SELECT 1 AS id) SELECT id FROM users WHERE id = 2", "");
  assert_info (
      "WITH gone AS (DELETE FROM posts WHERE id = $1 RETURNING user_id) UPDATE users SET name = $2 "
      "FROM gone WHERE users.id = gone.user_id",
      ">posts: id = $1; user_id = users.id join;\n>users: id = posts.user_id join; set name;\n");
}

static void
test_names (void)
{
  static const char *const path[] = { "app", "public", NULL };
  g_autoptr (OptCatalog) catalog = make_catalog ();
  g_autoptr (OptStatementInfo) info
      = opt_statement_info_new ("SELECT LOGIN FROM Users WHERE ID = 1", catalog, path, NULL);
  const OptScan *scan = info->scans->pdata[0];

  g_assert_cmpstr (scan->relation->schema, ==, "app");
  g_assert_cmpuint (info->unresolved->len, ==, 0);
  assert_info ("SELECT \"select\" FROM app.\"Mixed Case\" WHERE \"Id\" = 1",
               "Mixed Case: Id = '1';\n");
  assert_info ("SELECT * FROM app.\"Mixed Case\" WHERE id = 1",
               "Mixed Case:\n? Column id was not found in the catalog\n");
  assert_info ("SELECT public.users.id FROM public.users WHERE public.users.id = 1",
               "users: id = '1';\n");
  assert_info ("SELECT 1 FROM users, posts WHERE id = 1",
               "users:\nposts:\n? Column id is ambiguous\n");
  assert_info ("SELECT ctid FROM users WHERE users.ctid = '(0,1)'", "users:\n");
  assert_info (
      "SELECT 1 FROM missing WHERE x = 1",
      "? Relation missing is not in the catalog\n? Column x could not be traced to a table\n");
  assert_info ("SELECT g FROM generate_series(1, $1) g, users WHERE users.id = g",
               "users: id = 'g' join;\n");
  assert_info ("SELECT 1 FROM users WHERE EXISTS (SELECT 1 FROM unnest(tags) t WHERE t = email)",
               "users: email = 't' join;\n");
  assert_info ("SELECT 1 FROM unnest($1::int[]) AS x JOIN users u ON u.id = x",
               "u: id = 'x' join;\n");
  assert_info ("SELECT u.b FROM users AS u (a, b) WHERE a = 1 ORDER BY b",
               "u: id = '1'; order email;\n");
}

static void
test_views (void)
{
  g_autoptr (OptStatementInfo) info = analyze ("SELECT 1 FROM open_posts");

  g_assert_cmpuint (info->tables->len, ==, 3);
  assert_info ("SELECT at FROM open_posts v WHERE v.author = $1 ORDER BY at DESC LIMIT 5",
               "p: user_id = u.id join; status = 'open'; order created_at desc;\nu: id = p.user_id "
               "join; email = $1;\n");
  assert_info ("SELECT 1 FROM open_titles WHERE id = 9",
               "p: user_id = u.id join; status = 'open'; id = '9';\nu: id = p.user_id join;\n");
}

static void
test_orders (void)
{
  assert_info ("SELECT email AS e, id FROM users ORDER BY e DESC NULLS LAST, 2 LIMIT $1 OFFSET $2",
               "users: order email desc nulls last id; limited;\n");
  assert_info ("SELECT DISTINCT status, user_id FROM posts", "posts: distinct status user_id;\n");
  assert_info ("SELECT DISTINCT ON (user_id) * FROM posts ORDER BY user_id, created_at DESC",
               "posts: order user_id created_at desc; distinct user_id;\n");
  assert_info (
      "SELECT p.status, u.id, count(*) FROM posts p, users u GROUP BY 1, 2 ORDER BY count(*) DESC",
      "p: group status …;\nu:\n");
  assert_info ("SELECT min(created_at) FROM posts WHERE user_id = $1",
               "posts: user_id = $1; order created_at; limited;\n");
}

static void
test_writes (void)
{
  g_autoptr (OptStatementInfo) insert = analyze (
      "INSERT INTO posts (user_id, title) VALUES ($2, $1) ON CONFLICT (id) DO UPDATE SET title = "
      "excluded.title, status = $3 WHERE posts.id > 1 RETURNING id");
  g_autoptr (OptStatementInfo) lock = analyze ("SELECT 1 FROM posts WHERE id = 1 FOR UPDATE");
  g_autoptr (OptStatementInfo) read = analyze ("SELECT 1 FROM posts");
  g_autoptr (OptStatementInfo) utility = analyze ("VACUUM posts");
  const OptParameter *parameter = insert->parameters->pdata[1];

  g_assert_cmpint (insert->kind, ==, OPT_STATEMENT_INSERT);
  g_assert_true (insert->writes);
  g_assert_cmpuint (insert->tables->len, ==, 1);
  g_assert_cmpuint (insert->scans->len, ==, 0);
  g_assert_cmpuint (insert->unresolved->len, ==, 0);
  g_assert_cmpint (insert->n_parameters, ==, 3);
  g_assert_cmpstr (parameter->column->name, ==, "user_id");
  g_assert_cmpint (parameter->role, ==, OPT_PARAMETER_ASSIGNED);
  g_assert_true (lock->writes && lock->locks_rows);
  g_assert_false (read->writes || read->locks_rows);
  g_assert_true (utility->writes);
  g_assert_cmpint (utility->kind, ==, OPT_STATEMENT_UTILITY);
  assert_info (
      "UPDATE posts p SET status = 'x', (title, user_id) = ($1, $2) FROM users u WHERE u.id = p.user_id",
      ">p: user_id = u.id join; set status title user_id;\nu: id = p.user_id join;\n");
  assert_info ("DELETE FROM posts USING users u WHERE posts.user_id = u.id AND u.active IS FALSE",
               ">posts: user_id = u.id join;\nu: id = posts.user_id join; active not-boolean;\n");
  assert_info (
      "MERGE INTO users t USING posts s ON t.id = s.user_id WHEN MATCHED AND s.status = 'x' THEN "
      "UPDATE SET name = s.title WHEN NOT MATCHED THEN INSERT (id) VALUES (s.user_id)",
      ">t: id = s.user_id join; set name;\ns: user_id = t.id join;\n");
}

static void
test_needed (void)
{
  g_autoptr (OptStatementInfo) some = analyze ("SELECT title FROM posts WHERE user_id = $1");
  g_autoptr (OptStatementInfo) all = analyze ("SELECT p.* FROM posts p");
  g_autoptr (OptStatementInfo) row = analyze ("SELECT row_to_json(p) FROM posts p");
  g_autoptr (OptStatementInfo) none = analyze ("SELECT count(*) FROM posts p");

  g_assert_cmpuint (((OptScan *) some->scans->pdata[0])->needed->len, ==, 2);
  g_assert_cmpuint (((OptScan *) all->scans->pdata[0])->needed->len, ==, 5);
  g_assert_cmpuint (((OptScan *) row->scans->pdata[0])->needed->len, ==, 5);
  g_assert_cmpuint (((OptScan *) none->scans->pdata[0])->needed->len, ==, 0);
}

/* Statements 2, 4, 17, 18, 20, 21 and 22 of TPC-H, as far as names go. */
static void
test_tpch (void)
{
  assert_info (
      "select s_name from part, supplier, partsupp, nation, region where p_partkey = ps_partkey and "
      "s_suppkey = ps_suppkey and p_size = $1 and p_name like $2 and s_nationkey = n_nationkey and "
      "n_regionkey = r_regionkey and r_name = $3 and ps_supplycost = (select min(ps_supplycost) from "
      "partsupp, supplier, nation, region where p_partkey = ps_partkey and s_suppkey = ps_suppkey and "
      "s_nationkey = n_nationkey and n_regionkey = r_regionkey and r_name = $4) order by s_name limit $5",
      "part: p_partkey = partsupp.ps_partkey join; p_size = $1; p_name ~~ $2; p_partkey = "
      "partsupp.ps_partkey join; limited;\n"
      "supplier: s_suppkey = partsupp.ps_suppkey join; s_nationkey = nation.n_nationkey join; order "
      "s_name; limited;\n"
      "partsupp: ps_partkey = part.p_partkey join; ps_suppkey = supplier.s_suppkey join; "
      "ps_supplycost = (subquery); limited;\n"
      "nation: n_nationkey = supplier.s_nationkey join; n_regionkey = region.r_regionkey join; limited;\n"
      "region: r_regionkey = nation.n_regionkey join; r_name = $3; limited;\n"
      "partsupp: ps_partkey = part.p_partkey join; ps_suppkey = supplier.s_suppkey join;\n"
      "supplier: s_suppkey = partsupp.ps_suppkey join; s_nationkey = nation.n_nationkey join;\n"
      "nation: n_nationkey = supplier.s_nationkey join; n_regionkey = region.r_regionkey join;\n"
      "region: r_regionkey = nation.n_regionkey join; r_name = $4;\n");
  assert_info (
      "select o_orderpriority, count(*) as order_count from orders where o_orderdate >= date $1 and "
      "o_orderdate < date $2 + interval $3 month and exists (select * from lineitem where l_orderkey = "
      "o_orderkey and l_commitdate < l_receiptdate) group by o_orderpriority order by o_orderpriority",
      "orders: o_orderdate >= $1; o_orderdate < '$2::date + $3::interval month'; o_orderkey = "
      "lineitem.l_orderkey join; group o_orderpriority; order o_orderpriority;\n"
      "lineitem: l_orderkey = orders.o_orderkey join;\n");
  assert_info (
      "select sum(l_extendedprice) / $1 from lineitem, part where p_partkey = l_partkey and p_brand = $2 "
      "and l_quantity < (select $3 * avg(l_quantity) from lineitem where l_partkey = p_partkey)",
      "lineitem: l_partkey = part.p_partkey join; l_quantity < (subquery);\n"
      "part: p_partkey = lineitem.l_partkey join; p_brand = $2; p_partkey = lineitem.l_partkey join;\n"
      "lineitem: l_partkey = part.p_partkey join;\n");
  assert_info (
      "select c_name, sum(l_quantity) from customer, orders, lineitem where o_orderkey in (select "
      "l_orderkey from lineitem group by l_orderkey having sum(l_quantity) > $1) and c_custkey = "
      "o_custkey and o_orderkey = l_orderkey group by c_name order by o_totalprice desc",
      "customer: c_custkey = orders.o_custkey join; group c_name;\n"
      "orders: o_orderkey = lineitem.l_orderkey join; o_custkey = customer.c_custkey join; o_orderkey = "
      "lineitem.l_orderkey join; order o_totalprice desc;\n"
      "lineitem: l_orderkey = orders.o_orderkey join;\n"
      "lineitem: l_orderkey = orders.o_orderkey join; group l_orderkey;\n");
  assert_info (
      "select s_name from supplier, lineitem l1, orders where s_suppkey = l1.l_suppkey and o_orderkey = "
      "l1.l_orderkey and o_orderstatus = $1 and exists (select * from lineitem l2 where l2.l_orderkey = "
      "l1.l_orderkey and l2.l_suppkey <> l1.l_suppkey) and not exists (select * from lineitem l3 where "
      "l3.l_orderkey = l1.l_orderkey and l3.l_receiptdate > l3.l_commitdate)",
      "supplier: s_suppkey = l1.l_suppkey join;\n"
      "l1: l_suppkey = supplier.s_suppkey join; l_orderkey = orders.o_orderkey join; l_orderkey = "
      "l2.l_orderkey join; l_suppkey <> l2.l_suppkey; l_orderkey = l3.l_orderkey join;\n"
      "orders: o_orderkey = l1.l_orderkey join; o_orderstatus = $1;\n"
      "l2: l_orderkey = l1.l_orderkey join; l_suppkey <> l1.l_suppkey;\n"
      "l3: l_orderkey = l1.l_orderkey join;\n");
  assert_info (
      "select cntrycode, count(*) from (select substring(c_phone from $1 for $2) as cntrycode, c_acctbal "
      "from customer where c_acctbal > (select avg(c_acctbal) from customer where c_acctbal > $3) and not "
      "exists (select * from orders where o_custkey = c_custkey)) as custsale group by cntrycode order by "
      "cntrycode",
      "customer: c_acctbal > (subquery); c_custkey = orders.o_custkey join;\n"
      "customer: c_acctbal > $3;\n"
      "orders: o_custkey = customer.c_custkey join;\n");
}

/* Each view reads the one before it twice: 2^40 tables. */
static void
test_endless_views (void)
{
  static const char *const search_path[] = { "public", NULL };
  g_autoptr (OptCatalog) catalog = opt_catalog_new ("shop", search_path);
  g_autoptr (OptStatementInfo) info = NULL;
  g_autoptr (OptStatementInfo) loop = NULL;

  opt_catalog_add_relation (catalog, make_relation ("public.v0: a integer"));
  opt_catalog_add_relation (catalog, make_relation ("public.self: a integer = SELECT a FROM self"));
  for (guint i = 1; i <= 40; i++)
    {
      g_autofree char *spec
          = g_strdup_printf ("public.v%u: a integer = SELECT x.a FROM v%u x JOIN v%u y USING (a)",
                             i, i - 1, i - 1);

      opt_catalog_add_relation (catalog, make_relation (spec));
    }
  info = opt_statement_info_new ("SELECT a FROM v40", catalog, NULL, NULL);
  loop = opt_statement_info_new ("SELECT a FROM self", catalog, NULL, NULL);
  g_assert_cmpuint (info->unresolved->len, >, 0);
  g_assert_cmpuint (loop->unresolved->len, >, 0);
}

static void
test_many_names (void)
{
  g_autoptr (OptStatementInfo) info = NULL;
  g_autoptr (GString) sql = g_string_new ("SELECT f0(a0)");

  for (guint i = 1; i < 50000; i++)
    g_string_append_printf (sql, ",f%u(a%u)", i, i);
  g_string_append (sql, " FROM posts");
  info = analyze (sql->str);
  g_assert_cmpuint (info->functions->len, ==, 50000);
  g_assert_cmpuint (info->unresolved->len, ==, 100);
}

static void
test_parameters (void)
{
  g_autoptr (OptStatementInfo) info = analyze (
      "SELECT 1 FROM orders WHERE o_orderdate >= $3 AND o_orderdate < $4 AND o_custkey = $1 AND o_comment LIKE "
      "$7 AND date_trunc($2, o_orderdate) = $8 AND o_orderkey = ANY ($9) LIMIT $5 OFFSET $6");
  static const OptParameterRole roles[]
      = { OPT_PARAMETER_COMPARED, OPT_PARAMETER_FIELD,   OPT_PARAMETER_COMPARED,
          OPT_PARAMETER_COMPARED, OPT_PARAMETER_LIMIT,   OPT_PARAMETER_OFFSET,
          OPT_PARAMETER_COMPARED, OPT_PARAMETER_UNKNOWN, OPT_PARAMETER_COMPARED };

  g_assert_cmpint (info->n_parameters, ==, 9);
  for (guint i = 0; i < G_N_ELEMENTS (roles); i++)
    {
      const OptParameter *parameter = info->parameters->pdata[i];

      g_assert_cmpint (parameter->number, ==, i + 1);
      g_assert_cmpint (parameter->role, ==, roles[i]);
    }
  g_assert_true (((OptParameter *) info->parameters->pdata[8])->array);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/statement/info/predicates", test_predicates);
  g_test_add_func ("/statement/info/expressions", test_expressions);
  g_test_add_func ("/statement/info/joins", test_joins);
  g_test_add_func ("/statement/info/subqueries", test_subqueries);
  g_test_add_func ("/statement/info/cte", test_cte);
  g_test_add_func ("/statement/info/names", test_names);
  g_test_add_func ("/statement/info/views", test_views);
  g_test_add_func ("/statement/info/orders", test_orders);
  g_test_add_func ("/statement/info/writes", test_writes);
  g_test_add_func ("/statement/info/needed", test_needed);
  g_test_add_func ("/statement/info/tpch", test_tpch);
  g_test_add_func ("/statement/info/endless-views", test_endless_views);
  g_test_add_func ("/statement/info/many-names", test_many_names);
  g_test_add_func ("/statement/info/parameters", test_parameters);
  return g_test_run ();
}
