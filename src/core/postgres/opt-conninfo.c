/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-conninfo.h"

#include <glib/gi18n-lib.h>
#include <libpq-fe.h>
#include <string.h>

#include "opt-error.h"

struct _OptConninfo
{
  gatomicrefcount ref_count;

  GHashTable *values; /* keyword -> value, only what is set */
};

G_DEFINE_BOXED_TYPE (OptConninfo, opt_conninfo, opt_conninfo_ref, opt_conninfo_unref)

/* Any of them may be a password. */
static void
free_value (gpointer value)
{
  explicit_bzero (value, strlen (value));
  g_free (value);
}

static OptConninfo *
conninfo_new (void)
{
  OptConninfo *self = g_new0 (OptConninfo, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->values = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, free_value);

  return self;
}

/* What libpq would take by itself says nothing. */
static void
take_options (OptConninfo *self, const PQconninfoOption *options)
{
  for (const PQconninfoOption *option = options; option->keyword != NULL; option++)
    if (option->val != NULL && *option->val != '\0'
        && g_strcmp0 (option->val, option->compiled) != 0)
      g_hash_table_insert (self->values, g_strdup (option->keyword), g_strdup (option->val));
}

/**
 * opt_conninfo_new:
 * @uri_or_keywords: `postgresql://…` or `host=… dbname=…`
 * @error: return location for an error
 *
 * What is not said here is filled in by libpq when a connection is opened: from the PG*
 * environment, a service file, .pgpass.
 *
 * Returns: (transfer full) (nullable): where to connect, or %NULL with %OPT_ERROR_INVALID
 */
OptConninfo *
opt_conninfo_new (const char *uri_or_keywords, GError **error)
{
  OptConninfo *self;
  PQconninfoOption *options;
  char *message = NULL;

  g_return_val_if_fail (uri_or_keywords != NULL, NULL);

  options = PQconninfoParse (uri_or_keywords, &message);
  if (options == NULL)
    {
      g_autofree char *clean = opt_conninfo_hide_secrets (message != NULL ? message : "");

      opt_set_error (error, OPT_ERROR_INVALID,
                     _ ("Give a URI like postgresql://user@host:5432/database, or keywords like "
                        "“host=… dbname=… user=…”."),
                     _ ("This is no connection address: %s"), g_strchomp (clean));
      PQfreemem (message);
      return NULL;
    }

  self = conninfo_new ();
  take_options (self, options);
  PQconninfoFree (options);

  return self;
}

/**
 * opt_conninfo_new_from_environment:
 * @error: return location for an error
 *
 * Returns: (transfer full) (nullable): what the PG* environment variables and libpq's defaults say
 */
OptConninfo *
opt_conninfo_new_from_environment (GError **error)
{
  OptConninfo *self;
  PQconninfoOption *options = PQconndefaults ();

  if (options == NULL)
    {
      opt_set_error (error, OPT_ERROR_INVALID,
                     _ ("Check PGSERVICE and the service file that it names."),
                     _ ("The PG* environment variables can't be read."));
      return NULL;
    }

  self = conninfo_new ();
  take_options (self, options);
  PQconninfoFree (options);

  return self;
}

/**
 * opt_conninfo_ref:
 * @self: a conninfo
 *
 * Returns: (transfer full): @self
 */
OptConninfo *
opt_conninfo_ref (OptConninfo *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->ref_count);

  return self;
}

/**
 * opt_conninfo_unref:
 * @self: (transfer full): a conninfo
 */
void
opt_conninfo_unref (OptConninfo *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  g_hash_table_unref (self->values);
  g_free (self);
}

/**
 * opt_conninfo_with:
 * @self: a conninfo
 * @keyword: libpq's keyword
 * @value: (nullable): its value, or %NULL to leave it to libpq's defaults
 *
 * Returns: (transfer full): a copy with one value changed
 */
OptConninfo *
opt_conninfo_with (OptConninfo *self, const char *keyword, const char *value)
{
  OptConninfo *copy;
  GHashTableIter iter;
  gpointer key, old_value;

  g_return_val_if_fail (self != NULL && keyword != NULL, NULL);

  copy = conninfo_new ();
  g_hash_table_iter_init (&iter, self->values);
  while (g_hash_table_iter_next (&iter, &key, &old_value))
    g_hash_table_insert (copy->values, g_strdup (key), g_strdup (old_value));

  if (value != NULL)
    g_hash_table_insert (copy->values, g_strdup (keyword), g_strdup (value));
  else
    g_hash_table_remove (copy->values, keyword);

  return copy;
}

/**
 * opt_conninfo_as:
 * @self: a conninfo
 * @role: (nullable): who signs in; %NULL: whoever does already
 * @password: (nullable): of @role, where libpq does not find it
 *
 * Returns: (transfer full): the same address, as the role that the user named for changes
 */
OptConninfo *
opt_conninfo_as (OptConninfo *self, const char *role, const char *password)
{
  g_autoptr (OptConninfo) conninfo = NULL;

  g_return_val_if_fail (self != NULL, NULL);

  conninfo = role != NULL ? opt_conninfo_with (self, "user", role) : opt_conninfo_ref (self);

  return password != NULL ? opt_conninfo_with (conninfo, "password", password)
                          : g_steal_pointer (&conninfo);
}

/**
 * opt_conninfo_get:
 * @self: a conninfo
 * @keyword: libpq's keyword
 *
 * Returns: (nullable) (transfer none): the value, if it was said
 */
const char *
opt_conninfo_get (OptConninfo *self, const char *keyword)
{
  g_return_val_if_fail (self != NULL && keyword != NULL, NULL);

  return g_hash_table_lookup (self->values, keyword);
}

/**
 * opt_conninfo_list_keywords:
 * @self: a conninfo
 *
 * Returns: (transfer container) (array zero-terminated=1): the keywords of which a value was said,
 *   sorted
 */
const char **
opt_conninfo_list_keywords (OptConninfo *self)
{
  g_autoptr (GList) keys = NULL;
  const char **keywords;
  gsize n = 0;

  g_return_val_if_fail (self != NULL, NULL);

  keys = g_list_sort (g_hash_table_get_keys (self->values), (GCompareFunc) strcmp);
  keywords = g_new0 (const char *, g_list_length (keys) + 1);
  for (GList *l = keys; l != NULL; l = l->next)
    keywords[n++] = l->data;

  return keywords;
}

/**
 * opt_conninfo_has_password:
 * @self: a conninfo
 *
 * Returns: %TRUE where the address itself carries a password
 */
gboolean
opt_conninfo_has_password (OptConninfo *self)
{
  return opt_conninfo_get (self, "password") != NULL;
}

/**
 * opt_conninfo_to_place:
 * @self: a conninfo
 *
 * Returns: (transfer full): "shop on db.example.org:5433", whoever signs in
 */
char *
opt_conninfo_to_place (OptConninfo *self)
{
  const char *host, *port, *database, *service;
  GString *text;

  g_return_val_if_fail (self != NULL, NULL);

  service = opt_conninfo_get (self, "service");
  host = opt_conninfo_get (self, "host");
  if (host == NULL)
    host = opt_conninfo_get (self, "hostaddr");
  port = opt_conninfo_get (self, "port");
  database = opt_conninfo_get (self, "dbname");
  if (database == NULL)
    database = opt_conninfo_get (self, "user");

  text = g_string_new (database != NULL ? database : service != NULL ? service : "postgres");
  if (host != NULL)
    g_string_append_printf (text, " on %s", host);
  else
    g_string_append (text, service != NULL ? " by service file" : " on the local socket");
  if (port != NULL && host != NULL && *host != '/' && strcmp (port, "5432") != 0)
    g_string_append_printf (text, ":%s", port);

  return g_string_free (text, FALSE);
}

/**
 * opt_conninfo_to_display:
 * @self: a conninfo
 *
 * Returns: (transfer full): "shop on db.example.org:5433 as ann", without any secret
 */
char *
opt_conninfo_to_display (OptConninfo *self)
{
  const char *user;
  g_autofree char *place = NULL;

  g_return_val_if_fail (self != NULL, NULL);

  user = opt_conninfo_get (self, "user");
  place = opt_conninfo_to_place (self);

  return user != NULL ? g_strdup_printf ("%s as %s", place, user) : g_steal_pointer (&place);
}

static void
append_pair (GString *text, const char *keyword, const char *value)
{
  if (text->len > 0)
    g_string_append_c (text, ' ');
  g_string_append_printf (text, "%s='", keyword);
  for (const char *c = value; *c != '\0'; c++)
    {
      if (*c == '\'' || *c == '\\')
        g_string_append_c (text, '\\');
      g_string_append_c (text, *c);
    }
  g_string_append_c (text, '\'');
}

static gboolean
is_secret (const char *keyword)
{
  return strcmp (keyword, "password") == 0 || strcmp (keyword, "sslpassword") == 0;
}

/**
 * opt_conninfo_to_string:
 * @self: a conninfo
 *
 * Returns: (transfer full): a keyword string that libpq reads, sorted, without the secrets
 */
char *
opt_conninfo_to_string (OptConninfo *self)
{
  GString *text;
  g_autofree const char **keywords = NULL;

  g_return_val_if_fail (self != NULL, NULL);

  text = g_string_new (NULL);
  keywords = opt_conninfo_list_keywords (self);
  for (gsize i = 0; keywords[i] != NULL; i++)
    if (!is_secret (keywords[i]))
      append_pair (text, keywords[i], opt_conninfo_get (self, keywords[i]));

  return g_string_free (text, FALSE);
}

/**
 * opt_conninfo_hide_secrets:
 * @text: any text that may hold a connection address
 *
 * Returns: (transfer full): @text with what stands for a password replaced by "…"
 */
char *
opt_conninfo_hide_secrets (const char *text)
{
  static gsize once;
  static GRegex *uri, *keyword;
  g_autofree char *without_uri = NULL;

  g_return_val_if_fail (text != NULL, NULL);

  if (g_once_init_enter (&once))
    {
      uri = g_regex_new ("(postgres(?:ql)?://[^:/@\\s]*):[^@\\s]*@", 0, 0, NULL);
      keyword = g_regex_new ("((?:ssl)?password)\\s*=\\s*(?:'(?:[^'\\\\]|\\\\.)*'?|[^\\s&\"]*)",
                             G_REGEX_CASELESS, 0, NULL);
      g_once_init_leave (&once, 1);
    }

  without_uri = g_regex_replace (uri, text, -1, 0, "\\1:…@", 0, NULL);

  return g_regex_replace (keyword, without_uri != NULL ? without_uri : "", -1, 0, "\\1=…", 0, NULL);
}
