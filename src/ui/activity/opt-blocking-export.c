/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-blocking-export.h"

#include <glib/gi18n.h>

#include "opt-blocking-chain.h"

/* In the order in which they stand. */
enum
{
  COLUMN_SINCE,
  COLUMN_UNTIL,
  COLUMN_WAITED,
  COLUMN_PID,
  COLUMN_USER,
  COLUMN_APPLICATION,
  COLUMN_DATABASE,
  COLUMN_LOCK,
  COLUMN_OBJECT,
  COLUMN_STATEMENT,
  COLUMN_HOLDER,
  COLUMN_HOLDER_USER,
  COLUMN_HOLDER_APPLICATION,
  COLUMN_HOLDER_STATEMENT,
};

static OptDataTable *
create_table (void)
{
  OptDataTable *table = opt_data_table_new (_ ("Sessions That Waited"));

  opt_data_table_add_column (table, _ ("Since"), OPT_DATA_TIME, NULL);
  opt_data_table_add_column (table, _ ("Until"), OPT_DATA_TIME, NULL);
  opt_data_table_add_column (table, _ ("Waited"), OPT_DATA_NUMBER, "ms");
  opt_data_table_add_column (table, _ ("PID"), OPT_DATA_NUMBER, NULL);
  opt_data_table_add_column (table, _ ("User"), OPT_DATA_TEXT, NULL);
  opt_data_table_add_column (table, _ ("Application"), OPT_DATA_TEXT, NULL);
  opt_data_table_add_column (table, _ ("Database"), OPT_DATA_TEXT, NULL);
  opt_data_table_add_column (table, _ ("Lock"), OPT_DATA_TEXT, NULL);
  opt_data_table_add_column (table, _ ("Of"), OPT_DATA_TEXT, NULL);
  opt_data_table_add_column (table, _ ("Statement"), OPT_DATA_TEXT, NULL);
  opt_data_table_add_column (table, _ ("Root blocker"), OPT_DATA_NUMBER, NULL);
  opt_data_table_add_column (table, _ ("Its user"), OPT_DATA_TEXT, NULL);
  opt_data_table_add_column (table, _ ("Its application"), OPT_DATA_TEXT, NULL);
  opt_data_table_add_column (table, _ ("Its statement"), OPT_DATA_TEXT, NULL);

  return table;
}

static void
add_victim (OptDataTable *table, const OptBlockingVictim *victim, const OptBackend *root)
{
  const OptBackend *backend = victim->backend;

  opt_data_table_add_row (table);
  opt_data_table_set_time (table, COLUMN_SINCE, victim->since);
  opt_data_table_set_time (table, COLUMN_UNTIL, victim->until);
  opt_data_table_set_number (table, COLUMN_WAITED, (double) (victim->until - victim->since) / 1000);
  opt_data_table_set_number (table, COLUMN_PID, backend->pid);
  opt_data_table_set_text (table, COLUMN_USER, backend->user);
  opt_data_table_set_text (table, COLUMN_APPLICATION, backend->application);
  opt_data_table_set_text (table, COLUMN_DATABASE, backend->database);
  opt_data_table_set_text (table, COLUMN_LOCK, backend->lock_mode);
  opt_data_table_set_text (table, COLUMN_OBJECT, backend->lock_object);
  opt_data_table_set_text (table, COLUMN_STATEMENT, backend->query);
  opt_data_table_set_number (table, COLUMN_HOLDER, root->pid);
  opt_data_table_set_text (table, COLUMN_HOLDER_USER, root->user);
  opt_data_table_set_text (table, COLUMN_HOLDER_APPLICATION, root->application);
  opt_data_table_set_text (table, COLUMN_HOLDER_STATEMENT, root->query);
}

/**
 * opt_blocking_export_table:
 * @chains: (element-type OptBlockingChain): who held whom up
 *
 * Returns: (transfer full): a row for each session that waited, chain by chain in their order
 */
OptDataTable *
opt_blocking_export_table (GListModel *chains)
{
  OptDataTable *table = create_table ();

  for (guint i = 0; i < g_list_model_get_n_items (chains); i++)
    {
      g_autoptr (OptBlockingChain) chain = g_list_model_get_item (chains, i);

      for (guint j = 0; j < opt_blocking_chain_get_n_victims (chain); j++)
        add_victim (table, opt_blocking_chain_get_victim (chain, j),
                    opt_blocking_chain_get_root (chain));
    }

  return table;
}
