/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-history-places.h"

#include <glib/gi18n-lib.h>

#include "opt-error.h"
#include "opt-format.h"
#include "opt-history-private.h"

#define USUAL_PORT "5432"

/* An address as it is noted, whoever signs in. */
typedef struct
{
  const char *host;
  const char *port;
  const char *database;
} Address;

static Address
get_address (OptConninfo *conninfo)
{
  Address address = { opt_conninfo_get (conninfo, "host"), opt_conninfo_get (conninfo, "port"),
                      opt_conninfo_get (conninfo, "dbname") };

  if (address.host == NULL)
    address.host = opt_conninfo_get (conninfo, "hostaddr");
  if (address.host == NULL)
    address.host = opt_conninfo_get (conninfo, "service");
  if (address.host == NULL)
    address.host = "";
  if (address.port == NULL)
    address.port = USUAL_PORT;
  if (address.database == NULL)
    address.database = opt_conninfo_get (conninfo, "user");
  if (address.database == NULL)
    address.database = "";

  return address;
}

/* In a transaction. */
gboolean
opt_history_put_place (OptHistory *self,
                       gint64 server,
                       OptConninfo *conninfo,
                       gint64 now,
                       GError **error)
{
  const Address address = get_address (conninfo);
  OptStoreValue params[] = {
    opt_store_int (server),        opt_store_text (address.host),
    opt_store_text (address.port), opt_store_text (address.database),
    opt_store_int (now),
  };

  return opt_store_execute_sync (self->store, opt_store_sql ("monitor", "add-place"), params,
                                 G_N_ELEMENTS (params), error);
}

/* The server's clock; 0: nothing is. In a transaction. */
gboolean
opt_history_get_recorded_until (OptHistory *self, gint64 server, gint64 *until, GError **error)
{
  OptStoreValue params[] = { opt_store_int (server) };
  g_autoptr (OptStoreResult) rows
      = opt_store_query_sync (self->store, opt_store_sql ("monitor", "get-last-chain"), params, 1,
                              error);

  *until = 0;
  if (rows == NULL)
    return FALSE;
  if (!opt_store_result_is_null (rows, 0, "last"))
    *until = opt_store_result_get_int (rows, 0, "last");

  for (guint i = 0; i < OPT_HISTORY_N_STEPS; i++)
    {
      gint64 first = 0;
      gint64 last = 0;

      if (!opt_history_get_extent (self, server, opt_history_steps[i].seconds, &first, &last,
                                   error))
        return FALSE;
      *until = MAX (*until, last);
    }

  return TRUE;
}

static void
place_free (gpointer data)
{
  OptHistoryPlace *self = data;

  g_free (self->server_id);
  g_free (self->host);
  g_free (self->port);
  g_free (self->database);
  g_free (self);
}

typedef struct
{
  OptHistory *history;
  GPtrArray *places;
} List;

static gboolean
list_places (OptStore *store, gpointer data, GError **error)
{
  List *list = data;
  g_autoptr (OptStoreResult) rows
      = opt_store_query_sync (store, opt_store_sql ("monitor", "list-places"), NULL, 0, error);

  if (rows == NULL)
    return FALSE;

  for (guint row = 0; row < opt_store_result_get_n_rows (rows); row++)
    {
      OptHistoryPlace *place = g_new0 (OptHistoryPlace, 1);

      g_ptr_array_add (list->places, place);
      place->server_id = g_strdup (opt_store_result_get_text (rows, row, "server_id"));
      place->host = g_strdup (opt_store_result_get_text (rows, row, "host"));
      place->port = g_strdup (opt_store_result_get_text (rows, row, "port"));
      place->database = g_strdup (opt_store_result_get_text (rows, row, "database"));
      place->seen = opt_store_result_get_int (rows, row, "seen");
      if (!opt_history_get_recorded_until (list->history,
                                           opt_store_result_get_int (rows, row, "id"),
                                           &place->recorded_until, error))
        return FALSE;
    }

  return TRUE;
}

/**
 * opt_history_list_places_sync:
 * @self: the history
 * @error: return location for an error
 *
 * Returns: (transfer full) (nullable) (element-type OptHistoryPlace): where the recorded servers
 *   were found, the latest first; one that has no place noted is there without one
 */
GPtrArray *
opt_history_list_places_sync (OptHistory *self, GError **error)
{
  g_autoptr (GPtrArray) places = g_ptr_array_new_with_free_func (place_free);
  List list = { self, places };

  g_return_val_if_fail (OPT_IS_HISTORY (self), NULL);

  return opt_store_reading_sync (self->store, list_places, &list, error) ? g_steal_pointer (&places)
                                                                         : NULL;
}

/**
 * opt_history_places_find:
 * @places: (element-type OptHistoryPlace): of opt_history_list_places_sync()
 * @conninfo: an address
 *
 * Returns: (transfer none) (nullable): the server that was found last at this address; where only
 *   other databases were watched there, the server that they are of, if it is but one
 */
const OptHistoryPlace *
opt_history_places_find (GPtrArray *places, OptConninfo *conninfo)
{
  const OptHistoryPlace *found = NULL;
  Address address;

  g_return_val_if_fail (places != NULL && conninfo != NULL, NULL);

  address = get_address (conninfo);
  for (guint i = 0; i < places->len; i++)
    {
      const OptHistoryPlace *place = places->pdata[i];

      if (g_strcmp0 (place->host, address.host) == 0 && g_strcmp0 (place->port, address.port) == 0
          && g_strcmp0 (place->database, address.database) == 0)
        return place;
    }
  for (guint i = 0; i < places->len; i++)
    {
      const OptHistoryPlace *place = places->pdata[i];

      if (g_strcmp0 (place->host, address.host) != 0 || g_strcmp0 (place->port, address.port) != 0)
        continue;
      if (found != NULL && g_strcmp0 (found->server_id, place->server_id) != 0)
        return NULL;
      found = found != NULL ? found : place;
    }

  return found;
}

typedef struct
{
  OptHistory *history;
  const char *server_id;
  const char *name;
  guint32 oid;
} Search;

static gboolean
find_database (OptStore *store, gpointer data, GError **error)
{
  Search *search = data;
  gint64 server = opt_history_find_server (search->history, search->server_id, error);
  const OptStoreValue params[] = { opt_store_int (server) };
  g_autoptr (OptStoreResult) rows = NULL;

  if (server <= 0)
    return server == 0;
  rows
      = opt_store_query_sync (store, opt_store_sql ("monitor", "list-databases"), params, 1, error);
  if (rows == NULL)
    return FALSE;
  for (guint row = 0; row < opt_store_result_get_n_rows (rows); row++)
    {
      if (g_strcmp0 (opt_store_result_get_text (rows, row, "name"), search->name) == 0)
        search->oid = (guint32) opt_store_result_get_int (rows, row, "oid");
    }

  return TRUE;
}

/**
 * opt_history_find_database_sync:
 * @self: the history
 * @server_id: a server's system identifier
 * @conninfo: an address there
 * @oid: (out): of the database that the address names
 * @error: return location for %OPT_ERROR_NOT_FOUND where nothing is recorded of it
 *
 * Returns: whether it was found
 */
gboolean
opt_history_find_database_sync (OptHistory *self,
                                const char *server_id,
                                OptConninfo *conninfo,
                                guint32 *oid,
                                GError **error)
{
  Search search = { self, server_id, NULL, 0 };

  g_return_val_if_fail (OPT_IS_HISTORY (self) && server_id != NULL, FALSE);
  g_return_val_if_fail (conninfo != NULL && oid != NULL, FALSE);

  search.name = get_address (conninfo).database;
  if (!opt_store_reading_sync (self->store, find_database, &search, error))
    return FALSE;
  *oid = search.oid;
  if (search.oid != 0)
    return TRUE;

  opt_set_error (error, OPT_ERROR_NOT_FOUND, _ ("Name a database that was recorded, with dbname=."),
                 _ ("Nothing is recorded of a database “%s” of that server"), search.name);

  return FALSE;
}

/**
 * opt_history_place_to_text:
 * @self: a place
 *
 * Returns: (transfer full): where it is, and until when it is recorded
 */
char *
opt_history_place_to_text (const OptHistoryPlace *self)
{
  g_autofree char *until = NULL;
  g_autofree char *where = NULL;

  g_return_val_if_fail (self != NULL, NULL);

  until = opt_format_time (self->recorded_until);
  if (self->host == NULL)
    where = g_strdup_printf (_ ("system identifier %s, of which no address was noted"),
                             *self->server_id != '\0' ? self->server_id : OPT_FORMAT_NONE);
  else
    where = g_strdup_printf ("host=%s port=%s dbname=%s", self->host, self->port, self->database);
  if (self->recorded_until == 0)
    return g_steal_pointer (&where);

  /* Translators: where a server is, and a time */
  return g_strdup_printf (_ ("%s (until %s)"), where, until);
}
