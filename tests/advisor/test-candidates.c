/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-candidates.h"
#include "opt-expression-failure.h"
#include "opt-selectivity.h"

static const char *const search_path[] = { "public", NULL };

static OptColumn *
add_column (OptRelation *relation, const char *name, const char *type, double n_distinct)
{
  OptColumn *column = opt_column_new ();

  column->number = (gint16) (relation->columns->len + 1);
  column->name = g_strdup (name);
  column->type = g_strdup (type);
  column->type_oid = g_str_equal (type, "text") ? 25 : 20;
  column->type_category = g_str_equal (type, "text") ? 'S' : 'N';
  column->type_kind = 'b';
  column->statistics = opt_column_statistics_new ();
  column->statistics->n_distinct = n_distinct;
  g_ptr_array_add (relation->columns, column);

  return column;
}

static void
set_common (OptColumn *column, const char *value, double frequency)
{
  column->statistics->most_common_values = g_new0 (char *, 2);
  column->statistics->most_common_values[0] = g_strdup (value);
  column->statistics->most_common_frequencies = g_new0 (double, 1);
  column->statistics->most_common_frequencies[0] = frequency;
  column->statistics->n_most_common = 1;
}

static void
add_index (OptRelation *relation, const char *name, gint16 column, gboolean unique)
{
  OptIndex *index = opt_index_new ();

  index->schema = g_strdup ("public");
  index->name = g_strdup (name);
  index->method = g_strdup ("btree");
  index->n_keys = index->n_columns = 1;
  index->keys = g_new0 (OptIndexKey, 1);
  index->keys[0].column = column;
  index->unique = unique;
  index->valid = index->ready = TRUE;
  g_ptr_array_add (relation->indexes, index);
}

static OptRelation *
make_relation (guint32 oid, const char *name)
{
  OptRelation *relation = opt_relation_new ();

  relation->oid = oid;
  relation->schema = g_strdup ("public");
  relation->name = g_strdup (name);
  relation->kind = 'r';
  relation->persistence = 'p';
  relation->readable = TRUE;
  relation->pages = 10000;
  relation->tuples = 1000000;
  relation->bytes = relation->pages * 8192;

  return relation;
}

static OptCatalog *
make_catalog (void)
{
  OptCatalog *catalog = opt_catalog_new ("test", search_path);
  OptRelation *orders = make_relation (10, "orders");
  OptRelation *lines = make_relation (11, "lines");
  OptRelation *tiny = make_relation (12, "tiny");
  OptRelation *hidden = make_relation (13, "hidden");

  add_column (orders, "id", "bigint", -1);
  add_column (orders, "customer_id", "bigint", 50000);
  set_common (add_column (orders, "status", "text", 2), "sent", 0.6);
  add_column (orders, "created", "bigint", -1);
  add_column (orders, "email", "text", -1);
  add_index (orders, "orders_pkey", 1, TRUE);
  add_column (lines, "id", "bigint", -1);
  add_column (lines, "order_id", "bigint", -0.3);
  add_index (lines, "lines_pkey", 1, TRUE);
  add_column (tiny, "a", "bigint", -1);
  tiny->bytes = 99 * 8192;
  add_column (hidden, "a", "bigint", -1);
  hidden->readable = FALSE;

  opt_catalog_add_relation (catalog, orders);
  opt_catalog_add_relation (catalog, lines);
  opt_catalog_add_relation (catalog, tiny);
  opt_catalog_add_relation (catalog, hidden);

  return catalog;
}

static const OptCandidateOptions plain = { FALSE, FALSE };

/* The candidates of a statement, in order: "orders(customer_id, created); …". */
static char *
find (OptCatalog *catalog, const char *sql, const OptCandidateOptions *options)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (OptStatementInfo) info = opt_statement_info_new (sql, catalog, NULL, &error);
  g_autoptr (GPtrArray) candidates = NULL;
  GString *text = g_string_new (NULL);

  g_assert_no_error (error);
  candidates = opt_candidates_find (info, options);
  for (guint i = 0; i < candidates->len; i++)
    {
      const OptCandidate *candidate = g_ptr_array_index (candidates, i);
      g_autofree char *keys = opt_candidate_describe_keys (candidate);

      g_string_append_printf (text, "%s%s(%s)", i > 0 ? "; " : "", candidate->relation->name, keys);
    }

  return g_string_free (text, FALSE);
}

static void
assert_found (const char *sql, const char *expected)
{
  g_autoptr (OptCatalog) catalog = make_catalog ();
  g_autofree char *found = find (catalog, sql, &plain);

  g_test_message ("%s: %s", sql, found);
  g_assert_cmpstr (found, ==, expected);
}

static void
test_predicates (void)
{
  assert_found ("SELECT * FROM orders WHERE customer_id = $1", "orders(customer_id)");
  /* The most selective first; a status alone finds half of the table. */
  assert_found ("SELECT * FROM orders WHERE status = $1 AND customer_id = $2",
                "orders(customer_id, status); orders(customer_id)");
  assert_found ("SELECT * FROM orders WHERE customer_id = $1 AND created > $2",
                "orders(customer_id); orders(customer_id, created); orders(created)");
  assert_found ("SELECT * FROM orders WHERE status = 'sent'", "");
  /* A value that is none of the common ones. */
  assert_found ("SELECT * FROM orders WHERE status = 'lost' AND created < 5",
                "orders(status, created); orders(created)");
  assert_found ("SELECT * FROM orders WHERE lower(email) = $1", "orders(lower(email))");
  assert_found ("SELECT * FROM orders WHERE customer_id = 1 OR email = 'a'",
                "orders(customer_id); orders(email)");
  assert_found ("SELECT * FROM orders WHERE customer_id <> 1 AND email LIKE '%x'", "");
  assert_found ("SELECT * FROM orders", "");
  assert_found ("UPDATE orders SET status = 'x' WHERE customer_id = $1", "orders(customer_id)");
  assert_found ("DELETE FROM orders WHERE email = $1", "orders(email)");
  assert_found ("INSERT INTO orders (id) VALUES (1)", "");
}

static void
test_joins (void)
{
  assert_found ("SELECT * FROM orders o JOIN lines l ON l.order_id = o.id WHERE o.customer_id = $1",
                "orders(customer_id); lines(order_id)");
  assert_found ("SELECT * FROM orders o JOIN lines l ON l.order_id = o.customer_id"
                " WHERE o.created = $1",
                "orders(created); orders(customer_id); orders(customer_id, created);"
                " orders(created, customer_id); lines(order_id)");
}

static void
test_order (void)
{
  g_autoptr (OptCatalog) catalog = make_catalog ();
  const OptCandidateOptions sorts = { FALSE, TRUE };
  g_autofree char *sorted = NULL;

  assert_found ("SELECT * FROM orders WHERE status = $1 ORDER BY created DESC LIMIT 10",
                "orders(status, created)");
  assert_found ("SELECT * FROM orders WHERE customer_id = $1 ORDER BY customer_id, created LIMIT 9",
                "orders(customer_id); orders(customer_id, created)");
  assert_found ("SELECT * FROM orders ORDER BY created", "");
  sorted = find (catalog, "SELECT * FROM orders ORDER BY created, customer_id DESC", &sorts);
  g_assert_cmpstr (sorted, ==, "orders(created, customer_id DESC)");
}

static void
test_pattern (void)
{
  g_autoptr (OptCatalog) catalog = make_catalog ();
  g_autoptr (GError) error = NULL;
  g_autoptr (OptStatementInfo) info
      = opt_statement_info_new ("SELECT * FROM orders WHERE email LIKE 'ab%'", catalog, NULL,
                                &error);

  g_assert_no_error (error);
  for (guint c = 0; c < 2; c++)
    {
      const OptCandidateOptions options = { c == 1, FALSE };
      g_autoptr (GPtrArray) candidates = opt_candidates_find (info, &options);
      const OptCandidate *candidate;

      g_assert_cmpuint (candidates->len, ==, 1);
      candidate = g_ptr_array_index (candidates, 0);
      g_assert_cmpstr (opt_candidate_get_key (candidate, 0)->opclass, ==,
                       c == 1 ? "text_pattern_ops" : NULL);
    }
}

static void
test_left_out (void)
{
  /* Too small, not readable, there already, and behind a key that finds one row. */
  assert_found ("SELECT * FROM tiny WHERE a = 1", "");
  assert_found ("SELECT * FROM hidden WHERE a = 1", "");
  assert_found ("SELECT * FROM orders WHERE id = 1", "");
  assert_found ("SELECT * FROM orders WHERE id = 1 AND customer_id = 2", "orders(customer_id)");
  assert_found ("SELECT * FROM orders ORDER BY id DESC LIMIT 3", "");
}

static OptCandidate *
make_candidate (OptCatalog *catalog, const gint16 *columns, guint n, gboolean descending)
{
  OptIndexSpec *spec = opt_index_spec_new (10, "btree");

  for (guint i = 0; i < n; i++)
    opt_index_spec_add_column (spec, columns[i], NULL, descending, descending);

  return opt_candidate_new (catalog, spec);
}

static void
test_prefix (void)
{
  g_autoptr (OptCatalog) catalog = make_catalog ();
  const gint16 columns[] = { 2, 4 };
  const gint16 other_columns[] = { 4, 2 };
  g_autoptr (OptCandidate) one = make_candidate (catalog, columns, 1, FALSE);
  g_autoptr (OptCandidate) two = make_candidate (catalog, columns, 2, FALSE);
  g_autoptr (OptCandidate) backwards = make_candidate (catalog, columns, 2, TRUE);
  g_autoptr (OptCandidate) other = make_candidate (catalog, other_columns, 2, FALSE);
  OptRelation *orders = opt_catalog_get_relation (catalog, 10);

  g_assert_true (opt_candidate_is_prefix_of (one, two));
  g_assert_false (opt_candidate_is_prefix_of (two, one));
  g_assert_true (opt_candidate_is_prefix_of (two, backwards));
  g_assert_false (opt_candidate_is_prefix_of (one, other));
  g_assert_false (opt_candidate_is_prefix_of (two, other));

  g_assert_null (opt_candidate_find_existing (one));
  add_index (orders, "orders_customer", 2, FALSE);
  g_assert_nonnull (opt_candidate_find_existing (one));
  g_assert_null (opt_candidate_find_existing (two));
  /* What is not valid serves nobody, and a partial one not everybody. */
  ((OptIndex *) g_ptr_array_index (orders->indexes, 1))->valid = FALSE;
  g_assert_null (opt_candidate_find_existing (one));
  ((OptIndex *) g_ptr_array_index (orders->indexes, 1))->valid = TRUE;
  ((OptIndex *) g_ptr_array_index (orders->indexes, 1))->predicate = g_strdup ("(id > 5)");
  g_assert_null (opt_candidate_find_existing (one));
}

static void
test_existing_expression (void)
{
  g_autoptr (OptCatalog) catalog = make_catalog ();
  OptRelation *orders = opt_catalog_get_relation (catalog, 10);
  OptIndex *index;
  g_autofree char *found = NULL;

  add_index (orders, "orders_lower", 0, FALSE);
  index = g_ptr_array_index (orders->indexes, 1);
  index->keys[0].definition = g_strdup ("lower((email)::text)");
  found = find (catalog, "SELECT * FROM orders WHERE lower(email) = $1", &plain);
  g_assert_cmpstr (found, ==, "");
}

static void
test_selectivity (void)
{
  g_autoptr (OptCatalog) catalog = make_catalog ();
  OptRelation *orders = opt_catalog_get_relation (catalog, 10);
  OptPredicate predicate = {
    .kind = OPT_PREDICATE_EQUAL,
    .column = opt_relation_find_column (orders, "status"),
    .operand = OPT_OPERAND_LITERAL,
    .text = (char *) "sent",
  };

  g_assert_cmpfloat_with_epsilon (opt_selectivity_estimate (orders, &predicate, NULL), 0.6, 1e-9);
  /* The one other value has what is left. */
  predicate.text = (char *) "open";
  g_assert_cmpfloat_with_epsilon (opt_selectivity_estimate (orders, &predicate, NULL), 0.4, 1e-9);
  predicate.operand = OPT_OPERAND_PARAMETER;
  g_assert_cmpfloat_with_epsilon (opt_selectivity_estimate (orders, &predicate, NULL), 0.5, 1e-9);
  predicate.column = opt_relation_find_column (orders, "customer_id");
  g_assert_cmpfloat_with_epsilon (opt_selectivity_estimate (orders, &predicate, NULL), 1 / 50000.0,
                                  1e-12);
  predicate.kind = OPT_PREDICATE_IN;
  predicate.n_values = 10;
  g_assert_cmpfloat_with_epsilon (opt_selectivity_estimate (orders, &predicate, NULL), 10 / 50000.0,
                                  1e-12);
}

/* Which indexes make a table refuse rows that it takes without them. */
static void
test_expression_may_fail (void)
{
  static const char *const may[] = {
    "ref::bigint",
    "CAST(ref AS date)",
    "(ref::text)::int4",
    "a + b",
    "a / b",
    "to_date(ref, 'YYYY')",
    "shop.lower(ref)",
    "payload ->> 'n' = 'x' AND (payload ->> 'age')::int > 3",
    "no expression at all",
  };
  static const char *const may_not[] = {
    "lower(email)",
    "lower(email::text)",
    "first_name || ' ' || last_name",
    "payload ->> 'state'",
    "date_trunc('day', made_at)",
    "coalesce(state, 'new')",
    "pg_catalog.upper(name)",
    "state = 'open' AND deleted_at IS NULL",
  };

  for (guint i = 0; i < G_N_ELEMENTS (may); i++)
    {
      g_test_message ("%s", may[i]);
      g_assert_true (opt_expression_may_fail (may[i]));
    }
  for (guint i = 0; i < G_N_ELEMENTS (may_not); i++)
    {
      g_test_message ("%s", may_not[i]);
      g_assert_false (opt_expression_may_fail (may_not[i]));
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/candidates/predicates", test_predicates);
  g_test_add_func ("/candidates/joins", test_joins);
  g_test_add_func ("/candidates/order", test_order);
  g_test_add_func ("/candidates/pattern", test_pattern);
  g_test_add_func ("/candidates/left-out", test_left_out);
  g_test_add_func ("/candidates/prefix", test_prefix);
  g_test_add_func ("/candidates/existing-expression", test_existing_expression);
  g_test_add_func ("/candidates/expression-may-fail", test_expression_may_fail);
  g_test_add_func ("/candidates/selectivity", test_selectivity);

  return g_test_run ();
}
