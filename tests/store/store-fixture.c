/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store-fixture.h"

#include <glib/gstdio.h>

static const char *const first_migrations[] = { "1-entries", NULL };
static const char *const second_migrations[] = { "1-entries", "2-marks", NULL };

const OptStoreSchema first_schema = { "test-store", first_migrations };
const OptStoreSchema second_schema = { "test-store", second_migrations };

void
fixture_set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fixture->folder = g_dir_make_tmp ("optischema-store-XXXXXX", &error);
  g_assert_no_error (error);
  fixture->path = g_build_filename (fixture->folder, "test.db", NULL);
}

void
fixture_tear_down (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GDir) dir = g_dir_open (fixture->folder, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (fixture->folder, name, NULL);

      g_assert_cmpint (g_unlink (path), ==, 0);
    }
  g_assert_cmpint (g_rmdir (fixture->folder), ==, 0);
  g_free (fixture->folder);
  g_free (fixture->path);
}

OptStore *
open_store (const char *path)
{
  g_autoptr (GError) error = NULL;
  OptStore *store = opt_store_open_sync (path, OPT_STORE_FULL_SYNC, &second_schema, 1, &error);

  g_assert_no_error (error);

  return store;
}

gboolean
insert (OptStore *store, gint64 whole, const char *text, GError **error)
{
  OptStoreValue params[]
      = { opt_store_int (whole), opt_store_null (), opt_store_text (text), opt_store_null () };

  return opt_store_execute_sync (store, opt_store_sql ("test-store", "insert"), params, 4, error);
}

gint64
count_entries (OptStore *store, gint64 *sum)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (OptStoreResult) result
      = opt_store_query_sync (store, opt_store_sql ("test-store", "count"), NULL, 0, &error);

  g_assert_no_error (error);
  if (sum != NULL)
    *sum = opt_store_result_get_int (result, 0, "sum");

  return opt_store_result_get_int (result, 0, "n");
}

void
assert_intact (OptStore *store)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (OptStoreResult) result
      = opt_store_query_sync (store, opt_store_sql ("test-store", "check"), NULL, 0, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (opt_store_result_get_text (result, 0, "integrity_check"), ==, "ok");
}
