/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-change-book.h"

#include "opt-server-change.h"

enum
{
  SIGNAL_CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

struct _OptChangeBook
{
  GObject parent_instance;

  OptServer *server; /* (nullable) */
  GSignalGroup *server_signals;
  guint asked; /* which reading is the newest */

  GPtrArray *changes; /* (nullable) of OptAuditChange, the newest first; NULL: not read yet */
  GError *error;      /* (nullable) why it can't be read */
};

G_DEFINE_FINAL_TYPE (OptChangeBook, opt_change_book, G_TYPE_OBJECT)

typedef struct
{
  OptChangeBook *self;
  guint number;
} Reading;

static void
listed (GObject *object, GAsyncResult *result, gpointer data)
{
  Reading *reading = data;
  g_autoptr (OptChangeBook) self = reading->self;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) changes
      = opt_server_list_changes_finish (OPT_SERVER (object), result, &error);
  gboolean outdated = reading->number != self->asked;

  g_free (reading);
  if (outdated)
    return;

  g_clear_error (&self->error);
  if (changes != NULL)
    {
      g_clear_pointer (&self->changes, g_ptr_array_unref);
      self->changes = g_steal_pointer (&changes);
    }
  self->error = g_steal_pointer (&error);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
opt_change_book_dispose (GObject *object)
{
  OptChangeBook *self = OPT_CHANGE_BOOK (object);

  self->asked++;
  if (self->server_signals != NULL)
    g_signal_group_set_target (self->server_signals, NULL);
  g_clear_object (&self->server_signals);
  g_clear_object (&self->server);

  G_OBJECT_CLASS (opt_change_book_parent_class)->dispose (object);
}

static void
opt_change_book_finalize (GObject *object)
{
  OptChangeBook *self = OPT_CHANGE_BOOK (object);

  g_clear_pointer (&self->changes, g_ptr_array_unref);
  g_clear_error (&self->error);

  G_OBJECT_CLASS (opt_change_book_parent_class)->finalize (object);
}

static void
opt_change_book_class_init (OptChangeBookClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = opt_change_book_dispose;
  object_class->finalize = opt_change_book_finalize;

  /**
   * OptChangeBook::changed:
   * @self: the book
   *
   * It was read anew.
   */
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", OPT_TYPE_CHANGE_BOOK, G_SIGNAL_RUN_LAST, 0,
                                          NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
opt_change_book_init (OptChangeBook *self)
{
  self->server_signals = g_signal_group_new (OPT_TYPE_SERVER);
  g_signal_group_connect_swapped (self->server_signals, "changes-changed",
                                  G_CALLBACK (opt_change_book_reload), self);
  /* Which server it is, and so which changes are its own, is known once it was connected to. */
  g_signal_group_connect_swapped (self->server_signals, "notify::facts",
                                  G_CALLBACK (opt_change_book_reload), self);
}

/**
 * opt_change_book_new:
 *
 * Returns: (transfer full): the changes of no server
 */
OptChangeBook *
opt_change_book_new (void)
{
  return g_object_new (OPT_TYPE_CHANGE_BOOK, NULL);
}

/**
 * opt_change_book_set_server:
 * @self: a book
 * @server: (nullable): whose changes
 */
void
opt_change_book_set_server (OptChangeBook *self, OptServer *server)
{
  g_return_if_fail (OPT_IS_CHANGE_BOOK (self));

  if (!g_set_object (&self->server, server))
    return;

  g_clear_pointer (&self->changes, g_ptr_array_unref);
  g_clear_error (&self->error);
  g_signal_group_set_target (self->server_signals, server);
  opt_change_book_reload (self);
}

/**
 * opt_change_book_reload:
 * @self: a book
 *
 * Reads the log anew.
 */
void
opt_change_book_reload (OptChangeBook *self)
{
  Reading *reading;

  g_return_if_fail (OPT_IS_CHANGE_BOOK (self));

  self->asked++;
  if (self->server == NULL)
    {
      g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
      return;
    }

  reading = g_new0 (Reading, 1);
  reading->self = g_object_ref (self);
  reading->number = self->asked;
  opt_server_list_changes_async (self->server, listed, reading);
}

/**
 * opt_change_book_get_changes:
 * @self: a book
 *
 * Returns: (transfer none) (nullable) (element-type OptAuditChange): the changes, the newest first;
 *   %NULL where they were not read yet
 */
GPtrArray *
opt_change_book_get_changes (OptChangeBook *self)
{
  g_return_val_if_fail (OPT_IS_CHANGE_BOOK (self), NULL);

  return self->changes;
}

/**
 * opt_change_book_get_error:
 * @self: a book
 *
 * Returns: (transfer none) (nullable): why the log can't be read
 */
const GError *
opt_change_book_get_error (OptChangeBook *self)
{
  g_return_val_if_fail (OPT_IS_CHANGE_BOOK (self), NULL);

  return self->error;
}

/**
 * opt_change_book_find:
 * @self: a book
 * @change_id: a change's id
 *
 * Returns: (transfer none) (nullable): that change
 */
OptAuditChange *
opt_change_book_find (OptChangeBook *self, const char *change_id)
{
  g_return_val_if_fail (OPT_IS_CHANGE_BOOK (self), NULL);
  g_return_val_if_fail (change_id != NULL, NULL);

  for (guint i = 0; self->changes != NULL && i < self->changes->len; i++)
    if (g_strcmp0 (opt_audit_change_get_id (self->changes->pdata[i]), change_id) == 0)
      return self->changes->pdata[i];

  return NULL;
}

/**
 * opt_change_book_find_for:
 * @self: a book
 * @recommendation_id: a recommendation's id
 *
 * Returns: (transfer none) (nullable): the newest change that came of it
 */
OptAuditChange *
opt_change_book_find_for (OptChangeBook *self, const char *recommendation_id)
{
  g_return_val_if_fail (OPT_IS_CHANGE_BOOK (self), NULL);
  g_return_val_if_fail (recommendation_id != NULL, NULL);

  for (guint i = 0; self->changes != NULL && i < self->changes->len; i++)
    if (g_strcmp0 (opt_audit_change_get_recommendation_id (self->changes->pdata[i]),
                   recommendation_id)
        == 0)
      return self->changes->pdata[i];

  return NULL;
}
