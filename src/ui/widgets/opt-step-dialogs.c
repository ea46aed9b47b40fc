/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "opt-step-dialogs.h"

#include <glib/gi18n.h>

struct _OptStepDialogs
{
  GObject parent_instance;

  /* Borrowed */
  GtkWidget *page; /* which owns it */

  /* Owned */
  char *action;        /* shows a thing by its id */
  GHashTable *dialogs; /* id to OptStepDialog, which owns itself */
};

G_DEFINE_FINAL_TYPE (OptStepDialogs, opt_step_dialogs, G_TYPE_OBJECT)

static void
opt_step_dialogs_finalize (GObject *object)
{
  OptStepDialogs *self = OPT_STEP_DIALOGS (object);

  g_hash_table_unref (self->dialogs);
  g_free (self->action);

  G_OBJECT_CLASS (opt_step_dialogs_parent_class)->finalize (object);
}

static void
opt_step_dialogs_class_init (OptStepDialogsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = opt_step_dialogs_finalize;
}

static void
opt_step_dialogs_init (OptStepDialogs *self)
{
  self->dialogs = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

/**
 * opt_step_dialogs_new:
 * @page: whose dialogs; it holds them
 * @action: what shows the thing of a dialog, given its id
 *
 * Returns: (transfer full): no dialogs yet
 */
OptStepDialogs *
opt_step_dialogs_new (GtkWidget *page, const char *action)
{
  OptStepDialogs *self;

  g_return_val_if_fail (GTK_IS_WIDGET (page), NULL);
  g_return_val_if_fail (action != NULL, NULL);

  self = g_object_new (OPT_TYPE_STEP_DIALOGS, NULL);
  self->page = page;
  self->action = g_strdup (action);

  return self;
}

/**
 * opt_step_dialogs_find:
 * @self: dialogs
 * @id: of what
 *
 * Returns: (transfer none) (nullable): its dialog
 */
OptStepDialog *
opt_step_dialogs_find (OptStepDialogs *self, const char *id)
{
  g_return_val_if_fail (OPT_IS_STEP_DIALOGS (self), NULL);
  g_return_val_if_fail (id != NULL, NULL);

  return g_hash_table_lookup (self->dialogs, id);
}

static gboolean
is_dialog (gpointer id, gpointer dialog, gpointer wanted)
{
  return dialog == wanted;
}

static const char *
get_id (OptStepDialogs *self, OptStepDialog *dialog)
{
  GHashTableIter iter;
  gpointer id, found;

  g_hash_table_iter_init (&iter, self->dialogs);
  while (g_hash_table_iter_next (&iter, &id, &found))
    if (found == dialog)
      return id;

  return NULL;
}

static void
destroyed (OptStepDialogs *self, OptStepDialog *dialog)
{
  g_hash_table_foreach_remove (self->dialogs, is_dialog, dialog);
}

static void
ended (OptStepDialogs *self, const char *outcome, OptStepDialog *dialog)
{
  GtkWidget *overlay = gtk_widget_get_ancestor (self->page, ADW_TYPE_TOAST_OVERLAY);
  const char *id = get_id (self, dialog);
  g_autofree char *title = NULL;
  AdwToast *toast;

  if (overlay == NULL || outcome == NULL || id == NULL)
    return;

  title = g_markup_escape_text (outcome, -1);
  toast = adw_toast_new (title);
  adw_toast_set_timeout (toast, 0);
  adw_toast_set_button_label (toast, _ ("_Show"));
  adw_toast_set_action_name (toast, self->action);
  adw_toast_set_action_target (toast, "s", id);
  adw_toast_overlay_add_toast (ADW_TOAST_OVERLAY (overlay), toast);
}

/**
 * opt_step_dialogs_add:
 * @self: dialogs
 * @id: of what
 * @dialog: (transfer none): its dialog, until that is destroyed
 */
void
opt_step_dialogs_add (OptStepDialogs *self, const char *id, OptStepDialog *dialog)
{
  g_return_if_fail (OPT_IS_STEP_DIALOGS (self));
  g_return_if_fail (id != NULL && OPT_IS_STEP_DIALOG (dialog));

  g_hash_table_insert (self->dialogs, g_strdup (id), dialog);
  g_signal_connect_object (dialog, "destroy", G_CALLBACK (destroyed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (dialog, "ended", G_CALLBACK (ended), self, G_CONNECT_SWAPPED);
}

/**
 * opt_step_dialogs_destroy_all:
 * @self: dialogs
 *
 * Their page goes.
 */
void
opt_step_dialogs_destroy_all (OptStepDialogs *self)
{
  g_autoptr (GList) dialogs = NULL;

  g_return_if_fail (OPT_IS_STEP_DIALOGS (self));

  dialogs = g_hash_table_get_values (self->dialogs);
  for (GList *each = dialogs; each != NULL; each = each->next)
    gtk_window_destroy (each->data);
}
