/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gio/gunixsocketaddress.h>
#include <glib-unix.h>
#include <glib/gstdio.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

#include "opt-error.h"
#include "opt-server-facts.h"
#include "opt-test.h"

/* What PgBouncer does at the beginning: it refuses options, and goes on without. */
typedef struct
{
  char *folder;
  char *server; /* its socket */
  GSocketService *service;
  OptConninfo *conninfo;
  gboolean forgets; /* the options, without a word */
} Pooler;

static void
refuse (int client)
{
  GByteArray *message = g_byte_array_new ();
  static const char fields[] = "SFATAL\0C08P01\0Munsupported startup parameter: options\0";
  guint32 length = g_htonl (4 + sizeof fields);

  g_byte_array_append (message, (const guint8 *) "E", 1);
  g_byte_array_append (message, (const guint8 *) &length, 4);
  g_byte_array_append (message, (const guint8 *) fields, sizeof fields);
  g_assert_cmpint (write (client, message->data, message->len), ==, message->len);
  g_byte_array_unref (message);
}

static gboolean
pump (int from, int to)
{
  char bytes[4096];
  gssize n = read (from, bytes, sizeof bytes);

  return n > 0 && write (to, bytes, (gsize) n) == n;
}

static void
pass_on (int client, int server)
{
  struct pollfd fds[2] = { { .fd = client, .events = POLLIN }, { .fd = server, .events = POLLIN } };

  while (poll (fds, 2, -1) > 0)
    if ((fds[0].revents != 0 && !pump (client, server))
        || (fds[1].revents != 0 && !pump (server, client)))
      return;
}

/* The value of a startup parameter, to be forgotten, keeps its length: spaces are no option. */
static char *
find_options (char *startup, gsize length)
{
  for (char *name = startup + 8; name < startup + length && *name != '\0';)
    {
      char *value = name + strlen (name) + 1;

      if (strcmp (name, "options") == 0)
        return value;
      name = value + strlen (value) + 1;
    }

  return NULL;
}

static gboolean
run (GThreadedSocketService *service,
     GSocketConnection *connection,
     GObject *source,
     Pooler *pooler)
{
  int client = g_socket_get_fd (g_socket_connection_get_socket (connection));
  g_autoptr (GSocketClient) to = g_socket_client_new ();
  g_autoptr (GSocketAddress) address = g_unix_socket_address_new (pooler->server);
  g_autoptr (GSocketConnection) server = NULL;
  char startup[4096];
  gssize length;
  char *options;

  g_unix_set_fd_nonblocking (client, FALSE, NULL);
  length = read (client, startup, sizeof startup);
  if (length <= 8)
    return TRUE;
  options = find_options (startup, (gsize) length);
  if (options != NULL && !pooler->forgets)
    {
      refuse (client);
      return TRUE;
    }
  if (options != NULL)
    memset (options, ' ', strlen (options));

  server = g_socket_client_connect (to, G_SOCKET_CONNECTABLE (address), NULL, NULL);
  g_unix_set_fd_nonblocking (g_socket_get_fd (g_socket_connection_get_socket (server)), FALSE,
                             NULL);
  g_assert_cmpint (write (g_socket_get_fd (g_socket_connection_get_socket (server)), startup,
                          (gsize) length),
                   ==, length);
  pass_on (client, g_socket_get_fd (g_socket_connection_get_socket (server)));

  return TRUE;
}

static void
set_up (Pooler *pooler, gconstpointer forgets)
{
  g_autoptr (OptConninfo) conninfo = opt_test_get_conninfo ("postgres");
  g_autoptr (OptConninfo) there = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *path = NULL;
  g_autoptr (GSocketAddress) address = NULL;

  pooler->forgets = forgets != NULL;
  pooler->server = g_strdup_printf ("%s/.s.PGSQL.%s", opt_conninfo_get (conninfo, "host"),
                                    opt_conninfo_get (conninfo, "port"));
  pooler->folder = g_dir_make_tmp ("optischema-pooler-XXXXXX", &error);
  g_assert_no_error (error);
  path = g_build_filename (pooler->folder, ".s.PGSQL.6432", NULL);
  address = g_unix_socket_address_new (path);
  pooler->service = g_threaded_socket_service_new (10);
  g_socket_listener_add_address (G_SOCKET_LISTENER (pooler->service), address, G_SOCKET_TYPE_STREAM,
                                 G_SOCKET_PROTOCOL_DEFAULT, NULL, NULL, &error);
  g_assert_no_error (error);
  g_signal_connect (pooler->service, "run", G_CALLBACK (run), pooler);
  g_socket_service_start (pooler->service);
  there = opt_conninfo_with (conninfo, "host", pooler->folder);
  pooler->conninfo = opt_conninfo_with (there, "port", "6432");
}

static void
tear_down (Pooler *pooler, gconstpointer forgets)
{
  g_autofree char *path = g_build_filename (pooler->folder, ".s.PGSQL.6432", NULL);

  g_socket_service_stop (pooler->service);
  g_socket_listener_close (G_SOCKET_LISTENER (pooler->service));
  g_object_unref (pooler->service);
  opt_conninfo_unref (pooler->conninfo);
  g_remove (path);
  g_assert_cmpint (g_rmdir (pooler->folder), ==, 0);
  g_free (pooler->folder);
  g_free (pooler->server);
}

static char *
ask (OptConnection *connection, const char *sql)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (OptResult) result
      = opt_connection_query_sync (connection, sql, NULL, OPT_QUERY_NONE, NULL, &error);

  g_assert_no_error (error);

  return g_strdup (opt_result_get_text (result, 0, "is"));
}

/* What a session's settings would do each transaction does. */
static void
test_poll (Pooler *pooler, gconstpointer forgets)
{
  g_autoptr (OptConnection) poll
      = opt_connection_new (pooler->conninfo, OPT_CONNECTION_ROLE_MONITOR, "poll");
  g_autoptr (OptServerFacts) facts = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (OptResult) none = NULL;
  g_autofree char *settings = NULL;
  g_autofree char *again = NULL;

  opt_connection_open_sync (poll, NULL, &error);
  g_assert_no_error (error);
  facts = opt_server_facts_load_sync (poll, NULL, &error);
  g_assert_no_error (error);
  settings = ask (poll, "SELECT concat_ws(' ', current_setting('transaction_read_only'), "
                        "current_setting('statement_timeout'), current_setting('lock_timeout'), "
                        "current_setting('search_path'), current_setting('jit')) AS \"is\"");
  g_assert_cmpstr (settings, ==, "on 5s 1s pg_catalog off");

  /* One that fails spoils none that follows. */
  none = opt_connection_query_sync (poll, "CREATE TABLE t ()", NULL, OPT_QUERY_NONE, NULL, &error);
  g_assert_null (none);
  g_assert_error (error, OPT_ERROR, OPT_ERROR_REFUSED);
  again = ask (poll, "SELECT current_setting('transaction_read_only') AS \"is\"");
  g_assert_cmpstr (again, ==, "on");
  opt_connection_close (poll);
}

static void
ask_in_group (OptConnection *connection, const char *sql, OptQueryFlags flags)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (OptResult) result
      = opt_connection_query_sync (connection, sql, NULL, flags, NULL, &error);

  g_assert_no_error (error);
}

/* What one statement of a transaction sets, the others of it have, and none that follows. */
static void
test_transaction (Pooler *pooler, gconstpointer forgets)
{
  static const char shown[] = "SELECT concat_ws(' ', current_setting('transaction_read_only'), "
                              "current_setting('statement_timeout'), "
                              "current_setting('search_path')) AS \"is\"";
  g_autoptr (OptConnection) poll
      = opt_connection_new (pooler->conninfo, OPT_CONNECTION_ROLE_MONITOR, "poll");
  g_autoptr (GError) error = NULL;
  g_autofree char *inside = NULL;
  g_autofree char *outside = NULL;

  opt_connection_open_sync (poll, NULL, &error);
  g_assert_no_error (error);
  ask_in_group (poll, "BEGIN READ ONLY", OPT_QUERY_BEGINS);
  ask_in_group (poll, "SELECT set_config('statement_timeout', '30s', true)", OPT_QUERY_NONE);
  inside = ask (poll, shown);
  g_assert_cmpstr (inside, ==, "on 30s pg_catalog");
  ask_in_group (poll, "COMMIT", OPT_QUERY_ENDS);
  outside = ask (poll, shown);
  g_assert_cmpstr (outside, ==, "on 5s pg_catalog");
  opt_connection_close (poll);
}

/* What needs a session of its own says so, and opens none that is less safe. */
static void
test_others (Pooler *pooler, gconstpointer forgets)
{
  static const struct
  {
    OptConnectionRole role;
    const char *lane;
  } others[]
      = { { OPT_CONNECTION_ROLE_MONITOR, "plan" }, { OPT_CONNECTION_ROLE_CHANGE, "change" } };

  for (guint i = 0; i < G_N_ELEMENTS (others); i++)
    {
      g_autoptr (OptConnection) connection
          = opt_connection_new (pooler->conninfo, others[i].role, others[i].lane);
      g_autoptr (GError) error = NULL;

      g_assert_false (opt_connection_open_sync (connection, NULL, &error));
      g_assert_error (error, OPT_ERROR, OPT_ERROR_UNSUPPORTED);
      g_assert_nonnull (strstr (error->message, "pooler"));
      g_assert_nonnull (opt_error_get_next_step (error));
    }
}

/* What a role has anyway is no sign that ours came through. */
static void
test_defaults (Pooler *pooler, gconstpointer forgets)
{
  g_autofree char *database = opt_test_create_database ();
  g_autoptr (OptConnection) maker = opt_test_connect (database, OPT_CONNECTION_ROLE_SANDBOX);
  g_autoptr (OptConninfo) conninfo = opt_conninfo_with (pooler->conninfo, "dbname", database);
  g_autofree char *sql = g_strdup_printf ("ALTER DATABASE \"%s\" SET lock_timeout = '5s'; "
                                          "ALTER DATABASE \"%s\" "
                                          "SET default_transaction_read_only = on",
                                          database, database);
  g_autoptr (GError) error = NULL;
  g_autoptr (OptResult) done
      = opt_connection_query_sync (maker, sql, NULL, OPT_QUERY_SCRIPT, NULL, &error);

  g_assert_no_error (error);
  opt_connection_close (maker);
  opt_conninfo_unref (pooler->conninfo);
  pooler->conninfo = opt_conninfo_ref (conninfo);
  test_poll (pooler, forgets);
  test_others (pooler, forgets);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, data, test) g_test_add (path, Pooler, data, set_up, test, tear_down)
  ADD ("/postgres/pooler/poll", NULL, test_poll);
  ADD ("/postgres/pooler/transaction", NULL, test_transaction);
  ADD ("/postgres/pooler/others", NULL, test_others);
  ADD ("/postgres/pooler/forgets/poll", "", test_poll);
  ADD ("/postgres/pooler/forgets/transaction", "", test_transaction);
  ADD ("/postgres/pooler/forgets/others", "", test_others);
  ADD ("/postgres/pooler/forgets/defaults", "", test_defaults);
#undef ADD

  return g_test_run ();
}
