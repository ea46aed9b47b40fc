/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-statement-name.h"

#include <glib/gi18n.h>

#include "opt-format.h"
#include "opt-statement-group.h"
#include "opt-statement-label.h"

#define SPACING 6
/* How far in members are. */
#define INDENT 24

struct _OptStatementName
{
  GtkWidget parent_instance;

  guint position;

  /* Children */
  GtkWidget *label;  /* the SQL … */
  GtkWidget *member; /* (nullable) … or who runs it */
  GtkWidget *button; /* (nullable) made for the first group that comes here */
  GtkWidget *words;  /* (nullable) on it */
  GtkWidget *arrow;  /* (nullable) likewise */
};

G_DEFINE_FINAL_TYPE (OptStatementName, opt_statement_name, GTK_TYPE_WIDGET)

/* ---- What it shows --------------------------------------------------------------------------- */

static void
clicked (OptStatementName *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "statement.toggle-split", "u", self->position);
}

static void
make_button (OptStatementName *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 3);

  self->words = gtk_label_new (NULL);
  gtk_label_set_ellipsize (GTK_LABEL (self->words), PANGO_ELLIPSIZE_END);
  gtk_label_set_width_chars (GTK_LABEL (self->words), 3);
  self->arrow = gtk_image_new_from_icon_name ("pan-end-symbolic");
  gtk_box_append (GTK_BOX (box), self->words);
  gtk_box_append (GTK_BOX (box), self->arrow);

  /* The keyboard has Right and Left for it, on the row. */
  self->button = gtk_button_new ();
  gtk_button_set_child (GTK_BUTTON (self->button), box);
  gtk_widget_set_focusable (self->button, FALSE);
  gtk_widget_set_valign (self->button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (self->button, "flat");
  gtk_widget_add_css_class (self->button, "caption");
  gtk_widget_add_css_class (self->button, "numeric");
  gtk_widget_set_parent (self->button, GTK_WIDGET (self));
  g_signal_connect_object (self->button, "clicked", G_CALLBACK (clicked), self, G_CONNECT_SWAPPED);
}

static void
show_button (OptStatementName *self, const char *words, gboolean split)
{
  const char *tip
      = split ? _ ("Join again") : _ ("Split by role, database and what else they differ in");
  const char *icon = split ? "pan-down-symbolic" : "pan-end-symbolic";
  g_autofree char *label = g_strdup_printf ("%s: %s", words, tip);

  if (self->button == NULL)
    make_button (self);

  gtk_label_set_label (GTK_LABEL (self->words), words);
  if (g_strcmp0 (gtk_image_get_icon_name (GTK_IMAGE (self->arrow)), icon) != 0)
    gtk_image_set_from_icon_name (GTK_IMAGE (self->arrow), icon);
  gtk_widget_set_tooltip_text (self->button, tip);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  label, -1);
  gtk_accessible_update_state (GTK_ACCESSIBLE (self->button), GTK_ACCESSIBLE_STATE_EXPANDED, split,
                               -1);
  gtk_widget_set_visible (self->button, TRUE);
}

static char *
show_member (OptStatementName *self, OptStatementItem *item)
{
  OptStatementGroup *group = opt_statement_item_get_group (item);
  char *words = group != NULL ? opt_statement_group_describe_member (group, item)
                              : g_strdup (OPT_FORMAT_NONE);

  if (self->member == NULL)
    {
      self->member = gtk_label_new (NULL);
      gtk_label_set_xalign (GTK_LABEL (self->member), 0);
      gtk_label_set_ellipsize (GTK_LABEL (self->member), PANGO_ELLIPSIZE_END);
      gtk_widget_set_parent (self->member, GTK_WIDGET (self));
    }
  gtk_label_set_label (GTK_LABEL (self->member), words);

  return words;
}

static char *
show_group (OptStatementName *self, OptStatementItem *item, gboolean split)
{
  OptStatementGroup *group = opt_statement_item_get_group (item);
  g_autofree char *words = NULL;
  const char *line = opt_statement_item_get_line (item);

  if (group == NULL)
    return g_strdup (line != NULL ? line : OPT_FORMAT_NONE);

  words = opt_statement_kinds_to_text (opt_statement_group_get_kinds (group));
  show_button (self, words, split);

  /* Translators: a statement and in what those that are alike differ, as in “3 roles” */
  return g_strdup_printf (split ? _ ("%s: %s, split") : _ ("%s: %s, together"),
                          line != NULL ? line : OPT_FORMAT_NONE, words);
}

static gboolean
has_button (OptStatementItem *item, OptStatementRowKind kind)
{
  return (kind == OPT_STATEMENT_ROW_GROUP || kind == OPT_STATEMENT_ROW_SPLIT)
         && opt_statement_item_get_group (item) != NULL;
}

static gboolean
is_slower (OptStatementItem *item)
{
  GPtrArray *members;

  if (!opt_statement_item_is_group (item))
    return opt_statement_item_get_slowdown (item) != NULL;

  members = opt_statement_group_get_members (opt_statement_item_get_group (item));
  for (guint i = 0; i < members->len; i++)
    if (opt_statement_item_get_slowdown (members->pdata[i]) != NULL)
      return TRUE;

  return FALSE;
}

/* (nullable): what stands out of it */
static const char *
get_mark (OptStatementItem *item)
{
  if (opt_statement_item_get_first (item) != 0)
    return _ ("New");

  return is_slower (item) ? _ ("Slower") : NULL;
}

/**
 * opt_statement_name_show:
 * @self: a name
 * @row: a row with a statement
 *
 * Shows what names it.
 *
 * Returns: (transfer full): the same in words
 */
char *
opt_statement_name_show (OptStatementName *self, OptStatementRow *row)
{
  OptStatementItem *item = opt_statement_row_get_item (row);
  OptStatementRowKind kind = opt_statement_row_get_kind (row);
  const char *line, *mark;
  char *words;

  g_return_val_if_fail (OPT_IS_STATEMENT_NAME (self), NULL);

  line = opt_statement_item_get_line (item);
  self->position = opt_statement_row_get_position (row);
  mark = get_mark (item);
  opt_statement_label_set_line (OPT_STATEMENT_LABEL (self->label), line);
  opt_statement_label_set_mark (OPT_STATEMENT_LABEL (self->label), mark);
  /* Not for a moment where it stays: that would be another size, and the same again. */
  if (self->button != NULL && !has_button (item, kind))
    gtk_widget_set_visible (self->button, FALSE);

  if (kind == OPT_STATEMENT_ROW_MEMBER)
    words = show_member (self, item);
  else if (kind == OPT_STATEMENT_ROW_ALONE)
    words = g_strdup (line != NULL ? line : OPT_FORMAT_NONE);
  else
    words = show_group (self, item, kind == OPT_STATEMENT_ROW_SPLIT);

  gtk_widget_set_visible (self->label, kind != OPT_STATEMENT_ROW_MEMBER);
  if (self->member != NULL)
    gtk_widget_set_visible (self->member, kind == OPT_STATEMENT_ROW_MEMBER);
  if (mark != NULL)
    {
      char *marked = g_strdup_printf ("%s: %s", mark, words);

      g_free (words);
      words = marked;
    }

  return words;
}

/**
 * opt_statement_name_tell:
 * @row_widget: what the keyboard moves through
 * @row: what it shows
 * @words: from opt_statement_name_show()
 *
 * Tells a screen reader, also how far in it is and whether it is split.
 */
void
opt_statement_name_tell (GtkWidget *row_widget, OptStatementRow *row, const char *words)
{
  OptStatementRowKind kind = opt_statement_row_get_kind (row);
  GtkAccessible *accessible = GTK_ACCESSIBLE (row_widget);

  gtk_accessible_update_property (accessible, GTK_ACCESSIBLE_PROPERTY_LABEL, words, -1);
  if (kind == OPT_STATEMENT_ROW_MEMBER)
    gtk_accessible_update_property (accessible, GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                    _ ("Level 2: one of those above it"), -1);
  else
    gtk_accessible_reset_property (accessible, GTK_ACCESSIBLE_PROPERTY_DESCRIPTION);

  if (kind == OPT_STATEMENT_ROW_GROUP || kind == OPT_STATEMENT_ROW_SPLIT)
    gtk_accessible_update_state (accessible, GTK_ACCESSIBLE_STATE_EXPANDED,
                                 kind == OPT_STATEMENT_ROW_SPLIT, -1);
  else
    gtk_accessible_reset_state (accessible, GTK_ACCESSIBLE_STATE_EXPANDED);
}

/* ---- The object ------------------------------------------------------------------------------ */

static gboolean
is_shown (GtkWidget *child)
{
  return child != NULL && gtk_widget_get_visible (child);
}

static void
opt_statement_name_measure (GtkWidget *widget,
                            GtkOrientation orientation,
                            int for_size,
                            int *minimum,
                            int *natural,
                            int *minimum_baseline,
                            int *natural_baseline)
{
  OptStatementName *self = OPT_STATEMENT_NAME (widget);

  *minimum = *natural = 0;
  if (orientation == GTK_ORIENTATION_VERTICAL)
    {
      gtk_widget_measure (self->label, orientation, -1, minimum, natural, NULL, NULL);
      return;
    }
  if (is_shown (self->button))
    gtk_widget_measure (self->button, orientation, -1, minimum, natural, NULL, NULL);
  if (is_shown (self->member))
    gtk_widget_measure (self->member, orientation, -1, minimum, natural, NULL, NULL);
}

static void
place (GtkWidget *widget, GtkWidget *child, int x, int width, int height)
{
  gboolean rtl = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  int least, natural;

  gtk_widget_measure (child, GTK_ORIENTATION_VERTICAL, -1, &least, &natural, NULL, NULL);
  least = MAX (least, MIN (height, natural));
  gtk_widget_size_allocate (child,
                            &(GtkAllocation){ rtl ? gtk_widget_get_width (widget) - x - width : x,
                                              (height - least) / 2, width, least },
                            -1);
}

static void
opt_statement_name_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  OptStatementName *self = OPT_STATEMENT_NAME (widget);
  int taken = 0;
  int least, natural;

  if (is_shown (self->button))
    {
      gtk_widget_measure (self->button, GTK_ORIENTATION_HORIZONTAL, -1, &least, &natural, NULL,
                          NULL);
      taken = CLAMP (width / 2, least, natural);
      place (widget, self->button, width - taken, taken, height);
      taken += SPACING;
    }
  if (is_shown (self->member))
    {
      gtk_widget_measure (self->member, GTK_ORIENTATION_HORIZONTAL, -1, &least, NULL, NULL, NULL);
      place (widget, self->member, MIN (INDENT, MAX (width - least, 0)),
             MAX (width - INDENT, least), height);
    }
  if (is_shown (self->label))
    place (widget, self->label, 0, MAX (width - taken, 0), height);
}

static void
opt_statement_name_dispose (GObject *object)
{
  OptStatementName *self = OPT_STATEMENT_NAME (object);

  g_clear_pointer (&self->label, gtk_widget_unparent);
  g_clear_pointer (&self->member, gtk_widget_unparent);
  g_clear_pointer (&self->button, gtk_widget_unparent);

  G_OBJECT_CLASS (opt_statement_name_parent_class)->dispose (object);
}

static void
opt_statement_name_class_init (OptStatementNameClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = opt_statement_name_dispose;
  widget_class->measure = opt_statement_name_measure;
  widget_class->size_allocate = opt_statement_name_size_allocate;

  gtk_widget_class_set_css_name (widget_class, "statement-name");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_PRESENTATION);
}

static void
opt_statement_name_init (OptStatementName *self)
{
  self->label = opt_statement_label_new ();
  gtk_widget_set_parent (self->label, GTK_WIDGET (self));
}

/**
 * opt_statement_name_new:
 *
 * Returns: (transfer floating): the name of no row
 */
GtkWidget *
opt_statement_name_new (void)
{
  return g_object_new (OPT_TYPE_STATEMENT_NAME, NULL);
}
