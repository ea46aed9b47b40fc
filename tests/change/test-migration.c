/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gstdio.h>
#include <string.h>

#include "change-fixture.h"
#include "opt-change-migration.h"
#include "opt-test.h"

static char *
read_file (const char *folder, const char *name)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autoptr (GError) error = NULL;
  char *text = NULL;

  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);
  g_test_message ("%s:\n%s", name, text);

  return text;
}

static char *
make_folder (void)
{
  g_autoptr (GError) error = NULL;
  char *folder = g_dir_make_tmp ("optischema-migration-XXXXXX", &error);

  g_assert_no_error (error);

  return folder;
}

static void
remove_folder (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      g_assert_cmpint (g_unlink (path), ==, 0);
    }
  g_assert_cmpint (g_rmdir (folder), ==, 0);
}

static GPtrArray *
write_files (OptChangeSet *changes,
             const char *format_nick,
             const char *folder,
             const char *name,
             GError **error)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  OptMigrationFormat format;

  g_assert_true (opt_migration_format_from_nick (format_nick, &format));

  return opt_change_migration_write (changes, format, path, "Index t (v)\nDROP TABLE t", "r1",
                                     error);
}

/* As somebody would: with psql. */
static void
run_psql (ChangeFixture *fixture, const char *folder, const char *name)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autofree char *address = opt_conninfo_to_string (fixture->request->conninfo);
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocess) psql
      = g_subprocess_new (G_SUBPROCESS_FLAGS_NONE, &error, "psql", "-X", "-q", "-v",
                          "ON_ERROR_STOP=1", "-f", path, address, NULL);

  g_assert_no_error (error);
  g_subprocess_wait_check (psql, NULL, &error);
  g_assert_no_error (error);
}

typedef struct
{
  const char *format;
  const char *name;
  const char *files; /* all of them */
  const char *up;    /* what psql can run to make it … */
  const char *down;  /* (nullable) … and to take it back; NULL where one file has both */
  const char *says;  /* in the first file, or its configuration: that there is no transaction */
} Format;

static const Format formats[] = {
  { "plain", "index.sql", "index.up.sql index.down.sql", "index.up.sql", "index.down.sql",
    "Not within a transaction" },
  { "plain", "index", "index.up.sql index.down.sql", "index.up.sql", "index.down.sql",
    "Not within a transaction" },
  { "golang-migrate", "000042_index.up.sql", "000042_index.up.sql 000042_index.down.sql",
    "000042_index.up.sql", "000042_index.down.sql", "OptiSchema" },
  { "flyway", "V42__index.sql",
    "V42__index.sql V42__index.sql.conf U42__index.sql U42__index.sql.conf", "V42__index.sql",
    "U42__index.sql", "transactional.lock=false" },
  { "goose", "00042_index.sql", "00042_index.sql", NULL, NULL, "-- +goose NO TRANSACTION\n" },
  { "dbmate", "20260101120000_index.sql", "20260101120000_index.sql", NULL, NULL,
    "-- migrate:up transaction:false\n" },
  { "liquibase", "index.sql", "index.sql", "index.sql", NULL, "runInTransaction:false\n" },
};

static void
check_files (ChangeFixture *fixture, const Format *format, const char *folder)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) files
      = write_files (fixture->request->changes, format->format, folder, format->name, &error);
  g_auto (GStrv)
    expected = g_strsplit (format->files, " ", -1);
  g_autofree char *first = NULL;

  g_assert_no_error (error);
  g_assert_cmpuint (files->len, ==, g_strv_length (expected));
  for (guint i = 0; i < files->len; i++)
    {
      g_autofree char *name = g_path_get_basename (files->pdata[i]);

      g_assert_cmpstr (name, ==, expected[i]);
    }
  first = read_file (folder, expected[0]);
  g_assert_nonnull (strstr (first, format->says));
  g_assert_nonnull (strstr (first, "CREATE INDEX CONCURRENTLY t_v_idx"));
  g_assert_null (strstr (first, "\nDROP TABLE"));
}

static void
test_formats (ChangeFixture *fixture, gconstpointer data)
{
  for (gsize i = 0; i < G_N_ELEMENTS (formats); i++)
    {
      const Format *format = &formats[i];
      g_autofree char *folder = make_folder ();
      g_autoptr (GError) error = NULL;

      check_files (fixture, format, folder);
      if (format->up != NULL)
        {
          run_psql (fixture, folder, format->up);
          g_assert_cmpint (change_fixture_count_indexes (fixture,
                                                         "indisvalid AND NOT indisprimary"),
                           ==, 1);
        }
      if (format->down != NULL)
        run_psql (fixture, folder, format->down);
      else
        change_fixture_run (fixture->app, "DROP INDEX IF EXISTS t_v_idx");
      g_assert_cmpint (change_fixture_count_indexes (fixture, "NOT indisprimary"), ==, 0);

      /* Nothing is written over. */
      g_assert_null (
          write_files (fixture->request->changes, format->format, folder, format->name, &error));
      g_assert_error (error, OPT_ERROR, OPT_ERROR_CONFLICT);
      remove_folder (folder);
    }
}

/* Both halves of the files that have both, each by itself. */
static void
test_halves (ChangeFixture *fixture, gconstpointer data)
{
  static const struct
  {
    const char *format;
    const char *name;
    const char *border;
  } both[] = { { "goose", "00042_index.sql", "-- +goose Down" },
               { "dbmate", "00042_index.sql", "-- migrate:down transaction:false" },
               { "liquibase", "index.sql", "--rollback " } };

  for (gsize i = 0; i < G_N_ELEMENTS (both); i++)
    {
      g_autofree char *folder = make_folder ();
      g_autoptr (GError) error = NULL;
      g_autoptr (GPtrArray) files
          = write_files (fixture->request->changes, both[i].format, folder, both[i].name, &error);
      g_autofree char *text = NULL;
      g_autofree char *up = g_build_filename (folder, "up", NULL);
      g_autofree char *down = g_build_filename (folder, "down", NULL);
      char *border;

      g_assert_no_error (error);
      text = read_file (folder, both[i].name);
      border = strstr (text, both[i].border);
      g_assert_nonnull (border);
      g_assert_true (g_file_set_contents (down, border + strlen (both[i].border), -1, NULL));
      *border = '\0';
      g_assert_true (g_file_set_contents (up, text, -1, NULL));
      run_psql (fixture, folder, "up");
      g_assert_cmpint (change_fixture_count_indexes (fixture, "indisvalid AND NOT indisprimary"),
                       ==, 1);
      run_psql (fixture, folder, "down");
      g_assert_cmpint (change_fixture_count_indexes (fixture, "NOT indisprimary"), ==, 0);
      remove_folder (folder);
    }
}

/* What a file is sent as a whole gets a file for each statement, one version after the other. */
static void
test_several (ChangeFixture *fixture, gconstpointer data)
{
  g_autofree char *folder = make_folder ();
  g_autofree char *second = NULL;
  g_autofree char *goose = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) files = NULL;
  g_autoptr (GPtrArray) one = NULL;

  opt_change_set_add_analyze (fixture->request->changes,
                              opt_catalog_find_relation (fixture->catalog, "public", "t"));
  files = write_files (fixture->request->changes, "golang-migrate", folder, "000099_index", &error);
  g_assert_no_error (error);
  g_assert_cmpuint (files->len, ==, 4);
  second = read_file (folder, "000100_index.up.sql");
  g_assert_nonnull (strstr (second, "ANALYZE"));
  g_assert_null (strstr (second, "CREATE"));

  one = write_files (fixture->request->changes, "goose", folder, "1_index", &error);
  g_assert_no_error (error);
  goose = read_file (folder, "1_index.sql");
  g_assert_cmpint (strstr (goose, "CREATE") < strstr (goose, "ANALYZE"), ==, TRUE);
  remove_folder (folder);
}

/* All or none, and only names that the tool would find. */
static void
test_refused (ChangeFixture *fixture, gconstpointer data)
{
  static const char *const wrong[][2]
      = { { "flyway", "index.sql" },  { "flyway", "V42_index.sql" }, { "golang-migrate", "index" },
          { "golang-migrate", "42" }, { "dbmate", "index.sql" },     { "goose", "_index.sql" } };
  g_autofree char *folder = make_folder ();
  g_autofree char *in_the_way = g_build_filename (folder, "index.down.sql", NULL);
  g_autofree char *first = g_build_filename (folder, "index.up.sql", NULL);
  g_autoptr (GError) error = NULL;
  OptMigrationFormat format;

  for (gsize i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_assert_null (
          write_files (fixture->request->changes, wrong[i][0], folder, wrong[i][1], &error));
      g_assert_error (error, OPT_ERROR, OPT_ERROR_INVALID);
      g_clear_error (&error);
    }
  g_assert_false (opt_migration_format_from_nick ("alembic", &format));

  g_assert_true (g_file_set_contents (in_the_way, "mine", -1, NULL));
  g_assert_null (write_files (fixture->request->changes, "plain", folder, "index", &error));
  g_assert_error (error, OPT_ERROR, OPT_ERROR_CONFLICT);
  g_assert_false (g_file_test (first, G_FILE_TEST_EXISTS));
  remove_folder (folder);
}

#define add(name, func)                                                                    \
  g_test_add ("/change/migration/" name, ChangeFixture, NULL, change_fixture_set_up, func, \
              change_fixture_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add ("formats", test_formats);
  add ("halves", test_halves);
  add ("several", test_several);
  add ("refused", test_refused);

  return g_test_run ();
}
