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

static const OptDataColumn columns[] = {
  [COLUMN_SINCE] = { N_ ("Since"), OPT_DATA_TIME, NULL },
  [COLUMN_UNTIL] = { N_ ("Until"), OPT_DATA_TIME, NULL },
  [COLUMN_WAITED] = { N_ ("Waited"), OPT_DATA_NUMBER, "ms" },
  [COLUMN_PID] = { N_ ("PID"), OPT_DATA_NUMBER, NULL },
  [COLUMN_USER] = { N_ ("User"), OPT_DATA_TEXT, NULL },
  [COLUMN_APPLICATION] = { N_ ("Application"), OPT_DATA_TEXT, NULL },
  [COLUMN_DATABASE] = { N_ ("Database"), OPT_DATA_TEXT, NULL },
  [COLUMN_LOCK] = { N_ ("Lock"), OPT_DATA_TEXT, NULL },
  [COLUMN_OBJECT] = { N_ ("Of"), OPT_DATA_TEXT, NULL },
  [COLUMN_STATEMENT] = { N_ ("Statement"), OPT_DATA_TEXT, NULL },
  [COLUMN_HOLDER] = { N_ ("Root blocker"), OPT_DATA_NUMBER, NULL },
  [COLUMN_HOLDER_USER] = { N_ ("Its user"), OPT_DATA_TEXT, NULL },
  [COLUMN_HOLDER_APPLICATION] = { N_ ("Its application"), OPT_DATA_TEXT, NULL },
  [COLUMN_HOLDER_STATEMENT] = { N_ ("Its statement"), OPT_DATA_TEXT, NULL },
};

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
  OptDataTable *table = opt_data_table_new_with_columns (_ ("Sessions That Waited"), columns,
                                                         G_N_ELEMENTS (columns));

  for (guint i = 0; i < g_list_model_get_n_items (chains); i++)
    {
      g_autoptr (OptBlockingChain) chain = g_list_model_get_item (chains, i);

      for (guint j = 0; j < opt_blocking_chain_get_n_victims (chain); j++)
        add_victim (table, opt_blocking_chain_get_victim (chain, j),
                    opt_blocking_chain_get_root (chain));
    }

  return table;
}
