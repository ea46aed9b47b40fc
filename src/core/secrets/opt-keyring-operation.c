/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-keyring-operation.h"

#include <glib/gi18n-lib.h>

#include "opt-error.h"

static gboolean
on_timeout (gpointer data)
{
  OptKeyringOperation *self = data;
  g_autoptr (GTask) task = opt_keyring_operation_end (self);
  GError *error = NULL;

  opt_set_error (&error, OPT_ERROR_TIMEOUT,
                 _ ("Unlock the keyring, or give the password each time."),
                 _ ("The keyring did not answer; perhaps it asks for its password where nobody "
                    "can see it"));
  g_task_return_error (task, error);

  return G_SOURCE_REMOVE;
}

static gboolean
on_cancelled (GCancellable *cancellable, gpointer data)
{
  g_autoptr (GTask) task = opt_keyring_operation_end (data);

  g_task_return_error_if_cancelled (task);

  return G_SOURCE_REMOVE;
}

static void
attach (GSource *source, GSourceFunc func, OptKeyringOperation *self)
{
  g_source_set_callback (source, func, opt_keyring_operation_ref (self),
                         (GDestroyNotify) opt_keyring_operation_unref);
  g_source_attach (source, g_task_get_context (self->task));
}

OptKeyringOperation *
opt_keyring_operation_new (GTask *task, const char *connection, guint timeout_ms)
{
  OptKeyringOperation *self = g_new0 (OptKeyringOperation, 1);

  g_ref_count_init (&self->ref_count);
  self->task = g_object_ref (task);
  self->call = g_cancellable_new ();
  self->connection = g_strdup (connection);
  self->timeout = g_timeout_source_new (timeout_ms);
  attach (self->timeout, on_timeout, self);
  if (g_task_get_cancellable (task) != NULL)
    {
      self->cancelled = g_cancellable_source_new (g_task_get_cancellable (task));
      attach (self->cancelled, G_SOURCE_FUNC (on_cancelled), self);
    }

  return self;
}

OptKeyringOperation *
opt_keyring_operation_ref (OptKeyringOperation *self)
{
  g_ref_count_inc (&self->ref_count);

  return self;
}

void
opt_keyring_operation_unref (OptKeyringOperation *self)
{
  if (!g_ref_count_dec (&self->ref_count))
    return;

  g_clear_object (&self->task);
  g_object_unref (self->call);
  g_clear_pointer (&self->timeout, g_source_unref);
  g_clear_pointer (&self->cancelled, g_source_unref);
  g_free (self->connection);
  g_free (self);
}

/* Whoever gets the task returns it; %NULL if somebody else did. */
GTask *
opt_keyring_operation_end (OptKeyringOperation *self)
{
  if (self->task == NULL)
    return NULL;

  g_source_destroy (self->timeout);
  if (self->cancelled != NULL)
    g_source_destroy (self->cancelled);
  g_cancellable_cancel (self->call);

  return g_steal_pointer (&self->task);
}
