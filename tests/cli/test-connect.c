/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gio/gunixsocketaddress.h>
#include <glib/gstdio.h>
#include <string.h>

#include "cli-fixture.h"
#include "opt-error.h"
#include "opt-profiles.h"
#include "opt-test.h"

#define PASSWORD "tell-nobody"

static char *database;

static char *
get_address (const char *format, ...)
{
  g_autofree char *words = NULL;
  va_list arguments;

  va_start (arguments, format);
  words = g_strdup_vprintf (format, arguments);
  va_end (arguments);

  return g_strdup_printf ("host=%s %s", opt_cluster_get_socket_folder (opt_test_get_cluster ()),
                          words);
}

/* Each verb that needs a server says why there is none, and what to do. */
static void
assert_unreachable (CliHome *home, const char *address, const char *cause, const char *next_step)
{
  g_autoptr (CliRun) check = cli_run (home, "check", address, NULL);
  g_autoptr (CliRun) top = cli_run (home, "top", "--since-reset", address, NULL);
  g_autoptr (CliRun) plan = cli_run (home, "plan", address, "--query", "SELECT 1", NULL);
  g_autoptr (CliRun) advise = cli_run (home, "advise", address, NULL);
  g_autoptr (CliRun) trial
      = cli_run (home, "trial", address, "--change", "CREATE INDEX i ON public.t (a)", "--query",
                 "SELECT 1", NULL);
  g_autoptr (CliRun) tune = cli_run (home, "tune", "--interval", "1s", address, NULL);
  g_autoptr (CliRun) json = cli_run (home, "check", "--json", address, NULL);
  g_autoptr (JsonNode) node = cli_parse (json);
  JsonObject *error = json_object_get_object_member (json_node_get_object (node), "error");

  cli_assert_failed (check, 3, cause, next_step);
  cli_assert_failed (top, 3, cause, next_step);
  cli_assert_failed (plan, 3, cause, next_step);
  cli_assert_failed (advise, 3, cause, next_step);
  cli_assert_failed (trial, 3, cause, next_step);
  cli_assert_failed (tune, 3, cause, next_step);
  cli_assert_status (json, 3);
  g_assert_nonnull (strstr (json_object_get_string_member (error, "message"), cause));
  g_assert_nonnull (strstr (json_object_get_string_member (error, "next_step"), next_step));
}

static void
test_unreachable (void)
{
  g_autoptr (CliHome) home = cli_home_new ();
  g_autofree char *port = get_address ("port=1");
  g_autofree char *name = get_address ("dbname=nothing-there user=postgres");
  g_autofree char *user = get_address ("dbname=%s user=nobody-there", database);

  assert_unreachable (home, "host=nowhere.invalid", "nowhere.invalid", "Check the host's name");
  assert_unreachable (home, "postgresql://127.0.0.1:1/shop", "refused",
                      "Check that the server runs there, and its port.");
  assert_unreachable (home, "host=/nothing/there", "/nothing/there", "Check host and port.");
  assert_unreachable (home, port, "No such file", "Check host and port.");
  assert_unreachable (home, "host=127.0.0.1 port=port", "port", "Check host, port");
  assert_unreachable (home, name, "nothing-there", "Check the database's name.");
  assert_unreachable (home, user, "nobody-there", "Check the user's name");
}

/* What is no text in the address does not spoil the object that says so. */
static void
test_not_utf8 (void)
{
  g_autoptr (CliHome) home = cli_home_new ();
  g_autofree char *address_not_utf8 = get_address ("user=postgres dbname=\377");
  g_autoptr (CliRun) run = cli_run (home, "check", "--json", address_not_utf8, NULL);
  g_autoptr (JsonNode) node = cli_parse (run);

  g_assert_cmpint (run->status, >=, 2);
  g_assert_true (json_object_has_member (json_node_get_object (node), "error"));
}

static void
set_hba (const char *text)
{
  g_autofree char *path = g_build_filename (opt_cluster_get_data_folder (opt_test_get_cluster ()),
                                            "pg_hba.conf", NULL);
  FILE *file = g_fopen (path, "w");

  /* In its place: the file keeps its owner. */
  g_assert_nonnull (file);
  g_assert_cmpint (fputs (text, file), >=, 0);
  g_assert_cmpint (fclose (file), ==, 0);
  cli_execute (NULL, "SELECT pg_reload_conf()");
}

static void
test_password (void)
{
  g_autoptr (CliHome) home = cli_home_new ();
  g_autofree char *without = get_address ("dbname=%s user=ann", database);
  g_autofree char *wrong = get_address ("dbname=%s user=ann password=guessed-badly", database);
  g_autofree char *right = get_address ("dbname=%s user=ann password=" PASSWORD, database);
  g_autofree char *pass = g_strdup_printf ("*:*:*:ann:%s\n", PASSWORD);
  g_autofree char *pgpass = cli_home_write (home, "pgpass", pass, -1);

  cli_execute (NULL, "CREATE ROLE ann LOGIN PASSWORD '" PASSWORD
                     "' IN ROLE pg_monitor, pg_read_all_data");
  set_hba ("local all ann scram-sha-256\nlocal all all trust\n");

  {
    g_autoptr (CliRun) run = cli_run (home, "check", without, NULL);

    cli_assert_failed (run, 3, "password", "PGPASSWORD");
    g_assert_null (strstr (run->err, "Warning"));
  }
  {
    g_autoptr (CliRun) run = cli_run (home, "check", "--json", wrong, NULL);

    cli_assert_failed (run, 3, "ann", "Check the password.");
    g_assert_null (strstr (run->err, "guessed-badly"));
    g_assert_null (strstr (run->out, "guessed-badly"));
  }
  {
    g_autoptr (CliRun) run = cli_run (home, "check", "--json", right, NULL);
    g_autoptr (CliRun) text = cli_run (home, "check", right, NULL);
    g_autoptr (CliRun) top = cli_run (home, "top", "--interval", "1s", "--json", right, NULL);
    g_autoptr (CliRun) listed = cli_run (home, "history", "--json", right, NULL);
    g_autofree char *workload = cli_home_write (home, "w.sql", "SELECT 1;\n", -1);
    g_autoptr (CliRun) advise
        = cli_run (home, "advise", "--json", right, "--workload", workload, NULL);
    const CliRun *const runs[] = { run, text, top, listed, advise };

    for (gsize i = 0; i < G_N_ELEMENTS (runs); i++)
      {
        g_autoptr (JsonNode) node = i != 1 ? cli_parse (runs[i]) : NULL;

        g_assert_cmpint (runs[i]->status, <=, 1);
        cli_assert_said (runs[i], "Warning: a password on the command line");
        g_assert_null (strstr (runs[i]->out, PASSWORD));
        g_assert_null (strstr (runs[i]->err, PASSWORD));
      }
  }

  cli_home_set (home, "PGPASSWORD", PASSWORD);
  {
    g_autoptr (CliRun) run = cli_run (home, "check", "--json", without, NULL);

    g_assert_cmpint (run->status, <=, 1);
    g_assert_cmpstr (run->err, ==, "");
    g_assert_null (strstr (run->out, PASSWORD));
  }
  cli_home_set (home, "PGPASSWORD", NULL);

  g_assert_cmpint (g_chmod (pgpass, 0600), ==, 0);
  cli_home_set (home, "PGPASSFILE", pgpass);
  {
    g_autoptr (CliRun) run = cli_run (home, "check", "--json", without, NULL);

    g_assert_cmpint (run->status, <=, 1);
    g_assert_cmpstr (run->err, ==, "");
  }
  g_unlink (pgpass);
  cli_home_assert_nowhere (home, PASSWORD);
}

static const char *
get_database (const CliRun *run, JsonNode *node)
{
  return json_object_get_string_member (json_object_get_object_member (json_node_get_object (node),
                                                                       "server"),
                                        "database");
}

static void
test_saved (void)
{
  g_autoptr (CliHome) home = cli_home_new ();
  g_autofree char *address = cli_get_address (NULL, database);
  g_autofree char *path
      = g_build_filename (home->folder, "XDG_CONFIG_HOME", "optischema", "connections.ini", NULL);
  g_autofree char *folder = g_path_get_dirname (path);
  g_autoptr (OptConninfo) conninfo = opt_conninfo_new (address, NULL);
  g_autoptr (OptProfiles) profiles = opt_profiles_new (path, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  g_assert_true (opt_profiles_save (profiles, "the shop", conninfo, &error));
  g_assert_no_error (error);
  {
    g_autoptr (CliRun) run = cli_run (home, "check", "the shop", "--json", NULL);
    g_autoptr (JsonNode) node = cli_parse (run);
    g_autoptr (CliRun) unknown = cli_run (home, "check", "the ship", NULL);

    g_assert_cmpstr (get_database (run, node), ==, database);
    cli_assert_failed (unknown, 2, "the ship", "saved connection");
  }

  g_assert_true (g_file_set_contents (path, "[the shop\nconninfo", -1, NULL));
  {
    g_autoptr (CliRun) run = cli_run (home, "check", "the shop", NULL);

    g_assert_cmpint (run->status, !=, 0);
    cli_assert_said (run, path);
    cli_assert_said (run, "Correct the file");
  }
}

static void
test_environment (void)
{
  g_autoptr (CliHome) home = cli_home_new ();

  cli_home_set (home, "PGHOST", opt_cluster_get_socket_folder (opt_test_get_cluster ()));
  cli_home_set (home, "PGDATABASE", database);
  cli_home_set (home, "PGUSER", "postgres");
  {
    g_autoptr (CliRun) run = cli_run (home, "check", "--json", NULL);
    g_autoptr (JsonNode) node = cli_parse (run);

    g_assert_cmpstr (get_database (run, node), ==, database);
  }

  cli_home_set (home, "PGSERVICE", "nothing-there");
  {
    g_autoptr (CliRun) run = cli_run (home, "check", NULL);

    cli_assert_failed (run, 3, "nothing-there", "PGSERVICE");
  }
}

/* Gone while it is watched: said, and no number shown; back: all is well again. */
static void
test_server_gone (void)
{
  g_autoptr (CliHome) home = cli_home_new ();
  g_autofree char *address = cli_get_address (NULL, database);
  g_autoptr (GSubprocess) watching
      = cli_spawn (home, "top", "--json", "--interval", "60s", address, NULL);
  g_autoptr (OptConnection) observer = opt_test_connect (NULL, OPT_CONNECTION_ROLE_SANDBOX);
  g_autoptr (GError) error = NULL;

  /* Until it has counted for the first time. */
  for (;;)
    {
      g_autoptr (OptResult) result = opt_connection_query_sync (
          observer,
          "SELECT 1 FROM pg_stat_activity WHERE application_name = 'optischema/poll' AND state = "
          "'idle' AND query ILIKE '%pg_stat%'",
          NULL, OPT_QUERY_NONE, NULL, &error);

      g_assert_no_error (error);
      if (opt_result_get_n_rows (result) > 0)
        break;
      g_usleep (50000);
    }
  opt_connection_close (observer);
  g_assert_true (opt_cluster_stop_sync (opt_test_get_cluster (), &error));
  g_assert_no_error (error);
  {
    g_autoptr (CliRun) run = cli_finish (watching);
    g_autoptr (JsonNode) node = cli_parse (run);
    g_autoptr (CliRun) again = cli_run (home, "check", address, NULL);

    cli_assert_failed (run, 3, NULL, "Next step: ");
    g_assert_true (json_object_has_member (json_node_get_object (node), "error"));
    cli_assert_failed (again, 3, "No such file", "Check host and port.");
  }

  opt_test_get_cluster ();
  {
    g_autoptr (CliRun) run = cli_run (home, "top", "--json", "--interval", "1s", address, NULL);

    g_assert_cmpint (run->status, <=, 1);
  }
}

/* What a server says until the first query: who it is. */
static void
answer_as_old_server (GOutputStream *out)
{
  static const struct
  {
    const char *name;
    const char *value;
  } parameters[] = {
    { "server_version", "12.22" }, { "server_encoding", "UTF8" },
    { "client_encoding", "UTF8" }, { "integer_datetimes", "on" },
    { "DateStyle", "ISO, MDY" },   { "standard_conforming_strings", "on" },
    { "is_superuser", "off" },     { "session_authorization", "ann" },
  };
  g_autoptr (GByteArray) message = g_byte_array_new ();
  static const guint8 authenticated[] = { 'R', 0, 0, 0, 8, 0, 0, 0, 0 };
  static const guint8 key[] = { 'K', 0, 0, 0, 12, 0, 0, 0, 1, 0, 0, 0, 2 };
  static const guint8 ready[] = { 'Z', 0, 0, 0, 5, 'I' };

  g_byte_array_append (message, authenticated, sizeof authenticated);
  for (gsize i = 0; i < G_N_ELEMENTS (parameters); i++)
    {
      gsize name = strlen (parameters[i].name) + 1;
      gsize value = strlen (parameters[i].value) + 1;
      guint8 head[] = { 'S', 0, 0, 0, (guint8) (4 + name + value) };

      g_byte_array_append (message, head, sizeof head);
      g_byte_array_append (message, (const guint8 *) parameters[i].name, (guint) name);
      g_byte_array_append (message, (const guint8 *) parameters[i].value, (guint) value);
    }
  g_byte_array_append (message, key, sizeof key);
  g_byte_array_append (message, ready, sizeof ready);
  g_output_stream_write_all (out, message->data, message->len, NULL, NULL, NULL);
}

static gpointer
be_old_server (gpointer listener)
{
  GSocketConnection *connection;

  while ((connection = g_socket_listener_accept (listener, NULL, NULL, NULL)) != NULL)
    {
      GInputStream *in = g_io_stream_get_input_stream (G_IO_STREAM (connection));
      guint8 buffer[4096];

      /* The start-up message is short, and comes whole. */
      if (g_input_stream_read (in, buffer, sizeof buffer, NULL, NULL) > 0)
        answer_as_old_server (g_io_stream_get_output_stream (G_IO_STREAM (connection)));
      while (g_input_stream_read (in, buffer, sizeof buffer, NULL, NULL) > 0)
        continue;
      g_object_unref (connection);
    }

  return NULL;
}

/* None of this age can be had everywhere; what it says of itself is enough. */
static void
test_too_old (void)
{
  g_autoptr (CliHome) home = cli_home_new ();
  g_autofree char *path = g_build_filename (home->folder, ".s.PGSQL.5432", NULL);
  g_autofree char *address
      = g_strdup_printf ("host=%s user=ann dbname=shop sslmode=disable", home->folder);
  g_autoptr (GSocketListener) listener = g_socket_listener_new ();
  g_autoptr (GSocketAddress) socket = g_unix_socket_address_new (path);
  g_autoptr (GError) error = NULL;

  g_socket_listener_add_address (listener, socket, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_DEFAULT,
                                 NULL, NULL, &error);
  g_assert_no_error (error);
  /* It waits for the next one until the program ends. */
  g_thread_unref (g_thread_new ("old-server", be_old_server, g_object_ref (listener)));

  assert_unreachable (home, address, "12.22", "Watch a server of version 13 or later.");
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  database = opt_test_create_database ();
  cli_execute (database, "CREATE EXTENSION pg_stat_statements");

  g_test_add_func ("/cli/connect/unreachable", test_unreachable);
  g_test_add_func ("/cli/connect/not-utf8", test_not_utf8);
  g_test_add_func ("/cli/connect/password", test_password);
  g_test_add_func ("/cli/connect/saved", test_saved);
  g_test_add_func ("/cli/connect/environment", test_environment);
  g_test_add_func ("/cli/connect/too-old", test_too_old);
  g_test_add_func ("/cli/connect/gone", test_server_gone);

  status = g_test_run ();
  g_free (database);

  return status;
}
