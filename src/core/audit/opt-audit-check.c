/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-audit-check.h"

#include <string.h>

#include "opt-audit-chain.h"
#include "opt-audit.h"
#include "opt-worker.h"

#define NOWHERE -2
#define AT_START -1

/* An entry as the chain has it. */
typedef struct
{
  gint64 id;
  char prev_hash[65];
  char hash[65];
  gboolean own; /* its hash is that of what it holds now */
} Link;

typedef struct
{
  OptAuditCheck *check;
  GArray *links; /* of Link */
  gint64 start_last_id;
  char *start; /* what the first entry has for the hash before */
} Walk;

/* ---- Reading --------------------------------------------------------------------------------- */

static void
add_page (Walk *walk, const OptStoreResult *rows)
{
  for (guint row = 0; row < opt_store_result_get_n_rows (rows); row++)
    {
      const char *prev_hash = opt_store_result_get_text (rows, row, "prev_hash");
      const char *hash = opt_store_result_get_text (rows, row, "hash");
      OptStoreValue fields[OPT_AUDIT_CHAIN_FIELDS];
      g_autofree char *computed = NULL;
      Link link = { .id = opt_store_result_get_int (rows, row, "id") };

      opt_audit_chain_read_fields (rows, row, fields);
      computed = opt_audit_chain_hash (prev_hash != NULL ? prev_hash : "", link.id, fields);
      link.own = g_strcmp0 (computed, hash) == 0;
      if (prev_hash != NULL)
        g_strlcpy (link.prev_hash, prev_hash, sizeof link.prev_hash);
      if (hash != NULL)
        g_strlcpy (link.hash, hash, sizeof link.hash);
      g_array_append_val (walk->links, link);
    }
}

static gboolean
read_links (Walk *walk, OptStore *store, GError **error)
{
  OptStoreValue after = opt_store_int (G_MININT64);

  while (TRUE)
    {
      g_autoptr (OptStoreResult) rows
          = opt_store_query_sync (store, opt_store_sql ("audit", "chain-page"), &after, 1, error);
      guint n_rows;

      if (rows == NULL)
        return FALSE;
      n_rows = opt_store_result_get_n_rows (rows);
      if (n_rows == 0)
        return TRUE;
      add_page (walk, rows);
      after = opt_store_int (opt_store_result_get_int (rows, n_rows - 1, "id"));
    }
}

static gboolean
read_log (OptStore *store, gpointer data, GError **error)
{
  Walk *walk = data;
  g_autoptr (OptStoreResult) state
      = opt_store_query_sync (store, opt_store_sql ("audit", "chain-state"), NULL, 0, error);

  if (state == NULL)
    return FALSE;

  walk->check->start_time = opt_store_result_get_int (state, 0, "start_time");
  walk->start_last_id = opt_store_result_get_int (state, 0, "start_last_id");
  walk->check->given_id = opt_store_result_get_int (state, 0, "given_id");
  walk->start = opt_audit_chain_hash_start (walk->check->start_time, walk->start_last_id);

  return read_links (walk, store, error);
}

/* ---- Judging --------------------------------------------------------------------------------- */

static const Link *
get_link (Walk *walk, int at)
{
  return at >= 0 && at < (int) walk->links->len ? &g_array_index (walk->links, Link, at) : NULL;
}

/* The hash that the entry at @at should have been written after. */
static const char *
get_expected (Walk *walk, int at)
{
  const Link *before = get_link (walk, at - 1);

  return before != NULL ? before->hash : walk->start;
}

static int
find_hash (Walk *walk, const char *hash)
{
  if (*hash == '\0')
    return NOWHERE;
  if (strcmp (walk->start, hash) == 0)
    return AT_START;
  for (int at = 0; at < (int) walk->links->len; at++)
    if (strcmp (get_link (walk, at)->hash, hash) == 0)
      return at;

  return NOWHERE;
}

static void
blame (Walk *walk, OptAuditFault fault, gint64 first_id, gint64 last_id)
{
  walk->check->fault = fault;
  walk->check->first_id = first_id;
  walk->check->last_id = last_id;
}

static gint64
get_id_before (Walk *walk, int at)
{
  return get_link (walk, at - 1) != NULL ? get_link (walk, at - 1)->id : 0;
}

/* Which entry it was written after tells what became of those between. */
static void
judge_place (Walk *walk, int at)
{
  const Link *link = get_link (walk, at);
  const Link *next = get_link (walk, at + 1);
  gint64 id_before = get_id_before (walk, at);
  int after = find_hash (walk, link->prev_hash);

  if (after > at)
    blame (walk, OPT_AUDIT_FAULT_REORDERED, link->id, link->id);
  else if (after != NOWHERE && after < at - 1)
    blame (walk, OPT_AUDIT_FAULT_INSERTED, get_link (walk, after + 1)->id, id_before);
  else if (link->id > id_before + 1)
    blame (walk, OPT_AUDIT_FAULT_REMOVED, id_before + 1, link->id - 1);
  else if (at == 0)
    blame (walk, OPT_AUDIT_FAULT_START, link->id, link->id);
  else if (link->own && (next == NULL || strcmp (next->prev_hash, link->hash) == 0))
    blame (walk, OPT_AUDIT_FAULT_REPLACED, id_before, id_before);
  else
    blame (walk, OPT_AUDIT_FAULT_EDITED, link->id, link->id);
}

/* Before the chain was begun a number may have been left out for some reason or other. */
static gboolean
has_gap (Walk *walk, int at)
{
  return get_link (walk, at)->id > MAX (get_id_before (walk, at), walk->start_last_id) + 1;
}

static gboolean
judge_link (Walk *walk, int at)
{
  const Link *link = get_link (walk, at);
  const Link *next = get_link (walk, at + 1);
  const char *expected = get_expected (walk, at);
  gboolean in_place = strcmp (link->prev_hash, expected) == 0;

  if (in_place && link->own)
    {
      if (has_gap (walk, at))
        blame (walk, OPT_AUDIT_FAULT_REMOVED,
               MAX (get_id_before (walk, at), walk->start_last_id) + 1, link->id - 1);
    }
  else if (find_hash (walk, link->prev_hash) > at)
    judge_place (walk, at);
  /* The next one knows nothing of it. */
  else if (next != NULL && strcmp (next->prev_hash, expected) == 0)
    blame (walk, OPT_AUDIT_FAULT_INSERTED, link->id, link->id);
  else if (in_place)
    blame (walk, OPT_AUDIT_FAULT_EDITED, link->id, link->id);
  else
    judge_place (walk, at);

  return walk->check->fault == OPT_AUDIT_FAULT_NONE;
}

/* What is no more at the end leaves nothing that misses it, but the numbers that were given. */
static void
judge_end (Walk *walk)
{
  OptAuditCheck *check = walk->check;
  gint64 end = MAX (check->head.id, walk->start_last_id);

  if (check->given_id > end)
    blame (walk, OPT_AUDIT_FAULT_REMOVED, end + 1, check->given_id);
}

static void
judge_kept (Walk *walk)
{
  const OptAuditHead *kept = &walk->check->kept;

  if (kept->id == 0)
    return;

  for (int at = 0; at < (int) walk->links->len; at++)
    {
      const Link *link = get_link (walk, at);

      if (link->id != kept->id)
        continue;
      if (strcmp (link->hash, kept->hash) != 0)
        blame (walk, OPT_AUDIT_FAULT_REWRITTEN, kept->id, kept->id);
      return;
    }
  blame (walk, OPT_AUDIT_FAULT_REMOVED, MIN (walk->check->head.id + 1, kept->id), kept->id);
}

static void
judge (Walk *walk)
{
  OptAuditCheck *check = walk->check;
  const Link *last = get_link (walk, (int) walk->links->len - 1);

  check->n_entries = walk->links->len;
  for (int at = 0; at < (int) walk->links->len; at++)
    check->n_before += get_link (walk, at)->id <= walk->start_last_id;
  if (last != NULL)
    {
      check->head.id = last->id;
      g_strlcpy (check->head.hash, last->hash, sizeof check->head.hash);
    }

  if (check->start_time == 0)
    {
      blame (walk, OPT_AUDIT_FAULT_START, 0, 0);
      return;
    }
  for (int at = 0; at < (int) walk->links->len; at++)
    if (!judge_link (walk, at))
      return;
  judge_end (walk);
  if (check->fault == OPT_AUDIT_FAULT_NONE)
    judge_kept (walk);
}

/**
 * opt_audit_check_store_sync:
 * @store: the log's store
 * @head: (nullable): a head that was kept elsewhere, or %NULL for the one beside the log
 * @error: return location for an error
 *
 * Reads all of the log as it is at one moment, computes each entry's hash anew, and looks whether
 * it follows the one before. Others may append meanwhile. A kept head that can't be read is in what
 * is found, as its error.
 *
 * Returns: (transfer full) (nullable): what was found
 */
OptAuditCheck *
opt_audit_check_store_sync (OptStore *store, const OptAuditHead *head, GError **error)
{
  OptAuditCheck *check = g_new0 (OptAuditCheck, 1);
  Walk walk = { .check = check };
  gboolean was_read;

  /* Before the log, which may grow meanwhile and then is ahead of it. */
  if (head != NULL)
    check->kept = *head;
  else
    opt_audit_head_read (&check->kept, opt_store_get_path (store), &check->kept_error);

  walk.links = g_array_new (FALSE, FALSE, sizeof (Link));
  was_read = opt_store_reading_sync (store, read_log, &walk, error);
  if (was_read)
    judge (&walk);
  g_array_unref (walk.links);
  g_free (walk.start);

  if (!was_read)
    g_clear_pointer (&check, opt_audit_check_free);

  return check;
}

/**
 * opt_audit_check_free:
 * @self: (nullable): what was found
 *
 * Frees it.
 */
void
opt_audit_check_free (OptAuditCheck *self)
{
  if (self == NULL)
    return;

  g_clear_error (&self->kept_error);
  g_free (self->set_aside);
  g_free (self);
}

/* ---- In a thread ----------------------------------------------------------------------------- */

static void
check_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  GError *error = NULL;
  g_autoptr (OptAudit) audit = opt_audit_open_sync (data, &error);
  OptAuditCheck *check = audit != NULL ? opt_audit_check_sync (audit, NULL, &error) : NULL;

  /* It is closed when the answer is there. */
  g_clear_object (&audit);
  if (check == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, check, (GDestroyNotify) opt_audit_check_free);
}

/**
 * opt_audit_check_async:
 * @path: (nullable): the log; see opt_audit_open_sync()
 * @cancellable: (nullable): to ask no more
 * @callback: called when it was checked
 * @user_data: for @callback
 *
 * See opt_audit_check_sync().
 */
void
opt_audit_check_async (const char *path,
                       GCancellable *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);

  g_task_set_source_tag (task, opt_audit_check_async);
  g_task_set_task_data (task, g_strdup (path), g_free);
  opt_worker_run (task, check_thread);
}

/**
 * opt_audit_check_finish:
 * @result: what the callback was given
 * @error: return location for an error
 *
 * Returns: (transfer full) (nullable): what was found
 */
OptAuditCheck *
opt_audit_check_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
