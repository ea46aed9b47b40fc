/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "opt-change-set.h"
#include "opt-error.h"
#include "opt-json.h"

static OptCatalog *
make_catalog (const char *table)
{
  static const char *const search_path[] = { "public", NULL };
  static const char *const names[] = { "id", "Größe", "at" };
  OptCatalog *catalog = opt_catalog_new ("d", search_path);
  OptRelation *relation = opt_relation_new ();
  OptIndex *index = opt_index_new ();

  relation->oid = 1;
  relation->schema = g_strdup ("public");
  relation->name = g_strdup (table);
  relation->kind = 'r';
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      OptColumn *column = opt_column_new ();

      column->number = (gint16) (i + 1);
      column->name = g_strdup (names[i]);
      g_ptr_array_add (relation->columns, column);
    }
  index->oid = 2;
  index->relation = 1;
  index->valid = TRUE;
  index->schema = g_strdup ("public");
  index->name = g_strdup ("orders_id_idx");
  index->definition = g_strdup ("CREATE INDEX orders_id_idx ON public.orders USING btree (id)");
  g_ptr_array_add (relation->indexes, index);
  opt_catalog_add_relation (catalog, relation);

  return catalog;
}

static void
test_create (void)
{
  g_autoptr (OptCatalog) catalog = make_catalog ("orders");
  g_autoptr (OptIndexSpec) spec = opt_index_spec_new (1, "btree");
  g_autoptr (OptIndexSpec) copy = NULL;
  g_autoptr (OptChangeSet) set = opt_change_set_new ();
  g_autoptr (GError) error = NULL;

  opt_index_spec_add_column (spec, 2, NULL, TRUE, FALSE);
  opt_index_spec_add_expression (spec, "lower(x)", "text_pattern_ops", FALSE, FALSE);
  opt_index_spec_add_include (spec, 3);
  opt_index_spec_set_predicate (spec, "id > 3");
  copy = opt_index_spec_copy (spec);
  opt_change_set_add_create_index (set, catalog, copy, &error);
  g_assert_no_error (error);
  opt_change_set_add_create_index (set, catalog, copy, &error);
  g_assert_no_error (error);

  g_assert_cmpint (opt_change_set_get_length (set), ==, 2);
  g_assert_cmpstr (opt_change_set_get (set, 0)->sql, ==,
                   "CREATE INDEX CONCURRENTLY \"orders_Größe_lower_at_idx\" ON public.orders USING "
                   "btree (\"Größe\" DESC NULLS LAST, (lower(x)) text_pattern_ops) INCLUDE (at) "
                   "WHERE id > 3");
  g_assert_cmpstr (opt_change_set_get (set, 0)->sandbox_sql, ==,
                   "CREATE INDEX \"orders_Größe_lower_at_idx\" ON public.orders USING btree "
                   "(\"Größe\" DESC NULLS LAST, (lower(x)) text_pattern_ops) INCLUDE (at) WHERE id "
                   "> 3");
  g_assert_cmpstr (opt_change_set_get (set, 0)->undo_sql, ==,
                   "DROP INDEX CONCURRENTLY public.\"orders_Größe_lower_at_idx\"");
  g_assert_cmpstr (opt_change_set_get (set, 1)->index, ==, "public.\"orders_Größe_lower_at_idx1\"");
}

static void
test_names (void)
{
  g_autoptr (OptCatalog) orders = make_catalog ("orders");
  g_autoptr (OptCatalog) catalog = make_catalog ("ääääääääääääääääääääääääääää2345");
  g_autoptr (OptIndexSpec) spec = opt_index_spec_new (1, "btree");
  OptIndex *half;
  g_autofree char *taken = NULL;
  g_autofree char *other = NULL;
  g_autofree char *same = NULL;
  g_autofree char *next = NULL;
  g_autofree char *clipped = NULL;

  opt_index_spec_add_column (spec, 1, NULL, FALSE, FALSE);
  taken = opt_index_spec_get_name (spec, orders, NULL);
  g_assert_cmpstr (taken, ==, "orders_id_idx1");

  /* What a build has left half made keeps its name, if it is the same index. */
  half = opt_catalog_find_index (orders, "public", "orders_id_idx");
  half->relation = 2;
  half->valid = FALSE;
  other = opt_index_spec_get_name (spec, orders, NULL);
  g_assert_cmpstr (other, ==, "orders_id_idx1");
  half->relation = 1;
  same = opt_index_spec_get_name (spec, orders, NULL);
  g_assert_cmpstr (same, ==, "orders_id_idx");
  next = opt_index_spec_get_name (spec, orders, (const char *[]){ "orders_id_idx", NULL });
  g_assert_cmpstr (next, ==, "orders_id_idx1");

  clipped = opt_index_spec_get_name (spec, catalog, NULL);
  g_assert_cmpint (strlen (clipped), <=, 63);
  g_assert_true (g_utf8_validate (clipped, -1, NULL));
  g_assert_true (g_str_has_suffix (clipped, "_id_idx"));
}

static void
test_drop (void)
{
  g_autoptr (OptCatalog) catalog = make_catalog ("orders");
  OptIndex *index = opt_catalog_find_index (catalog, "public", "orders_id_idx");
  g_autoptr (OptChangeSet) set = opt_change_set_new ();
  g_autoptr (GError) error = NULL;
  g_autofree char *undo = NULL;

  g_assert_true (opt_change_set_add_drop_index (set, catalog, index, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (opt_change_set_get (set, 0)->sql, ==,
                   "DROP INDEX CONCURRENTLY public.orders_id_idx");
  undo = opt_change_set_get_undo_sql (set);
  g_assert_cmpstr (undo, ==,
                   "CREATE INDEX CONCURRENTLY orders_id_idx ON public.orders USING btree (id);");

  index->constraint = 7;
  g_assert_false (opt_change_set_add_drop_index (set, catalog, index, &error));
  g_assert_error (error, OPT_ERROR, OPT_ERROR_REFUSED);
  g_assert_cmpint (opt_change_set_get_length (set), ==, 1);
}

/* Everything that is a name is written as one. */
static void
test_method (void)
{
  g_autoptr (OptCatalog) catalog = make_catalog ("orders");
  g_autoptr (OptIndexSpec) spec = opt_index_spec_new (1, "btree (id); --");
  g_autofree char *sql = NULL;

  opt_index_spec_add_column (spec, 1, NULL, FALSE, FALSE);
  sql = opt_index_spec_get_sql (spec, catalog, "i", FALSE);
  g_assert_cmpstr (sql, ==, "CREATE INDEX i ON public.orders USING \"btree (id); --\" (id)");
}

static OptRelation *
add_partition (OptCatalog *catalog, guint32 oid, const char *name)
{
  OptRelation *relation = opt_relation_new ();
  OptColumn *column = opt_column_new ();

  relation->oid = oid;
  relation->schema = g_strdup ("archive");
  relation->name = g_strdup (name);
  relation->kind = 'r';
  relation->parent = 1;
  column->number = 7;
  column->name = g_strdup ("id");
  g_ptr_array_add (relation->columns, column);
  opt_catalog_add_relation (catalog, relation);

  return relation;
}

/* What is built comes before what was there; a partition's columns are its own. */
static void
test_partitioned (void)
{
  g_autoptr (OptCatalog) catalog = make_catalog ("orders");
  g_autoptr (OptIndexSpec) spec = opt_index_spec_new (1, "btree");
  g_autoptr (OptChangeSet) set = opt_change_set_new ();
  g_autoptr (GError) error = NULL;
  OptIndex *index = opt_index_new ();
  OptRelation *one;
  OptRelation *two;

  opt_catalog_get_relation (catalog, 1)->kind = 'p';
  one = add_partition (catalog, 11, "one");
  two = add_partition (catalog, 12, "two");
  index->oid = 13;
  index->relation = 11;
  index->valid = TRUE;
  index->schema = g_strdup ("archive");
  index->name = g_strdup ("mine");
  index->definition = g_strdup ("CREATE INDEX mine ON archive.one USING btree (id)");
  g_ptr_array_add (one->indexes, index);
  opt_index_spec_add_column (spec, 1, NULL, FALSE, FALSE);
  opt_change_set_add_create_index (set, catalog, spec, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (opt_change_set_get (set, 0)->sql, ==,
                   "CREATE INDEX orders_id_idx1 ON ONLY public.orders USING btree (id);\n"
                   "CREATE INDEX CONCURRENTLY two_id_idx ON archive.two USING btree (id);\n"
                   "ALTER INDEX public.orders_id_idx1 ATTACH PARTITION archive.two_id_idx;\n"
                   "ALTER INDEX public.orders_id_idx1 ATTACH PARTITION archive.mine");
  g_assert_cmpstr (opt_change_set_get (set, 0)->undo_sql, ==,
                   "DROP INDEX public.orders_id_idx1;\n"
                   "CREATE INDEX CONCURRENTLY mine ON archive.one USING btree (id)");
  g_assert_cmpstr (opt_change_set_get (set, 0)->sandbox_sql, ==,
                   "CREATE INDEX orders_id_idx1 ON public.orders USING btree (id)");

  two->kind = 'f';
  g_assert_false (opt_change_set_add_create_index (set, catalog, spec, &error));
  g_assert_error (error, OPT_ERROR, OPT_ERROR_UNSUPPORTED);
  g_assert_cmpint (opt_change_set_get_length (set), ==, 1);
}

static void
test_json (void)
{
  g_autoptr (OptCatalog) catalog = make_catalog ("orders");
  g_autoptr (OptIndexSpec) spec = opt_index_spec_new (1, "btree");
  g_autoptr (OptChangeSet) set = opt_change_set_new ();
  g_autoptr (OptChangeSet) again = NULL;
  g_autoptr (JsonNode) node = NULL;
  g_autoptr (JsonNode) broken
      = json_from_string ("[{\"kind\": \"truncate\", \"sql\": \"x\"}]", NULL);
  g_autoptr (GError) error = NULL;
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;

  opt_index_spec_add_column (spec, 1, NULL, FALSE, FALSE);
  opt_change_set_add_create_index (set, catalog, spec, &error);
  g_assert_no_error (error);
  opt_change_set_add_analyze (set, opt_catalog_get_relation (catalog, 1));
  node = opt_change_set_to_json (set);
  again = opt_change_set_from_json (node, &error);
  g_assert_no_error (error);
  before = opt_change_set_get_sql (set);
  after = opt_change_set_get_sql (again);
  g_assert_cmpstr (before, ==, after);
  g_assert_true (g_str_has_suffix (after, "ANALYZE public.orders;"));
  g_assert_cmpint (opt_change_set_get (again, 1)->kind, ==, OPT_CHANGE_ANALYZE);
  g_assert_null (opt_change_set_get (again, 1)->undo_sql);

  g_assert_null (opt_change_set_from_json (broken, &error));
  g_assert_error (error, OPT_ERROR, OPT_ERROR_INVALID);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/change-set/create", test_create);
  g_test_add_func ("/change-set/names", test_names);
  g_test_add_func ("/change-set/drop", test_drop);
  g_test_add_func ("/change-set/method", test_method);
  g_test_add_func ("/change-set/partitioned", test_partitioned);
  g_test_add_func ("/change-set/json", test_json);

  return g_test_run ();
}
