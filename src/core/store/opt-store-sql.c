/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-store-sql.h"

#include "opt-resource.h"

/**
 * opt_store_sql:
 * @folder: whose statement: "audit"
 * @name: its name: "append"
 *
 * Reads `<folder>/sql/<name>.sql` from the resources. One that is not there is a mistake of the
 * program.
 *
 * Returns: (transfer none): the SQL for SQLite
 */
const char *
opt_store_sql (const char *folder, const char *name)
{
  g_autofree char *path = g_strdup_printf ("%s/sql/%s.sql", folder, name);
  const char *sql = opt_resource_get_text (path);

  if (sql == NULL)
    g_critical ("There is no %s", path);

  return sql;
}
