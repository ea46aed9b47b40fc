/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "opt-demo-status.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <unistd.h>

#include "opt-error.h"
#include "opt-json-build.h"
#include "opt-json.h"
#include "opt-paths.h"

/* What the demo's process last wrote, and the file that it holds locked as long as it lives: a
   status whose writer is gone is recognised, even if another process has its number by now. */
#define STATUS_FILE "demo.json"
#define LOCK_FILE "demo.lock"

G_DEFINE_ENUM_TYPE (OptDemoState,
                    opt_demo_state,
                    G_DEFINE_ENUM_VALUE (OPT_DEMO_STATE_STOPPED, "stopped"),
                    G_DEFINE_ENUM_VALUE (OPT_DEMO_STATE_BUILDING, "building"),
                    G_DEFINE_ENUM_VALUE (OPT_DEMO_STATE_RUNNING, "running"),
                    G_DEFINE_ENUM_VALUE (OPT_DEMO_STATE_FAILED, "failed"))

/**
 * opt_demo_status_new:
 *
 * Returns: (transfer full): the status of a demo that is stopped
 */
OptDemoStatus *
opt_demo_status_new (void)
{
  return g_new0 (OptDemoStatus, 1);
}

/**
 * opt_demo_status_free:
 * @self: (transfer full): a status
 */
void
opt_demo_status_free (OptDemoStatus *self)
{
  g_free (self->step);
  g_free (self->conninfo);
  g_free (self->owner_conninfo);
  g_free (self->error);
  g_free (self->next_step);
  g_free (self);
}

static char *
get_path (const char *name, GError **error)
{
  g_autofree char *folder = opt_paths_get_data_dir (error);

  return folder != NULL ? g_build_filename (folder, name, NULL) : NULL;
}

static const char *
state_to_nick (OptDemoState state)
{
  g_autoptr (GEnumClass) states = g_type_class_ref (OPT_TYPE_DEMO_STATE);

  return g_enum_get_value (states, (int) state)->value_nick;
}

static OptDemoState
state_from_nick (const char *nick)
{
  g_autoptr (GEnumClass) states = g_type_class_ref (OPT_TYPE_DEMO_STATE);
  const GEnumValue *value = nick != NULL ? g_enum_get_value_by_nick (states, nick) : NULL;

  return value != NULL ? (OptDemoState) value->value : OPT_DEMO_STATE_STOPPED;
}

static gint64
parse_time (const char *text)
{
  g_autoptr (GDateTime) time = text != NULL ? g_date_time_new_from_iso8601 (text, NULL) : NULL;

  return time != NULL ? g_date_time_to_unix (time) * G_USEC_PER_SEC : 0;
}

/**
 * opt_demo_status_to_json:
 * @self: a status
 *
 * Returns: (transfer full): the object that `demo status --json` prints
 */
JsonNode *
opt_demo_status_to_json (const OptDemoStatus *self)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  g_return_val_if_fail (self != NULL, NULL);

  json_builder_begin_object (builder);
  opt_json_add_text (builder, "state", state_to_nick (self->state));
  opt_json_add_int (builder, "pid", self->pid);
  opt_json_add_time (builder, "started", self->started);
  opt_json_add_number (builder, "scale", self->scale);
  opt_json_add_text (builder, "step", self->step);
  opt_json_add_int (builder, "done", self->done);
  opt_json_add_int (builder, "total", self->total);
  opt_json_add_text (builder, "conninfo", self->conninfo);
  opt_json_add_text (builder, "owner_conninfo", self->owner_conninfo);
  opt_json_add_int (builder, "executed", self->executed);
  opt_json_add_int (builder, "errors", self->errors);
  opt_json_add_int (builder, "skipped", self->skipped);
  opt_json_add_number (builder, "busy", self->busy);
  opt_json_add_text (builder, "error", self->error);
  opt_json_add_text (builder, "next_step", self->next_step);
  json_builder_end_object (builder);

  return json_builder_get_root (builder);
}

static OptDemoStatus *
status_from_json (JsonObject *object)
{
  OptDemoStatus *self = opt_demo_status_new ();

  self->state = state_from_nick (opt_json_get_string (object, "state"));
  self->pid = (int) opt_json_get_int (object, "pid", 0);
  self->started = parse_time (opt_json_get_string (object, "started"));
  self->scale = opt_json_get_double (object, "scale", 0);
  self->step = g_strdup (opt_json_get_string (object, "step"));
  self->done = opt_json_get_int (object, "done", 0);
  self->total = opt_json_get_int (object, "total", 0);
  self->conninfo = g_strdup (opt_json_get_string (object, "conninfo"));
  self->owner_conninfo = g_strdup (opt_json_get_string (object, "owner_conninfo"));
  self->executed = opt_json_get_int (object, "executed", 0);
  self->errors = opt_json_get_int (object, "errors", 0);
  self->skipped = opt_json_get_int (object, "skipped", 0);
  self->busy = opt_json_get_double (object, "busy", 0);
  self->error = g_strdup (opt_json_get_string (object, "error"));
  self->next_step = g_strdup (opt_json_get_string (object, "next_step"));

  return self;
}

/* The process that holds the lock, 0 if nobody does. */
static int
find_owner (void)
{
  g_autofree char *path = get_path (LOCK_FILE, NULL);
  struct flock lock = { .l_type = F_WRLCK, .l_whence = SEEK_SET };
  int fd = path != NULL ? g_open (path, O_RDWR | O_CLOEXEC, 0) : -1;
  int owner = 0;

  if (fd < 0)
    return 0;
  if (fcntl (fd, F_GETLK, &lock) == 0 && lock.l_type != F_UNLCK)
    owner = lock.l_pid;
  close (fd);

  return owner;
}

/**
 * opt_demo_status_lock:
 * @error: return location for an error
 *
 * Makes this process the demo's owner, until it ends. There is one demo a user.
 *
 * Returns: a file descriptor to keep open, or -1 with %OPT_ERROR_CONFLICT when another process is
 *   the owner
 */
int
opt_demo_status_lock (GError **error)
{
  g_autofree char *path = get_path (LOCK_FILE, error);
  struct flock lock = { .l_type = F_WRLCK, .l_whence = SEEK_SET };
  int fd;

  if (path == NULL)
    return -1;

  fd = g_open (path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (fd >= 0 && fcntl (fd, F_SETLK, &lock) == 0)
    return fd;

  if (fd >= 0 && (errno == EAGAIN || errno == EACCES))
    opt_set_error (
        error, OPT_ERROR_CONFLICT,
        _ ("See “optischema-cli demo status”, or stop it by “optischema-cli demo stop”."),
        _ ("The demo is running already"));
  else
    opt_set_error (error, OPT_ERROR_FAILED, NULL, _ ("Could not lock %s: %s"), path,
                   g_strerror (errno));
  if (fd >= 0)
    close (fd);

  return -1;
}

/**
 * opt_demo_status_read:
 * @error: return location for an error
 *
 * What the demo's process last wrote, if that process is still there; a failure is told also after
 * it has ended.
 *
 * Returns: (transfer full) (nullable): the status; %NULL only where our own folder can't be read
 */
OptDemoStatus *
opt_demo_status_read (GError **error)
{
  g_autofree char *path = get_path (STATUS_FILE, error);
  g_autofree char *text = NULL;
  g_autoptr (JsonNode) node = NULL;
  g_autoptr (OptDemoStatus) status = NULL;
  int owner;

  if (path == NULL)
    return NULL;

  owner = find_owner ();
  if (g_file_get_contents (path, &text, NULL, NULL))
    node = opt_json_parse (text, -1, NULL);
  if (node != NULL && JSON_NODE_HOLDS_OBJECT (node))
    status = status_from_json (json_node_get_object (node));

  if (status != NULL && (status->pid == owner || status->state == OPT_DEMO_STATE_FAILED))
    return g_steal_pointer (&status);

  g_clear_pointer (&status, opt_demo_status_free);
  status = opt_demo_status_new ();
  /* It has the lock and has not written yet. */
  if (owner != 0)
    {
      status->state = OPT_DEMO_STATE_BUILDING;
      status->pid = owner;
    }

  return g_steal_pointer (&status);
}

/**
 * opt_demo_status_write:
 * @self: a status
 * @error: return location for an error
 *
 * Replaces what was written before as a whole.
 *
 * Returns: %TRUE if it was written
 */
gboolean
opt_demo_status_write (const OptDemoStatus *self, GError **error)
{
  g_autofree char *path = get_path (STATUS_FILE, error);
  g_autoptr (JsonNode) node = opt_demo_status_to_json (self);
  g_autofree char *text = opt_json_print (node, TRUE);

  return path != NULL
         && g_file_set_contents_full (path, text, -1, G_FILE_SET_CONTENTS_CONSISTENT, 0600, error);
}

/**
 * opt_demo_status_remove:
 *
 * Leaves no status and no lock file behind.
 */
void
opt_demo_status_remove (void)
{
  static const char *const names[] = { STATUS_FILE, LOCK_FILE };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = get_path (names[i], NULL);

      if (path != NULL)
        g_unlink (path);
    }
}
