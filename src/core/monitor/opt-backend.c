/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-backend.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "opt-connection.h"
#include "opt-statement-plain.h"
#include "opt-statement-text.h"

#define CHARACTERS_OF_QUERY 200

G_DEFINE_BOXED_TYPE (OptBackend, opt_backend, opt_backend_ref, opt_backend_unref)

static const struct
{
  const char *word; /* of the server */
  const char *nick;
  const char *label;
} states[] = {
  [OPT_BACKEND_ACTIVE] = { "active", "active", N_ ("Active") },
  [OPT_BACKEND_IDLE_IN_TRANSACTION]
  = { "idle in transaction", "idle-in-transaction", N_ ("Idle in transaction") },
  [OPT_BACKEND_IDLE_FAILED] = { "idle in transaction (aborted)", "idle-in-failed-transaction",
                                N_ ("Idle in a failed transaction") },
  [OPT_BACKEND_IDLE] = { "idle", "idle", N_ ("Idle") },
  [OPT_BACKEND_UNKNOWN] = { "disabled", "unknown", N_ ("Not told") },
  [OPT_BACKEND_HIDDEN] = { "", "hidden", N_ ("Hidden") },
};

static void
clear (gpointer data)
{
  OptBackend *self = data;

  g_free (self->database);
  g_free (self->user);
  g_free (self->application);
  g_free (self->client);
  g_free (self->query);
  g_free (self->text);
  g_clear_pointer (&self->blockers, g_array_unref);
  g_free (self->lock_type);
  g_free (self->lock_mode);
  g_free (self->lock_object);
}

/**
 * opt_backend_new:
 * @pid: its process id
 * @backend_start: when it began
 * @state: what it is about
 *
 * Returns: (transfer full): one of which nothing else is known yet
 */
OptBackend *
opt_backend_new (int pid, gint64 backend_start, OptBackendState state)
{
  OptBackend *self = g_atomic_rc_box_new0 (OptBackend);

  self->pid = pid;
  self->backend_start = backend_start;
  self->state = state;
  self->xmin_age = -1;

  return self;
}

/**
 * opt_backend_ref:
 * @self: a backend
 *
 * Returns: (transfer full): @self
 */
OptBackend *
opt_backend_ref (OptBackend *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return g_atomic_rc_box_acquire (self);
}

/**
 * opt_backend_unref:
 * @self: (transfer full): a backend
 */
void
opt_backend_unref (OptBackend *self)
{
  g_return_if_fail (self != NULL);

  g_atomic_rc_box_release_full (self, clear);
}

static OptBackendState
read_state (OptResult *result, guint row)
{
  const char *word = opt_result_get_text (result, row, "state");

  if (opt_result_get_boolean (result, row, "masked"))
    return OPT_BACKEND_HIDDEN;
  if (g_strcmp0 (word, "fastpath function call") == 0)
    return OPT_BACKEND_ACTIVE;
  for (guint i = 0; i < G_N_ELEMENTS (states); i++)
    if (g_strcmp0 (word, states[i].word) == 0)
      return (OptBackendState) i;

  return OPT_BACKEND_UNKNOWN;
}

static char *
read_text (OptResult *result, guint row, const char *column)
{
  const char *text = opt_result_get_text (result, row, column);

  return text != NULL && *text != '\0' ? g_strdup (text) : NULL;
}

static const char *
read_word (OptResult *result, guint row, const char *column)
{
  return g_intern_string (opt_result_get_text (result, row, column));
}

static gint64
read_number (OptResult *result, guint row, const char *column, gint64 none)
{
  return opt_result_is_null (result, row, column) ? none : opt_result_get_int (result, row, column);
}

static char *
read_client (OptResult *result, guint row)
{
  const char *address = opt_result_get_text (result, row, "client_address");
  gint64 port = read_number (result, row, "client_port", 0);

  if (address == NULL)
    return port == -1 ? g_strdup (_ ("local")) : NULL;

  return g_strdup_printf (strchr (address, ':') != NULL ? "[%s]:%d" : "%s:%d", address, (int) port);
}

/* The server cuts bytes, and a database may hold any. */
static char *
read_query (OptResult *result, guint row)
{
  const char *text = opt_result_get_text (result, row, "query");
  glong length;

  if (text == NULL || *text == '\0')
    return NULL;
  length = g_utf8_strlen (text, -1);

  return g_utf8_substring (text, 0, MIN (length, CHARACTERS_OF_QUERY));
}

/**
 * opt_backend_read:
 * @result: of `sessions`
 * @row: one of a process
 *
 * Returns: (transfer full): the process
 */
OptBackend *
opt_backend_read (OptResult *result, guint row)
{
  OptBackend *self;

  g_return_val_if_fail (row < opt_result_get_n_rows (result), NULL);

  self = opt_backend_new ((int) opt_result_get_int (result, row, "pid"),
                          read_number (result, row, "backend_start", 0), read_state (result, row));
  self->leader_pid = (int) read_number (result, row, "leader_pid", 0);
  self->datid
      = opt_result_is_null (result, row, "datid") ? 0 : opt_result_get_oid (result, row, "datid");
  self->database = read_text (result, row, "database");
  self->user = read_text (result, row, "role");
  self->application = read_text (result, row, "application_name");
  self->client = read_client (result, row);
  self->type = read_word (result, row, "backend_type");
  self->wait_event_type = read_word (result, row, "wait_event_type");
  self->wait_event = read_word (result, row, "wait_event");
  self->xact_start = read_number (result, row, "xact_start", 0);
  self->query_start = read_number (result, row, "query_start", 0);
  self->state_change = read_number (result, row, "state_change", 0);
  self->query_id = read_number (result, row, "query_id", 0);
  if (self->state != OPT_BACKEND_HIDDEN)
    {
      self->query = read_query (result, row);
      self->text = self->query_id != 0 ? read_text (result, row, "query") : NULL;
    }
  self->writes = opt_result_get_boolean (result, row, "writes");
  self->xmin_age = (int) read_number (result, row, "xmin_age", -1);

  return self;
}

static char *
describe_object (OptResult *result, guint row)
{
  const char *type = opt_result_get_text (result, row, "locktype");
  const char *relation = opt_result_get_text (result, row, "relation");
  gboolean has_relation = !opt_result_is_null (result, row, "relation_oid");
  g_autofree char *elsewhere = NULL;

  if (type == NULL)
    return NULL;
  if (has_relation && relation == NULL)
    relation = elsewhere
        = g_strdup_printf (_ ("relation %u of another database"),
                           (guint) opt_result_get_int (result, row, "relation_oid"));

  if (g_str_equal (type, "relation"))
    return g_strdup_printf (_ ("table %s"), relation);
  if (has_relation && (g_str_equal (type, "tuple") || g_str_equal (type, "transactionid")))
    return g_strdup_printf (_ ("a row of %s"), relation);
  if (has_relation)
    return g_strdup_printf ("%s, %s", type, relation);
  if (g_str_equal (type, "transactionid"))
    return g_strdup_printf (_ ("transaction %s"), opt_result_get_text (result, row, "transaction"));
  if (g_str_equal (type, "advisory"))
    return g_strdup_printf (_ ("advisory lock %" G_GINT64_FORMAT ", %" G_GINT64_FORMAT),
                            read_number (result, row, "class", 0),
                            read_number (result, row, "object", 0));

  return g_strdup (type);
}

/**
 * opt_backend_read_lock:
 * @self: a backend that nobody else has yet
 * @result: of `session-locks`
 * @row: its row
 *
 * Adds what it waits for, and for whom.
 */
void
opt_backend_read_lock (OptBackend *self, OptResult *result, guint row)
{
  g_autoptr (GArray) blockers = NULL;

  g_return_if_fail (self != NULL && row < opt_result_get_n_rows (result));

  /* The same twice: several locks, which only a row of a partition's parent can show. */
  if (self->blockers != NULL)
    return;

  self->blockers = g_array_new (FALSE, FALSE, sizeof (int));
  blockers = opt_result_get_int_array (result, row, "blockers");
  for (guint i = 0; blockers != NULL && i < blockers->len; i++)
    {
      int pid = (int) g_array_index (blockers, gint64, i);
      gboolean known = FALSE;

      for (guint j = 0; j < self->blockers->len; j++)
        known |= g_array_index (self->blockers, int, j) == pid;
      if (!known)
        g_array_append_val (self->blockers, pid);
    }
  self->lock_type = read_text (result, row, "locktype");
  self->lock_mode = read_text (result, row, "mode");
  self->lock_object = describe_object (result, row);
  self->wait_start = read_number (result, row, "wait_start", 0);
}

/**
 * opt_backend_is_own:
 * @self: a backend
 *
 * Returns: whether it is a session of OptiSchema
 */
gboolean
opt_backend_is_own (const OptBackend *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return self->application != NULL
         && g_str_has_prefix (self->application, OPT_CONNECTION_APPLICATION);
}

/**
 * opt_backend_is_client:
 * @self: a backend
 *
 * Returns: whether a client has it, and so it can be cancelled and ended without harm to the server
 */
gboolean
opt_backend_is_client (const OptBackend *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return g_strcmp0 (self->type, "client backend") == 0
         || (self->type == NULL && self->state == OPT_BACKEND_HIDDEN);
}

/**
 * opt_backend_is_active:
 * @self: a backend
 *
 * One that sends WAL, to a standby or a subscriber, is active as long as it is connected, whatever
 * it does: it is no load.
 *
 * Returns: whether it counts as load: it executes something, and is no process of the server that
 *   waits for work
 */
gboolean
opt_backend_is_active (const OptBackend *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return self->state == OPT_BACKEND_ACTIVE && g_strcmp0 (self->wait_event_type, "Activity") != 0
         && g_strcmp0 (self->type, "walsender") != 0;
}

/**
 * opt_backend_is_in_transaction:
 * @self: a backend
 *
 * Returns: whether it has a transaction open and does nothing
 */
gboolean
opt_backend_is_in_transaction (const OptBackend *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return self->state == OPT_BACKEND_IDLE_IN_TRANSACTION || self->state == OPT_BACKEND_IDLE_FAILED;
}

/**
 * opt_backend_waits_for_lock:
 * @self: a backend
 *
 * Returns: whether it waits for another session
 */
gboolean
opt_backend_waits_for_lock (const OptBackend *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return g_strcmp0 (self->wait_event_type, "Lock") == 0;
}

/**
 * opt_backend_state_get_label:
 * @state: a state
 *
 * Returns: a word for it
 */
const char *
opt_backend_state_get_label (OptBackendState state)
{
  g_return_val_if_fail ((guint) state < G_N_ELEMENTS (states), NULL);

  return _ (states[state].label);
}

/**
 * opt_backend_state_get_nick:
 * @state: a state
 *
 * Returns: what JSON calls it
 */
const char *
opt_backend_state_get_nick (OptBackendState state)
{
  g_return_val_if_fail ((guint) state < G_N_ELEMENTS (states), NULL);

  return states[state].nick;
}

static const char *
or_unknown (const char *text)
{
  return text != NULL ? text : _ ("unknown");
}

/**
 * opt_backend_describe_who:
 * @self: a backend
 *
 * Returns: (transfer full): whose it is
 */
char *
opt_backend_describe_who (const OptBackend *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return g_strdup_printf (_ ("%s, user %s, database %s"),
                          self->application != NULL || self->type == NULL
                              ? or_unknown (self->application)
                              : self->type,
                          or_unknown (self->user), or_unknown (self->database));
}

/**
 * opt_backend_describe_wait:
 * @self: a backend
 *
 * Returns: (transfer full) (nullable): "Lock: transactionid", "CPU"; %NULL where it executes
 *   nothing, or does not say
 */
char *
opt_backend_describe_wait (const OptBackend *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  if (self->state != OPT_BACKEND_ACTIVE)
    return NULL;
  if (self->wait_event_type == NULL)
    return g_strdup (opt_wait_class_get_label (OPT_WAIT_CLASS_CPU));

  return g_strdup_printf ("%s: %s",
                          g_str_equal (self->wait_event_type, "IO")
                              ? opt_wait_class_get_label (OPT_WAIT_CLASS_IO)
                              : self->wait_event_type,
                          self->wait_event);
}

/**
 * opt_backend_get_plain_query:
 * @self: a backend
 *
 * It takes some time: the text is looked through. Of one that the server has cut in the middle of a
 * constant it is what is before that.
 *
 * Returns: (transfer full) (nullable): what is known of its statement, without the values; %NULL
 *   where they can't be told from the rest
 */
char *
opt_backend_get_plain_query (const OptBackend *self)
{
  const char *query;
  const char *quote;
  g_autofree char *plain = NULL;
  g_autofree char *head = NULL;

  g_return_val_if_fail (self != NULL, NULL);

  query = self->text != NULL ? self->text : self->query;
  if (query == NULL)
    return NULL;
  if (opt_statement_may_be_misread (query))
    return NULL;
  plain = opt_statement_redact_literals (query, NULL);
  quote = strrchr (query, '\'');
  if (plain != NULL || quote == NULL)
    return g_steal_pointer (&plain);

  head = g_strndup (query, (gsize) (quote - query));

  return opt_statement_may_be_misread (head) ? NULL : opt_statement_redact_literals (head, NULL);
}
