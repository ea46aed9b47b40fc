/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "opt-shadow-files.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>
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
  char *folder;        /* copies of files that are being made */
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

static gboolean
prepare (OptShadowFiles *self, GCancellable *cancellable, GError **error)
{
  self->folder = g_dir_make_tmp ("optischema-XXXXXX", error);

  return self->folder != NULL && check_tools (self, cancellable, error)
         && run (self, "file-table", cancellable, error);
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

static char *
make_local_path (OptShadowFiles *self)
{
  return g_build_filename (self->folder, "file", NULL);
}

/* What was made of a file, if that was not taken over. */
static void
clear_folder (OptShadowFiles *self)
{
  g_autoptr (GDir) folder = g_dir_open (self->folder, 0, NULL);
  const char *name;

  while (folder != NULL && (name = g_dir_read_name (folder)) != NULL)
    {
      g_autofree char *path = g_build_filename (self->folder, name, NULL);

      g_unlink (path);
    }
  g_rmdir (self->folder);
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
  if (self->folder != NULL)
    clear_folder (self);
  g_free (self->folder);
  g_clear_pointer (&self->original, g_bytes_unref);
  g_clear_pointer (&self->paths, g_ptr_array_unref);
  g_clear_pointer (&self->pages, g_array_unref);
  g_clear_pointer (&self->contents, g_ptr_array_unref);
  g_clear_pointer (&self->sizes, g_array_unref);
  g_free (self);
}

/**
 * opt_shadow_files_get_sync:
 * @self: a way to files
 * @path: a file's path below the server's data folder
 * @cancellable: (nullable): a #GCancellable
 * @error: return location for an error
 *
 * Returns: (transfer full) (nullable): the path of the file here, or of a copy of it, that can be
 *   read, and written to until opt_shadow_files_put_sync(), which comes before the next file
 */
char *
opt_shadow_files_get_sync (OptShadowFiles *self,
                           const char *path,
                           GCancellable *cancellable,
                           GError **error)
{
  g_autofree char *local = NULL;
  g_autoptr (OptParams) params = NULL;
  g_autoptr (OptResult) result = NULL;
  guchar *bytes;
  gsize length;

  if (self->data_folder != NULL)
    return g_build_filename (self->data_folder, path, NULL);

  params = opt_params_new_text (path, NULL);
  result = opt_connection_query_sync (self->admin, opt_sandbox_get_sql (self->admin, "file-read"),
                                      params, OPT_QUERY_NONE, cancellable, error);
  if (result == NULL)
    return NULL;

  bytes = g_base64_decode (opt_result_get_text (result, 0, "bytes"), &length);
  g_clear_pointer (&self->original, g_bytes_unref);
  self->original = g_bytes_new_take (bytes, length);
  local = make_local_path (self);
  if (!g_file_set_contents_full (local, (const char *) bytes, (gssize) length,
                                 G_FILE_SET_CONTENTS_NONE, 0600, error))
    return NULL;

  return g_steal_pointer (&local);
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
take_file (OptShadowFiles *self,
           const char *path,
           const char *local,
           GBytes *original,
           GError **error)
{
  int fd = open (local, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
  struct stat info;
  guint8 bytes[PAGE_BYTES];

  if (fd < 0 || fstat (fd, &info) != 0)
    {
      opt_set_error (error, OPT_ERROR_FAILED, NULL, _ ("Could not read %s: %s"), local,
                     g_strerror (errno));
      if (fd >= 0)
        close (fd);
      return FALSE;
    }
  for (gint64 page = 0; page < WRITTEN_PAGES; page++)
    if (pread (fd, bytes, PAGE_BYTES, (off_t) page * PAGE_BYTES) == PAGE_BYTES
        && is_changed (original, page, bytes))
      add (self, path, page, g_base64_encode (bytes, PAGE_BYTES), NONE);
  close (fd);
  add (self, path, NONE, g_strdup (""), info.st_size);
  g_unlink (local);

  return TRUE;
}

/* A shadow makes the visibility map and the segments after the first. */
static gboolean
take_files (OptShadowFiles *self, const char *path, GError **error)
{
  g_autofree char *local = make_local_path (self);
  g_autofree char *local_map = g_strconcat (local, "_vm", NULL);
  g_autofree char *map = g_strconcat (path, "_vm", NULL);

  if (!take_file (self, path, local, self->original, error))
    return FALSE;
  if (g_file_test (local_map, G_FILE_TEST_EXISTS) && !take_file (self, map, local_map, NULL, error))
    return FALSE;

  for (guint i = 1;; i++)
    {
      g_autofree char *local_segment = g_strdup_printf ("%s.%u", local, i);
      g_autofree char *segment = g_strdup_printf ("%s.%u", path, i);

      if (!g_file_test (local_segment, G_FILE_TEST_EXISTS))
        return TRUE;
      if (!take_file (self, segment, local_segment, NULL, error))
        return FALSE;
    }
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
  if (self->data_folder != NULL)
    return TRUE;

  return take_files (self, path, error)
         && (self->waiting_bytes < FLUSH_BYTES
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
