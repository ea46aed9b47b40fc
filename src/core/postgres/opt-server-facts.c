/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-server-facts.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "opt-error.h"
#include "opt-sql.h"

#define USUAL_PORT "5432"

typedef struct
{
  char *version; /* (nullable) installed here */
  char *schema;  /* (nullable) where */
} Extension;

struct _OptServerFacts
{
  GObject parent_instance;

  int version;
  char *version_text;
  char *user;
  char *database;
  guint32 database_oid;
  gint64 database_bytes;
  char *encoding;
  char *collate;
  char *ctype;
  char locale_provider;
  char *icu_locale;
  char *system_identifier; /* (nullable) not readable by every role before 9.6's grants */
  char *address;           /* (nullable) of the server, as it has it itself … */
  gint64 port;             /* … and its port; neither where it is a socket's */
  char *history_key;
  gint64 start_time;
  gboolean in_recovery;
  gboolean superuser;
  GHashTable *roles;      /* names this user is a member of */
  GHashTable *settings;   /* name -> value */
  GHashTable *extensions; /* name -> Extension; those that are available */
};

G_DEFINE_FINAL_TYPE (OptServerFacts, opt_server_facts, G_TYPE_OBJECT)

/* The major versions that the tests have met. */
static const int tested_majors[] = { 15 };

static void
extension_free (gpointer data)
{
  Extension *extension = data;

  g_free (extension->version);
  g_free (extension->schema);
  g_free (extension);
}

static void
opt_server_facts_finalize (GObject *object)
{
  OptServerFacts *self = OPT_SERVER_FACTS (object);

  g_free (self->version_text);
  g_free (self->user);
  g_free (self->database);
  g_free (self->encoding);
  g_free (self->collate);
  g_free (self->ctype);
  g_free (self->icu_locale);
  g_free (self->system_identifier);
  g_free (self->address);
  g_free (self->history_key);
  g_hash_table_unref (self->roles);
  g_hash_table_unref (self->settings);
  g_hash_table_unref (self->extensions);

  G_OBJECT_CLASS (opt_server_facts_parent_class)->finalize (object);
}

static void
opt_server_facts_class_init (OptServerFactsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = opt_server_facts_finalize;
}

static void
opt_server_facts_init (OptServerFacts *self)
{
  self->roles = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->settings = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->extensions = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, extension_free);
}

static void
read_server (OptServerFacts *self, OptResult *result)
{
  const char *provider = opt_result_get_text (result, 0, "locale_provider");

  self->version_text = g_strdup (opt_result_get_text (result, 0, "version"));
  self->user = g_strdup (opt_result_get_text (result, 0, "user"));
  self->database = g_strdup (opt_result_get_text (result, 0, "database"));
  self->database_oid = opt_result_get_oid (result, 0, "database_oid");
  self->database_bytes = opt_result_get_int (result, 0, "database_bytes");
  self->encoding = g_strdup (opt_result_get_text (result, 0, "encoding"));
  self->collate = g_strdup (opt_result_get_text (result, 0, "collate"));
  self->ctype = g_strdup (opt_result_get_text (result, 0, "ctype"));
  self->locale_provider = provider != NULL ? *provider : 'c';
  self->icu_locale = g_strdup (opt_result_get_text (result, 0, "icu_locale"));
  self->system_identifier = g_strdup (opt_result_get_text (result, 0, "system_identifier"));
  self->address = g_strdup (opt_result_get_text (result, 0, "address"));
  self->port = opt_result_get_int (result, 0, "port");
  self->start_time = opt_result_get_time (result, 0, "start_time");
  self->in_recovery = opt_result_get_boolean (result, 0, "in_recovery");
  self->superuser = opt_result_get_boolean (result, 0, "superuser");
}

static void
read_roles (OptServerFacts *self, OptResult *result)
{
  for (guint row = 0; row < opt_result_get_n_rows (result); row++)
    g_hash_table_add (self->roles, g_strdup (opt_result_get_text (result, row, "role")));
}

static void
read_settings (OptServerFacts *self, OptResult *result)
{
  for (guint row = 0; row < opt_result_get_n_rows (result); row++)
    g_hash_table_insert (self->settings, g_strdup (opt_result_get_text (result, row, "name")),
                         g_strdup (opt_result_get_text (result, row, "setting")));
}

static void
read_extensions (OptServerFacts *self, OptResult *result)
{
  for (guint row = 0; row < opt_result_get_n_rows (result); row++)
    {
      Extension *extension = g_new0 (Extension, 1);

      extension->version = g_strdup (opt_result_get_text (result, row, "version"));
      extension->schema = g_strdup (opt_result_get_text (result, row, "schema"));
      g_hash_table_insert (self->extensions, g_strdup (opt_result_get_text (result, row, "name")),
                           extension);
    }
}

/* Of this machine, or of the one that a tunnel or a pooler is on: it says not which. */
static gboolean
is_loopback (const char *address)
{
  return g_str_equal (address, "localhost") || g_str_equal (address, "::1")
         || g_str_has_prefix (address, "127.");
}

/* Where it is: by its own word, as one server may be reached in several ways; where that says
 * nothing, as it was reached. */
static char *
find_place (OptServerFacts *self, OptConninfo *conninfo)
{
  const char *host = opt_conninfo_get (conninfo, "host");
  const char *port = opt_conninfo_get (conninfo, "port");

  if (self->address != NULL && !is_loopback (self->address))
    return g_strdup_printf ("%s:%" G_GINT64_FORMAT, self->address, self->port);

  if (host == NULL)
    host = opt_conninfo_get (conninfo, "hostaddr");
  if (host == NULL)
    host = opt_conninfo_get (conninfo, "service");
  if (host == NULL || is_loopback (host))
    host = "localhost";

  return g_strconcat (host, ":", port != NULL ? port : USUAL_PORT, NULL);
}

/* A standby has the identifier of its primary, and another history. */
static char *
make_history_key (OptServerFacts *self, OptConninfo *conninfo)
{
  g_autofree char *place = find_place (self, conninfo);

  if (self->system_identifier == NULL)
    return g_strconcat ("at ", place, NULL);
  if (self->in_recovery)
    return g_strconcat (self->system_identifier, " standby ", place, NULL);

  return g_strdup (self->system_identifier);
}

/**
 * opt_server_facts_load_sync:
 * @connection: an open connection of this thread
 * @cancellable: (nullable): cancels it
 * @error: return location for an error
 *
 * Asks a server for what decides how it can be watched. A server older than %OPT_SERVER_OLDEST is
 * refused with %OPT_ERROR_UNSUPPORTED.
 *
 * Returns: (transfer full) (nullable): the facts
 */
OptServerFacts *
opt_server_facts_load_sync (OptConnection *connection, GCancellable *cancellable, GError **error)
{
  static const struct
  {
    const char *name;
    void (*read) (OptServerFacts *self, OptResult *result);
  } parts[] = {
    { "server", read_server },
    { "roles", read_roles },
    { "settings", read_settings },
    { "extensions", read_extensions },
  };
  g_autoptr (OptServerFacts) self = NULL;
  int version;

  g_return_val_if_fail (OPT_IS_CONNECTION (connection), NULL);

  version = opt_connection_get_server_version (connection);
  if (version != 0 && version < OPT_SERVER_OLDEST)
    {
      opt_set_error (error, OPT_ERROR_UNSUPPORTED, _ ("Watch a server of version 13 or later."),
                     _ ("The server's version is %d.%d, which is too old."), version / 10000,
                     version % 10000);
      return NULL;
    }

  self = g_object_new (OPT_TYPE_SERVER_FACTS, NULL);
  self->version = version;
  for (gsize i = 0; i < G_N_ELEMENTS (parts); i++)
    {
      const char *sql = opt_sql_get ("facts", parts[i].name, version);
      g_autoptr (OptResult) result
          = opt_connection_query_sync (connection, sql != NULL ? sql : "", NULL, OPT_QUERY_NONE,
                                       cancellable, error);

      if (result == NULL)
        return NULL;
      parts[i].read (self, result);
    }
  self->history_key = make_history_key (self, opt_connection_get_conninfo (connection));

  return g_steal_pointer (&self);
}

/**
 * opt_server_facts_get_version:
 * @self: the facts
 *
 * Returns: the version as a number: 150018
 */
int
opt_server_facts_get_version (OptServerFacts *self)
{
  g_return_val_if_fail (OPT_IS_SERVER_FACTS (self), 0);

  return self->version;
}

/**
 * opt_server_facts_is_tested:
 * @self: the facts
 *
 * Returns: whether OptiSchema's tests have met this major version; where not, it is said
 */
gboolean
opt_server_facts_is_tested (OptServerFacts *self)
{
  g_return_val_if_fail (OPT_IS_SERVER_FACTS (self), FALSE);

  for (gsize i = 0; i < G_N_ELEMENTS (tested_majors); i++)
    if (tested_majors[i] == self->version / 10000)
      return TRUE;

  return FALSE;
}

#define DEFINE_TEXT_GETTER(field, what)                           \
  const char *opt_server_facts_get_##field (OptServerFacts *self) \
  {                                                               \
    g_return_val_if_fail (OPT_IS_SERVER_FACTS (self), NULL);      \
                                                                  \
    return self->field;                                           \
  }

/* Texts as the server gives them; %NULL where it does not say. */
DEFINE_TEXT_GETTER (version_text, "15.18 (Debian …)")
DEFINE_TEXT_GETTER (user, "current_user")
DEFINE_TEXT_GETTER (database, "current_database()")
DEFINE_TEXT_GETTER (system_identifier, "of pg_control_system()")
DEFINE_TEXT_GETTER (encoding, "of the database")
DEFINE_TEXT_GETTER (collate, "of the database")
DEFINE_TEXT_GETTER (ctype, "of the database")
DEFINE_TEXT_GETTER (icu_locale, "of the database")

/**
 * opt_server_facts_get_database_oid:
 * @self: the facts
 *
 * Returns: the OID of the database that was asked
 */
guint32
opt_server_facts_get_database_oid (OptServerFacts *self)
{
  g_return_val_if_fail (OPT_IS_SERVER_FACTS (self), 0);

  return self->database_oid;
}

/**
 * opt_server_facts_get_start_time:
 * @self: the facts
 *
 * Returns: when the postmaster started, microseconds since 1970
 */
gint64
opt_server_facts_get_start_time (OptServerFacts *self)
{
  g_return_val_if_fail (OPT_IS_SERVER_FACTS (self), 0);

  return self->start_time;
}

/**
 * opt_server_facts_get_locale_provider:
 * @self: the facts
 *
 * Returns: 'c' for libc, 'i' for ICU, 'b' for the built-in one
 */
char
opt_server_facts_get_locale_provider (OptServerFacts *self)
{
  g_return_val_if_fail (OPT_IS_SERVER_FACTS (self), 'c');

  return self->locale_provider;
}

/**
 * opt_server_facts_get_database_bytes:
 * @self: the facts
 *
 * Returns: the size of the database in bytes
 */
gint64
opt_server_facts_get_database_bytes (OptServerFacts *self)
{
  g_return_val_if_fail (OPT_IS_SERVER_FACTS (self), 0);

  return self->database_bytes;
}

/**
 * opt_server_facts_get_history_key:
 * @self: the facts
 *
 * A primary's is its system identifier. A standby, which shares that one, has its own until it is
 * promoted; and so has a server whose role may not read the identifier: both by their address.
 *
 * Returns: (transfer none): under which name the server's history is kept
 */
const char *
opt_server_facts_get_history_key (OptServerFacts *self)
{
  g_return_val_if_fail (OPT_IS_SERVER_FACTS (self), NULL);

  return self->history_key;
}

/**
 * opt_server_facts_is_in_recovery:
 * @self: the facts
 *
 * Returns: whether the server is a standby
 */
gboolean
opt_server_facts_is_in_recovery (OptServerFacts *self)
{
  g_return_val_if_fail (OPT_IS_SERVER_FACTS (self), FALSE);

  return self->in_recovery;
}

/**
 * opt_server_facts_is_superuser:
 * @self: the facts
 *
 * Returns: whether the session's user is a superuser
 */
gboolean
opt_server_facts_is_superuser (OptServerFacts *self)
{
  g_return_val_if_fail (OPT_IS_SERVER_FACTS (self), FALSE);

  return self->superuser;
}

/**
 * opt_server_facts_may_suspend:
 * @self: the facts
 *
 * Returns: whether it says that it is of a service that suspends a server while nobody uses it. One
 *   that doesn't say so may be suspended all the same.
 */
gboolean
opt_server_facts_may_suspend (OptServerFacts *self)
{
  g_return_val_if_fail (OPT_IS_SERVER_FACTS (self), FALSE);

  return opt_server_facts_get_setting (self, "neon.timeline_id") != NULL;
}

/**
 * opt_server_facts_has_role:
 * @self: the facts
 * @role: a role's name: "pg_monitor"
 *
 * Returns: whether the session has this role's rights
 */
gboolean
opt_server_facts_has_role (OptServerFacts *self, const char *role)
{
  g_return_val_if_fail (OPT_IS_SERVER_FACTS (self) && role != NULL, FALSE);

  return self->superuser || g_hash_table_contains (self->roles, role);
}

/**
 * opt_server_facts_get_setting:
 * @self: the facts
 * @name: a setting's name
 *
 * Returns: (nullable): its value in this session, or %NULL where it isn't known or not readable
 */
const char *
opt_server_facts_get_setting (OptServerFacts *self, const char *name)
{
  g_return_val_if_fail (OPT_IS_SERVER_FACTS (self) && name != NULL, NULL);

  return g_hash_table_lookup (self->settings, name);
}

/**
 * opt_server_facts_get_block_size:
 * @self: the facts
 *
 * Returns: how many bytes a block of tables, indexes and temporary files has; 0 where the server
 *   does not say
 */
gint64
opt_server_facts_get_block_size (OptServerFacts *self)
{
  const char *setting = opt_server_facts_get_setting (self, "block_size");

  return setting != NULL ? g_ascii_strtoll (setting, NULL, 10) : 0;
}

static Extension *
find_extension (OptServerFacts *self, const char *name)
{
  return g_hash_table_lookup (self->extensions, name);
}

/**
 * opt_server_facts_get_extension_version:
 * @self: the facts
 * @extension: an extension's name
 *
 * Returns: (nullable): its version in this database, or %NULL where it isn't created here
 */
const char *
opt_server_facts_get_extension_version (OptServerFacts *self, const char *extension)
{
  Extension *found;

  g_return_val_if_fail (OPT_IS_SERVER_FACTS (self) && extension != NULL, NULL);

  found = find_extension (self, extension);

  return found != NULL ? found->version : NULL;
}

/**
 * opt_server_facts_get_extension_schema:
 * @self: the facts
 * @extension: an extension's name
 *
 * Returns: (nullable): the schema it was created in
 */
const char *
opt_server_facts_get_extension_schema (OptServerFacts *self, const char *extension)
{
  Extension *found;

  g_return_val_if_fail (OPT_IS_SERVER_FACTS (self) && extension != NULL, NULL);

  found = find_extension (self, extension);

  return found != NULL ? found->schema : NULL;
}

/**
 * opt_server_facts_is_extension_available:
 * @self: the facts
 * @extension: an extension's name
 *
 * Returns: whether the server's machine has it, created or not
 */
gboolean
opt_server_facts_is_extension_available (OptServerFacts *self, const char *extension)
{
  g_return_val_if_fail (OPT_IS_SERVER_FACTS (self) && extension != NULL, FALSE);

  return find_extension (self, extension) != NULL;
}
