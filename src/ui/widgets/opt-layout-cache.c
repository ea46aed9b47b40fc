/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-layout-cache.h"

#include "opt-layout.h"

/* More than one picture needs. */
#define MAX_YOUNG 64

struct _OptLayoutCache
{
  /* Borrowed */
  GtkWidget *widget;

  gboolean tabular;

  /* Owned: text to layout. What was not asked for while the young ones filled up goes. */
  GHashTable *young;
  GHashTable *old;
};

static GHashTable *
create_table (void)
{
  return g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
}

static PangoLayout *
create_layout (OptLayoutCache *self, const char *text)
{
  PangoLayout *layout = opt_layout_new (self->widget, self->tabular);

  pango_layout_set_text (layout, text, -1);

  return layout;
}

/**
 * opt_layout_cache_new:
 * @widget: what draws the lines, and outlives the cache
 * @tabular: whether all digits are to be of one width
 *
 * It is to be told of opt_layout_cache_clear() when the style of @widget changes.
 *
 * Returns: (transfer full): an empty cache
 */
OptLayoutCache *
opt_layout_cache_new (GtkWidget *widget, gboolean tabular)
{
  OptLayoutCache *self;

  g_return_val_if_fail (GTK_IS_WIDGET (widget), NULL);

  self = g_new0 (OptLayoutCache, 1);
  self->widget = widget;
  self->tabular = tabular;
  self->young = create_table ();
  self->old = create_table ();

  return self;
}

void
opt_layout_cache_free (OptLayoutCache *self)
{
  g_return_if_fail (self != NULL);

  g_hash_table_unref (self->young);
  g_hash_table_unref (self->old);
  g_free (self);
}

/**
 * opt_layout_cache_get:
 * @self: a cache
 * @text: what the line says
 *
 * Returns: (transfer none): the line, valid until the next call
 */
PangoLayout *
opt_layout_cache_get (OptLayoutCache *self, const char *text)
{
  PangoLayout *layout;
  gpointer key, value;

  g_return_val_if_fail (self != NULL && text != NULL, NULL);

  layout = g_hash_table_lookup (self->young, text);
  if (layout != NULL)
    return layout;

  if (g_hash_table_size (self->young) >= MAX_YOUNG)
    {
      g_hash_table_unref (self->old);
      self->old = g_steal_pointer (&self->young);
      self->young = create_table ();
    }
  if (!g_hash_table_steal_extended (self->old, text, &key, &value))
    {
      key = g_strdup (text);
      value = create_layout (self, text);
    }
  g_hash_table_insert (self->young, key, value);

  return value;
}

/**
 * opt_layout_cache_clear:
 * @self: a cache
 *
 * Forgets all lines: they were laid out in another style.
 */
void
opt_layout_cache_clear (OptLayoutCache *self)
{
  g_return_if_fail (self != NULL);

  g_hash_table_remove_all (self->young);
  g_hash_table_remove_all (self->old);
}
