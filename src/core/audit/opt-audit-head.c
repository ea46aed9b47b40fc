/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-audit-head.h"

#include <errno.h>
#include <fcntl.h>
#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "opt-error.h"

/**
 * opt_audit_head_parse:
 * @self: (out caller-allocates): the head
 * @text: as opt_audit_head_to_text() writes it
 * @error: return location for %OPT_ERROR_INVALID
 *
 * Returns: whether @text is a head
 */
gboolean
opt_audit_head_parse (OptAuditHead *self, const char *text, GError **error)
{
  g_autofree char *line = g_strstrip (g_strdup (text));
  char *end = NULL;
  gint64 id = g_ascii_strtoll (line, &end, 10);
  gsize length = end != NULL && *end == ':' ? strspn (end + 1, "0123456789abcdef") : 0;

  if (id <= 0 || length != sizeof self->hash - 1 || end[1 + length] != '\0')
    {
      opt_set_error (error, OPT_ERROR_INVALID,
                     _ ("Give it as “optischema-cli history --verify” prints it."),
                     _ ("“%s” is no number of an entry, a colon and a hash"), line);
      return FALSE;
    }

  self->id = id;
  g_strlcpy (self->hash, end + 1, sizeof self->hash);

  return TRUE;
}

/**
 * opt_audit_head_to_text:
 * @self: a head
 *
 * Returns: (transfer full): its id, a colon and its hash
 */
char *
opt_audit_head_to_text (const OptAuditHead *self)
{
  return g_strdup_printf ("%" G_GINT64_FORMAT ":%s", self->id, self->hash);
}

/**
 * opt_audit_head_get_path:
 * @log_path: a log
 *
 * Returns: (transfer full): the file that its head is kept in
 */
char *
opt_audit_head_get_path (const char *log_path)
{
  return g_strconcat (log_path, ".head", NULL);
}

/**
 * opt_audit_head_read:
 * @self: (out caller-allocates): the head; its id is 0 where there is no file
 * @log_path: a log
 * @error: return location for %OPT_ERROR_INVALID, or %OPT_ERROR_DENIED
 *
 * Returns: whether it could be read, or is not there
 */
gboolean
opt_audit_head_read (OptAuditHead *self, const char *log_path, GError **error)
{
  g_autofree char *path = opt_audit_head_get_path (log_path);
  g_autofree char *text = NULL;
  g_autoptr (GError) cause = NULL;

  memset (self, 0, sizeof *self);
  if (!g_file_get_contents (path, &text, NULL, &cause))
    {
      if (g_error_matches (cause, G_FILE_ERROR, G_FILE_ERROR_NOENT))
        return TRUE;
      opt_set_error (error, OPT_ERROR_DENIED, _ ("Make the file readable for this user."), "%s",
                     cause->message);
      return FALSE;
    }
  /* Whoever made it was killed before writing into it. */
  if (*text == '\0' || opt_audit_head_parse (self, text, NULL))
    return TRUE;

  opt_set_error (
      error, OPT_ERROR_INVALID,
      _ ("Somebody wrote into it, or the disk lost it: find out which, and move it away; "
         "the next entry begins a new one."),
      _ ("%s does not hold the number and the hash of an entry"), path);

  return FALSE;
}

/* One that contradicts the log is evidence, and is not written over. */
static gboolean
check_kept (OptStore *store, const OptAuditHead *kept, gboolean *holds, GError **error)
{
  OptStoreValue id = opt_store_int (kept->id);
  g_autoptr (OptStoreResult) rows
      = opt_store_query_sync (store, opt_store_sql ("audit", "chain-hash"), &id, 1, error);

  if (rows == NULL)
    return FALSE;

  *holds = kept->id == 0
           || (opt_store_result_get_n_rows (rows) == 1
               && g_strcmp0 (opt_store_result_get_text (rows, 0, "hash"), kept->hash) == 0);

  return TRUE;
}

/* Whoever reads it meanwhile, without a lock, has the one or the other, and not some of both. Where
 * this process is killed, the next one writes over what it left. */
static gboolean
write_line (const char *path, const char *line, GError **error)
{
  g_autofree char *new_path = g_strconcat (path, ".new", NULL);
  int fd = g_open (new_path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  gboolean done = fd >= 0 && write (fd, line, strlen (line)) == (gssize) strlen (line)
                  && fdatasync (fd) == 0 && g_rename (new_path, path) == 0;

  if (!done)
    opt_set_error (error, OPT_ERROR_NO_SPACE, NULL, _ ("Could not write %s: %s"), path,
                   g_strerror (errno));
  if (fd >= 0)
    close (fd);

  return done;
}

/* The lock for writing lets one process after the other do it, so that the file never goes back. */
static gboolean
keep (OptStore *store, gpointer data, GError **error)
{
  g_autofree char *path = opt_audit_head_get_path (opt_store_get_path (store));
  g_autoptr (OptStoreResult) state
      = opt_store_query_sync (store, opt_store_sql ("audit", "chain-state"), NULL, 0, error);
  OptAuditHead kept, head = { 0 };
  g_autofree char *text = NULL;
  g_autofree char *line = NULL;
  gboolean holds = FALSE;

  if (state == NULL || !opt_audit_head_read (&kept, opt_store_get_path (store), error)
      || !check_kept (store, &kept, &holds, error))
    return FALSE;

  head.id = opt_store_result_get_int (state, 0, "last_id");
  if (!holds || head.id <= kept.id || opt_store_result_get_text (state, 0, "hash") == NULL)
    return TRUE;

  g_strlcpy (head.hash, opt_store_result_get_text (state, 0, "hash"), sizeof head.hash);
  text = opt_audit_head_to_text (&head);
  line = g_strconcat (text, "\n", NULL);

  return write_line (path, line, error);
}

/**
 * opt_audit_head_keep_sync:
 * @store: a log's store
 *
 * Keeps how far the log goes, beside it. One that the log contradicts stays. Where it can't be
 * written the log is as good as before, and its check tells how far the kept head reaches.
 */
void
opt_audit_head_keep_sync (OptStore *store)
{
  g_autoptr (GError) error = NULL;

  if (!opt_store_transaction_sync (store, keep, NULL, &error))
    g_debug ("The head of the log was not kept: %s", error->message);
}
