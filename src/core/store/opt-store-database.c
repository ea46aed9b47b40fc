/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-store-database.h"

#include <errno.h>
#include <fcntl.h>
#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <sqlite3.h>
#include <string.h>

#include "opt-error.h"
#include "opt-store-set-aside.h"
#include "opt-store-sql.h"

#define BUSY_TIMEOUT_MS 5000
#define BUSY_PAUSE (G_USEC_PER_SEC / 100)
#define MAX_CACHED_STATEMENTS 200

struct _OptStoreDatabase
{
  char *path;
  sqlite3 *db;
  GHashTable *statements; /* SQL -> sqlite3_stmt */
  GStatBuf status;        /* of the file that was opened */
  gboolean is_open;
  gboolean damaged;
};

static void
finalize_statement (gpointer statement)
{
  sqlite3_finalize (statement);
}

static void
set_damage_error (OptStoreDatabase *self, GError **error)
{
  self->damaged = TRUE;
  /* What is found while it is opened is found again the next time. */
  if (self->is_open)
    opt_store_mark_damaged (self->path, &self->status);
  opt_set_error (error, OPT_ERROR_INVALID,
                 _ ("Start OptiSchema again: it keeps the damaged file beside a new one."),
                 _ ("%s is damaged: %s"), self->path, sqlite3_errmsg (self->db));
}

static void
set_space_error (OptStoreDatabase *self, int code, GError **error)
{
  int system_errno = sqlite3_system_errno (self->db);
  gboolean is_full = (code & 0xff) == SQLITE_FULL || system_errno == ENOSPC;

  opt_set_error (error, OPT_ERROR_NO_SPACE,
                 is_full ? _ ("Make room there; nothing that was stored before is lost.")
                         : _ ("Check that disk and the room on it; nothing that was stored before "
                              "is lost."),
                 _ ("Could not write %s: %s"), self->path,
                 !is_full && system_errno != 0 ? g_strerror (system_errno)
                                               : sqlite3_errmsg (self->db));
}

static void
set_error (OptStoreDatabase *self, int code, GError **error)
{
  const char *message = sqlite3_errmsg (self->db);

  switch (code & 0xff)
    {
    case SQLITE_INTERRUPT:
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CANCELLED, _ ("Cancelled"));
      break;
    case SQLITE_FULL:
    case SQLITE_IOERR:
      set_space_error (self, code, error);
      break;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      set_damage_error (self, error);
      break;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
    case SQLITE_PROTOCOL:
      opt_set_error (error, OPT_ERROR_CONFLICT,
                     _ ("Try again, or close the other program that has it open."),
                     _ ("%s is locked by another process"), self->path);
      break;
    case SQLITE_CANTOPEN:
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_AUTH:
      opt_set_error (error, OPT_ERROR_DENIED,
                     _ ("Make the file and its folder writable for this user."),
                     _ ("Could not open %s for writing: %s"), self->path, message);
      break;
    case SQLITE_CONSTRAINT:
      opt_set_error (error, code == SQLITE_CONSTRAINT_TRIGGER ? OPT_ERROR_REFUSED : OPT_ERROR_DATA,
                     NULL, _ ("Could not store this in %s: %s"), self->path, message);
      break;
    default:
      opt_set_error (error, OPT_ERROR_FAILED, NULL, _ ("SQLite on %s: %s"), self->path, message);
      break;
    }
}

static sqlite3_stmt *
get_statement (OptStoreDatabase *self, const char *sql, GError **error)
{
  sqlite3_stmt *statement = g_hash_table_lookup (self->statements, sql);
  const char *rest = NULL;
  int code;

  if (statement != NULL)
    return statement;

  code = sqlite3_prepare_v3 (self->db, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, &rest);
  if (code != SQLITE_OK)
    {
      set_error (self, code, error);
      return NULL;
    }
  if (statement == NULL || rest[strspn (rest, " \t\r\n;")] != '\0')
    {
      sqlite3_finalize (statement);
      opt_set_error (error, OPT_ERROR_FAILED, NULL, _ ("Not one SQL statement: %s"), sql);
      return NULL;
    }

  if (g_hash_table_size (self->statements) >= MAX_CACHED_STATEMENTS)
    g_hash_table_remove_all (self->statements);
  g_hash_table_insert (self->statements, g_strdup (sql), statement);

  return statement;
}

static int
bind (sqlite3_stmt *statement, int place, const OptStoreValue *value)
{
  gsize size = 0;
  const void *data;

  switch (value->type)
    {
    case OPT_STORE_TYPE_INT:
      return sqlite3_bind_int64 (statement, place, value->integer);
    case OPT_STORE_TYPE_DOUBLE:
      return sqlite3_bind_double (statement, place, value->number);
    case OPT_STORE_TYPE_TEXT:
      return sqlite3_bind_text (statement, place, value->text, -1, SQLITE_STATIC);
    case OPT_STORE_TYPE_BLOB:
      data = g_bytes_get_data (value->blob, &size);
      /* A null pointer would be no value instead of no bytes. */
      return sqlite3_bind_blob64 (statement, place, data != NULL ? data : "", size, SQLITE_STATIC);
    case OPT_STORE_TYPE_NULL:
    default:
      return sqlite3_bind_null (statement, place);
    }
}

static OptStoreValue
read_column (sqlite3_stmt *statement, int column)
{
  OptStoreValue value = opt_store_null ();

  switch (sqlite3_column_type (statement, column))
    {
    case SQLITE_INTEGER:
      value = opt_store_int (sqlite3_column_int64 (statement, column));
      break;
    case SQLITE_FLOAT:
      value = opt_store_double (sqlite3_column_double (statement, column));
      break;
    case SQLITE_TEXT:
      value = opt_store_text (g_strdup ((const char *) sqlite3_column_text (statement, column)));
      break;
    case SQLITE_BLOB:
      {
        const void *data = sqlite3_column_blob (statement, column);

        value
            = opt_store_blob (g_bytes_new (data, (gsize) sqlite3_column_bytes (statement, column)));
        break;
      }
    default:
      break;
    }

  return value;
}

static OptStoreResult *
make_result (sqlite3_stmt *statement)
{
  guint n_columns = (guint) sqlite3_column_count (statement);
  g_autofree const char **names = g_new (const char *, n_columns + 1);

  for (guint i = 0; i < n_columns; i++)
    names[i] = sqlite3_column_name (statement, (int) i);

  return opt_store_result_new (names, n_columns);
}

/* Runs a statement to its end, collecting its rows in @result if there is one. */
static gboolean
run (OptStoreDatabase *self,
     const char *sql,
     const OptStoreValue *params,
     gsize n_params,
     OptStoreResult **result,
     GError **error)
{
  sqlite3_stmt *statement = get_statement (self, sql, error);
  int code = SQLITE_OK;

  if (statement == NULL)
    return FALSE;

  g_warn_if_fail ((gsize) sqlite3_bind_parameter_count (statement) == n_params);
  for (gsize i = 0; i < n_params && code == SQLITE_OK; i++)
    code = bind (statement, (int) i + 1, &params[i]);
  if (code == SQLITE_OK)
    code = sqlite3_step (statement);
  if (result != NULL)
    *result = make_result (statement);

  while (code == SQLITE_ROW)
    {
      for (int i = 0; result != NULL && i < sqlite3_column_count (statement); i++)
        {
          OptStoreValue value = read_column (statement, i);

          opt_store_result_take_value (*result, &value);
        }
      code = sqlite3_step (statement);
    }

  if (code != SQLITE_DONE)
    {
      set_error (self, code, error);
      if (result != NULL)
        g_clear_pointer (result, opt_store_result_free);
    }
  sqlite3_reset (statement);
  sqlite3_clear_bindings (statement);

  return code == SQLITE_DONE;
}

gboolean
opt_store_database_execute (OptStoreDatabase *self,
                            const char *sql,
                            const OptStoreValue *params,
                            gsize n_params,
                            GError **error)
{
  return run (self, sql, params, n_params, NULL, error);
}

OptStoreResult *
opt_store_database_query (OptStoreDatabase *self,
                          const char *sql,
                          const OptStoreValue *params,
                          gsize n_params,
                          GError **error)
{
  OptStoreResult *result = NULL;

  run (self, sql, params, n_params, &result, error);

  return result;
}

/* Several statements without parameters. */
gboolean
opt_store_database_run_script (OptStoreDatabase *self, const char *script, GError **error)
{
  int code = sqlite3_exec (self->db, script, NULL, NULL, NULL);

  if (code != SQLITE_OK)
    set_error (self, code, error);

  return code == SQLITE_OK;
}

gboolean
opt_store_database_begin (OptStoreDatabase *self, GError **error)
{
  return opt_store_database_execute (self, opt_store_sql ("store", "begin"), NULL, 0, error);
}

/* Without a lock: what is read first is what all of it sees. */
gboolean
opt_store_database_begin_reading (OptStoreDatabase *self, GError **error)
{
  return opt_store_database_execute (self, opt_store_sql ("store", "begin-reading"), NULL, 0,
                                     error);
}

gboolean
opt_store_database_commit (OptStoreDatabase *self, GError **error)
{
  return opt_store_database_execute (self, opt_store_sql ("store", "commit"), NULL, 0, error);
}

/* A full disk or an interruption may have rolled it back already. */
void
opt_store_database_rollback (OptStoreDatabase *self)
{
  if (!sqlite3_get_autocommit (self->db))
    opt_store_database_execute (self, opt_store_sql ("store", "rollback"), NULL, 0, NULL);
}

/* From any thread, while the owner is within a call. */
void
opt_store_database_interrupt (OptStoreDatabase *self)
{
  sqlite3_interrupt (self->db);
}

const char *
opt_store_database_get_path (OptStoreDatabase *self)
{
  return self->path;
}

void
opt_store_database_close (OptStoreDatabase *self)
{
  if (self == NULL)
    return;

  g_hash_table_unref (self->statements);
  sqlite3_close_v2 (self->db);
  g_free (self->path);
  g_free (self);
}

/* SQLite's own files beside it take over the mode. */
static gboolean
ensure_private_file (const char *path, GError **error)
{
  int fd = g_open (path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

  /* Closing an existing file here would drop the locks that this process may hold on it. */
  if (fd >= 0)
    return g_close (fd, error);
  if (errno == EEXIST && g_chmod (path, 0600) == 0)
    return TRUE;

  opt_set_error (error, errno == ENOSPC ? OPT_ERROR_NO_SPACE : OPT_ERROR_DENIED,
                 _ ("Make the folder writable for this user, with room on its disk."),
                 _ ("Could not make %s: %s"), path, g_strerror (errno));

  return FALSE;
}

/* What can be said only before there is a table, and on an old file would be a write, and so would
 * wait for others. */
static gboolean
prepare_new (OptStoreDatabase *self, GError **error)
{
  GStatBuf status;

  return g_stat (self->path, &status) != 0 || status.st_size > 0
         || opt_store_database_run_script (self, opt_store_sql ("store", "new"), error);
}

/* For a lock that another connection needs to do the same SQLite does not wait by itself: where
 * both make a new file's log, one is told at once that it is busy. */
static gboolean
prepare (OptStoreDatabase *self, GError **error)
{
  gint64 deadline = g_get_monotonic_time () + BUSY_TIMEOUT_MS * 1000;

  while (TRUE)
    {
      g_autoptr (GError) local_error = NULL;

      if (prepare_new (self, &local_error)
          && opt_store_database_run_script (self, opt_store_sql ("store", "open"), &local_error))
        return TRUE;
      if (!g_error_matches (local_error, OPT_ERROR, OPT_ERROR_CONFLICT)
          || g_get_monotonic_time () >= deadline)
        {
          g_propagate_error (error, g_steal_pointer (&local_error));
          return FALSE;
        }
      g_usleep (BUSY_PAUSE);
    }
}

static OptStoreDatabase *
open_once (const char *path,
           OptStoreFlags flags,
           const OptStoreSchema *schemas,
           gsize n_schemas,
           gboolean *damaged,
           GError **error)
{
  OptStoreDatabase *self;
  gboolean opened;
  int code;

  if (!ensure_private_file (path, error))
    return NULL;

  self = g_new0 (OptStoreDatabase, 1);
  self->path = g_strdup (path);
  self->statements = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, finalize_statement);
  if (g_stat (path, &self->status) != 0)
    memset (&self->status, 0, sizeof self->status);

  code
      = sqlite3_open_v2 (path, &self->db,
                         SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, NULL);
  if (code != SQLITE_OK)
    set_error (self, code, error);
  opened = code == SQLITE_OK;
  if (opened)
    sqlite3_busy_timeout (self->db, BUSY_TIMEOUT_MS);

  opened = opened && prepare (self, error);
  if (opened && (flags & OPT_STORE_FULL_SYNC) != 0)
    opened = opt_store_database_run_script (self, opt_store_sql ("store", "full-sync"), error);
  opened = opened && opt_store_migrate (self, schemas, n_schemas, error);

  *damaged = self->damaged;
  self->is_open = opened;
  if (!opened)
    g_clear_pointer (&self, opt_store_database_close);

  return self;
}

/* Two that find the same damage at once: the second must not move the first one's new file. */
static OptStoreDatabase *
open_damaged (const char *path,
              OptStoreFlags flags,
              const OptStoreSchema *schemas,
              gsize n_schemas,
              char **set_aside,
              GError **error)
{
  g_autoptr (GError) local_error = NULL;
  int lock = opt_store_set_aside_lock (path, TRUE);
  gboolean damaged = opt_store_is_marked_damaged (path);
  OptStoreDatabase *self = NULL;

  if (!damaged)
    self = open_once (path, flags, schemas, n_schemas, &damaged, &local_error);
  if (self == NULL && damaged)
    {
      g_clear_error (&local_error);
      if (opt_store_set_aside (path, set_aside, &local_error))
        self = open_once (path, flags, schemas, n_schemas, &damaged, &local_error);
    }
  opt_store_set_aside_unlock (lock, TRUE);
  if (self == NULL)
    g_propagate_error (error, g_steal_pointer (&local_error));

  return self;
}

/*
 * Opens the file at @path, which is made if it is not there. A damaged one, or one that was found
 * to be damaged the last time, is set aside, @set_aside gets its new name, and a new one is made;
 * but not by who only reads what another process writes.
 */
OptStoreDatabase *
opt_store_database_open (const char *path,
                         OptStoreFlags flags,
                         const OptStoreSchema *schemas,
                         gsize n_schemas,
                         char **set_aside,
                         GError **error)
{
  g_autoptr (GError) local_error = NULL;
  OptStoreDatabase *self = NULL;
  gboolean may_move = (flags & OPT_STORE_BESIDE_WRITER) == 0;
  int lock = opt_store_set_aside_lock (path, FALSE);
  gboolean damaged = may_move && opt_store_is_marked_damaged (path);

  if (!damaged)
    self = open_once (path, flags, schemas, n_schemas, &damaged, &local_error);
  opt_store_set_aside_unlock (lock, FALSE);
  if (self == NULL && damaged && may_move)
    return open_damaged (path, flags, schemas, n_schemas, set_aside, error);
  if (self == NULL)
    g_propagate_error (error, g_steal_pointer (&local_error));

  return self;
}
