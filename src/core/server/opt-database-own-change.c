/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-database-own-change.h"

#include <glib/gi18n-lib.h>

#include "opt-change-property-state.h"
#include "opt-error.h"
#include "opt-stated-change.h"

static gboolean
add (OptChangeSet *set,
     OptCatalog *catalog,
     OptConnection *connection,
     OptStatedChange *stated,
     GCancellable *cancellable,
     GError **error)
{
  if (stated->create != NULL)
    return opt_change_set_add_create_index (set, catalog, stated->create, error);
  if (stated->drop != NULL)
    return opt_change_set_add_drop_index (set, catalog, stated->drop, error);
  if (stated->property != NULL)
    return opt_change_set_add_property_sync (set, connection, stated->property, cancellable, error);
  opt_change_set_add_analyze (set, stated->analyze);

  return TRUE;
}

static char *
make_title (GPtrArray *stated)
{
  const OptStatedChange *first = stated->pdata[0];

  if (stated->len == 1)
    return g_strdelimit (g_strdup (first->sql), "\r\n", ' ');

  return g_strdup_printf (ngettext ("%u change by hand", "%u changes by hand", stated->len),
                          stated->len);
}

static gboolean
needs_restart (OptChangeSet *set)
{
  for (guint i = 0; i < opt_change_set_get_length (set); i++)
    {
      const OptChange *change = opt_change_set_get (set, i);

      if (change->property != NULL && change->property->restart)
        return TRUE;
    }

  return FALSE;
}

static OptRecommendation *
make_recommendation (OptDatabase *self, OptChangeSet *set, GPtrArray *stated)
{
  OptServerFacts *facts = opt_database_get_facts (self);
  const OptChange *first = opt_change_set_get (set, 0);
  g_autoptr (GPtrArray) effects
      = g_ptr_array_new_with_free_func ((GDestroyNotify) opt_statement_effect_free);
  g_autofree char *sql = opt_change_set_get_sql (set);
  g_autofree char *undo_sql = opt_change_set_get_undo_sql (set);
  g_autofree char *title = make_title (stated);

  return g_object_new (OPT_TYPE_RECOMMENDATION, "server",
                       opt_server_facts_get_system_identifier (facts), "database",
                       opt_server_facts_get_database (facts), "kind",
                       opt_change_kind_get_nick (first->kind), "title", title, "sql", sql,
                       "undo-sql", undo_sql, "reason", _ ("It was asked for as it is."), "risk",
                       needs_restart (set)
                           ? _ ("Nothing was tried. It needs a restart of the server to come into "
                                "force, which is not done here.")
                           : _ ("Nothing was tried."),
                       "relation", first->table, "change-set", set, "statements", effects,
                       "projected-ms", -1.0, "size-bytes", (gint64) -1, "made-at",
                       g_get_real_time (), "evidence", OPT_EVIDENCE_OPINION, NULL);
}

/**
 * opt_database_make_change_sync:
 * @self: a database
 * @role: (nullable): the role that is to make the change; %NULL for the one that watches
 * @password: (nullable): of @role, where libpq does not find it
 * @script: SQL: one or more changes
 * @cancellable: (nullable): cancels it
 * @error: return location for an error: see opt_stated_changes_parse()
 *
 * Makes up a change of what somebody has written, with its undo by what the server has now. Nothing
 * is changed. Several are put into an order in which none harms.
 *
 * Returns: (transfer full) (nullable): the change, which nobody has checked
 */
OptRecommendation *
opt_database_make_change_sync (OptDatabase *self,
                               const char *role,
                               const char *password,
                               const char *script,
                               GCancellable *cancellable,
                               GError **error)
{
  g_autoptr (OptConninfo) conninfo = NULL;
  g_autoptr (OptConnection) connection = NULL;
  OptCatalog *catalog;
  g_autoptr (GPtrArray) stated = NULL;
  g_autoptr (OptChangeSet) set = opt_change_set_new ();
  gboolean done = TRUE;

  g_return_val_if_fail (OPT_IS_DATABASE (self) && script != NULL, NULL);

  catalog = opt_database_load_catalog_sync (self, cancellable, error);
  if (catalog == NULL)
    return NULL;
  stated = opt_stated_changes_parse (script, catalog, error);
  if (stated == NULL)
    return NULL;
  /* What a parameter is set to may be hidden from the role that watches. */
  conninfo = opt_conninfo_as (opt_database_get_conninfo (self), role, password);
  connection = opt_connection_new (conninfo, OPT_CONNECTION_ROLE_MONITOR, "plan");
  if (!opt_connection_open_sync (connection, cancellable, error))
    return NULL;
  for (guint i = 0; i < stated->len && done; i++)
    done = add (set, catalog, connection, stated->pdata[i], cancellable, error);
  opt_connection_close (connection);
  if (!done)
    return NULL;
  opt_change_set_sort (set);

  return make_recommendation (self, set, stated);
}
