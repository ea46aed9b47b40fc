/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-resource.h"

#define RESOURCE_PREFIX "/io/github/optischema/OptiSchema/"

/* Made by glib-compile-resources from core.gresource.xml. */
extern void opt_core_register_resource (void);

static void
ensure_registered (void)
{
  static gsize once;

  if (g_once_init_enter (&once))
    {
      opt_core_register_resource ();
      g_once_init_leave (&once, 1);
    }
}

/**
 * opt_resource_get_text:
 * @path: below the application's resource prefix: "postgres/sql/catalog/relations.13.sql"
 *
 * Returns: (nullable) (transfer none): the text, which lives as long as the program
 */
const char *
opt_resource_get_text (const char *path)
{
  g_autofree char *full = g_strconcat (RESOURCE_PREFIX, path, NULL);
  g_autoptr (GBytes) bytes = NULL;

  ensure_registered ();
  /* Uncompressed resources are pointers into the program itself, with a NUL behind them. */
  bytes = g_resources_lookup_data (full, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);

  return bytes != NULL ? g_bytes_get_data (bytes, NULL) : NULL;
}

/**
 * opt_resource_list:
 * @path: a folder below the application's resource prefix
 *
 * Returns: (transfer full) (array zero-terminated=1): the names in it, unsorted; empty if none
 */
char **
opt_resource_list (const char *path)
{
  g_autofree char *full = g_strconcat (RESOURCE_PREFIX, path, NULL);
  char **names;

  ensure_registered ();
  names = g_resources_enumerate_children (full, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);

  return names != NULL ? names : g_new0 (char *, 1);
}
