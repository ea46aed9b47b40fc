/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-blocking-chain.h"
#include "opt-history.h"

G_BEGIN_DECLS

/* So many of a server's day are kept, and so many of a range are read: those with the longest
 * waits. */
#define OPT_HISTORY_CHAINS_A_DAY 500
#define OPT_HISTORY_CHAINS_READ 200

/**
 * OptHistoryChains:
 * @chains: (element-type OptBlockingChain): the newest first
 * @n_left_out: how many were recorded and are not among them: those with the shortest waits
 * @n_not_kept: how many were seen on its days and not kept, as there were so many
 * @recorded_until: until when anything is recorded of the server; its clock, 0: nothing is
 *
 * Who held whom up in a range of time. Statements are without their values. Immutable.
 */
typedef struct
{
  GPtrArray *chains;
  guint n_left_out;
  guint n_not_kept;
  gint64 recorded_until;
} OptHistoryChains;

OptHistoryChains *opt_history_chains_new (void);
void opt_history_chains_free (OptHistoryChains *self);

OptHistoryChains *opt_history_get_chains_sync (OptHistory *self,
                                               const char *server_id,
                                               gint64 start,
                                               gint64 end,
                                               GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (OptHistoryChains, opt_history_chains_free)

G_END_DECLS
