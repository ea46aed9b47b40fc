/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-column-memory-private.h"

#define KEY_WIDTHS "column-widths"
#define KEY_PLACES "column-places"
/* A drag makes many widths of which one is meant. */
#define KEEP_DELAY_MS 300

typedef struct
{
  GtkColumnViewColumn *column; /* owned */
  char *id;
  int usual; /* its width without the user; 0: what is left */
  int width; /* the user's; 0: none */
  gboolean hidden;
} Place;

G_DEFINE_FINAL_TYPE (OptColumnMemory, opt_column_memory, G_TYPE_OBJECT)

static void
place_free (gpointer data)
{
  Place *place = data;

  g_object_unref (place->column);
  g_free (place->id);
  g_free (place);
}

static Place *
find_place (OptColumnMemory *self, gconstpointer column)
{
  for (guint i = 0; i < self->places->len; i++)
    {
      Place *place = self->places->pdata[i];

      if (place->column == column)
        return place;
    }

  return NULL;
}

static Place *
find_id (OptColumnMemory *self, const char *id)
{
  for (guint i = 0; i < self->places->len; i++)
    {
      Place *place = self->places->pdata[i];

      if (g_str_equal (place->id, id))
        return place;
    }

  return NULL;
}

/* ---- Widths ---------------------------------------------------------------------------------- */

/* GTK 4.8 reserves a fixed width for columns that it does not show, too. */
static void
apply_width (OptColumnMemory *self, Place *place)
{
  int width = place->width > 0 ? place->width : place->usual;
  gboolean was_busy = self->busy;

  self->busy = TRUE;
  gtk_column_view_column_set_fixed_width (place->column, !place->hidden && width > 0 ? width : -1);
  self->busy = was_busy;
}

/* Other tables have theirs in the same setting. */
static void
keep_widths (OptColumnMemory *self)
{
  g_autoptr (GVariant) kept = NULL;
  g_autoptr (GVariantDict) dict = NULL;

  g_clear_handle_id (&self->keep_source, g_source_remove);
  if (self->settings == NULL)
    return;

  kept = g_settings_get_value (self->settings, KEY_WIDTHS);
  dict = g_variant_dict_new (kept);
  for (guint i = 0; i < self->places->len; i++)
    {
      const Place *place = self->places->pdata[i];
      g_autofree char *name = g_strconcat (self->table, ".", place->id, NULL);

      if (place->width > 0)
        g_variant_dict_insert (dict, name, "i", place->width);
      else
        g_variant_dict_remove (dict, name);
    }
  g_settings_set_value (self->settings, KEY_WIDTHS, g_variant_dict_end (dict));
}

static gboolean
keep_later (gpointer data)
{
  OptColumnMemory *self = data;

  self->keep_source = 0;
  keep_widths (self);

  return G_SOURCE_REMOVE;
}

static void
width_changed (OptColumnMemory *self, GParamSpec *pspec, GtkColumnViewColumn *column)
{
  Place *place = find_place (self, column);

  if (self->busy || place == NULL || gtk_column_view_column_get_fixed_width (column) <= 0)
    return;

  place->width = gtk_column_view_column_get_fixed_width (column);
  if (self->keep_source == 0)
    self->keep_source = g_timeout_add (KEEP_DELAY_MS, keep_later, self);
}

static void
load_widths (OptColumnMemory *self)
{
  g_autoptr (GVariant) kept = g_settings_get_value (self->settings, KEY_WIDTHS);
  g_autoptr (GVariantDict) dict = g_variant_dict_new (kept);

  for (guint i = 0; i < self->places->len; i++)
    {
      Place *place = self->places->pdata[i];
      g_autofree char *name = g_strconcat (self->table, ".", place->id, NULL);
      int width = 0;

      g_variant_dict_lookup (dict, name, "i", &width);
      place->width = MAX (width, 0);
      apply_width (self, place);
    }
}

/* ---- Places ---------------------------------------------------------------------------------- */

/* Where it goes among those that the view has. */
static guint
count_before (OptColumnMemory *self, const GtkColumnViewColumn *column)
{
  GListModel *columns = gtk_column_view_get_columns (self->view);
  guint n = 0;

  for (guint i = 0; i < self->places->len; i++)
    {
      const Place *place = self->places->pdata[i];

      if (place->column == column)
        break;
      for (guint j = 0; j < g_list_model_get_n_items (columns); j++)
        {
          g_autoptr (GObject) other = g_list_model_get_item (columns, j);

          n += (gpointer) other == (gpointer) place->column ? 1 : 0;
        }
    }

  return n;
}

static gboolean
has_column (OptColumnMemory *self, gconstpointer column)
{
  GListModel *columns = gtk_column_view_get_columns (self->view);

  for (guint i = 0; i < g_list_model_get_n_items (columns); i++)
    {
      g_autoptr (GObject) other = g_list_model_get_item (columns, i);

      if ((gconstpointer) other == column)
        return TRUE;
    }

  return FALSE;
}

static void
keep_places (OptColumnMemory *self)
{
  g_autoptr (GVariant) kept = NULL;
  g_autoptr (GVariantDict) dict = NULL;
  g_autoptr (GPtrArray) ids = g_ptr_array_new ();
  gboolean moved = FALSE;

  if (self->settings == NULL)
    return;

  for (guint i = 0; i < self->places->len; i++)
    {
      const Place *place = self->places->pdata[i];

      g_ptr_array_add (ids, place->id);
      moved = moved || place != self->usual->pdata[i];
    }
  g_ptr_array_add (ids, NULL);
  kept = g_settings_get_value (self->settings, KEY_PLACES);
  dict = g_variant_dict_new (kept);
  if (moved)
    g_variant_dict_insert (dict, self->table, "^as", (const char *const *) ids->pdata);
  else
    g_variant_dict_remove (dict, self->table);
  g_settings_set_value (self->settings, KEY_PLACES, g_variant_dict_end (dict));
}

/* Those that are not there now stay where they were. */
static void
columns_changed (OptColumnMemory *self, guint position, guint removed, guint added)
{
  GListModel *columns;
  g_autoptr (GPtrArray) there = NULL;
  guint n = 0;

  /* A column that is moved is taken out first. */
  if (self->busy || added == 0 || self->view == NULL)
    return;

  columns = gtk_column_view_get_columns (self->view);
  there = g_ptr_array_new ();
  for (guint i = 0; i < g_list_model_get_n_items (columns); i++)
    {
      g_autoptr (GObject) column = g_list_model_get_item (columns, i);
      Place *place = find_place (self, column);

      if (place != NULL)
        g_ptr_array_add (there, place);
    }
  for (guint i = 0; i < self->places->len && n < there->len; i++)
    if (has_column (self, ((Place *) self->places->pdata[i])->column))
      self->places->pdata[i] = there->pdata[n++];
  keep_places (self);
}

/* Puts those that the view has where they belong. */
static void
apply_places (OptColumnMemory *self)
{
  guint n = 0;

  self->busy = TRUE;
  for (guint i = 0; i < self->places->len && self->view != NULL; i++)
    {
      Place *place = self->places->pdata[i];
      g_autoptr (GObject) there
          = g_list_model_get_item (gtk_column_view_get_columns (self->view), n);

      if (!has_column (self, place->column))
        continue;
      if ((gpointer) there != (gpointer) place->column)
        gtk_column_view_insert_column (self->view, n, place->column);
      n++;
    }
  self->busy = FALSE;
}

static void
load_places (OptColumnMemory *self)
{
  g_autoptr (GVariant) kept = g_settings_get_value (self->settings, KEY_PLACES);
  g_autoptr (GVariantDict) dict = g_variant_dict_new (kept);
  g_autofree const char **ids = NULL;
  guint n = 0;

  if (!g_variant_dict_lookup (dict, self->table, "^a&s", &ids))
    return;

  /* What another version did not know of comes last. */
  for (gsize i = 0; ids[i] != NULL; i++)
    {
      Place *place = find_id (self, ids[i]);
      guint at;

      if (place == NULL || !g_ptr_array_find (self->places, place, &at) || at < n)
        continue;
      g_ptr_array_steal_index (self->places, at);
      g_ptr_array_insert (self->places, (int) n++, place);
    }
  apply_places (self);
}

/* ---- The object ------------------------------------------------------------------------------ */

static void
opt_column_memory_dispose (GObject *object)
{
  OptColumnMemory *self = OPT_COLUMN_MEMORY (object);

  /* The user may be quicker than the delay. */
  if (self->keep_source != 0)
    keep_widths (self);
  g_clear_weak_pointer (&self->view);
  g_clear_object (&self->settings);

  G_OBJECT_CLASS (opt_column_memory_parent_class)->dispose (object);
}

static void
opt_column_memory_finalize (GObject *object)
{
  OptColumnMemory *self = OPT_COLUMN_MEMORY (object);

  g_ptr_array_unref (self->usual);
  g_ptr_array_unref (self->places);
  g_free (self->table);

  G_OBJECT_CLASS (opt_column_memory_parent_class)->finalize (object);
}

static void
opt_column_memory_class_init (OptColumnMemoryClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = opt_column_memory_dispose;
  object_class->finalize = opt_column_memory_finalize;
}

static void
opt_column_memory_init (OptColumnMemory *self)
{
  self->places = g_ptr_array_new_with_free_func (place_free);
  self->usual = g_ptr_array_new ();
}

/**
 * opt_column_memory_new:
 * @view: a view
 * @table: what settings call it
 *
 * Returns: (transfer full): a memory of no columns yet
 */
OptColumnMemory *
opt_column_memory_new (GtkColumnView *view, const char *table)
{
  OptColumnMemory *self;

  g_return_val_if_fail (GTK_IS_COLUMN_VIEW (view), NULL);
  g_return_val_if_fail (table != NULL, NULL);

  self = g_object_new (OPT_TYPE_COLUMN_MEMORY, NULL);
  self->table = g_strdup (table);
  g_set_weak_pointer (&self->view, view);
  g_signal_connect_object (gtk_column_view_get_columns (view), "items-changed",
                           G_CALLBACK (columns_changed), self, G_CONNECT_SWAPPED);

  return self;
}

/**
 * opt_column_memory_add:
 * @self: a memory
 * @column: a column, which the view has already, or gets by opt_column_memory_insert()
 * @id: what settings call it
 * @width: its width in pixels; 0: what is left
 *
 * To be called for each column in the order in which they stand unless the user moves them. Gives
 * @column its width.
 */
void
opt_column_memory_add (OptColumnMemory *self,
                       GtkColumnViewColumn *column,
                       const char *id,
                       int width)
{
  Place *place;

  g_return_if_fail (OPT_IS_COLUMN_MEMORY (self));
  g_return_if_fail (GTK_IS_COLUMN_VIEW_COLUMN (column));
  g_return_if_fail (id != NULL);

  place = g_new0 (Place, 1);
  place->column = g_object_ref (column);
  place->id = g_strdup (id);
  place->usual = width;
  g_ptr_array_add (self->places, place);
  g_ptr_array_add (self->usual, place);
  gtk_column_view_column_set_resizable (column, TRUE);
  gtk_column_view_column_set_expand (column, width == 0);
  apply_width (self, place);
  g_signal_connect_object (column, "notify::fixed-width", G_CALLBACK (width_changed), self,
                           G_CONNECT_SWAPPED);
}

/**
 * opt_column_memory_set_settings:
 * @self: a memory with its columns
 * @settings: (nullable): where it is kept what the user does
 *
 * Gives the columns the widths and places that the user gave them.
 */
void
opt_column_memory_set_settings (OptColumnMemory *self, GSettings *settings)
{
  g_return_if_fail (OPT_IS_COLUMN_MEMORY (self));

  if (!g_set_object (&self->settings, settings) || settings == NULL)
    return;

  load_widths (self);
  load_places (self);
}

/**
 * opt_column_memory_show:
 * @self: a memory
 * @column: one of its columns, which the view has
 * @shown: whether it is to be seen
 */
void
opt_column_memory_show (OptColumnMemory *self, GtkColumnViewColumn *column, gboolean shown)
{
  Place *place;

  g_return_if_fail (OPT_IS_COLUMN_MEMORY (self));

  place = find_place (self, column);
  g_return_if_fail (place != NULL);

  place->hidden = !shown;
  gtk_column_view_column_set_visible (column, shown);
  apply_width (self, place);
}

/**
 * opt_column_memory_insert:
 * @self: a memory
 * @column: one of its columns, which the view does not have
 *
 * Puts it where it belongs.
 */
void
opt_column_memory_insert (OptColumnMemory *self, GtkColumnViewColumn *column)
{
  g_return_if_fail (OPT_IS_COLUMN_MEMORY (self));

  if (self->view == NULL)
    return;

  self->busy = TRUE;
  gtk_column_view_insert_column (self->view, count_before (self, column), column);
  self->busy = FALSE;
}

/**
 * opt_column_memory_get_excess:
 * @self: a memory
 * @column: one of its columns
 *
 * Returns: how much wider the user made it than it usually is, in pixels; less than 0: narrower; 0
 *   too for one that takes what is left
 */
int
opt_column_memory_get_excess (OptColumnMemory *self, GtkColumnViewColumn *column)
{
  const Place *place;

  g_return_val_if_fail (OPT_IS_COLUMN_MEMORY (self), 0);

  place = find_place (self, column);

  return place != NULL && place->width > 0 && place->usual > 0 ? place->width - place->usual : 0;
}

/**
 * opt_column_memory_reset:
 * @self: a memory
 *
 * Forgets the widths and the places that the user gave them.
 */
void
opt_column_memory_reset (OptColumnMemory *self)
{
  g_return_if_fail (OPT_IS_COLUMN_MEMORY (self));

  for (guint i = 0; i < self->places->len; i++)
    {
      Place *place = self->usual->pdata[i];

      self->places->pdata[i] = place;
      place->width = 0;
      apply_width (self, place);
    }
  apply_places (self);
  keep_widths (self);
  keep_places (self);
}
