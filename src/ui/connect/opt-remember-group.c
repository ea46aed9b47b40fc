/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "opt-remember-group.h"

#include <glib/gi18n.h>

#include "opt-error.h"

/* No connection can have this name: a keyring that answers says that it knows none. */
#define NO_NAME "://"

struct _OptRememberGroup
{
  AdwPreferencesGroup parent_instance;

  /* Template children */
  AdwComboRow *choice_row;
  GtkStringList *password_choices;
  GtkLabel *choice_label;
  GtkWidget *notice;
  GtkLabel *step_label;

  /* Owned */
  OptKeyring *keyring;
  GCancellable *cancellable;
  GError *absence; /* (nullable) why there is no keyring, as far as is known */
};

G_DEFINE_FINAL_TYPE (OptRememberGroup, opt_remember_group, ADW_TYPE_PREFERENCES_GROUP)

static OptRemember
get_selected (OptRememberGroup *self)
{
  return (OptRemember) adw_combo_row_get_selected (self->choice_row);
}

static const char *
describe (OptRemember choice)
{
  switch (choice)
    {
    case OPT_REMEMBER_PASSWORD:
      return _ ("The password is kept in the keyring.");
    case OPT_REMEMBER_CONNECTION:
      return _ ("The password is asked for in each session, or comes from ~/.pgpass.");
    case OPT_REMEMBER_NOTHING:
    default:
      return _ ("The connection is forgotten when OptiSchema ends.");
    }
}

static void
update (OptRememberGroup *self)
{
  const char *step = opt_error_get_next_step (self->absence);

  gtk_label_set_label (self->choice_label, describe (opt_remember_group_get_choice (self)));
  gtk_widget_set_visible (self->notice,
                          self->absence != NULL && get_selected (self) == OPT_REMEMBER_PASSWORD);
  gtk_label_set_label (self->step_label, step != NULL ? step : "");
}

/* ---- The keyring ----------------------------------------------------------------------------- */

static void
probed (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr (OptRememberGroup) self = data;
  g_autoptr (GError) error = NULL;

  opt_keyring_free_password (opt_keyring_lookup_finish (OPT_KEYRING (object), result, &error));
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  g_clear_error (&self->absence);
  if (g_error_matches (error, OPT_ERROR, OPT_ERROR_UNSUPPORTED))
    self->absence = g_steal_pointer (&error);
  update (self);
}

static void
probe (OptRememberGroup *self)
{
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  self->cancellable = g_cancellable_new ();
  opt_keyring_lookup_async (self->keyring, NO_NAME, self->cancellable, probed, g_object_ref (self));
}

/* ---- The object ------------------------------------------------------------------------------ */

static void
opt_remember_group_dispose (GObject *object)
{
  OptRememberGroup *self = OPT_REMEMBER_GROUP (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->keyring);
  gtk_widget_dispose_template (GTK_WIDGET (object), OPT_TYPE_REMEMBER_GROUP);

  G_OBJECT_CLASS (opt_remember_group_parent_class)->dispose (object);
}

static void
opt_remember_group_finalize (GObject *object)
{
  OptRememberGroup *self = OPT_REMEMBER_GROUP (object);

  g_clear_error (&self->absence);

  G_OBJECT_CLASS (opt_remember_group_parent_class)->finalize (object);
}

static void
opt_remember_group_class_init (OptRememberGroupClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = opt_remember_group_dispose;
  object_class->finalize = opt_remember_group_finalize;

  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/optischema/OptiSchema/ui/connect/opt-remember-group.ui");
  gtk_widget_class_bind_template_child (widget_class, OptRememberGroup, choice_row);
  gtk_widget_class_bind_template_child (widget_class, OptRememberGroup, password_choices);
  gtk_widget_class_bind_template_child (widget_class, OptRememberGroup, notice);
  gtk_widget_class_bind_template_child (widget_class, OptRememberGroup, choice_label);
  gtk_widget_class_bind_template_child (widget_class, OptRememberGroup, step_label);
  gtk_widget_class_bind_template_callback (widget_class, probe);
  gtk_widget_class_bind_template_callback (widget_class, update);
}

static void
opt_remember_group_init (OptRememberGroup *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  update (self);
}

/**
 * opt_remember_group_set_keyring:
 * @self: a group
 * @keyring: where a password would be kept
 *
 * Asks the keyring, in the background, whether it is there at all.
 */
void
opt_remember_group_set_keyring (OptRememberGroup *self, OptKeyring *keyring)
{
  g_return_if_fail (OPT_IS_REMEMBER_GROUP (self));
  g_return_if_fail (OPT_IS_KEYRING (keyring));

  if (g_set_object (&self->keyring, keyring))
    probe (self);
}

/**
 * opt_remember_group_set_saved:
 * @self: a group
 * @saved: whether the connection is kept already, so that only its password is in question
 */
void
opt_remember_group_set_saved (OptRememberGroup *self, gboolean saved)
{
  g_return_if_fail (OPT_IS_REMEMBER_GROUP (self));

  if (!saved)
    return;

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->choice_row), _ ("Keep the password"));
  adw_combo_row_set_model (self->choice_row, G_LIST_MODEL (self->password_choices));
}

/**
 * opt_remember_group_get_choice:
 * @self: a group
 *
 * Returns: what to keep. Where there is no keyring, which the group says, a password is for the
 *   session only
 */
OptRemember
opt_remember_group_get_choice (OptRememberGroup *self)
{
  OptRemember choice;

  g_return_val_if_fail (OPT_IS_REMEMBER_GROUP (self), OPT_REMEMBER_NOTHING);

  choice = get_selected (self);

  return choice == OPT_REMEMBER_PASSWORD && self->absence != NULL ? OPT_REMEMBER_CONNECTION
                                                                  : choice;
}

/**
 * opt_remember_group_set_choice:
 * @self: a group
 * @choice: what to keep
 */
void
opt_remember_group_set_choice (OptRememberGroup *self, OptRemember choice)
{
  g_return_if_fail (OPT_IS_REMEMBER_GROUP (self));

  adw_combo_row_set_selected (self->choice_row, (guint) choice);
}
