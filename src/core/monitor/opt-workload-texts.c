/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-workload-private.h"

/**
 * opt_workload_add_texts:
 * @self: a workload
 * @texts: (transfer full) (element-type OptSqlText): what statements say
 */
void
opt_workload_add_texts (OptWorkload *self, GPtrArray *texts)
{
  g_return_if_fail (OPT_IS_WORKLOAD (self));
  g_return_if_fail (texts != NULL);

  g_clear_pointer (&self->by_number, g_hash_table_unref);
  g_ptr_array_set_free_func (texts, NULL);
  for (guint i = 0; i < texts->len; i++)
    {
      OptSqlText *text = texts->pdata[i];

      opt_workload_end_asked (self, &text->key);
      g_hash_table_replace (self->texts, &text->key, text);
      if (text->role != NULL)
        g_hash_table_insert (self->roles, GUINT_TO_POINTER (text->key.userid),
                             g_ref_string_acquire (text->role));
    }
  g_ptr_array_unref (texts);
  g_clear_error (&self->texts_error);

  g_signal_emit_by_name (self, "texts-added");
  g_signal_emit_by_name (self, "changed");
}

/**
 * opt_workload_set_texts_error:
 * @self: a workload
 * @error: why texts could not be fetched
 *
 * The figures hold without them.
 */
void
opt_workload_set_texts_error (OptWorkload *self, const GError *error)
{
  g_return_if_fail (OPT_IS_WORKLOAD (self));
  g_return_if_fail (error != NULL);

  g_clear_error (&self->texts_error);
  self->texts_error = g_error_copy (error);
  opt_workload_forget_asked (self);
  g_signal_emit_by_name (self, "changed");
}

/**
 * opt_workload_get_texts_error:
 * @self: a workload
 *
 * Returns: (nullable) (transfer none): why texts are missing, or %NULL
 */
const GError *
opt_workload_get_texts_error (OptWorkload *self)
{
  g_return_val_if_fail (OPT_IS_WORKLOAD (self), NULL);

  return self->texts_error;
}

/**
 * opt_workload_get_text:
 * @self: a workload
 * @key: a statement
 *
 * Returns: (nullable) (transfer none): what it says, if that is known
 */
const OptSqlText *
opt_workload_get_text (OptWorkload *self, const OptStatementKey *key)
{
  g_return_val_if_fail (OPT_IS_WORKLOAD (self), NULL);
  g_return_val_if_fail (key != NULL, NULL);

  return g_hash_table_lookup (self->texts, key);
}

/**
 * opt_workload_get_mark:
 * @self: a workload
 * @key: a statement
 *
 * Returns: (nullable) (transfer none): what is known of it without its text; of what was recorded
 *   alone
 */
const OptStatementMark *
opt_workload_get_mark (OptWorkload *self, const OptStatementKey *key)
{
  g_return_val_if_fail (OPT_IS_WORKLOAD (self), NULL);
  g_return_val_if_fail (key != NULL, NULL);

  return self->marks != NULL ? g_hash_table_lookup (self->marks, key) : NULL;
}

static void
number_texts (OptWorkload *self)
{
  GHashTableIter iter;
  gpointer text;

  self->by_number
      = g_hash_table_new_full (opt_statement_key_hash, opt_statement_key_equal, g_free, NULL);
  g_hash_table_iter_init (&iter, self->texts);
  while (g_hash_table_iter_next (&iter, NULL, &text))
    {
      const OptStatementKey *key = &((OptSqlText *) text)->key;
      OptStatementKey *number = g_new0 (OptStatementKey, 1);

      number->dbid = key->dbid;
      number->queryid = key->queryid;
      g_hash_table_insert (self->by_number, number, text);
    }
}

/**
 * opt_workload_find_text:
 * @self: a workload
 * @database: a database's OID
 * @queryid: a statement there, of whatever role
 *
 * Returns: (nullable) (transfer none): what it says, if that is known; for this moment only
 */
const OptSqlText *
opt_workload_find_text (OptWorkload *self, guint32 database, gint64 queryid)
{
  const OptStatementKey number = { .dbid = database, .queryid = queryid };

  g_return_val_if_fail (OPT_IS_WORKLOAD (self), NULL);

  if (self->by_number == NULL)
    number_texts (self);

  return g_hash_table_lookup (self->by_number, &number);
}

/**
 * opt_workload_get_database_name:
 * @self: a workload
 * @oid: a database's OID
 *
 * Returns: (nullable) (transfer none): its name, also where it was dropped since; a #GRefString,
 *   the same pointer for the same name
 */
GRefString *
opt_workload_get_database_name (OptWorkload *self, guint32 oid)
{
  g_return_val_if_fail (OPT_IS_WORKLOAD (self), NULL);

  return g_hash_table_lookup (self->databases, GUINT_TO_POINTER (oid));
}

/**
 * opt_workload_get_role_name:
 * @self: a workload
 * @oid: a role's OID
 *
 * Roles come to be known with the texts of what they run.
 *
 * Returns: (nullable) (transfer none): its name, also where it was dropped since; %NULL where it
 *   was before, or is not known yet. A #GRefString, the same pointer for the same name
 */
GRefString *
opt_workload_get_role_name (OptWorkload *self, guint32 oid)
{
  g_return_val_if_fail (OPT_IS_WORKLOAD (self), NULL);

  return g_hash_table_lookup (self->roles, GUINT_TO_POINTER (oid));
}
