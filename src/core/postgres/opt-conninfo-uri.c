/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-conninfo-uri.h"

#include <string.h>

static const char *const schemes[] = { "postgresql://", "postgres://" };

/* What stands before the question mark, and what is secret. */
static const char *const not_in_query[] = { "dbname", "password", "sslpassword", "user", NULL };

/* ---- To a URI -------------------------------------------------------------------------------- */

/* A folder, or several hosts, have no place between the slashes. */
static gboolean
is_plain_host (const char *host)
{
  return host == NULL || (*host != '/' && *host != '@' && strchr (host, ',') == NULL);
}

static void
append_escaped (GString *uri, const char *prefix, const char *value, const char *allowed)
{
  if (value == NULL)
    return;

  g_string_append (uri, prefix);
  g_string_append_uri_escaped (uri, value, allowed, FALSE);
}

static void
append_host (GString *uri, const char *host, const char *port)
{
  if (host != NULL && strchr (host, ':') != NULL)
    {
      append_escaped (uri, "[", host, ":");
      g_string_append_c (uri, ']');
    }
  else
    append_escaped (uri, "", host, NULL);
  append_escaped (uri, ":", port, NULL);
}

/**
 * opt_conninfo_to_uri:
 * @self: a conninfo
 *
 * Returns: (transfer full): a URI that libpq reads as @self, without the secrets
 */
char *
opt_conninfo_to_uri (OptConninfo *self)
{
  g_autofree const char **keywords = NULL;
  const char *host, *user;
  gboolean is_plain;
  char separator = '?';
  GString *uri;

  g_return_val_if_fail (self != NULL, NULL);

  host = opt_conninfo_get (self, "host");
  user = opt_conninfo_get (self, "user");
  is_plain = is_plain_host (host);
  uri = g_string_new (schemes[0]);
  append_escaped (uri, "", user, NULL);
  if (user != NULL)
    g_string_append_c (uri, '@');
  if (is_plain)
    append_host (uri, host, opt_conninfo_get (self, "port"));
  append_escaped (uri, "/", opt_conninfo_get (self, "dbname"), NULL);

  keywords = opt_conninfo_list_keywords (self);
  for (gsize i = 0; keywords[i] != NULL; i++)
    {
      if (g_strv_contains (not_in_query, keywords[i])
          || (is_plain && (g_str_equal (keywords[i], "host") || g_str_equal (keywords[i], "port"))))
        continue;
      g_string_append_c (uri, separator);
      append_escaped (uri, keywords[i], "", NULL);
      append_escaped (uri, "=", opt_conninfo_get (self, keywords[i]), "/:,@");
      separator = '&';
    }

  return g_string_free (uri, FALSE);
}

/* ---- What a person gave ---------------------------------------------------------------------- */

static void
wipe (char *text)
{
  if (text != NULL)
    explicit_bzero (text, strlen (text));
  g_free (text);
}

static void
take (char **target, char *value)
{
  wipe (*target);
  *target = value;
}

/* "%40" for "@", say; as it stands where it was not meant so. */
static char *
decode (const char *text, gsize length)
{
  char *raw = g_strndup (text, length);
  char *decoded = g_uri_unescape_string (raw, NULL);

  if (decoded == NULL)
    return raw;

  wipe (raw);

  return decoded;
}

static gboolean
is_number (const char *text, gsize length)
{
  for (gsize i = 0; i < length; i++)
    if (!g_ascii_isdigit (text[i]))
      return FALSE;

  return TRUE;
}

/* The "@" that ends user and password, though somebody left "/" or "@" in the password as it is;
 * %NULL where there is none. */
static const char *
find_at (const char *authority, gsize length)
{
  const char *first = memchr (authority, '@', length);
  const char *colon = memchr (authority, ':', length);
  const char *slash = memchr (authority, '/', length);
  const char *end;

  if (first == NULL)
    return NULL;
  if (slash != NULL && slash < first
      && (colon == NULL || slash < colon || is_number (colon + 1, (gsize) (slash - colon - 1))))
    return NULL;

  end = memchr (first, '/', length - (gsize) (first - authority));

  return memrchr (authority, '@', end != NULL ? (gsize) (end - authority) : length);
}

static void
take_from_query (const char *query, GString *rest, char **password, char **ssl_password)
{
  g_auto (GStrv)
    parts = g_strsplit (query, "&", -1);
  char separator = '?';

  /* Who types has just begun it. */
  if (parts[0] == NULL)
    g_string_append_c (rest, separator);
  for (gsize i = 0; parts[i] != NULL; i++)
    {
      const char *value = strchr (parts[i], '=');

      if (value != NULL && g_str_has_prefix (parts[i], "password="))
        take (password, decode (value + 1, strlen (value + 1)));
      else if (value != NULL && g_str_has_prefix (parts[i], "sslpassword="))
        take (ssl_password, decode (value + 1, strlen (value + 1)));
      else
        {
          g_string_append_c (rest, separator);
          g_string_append (rest, parts[i]);
          separator = '&';
        }
      explicit_bzero (parts[i], strlen (parts[i]));
    }
}

static char *
take_from_uri (const char *uri, gsize scheme_length, char **password, char **ssl_password)
{
  const char *authority = uri + scheme_length;
  gsize length = strcspn (authority, "?");
  const char *at = find_at (authority, length);
  const char *colon = at != NULL ? memchr (authority, ':', (gsize) (at - authority)) : NULL;
  GString *rest = g_string_new_len (uri, (gssize) scheme_length);

  if (colon != NULL)
    {
      take (password, decode (colon + 1, (gsize) (at - colon - 1)));
      g_string_append_len (rest, authority, colon - authority);
      g_string_append_len (rest, at, (gssize) length - (at - authority));
    }
  else
    g_string_append_len (rest, authority, (gssize) length);

  if (authority[length] == '?')
    take_from_query (authority + length + 1, rest, password, ssl_password);

  return g_string_free (rest, FALSE);
}

/* One value of a keyword string, without its quotes and backslashes. Returns where it ends. */
static const char *
read_value (const char *text, GString *value)
{
  gboolean is_quoted = *text == '\'';
  const char *c = is_quoted ? text + 1 : text;

  for (; *c != '\0' && (is_quoted ? *c != '\'' : !g_ascii_isspace (*c)); c++)
    {
      if (*c == '\\' && c[1] != '\0')
        c++;
      g_string_append_c (value, *c);
    }

  return is_quoted && *c == '\'' ? c + 1 : c;
}

static const char *
skip_spaces (const char *text)
{
  while (g_ascii_isspace (*text))
    text++;

  return text;
}

static char *
take_from_keywords (const char *text, char **password, char **ssl_password)
{
  GString *rest = g_string_new (NULL);
  const char *c = text;

  while (*c != '\0')
    {
      const char *start = skip_spaces (c);
      gsize length = strcspn (start, "= \t\r\n");
      const char *equals = skip_spaces (start + length);
      gboolean is_password = length == 8 && strncmp (start, "password", length) == 0;
      gboolean is_ssl_password = length == 11 && strncmp (start, "sslpassword", length) == 0;
      GString *value;

      if (*equals != '=')
        {
          g_string_append (rest, c);
          break;
        }

      value = g_string_new (NULL);
      equals = read_value (skip_spaces (equals + 1), value);
      if (is_password)
        take (password, g_strdup (value->str));
      else if (is_ssl_password)
        take (ssl_password, g_strdup (value->str));
      else
        g_string_append_len (rest, c, equals - c);
      wipe (g_string_free (value, FALSE));
      c = equals;
    }

  return g_string_free (rest, FALSE);
}

/**
 * opt_conninfo_take_secrets:
 * @text: an address as a person gave it: a URI or keywords, be they complete or not
 * @password: (inout) (transfer full): set to the password in it; left alone where there is none
 * @ssl_password: (inout) (transfer full): the same for that of the client's key
 *
 * Parts an address from its secrets, so that it can be shown and kept. Whatever was in @password
 * before is overwritten and freed.
 *
 * Returns: (transfer full): @text without them
 */
char *
opt_conninfo_take_secrets (const char *text, char **password, char **ssl_password)
{
  g_return_val_if_fail (text != NULL, NULL);
  g_return_val_if_fail (password != NULL && ssl_password != NULL, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (schemes); i++)
    if (g_str_has_prefix (text, schemes[i]))
      return take_from_uri (text, strlen (schemes[i]), password, ssl_password);

  return take_from_keywords (text, password, ssl_password);
}
