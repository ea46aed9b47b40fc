/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-sql.h"

#include <stdlib.h>
#include <string.h>

#include "opt-resource.h"
#include "opt-sql-keywords.h"

#define MARK "/* optischema */"

static GMutex lock;
static GHashTable *cache; /* "feature/name@version" -> text or NULL */

static const char *
find (const char *feature, const char *name, int server_version)
{
  g_autofree char *folder = g_strconcat ("postgres/sql/", feature, NULL);
  g_auto (GStrv)
    files = opt_resource_list (folder);
  gsize name_length = strlen (name);
  int best = -1;
  g_autofree char *path = NULL;

  for (gsize i = 0; files[i] != NULL; i++)
    {
      int version;

      if (strncmp (files[i], name, name_length) != 0 || files[i][name_length] != '.')
        continue;
      version = atoi (files[i] + name_length + 1);
      if (version > best && version <= server_version / 10000)
        best = version;
    }
  if (best < 0)
    return NULL;

  path = g_strdup_printf ("%s/%s.%d.sql", folder, name, best);

  return opt_resource_get_text (path);
}

/**
 * opt_sql_get:
 * @feature: a folder below `postgres/sql`
 * @name: a file in it, without version and extension
 * @server_version: as PQserverVersion() gives it: 150018
 *
 * Returns: (nullable) (transfer none): the SQL of the newest variant that this server knows, or
 * %NULL: this server does not offer it
 */
const char *
opt_sql_get (const char *feature, const char *name, int server_version)
{
  g_autofree char *key = NULL;
  gpointer text;

  g_return_val_if_fail (feature != NULL && name != NULL, NULL);

  key = g_strdup_printf ("%s/%s@%d", feature, name, server_version / 10000);
  g_mutex_lock (&lock);
  if (cache == NULL)
    cache = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  if (!g_hash_table_lookup_extended (cache, key, NULL, &text))
    {
      text = (gpointer) find (feature, name, server_version);
      g_hash_table_insert (cache, g_steal_pointer (&key), text);
    }
  g_mutex_unlock (&lock);

  return text;
}

/**
 * opt_sql_is_own:
 * @sql: a statement
 *
 * Returns: whether it is one of ours that are told from those of others by a comment, as
 *   opt_snapshot_take_async() says
 */
gboolean
opt_sql_is_own (const char *sql)
{
  g_return_val_if_fail (sql != NULL, FALSE);

  return strstr (sql, MARK) != NULL;
}

/**
 * opt_sql_fill:
 * @sql: a text with places like `{table}`
 * @...: pairs of a place's name and what stands there, ended by %NULL
 *
 * Whatever stands there must be SQL already: a quoted identifier, a literal, a clause. Values go as
 * parameters wherever the server takes them. A place without a pair stays as it is.
 *
 * Returns: (transfer full): the SQL
 */
char *
opt_sql_fill (const char *sql, ...)
{
  g_autoptr (GHashTable) places = g_hash_table_new (g_str_hash, g_str_equal);
  GString *filled;
  va_list args;

  g_return_val_if_fail (sql != NULL, NULL);

  va_start (args, sql);
  for (const char *name = va_arg (args, const char *); name != NULL;
       name = va_arg (args, const char *))
    g_hash_table_insert (places, (gpointer) name, va_arg (args, gpointer));
  va_end (args);

  /* One pass, so that what is filled in is not searched for places again. */
  filled = g_string_sized_new (strlen (sql) * 2);
  for (const char *c = sql; *c != '\0';)
    {
      const char *end = *c == '{' ? strchr (c, '}') : NULL;
      g_autofree char *name = end != NULL ? g_strndup (c + 1, (gsize) (end - c - 1)) : NULL;
      const char *value = name != NULL ? g_hash_table_lookup (places, name) : NULL;

      if (value != NULL)
        {
          g_string_append (filled, value);
          c = end + 1;
        }
      else
        g_string_append_c (filled, *c++);
    }

  return g_string_free (filled, FALSE);
}

static gboolean
needs_quotes (const char *name)
{
  if (!(g_ascii_islower (*name) || *name == '_'))
    return TRUE;

  for (const char *c = name; *c != '\0'; c++)
    if (!(g_ascii_islower (*c) || g_ascii_isdigit (*c) || *c == '_'))
      return TRUE;

  return opt_sql_is_keyword (name);
}

/**
 * opt_sql_quote_identifier:
 * @name: a name as it stands in the catalog
 *
 * Quotes where PostgreSQL's quote_ident() does; libpq's own function needs an open connection and
 * always quotes, which makes SQL that people are asked to read harder to read.
 *
 * Returns: (transfer full): the name as it stands in SQL
 */
char *
opt_sql_quote_identifier (const char *name)
{
  GString *quoted;

  g_return_val_if_fail (name != NULL, NULL);

  if (!needs_quotes (name))
    return g_strdup (name);

  quoted = g_string_new ("\"");
  for (const char *c = name; *c != '\0'; c++)
    {
      if (*c == '"')
        g_string_append_c (quoted, '"');
      g_string_append_c (quoted, *c);
    }
  g_string_append_c (quoted, '"');

  return g_string_free (quoted, FALSE);
}

/**
 * opt_sql_quote_qualified:
 * @schema: a schema's name
 * @name: the name of something in it
 *
 * Returns: (transfer full): both, quoted, with a dot between
 */
char *
opt_sql_quote_qualified (const char *schema, const char *name)
{
  g_autofree char *quoted_schema = opt_sql_quote_identifier (schema);
  g_autofree char *quoted_name = opt_sql_quote_identifier (name);

  return g_strconcat (quoted_schema, ".", quoted_name, NULL);
}

/**
 * opt_sql_quote_literal:
 * @value: (nullable): a value's text
 *
 * Only for utility statements, which take no parameters; as PostgreSQL's quote_nullable() does it.
 *
 * Returns: (transfer full): the literal
 */
char *
opt_sql_quote_literal (const char *value)
{
  GString *quoted;

  if (value == NULL)
    return g_strdup ("NULL");

  quoted = g_string_new (strchr (value, '\\') != NULL ? "E'" : "'");
  for (const char *c = value; *c != '\0'; c++)
    {
      if (*c == '\'' || *c == '\\')
        g_string_append_c (quoted, *c);
      g_string_append_c (quoted, *c);
    }
  g_string_append_c (quoted, '\'');

  return g_string_free (quoted, FALSE);
}
