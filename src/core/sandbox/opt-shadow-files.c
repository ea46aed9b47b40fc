/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "opt-shadow-files.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "opt-error.h"
#include "opt-sandbox-private.h"
#include "opt-shadow-page.h"

#define PAGE_BYTES OPT_SHADOW_PAGE_BYTES
/* A shadow writes a meta page, a chain as long as a B-tree is high, and a leaf. */
#define WRITTEN_PAGES 32
#define FLUSH_BYTES (1 << 20)
#define NONE (-1)

struct _OptShadowFiles
{
  const char
      *data_folder; /* (nullable) of a server whose files are ours; what follows is not used */

  OptConnection *admin;
  GHashTable *parts;   /* of char * to an open file: those of the one that was got last */
  GBytes *original;    /* of the file that was got last */
  GPtrArray *paths;    /* of char *: what is to be done, by the columns of file-add */
  GArray *pages;       /* of gint64 */
  GPtrArray *contents; /* of char * */
  GArray *sizes;       /* of gint64 */
  gsize waiting_bytes;
};

static gboolean
run (OptShadowFiles *self, const char *name, GCancellable *cancellable, GError **error)
{
  return opt_connection_execute_sync (self->admin, opt_sandbox_get_sql (self->admin, name), NULL,
                                      cancellable, error);
}

static gboolean
check_tools (OptShadowFiles *self, GCancellable *cancellable, GError **error)
{
  g_autoptr (GError) local_error = NULL;

  if (run (self, "file-tools", cancellable, &local_error))
    return TRUE;
  if (!opt_sandbox_may_go_on (local_error))
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return FALSE;
    }

  opt_set_error (error, OPT_ERROR_UNSUPPORTED,
                 _ ("Use the private sandbox of this machine, or one on Linux with coreutils, such "
                    "as the service “sandbox” of docker-compose.yml."),
                 _ ("A shadow can't be made on the server that was given as the sandbox: its files "
                    "are written by the programs base64, dd and truncate there, and they can't be "
                    "run: %s"),
                 local_error->message);

  return FALSE;
}

static void
close_part (gpointer fd)
{
  close (GPOINTER_TO_INT (fd));
}

static gboolean
prepare (OptShadowFiles *self, GCancellable *cancellable, GError **error)
{
  return check_tools (self, cancellable, error) && run (self, "file-table", cancellable, error);
}

/**
 * opt_shadow_files_new_sync:
 * @sandbox: a started sandbox, which stays as long as what is returned
 * @cancellable: (nullable): a #GCancellable
 * @error: return location for an error
 *
 * Returns: (transfer full) (nullable): the way to its server's files; %OPT_ERROR_UNSUPPORTED where
 *   there is none
 */
OptShadowFiles *
opt_shadow_files_new_sync (OptSandbox *sandbox, GCancellable *cancellable, GError **error)
{
  g_autoptr (OptShadowFiles) self = g_new0 (OptShadowFiles, 1);

  self->data_folder = opt_sandbox_provider_get_data_folder (opt_sandbox_get_provider (sandbox));
  if (self->data_folder != NULL)
    return g_steal_pointer (&self);

  self->parts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, close_part);
  self->paths = g_ptr_array_new_with_free_func (g_free);
  self->pages = g_array_new (FALSE, FALSE, sizeof (gint64));
  self->contents = g_ptr_array_new_with_free_func (g_free);
  self->sizes = g_array_new (FALSE, FALSE, sizeof (gint64));
  self->admin
      = opt_sandbox_connect_sync (sandbox, OPT_SANDBOX_USER_ADMIN, NULL, cancellable, error);
  if (self->admin == NULL || !prepare (self, cancellable, error))
    return NULL;

  return g_steal_pointer (&self);
}

/**
 * opt_shadow_files_free:
 * @self: (nullable): a way to files
 *
 * Frees @self; what was not flushed is not done.
 */
void
opt_shadow_files_free (OptShadowFiles *self)
{
  if (self == NULL)
    return;

  if (self->admin != NULL)
    opt_connection_close (self->admin);
  g_clear_object (&self->admin);
  g_clear_pointer (&self->parts, g_hash_table_unref);
  g_clear_pointer (&self->original, g_bytes_unref);
  g_clear_pointer (&self->paths, g_ptr_array_unref);
  g_clear_pointer (&self->pages, g_array_unref);
  g_clear_pointer (&self->contents, g_ptr_array_unref);
  g_clear_pointer (&self->sizes, g_array_unref);
  g_free (self);
}

static int
make_part (OptShadowFiles *self, const char *suffix, GError **error)
{
  int fd = memfd_create ("optischema-shadow", MFD_CLOEXEC);

  if (fd < 0)
    opt_set_error (error, OPT_ERROR_FAILED, NULL, _ ("Could not make a file in memory: %s"),
                   g_strerror (errno));
  else
    g_hash_table_replace (self->parts, g_strdup (suffix), GINT_TO_POINTER (fd));

  return fd;
}

/**
 * opt_shadow_files_get_sync:
 * @self: a way to files
 * @path: a file's path below the server's data folder
 * @cancellable: (nullable): a #GCancellable
 * @error: return location for an error
 *
 * Makes a file ready for opt_shadow_files_open(), until the next one is got. What is written to it
 * is taken over by opt_shadow_files_put_sync().
 *
 * Returns: %TRUE if it worked
 */
gboolean
opt_shadow_files_get_sync (OptShadowFiles *self,
                           const char *path,
                           GCancellable *cancellable,
                           GError **error)
{
  g_autoptr (OptParams) params = NULL;
  g_autoptr (OptResult) result = NULL;
  guchar *bytes;
  gsize length;
  int fd;

  if (self->data_folder != NULL)
    return TRUE;

  g_hash_table_remove_all (self->parts);
  params = opt_params_new_text (path, NULL);
  result = opt_connection_query_sync (self->admin, opt_sandbox_get_sql (self->admin, "file-read"),
                                      params, OPT_QUERY_NONE, cancellable, error);
  if (result == NULL)
    return FALSE;

  bytes = g_base64_decode (opt_result_get_text (result, 0, "bytes"), &length);
  g_clear_pointer (&self->original, g_bytes_unref);
  self->original = g_bytes_new_take (bytes, length);
  fd = make_part (self, "", error);
  if (fd < 0)
    return FALSE;
  if (pwrite (fd, bytes, length, 0) == (gssize) length)
    return TRUE;

  opt_set_error (error, OPT_ERROR_FAILED, NULL, _ ("Could not make a file in memory: %s"),
                 g_strerror (errno));

  return FALSE;
}

/**
 * opt_shadow_files_open:
 * @self: a way to files
 * @path: the path that was got last
 * @suffix: of a file beside it, which is made if it is not there; empty for itself
 * @error: return location for an error
 *
 * Returns: a file that is to be closed, to read and to write; -1 where that failed
 */
int
opt_shadow_files_open (OptShadowFiles *self, const char *path, const char *suffix, GError **error)
{
  g_autofree char *file = NULL;
  gpointer part;
  int fd;

  if (self->data_folder != NULL)
    {
      g_autofree char *name = g_strconcat (path, suffix, NULL);
      int make = *suffix != '\0' ? O_CREAT : 0;

      file = g_build_filename (self->data_folder, name, NULL);
      fd = open (file, O_RDWR | make | O_CLOEXEC | O_NOFOLLOW, 0600);
    }
  else
    {
      if (!g_hash_table_lookup_extended (self->parts, suffix, NULL, &part)
          && make_part (self, suffix, error) < 0)
        return -1;
      fd = fcntl (GPOINTER_TO_INT (g_hash_table_lookup (self->parts, suffix)), F_DUPFD_CLOEXEC, 0);
    }

  if (fd < 0)
    {
      int saved = errno;

      opt_set_error (error, saved == ENOSPC ? OPT_ERROR_NO_SPACE : OPT_ERROR_FAILED, NULL,
                     _ ("Could not open the shadow's file %s: %s"), file != NULL ? file : path,
                     g_strerror (saved));
    }

  return fd;
}

static void
add (OptShadowFiles *self, const char *path, gint64 page, char *content, gint64 size)
{
  self->waiting_bytes += strlen (content) + strlen (path);
  g_ptr_array_add (self->paths, g_strdup (path));
  g_array_append_val (self->pages, page);
  g_ptr_array_add (self->contents, content);
  g_array_append_val (self->sizes, size);
}

static gboolean
is_changed (GBytes *original, gint64 page, const guint8 *bytes)
{
  static const guint8 hole[PAGE_BYTES];
  gsize length = 0;
  const guint8 *before = original != NULL ? g_bytes_get_data (original, &length) : NULL;
  gsize start = (gsize) page * PAGE_BYTES;

  return memcmp (start + PAGE_BYTES <= length ? before + start : hole, bytes, PAGE_BYTES) != 0;
}

/* The pages that were written, and the size. */
static gboolean
take_part (OptShadowFiles *self, const char *path, int fd, GBytes *original, GError **error)
{
  struct stat info;
  guint8 bytes[PAGE_BYTES];

  if (fstat (fd, &info) != 0)
    {
      opt_set_error (error, OPT_ERROR_FAILED, NULL, _ ("Could not read %s: %s"), path,
                     g_strerror (errno));
      return FALSE;
    }
  for (gint64 page = 0; page < WRITTEN_PAGES; page++)
    if (pread (fd, bytes, PAGE_BYTES, (off_t) page * PAGE_BYTES) == PAGE_BYTES
        && is_changed (original, page, bytes))
      add (self, path, page, g_base64_encode (bytes, PAGE_BYTES), NONE);
  add (self, path, NONE, g_strdup (""), info.st_size);

  return TRUE;
}

/**
 * opt_shadow_files_put_sync:
 * @self: a way to files
 * @path: the path that was got last
 * @cancellable: (nullable): a #GCancellable
 * @error: return location for an error
 *
 * Takes over what was written since, also to files beside it. It is done for certain after
 * opt_shadow_files_flush_sync().
 *
 * Returns: %TRUE if it worked
 */
gboolean
opt_shadow_files_put_sync (OptShadowFiles *self,
                           const char *path,
                           GCancellable *cancellable,
                           GError **error)
{
  GHashTableIter iter;
  const char *suffix;
  gpointer fd;

  if (self->data_folder != NULL)
    return TRUE;

  g_hash_table_iter_init (&iter, self->parts);
  while (g_hash_table_iter_next (&iter, (gpointer *) &suffix, &fd))
    {
      g_autofree char *file = g_strconcat (path, suffix, NULL);

      if (!take_part (self, file, GPOINTER_TO_INT (fd), *suffix == '\0' ? self->original : NULL,
                      error))
        return FALSE;
    }
  g_hash_table_remove_all (self->parts);

  return (self->waiting_bytes < FLUSH_BYTES
          || opt_shadow_files_flush_sync (self, cancellable, error));
}

static gboolean
check_sizes (OptShadowFiles *self, GCancellable *cancellable, GError **error)
{
  g_autoptr (OptResult) wrong
      = opt_connection_query_sync (self->admin, opt_sandbox_get_sql (self->admin, "file-check"),
                                   NULL, OPT_QUERY_NONE, cancellable, error);

  if (wrong == NULL)
    return FALSE;
  if (opt_result_get_n_rows (wrong) == 0)
    return TRUE;

  opt_set_error (error, OPT_ERROR_FAILED, NULL,
                 _ ("The sandbox's server did not write the shadow's file %s"),
                 opt_result_get_text (wrong, 0, "path"));

  return FALSE;
}

/**
 * opt_shadow_files_flush_sync:
 * @self: a way to files
 * @cancellable: (nullable): a #GCancellable
 * @error: return location for an error
 *
 * Has the server write what waits for it, and looks whether it did.
 *
 * Returns: %TRUE if it worked
 */
gboolean
opt_shadow_files_flush_sync (OptShadowFiles *self, GCancellable *cancellable, GError **error)
{
  g_autoptr (OptParams) params = NULL;

  if (self->data_folder != NULL || self->paths->len == 0)
    return TRUE;

  params = opt_params_new ();
  g_ptr_array_add (self->paths, NULL);
  g_ptr_array_add (self->contents, NULL);
  opt_params_add_text_array (params, (const char *const *) self->paths->pdata);
  opt_params_add_int_array (params, (const gint64 *) self->pages->data, self->pages->len);
  opt_params_add_text_array (params, (const char *const *) self->contents->pdata);
  opt_params_add_int_array (params, (const gint64 *) self->sizes->data, self->sizes->len);
  g_ptr_array_set_size (self->paths, 0);
  g_array_set_size (self->pages, 0);
  g_ptr_array_set_size (self->contents, 0);
  g_array_set_size (self->sizes, 0);
  self->waiting_bytes = 0;

  return opt_connection_execute_sync (self->admin, opt_sandbox_get_sql (self->admin, "file-add"),
                                      params, cancellable, error)
         && run (self, "file-apply", cancellable, error) && check_sizes (self, cancellable, error)
         && run (self, "file-clear", cancellable, error);
}
