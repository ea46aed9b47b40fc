/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-range-bar.h"

enum
{
  PROP_0,
  PROP_COMPARE,
  N_PROPERTIES
};

static GParamSpec *properties[N_PROPERTIES];

/* As the menu calls them. */
static const struct
{
  const char *name;
  guint days;
} compared[] = { { "nothing", 0 }, { "day", 1 }, { "week", 7 } };

struct _OptRangeBar
{
  AdwBin parent_instance;

  gboolean updating;

  /* Template children */
  GtkButton *back_button;
  GtkMenuButton *compare_button;
  GtkDropDown *choice;
  AdwSqueezer *squeezer; /* of the label, which gives way to the one below */
  GtkLabel *label;
  GtkLabel *below_label;

  /* Owned */
  GtkStringList *labels;
  OptRange *range; /* (nullable) */
  GSignalGroup *range_signals;

  /* Sources */
  guint place_source;
};

G_DEFINE_FINAL_TYPE (OptRangeBar, opt_range_bar, ADW_TYPE_BIN)

static guint
get_n_labels (OptRangeBar *self)
{
  return g_list_model_get_n_items (G_LIST_MODEL (self->labels));
}

/* What the user picked in a chart is one choice more, for as long as it is shown. */
static void
update_choice (OptRangeBar *self)
{
  guint n = opt_range_get_n_choices ();
  gint64 from, to;
  gboolean custom = opt_range_get_custom (self->range, &from, &to);
  g_autofree char *label = opt_range_get_label (self->range);

  self->updating = TRUE;
  gtk_widget_set_visible (GTK_WIDGET (self->back_button), custom);
  if (custom && get_n_labels (self) > n
      && g_strcmp0 (gtk_string_list_get_string (self->labels, n), label) != 0)
    gtk_string_list_splice (self->labels, n, 1, (const char *const[]){ label, NULL });
  else if (custom && get_n_labels (self) == n)
    gtk_string_list_append (self->labels, label);
  gtk_drop_down_set_selected (self->choice, custom ? n : opt_range_get_choice (self->range));
  if (!custom && get_n_labels (self) > n)
    gtk_string_list_remove (self->labels, n);
  self->updating = FALSE;
}

/* Beside the choice what is said of it moves nothing when it comes and goes. */
static gboolean
place_label (gpointer data)
{
  OptRangeBar *self = data;

  self->place_source = 0;
  gtk_widget_set_visible (GTK_WIDGET (self->below_label),
                          *gtk_label_get_label (self->label) != '\0'
                              && adw_squeezer_get_visible_child (self->squeezer) == NULL);

  return G_SOURCE_REMOVE;
}

/* Which is told while there is no time for another size. */
static void
squeezed (OptRangeBar *self)
{
  if (self->place_source == 0)
    self->place_source = g_idle_add_full (GTK_PRIORITY_RESIZE - 1, place_label, self, NULL);
}

static void
update (OptRangeBar *self)
{
  g_autofree char *text = NULL;

  if (self->range == NULL)
    return;

  update_choice (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_COMPARE]);
  text = opt_range_describe (self->range);
  gtk_label_set_label (self->label, text);
  gtk_label_set_label (self->below_label, text);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->label), text);
  g_clear_handle_id (&self->place_source, g_source_remove);
  place_label (self);
}

static void
selected (OptRangeBar *self)
{
  guint choice = gtk_drop_down_get_selected (self->choice);

  if (!self->updating && self->range != NULL && choice < opt_range_get_n_choices ())
    opt_range_set_choice (self->range, choice);
}

static void
back_clicked (OptRangeBar *self)
{
  if (self->range != NULL && opt_range_leave_custom (self->range))
    gtk_widget_grab_focus (GTK_WIDGET (self->choice));
}

static guint
get_compared (OptRangeBar *self)
{
  guint days
      = self->range != NULL ? opt_range_before_get_days (opt_range_get_before (self->range)) : 0;

  for (guint i = 0; i < G_N_ELEMENTS (compared); i++)
    if (compared[i].days == days)
      return i;

  return 0;
}

/* (nullable): the item of a menu, counted down to zero in their order */
static GtkWidget *
find_item (GtkWidget *widget, guint *position)
{
  if (g_strcmp0 (gtk_widget_get_css_name (widget), "modelbutton") == 0 && (*position)-- == 0)
    return widget;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_item (child, position);

      if (found != NULL)
        return found;
    }

  return NULL;
}

/* A menu begins at its first item; where one of several is chosen, at that. */
static void
compare_mapped (OptRangeBar *self, GtkWidget *popover)
{
  guint position = get_compared (self);
  GtkWidget *item = find_item (popover, &position);

  if (item != NULL)
    gtk_widget_grab_focus (item);
}

static void
set_compared (OptRangeBar *self, const char *name)
{
  for (guint i = 0; self->range != NULL && i < G_N_ELEMENTS (compared); i++)
    if (g_strcmp0 (compared[i].name, name) == 0)
      opt_range_before_set_days (opt_range_get_before (self->range), compared[i].days);
}

static void
opt_range_bar_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (id == PROP_COMPARE)
    g_value_set_string (value, compared[get_compared (OPT_RANGE_BAR (object))].name);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
opt_range_bar_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  if (id == PROP_COMPARE)
    set_compared (OPT_RANGE_BAR (object), g_value_get_string (value));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
opt_range_bar_dispose (GObject *object)
{
  OptRangeBar *self = OPT_RANGE_BAR (object);

  g_clear_handle_id (&self->place_source, g_source_remove);
  g_clear_object (&self->range_signals);
  g_clear_object (&self->range);
  g_clear_object (&self->labels);
  /* The template would let go of it behind the bin's back. */
  adw_bin_set_child (ADW_BIN (self), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (object), OPT_TYPE_RANGE_BAR);

  G_OBJECT_CLASS (opt_range_bar_parent_class)->dispose (object);
}

static void
opt_range_bar_class_init (OptRangeBarClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = opt_range_bar_dispose;
  G_OBJECT_CLASS (klass)->get_property = opt_range_bar_get_property;
  G_OBJECT_CLASS (klass)->set_property = opt_range_bar_set_property;

  /**
   * OptRangeBar:compare:
   *
   * What the range is compared with: "nothing", "day" or "week".
   */
  properties[PROP_COMPARE]
      = g_param_spec_string ("compare", NULL, NULL, NULL,
                             G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (G_OBJECT_CLASS (klass), N_PROPERTIES, properties);
  gtk_widget_class_install_property_action (widget_class, "range.compare", "compare");

  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/optischema/OptiSchema/ui/range/opt-range-bar.ui");
  gtk_widget_class_bind_template_child (widget_class, OptRangeBar, back_button);
  gtk_widget_class_bind_template_child (widget_class, OptRangeBar, compare_button);
  gtk_widget_class_bind_template_child (widget_class, OptRangeBar, choice);
  gtk_widget_class_bind_template_child (widget_class, OptRangeBar, squeezer);
  gtk_widget_class_bind_template_child (widget_class, OptRangeBar, label);
  gtk_widget_class_bind_template_child (widget_class, OptRangeBar, below_label);
}

static void
opt_range_bar_init (OptRangeBar *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));

  self->labels = gtk_string_list_new (NULL);
  for (guint i = 0; i < opt_range_get_n_choices (); i++)
    gtk_string_list_append (self->labels, opt_range_get_choice_label (i));
  self->updating = TRUE;
  gtk_drop_down_set_model (self->choice, G_LIST_MODEL (self->labels));
  self->updating = FALSE;
  self->range_signals = g_signal_group_new (OPT_TYPE_RANGE);
  g_signal_group_connect_swapped (self->range_signals, "changed", G_CALLBACK (update), self);
  g_signal_connect_object (self->choice, "notify::selected", G_CALLBACK (selected), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->squeezer, "notify::visible-child", G_CALLBACK (squeezed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->back_button, "clicked", G_CALLBACK (back_clicked), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (gtk_menu_button_get_popover (self->compare_button), "map",
                           G_CALLBACK (compare_mapped), self, G_CONNECT_SWAPPED);
}

/**
 * opt_range_bar_new:
 *
 * Returns: (transfer floating): a bar of no range
 */
GtkWidget *
opt_range_bar_new (void)
{
  return g_object_new (OPT_TYPE_RANGE_BAR, NULL);
}

/**
 * opt_range_bar_set_range:
 * @self: a bar
 * @range: (nullable): what it lets choose
 */
void
opt_range_bar_set_range (OptRangeBar *self, OptRange *range)
{
  g_return_if_fail (OPT_IS_RANGE_BAR (self));

  if (!g_set_object (&self->range, range))
    return;

  g_signal_group_set_target (self->range_signals, range);
  update (self);
}
