/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-history-chains.h"
#include "opt-session-list.h"

G_BEGIN_DECLS

char *opt_blocking_describe_now (OptSessionList *list);
char *opt_blocking_describe_root (OptSessionList *list);
char *opt_blocking_describe_chain (OptBlockingChain *chain, gboolean recorded);
char *opt_blocking_describe_victim (const OptBlockingVictim *victim);
char *opt_blocking_describe_missing (const OptHistoryChains *chains);

G_END_DECLS
