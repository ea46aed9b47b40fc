/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "opt-accessible-names.h"

#include <glib/gi18n.h>

/*
 * GTK 4.8 reads a widget without a label of its own as the name of its type, and libadwaita 1.2
 * makes widgets within its own that nobody else can reach: they get theirs here.
 */

static gboolean
is_empty (const char *text)
{
  return text == NULL || *text == '\0';
}

static void
set_name (GtkWidget *widget, const char *name)
{
  if (!is_empty (name))
    gtk_accessible_update_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL, name,
                                    -1);
}

/* The outermost of @type within @widget. */
static void
name_parts (GtkWidget *widget, GType type, const char *name)
{
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      if (G_TYPE_CHECK_INSTANCE_TYPE (child, type))
        set_name (child, name);
      else
        name_parts (child, type, name);
    }
}

/* One with a title has given it to its list. */
static void
name_group (AdwPreferencesGroup *group)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (group));
  const char *name = adw_preferences_group_get_description (group);

  if (!is_empty (adw_preferences_group_get_title (group)))
    return;
  if (is_empty (name) && GTK_IS_WINDOW (root))
    name = gtk_window_get_title (GTK_WINDOW (root));
  name_parts (GTK_WIDGET (group), GTK_TYPE_LIST_BOX, name);
}

static void
name_row (AdwPreferencesRow *row)
{
  const char *name = adw_preferences_row_get_title (row);

  if (ADW_IS_COMBO_ROW (row))
    name_parts (GTK_WIDGET (row), GTK_TYPE_LIST_VIEW, name);
  else if (ADW_IS_EXPANDER_ROW (row))
    name_parts (GTK_WIDGET (row), GTK_TYPE_LIST_BOX, name);
  else if (ADW_IS_PASSWORD_ENTRY_ROW (row))
    name_parts (GTK_WIDGET (row), GTK_TYPE_BUTTON, _ ("Show or hide the password"));
}

/* One may come on the screen before it is told what to say, or say something else later. */
static void
follow (GtkWidget *widget, const char *signal, GCallback callback)
{
  static GQuark followed;

  if (followed == 0)
    followed = g_quark_from_static_string ("opt-accessible-names-followed");
  if (g_object_get_qdata (G_OBJECT (widget), followed) != NULL)
    return;

  g_object_set_qdata (G_OBJECT (widget), followed, GINT_TO_POINTER (TRUE));
  g_signal_connect (widget, signal, callback, NULL);
}

static void
follow_row (AdwPreferencesRow *row)
{
  name_row (row);
  follow (GTK_WIDGET (row), "notify::title", G_CALLBACK (name_row));
}

/* A list makes one around what is no row itself, and it has the keyboard before what is in it. */
static void
name_details (GtkWidget *row)
{
  GtkWidget *owner = gtk_widget_get_ancestor (row, ADW_TYPE_EXPANDER_ROW);
  g_autofree char *name = NULL;

  if (owner == NULL)
    return;
  name = g_strdup_printf (_ ("Details of %s"),
                          adw_preferences_row_get_title (ADW_PREFERENCES_ROW (owner)));
  set_name (row, name);
}

/* Its tip says what it is for; a label of its own can't be asked for. */
static void
name_choice (GtkWidget *choice)
{
  const char *name = gtk_widget_get_tooltip_text (choice);

  name_parts (choice, GTK_TYPE_TOGGLE_BUTTON, name);
  name_parts (choice, GTK_TYPE_LIST_VIEW, name);
}

static void
follow_choice (GtkWidget *choice)
{
  name_choice (choice);
  follow (choice, "notify::tooltip-text", G_CALLBACK (name_choice));
}

static gboolean
mapped (GSignalInvocationHint *hint, guint n_values, const GValue *values, gpointer data)
{
  GtkWidget *widget = g_value_get_object (&values[0]);

  if (ADW_IS_PREFERENCES_GROUP (widget))
    name_group (ADW_PREFERENCES_GROUP (widget));
  else if (ADW_IS_PREFERENCES_ROW (widget))
    follow_row (ADW_PREFERENCES_ROW (widget));
  else if (G_OBJECT_TYPE (widget) == GTK_TYPE_LIST_BOX_ROW)
    name_details (widget);
  else if (GTK_IS_COLUMN_VIEW (widget))
    name_parts (widget, GTK_TYPE_LIST_VIEW, _ ("Rows"));
  else if (GTK_IS_SHORTCUTS_WINDOW (widget))
    name_parts (widget, GTK_TYPE_TOGGLE_BUTTON, _ ("Search the shortcuts"));
  else if (GTK_IS_DROP_DOWN (widget))
    follow_choice (widget);
  else if (GTK_IS_EXPANDER (widget))
    set_name (widget, gtk_expander_get_label (GTK_EXPANDER (widget)));

  return TRUE;
}

/**
 * opt_accessible_names_install:
 *
 * From now on the parts of what comes on the screen are named after what they are parts of. Once a
 * process.
 */
void
opt_accessible_names_install (void)
{
  static gsize done;

  if (!g_once_init_enter (&done))
    return;

  g_type_class_unref (g_type_class_ref (GTK_TYPE_WIDGET));
  g_signal_add_emission_hook (g_signal_lookup ("map", GTK_TYPE_WIDGET), 0, mapped, NULL, NULL);
  g_once_init_leave (&done, 1);
}
