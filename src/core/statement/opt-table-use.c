/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-table-use.h"

#include "opt-statement-info.h"

static void
add_relations (GPtrArray *relations, GPtrArray *more)
{
  for (guint i = 0; i < more->len; i++)
    if (!g_ptr_array_find (relations, more->pdata[i], NULL))
      g_ptr_array_add (relations, more->pdata[i]);
}

/* A view that is written to is not gone into, for it is not read. */
static void
add_written (OptTableUse *self)
{
  for (guint i = 0; i < self->relations->len; i++)
    {
      const OptRelation *relation = self->relations->pdata[i];
      g_autoptr (OptStatementInfo) info = NULL;

      if (relation->kind == 'v' && relation->view_definition != NULL)
        info = opt_statement_info_new (relation->view_definition, self->catalog, NULL, NULL);
      if (info != NULL)
        add_relations (self->relations, info->tables);
    }
}

/**
 * opt_table_use_new:
 * @sql: one statement
 * @catalog: the catalog of its database
 *
 * Finds which relations @sql names, by the server's rules and along the catalog's search path. What
 * a function that it calls may use is not known.
 *
 * Safe in any thread.
 *
 * Returns: (transfer full): what it uses
 */
OptTableUse *
opt_table_use_new (const char *sql, OptCatalog *catalog)
{
  g_autoptr (OptStatementInfo) info = NULL;
  OptTableUse *self;

  g_return_val_if_fail (sql != NULL && OPT_IS_CATALOG (catalog), NULL);

  self = g_new0 (OptTableUse, 1);
  self->catalog = g_object_ref (catalog);
  info = opt_statement_info_new (sql, catalog, NULL, &self->error);
  if (info == NULL)
    {
      self->relations = g_ptr_array_new ();
      self->missing = g_ptr_array_new ();
      self->system = g_ptr_array_new ();
      return self;
    }

  self->relations = g_ptr_array_ref (info->tables);
  self->missing = g_ptr_array_ref (info->missing);
  self->system = g_ptr_array_ref (info->system);
  if (info->kind != OPT_STATEMENT_SELECT)
    add_written (self);

  return self;
}

/**
 * opt_table_use_free:
 * @self: (nullable) (transfer full): a use
 */
void
opt_table_use_free (OptTableUse *self)
{
  if (self == NULL)
    return;

  g_ptr_array_unref (self->relations);
  g_ptr_array_unref (self->missing);
  g_ptr_array_unref (self->system);
  g_clear_error (&self->error);
  g_object_unref (self->catalog);
  g_free (self);
}

/**
 * opt_table_use_has:
 * @self: a use
 * @oid: a relation's
 *
 * Returns: whether that is used
 */
gboolean
opt_table_use_has (const OptTableUse *self, guint32 oid)
{
  g_return_val_if_fail (self != NULL, FALSE);

  for (guint i = 0; i < self->relations->len; i++)
    if (((const OptRelation *) self->relations->pdata[i])->oid == oid)
      return TRUE;

  return FALSE;
}
