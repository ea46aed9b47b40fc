/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-change-migration.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "opt-error.h"

/*
 * What is built CONCURRENTLY can't run in a transaction, and several statements in one message of
 * the protocol are one. Each tool has its own way to be told so; those that send a file as a whole
 * get a file for each statement.
 */

static const char *const nicks[]
    = { "plain", "flyway", "golang-migrate", "goose", "dbmate", "liquibase" };

typedef struct
{
  OptChangeSet *changes;
  char *folder;
  char *name;        /* of the file, without its ending */
  const char *title; /* one line */
  const char *id;
  GPtrArray *paths;
  GPtrArray *texts;
} Migration;

/**
 * opt_migration_format_from_nick:
 * @nick: a format's name, as it is typed
 * @format: (out): the format
 *
 * Returns: whether there is such a format
 */
gboolean
opt_migration_format_from_nick (const char *nick, OptMigrationFormat *format)
{
  for (gsize i = 0; i < G_N_ELEMENTS (nicks); i++)
    if (strcmp (nicks[i], nick) == 0)
      {
        *format = (OptMigrationFormat) i;
        return TRUE;
      }

  return FALSE;
}

/**
 * opt_migration_format_list:
 *
 * Returns: (transfer full): the names of all formats
 */
char *
opt_migration_format_list (void)
{
  GString *list = g_string_new (NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (nicks); i++)
    g_string_append_printf (list, "%s%s", i > 0 ? ", " : "", nicks[i]);

  return g_string_free (list, FALSE);
}

/* ---- The files ------------------------------------------------------------------------------- */

static GString *
begin_file (Migration *self)
{
  GString *text = g_string_new (NULL);

  g_string_append_printf (text, "-- %s (OptiSchema, %s)\n", self->title, self->id);

  return text;
}

static void
end_file (Migration *self, const char *ending, GString *text)
{
  g_autofree char *file = g_strconcat (self->name, ending, NULL);

  g_ptr_array_add (self->paths, g_build_filename (self->folder, file, NULL));
  g_ptr_array_add (self->texts, g_string_free (text, FALSE));
}

static void
add_statement (GString *text, const char *sql)
{
  if (sql != NULL)
    g_string_append_printf (text, "%s;\n", sql);
}

static void
add_all_up (Migration *self, GString *text)
{
  for (guint i = 0; i < opt_change_set_get_length (self->changes); i++)
    add_statement (text, opt_change_set_get (self->changes, i)->sql);
}

static void
add_all_down (Migration *self, GString *text)
{
  for (guint i = opt_change_set_get_length (self->changes); i-- > 0;)
    add_statement (text, opt_change_set_get (self->changes, i)->undo_sql);
}

static void
make_plain (Migration *self)
{
  for (guint down = 0; down < 2; down++)
    {
      GString *text = begin_file (self);

      g_string_append (text, "-- Not within a transaction: psql -v ON_ERROR_STOP=1 -f, without "
                             "--single-transaction\n\n");
      if (down)
        add_all_down (self, text);
      else
        add_all_up (self, text);
      end_file (self, down ? ".down.sql" : ".up.sql", text);
    }
}

/* Its configuration of a script is a file beside it. It holds a lock of its own in a transaction,
 * which the build would wait for for ever: flyway.postgresql.transactional.lock. */
static void
make_flyway (Migration *self)
{
  for (guint down = 0; down < 2; down++)
    {
      GString *text = begin_file (self);

      g_string_append (text,
                       "-- Needs flyway.postgresql.transactional.lock=false: else it waits for "
                       "Flyway itself\n\n");
      if (down)
        {
          add_all_down (self, text);
          self->name[0] = 'U';
        }
      else
        add_all_up (self, text);
      end_file (self, ".sql", text);
      end_file (self, ".sql.conf", g_string_new ("executeInTransaction=false\n"));
    }
}

static void
make_goose (Migration *self)
{
  GString *text = begin_file (self);

  g_string_append (text, "-- +goose NO TRANSACTION\n\n-- +goose Up\n");
  add_all_up (self, text);
  g_string_append (text, "\n-- +goose Down\n");
  add_all_down (self, text);
  end_file (self, ".sql", text);
}

static void
make_liquibase (Migration *self)
{
  GString *text = g_string_new ("--liquibase formatted sql\n");

  for (guint i = 0; i < opt_change_set_get_length (self->changes); i++)
    {
      const OptChange *change = opt_change_set_get (self->changes, i);
      g_auto (GStrv)
        undo = g_strsplit (change->undo_sql != NULL ? change->undo_sql : "empty", "\n", -1);

      g_string_append_printf (text, "\n--changeset optischema:%s-%u runInTransaction:false\n",
                              self->id, i + 1);
      g_string_append_printf (text, "--comment: %s\n", self->title);
      add_statement (text, change->sql);
      for (gsize line = 0; undo[line] != NULL; line++)
        g_string_append_printf (text, "--rollback %s%s\n", undo[line],
                                change->undo_sql != NULL && undo[line + 1] == NULL ? ";" : "");
    }
  end_file (self, ".sql", text);
}

/* The name with the version of the statement at @position. */
static char *
name_statement (Migration *self, guint position)
{
  gsize digits = strspn (self->name, "0123456789");

  return g_strdup_printf ("%0*" G_GUINT64_FORMAT "%s", (int) digits,
                          g_ascii_strtoull (self->name, NULL, 10) + position, self->name + digits);
}

static void
make_golang_migrate (Migration *self, const OptChange *change)
{
  for (guint down = 0; down < 2; down++)
    {
      GString *text = begin_file (self);

      add_statement (text, down ? change->undo_sql : change->sql);
      end_file (self, down ? ".down.sql" : ".up.sql", text);
    }
}

static void
make_dbmate (Migration *self, const OptChange *change)
{
  GString *text = begin_file (self);

  g_string_append (text, "-- migrate:up transaction:false\n");
  add_statement (text, change->sql);
  g_string_append (text, "\n-- migrate:down transaction:false\n");
  add_statement (text, change->undo_sql);
  end_file (self, ".sql", text);
}

/* For those that send a file as one message. */
static gboolean
make_each (Migration *self, OptMigrationFormat format, GError **error)
{
  g_autofree char *name = g_strdup (self->name);

  for (guint i = 0; i < opt_change_set_get_length (self->changes); i++)
    {
      const OptChange *change = opt_change_set_get (self->changes, i);
      char *own;

      if (strstr (change->sql, ";\n") != NULL
          || (change->undo_sql != NULL && strstr (change->undo_sql, ";\n") != NULL))
        {
          opt_set_error (error, OPT_ERROR_UNSUPPORTED, _ ("Have it written as plain SQL."),
                         _ ("The change or its undo is more than one statement, which %s can’t run "
                            "outside of a transaction"),
                         nicks[format]);
          return FALSE;
        }
      own = name_statement (self, i);
      g_free (self->name);
      self->name = own;
      if (format == OPT_MIGRATION_DBMATE)
        make_dbmate (self, change);
      else
        make_golang_migrate (self, change);
      g_free (self->name);
      self->name = g_strdup (name);
    }

  return TRUE;
}

/* ---- Their names ----------------------------------------------------------------------------- */

static gboolean
check_name (const Migration *self, OptMigrationFormat format, GError **error)
{
  const char *name = self->name;
  gsize digits = strspn (name, "0123456789");
  const char *pattern = NULL;

  if (format == OPT_MIGRATION_FLYWAY
      && (name[0] != 'V' || !g_ascii_isdigit (name[1]) || strstr (name, "__") == NULL))
    pattern = "V42__index.sql";
  else if ((format == OPT_MIGRATION_GOLANG_MIGRATE || format == OPT_MIGRATION_DBMATE
            || format == OPT_MIGRATION_GOOSE)
           && (digits == 0 || digits > 18 || name[digits] != '_' || name[digits + 1] == '\0'))
    pattern = "000042_index.sql";
  else if (*name == '\0')
    pattern = "index.sql";
  if (pattern == NULL)
    return TRUE;

  opt_set_error (error, OPT_ERROR_INVALID, NULL,
                 /* Translators: a tool, the name of a file */
                 _ ("Files of %s have names such as %s"), nicks[format], pattern);

  return FALSE;
}

static void
take_path (Migration *self, const char *path)
{
  static const char *const endings[] = { ".sql", ".up", ".down" };

  self->folder = g_path_get_dirname (path);
  self->name = g_path_get_basename (path);
  for (gsize i = 0; i < G_N_ELEMENTS (endings); i++)
    if (g_str_has_suffix (self->name, endings[i]))
      self->name[strlen (self->name) - strlen (endings[i])] = '\0';
}

/* ---- Writing --------------------------------------------------------------------------------- */

static gboolean
write_file (const char *path, const char *text, GError **error)
{
  int fd = g_open (path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
  gsize length = strlen (text);
  gsize done = 0;

  if (fd < 0)
    {
      opt_set_error (error, errno == EEXIST ? OPT_ERROR_CONFLICT : OPT_ERROR_DENIED,
                     errno == EEXIST ? _ ("Give another name: nothing is written over.") : NULL,
                     _ ("Could not make %s: %s"), path, g_strerror (errno));
      return FALSE;
    }

  while (done < length)
    {
      gssize written = write (fd, text + done, length - done);

      if (written < 0 && errno == EINTR)
        continue;
      if (written < 0)
        break;
      done += (gsize) written;
    }
  /* What a disk has no room for some file systems say only here. */
  if (done == length && g_fsync (fd) == 0 && g_close (g_steal_fd (&fd), NULL))
    return TRUE;

  opt_set_error (error, OPT_ERROR_NO_SPACE, NULL, _ ("Could not write %s: %s"), path,
                 g_strerror (errno));
  if (fd >= 0)
    close (fd);
  g_unlink (path);

  return FALSE;
}

/* All or none. */
static gboolean
write_all (Migration *self, GError **error)
{
  for (guint i = 0; i < self->paths->len; i++)
    {
      if (write_file (self->paths->pdata[i], self->texts->pdata[i], error))
        continue;
      while (i-- > 0)
        g_unlink (self->paths->pdata[i]);
      return FALSE;
    }

  return TRUE;
}

static gboolean
make_texts (Migration *self, OptMigrationFormat format, GError **error)
{
  switch (format)
    {
    case OPT_MIGRATION_FLYWAY:
      make_flyway (self);
      return TRUE;
    case OPT_MIGRATION_GOOSE:
      make_goose (self);
      return TRUE;
    case OPT_MIGRATION_LIQUIBASE:
      make_liquibase (self);
      return TRUE;
    case OPT_MIGRATION_GOLANG_MIGRATE:
    case OPT_MIGRATION_DBMATE:
      return make_each (self, format, error);
    case OPT_MIGRATION_PLAIN:
    default:
      make_plain (self);
      return TRUE;
    }
}

/**
 * opt_change_migration_write:
 * @changes: what to do, and its undo
 * @format: whose files
 * @path: the name of the first of them; what the tool wants at its end is added
 * @title: the change in words
 * @id: where it came from
 * @error: return location for an error: %OPT_ERROR_CONFLICT where a file is there already,
 *   %OPT_ERROR_INVALID where the tool has other names
 *
 * Writes the change as files for somebody else to run. No file is written over; where one can't be
 * written none is.
 *
 * Returns: (transfer full) (nullable) (element-type utf8): the files
 */
GPtrArray *
opt_change_migration_write (OptChangeSet *changes,
                            OptMigrationFormat format,
                            const char *path,
                            const char *title,
                            const char *id,
                            GError **error)
{
  g_autofree char *line = g_strdelimit (g_strdup (title), "\r\n", ' ');
  Migration self = { .changes = changes, .title = line, .id = id };
  gboolean done;

  g_return_val_if_fail (OPT_IS_CHANGE_SET (changes), NULL);
  g_return_val_if_fail (path != NULL && title != NULL && id != NULL, NULL);

  self.paths = g_ptr_array_new_with_free_func (g_free);
  self.texts = g_ptr_array_new_with_free_func (g_free);
  take_path (&self, path);
  done = check_name (&self, format, error) && make_texts (&self, format, error)
         && write_all (&self, error);
  g_free (self.folder);
  g_free (self.name);
  g_ptr_array_unref (self.texts);
  if (!done)
    g_clear_pointer (&self.paths, g_ptr_array_unref);

  return self.paths;
}
