/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-index.h"

#include <string.h>

/**
 * opt_index_new:
 *
 * Returns: (transfer full): an empty index
 */
OptIndex *
opt_index_new (void)
{
  return g_new0 (OptIndex, 1);
}

/**
 * opt_index_free:
 * @self: (nullable): an index
 *
 * Frees @self and what it holds.
 */
void
opt_index_free (OptIndex *self)
{
  if (self == NULL)
    return;

  for (guint i = 0; self->keys != NULL && i < self->n_columns; i++)
    {
      g_free (self->keys[i].definition);
      g_free (self->keys[i].opclass);
      g_free (self->keys[i].collation);
    }
  g_free (self->keys);
  g_free (self->schema);
  g_free (self->name);
  g_free (self->method);
  g_free (self->predicate);
  g_free (self->definition);
  g_free (self->tablespace);
  g_free (self->remainder);
  g_free (self);
}

/* Both our own SQL and pg_get_indexdef() name the method, and what follows has no name in it. */
static const char *
get_body (const char *sql)
{
  const char *body = strstr (sql, " USING ");

  return body != NULL ? body : sql;
}

/* The names of some types go on after a blank. */
static const char *
skip_cast (const char *c)
{
  static const char *const words[]
      = { " varying", " precision", " without time zone", " with time zone" };

  while (g_ascii_isalnum (*c) || (*c != '\0' && strchr ("_.\"[]", *c) != NULL))
    c++;
  for (gsize i = 0; i < G_N_ELEMENTS (words); i++)
    if (g_str_has_prefix (c, words[i]))
      return c + strlen (words[i]);

  return c;
}

/* The server writes parentheses and casts of its own into an expression. */
static char *
squeeze (const char *body)
{
  GString *text = g_string_new (NULL);

  for (const char *c = body; *c != '\0';)
    if (c[0] == ':' && c[1] == ':')
      c = skip_cast (c + 2);
    else
      {
        if (strchr ("() ", *c) == NULL)
          g_string_append_c (text, *c);
        c++;
      }

  return g_string_free (text, FALSE);
}

/**
 * opt_index_has_same_body:
 * @sql: what makes an index
 * @definition: pg_get_indexdef() of one
 *
 * Compares them from the access method on, without the casts and parentheses of an expression, of
 * which the server writes its own.
 *
 * Returns: whether they say the same but for the name, the table and whether it is unique
 */
gboolean
opt_index_has_same_body (const char *sql, const char *definition)
{
  g_autofree char *one = squeeze (get_body (sql));
  g_autofree char *other = squeeze (get_body (definition));

  return g_str_equal (one, other);
}
