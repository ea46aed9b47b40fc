/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-database-samples.h"

#include <string.h>

/**
 * opt_database_list_samples_sync:
 * @self: a database
 * @sql: a statement, as pg_stat_statements has it
 *
 * Returns: (transfer full) (element-type OptSample): the values that were seen for it, those first
 *   that were seen most often; none where they can't be read, as a plan is to be had without them
 */
GPtrArray *
opt_database_list_samples_sync (OptDatabase *self, const char *sql)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (OptSampleStore) store = NULL;
  GPtrArray *samples = NULL;

  g_return_val_if_fail (OPT_IS_DATABASE (self) && sql != NULL, NULL);

  store = opt_sample_store_open_sync (NULL, &error);
  if (store != NULL)
    samples = opt_sample_store_list_sync (store, opt_database_get_server_id (self),
                                          opt_server_facts_get_database_oid (
                                              opt_database_get_facts (self)),
                                          sql, 0, &error);
  if (samples != NULL)
    return samples;

  g_message ("%s", error->message);

  return g_ptr_array_new_with_free_func ((GDestroyNotify) opt_sample_free);
}

/**
 * opt_database_add_samples_sync:
 * @self: a database
 * @statements: (element-type OptAdvisorStatement): some of its statements
 *
 * Gives each the values that were seen for it, for as long as it lives. Where they can't be read
 * it has none.
 */
void
opt_database_add_samples_sync (OptDatabase *self, GPtrArray *statements)
{
  guint32 oid;
  g_autoptr (GError) error = NULL;
  g_autoptr (OptSampleStore) store = NULL;

  g_return_if_fail (OPT_IS_DATABASE (self) && statements != NULL);

  oid = opt_server_facts_get_database_oid (opt_database_get_facts (self));
  store = opt_sample_store_open_sync (NULL, &error);
  for (guint i = 0; store != NULL && error == NULL && i < statements->len; i++)
    {
      OptAdvisorStatement *statement = statements->pdata[i];

      g_clear_pointer (&statement->seen, g_ptr_array_unref);
      if (strchr (statement->sql, '$') != NULL)
        statement->seen = opt_sample_store_list_sync (store, opt_database_get_server_id (self), oid,
                                                      statement->sql, 0, &error);
    }
  if (error != NULL)
    g_message ("%s", error->message);
}

/**
 * opt_samples_spread:
 * @samples: (element-type OptSample): those first that were seen most often
 * @n: how many are wanted
 *
 * Returns: (transfer container) (element-type OptSample): as many, or all there are: the one seen
 *   most often, the one seen least often, and even steps between
 */
GPtrArray *
opt_samples_spread (GPtrArray *samples, guint n)
{
  GPtrArray *chosen = g_ptr_array_new ();

  g_return_val_if_fail (samples != NULL && n > 1, chosen);

  if (samples->len <= n)
    for (guint i = 0; i < samples->len; i++)
      g_ptr_array_add (chosen, samples->pdata[i]);
  else
    for (guint i = 0; i < n; i++)
      g_ptr_array_add (chosen, samples->pdata[i * (samples->len - 1) / (n - 1)]);

  return chosen;
}
