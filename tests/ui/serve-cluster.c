/* SPDX-License-Identifier: GPL-3.0-or-later */

/*
 * A private PostgreSQL that asks for passwords, for tests that are not written in C. It is there
 * until the standard input ends. Each line there is a command, and each is answered by a line that
 * begins with "ok" or "error":
 *
 *   start     what it answers is the folder of its socket
 *   stop
 *   run SQL   as the superuser, in the database "postgres"
 *
 * The superuser "postgres" needs no password, all others do.
 */

#include <gio/gio.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "opt-cluster.h"
#include "opt-connection.h"

#define RULES "local all postgres trust\nlocal all all scram-sha-256\n"

static gboolean
write_rules (OptCluster *cluster, GError **error)
{
  const char *data = opt_cluster_get_data_folder (cluster);
  g_autofree char *path = g_build_filename (data, "pg_hba.conf", NULL);
  GStatBuf status;

  return g_file_set_contents_full (path, RULES, -1, G_FILE_SET_CONTENTS_CONSISTENT, 0600, error)
         && g_stat (data, &status) == 0
         && (geteuid () != 0 || chown (path, status.st_uid, status.st_gid) == 0);
}

static gboolean
run (OptCluster *cluster, const char *sql, GError **error)
{
  g_autoptr (OptConninfo) conninfo = opt_cluster_get_conninfo (cluster, NULL, "postgres");
  g_autoptr (OptConnection) connection
      = opt_connection_new (conninfo, OPT_CONNECTION_ROLE_SANDBOX, "test");
  gboolean done = opt_connection_open_sync (connection, NULL, error)
                  && opt_connection_execute_sync (connection, sql, NULL, NULL, error);

  opt_connection_close (connection);

  return done;
}

static char *
start (OptCluster *cluster, GError **error)
{
  gboolean first = opt_cluster_get_data_folder (cluster) == NULL;

  if (!opt_cluster_start_sync (cluster, NULL, error)
      || (first
          && (!write_rules (cluster, error) || !opt_cluster_restart_sync (cluster, NULL, error))))
    return NULL;

  return g_strdup (opt_cluster_get_socket_folder (cluster));
}

static char *
obey (OptCluster *cluster, const char *command, GError **error)
{
  if (g_str_equal (command, "start"))
    return start (cluster, error);
  if (g_str_equal (command, "stop"))
    return opt_cluster_stop_sync (cluster, error) ? g_strdup ("") : NULL;
  if (g_str_has_prefix (command, "run "))
    return run (cluster, command + strlen ("run "), error) ? g_strdup ("") : NULL;

  g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, "what is %s?", command);

  return NULL;
}

int
main (void)
{
  g_autoptr (OptCluster) cluster = opt_cluster_new ();
  char line[4096];

  while (fgets (line, sizeof line, stdin) != NULL)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *answer = obey (cluster, g_strchomp (line), &error);
      g_autofree char *failure = answer == NULL ? g_strescape (error->message, NULL) : NULL;

      printf ("%s %s\n", answer != NULL ? "ok" : "error", answer != NULL ? answer : failure);
      fflush (stdout);
    }

  return opt_cluster_close_sync (cluster, NULL) ? 0 : 1;
}
