/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-database-plan-log.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "opt-database-plan-history.h"
#include "opt-error.h"
#include "opt-format.h"
#include "opt-plan-list.h"
#include "opt-sql.h"

/* Of a log, its end: so much is read through the connection. */
#define READ_BYTES (16 * 1024 * 1024)

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
} Logged;

static gboolean
is_told (const OptPlanEntry *entry)
{
  return entry->query != NULL && entry->time != NULL
         && g_regex_match_simple ("^\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d(\\.\\d+)? \\S+$",
                                  entry->time, 0, 0);
}

/* (element-type Logged): those of this database, of which there is enough told */
static GArray *
choose (OptDatabase *self, OptPlan *plan, OptPlanLogCount *count)
{
  const char *here = opt_server_facts_get_database (opt_database_get_facts (self));
  GArray *chosen = g_array_new (FALSE, TRUE, sizeof (Logged));

  for (guint i = 0; i < opt_plan_get_n_plans (plan); i++)
    {
      Logged logged = { .index = i };
      OptPlanEntry entry;

      opt_plan_get_entry (plan, i, &entry);
      if (entry.database != NULL && g_strcmp0 (entry.database, here) != 0)
        count->elsewhere++;
      else if (!is_told (&entry))
        count->untold++;
      else
        g_array_append_val (chosen, logged);
    }

  return chosen;
}

/* The log has them in its zone, by an abbreviation that the server knows. */
static gboolean
read_times (OptDatabase *self,
            OptPlan *plan,
            GArray *chosen,
            GCancellable *cancellable,
            GError **error)
{
  g_autoptr (GPtrArray) texts = g_ptr_array_new ();
  g_autoptr (OptParams) params = opt_params_new ();
  g_autoptr (OptResult) rows = NULL;

  for (guint i = 0; i < chosen->len; i++)
    {
      OptPlanEntry entry;

      opt_plan_get_entry (plan, g_array_index (chosen, Logged, i).index, &entry);
      g_ptr_array_add (texts, (gpointer) entry.time);
    }
  g_ptr_array_add (texts, NULL);
  opt_params_add_text_array (params, (const char *const *) texts->pdata);
  rows = opt_connection_query_sync (opt_database_get_connection (self), get_sql (self, "log-times"),
                                    params, OPT_QUERY_NONE, cancellable, error);
  if (rows == NULL)
    {
      g_prefix_error (error, "%s ", _ ("The times of the log can’t be read."));
      return FALSE;
    }

  for (guint i = 0; i < chosen->len && i < opt_result_get_n_rows (rows); i++)
    g_array_index (chosen, Logged, i).time = opt_result_get_int (rows, i, "time");

  return TRUE;
}

static int
compare_logged (gconstpointer a, gconstpointer b)
{
  gint64 first = ((const Logged *) a)->time;
  gint64 second = ((const Logged *) b)->time;

  return (first > second) - (first < second);
}

static gboolean
note (OptDatabase *self,
      OptPlanStore *store,
      OptPlan *plan,
      const Logged *logged,
      OptPlanLogCount *count,
      GError **error)
{
  g_autoptr (OptPlan) one = opt_plan_new_nth (plan, logged->index, error);
  g_autoptr (GError) failure = NULL;
  const char *sql = opt_plan_get_query_text (plan, logged->index);
  OptPlanNoted noted = 0;

  if (one == NULL)
    return FALSE;

  if (!opt_plan_store_note_logged_sync (store, opt_database_get_server_id (self),
                                        opt_server_facts_get_database_oid (
                                            opt_database_get_facts (self)),
                                        sql, one, logged->time, &noted, &failure))
    {
      if (!g_error_matches (failure, OPT_ERROR, OPT_ERROR_SYNTAX))
        {
          g_propagate_error (error, g_steal_pointer (&failure));
          return FALSE;
        }
      count->unread++;
      return TRUE;
    }

  count->kept += (noted & OPT_PLAN_NOTED_KEPT) != 0;
  count->known += (noted & OPT_PLAN_NOTED_KEPT) == 0;
  count->changed += (noted & OPT_PLAN_NOTED_CHANGED) != 0;
  count->returned += (noted & OPT_PLAN_NOTED_RETURNED) != 0;
  if ((noted & (OPT_PLAN_NOTED_CHANGED | OPT_PLAN_NOTED_RETURNED)) != 0)
    opt_database_tell_plan_change (self, store, sql, logged->time,
                                   (noted & OPT_PLAN_NOTED_RETURNED) != 0);

  return TRUE;
}

/**
 * opt_database_note_log_sync:
 * @self: the database that they are of, where the log does not say otherwise
 * @plan: the plans of a log
 * @count: (out caller-allocates): what came of them
 * @cancellable: (nullable): cancels it
 * @error: return location for an error
 *
 * Keeps the plans that auto_explain wrote into a server's log among those that their statements
 * had: without values, at the times that the log tells, and each once however often it is read.
 *
 * Returns: %FALSE with an error; what was kept until then stays
 */
gboolean
opt_database_note_log_sync (OptDatabase *self,
                            OptPlan *plan,
                            OptPlanLogCount *count,
                            GCancellable *cancellable,
                            GError **error)
{
  g_autoptr (GArray) chosen = NULL;
  g_autoptr (OptPlanStore) store = NULL;

  g_return_val_if_fail (OPT_IS_DATABASE (self) && OPT_IS_PLAN (plan) && count != NULL, FALSE);

  memset (count, 0, sizeof *count);
  chosen = choose (self, plan, count);
  if (chosen->len == 0)
    return TRUE;
  if (!read_times (self, plan, chosen, cancellable, error))
    return FALSE;
  g_array_sort (chosen, compare_logged);
  store = opt_plan_store_open_sync (NULL, error);

  for (guint i = 0; store != NULL && i < chosen->len; i++)
    {
      if (g_cancellable_set_error_if_cancelled (cancellable, error)
          || !note (self, store, plan, &g_array_index (chosen, Logged, i), count, error))
        return FALSE;
    }

  return store != NULL;
}

static void
add_part (GString *text, guint n, const char *words)
{
  g_autofree char *count = opt_format_count (n);

  if (n == 0)
    return;
  g_string_append (text, text->len > 0 ? " " : "");
  g_string_append_printf (text, "%s %s.", words, count);
}

/**
 * opt_plan_log_count_to_text:
 * @self: what came of the plans of a log
 *
 * Returns: (transfer full): a sentence for each kind
 */
char *
opt_plan_log_count_to_text (const OptPlanLogCount *self)
{
  GString *text;
  g_autofree char *kept = NULL;

  g_return_val_if_fail (self != NULL, NULL);

  text = g_string_new (NULL);
  kept = opt_format_count (self->kept);
  g_string_append_printf (text, ngettext ("%s plan was kept.", "%s plans were kept.", self->kept),
                          kept);
  add_part (text, self->changed, _ ("Of a shape that the statement had not had before:"));
  add_part (text, self->returned, _ ("Back to a shape that it had had before:"));
  add_part (text, self->known, _ ("Taken before, or too old:"));
  add_part (text, self->elsewhere, _ ("Of other databases, and left out:"));
  add_part (text, self->untold, _ ("Without a statement or a time, and left out:"));
  add_part (text, self->unread, _ ("With a statement that can’t be parsed, and left out:"));

  return g_string_free (text, FALSE);
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

/* "\x…", as bytea is printed. */
static char *
read_bytes (const char *hex, gsize *length)
{
  gsize n = strlen (hex);
  char *bytes = g_malloc (n / 2 + 1);

  *length = 0;
  for (gsize i = 2; i + 1 < n; i += 2)
    bytes[(*length)++]
        = (char) (g_ascii_xdigit_value (hex[i]) << 4 | g_ascii_xdigit_value (hex[i + 1]));
  bytes[*length] = '\0';

  return bytes;
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
  g_autofree char *text = NULL;
  const char *start;
  gsize length = 0;

  g_return_val_if_fail (OPT_IS_DATABASE (self) && name != NULL && cut != NULL, NULL);

  *name = NULL;
  if (!may_read (self, cancellable, error))
    return NULL;

  params = opt_params_new ();
  opt_params_add_int (params, READ_BYTES);
  rows = opt_connection_query_sync (opt_database_get_connection (self), get_sql (self, "log-tail"),
                                    params, OPT_QUERY_NONE, cancellable, error);
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
  text = read_bytes (opt_result_get_text (rows, 0, "text"), &length);
  /* The line that was cut. */
  start = *cut ? strchr (text, '\n') : NULL;
  start = start != NULL ? start + 1 : text;

  return opt_plan_new_from_text (start, (gssize) (length - (gsize) (start - text)), error);
}
