/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-statement-key.h"

#include <string.h>

/**
 * opt_statement_key_hash:
 * @key: an #OptStatementKey
 *
 * Returns: for a #GHashTable
 */
guint
opt_statement_key_hash (gconstpointer key)
{
  const OptStatementKey *self = key;
  guint64 queryid = (guint64) self->queryid;

  return (guint) (queryid ^ (queryid >> 32)) ^ (self->userid * 31) ^ (self->dbid * 131)
         ^ (self->toplevel ? 1u : 0u);
}

/**
 * opt_statement_key_equal:
 * @a: an #OptStatementKey
 * @b: another
 *
 * Returns: whether they are the same
 */
gboolean
opt_statement_key_equal (gconstpointer a, gconstpointer b)
{
  const OptStatementKey *left = a;
  const OptStatementKey *right = b;

  return left->queryid == right->queryid && left->userid == right->userid
         && left->dbid == right->dbid && !left->toplevel == !right->toplevel;
}

/**
 * opt_statement_key_to_id:
 * @self: which statement
 *
 * Names it in actions and addresses: queryid, OID of the role and OID of the database, as in
 * “-2371829376254.10.16384”, with “.n” behind where another statement called it. As stable as the
 * server's queryid, and unique on the server.
 *
 * Returns: (transfer full): its name
 */
char *
opt_statement_key_to_id (const OptStatementKey *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return g_strdup_printf ("%" G_GINT64_FORMAT ".%u.%u%s", self->queryid, self->userid, self->dbid,
                          self->toplevel ? "" : ".n");
}

static gboolean
parse_oid (const char *text, guint32 *oid)
{
  guint64 value;

  if (!g_ascii_string_to_unsigned (text, 10, 0, G_MAXUINT32, &value, NULL))
    return FALSE;
  *oid = (guint32) value;

  return TRUE;
}

/**
 * opt_statement_key_from_id:
 * @self: (out): the statement that it names
 * @id: from opt_statement_key_to_id(), perhaps
 *
 * Returns: whether it names one
 */
gboolean
opt_statement_key_from_id (OptStatementKey *self, const char *id)
{
  g_auto (GStrv)
    parts = NULL;
  guint n_parts;

  g_return_val_if_fail (self != NULL && id != NULL, FALSE);

  parts = g_strsplit (id, ".", 5);
  n_parts = g_strv_length (parts);
  *self = (OptStatementKey){ .toplevel = n_parts == 3 };

  return (n_parts == 3 || (n_parts == 4 && strcmp (parts[3], "n") == 0))
         && g_ascii_string_to_signed (parts[0], 10, G_MININT64, G_MAXINT64, &self->queryid, NULL)
         && parse_oid (parts[1], &self->userid) && parse_oid (parts[2], &self->dbid);
}
