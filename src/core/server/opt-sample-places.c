/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-sample-places.h"

#include <glib/gi18n-lib.h>

#include "opt-sample-store.h"
#include "opt-worker.h"

static gboolean
forget_others (OptSampleStore *store, const char *const *names, GError **error)
{
  g_auto (GStrv)
    places = opt_sample_store_list_places_sync (store, error);

  for (gsize i = 0; places != NULL && places[i] != NULL; i++)
    if (!g_strv_contains (names, places[i])
        && !opt_sample_store_forget_place_sync (store, places[i], NULL, 0, error))
      return FALSE;

  return places != NULL;
}

static void
forget_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  GError *error = NULL;
  g_autoptr (OptSampleStore) store = opt_sample_store_open_sync (NULL, &error);

  if (store != NULL && forget_others (store, data, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
forgotten (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;

  if (!g_task_propagate_boolean (G_TASK (result), &error))
    g_message (_ ("The values of connections that are not saved any more were not deleted: %s"),
               error->message);
}

/**
 * opt_sample_places_keep_only:
 * @names: (array zero-terminated=1): the saved connections
 *
 * Deletes in a thread what was kept for connections that are not saved any more: somebody took them
 * out of the file by hand, or the program ended before it was done. Not to be called where there is
 * no such file: it may have been moved away.
 */
void
opt_sample_places_keep_only (const char *const *names)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (names != NULL);

  task = g_task_new (NULL, NULL, forgotten, NULL);
  g_task_set_source_tag (task, opt_sample_places_keep_only);
  g_task_set_task_data (task, g_strdupv ((char **) names), (GDestroyNotify) g_strfreev);
  opt_worker_run (task, forget_thread);
}
