/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-error.h"
#include "opt-table-use.h"

static void
add (OptCatalog *catalog, guint32 oid, const char *schema, const char *name, const char *view)
{
  OptRelation *relation = opt_relation_new ();
  OptColumn *column = opt_column_new ();

  column->number = 1;
  column->name = g_strdup ("id");
  column->type = g_strdup ("integer");
  relation->oid = oid;
  relation->schema = g_strdup (schema);
  relation->name = g_strdup (name);
  relation->kind = view != NULL ? 'v' : 'r';
  relation->view_definition = g_strdup (view);
  g_ptr_array_add (relation->columns, column);
  opt_catalog_add_relation (catalog, relation);
}

static OptCatalog *
make_catalog (void)
{
  static const char *const search_path[] = { "app", "public", NULL };
  OptCatalog *catalog = opt_catalog_new ("shop", search_path);

  add (catalog, 1, "public", "orders", NULL);
  add (catalog, 2, "public", "users", NULL);
  add (catalog, 3, "app", "users", NULL);
  add (catalog, 4, "other", "hidden", NULL);
  add (catalog, 5, "app", "Mixed Case", NULL);
  add (catalog, 6, "public", "open_orders", "SELECT id FROM orders");
  add (catalog, 7, "public", "first_orders", "SELECT id FROM open_orders");

  return catalog;
}

static void
append (GString *text, GPtrArray *names, char mark)
{
  for (guint i = 0; i < names->len; i++)
    g_string_append_printf (text, "%s%c%s", text->len > 0 ? " " : "", mark,
                            (const char *) names->pdata[i]);
}

static char *
describe (const char *sql)
{
  g_autoptr (OptCatalog) catalog = make_catalog ();
  g_autoptr (OptTableUse) use = opt_table_use_new (sql, catalog);
  GString *text = g_string_new (NULL);

  g_assert_no_error (use->error);
  for (guint i = 0; i < use->relations->len; i++)
    {
      g_autofree char *name = opt_relation_get_quoted_name (use->relations->pdata[i]);

      g_string_append_printf (text, "%s%s", text->len > 0 ? " " : "", name);
    }
  append (text, use->missing, '?');
  append (text, use->system, '!');

  return g_string_free (text, FALSE);
}

static void
test_names (void)
{
  static const struct
  {
    const char *sql;
    const char *uses;
  } cases[] = {
    { "SELECT 1", "" },
    { "SELECT * FROM orders", "public.orders" },
    { "SELECT * FROM ORDERS o JOIN orders p USING (id)", "public.orders" },
    /* The first schema of the search path that has it, unless it is said. */
    { "SELECT * FROM users", "app.users" },
    { "SELECT * FROM public.users", "public.users" },
    { "SELECT * FROM \"Mixed Case\"", "app.\"Mixed Case\"" },
    { "SELECT * FROM hidden", "?hidden" },
    { "SELECT * FROM other.hidden", "other.hidden" },
    /* Names of WITH are no tables, where they can be seen. */
    { "WITH orders AS (SELECT id FROM users) SELECT * FROM orders", "app.users" },
    { "WITH users AS (SELECT id FROM users) SELECT * FROM users", "app.users" },
    { "WITH orders AS (SELECT 1) SELECT * FROM public.orders, orders", "public.orders" },
    { "SELECT * FROM (WITH orders AS (SELECT 1) SELECT * FROM orders) x, orders", "public.orders" },
    { "WITH gone AS (DELETE FROM orders RETURNING id) INSERT INTO users SELECT id FROM gone",
      "public.orders app.users" },
    /* Wherever they stand. */
    { "SELECT (SELECT max(id) FROM orders) FROM users WHERE EXISTS (SELECT FROM other.hidden)",
      "app.users public.orders other.hidden" },
    { "UPDATE orders SET id = u.id FROM users u", "public.orders app.users" },
    /* Views, and the tables under them; the latter too where it is only written to. */
    { "SELECT * FROM first_orders", "public.first_orders public.open_orders public.orders" },
    { "INSERT INTO first_orders VALUES ($1)",
      "public.first_orders public.open_orders public.orders" },
    /* What is no query. */
    { "COPY orders (id) TO STDOUT", "public.orders" },
    { "COPY (WITH users AS (SELECT 1) SELECT * FROM users, orders) TO STDOUT", "public.orders" },
    { "VACUUM ANALYZE orders, users", "public.orders app.users" },
    { "LOCK TABLE public.users IN SHARE MODE", "public.users" },
    { "EXPLAIN SELECT * FROM open_orders", "public.open_orders public.orders" },
    { "COMMIT", "" },
    /* What the catalog has not, once; and what is the server's own. */
    { "SELECT * FROM nowhere JOIN nowhere n USING (id), \"No Where\", app.orders",
      "?nowhere ?\"No Where\" ?app.orders" },
    { "SELECT * FROM pg_catalog.pg_class, information_schema.tables",
      "!pg_catalog.pg_class !information_schema.tables" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *uses = describe (cases[i].sql);

      g_test_message ("%s", cases[i].sql);
      g_assert_cmpstr (uses, ==, cases[i].uses);
    }
}

static void
test_unreadable (void)
{
  g_autoptr (OptCatalog) catalog = make_catalog ();
  g_autoptr (OptTableUse) use = opt_table_use_new ("SELECT * FROM orders WHERE (", catalog);

  g_assert_error (use->error, OPT_ERROR, OPT_ERROR_SYNTAX);
  g_assert_cmpuint (use->relations->len, ==, 0);
  g_assert_false (opt_table_use_has (use, 1));
}

static void
test_has (void)
{
  g_autoptr (OptCatalog) catalog = make_catalog ();
  g_autoptr (OptTableUse) use = opt_table_use_new ("SELECT * FROM open_orders", catalog);

  g_assert_true (opt_table_use_has (use, 1));
  g_assert_true (opt_table_use_has (use, 6));
  g_assert_false (opt_table_use_has (use, 7));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/statement/table-use/names", test_names);
  g_test_add_func ("/statement/table-use/unreadable", test_unreadable);
  g_test_add_func ("/statement/table-use/has", test_has);
  return g_test_run ();
}
