/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-parameter-set.h"

#include <math.h>
#include <string.h>

static OptColumn *
add_column (OptRelation *relation, const char *name, const char *type)
{
  OptColumn *column = opt_column_new ();

  column->number = (gint16) (relation->columns->len + 1);
  column->name = g_strdup (name);
  column->type = g_strdup (type);
  g_ptr_array_add (relation->columns, column);
  return column;
}

static OptColumnStatistics *
add_statistics (OptColumn *column)
{
  column->statistics = opt_column_statistics_new ();
  column->statistics->correlation = NAN;
  return column->statistics;
}

static void
set_common (OptColumnStatistics *statistics, const char *values, const double *frequencies)
{
  statistics->most_common_values = g_strsplit (values, "|", -1);
  statistics->n_most_common = g_strv_length (statistics->most_common_values);
  statistics->most_common_frequencies
      = g_memdup2 (frequencies, statistics->n_most_common * sizeof (double));
}

static void
set_histogram (OptColumnStatistics *statistics, const char *values)
{
  statistics->histogram_bounds = g_strsplit (values, "|", -1);
  statistics->n_histogram_bounds = g_strv_length (statistics->histogram_bounds);
}

static OptCatalog *
make_catalog (void)
{
  static const char *const search_path[] = { "public", NULL };
  static const double statuses[] = { 0.6, 0.3, 0.1 };
  static const double few[] = { 0.02, 0.01 };
  OptCatalog *catalog = opt_catalog_new ("shop", search_path);
  OptRelation *relation = opt_relation_new ();
  OptColumnStatistics *statistics;

  relation->oid = 16384;
  relation->schema = g_strdup ("public");
  relation->name = g_strdup ("orders");
  relation->kind = 'r';
  statistics = add_statistics (add_column (relation, "id", "bigint"));
  set_histogram (statistics, "0|10|20|30|40|50|60|70|80|90|100");
  statistics = add_statistics (add_column (relation, "status", "character varying(20)"));
  set_common (statistics, "paid|open|lost", statuses);
  statistics = add_statistics (add_column (relation, "customer", "integer"));
  set_common (statistics, "7|8", few);
  set_histogram (statistics, "1|100|200");
  statistics = add_statistics (add_column (relation, "note", "text"));
  set_histogram (statistics, "a|50%_off\\\\x|z");
  add_column (relation, "created_at", "timestamp with time zone");
  opt_catalog_add_relation (catalog, relation);
  return catalog;
}

static OptParameterSet *
choose (const char *sql, const char *types, OptParameterChoice choice)
{
  g_autoptr (OptCatalog) catalog = make_catalog ();
  g_autoptr (GError) error = NULL;
  g_autoptr (OptStatementInfo) info = opt_statement_info_new (sql, catalog, NULL, &error);
  g_auto (GStrv)
    list = g_strsplit (types, ",", -1);

  g_assert_no_error (error);
  return opt_parameter_set_new (info, (const char *const *) list, choice);
}

static void
assert_values (const char *sql, const char *types, OptParameterChoice choice, const char *expected)
{
  g_autoptr (OptParameterSet) set = choose (sql, types, choice);
  g_autoptr (OptParams) params = opt_parameter_set_get_params (set);
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < opt_params_get_length (params); i++)
    {
      g_assert_nonnull (opt_params_get (params, i));
      g_string_append_printf (text, "%s%s", i > 0 ? " | " : "", opt_params_get (params, i));
    }
  g_assert_cmpstr (text->str, ==, expected);
}

static const OptParameterValue *
nth (const OptParameterSet *set, guint n)
{
  return set->values->pdata[n];
}

static void
test_equal (void)
{
  const char *sql = "SELECT 1 FROM orders WHERE status = $1 AND id = $2 AND customer = $3";
  g_autoptr (OptParameterSet) typical = choose (sql, "text,bigint,integer", OPT_PARAMETER_TYPICAL);
  g_autoptr (OptParameterSet) common = choose (sql, "text,bigint,integer", OPT_PARAMETER_COMMON);

  assert_values (sql, "text,bigint,integer", OPT_PARAMETER_TYPICAL, "open | 50 | 100");
  assert_values (sql, "text,bigint,integer", OPT_PARAMETER_COMMON, "paid | 20 | 7");
  assert_values (sql, "text,bigint,integer", OPT_PARAMETER_RARE, "lost | 80 | 200");
  g_assert_cmpstr (nth (common, 0)->source, ==, "most common value of orders.status, 60 %");
  g_assert_cmpstr (nth (typical, 0)->source, ==, "a common value of orders.status, 30 %");
  g_assert_cmpstr (nth (typical, 1)->source, ==, "from the histogram of orders.id");
  g_assert_cmpuint (typical->n_unknown, ==, 0);
  g_assert_true (nth (typical, 1)->known);
}

static void
test_list (void)
{
  assert_values ("SELECT 1 FROM orders WHERE status IN ($1, $2, $3)", "text,text,text",
                 OPT_PARAMETER_COMMON, "paid | open | lost");
  assert_values ("SELECT 1 FROM orders WHERE status = ANY ($1) AND id = ANY ($2)",
                 "text[],bigint[]", OPT_PARAMETER_TYPICAL,
                 "{\"open\",\"lost\",\"paid\"} | {\"50\",\"60\",\"70\"}");
}

static void
test_range (void)
{
  const char *sql = "SELECT 1 FROM orders WHERE id >= $1 AND id < $2";

  assert_values (sql, "bigint,bigint", OPT_PARAMETER_TYPICAL, "50 | 60");
  assert_values (sql, "bigint,bigint", OPT_PARAMETER_COMMON, "10 | 90");
  assert_values ("SELECT 1 FROM orders WHERE id < $1", "bigint", OPT_PARAMETER_TYPICAL, "50");
  assert_values ("SELECT 1 FROM orders WHERE id > $1", "bigint", OPT_PARAMETER_RARE, "100");
  assert_values ("SELECT 1 FROM orders WHERE id BETWEEN $1 AND $2 + 5", "bigint,integer",
                 OPT_PARAMETER_COMMON, "10 | 90");
}

static void
test_pattern (void)
{
  assert_values ("SELECT 1 FROM orders WHERE note LIKE $1", "text", OPT_PARAMETER_TYPICAL,
                 "50\\%%");
  assert_values ("SELECT 1 FROM orders WHERE status ILIKE $1", "text", OPT_PARAMETER_COMMON, "p%");
}

static void
test_wrapped (void)
{
  assert_values (
      "SELECT 1 FROM orders WHERE lower(status) = lower($1) AND id::numeric = $2 AND length(note) > $3",
      "text,numeric,integer", OPT_PARAMETER_COMMON, "paid | 20 | 1");
}

static void
test_defaults (void)
{
  g_autoptr (OptParameterSet) set = choose (
      "SELECT $1 FROM orders WHERE created_at > $2 AND id > $3 * interval '1 s' LIMIT $4 OFFSET $5",
      "text,timestamp with time zone,interval,bigint,bigint", OPT_PARAMETER_TYPICAL);

  g_assert_cmpuint (set->n_unknown, ==, 5);
  g_assert_cmpstr (nth (set, 0)->value, ==, "a");
  g_assert_cmpstr (nth (set, 0)->source, ==, "unknown: default of its type");
  g_assert_cmpstr (nth (set, 1)->value, ==, "2024-01-01");
  g_assert_cmpstr (nth (set, 2)->value, ==, "1 day");
  g_assert_cmpstr (nth (set, 3)->value, ==, "20");
  g_assert_cmpstr (nth (set, 4)->value, ==, "0");
  g_assert_false (nth (set, 1)->known);
  assert_values ("SELECT date_trunc($1, created_at) FROM orders GROUP BY date_part($2, created_at)",
                 "text,text", OPT_PARAMETER_COMMON, "day | day");
  assert_values ("SELECT $1, $2, $3, $4, $5, $6, $7",
                 "integer,boolean,jsonb,integer[],uuid,numeric,int4range", OPT_PARAMETER_RARE,
                 "1 | true | {} | {\"1\"} | 00000000-0000-0000-0000-000000000001 | 1 | empty");
  /* More types than the text has parameters, and a value that would not fit. */
  assert_values ("SELECT 1 FROM orders WHERE status = $1", "integer,boolean", OPT_PARAMETER_COMMON,
                 "1 | true");
}

static void
test_insert (void)
{
  assert_values ("INSERT INTO orders (status, id) VALUES ($1, $2)", "text,bigint",
                 OPT_PARAMETER_TYPICAL, "open | 50");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/statement/parameters/equal", test_equal);
  g_test_add_func ("/statement/parameters/list", test_list);
  g_test_add_func ("/statement/parameters/range", test_range);
  g_test_add_func ("/statement/parameters/pattern", test_pattern);
  g_test_add_func ("/statement/parameters/wrapped", test_wrapped);
  g_test_add_func ("/statement/parameters/defaults", test_defaults);
  g_test_add_func ("/statement/parameters/insert", test_insert);
  return g_test_run ();
}
