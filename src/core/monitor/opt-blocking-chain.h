/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

#include "opt-backend.h"

G_BEGIN_DECLS

/**
 * OptBlockingVictim:
 * @backend: as it was when it waited last
 * @since: when it began to wait
 * @until: when it was last seen to wait
 *
 * One that waited. Times are the server's clock, microseconds since 1970.
 */
typedef struct
{
  OptBackend *backend;
  gint64 since;
  gint64 until;
} OptBlockingVictim;

/**
 * OptBlockingChain:
 *
 * A session that held others up for a while, and those that waited for it. ::changed is emitted as
 * long as it goes on, and when it ends.
 */
#define OPT_TYPE_BLOCKING_CHAIN (opt_blocking_chain_get_type ())
G_DECLARE_FINAL_TYPE (OptBlockingChain, opt_blocking_chain, OPT, BLOCKING_CHAIN, GObject)

const OptBackend *opt_blocking_chain_get_root (OptBlockingChain *self);
const char *opt_blocking_chain_get_object (OptBlockingChain *self);
gint64 opt_blocking_chain_get_start (OptBlockingChain *self);
gint64 opt_blocking_chain_get_end (OptBlockingChain *self);
gboolean opt_blocking_chain_get_open (OptBlockingChain *self);
guint opt_blocking_chain_get_max_blocked (OptBlockingChain *self);
guint opt_blocking_chain_get_max_depth (OptBlockingChain *self);
guint opt_blocking_chain_get_n_victims (OptBlockingChain *self);
const OptBlockingVictim *opt_blocking_chain_get_victim (OptBlockingChain *self, guint position);

gint64 opt_blocking_chain_get_longest (OptBlockingChain *self);

/* For the history, which keeps it as it is at a moment. */
OptBlockingChain *opt_blocking_chain_new_recorded (OptBackend *root,
                                                   gint64 start,
                                                   gint64 end,
                                                   gboolean open);
void opt_blocking_chain_set_recorded (OptBlockingChain *self,
                                      const char *object,
                                      guint max_blocked,
                                      guint max_depth,
                                      gint64 longest);
void opt_blocking_chain_add_recorded (OptBlockingChain *self,
                                      OptBackend *backend,
                                      gint64 since,
                                      gint64 until);
OptBlockingChain *opt_blocking_chain_copy (OptBlockingChain *self);

/* For OptBlockingHistory, which adds to it. */
OptBlockingChain *opt_blocking_chain_new (OptBackend *root, gint64 time);
void opt_blocking_chain_add (OptBlockingChain *self,
                             OptBackend *root,
                             GPtrArray *behind,
                             guint depth,
                             gint64 time);
void opt_blocking_chain_close (OptBlockingChain *self);
gboolean opt_blocking_chain_goes_on (OptBlockingChain *self, GPtrArray *behind, gint64 time);

G_END_DECLS
