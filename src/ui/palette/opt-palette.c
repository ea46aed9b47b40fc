/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "opt-palette.h"

#include <glib/gi18n.h>

#include "opt-palette-item.h"
#include "opt-palette-row.h"

/* Milliseconds without another letter. */
#define SEARCH_DELAY 60
/* Who doesn't find it among so many types another word. A list view lays out two hundred rows, of
 * which a dozen are on the screen. */
#define SHOWN_MAX 50

struct _OptPalette
{
  AdwWindow parent_instance;

  /* Template children */
  GtkSearchEntry *entry;
  GtkStack *stack;
  GtkListView *list;
  GtkLabel *more_label;

  /* Owned */
  OptPaletteQuery *query;
  GtkCustomFilter *filter;
  GtkFilterListModel *found;
  GtkCustomSorter *sorter;
  GtkSingleSelection *selection;
};

G_DEFINE_FINAL_TYPE (OptPalette, opt_palette, ADW_TYPE_WINDOW)

/* ---- Searching ------------------------------------------------------------------------------- */

static gboolean
matches (gpointer item, gpointer data)
{
  return opt_palette_item_matches (item, OPT_PALETTE (data)->query);
}

static int
compare (gconstpointer a, gconstpointer b, gpointer data)
{
  return opt_palette_item_compare (OPT_PALETTE_ITEM ((gpointer) a), OPT_PALETTE_ITEM ((gpointer) b),
                                   OPT_PALETTE (data)->query);
}

static void
found_changed (OptPalette *self)
{
  gboolean searching = gtk_filter_list_model_get_pending (self->found) > 0;
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->found));
  g_autofree char *more = NULL;

  /* Something may still come. */
  if (n > 0 || !searching)
    gtk_stack_set_visible_child_name (self->stack, n > 0 ? "list" : "nothing");

  gtk_widget_set_visible (GTK_WIDGET (self->more_label), n > SHOWN_MAX);
  if (n <= SHOWN_MAX)
    return;
  more = g_strdup_printf (ngettext ("%u more. Add a word.", "%u more. Add a word.", n - SHOWN_MAX),
                          n - SHOWN_MAX);
  gtk_label_set_text (self->more_label, more);
}

/**
 * opt_palette_search:
 * @self: a palette
 * @text: what to look for
 *
 * What is found comes bit by bit.
 */
void
opt_palette_search (OptPalette *self, const char *text)
{
  g_return_if_fail (OPT_IS_PALETTE (self) && text != NULL);

  opt_palette_query_free (self->query);
  self->query = opt_palette_query_new (text);
  gtk_filter_changed (GTK_FILTER (self->filter), GTK_FILTER_CHANGE_DIFFERENT);
  gtk_sorter_changed (GTK_SORTER (self->sorter), GTK_SORTER_CHANGE_DIFFERENT);
  gtk_single_selection_set_selected (self->selection, 0);
  found_changed (self);
}

static void
search_changed (OptPalette *self)
{
  opt_palette_search (self, gtk_editable_get_text (GTK_EDITABLE (self->entry)));
}

/* ---- Choosing -------------------------------------------------------------------------------- */

/* The keyboard stays in the entry: what it would do is told as its description. */
static void
selected_changed (OptPalette *self)
{
  OptPaletteItem *item = gtk_single_selection_get_selected_item (self->selection);

  gtk_accessible_update_property (GTK_ACCESSIBLE (self->entry), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  item != NULL ? opt_palette_item_get_title (item) : "", -1);
}

static void
move (OptPalette *self, int steps)
{
  int n = (int) g_list_model_get_n_items (G_LIST_MODEL (self->selection));
  int position = (int) gtk_single_selection_get_selected (self->selection);

  if (n == 0)
    return;

  position = CLAMP (position + steps, 0, n - 1);
  gtk_single_selection_set_selected (self->selection, (guint) position);
  gtk_widget_activate_action (GTK_WIDGET (self->list), "list.scroll-to-item", "u",
                              (guint) position);
}

static gboolean
key_pressed (OptPalette *self, guint key, guint code, GdkModifierType state)
{
  if ((state & gtk_accelerator_get_default_mod_mask ()) != 0)
    return GDK_EVENT_PROPAGATE;

  switch (key)
    {
    case GDK_KEY_Up:
    case GDK_KEY_KP_Up:
      move (self, -1);
      return GDK_EVENT_STOP;
    case GDK_KEY_Down:
    case GDK_KEY_KP_Down:
      move (self, 1);
      return GDK_EVENT_STOP;
    case GDK_KEY_Page_Up:
    case GDK_KEY_KP_Page_Up:
      move (self, -8);
      return GDK_EVENT_STOP;
    case GDK_KEY_Page_Down:
    case GDK_KEY_KP_Page_Down:
      move (self, 8);
      return GDK_EVENT_STOP;
    default:
      return GDK_EVENT_PROPAGATE;
    }
}

/* What is selected, or will be once all was searched. */
static OptPaletteItem *
get_chosen (OptPalette *self)
{
  GListModel *all = gtk_filter_list_model_get_model (self->found);
  OptPaletteItem *selected = gtk_single_selection_get_selected_item (self->selection);
  g_autoptr (OptPaletteItem) best = NULL;

  if (selected != NULL)
    return g_object_ref (selected);
  if (gtk_filter_list_model_get_pending (self->found) == 0)
    return NULL;

  for (guint i = 0; i < g_list_model_get_n_items (all); i++)
    {
      g_autoptr (OptPaletteItem) item = g_list_model_get_item (all, i);
      gboolean last = opt_palette_item_get_kind (item) == OPT_PALETTE_KIND_STATEMENT;

      if (!opt_palette_item_matches (item, self->query))
        continue;
      if (best == NULL || opt_palette_item_compare (item, best, self->query) < 0)
        g_set_object (&best, item);
      /* Nothing better comes after it. */
      if (last)
        break;
    }

  return g_steal_pointer (&best);
}

/**
 * opt_palette_choose:
 * @self: a palette
 *
 * Closes it and goes to what is selected. What was typed last counts, also if it was not searched
 * for yet.
 */
void
opt_palette_choose (OptPalette *self)
{
  g_autoptr (OptPaletteItem) item = NULL;
  GtkWindow *parent;

  g_return_if_fail (OPT_IS_PALETTE (self));

  item = get_chosen (self);
  if (item == NULL)
    return;

  parent = gtk_window_get_transient_for (GTK_WINDOW (self));
  gtk_window_close (GTK_WINDOW (self));
  if (parent != NULL)
    gtk_widget_activate_action_variant (GTK_WIDGET (parent), opt_palette_item_get_action (item),
                                        opt_palette_item_get_target (item));
}

static void
entry_activated (OptPalette *self)
{
  g_autoptr (OptPaletteQuery) typed
      = opt_palette_query_new (gtk_editable_get_text (GTK_EDITABLE (self->entry)));

  if (!opt_palette_query_equal (typed, self->query))
    search_changed (self);
  opt_palette_choose (self);
}

/* ---- Its rows -------------------------------------------------------------------------------- */

static void
setup_row (GtkSignalListItemFactory *factory, GtkListItem *list_item)
{
  gtk_list_item_set_child (list_item, opt_palette_row_new ());
}

static void
bind_row (GtkSignalListItemFactory *factory, GtkListItem *list_item)
{
  opt_palette_row_set_item (OPT_PALETTE_ROW (gtk_list_item_get_child (list_item)),
                            gtk_list_item_get_item (list_item));
}

/* ---- The object ------------------------------------------------------------------------------ */

static void
opt_palette_dispose (GObject *object)
{
  OptPalette *self = OPT_PALETTE (object);

  if (self->filter != NULL)
    gtk_custom_filter_set_filter_func (self->filter, NULL, NULL, NULL);
  if (self->sorter != NULL)
    gtk_custom_sorter_set_sort_func (self->sorter, NULL, NULL, NULL);
  g_clear_object (&self->selection);
  g_clear_object (&self->sorter);
  g_clear_object (&self->found);
  g_clear_object (&self->filter);
  gtk_widget_dispose_template (GTK_WIDGET (object), OPT_TYPE_PALETTE);

  G_OBJECT_CLASS (opt_palette_parent_class)->dispose (object);
}

static void
opt_palette_finalize (GObject *object)
{
  opt_palette_query_free (OPT_PALETTE (object)->query);

  G_OBJECT_CLASS (opt_palette_parent_class)->finalize (object);
}

static void
opt_palette_class_init (OptPaletteClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = opt_palette_dispose;
  object_class->finalize = opt_palette_finalize;

  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/optischema/OptiSchema/ui/palette/opt-palette.ui");
  gtk_widget_class_bind_template_child (widget_class, OptPalette, entry);
  gtk_widget_class_bind_template_child (widget_class, OptPalette, stack);
  gtk_widget_class_bind_template_child (widget_class, OptPalette, list);
  gtk_widget_class_bind_template_child (widget_class, OptPalette, more_label);
}

static void
opt_palette_init (OptPalette *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  GtkSortListModel *sorted;

  self->query = opt_palette_query_new ("");
  self->filter = gtk_custom_filter_new (matches, self, NULL);
  self->found = gtk_filter_list_model_new (NULL, g_object_ref (GTK_FILTER (self->filter)));
  gtk_filter_list_model_set_incremental (self->found, TRUE);
  self->sorter = gtk_custom_sorter_new (compare, self, NULL);
  sorted = gtk_sort_list_model_new (g_object_ref (G_LIST_MODEL (self->found)),
                                    g_object_ref (GTK_SORTER (self->sorter)));
  self->selection = gtk_single_selection_new (
      G_LIST_MODEL (gtk_slice_list_model_new (G_LIST_MODEL (sorted), 0, SHOWN_MAX)));

  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect (factory, "setup", G_CALLBACK (setup_row), NULL);
  g_signal_connect (factory, "bind", G_CALLBACK (bind_row), NULL);
  gtk_list_view_set_factory (self->list, factory);
  g_object_unref (factory);
  gtk_list_view_set_model (self->list, GTK_SELECTION_MODEL (self->selection));

  gtk_search_entry_set_search_delay (self->entry, SEARCH_DELAY);
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_object (keys, "key-pressed", G_CALLBACK (key_pressed), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (self->entry), keys);
  g_signal_connect_object (self->entry, "search-changed", G_CALLBACK (search_changed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->entry, "activate", G_CALLBACK (entry_activated), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->entry, "stop-search", G_CALLBACK (gtk_window_close), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->list, "activate", G_CALLBACK (opt_palette_choose), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->selection, "notify::selected-item", G_CALLBACK (selected_changed),
                           self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->found, "items-changed", G_CALLBACK (found_changed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->found, "notify::pending", G_CALLBACK (found_changed), self,
                           G_CONNECT_SWAPPED);
}

/**
 * opt_palette_present:
 * @parent: (nullable): the window that it is for
 * @items: (element-type OptPaletteItem): where it can go
 *
 * Returns: (transfer none): the palette, on the screen
 */
OptPalette *
opt_palette_present (GtkWindow *parent, GListModel *items)
{
  OptPalette *self;
  int width;

  g_return_val_if_fail (parent == NULL || GTK_IS_WINDOW (parent), NULL);
  g_return_val_if_fail (G_IS_LIST_MODEL (items), NULL);

  self = g_object_new (OPT_TYPE_PALETTE, "transient-for", parent, NULL);
  width = parent != NULL ? gtk_widget_get_width (GTK_WIDGET (parent)) : 0;
  if (width > 0 && width < 640)
    gtk_window_set_default_size (GTK_WINDOW (self), width, 440);
  gtk_filter_list_model_set_model (self->found, items);
  selected_changed (self);
  gtk_window_present (GTK_WINDOW (self));
  /* Not before: the window would never tell assistive technology what it is. */
  gtk_widget_grab_focus (GTK_WIDGET (self->entry));

  return self;
}

/**
 * opt_palette_get_found:
 * @self: a palette
 *
 * Returns: (transfer none) (element-type OptPaletteItem): what matches what was typed
 */
GListModel *
opt_palette_get_found (OptPalette *self)
{
  g_return_val_if_fail (OPT_IS_PALETTE (self), NULL);

  return G_LIST_MODEL (self->found);
}
