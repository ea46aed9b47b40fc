/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui-shop.h"

#include "ui-fixture.h"

#define BEGIN (G_GINT64_CONSTANT (1700000000) * G_USEC_PER_SEC)
#define INTERVAL (10 * G_USEC_PER_SEC)

static OptStatementKey
get_key (gint64 queryid)
{
  return (OptStatementKey){
    .userid = 10, .dbid = UI_SHOP_DATABASE, .queryid = queryid, .toplevel = TRUE
  };
}

/**
 * ui_shop_new:
 *
 * Returns: (transfer full): a server that was asked nothing yet, and looked at once
 */
UiShop *
ui_shop_new (void)
{
  UiShop *self = g_new0 (UiShop, 1);
  g_autoptr (GError) error = NULL;
  g_autoptr (OptConninfo) conninfo = opt_conninfo_new ("host=/nowhere dbname=shop", &error);

  g_assert_no_error (error);
  self->server = opt_server_new ("shop", conninfo);
  self->statements = g_array_new (FALSE, TRUE, sizeof (OptStatementCounters));
  self->time = BEGIN;
  opt_statement_list_set_database (opt_server_get_statements (self->server), UI_SHOP_DATABASE);
  opt_statement_list_set_block_size (opt_server_get_statements (self->server), 8192);
  opt_timeline_set_database (opt_server_get_timeline (self->server), UI_SHOP_DATABASE);
  ui_shop_poll (self);

  return self;
}

void
ui_shop_free (UiShop *self)
{
  gpointer server = self->server;

  g_object_add_weak_pointer (G_OBJECT (self->server), &server);
  g_object_unref (self->server);
  /* A thread may still read on its behalf. */
  ui_fixture_assert_gone (&server);
  g_array_unref (self->statements);
  g_free (self);
}

OptStatementCounters *
ui_shop_get_counters (UiShop *self, gint64 queryid)
{
  OptStatementCounters counters = { .key = get_key (queryid) };

  for (guint i = 0; i < self->statements->len; i++)
    {
      OptStatementCounters *known = &g_array_index (self->statements, OptStatementCounters, i);

      if (known->key.queryid == queryid)
        return known;
    }
  g_array_append_val (self->statements, counters);

  return &g_array_index (self->statements, OptStatementCounters, self->statements->len - 1);
}

/**
 * ui_shop_call:
 * @self: a server
 * @queryid: a statement
 * @calls: how often it is called
 * @total_ms: how long that takes altogether
 */
void
ui_shop_call (UiShop *self, gint64 queryid, gint64 calls, double total_ms)
{
  OptStatementCounters *counters = ui_shop_get_counters (self, queryid);

  counters->calls += calls;
  counters->total_exec_ms += total_ms;
  counters->exec_squares += total_ms * total_ms / (double) calls;
  counters->rows += calls * 3;
}

void
ui_shop_say (UiShop *self, gint64 queryid, const char *sql)
{
  GPtrArray *texts = g_ptr_array_new_with_free_func ((GDestroyNotify) opt_sql_text_free);
  OptStatementKey key = get_key (queryid);

  g_ptr_array_add (texts, opt_sql_text_new (&key, sql));
  ((OptSqlText *) texts->pdata[0])->role = g_ref_string_new_intern ("clerk");
  opt_workload_add_texts (opt_server_get_workload (self->server), texts);
}

static OptSnapshot *
make_snapshot (UiShop *self)
{
  OptSnapshot *snapshot = opt_snapshot_new ();
  OptDatabaseCounters *database = g_new0 (OptDatabaseCounters, 1);

  snapshot->time = self->time;
  snapshot->start_time = 1;
  snapshot->stats_reset = 2;
  snapshot->dealloc = self->dealloc;
  database->oid = UI_SHOP_DATABASE;
  database->name = g_strdup ("shop");
  g_hash_table_replace (snapshot->databases, GUINT_TO_POINTER (UI_SHOP_DATABASE), database);
  for (guint i = 0; i < self->statements->len; i++)
    {
      OptStatementCounters *counters = opt_statement_counters_copy (
          &g_array_index (self->statements, OptStatementCounters, i));

      g_hash_table_replace (snapshot->statements, &counters->key, counters);
    }

  return snapshot;
}

static void
sample (UiShop *self)
{
  g_autoptr (OptActivity) activity = opt_activity_new (self->time);

  for (int i = 0; i < 2 * self->waiting; i++)
    {
      OptBackend *backend = opt_backend_new (100 + i, 1, OPT_BACKEND_ACTIVE);

      backend->datid = UI_SHOP_DATABASE;
      backend->wait_event_type = i % 2 == 0 ? g_intern_string ("Lock") : NULL;
      opt_activity_add (activity, backend);
    }
  opt_timeline_sample (opt_server_get_timeline (self->server), activity);
}

/**
 * ui_shop_poll:
 * @self: a server
 *
 * Looks at it, ten seconds after the last time.
 */
void
ui_shop_poll (UiShop *self)
{
  OptWorkload *workload = opt_server_get_workload (self->server);
  g_autoptr (OptSnapshot) snapshot = make_snapshot (self);

  sample (self);
  opt_workload_add_snapshot (workload, snapshot);
  opt_timeline_update (opt_server_get_timeline (self->server), workload);
  opt_statement_list_update (opt_server_get_statements (self->server));
  self->time += INTERVAL;
}

char *
ui_shop_get_id (gint64 queryid)
{
  OptStatementKey key = get_key (queryid);

  return opt_statement_key_to_id (&key);
}

OptStatementItem *
ui_shop_find (UiShop *self, gint64 queryid)
{
  g_autofree char *id = ui_shop_get_id (queryid);

  return opt_statement_list_find (opt_server_get_statements (self->server), id);
}
