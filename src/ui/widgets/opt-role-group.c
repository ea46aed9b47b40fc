/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "opt-role-group.h"

#include <glib/gi18n.h>

#include "opt-error.h"

/* invalid_authorization_specification: not a matter of the password */
#define NO_SUCH_ROLE "28000"

enum
{
  SIGNAL_ROLE_CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

struct _OptRoleGroup
{
  AdwPreferencesGroup parent_instance;

  /* Template children */
  AdwEntryRow *role_row;
  GtkToggleButton *password_button;
  AdwPasswordEntryRow *password_row;

  gboolean typed;      /* the user named a role */
  gboolean suggesting; /* right now */
};

G_DEFINE_FINAL_TYPE (OptRoleGroup, opt_role_group, ADW_TYPE_PREFERENCES_GROUP)

static void
role_changed (OptRoleGroup *self)
{
  if (!self->suggesting)
    self->typed = TRUE;
  g_signal_emit (self, signals[SIGNAL_ROLE_CHANGED], 0);
}

static void
password_toggled (OptRoleGroup *self)
{
  if (gtk_toggle_button_get_active (self->password_button))
    gtk_widget_grab_focus (GTK_WIDGET (self->password_row));
  else
    gtk_editable_set_text (GTK_EDITABLE (self->password_row), "");
}

static void
opt_role_group_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), OPT_TYPE_ROLE_GROUP);

  G_OBJECT_CLASS (opt_role_group_parent_class)->dispose (object);
}

static void
opt_role_group_class_init (OptRoleGroupClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = opt_role_group_dispose;

  /**
   * OptRoleGroup::role-changed:
   * @self: the group
   *
   * Another role is named.
   */
  signals[SIGNAL_ROLE_CHANGED]
      = g_signal_new ("role-changed", OPT_TYPE_ROLE_GROUP, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                      G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/optischema/OptiSchema/ui/widgets/opt-role-group.ui");
  gtk_widget_class_bind_template_child (widget_class, OptRoleGroup, role_row);
  gtk_widget_class_bind_template_child (widget_class, OptRoleGroup, password_button);
  gtk_widget_class_bind_template_child (widget_class, OptRoleGroup, password_row);
  gtk_widget_class_bind_template_callback (widget_class, role_changed);
  gtk_widget_class_bind_template_callback (widget_class, password_toggled);
}

static void
opt_role_group_init (OptRoleGroup *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * opt_role_group_new:
 *
 * Returns: (transfer floating): a group that names no role yet
 */
GtkWidget *
opt_role_group_new (void)
{
  return g_object_new (OPT_TYPE_ROLE_GROUP, NULL);
}

/**
 * opt_role_group_set_watcher:
 * @self: a group
 * @watcher: (nullable): the role that watches, which signs in where none is named
 */
void
opt_role_group_set_watcher (OptRoleGroup *self, const char *watcher)
{
  g_autofree char *text = NULL;
  g_autofree char *markup = NULL;

  g_return_if_fail (OPT_IS_ROLE_GROUP (self));

  text = watcher != NULL
             ? g_strdup_printf (_ ("The owner of the table. Left empty, it is “%s”, the role that "
                                   "watches."),
                                watcher)
             : g_strdup (_ ("The owner of the table. Left empty, it is the role that watches."));
  markup = g_markup_escape_text (text, -1);
  adw_preferences_group_set_description (ADW_PREFERENCES_GROUP (self), markup);
}

/**
 * opt_role_group_suggest:
 * @self: a group
 * @role: (nullable): who could make the change
 *
 * What the user typed stays.
 */
void
opt_role_group_suggest (OptRoleGroup *self, const char *role)
{
  g_return_if_fail (OPT_IS_ROLE_GROUP (self));

  if (self->typed || role == NULL)
    return;

  self->suggesting = TRUE;
  gtk_editable_set_text (GTK_EDITABLE (self->role_row), role);
  self->suggesting = FALSE;
}

/**
 * opt_role_group_explain:
 * @self: a group
 * @error: (nullable): why the change was not made
 *
 * Points to the role where that is the wrong one, and asks for the password where the server wants
 * one.
 */
void
opt_role_group_explain (OptRoleGroup *self, const GError *error)
{
  const char *sqlstate = error != NULL ? opt_error_get_sqlstate (error) : NULL;
  gboolean refused = g_error_matches (error, OPT_ERROR, OPT_ERROR_AUTHENTICATION);
  gboolean unknown = refused && g_strcmp0 (sqlstate, NO_SUCH_ROLE) == 0;

  g_return_if_fail (OPT_IS_ROLE_GROUP (self));

  gtk_widget_remove_css_class (GTK_WIDGET (self->role_row), "error");
  gtk_widget_remove_css_class (GTK_WIDGET (self->password_row), "error");
  if (unknown || g_error_matches (error, OPT_ERROR, OPT_ERROR_DENIED))
    {
      gtk_widget_add_css_class (GTK_WIDGET (self->role_row), "error");
      gtk_widget_grab_focus (GTK_WIDGET (self->role_row));
    }
  else if (refused)
    {
      gtk_toggle_button_set_active (self->password_button, TRUE);
      gtk_widget_add_css_class (GTK_WIDGET (self->password_row), "error");
      gtk_widget_grab_focus (GTK_WIDGET (self->password_row));
    }
}

/**
 * opt_role_group_get_role:
 * @self: a group
 *
 * Returns: (nullable): the role that signs in; %NULL for the one that watches
 */
const char *
opt_role_group_get_role (OptRoleGroup *self)
{
  const char *role;

  g_return_val_if_fail (OPT_IS_ROLE_GROUP (self), NULL);

  role = gtk_editable_get_text (GTK_EDITABLE (self->role_row));

  return *role != '\0' ? role : NULL;
}

/**
 * opt_role_group_take_password:
 * @self: a group
 *
 * The entry is empty afterwards.
 *
 * Returns: (transfer full) (nullable): the password, to be freed with opt_keyring_free_password()
 */
char *
opt_role_group_take_password (OptRoleGroup *self)
{
  char *password;

  g_return_val_if_fail (OPT_IS_ROLE_GROUP (self), NULL);

  if (!gtk_toggle_button_get_active (self->password_button))
    return NULL;

  password = g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->password_row)));
  gtk_editable_set_text (GTK_EDITABLE (self->password_row), "");

  return password;
}
