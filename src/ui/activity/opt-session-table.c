/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-session-table-private.h"

#include <glib/gi18n.h>

#include "opt-session-cell.h"

enum
{
  PROP_TREE = 1,
  N_PROPS
};

enum
{
  SIGNAL_OPEN,
  N_SIGNALS
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (OptSessionTable, opt_session_table, GTK_TYPE_WIDGET)

/* ---- The selection --------------------------------------------------------------------------- */

static OptSession *
get_session_of (gpointer item)
{
  g_autoptr (OptSession) session = NULL;

  if (!GTK_IS_TREE_LIST_ROW (item))
    return item;
  session = gtk_tree_list_row_get_item (item);

  return session;
}

static OptSession *
get_session_at (OptSessionTable *self, guint position)
{
  g_autoptr (GObject) item = g_list_model_get_item (G_LIST_MODEL (self->selection), position);

  return item != NULL ? get_session_of (item) : NULL;
}

/* None is selected where the row has gone for a moment only: see opt_session_table_refresh(). */
static void
selection_changed (OptSessionTable *self)
{
  GObject *item = gtk_single_selection_get_selected_item (self->selection);

  if (item != NULL)
    g_set_object (&self->selected, get_session_of (item));
  opt_session_table_update_actions (self);
}

static void
row_activated (OptSessionTable *self, guint position)
{
  OptSession *session = get_session_at (self, position);

  if (session != NULL)
    g_signal_emit (self, signals[SIGNAL_OPEN], 0, session);
}

/* ---- The columns ----------------------------------------------------------------------------- */

static gboolean
is_title_of_number (const char *title)
{
  for (guint i = 0; i < OPT_N_SESSION_COLUMNS; i++)
    if (g_str_equal (opt_session_column_get_title ((OptSessionColumn) i), title))
      return opt_session_column_is_number ((OptSessionColumn) i);

  return FALSE;
}

/* The view makes the headers, a box with a label each, and tells nobody of them. */
static void
dress_headers (OptSessionTable *self)
{
  GtkWidget *header = gtk_widget_get_first_child (GTK_WIDGET (self->view));
  GtkWidget *title = header != NULL ? gtk_widget_get_first_child (header) : NULL;

  if (header != NULL)
    gtk_accessible_update_property (GTK_ACCESSIBLE (header), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                    _ ("Columns"), -1);
  for (; title != NULL; title = gtk_widget_get_next_sibling (title))
    {
      GtkWidget *box = gtk_widget_get_first_child (title);
      GtkWidget *label = box != NULL ? gtk_widget_get_first_child (box) : NULL;

      if (!GTK_IS_LABEL (label))
        continue;
      gtk_accessible_update_property (GTK_ACCESSIBLE (title), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                      gtk_label_get_label (GTK_LABEL (label)), -1);
      if (is_title_of_number (gtk_label_get_label (GTK_LABEL (label))))
        gtk_widget_set_halign (box, GTK_ALIGN_END);
    }
}

/* ---- The models ------------------------------------------------------------------------------ */

static gboolean
is_wanted (gpointer item, gpointer data)
{
  OptSessionTable *self = data;

  if (opt_session_get_pid (item) == 0
      || (!self->with_own && opt_backend_is_own (opt_session_get_backend (item))))
    return FALSE;

  return opt_session_filter_matches (self->filter, item)
         && opt_session_matches_words (item, (const char *const *) self->words);
}

static GListModel *
create_blocked (gpointer item, gpointer data)
{
  return opt_session_get_n_behind (item) > 0 ? g_object_ref (opt_session_get_blocked (item)) : NULL;
}

static GListModel *
make_model (OptSessionTable *self, OptSessionList *list)
{
  GtkSorter *sorter = gtk_column_view_get_sorter (self->view);

  if (self->tree)
    return G_LIST_MODEL (gtk_tree_list_model_new (g_object_ref (opt_session_list_get_roots (list)),
                                                  FALSE, TRUE, create_blocked, NULL, NULL));

  g_set_object (&self->filtered, NULL);
  self->filtered = gtk_filter_list_model_new (g_object_ref (G_LIST_MODEL (list)),
                                              g_object_ref (self->session_filter));

  return G_LIST_MODEL (gtk_sort_list_model_new (g_object_ref (G_LIST_MODEL (self->filtered)),
                                                g_object_ref (sorter)));
}

/* ---- The object ------------------------------------------------------------------------------ */

static void
opt_session_table_measure (GtkWidget *widget,
                           GtkOrientation orientation,
                           int for_size,
                           int *minimum,
                           int *natural,
                           int *minimum_baseline,
                           int *natural_baseline)
{
  gtk_widget_measure (OPT_SESSION_TABLE (widget)->scrolled, orientation, for_size, minimum, natural,
                      NULL, NULL);
}

/* Columns can't come and go while the table is being allocated. */
static void
opt_session_table_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  OptSessionTable *self = OPT_SESSION_TABLE (widget);

  self->width = width;
  opt_session_table_fit_later (self);
  gtk_widget_size_allocate (self->scrolled, &(GtkAllocation){ 0, 0, width, height }, -1);
  if (self->menu != NULL)
    gtk_popover_present (GTK_POPOVER (self->menu));
}

static gboolean
opt_session_table_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (GTK_WIDGET (OPT_SESSION_TABLE (widget)->view));
}

static void
opt_session_table_constructed (GObject *object)
{
  OptSessionTable *self = OPT_SESSION_TABLE (object);

  G_OBJECT_CLASS (opt_session_table_parent_class)->constructed (object);

  opt_session_table_add_columns (self);
  dress_headers (self);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->view), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  self->tree ? _ ("Who holds up whom") : _ ("Sessions"), -1);
}

static void
opt_session_table_dispose (GObject *object)
{
  OptSessionTable *self = OPT_SESSION_TABLE (object);

  g_clear_handle_id (&self->fit_source, g_source_remove);
  g_clear_handle_id (&self->focus_source, g_source_remove);
  g_clear_pointer (&self->menu, gtk_widget_unparent);
  if (self->view != NULL)
    gtk_column_view_set_model (self->view, NULL);
  if (self->selection != NULL)
    gtk_single_selection_set_model (self->selection, NULL);
  opt_session_table_drop_columns (self);
  g_clear_pointer (&self->scrolled, gtk_widget_unparent);
  g_clear_object (&self->filtered);
  g_clear_object (&self->session_filter);
  g_clear_object (&self->selection);
  g_clear_object (&self->selected);
  g_clear_pointer (&self->words, g_strfreev);
  gtk_widget_dispose_template (GTK_WIDGET (object), OPT_TYPE_SESSION_TABLE);

  G_OBJECT_CLASS (opt_session_table_parent_class)->dispose (object);
}

static void
opt_session_table_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  switch (id)
    {
    case PROP_TREE:
      OPT_SESSION_TABLE (object)->tree = g_value_get_boolean (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
opt_session_table_class_init (OptSessionTableClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->constructed = opt_session_table_constructed;
  object_class->dispose = opt_session_table_dispose;
  object_class->set_property = opt_session_table_set_property;
  widget_class->measure = opt_session_table_measure;
  widget_class->size_allocate = opt_session_table_size_allocate;
  widget_class->grab_focus = opt_session_table_grab_focus;

  /**
   * OptSessionTable:tree:
   *
   * Whether it shows who blocks whom.
   */
  properties[PROP_TREE]
      = g_param_spec_boolean ("tree", NULL, NULL, FALSE,
                              G_PARAM_WRITABLE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  /**
   * OptSessionTable::open:
   * @self: the table
   * @session: a session
   *
   * The user wants to see all of it.
   */
  signals[SIGNAL_OPEN] = g_signal_new ("open", OPT_TYPE_SESSION_TABLE, G_SIGNAL_RUN_LAST, 0, NULL,
                                       NULL, NULL, G_TYPE_NONE, 1, OPT_TYPE_SESSION);

  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/optischema/OptiSchema/ui/activity/opt-session-table.ui");
  gtk_widget_class_bind_template_child (widget_class, OptSessionTable, scrolled);
  gtk_widget_class_bind_template_child (widget_class, OptSessionTable, view);
  gtk_widget_class_bind_template_child (widget_class, OptSessionTable, row_menu);
  opt_session_table_install_actions (widget_class);
}

static void
opt_session_table_init (OptSessionTable *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));

  self->session_filter = GTK_FILTER (gtk_custom_filter_new (is_wanted, self, NULL));
  self->selection = gtk_single_selection_new (NULL);
  gtk_single_selection_set_autoselect (self->selection, FALSE);
  gtk_single_selection_set_can_unselect (self->selection, TRUE);
  gtk_column_view_set_model (self->view, GTK_SELECTION_MODEL (self->selection));
  g_signal_connect_object (self->selection, "notify::selected-item", G_CALLBACK (selection_changed),
                           self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->view, "activate", G_CALLBACK (row_activated), self,
                           G_CONNECT_SWAPPED);

  opt_session_table_add_menu (self);
  opt_session_table_update_actions (self);
}

/**
 * opt_session_table_new:
 * @tree: whether it shows who blocks whom
 *
 * Returns: (transfer floating): a table of no list
 */
GtkWidget *
opt_session_table_new (gboolean tree)
{
  return g_object_new (OPT_TYPE_SESSION_TABLE, "tree", tree, NULL);
}

/**
 * opt_session_table_set_list:
 * @self: a table
 * @list: (nullable): whose sessions to show
 */
void
opt_session_table_set_list (OptSessionTable *self, OptSessionList *list)
{
  g_autoptr (GListModel) model = NULL;

  g_return_if_fail (OPT_IS_SESSION_TABLE (self));

  if (list != NULL)
    model = make_model (self, list);
  g_clear_object (&self->selected);
  gtk_single_selection_set_model (self->selection, model);
  opt_session_table_update_actions (self);
}

/**
 * opt_session_table_set_filter:
 * @self: a table
 * @filter: which sessions to show
 * @search: (nullable): words that each of them must have
 * @with_own: whether to show OptiSchema's own, too
 */
void
opt_session_table_set_filter (OptSessionTable *self,
                              OptSessionFilter filter,
                              const char *search,
                              gboolean with_own)
{
  g_autofree char *folded = search != NULL ? g_utf8_casefold (search, -1) : NULL;

  g_return_if_fail (OPT_IS_SESSION_TABLE (self));

  self->filter = filter;
  self->with_own = with_own;
  g_strfreev (self->words);
  self->words = folded != NULL ? g_strsplit_set (folded, " \t\r\n", -1) : NULL;
  gtk_filter_changed (self->session_filter, GTK_FILTER_CHANGE_DIFFERENT);
}

static guint
find_position (OptSessionTable *self, OptSession *session)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->selection)); i++)
    if (get_session_at (self, i) == session)
      return i;

  return GTK_INVALID_LIST_POSITION;
}

/**
 * opt_session_table_refresh:
 * @self: a table
 *
 * The sessions do other things by now: which are shown, and in which order, is looked at again. The
 * selection stays with its session.
 */
void
opt_session_table_refresh (OptSessionTable *self)
{
  g_autoptr (OptSession) selected = NULL;
  GtkSorter *sorter;

  g_return_if_fail (OPT_IS_SESSION_TABLE (self));

  selected = self->selected != NULL ? g_object_ref (self->selected) : NULL;
  sorter = gtk_column_view_get_sorter (self->view);
  if (!self->tree)
    {
      gtk_filter_changed (self->session_filter, GTK_FILTER_CHANGE_DIFFERENT);
      gtk_sorter_changed (sorter, GTK_SORTER_CHANGE_DIFFERENT);
    }
  if (selected != NULL && gtk_single_selection_get_selected_item (self->selection) == NULL)
    opt_session_table_select (self, selected);
  opt_session_table_update_actions (self);
}

/**
 * opt_session_table_get_rows:
 * @self: a table
 *
 * Returns: (transfer none): what it shows, in order: #OptSession, or #GtkTreeListRow of them
 */
GListModel *
opt_session_table_get_rows (OptSessionTable *self)
{
  g_return_val_if_fail (OPT_IS_SESSION_TABLE (self), NULL);

  return G_LIST_MODEL (self->selection);
}

/**
 * opt_session_table_get_n_rows:
 * @self: a table
 *
 * Returns: how many sessions it shows
 */
guint
opt_session_table_get_n_rows (OptSessionTable *self)
{
  g_return_val_if_fail (OPT_IS_SESSION_TABLE (self), 0);

  return g_list_model_get_n_items (G_LIST_MODEL (self->selection));
}

/**
 * opt_session_table_get_selected:
 * @self: a table
 *
 * Returns: (transfer none) (nullable): the session that is selected
 */
OptSession *
opt_session_table_get_selected (OptSessionTable *self)
{
  g_return_val_if_fail (OPT_IS_SESSION_TABLE (self), NULL);

  return self->selected;
}

/**
 * opt_session_table_select:
 * @self: a table
 * @session: (nullable): the session to select; one that it does not show is none
 */
void
opt_session_table_select (OptSessionTable *self, OptSession *session)
{
  guint position;

  g_return_if_fail (OPT_IS_SESSION_TABLE (self));

  position = session != NULL ? find_position (self, session) : GTK_INVALID_LIST_POSITION;
  if (position == GTK_INVALID_LIST_POSITION)
    session = NULL;
  g_set_object (&self->selected, session);
  gtk_single_selection_set_selected (self->selection, position);
  opt_session_table_update_actions (self);
}
