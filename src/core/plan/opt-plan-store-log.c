/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-plan-store-private.h"

/* What a server's log has of the plans that statements ran with. It may be read again, in parts, or
 * after a later one. */

/* Clocks differ a little, and no server logs the day after tomorrow. */
#define AHEAD G_TIME_SPAN_DAY

static gboolean
is_known (OptStore *store, const OptStoreValue *key, gsize n, gboolean *known, GError **error)
{
  g_autoptr (OptStoreResult) found
      = opt_store_query_sync (store, opt_store_sql (OPT_PLAN_STORE_FOLDER, "logged-find"), key, n,
                              error);

  if (found == NULL)
    return FALSE;
  *known = opt_store_result_get_n_rows (found) > 0;

  return TRUE;
}

/* Whether it ran so shortly before or after what a row is of that it belongs to that, whatever ran
 * with another plan in between. */
static gboolean
is_near (const OptPlanNote *note, OptStoreResult *rows, guint row)
{
  return note->time >= opt_store_result_get_int (rows, row, "first_seen") - OPT_PLANS_ALTERNATE
         && note->time <= opt_store_result_get_int (rows, row, "last_seen") + OPT_PLANS_ALTERNATE;
}

/* The id of the row that it belongs to: of the same shape, and near or none of another in between;
 * or 0. */
static gint64
find_row (OptPlanNote *note, OptStoreResult *rows)
{
  gint64 id = 0;
  gint64 near_id = 0;
  gboolean earlier = FALSE;
  gboolean same = FALSE;
  gboolean other = FALSE;
  gboolean passed = FALSE;

  for (guint i = 0; i < opt_store_result_get_n_rows (rows); i++)
    {
      gboolean alike = g_strcmp0 (opt_store_result_get_text (rows, i, "digest"), note->digest) == 0;
      gboolean later = opt_store_result_get_int (rows, i, "first_seen") > note->time;

      same |= alike;
      earlier |= alike && !later;
      if (alike && is_near (note, rows, i) && (near_id == 0 || !later))
        near_id = opt_store_result_get_int (rows, i, "id");
      other |= !alike && !later;
      if (!later)
        id = alike ? opt_store_result_get_int (rows, i, "id") : 0;
      else if (!passed && id == 0 && alike)
        /* The next one began earlier than was known. */
        id = opt_store_result_get_int (rows, i, "id");
      passed |= later;
    }
  if (near_id != 0)
    id = near_id;
  if (other && !same)
    note->noted |= OPT_PLAN_NOTED_CHANGED;
  else if (earlier && id == 0)
    note->noted |= OPT_PLAN_NOTED_RETURNED;

  return id;
}

static gboolean
note_in_order (OptStore *store, OptPlanNote *note, GError **error)
{
  const OptStoreValue values[] = {
    opt_store_text (note->server), opt_store_int (note->database), opt_store_text (note->statement),
    opt_store_text (note->place),  opt_store_text (note->bound),
  };
  g_autoptr (OptStoreResult) rows
      = opt_store_query_sync (store, opt_store_sql (OPT_PLAN_STORE_FOLDER, "logged-list"), values,
                              G_N_ELEMENTS (values), error);
  gint64 id;

  if (rows == NULL)
    return FALSE;

  id = find_row (note, rows);
  if (id != 0)
    {
      const OptStoreValue seen[] = {
        opt_store_int (id),
        opt_store_int (note->time),
        opt_store_double (note->total_cost),
        opt_store_double (note->total_ms),
        opt_plan_note_get_json (note),
      };

      return opt_store_execute_sync (store, opt_store_sql (OPT_PLAN_STORE_FOLDER, "logged-see"),
                                     seen, G_N_ELEMENTS (seen), error);
    }

  return opt_plan_note_add (note, store, error);
}

static gboolean
note_logged (OptStore *store, gpointer data, GError **error)
{
  OptPlanNote *note = data;
  gint64 took = note->total_ms > 0 ? (gint64) (note->total_ms * 1000) : 0;
  const OptStoreValue key[] = {
    opt_store_text (note->server), opt_store_int (note->database), opt_store_text (note->statement),
    opt_store_int (note->time),    opt_store_text (note->digest),  opt_store_int (took),
  };
  gint64 oldest = note->now - OPT_PLANS_AGE;
  const OptStoreValue age = opt_store_int (oldest);
  gboolean known = FALSE;

  if (!is_known (store, key, G_N_ELEMENTS (key), &known, error))
    return FALSE;
  if (known || note->time < oldest || note->time > note->now + AHEAD)
    return TRUE;

  note->noted = OPT_PLAN_NOTED_KEPT;

  return opt_store_execute_sync (store, opt_store_sql (OPT_PLAN_STORE_FOLDER, "logged-add"), key,
                                 G_N_ELEMENTS (key), error)
         && opt_store_execute_sync (store, opt_store_sql (OPT_PLAN_STORE_FOLDER, "logged-forget"),
                                    &age, 1, error)
         && note_in_order (store, note, error);
}

/**
 * opt_plan_store_note_logged_sync:
 * @self: the store
 * @server: the server's system identifier, as elsewhere
 * @database: the database's OID
 * @sql: the statement, as it was logged: known by its fingerprint, and not kept
 * @plan: its plan
 * @time: when it ran: the log's, microseconds since 1970
 * @noted: (out): what came of it; 0 where it was taken before, or is too old
 * @error: return location for an error of the store, or %OPT_ERROR_SYNTAX
 *
 * Keeps a plan that auto_explain wrote into the server's log, where it belongs by its time. What is
 * read again is not counted again.
 *
 * Returns: %FALSE with an error
 */
gboolean
opt_plan_store_note_logged_sync (OptPlanStore *self,
                                 const char *server,
                                 guint32 database,
                                 const char *sql,
                                 OptPlan *plan,
                                 gint64 time,
                                 OptPlanNoted *noted,
                                 GError **error)
{
  OptPlanNote note;
  gboolean done;

  g_return_val_if_fail (OPT_IS_PLAN_STORE (self) && OPT_IS_PLAN (plan), FALSE);
  g_return_val_if_fail (server != NULL && sql != NULL && noted != NULL, FALSE);

  *noted = 0;
  if (!opt_plan_note_init (&note, sql, plan, time, error))
    return FALSE;

  note.server = server;
  note.database = database;
  note.now = g_get_real_time ();
  note.place = "server";
  note.bound = "log";
  done = opt_store_transaction_sync (self->store, note_logged, &note, error);
  if (done)
    *noted = note.noted;
  opt_plan_note_clear (&note);

  return done;
}
