/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-attention-check.h"

#include <glib/gi18n.h>

#include "opt-change-leftover.h"
#include "opt-change-words.h"
#include "opt-error.h"
#include "opt-preflight.h"
#include "opt-server-change.h"

enum
{
  SIGNAL_CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

struct _OptAttentionCheck
{
  GObject parent_instance;

  OptAttentionFacts facts;
  gboolean looked; /* since the server was connected to, or tried to be */

  /* Owned */
  OptServer *server;       /* (nullable) */
  OptServerFacts *checked; /* (nullable) of the connection that was checked */
  OptJob *job;             /* (nullable) while it is being checked */
  GError *error;           /* (nullable) */
  GSignalGroup *server_signals;
};

G_DEFINE_FINAL_TYPE (OptAttentionCheck, opt_attention_check, G_TYPE_OBJECT)

static void
changed (OptAttentionCheck *self)
{
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

/* ---- Rights and extensions ------------------------------------------------------------------- */

/* Facts and catalog as they are now: somebody may just have granted what was missing. */
static gpointer
check (OptDatabase *database,
       gpointer data,
       const OptProgress *progress,
       GCancellable *cancellable,
       GError **error)
{
  OptConnection *connection = opt_database_get_connection (database);
  g_autoptr (OptServerFacts) facts = opt_server_facts_load_sync (connection, cancellable, error);
  OptCatalog *catalog;

  if (facts == NULL)
    return NULL;

  opt_database_forget_older (database, 0);
  catalog = opt_database_load_catalog_sync (database, cancellable, error);

  return catalog != NULL ? opt_preflight_run (facts, catalog) : NULL;
}

typedef struct
{
  OptAttentionCheck *self;
  OptJob *job;
} Look;

static void
checked (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autofree Look *look = data;
  g_autoptr (OptAttentionCheck) self = look->self;
  g_autoptr (OptJob) job = look->job;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) items = opt_server_run_finish (OPT_SERVER (object), result, &error);

  /* Another server is looked at by now. */
  if (self->job != job)
    return;

  g_clear_object (&self->job);
  /* By a person, or because the server was disconnected: what was known before still stands. */
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      changed (self);
      return;
    }
  g_clear_pointer (&self->facts.checks, g_ptr_array_unref);
  g_clear_error (&self->error);
  self->facts.checks = g_steal_pointer (&items);
  self->error = g_steal_pointer (&error);
  self->facts.check_error = self->error;
  changed (self);
}

/* ---- Changes --------------------------------------------------------------------------------- */

static void
changes_listed (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr (OptAttentionCheck) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) changes
      = opt_server_list_changes_finish (OPT_SERVER (object), result, &error);

  if (OPT_SERVER (object) != self->server)
    return;
  if (changes == NULL)
    {
      g_message (_ ("Changes could not be listed: %s"), error->message);
      return;
    }

  g_hash_table_remove_all (self->facts.applied);
  g_ptr_array_set_size (self->facts.left, 0);
  for (guint i = 0; i < changes->len; i++)
    {
      const char *id = opt_audit_change_get_recommendation_id (changes->pdata[i]);

      if (id != NULL && opt_change_is_applied (changes->pdata[i]))
        g_hash_table_add (self->facts.applied, g_strdup (id));
      if (opt_change_has_leftover (changes->pdata[i]))
        g_ptr_array_add (self->facts.left, g_object_ref (changes->pdata[i]));
    }
  changed (self);
}

static void
list_changes (OptAttentionCheck *self)
{
  if (self->server != NULL && opt_server_get_facts (self->server) != NULL)
    opt_server_list_changes_async (self->server, changes_listed, g_object_ref (self));
}

/* ---- The object ------------------------------------------------------------------------------ */

static void
forget (OptAttentionCheck *self)
{
  if (self->job != NULL)
    opt_job_cancel (self->job);
  g_clear_object (&self->job);
  g_clear_object (&self->checked);
  self->looked = FALSE;
  g_clear_pointer (&self->facts.checks, g_ptr_array_unref);
  g_clear_error (&self->error);
  self->facts.check_error = NULL;
  g_hash_table_remove_all (self->facts.applied);
  g_ptr_array_set_size (self->facts.left, 0);
}

static void
opt_attention_check_dispose (GObject *object)
{
  OptAttentionCheck *self = OPT_ATTENTION_CHECK (object);

  if (self->server_signals != NULL)
    g_signal_group_set_target (self->server_signals, NULL);
  g_clear_object (&self->server_signals);
  if (self->facts.applied != NULL)
    forget (self);
  g_clear_pointer (&self->facts.applied, g_hash_table_unref);
  g_clear_pointer (&self->facts.left, g_ptr_array_unref);
  g_clear_object (&self->server);

  G_OBJECT_CLASS (opt_attention_check_parent_class)->dispose (object);
}

static void
opt_attention_check_class_init (OptAttentionCheckClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = opt_attention_check_dispose;

  /**
   * OptAttentionCheck::changed:
   * @self: the check
   *
   * More is known.
   */
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", OPT_TYPE_ATTENTION_CHECK, G_SIGNAL_RUN_LAST, 0,
                                          NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
opt_attention_check_init (OptAttentionCheck *self)
{
  self->facts.applied = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->facts.left = g_ptr_array_new_with_free_func (g_object_unref);
  self->server_signals = g_signal_group_new (OPT_TYPE_SERVER);
  g_signal_group_connect_swapped (self->server_signals, "changes-changed",
                                  G_CALLBACK (list_changes), self);
}

/**
 * opt_attention_check_new:
 *
 * Returns: (transfer full): a check of no server
 */
OptAttentionCheck *
opt_attention_check_new (void)
{
  return g_object_new (OPT_TYPE_ATTENTION_CHECK, NULL);
}

/**
 * opt_attention_check_set_server:
 * @self: a check
 * @server: (nullable): what to look at
 */
void
opt_attention_check_set_server (OptAttentionCheck *self, OptServer *server)
{
  g_return_if_fail (OPT_IS_ATTENTION_CHECK (self));

  if (self->server == server)
    return;

  forget (self);
  g_set_object (&self->server, server);
  g_signal_group_set_target (self->server_signals, server);
}

/**
 * opt_attention_check_run:
 * @self: a check
 *
 * Looks anew.
 */
void
opt_attention_check_run (OptAttentionCheck *self)
{
  OptServerFacts *facts;
  Look *look;

  g_return_if_fail (OPT_IS_ATTENTION_CHECK (self));

  if (self->server == NULL || self->job != NULL)
    return;

  facts = opt_server_get_facts (self->server);
  g_set_object (&self->checked, facts);
  self->looked = TRUE;
  self->job = opt_job_new (_ ("Look at rights and extensions"));
  look = g_new0 (Look, 1);
  look->self = g_object_ref (self);
  look->job = g_object_ref (self->job);
  opt_server_run_async (self->server, OPT_SERVER_LANE_INTERACTIVE, self->job, check, NULL, NULL,
                        (GDestroyNotify) g_ptr_array_unref, checked, look);
  list_changes (self);
  changed (self);
}

/* Also at one that lets us in, but not watch: that is when it matters most. */
static gboolean
can_look (OptServer *server)
{
  const GError *error = opt_server_get_error (server);

  if (opt_server_get_state (server) == OPT_SERVER_ONLINE)
    return TRUE;

  return opt_server_get_state (server) == OPT_SERVER_LOST
         && (g_error_matches (error, OPT_ERROR, OPT_ERROR_DENIED)
             || g_error_matches (error, OPT_ERROR, OPT_ERROR_UNSUPPORTED));
}

/**
 * opt_attention_check_keep_up:
 * @self: a check
 *
 * Looks, if the server was not looked at since it was connected to.
 */
void
opt_attention_check_keep_up (OptAttentionCheck *self)
{
  g_return_if_fail (OPT_IS_ATTENTION_CHECK (self));

  if (self->server == NULL)
    return;

  if (opt_server_get_state (self->server) == OPT_SERVER_CONNECTING
      || opt_server_get_facts (self->server) != self->checked)
    self->looked = FALSE;
  if (!self->looked && can_look (self->server))
    opt_attention_check_run (self);
}

/**
 * opt_attention_check_get_running:
 * @self: a check
 *
 * Returns: whether it is looking
 */
gboolean
opt_attention_check_get_running (OptAttentionCheck *self)
{
  g_return_val_if_fail (OPT_IS_ATTENTION_CHECK (self), FALSE);

  return self->job != NULL;
}

/**
 * opt_attention_check_get_facts:
 * @self: a check
 *
 * Returns: (transfer none): what is known
 */
const OptAttentionFacts *
opt_attention_check_get_facts (OptAttentionCheck *self)
{
  g_return_val_if_fail (OPT_IS_ATTENTION_CHECK (self), NULL);

  return &self->facts;
}
