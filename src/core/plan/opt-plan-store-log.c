/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-error.h"
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
note_one (OptStore *store, OptPlanNote *note, GError **error)
{
  gint64 took = note->total_ms > 0 ? (gint64) (note->total_ms * 1000) : 0;
  const OptStoreValue key[] = {
    opt_store_text (note->server), opt_store_int (note->database), opt_store_text (note->statement),
    opt_store_int (note->time),    opt_store_text (note->digest),  opt_store_int (took),
  };
  gboolean known = FALSE;

  if (!is_known (store, key, G_N_ELEMENTS (key), &known, error))
    return FALSE;
  if (known || note->time < note->now - OPT_PLANS_AGE || note->time > note->now + AHEAD)
    return TRUE;

  note->noted = OPT_PLAN_NOTED_KEPT;

  return opt_store_execute_sync (store, opt_store_sql (OPT_PLAN_STORE_FOLDER, "logged-add"), key,
                                 G_N_ELEMENTS (key), error)
         && note_in_order (store, note, error);
}

static gboolean
note_all (OptStore *store, gpointer data, GError **error)
{
  GArray *notes = data;
  gint64 now = g_get_real_time ();
  const OptStoreValue oldest = opt_store_int (now - OPT_PLANS_AGE);

  for (guint i = 0; i < notes->len; i++)
    {
      if (!note_one (store, &g_array_index (notes, OptPlanNote, i), error))
        return FALSE;
    }

  return opt_store_execute_sync (store, opt_store_sql (OPT_PLAN_STORE_FOLDER, "logged-forget"),
                                 &oldest, 1, error)
         && opt_plan_store_forget (store, now, error);
}

/* What can't be parsed has no note. */
static gboolean
add_note (GArray *notes, OptPlanLogged *logged, GError **error)
{
  OptPlanNote note;
  g_autoptr (GError) failure = NULL;

  logged->noted = 0;
  logged->is_unread = FALSE;
  if (opt_plan_note_init (&note, logged->sql, logged->plan, logged->time, &failure))
    {
      g_array_append_val (notes, note);
      return TRUE;
    }

  logged->is_unread = g_error_matches (failure, OPT_ERROR, OPT_ERROR_SYNTAX);
  if (!logged->is_unread)
    g_propagate_error (error, g_steal_pointer (&failure));

  return logged->is_unread;
}

static void
clear_note (gpointer data)
{
  opt_plan_note_clear (data);
}

/**
 * opt_plan_store_note_logged_sync:
 * @self: the store
 * @server: the server's system identifier, as elsewhere
 * @database: the database's OID
 * @logged: (inout) (array length=n): what the log has, in the order of time; gets what came of each
 * @n: how many there are
 * @error: return location for an error of the store
 *
 * Keeps plans that auto_explain wrote into the server's log, each where it belongs by its time: all
 * of them or none. What is read again is not counted again.
 *
 * Returns: %FALSE with an error
 */
gboolean
opt_plan_store_note_logged_sync (OptPlanStore *self,
                                 const char *server,
                                 guint32 database,
                                 OptPlanLogged *logged,
                                 gsize n,
                                 GError **error)
{
  g_autoptr (GArray) notes = NULL;
  gint64 now = g_get_real_time ();

  g_return_val_if_fail (OPT_IS_PLAN_STORE (self) && server != NULL && logged != NULL, FALSE);

  notes = g_array_new (FALSE, FALSE, sizeof (OptPlanNote));
  g_array_set_clear_func (notes, clear_note);
  for (gsize i = 0; i < n; i++)
    {
      if (!add_note (notes, &logged[i], error))
        return FALSE;
    }
  for (guint i = 0; i < notes->len; i++)
    {
      OptPlanNote *note = &g_array_index (notes, OptPlanNote, i);

      note->server = server;
      note->database = database;
      note->now = now;
      note->place = "server";
      note->bound = "log";
    }
  if (!opt_store_transaction_sync (self->store, note_all, notes, error))
    return FALSE;

  for (gsize i = 0, note = 0; i < n; i++)
    {
      if (!logged[i].is_unread)
        logged[i].noted = g_array_index (notes, OptPlanNote, note++).noted;
    }

  return TRUE;
}
