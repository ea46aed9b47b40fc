/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-database-plan-log.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "opt-database-plan-history.h"
#include "opt-error.h"
#include "opt-plan-list.h"
#include "opt-plan-log-prefix.h"
#include "opt-plan-log-time.h"
#include "opt-sql.h"

/* Of a log, its end: so much is read through the connection. */
#define READ_BYTES (16 * 1024 * 1024)

/* So many are written at once. */
#define BATCH 100

/* Of log-tail: the log, as bytes. */
#define TEXT_COLUMN 2

static const char *
get_sql (OptDatabase *self, const char *name)
{
  return opt_sql_get ("plan", name, opt_server_facts_get_version (opt_database_get_facts (self)));
}

/* ---- Keeping them ---------------------------------------------------------------------------- */

/* One of a log, by its number. */
typedef struct
{
  guint index;
  gint64 time;
  char *zone; /* (nullable): the abbreviation of the one whose clock showed @time, if not UTC */
} Logged;

static void
logged_clear (gpointer data)
{
  g_free (((Logged *) data)->zone);
}

/* Which plans of a log are taken. */
typedef struct
{
  const char *here;         /* the name of the database */
  OptPlanLogPrefix *prefix; /* of the server's own log */
  gboolean is_unnamed_here;
  GArray *chosen; /* of Logged */
  OptPlanLogCount *count;
} Choice;

static void
choose (Choice *self, OptPlan *plan, guint index)
{
  Logged logged = { .index = index };
  OptPlanEntry entry;
  g_autofree char *time = NULL;
  g_autofree char *database = NULL;
  g_autofree char *application = NULL;

  opt_plan_get_entry (plan, index, &entry);
  if (entry.prefix != NULL
      && opt_plan_log_prefix_read (self->prefix, entry.prefix, &time, &database, &application))
    {
      entry.time = time;
      entry.database = database;
      entry.application = application;
    }

  if ((entry.application != NULL
       && g_str_has_prefix (entry.application, OPT_CONNECTION_APPLICATION))
      || (entry.query != NULL && opt_sql_is_own (entry.query)))
    self->count->own++;
  else if (entry.database != NULL && strcmp (entry.database, self->here) != 0)
    self->count->elsewhere++;
  else if (entry.query == NULL || entry.time == NULL)
    self->count->untold++;
  else if (entry.database == NULL && !self->is_unnamed_here)
    self->count->unplaced++;
  else if (!opt_plan_log_time_read (entry.time, &logged.time, &logged.zone))
    self->count->untimed++;
  else
    g_array_append_val (self->chosen, logged);
}

/* (element-type Logged) (nullable): those of this database, of which there is enough told */
static GArray *
choose_all (OptDatabase *self,
            OptPlan *plan,
            gboolean is_unnamed_here,
            OptPlanLogCount *count,
            GCancellable *cancellable,
            GError **error)
{
  g_autoptr (OptResult) setting
      = opt_connection_query_sync (opt_database_get_connection (self), get_sql (self, "log-prefix"),
                                   NULL, OPT_QUERY_NONE, cancellable, error);
  g_auto (GStrv)
    databases = NULL;
  g_autoptr (OptPlanLogPrefix) prefix = NULL;
  Choice choice = { .is_unnamed_here = is_unnamed_here, .count = count };

  if (setting == NULL)
    return NULL;

  databases = opt_result_get_text_array (setting, 0, "databases");
  prefix = opt_plan_log_prefix_new (opt_result_get_text (setting, 0, "prefix"),
                                    (const char *const *) databases);
  choice.here = opt_server_facts_get_database (opt_database_get_facts (self));
  choice.prefix = prefix;
  choice.chosen = g_array_new (FALSE, TRUE, sizeof (Logged));
  g_array_set_clear_func (choice.chosen, logged_clear);
  for (guint i = 0; i < opt_plan_get_n_plans (plan); i++)
    choose (&choice, plan, i);

  return choice.chosen;
}

/* Leaves out those whose zone the server's log does not have. */
static void
set_times (GArray *chosen, OptResult *rows, OptPlanLogCount *count)
{
  guint row = opt_result_get_n_rows (rows);

  for (guint i = chosen->len; i > 0; i--)
    {
      Logged *logged = &g_array_index (chosen, Logged, i - 1);

      if (logged->zone == NULL)
        continue;
      row--;
      if (opt_result_is_null (rows, row, "time"))
        {
          count->untimed++;
          g_array_remove_index (chosen, i - 1);
        }
      else
        logged->time = opt_result_get_int (rows, row, "time");
    }
}

/* What a zone's abbreviation means only the server knows. */
static gboolean
read_times (OptDatabase *self,
            GArray *chosen,
            OptPlanLogCount *count,
            GCancellable *cancellable,
            GError **error)
{
  g_autoptr (GArray) clocks = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (GPtrArray) zones = g_ptr_array_new ();
  g_autoptr (OptParams) params = opt_params_new ();
  g_autoptr (OptResult) rows = NULL;

  for (guint i = 0; i < chosen->len; i++)
    {
      Logged *logged = &g_array_index (chosen, Logged, i);

      if (logged->zone == NULL)
        continue;
      g_array_append_val (clocks, logged->time);
      g_ptr_array_add (zones, logged->zone);
    }
  if (zones->len == 0)
    return TRUE;

  g_ptr_array_add (zones, NULL);
  opt_params_add_int_array (params, (const gint64 *) (gpointer) clocks->data, clocks->len);
  opt_params_add_text_array (params, (const char *const *) zones->pdata);
  rows = opt_connection_query_sync (opt_database_get_connection (self), get_sql (self, "log-times"),
                                    params, OPT_QUERY_NONE, cancellable, error);
  if (rows == NULL)
    {
      g_prefix_error (error, "%s ", _ ("The times of the log can’t be read."));
      return FALSE;
    }
  g_return_val_if_fail (opt_result_get_n_rows (rows) == clocks->len, FALSE);
  set_times (chosen, rows, count);

  return TRUE;
}

static int
compare_logged (gconstpointer a, gconstpointer b)
{
  gint64 first = ((const Logged *) a)->time;
  gint64 second = ((const Logged *) b)->time;

  return (first > second) - (first < second);
}

static void
count_noted (const OptPlanLogged *logged, OptPlanLogCount *count)
{
  gboolean kept = (logged->noted & OPT_PLAN_NOTED_KEPT) != 0;

  count->kept += kept;
  count->unread += logged->is_unread;
  count->known += !kept && !logged->is_unread;
  count->changed += (logged->noted & OPT_PLAN_NOTED_CHANGED) != 0;
  count->returned += (logged->noted & OPT_PLAN_NOTED_RETURNED) != 0;
}

static void
batch_clear (gpointer data)
{
  g_clear_object (&((OptPlanLogged *) data)->plan);
}

/* Those of @chosen from @first on. */
static gboolean
note_batch (OptDatabase *self,
            OptPlanStore *store,
            OptPlan *plan,
            GArray *chosen,
            guint first,
            OptPlanLogCount *count,
            GError **error)
{
  g_autoptr (GArray) batch = g_array_new (FALSE, TRUE, sizeof (OptPlanLogged));

  g_array_set_clear_func (batch, batch_clear);
  for (guint i = first; i < chosen->len && i < first + BATCH; i++)
    {
      const Logged *one = &g_array_index (chosen, Logged, i);
      OptPlanLogged logged = { .sql = opt_plan_get_query_text (plan, one->index),
                               .plan = opt_plan_new_nth (plan, one->index, error),
                               .time = one->time };

      if (logged.plan == NULL)
        return FALSE;
      g_array_append_val (batch, logged);
    }
  if (!opt_plan_store_note_logged_sync (store, opt_database_get_server_id (self),
                                        opt_server_facts_get_database_oid (
                                            opt_database_get_facts (self)),
                                        (OptPlanLogged *) (gpointer) batch->data, batch->len,
                                        error))
    return FALSE;

  for (guint i = 0; i < batch->len; i++)
    {
      const OptPlanLogged *logged = &g_array_index (batch, OptPlanLogged, i);

      count_noted (logged, count);
      if ((logged->noted & (OPT_PLAN_NOTED_CHANGED | OPT_PLAN_NOTED_RETURNED)) != 0)
        opt_database_tell_plan_change (self, store, logged->sql, logged->time,
                                       (logged->noted & OPT_PLAN_NOTED_RETURNED) != 0);
    }

  return TRUE;
}

/**
 * opt_database_note_log_sync:
 * @self: the database of which they are taken
 * @plan: the plans of a log
 * @is_unnamed_here: whether those are taken, too, of which the log does not tell the database: as
 *   plain text written with a log_line_prefix that has no "%d", or another one than the server has
 * @count: (out caller-allocates): what came of them
 * @cancellable: (nullable): cancels it
 * @error: return location for an error
 *
 * Keeps the plans that auto_explain wrote into a server's log among those that their statements
 * had: without values, at the times that the log tells, and each once however often it is read.
 * Those of statements of our own are not taken.
 *
 * Returns: %FALSE with an error; what was kept until then stays
 */
gboolean
opt_database_note_log_sync (OptDatabase *self,
                            OptPlan *plan,
                            gboolean is_unnamed_here,
                            OptPlanLogCount *count,
                            GCancellable *cancellable,
                            GError **error)
{
  g_autoptr (GArray) chosen = NULL;
  g_autoptr (OptPlanStore) store = NULL;

  g_return_val_if_fail (OPT_IS_DATABASE (self) && OPT_IS_PLAN (plan) && count != NULL, FALSE);

  memset (count, 0, sizeof *count);
  count->damaged = opt_plan_get_n_unread (plan);
  chosen = choose_all (self, plan, is_unnamed_here, count, cancellable, error);
  if (chosen == NULL)
    return FALSE;
  if (chosen->len == 0)
    return TRUE;
  if (!read_times (self, chosen, count, cancellable, error))
    return FALSE;
  g_array_sort (chosen, compare_logged);
  store = opt_plan_store_open_sync (NULL, error);

  for (guint i = 0; store != NULL && i < chosen->len; i += BATCH)
    {
      if (g_cancellable_set_error_if_cancelled (cancellable, error)
          || !note_batch (self, store, plan, chosen, i, count, error))
        return FALSE;
    }

  return store != NULL;
}

/* ---- Reading the server's own ---------------------------------------------------------------- */

static gboolean
may_read (OptDatabase *self, GCancellable *cancellable, GError **error)
{
  g_autoptr (OptResult) right
      = opt_connection_query_sync (opt_database_get_connection (self), get_sql (self, "log-right"),
                                   NULL, OPT_QUERY_NONE, cancellable, error);

  if (right == NULL)
    return FALSE;
  if (opt_result_get_boolean (right, 0, "may_read"))
    return TRUE;

  opt_set_error (
      error, OPT_ERROR_DENIED,
      _ ("Give the log as a file, or have the right given: GRANT pg_monitor, and EXECUTE "
         "on pg_read_binary_file(text, bigint, bigint) and pg_stat_file(text)."),
      _ ("This role may not read the server’s log"));

  return FALSE;
}

/**
 * opt_database_read_log_sync:
 * @self: a database
 * @name: (out) (transfer full): the log's, on the server
 * @cut: (out): whether only its end was read
 * @cancellable: (nullable): cancels it
 * @error: return location for %OPT_ERROR_DENIED, %OPT_ERROR_UNSUPPORTED where the server writes no
 *   log itself, or %OPT_ERROR_INVALID where there is no plan in it
 *
 * Reads the plans in the log that the server writes now, through the connection. Nothing is changed
 * there.
 *
 * Returns: (transfer full) (nullable): them
 */
OptPlan *
opt_database_read_log_sync (OptDatabase *self,
                            char **name,
                            gboolean *cut,
                            GCancellable *cancellable,
                            GError **error)
{
  g_autoptr (OptParams) params = NULL;
  g_autoptr (OptResult) rows = NULL;
  const char *text;
  const char *start;
  gsize length = 0;

  g_return_val_if_fail (OPT_IS_DATABASE (self) && name != NULL && cut != NULL, NULL);

  *name = NULL;
  if (!may_read (self, cancellable, error))
    return NULL;

  params = opt_params_new ();
  opt_params_add_int (params, READ_BYTES);
  rows = opt_connection_query_sync (opt_database_get_connection (self), get_sql (self, "log-tail"),
                                    params, OPT_QUERY_BINARY, cancellable, error);
  if (rows == NULL)
    return NULL;
  if (opt_result_get_n_rows (rows) == 0)
    {
      opt_set_error (error, OPT_ERROR_UNSUPPORTED,
                     _ ("Give the log as a file: logging_collector is off, and something else "
                        "writes it."),
                     _ ("The server does not write its log itself"));
      return NULL;
    }

  *name = g_strdup (opt_result_get_text (rows, 0, "name"));
  *cut = opt_result_get_boolean (rows, 0, "cut");
  text = opt_result_get_cell (rows, 0, TEXT_COLUMN, &length);
  /* The line that was cut. */
  start = *cut ? memchr (text, '\n', length) : NULL;
  start = start != NULL ? start + 1 : text;

  return opt_plan_new_from_text (start, (gssize) (length - (gsize) (start - text)), error);
}
