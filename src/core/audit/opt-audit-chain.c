/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-audit-chain.h"

#include <string.h>

/*
 * Each entry has the SHA-256 of all that it holds and of the hash of the one before, so that none
 * can be edited, taken out, put in or moved without all that follow being made anew.
 */

/* The fields in the order in which they are hashed, which is that of append.sql. */
static const char *const field_names[OPT_AUDIT_CHAIN_FIELDS] = {
  "time",   "change_id", "event", "server_id", "server_name", "database_name",     "user_name",
  "kind",   "title",     "sql",   "undo_sql",  "redacted",    "recommendation_id", "detail",
  "writer",
};

/* A number is 'I' and eight bytes, the highest first. */
static void
add_int (GChecksum *sum, gint64 number)
{
  guint64 bytes = GUINT64_TO_BE ((guint64) number);

  g_checksum_update (sum, (const guchar *) "I", 1);
  g_checksum_update (sum, (const guchar *) &bytes, sizeof bytes);
}

/* A text is 'T', its length in bytes as a number, and its bytes: where it ends and the next begins
 * can't be read in two ways. */
static void
add_bytes (GChecksum *sum, const void *data, gsize length)
{
  g_checksum_update (sum, (const guchar *) "T", 1);
  add_int (sum, (gint64) length);
  if (length > 0)
    g_checksum_update (sum, data, (gssize) length);
}

/* No value is 'N', which no empty text is. */
static void
add_value (GChecksum *sum, const OptStoreValue *value)
{
  gsize length = 0;
  const void *data;

  switch (value->type)
    {
    case OPT_STORE_TYPE_INT:
      add_int (sum, value->integer);
      break;
    case OPT_STORE_TYPE_TEXT:
      add_bytes (sum, value->text, strlen (value->text));
      break;
    case OPT_STORE_TYPE_BLOB:
      data = g_bytes_get_data (value->blob, &length);
      add_bytes (sum, data, length);
      break;
    case OPT_STORE_TYPE_NULL:
    case OPT_STORE_TYPE_DOUBLE:
    default:
      g_checksum_update (sum, (const guchar *) "N", 1);
      break;
    }
}

/**
 * opt_audit_chain_hash:
 * @prev_hash: the hash of the entry before, or opt_audit_chain_hash_start()
 * @id: the entry's place
 * @fields: (array fixed-size=15): its other fields, in the order of `append.sql`; texts may be
 * given as bytes
 *
 * Returns: (transfer full): its hash: SHA-256 in hexadecimal digits of the text
 * "optischema-audit-1",
 *   @prev_hash, @id and @fields; a text as 'T', its length and its bytes, a number as 'I' and eight
 *   bytes, the highest first, no value as 'N', a length as a number
 */
char *
opt_audit_chain_hash (const char *prev_hash, gint64 id, const OptStoreValue *fields)
{
  g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);
  static const char version[] = "optischema-audit-1";

  add_bytes (sum, version, strlen (version));
  add_bytes (sum, prev_hash, strlen (prev_hash));
  add_int (sum, id);
  for (guint i = 0; i < OPT_AUDIT_CHAIN_FIELDS; i++)
    add_value (sum, &fields[i]);

  return g_strdup (g_checksum_get_string (sum));
}

/**
 * opt_audit_chain_hash_start:
 * @time: when the chain was begun
 * @last_id: the last entry that was there before
 *
 * Returns: (transfer full): what the first entry has for the hash of the one before: that of the
 * text "optischema-audit-start-1", @time and @last_id
 */
char *
opt_audit_chain_hash_start (gint64 time, gint64 last_id)
{
  g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);
  static const char version[] = "optischema-audit-start-1";

  add_bytes (sum, version, strlen (version));
  add_int (sum, time);
  add_int (sum, last_id);

  return g_strdup (g_checksum_get_string (sum));
}

/**
 * opt_audit_chain_read_fields:
 * @rows: a result of `chain-page.sql`
 * @row: one of its rows
 * @fields: (out caller-allocates) (array fixed-size=15): what opt_audit_chain_hash() takes;
 * borrowed from @rows
 */
void
opt_audit_chain_read_fields (const OptStoreResult *rows, guint row, OptStoreValue *fields)
{
  for (guint i = 0; i < OPT_AUDIT_CHAIN_FIELDS; i++)
    {
      const char *name = field_names[i];
      gboolean is_number = strcmp (name, "time") == 0 || strcmp (name, "redacted") == 0;

      fields[i] = is_number ? opt_store_int (opt_store_result_get_int (rows, row, name))
                            : opt_store_blob (opt_store_result_get_blob (rows, row, name));
    }
}

static OptStoreResult *
query (OptStore *store, const char *name, const OptStoreValue *params, gsize n, GError **error)
{
  return opt_store_query_sync (store, opt_store_sql ("audit", name), params, n, error);
}

static gboolean
execute (OptStore *store, const char *name, const OptStoreValue *params, gsize n, GError **error)
{
  return opt_store_execute_sync (store, opt_store_sql ("audit", name), params, n, error);
}

/* ---- The beginning --------------------------------------------------------------------------- */

/* Chains the rows of a page to @hash, which becomes that of the last. */
static gboolean
chain_page (OptStore *store, const OptStoreResult *rows, char **hash, GError **error)
{
  for (guint row = 0; row < opt_store_result_get_n_rows (rows); row++)
    {
      gint64 id = opt_store_result_get_int (rows, row, "id");
      OptStoreValue fields[OPT_AUDIT_CHAIN_FIELDS];
      g_autofree char *prev_hash = g_steal_pointer (hash);

      opt_audit_chain_read_fields (rows, row, fields);
      *hash = opt_audit_chain_hash (prev_hash, id, fields);

      OptStoreValue params[]
          = { opt_store_int (id), opt_store_text (prev_hash), opt_store_text (*hash) };

      if (!execute (store, "chain-entry", params, G_N_ELEMENTS (params), error))
        return FALSE;
    }

  return TRUE;
}

static gboolean
chain_all (OptStore *store, char **hash, GError **error)
{
  gint64 last_id = 0;

  while (TRUE)
    {
      OptStoreValue after = opt_store_int (last_id);
      g_autoptr (OptStoreResult) rows = query (store, "chain-page", &after, 1, error);
      guint n_rows;

      if (rows == NULL || !chain_page (store, rows, hash, error))
        return FALSE;
      n_rows = opt_store_result_get_n_rows (rows);
      if (n_rows == 0)
        return TRUE;
      last_id = opt_store_result_get_int (rows, n_rows - 1, "id");
    }
}

static gboolean
begin (OptStore *store, gpointer data, GError **error)
{
  g_autoptr (OptStoreResult) state = query (store, "chain-state", NULL, 0, error);
  g_autofree char *hash = NULL;
  gint64 time = g_get_real_time ();
  gint64 last_id;

  if (state == NULL)
    return FALSE;
  /* Another process may have done it while this one waited for the lock. */
  if (!opt_store_result_is_null (state, 0, "start_time"))
    return TRUE;

  last_id = MAX (opt_store_result_get_int (state, 0, "last_id"),
                 opt_store_result_get_int (state, 0, "given_id"));
  hash = opt_audit_chain_hash_start (time, last_id);

  OptStoreValue params[] = { opt_store_int (time), opt_store_int (last_id) };

  return execute (store, "chain-start", params, G_N_ELEMENTS (params), error)
         && chain_all (store, &hash, error);
}

/**
 * opt_audit_chain_begin_sync:
 * @store: the log's store
 * @begun: (out): whether it was begun now
 * @error: return location for an error
 *
 * Begins the chain where there is none yet: entries of an older version are chained as they are
 * found. A log that is chained and has lost its beginning stays as it is, and its check says so.
 *
 * Returns: whether there is one
 */
gboolean
opt_audit_chain_begin_sync (OptStore *store, gboolean *begun, GError **error)
{
  g_autoptr (OptStoreResult) state = query (store, "chain-state", NULL, 0, error);

  if (state == NULL)
    return FALSE;

  *begun = opt_store_result_is_null (state, 0, "start_time")
           && opt_store_result_get_text (state, 0, "hash") == NULL;

  return !*begun || opt_store_transaction_sync (store, begin, NULL, error);
}

/* ---- Appending ------------------------------------------------------------------------------- */

/* The transaction holds the lock for writing: nobody else appends between the reading and the
 * writing. */
static gboolean
append (OptStore *store, gpointer data, GError **error)
{
  const OptStoreValue *fields = data;
  OptStoreValue params[OPT_AUDIT_CHAIN_FIELDS + 3];
  g_autoptr (OptStoreResult) state = query (store, "chain-state", NULL, 0, error);
  g_autofree char *start = NULL;
  g_autofree char *hash = NULL;
  const char *prev_hash;
  gint64 id;

  if (state == NULL)
    return FALSE;

  /* Behind what was ever given: where the last entries were taken out a gap stays. */
  id = 1
       + MAX (MAX (opt_store_result_get_int (state, 0, "last_id"),
                   opt_store_result_get_int (state, 0, "given_id")),
              opt_store_result_get_int (state, 0, "start_last_id"));
  start = opt_audit_chain_hash_start (opt_store_result_get_int (state, 0, "start_time"),
                                      opt_store_result_get_int (state, 0, "start_last_id"));
  prev_hash = opt_store_result_get_text (state, 0, "hash");
  if (prev_hash == NULL)
    prev_hash = start;
  hash = opt_audit_chain_hash (prev_hash, id, fields);

  memcpy (params, fields, sizeof (OptStoreValue) * OPT_AUDIT_CHAIN_FIELDS);
  params[OPT_AUDIT_CHAIN_FIELDS] = opt_store_int (id);
  params[OPT_AUDIT_CHAIN_FIELDS + 1] = opt_store_text (prev_hash);
  params[OPT_AUDIT_CHAIN_FIELDS + 2] = opt_store_text (hash);

  return execute (store, "append", params, G_N_ELEMENTS (params), error);
}

/**
 * opt_audit_chain_append_sync:
 * @store: the log's store
 * @fields: (array fixed-size=15): an entry, in the order of `append.sql`
 * @error: return location for an error
 *
 * Adds an entry with its hash, in one transaction that no other process can append within.
 *
 * Returns: whether it is on the disk
 */
gboolean
opt_audit_chain_append_sync (OptStore *store, const OptStoreValue *fields, GError **error)
{
  return opt_store_transaction_sync (store, append, (gpointer) fields, error);
}
