/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>
#include <stdlib.h>

#include "opt-statement-group.h"

static int
compare_numbers (const void *a, const void *b)
{
  guint64 one = *(const guint64 *) a;
  guint64 other = *(const guint64 *) b;

  return (one > other) - (one < other);
}

static guint
count_different (guint64 *numbers, guint n_numbers)
{
  guint n = MIN (n_numbers, 1);

  qsort (numbers, n_numbers, sizeof *numbers, compare_numbers);
  for (guint i = 1; i < n_numbers; i++)
    n += numbers[i] != numbers[i - 1] ? 1 : 0;

  return n;
}

/**
 * opt_statement_kinds_count:
 * @self: (out): in what they differ
 * @keys: (array length=n_keys): statements that are alike
 * @n_keys: how many
 */
void
opt_statement_kinds_count (OptStatementKinds *self,
                           const OptStatementKey *const *keys,
                           guint n_keys)
{
  g_autofree guint64 *numbers = g_new (guint64, MAX (n_keys, 1));
  guint n_nested = 0;

  g_return_if_fail (self != NULL);

  self->n_members = n_keys;
  for (guint i = 0; i < n_keys; i++)
    numbers[i] = keys[i]->userid;
  self->n_roles = count_different (numbers, n_keys);
  for (guint i = 0; i < n_keys; i++)
    numbers[i] = keys[i]->dbid;
  self->n_databases = count_different (numbers, n_keys);
  for (guint i = 0; i < n_keys; i++)
    numbers[i] = (guint64) keys[i]->queryid;
  self->n_queryids = count_different (numbers, n_keys);
  for (guint i = 0; i < n_keys; i++)
    n_nested += keys[i]->toplevel ? 0 : 1;
  self->mixed = n_nested > 0 && n_nested < n_keys;
}

static void
add_words (GString *words, char *more)
{
  if (words->len > 0)
    g_string_append (words, ", ");
  g_string_append (words, more);
  g_free (more);
}

/**
 * opt_statement_kinds_to_text:
 * @self: in what statements differ
 *
 * Returns: (transfer full): it in words, as in “3 roles, 2 databases”
 */
char *
opt_statement_kinds_to_text (const OptStatementKinds *self)
{
  GString *words = g_string_new (NULL);

  g_return_val_if_fail (self != NULL, NULL);

  if (self->n_roles > 1)
    add_words (words,
               g_strdup_printf (ngettext ("%u role", "%u roles", self->n_roles), self->n_roles));
  if (self->n_databases > 1)
    add_words (words, g_strdup_printf (ngettext ("%u database", "%u databases", self->n_databases),
                                       self->n_databases));
  if (self->mixed)
    add_words (words, g_strdup (_ ("also nested")));
  if (self->n_queryids > 1)
    add_words (words, g_strdup_printf (ngettext ("%u queryid", "%u queryids", self->n_queryids),
                                       self->n_queryids));

  return g_string_free (words, FALSE);
}

/**
 * opt_statement_describe_caller:
 * @key: a statement
 * @role: (nullable): the name of its role, where that is known
 * @database: (nullable): likewise
 * @with_queryid: whether that, too, tells it from others
 *
 * Returns: (transfer full): who runs it where, as in “shop_app · shop · nested”
 */
char *
opt_statement_describe_caller (const OptStatementKey *key,
                               const char *role,
                               const char *database,
                               gboolean with_queryid)
{
  GString *text = g_string_new (role);

  g_return_val_if_fail (key != NULL, NULL);

  if (role == NULL)
    g_string_append_printf (text, _ ("role with OID %u"), key->userid);
  if (database != NULL)
    g_string_append_printf (text, " · %s", database);
  else
    g_string_append_printf (text, _ (" · database with OID %u"), key->dbid);
  if (!key->toplevel)
    g_string_append_printf (text, " · %s", _ ("nested"));
  if (with_queryid)
    g_string_append_printf (text, " · queryid %" G_GINT64_FORMAT, key->queryid);

  return g_string_free (text, FALSE);
}
