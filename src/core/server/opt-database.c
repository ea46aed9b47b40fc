/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-database.h"

#include <glib/gi18n-lib.h>

#include "opt-error.h"
#include "opt-sandbox-choice.h"
#include "opt-timeline.h"

struct _OptDatabase
{
  GObject parent_instance;

  OptConninfo *conninfo;
  OptConnection *connection;
  OptServerFacts *facts;
  char *display;
  OptCatalog *catalog;          /* (nullable) until it is asked for, as what follows */
  gint64 catalog_at;            /* monotonic; when it was read */
  char *sandbox_server;         /* (nullable) that was named for it */
  OptCopyOptions *copy_options; /* (nullable) how tables are copied into the sandbox */
  OptSandbox *sandbox;
  OptShadow *shadow;
  GPtrArray *events; /* of OptTimelineEvent: found out and not taken yet */
};

G_DEFINE_FINAL_TYPE (OptDatabase, opt_database, G_TYPE_OBJECT)

/**
 * opt_database_close:
 * @self: a database
 *
 * Ends its connection, and the sandbox with all that is in it.
 */
void
opt_database_close (OptDatabase *self)
{
  g_autoptr (GError) error = NULL;

  g_return_if_fail (OPT_IS_DATABASE (self));

  if (!opt_database_stop_sandbox_sync (self, &error))
    g_message ("%s", error->message);
  if (self->connection != NULL)
    opt_connection_close (self->connection);
}

static void
opt_database_dispose (GObject *object)
{
  OptDatabase *self = OPT_DATABASE (object);

  opt_database_close (self);
  g_clear_object (&self->connection);
  g_clear_object (&self->facts);
  g_clear_object (&self->catalog);

  G_OBJECT_CLASS (opt_database_parent_class)->dispose (object);
}

static void
opt_database_finalize (GObject *object)
{
  OptDatabase *self = OPT_DATABASE (object);

  g_clear_pointer (&self->conninfo, opt_conninfo_unref);
  g_free (self->sandbox_server);
  opt_copy_options_free (self->copy_options);
  g_free (self->display);
  g_ptr_array_unref (self->events);

  G_OBJECT_CLASS (opt_database_parent_class)->finalize (object);
}

static void
opt_database_class_init (OptDatabaseClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = opt_database_dispose;
  object_class->finalize = opt_database_finalize;
}

static void
event_free (gpointer data)
{
  OptTimelineEvent *event = data;

  g_free (event->text);
  g_free (event);
}

static void
opt_database_init (OptDatabase *self)
{
  self->events = g_ptr_array_new_with_free_func (event_free);
}

/**
 * opt_database_open_sync:
 * @conninfo: where to connect
 * @cancellable: (nullable): cancels it
 * @error: return location for an error
 *
 * Connects, read-only, and asks for the server's facts.
 *
 * Returns: (transfer full) (nullable): the database
 */
OptDatabase *
opt_database_open_sync (OptConninfo *conninfo, GCancellable *cancellable, GError **error)
{
  g_autoptr (OptDatabase) self = NULL;

  g_return_val_if_fail (conninfo != NULL, NULL);

  self = g_object_new (OPT_TYPE_DATABASE, NULL);
  self->conninfo = opt_conninfo_ref (conninfo);
  self->display = opt_conninfo_to_display (conninfo);
  self->connection = opt_database_connect_lane_sync (self, "interactive", cancellable, error);
  if (self->connection == NULL)
    return NULL;
  self->facts = opt_server_facts_load_sync (self->connection, cancellable, error);
  if (self->facts == NULL)
    return NULL;

  return g_steal_pointer (&self);
}

/**
 * opt_database_get_conninfo:
 * @self: a database
 *
 * Returns: (transfer none): how it was connected to
 */
OptConninfo *
opt_database_get_conninfo (OptDatabase *self)
{
  g_return_val_if_fail (OPT_IS_DATABASE (self), NULL);

  return self->conninfo;
}

/**
 * opt_database_get_connection:
 * @self: a database
 *
 * Returns: (transfer none): its interactive lane
 */
OptConnection *
opt_database_get_connection (OptDatabase *self)
{
  g_return_val_if_fail (OPT_IS_DATABASE (self), NULL);

  return self->connection;
}

/**
 * opt_database_get_facts:
 * @self: a database
 *
 * Returns: (transfer none): of its server
 */
OptServerFacts *
opt_database_get_facts (OptDatabase *self)
{
  g_return_val_if_fail (OPT_IS_DATABASE (self), NULL);

  return self->facts;
}

/**
 * opt_database_get_server_id:
 * @self: a database
 *
 * Returns: (transfer none): what tells this server from any other, for the audit log, the history
 *   and recommendations: the cluster's system identifier, or where it can't be read its address
 */
const char *
opt_database_get_server_id (OptDatabase *self)
{
  const char *identifier;

  g_return_val_if_fail (OPT_IS_DATABASE (self), NULL);

  identifier = opt_server_facts_get_system_identifier (self->facts);

  return identifier != NULL ? identifier : self->display;
}

/**
 * opt_database_get_display:
 * @self: a database
 *
 * Returns: (transfer none): "shop on db.example.org as ann"
 */
const char *
opt_database_get_display (OptDatabase *self)
{
  g_return_val_if_fail (OPT_IS_DATABASE (self), NULL);

  return self->display;
}

/**
 * opt_database_connect_lane_sync:
 * @self: a database
 * @lane: the lane's name
 * @cancellable: (nullable): cancels it
 * @error: return location for an error
 *
 * Returns: (transfer full) (nullable): a further read-only connection
 */
OptConnection *
opt_database_connect_lane_sync (OptDatabase *self,
                                const char *lane,
                                GCancellable *cancellable,
                                GError **error)
{
  g_autoptr (OptConnection) connection = NULL;

  g_return_val_if_fail (OPT_IS_DATABASE (self) && lane != NULL, NULL);

  connection = opt_connection_new (self->conninfo, OPT_CONNECTION_ROLE_MONITOR, lane);
  if (!opt_connection_open_sync (connection, cancellable, error))
    return NULL;

  return g_steal_pointer (&connection);
}

/**
 * opt_database_load_catalog_sync:
 * @self: a database
 * @cancellable: (nullable): cancels it
 * @error: return location for an error
 *
 * Returns: (transfer none) (nullable): its catalog, read when it is first asked for
 */
OptCatalog *
opt_database_load_catalog_sync (OptDatabase *self, GCancellable *cancellable, GError **error)
{
  g_return_val_if_fail (OPT_IS_DATABASE (self), NULL);

  if (self->catalog == NULL)
    {
      self->catalog_at = g_get_monotonic_time ();
      self->catalog = opt_catalog_load_sync (self->connection, cancellable, error);
    }

  return self->catalog;
}

/**
 * opt_database_forget_older:
 * @self: a database
 * @age: microseconds
 *
 * For who keeps a database open: a catalog that was read longer ago than that is read anew when it
 * is asked for next, and a shadow that was made from it is built anew.
 */
void
opt_database_forget_older (OptDatabase *self, gint64 age)
{
  g_return_if_fail (OPT_IS_DATABASE (self));

  if (self->catalog == NULL || g_get_monotonic_time () - self->catalog_at < age)
    return;

  g_clear_object (&self->catalog);
  if (self->shadow != NULL)
    opt_shadow_drop_sync (self->shadow, NULL, NULL);
  g_clear_object (&self->shadow);
}

/**
 * opt_database_set_sandbox:
 * @self: a database whose sandbox is not started yet
 * @server: (nullable): the server to have the sandbox in: an address, or a saved connection's name;
 *   %NULL for the one of `$OPTISCHEMA_SANDBOX`, or a private cluster without it
 *
 * See opt_given_provider_new() for what it must be.
 */
void
opt_database_set_sandbox (OptDatabase *self, const char *server)
{
  g_return_if_fail (OPT_IS_DATABASE (self));

  g_free (self->sandbox_server);
  self->sandbox_server = g_strdup (server);
}

/**
 * opt_database_start_sandbox_sync:
 * @self: a database
 * @cancellable: (nullable): cancels it
 * @error: return location for an error
 *
 * Returns: (transfer none) (nullable): the sandbox that stands for its server, started when it is
 *   first asked for
 */
OptSandbox *
opt_database_start_sandbox_sync (OptDatabase *self, GCancellable *cancellable, GError **error)
{
  g_autoptr (OptSandbox) sandbox = NULL;

  g_return_val_if_fail (OPT_IS_DATABASE (self), NULL);

  if (self->sandbox != NULL && opt_sandbox_is_running (self->sandbox))
    return self->sandbox;

  /* What a server that ended had not written is gone with it: it is made anew, shadow and all. */
  g_clear_object (&self->shadow);
  g_clear_object (&self->sandbox);

  sandbox = opt_sandbox_choice_make_sync (self->sandbox_server, cancellable, error);
  if (sandbox == NULL || !opt_sandbox_start_sync (sandbox, self->facts, cancellable, error))
    return NULL;
  self->sandbox = g_steal_pointer (&sandbox);

  return self->sandbox;
}

/**
 * opt_database_set_copy_options:
 * @self: a database
 * @options: (nullable): how its tables are copied into the sandbox from now on; %NULL: as usual
 */
void
opt_database_set_copy_options (OptDatabase *self, const OptCopyOptions *options)
{
  g_return_if_fail (OPT_IS_DATABASE (self));

  opt_copy_options_free (self->copy_options);
  self->copy_options = options != NULL ? opt_copy_options_copy (options) : NULL;
}

/**
 * opt_database_get_copy_options:
 * @self: a database
 *
 * Returns: (transfer none) (nullable): what opt_database_set_copy_options() was given
 */
const OptCopyOptions *
opt_database_get_copy_options (OptDatabase *self)
{
  g_return_val_if_fail (OPT_IS_DATABASE (self), NULL);

  return self->copy_options;
}

/**
 * opt_database_get_sandbox:
 * @self: a database
 *
 * Returns: (transfer none) (nullable): the sandbox, if one was started
 */
OptSandbox *
opt_database_get_sandbox (OptDatabase *self)
{
  g_return_val_if_fail (OPT_IS_DATABASE (self), NULL);

  return self->sandbox;
}

/**
 * opt_database_get_shadow:
 * @self: a database
 *
 * Returns: (transfer none) (nullable): the shadow, if one was built
 */
OptShadow *
opt_database_get_shadow (OptDatabase *self)
{
  g_return_val_if_fail (OPT_IS_DATABASE (self), NULL);

  return self->shadow;
}

/**
 * opt_database_stop_sandbox_sync:
 * @self: a database
 * @error: return location for an error
 *
 * Ends the sandbox and removes all that is in it. What needs one later starts it anew.
 *
 * Returns: %TRUE if nothing is left of it
 */
gboolean
opt_database_stop_sandbox_sync (OptDatabase *self, GError **error)
{
  gboolean closed;

  g_return_val_if_fail (OPT_IS_DATABASE (self), FALSE);

  g_clear_object (&self->shadow);
  closed = self->sandbox == NULL || opt_sandbox_close_sync (self->sandbox, error);
  g_clear_object (&self->sandbox);

  return closed;
}

/**
 * opt_database_build_shadow_sync:
 * @self: a database
 * @progress: (nullable): told the steps
 * @cancellable: (nullable): cancels it
 * @error: return location for an error
 *
 * Returns: (transfer none) (nullable): its statistics-only twin, built when it is first asked for
 */
OptShadow *
opt_database_build_shadow_sync (OptDatabase *self,
                                const OptProgress *progress,
                                GCancellable *cancellable,
                                GError **error)
{
  OptCatalog *catalog;
  OptSandbox *sandbox;

  g_return_val_if_fail (OPT_IS_DATABASE (self), NULL);

  if (self->shadow != NULL)
    return self->shadow;

  opt_progress_report (progress, -1, -1, "%s", _ ("Reading the catalog"));
  catalog = opt_database_load_catalog_sync (self, cancellable, error);
  if (catalog == NULL)
    return NULL;
  opt_progress_report (progress, -1, -1, "%s", _ ("Starting the sandbox"));
  sandbox = opt_database_start_sandbox_sync (self, cancellable, error);
  if (sandbox == NULL)
    return NULL;
  self->shadow = opt_shadow_build_sync (sandbox, self->connection, catalog, self->facts, progress,
                                        cancellable, error);

  return self->shadow;
}

/**
 * opt_database_add_event:
 * @self: a database
 * @time: when; microseconds since 1970
 * @kind: for machines
 * @text: for a person
 *
 * Notes what was found out by the way, for whoever shows what happened to the server.
 */
void
opt_database_add_event (OptDatabase *self, gint64 time, const char *kind, const char *text)
{
  OptTimelineEvent *event;

  g_return_if_fail (OPT_IS_DATABASE (self) && kind != NULL && text != NULL);

  event = g_new0 (OptTimelineEvent, 1);
  event->time = time;
  event->kind = g_intern_string (kind);
  event->text = g_strdup (text);
  g_ptr_array_add (self->events, event);
}

/**
 * opt_database_take_events:
 * @self: a database
 *
 * Returns: (transfer full) (element-type OptTimelineEvent): what was found out since this was
 *   called last
 */
GPtrArray *
opt_database_take_events (OptDatabase *self)
{
  GPtrArray *events;

  g_return_val_if_fail (OPT_IS_DATABASE (self), NULL);

  events = g_steal_pointer (&self->events);
  self->events = g_ptr_array_new_with_free_func (event_free);

  return events;
}
