/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-session-export.h"

#include <glib/gi18n.h>
#include <gtk/gtk.h>
#include <math.h>

#include "opt-session.h"

/* In the order in which they stand. */
enum
{
  COLUMN_PID,
  COLUMN_USER,
  COLUMN_APPLICATION,
  COLUMN_CLIENT,
  COLUMN_DATABASE,
  COLUMN_TYPE,
  COLUMN_STATE,
  COLUMN_WAIT,
  COLUMN_RUNNING,
  COLUMN_TRANSACTION,
  COLUMN_WAITING,
  COLUMN_BLOCKER,
  COLUMN_QUERYID,
  COLUMN_STATEMENT,
  COLUMN_READ,
};

static const OptDataColumn columns[] = {
  [COLUMN_PID] = { N_ ("PID"), OPT_DATA_NUMBER, NULL },
  [COLUMN_USER] = { N_ ("User"), OPT_DATA_TEXT, NULL },
  [COLUMN_APPLICATION] = { N_ ("Application"), OPT_DATA_TEXT, NULL },
  [COLUMN_CLIENT] = { N_ ("Client"), OPT_DATA_TEXT, NULL },
  [COLUMN_DATABASE] = { N_ ("Database"), OPT_DATA_TEXT, NULL },
  [COLUMN_TYPE] = { N_ ("Type"), OPT_DATA_TEXT, NULL },
  [COLUMN_STATE] = { N_ ("State"), OPT_DATA_TEXT, NULL },
  [COLUMN_WAIT] = { N_ ("Wait"), OPT_DATA_TEXT, NULL },
  [COLUMN_RUNNING] = { N_ ("Running"), OPT_DATA_NUMBER, "ms" },
  [COLUMN_TRANSACTION] = { N_ ("Transaction"), OPT_DATA_NUMBER, "ms" },
  [COLUMN_WAITING] = { N_ ("Waiting"), OPT_DATA_NUMBER, "ms" },
  [COLUMN_BLOCKER] = { N_ ("Held up by"), OPT_DATA_NUMBER, NULL },
  [COLUMN_QUERYID] = { N_ ("queryid"), OPT_DATA_TEXT, NULL },
  [COLUMN_STATEMENT] = { N_ ("Statement"), OPT_DATA_TEXT, NULL },
  [COLUMN_READ] = { N_ ("Read at"), OPT_DATA_TIME, NULL },
};

static double
to_ms (gint64 age)
{
  return age >= 0 ? (double) age / 1000 : NAN;
}

static void
add_session (OptDataTable *table, OptSession *session)
{
  const OptBackend *backend = opt_session_get_backend (session);
  OptSession *blocker = opt_session_get_blocker (session);
  g_autofree char *wait = opt_backend_describe_wait (backend);
  /* Sixty-four bits are more than a number of JSON or a spreadsheet has. */
  g_autofree char *queryid
      = backend->query_id != 0 ? g_strdup_printf ("%" G_GINT64_FORMAT, backend->query_id) : NULL;

  opt_data_table_add_row (table);
  opt_data_table_set_number (table, COLUMN_PID, backend->pid);
  opt_data_table_set_text (table, COLUMN_USER, backend->user);
  opt_data_table_set_text (table, COLUMN_APPLICATION, backend->application);
  opt_data_table_set_text (table, COLUMN_CLIENT, backend->client);
  opt_data_table_set_text (table, COLUMN_DATABASE, backend->database);
  opt_data_table_set_text (table, COLUMN_TYPE, backend->type);
  opt_data_table_set_text (table, COLUMN_STATE, opt_backend_state_get_nick (backend->state));
  opt_data_table_set_text (table, COLUMN_WAIT, wait);
  opt_data_table_set_number (table, COLUMN_RUNNING, to_ms (opt_session_get_running (session)));
  opt_data_table_set_number (table, COLUMN_TRANSACTION,
                             to_ms (opt_session_get_transaction_age (session)));
  opt_data_table_set_number (table, COLUMN_WAITING, to_ms (opt_session_get_waiting (session)));
  opt_data_table_set_number (table, COLUMN_BLOCKER,
                             blocker != NULL ? opt_session_get_pid (blocker) : NAN);
  opt_data_table_set_text (table, COLUMN_QUERYID, queryid);
  opt_data_table_set_text (table, COLUMN_STATEMENT, backend->query);
  opt_data_table_set_time (table, COLUMN_READ, opt_session_get_time (session));
}

/**
 * opt_session_export_table:
 * @sessions: (element-type OptSession): sessions, or rows of a tree of them
 *
 * Returns: (transfer full): a row for each, in their order
 */
OptDataTable *
opt_session_export_table (GListModel *sessions)
{
  OptDataTable *table
      = opt_data_table_new_with_columns (_ ("Sessions"), columns, G_N_ELEMENTS (columns));

  for (guint i = 0; i < g_list_model_get_n_items (sessions); i++)
    {
      g_autoptr (GObject) item = g_list_model_get_item (sessions, i);
      g_autoptr (GObject) inner = GTK_IS_TREE_LIST_ROW (item)
                                      ? gtk_tree_list_row_get_item (GTK_TREE_LIST_ROW (item))
                                      : g_object_ref (item);

      if (OPT_IS_SESSION (inner))
        add_session (table, OPT_SESSION (inner));
    }

  return table;
}
