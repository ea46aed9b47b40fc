/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "opt-history-private.h"
#include "opt-history-varint.h"
#include "opt-statement-plain.h"

/* Texts are kept once, whoever runs them; long ones are compressed. */
#define LONG_TEXT 512
#define TEXT_FORMAT 1

/* 0: it is not known; -1 with an error. */
gint64
opt_history_find_server (OptHistory *self, const char *server_id, GError **error)
{
  OptStoreValue params[] = { opt_store_text (server_id) };
  g_autoptr (OptStoreResult) rows
      = opt_store_query_sync (self->store, opt_store_sql ("monitor", "find-server"), params, 1,
                              error);

  if (rows == NULL)
    return -1;

  return opt_store_result_get_n_rows (rows) > 0 ? opt_store_result_get_int (rows, 0, "id") : 0;
}

gboolean
opt_history_ensure_server (OptHistory *self, const char *server_id, gint64 *server, GError **error)
{
  OptStoreValue params[] = { opt_store_text (server_id) };

  *server = opt_history_find_server (self, server_id, error);
  if (*server == 0
      && opt_store_execute_sync (self->store, opt_store_sql ("monitor", "add-server"), params, 1,
                                 error))
    *server = opt_history_find_server (self, server_id, error);

  return *server > 0;
}

/* What a transaction that was rolled back gave out does not exist. */
void
opt_history_forget_ids (OptHistory *self)
{
  g_clear_pointer (&self->ids, g_hash_table_unref);
  g_clear_pointer (&self->texts, g_hash_table_unref);
  g_clear_pointer (&self->ids_server, g_free);
}

static void
read_key (const OptStoreResult *rows, guint row, OptStatementKey *key)
{
  key->userid = (guint32) opt_store_result_get_int (rows, row, "userid");
  key->dbid = (guint32) opt_store_result_get_int (rows, row, "dbid");
  key->queryid = opt_store_result_get_int (rows, row, "queryid");
  key->toplevel = opt_store_result_get_int (rows, row, "toplevel") != 0;
}

static void
remember_id (OptHistory *self, const OptStatementKey *key, gint64 id, gboolean known)
{
  g_hash_table_replace (self->ids, g_memdup2 (key, sizeof *key), GSIZE_TO_POINTER ((gsize) id));
  if (known)
    g_hash_table_add (self->texts, GSIZE_TO_POINTER ((gsize) id));
}

static gboolean
load_ids (OptHistory *self, const char *server_id, gint64 server, GError **error)
{
  OptStoreValue params[] = { opt_store_int (server) };
  g_autoptr (OptStoreResult) rows = NULL;

  if (self->ids != NULL && g_strcmp0 (self->ids_server, server_id) == 0)
    return TRUE;

  opt_history_forget_ids (self);
  rows = opt_store_query_sync (self->store, opt_store_sql ("monitor", "list-statement-ids"), params,
                               1, error);
  if (rows == NULL)
    return FALSE;

  self->ids_server = g_strdup (server_id);
  self->ids = g_hash_table_new_full (opt_statement_key_hash, opt_statement_key_equal, g_free, NULL);
  self->texts = g_hash_table_new (NULL, NULL);
  for (guint row = 0; row < opt_store_result_get_n_rows (rows); row++)
    {
      OptStatementKey key;

      read_key (rows, row, &key);
      remember_id (self, &key, opt_store_result_get_int (rows, row, "id"),
                   opt_store_result_get_int (rows, row, "known") != 0);
    }

  return TRUE;
}

/* @first is of one that is not there yet. Returns 0 with an error. */
gint64
opt_history_ensure_statement (OptHistory *self,
                              const char *server_id,
                              gint64 server,
                              const OptStatementKey *key,
                              gint64 seen,
                              const OptHistoryFirst *first,
                              GError **error)
{
  OptStoreValue params[] = {
    opt_store_int (server),        opt_store_int (key->userid),
    opt_store_int (key->dbid),     opt_store_int (key->queryid),
    opt_store_int (key->toplevel), opt_store_int (opt_history_floor (seen, OPT_HISTORY_HOUR)),
    opt_store_int (first->after),  opt_store_int (first->until),
  };
  g_autoptr (OptStoreResult) rows = NULL;
  gpointer known;
  gint64 id;

  if (!load_ids (self, server_id, server, error))
    return 0;
  known = g_hash_table_lookup (self->ids, key);
  if (known != NULL)
    return (gint64) GPOINTER_TO_SIZE (known);

  rows = opt_store_query_sync (self->store, opt_store_sql ("monitor", "add-statement"), params,
                               G_N_ELEMENTS (params), error);
  if (rows == NULL)
    return 0;
  id = opt_store_result_get_int (rows, 0, "id");
  remember_id (self, key, id, FALSE);

  return id;
}

static GBytes *
get_sha256 (const char *text)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  guint8 digest[32];
  gsize length = sizeof digest;

  g_checksum_update (checksum, (const guchar *) text, -1);
  g_checksum_get_digest (checksum, digest, &length);

  return g_bytes_new (digest, length);
}

/* Sets @blob where the text is to be compressed. */
static OptStoreValue
make_body (const char *text, GBytes **blob)
{
  gsize length = strlen (text);

  *blob = NULL;
  if (length > LONG_TEXT)
    {
      GByteArray *bytes = g_byte_array_new ();

      g_byte_array_append (bytes, &(guint8){ TEXT_FORMAT }, 1);
      opt_history_put_deflated (bytes, (const guint8 *) text, length);
      *blob = g_byte_array_free_to_bytes (bytes);
    }

  return *blob != NULL ? opt_store_blob (*blob) : opt_store_text (text);
}

/* Returns 0 with an error. */
gint64
opt_history_ensure_text (OptHistory *self, const char *text, GError **error)
{
  g_autoptr (GBytes) sha256 = get_sha256 (text);
  g_autoptr (GBytes) blob = NULL;
  OptStoreValue params[] = { opt_store_blob (sha256), opt_store_null () };
  g_autoptr (OptStoreResult) rows = NULL;

  rows = opt_store_query_sync (self->store, opt_store_sql ("monitor", "find-text"), params, 1,
                               error);
  if (rows == NULL)
    return 0;
  if (opt_store_result_get_n_rows (rows) == 0)
    {
      g_clear_pointer (&rows, opt_store_result_free);
      params[1] = make_body (text, &blob);
      rows = opt_store_query_sync (self->store, opt_store_sql ("monitor", "add-text"), params, 2,
                                   error);
    }

  return rows != NULL ? opt_store_result_get_int (rows, 0, "id") : 0;
}

static gboolean
see_statement (OptHistory *self, gint64 id, gint64 seen, GError **error)
{
  OptStoreValue params[]
      = { opt_store_int (id), opt_store_int (opt_history_floor (seen, OPT_HISTORY_HOUR)) };

  return opt_store_execute_sync (self->store, opt_store_sql ("monitor", "see-statement"), params, 2,
                                 error);
}

static gboolean
put_text (OptHistory *self, gint64 id, const OptSqlText *text, GError **error)
{
  g_autofree char *fingerprint
      = text->fingerprint != 0 ? g_strdup_printf ("%016" G_GINT64_MODIFIER "x", text->fingerprint)
                               : NULL;
  /* The server keeps the literals of what is no query, as passwords are. */
  g_autofree char *plain = opt_statement_make_plain_head (text->text);
  gint64 text_id = opt_history_ensure_text (self, plain, error);
  OptStoreValue params[] = { opt_store_int (id), opt_store_int (text_id),
                             opt_store_text (fingerprint), opt_store_int (text->system) };

  if (text_id == 0
      || !opt_store_execute_sync (self->store, opt_store_sql ("monitor", "set-statement-text"),
                                  params, G_N_ELEMENTS (params), error))
    return FALSE;
  g_hash_table_add (self->texts, GSIZE_TO_POINTER ((gsize) id));

  return TRUE;
}

static gboolean
put_role (OptHistory *self, gint64 server, const OptSqlText *text, GError **error)
{
  OptStoreValue params[]
      = { opt_store_int (server), opt_store_int (text->key.userid), opt_store_text (text->role) };

  return opt_store_execute_sync (self->store, opt_store_sql ("monitor", "add-role"), params, 3,
                                 error);
}

/* What is known is not parsed again. */
gboolean
opt_history_put_texts (OptHistory *self,
                       const char *server_id,
                       gint64 server,
                       GPtrArray *texts,
                       gint64 seen,
                       GError **error)
{
  g_autoptr (GHashTable) roles = g_hash_table_new (NULL, NULL);

  for (guint i = 0; i < texts->len; i++)
    {
      const OptSqlText *text = texts->pdata[i];
      gint64 id = opt_history_ensure_statement (self, server_id, server, &text->key, seen,
                                                &(OptHistoryFirst){ 0 }, error);

      if (id == 0)
        return FALSE;
      if (!see_statement (self, id, seen, error))
        return FALSE;
      if (!g_hash_table_contains (self->texts, GSIZE_TO_POINTER ((gsize) id))
          && !put_text (self, id, text, error))
        return FALSE;
      if (text->role != NULL && g_hash_table_add (roles, GUINT_TO_POINTER (text->key.userid))
          && !put_role (self, server, text, error))
        return FALSE;
    }

  return TRUE;
}

/* Of the column "body"; %NULL where there is none. */
char *
opt_history_read_text (const OptStoreResult *rows, guint row)
{
  GBytes *blob = opt_store_result_get_blob (rows, row, "body");
  g_autoptr (GZlibDecompressor) decompressor = NULL;
  g_autoptr (GByteArray) plain = NULL;
  OptHistoryReader reader;
  const guint8 *data;
  gsize length;

  if (blob == NULL)
    return g_strdup (opt_store_result_get_text (rows, row, "body"));

  data = g_bytes_get_data (blob, &length);
  if (length < 1 || data[0] != TEXT_FORMAT)
    return NULL;
  reader = (OptHistoryReader){ data + 1, data + length, FALSE };
  decompressor = g_zlib_decompressor_new (G_ZLIB_COMPRESSOR_FORMAT_ZLIB);
  plain = g_byte_array_new ();
  if (!opt_history_read_deflated (&reader, G_CONVERTER (decompressor), plain))
    return NULL;

  return g_strndup ((const char *) plain->data, plain->len);
}

static gboolean
pack_text (OptHistory *self, gint64 id, const char *text, GError **error)
{
  g_autoptr (GBytes) sha256 = get_sha256 (text);
  g_autoptr (GBytes) blob = NULL;
  OptStoreValue params[] = { opt_store_int (id), opt_store_blob (sha256), opt_store_null () };
  OptStoreValue other[] = { opt_store_int (id), opt_store_int (0) };
  OptStoreValue body = make_body (text, &blob);
  g_autoptr (OptStoreResult) rows
      = opt_store_query_sync (self->store, opt_store_sql ("monitor", "find-text"), &params[1], 1,
                              error);

  if (rows == NULL)
    return FALSE;

  if (opt_store_result_get_n_rows (rows) == 0)
    {
      params[2] = body;
      return opt_store_execute_sync (self->store, opt_store_sql ("monitor", "pack-text"), params,
                                     G_N_ELEMENTS (params), error);
    }
  other[1] = opt_store_int (opt_store_result_get_int (rows, 0, "id"));

  return opt_store_execute_sync (self->store, opt_store_sql ("monitor", "replace-text"), other, 2,
                                 error)
         && opt_store_execute_sync (self->store, opt_store_sql ("monitor", "replace-chain-text"),
                                    other, 2, error)
         && opt_store_execute_sync (self->store, opt_store_sql ("monitor", "forget-text"), other, 1,
                                    error);
}

/* Some of the texts that an older version left as they were, maybe with values in them. */
gboolean
opt_history_pack_texts (OptHistory *self, guint *n_packed, GError **error)
{
  g_autoptr (OptStoreResult) rows
      = opt_store_query_sync (self->store, opt_store_sql ("monitor", "list-texts-to-pack"), NULL, 0,
                              error);

  *n_packed = 0;
  if (rows == NULL)
    return FALSE;

  for (guint row = 0; row < opt_store_result_get_n_rows (rows); row++)
    {
      g_autofree char *text = opt_history_read_text (rows, row);
      g_autofree char *plain = opt_statement_make_plain_head (text != NULL ? text : "");

      if (!pack_text (self, opt_store_result_get_int (rows, row, "id"), plain, error))
        return FALSE;
      (*n_packed)++;
    }

  return TRUE;
}
