/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gstdio.h>
#include <string.h>

#include "opt-literals.h"
#include "opt-server-list.h"
#include "opt-server-samples.h"
#include "server-fixture.h"

#define SQL "SELECT page FROM visits WHERE customer = $1"

/* Saved connections to the fixture's database, as one run of the program after the other has them.
 */
typedef struct
{
  char *path;
  OptProfiles *profiles;
  OptKeyring *keyring;
  OptServerList *servers;
} Run;

static void
run_begin (Run *run, const char *path)
{
  g_autoptr (GError) error = NULL;

  g_mkdir_with_parents (g_get_user_data_dir (), 0700);
  run->path = g_strdup (path);
  run->profiles = opt_profiles_new (path, &error);
  g_assert_no_error (error);
  run->keyring = opt_keyring_new (1000);
  run->servers = opt_server_list_new (run->profiles, run->keyring);
  g_assert_true (opt_server_list_load (run->servers, &error));
  g_assert_no_error (error);
}

static void
run_end (Run *run)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (run->servers)); i++)
    {
      g_autoptr (OptServer) server = g_list_model_get_item (G_LIST_MODEL (run->servers), i);

      opt_server_disconnect (server);
    }
  g_clear_object (&run->servers);
  g_clear_object (&run->profiles);
  g_clear_object (&run->keyring);
  g_clear_pointer (&run->path, g_free);
}

static char *
make_path (ServerFixture *fixture)
{
  g_autofree char *file = g_strdup_printf ("%s.ini", fixture->name);

  return g_build_filename (g_get_user_data_dir (), file, NULL);
}

static OptServer *
add (Run *run, ServerFixture *fixture, const char *name)
{
  g_autoptr (GError) error = NULL;
  OptServer *server = opt_server_list_add (run->servers, name, fixture->conninfo, TRUE, &error);

  g_assert_no_error (error);

  return server;
}

/* Connects, and waits until its sampler has looked at what there is. */
static void
watch (OptServer *server)
{
  OptSampleCount count;

  opt_server_connect (server);
  server_fixture_wait_for_state (server, OPT_SERVER_ONLINE);
  while (server->sampler == NULL || !opt_sampler_get_placed (server->sampler))
    g_main_context_iteration (NULL, TRUE);
  opt_sampler_get_count (server->sampler, &count);
  g_assert_cmpuint (count.kept, ==, 0);
}

static guint
count_kept (OptServer *server)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (OptSampleStore) store = opt_sample_store_open_sync (NULL, &error);
  g_autoptr (GPtrArray) samples = NULL;

  g_assert_no_error (error);
  samples
      = opt_sample_store_list_sync (store, opt_server_facts_get_system_identifier (server->facts),
                                    opt_server_facts_get_database_oid (server->facts), SQL, 0,
                                    &error);
  g_assert_no_error (error);

  return samples->len;
}

/* As if a session of this server had sent it. */
static void
see (OptServer *server, const char *value)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (OptSampleStore) store = opt_sample_store_open_sync (NULL, &error);
  g_autoptr (OptParams) values = opt_params_new_text (value, NULL);
  g_autofree char *shape = opt_literals_get_shape (SQL, NULL);
  const OptSample sample = { .queryid = 1, .values = values, .last_seen = 1000000 };

  g_assert_no_error (error);
  opt_sample_store_see_sync (store, opt_server_facts_get_system_identifier (server->facts),
                             opt_server_facts_get_database_oid (server->facts), shape, &sample,
                             &error);
  g_assert_no_error (error);
}

static void
wait_until_gone (OptServer *known)
{
  while (count_kept (known) > 0)
    g_main_context_iteration (NULL, FALSE);
}

static void
forget_place (OptServer *server)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  opt_server_forget_place_async (server, server_fixture_keep_result, &result);
  server_fixture_wait_for_result (&result);
  g_assert_true (opt_server_forget_samples_finish (server, result, &error));
  g_assert_no_error (error);
}

/* A saved connection that was not connected to in this run takes its values with it. */
static void
test_removed_unconnected (ServerFixture *fixture, gconstpointer data)
{
  g_autofree char *path = make_path (fixture);
  g_autoptr (OptServer) known = NULL;
  Run run = { 0 };

  run_begin (&run, path);
  known = g_object_ref (add (&run, fixture, "shop"));
  watch (known);
  see (known, "417");
  run_end (&run);
  g_assert_cmpuint (count_kept (known), ==, 1);

  run_begin (&run, path);
  opt_server_list_remove (run.servers, opt_server_list_find (run.servers, "shop"));
  wait_until_gone (known);
  run_end (&run);
}

/* Likewise one that is switched off then. */
static void
test_switched_off_unconnected (ServerFixture *fixture, gconstpointer data)
{
  g_autofree char *path = make_path (fixture);
  g_autoptr (OptServer) known = NULL;
  g_autoptr (GError) error = NULL;
  Run run = { 0 };

  run_begin (&run, path);
  known = g_object_ref (add (&run, fixture, "shop"));
  watch (known);
  see (known, "417");
  run_end (&run);

  run_begin (&run, path);
  g_assert_true (opt_server_list_set_keeps_values (run.servers,
                                                   opt_server_list_find (run.servers, "shop"),
                                                   FALSE, &error));
  g_assert_no_error (error);
  wait_until_gone (known);
  run_end (&run);
}

/* What another saved connection to the same database keeps stays until that one goes, too. */
static void
test_shared (ServerFixture *fixture, gconstpointer data)
{
  g_autofree char *path = make_path (fixture);
  g_autoptr (OptServer) known = NULL;
  Run run = { 0 };

  run_begin (&run, path);
  known = g_object_ref (add (&run, fixture, "shop"));
  watch (known);
  watch (add (&run, fixture, "the same"));
  see (known, "417");
  run_end (&run);

  run_begin (&run, path);
  forget_place (opt_server_list_find (run.servers, "shop"));
  g_assert_cmpuint (count_kept (known), ==, 1);
  /* And where it is connected to, and known what it is. */
  forget_place (known);
  g_assert_cmpuint (count_kept (known), ==, 1);
  forget_place (opt_server_list_find (run.servers, "the same"));
  g_assert_cmpuint (count_kept (known), ==, 0);
  run_end (&run);
}

static void
write_keep_values (const char *path, const char *text)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autoptr (GError) error = NULL;

  g_key_file_load_from_file (file, path, G_KEY_FILE_NONE, &error);
  g_assert_no_error (error);
  g_key_file_set_value (file, "shop", "keep-values", text);
  g_key_file_save_to_file (file, path, &error);
  g_assert_no_error (error);
}

/* What can't be understood is no order to delete, nor leave to keep. */
static void
test_malformed (ServerFixture *fixture, gconstpointer data)
{
  g_autofree char *path = make_path (fixture);
  g_autoptr (OptServer) known = NULL;
  OptServer *server;
  Run run = { 0 };

  run_begin (&run, path);
  known = g_object_ref (add (&run, fixture, "shop"));
  watch (known);
  see (known, "417");
  run_end (&run);
  write_keep_values (path, "ture");

  run_begin (&run, path);
  server = opt_server_list_find (run.servers, "shop");
  g_assert_false (opt_server_get_keeps_values (server));
  g_assert_nonnull (strstr (opt_server_get_values_problem (server), "neither true nor false"));
  g_assert_nonnull (strstr (opt_server_get_values_problem (server), path));
  opt_server_connect (server);
  server_fixture_wait_for_state (server, OPT_SERVER_ONLINE);
  while (server->sampled == 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_null (server->sampler);
  g_assert_null (server->forgotten);
  g_assert_false (server->switched_off);
  run_end (&run);
  g_assert_cmpuint (count_kept (known), ==, 1);

  /* Said again so that it can be, it holds. */
  write_keep_values (path, "false");
  run_begin (&run, path);
  g_assert_null (opt_server_get_values_problem (opt_server_list_find (run.servers, "shop")));
  wait_until_gone (known);
  run_end (&run);
}

/* One that somebody took out of the file by hand takes its values with it, too; but a file that is
 * not there is no such order. */
static void
test_taken_out (ServerFixture *fixture, gconstpointer data)
{
  g_autofree char *path = make_path (fixture);
  g_autofree char *away = g_strconcat (path, ".away", NULL);
  g_autoptr (OptServer) known = NULL;
  g_autoptr (OptConninfo) other = opt_conninfo_with (fixture->conninfo, "dbname", "other");
  g_autoptr (GError) error = NULL;
  g_autoptr (GKeyFile) file = g_key_file_new ();
  Run run = { 0 };

  run_begin (&run, path);
  known = g_object_ref (add (&run, fixture, "shop"));
  opt_server_list_add (run.servers, "other", other, TRUE, &error);
  g_assert_no_error (error);
  watch (known);
  see (known, "417");
  run_end (&run);

  g_assert_cmpint (g_rename (path, away), ==, 0);
  run_begin (&run, path);
  run_end (&run);
  g_assert_cmpuint (count_kept (known), ==, 1);

  g_key_file_load_from_file (file, away, G_KEY_FILE_NONE, &error);
  g_assert_no_error (error);
  g_assert_true (g_key_file_remove_group (file, "shop", &error));
  /* Also where it was the last. */
  if (data != NULL)
    g_assert_true (g_key_file_remove_group (file, "other", &error));
  g_key_file_save_to_file (file, path, &error);
  g_assert_no_error (error);
  run_begin (&run, path);
  wait_until_gone (known);
  run_end (&run);
}

static void
test_last_taken_out (ServerFixture *fixture, gconstpointer data)
{
  test_taken_out (fixture, fixture);
}

int
main (int argc, char **argv)
{
  static const ServerTest tests[] = {
    { "/server-values/removed-unconnected", test_removed_unconnected },
    { "/server-values/switched-off-unconnected", test_switched_off_unconnected },
    { "/server-values/shared", test_shared },
    { "/server-values/malformed", test_malformed },
    { "/server-values/taken-out", test_taken_out },
    { "/server-values/last-taken-out", test_last_taken_out },
  };

  return server_fixture_main (argc, argv, tests, G_N_ELEMENTS (tests));
}
