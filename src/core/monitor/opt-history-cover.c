/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-history-private.h"

typedef struct
{
  gint64 server;
  gint64 until[OPT_HISTORY_N_STEPS]; /* up to where each step is summed up */
  GArray *spans;
} Cover;

/* The coarse in the middle, the finer at its ends. */
static void
cover (Cover *self, gint64 start, gint64 end, guint step)
{
  gint64 seconds = opt_history_steps[step].seconds;
  gint64 length = seconds * G_USEC_PER_SEC;
  OptHistorySpan span = { self->server, seconds, start, end };

  if (start >= end)
    return;
  if (step > 0)
    {
      gint64 until = MIN (end, self->until[step]);

      span.after = opt_history_floor (start + length - 1, seconds);
      span.until = opt_history_floor (until, seconds);
      if (span.after >= span.until)
        {
          cover (self, start, end, step - 1);
          return;
        }
      cover (self, start, span.after, step - 1);
    }

  g_array_append_val (self->spans, span);
  if (step > 0)
    cover (self, span.until, end, step - 1);
}

/* Which rows add up to a range, each part of it once: in order, as few as there can be where none
 * is coarser than @coarsest. What a coarser interval would only partly be in is left out where
 * finer ones are not kept any more. Returns: (element-type OptHistorySpan) */
GArray *
opt_history_cover (OptHistory *self,
                   gint64 server,
                   gint64 start,
                   gint64 end,
                   gint64 coarsest,
                   GError **error)
{
  g_autoptr (GArray) spans = g_array_new (FALSE, FALSE, sizeof (OptHistorySpan));
  Cover whole = { .server = server, .spans = spans };
  guint step = 0;

  for (guint i = 1; i < OPT_HISTORY_N_STEPS && opt_history_steps[i].seconds <= coarsest; i++)
    {
      gint64 seconds = opt_history_steps[i].seconds;
      gint64 first;
      gint64 last;

      if (!opt_history_get_extent (self, server, seconds, &first, &last, error))
        return NULL;
      whole.until[i] = opt_history_get_bucket_end (last, seconds);
      step = i;
    }
  cover (&whole, start, end, step);

  return g_steal_pointer (&spans);
}

/* Gives @sum the names of its databases. */
gboolean
opt_history_name_databases (OptHistory *self, gint64 server, OptDelta *sum, GError **error)
{
  OptStoreValue params[] = { opt_store_int (server) };
  g_autoptr (OptStoreResult) rows
      = opt_store_query_sync (self->store, opt_store_sql ("monitor", "list-databases"), params, 1,
                              error);

  if (rows == NULL)
    return FALSE;

  for (guint row = 0; row < opt_store_result_get_n_rows (rows); row++)
    {
      gsize oid = (gsize) opt_store_result_get_int (rows, row, "oid");
      OptDatabaseCounters *counters = g_hash_table_lookup (sum->databases, GSIZE_TO_POINTER (oid));

      if (counters != NULL && counters->name == NULL)
        counters->name = g_strdup (opt_store_result_get_text (rows, row, "name"));
    }

  return TRUE;
}

static OptStatementMark *
make_mark (const OptStatementKey *key, OptStoreResult *rows, guint row)
{
  OptStatementMark *mark = g_new0 (OptStatementMark, 1);
  const char *fingerprint = opt_store_result_get_text (rows, row, "fingerprint");

  mark->key = *key;
  mark->fingerprint = fingerprint != NULL ? g_ascii_strtoull (fingerprint, NULL, 16) : 0;
  mark->system = opt_store_result_get_int (rows, row, "system") != 0;

  return mark;
}

/* Puts what is in @sums into @sum, which has no statements yet: those of @database, or all where
 * that is 0. @marks, where it is not %NULL, gets what is known of each without its text. */
gboolean
opt_history_take_statements (OptHistory *self,
                             gint64 server,
                             OptHistorySums *sums,
                             guint32 database,
                             GHashTable *marks,
                             OptDelta *sum,
                             GError **error)
{
  OptStoreValue params[] = { opt_store_int (server) };
  g_autoptr (OptStoreResult) rows
      = opt_store_query_sync (self->store, opt_store_sql ("monitor", "list-statement-ids"), params,
                              1, error);

  if (rows == NULL)
    return FALSE;

  for (guint row = 0; row < opt_store_result_get_n_rows (rows); row++)
    {
      guint32 dbid = (guint32) opt_store_result_get_int (rows, row, "dbid");
      OptStatementCounters counters;
      OptStatementCounters *copy;

      if ((database != 0 && dbid != database)
          || !opt_history_sums_get (sums, opt_store_result_get_int (rows, row, "id"), &counters))
        continue;
      copy = opt_statement_counters_copy (&counters);
      copy->key.userid = (guint32) opt_store_result_get_int (rows, row, "userid");
      copy->key.dbid = dbid;
      copy->key.queryid = opt_store_result_get_int (rows, row, "queryid");
      copy->key.toplevel = opt_store_result_get_int (rows, row, "toplevel") != 0;
      g_hash_table_replace (sum->statements, &copy->key, copy);
      if (marks != NULL)
        g_hash_table_add (marks, make_mark (&copy->key, rows, row));
    }

  return TRUE;
}

/* The intervals that lie wholly between the two times are added to @sum. */
gboolean
opt_history_add_up (OptHistory *self,
                    gint64 server,
                    gint64 start,
                    gint64 end,
                    OptDelta *sum,
                    GError **error)
{
  OptStoreValue params[]
      = { opt_store_int (server), opt_store_int (OPT_HISTORY_MINUTE), opt_store_int (start) };
  g_autoptr (GPtrArray) deltas = g_ptr_array_new_with_free_func ((GDestroyNotify) opt_delta_unref);
  g_autoptr (OptHistorySums) sums = opt_history_sums_new ();
  g_autoptr (OptDelta) whole = opt_delta_new ();
  g_autoptr (GArray) spans = NULL;
  gint64 straddling = 0;

  if (!opt_history_get_time (self, "find-straddling", params, 3, &straddling, error))
    return FALSE;
  spans
      = opt_history_cover (self, server, MAX (start, straddling), end, OPT_HISTORY_LONGEST, error);
  if (spans == NULL)
    return FALSE;

  for (guint i = 0; i < spans->len; i++)
    {
      const OptHistorySpan *span = &g_array_index (spans, OptHistorySpan, i);

      if (!opt_history_read_intervals (self, span, deltas, NULL, error)
          || !opt_history_read_counters (self, span, sums, error))
        return FALSE;
    }
  if (deltas->len == 0)
    return TRUE;

  for (guint i = 0; i < deltas->len; i++)
    opt_delta_add (whole, deltas->pdata[i]);
  if (!opt_history_take_statements (self, server, sums, 0, NULL, whole, error)
      || !opt_history_name_databases (self, server, whole, error))
    return FALSE;
  opt_delta_add (sum, whole);

  return TRUE;
}
