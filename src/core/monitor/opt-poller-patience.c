/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "opt-poller-private.h"

#include <glib/gi18n-lib.h>

#include "opt-error.h"

/* A server that works ends what takes longer than its statement_timeout, which is 5 s for a poll.
 */
#define PATIENCE 20
/* The timeout of texts, which go through the same connection. */
#define TEXTS_PATIENCE 30
/* Seconds are counted one by one: while this program itself, or the machine, slept, no answer could
 * be heard. */
#define TICK_MS 1000

static gboolean
tick (gpointer data)
{
  /* Whoever hears of it may let go of it. */
  g_autoptr (OptPoller) self = g_object_ref (data);
  g_autoptr (GError) error = NULL;
  guint64 n_arrivals
      = self->connection != NULL ? opt_connection_get_n_arrivals (self->connection) : 0;

  /* One that is slow, or far away, is there all the same. */
  if (n_arrivals != self->n_arrivals)
    {
      self->n_arrivals = n_arrivals;
      self->silence = 0;
    }
  if (++self->silence < self->patience + (self->fetching_texts ? TEXTS_PATIENCE : 0))
    return G_SOURCE_CONTINUE;

  opt_set_error (&error, OPT_ERROR_UNREACHABLE,
                 _ ("See whether the server, or the network on the way to it, hangs. It is tried "
                    "again from time to time."),
                 ngettext ("The server has not answered for %u second",
                           "The server has not answered for %u seconds", self->silence),
                 self->silence);
  opt_poller_give_up (self, error);

  return G_SOURCE_REMOVE;
}

void
opt_poller_begin_patience (OptPoller *self)
{
  opt_poller_end_patience (self);
  self->silence = 0;
  self->patience_source = g_timeout_source_new (TICK_MS);
  g_source_set_callback (self->patience_source, tick, self, NULL);
  g_source_attach (self->patience_source, self->context);
}

void
opt_poller_end_patience (OptPoller *self)
{
  if (self->patience_source == NULL)
    return;

  g_source_destroy (self->patience_source);
  g_clear_pointer (&self->patience_source, g_source_unref);
}

/**
 * opt_poller_get_silence:
 * @self: a poller
 *
 * Returns: for how many seconds an answer has been waited for by now; 0: none is
 */
guint
opt_poller_get_silence (OptPoller *self)
{
  g_return_val_if_fail (OPT_IS_POLLER (self), 0);

  return self->patience_source != NULL ? self->silence : 0;
}

/* For tests, which don't wait as long; 0: as usual. */
void
opt_poller_set_patience (OptPoller *self, guint seconds)
{
  self->patience = seconds != 0 ? seconds : PATIENCE;
}
