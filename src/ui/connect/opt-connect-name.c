/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "opt-connect-name.h"

#include <glib/gi18n.h>
#include <string.h>

/**
 * opt_connect_name_make_unique:
 * @name: a name
 * @servers: (nullable): whose names are taken
 *
 * Returns: (transfer full): @name, with a number behind it where it is taken
 */
char *
opt_connect_name_make_unique (const char *name, OptServerList *servers)
{
  g_autofree char *unique = g_strdup (name);

  g_return_val_if_fail (name != NULL, NULL);

  for (int i = 2; servers != NULL && opt_server_list_find (servers, unique) != NULL; i++)
    {
      g_free (unique);
      unique = g_strdup_printf ("%s %d", name, i);
    }

  return g_steal_pointer (&unique);
}

/* The first, where there are several. A folder is this machine. */
static char *
get_host (OptConninfo *conninfo)
{
  const char *host = opt_conninfo_get (conninfo, "host");

  if (host == NULL)
    host = opt_conninfo_get (conninfo, "hostaddr");
  if (host == NULL || *host == '/' || *host == '@')
    return NULL;

  return g_strndup (host, strcspn (host, ","));
}

/**
 * opt_connect_name_suggest:
 * @conninfo: where to connect
 * @servers: (nullable): whose names are taken
 *
 * Returns: (transfer full): "shop@db.example.org", which can be saved and is not taken
 */
char *
opt_connect_name_suggest (OptConninfo *conninfo, OptServerList *servers)
{
  const char *database, *service;
  g_autofree char *host = NULL;
  g_autofree char *name = NULL;

  g_return_val_if_fail (conninfo != NULL, NULL);

  service = opt_conninfo_get (conninfo, "service");
  database = opt_conninfo_get (conninfo, "dbname");
  if (database == NULL)
    database = opt_conninfo_get (conninfo, "user");
  host = get_host (conninfo);
  if (host == NULL && service == NULL)
    host = g_strdup (_ ("local"));

  if (database == NULL || host == NULL)
    name = g_strdup (database != NULL ? database : host != NULL ? host : service);
  else
    name = g_strdup_printf ("%s@%s", database, host);
  /* What a file of connections can't hold as a name. */
  g_strdelimit (name, "[]=/", '-');

  return opt_connect_name_make_unique (name, servers);
}
