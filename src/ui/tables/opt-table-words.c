/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-table-words.h"

#include <glib/gi18n.h>
#include <string.h>

#include "opt-format.h"

/**
 * opt_table_kind_get_label:
 * @relation: a relation
 *
 * Returns: what it is
 */
const char *
opt_table_kind_get_label (const OptRelation *relation)
{
  g_return_val_if_fail (relation != NULL, NULL);

  switch (relation->kind)
    {
    case 'v':
      return _ ("View");
    case 'm':
      return _ ("Materialized view");
    case 'p':
      return _ ("Partitioned table");
    case 'f':
      return _ ("Foreign table");
    default:
      return relation->parent != 0 ? _ ("Partition") : _ ("Table");
    }
}

/**
 * opt_table_format_rows:
 * @catalog: the catalog
 * @relation: one of its relations
 *
 * Returns: (transfer full): how many rows the planner assumes, or a dash
 */
char *
opt_table_format_rows (OptCatalog *catalog, const OptRelation *relation)
{
  double tuples = opt_catalog_get_tuples (catalog, relation);

  return tuples >= 0 ? opt_format_count ((gint64) tuples) : g_strdup (OPT_FORMAT_NONE);
}

static void
append (GString *text, const char *part)
{
  g_string_append_printf (text, " · %s", part);
}

/**
 * opt_table_describe:
 * @catalog: the catalog
 * @relation: one of its relations
 *
 * Returns: (transfer full): the little that tells what to think of it, in one line
 */
char *
opt_table_describe (OptCatalog *catalog, const OptRelation *relation)
{
  GString *text;
  gint64 bytes;

  g_return_val_if_fail (OPT_IS_CATALOG (catalog) && relation != NULL, NULL);

  text = g_string_new (opt_table_kind_get_label (relation));
  if (opt_catalog_get_tuples (catalog, relation) >= 0)
    {
      g_autofree char *rows = opt_table_format_rows (catalog, relation);
      g_autofree char *part = g_strdup_printf (_ ("about %s rows"), rows);

      append (text, part);
    }
  bytes = opt_catalog_get_total_bytes (catalog, relation);
  if (bytes >= 0)
    {
      g_autofree char *size = opt_format_bytes (bytes);

      append (text, size);
    }
  if (relation->kind != 'v' && relation->kind != 'f')
    {
      guint n = relation->indexes->len;
      g_autofree char *part = g_strdup_printf (ngettext ("%u index", "%u indexes", n), n);

      append (text, part);
    }
  if (relation->last_analyze != 0)
    {
      g_autofree char *when = opt_format_time (relation->last_analyze);
      g_autofree char *part = g_strdup_printf (_ ("analyzed %s"), when);

      append (text, part);
    }
  else if (relation->kind == 'r' || relation->kind == 'm')
    append (text, _ ("no ANALYZE known"));

  return g_string_free (text, FALSE);
}

/**
 * opt_table_describe_index:
 * @index: an index
 *
 * Returns: (transfer full): what it is on, and how large it is
 */
char *
opt_table_describe_index (const OptIndex *index)
{
  const char *using;
  const char *words;
  g_autofree char *size = NULL;

  g_return_val_if_fail (index != NULL, NULL);

  using = index->definition != NULL ? strstr (index->definition, " USING ") : NULL;
  words = using != NULL ? using + strlen (" USING ") : index->method;
  size = opt_format_bytes (index->bytes);
  if (!index->valid)
    return g_strdup_printf (_ ("%s · %s · not valid"), words, size);
  if (index->primary)
    return g_strdup_printf (_ ("%s · %s · primary key"), words, size);
  if (index->unique)
    return g_strdup_printf (_ ("%s · %s · unique"), words, size);

  return g_strdup_printf ("%s · %s", words, size);
}
