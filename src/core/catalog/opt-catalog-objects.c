/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "opt-catalog-load.h"

#include <glib/gi18n-lib.h>

static char *
describe_left_out (const char *kind, const char *language)
{
  if (g_str_equal (kind, "language"))
    return g_strdup_printf (_ ("A function in the language %s is not taken into a sandbox"),
                            language);
  if (g_str_equal (kind, "aggregate") || g_str_equal (kind, "window"))
    return g_strdup (_ ("An aggregate or window function is not taken into a sandbox"));
  if (g_str_equal (kind, "operator"))
    return g_strdup (_ ("An operator is not taken into a sandbox"));
  if (g_str_equal (kind, "collation"))
    return g_strdup (_ ("A collation is not taken into a sandbox"));
  if (g_str_equal (kind, "statistics"))
    return g_strdup (_ ("Extended statistics are not taken into a sandbox"));

  return g_strdup (_ ("A text search configuration is not taken into a sandbox"));
}

static gboolean
load_left_out (OptCatalogLoad *load, GError **error)
{
  g_autoptr (OptResult) result = opt_catalog_load_query (load, "left-out", FALSE, error);

  if (result == NULL)
    return FALSE;

  for (guint row = 0; row < opt_result_get_n_rows (result); row++)
    {
      g_autofree char *reason = describe_left_out (opt_result_get_text (result, row, "kind"),
                                                   opt_result_get_text (result, row, "language"));

      opt_catalog_add_unreadable (load->catalog,
                                  opt_unreadable_new (opt_result_get_text (result, row, "name"),
                                                      reason, NULL));
    }

  return TRUE;
}

/**
 * opt_catalog_load_objects:
 * @load: the loading
 * @error: return location for an error
 *
 * Adds what the relations need, and names what is not taken along.
 *
 * Returns: %TRUE if it worked
 */
gboolean
opt_catalog_load_objects (OptCatalogLoad *load, GError **error)
{
  g_autoptr (OptResult) result = opt_catalog_load_query (load, "objects", FALSE, error);

  if (result == NULL)
    return FALSE;

  for (guint row = 0; row < opt_result_get_n_rows (result); row++)
    {
      OptObject *object = opt_object_new ();

      object->kind = (OptObjectKind) opt_result_get_int (result, row, "kind");
      object->oid = opt_result_get_oid (result, row, "oid");
      object->schema = g_strdup (opt_result_get_text (result, row, "schema"));
      object->name = g_strdup (opt_result_get_text (result, row, "name"));
      object->target = g_strdup (opt_result_get_text (result, row, "target"));
      object->sql = g_strdup (opt_result_get_text (result, row, "sql"));
      opt_catalog_add_object (load->catalog, object);
    }

  return load_left_out (load, error);
}
