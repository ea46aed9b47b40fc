/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "opt-given-server.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <string.h>
#include <sys/random.h>

#include "opt-error.h"
#include "opt-sandbox-private.h"
#include "opt-sql.h"

/**
 * opt_given_server_make_marker:
 * @error: return location for an error
 *
 * Returns: (transfer full) (nullable): "optischema_" and 16 hexadecimal digits, which no other
 *   sandbox has
 */
char *
opt_given_server_make_marker (GError **error)
{
  guint64 number;

  if (getrandom (&number, sizeof number, 0) != sizeof number)
    {
      opt_set_error (error, OPT_ERROR_FAILED, NULL, _ ("This machine gives no random numbers: %s"),
                     g_strerror (errno));
      return NULL;
    }

  return g_strdup_printf ("optischema_%016" G_GINT64_MODIFIER "x", number);
}

/**
 * opt_given_server_check_address:
 * @conninfo: how to connect to a server that is to be a sandbox
 * @error: return location for an error
 *
 * Each session chooses anew among several addresses: another than was asked what it is.
 *
 * Returns: %TRUE if it names one server; %OPT_ERROR_REFUSED otherwise
 */
gboolean
opt_given_server_check_address (OptConninfo *conninfo, GError **error)
{
  static const char *const keywords[] = { "host", "hostaddr", "port" };

  for (guint i = 0; i < G_N_ELEMENTS (keywords); i++)
    {
      const char *value = opt_conninfo_get (conninfo, keywords[i]);

      if (value == NULL || strchr (value, ',') == NULL)
        continue;
      opt_set_error (error, OPT_ERROR_REFUSED, _ ("Name one server as the sandbox."),
                     _ ("The address of the sandbox's server names several: %s."), value);
      return FALSE;
    }

  return TRUE;
}

/**
 * opt_given_server_check_same_sync:
 * @admin: a session that was just opened
 * @facts: the facts of the server that was checked
 * @cancellable: (nullable): a #GCancellable
 * @error: return location for an error
 *
 * What a name leads to can change between two sessions, and a superuser's is not to go on
 * elsewhere.
 *
 * Returns: %TRUE if it is that server; %OPT_ERROR_REFUSED otherwise
 */
gboolean
opt_given_server_check_same_sync (OptConnection *admin,
                                  OptServerFacts *facts,
                                  GCancellable *cancellable,
                                  GError **error)
{
  g_autoptr (OptParams) params
      = opt_params_new_text (opt_server_facts_get_system_identifier (facts), NULL);
  g_autoptr (OptResult) same
      = opt_connection_query_sync (admin, opt_sandbox_get_sql (admin, "given-identifier"), params,
                                   OPT_QUERY_NONE, cancellable, error);

  if (same == NULL)
    return FALSE;
  if (!opt_result_get_boolean (same, 0, "is_same"))
    {
      opt_set_error (error, OPT_ERROR_REFUSED,
                     _ ("Give an address as the sandbox that always leads to the same server."),
                     _ ("The address of the sandbox's server leads to another server than before: "
                        "nothing was done there."));
      return FALSE;
    }

  return TRUE;
}

static OptResult *
ask_session (OptConnection *admin, GCancellable *cancellable, GError **error)
{
  return opt_connection_query_sync (admin, opt_sandbox_get_sql (admin, "given-session"), NULL,
                                    OPT_QUERY_NONE, cancellable, error);
}

/* A standby has its primary's identifier, as has whatever was copied from it file by file. */
static gboolean
check_is_other (OptServerFacts *facts, OptServerFacts *production, GError **error)
{
  const char *here = opt_server_facts_get_system_identifier (facts);
  const char *there = opt_server_facts_get_system_identifier (production);

  if (here == NULL || there == NULL)
    {
      opt_set_error (error, OPT_ERROR_REFUSED,
                     there == NULL
                         ? _ ("Let the role that watches run pg_control_system(), or leave out the "
                              "sandbox's server: then there is a private one on this machine.")
                         : _ ("Name another server as the sandbox."),
                     _ ("Nothing tells that the sandbox's server is another one than the watched: "
                        "a system identifier can't be read."));
      return FALSE;
    }
  if (g_str_equal (here, there))
    {
      opt_set_error (error, OPT_ERROR_REFUSED,
                     _ ("Name a server that was made by itself, such as the service “sandbox” of "
                        "docker-compose.yml, or none: then there is a private one on this "
                        "machine."),
                     _ ("The server that was given as the sandbox is the watched one, a standby of "
                        "it or a copy of its files: both have the system identifier %s."),
                     here);
      return FALSE;
    }

  return TRUE;
}

static gboolean
check_rights (OptServerFacts *facts, GError **error)
{
  g_autofree char *role = opt_sql_quote_identifier (opt_server_facts_get_user (facts));
  g_autofree char *next_step = NULL;

  if (opt_server_facts_is_superuser (facts))
    return TRUE;

  next_step = g_strdup_printf (_ ("On the sandbox's server, and there alone: ALTER ROLE %s "
                                  "SUPERUSER. Or name a role that is one."),
                               role);
  opt_set_error (error, OPT_ERROR_DENIED, next_step,
                 _ ("The role %s is no superuser of the server that was given as the sandbox: it "
                    "can't make the roles and databases of a sandbox there, nor put production's "
                    "statistics into a shadow. What is restored and tried never runs as it."),
                 role);

  return FALSE;
}

/**
 * opt_given_server_check_sync:
 * @admin: a session on the server that is to be a sandbox
 * @production: the facts of the server that it is to stand for
 * @cancellable: (nullable): a #GCancellable
 * @error: return location for an error
 *
 * Returns: (transfer full) (nullable): the server's facts; %OPT_ERROR_REFUSED where it is
 *   production or can't be told from it, %OPT_ERROR_UNSUPPORTED where nothing can be written or a
 *   pooler is between, %OPT_ERROR_DENIED without a superuser's rights
 */
OptServerFacts *
opt_given_server_check_sync (OptConnection *admin,
                             OptServerFacts *production,
                             GCancellable *cancellable,
                             GError **error)
{
  g_autoptr (OptServerFacts) facts = opt_server_facts_load_sync (admin, cancellable, error);
  g_autoptr (OptResult) session = NULL;

  if (facts == NULL || !check_is_other (facts, production, error))
    return NULL;
  if (opt_server_facts_is_in_recovery (facts))
    {
      opt_set_error (error, OPT_ERROR_UNSUPPORTED, _ ("Name a server that is no standby."),
                     _ ("Nothing can be written on the server that was given as the sandbox: it is "
                        "a standby."));
      return NULL;
    }
  session = ask_session (admin, cancellable, error);
  if (session == NULL)
    return NULL;
  if (!opt_result_get_boolean (session, 0, "is_own"))
    {
      opt_set_error (error, OPT_ERROR_UNSUPPORTED,
                     _ ("Give the address of PostgreSQL itself as the sandbox."),
                     _ ("Between here and the sandbox's server is a connection pooler, such as "
                        "PgBouncer, that keeps no settings of a session."));
      return NULL;
    }

  return check_rights (facts, error) ? g_steal_pointer (&facts) : NULL;
}

static gboolean
drop (OptConnection *admin,
      const char *kind,
      const char *name,
      GCancellable *cancellable,
      GError **error)
{
  g_autofree char *quoted = opt_sql_quote_identifier (name);
  g_autofree char *sql
      = opt_sql_fill (opt_sandbox_get_sql (admin, g_str_equal (kind, "role") ? "drop-role"
                                                                             : "drop-database"),
                      "name", quoted, NULL);

  return opt_connection_execute_sync (admin, sql, NULL, cancellable, error);
}

static OptResult *
ask_left (OptConnection *admin, const char *marker, GCancellable *cancellable, GError **error)
{
  g_autoptr (OptParams) params = opt_params_new_text (marker, NULL);

  return opt_connection_query_sync (admin, opt_sandbox_get_sql (admin, "given-left"), params,
                                    OPT_QUERY_NONE, cancellable, error);
}

/* @failures: gets a name -> the message, for each that could not be dropped */
static void
drop_all (OptConnection *admin, OptResult *left, GHashTable *failures, GCancellable *cancellable)
{
  for (guint row = 0; row < opt_result_get_n_rows (left); row++)
    {
      const char *name = opt_result_get_text (left, row, "name");
      g_autoptr (GError) error = NULL;

      if (!drop (admin, opt_result_get_text (left, row, "kind"), name, cancellable, &error))
        g_hash_table_insert (failures, g_strdup (name), g_strdup (error->message));
    }
}

/* Of those that failed, the ones that are still there. */
static char *
describe_left (OptResult *left, GHashTable *failures)
{
  GString *text = g_string_new (NULL);

  for (guint row = 0; row < opt_result_get_n_rows (left); row++)
    {
      const char *name = opt_result_get_text (left, row, "name");
      const char *failure = g_hash_table_lookup (failures, name);

      if (failure != NULL)
        g_string_append_printf (text, "%s%s (%s)", text->len > 0 ? ", " : "", name, failure);
    }

  return g_string_free (text, FALSE);
}

/**
 * opt_given_server_clear_sync:
 * @admin: a superuser's session
 * @marker: of a sandbox; "" for all those whose owner is gone
 * @cancellable: (nullable): a #GCancellable
 * @error: return location for an error
 *
 * Drops the databases and then the roles that a sandbox made. What can't be dropped does not keep
 * the others; what another one drops at the same time is gone as well.
 *
 * Returns: %TRUE if none is left; %OPT_ERROR_FAILED with the names of those that are
 */
gboolean
opt_given_server_clear_sync (OptConnection *admin,
                             const char *marker,
                             GCancellable *cancellable,
                             GError **error)
{
  g_autoptr (GHashTable) failures = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autoptr (OptResult) before = ask_left (admin, marker, cancellable, error);
  g_autoptr (OptResult) after = NULL;
  g_autofree char *names = NULL;

  if (before == NULL)
    return FALSE;
  drop_all (admin, before, failures, cancellable);
  if (g_hash_table_size (failures) == 0)
    return TRUE;

  after = ask_left (admin, marker, cancellable, error);
  if (after == NULL)
    return FALSE;
  names = describe_left (after, failures);
  if (*names == '\0')
    return TRUE;
  opt_set_error (error, OPT_ERROR_FAILED, _ ("Drop there what it names."),
                 _ ("The sandbox's server still has what sandboxes made: %s"), names);

  return FALSE;
}

/**
 * opt_given_server_add_limits:
 * @admin: a superuser's session
 * @limits: (element-type OptUnreadable): gets what disturbs a sandbox there
 *
 * A private cluster is set up for its purpose; of a given one the settings that matter are told.
 */
void
opt_given_server_add_limits (OptConnection *admin, GPtrArray *limits)
{
  g_autoptr (OptResult) session = ask_session (admin, NULL, NULL);

  if (session != NULL && g_strcmp0 (opt_result_get_text (session, 0, "autovacuum"), "on") == 0)
    opt_sandbox_add_limit (limits, "autovacuum",
                           _ ("It is on in the sandbox's server: what it does at the time is "
                              "measured, too"));
}
